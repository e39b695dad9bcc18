/* Offspring laws: their text, generating functions and the probability that n persons together bring x others. */
#include "num/internal.h"
#include "wom/law.h"

#define TWO_PI 6.28318530717958647693

/* ------------------------------------------------------------------- text */

csc_status csc_wom_law_parse(const char *text, size_t length, int32_t *law, double *parameters, size_t capacity, size_t *count,
                             csc_error *err) {
    static const struct {
        const char *name;
        int32_t law;
        size_t count; /* 0: any */
    } names[] = {{"poisson:", CSC_WOM_POISSON, 1},
                 {"geometric:", CSC_WOM_GEOMETRIC, 1},
                 {"binomial:", CSC_WOM_BINOMIAL, 2},
                 {"negative-binomial:", CSC_WOM_NEGATIVE_BINOMIAL, 2},
                 {"pmf:", CSC_WOM_PMF, 0}};
    if (text == NULL || law == NULL || count == NULL || (parameters == NULL && capacity > 0))
        return csc_i_fail(err, CSC_E_INVALID, "The text or a place for the result is NULL.");
    size_t which = 0, at = 0, found = 0;
    for (; which < sizeof names / sizeof names[0]; which++) {
        at = strlen(names[which].name);
        if (length >= at && memcmp(text, names[which].name, at) == 0) break;
    }
    if (which == sizeof names / sizeof names[0])
        return csc_i_fail_byte(err, CSC_E_SYNTAX, "A law is poisson:MU, geometric:P, binomial:N,P, negative-binomial:R,P or pmf:P0,P1,...",
                               0);
    for (;;) {
        double v;
        size_t used;
        if (csc_number_parse(text + at, length - at, &v, &used) != CSC_OK)
            return csc_i_fail_byte(err, CSC_E_SYNTAX, "A number is expected here.", at);
        if (found < capacity) parameters[found] = v;
        found++;
        at += used;
        if (at == length) break;
        if (text[at] != ',') return csc_i_fail_byte(err, CSC_E_SYNTAX, "A comma or the end is expected here.", at);
        at++;
    }
    if (names[which].count != 0 && found != names[which].count)
        return csc_i_fail_byte(err, CSC_E_SYNTAX, "The law has another number of parameters.", at);
    *law = names[which].law;
    *count = found;
    if (capacity > 0 && found > capacity) return csc_i_fail(err, CSC_E_BUFFER, "The parameters do not fit the buffer.");
    return CSC_OK;
}

const char *csc_i_law_name(int32_t law) {
    static const char *const names[] = {"poisson", "geometric", "binomial", "negative-binomial", "pmf"};
    return law >= CSC_WOM_POISSON && law <= CSC_WOM_PMF ? names[law - 1] : "";
}

/* ------------------------------------------------------------------ checks */

csc_status csc_i_law_check(int32_t law, const double *v, size_t count, csc_error *err) {
    static const size_t counts[] = {1, 1, 2, 2};
    if (v == NULL) return csc_i_fail(err, CSC_E_INVALID, "The parameters of the law are NULL.");
    if (law < CSC_WOM_POISSON || law > CSC_WOM_PMF) return csc_i_fail(err, CSC_E_INVALID, "There is no such law.");
    if (law != CSC_WOM_PMF && count != counts[law - 1]) return csc_i_fail(err, CSC_E_INVALID, "The law has another number of parameters.");
    switch (law) {
    case CSC_WOM_POISSON:
        if (!(v[0] >= 0 && v[0] <= 1e6)) return csc_i_fail_row(err, CSC_E_RANGE, "The mean must be in [0, 1e6].", 0);
        break;
    case CSC_WOM_GEOMETRIC:
        if (!(v[0] >= 0 && v[0] < 1)) return csc_i_fail_row(err, CSC_E_RANGE, "p must be in [0, 1).", 0);
        break;
    case CSC_WOM_BINOMIAL:
        if (!(v[0] >= 1 && v[0] <= 1e6 && v[0] == floor(v[0])))
            return csc_i_fail_row(err, CSC_E_RANGE, "n must be a whole number in [1, 1e6].", 0);
        if (!(v[1] >= 0 && v[1] <= 1)) return csc_i_fail_row(err, CSC_E_RANGE, "p must be in [0, 1].", 1);
        break;
    case CSC_WOM_NEGATIVE_BINOMIAL:
        if (!(v[0] > 0 && v[0] <= 1e6)) return csc_i_fail_row(err, CSC_E_RANGE, "r must be in (0, 1e6].", 0);
        if (!(v[1] >= 0 && v[1] < 1)) return csc_i_fail_row(err, CSC_E_RANGE, "p must be in [0, 1).", 1);
        break;
    default: {
        double sum = 0;
        if (count == 0 || count > 10000) return csc_i_fail(err, CSC_E_INVALID, "A table of probabilities has 1 to 10,000 entries.");
        for (size_t i = 0; i < count; i++) {
            if (!(v[i] >= 0 && v[i] <= 1)) return csc_i_fail_row(err, CSC_E_RANGE, "A probability must be in [0, 1].", i);
            sum += v[i];
        }
        if (!(fabs(sum - 1) <= 1e-9)) return csc_i_fail_row(err, CSC_E_RANGE, "The probabilities must sum to 1.", count - 1);
    }
    }
    return CSC_OK;
}

