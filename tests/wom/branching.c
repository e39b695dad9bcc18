/* Branching processes, against 60-digit values (branching_expected.py) and the shared expected.json (wom_expected.c). */
#include "branching_expected.h"
#include "csc_alloc.h"
#include "csc_check.h"
#include "csc_recorder.h"

static csc_wom_branching *make(int32_t law, const double *v, size_t count, int ancestors) {
    csc_wom_branching *b;
    char spec[64];
    snprintf(spec, sizeof spec, "wom:branching/1?ancestors=%d", ancestors);
    CSC_ASSERT_STATUS(csc_wom_branching_create(&b, spec, SIZE_MAX, law, v, count, NULL, NULL), CSC_OK);
    return b;
}

START_TEST(extinction)
{
    for (size_t i = 0; i < sizeof extinctions / sizeof extinctions[0]; i++) {
        csc_wom_branching_moments m;
        csc_wom_branching *b = make(extinctions[i].law, extinctions[i].v, extinctions[i].count, 1);
        CSC_ASSERT_STATUS(csc_wom_branching_moments_get(b, &m), CSC_OK);
        CSC_ASSERT_REL(m.extinction, extinctions[i].extinction, 2e-15);
        csc_wom_branching_destroy(b);
    }
    /* Poisson beside 1: 1 - q = 1 + W(-mu exp(-mu)) / mu, 40 digits of mpmath */
    static const struct {
        double mu, survival;
    } near[] = {{1.001, 0.0019973364410108776513}, {1.0001, 0.00019997333644407875672}, {1.000001, 1.9999973331719116039e-6}};
    for (size_t i = 0; i < 3; i++) {
        csc_wom_branching_moments m;
        csc_wom_branching *b = make(CSC_WOM_POISSON, &near[i].mu, 1, 1);
        CSC_ASSERT_STATUS(csc_wom_branching_moments_get(b, &m), CSC_OK);
        CSC_ASSERT_ABS(1 - m.extinction, near[i].survival, 1e-12);
        csc_wom_branching_destroy(b);
    }
}
END_TEST

START_TEST(pmf)
{
    double worst = 0;
    for (size_t i = 0; i < sizeof pmfs / sizeof pmfs[0]; i++) {
        double p;
        csc_wom_branching *b = make(pmfs[i].law, pmfs[i].v, pmfs[i].count, pmfs[i].ancestors);
        CSC_ASSERT_STATUS(csc_wom_branching_pmf(b, pmfs[i].n, &p, NULL), CSC_OK);
        double off = fabs(p / pmfs[i].pmf - 1), bound = pmfs[i].law == CSC_WOM_PMF && pmfs[i].n > 4096 ? 1e-11 : 1e-12;
        ck_assert_msg(off <= bound, "law %d (%g, %g) k %d n %llu: %.17g, expected %.17g, off by %.2g", pmfs[i].law, pmfs[i].v[0],
                      pmfs[i].v[1], pmfs[i].ancestors, (unsigned long long)pmfs[i].n, p, pmfs[i].pmf, off);
        if (off > worst) worst = off;
        csc_wom_branching_destroy(b);
    }
    fprintf(stderr, "# worst relative error of %zu probabilities: %.2g\n", sizeof pmfs / sizeof pmfs[0], worst);
}
END_TEST

START_TEST(both_tails)
{
    double worst = 0;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        double lower, upper;
        csc_wom_branching *b = make(tails[i].law, tails[i].v, tails[i].count, tails[i].ancestors);
        CSC_ASSERT_STATUS(csc_wom_branching_cdf(b, tails[i].n, &lower, &upper, NULL, NULL), CSC_OK);
        double off = fabs(lower / tails[i].lower - 1), off2 = fabs(upper / tails[i].upper - 1);
        ck_assert_msg(off <= 1e-12 && off2 <= 1e-12, "law %d (%g, %g) n %llu: %.17g %.17g, off by %.2g and %.2g", tails[i].law,
                      tails[i].v[0], tails[i].v[1], (unsigned long long)tails[i].n, lower, upper, off, off2);
        if (off2 > worst) worst = off2;
        csc_wom_branching_destroy(b);
    }
    fprintf(stderr, "# worst relative error of %zu upper tails: %.2g\n", sizeof tails / sizeof tails[0], worst);
}
END_TEST

