/* Packs rule by rule: names, texts, atoms, patterns. Keys of rules are in rule_keys.c, the end of it in finish.c. */
#include <libstemmer.h>

#include "phrase/builder.h"

static csc_status no_memory(csc_error *err) {
    return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
}

static csc_status grow(csc_pack_builder *b, void *items_at, size_t *capacity, size_t want, size_t item) {
    void *items;
    memcpy(&items, items_at, sizeof items);
    csc_status s = csc_i_grow(&b->allocator, &items, capacity, want, item);
    memcpy(items_at, &items, sizeof items);
    return s;
}

csc_status csc_i_builder_text(csc_pack_builder *b, const char *text, size_t length, csc_i_str *out) {
    if (length >= UINT32_MAX - b->blob_length) return CSC_E_LIMIT;
    csc_status s = grow(b, &b->blob, &b->blob_capacity, b->blob_length + length + 1, 1);
    if (s != CSC_OK) return s;
    if (length > 0) memcpy(b->blob + b->blob_length, text, length);
    *out = (csc_i_str){(uint32_t)b->blob_length, (uint32_t)length};
    b->blob_length += length;
    return CSC_OK;
}

/* ------------------------------------------------------------------ atoms */

static size_t atom_place(const csc_pack_builder *b, uint32_t kind, const char *text, size_t length) {
    size_t mask = b->atom_slot_count - 1, at = csc_i_atom_hash(kind, text, length) & mask;
    for (; b->atom_slots[at] != CSC_I_NONE; at = (at + 1) & mask) {
        const csc_i_atom *a = &b->atoms[b->atom_slots[at]];
        if (a->kind == kind && a->text.length == length && memcmp(b->blob + a->text.at, text, length) == 0) break;
    }
    return at;
}

static void atoms_rehash(csc_pack_builder *b) {
    memset(b->atom_slots, 0xFF, b->atom_slot_count * sizeof *b->atom_slots);
    for (size_t i = 0; i < b->atom_count; i++) {
        const csc_i_atom *a = &b->atoms[i];
        b->atom_slots[atom_place(b, a->kind, b->blob + a->text.at, a->text.length)] = (uint32_t)i;
    }
}

static csc_status host_atom(void *ctx, uint32_t kind, const char *text, size_t length, uint32_t *number) {
    csc_pack_builder *b = ctx;
    if ((b->atom_count + 2) * 2 > b->atom_slot_count) {
        size_t want = b->atom_slot_count * 2;
        uint32_t *slots = csc_i_alloc_array(&b->allocator, want, sizeof *slots);
        if (slots == NULL) return CSC_E_NOMEM;
        csc_i_free(&b->allocator, b->atom_slots, b->atom_slot_count * sizeof *slots);
        b->atom_slots = slots;
        b->atom_slot_count = want;
        atoms_rehash(b);
    }
    size_t at = atom_place(b, kind, text, length);
    if (b->atom_slots[at] != CSC_I_NONE) {
        *number = b->atom_slots[at];
        return CSC_OK;
    }
    csc_i_str s;
    CSC_I_TRY(csc_i_builder_text(b, text, length, &s));
    CSC_I_TRY(grow(b, &b->atoms, &b->atom_capacity, b->atom_count + 1, sizeof *b->atoms));
    b->atoms[b->atom_count] = (csc_i_atom){s, kind};
    b->atom_slots[at] = (uint32_t)b->atom_count;
    *number = (uint32_t)b->atom_count++;
    return CSC_OK;
}

/* Where a rule or concept of this id is, or would be. */
static size_t rule_place(const csc_pack_builder *b, const char *id, size_t length, int concept) {
    size_t mask = b->rule_slot_count - 1, at = csc_i_atom_hash((uint32_t) concept, id, length) & mask;
    for (; b->rule_slots[at] != CSC_I_NONE; at = (at + 1) & mask) {
        const csc_i_rule *r = &b->rules[b->rule_slots[at]].rule;
        if ((r->kind == CSC_RULE_CONCEPT) == concept && r->id.length == length && memcmp(b->blob + r->id.at, id, length) == 0) break;
    }
    return at;
}

