/* Cox's proportional hazards (1972): ties by Efron (1977) or Breslow (1974), strata, start-stop rows, weights, robust variance. */
#include "churn/surv_model.h"

typedef struct work {
    const csc_i_surv_rows *r;
    const uint32_t *index, *leave; /* by stratum, falling time; by stratum, falling start */
    size_t p;
    int efron;
    double *eta, *risk; /* of each row */
    double *sums;       /* s1, d1, x-bar, s2, d2 */
} work;

/* Sums over the levels 0 .. d - 1 of an Efron tie (or d equal levels of Breslow's): of 1 / den, f / den, 1 / den^2, f / den^2, f^2 / den^2
 * and ln den, with f = level / d, den = s0 - f d0. */
typedef struct levels {
    double logs, i, f, ii, fi, ff;
} levels;

static levels sum_levels(double s0, double d0, size_t d, int efron) {
    levels v = {0};
    if (!efron || d == 1) {
        double n = (double)d, inverse = 1.0 / s0;
        v.logs = n * log(s0);
        v.i = n * inverse;
        v.ii = n * inverse * inverse;
        return v;
    }
    for (size_t l = 0; l < d; l++) {
        double f = (double)l / (double)d, den = s0 - f * d0, inverse = 1.0 / den;
        v.logs += log(den);
        v.i += inverse;
        v.f += f * inverse;
        v.ii += inverse * inverse;
        v.fi += f * inverse * inverse;
        v.ff += f * f * inverse * inverse;
    }
    return v;
}

/* Symmetric rank-one update of the lower triangle. */
static void add_outer(double *m, size_t p, const double *x, double w) {
    for (size_t i = 0; i < p; i++) {
        double wx = w * x[i];
        for (size_t j = 0; j <= i; j++) m[i * p + j] += wx * x[j];
    }
}

static csc_status evaluate(void *ctx, const double *theta, double *value, double *gradient, double *information) {
    work *w = ctx;
    const csc_i_surv_rows *r = w->r;
    size_t p = w->p, n = r->count;
    double *s1 = w->sums, *d1 = s1 + p, *s2 = d1 + p, *d2 = s2 + p * p, total = 0.0;
    memset(gradient, 0, p * sizeof *gradient);
    memset(information, 0, p * p * sizeof *information);
    double top = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        double eta = 0.0;
        for (size_t j = 0; j < p; j++) eta += r->x[i * p + j] * theta[j];
        w->eta[i] = eta;
        if (eta > top) top = eta;
    }
    double shift = top > 300.0 ? top : 0.0;
    for (size_t i = 0; i < n; i++) w->risk[i] = r->weight[i] * exp(w->eta[i] - shift);
    for (size_t from = 0; from < n;) {
        size_t to = from, gone = from;
        uint32_t stratum = r->strata[w->index[from]];
        while (to < n && r->strata[w->index[to]] == stratum) to++;
        double s0 = 0.0;
        memset(s1, 0, p * sizeof *s1);
        memset(s2, 0, p * p * sizeof *s2);
        for (size_t i = from; i < to;) {
            double t = r->time[w->index[i]], d0 = 0.0, deaths = 0.0;
            size_t d = 0;
            for (; i < to && r->time[w->index[i]] == t; i++) {
                size_t row = w->index[i];
                const double *x = &r->x[row * p];
                double risk = w->risk[row];
                s0 += risk;
                for (size_t j = 0; j < p; j++) s1[j] += risk * x[j];
                add_outer(s2, p, x, risk);
                if (r->status[row] == 0) continue;
                if (d++ == 0) {
                    memset(d1, 0, p * sizeof *d1);
                    memset(d2, 0, p * p * sizeof *d2);
                }
                d0 += risk;
                deaths += r->weight[row];
                total += r->weight[row] * (w->eta[row] - shift);
                for (size_t j = 0; j < p; j++) {
                    gradient[j] += r->weight[row] * x[j];
                    d1[j] += risk * x[j];
                }
                if (w->efron) add_outer(d2, p, x, risk);
            }
            while (r->has_start && gone < to && r->start[w->leave[gone]] >= t) {
                size_t row = w->leave[gone++];
                double risk = w->risk[row];
                s0 -= risk;
                for (size_t j = 0; j < p; j++) s1[j] -= risk * r->x[row * p + j];
                add_outer(s2, p, &r->x[row * p], -risk);
            }
            if (d == 0) continue;
            double mean = deaths / (double)d;
            levels v = sum_levels(s0, d0, d, w->efron);
            total -= mean * v.logs;
            for (size_t a = 0; a < p; a++) {
                gradient[a] -= mean * (v.i * s1[a] - v.f * d1[a]);
                for (size_t b = 0; b <= a; b++) {
                    double m = v.i * s2[a * p + b] - (v.ii * s1[a] * s1[b]);
                    if (w->efron && d > 1) m += -v.f * d2[a * p + b] + v.fi * (s1[a] * d1[b] + d1[a] * s1[b]) - v.ff * d1[a] * d1[b];
                    information[a * p + b] += mean * m;
                }
            }
        }
        from = to;
    }
    for (size_t a = 0; a < p; a++)
        for (size_t b = 0; b < a; b++) information[b * p + a] = information[a * p + b];
    *value = total;
    return CSC_OK;
}

