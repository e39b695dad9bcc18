/* csckit impact: the chain from findings to the money at risk, from a small YAML file and a customer table. */
#include "kit.h"

#include <math.h>
#include <string.h>

enum { ID, OTHER_ID, EXPECTATION, EXPERIENCE, DEVIATION, RATE, VALUE, WANTED };

static const kit_wanted columns[WANTED] = {{"customer_id", KIT_LABEL, 0},
                                           {"respondent_id", KIT_LABEL, 0},
                                           {"expectation", KIT_NUMBER, KIT_REQUIRED},
                                           {"experience", KIT_NUMBER, KIT_REQUIRED},
                                           {"deviation", KIT_NUMBER, 0},
                                           {"rate", KIT_NUMBER, 0},
                                           {"value", KIT_NUMBER, 0}};

/* The YAML file being read. */
typedef struct document {
    kit *k;
    const char *file;
    csc_tree *tree;
    uint32_t root;
} document;

static int fail(document *d, uint32_t node, const char *what) {
    uint64_t line = 0, column = 0;
    if (csc_tree_position(d->tree, node, 0, &line, &column, NULL) != CSC_OK) line = column = 0;
    return kit_bad(d->k, d->file, line, column, "%s", what);
}

static uint32_t member(const document *d, uint32_t node, const char *key) {
    return csc_tree_get(d->tree, node, key, strlen(key));
}

/* 1 when read or absent, 0 after a message. */
static int number(document *d, uint32_t node, const char *key, double *value) {
    csc_error err;
    csc_error_init(&err);
    uint32_t found = member(d, node, key);
    if (found == CSC_TREE_NONE) return 1;
    if (csc_tree_number(d->tree, found, value, &err) == CSC_OK) return 1;
    fail(d, found, "a number is due here");
    return 0;
}

/* A link: a number, the word preset, {value, se} or {value, low, high}. */
static int read_link(document *d, uint32_t node, const char *key, csc_impact_link *link) {
    uint32_t found = member(d, node, key);
    csc_error err;
    csc_error_init(&err);
    if (found == CSC_TREE_NONE || csc_tree_text_is(d->tree, found, "preset", 6)) return 1;
    csc_impact_link l = {.kind = CSC_IMPACT_GIVEN, .se = NAN, .low = NAN, .high = NAN, .value = NAN};
    if (csc_tree_kind(d->tree, found) != CSC_TREE_OBJECT) {
        if (csc_tree_number(d->tree, found, &l.value, &err) != CSC_OK) {
            fail(d, found, "a number, preset, {value, se} or {value, low, high} is due here");
            return 0;
        }
    } else {
        if (csc_tree_check_keys(d->tree, found, "value|se|low|high", &err) != CSC_OK) {
            kit_fail(d->k, err.status, &err, d->file);
            return 0;
        }
        if (!number(d, found, "value", &l.value) || !number(d, found, "se", &l.se) || !number(d, found, "low", &l.low) ||
            !number(d, found, "high", &l.high))
            return 0;
        if (isnan(l.value) || isnan(l.low) != isnan(l.high) || (!isnan(l.se) && !isnan(l.low))) {
            fail(d, found, "a link has a value, and either se or low and high");
            return 0;
        }
    }
    if (!isnan(l.se)) l.kind = CSC_IMPACT_ESTIMATED;
    if (isnan(l.low)) l.low = l.high = l.value;
    *link = l;
    return 1;
}

static int read_links(document *d, csc_impact_links *l) {
    static const char allowed[] = "effect|tolerance|leaves_loyal|leaves_drifting|leaves_lost|tellings|hearer_lost|hearer_value|contact";
    const struct {
        const char *name;
        csc_impact_link *link;
    } links[] = {{"effect", &l->effect},
                 {"tolerance", &l->tolerance},
                 {"leaves_loyal", &l->leaves_loyal},
                 {"leaves_drifting", &l->leaves_drifting},
                 {"leaves_lost", &l->leaves_lost},
                 {"tellings", &l->tellings},
                 {"hearer_lost", &l->hearer_lost},
                 {"hearer_value", &l->hearer_value},
                 {"contact", &l->contact}};
    csc_error err;
    csc_error_init(&err);
    csc_impact_links_init(l);
    if (!number(d, d->root, "population", &l->population)) return 0;
    uint32_t node = member(d, d->root, "links");
    if (node == CSC_TREE_NONE) return 1;
    if (csc_tree_check_keys(d->tree, node, allowed, &err) != CSC_OK) {
        kit_fail(d->k, err.status, &err, d->file);
        return 0;
    }
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (!read_link(d, node, links[i].name, links[i].link)) return 0;
    return 1;
}

/* Customers: one entry an id, the mean of its rows. */
typedef struct customers {
    kit_dictionary *names;
    double *mean[WANTED];
    size_t count;
} customers;

