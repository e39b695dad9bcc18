/* csckit wom referral: who brought whom, and what that is worth. */
#include "wom_tables.h"

#include <string.h>

/* The labels of a column as the texts of a csc_text_column. */
static csc_text_column texts(kit *k, const kit_table *t, size_t series) {
    const kit_series *s = &t->series[series];
    int64_t *at = kit_alloc(k, (t->rows + 1) * sizeof *at);
    size_t size = 0;
    for (size_t i = 0; i < t->rows; i++) size += s->label[i] != UINT32_MAX ? s->label_length[s->label[i]] : 0;
    char *bytes = kit_alloc(k, size + 1);
    for (size_t i = 0; i < t->rows; i++) {
        size_t n = s->label[i] != UINT32_MAX ? s->label_length[s->label[i]] : 0;
        if (n > 0) memcpy(bytes + at[i], s->labels[s->label[i]], n);
        at[i + 1] = at[i] + (int64_t)n;
    }
    csc_text_column c = {bytes, at, 8, 0, NULL, 0};
    return c;
}

static int run(kit *k) {
    static const kit_wanted wanted[] = {
        {"from", KIT_LABEL, KIT_REQUIRED}, {"to", KIT_LABEL, KIT_REQUIRED}, {"time", KIT_TIME, 0}, {"value", KIT_NUMBER, 0}};
    static const char *const passed[] = {"value", "cost", "saving", "type_one", "decay"};
    static const char *const names[] = {"value", "cost", "saving", "type-one", "decay"};
    csc_error err;
    csc_error_init(&err);
    kit_table *t = kit_table_read(k, wanted, 4);
    if (t == NULL) return k->code;
    const char *spec = kit_get_or(k, "definition", "wom:referral/1");
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
        if (kit_get(k, names[i]) != NULL) spec = kit_spec(k, spec, passed[i], kit_get(k, names[i]));
    csc_text_column from = texts(k, t, 0), to = texts(k, t, 1);
    csc_column time = {0}, value = {0};
    if (t->series[2].present) time = kit_column(k, t, 2);
    if (t->series[3].present) value = kit_column(k, t, 3);
    csc_wom_referral *r = NULL;
    csc_status s = csc_wom_referral_create(&r, spec, SIZE_MAX, &from, &to, t->series[2].present ? &time : NULL,
                                           t->series[3].present ? &value : NULL, t->rows, kit_context(k), &err);
    if (s != CSC_OK) return kit_fail_row(k, s, &err, t);
    csc_sink sink;
    kit_capture(k, &sink);
    s = csc_wom_referral_visit(r, CSC_VISIT_DETAIL, &sink);
    csc_wom_referral_destroy(r);
    if (s != CSC_OK) return kit_fail(k, s, NULL, NULL);
    kit_emit(k, kit_captured(k));
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    size_t shown = 0;
    (void)count;
    kit_grid *g = kit_grid_begin(k, "Customer|>Brought|>Credit|>Value of referrals|>Levels");
    for (const kit_value *c = kit_find(v, "customers")->first; c != NULL && shown < 20; c = c->next, shown++) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(c, "customer"));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(c, "direct")));
        kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(c, "credit"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(c, "crv"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(c, "depth")));
    }
    kit_grid_end(g);
    kit_say(k, KIT_PLAIN, "\n%s customers, %s referrals that count, %s further referrers of the same person, %s loops.\n",
            kit_count(k, kit_number(v, "n")), kit_count(k, kit_number(v, "referrals")), kit_count(k, kit_number(v, "repeats")),
            kit_count(k, kit_number(v, "loops")));
    for (const kit_value *c = kit_find(v, "cycles")->first; c != NULL; c = c->next) {
        kit_say(k, KIT_WARN, "A circle, which no log can hold:");
        for (const kit_value *name = c->first; name != NULL; name = name->next) kit_say(k, KIT_WARN, " %s", name->text);
        kit_say(k, KIT_WARN, "\n");
    }
    kit_say(k, KIT_DIM, "\n%s\n", kit_text(v, "definition"));
}

static const kit_option options[] = {{"value", "MONEY", "What a customer is worth, where the table has no column value; 0 by default."},
                                     {"cost", "MONEY", "Reward paid for a referral."},
                                     {"saving", "MONEY", "Acquisition cost that a referral spares."},
                                     {"type-one", "SHARE", "Share of those brought who would not have come otherwise, 1 by default."},
                                     {"decay", "SHARE", "What indirect credit keeps from level to level, 0.5 by default."},
                                     {"definition", "ID", "wom:referral/1 with parameters."},
                                     {NULL, NULL, NULL}};

const kit_command kit_cmd_wom_referral = {
    .name = "wom referral",
    .summary = "Who brought whom, and what that is worth",
    .usage = "[--value MONEY] [--decay SHARE] FILE...",
    .help =
        "Reads a referral log (columns from, to and, if known, time and value) and prints each customer's credit for people brought, "
        "directly and through others, and the customer referral value. The first referrer of a person counts. Circles, repeats and loops "
        "are named.",
    .example = "wom referral --value 120 --saving 15 referrals.csv",
    .uses = KIT_TABLE,
    .options = options,
    .run = run,
    .text = text};
