/* Report: what the packs find in the conversations, and the conversations themselves. */
#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One finding, kept beyond the checker's next conversation. */
typedef struct found {
    uint32_t conversation, turn, begin, end;
    int32_t severity;
    uint32_t rule; /* in the list of rules below */
} found;

typedef struct rule_count {
    const char *id, *message;
    int32_t severity;
    size_t count, conversations;
    uint32_t last; /* conversation counted last */
} rule_count;

typedef struct language {
    found *item;
    size_t count, capacity;
    kit_dictionary *names;
    rule_count *rule;
    size_t rule_capacity;
    size_t by_severity[5];
    size_t agent_turns, with_finding, checked;
} language;

static language state; /* the conversations section draws what this one found */

static void keep(report *r, uint32_t conversation, const csc_finding *f, const csc_rule_info *info) {
    language *l = &state;
    if (l->count == l->capacity) {
        l->capacity = l->capacity * 2 + 256;
        l->item = kit_resize(r->k, l->item, l->capacity * sizeof *l->item);
    }
    uint32_t rule = kit_dictionary_add(l->names, info->id, info->id_length);
    if (rule >= l->rule_capacity) {
        l->rule_capacity = l->rule_capacity * 2 + 64;
        l->rule = kit_resize(r->k, l->rule, l->rule_capacity * sizeof *l->rule);
    }
    rule_count *c = &l->rule[rule];
    if (c->id == NULL) {
        size_t n = 0;
        const char *message = csc_pack_rule_message(r->packs.pack[f->pack], f->rule, "en", 2, &n);
        c->id = kit_copy(r->k, info->id, info->id_length);
        c->message = message != NULL ? kit_copy(r->k, message, n) : "";
        c->severity = info->severity;
        c->last = UINT32_MAX;
    }
    c->count++;
    if (c->last != conversation) {
        c->last = conversation;
        c->conversations++;
    }
    l->by_severity[info->severity >= 1 && info->severity <= 4 ? info->severity : 0]++;
    l->item[l->count++] = (found){conversation, f->turn, f->begin, f->end, info->severity, rule};
}

int report_check(report *r) {
    memset(&state, 0, sizeof state);
    state.names = kit_dictionary_new(r->k);
    if (r->conversations.count == 0) return KIT_CLEAN;
    if (kit_packs_open(r->k, &r->packs) != KIT_CLEAN) return r->k->code;
    r->packs_open = 1;
    kit_progress_name(r->k, "conversations");
    kit_progress(r->k, 0, r->conversations.count);
    for (size_t i = 0; i < r->conversations.count; i++) {
        const kit_conversation *c = &r->conversations.item[i];
        int bad = 0;
        for (size_t j = 0; j < c->turn_count; j++) state.agent_turns += strcmp(c->turns[j].role, "agent") == 0 && !c->turns[j].internal;
        if (kit_check(r->k, &r->packs, c) != KIT_CLEAN) return r->k->code;
        for (size_t j = 0; j < csc_checker_count(r->packs.checker); j++) {
            csc_finding f;
            csc_rule_info info;
            if (csc_checker_get(r->packs.checker, j, &f) != CSC_OK) continue;
            if (csc_pack_rule(r->packs.pack[f.pack], f.rule, &info) != CSC_OK || info.kind == CSC_RULE_CONCEPT) continue;
            keep(r, (uint32_t)i, &f, &info);
            bad |= info.severity <= CSC_SEVERITY_WARNING;
        }
        r->bad_turns[i] = (size_t)bad;
        state.with_finding += (size_t)bad;
        state.checked++;
        kit_progress(r->k, i + 1, r->conversations.count);
    }
    return KIT_CLEAN;
}

static csc_estimate share(double hits, double n, double level) {
    csc_estimate e;
    memset(&e, 0, sizeof e);
    e.n = n;
    e.level = level;
    e.value = n > 0 ? hits / n : NAN;
    e.low = e.high = NAN;
    e.status = csc_num_wilson(hits, n, level, &e.low, &e.high);
    return e;
}

static const char *const severity_tone[] = {"", "bad", "warn", "", ""};

void report_language_card(report *r) {
    if (state.checked == 0) return;
    csc_estimate e = share((double)state.with_finding, (double)state.checked, r->k->level);
    report_card(
        r, "Conversations with an error or warning", kit_percent(r->k, e.value, 1), "",
        kit_print(r->k, "%s to %s, n&nbsp;=&nbsp;%s", kit_percent(r->k, e.low, 1), kit_percent(r->k, e.high, 1), kit_count(r->k, e.n)),
        "share/1");
}

