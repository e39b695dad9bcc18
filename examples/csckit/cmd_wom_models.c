/* csckit wom branching, csckit wom bass: how large a chain of tellings grows, and how fast a group takes something up. */
#include "kit.h"

#include <math.h>
#include <string.h>

static void line(kit *k, const char *what, const char *value, const char *rest) {
    kit_say(k, KIT_DIM, "%-38s", what);
    kit_say(k, KIT_BOLD, "%s", value);
    kit_say(k, KIT_PLAIN, "%s\n", rest);
}

/* -------------------------------------------------------------- branching */

static int run_branching(kit *k) {
    csc_error err;
    csc_sink sink;
    csc_wom_branching *process = NULL;
    int64_t size = 0;
    csc_error_init(&err);
    const char *law_text = kit_get(k, "offspring");
    if (law_text == NULL)
        return kit_usage(k, "--offspring is wanted: poisson:MU, geometric:P, binomial:N,P, negative-binomial:R,P or pmf:P0,P1,...");
    if (k->file_count > 0) return kit_usage(k, "wom branching takes no files");
    if (!kit_get_integer(k, "size", 1, INT64_MAX, 0, &size)) return k->code;
    int32_t law = 0;
    size_t count = 0;
    csc_status s = csc_wom_law_parse(law_text, strlen(law_text), &law, NULL, 0, &count, &err);
    if (s != CSC_OK && s != CSC_E_BUFFER) return kit_usage(k, "--offspring %s: %s", law_text, err.message);
    double *parameters = kit_alloc(k, (count + 1) * sizeof *parameters);
    s = csc_wom_law_parse(law_text, strlen(law_text), &law, parameters, count, &count, &err);
    if (s != CSC_OK) return kit_usage(k, "--offspring %s: %s", law_text, err.message);
    const char *spec = kit_get_or(k, "definition", "wom:branching/1");
    if (kit_get(k, "ancestors") != NULL) spec = kit_spec(k, spec, "ancestors", kit_get(k, "ancestors"));
    s = csc_wom_branching_create(&process, spec, SIZE_MAX, law, parameters, count, kit_context(k), &err);
    if (s == CSC_E_RANGE) return kit_usage(k, "--offspring %s: %s", law_text, err.message);
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
    kit_capture(k, &sink);
    s = csc_wom_branching_visit(process, (uint64_t)size, CSC_VISIT_DETAIL, kit_context(k), &sink);
    csc_wom_branching_destroy(process);
    if (s != CSC_OK) return kit_fail(k, s == CSC_E_LIMIT ? CSC_E_SPEC : s, NULL, NULL);
    kit_emit(k, kit_captured(k));
    return KIT_CLEAN;
}

static void text_branching(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    line(k, "Each person brings, on average", kit_short(k, kit_number(v, "offspring_mean")), "");
    line(k, "The chain dies out with probability", kit_decimal(k, kit_number(v, "extinction"), 6), "");
    double mean = kit_number(v, "mean");
    line(k, "People in all, on average", isnan(mean) ? "no limit" : kit_short(k, mean),
         isnan(mean) ? "" : kit_print(k, ", standard deviation %s", kit_short(k, sqrt(kit_number(v, "variance")))));
    if (kit_find(v, "size") != NULL) {
        line(k, kit_print(k, "Exactly %s people", kit_count(k, kit_number(v, "size"))), kit_short(k, kit_number(v, "pmf")), "");
        line(k, kit_print(k, "At most %s people", kit_count(k, kit_number(v, "size"))), kit_short(k, kit_number(v, "cdf")), "");
    }
    kit_say(k, KIT_DIM, "\n%s. People bring others independently; audiences never overlap.\n", kit_text(v, "definition"));
    (void)count;
}

static const kit_option branching_options[] = {
    {"offspring", "LAW", "How many each brings: poisson:MU, geometric:P, binomial:N,P, negative-binomial:R,P, pmf:P0,P1,..."},
    {"ancestors", "K", "People who start it, 1 by default."},
    {"size", "N", "Also the probability that there are exactly, and at most, N people in all."},
    {"definition", "ID", "wom:branching/1 with parameters."},
    {NULL, NULL, NULL}};
const kit_command kit_cmd_wom_branching = {
    .name = "wom branching",
    .summary = "Chains in which each brings a random number of others",
    .usage = "--offspring LAW [--ancestors K] [--size N]",
    .help =
        "A Galton-Watson process: will the chain die out, how many people does it reach in all (the first ones included), and with what "
        "probability exactly N.",
    .example = "wom branching --offspring poisson:0.9 --size 10",
    .options = branching_options,
    .run = run_branching,
    .text = text_branching};

/* ------------------------------------------------------------------- Bass */

