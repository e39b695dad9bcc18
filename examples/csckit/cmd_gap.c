/* csckit gap: expectation against experience, by item or by customer. */
#include "gap_result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const kit_option options[] = {
    {"tolerance", "X|auto", "Gaps within X of 0 count as equal; 0 by default. auto: half the standard deviation within customers."},
    {"customers", NULL, "A line a customer: what he expects after his last visit, and how that visit compared."},
    {"weight", "COL", "Weigh the rows of an item by this column."},
    {"noise", "V",
     "With --customers: variance of one experience about the customer's level; estimated within customers by default, 1 when fewer than 30 "
     "have two visits."},
    {"drift", "V", "With --customers: variance that a level gains from visit to visit, 0 by default."},
    {"first", "WORD", "With --customers: what becomes of the stated expectation at the first visit, replace, count or bayes."},
    {"confidence", "P", "With --customers: loyal and lost need this probability."},
    {NULL, NULL, NULL}};

enum { RESPONDENT, EXPERIENCE, EXPECTATION, ITEM, TIME_OR_WEIGHT };

static const char *gap_spec(kit *k, const char *spec) {
    static const char *const names[] = {"tolerance", "noise", "drift", "first", "confidence"};
    int customers = kit_get(k, "customers") != NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (kit_get(k, names[i]) != NULL && (customers || i == 0)) spec = kit_spec(k, spec, names[i], kit_get(k, names[i]));
    if (!customers && kit_get(k, "level") != NULL) spec = kit_spec(k, spec, "level", kit_get(k, "level"));
    return spec;
}

/* ------------------------------------------------------------------- items */

/* Numbers of the accumulator for the labels of a series; a blank label is one like the others. */
static uint32_t *numbers(kit *k, csc_gap *gap, const kit_table *t, const kit_series *s, int items, csc_status *status, csc_error *err) {
    uint32_t *map = kit_alloc(k, (s->label_count + 2) * sizeof *map), *row = kit_alloc(k, (t->rows + 1) * sizeof *row);
    int blanks = 0;
    for (size_t i = 0; i < t->rows; i++) blanks |= s->label[i] == UINT32_MAX;
    for (size_t i = 0; i < s->label_count + (size_t)blanks && *status == CSC_OK; i++) {
        const char *label = i < s->label_count ? s->labels[i] : "";
        size_t length = i < s->label_count ? s->label_length[i] : 0, number = 0;
        *status = items ? csc_gap_item(gap, label, length, &number, err) : csc_gap_respondent(gap, label, length, &number, err);
        map[i] = (uint32_t)number;
    }
    for (size_t i = 0; i < t->rows; i++) row[i] = map[s->label[i] == UINT32_MAX ? s->label_count : s->label[i]];
    return row;
}

static csc_status fill(kit *k, csc_gap *gap, const kit_table *t, int weighted, csc_error *err) {
    csc_status status = CSC_OK;
    csc_column item, weight, expectation = kit_column(k, t, EXPECTATION), experience = kit_column(k, t, EXPERIENCE);
    csc_column respondent = {numbers(k, gap, t, &t->series[RESPONDENT], 0, &status, err), sizeof(uint32_t), CSC_TYPE_U32, 0, NULL, 0};
    if (t->series[ITEM].present) {
        item = (csc_column){numbers(k, gap, t, &t->series[ITEM], 1, &status, err), sizeof(uint32_t), CSC_TYPE_U32, 0, NULL, 0};
    } else if (status == CSC_OK) {
        size_t number;
        status = csc_gap_item(gap, "all", 3, &number, err);
    }
    if (weighted) weight = kit_column(k, t, TIME_OR_WEIGHT);
    if (status == CSC_OK)
        status = csc_gap_add(gap, &respondent, t->series[ITEM].present ? &item : NULL, &expectation, &experience, weighted ? &weight : NULL,
                             t->rows, err);
    return status;
}

