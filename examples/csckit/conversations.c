/* Reading texts and conversations. */
#include "conversations.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- reading */

static kit_conversation *add(kit *k, kit_conversations *all) {
    if (all->count == all->capacity) {
        all->capacity = all->capacity * 2 + 64;
        all->item = kit_resize(k, all->item, all->capacity * sizeof *all->item);
    }
    kit_conversation *c = &all->item[all->count++];
    memset(c, 0, sizeof *c);
    return c;
}

static const char *field(kit *k, const csc_conversation *c, const char *key) {
    size_t n = 0;
    const char *text = csc_conversation_text(c, key, strlen(key), &n);
    return text != NULL ? kit_copy(k, text, n) : NULL;
}

static const char *not_empty(kit *k, const char *text, size_t length) {
    return length > 0 ? kit_copy(k, text, length) : NULL;
}

/* Who speaks, in the words of FORMATS. A speaker nobody knows is not taken for the agent. */
static const char *role_word(const kit *k, int32_t role) {
    static const char *const words[] = {"system", "agent", "customer", "bot", "system"};
    if (role == CSC_ROLE_ANY && kit_get(k, "role") != NULL) return kit_get(k, "role");
    return words[role >= 0 && role <= CSC_ROLE_SYSTEM ? role : 0];
}

static void read_turn(kit *k, const csc_transcript_turn *from, kit_turn *turn) {
    static const char *const medias[] = {NULL, NULL, "html", "markdown"};
    turn->text = kit_copy(k, from->text, from->text_length);
    turn->length = from->text_length;
    turn->role = role_word(k, from->role);
    turn->name = not_empty(k, from->name, from->name_length);
    turn->lang = not_empty(k, from->lang, from->lang_length);
    turn->stage = not_empty(k, from->stage, from->stage_length);
    turn->media = from->media >= 0 && from->media <= CSC_MEDIA_MARKDOWN ? medias[from->media] : NULL;
    turn->internal = from->visibility == CSC_TRANSCRIPT_INTERNAL;
    turn->t = from->t;
    turn->end = from->end;
    turn->line = from->line;
}

static void read_one(kit *k, const csc_conversation *from, const char *path, kit_conversations *all, size_t *unknown) {
    static const char *const types[] = {NULL, "hold-start", "hold-end", "transfer", "hang-up", "line-dropped", "recall"};
    kit_conversation *c = add(k, all);
    c->file = path;
    c->line = csc_conversation_line(from);
    c->single = csc_conversation_is_text(from);
    c->rings = csc_conversation_rings(from);
    c->id = field(k, from, "id");
    c->lang = field(k, from, "lang");
    c->channel = field(k, from, "channel");
    c->started = field(k, from, "started");
    c->direction = field(k, from, "direction");
    c->purpose = field(k, from, "purpose");
    c->company = field(k, from, "company");
    c->department = field(k, from, "department");
    c->sector = field(k, from, "sector");
    c->stage = field(k, from, "stage");
    c->customer = field(k, from, "customer.id");
    c->customer_name = field(k, from, "customer.name");
    c->kind = field(k, from, "customer.kind");
    c->mood = field(k, from, "customer.mood");
    c->agent = field(k, from, "agent.id");
    c->agent_name = field(k, from, "agent.name");
    c->team = field(k, from, "agent.team");
    const char *audience = field(k, from, c->single ? "audience" : "customer.audience");
    c->audience = audience;
    if (!c->single)
        c->audience =
            kit_print(k, "%s %s %s", c->kind != NULL ? c->kind : "", c->mood != NULL ? c->mood : "", audience != NULL ? audience : "");
    c->turn_count = csc_conversation_turn_count(from);
    c->turns = kit_alloc(k, (c->turn_count + 1) * sizeof *c->turns);
    for (size_t i = 0; i < c->turn_count; i++) {
        csc_transcript_turn turn;
        if (csc_conversation_turn(from, i, &turn) != CSC_OK) continue;
        read_turn(k, &turn, &c->turns[i]);
        *unknown += turn.role == CSC_ROLE_ANY;
    }
    size_t events = csc_conversation_event_count(from);
    c->events = kit_alloc(k, (events + 1) * sizeof *c->events);
    for (size_t i = 0; i < events; i++) {
        csc_transcript_event event;
        if (csc_conversation_event(from, i, &event) != CSC_OK || event.type == CSC_EVENT_UNKNOWN) continue;
        kit_event *e = &c->events[c->event_count++];
        e->type = types[event.type];
        e->by = event.by != CSC_ROLE_ANY ? role_word(k, event.by) : NULL;
        e->t = event.t;
    }
}

