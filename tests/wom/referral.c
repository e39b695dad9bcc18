/* Referral credit and value, by hand on small logs. */
#include "csc_alloc.h"
#include "csc_check.h"
#include "csc_recorder.h"

typedef struct names {
    char bytes[512];
    int32_t at[65];
    csc_text_column column;
} names;

static const csc_text_column *fill(names *n, const char *const *list, size_t count) {
    n->at[0] = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(list[i]);
        memcpy(n->bytes + n->at[i], list[i], length);
        n->at[i + 1] = n->at[i] + (int32_t)length;
    }
    n->column = (csc_text_column){n->bytes, n->at, 4, 0, NULL, 0};
    return &n->column;
}

/* ann brought bob and cee, bob brought dan, dan brought eve; cee is named twice; x, y, z refer each other in a circle, y also brought w */
static const char *const from[] = {"ann", "bob", "ann", "dan", "bob", "x", "y", "z", "y", "ann", "", "q"};
static const char *const to[] = {"bob", "dan", "cee", "eve", "cee", "y", "z", "x", "w", "ann", "bob", ""};
enum { ROWS = 12 };

static csc_wom_referral *make(const char *spec, const double *time, const double *value) {
    static names f, t;
    csc_column ct = {time, 8, CSC_TYPE_F64, 0, NULL, 0}, cv = {value, 8, CSC_TYPE_F64, 0, NULL, 0};
    csc_wom_referral *r;
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, spec, SIZE_MAX, fill(&f, from, ROWS), fill(&t, to, ROWS), time ? &ct : NULL,
                                              value ? &cv : NULL, ROWS, NULL, NULL),
                      CSC_OK);
    return r;
}

static csc_wom_referral_customer find(const csc_wom_referral *r, const char *name) {
    csc_wom_referral_customer c;
    const char *label;
    size_t length;
    for (uint32_t i = 0; csc_wom_referral_get(r, i, &label, &length, &c) == CSC_OK; i++)
        if (length == strlen(name) && memcmp(label, name, length) == 0) return c;
    ck_abort_msg("nobody is called %s", name);
    return c;
}

START_TEST(credit)
{
    csc_wom_referral *r = make("wom:referral/1?decay=0.5&value=100&cost=10&saving=5&type_one=0.6", NULL, NULL);
    csc_wom_referral_info info;
    CSC_ASSERT_STATUS(csc_wom_referral_info_get(r, &info), CSC_OK);
    ck_assert(info.customers == 9 && info.referrals == 8 && info.repeats == 1 && info.loops == 1 && info.missing == 2 && info.cycles == 1);
    ck_assert(info.first_repeat == 4 && info.first_loop == 9 && info.first_missing == 10);
    csc_wom_referral_customer c = find(r, "ann");
    /* bob and cee, half of dan, a quarter of eve; each is worth .6 (100 - 10) + 5 = 59 */
    ck_assert_double_eq(c.credit, 2.75);
    CSC_ASSERT_REL(c.crv, 2.75 * 59, 1e-14);
    ck_assert(c.direct == 2 && c.depth == 3 && c.referrer == UINT32_MAX && c.cycle == 0);
    c = find(r, "bob");
    ck_assert(c.credit == 1.5 && c.direct == 1 && c.depth == 2 && c.referrer == 0);
    c = find(r, "eve");
    ck_assert(c.credit == 0 && c.crv == 0 && c.depth == 0);
    c = find(r, "y"); /* in the circle: only w counts */
    ck_assert(c.credit == 1 && c.direct == 1 && c.cycle == 1 && c.depth == 1);
    c = find(r, "x");
    ck_assert(c.credit == 0 && c.cycle == 1);
    csc_wom_referral_destroy(r);
    r = make("wom:referral/1?decay=0", NULL, NULL);
    ck_assert_double_eq(find(r, "ann").credit, 2);
    csc_wom_referral_destroy(r);
}
END_TEST

START_TEST(times_and_values)
{
    /* bob named cee before ann did */
    double time[ROWS] = {1, 2, 9, 4, 3, 1, 1, 1, 1, 1, 1, 1}, value[ROWS] = {10, 20, 30, 40, 50, NAN, 0, 0, 0, 0, 0, 0};
    csc_wom_referral *r = make("wom:referral/1?decay=1&value=7", time, value);
    ck_assert_double_eq(find(r, "ann").credit, 4); /* bob, and through him dan, eve and cee */
    ck_assert_double_eq(find(r, "ann").direct, 1);
    ck_assert_double_eq(find(r, "bob").crv, 20 + 40 + 50);
    csc_wom_referral_info info;
    CSC_ASSERT_STATUS(csc_wom_referral_info_get(r, &info), CSC_OK);
    ck_assert_uint_eq(info.first_repeat, 2);
    csc_wom_referral_destroy(r);
    time[4] = NAN; /* a blank time is last */
    r = make("wom:referral/1?decay=1", time, value);
    ck_assert_double_eq(find(r, "ann").direct, 2);
    csc_wom_referral_destroy(r);
}
END_TEST

