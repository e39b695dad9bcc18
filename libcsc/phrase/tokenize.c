/* Folded text into tokens: UAX #29 words with these differences, all for the sake of phrases: a colon or a full stop between letters
 * parts words, as does a blank line or a sentence mark; characters of scripts without blanks are words of their own (UAX #29 says so for
 * Han and Hiragana; here also Thai, Lao, Khmer and Myanmar); words hold a letter, a digit or a connector. Sentences end at . ! ? and
 * their kin in every script, and at blank lines; not at the stop of an abbreviation, a number or three dots. */
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "phrase/words.h"

/* Classes of ASCII, and OUTSIDE for the rest. */
enum { OUTSIDE = CSC_I_CLASSES };
#define O CSC_I_CLASS_OTHER
#define L CSC_I_CLASS_LETTER
#define D CSC_I_CLASS_DIGIT
#define B CSC_I_CLASS_BLANK
#define J CSC_I_CLASS_JOIN
#define S CSC_I_CLASS_STOP
#define C CSC_I_CLASS_CLAUSE
#define N CSC_I_CLASS_LINE
#define Q CSC_I_CLASS_QUOTE
#define M CSC_I_CLASS_MAYBE_STOP
#define X OUTSIDE
#define X16 X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X
static const uint8_t classes[256] = {
    O,   O,   O,   O,   O,   O,   O,   O,  O, B, N, N, N, B, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, /* controls */
    B,   S,   Q,   O,   O,   O,   O,   Q,  C, C, O, O, C, O, M, O, D, D, D, D, D, D, D, D, D, D, C, C, O, O, O, S, /* blank to ? */
    O,   L,   L,   L,   L,   L,   L,   L,  L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, C, O, C, O, J, /* @ to _ */
    O,   L,   L,   L,   L,   L,   L,   L,  L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, C, O, C, O, O, /* ` to DEL */
    X16, X16, X16, X16, X16, X16, X16, X16};
#undef O
#undef L
#undef D
#undef B
#undef J
#undef S
#undef C
#undef N
#undef Q
#undef M
#undef X
#undef X16

static inline int class_at(const uint8_t *t, size_t i, size_t n, size_t *next, uint32_t *point) {
    if (i >= n) {
        *next = i;
        *point = 0;
        return CSC_I_CLASS_LINE;
    }
    if (t[i] < 0x80) {
        *next = i + 1;
        *point = t[i];
        return classes[t[i]];
    }
    *next = i;
    *point = csc_i_utf8_next(t, next);
    return csc_i_class(*point);
}

/* How many bytes from t are small letters, digits or _ : up to 16 at a time (that many are readable). */
static size_t plain_run(const uint8_t *t) {
    size_t n = 0;
#if defined(__SSE2__) && defined(__GNUC__)
    for (;;) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(t + n));
        __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('a' - 1)), _mm_cmplt_epi8(v, _mm_set1_epi8('z' + 1)));
        __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('0' - 1)), _mm_cmplt_epi8(v, _mm_set1_epi8('9' + 1)));
        __m128i word = _mm_or_si128(_mm_or_si128(letter, digit), _mm_cmpeq_epi8(v, _mm_set1_epi8('_')));
        unsigned mask = (unsigned)_mm_movemask_epi8(word) ^ 0xFFFFU;
        if (mask != 0) return n + (size_t)__builtin_ctz(mask);
        n += 16;
    }
#else
    while (t[n] < 0x80 && (classes[t[n]] == CSC_I_CLASS_LETTER || classes[t[n]] == CSC_I_CLASS_DIGIT || classes[t[n]] == CSC_I_CLASS_JOIN))
        n++;
    return n;
#endif
}

static int is_word_class(int c) {
    return c == CSC_I_CLASS_LETTER || c == CSC_I_CLASS_DIGIT || c == CSC_I_CLASS_JOIN;
}

/* The end of the word that begins at i with class `first`. */
static size_t word_end(const uint8_t *t, size_t i, size_t n, int first) {
    size_t next;
    uint32_t point;
    (void)class_at(t, i, n, &next, &point);
    i = next;
    if (first == CSC_I_CLASS_HAN || first == CSC_I_CLASS_KANA) {
        for (;;) {
            int c = class_at(t, i, n, &next, &point);
            if (next == i || !(c == CSC_I_CLASS_MARK || (first == CSC_I_CLASS_KANA && (c == CSC_I_CLASS_KANA || c == CSC_I_CLASS_JOIN))))
                return i;
            i = next;
        }
    }
    int last = first; /* class of the last character that is no mark */
    for (;;) {
        while (i < n && t[i] < 0x80 && is_word_class(classes[t[i]])) last = classes[t[i++]];
        /* letters of two bytes: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic */
        while (i + 1 < n && t[i] >= 0xC2 && t[i] < 0xE0 &&
               csc_i_class_entry[(size_t)csc_i_class_block[t[i] & 0x1F] * 64 + (t[i + 1] & 0x3FU)] == CSC_I_CLASS_LETTER) {
            i += 2;
            last = CSC_I_CLASS_LETTER;
        }
        if (i < n && t[i] == ' ') return i;
        int c = class_at(t, i, n, &next, &point);
        if (next == i) return i;
        if (is_word_class(c)) {
            last = c;
            i = next;
        } else if (c == CSC_I_CLASS_MARK) {
            i = next;
        } else {
            /* an apostrophe between letters, a full stop, comma or apostrophe between digits */
            int joins = 0;
            if (point == '\'' || ((point == '.' || point == ',') && last == CSC_I_CLASS_DIGIT)) {
                size_t after;
                uint32_t p2;
                int c2 = class_at(t, next, n, &after, &p2);
                joins = after != next && (c2 == last) && (c2 == CSC_I_CLASS_LETTER || c2 == CSC_I_CLASS_DIGIT);
            }
            if (!joins) return i;
            i = next;
        }
    }
}

