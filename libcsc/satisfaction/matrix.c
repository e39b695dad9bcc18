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

/* Four columns against four of two row-wise tables of equal shape: sixteen sums, few enough to stay in registers. */
static void tile(const double *restrict x, const double *restrict y, size_t rows, size_t stride, double *restrict out) {
    double s[4][4] = {{0}};
    for (size_t r = 0; r < rows; r++) {
        const double *a = x + r * stride, *b = y + r * stride;
        for (size_t i = 0; i < 4; i++)
            for (size_t j = 0; j < 4; j++) s[i][j] += a[i] * b[j];
    }
    memcpy(out, s, sizeof s);
}

void csc_i_matrix_add_products(const double *x, const double *y, size_t rows, size_t stride, size_t n, double *products) {
    for (size_t i0 = 0; i0 < n; i0 += 4)
        for (size_t j0 = i0; j0 < n; j0 += 4) {
            double t[16];
            tile(x + i0, y + j0, rows, stride, t);
            for (size_t i = i0; i < i0 + 4 && i < n; i++)
                for (size_t j = j0; j < j0 + 4 && j < n; j++)
                    if (j >= i) products[i * n + j] += t[(i - i0) * 4 + j - j0];
        }
}

static void mirror(double *products, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) products[i * n + j] = products[j * n + i];
}

/* Adds the rows to sums of `stride` columns. */
static void add_rows(const double *restrict x, size_t rows, size_t stride, double *restrict sum) {
    for (size_t r = 0; r < rows; r++)
        for (size_t k = 0; k < stride; k++) sum[k] += x[r * stride + k];
}

/* One pass finds the means; the other subtracts them block by block, while a block is at hand sums its products, and finds what
 * rounding left of the means, which is taken off the products at the end. */
void csc_i_matrix_moments(csc_i_matrix *m, double *mean, double *products) {
    size_t n = m->columns, stride = m->stride;
    double sum[CSC_I_MATRIX_COLUMNS_MAX + 8], rest[CSC_I_MATRIX_COLUMNS_MAX + 8];
    memset(sum, 0, stride * sizeof *sum);
    memset(rest, 0, stride * sizeof *rest);
    memset(products, 0, n * n * sizeof *products);
    add_rows(m->x, m->rows, stride, sum);
    for (size_t k = 0; k < stride; k++) sum[k] = m->rows > 0 ? sum[k] / (double)m->rows : 0;
    for (size_t r0 = 0; r0 < m->rows; r0 += BLOCK) {
        size_t rows = m->rows - r0 < BLOCK ? m->rows - r0 : BLOCK;
        double *x = m->x + r0 * stride;
        for (size_t r = 0; r < rows; r++)
            for (size_t k = 0; k < stride; k++) x[r * stride + k] -= sum[k];
        add_rows(x, rows, stride, rest);
        csc_i_matrix_add_products(x, x, rows, stride, n, products);
    }
    for (size_t i = 0; i < n; i++) {
        mean[i] = m->rows > 0 ? sum[i] + rest[i] / (double)m->rows : 0;
        for (size_t j = i; j < n && m->rows > 0; j++) products[i * n + j] -= rest[i] * rest[j] / (double)m->rows;
    }
    mirror(products, n);
}

void csc_i_matrix_counted_products(const csc_i_matrix *m, const uint32_t *count, double *scratch, double *products) {
    size_t n = m->columns, stride = m->stride, rows = 0;
    double *plain = scratch, *times = plain + m->rows * stride, *sum = times + m->rows * stride, total = 0;
    memset(sum, 0, stride * sizeof *sum);
    memset(products, 0, n * n * sizeof *products);
    for (size_t r = 0; r < m->rows; r++) {
        if (count[r] == 0) continue;
        const double *x = m->x + r * stride;
        double *p = plain + rows * stride, *t = times + rows * stride, c = count[r];
        for (size_t k = 0; k < stride; k++) {
            p[k] = x[k];
            t[k] = c * x[k];
            sum[k] += t[k];
        }
        total += c;
        rows++;
    }
    csc_i_matrix_add_products(plain, times, rows, stride, n, products);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++) products[i * n + j] -= sum[i] * sum[j] / total;
    mirror(products, n);
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
