/* Path models, drivers, reliability, SERVQUAL, expectation updates. */
#include "bench.h"

static double *uniform(size_t n, uint64_t stream) {
    double *x = malloc(n * sizeof *x);
    csc_random r;
    if (x == NULL) exit(1);
    csc_random_init(&r, 1, "bench", 5, stream);
    for (size_t i = 0; i < n; i++) x[i] = csc_random_uniform(&r);
    return x;
}

static csc_column column(const double *x) {
    csc_column c = {.data = x, .stride = sizeof *x, .type = CSC_TYPE_F64};
    return c;
}

/* --------------------------------------------------------------------- PLS */

static const uint32_t construct[24] = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 6, 6};
static const uint32_t from[12] = {0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 4, 5}, to[12] = {1, 4, 6, 2, 3, 4, 3, 4, 4, 5, 6, 6};

typedef struct pls_job {
    csc_pls_model model;
    csc_column item[24];
    size_t rows;
    uint64_t resamples;
} pls_job;

static int pls_work(void *ctx) {
    pls_job *j = ctx;
    csc_pls *p;
    if (csc_pls_fit(&p, &j->model, j->item, j->rows, NULL, NULL) != CSC_OK) return 1;
    int bad = csc_pls_status(p) != CSC_OK;
    if (!bad && j->resamples > 0) bad = csc_pls_bootstrap(p, j->resamples, 1, 0.95, NULL, NULL) != CSC_OK;
    csc_pls_destroy(p);
    return bad;
}

/* Answers 1..10 of the ECSI shape: a chain of constructs with noise, seed 1. */
static void pls_data(pls_job *j, size_t rows) {
    csc_pls_model_init(&j->model);
    j->model.constructs = 7;
    j->model.items = 24;
    j->model.paths = 12;
    j->model.construct = construct;
    j->model.from = from;
    j->model.to = to;
    j->rows = rows;
    double *level[7];
    for (size_t c = 0; c < 7; c++) {
        level[c] = uniform(rows, 100 + c);
        for (size_t i = 0; c > 0 && i < rows; i++) level[c][i] = 0.6 * level[c - 1][i] + 0.4 * level[c][i];
    }
    for (size_t k = 0; k < 24; k++) {
        double *x = uniform(rows, k);
        for (size_t i = 0; i < rows; i++) x[i] = 1 + (double)(int)(9 * (0.7 * level[construct[k]][i] + 0.3 * x[i]) + 0.5);
        j->item[k] = column(x);
    }
    for (size_t c = 0; c < 7; c++) free(level[c]);
}

static void bench_pls(void) {
    static pls_job j;
    if (bench_wanted("pls.bootstrap")) {
        pls_data(&j, 250);
        j.resamples = 1000;
        bench_print("pls.bootstrap", bench_best(pls_work, &j, 3), "s", "ECSI model, 250 rows of 24 items, 1,000 resamples, one thread");
    }
    if (bench_wanted("pls.fit")) {
        pls_data(&j, 100000);
        j.resamples = 0;
        bench_print("pls.fit", bench_best(pls_work, &j, 3), "s", "ECSI model, 100,000 rows of 24 items, path scheme");
    }
}

/* ----------------------------------------------------------------- drivers */

typedef struct driver_job {
    double *r;
    size_t count;
    int32_t method;
} driver_job;

static int driver_work(void *ctx) {
    driver_job *j = ctx;
    static double share[1000];
    csc_drivers d;
    return csc_drivers_from_correlations(j->method, j->r, j->count, NULL, &d, share, NULL) != CSC_OK;
}

static void bench_drivers(const char *name, int32_t method, size_t count, const char *about) {
    if (!bench_wanted(name)) return;
    size_t n = count + 1;
    driver_job j = {malloc(n * n * sizeof(double)), count, method};
    double *x = uniform(n, 7);
    if (j.r == NULL) exit(1);
    for (size_t a = 0; a < n; a++) /* one common factor: always a correlation matrix */
        for (size_t b = 0; b < n; b++) j.r[a * n + b] = a == b ? 1 : (0.3 + 0.5 * x[a]) * (0.3 + 0.5 * x[b]);
    bench_print(name, bench_best(driver_work, &j, 1), "s", about);
    free(j.r);
    free(x);
}

