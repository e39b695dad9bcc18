/* Keys of csc_pack_builder_add. */
#include "phrase/builder.h"

enum {
    KEY_MATCH,
    KEY_BEFORE,
    KEY_AFTER,
    KEY_SPAN,
    KEY_WITHIN,
    KEY_SOURCE,
    KEY_SUGGEST,
    KEY_EXAMPLE,
    KEY_COUNTER,
    KEY_CHANNEL,
    KEY_ROLE,
    KEY_STAGE,
    KEY_AUDIENCE,
    KEY_SINGLE, /* from here on: once a rule */
    KEY_SEVERITY = KEY_SINGLE,
    KEY_CATEGORY,
    KEY_TURN,
    KEY_NEGATION,
    KEY_MAX,
    KEY_MIN,
    KEY_PER,
    KEY_WORDS,
    KEY_STYLE,
    KEY_CASE,
    KEY_AT,
    KEY_CONCEPT,
    KEY_AT_LEAST,
    KEY_MESSAGE
};

static const struct {
    const char *name;
    int key;
} keys[] = {{"match", KEY_MATCH},
            {"unless.before", KEY_BEFORE},
            {"unless.after", KEY_AFTER},
            {"unless.span", KEY_SPAN},
            {"unless.within", KEY_WITHIN},
            {"source", KEY_SOURCE},
            {"suggest", KEY_SUGGEST},
            {"example", KEY_EXAMPLE},
            {"counter", KEY_COUNTER},
            {"when.channel", KEY_CHANNEL},
            {"when.role", KEY_ROLE},
            {"when.stage", KEY_STAGE},
            {"when.audience", KEY_AUDIENCE},
            {"severity", KEY_SEVERITY},
            {"category", KEY_CATEGORY},
            {"when.turn", KEY_TURN},
            {"negation", KEY_NEGATION},
            {"limit.max", KEY_MAX},
            {"limit.min", KEY_MIN},
            {"limit.per", KEY_PER},
            {"limit.words", KEY_WORDS},
            {"style", KEY_STYLE},
            {"case", KEY_CASE},
            {"at", KEY_AT},
            {"resembles.concept", KEY_CONCEPT},
            {"resembles.at_least", KEY_AT_LEAST}};

static int is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

/* Index of the text among words parted by '|', or -1. */
static int choice(const char *text, size_t length, const char *words) {
    for (int i = 0;; i++) {
        const char *end = strchr(words, '|');
        size_t n = end == NULL ? strlen(words) : (size_t)(end - words);
        if (n == length && memcmp(words, text, n) == 0) return i;
        if (end == NULL) return -1;
        words = end + 1;
    }
}

static csc_status bad_value(csc_error *err, const char *key, size_t key_length, const char *expected) {
    csc_status s = csc_i_fail_key(err, CSC_E_SYNTAX, "", key, key_length);
    csc_i_error_message(err, "The value is one of: %.", expected, strlen(expected));
    return s;
}

static csc_status condition(csc_i_draft_rule *r, int list, const char *value, size_t length, const char *key, size_t key_length,
                            csc_error *err) {
    int known;
    uint64_t mask = csc_i_word_mask(list, value, length, &known);
    if (!known) {
        csc_status s = csc_i_fail_key(err, CSC_E_NOTFOUND, "", key, key_length);
        csc_i_error_message(err, "Unknown word in a condition: %.", value, length);
        return s;
    }
    int first = (r->given & 1U << list) == 0; /* bits 0 to 3: the default of a condition is gone */
    r->given |= 1U << list;
    if (mask == 0) r->any |= 1U << list;
    switch (list) {
    case CSC_I_WORDS_CHANNEL:
        r->rule.channels |= (uint32_t)mask;
        break;
    case CSC_I_WORDS_ROLE:
        r->rule.roles = (first ? 0 : r->rule.roles) | (uint32_t)mask;
        break;
    case CSC_I_WORDS_STAGE:
        r->rule.stages |= (uint32_t)mask;
        break;
    default:
        r->rule.audience |= mask;
        break;
    }
    if (r->any & 1U << CSC_I_WORDS_CHANNEL) r->rule.channels = 0;
    if (r->any & 1U << CSC_I_WORDS_ROLE) r->rule.roles = 0;
    if (r->any & 1U << CSC_I_WORDS_STAGE) r->rule.stages = 0;
    if (r->any & 1U << CSC_I_WORDS_AUDIENCE) r->rule.audience = 0;
    return CSC_OK;
}

