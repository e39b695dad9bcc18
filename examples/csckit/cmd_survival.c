/* csckit survival km, na, aj, logrank, cox, aft: when customers leave. */
#include "kit.h"

#include <math.h>
#include <string.h>

enum { TIME, STATUS, START, WEIGHT, STRATA, CLUSTER, BY, FIXED };

/* The columns of a survival table, `by` and further numeric columns after them. */
static kit_table *read_table(kit *k, const char *by, const char **more, size_t count) {
    kit_wanted *w = kit_alloc(k, (FIXED + count) * sizeof *w);
    w[TIME] = (kit_wanted){"time", KIT_NUMBER, KIT_REQUIRED};
    w[STATUS] = (kit_wanted){"status", KIT_NUMBER, KIT_REQUIRED};
    w[START] = (kit_wanted){"start", KIT_NUMBER, 0};
    w[WEIGHT] = (kit_wanted){kit_get(k, "weight") != NULL ? kit_get(k, "weight") : "weight", KIT_NUMBER,
                             kit_get(k, "weight") != NULL ? KIT_REQUIRED : 0};
    const char *strata = kit_get(k, "strata"), *cluster = kit_get(k, "cluster");
    w[STRATA] = (kit_wanted){strata != NULL ? strata : "strata", KIT_LABEL, strata != NULL ? KIT_REQUIRED : 0};
    w[CLUSTER] = (kit_wanted){cluster != NULL ? cluster : "cluster", KIT_LABEL, cluster != NULL ? KIT_REQUIRED : 0};
    w[BY] = (kit_wanted){by != NULL ? by : "group", KIT_LABEL, by != NULL ? KIT_REQUIRED : 0};
    for (size_t i = 0; i < count; i++) w[FIXED + i] = (kit_wanted){more[i], KIT_NUMBER, KIT_REQUIRED};
    return kit_table_read(k, w, FIXED + count);
}

/* 1 and 2 alone, as some packages write it, are censored and event; said on standard error. */
static void two_is_event(kit *k, const kit_table *t) {
    double *v = t->series[STATUS].number;
    int twos = 0;
    for (size_t i = 0; i < t->rows; i++) {
        if (v[i] == 2)
            twos = 1;
        else if (v[i] != 1 && !isnan(v[i]))
            return;
    }
    if (!twos) return;
    for (size_t i = 0; i < t->rows; i++) v[i] -= 1;
    kit_note(k, "status is 1 or 2 in every row: 2 is taken as the event, 1 as censored");
}

static void to_table(kit *k, const kit_table *t, int causes, csc_survival_table *out) {
    memset(out, 0, sizeof *out);
    if (!causes) two_is_event(k, t);
    out->rows = t->rows;
    out->time = kit_column(k, t, TIME);
    out->status = kit_column(k, t, STATUS);
    if (t->series[START].present) out->start = kit_column(k, t, START);
    if (kit_get(k, "weight") != NULL) out->weight = kit_column(k, t, WEIGHT);
    if (t->series[STRATA].present) out->strata = kit_column(k, t, STRATA);
    if (kit_get(k, "cluster") != NULL) out->cluster = kit_column(k, t, CLUSTER);
}

static const char *with_level(kit *k, const char *spec) {
    return kit_get(k, "level") != NULL ? kit_spec(k, spec, "level", kit_get(k, "level")) : spec;
}

/* ------------------------------------------------------------------ curves */

