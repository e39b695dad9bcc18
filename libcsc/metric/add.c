/* Counting answers. Blocks of plain rows (whole answers on the scale, weight 1) take a fast way: columns are turned into group and
 * cell numbers by loops that compilers vectorise, then counted. Everything else goes row by row. A failure takes back what the call
 * has counted so far: counts and exact sums undo without a trace. */
#include "metric/internal.h"

#define BLOCK 1024
#define ODD 0xFFFFu /* a cell number that says: look at this row closely */

/* Small tables are counted in four copies, so that runs of equal answers need not wait for each other's store. */
#define SMALL_CELLS 1024
#define SMALL_COPIES 4

/* ------------------------------------------------------------- row by row */

typedef struct row {
    size_t group, cell;
    double fraction; /* of an answer between two points, for means; 0 otherwise */
    double weight;
} row;

static csc_status fail_row(csc_error *err, csc_status status, const char *message, const char *key, size_t at) {
    csc_i_fail_key(err, status, message, key, strlen(key));
    if (err != NULL) err->row = at;
    return status;
}

static csc_status place(const csc_metric *self, double value, row *out, size_t at, csc_error *err) {
    const csc_i_metric_plan *p = &self->plan;
    out->fraction = 0;
    if (isnan(value) || (p->zero_missing && value == 0)) {
        if (p->missing == CSC_I_METRIC_REFUSE) return fail_row(err, CSC_E_RANGE, "The answer is missing.", "value", at);
        out->cell = p->points;
        return CSC_OK;
    }
    if (p->family == CSC_I_METRIC_RESPONSE) {
        out->cell = 0;
        return CSC_OK;
    }
    if (!(value >= p->low && value <= p->high)) {
        if (!p->count_offscale) return fail_row(err, CSC_E_RANGE, "The answer is off the scale that the spec declares.", "value", at);
        out->cell = p->points + 1;
        return CSC_OK;
    }
    double whole = floor(value);
    out->cell = (size_t)((int32_t)whole - p->low);
    if (p->family == CSC_I_METRIC_MEAN) out->fraction = value - whole;
    return CSC_OK;
}

static csc_status check_weight(double w, size_t at, csc_error *err) {
    if (w == 0 || (w >= CSC_I_METRIC_WEIGHT_MIN && w <= CSC_I_METRIC_WEIGHT_MAX)) return CSC_OK;
    return fail_row(err, CSC_E_RANGE, "A weight must be 0 or from 1e-100 to 1e100.", "weight", at);
}

