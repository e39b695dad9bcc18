/* Graphs and cascades. Frequencies against exact enumeration of all live-arc graphs, on random graphs of at most 12 arcs. */
#include "csc_alloc.h"
#include "csc_check.h"

static csc_column i32(const int32_t *v) {
    csc_column c = {v, sizeof(int32_t), CSC_TYPE_I32, 0, NULL, 0};
    return c;
}

static csc_column f64(const double *v) {
    csc_column c = {v, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    return c;
}

static csc_wom_graph *make(const char *spec, const int32_t *from, const int32_t *to, const double *p, size_t rows, uint32_t nodes) {
    csc_column f = i32(from), t = i32(to), q = f64(p);
    csc_wom_graph *g;
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, spec, SIZE_MAX, &f, &t, p != NULL ? &q : NULL, rows, nodes, NULL, NULL), CSC_OK);
    return g;
}

START_TEST(building)
{
    static const int32_t from[] = {3, 0, 0, 2, 0, 1, 3, 4}, to[] = {1, 2, 1, 2, 2, 0, 1, 4};
    csc_wom_graph *g = make("wom:graph/1", from, to, NULL, 8, 6);
    csc_wom_graph_info info;
    CSC_ASSERT_STATUS(csc_wom_graph_info_get(g, &info), CSC_OK);
    ck_assert(info.nodes == 6 && info.arcs == 4 && info.loops == 2 && info.duplicates == 2 && info.missing == 0);
    ck_assert(info.first_loop == 3 && info.first_duplicate == 4 && info.first_missing == CSC_NOWHERE);
    const uint32_t *list;
    ck_assert_uint_eq(csc_wom_graph_out(g, 0, &list), 2);
    ck_assert(list[0] == 1 && list[1] == 2);
    ck_assert_uint_eq(csc_wom_graph_in(g, 1, &list), 2);
    ck_assert(list[0] == 0 && list[1] == 3);
    ck_assert_uint_eq(csc_wom_graph_in(g, 5, &list), 0);
    ck_assert_uint_eq(csc_wom_graph_out(g, 6, &list), 0);
    ck_assert_double_eq(csc_wom_graph_probability(g, 0, 1), 0.5);
    ck_assert_double_eq(csc_wom_graph_probability(g, 0, 2), 1);
    ck_assert_double_eq(csc_wom_graph_probability(g, 2, 0), 0);
    ck_assert_double_eq(csc_wom_graph_probability(g, 0, 9), 0);
    csc_wom_graph_destroy(g);
    static const double p[] = {0.5, 0.25, 0.1, 0.9, 0.5, 1, 0.5, 0};
    g = make("wom:graph/1?weights=given", from, to, p, 8, 0);
    CSC_ASSERT_STATUS(csc_wom_graph_info_get(g, &info), CSC_OK);
    ck_assert_uint_eq(info.nodes, 5); /* 4 has a loop only, but is a person */
    csc_wom_graph_destroy(g);
}
END_TEST

START_TEST(given_probabilities)
{
    static const int32_t from[] = {3, 0, 0, 3}, to[] = {1, 2, 1, 1};
    static const double p[] = {0.5, 0.25, 0.1, 0.5};
    csc_wom_graph *g = make("wom:graph/1?weights=given", from, to, p, 4, 0);
    ck_assert_double_eq(csc_wom_graph_probability(g, 3, 1), 0.75);
    ck_assert_double_eq(csc_wom_graph_probability(g, 0, 2), 0.25);
    csc_wom_graph_destroy(g);
    g = make("wom:graph/1?weights=const&probability=0.3", from, to, NULL, 4, 0);
    ck_assert_double_eq(csc_wom_graph_probability(g, 3, 1), 0.3);
    csc_wom_graph_destroy(g);
    enum { N = 3000 };
    static int32_t f[N], t[N];
    int seen[3] = {0};
    for (int i = 0; i < N; i++) {
        f[i] = i;
        t[i] = i + 1;
    }
    g = make("wom:graph/1?weights=trivalency&seed=5", f, t, NULL, N, 0);
    for (uint32_t i = 0; i < N; i++) {
        double q = csc_wom_graph_probability(g, i, i + 1);
        ck_assert(q == 0.1 || q == 0.01 || q == 0.001);
        seen[q == 0.1 ? 0 : q == 0.01 ? 1 : 2]++;
    }
    for (int i = 0; i < 3; i++) ck_assert(abs(seen[i] - N / 3) < 5 * 26);
    csc_wom_graph_destroy(g);
}
END_TEST

