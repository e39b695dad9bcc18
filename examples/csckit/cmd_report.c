/* csckit report: one self-contained HTML page from all tables of a folder. */
#include "churn_tables.h"
#include "gap_result.h"
#include "report.h"
#include "wom_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const kit_option options[] = {
    {"title", "TEXT", "Title of the report."},
    {"survey", "FILE", "Survey answers (survey.csv)."},
    {"expectation", "FILE", "Expectation and experience (expectation.csv)."},
    {"transactions", "FILE", "Purchases (transactions.csv)."},
    {"complaints", "FILE", "Outcomes of complaints (complaints.csv)."},
    {"reasons", "FILE", "Why customers left (reasons.csv)."},
    {"referrals", "FILE", "Who told whom (referrals.csv)."},
    {"conversations", "FILE", "Conversations as JSON Lines (conversations*.jsonl). May be repeated."},
    {"origin", "FILE", "Which files are real, written or made up (origin.csv)."},
    {"question", "ITEM=ID", "With which definition an item of the survey is read. May be repeated; csat, nps and ces are known."},
    {"tolerance", "X", "Zone of the gap: a number or auto (default)."},
    {"population", "N", "People who can hear of it; the customers in the tables by default."},
    {"agents", "LIST", "Who is an agent where a conversation does not say: names, ids, addresses or @acme.com, parted by commas."},
    {"pack", "NAME", "Packs that read the conversations; all of the library by default."},
    {"protocol", "NAME", "Protocols that contacts are judged by; those of the library by default."},
    {"redact", NULL, "No names, no ids, no words but those that the rules found."},
    {NULL, NULL, NULL}};

static const char *const file_names[SOURCE_COUNT] = {"survey.csv",  "expectation.csv", "transactions.csv", "complaints.csv",
                                                     "reasons.csv", "referrals.csv",   "survival.csv"};
static const char *const option_names[SOURCE_COUNT] = {"survey", "expectation", "transactions", "complaints", "reasons", "referrals", NULL};

