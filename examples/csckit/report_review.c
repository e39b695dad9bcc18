/* Report: whether contacts kept to their protocol. */
#include "report.h"
#include "reviewing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums of scores for a mean with its interval. */
typedef struct scores {
    double n, sum, squares, automatic;
} scores;

static void add(scores *s, double score, int automatic) {
    if (isnan(score)) return;
    s->n++;
    s->sum += score;
    s->squares += score * score;
    s->automatic += automatic;
}

static void interval(const scores *s, double level, double *mean, double *low, double *high) {
    *mean = s->n > 0 ? s->sum / s->n : (double)NAN;
    *low = *high = NAN;
    if (s->n < 2) return;
    double deviation = sqrt(fmax(0, (s->squares - s->n * *mean * *mean) / (s->n - 1)));
    if (csc_num_mean_interval(*mean, deviation, s->n, level, low, high) != CSC_OK) *low = *high = NAN;
    *low = fmax(*low, 0); /* a score is a share */
    *high = fmin(*high, 1);
}

typedef struct failed {
    const char *item;
    double applies, fails;
    uint32_t conversation[3], turn[3]; /* where to look; turn UINT32_MAX: no words decided it */
    size_t shown;
} failed;

static int worst_first(const void *a, const void *b) {
    const failed *x = a, *y = b;
    if (x->fails != y->fails) return x->fails < y->fails ? 1 : -1;
    return strcmp(x->item, y->item);
}

static const char *score_figures(report *r, const scores *s) {
    double mean, low, high;
    interval(s, r->k->level, &mean, &low, &high);
    if (isnan(low)) return kit_print(r->k, "<b>%s</b><br>n&nbsp;=&nbsp;%s", kit_percent(r->k, mean, 1), kit_count(r->k, s->n));
    return kit_print(r->k, "<b>%s</b><br>%s to %s, n&nbsp;=&nbsp;%s", kit_percent(r->k, mean, 1), kit_percent(r->k, low, 1),
                     kit_percent(r->k, high, 1), kit_count(r->k, s->n));
}

static void score_rows(report *r, const char *title, const kit_dictionary *names, const scores *s, int people) {
    page *p = &r->p;
    if (kit_dictionary_count(names) < 2) return;
    scale axis = {0, 1, '%', NAN};
    putf(p, "<h3>%s</h3>\n", title);
    chart_begin(p, title, &axis);
    int few = 0;
    for (uint32_t i = 0; i < kit_dictionary_count(names); i++) {
        double mean, low, high;
        interval(&s[i], r->k->level, &mean, &low, &high);
        int small = s[i].n < 30;
        few |= small;
        const char *name = kit_dictionary_text(names, i, NULL);
        chart_interval(p, &axis, esc(p, people ? agent_name(r, name) : name), mean, low, high,
                       kit_print(r->k, "%s%s", score_figures(r, &s[i]), small ? "<br>too few to compare" : ""), NAN,
                       small ? TONE_SOFT : TONE_ACCENT);
    }
    chart_end(p, &axis, kit_print(r->k, "Mean score with Student's interval.%s", few ? " Grey: under 30 conversations, no verdict." : ""));
}

