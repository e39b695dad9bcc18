/* What readers of all kinds of transcript share: members, times, roles. */
#include "io/transcript.h"

#include <math.h>

#include "io/csv.h"

uint32_t csc_i_member(const csc_tree *t, uint32_t node, const char *key) {
    return csc_tree_get(t, node, key, strlen(key));
}

csc_status csc_i_no_memory(csc_error *err) {
    return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the conversation");
}

/* Numbers are kept as text too, for ids that some systems write as numbers. */
static const char *scalar(const csc_tree *t, uint32_t node, size_t *length, char number[CSC_NUMBER_TEXT_MAX]) {
    const char *text = csc_tree_text(t, node, length);
    int64_t i = 0;
    double d = 0;
    if (text != NULL || csc_tree_kind(t, node) != CSC_TREE_NUMBER) return text;
    if (csc_tree_integer(t, node, &i, NULL) == CSC_OK) {
        size_t at = CSC_NUMBER_TEXT_MAX;
        uint64_t v = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
        do {
            number[--at] = (char)('0' + v % 10);
            v /= 10;
        } while (v > 0);
        if (i < 0) number[--at] = '-';
        *length = CSC_NUMBER_TEXT_MAX - at;
        return number + at;
    }
    if (csc_tree_number(t, node, &d, NULL) != CSC_OK) return NULL;
    *length = csc_number_format(d, number);
    return number;
}

const char *csc_i_member_text(const csc_tree *t, uint32_t node, const char *key, size_t *length) {
    return csc_tree_text(t, csc_i_member(t, node, key), length);
}

csc_status csc_i_take_field(csc_transcripts *r, const csc_tree *t, uint32_t node, const char *key, const char *field, csc_error *err) {
    uint32_t m = csc_i_member(t, node, key);
    int32_t kind = csc_tree_kind(t, m);
    char number[CSC_NUMBER_TEXT_MAX];
    size_t n = 0;
    if (kind == CSC_TREE_ABSENT || kind == CSC_TREE_NULL) return CSC_OK;
    const char *text = scalar(t, m, &n, number);
    if (text != NULL) return csc_i_conversation_field(&r->conversation, field, text, n) == CSC_OK ? CSC_OK : csc_i_no_memory(err);
    if (kind != CSC_TREE_ARRAY) return csc_tree_fail(t, m, CSC_E_TYPE, "a text is due here", err);
    csc_i_io_buffer list = {r->allocator, NULL, 0, 0};
    csc_status s = CSC_OK;
    for (uint32_t e = csc_tree_first(t, m); e != CSC_TREE_NONE && s == CSC_OK; e = csc_tree_next(t, e)) {
        text = csc_tree_text(t, e, &n);
        if (text == NULL) {
            csc_i_io_buffer_free(&list);
            return csc_tree_fail(t, e, CSC_E_TYPE, "a word is due here", err);
        }
        if (list.length > 0) s = csc_i_io_append(&list, " ", 1);
        if (s == CSC_OK) s = csc_i_io_append(&list, text, n);
    }
    if (s == CSC_OK && list.length > 0) s = csc_i_conversation_field(&r->conversation, field, list.bytes, list.length);
    csc_i_io_buffer_free(&list);
    return s == CSC_OK ? CSC_OK : csc_i_no_memory(err);
}

csc_status csc_i_take_number(const csc_tree *t, uint32_t node, const char *key, double *value, csc_error *err) {
    uint32_t m = csc_i_member(t, node, key);
    int32_t kind = csc_tree_kind(t, m);
    if (kind == CSC_TREE_ABSENT || kind == CSC_TREE_NULL) {
        *value = (double)NAN;
        return CSC_OK;
    }
    return csc_tree_number(t, m, value, err);
}

int csc_i_instant(const char *text, size_t length, int64_t *us) {
    static const csc_i_csv_pattern iso;
    char sort;
    return csc_i_csv_instant(&iso, text, length, '.', us, &sort) == NULL;
}

int csc_i_member_instant(const csc_tree *t, uint32_t node, const char *key, int64_t *us) {
    char number[CSC_NUMBER_TEXT_MAX];
    size_t n = 0;
    const char *text = scalar(t, csc_i_member(t, node, key), &n, number);
    return text != NULL && csc_i_instant(text, n, us);
}