static int run_curve(kit *k, const char *spec) {
    const char *by = kit_get(k, "by");
    if (kit_get(k, "limits") != NULL) spec = kit_spec(k, spec, "limits", kit_get(k, "limits"));
    if (kit_get(k, "tau") != NULL) spec = kit_spec(k, spec, "tau", kit_get(k, "tau"));
    spec = with_level(k, spec);
    kit_table *t = read_table(k, by, NULL, 0);
    if (t == NULL) return k->code;
    csc_survival_table table;
    to_table(k, t, strncmp(spec, "survival:aj/", 12) == 0, &table);
    table.strata.data = NULL;
    size_t groups = 1;
    if (by != NULL) {
        table.group = kit_column(k, t, BY);
        groups = t->series[BY].label_count > 0 ? t->series[BY].label_count : 1;
    }
    csc_error err;
    csc_error_init(&err);
    csc_survival_curve *curve;
    csc_status s = csc_survival_curve_create(&curve, spec, SIZE_MAX, &table, groups, kit_context(k), &err);
    if (s != CSC_OK) return kit_fail_row(k, s, &err, t);
    size_t count = csc_survival_curve_count(curve), causes = count / groups;
    for (size_t i = 0; s == CSC_OK && i < count; i++) {
        csc_sink sink;
        kit_capture(k, &sink);
        s = csc_survival_curve_visit(curve, i, CSC_VISIT_DETAIL, &sink);
        kit_value *v = kit_captured(k);
        if (s != CSC_OK || v == NULL) break;
        kit_remove(v, "group");
        if (by != NULL) {
            size_t g = i / causes;
            kit_value *name = t->series[BY].label_count > 0 ? kit_new_text(k, t->series[BY].labels[g], t->series[BY].label_length[g])
                                                            : kit_new_text(k, "", 0);
            kit_set_first(k, v, "group", name);
        }
        kit_emit(k, v);
    }
    csc_survival_curve_destroy(curve);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(k, s, NULL, NULL);
}

static const char *range(kit *k, double low, double high) {
    if (isnan(low) && isnan(high)) return "-";
    return kit_print(k, "%s %s %s", isnan(low) ? "?" : kit_short(k, low), kit_mark(k, "–", "to"), isnan(high) ? "?" : kit_short(k, high));
}

/* About twelve rows of each curve. */
static void text_curve(kit *k, kit_value *const *results, size_t count) {
    for (size_t r = 0; r < count; r++) {
        const kit_value *v = results[r];
        if (kit_find(v, "group") != NULL) kit_say(k, KIT_HEAD, "%s%s\n", r > 0 ? "\n" : "", kit_text(v, "group"));
        if (kit_find(v, "cause") != NULL) kit_say(k, KIT_HEAD, "cause %s\n", kit_short(k, kit_number(v, "cause")));
        static const char *const names[] = {"time", "at_risk", "events", "estimate", "low", "high"};
        const kit_value *at[6];
        for (int i = 0; i < 6; i++) at[i] = kit_find(v, names[i])->first;
        size_t length = kit_find(v, "time")->count, step = length > 12 ? length / 12 : 1;
        kit_grid *g = kit_grid_begin(k, ">Time|>At risk|>Events|>Estimate|>Interval");
        for (size_t i = 0; i < length; i++) {
            if (i % step == 0 || i + 1 == length) {
                kit_cell(g, KIT_PLAIN, "%s", kit_short(k, at[0]->number));
                kit_cell(g, KIT_PLAIN, "%s", kit_short(k, at[1]->number));
                kit_cell(g, KIT_PLAIN, "%s", kit_short(k, at[2]->number));
                kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, at[3]->number, 4));
                kit_cell(g, KIT_PLAIN, "%s",
                         range(k, at[4]->type == KIT_V_NULL ? NAN : at[4]->number, at[5]->type == KIT_V_NULL ? NAN : at[5]->number));
            }
            for (int j = 0; j < 6; j++) at[j] = at[j]->next;
        }
        kit_grid_end(g);
        if (kit_find(v, "median") != NULL) {
            double median = kit_number(v, "median");
            kit_say(k, KIT_PLAIN, "\nMedian: %s", isnan(median) ? "not reached" : kit_short(k, median));
            if (!isnan(median)) kit_say(k, KIT_PLAIN, " (%s)", range(k, kit_number(v, "median_low"), kit_number(v, "median_high")));
            kit_say(k, KIT_PLAIN, "\n");
        }
        kit_say(k, KIT_DIM, "%s, n = %s, %s missing%s.\n", kit_text(v, "definition"), kit_count(k, kit_number(v, "n")),
                kit_count(k, kit_number(v, "missing")), step > 1 ? ", a part of the times shown" : "");
    }
}

static int run_km(kit *k) {
    return run_curve(k, "survival:km/1");
}

