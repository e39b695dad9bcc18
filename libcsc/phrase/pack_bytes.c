/* Packs as bytes, in the envelope of every libcsc state. Numbers are varints; what can be made from the rest is not written. */
#include "phrase/internal.h"

#define VERSION 1

static void write_str(csc_i_writer *w, csc_i_str s) {
    csc_i_write_varint(w, s.at);
    csc_i_write_varint(w, s.length);
}

static void write_rule(csc_i_writer *w, const csc_i_rule *r) {
    write_str(w, r->id);
    write_str(w, r->category);
    write_str(w, r->concept);
    csc_i_write_f64(w, r->limit_max);
    csc_i_write_f64(w, r->limit_min);
    csc_i_write_f64(w, r->at_least);
    csc_i_write_varint(w, r->audience);
    csc_i_write_varint(w, r->channels);
    csc_i_write_varint(w, r->roles);
    csc_i_write_varint(w, r->stages);
    csc_i_write_varint(w, r->limit_words);
    const uint8_t small[] = {r->kind, r->severity, r->first_turn, r->negation, r->upper, r->at_start, r->style, r->limit_per};
    csc_i_write_bytes(w, small, sizeof small);
    for (size_t k = 0; k < CSC_I_LISTS; k++) csc_i_write_varint(w, r->list[k + 1] - r->list[k]);
}

csc_status csc_pack_serialize(const csc_pack *p, void *buffer, size_t capacity, size_t *needed, csc_error *err) {
    if (p == NULL || (buffer == NULL && capacity > 0)) return csc_i_fail(err, CSC_E_INVALID, "self or buffer is NULL");
    csc_i_writer w;
    csc_i_writer_begin(&w, buffer, capacity, CSC_STATE_PACK, VERSION, NULL);
    csc_i_write_varint(&w, p->blob_length);
    csc_i_write_bytes(&w, p->blob, p->blob_length);
    write_str(&w, p->name);
    write_str(&w, p->version);
    write_str(&w, p->language);
    csc_i_write_varint(&w, p->text_count);
    for (size_t i = 0; i < p->text_count; i++) write_str(&w, p->texts[i]);
    csc_i_write_varint(&w, p->rule_count);
    for (size_t i = 0; i < p->rule_count; i++) write_rule(&w, &p->rules[i]);
    csc_i_write_varint(&w, p->pattern_count);
    for (size_t i = 0; i < p->pattern_count; i++) {
        const csc_i_pattern *pt = &p->patterns[i];
        write_str(&w, pt->source);
        csc_i_write_varint(&w, pt->role);
        csc_i_write_varint(&w, pt->role == CSC_I_ROLE_NEGATION ? 0 : pt->rule);
        csc_i_write_varint(&w, pt->number);
    }
    csc_i_write_varint(&w, p->class_count);
    for (size_t i = 0; i < p->class_count; i++) {
        write_str(&w, p->class_names[i]);
        write_str(&w, p->class_patterns[i]);
    }
    csc_i_write_varint(&w, p->atom_count);
    for (size_t i = 0; i < p->atom_count; i++) {
        write_str(&w, p->atoms[i].text);
        csc_i_write_varint(&w, p->atoms[i].kind);
    }
    csc_i_write_varint(&w, p->state_count);
    csc_i_write_varint(&w, p->edge_count);
    csc_i_write_varint(&w, p->accept_count);
    for (size_t i = 0; i < p->state_count; i++) {
        const csc_i_state *s = &p->states[i];
        csc_i_write_varint(&w, s[1].edge - s->edge);
        csc_i_write_varint(&w, s[1].accept - s->accept);
        csc_i_write_varint(&w, s->any);
        uint32_t last = 0;
        for (uint32_t e = s->edge; e < s[1].edge; e++) {
            csc_i_write_varint(&w, p->edges[e].atom - last);
            csc_i_write_varint(&w, p->edges[e].target);
            last = p->edges[e].atom;
        }
        last = 0;
        for (uint32_t k = s->accept; k < s[1].accept; k++) {
            csc_i_write_varint(&w, p->accepts[k] - last);
            last = p->accepts[k];
        }
    }
    return csc_i_writer_finish(&w, needed, err);
}