START_TEST(quantiles)
{
    double mu[] = {0.9}, pmf3[] = {0.6, 0.0, 0.4};
    for (int law = 0; law < 2; law++) {
        csc_wom_branching *b = law == 0 ? make(CSC_WOM_POISSON, mu, 1, 2) : make(CSC_WOM_PMF, pmf3, 3, 2);
        static const double ps[] = {0, 1e-6, 0.3, 0.5, 0.9, 0.999, 1e-3, 1e-5, 1e-12, 1e-30};
        for (size_t i = 0; i < sizeof ps / sizeof ps[0]; i++) {
            for (int upper = 0; upper <= 1; upper++) {
                uint64_t n;
                double lo, hi, lo_before = 0, hi_before = 1;
                if (upper && ps[i] == 0) continue;
                CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, ps[i], upper, &n, NULL, NULL), CSC_OK);
                CSC_ASSERT_STATUS(csc_wom_branching_cdf(b, n, &lo, &hi, NULL, NULL), CSC_OK);
                if (n > 2) CSC_ASSERT_STATUS(csc_wom_branching_cdf(b, n - 1, &lo_before, &hi_before, NULL, NULL), CSC_OK);
                if (upper)
                    ck_assert_msg(hi <= ps[i] && (n == 2 || hi_before > ps[i]), "upper %g: %llu", ps[i], (unsigned long long)n);
                else
                    ck_assert_msg(lo >= ps[i] && (n == 2 || lo_before < ps[i]), "lower %g: %llu", ps[i], (unsigned long long)n);
            }
        }
        csc_wom_branching_destroy(b);
    }
    double two[] = {2};
    uint64_t n = 5;
    csc_error err;
    csc_wom_branching *b = make(CSC_WOM_POISSON, two, 1, 1); /* extinction 0.2032 */
    CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, 0.21, 0, &n, NULL, &err), CSC_E_UNDEFINED);
    CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, 0.5, 1, &n, NULL, &err), CSC_E_UNDEFINED);
    ck_assert_uint_eq(n, 5);
    CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, 0.2, 0, &n, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, 0.8, 1, &n, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, 1, 0, &n, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, 0, 1, &n, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, NAN, 0, &n, NULL, &err), CSC_E_INVALID);
    csc_wom_branching_destroy(b);
}
END_TEST

