/* The Bass model: its curves, and fits by least squares, likelihood and the regression of 1969. */
#include "num/internal.h"
#include "wom/internal.h"

#define BASS_ID "wom:bass/1"
#define ROWS_MAX 1000000
#define STEPS_MAX 500

enum { INTERVAL_NLS, INTERVAL_MLE, RATE_NLS, OLS };

struct csc_wom_bass {
    csc_allocator allocator;
    csc_i_spec spec;
    int32_t form;
    double level;
    csc_wom_bass_result result;
    double covariance[3][3];
    size_t rows;
    double *series; /* NaN: blank */
};

/* ----------------------------------------------------------------- curves */

static int proper(double p, double q) {
    return p > 0 && q >= 0 && isfinite(p) && isfinite(q);
}

double csc_wom_bass_cumulative(double p, double q, double t) {
    if (!proper(p, q) || isnan(t)) return (double)NAN;
    if (t <= 0) return 0;
    double e = exp(-(p + q) * t);
    return -expm1(-(p + q) * t) / (1 + q / p * e);
}

double csc_wom_bass_rate(double p, double q, double t) {
    if (!proper(p, q) || isnan(t)) return (double)NAN;
    if (t < 0) return 0;
    double s = p + q, e = exp(-s * t), d = 1 + q / p * e;
    return s * s / p * e / (d * d);
}

double csc_wom_bass_peak_time(double p, double q) {
    if (!proper(p, q)) return (double)NAN;
    return q <= p ? 0 : log(q / p) / (p + q);
}

/* The mean of period t for m = 1, and its derivatives by p and q. */
static void mean_of(int32_t form, double p, double q, double t, double out[3]) {
    if (form == RATE_NLS) {
        double s = p + q, e = exp(-s * t), ratio = q / p, d = 1 + ratio * e, f = s * s / p * e / (d * d);
        out[0] = f;
        out[1] = f * (2 / s - 1 / p - t + 2 * ratio * e * (t + 1 / p) / d);
        out[2] = f * (2 / s - t + 2 * e * (ratio * t - 1 / p) / d);
        return;
    }
    /* F(t) - F(t - 1) = (1 + r) (E1 - E2) / ((1 + r E1) (1 + r E2)), r = q / p, E = exp(-s time): nothing cancels in the late periods */
    double s = p + q, r = q / p, e1 = exp(-s * (t - 1)), step = exp(-s), e2 = e1 * step;
    double d1 = 1 + r * e1, d2 = 1 + r * e2;
    double both = step / -expm1(-s) - (t - 1) + r * ((t - 1) * e1 / d1 + t * e2 / d2);
    double by_ratio = 1 / (1 + r) - e1 / d1 - e2 / d2;
    out[0] = (1 + r) * e1 * -expm1(-s) / (d1 * d2);
    out[1] = out[0] * (both - r / p * by_ratio);
    out[2] = out[0] * (both + by_ratio / p);
}

/* -------------------------------------------------------------------- fit */

typedef struct problem {
    int32_t form;
    const double *x;
    size_t rows;
} problem;

/* Half the deviance of the fit (least squares: half the sum of squares), with gradient and Fisher information in (ln p, ln q, ln m). */
static double objective(const problem *f, const double theta[3], double gradient[3], double information[3][3], double *squares,
                        double *pearson) {
    double value = 0, ss = 0, chi = 0;
    memset(gradient, 0, 3 * sizeof(double));
    memset(information, 0, 9 * sizeof(double));
    for (size_t i = 0; i < f->rows; i++) {
        if (isnan(f->x[i])) continue;
        double g[3], j[3];
        mean_of(f->form, theta[0], theta[1], (double)i + 1, g);
        double mean = theta[2] * g[0], off = f->x[i] - mean, weight = 1;
        j[0] = theta[2] * g[1] * theta[0];
        j[1] = theta[2] * g[2] * theta[1];
        j[2] = mean;
        if (f->form == INTERVAL_MLE) {
            weight = 1 / (mean > 1e-300 ? mean : 1e-300);
            value += mean - f->x[i] + (f->x[i] > 0 ? f->x[i] * log(f->x[i] * weight) : 0);
        } else {
            value += 0.5 * off * off;
        }
        ss += off * off;
        chi += off * off / (mean > 1e-300 ? mean : 1e-300);
        for (size_t a = 0; a < 3; a++) {
            gradient[a] += weight * off * j[a];
            for (size_t b = 0; b < 3; b++) information[a][b] += weight * j[a] * j[b];
        }
    }
    *squares = ss;
    *pearson = chi;
    return value;
}