static int run_bass(kit *k) {
    csc_error err;
    csc_sink sink;
    csc_wom_bass *fit = NULL;
    int64_t horizon = 0;
    csc_error_init(&err);
    const kit_wanted wanted[] = {{kit_get_or(k, "value", "adopters"), KIT_NUMBER, KIT_REQUIRED}, {"period", KIT_NUMBER, 0}};
    if (!kit_get_integer(k, "horizon", 0, 100000, 8, &horizon)) return k->code;
    kit_table *t = kit_table_read(k, wanted, 2);
    if (t == NULL) return k->code;
    /* the model counts rows as periods one after another: a gap or another order would shift everything after it */
    for (size_t i = 1; i < t->rows && t->series[1].present; i++) {
        if (t->series[1].number[i] == t->series[1].number[i - 1] + 1) continue;
        err.row = i;
        snprintf(err.key, sizeof err.key, "period");
        snprintf(err.message, sizeof err.message, "periods must follow each other by 1; a period without a figure is a row with a blank");
        return kit_fail_row(k, CSC_E_RANGE, &err, t);
    }
    const char *spec = kit_get_or(k, "definition", "wom:bass/1");
    if (kit_get(k, "form") != NULL) spec = kit_spec(k, spec, "form", kit_get(k, "form"));
    if (kit_get(k, "level") != NULL) spec = kit_spec(k, spec, "level", kit_get(k, "level"));
    csc_column adopters = kit_column(k, t, 0);
    csc_status s = csc_wom_bass_fit(&fit, spec, SIZE_MAX, &adopters, t->rows, kit_context(k), &err);
    if (s != CSC_OK) {
        if (s == CSC_E_RANGE) snprintf(err.key, sizeof err.key, "%s", wanted[0].name);
        return s == CSC_E_RANGE ? kit_fail_row(k, s, &err, t) : kit_fail(k, s, &err, NULL);
    }
    kit_capture(k, &sink);
    s = csc_wom_bass_visit(fit, (size_t)horizon, CSC_VISIT_DETAIL, &sink);
    csc_wom_bass_destroy(fit);
    if (s != CSC_OK) return kit_fail(k, s, NULL, NULL);
    kit_emit(k, kit_captured(k));
    return KIT_CLEAN;
}

static void text_bass(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    const char *status = kit_text(v, "status");
    if (strcmp(status, "ok") != 0) kit_say(k, KIT_WARN, "%s: no forecast from this series\n", status);
    static const struct {
        const char *key, *what;
    } rows[] = {{"p", "p, innovation per period"}, {"q", "q, imitation per period"}, {"m", "m, adopters in all"}};
    for (size_t i = 0; i < 3; i++) {
        double se = kit_number(v, kit_print(k, "se.%s", rows[i].key));
        line(k, rows[i].what, kit_short(k, kit_number(v, rows[i].key)),
             isnan(se) ? "" : kit_print(k, ", standard error %s", kit_short(k, se)));
    }
    line(k, "Peak at period", kit_decimal(k, kit_number(v, "peak_time"), 1),
         kit_print(k, ", %s adopters then", kit_decimal(k, kit_number(v, "peak_rate"), 0)));
    const kit_value *forecast = kit_find(v, "forecast");
    if (forecast != NULL && forecast->first != NULL) {
        kit_say(k, KIT_PLAIN, "\n");
        kit_grid *g = kit_grid_begin(k, ">Period|>Adopters|>Low|>High");
        for (const kit_value *f = forecast->first; f != NULL; f = f->next) {
            kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(f, "period")));
            kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(f, "value"), 1));
            kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(f, "low"), 1));
            kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(f, "high"), 1));
        }
        kit_grid_end(g);
    }
    kit_say(k, KIT_DIM, "\n%s, form %s, n = %s.\n", kit_text(v, "definition"), kit_text(v, "form"), kit_count(k, kit_number(v, "n")));
    (void)count;
}

static const kit_option bass_options[] = {{"horizon", "H", "Periods to forecast after the series, 8 by default."},
                                          {"form", "WORD", "interval-nls (default), interval-mle, rate-nls or ols."},
                                          {"value", "COL", "The column of adopters, \"adopters\" by default."},
                                          {"definition", "ID", "wom:bass/1 with parameters."},
                                          {NULL, NULL, NULL}};
const kit_command kit_cmd_wom_bass = {.name = "wom bass",
                                      .summary = "Bass model of adoption, with a forecast",
                                      .usage = "[--form WORD] [--horizon H] FILE...",
                                      .help = "Fits the Bass model to adopters per period (columns period and adopters, the first period "
                                              "beginning at launch). A series that ends "
                                              "before its peak is refused with status peak-not-seen: its market size would be a guess.",
                                      .example = "wom bass adoption.csv",
                                      .uses = KIT_TABLE | KIT_LEVEL,
                                      .options = bass_options,
                                      .run = run_bass,
                                      .text = text_bass};
