/* From log to customer table: a worked log, CDNOW, any order, parts, other grains. */
#include "expected_json.h"

static csc_column ids_of(const int64_t *v) {
    csc_column c = {v, sizeof(int64_t), CSC_TYPE_I64, 0, NULL, 0};
    return c;
}

START_TEST(worked_log)
{
    /* customer 7: days 0, 0 (one purchase), 10, 20; customer 3: day 5; customer 9 first buys after the calibration */
    const int64_t id[] = {7, 3, 7, 7, 7, 9, 3};
    const double day[] = {20, 5, 0, 10.7, 0.2, 31, 40}, amount[] = {30, 8, 1, 10, 2, 5, 9};
    csc_purchases *p;
    CSC_ASSERT_STATUS(csc_purchases_create(&p, 1, 0, 1, NULL, NULL), CSC_OK);
    csc_column ci = ids_of(id), cd = column_of(day), ca = column_of(amount);
    CSC_ASSERT_STATUS(csc_purchases_add(p, &ci, &cd, &ca, 7, NULL), CSC_OK);
    int64_t customer[3];
    double x[3], t_x[3], T[3], m_x[3], first[3], after[3], spend[3];
    csc_purchases_out out = {3, customer, x, t_x, T, m_x, first, after, spend};
    size_t needed;
    uint64_t missing;
    CSC_ASSERT_STATUS(csc_purchases_table(p, 30, NAN, 5, &out, &needed, &missing, NULL), CSC_OK);
    ck_assert(needed == 2 && missing == 0 && customer[0] == 3 && customer[1] == 7);
    ck_assert(x[0] == 0 && t_x[0] == 0 && T[0] == 5 && isnan(m_x[0]) && first[0] == 5 && after[0] == 1 && spend[0] == 9);
    ck_assert(x[1] == 2 && t_x[1] == 4 && T[1] == 6 && m_x[1] == 20 && first[1] == 0 && after[1] == 0 && spend[1] == 0);
    out.capacity = 1;
    CSC_ASSERT_STATUS(csc_purchases_table(p, 30, NAN, 5, &out, &needed, NULL, NULL), CSC_E_BUFFER);
    out.capacity = 3;
    CSC_ASSERT_STATUS(csc_purchases_table(p, NAN, NAN, 1, &out, &needed, NULL, NULL), CSC_OK);
    ck_assert(needed == 3 && T[2] == 9 && x[0] == 1 && m_x[0] == 9);
    CSC_ASSERT_STATUS(csc_purchases_add(p, &ci, &cd, NULL, 7, NULL), CSC_E_MISMATCH);
    csc_error err;
    csc_error_init(&err);
    double bad[] = {1, INFINITY};
    csc_column cb = column_of(bad);
    CSC_ASSERT_STATUS(csc_purchases_add(p, &ci, &cb, &ca, 2, &err), CSC_E_RANGE);
    ck_assert_uint_eq(err.row, 1);
    csc_purchases_destroy(p);
}
END_TEST

