/* Protocols: what each key and group of the builder does. Every step is also written to the protocol's script, so that a serialised
 * protocol is the list of steps that made it. */
#include "conversation/internal.h"

enum { STEP_OPEN = 1, STEP_SET = 2 };
enum { OPEN_WHEN = 1, OPEN_NA_WHEN, OPEN_BODY };

const char *const csc_i_fact_names[FACT_COUNT] = {"channel", "direction", "purpose", "sector", "kind", "mood", "audience"};

#define IS(s, n, word) ((n) == sizeof(word) - 1 && memcmp((s), (word), (n)) == 0)

int csc_i_fact_find(const char *name, size_t length) {
    for (int i = 0; i < FACT_COUNT; i++)
        if (strlen(csc_i_fact_names[i]) == length && memcmp(csc_i_fact_names[i], name, length) == 0) return i;
    return -1;
}

int csc_i_has_word(const char *words, size_t length, const char *word, size_t word_length) {
    size_t i = 0;
    while (i < length) {
        while (i < length && (words[i] == ' ' || words[i] == ',' || words[i] == '|')) i++;
        size_t begin = i;
        while (i < length && words[i] != ' ' && words[i] != ',' && words[i] != '|') i++;
        if (i - begin == word_length && word_length > 0 && memcmp(words + begin, word, word_length) == 0) return 1;
    }
    return 0;
}

static int plain_name(const char *s, size_t n) {
    if (n == 0 || n > 100) return 0;
    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) return 0;
    }
    return 1;
}

static csc_status keep_text(csc_protocol *p, const char *s, size_t n, text_ref *out) {
    if (n > UINT32_MAX / 4 || p->text_length > UINT32_MAX / 4) return CSC_E_LIMIT;
    csc_status st = csc_i_grow(&p->memory, (void **)&p->text, &p->text_capacity, p->text_length + n + 1, 1);
    if (st != CSC_OK) return st;
    if (n > 0) memcpy(p->text + p->text_length, s, n);
    p->text[p->text_length + n] = '\0';
    out->at = (uint32_t)p->text_length;
    out->length = (uint32_t)n;
    p->text_length += n + 1;
    return CSC_OK;
}

static csc_status log_step(csc_protocol *p, uint8_t step, const char *a, size_t an, const char *b, size_t bn) {
    size_t want;
    if (csc_i_add_overflow(an, bn, &want) || csc_i_add_overflow(want, p->script_length + 9, &want)) return CSC_E_LIMIT;
    if (want > SCRIPT_MAX) return CSC_E_LIMIT;
    csc_status st = csc_i_grow(&p->memory, (void **)&p->script, &p->script_capacity, want, 1);
    if (st != CSC_OK) return st;
    uint8_t *at = p->script + p->script_length;
    *at++ = step;
    for (int i = 0; i < 4; i++) *at++ = (uint8_t)(an >> (8 * i));
    for (int i = 0; i < 4; i++) *at++ = (uint8_t)(bn >> (8 * i));
    if (an > 0) memcpy(at, a, an);
    if (bn > 0) memcpy(at + an, b, bn);
    p->script_length = want;
    return CSC_OK;
}

