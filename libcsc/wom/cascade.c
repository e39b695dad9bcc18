/* Forward cascades: independent cascade and linear threshold, with attribution. Run i draws from stream i, and what is summed up are
 * whole numbers, so that the workers' share of the work leaves no trace. */
#include "wom/graph.h"

#define CASCADE_ID "wom:cascade/1"
#define ROUND 512 /* runs a worker between two looks at the progress callback */

typedef struct settings {
    int32_t threshold; /* linear threshold instead of independent cascade */
    uint64_t runs, steps;
    double quality;
    double skip; /* 1 / ln(1 - p) when all arcs have one small probability; else 0 */
    uint64_t key;
} settings;

/* What one worker needs; arrays of one entry a person. */
typedef struct worker {
    uint32_t *queue, *mark;  /* mark == stamp: reached in this run */
    uint32_t *source;        /* index of the seed whose chain reached them; NULL without attribution */
    uint32_t *parent, *step; /* of the single run in full; NULL otherwise */
    uint32_t *touched;       /* linear threshold: touched == stamp: threshold drawn in this run */
    double *threshold, *pressure;
    uint8_t *negative;
    uint64_t *hits;   /* runs that reached a person; NULL unless asked for */
    uint64_t *credit; /* people by seed; NULL unless asked for */
    uint32_t stamp;
    uint64_t reached, reached_squared_low, reached_squared_high, against, depth;
} worker;

typedef struct simulation {
    const csc_wom_graph *graph;
    const uint32_t *seeds;
    size_t seed_count;
    const double *scale;
    settings set;
    worker *workers;
    size_t worker_count;
    uint64_t first, last; /* runs of this round */
} simulation;

static csc_status read_settings(const char *spec, size_t spec_length, settings *s, csc_error *err) {
    csc_i_spec parsed;
    CSC_I_TRY(csc_i_wom_spec(spec, spec_length, CASCADE_ID, &parsed, err));
    csc_random r;
    csc_random_init(&r, (uint64_t)csc_i_spec_get(&parsed, "seed")->number, "cascade", 7, 0);
    s->key = r.key;
    s->threshold = csc_i_spec_is(&parsed, "model", "lt");
    s->runs = (uint64_t)csc_i_spec_get(&parsed, "runs")->number;
    const csc_i_spec_value *steps = csc_i_spec_get(&parsed, "steps");
    s->steps = steps->word >= 0 ? UINT64_MAX : (uint64_t)steps->number;
    s->quality = csc_i_spec_get(&parsed, "quality")->number;
    if (s->threshold && s->quality < 1)
        return csc_i_fail_key(err, CSC_E_UNSUPPORTED, "Negative opinions are not defined for the linear threshold model.", "quality", 7);
    return CSC_OK;
}

static double skip_of(const csc_wom_graph *g) {
    return g->weights == CSC_I_WEIGHTS_CONST && g->constant > 0 && g->constant < 0.25 ? 1 / csc_i_plain_log(1 - g->constant) : 0;
}

static csc_status check_seeds(const csc_wom_graph *g, const uint32_t *seeds, size_t count, csc_error *err) {
    if (g == NULL || (seeds == NULL && count > 0)) return csc_i_fail(err, CSC_E_INVALID, "The graph or the seeds are NULL.");
    if (count > UINT32_MAX - 1) return csc_i_fail(err, CSC_E_INVALID, "There are too many seeds.");
    for (size_t i = 0; i < count; i++)
        if (seeds[i] >= g->nodes) return csc_i_fail_row(err, CSC_E_RANGE, "There is no such person in the graph.", i);
    return CSC_OK;
}

/* ---------------------------------------------------------------- one run */

static void reach(worker *w, uint32_t v, uint32_t by, uint32_t at_step, size_t *tail) {
    w->mark[v] = w->stamp;
    if (w->source != NULL) w->source[v] = w->source[by];
    if (w->parent != NULL) w->parent[v] = by;
    if (w->step != NULL) w->step[v] = at_step;
    w->queue[(*tail)++] = v;
}

