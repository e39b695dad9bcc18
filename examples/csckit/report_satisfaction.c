/* Report: survey metrics with intervals, by team, agent and month; expectation against experience. */
#include "gap_result.h"
#include "metric_result.h"
#include "report.h"

#include <math.h>
#include <string.h>

enum { COL_WHO, COL_ITEM, COL_VALUE, COL_TIME, COL_SEGMENT, COL_CONVERSATION };

/* Which definition an item of the survey is read with: --question ITEM=SPEC, or the usual three by name. */
static const char *question(report *r, const char *item, size_t length) {
    static const char *const usual[][2] = {{"csat", "csat:top2/1"}, {"nps", "nps:standard/1"}, {"ces", "ces:mean/1?scale=1..7"}};
    for (size_t i = 0; kit_get_nth(r->k, "question", i) != NULL; i++) {
        const char *given = kit_get_nth(r->k, "question", i);
        const char *equals = strchr(given, '=');
        if (equals != NULL && (size_t)(equals - given) == length && memcmp(given, item, length) == 0) return equals + 1;
    }
    for (size_t i = 0; i < 3; i++) {
        if (strlen(usual[i][0]) == length && memcmp(usual[i][0], item, length) == 0) return usual[i][1];
    }
    return NULL;
}

/* What people call the usual items. */
static const char *item_title(report *r, const char *item) {
    static const char *const names[][2] = {{"csat", "Satisfaction"}, {"nps", "Recommendation"}, {"ces", "Ease of getting it done"}};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(item, names[i][0]) == 0) return kit_print(r->k, "%s <span class=\"meta\">%s</span>", names[i][1], item);
    }
    return esc(&r->p, item);
}

/* Adds the answers to one item, in groups given a row (UINT32_MAX: leave out). Group -1 stands for one group. */
static csc_metric *gather(report *r, const char *spec, uint32_t item, const uint32_t *group, size_t groups) {
    csc_error err;
    csc_metric *m = NULL;
    const kit_table *t = r->survey;
    csc_error_init(&err);
    csc_status s = csc_metric_create(&m, spec, SIZE_MAX, groups > 0 ? groups : 1, NULL, &err);
    if (s != CSC_OK) {
        kit_fail(r->k, s == CSC_E_NOTFOUND ? CSC_E_SPEC : s, &err, NULL);
        return NULL;
    }
    for (size_t i = 0; i < t->rows; i++) {
        if (t->series[COL_ITEM].label[i] != item || (group != NULL && group[i] == UINT32_MAX)) continue;
        s = csc_metric_add_value(m, group != NULL ? group[i] : 0, t->series[COL_VALUE].number[i], 1, &err);
        if (s == CSC_OK) continue;
        err.row = i;
        snprintf(err.key, sizeof err.key, "value");
        kit_fail_row(r->k, s, &err, t);
        csc_metric_destroy(m);
        return NULL;
    }
    return m;
}

static const char *with_level(report *r, const char *spec) {
    return kit_get(r->k, "level") != NULL ? kit_spec(r->k, spec, "level", kit_get(r->k, "level")) : spec;
}

/* "65.2 % [57.0, 72.7]; n = 138" as HTML. */
static const char *figures(report *r, const csc_estimate *e, int unit) {
    kit *k = r->k;
    if (e->status != CSC_OK) return kit_print(k, "%s<br>n&nbsp;=&nbsp;%s", csc_status_word(e->status), kit_count(k, e->n));
    return kit_print(k, "<b>%s</b><br>%s to %s, n&nbsp;=&nbsp;%s", kit_metric_show(k, unit, e->value), kit_metric_show(k, unit, e->low),
                     kit_metric_show(k, unit, e->high), kit_count(k, e->n));
}

static scale scale_of(int unit, const csc_estimate *e) {
    scale s = {0, 1, unit, NAN};
    if (unit == 'n' || unit == 's') s = (scale){-1, 1, unit, 0};
    if (unit == 'm') {
        s.low = 1;
        s.high = isnan(e->high) || e->high <= 5 ? 5 : e->high <= 7 ? 7 : 10;
    }
    return s;
}

