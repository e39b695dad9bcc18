/* csckit bench: how fast this build is on this machine, on data it makes itself. Peers are measured by `make bench`. */
#include "private.h"
#include "samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "conversations.h"

static const kit_option options[] = {{"jobs", "WORD", "Only jobs whose names hold WORD."},
                                     {"pack", "NAME", "Packs for the checker; service-en by default."},
                                     {"quick", NULL, "A tenth of the data."},
                                     {NULL, NULL, NULL}};

typedef struct bench {
    kit *k;
    double scale; /* 1, or 0.1 with --quick */
} bench;

static int chosen(const bench *b, const char *job) {
    const char *word = kit_get(b->k, "jobs");
    return word == NULL || strstr(job, word) != NULL;
}

/* `must`: the goal of tests/bench/goals.tsv in this unit; NaN where the goal is a ratio to a peer. */
static void report(const bench *b, const char *job, double value, const char *unit, double must, const char *what) {
    kit_value *v = kit_object(b->k);
    kit_set_text(b->k, v, "job", job);
    kit_set_number(b->k, v, "value", value);
    kit_set_text(b->k, v, "unit", unit);
    kit_set_null(b->k, v, "peer");
    kit_set_null(b->k, v, "ratio");
    kit_set_number(b->k, v, "must", must);
    kit_set_text(b->k, v, "what", what);
    kit_emit(b->k, v);
}

/* The best of three runs, in seconds. */
static double best_of(const bench *b, int (*run)(const bench *, void *), void *data) {
    double best = INFINITY;
    for (int i = 0; i < 3; i++) {
        double from = kit_clock();
        if (run(b, data) != KIT_CLEAN) return NAN;
        best = fmin(best, kit_clock() - from);
    }
    return best;
}

/* ----------------------------------------------------------------- metric */

typedef struct answers {
    size_t rows, groups;
    uint32_t *group;
    uint8_t *value;
} answers;

static int run_metric(const bench *b, void *data) {
    const answers *a = data;
    csc_metric *m = NULL;
    csc_error err;
    csc_error_init(&err);
    csc_column group = {a->group, sizeof *a->group, CSC_TYPE_U32, 0, NULL, 0}, value = {a->value, 1, CSC_TYPE_U8, 0, NULL, 0};
    csc_status s = csc_metric_create(&m, "nps:standard/1", SIZE_MAX, a->groups, NULL, &err);
    if (s == CSC_OK) s = csc_metric_add(m, &group, &value, NULL, a->rows, &err);
    for (size_t g = 0; g < a->groups && s == CSC_OK; g++) {
        csc_estimate e;
        s = csc_metric_estimate(m, g, &e, &err);
    }
    csc_metric_destroy(m);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(b->k, s, &err, NULL);
}

static int bench_metric(const bench *b) {
    answers a = {(size_t)(10e6 * b->scale), 1000, NULL, NULL};
    if (!chosen(b, "metric.groups")) return KIT_CLEAN;
    csc_random random;
    csc_random_init(&random, b->k->seed, "bench", 5, 0);
    a.group = kit_alloc(b->k, a.rows * sizeof *a.group);
    a.value = kit_alloc(b->k, a.rows);
    for (size_t i = 0; i < a.rows; i++) {
        a.group[i] = (uint32_t)csc_random_below(&random, a.groups);
        a.value[i] = (uint8_t)csc_random_below(&random, 11);
    }
    double seconds = best_of(b, run_metric, &a);
    report(b, "metric.groups", (double)a.rows / seconds, "rows/s", NAN,
           kit_print(b->k, "NPS of %zu answers in %zu groups, with intervals", a.rows, a.groups));
    return KIT_CLEAN;
}

/* --------------------------------------------------------------- CSV, JSON */

typedef struct text {
    char *bytes;
    size_t length, rows;
} text;

static void append(bench *b, text *t, size_t *capacity, const char *bytes, size_t length) {
    if (t->length + length + 1 > *capacity) {
        *capacity = (t->length + length + 1) * 2;
        t->bytes = kit_resize(b->k, t->bytes, *capacity);
    }
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
}