START_TEST(moments_and_generations)
{
    double v[] = {0.25, 0.25, 0.5}, half[] = {0.5}, nb[] = {2.5, 0.286};
    csc_wom_branching_moments m;
    double mean, variance, extinct;
    /* Borel with mu = 1/2: mean 2, variance 4 (shared expected.json) */
    csc_wom_branching *b = make(CSC_WOM_POISSON, half, 1, 1);
    CSC_ASSERT_STATUS(csc_wom_branching_moments_get(b, &m), CSC_OK);
    ck_assert_double_eq(m.mean, 2);
    ck_assert_double_eq(m.variance, 4);
    ck_assert_double_eq(m.extinct_mean, 2);
    csc_wom_branching_destroy(b);
    /* f(s) = 1/4 + s/4 + s^2/2: extinction 1/2; given it, f'(1/2) = 3/4, so the mean is 4; P(empty by 2) = f(1/4) = 11/32 */
    b = make(CSC_WOM_PMF, v, 3, 1);
    CSC_ASSERT_STATUS(csc_wom_branching_moments_get(b, &m), CSC_OK);
    ck_assert_double_eq(m.offspring_mean, 1.25);
    CSC_ASSERT_REL(m.offspring_variance, 0.6875, 1e-15);
    CSC_ASSERT_REL(m.extinction, 0.5, 1e-15);
    ck_assert_double_nan(m.mean);
    CSC_ASSERT_REL(m.extinct_mean, 4, 1e-14);
    /* dual law (1/2, 1/4, 1/4): mean 3/4, variance 11/16, so 11/16 / (1/4)^3 = 44 */
    CSC_ASSERT_REL(m.extinct_variance, 44, 1e-14);
    CSC_ASSERT_STATUS(csc_wom_branching_generation(b, 2, &mean, &variance, &extinct), CSC_OK);
    CSC_ASSERT_REL(mean, 1.5625, 1e-15);
    CSC_ASSERT_REL(variance, 0.6875 * 1.25 * (1 + 1.25), 1e-14);
    CSC_ASSERT_REL(extinct, 11.0 / 32, 1e-15);
    CSC_ASSERT_STATUS(csc_wom_branching_generation(b, 0, &mean, &variance, &extinct), CSC_OK);
    ck_assert(mean == 1 && variance == 0 && extinct == 0);
    CSC_ASSERT_STATUS(csc_wom_branching_generation(b, 100000, NULL, NULL, &extinct), CSC_OK);
    CSC_ASSERT_REL(extinct, 0.5, 1e-15);
    CSC_ASSERT_STATUS(csc_wom_branching_generation(b, 10000001, NULL, NULL, &extinct), CSC_E_LIMIT);
    csc_wom_branching_destroy(b);
    b = make(CSC_WOM_NEGATIVE_BINOMIAL, nb, 2, 1);
    CSC_ASSERT_STATUS(csc_wom_branching_moments_get(b, &m), CSC_OK);
    CSC_ASSERT_REL(m.offspring_mean, 2.5 * 0.286 / 0.714, 1e-15);
    CSC_ASSERT_REL(m.offspring_variance, 2.5 * 0.286 / (0.714 * 0.714), 1e-14);
    csc_wom_branching_destroy(b);
    /* everybody brings exactly one: never extinct, never finite */
    double one[] = {0, 1};
    double p = 7, upper;
    b = make(CSC_WOM_PMF, one, 2, 3);
    CSC_ASSERT_STATUS(csc_wom_branching_moments_get(b, &m), CSC_OK);
    ck_assert_double_eq(m.extinction, 0);
    CSC_ASSERT_STATUS(csc_wom_branching_pmf(b, 3, &p, NULL), CSC_OK);
    ck_assert_double_eq(p, 0);
    CSC_ASSERT_STATUS(csc_wom_branching_cdf(b, 100, &p, &upper, NULL, NULL), CSC_OK);
    ck_assert(p == 0 && upper == 1);
    csc_wom_branching_destroy(b);
    /* nobody brings anybody */
    double zero[] = {0};
    b = make(CSC_WOM_POISSON, zero, 1, 3);
    CSC_ASSERT_STATUS(csc_wom_branching_pmf(b, 3, &p, NULL), CSC_OK);
    ck_assert_double_eq(p, 1);
    CSC_ASSERT_STATUS(csc_wom_branching_pmf(b, 2, &p, NULL), CSC_OK);
    ck_assert_double_eq(p, 0);
    CSC_ASSERT_STATUS(csc_wom_branching_cdf(b, 9, &p, &upper, NULL, NULL), CSC_OK);
    ck_assert(p == 1 && upper == 0);
    csc_wom_branching_destroy(b);
}
END_TEST