static void card(report *r, const char *name, const char *definition, const csc_estimate *e, const char *tone) {
    page *p = &r->p;
    int unit = kit_metric_unit(definition);
    putf(p, "<div class=\"card\"><div class=\"name\">%s</div>", name);
    if (e->status == CSC_OK)
        putf(p, "<div class=\"big %s\">%s</div><div class=\"meta\">%s to %s, n&nbsp;=&nbsp;%s<br>%s</div></div>\n", tone,
             kit_metric_show(r->k, unit, e->value), kit_metric_show(r->k, unit, e->low), kit_metric_show(r->k, unit, e->high),
             kit_count(r->k, e->n), cite(p, definition));
    else
        putf(p, "<div class=\"big\">%s</div><div class=\"meta\">n&nbsp;=&nbsp;%s<br>%s</div></div>\n", csc_status_word(e->status),
             kit_count(r->k, e->n), cite(p, definition));
}

/* ------------------------------------------------------------------ groups */

typedef struct groups {
    uint32_t *row;
    const char **label;
    size_t count;
} groups;

static groups by_segment(report *r) {
    groups g = {r->survey->series[COL_SEGMENT].label, r->survey->series[COL_SEGMENT].labels, r->survey->series[COL_SEGMENT].label_count};
    return g;
}

/* The agent of the conversation that the answer is about. */
static groups by_agent(report *r) {
    const kit_series *s = &r->survey->series[COL_CONVERSATION];
    kit_dictionary *agents = kit_dictionary_new(r->k);
    groups g = {kit_alloc(r->k, (r->survey->rows + 1) * sizeof(uint32_t)), NULL, 0};
    for (size_t i = 0; i < r->survey->rows; i++) {
        g.row[i] = UINT32_MAX;
        if (!s->present || s->label[i] == UINT32_MAX) continue;
        uint32_t c = kit_dictionary_find(r->conversation_ids, s->labels[s->label[i]], s->label_length[s->label[i]]);
        if (c == UINT32_MAX || r->conversations.item[c].agent == NULL) continue;
        g.row[i] = kit_dictionary_add(agents, r->conversations.item[c].agent, strlen(r->conversations.item[c].agent));
    }
    g.count = kit_dictionary_count(agents);
    g.label = kit_alloc(r->k, (g.count + 1) * sizeof *g.label);
    for (size_t i = 0; i < g.count; i++) g.label[i] = kit_dictionary_text(agents, (uint32_t)i, NULL);
    return g;
}

/* Days since 1970 to year and month. */
static void civil(int64_t day, int *year, int *month) {
    int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100),
            mp = (5 * doy + 2) / 153;
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

static groups by_month(report *r) {
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    groups g = {kit_alloc(r->k, (r->survey->rows + 1) * sizeof(uint32_t)), NULL, 0};
    const int64_t *time = r->survey->series[COL_TIME].instant;
    int first = 0, last = 0, any = 0;
    for (int pass = 0; pass < 2 && time != NULL; pass++) {
        for (size_t i = 0; i < r->survey->rows; i++) {
            if (pass == 0) g.row[i] = UINT32_MAX;
            if (time[i] == INT64_MIN) continue;
            int year = 0, month = 0;
            int64_t day = time[i] / 86400000000 - (time[i] % 86400000000 < 0);
            civil(day, &year, &month);
            int at = year * 12 + month - 1;
            if (pass == 0) {
                if (!any || at < first) first = at;
                if (!any || at > last) last = at;
                any = 1;
            } else if (last - first < 36) {
                g.row[i] = (uint32_t)(at - first);
            }
        }
    }
    if (!any || last - first >= 36 || last == first) return g;
    g.count = (size_t)(last - first) + 1;
    g.label = kit_alloc(r->k, (g.count + 1) * sizeof *g.label);
    for (size_t i = 0; i < g.count; i++) {
        int at = first + (int)i;
        g.label[i] = g.count > 8 && i % 3 != 0 ? "" : kit_print(r->k, "%s %d", names[at % 12], at / 12);
    }
    return g;
}

