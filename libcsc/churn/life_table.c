/* Customer tables: checking rows, and merging equal ones. */
#include "churn/life.h"

size_t csc_lifetime_table_size(void) {
    return sizeof(csc_lifetime_table);
}

static csc_status need(const csc_column *c, size_t rows, const char *name, int required, csc_error *err) {
    if (c->data == NULL && rows > 0) {
        if (!required) return CSC_OK;
        return csc_i_fail_key(err, CSC_E_INVALID, "the table has no column that the model needs", name, strlen(name));
    }
    return rows > 0 ? csc_i_column_check(c, rows, name, err) : CSC_OK;
}

csc_status csc_i_life_table_check(const csc_lifetime_table *t, int kind, csc_error *err) {
    int contract = kind == CSC_I_LIFE_CONTRACT, spend = kind == CSC_I_LIFE_SPEND;
    CSC_I_TRY(need(&t->x, t->rows, "x", !contract, err));
    CSC_I_TRY(need(&t->t_x, t->rows, "t_x", !contract && !spend, err));
    CSC_I_TRY(need(&t->T, t->rows, "T", !spend, err));
    CSC_I_TRY(need(&t->m_x, t->rows, "m_x", spend, err));
    CSC_I_TRY(need(&t->n, t->rows, "n", 0, err));
    return need(&t->status, t->rows, "status", 0, err);
}

static csc_status wrong(csc_error *err, const char *sentence, const char *key, size_t row) {
    csc_status s = csc_i_fail_row(err, CSC_E_RANGE, sentence, row);
    if (err != NULL) {
        memset(err->key, 0, sizeof err->key);
        memcpy(err->key, key, strlen(key));
    }
    return s;
}

static csc_status check_row(int kind, const csc_i_life_row *r, size_t i, csc_error *err) {
    if (!(r->n >= 0.0) || isinf(r->n)) return wrong(err, "n must be 0 or more", "n", i);
    if (kind == CSC_I_LIFE_CONTRACT) {
        if (r->x != 0.0 && r->x != 1.0) return wrong(err, "status must be 0 or 1", "status", i);
        if (!(r->T >= r->x) || r->T != floor(r->T) || r->T > 1e9)
            return wrong(err, "time must be a whole number of periods, 1 or more where status is 1", "time", i);
        return CSC_OK;
    }
    if (!(r->x >= 0.0 && r->x < 4294967296.0) || r->x != floor(r->x)) return wrong(err, "x must be a whole number, 0 or more", "x", i);
    if (kind == CSC_I_LIFE_SPEND) {
        if (r->x > 0.0 && (!(r->m_x > 0.0) || isinf(r->m_x))) return wrong(err, "mean spend must be above 0", "m_x", i);
        return CSC_OK;
    }
    if (!(r->T >= 0.0) || isinf(r->T)) return wrong(err, "T must be 0 or more and finite", "T", i);
    if (!(r->t_x >= 0.0)) return wrong(err, "t_x must be 0 or more", "t_x", i);
    if (r->t_x > r->T) return wrong(err, "t_x is after T: the last purchase lies behind the end of observation", "t_x", i);
    if (r->x == 0.0 && r->t_x > 0.0) return wrong(err, "t_x must be 0 for a customer without repeat purchases", "t_x", i);
    if (kind == CSC_I_LIFE_DISCRETE) {
        if (r->T != floor(r->T) || r->t_x != floor(r->t_x))
            return wrong(err, "opportunities must be whole numbers", r->T != floor(r->T) ? "T" : "t_x", i);
        if (r->x > r->t_x) return wrong(err, "x is above t_x: at most one purchase an opportunity", "x", i);
    }
    return CSC_OK;
}

/* Rows [from, from + count) of what the kind reads, absent columns filled; the buffers hold `count` each. */
#define CHUNK CSC_I_LIFE_CHUNK
typedef struct chunk {
    double x[CHUNK], t_x[CHUNK], T[CHUNK], m_x[CHUNK], n[CHUNK];
} chunk;

static void fill(double *v, size_t count, double value) {
    for (size_t i = 0; i < count; i++) v[i] = value;
}

