/* Survey gaps: hand-made figures, classes, tolerance, states. */
#include "csc_check.h"

typedef struct rows {
    int32_t respondent[4000], item[4000];
    double expectation[4000], experience[4000];
    size_t n;
} rows;

static void put(rows *r, int respondent, int item, double expectation, double experience) {
    r->respondent[r->n] = respondent;
    r->item[r->n] = item;
    r->expectation[r->n] = expectation;
    r->experience[r->n++] = experience;
}

static csc_gap *make(const char *spec, int respondents, int items) {
    csc_gap *g;
    CSC_ASSERT_STATUS(csc_gap_create(&g, spec, SIZE_MAX, NULL, NULL), CSC_OK);
    size_t k;
    char name[16];
    for (int i = 0; i < items; i++) {
        int n = snprintf(name, sizeof name, "item%d", i);
        CSC_ASSERT_STATUS(csc_gap_item(g, name, (size_t)n, &k, NULL), CSC_OK);
    }
    for (int i = 0; i < respondents; i++) {
        int n = snprintf(name, sizeof name, "r%d", i);
        CSC_ASSERT_STATUS(csc_gap_respondent(g, name, (size_t)n, &k, NULL), CSC_OK);
    }
    return g;
}

static csc_status add(csc_gap *g, const rows *r, size_t from, size_t to, csc_error *err) {
    csc_column a = {.data = r->respondent + from, .stride = 4, .type = CSC_TYPE_I32};
    csc_column b = {.data = r->item + from, .stride = 4, .type = CSC_TYPE_I32};
    csc_column c = {.data = r->expectation + from, .stride = 8, .type = CSC_TYPE_F64};
    csc_column d = {.data = r->experience + from, .stride = 8, .type = CSC_TYPE_F64};
    return csc_gap_add(g, &a, &b, &c, &d, NULL, to - from, err);
}

/* Collects members by key as "path=value" words. */
typedef struct log {
    char text[20000];
    size_t n;
    int in_classes;
} log_;
static void put_key(log_ *l, const char *key, size_t n) {
    l->n += (size_t)snprintf(l->text + l->n, sizeof l->text - l->n, " %.*s=", (int)n, key == NULL ? "" : key);
}
static csc_status s_begin(void *x, const char *k, size_t n) {
    put_key(x, k, n);
    return CSC_OK;
}
static csc_status s_end(void *x) {
    (void)x;
    return CSC_OK;
}
static csc_status s_number(void *x, const char *k, size_t n, double v) {
    log_ *l = x;
    put_key(l, k, n);
    l->n += (size_t)snprintf(l->text + l->n, sizeof l->text - l->n, "%.10g", v);
    return CSC_OK;
}
static csc_status s_integer(void *x, const char *k, size_t n, int64_t v) {
    return s_number(x, k, n, (double)v);
}
static csc_status s_text(void *x, const char *k, size_t n, const char *t, size_t m) {
    log_ *l = x;
    put_key(l, k, n);
    l->n += (size_t)snprintf(l->text + l->n, sizeof l->text - l->n, "%.*s", (int)m, t);
    return CSC_OK;
}
static csc_status s_boolean(void *x, const char *k, size_t n, int32_t v) {
    return s_number(x, k, n, v);
}
static csc_status s_null(void *x, const char *k, size_t n) {
    return s_text(x, k, n, "null", 4);
}
static const char *told(const csc_gap *g) {
    static log_ l;
    memset(&l, 0, sizeof l);
    csc_sink s = {&l, s_begin, s_end, s_begin, s_end, s_number, s_integer, s_text, s_boolean, s_null};
    CSC_ASSERT_STATUS(csc_gap_visit(g, CSC_VISIT_EXPLAIN, &s), CSC_OK);
    return l.text;
}

static void has(const char *text, const char *words) {
    ck_assert_msg(strstr(text, words) != NULL, "no \"%s\" in %s", words, text);
}

/* Gaps -1, -3 and 1 of item 0: mean -1, standard deviation 2, and t with two degrees of freedom in closed form. */
START_TEST(items_and_classes)
{
    static rows r;
    put(&r, 0, 0, 5, 4);
    put(&r, 1, 0, 5, 2);
    put(&r, 2, 0, 3, 4);
    put(&r, 0, 1, 2, 3);
    put(&r, 3, 1, NAN, 3);
    csc_gap *g = make("gap:survey/1", 4, 2);
    CSC_ASSERT_STATUS(add(g, &r, 0, r.n, NULL), CSC_OK);
    csc_estimate e;
    CSC_ASSERT_STATUS(csc_gap_estimate(g, 0, &e, NULL), CSC_OK);
    ck_assert(e.value == -1 && e.n == 3);
    CSC_ASSERT_REL(e.se, 2 / sqrt(3), 1e-15);
    CSC_ASSERT_REL(e.low, -1 - (0.95 * sqrt(2 / 0.0975)) * 2 / sqrt(3), 1e-12);
    const char *t = told(g);
    has(t, "classes= loyal=1 drifting=1 lost=1"); /* respondent 0 has a mean gap of 0; respondent 3 none */
    has(t, " item=item1 n=1 missing=1 expectation=2 experience=3 gap=1 se=nan");
    has(t, " n=4 missing=1 respondents=3 status=ok");
    csc_gap_destroy(g);
    g = make("gap:survey/1?tolerance=1", 4, 2);
    CSC_ASSERT_STATUS(add(g, &r, 0, r.n, NULL), CSC_OK);
    has(told(g), "classes= loyal=0 drifting=2 lost=1");
    csc_gap_destroy(g);
    g = make("gap:survey/1", 0, 0);
    has(told(g), "status=undefined");
    csc_gap_destroy(g);
}
END_TEST

