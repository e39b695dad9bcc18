/* csckit pls: path models such as ECSI by partial least squares. */
#include "columns.h"

#include <math.h>
#include <string.h>

static const kit_option options[] = {
    {"model", "FILE", "The model in YAML: constructs with their items and mode, and the paths between them."},
    {"scheme", "WORD", "Inner weights: path (the default), centroid or factor."},
    {"bootstrap", "N", "Resample the rows N times for standard errors and limits."},
    {"unstandardized", NULL, "Keep the units of the items (all on one scale) instead of standardising them."},
    {NULL, NULL, NULL}};

typedef struct model {
    csc_pls_model m;
    const char **construct_name, **item_name;
    int32_t *mode;
    uint32_t *construct, *from, *to;
} model;

static uint32_t find(const model *x, const char *name) {
    for (size_t j = 0; j < x->m.constructs; j++)
        if (strcmp(x->construct_name[j], name) == 0) return (uint32_t)j;
    return UINT32_MAX;
}

static int read_construct(kit *k, const csc_tree *t, uint32_t node, const char *path, model *x) {
    csc_error err;
    csc_error_init(&err);
    size_t length, count = 0;
    uint32_t items, mode = csc_tree_get(t, node, "mode", 4);
    const char *key = csc_tree_key(t, node, &length);
    csc_status s = csc_tree_check_keys(t, node, "mode|items", &err);
    if (s == CSC_OK) s = csc_tree_require(t, node, "items", 5, 0, &items, &err);
    if (s == CSC_OK && mode != CSC_TREE_NONE && !csc_tree_text_is(t, mode, "A", 1) && !csc_tree_text_is(t, mode, "B", 1))
        s = csc_tree_fail(t, mode, CSC_E_RANGE, "The mode of a construct is A or B.", &err);
    if (s != CSC_OK) return kit_yaml_fail(k, s, &err, path);
    const char **list = kit_yaml_list(k, t, items, path, &count);
    if (list == NULL) return k->code;
    size_t j = x->m.constructs++;
    x->construct_name[j] = kit_copy(k, key, length);
    x->mode[j] = mode != CSC_TREE_NONE && csc_tree_text_is(t, mode, "B", 1) ? CSC_PLS_MODE_B : CSC_PLS_MODE_A;
    x->item_name = kit_resize(k, x->item_name, (x->m.items + count + 1) * sizeof *x->item_name);
    x->construct = kit_resize(k, x->construct, (x->m.items + count + 1) * sizeof *x->construct);
    for (size_t i = 0; i < count; i++) {
        x->item_name[x->m.items] = list[i];
        x->construct[x->m.items++] = (uint32_t)j;
    }
    return KIT_CLEAN;
}

static int read_path(kit *k, const csc_tree *t, uint32_t node, const char *path, model *x) {
    csc_error err;
    csc_error_init(&err);
    uint32_t end[2];
    static const char *const keys[] = {"from", "to"};
    csc_status s = csc_tree_check_keys(t, node, "from|to", &err);
    for (int i = 0; i < 2 && s == CSC_OK; i++) {
        uint32_t member;
        s = csc_tree_require(t, node, keys[i], strlen(keys[i]), CSC_TREE_TEXT, &member, &err);
        if (s != CSC_OK) break;
        end[i] = find(x, csc_tree_text(t, member, NULL));
        if (end[i] == UINT32_MAX) s = csc_tree_fail(t, member, CSC_E_NOTFOUND, "No construct has this name.", &err);
    }
    if (s != CSC_OK) return kit_yaml_fail(k, s, &err, path);
    x->from[x->m.paths] = end[0];
    x->to[x->m.paths++] = end[1];
    return KIT_CLEAN;
}

static int read_model(kit *k, const char *path, const csc_tree *t, model *x) {
    csc_error err;
    csc_error_init(&err);
    uint32_t root = csc_tree_root(t), constructs = 0, paths = 0;
    csc_status s = csc_tree_check_keys(t, root, "model|schema|constructs|paths", &err);
    if (s == CSC_OK) s = csc_tree_require(t, root, "constructs", 10, CSC_TREE_OBJECT, &constructs, &err);
    if (s == CSC_OK) s = csc_tree_require(t, root, "paths", 5, CSC_TREE_ARRAY, &paths, &err);
    if (s != CSC_OK) return kit_yaml_fail(k, s, &err, path);
    size_t n = csc_tree_count(t, constructs), p = csc_tree_count(t, paths);
    x->construct_name = kit_alloc(k, (n + 1) * sizeof *x->construct_name);
    x->mode = kit_alloc(k, (n + 1) * sizeof *x->mode);
    x->item_name = kit_alloc(k, sizeof *x->item_name);
    x->construct = kit_alloc(k, sizeof *x->construct);
    x->from = kit_alloc(k, (p + 1) * sizeof *x->from);
    x->to = kit_alloc(k, (p + 1) * sizeof *x->to);
    int code = KIT_CLEAN;
    for (uint32_t c = csc_tree_first(t, constructs); c != CSC_TREE_NONE && code == KIT_CLEAN; c = csc_tree_next(t, c))
        code = read_construct(k, t, c, path, x);
    for (uint32_t c = csc_tree_first(t, paths); c != CSC_TREE_NONE && code == KIT_CLEAN; c = csc_tree_next(t, c))
        code = read_path(k, t, c, path, x);
    x->m.construct_name = (const char *const *)x->construct_name;
    x->m.item_name = (const char *const *)x->item_name;
    x->m.mode = x->mode;
    x->m.construct = x->construct;
    x->m.from = x->from;
    x->m.to = x->to;
    return code;
}

