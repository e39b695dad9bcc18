/* Telling trees and overlap. */
#include "csc_alloc.h"
#include "csc_check.h"
#include "csc_recorder.h"

static const double eleven_five[] = {11, 5};

START_TEST(founding_chain)
{
    /* domain/README 5: 1 + 11 + 11 * 5 = 67, of whom 66 listeners */
    csc_wom_reach r;
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1", SIZE_MAX, eleven_five, 2, &r, NULL), CSC_OK);
    ck_assert_double_eq(r.total, 67);
    ck_assert_double_eq(r.listeners, 66);
    ck_assert_double_nan(r.distinct);
    ck_assert_double_nan(r.population);
    const csc_wom_preset *p = csc_wom_preset_get(0);
    ck_assert_str_eq(p->id, "dissatisfied");
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1?tellers=10", SIZE_MAX, p->branching, p->depth, &r, NULL), CSC_OK);
    ck_assert_double_eq(r.total, 670);
    ck_assert_ptr_null(csc_wom_preset_get(csc_wom_preset_count()));
}
END_TEST

START_TEST(overlap)
{
    /* exact rational arithmetic (Python's fractions): N (1 - (1 - 1/N)^x) and the root of the occupancy variance */
    static const struct {
        uint64_t population, tellings;
        double distinct, sd;
    } rows[] = {{3, 2, 1.6666666666666667, 0.4714045207910317},
                {1, 66, 1.0, 0.0},
                {2, 66, 2.0, 1.6463612699567982e-10},
                {2, 1, 1.0, 0.0},
                {67, 66, 42.16652073032631, 2.5480998708711606},
                {100, 66, 48.486288257619634, 2.7100810669177156},
                {1000, 66, 63.900048126842314, 1.3878539987016187},
                {1000000, 66, 65.99785504575928, 0.04631165153097377},
                {1000000000000, 66, 65.999999997855, 4.6314144705144396e-05},
                {1000, 6700, 998.7732074948485, 1.1023736025375694}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char spec[64];
        snprintf(spec, sizeof spec, "wom:tree/1?population=%llu", (unsigned long long)rows[i].population);
        double told = (double)rows[i].tellings;
        csc_wom_reach r;
        CSC_ASSERT_STATUS(csc_wom_reach_compute(spec, SIZE_MAX, &told, 1, &r, NULL), CSC_OK);
        CSC_ASSERT_REL(r.distinct, rows[i].distinct, 1e-14);
        CSC_ASSERT_ABS(r.distinct_sd, rows[i].sd, 1e-9);
        CSC_ASSERT_REL(r.share, rows[i].distinct / (double)rows[i].population, 1e-14);
        ck_assert(r.distinct <= told && r.distinct <= (double)rows[i].population);
    }
}
END_TEST

