/* vCon (draft-ietf-vcon-vcon-core and the names of older drafts): text dialogs, and transcripts that lie in analyses. */
#include "io/transcript.h"

#include <math.h>

#define PARTIES_MOST 4096

/* A member by its present name or an older one. */
static uint32_t either(const csc_tree *t, uint32_t node, const char *now, const char *before) {
    uint32_t m = csc_i_member(t, node, now);
    return m != CSC_TREE_NONE ? m : csc_i_member(t, node, before);
}

static uint32_t element(const csc_tree *t, uint32_t list, int64_t index) {
    uint32_t e = csc_tree_first(t, list);
    for (int64_t i = 0; i < index && e != CSC_TREE_NONE; i++) e = csc_tree_next(t, e);
    return index < 0 ? CSC_TREE_NONE : e;
}

/* An address without its scheme: "mailto:dana@acme.com", "tel:+1555". */
static const char *bare(const char *text, size_t *length) {
    static const char *const schemes[] = {"mailto:", "tel:", "sip:", "sips:"};
    for (size_t i = 0; text != NULL && i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t n = strlen(schemes[i]);
        if (*length > n && memcmp(text, schemes[i], n) == 0) {
            *length -= n;
            return text + n;
        }
    }
    return text;
}

/* The role of a party: stated (by the CC extension, or by files from before the roles moved there), else by the option. */
static int32_t party_role(csc_transcripts *r, const csc_tree *t, uint32_t party) {
    static const char *const names[] = {"mailto", "tel", "sip", "name", "uuid"};
    size_t n = 0;
    const char *word = csc_i_member_text(t, party, "role", &n);
    int32_t role = csc_i_role_word(word, n);
    if (role != CSC_ROLE_ANY) return role;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *text = bare(csc_i_member_text(t, party, names[i], &n), &n);
        if (csc_i_is_agent(r, text, n)) {
            csc_i_roles_note(r, CSC_I_ROLES_OPTION);
            return CSC_ROLE_AGENT;
        }
    }
    const char *name = csc_i_member_text(t, party, "name", &n);
    return csc_i_role_of_name(r, name != NULL ? name : "", name != NULL ? n : 0);
}

static csc_status set_party(csc_transcripts *r, const csc_tree *t, uint32_t root, uint32_t index, csc_i_turn *turn, csc_error *err) {
    int64_t i = -1;
    uint32_t party = CSC_TREE_NONE;
    if (csc_tree_integer(t, index, &i, NULL) == CSC_OK && i >= 0 && i < PARTIES_MOST)
        party = element(t, csc_i_member(t, root, "parties"), i);
    if (party == CSC_TREE_NONE) {
        csc_i_roles_note(r, CSC_I_ROLES_UNKNOWN);
        return CSC_OK;
    }
    size_t n = 0;
    const char *name = csc_i_member_text(t, party, "name", &n);
    turn->role = party_role(r, t, party);
    return csc_i_conversation_name(&r->conversation, turn, name, n) == CSC_OK ? CSC_OK : csc_i_no_memory(err);
}

/* Base64 with the URL alphabet (the usual one too), padding optional. Returns the bytes, or SIZE_MAX for what is none. */
static size_t from_base64(const char *text, size_t length, char *out) {
    uint32_t bits = 0;
    size_t have = 0, at = 0;
    while (length > 0 && text[length - 1] == '=') length--;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        uint32_t v;
        if (c >= 'A' && c <= 'Z')
            v = (uint32_t)(c - 'A');
        else if (c >= 'a' && c <= 'z')
            v = (uint32_t)(c - 'a') + 26;
        else if (c >= '0' && c <= '9')
            v = (uint32_t)(c - '0') + 52;
        else if (c == '-' || c == '+')
            v = 62;
        else if (c == '_' || c == '/')
            v = 63;
        else
            return SIZE_MAX;
        bits = bits << 6 | v;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[at++] = (char)(bits >> have & 0xFF);
        }
    }
    return have >= 6 ? SIZE_MAX : at;
}

