/* How well probabilities foretold outcomes: AUC with ties, Brier score, log loss, gain, lift, calibration. */
#include "churn/internal.h"
#include "churn/sort.h"

size_t csc_churn_measures_size(void) {
    return sizeof(csc_churn_measures);
}

size_t csc_churn_bin_size(void) {
    return sizeof(csc_churn_bin);
}

static void add(csc_churn_bin *bin, double p, double y, double w) {
    bin->n += w;
    bin->events += w * y;
    bin->mean += w * p;
}

static csc_status close_bins(csc_churn_bin *bin, size_t count, double n, double events) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += bin[i].events;
        bin[i].mean = bin[i].n > 0.0 ? bin[i].mean / bin[i].n : NAN;
        bin[i].rate = bin[i].n > 0.0 ? bin[i].events / bin[i].n : NAN;
        bin[i].gain = events > 0.0 ? sum / events : NAN;
        bin[i].lift = events > 0.0 ? bin[i].rate / (events / n) : NAN;
        bin[i].low = bin[i].high = NAN;
        if (bin[i].n > 0.0)
            CSC_I_TRY(csc_num_wilson(bin[i].events < bin[i].n ? bin[i].events : bin[i].n, bin[i].n, 0.95, &bin[i].low, &bin[i].high));
    }
    return CSC_OK;
}

typedef struct scored {
    double *p, *y, *w;
    uint64_t *key;
    uint32_t *order;
    size_t n;
} scored;

static void summarise(const scored *s, csc_churn_measures *out, csc_churn_bin *deciles, csc_churn_bin *calibration, size_t groups) {
    double n = 0.0, events = 0.0, brier = 0.0, loss = 0.0;
    for (size_t i = 0; i < s->n; i++) {
        double w = s->w[i], p = s->p[i], y = s->y[i];
        n += w;
        events += w * y;
        brier += w * (p - y) * (p - y);
        if (w > 0.0) loss -= w * (y > 0.0 ? log(p) : log1p(-p));
    }
    out->n = n;
    out->events = events;
    out->brier = brier / n;
    out->log_loss = loss / n;
    /* falling probability; ties together */
    double won = 0.0, seen_left = 0.0, before = 0.0;
    for (size_t i = 0; i < s->n;) {
        double left = 0.0, stayed = 0.0;
        size_t j = i;
        for (; j < s->n && s->key[s->order[j]] == s->key[s->order[i]]; j++) {
            size_t row = s->order[j];
            *(s->y[row] > 0.0 ? &left : &stayed) += s->w[row];
        }
        won += stayed * (seen_left + 0.5 * left);
        seen_left += left;
        if (deciles != NULL) {
            size_t group = (size_t)((before + 0.5 * (left + stayed)) / n * (double)groups);
            if (group >= groups) group = groups - 1;
            for (size_t k = i; k < j; k++) add(&deciles[group], s->p[s->order[k]], s->y[s->order[k]], s->w[s->order[k]]);
        }
        before += left + stayed;
        i = j;
    }
    out->auc = events > 0.0 && events < n ? won / (events * (n - events)) : NAN;
    for (size_t i = 0; calibration != NULL && i < s->n; i++) {
        size_t bin = (size_t)(s->p[i] * (double)groups);
        add(&calibration[bin < groups ? bin : groups - 1], s->p[i], s->y[i], s->w[i]);
    }
}

csc_status csc_churn_measure(const csc_column *probability, const csc_column *outcome, const csc_column *weight, size_t rows,
                             csc_churn_measures *out, csc_churn_bin *deciles, csc_churn_bin *calibration, size_t groups,
                             const csc_context *context, csc_error *err) {
    if (out == NULL || (rows > 0 && (probability == NULL || outcome == NULL)))
        return csc_i_fail(err, CSC_E_INVALID, "probability, outcome and out must not be NULL");
    if ((deciles != NULL || calibration != NULL) && (groups < 2 || groups > 1000))
        return csc_i_fail_key(err, CSC_E_INVALID, "groups must be from 2 to 1,000", "groups", 6);
    if (rows > UINT32_MAX - 2) return csc_i_fail(err, CSC_E_LIMIT, "at most 2^32 - 3 rows");
    if (rows > 0) {
        CSC_I_TRY(csc_i_column_check(probability, rows, "probability", err));
        CSC_I_TRY(csc_i_column_check(outcome, rows, "outcome", err));
        if (weight != NULL) CSC_I_TRY(csc_i_column_check(weight, rows, "weight", err));
    }
    csc_allocator a = csc_i_allocator(context);
    size_t size = rows + 1;
    double *block = csc_i_alloc_array(&a, 3 * size, sizeof *block);
    scored s = {block,
                block != NULL ? block + size : NULL,
                block != NULL ? block + 2 * size : NULL,
                csc_i_alloc_array(&a, size, sizeof(uint64_t)),
                csc_i_alloc_array(&a, size, sizeof(uint32_t)),
                0};
    csc_status status = block == NULL || s.key == NULL || s.order == NULL ? csc_i_fail(err, CSC_E_NOMEM, "out of memory") : CSC_OK;
    csc_churn_measures result = {0, 0, 0, NAN, NAN, NAN};
    for (size_t i = 0; status == CSC_OK && i < rows; i++) {
        double p = csc_i_column_f64(probability, i), y = csc_i_column_f64(outcome, i),
               w = weight != NULL ? csc_i_column_f64(weight, i) : 1.0;
        if (isnan(p) || isnan(y) || isnan(w)) {
            result.missing += 1.0;
            continue;
        }
        if (!(p >= 0.0 && p <= 1.0))
            status = csc_i_fail_row(err, CSC_E_RANGE, "a probability must lie in [0, 1]", i);
        else if (y != 0.0 && y != 1.0)
            status = csc_i_fail_row(err, CSC_E_RANGE, "the outcome must be 0 or 1", i);
        else if (!(w >= 0.0) || isinf(w))
            status = csc_i_fail_row(err, CSC_E_RANGE, "weight must be 0 or more and finite", i);
        s.p[s.n] = p;
        s.y[s.n] = y;
        s.w[s.n] = w;
        s.key[s.n] = ~csc_i_sort_key(p);
        s.n++;
    }
    if (status == CSC_OK && csc_i_sort_order(s.key, s.n, s.order, &a) != CSC_OK) status = csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    if (status == CSC_OK) {
        double total = 0.0;
        for (size_t i = 0; i < s.n; i++) total += s.w[i];
        if (deciles != NULL) memset(deciles, 0, groups * sizeof *deciles);
        if (calibration != NULL) memset(calibration, 0, groups * sizeof *calibration);
        if (total > 0.0)
            summarise(&s, &result, deciles, calibration, groups);
        else
            status = csc_i_fail(err, CSC_E_UNDEFINED, "there are no rows to judge");
        if (deciles != NULL && close_bins(deciles, groups, result.n, result.events) != CSC_OK) status = CSC_E_INTERNAL;
        if (calibration != NULL && close_bins(calibration, groups, result.n, result.events) != CSC_OK) status = CSC_E_INTERNAL;
        *out = result;
    }
    csc_i_free(&a, block, 3 * size * sizeof *block);
    csc_i_free(&a, s.key, size * sizeof *s.key);
    csc_i_free(&a, s.order, size * sizeof *s.order);
    return status;
}
