/* csckit lifetime rfm, fit, predict: from a log of purchases to who is still there and what they are worth. */
#include "kit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------- shared bits */

/* "2026-10-03" or "20261003" as days since 1970-01-01; 0 after a message. */
static int get_date(kit *k, const char *name, double fallback, double *days) {
    const char *text = kit_get(k, name);
    *days = fallback;
    if (text == NULL) return 1;
    int y = 0, m = 0, d = 0, used = 0, dashed = strchr(text, '-') != NULL;
    int got = dashed ? sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &used) : sscanf(text, "%4d%2d%2d%n", &y, &m, &d, &used);
    static const int length[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    if (got != 3 || text[used] != '\0' || m < 1 || m > 12 || d < 1 || d > length[m - 1] || (m == 2 && d == 29 && !leap)) {
        kit_usage(k, "--%s takes a date such as 2026-10-03, not `%s'", name, text);
        return 0;
    }
    int64_t year = y - (m <= 2), era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    *days = (double)(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
    return 1;
}

static const char *const model_names[] = {"bg-nbd", "mbg-nbd", "pareto-nbd", "bg-bb", "sbg", "bdw", "gamma-gamma"};
#define MODELS (sizeof model_names / sizeof model_names[0])

/* "bg-nbd" or a spec to the spec; NULL after a message. */
static const char *get_spec(kit *k, const char *given) {
    if (given == NULL) {
        kit_usage(k, "--model is wanted: bg-nbd, mbg-nbd, pareto-nbd, bg-bb, sbg, bdw or gamma-gamma");
        return NULL;
    }
    const char *spec = NULL;
    if (strchr(given, ':') != NULL) spec = given;
    for (size_t i = 0; spec == NULL && i < MODELS; i++)
        if (strcmp(given, model_names[i]) == 0) spec = kit_print(k, "lifetime:%s/1", given);
    if (spec == NULL) {
        const char *near = kit_nearest(given, model_names, MODELS);
        if (near != NULL)
            kit_usage(k, "unknown model `%s'; did you mean `%s'?", given, near);
        else
            kit_usage(k, "unknown model `%s'; known are bg-nbd, mbg-nbd, pareto-nbd, bg-bb, sbg, bdw, gamma-gamma", given);
        return NULL;
    }
    if (kit_get(k, "level") != NULL) spec = kit_spec(k, spec, "level", kit_get(k, "level"));
    return spec;
}

static int is_spend(const char *spec) {
    return strncmp(spec, "lifetime:gamma-gamma/", 21) == 0;
}

static int is_contract(const char *spec) {
    return strncmp(spec, "lifetime:sbg/", 13) == 0 || strncmp(spec, "lifetime:bdw/", 13) == 0;
}

enum { X, T_X, AGE, M_X, N, STATUS, ID, COLUMNS };

/* The columns a model reads; which series is which is the enum's order. */
static void wanted_columns(const char *spec, int predicting, kit_wanted *w) {
    int contract = is_contract(spec), spend = is_spend(spec);
    w[X] = (kit_wanted){"x", KIT_NUMBER, contract ? 0 : KIT_REQUIRED};
    w[T_X] = (kit_wanted){"t_x", KIT_NUMBER, contract || spend ? 0 : KIT_REQUIRED};
    w[AGE] = (kit_wanted){contract ? "time" : "T", KIT_NUMBER, spend ? 0 : KIT_REQUIRED};
    w[M_X] = (kit_wanted){"m_x", KIT_NUMBER, spend ? KIT_REQUIRED : 0};
    w[N] = (kit_wanted){"n", KIT_NUMBER, 0};
    w[STATUS] = (kit_wanted){"status", KIT_NUMBER, contract && !predicting ? KIT_REQUIRED : 0};
    w[ID] = (kit_wanted){"customer_id", KIT_LABEL, 0};
}

static void to_table(kit *k, const kit_table *t, csc_lifetime_table *out) {
    memset(out, 0, sizeof *out);
    out->rows = t->rows;
    if (t->series[X].present) out->x = kit_column(k, t, X);
    if (t->series[T_X].present) out->t_x = kit_column(k, t, T_X);
    if (t->series[AGE].present) out->T = kit_column(k, t, AGE);
    if (t->series[M_X].present) out->m_x = kit_column(k, t, M_X);
    if (t->series[N].present) out->n = kit_column(k, t, N);
    if (t->series[STATUS].present) out->status = kit_column(k, t, STATUS);
}

/* ------------------------------------------------------------------ output */

/* Rows of a table of customers: CSV as it goes, JSON a line a customer. Text is the CSV too. */
typedef struct rows_out {
    kit *k;
    const char *const *names;
    size_t count;
} rows_out;

static void rows_begin(const rows_out *r) {
    if (kit_is_format(r->k, "json")) return;
    fputs("customer_id", stdout);
    for (size_t i = 0; i < r->count; i++) printf(",%s", r->names[i]);
    putchar('\n');
}

static void rows_put(const rows_out *r, const char *id, size_t id_length, const double *values) {
    char text[CSC_NUMBER_TEXT_MAX];
    int json = kit_is_format(r->k, "json");
    if (json) {
        csc_json_writer *w;
        csc_sink s;
        size_t length;
        if (csc_json_writer_create(&w, 0, NULL) != CSC_OK) return;
        int ok = csc_json_writer_sink(w, &s) == CSC_OK && s.begin_object(s.ctx, NULL, 0) == CSC_OK;
        ok = ok && s.text(s.ctx, "customer_id", 11, id, id_length) == CSC_OK;
        for (size_t i = 0; ok && i < r->count; i++) ok = s.number(s.ctx, r->names[i], strlen(r->names[i]), values[i]) == CSC_OK;
        if (ok && s.end_object(s.ctx) == CSC_OK) {
            const char *bytes = csc_json_writer_bytes(w, &length);
            fwrite(bytes, 1, length, stdout);
        }
        csc_json_writer_destroy(w);
        return;
    }
    char cell[512];
    size_t needed = 0;
    if (2 * id_length + 2 <= sizeof cell && csc_csv_cell(id, id_length, ',', 0, cell, sizeof cell, &needed) == CSC_OK)
        fwrite(cell, 1, needed, stdout);
    else
        fwrite(id, 1, id_length, stdout);
    for (size_t i = 0; i < r->count; i++) {
        putchar(',');
        if (!isnan(values[i])) fwrite(text, 1, csc_number_format(values[i], text), stdout);
    }
    putchar('\n');
}

/* --------------------------------------------------------------------- rfm */

static int run_rfm(kit *k) {
    static const kit_wanted wanted[] = {
        {"customer_id", KIT_LABEL, KIT_PRESENT}, {"date", KIT_DATE, KIT_PRESENT}, {"amount", KIT_NUMBER, 0}};
    const char *unit_name = kit_get_or(k, "unit", "day");
    double unit, end, calibration;
    if (strcmp(unit_name, "day") == 0) {
        unit = 1;
    } else if (strcmp(unit_name, "week") == 0) {
        unit = 7;
    } else if (strcmp(unit_name, "month") == 0) {
        unit = 365.25 / 12;
    } else if (strcmp(unit_name, "year") == 0) {
        unit = 365.25;
    } else {
        return kit_usage(k, "--unit takes day, week, month (365.25 / 12 days) or year, not `%s'", unit_name);
    }
    if (!get_date(k, "end", NAN, &end) || !get_date(k, "calibration", NAN, &calibration)) return k->code;
    kit_table *t = kit_table_read(k, wanted, 3);
    if (t == NULL) return k->code;
    csc_error err;
    csc_error_init(&err);
    csc_purchases *log = NULL;
    csc_status s = csc_purchases_create(&log, 1, 0, 1, kit_context(k), &err);
    csc_column id = kit_column(k, t, 0), day = kit_column(k, t, 1), amount;
    int spend = t->series[2].present;
    if (spend) amount = kit_column(k, t, 2);
    if (s == CSC_OK) s = csc_purchases_add(log, &id, &day, spend ? &amount : NULL, t->rows, &err);
    if (s != CSC_OK) {
        csc_purchases_destroy(log);
        return kit_fail_row(k, s, &err, t);
    }
    size_t capacity = t->series[0].label_count + 1, count = 0;
    double *v[6];
    for (int i = 0; i < 6; i++) v[i] = kit_alloc(k, capacity * sizeof(double));
    int64_t *customer = kit_alloc(k, capacity * sizeof *customer);
    csc_purchases_out out = {capacity, customer, v[0], v[1], v[2], v[3], NULL, v[4], v[5]};
    s = csc_purchases_table(log, calibration, end, unit, &out, &count, NULL, &err);
    csc_purchases_destroy(log);
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
    int holdout = !isnan(calibration);
    const char *names[6] = {"x", "t_x", "T"};
    size_t columns = 3;
    int used[6] = {0, 1, 2};
    if (spend) {
        used[columns] = 3;
        names[columns++] = "m_x";
    }
    if (holdout) {
        used[columns] = 4;
        names[columns++] = "x_after";
        if (spend) {
            used[columns] = 5;
            names[columns++] = "spend_after";
        }
    }
    rows_out r = {k, names, columns};
    rows_begin(&r);
    for (size_t i = 0; i < count; i++) {
        double values[6];
        for (size_t j = 0; j < columns; j++) values[j] = v[used[j]][i];
        rows_put(&r, t->series[0].labels[customer[i]], t->series[0].label_length[customer[i]], values);
    }
    return KIT_CLEAN;
}

static const kit_option rfm_options[] = {{"unit", "UNIT", "Unit of t_x and T: day (default), week, month or year."},
                                         {"end", "DATE", "End of observation; the last date in the log by default."},
                                         {"calibration", "DATE", "End of calibration: purchases from then to --end are counted apart."},
                                         {NULL, NULL, NULL}};
const kit_command kit_cmd_lifetime_rfm = {.name = "lifetime rfm",
                                          .summary = "Customer table from a log of purchases",
                                          .usage = "[--unit UNIT] [--end DATE] [--calibration DATE] FILE...",
                                          .help = "Reads customer_id, date and optionally amount; several purchases of a day are one. "
                                                  "Prints for each customer the repeat purchases x, the age "
                                                  "t_x at the last one, the age T, and with amounts m_x, the mean spend of a repeat "
                                                  "purchase; with --calibration also what came after.",
                                          .example = "lifetime rfm --unit week --end 1997-09-30 transactions.csv",
                                          .formats = "csv|json",
                                          .uses = KIT_TABLE,
                                          .options = rfm_options,
                                          .run = run_rfm};

/* --------------------------------------------------------------------- fit */

static int run_fit(kit *k) {
    const char *spec = get_spec(k, kit_get(k, "model"));
    if (spec == NULL) return k->code;
    kit_wanted wanted[COLUMNS];
    wanted_columns(spec, 0, wanted);
    kit_table *t = kit_table_read(k, wanted, COLUMNS);
    if (t == NULL) return k->code;
    csc_lifetime_table table;
    to_table(k, t, &table);
    csc_error err;
    csc_error_init(&err);
    csc_lifetime *m = NULL;
    kit_progress_name(k, "steps");
    csc_status s = csc_lifetime_fit(&m, spec, SIZE_MAX, &table, kit_context(k), &err);
    kit_progress_end(k);
    if (s != CSC_OK) return kit_fail_row(k, s, &err, t);
    csc_sink sink;
    kit_capture(k, &sink);
    s = csc_lifetime_visit(m, CSC_VISIT_DETAIL, &sink);
    csc_lifetime_destroy(m);
    if (s != CSC_OK) return kit_fail(k, s, NULL, NULL);
    kit_emit(k, kit_captured(k));
    return KIT_CLEAN;
}

static void text_fit(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    kit_grid *g = kit_grid_begin(k, "Parameter|>Estimate|>Error|>Interval");
    (void)count;
    for (const kit_value *p = kit_find(v, "params")->first; p != NULL; p = p->next) {
        double low = kit_number(kit_find(v, "low"), p->key), high = kit_number(kit_find(v, "high"), p->key);
        kit_cell(g, KIT_PLAIN, "%s", p->key);
        kit_cell(g, KIT_BOLD, "%s", kit_short(k, p->number));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(kit_find(v, "se"), p->key)));
        if (isnan(low))
            kit_cell(g, KIT_PLAIN, "%s", "-");
        else
            kit_cell(g, KIT_PLAIN, "%s %s %s", kit_short(k, low), kit_mark(k, "–", "to"), kit_short(k, high));
    }
    kit_grid_end(g);
    const char *status = kit_text(v, "status");
    kit_say(k, KIT_DIM, "\n%s, log-likelihood %s, %s customers, %s unique rows, %s rows with a missing cell.\n", kit_text(v, "definition"),
            kit_decimal(k, kit_number(v, "loglik"), 2), kit_count(k, kit_number(v, "n")), kit_count(k, kit_number(v, "unique_rows")),
            kit_count(k, kit_number(v, "missing")));
    if (strcmp(status, "ridge") == 0)
        kit_say(k, KIT_WARN,
                "Ridge: parameters run off together; only the likelihood and the predictions are to be trusted, not the parameters.\n");
    else if (strcmp(status, "ok") != 0)
        kit_say(k, KIT_WARN, "Status: %s. These parameters are not an estimate.\n", status);
}

