/* csckit wom tree: how many hear of it. */
#include "kit.h"

#include <math.h>
#include <string.h>

static const kit_option options[] = {
    {"population", "N", "People who can hear it: then how many distinct ones do, with overlap."},
    {"tellers", "K", "First tellers, 1 by default."},
    {"preset", "ID", "A published chain instead of numbers; `csckit wom tree' alone uses the founding one."},
    {"definition", "ID", "wom:tree/1 with parameters."},
    {NULL, NULL, NULL}};

static int run(kit *k) {
    csc_error err;
    csc_sink sink;
    csc_wom_tree *tree = NULL;
    const csc_wom_preset *preset = NULL;
    csc_error_init(&err);
    size_t depth = k->file_count;
    double *branching = kit_alloc(k, (depth + 1) * sizeof *branching);
    for (size_t i = 0; i < depth; i++) {
        if (!kit_to_number(k, k->files[i], "how many each tells", 0, 1e12, &branching[i])) return k->code;
    }
    if (kit_get(k, "preset") != NULL || depth == 0) {
        const char *names[64];
        size_t count = csc_wom_preset_count();
        for (size_t i = 0; i < count && i < 64; i++) {
            names[i] = csc_wom_preset_get(i)->id;
            if (kit_get(k, "preset") == NULL || strcmp(kit_get(k, "preset"), names[i]) == 0) {
                preset = csc_wom_preset_get(i);
                break;
            }
        }
        if (preset == NULL) {
            const char *list = "";
            for (size_t i = 0; i < count && i < 64; i++) list = kit_print(k, "%s%s%s", list, i > 0 ? ", " : "", csc_wom_preset_get(i)->id);
            return kit_usage(k, "--preset %s: there are %s", kit_get(k, "preset"), list);
        }
        if (depth > 0) return kit_usage(k, "give either a preset or numbers");
        depth = preset->depth;
    }
    const char *spec = kit_get_or(k, "definition", "wom:tree/1");
    if (kit_get(k, "population") != NULL) spec = kit_spec(k, spec, "population", kit_get(k, "population"));
    if (kit_get(k, "tellers") != NULL) spec = kit_spec(k, spec, "tellers", kit_get(k, "tellers"));
    csc_status s = csc_wom_tree_create(&tree, spec, SIZE_MAX, preset != NULL ? preset->branching : branching, depth, kit_context(k), &err);
    if (s != CSC_OK) return kit_fail(k, s == CSC_E_RANGE || s == CSC_E_OVERFLOW || s == CSC_E_LIMIT ? CSC_E_SPEC : s, &err, NULL);
    kit_capture(k, &sink);
    s = csc_wom_tree_visit(tree, CSC_VISIT_DETAIL, &sink);
    csc_wom_tree_destroy(tree);
    if (s != CSC_OK) return kit_fail(k, s, NULL, NULL);
    kit_value *v = kit_captured(k);
    if (preset != NULL) {
        kit_set_text(k, v, "preset", preset->id);
        kit_set_text(k, v, "preset_source", preset->source);
        kit_set_text(k, v, "caveat", preset->caveat);
    }
    kit_emit(k, v);
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    const kit_value *levels = kit_find(v, "levels");
    double widest = 1;
    for (const kit_value *l = levels->first; l != NULL; l = l->next) widest = fmax(widest, l->number);
    size_t i = 0;
    kit_grid *g = kit_grid_begin(k, "Generation|>People|");
    for (const kit_value *l = levels->first; l != NULL; l = l->next, i++) {
        int length = (int)ceil(l->number / widest * 40);
        char bar[3 * 40 + 1] = "";
        for (int j = 0; j < length && j < 40; j++) strcat(bar, kit_mark(k, "█", "#"));
        kit_cell(g, KIT_PLAIN, "%s", i == 0 ? "first tellers" : kit_print(k, "told in step %zu", i));
        kit_cell(g, KIT_BOLD, "%s", kit_count(k, l->number));
        kit_cell(g, KIT_WARN, "%s", bar);
    }
    kit_grid_end(g);
    kit_say(k, KIT_PLAIN, "\n");
    kit_say(k, KIT_BOLD, "%s", kit_count(k, kit_number(v, "total")));
    kit_say(k, KIT_PLAIN, " people know of it; %s of them were told. This is an upper bound: nobody is told twice.\n",
            kit_count(k, kit_number(v, "listeners")));
    if (!isnan(kit_number(v, "distinct"))) {
        kit_say(k, KIT_PLAIN, "Among %s people who can hear it, about ", kit_count(k, kit_number(v, "population")));
        kit_say(k, KIT_BOLD, "%s", kit_decimal(k, kit_number(v, "distinct"), 1));
        kit_say(k, KIT_PLAIN, " distinct ones do (standard deviation %s).\n", kit_decimal(k, kit_number(v, "distinct_sd"), 1));
    }
    kit_say(k, KIT_DIM, "\n%s%s%s\n", kit_text(v, "definition"), kit_text(v, "caveat")[0] != '\0' ? ", preset. " : "",
            kit_text(v, "caveat"));
    (void)count;
}

const kit_command kit_cmd_wom_tree = {
    .name = "wom tree",
    .summary = "How many hear of it when each tells so many",
    .usage = "[--population N] [--tellers K] NUMBER...",
    .help =
        "A telling tree: each first teller tells so many, each of whom tells so many, and so on. `csckit wom tree 11 5' is the founding "
        "arithmetic: 1 + 11 + 55 = 67, of whom 66 are listeners. With a population, tellings that reach the same person are counted once.",
    .example = "wom tree 11 5 --population 5000",
    .options = options,
    .run = run,
    .text = text};
