/* Report: why customers leave, what complaints bring back, who hears of it. */
#include "churn_tables.h"
#include "report.h"
#include "wom_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *interval_figures(report *r, double value, double low, double high, const char *n) {
    kit *k = r->k;
    if (isnan(value)) return kit_print(k, "undefined<br>%s", n);
    if (isnan(low)) return kit_print(k, "<b>%s</b><br>%s", kit_percent(k, value, 0), n);
    return kit_print(k, "<b>%s</b><br>%s to %s, %s", kit_percent(k, value, 1), kit_percent(k, low, 1), kit_percent(k, high, 1), n);
}

static int reasons(report *r) {
    page *p = &r->p;
    double counts[64], missing = 0;
    csc_error err;
    csc_sink sink;
    csc_error_init(&err);
    int own = r->reasons != NULL;
    if (own && kit_churn_count_reasons(r->k, r->reasons, counts, &missing) != KIT_CLEAN) return r->k->code;
    kit_capture(r->k, &sink);
    csc_status s = csc_churn_reasons_visit("churn:reasons/1", SIZE_MAX, own ? counts : NULL, missing, NAN, &sink, &err);
    kit_value *v = kit_captured(r->k);
    if (s != CSC_OK || v == NULL) return kit_fail(r->k, s, &err, NULL);
    put(p, "<h3>Why customers left</h3>\n");
    origin_badge(p, own ? r->source[SOURCE_REASONS].kind : "preset");
    if (own)
        putf(p, "<span class=\"meta\">%s, n&nbsp;=&nbsp;%s, %s without a reason</span>\n", esc(p, r->source[SOURCE_REASONS].name),
             kit_count(r->k, kit_number(v, "n")), kit_count(r->k, kit_number(v, "missing")));
    double most = 0.1;
    for (const kit_value *i = kit_find(v, "reasons")->first; i != NULL; i = i->next)
        most = fmax(most, fmax(isnan(kit_number(i, "high")) ? kit_number(i, "share") : kit_number(i, "high"), kit_number(i, "preset")));
    scale axis = {0, ceil(most * 10) / 10, '%', NAN};
    chart_begin(p, "Leave reasons", &axis);
    for (const kit_value *i = kit_find(v, "reasons")->first; i != NULL; i = i->next) {
        const char *group = kit_text(i, "group");
        int tone = strcmp(group, "service") == 0 ? TONE_BAD : strcmp(group, "product") == 0 ? TONE_WARN : TONE_NEUTRAL;
        chart_bar(p, &axis, kit_print(r->k, "%s<br><span class=\"meta\">%s</span>", esc(p, kit_text(i, "title")), esc(p, group)),
                  kit_number(i, "share"), kit_number(i, "low"), kit_number(i, "high"),
                  interval_figures(r, kit_number(i, "share"), kit_number(i, "low"), kit_number(i, "high"),
                                   own ? kit_print(r->k, "n&nbsp;=&nbsp;%s", kit_count(r->k, kit_number(i, "count"))) : "preset"),
                  own ? kit_number(i, "preset") : NAN, tone);
    }
    chart_end(p, &axis,
              kit_print(r->k, "A split of the customers who were lost, no churn rate. %s%s",
                        own ? "Diamonds: the often quoted preset. " : "", cite(p, kit_text(v, "definition"))));
    double within = kit_number(v, "within_control");
    putf(p, "<p><b>%s</b> of the lost customers left for reasons within your control (product and service).</p>\n",
         kit_percent(r->k, within, own ? 1 : 0));
    return KIT_CLEAN;
}

