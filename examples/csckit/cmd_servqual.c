/* csckit servqual: expectation and experience by dimension, SERVQUAL beside SERVPERF. */
#include "columns.h"

#include <math.h>
#include <string.h>

static const kit_option options[] = {
    {"dimensions", "FILE", "The dimensions in YAML: {schema: 1, dimensions: {Reliability: {items: [Q5, Q6], weight: 0.32}, ...}}."},
    {NULL, NULL, NULL}};

typedef struct scale {
    const char **name, **item;
    uint32_t *dimension; /* of each item */
    double *weight;      /* NULL: equal */
    size_t dimensions, items;
} scale;

static int read_dimension(kit *k, const csc_tree *t, uint32_t node, const char *path, scale *s) {
    csc_error err;
    csc_error_init(&err);
    uint32_t items = 0, weight = csc_tree_get(t, node, "weight", 6);
    size_t length = 0, count = 0, d = s->dimensions;
    const char *key = csc_tree_key(t, node, &length);
    csc_status status = csc_tree_check_keys(t, node, "items|weight", &err);
    if (status == CSC_OK) status = csc_tree_require(t, node, "items", 5, 0, &items, &err);
    if (status == CSC_OK && (weight != CSC_TREE_NONE) != (s->weight != NULL) && d > 0)
        status = csc_tree_fail(t, node, CSC_E_INVALID, "Either all dimensions have a weight or none has.", &err);
    if (status == CSC_OK && weight != CSC_TREE_NONE) {
        if (s->weight == NULL) s->weight = kit_alloc(k, 1000 * sizeof *s->weight);
        status = csc_tree_number(t, weight, &s->weight[d], &err);
        if (status == CSC_OK && s->weight[d] < 0) status = csc_tree_fail(t, weight, CSC_E_RANGE, "A weight is 0 or more.", &err);
    }
    if (status != CSC_OK) return kit_yaml_fail(k, status, &err, path);
    const char **list = kit_yaml_list(k, t, items, path, &count);
    if (list == NULL) return k->code;
    s->name[s->dimensions++] = kit_copy(k, key, length);
    s->item = kit_resize(k, s->item, (s->items + count + 1) * sizeof *s->item);
    s->dimension = kit_resize(k, s->dimension, (s->items + count + 1) * sizeof *s->dimension);
    for (size_t i = 0; i < count; i++) {
        s->item[s->items] = list[i];
        s->dimension[s->items++] = (uint32_t)d;
    }
    return KIT_CLEAN;
}

static int read_scale(kit *k, const char *path, scale *s) {
    csc_error err;
    csc_error_init(&err);
    csc_tree *t = kit_yaml(k, path);
    if (t == NULL) return k->code;
    uint32_t dimensions = 0;
    csc_status status = csc_tree_check_keys(t, csc_tree_root(t), "schema|dimensions|name", &err);
    if (status == CSC_OK) status = csc_tree_require(t, csc_tree_root(t), "dimensions", 10, CSC_TREE_OBJECT, &dimensions, &err);
    if (status == CSC_OK && (csc_tree_count(t, dimensions) == 0 || csc_tree_count(t, dimensions) > 1000))
        status = csc_tree_fail(t, dimensions, CSC_E_LIMIT, "There must be 1 to 1,000 dimensions.", &err);
    int code = KIT_CLEAN;
    if (status != CSC_OK) {
        code = kit_yaml_fail(k, status, &err, path);
    } else {
        s->name = kit_alloc(k, (csc_tree_count(t, dimensions) + 1) * sizeof *s->name);
        s->item = kit_alloc(k, sizeof *s->item);
        s->dimension = kit_alloc(k, sizeof *s->dimension);
        for (uint32_t d = csc_tree_first(t, dimensions); d != CSC_TREE_NONE && code == KIT_CLEAN; d = csc_tree_next(t, d))
            code = read_dimension(k, t, d, path, s);
    }
    csc_tree_destroy(t);
    return code;
}

/* ------------------------------------------------------------------ tables */

typedef struct answers {
    csc_column *experience, *expectation; /* a column an item; expectation NULL without */
    size_t rows;
    uint64_t missing; /* blank cells */
} answers;

enum { ITEM, RESPONDENT, EXPERIENCE, EXPECTATION };

/* The item of a label, or SIZE_MAX. */
static size_t item_of(const scale *s, const char *label, size_t length) {
    for (size_t i = 0; i < s->items; i++)
        if (strlen(s->item[i]) == length && memcmp(s->item[i], label, length) == 0) return i;
    return SIZE_MAX;
}