START_TEST(laws_in_text)
{
    static const struct {
        const char *text;
        int32_t law;
        double v[3];
        size_t count;
    } rows[] = {{"poisson:0.9", CSC_WOM_POISSON, {0.9}, 1},
                {"geometric:.4", CSC_WOM_GEOMETRIC, {0.4}, 1},
                {"binomial:10,0.1", CSC_WOM_BINOMIAL, {10, 0.1}, 2},
                {"negative-binomial:0.5,6e-1", CSC_WOM_NEGATIVE_BINOMIAL, {0.5, 0.6}, 2},
                {"pmf:0.5,0.3,0.2", CSC_WOM_PMF, {0.5, 0.3, 0.2}, 3}};
    int32_t law;
    size_t count;
    double v[3];
    csc_error err;
    for (size_t i = 0; i < 5; i++) {
        CSC_ASSERT_STATUS(csc_wom_law_parse(rows[i].text, strlen(rows[i].text), &law, v, 3, &count, NULL), CSC_OK);
        ck_assert_int_eq(law, rows[i].law);
        ck_assert_uint_eq(count, rows[i].count);
        for (size_t j = 0; j < count; j++) ck_assert_double_eq(v[j], rows[i].v[j]);
    }
    CSC_ASSERT_STATUS(csc_wom_law_parse("pmf:0.5,0.3,0.2", 15, &law, NULL, 0, &count, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_law_parse("pmf:0.5,0.3,0.2", 15, &law, v, 2, &count, &err), CSC_E_BUFFER);
    ck_assert_uint_eq(count, 3);
    static const struct {
        const char *text;
        uint64_t byte;
    } bad[] = {{"", 0},           {"poison:1", 0},    {"poisson", 0},  {"poisson:", 8},  {"poisson:x", 8}, {"poisson:1,2", 11},
               {"poisson:1;", 9}, {"binomial:3", 10}, {"pmf:0.5,", 8}, {"pmf:0.5 ,1", 7}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CSC_ASSERT_STATUS(csc_wom_law_parse(bad[i].text, strlen(bad[i].text), &law, v, 3, &count, &err), CSC_E_SYNTAX);
        ck_assert_uint_eq(err.byte, bad[i].byte);
    }
    CSC_ASSERT_STATUS(csc_wom_law_parse(NULL, 0, &law, v, 3, &count, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_law_parse("poisson:1", 9, NULL, v, 3, &count, &err), CSC_E_INVALID);
}
END_TEST

START_TEST(errors)
{
    csc_wom_branching *b = (csc_wom_branching *)&b;
    csc_error err;
    static const struct {
        int32_t law;
        double v[3];
        size_t count;
        csc_status want;
        uint64_t row;
    } rows[] = {{CSC_WOM_POISSON, {-1}, 1, CSC_E_RANGE, 0},
                {CSC_WOM_POISSON, {NAN}, 1, CSC_E_RANGE, 0},
                {CSC_WOM_GEOMETRIC, {1}, 1, CSC_E_RANGE, 0},
                {CSC_WOM_BINOMIAL, {2.5, 0.5}, 2, CSC_E_RANGE, 0},
                {CSC_WOM_BINOMIAL, {2, 1.5}, 2, CSC_E_RANGE, 1},
                {CSC_WOM_NEGATIVE_BINOMIAL, {0, 0.5}, 2, CSC_E_RANGE, 0},
                {CSC_WOM_NEGATIVE_BINOMIAL, {1, 1}, 2, CSC_E_RANGE, 1},
                {CSC_WOM_PMF, {0.5, -0.1, 0.6}, 3, CSC_E_RANGE, 1},
                {CSC_WOM_PMF, {0.5, 0.4}, 2, CSC_E_RANGE, 1},
                {CSC_WOM_PMF, {1}, 0, CSC_E_INVALID, CSC_NOWHERE},
                {CSC_WOM_POISSON, {1, 2}, 2, CSC_E_INVALID, CSC_NOWHERE},
                {0, {1}, 1, CSC_E_INVALID, CSC_NOWHERE},
                {6, {1}, 1, CSC_E_INVALID, CSC_NOWHERE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CSC_ASSERT_STATUS(csc_wom_branching_create(&b, "wom:branching/1", SIZE_MAX, rows[i].law, rows[i].v, rows[i].count, NULL, &err),
                          rows[i].want);
        ck_assert_ptr_null(b);
        ck_assert_uint_eq(err.row, rows[i].row);
    }
    double mu = 0.5, p = 3;
    CSC_ASSERT_STATUS(csc_wom_branching_create(&b, "wom:tree/1", SIZE_MAX, CSC_WOM_POISSON, &mu, 1, NULL, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_wom_branching_create(&b, "wom:branching/1?ancestors=0", SIZE_MAX, CSC_WOM_POISSON, &mu, 1, NULL, &err),
                      CSC_E_SPEC);
    CSC_ASSERT_STATUS(csc_wom_branching_create(NULL, "wom:branching/1", SIZE_MAX, CSC_WOM_POISSON, &mu, 1, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_branching_create(&b, "wom:branching/1", SIZE_MAX, CSC_WOM_POISSON, NULL, 1, NULL, &err), CSC_E_INVALID);
    b = make(CSC_WOM_POISSON, &mu, 1, 1);
    CSC_ASSERT_STATUS(csc_wom_branching_pmf(b, UINT64_MAX, &p, &err), CSC_E_LIMIT);
    CSC_ASSERT_STATUS(csc_wom_branching_pmf(b, 1, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_branching_pmf(NULL, 1, &p, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_branching_cdf(b, 30000000, &p, NULL, NULL, &err), CSC_E_LIMIT);
    CSC_ASSERT_STATUS(csc_wom_branching_cdf(NULL, 3, &p, NULL, NULL, &err), CSC_E_INVALID);
    ck_assert_double_eq(p, 3);
    CSC_ASSERT_STATUS(csc_wom_branching_generation(NULL, 0, &p, NULL, NULL), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_branching_moments_get(b, NULL), CSC_E_INVALID);
    csc_wom_branching_destroy(b);
    csc_wom_branching_destroy(NULL);
}
END_TEST

static int32_t stop(void *ctx, uint64_t done, uint64_t total) {
    return 1;
}

START_TEST(visit_and_cancel)
{
    static csc_recorder rec;
    csc_sink sink;
    double one = 1, half = 0.5, p = 9;
    csc_wom_branching *b = make(CSC_WOM_POISSON, &half, 1, 1);
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_branching_visit(b, 1, CSC_VISIT_VALUE, NULL, &sink), CSC_OK);
    ck_assert_str_eq(
        rec.text, "{definition=\"wom:branching/1\" offspring=\"poisson\" parameters=[0.5] offspring_mean=0.5 offspring_variance=0.5 mean=2 "
                  "variance=4 extinction=1 size=1 pmf=0.6065306597126334 cdf=0.6065306597126334 n=1 missing=0 status=\"ok\"}");
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_branching_visit(b, 5, CSC_VISIT_EXPLAIN, NULL, &sink), CSC_OK);
    size_t calls = rec.calls;
    for (size_t n = 1; n <= calls; n++) {
        csc_recorder_init(&rec, &sink);
        rec.stop_at = n;
        CSC_ASSERT_STATUS(csc_wom_branching_visit(b, 5, CSC_VISIT_EXPLAIN, NULL, &sink), CSC_E_CANCELLED);
    }
    csc_wom_branching_destroy(b);
    b = make(CSC_WOM_POISSON, &one, 1, 1);
    csc_context context;
    csc_context_init(&context);
    context.progress = stop;
    CSC_ASSERT_STATUS(csc_wom_branching_cdf(b, 1000000, &p, NULL, &context, NULL), CSC_E_CANCELLED);
    uint64_t n;
    CSC_ASSERT_STATUS(csc_wom_branching_quantile(b, 1e-4, 1, &n, &context, NULL), CSC_E_CANCELLED);
    ck_assert_double_eq(p, 9);
    /* critical: P(size > n) is about sqrt(2 / (pi n)) */
    double upper;
    CSC_ASSERT_STATUS(csc_wom_branching_cdf(b, 1000000, &p, &upper, NULL, NULL), CSC_OK);
    CSC_ASSERT_REL(upper, sqrt(2 / (3.14159265358979 * 1e6)), 1e-5);
    csc_wom_branching_destroy(b);
}
END_TEST

static csc_status step(const csc_context *context, void *arg) {
    static const double v[] = {0.5, 0.3, 0.2, 0};
    csc_wom_branching *b;
    double p, q;
    uint64_t n;
    csc_status status = csc_wom_branching_create(&b, "wom:branching/1", SIZE_MAX, CSC_WOM_PMF, v, 4, context, NULL);
    if (status == CSC_OK) status = csc_wom_branching_pmf(b, 5, &p, NULL);
    if (status == CSC_OK) status = csc_wom_branching_cdf(b, 5, &p, &q, NULL, NULL);
    if (status == CSC_OK) status = csc_wom_branching_quantile(b, 0.5, 0, &n, NULL, NULL);
    csc_wom_branching_destroy(b);
    return status;
}

START_TEST(every_allocation)
{ csc_check_alloc_loop(step, NULL); }
END_TEST

CSC_CHECK_MAIN("wom/branching", extinction, pmf, both_tails, quantiles, moments_and_generations, laws_in_text, errors, visit_and_cancel,
               every_allocation)
