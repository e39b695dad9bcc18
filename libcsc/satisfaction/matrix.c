/* Complete rows of several columns as one matrix, and its moments. */
#include "satisfaction/matrix.h"

#define BLOCK 256

static csc_status check(const csc_column *const *column, size_t count, size_t n, csc_error *err) {
    for (size_t k = 0; k < count; k++) {
        if (column[k] == NULL) return csc_i_fail(err, CSC_E_INVALID, "A column is NULL.");
        CSC_I_TRY(csc_i_column_check(column[k], n, "column", err));
    }
    return CSC_OK;
}

/* Rows [from, from + count) of all columns into `cells`, column by column; alive[i] is 0 for incomplete rows. */
static csc_status load(const csc_column *const *column, size_t columns, size_t from, size_t count, double *cells, unsigned char *alive,
                       csc_error *err) {
    memset(alive, 1, count);
    for (size_t k = 0; k < columns; k++) {
        double *x = cells + k * BLOCK;
        csc_i_column_read_f64(column[k], from, count, x);
        for (size_t i = 0; i < count; i++) {
            if (isinf(x[i])) {
                csc_i_fail_row(err, CSC_E_RANGE, "A cell is not finite.", from + i);
                if (err != NULL) err->column = k;
                return CSC_E_RANGE;
            }
            if (isnan(x[i])) alive[i] = 0;
        }
    }
    return CSC_OK;
}

csc_status csc_i_matrix_read(const csc_column *const *column, size_t count, size_t n, const csc_allocator *a, csc_i_matrix *out,
                             csc_error *err) {
    memset(out, 0, sizeof *out);
    if (count > CSC_I_MATRIX_COLUMNS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "There are more than 1,000 columns.");
    CSC_I_TRY(check(column, count, n, err));
    out->columns = count;
    out->stride = (count + 7) / 8 * 8;
    size_t cells, bytes;
    if (csc_i_mul_overflow(n + 1, out->stride, &cells) || csc_i_mul_overflow(cells, sizeof(double), &bytes))
        return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the rows.");
    double *block = csc_i_alloc_array(a, (count + 1) * BLOCK, sizeof *block);
    out->x = csc_i_alloc(a, bytes);
    out->bytes = bytes;
    csc_status status = block != NULL && out->x != NULL ? CSC_OK : csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the rows.");
    unsigned char alive[BLOCK];
    for (size_t from = 0; from < n && status == CSC_OK; from += BLOCK) {
        size_t rows = n - from < BLOCK ? n - from : BLOCK;
        status = load(column, count, from, rows, block, alive, err);
        for (size_t i = 0; i < rows && status == CSC_OK; i++) {
            if (!alive[i]) {
                out->missing++;
                continue;
            }
            double *row = out->x + out->rows++ * out->stride;
            for (size_t k = 0; k < count; k++) row[k] = block[k * BLOCK + i];
            for (size_t k = count; k < out->stride; k++) row[k] = 0;
        }
    }
    csc_i_free(a, block, (count + 1) * BLOCK * sizeof *block);
    if (status != CSC_OK) csc_i_matrix_free(out, a);
    return status;
}

void csc_i_matrix_free(csc_i_matrix *m, const csc_allocator *a) {
    csc_i_free(a, m->x, m->bytes);
    m->x = NULL;
}

void csc_i_matrix_centre(csc_i_matrix *m, double *mean) {
    for (size_t k = 0; k < m->columns; k++) mean[k] = 0;
    if (m->rows == 0) return;
    /* Twice: the second pass takes away what rounding left of the first. */
    for (int pass = 0; pass < 2; pass++)
        for (size_t k0 = 0; k0 < m->columns; k0 += 8) {
            double sum[8] = {0};
            for (size_t r = 0; r < m->rows; r++)
                for (size_t k = 0; k < 8; k++) sum[k] += m->x[r * m->stride + k0 + k];
            for (size_t k = 0; k < 8; k++) sum[k] /= (double)m->rows;
            for (size_t r = 0; r < m->rows; r++)
                for (size_t k = 0; k < 8; k++) m->x[r * m->stride + k0 + k] -= sum[k];
            for (size_t k = 0; k < 8 && k0 + k < m->columns; k++) mean[k0 + k] += sum[k];
        }
}