/* Answers of a long table, a row an answer: a matrix of respondents and items. Several answers to one item count by their mean. */
static int from_long(kit *k, const kit_table *t, const scale *s, answers *a) {
    const kit_series *item = &t->series[ITEM], *who = &t->series[RESPONDENT];
    int both = t->series[EXPECTATION].present;
    size_t n = who->label_count, cells = n * s->items;
    size_t *map = kit_alloc(k, (item->label_count + 1) * sizeof *map);
    unsigned char *seen = kit_alloc(k, s->items + 1);
    for (size_t i = 0; i < item->label_count; i++) {
        map[i] = item_of(s, item->labels[i], item->label_length[i]);
        if (map[i] != SIZE_MAX) seen[map[i]] = 1;
    }
    for (size_t i = 0; i < s->items; i++)
        if (!seen[i]) return kit_bad(k, t->file, 0, 0, "no row has the item %s, which the dimensions name", s->item[i]);
    double *sum[2], *count[2];
    for (int side = 0; side < 2; side++) {
        sum[side] = kit_alloc(k, (cells + 1) * sizeof **sum);
        count[side] = kit_alloc(k, (cells + 1) * sizeof **count);
    }
    for (size_t r = 0; r < t->rows; r++) {
        if (item->label[r] == UINT32_MAX || who->label[r] == UINT32_MAX || map[item->label[r]] == SIZE_MAX) continue;
        size_t cell = map[item->label[r]] * n + who->label[r];
        for (int side = 0; side < 1 + both; side++) {
            double x = t->series[side == 0 ? EXPERIENCE : EXPECTATION].number[r];
            if (isnan(x)) a->missing++;
            if (isnan(x)) continue;
            sum[side][cell] += x;
            count[side][cell]++;
        }
    }
    for (int side = 0; side < 1 + both; side++) {
        csc_column *columns = kit_alloc(k, (s->items + 1) * sizeof *columns);
        for (size_t c = 0; c < cells; c++) sum[side][c] = count[side][c] > 0 ? sum[side][c] / count[side][c] : (double)NAN;
        for (size_t i = 0; i < s->items; i++) columns[i] = (csc_column){sum[side] + i * n, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
        if (side == 0)
            a->experience = columns;
        else
            a->expectation = columns;
    }
    a->rows = n;
    return KIT_CLEAN;
}

static int read_answers(kit *k, const scale *s, answers *a) {
    static const kit_wanted wanted[] = {
        {"item", KIT_LABEL, 0}, {"respondent_id", KIT_LABEL, 0}, {"experience", KIT_NUMBER, 0}, {"expectation", KIT_NUMBER, 0}};
    kit_table *t = kit_table_read(k, wanted, 4);
    if (t == NULL) return k->code;
    if (t->series[ITEM].present && t->series[RESPONDENT].present && t->series[EXPERIENCE].present) return from_long(k, t, s, a);
    /* a column an item: experience alone */
    t = kit_read_numbers(k, s->item, s->items, &a->experience);
    if (t == NULL) return k->code;
    a->rows = t->rows;
    for (size_t i = 0; i < s->items; i++)
        for (size_t r = 0; r < t->rows; r++)
            if (isnan(t->series[i].number[r])) a->missing++;
    return KIT_CLEAN;
}

static int run(kit *k) {
    scale s = {0};
    answers a = {0};
    const char *path = kit_get(k, "dimensions");
    if (path == NULL) return kit_usage(k, "--dimensions is wanted: a file that says which items make which dimension");
    if (read_scale(k, path, &s) != KIT_CLEAN || read_answers(k, &s, &a) != KIT_CLEAN) return k->code;
    csc_error err;
    csc_error_init(&err);
    csc_servqual *d = kit_alloc(k, s.dimensions * sizeof *d);
    double score = (double)NAN, servperf = 0;
    csc_status status = csc_servqual_compute(a.experience, a.expectation, s.items, a.rows, s.dimension, s.dimensions, s.weight,
                                             kit_context(k), d, &score, &err);
    if (status != CSC_OK) return kit_fail(k, status, &err, path);
    kit_value *v = kit_object(k), *list = kit_array(k);
    for (size_t i = 0; i < s.dimensions; i++) {
        kit_value *o = kit_object(k);
        kit_set_text(k, o, "name", s.name[i]);
        kit_set_number(k, o, "gap", d[i].gap);
        kit_set_number(k, o, "se", d[i].gap_se);
        kit_set_number(k, o, "servperf", d[i].servperf);
        kit_set_number(k, o, "servperf_sd", d[i].servperf_sd);
        kit_set_number(k, o, "weight", d[i].weight);
        kit_set_integer(k, o, "n", (int64_t)d[i].n);
        kit_set_text(k, o, "status", csc_status_word(d[i].status));
        kit_set(k, list, NULL, o);
        if (d[i].weight > 0) servperf += d[i].weight * d[i].servperf;
    }
    kit_set_text(k, v, "definition", "servqual:gap/1");
    kit_set(k, v, "dimensions", list);
    kit_set_number(k, v, "score", score);
    kit_set_number(k, v, "servperf_score", servperf);
    kit_set_integer(k, v, "n", (int64_t)a.rows);
    kit_set_integer(k, v, "missing", (int64_t)a.missing);
    kit_set_text(k, v, "status", csc_status_word(isnan(score) ? CSC_E_UNDEFINED : CSC_OK));
    kit_emit(k, v);
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    (void)count;
    const kit_value *v = results[0];
    kit_grid *g = kit_grid_begin(k, "Dimension|>Gap|>SE|>Experience|>SD|>Weight|>n");
    for (const kit_value *d = kit_find(v, "dimensions")->first; d != NULL; d = d->next) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(d, "name"));
        kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(d, "gap"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(d, "se"), 2));
        kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(d, "servperf"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(d, "servperf_sd"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_percent(k, kit_number(d, "weight"), 0));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(d, "n")));
    }
    kit_grid_end(g);
    kit_say(k, KIT_PLAIN, "\nWeighted score %s, experience alone %s (%s respondents, %s blank cells)\n",
            kit_decimal(k, kit_number(v, "score"), 3), kit_decimal(k, kit_number(v, "servperf_score"), 3), kit_count(k, kit_number(v, "n")),
            kit_count(k, kit_number(v, "missing")));
}

const kit_command kit_cmd_servqual = {
    .name = "servqual",
    .summary = "SERVQUAL gaps and SERVPERF scores by dimension",
    .usage = "--dimensions FILE FILE...",
    .help =
        "Reads respondent_id, item, expectation and experience and scores the dimensions that a YAML file makes of the items: the gap "
        "(experience minus expectation) and the experience alone, each the mean over respondents of the mean of their answered items. A "
        "table with a column for each item is taken as experience alone. Without weights all dimensions weigh the same.",
    .example = "servqual --help",
    .uses = KIT_TABLE,
    .options = options,
    .run = run,
    .text = text};
