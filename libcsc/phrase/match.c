/* Runs of the automaton over tokens. */
#include "phrase/internal.h"

csc_status csc_i_hits_add(csc_i_hits *hits, const csc_allocator *a, csc_i_hit hit) {
    if (CSC_I_UNLIKELY(hits->count == hits->capacity)) {
        void *items = hits->items;
        csc_status s = csc_i_grow(a, &items, &hits->capacity, hits->count + 1, sizeof *hits->items);
        hits->items = items;
        if (s != CSC_OK) return s;
    }
    hits->items[hits->count++] = hit;
    return CSC_OK;
}

csc_status csc_i_matcher_init(csc_i_matcher *m, const csc_allocator *a, const csc_pack *const *packs, size_t count) {
    memset(m, 0, sizeof *m);
    m->allocator = *a;
    for (size_t i = 0; i < count; i++) {
        if (packs[i]->state_count > m->stamp_count) m->stamp_count = packs[i]->state_count;
        if (packs[i]->pattern_count > m->pattern_count) m->pattern_count = packs[i]->pattern_count;
    }
    m->stamp = csc_i_zalloc(a, m->stamp_count * sizeof *m->stamp);
    m->pattern_stamp = csc_i_zalloc(a, m->pattern_count * sizeof *m->pattern_stamp);
    m->pattern_place = csc_i_zalloc(a, m->pattern_count * sizeof *m->pattern_place);
    m->active_capacity = 64;
    for (int i = 0; i < 2; i++) m->active[i] = csc_i_alloc_array(a, m->active_capacity, sizeof **m->active);
    if (m->stamp == NULL || m->pattern_stamp == NULL || m->pattern_place == NULL || m->active[0] == NULL || m->active[1] == NULL) {
        csc_i_matcher_free(m);
        return CSC_E_NOMEM;
    }
    return CSC_OK;
}

void csc_i_matcher_free(csc_i_matcher *m) {
    const csc_allocator a = m->allocator;
    csc_i_free(&a, m->stamp, m->stamp_count * sizeof *m->stamp);
    csc_i_free(&a, m->pattern_stamp, m->pattern_count * sizeof *m->pattern_stamp);
    csc_i_free(&a, m->pattern_place, m->pattern_count * sizeof *m->pattern_place);
    for (int i = 0; i < 2; i++) csc_i_free(&a, m->active[i], m->active_capacity * sizeof **m->active);
    csc_i_free(&a, m->run.items, m->run.capacity * sizeof *m->run.items);
    memset(m, 0, sizeof *m);
}

static uint32_t next_tick(csc_i_matcher *m) {
    if (++m->tick == 0) {
        memset(m->stamp, 0, m->stamp_count * sizeof *m->stamp);
        m->tick = 1;
    }
    return m->tick;
}

static csc_status grow_active(csc_i_matcher *m) {
    size_t old = m->active_capacity;
    for (int i = 0; i < 2; i++) {
        csc_i_active *p = csc_i_resize(&m->allocator, m->active[i], old * sizeof *p, 2 * old * sizeof *p);
        if (p == NULL) {
            /* a list that has grown already stays larger than is said: give it back its old size */
            if (i == 1) {
                csc_i_active *q = csc_i_resize(&m->allocator, m->active[0], 2 * old * sizeof *q, old * sizeof *q);
                if (q != NULL) m->active[0] = q;
            }
            return CSC_E_NOMEM;
        }
        m->active[i] = p;
    }
    m->active_capacity = 2 * old;
    return CSC_OK;
}

/* The patterns that a state accepts, ending before token `end`. */
static csc_status accept(csc_i_matcher *m, const csc_pack *p, uint32_t state, size_t at, size_t end) {
    for (uint32_t k = p->states[state].accept; k < p->states[state + 1].accept; k++) {
        uint32_t pattern = p->accepts[k];
        if (m->pattern_stamp[pattern] == m->run_tick) {
            csc_i_hit *h = &m->run.items[m->pattern_place[pattern]];
            if (h->end < end) h->end = (uint32_t)end;
            continue;
        }
        m->pattern_stamp[pattern] = m->run_tick;
        m->pattern_place[pattern] = (uint32_t)m->run.count;
        CSC_I_TRY(csc_i_hits_add(&m->run, &m->allocator, (csc_i_hit){(uint32_t)at, (uint32_t)end, pattern}));
    }
    return CSC_OK;
}

/* Marks in a row that a match passes over; more of them part it, so that a text of nothing but marks takes no longer than another. */
#define MARKS_MOST 16

/* Whether no word of the sentence follows before token i. */
static int sentence_ends(const csc_i_input *in, size_t i) {
    size_t stop = in->count - i > MARKS_MOST ? i + MARKS_MOST : in->count;
    for (; i < stop; i++) {
        if (in->tokens[i].flags & CSC_I_TOKEN_FIRST) return 1;
        if (!(in->tokens[i].flags & CSC_I_TOKEN_MARK)) return 0;
    }
    return 1;
}