static int read_customers(document *d, customers *c, double fallback_value, double fallback_deviation) {
    kit *k = d->k;
    size_t length;
    uint32_t node = member(d, d->root, "customers");
    const char *name = csc_tree_text(d->tree, node, &length), *slash = strrchr(d->file, '/');
    if (node == CSC_TREE_NONE || name == NULL) {
        fail(d, node == CSC_TREE_NONE ? d->root : node, "customers: the table of customers, relative to this file, is wanted");
        return 0;
    }
    /* beside the YAML file */
    const char *path = slash != NULL && name[0] != '/' ? kit_print(k, "%.*s/%.*s", (int)(slash - d->file), d->file, (int)length, name)
                                                       : kit_copy(k, name, length);
    kit_table *t = kit_table_read_file(k, path, columns, WANTED);
    if (t == NULL) return 0;
    int id = t->series[ID].present ? ID : OTHER_ID;
    if (!t->series[id].present) {
        kit_bad(k, t->file, 1, 0, "no column \"customer_id\" or \"respondent_id\"");
        return 0;
    }
    c->names = kit_dictionary_new(k);
    for (int w = EXPECTATION; w < WANTED; w++) c->mean[w] = kit_alloc(k, (t->rows + 1) * sizeof(double));
    double *seen[WANTED];
    for (int w = EXPECTATION; w < WANTED; w++) seen[w] = kit_alloc(k, (t->rows + 1) * sizeof(double));
    for (size_t i = 0; i < t->rows; i++) {
        uint32_t label = t->series[id].label[i];
        if (label == UINT32_MAX) continue;
        uint32_t who = kit_dictionary_add(c->names, t->series[id].labels[label], t->series[id].label_length[label]);
        for (int w = EXPECTATION; w < WANTED; w++) {
            double v = t->series[w].present ? t->series[w].number[i] : (double)NAN;
            if (isnan(v)) continue;
            seen[w][who]++;
            c->mean[w][who] += (v - c->mean[w][who]) / seen[w][who];
        }
    }
    c->count = kit_dictionary_count(c->names);
    for (size_t i = 0; i < c->count; i++) {
        for (int w = EXPECTATION; w < WANTED; w++)
            if (seen[w][i] == 0) c->mean[w][i] = w == VALUE ? fallback_value : w == DEVIATION ? fallback_deviation : (double)NAN;
    }
    return 1;
}

