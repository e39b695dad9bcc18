/* Exports of help desks: Intercom, Zendesk, Chatwoot. Notes among colleagues stay internal. */
#include "io/transcript.h"

static csc_status add(csc_transcripts *r, const csc_tree *t, uint32_t node, const char *text, size_t length, csc_i_turn **turn,
                      csc_error *err) {
    if (csc_i_conversation_turn(&r->conversation, text, length, turn) != CSC_OK) return csc_i_no_memory(err);
    csc_i_turn_place(t, node, *turn);
    int64_t us = 0;
    if (csc_i_member_instant(t, node, "created_at", &us)) (*turn)->t = csc_i_since_start(&r->conversation, us);
    return CSC_OK;
}

static csc_status name(csc_transcripts *r, csc_i_turn *turn, const csc_tree *t, uint32_t person, csc_error *err) {
    size_t n = 0;
    const char *text = csc_i_member_text(t, person, "name", &n);
    return csc_i_conversation_name(&r->conversation, turn, text, n) == CSC_OK ? CSC_OK : csc_i_no_memory(err);
}

static int is(const char *text, size_t length, const char *word) {
    return text != NULL && strlen(word) == length && memcmp(text, word, length) == 0;
}

static csc_status start(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    csc_conversation *c = &r->conversation;
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "id", "id", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, node, "created_at", "started", err));
    c->has_started = csc_i_member_instant(t, node, "created_at", &c->started);
    return CSC_OK;
}

static csc_status list_due(const csc_tree *t, uint32_t node, csc_error *err) {
    return csc_tree_fail(t, node, CSC_E_TYPE, "a list is due here", err);
}

/* ----------------------------------------------------------------- Intercom */

static csc_status intercom_part(csc_transcripts *r, const csc_tree *t, uint32_t part, csc_error *err) {
    size_t n = 0, k = 0;
    const char *body = csc_i_member_text(t, part, "body", &n), *type = csc_i_member_text(t, part, "part_type", &k);
    if (body == NULL || n == 0) return CSC_OK; /* assigned, closed, opened again */
    csc_i_turn *turn = NULL;
    CSC_I_IO_TRY(add(r, t, part, body, n, &turn, err));
    turn->media = CSC_MEDIA_HTML;
    if (is(type, k, "note") || is(type, k, "note_and_reopen")) turn->visibility = CSC_TRANSCRIPT_INTERNAL;
    uint32_t author = csc_i_member(t, part, "author");
    const char *who = csc_i_member_text(t, author, "type", &k);
    turn->role = csc_i_role_word(who, k);
    if (is(who, k, "team")) turn->role = CSC_ROLE_SYSTEM;
    if (turn->role == CSC_ROLE_ANY) csc_i_roles_note(r, CSC_I_ROLES_UNKNOWN);
    return name(r, turn, t, author, err);
}

csc_status csc_i_read_intercom(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    CSC_I_IO_TRY(start(r, t, node, err));
    uint32_t rating = csc_i_member(t, node, "conversation_rating");
    CSC_I_IO_TRY(csc_i_take_field(r, t, rating, "rating", "rating", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, rating, "remark", "remark", err));
    uint32_t source = csc_i_member(t, node, "source"), author = csc_i_member(t, source, "author");
    CSC_I_IO_TRY(csc_i_take_field(r, t, source, "subject", "subject", err));
    if (csc_tree_kind(t, source) == CSC_TREE_OBJECT) {
        size_t n = 0;
        const char *who = csc_i_member_text(t, author, "type", &n);
        if (csc_i_role_word(who, n) == CSC_ROLE_CUSTOMER) {
            CSC_I_IO_TRY(csc_i_take_field(r, t, author, "id", "customer.id", err));
            CSC_I_IO_TRY(csc_i_take_field(r, t, author, "name", "customer.name", err));
        }
        size_t before = r->conversation.turn_count;
        CSC_I_IO_TRY(intercom_part(r, t, source, err));
        /* The opening message has no time of its own: it is the conversation's. */
        if (r->conversation.turn_count > before && r->conversation.has_started) r->conversation.turns[before].t = 0;
    }
    uint32_t parts = csc_i_member(t, node, "conversation_parts");
    if (csc_tree_kind(t, parts) == CSC_TREE_OBJECT) parts = csc_i_member(t, parts, "conversation_parts");
    if (csc_tree_kind(t, parts) != CSC_TREE_ARRAY) return list_due(t, node, err);
    for (uint32_t e = csc_tree_first(t, parts); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) CSC_I_IO_TRY(intercom_part(r, t, e, err));
    return CSC_OK;
}