/* Whether a full stop behind this word belongs to the word. */
static int abbreviation(const uint8_t *w, size_t n, int digit_follows) {
    static const char list[][8] = {"mr", "mrs", "ms", "dr", "prof", "st", "vs", "inc", "ltd", "approx", "dept", "ext", "fig", "jr", "sr"};
    if (n == 1 && classes[w[0]] == CSC_I_CLASS_LETTER) return w[0] != 'i'; /* initials, e.g., p.m. */
    if (n == 2 && digit_follows && memcmp(w, "no", 2) == 0) return 1;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if (strlen(list[i]) == n && memcmp(list[i], w, n) == 0) return 1;
    }
    return 0;
}

static int in_script(const uint8_t *t, size_t at, uint32_t first, uint32_t last) {
    if (t[at] < 0x80) return 0;
    uint32_t c = csc_i_utf8_next(t, &at);
    return c >= first && c <= last;
}

static csc_status emit(const csc_allocator *a, csc_i_tokens *out, csc_i_scan *s, size_t begin, size_t end, uint32_t word, int mark,
                       int opens) {
    if (CSC_I_UNLIKELY(out->count == out->capacity)) {
        void *items = out->items;
        csc_status st = csc_i_grow(a, &items, &out->capacity, out->count + 1, sizeof *out->items);
        out->items = items;
        if (st != CSC_OK) return st;
    }
    csc_i_token *t = &out->items[out->count];
    t->begin = (uint32_t)begin;
    t->end = (uint32_t)end;
    t->word = word;
    uint32_t flags = mark ? CSC_I_TOKEN_MARK : 0;
    if (!s->begun || s->lines >= 2 || (s->end && (!mark || s->blank || opens))) {
        flags |= CSC_I_TOKEN_FIRST;
        s->end = s->blank = s->clause = 0;
    }
    if (s->clause) flags |= CSC_I_TOKEN_CLAUSE;
    if (!mark) {
        s->clause = 0;
        out->words++;
    }
    s->lines = 0;
    s->begun = 1;
    t->flags = flags;
    out->count++;
    return CSC_OK;
}