/* Cholesky of a 3 x 3 matrix with its diagonal raised; 0 when it is not positive definite. */
static int decompose(const double a[3][3], double damping, double l[3][3]) {
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i][j] * (i == j ? 1 + damping : 1);
            for (size_t k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
            if (i != j) {
                l[i][j] = sum / l[j][j];
            } else {
                if (!(sum > 1e-15 * a[i][i]) || !(sum > 0)) return 0;
                l[i][i] = sqrt(sum);
            }
        }
    }
    return 1;
}

static void solve(const double l[3][3], const double b[3], double x[3]) {
    double y[3];
    for (size_t i = 0; i < 3; i++) {
        y[i] = b[i];
        for (size_t k = 0; k < i; k++) y[i] -= l[i][k] * y[k];
        y[i] /= l[i][i];
    }
    for (size_t i = 3; i-- > 0;) {
        x[i] = y[i];
        for (size_t k = i + 1; k < 3; k++) x[i] -= l[k][i] * x[k];
        x[i] /= l[i][i];
    }
}

/* The best of a grid of (p, q), the market size being linear. */
static void start(const problem *f, double theta[3]) {
    static const double ps[] = {1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3}, qs[] = {1e-3, 0.03, 0.1, 0.2, 0.35, 0.5, 0.8, 1.3, 2.5};
    double best = INFINITY;
    for (size_t i = 0; i < sizeof ps / sizeof ps[0]; i++) {
        for (size_t j = 0; j < sizeof qs / sizeof qs[0]; j++) {
            double xx = 0, xg = 0, gg = 0;
            for (size_t t = 0; t < f->rows; t++) {
                if (isnan(f->x[t])) continue;
                double g[3];
                mean_of(f->form, ps[i], qs[j], (double)t + 1, g);
                xx += f->x[t] * f->x[t];
                xg += f->x[t] * g[0];
                gg += g[0] * g[0];
            }
            double left = gg > 0 ? xx - xg * xg / gg : INFINITY;
            if (!(left < best)) continue;
            best = left;
            theta[0] = ps[i];
            theta[1] = qs[j];
            theta[2] = xg / gg;
        }
    }
}

/* Levenberg-Marquardt in logarithms; CSC_OK, CSC_E_RIDGE, CSC_E_DIVERGED or CSC_E_NOCONVERGE. */
static csc_status minimise(const problem *f, double theta[3], double total, csc_wom_bass_result *r) {
    double gradient[3], information[3][3], l[3][3], step[3], damping = 1e-3;
    double value = objective(f, theta, gradient, information, &r->sse, &r->dispersion);
    int settled = 0;
    for (r->iterations = 0; r->iterations < STEPS_MAX; r->iterations++) {
        double next[3], g2[3], i2[3][3], squares, chi, length = 0, promised = 0;
        if (!decompose((const double(*)[3])information, damping, l)) {
            damping = damping < 1e-8 ? 1e-8 : damping * 10;
            if (damping > 1e8) return CSC_E_RIDGE;
            continue;
        }
        solve((const double(*)[3])l, gradient, step);
        for (size_t k = 0; k < 3; k++) {
            double s = step[k] > 2 ? 2 : step[k] < -2 ? -2 : step[k];
            next[k] = theta[k] * exp(s);
            length = fmax(length, fabs(step[k]));
            promised += 0.5 * s * gradient[k];
        }
        double v2 = objective(f, next, g2, i2, &squares, &chi);
        /* near the end the value is flat to its last digits, and the step is the better guide */
        if (!(v2 <= value * (1 + (length < 1e-4 ? 1e-12 : 1e-15)))) {
            if (promised <= 1e-16 * fabs(value) || (length < 1e-9 && damping < 1)) return CSC_OK; /* nothing better but rounding */
            damping = damping < 1e-8 ? 1e-8 : damping * 8;
            if (damping > 1e12) return CSC_E_NOCONVERGE;
            continue;
        }
        memcpy(theta, next, sizeof next);
        memcpy(gradient, g2, sizeof g2);
        memcpy(information, i2, sizeof i2);
        value = v2;
        r->sse = squares;
        r->dispersion = chi;
        if (theta[0] < 1e-13 || theta[1] < 1e-12 || theta[0] > 50 || theta[1] > 50 || theta[2] > 1e9 * total) return CSC_E_DIVERGED;
        settled = length < 1e-12 ? settled + 1 : 0;
        if (settled >= 2 || (length < 1e-11 && damping < 1e-10)) return CSC_OK;
        damping = damping > 1e-14 ? damping * 0.1 : 0;
    }
    return CSC_E_NOCONVERGE;
}

