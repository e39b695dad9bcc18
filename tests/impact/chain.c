/* The chain: hand formulas, sums, coverage of the interval, estimates. */
#include "csc_alloc.h"
#include "csc_check.h"
#include "csc_recorder.h"

static csc_column col(const double *v) {
    csc_column c = {v, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    return c;
}

static csc_impact_link exactly(double v) {
    csc_impact_link l = {.value = v, .low = v, .high = v, .kind = CSC_IMPACT_GIVEN};
    return l;
}

static csc_impact_links hand(void) {
    csc_impact_links l;
    csc_impact_links_init(&l);
    l.effect = exactly(0.5);
    l.tolerance = exactly(0.25);
    l.leaves_loyal = exactly(0.05);
    l.leaves_drifting = exactly(0.2);
    l.leaves_lost = exactly(0.8);
    l.tellings = exactly(10);
    l.hearer_lost = exactly(0.1);
    l.hearer_value = exactly(30);
    l.contact = exactly(0.5);
    return l;
}

enum { N = 6 };
static const double expectation[N] = {4, 4, 4, 3.5, NAN, 4}, experience[N] = {5, 4.1, 3, 4, 4, 4.9}, rate[N] = {0, 0, NAN, 2, 1, 2.5},
                    value[N] = {100, 200, 300, 400, 500, 600}, deviation[N] = {0, 0, 0, 0, 0, 0.5};

static csc_impact *make(const char *spec, const csc_impact_links *l) {
    csc_column e = col(expectation), x = col(experience), d = col(deviation), r = col(rate), v = col(value);
    csc_impact *c;
    CSC_ASSERT_STATUS(csc_impact_create(&c, spec, SIZE_MAX, l, &e, &x, &d, &r, &v, N, NULL, NULL), CSC_OK);
    return c;
}

START_TEST(hand_formula)
{
    csc_impact_links l = hand();
    csc_impact *c = make("impact:chain/1", &l);
    csc_impact_totals t;
    csc_impact_customer k;
    CSC_ASSERT_STATUS(csc_impact_totals_get(c, &t), CSC_OK);
    /* gaps 1, .1, -1, -.5 (4 - .5 * 2 - 3.5), left out, and -.35 +- .5 (4.9 - 1.25 - 4): loyal, drifting, lost, lost, -, mixed */
    double up = 0.5 * erfc((0.25 + 0.35) / 0.5 / sqrt(2)), down = 0.5 * erfc((0.25 - 0.35) / 0.5 / sqrt(2));
    double mixed = up * 0.05 + (1 - up - down) * 0.2 + down * 0.8;
    double leaves[] = {0.05, 0.2, 0.8, 0.8, NAN, mixed}, leavers = 1.85 + mixed;
    double sales = 5 + 40 + 240 + 320 + 600 * mixed, spoken = leavers * 10 * 0.1 * 30;
    CSC_ASSERT_REL(t.leavers, leavers, 1e-14);
    CSC_ASSERT_REL(t.lost_sales, sales, 1e-14);
    CSC_ASSERT_REL(t.hearers, leavers * 10, 1e-14);
    CSC_ASSERT_REL(t.lost_by_word_of_mouth, spoken, 1e-14);
    CSC_ASSERT_REL(t.at_risk, sales + spoken, 1e-14);
    ck_assert(t.n == 5 && t.missing == 1 && t.status == CSC_OK && !t.partial);
    CSC_ASSERT_REL(t.low, t.at_risk, 1e-14); /* nothing varies */
    CSC_ASSERT_REL(t.high, t.at_risk, 1e-14);
    double sum = 0, sum_sales = 0;
    for (size_t i = 0; i < N; i++) {
        CSC_ASSERT_STATUS(csc_impact_customer_get(c, i, &k), CSC_OK);
        CSC_ASSERT_REL(k.leaves, leaves[i], 1e-13);
        if (isnan(leaves[i])) {
            ck_assert(isnan(k.at_risk) && isnan(k.saved));
            continue;
        }
        CSC_ASSERT_REL(k.loyal + k.drifting + k.lost, 1, 1e-15);
        CSC_ASSERT_REL(k.saved, 0.5 * k.at_risk, 1e-15);
        sum += k.at_risk;
        sum_sales += k.lost_sales;
    }
    CSC_ASSERT_REL(sum, t.at_risk, 1e-12);
    CSC_ASSERT_REL(sum_sales, t.lost_sales, 1e-12);
    /* without findings the fourth is loyal (gap .5) and the sixth mostly so (.9 +- .5) */
    double up0 = 0.5 * erfc((0.25 - 0.9) / 0.5 / sqrt(2)), down0 = 0.5 * erfc((0.25 + 0.9) / 0.5 / sqrt(2));
    double mixed0 = up0 * 0.05 + (1 - up0 - down0) * 0.2 + down0 * 0.8;
    CSC_ASSERT_REL(t.avoidable, 0.75 * 400 + (mixed - mixed0) * 600 + (0.75 + mixed - mixed0) * 30, 1e-12);
    size_t rows[N];
    ck_assert_uint_eq(csc_impact_calling_list(c, rows, N), 5);
    for (size_t i = 0; i + 1 < 5; i++) {
        csc_impact_customer a, b;
        CSC_ASSERT_STATUS(csc_impact_customer_get(c, rows[i], &a), CSC_OK);
        CSC_ASSERT_STATUS(csc_impact_customer_get(c, rows[i + 1], &b), CSC_OK);
        ck_assert(a.saved >= b.saved);
    }
    size_t first[2];
    ck_assert_uint_eq(csc_impact_calling_list(c, first, 2), 2);
    ck_assert(first[0] == rows[0] && first[1] == rows[1]);
    ck_assert_uint_eq(csc_impact_calling_list(c, NULL, 2), 0);
    csc_impact_destroy(c);
    /* hearers overlap in a small population: N (1 - (1 - 1/N)^x) */
    l.population = 15;
    c = make("impact:chain/1?draws=0", &l);
    CSC_ASSERT_STATUS(csc_impact_totals_get(c, &t), CSC_OK);
    CSC_ASSERT_REL(t.hearers, 15 * (1 - pow(14.0 / 15, leavers * 10)), 1e-13);
    ck_assert(isnan(t.low) && isnan(t.high));
    csc_impact_destroy(c);
}
END_TEST

START_TEST(each_link_by_hand)
{
    /* one lost customer worth 100: at risk = leaves * (100 + tellings * hearer_lost * hearer_value) */
    double e = 5, x = 4, r = 1, v = 100;
    csc_column ce = col(&e), cx = col(&x), cr = col(&r), cv = col(&v);
    csc_impact_links l = hand();
    for (int k = 0; k < 4; k++) {
        double leaves = k == 0 ? 0.3 : 0.8, tellings = k == 1 ? 66 : 10, lost = k == 2 ? 0.02 : 0.1, worth = k == 3 ? 500 : 30;
        l.leaves_lost = exactly(leaves);
        l.tellings = exactly(tellings);
        l.hearer_lost = exactly(lost);
        l.hearer_value = exactly(worth);
        csc_impact *c;
        csc_impact_totals t;
        CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &ce, &cx, NULL, &cr, &cv, 1, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_impact_totals_get(c, &t), CSC_OK);
        CSC_ASSERT_REL(t.at_risk, leaves * (100 + tellings * lost * worth), 1e-14);
        csc_impact_destroy(c);
    }
}
END_TEST