/* The groups in the order of their names. */
static size_t *by_name(report *r, const groups *g) {
    size_t *order = kit_alloc(r->k, (g->count + 1) * sizeof *order);
    for (size_t i = 0; i < g->count; i++) {
        size_t j = i;
        for (; j > 0 && strcmp(g->label[order[j - 1]], g->label[i]) > 0; j--) order[j] = order[j - 1];
        order[j] = i;
    }
    return order;
}

static int compared_chart(report *r, const char *title, const char *what, const char *spec, uint32_t item, groups g, int agents) {
    page *p = &r->p;
    int unit = kit_metric_unit(spec);
    if (g.count < 2) return KIT_CLEAN;
    csc_metric *m = gather(r, spec, item, g.row, g.count);
    if (m == NULL) return r->k->code;
    csc_error err;
    csc_error_init(&err);
    csc_metric_difference *d = kit_alloc(r->k, g.count * sizeof *d);
    uint64_t *rank = kit_alloc(r->k, g.count * sizeof *rank);
    size_t ranked = 0;
    csc_status s = csc_metric_compare_each(m, CSC_METRIC_ALL, d, &err);
    if (s == CSC_OK) s = csc_metric_rank(m, 0, rank, &ranked, &err);
    csc_estimate all;
    if (s == CSC_OK) s = csc_metric_estimate(m, CSC_METRIC_ALL, &all, &err);
    if (s != CSC_OK) {
        csc_metric_destroy(m);
        return kit_fail(r->k, s, &err, NULL);
    }
    scale axis = scale_of(unit, &all);
    axis.reference = all.value;
    putf(p, "<h3>%s</h3>\n", title);
    chart_begin(p, what, &axis);
    size_t refused = 0;
    size_t *name_order = by_name(r, &g);
    /* the best first, those with too few answers last, by name and without a rank */
    for (uint64_t place = 1; place <= g.count + 1; place++) {
        for (size_t o = 0; o < g.count; o++) {
            size_t i = name_order[o];
            int last_pass = place == g.count + 1;
            if (last_pass ? rank[i] != 0 : rank[i] != place) continue;
            csc_estimate e;
            if (csc_metric_estimate(m, i, &e, &err) != CSC_OK || (e.n <= 0 && e.missing <= 0)) continue;
            const char *label = agents ? esc(p, agent_name(r, g.label[i])) : esc(p, g.label[i]);
            const char *extra = "";
            if (rank[i] == 0) {
                extra = "<br>too few answers to compare";
                refused++;
            } else if (d[i].status == CSC_OK && d[i].p_adjusted < 0.05) {
                extra = kit_print(r->k, "<br>differs from the rest, p&nbsp;%s",
                                  d[i].p_adjusted < 0.0001 ? "&lt;&nbsp;0.0001"
                                                           : kit_print(r->k, "=&nbsp;%s", kit_decimal(r->k, d[i].p_adjusted, 4)));
            }
            chart_interval(p, &axis, label, e.value, e.low, e.high, kit_print(r->k, "%s%s", figures(r, &e, unit), extra), NAN,
                           rank[i] == 0             ? TONE_SOFT
                           : d[i].p_adjusted < 0.05 ? (d[i].difference > 0 ? TONE_GOOD : TONE_BAD)
                                                    : TONE_ACCENT);
        }
    }
    chart_end(p, &axis,
              kit_print(r->k, "%s; the dashed line is all together. %sp-values compare each with the others, adjusted by Holm's method.",
                        cite(p, spec), refused > 0 ? "Grey: under 30 answers, no rank and no verdict. " : ""));
    csc_metric_destroy(m);
    return KIT_CLEAN;
}

