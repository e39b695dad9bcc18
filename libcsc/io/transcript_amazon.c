/* Amazon Connect Contact Lens (voice and chat), Transcribe Call Analytics, and Transcribe with speaker labels. */
#include "io/transcript.h"

#include <math.h>

static double milliseconds(const csc_tree *t, uint32_t node, const char *key) {
    double v;
    return csc_tree_number(t, csc_i_member(t, node, key), &v, NULL) == CSC_OK ? v / 1000 : (double)NAN;
}

/* The stated role: on the turn, else of the participant with its id, else the id itself ("AGENT" in files of recorded calls). */
static int32_t participant(csc_transcripts *r, const csc_tree *t, uint32_t root, uint32_t turn, const char **name, size_t *length) {
    size_t n = 0, m = 0;
    *name = csc_i_member_text(t, turn, "DisplayName", length);
    const char *word = csc_i_member_text(t, turn, "ParticipantRole", &n);
    int32_t role = csc_i_role_word(word, n);
    const char *id = csc_i_member_text(t, turn, "ParticipantId", &n);
    if (role != CSC_ROLE_ANY || id == NULL) {
        if (role == CSC_ROLE_ANY) csc_i_roles_note(r, CSC_I_ROLES_UNKNOWN);
        return role;
    }
    uint32_t list = csc_i_member(t, root, "Participants");
    for (uint32_t p = csc_tree_first(t, list); p != CSC_TREE_NONE; p = csc_tree_next(t, p)) {
        const char *other = csc_i_member_text(t, p, "ParticipantId", &m);
        if (other == NULL || m != n || memcmp(other, id, n) != 0) continue;
        if (*name == NULL) *name = csc_i_member_text(t, p, "DisplayName", length);
        word = csc_i_member_text(t, p, "ParticipantRole", &m);
        role = csc_i_role_word(word, m);
        if (role != CSC_ROLE_ANY) return role;
    }
    return csc_i_role_of_name(r, id, n);
}

static csc_status lens_turn(csc_transcripts *r, const csc_tree *t, uint32_t root, uint32_t e, csc_error *err) {
    csc_conversation *c = &r->conversation;
    if (csc_i_member(t, e, "Transcript") != CSC_TREE_NONE) e = csc_i_member(t, e, "Transcript"); /* real-time segments wrap it */
    size_t n = 0, name_length = 0;
    uint32_t content = csc_i_member(t, e, "Content");
    const char *text = csc_tree_text(t, content, &n), *name = NULL;
    if (csc_tree_kind(t, content) == CSC_TREE_ABSENT) return CSC_OK; /* categories, utterances not final */
    if (text == NULL) return csc_tree_fail(t, content, CSC_E_TYPE, "a text is due here", err);
    csc_i_turn *turn;
    if (csc_i_conversation_turn(c, text, n, &turn) != CSC_OK) return csc_i_no_memory(err);
    csc_i_turn_place(t, e, turn);
    turn->t = milliseconds(t, e, "BeginOffsetMillis");
    turn->end = milliseconds(t, e, "EndOffsetMillis");
    int64_t us = 0;
    if (csc_i_member_instant(t, e, "AbsoluteTime", &us)) turn->t = csc_i_since_start(c, us);
    text = csc_i_member_text(t, e, "ContentType", &n);
    if (text != NULL && n == 13 && memcmp(text, "text/markdown", 13) == 0) turn->media = CSC_MEDIA_MARKDOWN;
    turn->role = participant(r, t, root, e, &name, &name_length);
    return csc_i_conversation_name(c, turn, name, name_length) == CSC_OK ? CSC_OK : csc_i_no_memory(err);
}

csc_status csc_i_read_contact_lens(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    csc_conversation *c = &r->conversation;
    uint32_t metadata = csc_i_member(t, node, "CustomerMetadata");
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "JobName", "id", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "ContactId", "id", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, metadata, "ContactId", "id", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "LanguageCode", "lang", err));
    size_t n = 0;
    const char *channel = csc_i_member_text(t, node, "Channel", &n);
    if (channel != NULL && n == 5 && memcmp(channel, "VOICE", 5) == 0) channel = "phone";
    if (channel != NULL && n == 4 && memcmp(channel, "CHAT", 4) == 0) channel = "chat";
    if (channel != NULL && (strcmp(channel, "phone") == 0 || strcmp(channel, "chat") == 0) &&
        csc_i_conversation_field(c, "channel", channel, strlen(channel)) != CSC_OK)
        return csc_i_no_memory(err);
    uint32_t list = csc_i_member(t, node, "Transcript");
    if (list == CSC_TREE_NONE) list = csc_i_member(t, node, "Segments");
    if (csc_tree_kind(t, list) != CSC_TREE_ARRAY) return csc_tree_fail(t, list, CSC_E_TYPE, "a list of turns is due here", err);
    for (uint32_t e = csc_tree_first(t, list); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        if (csc_tree_kind(t, e) != CSC_TREE_OBJECT) return csc_tree_fail(t, e, CSC_E_TYPE, "a turn is an object", err);
        CSC_I_IO_TRY(lens_turn(r, t, node, e, err));
    }
    return CSC_OK;
}

