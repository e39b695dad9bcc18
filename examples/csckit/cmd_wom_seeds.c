/* csckit wom seeds: whom to win back first, so that word of mouth carries farthest. */
#include "wom_tables.h"

#include <math.h>
#include <string.h>

static const kit_option options[] = {
    {"k", "K", "How many people at most, 10 by default."},
    {"epsilon", "E", "The choice is to reach 1 - 1/e - E of the best possible spread, 0.1 by default."},
    {"delta", "D", "With probability 1 - D; 1 over the people by default."},
    {"model", "WORD", "ic (default), independent cascade, or lt, linear threshold."},
    {"weights", "W", "How likely a telling convinces: wc (default), const:P, trivalency, or file (the column probability)."},
    {"method", "WORD", "ris (default); without a guarantee: degree-discount, pagerank, degree."},
    {"people", "FILE", "A table customer_id[,value,cost,excluded]: what each is worth, what winning them costs, who may not be chosen."},
    {"budget", "B", "The most that the chosen may cost together (--people with a column cost)."},
    {"definition", "ID", "wom:seeds/1 with parameters."},
    {NULL, NULL, NULL}};

/* Values, costs and exclusions of the people of the graph; an array that no column stands for stays NULL. */
typedef struct worth {
    double *value, *cost, *excluded;
} worth;

static int read_people(kit *k, const kit_dictionary *people, worth *w) {
    static const kit_wanted wanted[] = {
        {"customer_id", KIT_LABEL, KIT_PRESENT}, {"value", KIT_NUMBER, 0}, {"cost", KIT_NUMBER, 0}, {"excluded", KIT_NUMBER, 0}};
    const char *path = kit_get(k, "people");
    if (path == NULL) return KIT_CLEAN;
    kit_table *t = kit_table_read_file(k, path, wanted, 4);
    if (t == NULL) return k->code;
    size_t count = kit_dictionary_count(people);
    double **to[] = {&w->value, &w->cost, &w->excluded};
    for (size_t j = 0; j < 3; j++) {
        if (!t->series[j + 1].present) continue;
        *to[j] = kit_alloc(k, (count + 1) * sizeof **to[j]);
        for (size_t i = 0; i < count; i++) (*to[j])[i] = j == 1 ? NAN : 0; /* without a cost nobody is chosen */
        for (size_t i = 0; i < t->rows; i++) {
            uint32_t label = t->series[0].label[i];
            uint32_t id = kit_dictionary_find(people, t->series[0].labels[label], t->series[0].label_length[label]);
            double v = t->series[j + 1].number[i];
            if (id != UINT32_MAX && !(isnan(v) && j != 1)) (*to[j])[id] = v;
        }
    }
    return KIT_CLEAN;
}

static csc_column column_of(const double *values) {
    return (csc_column){values, sizeof *values, CSC_TYPE_F64, 0, NULL, 0};
}