static csc_status number(const char *value, size_t length, double low, double high, const char *key, size_t key_length, double *out,
                         csc_error *err) {
    double v;
    if (csc_number_parse(value, length, &v, NULL) != CSC_OK || !(v >= low && v <= high)) {
        return csc_i_fail_key(err, CSC_E_SYNTAX, "The value is not a number in its range.", key, key_length);
    }
    *out = v;
    return CSC_OK;
}

static csc_status single(csc_pack_builder *b, csc_i_draft_rule *r, int key, const char *name, size_t name_length, const char *value,
                         size_t length, csc_error *err) {
    double v = 0;
    int c;
    switch (key) {
    case KEY_SEVERITY: {
        int32_t severity = csc_i_severity_of(value, length);
        if (severity == 0) return bad_value(err, name, name_length, "error, warning, suggestion, info");
        r->rule.severity = (uint8_t)severity;
        return CSC_OK;
    }
    case KEY_CATEGORY: {
        csc_i_str s;
        if (length == 0) return csc_i_fail_key(err, CSC_E_SYNTAX, "The category is empty.", name, name_length);
        if (csc_i_builder_text(b, value, length, &s) != CSC_OK) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
        r->rule.category = s;
        return CSC_OK;
    }
    case KEY_TURN:
        c = choice(value, length, "any|first");
        if (c < 0) return bad_value(err, name, name_length, "any, first");
        r->rule.first_turn = (uint8_t)c;
        return CSC_OK;
    case KEY_NEGATION:
        if (is(value, length, "off")) {
            r->rule.negation = 0;
            return CSC_OK;
        }
        if (length != 1 || value[0] < '0' || value[0] > '9') return bad_value(err, name, name_length, "off, 0 to 9");
        r->rule.negation = (uint8_t)(value[0] - '0');
        return CSC_OK;
    case KEY_MAX:
        return number(value, length, 0, 1e9, name, name_length, &r->rule.limit_max, err);
    case KEY_MIN:
        return number(value, length, 0, 1e9, name, name_length, &r->rule.limit_min, err);
    case KEY_PER:
        c = choice(value, length, "text|sentence|100-words|conversation");
        if (c < 0) return bad_value(err, name, name_length, "text, sentence, 100-words, conversation");
        r->rule.limit_per = (uint8_t)c;
        return CSC_OK;
    case KEY_WORDS:
        CSC_I_TRY(number(value, length, 0, 1e9, name, name_length, &v, err));
        r->rule.limit_words = (uint32_t)v;
        return CSC_OK;
    case KEY_STYLE:
        c = choice(value, length, "shouting|repeated-punctuation|repeated-word|long-sentence|emoji");
        if (c < 0) return bad_value(err, name, name_length, "shouting, repeated-punctuation, repeated-word, long-sentence, emoji");
        r->rule.style = (uint8_t)(c + 1);
        return CSC_OK;
    case KEY_CASE:
        c = choice(value, length, "any|upper");
        if (c < 0) return bad_value(err, name, name_length, "any, upper");
        r->rule.upper = (uint8_t)c;
        return CSC_OK;
    case KEY_AT:
        c = choice(value, length, "end|start");
        if (c < 0) return bad_value(err, name, name_length, "start, end");
        r->rule.at_start = (uint8_t)c;
        return CSC_OK;
    case KEY_CONCEPT: {
        csc_i_str s;
        if (csc_i_builder_text(b, value, length, &s) != CSC_OK) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
        r->rule.concept = s;
        return CSC_OK;
    }
    default:
        return number(value, length, 0, 1, name, name_length, &r->rule.at_least, err);
    }
}