START_TEST(visit)
{
    static csc_recorder rec;
    csc_sink sink;
    csc_wom_referral *r = make("wom:referral/1?value=1&decay=0", NULL, NULL);
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_referral_visit(r, CSC_VISIT_VALUE, &sink), CSC_OK);
    ck_assert_str_eq(
        rec.text,
        "{definition=\"wom:referral/1?value=1&decay=0\" customers=[{customer=\"ann\" credit=2 crv=2 depth=3} {customer=\"bob\" credit=1 "
        "crv=1 depth=2} {customer=\"dan\" credit=1 crv=1 depth=1} {customer=\"y\" credit=1 crv=1 depth=1} {customer=\"cee\" credit=0 crv=0 "
        "depth=0} {customer=\"eve\" credit=0 crv=0 depth=0} {customer=\"x\" credit=0 crv=0 depth=0} {customer=\"z\" credit=0 crv=0 "
        "depth=0} "
        "{customer=\"w\" credit=0 crv=0 depth=0}] cycles=[[\"x\" \"z\" \"y\"]] n=9 missing=2 status=\"ok\"}");
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_referral_visit(r, CSC_VISIT_EXPLAIN, &sink), CSC_OK);
    ck_assert(!rec.wrong && rec.depth == 0);
    size_t calls = rec.calls;
    for (size_t n = 1; n <= calls; n++) {
        csc_recorder_init(&rec, &sink);
        rec.stop_at = n;
        CSC_ASSERT_STATUS(csc_wom_referral_visit(r, CSC_VISIT_EXPLAIN, &sink), CSC_E_CANCELLED);
    }
    csc_wom_referral_destroy(r);
}
END_TEST

START_TEST(deep_chain)
{
    enum { DEEP = 20000 };
    static char bytes[DEEP * 6 + 8];
    static int32_t at[DEEP + 2];
    for (int i = 0; i <= DEEP; i++) {
        char number[16];
        snprintf(number, sizeof number, "%06d", i);
        memcpy(bytes + 6 * i, number, 6);
        at[i] = 6 * i;
    }
    at[DEEP + 1] = 6 * (DEEP + 1);
    csc_text_column f = {bytes, at, 4, 0, NULL, 0}, t = {bytes, at + 1, 4, 0, NULL, 0};
    csc_wom_referral *r;
    csc_wom_referral_customer c;
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:referral/1?decay=1", SIZE_MAX, &f, &t, NULL, NULL, DEEP, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_referral_get(r, 0, NULL, NULL, &c), CSC_OK);
    ck_assert(c.credit == DEEP && c.depth == DEEP);
    csc_wom_referral_destroy(r);
}
END_TEST

START_TEST(errors)
{
    static names f, t;
    csc_wom_referral *r = (csc_wom_referral *)&r;
    csc_wom_referral_customer c;
    csc_error err;
    double bad[ROWS] = {1, INFINITY};
    csc_column cb = {bad, 8, CSC_TYPE_F64, 0, NULL, 0}, none = {bad, 8, 0, 0, NULL, 0};
    const csc_text_column *cf = fill(&f, from, ROWS), *ct = fill(&t, to, ROWS);
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:referral/1", SIZE_MAX, cf, ct, NULL, &cb, ROWS, NULL, &err), CSC_E_RANGE);
    ck_assert(r == NULL && err.row == 1 && strcmp(err.key, "value") == 0);
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:referral/1", SIZE_MAX, cf, ct, &none, NULL, ROWS, NULL, &err), CSC_E_TYPE);
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:referral/1?decay=2", SIZE_MAX, cf, ct, NULL, NULL, ROWS, NULL, &err), CSC_E_SPEC);
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:tree/1", SIZE_MAX, cf, ct, NULL, NULL, ROWS, NULL, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:referral/1", SIZE_MAX, NULL, ct, NULL, NULL, ROWS, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_referral_create(NULL, "wom:referral/1", SIZE_MAX, cf, ct, NULL, NULL, ROWS, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:referral/1", SIZE_MAX, cf, ct, NULL, NULL, SIZE_MAX, NULL, &err), CSC_E_LIMIT);
    f.at[3] = 0;
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:referral/1", SIZE_MAX, cf, ct, NULL, NULL, ROWS, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_referral_create(&r, "wom:referral/1", SIZE_MAX, NULL, NULL, NULL, NULL, 0, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_referral_get(r, 0, NULL, NULL, &c), CSC_E_INVALID);
    csc_wom_referral_destroy(r);
    csc_wom_referral_destroy(NULL);
    CSC_ASSERT_STATUS(csc_wom_referral_info_get(NULL, NULL), CSC_E_INVALID);
}
END_TEST

static csc_status step(const csc_context *context, void *arg) {
    static names f, t;
    csc_wom_referral *r;
    csc_status status =
        csc_wom_referral_create(&r, "wom:referral/1", SIZE_MAX, fill(&f, from, ROWS), fill(&t, to, ROWS), NULL, NULL, ROWS, context, NULL);
    csc_wom_referral_destroy(r);
    return status;
}

START_TEST(every_allocation)
{ csc_check_alloc_loop(step, NULL); }
END_TEST

CSC_CHECK_MAIN("wom/referral", credit, times_and_values, visit, deep_chain, errors, every_allocation)
