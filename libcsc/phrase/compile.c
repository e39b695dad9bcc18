/* Nodes into an automaton that is deterministic over atoms: the subset construction, whose sets hold only nodes that read an atom or
 * accept. There are no circles, so it ends; a bound on states ends it soon for patterns made to explode. */
#include <stdlib.h>

#include "phrase/internal.h"

typedef struct pair {
    uint32_t atom, node;
} pair;

typedef struct work {
    const csc_allocator *a;
    const csc_i_node *nodes;
    size_t node_count;
    uint32_t *seen; /* by node: the closure in which it was met */
    uint32_t tick;
    uint32_t *stack;
    /* sets of nodes, one a state: members[first[i] .. first[i + 1]) sorted */
    uint32_t *members;
    size_t member_count, member_capacity;
    size_t *first;
    size_t first_capacity;
    size_t states;
    uint32_t *slots; /* open addressing of sets; CSC_I_NONE empty */
    size_t slot_count;
    pair *pairs;
    size_t pair_capacity;
    csc_i_state *out;
    size_t out_capacity;
    csc_i_edge *edges;
    size_t edge_count, edge_capacity;
    uint32_t *accepts;
    size_t accept_count, accept_capacity;
} work;

static csc_status grow(work *w, void *items_at, size_t *capacity, size_t want, size_t item) {
    void **items = items_at;
    return csc_i_grow(w->a, items, capacity, want, item);
}

static int compare_numbers(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}
static int compare_pairs(const void *a, const void *b) {
    const pair *x = a, *y = b;
    if (x->atom != y->atom) return x->atom < y->atom ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

/* Adds to the open set what can be reached from `node` without a token. */
static csc_status close_over(work *w, uint32_t node) {
    size_t top = 0;
    w->stack[top++] = node;
    while (top > 0) {
        uint32_t i = w->stack[--top];
        if (w->seen[i] == w->tick) continue;
        w->seen[i] = w->tick;
        const csc_i_node *n = &w->nodes[i];
        if (n->kind == CSC_I_NODE_ATOM || n->kind == CSC_I_NODE_ACCEPT) {
            void *items = w->members;
            csc_status s = grow(w, &items, &w->member_capacity, w->member_count + 1, sizeof *w->members);
            w->members = items;
            if (s != CSC_OK) return s;
            w->members[w->member_count++] = i;
        } else {
            if (n->a != CSC_I_NONE && w->seen[n->a] != w->tick) w->stack[top++] = n->a;
            if (n->kind == CSC_I_NODE_SPLIT && w->seen[n->b] != w->tick) w->stack[top++] = n->b;
        }
    }
    return CSC_OK;
}

static uint64_t set_hash(const uint32_t *set, size_t n) {
    uint64_t h = n;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ set[i]) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    return h;
}

static csc_status rehash(work *w) {
    size_t want = w->slot_count * 2;
    uint32_t *slots = csc_i_alloc_array(w->a, want, sizeof *slots);
    if (slots == NULL) return CSC_E_NOMEM;
    memset(slots, 0xFF, want * sizeof *slots);
    for (size_t i = 0; i < w->states; i++) {
        size_t at = set_hash(w->members + w->first[i], w->first[i + 1] - w->first[i]) & (want - 1);
        while (slots[at] != CSC_I_NONE) at = (at + 1) & (want - 1);
        slots[at] = (uint32_t)i;
    }
    csc_i_free(w->a, w->slots, w->slot_count * sizeof *w->slots);
    w->slots = slots;
    w->slot_count = want;
    return CSC_OK;
}

