/* csckit check: phrases that a reply should not hold, and what it lacks. */
#include "check_formats.h"
#include "conversations.h"

#include <stdlib.h>
#include <string.h>

static const kit_option options[] = {
    {"pack", "NAME", "A pack of the library (service-en) or a file (own.yaml). May be repeated; all packs of the library by default."},
    {"lang", "TAG", "Language of texts that do not state one: en, zh, el, hy, ru ..."},
    {"channel", "WORD", "phone, phone-in, phone-out, email, chat or in-person, where a text does not say."},
    {"role", "WORD", "Whose words: agent (default), customer, bot, system."},
    {"stage", "WORD", "opening, inquiry, listening, explaining, alternatives, agreement, closing, follow-up."},
    {"audience", "WORDS", "Catalogue words such as elderly or angry."},
    {"media", "WORD", "plain (default), html or markdown."},
    {"company", "NAME", "What <$company> stands for."},
    {"input", "FORMAT",
     "Kind of file, instead of going by its name: text, jsonl, vcon, webvtt, srt, contact-lens, transcribe, convokit, intercom, zendesk, "
     "chatwoot."},
    {"agents", "LIST", "Who is an agent where the file does not say: names, ids, addresses or @domain, parted by commas."},
    {"severity", "LEVEL", "Leave out findings below error, warning, suggestion or info (default)."},
    {"ignore", "RULE", "Leave out findings of this rule. May be repeated."},
    {"baseline", "FILE", "Leave out the findings written there with --write-baseline."},
    {"write-baseline", "FILE", "Write the fingerprints of all findings to FILE and end with code 0."},
    {"config", "FILE", "Settings as in .csckit.yaml, which is read when it stands in the current folder."},
    {"fix", NULL, "Make the replacements that findings propose, in the text files themselves."},
    {"skip-bad", NULL, "Leave out lines that cannot be read, and say how many."},
    {NULL, NULL, NULL}};

typedef struct checked {
    kit_dictionary *baseline;
    int32_t worst_kept;
    int found;
    size_t errors, warnings, suggestions, infos, texts, turns;
    size_t unread; /* in a script that no pack reads */
} checked;

static int read_baseline(kit *k, checked *c) {
    const char *path = kit_get(k, "baseline");
    c->baseline = kit_dictionary_new(k);
    if (path == NULL) return KIT_CLEAN;
    size_t length = 0;
    const char *bytes = kit_read_file(k, path, &length);
    if (bytes == NULL) return k->code;
    for (size_t at = 0; at < length;) {
        size_t n = strcspn(bytes + at, " \r\n");
        if (n > 0) kit_dictionary_add(c->baseline, bytes + at, n);
        const char *end = memchr(bytes + at, '\n', length - at);
        if (end == NULL) break;
        at = (size_t)(end - bytes) + 1;
    }
    return KIT_CLEAN;
}

static int ignored_by_option(const kit *k, const kit_value *f) {
    for (size_t i = 0; kit_get_nth(k, "ignore", i) != NULL; i++) {
        if (strcmp(kit_get_nth(k, "ignore", i), kit_text(f, "rule")) == 0) return 1;
    }
    return 0;
}

static int is_jsonl(const char *file) {
    size_t n = strlen(file);
    return n > 0 && file[n - 1] == 'l';
}

/* For the text layout: the line of the finding with blanks for tabs, cut to what a terminal shows, and where in it the finding stands. */
static void add_source_line(kit *k, const kit_packs *p, const csc_finding *f, kit_value *one) {
    enum { MOST = 96, BEFORE = 48 };
    size_t length, begin = f->begin, end, from, to;
    const char *text = csc_checker_turn_text(p->checker, f->turn, &length);
    if (text == NULL || begin > length) return;
    while (begin > 0 && text[begin - 1] != '\n') begin--;
    end = begin;
    while (end < length && text[end] != '\n' && text[end] != '\r') end++;
    from = begin;
    int long_line = kit_width(text + begin, end - begin) > MOST;
    while (long_line && kit_width(text + from, f->begin - from) > BEFORE) {
        from++;
        while (from < f->begin && ((unsigned char)text[from] & 0xC0) == 0x80) from++;
    }
    to = end;
    while (to > f->begin && kit_width(text + from, to - from) > MOST) {
        to--;
        while (to > f->begin && ((unsigned char)text[to] & 0xC0) == 0x80) to--;
    }
    char *line = kit_copy(k, text + from, to - from);
    for (char *c = line; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) *c = ' ';
    }
    size_t stop = f->end < to ? f->end : to;
    kit_set_text(k, one, "source_line", line);
    kit_set_integer(k, one, "source_at", (int64_t)kit_width(text + from, f->begin - from));
    kit_set_integer(k, one, "source_width", (int64_t)(stop > f->begin ? kit_width(text + f->begin, stop - f->begin) : 1));
    kit_set_boolean(k, one, "source_cut", from > begin);
}

static kit_value **kept; /* for SARIF */
static size_t kept_count, kept_capacity;