static uint32_t find_rule(const csc_pack_builder *b, const char *id, size_t length, int concept) {
    return b->rule_slots[rule_place(b, id, length, concept)];
}

static void rules_rehash(csc_pack_builder *b) {
    memset(b->rule_slots, 0xFF, b->rule_slot_count * sizeof *b->rule_slots);
    for (size_t i = 0; i < b->rule_count; i++) {
        const csc_i_rule *r = &b->rules[i].rule;
        b->rule_slots[rule_place(b, b->blob + r->id.at, r->id.length, r->kind == CSC_RULE_CONCEPT)] = (uint32_t)i;
    }
}

static void host_class(void *ctx, const char *name, size_t name_length, size_t i, const char **text, size_t *length) {
    const csc_pack_builder *b = ctx;
    int found = 0;
    for (size_t k = 0; k < b->class_count; k++) {
        const csc_i_draft_class *c = &b->classes[k];
        if (c->name.length != name_length || memcmp(b->blob + c->name.at, name, name_length) != 0) continue;
        found = 1;
        if (i-- > 0) continue;
        *text = b->blob + c->pattern.at;
        *length = c->pattern.length;
        return;
    }
    uint32_t concept = found ? CSC_I_NONE : find_rule(b, name, name_length, 1); /* failing a class, a concept */
    for (size_t k = 0; concept != CSC_I_NONE && k < b->pattern_count; k++) {
        const csc_i_pattern *p = &b->patterns[k].pattern;
        if (p->rule != concept || p->role != CSC_I_ROLE_MATCH || p->number != i) continue;
        *text = b->blob + p->source.at;
        *length = p->source.length;
        return;
    }
    *text = NULL;
    *length = 0;
}

static csc_status host_stem(void *ctx, const char *word, size_t length, char *buffer, size_t capacity, size_t *stem_length) {
    csc_pack_builder *b = ctx;
    if (b->stemmer_name == NULL) return CSC_E_LANGUAGE;
    if (b->stemmer == NULL) b->stemmer = sb_stemmer_new(b->stemmer_name, "UTF_8");
    if (b->stemmer == NULL) return CSC_E_LANGUAGE;
    const sb_symbol *stem = sb_stemmer_stem(b->stemmer, (const sb_symbol *)word, (int)length);
    if (stem == NULL) return CSC_E_NOMEM;
    int n = sb_stemmer_length(b->stemmer);
    if (n <= 0 || (size_t)n > capacity) return CSC_E_LIMIT;
    memcpy(buffer, stem, (size_t)n);
    *stem_length = (size_t)n;
    return CSC_OK;
}

/* ----------------------------------------------------------------- builder */

static int name_letters(const char *text, size_t length, const char *more) {
    if (length == 0 || length > 200) return 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) continue;
        if (strchr(more, c) == NULL || c == 0) return 0;
    }
    return 1;
}