static int read_transcripts(kit *k, const char *path, int32_t format, kit_conversations *all) {
    csc_error err;
    csc_transcripts *file = NULL;
    csc_transcript_options options;
    const char *agents = kit_get(k, "agents");
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.format = format;
    options.skip_bad = kit_get(k, "skip-bad") != NULL;
    options.agents = agents;
    options.agents_length = agents != NULL ? strlen(agents) : 0;
    csc_error_init(&err);
    kit_progress_name(k, "B");
    csc_status s = csc_transcripts_open(&file, path, strlen(path), &options, kit_context(k), &err);
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL), k->code = KIT_BAD_INPUT;
    int code = KIT_CLEAN;
    size_t unknown = 0;
    for (;;) {
        const csc_conversation *one = NULL;
        s = csc_transcripts_next(file, &one, &err);
        if (s != CSC_OK) code = kit_fail(k, s, &err, path);
        if (s != CSC_OK || one == NULL) break;
        read_one(k, one, path, all, &unknown);
    }
    if (unknown > 0 && kit_get(k, "role") == NULL)
        kit_note(k, "%s: who speaks is not known for %llu turns, which are not judged; name the agents with --agents", path,
                 (unsigned long long)unknown);
    k->skipped += csc_transcripts_skipped(file);
    csc_transcripts_destroy(file);
    return code;
}

/* What stands after "csc-ignore:" in a line, up to the end or a comment's end; *at is where the mark begins. */
static const char *ignored(kit *k, const char *line, size_t length, size_t *at) {
    static const char mark[] = "csc-ignore:";
    for (size_t i = 0; i + sizeof mark - 1 <= length; i++) {
        if (memcmp(line + i, mark, sizeof mark - 1) != 0) continue;
        size_t from = i + sizeof mark - 1, to = from;
        while (to < length && memcmp(line + to, "-->", length - to < 3 ? length - to : 3) != 0 && line[to] != '*') to++;
        while (i > 0 && strchr(" \t#/!<-*;", line[i - 1]) != NULL) i--;
        *at = i;
        char *list = kit_copy(k, line + from, to - from);
        for (char *c = list; *c != '\0'; c++) {
            if (*c == ',' || *c == '\t') *c = ' ';
        }
        return list;
    }
    return NULL;
}

static int read_lines(kit *k, const char *path, kit_conversations *all) {
    size_t length = 0;
    const char *bytes = kit_read_file(k, path, &length);
    if (bytes == NULL) return k->code;
    size_t at = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    const char *next_ignore = NULL;
    for (uint64_t line = 1; at < length; line++) {
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t next = end != NULL ? (size_t)(end - bytes) + 1 : length;
        size_t n = (end != NULL ? next - 1 : next) - at;
        if (n > 0 && bytes[at + n - 1] == '\r') n--;
        size_t mark = n;
        const char *ignore = ignored(k, bytes + at, n, &mark);
        const char *list = ignore != NULL ? ignore : next_ignore;
        int only_mark = ignore != NULL && mark == 0;
        if (!only_mark && mark > 0) {
            kit_conversation *c = add(k, all);
            c->file = path;
            c->line = line;
            c->id = kit_print(k, "%llu", (unsigned long long)line);
            c->single = 1;
            c->ignore = list;
            c->turns = kit_alloc(k, sizeof *c->turns);
            c->turn_count = 1;
            c->turns[0] = (kit_turn){kit_copy(k, bytes + at, mark), "agent", NULL, NULL, NULL, mark, NULL, NAN, NAN, line, 0};
        }
        next_ignore = only_mark ? ignore : NULL;
        at = next;
    }
    return KIT_CLEAN;
}

static int ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

int kit_conversations_read(kit *k, const char *path, kit_conversations *all) {
    static const char *const ends[] = {".jsonl", ".ndjson", ".json", ".vcon", ".vtt", ".srt"};
    const char *input = kit_get(k, "input");
    if (input == NULL) {
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
            if (ends_with(path, ends[i])) return read_transcripts(k, path, CSC_TRANSCRIPT_DETECT, all);
        return read_lines(k, path, all);
    }
    if (strcmp(input, "text") == 0) return read_lines(k, path, all);
    if (strcmp(input, "jsonl") == 0) return read_transcripts(k, path, CSC_TRANSCRIPT_DETECT, all);
    for (int32_t f = CSC_TRANSCRIPT_VCON; csc_transcript_format_name(f)[0] != '\0'; f++)
        if (strcmp(input, csc_transcript_format_name(f)) == 0) return read_transcripts(k, path, f, all);
    return kit_usage(k, "--input %s: text, jsonl, vcon, webvtt, srt, contact-lens, transcribe, convokit, intercom, zendesk or chatwoot",
                     input);
}