START_TEST(named_people)
{
    static const char bytes[] = "annbobannceedanbob";
    static const int32_t from_at[] = {0, 3, 6, 9, 9, 15}, to_bytes_at[] = {0, 3, 3, 6, 9, 12};
    static const char to_bytes[] = "bobceedan";
    csc_text_column from = {bytes, from_at, 4, 0, NULL, 0}, to = {to_bytes, to_bytes_at, 4, 0, NULL, 0};
    csc_wom_graph *g;
    csc_wom_graph_info info;
    CSC_ASSERT_STATUS(csc_wom_graph_create_text(&g, "wom:graph/1", SIZE_MAX, &from, &to, NULL, 4, NULL, NULL), CSC_OK);
    /* ann -> bob, bob -> "", ann -> cee, "" -> dan */
    CSC_ASSERT_STATUS(csc_wom_graph_info_get(g, &info), CSC_OK);
    ck_assert(info.nodes == 3 && info.arcs == 2 && info.missing == 2 && info.first_missing == 1);
    ck_assert_uint_eq(csc_wom_graph_find(g, "cee", 3), 2);
    ck_assert_uint_eq(csc_wom_graph_find(g, "dan", 3), CSC_WOM_NOBODY);
    ck_assert_uint_eq(csc_wom_graph_find(g, NULL, 0), CSC_WOM_NOBODY);
    size_t length;
    ck_assert_mem_eq(csc_wom_graph_label(g, 1, &length), "bob", 3);
    ck_assert_uint_eq(length, 3);
    ck_assert_str_eq(csc_wom_graph_label(g, 3, &length), "");
    csc_wom_graph_destroy(g);
}
END_TEST

/* ------------------------------------------------- against full enumeration */

enum { PEOPLE = 6 };

/* Reach of the seeds over the arcs of a mask; steps limits the distance. */
static unsigned reach(const csc_wom_graph *g, const int (*arc)[2], int m, unsigned mask, unsigned seeds, int steps) {
    unsigned reached = seeds;
    (void)g;
    for (int s = 0; s < steps; s++) {
        unsigned next = reached;
        for (int i = 0; i < m; i++)
            if ((mask >> i & 1) && (reached >> arc[i][0] & 1)) next |= 1u << arc[i][1];
        if (next == reached) break;
        reached = next;
    }
    return reached;
}