typedef struct step {
    csc_i_matcher *m;
    const csc_i_input *in;
    size_t at; /* where the run began */
    csc_i_active *next;
    size_t count; /* of next */
    int list;
} step;

/* State `target` is reached and goes on at token `resume`. */
static csc_status reach_state(step *s, uint32_t target, size_t resume, int once) {
    csc_i_matcher *m = s->m;
    if (once) {
        if (m->stamp[target] == m->tick) return CSC_OK;
        m->stamp[target] = m->tick;
    }
    const csc_pack *p = s->in->pack;
    uint32_t flags = p->states[target].flags;
    if (flags & CSC_I_STATE_ACCEPT) CSC_I_TRY(accept(m, p, target, s->at, resume));
    if ((flags & CSC_I_STATE_END) && sentence_ends(s->in, resume)) {
        uint32_t end = csc_i_step(p, target, CSC_I_END);
        if (end != 0) CSC_I_TRY(accept(m, p, end, s->at, resume));
    }
    if ((flags & (CSC_I_STATE_WORDS | CSC_I_STATE_MARK | CSC_I_STATE_SLOT)) == 0 && p->states[target].any == 0) return CSC_OK;
    if (s->count == m->active_capacity) {
        CSC_I_TRY(grow_active(m));
        s->next = m->active[s->list];
    }
    s->next[s->count++] = (csc_i_active){target, (uint32_t)resume};
    return CSC_OK;
}

/* Slots that leave a state: each value that stands at token j. */
static csc_status step_slots(step *s, uint32_t state, size_t j) {
    const csc_i_input *in = s->in;
    const csc_pack *p = in->pack;
    for (uint32_t e = p->states[state].edge; e < p->states[state + 1].edge; e++) {
        const csc_i_atom *a = &p->atoms[p->edges[e].atom];
        if (a->kind != CSC_I_ATOM_SLOT) continue;
        for (size_t v = 0; v < in->slot_count; v++) {
            const csc_i_slot_value *value = &in->slots[v];
            if (value->name_length != a->text.length || memcmp(value->name, csc_i_pack_text(p, a->text), a->text.length) != 0) continue;
            size_t i = j, k = 0;
            for (; k < value->word_count && i < in->count; i++) {
                if (i > j && (in->tokens[i].flags & CSC_I_TOKEN_FIRST)) break;
                if (in->tokens[i].flags & CSC_I_TOKEN_MARK) {
                    if (k == 0) break;
                    continue;
                }
                if (in->tokens[i].word != value->words[k]) break;
                k++;
            }
            if (k > 0 && k == value->word_count) CSC_I_TRY(reach_state(s, p->edges[e].target, i, 0));
        }
    }
    return CSC_OK;
}

/* Every state that token j leads to from `state`. */
static csc_status step_state(step *s, uint32_t state, size_t j, const uint32_t *atoms, size_t atom_count) {
    const csc_pack *p = s->in->pack;
    const csc_i_state *st = &p->states[state];
    int mark = (s->in->tokens[j].flags & CSC_I_TOKEN_MARK) != 0;
    for (size_t k = 0; k < atom_count && (st->flags & (CSC_I_STATE_WORDS | CSC_I_STATE_MARK)); k++) {
        uint32_t target = state < 2 ? p->root_next[state][atoms[k]] : csc_i_step(p, state, atoms[k]);
        if (target != 0) CSC_I_TRY(reach_state(s, target, j + 1, 1));
    }
    if (mark) return CSC_OK;
    if (st->any != 0) CSC_I_TRY(reach_state(s, st->any, j + 1, 1));
    if ((st->flags & CSC_I_STATE_SLOT) && s->in->slot_count > 0) CSC_I_TRY(step_slots(s, state, j));
    return CSC_OK;
}