/* The open set, members from `begin` on, becomes a state, unless there is one like it. */
static csc_status intern(work *w, size_t begin, int unique, uint32_t *state) {
    size_t n = w->member_count - begin;
    if (n > 1) qsort(w->members + begin, n, sizeof *w->members, compare_numbers);
    if (w->states * 2 + 2 > w->slot_count) CSC_I_TRY(rehash(w));
    size_t mask = w->slot_count - 1, at = set_hash(w->members + begin, n) & mask;
    for (; w->slots[at] != CSC_I_NONE; at = (at + 1) & mask) {
        uint32_t s = w->slots[at];
        if (!unique && w->first[s + 1] - w->first[s] == n &&
            memcmp(w->members + w->first[s], w->members + begin, n * sizeof *w->members) == 0) {
            w->member_count = begin;
            *state = s;
            return CSC_OK;
        }
    }
    void *items = w->first;
    csc_status st = grow(w, &items, &w->first_capacity, w->states + 2, sizeof *w->first);
    w->first = items;
    if (st != CSC_OK) return st;
    w->slots[at] = (uint32_t)w->states;
    w->first[w->states] = begin;
    *state = (uint32_t)w->states++;
    w->first[w->states] = w->member_count;
    return CSC_OK;
}

static csc_status expand(work *w, const csc_pack *pack, uint32_t state) {
    void *items = w->out;
    csc_status s = grow(w, &items, &w->out_capacity, (size_t)state + 2, sizeof *w->out);
    w->out = items;
    if (s != CSC_OK) return s;
    csc_i_state *me = &w->out[state];
    *me = (csc_i_state){(uint32_t)w->edge_count, 0, (uint32_t)w->accept_count, 0};
    size_t pairs = 0, begin = w->first[state], end = w->first[state + 1];
    items = w->pairs;
    s = grow(w, &items, &w->pair_capacity, end - begin + 1, sizeof *w->pairs);
    w->pairs = items;
    if (s != CSC_OK) return s;
    for (size_t i = begin; i < end; i++) {
        const csc_i_node *n = &w->nodes[w->members[i]];
        if (n->kind == CSC_I_NODE_ACCEPT) {
            items = w->accepts;
            s = grow(w, &items, &w->accept_capacity, w->accept_count + 1, sizeof *w->accepts);
            w->accepts = items;
            if (s != CSC_OK) return s;
            w->accepts[w->accept_count++] = n->a;
            me->flags |= CSC_I_STATE_ACCEPT;
        } else {
            w->pairs[pairs++] = (pair){n->atom, n->a};
        }
    }
    if (w->accept_count - me->accept > 1) {
        qsort(w->accepts + me->accept, w->accept_count - me->accept, sizeof *w->accepts, compare_numbers);
        size_t to = me->accept + 1;
        for (size_t i = me->accept + 1; i < w->accept_count; i++) {
            if (w->accepts[i] != w->accepts[to - 1]) w->accepts[to++] = w->accepts[i];
        }
        w->accept_count = to;
    }
    if (pairs > 1) qsort(w->pairs, pairs, sizeof *w->pairs, compare_pairs);
    for (size_t i = 0; i < pairs;) {
        uint32_t atom = w->pairs[i].atom, target;
        size_t open = w->member_count;
        w->tick++;
        for (; i < pairs && w->pairs[i].atom == atom; i++) CSC_I_TRY(close_over(w, w->pairs[i].node));
        CSC_I_TRY(intern(w, open, 0, &target));
        if (atom == CSC_I_ANY) {
            me->any = target;
            continue;
        }
        if (w->edge_count >= UINT32_MAX - 1) return CSC_E_LIMIT;
        items = w->edges;
        s = grow(w, &items, &w->edge_capacity, w->edge_count + 1, sizeof *w->edges);
        w->edges = items;
        if (s != CSC_OK) return s;
        w->edges[w->edge_count++] = (csc_i_edge){atom, target};
        uint32_t kind = pack->atoms[atom].kind;
        me->flags |= kind == CSC_I_ATOM_END     ? CSC_I_STATE_END
                     : kind == CSC_I_ATOM_SLOT  ? CSC_I_STATE_SLOT
                     : kind == CSC_I_ATOM_MARK  ? CSC_I_STATE_MARK
                     : kind == CSC_I_ATOM_START ? 0
                                                : CSC_I_STATE_WORDS;
    }
    return CSC_OK;
}