START_TEST(frequencies)
{
    csc_random r;
    csc_random_init(&r, 11, "graphs", 6, 0);
    enum { RUNS = 40000, GRAPHS = 60 };
    double worst = 0;
    for (int k = 0; k < GRAPHS; k++) {
        int m = 1 + (int)csc_random_below(&r, 12), count = 0, arc[12][2];
        int32_t from[12], to[12];
        double p[12];
        for (int i = 0; i < m; i++) {
            int u = (int)csc_random_below(&r, PEOPLE), v = (int)csc_random_below(&r, PEOPLE), again = u == v;
            for (int j = 0; j < count; j++) again |= arc[j][0] == u && arc[j][1] == v;
            if (again) continue;
            from[count] = arc[count][0] = u;
            to[count] = arc[count][1] = v;
            p[count] = csc_random_below(&r, 5) == 0 ? 1 : csc_random_uniform(&r);
            count++;
        }
        if (count == 0) continue;
        int threshold = k % 2, steps = k % 3 == 0 ? 2 : 99;
        unsigned seed_mask = 1u << csc_random_below(&r, PEOPLE) | 1u << csc_random_below(&r, PEOPLE);
        uint32_t seeds[PEOPLE], seed_count = 0;
        for (uint32_t v = 0; v < PEOPLE; v++)
            if (seed_mask >> v & 1) seeds[seed_count++] = v;
        csc_wom_graph *g = make(k % 4 < 2    ? "wom:graph/1?weights=given"
                                : k % 5 == 0 ? "wom:graph/1?weights=const&probability=0.2"
                                             : "wom:graph/1",
                                from, to, k % 4 < 2 ? p : NULL, (size_t)count, PEOPLE);
        double weight[12], into[PEOPLE] = {0}, exact[PEOPLE] = {0}, spread = 0, square = 0;
        for (int i = 0; i < count; i++) {
            weight[i] = csc_wom_graph_probability(g, (uint32_t)from[i], (uint32_t)to[i]);
            into[to[i]] += weight[i];
        }
        for (int i = 0; i < count; i++)
            if (threshold && into[to[i]] > 1) weight[i] /= into[to[i]];
        for (unsigned mask = 0; mask < 1u << count; mask++) {
            /* ic: each arc lives by itself; lt: each person keeps at most one arc (Kempe et al., claim 2.6) */
            double chance = 1, none[PEOPLE];
            int kept[PEOPLE] = {0}, possible = 1;
            for (int v = 0; v < PEOPLE; v++) none[v] = 1;
            for (int i = 0; i < count; i++) {
                if (!threshold) {
                    chance *= mask >> i & 1 ? weight[i] : 1 - weight[i];
                } else {
                    none[to[i]] -= weight[i];
                    if (mask >> i & 1) {
                        chance *= weight[i];
                        possible &= kept[to[i]]++ == 0;
                    }
                }
            }
            if (!possible) continue;
            for (int v = 0; threshold && v < PEOPLE; v++)
                if (!kept[v]) chance *= none[v] > 0 ? none[v] : 0;
            unsigned got = reach(g, (const int(*)[2])arc, count, mask, seed_mask, steps);
            int n = 0;
            for (int v = 0; v < PEOPLE; v++)
                if (got >> v & 1) {
                    exact[v] += chance;
                    n++;
                }
            spread += chance * n;
            square += chance * n * n;
        }
        char spec[100];
        snprintf(spec, sizeof spec, "wom:cascade/1?model=%s&runs=%d&seed=%d&steps=%s", threshold ? "lt" : "ic", RUNS, k,
                 steps == 2 ? "2" : "none");
        csc_wom_spread out;
        double activation[PEOPLE], credit[PEOPLE];
        CSC_ASSERT_STATUS(csc_wom_simulate(g, spec, SIZE_MAX, seeds, seed_count, NULL, &out, activation, credit, NULL), CSC_OK);
        for (int v = 0; v < PEOPLE; v++) {
            double sd = sqrt(fmax(0, exact[v] * (1 - exact[v])) / RUNS), off = fabs(activation[v] - exact[v]);
            ck_assert_msg(off <= 4.5 * sd + 1e-9, "graph %d person %d: %g, exactly %g (%g sd)", k, v, activation[v], exact[v], off / sd);
            if (sd > 0 && off / sd > worst) worst = off / sd;
        }
        double se = sqrt(fmax(0, square - spread * spread) / RUNS), sum = 0;
        ck_assert_msg(fabs(out.spread - spread) <= 4.5 * se + 1e-9, "graph %d: spread %g, exactly %g", k, out.spread, spread);
        ck_assert(fabs(out.se - se) <= 0.1 * se + 1e-6);
        for (uint32_t i = 0; i < seed_count; i++) {
            ck_assert(credit[i] >= 1);
            sum += credit[i];
        }
        CSC_ASSERT_REL(sum, out.spread, 1e-12);
        csc_wom_graph_destroy(g);
    }
    fprintf(stderr, "# worst deviation %.2f sigma\n", worst);
}
END_TEST

/* -------------------------------------------------------------- the rest */

static void backwards(void *ctx, size_t count, csc_task_fn task, void *task_ctx) {
    (void)ctx;
    while (count-- > 0) task(task_ctx, count);
}

static csc_wom_graph *ring(uint32_t n, const char *spec) {
    static int32_t from[4000], to[4000];
    for (uint32_t i = 0; i < 2 * n; i++) {
        from[i] = (int32_t)(i % n);
        to[i] = (int32_t)((i % n + (i < n ? 1 : 7)) % n);
    }
    return make(spec, from, to, NULL, 2 * n, n);
}

START_TEST(same_bits_at_any_number_of_workers)
{
    csc_wom_graph *g = ring(500, "wom:graph/1?weights=const&probability=0.4");
    static const uint32_t seeds[] = {3, 99, 250, 3};
    static double first[500], other[500];
    double credit[4], credit2[4];
    csc_wom_spread a, b;
    for (int model = 0; model < 3; model++) {
        const char *spec = model == 0   ? "wom:cascade/1?runs=3001"
                           : model == 1 ? "wom:cascade/1?model=lt&runs=3001"
                                        : "wom:cascade/1?quality=0.8&runs=3001";
        CSC_ASSERT_STATUS(csc_wom_simulate(g, spec, SIZE_MAX, seeds, 4, NULL, &a, first, credit, NULL), CSC_OK);
        ck_assert_double_eq(credit[3], 0);
        for (size_t workers = 2; workers <= 7; workers += 5) {
            csc_context context;
            csc_executor x = {backwards, NULL, workers};
            csc_context_init(&context);
            context.executor = &x;
            CSC_ASSERT_STATUS(csc_wom_simulate(g, spec, SIZE_MAX, seeds, 4, &context, &b, other, credit2, NULL), CSC_OK);
            ck_assert_mem_eq(&a, &b, sizeof a);
            ck_assert_mem_eq(first, other, sizeof first);
            ck_assert_mem_eq(credit, credit2, sizeof credit);
        }
    }
    csc_wom_graph_destroy(g);
}
END_TEST

