/* Compiled packs: what is derived when one is made, and what it says of itself. Bytes are in pack_bytes.c. */
#include "phrase/words.h"

uint64_t csc_i_atom_hash(uint32_t kind, const char *text, size_t length) {
    uint64_t h = kind * UINT64_C(0x9E3779B97F4A7C15) + length, w;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        memcpy(&w, text + i, 8);
        h = csc_i_mix(h ^ w) + w;
    }
    w = 0;
    if (length > i) memcpy(&w, text + i, length - i);
    return csc_i_mix(csc_i_mix(h ^ w));
}

csc_pack *csc_i_pack_new(const csc_allocator *a) {
    csc_pack *p = csc_i_zalloc(a, sizeof *p);
    if (p != NULL) p->allocator = *a;
    return p;
}

static size_t some(size_t n) {
    return n == 0 ? 1 : n;
}

void csc_pack_destroy(csc_pack *p) {
    if (p == NULL) return;
    csc_allocator a = p->allocator;
    csc_i_free(&a, p->blob, some(p->blob_length));
    csc_i_free(&a, p->rules, some(p->rule_count) * sizeof *p->rules);
    csc_i_free(&a, p->texts, some(p->text_count) * sizeof *p->texts);
    csc_i_free(&a, p->patterns, some(p->pattern_count) * sizeof *p->patterns);
    csc_i_free(&a, p->class_names, some(p->class_count) * sizeof *p->class_names);
    csc_i_free(&a, p->class_patterns, some(p->class_count) * sizeof *p->class_patterns);
    csc_i_free(&a, p->atoms, some(p->atom_count) * sizeof *p->atoms);
    csc_i_free(&a, p->states, (p->state_count + 1) * sizeof *p->states);
    csc_i_free(&a, p->edges, some(p->edge_count) * sizeof *p->edges);
    csc_i_free(&a, p->accepts, some(p->accept_count) * sizeof *p->accepts);
    for (int i = 0; i < 2; i++) csc_i_free(&a, p->root_next[i], some(p->atom_count) * sizeof **p->root_next);
    csc_i_free(&a, p->edge_table, p->edge_slots * sizeof *p->edge_table);
    csc_i_free(&a, p->root_reach, some(p->atom_count));
    csc_i_free(&a, p->signatures, some(p->state_count) * sizeof *p->signatures);
    csc_i_free(&a, p->pair_filter, (size_t)1 << CSC_I_PAIR_BITS >> 3);
    csc_i_free(&a, p->atom_slots, p->atom_slot_count * sizeof *p->atom_slots);
    csc_i_free(&a, p->stem_filter, 8192);
    csc_i_free(&a, p, sizeof *p);
}

/* ---------------------------------------------------------------- prepare */

static csc_status prepare_atoms(csc_pack *p) {
    const csc_allocator *a = &p->allocator;
    p->atom_slot_count = 16;
    while (p->atom_slot_count < 2 * p->atom_count + 2) p->atom_slot_count *= 2;
    p->atom_slots = csc_i_alloc_array(a, p->atom_slot_count, sizeof *p->atom_slots);
    if (p->atom_slots == NULL) return CSC_E_NOMEM;
    memset(p->atom_slots, 0xFF, p->atom_slot_count * sizeof *p->atom_slots);
    const char *stemmer = csc_i_stemmer_of(csc_i_pack_text(p, p->language), p->language.length);
    /* stemmers that leave the first two letters alone (an i for a y apart): others, as Arabic, strip prefixes */
    static const char *const suffixing[] = {"english", "greek", "armenian", "russian"};
    int filter = 0;
    for (size_t i = 0; i < sizeof suffixing / sizeof suffixing[0]; i++) filter |= stemmer != NULL && strcmp(stemmer, suffixing[i]) == 0;
    for (size_t i = 0; i < p->atom_count; i++) {
        const csc_i_atom *at = &p->atoms[i];
        const char *text = csc_i_pack_text(p, at->text);
        size_t slot = csc_i_atom_hash(at->kind, text, at->text.length) & (p->atom_slot_count - 1);
        while (p->atom_slots[slot] != CSC_I_NONE) slot = (slot + 1) & (p->atom_slot_count - 1);
        p->atom_slots[slot] = (uint32_t)i;
        switch (at->kind) {
        case CSC_I_ATOM_PREFIX:
            if (p->prefix_longest < at->text.length) p->prefix_longest = at->text.length;
            if (p->prefix_shortest == 0 || p->prefix_shortest > at->text.length) p->prefix_shortest = at->text.length;
            break;
        case CSC_I_ATOM_STEM:
            p->stem_count++;
            break;
        case CSC_I_ATOM_ENDING:
            p->ending_count++;
            break;
        case CSC_I_ATOM_SLOT:
            p->slot_count++;
            break;
        case CSC_I_ATOM_MARK:
            if (at->text.length == 1 && (uint8_t)text[0] < 128)
                p->marks[(uint8_t)text[0] >> 6] |= UINT64_C(1) << ((uint8_t)text[0] & 63);
            else
                p->other_marks = 1;
            break;
        default:
            break;
        }
    }
    if (!filter || p->stem_count == 0) return CSC_OK;
    p->stem_filter = csc_i_zalloc(a, 8192);
    if (p->stem_filter == NULL) return CSC_E_NOMEM;
    for (size_t i = 0; i < p->atom_count; i++) {
        const csc_i_atom *at = &p->atoms[i];
        if (at->kind != CSC_I_ATOM_STEM) continue;
        const char *text = csc_i_pack_text(p, at->text);
        size_t letter = 0;
        (void)csc_i_utf8_next((const uint8_t *)text, &letter);
        /* a stem of one letter stands for words with any second one */
        uint32_t key = csc_i_stem_key(text, at->text.length, letter >= at->text.length);
        p->stem_filter[key >> 3] |= (uint8_t)(1U << (key & 7));
    }
    return CSC_OK;
}

