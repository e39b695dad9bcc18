/* Packs and checking: what check, explain, doctor and the report share. */
#include "conversations.h"
#include "phrase_kit.h"

#include <math.h>
#include <string.h>

static int ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* ------------------------------------------------------------------ packs */

static int open_named(kit *k, kit_packs *p, const char *name) {
    p->pack = kit_resize(k, p->pack, (p->count + 1) * sizeof(csc_pack *));
    p->info = kit_resize(k, p->info, (p->count + 1) * sizeof *p->info);
    p->pack[p->count] = kit_pack_open(k, name);
    if (p->pack[p->count] == NULL) return k->code;
    if (csc_pack_describe(p->pack[p->count], &p->info[p->count]) != CSC_OK) memset(&p->info[p->count], 0, sizeof *p->info);
    p->count++;
    return KIT_CLEAN;
}

int kit_packs_open(kit *k, kit_packs *p) {
    csc_error err;
    int code = KIT_CLEAN;
    memset(p, 0, sizeof *p);
    csc_error_init(&err);
    if (kit_get(k, "pack") != NULL) {
        for (size_t i = 0; kit_get_nth(k, "pack", i) != NULL && code == KIT_CLEAN; i++) code = open_named(k, p, kit_get_nth(k, "pack", i));
    } else {
        for (size_t i = 0; csc_pack_embedded_name(i) != NULL && code == KIT_CLEAN; i++) code = open_named(k, p, csc_pack_embedded_name(i));
    }
    if (code == KIT_CLEAN && p->count > 0) {
        csc_status s = csc_checker_create(&p->checker, (const csc_pack *const *)p->pack, p->count, NULL, &err);
        if (s != CSC_OK) code = kit_fail(k, s, &err, NULL);
    }
    if (code != KIT_CLEAN) kit_packs_close(p);
    return code;
}

void kit_packs_close(kit_packs *p) {
    csc_checker_destroy(p->checker);
    for (size_t i = 0; i < p->count; i++) csc_pack_destroy(p->pack[i]);
    p->checker = NULL;
    p->count = 0;
}

/* --------------------------------------------------------------- language */

enum { SCRIPT_LATIN, SCRIPT_HAN, SCRIPT_GREEK, SCRIPT_ARMENIAN, SCRIPT_CYRILLIC, SCRIPT_COUNT };

/* Counts letters by script; UTF-8 that is not valid is left to the checker to refuse. */
static void count_scripts(const char *text, size_t length, size_t count[SCRIPT_COUNT]) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i], d = i + 1 < length ? (unsigned char)text[i + 1] : 0;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            count[SCRIPT_LATIN]++;
        else if (c == 0xce || c == 0xcf)
            count[SCRIPT_GREEK]++;
        else if (c >= 0xd0 && c <= 0xd3)
            count[SCRIPT_CYRILLIC]++;
        else if ((c == 0xd4 && d >= 0xb0) || c == 0xd5 || (c == 0xd6 && d <= 0x8f))
            count[SCRIPT_ARMENIAN]++;
        else if (c >= 0xe4 && c <= 0xe9)
            count[SCRIPT_HAN]++;
        else if (c == 0xe3 && d >= 0x90)
            count[SCRIPT_HAN]++;
    }
}

static int script_of_language(const char *lang, size_t length) {
    static const struct {
        const char *lang;
        int script;
    } known[] = {{"zh", SCRIPT_HAN},      {"el", SCRIPT_GREEK},    {"hy", SCRIPT_ARMENIAN},
                 {"ru", SCRIPT_CYRILLIC}, {"uk", SCRIPT_CYRILLIC}, {"bg", SCRIPT_CYRILLIC}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (length >= 2 && memcmp(lang, known[i].lang, 2) == 0 && (length == 2 || lang[2] == '-')) return known[i].script;
    }
    return SCRIPT_LATIN;
}

const char *kit_language(kit *k, const kit_packs *p, const kit_conversation *c, const kit_turn *t) {
    if (t != NULL && t->lang != NULL) return t->lang;
    if (c->lang != NULL) return c->lang;
    if (kit_get(k, "lang") != NULL) return kit_get(k, "lang");
    if (p->count == 1) return kit_copy(k, p->info[0].language, p->info[0].language_length);
    size_t count[SCRIPT_COUNT] = {0}, best = SCRIPT_LATIN;
    if (t != NULL) count_scripts(t->text, t->length, count);
    for (size_t i = 0; t == NULL && i < c->turn_count; i++) count_scripts(c->turns[i].text, c->turns[i].length, count);
    count[SCRIPT_HAN] *= 3; /* a character says as much as a few letters */
    for (size_t i = 0; i < SCRIPT_COUNT; i++) {
        if (count[i] > count[best]) best = i;
    }
    if (count[best] == 0) return NULL;
    for (size_t i = 0; i < p->count; i++) { /* the first pack that is written so */
        if (script_of_language(p->info[i].language, p->info[i].language_length) == (int)best)
            return kit_copy(k, p->info[i].language, p->info[i].language_length);
    }
    return "und"; /* no pack reads this script: nothing is judged, and it is said */
}