/* Complaint paths, and their card: the share of unhappy customers who bought again. */
int report_paths_compute(report *r) {
    csc_churn_paths result;
    csc_error err;
    csc_sink sink;
    double counts[4], returned[4], missing = 0;
    csc_error_init(&err);
    if (r->complaints == NULL) return KIT_CLEAN;
    if (kit_churn_count_paths(r->k, r->complaints, counts, returned, &missing) != KIT_CLEAN) return r->k->code;
    const char *spec = kit_get(r->k, "level") != NULL ? kit_spec(r->k, "churn:paths/1", "level", kit_get(r->k, "level")) : "churn:paths/1";
    csc_status s = csc_churn_paths_estimate(spec, SIZE_MAX, counts, returned, missing, NAN, &result, &err);
    if (s != CSC_OK) return kit_fail(r->k, s, &err, NULL);
    kit_capture(r->k, &sink);
    s = csc_churn_paths_visit(&result, spec, SIZE_MAX, &sink);
    const kit_value *v = r->paths_value = kit_captured(r->k);
    if (s != CSC_OK || v == NULL) return kit_fail(r->k, s, NULL, NULL);
    double n = kit_number(v, "unhappy");
    if (n > 0)
        report_card(r, "Unhappy customers who bought again", kit_percent(r->k, kit_number(v, "returning") / n, 1), "",
                    kit_print(r->k, "%s to %s, n&nbsp;=&nbsp;%s", kit_percent(r->k, kit_number(v, "low") / n, 1),
                              kit_percent(r->k, kit_number(v, "high") / n, 1), kit_count(r->k, kit_number(v, "n"))),
                    "churn:paths/1");
    return KIT_CLEAN;
}

static void paths(report *r) {
    page *p = &r->p;
    const kit_value *v = r->paths_value;
    if (v == NULL) return;
    put(p, "<h3>What a complaint brings back</h3>\n");
    origin_badge(p, r->source[SOURCE_COMPLAINTS].kind);
    putf(p, "<span class=\"meta\">%s, n&nbsp;=&nbsp;%s, %s incomplete</span>\n", esc(p, r->source[SOURCE_COMPLAINTS].name),
         kit_count(r->k, kit_number(v, "n")), kit_count(r->k, kit_number(v, "missing")));
    scale axis = {0, 1, '%', NAN};
    chart_begin(p, "Share who buy again by complaint path", &axis);
    static const int tones[] = {TONE_BAD, TONE_WARN, TONE_ACCENT, TONE_GOOD};
    int at = 0;
    for (const kit_value *i = kit_find(v, "paths")->first; i != NULL; i = i->next, at++)
        chart_bar(p, &axis,
                  kit_print(r->k, "%s<br><span class=\"meta\">%s of the unhappy</span>", esc(p, kit_text(i, "title")),
                            kit_percent(r->k, kit_number(i, "share"), 0)),
                  kit_number(i, "rebuy"), kit_number(i, "low"), kit_number(i, "high"),
                  interval_figures(r, kit_number(i, "rebuy"), kit_number(i, "low"), kit_number(i, "high"),
                                   kit_print(r->k, "n&nbsp;=&nbsp;%s", kit_count(r->k, kit_number(i, "customers")))),
                  kit_number(i, "preset"), tones[at < 4 ? at : 3]);
    chart_end(p, &axis,
              kit_print(r->k, "Share of customers with a problem who bought again. Diamonds: the preset of a major problem. %s",
                        cite(p, kit_text(v, "definition"))));
    double unhappy = kit_number(v, "unhappy"), back = kit_number(v, "returning"), lost = kit_number(v, "lost");
    part parts[] = {{"bought again", back / unhappy, round(back), TONE_GOOD}, {"lost", lost / unhappy, round(lost), TONE_BAD}};
    chart_parts(p, "Returning and lost", parts, 2);
    putf(p, "<p class=\"legend\">Of %s customers with a problem %s bought again (%s to %s, n&nbsp;=&nbsp;%s).</p>\n",
         kit_count(r->k, unhappy), kit_count(r->k, round(back)), kit_count(r->k, round(kit_number(v, "low"))),
         kit_count(r->k, round(kit_number(v, "high"))), kit_count(r->k, kit_number(v, "n")));
}

int report_churn(report *r) {
    page *p = &r->p;
    section_begin(p, "churn", "Churn", "Who leaves, why, and what wins them back.");
    int code = reasons(r);
    if (code == KIT_CLEAN) paths(r);
    if (code == KIT_CLEAN) code = report_lifetime(r);
    section_end(p);
    return code;
}

/* ---------------------------------------------------------- word of mouth */

typedef struct teller {
    uint32_t who;
    uint32_t told;
} teller;

static int most_first(const void *a, const void *b) {
    const teller *x = a, *y = b;
    if (x->told != y->told) return x->told < y->told ? 1 : -1;
    return (x->who > y->who) - (x->who < y->who);
}