static csc_status run(work *w, csc_pack *pack, const uint32_t *starts[2], const size_t start_counts[2]) {
    size_t limit = w->node_count * 2 + 65536;
    for (int root = 0; root < 2; root++) {
        uint32_t state;
        size_t open = w->member_count;
        w->tick++;
        for (size_t i = 0; i < start_counts[root]; i++) CSC_I_TRY(close_over(w, starts[root][i]));
        CSC_I_TRY(intern(w, open, 1, &state));
    }
    for (size_t i = 0; i < w->states; i++) {
        if (w->states > limit || w->states >= CSC_I_SYMBOL_ATOM) return CSC_E_LIMIT;
        CSC_I_TRY(expand(w, pack, (uint32_t)i));
    }
    w->out[w->states] = (csc_i_state){(uint32_t)w->edge_count, 0, (uint32_t)w->accept_count, 0};
    return CSC_OK;
}

/* Exactly `count` items in the pack's own memory. */
static csc_status keep(const csc_pack *pack, void *to, const void *items, size_t count, size_t item) {
    void *copy = csc_i_alloc_array(&pack->allocator, count == 0 ? 1 : count, item);
    if (copy == NULL) return CSC_E_NOMEM;
    if (count > 0) memcpy(copy, items, count * item);
    memcpy(to, &copy, sizeof copy);
    return CSC_OK;
}

csc_status csc_i_compile(csc_pack *pack, const csc_i_node *nodes, size_t node_count, const uint32_t *starts[2],
                         const size_t start_counts[2], const csc_allocator *scratch, csc_error *err) {
    work w = {.a = scratch, .nodes = nodes, .node_count = node_count, .slot_count = 1024};
    w.seen = csc_i_zalloc(scratch, (node_count + 1) * sizeof *w.seen);
    w.stack = csc_i_alloc_array(scratch, 2 * node_count + 2, sizeof *w.stack);
    w.slots = csc_i_alloc_array(scratch, w.slot_count, sizeof *w.slots);
    csc_status s = w.seen == NULL || w.stack == NULL || w.slots == NULL ? CSC_E_NOMEM : CSC_OK;
    if (s == CSC_OK) {
        memset(w.slots, 0xFF, w.slot_count * sizeof *w.slots);
        s = run(&w, pack, starts, start_counts);
    }
    if (s == CSC_OK) s = keep(pack, &pack->states, w.out, w.states + 1, sizeof *w.out);
    if (s == CSC_OK) {
        pack->state_count = w.states;
        s = keep(pack, &pack->edges, w.edges, w.edge_count, sizeof *w.edges);
    }
    if (s == CSC_OK) {
        pack->edge_count = w.edge_count;
        s = keep(pack, &pack->accepts, w.accepts, w.accept_count, sizeof *w.accepts);
    }
    if (s == CSC_OK) pack->accept_count = w.accept_count;
    csc_i_free(scratch, w.seen, (node_count + 1) * sizeof *w.seen);
    csc_i_free(scratch, w.stack, (2 * node_count + 2) * sizeof *w.stack);
    csc_i_free(scratch, w.slots, w.slot_count * sizeof *w.slots);
    csc_i_free(scratch, w.members, w.member_capacity * sizeof *w.members);
    csc_i_free(scratch, w.first, w.first_capacity * sizeof *w.first);
    csc_i_free(scratch, w.pairs, w.pair_capacity * sizeof *w.pairs);
    csc_i_free(scratch, w.out, w.out_capacity * sizeof *w.out);
    csc_i_free(scratch, w.edges, w.edge_capacity * sizeof *w.edges);
    csc_i_free(scratch, w.accepts, w.accept_capacity * sizeof *w.accepts);
    if (s == CSC_E_NOMEM) return csc_i_fail(err, s, "No memory.");
    if (s != CSC_OK) return csc_i_fail(err, s, "The patterns expand past the limit on states.");
    return s;
}