static int by_count(const void *a, const void *b) {
    const rule_count *x = a, *y = b;
    if (x->severity != y->severity) return (x->severity > y->severity) - (x->severity < y->severity);
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return strcmp(x->id, y->id);
}

/* The matched words with some of what stands around them, as HTML. */
static const char *quote(report *r, const found *f) {
    page *p = &r->p;
    const kit_turn *t = &r->conversations.item[f->conversation].turns[f->turn];
    size_t begin = f->begin < t->length ? f->begin : t->length, end = f->end < t->length ? f->end : t->length;
    if (begin == end) return "<span class=\"meta\">(missing)</span>";
    size_t from = begin > 40 ? begin - 40 : 0, to = end + 40 < t->length ? end + 40 : t->length;
    while (from > 0 && from < begin && ((unsigned char)t->text[from] & 0xc0) == 0x80) from++;
    while (from > 0 && from < begin && t->text[from - 1] != ' ') from++;
    while (to < t->length && ((unsigned char)t->text[to] & 0xc0) == 0x80) to++;
    while (to < t->length && to > end && t->text[to] != ' ') to--;
    if (p->redact) return kit_print(r->k, "<span class=\"q\">%s</span>", escn(p, t->text + begin, end - begin));
    return kit_print(r->k, "%s%s<span class=\"q\">%s</span>%s%s", from > 0 ? "… " : "", escn(p, t->text + from, begin - from),
                     escn(p, t->text + begin, end - begin), escn(p, t->text + end, to - end), to < t->length ? " …" : "");
}

static void team_table(report *r) {
    page *p = &r->p;
    kit_dictionary *teams = kit_dictionary_new(r->k);
    size_t *n = kit_alloc(r->k, (r->conversations.count + 1) * sizeof *n),
           *bad = kit_alloc(r->k, (r->conversations.count + 1) * sizeof *bad);
    for (size_t i = 0; i < r->conversations.count; i++) {
        const char *team = r->conversations.item[i].team;
        if (team == NULL) continue;
        uint32_t at = kit_dictionary_add(teams, team, strlen(team));
        n[at]++;
        bad[at] += r->bad_turns[i];
    }
    if (kit_dictionary_count(teams) < 2) return;
    double highest = 0.1;
    for (size_t i = 0; i < kit_dictionary_count(teams); i++) {
        csc_estimate e = share((double)bad[i], (double)n[i], r->k->level);
        if (e.n >= 30 && e.high > highest) highest = e.high;
    }
    scale axis = {0, fmin(1, ceil(highest * 10) / 10), '%', (double)state.with_finding / (double)state.checked};
    put(p, "<h3>Share of conversations with an error or warning, by team</h3>");
    chart_begin(p, "Findings by team", &axis);
    for (size_t i = 0; i < kit_dictionary_count(teams); i++) {
        csc_estimate e = share((double)bad[i], (double)n[i], r->k->level);
        int few = e.n < 30;
        chart_interval(p, &axis, esc(p, agent_name(r, kit_dictionary_text(teams, (uint32_t)i, NULL))), few ? NAN : e.value,
                       few ? NAN : e.low, few ? NAN : e.high,
                       few ? kit_print(r->k, "too few to compare<br>n&nbsp;=&nbsp;%s of 30", kit_count(r->k, e.n))
                           : kit_print(r->k, "<b>%s</b><br>%s to %s, n&nbsp;=&nbsp;%s", kit_percent(r->k, e.value, 1),
                                       kit_percent(r->k, e.low, 1), kit_percent(r->k, e.high, 1), kit_count(r->k, e.n)),
                       NAN, TONE_ACCENT);
    }
    chart_end(p, &axis, kit_print(r->k, "%s, Wilson intervals; the dashed line is all together.", cite(p, "share/1")));
}