/* ------------------------------------------------------------------- load */

/* A number that must be at most `most`. */
static uint32_t bounded(csc_i_reader *r, uint64_t most) {
    uint64_t v = csc_i_read_varint(r);
    if (v > most || v > UINT32_MAX) {
        r->failed = 1;
        return 0;
    }
    return (uint32_t)v;
}

static csc_i_str read_str(csc_i_reader *r, const csc_pack *p) {
    csc_i_str s;
    s.at = bounded(r, p->blob_length);
    s.length = bounded(r, p->blob_length - s.at);
    return s;
}

/* A count of items of at least `item` bytes each, and room for them. */
static size_t read_count(csc_i_reader *r, size_t item, size_t most) {
    uint64_t n = csc_i_read_varint(r);
    if (n > csc_i_reader_room(r, item) || n > most) {
        r->failed = 1;
        return 0;
    }
    return (size_t)n;
}

static int is_one_of(double v, double low, double high) {
    return isnan(v) || (v >= low && v <= high);
}

static void read_rule(csc_i_reader *in, csc_pack *p, csc_i_rule *r, uint32_t *text) {
    r->id = read_str(in, p);
    r->category = read_str(in, p);
    r->concept = read_str(in, p);
    r->limit_max = csc_i_read_f64(in);
    r->limit_min = csc_i_read_f64(in);
    r->at_least = csc_i_read_f64(in);
    r->audience = csc_i_read_varint(in);
    r->channels = bounded(in, UINT32_MAX);
    r->roles = bounded(in, UINT32_MAX);
    r->stages = bounded(in, UINT32_MAX);
    r->limit_words = bounded(in, UINT32_MAX);
    const uint8_t *small = csc_i_read_bytes(in, 8);
    if (small == NULL || !is_one_of(r->limit_max, 0, 1e9) || !is_one_of(r->limit_min, 0, 1e9) || !(r->at_least >= 0 && r->at_least <= 1)) {
        in->failed = 1;
        return;
    }
    r->kind = small[0];
    r->severity = small[1];
    r->first_turn = small[2];
    r->negation = small[3];
    r->upper = small[4];
    r->at_start = small[5];
    r->style = small[6];
    r->limit_per = small[7];
    if (r->kind < 1 || r->kind > CSC_RULE_CONCEPT || r->severity < 1 || r->severity > 4 || r->first_turn > 1 || r->negation > 9 ||
        r->upper > 1 || r->at_start > 1 || r->style > CSC_I_STYLE_EMOJI || r->limit_per > CSC_I_PER_CONVERSATION) {
        in->failed = 1;
    }
    for (size_t k = 0; k < CSC_I_LISTS; k++) {
        r->list[k] = *text;
        *text += bounded(in, p->text_count - *text);
    }
    r->list[CSC_I_LISTS] = *text;
    if ((r->list[CSC_I_LIST_MESSAGE + 1] - r->list[CSC_I_LIST_MESSAGE]) % 2 != 0) in->failed = 1;
}

static csc_status make(const csc_allocator *a, void *to, size_t count, size_t item) {
    void *items;
    size_t size;
    if (csc_i_mul_overflow(count == 0 ? 1 : count, item, &size)) return CSC_E_NOMEM;
    items = csc_i_zalloc(a, size);
    if (items == NULL) return CSC_E_NOMEM;
    memcpy(to, &items, sizeof items);
    return CSC_OK;
}