int kit_gap_emit(kit *k, const csc_gap *gap) {
    csc_sink sink;
    kit_capture(k, &sink);
    csc_status s = csc_gap_visit(gap, CSC_VISIT_DETAIL, &sink);
    if (s != CSC_OK) return kit_fail(k, s, NULL, NULL);
    kit_emit(k, kit_captured(k));
    const char *path = kit_get(k, "state");
    if (path == NULL) return KIT_CLEAN;
    csc_error err;
    size_t needed = 0;
    csc_error_init(&err);
    s = csc_gap_serialize(gap, NULL, 0, &needed, &err);
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
    void *bytes = kit_alloc(k, needed + 1);
    s = csc_gap_serialize(gap, bytes, needed, &needed, &err);
    if (s == CSC_OK) s = csc_file_write(path, strlen(path), bytes, needed, NULL, &err);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(k, s, &err, path);
}

const kit_wanted kit_gap_columns[5] = {{"respondent_id", KIT_LABEL, KIT_PRESENT},
                                       {"experience", KIT_NUMBER, KIT_REQUIRED},
                                       {"expectation", KIT_NUMBER, KIT_REQUIRED},
                                       {"item", KIT_LABEL, 0},
                                       {"weight", KIT_NUMBER, 0}};

csc_gap *kit_gap_fill(kit *k, const kit_table *t, const char *spec, int weighted) {
    csc_gap *gap = NULL;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_gap_create(&gap, spec, SIZE_MAX, kit_context(k), &err);
    if (s != CSC_OK) {
        kit_fail(k, s, &err, NULL);
        return NULL;
    }
    s = fill(k, gap, t, weighted, &err);
    if (s == CSC_OK) return gap;
    kit_fail_row(k, s, &err, t);
    csc_gap_destroy(gap);
    return NULL;
}

static int run_items(kit *k, const kit_table *t, int weighted) {
    csc_gap *gap = kit_gap_fill(k, t, gap_spec(k, "gap:survey/1"), weighted);
    if (gap == NULL) return k->code;
    int code = kit_gap_emit(k, gap);
    csc_gap_destroy(gap);
    return code;
}

/* --------------------------------------------------------------- customers */

/* One visit: the rows of a customer at one time. */
typedef struct visit {
    uint32_t customer;
    int64_t time;
    size_t row;
    double experience, expectation; /* means over the rows; NaN: blank */
} visit;