csc_status csc_i_match_at(csc_i_matcher *m, const csc_i_input *in, int root, size_t at, size_t *reach) {
    const csc_pack *p = in->pack;
    step s = {m, in, at, m->active[0], 0, 0};
    m->run.count = 0;
    if (++m->run_tick == 0) {
        memset(m->pattern_stamp, 0, m->pattern_count * sizeof *m->pattern_stamp);
        m->run_tick = 1;
    }
    uint32_t single;
    const uint32_t *atoms;
    size_t n = csc_i_words_atoms(in->words, in->pack_index, in->tokens[at].word, &single, &atoms);
    (void)next_tick(m);
    CSC_I_TRY(step_state(&s, (uint32_t)root, at, atoms, n));
    uint32_t start = (in->tokens[at].flags & CSC_I_TOKEN_FIRST) ? p->root_next[root][CSC_I_START] : 0;
    if (start != 0) CSC_I_TRY(step_state(&s, start, at, atoms, n));
    size_t marks = 0;
    size_t furthest = s.count > 0 || m->run.count > 0 ? at + 1 : at;
    for (size_t j = at + 1; j < in->count && s.count > 0; j++) {
        const csc_i_token *t = &in->tokens[j];
        if (t->flags & CSC_I_TOKEN_FIRST) break;
        const csc_i_active *now = s.next;
        size_t now_count = s.count;
        int now_list = s.list;
        s.list = 1 - s.list;
        s.next = m->active[s.list];
        s.count = 0;
        (void)next_tick(m);
        n = csc_i_words_atoms(in->words, in->pack_index, t->word, &single, &atoms);
        int mark = (t->flags & CSC_I_TOKEN_MARK) != 0;
        marks = mark ? marks + 1 : 0;
        if (marks > MARKS_MOST) break;
        size_t carried = 0;
        for (size_t i = 0; i < now_count; i++) {
            csc_i_active a = now[i];
            if (a.resume > j || mark) {
                /* waits behind a slot's value, or lets a mark pass */
                if (s.count == m->active_capacity) {
                    CSC_I_TRY(grow_active(m));
                    s.next = m->active[s.list];
                    now = m->active[now_list];
                }
                s.next[s.count++] = a;
                carried++;
                if (a.resume > j) continue;
            }
            CSC_I_TRY(step_state(&s, a.state, j, atoms, n));
            now = m->active[now_list];
        }
        if (s.count > carried) furthest = j + 1;
    }
    for (size_t i = 0; i < m->run.count; i++) {
        if (m->run.items[i].end > furthest) furthest = m->run.items[i].end;
    }
    if (reach != NULL) *reach = furthest;
    return CSC_OK;
}

/* What the inner loop looks at. */
typedef struct input_view {
    const csc_i_input *in;
    const uint32_t *symbols; /* of the pack, by word */
    size_t stride;
} input_view;

static int in_filter(const csc_pack *p, uint32_t first, uint32_t second) {
    uint32_t h = csc_i_pair_hash(first, second);
    return (int)(p->pair_filter[h >> 6] >> (h & 63) & 1);
}

/* Whether some pattern may begin at token i with this atom: 0 is sure, 1 is not. */
static int may_start(const input_view *v, uint32_t first, size_t i) {
    const csc_pack *p = v->in->pack;
    size_t reach = p->root_reach[first], count = v->in->count;
    if (p->root_next[0][first] == 0) return 0;
    if (reach == 0) return 1;
    for (size_t j = i + 1; reach > 0 && j < count; j++, reach--) {
        const csc_i_token *t = &v->in->tokens[j];
        if (t->flags & CSC_I_TOKEN_FIRST) return 0;
        if (t->flags & CSC_I_TOKEN_MARK) return 1;
        uint32_t second = v->symbols[(size_t)t->word * v->stride];
        if (!(second & CSC_I_SYMBOL_MANY)) {
            second &= CSC_I_SYMBOL_ATOM;
            if (second != 0 && in_filter(p, first, second)) return 1;
            continue;
        }
        uint32_t single;
        const uint32_t *atoms;
        size_t n = csc_i_words_atoms(v->in->words, v->in->pack_index, t->word, &single, &atoms);
        for (size_t k = 0; k < n; k++) {
            if (in_filter(p, first, atoms[k])) return 1;
        }
    }
    return 0;
}

csc_status csc_i_match(csc_i_matcher *m, const csc_i_input *in, size_t from, csc_i_hits *hits) {
    const csc_pack *p = in->pack;
    input_view v = {in, NULL, 0};
    v.symbols = csc_i_words_symbols(in->words, &v.stride);
    if (v.symbols != NULL) v.symbols += in->pack_index;
    /* a slot or a gap at the start of a pattern: every token may begin a match */
    int everywhere = ((p->states[0].flags & CSC_I_STATE_SLOT) != 0 && in->slot_count > 0) || p->root_next[0][CSC_I_ANY] != 0;
    int anchored = p->root_next[0][CSC_I_START] != 0;
    for (size_t i = from; i < in->count; i++) {
        uint32_t symbol = v.symbols[(size_t)in->tokens[i].word * v.stride];
        if (CSC_I_LIKELY(!everywhere && !(anchored && (in->tokens[i].flags & CSC_I_TOKEN_FIRST)))) {
            if (!(symbol & CSC_I_SYMBOL_STARTS)) continue;
            uint32_t single;
            const uint32_t *atoms;
            int maybe = 0;
            size_t n = csc_i_words_atoms(in->words, in->pack_index, in->tokens[i].word, &single, &atoms);
            for (size_t k = 0; k < n && !maybe; k++) maybe = may_start(&v, atoms[k], i);
            if (!maybe) continue;
        }
        CSC_I_TRY(csc_i_match_at(m, in, 0, i, NULL));
        for (size_t k = 0; k < m->run.count; k++) CSC_I_TRY(csc_i_hits_add(hits, &m->allocator, m->run.items[k]));
    }
    return CSC_OK;
}
