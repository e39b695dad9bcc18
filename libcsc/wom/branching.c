/* Galton-Watson processes: extinction, generations and the law of the total size. */
#include "wom/internal.h"
#include "wom/law.h"

#define BRANCHING_ID "wom:branching/1"
#define TERMS_MAX 20000000
#define SIZE_LIMIT (UINT64_C(1) << 43)

struct csc_wom_branching {
    csc_allocator allocator;
    csc_i_spec spec;
    csc_i_law law;
    double ancestors;
    double survival; /* of the chain of one ancestor, 1 - q */
    csc_wom_branching_moments moments;
};

/* The largest e in [0, 1] with 1 - f(1 - e) = e: Newton from e = 1, monotone because the left side is concave. */
static double survival_probability(const csc_i_law *l) {
    if (csc_i_law_slope(l, 1, 1) == 1 && csc_i_law_survival(l, 1) == 1) return 1; /* everybody brings exactly one */
    if (csc_i_law_factorial(l, 1) <= 1) return 0;
    if (l->law == CSC_WOM_GEOMETRIC) return (2 * l->v[0] - 1) / l->v[0];
    double e = 1;
    for (int i = 0; i < 200; i++) {
        double excess = csc_i_law_survival(l, e) - e;
        double next = e + excess / (1 - csc_i_law_slope(l, e, 1));
        if (!(next < e) || next <= 0) break;
        e = next;
    }
    return e;
}

static void find_moments(csc_wom_branching *self) {
    csc_wom_branching_moments *m = &self->moments;
    double k = self->ancestors, mean = csc_i_law_factorial(&self->law, 1), e = self->survival;
    m->offspring_mean = mean;
    m->offspring_variance = csc_i_law_variance(&self->law);
    m->extinction = e >= 1 ? 0 : exp(k * log1p(-e));
    m->mean = m->variance = m->extinct_mean = m->extinct_variance = (double)NAN;
    if (mean < 1) {
        double rest = 1 - mean;
        m->mean = m->extinct_mean = k / rest;
        m->variance = m->extinct_variance = k * m->offspring_variance / (rest * rest * rest);
    } else if (mean > 1 && e < 1) {
        /* given extinction the process is one with the law P(j) q^(j-1) */
        double q = 1 - e, dual = csc_i_law_slope(&self->law, e, 1), rest = 1 - dual;
        double spread = q * csc_i_law_slope(&self->law, e, 2) + dual - dual * dual;
        m->extinct_mean = k / rest;
        m->extinct_variance = k * spread / (rest * rest * rest);
    }
}

static size_t divisor(size_t a, size_t b) {
    while (b != 0) {
        size_t t = a % b;
        a = b;
        b = t;
    }
    return a;
}

static csc_status keep_law(csc_wom_branching *self, int32_t law, const double *parameters, size_t count) {
    double sum = 0;
    self->law.law = law;
    self->law.span = 0;
    self->law.v = csc_i_alloc_array(&self->allocator, count, sizeof(double));
    if (self->law.v == NULL) return CSC_E_NOMEM;
    self->law.count = count;
    memcpy(self->law.v, parameters, count * sizeof(double));
    if (law == CSC_WOM_PMF) {
        size_t last = 0;
        for (size_t j = 0; j < count; j++) sum += parameters[j];
        for (size_t j = 0; j < count; j++) {
            self->law.v[j] /= sum;
            if (parameters[j] == 0) continue;
            last = j;
            self->law.span = divisor(self->law.span, j);
        }
        size_t used = last + 1;
        if (used < count) {
            /* trailing zeros would only cost time */
            double *v = csc_i_resize(&self->allocator, self->law.v, count * sizeof(double), used * sizeof(double));
            if (v == NULL) return CSC_E_NOMEM;
            self->law.v = v;
            self->law.count = used;
        }
    }
    if (self->law.span == 0) self->law.span = 1;
    return CSC_OK;
}