static int check_one(kit *k, kit_packs *p, const kit_conversation *c, checked *all, FILE *baseline) {
    if (kit_check(k, p, c) != KIT_CLEAN) return k->code;
    kit_value *v = kit_object(k);
    kit_value *findings = kit_array(k);
    kit_set_text(k, v, "id", c->id);
    const char *lang = kit_language(k, p, c, NULL);
    all->unread += lang != NULL && strcmp(lang, "und") == 0;
    if (lang != NULL)
        kit_set_text(k, v, "lang", lang);
    else
        kit_set_null(k, v, "lang");
    kit_set(k, v, "findings", findings);
    all->texts++;
    all->turns += c->turn_count;
    for (size_t i = 0; i < csc_checker_count(p->checker); i++) {
        csc_finding f;
        if (csc_checker_get(p->checker, i, &f) != CSC_OK) continue;
        csc_rule_info rule;
        if (csc_pack_rule(p->pack[f.pack], f.rule, &rule) != CSC_OK || rule.kind == CSC_RULE_CONCEPT) continue;
        if (rule.severity > all->worst_kept || kit_finding_ignored(p, c, &f)) continue;
        kit_value *one = kit_finding_value(k, p, c, &f);
        if (one == NULL || ignored_by_option(k, one)) continue;
        const char *mark = kit_text(one, "fingerprint");
        if (kit_dictionary_find(all->baseline, mark, strlen(mark)) != UINT32_MAX) continue;
        if (baseline != NULL) fprintf(baseline, "%s %s %s\n", mark, kit_text(one, "rule"), c->id);
        if (kit_get(k, "fix") != NULL && c->single && strcmp(c->file, "-") != 0 && !is_jsonl(c->file))
            kit_check_fix_add(k, c->file, c->line, one);
        if (kit_is_format(k, "text")) add_source_line(k, p, &f, one);
        kit_set(k, findings, NULL, one);
        all->errors += rule.severity == CSC_SEVERITY_ERROR;
        all->warnings += rule.severity == CSC_SEVERITY_WARNING;
        all->suggestions += rule.severity == CSC_SEVERITY_SUGGESTION;
        all->infos += rule.severity == CSC_SEVERITY_INFO;
        if (rule.severity <= CSC_SEVERITY_WARNING) all->found = 1;
    }
    if (kit_is_format(k, "csv")) { /* a row a finding */
        for (kit_value *f = findings->first, *next = NULL; f != NULL; f = next) {
            next = f->next;
            kit_set_first(k, f, "id", kit_new_text(k, c->id, strlen(c->id)));
            kit_emit(k, f);
        }
        return KIT_CLEAN;
    }
    int every = kit_is_format(k, "json") || kit_is_format(k, "junit");
    if (kit_is_format(k, "junit")) kit_set_text(k, v, "file", c->file);
    if (kit_is_format(k, "sarif")) { /* one document, also when nothing was found */
        if (kept_count == kept_capacity) {
            kept_capacity = kept_capacity * 2 + 64;
            kept = kit_resize(k, kept, kept_capacity * sizeof *kept);
        }
        kept[kept_count++] = v;
        return KIT_CLEAN;
    }
    if (every || findings->count > 0) kit_emit(k, v);
    return KIT_CLEAN;
}

static checked totals; /* for the text layout, which has only the results */

static int run(kit *k) {
    kit_packs packs;
    kit_conversations texts = {0};
    FILE *baseline = NULL;
    memset(&totals, 0, sizeof totals);
    if (kit_check_settings(k) != KIT_CLEAN) return k->code;
    const char *severity = kit_get_or(k, "severity", "info");
    for (int32_t i = CSC_SEVERITY_ERROR; i <= CSC_SEVERITY_INFO; i++) {
        if (strcmp(csc_severity_name(i), severity) == 0) totals.worst_kept = i;
    }
    if (totals.worst_kept == 0) return kit_usage(k, "--severity %s: error, warning, suggestion or info", severity);
    if (k->file_count == 0) return kit_usage(k, "no file given (- for standard input)");
    if (read_baseline(k, &totals) != KIT_CLEAN) return k->code;
    if (kit_packs_open(k, &packs) != KIT_CLEAN) return k->code;
    int code = KIT_CLEAN;
    if (kit_get(k, "write-baseline") != NULL) {
        baseline = fopen(kit_get(k, "write-baseline"), "wb");
        if (baseline == NULL) code = kit_bad(k, kit_get(k, "write-baseline"), 0, 0, "cannot be written");
    }
    for (size_t i = 0; i < k->file_count && code == KIT_CLEAN; i++) code = kit_conversations_read(k, k->files[i], &texts);
    kit_progress_name(k, "texts");
    kit_progress(k, 0, texts.count);
    for (size_t i = 0; i < texts.count && code == KIT_CLEAN; i++) {
        uint64_t mark = kit_mark_memory(k);
        code = check_one(k, &packs, &texts.item[i], &totals, baseline);
        if (kit_is_format(k, "json") && kit_get(k, "fix") == NULL) kit_release_memory(k, mark); /* it is printed */
        kit_progress(k, i + 1, texts.count);
    }
    kit_packs_close(&packs);
    if (baseline != NULL) fclose(baseline);
    if (code != KIT_CLEAN) return code;
    if (kit_get(k, "fix") != NULL && kit_check_fix_all(k) != KIT_CLEAN) return k->code;
    if (kit_is_format(k, "sarif")) kit_check_sarif(k, kept, kept_count);
    if (baseline != NULL) return KIT_CLEAN;
    return totals.found ? KIT_FINDINGS : KIT_CLEAN;
}