static int run_csv(const bench *b, void *data) {
    const text *t = data;
    csc_csv *csv = NULL;
    csc_error err;
    csc_error_init(&err);
    static const char *const names[] = {"respondent_id", "item", "value", "time"};
    static const int32_t kinds[] = {CSC_CSV_DICTIONARY, CSC_CSV_DICTIONARY, CSC_CSV_F64, CSC_CSV_INSTANT};
    csc_status s = csc_csv_open_bytes(&csv, t->bytes, t->length, NULL, NULL, &err);
    for (size_t i = 0; i < 4 && s == CSC_OK; i++) {
        size_t slot = 0;
        s = csc_csv_select(csv, names[i], strlen(names[i]), kinds[i], &slot, &err);
    }
    uint64_t rows = 1;
    while (s == CSC_OK && rows > 0) s = csc_csv_read(csv, 65536, &rows, &err);
    csc_csv_destroy(csv);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(b->k, s, &err, NULL);
}

static int run_jsonl(const bench *b, void *data) {
    const text *t = data;
    csc_jsonl *lines = NULL;
    csc_error err;
    const csc_tree *tree = NULL;
    csc_error_init(&err);
    csc_status s = csc_jsonl_open_bytes(&lines, t->bytes, t->length, NULL, NULL, &err);
    do {
        if (s == CSC_OK) s = csc_jsonl_next(lines, &tree, &err);
    } while (s == CSC_OK && tree != NULL);
    csc_jsonl_destroy(lines);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(b->k, s, &err, NULL);
}

static const kit_sample *sample(const char *name) {
    for (size_t i = 0; i < kit_sample_count; i++) {
        if (strcmp(kit_samples[i].name, name) == 0) return &kit_samples[i];
    }
    return NULL;
}

static int bench_files(bench *b) {
    text t = {0};
    size_t capacity = 0;
    const kit_sample *survey = sample("survey.csv"), *talk = sample("conversations.jsonl");
    if (chosen(b, "csv.read") && survey != NULL) {
        const char *rows = memchr(survey->bytes, '\n', survey->length);
        append(b, &t, &capacity, (const char *)survey->bytes, survey->length);
        while (rows != NULL && (double)t.length < 40e6 * b->scale)
            append(b, &t, &capacity, rows + 1, survey->length - (size_t)(rows + 1 - (const char *)survey->bytes));
        double seconds = best_of(b, run_csv, &t);
        report(b, "csv.read", (double)t.length / seconds / 1e6, "MB/s", 150,
               kit_print(b->k, "%.0f MB of survey answers into four typed columns", (double)t.length / 1e6));
    }
    t.length = 0;
    if (chosen(b, "jsonl.read") && talk != NULL) {
        do append(b, &t, &capacity, (const char *)talk->bytes, talk->length);
        while ((double)t.length < 40e6 * b->scale);
        double seconds = best_of(b, run_jsonl, &t);
        report(b, "jsonl.read", (double)t.length / seconds / 1e6, "MB/s", 60,
               kit_print(b->k, "%.0f MB of conversations into trees", (double)t.length / 1e6));
    }
    return b->k->code;
}

/* ---------------------------------------------------------------- checker */

typedef struct utterances {
    csc_checker *checker;
    const char **text;
    size_t *length;
    double *seconds; /* NULL: not timed one by one */
    size_t count, bytes;
} utterances;