static int month_chart(report *r, const char *spec, uint32_t item) {
    groups g = by_month(r);
    page *p = &r->p;
    if (g.count < 2) return KIT_CLEAN;
    csc_metric *m = gather(r, spec, item, g.row, g.count);
    if (m == NULL) return r->k->code;
    double *value = kit_alloc(r->k, g.count * sizeof *value), *low = kit_alloc(r->k, g.count * sizeof *low),
           *high = kit_alloc(r->k, g.count * sizeof *high);
    csc_estimate e = {0};
    for (size_t i = 0; i < g.count; i++) {
        value[i] = low[i] = high[i] = NAN;
        if (csc_metric_estimate(m, i, &e, NULL) != CSC_OK || e.status != CSC_OK) continue;
        value[i] = e.value;
        low[i] = e.low;
        high[i] = e.high;
    }
    scale axis = scale_of(kit_metric_unit(spec), &e);
    put(p, "<h3>By month</h3>\n");
    chart_time(p, "By month", g.label, value, low, high, g.count, &axis);
    putf(p, "<p class=\"legend\">%s by month of the answer, with intervals.</p>\n", cite(p, spec));
    csc_metric_destroy(m);
    return KIT_CLEAN;
}

/* ----------------------------------------------------------- distribution */

static void distribution(report *r, const char *spec, uint32_t item, const char *title) {
    page *p = &r->p;
    const kit_table *t = r->survey;
    double count[11] = {0}, all = 0;
    for (size_t i = 0; i < t->rows; i++) {
        double v = t->series[COL_VALUE].number[i];
        if (t->series[COL_ITEM].label[i] != item || isnan(v) || v < 0 || v >= 11) continue;
        count[(int)v]++;
        all++;
    }
    if (all == 0) return;
    if (strncmp(spec, "nps:", 4) == 0) {
        double detractors = 0;
        for (int i = 0; i < 7; i++) detractors += count[i];
        part parts[] = {{"detractors, 0 to 6", detractors / all, detractors, TONE_BAD},
                        {"passives, 7 and 8", (count[7] + count[8]) / all, count[7] + count[8], TONE_WARN},
                        {"promoters, 9 and 10", (count[9] + count[10]) / all, count[9] + count[10], TONE_GOOD}};
        putf(p, "<h3>%s</h3>", title);
        chart_parts(p, title, parts, 3);
        return;
    }
    static const int tones[] = {TONE_BAD, TONE_WARN, TONE_SOFT, TONE_ACCENT, TONE_GOOD};
    part parts[5];
    for (int i = 0; i < 5; i++) parts[i] = (part){kit_print(r->k, "%d", i + 1), count[i + 1] / all, count[i + 1], tones[i]};
    putf(p, "<h3>%s</h3>", title);
    chart_parts(p, title, parts, 5);
}

/* Conversations behind the worst answers. */
static void behind(report *r, uint32_t item, double worst, const char *what) {
    page *p = &r->p;
    const kit_series *s = &r->survey->series[COL_CONVERSATION];
    size_t shown = 0, all = 0;
    if (!s->present) return;
    for (size_t i = 0; i < r->survey->rows; i++) {
        if (r->survey->series[COL_ITEM].label[i] != item || !(r->survey->series[COL_VALUE].number[i] <= worst) || s->label[i] == UINT32_MAX)
            continue;
        uint32_t c = kit_dictionary_find(r->conversation_ids, s->labels[s->label[i]], s->label_length[s->label[i]]);
        if (c == UINT32_MAX) continue;
        if (all++ >= 40) continue;
        if (shown++ == 0)
            putf(p, "<p class=\"screen\">%s: ", what);
        else
            put(p, ", ");
        put(p, conversation_link(r, c, SIZE_MAX, conversation_name(r, c)));
    }
    if (shown > 0) putf(p, "%s</p>\n", all > shown ? kit_print(r->k, " and %zu more.", all - shown) : ".");
}

static uint32_t find_item(const kit_table *t, const char *name) {
    for (size_t i = 0; i < t->series[COL_ITEM].label_count; i++) {
        if (strcmp(t->series[COL_ITEM].labels[i], name) == 0) return (uint32_t)i;
    }
    return UINT32_MAX;
}