static void read_chunk(const csc_lifetime_table *t, int kind, size_t from, size_t count, chunk *c) {
    int contract = kind == CSC_I_LIFE_CONTRACT, spend = kind == CSC_I_LIFE_SPEND;
    fill(c->t_x, count, 0.0);
    fill(c->T, count, 0.0);
    fill(c->m_x, count, 0.0);
    fill(c->n, count, 1.0);
    fill(c->x, count, 0.0);
    if (contract) {
        if (t->status.data != NULL) csc_i_column_read_f64(&t->status, from, count, c->x);
    } else {
        csc_i_column_read_f64(&t->x, from, count, c->x);
    }
    if (!contract && !spend) csc_i_column_read_f64(&t->t_x, from, count, c->t_x);
    if (!spend) csc_i_column_read_f64(&t->T, from, count, c->T);
    if (spend) csc_i_column_read_f64(&t->m_x, from, count, c->m_x);
    if (t->n.data != NULL) csc_i_column_read_f64(&t->n, from, count, c->n);
}

/* 1: complete, 0: a cell is missing */
static int take(const chunk *c, int kind, size_t i, csc_i_life_row *out) {
    *out = (csc_i_life_row){c->x[i], c->t_x[i], c->T[i], c->m_x[i], c->n[i]};
    if (kind != CSC_I_LIFE_CONTRACT && out->x == 0.0) {
        if (isnan(out->t_x)) out->t_x = 0.0; /* nothing to say without a repeat purchase */
        if (kind == CSC_I_LIFE_SPEND) out->m_x = 0.0;
    }
    return !(isnan(out->x) || isnan(out->t_x) || isnan(out->T) || isnan(out->m_x) || isnan(out->n));
}

csc_status csc_i_life_rows_get(const csc_lifetime_table *table, int kind, size_t from, size_t count, csc_i_life_row *out, uint8_t *complete,
                               csc_error *err) {
    chunk c;
    read_chunk(table, kind, from, count, &c);
    for (size_t i = 0; i < count; i++) {
        complete[i] = (uint8_t)take(&c, kind, i, &out[i]);
        if (complete[i]) CSC_I_TRY(check_row(kind, &out[i], from + i, err));
    }
    return CSC_OK;
}

/* ------------------------------------------------------------ unique rows */

static uint64_t mix(uint64_t h, double v) {
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    h = (h ^ bits) * 0x9FB21C651E98DF25u;
    return h ^ (h >> 29);
}

static uint64_t hash_row(const csc_i_life_row *r) {
    uint64_t h = mix(mix(mix(0x243F6A8885A308D3u, r->x), r->t_x), r->T);
    return r->m_x != 0.0 ? mix(h, r->m_x) : h;
}

static int same(const csc_i_life_row *a, const csc_i_life_row *b) {
    return a->x == b->x && a->t_x == b->t_x && a->T == b->T && a->m_x == b->m_x;
}

typedef struct index {
    uint32_t *slot;
    size_t size;
} index;

static csc_status grow_index(index *table, const csc_i_life_rows *rows, const csc_allocator *a) {
    size_t size = table->size ? table->size * 4 : 4096;
    uint32_t *slot = csc_i_zalloc(a, size * sizeof *slot);
    if (slot == NULL) return CSC_E_NOMEM;
    for (size_t i = 0; i < rows->count; i++) {
        size_t at = (size_t)hash_row(&rows->row[i]) & (size - 1);
        while (slot[at] != 0) at = (at + 1) & (size - 1);
        slot[at] = (uint32_t)(i + 1);
    }
    csc_i_free(a, table->slot, table->size * sizeof *slot);
    table->slot = slot;
    table->size = size;
    return CSC_OK;
}