int report_review(report *r) {
    page *p = &r->p;
    kit *k = r->k;
    kit_protocols protocols;
    if (r->conversations.count == 0 || !r->packs_open || r->packs.count == 0) return KIT_CLEAN;
    if (kit_protocols_open(k, &protocols) != KIT_CLEAN) return k->code;
    size_t most = r->conversations.count + 1;
    kit_dictionary *by_protocol = kit_dictionary_new(k), *by_team = kit_dictionary_new(k), *items = kit_dictionary_new(k);
    scores whole = {0}, *protocol = kit_alloc(k, most * sizeof *protocol), *team = kit_alloc(k, most * sizeof *team);
    failed *item = NULL;
    size_t item_capacity = 0, low = 0, middle = 0, high = 0;
    int code = KIT_CLEAN;
    kit_progress_name(k, "conversations");
    kit_progress(k, 0, r->conversations.count);
    for (size_t i = 0; i < r->conversations.count && code == KIT_CLEAN; i++) {
        const kit_conversation *c = &r->conversations.item[i];
        size_t index = 0;
        if (c->single) continue;
        kit_value *v = kit_review(k, &protocols, &r->packs, c, &index);
        if (v == NULL) {
            code = k->code;
            break;
        }
        double score = kit_number(v, "score");
        const kit_value *automatic = kit_find(v, "auto_fail");
        int fell = automatic != NULL && automatic->integer != 0;
        add(&whole, score, fell);
        if (!isnan(score)) {
            low += score < 0.5;
            middle += score >= 0.5 && score < 0.8;
            high += score >= 0.8;
        }
        const char *name = kit_text(v, "protocol");
        if (name[0] != '\0') add(&protocol[kit_dictionary_add(by_protocol, name, strlen(name))], score, fell);
        if (c->team != NULL) add(&team[kit_dictionary_add(by_team, c->team, strlen(c->team))], score, fell);
        const kit_value *list = kit_find(v, "items");
        for (const kit_value *e = list != NULL ? list->first : NULL; e != NULL; e = e->next) {
            const char *result = kit_text(e, "result");
            if (strcmp(result, "pass") != 0 && strcmp(result, "fail") != 0) continue;
            uint32_t id = kit_dictionary_add(items, kit_text(e, "item"), strlen(kit_text(e, "item")));
            if (id >= item_capacity) {
                item_capacity = item_capacity * 2 + 64;
                item = kit_resize(k, item, item_capacity * sizeof *item);
            }
            item[id].item = kit_dictionary_text(items, id, NULL);
            item[id].applies++;
            if (result[0] == 'p') continue;
            item[id].fails++;
            if (item[id].shown >= 3) continue;
            const kit_value *evidence = kit_find(e, "evidence");
            item[id].conversation[item[id].shown] = (uint32_t)i;
            item[id].turn[item[id].shown++] =
                evidence != NULL && evidence->first != NULL ? (uint32_t)kit_number(evidence->first, "turn") : UINT32_MAX;
        }
        kit_progress(k, i + 1, r->conversations.count);
    }
    kit_protocols_close(&protocols);
    if (code != KIT_CLEAN || whole.n == 0) return code;
    section_begin(p, "protocol", "Contacts against their protocol",
                  "What a contact should hold (greeting, listening, a proposal, a warm close) and what it should not, judged by the "
                  "protocol that fits it. What the data "
                  "do not tell counts neither way.");
    for (size_t i = 0; i < r->talk_count; i++) {
        origin_badge(p, r->talk[i].kind);
        putf(p, "<span class=\"meta\">%s</span>&ensp;", esc(p, r->talk[i].name));
    }
    double mean, from, to;
    interval(&whole, k->level, &mean, &from, &to);
    putf(p,
         "<p>Mean score <b>%s</b> (%s to %s, n&nbsp;=&nbsp;%s); %s failed automatically. <span class=\"meta\">Score: weight of the items "
         "that passed, of those that passed or "
         "failed.</span></p>\n",
         kit_percent(k, mean, 1), kit_percent(k, from, 1), kit_percent(k, to, 1), kit_count(k, whole.n), kit_count(k, whole.automatic));
    part parts[] = {{"80 % and more", (double)high / whole.n, (double)high, TONE_GOOD},
                    {"50 to 80 %", (double)middle / whole.n, (double)middle, TONE_WARN},
                    {"under 50 %", (double)low / whole.n, (double)low, TONE_BAD}};
    chart_parts(p, "Contacts by score", parts, 3);
    score_rows(r, "By protocol", by_protocol, protocol, 0);
    score_rows(r, "By team", by_team, team, 1);
    size_t count = kit_dictionary_count(items);
    if (count > 1) qsort(item, count, sizeof *item, worst_first);
    put(p, "<h3>What was missed most often</h3>\n");
    scale axis = {0, 1, '%', NAN};
    chart_begin(p, "Items failed most often", &axis);
    for (size_t i = 0; i < count && i < 12 && item[i].fails > 0; i++) {
        double a = NAN, b = NAN;
        if (csc_num_wilson(item[i].fails, item[i].applies, k->level, &a, &b) != CSC_OK) a = b = NAN;
        const char *where = "";
        for (size_t j = 0; j < item[i].shown; j++)
            where = kit_print(k, "%s%s%s", where, j > 0 ? ", " : "",
                              conversation_link(r, item[i].conversation[j], item[i].turn[j] == UINT32_MAX ? SIZE_MAX : item[i].turn[j],
                                                conversation_name(r, item[i].conversation[j])));
        chart_bar(p, &axis, kit_print(k, "%s<br><span class=\"meta screen\">%s</span>", esc(p, item[i].item), where),
                  item[i].fails / item[i].applies, a, b,
                  kit_print(k, "<b>%s</b><br>%s to %s, %s of %s", kit_percent(k, item[i].fails / item[i].applies, 0), kit_percent(k, a, 0),
                            kit_percent(k, b, 0), kit_count(k, item[i].fails), kit_count(k, item[i].applies)),
                  NAN, TONE_WARN);
    }
    chart_end(p, &axis, kit_print(k, "Share of the contacts to which the item applies, %s.", cite(p, "share/1")));
    section_end(p);
    return KIT_CLEAN;
}