START_TEST(one_run_in_full)
{
    csc_wom_graph *g = ring(200, "wom:graph/1?weights=const&probability=0.45");
    static const uint32_t seeds[] = {3, 99};
    static uint32_t parent[200], step[200];
    double total = 0;
    for (uint64_t run = 0; run < 500; run++) {
        uint64_t reached, count = 0;
        CSC_ASSERT_STATUS(csc_wom_cascade(g, "wom:cascade/1?seed=4", SIZE_MAX, seeds, 2, run, NULL, parent, step, &reached, NULL), CSC_OK);
        for (uint32_t v = 0; v < 200; v++) {
            ck_assert((parent[v] == CSC_WOM_NOBODY) == (step[v] == CSC_WOM_NOBODY));
            if (parent[v] == CSC_WOM_NOBODY) continue;
            count++;
            if (v == 3 || v == 99)
                ck_assert(parent[v] == v && step[v] == 0);
            else
                ck_assert(step[v] == step[parent[v]] + 1 && csc_wom_graph_probability(g, parent[v], v) > 0);
        }
        ck_assert_uint_eq(count, reached);
        total += (double)reached;
    }
    csc_wom_spread out;
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1?seed=4&runs=500", SIZE_MAX, seeds, 2, NULL, &out, NULL, NULL, NULL), CSC_OK);
    CSC_ASSERT_REL(out.spread, total / 500, 1e-14);
    csc_wom_graph_destroy(g);
}
END_TEST

START_TEST(negative_opinions)
{
    /* a chain 0 -> 1 -> 2 of certain arcs, quality q: person k is content with q^(k+1) */
    static const int32_t from[] = {0, 1}, to[] = {1, 2};
    static const double p[] = {1, 1};
    static const uint32_t seed[] = {0};
    csc_wom_graph *g = make("wom:graph/1?weights=given", from, to, p, 2, 0);
    csc_wom_spread out;
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1?quality=0.8&runs=100000", SIZE_MAX, seed, 1, NULL, &out, NULL, NULL, NULL),
                      CSC_OK);
    double q = 0.8, want = 3 - q - q * q - q * q * q;
    ck_assert_double_eq(out.spread, 3);
    ck_assert_double_eq(out.depth, 2);
    ck_assert(fabs(out.negative - want) < 4 * sqrt(2.0 / 100000));
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1?steps=0&runs=10", SIZE_MAX, seed, 1, NULL, &out, NULL, NULL, NULL), CSC_OK);
    ck_assert_double_eq(out.spread, 1);
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1?runs=10", SIZE_MAX, NULL, 0, NULL, &out, NULL, NULL, NULL), CSC_OK);
    ck_assert_double_eq(out.spread, 0);
    csc_wom_graph_destroy(g);
}
END_TEST

static int32_t stop(void *ctx, uint64_t done, uint64_t total) {
    return 1;
}