csc_status csc_pack_builder_add(csc_pack_builder *b, const char *key, size_t key_length, const char *value, size_t length, csc_error *err) {
    if (b == NULL || key == NULL || value == NULL) return csc_i_fail(err, CSC_E_INVALID, "self, key or value is NULL");
    if (b->current == CSC_I_NONE) return csc_i_fail(err, CSC_E_SEQUENCE, "csc_pack_builder_rule comes before keys of a rule.");
    csc_i_draft_rule *r = &b->rules[b->current];
    csc_error inner;
    size_t valid;
    if (csc_text_check(value, length, &valid, NULL) != CSC_OK) {
        csc_status s = csc_i_fail_key(err, CSC_E_UTF8, "The value is not valid UTF-8.", key, key_length);
        if (err != NULL) err->byte = valid;
        return s;
    }
    csc_error_init(&inner);
    if (key_length > 8 && memcmp(key, "message.", 8) == 0) {
        for (size_t i = 0; i < b->text_count; i++) {
            const csc_i_draft_text *t = &b->texts[i];
            if (t->rule == b->current && t->list == CSC_I_LIST_MESSAGE && t->text.length == key_length - 8 &&
                memcmp(b->blob + t->text.at, key + 8, key_length - 8) == 0) {
                return csc_i_fail_key(err, CSC_E_DUPLICATE, "The rule has a message in this language.", key, key_length);
            }
        }
        CSC_I_TRY(csc_i_builder_list(b, b->current, CSC_I_LIST_MESSAGE, key + 8, key_length - 8, err));
        csc_status s = csc_i_builder_list(b, b->current, CSC_I_LIST_MESSAGE, value, length, err);
        if (s != CSC_OK) {
            b->text_count--;
            b->rules[b->current].list_count[CSC_I_LIST_MESSAGE]--;
        }
        return s;
    }
    int found = -1;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (is(key, key_length, keys[i].name)) found = keys[i].key;
    }
    if (found < 0) return csc_i_fail_key(err, CSC_E_NOTFOUND, "A rule has no such key.", key, key_length);
    static const uint32_t roles[] = {CSC_I_ROLE_MATCH, CSC_I_ROLE_BEFORE, CSC_I_ROLE_AFTER, CSC_I_ROLE_SPAN, CSC_I_ROLE_WITHIN};
    static const uint32_t lists[] = {CSC_I_LIST_SOURCE, CSC_I_LIST_SUGGESTION, CSC_I_LIST_EXAMPLE, CSC_I_LIST_COUNTER};
    if (found <= KEY_WITHIN) {
        csc_status s = csc_i_builder_pattern(b, b->current, roles[found], value, length, err == NULL ? NULL : &inner);
        if (s != CSC_OK && err != NULL) {
            uint64_t byte = inner.byte;
            csc_i_fail_key(err, s, "", key, key_length);
            csc_i_error_message(err, "%", inner.message, strlen(inner.message));
            err->byte = byte;
        }
        return s;
    }
    if (found <= KEY_COUNTER) return csc_i_builder_list(b, b->current, lists[found - KEY_SOURCE], value, length, err);
    if (found <= KEY_AUDIENCE) return condition(r, found - KEY_CHANNEL, value, length, key, key_length, err);
    uint32_t bit = 1U << (found - KEY_SINGLE + 4);
    if (r->given & bit) return csc_i_fail_key(err, CSC_E_DUPLICATE, "The rule has this key already.", key, key_length);
    csc_status s = single(b, r, found, key, key_length, value, length, err);
    if (s == CSC_OK) r->given |= bit;
    return s;
}