/* Whom to win back first: seeds on the referral graph. */
static void win_back(report *r) {
    page *p = &r->p;
    kit *k = r->k;
    csc_error err;
    csc_wom_seeds *seeds = NULL;
    csc_wom_seeds_result result;
    kit_dictionary *people = NULL;
    csc_error_init(&err);
    const char *spec = kit_print(k, "wom:seeds/1?k=5&epsilon=0.2&seed=%llu", (unsigned long long)k->seed);
    csc_wom_graph *graph = kit_wom_graph(k, r->referrals, r->referrals->series[2].present ? "file" : "wc", &people);
    if (graph == NULL) return;
    csc_status s = csc_wom_seeds_choose(&seeds, graph, spec, SIZE_MAX, NULL, NULL, NULL, kit_context(k), &err);
    csc_wom_graph_destroy(graph);
    if (s == CSC_OK) s = csc_wom_seeds_get(seeds, &result);
    if (s == CSC_OK && (result.status == CSC_OK || result.status == CSC_E_NOCONVERGE)) {
        putf(p, "<h3>Whom to win back first</h3><div class=\"scroll narrow\"><table><tr><th class=\"n\">Place</th><th>Customer</th><th "
                "class=\"n\">Adds people reached</th></tr>\n");
        for (size_t i = 0; i < csc_wom_seeds_count(seeds); i++) {
            double gain = NAN;
            uint32_t who = csc_wom_seeds_at(seeds, i, &gain);
            putf(p, "<tr><td class=\"n\">%zu</td><td>%s</td><td class=\"n\">%s</td></tr>\n", i + 1,
                 esc(p, customer_name(r, kit_dictionary_text(people, who, NULL))), kit_decimal(k, gain, 1));
        }
        putf(p,
             "</table></div>\n<p class=\"legend\">Together they reach about %s people (standard error %s, at least %s, n = %s people); "
             "that is at least %s of the best possible "
             "choice under the stated probabilities. %s</p>\n",
             kit_decimal(k, result.spread, 1), kit_decimal(k, result.se, 1), kit_decimal(k, result.lower, 1),
             kit_count(k, (double)kit_dictionary_count(people)), kit_percent(k, result.guarantee, 0), cite(p, spec));
    }
    csc_wom_seeds_destroy(seeds);
}