/* --------------------------------------------------------------- Transcribe */

/* Times are texts there: "12.34". */
static double seconds(const csc_tree *t, uint32_t node, const char *key) {
    size_t n = 0;
    double v = (double)NAN;
    uint32_t m = csc_i_member(t, node, key);
    const char *text = csc_tree_text(t, m, &n);
    if (text != NULL) return csc_number_parse(text, n, &v, NULL) == CSC_OK && v - v == 0 ? v : (double)NAN;
    return csc_tree_number(t, m, &v, NULL) == CSC_OK ? v : (double)NAN;
}

static csc_status speaker(csc_transcripts *r, csc_i_turn *turn, const char *label, size_t length, csc_error *err) {
    turn->role = csc_i_role_of_name(r, label != NULL ? label : "", label != NULL ? length : 0);
    return csc_i_conversation_name(&r->conversation, turn, label, length) == CSC_OK ? CSC_OK : csc_i_no_memory(err);
}

static csc_status audio_segments(csc_transcripts *r, const csc_tree *t, uint32_t list, csc_error *err) {
    for (uint32_t e = csc_tree_first(t, list); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        size_t n = 0;
        const char *text = csc_i_member_text(t, e, "transcript", &n);
        if (text == NULL || n == 0) continue;
        csc_i_turn *turn;
        if (csc_i_conversation_turn(&r->conversation, text, n, &turn) != CSC_OK) return csc_i_no_memory(err);
        csc_i_turn_place(t, e, turn);
        turn->t = seconds(t, e, "start_time");
        turn->end = seconds(t, e, "end_time");
        text = csc_i_member_text(t, e, "speaker_label", &n);
        if (text == NULL) text = csc_i_member_text(t, e, "channel_label", &n);
        CSC_I_IO_TRY(speaker(r, turn, text, n, err));
    }
    return CSC_OK;
}

/* Words one by one: a turn goes on while the speaker stays the same. Punctuation joins the word before it. */
static csc_status words(csc_transcripts *r, const csc_tree *t, uint32_t list, csc_error *err) {
    csc_conversation *c = &r->conversation;
    csc_i_turn *turn = NULL;
    const char *label = NULL;
    size_t label_length = 0;
    for (uint32_t e = csc_tree_first(t, list); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        size_t n = 0, m = 0, k = 0;
        const char *text = csc_i_member_text(t, csc_tree_first(t, csc_i_member(t, e, "alternatives")), "content", &n);
        const char *type = csc_i_member_text(t, e, "type", &k), *who = csc_i_member_text(t, e, "speaker_label", &m);
        if (text == NULL) continue;
        int mark = type != NULL && k == 11 && memcmp(type, "punctuation", 11) == 0;
        int same = turn != NULL && (mark || who == NULL || (label != NULL && m == label_length && memcmp(who, label, m) == 0));
        if (!same) {
            if (csc_i_conversation_turn(c, text, n, &turn) != CSC_OK) return csc_i_no_memory(err);
            csc_i_turn_place(t, e, turn);
            turn->t = seconds(t, e, "start_time");
            label = who;
            label_length = m;
            CSC_I_IO_TRY(speaker(r, turn, who, m, err));
        } else {
            csc_status s = mark ? CSC_OK : csc_i_io_append(&c->texts, " ", 1);
            if (s == CSC_OK) s = csc_i_io_append(&c->texts, text, n);
            if (s != CSC_OK) return csc_i_no_memory(err);
            c->offsets[c->turn_count] = (int64_t)c->texts.length;
        }
        double end = seconds(t, e, "end_time");
        if (!isnan(end)) turn->end = end;
    }
    return CSC_OK;
}

csc_status csc_i_read_transcribe(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    uint32_t results = csc_i_member(t, node, "results");
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "jobName", "id", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, results, "language_code", "lang", err));
    uint32_t segments = csc_i_member(t, results, "audio_segments"), items = csc_i_member(t, results, "items");
    if (csc_tree_count(t, segments) > 0) return audio_segments(r, t, segments, err);
    if (csc_tree_kind(t, items) != CSC_TREE_ARRAY) return csc_tree_fail(t, results, CSC_E_TYPE, "a list of items is due here", err);
    return words(r, t, items, err);
}