static void filter_pair(csc_pack *p, uint32_t first, uint32_t second) {
    uint32_t h = csc_i_pair_hash(first, second);
    p->pair_filter[h >> 6] |= UINT64_C(1) << (h & 63);
}

/* What may follow a first word: the atoms of the state behind it, and of those that gaps lead to. When each of these states does nothing
 * but wait for words, a start whose next tokens are none of these atoms can be passed over. */
static void filter_start(csc_pack *p, uint32_t first, uint32_t state) {
    size_t reach = 0;
    for (uint32_t s = state; s != 0; s = p->states[s].any) {
        if ((p->states[s].flags & ~(uint32_t)CSC_I_STATE_WORDS) != 0 || ++reach > 16) return;
    }
    for (uint32_t s = state; s != 0; s = p->states[s].any) {
        for (size_t e = p->states[s].edge; e < p->states[s + 1].edge; e++) filter_pair(p, first, p->edges[e].atom);
    }
    p->root_reach[first] = (uint8_t)reach;
}

static csc_status prepare_edges(csc_pack *p) {
    const csc_allocator *a = &p->allocator;
    size_t hashed = 0;
    for (size_t s = 2; s < p->state_count; s++) {
        size_t n = p->states[s + 1].edge - p->states[s].edge;
        if (n > CSC_I_FEW_EDGES) hashed += n;
    }
    p->edge_slots = 16;
    while (p->edge_slots < hashed + hashed / 2 + 2) p->edge_slots *= 2;
    p->edge_table = csc_i_alloc_array(a, p->edge_slots, sizeof *p->edge_table);
    if (p->edge_table != NULL) memset(p->edge_table, 0, p->edge_slots * sizeof *p->edge_table);
    p->pair_filter = csc_i_zalloc(a, (size_t)1 << CSC_I_PAIR_BITS >> 3);
    p->root_reach = csc_i_zalloc(a, some(p->atom_count));
    p->signatures = csc_i_zalloc(a, some(p->state_count) * sizeof *p->signatures);
    for (int i = 0; i < 2; i++) {
        p->root_next[i] = csc_i_zalloc(a, some(p->atom_count) * sizeof **p->root_next);
        if (p->root_next[i] == NULL) return CSC_E_NOMEM;
    }
    if (p->edge_table == NULL || p->pair_filter == NULL || p->root_reach == NULL || p->signatures == NULL) return CSC_E_NOMEM;
    for (size_t s = 0; s < p->state_count; s++) {
        uint32_t from = p->states[s].edge, to = p->states[s + 1].edge;
        for (uint32_t e = from; e < to; e++) {
            p->signatures[s] |= UINT64_C(1) << csc_i_signature_bit(p->edges[e].atom);
            if (s < 2) {
                p->root_next[s][p->edges[e].atom] = p->edges[e].target;
            } else if (to - from > CSC_I_FEW_EDGES) {
                size_t at = csc_i_edge_hash((uint32_t)s, p->edges[e].atom) & (p->edge_slots - 1);
                while (p->edge_table[at].target != 0) at = (at + 1) & (p->edge_slots - 1);
                p->edge_table[at] = (csc_i_slot){(uint32_t)s, p->edges[e].atom, p->edges[e].target};
            }
        }
    }
    for (int i = 0; i < 2; i++) p->root_next[i][CSC_I_ANY] = p->states[i].any;
    for (size_t e = p->states[0].edge; e < p->states[1].edge; e++) filter_start(p, p->edges[e].atom, p->edges[e].target);
    return CSC_OK;
}