START_TEST(presets)
{
    csc_impact_links l;
    csc_impact_links_init(&l);
    ck_assert_double_eq(l.leaves_lost.value, 0.91); /* domain: silent dissatisfied customers, 91 % will not return */
    ck_assert_double_eq(l.tellings.value, 66);
    csc_impact *c = make("impact:chain/1", &l);
    csc_impact_totals t;
    CSC_ASSERT_STATUS(csc_impact_totals_get(c, &t), CSC_OK);
    ck_assert(t.partial == 1);
    csc_impact_destroy(c);
    csc_impact_links_init(NULL);
}
END_TEST

START_TEST(estimates)
{
    /* by hand: rates 0 1 2 3, experiences 5 4.5 4.1 3.4: slope -.52, residual sum .014 (R: lm) */
    double r[] = {0, 1, NAN, 2, 3, 9}, x[] = {5, 4.5, 3, 4.1, 3.4, NAN};
    csc_column cr = col(r), cx = col(x);
    csc_impact_link link = exactly(7), a = exactly(7), b = exactly(7), d = exactly(7);
    size_t used;
    csc_error err;
    CSC_ASSERT_STATUS(csc_impact_estimate_effect(&cr, &cx, 6, &link, &used, NULL), CSC_OK);
    ck_assert_uint_eq(used, 4);
    CSC_ASSERT_REL(link.value, 0.52, 1e-12);
    CSC_ASSERT_REL(link.se, sqrt(0.018 / 2 / 5), 1e-10);
    ck_assert_int_eq(link.kind, CSC_IMPACT_ESTIMATED);
    CSC_ASSERT_STATUS(csc_impact_estimate_effect(&cr, &cx, 2, &link, &used, &err), CSC_E_TOO_FEW);
    double same[] = {2, 2, 2, 2};
    csc_column cs = col(same);
    CSC_ASSERT_STATUS(csc_impact_estimate_effect(&cs, &cx, 4, &link, &used, &err), CSC_E_UNDEFINED);
    CSC_ASSERT_REL(link.value, 0.52, 1e-12);
    double gap[] = {1, 1, 1, 1, -1, -1, 0, NAN, 1}, left[] = {0, 0, 0, 1, 1, 1, 0, 1, NAN};
    csc_column cg = col(gap), cl = col(left);
    CSC_ASSERT_STATUS(csc_impact_estimate_leaving(&cg, &cl, 6, 0.5, &a, &b, &d, &err), CSC_OK);
    ck_assert(a.value == 0.25 && d.value == 1 && d.se > 0 && b.kind == CSC_IMPACT_GIVEN);
    CSC_ASSERT_STATUS(csc_impact_estimate_leaving(&cg, &cl, 9, 0.5, &a, &b, &d, &err), CSC_OK);
    ck_assert(b.value == 0 && b.se > 0 && b.kind == CSC_IMPACT_ESTIMATED);
    CSC_ASSERT_STATUS(csc_impact_estimate_leaving(&cg, &cg, 5, 0.5, &a, &b, &d, &err), CSC_E_RANGE);
    ck_assert(err.row == 4 && strcmp(err.key, "left") == 0);
    CSC_ASSERT_STATUS(csc_impact_estimate_leaving(&cg, &cl, 0, 0.5, &a, &b, &d, &err), CSC_E_TOO_FEW);
    CSC_ASSERT_STATUS(csc_impact_estimate_leaving(&cg, &cl, 9, NAN, &a, &b, &d, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_impact_estimate_leaving(&cg, &cl, 9, 0, NULL, &b, &d, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_impact_estimate_effect(&cr, &cx, 6, NULL, &used, &err), CSC_E_INVALID);
}
END_TEST

static double gauss(csc_random *r) {
    return csc_num_normal_quantile(csc_random_uniform(r) + 0x1p-54);
}

/* 200 companies with known links, each estimating effect and leaving from its own customers: how often the interval holds the truth,
 * and whether the parameters come back. */
START_TEST(coverage)
{
    enum { COMPANIES = 200, PEOPLE = 500 };
    csc_random r;
    csc_random_init(&r, 77, "companies", 9, 0);
    static double e[PEOPLE], base[PEOPLE], x[PEOPLE], f[PEOPLE], v[PEOPLE], gap[PEOPLE], left[PEOPLE];
    csc_column ce = col(e), cb = col(base), cx = col(x), cf = col(f), cv = col(v), cg = col(gap), cl = col(left);
    int inside = 0, effects = 0, leaves = 0;
    for (int k = 0; k < COMPANIES; k++) {
        csc_impact_links truth = hand(), found = hand();
        truth.effect = exactly(0.3 + 0.4 * csc_random_uniform(&r));
        truth.leaves_lost = exactly(0.4 + 0.4 * csc_random_uniform(&r));
        for (int i = 0; i < PEOPLE; i++) {
            e[i] = 3.5 + 0.5 * gauss(&r);
            base[i] = 4 + 0.5 * gauss(&r);
            f[i] = csc_random_uniform(&r) < 0.4 ? 3 * csc_random_uniform(&r) : 0;
            x[i] = base[i] - truth.effect.value * f[i];
            v[i] = 50 + 100 * csc_random_uniform(&r);
            gap[i] = x[i] - e[i];
            double p = gap[i] > 0.25 ? truth.leaves_loyal.value : gap[i] < -0.25 ? truth.leaves_lost.value : truth.leaves_drifting.value;
            left[i] = csc_random_uniform(&r) < p;
        }
        CSC_ASSERT_STATUS(csc_impact_estimate_effect(&cf, &cx, PEOPLE, &found.effect, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(
            csc_impact_estimate_leaving(&cg, &cl, PEOPLE, 0.25, &found.leaves_loyal, &found.leaves_drifting, &found.leaves_lost, NULL),
            CSC_OK);
        effects += fabs(found.effect.value - truth.effect.value) <= 3 * found.effect.se;
        leaves += fabs(found.leaves_lost.value - truth.leaves_lost.value) <= 3 * found.leaves_lost.se;
        csc_impact *c, *t;
        csc_impact_totals got, want;
        CSC_ASSERT_STATUS(csc_impact_create(&t, "impact:chain/1?draws=0", SIZE_MAX, &truth, &ce, &cb, NULL, &cf, &cv, PEOPLE, NULL, NULL),
                          CSC_OK);
        CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1?draws=400", SIZE_MAX, &found, &ce, &cb, NULL, &cf, &cv, PEOPLE, NULL, NULL),
                          CSC_OK);
        CSC_ASSERT_STATUS(csc_impact_totals_get(t, &want), CSC_OK);
        CSC_ASSERT_STATUS(csc_impact_totals_get(c, &got), CSC_OK);
        ck_assert(got.low <= got.high && !got.partial);
        inside += got.low <= want.at_risk && want.at_risk <= got.high;
        csc_impact_destroy(c);
        csc_impact_destroy(t);
    }
    fprintf(stderr, "# interval holds the truth in %d of %d, effect within 3 se in %d, leaving in %d\n", inside, COMPANIES, effects,
            leaves);
    ck_assert(inside >= 0.92 * COMPANIES && inside <= 0.985 * COMPANIES);
    ck_assert(effects >= 0.98 * COMPANIES && leaves >= 0.98 * COMPANIES);
}
END_TEST

static void backwards(void *ctx, size_t count, csc_task_fn task, void *task_ctx) {
    (void)ctx;
    while (count-- > 0) task(task_ctx, count);
}

static int32_t stop(void *ctx, uint64_t done, uint64_t total) {
    return 1;
}

START_TEST(workers_and_cancel)
{
    csc_impact_links l = hand();
    l.effect = (csc_impact_link){.value = 0.5, .se = 0.1, .kind = CSC_IMPACT_ESTIMATED};
    l.leaves_lost = (csc_impact_link){.value = 0.8, .se = 0.9, .kind = CSC_IMPACT_ESTIMATED}; /* wider than any beta: still in [0, 1] */
    l.hearer_value = (csc_impact_link){.value = 30, .low = 20, .high = 50, .kind = CSC_IMPACT_GIVEN};
    csc_impact *one = make("impact:chain/1", &l);
    csc_impact_totals a, b;
    CSC_ASSERT_STATUS(csc_impact_totals_get(one, &a), CSC_OK);
    ck_assert(a.low < a.at_risk && a.at_risk < a.high && a.low >= 0);
    csc_column e = col(expectation), x = col(experience), d = col(deviation), r = col(rate), v = col(value);
    csc_context context;
    csc_impact *c;
    for (size_t workers = 2; workers <= 7; workers += 5) {
        csc_executor run = {backwards, NULL, workers};
        csc_context_init(&context);
        context.executor = &run;
        CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, &d, &r, &v, N, &context, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_impact_totals_get(c, &b), CSC_OK);
        ck_assert(a.low == b.low && a.high == b.high && a.at_risk == b.at_risk);
        csc_impact_destroy(c);
    }
    csc_context_init(&context);
    context.progress = stop;
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, &d, &r, &v, N, &context, NULL), CSC_E_CANCELLED);
    ck_assert_ptr_null(c);
    csc_impact_destroy(one);
}
END_TEST

