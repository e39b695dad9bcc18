/* Our own JSON Lines: conversations (FORMATS section 2) and single texts (section 1). */
#include "io/transcript.h"

#include <math.h>

typedef struct word_code {
    const char *word;
    int32_t code;
} word_code;

static int32_t code_of(const word_code *words, size_t count, const char *text, size_t length) {
    for (size_t i = 0; i < count && text != NULL; i++)
        if (strlen(words[i].word) == length && memcmp(words[i].word, text, length) == 0) return words[i].code;
    return 0;
}
#define CODE_OF(words, text, length) code_of(words, sizeof(words) / sizeof(words)[0], text, length)

static const word_code roles[] = {
    {"agent", CSC_ROLE_AGENT}, {"customer", CSC_ROLE_CUSTOMER}, {"bot", CSC_ROLE_BOT}, {"system", CSC_ROLE_SYSTEM}};
static const word_code medias[] = {{"html", CSC_MEDIA_HTML}, {"markdown", CSC_MEDIA_MARKDOWN}};
static const word_code events[] = {{"hold-start", CSC_EVENT_HOLD_START},     {"hold-end", CSC_EVENT_HOLD_END},
                                   {"transfer", CSC_EVENT_TRANSFER},         {"hang-up", CSC_EVENT_HANG_UP},
                                   {"line-dropped", CSC_EVENT_LINE_DROPPED}, {"recall", CSC_EVENT_RECALL}};

/* A text member that may be absent or null. */
static csc_status optional_text(const csc_tree *t, uint32_t node, const char *key, const char **text, size_t *length, csc_error *err) {
    uint32_t m = csc_i_member(t, node, key);
    int32_t kind = csc_tree_kind(t, m);
    *text = NULL;
    *length = 0;
    if (kind == CSC_TREE_ABSENT || kind == CSC_TREE_NULL) return CSC_OK;
    *text = csc_tree_text(t, m, length);
    return *text != NULL ? CSC_OK : csc_tree_fail(t, m, CSC_E_TYPE, "a text is due here", err);
}

static csc_status prosody(const csc_tree *t, uint32_t node, csc_i_turn *turn, csc_error *err) {
    uint32_t p = csc_i_member(t, node, "prosody");
    if (csc_tree_kind(t, p) == CSC_TREE_ABSENT || csc_tree_kind(t, p) == CSC_TREE_NULL) return CSC_OK;
    CSC_I_IO_TRY(csc_i_take_number(t, p, "loudness_db", &turn->loudness_db, err));
    CSC_I_IO_TRY(csc_i_take_number(t, p, "pitch_hz", &turn->pitch_hz, err));
    return csc_i_take_number(t, p, "pitch_range_st", &turn->pitch_range_st, err);
}

/* What turns and single texts have in common; `text` is the text's node. */
static csc_status one_turn(csc_transcripts *r, const csc_tree *t, uint32_t node, uint32_t text_node, csc_i_turn **out, csc_error *err) {
    csc_conversation *c = &r->conversation;
    csc_i_turn *turn;
    size_t n = 0;
    const char *text = csc_tree_text(t, text_node, &n);
    if (csc_i_conversation_turn(c, text, n, &turn) != CSC_OK) return csc_i_no_memory(err);
    csc_i_turn_place(t, node, turn);
    CSC_I_IO_TRY(optional_text(t, node, "media", &text, &n, err));
    if (CODE_OF(medias, text, n) != 0) turn->media = CODE_OF(medias, text, n);
    CSC_I_IO_TRY(optional_text(t, node, "visibility", &text, &n, err));
    turn->visibility = text != NULL && n == 8 && memcmp(text, "internal", 8) == 0 ? CSC_TRANSCRIPT_INTERNAL : CSC_TRANSCRIPT_PUBLIC;
    CSC_I_IO_TRY(optional_text(t, node, "lang", &text, &n, err));
    if (csc_i_conversation_lang(c, turn, text, n) != CSC_OK) return csc_i_no_memory(err);
    CSC_I_IO_TRY(optional_text(t, node, "name", &text, &n, err));
    if (csc_i_conversation_name(c, turn, text, n) != CSC_OK) return csc_i_no_memory(err);
    *out = turn;
    return CSC_OK;
}

static csc_status read_turn(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    uint32_t role, text;
    csc_i_turn *turn = NULL;
    CSC_I_IO_TRY(csc_tree_require(t, node, CSC_I_KEY("role"), CSC_TREE_TEXT, &role, err));
    CSC_I_IO_TRY(csc_tree_require(t, node, CSC_I_KEY("text"), CSC_TREE_TEXT, &text, err));
    CSC_I_IO_TRY(one_turn(r, t, node, text, &turn, err));
    size_t n = 0;
    const char *word = csc_tree_text(t, role, &n);
    turn->role = CODE_OF(roles, word, n);
    if (turn->role == CSC_ROLE_ANY) csc_i_roles_note(r, CSC_I_ROLES_UNKNOWN);
    CSC_I_IO_TRY(optional_text(t, node, "stage", &word, &n, err));
    if (csc_i_conversation_stage(&r->conversation, turn, word, n) != CSC_OK) return csc_i_no_memory(err);
    CSC_I_IO_TRY(csc_i_take_number(t, node, "t", &turn->t, err));
    CSC_I_IO_TRY(csc_i_take_number(t, node, "end", &turn->end, err));
    return prosody(t, node, turn, err);
}

