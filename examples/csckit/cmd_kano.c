/* csckit kano: which properties delight, which are taken for granted. */
#include "kit.h"

#include <math.h>
#include <string.h>

enum { ITEM, FUNCTIONAL, DYSFUNCTIONAL };

/* 1 to 5 for a number or the words of the questionnaire; 0 for anything else. */
static int answer_of(const char *text, size_t length) {
    static const struct {
        const char *word;
        int answer;
    } words[] = {{"1", 1},       {"2", 2},      {"3", 3},       {"4", 4},         {"5", 5},         {"1.0", 1},
                 {"2.0", 2},     {"3.0", 3},    {"4.0", 4},     {"5.0", 5},       {"like", 1},      {"must-be", 2},
                 {"must be", 2}, {"expect", 2}, {"neutral", 3}, {"live-with", 4}, {"live with", 4}, {"dislike", 5}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i].word) == length && memcmp(words[i].word, text, length) == 0) return words[i].answer;
    return 0;
}

/* A column of answers; NULL after a message. */
static uint8_t *answers(kit *k, const kit_table *t, size_t series, uint8_t *valid, csc_column *out) {
    const kit_series *s = &t->series[series];
    uint8_t *x = kit_alloc(k, t->rows + 1);
    for (size_t r = 0; r < t->rows; r++) {
        if (s->label[r] == UINT32_MAX) continue;
        int a = answer_of(s->labels[s->label[r]], s->label_length[s->label[r]]);
        if (a == 0) {
            csc_error err;
            csc_error_init(&err);
            err.row = r;
            err.status = CSC_E_RANGE;
            snprintf(err.key, sizeof err.key, "%s", s->name);
            snprintf(err.message, sizeof err.message, "an answer is 1 to 5, or like, must-be, neutral, live-with, dislike");
            kit_fail_row(k, CSC_E_RANGE, &err, t);
            return NULL;
        }
        x[r] = (uint8_t)a;
        valid[r / 8] = (uint8_t)(valid[r / 8] | 1u << (r % 8));
    }
    *out = (csc_column){x, 1, CSC_TYPE_U8, 0, valid, 0};
    return x;
}

static kit_value *item_value(kit *k, const char *name, size_t length, const uint64_t *count, uint64_t missing) {
    csc_kano e;
    kit_value *v = kit_object(k), *counts = kit_object(k);
    if (csc_kano_from_counts(count, &e, NULL) != CSC_OK) return v;
    kit_set(k, v, "item", kit_new_text(k, name, length));
    for (int32_t c = CSC_KANO_A; c <= CSC_KANO_Q; c++) kit_set_integer(k, counts, csc_kano_letter(c), (int64_t)e.count[c]);
    kit_set(k, v, "counts", counts);
    if (e.category == CSC_KANO_NONE)
        kit_set_null(k, v, "category");
    else
        kit_set_text(k, v, "category", csc_kano_letter(e.category));
    kit_set_number(k, v, "cs_plus", e.cs_plus);
    kit_set_number(k, v, "cs_minus", e.cs_minus);
    kit_set_number(k, v, "category_strength", e.category_strength);
    kit_set_number(k, v, "total_strength", e.total_strength);
    kit_set_number(k, v, "fong_threshold", e.fong_threshold);
    kit_set_boolean(k, v, "significant", e.significant);
    kit_set_integer(k, v, "n", (int64_t)e.n);
    kit_set_integer(k, v, "missing", (int64_t)missing);
    kit_set_text(k, v, "status", csc_status_word(e.status));
    return v;
}