START_TEST(visit)
{
    static csc_recorder rec;
    csc_sink sink;
    csc_impact_links l = hand();
    l.leaves_lost = (csc_impact_link){.value = 0.8, .low = 0.7, .high = 0.9, .kind = CSC_IMPACT_GIVEN};
    csc_impact *c = make("impact:chain/1", &l);
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_impact_visit(c, CSC_VISIT_EXPLAIN, &sink), CSC_OK);
    ck_assert(!rec.wrong && rec.depth == 0);
    ck_assert(strstr(rec.text, "sensitivity=[{input=\"leaves_lost\" change=") != NULL && strstr(rec.text, "interval=\"full\"") != NULL);
    size_t calls = rec.calls;
    for (size_t n = 1; n <= calls; n++) {
        csc_recorder_init(&rec, &sink);
        rec.stop_at = n;
        CSC_ASSERT_STATUS(csc_impact_visit(c, CSC_VISIT_EXPLAIN, &sink), CSC_E_CANCELLED);
    }
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_impact_visit_customer(c, 0, &sink), CSC_OK);
    ck_assert(strncmp(rec.text, "{gap=1 loyal=1 drifting=0 lost=0 leaves=0.05 lost_sales=5 lost_by_word_of_mouth=1.5", 83) == 0);
    CSC_ASSERT_STATUS(csc_impact_visit_customer(c, N, &sink), CSC_E_INVALID);
    csc_impact_destroy(c);
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL), CSC_OK);
    csc_impact_totals t;
    CSC_ASSERT_STATUS(csc_impact_totals_get(c, &t), CSC_OK);
    ck_assert(t.status == CSC_E_UNDEFINED && isnan(t.at_risk) && isnan(t.low));
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(csc_impact_visit(c, CSC_VISIT_VALUE, &sink), CSC_OK);
    ck_assert(strstr(rec.text, "at_risk=null") != NULL && strstr(rec.text, "status=\"undefined\"") != NULL);
    csc_impact_destroy(c);
}
END_TEST