/* ----------------------------------------------- reliability and SERVQUAL */

typedef struct table_job {
    csc_column item[44];
    size_t items, rows;
} table_job;

static int alpha_work(void *ctx) {
    table_job *j = ctx;
    csc_reliability r;
    return csc_reliability_compute(j->item, j->items, j->rows, 0.95, NULL, &r, NULL, NULL, NULL) != CSC_OK || r.status != CSC_OK;
}

static int servqual_work(void *ctx) {
    table_job *j = ctx;
    static const uint32_t dimension[22] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4};
    csc_servqual d[5];
    double score;
    return csc_servqual_compute(j->item, j->item + 22, 22, j->rows, dimension, 5, NULL, NULL, d, &score, NULL) != CSC_OK;
}

static void bench_tables(void) {
    static table_job j;
    if (bench_wanted("reliability.alpha")) {
        j.items = 20;
        j.rows = 100000;
        double *common = uniform(j.rows, 50);
        for (size_t k = 0; k < j.items; k++) {
            double *x = uniform(j.rows, k);
            for (size_t i = 0; i < j.rows; i++) x[i] += common[i];
            j.item[k] = column(x);
        }
        bench_print("reliability.alpha", bench_best(alpha_work, &j, 3), "s", "alpha, Feldt limits and omega of 100,000 rows of 20 items");
    }
    if (bench_wanted("servqual")) {
        j.items = 44;
        j.rows = 10000000;
        for (size_t k = 0; k < 44; k++) {
            uint8_t *x = malloc(j.rows);
            if (x == NULL) exit(1);
            csc_random r;
            csc_random_init(&r, 1, "servqual", 8, k);
            for (size_t i = 0; i < j.rows; i++) x[i] = (uint8_t)(1 + csc_random_below(&r, 7));
            j.item[k] = (csc_column){.data = x, .stride = 1, .type = CSC_TYPE_U8};
        }
        bench_print("servqual", bench_best(servqual_work, &j, 1), "s", "dimension scores of 10M respondents, 22 pairs of items u8");
    }
}

/* ------------------------------------------------------------- expectation */

#define CUSTOMERS 1000000
#define EVENTS 10000000

typedef struct visits {
    csc_expectation *state;
    csc_column customer, experience;
} visits;

static int visit_work(void *ctx) {
    visits *v = ctx;
    return csc_expectation_observe_column(NULL, v->state, CUSTOMERS, &v->customer, &v->experience, NULL, EVENTS, NULL, NULL) != CSC_OK;
}

static void bench_expectation(void) {
    if (!bench_wanted("expectation.update")) return;
    visits v = {malloc(CUSTOMERS * sizeof(csc_expectation)), {0}, {0}};
    uint32_t *id = malloc(EVENTS * sizeof *id);
    double *y = uniform(EVENTS, 9);
    csc_random r;
    csc_random_init(&r, 1, "visits", 6, 0);
    if (v.state == NULL || id == NULL) exit(1);
    for (size_t i = 0; i < CUSTOMERS; i++) csc_expectation_init(&v.state[i]);
    for (size_t i = 0; i < EVENTS; i++) id[i] = (uint32_t)csc_random_below(&r, CUSTOMERS);
    v.customer = (csc_column){.data = id, .stride = 4, .type = CSC_TYPE_U32};
    v.experience = column(y);
    bench_print("expectation.update", 1e9 * bench_best(visit_work, &v, 3) / EVENTS, "ns",
                "an event; 10M events in random order over 1M customers");
    bench_print("expectation.state", sizeof(csc_expectation), "bytes", "a customer");
    free(v.state);
    free(id);
    free(y);
}

int main(void) {
    bench_pls();
    bench_drivers("drivers.lmg20", CSC_DRIVERS_LMG, 20, "LMG of 20 drivers from correlations");
    bench_drivers("drivers.lmg25", CSC_DRIVERS_LMG, 25, "LMG of 25 drivers from correlations");
    bench_drivers("drivers.johnson50", CSC_DRIVERS_JOHNSON, 50, "relative weights of 50 drivers from correlations");
    bench_tables();
    bench_expectation();
    return 0;
}