static int run_na(kit *k) {
    return run_curve(k, "survival:na/1");
}

static int run_aj(kit *k) {
    return run_curve(k, "survival:aj/1");
}

#define WEIGHT_OPTION                                                                                                                      \
    { "weight", "COL", "Weights of the rows." }

static const kit_option km_options[] = {{"limits", "SCALE", "log-log (default), log or plain."},
                                        {"tau", "TIME", "Horizon of the restricted mean; the largest time by default."},
                                        WEIGHT_OPTION,
                                        {NULL, NULL, NULL}};
static const kit_option curve_options[] = {WEIGHT_OPTION, {NULL, NULL, NULL}};
const kit_command kit_cmd_survival_km = {.name = "survival km",
                                         .summary = "Kaplan-Meier curve with limits, median and mean",
                                         .usage = "[--by COL] FILE...",
                                         .help = "Reads time, status (1 left, 0 still there; or 2 and 1) and if present start (late "
                                                 "entry). Prints the survivor at every time, its limits, the "
                                                 "median and the restricted mean.",
                                         .example = "survival km --by segment survival.csv",
                                         .uses = KIT_TABLE | KIT_BY | KIT_LEVEL,
                                         .options = km_options,
                                         .run = run_km,
                                         .text = text_curve};
const kit_command kit_cmd_survival_na = {
    .name = "survival na",
    .summary = "Nelson-Aalen cumulative hazard",
    .usage = "[--by COL] FILE...",
    .help = "Reads time, status and if present start. Prints the cumulative hazard at every time with limits.",
    .example = "survival na survival.csv",
    .uses = KIT_TABLE | KIT_BY | KIT_LEVEL,
    .options = curve_options,
    .run = run_na,
    .text = text_curve};
const kit_command kit_cmd_survival_aj = {.name = "survival aj",
                                         .summary = "Cumulative incidence of competing reasons",
                                         .usage = "[--by COL] FILE...",
                                         .help = "Reads time and status: 0 still there, 1, 2, 3 ... left for that reason. Prints for each "
                                                 "reason the share who have left for it by every "
                                                 "time (Aalen-Johansen), with limits.",
                                         .example = "survival aj survival.csv",
                                         .uses = KIT_TABLE | KIT_BY | KIT_LEVEL,
                                         .options = curve_options,
                                         .run = run_aj,
                                         .text = text_curve};

/* ---------------------------------------------------------------- log-rank */

static int run_logrank(kit *k) {
    const char *by = kit_get(k, "by");
    if (by == NULL) return kit_usage(k, "--by is wanted: the column of the groups to compare");
    kit_table *t = read_table(k, by, NULL, 0);
    if (t == NULL) return k->code;
    csc_survival_table table;
    to_table(k, t, 0, &table);
    table.group = kit_column(k, t, BY);
    size_t groups = t->series[BY].label_count;
    double *observed = kit_alloc(k, (groups + 2) * sizeof *observed), *expected = kit_alloc(k, (groups + 2) * sizeof *expected);
    double chi2 = NAN, df = NAN, p = NAN;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_survival_logrank(&table, groups < 2 ? 2 : groups, observed, expected, &chi2, &df, &p, kit_context(k), &err);
    if (s != CSC_OK && s != CSC_E_UNDEFINED) return kit_fail_row(k, s, &err, t);
    kit_value *v = kit_object(k);
    kit_set_number(k, v, "chi2", chi2);
    kit_set_number(k, v, "df", df);
    kit_set_number(k, v, "p", p);
    size_t n = 0;
    for (size_t i = 0; i < t->rows; i++)
        n += !isnan(t->series[TIME].number[i]) && !isnan(t->series[STATUS].number[i]) && t->series[BY].label[i] != UINT32_MAX ? 1 : 0;
    kit_set_integer(k, v, "n", (int64_t)n);
    kit_set_integer(k, v, "missing", (int64_t)(t->rows - n));
    kit_set_text(k, v, "status", csc_status_word(s));
    kit_value *list = kit_array(k);
    for (size_t i = 0; i < groups; i++) {
        kit_value *g = kit_object(k);
        kit_set(k, g, "group", kit_new_text(k, t->series[BY].labels[i], t->series[BY].label_length[i]));
        kit_set_number(k, g, "observed", observed[i]);
        kit_set_number(k, g, "expected", expected[i]);
        kit_set(k, list, NULL, g);
    }
    kit_set(k, v, "groups", list);
    kit_emit(k, v);
    return KIT_CLEAN;
}