static csc_status body_turn(csc_transcripts *r, const csc_tree *t, uint32_t dialog, csc_i_turn **turn, csc_error *err) {
    size_t n = 0, e = 0;
    uint32_t body = csc_i_member(t, dialog, "body");
    const char *text = csc_tree_text(t, body, &n), *encoding = csc_i_member_text(t, dialog, "encoding", &e);
    csc_conversation *c = &r->conversation;
    *turn = NULL;
    if (text == NULL) return CSC_OK; /* lies elsewhere (url), or is no text */
    csc_status s;
    if (encoding != NULL && e == 9 && memcmp(encoding, "base64url", 9) == 0) {
        char *bytes = csc_i_io_alloc(&r->allocator, n);
        if (bytes == NULL) return csc_i_no_memory(err);
        size_t got = from_base64(text, n, bytes);
        if (got == SIZE_MAX) {
            s = csc_tree_fail(t, body, CSC_E_SYNTAX, "the body is not base64url", err);
        } else if (csc_i_io_utf8_prefix(bytes, got, 0) != got) {
            s = csc_tree_fail(t, body, CSC_E_UTF8, "the body is not valid UTF-8", err);
        } else {
            s = csc_i_conversation_turn(c, bytes, got, turn) == CSC_OK ? CSC_OK : csc_i_no_memory(err);
        }
        csc_i_io_free(&r->allocator, bytes, n);
    } else {
        s = csc_i_conversation_turn(c, text, n, turn) == CSC_OK ? CSC_OK : csc_i_no_memory(err);
    }
    return s;
}

static int starts_with(const char *text, size_t length, const char *head) {
    size_t n = strlen(head);
    return text != NULL && length >= n && memcmp(text, head, n) == 0;
}

static csc_status read_dialog(csc_transcripts *r, const csc_tree *t, uint32_t root, uint32_t dialog, csc_error *err) {
    csc_conversation *c = &r->conversation;
    size_t n = 0;
    int64_t us = 0;
    const char *type = csc_i_member_text(t, dialog, "type", &n);
    double at = csc_i_member_instant(t, dialog, "start", &us) ? csc_i_since_start(c, us) : (double)NAN;
    if (starts_with(type, n, "transfer"))
        return csc_i_conversation_event(c, at, CSC_EVENT_TRANSFER, CSC_ROLE_ANY) == CSC_OK ? CSC_OK : csc_i_no_memory(err);
    uint32_t media = either(t, dialog, "mediatype", "mimetype");
    const char *mediatype = csc_tree_text(t, media, &n);
    if (mediatype != NULL && !starts_with(mediatype, n, "text/")) return CSC_OK; /* sound, video, whole mails */
    csc_i_turn *turn = NULL;
    CSC_I_IO_TRY(body_turn(r, t, dialog, &turn, err));
    if (turn == NULL) return CSC_OK;
    csc_i_turn_place(t, dialog, turn);
    turn->media = starts_with(mediatype, n, "text/html")       ? CSC_MEDIA_HTML
                  : starts_with(mediatype, n, "text/markdown") ? CSC_MEDIA_MARKDOWN
                                                               : CSC_MEDIA_PLAIN;
    turn->t = at;
    double duration = (double)NAN;
    if (csc_tree_number(t, csc_i_member(t, dialog, "duration"), &duration, NULL) == CSC_OK) turn->end = at + duration;
    uint32_t who = csc_i_member(t, dialog, "originator"), parties = csc_i_member(t, dialog, "parties");
    if (who == CSC_TREE_NONE) who = csc_tree_kind(t, parties) == CSC_TREE_ARRAY ? csc_tree_first(t, parties) : parties;
    return set_party(r, t, root, who, turn, err);
}

/* Segments of a transcript: {"segments":[{"start","end","text","speaker"}]}, speakers being indexes of parties or names. `t` may be
 * another document than the vCon's `v`, when the body was JSON within a text. */
static csc_status read_segments(csc_transcripts *r, const csc_tree *v, uint32_t root, const csc_tree *t, uint32_t segments, double offset,
                                uint64_t line, csc_error *err) {
    csc_conversation *c = &r->conversation;
    for (uint32_t e = csc_tree_first(t, segments); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        size_t n = 0;
        const char *text = csc_i_member_text(t, e, "text", &n);
        if (text == NULL) text = csc_i_member_text(t, e, "transcript", &n);
        if (text == NULL) continue;
        csc_i_turn *turn;
        if (csc_i_conversation_turn(c, text, n, &turn) != CSC_OK) return csc_i_no_memory(err);
        turn->line = line;
        if (csc_tree_number(t, csc_i_member(t, e, "start"), &turn->t, NULL) == CSC_OK) turn->t += offset;
        if (csc_tree_number(t, csc_i_member(t, e, "end"), &turn->end, NULL) == CSC_OK) turn->end += offset;
        uint32_t speaker = csc_i_member(t, e, "speaker");
        if (speaker == CSC_TREE_NONE) speaker = csc_i_member(t, e, "party");
        int64_t index = -1;
        if (csc_tree_integer(t, speaker, &index, NULL) == CSC_OK) {
            uint32_t party = index < PARTIES_MOST ? element(v, csc_i_member(v, root, "parties"), index) : CSC_TREE_NONE;
            turn->role = party != CSC_TREE_NONE ? party_role(r, v, party) : CSC_ROLE_ANY;
            if (party == CSC_TREE_NONE) csc_i_roles_note(r, CSC_I_ROLES_UNKNOWN);
            text = csc_i_member_text(v, party, "name", &n);
            if (csc_i_conversation_name(c, turn, text, n) != CSC_OK) return csc_i_no_memory(err);
            continue;
        }
        text = csc_tree_text(t, speaker, &n);
        turn->role = csc_i_role_of_name(r, text != NULL ? text : "", n);
        if (csc_i_conversation_name(c, turn, text, n) != CSC_OK) return csc_i_no_memory(err);
    }
    return CSC_OK;
}

