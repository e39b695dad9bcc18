/* csckit drivers: what an outcome depends on, as shares of R2. */
#include "columns.h"

#include <string.h>

static const kit_option options[] = {
    {"outcome", "COL", "The column to explain, such as overall satisfaction."},
    {"drivers", "A,B,...", "The columns that may explain it; all other columns of numbers by default."},
    {"method", "WORD", "lmg (Shapley shares, up to 25 drivers; the default) or johnson (relative weights, equal to Genizi's)."},
    {"bootstrap", "N", "Resample the rows N times for intervals."},
    {NULL, NULL, NULL}};

static kit_value *named(kit *k, const char *const *names, const double *values, size_t count) {
    kit_value *v = kit_object(k);
    for (size_t i = 0; i < count; i++) kit_set_number(k, v, names[i], values[i]);
    return v;
}

static int run(kit *k) {
    const char *outcome = kit_get(k, "outcome"), *list = kit_get(k, "drivers"), *word = kit_get_or(k, "method", "lmg");
    int64_t resamples = 0;
    if (outcome == NULL) return kit_usage(k, "--outcome is wanted: the column to explain");
    int32_t method = strcmp(word, "lmg") == 0 ? CSC_DRIVERS_LMG : strcmp(word, "johnson") == 0 ? CSC_DRIVERS_JOHNSON : 0;
    if (method == 0) return kit_usage(k, "--method is lmg or johnson, not \"%s\"", word);
    if (!kit_get_integer(k, "bootstrap", 1, 1000000, 0, &resamples)) return k->code;
    const char **names = NULL;
    csc_column *columns = NULL;
    size_t count = 0;
    kit_value *left_out = kit_array(k);
    const kit_table *t;
    if (list != NULL) {
        const char **drivers = kit_list(k, "drivers", list, &count);
        if (drivers == NULL) return k->code;
        names = kit_alloc(k, (count + 2) * sizeof *names);
        names[0] = outcome;
        memcpy(names + 1, drivers, count * sizeof *names);
        t = kit_read_numbers(k, names, ++count, &columns);
    } else {
        t = kit_read_all_numbers(k, outcome, &names, &count, &columns, left_out);
    }
    if (t == NULL) return k->code;
    if (count < 2) return kit_bad(k, t->file, 0, 0, "there is no column of numbers beside %s", outcome);
    count--;
    csc_error err;
    csc_drivers d;
    double *share = kit_alloc(k, count * sizeof *share), *part = kit_alloc(k, count * sizeof *part);
    csc_error_init(&err);
    csc_status s = csc_drivers_compute(method, &columns[0], columns + 1, count, t->rows, kit_context(k), &d, share, &err);
    if (s != CSC_OK) return kit_fail_row(k, s, &err, t);
    for (size_t i = 0; i < count; i++) part[i] = share[i] / d.r2;
    kit_value *v = kit_object(k);
    kit_set_text(k, v, "definition", method == CSC_DRIVERS_LMG ? "drivers:lmg/1" : "drivers:johnson/1");
    kit_set_text(k, v, "outcome", outcome);
    kit_set_number(k, v, "r2", d.r2);
    kit_set(k, v, "shares", named(k, names + 1, share, count));
    kit_set(k, v, "normalized", named(k, names + 1, part, count));
    kit_set_integer(k, v, "n", (int64_t)d.n);
    kit_set_integer(k, v, "missing", (int64_t)d.missing);
    kit_set_text(k, v, "status", csc_status_word(d.status));
    if (d.collinear > 0) kit_set_integer(k, v, "collinear", d.collinear);
    if (left_out->count > 0) kit_set(k, v, "left_out", left_out);
    if (resamples > 0 && d.status == CSC_OK) {
        double *low = kit_alloc(k, count * sizeof *low), *high = kit_alloc(k, count * sizeof *high), *se = kit_alloc(k, count * sizeof *se);
        uint64_t failed = 0;
        kit_progress_name(k, "resamples");
        s = csc_drivers_bootstrap(method, &columns[0], columns + 1, count, t->rows, (uint64_t)resamples, k->seed, k->level, kit_context(k),
                                  low, high, se, &failed, &err);
        kit_progress_end(k);
        if (s != CSC_OK && s != CSC_E_UNDEFINED) return kit_fail(k, s, &err, t->file);
        kit_set(k, v, "low", named(k, names + 1, low, count));
        kit_set(k, v, "high", named(k, names + 1, high, count));
        kit_set(k, v, "se", named(k, names + 1, se, count));
        kit_set_number(k, v, "level", k->level);
        kit_set_integer(k, v, "resamples", resamples);
        kit_set_integer(k, v, "failed_resamples", (int64_t)failed);
    }
    kit_emit(k, v);
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    (void)count;
    const kit_value *v = results[0], *low = kit_find(v, "low"), *high = kit_find(v, "high");
    kit_say(k, KIT_PLAIN, "%s is explained by %s (R2) from %s rows, %s incomplete ones left out; %s\n\n", kit_text(v, "outcome"),
            kit_percent(k, kit_number(v, "r2"), 1), kit_count(k, kit_number(v, "n")), kit_count(k, kit_number(v, "missing")),
            kit_text(v, "status"));
    kit_grid *g = kit_grid_begin(k, low != NULL ? "Driver|>Of R2|>Share|>Low|>High" : "Driver|>Of R2|>Share");
    const kit_value *part = kit_find(v, "normalized");
    for (const kit_value *m = kit_find(v, "shares")->first; m != NULL; m = m->next) {
        kit_cell(g, KIT_PLAIN, "%s", m->key);
        kit_cell(g, KIT_BOLD, "%s", kit_percent(k, kit_number(part, m->key), 1));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, m->number, 4));
        if (low == NULL) continue;
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(low, m->key), 4));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(high, m->key), 4));
    }
    kit_grid_end(g);
    kit_say(k, KIT_DIM,
            "\nShares say what goes with the outcome in these rows, not what would happen if a driver were changed. csckit explain %s\n",
            kit_text(v, "definition"));
}

const kit_command kit_cmd_drivers = {
    .name = "drivers",
    .summary = "importance of drivers for an outcome, as shares of R2",
    .usage = "--outcome COL [--drivers A,B,...] [--method lmg|johnson] FILE...",
    .help =
        "Regresses an outcome on its drivers and shares the explained variance out among them: by LMG (the mean gain over all orders "
        "of entry, Shapley's value) or by Johnson's relative weights. The shares sum to R2 and do not depend on units. Rows with a blank "
        "are left out and counted.",
    .example = "drivers --outcome experience --drivers expectation expectation.csv",
    .uses = KIT_TABLE | KIT_LEVEL | KIT_SEED,
    .options = options,
    .run = run,
    .text = text};