/* ------------------------------------------------------------------ Zendesk */

static int same_id(const csc_tree *t, uint32_t a, uint32_t b) {
    int64_t x, y;
    if (csc_tree_integer(t, a, &x, NULL) == CSC_OK && csc_tree_integer(t, b, &y, NULL) == CSC_OK) return x == y;
    size_t n = 0;
    const char *text = csc_tree_text(t, a, &n);
    return text != NULL && csc_tree_text_is(t, b, text, n);
}

static csc_status zendesk_comment(csc_transcripts *r, const csc_tree *t, uint32_t ticket, uint32_t users, uint32_t e, csc_error *err) {
    size_t n = 0, k = 0;
    const char *body = csc_i_member_text(t, e, "plain_body", &n);
    int32_t media = CSC_MEDIA_PLAIN, public_ = 1;
    if (body == NULL) body = csc_i_member_text(t, e, "body", &n);
    if (body == NULL) {
        body = csc_i_member_text(t, e, "html_body", &n);
        media = CSC_MEDIA_HTML;
    }
    if (body == NULL) return CSC_OK;
    csc_i_turn *turn = NULL;
    CSC_I_IO_TRY(add(r, t, e, body, n, &turn, err));
    turn->media = media;
    if (csc_tree_boolean(t, csc_i_member(t, e, "public"), &public_, NULL) == CSC_OK && !public_) turn->visibility = CSC_TRANSCRIPT_INTERNAL;
    uint32_t author = csc_i_member(t, e, "author_id"), requester = csc_i_member(t, ticket, "requester_id");
    for (uint32_t u = csc_tree_first(t, users); u != CSC_TREE_NONE; u = csc_tree_next(t, u)) {
        if (!same_id(t, author, csc_i_member(t, u, "id"))) continue;
        const char *role = csc_i_member_text(t, u, "role", &k);
        turn->role = csc_i_role_word(role, k);
        CSC_I_IO_TRY(name(r, turn, t, u, err));
    }
    if (turn->role != CSC_ROLE_ANY) return CSC_OK;
    /* Who asked is the customer, who else answers is an agent; the system is author -1. */
    int64_t id = 0;
    if (same_id(t, author, requester))
        turn->role = CSC_ROLE_CUSTOMER;
    else if (csc_tree_integer(t, author, &id, NULL) == CSC_OK && id < 0)
        turn->role = CSC_ROLE_SYSTEM;
    else if (requester != CSC_TREE_NONE && author != CSC_TREE_NONE)
        turn->role = CSC_ROLE_AGENT;
    csc_i_roles_note(r, turn->role == CSC_ROLE_ANY ? CSC_I_ROLES_UNKNOWN : CSC_I_ROLES_ORDER);
    return CSC_OK;
}