static void refuse(csc_wom_bass_result *r, csc_status status) {
    r->p = r->q = r->m = r->se_p = r->se_q = r->se_m = r->sse = r->dispersion = r->peak_time = r->peak_rate = (double)NAN;
    r->status = status;
}

static void find_peak(csc_wom_bass_result *r) {
    r->peak_time = csc_wom_bass_peak_time(r->p, r->q);
    r->peak_rate = r->q <= r->p ? r->m * r->p : r->m * (r->p + r->q) * (r->p + r->q) / (4 * r->q);
}

static void fit_curve(csc_wom_bass *self, double total, int last_is_highest, size_t end) {
    problem f = {self->form, self->series, self->rows};
    csc_wom_bass_result *r = &self->result;
    double theta[3] = {0.01, 0.3, total};
    start(&f, theta);
    csc_status status = minimise(&f, theta, total, r);
    double ends = (double)end, peak = csc_wom_bass_peak_time(theta[0], theta[1]);
    /* a series that ends at its highest has no estimate, or one whose peak is a guess about the future */
    if (last_is_highest) {
        refuse(r, CSC_E_PEAK_NOT_SEEN);
        return;
    }
    if (status != CSC_OK) {
        refuse(r, status);
        return;
    }
    if (peak > ends) {
        refuse(r, CSC_E_PEAK_NOT_SEEN);
        return;
    }
    double gradient[3], information[3][3], l[3][3], chi;
    objective(&f, theta, gradient, information, &r->sse, &chi);
    r->dispersion = (self->form == INTERVAL_MLE ? chi : r->sse) / (r->n - 3);
    if (!decompose((const double(*)[3])information, 0, l)) {
        refuse(r, CSC_E_RIDGE);
        return;
    }
    for (size_t k = 0; k < 3; k++) {
        double unit[3] = {0, 0, 0}, column[3];
        unit[k] = 1;
        solve((const double(*)[3])l, unit, column);
        for (size_t i = 0; i < 3; i++) self->covariance[i][k] = r->dispersion * column[i] * theta[i] * theta[k];
    }
    r->p = theta[0];
    r->q = theta[1];
    r->m = theta[2];
    r->se_p = sqrt(self->covariance[0][0]);
    r->se_q = sqrt(self->covariance[1][1]);
    r->se_m = sqrt(self->covariance[2][2]);
    find_peak(r);
}

/* Regression of adopters on what was adopted before and its square, by orthogonal steps on centred values. */
static void fit_regression(csc_wom_bass *self) {
    csc_wom_bass_result *r = &self->result;
    double n = (double)self->rows, before = 0, my = 0, mx = 0, scale = 0;
    if (r->missing > 0) {
        refuse(r, CSC_E_UNDEFINED);
        return;
    }
    for (size_t i = 0; i < self->rows; i++) scale += self->series[i];
    for (size_t i = 0; i < self->rows; before += self->series[i++] / scale) {
        my += before / n;
        mx += self->series[i] / n;
    }
    double s11 = 0, s12 = 0, s22 = 0, t1 = 0, t2 = 0, m2 = 0;
    before = 0;
    for (size_t i = 0; i < self->rows; before += self->series[i++] / scale) m2 += (before - my) * (before - my) / n;
    before = 0;
    for (size_t i = 0; i < self->rows; before += self->series[i++] / scale) {
        double u = before - my, v = u * u - m2, x = self->series[i] - mx;
        s11 += u * u;
        s12 += u * v;
        s22 += v * v;
        t1 += u * x;
        t2 += v * x;
    }
    double det = s11 * s22 - s12 * s12;
    if (!(det > 1e-14 * s11 * s22)) {
        refuse(r, CSC_E_RIDGE);
        return;
    }
    double g1 = (t1 * s22 - t2 * s12) / det, g2 = (t2 * s11 - t1 * s12) / det;
    /* back from centred, scaled powers: x = mx + g1 (y - my) + g2 ((y - my)^2 - m2) */
    r->a = mx - g1 * my + g2 * (my * my - m2);
    r->b = (g1 - 2 * g2 * my) / scale;
    r->c = g2 / (scale * scale);
    double inside = r->b * r->b - 4 * r->a * r->c;
    refuse(r, CSC_E_UNDEFINED);
    if (!(r->c < 0) || !(inside >= 0)) return;
    double m = (-r->b - sqrt(inside)) / (2 * r->c);
    if (!(m > 0)) return;
    r->m = m;
    r->p = r->a / m;
    r->q = -m * r->c;
    r->status = r->p > 0 && r->q > 0 ? CSC_OK : CSC_E_DIVERGED;
    before = r->sse = 0;
    for (size_t i = 0; i < self->rows; before += self->series[i++]) {
        double off = self->series[i] - (r->a + before * (r->b + before * r->c));
        r->sse += off * off;
    }
    r->dispersion = r->sse / (n - 3);
    if (r->status == CSC_OK) find_peak(r);
}