csc_status csc_wom_branching_create(csc_wom_branching **out, const char *spec, size_t spec_length, int32_t law, const double *parameters,
                                    size_t count, const csc_context *context, csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    CSC_I_TRY(csc_i_wom_spec(spec, spec_length, BRANCHING_ID, &parsed, err));
    CSC_I_TRY(csc_i_law_check(law, parameters, count, err));
    csc_allocator a = csc_i_allocator(context);
    csc_wom_branching *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    self->allocator = a;
    self->spec = parsed;
    self->ancestors = csc_i_spec_get(&parsed, "ancestors")->number;
    if (keep_law(self, law, parameters, count) != CSC_OK) {
        csc_wom_branching_destroy(self);
        return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    }
    self->survival = survival_probability(&self->law);
    find_moments(self);
    *out = self;
    return CSC_OK;
}

void csc_wom_branching_destroy(csc_wom_branching *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->law.v, self->law.count * sizeof(double));
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_wom_branching_moments_get(const csc_wom_branching *self, csc_wom_branching_moments *out) {
    if (self == NULL || out == NULL) return CSC_E_INVALID;
    *out = self->moments;
    return CSC_OK;
}

csc_status csc_wom_branching_generation(const csc_wom_branching *self, uint64_t index, double *mean, double *variance, double *extinct) {
    if (self == NULL) return CSC_E_INVALID;
    if (index > 10000000) return CSC_E_LIMIT;
    double k = self->ancestors, m = self->moments.offspring_mean, s2 = self->moments.offspring_variance, n = (double)index;
    double power = pow(m, n);
    if (mean != NULL) *mean = k * power;
    if (variance != NULL) {
        if (index == 0)
            *variance = 0;
        else if (m == 0)
            *variance = index == 1 ? k * s2 : 0;
        else /* s^2 m^(n-1) (m^n - 1) / (m - 1), which is n s^2 at m = 1 */
            *variance = k * s2 * power / m * (m == 1 ? n : expm1(n * log(m)) / (m - 1));
    }
    if (extinct != NULL) {
        double e = 1;
        for (uint64_t i = 0; i < index && e > 0; i++) {
            double next = csc_i_law_survival(&self->law, e);
            if (next == e) break;
            e = next;
        }
        *extinct = e >= 1 ? 0 : exp(k * log1p(-e));
    }
    return CSC_OK;
}

/* --------------------------------------------------------- the total size */

static double pmf_at(const csc_wom_branching *self, double *work, double n) {
    double k = self->ancestors;
    if (n < k) return 0;
    return k / n * csc_i_law_sum(&self->law, work, n, n - k);
}

/* Room for the recurrence of a table law; NULL is right for the others. */
static csc_status work_create(const csc_wom_branching *self, uint64_t n, double **work, size_t *size, csc_error *err) {
    *work = NULL;
    *size = 0;
    if (self->law.law != CSC_WOM_PMF) return CSC_OK;
    *size = ((size_t)(n < CSC_I_LAW_RECURRENCE ? n : CSC_I_LAW_RECURRENCE) + 1) * sizeof(double);
    *work = csc_i_alloc(&self->allocator, *size);
    return *work != NULL ? CSC_OK : csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
}

csc_status csc_wom_branching_pmf(const csc_wom_branching *self, uint64_t n, double *pmf, csc_error *err) {
    double *work;
    size_t size;
    if (self == NULL || pmf == NULL) return csc_i_fail(err, CSC_E_INVALID, "The process or the place for the result is NULL.");
    if (n > SIZE_LIMIT) return csc_i_fail(err, CSC_E_LIMIT, "The size is beyond 2^43.");
    CSC_I_TRY(work_create(self, n, &work, &size, err));
    *pmf = pmf_at(self, work, (double)n);
    csc_i_free(&self->allocator, work, size);
    return CSC_OK;
}

/* A sum that keeps what rounding takes (Neumaier). */
typedef struct precise {
    double sum, lost;
} precise;

static void precise_add(precise *p, double v) {
    double t = p->sum + v;
    p->lost += fabs(p->sum) >= fabs(v) ? (p->sum - t) + v : (v - t) + p->sum;
    p->sum = t;
}

/* P(n < size < infinity) by adding until the rest no longer counts; 0 when that takes too long. The terms fall at least like a
 * geometric series of the last ratio once n is past the ancestors' own spread, for subcritical and dual laws alike. */