/* Four columns against eight, over all rows: sixteen accumulators that fit vector registers. */
static void tile(const double *x, size_t rows, size_t stride, size_t i0, size_t j0, double out[4][8]) {
    double acc[4][8] = {{0}};
    for (size_t r = 0; r < rows; r++) {
        const double *row = x + r * stride, *a = row + i0, *b = row + j0;
        for (size_t i = 0; i < 4; i++)
            for (size_t j = 0; j < 8; j++) acc[i][j] += a[i] * b[j];
    }
    memcpy(out, acc, sizeof acc);
}

void csc_i_matrix_products(const csc_i_matrix *m, double *products) {
    size_t n = m->columns;
    memset(products, 0, n * n * sizeof *products);
    for (size_t r0 = 0; r0 < m->rows; r0 += BLOCK) {
        size_t rows = m->rows - r0 < BLOCK ? m->rows - r0 : BLOCK;
        for (size_t i0 = 0; i0 < n; i0 += 4)
            for (size_t j0 = i0 / 8 * 8; j0 < n; j0 += 8) {
                double t[4][8];
                tile(m->x + r0 * m->stride, rows, m->stride, i0, j0, t);
                for (size_t i = i0; i < i0 + 4 && i < n; i++)
                    for (size_t j = j0; j < j0 + 8 && j < n; j++)
                        if (j >= i) products[i * n + j] += t[i - i0][j - j0];
            }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) products[i * n + j] = products[j * n + i];
}

void csc_i_matrix_drawn_products(const csc_i_matrix *m, const uint32_t *row, size_t draws, double *scratch, double *products) {
    size_t n = m->columns, stride = m->stride;
    double *sum = scratch;
    memset(sum, 0, stride * sizeof *sum);
    memset(products, 0, n * n * sizeof *products);
    for (size_t r = 0; r < draws; r++)
        for (size_t k = 0; k < stride; k++) sum[k] += m->x[row[r] * stride + k];
    for (size_t i0 = 0; i0 < n; i0 += 4)
        for (size_t j0 = i0 / 8 * 8; j0 < n; j0 += 8) {
            double acc[4][8] = {{0}};
            for (size_t r = 0; r < draws; r++) {
                const double *at = m->x + row[r] * stride, *a = at + i0, *b = at + j0;
                for (size_t i = 0; i < 4; i++)
                    for (size_t j = 0; j < 8; j++) acc[i][j] += a[i] * b[j];
            }
            for (size_t i = i0; i < i0 + 4 && i < n; i++)
                for (size_t j = j0; j < j0 + 8 && j < n; j++)
                    if (j >= i) products[i * n + j] = acc[i - i0][j - j0] - sum[i] * sum[j] / (double)draws;
        }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) products[i * n + j] = products[j * n + i];
}

size_t csc_i_correlations(double *products, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(products[i * n + i] > 0)) return i;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double r = products[i * n + j] / sqrt(products[i * n + i]) / sqrt(products[j * n + j]);
            products[i * n + j] = products[j * n + i] = r > 1 ? 1 : r < -1 ? -1 : r;
        }
    for (size_t i = 0; i < n; i++) products[i * n + i] = 1;
    return n;
}

static void sift(double *x, size_t at, size_t n) {
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && x[child] < x[child + 1]) child++;
        if (x[at] >= x[child]) return;
        double t = x[at];
        x[at] = x[child];
        x[child] = t;
    }
}

void csc_i_sort_doubles(double *x, size_t n) {
    for (size_t i = n / 2; i-- > 0;) sift(x, i, n);
    for (size_t end = n; end > 1; end--) {
        double t = x[0];
        x[0] = x[end - 1];
        x[end - 1] = t;
        sift(x, 0, end - 1);
    }
}

double csc_i_sorted_quantile(const double *x, size_t n, double p) {
    double at = p * (double)(n - 1), below = floor(at);
    size_t i = (size_t)below;
    return i + 1 < n ? x[i] + (at - below) * (x[i + 1] - x[i]) : x[n - 1];
}