/* Stable sort by x, two passes of 16 bits. */
static csc_status sort_by_x(csc_i_life_rows *rows, const csc_allocator *a) {
    uint32_t top = 0;
    for (size_t i = 0; i < rows->count; i++)
        if ((uint32_t)rows->row[i].x > top) top = (uint32_t)rows->row[i].x;
    if (top == 0 || rows->count < 2) return CSC_OK;
    csc_i_life_row *other = csc_i_alloc_array(a, rows->capacity, sizeof *other);
    size_t *start = csc_i_alloc_array(a, 65537, sizeof *start);
    csc_status status = other == NULL || start == NULL ? CSC_E_NOMEM : CSC_OK;
    for (int shift = 0; status == CSC_OK && shift < 32 && (top >> shift) > 0; shift += 16) {
        memset(start, 0, 65537 * sizeof *start);
        for (size_t i = 0; i < rows->count; i++) start[(((uint32_t)rows->row[i].x >> shift) & 65535) + 1]++;
        for (size_t k = 0; k < 65536; k++) start[k + 1] += start[k];
        for (size_t i = 0; i < rows->count; i++) other[start[((uint32_t)rows->row[i].x >> shift) & 65535]++] = rows->row[i];
        csc_i_life_row *swap = rows->row;
        rows->row = other;
        other = swap;
    }
    csc_i_free(a, other, rows->capacity * sizeof *other);
    csc_i_free(a, start, 65537 * sizeof *start);
    return status;
}

csc_status csc_i_life_reduce(const csc_lifetime_table *table, int kind, csc_i_life_rows *out, const csc_context *context, csc_error *err) {
    csc_allocator a = csc_i_allocator(context);
    index seen = {NULL, 0};
    chunk *c = csc_i_alloc(&a, sizeof *c);
    csc_status status = c == NULL ? CSC_E_NOMEM : CSC_OK;
    int merging = 1;
    memset(out, 0, sizeof *out);
    if (status == CSC_OK && table->rows > UINT32_MAX - 2) status = csc_i_fail(err, CSC_E_LIMIT, "at most 2^32 - 3 rows");
    for (size_t from = 0; status == CSC_OK && from < table->rows; from += CHUNK) {
        size_t count = table->rows - from < CHUNK ? table->rows - from : CHUNK;
        if ((from & 0xFFFFF) == 0) status = csc_i_progress(context, from, table->rows, err);
        read_chunk(table, kind, from, count, c);
        for (size_t i = 0; status == CSC_OK && i < count; i++) {
            csc_i_life_row row;
            if (!take(c, kind, i, &row)) {
                out->missing += 1.0;
                continue;
            }
            status = check_row(kind, &row, from + i, err);
            if (status != CSC_OK || row.n == 0.0 || (kind == CSC_I_LIFE_SPEND && row.x == 0.0)) continue;
            out->customers += row.n;
            size_t at = 0;
            if (merging) {
                if (2 * out->count >= seen.size) {
                    /* hardly a row repeats: merging would only cost */
                    if (out->count >= 65536 && (double)out->count > 0.9 * (double)(from + i)) {
                        merging = 0;
                    } else {
                        status = grow_index(&seen, out, &a);
                        if (status != CSC_OK) break;
                    }
                }
                if (merging) {
                    at = (size_t)hash_row(&row) & (seen.size - 1);
                    while (seen.slot[at] != 0 && !same(&out->row[seen.slot[at] - 1], &row)) at = (at + 1) & (seen.size - 1);
                    if (seen.slot[at] != 0) {
                        out->row[seen.slot[at] - 1].n += row.n;
                        continue;
                    }
                }
            }
            if (out->count == out->capacity) {
                void *items = out->row;
                status = csc_i_grow(&a, &items, &out->capacity, out->count + 1, sizeof row);
                out->row = items;
                if (status != CSC_OK) break;
            }
            out->row[out->count++] = row;
            if (merging) seen.slot[at] = (uint32_t)out->count;
        }
    }
    csc_i_free(&a, seen.slot, seen.size * sizeof *seen.slot);
    csc_i_free(&a, c, sizeof *c);
    if (status == CSC_OK) status = sort_by_x(out, &a);
    if (status != CSC_OK) {
        csc_i_life_rows_free(out, context);
        if (status == CSC_E_NOMEM) return csc_i_fail(err, status, "out of memory");
    }
    return status;
}

void csc_i_life_rows_free(csc_i_life_rows *rows, const csc_context *context) {
    csc_allocator a = csc_i_allocator(context);
    csc_i_free(&a, rows->row, rows->capacity * sizeof *rows->row);
    memset(rows, 0, sizeof *rows);
}
