/* From a log of purchases to a customer table. */
#include "base/internal.h"
#include "csc/lifetime.h"
#include "churn/sort.h"

/* One row of the log. Equal (customer, grain) rows are one purchase; their amounts are added in the order of their values, so that the
 * sum has the same bits in any order of the log. */
typedef struct row {
    int64_t customer;
    int64_t grain;
    double amount;
} row;

struct csc_purchases {
    csc_allocator allocator;
    double grain;
    uint32_t part, parts;
    int amounts; /* -1: not known yet */
    row *rows;
    size_t count, capacity;
    uint64_t missing;
    int sorted;
};

csc_status csc_purchases_create(csc_purchases **out, double grain, uint32_t part, uint32_t parts, const csc_context *context,
                                csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (!(grain > 0.0) || isinf(grain)) return csc_i_fail_key(err, CSC_E_INVALID, "grain must be above 0", "grain", 5);
    if (parts < 1 || part >= parts) return csc_i_fail_key(err, CSC_E_INVALID, "part must be below parts", "part", 4);
    csc_allocator a = csc_i_allocator(context);
    csc_purchases *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    self->allocator = a;
    self->grain = grain;
    self->part = part;
    self->parts = parts;
    self->amounts = -1;
    self->sorted = 1;
    *out = self;
    return CSC_OK;
}

void csc_purchases_destroy(csc_purchases *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->rows, self->capacity * sizeof *self->rows);
    csc_i_free(&a, self, sizeof *self);
}

static uint64_t scatter(int64_t id) {
    uint64_t h = (uint64_t)id * 0x9E3779B97F4A7C15u;
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    return h ^ (h >> 32);
}

static csc_status reserve(csc_purchases *self, size_t more, csc_error *err) {
    size_t want;
    void *rows = self->rows;
    if (csc_i_add_overflow(self->count, more, &want)) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    if (want <= self->capacity) return CSC_OK;
    csc_status s = csc_i_grow(&self->allocator, &rows, &self->capacity, want, sizeof *self->rows);
    self->rows = rows;
    return s == CSC_OK ? s : csc_i_fail(err, s, "out of memory");
}

csc_status csc_purchases_add(csc_purchases *self, const csc_column *customer, const csc_column *time, const csc_column *amount, size_t n,
                             csc_error *err) {
    if (self == NULL) return csc_i_fail(err, CSC_E_INVALID, "self must not be NULL");
    if (n == 0) return CSC_OK;
    if (customer == NULL || time == NULL) return csc_i_fail(err, CSC_E_INVALID, "customer and time must not be NULL");
    CSC_I_TRY(csc_i_column_check(customer, n, "customer", err));
    CSC_I_TRY(csc_i_column_check(time, n, "time", err));
    if (amount != NULL) CSC_I_TRY(csc_i_column_check(amount, n, "amount", err));
    if (self->amounts >= 0 && self->amounts != (amount != NULL))
        return csc_i_fail_key(err, CSC_E_MISMATCH, "amounts must be in all calls or in none", "amount", 6);
    CSC_I_TRY(reserve(self, n, err));
    size_t at = self->count;
    uint64_t missing = 0;
    enum { CHUNK = 512 };
    double times[CHUNK], amounts[CHUNK];
    for (size_t from = 0; from < n; from += CHUNK) {
        size_t count = n - from < CHUNK ? n - from : CHUNK;
        csc_i_column_read_f64(time, from, count, times);
        if (amount != NULL) csc_i_column_read_f64(amount, from, count, amounts);
        for (size_t i = 0; i < count; i++) {
            row r = {0, 0, 0.0};
            int known = csc_i_column_i64(customer, from + i, &r.customer);
            if (known < 0) return csc_i_fail_row(err, CSC_E_RANGE, "a customer id must be a whole number", from + i);
            if (amount != NULL) r.amount = amounts[i];
            if (known == 0 || isnan(times[i]) || isnan(r.amount)) {
                missing++;
                continue;
            }
            double grain = floor(self->grain == 1.0 ? times[i] : times[i] / self->grain);
            if (!(fabs(grain) < 9007199254740992.0)) return csc_i_fail_row(err, CSC_E_RANGE, "a time is not finite or too large", from + i);
            if (isinf(r.amount)) return csc_i_fail_row(err, CSC_E_RANGE, "an amount is not finite", from + i);
            r.grain = (int64_t)grain;
            if (self->parts > 1 && scatter(r.customer) % self->parts != self->part) continue;
            self->rows[at++] = r;
        }
    }
    self->amounts = amount != NULL;
    self->missing += missing;
    self->count = at;
    self->sorted = 0;
    return CSC_OK;
}

