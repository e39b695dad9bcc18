/* cost JOB REPETITIONS: runs one job so often and nothing else, to be counted under callgrind by check_cost.py. */
#include <math.h>

#include "bench.h"

enum { ROWS = 20000, GROUPS = 100 };
static double values[ROWS];
static int32_t groups[ROWS];

static void fill(void) {
    csc_random r;
    csc_random_init(&r, 1, "cost", 4, 0);
    for (int i = 0; i < ROWS; i++) {
        values[i] = 1.0 + (double)csc_random_below(&r, 5);
        groups[i] = (int32_t)csc_random_below(&r, GROUPS);
    }
}

static int spec_hash(void) {
    static const char spec[] = "csat:top2/1?scale=1..7&missing=drop";
    uint64_t hash[2];
    for (int i = 0; i < 100; i++)
        if (csc_spec_hash(spec, sizeof spec - 1, hash, NULL) != CSC_OK) return 1;
    return 0;
}

static int number_text(void) {
    char text[CSC_NUMBER_TEXT_MAX];
    double back;
    for (int i = 1; i <= 1000; i++) {
        size_t n = csc_number_format(1.0 / i, text);
        if (csc_number_parse(text, n, &back, NULL) != CSC_OK) return 1;
    }
    return 0;
}

static int random_bits(void) {
    csc_random r;
    uint64_t sum = 0;
    csc_random_init(&r, 2, "cost", 4, 0);
    for (int i = 0; i < 10000; i++) sum += csc_random_bits(&r);
    bench_keep(&sum);
    return 0;
}

static int exact_sum(void) {
    csc_exact_sum *s = NULL;
    csc_column c = {.data = values, .stride = sizeof values[0], .type = CSC_TYPE_F64};
    double v;
    int bad = csc_exact_sum_create(&s, NULL) != CSC_OK || csc_exact_sum_add(s, &c, ROWS) != CSC_OK || csc_exact_sum_value(s, &v) != CSC_OK;
    csc_exact_sum_destroy(s);
    return bad;
}

static int metric_groups(void) {
    static const char spec[] = "csat:top2/1";
    csc_metric *m = NULL;
    csc_column g = {.data = groups, .stride = sizeof groups[0], .type = CSC_TYPE_I32};
    csc_column v = {.data = values, .stride = sizeof values[0], .type = CSC_TYPE_F64};
    csc_estimate e;
    int bad =
        csc_metric_create(&m, spec, sizeof spec - 1, GROUPS, NULL, NULL) != CSC_OK || csc_metric_add(m, &g, &v, NULL, ROWS, NULL) != CSC_OK;
    for (size_t i = 0; !bad && i < GROUPS; i++) bad = csc_metric_estimate(m, i, &e, NULL) != CSC_OK;
    csc_metric_destroy(m);
    return bad;
}

static const struct {
    const char *name;
    int (*run)(void);
} jobs[] = {
    {"spec.hash", spec_hash}, {"number.text", number_text},     {"random.bits", random_bits},
    {"sum.exact", exact_sum}, {"metric.groups", metric_groups},
};

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    fill();
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        if (strcmp(jobs[i].name, argv[1]) != 0) continue;
        for (long n = strtol(argv[2], NULL, 10); n > 0; n--)
            if (jobs[i].run() != 0) return 1;
        return 0;
    }
    return 2;
}