csc_status csc_i_pack_prepare(csc_pack *p, csc_error *err) {
    csc_status s = prepare_atoms(p);
    if (s == CSC_OK) s = prepare_edges(p);
    if (s != CSC_OK) return csc_i_fail(err, s, "No memory.");
    for (size_t i = 0; i < p->rule_count; i++) p->rules[i].first_pattern[0] = p->rules[i].first_pattern[1] = 0;
    for (size_t i = 0; i < p->pattern_count; i++) {
        const csc_i_pattern *pt = &p->patterns[i];
        if (pt->role == CSC_I_ROLE_NEGATION) p->has_negation = 1;
        if (pt->role != CSC_I_ROLE_MATCH && pt->role != CSC_I_ROLE_NEGATION) p->has_exceptions = 1;
        if (pt->role != CSC_I_ROLE_MATCH || pt->rule == CSC_I_NONE) continue;
        csc_i_rule *r = &p->rules[pt->rule];
        if (r->first_pattern[1] == 0) r->first_pattern[0] = (uint32_t)i;
        r->first_pattern[1] = (uint32_t)i + 1;
    }
    p->memory = sizeof *p + p->blob_length + p->rule_count * sizeof *p->rules + p->text_count * sizeof *p->texts +
                p->pattern_count * sizeof *p->patterns + p->class_count * 2 * sizeof(csc_i_str) + p->atom_count * sizeof *p->atoms +
                (p->state_count + 1) * sizeof *p->states + p->edge_count * sizeof *p->edges + p->accept_count * sizeof *p->accepts +
                2 * p->atom_count * sizeof **p->root_next + p->edge_slots * sizeof *p->edge_table + p->atom_count +
                p->state_count * sizeof *p->signatures + ((size_t)1 << CSC_I_PAIR_BITS >> 3) + p->atom_slot_count * sizeof *p->atom_slots +
                (p->stem_filter != NULL ? 8192 : 0);
    size_t needed;
    s = csc_pack_serialize(p, NULL, 0, &needed, NULL);
    if (s != CSC_E_BUFFER) return csc_i_fail(err, s, "The pack cannot be written.");
    uint8_t *bytes = csc_i_alloc(&p->allocator, needed);
    if (bytes == NULL) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
    s = csc_pack_serialize(p, bytes, needed, NULL, err);
    if (s == CSC_OK) csc_i_hash128(bytes, needed, 0, p->hash);
    csc_i_free(&p->allocator, bytes, needed);
    return s;
}

uint32_t csc_i_pack_find_atom(const csc_pack *p, uint32_t kind, const char *text, size_t length) {
    size_t mask = p->atom_slot_count - 1;
    for (size_t at = csc_i_atom_hash(kind, text, length) & mask; p->atom_slots[at] != CSC_I_NONE; at = (at + 1) & mask) {
        const csc_i_atom *a = &p->atoms[p->atom_slots[at]];
        if (a->kind == kind && a->text.length == length && memcmp(csc_i_pack_text(p, a->text), text, length) == 0) return p->atom_slots[at];
    }
    return CSC_I_NONE;
}

/* ----------------------------------------------------------------- queries */

csc_status csc_pack_describe(const csc_pack *self, csc_pack_info *info) {
    if (self == NULL || info == NULL) return CSC_E_INVALID;
    memset(info, 0, sizeof *info);
    info->name = csc_i_pack_text(self, self->name);
    info->name_length = self->name.length;
    info->version = csc_i_pack_text(self, self->version);
    info->version_length = self->version.length;
    info->language = csc_i_pack_text(self, self->language);
    info->language_length = self->language.length;
    info->rules = self->rule_count;
    for (size_t i = 0; i < self->pattern_count; i++) info->patterns += self->patterns[i].role == CSC_I_ROLE_MATCH;
    info->states = self->state_count;
    info->memory = self->memory;
    memcpy(info->hash, self->hash, sizeof info->hash);
    return CSC_OK;
}