csc_status csc_purchases_merge(csc_purchases *self, const csc_purchases *other, csc_error *err) {
    if (self == NULL || other == NULL || self == other) return csc_i_fail(err, CSC_E_INVALID, "two different logs are needed");
    if (self->grain != other->grain || self->parts != other->parts || self->part != other->part ||
        (self->amounts >= 0 && other->amounts >= 0 && self->amounts != other->amounts))
        return csc_i_fail(err, CSC_E_MISMATCH, "the logs differ in grain, parts or amounts");
    CSC_I_TRY(reserve(self, other->count, err));
    if (other->count > 0) memcpy(self->rows + self->count, other->rows, other->count * sizeof *self->rows);
    self->count += other->count;
    self->missing += other->missing;
    if (self->amounts < 0) self->amounts = other->amounts;
    self->sorted = 0;
    return CSC_OK;
}

/* By customer, then grain: a radix sort on both packed into one number where they fit, else on each. */
static csc_status sort_rows(csc_purchases *self, csc_error *err) {
    if (self->sorted || self->count < 2) {
        self->sorted = 1;
        return CSC_OK;
    }
    const csc_allocator *a = &self->allocator;
    int64_t low_id = self->rows[0].customer, high_id = low_id, low_t = self->rows[0].grain, high_t = low_t;
    for (size_t i = 1; i < self->count; i++) {
        const row *r = &self->rows[i];
        if (r->customer < low_id) low_id = r->customer;
        if (r->customer > high_id) high_id = r->customer;
        if (r->grain < low_t) low_t = r->grain;
        if (r->grain > high_t) high_t = r->grain;
    }
    uint64_t ids = (uint64_t)high_id - (uint64_t)low_id, times = (uint64_t)high_t - (uint64_t)low_t;
    uint64_t *key = csc_i_alloc_array(a, self->count, sizeof *key);
    if (key != NULL && self->amounts != 1 && times < UINT64_MAX && ids <= UINT64_MAX / (times + 1) - 1) {
        /* without amounts a row is its key */
        uint64_t *room = csc_i_alloc_array(a, self->count, sizeof *room), span = times + 1;
        if (room != NULL) {
            for (size_t i = 0; i < self->count; i++)
                key[i] = ((uint64_t)self->rows[i].customer - (uint64_t)low_id) * span + ((uint64_t)self->rows[i].grain - (uint64_t)low_t);
            csc_i_sort_keys(key, room, self->count);
            for (size_t i = 0; i < self->count; i++) {
                self->rows[i].customer = (int64_t)(key[i] / span + (uint64_t)low_id);
                self->rows[i].grain = (int64_t)(key[i] % span + (uint64_t)low_t);
            }
            csc_i_free(a, room, self->count * sizeof *room);
            csc_i_free(a, key, self->count * sizeof *key);
            self->sorted = 1;
            return CSC_OK;
        }
    }
    row *other = csc_i_alloc_array(a, self->count, sizeof *other);
    uint32_t *order = self->count < UINT32_MAX ? csc_i_alloc_array(a, self->count, sizeof *order) : NULL;
    csc_status status = key == NULL || other == NULL || order == NULL ? CSC_E_NOMEM : CSC_OK;
    int together = times < UINT64_MAX && ids <= UINT64_MAX / (times + 1) - 1;
    for (int pass = 0; status == CSC_OK && pass < (together ? 1 : 2); pass++) {
        for (size_t i = 0; i < self->count; i++) {
            uint64_t id = (uint64_t)self->rows[i].customer - (uint64_t)low_id, t = (uint64_t)self->rows[i].grain - (uint64_t)low_t;
            key[i] = together ? id * (times + 1) + t : pass == 0 ? t : id;
        }
        status = csc_i_sort_order(key, self->count, order, a);
        if (status != CSC_OK) break;
        for (size_t i = 0; i < self->count; i++) other[i] = self->rows[order[i]];
        memcpy(self->rows, other, self->count * sizeof *other);
    }
    csc_i_free(a, key, self->count * sizeof *key);
    csc_i_free(a, other, self->count * sizeof *other);
    csc_i_free(a, order, self->count * sizeof *order);
    if (status != CSC_OK) return csc_i_fail(err, status, "out of memory");
    /* amounts of one purchase in the order of their values */
    for (size_t i = 1; self->amounts == 1 && i < self->count; i++) {
        row r = self->rows[i];
        size_t j = i;
        while (j > 0 && self->rows[j - 1].customer == r.customer && self->rows[j - 1].grain == r.grain &&
               self->rows[j - 1].amount > r.amount) {
            self->rows[j] = self->rows[j - 1];
            j--;
        }
        self->rows[j] = r;
    }
    self->sorted = 1;
    return CSC_OK;
}

