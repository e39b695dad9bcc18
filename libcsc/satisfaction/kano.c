/* Kano's categories and what their counts say. */
#include "csc/satisfaction.h"
#include "base/internal.h"

const char *csc_kano_letter(int32_t category) {
    static const char *const letters[] = {"A", "O", "M", "I", "R", "Q"};
    return category >= CSC_KANO_A && category <= CSC_KANO_Q ? letters[category] : "?";
}

/* Rows: if it is so; columns: if it is not. Like, must be, neutral, live with, dislike. */
static const signed char grid[5][5] = {{CSC_KANO_Q, CSC_KANO_A, CSC_KANO_A, CSC_KANO_A, CSC_KANO_O},
                                       {CSC_KANO_R, CSC_KANO_I, CSC_KANO_I, CSC_KANO_I, CSC_KANO_M},
                                       {CSC_KANO_R, CSC_KANO_I, CSC_KANO_I, CSC_KANO_I, CSC_KANO_M},
                                       {CSC_KANO_R, CSC_KANO_I, CSC_KANO_I, CSC_KANO_I, CSC_KANO_M},
                                       {CSC_KANO_R, CSC_KANO_R, CSC_KANO_R, CSC_KANO_R, CSC_KANO_Q}};

int32_t csc_kano_classify(int32_t functional, int32_t dysfunctional) {
    if (functional < 1 || functional > 5 || dysfunctional < 1 || dysfunctional > 5) return CSC_KANO_NONE;
    return grid[functional - 1][dysfunctional - 1];
}

csc_status csc_kano_from_counts(const uint64_t *count, csc_kano *out, csc_error *err) {
    static const int32_t order[6] = {CSC_KANO_M, CSC_KANO_O, CSC_KANO_A, CSC_KANO_I, CSC_KANO_R, CSC_KANO_Q};
    if (count == NULL || out == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    double c[6], n = 0, first = -1, second = -1;
    memset(out, 0, sizeof *out);
    for (int k = 0; k < 6; k++) {
        out->count[k] = count[k];
        c[k] = (double)count[k];
        n += c[k];
    }
    out->n = n;
    out->cs_plus = out->cs_minus = out->category_strength = out->total_strength = out->fong_threshold = (double)NAN;
    out->category = CSC_KANO_NONE;
    out->status = n > 0 ? CSC_OK : CSC_E_UNDEFINED;
    if (!(n > 0)) return CSC_OK;
    for (int k = 0; k < 6; k++) {
        double v = c[order[k]];
        if (v > first) {
            second = first;
            first = v;
            out->category = order[k];
        } else if (v > second) {
            second = v;
        }
    }
    double base = c[CSC_KANO_A] + c[CSC_KANO_O] + c[CSC_KANO_M] + c[CSC_KANO_I];
    if (base > 0) {
        out->cs_plus = (c[CSC_KANO_A] + c[CSC_KANO_O]) / base;
        out->cs_minus = -(c[CSC_KANO_O] + c[CSC_KANO_M]) / base;
    }
    out->category_strength = (first - second) / n;
    out->total_strength = (c[CSC_KANO_A] + c[CSC_KANO_O] + c[CSC_KANO_M]) / n;
    out->fong_threshold = 1.65 * sqrt((first + second) * (2 * n - first - second) / (2 * n));
    out->significant = first - second >= out->fong_threshold;
    return CSC_OK;
}

static csc_status fail_row(csc_error *err, const char *message, const char *key, size_t row) {
    csc_i_fail_key(err, CSC_E_RANGE, message, key, strlen(key));
    if (err != NULL) err->row = row;
    return CSC_E_RANGE;
}

/* 0 for a blank. */
static csc_status read_answer(const csc_column *c, size_t row, const char *key, int32_t *answer, csc_error *err) {
    int64_t v = 0;
    int there = csc_i_column_i64(c, row, &v);
    *answer = 0;
    if (there == 0) return CSC_OK;
    if (there < 0 || v < 1 || v > 5) return fail_row(err, "An answer must be 1 (like) to 5 (dislike).", key, row);
    *answer = (int32_t)v;
    return CSC_OK;
}

static csc_status read_pair(const csc_column *item, const csc_column *functional, const csc_column *dysfunctional, size_t row, size_t items,
                            size_t *which, int32_t *category, csc_error *err) {
    int64_t i = 0;
    int32_t f, d;
    if (item != NULL && csc_i_column_i64(item, row, &i) != 1) return fail_row(err, "The item is missing or no whole number.", "item", row);
    if (i < 0 || (uint64_t)i >= items) return fail_row(err, "There is no item of this number.", "item", row);
    CSC_I_TRY(read_answer(functional, row, "functional", &f, err));
    CSC_I_TRY(read_answer(dysfunctional, row, "dysfunctional", &d, err));
    *which = (size_t)i;
    *category = csc_kano_classify(f, d);
    return CSC_OK;
}

csc_status csc_kano_count(const csc_column *item, const csc_column *functional, const csc_column *dysfunctional, size_t n, size_t items,
                          uint64_t *count, uint64_t *missing, csc_error *err) {
    if (n == 0) return CSC_OK;
    if (functional == NULL || dysfunctional == NULL || count == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (item != NULL) CSC_I_TRY(csc_i_column_check(item, n, "item", err));
    CSC_I_TRY(csc_i_column_check(functional, n, "functional", err));
    CSC_I_TRY(csc_i_column_check(dysfunctional, n, "dysfunctional", err));
    size_t which;
    int32_t category;
    for (size_t row = 0; row < n; row++) CSC_I_TRY(read_pair(item, functional, dysfunctional, row, items, &which, &category, err));
    for (size_t row = 0; row < n; row++) {
        if (read_pair(item, functional, dysfunctional, row, items, &which, &category, NULL) != CSC_OK) continue;
        if (category != CSC_KANO_NONE)
            count[which * 6 + (size_t)category]++;
        else if (missing != NULL)
            missing[which]++;
    }
    return CSC_OK;
}
