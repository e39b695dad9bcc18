/* Seed choice: against brute force on small graphs whose spreads are enumerated exactly, and what may never happen. */
#include "csc_alloc.h"
#include "csc_check.h"
#include "csc_recorder.h"

enum { PEOPLE = 8, ARCS = 10 };

typedef struct small {
    int count, from[ARCS], to[ARCS];
    double p[ARCS], value[PEOPLE];
    csc_wom_graph *graph;
} small;

static void draw_small(small *s, csc_random *r, int given) {
    int32_t from[ARCS], to[ARCS];
    s->count = 0;
    for (int i = 0; i < ARCS; i++) {
        int u = (int)csc_random_below(r, PEOPLE), v = (int)csc_random_below(r, PEOPLE), again = u == v;
        for (int j = 0; j < s->count; j++) again |= s->from[j] == u && s->to[j] == v;
        if (again) continue;
        from[s->count] = s->from[s->count] = u;
        to[s->count] = s->to[s->count] = v;
        s->p[s->count++] = csc_random_uniform(r);
    }
    csc_column f = {from, 4, CSC_TYPE_I32, 0, NULL, 0}, t = {to, 4, CSC_TYPE_I32, 0, NULL, 0}, p = {s->p, 8, CSC_TYPE_F64, 0, NULL, 0};
    CSC_ASSERT_STATUS(csc_wom_graph_create(&s->graph, given ? "wom:graph/1?weights=given" : "wom:graph/1", SIZE_MAX, &f, &t,
                                           given ? &p : NULL, (size_t)s->count, PEOPLE, NULL, NULL),
                      CSC_OK);
    for (int i = 0; i < s->count; i++) s->p[i] = csc_wom_graph_probability(s->graph, (uint32_t)s->from[i], (uint32_t)s->to[i]);
    for (int v = 0; v < PEOPLE; v++) s->value[v] = floor(10 * csc_random_uniform(r));
}

/* Exact expected value reached from every set of seeds, by enumerating live arcs: out[mask]. */
static void enumerate(const small *s, int threshold, int weighted, double out[1 << PEOPLE]) {
    double into[PEOPLE] = {0};
    memset(out, 0, sizeof(double) << PEOPLE);
    for (int i = 0; i < s->count; i++) into[s->to[i]] += s->p[i];
    for (unsigned live = 0; live < 1u << s->count; live++) {
        double chance = 1, none[PEOPLE];
        int kept[PEOPLE] = {0}, possible = 1;
        for (int v = 0; v < PEOPLE; v++) none[v] = 1;
        for (int i = 0; i < s->count; i++) {
            double w = threshold && into[s->to[i]] > 1 ? s->p[i] / into[s->to[i]] : s->p[i];
            none[s->to[i]] -= w;
            if (!threshold)
                chance *= live >> i & 1 ? w : 1 - w;
            else if (live >> i & 1) {
                chance *= w;
                possible &= kept[s->to[i]]++ == 0;
            }
        }
        for (int v = 0; threshold && v < PEOPLE; v++)
            if (!kept[v]) chance *= none[v] > 0 ? none[v] : 0;
        if (!possible || chance == 0) continue;
        unsigned reach[PEOPLE];
        for (int v = 0; v < PEOPLE; v++) reach[v] = 1u << v;
        for (int again = 1; again;) {
            again = 0;
            for (int i = 0; i < s->count; i++)
                if (live >> i & 1 && (reach[s->from[i]] | reach[s->to[i]]) != reach[s->from[i]]) {
                    reach[s->from[i]] |= reach[s->to[i]];
                    again = 1;
                }
        }
        for (unsigned mask = 1; mask < 1u << PEOPLE; mask++) {
            unsigned got = 0;
            for (int v = 0; v < PEOPLE; v++)
                if (mask >> v & 1) got |= reach[v];
            for (int v = 0; v < PEOPLE; v++)
                if (got >> v & 1) out[mask] += chance * (weighted ? s->value[v] : 1);
        }
    }
}

