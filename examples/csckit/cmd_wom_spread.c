/* csckit wom simulate: how far word of mouth carries along your own referral log. */
#include "wom_tables.h"

#include <math.h>
#include <string.h>

const kit_wanted kit_referral_columns[3] = {
    {"from", KIT_LABEL, KIT_PRESENT}, {"to", KIT_LABEL, KIT_PRESENT}, {"probability", KIT_NUMBER, 0}};

csc_wom_graph *kit_wom_graph(kit *k, const kit_table *t, const char *weights, kit_dictionary **people) {
    csc_error err;
    csc_wom_graph *graph = NULL;
    const char *spec = "wom:graph/1";
    csc_error_init(&err);
    if (strncmp(weights, "const:", 6) == 0) {
        spec = kit_print(k, "wom:graph/1?weights=const&probability=%s", weights + 6);
    } else if (strcmp(weights, "file") == 0) {
        if (!t->series[2].present) {
            kit_bad(k, t->file, 1, 0, "no column \"probability\", which --weights file takes");
            return NULL;
        }
        spec = "wom:graph/1?weights=given";
    } else if (strcmp(weights, "trivalency") == 0) {
        spec = kit_print(k, "wom:graph/1?weights=trivalency&seed=%llu", (unsigned long long)k->seed);
    } else if (strcmp(weights, "wc") != 0) {
        kit_usage(k, "--weights %s: wc, const:P, trivalency or file", weights);
        return NULL;
    }
    kit_dictionary *d = *people = kit_dictionary_new(k);
    uint32_t *from = kit_alloc(k, (t->rows + 1) * sizeof *from), *to = kit_alloc(k, (t->rows + 1) * sizeof *to);
    for (size_t i = 0; i < t->rows; i++) {
        uint32_t a = t->series[0].label[i], b = t->series[1].label[i];
        from[i] = kit_dictionary_add(d, t->series[0].labels[a], t->series[0].label_length[a]);
        to[i] = kit_dictionary_add(d, t->series[1].labels[b], t->series[1].label_length[b]);
    }
    csc_column from_column = {from, sizeof *from, CSC_TYPE_U32, 0, NULL, 0}, to_column = {to, sizeof *to, CSC_TYPE_U32, 0, NULL, 0},
               probability;
    int given = strcmp(weights, "file") == 0;
    if (given) probability = kit_column(k, t, 2);
    csc_status s = csc_wom_graph_create(&graph, spec, SIZE_MAX, &from_column, &to_column, given ? &probability : NULL, t->rows,
                                        (uint32_t)kit_dictionary_count(d), kit_context(k), &err);
    if (s == CSC_OK) return graph;
    kit_fail_row(k, s, &err, t);
    return NULL;
}

/* Names parted by commas. */
static uint32_t *seeds_of(kit *k, const kit_dictionary *people, const char *list, size_t *count) {
    uint32_t *seeds = kit_alloc(k, (strlen(list) + 1) * sizeof *seeds);
    *count = 0;
    for (const char *at = list; *at != '\0';) {
        size_t n = strcspn(at, ",");
        uint32_t id = kit_dictionary_find(people, at, n);
        if (id == UINT32_MAX) {
            kit_usage(k, "--seeds: \"%.*s\" is nobody in the table", (int)n, at);
            return NULL;
        }
        seeds[(*count)++] = id;
        at += n + (at[n] == ',');
    }
    return seeds;
}

