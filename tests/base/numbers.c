/* Random streams, number text and exact sums. tests/base/number_text.py compares number text with Python on many more values. */
#include "base/internal.h"
#include "base/wide.h"
#include "csc_alloc.h"
#include "csc_check.h"

START_TEST(philox_known_answers)
{
    /* kat_vectors of Random123 1.09, philox4x32 with 10 rounds: counter, key, result */
    static const uint32_t rows[][10] = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
    };
    for (size_t i = 0; i < 3; i++) {
        uint32_t out[4];
        csc_i_philox(rows[i], rows[i] + 4, out);
        ck_assert_mem_eq(out, rows[i] + 6, sizeof out);
    }
}
END_TEST

START_TEST(streams)
{
    csc_random a, b, c;
    csc_random_init(&a, 7, "cascade", 7, 3);
    csc_random_init(&b, 7, "cascade", 7, 3);
    uint64_t first[5];
    for (size_t i = 0; i < 5; i++) {
        first[i] = csc_random_bits(&a);
        ck_assert_uint_eq(csc_random_bits(&b), first[i]);
    }
    c = a; /* a copy goes on alike */
    ck_assert_uint_eq(csc_random_bits(&a), csc_random_bits(&c));
    /* the numbers are Philox blocks in order, low word first: counter = (block, index), key = hash of the name with the seed */
    uint64_t hash[2];
    csc_i_hash128("cascade", 7, 7, hash);
    for (uint32_t block = 0; block < 2; block++) {
        uint32_t counter[4] = {block, 0, 3, 0}, key[2] = {(uint32_t)hash[0], (uint32_t)(hash[0] >> 32)}, out[4];
        csc_i_philox(counter, key, out);
        ck_assert_uint_eq(first[2 * block], (uint64_t)out[1] << 32 | out[0]);
        ck_assert_uint_eq(first[2 * block + 1], (uint64_t)out[3] << 32 | out[2]);
    }
    static const struct {
        uint64_t seed;
        const char *name;
        uint64_t index;
    } others[] = {{8, "cascade", 3}, {7, "Cascade", 3}, {7, "cascade", 4}, {7, "cascad", 3}, {7, "", 3}, {7, NULL, 3}};
    for (size_t i = 0; i < 5; i++) {
        csc_random_init(&b, others[i].seed, others[i].name, strlen(others[i].name), others[i].index);
        ck_assert_uint_ne(csc_random_bits(&b), first[0]);
    }
    csc_random_init(&b, 7, "", 0, 3);
    csc_random_init(&c, 7, NULL, 5, 3);
    ck_assert_uint_eq(csc_random_bits(&b), csc_random_bits(&c));
    csc_random_init(NULL, 0, NULL, 0, 0);
    ck_assert_uint_eq(csc_random_bits(NULL), 0);
}
END_TEST

START_TEST(uniform_and_below)
{
    csc_random r;
    csc_random_init(&r, 1, "test", 4, 0);
    double sum = 0, squares = 0;
    enum { N = 200000 };
    for (int i = 0; i < N; i++) {
        double u = csc_random_uniform(&r);
        ck_assert(u >= 0 && u < 1);
        ck_assert(u * 0x1p53 == floor(u * 0x1p53));
        sum += u;
        squares += u * u;
    }
    /* mean 1/2 and mean square 1/3 within 5 standard errors */
    ck_assert(fabs(sum / N - 0.5) < 5 * sqrt(1.0 / 12 / N));
    ck_assert(fabs(squares / N - 1.0 / 3) < 5 * sqrt(4.0 / 45 / N));
    static const uint64_t bounds[] = {1, 2, 3, 7, 10, 1000, UINT64_C(1) << 32, (UINT64_C(1) << 63) + 1, UINT64_MAX};
    for (size_t b = 0; b < sizeof bounds / sizeof bounds[0]; b++) {
        size_t low = 0;
        for (int i = 0; i < 20000; i++) {
            uint64_t v = csc_random_below(&r, bounds[b]);
            ck_assert(v < bounds[b]);
            low += v < (bounds[b] + 1) / 2;
        }
        double p = (double)((bounds[b] + 1) / 2) / (double)bounds[b];
        if (p > 1) p = 1;
        ck_assert(fabs((double)low - 20000 * p) <= 5 * sqrt(20000 * p * (1 - p)) + 1e-9);
    }
    uint64_t seen[7] = {0};
    for (int i = 0; i < 70000; i++) seen[csc_random_below(&r, 7)]++;
    double chi2 = 0;
    for (size_t i = 0; i < 7; i++) chi2 += ((double)seen[i] - 10000) * ((double)seen[i] - 10000) / 10000;
    ck_assert(chi2 < 30); /* 6 degrees of freedom: P < 4e-5 */
    ck_assert_uint_eq(csc_random_below(&r, 0), 0);
}
END_TEST