START_TEST(guarantee_against_brute_force)
{
    csc_random r;
    csc_random_init(&r, 3, "seeds", 5, 0);
    static double exact[1 << PEOPLE];
    double least = 1;
    for (int k = 0; k < 200; k++) {
        small s;
        int threshold = k % 2, weighted = k % 3 == 0, budgeted = k % 5 < 2, excluding = k % 4 == 1, given = k % 7 < 4;
        draw_small(&s, &r, given);
        enumerate(&s, threshold, weighted, exact);
        double cost[PEOPLE], total = 0, best = 0;
        int32_t out[PEOPLE];
        size_t most = 1 + csc_random_below(&r, 3);
        for (int v = 0; v < PEOPLE; v++) {
            cost[v] = 1 + (double)csc_random_below(&r, 5);
            out[v] = excluding && csc_random_below(&r, 3) == 0;
        }
        double budget = 2 + (double)csc_random_below(&r, 6);
        for (unsigned mask = 1; mask < 1u << PEOPLE; mask++) {
            double sum = 0;
            size_t n = 0;
            int allowed = 1;
            for (int v = 0; v < PEOPLE; v++)
                if (mask >> v & 1) {
                    n++;
                    sum += cost[v];
                    allowed &= !out[v];
                }
            if (n > most || !allowed || (budgeted && sum > budget)) continue;
            if (exact[mask] > best) best = exact[mask];
        }
        csc_column value = {s.value, 8, CSC_TYPE_F64, 0, NULL, 0}, prices = {cost, 8, CSC_TYPE_F64, 0, NULL, 0},
                   excluded = {out, 4, CSC_TYPE_I32, 0, NULL, 0};
        char spec[128];
        int length = snprintf(spec, sizeof spec, "wom:seeds/1?k=%zu&delta=0.001&model=%s", most, threshold ? "lt" : "ic");
        if (budgeted) snprintf(spec + length, sizeof spec - (size_t)length, "&budget=%g", budget);
        csc_wom_seeds *chosen;
        csc_wom_seeds_result result;
        CSC_ASSERT_STATUS(csc_wom_seeds_choose(&chosen, s.graph, spec, SIZE_MAX, weighted ? &value : NULL, budgeted ? &prices : NULL,
                                               excluding ? &excluded : NULL, NULL, NULL),
                          CSC_OK);
        CSC_ASSERT_STATUS(csc_wom_seeds_get(chosen, &result), CSC_OK);
        if (result.status == CSC_E_TOO_FEW) {
            ck_assert_double_eq(best, 0);
            csc_wom_seeds_destroy(chosen);
            csc_wom_graph_destroy(s.graph);
            continue;
        }
        ck_assert_int_eq(result.status, CSC_OK);
        unsigned mask = 0;
        for (size_t i = 0; i < csc_wom_seeds_count(chosen); i++) {
            uint32_t v = csc_wom_seeds_at(chosen, i, NULL);
            ck_assert(v < PEOPLE && !(mask >> v & 1) && !(excluding && out[v]));
            mask |= 1u << v;
            total += cost[v];
        }
        ck_assert(csc_wom_seeds_count(chosen) <= most && (!budgeted || total <= budget));
        ck_assert(result.cost == (budgeted ? total : (double)csc_wom_seeds_count(chosen)));
        double share = best > 0 ? exact[mask] / best : 1;
        ck_assert_msg(share >= result.guarantee - 1e-12, "graph %d: %g of the best, guaranteed %g", k, share, result.guarantee);
        ck_assert(result.guarantee >= (budgeted ? 0.2934 : 0.5321));
        ck_assert_msg(exact[mask] >= result.lower - 1e-9 && best <= result.upper + 1e-9, "graph %d: spread %g, bounds %g %g, best %g", k,
                      exact[mask], result.lower, result.upper, best);
        ck_assert_msg(fabs(result.spread - exact[mask]) <= 5 * result.se + 1e-9, "graph %d: %g, exactly %g", k, result.spread, exact[mask]);
        if (share < least) least = share;
        csc_wom_seeds_destroy(chosen);
        csc_wom_graph_destroy(s.graph);
    }
    fprintf(stderr, "# least share of the best spread: %.3f\n", least);
}
END_TEST

static csc_wom_graph *random_graph(uint32_t n, size_t arcs, const char *spec) {
    csc_random r;
    csc_random_init(&r, 9, "random graph", 12, 0);
    int32_t *from = malloc(arcs * 4), *to = malloc(arcs * 4);
    for (size_t i = 0; i < arcs; i++) {
        double u = csc_random_uniform(&r);
        from[i] = (int32_t)((double)n * u * u * u); /* a few tell many */
        to[i] = (int32_t)csc_random_below(&r, n);
    }
    csc_column f = {from, 4, CSC_TYPE_I32, 0, NULL, 0}, t = {to, 4, CSC_TYPE_I32, 0, NULL, 0};
    csc_wom_graph *g;
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, spec, SIZE_MAX, &f, &t, NULL, arcs, n, NULL, NULL), CSC_OK);
    free(from);
    free(to);
    return g;
}

static void backwards(void *ctx, size_t count, csc_task_fn task, void *task_ctx) {
    (void)ctx;
    while (count-- > 0) task(task_ctx, count);
}