static int upper_tail(const csc_wom_branching *self, double *work, uint64_t n, const csc_context *context, double *tail, csc_status *status,
                      csc_error *err) {
    precise p = {0, 0};
    double step = (double)self->law.span, before = 0;
    uint64_t k = (uint64_t)self->ancestors, first = n + 1;
    if (first < k) first = k;
    /* sizes are k plus a multiple of the span */
    uint64_t past = (first - k) % self->law.span;
    if (past != 0) first += self->law.span - past;
    *status = CSC_OK;
    for (uint64_t i = 0; i < TERMS_MAX / 4; i++) {
        double v = pmf_at(self, work, (double)first + (double)i * step);
        precise_add(&p, v);
        if (v == 0 && (p.sum > 0 || i > 64)) break;
        if (i > 8 && v < before && v * v / (before - v) < 1e-17 * p.sum) break; /* v times ratio / (1 - ratio) */
        before = v;
        if (i % 65536 == 65535) {
            *status = csc_i_progress(context, i, 0, err);
            if (*status != CSC_OK) return 0;
        }
        if (i + 1 == TERMS_MAX / 4) return 0;
    }
    *tail = p.sum + p.lost;
    return 1;
}

csc_status csc_wom_branching_cdf(const csc_wom_branching *self, uint64_t n, double *lower, double *upper, const csc_context *context,
                                 csc_error *err) {
    if (self == NULL) return csc_i_fail(err, CSC_E_INVALID, "The process is NULL.");
    uint64_t k = (uint64_t)self->ancestors, span = self->law.span;
    double *work;
    size_t size;
    if (n > k && n - k > TERMS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "The size is more than 20,000,000 above the number of ancestors.");
    CSC_I_TRY(work_create(self, UINT64_MAX, &work, &size, err));
    precise p = {0, 0};
    csc_status status = CSC_OK;
    for (uint64_t i = k, done = 0; i <= n && status == CSC_OK; i += span, done++) {
        precise_add(&p, pmf_at(self, work, (double)i));
        if (done % 65536 == 65535) status = csc_i_progress(context, i - k, n - k, err);
    }
    double low = p.sum + p.lost, finite = self->moments.extinction, above = finite - low;
    if (status == CSC_OK && upper != NULL && above < 0.01 * finite) {
        double tail;
        if (upper_tail(self, work, n, context, &tail, &status, err)) above = tail;
    }
    csc_i_free(&self->allocator, work, size);
    if (status != CSC_OK) return status;
    if (above < 0) above = 0;
    if (low > finite) low = finite;
    if (lower != NULL) *lower = low;
    if (upper != NULL) *upper = above + (1 - finite);
    return CSC_OK;
}

/* The smallest n with P(size > n) <= p, by doubling and halving. */
static csc_status upper_quantile(const csc_wom_branching *self, double p, uint64_t *n, const csc_context *context, csc_error *err) {
    uint64_t k = (uint64_t)self->ancestors, span = self->law.span, low = 0, high = 64; /* in steps of the span above k */
    double tail;
    for (;; low = high, high *= 2) {
        if (high * span > TERMS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "The quantile is beyond 20,000,000.");
        CSC_I_TRY(csc_wom_branching_cdf(self, k + high * span, NULL, &tail, context, err));
        if (tail <= p) break;
    }
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        CSC_I_TRY(csc_wom_branching_cdf(self, k + middle * span, NULL, &tail, context, err));
        if (tail <= p)
            high = middle;
        else
            low = middle + 1;
    }
    *n = k + high * span;
    return CSC_OK;
}