/* ------------------------------------------------------- means, generators */

double csc_i_law_factorial(const csc_i_law *l, int order) {
    double p = l->v[l->count > 1 ? 1 : 0], odds = p / (1 - p), sum = 0;
    switch (l->law) {
    case CSC_WOM_POISSON:
        return order == 1 ? l->v[0] : l->v[0] * l->v[0];
    case CSC_WOM_GEOMETRIC:
        return order == 1 ? odds : 2 * odds * odds;
    case CSC_WOM_BINOMIAL:
        return order == 1 ? l->v[0] * p : l->v[0] * (l->v[0] - 1) * p * p;
    case CSC_WOM_NEGATIVE_BINOMIAL:
        return order == 1 ? l->v[0] * odds : l->v[0] * (l->v[0] + 1) * odds * odds;
    default:
        for (size_t j = 1; j < l->count; j++) sum += (order == 1 ? (double)j : (double)j * ((double)j - 1)) * l->v[j];
        return sum;
    }
}

double csc_i_law_variance(const csc_i_law *l) {
    double p = l->v[l->count > 1 ? 1 : 0], m = csc_i_law_factorial(l, 1), sum = 0;
    switch (l->law) {
    case CSC_WOM_POISSON:
        return l->v[0];
    case CSC_WOM_GEOMETRIC:
    case CSC_WOM_NEGATIVE_BINOMIAL:
        return m / (1 - p);
    case CSC_WOM_BINOMIAL:
        return m * (1 - p);
    default:
        for (size_t j = 0; j < l->count; j++) sum += ((double)j - m) * ((double)j - m) * l->v[j];
        return sum;
    }
}

/* In e = 1 - s, so that nothing is lost beside s = 1. */
double csc_i_law_survival(const csc_i_law *l, double e) {
    double p = l->v[l->count > 1 ? 1 : 0], sum = 0, log_s;
    switch (l->law) {
    case CSC_WOM_POISSON:
        return -expm1(-l->v[0] * e);
    case CSC_WOM_GEOMETRIC:
        return p * e / (1 - p + p * e);
    case CSC_WOM_BINOMIAL:
        return p * e >= 1 ? 1 : -expm1(l->v[0] * log1p(-p * e));
    case CSC_WOM_NEGATIVE_BINOMIAL:
        return -expm1(-l->v[0] * log1p(p * e / (1 - p)));
    default:
        if (e >= 1) return 1 - l->v[0];
        log_s = log1p(-e);
        for (size_t j = 1; j < l->count; j++)
            if (l->v[j] > 0) sum -= l->v[j] * expm1((double)j * log_s);
        return sum;
    }
}

double csc_i_law_slope(const csc_i_law *l, double e, int order) {
    double p = l->v[l->count > 1 ? 1 : 0], n = l->v[0], s = 1 - e, sum = 0, power = 1;
    switch (l->law) {
    case CSC_WOM_POISSON:
        return (order == 1 ? n : n * n) * exp(-n * e);
    case CSC_WOM_GEOMETRIC: {
        double d = 1 - p + p * e;
        return order == 1 ? p * (1 - p) / (d * d) : 2 * p * p * (1 - p) / (d * d * d);
    }
    case CSC_WOM_BINOMIAL:
        return order == 1 ? n * p * pow(1 - p * e, n - 1) : n < 2 ? 0 : n * (n - 1) * p * p * pow(1 - p * e, n - 2);
    case CSC_WOM_NEGATIVE_BINOMIAL: {
        double odds = p / (1 - p), d = 1 + odds * e;
        return order == 1 ? n * odds * pow(d, -n - 1) : n * (n + 1) * odds * odds * pow(d, -n - 2);
    }
    default:
        for (size_t j = (size_t)order; j < l->count; j++, power *= s)
            sum += (order == 1 ? (double)j : (double)j * ((double)j - 1)) * l->v[j] * power;
        return sum;
    }
}