static int by_customer_and_time(const void *a, const void *b) {
    const visit *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Means over the rows [from, to) that are there. */
static void mean_of(const visit *v, size_t from, size_t to, visit *out) {
    double sum[2] = {0, 0}, n[2] = {0, 0};
    for (size_t i = from; i < to; i++) {
        if (!isnan(v[i].experience)) sum[0] += v[i].experience, n[0]++;
        if (!isnan(v[i].expectation)) sum[1] += v[i].expectation, n[1]++;
    }
    *out = v[from];
    out->experience = n[0] > 0 ? sum[0] / n[0] : (double)NAN;
    out->expectation = n[1] > 0 ? sum[1] / n[1] : (double)NAN;
}

/* The visits in order of customer and time. With several items the rows of one moment are one visit. */
static visit *visits_of(kit *k, const kit_table *t, size_t *count) {
    visit *v = kit_alloc(k, (t->rows + 1) * sizeof *v);
    for (size_t i = 0; i < t->rows; i++)
        v[i] = (visit){t->series[RESPONDENT].label[i], t->series[TIME_OR_WEIGHT].instant[i], i, t->series[EXPERIENCE].number[i],
                       t->series[EXPECTATION].present ? t->series[EXPECTATION].number[i] : (double)NAN};
    qsort(v, t->rows, sizeof *v, by_customer_and_time);
    *count = t->rows;
    if (!t->series[ITEM].present || t->series[ITEM].label_count < 2) return v;
    size_t n = 0;
    for (size_t from = 0, to; from < t->rows; from = to) {
        for (to = from + 1; to < t->rows && v[to].customer == v[from].customer && v[to].time == v[from].time; to++) continue;
        mean_of(v, from, to, &v[n++]);
    }
    *count = n;
    return v;
}

/* Fills in what the model leaves to be estimated: 1, 0 when the tolerance cannot be, -1 after a message. */
static int estimate(kit *k, const visit *v, size_t count, size_t customers, csc_expectation_model *m, csc_estimate *noise) {
    csc_error err;
    csc_error_init(&err);
    csc_column id = {&v->customer, sizeof *v, CSC_TYPE_U32, 0, NULL, 0}, y = {&v->experience, sizeof *v, CSC_TYPE_F64, 0, NULL, 0};
    csc_status s = csc_expectation_noise(customers, &id, &y, count, kit_context(k), noise, &err);
    if (s != CSC_OK) {
        kit_fail(k, s, &err, NULL);
        return -1;
    }
    if (isnan(m->noise)) m->noise = noise->status == CSC_OK && noise->value > 0 ? noise->value : 1;
    if (!isnan(m->tolerance_low)) return 1;
    if (noise->status != CSC_OK) {
        m->tolerance_low = m->tolerance_high = 0;
        return 0;
    }
    m->tolerance_low = m->tolerance_high = sqrt(noise->value) / 2;
    return 1;
}

static void emit_customer(kit *k, const char *spec, const char *name, size_t length, const csc_expectation *e, const csc_experience *last,
                          uint64_t missing, double noise, const char *noise_source, int zoned) {
    kit_value *v = kit_object(k), *p = kit_object(k);
    kit_set(k, v, "customer", kit_new_text(k, name, length));
    kit_set_text(k, v, "definition", spec);
    kit_set_integer(k, v, "n", e->count);
    kit_set_integer(k, v, "missing", (int64_t)missing);
    kit_set_number(k, v, "expectation", e->mean);
    kit_set_number(k, v, "variance", e->count > 0 ? e->variance : (double)NAN);
    kit_set_number(k, v, "experience", last->experience);
    kit_set_number(k, v, "gap", last->gap);
    if (last->status == CSC_OK && zoned)
        kit_set_text(k, v, "class", csc_class_name(last->code));
    else
        kit_set_null(k, v, "class");
    for (int32_t c = CSC_CLASS_LOYAL; c <= CSC_CLASS_LOST; c++) kit_set_number(k, p, csc_class_name(c), zoned ? last->p[c] : (double)NAN);
    kit_set(k, v, "p", p);
    kit_set_number(k, v, "noise", noise);
    kit_set_text(k, v, "noise_source", noise_source);
    kit_set_text(k, v, "status", csc_status_word(zoned || last->status != CSC_OK ? last->status : CSC_E_TOO_FEW));
    kit_emit(k, v);
}

static int run_customers(kit *k, const kit_table *t) {
    csc_expectation_model m;
    csc_error err;
    csc_error_init(&err);
    const char *spec = gap_spec(k, "gap:customer/1");
    csc_status s = csc_expectation_model_parse(spec, SIZE_MAX, &m, &err);
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
    size_t count = 0, customers = t->series[RESPONDENT].label_count;
    visit *v = visits_of(k, t, &count);
    csc_estimate noise;
    int given = !isnan(m.noise), zoned = estimate(k, v, count, customers, &m, &noise);
    if (zoned < 0) return k->code;
    const char *source = given ? "given" : noise.status == CSC_OK && noise.value > 0 ? "estimated" : "assumed";
    size_t *start = kit_alloc(k, (customers + 1) * sizeof *start); /* of each customer's visits */
    for (size_t i = count; i-- > 0;) start[v[i].customer] = i;
    for (size_t c = 0; c < customers; c++) {
        csc_expectation e;
        csc_experience last = {.expected = NAN, .experience = NAN, .gap = NAN, .p = {NAN, NAN, NAN}, .status = CSC_E_UNDEFINED};
        uint64_t missing = 0;
        size_t i = start[c];
        csc_expectation_init(&e);
        if (!isnan(v[i].expectation)) {
            double precision = 1 / m.noise;
            s = csc_expectation_prior(&v[i].expectation, &precision, 1, &e, &err);
        }
        for (; i < count && v[i].customer == c && s == CSC_OK; i++) {
            if (isnan(v[i].experience)) {
                missing++;
                continue;
            }
            s = csc_expectation_observe(&m, &e, v[i].experience, (double)v[i].time / 86400e6, &last, &err);
            if (s != CSC_OK) err.row = v[i].row;
        }
        if (s != CSC_OK) return kit_fail_row(k, s, &err, t);
        emit_customer(k, spec, t->series[RESPONDENT].labels[c], t->series[RESPONDENT].label_length[c], &e, &last, missing, m.noise, source,
                      zoned);
    }
    return KIT_CLEAN;
}

static int run(kit *k) {
    int customers = kit_get(k, "customers") != NULL;
    const char *weight = customers ? NULL : kit_get(k, "weight");
    if (customers && kit_get(k, "state") != NULL) return kit_usage(k, "--state keeps the items' gaps; it does not go with --customers");
    kit_wanted wanted[5] = {{"respondent_id", KIT_LABEL, KIT_PRESENT},
                            {"experience", KIT_NUMBER, KIT_REQUIRED},
                            {"expectation", KIT_NUMBER, customers ? 0 : KIT_REQUIRED},
                            {"item", KIT_LABEL, 0},
                            {"time", KIT_TIME, KIT_PRESENT}};
    if (!customers) wanted[4] = (kit_wanted){weight == NULL ? "weight" : weight, KIT_NUMBER, weight == NULL ? 0 : KIT_REQUIRED};
    kit_table *t = kit_table_read(k, wanted, 5);
    if (t == NULL) return k->code;
    return customers ? run_customers(k, t) : run_items(k, t, weight != NULL);
}

void kit_gap_text(kit *k, kit_value *const *results, size_t count) {
    if (kit_find(results[0], "items") == NULL) {
        kit_grid *g = kit_grid_begin(k, "Customer|>n|>Expects|>Last|>Gap|Class|>p loyal|>p drifting|>p lost");
        for (size_t i = 0; i < count; i++) {
            const kit_value *v = results[i];
            const char *class_ = kit_text(v, "class");
            kit_cell(g, KIT_PLAIN, "%s", kit_text(v, "customer"));
            kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(v, "n")));
            kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(v, "expectation"), 2));
            kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(v, "experience"), 2));
            kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(v, "gap"), 2));
            kit_cell(g, class_[0] == 'l' && class_[2] == 's' ? KIT_BAD : KIT_PLAIN, "%s", *class_ ? class_ : kit_text(v, "status"));
            kit_cell(g, KIT_DIM, "%s", kit_percent(k, kit_number(v, "p.loyal"), 0));
            kit_cell(g, KIT_DIM, "%s", kit_percent(k, kit_number(v, "p.drifting"), 0));
            kit_cell(g, KIT_DIM, "%s", kit_percent(k, kit_number(v, "p.lost"), 0));
        }
        kit_grid_end(g);
        return;
    }
    kit_grid *g = kit_grid_begin(k, "Item|>Expected|>Experienced|>Gap|>Low|>High|>n|>Missing");
    for (const kit_value *v = kit_find(results[0], "items")->first; v != NULL; v = v->next) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(v, "item"));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(v, "expectation"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(v, "experience"), 2));
        kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(v, "gap"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(v, "low"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(v, "high"), 2));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(v, "n")));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(v, "missing")));
    }
    kit_grid_end(g);
    const kit_value *r = results[0];
    kit_say(k, KIT_PLAIN, "\n%s respondents: ", kit_count(k, kit_number(r, "respondents")));
    kit_say(k, KIT_BOLD, "%s loyal, %s drifting, %s lost", kit_count(k, kit_number(r, "classes.loyal")),
            kit_count(k, kit_number(r, "classes.drifting")), kit_count(k, kit_number(r, "classes.lost")));
    kit_say(k, KIT_PLAIN, " with a tolerance of %s (%s)\n", kit_short(k, kit_number(r, "tolerance")), kit_text(r, "status"));
    const kit_value *warnings = kit_find(r, "warnings");
    for (const kit_value *w = warnings == NULL ? NULL : warnings->first; w != NULL; w = w->next)
        kit_say(k, KIT_WARN, "%.*s\n", (int)w->length, w->text);
    kit_say(k, KIT_DIM, "Classes say how experience compared with expectation, not who comes back. csckit explain gap:survey/1\n");
}

const kit_command kit_cmd_gap = {
    .name = "gap",
    .summary = "Expectation against experience: loyal, drifting or lost",
    .usage = "[--tolerance X|auto] [--customers] FILE...",
    .help =
        "Reads respondent_id, item, expectation, experience (and time) and prints the gap of each item, experience minus expectation, with "
        "its interval, and how many respondents are loyal (above), drifting (within the tolerance) and lost (below) by their mean gap. "
        "With --customers the table is a history: what each customer expects is first the stated expectation of his first row, later the "
        "mean of his experiences; the last visit is judged against it. With several items the rows of one moment are one visit.",
    .example = "gap --tolerance 0.5 expectation.csv",
    .uses = KIT_TABLE | KIT_LEVEL | KIT_STATE,
    .options = options,
    .run = run,
    .text = kit_gap_text};