START_TEST(wide_product)
{
    uint64_t low, high = csc_i_mul_wide(UINT64_MAX, UINT64_MAX, &low);
    ck_assert_uint_eq(high, UINT64_MAX - 1);
    ck_assert_uint_eq(low, 1);
    high = csc_i_mul_wide(UINT64_C(0x123456789abcdef0), UINT64_C(0xfedcba9876543210), &low);
    /* Python: hex(0x123456789abcdef0 * 0xfedcba9876543210) */
    ck_assert_uint_eq(high, UINT64_C(0x121fa00ad77d7422));
    ck_assert_uint_eq(low, UINT64_C(0x236d88fe5618cf00));
    ck_assert_int_eq(csc_i_leading_zeros(1), 63);
    ck_assert_int_eq(csc_i_leading_zeros(UINT64_MAX), 0);
}
END_TEST

static void check_text(double v, const char *want) {
    char b[CSC_NUMBER_TEXT_MAX + 1] = {0};
    size_t n = csc_number_format(v, b);
    ck_assert_msg(n == strlen(want) && memcmp(b, want, n) == 0, "%.17g is written %.*s, expected %s", v, (int)n, b, want);
}

START_TEST(format)
{
    check_text(0, "0");
    check_text(-0.0, "-0");
    check_text(5, "5");
    check_text(-5, "-5");
    check_text(0.058, "0.058");
    check_text(0.1, "0.1");
    check_text(1.0 / 3, "0.3333333333333333");
    check_text(1e-9, "1e-09");
    check_text(1.5e-9, "1.5e-09");
    check_text(0.001, "0.001");
    check_text(1e16, "10000000000000000");
    check_text(99999999999999984.0, "99999999999999984");
    check_text(9007199254740993.0, "9007199254740992");
    check_text(1e17, "1e+17");
    check_text(123456789012345680000.0, "123456789012345680000");
    check_text(1e22, "1e+22");
    check_text(1e23, "1e+23");
    check_text(1.7976931348623157e308, "1.7976931348623157e+308");
    check_text(5e-324, "5e-324");
    check_text(2.2250738585072014e-308, "2.2250738585072014e-308");
    check_text(-1.2345678901234568e-300, "-1.2345678901234568e-300");
    check_text(NAN, "nan");
    check_text(-NAN, "nan");
    check_text(INFINITY, "inf");
    check_text(-INFINITY, "-inf");
    ck_assert_uint_eq(csc_number_format(1, NULL), 0);
}
END_TEST

