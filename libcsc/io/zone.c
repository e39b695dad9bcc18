/* Time zones from TZif files (RFC 9636). */
#include "io/internal.h"

#include "csc/io_zone.h"

#define MICRO INT64_C(1000000)
#define DAY INT64_C(86400)
#define TRANSITIONS_MOST 100000u

/* The day of a rule of the footer: "M3.5.0", "J60", "59", with a time of day that may lie in other days. */
typedef struct rule {
    char kind; /* 'M', 'J', '0' */
    int32_t month, week, day;
    int32_t time_s;
} rule;

struct csc_zone {
    csc_allocator allocator;
    int64_t *at;     /* transitions, seconds since 1970 UTC, rising */
    int32_t *offset; /* from there on */
    uint8_t *dst;
    size_t count;
    int32_t first_offset; /* before the first transition */
    uint8_t first_dst;
    /* what holds after the last transition */
    int has_rules;
    int32_t std_offset, dst_offset;
    int has_dst;
    rule start, end;
};

/* ------------------------------------------------------------------ calendar */

static int64_t days_of(int64_t year, int32_t month, int32_t day) {
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t in_era = y - era * 400;
    int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static int leap(int64_t y) {
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* The year in which a day lies: a guess that is right or one off. */
static int64_t year_of(int64_t days) {
    int64_t y = 1970 + floor_div(days * 400, 146097);
    while (days_of(y, 1, 1) > days) y--;
    while (days_of(y + 1, 1, 1) <= days) y++;
    return y;
}

/* Seconds since 1970 of local time at which a rule takes effect in a year. */
static int64_t rule_seconds(const rule *r, int64_t year) {
    int64_t day;
    if (r->kind == 'M') {
        int64_t first = days_of(year, r->month, 1);
        int64_t weekday = (first % 7 + 7 + 4) % 7; /* 1970-01-01 was a Thursday */
        day = first + (r->day - weekday + 7) % 7 + 7 * (r->week - 1);
        int64_t next = r->month == 12 ? days_of(year + 1, 1, 1) : days_of(year, r->month + 1, 1);
        if (day >= next) day -= 7; /* week 5 is the last one there is */
    } else if (r->kind == 'J') {
        day = days_of(year, 1, 1) + r->day - 1 + (r->day >= 60 && leap(year));
    } else {
        day = days_of(year, 1, 1) + r->day;
    }
    return day * DAY + r->time_s;
}

/* -------------------------------------------------------------------- footer */

typedef struct cursor {
    const char *p, *end;
} cursor;

static int number(cursor *c, int32_t most, int32_t *value) {
    int32_t v = 0;
    const char *from = c->p;
    while (c->p < c->end && *c->p >= '0' && *c->p <= '9' && c->p - from < 4) v = v * 10 + (*c->p++ - '0');
    *value = v;
    return c->p > from && v <= most;
}

/* "[+-]hh[:mm[:ss]]" */
static int time_of(cursor *c, int32_t most_hours, int32_t *seconds) {
    int negative = 0;
    int32_t h, m = 0, s = 0;
    if (c->p < c->end && (*c->p == '+' || *c->p == '-')) negative = *c->p++ == '-';
    if (!number(c, most_hours, &h)) return 0;
    if (c->p < c->end && *c->p == ':') {
        c->p++;
        if (!number(c, 59, &m)) return 0;
        if (c->p < c->end && *c->p == ':') {
            c->p++;
            if (!number(c, 59, &s)) return 0;
        }
    }
    *seconds = h * 3600 + m * 60 + s;
    if (negative) *seconds = -*seconds;
    return 1;
}

static int name(cursor *c) {
    const char *from = c->p;
    if (c->p < c->end && *c->p == '<') {
        while (c->p < c->end && *c->p != '>') c->p++;
        if (c->p == c->end) return 0;
        c->p++;
        return 1;
    }
    while (c->p < c->end && ((*c->p >= 'A' && *c->p <= 'Z') || (*c->p >= 'a' && *c->p <= 'z'))) c->p++;
    return c->p - from >= 3;
}

static int rule_of(cursor *c, rule *r) {
    memset(r, 0, sizeof *r);
    r->time_s = 2 * 3600;
    if (c->p == c->end || *c->p++ != ',' || c->p == c->end) return 0;
    if (*c->p == 'M') {
        c->p++;
        r->kind = 'M';
        if (!number(c, 12, &r->month) || r->month < 1 || c->p == c->end || *c->p++ != '.') return 0;
        if (!number(c, 5, &r->week) || r->week < 1 || c->p == c->end || *c->p++ != '.') return 0;
        if (!number(c, 6, &r->day)) return 0;
    } else if (*c->p == 'J') {
        c->p++;
        r->kind = 'J';
        if (!number(c, 365, &r->day) || r->day < 1) return 0;
    } else {
        r->kind = '0';
        if (!number(c, 365, &r->day)) return 0;
    }
    if (c->p < c->end && *c->p == '/') {
        c->p++;
        if (!time_of(c, 167, &r->time_s)) return 0;
    }
    return 1;
}

/* "CET-1CEST,M3.5.0,M10.5.0/3": signs count west of Greenwich as positive. */
static int footer(csc_zone *z, const char *text, size_t length) {
    cursor c = {text, text + length};
    int32_t west;
    if (length == 0) return 1; /* nothing is known beyond the last transition */
    if (!name(&c) || !time_of(&c, 24, &west)) return 0;
    z->std_offset = -west;
    z->has_rules = 1;
    if (c.p == c.end) return 1;
    z->has_dst = 1;
    z->dst_offset = z->std_offset + 3600;
    if (!name(&c)) return 0;
    if (c.p < c.end && *c.p != ',') {
        if (!time_of(&c, 24, &west)) return 0;
        z->dst_offset = -west;
    }
    return rule_of(&c, &z->start) && rule_of(&c, &z->end) && c.p == c.end;
}

/* -------------------------------------------------------------------- parsing */

typedef struct counts {
    uint32_t isut, isstd, leap, time, type, chars;
} counts;

static uint32_t be32(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p) {
    uint64_t v = (uint64_t)be32(p) << 32 | be32(p + 4);
    return v <= (uint64_t)INT64_MAX ? (int64_t)v : -(int64_t)(UINT64_MAX - v) - 1;
}

static csc_status damaged(csc_error *err, const char *message, size_t byte) {
    return csc_i_io_fail_at(err, CSC_E_FORMAT, message, CSC_NOWHERE, CSC_NOWHERE, byte);
}

/* The header at `at`; *size: of the block behind it, whose times have `width` bytes. */
static csc_status header(const unsigned char *p, size_t length, size_t at, size_t width, counts *n, size_t *size, csc_error *err) {
    if (length - at < 44 || memcmp(p + at, "TZif", 4) != 0) return damaged(err, "not a TZif file", at);
    const unsigned char *q = p + at + 20;
    n->isut = be32(q);
    n->isstd = be32(q + 4);
    n->leap = be32(q + 8);
    n->time = be32(q + 12);
    n->type = be32(q + 16);
    n->chars = be32(q + 20);
    if (n->time > TRANSITIONS_MOST || n->type == 0 || n->type > 256 || n->chars > 4096 || n->leap > 4096 || n->isut > 256 || n->isstd > 256)
        return damaged(err, "the counts of this TZif file cannot be right", at + 20);
    *size = n->time * (width + 1) + (size_t)n->type * 6 + n->chars + n->leap * (width + 4) + n->isstd + n->isut;
    if (length - at - 44 < *size) return damaged(err, "the TZif file is cut short", length);
    return CSC_OK;
}

static csc_status take(csc_zone *z, const unsigned char *p, size_t at, size_t width, const counts *n, csc_error *err) {
    const unsigned char *times = p + at, *indexes = times + n->time * width, *types = indexes + n->time;
    if (n->leap > 0) return csc_i_io_fail(err, CSC_E_UNSUPPORTED, "this zone counts leap seconds");
    for (uint32_t i = 0; i < n->type; i++) {
        int32_t o = (int32_t)be32(types + 6 * i);
        if (o < -93600 || o > 93600 || types[6 * i + 4] > 1)
            return damaged(err, "a difference from UTC is beyond 26 hours", (size_t)(types - p) + 6 * i);
    }
    z->first_offset = (int32_t)be32(types);
    z->first_dst = types[4];
    z->at = csc_i_io_alloc(&z->allocator, n->time * sizeof *z->at);
    z->offset = csc_i_io_alloc(&z->allocator, n->time * sizeof *z->offset);
    z->dst = csc_i_io_alloc(&z->allocator, n->time);
    z->count = n->time;
    if (z->at == NULL || z->offset == NULL || z->dst == NULL) return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the zone");
    for (uint32_t i = 0; i < n->time; i++) {
        int64_t t = width == 8 ? be64(times + 8 * i) : (int32_t)be32(times + 4 * i);
        if (indexes[i] >= n->type || (i > 0 && t <= z->at[i - 1]))
            return damaged(err, "the transitions are out of order", (size_t)(times - p) + width * i);
        z->at[i] = t;
        z->offset[i] = (int32_t)be32(types + 6 * indexes[i]);
        z->dst[i] = types[6 * indexes[i] + 4];
    }
    return CSC_OK;
}

static csc_status parse(csc_zone *z, const unsigned char *p, size_t length, csc_error *err) {
    counts n;
    size_t size;
    CSC_I_IO_TRY(header(p, length, 0, 4, &n, &size, err));
    if (p[4] == 0) return take(z, p, 44, 4, &n, err); /* version 1: 32 bits and no footer */
    size_t at = 44 + size;
    CSC_I_IO_TRY(header(p, length, at, 8, &n, &size, err));
    CSC_I_IO_TRY(take(z, p, at + 44, 8, &n, err));
    at += 44 + size;
    if (at >= length || p[at] != '\n') return damaged(err, "the footer is missing", at);
    const unsigned char *end = memchr(p + at + 1, '\n', length - at - 1);
    if (end == NULL || !footer(z, (const char *)p + at + 1, (size_t)(end - p) - at - 1))
        return damaged(err, "the footer cannot be read", at + 1);
    return CSC_OK;
}

csc_status csc_zone_parse(csc_zone **out, const void *bytes, size_t length, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (bytes == NULL && length > 0) return csc_i_io_fail(err, CSC_E_INVALID, "bytes must not be NULL");
    csc_allocator a = csc_i_io_allocator(context);
    csc_zone *z = csc_i_io_zalloc(&a, sizeof *z);
    if (z == NULL) return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the zone");
    z->allocator = a;
    csc_status s = length < 44 ? damaged(err, "not a TZif file", 0) : parse(z, bytes, length, err);
    if (s != CSC_OK) {
        csc_zone_destroy(z);
        return s;
    }
    *out = z;
    return CSC_OK;
}

void csc_zone_destroy(csc_zone *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_io_free(&a, self->at, self->count * sizeof *self->at);
    csc_i_io_free(&a, self->offset, self->count * sizeof *self->offset);
    csc_i_io_free(&a, self->dst, self->count);
    csc_i_io_free(&a, self, sizeof *self);
}

/* -------------------------------------------------------------------- opening */

static csc_status open_path(csc_zone **out, const char *path, size_t length, const csc_context *context, csc_error *err) {
    csc_file *f = NULL;
    CSC_I_IO_TRY(csc_file_open(&f, path, length, 8u << 20, context, err));
    csc_status s = csc_zone_parse(out, csc_file_bytes(f), csc_file_length(f), context, err);
    csc_file_destroy(f);
    return s;
}

static csc_status in_folder(csc_zone **out, const char *folder, size_t folder_length, const char *zone, size_t zone_length,
                            const csc_context *context, csc_error *err) {
    char path[1024];
    if (folder_length + 1 + zone_length > sizeof path) return csc_i_io_fail(err, CSC_E_INVALID, "the name of the zone is too long");
    memcpy(path, folder, folder_length);
    path[folder_length] = '/';
    memcpy(path + folder_length + 1, zone, zone_length);
    return open_path(out, path, folder_length + 1 + zone_length, context, err);
}

csc_status csc_zone_open(csc_zone **out, const char *name_, size_t name_length, const char *folder, size_t folder_length,
                         const csc_context *context, csc_error *err) {
    static const char *const folders[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"};
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (name_ == NULL || name_length == 0 || name_length > 512)
        return csc_i_io_fail(err, CSC_E_INVALID, "a zone has a name like Europe/Berlin");
    if (name_[0] == '/' || (name_length > 1 && name_[0] == '.' && name_[1] == '/')) return open_path(out, name_, name_length, context, err);
    for (size_t i = 0; i + 1 < name_length; i++)
        if (name_[i] == '.' && name_[i + 1] == '.') return csc_i_io_fail(err, CSC_E_INVALID, "the name of a zone must not hold \"..\"");
    if (folder != NULL && folder_length > 0) return in_folder(out, folder, folder_length, name_, name_length, context, err);
    csc_status s = CSC_E_NOTFOUND;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && s == CSC_E_NOTFOUND; i++)
        s = in_folder(out, folders[i], strlen(folders[i]), name_, name_length, context, err);
    if (s == CSC_E_NOTFOUND) {
        csc_i_io_fail_key(err, s, "", name_, name_length);
        csc_i_io_message(err, "there is no time zone \"", name_, name_length, "\" in the system's zone files");
    }
    return s;
}

/* --------------------------------------------------------------------- asking */

/* By the footer's rules, at seconds since 1970 UTC. */
static int32_t by_rules(const csc_zone *z, int64_t t, int32_t *dst) {
    *dst = 0;
    if (!z->has_dst) return z->std_offset;
    int64_t year = year_of(floor_div(t + z->std_offset, DAY));
    int64_t start = rule_seconds(&z->start, year) - z->std_offset, end = rule_seconds(&z->end, year) - z->dst_offset;
    *dst = start < end ? t >= start && t < end : !(t >= end && t < start);
    return *dst ? z->dst_offset : z->std_offset;
}

/* How many transitions lie at or before t. */
static size_t passed(const csc_zone *z, int64_t t) {
    size_t low = 0, high = z->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (z->at[middle] <= t)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int32_t offset_at(const csc_zone *z, int64_t t, int32_t *dst) {
    size_t n = passed(z, t);
    if (n == z->count && z->has_rules) return by_rules(z, t, dst);
    *dst = n > 0 ? z->dst[n - 1] : z->first_dst;
    return n > 0 ? z->offset[n - 1] : z->first_offset;
}

csc_status csc_zone_offset(const csc_zone *self, int64_t utc_us, int32_t *offset_s, int32_t *dst) {
    if (self == NULL) return CSC_E_INVALID;
    int32_t d = 0, o = offset_at(self, floor_div(utc_us, MICRO), &d);
    if (offset_s != NULL) *offset_s = o;
    if (dst != NULL) *dst = d;
    return CSC_OK;
}

csc_status csc_zone_to_utc(const csc_zone *self, int64_t local_us, int32_t choice, int64_t *utc_us) {
    if (self == NULL || utc_us == NULL || choice < CSC_ZONE_EARLIER || choice > CSC_ZONE_LATER) return CSC_E_INVALID;
    const int64_t edge = 2 * DAY * MICRO;
    if (local_us < INT64_MIN + edge || local_us > INT64_MAX - edge) return CSC_E_RANGE;
    int64_t t = floor_div(local_us, MICRO);
    int32_t dst;
    int64_t before = offset_at(self, t - DAY, &dst), after = offset_at(self, t + DAY, &dst);
    int first = offset_at(self, t - before, &dst) == before, second = offset_at(self, t - after, &dst) == after;
    /* Twice there: the larger difference comes first. Nowhere: clocks jumped, count on with the difference from before. */
    int64_t use = first && second    ? (choice == CSC_ZONE_EARLIER ? (before > after ? before : after) : (before < after ? before : after))
                  : second && !first ? after
                                     : before;
    *utc_us = local_us - use * MICRO;
    return CSC_OK;
}

csc_status csc_zone_next(const csc_zone *self, int64_t utc_us, int64_t *at_us) {
    if (self == NULL || at_us == NULL) return CSC_E_INVALID;
    int64_t t = floor_div(utc_us, MICRO);
    int32_t dst, now = offset_at(self, t, &dst);
    for (size_t i = passed(self, t); i < self->count; i++) {
        if (self->offset[i] == now) continue;
        if (self->at[i] < INT64_MIN / MICRO || self->at[i] > INT64_MAX / MICRO) return CSC_E_NOTFOUND;
        *at_us = self->at[i] * MICRO;
        return CSC_OK;
    }
    if (!self->has_rules || !self->has_dst || self->std_offset == self->dst_offset) return CSC_E_NOTFOUND;
    int64_t from = self->count > 0 && self->at[self->count - 1] > t ? self->at[self->count - 1] : t;
    int64_t year = year_of(floor_div(from, DAY));
    if (year > 200000) return CSC_E_NOTFOUND;
    /* The earliest of the changes of this year and its neighbours. */
    int64_t best = INT64_MAX;
    for (int64_t y = year - 1; y <= year + 1; y++) {
        int64_t changes[2] = {rule_seconds(&self->start, y) - self->std_offset, rule_seconds(&self->end, y) - self->dst_offset};
        for (int k = 0; k < 2; k++)
            if (changes[k] > from && changes[k] < best && offset_at(self, changes[k] - 1, &dst) != offset_at(self, changes[k], &dst))
                best = changes[k];
    }
    if (best == INT64_MAX) return CSC_E_NOTFOUND;
    *at_us = best * MICRO;
    return CSC_OK;
}