/* ------------------------------------------------------- sums of n persons */

/* ln Gamma(x + 1) - (x + 1/2) ln x + x - ln sqrt(2 pi), x > 0 */
static double stirling_error(double x) {
    if (x >= 12) return csc_i_stirling(x);
    return csc_num_lgamma(x + 1) - (x + 0.5) * log(x) + x - CSC_I_LN_SQRT_2PI;
}

/* x ln(x / M) - (x - M) with d = x - M known to full accuracy: C. Loader's deviance, without cancellation. */
static double deviance(double x, double d) {
    return -x * csc_i_log1pmx(-d / x);
}

/* Poisson probability of x at mean m = x - d. */
static double poisson(double x, double m, double d) {
    if (x == 0) return exp(-m);
    if (m == 0) return 0;
    return exp(-stirling_error(x) - deviance(x, d)) / sqrt(TWO_PI * x);
}

/* Binomial probability of x out of n (real), d = x - n p. */
static double binomial(double x, double n, double p, double d) {
    if (p == 0) return x == 0 ? 1 : 0;
    if (p == 1) return x == n ? 1 : 0;
    if (x == 0) return exp(n * log1p(-p));
    if (x == n) return exp(n * log(p));
    double y = n - x;
    return exp(stirling_error(n) - stirling_error(x) - stirling_error(y) - deviance(x, d) - deviance(y, -d)) * sqrt(n / (TWO_PI * x * y));
}

/* ---- tables of probabilities: coefficient of s^x in f(s)^n, f(s) = h(s^span) */

/* g = h^n by n h' g = h g' from the lowest power up: all terms are positive for x < n, so nothing cancels. */
static double coefficient_by_recurrence(const csc_i_law *l, double *g, size_t n, size_t x) {
    size_t span = l->span, degree = (l->count - 1) / span;
    double exponent = 0;
    g[0] = 1;
    for (size_t j = 1; j <= x; j++) {
        double sum = 0;
        for (size_t i = 1; i <= degree && i <= j; i++) sum += ((double)i * ((double)n + 1) - (double)j) * l->v[i * span] * g[j - i];
        g[j] = sum / ((double)j * l->v[0]);
        if (g[j] > 0x1p500) {
            size_t from = j > degree ? j - degree : 0;
            for (size_t i = from; i <= j; i++) g[i] *= 0x1p-500;
            exponent += 500;
        }
    }
    /* times p0^n, the power by squaring with its rounding errors carried along */
    double base = l->v[0], base_low = 0, out = 1, out_low = 0, shift = exponent;
    int e;
    base = frexp(base, &e);
    double base_e = e, out_e = 0;
    for (size_t k = n; k > 0; k >>= 1) {
        if (k & 1) {
            double hi = out * base, lo = fma(out, base, -hi) + out * base_low + out_low * base;
            out = hi + lo;
            out_low = lo - (out - hi);
            out_e += base_e;
            int f;
            out = frexp(out, &f);
            out_low = ldexp(out_low, -f);
            out_e += f;
        }
        double hi = base * base, lo = fma(base, base, -hi) + 2 * base * base_low;
        base = hi + lo;
        base_low = lo - (base - hi);
        base_e *= 2;
        int f;
        base = frexp(base, &f);
        base_low = ldexp(base_low, -f);
        base_e += f;
    }
    shift += out_e;
    if (shift > 4000) return (double)INFINITY;
    if (shift < -4000) return 0;
    return ldexp(g[x] * out, (int)shift);
}

