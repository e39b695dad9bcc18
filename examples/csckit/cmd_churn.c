/* csckit churn reasons, csckit churn paths: why customers leave, and what complaints bring back. */
#include "kit.h"

#include <math.h>
#include <string.h>

/* Which columns say what; shared with the report through these two functions. */
#include "churn_tables.h"

int kit_churn_count_reasons(kit *k, const kit_table *t, double *counts, double *missing) {
    const kit_series *s = &t->series[0];
    size_t known = csc_churn_reason_count();
    uint32_t *of_label = kit_alloc(k, (s->label_count + 1) * sizeof *of_label);
    for (size_t i = 0; i < known; i++) counts[i] = 0;
    *missing = 0;
    for (size_t i = 0; i < s->label_count; i++) {
        of_label[i] = UINT32_MAX;
        for (size_t j = 0; j < known; j++) {
            if (strcmp(csc_churn_reason_get(j)->id, s->labels[i]) == 0) of_label[i] = (uint32_t)j;
        }
    }
    for (size_t i = 0; i < t->rows; i++) {
        if (s->label[i] == UINT32_MAX) {
            *missing += 1;
            continue;
        }
        uint32_t reason = of_label[s->label[i]];
        if (reason == UINT32_MAX) {
            const char *names[64];
            const char *list = "";
            for (size_t j = 0; j < known && j < 64; j++) {
                names[j] = csc_churn_reason_get(j)->id;
                list = kit_print(k, "%s%s%s", list, j > 0 ? ", " : "", names[j]);
            }
            csc_error err;
            csc_error_init(&err);
            err.row = i;
            snprintf(err.key, sizeof err.key, "%s", s->name);
            snprintf(err.message, sizeof err.message, "unknown reason \"%.40s\"; known are %.110s", s->labels[s->label[i]], list);
            return kit_fail_row(k, CSC_E_RANGE, &err, t);
        }
        counts[reason] += 1;
    }
    return KIT_CLEAN;
}

/* A cell that says yes or no: 1, 0, or -1 for a blank one, -2 for anything else. */
static int flag(double v) {
    if (isnan(v)) return -1;
    return v == 0 ? 0 : v == 1 ? 1 : -2;
}

int kit_churn_count_paths(kit *k, const kit_table *t, double counts[4], double returned[4], double *missing) {
    memset(counts, 0, 4 * sizeof *counts);
    memset(returned, 0, 4 * sizeof *returned);
    *missing = 0;
    for (size_t i = 0; i < t->rows; i++) {
        int v[4];
        for (size_t j = 0; j < 4; j++) {
            v[j] = flag(t->series[j].number[i]);
            if (v[j] != -2) continue;
            csc_error err;
            csc_error_init(&err);
            err.row = i;
            snprintf(err.key, sizeof err.key, "%s", t->series[j].name);
            snprintf(err.message, sizeof err.message, "\"%s\" must be 0, 1 or blank", t->series[j].name);
            return kit_fail_row(k, CSC_E_RANGE, &err, t);
        }
        int path = v[0] == 0   ? CSC_CHURN_SILENT
                   : v[0] != 1 ? -1
                   : v[1] == 0 ? CSC_CHURN_UNRESOLVED
                   : v[1] != 1 ? -1
                   : v[2] == 0 ? CSC_CHURN_RESOLVED
                   : v[2] == 1 ? CSC_CHURN_QUICK
                               : -1;
        if (path < 0 || v[3] < 0) {
            *missing += 1;
            continue;
        }
        counts[path] += 1;
        returned[path] += v[3];
    }
    return KIT_CLEAN;
}

const kit_wanted kit_churn_reason_columns[1] = {{"reason", KIT_LABEL, KIT_REQUIRED}};
const kit_wanted kit_churn_path_columns[4] = {{"complained", KIT_NUMBER, KIT_REQUIRED},
                                              {"resolved", KIT_NUMBER, KIT_REQUIRED},
                                              {"quick", KIT_NUMBER, KIT_REQUIRED},
                                              {"returned", KIT_NUMBER, KIT_REQUIRED}};

/* ---------------------------------------------------------------- reasons */

static int run_reasons(kit *k) {
    csc_error err;
    csc_sink sink;
    double lost = NAN, missing = 0;
    double counts[64];
    csc_error_init(&err);
    if (!kit_get_number(k, "lost", 0, 1e15, NAN, &lost)) return k->code;
    if (csc_churn_reason_count() > sizeof counts / sizeof counts[0]) return kit_fail(k, CSC_E_INTERNAL, NULL, NULL);
    if (k->file_count > 0) {
        kit_table *t = kit_table_read(k, kit_churn_reason_columns, 1);
        if (t == NULL || kit_churn_count_reasons(k, t, counts, &missing) != KIT_CLEAN) return k->code;
    }
    const char *spec = kit_get_or(k, "definition", "churn:reasons/1");
    if (kit_get(k, "level") != NULL) spec = kit_spec(k, spec, "level", kit_get(k, "level"));
    kit_capture(k, &sink);
    csc_status s = csc_churn_reasons_visit(spec, SIZE_MAX, k->file_count > 0 ? counts : NULL, missing, lost, &sink, &err);
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
    kit_emit(k, kit_captured(k));
    return KIT_CLEAN;
}

