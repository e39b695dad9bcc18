/* Compressed graphs from edge lists, by counting sorts alone. */
#include "wom/graph.h"

#define GRAPH_ID "wom:graph/1"

/* ------------------------------------------------------------------ build */

typedef struct edges {
    uint32_t *from, *to, *row;
    double *p; /* NULL: none given */
    size_t count, room;
} edges;

static void edges_free(edges *e, const csc_allocator *a) {
    csc_i_free(a, e->from, e->room * sizeof(uint32_t));
    csc_i_free(a, e->to, e->room * sizeof(uint32_t));
    csc_i_free(a, e->row, e->room * sizeof(uint32_t));
    csc_i_free(a, e->p, e->p != NULL ? e->room * sizeof(double) : 0);
}

static csc_status no_memory(csc_error *err) {
    return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
}

static csc_status edges_create(edges *e, const csc_allocator *a, size_t rows, int with_p, csc_error *err) {
    memset(e, 0, sizeof *e);
    e->room = rows;
    e->from = csc_i_alloc_array(a, rows, sizeof(uint32_t));
    e->to = csc_i_alloc_array(a, rows, sizeof(uint32_t));
    e->row = csc_i_alloc_array(a, rows, sizeof(uint32_t));
    if (with_p) e->p = csc_i_alloc_array(a, rows, sizeof(double));
    if (e->from != NULL && e->to != NULL && e->row != NULL && (!with_p || e->p != NULL)) return CSC_OK;
    edges_free(e, a);
    return no_memory(err);
}

static csc_status take_edge(csc_wom_graph *g, edges *e, size_t row, uint32_t from, uint32_t to, const csc_column *probability,
                            csc_error *err) {
    double p = 0;
    if (e->p != NULL) {
        p = csc_i_column_f64(probability, row);
        if (!(p >= 0 && p <= 1)) {
            csc_i_fail_row(err, CSC_E_RANGE, "A probability must be in [0, 1].", row);
            if (err != NULL) memcpy(err->key, "probability", 12);
            return CSC_E_RANGE;
        }
    }
    if (from == to) {
        if (g->info.loops++ == 0) g->info.first_loop = row;
        return CSC_OK;
    }
    e->from[e->count] = from;
    e->to[e->count] = to;
    e->row[e->count] = (uint32_t)row;
    if (e->p != NULL) e->p[e->count] = p;
    e->count++;
    return CSC_OK;
}

static void miss(csc_wom_graph *g, size_t row) {
    if (g->info.missing++ == 0) g->info.first_missing = row;
}

/* Positions from counts: at[i] becomes the start of list i, at[n] the total. */
static void starts(uint32_t *at, uint32_t n) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i <= n; i++) {
        uint32_t c = at[i];
        at[i] = sum;
        sum += c;
    }
}

/* Moves starts back after a scatter that used them up. */
static void rewind_starts(uint32_t *at, uint32_t n) {
    memmove(at + 1, at, n * sizeof(uint32_t));
    at[0] = 0;
}

static double trivalent(uint64_t key, uint32_t from, uint32_t to) {
    static const double values[3] = {0.1, 0.01, 0.001};
    csc_i_stream s;
    csc_i_stream_start(&s, key, (uint64_t)from << 32 | to);
    return values[csc_i_stream_below(&s, 3)];
}