/* The same as a Cauchy integral through the saddle point, by the trapezoid rule, which is exact but for probabilities far away. */
static double coefficient_by_contour(const csc_i_law *l, double n, double x) {
    size_t span = l->span, degree = (l->count - 1) / span;
    if (x == 0) return exp(n * log(l->v[0]));
    if (x >= n * (double)degree) return x > n * (double)degree ? 0 : exp(n * log(l->v[degree * span]));
    /* ln r with r h'(r) / h(r) = x / n, by bisection-guarded Newton: the left side grows in ln r */
    double t = 0, low = -800, high = 800, mean = 0, variance = 0, scale = 0;
    for (int step = 0; step < 200; step++) {
        double top = -INFINITY, s0 = 0, s1 = 0, s2 = 0;
        for (size_t j = 0; j <= degree; j++)
            if (l->v[j * span] > 0 && (double)j * t > top) top = (double)j * t;
        for (size_t j = 0; j <= degree; j++) {
            double w = l->v[j * span] * exp((double)j * t - top);
            s0 += w;
            s1 += w * (double)j;
            s2 += w * (double)j * (double)j;
        }
        mean = s1 / s0;
        variance = s2 / s0 - mean * mean;
        scale = top + log(s0);
        double off = mean - x / n;
        if (off > 0)
            high = t;
        else
            low = t;
        double next = variance > 0 ? t - off / variance : 0.5 * (low + high);
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (fabs(next - t) <= 1e-9 * (1 + fabs(t))) break; /* the result does not depend on the last digits of r */
        t = next;
    }
    if (fabs(t) < 0.5) {
        double sum = 0;
        for (size_t j = 1; j <= degree; j++) sum += l->v[j * span] * expm1((double)j * t);
        scale = log1p(sum);
    }
    double near = 0; /* a bound: |phi|^2 <= 1 - 2 q_j q_(j+1) (1 - cos) */
    for (size_t j = 0; j < degree; j++) {
        double w = l->v[j * span] * l->v[(j + 1) * span] * exp((2 * (double)j + 1) * t - 2 * scale);
        if (w > near) near = w;
    }
    double points = ceil(20 * sqrt(n * variance) + 80 * (double)degree), sum = 0.5;
    for (double k = 1; k <= points / 2; k++) {
        double theta = TWO_PI * k / points, a = 0, b = 0, half = sin(theta / 2);
        if (n * near * 2 * half * half > 60) break;
        for (size_t j = 1; j <= degree; j++) {
            if (l->v[j * span] == 0) continue;
            double q = l->v[j * span] * exp((double)j * t - scale), sj = sin((double)j * theta / 2);
            a -= 2 * q * sj * sj;
            b += q * sin((double)j * theta);
        }
        double size = 0.5 * n * log1p(2 * a + a * a + b * b);
        if (size < -60) continue;
        double term = exp(size) * cos(n * atan2(b, 1 + a) - x * theta);
        sum += k == points / 2 ? 0.5 * term : term;
    }
    return 2 * sum / points * exp(n * scale - x * t);
}

double csc_i_law_sum(const csc_i_law *l, double *work, double n, double x) {
    double p = l->v[l->count > 1 ? 1 : 0], r;
    switch (l->law) {
    case CSC_WOM_POISSON:
        return poisson(x, n * l->v[0], fma(-n, l->v[0], x));
    case CSC_WOM_BINOMIAL:
        return x > n * l->v[0] ? 0 : binomial(x, n * l->v[0], p, fma(-n * l->v[0], p, x));
    case CSC_WOM_GEOMETRIC:
        return n / (n + x) * binomial(x, n + x, p, fma(-(n + x), p, x));
    case CSC_WOM_NEGATIVE_BINOMIAL: {
        /* a = n r + x with its rounding error: x - a p is a small difference of large numbers */
        r = n * l->v[0];
        double a = r + x, part = a - r, low = (r - (a - part)) + (x - part) + fma(n, l->v[0], -r);
        return r / a * binomial(x, a, p, fma(-a, p, x) - low * p);
    }
    default: {
        double steps = x / (double)l->span;
        if (steps != floor(steps)) return 0;
        if (l->v[0] == 0 || l->count == 1) return x == 0 ? pow(l->v[0], n) : 0; /* nobody stops: no total of finite size has n - k < n */
        if (n <= CSC_I_LAW_RECURRENCE) return coefficient_by_recurrence(l, work, (size_t)n, (size_t)steps);
        return coefficient_by_contour(l, n, steps);
    }
    }
}