csc_status csc_pack_builder_create(csc_pack_builder **out, const char *name, size_t name_length, const char *version, size_t version_length,
                                   const char *language, size_t language_length, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL");
    *out = NULL;
    if (name == NULL || version == NULL || language == NULL) return csc_i_fail(err, CSC_E_INVALID, "name, version or language is NULL");
    if (!name_letters(name, name_length, "-_")) {
        return csc_i_fail_key(err, CSC_E_SYNTAX, "A pack's name is made of letters, digits, - and _.", "pack", 4);
    }
    if (!name_letters(version, version_length, "-_.+")) {
        return csc_i_fail_key(err, CSC_E_SYNTAX, "A version is made of letters, digits, full stops, - and +.", "version", 7);
    }
    if (!name_letters(language, language_length, "-"))
        return csc_i_fail_key(err, CSC_E_SYNTAX, "The language is a BCP 47 tag such as en.", "language", 8);
    csc_allocator a = csc_i_allocator(context);
    csc_pack_builder *b = csc_i_zalloc(&a, sizeof *b);
    if (b == NULL) return no_memory(err);
    b->allocator = a;
    b->current = CSC_I_NONE;
    b->atom_slot_count = 256;
    b->atom_slots = csc_i_alloc_array(&a, b->atom_slot_count, sizeof *b->atom_slots);
    b->rule_slot_count = 64;
    b->rule_slots = csc_i_alloc_array(&a, b->rule_slot_count, sizeof *b->rule_slots);
    b->host = (csc_i_pattern_host){.ctx = b, .atom = host_atom, .class_pattern = host_class, .stem = host_stem, .allocator = a};
    b->stemmer_name = csc_i_stemmer_of(language, language_length);
    csc_status s =
        b->atom_slots == NULL || b->rule_slots == NULL ? CSC_E_NOMEM : csc_folder_create(&b->host.folder, CSC_FOLD_MATCHING, context, NULL);
    if (s == CSC_OK) {
        memset(b->atom_slots, 0xFF, b->atom_slot_count * sizeof *b->atom_slots);
        memset(b->rule_slots, 0xFF, b->rule_slot_count * sizeof *b->rule_slots);
        s = csc_i_builder_text(b, name, name_length, &b->name);
    }
    if (s == CSC_OK) s = csc_i_builder_text(b, version, version_length, &b->version);
    if (s == CSC_OK) s = csc_i_builder_text(b, language, language_length, &b->language);
    uint32_t number;
    if (s == CSC_OK) s = host_atom(b, CSC_I_ATOM_ANY, "", 0, &number);
    if (s == CSC_OK) s = host_atom(b, CSC_I_ATOM_START, "", 0, &number);
    if (s == CSC_OK) s = host_atom(b, CSC_I_ATOM_END, "", 0, &number);
    if (s != CSC_OK) {
        csc_pack_builder_destroy(b);
        return no_memory(err);
    }
    *out = b;
    return CSC_OK;
}

void csc_pack_builder_destroy(csc_pack_builder *b) {
    if (b == NULL) return;
    csc_allocator a = b->allocator;
    csc_folder_destroy(b->host.folder);
    csc_i_free(&a, b->host.nodes, b->host.node_capacity * sizeof *b->host.nodes);
    csc_i_free(&a, b->blob, b->blob_capacity);
    csc_i_free(&a, b->rules, b->rule_capacity * sizeof *b->rules);
    csc_i_free(&a, b->texts, b->text_capacity * sizeof *b->texts);
    csc_i_free(&a, b->patterns, b->pattern_capacity * sizeof *b->patterns);
    csc_i_free(&a, b->classes, b->class_capacity * sizeof *b->classes);
    csc_i_free(&a, b->atoms, b->atom_capacity * sizeof *b->atoms);
    csc_i_free(&a, b->atom_slots, b->atom_slot_count * sizeof *b->atom_slots);
    csc_i_free(&a, b->rule_slots, b->rule_slot_count * sizeof *b->rule_slots);
    csc_i_free(&a, b, sizeof *b);
}

/* Reads a pattern; whatever it added is taken back on failure, or when `discard` is 1. */
static csc_status read_pattern(csc_pack_builder *b, const char *text, size_t length, uint32_t accept, int discard, size_t *positions,
                               uint32_t *start, csc_error *err) {
    size_t blob = b->blob_length, atoms = b->atom_count, nodes = b->host.node_count;
    b->host.positions = *positions;
    b->host.position_limit = CSC_I_RULE_STATES;
    csc_status s = csc_i_pattern_read(&b->host, text, length, accept, start, err);
    if (b->stemmer != NULL) {
        sb_stemmer_delete(b->stemmer);
        b->stemmer = NULL;
    }
    if (s != CSC_OK || discard) {
        b->blob_length = blob;
        b->host.node_count = nodes;
        if (b->atom_count != atoms) {
            b->atom_count = atoms;
            atoms_rehash(b);
        }
    } else {
        *positions = b->host.positions;
    }
    return s;
}