int report_satisfaction(report *r) {
    page *p = &r->p;
    const kit_table *t = r->survey;
    if (t == NULL) return KIT_CLEAN;
    const char *main_spec = NULL;
    uint32_t main_item = UINT32_MAX;
    section_begin(p, "satisfaction", "Satisfaction", "What customers answered when they were asked, with the room that chance leaves.");
    origin_badge(p, r->source[SOURCE_SURVEY].kind);
    putf(p, "<span class=\"meta\">%s, %s answers</span>\n", esc(p, r->source[SOURCE_SURVEY].name), kit_count(r->k, (double)t->rows));
    if (!t->series[COL_ITEM].present) return kit_bad(r->k, r->source[SOURCE_SURVEY].path, 1, 0, "no column \"item\"");
    for (int signed_axis = 0; signed_axis < 2; signed_axis++) {
        scale axis = {signed_axis ? -1 : 0, 1, signed_axis ? 's' : '%', signed_axis ? 0 : NAN};
        int begun = 0;
        for (size_t i = 0; i < t->series[COL_ITEM].label_count; i++) {
            const char *item = t->series[COL_ITEM].labels[i];
            const char *asked = question(r, item, t->series[COL_ITEM].label_length[i]);
            if (asked == NULL) continue;
            /* one item of five points also as the two other scores that hosts show from it */
            const char *specs[3] = {asked, NULL, NULL};
            if (strncmp(asked, "csat:top2/1", 11) == 0 && strlen(asked) == 11) specs[1] = "csat:net/1";
            for (size_t j = 0; j < 3 && specs[j] != NULL; j++) {
                const char *spec = with_level(r, specs[j]);
                int unit = kit_metric_unit(spec);
                if (unit == 'm' || (unit != '%') != signed_axis) continue;
                csc_metric *m = gather(r, spec, (uint32_t)i, NULL, 0);
                if (m == NULL) return r->k->code;
                csc_estimate e;
                csc_status s = csc_metric_estimate(m, 0, &e, NULL);
                csc_metric_destroy(m);
                if (s != CSC_OK) return kit_fail(r->k, s, NULL, NULL);
                if (!begun) {
                    putf(p, "<h3>%s</h3>", signed_axis ? "Net scores" : "Shares");
                    chart_begin(p, signed_axis ? "Net scores" : "Shares", &axis);
                    begun = 1;
                }
                chart_interval(p, &axis, kit_print(r->k, "%s<br><span class=\"meta\">%s</span>", item_title(r, item), cite(p, spec)),
                               e.value, e.low, e.high, figures(r, &e, unit), NAN, TONE_ACCENT);
            }
        }
        if (begun)
            chart_end(p, &axis, signed_axis ? "Share at the top minus share at the bottom; 0 means as many of one as of the other." : NULL);
    }
    /* means stand in a table: their scales differ */
    put(p, "<h3>Means</h3><div class=\"scroll\"><table><tr><th>Question</th><th>Definition</th><th class=\"n\">Mean</th><th "
           "class=\"n\">Interval</th>"
           "<th class=\"n\">n</th><th class=\"n\">Blank</th></tr>\n");
    for (size_t i = 0; i < t->series[COL_ITEM].label_count; i++) {
        const char *item = t->series[COL_ITEM].labels[i];
        const char *asked = question(r, item, t->series[COL_ITEM].label_length[i]);
        if (asked == NULL) continue;
        const char *spec = with_level(r, strncmp(asked, "csat:top2/1", 11) == 0 ? kit_print(r->k, "csat:mean/1%s", asked + 11) : asked);
        if (kit_metric_unit(spec) != 'm') continue;
        csc_metric *m = gather(r, spec, (uint32_t)i, NULL, 0);
        if (m == NULL) return r->k->code;
        csc_estimate e;
        csc_status s = csc_metric_estimate(m, 0, &e, NULL);
        csc_metric_destroy(m);
        if (s != CSC_OK) return kit_fail(r->k, s, NULL, NULL);
        putf(p,
             "<tr><td>%s</td><td>%s</td><td class=\"n\"><b>%s</b></td><td class=\"n\">%s to %s</td><td class=\"n\">%s</td><td "
             "class=\"n\">%s</td></tr>\n",
             item_title(r, item), cite(p, spec), kit_decimal(r->k, e.value, 2), kit_decimal(r->k, e.low, 2), kit_decimal(r->k, e.high, 2),
             kit_count(r->k, e.n), kit_count(r->k, e.missing));
    }
    put(p, "</table></div>\n");
    main_item = find_item(t, "csat");
    for (size_t i = 0; main_item == UINT32_MAX && i < t->series[COL_ITEM].label_count; i++) {
        if (question(r, t->series[COL_ITEM].labels[i], t->series[COL_ITEM].label_length[i]) != NULL) main_item = (uint32_t)i;
    }
    int code = KIT_CLEAN;
    if (main_item != UINT32_MAX) {
        main_spec = with_level(r, question(r, t->series[COL_ITEM].labels[main_item], t->series[COL_ITEM].label_length[main_item]));
        put(p, "<div class=\"two\"><div>");
        distribution(r, main_spec, main_item, "How they answered");
        put(p, "</div><div>");
        uint32_t nps = find_item(t, "nps");
        if (nps != UINT32_MAX && nps != main_item) distribution(r, "nps:standard/1", nps, "Would they recommend us");
        put(p, "</div></div>");
        behind(r, main_item, 1, "Conversations behind the lowest answers");
        if (t->series[COL_SEGMENT].present) code = compared_chart(r, "By segment", "By segment", main_spec, main_item, by_segment(r), 0);
        if (code == KIT_CLEAN && t->series[COL_CONVERSATION].present)
            code = compared_chart(r, "By agent", "By agent", main_spec, main_item, by_agent(r), 1);
        if (code == KIT_CLEAN) code = month_chart(r, main_spec, main_item);
    }
    note(p, "Only those who answered are counted. When the content answer more rarely than the annoyed, or the other way round, every "
            "figure here is off by more than its interval says.");
    section_end(p);
    return code;
}