/* auto is half the pooled standard deviation within customers: experiences {x, x + 2} have variance 2 each. */
START_TEST(auto_tolerance)
{
    static rows r;
    for (int c = 0; c < 31; c++) {
        put(&r, c, 0, 5, c % 5);
        put(&r, c, 0, 5, c % 5 + 2);
    }
    csc_gap *g = make("gap:survey/1?tolerance=auto", 31, 1);
    CSC_ASSERT_STATUS(add(g, &r, 0, 58, NULL), CSC_OK); /* 29 customers */
    has(told(g), "status=too-few");
    has(told(g), "classes= loyal=null drifting=null lost=null tolerance=nan");
    CSC_ASSERT_STATUS(add(g, &r, 58, 62, NULL), CSC_OK);
    has(told(g), "tolerance=0.7071067812");
    csc_gap_destroy(g);
}
END_TEST

START_TEST(literal_rule_is_warned_of)
{
    static rows r;
    for (int c = 0; c < 40; c++) put(&r, c, 0, 7, c < 2 ? 7 : 5);
    csc_gap *g = make("gap:survey/1", 40, 1);
    CSC_ASSERT_STATUS(add(g, &r, 0, r.n, NULL), CSC_OK);
    has(told(g), "Nine in ten count as lost");
    csc_gap_destroy(g);
}
END_TEST

START_TEST(parts_merge_to_the_same_bytes)
{
    static const char *const specs[] = {"gap:survey/1?tolerance=0.3", "gap:survey/1?tolerance=auto"};
    for (int round = 0; round < 20; round++) {
        static rows r;
        csc_random q;
        r.n = 0;
        csc_random_init(&q, 2, "gap", 3, (uint64_t)round);
        for (int i = 0; i < 2000; i++)
            put(&r, (int)csc_random_below(&q, 90), (int)csc_random_below(&q, 5), (double)csc_random_below(&q, 70) / 10,
                csc_random_below(&q, 9) == 0 ? NAN : 7 * csc_random_uniform(&q));
        const char *spec = specs[round % 2];
        csc_gap *whole = make(spec, 90, 5), *part[4];
        CSC_ASSERT_STATUS(add(whole, &r, 0, r.n, NULL), CSC_OK);
        for (int k = 0; k < 4; k++) {
            part[k] = make(spec, 90, 5);
            CSC_ASSERT_STATUS(add(part[k], &r, (size_t)k * 500, (size_t)k * 500 + 500, NULL), CSC_OK);
        }
        CSC_ASSERT_STATUS(csc_gap_merge(part[2], part[0], NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_gap_merge(part[3], part[1], NULL), CSC_OK);
        csc_gap *fresh;
        CSC_ASSERT_STATUS(csc_gap_create(&fresh, spec, SIZE_MAX, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_gap_merge(fresh, part[3], NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_gap_merge(fresh, part[2], NULL), CSC_OK);
        size_t n, m;
        CSC_ASSERT_STATUS(csc_gap_serialize(whole, NULL, 0, &n, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_gap_serialize(fresh, NULL, 0, &m, NULL), CSC_OK);
        ck_assert(n == m);
        uint8_t *a = malloc(n), *b = malloc(n);
        CSC_ASSERT_STATUS(csc_gap_serialize(whole, a, n, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_gap_serialize(fresh, b, n, NULL, NULL), CSC_OK);
        ck_assert(memcmp(a, b, n) == 0);
        csc_gap *read;
        CSC_ASSERT_STATUS(csc_gap_deserialize(&read, a, n, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_gap_serialize(read, b, n, NULL, NULL), CSC_OK);
        ck_assert(memcmp(a, b, n) == 0);
        csc_gap_destroy(read);
        if (round < 2)
            for (size_t i = 0; i < n; i++) {
                a[i] ^= 0x41;
                ck_assert_int_ne(csc_gap_deserialize(&read, a, n, NULL, NULL), CSC_OK);
                ck_assert_ptr_null(read);
                a[i] ^= 0x41;
            }
        free(a);
        free(b);
        csc_gap_destroy(whole);
        csc_gap_destroy(fresh);
        for (int k = 0; k < 4; k++) csc_gap_destroy(part[k]);
    }
}
END_TEST

START_TEST(errors)
{
    static rows r;
    r.n = 0;
    put(&r, 0, 0, 5, 4);
    put(&r, 0, 3, 5, 4);
    csc_gap *g = make("gap:survey/1", 1, 1), *h = make("gap:survey/1?tolerance=1", 1, 1);
    csc_error err;
    CSC_ASSERT_STATUS(add(g, &r, 0, 2, &err), CSC_E_RANGE);
    ck_assert(err.row == 1);
    ck_assert_str_eq(err.key, "item");
    has(told(g), " n=0 missing=0");
    CSC_ASSERT_STATUS(csc_gap_merge(g, h, NULL), CSC_E_MISMATCH);
    csc_gap_destroy(g);
    csc_gap_destroy(h);
    CSC_ASSERT_STATUS(csc_gap_create(&g, "csat:top2/1", SIZE_MAX, NULL, NULL), CSC_E_SPEC);
    ck_assert_ptr_null(g);
}
END_TEST

CSC_CHECK_MAIN("satisfaction/gap", items_and_classes, auto_tolerance, literal_rule_is_warned_of, parts_merge_to_the_same_bytes, errors)