static csc_status read_events(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    uint32_t list = csc_i_member(t, node, "events");
    int32_t kind = csc_tree_kind(t, list);
    if (kind == CSC_TREE_ABSENT || kind == CSC_TREE_NULL) return CSC_OK;
    if (kind != CSC_TREE_ARRAY) return csc_tree_fail(t, list, CSC_E_TYPE, "a list of events is due here", err);
    for (uint32_t e = csc_tree_first(t, list); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        if (csc_tree_kind(t, e) != CSC_TREE_OBJECT) return csc_tree_fail(t, e, CSC_E_TYPE, "an event is an object", err);
        double at;
        const char *type, *by;
        size_t n, m;
        CSC_I_IO_TRY(csc_i_take_number(t, e, "t", &at, err));
        CSC_I_IO_TRY(optional_text(t, e, "type", &type, &n, err));
        CSC_I_IO_TRY(optional_text(t, e, "by", &by, &m, err));
        if (csc_i_conversation_event(&r->conversation, at, CODE_OF(events, type, n), CODE_OF(roles, by, m)) != CSC_OK)
            return csc_i_no_memory(err);
    }
    return CSC_OK;
}

static csc_status read_person(csc_transcripts *r, const csc_tree *t, uint32_t node, const char *key, const char *const fields[][2],
                              size_t count, csc_error *err) {
    uint32_t who = csc_i_member(t, node, key);
    int32_t kind = csc_tree_kind(t, who);
    if (kind == CSC_TREE_ABSENT || kind == CSC_TREE_NULL) return CSC_OK;
    if (kind != CSC_TREE_OBJECT) return csc_tree_fail(t, who, CSC_E_TYPE, "an object is due here", err);
    for (size_t i = 0; i < count; i++) CSC_I_IO_TRY(csc_i_take_field(r, t, who, fields[i][0], fields[i][1], err));
    return CSC_OK;
}

csc_status csc_i_read_own(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    static const char *const plain[] = {"id",      "started",    "ticket", "lang",  "channel",  "direction", "purpose",
                                        "company", "department", "sector", "stage", "audience", "subject"};
    static const char *const customer[][2] = {{"id", "customer.id"},
                                              {"name", "customer.name"},
                                              {"kind", "customer.kind"},
                                              {"mood", "customer.mood"},
                                              {"audience", "customer.audience"}};
    static const char *const agent[][2] = {{"id", "agent.id"}, {"team", "agent.team"}, {"name", "agent.name"}, {"duties", "agent.duties"}};
    csc_conversation *c = &r->conversation;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) CSC_I_IO_TRY(csc_i_take_field(r, t, node, plain[i], plain[i], err));
    uint32_t started = csc_i_member(t, node, "started");
    if (csc_tree_kind(t, started) == CSC_TREE_TEXT) {
        if (!csc_i_member_instant(t, node, "started", &c->started))
            return csc_tree_fail(t, started, CSC_E_SYNTAX, "not a time (RFC 3339: 2026-10-03T09:12:44Z)", err);
        c->has_started = 1;
    }
    uint32_t turns = csc_i_member(t, node, "turns");
    if (csc_tree_kind(t, turns) == CSC_TREE_ABSENT) {
        uint32_t text;
        csc_i_turn *turn = NULL;
        size_t n = 0;
        const char *role;
        if (csc_i_member(t, node, "text") == CSC_TREE_NONE)
            return csc_tree_fail(t, node, CSC_E_NOTFOUND, "neither \"text\" nor \"turns\" is here", err);
        CSC_I_IO_TRY(csc_tree_require(t, node, CSC_I_KEY("text"), CSC_TREE_TEXT, &text, err));
        c->is_text = 1;
        CSC_I_IO_TRY(one_turn(r, t, node, text, &turn, err));
        CSC_I_IO_TRY(optional_text(t, node, "role", &role, &n, err));
        turn->role = role != NULL ? CODE_OF(roles, role, n) : CSC_ROLE_AGENT;
        return CSC_OK;
    }
    if (csc_tree_kind(t, turns) != CSC_TREE_ARRAY) return csc_tree_fail(t, turns, CSC_E_TYPE, "a list of turns is due here", err);
    CSC_I_IO_TRY(read_person(r, t, node, "customer", customer, sizeof customer / sizeof customer[0], err));
    CSC_I_IO_TRY(read_person(r, t, node, "agent", agent, sizeof agent / sizeof agent[0], err));
    CSC_I_IO_TRY(csc_i_take_number(t, node, "rings", &c->rings, err));
    for (uint32_t e = csc_tree_first(t, turns); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) CSC_I_IO_TRY(read_turn(r, t, e, err));
    return read_events(r, t, node, err);
}