/* Counts a row (sign 1) or takes it back (-1); taking back needs no memory. */
static csc_status count(csc_metric *self, const row *r, double sign, csc_error *err) {
    if (r->weight == 0) return CSC_OK;
    int plain = r->weight == 1;
    csc_i_metric_extra *e = NULL;
    if (!plain || r->fraction != 0) {
        e = csc_i_metric_extra_get(self, r->group, !plain);
        if (e == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the sums.");
    }
    if (plain) {
        self->cell[r->group * self->stride + r->cell] += sign > 0 ? (uint64_t)1 : UINT64_MAX;
    } else {
        csc_i_exact_add(&e->cell[r->cell], sign * r->weight);
        if (r->cell < self->plan.points + (self->plan.missing == CSC_I_METRIC_KEEP))
            csc_i_exact_add(&e->cell[self->stride], sign * (r->weight * r->weight));
    }
    if (r->fraction != 0) {
        double part = r->weight * r->fraction;
        csc_i_exact_add(&e->fraction, sign * part);
        csc_i_exact_add(&e->fraction2, sign * (part * (2.0 * (double)r->cell + r->fraction)));
    }
    return CSC_OK;
}

static csc_status read_row(const csc_metric *self, const csc_column *group, const csc_column *value, const csc_column *weight, size_t at,
                           row *r, csc_error *err) {
    int64_t g = 0;
    if (group != NULL && csc_i_column_i64(group, at, &g) != 1)
        return fail_row(err, CSC_E_RANGE, "The group of a row is missing or no whole number.", "group", at);
    if (g < 0 || (uint64_t)g >= self->groups) return fail_row(err, CSC_E_RANGE, "There is no group of this number.", "group", at);
    r->group = (size_t)g;
    CSC_I_TRY(place(self, csc_i_column_f64(value, at), r, at, err));
    r->weight = 1;
    if (weight == NULL) return CSC_OK;
    r->weight = csc_i_column_f64(weight, at);
    return check_weight(r->weight, at, err);
}

/* Rows [from, to); *done is the first that was not counted. */
static csc_status count_rows(csc_metric *self, const csc_column *group, const csc_column *value, const csc_column *weight, size_t from,
                             size_t to, double sign, size_t *done, csc_error *err) {
    for (*done = from; *done < to; ++*done) {
        row r;
        CSC_I_TRY(read_row(self, group, value, weight, *done, &r, err));
        CSC_I_TRY(count(self, &r, sign, err));
    }
    return CSC_OK;
}

/* --------------------------------------------------------------- the fast way */

/* Cells of BLOCK answers of one type that lie side by side. Integers: one subtraction and one comparison. */
#define CELLS_OF_INTEGERS(name, type, wide, unsigned_wide)                                                                                 \
    static void name(const type *restrict v, int32_t low, uint32_t points, uint16_t *restrict cell) {                                      \
        for (size_t i = 0; i < BLOCK; i++) {                                                                                               \
            unsigned_wide d = (unsigned_wide)(wide)v[i] - (unsigned_wide)(wide)low;                                                        \
            cell[i] = d < points ? (uint16_t)d : (uint16_t)ODD;                                                                            \
        }                                                                                                                                  \
    }
CELLS_OF_INTEGERS(cells_i8, int8_t, int32_t, uint32_t)
CELLS_OF_INTEGERS(cells_u8, uint8_t, int32_t, uint32_t)
CELLS_OF_INTEGERS(cells_i16, int16_t, int32_t, uint32_t)
CELLS_OF_INTEGERS(cells_u16, uint16_t, int32_t, uint32_t)
CELLS_OF_INTEGERS(cells_i32, int32_t, int32_t, uint32_t)
CELLS_OF_INTEGERS(cells_i64, int64_t, int64_t, uint64_t)

/* Real numbers: clamped first, so that the conversion is defined; what does not come back as it was is off the scale or a fraction. */
#define CELLS_OF_REALS(name, type)                                                                                                         \
    static void name(const type *restrict v, int32_t low, uint32_t points, uint16_t blank, uint16_t *restrict cell) {                      \
        type first = (type)low, last = (type)(low + (int32_t)points - 1);                                                                  \
        for (size_t i = 0; i < BLOCK; i++) {                                                                                               \
            type x = v[i], y = x > first ? x : first;                                                                                      \
            y = y < last ? y : last;                                                                                                       \
            int32_t k = (int32_t)y;                                                                                                        \
            int32_t c = (type)k == x ? k - low : (int32_t)ODD;                                                                             \
            cell[i] = (uint16_t)(x != x ? blank : c);                                                                                      \
        }                                                                                                                                  \
    }
CELLS_OF_REALS(cells_f32, float)
CELLS_OF_REALS(cells_f64, double)

#define GROUPS_OF(name, type, limit)                                                                                                       \
    static void name(const type *restrict g, uint32_t *restrict out) {                                                                     \
        for (size_t i = 0; i < BLOCK; i++) out[i] = (uint64_t)g[i] < (limit) ? (uint32_t)g[i] : UINT32_MAX;                                \
    }
GROUPS_OF(groups_u64, uint64_t, UINT32_MAX)
static void groups_u8(const uint8_t *restrict g, uint32_t *restrict out) {
    for (size_t i = 0; i < BLOCK; i++) out[i] = g[i];
}
static void groups_u16(const uint16_t *restrict g, uint32_t *restrict out) {
    for (size_t i = 0; i < BLOCK; i++) out[i] = g[i];
}
static void groups_u32(const uint32_t *restrict g, uint32_t *restrict out) {
    for (size_t i = 0; i < BLOCK; i++) out[i] = g[i];
}

static int aligned(const void *p, size_t size) {
    return (uintptr_t)p % size == 0;
}

/* 1 when the column can be read as a C array of its type. */
static int side_by_side(const csc_column *c) {
    size_t size = csc_i_type_size(c->type);
    return c->stride == (ptrdiff_t)size && aligned(c->data, size);
}

static int fast_values(const csc_metric *self, const csc_column *v) {
    return v->type != CSC_TYPE_U32 && v->type != CSC_TYPE_U64 && side_by_side(v) && self->plan.family != CSC_I_METRIC_RESPONSE &&
           !self->plan.zero_missing;
}

static int fast_groups(const csc_column *g) {
    return g == NULL || (g->validity == NULL && g->type != CSC_TYPE_F32 && g->type != CSC_TYPE_F64 && g->type != CSC_TYPE_I8 &&
                         g->type != CSC_TYPE_I16 && side_by_side(g));
}

static void load_cells(const csc_metric *self, const csc_column *v, size_t at, uint16_t *cell) {
    int32_t low = self->plan.low;
    uint32_t points = (uint32_t)self->plan.points;
    uint16_t blank = self->plan.missing == CSC_I_METRIC_REFUSE ? (uint16_t)ODD : (uint16_t)points;
    const char *data = (const char *)v->data + (ptrdiff_t)at * v->stride;
    switch (v->type) {
    case CSC_TYPE_I8:
        cells_i8((const void *)data, low, points, cell);
        break;
    case CSC_TYPE_U8:
        cells_u8((const void *)data, low, points, cell);
        break;
    case CSC_TYPE_I16:
        cells_i16((const void *)data, low, points, cell);
        break;
    case CSC_TYPE_U16:
        cells_u16((const void *)data, low, points, cell);
        break;
    case CSC_TYPE_I32:
        cells_i32((const void *)data, low, points, cell);
        break;
    case CSC_TYPE_I64:
        cells_i64((const void *)data, low, points, cell);
        break;
    case CSC_TYPE_F32:
        cells_f32((const void *)data, low, points, blank, cell);
        break;
    default:
        cells_f64((const void *)data, low, points, blank, cell);
        break;
    }
    if (v->validity != NULL)
        for (size_t i = 0; i < BLOCK; i++)
            if (!csc_i_column_valid(v, at + i)) cell[i] = blank;
}

static void load_groups(const csc_column *g, size_t at, uint32_t *out) {
    const char *data = (const char *)g->data + (ptrdiff_t)at * g->stride;
    switch (g->type) {
    case CSC_TYPE_U8:
        groups_u8((const void *)data, out);
        break;
    case CSC_TYPE_U16:
        groups_u16((const void *)data, out);
        break;
    case CSC_TYPE_U32:
    case CSC_TYPE_I32:
        groups_u32((const void *)data, out);
        break; /* a negative one becomes too large */
    default:
        groups_u64((const void *)data, out);
        break;
    }
}

static uint16_t largest_cell(const uint16_t *restrict cell) {
    int16_t any = 0; /* ODD is the only one with the sign bit: a scale has 1,001 points at most */
    for (size_t i = 0; i < BLOCK; i++) any |= (int16_t)cell[i];
    return (uint16_t)any;
}

static uint32_t largest_group(const uint32_t *restrict group) {
    uint32_t top = 0;
    for (size_t i = 0; i < BLOCK; i++) top = group[i] > top ? group[i] : top;
    return top;
}

typedef struct small {
    uint32_t copy[SMALL_COPIES][SMALL_CELLS];
} small;

static void flush(csc_metric *self, small *s, size_t cells, uint64_t sign) {
    for (size_t c = 0; c < cells; c++) {
        uint64_t sum = 0;
        for (size_t k = 0; k < SMALL_COPIES; k++) sum += s->copy[k][c];
        self->cell[c] += sign * sum;
    }
}

static void count_small(small *s, const uint32_t *restrict group, const uint16_t *restrict cell, size_t stride) {
    for (size_t i = 0; i < BLOCK; i += SMALL_COPIES) {
        s->copy[0][group[i] * stride + cell[i]]++;
        s->copy[1][group[i + 1] * stride + cell[i + 1]]++;
        s->copy[2][group[i + 2] * stride + cell[i + 2]]++;
        s->copy[3][group[i + 3] * stride + cell[i + 3]]++;
    }
}

static void count_large(uint64_t *restrict cells, const uint32_t *restrict group, const uint16_t *restrict cell, size_t stride,
                        uint64_t sign) {
    for (size_t i = 0; i < BLOCK; i++) cells[group[i] * stride + cell[i]] += sign;
}

/* Rows [0, n); *done is the first row that was not counted. With sign -1 the rows are known to be good. */
static csc_status count_all(csc_metric *self, const csc_column *group, const csc_column *value, const csc_column *weight, size_t n,
                            double sign, size_t *done, csc_error *err) {
    uint32_t g[BLOCK];
    uint16_t c[BLOCK];
    size_t at = 0, cells = self->groups * self->stride;
    uint64_t unit = sign > 0 ? 1 : UINT64_MAX;
    csc_status status = CSC_OK;
    *done = 0;
    if (weight == NULL && n >= BLOCK && self->groups > 0 && fast_values(self, value) && fast_groups(group)) {
        small tables;
        int use_small = cells <= SMALL_CELLS && n >= 4 * BLOCK && n <= UINT32_MAX;
        if (use_small) memset(&tables, 0, sizeof tables);
        if (group == NULL) memset(g, 0, sizeof g);
        for (; at + BLOCK <= n && status == CSC_OK; at += BLOCK) {
            load_cells(self, value, at, c);
            if (group != NULL) load_groups(group, at, g);
            if ((largest_cell(c) & 0x8000u) != 0 || largest_group(g) >= self->groups) {
                size_t stop;
                status = count_rows(self, group, value, NULL, at, at + BLOCK, sign, &stop, err);
                if (status != CSC_OK) {
                    at = stop;
                    break;
                }
            } else if (use_small) {
                count_small(&tables, g, c, self->stride);
            } else {
                count_large(self->cell, g, c, self->stride, unit);
            }
        }
        if (use_small) flush(self, &tables, cells, unit);
        *done = at;
        if (status != CSC_OK) return status;
    }
    return count_rows(self, group, value, weight, at, n, sign, done, err);
}

csc_status csc_metric_add(csc_metric *self, const csc_column *group, const csc_column *value, const csc_column *weight, size_t n,
                          csc_error *err) {
    if (self == NULL) return csc_i_fail(err, CSC_E_INVALID, "The object is NULL.");
    if (n == 0) return CSC_OK;
    if (value == NULL) return csc_i_fail_key(err, CSC_E_INVALID, "The column is NULL.", "value", 5);
    CSC_I_TRY(csc_i_column_check(value, n, "value", err));
    if (group != NULL) CSC_I_TRY(csc_i_column_check(group, n, "group", err));
    if (group != NULL && (group->type == CSC_TYPE_F32 || group->type == CSC_TYPE_F64))
        return csc_i_fail_key(err, CSC_E_TYPE, "Groups must be a column of whole numbers.", "group", 5);
    if (weight != NULL) CSC_I_TRY(csc_i_column_check(weight, n, "weight", err));
    size_t done = 0, undone;
    csc_status status = count_all(self, group, value, weight, n, 1.0, &done, err);
    if (status != CSC_OK && done > 0 && count_all(self, group, value, weight, done, -1.0, &undone, NULL) != CSC_OK)
        return csc_i_fail(err, CSC_E_INTERNAL, "Taking back a failed call failed.");
    return status;
}

csc_status csc_metric_add_value(csc_metric *self, size_t group, double value, double weight, csc_error *err) {
    if (self == NULL) return csc_i_fail(err, CSC_E_INVALID, "The object is NULL.");
    if (group >= self->groups) return csc_i_fail_key(err, CSC_E_RANGE, "There is no group of this number.", "group", 5);
    row r = {group, 0, 0, weight};
    CSC_I_TRY(place(self, value, &r, 0, err));
    CSC_I_TRY(check_weight(weight, 0, err));
    return count(self, &r, 1.0, err);
}
