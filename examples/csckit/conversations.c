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

static uint32_t member(const csc_tree *t, uint32_t node, const char *key) {
    return csc_tree_get(t, node, key, strlen(key));
}

static const char *text_of(kit *k, const csc_tree *t, uint32_t node, size_t *length) {
    size_t n = 0;
    const char *text = csc_tree_text(t, node, &n);
    if (length != NULL) *length = text != NULL ? n : 0;
    return text != NULL ? kit_copy(k, text, n) : NULL;
}

static const char *text_at(kit *k, const csc_tree *t, uint32_t node, const char *key) {
    return text_of(k, t, member(t, node, key), NULL);
}

/* A word or an array of words, as words parted by blanks. */
static const char *words_at(kit *k, const csc_tree *t, uint32_t node, const char *key) {
    uint32_t m = member(t, node, key);
    if (csc_tree_kind(t, m) != CSC_TREE_ARRAY) return text_of(k, t, m, NULL);
    const char *list = NULL;
    for (uint32_t e = csc_tree_first(t, m); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        const char *word = text_of(k, t, e, NULL);
        if (word != NULL) list = list == NULL ? word : kit_print(k, "%s %s", list, word);
    }
    return list;
}

static int bad_node(kit *k, const csc_tree *t, uint32_t node, const char *path, const char *message) {
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_tree_fail(t, node, CSC_E_TYPE, message, &err);
    return kit_fail(k, s, &err, path);
}

static int read_turns(kit *k, const csc_tree *t, uint32_t array, const char *path, kit_conversation *c) {
    c->turns = kit_alloc(k, (csc_tree_count(t, array) + 1) * sizeof *c->turns);
    for (uint32_t e = csc_tree_first(t, array); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        kit_turn *turn = &c->turns[c->turn_count];
        uint32_t text = member(t, e, "text");
        if (csc_tree_kind(t, text) != CSC_TREE_TEXT) return bad_node(k, t, e, path, "a turn needs a text");
        turn->text = text_of(k, t, text, &turn->length);
        turn->role = text_at(k, t, e, "role");
        if (turn->role == NULL) return bad_node(k, t, e, path, "a turn needs a role: agent, customer, bot or system");
        turn->lang = text_at(k, t, e, "lang");
        turn->media = text_at(k, t, e, "media");
        turn->name = text_at(k, t, e, "name");
        turn->stage = text_at(k, t, e, "stage");
        const char *visibility = text_at(k, t, e, "visibility");
        turn->internal = visibility != NULL && strcmp(visibility, "internal") == 0;
        turn->t = NAN;
        turn->end = NAN;
        if (csc_tree_number(t, member(t, e, "t"), &turn->t, NULL) != CSC_OK) turn->t = NAN;
        if (csc_tree_number(t, member(t, e, "end"), &turn->end, NULL) != CSC_OK) turn->end = NAN;
        c->turn_count++;
    }
    return KIT_CLEAN;
}

static void read_events(kit *k, const csc_tree *t, uint32_t array, kit_conversation *c) {
    c->events = kit_alloc(k, (csc_tree_count(t, array) + 1) * sizeof *c->events);
    for (uint32_t e = csc_tree_first(t, array); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        kit_event *event = &c->events[c->event_count];
        event->type = text_at(k, t, e, "type");
        event->by = text_at(k, t, e, "by");
        if (csc_tree_number(t, member(t, e, "t"), &event->t, NULL) != CSC_OK) event->t = NAN;
        if (event->type != NULL) c->event_count++;
    }
}