static const kit_option fit_options[] = {{"model", "M", "bg-nbd, mbg-nbd, pareto-nbd, bg-bb, sbg, bdw or gamma-gamma."},
                                         {NULL, NULL, NULL}};
const kit_command kit_cmd_lifetime_fit = {
    .name = "lifetime fit",
    .summary = "Fits a model of purchases, contracts or spend",
    .usage = "--model M FILE...",
    .help = "Maximum likelihood with standard errors. bg-nbd, mbg-nbd, pareto-nbd and bg-bb read x, t_x, T; gamma-gamma reads x, m_x; sbg "
            "and bdw "
            "read time, status. Each may have n, the customers a row stands for. A likelihood without a maximum is said (ridge, diverged).",
    .example = "lifetime fit --model bg-nbd rfm.csv",
    .uses = KIT_TABLE | KIT_LEVEL,
    .options = fit_options,
    .run = run_fit,
    .text = text_fit};

/* ----------------------------------------------------------------- predict */

/* Parameters as `fit` printed them, or {"r": .., ...} alone. NULL after a message. */
static csc_lifetime *read_params(kit *k, const char *spec, const char *path) {
    size_t length;
    const char *bytes = kit_read_file(k, path, &length);
    if (bytes == NULL) return NULL;
    csc_error err;
    csc_error_init(&err);
    csc_tree *tree;
    csc_lifetime *m = NULL;
    if (csc_tree_create(&tree, NULL) != CSC_OK) {
        kit_fail(k, CSC_E_NOMEM, NULL, NULL);
        return NULL;
    }
    csc_status s = csc_tree_parse_json(tree, bytes, length, 1, &err);
    if (s == CSC_OK) {
        uint32_t node = csc_tree_get(tree, csc_tree_root(tree), "params", 6);
        if (node == CSC_TREE_NONE) node = csc_tree_root(tree);
        const double ones[4] = {1, 1, 1, 1};
        double value[4];
        csc_lifetime *probe = NULL;
        size_t count = 0;
        for (size_t n = 2; n <= 4 && probe == NULL; n++) /* the number of parameters: the one that the model takes */
            if (csc_lifetime_create(&probe, spec, SIZE_MAX, ones, n, NULL, &err) == CSC_OK) count = n;
        for (size_t i = 0; s == CSC_OK && i < count; i++) {
            const char *name = csc_lifetime_parameter_name(probe, i);
            uint32_t at = csc_tree_get(tree, node, name, strlen(name));
            if (at == CSC_TREE_NONE) {
                kit_bad(k, path, 0, 0, "parameter \"%s\" is missing", name);
                s = CSC_E_NOTFOUND;
            } else {
                csc_error_init(&err);
                s = csc_tree_number(tree, at, &value[i], &err);
                if (s != CSC_OK) kit_fail(k, s, &err, path);
            }
        }
        csc_lifetime_destroy(probe);
        if (s == CSC_OK) {
            csc_error_init(&err);
            s = csc_lifetime_create(&m, spec, SIZE_MAX, value, count, NULL, &err);
            if (s != CSC_OK) kit_fail(k, s, &err, path);
        }
    } else {
        kit_fail(k, s, &err, path);
    }
    csc_tree_destroy(tree);
    return m;
}