static int run(kit *k) {
    csc_error err;
    csc_sink sink;
    kit_dictionary *people = NULL;
    csc_wom_seeds *seeds = NULL;
    worth w = {NULL, NULL, NULL};
    csc_error_init(&err);
    kit_table *t = kit_table_read(k, kit_referral_columns, 3);
    if (t == NULL) return k->code;
    if (kit_get(k, "budget") != NULL && kit_get(k, "people") == NULL)
        return kit_usage(k, "--budget needs costs: --people FILE with a column cost");
    csc_wom_graph *graph = kit_wom_graph(k, t, kit_get_or(k, "weights", "wc"), &people);
    if (graph == NULL) return k->code;
    int code = read_people(k, people, &w);
    const char *spec = kit_get_or(k, "definition", "wom:seeds/1");
    static const char *const passed[] = {"k", "epsilon", "delta", "model", "method", "budget"};
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++) {
        if (kit_get(k, passed[i]) != NULL) spec = kit_spec(k, spec, passed[i], kit_get(k, passed[i]));
    }
    spec = kit_spec(k, spec, "seed", kit_print(k, "%llu", (unsigned long long)k->seed));
    csc_column value = column_of(w.value), cost = column_of(w.cost), excluded = column_of(w.excluded);
    kit_progress_name(k, "sets");
    if (code == KIT_CLEAN) {
        csc_status s = csc_wom_seeds_choose(&seeds, graph, spec, SIZE_MAX, w.value != NULL ? &value : NULL, w.cost != NULL ? &cost : NULL,
                                            w.excluded != NULL ? &excluded : NULL, kit_context(k), &err);
        if (s == CSC_OK) {
            kit_capture(k, &sink);
            s = csc_wom_seeds_visit(seeds, NULL, CSC_VISIT_DETAIL, &sink);
        }
        if (s != CSC_OK) code = kit_fail(k, s, &err, s == CSC_E_RANGE ? kit_get(k, "people") : NULL);
    }
    csc_wom_seeds_destroy(seeds);
    csc_wom_graph_destroy(graph);
    if (code != KIT_CLEAN) return code;
    kit_value *v = kit_captured(k);
    kit_value *chosen = kit_find(v, "seeds"), *named = kit_array(k);
    for (const kit_value *s = chosen != NULL ? chosen->first : NULL; s != NULL; s = s->next) {
        size_t n = 0;
        const char *name = kit_dictionary_text(people, (uint32_t)s->integer, &n);
        kit_set(k, named, NULL, kit_new_text(k, name != NULL ? name : "", n));
    }
    kit_set(k, v, "seeds", named);
    kit_emit(k, v);
    return KIT_CLEAN;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0], *gains = kit_find(v, "gains");
    const kit_value *gain = gains != NULL ? gains->first : NULL;
    size_t place = 1;
    kit_grid *g = kit_grid_begin(k, ">|Person|>Adds");
    for (const kit_value *s = kit_find(v, "seeds")->first; s != NULL; s = s->next, place++) {
        kit_cell(g, KIT_DIM, "%zu", place);
        kit_cell(g, KIT_BOLD, "%s", s->text);
        kit_cell(g, KIT_PLAIN, "%s", gain != NULL ? kit_decimal(k, gain->number, 2) : "");
        if (gain != NULL) gain = gain->next;
    }
    kit_grid_end(g);
    kit_say(k, KIT_PLAIN, "\nTogether they reach ");
    kit_say(k, KIT_BOLD, "%s", kit_decimal(k, kit_number(v, "spread"), 1));
    kit_say(k, KIT_PLAIN, " (standard error %s)", kit_decimal(k, kit_number(v, "se"), 2));
    if (!isnan(kit_number(v, "guarantee")))
        kit_say(k, KIT_PLAIN, ", at least %s of the best possible choice", kit_percent(k, kit_number(v, "guarantee"), 1));
    kit_say(k, KIT_PLAIN, ".\n");
    if (strcmp(kit_text(v, "status"), "ok") != 0) kit_say(k, KIT_WARN, "%s\n", kit_text(v, "status"));
    kit_say(k, KIT_DIM, "\n%s, %s sets. The guarantee is about the model: with wrong probabilities it is about a wrong model.\n",
            kit_text(v, "definition"), kit_count(k, kit_number(v, "rr_sets")));
    (void)count;
}

const kit_command kit_cmd_wom_seeds = {.name = "wom seeds",
                                       .summary = "Whom to win back first, so that it carries farthest",
                                       .usage = "[--k K] [--epsilon E] [--weights W] FILE...",
                                       .help = "Chooses people of a referral log (columns from, to and, if known, probability) whose word "
                                               "of mouth together reaches most others, with a "
                                               "stated guarantee: the choice reaches at least that share of the best possible spread.",
                                       .example = "wom seeds --k 5 --epsilon 0.2 --weights file referrals.csv",
                                       .uses = KIT_TABLE | KIT_SEED,
                                       .options = options,
                                       .run = run,
                                       .text = text};