static size_t list_count(const csc_i_rule *r, size_t list) {
    return r->list[list + 1] - r->list[list];
}

csc_status csc_pack_rule(const csc_pack *self, size_t index, csc_rule_info *info) {
    if (self == NULL || info == NULL) return CSC_E_INVALID;
    if (index >= self->rule_count) return CSC_E_RANGE;
    const csc_i_rule *r = &self->rules[index];
    info->id = csc_i_pack_text(self, r->id);
    info->id_length = r->id.length;
    info->category = csc_i_pack_text(self, r->category);
    info->category_length = r->category.length;
    info->kind = r->kind;
    info->severity = r->severity;
    info->patterns = list_count(r, CSC_I_LIST_PATTERN);
    info->sources = list_count(r, CSC_I_LIST_SOURCE);
    info->suggestions = list_count(r, CSC_I_LIST_SUGGESTION);
    info->examples = list_count(r, CSC_I_LIST_EXAMPLE);
    info->counters = list_count(r, CSC_I_LIST_COUNTER);
    return CSC_OK;
}

csc_status csc_pack_rule_find(const csc_pack *self, const char *id, size_t id_length, int32_t kind, size_t *index) {
    if (self == NULL || id == NULL || index == NULL) return CSC_E_INVALID;
    for (size_t i = 0; i < self->rule_count; i++) {
        const csc_i_rule *r = &self->rules[i];
        if ((r->kind == CSC_RULE_CONCEPT) == (kind == CSC_RULE_CONCEPT) && r->id.length == id_length &&
            memcmp(csc_i_pack_text(self, r->id), id, id_length) == 0) {
            *index = i;
            return CSC_OK;
        }
    }
    return CSC_E_NOTFOUND;
}

const char *csc_pack_rule_text(const csc_pack *self, size_t rule, int32_t list, size_t i, size_t *length) {
    if (length != NULL) *length = 0;
    if (self == NULL || rule >= self->rule_count || list < CSC_RULE_LIST_PATTERN || list > CSC_RULE_LIST_COUNTER) return NULL;
    const csc_i_rule *r = &self->rules[rule];
    size_t k = (size_t)(list - 1);
    if (i >= list_count(r, k)) return NULL;
    csc_i_str s = self->texts[r->list[k] + i];
    if (length != NULL) *length = s.length;
    return csc_i_pack_text(self, s);
}

static size_t main_part(const char *language, size_t length) {
    size_t n = 0;
    while (n < length && language[n] != '-' && language[n] != '_') n++;
    return n;
}

const char *csc_pack_rule_message(const csc_pack *self, size_t rule, const char *language, size_t language_length, size_t *length) {
    if (length != NULL) *length = 0;
    if (self == NULL || rule >= self->rule_count) return NULL;
    const csc_i_rule *r = &self->rules[rule];
    size_t n = list_count(r, CSC_I_LIST_MESSAGE) / 2;
    if (language == NULL) language_length = 0;
    csc_i_str best = {0, 0};
    int rank = 0; /* 4 the language, 3 its main part, 2 English, 1 any */
    for (size_t i = 0; i < n; i++) {
        csc_i_str tag = self->texts[r->list[CSC_I_LIST_MESSAGE] + 2 * i];
        const char *t = csc_i_pack_text(self, tag);
        size_t head = language_length > 0 ? main_part(language, language_length) : 0;
        int here = 1;
        if (language_length > 0 && tag.length == language_length && memcmp(t, language, language_length) == 0)
            here = 4;
        else if (head > 0 && main_part(t, tag.length) == head && memcmp(t, language, head) == 0)
            here = 3;
        else if (tag.length == 2 && memcmp(t, "en", 2) == 0)
            here = 2;
        if (here > rank) {
            rank = here;
            best = self->texts[r->list[CSC_I_LIST_MESSAGE] + 2 * i + 1];
        }
    }
    if (rank == 0) return "";
    if (length != NULL) *length = best.length;
    return csc_i_pack_text(self, best);
}