static void take(const simulation *s, worker *w, csc_i_stream *r, uint32_t u, uint32_t v, uint32_t at_step, size_t *tail) {
    reach(w, v, u, at_step, tail);
    if (w->negative == NULL) return;
    w->negative[v] = w->negative[u] || !csc_i_stream_chance(r, s->set.quality);
    w->against += w->negative[v];
}

/* All arcs have one small probability: jump from one that convinces to the next. */
static void tell_by_jumps(const simulation *s, worker *w, csc_i_stream *r, uint32_t u, uint32_t at_step, size_t *tail) {
    const csc_wom_graph *g = s->graph;
    uint32_t end = g->out_at[u + 1];
    for (uint32_t arc = g->out_at[u]; arc < end; arc++) {
        double jump = csc_i_plain_log(csc_i_stream_open(r)) * s->set.skip;
        if (jump >= (double)(end - arc)) return;
        arc += (uint32_t)jump;
        uint32_t v = g->out_to[arc];
        if (w->mark[v] != w->stamp) take(s, w, r, u, v, at_step, tail);
    }
}

static void tell_independent(const simulation *s, worker *w, csc_i_stream *r, uint32_t u, uint32_t at_step, size_t *tail) {
    const csc_wom_graph *g = s->graph;
    for (uint32_t arc = g->out_at[u], end = g->out_at[u + 1]; arc < end; arc++) {
        uint32_t v = g->out_to[arc];
        if (w->mark[v] == w->stamp) continue;
        int convinced;
        if (g->out_p != NULL)
            convinced = csc_i_stream_chance(r, g->out_p[arc]);
        else if (g->weights == CSC_I_WEIGHTS_WC)
            convinced = csc_i_stream_one_in(r, csc_i_graph_in_degree(g, v));
        else
            convinced = csc_i_stream_chance(r, g->constant);
        if (convinced) take(s, w, r, u, v, at_step, tail);
    }
}

static void tell_threshold(const simulation *s, worker *w, csc_i_stream *r, uint32_t u, uint32_t at_step, size_t *tail) {
    const csc_wom_graph *g = s->graph;
    for (uint32_t arc = g->out_at[u], end = g->out_at[u + 1]; arc < end; arc++) {
        uint32_t v = g->out_to[arc];
        if (w->mark[v] == w->stamp) continue;
        if (w->touched[v] != w->stamp) {
            w->touched[v] = w->stamp;
            w->threshold[v] = csc_i_stream_uniform(r);
            w->pressure[v] = 0;
        }
        w->pressure[v] += csc_i_graph_out_p(g, arc, v) * (s->scale != NULL ? s->scale[v] : 1);
        if (w->pressure[v] > w->threshold[v]) reach(w, v, u, at_step, tail);
    }
}

static size_t run_once(const simulation *s, worker *w, uint64_t run) {
    csc_i_stream r;
    size_t head = 0, tail = 0;
    uint64_t depth = 0;
    csc_i_stream_start(&r, s->set.key, run);
    if (++w->stamp == 0) { /* after 2^32 runs old marks could be taken for new */
        memset(w->mark, 0, (size_t)s->graph->nodes * sizeof(uint32_t));
        if (w->touched != NULL) memset(w->touched, 0, (size_t)s->graph->nodes * sizeof(uint32_t));
        w->stamp = 1;
    }
    for (size_t i = 0; i < s->seed_count; i++) {
        uint32_t v = s->seeds[i];
        if (w->mark[v] == w->stamp) continue;
        w->mark[v] = w->stamp;
        if (w->source != NULL) w->source[v] = (uint32_t)i;
        if (w->parent != NULL) w->parent[v] = v;
        if (w->step != NULL) w->step[v] = 0;
        if (w->negative != NULL) {
            w->negative[v] = (uint8_t)!csc_i_stream_chance(&r, s->set.quality);
            w->against += w->negative[v];
        }
        w->queue[tail++] = v;
    }
    while (head < tail && depth < s->set.steps) {
        size_t end = tail;
        depth++;
        for (; head < end; head++) {
            if (s->set.threshold)
                tell_threshold(s, w, &r, w->queue[head], (uint32_t)depth, &tail);
            else if (s->set.skip != 0)
                tell_by_jumps(s, w, &r, w->queue[head], (uint32_t)depth, &tail);
            else
                tell_independent(s, w, &r, w->queue[head], (uint32_t)depth, &tail);
        }
        if (tail == end) {
            depth--;
            break;
        }
    }
    w->depth += depth;
    return tail;
}

