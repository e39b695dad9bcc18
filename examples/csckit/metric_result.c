/* From a metric accumulator to results and text. */
#include "metric_result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int kit_metric_unit(const char *definition) {
    if (strstr(definition, "mean") != NULL) return 'm';
    if (strncmp(definition, "nps:", 4) == 0) return 'n';
    if (strncmp(definition, "csat:net", 8) == 0 || strncmp(definition, "csat:freescout", 14) == 0) return 's';
    return '%';
}

const char *kit_metric_show(kit *k, int unit, double value) {
    if (isnan(value)) return "-";
    if (unit == 'm') return kit_decimal(k, value, 2);
    if (unit == 'n') return kit_print(k, "%s%s", value > 0.0005 ? "+" : "", kit_decimal(k, value * 100, 1));
    if (unit == 's') return kit_print(k, "%s%s", value > 0.0005 ? "+" : "", kit_percent(k, value, 1));
    return kit_percent(k, value, 1);
}

typedef struct order {
    size_t group;
    const char *label;
    size_t length;
} order;

static int by_label(const void *a, const void *b) {
    const order *x = a, *y = b;
    size_t n = x->length < y->length ? x->length : y->length;
    int c = n > 0 ? memcmp(x->label, y->label, n) : 0;
    return c != 0 ? c : (x->length > y->length) - (x->length < y->length);
}

/* The groups in the order of their labels: the same for a whole and for merged parts. */
static order *ordered(kit *k, const csc_metric *m, size_t groups) {
    order *all = kit_alloc(k, (groups + 1) * sizeof *all);
    for (size_t g = 0; g < groups; g++) {
        all[g].group = g;
        all[g].label = "";
        if (csc_metric_label_get(m, g, &all[g].label, &all[g].length) != CSC_OK) all[g].length = 0;
    }
    if (groups > 1) qsort(all, groups, sizeof *all, by_label);
    return all;
}

static int add_comparison(kit *k, const csc_metric *m, size_t groups, csc_metric_difference **out, size_t *reference) {
    const char *with = kit_get(k, "compare");
    *out = NULL;
    if (with == NULL) return KIT_CLEAN;
    csc_error err;
    csc_error_init(&err);
    *reference = CSC_METRIC_ALL;
    if (strcmp(with, "rest") != 0) {
        for (size_t g = 0; g < groups; g++) {
            const char *label = "";
            size_t length = 0;
            if (csc_metric_label_get(m, g, &label, &length) == CSC_OK && length == strlen(with) && memcmp(label, with, length) == 0)
                *reference = g;
        }
        if (*reference == CSC_METRIC_ALL)
            return kit_usage(k, "--compare %s: there is no such group (\"rest\" compares each with the others)", with);
    }
    *out = kit_alloc(k, (groups + 1) * sizeof **out);
    csc_status s = csc_metric_compare_each(m, *reference, *out, &err);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(k, s, &err, NULL);
}

int kit_metric_emit(kit *k, const csc_metric *m, int grouped) {
    csc_error err;
    csc_sink sink;
    size_t groups = csc_metric_groups(m), reference = CSC_METRIC_ALL;
    csc_error_init(&err);
    order *all = ordered(k, m, groups);
    uint64_t *rank = NULL;
    csc_metric_difference *difference = NULL;
    int64_t min_n = 0;
    if (!kit_get_integer(k, "min-n", 1, 1000000000, 0, &min_n)) return k->code;
    if (!grouped && (kit_get(k, "rank") != NULL || kit_get(k, "compare") != NULL))
        return kit_usage(k, "--rank and --compare need groups: --by COL");
    if (add_comparison(k, m, groups, &difference, &reference) != KIT_CLEAN) return k->code;
    if (kit_get(k, "rank") != NULL && groups > 0) {
        rank = kit_alloc(k, groups * sizeof *rank);
        csc_status s = csc_metric_rank(m, (uint64_t)min_n, rank, NULL, &err);
        if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
    }
    for (size_t i = 0; i < groups + (grouped && kit_get(k, "total") != NULL); i++) {
        size_t g = i < groups ? all[i].group : CSC_METRIC_ALL;
        kit_capture(k, &sink);
        csc_status s = csc_metric_visit(m, g, CSC_VISIT_DETAIL, &sink);
        kit_value *v = kit_captured(k);
        if (s != CSC_OK || v == NULL) return kit_fail(k, s, NULL, NULL);
        if (grouped && i < groups)
            kit_set_first(k, v, "group", kit_new_text(k, all[i].label, all[i].length));
        else
            kit_remove(v, "group");
        if (grouped && i == groups) kit_set_boolean(k, v, "total", 1);
        if (rank != NULL && i < groups) {
            if (rank[g] > 0)
                kit_set_integer(k, v, "rank", (int64_t)rank[g]);
            else
                kit_set_null(k, v, "rank");
        }
        if (difference != NULL && i < groups && g != reference) {
            const csc_metric_difference *d = &difference[g];
            kit_value *c = kit_object(k);
            kit_set_text(k, c, "with", kit_get(k, "compare"));
            kit_set_number(k, c, "difference", d->difference);
            kit_set_number(k, c, "se", d->se);
            kit_set_number(k, c, "low", d->low);
            kit_set_number(k, c, "high", d->high);
            kit_set_number(k, c, "level", d->level);
            kit_set_number(k, c, "statistic", d->statistic);
            kit_set_number(k, c, "p", d->p);
            kit_set_number(k, c, "p_adjusted", d->p_adjusted);
            kit_set_text(k, c, "status", csc_status_word(d->status));
            kit_set(k, v, "compare", c);
        }
        kit_emit(k, v);
    }
    return KIT_CLEAN;
}