/* --------------------------------------------------------------- checking */

static csc_status set(csc_checker *c, const char *key, const char *value, csc_error *err) {
    return csc_checker_set(c, key, strlen(key), value != NULL ? value : "", value != NULL ? strlen(value) : 0, err);
}

static const char *given_or(const kit *k, const char *option, const char *own) {
    return own != NULL ? own : kit_get(k, option);
}

/* phone and a direction are one word for packs */
static const char *channel_word(const kit *k, const kit_conversation *c) {
    const char *channel = given_or(k, "channel", c->channel);
    if (channel == NULL || strcmp(channel, "phone") != 0 || c->direction == NULL) return channel;
    return strcmp(c->direction, "inbound") == 0 ? "phone-in" : strcmp(c->direction, "outbound") == 0 ? "phone-out" : channel;
}

static csc_status slot(csc_checker *c, const char *name, const char *value, csc_error *err) {
    return value != NULL && value[0] != '\0' ? csc_checker_slot(c, name, strlen(name), value, strlen(value), err) : CSC_OK;
}

int kit_check(kit *k, kit_packs *p, const kit_conversation *c) {
    csc_error err;
    if (p->checker == NULL) return KIT_CLEAN; /* a library without packs */
    csc_error_init(&err);
    csc_checker_reset(p->checker);
    csc_status s = set(p->checker, "channel", channel_word(k, c), &err);
    if (s == CSC_OK) s = set(p->checker, "stage", given_or(k, "stage", c->stage), &err);
    if (s == CSC_OK) s = set(p->checker, "audience", given_or(k, "audience", c->audience), &err);
    if (s == CSC_OK) s = slot(p->checker, "company", given_or(k, "company", c->company), &err);
    if (s == CSC_OK) s = slot(p->checker, "customer", c->customer_name, &err);
    if (s == CSC_OK) s = slot(p->checker, "agent", c->agent_name, &err);
    for (size_t i = 0; i < c->turn_count && s == CSC_OK; i++) {
        const kit_turn *t = &c->turns[i];
        const char *lang = kit_language(k, p, c, t);
        s = set(p->checker, "role", given_or(k, "role", t->role), &err);
        if (s == CSC_OK) s = set(p->checker, "lang", lang, &err);
        if (s == CSC_OK) s = set(p->checker, "media", given_or(k, "media", t->media), &err);
        if (s == CSC_OK) s = set(p->checker, "visibility", t->internal ? "internal" : "public", &err);
        if (s == CSC_OK) s = csc_checker_feed(p->checker, (uint32_t)i, t->text, t->length, CSC_FEED_FINAL, &err);
    }
    if (s == CSC_OK) s = csc_checker_finish(p->checker, &err);
    if (s == CSC_OK) {
        csc_finding f;
        size_t more = 1;
        while (s == CSC_OK && more) s = csc_checker_poll(p->checker, &f, &more, &err);
    }
    if (s == CSC_OK) return KIT_CLEAN;
    if (err.line == CSC_NOWHERE) err.line = c->line;
    return kit_fail(k, s, &err, c->file);
}

int32_t kit_finding_severity(const kit_packs *p, const csc_finding *f) {
    csc_rule_info info;
    return csc_pack_rule(p->pack[f->pack], f->rule, &info) == CSC_OK ? info.severity : CSC_SEVERITY_INFO;
}

int kit_finding_ignored(const kit_packs *p, const kit_conversation *c, const csc_finding *f) {
    csc_rule_info info;
    if (c->ignore == NULL || csc_pack_rule(p->pack[f->pack], f->rule, &info) != CSC_OK) return 0;
    for (const char *at = c->ignore; *at != '\0';) {
        at += strspn(at, " ");
        size_t n = strcspn(at, " ");
        if ((n == info.id_length && memcmp(at, info.id, n) == 0) || (n == 3 && memcmp(at, "all", 3) == 0)) return 1;
        at += n;
    }
    return 0;
}

kit_value *kit_finding_value(kit *k, const kit_packs *p, const kit_conversation *c, const csc_finding *f) {
    csc_sink sink;
    kit_capture(k, &sink);
    if (csc_checker_visit_finding(p->checker, f, NULL, 0, &sink) != CSC_OK) return NULL;
    kit_value *v = kit_captured(k);
    if (v == NULL) return NULL;
    kit_set_text(k, v, "file", c->file);
    double line = kit_number(v, "line");
    int inside = c->single && !ends_with(c->file, "l"); /* lines of a text file count through the file */
    kit_set_integer(k, v, "line",
                    (int64_t)(inside && !isnan(line)                                                ? (double)c->line + line - 1
                              : !c->single && f->turn < c->turn_count && c->turns[f->turn].line > 0 ? (double)c->turns[f->turn].line
                                                                                                    : (double)c->line));
    if (c->single) kit_remove(v, "turn");
    return v;
}