static csc_status read_texts(csc_i_reader *r, csc_pack *p) {
    const csc_allocator *a = &p->allocator;
    size_t n = read_count(r, 1, UINT32_MAX - 1);
    const uint8_t *blob = csc_i_read_bytes(r, n);
    if (r->failed) return CSC_OK;
    CSC_I_TRY(make(a, &p->blob, n, 1));
    p->blob_length = n;
    if (n > 0) memcpy(p->blob, blob, n);
    size_t valid;
    if (csc_text_check(p->blob, n, &valid, NULL) != CSC_OK) r->failed = 1;
    p->name = read_str(r, p);
    p->version = read_str(r, p);
    p->language = read_str(r, p);
    n = read_count(r, 2, UINT32_MAX - 1);
    CSC_I_TRY(make(a, &p->texts, n, sizeof *p->texts));
    p->text_count = n;
    for (size_t i = 0; i < n && !r->failed; i++) p->texts[i] = read_str(r, p);
    n = read_count(r, 40, UINT32_MAX - 1);
    CSC_I_TRY(make(a, &p->rules, n, sizeof *p->rules));
    p->rule_count = n;
    uint32_t text = 0;
    for (size_t i = 0; i < n && !r->failed; i++) read_rule(r, p, &p->rules[i], &text);
    if (text != p->text_count) r->failed = 1;
    n = read_count(r, 5, UINT32_MAX - 1);
    CSC_I_TRY(make(a, &p->patterns, n, sizeof *p->patterns));
    p->pattern_count = n;
    for (size_t i = 0; i < n && !r->failed; i++) {
        csc_i_pattern *pt = &p->patterns[i];
        pt->source = read_str(r, p);
        pt->role = bounded(r, CSC_I_ROLES - 1);
        if (pt->role == CSC_I_ROLE_NEGATION)
            pt->rule = csc_i_read_varint(r) == 0 ? CSC_I_NONE : (r->failed = 1, CSC_I_NONE);
        else if (p->rule_count == 0)
            r->failed = 1;
        else
            pt->rule = bounded(r, p->rule_count - 1);
        pt->number = bounded(r, UINT32_MAX);
        /* in the order that finish gives: by rule, role, number */
        if (i > 0 && !r->failed) {
            const csc_i_pattern *q = pt - 1;
            if (pt->rule < q->rule || (pt->rule == q->rule && pt->role < q->role)) r->failed = 1;
        }
    }
    n = read_count(r, 4, UINT32_MAX - 1);
    CSC_I_TRY(make(a, &p->class_names, n, sizeof *p->class_names));
    p->class_count = n;
    CSC_I_TRY(make(a, &p->class_patterns, n, sizeof *p->class_patterns));
    for (size_t i = 0; i < n && !r->failed; i++) {
        p->class_names[i] = read_str(r, p);
        p->class_patterns[i] = read_str(r, p);
    }
    return CSC_OK;
}

