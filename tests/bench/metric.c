/* Survey metrics: 10 million answers in 1,000 groups, and the size of a group's state. */
#include "bench.h"

#define N 10000000
#define GROUPS 1000

typedef struct job {
    csc_metric *metric;
    csc_column group, value, weight;
    int grouped, weighted;
} job;

static int work(void *ctx) {
    job *j = ctx;
    csc_metric_reset(j->metric);
    if (csc_metric_add(j->metric, j->grouped ? &j->group : NULL, &j->value, j->weighted ? &j->weight : NULL, N, NULL) != CSC_OK) return 1;
    csc_estimate e;
    for (size_t g = 0; g < csc_metric_groups(j->metric); g++)
        if (csc_metric_estimate(j->metric, g, &e, NULL) != CSC_OK) return 1;
    bench_keep(&e);
    return 0;
}

static void run(const char *name, job *j, const char *about) {
    if (!bench_wanted(name)) return;
    bench_print(name, N / bench_best(work, j, 3), "rows/s", about);
}

int main(void) {
    uint8_t *u8 = malloc(N);
    int32_t *i32 = malloc(N * sizeof *i32);
    double *f64 = malloc(N * sizeof *f64), *weight = malloc(N * sizeof *weight);
    uint16_t *group = malloc(N * sizeof *group);
    int64_t *wide = malloc(N * sizeof *wide);
    if (u8 == NULL || i32 == NULL || f64 == NULL || weight == NULL || group == NULL || wide == NULL) return 1;
    csc_random r;
    csc_random_init(&r, 1, "bench", 5, 0);
    for (size_t i = 0; i < N; i++) {
        uint64_t bits = csc_random_bits(&r);
        u8[i] = (uint8_t)((bits & 0xffffffff) * 11 >> 32);
        wide[i] = group[i] = (uint16_t)((bits >> 32) * GROUPS >> 32);
        f64[i] = i32[i] = u8[i];
        weight[i] = 0.5 + (double)(bits & 1023) / 1024;
    }
    job j = {0};
    j.grouped = 1;
    j.group = (csc_column){.data = group, .stride = 2, .type = CSC_TYPE_U16};
    j.weight = (csc_column){.data = weight, .stride = 8, .type = CSC_TYPE_F64};
    if (csc_metric_create(&j.metric, "nps:standard/1", SIZE_MAX, GROUPS, NULL, NULL) != CSC_OK) return 1;
    j.value = (csc_column){.data = u8, .stride = 1, .type = CSC_TYPE_U8};
    run("metric.groups", &j, "NPS of 10M answers u8 in 1,000 groups u16, with intervals, seed 1");
    j.value = (csc_column){.data = i32, .stride = 4, .type = CSC_TYPE_I32};
    run("metric.groups.i32", &j, "the same, answers i32");
    j.value = (csc_column){.data = f64, .stride = 8, .type = CSC_TYPE_F64};
    run("metric.groups.f64", &j, "the same, answers f64");
    j.group = (csc_column){.data = wide, .stride = 8, .type = CSC_TYPE_I64};
    run("metric.groups.f64.i64", &j, "the same, answers f64, groups i64");
    j.weighted = 1;
    run("metric.groups.weighted", &j, "the same with a weight a row");
    if (bench_wanted("metric.state")) {
        size_t needed;
        csc_metric_reset(j.metric);
        j.weighted = 0;
        if (work(&j) != 0 || csc_metric_serialize(j.metric, NULL, 0, &needed, NULL) != CSC_OK) return 1;
        bench_print("metric.state", (double)needed / GROUPS, "bytes", "state of a group after 10M answers in 1,000 groups, NPS");
    }
    csc_metric_destroy(j.metric);
    if (csc_metric_create(&j.metric, "nps:standard/1", SIZE_MAX, 1, NULL, NULL) != CSC_OK) return 1;
    j.grouped = j.weighted = 0;
    j.value = (csc_column){.data = u8, .stride = 1, .type = CSC_TYPE_U8};
    run("metric.one", &j, "NPS of 10M answers u8, one group");
    csc_metric_destroy(j.metric);
    return 0;
}
