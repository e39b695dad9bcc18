/* csckit reliability: Cronbach's alpha with limits, McDonald's omega, item table. */
#include "columns.h"

static const kit_option options[] = {{"items", "A,B,...", "The columns that are meant to measure one thing, keyed in the same direction."},
                                     {NULL, NULL, NULL}};

static int run(kit *k) {
    const char *list = kit_get(k, "items");
    size_t count = 0;
    csc_column *columns = NULL;
    if (list == NULL) return kit_usage(k, "--items is wanted: the columns of the scale, parted by commas");
    const char **names = kit_list(k, "items", list, &count);
    if (names == NULL) return k->code;
    const kit_table *t = kit_read_numbers(k, names, count, &columns);
    if (t == NULL) return k->code;
    csc_error err;
    csc_reliability r;
    double *rest = kit_alloc(k, count * sizeof *rest), *dropped = kit_alloc(k, count * sizeof *dropped);
    csc_error_init(&err);
    csc_status s = csc_reliability_compute(columns, count, t->rows, k->level, kit_context(k), &r, rest, dropped, &err);
    if (s != CSC_OK) return kit_fail_row(k, s, &err, t);
    kit_value *v = kit_object(k), *items = kit_array(k);
    kit_set_text(k, v, "definition", "reliability:alpha/1");
    kit_set_number(k, v, "alpha", r.alpha);
    kit_set_number(k, v, "low", r.low);
    kit_set_number(k, v, "high", r.high);
    kit_set_number(k, v, "level", r.level);
    kit_set_number(k, v, "omega", r.omega);
    kit_set_text(k, v, "omega_status", csc_status_word(r.omega_status));
    kit_set_number(k, v, "standardized_alpha", r.standardized);
    kit_set_number(k, v, "mean_correlation", r.mean_correlation);
    for (size_t i = 0; i < count; i++) {
        kit_value *item = kit_object(k);
        kit_set_text(k, item, "item", names[i]);
        kit_set_number(k, item, "item_rest", rest[i]);
        kit_set_number(k, item, "alpha_without", dropped[i]);
        kit_set(k, items, NULL, item);
    }
    kit_set(k, v, "items", items);
    kit_set_integer(k, v, "n", (int64_t)r.n);
    kit_set_integer(k, v, "missing", (int64_t)r.missing);
    kit_set_text(k, v, "status", csc_status_word(r.status));
    kit_emit(k, v);
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    (void)count;
    const kit_value *v = results[0];
    kit_say(k, KIT_BOLD, "alpha %s", kit_decimal(k, kit_number(v, "alpha"), 3));
    kit_say(k, KIT_PLAIN, " [%s, %s] at %s, standardised %s, omega %s; %s rows, %s incomplete ones left out; %s\n\n",
            kit_decimal(k, kit_number(v, "low"), 3), kit_decimal(k, kit_number(v, "high"), 3), kit_percent(k, kit_number(v, "level"), 0),
            kit_decimal(k, kit_number(v, "standardized_alpha"), 3), kit_decimal(k, kit_number(v, "omega"), 3),
            kit_count(k, kit_number(v, "n")), kit_count(k, kit_number(v, "missing")), kit_text(v, "status"));
    kit_grid *g = kit_grid_begin(k, "Item|>With the rest|>Alpha without");
    for (const kit_value *i = kit_find(v, "items")->first; i != NULL; i = i->next) {
        double rest = kit_number(i, "item_rest");
        kit_cell(g, KIT_PLAIN, "%s", kit_text(i, "item"));
        kit_cell(g, rest < 0 ? KIT_BAD : KIT_PLAIN, "%s", kit_decimal(k, rest, 3));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(i, "alpha_without"), 3));
    }
    kit_grid_end(g);
}

const kit_command kit_cmd_reliability = {
    .name = "reliability",
    .summary = "Cronbach's alpha with limits, omega, item table",
    .usage = "--items A,B,... FILE...",
    .help =
        "How consistently some items measure one thing: Cronbach's alpha with Feldt's limits, alpha of the standardised items, McDonald's "
        "omega of a one-factor model, and for each item its correlation with the sum of the others and alpha without it. A negative "
        "correlation mostly means an item keyed the other way round.",
    .example = "reliability --items expectation,experience expectation.csv",
    .uses = KIT_TABLE | KIT_LEVEL,
    .options = options,
    .run = run,
    .text = text};