static int read_object(kit *k, const csc_tree *t, const char *path, uint64_t line, kit_conversations *all) {
    uint32_t root = csc_tree_root(t), turns = member(t, root, "turns"), text = member(t, root, "text");
    if (csc_tree_kind(t, root) != CSC_TREE_OBJECT) return bad_node(k, t, root, path, "an object is wanted");
    kit_conversation *c = add(k, all);
    c->file = path;
    c->line = line;
    c->rings = NAN;
    c->id = text_at(k, t, root, "id");
    if (c->id == NULL) c->id = kit_print(k, "%llu", (unsigned long long)line);
    c->lang = text_at(k, t, root, "lang");
    c->channel = text_at(k, t, root, "channel");
    if (csc_tree_kind(t, turns) == CSC_TREE_ARRAY) {
        c->started = text_at(k, t, root, "started");
        c->direction = text_at(k, t, root, "direction");
        c->purpose = text_at(k, t, root, "purpose");
        c->company = text_at(k, t, root, "company");
        uint32_t customer = member(t, root, "customer"), agent = member(t, root, "agent");
        c->customer = text_at(k, t, customer, "id");
        c->customer_name = text_at(k, t, customer, "name");
        const char *audience = words_at(k, t, customer, "audience");
        c->kind = text_at(k, t, customer, "kind");
        c->mood = words_at(k, t, customer, "mood");
        c->audience =
            kit_print(k, "%s %s %s", c->kind != NULL ? c->kind : "", c->mood != NULL ? c->mood : "", audience != NULL ? audience : "");
        c->department = text_at(k, t, root, "department");
        c->sector = text_at(k, t, root, "sector");
        if (csc_tree_number(t, member(t, root, "rings"), &c->rings, NULL) != CSC_OK) c->rings = NAN;
        if (csc_tree_kind(t, member(t, root, "events")) == CSC_TREE_ARRAY) read_events(k, t, member(t, root, "events"), c);
        c->agent = text_at(k, t, agent, "id");
        c->agent_name = text_at(k, t, agent, "name");
        c->team = text_at(k, t, agent, "team");
        return read_turns(k, t, turns, path, c);
    }
    if (csc_tree_kind(t, text) != CSC_TREE_TEXT) return bad_node(k, t, root, path, "neither \"text\" nor \"turns\" is here");
    c->single = 1;
    c->stage = text_at(k, t, root, "stage");
    c->audience = words_at(k, t, root, "audience");
    c->turns = kit_alloc(k, sizeof *c->turns);
    c->turn_count = 1;
    c->turns[0].text = text_of(k, t, text, &c->turns[0].length);
    c->turns[0].role = text_at(k, t, root, "role");
    if (c->turns[0].role == NULL) c->turns[0].role = "agent";
    c->turns[0].media = text_at(k, t, root, "media");
    c->turns[0].t = c->turns[0].end = NAN;
    return KIT_CLEAN;
}

static int read_json_lines(kit *k, const char *path, kit_conversations *all) {
    csc_error err;
    csc_jsonl *lines = NULL;
    csc_jsonl_options options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.skip_bad = kit_get(k, "skip-bad") != NULL;
    csc_error_init(&err);
    kit_progress_name(k, "B");
    csc_status s = csc_jsonl_open(&lines, path, strlen(path), &options, kit_context(k), &err);
    if (s != CSC_OK) return kit_fail(k, s, &err, NULL), k->code = KIT_BAD_INPUT;
    int code = KIT_CLEAN;
    for (;;) {
        const csc_tree *tree = NULL;
        s = csc_jsonl_next(lines, &tree, &err);
        if (s != CSC_OK) code = kit_fail(k, s, &err, path);
        if (s != CSC_OK || tree == NULL) break;
        code = read_object(k, tree, path, csc_jsonl_line(lines), all);
        if (code != KIT_CLEAN) break;
    }
    k->skipped += csc_jsonl_skipped(lines);
    csc_jsonl_destroy(lines);
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
            c->turns[0] = (kit_turn){kit_copy(k, bytes + at, mark), "agent", NULL, NULL, NULL, mark, NULL, NAN, NAN, 0};
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
    const char *input = kit_get(k, "input");
    int json = ends_with(path, ".jsonl") || ends_with(path, ".ndjson") || ends_with(path, ".json");
    if (input != NULL && strcmp(input, "jsonl") == 0)
        json = 1;
    else if (input != NULL && strcmp(input, "text") == 0)
        json = 0;
    else if (input != NULL)
        return kit_usage(k, "--input %s: jsonl or text", input);
    return json ? read_json_lines(k, path, all) : read_lines(k, path, all);
}