typedef struct summary {
    double x, t_x, T, m_x, first, x_after, spend_after;
} summary;

/* One customer's rows [from, to), sorted. 0 when the first purchase is after the calibration. */
static int summarise(const csc_purchases *self, size_t from, size_t to, int64_t calibration, int64_t end, double scale, summary *out) {
    int64_t first = self->rows[from].grain, last = first;
    if (first > calibration) return 0;
    double x = 0.0, after = 0.0, spend = 0.0, carry = 0.0, spend_after = 0.0;
    for (size_t i = from; i < to;) {
        int64_t grain = self->rows[i].grain;
        double sum = 0.0;
        for (; i < to && self->rows[i].grain == grain; i++) sum += self->rows[i].amount;
        if (grain > end) break;
        if (grain == first) continue;
        if (grain <= calibration) {
            x += 1.0;
            last = grain;
            double y = sum - carry, t = spend + y; /* Kahan */
            carry = (t - spend) - y;
            spend = t;
        } else {
            after += 1.0;
            spend_after += sum;
        }
    }
    out->x = x;
    out->t_x = (double)(last - first) * scale;
    out->T = (double)(calibration - first) * scale;
    out->m_x = self->amounts == 1 && x > 0.0 ? spend / x : NAN;
    out->first = (double)first * self->grain;
    out->x_after = after;
    out->spend_after = self->amounts == 1 ? spend_after : NAN;
    return 1;
}

