/* Words as UAX #29 says (libunistring), sentences and clauses by marks of every script. */
#include <uniwbrk.h>

#include "text/internal.h"

typedef struct output {
    csc_span *spans;
    size_t capacity, count;
} output;

static void put(output *o, size_t begin, size_t end) {
    if (o->count < o->capacity) o->spans[o->count] = (csc_span){begin, end};
    o->count++;
}

static int holds_word(const uint8_t *t, size_t begin, size_t end) {
    for (size_t i = begin; i < end;) {
        int c = csc_i_class(csc_i_utf8_next(t, &i));
        if (c == CSC_I_CLASS_LETTER || c == CSC_I_CLASS_DIGIT || c == CSC_I_CLASS_HAN || c == CSC_I_CLASS_KANA) return 1;
    }
    return 0;
}

static csc_status words(const uint8_t *t, size_t n, int all, output *o) {
    csc_allocator a = csc_i_allocator(NULL);
    char *breaks = csc_i_alloc(&a, n);
    if (breaks == NULL) return CSC_E_NOMEM;
    u8_wordbreaks(t, n, breaks);
    size_t begin = 0;
    for (size_t i = 1; i <= n; i++) {
        if (i < n && !breaks[i]) continue;
        if (all || holds_word(t, begin, i)) put(o, begin, i);
        begin = i;
    }
    csc_i_free(&a, breaks, n);
    return CSC_OK;
}

static int is_blank(int c) {
    return c == CSC_I_CLASS_BLANK || c == CSC_I_CLASS_LINE;
}

/* A part without the blanks around it. */
static void put_trimmed(output *o, const uint8_t *t, size_t begin, size_t end) {
    size_t first = end, last = begin;
    for (size_t i = begin; i < end;) {
        size_t from = i;
        if (is_blank(csc_i_class(csc_i_utf8_next(t, &i)))) continue;
        if (first == end) first = from;
        last = i;
    }
    if (first < last) put(o, first, last);
}

static int word_like(int c) {
    return c == CSC_I_CLASS_LETTER || c == CSC_I_CLASS_DIGIT || c == CSC_I_CLASS_HAN || c == CSC_I_CLASS_KANA || c == CSC_I_CLASS_JOIN ||
           c == CSC_I_CLASS_MARK;
}

/* Whether the full stop at `at`, behind the word [begin, at), belongs to the word. */
static int abbreviation(const uint8_t *t, size_t begin, size_t at, int digit_follows) {
    static const char list[][8] = {"mr", "mrs", "ms", "dr", "prof", "st", "vs", "inc", "ltd", "approx", "dept", "ext", "fig", "jr", "sr"};
    size_t n = at - begin;
    char w[8];
    if (n == 0 || n >= sizeof w) return 0;
    for (size_t i = 0; i < n; i++) w[i] = (char)(t[begin + i] >= 'A' && t[begin + i] <= 'Z' ? t[begin + i] + 32 : t[begin + i]);
    if (n == 1) return w[0] >= 'a' && w[0] <= 'z' && t[begin] != 'I';
    if (n == 2 && digit_follows && memcmp(w, "no", 2) == 0) return 1;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if (strlen(list[i]) == n && memcmp(list[i], w, n) == 0) return 1;
    }
    return 0;
}

static void sentences(const uint8_t *t, size_t n, int clauses, output *o) {
    size_t begin = 0, word = 0; /* where the part and the last word began */
    size_t lines = 0;
    int in_word = 0, after_stop = 0;
    uint32_t script = 0; /* a letter of the last word */
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t p = csc_i_utf8_next(t, &i);
        int c = csc_i_class(p);
        if (word_like(c)) {
            if (!in_word) word = at;
            in_word = 1;
            script = p;
            if (after_stop) {
                put_trimmed(o, t, begin, at);
                begin = at;
            }
            after_stop = 0;
            lines = 0;
            continue;
        }
        int was_word = in_word;
        in_word = 0;
        size_t next = i;
        uint32_t p2 = next < n ? csc_i_utf8_next(t, &next) : '\n';
        int c2 = csc_i_class(p2), dots = p == '.' && (p2 == '.' || (at > 0 && t[at - 1] == '.'));
        if (c == CSC_I_CLASS_LINE) {
            if (++lines == 2) {
                put_trimmed(o, t, begin, at);
                begin = at;
                after_stop = 0;
            }
        } else if (c != CSC_I_CLASS_BLANK) {
            lines = 0;
        }
        int stop = c == CSC_I_CLASS_STOP;
        if (c == CSC_I_CLASS_MAYBE_STOP && !dots &&
            (is_blank(c2) || c2 == CSC_I_CLASS_QUOTE || c2 == CSC_I_CLASS_CLAUSE || c2 == CSC_I_CLASS_HAN || p2 == 0x201D || p2 == 0x2019 ||
             p2 == 0xBB)) {
            size_t after = next;
            int digit = is_blank(c2) && after < n && csc_i_class(csc_i_utf8_next(t, &after)) == CSC_I_CLASS_DIGIT;
            stop = !(was_word && is_blank(c2) && abbreviation(t, word, at, digit));
        }
        if (was_word && p == ';' && ((script >= 0x370 && script <= 0x3FF) || (script >= 0x1F00 && script <= 0x1FFF))) stop = 1;
        if (p == 0x37E) stop = 1;
        if (was_word && p == ':' && script >= 0x530 && script <= 0x58F) stop = 1;
        if (stop) {
            after_stop = 1;
            continue;
        }
        if (after_stop && is_blank(c)) { /* the blank behind closing marks ends the sentence */
            put_trimmed(o, t, begin, at);
            begin = at;
            after_stop = 0;
        }
        if (clauses && (c == CSC_I_CLASS_CLAUSE || dots) && !after_stop && p != '.') {
            put_trimmed(o, t, begin, i);
            begin = i;
        }
    }
    put_trimmed(o, t, begin, n);
}

csc_status csc_text_segment(const char *text, size_t length, int32_t unit, csc_span *spans, size_t capacity, size_t *count,
                            csc_error *err) {
    if (count == NULL || (text == NULL && length > 0) || (spans == NULL && capacity > 0))
        return csc_i_fail(err, CSC_E_INVALID, "text, spans or count is NULL");
    if (unit < CSC_TEXT_SEGMENT || unit > CSC_TEXT_CLAUSE) return csc_i_fail(err, CSC_E_INVALID, "unit is not of enum csc_text_unit");
    CSC_I_TRY(csc_text_check(text, length, NULL, err));
    output o = {spans, capacity, 0};
    const uint8_t *t = (const uint8_t *)text;
    if (length > 0) {
        if (unit <= CSC_TEXT_WORD) {
            if (words(t, length, unit == CSC_TEXT_SEGMENT, &o) != CSC_OK) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
        } else {
            sentences(t, length, unit == CSC_TEXT_CLAUSE, &o);
        }
    }
    *count = o.count;
    return o.count > capacity ? csc_i_fail(err, CSC_E_BUFFER, "The buffer is too small.") : CSC_OK;
}