csc_status csc_i_protocol_new(csc_protocol **out, const csc_allocator *memory, const char *name, size_t name_length, int32_t version,
                              csc_error *err) {
    *out = NULL;
    if (!plain_name(name, name_length)) return csc_i_fail(err, CSC_E_SYNTAX, "A protocol's name has letters, digits, - and _.");
    if (version < 1) return csc_i_fail(err, CSC_E_SYNTAX, "A protocol's version is 1 or more.");
    csc_protocol *p = csc_i_zalloc(memory, sizeof *p);
    if (p == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    p->memory = *memory;
    p->version = version;
    csc_status st = keep_text(p, name, name_length, &p->name);
    if (st != CSC_OK) {
        csc_protocol_destroy(p);
        return csc_i_fail(err, st, csc_status_string(st));
    }
    *out = p;
    return CSC_OK;
}

void csc_protocol_destroy(csc_protocol *p) {
    if (p == NULL) return;
    csc_allocator m = p->memory;
    csc_i_free(&m, p->text, p->text_capacity);
    csc_i_free(&m, p->items, p->item_capacity * sizeof *p->items);
    csc_i_free(&m, p->nodes, p->node_capacity * sizeof *p->nodes);
    csc_i_free(&m, p->sources, p->source_capacity * sizeof *p->sources);
    csc_i_free(&m, p->concepts, p->concept_capacity * sizeof *p->concepts);
    csc_i_free(&m, p->parameters, p->parameter_capacity * sizeof *p->parameters);
    csc_i_free(&m, p->applies, p->apply_capacity * sizeof *p->applies);
    csc_i_free(&m, p->stages, p->stage_capacity * sizeof *p->stages);
    csc_i_free(&m, p->script, p->script_capacity);
    csc_i_free(&m, p, sizeof *p);
}

static csc_status add_node(csc_protocol *p, uint8_t kind, uint32_t *index) {
    if (p->node_count >= NODES_MAX) return CSC_E_LIMIT;
    csc_status st = csc_i_grow(&p->memory, (void **)&p->nodes, &p->node_capacity, p->node_count + 1, sizeof *p->nodes);
    if (st != CSC_OK) return st;
    node *n = &p->nodes[p->node_count];
    memset(n, 0, sizeof *n);
    n->kind = kind;
    n->role = CSC_ROLE_AGENT;
    n->metric = -1;
    n->name = n->of_concept = n->after = n->before = n->child = n->next = NONE;
    n->within.parameter = n->least.parameter = n->most.parameter = NONE;
    *index = (uint32_t)p->node_count++;
    return CSC_OK;
}

static void attach(csc_protocol *p, uint32_t parent, uint32_t child) {
    uint32_t *at = &p->nodes[parent].child;
    while (*at != NONE) at = &p->nodes[*at].next;
    *at = child;
}

static csc_status open_item(csc_protocol *p, const char *name, size_t length, int human, csc_error *err) {
    if (p->depth != 0) return csc_i_fail(err, CSC_E_SEQUENCE, "A group of the last item is still open.");
    if (!plain_name(name, length))
        return csc_i_fail_key(err, CSC_E_SYNTAX, "An item's id has letters, digits, '.', - and _.", name, length);
    for (size_t i = 0; i < p->item_count; i++)
        if (csc_i_text_is(p, p->items[i].id, name, length))
            return csc_i_fail_key(err, CSC_E_DUPLICATE, "Two items have this id.", name, length);
    if (p->item_count >= ITEMS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "A protocol has at most 4,096 items.");
    csc_status st = csc_i_grow(&p->memory, (void **)&p->items, &p->item_capacity, p->item_count + 1, sizeof *p->items);
    item fresh;
    memset(&fresh, 0, sizeof fresh);
    if (st == CSC_OK) st = keep_text(p, name, length, &fresh.id);
    if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
    fresh.stage = fresh.text = fresh.group = (text_ref){fresh.id.at, 0};
    fresh.weight = 1;
    fresh.human = human;
    fresh.source_begin = fresh.source_end = (uint32_t)p->source_count;
    fresh.when = fresh.na_when = fresh.body = NONE;
    p->items[p->item_count++] = fresh;
    return CSC_OK;
}

static csc_status open_group(csc_protocol *p, const char *what, size_t length, csc_error *err) {
    if (p->item_count == 0) return csc_i_fail(err, CSC_E_SEQUENCE, "A group of conditions belongs to an item.");
    if (p->depth >= GROUP_DEPTH) return csc_i_fail(err, CSC_E_LIMIT, "Conditions nest at most 16 deep.");
    item *it = &p->items[p->item_count - 1];
    uint8_t kind = NODE_ALL, root = 0;
    if (IS(what, length, "when")) {
        root = OPEN_WHEN;
    } else if (IS(what, length, "na_when")) {
        root = OPEN_NA_WHEN;
        kind = NODE_ANY;
    } else if (IS(what, length, "all")) {
        kind = NODE_ALL;
    } else if (IS(what, length, "any")) {
        kind = NODE_ANY;
    } else if (IS(what, length, "not")) {
        kind = NODE_NOT;
    } else if (IS(what, length, "leaf")) {
        kind = NODE_LEAF;
    } else {
        return csc_i_fail_key(err, CSC_E_SYNTAX, "Unknown group.", what, length);
    }
    if (root != 0 && p->depth != 0) return csc_i_fail(err, CSC_E_SEQUENCE, "when and na_when stand directly in an item.");
    if (p->depth > 0 && p->nodes[p->open[p->depth - 1]].kind == NODE_LEAF)
        return csc_i_fail(err, CSC_E_SEQUENCE, "A leaf holds no groups.");
    uint32_t index, parent = NONE;
    csc_status st = CSC_OK;
    if (p->depth == 0 && root == 0) {
        if (it->body == NONE) {
            st = add_node(p, NODE_ALL, &parent);
            if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
            it->body = parent;
        }
        parent = it->body;
    } else if (p->depth > 0) {
        parent = p->open[p->depth - 1];
    }
    if (root != 0 && (root == OPEN_WHEN ? it->when : it->na_when) != NONE) {
        index = root == OPEN_WHEN ? it->when : it->na_when;
    } else {
        st = add_node(p, kind, &index);
        if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
        if (root == OPEN_WHEN) it->when = index;
        if (root == OPEN_NA_WHEN) it->na_when = index;
        if (parent != NONE) attach(p, parent, index);
    }
    p->open[p->depth++] = index;
    return CSC_OK;
}

csc_status csc_i_protocol_open(csc_protocol *p, const char *what, size_t what_length, const char *name, size_t name_length,
                               csc_error *err) {
    csc_status st;
    if (IS(what, what_length, "item") || IS(what, what_length, "check")) {
        st = open_item(p, name, name_length, IS(what, what_length, "check"), err);
    } else if (IS(what, what_length, "end")) {
        if (p->depth == 0) return csc_i_fail(err, CSC_E_SEQUENCE, "There is no group to end.");
        p->depth--;
        st = CSC_OK;
    } else {
        st = open_group(p, what, what_length, err);
    }
    if (st != CSC_OK) return st;
    st = log_step(p, STEP_OPEN, what, what_length, name, name_length);
    return st == CSC_OK ? CSC_OK : csc_i_fail(err, st, csc_status_string(st));
}

static csc_status concept_index(csc_protocol *p, const char *name, size_t length, uint32_t *index) {
    if (!plain_name(name, length)) return CSC_E_SYNTAX;
    for (size_t i = 0; i < p->concept_count; i++)
        if (csc_i_text_is(p, p->concepts[i], name, length)) {
            *index = (uint32_t)i;
            return CSC_OK;
        }
    csc_status st = csc_i_grow(&p->memory, (void **)&p->concepts, &p->concept_capacity, p->concept_count + 1, sizeof *p->concepts);
    text_ref r = {0, 0};
    if (st == CSC_OK) st = keep_text(p, name, length, &r);
    if (st != CSC_OK) return st;
    p->concepts[p->concept_count] = r;
    *index = (uint32_t)p->concept_count++;
    return CSC_OK;
}

static csc_status read_bound(const csc_protocol *p, const char *value, size_t length, bound *out) {
    double v;
    if (csc_number_parse(value, length, &v, NULL) == CSC_OK) {
        if (v != v) return CSC_E_SYNTAX;
        *out = (bound){v, NONE, 1};
        return CSC_OK;
    }
    for (size_t i = 0; i < p->parameter_count; i++)
        if (csc_i_text_is(p, p->parameters[i].name, value, length)) {
            *out = (bound){0, (uint32_t)i, 1};
            return CSC_OK;
        }
    return CSC_E_NOTFOUND;
}

static csc_status set_subject(node *n, uint8_t subject) {
    if (n->subject != LEAF_NOTHING) return CSC_E_DUPLICATE;
    n->subject = subject;
    return CSC_OK;
}

static csc_status set_leaf(csc_protocol *p, uint32_t at, const char *key, size_t kn, const char *value, size_t vn) {
    node n = p->nodes[at];
    csc_status st = CSC_OK;
    if (IS(key, kn, "concept")) {
        CSC_I_TRY(set_subject(&n, LEAF_CONCEPT));
        st = concept_index(p, value, vn, &n.name);
    } else if (IS(key, kn, "finding")) {
        CSC_I_TRY(set_subject(&n, LEAF_FINDING));
        st = plain_name(value, vn) ? keep_text(p, value, vn, &n.text) : CSC_E_SYNTAX;
    } else if (IS(key, kn, "metric")) {
        CSC_I_TRY(set_subject(&n, LEAF_METRIC));
        n.metric = csc_i_metric_find(value, vn);
        if (n.metric < 0) st = CSC_E_NOTFOUND;
    } else if (IS(key, kn, "fact")) {
        CSC_I_TRY(set_subject(&n, LEAF_FACT));
        const char *eq = vn > 0 ? memchr(value, '=', vn) : NULL;
        if (eq == NULL || csc_i_fact_find(value, (size_t)(eq - value)) < 0) return CSC_E_NOTFOUND;
        st = keep_text(p, value, vn, &n.text);
    } else if (IS(key, kn, "state")) {
        CSC_I_TRY(set_subject(&n, LEAF_STATE));
        if (!IS(value, vn, "angry")) st = CSC_E_NOTFOUND;
    } else if (IS(key, kn, "role")) {
        if (IS(value, vn, "agent"))
            n.role = CSC_ROLE_AGENT;
        else if (IS(value, vn, "customer"))
            n.role = CSC_ROLE_CUSTOMER;
        else if (IS(value, vn, "any"))
            n.role = CSC_ROLE_ANY;
        else
            st = CSC_E_SYNTAX;
    } else if (IS(key, kn, "within.turns") || IS(key, kn, "within.seconds") || IS(key, kn, "within.percent") ||
               IS(key, kn, "within.rings")) {
        if (n.unit != WINDOW_NONE) return CSC_E_DUPLICATE;
        n.unit = (uint8_t)(key[7] == 't' ? WINDOW_TURNS : key[7] == 's' ? WINDOW_SECONDS : key[7] == 'p' ? WINDOW_PERCENT : WINDOW_RINGS);
        st = read_bound(p, value, vn, &n.within);
    } else if (IS(key, kn, "within.of")) {
        if (IS(value, vn, "start")) {
            n.of = OF_START;
        } else if (IS(value, vn, "end")) {
            n.of = OF_END;
        } else {
            n.of = OF_CONCEPT;
            st = concept_index(p, value, vn, &n.of_concept);
        }
    } else if (IS(key, kn, "after")) {
        st = concept_index(p, value, vn, &n.after);
    } else if (IS(key, kn, "before")) {
        st = concept_index(p, value, vn, &n.before);
    } else if (IS(key, kn, "at_least")) {
        st = read_bound(p, value, vn, &n.least);
    } else if (IS(key, kn, "at_most")) {
        st = read_bound(p, value, vn, &n.most);
    } else if (IS(key, kn, "per_turn")) {
        n.per_turn = (uint8_t)IS(value, vn, "1");
    } else if (IS(key, kn, "during")) {
        n.during_angry = 1;
        if (!IS(value, vn, "angry")) st = CSC_E_NOTFOUND;
    } else {
        return CSC_E_NOTFOUND;
    }
    if (st == CSC_OK) p->nodes[at] = n;
    return st;
}

static csc_status set_item(csc_protocol *p, const char *key, size_t kn, const char *value, size_t vn) {
    item *it = &p->items[p->item_count - 1];
    double v;
    if (IS(key, kn, "source")) {
        if (!plain_name(value, vn)) return CSC_E_SYNTAX;
        CSC_I_TRY(csc_i_grow(&p->memory, (void **)&p->sources, &p->source_capacity, p->source_count + 1, sizeof *p->sources));
        CSC_I_TRY(keep_text(p, value, vn, &p->sources[p->source_count]));
        p->source_count++;
        it->source_end = (uint32_t)p->source_count;
        return CSC_OK;
    }
    if (IS(key, kn, "stage")) return keep_text(p, value, vn, &it->stage);
    if (IS(key, kn, "group")) return keep_text(p, value, vn, &it->group);
    if (kn > 5 && memcmp(key, "text.", 5) == 0) return IS(key, kn, "text.en") ? keep_text(p, value, vn, &it->text) : CSC_OK;
    if (IS(key, kn, "weight")) {
        if (csc_number_parse(value, vn, &v, NULL) != CSC_OK || !(v >= 0 && v <= 1e6)) return CSC_E_SYNTAX;
        it->weight = v;
        return CSC_OK;
    }
    if (IS(key, kn, "auto_fail")) {
        if (!IS(value, vn, "0") && !IS(value, vn, "1") && !IS(value, vn, "true") && !IS(value, vn, "false")) return CSC_E_SYNTAX;
        it->auto_fail = value[0] == '1' || value[0] == 't';
        return CSC_OK;
    }
    return CSC_E_NOTFOUND;
}

static csc_status set_protocol(csc_protocol *p, const char *key, size_t kn, const char *value, size_t vn) {
    double v;
    if (IS(key, kn, "priority")) {
        if (csc_number_parse(value, vn, &v, NULL) != CSC_OK || !(v >= -1e6 && v <= 1e6)) return CSC_E_SYNTAX;
        p->priority = (int32_t)v;
        return CSC_OK;
    }
    if (IS(key, kn, "stage")) {
        if (!plain_name(value, vn)) return CSC_E_SYNTAX;
        CSC_I_TRY(csc_i_grow(&p->memory, (void **)&p->stages, &p->stage_capacity, p->stage_count + 1, sizeof *p->stages));
        CSC_I_TRY(keep_text(p, value, vn, &p->stages[p->stage_count]));
        p->stage_count++;
        return CSC_OK;
    }
    if (kn > 8 && memcmp(key, "applies.", 8) == 0) {
        int fact = csc_i_fact_find(key + 8, kn - 8);
        if (fact < 0) return CSC_E_NOTFOUND;
        if (!plain_name(value, vn)) return CSC_E_SYNTAX;
        CSC_I_TRY(csc_i_grow(&p->memory, (void **)&p->applies, &p->apply_capacity, p->apply_count + 1, sizeof *p->applies));
        p->applies[p->apply_count].fact = (uint8_t)fact;
        CSC_I_TRY(keep_text(p, value, vn, &p->applies[p->apply_count].value));
        p->apply_count++;
        return CSC_OK;
    }
    if (kn > 10 && memcmp(key, "parameter.", 10) == 0) {
        if (!plain_name(key + 10, kn - 10) || csc_number_parse(value, vn, &v, NULL) != CSC_OK || v != v) return CSC_E_SYNTAX;
        for (size_t i = 0; i < p->parameter_count; i++)
            if (csc_i_text_is(p, p->parameters[i].name, key + 10, kn - 10)) return CSC_E_DUPLICATE;
        CSC_I_TRY(csc_i_grow(&p->memory, (void **)&p->parameters, &p->parameter_capacity, p->parameter_count + 1, sizeof *p->parameters));
        CSC_I_TRY(keep_text(p, key + 10, kn - 10, &p->parameters[p->parameter_count].name));
        p->parameters[p->parameter_count++].value = v;
        return CSC_OK;
    }
    return CSC_E_NOTFOUND;
}

csc_status csc_i_protocol_set(csc_protocol *p, const char *key, size_t kn, const char *value, size_t vn, csc_error *err) {
    csc_status st;
    if (p->depth > 0) {
        uint32_t at = p->open[p->depth - 1];
        st = p->nodes[at].kind == NODE_LEAF ? set_leaf(p, at, key, kn, value, vn) : CSC_E_SEQUENCE;
    } else {
        st = p->item_count > 0 ? set_item(p, key, kn, value, vn) : set_protocol(p, key, kn, value, vn);
    }
    if (st == CSC_OK) st = log_step(p, STEP_SET, key, kn, value, vn);
    if (st == CSC_OK) return CSC_OK;
    return csc_i_fail_key(err, st,
                          st == CSC_E_NOTFOUND   ? "Unknown key, metric, fact or parameter."
                          : st == CSC_E_SEQUENCE ? "This key does not belong here."
                          : st == CSC_E_SYNTAX   ? "The value is malformed."
                                                 : csc_status_string(st),
                          key, kn);
}

static csc_status check_node(const csc_protocol *p, uint32_t at, const item *it, csc_error *err) {
    const node *n = &p->nodes[at];
    const char *id = csc_i_text_of(p, it->id);
    if (n->kind == NODE_LEAF && n->subject == LEAF_NOTHING)
        return csc_i_fail_key(err, CSC_E_SYNTAX, "A leaf names no concept, finding, metric, fact or state.", id, it->id.length);
    if (n->kind == NODE_LEAF && n->subject == LEAF_METRIC && !n->least.given && !n->most.given)
        return csc_i_fail_key(err, CSC_E_SYNTAX, "A metric needs at_least or at_most.", id, it->id.length);
    if (n->kind != NODE_LEAF && n->child == NONE)
        return csc_i_fail_key(err, CSC_E_SYNTAX, "A group of conditions is empty.", id, it->id.length);
    for (uint32_t c = n->child; c != NONE; c = p->nodes[c].next) CSC_I_TRY(check_node(p, c, it, err));
    return CSC_OK;
}

csc_status csc_i_protocol_complete(const csc_protocol *p, csc_error *err) {
    if (p->depth != 0) return csc_i_fail(err, CSC_E_SYNTAX, "A group of conditions is still open.");
    for (size_t i = 0; i < p->item_count; i++) {
        const item *it = &p->items[i];
        if (!it->human && it->body == NONE)
            return csc_i_fail_key(err, CSC_E_SYNTAX, "This item asks for nothing.", csc_i_text_of(p, it->id), it->id.length);
        uint32_t roots[3] = {it->when, it->na_when, it->body};
        for (int k = 0; k < 3; k++)
            if (roots[k] != NONE) CSC_I_TRY(check_node(p, roots[k], it, err));
    }
    return CSC_OK;
}

csc_status csc_i_protocol_replay(csc_protocol **out, const csc_allocator *memory, const uint8_t *s, size_t n, csc_error *err) {
    /* The script begins with the name and version: 4 bytes of version, 4 of length, then the name. */
    *out = NULL;
    if (n < 8) return csc_i_fail(err, CSC_E_FORMAT, "The protocol is cut short.");
    uint32_t version = 0, length = 0;
    for (int i = 0; i < 4; i++) version |= (uint32_t)s[i] << (8 * i);
    for (int i = 0; i < 4; i++) length |= (uint32_t)s[4 + i] << (8 * i);
    if (length > n - 8 || version > INT32_MAX) return csc_i_fail(err, CSC_E_FORMAT, "The protocol is cut short.");
    csc_protocol *p;
    CSC_I_TRY(csc_i_protocol_new(&p, memory, (const char *)s + 8, length, (int32_t)version, err));
    size_t at = 8 + (size_t)length;
    csc_status st = CSC_OK;
    while (at < n && st == CSC_OK) {
        if (n - at < 9) {
            st = csc_i_fail_byte(err, CSC_E_FORMAT, "The protocol is cut short.", at);
            break;
        }
        uint32_t an = 0, bn = 0;
        for (int i = 0; i < 4; i++) an |= (uint32_t)s[at + 1 + (size_t)i] << (8 * i);
        for (int i = 0; i < 4; i++) bn |= (uint32_t)s[at + 5 + (size_t)i] << (8 * i);
        uint8_t step = s[at];
        size_t body = at + 9;
        if (an > n - body || bn > n - body - an || (step != STEP_OPEN && step != STEP_SET)) {
            st = csc_i_fail_byte(err, CSC_E_FORMAT, "The protocol is damaged.", at);
            break;
        }
        const char *a = (const char *)s + body, *b = a + an;
        st = step == STEP_OPEN ? csc_i_protocol_open(p, a, an, b, bn, err) : csc_i_protocol_set(p, a, an, b, bn, err);
        at = body + an + bn;
    }
    if (st == CSC_OK) st = csc_i_protocol_complete(p, err);
    if (st != CSC_OK) {
        csc_protocol_destroy(p);
        return st;
    }
    *out = p;
    return CSC_OK;
}