csc_status csc_i_tokenize(const csc_allocator *a, const char *text, size_t length, const uint64_t marks[2], int other_marks,
                          csc_i_words *words, csc_i_tokens *out, csc_i_scan *scan, size_t most) {
    const uint8_t *t = (const uint8_t *)text;
    csc_i_scan s = *scan;
    size_t i = s.at;
    out->count = out->words = 0;
    if (length >= UINT32_MAX) return CSC_E_LIMIT;
    size_t guess = length / 6 < most ? length / 6 : most; /* about a token for six bytes; the list grows where that is too few */
    if (words != NULL && out->capacity < guess) {
        void *items = out->items;
        if (csc_i_grow(a, &items, &out->capacity, guess + guess / 8, sizeof *out->items) == CSC_OK) out->items = items;
    }
    while (i < length) {
        size_t next;
        uint32_t point;
        /* the usual: a word of small ASCII letters within a sentence, before a blank or a mark that does not join */
        while (words != NULL) {
            size_t run = plain_run(t + i);
            uint8_t stop = t[i + run];
            if (run == 0 || out->count == out->capacity || !s.begun || s.end || s.lines >= 2) break;
            if (stop != ' ' && (stop == '\'' || stop == '.' || stop == ',' || stop >= 0x80)) break;
            uint32_t word = csc_i_words_lookup(words, text + i, (uint32_t)run, 0);
            if (CSC_I_UNLIKELY(word == CSC_I_NONE)) return CSC_E_NOMEM;
            out->items[out->count++] = (csc_i_token){(uint32_t)i, (uint32_t)(i + run), word, s.clause ? CSC_I_TOKEN_CLAUSE : 0};
            out->words++;
            s.clause = s.lines = 0;
            s.word_at = i;
            s.word_stop = i + run;
            i += run;
            if (stop == ' ') i++, s.blank = 1;
        }
        /* Han characters in a row: each is a word; what follows the last one may join it and is left to the slow way */
        while (words != NULL && i + 3 < length && t[i] >= 0xE4 && t[i] < 0xEA && (t[i] > 0xE4 || t[i + 1] >= 0xB8) &&
               (t[i + 3] < 0x80 || (t[i + 3] >= 0xE4 && t[i + 3] < 0xEA)) && out->count < out->capacity && s.begun && !s.end &&
               s.lines < 2) {
            uint32_t word = csc_i_words_lookup(words, text + i, 3, 0);
            if (CSC_I_UNLIKELY(word == CSC_I_NONE)) return CSC_E_NOMEM;
            out->items[out->count++] = (csc_i_token){(uint32_t)i, (uint32_t)i + 3, word, s.clause ? CSC_I_TOKEN_CLAUSE : 0};
            out->words++;
            s.clause = s.lines = 0;
            s.word_at = i;
            i += 3;
            s.word_stop = i;
        }
        if (i >= length) break;
        int c = class_at(t, i, length, &next, &point);
        if (CSC_I_UNLIKELY(out->count >= most) && (s.end || s.lines >= 2) &&
            (is_word_class(c) || c == CSC_I_CLASS_HAN || c == CSC_I_CLASS_KANA))
            break;
        switch (c) {
        case CSC_I_CLASS_BLANK:
            s.blank = 1;
            i = next;
            continue;
        case CSC_I_CLASS_LINE:
            s.lines += point != 0x0D;
            s.blank = 1;
            i = next;
            continue;
        case CSC_I_CLASS_LETTER:
        case CSC_I_CLASS_DIGIT:
        case CSC_I_CLASS_JOIN:
        case CSC_I_CLASS_HAN:
        case CSC_I_CLASS_KANA: {
            size_t end = word_end(t, i, length, c);
            uint32_t word = CSC_I_NONE;
            if (words != NULL) {
                word = csc_i_words_lookup(words, text + i, (uint32_t)(end - i), 0);
                if (CSC_I_UNLIKELY(word == CSC_I_NONE)) return CSC_E_NOMEM;
            }
            csc_status st = emit(a, out, &s, i, end, word, 0, 0);
            if (CSC_I_UNLIKELY(st != CSC_OK)) return st;
            s.word_at = i;
            s.word_stop = end;
            i = end;
            continue;
        }
        default:
            break;
        }
        /* a mark: what it says about sentences and clauses, then the token itself, when some pattern names it */
        int ends = 0, opens = 0;
        if (c == CSC_I_CLASS_STOP) {
            ends = 1;
        } else if (c == CSC_I_CLASS_MAYBE_STOP) {
            size_t after;
            uint32_t p2;
            int c2 = class_at(t, next, length, &after, &p2);
            if (point == '.' && ((next < length && t[next] == '.') || (i > 0 && t[i - 1] == '.'))) {
                s.clause = 1;
            } else if (c2 == CSC_I_CLASS_BLANK || c2 == CSC_I_CLASS_LINE || c2 == CSC_I_CLASS_QUOTE || c2 == CSC_I_CLASS_CLAUSE ||
                       c2 == CSC_I_CLASS_HAN) {
                int digit_follows = c2 == CSC_I_CLASS_BLANK && after < length && classes[t[after]] == CSC_I_CLASS_DIGIT;
                ends = !(s.word_stop == i && s.word_stop > s.word_at && c2 == CSC_I_CLASS_BLANK &&
                         abbreviation(t + s.word_at, s.word_stop - s.word_at, digit_follows));
            }
        } else if (c == CSC_I_CLASS_CLAUSE) {
            s.clause = 1;
            opens = point == '(' || point == '[' || point == '{';
            int behind_word = s.word_stop == i && s.word_stop > s.word_at;
            if (point == ';' && behind_word && in_script(t, s.word_at, 0x370, 0x3FF)) ends = 1; /* the Greek question mark */
            if (point == ':' && behind_word && in_script(t, s.word_at, 0x530, 0x58F)) ends = 1; /* typed for the Armenian full stop */
        } else if (point == '-') {
            if (i > 0 && next < length && classes[t[i - 1]] == CSC_I_CLASS_BLANK && classes[t[next]] == CSC_I_CLASS_BLANK) s.clause = 1;
        } else if (point == '<') {
            opens = 1;
        }
        if (point < 128 ? (int)(marks[point >> 6] >> (point & 63) & 1) : other_marks && c != CSC_I_CLASS_MARK) {
            uint32_t word = CSC_I_NONE;
            if (words != NULL) {
                word = csc_i_words_intern(words, text + i, next - i, 1);
                if (word == CSC_I_NONE) return CSC_E_NOMEM;
            }
            int clause = s.clause;
            csc_status st = emit(a, out, &s, i, next, word, 1, opens);
            if (st != CSC_OK) return st;
            s.clause |= clause;
        }
        if (ends) {
            s.end = 1;
            s.blank = 0;
        }
        i = next;
    }
    s.at = i;
    *scan = s;
    return CSC_OK;
}
