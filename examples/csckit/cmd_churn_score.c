/* csckit churn score: a logistic score of who is likely to leave, with the factors of each customer. */
#include "kit.h"

#include <math.h>
#include <string.h>

/* The covariates: those of --covariates, or all columns but the outcome, the id and the weight. */
static const char **choose(kit *k, const char *outcome, const char *weight, size_t *count) {
    const char *list = kit_get(k, "covariates");
    const char **names;
    *count = 0;
    if (list != NULL) {
        names = kit_alloc(k, (strlen(list) + 1) * sizeof *names);
        for (const char *at = list; *at != '\0';) {
            const char *comma = strchr(at, ',');
            size_t length = comma != NULL ? (size_t)(comma - at) : strlen(at);
            if (length > 0) names[(*count)++] = kit_copy(k, at, length);
            at += length + (comma != NULL ? 1 : 0);
        }
        return names;
    }
    kit_wanted one[1] = {{outcome, KIT_NUMBER, KIT_REQUIRED}};
    kit_table *t = kit_table_read(k, one, 1);
    if (t == NULL) return NULL;
    names = kit_alloc(k, (t->header_count + 1) * sizeof *names);
    for (size_t i = 0; i < t->header_count; i++) {
        const char *name = t->headers[i];
        if (strcmp(name, outcome) == 0 || strcmp(name, "customer_id") == 0 || (weight != NULL && strcmp(name, weight) == 0)) continue;
        names[(*count)++] = name;
    }
    return names;
}