csc_status csc_i_read_zendesk(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    uint32_t ticket = csc_i_member(t, node, "ticket"), users = csc_i_member(t, node, "users");
    if (csc_tree_kind(t, ticket) != CSC_TREE_OBJECT) ticket = node;
    CSC_I_IO_TRY(start(r, t, ticket, err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, ticket, "id", "ticket", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, ticket, "subject", "subject", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, ticket, "requester_id", "customer.id", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, ticket, "assignee_id", "agent.id", err));
    uint32_t rating = csc_i_member(t, ticket, "satisfaction_rating");
    if (csc_tree_kind(t, rating) == CSC_TREE_OBJECT) {
        CSC_I_IO_TRY(csc_i_take_field(r, t, rating, "score", "rating", err));
        CSC_I_IO_TRY(csc_i_take_field(r, t, rating, "comment", "remark", err));
    }
    uint32_t comments = csc_i_member(t, node, "comments");
    if (comments == CSC_TREE_NONE) comments = csc_i_member(t, ticket, "comments");
    if (csc_tree_kind(t, comments) != CSC_TREE_ARRAY) return list_due(t, node, err);
    for (uint32_t e = csc_tree_first(t, comments); e != CSC_TREE_NONE; e = csc_tree_next(t, e))
        CSC_I_IO_TRY(zendesk_comment(r, t, ticket, users, e, err));
    return CSC_OK;
}

/* ----------------------------------------------------------------- Chatwoot */

static int32_t chatwoot_role(const csc_tree *t, uint32_t e) {
    uint32_t type = csc_i_member(t, e, "message_type"), sender = csc_i_member(t, e, "sender");
    int64_t number = -1;
    size_t n = 0, k = 0;
    const char *word = csc_tree_text(t, type, &n), *who = csc_i_member_text(t, sender, "type", &k);
    if (word == NULL && csc_tree_integer(t, type, &number, NULL) != CSC_OK) number = -1;
    if (number == 0 || is(word, n, "incoming")) return CSC_ROLE_CUSTOMER;
    if (number == 2 || is(word, n, "activity")) return CSC_ROLE_SYSTEM;
    if (number == 3 || is(word, n, "template")) return CSC_ROLE_BOT;
    if (number == 1 || is(word, n, "outgoing")) return is(who, k, "agent_bot") || is(who, k, "AgentBot") ? CSC_ROLE_BOT : CSC_ROLE_AGENT;
    return CSC_ROLE_ANY;
}

csc_status csc_i_read_chatwoot(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    CSC_I_IO_TRY(start(r, t, node, err));
    uint32_t sender = csc_i_member(t, csc_i_member(t, node, "meta"), "sender"), rating = csc_i_member(t, node, "csat_survey_response");
    CSC_I_IO_TRY(csc_i_take_field(r, t, sender, "id", "customer.id", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, sender, "name", "customer.name", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, rating, "rating", "rating", err));
    CSC_I_IO_TRY(csc_i_take_field(r, t, rating, "feedback_message", "remark", err));
    uint32_t messages = csc_i_member(t, node, "messages");
    if (messages == CSC_TREE_NONE) messages = csc_i_member(t, node, "payload");
    if (csc_tree_kind(t, messages) != CSC_TREE_ARRAY) return list_due(t, node, err);
    for (uint32_t e = csc_tree_first(t, messages); e != CSC_TREE_NONE; e = csc_tree_next(t, e)) {
        size_t n = 0;
        const char *text = csc_i_member_text(t, e, "content", &n);
        if (text == NULL || n == 0) continue; /* only an attachment */
        csc_i_turn *turn = NULL;
        CSC_I_IO_TRY(add(r, t, e, text, n, &turn, err));
        turn->media = CSC_MEDIA_MARKDOWN;
        int32_t private_ = 0;
        if (csc_tree_boolean(t, csc_i_member(t, e, "private"), &private_, NULL) == CSC_OK && private_)
            turn->visibility = CSC_TRANSCRIPT_INTERNAL;
        turn->role = chatwoot_role(t, e);
        if (turn->role == CSC_ROLE_ANY) csc_i_roles_note(r, CSC_I_ROLES_UNKNOWN);
        CSC_I_IO_TRY(name(r, turn, t, csc_i_member(t, e, "sender"), err));
    }
    return CSC_OK;
}
