/* Dates and instants of table cells. */
#include "io/csv.h"

#define MICRO INT64_C(1000000)
#define DAY_US (INT64_C(86400) * MICRO)

static const csc_i_csv_fault no_date = {CSC_E_SYNTAX, "not a date"};
static const csc_i_csv_fault no_time = {CSC_E_SYNTAX, "not a time"};
static const csc_i_csv_fault no_such_day = {CSC_E_RANGE, "there is no such day"};
static const csc_i_csv_fault no_such_time = {CSC_E_RANGE, "there is no such time of day"};
static const csc_i_csv_fault other_format = {CSC_E_SYNTAX, "the date does not have the stated format"};
static const csc_i_csv_fault too_far = {CSC_E_RANGE, "the time is too far from 1970"};
static const csc_i_csv_fault two_readings = {CSC_E_AMBIGUOUS, "day and month can be read in two ways; state the date format (dmy, mdy)"};

static inline int digit(char c) {
    return c >= '0' && c <= '9';
}

static int two(const char *p) {
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static int four(const char *p) {
    return two(p) * 100 + two(p + 2);
}

static int leap(int y) {
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && leap(y) ? 29 : days[m - 1];
}

/* Days since 1970-01-01 in the Gregorian calendar, also before 1582. Years are counted from March, so that the leap day ends one. */
static int32_t civil(int y, int m, int d) {
    int y0 = m <= 2 ? y - 1 : y;
    int era = (y0 >= 0 ? y0 : y0 - 399) / 400;
    int in_era = y0 - era * 400;
    int in_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static const csc_i_csv_fault *day(int y, int m, int d, int32_t *days) {
    if (m < 1 || m > 12 || d < 1 || d > month_days(y, m)) return &no_such_day;
    *days = civil(y, m, d);
    return NULL;
}

/* ------------------------------------------------------------------- ISO 8601 */

/* "2026-10-03" or "20261003" at the start; *used bytes. */
static const csc_i_csv_fault *iso_date(const char *p, size_t n, int32_t *days, size_t *used) {
    size_t digits = 0;
    while (digits < n && digits < 9 && digit(p[digits])) digits++;
    if (digits == 4 && n >= 10 && p[4] == '-' && digit(p[5]) && digit(p[6]) && p[7] == '-' && digit(p[8]) && digit(p[9])) {
        *used = 10;
        return day(four(p), two(p + 5), two(p + 8), days);
    }
    if (digits == 8) {
        *used = 8;
        return day(four(p), two(p + 4), two(p + 6), days);
    }
    /* One or two digits, a mark, one or two digits, the same mark, two or four digits: the usual local ways. */
    if (digits == 1 || digits == 2) {
        size_t i = digits, k = 0;
        char mark = i < n ? p[i] : '\0';
        while (i + 1 + k < n && k < 3 && digit(p[i + 1 + k])) k++;
        if ((mark == '/' || mark == '.' || mark == '-') && (k == 1 || k == 2) && i + 1 + k < n && p[i + 1 + k] == mark && i + 2 + k < n &&
            digit(p[i + 2 + k]))
            return &two_readings;
    }
    return &no_date;
}

/* "09:12", "09:12:44", "09:12:44.123"; *used bytes. */
static const csc_i_csv_fault *clock_time(const char *p, size_t n, int64_t *us, size_t *used) {
    if (n < 5 || !digit(p[0]) || !digit(p[1]) || p[2] != ':' || !digit(p[3]) || !digit(p[4])) return &no_time;
    int h = two(p), m = two(p + 3), s = 0;
    int64_t fraction = 0;
    size_t i = 5;
    if (i < n && p[i] == ':') {
        if (n < 8 || !digit(p[6]) || !digit(p[7])) return &no_time;
        s = two(p + 6);
        i = 8;
        if (i < n && (p[i] == '.' || p[i] == ',')) {
            int64_t unit = MICRO / 10;
            size_t from = ++i;
            for (; i < n && digit(p[i]); i++, unit /= 10) fraction += unit * (p[i] - '0'); /* beyond microseconds unit is 0 */
            if (i == from) return &no_time;
        }
    }
    if (h > 23 || m > 59 || s > 60) return &no_such_time;
    *us = ((int64_t)h * 3600 + m * 60 + s) * MICRO + fraction;
    *used = i;
    return NULL;
}

/* What follows a date: nothing, or a time of day with or without a zone. */
static const csc_i_csv_fault *rest(const char *p, size_t n, int64_t *us, char *sort) {
    *us = 0;
    *sort = 'l';
    if (n == 0) return NULL;
    if (p[0] != 'T' && p[0] != 't' && p[0] != ' ') return &no_time;
    size_t i = 1, used = 0;
    const csc_i_csv_fault *f = clock_time(p + i, n - i, us, &used);
    if (f != NULL) return f;
    i += used;
    if (i == n) return NULL;
    if (p[i] == ' ' && i + 1 < n) i++; /* "2026-10-03 11:12:00 +02:00", "... UTC" */
    size_t left = n - i;
    *sort = 'z';
    if ((left == 1 && (p[i] == 'Z' || p[i] == 'z')) || (left == 3 && memcmp(p + i, "UTC", 3) == 0)) return NULL;
    if ((p[i] != '+' && p[i] != '-') || left < 3 || !digit(p[i + 1]) || !digit(p[i + 2])) return &no_time;
    int h = two(p + i + 1), m = 0;
    const char *q = p + i + 3;
    left -= 3;
    if (left > 0 && q[0] == ':') {
        q++;
        left--;
        if (left == 0) return &no_time;
    }
    if (left > 0) {
        if (left != 2 || !digit(q[0]) || !digit(q[1])) return &no_time;
        m = two(q);
    }
    if (h > 23 || m > 59) return &no_such_time;
    int64_t shift = ((int64_t)h * 60 + m) * 60 * MICRO;
    *us -= p[i] == '+' ? shift : -shift;
    return NULL;
}

/* -------------------------------------------------------------------- patterns */

static csc_status bad_pattern(csc_error *err, const char *message) {
    return csc_i_io_fail_key(err, CSC_E_INVALID, message, "date_format", 11);
}

static int add(csc_i_csv_pattern *p, char op, char literal) {
    if (p->count == CSC_I_CSV_PATTERN_MOST) return 0;
    p->op[p->count] = op;
    p->literal[p->count] = literal;
    p->count++;
    return 1;
}

static int has(const csc_i_csv_pattern *p, char op) {
    for (size_t i = 0; i < p->count; i++)
        if (p->op[i] == op) return 1;
    return 0;
}

static int percent(csc_i_csv_pattern *p, const char *t, size_t n) {
    for (size_t i = 0; i < n; i++) {
        int ok;
        if (t[i] != '%') {
            ok = add(p, 'c', t[i]);
        } else {
            if (++i == n) return 0;
            if (t[i] == '%')
                ok = add(p, 'c', '%');
            else if (t[i] == 'F')
                ok = add(p, 'Y', 0) && add(p, 'c', '-') && add(p, 'm', 0) && add(p, 'c', '-') && add(p, 'd', 0);
            else if (t[i] == 'T')
                ok = add(p, 'H', 0) && add(p, 'c', ':') && add(p, 'M', 0) && add(p, 'c', ':') && add(p, 'S', 0);
            else if (strchr("YmdHMSbj", t[i]) != NULL && t[i] != '\0')
                ok = !has(p, t[i]) && add(p, t[i], 0);
            else
                return 0;
        }
        if (!ok) return 0;
    }
    return 1;
}

/* "DD.MM.YYYY hh:mm": runs of letters, where m is the month until an hour has been seen. */
static int letters(csc_i_csv_pattern *p, const char *t, size_t n) {
    for (size_t i = 0; i < n;) {
        char c = t[i];
        size_t run = 1;
        while (i + run < n && t[i + run] == c) run++;
        int ok;
        switch (c) {
        case 'Y':
        case 'y':
            ok = run == 4 && !has(p, 'Y') && add(p, 'Y', 0);
            break;
        case 'D':
        case 'd':
            ok = run <= 2 && !has(p, 'd') && add(p, 'd', 0);
            break;
        case 'h':
        case 'H':
            ok = run <= 2 && !has(p, 'H') && add(p, 'H', 0);
            break;
        case 's':
        case 'S':
            ok = run <= 2 && !has(p, 'S') && add(p, 'S', 0);
            break;
        case 'M':
        case 'm': {
            char op = has(p, 'H') && !has(p, 'M') ? 'M' : 'm';
            ok = run <= 2 && !has(p, op) && add(p, op, 0);
            break;
        }
        default:
            ok = 1;
            if ((c >= 'a' && c <= 'z' && c != 't') || (c >= 'A' && c <= 'Z' && c != 'T')) return 0;
            for (size_t k = 0; k < run && ok; k++) ok = add(p, 'c', c);
        }
        if (!ok) return 0;
        i += run;
    }
    return 1;
}

csc_status csc_i_csv_pattern_compile(csc_i_csv_pattern *p, const char *text, size_t length, csc_error *err) {
    memset(p, 0, sizeof *p);
    if (text == NULL || length == 0 || (length == 3 && memcmp(text, "iso", 3) == 0)) return CSC_OK;
    p->given = 1;
    if (length == 3 && (memcmp(text, "dmy", 3) == 0 || memcmp(text, "mdy", 3) == 0 || memcmp(text, "ymd", 3) == 0)) {
        memcpy(p->order, text, 3);
        return CSC_OK;
    }
    int ok = memchr(text, '%', length) != NULL ? percent(p, text, length) : letters(p, text, length);
    if (!ok) return bad_pattern(err, "not a date format: use dmy, mdy, ymd, a pattern like DD.MM.YYYY or one like %d.%m.%Y");
    if (!has(p, 'Y') || !(has(p, 'j') || (has(p, 'd') && (has(p, 'm') || has(p, 'b')))) || (has(p, 'm') && has(p, 'b')))
        return bad_pattern(err, "a date format needs a year, a month and a day, each once");
    p->has_time = has(p, 'H');
    return CSC_OK;
}

/* Up to `most` digits; as many as are wanted when the next item is a number too. */
static int take_number(const char *t, size_t n, size_t *at, size_t most, int exact, int *value) {
    size_t k = 0;
    int v = 0;
    while (*at + k < n && k < most && digit(t[*at + k])) v = v * 10 + (t[*at + k++] - '0');
    if (k == 0 || (exact && k < most)) return 0;
    *at += k;
    *value = v;
    return 1;
}

static int take_month(const char *t, size_t n, size_t *at, int *value) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (n - *at < 3) return 0;
    char low[3];
    for (int i = 0; i < 3; i++) low[i] = (char)(t[*at + (size_t)i] | 0x20);
    for (int m = 0; m < 12; m++) {
        if (memcmp(names + 3 * m, low, 3) != 0) continue;
        *at += 3;
        *value = m + 1;
        return 1;
    }
    return 0;
}

typedef struct parts {
    int year, month, day, in_year, hour, minute, second;
} parts;

/* Matches a pattern at the start of the text; *used bytes. */
static int match(const csc_i_csv_pattern *p, const char *t, size_t n, parts *v, size_t *used) {
    size_t at = 0;
    for (size_t i = 0; i < p->count; i++) {
        int exact = i + 1 < p->count && p->op[i + 1] != 'c' && p->op[i + 1] != 'b';
        int ok;
        switch (p->op[i]) {
        case 'Y':
            ok = take_number(t, n, &at, 4, 1, &v->year);
            break;
        case 'm':
            ok = take_number(t, n, &at, 2, exact, &v->month);
            break;
        case 'd':
            ok = take_number(t, n, &at, 2, exact, &v->day);
            break;
        case 'H':
            ok = take_number(t, n, &at, 2, exact, &v->hour);
            break;
        case 'M':
            ok = take_number(t, n, &at, 2, exact, &v->minute);
            break;
        case 'S':
            ok = take_number(t, n, &at, 2, exact, &v->second);
            break;
        case 'j':
            ok = take_number(t, n, &at, 3, 1, &v->in_year);
            break;
        case 'b':
            ok = take_month(t, n, &at, &v->month);
            break;
        default:
            ok = at < n && t[at] == p->literal[i];
            at++;
        }
        if (!ok) return 0;
    }
    *used = at;
    return 1;
}

/* "3.10.2026" in the stated order; *used bytes. */
static int match_order(const csc_i_csv_pattern *p, const char *t, size_t n, parts *v, size_t *used) {
    size_t at = 0;
    char mark = '\0';
    for (int i = 0; i < 3; i++) {
        int ok;
        if (i > 0) {
            if (at >= n || (t[at] != '/' && t[at] != '.' && t[at] != '-' && t[at] != ' ')) return 0;
            if (i == 2 && t[at] != mark) return 0;
            mark = t[at++];
        }
        if (p->order[i] == 'y')
            ok = take_number(t, n, &at, 4, 1, &v->year);
        else
            ok = take_number(t, n, &at, 2, 0, p->order[i] == 'm' ? &v->month : &v->day);
        if (!ok) return 0;
    }
    if (at < n && digit(t[at])) return 0;
    *used = at;
    return 1;
}

static const csc_i_csv_fault *by_pattern(const csc_i_csv_pattern *p, const char *t, size_t n, int32_t *days, int64_t *us, size_t *used) {
    parts v = {0, 0, 0, 0, 0, 0, 0};
    if (!(p->order[0] != '\0' ? match_order(p, t, n, &v, used) : match(p, t, n, &v, used))) return &other_format;
    if (v.hour > 23 || v.minute > 59 || v.second > 60) return &no_such_time;
    *us = ((int64_t)v.hour * 3600 + v.minute * 60 + v.second) * MICRO;
    if (v.in_year > 0 || (v.month == 0 && v.day == 0)) {
        if (v.in_year < 1 || v.in_year > 365 + leap(v.year)) return &no_such_day;
        *days = civil(v.year, 1, 1) + v.in_year - 1;
        return NULL;
    }
    return day(v.year, v.month, v.day, days);
}

/* ---------------------------------------------------------------------- entries */

/* "2026-10-03T09:12:44Z", which is what most instants look like, without a branch a character. 0: ask the long way. */
static int usual(const char *t, int64_t *us) {
    static const unsigned char at[] = {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18};
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof at; i++) wrong |= (unsigned)((unsigned char)(t[at[i]] - '0') > 9);
    wrong |= (unsigned)(t[4] ^ '-') | (unsigned)(t[7] ^ '-') | (unsigned)(t[10] ^ 'T') | (unsigned)(t[13] ^ ':') | (unsigned)(t[16] ^ ':') |
             (unsigned)(t[19] ^ 'Z');
    if (wrong != 0) return 0;
    int y = four(t), m = two(t + 5), d = two(t + 8), h = two(t + 11), min = two(t + 14), s = two(t + 17);
    if (m < 1 || m > 12 || d < 1 || d > 28 || h > 23 || min > 59 || s > 59) return 0;
    *us = ((int64_t)civil(y, m, d) * 86400 + h * 3600 + min * 60 + s) * MICRO;
    return 1;
}