/* Baseline steps (standardised covariates at 0) and, with `residual`, score residuals of each row. */
static csc_status second_pass(work *w, csc_survival_model *self, double *residual, const csc_allocator *a) {
    const csc_i_surv_rows *r = w->r;
    size_t p = w->p, n = r->count, events = 0;
    for (size_t i = 0; i < n; i++) events += r->status[i] > 0 ? 1 : 0;
    size_t width = 2 + p;
    double *cumulative = csc_i_alloc_array(a, (events + 1) * width, sizeof *cumulative); /* time, A, B */
    if (cumulative == NULL) return CSC_E_NOMEM;
    double *s1 = w->sums, *d1 = s1 + p;
    for (size_t i = 0; i < n; i++) w->risk[i] = r->weight[i] * exp(w->eta[i]);
    csc_status status = CSC_OK;
    for (size_t from = 0; status == CSC_OK && from < n;) {
        size_t to = from, gone = from, steps = 0, first_step = self->steps;
        uint32_t stratum = r->strata[w->index[from]];
        while (to < n && r->strata[w->index[to]] == stratum) to++;
        double s0 = 0.0;
        memset(s1, 0, p * sizeof *s1);
        for (size_t i = from; i < to && status == CSC_OK;) {
            double t = r->time[w->index[i]], d0 = 0.0, deaths = 0.0;
            size_t d = 0, begin = i;
            memset(d1, 0, p * sizeof *d1);
            for (; i < to && r->time[w->index[i]] == t; i++) {
                size_t row = w->index[i];
                double risk = w->risk[row];
                s0 += risk;
                for (size_t j = 0; j < p; j++) s1[j] += risk * r->x[row * p + j];
                if (r->status[row] == 0) continue;
                d++;
                d0 += risk;
                deaths += r->weight[row];
                for (size_t j = 0; j < p; j++) d1[j] += risk * r->x[row * p + j];
            }
            while (r->has_start && gone < to && r->start[w->leave[gone]] >= t) {
                size_t row = w->leave[gone++];
                s0 -= w->risk[row];
                for (size_t j = 0; j < p; j++) s1[j] -= w->risk[row] * r->x[row * p + j];
            }
            if (d == 0) continue;
            double mean = deaths / (double)d;
            levels v = sum_levels(s0, d0, d, w->efron);
            double *c = cumulative + steps * width;
            c[0] = t;
            c[1] = mean * v.i;
            /* sum over levels of x-bar / den = s1 sum 1/den^2 - d1 sum f/den^2 */
            for (size_t j = 0; j < p; j++) c[2 + j] = mean * (v.ii * s1[j] - v.fi * d1[j]);
            steps++;
            if (self->steps == self->step_capacity) {
                void *items = self->baseline;
                status = csc_i_grow(a, &items, &self->step_capacity, self->steps + 1, sizeof *self->baseline);
                self->baseline = items;
                if (status != CSC_OK) break;
            }
            self->baseline[self->steps++] = (csc_i_surv_step){stratum, t, mean * v.i};
            if (residual == NULL) continue;
            /* the dying: x - mean of x-bar over the levels, and their own share of the hazard at this time */
            double n_levels = (double)d;
            for (size_t k = begin; k < i; k++) {
                size_t row = w->index[k];
                if (r->status[row] == 0) continue;
                double *u = residual + row * p, risk = w->risk[row];
                /* what the general part below will take for this time, less what is due: levels weigh (1 - f) */
                double due_a = mean * (v.i - v.f);
                for (size_t j = 0; j < p; j++) {
                    double x = r->x[row * p + j];
                    double bar = (v.i * s1[j] - v.f * d1[j]) / n_levels;
                    double due_b = mean * ((v.ii - v.fi) * s1[j] - (v.fi - v.ff) * d1[j]);
                    u[j] += r->weight[row] * (x - bar);
                    u[j] -= risk * (x * due_a - due_b) - risk * (x * c[1] - c[2 + j]);
                }
            }
        }
        /* running sums from the earliest time: steps are in falling time */
        for (size_t k = steps; status == CSC_OK && k-- > 1;)
            for (size_t j = 1; j < width; j++) cumulative[(k - 1) * width + j] += cumulative[k * width + j];
        for (size_t i = 0; status == CSC_OK && i < (self->steps - first_step) / 2; i++) {
            csc_i_surv_step swap = self->baseline[first_step + i];
            self->baseline[first_step + i] = self->baseline[self->steps - 1 - i];
            self->baseline[self->steps - 1 - i] = swap;
        }
        for (size_t k = from; status == CSC_OK && residual != NULL && k < to; k++) {
            size_t row = w->index[k];
            double *u = residual + row * p;
            double at[2] = {r->time[row], r->start[row]};
            for (int side = 0; side < (r->has_start ? 2 : 1); side++) {
                size_t low = 0, high = steps; /* first step at or before at[side] */
                while (low < high) {
                    size_t middle = low + (high - low) / 2;
                    if (cumulative[middle * width] > at[side])
                        low = middle + 1;
                    else
                        high = middle;
                }
                if (low == steps) continue;
                const double *c = cumulative + low * width;
                double sign = side == 0 ? -1.0 : 1.0;
                for (size_t j = 0; j < p; j++) u[j] += sign * w->risk[row] * (r->x[row * p + j] * c[1] - c[2 + j]);
            }
        }
        from = to;
    }
    csc_i_free(a, cumulative, (events + 1) * width * sizeof *cumulative);
    return status;
}

