/* Quoted replies and signatures, line by line. */
#include "text/plain.h"

typedef struct line {
    size_t begin, end; /* without blanks at its ends; end is before the line end */
    size_t next;       /* where the next line begins */
} line;

static line line_at(const uint8_t *t, size_t at, size_t length) {
    const uint8_t *p = at < length ? memchr(t + at, '\n', length - at) : NULL;
    line l = {at, p == NULL ? length : (size_t)(p - t), p == NULL ? length : (size_t)(p - t) + 1};
    while (l.end > l.begin && (t[l.end - 1] == ' ' || t[l.end - 1] == '\t' || t[l.end - 1] == '\r')) l.end--;
    while (l.begin < l.end && (t[l.begin] == ' ' || t[l.begin] == '\t')) l.begin++;
    return l;
}

static int starts(const uint8_t *t, size_t begin, size_t end, const char *what) {
    size_t n = strlen(what);
    return end - begin >= n && memcmp(t + begin, what, n) == 0;
}

static int holds(const uint8_t *t, size_t begin, size_t end, const char *what) {
    size_t n = strlen(what);
    for (size_t i = begin; i + n <= end; i++) {
        if (t[i] == (uint8_t)what[0] && memcmp(t + i, what, n) == 0) return 1;
    }
    return 0;
}

static int holds_digit_or_at(const uint8_t *t, size_t begin, size_t end) {
    for (size_t i = begin; i < end; i++) {
        if ((t[i] >= '0' && t[i] <= '9') || t[i] == '@') return 1;
    }
    return 0;
}

/* "On ... wrote:" in the languages of the packs and their neighbours: how such a line begins ("" for any way) and the verb near its end. */
static const char *const attributions[][2] = {{"On ", "wrote"},
                                              {"Am ", "schrieb"},
                                              {"Le ", "a \xC3\xA9"
                                                      "crit"},
                                              {"El ", "escribi\xC3\xB3"},
                                              {"Em ", "escreveu"},
                                              {"Il ", "ha scritto"},
                                              {"Op ", "schreef"},
                                              {"", "napisa\xC5\x82"},
                                              {"", "\xCE\xAD\xCE\xB3\xCF\x81\xCE\xB1\xCF\x88\xCE\xB5"}, /* Greek: egrapse */
                                              {"", "\xD0\xBF\xD0\xB8\xD1\x81\xD0\xB0\xD0\xBB"},         /* Russian: pisal, napisal(a) */
                                              {"", "\xD0\xBF\xD0\xB8\xD1\x88\xD0\xB5\xD1\x82"},         /* Russian: pishet */
                                              {"", "\xD5\xA3\xD6\x80\xD5\xA5\xD5\xAC \xD5\xA7"},        /* Armenian: grel e */
                                              {"", "\xD5\xA3\xD6\x80\xD5\xA5\xD6\x81"},                 /* Armenian: grets */
                                              {"", "\xE5\x86\x99\xE9\x81\x93"},                         /* Chinese, Simplified: xie dao */
                                              {"", "\xE5\xAF\xAB\xE9\x81\x93"}};                        /* and Traditional */

static int attribution(const uint8_t *t, size_t begin, size_t end) {
    if (end - begin < 8 || end - begin > 400) return 0;
    int colon = t[end - 1] == ':' || (end - begin >= 3 && memcmp(t + end - 3, "\xEF\xBC\x9A", 3) == 0);
    if (!colon || !holds_digit_or_at(t, begin, end)) return 0;
    for (size_t i = 0; i < sizeof attributions / sizeof attributions[0]; i++) {
        if (starts(t, begin, end, attributions[i][0]) && holds(t, begin, end, attributions[i][1])) return 1;
    }
    return 0;
}