static int any(kit_value *const *results, size_t count, const char *key) {
    for (size_t i = 0; i < count; i++) {
        if (kit_find(results[i], key) != NULL) return 1;
    }
    return 0;
}

void kit_metric_text(kit *k, kit_value *const *results, size_t count) {
    int groups = any(results, count, "group"), ranks = any(results, count, "rank"), compared = any(results, count, "compare");
    const char *head = kit_print(k, "%s%s>Value|>Low|>High|>n|>Missing|Note%s", groups ? "Group|" : "Definition|", ranks ? ">Rank|" : "",
                                 compared ? "|>Difference|>Low|>High|>p (Holm)" : "");
    kit_grid *g = kit_grid_begin(k, head);
    for (size_t i = 0; i < count; i++) {
        const kit_value *v = results[i];
        int unit = kit_metric_unit(kit_text(v, "definition"));
        const char *status = kit_text(v, "status");
        int ok = strcmp(status, "ok") == 0;
        if (!groups)
            kit_cell(g, KIT_BOLD, "%s", kit_text(v, "definition"));
        else if (kit_find(v, "total") != NULL)
            kit_cell(g, KIT_BOLD, "all");
        else if (kit_text(v, "group")[0] == '\0')
            kit_cell(g, KIT_DIM, "(blank)");
        else
            kit_cell(g, KIT_PLAIN, "%s", kit_text(v, "group"));
        if (ranks) kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(v, "rank")));
        kit_cell(g, ok ? KIT_BOLD : KIT_WARN, "%s", kit_metric_show(k, unit, kit_number(v, "value")));
        kit_cell(g, KIT_PLAIN, "%s", kit_metric_show(k, unit, kit_number(v, "low")));
        kit_cell(g, KIT_PLAIN, "%s", kit_metric_show(k, unit, kit_number(v, "high")));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(v, "n")));
        kit_cell(g, KIT_PLAIN, "%s", kit_count(k, kit_number(v, "missing")));
        if (!ok)
            kit_cell(g, KIT_WARN, "%s", status);
        else if (ranks && isnan(kit_number(v, "rank")) && kit_find(v, "total") == NULL)
            kit_cell(g, KIT_WARN, "too few answers to rank");
        else
            kit_cell(g, KIT_PLAIN, "%s", "");
        if (!compared) continue;
        double p = kit_number(v, "compare.p_adjusted");
        kit_cell(g, KIT_PLAIN, "%s", kit_metric_show(k, unit, kit_number(v, "compare.difference")));
        kit_cell(g, KIT_PLAIN, "%s", kit_metric_show(k, unit, kit_number(v, "compare.low")));
        kit_cell(g, KIT_PLAIN, "%s", kit_metric_show(k, unit, kit_number(v, "compare.high")));
        kit_cell(g, p < 0.05 ? KIT_BOLD : KIT_PLAIN, "%s", p < 0.0001 ? "<0.0001" : kit_decimal(k, p, 4));
    }
    kit_grid_end(g);
    const csc_definition *d = csc_definition_find(kit_text(results[0], "definition"), strcspn(kit_text(results[0], "definition"), "?"));
    if (d == NULL) return;
    double level = kit_number(results[0], "level");
    kit_say(k, KIT_DIM, "\n%s%s%s: %s interval at %s. csckit explain %s\n", groups ? kit_text(results[0], "definition") : d->title,
            groups ? ", " : "", groups ? d->title : "", d->interval, kit_percent(k, isnan(level) ? k->level : level, level > 0.989 ? 1 : 0),
            d->id);
}