static int run_check(const bench *b, void *data) {
    utterances *u = data;
    csc_error err;
    csc_error_init(&err);
    for (size_t i = 0; i < u->count; i++) {
        csc_finding f;
        size_t more = 1;
        double from = u->seconds != NULL ? kit_clock() : 0;
        csc_checker_reset(u->checker);
        csc_status s = csc_checker_set(u->checker, "lang", 4, "en", 2, &err);
        if (s == CSC_OK) s = csc_checker_feed(u->checker, 0, u->text[i], u->length[i], CSC_FEED_FINAL, &err);
        while (s == CSC_OK && more) s = csc_checker_poll(u->checker, &f, &more, &err);
        if (s != CSC_OK) return kit_fail(b->k, s, &err, NULL);
        if (u->seconds != NULL) u->seconds[i] = kit_clock() - from;
    }
    return KIT_CLEAN;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The agents' turns of the demo conversations. */
static int gather(bench *b, utterances *u) {
    const kit_sample *talk = sample("conversations.jsonl");
    csc_jsonl *lines = NULL;
    const csc_tree *tree = NULL;
    csc_error err;
    size_t capacity = 0;
    csc_error_init(&err);
    if (talk == NULL) return KIT_CLEAN;
    csc_status s = csc_jsonl_open_bytes(&lines, talk->bytes, talk->length, NULL, NULL, &err);
    while (s == CSC_OK && (s = csc_jsonl_next(lines, &tree, &err)) == CSC_OK && tree != NULL) {
        uint32_t turns = csc_tree_get(tree, csc_tree_root(tree), "turns", 5);
        for (uint32_t e = csc_tree_first(tree, turns); e != CSC_TREE_NONE; e = csc_tree_next(tree, e)) {
            size_t n = 0;
            const char *words = csc_tree_text(tree, csc_tree_get(tree, e, "text", 4), &n);
            if (words == NULL || !csc_tree_text_is(tree, csc_tree_get(tree, e, "role", 4), "agent", 5)) continue;
            if (u->count == capacity) {
                capacity = capacity * 2 + 1024;
                u->text = kit_resize(b->k, u->text, capacity * sizeof *u->text);
                u->length = kit_resize(b->k, u->length, capacity * sizeof *u->length);
            }
            u->text[u->count] = kit_copy(b->k, words, n);
            u->length[u->count++] = n;
            u->bytes += n;
        }
    }
    csc_jsonl_destroy(lines);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(b->k, s, &err, NULL);
}

static int bench_check(bench *b) {
    kit_packs packs;
    utterances u = {0};
    if (!chosen(b, "check")) return KIT_CLEAN;
    if (gather(b, &u) != KIT_CLEAN || kit_packs_open(b->k, &packs) != KIT_CLEAN) return b->k->code;
    int code = KIT_CLEAN;
    if (packs.checker != NULL && u.count > 0) {
        u.checker = packs.checker;
        double seconds = best_of(b, run_check, &u);
        const char *what = kit_print(b->k, "%zu agent turns, %zu bytes on average, each checked by itself", u.count, u.bytes / u.count);
        report(b, "check", (double)u.bytes / seconds / 1e6, "MB/s", NAN, what);
        u.seconds = kit_alloc(b->k, u.count * sizeof *u.seconds);
        code = run_check(b, &u);
        qsort(u.seconds, u.count, sizeof *u.seconds, by_value);
        report(b, "check.p50", u.seconds[u.count / 2] * 1e6, "us", NAN, "half of the turns are checked within");
        report(b, "check.p99", u.seconds[u.count * 99 / 100] * 1e6, "us", NAN, "99 of 100 turns are checked within");
    }
    kit_packs_close(&packs);
    return code;
}

static int run(kit *k) {
    bench b = {k, kit_get(k, "quick") != NULL ? 0.1 : 1};
    if (k->file_count > 0) return kit_usage(k, "bench takes no operands");
    int code = bench_metric(&b);
    if (code == KIT_CLEAN) code = bench_files(&b);
    if (code == KIT_CLEAN) code = bench_check(&b);
    return code;
}

static void layout(kit *k, kit_value *const *results, size_t count) {
    kit_grid *g = kit_grid_begin(k, "Job|>Value|Unit|What");
    for (size_t i = 0; i < count; i++) {
        kit_cell(g, KIT_BOLD, "%s", kit_text(results[i], "job"));
        kit_cell(g, KIT_PLAIN, "%s",
                 kit_number(results[i], "value") < 100 ? kit_decimal(k, kit_number(results[i], "value"), 1)
                                                       : kit_count(k, round(kit_number(results[i], "value"))));
        kit_cell(g, KIT_PLAIN, "%s", kit_text(results[i], "unit"));
        kit_cell(g, KIT_DIM, "%s", kit_text(results[i], "what"));
    }
    kit_grid_end(g);
}

const kit_command kit_cmd_bench = {.name = "bench",
                                   .summary = "How fast this build is on this machine",
                                   .usage = "[--jobs WORD] [--quick]",
                                   .help = "Runs each job three times on data it makes itself (the demo data, repeated) and prints the "
                                           "best. Other software is measured beside it by "
                                           "`make bench' in the source tree, where ratio and must are filled in; here they are null.",
                                   .example = "bench --quick",
                                   .uses = KIT_SEED,
                                   .options = options,
                                   .run = run,
                                   .text = layout};
