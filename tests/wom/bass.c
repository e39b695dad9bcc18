/* The Bass model. Expected values: SciPy 1.11 least_squares (rate form), mpmath root of the score at 40 digits (likelihood); the
 * series are VCR sales 1980-89 and room air conditioners 1949-61 as they circulate in public code. tests/wom/expected.c has more. */
#include "csc_alloc.h"
#include "csc_check.h"
#include "csc_recorder.h"

static const double vcr[] = {840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890};
static const double room[] = {96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500};

static csc_wom_bass *fit(const char *spec, const double *v, size_t n, csc_wom_bass_result *r) {
    csc_column c = {v, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_wom_bass *b;
    CSC_ASSERT_STATUS(csc_wom_bass_fit(&b, spec, SIZE_MAX, &c, n, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_bass_get(b, r), CSC_OK);
    return b;
}

START_TEST(forms)
{
    csc_wom_bass_result r;
    csc_wom_bass *b = fit("wom:bass/1?form=rate-nls", vcr, 10, &r);
    ck_assert_int_eq(r.status, CSC_OK);
    CSC_ASSERT_REL(r.p, 0.006593959416089382, 1e-7); /* published: .00659, .638, 68000 */
    CSC_ASSERT_REL(r.q, 0.638091265049625, 1e-7);
    CSC_ASSERT_REL(r.m, 67980.90808387895, 1e-7);
    CSC_ASSERT_REL(r.se_p, 0.0014302648473767533, 1e-5);
    CSC_ASSERT_REL(r.se_q, 0.04139594843517208, 1e-5);
    CSC_ASSERT_REL(r.se_m, 3127.518185474464, 1e-5);
    csc_wom_bass_destroy(b);
    b = fit("wom:bass/1?form=rate-nls", room, 13, &r);
    CSC_ASSERT_REL(r.p, 0.00790291721125719, 1e-7);
    CSC_ASSERT_REL(r.m, 18800.64846236423, 1e-7);
    csc_wom_bass_destroy(b);
    b = fit("wom:bass/1?form=interval-mle", vcr, 10, &r);
    CSC_ASSERT_REL(r.p, 0.0080817254063835529, 1e-9);
    CSC_ASSERT_REL(r.q, 0.64950776148328776, 1e-9);
    CSC_ASSERT_REL(r.m, 67525.58343802911, 1e-9);
    ck_assert(r.se_p > 0 && r.dispersion > 1);
    csc_wom_bass_destroy(b);
    b = fit("wom:bass/1?form=interval-mle", room, 13, &r);
    CSC_ASSERT_REL(r.p, 0.0071719752628197424, 1e-9);
    CSC_ASSERT_REL(r.m, 17639.365628736526, 1e-9);
    csc_wom_bass_destroy(b);
}
END_TEST

START_TEST(known_parameters_come_back)
{
    static const double truth[][3] = {{0.03, 0.38, 1000}, {0.001, 0.6, 1e6}, {0.0001, 1.2, 50}, {0.2, 0.05, 1e4}, {0.3, 0.31, 7}};
    for (size_t k = 0; k < 5; k++) {
        double x[40];
        csc_wom_bass_result r;
        for (int t = 0; t < 40; t++)
            x[t] = truth[k][2] *
                   (csc_wom_bass_cumulative(truth[k][0], truth[k][1], t + 1) - csc_wom_bass_cumulative(truth[k][0], truth[k][1], t));
        x[5] = NAN; /* a blank period only takes its time */
        for (int form = 0; form < 2; form++) {
            csc_wom_bass *b = fit(form ? "wom:bass/1?form=interval-mle" : "wom:bass/1", x, 40, &r);
            ck_assert_int_eq(r.status, CSC_OK);
            ck_assert_double_eq(r.n, 39);
            ck_assert_double_eq(r.missing, 1);
            CSC_ASSERT_REL(r.p, truth[k][0], 1e-7);
            CSC_ASSERT_REL(r.q, truth[k][1], 1e-7);
            CSC_ASSERT_REL(r.m, truth[k][2], 1e-7);
            csc_wom_bass_destroy(b);
        }
    }
}
END_TEST

START_TEST(refusals)
{
    csc_wom_bass_result r;
    static const double flat[] = {5, 5, 5, 5, 5, 5}, none[] = {0, 0, 0, 0, 0}, growing[] = {1, 2, 4, 8, 16, 32, 64},
                        blank[] = {1, 2, NAN, NAN, 3};
    static const struct {
        const double *v;
        size_t n;
        csc_status want;
    } rows[] = {{vcr, 3, CSC_E_TOO_FEW},        {vcr, 4, CSC_E_PEAK_NOT_SEEN},     {vcr, 5, CSC_E_PEAK_NOT_SEEN},
                {vcr, 6, CSC_E_PEAK_NOT_SEEN},  {room, 5, CSC_E_PEAK_NOT_SEEN},    {room, 7, CSC_E_PEAK_NOT_SEEN},
                {room, 8, CSC_E_PEAK_NOT_SEEN}, {growing, 7, CSC_E_PEAK_NOT_SEEN}, {none, 5, CSC_E_UNDEFINED},
                {NULL, 0, CSC_E_TOO_FEW},       {blank, 5, CSC_E_TOO_FEW}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        csc_wom_bass *b = fit("wom:bass/1", rows[i].v, rows[i].n, &r);
        ck_assert_msg(r.status == rows[i].want, "row %zu: %s", i, csc_status_name(r.status));
        ck_assert(isnan(r.p) && isnan(r.q) && isnan(r.m) && isnan(r.se_m) && isnan(r.peak_time));
        double v = 3;
        CSC_ASSERT_STATUS(csc_wom_bass_forecast(b, 1, 1, &v, NULL, NULL), CSC_E_UNDEFINED);
        ck_assert_double_eq(v, 3);
        csc_wom_bass_destroy(b);
    }
    csc_wom_bass *b = fit("wom:bass/1", flat, 6, &r); /* no finite estimate, whatever its name; never a number */
    ck_assert(r.status != CSC_OK && isnan(r.p));
    csc_wom_bass_destroy(b);
    b = fit("wom:bass/1?form=ols", blank, 5, &r);
    ck_assert(r.status == CSC_E_TOO_FEW);
    csc_wom_bass_destroy(b);
    b = fit("wom:bass/1?form=ols", growing, 7, &r);
    ck_assert(r.status != CSC_OK && isnan(r.m));
    csc_wom_bass_destroy(b);
}
END_TEST

START_TEST(curves)
{
    ck_assert_double_eq(csc_wom_bass_cumulative(0.03, 0.38, 0), 0);
    ck_assert_double_eq(csc_wom_bass_cumulative(0.03, 0.38, -1), 0);
    ck_assert_double_eq(csc_wom_bass_cumulative(0.03, 0.38, 1e6), 1);
    ck_assert_double_eq(csc_wom_bass_rate(0.03, 0.38, -1), 0);
    CSC_ASSERT_REL(csc_wom_bass_rate(0.03, 0.38, 0), 0.03, 1e-15);
    ck_assert_double_eq(csc_wom_bass_peak_time(0.4, 0.3), 0);
    ck_assert_double_nan(csc_wom_bass_peak_time(0, 0.3));
    ck_assert_double_nan(csc_wom_bass_rate(-1, 0.3, 1));
    ck_assert_double_nan(csc_wom_bass_cumulative(0.1, NAN, 1));
    ck_assert_double_nan(csc_wom_bass_cumulative(0.1, 0.1, NAN));
    double p = 0.02, q = 0.4, h = 1e-5;
    for (double t = 0.5; t < 30; t += 2.3)
        CSC_ASSERT_REL((csc_wom_bass_cumulative(p, q, t + h) - csc_wom_bass_cumulative(p, q, t - h)) / (2 * h), csc_wom_bass_rate(p, q, t),
                       1e-7);
}
END_TEST

START_TEST(errors)
{
    double bad[] = {1, -2, 3, 4, 5}, inf_[] = {1, 2, INFINITY, 3};
    csc_column c = {bad, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_wom_bass *b;
    csc_wom_bass_result r;
    csc_error err;
    CSC_ASSERT_STATUS(csc_wom_bass_fit(&b, "wom:bass/1", SIZE_MAX, &c, 5, NULL, &err), CSC_E_RANGE);
    ck_assert_uint_eq(err.row, 1);
    ck_assert_str_eq(err.key, "adopters");
    ck_assert_ptr_null(b);
    c.data = inf_;
    CSC_ASSERT_STATUS(csc_wom_bass_fit(&b, "wom:bass/1", SIZE_MAX, &c, 4, NULL, &err), CSC_E_RANGE);
    CSC_ASSERT_STATUS(csc_wom_bass_fit(&b, "wom:bass/1", SIZE_MAX, &c, 1000001, NULL, &err), CSC_E_LIMIT);
    CSC_ASSERT_STATUS(csc_wom_bass_fit(&b, "wom:bass/1?form=x", SIZE_MAX, &c, 2, NULL, &err), CSC_E_SPEC);
    CSC_ASSERT_STATUS(csc_wom_bass_fit(&b, "wom:tree/1", SIZE_MAX, &c, 2, NULL, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_wom_bass_fit(NULL, "wom:bass/1", SIZE_MAX, &c, 2, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_bass_fit(&b, "wom:bass/1", SIZE_MAX, NULL, 2, NULL, &err), CSC_E_INVALID);
    c.type = 77;
    CSC_ASSERT_STATUS(csc_wom_bass_fit(&b, "wom:bass/1", SIZE_MAX, &c, 2, NULL, &err), CSC_E_TYPE);
    CSC_ASSERT_STATUS(csc_wom_bass_get(NULL, &r), CSC_E_INVALID);
    csc_wom_bass_destroy(NULL);
    b = fit("wom:bass/1", vcr, 10, &r);
    CSC_ASSERT_STATUS(csc_wom_bass_get(b, NULL), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_bass_forecast(b, 0, 1, NULL, NULL, NULL), CSC_E_INVALID);
    csc_wom_bass_destroy(b);
}
END_TEST

START_TEST(visit)
{
    static csc_recorder rec;
    csc_sink sink;
    csc_wom_bass_result r;
    csc_wom_bass *b = fit("wom:bass/1", vcr, 5, &r);
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_bass_visit(b, 3, CSC_VISIT_VALUE, &sink), CSC_OK);
    ck_assert_str_eq(
        rec.text,
        "{definition=\"wom:bass/1\" form=\"interval-nls\" p=null q=null m=null se={p=null q=null m=null} peak_time=null peak_rate=null "
        "forecast=[] level=0.95 n=5 missing=0 status=\"peak-not-seen\"}");
    csc_wom_bass_destroy(b);
    b = fit("wom:bass/1", vcr, 10, &r);
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_bass_visit(b, 3, CSC_VISIT_EXPLAIN, &sink), CSC_OK);
    ck_assert(!rec.wrong && rec.depth == 0);
    size_t calls = rec.calls;
    for (size_t n = 1; n <= calls; n++) {
        csc_recorder_init(&rec, &sink);
        rec.stop_at = n;
        CSC_ASSERT_STATUS(csc_wom_bass_visit(b, 3, CSC_VISIT_EXPLAIN, &sink), CSC_E_CANCELLED);
    }
    csc_wom_bass_destroy(b);
}
END_TEST

static csc_status step(const csc_context *context, void *arg) {
    csc_column c = {vcr, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_wom_bass *b;
    csc_status status = csc_wom_bass_fit(&b, "wom:bass/1", SIZE_MAX, &c, 10, context, NULL);
    csc_wom_bass_destroy(b);
    return status;
}

START_TEST(every_allocation)
{ csc_check_alloc_loop(step, NULL); }
END_TEST

CSC_CHECK_MAIN("wom/bass", forms, known_parameters_come_back, refusals, curves, errors, visit, every_allocation)