static void text_logrank(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    (void)count;
    kit_grid *g = kit_grid_begin(k, "Group|>Observed|>Expected");
    for (const kit_value *r = kit_find(v, "groups")->first; r != NULL; r = r->next) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(r, "group"));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(r, "observed")));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(r, "expected")));
    }
    kit_grid_end(g);
    kit_say(k, KIT_BOLD, "\nchi2 = %s", kit_short(k, kit_number(v, "chi2")));
    kit_say(k, KIT_PLAIN, " on %s degrees of freedom, p = %s\n", kit_short(k, kit_number(v, "df")), kit_short(k, kit_number(v, "p")));
    kit_say(k, KIT_DIM, "n = %s, %s missing.\n", kit_count(k, kit_number(v, "n")), kit_count(k, kit_number(v, "missing")));
}

static const kit_option logrank_options[] = {
    {"strata", "COL", "Compare within each value of this column."}, WEIGHT_OPTION, {NULL, NULL, NULL}};
const kit_command kit_cmd_survival_logrank = {
    .name = "survival logrank",
    .summary = "Log-rank test of groups",
    .usage = "--by COL [--strata COL] FILE...",
    .help = "Do the groups leave at the same rate? Observed and expected events of each, chi2, degrees of freedom and p.",
    .example = "survival logrank --by segment survival.csv",
    .uses = KIT_TABLE | KIT_BY,
    .options = logrank_options,
    .run = run_logrank,
    .text = text_logrank};

/* -------------------------------------------------------------- regression */

static int run_regression(kit *k, const char *spec) {
    const char *list = kit_get(k, "covariates");
    if (list == NULL) return kit_usage(k, "--covariates is wanted: numeric columns, parted by commas");
    const char **names = kit_alloc(k, (strlen(list) + 1) * sizeof *names);
    size_t count = 0;
    for (const char *at = list; *at != '\0';) {
        const char *comma = strchr(at, ',');
        size_t length = comma != NULL ? (size_t)(comma - at) : strlen(at);
        if (length > 0) names[count++] = kit_copy(k, at, length);
        at += length + (comma != NULL ? 1 : 0);
    }
    spec = with_level(k, spec);
    kit_table *t = read_table(k, NULL, names, count);
    if (t == NULL) return k->code;
    csc_survival_table table;
    to_table(k, t, 0, &table);
    if (kit_get(k, "strata") == NULL) table.strata.data = NULL;
    csc_column *x = kit_alloc(k, (count + 1) * sizeof *x);
    for (size_t i = 0; i < count; i++) x[i] = kit_column(k, t, FIXED + i);
    csc_error err;
    csc_error_init(&err);
    csc_survival_model *m;
    kit_progress_name(k, "steps");
    csc_status s = csc_survival_fit(&m, spec, SIZE_MAX, &table, x, names, count, kit_context(k), &err);
    kit_progress_end(k);
    if (s == CSC_E_SINGULAR) {
        kit_value *v = kit_object(k);
        kit_set_text(k, v, "definition", spec);
        kit_set(k, v, "coef", kit_object(k));
        kit_set(k, v, "se", kit_object(k));
        kit_set_null(k, v, "loglik");
        kit_set_text(k, v, "status", csc_status_word(s));
        kit_set_text(k, v, "column", err.key);
        kit_emit(k, v);
        kit_note(k, "%s: %s", err.key, err.message);
        return KIT_CLEAN;
    }
    if (s != CSC_OK) return kit_fail_row(k, s, &err, t);
    csc_sink sink;
    kit_capture(k, &sink);
    s = csc_survival_model_visit(m, CSC_VISIT_DETAIL, &sink);
    csc_survival_model_destroy(m);
    if (s != CSC_OK) return kit_fail(k, s, NULL, NULL);
    kit_emit(k, kit_captured(k));
    return KIT_CLEAN;
}