START_TEST(errors)
{
    csc_column e = col(expectation), x = col(experience), v = col(value), text = col(value);
    csc_impact_links l = hand();
    csc_impact *c;
    csc_error err;
    double bad[N] = {1, 2, -3, 4, 5, 6};
    csc_column cb = col(bad);
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, &cb, NULL, &v, N, NULL, &err), CSC_E_RANGE);
    ck_assert(c == NULL && err.row == 2 && strcmp(err.key, "deviation") == 0);
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, &cb, &v, N, NULL, &err), CSC_E_RANGE);
    ck_assert_str_eq(err.key, "rate");
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &cb, N, NULL, &err), CSC_E_RANGE);
    ck_assert_str_eq(err.key, "value");
    l.leaves_lost.value = 1.5;
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &v, N, NULL, &err), CSC_E_RANGE);
    ck_assert_str_eq(err.key, "leaves_lost");
    l = hand();
    l.tolerance.low = 1;
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &v, N, NULL, &err), CSC_E_RANGE);
    l = hand();
    l.effect.kind = 0;
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &v, N, NULL, &err), CSC_E_RANGE);
    l = hand();
    l.population = 0;
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &v, N, NULL, &err), CSC_E_RANGE);
    ck_assert_str_eq(err.key, "population");
    l = hand();
    CSC_ASSERT_STATUS(csc_impact_create(&c, "wom:tree/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &v, N, NULL, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, NULL, &e, &x, NULL, NULL, &v, N, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, NULL, &x, NULL, NULL, &v, N, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_impact_create(NULL, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &v, N, NULL, &err), CSC_E_INVALID);
    text.type = 0;
    CSC_ASSERT_STATUS(csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &text, N, NULL, &err), CSC_E_TYPE);
    CSC_ASSERT_STATUS(csc_impact_totals_get(NULL, NULL), CSC_E_INVALID);
    csc_impact_destroy(NULL);
}
END_TEST

static csc_status step(const csc_context *context, void *arg) {
    csc_column e = col(expectation), x = col(experience), v = col(value);
    csc_impact_links l = hand();
    csc_impact *c;
    csc_status status = csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &l, &e, &x, NULL, NULL, &v, N, context, NULL);
    csc_impact_destroy(c);
    return status;
}

START_TEST(every_allocation)
{ csc_check_alloc_loop(step, NULL); }
END_TEST

CSC_CHECK_MAIN("impact/chain", hand_formula, each_link_by_hand, presets, estimates, coverage, workers_and_cancel, visit, errors,
               every_allocation)
