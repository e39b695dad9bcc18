/* Word of mouth and impact: seed choice on an R-MAT graph, forward cascades, Bass fits, the chain. */
#include "bench.h"

#include <math.h>

/* R-MAT (Chakrabarti, Zhan and Faloutsos 2004) with a = .57, b = c = .19: 2^20 people, 10,000,000 arcs drawn, repeats and loops dropped. */
enum { SCALE = 20, DRAWN = 10000000 };

static csc_wom_graph *r_mat(void) {
    uint32_t *from = malloc(sizeof(uint32_t) * DRAWN), *to = malloc(sizeof(uint32_t) * DRAWN);
    csc_random r;
    if (from == NULL || to == NULL) exit(1);
    csc_random_init(&r, 1, "r-mat", 5, 0);
    for (size_t i = 0; i < DRAWN; i++) {
        uint32_t u = 0, v = 0;
        for (int level = 0; level < SCALE; level++) {
            double x = csc_random_uniform(&r);
            u = u << 1 | (x >= 0.76);
            v = v << 1 | ((x >= 0.57 && x < 0.76) || x >= 0.95);
        }
        from[i] = u;
        to[i] = v;
    }
    csc_column f = {from, 4, CSC_TYPE_U32, 0, NULL, 0}, t = {to, 4, CSC_TYPE_U32, 0, NULL, 0};
    csc_wom_graph *g;
    double begin = bench_now();
    if (csc_wom_graph_create(&g, "wom:graph/1", SIZE_MAX, &f, &t, NULL, DRAWN, 1u << SCALE, NULL, NULL) != CSC_OK) exit(1);
    bench_print("wom.graph", DRAWN / (bench_now() - begin) / 1e6, "Marcs/s", "graph from 10 M rows, 2^20 people, R-MAT");
    free(from);
    free(to);
    return g;
}

static void seeds(const csc_wom_graph *g) {
    csc_wom_graph_info info;
    csc_wom_seeds_result r;
    double best = 1e300;
    char about[200];
    if (csc_wom_graph_info_get(g, &info) != CSC_OK) exit(1);
    for (int i = 0; i < 3; i++) {
        csc_wom_seeds *s;
        double begin = bench_now();
        if (csc_wom_seeds_choose(&s, g, "wom:seeds/1?k=50&delta=0.000001", SIZE_MAX, NULL, NULL, NULL, NULL, NULL) != CSC_OK) exit(1);
        double took = bench_now() - begin;
        if (took < best) best = took;
        if (csc_wom_seeds_get(s, &r) != CSC_OK) exit(1);
        csc_wom_seeds_destroy(s);
    }
    snprintf(about, sizeof about, "R-MAT, %.1f M arcs, weighted cascade, k 50, epsilon .1, one thread: spread %.0f, %.0f sets",
             (double)info.arcs / 1e6, r.spread, r.rr_sets);
    bench_print("wom.seeds", best, "s", about);
}