csc_status csc_wom_branching_quantile(const csc_wom_branching *self, double p, int32_t upper, uint64_t *n, const csc_context *context,
                                      csc_error *err) {
    if (self == NULL || n == NULL) return csc_i_fail(err, CSC_E_INVALID, "The process or the place for the result is NULL.");
    if (!(p >= 0 && p <= 1) || (upper ? p == 0 : p == 1)) return csc_i_fail(err, CSC_E_INVALID, "The probability is outside its range.");
    double finite = self->moments.extinction, survives = 1 - finite;
    if (upper ? p < survives : p > finite)
        return csc_i_fail(err, CSC_E_UNDEFINED, "The total size is infinite with more than the probability that is left.");
    /* a small upper tail is not to be seen in 1 - cdf */
    if (upper && p - survives < 1e-3 * finite) return upper_quantile(self, p, n, context, err);
    uint64_t k = (uint64_t)self->ancestors, i = k, done = 0;
    double *work;
    size_t size;
    CSC_I_TRY(work_create(self, UINT64_MAX, &work, &size, err));
    precise sum = {0, 0};
    csc_status status = CSC_OK;
    /* P(size > i) <= p is what is left of `finite` beside the chance of an infinite size */
    for (;; i += self->law.span) {
        precise_add(&sum, pmf_at(self, work, (double)i));
        double low = sum.sum + sum.lost;
        if (upper ? (finite - sum.sum) - sum.lost <= p - survives : low >= p) break;
        if (i - k >= TERMS_MAX) {
            status = csc_i_fail(err, CSC_E_LIMIT, "The quantile is beyond 20,000,000.");
            break;
        }
        if (++done % 65536 == 0) {
            status = csc_i_progress(context, i - k, 0, err);
            if (status != CSC_OK) break;
        }
    }
    csc_i_free(&self->allocator, work, size);
    if (status == CSC_OK) *n = i;
    return status;
}

csc_status csc_wom_branching_visit(const csc_wom_branching *self, uint64_t size, int32_t level, const csc_context *context,
                                   csc_sink *sink) {
    if (self == NULL || sink == NULL || level < CSC_VISIT_VALUE || level > CSC_VISIT_EXPLAIN) return CSC_E_INVALID;
    const csc_wom_branching_moments *m = &self->moments;
    double pmf = 0, lower = 0, upper = 0;
    if (size > 0) {
        CSC_I_TRY(csc_wom_branching_pmf(self, size, &pmf, NULL));
        CSC_I_TRY(csc_wom_branching_cdf(self, size, &lower, &upper, context, NULL));
    }
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_wom_sink_definition(sink, &self->spec));
    CSC_I_TRY(csc_i_sink_text(sink, "offspring", csc_i_law_name(self->law.law)));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "parameters"));
    for (size_t i = 0; i < self->law.count; i++) CSC_I_TRY(csc_i_sink_number(sink, NULL, self->law.v[i]));
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(csc_i_sink_number(sink, "offspring_mean", m->offspring_mean));
    CSC_I_TRY(csc_i_sink_number(sink, "offspring_variance", m->offspring_variance));
    CSC_I_TRY(csc_i_sink_number(sink, "mean", m->mean));
    CSC_I_TRY(csc_i_sink_number(sink, "variance", m->variance));
    CSC_I_TRY(csc_i_sink_number(sink, "extinction", m->extinction));
    if (size > 0) {
        CSC_I_TRY(csc_i_sink_u64(sink, "size", size));
        CSC_I_TRY(csc_i_sink_number(sink, "pmf", pmf));
        CSC_I_TRY(csc_i_sink_number(sink, "cdf", lower));
        if (level >= CSC_VISIT_DETAIL) CSC_I_TRY(csc_i_sink_number(sink, "upper", upper));
    }
    if (level >= CSC_VISIT_DETAIL) {
        CSC_I_TRY(csc_i_sink_number(sink, "extinct_mean", m->extinct_mean));
        CSC_I_TRY(csc_i_sink_number(sink, "extinct_variance", m->extinct_variance));
    }
    CSC_I_TRY(csc_i_sink_number(sink, "n", self->ancestors));
    CSC_I_TRY(csc_i_sink_i64(sink, "missing", 0));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(isnan(m->mean) ? CSC_E_UNDEFINED : CSC_OK)));
    if (level >= CSC_VISIT_EXPLAIN) {
        CSC_I_TRY(csc_i_sink_text(sink, "formula", self->spec.definition->formula));
        CSC_I_TRY(csc_i_sink_text(sink, "source", self->spec.definition->source));
        CSC_I_TRY(csc_i_sink_text(sink, "limits", self->spec.definition->limits));
    }
    return csc_i_sink_end(sink);
}