START_TEST(same_bits_at_any_number_of_workers)
{
    static const char *const graphs[] = {"wom:graph/1", "wom:graph/1?weights=const&probability=0.05", "wom:graph/1?weights=trivalency"};
    for (int k = 0; k < 6; k++) {
        csc_wom_graph *g = random_graph(3000, 30000, graphs[k / 2]);
        const char *spec = k % 2 ? "wom:seeds/1?k=20&epsilon=0.2&model=lt" : "wom:seeds/1?k=20&epsilon=0.2";
        csc_wom_seeds *one, *many;
        csc_wom_seeds_result a, b;
        CSC_ASSERT_STATUS(csc_wom_seeds_choose(&one, g, spec, SIZE_MAX, NULL, NULL, NULL, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_wom_seeds_get(one, &a), CSC_OK);
        /* the spread by forward cascades agrees with the one of the judging sets */
        uint32_t seeds[20];
        for (size_t i = 0; i < 20; i++) seeds[i] = csc_wom_seeds_at(one, i, NULL);
        csc_wom_spread forward;
        CSC_ASSERT_STATUS(csc_wom_simulate(g, k % 2 ? "wom:cascade/1?runs=4000&model=lt" : "wom:cascade/1?runs=4000", SIZE_MAX, seeds, 20,
                                           NULL, &forward, NULL, NULL, NULL),
                          CSC_OK);
        double sigma = (a.spread - forward.spread) / sqrt(a.se * a.se + forward.se * forward.se);
        ck_assert_msg(fabs(sigma) < 4.5, "graph %d: %g by sets, %g by cascades (%.1f sigma)", k, a.spread, forward.spread, sigma);
        for (size_t workers = 2; workers <= 7; workers += 5) {
            csc_context context;
            csc_executor x = {backwards, NULL, workers};
            csc_context_init(&context);
            context.executor = &x;
            CSC_ASSERT_STATUS(csc_wom_seeds_choose(&many, g, spec, SIZE_MAX, NULL, NULL, NULL, &context, NULL), CSC_OK);
            CSC_ASSERT_STATUS(csc_wom_seeds_get(many, &b), CSC_OK);
            ck_assert_mem_eq(&a, &b, sizeof a);
            for (size_t i = 0; i < 20; i++) {
                double x1, x2;
                ck_assert_uint_eq(csc_wom_seeds_at(one, i, &x1), csc_wom_seeds_at(many, i, &x2));
                ck_assert_double_eq(x1, x2);
            }
            csc_wom_seeds_destroy(many);
        }
        csc_wom_seeds_destroy(one);
        csc_wom_graph_destroy(g);
    }
}
END_TEST

START_TEST(baselines)
{
    csc_wom_graph *g = random_graph(2000, 16000, "wom:graph/1");
    double best = 0;
    static const char *const methods[] = {"ris", "degree-discount", "pagerank", "degree"};
    for (int k = 0; k < 4; k++) {
        char spec[64];
        snprintf(spec, sizeof spec, "wom:seeds/1?k=15&method=%s", methods[k]);
        csc_wom_seeds *s;
        csc_wom_seeds_result r;
        double gain;
        CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, spec, SIZE_MAX, NULL, NULL, NULL, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_wom_seeds_get(s, &r), CSC_OK);
        ck_assert_uint_eq(csc_wom_seeds_count(s), 15);
        csc_wom_seeds_at(s, 0, &gain);
        if (k == 0) {
            best = r.spread;
            ck_assert(r.guarantee >= 0.53 && gain > 0);
        } else {
            ck_assert(isnan(r.guarantee) && isnan(gain) && r.spread > 15 && r.spread < best + 4 * r.se);
        }
        csc_wom_seeds_destroy(s);
    }
    /* plain degree is what it says */
    csc_wom_seeds *s;
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1?k=1&method=degree", SIZE_MAX, NULL, NULL, NULL, NULL, NULL), CSC_OK);
    size_t most = csc_wom_graph_out(g, csc_wom_seeds_at(s, 0, NULL), NULL);
    for (uint32_t v = 0; v < 2000; v++) ck_assert_uint_le(csc_wom_graph_out(g, v, NULL), most);
    csc_wom_seeds_destroy(s);
    csc_wom_graph_destroy(g);
}
END_TEST

static int32_t stop(void *ctx, uint64_t done, uint64_t total) {
    return 1;
}

