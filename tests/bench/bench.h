/* What benchmarks share: a clock, the best of several runs, the line that run.py reads. */
#ifndef CSC_BENCH_H
#define CSC_BENCH_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "csc-io.h"

static inline double bench_now(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* 1 when the caller of make bench asked for this job (JOBS: words parted by blanks, each part of a job's name; empty: all). */
static inline int bench_wanted(const char *job) {
    const char *jobs = getenv("JOBS");
    if (!jobs || !*jobs) return 1;
    char copy[512];
    snprintf(copy, sizeof copy, "%s", jobs);
    for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
        if (strstr(job, w)) return 1;
    return 0;
}

/* Seconds of the fastest of at least `least` runs of work(ctx), which go on for about two seconds. work returns 0, or the
 * benchmark stops. */
static inline double bench_best(int (*work)(void *ctx), void *ctx, int least) {
    double best = 1e300, from = bench_now();
    for (int i = 0; i < least || (i < 1000 && bench_now() - from < 2.0); i++) {
        double a = bench_now();
        if (work(ctx) != 0) {
            fprintf(stderr, "a benchmark's work failed\n");
            exit(1);
        }
        double s = bench_now() - a;
        if (s < best) best = s;
    }
    return best;
}

/* The line of a job; `about` says what was measured: sizes, kinds, seeds. */
static inline void bench_print(const char *job, double value, const char *unit, const char *about) {
    printf("BENCH %s %.6g %s %s\n", job, value, unit, about);
    fflush(stdout);
}

/* Keeps the optimiser from dropping a result. */
static inline void bench_keep(const void *p) {
    static const volatile void *volatile sink;
    sink = p;
    (void)sink;
}

#endif