static csc_column column(const double *v) {
    csc_column c = {v, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    return c;
}

/* The first of the calling list. */
static int add_calls(kit *k, kit_value *v, const csc_impact *chain, const customers *c) {
    int64_t count = 0;
    if (!kit_get_integer(k, "calls", 0, 1000000, 10, &count)) return k->code;
    size_t *rows = kit_alloc(k, ((size_t)count + 1) * sizeof *rows), found = csc_impact_calling_list(chain, rows, (size_t)count);
    kit_value *list = kit_array(k);
    for (size_t i = 0; i < found; i++) {
        csc_impact_customer one;
        if (csc_impact_customer_get(chain, rows[i], &one) != CSC_OK) continue;
        size_t length;
        const char *name = kit_dictionary_text(c->names, (uint32_t)rows[i], &length);
        kit_value *call = kit_object(k);
        kit_set(k, call, "customer", kit_new_text(k, name, length));
        kit_set_number(k, call, "leaves", one.leaves);
        kit_set_number(k, call, "at_risk", one.at_risk);
        kit_set_number(k, call, "saved", one.saved);
        kit_set(k, list, NULL, call);
    }
    kit_set(k, v, "calls", list);
    return KIT_CLEAN;
}

static int compute(document *d) {
    kit *k = d->k;
    csc_impact_links links;
    customers c = {0};
    double value = NAN, deviation = NAN, draws = NAN, level = NAN, seed = NAN;
    csc_error err;
    csc_error_init(&err);
    if (csc_tree_check_keys(d->tree, d->root, "schema|customers|value|deviation|population|links|draws|level|seed", &err) != CSC_OK)
        return kit_fail(k, err.status, &err, d->file);
    if (!number(d, d->root, "value", &value) || !number(d, d->root, "deviation", &deviation) || !number(d, d->root, "draws", &draws) ||
        !number(d, d->root, "level", &level) || !number(d, d->root, "seed", &seed) || !read_links(d, &links) ||
        !read_customers(d, &c, value, deviation))
        return k->code;
    const char *spec = "impact:chain/1";
    if (!isnan(draws)) spec = kit_spec(k, spec, "draws", kit_print(k, "%.0f", draws));
    if (!isnan(level)) spec = kit_spec(k, spec, "level", kit_print(k, "%.10g", level));
    if (!isnan(seed)) spec = kit_spec(k, spec, "seed", kit_print(k, "%.0f", seed));
    csc_column e = column(c.mean[EXPECTATION]), x = column(c.mean[EXPERIENCE]), s = column(c.mean[DEVIATION]), r = column(c.mean[RATE]),
               v = column(c.mean[VALUE]);
    csc_impact *chain = NULL;
    kit_progress_name(k, "draws");
    csc_status status = csc_impact_create(&chain, spec, SIZE_MAX, &links, &e, &x, &s, &r, &v, c.count, kit_context(k), &err);
    if (status != CSC_OK) return kit_fail(k, status, &err, d->file);
    csc_sink sink;
    kit_capture(k, &sink);
    status = csc_impact_visit(chain, CSC_VISIT_DETAIL, &sink);
    int code = KIT_CLEAN;
    if (status == CSC_OK) {
        kit_value *result = kit_captured(k);
        code = add_calls(k, result, chain, &c);
        if (code == KIT_CLEAN) kit_emit(k, result);
    } else {
        code = kit_fail(k, status, NULL, NULL);
    }
    csc_impact_destroy(chain);
    return code;
}

static int run(kit *k) {
    if (k->file_count != 1) return kit_usage(k, "one YAML file is wanted: csckit impact impact.yaml");
    document d = {k, k->files[0], NULL, CSC_TREE_NONE};
    csc_file *f = NULL;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_file_open(&f, d.file, strlen(d.file), 1 << 20, NULL, &err);
    if (s == CSC_OK) s = csc_tree_create(&d.tree, NULL);
    if (s == CSC_OK) s = csc_tree_parse_yaml(d.tree, csc_file_bytes(f), csc_file_length(f), &err);
    int code;
    if (s != CSC_OK) {
        code = kit_fail(k, s, &err, d.file);
    } else {
        d.root = csc_tree_root(d.tree);
        code = csc_tree_kind(d.tree, d.root) == CSC_TREE_OBJECT ? compute(&d) : kit_bad(k, d.file, 1, 1, "keys and values are wanted");
    }
    csc_tree_destroy(d.tree);
    csc_file_destroy(f);
    return code;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    (void)count;
    kit_say(k, KIT_BOLD, "%s", kit_decimal(k, kit_number(v, "at_risk"), 0));
    kit_say(k, KIT_PLAIN, " at risk among %s customers", kit_count(k, kit_number(v, "n")));
    if (!isnan(kit_number(v, "low")))
        kit_say(k, KIT_PLAIN, " (%s %s: %s to %s)", kit_percent(k, kit_number(v, "level"), 0),
                strcmp(kit_text(v, "interval"), "partial") == 0 ? "partial interval" : "interval", kit_decimal(k, kit_number(v, "low"), 0),
                kit_decimal(k, kit_number(v, "high"), 0));
    kit_say(k, KIT_PLAIN, ":\n%s of lost sales and %s by word of mouth; %s would be spared without findings.\n\n",
            kit_decimal(k, kit_number(v, "lost_sales"), 0), kit_decimal(k, kit_number(v, "lost_by_word_of_mouth"), 0),
            kit_decimal(k, kit_number(v, "avoidable"), 0));
    const kit_value *calls = kit_find(v, "calls");
    if (calls != NULL && calls->first != NULL) {
        kit_grid *g = kit_grid_begin(k, "Call these first|>Leaves|>At risk|>A call saves");
        for (const kit_value *c = calls->first; c != NULL; c = c->next) {
            kit_cell(g, KIT_PLAIN, "%s", kit_text(c, "customer"));
            kit_cell(g, KIT_PLAIN, "%s", kit_percent(k, kit_number(c, "leaves"), 1));
            kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(c, "at_risk"), 2));
            kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(c, "saved"), 2));
        }
        kit_grid_end(g);
        kit_say(k, KIT_PLAIN, "\n");
    }
    kit_grid *g = kit_grid_begin(k, "What moves it most|>Change|>Effect");
    size_t shown = 0;
    for (const kit_value *s = kit_find(v, "sensitivity")->first; s != NULL && shown < 10; s = s->next, shown++) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(s, "input"));
        kit_cell(g, KIT_PLAIN, "%s", kit_short(k, kit_number(s, "change")));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(s, "effect"), 0));
    }
    kit_grid_end(g);
    if (strcmp(kit_text(v, "status"), "ok") != 0) kit_say(k, KIT_WARN, "%s\n", kit_text(v, "status"));
    kit_say(k, KIT_DIM, "\n%s. What is at risk if the links hold, not what will happen.\n", kit_text(v, "definition"));
}

static const kit_option options[] = {{"calls", "N", "How many customers of the calling list, 10 by default."}, {NULL, NULL, NULL}};

const kit_command kit_cmd_impact = {
    .name = "impact",
    .summary = "From findings to lost customers, lost hearers and money",
    .usage = "FILE.yaml",
    .help = "Reads a YAML file: customers (a table beside it with customer_id, expectation, experience and, if known, deviation, rate and "
            "value; several rows of a customer are averaged), value and deviation where the table has none, population, and links, each a "
            "number, preset, {value, se} or {value, low, high}: effect, tolerance, leaves_loyal, leaves_drifting, leaves_lost, tellings, "
            "hearer_lost, hearer_value, contact. Prints the money at risk with its interval, whom to call first, and what moves it most.",
    .example = "impact impact.yaml",
    .uses = 0,
    .options = options,
    .run = run,
    .text = text};