csc_status csc_i_builder_list(csc_pack_builder *b, uint32_t rule, uint32_t list, const char *text, size_t length, csc_error *err) {
    csc_i_str s;
    if (grow(b, &b->texts, &b->text_capacity, b->text_count + 1, sizeof *b->texts) != CSC_OK) return no_memory(err);
    csc_status st = csc_i_builder_text(b, text, length, &s);
    if (st != CSC_OK) return st == CSC_E_NOMEM ? no_memory(err) : csc_i_fail(err, st, "The pack holds more than 4 GiB of text.");
    b->texts[b->text_count++] = (csc_i_draft_text){rule, list, s};
    b->rules[rule].list_count[list]++;
    return CSC_OK;
}

csc_status csc_i_builder_pattern(csc_pack_builder *b, uint32_t rule, uint32_t role, const char *text, size_t length, csc_error *err) {
    static const uint32_t lists[CSC_I_ROLES] = {CSC_I_LIST_PATTERN, CSC_I_LIST_BEFORE, CSC_I_LIST_AFTER,
                                                CSC_I_LIST_SPAN,    CSC_I_LIST_WITHIN, 0};
    if (b->pattern_count >= UINT32_MAX - 1) return csc_i_fail(err, CSC_E_LIMIT, "The patterns are too many.");
    if (grow(b, &b->patterns, &b->pattern_capacity, b->pattern_count + 1, sizeof *b->patterns) != CSC_OK) return no_memory(err);
    size_t *positions = rule == CSC_I_NONE ? &b->negation_positions : &b->rules[rule].positions;
    uint32_t start;
    CSC_I_TRY(read_pattern(b, text, length, (uint32_t)b->pattern_count, 0, positions, &start, err));
    csc_i_str source;
    uint32_t number = 0;
    csc_status s = CSC_OK;
    if (rule != CSC_I_NONE) {
        number = b->rules[rule].list_count[lists[role]];
        s = csc_i_builder_list(b, rule, lists[role], text, length, err);
        if (s == CSC_OK) source = b->texts[b->text_count - 1].text;
    } else {
        s = csc_i_builder_text(b, text, length, &source);
    }
    if (s != CSC_OK) return s; /* no memory: nodes without a pattern are never reached */
    b->patterns[b->pattern_count++] = (csc_i_draft_pattern){{source, rule, role, number}, start};
    return CSC_OK;
}

csc_status csc_pack_builder_class(csc_pack_builder *b, const char *name, size_t name_length, const char *pattern, size_t pattern_length,
                                  csc_error *err) {
    if (b == NULL || name == NULL || pattern == NULL) return csc_i_fail(err, CSC_E_INVALID, "self, name or pattern is NULL");
    if (!name_letters(name, name_length, "-_")) {
        return csc_i_fail_key(err, CSC_E_SYNTAX, "A class's name is made of letters, digits, - and _.", name, name_length);
    }
    if (grow(b, &b->classes, &b->class_capacity, b->class_count + 1, sizeof *b->classes) != CSC_OK) return no_memory(err);
    size_t positions = 0;
    uint32_t start;
    CSC_I_TRY(read_pattern(b, pattern, pattern_length, 0, 1, &positions, &start, err));
    /* a pattern that names the class being made would see only what came before it */
    if (name_length == 8 && memcmp(name, "negation", 8) == 0)
        CSC_I_TRY(csc_i_builder_pattern(b, CSC_I_NONE, CSC_I_ROLE_NEGATION, pattern, pattern_length, err));
    csc_i_draft_class c;
    csc_status s = csc_i_builder_text(b, name, name_length, &c.name);
    if (s == CSC_OK) s = csc_i_builder_text(b, pattern, pattern_length, &c.pattern);
    if (s != CSC_OK) return no_memory(err);
    b->classes[b->class_count++] = c;
    return CSC_OK;
}