/* ------------------------------------------------------------------- text */

static int style_of(const char *severity) {
    return strcmp(severity, "error") == 0 ? KIT_BAD : strcmp(severity, "warning") == 0 ? KIT_WARN : KIT_DIM;
}

static const char *plural(size_t n, const char *word, kit *k) {
    return kit_print(k, "%zu %s%s", n, word, n == 1 ? "" : "s");
}

static void text(kit *k, kit_value *const *results, size_t count) {
    if (kit_is_format(k, "junit")) {
        kit_check_junit(k, results, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        for (const kit_value *f = kit_find(results[i], "findings")->first; f != NULL; f = f->next) {
            double turn = kit_number(f, "turn");
            kit_say(k, KIT_PLAIN, "%s:%s:%s: ", kit_text(f, "file"), kit_short(k, kit_number(f, "line")),
                    kit_short(k, kit_number(f, "column")));
            if (turn == turn) kit_say(k, KIT_DIM, "%s turn %s: ", kit_text(results[i], "id"), kit_short(k, turn + 1));
            kit_say(k, style_of(kit_text(f, "severity")), "%s", kit_text(f, "severity"));
            kit_say(k, KIT_BOLD, " %s", kit_text(f, "rule"));
            if (kit_text(f, "text")[0] != '\0') kit_say(k, KIT_PLAIN, " \"%s\"", kit_text(f, "text"));
            kit_say(k, KIT_PLAIN, ": %s", kit_text(f, "message"));
            const kit_value *suggestions = kit_find(f, "suggestions");
            if (suggestions != NULL && suggestions->first != NULL && suggestions->first->type == KIT_V_TEXT)
                kit_say(k, KIT_GOOD, " Try: %s", suggestions->first->text);
            kit_say(k, KIT_PLAIN, "\n");
            if (kit_find(f, "source_line") == NULL) continue;
            int cut = kit_find(f, "source_cut")->integer != 0, at = (int)kit_number(f, "source_at"),
                width = (int)kit_number(f, "source_width");
            kit_say(k, KIT_DIM, "    | %s", cut ? kit_mark(k, "\xE2\x80\xA6", "~") : "");
            kit_say(k, KIT_PLAIN, "%s\n", kit_text(f, "source_line"));
            kit_say(k, KIT_DIM, "    | ");
            kit_say(k, KIT_PLAIN, "%*s", at + cut, "");
            char *carets = kit_alloc(k, (size_t)width + 1);
            memset(carets, '^', (size_t)width);
            kit_say(k, style_of(kit_text(f, "severity")), "%s", carets);
            kit_say(k, KIT_PLAIN, "\n");
        }
    }
}

/* A run without findings has nothing to lay out, so that the last line is written here. */
static int run_and_sum(kit *k) {
    int code = run(k);
    if ((code == KIT_CLEAN || code == KIT_FINDINGS) && kit_is_format(k, "text")) {
        kit_flush(k);
        size_t all = totals.errors + totals.warnings + totals.suggestions + totals.infos;
        kit_say(k, all > 0 ? KIT_BOLD : KIT_GOOD, "%s%s", all > 0 ? "\n" : "", plural(all, "finding", k));
        if (all > 0)
            kit_say(k, KIT_PLAIN, " (%s, %s, %s, %zu info)", plural(totals.errors, "error", k), plural(totals.warnings, "warning", k),
                    plural(totals.suggestions, "suggestion", k), totals.infos);
        kit_say(k, KIT_PLAIN, " in %s, %s\n", plural(totals.texts, "text", k), plural(totals.turns, "turn", k));
    }
    if (code != KIT_USAGE && code != KIT_BAD_INPUT && totals.unread > 0)
        kit_note(k, "%s in a script that no pack reads: not judged", plural(totals.unread, "text", k));
    return code;
}

const kit_command kit_cmd_check = {
    .name = "check",
    .summary = "Phrases a reply should not hold, and what it lacks",
    .usage = "[--pack NAME] [--lang TAG] FILE...",
    .help =
        "Reads texts (one a line, or JSON Lines with text, channel, role, stage, audience, media) or conversations (JSON Lines with turns) "
        "and "
        "prints what the rules of the packs find, with the place in bytes, code points and UTF-16 units. Nothing leaves this process.\n\n"
        "`csc-ignore: rule-id' at the end of a line, or alone on the line before, silences that rule there. Exit code 1 when there are "
        "errors or warnings; suggestions never change it.",
    .example = "check replies.txt",
    .formats = "text|json|csv|sarif|junit",
    .options = options,
    .run = run_and_sum,
    .text = text};