/* ------------------------------------------------------------------ rounds */

static void add_square(worker *w, uint64_t n) {
    uint64_t square = n * n; /* n < 2^32 */
    w->reached_squared_low += square;
    w->reached_squared_high += w->reached_squared_low < square;
}

static void work(void *ctx, size_t index) {
    simulation *s = ctx;
    worker *w = &s->workers[index];
    for (uint64_t run = s->first + index; run < s->last; run += s->worker_count) {
        size_t n = run_once(s, w, run);
        w->reached += n;
        add_square(w, n);
        if (w->hits != NULL)
            for (size_t i = 0; i < n; i++) w->hits[w->queue[i]]++;
        if (w->credit != NULL)
            for (size_t i = 0; i < n; i++) w->credit[w->source[w->queue[i]]]++;
    }
}

static void worker_free(worker *w, const csc_allocator *a, size_t n, size_t seeds) {
    csc_i_free(a, w->queue, n * sizeof(uint32_t));
    csc_i_free(a, w->mark, n * sizeof(uint32_t));
    csc_i_free(a, w->source, n * sizeof(uint32_t));
    csc_i_free(a, w->touched, n * sizeof(uint32_t));
    csc_i_free(a, w->threshold, n * sizeof(double));
    csc_i_free(a, w->pressure, n * sizeof(double));
    csc_i_free(a, w->negative, n);
    csc_i_free(a, w->hits, n * sizeof(uint64_t));
    csc_i_free(a, w->credit, seeds * sizeof(uint64_t));
}

static csc_status worker_create(worker *w, const simulation *s, const csc_allocator *a, int hits, int credit) {
    size_t n = s->graph->nodes;
    int ok = 1;
    memset(w, 0, sizeof *w);
    ok &= (w->queue = csc_i_alloc_array(a, n, sizeof(uint32_t))) != NULL;
    ok &= (w->mark = csc_i_zalloc(a, n * sizeof(uint32_t))) != NULL;
    if (credit) {
        ok &= (w->source = csc_i_alloc_array(a, n, sizeof(uint32_t))) != NULL;
        ok &= (w->credit = csc_i_zalloc(a, s->seed_count * sizeof(uint64_t))) != NULL;
    }
    if (s->set.threshold) {
        ok &= (w->touched = csc_i_zalloc(a, n * sizeof(uint32_t))) != NULL;
        ok &= (w->threshold = csc_i_alloc_array(a, n, sizeof(double))) != NULL;
        ok &= (w->pressure = csc_i_alloc_array(a, n, sizeof(double))) != NULL;
    }
    if (s->set.quality < 1) ok &= (w->negative = csc_i_alloc(a, n)) != NULL;
    if (hits) ok &= (w->hits = csc_i_zalloc(a, n * sizeof(uint64_t))) != NULL;
    return ok ? CSC_OK : CSC_E_NOMEM;
}

/* Mean and standard error from whole sums: sum, and sum of squares as 128 bits. */
static void finish(const simulation *s, csc_wom_spread *out, double *activation, double *credit) {
    uint64_t sum = 0, low = 0, high = 0, against = 0, depth = 0;
    double runs = (double)s->set.runs;
    for (size_t k = 0; k < s->worker_count; k++) {
        const worker *w = &s->workers[k];
        sum += w->reached;
        low += w->reached_squared_low;
        high += w->reached_squared_high + (low < w->reached_squared_low);
        against += w->against;
        depth += w->depth;
    }
    double mean = (double)sum / runs, squares = (double)high * 0x1p64 + (double)low;
    double variance = runs > 1 ? (squares - mean * (double)sum) / (runs - 1) : (double)NAN;
    out->spread = mean;
    out->se = isnan(variance) ? variance : sqrt((variance > 0 ? variance : 0) / runs);
    out->negative = (double)against / runs;
    out->depth = (double)depth / runs;
    out->runs = runs;
    for (uint32_t v = 0; activation != NULL && v < s->graph->nodes; v++) {
        uint64_t hits = 0;
        for (size_t k = 0; k < s->worker_count; k++) hits += s->workers[k].hits[v];
        activation[v] = (double)hits / runs;
    }
    for (size_t i = 0; credit != NULL && i < s->seed_count; i++) {
        uint64_t people = 0;
        for (size_t k = 0; k < s->worker_count; k++) people += s->workers[k].credit[i];
        credit[i] = (double)people / runs;
    }
}