static void interval(kit *k, kit_grid *g, double low, double high) {
    if (isnan(low))
        kit_cell(g, KIT_PLAIN, "%s", "");
    else
        kit_cell(g, KIT_PLAIN, "%s %s %s", kit_decimal(k, low * 100, 1), kit_mark(k, "–", "to"), kit_decimal(k, high * 100, 1));
}

static const char *p_text(kit *k, double p) {
    return isnan(p) ? "" : p < 0.0001 ? "<0.0001" : kit_decimal(k, p, 4);
}

static void footer(kit *k, const kit_value *v) {
    const char *source = kit_text(v, "source");
    double n = kit_number(v, "n");
    kit_say(k, KIT_DIM, "\n%s, ", kit_text(v, "definition"));
    if (isnan(n))
        kit_say(k, KIT_DIM, "preset: not a measurement of your customers. ");
    else
        kit_say(k, KIT_DIM, "n = %s, %s missing. ", kit_count(k, n), kit_count(k, kit_number(v, "missing")));
    if (source[0] != '\0' && isnan(n)) kit_say(k, KIT_DIM, "Source: %s", source);
    kit_say(k, KIT_DIM, "\n");
}

static void text_reasons(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    int own = !isnan(kit_number(v, "n"));
    int customers = kit_find(v, "reasons") != NULL && !isnan(kit_number(kit_find(v, "reasons")->first, "customers"));
    kit_grid *g = kit_grid_begin(
        k, kit_print(k, "Reason|Group|>Share%s%s", own ? "|>Interval|>Count|>Preset|>p" : "", customers ? "|>Customers" : ""));
    for (const kit_value *r = kit_find(v, "reasons")->first; r != NULL; r = r->next) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(r, "title"));
        kit_cell(g, KIT_DIM, "%s", kit_text(r, "group"));
        kit_cell(g, KIT_BOLD, "%s", kit_percent(k, kit_number(r, "share"), own ? 1 : 0));
        if (own) {
            interval(k, g, kit_number(r, "low"), kit_number(r, "high"));
            kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(r, "count")));
            kit_cell(g, KIT_DIM, "%s", kit_percent(k, kit_number(r, "preset"), 0));
            kit_cell(g, KIT_PLAIN, "%s", p_text(k, kit_number(r, "p")));
        }
        if (customers) kit_cell(g, KIT_PLAIN, "%s", kit_count(k, round(kit_number(r, "customers"))));
    }
    kit_grid_end(g);
    kit_say(k, KIT_PLAIN, "\nWithin your control: ");
    kit_say(k, KIT_BOLD, "%s", kit_percent(k, kit_number(v, "within_control"), own ? 1 : 0));
    kit_say(k, KIT_PLAIN, " of the customers who were lost (a split of the lost ones, no churn rate).\n");
    footer(k, v);
    (void)count;
}

static const kit_option reasons_options[] = {{"lost", "N", "Customers lost: also print how many of them left for each reason."},
                                             {"definition", "ID", "churn:reasons/1."},
                                             {NULL, NULL, NULL}};
const kit_command kit_cmd_churn_reasons = {
    .name = "churn reasons",
    .summary = "Why customers leave: the preset, or your own counts",
    .usage = "[--lost N] [FILE...]",
    .help =
        "Without a file: the often quoted split of lost customers by reason, a preset with its caveat. With a file that has a column "
        "`reason` (a row for each lost customer): your own split with intervals, each share compared with the preset. The known reasons "
        "are those that the preset lists.",
    .example = "churn reasons reasons.csv",
    .uses = KIT_TABLE | KIT_LEVEL,
    .options = reasons_options,
    .run = run_reasons,
    .text = text_reasons};

/* ------------------------------------------------------------------ paths */