static int run(kit *k) {
    const char *outcome = kit_get(k, "outcome"), *weight = kit_get(k, "weight");
    if (outcome == NULL) return kit_usage(k, "--outcome is wanted: the column that says who left (1) and who stayed (0)");
    size_t count;
    const char **names = choose(k, outcome, weight, &count);
    if (names == NULL) return k->code;
    if (count == 0) return kit_usage(k, "there is no column to score by");
    kit_wanted *wanted = kit_alloc(k, (count + 3) * sizeof *wanted);
    wanted[0] = (kit_wanted){outcome, KIT_NUMBER, KIT_REQUIRED};
    wanted[1] = (kit_wanted){"customer_id", KIT_LABEL, 0};
    wanted[2] = (kit_wanted){weight != NULL ? weight : "weight", KIT_NUMBER, weight != NULL ? KIT_REQUIRED : 0};
    for (size_t j = 0; j < count; j++) wanted[3 + j] = (kit_wanted){names[j], KIT_NUMBER, KIT_REQUIRED};
    kit_table *t = kit_table_read(k, wanted, count + 3);
    if (t == NULL) return k->code;
    csc_column *x = kit_alloc(k, count * sizeof *x), y = kit_column(k, t, 0), w;
    if (weight != NULL) w = kit_column(k, t, 2);
    for (size_t j = 0; j < count; j++) x[j] = kit_column(k, t, 3 + j);
    const char *spec = "churn:score/1";
    if (kit_get(k, "ridge") != NULL) spec = kit_spec(k, spec, "ridge", kit_get(k, "ridge"));
    if (kit_get(k, "level") != NULL) spec = kit_spec(k, spec, "level", kit_get(k, "level"));
    csc_error err;
    csc_error_init(&err);
    csc_churn_score *score;
    kit_progress_name(k, "steps");
    csc_status s =
        csc_churn_score_fit(&score, spec, SIZE_MAX, &y, x, names, count, weight != NULL ? &w : NULL, t->rows, kit_context(k), &err);
    kit_progress_end(k);
    if (s == CSC_E_SINGULAR) {
        kit_value *v = kit_object(k);
        kit_set_text(k, v, "definition", spec);
        kit_set(k, v, "coef", kit_object(k));
        kit_set_null(k, v, "auc");
        kit_set_null(k, v, "brier");
        kit_set_text(k, v, "status", csc_status_word(s));
        kit_set_text(k, v, "column", err.key);
        kit_emit(k, v);
        kit_note(k, "%s: %s", err.key, err.message);
        return KIT_CLEAN;
    }
    if (s != CSC_OK) {
        if (strcmp(err.key, "outcome") == 0) strncpy(err.key, outcome, sizeof err.key - 1);
        return kit_fail_row(k, s, &err, t);
    }
    csc_sink sink;
    kit_capture(k, &sink);
    s = csc_churn_score_visit(score, CSC_VISIT_DETAIL, &sink);
    if (s == CSC_OK) kit_emit(k, kit_captured(k));
    double *p = kit_alloc(k, (t->rows + 1) * sizeof *p), *effects = kit_alloc(k, (t->rows * count + 1) * sizeof *effects), base;
    if (s == CSC_OK) s = csc_churn_score_predict(score, x, t->rows, p, effects, &base, &err);
    int customers = s == CSC_OK && csc_churn_score_status(score) == CSC_OK && !kit_is_format(k, "text");
    csc_churn_score_destroy(score);
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
    for (size_t i = 0; customers && i < t->rows; i++) {
        kit_value *v = kit_object(k), *factors = kit_array(k);
        const kit_series *id = &t->series[1];
        if (id->present && id->label[i] != UINT32_MAX)
            kit_set(k, v, "customer", kit_new_text(k, id->labels[id->label[i]], id->label_length[id->label[i]]));
        else
            kit_set_text(k, v, "customer", kit_print(k, "%zu", i + 1));
        kit_set_number(k, v, "p", p[i]);
        kit_set_number(k, v, "base", base);
        for (size_t j = 0; j < count; j++) {
            kit_value *f = kit_object(k);
            kit_set_text(k, f, "name", names[j]);
            kit_set_number(k, f, "effect", effects[i * count + j]);
            kit_set(k, factors, NULL, f);
        }
        kit_set(k, v, "factors", factors);
        kit_emit(k, v);
    }
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    (void)count;
    kit_grid *g = kit_grid_begin(k, "Factor|>Coefficient|>Error|>Odds ratio");
    for (const kit_value *c = kit_find(v, "coef")->first; c != NULL; c = c->next) {
        double b = c->type == KIT_V_NULL ? NAN : c->number;
        kit_cell(g, KIT_PLAIN, "%s", c->key);
        kit_cell(g, KIT_BOLD, "%s", kit_short(k, b));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(kit_find(v, "se"), c->key)));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, exp(b)));
    }
    kit_grid_end(g);
    kit_say(k, KIT_PLAIN, "\nAUC %s, Brier score %s, log loss %s, on the rows that were fitted.\n", kit_decimal(k, kit_number(v, "auc"), 3),
            kit_decimal(k, kit_number(v, "brier"), 4), kit_decimal(k, kit_number(v, "log_loss"), 4));
    if (kit_find(v, "deciles") != NULL && kit_find(v, "deciles")->first != NULL)
        kit_say(k, KIT_PLAIN, "The tenth with the highest score leaves %s times as often as all.\n",
                kit_decimal(k, kit_number(kit_find(v, "deciles")->first, "lift"), 1));
    kit_say(k, KIT_DIM, "%s, n = %s, %s left, %s rows missing a cell. With --format json a line a customer follows.\n",
            kit_text(v, "definition"), kit_count(k, kit_number(v, "n")), kit_count(k, kit_number(v, "events")),
            kit_count(k, kit_number(v, "missing")));
    if (strcmp(kit_text(v, "status"), "ok") != 0)
        kit_say(k, KIT_WARN, "Status: %s %s. These coefficients are not an estimate.\n", kit_text(v, "status"),
                kit_text(v, "separated_by"));
}

static const kit_option options[] = {{"outcome", "COL", "1 left, 0 stayed."},
                                     {"covariates", "A,B", "Numeric columns to score by; all others by default."},
                                     {"ridge", "PENALTY", "Ridge penalty on standardised columns, 0 by default."},
                                     {"weight", "COL", "Weights of the rows."},
                                     {NULL, NULL, NULL}};
const kit_command kit_cmd_churn_score = {
    .name = "churn score",
    .summary = "Who is likely to leave, and which factors say so",
    .usage = "--outcome COL [--covariates A,B] FILE...",
    .help = "Logistic regression of who left. Prints coefficients, AUC, Brier score, gain and calibration, then a line a customer with the "
            "probability and what each factor adds to its logit against the mean customer; base + effects is the logit.",
    .example = "churn score --outcome status --covariates time,unhappy survival.csv",
    .uses = KIT_TABLE | KIT_LEVEL,
    .options = options,
    .run = run,
    .text = text};