/* The cards at the top. */
int report_cards(report *r) {
    const kit_table *t = r->survey;
    static const char *const names[][3] = {{"csat", "csat:top2/1", "Satisfied customers"}, {"nps", "nps:standard/1", "Net Promoter Score"}};
    for (size_t i = 0; t != NULL && t->series[COL_ITEM].present && i < 2; i++) {
        uint32_t item = find_item(t, names[i][0]);
        if (item == UINT32_MAX) continue;
        const char *asked = question(r, names[i][0], strlen(names[i][0]));
        csc_metric *m = gather(r, with_level(r, asked), item, NULL, 0);
        if (m == NULL) return r->k->code;
        csc_estimate e;
        if (csc_metric_estimate(m, 0, &e, NULL) == CSC_OK) card(r, names[i][2], asked, &e, "");
        csc_metric_destroy(m);
    }
    return KIT_CLEAN;
}

/* A card whose figures come as texts. */
void report_card(report *r, const char *name, const char *value, const char *tone, const char *rest, const char *definition) {
    putf(&r->p, "<div class=\"card\"><div class=\"name\">%s</div><div class=\"big %s\">%s</div><div class=\"meta\">%s<br>%s</div></div>\n",
         name, tone, value, rest, cite(&r->p, definition));
}

/* -------------------------------------------------------------------- gap */

static kit_value *gap_result(report *r) {
    csc_sink sink;
    csc_gap *gap =
        kit_gap_fill(r->k, r->gap, with_level(r, kit_spec(r->k, "gap:survey/1", "tolerance", kit_get_or(r->k, "tolerance", "auto"))), 0);
    if (gap == NULL) return NULL;
    kit_capture(r->k, &sink);
    csc_status s = csc_gap_visit(gap, CSC_VISIT_DETAIL, &sink);
    csc_gap_destroy(gap);
    kit_value *v = kit_captured(r->k);
    if (s != CSC_OK || v == NULL) kit_fail(r->k, s, NULL, NULL);
    return s == CSC_OK ? v : NULL;
}

