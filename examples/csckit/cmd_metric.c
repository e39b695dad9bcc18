/* csckit metric: survey metrics with named definitions, by group, compared and ranked. */
#include "metric_result.h"

#include <string.h>

static const kit_option options[] = {
    {"definition", "ID",
     "What to compute, such as nps:standard/1 or csat:top2/1?scale=1..7; `csckit explain' lists them. May be repeated."},
    {"value", "COL", "The column of answers, \"value\" by default."},
    {"weight", "COL", "Weigh each answer by this column."},
    {"scale", "A..B", "Lowest and highest answer, unless the definition says so."},
    KIT_METRIC_OPTIONS,
    {NULL, NULL, NULL}};

/* A metric filled from the table; the caller destroys it. NULL after a message. */
static csc_metric *fill(kit *k, const kit_table *t, const char *spec, int grouped, int weighted) {
    csc_error err;
    csc_metric *m = NULL;
    csc_error_init(&err);
    csc_status s = csc_metric_create(&m, spec, SIZE_MAX, grouped ? 0 : 1, kit_context(k), &err);
    if (s != CSC_OK) {
        kit_fail(k, s == CSC_E_NOTFOUND ? CSC_E_SPEC : s, &err, NULL);
        return NULL;
    }
    csc_column value = kit_column(k, t, 0), weight, group;
    if (weighted) weight = kit_column(k, t, grouped ? 2 : 1);
    if (grouped) {
        /* a blank label is a group like the others: nothing is dropped */
        const kit_series *by = &t->series[1];
        uint32_t *index = kit_alloc(k, (by->label_count + 1) * sizeof *index);
        uint32_t *row_group = kit_alloc(k, (t->rows + 1) * sizeof *row_group);
        int blanks = 0;
        for (size_t i = 0; i < t->rows; i++) blanks |= by->label[i] == UINT32_MAX;
        for (size_t i = 0; i < by->label_count + (size_t)blanks && s == CSC_OK; i++) {
            size_t g = 0;
            s = csc_metric_label(m, i < by->label_count ? by->labels[i] : "", i < by->label_count ? by->label_length[i] : 0, &g, &err);
            index[i] = (uint32_t)g;
        }
        for (size_t i = 0; i < t->rows; i++) row_group[i] = index[by->label[i] == UINT32_MAX ? by->label_count : by->label[i]];
        group = (csc_column){row_group, sizeof *row_group, CSC_TYPE_U32, 0, NULL, 0};
    }
    if (s == CSC_OK) s = csc_metric_add(m, grouped ? &group : NULL, &value, weighted ? &weight : NULL, t->rows, &err);
    if (s != CSC_OK) {
        if (strcmp(err.key, "value") == 0) snprintf(err.key, sizeof err.key, "%s", t->series[0].name);
        if (weighted && strcmp(err.key, "weight") == 0) snprintf(err.key, sizeof err.key, "%s", kit_get(k, "weight"));
        kit_fail_row(k, s, &err, t);
        for (size_t i = 0; s == CSC_E_RANGE && kit_get(k, "where") == NULL && i < t->header_count; i++) {
            if (strcmp(t->headers[i], "item") == 0) kit_note(k, "the table has several questions? --where item=NAME takes one of them");
        }
        csc_metric_destroy(m);
        return NULL;
    }
    return m;
}

static int write_state(kit *k, const csc_metric *m, const char *path) {
    csc_error err;
    size_t needed = 0;
    csc_error_init(&err);
    csc_status s = csc_metric_serialize(m, NULL, 0, &needed, &err);
    if (s != CSC_OK && s != CSC_E_BUFFER) return kit_fail(k, s, &err, NULL);
    void *bytes = kit_alloc(k, needed + 1);
    s = csc_metric_serialize(m, bytes, needed, &needed, &err);
    if (s == CSC_OK) s = csc_file_write(path, strlen(path), bytes, needed, NULL, &err);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(k, s, &err, path);
}

static int run(kit *k) {
    const char *by = kit_get(k, "by"), *weight = kit_get(k, "weight"), *scale = kit_get(k, "scale");
    if (kit_get(k, "definition") == NULL)
        return kit_usage(k, "--definition is wanted, such as nps:standard/1; `csckit explain' lists the definitions");
    if (kit_get(k, "state") != NULL && kit_get_nth(k, "definition", 1) != NULL) return kit_usage(k, "--state goes with one --definition");
    kit_wanted wanted[3];
    size_t count = 0;
    wanted[count++] = (kit_wanted){kit_get_or(k, "value", "value"), KIT_NUMBER, KIT_REQUIRED};
    if (by != NULL) wanted[count++] = (kit_wanted){by, KIT_LABEL, KIT_REQUIRED};
    if (weight != NULL) wanted[count++] = (kit_wanted){weight, KIT_NUMBER, KIT_REQUIRED};
    kit_table *t = kit_table_read(k, wanted, count);
    if (t == NULL) return k->code;
    for (size_t i = 0; kit_get_nth(k, "definition", i) != NULL; i++) {
        const char *spec = kit_get_nth(k, "definition", i);
        if (scale != NULL) spec = kit_spec(k, spec, "scale", scale);
        if (kit_get(k, "level") != NULL) spec = kit_spec(k, spec, "level", kit_get(k, "level"));
        csc_metric *m = fill(k, t, spec, by != NULL, weight != NULL);
        if (m == NULL) return k->code;
        int code = kit_metric_emit(k, m, by != NULL);
        if (code == KIT_CLEAN && kit_get(k, "state") != NULL) code = write_state(k, m, kit_get(k, "state"));
        csc_metric_destroy(m);
        if (code != KIT_CLEAN) return code;
    }
    return KIT_CLEAN;
}

const kit_command kit_cmd_metric = {
    .name = "metric",
    .summary = "CSAT, NPS, CES and shares with intervals, by group",
    .usage = "--definition ID [--value COL] [--by COL] FILE...",
    .help =
        "Computes a survey metric of one column of answers. The definition names what is computed and how blanks and scales are treated, "
        "so that two people who write it down get the same number. Every value comes with n, the blanks left out and an interval. "
        "Groups with too few answers are never ranked.",
    .example = "metric --definition nps:standard/1 --where item=nps --by segment survey.csv",
    .uses = KIT_TABLE | KIT_BY | KIT_LEVEL | KIT_STATE,
    .options = options,
    .run = run,
    .text = kit_metric_text};