static void text_regression(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    (void)count;
    kit_grid *g = kit_grid_begin(k, "Covariate|>Coefficient|>Error|>Ratio|>Interval|>p");
    for (const kit_value *c = kit_find(v, "coef")->first; c != NULL; c = c->next) {
        kit_cell(g, KIT_PLAIN, "%s", c->key);
        kit_cell(g, KIT_BOLD, "%s", kit_short(k, c->type == KIT_V_NULL ? NAN : c->number));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(kit_find(v, "se"), c->key)));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(kit_find(v, "ratio"), c->key)));
        kit_cell(g, KIT_PLAIN, "%s", range(k, kit_number(kit_find(v, "low"), c->key), kit_number(kit_find(v, "high"), c->key)));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(kit_find(v, "p"), c->key)));
    }
    kit_grid_end(g);
    kit_say(k, KIT_DIM, "\n%s, log-likelihood %s (%s without covariates), concordance %s, %s events of %s rows, %s missing.\n",
            kit_text(v, "definition"), kit_decimal(k, kit_number(v, "loglik"), 2), kit_decimal(k, kit_number(v, "loglik_null"), 2),
            kit_decimal(k, kit_number(v, "concordance"), 3), kit_count(k, kit_number(v, "events")), kit_count(k, kit_number(v, "n")),
            kit_count(k, kit_number(v, "missing")));
    if (strcmp(kit_text(v, "status"), "ok") != 0)
        kit_say(k, KIT_WARN, "Status: %s %s. These coefficients are not an estimate.\n", kit_text(v, "status"),
                kit_text(v, "separated_by"));
}

static int run_cox(kit *k) {
    const char *spec = "survival:cox/1";
    if (kit_get(k, "ties") != NULL) spec = kit_spec(k, spec, "ties", kit_get(k, "ties"));
    if (kit_get(k, "robust") != NULL) spec = kit_spec(k, spec, "robust", "yes");
    return run_regression(k, spec);
}

static int run_aft(kit *k) {
    const char *spec = "survival:aft/1";
    if (kit_get(k, "distribution") != NULL) spec = kit_spec(k, spec, "distribution", kit_get(k, "distribution"));
    return run_regression(k, spec);
}

static const kit_option cox_options[] = {{"covariates", "A,B", "Numeric columns."},
                                         {"ties", "HOW", "efron (default) or breslow."},
                                         {"strata", "COL", "A baseline hazard of its own for each value of this column."},
                                         {"cluster", "COL", "Rows of one customer: robust variance."},
                                         {"robust", NULL, "Robust (sandwich) variance."},
                                         WEIGHT_OPTION,
                                         {NULL, NULL, NULL}};
const kit_command kit_cmd_survival_cox = {.name = "survival cox",
                                          .summary = "Cox regression: what makes customers leave sooner",
                                          .usage = "--covariates A,B [--ties efron|breslow] FILE...",
                                          .help = "Reads time, status, if present start, and the covariates. Prints coefficients, errors, "
                                                  "hazard ratios, the log-likelihood and the concordance.",
                                          .example = "survival cox --covariates unhappy survival.csv",
                                          .uses = KIT_TABLE | KIT_LEVEL,
                                          .options = cox_options,
                                          .run = run_cox,
                                          .text = text_regression};

static const kit_option aft_options[] = {{"covariates", "A,B", "Numeric columns."},
                                         {"distribution", "NAME", "weibull (default), exponential, lognormal or loglogistic."},
                                         WEIGHT_OPTION,
                                         {NULL, NULL, NULL}};
const kit_command kit_cmd_survival_aft = {
    .name = "survival aft",
    .summary = "Accelerated failure times: how much sooner customers leave",
    .usage = "--covariates A,B [--distribution NAME] FILE...",
    .help = "Reads time, status and the covariates. Prints coefficients of ln time, time ratios and the scale.",
    .example = "survival aft --covariates unhappy survival.csv",
    .uses = KIT_TABLE | KIT_LEVEL,
    .options = aft_options,
    .run = run_aft,
    .text = text_regression};