static csc_status read_automaton(csc_i_reader *r, csc_pack *p) {
    const csc_allocator *a = &p->allocator;
    size_t n = read_count(r, 3, CSC_I_SYMBOL_ATOM - 1);
    CSC_I_TRY(make(a, &p->atoms, n, sizeof *p->atoms));
    p->atom_count = n;
    for (size_t i = 0; i < n && !r->failed; i++) {
        p->atoms[i].text = read_str(r, p);
        p->atoms[i].kind = bounded(r, CSC_I_ATOM_END);
        uint32_t kind = p->atoms[i].kind, fixed = i == CSC_I_ANY ? CSC_I_ATOM_ANY : i == CSC_I_START ? CSC_I_ATOM_START : CSC_I_ATOM_END;
        if (kind == 0 || (i < CSC_I_FIRST_ATOM ? kind != fixed : kind >= CSC_I_ATOM_ANY)) r->failed = 1;
        if (i >= CSC_I_FIRST_ATOM && p->atoms[i].text.length == 0) r->failed = 1;
        if (kind == CSC_I_ATOM_PREFIX && p->atoms[i].text.length > 255) r->failed = 1;
        size_t length = p->atoms[i].text.length; /* an atom is whole characters */
        if (!r->failed && csc_text_check(csc_i_pack_text(p, p->atoms[i].text), length, NULL, NULL) != CSC_OK) r->failed = 1;
    }
    if (n < CSC_I_FIRST_ATOM) r->failed = 1;
    size_t states = read_count(r, 3, CSC_I_SYMBOL_ATOM - 1), edges = read_count(r, 2, UINT32_MAX - 1),
           accepts = read_count(r, 1, UINT32_MAX - 1);
    if (states < 2) r->failed = 1;
    if (r->failed) return CSC_OK;
    CSC_I_TRY(make(a, &p->states, states + 1, sizeof *p->states));
    p->state_count = states;
    CSC_I_TRY(make(a, &p->edges, edges, sizeof *p->edges));
    p->edge_count = edges;
    CSC_I_TRY(make(a, &p->accepts, accepts, sizeof *p->accepts));
    p->accept_count = accepts;
    uint32_t edge = 0, accept = 0;
    for (size_t i = 0; i < states && !r->failed; i++) {
        csc_i_state *s = &p->states[i];
        s->edge = edge;
        s->accept = accept;
        uint32_t ne = bounded(r, edges - edge), na = bounded(r, accepts - accept);
        s->any = bounded(r, states - 1);
        if (s->any == 1) r->failed = 1; /* no edge leads to a root */
        if (na > 0) s->flags |= CSC_I_STATE_ACCEPT;
        uint32_t last = 0;
        for (uint32_t k = 0; k < ne && !r->failed; k++, edge++) {
            csc_i_edge *e = &p->edges[edge];
            uint32_t step = bounded(r, p->atom_count - 1 - last);
            e->atom = last + step;
            e->target = bounded(r, states - 1);
            if (e->target < 2 || e->atom == CSC_I_ANY || (k > 0 && step == 0)) r->failed = 1;
            last = e->atom;
            uint32_t kind = p->atoms[e->atom].kind;
            s->flags |= kind == CSC_I_ATOM_END     ? CSC_I_STATE_END
                        : kind == CSC_I_ATOM_SLOT  ? CSC_I_STATE_SLOT
                        : kind == CSC_I_ATOM_MARK  ? CSC_I_STATE_MARK
                        : kind == CSC_I_ATOM_START ? 0
                                                   : CSC_I_STATE_WORDS;
        }
        last = 0;
        for (uint32_t k = 0; k < na && !r->failed; k++, accept++) {
            uint32_t step =
                p->pattern_count == 0 || last > p->pattern_count - 1 ? (r->failed = 1, 0U) : bounded(r, p->pattern_count - 1 - last);
            if (k > 0 && step == 0) r->failed = 1;
            last += step;
            p->accepts[accept] = last;
        }
    }
    if (edge != edges || accept != accepts) r->failed = 1;
    p->states[states].edge = edge;
    p->states[states].accept = accept;
    return CSC_OK;
}

csc_status csc_pack_load(csc_pack **out, const void *bytes, size_t length, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL");
    *out = NULL;
    if (bytes == NULL) return csc_i_fail(err, CSC_E_INVALID, "bytes is NULL");
    csc_i_reader r;
    CSC_I_TRY(csc_i_reader_begin(&r, bytes, length, CSC_STATE_PACK, VERSION, NULL, err));
    csc_allocator a = csc_i_allocator(context);
    csc_pack *p = csc_i_pack_new(&a);
    if (p == NULL) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
    csc_status s = read_texts(&r, p);
    if (s == CSC_OK && !r.failed) s = read_automaton(&r, p);
    if (s == CSC_OK)
        s = csc_i_reader_finish(&r, err);
    else
        s = csc_i_fail(err, s, "No memory.");
    if (s == CSC_OK) s = csc_i_pack_prepare(p, err);
    if (s != CSC_OK) {
        csc_pack_destroy(p);
        return s;
    }
    *out = p;
    return CSC_OK;
}
