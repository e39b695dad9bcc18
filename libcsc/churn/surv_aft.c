/* Accelerated failure times: ln T = x'b + scale W, W extreme value (Weibull; exponential at scale 1), normal or logistic. */
#include "churn/surv_model.h"

enum { WEIBULL, EXPONENTIAL, LOGNORMAL, LOGLOGISTIC };

typedef struct work {
    const csc_i_surv_rows *r;
    size_t k; /* coefficients with the intercept */
    int distribution;
    int null; /* intercept and scale only */
    double *log_time;
} work;

/* ln density (event) or ln survivor (censored) of W at w, with two derivatives. */
static double term(int distribution, int event, double w, double *first, double *second) {
    if (distribution <= EXPONENTIAL) {
        double e = exp(w);
        *first = event ? 1.0 - e : -e;
        *second = -e;
        return event ? w - e : -e;
    }
    if (distribution == LOGNORMAL) {
        if (event) {
            *first = -w;
            *second = -1.0;
            return -0.5 * w * w - CSC_I_LN_SQRT_2PI;
        }
        /* hazard of the normal: phi / (1 - Phi) = sqrt(2 / pi) / erfcx(w / sqrt 2) */
        double value, h;
        if (w > -30.0) {
            double scaled = csc_num_erfcx(w * 0.70710678118654752440);
            h = 0.79788456080286535588 / scaled;
            value = w > 0.0 ? log(0.5 * scaled) - 0.5 * w * w : log(csc_num_normal_cdf(-w));
        } else {
            h = 0.0;
            value = 0.0;
        }
        *first = -h;
        *second = -h * (h - w);
        return value;
    }
    double e = exp(-fabs(w)), big = w > 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e); /* F(w) */
    double soft = (w > 0.0 ? w : 0.0) + log1p(e);                              /* ln(1 + exp(w)) */
    double density = e / ((1.0 + e) * (1.0 + e));
    *first = event ? 1.0 - 2.0 * big : -big;
    *second = event ? -2.0 * density : -density;
    return event ? w - 2.0 * soft : -soft;
}

static csc_status evaluate(void *ctx, const double *theta, double *value, double *gradient, double *information) {
    const work *w = ctx;
    const csc_i_surv_rows *r = w->r;
    size_t k = w->null ? 1 : w->k, p = r->width, scaled = w->distribution != EXPONENTIAL, size = k + scaled;
    double log_scale = scaled ? theta[k] : 0.0, scale = exp(log_scale), inverse = 1.0 / scale, total = 0.0;
    memset(gradient, 0, size * sizeof *gradient);
    memset(information, 0, size * size * sizeof *information);
    for (size_t i = 0; i < r->count; i++) {
        const double *x = r->x + i * p;
        double eta = theta[0], a, b, n = r->weight[i];
        for (size_t j = 1; j < k; j++) eta += theta[j] * x[j - 1];
        double z = (w->log_time[i] - eta) * inverse;
        int event = r->status[i] > 0;
        double l = term(w->distribution, event, z, &a, &b);
        total += n * (l - (event ? log_scale + w->log_time[i] : 0.0));
        double g = -n * a * inverse, h = -n * b * inverse * inverse, c = -n * (b * z + a) * inverse;
        gradient[0] += g;
        information[0] += h;
        for (size_t j = 1; j < k; j++) {
            gradient[j] += g * x[j - 1];
            double hx = h * x[j - 1];
            information[j * size] += hx;
            for (size_t m = 1; m <= j; m++) information[j * size + m] += hx * x[m - 1];
        }
        if (scaled) {
            gradient[k] += -n * a * z - (event ? n : 0.0);
            information[k * size] += c;
            for (size_t j = 1; j < k; j++) information[k * size + j] += c * x[j - 1];
            information[k * size + k] += -n * (b * z * z + a * z);
        }
    }
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < i; j++) information[j * size + i] = information[i * size + j];
    *value = total;
    return CSC_OK;
}

/* Far from the maximum the information need not be positive: its scale corner is lifted until it is. */
static csc_status evaluate_lifted(void *ctx, const double *theta, double *value, double *gradient, double *information) {
    const work *w = ctx;
    CSC_I_TRY(evaluate(ctx, theta, value, gradient, information));
    size_t k = w->null ? 1 : w->k;
    if (w->distribution == EXPONENTIAL) return CSC_OK;
    size_t size = k + 1;
    /* Schur complement of the corner by Gauss elimination on a copy would cost k^3: a bound by the diagonal suffices */
    double bound = 0.0;
    for (size_t j = 0; j < k; j++) {
        double d = information[j * size + j], c = information[k * size + j];
        if (d > 0.0) bound += c * c / d;
    }
    if (!(information[k * size + k] > 1e-8 * (double)w->r->count))
        information[k * size + k] = fabs(information[k * size + k]) + bound + 1.0;
    return CSC_OK;
}