csc_status csc_purchases_table(csc_purchases *self, double calibration, double end, double unit, csc_purchases_out *out, size_t *needed,
                               uint64_t *missing, csc_error *err) {
    if (self == NULL || out == NULL || needed == NULL) return csc_i_fail(err, CSC_E_INVALID, "self, out and needed must not be NULL");
    if (!(unit > 0.0) || isinf(unit)) return csc_i_fail_key(err, CSC_E_INVALID, "unit must be above 0", "unit", 4);
    CSC_I_TRY(sort_rows(self, err));
    int64_t last = 0, stop, until;
    for (size_t i = 0; i < self->count; i++)
        if (i == 0 || self->rows[i].grain > last) last = self->rows[i].grain;
    double end_grain = isnan(end) ? (double)last : floor(end / self->grain);
    double calibration_grain = isnan(calibration) ? end_grain : floor(calibration / self->grain);
    if (!(fabs(end_grain) < 9007199254740992.0) || !(fabs(calibration_grain) < 9007199254740992.0) || calibration_grain > end_grain)
        return csc_i_fail_key(err, CSC_E_INVALID, "calibration must not be after end", "calibration", 11);
    stop = (int64_t)end_grain;
    until = (int64_t)calibration_grain;
    size_t count = 0;
    for (size_t i = 0; i < self->count; i++)
        if ((i == 0 || self->rows[i].customer != self->rows[i - 1].customer) && self->rows[i].grain <= until) count++;
    *needed = count;
    if (missing != NULL) *missing = self->missing;
    int wanted = out->customer != NULL || out->x != NULL || out->t_x != NULL || out->T != NULL || out->m_x != NULL || out->first != NULL ||
                 out->x_after != NULL || out->spend_after != NULL;
    if (!wanted && out->capacity == 0) return count == 0 ? CSC_OK : CSC_E_BUFFER;
    if (out->capacity < count) return csc_i_fail(err, CSC_E_BUFFER, "the arrays are too small");
    double scale = self->grain / unit;
    size_t at = 0;
    for (size_t from = 0; from < self->count;) {
        size_t to = from + 1;
        while (to < self->count && self->rows[to].customer == self->rows[from].customer) to++;
        summary s;
        if (summarise(self, from, to, until, stop, scale, &s)) {
            if (out->customer != NULL) out->customer[at] = self->rows[from].customer;
            if (out->x != NULL) out->x[at] = s.x;
            if (out->t_x != NULL) out->t_x[at] = s.t_x;
            if (out->T != NULL) out->T[at] = s.T;
            if (out->m_x != NULL) out->m_x[at] = s.m_x;
            if (out->first != NULL) out->first[at] = s.first;
            if (out->x_after != NULL) out->x_after[at] = s.x_after;
            if (out->spend_after != NULL) out->spend_after[at] = s.spend_after;
            at++;
        }
        from = to;
    }
    return CSC_OK;
}

csc_status csc_purchases_scores(const csc_column *values, size_t n, int32_t buckets, int32_t *scores, const csc_context *context,
                                csc_error *err) {
    if (n > 0 && (values == NULL || scores == NULL)) return csc_i_fail(err, CSC_E_INVALID, "values and scores must not be NULL");
    if (buckets < 2 || buckets > 100) return csc_i_fail_key(err, CSC_E_INVALID, "buckets must be from 2 to 100", "buckets", 7);
    if (n == 0) return CSC_OK;
    if (n > UINT32_MAX - 2) return csc_i_fail(err, CSC_E_LIMIT, "at most 2^32 - 3 rows");
    CSC_I_TRY(csc_i_column_check(values, n, "values", err));
    csc_allocator a = csc_i_allocator(context);
    uint64_t *key = csc_i_alloc_array(&a, n, sizeof *key);
    uint32_t *order = csc_i_alloc_array(&a, n, sizeof *order);
    csc_status status = key == NULL || order == NULL ? CSC_E_NOMEM : CSC_OK;
    size_t known = 0;
    for (size_t i = 0; status == CSC_OK && i < n; i++) {
        double v = csc_i_column_f64(values, i);
        key[i] = isnan(v) ? UINT64_MAX : csc_i_sort_key(v);
        known += isnan(v) ? 0 : 1;
    }
    if (status == CSC_OK) status = csc_i_sort_order(key, n, order, &a);
    for (size_t i = 0; status == CSC_OK && i < n;) {
        size_t j = i;
        while (j < n && key[order[j]] == key[order[i]]) j++;
        /* equal values share the bucket of their middle rank */
        double middle = ((double)i + (double)(j - 1)) * 0.5 + 0.5;
        int32_t score = i >= known ? 0 : (int32_t)(middle / (double)known * buckets) + 1;
        if (score > buckets) score = buckets;
        for (; i < j; i++) scores[order[i]] = score;
    }
    csc_i_free(&a, key, n * sizeof *key);
    csc_i_free(&a, order, n * sizeof *order);
    return status == CSC_OK ? CSC_OK : csc_i_fail(err, status, "out of memory");
}