const csc_i_csv_fault *csc_i_csv_date(const csc_i_csv_pattern *p, const char *text, size_t length, int32_t *days) {
    size_t used = 0;
    int64_t us = 0;
    int32_t d = 0;
    char sort;
    const csc_i_csv_fault *f = p->given ? by_pattern(p, text, length, &d, &us, &used) : iso_date(text, length, &d, &used);
    if (f != NULL) return f;
    if (used < length) {
        if (p->has_time) return &no_date;
        f = rest(text + used, length - used, &us, &sort);
        if (f != NULL) return f->status == CSC_E_SYNTAX ? &no_date : f;
    }
    *days = d;
    return NULL;
}

const csc_i_csv_fault *csc_i_csv_instant(const csc_i_csv_pattern *p, const char *text, size_t length, int32_t decimal, int64_t *us,
                                         char *sort) {
    size_t used = 0;
    int64_t pattern_us = 0, rest_us = 0;
    int32_t days = 0;
    if (!p->given && length == 20 && usual(text, us)) {
        *sort = 'z';
        return NULL;
    }
    if (!p->given && !(length >= 10 && text[4] == '-')) {
        double seconds;
        if (csc_i_csv_number(text, length, decimal, &seconds) == NULL) {
            if (!(seconds > -9.2e12 && seconds < 9.2e12)) return &too_far;
            double scaled = seconds * 1e6;
            *us = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
            *sort = 'n';
            return NULL;
        }
    }
    const csc_i_csv_fault *f = p->given ? by_pattern(p, text, length, &days, &pattern_us, &used) : iso_date(text, length, &days, &used);
    if (f != NULL) return f->status == CSC_E_SYNTAX && !p->given ? &no_time : f;
    *sort = 'l';
    if (p->has_time) {
        if (used < length) return &no_time;
    } else {
        f = rest(text + used, length - used, &rest_us, sort);
        if (f != NULL) return f;
    }
    *us = (int64_t)days * DAY_US + pattern_us + rest_us;
    return NULL;
}