csc_status csc_i_surv_aft(csc_survival_model *self, const csc_i_surv_rows *r, const double *mean, const double *deviation, int distribution,
                          const csc_context *context, csc_error *err) {
    const csc_allocator *a = &self->allocator;
    size_t p = r->width, k = p + 1, scaled = distribution != EXPONENTIAL, size = k + scaled, n = r->count;
    size_t doubles = n + 1 + 2 * size + 2 * size * size + k * k;
    double *block = csc_i_zalloc(a, doubles * sizeof *block);
    if (block == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    work w = {r, k, distribution, 1, block};
    double sum = 0.0, square = 0.0, weight = 0.0;
    csc_status status = CSC_OK;
    for (size_t i = 0; i < n; i++) {
        if (!(r->time[i] > 0.0)) status = csc_i_fail_key(err, CSC_E_RANGE, "accelerated failure times need times above 0", "time", 4);
        w.log_time[i] = log(r->time[i]);
        sum += r->weight[i] * w.log_time[i];
        weight += r->weight[i];
    }
    double centre = sum / weight;
    for (size_t i = 0; i < n; i++) square += r->weight[i] * (w.log_time[i] - centre) * (w.log_time[i] - centre);
    double spread = sqrt(square / weight);
    csc_i_concave search;
    memset(&search, 0, sizeof search);
    search.evaluate = evaluate_lifted;
    search.ctx = &w;
    search.theta = block + n + 1;
    search.gradient = search.theta + size;
    search.information = search.gradient + size;
    search.covariance = search.information + size * size;
    search.theta[0] = centre + 0.5 * spread;
    search.theta[1] = scaled && spread > 0.0 ? log(spread) : 0.0;
    search.count = 1 + scaled;
    if (status == CSC_OK) status = csc_i_concave_maximise(&search, context, a, err);
    if (status == CSC_OK) {
        self->loglik_null = search.value;
        double intercept = search.theta[0], log_scale = scaled ? search.theta[1] : 0.0;
        memset(search.theta, 0, size * sizeof(double));
        search.theta[0] = intercept;
        if (scaled) search.theta[k] = log_scale;
        w.null = 0;
        search.count = size;
        status = csc_i_concave_maximise(&search, context, a, err);
    }
    if (status == CSC_OK) {
        self->status = search.status;
        self->trouble = search.trouble == SIZE_MAX ? SIZE_MAX
                        : search.trouble == 0      ? 0
                        : search.trouble <= p      ? search.trouble - 1
                                                   : SIZE_MAX;
        self->loglik = search.value;
        self->iterations = (double)search.iterations;
        self->score = search.first_score;
        self->lr = 2.0 * (self->loglik - self->loglik_null);
        self->scale = scaled ? exp(search.theta[k]) : 1.0;
        self->scale_se = scaled ? self->scale * sqrt(search.covariance[k * size + k]) : 0.0;
        /* back to raw covariates: b = theta / deviation, intercept = theta0 - sum b mean; the same linear map on the covariance */
        double *map = search.covariance + size * size; /* k x k */
        for (size_t i = 0; i < k; i++)
            for (size_t j = 0; j < k; j++)
                map[i * k + j] = i == j ? (i == 0 ? 1.0 : 1.0 / deviation[i - 1]) : i == 0 ? -mean[j - 1] / deviation[j - 1] : 0.0;
        for (size_t i = 0; i < k; i++) {
            self->coefficient[i] = 0.0;
            for (size_t j = 0; j < k; j++) self->coefficient[i] += map[i * k + j] * search.theta[j];
            for (size_t j = 0; j < k; j++) {
                double c = 0.0;
                for (size_t x = 0; x < k; x++)
                    for (size_t y = 0; y < k; y++)
                        if (map[i * k + x] != 0.0 && map[j * k + y] != 0.0)
                            c += map[i * k + x] * search.covariance[x * size + y] * map[j * k + y];
                self->covariance[i * k + j] = c;
            }
        }
        for (size_t i = 0; i < k; i++) self->error[i] = self->naive_error[i] = sqrt(self->covariance[i * k + i]);
        if (self->status == CSC_OK && p > 0) { /* all covariates 0 */
            double *v = map, *b = search.gradient;
            for (size_t i = 0; i < p; i++) {
                b[i] = self->coefficient[i + 1];
                for (size_t j = 0; j < p; j++) v[i * p + j] = self->covariance[(i + 1) * k + j + 1];
            }
            if (csc_i_cholesky(v, p, 1e-14) == p) {
                csc_i_cholesky_solve(v, p, b);
                self->wald = 0.0;
                for (size_t i = 0; i < p; i++) self->wald += b[i] * self->coefficient[i + 1];
            }
        }
        /* concordance of a long predicted time with a late event */
        double *score = csc_i_alloc_array(a, n + 1, sizeof *score);
        if (score == NULL) {
            status = csc_i_fail(err, CSC_E_NOMEM, "out of memory");
        } else {
            for (size_t i = 0; i < n; i++) {
                score[i] = 0.0;
                for (size_t j = 0; j < p; j++) score[i] -= search.theta[j + 1] * r->x[i * p + j];
            }
            status = csc_i_surv_concordance(r, score, &self->concordance, a);
            csc_i_free(a, score, (n + 1) * sizeof *score);
        }
    }
    csc_i_free(a, block, doubles * sizeof *block);
    return status;
}