static csc_status read_analysis(csc_transcripts *r, const csc_tree *t, uint32_t root, uint32_t analysis, csc_error *err) {
    size_t n = 0;
    const char *type = csc_i_member_text(t, analysis, "type", &n);
    if (!starts_with(type, n, "wtf_transcription") && !starts_with(type, n, "transcript")) return CSC_OK;
    /* Times count from the start of the dialog that was written down. */
    double offset = 0;
    int64_t index = 0, us = 0;
    uint32_t of = csc_i_member(t, analysis, "dialog");
    if (csc_tree_kind(t, of) == CSC_TREE_ARRAY) of = csc_tree_first(t, of);
    if (csc_tree_integer(t, of, &index, NULL) == CSC_OK && index < PARTIES_MOST) {
        uint32_t dialog = element(t, csc_i_member(t, root, "dialog"), index);
        if (csc_i_member_instant(t, dialog, "start", &us)) offset = csc_i_since_start(&r->conversation, us);
    }
    uint32_t body = csc_i_member(t, analysis, "body");
    uint64_t line = 0;
    if (csc_tree_position(t, body, 0, &line, NULL, NULL) != CSC_OK) return CSC_OK;
    const csc_tree *doc = t;
    const char *text = csc_tree_text(t, body, &n);
    if (text != NULL) {
        if (r->scratch == NULL && csc_tree_create(&r->scratch, r->has_context ? &r->context : NULL) != CSC_OK) return csc_i_no_memory(err);
        csc_status s = csc_tree_parse_json(r->scratch, text, n, 1, NULL);
        if (s == CSC_E_NOMEM) return csc_i_no_memory(err);
        if (s != CSC_OK) return CSC_OK; /* a summary in prose */
        doc = r->scratch;
        body = csc_tree_root(doc);
    }
    uint32_t segments = csc_tree_kind(doc, body) == CSC_TREE_ARRAY ? body : csc_i_member(doc, body, "segments");
    return read_segments(r, t, root, doc, segments, offset, line, err);
}

csc_status csc_i_read_vcon(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    csc_conversation *c = &r->conversation;
    if (csc_i_member(t, node, "payload") != CSC_TREE_NONE || csc_i_member(t, node, "ciphertext") != CSC_TREE_NONE)
        return csc_tree_fail(t, node, CSC_E_UNSUPPORTED, "signed and encrypted vCons are not read; take the vCon out of them first", err);
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "uuid", "id", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "created_at", "started", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "subject", "subject", err));
    uint32_t dialogs = csc_i_member(t, node, "dialog"), analyses = csc_i_member(t, node, "analysis");
    if (dialogs != CSC_TREE_NONE && csc_tree_kind(t, dialogs) != CSC_TREE_ARRAY)
        return csc_tree_fail(t, dialogs, CSC_E_TYPE, "a list of dialogs is due here", err);
    /* It starts with its first dialog; a file that was made later says so only of itself. */
    for (uint32_t d = csc_tree_first(t, dialogs); d != CSC_TREE_NONE; d = csc_tree_next(t, d)) {
        int64_t us = 0;
        if (!csc_i_member_instant(t, d, "start", &us) || (c->has_started && us >= c->started)) continue;
        c->started = us;
        c->has_started = 1;
        CSC_I_IO_TRY(csc_i_take_field(r, t, d, "start", "started", err));
    }
    if (!c->has_started) c->has_started = csc_i_member_instant(t, node, "created_at", &c->started);
    for (uint32_t d = csc_tree_first(t, dialogs); d != CSC_TREE_NONE; d = csc_tree_next(t, d)) {
        if (csc_tree_kind(t, d) != CSC_TREE_OBJECT) return csc_tree_fail(t, d, CSC_E_TYPE, "a dialog is an object", err);
        CSC_I_IO_TRY(read_dialog(r, t, node, d, err));
    }
    if (c->turn_count > 0) return CSC_OK;
    for (uint32_t a = csc_tree_first(t, analyses); a != CSC_TREE_NONE && c->turn_count == 0; a = csc_tree_next(t, a))
        CSC_I_IO_TRY(read_analysis(r, t, node, a, err));
    return CSC_OK;
}