static csc_status new_rule(csc_pack_builder *b, const char *id, size_t length, int32_t kind, uint32_t *number, csc_error *err) {
    if (b->rule_count >= UINT32_MAX - 1) return csc_i_fail(err, CSC_E_LIMIT, "The rules are too many.");
    csc_i_draft_rule r;
    memset(&r, 0, sizeof r);
    if (grow(b, &b->rules, &b->rule_capacity, b->rule_count + 1, sizeof *b->rules) != CSC_OK) return no_memory(err);
    csc_status s = csc_i_builder_text(b, id, length, &r.rule.id);
    if (s != CSC_OK) return no_memory(err);
    size_t head = 0;
    while (head < length && id[head] != '.') head++;
    r.rule.category = (csc_i_str){r.rule.id.at, (uint32_t)head};
    r.rule.kind = (uint8_t)kind;
    r.rule.severity = kind == CSC_RULE_CONCEPT ? CSC_SEVERITY_INFO : CSC_SEVERITY_WARNING;
    r.rule.negation = kind == CSC_RULE_AVOID || kind == CSC_RULE_PREFER ? 3 : 0;
    r.rule.roles = kind == CSC_RULE_CONCEPT ? 0 : 1;
    r.rule.limit_max = r.rule.limit_min = (double)NAN;
    if ((b->rule_count + 1) * 2 > b->rule_slot_count) {
        size_t want = b->rule_slot_count * 2;
        uint32_t *slots = csc_i_alloc_array(&b->allocator, want, sizeof *slots);
        if (slots == NULL) return no_memory(err);
        csc_i_free(&b->allocator, b->rule_slots, b->rule_slot_count * sizeof *slots);
        b->rule_slots = slots;
        b->rule_slot_count = want;
        rules_rehash(b);
    }
    b->rules[b->rule_count] = r;
    b->rule_slots[rule_place(b, id, length, kind == CSC_RULE_CONCEPT)] = (uint32_t)b->rule_count;
    *number = (uint32_t)b->rule_count++;
    return CSC_OK;
}

csc_status csc_pack_builder_concept(csc_pack_builder *b, const char *name, size_t name_length, const char *pattern, size_t pattern_length,
                                    csc_error *err) {
    if (b == NULL || name == NULL || pattern == NULL) return csc_i_fail(err, CSC_E_INVALID, "self, name or pattern is NULL");
    if (!name_letters(name, name_length, "-_.")) {
        return csc_i_fail_key(err, CSC_E_SYNTAX, "A concept's name is made of letters, digits, full stops, - and _.", name, name_length);
    }
    uint32_t rule = find_rule(b, name, name_length, 1);
    size_t before = b->rule_count;
    if (rule == CSC_I_NONE) CSC_I_TRY(new_rule(b, name, name_length, CSC_RULE_CONCEPT, &rule, err));
    csc_status s = csc_i_builder_pattern(b, rule, CSC_I_ROLE_MATCH, pattern, pattern_length, err);
    if (s != CSC_OK && b->rule_count != before) {
        b->rule_count = before;
        rules_rehash(b);
    }
    return s;
}

csc_status csc_pack_builder_rule(csc_pack_builder *b, const char *id, size_t id_length, const char *kind, size_t kind_length,
                                 csc_error *err) {
    if (b == NULL || id == NULL || kind == NULL) return csc_i_fail(err, CSC_E_INVALID, "self, id or kind is NULL");
    if (!name_letters(id, id_length, "-_.")) {
        return csc_i_fail_key(err, CSC_E_SYNTAX, "A rule's id is made of letters, digits, full stops, - and _.", "id", 2);
    }
    int32_t k = csc_i_kind_of(kind, kind_length);
    if (k == 0) {
        return csc_i_fail_key(err, CSC_E_SYNTAX, "The kind of a rule is avoid, prefer, require, limit, placeholder or style.", "kind", 4);
    }
    if (find_rule(b, id, id_length, 0) != CSC_I_NONE) return csc_i_fail_key(err, CSC_E_DUPLICATE, "Two rules have this id.", id, id_length);
    return new_rule(b, id, id_length, k, &b->current, err);
}
