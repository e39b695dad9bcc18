/* Reverse-reachable sets, drawn by walking arcs backwards. Set i uses stream i, whoever draws it. */
#include "wom/rr.h"

#define CHUNK 256 /* sets a worker takes at a time */

static uint32_t root_of(const csc_i_rr_source *q, csc_i_stream *r) {
    uint32_t n = q->graph->nodes;
    if (q->steps == NULL) return csc_i_stream_below(r, n);
    double u = csc_i_stream_uniform(r) * q->steps[n - 1];
    uint32_t low = 0, high = n - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (q->steps[middle] > u)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Visits v; 1 when the walk may end because somebody chosen was met. */
static int visit(csc_i_rr_walker *w, const uint8_t *chosen, uint32_t v, uint32_t *queue, size_t *tail) {
    w->mark[v] = w->stamp;
    queue[(*tail)++] = v;
    return chosen != NULL && chosen[v];
}

/* Every arc of the range is alive with the same chance: jump from one live arc to the next (Guo et al. 2020). */
static int walk_even(const csc_wom_graph *g, csc_i_rr_walker *w, const uint8_t *chosen, csc_i_stream *r, uint32_t v, double inverse,
                     uint32_t *queue, size_t *tail) {
    uint32_t end = g->in_at[v + 1];
    for (uint32_t arc = g->in_at[v];; arc++) {
        double jump = csc_i_plain_log(csc_i_stream_open(r)) * inverse;
        if (jump >= (double)(end - arc)) return 0;
        arc += (uint32_t)jump;
        uint32_t u = g->in_from[arc];
        if (w->mark[u] != w->stamp && visit(w, chosen, u, queue, tail)) return 1;
        if (arc + 1 == end) return 0;
    }
}

/* One set into `queue` (room for every person); with `chosen` it stops at the first chosen person. Returns its size, or SIZE_MAX when
 * it met one. */
static size_t walk(const csc_i_rr_source *q, csc_i_rr_walker *w, uint64_t index, const uint8_t *chosen, uint32_t *queue) {
    const csc_wom_graph *g = q->graph;
    csc_i_stream r;
    size_t head = 0, tail = 0;
    csc_i_stream_start(&r, q->key, index);
    if (++w->stamp == 0) {
        memset(w->mark, 0, (size_t)g->nodes * sizeof(uint32_t));
        w->stamp = 1;
    }
    uint32_t v = root_of(q, &r);
    if (visit(w, chosen, v, queue, &tail)) return SIZE_MAX;
    if (q->threshold) {
        for (;;) {
            uint32_t begin = g->in_at[v], degree = g->in_at[v + 1] - begin, u;
            if (degree == 0) return tail;
            if (g->weights == CSC_I_WEIGHTS_WC) {
                u = g->in_from[begin + csc_i_stream_below(&r, degree)];
            } else {
                double left = csc_i_stream_uniform(&r);
                if (q->scale != NULL) left /= q->scale[v];
                uint32_t arc = begin;
                for (; arc < begin + degree; arc++) {
                    left -= csc_i_graph_in_p(g, arc, v);
                    if (left < 0) break;
                }
                if (arc == begin + degree) return tail;
                u = g->in_from[arc];
            }
            if (w->mark[u] == w->stamp) return tail;
            if (visit(w, chosen, u, queue, &tail)) return SIZE_MAX;
            v = u;
        }
    }
    for (; head < tail; head++) {
        v = queue[head];
        uint32_t begin = g->in_at[v], end = g->in_at[v + 1], degree = end - begin;
        if (g->in_p == NULL && degree > 6 && (g->weights == CSC_I_WEIGHTS_WC || (g->constant > 0 && g->constant < 0.5))) {
            double inverse;
            if (g->weights != CSC_I_WEIGHTS_WC)
                inverse = q->skip[0];
            else if (degree < q->skip_count)
                inverse = q->skip[degree];
            else
                inverse = 1 / csc_i_plain_log(1 - 1.0 / degree);
            if (walk_even(g, w, chosen, &r, v, inverse, queue, &tail)) return SIZE_MAX;
            continue;
        }
        for (uint32_t arc = begin; arc < end; arc++) {
            uint32_t u = g->in_from[arc];
            if (w->mark[u] == w->stamp) continue;
            int live;
            if (g->in_p != NULL)
                live = csc_i_stream_chance(&r, g->in_p[arc]);
            else if (g->weights == CSC_I_WEIGHTS_WC)
                live = csc_i_stream_one_in(&r, degree);
            else
                live = csc_i_stream_chance(&r, g->constant);
            if (live && visit(w, chosen, u, queue, &tail)) return SIZE_MAX;
        }
    }
    return tail;
}

/* ---------------------------------------------------------------- workers */

typedef struct worker {
    csc_i_rr_walker walker;
    uint32_t *queue;
    csc_i_rr_sets sets;
    uint64_t hit;
    csc_status status;
} worker;

typedef struct job {
    const csc_i_rr_source *source;
    const csc_allocator *allocator;
    const uint8_t *chosen; /* NULL: keep the sets */
    worker *workers;
    size_t worker_count;
    uint64_t first, last;
} job;

/* Makes room for one more set of `size` people. */
static csc_status make_room(csc_i_rr_sets *s, const csc_allocator *a, size_t sets, size_t people) {
    void *at = s->at, *node = s->node;
    csc_status status = csc_i_grow(a, &at, &s->count_room, s->count + sets + 1, sizeof *s->at);
    s->at = at;
    if (status != CSC_OK) return status;
    status = csc_i_grow(a, &node, &s->room, s->used + people, sizeof *s->node);
    s->node = node;
    return status;
}

static void work(void *ctx, size_t index) {
    job *j = ctx;
    worker *w = &j->workers[index];
    uint64_t stride = (uint64_t)CHUNK * j->worker_count;
    for (uint64_t chunk = j->first + index * (uint64_t)CHUNK; chunk < j->last && w->status == CSC_OK; chunk += stride) {
        uint64_t end = j->last - chunk < CHUNK ? j->last : chunk + CHUNK;
        for (uint64_t i = chunk; i < end; i++) {
            size_t n = walk(j->source, &w->walker, i, j->chosen, w->queue);
            if (j->chosen != NULL) {
                w->hit += n == SIZE_MAX;
                continue;
            }
            w->status = make_room(&w->sets, j->allocator, 1, n);
            if (w->status != CSC_OK) break;
            memcpy(w->sets.node + w->sets.used, w->queue, n * sizeof(uint32_t));
            w->sets.at[w->sets.count++] = w->sets.used;
            w->sets.used += n;
            w->sets.at[w->sets.count] = w->sets.used;
        }
    }
}

void csc_i_rr_free(csc_i_rr_sets *s, const csc_allocator *a) {
    csc_i_free(a, s->node, s->room * sizeof *s->node);
    csc_i_free(a, s->at, s->count_room * sizeof *s->at);
    memset(s, 0, sizeof *s);
}

/* The workers' sets in the order of their numbers. */
static csc_status gather(const job *j, csc_i_rr_sets *sets) {
    size_t people = 0, count = 0;
    for (size_t k = 0; k < j->worker_count; k++) {
        people += j->workers[k].sets.used;
        count += j->workers[k].sets.count;
    }
    CSC_I_TRY(make_room(sets, j->allocator, count, people));
    size_t turn = 0;
    for (uint64_t chunk = j->first; chunk < j->last; chunk += CHUNK, turn++) {
        const csc_i_rr_sets *from = &j->workers[turn % j->worker_count].sets;
        size_t begin = turn / j->worker_count * CHUNK, n = (size_t)(j->last - chunk < CHUNK ? j->last - chunk : CHUNK);
        size_t size = from->at[begin + n] - from->at[begin];
        memcpy(sets->node + sets->used, from->node + from->at[begin], size * sizeof(uint32_t));
        for (size_t i = 0; i < n; i++) sets->at[sets->count++] = sets->used + (from->at[begin + i] - from->at[begin]);
        sets->used += size;
        sets->at[sets->count] = sets->used;
    }
    return CSC_OK;
}

static csc_status run(job *j, uint64_t first, uint64_t count, csc_i_rr_sets *sets, uint64_t *hit, const csc_context *context,
                      csc_error *err) {
    const csc_allocator *a = j->allocator;
    size_t n = j->source->graph->nodes, ready = 0;
    csc_status status = CSC_OK;
    j->worker_count = csc_i_workers(context);
    if (j->worker_count > (count + CHUNK - 1) / CHUNK) j->worker_count = (size_t)((count + CHUNK - 1) / CHUNK);
    if (j->worker_count == 0) return CSC_OK;
    j->workers = csc_i_zalloc(a, j->worker_count * sizeof(worker));
    if (j->workers == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    for (; ready < j->worker_count && status == CSC_OK; ready++) {
        worker *w = &j->workers[ready];
        w->walker.mark = csc_i_zalloc(a, n * sizeof(uint32_t));
        w->queue = csc_i_alloc_array(a, n, sizeof(uint32_t));
        if (w->walker.mark == NULL || w->queue == NULL) status = CSC_E_NOMEM;
    }
    /* rounds, so that the progress callback is asked by this thread alone */
    uint64_t share = (uint64_t)CHUNK * 64 * j->worker_count, end = first + count;
    for (j->first = first; status == CSC_OK && j->first < end; j->first = j->last) {
        j->last = end - j->first < share ? end : j->first + share;
        csc_i_run(context, j->worker_count, work, j);
        for (size_t k = 0; k < j->worker_count; k++)
            if (j->workers[k].status != CSC_OK) status = j->workers[k].status;
        if (status == CSC_OK && sets != NULL) {
            status = gather(j, sets);
            for (size_t k = 0; k < j->worker_count; k++) j->workers[k].sets.count = j->workers[k].sets.used = 0;
        }
        if (status == CSC_OK) {
            status = csc_i_progress(context, j->last, 0, err);
            if (status != CSC_OK) break;
        }
    }
    if (hit != NULL)
        for (size_t k = 0; k < ready; k++) *hit += j->workers[k].hit;
    for (size_t k = 0; k < ready; k++) {
        csc_i_free(a, j->workers[k].walker.mark, n * sizeof(uint32_t));
        csc_i_free(a, j->workers[k].queue, n * sizeof(uint32_t));
        csc_i_rr_free(&j->workers[k].sets, a);
    }
    csc_i_free(a, j->workers, j->worker_count * sizeof(worker));
    if (status == CSC_E_NOMEM) csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    return status;
}

csc_status csc_i_rr_draw(const csc_i_rr_source *source, uint64_t first, uint64_t count, csc_i_rr_sets *sets, const csc_allocator *a,
                         const csc_context *context, csc_error *err) {
    job j = {source, a, NULL, NULL, 0, 0, 0};
    return run(&j, first, count, sets, NULL, context, err);
}

csc_status csc_i_rr_judge(const csc_i_rr_source *source, uint64_t first, uint64_t count, const uint8_t *chosen, uint64_t *hit,
                          const csc_allocator *a, const csc_context *context, csc_error *err) {
    job j = {source, a, chosen, NULL, 0, 0, 0};
    return run(&j, first, count, NULL, hit, context, err);
}