/* I^-1 (sum over clusters of (sum u)(sum u)') I^-1 */
static csc_status sandwich(const csc_i_surv_rows *r, const double *residual, const double *inverse, double *out, size_t p,
                           const csc_allocator *a) {
    double *sum = csc_i_zalloc(a, (r->clusters * p + 2 * p * p + 1) * sizeof *sum);
    if (sum == NULL) return CSC_E_NOMEM;
    double *meat = sum + r->clusters * p, *half = meat + p * p;
    for (size_t i = 0; i < r->count; i++)
        for (size_t j = 0; j < p; j++) sum[r->cluster[i] * p + j] += residual[i * p + j];
    for (size_t c = 0; c < r->clusters; c++) add_outer(meat, p, sum + c * p, 1.0);
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < i; j++) meat[j * p + i] = meat[i * p + j];
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            for (size_t k = 0; k < p; k++) half[i * p + j] += inverse[i * p + k] * meat[k * p + j];
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) {
            double s = 0.0;
            for (size_t k = 0; k < p; k++) s += half[i * p + k] * inverse[k * p + j];
            out[i * p + j] = s;
        }
    csc_i_free(a, sum, (r->clusters * p + 2 * p * p + 1) * sizeof *sum);
    return CSC_OK;
}

csc_status csc_i_surv_cox(csc_survival_model *self, const csc_i_surv_rows *r, const double *mean, const double *deviation, int efron,
                          int robust, const csc_context *context, csc_error *err) {
    const csc_allocator *a = &self->allocator;
    size_t p = r->width, n = r->count, size = n + 1, doubles = 2 * size + 4 * p + 5 * p * p + n * p * (robust ? 1 : 0);
    uint64_t *key = csc_i_alloc_array(a, size, sizeof *key);
    uint32_t *index = csc_i_alloc_array(a, size, sizeof *index), *leave = csc_i_alloc_array(a, size, sizeof *leave);
    uint32_t *order = csc_i_alloc_array(a, size, sizeof *order);
    double *block = csc_i_zalloc(a, doubles * sizeof *block);
    csc_status status = key && index && leave && order && block ? CSC_OK : CSC_E_NOMEM;
    if (status == CSC_OK) {
        for (size_t i = 0; i < n; i++) key[i] = r->strata[i];
        status = csc_i_sort_order(key, n, index, a);
        if (status == CSC_OK && r->has_start) {
            for (size_t i = 0; i < n; i++) key[i] = ~csc_i_sort_key(r->start[i]);
            status = csc_i_sort_order(key, n, order, a);
            for (size_t i = 0; status == CSC_OK && i < n; i++) key[i] = r->strata[order[i]];
            if (status == CSC_OK) status = csc_i_sort_order(key, n, leave, a);
            for (size_t i = 0; status == CSC_OK && i < n; i++) leave[i] = order[leave[i]];
        }
    }
    if (status != CSC_OK) csc_i_fail(err, status, "out of memory");
    if (status == CSC_OK) {
        work w = {r, index, leave, p, efron, block, block + size, block + 2 * size};
        double *after = block + 2 * size + 2 * p + 2 * p * p;
        csc_i_concave search;
        memset(&search, 0, sizeof search);
        search.count = p;
        search.evaluate = evaluate;
        search.ctx = &w;
        search.theta = after;
        search.gradient = after + p;
        search.information = after + 2 * p;
        search.covariance = search.information + p * p;
        double *inverse = search.covariance + p * p, *residual = robust ? inverse + p * p : NULL;
        status = csc_i_concave_maximise(&search, context, a, err);
        self->status = search.status;
        self->trouble = search.trouble;
        self->loglik = search.value;
        self->loglik_null = search.first_value;
        self->score = search.first_score;
        self->iterations = (double)search.iterations;
        if (status == CSC_OK && search.status != CSC_E_SINGULAR) {
            double value;
            status = evaluate(&w, search.theta, &value, search.gradient, search.information);
            if (status == CSC_OK) status = csc_i_surv_concordance(r, w.eta, &self->concordance, a);
            if (status == CSC_OK) status = second_pass(&w, self, search.status == CSC_OK ? residual : NULL, a);
            memcpy(inverse, search.covariance, p * p * sizeof *inverse);
            if (status == CSC_OK && robust && search.status == CSC_OK) status = sandwich(r, residual, inverse, search.covariance, p, a);
            if (status != CSC_OK) csc_i_fail(err, status, "out of memory");
            self->lr = 2.0 * (self->loglik - self->loglik_null);
            double at_zero = 0.0; /* the linear predictor of raw covariates 0 */
            for (size_t i = 0; i < p; i++) {
                self->coefficient[i] = search.theta[i] / deviation[i];
                at_zero -= mean[i] * self->coefficient[i];
                self->naive_error[i] = sqrt(inverse[i * p + i]) / deviation[i];
                for (size_t j = 0; j < p; j++) self->covariance[i * p + j] = search.covariance[i * p + j] / (deviation[i] * deviation[j]);
                self->error[i] = sqrt(self->covariance[i * p + i]);
            }
            for (size_t k = 0; k < self->steps; k++) self->baseline[k].hazard *= exp(at_zero);
            if (status == CSC_OK && search.status == CSC_OK) {
                memcpy(inverse, search.covariance, p * p * sizeof *inverse);
                if (csc_i_cholesky(inverse, p, 1e-14) == p) {
                    memcpy(search.gradient, search.theta, p * sizeof(double));
                    csc_i_cholesky_solve(inverse, p, search.gradient);
                    self->wald = 0.0;
                    for (size_t i = 0; i < p; i++) self->wald += search.theta[i] * search.gradient[i];
                }
            }
        }
    }
    csc_i_free(a, key, size * sizeof *key);
    csc_i_free(a, index, size * sizeof *index);
    csc_i_free(a, leave, size * sizeof *leave);
    csc_i_free(a, order, size * sizeof *order);
    csc_i_free(a, block, doubles * sizeof *block);
    return status;
}