csc_status csc_wom_simulate(const csc_wom_graph *graph, const char *spec, size_t spec_length, const uint32_t *seeds, size_t seed_count,
                            const csc_context *context, csc_wom_spread *out, double *activation, double *credit, csc_error *err) {
    simulation s = {graph, seeds, seed_count, NULL, {0}, NULL, 0, 0, 0};
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the result is NULL.");
    CSC_I_TRY(check_seeds(graph, seeds, seed_count, err));
    CSC_I_TRY(read_settings(spec, spec_length, &s.set, err));
    s.set.skip = skip_of(graph);
    csc_allocator a = csc_i_allocator(context);
    csc_status status = CSC_OK;
    double *scale = NULL;
    size_t ready = 0;
    s.worker_count = csc_i_workers(context);
    if (s.worker_count > s.set.runs) s.worker_count = (size_t)s.set.runs;
    s.workers = csc_i_alloc_array(&a, s.worker_count, sizeof(worker));
    if (s.workers == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    if (s.set.threshold) status = csc_i_graph_scale(graph, &a, &scale);
    s.scale = scale;
    while (status == CSC_OK && ready < s.worker_count) {
        status = worker_create(&s.workers[ready], &s, &a, activation != NULL, credit != NULL);
        ready++;
    }
    if (status == CSC_E_NOMEM) csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    while (status == CSC_OK && s.first < s.set.runs) {
        uint64_t share = (uint64_t)ROUND * s.worker_count;
        s.last = s.set.runs - s.first < share ? s.set.runs : s.first + share;
        csc_i_run(context, s.worker_count, work, &s);
        s.first = s.last;
        status = csc_i_progress(context, s.first, s.set.runs, err);
    }
    if (status == CSC_OK) finish(&s, out, activation, credit);
    for (size_t k = 0; k < ready; k++) worker_free(&s.workers[k], &a, graph->nodes, seed_count);
    csc_i_free(&a, s.workers, s.worker_count * sizeof(worker));
    csc_i_free(&a, scale, scale != NULL ? (size_t)graph->nodes * sizeof(double) : 0);
    return status;
}

csc_status csc_wom_cascade(const csc_wom_graph *graph, const char *spec, size_t spec_length, const uint32_t *seeds, size_t seed_count,
                           uint64_t run, const csc_context *context, uint32_t *parent, uint32_t *step, uint64_t *reached, csc_error *err) {
    simulation s = {graph, seeds, seed_count, NULL, {0}, NULL, 1, 0, 0};
    if (parent == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the result is NULL.");
    CSC_I_TRY(check_seeds(graph, seeds, seed_count, err));
    CSC_I_TRY(read_settings(spec, spec_length, &s.set, err));
    s.set.skip = skip_of(graph);
    csc_allocator a = csc_i_allocator(context);
    double *scale = NULL;
    worker w = {0};
    csc_status status = s.set.threshold ? csc_i_graph_scale(graph, &a, &scale) : CSC_OK;
    s.scale = scale;
    if (status == CSC_OK) status = worker_create(&w, &s, &a, 0, 0);
    if (status == CSC_OK) {
        for (uint32_t v = 0; v < graph->nodes; v++) {
            parent[v] = CSC_WOM_NOBODY;
            if (step != NULL) step[v] = CSC_WOM_NOBODY;
        }
        w.parent = parent;
        w.step = step;
        size_t n = run_once(&s, &w, run);
        if (reached != NULL) *reached = n;
    } else {
        csc_i_fail(err, status, "Out of memory.");
    }
    worker_free(&w, &a, graph->nodes, seed_count);
    csc_i_free(&a, scale, scale != NULL ? (size_t)graph->nodes * sizeof(double) : 0);
    return status;
}