START_TEST(parse)
{
    double v = 7;
    size_t used = 99;
    static const char *const bad[] = {"",   "+",   "-",   ".",   "e5",  ".e1", "x", " 1",    "1 ",   "1x",    "0x10",
                                      "1e", "1e+", "1,5", "1_0", "--1", "+-1", "i", "infin", "nanx", "1.2.3", "٣"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        csc_status status = csc_number_parse(bad[i], strlen(bad[i]), &v, NULL);
        ck_assert_msg(status == CSC_E_SYNTAX, "'%s' gives %s", bad[i], csc_status_name(status));
        ck_assert_double_eq(v, 7);
    }
    static const struct {
        const char *text;
        double value;
        size_t used;
    } rows[] = {{"1.5e3,2", 1500, 5},   {"12abc", 12, 2},  {"1e", 1, 1},          {"1e+", 1, 1},
                {"1.2.3", 1.2, 3},      {"-.5;", -0.5, 3}, {"inf.", INFINITY, 3}, {"Infinityx", INFINITY, 8},
                {"-INF", -INFINITY, 4}, {"1E5", 1e5, 3},   {"007", 7, 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CSC_ASSERT_STATUS(csc_number_parse(rows[i].text, strlen(rows[i].text), &v, &used), CSC_OK);
        ck_assert_double_eq(v, rows[i].value);
        ck_assert_uint_eq(used, rows[i].used);
    }
    CSC_ASSERT_STATUS(csc_number_parse("NaN", 3, &v, NULL), CSC_OK);
    ck_assert(isnan(v) && !signbit(v));
    CSC_ASSERT_STATUS(csc_number_parse("-0", 2, &v, NULL), CSC_OK);
    ck_assert(v == 0 && signbit(v));
    CSC_ASSERT_STATUS(csc_number_parse("1e400", 5, &v, NULL), CSC_OK);
    ck_assert_double_eq(v, INFINITY);
    CSC_ASSERT_STATUS(csc_number_parse("-1e-400", 7, &v, NULL), CSC_OK);
    ck_assert(v == 0 && signbit(v));
    /* 2^-1075 exactly is a tie and goes to the even zero; a hair more is the smallest double */
    static const char tie[] =
        "2.4703282292062327208828439643411068618252990130716238221279284125033775363510437593264991818081799618989828234772285886"
        "546332835517796989819938739800539093906315035659515570226392290858392449105184435931802849936536152500319370457678249219"
        "365623669863658480757001585769269903706311928279558551332927834338409351978015531246597263579574622766465272827220056374"
        "006485499977096599470454020828166226237857393450736339007967761930577506740176324673600968951340535537458516661134223766"
        "678604162159680461914467291840300530057530849048765391711386591646239524912623653881879636239373280423891018672348497668"
        "235089863388587925628302755995657524455507255189313690836254779186948667994968324049705821028513185451396213837722826145"
        "437693412532098591327667236328125"
        "e-324"; /* every digit of 2^-1075 */
    CSC_ASSERT_STATUS(csc_number_parse(tie, sizeof tie - 1, &v, NULL), CSC_OK);
    ck_assert_double_eq(v, 0);
    CSC_ASSERT_STATUS(csc_number_parse("2.4703282292062328e-324", 23, &v, NULL), CSC_OK);
    ck_assert_double_eq(v, 5e-324);
    /* 2^53 + 1 is a tie; beyond 19 digits and beyond 800 one digit decides */
    static char text[2000];
    memset(text, '0', sizeof text);
    memcpy(text, "9007199254740993.", 17);
    CSC_ASSERT_STATUS(csc_number_parse(text, 16, &v, NULL), CSC_OK);
    ck_assert_double_eq(v, 9007199254740992.0);
    CSC_ASSERT_STATUS(csc_number_parse(text, 1999, &v, NULL), CSC_OK);
    ck_assert_double_eq(v, 9007199254740992.0);
    text[1998] = '1';
    CSC_ASSERT_STATUS(csc_number_parse(text, 1999, &v, NULL), CSC_OK);
    ck_assert_double_eq(v, 9007199254740994.0);
    CSC_ASSERT_STATUS(csc_number_parse(NULL, 0, &v, NULL), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_number_parse("1", 1, NULL, NULL), CSC_E_INVALID);
}
END_TEST

/* ------------------------------------------------------------- exact sums */

static double sum_of(const double *v, size_t n) {
    csc_i_exact s = {0};
    for (size_t i = 0; i < n; i++) csc_i_exact_add(&s, v[i]);
    return csc_i_exact_value(&s);
}

START_TEST(sums)
{
    /* Python: math.fsum of the same lists, and float(sum of Fractions) where fsum overflows */
    static const struct {
        double v[8];
        size_t n;
        double want;
    } rows[] = {
        {{0}, 0, 0},
        {{0.1, 0.1, 0.1}, 3, 0.30000000000000004},
        {{1e300, 1, -1e300}, 3, 1},
        {{1e308, 1e308, -1.5e308}, 3, 5e307},
        {{1.7976931348623157e308, 1.7976931348623157e308}, 2, INFINITY},
        {{-1.7976931348623157e308, -1e308, -1e308}, 3, -INFINITY},
        {{1.7976931348623157e308, 9.9792015476735990582818635651842e291}, 2, INFINITY},
        {{1.7976931348623157e308, 9.9792015476735970e291}, 2, 1.7976931348623157e308},
        {{5e-324, 5e-324, -1e-323, 5e-324}, 4, 5e-324},
        {{-5e-324}, 1, -5e-324},
        {{2.2250738585072014e-308, -5e-324}, 2, 2.2250738585072009e-308},
        {{1, 1.1102230246251565e-16}, 2, 1},                          /* a tie goes to even */
        {{1, 1.1102230246251565e-16, 5e-324}, 3, 1.0000000000000002}, /* and the smallest double breaks it */
        {{1, 1.1102230246251565e-16, -5e-324}, 3, 1},
        {{1.0000000000000002, 1.1102230246251565e-16}, 2, 1.0000000000000004},
        {{INFINITY, 1}, 2, INFINITY},
        {{-INFINITY, 1e308}, 2, -INFINITY},
        {{4294967296.0, -1, 0.5}, 3, 4294967295.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double got = sum_of(rows[i].v, rows[i].n);
        ck_assert_msg(got == rows[i].want, "row %zu: %.17g, expected %.17g", i, got, rows[i].want);
    }
    ck_assert_double_nan(sum_of((const double[]){INFINITY, -INFINITY}, 2));
    ck_assert_double_nan(sum_of((const double[]){1, NAN}, 2));
}
END_TEST

static double wild(csc_random *r) {
    double m = csc_random_uniform(r) - 0.5;
    return ldexp(m, (int)csc_random_below(r, 2000) - 1000);
}

START_TEST(any_order_and_grouping)
{
    csc_random r;
    csc_random_init(&r, 5, "sum", 3, 0);
    for (int round = 0; round < 200; round++) {
        double v[60];
        csc_i_exact parts[4] = {{{0}, 0, 0}}, all = {{0}, 0, 0}, merged = {{0}, 0, 0};
        for (int i = 0; i < 60; i++) {
            v[i] = wild(&r);
            csc_i_exact_add(&all, v[i]);
        }
        for (int i = 59; i > 0; i--) {
            int j = (int)csc_random_below(&r, (uint64_t)i + 1);
            double t = v[i];
            v[i] = v[j];
            v[j] = t;
        }
        for (int i = 0; i < 60; i++) csc_i_exact_add(&parts[csc_random_below(&r, 4)], v[i]);
        for (int i = 3; i >= 0; i--) csc_i_exact_merge(&merged, &parts[i]);
        double a = csc_i_exact_value(&all), b = csc_i_exact_value(&merged);
        ck_assert(memcmp(&a, &b, sizeof a) == 0);
        uint8_t x[1024], y[1024];
        csc_i_writer wx = {x, sizeof x, 0}, wy = {y, sizeof y, 0};
        csc_i_exact_write(&all, &wx);
        csc_i_exact_write(&merged, &wy);
        ck_assert_uint_eq(wx.at, wy.at);
        ck_assert_mem_eq(x, y, wx.at);
        csc_i_exact read;
        csc_i_reader reader = {x, wx.at, 0, 0};
        csc_i_exact_read(&read, &reader);
        ck_assert(!reader.failed && reader.at == wx.at);
        b = csc_i_exact_value(&read);
        ck_assert(memcmp(&a, &b, sizeof a) == 0);
        for (int i = 0; i < 60; i++) csc_i_exact_add(&read, -v[i]);
        ck_assert_double_eq(csc_i_exact_value(&read), 0);
    }
}
END_TEST

START_TEST(carries)
{
    /* many additions of one sign, with the counter of pending additions brought near its end */
    csc_i_exact s = {0};
    for (int i = 0; i < 1000; i++) csc_i_exact_add(&s, 1.9999999999999998);
    s.pending = UINT32_C(0x7ffffff0);
    for (int i = 0; i < 1000; i++) csc_i_exact_add(&s, 1.9999999999999998);
    ck_assert_double_eq(csc_i_exact_value(&s), 2000 * 1.9999999999999998);
    /* malformed states */
    static const uint8_t bad[][8] = {
        {16, 0, 0}, {0, 70, 1, 1, 0, 0, 0}, {0, 5, 0}, {8, 0, 0}, {1, 0, 1, 1, 0, 0, 0}, {0, 0, 1, 0, 0, 0, 0}, {0, 0, 2, 1, 0, 0, 0},
        {9, 0, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        csc_i_reader r = {bad[i], sizeof bad[i], 0, 0};
        csc_i_exact_read(&s, &r);
        ck_assert_msg(r.failed, "row %zu", i);
        ck_assert_double_eq(csc_i_exact_value(&s), 0);
    }
    csc_i_exact inf = {0};
    csc_i_exact_add(&inf, INFINITY);
    csc_i_exact_add(&inf, 3);
    uint8_t x[16];
    csc_i_writer w = {x, sizeof x, 0};
    csc_i_exact_write(&inf, &w);
    csc_i_reader r = {x, w.at, 0, 0};
    csc_i_exact_read(&s, &r);
    ck_assert(!r.failed && isinf(csc_i_exact_value(&s)));
}
END_TEST

START_TEST(public_object)
{
    csc_exact_sum *a, *b;
    double v = 9;
    float f[4] = {0.5f, NAN, 0.25f, 100};
    uint8_t valid = 0x07;
    int16_t whole[3] = {1, -2, 30000};
    csc_column cf = {f, sizeof(float), CSC_TYPE_F32, 0, &valid, 0}, ci = {whole, sizeof(int16_t), CSC_TYPE_I16, 0, NULL, 0};
    CSC_ASSERT_STATUS(csc_exact_sum_create(&a, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_exact_sum_create(&b, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_exact_sum_add(a, &cf, 4), CSC_OK);
    CSC_ASSERT_STATUS(csc_exact_sum_value(a, &v), CSC_OK);
    ck_assert_double_eq(v, 0.75);
    CSC_ASSERT_STATUS(csc_exact_sum_add(b, &ci, 3), CSC_OK);
    CSC_ASSERT_STATUS(csc_exact_sum_merge(a, b), CSC_OK);
    CSC_ASSERT_STATUS(csc_exact_sum_merge(a, a), CSC_OK);
    CSC_ASSERT_STATUS(csc_exact_sum_value(a, &v), CSC_OK);
    ck_assert_double_eq(v, 2 * 29999.75);
    CSC_ASSERT_STATUS(csc_exact_sum_add(a, NULL, 0), CSC_OK);
    CSC_ASSERT_STATUS(csc_exact_sum_add(a, NULL, 1), CSC_E_INVALID);
    cf.type = 99;
    CSC_ASSERT_STATUS(csc_exact_sum_add(a, &cf, 1), CSC_E_TYPE);
    CSC_ASSERT_STATUS(csc_exact_sum_add(NULL, &ci, 1), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_exact_sum_merge(NULL, a), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_exact_sum_merge(a, NULL), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_exact_sum_value(a, NULL), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_exact_sum_value(NULL, &v), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_exact_sum_create(NULL, NULL), CSC_E_INVALID);
    csc_exact_sum_destroy(a);
    csc_exact_sum_destroy(b);
    csc_exact_sum_destroy(NULL);
}
END_TEST

static csc_status step(const csc_context *context, void *arg) {
    csc_exact_sum *s;
    csc_status status = csc_exact_sum_create(&s, context);
    (void)arg;
    csc_exact_sum_destroy(s);
    return status;
}

START_TEST(every_allocation)
{ csc_check_alloc_loop(step, NULL); }
END_TEST

CSC_CHECK_MAIN("base/numbers", philox_known_answers, streams, uniform_and_below, wide_product, format, parse, sums, any_order_and_grouping,
               carries, public_object, every_allocation)