static int run(kit *k) {
    static const kit_wanted wanted[] = {
        {"item", KIT_LABEL, 0}, {"functional", KIT_LABEL, KIT_REQUIRED}, {"dysfunctional", KIT_LABEL, KIT_REQUIRED}};
    const kit_table *t = kit_table_read(k, wanted, 3);
    if (t == NULL) return k->code;
    int items_there = t->series[ITEM].present;
    const kit_series *s = &t->series[ITEM];
    size_t items = items_there ? s->label_count + 1 : 1, bits = t->rows / 8 + 1; /* the last one: rows without an item */
    csc_column functional, dysfunctional, item = {0};
    if (answers(k, t, FUNCTIONAL, kit_alloc(k, bits), &functional) == NULL) return k->code;
    if (answers(k, t, DYSFUNCTIONAL, kit_alloc(k, bits), &dysfunctional) == NULL) return k->code;
    if (items_there) {
        uint32_t *number = kit_alloc(k, (t->rows + 1) * sizeof *number);
        for (size_t r = 0; r < t->rows; r++) number[r] = s->label[r] == UINT32_MAX ? (uint32_t)s->label_count : s->label[r];
        item = (csc_column){number, sizeof *number, CSC_TYPE_U32, 0, NULL, 0};
    }
    csc_error err;
    csc_error_init(&err);
    uint64_t *count = kit_alloc(k, items * 6 * sizeof *count), *missing = kit_alloc(k, items * sizeof *missing), n = 0, blank = 0;
    csc_status status = csc_kano_count(items_there ? &item : NULL, &functional, &dysfunctional, t->rows, items, count, missing, &err);
    if (status != CSC_OK) return kit_fail_row(k, status, &err, t);
    kit_value *v = kit_object(k), *list = kit_array(k);
    for (size_t i = 0; i < items; i++) {
        uint64_t own = missing[i];
        for (size_t c = 0; c < 6; c++) own += count[i * 6 + c];
        blank += missing[i];
        n += own - missing[i];
        if (items_there && i == s->label_count && own == 0) continue;
        const char *name = !items_there ? "all" : i < s->label_count ? s->labels[i] : "";
        kit_set(k, list, NULL,
                item_value(k, name, items_there && i < s->label_count ? s->label_length[i] : strlen(name), count + i * 6, missing[i]));
    }
    kit_set_text(k, v, "definition", "kano:discrete/1");
    kit_set(k, v, "items", list);
    kit_set_integer(k, v, "n", (int64_t)n);
    kit_set_integer(k, v, "missing", (int64_t)blank);
    kit_set_text(k, v, "status", csc_status_word(n > 0 ? CSC_OK : CSC_E_UNDEFINED));
    kit_emit(k, v);
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    (void)count;
    kit_grid *g = kit_grid_begin(k, "Item|Category|>CS+|>CS-|>A|>O|>M|>I|>R|>Q|>n|>Missing|Clear");
    for (const kit_value *v = kit_find(results[0], "items")->first; v != NULL; v = v->next) {
        const kit_value *counts = kit_find(v, "counts"), *clear = kit_find(v, "significant");
        kit_cell(g, KIT_PLAIN, "%s", kit_text(v, "item"));
        kit_cell(g, KIT_BOLD, "%s", kit_text(v, "category"));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(v, "cs_plus"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(v, "cs_minus"), 2));
        for (int32_t c = CSC_KANO_A; c <= CSC_KANO_Q; c++)
            kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(counts, csc_kano_letter(c))));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(v, "n")));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(v, "missing")));
        kit_cell(g, KIT_DIM, "%s", clear != NULL && clear->integer ? "yes" : "no");
    }
    kit_grid_end(g);
    kit_say(k, KIT_DIM,
            "\nA attractive, O one-dimensional, M must-be, I indifferent, R reverse, Q questionable; clear: the two largest counts differ "
            "(Fong's test). csckit explain kano:discrete/1\n");
}

const kit_command kit_cmd_kano = {
    .name = "kano",
    .summary = "Kano categories and coefficients by item",
    .usage = "FILE...",
    .help =
        "Reads item, functional and dysfunctional (\"how do you feel if it is so\", \"if it is not so\"; 1 like, 2 must be so, 3 neutral, "
        "4 can live with it, 5 dislike, as numbers or words) and prints each item's counts, category, satisfaction coefficients, strengths "
        "and whether the category is clear.",
    .example = "kano --help",
    .uses = KIT_TABLE,
    .options = NULL,
    .run = run,
    .text = text};