static int run_predict(kit *k) {
    const char *spec = get_spec(k, kit_get(k, "model")), *path = kit_get(k, "params"), *spend_path = kit_get(k, "spend-params");
    if (spec == NULL) return k->code;
    csc_lifetime_prediction ask;
    csc_lifetime_prediction_init(&ask);
    if (!kit_get_number(k, "horizon", 0, 1e7, NAN, &ask.horizon) || !kit_get_number(k, "discount", 0, 1e6, 0, &ask.discount) ||
        !kit_get_number(k, "rate", 0, 1e6, NAN, &ask.rate))
        return k->code;
    if (isnan(ask.horizon) && !is_spend(spec)) return kit_usage(k, "--horizon is wanted: how far to look ahead, in the unit of the table");
    if (isnan(ask.horizon)) ask.horizon = 1;
    int with_residual = !isnan(ask.rate);
    if (!with_residual) ask.rate = 0;
    csc_lifetime *m = NULL, *spend = NULL;
    if (path != NULL && (m = read_params(k, spec, path)) == NULL) return k->code;
    if (spend_path != NULL) {
        spend = read_params(k, "lifetime:gamma-gamma/1", spend_path);
        if (spend == NULL) {
            csc_lifetime_destroy(m);
            return k->code;
        }
    }
    kit_wanted wanted[COLUMNS];
    wanted_columns(spec, path != NULL, wanted);
    kit_table *t = kit_table_read(k, wanted, COLUMNS);
    if (t != NULL) {
        csc_lifetime_table table;
        to_table(k, t, &table);
        double *v[4];
        for (int i = 0; i < 4; i++) v[i] = kit_alloc(k, (t->rows + 1) * sizeof(double));
        const char *names[4];
        size_t columns = 0;
        if (is_spend(spec)) {
            names[columns++] = "expected_spend";
            ask.spend = v[0];
        } else {
            ask.p_alive = v[0];
            ask.expected = v[1];
            ask.clv = v[2];
            names[columns++] = "p_alive";
            names[columns++] = "expected_transactions";
            names[columns++] = "clv";
            if (with_residual) {
                ask.residual = v[3];
                names[columns++] = "residual_transactions";
            }
        }
        csc_error err;
        csc_error_init(&err);
        kit_progress_name(k, "blocks");
        csc_status s = CSC_OK;
        if (m == NULL) {
            s = csc_lifetime_fit(&m, spec, SIZE_MAX, &table, kit_context(k), &err);
            if (s == CSC_OK && csc_lifetime_status(m) != CSC_OK)
                kit_note(k, "the fit has no maximum (%s): the parameters are not identified", csc_status_word(csc_lifetime_status(m)));
        }
        if (s == CSC_OK) s = csc_lifetime_predict(m, spend, &table, &ask, kit_context(k), &err);
        kit_progress_end(k);
        if (s != CSC_OK) {
            kit_fail_row(k, s, &err, t);
        } else {
            rows_out r = {k, names, columns};
            rows_begin(&r);
            for (size_t i = 0; i < t->rows; i++) {
                double values[4];
                for (size_t j = 0; j < columns; j++) values[j] = v[j][i];
                const kit_series *id = &t->series[ID];
                if (id->present && id->label[i] != UINT32_MAX) {
                    rows_put(&r, id->labels[id->label[i]], id->label_length[id->label[i]], values);
                } else {
                    char number[32];
                    int length = snprintf(number, sizeof number, "%zu", i + 1);
                    rows_put(&r, number, (size_t)length, values);
                }
            }
        }
    }
    csc_lifetime_destroy(m);
    csc_lifetime_destroy(spend);
    return k->code;
}