void csc_i_turn_place(const csc_tree *t, uint32_t node, csc_i_turn *turn) {
    if (csc_tree_position(t, node, 0, &turn->line, NULL, NULL) != CSC_OK) turn->line = 0;
}

double csc_i_since_start(csc_conversation *c, int64_t us) {
    if (!c->has_started) {
        c->started = us;
        c->has_started = 1;
    }
    return ((double)us - (double)c->started) / 1e6;
}

/* -------------------------------------------------------------------- roles */

static int same_word(const char *text, size_t length, const char *word) {
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c == '_' || c == ' ') c = '-';
        if (word[i] == '\0' || word[i] != c) return 0;
    }
    return word[length] == '\0';
}

int32_t csc_i_role_word(const char *text, size_t length) {
    static const struct {
        const char *word;
        int32_t role;
    } words[] = {
        {"agent", CSC_ROLE_AGENT},          {"customer", CSC_ROLE_CUSTOMER}, {"bot", CSC_ROLE_BOT},        {"system", CSC_ROLE_SYSTEM},
        {"admin", CSC_ROLE_AGENT},          {"supervisor", CSC_ROLE_AGENT},  {"operator", CSC_ROLE_AGENT}, {"employee", CSC_ROLE_AGENT},
        {"representative", CSC_ROLE_AGENT}, {"rep", CSC_ROLE_AGENT},         {"advisor", CSC_ROLE_AGENT},  {"support", CSC_ROLE_AGENT},
        {"staff", CSC_ROLE_AGENT},          {"teammate", CSC_ROLE_AGENT},    {"user", CSC_ROLE_CUSTOMER},  {"client", CSC_ROLE_CUSTOMER},
        {"caller", CSC_ROLE_CUSTOMER},      {"end-user", CSC_ROLE_CUSTOMER}, {"lead", CSC_ROLE_CUSTOMER},  {"contact", CSC_ROLE_CUSTOMER},
        {"visitor", CSC_ROLE_CUSTOMER},     {"guest", CSC_ROLE_CUSTOMER},    {"custom-bot", CSC_ROLE_BOT}, {"agent-bot", CSC_ROLE_BOT},
        {"chatbot", CSC_ROLE_BOT},          {"assistant", CSC_ROLE_BOT},     {"ivr", CSC_ROLE_BOT},
    };
    if (text == NULL) return CSC_ROLE_ANY;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (same_word(text, length, words[i].word)) return words[i].role;
    return CSC_ROLE_ANY;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static int equal_ascii_case(const char *a, const char *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i])) return 0;
    return 1;
}

int csc_i_is_agent(const csc_transcripts *r, const char *text, size_t length) {
    if (text == NULL || length == 0) return 0;
    for (size_t i = 0; i < r->agents.length;) {
        const char *one = r->agents.bytes + i;
        size_t n = strlen(one);
        if (n == length && equal_ascii_case(one, text, n)) return 1;
        if (one[0] == '@' && length > n && equal_ascii_case(one, text + length - n, n)) return 1;
        i += n + 1;
    }
    return 0;
}

void csc_i_roles_note(csc_transcripts *r, int how) {
    if (how > r->roles) r->roles = how;
}

int32_t csc_i_role_of_name(csc_transcripts *r, const char *name, size_t length) {
    if (csc_i_is_agent(r, name, length)) {
        csc_i_roles_note(r, CSC_I_ROLES_OPTION);
        return CSC_ROLE_AGENT;
    }
    int32_t role = csc_i_role_word(name, length);
    if (role == CSC_ROLE_ANY && r->agents.length > 0 && length > 0) {
        /* Who the agents are has been said, and this is not one of them. */
        csc_i_roles_note(r, CSC_I_ROLES_OPTION);
        return CSC_ROLE_CUSTOMER;
    }
    csc_i_roles_note(r, role == CSC_ROLE_ANY ? CSC_I_ROLES_UNKNOWN : CSC_I_ROLES_WORD);
    return role;
}