static int fit(kit *k, const model *x, const char *path, int64_t resamples) {
    csc_column *columns = NULL;
    const kit_table *t = kit_read_numbers(k, x->item_name, x->m.items, &columns);
    if (t == NULL) return k->code;
    csc_error err;
    csc_pls *p = NULL;
    csc_error_init(&err);
    csc_status s = csc_pls_fit(&p, &x->m, columns, t->rows, kit_context(k), &err);
    if (s == CSC_E_INVALID || s == CSC_E_DUPLICATE || s == CSC_E_LIMIT)
        return kit_bad(k, path, 0, 0, "%s%s%s", err.message, err.key[0] != '\0' ? " " : "", err.key);
    if (s != CSC_OK) return kit_fail_row(k, s, &err, t);
    if (resamples > 0 && csc_pls_status(p) == CSC_OK) {
        kit_progress_name(k, "resamples");
        s = csc_pls_bootstrap(p, (uint64_t)resamples, k->seed, k->level, kit_context(k), &err);
        kit_progress_end(k);
    }
    int code = KIT_CLEAN;
    if (s != CSC_OK && s != CSC_E_UNDEFINED) {
        code = kit_fail(k, s, &err, t->file);
    } else {
        csc_sink sink;
        kit_capture(k, &sink);
        s = csc_pls_visit(p, CSC_VISIT_DETAIL, &sink);
        if (s == CSC_OK)
            kit_emit(k, kit_captured(k));
        else
            code = kit_fail(k, s, NULL, NULL);
    }
    csc_pls_destroy(p);
    return code;
}

static int run(kit *k) {
    const char *path = kit_get(k, "model"), *scheme = kit_get_or(k, "scheme", "path");
    int64_t resamples = 0;
    model x;
    memset(&x, 0, sizeof x);
    csc_pls_model_init(&x.m);
    if (path == NULL) return kit_usage(k, "--model is wanted: a file with constructs and paths");
    x.m.scheme = strcmp(scheme, "path") == 0                                         ? CSC_PLS_PATH
                 : strcmp(scheme, "centroid") == 0                                   ? CSC_PLS_CENTROID
                 : strcmp(scheme, "factor") == 0 || strcmp(scheme, "factorial") == 0 ? CSC_PLS_FACTOR
                                                                                     : 0;
    if (x.m.scheme == 0) return kit_usage(k, "--scheme is path, centroid or factor, not \"%s\"", scheme);
    x.m.standardized = kit_get(k, "unstandardized") == NULL;
    if (!kit_get_integer(k, "bootstrap", 2, 1000000, 0, &resamples)) return k->code;
    csc_tree *t = kit_yaml(k, path);
    if (t == NULL) return k->code;
    int code = read_model(k, path, t, &x);
    csc_tree_destroy(t);
    return code == KIT_CLEAN ? fit(k, &x, path, resamples) : code;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    (void)count;
    const kit_value *v = results[0];
    int limits = kit_number(v, "resamples") > 0;
    kit_say(k, KIT_PLAIN, "%s rows, %s incomplete ones left out; %s scheme, %s iterations; %s\n\n", kit_count(k, kit_number(v, "n")),
            kit_count(k, kit_number(v, "missing")), kit_text(v, "scheme"), kit_count(k, kit_number(v, "iterations")),
            kit_text(v, "status"));
    kit_grid *g = kit_grid_begin(k, limits ? "From|To|>Path|>SE|>Low|>High" : "From|To|>Path");
    for (const kit_value *p = kit_find(v, "paths")->first; p != NULL; p = p->next) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(p, "from"));
        kit_cell(g, KIT_PLAIN, "%s", kit_text(p, "to"));
        kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(p, "estimate"), 3));
        if (!limits) continue;
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(p, "se"), 3));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(p, "low"), 3));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(p, "high"), 3));
    }
    kit_grid_end(g);
    const kit_value *constructs = kit_find(v, "constructs");
    if (constructs == NULL) return;
    kit_say(k, KIT_PLAIN, "\n");
    g = kit_grid_begin(k, "Construct|>R2|>Index|>Alpha|>rho_C|>rho_A|>AVE");
    for (const kit_value *c = constructs->first; c != NULL; c = c->next) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(c, "construct"));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(kit_find(v, "r2"), kit_text(c, "construct")), 3));
        kit_cell(g, KIT_BOLD, "%s", kit_decimal(k, kit_number(c, "performance"), 1));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(c, "alpha"), 3));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(c, "rho_c"), 3));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(c, "rho_a"), 3));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(c, "ave"), 3));
    }
    kit_grid_end(g);
    if (limits)
        kit_say(k, KIT_DIM, "\n%s of %s resamples could not be fitted and are left out.\n", kit_count(k, kit_number(v, "failed_resamples")),
                kit_count(k, kit_number(v, "resamples")));
    kit_say(k, KIT_DIM, "Index: 0 to 100 on the items' scale. --format json has loadings, HTMT, effects and consistent paths.\n");
}

const kit_command kit_cmd_pls = {
    .name = "pls",
    .summary = "path model (ECSI, ACSI) by partial least squares",
    .usage = "--model FILE [--scheme path|centroid|factor] [--bootstrap N] FILE...",
    .help = "Fits constructs measured by several items each, and the paths between them. The model is YAML: {model: ecsi, schema: 1, "
            "constructs: "
            "{Image: {mode: A, items: [IMAG1, IMAG2]}, ...}, paths: [{from: Image, to: Expectation}, ...]}. Rows with a blank are left out "
            "and counted. With --bootstrap resamples that cannot be fitted are counted, never hidden.",
    .example = "pls --help",
    .uses = KIT_TABLE | KIT_LEVEL | KIT_SEED,
    .options = options,
    .run = run,
    .text = text};