START_TEST(edges_and_errors)
{
    csc_wom_graph *g = random_graph(50, 200, "wom:graph/1");
    csc_wom_seeds *s = (csc_wom_seeds *)&s;
    csc_wom_seeds_result r;
    csc_error err;
    static double numbers[50];
    csc_column c = {numbers, 8, CSC_TYPE_F64, 0, NULL, 0};
    for (int i = 0; i < 50; i++) numbers[i] = 1;
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1", SIZE_MAX, NULL, NULL, &c, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_seeds_get(s, &r), CSC_OK);
    ck_assert(r.status == CSC_E_TOO_FEW && csc_wom_seeds_count(s) == 0 && isnan(r.spread));
    ck_assert_uint_eq(csc_wom_seeds_at(s, 0, NULL), CSC_WOM_NOBODY);
    csc_wom_seeds_destroy(s);
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1?budget=0.5", SIZE_MAX, NULL, NULL, NULL, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_seeds_get(s, &r), CSC_OK);
    ck_assert_int_eq(r.status, CSC_E_TOO_FEW);
    csc_wom_seeds_destroy(s);
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1?k=1000", SIZE_MAX, NULL, NULL, NULL, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_seeds_get(s, &r), CSC_OK);
    ck_assert_double_eq(r.spread, 50);
    static csc_recorder rec;
    csc_sink sink;
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_seeds_visit(s, g, CSC_VISIT_EXPLAIN, &sink), CSC_OK);
    ck_assert(!rec.wrong && rec.depth == 0);
    size_t calls = rec.calls;
    for (size_t n = 1; n <= calls; n++) {
        csc_recorder_init(&rec, &sink);
        rec.stop_at = n;
        CSC_ASSERT_STATUS(csc_wom_seeds_visit(s, g, CSC_VISIT_EXPLAIN, &sink), CSC_E_CANCELLED);
    }
    csc_wom_seeds_destroy(s);
    for (int i = 0; i < 50; i++) numbers[i] = 0; /* nothing at stake */
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1", SIZE_MAX, &c, NULL, NULL, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_seeds_get(s, &r), CSC_OK);
    ck_assert_int_eq(r.status, CSC_E_TOO_FEW);
    csc_wom_seeds_destroy(s);
    numbers[7] = -1;
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1", SIZE_MAX, &c, NULL, NULL, NULL, &err), CSC_E_RANGE);
    ck_assert_ptr_null(s);
    ck_assert(err.row == 7 && strcmp(err.key, "value") == 0);
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1", SIZE_MAX, NULL, &c, NULL, NULL, &err), CSC_E_RANGE);
    ck_assert(err.row == 0 && strcmp(err.key, "cost") == 0);
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1?epsilon=0.7", SIZE_MAX, NULL, NULL, NULL, NULL, &err), CSC_E_SPEC);
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:tree/1", SIZE_MAX, NULL, NULL, NULL, NULL, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, NULL, "wom:seeds/1", SIZE_MAX, NULL, NULL, NULL, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(NULL, g, "wom:seeds/1", SIZE_MAX, NULL, NULL, NULL, NULL, &err), CSC_E_INVALID);
    c.type = 0;
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1", SIZE_MAX, &c, NULL, NULL, NULL, &err), CSC_E_TYPE);
    csc_context context;
    csc_context_init(&context);
    context.progress = stop;
    CSC_ASSERT_STATUS(csc_wom_seeds_choose(&s, g, "wom:seeds/1", SIZE_MAX, NULL, NULL, NULL, &context, &err), CSC_E_CANCELLED);
    CSC_ASSERT_STATUS(csc_wom_seeds_get(NULL, &r), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_seeds_visit(NULL, NULL, 0, &sink), CSC_E_INVALID);
    csc_wom_seeds_destroy(NULL);
    csc_wom_graph_destroy(g);
}
END_TEST

static csc_status step(const csc_context *context, void *arg) {
    double cost[50];
    csc_column c = {cost, 8, CSC_TYPE_F64, 0, NULL, 0};
    csc_wom_seeds *a = NULL, *b = NULL;
    for (int i = 0; i < 50; i++) cost[i] = 1 + i % 3;
    csc_status status =
        csc_wom_seeds_choose(&a, arg, "wom:seeds/1?k=3&budget=5&epsilon=0.5&model=lt", SIZE_MAX, &c, &c, NULL, context, NULL);
    if (status == CSC_OK)
        status = csc_wom_seeds_choose(&b, arg, "wom:seeds/1?k=3&method=pagerank", SIZE_MAX, NULL, NULL, NULL, context, NULL);
    csc_wom_seeds_destroy(a);
    csc_wom_seeds_destroy(b);
    return status;
}

START_TEST(every_allocation)
{
    csc_wom_graph *g = random_graph(50, 120, "wom:graph/1?weights=const&probability=0.9");
    csc_check_alloc_loop(step, g);
    csc_wom_graph_destroy(g);
}
END_TEST

CSC_CHECK_MAIN("wom/seeds", guarantee_against_brute_force, same_bits_at_any_number_of_workers, baselines, edges_and_errors,
               every_allocation)