/* Out-degrees decide how many arcs a cascade looks at. */
static void cascades(void) {
    enum { N = 20000, ARCS = 367662 };
    int32_t *from = malloc(sizeof(int32_t) * ARCS), *to = malloc(sizeof(int32_t) * ARCS);
    csc_random r;
    if (from == NULL || to == NULL) exit(1);
    csc_random_init(&r, 2, "cascade graph", 13, 0);
    for (size_t i = 0; i < ARCS; i++) {
        double u = csc_random_uniform(&r);
        from[i] = (int32_t)(N * u * u);
        to[i] = (int32_t)csc_random_below(&r, N);
    }
    csc_column f = {from, 4, CSC_TYPE_I32, 0, NULL, 0}, t = {to, 4, CSC_TYPE_I32, 0, NULL, 0};
    csc_wom_graph *g;
    if (csc_wom_graph_create(&g, "wom:graph/1?weights=const&probability=0.1", SIZE_MAX, &f, &t, NULL, ARCS, N, NULL, NULL) != CSC_OK)
        exit(1);
    uint32_t first[50];
    double seconds[2], arcs = 0, *activation = malloc(sizeof(double) * N), credit[50];
    csc_wom_spread spread;
    if (activation == NULL) exit(1);
    for (uint32_t i = 0; i < 50; i++) first[i] = i;
    for (int attributed = 0; attributed < 2; attributed++) {
        seconds[attributed] = 1e300;
        for (int run = 0; run < 5; run++) {
            double begin = bench_now();
            if (csc_wom_simulate(g, "wom:cascade/1?runs=400", SIZE_MAX, first, 50, NULL, &spread, NULL, attributed ? credit : NULL, NULL) !=
                CSC_OK)
                exit(1);
            if (bench_now() - begin < seconds[attributed]) seconds[attributed] = bench_now() - begin;
        }
    }
    /* arcs out of the people reached */
    if (csc_wom_simulate(g, "wom:cascade/1?runs=400", SIZE_MAX, first, 50, NULL, &spread, activation, NULL, NULL) != CSC_OK) exit(1);
    for (uint32_t v = 0; v < N; v++) arcs += activation[v] * (double)csc_wom_graph_out(g, v, NULL);
    bench_print("wom.cascade", 400 * arcs / seconds[0] / 1e6, "Marcs/s", "independent cascades, 20,000 people, p .1, 50 seeds, one thread");
    bench_print("wom.attribution", seconds[1] / seconds[0], "x", "the same with attribution, time against without");
    csc_wom_graph_destroy(g);
    free(from);
    free(to);
    free(activation);
}

static int fit(void *ctx) {
    static const double room[] = {96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500};
    csc_column c = {room, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    (void)ctx;
    for (int i = 0; i < 200; i++) {
        csc_wom_bass *b;
        if (csc_wom_bass_fit(&b, "wom:bass/1", SIZE_MAX, &c, 13, NULL, NULL) != CSC_OK) return 1;
        csc_wom_bass_destroy(b);
    }
    return 0;
}

static void chain(void) {
    enum { N = 100000 };
    double *v[5];
    csc_random r;
    csc_random_init(&r, 3, "chain", 5, 0);
    for (int k = 0; k < 5; k++) {
        v[k] = malloc(sizeof(double) * N);
        if (v[k] == NULL) exit(1);
        for (size_t i = 0; i < N; i++) v[k][i] = (k < 2 ? 5 : 0) + csc_random_uniform(&r) * (k == 4 ? 500 : 2);
    }
    csc_column c[5];
    for (int k = 0; k < 5; k++) c[k] = (csc_column){v[k], sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_impact_links l;
    csc_impact_links_init(&l);
    l.effect = (csc_impact_link){.value = 0.5, .se = 0.1, .kind = CSC_IMPACT_ESTIMATED};
    l.leaves_lost = (csc_impact_link){.value = 0.5, .se = 0.05, .kind = CSC_IMPACT_ESTIMATED};
    csc_impact *x;
    csc_threads *threads;
    csc_context context;
    csc_context_init(&context);
    if (csc_threads_create(&threads, 2, NULL, NULL) != CSC_OK) exit(1);
    context.executor = csc_threads_executor(threads);
    double begin = bench_now();
    if (csc_impact_create(&x, "impact:chain/1", SIZE_MAX, &l, &c[0], &c[1], &c[2], &c[3], &c[4], N, &context, NULL) != CSC_OK) exit(1);
    bench_print("impact.chain", bench_now() - begin, "s", "100,000 customers, 1,000 draws, effect varies, two threads");
    csc_impact_destroy(x);
    csc_threads_destroy(threads);
    for (int k = 0; k < 5; k++) free(v[k]);
}

int main(void) {
    if (bench_wanted("wom.graph") || bench_wanted("wom.seeds")) {
        csc_wom_graph *g = r_mat();
        seeds(g);
        csc_wom_graph_destroy(g);
    }
    if (bench_wanted("wom.cascade") || bench_wanted("wom.attribution")) cascades();
    if (bench_wanted("wom.bass"))
        bench_print("wom.bass", 200 / bench_best(fit, NULL, 3), "fits/s", "interval least squares, 13 periods, cold start");
    if (bench_wanted("impact.chain")) chain();
    return 0;
}