/* A header put before a forwarded or quoted mail. */
static int forwarded(const uint8_t *t, size_t length, line l) {
    static const char *const marks[] = {"-----Original Message-----",
                                        "----- Original Message -----",
                                        "---------- Forwarded message",
                                        "Begin forwarded message:",
                                        "-----\xE5\x8E\x9F\xE5\xA7\x8B\xE9\x82\xAE\xE4\xBB\xB6-----",
                                        "-----\xE5\x8E\x9F\xE5\xA7\x8B\xE9\x83\xB5\xE4\xBB\xB6-----"};
    static const char *const from[] = {"From: ",
                                       "*From:*",
                                       "\xE5\x8F\x91\xE4\xBB\xB6\xE4\xBA\xBA",
                                       "\xE5\xAF\x84\xE4\xBB\xB6\xE8\x80\x85",
                                       "\xD0\x9E\xD1\x82:",
                                       "\xCE\x91\xCF\x80\xCF\x8C:"};
    static const char *const then[] = {"Sent:",
                                       "To:",
                                       "Date:",
                                       "*Sent:*",
                                       "*To:*",
                                       "*Date:*",
                                       "\xE5\x8F\x91\xE9\x80\x81\xE6\x97\xB6\xE9\x97\xB4",
                                       "\xE5\xAF\x84\xE4\xBB\xB6\xE6\x97\xA5\xE6\x9C\x9F",
                                       "\xD0\x9E\xD1\x82\xD0\xBF\xD1\x80\xD0\xB0\xD0\xB2\xD0\xBB\xD0\xB5\xD0\xBD\xD0\xBE:",
                                       "\xD0\x94\xD0\xB0\xD1\x82\xD0\xB0:",
                                       "\xCE\xA3\xCF\x84\xCE\xAC\xCE\xBB\xCE\xB8\xCE\xB7\xCE\xBA\xCE\xB5:"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (starts(t, l.begin, l.end, marks[i])) return 1;
    }
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        if (!starts(t, l.begin, l.end, from[i])) continue;
        line next = l;
        for (int k = 0; k < 4 && next.next < length; k++) { /* blank lines stand between in text made from HTML */
            next = line_at(t, next.next, length);
            for (size_t j = 0; j < sizeof then / sizeof then[0]; j++) {
                if (starts(t, next.begin, next.end, then[j])) return 1;
            }
        }
    }
    return 0;
}

/* The line behind an attribution that begins at l (it may be broken into up to three lines), or 0. */
static size_t attribution_end(const uint8_t *t, size_t length, line l) {
    size_t end = l.end, next = l.next;
    int may_go_on = starts(t, l.begin, l.end, "On ") || starts(t, l.begin, l.end, "Am ") || starts(t, l.begin, l.end, "Le ") ||
                    starts(t, l.begin, l.end, "El ") || starts(t, l.begin, l.end, "Il ") || starts(t, l.begin, l.end, "Op ");
    for (int k = 0; k < 3; k++) {
        if (attribution(t, l.begin, end)) return next;
        if (!may_go_on || next >= length) return 0;
        line more = line_at(t, next, length);
        if (more.begin == more.end) return 0;
        end = more.end;
        next = more.next;
    }
    return 0;
}

csc_status csc_i_plain_strip(const csc_i_plain_out *in, csc_i_plain_out *out, int32_t drop) {
    const uint8_t *t = in->text;
    size_t length = in->length;
    int gap = 0; /* something was left out since the last line kept */
    for (size_t at = 0; at < length;) {
        line l = line_at(t, at, length);
        size_t next = l.next, n = l.end - l.begin;
        int leave = 0;
        if (drop & CSC_PLAIN_DROP_SIGNATURE) {
            if (n == 2 && l.begin == at && t[at] == '-' && t[at + 1] == '-') leave = 1, next = length;
        }
        if (!leave && (drop & CSC_PLAIN_DROP_QUOTES)) {
            size_t end;
            if (n > 0 && t[l.begin] == '>') {
                leave = 1;
            } else if (forwarded(t, length, l)) {
                leave = 1;
                next = length;
            } else if (n > 0 && (end = attribution_end(t, length, l)) > 0) {
                leave = 1;
                /* answers between quoted lines stay; a quote without marks goes on to the end */
                size_t k = end;
                line q = line_at(t, k, length);
                while (q.begin == q.end && q.next < length && q.next > k) k = q.next, q = line_at(t, k, length);
                next = q.begin < q.end && t[q.begin] == '>' ? end : length;
            }
        }
        if (leave) {
            CSC_I_TRY(csc_i_plain_put(out, "", 0, next - at));
            gap = 1;
        } else {
            if (gap && out->length > 0) CSC_I_TRY(csc_i_plain_break(out, 0, 1)); /* what stood around a quote is not one sentence */
            gap = 0;
            CSC_I_TRY(csc_i_plain_copy(out, t + at, next - at));
        }
        at = next;
    }
    return CSC_OK;
}