START_TEST(errors)
{
    static const int32_t from[] = {0, 1, 2}, to[] = {1, 2, 9}, bad[] = {1, -1, 2};
    static const double p[] = {0.5, 1.5, 0.1};
    csc_column f = i32(from), t = i32(to), b = i32(bad), q = f64(p), half = f64(p);
    csc_wom_graph *g = (csc_wom_graph *)&g;
    csc_error err;
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, &f, &t, NULL, 3, 5, NULL, &err), CSC_E_RANGE);
    ck_assert_ptr_null(g);
    ck_assert(err.row == 2 && strcmp(err.key, "to") == 0);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, &b, &t, NULL, 3, 0, NULL, &err), CSC_E_RANGE);
    ck_assert(err.row == 1 && strcmp(err.key, "from") == 0);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, &half, &t, NULL, 1, 0, NULL, &err), CSC_E_RANGE);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1?weights=given", SIZE_MAX, &f, &t, &q, 3, 0, NULL, &err), CSC_E_RANGE);
    ck_assert(err.row == 1 && strcmp(err.key, "probability") == 0);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1?weights=given", SIZE_MAX, &f, &t, NULL, 3, 0, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, &f, &t, &q, 3, 0, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, &f, &t, NULL, UINT32_MAX, 0, NULL, &err), CSC_E_LIMIT);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, NULL, &t, NULL, 3, 0, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/2", SIZE_MAX, &f, &t, NULL, 3, 0, NULL, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_wom_graph_create(NULL, "wom:graph/1", SIZE_MAX, &f, &t, NULL, 3, 0, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_graph_create_text(&g, "wom:graph/1", SIZE_MAX, NULL, NULL, NULL, 3, NULL, &err), CSC_E_INVALID);
    t.type = 0;
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, &f, &t, NULL, 3, 0, NULL, &err), CSC_E_TYPE);
    CSC_ASSERT_STATUS(csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, NULL, NULL, NULL, 0, 0, NULL, &err), CSC_OK);
    csc_wom_graph_destroy(g);
    csc_wom_graph_destroy(NULL);
    g = ring(20, "wom:graph/1");
    csc_wom_spread out = {.spread = 7};
    uint32_t seeds[] = {1, 20}, parent[20];
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1", SIZE_MAX, seeds, 2, NULL, &out, NULL, NULL, &err), CSC_E_RANGE);
    ck_assert_uint_eq(err.row, 1);
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1?model=lt&quality=0.5", SIZE_MAX, seeds, 1, NULL, &out, NULL, NULL, &err),
                      CSC_E_UNSUPPORTED);
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1?runs=0", SIZE_MAX, seeds, 1, NULL, &out, NULL, NULL, &err), CSC_E_SPEC);
    CSC_ASSERT_STATUS(csc_wom_simulate(NULL, "wom:cascade/1", SIZE_MAX, seeds, 1, NULL, &out, NULL, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1", SIZE_MAX, NULL, 1, NULL, &out, NULL, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1", SIZE_MAX, seeds, 1, NULL, NULL, NULL, NULL, &err), CSC_E_INVALID);
    csc_context context;
    csc_context_init(&context);
    context.progress = stop;
    CSC_ASSERT_STATUS(csc_wom_simulate(g, "wom:cascade/1", SIZE_MAX, seeds, 1, &context, &out, NULL, NULL, &err), CSC_E_CANCELLED);
    ck_assert_double_eq(out.spread, 7);
    CSC_ASSERT_STATUS(csc_wom_cascade(g, "wom:cascade/1", SIZE_MAX, seeds, 1, 0, NULL, NULL, NULL, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_cascade(g, "wom:cascade/1", SIZE_MAX, seeds, 2, 0, NULL, parent, NULL, NULL, &err), CSC_E_RANGE);
    csc_wom_graph_destroy(g);
}
END_TEST

static csc_status step_(const csc_context *context, void *arg) {
    static const char bytes[] = "abcaab";
    static const int32_t at[] = {0, 1, 2, 3}, at2[] = {0, 1, 2, 3};
    static const double p[] = {0.9, 0.8, 0.7}, twice[] = {0.9, 0.9, 0.9};
    csc_text_column from = {bytes, at, 4, 0, NULL, 0}, to = {"bca", at2, 4, 0, NULL, 0}, same = {"aab", at, 4, 0, NULL, 0},
                    same2 = {"bba", at, 4, 0, NULL, 0};
    csc_column q = f64(p), q2 = f64(twice);
    csc_wom_graph *g = NULL, *h = NULL;
    csc_wom_spread out;
    uint32_t seed = 0, parent[3];
    double activation[3], credit[1];
    (void)arg;
    csc_status status = csc_wom_graph_create_text(&g, "wom:graph/1?weights=given", SIZE_MAX, &from, &to, &q, 3, context, NULL);
    if (status == CSC_OK)
        status = csc_wom_graph_create_text(&h, "wom:graph/1?weights=given", SIZE_MAX, &same, &same2, &q2, 3, context, NULL);
    if (status == CSC_OK)
        status = csc_wom_simulate(g, "wom:cascade/1?runs=20&quality=0.5", SIZE_MAX, &seed, 1, context, &out, activation, credit, NULL);
    if (status == CSC_OK)
        status = csc_wom_simulate(g, "wom:cascade/1?runs=20&model=lt", SIZE_MAX, &seed, 1, context, &out, activation, credit, NULL);
    if (status == CSC_OK) status = csc_wom_cascade(g, "wom:cascade/1?model=lt", SIZE_MAX, &seed, 1, 0, context, parent, NULL, NULL, NULL);
    csc_wom_graph_destroy(g);
    csc_wom_graph_destroy(h);
    return status;
}

START_TEST(every_allocation)
{ csc_check_alloc_loop(step_, NULL); }
END_TEST

CSC_CHECK_MAIN("wom/cascade", building, given_probabilities, named_people, frequencies, same_bits_at_any_number_of_workers, one_run_in_full,
               negative_opinions, errors, every_allocation)