static int exists(const char *path) {
    struct stat s;
    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void set_source(source *s, const char *path) {
    memset(s, 0, sizeof *s);
    s->kind = s->origin = s->licence = s->remark = "";
    s->path = path;
    s->name = path != NULL ? base_name(path) : "";
}

static int find_sources(report *r) {
    kit *k = r->k;
    const char *folder = k->file_count > 0 ? k->files[0] : NULL;
    if (k->file_count > 1) return kit_usage(k, "one folder at most; files are given by options such as --survey FILE");
    if (folder != NULL) {
        struct stat s;
        if (stat(folder, &s) != 0 || !S_ISDIR(s.st_mode)) return kit_bad(k, folder, 0, 0, "no such folder");
    }
    int any = 0;
    for (size_t i = 0; i < SOURCE_COUNT; i++) {
        const char *path = option_names[i] != NULL ? kit_get(k, option_names[i]) : NULL;
        if (path == NULL && folder != NULL) {
            path = kit_print(k, "%s/%s", folder, file_names[i]);
            if (!exists(path)) path = NULL;
        }
        set_source(&r->source[i], path);
        any |= path != NULL && option_names[i] != NULL;
    }
    for (size_t i = 0; kit_get_nth(k, "conversations", i) != NULL && r->talk_count < 16; i++)
        set_source(&r->talk[r->talk_count++], kit_get_nth(k, "conversations", i));
    static const char *const talk_names[] = {"conversations.jsonl", "conversations_written.jsonl"};
    for (size_t i = 0; i < 2 && folder != NULL && kit_get(k, "conversations") == NULL; i++) {
        const char *path = kit_print(k, "%s/%s", folder, talk_names[i]);
        if (exists(path)) set_source(&r->talk[r->talk_count++], path);
    }
    if (!any && r->talk_count == 0)
        return folder != NULL
                   ? kit_bad(k, folder, 0, 0,
                             "holds none of the tables a report is made from (survey.csv, expectation.csv, ...); `csckit init' shows them")
                   : kit_usage(k, "a folder as `csckit init' writes it is wanted, or files by options such as --survey FILE");
    return KIT_CLEAN;
}

static int read_origin(report *r) {
    kit *k = r->k;
    const char *path = kit_get(k, "origin");
    if (path == NULL && k->file_count > 0) path = kit_print(k, "%s/origin.csv", k->files[0]);
    if (path == NULL || (kit_get(k, "origin") == NULL && !exists(path))) return KIT_CLEAN;
    static const kit_wanted wanted[] = {{"file", KIT_LABEL, KIT_PRESENT},
                                        {"kind", KIT_LABEL, KIT_PRESENT},
                                        {"origin", KIT_LABEL, 0},
                                        {"licence", KIT_LABEL, 0},
                                        {"note", KIT_LABEL, 0}};
    kit_table *t = kit_table_read_file(k, path, wanted, 5);
    if (t == NULL) return k->code;
    for (size_t i = 0; i < t->rows; i++) {
        const char *cell[5];
        for (size_t j = 0; j < 5; j++) {
            const kit_series *s = &t->series[j];
            cell[j] = s->present && s->label[i] != UINT32_MAX ? s->labels[s->label[i]] : "";
        }
        for (size_t j = 0; j < SOURCE_COUNT + r->talk_count; j++) {
            source *s = j < SOURCE_COUNT ? &r->source[j] : &r->talk[j - SOURCE_COUNT];
            if (s->path == NULL || strcmp(s->name, cell[0]) != 0) continue;
            s->kind = cell[1];
            s->origin = cell[2];
            s->licence = cell[3];
            s->remark = cell[4];
        }
    }
    return KIT_CLEAN;
}

/* The distinct ids of one or two label columns. */
static void take_customers(report *r, source *s, const kit_table *t, size_t first, size_t last) {
    s->rows = t->rows;
    s->customers = kit_dictionary_new(r->k);
    for (size_t j = first; j <= last; j++) {
        const kit_series *c = &t->series[j];
        for (size_t i = 0; i < t->rows && c->present; i++) {
            if (c->label[i] != UINT32_MAX) kit_dictionary_add(s->customers, c->labels[c->label[i]], c->label_length[c->label[i]]);
        }
    }
}

static int read_tables(report *r) {
    kit *k = r->k;
    static const kit_wanted survey[] = {{"respondent_id", KIT_LABEL, 0},     {"item", KIT_LABEL, KIT_REQUIRED},
                                        {"value", KIT_NUMBER, KIT_REQUIRED}, {"time", KIT_TIME, 0},
                                        {"segment", KIT_LABEL, 0},           {"conversation_id", KIT_LABEL, 0}};
    static const kit_wanted transactions[] = {
        {"customer_id", KIT_LABEL, KIT_PRESENT}, {"date", KIT_DATE, KIT_PRESENT}, {"amount", KIT_NUMBER, 0}};
    static const kit_wanted complaints[] = {{"complained", KIT_NUMBER, KIT_REQUIRED},
                                            {"resolved", KIT_NUMBER, KIT_REQUIRED},
                                            {"quick", KIT_NUMBER, KIT_REQUIRED},
                                            {"returned", KIT_NUMBER, KIT_REQUIRED},
                                            {"customer_id", KIT_LABEL, 0}};
    static const kit_wanted reasons[] = {{"reason", KIT_LABEL, KIT_REQUIRED}, {"customer_id", KIT_LABEL, 0}};
    const struct {
        int source;
        kit_table **table;
        const kit_wanted *wanted;
        size_t count, first, last;
    } all[] = {{SOURCE_SURVEY, &r->survey, survey, 6, 0, 0},
               {SOURCE_EXPECTATION, &r->gap, kit_gap_columns, 5, 0, 0},
               {SOURCE_TRANSACTIONS, &r->transactions, transactions, 3, 0, 0},
               {SOURCE_COMPLAINTS, &r->complaints, complaints, 5, 4, 4},
               {SOURCE_REASONS, &r->reasons, reasons, 2, 1, 1},
               {SOURCE_REFERRALS, &r->referrals, kit_referral_columns, 3, 0, 1}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        source *s = &r->source[all[i].source];
        if (s->path == NULL) continue;
        *all[i].table = kit_table_read_file(k, s->path, all[i].wanted, all[i].count);
        if (*all[i].table == NULL) return k->code;
        take_customers(r, s, *all[i].table, all[i].first, all[i].last);
    }
    return KIT_CLEAN;
}

static int read_conversations(report *r) {
    kit *k = r->k;
    r->conversation_ids = kit_dictionary_new(k);
    for (size_t i = 0; i < r->talk_count; i++) {
        size_t before = r->conversations.count;
        source *s = &r->talk[i];
        if (kit_conversations_read(k, s->path, &r->conversations) != KIT_CLEAN) return k->code;
        s->rows = r->conversations.count - before;
        s->customers = kit_dictionary_new(k);
        for (size_t j = before; j < r->conversations.count; j++) {
            const kit_conversation *c = &r->conversations.item[j];
            uint32_t id = kit_dictionary_add(r->conversation_ids, c->id, strlen(c->id));
            if (id != j) return kit_bad(k, s->path, c->line, 0, "the id \"%s\" is there twice", c->id);
            if (c->customer != NULL) kit_dictionary_add(s->customers, c->customer, strlen(c->customer));
        }
    }
    r->wanted = kit_alloc(k, r->conversations.count + 1);
    r->bad_turns = kit_alloc(k, (r->conversations.count + 1) * sizeof *r->bad_turns);
    return KIT_CLEAN;
}

/* ------------------------------------------------------------------- names */

static const char *stand_in(report *r, const char *what, const char *id) {
    uint64_t hash = 1469598103934665603u ^ (r->k->seed * 0x9e3779b97f4a7c15u);
    for (const char *c = id; *c != '\0'; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    hash ^= hash >> 31;
    return kit_print(r->k, "%s %04x%04x", what, (unsigned)((hash >> 16) & 0xffff), (unsigned)(hash & 0xffff));
}

const char *customer_name(report *r, const char *id) {
    return r->p.redact ? stand_in(r, "customer", id) : id;
}

const char *agent_name(report *r, const char *id) {
    return r->p.redact ? stand_in(r, "agent", id) : id;
}

const char *conversation_name(report *r, size_t index) {
    return r->p.redact ? kit_print(r->k, "conversation %zu", index + 1) : r->conversations.item[index].id;
}

const char *conversation_link(report *r, size_t index, size_t turn, const char *text) {
    r->wanted[index] = 1;
    if (turn == SIZE_MAX) return kit_print(r->k, "<a href=\"#c%zu\">%s</a>", index, esc(&r->p, text));
    return kit_print(r->k, "<a href=\"#c%zu-t%zu\">%s</a>", index, turn, esc(&r->p, text));
}

/* ---------------------------------------------------------------- sources */

static void match(report *r) {
    size_t best = 0;
    r->reference = r->source[SOURCE_TRANSACTIONS].customers != NULL ? SOURCE_TRANSACTIONS : -1;
    for (int i = 0; i < SOURCE_COUNT && r->reference < 0; i++) {
        if (r->source[i].customers == NULL) continue;
        if (kit_dictionary_count(r->source[i].customers) > best) best = kit_dictionary_count(r->source[i].customers);
    }
    for (int i = 0; i < SOURCE_COUNT && r->reference < 0; i++) {
        if (r->source[i].customers != NULL && best > 0 && kit_dictionary_count(r->source[i].customers) == best) r->reference = i;
    }
    if (r->reference < 0) return;
    const kit_dictionary *all = r->source[r->reference].customers;
    for (size_t i = 0; i < SOURCE_COUNT + r->talk_count; i++) {
        source *s = i < SOURCE_COUNT ? &r->source[i] : &r->talk[i - SOURCE_COUNT];
        if (s->customers == NULL) continue;
        for (uint32_t j = 0; j < kit_dictionary_count(s->customers); j++) {
            size_t n = 0;
            const char *id = kit_dictionary_text(s->customers, j, &n);
            s->matched += kit_dictionary_find(all, id, n) != UINT32_MAX;
        }
    }
}

static const char *unmatched(report *r, const source *s) {
    const kit_dictionary *all = r->source[r->reference].customers;
    const char *list = "";
    size_t shown = 0, total = kit_dictionary_count(s->customers) - s->matched;
    if (r->p.redact) return total > 0 ? kit_print(r->k, "%zu", total) : "none";
    for (uint32_t j = 0; j < kit_dictionary_count(s->customers) && shown < 12; j++) {
        size_t n = 0;
        const char *id = kit_dictionary_text(s->customers, j, &n);
        if (kit_dictionary_find(all, id, n) != UINT32_MAX) continue;
        list = kit_print(r->k, "%s%s%s", list, shown > 0 ? ", " : "", escn(&r->p, id, n));
        shown++;
    }
    if (total == 0) return "none";
    return total > shown ? kit_print(r->k, "%s and %zu more", list, total - shown) : list;
}

void report_sources(report *r) {
    page *p = &r->p;
    section_begin(p, "data", "Data and how it fits together", "Which files the figures rest on, and whose rows found their customer.");
    put(p, "<div class=\"scroll\"><table><tr><th>File</th><th>Kind</th><th class=\"n\">Rows</th><th class=\"n\">Customers</th><th "
           "class=\"n\">Matched</th><th>Unmatched ids</th>"
           "<th>From</th></tr>\n");
    for (size_t i = 0; i < SOURCE_COUNT + r->talk_count; i++) {
        const source *s = i < SOURCE_COUNT ? &r->source[i] : &r->talk[i - SOURCE_COUNT];
        if (s->path == NULL || s->customers == NULL) continue;
        size_t count = kit_dictionary_count(s->customers);
        int reference = (int)i == r->reference;
        putf(p, "<tr><td>%s</td><td>", esc(p, s->name));
        if (s->kind[0] != '\0') origin_badge(p, s->kind);
        putf(p,
             "</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td><td>%s%s%s<br><span "
             "class=\"meta\">%s</span></td></tr>\n",
             kit_count(r->k, (double)s->rows), count > 0 ? kit_count(r->k, (double)count) : "-",
             reference                        ? "reference"
             : count > 0 && r->reference >= 0 ? kit_percent(r->k, (double)s->matched / (double)count, 1)
                                              : "-",
             !reference && count > 0 && r->reference >= 0 ? unmatched(r, s) : "", esc(p, s->origin), s->licence[0] != '\0' ? ", " : "",
             esc(p, s->licence), esc(p, s->remark));
    }
    put(p, "</table></div>\n");
    if (r->reference >= 0)
        putf(p, "<p class=\"legend\">Customers are matched by id with those of %s.</p>\n", esc(p, r->source[r->reference].name));
    section_end(p);
}

void report_definitions(report *r) {
    page *p = &r->p;
    section_begin(p, "definitions", "Definitions",
                  "How each figure is computed, from where, and what it cannot tell. The same ids work in C, Python and SQL.");
    put(p, "<dl>\n");
    for (uint32_t i = 0; i < kit_dictionary_count(p->definitions); i++) {
        size_t n = 0;
        const char *id = kit_dictionary_text(p->definitions, i, &n);
        const csc_definition *d = csc_definition_find(id, n);
        if (d == NULL) continue;
        putf(p,
             "<dt id=\"def-%s\"><code>%s</code> %s</dt><dd>%s<span class=\"meta\">%s%s%s%s%s</span><span class=\"meta\">%s</span></dd>\n",
             slug(p, id), esc(p, id), esc(p, d->title), esc(p, d->formula), d->interval[0] != '\0' ? "Interval: " : "", esc(p, d->interval),
             d->interval[0] != '\0' ? ". " : "", d->source[0] != '\0' ? "Source: " : "", esc(p, d->source), esc(p, d->limits));
    }
    put(p, "</dl>\n");
    section_end(p);
}

/* -------------------------------------------------------------------- run */

static int is_overlay(const source *s) {
    return s->path != NULL && strcmp(s->kind, "overlay") == 0;
}

static void banner(report *r) {
    page *p = &r->p;
    const char *list = "";
    size_t count = 0;
    for (size_t i = 0; i < SOURCE_COUNT; i++) {
        if (!is_overlay(&r->source[i]) || r->source[i].customers == NULL) continue;
        list = kit_print(r->k, "%s%s%s", list, count > 0 ? ", " : "", esc(p, r->source[i].name));
        count++;
    }
    if (count > 0)
        note(p,
             "<b>Parts of this report rest on made-up data.</b> Figures from %s were drawn at random to show what the report does; they "
             "describe nobody. Such parts are marked "
             "<span class=\"badge\">made-up data</span>.",
             list);
}

static int sections(report *r) {
    page *p = &r->p;
    put(p, "<nav class=\"screen\"><div class=\"wrap\">");
    if (r->survey != NULL) put(p, "<a href=\"#satisfaction\">Satisfaction</a>");
    if (r->gap != NULL) put(p, "<a href=\"#gap\">Expectation</a>");
    put(p, "<a href=\"#churn\">Churn</a><a href=\"#wom\">Word of mouth</a>");
    if (r->conversations.count > 0)
        put(p, "<a href=\"#language\">Language</a><a href=\"#protocol\">Protocol</a><a href=\"#conversations\">Conversations</a>");
    put(p, "<a href=\"#data\">Data</a><a href=\"#definitions\">Definitions</a></div></nav>\n<main class=\"wrap\">\n");
    banner(r);
    put(p, "<div class=\"cards\">\n");
    int code = report_cards(r);
    if (code == KIT_CLEAN) code = report_gap_compute(r);
    if (code == KIT_CLEAN) code = report_paths_compute(r);
    if (code == KIT_CLEAN) report_language_card(r);
    put(p, "</div>\n");
    if (code == KIT_CLEAN) code = report_satisfaction(r);
    if (code == KIT_CLEAN) code = report_gap(r);
    if (code == KIT_CLEAN) code = report_churn(r);
    if (code == KIT_CLEAN) code = report_wom(r);
    if (code == KIT_CLEAN) code = report_language(r);
    if (code == KIT_CLEAN) code = report_review(r);
    if (code != KIT_CLEAN) return code;
    report_conversations(r);
    report_sources(r);
    report_definitions(r);
    putf(p,
         "</main>\n<footer class=\"wrap\">csckit %s, seed %llu, intervals at %s. Made from the files above, on this machine; nothing was "
         "sent anywhere.</footer>\n",
         csc_version_string(), (unsigned long long)r->k->seed, kit_percent(r->k, r->k->level, 0));
    return KIT_CLEAN;
}

static int run(kit *k) {
    report r;
    memset(&r, 0, sizeof r);
    r.k = k;
    r.p.k = k;
    r.p.redact = kit_get(k, "redact") != NULL;
    r.p.definitions = kit_dictionary_new(k);
    int code = find_sources(&r);
    if (code == KIT_CLEAN) code = read_origin(&r);
    if (code == KIT_CLEAN) code = read_tables(&r);
    if (code == KIT_CLEAN) code = read_conversations(&r);
    if (code == KIT_CLEAN) code = report_check(&r);
    if (code == KIT_CLEAN) {
        match(&r);
        r.population = r.reference >= 0 ? (double)kit_dictionary_count(r.source[r.reference].customers) : 0;
        if (!kit_get_number(k, "population", 1, 1e12, r.population, &r.population)) code = k->code;
    }
    if (code == KIT_CLEAN) {
        page_begin(&r.p, kit_get_or(k, "title", "Customer satisfaction report"),
                   "Satisfaction, churn, word of mouth and the language of replies, each figure with its definition, the number of answers "
                   "and an interval.");
        code = sections(&r);
    }
    if (code == KIT_CLEAN) {
        page_end(&r.p);
        kit_progress_end(k);
        fwrite(r.p.bytes, 1, r.p.length, stdout);
    }
    if (r.packs_open) kit_packs_close(&r.packs);
    return code;
}

const kit_command kit_cmd_report = {
    .name = "report",
    .summary = "One HTML page of it all: satisfaction, churn, word of mouth, language",
    .usage = "[FOLDER] [--survey FILE ...] --output report.html",
    .help = "Reads the tables and conversations of a folder (as `csckit init' writes it) or those named by options, joins them by customer "
            "id, and writes one "
            "self-contained HTML page: every figure with its definition, n and interval, links from figures to the conversations behind "
            "them, what rests on "
            "made-up data or presets, and which ids found no customer. The page asks nothing of the network and can be printed.",
    .example = "report . --output report.html",
    .formats = "html",
    .uses = KIT_LEVEL | KIT_SEED | KIT_TABLE,
    .options = options,
    .run = run};