static void fit(csc_wom_bass *self) {
    csc_wom_bass_result *r = &self->result;
    double total = 0, highest = -1;
    size_t end = 0, top = 0;
    for (size_t i = 0; i < self->rows; i++) {
        if (isnan(self->series[i])) continue;
        total += self->series[i];
        end = i + 1;
        if (self->series[i] > highest) {
            highest = self->series[i];
            top = i + 1;
        }
    }
    r->a = r->b = r->c = (double)NAN;
    refuse(r, CSC_OK);
    if (r->n < 4)
        r->status = CSC_E_TOO_FEW;
    else if (total == 0)
        r->status = CSC_E_UNDEFINED;
    else if (self->form == OLS)
        fit_regression(self);
    else
        fit_curve(self, total, top == end, end);
}

csc_status csc_wom_bass_fit(csc_wom_bass **out, const char *spec, size_t spec_length, const csc_column *adopters, size_t rows,
                            const csc_context *context, csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    CSC_I_TRY(csc_i_wom_spec(spec, spec_length, BASS_ID, &parsed, err));
    CSC_I_TRY(csc_i_column_check(adopters, rows, "adopters", err));
    if (rows > ROWS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "A series has at most 1,000,000 periods.");
    for (size_t i = 0; i < rows; i++) {
        double v = csc_i_column_f64(adopters, i);
        if (isnan(v)) continue;
        if (v < 0 || isinf(v)) {
            csc_i_fail_row(err, CSC_E_RANGE, "Adopters must be finite and not negative.", i);
            if (err != NULL) memcpy(err->key, "adopters", 9);
            return CSC_E_RANGE;
        }
    }
    csc_allocator a = csc_i_allocator(context);
    csc_wom_bass *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    self->allocator = a;
    self->spec = parsed;
    self->form = csc_i_spec_get(&parsed, "form")->word;
    self->level = csc_i_spec_get(&parsed, "level")->number;
    self->rows = rows;
    self->series = csc_i_alloc_array(&a, rows, sizeof(double));
    if (self->series == NULL) {
        csc_wom_bass_destroy(self);
        return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    }
    if (rows > 0) csc_i_column_read_f64(adopters, 0, rows, self->series);
    for (size_t i = 0; i < rows; i++) {
        self->result.n += !isnan(self->series[i]);
        self->result.missing += isnan(self->series[i]);
    }
    fit(self);
    *out = self;
    return CSC_OK;
}

void csc_wom_bass_destroy(csc_wom_bass *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->series, self->rows * sizeof(double));
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_wom_bass_get(const csc_wom_bass *self, csc_wom_bass_result *out) {
    if (self == NULL || out == NULL) return CSC_E_INVALID;
    *out = self->result;
    return CSC_OK;
}

csc_status csc_wom_bass_forecast(const csc_wom_bass *self, uint64_t first, size_t count, double *value, double *low, double *high) {
    if (self == NULL || first == 0) return CSC_E_INVALID;
    const csc_wom_bass_result *r = &self->result;
    if (r->status != CSC_OK) return CSC_E_UNDEFINED;
    double quantile = self->form == OLS ? (double)NAN : csc_num_t_quantile(0.5 + self->level / 2, r->n - 3);
    for (size_t i = 0; i < count; i++) {
        double g[3], variance = 0;
        mean_of(self->form, r->p, r->q, (double)first + (double)i, g);
        double mean = r->m * g[0], j[3] = {r->m * g[1], r->m * g[2], g[0]};
        for (size_t a = 0; a < 3; a++)
            for (size_t b = 0; b < 3; b++) variance += j[a] * self->covariance[a][b] * j[b];
        variance += self->form == INTERVAL_MLE ? r->dispersion * mean : r->dispersion;
        double reach = quantile * sqrt(variance > 0 ? variance : 0);
        if (value != NULL) value[i] = mean;
        if (low != NULL) low[i] = mean - reach < 0 ? 0 : mean - reach;
        if (high != NULL) high[i] = mean + reach;
    }
    return CSC_OK;
}