int report_language(report *r) {
    page *p = &r->p;
    language *l = &state;
    if (r->conversations.count == 0) return KIT_CLEAN;
    section_begin(p, "language", "Language",
                  "What the rule packs find in the agents' own words, with the place in the conversation. Customers' words and internal "
                  "notes are never judged.");
    for (size_t i = 0; i < r->talk_count; i++) {
        origin_badge(p, r->talk[i].kind);
        putf(p, "<span class=\"meta\">%s, %s conversations</span>&ensp;", esc(p, r->talk[i].name),
             kit_count(r->k, (double)r->talk[i].rows));
    }
    csc_estimate e = share((double)l->with_finding, (double)l->checked, r->k->level);
    putf(p,
         "<p><b>%s</b> of %s conversations hold an error or a warning (%s to %s, %s). In %s agent turns there are <b class=\"bad\">%zu "
         "errors</b>, <b class=\"warn\">%zu "
         "warnings</b>, %zu suggestions and %zu remarks.</p>\n",
         kit_percent(r->k, e.value, 1), kit_count(r->k, e.n), kit_percent(r->k, e.low, 1), kit_percent(r->k, e.high, 1), cite(p, "share/1"),
         kit_count(r->k, (double)l->agent_turns), l->by_severity[1], l->by_severity[2], l->by_severity[3], l->by_severity[4]);
    put(p, "<p class=\"meta\">Packs: ");
    for (size_t i = 0; i < r->packs.count; i++)
        putf(p, "%s%s/%s", i > 0 ? ", " : "", escn(p, r->packs.info[i].name, r->packs.info[i].name_length),
             escn(p, r->packs.info[i].version, r->packs.info[i].version_length));
    put(p, "</p>\n");
    team_table(r);
    size_t rules = kit_dictionary_count(l->names);
    if (rules > 0) {
        rule_count *sorted = kit_alloc(r->k, rules * sizeof *sorted);
        memcpy(sorted, l->rule, rules * sizeof *sorted);
        qsort(sorted, rules, sizeof *sorted, by_count);
        size_t most = 1;
        for (size_t i = 0; i < rules; i++) most = sorted[i].conversations > most ? sorted[i].conversations : most;
        double low = 0, high = 1;
        (void)!csc_num_wilson((double)most, (double)l->checked, r->k->level, &low, &high);
        scale axis = {0, high * 1.04, '%', NAN};
        put(p, "<h3>Findings by rule</h3>");
        chart_begin(p, "Findings by rule", &axis);
        for (size_t i = 0; i < rules && i < 25; i++) {
            csc_estimate s = share((double)sorted[i].conversations, (double)l->checked, r->k->level);
            static const int tones[] = {TONE_NEUTRAL, TONE_BAD, TONE_WARN, TONE_NEUTRAL, TONE_SOFT};
            chart_bar(p, &axis,
                      kit_print(r->k, "<a href=\"#rule-%s\">%s</a><br><span class=\"meta\">%s</span>", slug(p, sorted[i].id),
                                esc(p, sorted[i].id), csc_severity_name(sorted[i].severity)),
                      s.value, s.low, s.high,
                      kit_print(r->k, "<b>%zu</b> in %zu of %zu<br>%s, %s to %s", sorted[i].count, sorted[i].conversations, l->checked,
                                kit_percent(r->k, s.value, 1), kit_percent(r->k, s.low, 1), kit_percent(r->k, s.high, 1)),
                      NAN, tones[sorted[i].severity >= 0 && sorted[i].severity <= 4 ? sorted[i].severity : 0]);
        }
        chart_end(p, &axis,
                  kit_print(r->k, "Share of conversations with at least one such finding, %s.%s", cite(p, "share/1"),
                            rules > 25 ? kit_print(r->k, " The first 25 of %zu rules.", rules) : ""));
        put(p, "<h3>The words themselves</h3>\n<div class=\"scroll\"><table><tr><th>Rule</th><th>In the agent's "
               "words</th><th>Why</th><th>Where</th></tr>\n");
        for (size_t i = 0; i < rules && i < 25; i++) {
            size_t shown = 0;
            for (size_t j = 0; j < l->count && shown < 3; j++) {
                const found *f = &l->item[j];
                if (strcmp(l->rule[f->rule].id, sorted[i].id) != 0) continue;
                if (shown++ == 0)
                    putf(p, "<tr id=\"rule-%s\"><td class=\"%s\">%s</td>", slug(p, sorted[i].id),
                         severity_tone[sorted[i].severity >= 0 && sorted[i].severity <= 4 ? sorted[i].severity : 0], esc(p, sorted[i].id));
                else
                    put(p, "<tr><td></td>");
                putf(p, "<td>%s</td><td>%s</td><td>%s</td></tr>\n", quote(r, f), shown == 1 ? esc(p, sorted[i].message) : "",
                     conversation_link(r, f->conversation, f->turn,
                                       kit_print(r->k, "%s, turn %u", conversation_name(r, f->conversation), f->turn + 1)));
            }
        }
        put(p, "</table></div>\n");
    }
    section_end(p);
    return KIT_CLEAN;
}