/* Split at random, merged in another order, or read in parts: the same bits. */
START_TEST(any_order)
{
    enum { N = 20000 };
    static int64_t id[N];
    static double day[N], amount[N];
    csc_random random;
    csc_random_init(&random, 3, "log", 3, 0);
    for (int i = 0; i < N; i++) {
        id[i] = (int64_t)csc_random_below(&random, 3000) * 1000003 - 1500000000;
        day[i] = (double)csc_random_below(&random, 60);
        amount[i] = csc_random_uniform(&random) * 1e3;
    }
    csc_column ci = ids_of(id), cd = column_of(day), ca = column_of(amount);
    static int64_t customer[2][3001];
    static double m_x[2][3001], x[2][3001];
    size_t needed[2] = {0};
    csc_purchases *a, *b, *c;
    CSC_ASSERT_STATUS(csc_purchases_create(&a, 1, 0, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_purchases_create(&b, 1, 0, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_purchases_create(&c, 1, 0, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_purchases_add(a, &ci, &cd, &ca, N, NULL), CSC_OK);
    for (int i = N; i-- > 0;) {
        csc_column one[3] = {ids_of(id + i), column_of(day + i), column_of(amount + i)};
        CSC_ASSERT_STATUS(csc_purchases_add(i % 3 ? b : c, &one[0], &one[1], &one[2], 1, NULL), CSC_OK);
    }
    CSC_ASSERT_STATUS(csc_purchases_merge(b, c, NULL), CSC_OK);
    csc_purchases *both[] = {a, b};
    for (int w = 0; w < 2; w++) {
        csc_purchases_out out = {3001, customer[w], x[w], NULL, NULL, m_x[w], NULL, NULL, NULL};
        CSC_ASSERT_STATUS(csc_purchases_table(both[w], NAN, NAN, 1, &out, &needed[w], NULL, NULL), CSC_OK);
    }
    ck_assert(needed[0] == needed[1] && needed[0] > 2900);
    ck_assert_mem_eq(customer[0], customer[1], needed[0] * sizeof(int64_t));
    ck_assert_mem_eq(x[0], x[1], needed[0] * sizeof(double));
    ck_assert_mem_eq(m_x[0], m_x[1], needed[0] * sizeof(double));
    /* and without amounts */
    csc_purchases *plain;
    CSC_ASSERT_STATUS(csc_purchases_create(&plain, 1, 0, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_purchases_add(plain, &ci, &cd, NULL, N, NULL), CSC_OK);
    csc_purchases_out same = {3001, customer[1], x[1], NULL, NULL, NULL, NULL, NULL, NULL};
    CSC_ASSERT_STATUS(csc_purchases_table(plain, NAN, NAN, 1, &same, &needed[1], NULL, NULL), CSC_OK);
    ck_assert_mem_eq(customer[0], customer[1], needed[0] * sizeof(int64_t));
    ck_assert_mem_eq(x[0], x[1], needed[0] * sizeof(double));
    csc_purchases_destroy(plain);
    size_t total = 0;
    for (uint32_t part = 0; part < 4; part++) {
        csc_purchases *p;
        size_t n;
        CSC_ASSERT_STATUS(csc_purchases_create(&p, 1, part, 4, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_purchases_add(p, &ci, &cd, &ca, N, NULL), CSC_OK);
        csc_purchases_out out = {3001, customer[1], x[1], NULL, NULL, m_x[1], NULL, NULL, NULL};
        CSC_ASSERT_STATUS(csc_purchases_table(p, NAN, 59, 1, &out, &n, NULL, NULL), CSC_OK);
        for (size_t i = 0, j = 0; i < n; i++) {
            while (customer[0][j] != customer[1][i]) j++;
            ck_assert(x[0][j] == x[1][i]);
        }
        total += n;
        csc_purchases_destroy(p);
    }
    ck_assert_uint_eq(total, needed[0]);
    csc_purchases_destroy(a);
    csc_purchases_destroy(b);
    csc_purchases_destroy(c);
}
END_TEST

static int64_t days_of(int date) { /* yyyymmdd to days */
    int y = date / 10000, m = date / 100 % 100, d = date % 100;
    y -= m <= 2;
    int era = y / 400, yoe = y - era * 400, doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return (int64_t)era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy;
}

/* The log of CDNOW gives the published customer table: calibration to 1997-09-30, holdout to 1998-06-30. */
START_TEST(cdnow_log)
{
    FILE *file = fopen(CHURN_DATA "cdnow_sample_log.txt", "r");
    if (file == NULL) return;
    enum { N = 7000 };
    static int64_t id[N];
    static double day[N], amount[N], want[5][3000];
    size_t n = 0;
    int master, sample, date, count;
    double dollars;
    while (n < N && fscanf(file, "%d %d %d %d %lf", &master, &sample, &date, &count, &dollars) == 5) {
        id[n] = sample;
        day[n] = (double)days_of(date);
        amount[n++] = dollars;
    }
    fclose(file);
    csc_purchases *p;
    CSC_ASSERT_STATUS(csc_purchases_create(&p, 1, 0, 1, NULL, NULL), CSC_OK);
    csc_column ci = ids_of(id), cd = column_of(day), ca = column_of(amount);
    CSC_ASSERT_STATUS(csc_purchases_add(p, &ci, &cd, &ca, n, NULL), CSC_OK);
    static double x[3000], t_x[3000], T[3000], m_x[3000], after[3000];
    size_t needed;
    csc_purchases_out out = {3000, NULL, x, t_x, T, m_x, NULL, after, NULL};
    CSC_ASSERT_STATUS(csc_purchases_table(p, (double)days_of(19970930), (double)days_of(19980630), 7, &out, &needed, NULL, NULL), CSC_OK);
    double *columns[] = {want[0], want[1], want[2], want[3], want[4]};
    size_t rows = csv_read("cdnow_sample_cbs.csv", 5, columns, 3000);
    ck_assert_uint_eq(rows, needed);
    for (size_t i = 0; i < rows; i++) {
        ck_assert_msg(x[i] == want[0][i] && after[i] == want[3][i], "row %zu: x %g %g, after %g %g", i, x[i], want[0][i], after[i],
                      want[3][i]);
        ck_assert(fabs(t_x[i] - want[1][i]) < 1e-9 && fabs(T[i] - want[2][i]) < 1e-9);
        if (x[i] > 0) ck_assert_msg(fabs(m_x[i] - want[4][i]) < 0.006, "row %zu: m_x %g %g", i, m_x[i], want[4][i]);
    }
    csc_purchases_destroy(p);
}
END_TEST

START_TEST(scores)
{
    const double v[] = {5, 1, 2, 2, NAN, 9, 8, 3, 4, 7, 6};
    int32_t s[11];
    csc_column c = column_of(v);
    CSC_ASSERT_STATUS(csc_purchases_scores(&c, 11, 5, s, NULL, NULL), CSC_OK);
    ck_assert(s[4] == 0 && s[5] == 5 && s[6] == 5 && s[1] == 1 && s[2] == s[3]);
    CSC_ASSERT_STATUS(csc_purchases_scores(&c, 11, 1, s, NULL, NULL), CSC_E_INVALID);
}
END_TEST

CSC_CHECK_MAIN("churn/purchases", worked_log, any_order, cdnow_log, scores)