static int run_paths(kit *k) {
    csc_error err;
    csc_sink sink;
    csc_churn_paths paths;
    double unhappy = NAN, complain = NAN, resolved = NAN, quick = NAN;
    csc_error_init(&err);
    if (!kit_get_number(k, "unhappy", 0, 1e15, NAN, &unhappy) || !kit_get_number(k, "complain", 0, 1, NAN, &complain) ||
        !kit_get_number(k, "resolved", 0, 1, NAN, &resolved) || !kit_get_number(k, "quick", 0, 1, NAN, &quick))
        return k->code;
    const char *spec = kit_get_or(k, "definition", "churn:paths/1");
    if (kit_get(k, "problem") != NULL) spec = kit_spec(k, spec, "problem", kit_get(k, "problem"));
    if (kit_get(k, "level") != NULL) spec = kit_spec(k, spec, "level", kit_get(k, "level"));
    csc_status s = CSC_OK;
    if (k->file_count > 0) {
        double counts[4], returned[4], missing = 0;
        if (!isnan(complain) || !isnan(resolved) || !isnan(quick))
            return kit_usage(k, "--complain, --resolved and --quick are counted in the file; give either them or a file");
        kit_table *t = kit_table_read(k, kit_churn_path_columns, 4);
        if (t == NULL || kit_churn_count_paths(k, t, counts, returned, &missing) != KIT_CLEAN) return k->code;
        s = csc_churn_paths_estimate(spec, SIZE_MAX, counts, returned, missing, unhappy, &paths, &err);
    } else {
        if (isnan(unhappy) || isnan(complain) || isnan(resolved) || isnan(quick))
            return kit_usage(k, "--unhappy, --complain, --resolved and --quick are wanted (the sources state none of them), or a file");
        s = csc_churn_paths_compute(spec, SIZE_MAX, unhappy, complain, resolved, quick, &paths, &err);
    }
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
    kit_capture(k, &sink);
    s = csc_churn_paths_visit(&paths, spec, SIZE_MAX, &sink);
    if (s != CSC_OK) return kit_fail(k, s, NULL, NULL);
    kit_emit(k, kit_captured(k));
    return KIT_CLEAN;
}

static void text_paths(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    int own = !isnan(kit_number(v, "n"));
    kit_grid *g = kit_grid_begin(k, own ? "Path|>Share|>Buy again|>Interval|>Customers|>Return|>Preset|>p"
                                        : "Path|>Share|>Buy again|>Customers|>Return");
    for (const kit_value *p = kit_find(v, "paths")->first; p != NULL; p = p->next) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(p, "title")[0] != '\0' ? kit_text(p, "title") : kit_text(p, "path"));
        kit_cell(g, KIT_PLAIN, "%s", kit_percent(k, kit_number(p, "share"), 1));
        kit_cell(g, KIT_BOLD, "%s", kit_percent(k, kit_number(p, "rebuy"), own ? 1 : 0));
        if (own) interval(k, g, kit_number(p, "low"), kit_number(p, "high"));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(p, "customers"), own ? 0 : 1));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(p, "returning"), own ? 0 : 1));
        if (own) {
            kit_cell(g, KIT_DIM, "%s", kit_percent(k, kit_number(p, "preset"), 0));
            kit_cell(g, KIT_PLAIN, "%s", p_text(k, kit_number(p, "p")));
        }
    }
    kit_grid_end(g);
    kit_say(k, KIT_PLAIN, "\nOf %s dissatisfied customers ", kit_short(k, kit_number(v, "unhappy")));
    kit_say(k, KIT_GOOD, "%s return", kit_decimal(k, kit_number(v, "returning"), 1));
    if (!isnan(kit_number(v, "low")))
        kit_say(k, KIT_PLAIN, " (%s %s %s)", kit_decimal(k, kit_number(v, "low"), 1), kit_mark(k, "–", "to"),
                kit_decimal(k, kit_number(v, "high"), 1));
    kit_say(k, KIT_PLAIN, " and ");
    kit_say(k, KIT_BAD, "%s are lost", kit_decimal(k, kit_number(v, "lost"), 1));
    kit_say(k, KIT_PLAIN, ".\n");
    footer(k, v);
    (void)count;
}

static const kit_option paths_options[] = {{"unhappy", "D", "Dissatisfied customers; with a file: how many to project to."},
                                           {"complain", "C", "Share of them who complain, in [0, 1]."},
                                           {"resolved", "R", "Share of the complaints that are resolved, quickly or not."},
                                           {"quick", "Q", "Share of the resolved ones that are resolved quickly."},
                                           {"problem", "SIZE", "major (default) or minor: which preset."},
                                           {"definition", "ID", "churn:paths/1 with parameters."},
                                           {NULL, NULL, NULL}};
const kit_command kit_cmd_churn_paths = {
    .name = "churn paths",
    .summary = "What complaints bring back: the preset, or your own counts",
    .usage = "--unhappy D --complain C --resolved R --quick Q | FILE...",
    .help =
        "How many dissatisfied customers buy again, by what became of their complaint. Without a file: with the preset rates of a major or "
        "minor problem. With a file of the columns complained, resolved, quick and returned (1, 0 or blank; a row for each customer with a "
        "problem): your own rates with intervals, each compared with the preset.",
    .example = "churn paths --unhappy 1000 --complain 0.31 --resolved 0.6 --quick 0.5",
    .uses = KIT_TABLE | KIT_LEVEL,
    .options = paths_options,
    .run = run_paths,
    .text = text_paths};