int report_wom(report *r) {
    page *p = &r->p;
    kit *k = r->k;
    csc_error err;
    csc_error_init(&err);
    section_begin(p, "wom", "Word of mouth", "How far one dissatisfied customer is heard.");
    const csc_wom_preset *preset = csc_wom_preset_get(0);
    double branching[2] = {0, 0};
    size_t tellers = 0, tellings = 0;
    int own = r->referrals != NULL;
    if (own) {
        /* how many a teller told; and how many of the hearers told on, times how many those told */
        const kit_table *t = r->referrals;
        kit_dictionary *people = kit_dictionary_new(k);
        uint32_t *from = kit_alloc(k, (t->rows + 1) * sizeof *from), *to = kit_alloc(k, (t->rows + 1) * sizeof *to);
        for (size_t i = 0; i < t->rows; i++) {
            uint32_t a = t->series[0].label[i], b = t->series[1].label[i];
            from[i] = kit_dictionary_add(people, t->series[0].labels[a], t->series[0].label_length[a]);
            to[i] = kit_dictionary_add(people, t->series[1].labels[b], t->series[1].label_length[b]);
        }
        size_t count = kit_dictionary_count(people);
        teller *told = kit_alloc(k, (count + 1) * sizeof *told);
        unsigned char *heard = kit_alloc(k, count + 1);
        for (size_t i = 0; i < count; i++) told[i].who = (uint32_t)i;
        for (size_t i = 0; i < t->rows; i++) {
            told[from[i]].told++;
            heard[to[i]] = 1;
        }
        size_t first = 0, first_tellings = 0, hearers = 0, on = 0;
        for (size_t i = 0; i < count; i++) {
            if (told[i].told > 0) tellers++;
            tellings += told[i].told;
            if (told[i].told > 0 && !heard[i]) {
                first++;
                first_tellings += told[i].told;
            }
            if (heard[i]) {
                hearers++;
                on += told[i].told;
            }
        }
        branching[0] = first > 0 ? (double)first_tellings / (double)first : 0;
        branching[1] = hearers > 0 ? (double)on / (double)hearers : 0;
        origin_badge(p, r->source[SOURCE_REFERRALS].kind);
        putf(p, "<span class=\"meta\">%s: %s tellings by %s people to %s</span>\n", esc(p, r->source[SOURCE_REFERRALS].name),
             kit_count(k, (double)tellings), kit_count(k, (double)tellers), kit_count(k, (double)hearers));
        qsort(told, count, sizeof *told, most_first);
        put(p, "<div class=\"two\"><div>");
        csc_wom_reach reach;
        const char *spec = r->population > 0 ? kit_print(k, "wom:tree/1?population=%.0f", r->population) : "wom:tree/1";
        csc_status s = csc_wom_reach_compute(spec, SIZE_MAX, branching, 2, &reach, &err);
        if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
        double levels[3] = {1, branching[0], branching[0] * branching[1]};
        put(p, "<h3>From your referrals</h3>");
        chart_tree(p, levels, 3);
        putf(p,
             "<p>A first teller told <b>%s</b> people (n&nbsp;=&nbsp;%s); a person who heard it told <b>%s</b> on (n&nbsp;=&nbsp;%s). Over "
             "two steps that is "
             "<b>%s</b> people a teller%s.</p>"
             "<p class=\"legend\">%s. An upper bound: nobody is counted twice.</p>\n",
             kit_decimal(k, branching[0], 2), kit_count(k, (double)first), kit_decimal(k, branching[1], 2), kit_count(k, (double)hearers),
             kit_decimal(k, reach.listeners, 1),
             isnan(reach.distinct) ? ""
                                   : kit_print(k, ", about <b>%s</b> distinct ones among %s customers", kit_decimal(k, reach.distinct, 1),
                                               kit_count(k, r->population)),
             cite(p, spec));
        put(p, "</div><div>");
        csc_wom_reach founding;
        if (preset != NULL && csc_wom_reach_compute("wom:tree/1", SIZE_MAX, preset->branching, preset->depth, &founding, &err) == CSC_OK) {
            double shown[6] = {1, 0, 0, 0, 0, 0};
            for (size_t i = 0; i < preset->depth && i < 5; i++) shown[i + 1] = shown[i] * preset->branching[i];
            put(p, "<h3>The quoted chain, for comparison</h3>");
            chart_tree(p, shown, preset->depth + 1 < 6 ? preset->depth + 1 : 6);
            put(p, "<p>");
            origin_badge(p, "preset");
            putf(p, "%s people know of it, %s of them were told.</p><p class=\"legend\">%s</p>\n", kit_count(k, founding.total),
                 kit_count(k, founding.listeners), esc(p, preset->caveat));
        }
        put(p, "</div></div>");
        win_back(r);
        put(p, "<h3>Who told most</h3><div class=\"scroll narrow\"><table><tr><th>Customer</th><th class=\"n\">People told</th></tr>\n");
        for (size_t i = 0; i < count && i < 8 && told[i].told > 0; i++)
            putf(p, "<tr><td>%s</td><td class=\"n\">%u</td></tr>\n",
                 esc(p, customer_name(r, kit_dictionary_text(people, told[i].who, NULL))), told[i].told);
        put(p, "</table></div>\n");
    } else if (preset != NULL) {
        csc_wom_reach founding;
        csc_status s = csc_wom_reach_compute("wom:tree/1", SIZE_MAX, preset->branching, preset->depth, &founding, &err);
        if (s != CSC_OK) return kit_fail(k, s, &err, NULL);
        double shown[6] = {1, 0, 0, 0, 0, 0};
        for (size_t i = 0; i < preset->depth && i < 5; i++) shown[i + 1] = shown[i] * preset->branching[i];
        origin_badge(p, "preset");
        chart_tree(p, shown, preset->depth + 1 < 6 ? preset->depth + 1 : 6);
        putf(p, "<p>%s people know of it, %s of them were told. %s</p><p class=\"legend\">%s</p>\n", kit_count(k, founding.total),
             kit_count(k, founding.listeners), esc(p, preset->caveat), cite(p, "wom:tree/1"));
    }
    section_end(p);
    return KIT_CLEAN;
}