static const kit_option predict_options[] = {
    {"model", "M", "bg-nbd, mbg-nbd, pareto-nbd, bg-bb, sbg, bdw or gamma-gamma."},
    {"params", "FILE", "Parameters, as `csckit lifetime fit --format json' printed them; without: fitted to the same table."},
    {"horizon", "H", "How far ahead, in the unit of the table (whole opportunities or periods for bg-bb, sbg, bdw)."},
    {"discount", "D", "Discount of a unit of time for clv, 0 by default: period i counts (1 + D)^-i."},
    {"rate", "R", "Also print the discounted residual transactions over all time at this rate (continuous for purchases at any time)."},
    {"spend-params", "FILE", "Parameters of a gamma-gamma model: clv uses the expected spend instead of m_x."},
    {NULL, NULL, NULL}};
const kit_command kit_cmd_lifetime_predict = {.name = "lifetime predict",
                                              .summary = "Who is still there, what they will buy, what they are worth",
                                              .usage = "--model M [--params FILE] --horizon H [--discount D] FILE...",
                                              .help = "For each row of a customer table the probability to be a customer still, the "
                                                      "expected purchases in the horizon and the customer lifetime "
                                                      "value: purchases x mean spend (m_x, or the expected spend with --spend-params; "
                                                      "without either the discounted number of purchases).",
                                              .example = "lifetime predict --model bg-nbd --horizon 39 rfm.csv",
                                              .formats = "csv|json",
                                              .uses = KIT_TABLE,
                                              .options = predict_options,
                                              .run = run_predict};