static int run_simulate(kit *k) {
    csc_error err;
    csc_wom_spread spread;
    kit_dictionary *people = NULL;
    size_t count = 0;
    csc_error_init(&err);
    if (kit_get(k, "seeds") == NULL) return kit_usage(k, "--seeds is wanted: the people who start it, parted by commas");
    kit_table *t = kit_table_read(k, kit_referral_columns, 3);
    if (t == NULL) return k->code;
    csc_wom_graph *graph = kit_wom_graph(k, t, kit_get_or(k, "weights", "wc"), &people);
    if (graph == NULL) return k->code;
    uint32_t *seeds = seeds_of(k, people, kit_get(k, "seeds"), &count);
    const char *spec = kit_get_or(k, "definition", "wom:cascade/1");
    static const char *const passed[] = {"model", "runs", "steps", "quality"};
    for (size_t i = 0; i < 4; i++) {
        if (kit_get(k, passed[i]) != NULL) spec = kit_spec(k, spec, passed[i], kit_get(k, passed[i]));
    }
    spec = kit_spec(k, spec, "seed", kit_print(k, "%llu", (unsigned long long)k->seed));
    double *credit = kit_alloc(k, (count + 1) * sizeof *credit);
    csc_wom_graph_info info;
    csc_status s = CSC_OK;
    int code = seeds != NULL ? KIT_CLEAN : k->code;
    kit_progress_name(k, "runs");
    if (seeds != NULL) {
        s = csc_wom_simulate(graph, spec, SIZE_MAX, seeds, count, kit_context(k), &spread, NULL, credit, &err);
        if (s == CSC_OK) s = csc_wom_graph_info_get(graph, &info);
        if (s != CSC_OK) code = kit_fail(k, s, &err, NULL);
    }
    csc_wom_graph_destroy(graph);
    if (code != KIT_CLEAN) return code;
    kit_value *v = kit_object(k), *list = kit_array(k);
    kit_set_text(k, v, "definition", spec);
    kit_set_number(k, v, "spread", spread.spread);
    kit_set_number(k, v, "se", spread.se);
    kit_set_number(k, v, "depth", spread.depth);
    if (kit_get(k, "quality") != NULL) kit_set_number(k, v, "negative", spread.negative);
    kit_set_integer(k, v, "runs", (int64_t)spread.runs);
    kit_set_integer(k, v, "n", (int64_t)info.nodes);
    kit_set_integer(k, v, "arcs", (int64_t)info.arcs);
    kit_set_integer(k, v, "loops", (int64_t)info.loops);
    kit_set_integer(k, v, "duplicates", (int64_t)info.duplicates);
    kit_set_integer(k, v, "missing", (int64_t)info.missing);
    kit_set_text(k, v, "status", "ok");
    for (size_t i = 0; i < count; i++) {
        kit_value *one = kit_object(k);
        size_t n = 0;
        const char *name = kit_dictionary_text(people, seeds[i], &n);
        kit_set(k, one, "seed", kit_new_text(k, name, n));
        kit_set_number(k, one, "credit", credit[i]);
        kit_set(k, list, NULL, one);
    }
    kit_set(k, v, "seeds", list);
    kit_emit(k, v);
    return KIT_CLEAN;
}

static void text_simulate(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    kit_say(k, KIT_BOLD, "%s", kit_decimal(k, kit_number(v, "spread"), 2));
    kit_say(k, KIT_PLAIN, " of %s people are reached on average (standard error %s of %s runs), in %s steps.\n\n",
            kit_count(k, kit_number(v, "n")), kit_decimal(k, kit_number(v, "se"), 3), kit_count(k, kit_number(v, "runs")),
            kit_decimal(k, kit_number(v, "depth"), 1));
    kit_grid *g = kit_grid_begin(k, "Starts with|>People whose chain starts there");
    for (const kit_value *s = kit_find(v, "seeds")->first; s != NULL; s = s->next) {
        kit_cell(g, KIT_PLAIN, "%s", kit_text(s, "seed"));
        kit_cell(g, KIT_PLAIN, "%s", kit_decimal(k, kit_number(s, "credit"), 2));
    }
    kit_grid_end(g);
    kit_say(k, KIT_DIM, "\n%s\n", kit_text(v, "definition"));
    (void)count;
}

static const kit_option simulate_options[] = {
    {"seeds", "NAMES", "The people who start it, parted by commas."},
    {"model", "WORD", "ic (default), independent cascade, or lt, linear threshold."},
    {"weights", "W",
     "How likely a telling convinces: wc (default, 1 over who else tells), const:P, trivalency, or file (the column probability)."},
    {"runs", "N", "Simulated cascades, 10000 by default."},
    {"steps", "N", "Steps until the campaign ends."},
    {"quality", "Q", "Probability that a person reached by a content one is content too (ic only)."},
    {"definition", "ID", "wom:cascade/1 with parameters."},
    {NULL, NULL, NULL}};
const kit_command kit_cmd_wom_simulate = {
    .name = "wom simulate",
    .summary = "How far it carries along your own referral log",
    .usage = "--seeds NAMES [--model ic|lt] [--weights W] FILE...",
    .help = "Builds a graph from a referral log (columns from, to and, if known, probability), lets the seeds tell those they tell, and so "
            "on, many "
            "times over, and prints how many people are reached on average. Same seed, same numbers, whatever the machine.",
    .example = "wom simulate --seeds C0378,C1422 --weights file --runs 2000 referrals.csv",
    .uses = KIT_TABLE | KIT_SEED,
    .options = simulate_options,
    .run = run_simulate,
    .text = text_simulate};