csc_status csc_wom_bass_visit(const csc_wom_bass *self, size_t horizon, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL || level < CSC_VISIT_VALUE || level > CSC_VISIT_EXPLAIN) return CSC_E_INVALID;
    const csc_wom_bass_result *r = &self->result;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_wom_sink_definition(sink, &self->spec));
    CSC_I_TRY(csc_i_sink_text(sink, "form", csc_i_spec_get(&self->spec, "form")->text));
    CSC_I_TRY(csc_i_sink_number(sink, "p", r->p));
    CSC_I_TRY(csc_i_sink_number(sink, "q", r->q));
    CSC_I_TRY(csc_i_sink_number(sink, "m", r->m));
    CSC_I_TRY(csc_i_sink_begin(sink, "se"));
    CSC_I_TRY(csc_i_sink_number(sink, "p", r->se_p));
    CSC_I_TRY(csc_i_sink_number(sink, "q", r->se_q));
    CSC_I_TRY(csc_i_sink_number(sink, "m", r->se_m));
    CSC_I_TRY(csc_i_sink_end(sink));
    CSC_I_TRY(csc_i_sink_number(sink, "peak_time", r->peak_time));
    CSC_I_TRY(csc_i_sink_number(sink, "peak_rate", r->peak_rate));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "forecast"));
    for (size_t i = 0; i < horizon && r->status == CSC_OK; i++) {
        double value, low, high;
        CSC_I_TRY(csc_wom_bass_forecast(self, self->rows + i + 1, 1, &value, &low, &high));
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_u64(sink, "period", self->rows + i + 1));
        CSC_I_TRY(csc_i_sink_number(sink, "value", value));
        CSC_I_TRY(csc_i_sink_number(sink, "low", low));
        CSC_I_TRY(csc_i_sink_number(sink, "high", high));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(csc_i_sink_number(sink, "level", self->level));
    CSC_I_TRY(csc_i_sink_number(sink, "n", r->n));
    CSC_I_TRY(csc_i_sink_number(sink, "missing", r->missing));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(r->status)));
    if (level >= CSC_VISIT_DETAIL) {
        CSC_I_TRY(csc_i_sink_number(sink, "sse", r->sse));
        CSC_I_TRY(csc_i_sink_number(sink, "dispersion", r->dispersion));
        CSC_I_TRY(csc_i_sink_i64(sink, "iterations", r->iterations));
        if (self->form == OLS) {
            CSC_I_TRY(csc_i_sink_number(sink, "a", r->a));
            CSC_I_TRY(csc_i_sink_number(sink, "b", r->b));
            CSC_I_TRY(csc_i_sink_number(sink, "c", r->c));
        }
    }
    if (level >= CSC_VISIT_EXPLAIN) {
        CSC_I_TRY(csc_i_sink_begin_array(sink, "periods"));
        for (size_t i = 0; i < self->rows; i++) {
            double fitted = (double)NAN;
            if (r->status == CSC_OK) CSC_I_TRY(csc_wom_bass_forecast(self, i + 1, 1, &fitted, NULL, NULL));
            CSC_I_TRY(csc_i_sink_begin(sink, NULL));
            CSC_I_TRY(csc_i_sink_u64(sink, "period", i + 1));
            CSC_I_TRY(csc_i_sink_number(sink, "adopters", self->series[i]));
            CSC_I_TRY(csc_i_sink_number(sink, "fitted", fitted));
            CSC_I_TRY(csc_i_sink_end(sink));
        }
        CSC_I_TRY(csc_i_sink_end_array(sink));
        CSC_I_TRY(csc_i_sink_text(sink, "formula", self->spec.definition->formula));
        CSC_I_TRY(csc_i_sink_text(sink, "source", self->spec.definition->source));
        CSC_I_TRY(csc_i_sink_text(sink, "limits", self->spec.definition->limits));
    }
    return csc_i_sink_end(sink);
}