/* ----------------------------------------------------------- conversations */

static int by_place(const void *a, const void *b) {
    const found *x = a, *y = b;
    if (x->conversation != y->conversation) return x->conversation < y->conversation ? -1 : 1;
    if (x->turn != y->turn) return x->turn < y->turn ? -1 : 1;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

static void turn_text(report *r, const kit_turn *t, const found *f, size_t count) {
    page *p = &r->p;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t begin = f[i].begin < t->length ? f[i].begin : t->length, end = f[i].end < t->length ? f[i].end : t->length;
        if (begin < at || begin == end) continue; /* overlapping ones share the first mark */
        putf(p, "%s<mark class=\"%s\">%s</mark>", p->redact ? (begin > at ? "… " : "") : escn(p, t->text + at, begin - at),
             csc_severity_name(f[i].severity), escn(p, t->text + begin, end - begin));
        at = end;
    }
    if (!p->redact)
        put(p, escn(p, t->text + at, t->length - at));
    else if (at < t->length)
        put(p, at > 0 ? " …" : "<span class=\"meta\">(left out)</span>");
}

void report_conversations(report *r) {
    page *p = &r->p;
    language *l = &state;
    size_t shown = 0, wanted = 0;
    for (size_t i = 0; i < r->conversations.count; i++) wanted += r->wanted[i];
    if (wanted == 0) return;
    if (l->count > 1) qsort(l->item, l->count, sizeof *l->item, by_place);
    putf(p,
         "<section id=\"conversations\" class=\"screen\">\n<h2>Conversations behind the numbers</h2>\n<p class=\"lead\">%zu of %zu: those "
         "that a figure or a finding above links "
         "to.%s</p>\n",
         wanted, r->conversations.count, p->redact ? " Words are left out but for what the rules found." : "");
    size_t at = 0;
    for (size_t i = 0; i < r->conversations.count; i++) {
        const kit_conversation *c = &r->conversations.item[i];
        while (at < l->count && l->item[at].conversation < i) at++;
        if (!r->wanted[i]) continue;
        size_t found_here = 0;
        while (at + found_here < l->count && l->item[at + found_here].conversation == i) found_here++;
        putf(p, "<details id=\"c%zu\"><summary>%s<span class=\"meta\">", i, esc(p, conversation_name(r, i)));
        if (c->customer != NULL) putf(p, " customer %s", esc(p, customer_name(r, c->customer)));
        if (c->agent != NULL) putf(p, ", agent %s", esc(p, agent_name(r, c->agent)));
        if (c->started != NULL && !p->redact) putf(p, ", %.10s", esc(p, c->started));
        putf(p, ", %zu turns%s</span></summary>\n", c->turn_count,
             found_here == 0 ? "" : kit_print(r->k, ", %zu finding%s", found_here, found_here == 1 ? "" : "s"));
        for (size_t j = 0; j < c->turn_count; j++) {
            const kit_turn *t = &c->turns[j];
            size_t from = at, n = 0;
            while (from < at + found_here && l->item[from].turn < j) from++;
            while (from + n < at + found_here && l->item[from + n].turn == j) n++;
            int agent = strcmp(t->role, "agent") == 0;
            putf(p, "<div class=\"turn %s%s\" id=\"c%zu-t%zu\"><div class=\"who\">%s%s</div><div class=\"say\">", agent ? "agent" : "other",
                 t->internal ? " internal" : "", i, j, esc(p, t->role), t->internal ? ", internal" : "");
            turn_text(r, t, l->item + from, n);
            for (size_t f = 0; f < n; f++)
                putf(p, "<span class=\"flag\"><b class=\"%s\">%s</b> %s: %s</span>",
                     severity_tone[l->item[from + f].severity >= 0 && l->item[from + f].severity <= 4 ? l->item[from + f].severity : 0],
                     csc_severity_name(l->item[from + f].severity), esc(p, l->rule[l->item[from + f].rule].id),
                     esc(p, l->rule[l->item[from + f].rule].message));
            put(p, "</div></div>\n");
        }
        put(p, "</details>\n");
        shown++;
    }
    put(p, "</section>\n");
}