/* The gap, and its card: the share of customers whose experience fell short. */
int report_gap_compute(report *r) {
    if (r->gap == NULL) return KIT_CLEAN;
    r->gap_value = gap_result(r);
    if (r->gap_value == NULL) return r->k->code;
    const kit_value *v = r->gap_value;
    double lost = kit_number(v, "classes.lost"), all = kit_number(v, "classes.loyal") + kit_number(v, "classes.drifting") + lost, low = NAN,
           high = NAN;
    if (!(all > 0) || csc_num_wilson(lost, all, r->k->level, &low, &high) != CSC_OK) return KIT_CLEAN;
    report_card(r, "Customers whose experience fell short", kit_percent(r->k, lost / all, 1), "bad",
                kit_print(r->k, "%s to %s, n&nbsp;=&nbsp;%s", kit_percent(r->k, low, 1), kit_percent(r->k, high, 1), kit_count(r->k, all)),
                kit_text(v, "definition"));
    return KIT_CLEAN;
}

int report_gap(report *r) {
    page *p = &r->p;
    const kit_value *v = r->gap_value;
    if (v == NULL) return KIT_CLEAN;
    section_begin(p, "gap", "Expectation and experience",
                  "Customers compare what they get with what they expected. Above it they stay, below it they go.");
    origin_badge(p, r->source[SOURCE_EXPECTATION].kind);
    putf(p, "<span class=\"meta\">%s, %s rows</span>\n", esc(p, r->source[SOURCE_EXPECTATION].name), kit_count(r->k, (double)r->gap->rows));
    double low = INFINITY, high = -INFINITY;
    const kit_value *items = kit_find(v, "items");
    for (const kit_value *i = items != NULL ? items->first : NULL; i != NULL; i = i->next) {
        low = fmin(low, fmin(kit_number(i, "expectation"), kit_number(i, "experience")));
        high = fmax(high, fmax(kit_number(i, "expectation"), kit_number(i, "experience")));
    }
    if (low < high) {
        scale axis = {floor(low - 0.3), ceil(high + 0.3), 'm', NAN};
        chart_begin(p, "Expectation and experience by item", &axis);
        for (const kit_value *i = items->first; i != NULL; i = i->next) {
            double g = kit_number(i, "gap");
            int tone = kit_number(i, "high") < 0 ? TONE_BAD : kit_number(i, "low") > 0 ? TONE_GOOD : TONE_WARN;
            chart_pair(p, &axis, esc(p, kit_text(i, "item")), kit_number(i, "expectation"), kit_number(i, "experience"),
                       kit_print(r->k, "gap <b class=\"%s\">%s%s</b><br>%s to %s, n&nbsp;=&nbsp;%s",
                                 tone == TONE_BAD    ? "bad"
                                 : tone == TONE_GOOD ? "good"
                                                     : "warn",
                                 g > 0 ? "+" : "", kit_decimal(r->k, g, 2), kit_decimal(r->k, kit_number(i, "low"), 2),
                                 kit_decimal(r->k, kit_number(i, "high"), 2), kit_count(r->k, kit_number(i, "n"))),
                       tone);
        }
        chart_end(p, &axis, kit_print(r->k, "Hollow: expected, full: experienced. %s", cite(p, kit_text(v, "definition"))));
    }
    double n[3] = {kit_number(v, "classes.loyal"), kit_number(v, "classes.drifting"), kit_number(v, "classes.lost")},
           all = n[0] + n[1] + n[2];
    if (all > 0) {
        part parts[] = {
            {"loyal", n[0] / all, n[0], TONE_GOOD}, {"drifting", n[1] / all, n[1], TONE_WARN}, {"lost", n[2] / all, n[2], TONE_BAD}};
        put(p, "<h3>Customers by their mean gap</h3>");
        chart_parts(p, "Customers by their mean gap", parts, 3);
        putf(p,
             "<p class=\"legend\">%s customers; gaps within %s of 0 count as drifting (%s). These are names of classes, not observed "
             "returns.</p>\n",
             kit_count(r->k, all), kit_decimal(r->k, kit_number(v, "tolerance"), 2),
             kit_get(r->k, "tolerance") != NULL ? "as given" : "half the deviation within customers");
    }
    const kit_value *warnings = kit_find(v, "warnings");
    for (const kit_value *w = warnings != NULL ? warnings->first : NULL; w != NULL; w = w->next) {
        if (w->type == KIT_V_TEXT) note(p, "%s", esc(p, w->text));
    }
    section_end(p);
    return KIT_CLEAN;
}
