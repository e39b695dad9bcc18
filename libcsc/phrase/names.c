/* Words of the formats: kinds, severities, conditions, stemmers. */
#include "phrase/internal.h"

static const char *const kinds[] = {"", "avoid", "prefer", "require", "limit", "placeholder", "style", "concept"};
static const char *const severities[] = {"", "error", "warning", "suggestion", "info"};
static const char *const ways[] = {"", "pattern", "resemblance", "metric"};

static int equal(const char *name, const char *text, size_t length) {
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

const char *csc_rule_kind_name(int32_t kind) {
    return kind >= 1 && kind <= 7 ? kinds[kind] : "";
}
const char *csc_severity_name(int32_t severity) {
    return severity >= 1 && severity <= 4 ? severities[severity] : "";
}
const char *csc_finding_by_name(int32_t by) {
    return by >= 1 && by <= 3 ? ways[by] : "";
}

int32_t csc_i_kind_of(const char *name, size_t length) {
    for (int32_t i = 1; i <= CSC_RULE_STYLE; i++) {
        if (equal(kinds[i], name, length)) return i;
    }
    return 0;
}

int32_t csc_i_severity_of(const char *name, size_t length) {
    for (int32_t i = 1; i <= 4; i++) {
        if (equal(severities[i], name, length)) return i;
    }
    return 0;
}

typedef struct word {
    const char *name;
    uint64_t mask;
} word;

static const word channels[] = {{"phone-in", 1}, {"phone-out", 2}, {"email", 4}, {"chat", 8}, {"in-person", 16}, {"phone", 3}, {NULL, 0}};
static const word roles[] = {{"agent", 1}, {"employee", 1}, {"customer", 2}, {"bot", 4}, {"system", 8}, {NULL, 0}};
static const word stages[] = {{"opening", 1},    {"inquiry", 2},  {"listening", 4},   {"explaining", 8}, {"alternatives", 16},
                              {"agreement", 32}, {"closing", 64}, {"follow-up", 128}, {NULL, 0}};
/* Three things may be known of a customer, apart from each other: the kind, the mood and the rest. */
#define KIND_MASK UINT64_C(0xFF)
#define MOOD_MASK UINT64_C(0xFFFF00)
#define REST_MASK UINT64_C(0xFFFFFFFFFF000000)
static const word audiences[] = {{"new", 1},
                                 {"existing", 1 << 1},
                                 {"lapsed", 1 << 2},
                                 {"prospect", 1 << 3},
                                 {"cold-prospect", 1 << 4},
                                 {"angry", 1 << 8},
                                 {"complaining", 1 << 9},
                                 {"rude", 1 << 10},
                                 {"threatening", 1 << 11},
                                 {"dissatisfied", 1 << 12},
                                 {"provoking", 1 << 13},
                                 {"manipulative", 1 << 14},
                                 {"resisting", 1 << 15},
                                 {"refused", 1 << 16},
                                 {"refusing", 1 << 16},
                                 {"busy", 1 << 17},
                                 {"interested", 1 << 18},
                                 {"calm", 1 << 19},
                                 {"elderly", 1 << 24},
                                 {"business", 1 << 25},
                                 {"wrong-number", 1 << 26},
                                 {"transferred", 1 << 27},
                                 {"long-distance", 1 << 28},
                                 {"beauty-client", 1 << 29},
                                 {"hotel-guest", 1 << 30},
                                 {"visitor", UINT64_C(1) << 31},
                                 {"third-party-absent", UINT64_C(1) << 32},
                                 {NULL, 0}};
static const word *const lists[] = {channels, roles, stages, audiences};

uint64_t csc_i_word_mask(int list, const char *text, size_t length, int *known) {
    *known = 1;
    if (equal("any", text, length)) return 0;
    for (const word *w = lists[list]; w->name != NULL; w++) {
        if (equal(w->name, text, length)) return w->mask;
    }
    *known = 0;
    return 0;
}

const char *csc_i_word_name(int list, size_t i, uint64_t *mask) {
    const word *w = lists[list];
    while (i > 0 && w->name != NULL) i--, w++;
    *mask = w->mask;
    return w->name;
}

int csc_i_audience_holds(uint64_t rule, uint64_t data) {
    static const uint64_t groups[] = {KIND_MASK, MOOD_MASK, REST_MASK};
    if (rule == 0 || (rule & data) != 0) return 1;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if ((rule & groups[i]) != 0 && (data & groups[i]) == 0) return 1; /* nothing is known of it */
    }
    return 0;
}

const char *csc_i_stemmer_of(const char *language, size_t length) {
    static const struct {
        char code[4];
        const char *name;
    } table[] = {{"ar", "arabic"},    {"ca", "catalan"},    {"da", "danish"},     {"de", "german"},   {"el", "greek"},
                 {"en", "english"},   {"es", "spanish"},    {"eu", "basque"},     {"fi", "finnish"},  {"fr", "french"},
                 {"ga", "irish"},     {"hi", "hindi"},      {"hu", "hungarian"},  {"hy", "armenian"}, {"id", "indonesian"},
                 {"it", "italian"},   {"lt", "lithuanian"}, {"nb", "norwegian"},  {"ne", "nepali"},   {"nl", "dutch"},
                 {"nn", "norwegian"}, {"no", "norwegian"},  {"pt", "portuguese"}, {"ro", "romanian"}, {"ru", "russian"},
                 {"sr", "serbian"},   {"sv", "swedish"},    {"ta", "tamil"},      {"tr", "turkish"},  {"yi", "yiddish"}};
    size_t main_part = 0;
    while (main_part < length && language[main_part] != '-' && language[main_part] != '_') main_part++;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (equal(table[i].code, language, main_part)) return table[i].name;
    }
    return NULL;
}