START_TEST(levels_and_edges)
{
    csc_wom_tree *t;
    csc_wom_reach r;
    double b[] = {0.5, 4, 0, 7};
    CSC_ASSERT_STATUS(csc_wom_tree_create(&t, "wom:tree/1?population=50&tellers=2.0", SIZE_MAX, b, 4, NULL, NULL), CSC_OK);
    ck_assert_str_eq(csc_wom_tree_spec(t, NULL), "wom:tree/1?population=50&tellers=2");
    ck_assert_uint_eq(csc_wom_tree_depth(t), 4);
    static const double want[] = {2, 1, 4, 0, 0};
    for (size_t i = 0; i < 5; i++) ck_assert_double_eq(csc_wom_tree_generation(t, i), want[i]);
    ck_assert_double_nan(csc_wom_tree_generation(t, 5));
    CSC_ASSERT_STATUS(csc_wom_tree_reach(t, &r), CSC_OK);
    ck_assert_double_eq(r.total, 7);
    csc_wom_tree_destroy(t);
    CSC_ASSERT_STATUS(csc_wom_tree_create(&t, "wom:tree/1?population=9", 23, NULL, 0, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_wom_tree_reach(t, &r), CSC_OK);
    ck_assert_double_eq(r.total, 1);
    ck_assert_double_eq(r.distinct, 0);
    csc_wom_tree_destroy(t);
    csc_wom_tree_destroy(NULL);
    ck_assert_double_nan(csc_wom_tree_generation(NULL, 0));
    ck_assert_uint_eq(csc_wom_tree_depth(NULL), 0);
}
END_TEST

START_TEST(errors)
{
    csc_wom_tree *t;
    csc_wom_reach r = {.total = 123};
    csc_error err;
    double bad[] = {11, -1}, nan_[] = {NAN}, inf_[] = {INFINITY}, huge[] = {1e200, 1e200};
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1", SIZE_MAX, bad, 2, &r, &err), CSC_E_RANGE);
    ck_assert_uint_eq(err.row, 1);
    ck_assert_double_eq(r.total, 123);
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1", SIZE_MAX, nan_, 1, &r, &err), CSC_E_RANGE);
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1", SIZE_MAX, inf_, 1, &r, &err), CSC_E_RANGE);
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1", SIZE_MAX, huge, 2, &r, &err), CSC_E_OVERFLOW);
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1?population=0", SIZE_MAX, huge, 1, &r, &err), CSC_E_SPEC);
    ck_assert_str_eq(err.key, "population");
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:treee/1", SIZE_MAX, huge, 1, &r, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1", SIZE_MAX, NULL, 1, &r, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1", SIZE_MAX, bad, 20000, &r, &err), CSC_E_LIMIT);
    CSC_ASSERT_STATUS(csc_wom_reach_compute("wom:tree/1", SIZE_MAX, bad, 1, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_reach_compute(NULL, 0, bad, 1, &r, &err), CSC_E_INVALID);
    t = (csc_wom_tree *)&r;
    CSC_ASSERT_STATUS(csc_wom_tree_create(&t, "wom:tree/1", SIZE_MAX, bad, 2, NULL, &err), CSC_E_RANGE);
    ck_assert_ptr_null(t);
    CSC_ASSERT_STATUS(csc_wom_tree_create(NULL, "wom:tree/1", SIZE_MAX, bad, 2, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_tree_create(&t, "wom:tree/1", SIZE_MAX, bad, SIZE_MAX, NULL, &err), CSC_E_LIMIT);
    CSC_ASSERT_STATUS(csc_wom_tree_reach(NULL, &r), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_wom_tree_visit(NULL, 0, NULL), CSC_E_INVALID);
}
END_TEST

START_TEST(visit)
{
    csc_wom_tree *t;
    csc_recorder rec;
    csc_sink sink;
    CSC_ASSERT_STATUS(csc_wom_tree_create(&t, "wom:tree/1", SIZE_MAX, eleven_five, 2, NULL, NULL), CSC_OK);
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_tree_visit(t, CSC_VISIT_VALUE, &sink), CSC_OK);
    ck_assert_str_eq(rec.text,
                     "{definition=\"wom:tree/1\" levels=[1 11 55] total=67 listeners=66 distinct=null n=1 missing=0 status=\"ok\"}");
    /* the sink's refusal ends the visit, wherever it comes */
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_wom_tree_visit(t, CSC_VISIT_EXPLAIN, &sink), CSC_OK);
    size_t calls = rec.calls;
    for (size_t n = 1; n <= calls; n++) {
        csc_recorder_init(&rec, &sink);
        rec.stop_at = n;
        CSC_ASSERT_STATUS(csc_wom_tree_visit(t, CSC_VISIT_EXPLAIN, &sink), CSC_E_CANCELLED);
        ck_assert_uint_eq(rec.calls, n);
    }
    CSC_ASSERT_STATUS(csc_wom_tree_visit(t, 3, &sink), CSC_E_INVALID);
    csc_wom_tree_destroy(t);
}
END_TEST

static csc_status step(const csc_context *context, void *arg) {
    csc_wom_tree *t;
    (void)arg;
    csc_status status = csc_wom_tree_create(&t, "wom:tree/1", SIZE_MAX, eleven_five, 2, context, NULL);
    csc_wom_tree_destroy(t);
    return status;
}

START_TEST(every_allocation)
{ csc_check_alloc_loop(step, NULL); }
END_TEST

CSC_CHECK_MAIN("wom/tree", founding_chain, overlap, levels_and_edges, errors, visit, every_allocation)