/* The incoming side, sorted by (to, from), repeated arcs merged; `order` is scratch of e->count numbers. */
static void build_in(csc_wom_graph *g, const edges *e, uint32_t *order) {
    uint32_t n = g->nodes, m = (uint32_t)e->count;
    uint32_t *at = g->out_at; /* scratch until the outgoing side is built */
    memset(at, 0, ((size_t)n + 1) * sizeof(uint32_t));
    memset(g->in_at, 0, ((size_t)n + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i < m; i++) {
        at[e->from[i]]++;
        g->in_at[e->to[i]]++;
    }
    starts(at, n);
    for (uint32_t i = 0; i < m; i++) order[at[e->from[i]]++] = i;
    starts(g->in_at, n);
    for (uint32_t i = 0; i < m; i++) {
        uint32_t edge = order[i], place = g->in_at[e->to[edge]]++;
        g->in_from[place] = e->from[edge];
        if (e->p != NULL) g->in_p[place] = e->p[edge];
    }
    rewind_starts(g->in_at, n);
    uint32_t kept = 0, begin = 0;
    for (uint32_t v = 0; v < n; v++) {
        uint32_t end = g->in_at[v + 1], first = kept;
        for (uint32_t i = begin; i < end; i++) {
            if (kept > first && g->in_from[kept - 1] == g->in_from[i]) {
                g->info.duplicates++;
                if (e->p != NULL) g->in_p[kept - 1] = 1 - (1 - g->in_p[kept - 1]) * (1 - g->in_p[i]);
                continue;
            }
            g->in_from[kept] = g->in_from[i];
            if (e->p != NULL) g->in_p[kept] = g->in_p[i];
            kept++;
        }
        begin = end;
        g->in_at[v + 1] = kept;
    }
    g->arcs = kept;
}

static void build_out(csc_wom_graph *g) {
    uint32_t n = g->nodes;
    memset(g->out_at, 0, ((size_t)n + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i < g->arcs; i++) g->out_at[g->in_from[i]]++;
    starts(g->out_at, n);
    for (uint32_t v = 0; v < n; v++) {
        for (uint32_t i = g->in_at[v]; i < g->in_at[v + 1]; i++) {
            uint32_t place = g->out_at[g->in_from[i]]++;
            g->out_to[place] = v;
            if (g->in_p != NULL) g->out_p[place] = g->in_p[i];
        }
    }
    rewind_starts(g->out_at, n);
}

/* The row of the first arc that was there before; only asked for when there is one. */
static uint64_t first_repeat(const edges *e, uint32_t *seen_at, const csc_wom_graph *g) {
    /* one mark an arc: walk the rows and find each in its list */
    memset(seen_at, 0, (size_t)g->arcs * sizeof(uint32_t));
    for (size_t i = 0; i < e->count; i++) {
        uint32_t low = g->in_at[e->to[i]], high = g->in_at[e->to[i] + 1];
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (g->in_from[middle] < e->from[i])
                low = middle + 1;
            else
                high = middle;
        }
        if (seen_at[low]++ != 0) return e->row[i];
    }
    return CSC_NOWHERE;
}

static csc_status build(csc_wom_graph *g, edges *e, csc_error *err) {
    const csc_allocator *a = &g->allocator;
    size_t ends = (size_t)g->nodes + 1, m = e->count;
    int own = g->weights == CSC_I_WEIGHTS_TRIVALENCY || g->weights == CSC_I_WEIGHTS_GIVEN;
    uint32_t *order = csc_i_alloc_array(a, m, sizeof(uint32_t));
    g->in_at = csc_i_alloc_array(a, ends, sizeof(uint32_t));
    g->out_at = csc_i_alloc_array(a, ends, sizeof(uint32_t));
    g->in_from = csc_i_alloc_array(a, m, sizeof(uint32_t));
    g->arcs = (uint32_t)m;
    if (own) g->in_p = csc_i_alloc_array(a, m, sizeof(double));
    csc_status status = CSC_OK;
    if (order == NULL || g->in_at == NULL || g->out_at == NULL || g->in_from == NULL || (own && g->in_p == NULL)) {
        status = no_memory(err);
        goto done;
    }
    build_in(g, e, order);
    if (g->arcs < m) {
        uint64_t repeat = first_repeat(e, order, g);
        g->info.first_duplicate = repeat;
        /* give back what merging saved */
        uint32_t *from = csc_i_resize(a, g->in_from, m * sizeof(uint32_t), (size_t)g->arcs * sizeof(uint32_t));
        double *p = own ? csc_i_resize(a, g->in_p, m * sizeof(double), (size_t)g->arcs * sizeof(double)) : NULL;
        if (from != NULL) g->in_from = from;
        if (p != NULL) g->in_p = p;
        if (from == NULL || (own && p == NULL)) {
            /* sizes must be told rightly on release: what moved has the new size, the rest the old one */
            csc_i_free(a, g->in_from, (from != NULL ? (size_t)g->arcs : m) * sizeof(uint32_t));
            csc_i_free(a, g->in_p, own ? (p != NULL ? (size_t)g->arcs : m) * sizeof(double) : 0);
            g->in_from = NULL;
            g->in_p = NULL;
            status = no_memory(err);
            goto done;
        }
    }
    if (g->weights == CSC_I_WEIGHTS_TRIVALENCY) {
        csc_random r;
        csc_random_init(&r, (uint64_t)csc_i_spec_get(&g->spec, "seed")->number, "trivalency", 10, 0);
        for (uint32_t v = 0; v < g->nodes; v++)
            for (uint32_t i = g->in_at[v]; i < g->in_at[v + 1]; i++) g->in_p[i] = trivalent(r.key, g->in_from[i], v);
    }
    g->out_to = csc_i_alloc_array(a, g->arcs, sizeof(uint32_t));
    if (own) g->out_p = csc_i_alloc_array(a, g->arcs, sizeof(double));
    if (g->out_to == NULL || (own && g->out_p == NULL)) {
        status = no_memory(err);
        goto done;
    }
    build_out(g);
    g->info.nodes = g->nodes;
    g->info.arcs = g->arcs;
done:
    csc_i_free(a, order, m * sizeof(uint32_t));
    return status;
}

static csc_status start(csc_wom_graph **out, const char *spec, size_t spec_length, const csc_column *probability, size_t rows,
                        const csc_context *context, csc_error *err) {
    csc_i_spec parsed;
    CSC_I_TRY(csc_i_wom_spec(spec, spec_length, GRAPH_ID, &parsed, err));
    if (rows >= UINT32_MAX) return csc_i_fail(err, CSC_E_LIMIT, "A graph has fewer than 2^32 - 1 rows.");
    int32_t weights = csc_i_spec_get(&parsed, "weights")->word;
    if ((weights == CSC_I_WEIGHTS_GIVEN) != (probability != NULL))
        return csc_i_fail_key(err, CSC_E_INVALID, "Probabilities come with weights=given, and only then.", "probability", 11);
    if (probability != NULL) CSC_I_TRY(csc_i_column_check(probability, rows, "probability", err));
    csc_allocator a = csc_i_allocator(context);
    csc_wom_graph *g = csc_i_zalloc(&a, sizeof *g);
    if (g == NULL) return no_memory(err);
    g->allocator = a;
    g->spec = parsed;
    g->weights = weights;
    g->constant = csc_i_spec_get(&parsed, "probability")->number;
    g->info.first_loop = g->info.first_duplicate = g->info.first_missing = CSC_NOWHERE;
    *out = g;
    return CSC_OK;
}

static csc_status end_of_row(const csc_column *c, const char *name, size_t row, uint32_t nodes, int *blank, uint32_t *node,
                             csc_error *err) {
    int64_t v = 0;
    int got = csc_i_column_i64(c, row, &v);
    if (got == 0) {
        *blank = 1;
        return CSC_OK;
    }
    if (got < 0 || v < 0 || v >= (int64_t)UINT32_MAX || (nodes > 0 && v >= (int64_t)nodes)) {
        csc_i_fail_row(err, CSC_E_RANGE, "A person must be a whole number from 0 to one less than the number of people.", row);
        if (err != NULL) memcpy(err->key, name, strlen(name) + 1);
        return CSC_E_RANGE;
    }
    *node = (uint32_t)v;
    return CSC_OK;
}

csc_status csc_wom_graph_create(csc_wom_graph **out, const char *spec, size_t spec_length, const csc_column *from, const csc_column *to,
                                const csc_column *probability, size_t rows, uint32_t nodes, const csc_context *context, csc_error *err) {
    csc_wom_graph *g;
    edges e;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    CSC_I_TRY(start(&g, spec, spec_length, probability, rows, context, err));
    csc_status status = csc_i_column_check(from, rows, "from", err);
    if (status == CSC_OK) status = csc_i_column_check(to, rows, "to", err);
    if (status == CSC_OK) status = edges_create(&e, &g->allocator, rows, probability != NULL, err);
    if (status != CSC_OK) {
        csc_wom_graph_destroy(g);
        return status;
    }
    uint32_t most = 0;
    for (size_t row = 0; row < rows && status == CSC_OK; row++) {
        uint32_t u = 0, v = 0;
        int blank = 0;
        status = end_of_row(from, "from", row, nodes, &blank, &u, err);
        if (status == CSC_OK) status = end_of_row(to, "to", row, nodes, &blank, &v, err);
        if (status != CSC_OK) break;
        if (blank) {
            miss(g, row);
            continue;
        }
        if (u >= most) most = u + 1;
        if (v >= most) most = v + 1;
        status = take_edge(g, &e, row, u, v, probability, err);
    }
    g->nodes = nodes > 0 ? nodes : most;
    if (status == CSC_OK) status = build(g, &e, err);
    edges_free(&e, &g->allocator);
    if (status != CSC_OK) {
        csc_wom_graph_destroy(g);
        return status;
    }
    *out = g;
    return CSC_OK;
}

csc_status csc_wom_graph_create_text(csc_wom_graph **out, const char *spec, size_t spec_length, const csc_text_column *from,
                                     const csc_text_column *to, const csc_column *probability, size_t rows, const csc_context *context,
                                     csc_error *err) {
    csc_wom_graph *g;
    edges e;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    if (rows > 0 && (from == NULL || to == NULL || from->offsets == NULL || to->offsets == NULL))
        return csc_i_fail(err, CSC_E_INVALID, "A column of names is NULL.");
    CSC_I_TRY(start(&g, spec, spec_length, probability, rows, context, err));
    csc_status status = edges_create(&e, &g->allocator, rows, probability != NULL, err);
    if (status != CSC_OK) {
        csc_wom_graph_destroy(g);
        return status;
    }
    for (size_t row = 0; row < rows && status == CSC_OK; row++) {
        const csc_text_column *side[2] = {from, to};
        size_t node[2] = {0, 0}, length[2] = {0, 0};
        const char *text[2];
        int blank = 0;
        for (int s = 0; s < 2 && status == CSC_OK; s++) {
            int got = csc_i_text_column_get(side[s], row, &text[s], &length[s]);
            if (got < 0) status = csc_i_fail_row(err, CSC_E_INVALID, "The offsets of a column of names are not in order.", row);
            if (got == 0 || length[s] == 0) blank = 1;
        }
        if (status != CSC_OK) break;
        if (blank) {
            miss(g, row);
            continue;
        }
        for (int s = 0; s < 2 && status == CSC_OK; s++)
            status = csc_i_labels_add(&g->labels, &g->allocator, text[s], length[s], &node[s], err);
        if (status == CSC_OK) status = take_edge(g, &e, row, (uint32_t)node[0], (uint32_t)node[1], probability, err);
    }
    g->nodes = (uint32_t)g->labels.count;
    if (status == CSC_OK) status = build(g, &e, err);
    edges_free(&e, &g->allocator);
    if (status != CSC_OK) {
        csc_wom_graph_destroy(g);
        return status;
    }
    *out = g;
    return CSC_OK;
}

void csc_wom_graph_destroy(csc_wom_graph *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    size_t ends = ((size_t)self->nodes + 1) * sizeof(uint32_t), arcs = (size_t)self->arcs;
    csc_i_free(&a, self->in_at, ends);
    csc_i_free(&a, self->out_at, ends);
    csc_i_free(&a, self->in_from, arcs * sizeof(uint32_t));
    csc_i_free(&a, self->out_to, arcs * sizeof(uint32_t));
    csc_i_free(&a, self->in_p, arcs * sizeof(double));
    csc_i_free(&a, self->out_p, arcs * sizeof(double));
    csc_i_labels_free(&self->labels, &a);
    csc_i_free(&a, self, sizeof *self);
}

/* ---------------------------------------------------------------- queries */

csc_status csc_wom_graph_info_get(const csc_wom_graph *self, csc_wom_graph_info *out) {
    if (self == NULL || out == NULL) return CSC_E_INVALID;
    *out = self->info;
    return CSC_OK;
}

const char *csc_wom_graph_label(const csc_wom_graph *self, uint32_t node, size_t *length) {
    size_t none, *size = length != NULL ? length : &none;
    *size = 0;
    if (self == NULL || node >= self->labels.count) return "";
    return csc_i_labels_get(&self->labels, node, size);
}

uint32_t csc_wom_graph_find(const csc_wom_graph *self, const char *label, size_t length) {
    if (self == NULL || label == NULL) return CSC_WOM_NOBODY;
    size_t index = csc_i_labels_find(&self->labels, label, length);
    return index < self->labels.count ? (uint32_t)index : CSC_WOM_NOBODY;
}

size_t csc_wom_graph_out(const csc_wom_graph *self, uint32_t node, const uint32_t **targets) {
    if (targets != NULL) *targets = NULL;
    if (self == NULL || node >= self->nodes) return 0;
    if (targets != NULL) *targets = self->out_to + self->out_at[node];
    return self->out_at[node + 1] - self->out_at[node];
}

size_t csc_wom_graph_in(const csc_wom_graph *self, uint32_t node, const uint32_t **sources) {
    if (sources != NULL) *sources = NULL;
    if (self == NULL || node >= self->nodes) return 0;
    if (sources != NULL) *sources = self->in_from + self->in_at[node];
    return self->in_at[node + 1] - self->in_at[node];
}

double csc_wom_graph_probability(const csc_wom_graph *self, uint32_t from, uint32_t to) {
    if (self == NULL || from >= self->nodes || to >= self->nodes) return 0;
    uint32_t low = self->in_at[to], high = self->in_at[to + 1], end = high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (self->in_from[middle] < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && self->in_from[low] == from ? csc_i_graph_in_p(self, low, to) : 0;
}

csc_status csc_i_graph_scale(const csc_wom_graph *g, const csc_allocator *a, double **scale) {
    *scale = NULL;
    if (g->weights == CSC_I_WEIGHTS_WC) return CSC_OK;
    double *s = csc_i_alloc_array(a, g->nodes, sizeof(double));
    if (s == NULL) return CSC_E_NOMEM;
    int needed = 0;
    for (uint32_t v = 0; v < g->nodes; v++) {
        double sum = 0;
        for (uint32_t i = g->in_at[v]; i < g->in_at[v + 1]; i++) sum += csc_i_graph_in_p(g, i, v);
        s[v] = sum > 1 ? 1 / sum : 1;
        needed |= sum > 1;
    }
    if (needed) {
        *scale = s;
        return CSC_OK;
    }
    csc_i_free(a, s, (size_t)g->nodes * sizeof(double));
    return CSC_OK;
}
