/* Splitting, merging, writing and reading; every column type; errors change nothing. */
#include "support.h"

#define ROWS 20000
#define GROUPS 37

static double value[ROWS], weight[ROWS];
static uint16_t group[ROWS];

static void make_rows(uint64_t seed, int fractions) {
    csc_random r;
    csc_random_init(&r, seed, "rows", 4, 0);
    for (size_t i = 0; i < ROWS; i++) {
        double x = (double)csc_random_below(&r, 11);
        if (fractions && csc_random_below(&r, 5) == 0) x = 10 * csc_random_uniform(&r);
        value[i] = csc_random_below(&r, 20) == 0 ? NAN : x;
        group[i] = (uint16_t)csc_random_below(&r, GROUPS);
        weight[i] = csc_random_below(&r, 4) == 0 ? 1 : csc_random_uniform(&r) * 3;
    }
}

static csc_column groups_at(size_t i) {
    csc_column c = {.data = group + i, .stride = sizeof *group, .type = CSC_TYPE_U16};
    return c;
}

static csc_metric *make(const char *spec, size_t groups) {
    csc_metric *m;
    CSC_ASSERT_STATUS(csc_metric_create(&m, spec, SIZE_MAX, groups, NULL, NULL), CSC_OK);
    return m;
}

static void add_range(csc_metric *m, size_t from, size_t to, int weights) {
    csc_column g = groups_at(from), x = doubles(value + from), w = doubles(weight + from);
    CSC_ASSERT_STATUS(csc_metric_add(m, &g, &x, weights ? &w : NULL, to - from, NULL), CSC_OK);
}

static void split_and_merge(const char *spec, int weights, int fractions) {
    csc_random r;
    for (uint64_t round = 0; round < 12; round++) {
        make_rows(round, fractions);
        csc_random_init(&r, 99, "split", 5, round);
        csc_metric *whole = make(spec, GROUPS), *part[9];
        add_range(whole, 0, ROWS, weights);
        size_t at = 0, k = 0;
        for (; k < 9; k++) {
            size_t to = k == 8 ? ROWS : at + csc_random_below(&r, ROWS - at + 1);
            part[k] = make(spec, GROUPS);
            add_range(part[k], at, to, weights);
            at = to;
        }
        for (size_t left = 9; left > 1; left--) { /* two random ones into one */
            size_t a = csc_random_below(&r, left), b = csc_random_below(&r, left - 1);
            if (b >= a) b++;
            CSC_ASSERT_STATUS(csc_metric_merge(part[a], part[b], NULL), CSC_OK);
            csc_metric_destroy(part[b]);
            part[b] = part[left - 1];
            if (a == left - 1) a = b;
        }
        size_t n, m;
        uint8_t *x = state_of(whole, &n), *y = state_of(part[0], &m);
        ck_assert(n == m && memcmp(x, y, n) == 0);
        csc_metric *read;
        CSC_ASSERT_STATUS(csc_metric_deserialize(&read, x, n, NULL, NULL), CSC_OK);
        uint8_t *z = state_of(read, &m);
        ck_assert(n == m && memcmp(x, z, n) == 0);
        for (size_t g = 0; g < GROUPS; g++) {
            csc_estimate p, q;
            CSC_ASSERT_STATUS(csc_metric_estimate(whole, g, &p, NULL), CSC_OK);
            CSC_ASSERT_STATUS(csc_metric_estimate(read, g, &q, NULL), CSC_OK);
            ck_assert(memcmp(&p, &q, sizeof p) == 0);
        }
        free(x);
        free(y);
        free(z);
        csc_metric_destroy(whole);
        csc_metric_destroy(part[0]);
        csc_metric_destroy(read);
    }
}

START_TEST(any_split_any_order_same_bytes)
{
    split_and_merge("nps:standard/1", 0, 0);
    split_and_merge("nps:standard/1", 1, 1);
    split_and_merge("csat:mean/1?scale=0..10", 0, 1);
    split_and_merge("csat:mean/1?scale=0..10", 1, 1);
    split_and_merge("share/1?scale=0..10&at_least=8&missing=keep", 1, 0);
}
END_TEST

/* A state of many groups takes at most 128 bytes a group. */
START_TEST(state_is_small)
{
    csc_metric *m = make("nps:standard/1", 1000);
    for (size_t g = 0; g < 1000; g++)
        for (int x = 0; x <= 10; x++) CSC_ASSERT_STATUS(csc_metric_add_value(m, g, x, 1, NULL), CSC_OK);
    for (int doublings = 0; doublings < 40; doublings++) CSC_ASSERT_STATUS(csc_metric_merge(m, m, NULL), CSC_OK);
    size_t n;
    free(state_of(m, &n));
    ck_assert(n / 1000 <= 128);
    csc_metric_destroy(m);
}
END_TEST

START_TEST(counts_cannot_overflow)
{
    csc_metric *m = make("nps:standard/1", 1);
    CSC_ASSERT_STATUS(csc_metric_add_value(m, 0, 5, 1, NULL), CSC_OK);
    csc_status s = CSC_OK;
    for (int i = 0; i < 80 && s == CSC_OK; i++) s = csc_metric_merge(m, m, NULL);
    CSC_ASSERT_STATUS(s, CSC_E_OVERFLOW);
    size_t n;
    uint8_t *b = state_of(m, &n);
    csc_metric *read;
    CSC_ASSERT_STATUS(csc_metric_deserialize(&read, b, n, NULL, NULL), CSC_OK);
    free(b);
    csc_metric_destroy(read);
    csc_metric_destroy(m);
}
END_TEST

START_TEST(damaged_states_are_refused)
{
    make_rows(3, 1);
    csc_metric *m = make("csat:mean/1?scale=0..10", GROUPS), *read;
    add_range(m, 0, 300, 1);
    size_t n;
    uint8_t *b = state_of(m, &n);
    for (size_t i = 0; i < n; i++)
        for (int bit = 0; bit < 8; bit++) {
            b[i] ^= (uint8_t)(1 << bit);
            read = m;
            csc_status s = csc_metric_deserialize(&read, b, n, NULL, NULL);
            ck_assert(s == CSC_E_FORMAT || s == CSC_E_VERSION || s == CSC_E_MISMATCH);
            ck_assert_ptr_null(read);
            b[i] ^= (uint8_t)(1 << bit);
        }
    for (size_t cut = 0; cut < n; cut++) ck_assert_int_ne(csc_metric_deserialize(&read, b, cut, NULL, NULL), CSC_OK);
    free(b);
    csc_metric_destroy(m);
}
END_TEST

START_TEST(other_specs_do_not_merge)
{
    csc_metric *a = make("csat:top2/1", 2), *b = make("csat:top2/1?scale=1..7", 2), *c = make("csat:top2/1", 3),
               *d = make("csat:top2/1", 0);
    CSC_ASSERT_STATUS(csc_metric_merge(a, b, NULL), CSC_E_MISMATCH);
    CSC_ASSERT_STATUS(csc_metric_merge(a, c, NULL), CSC_E_MISMATCH);
    CSC_ASSERT_STATUS(csc_metric_merge(a, d, NULL), CSC_E_MISMATCH);
    csc_metric_difference x;
    CSC_ASSERT_STATUS(csc_metric_compare(a, 0, b, 0, &x, NULL), CSC_E_MISMATCH);
    csc_metric_destroy(a);
    csc_metric_destroy(b);
    csc_metric_destroy(c);
    csc_metric_destroy(d);
}
END_TEST

START_TEST(labels_merge_by_name)
{
    static const char *const names[] = {"north", "", "\xCE\xB1", "east", "north-west"};
    csc_metric *a = make("nps:standard/1", 0), *b = make("nps:standard/1", 0), *both = make("nps:standard/1", 0);
    size_t g;
    for (int i = 0; i < 200; i++) {
        const char *name = names[(i * 7 + i / 3) % 5];
        double x = i % 11;
        CSC_ASSERT_STATUS(csc_metric_label(i % 3 ? a : b, name, strlen(name), &g, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_metric_add_value(i % 3 ? a : b, g, x, 1, NULL), CSC_OK);
        name = names[((199 - i) * 7 + (199 - i) / 3) % 5];
        x = (199 - i) % 11;
        CSC_ASSERT_STATUS(csc_metric_label(both, name, strlen(name), &g, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_metric_add_value(both, g, x, 1, NULL), CSC_OK);
    }
    CSC_ASSERT_STATUS(csc_metric_merge(b, a, NULL), CSC_OK);
    ck_assert(csc_metric_groups(b) == 5);
    size_t n, m;
    uint8_t *x = state_of(b, &n), *y = state_of(both, &m);
    ck_assert(n == m && memcmp(x, y, n) == 0);
    csc_metric *read;
    CSC_ASSERT_STATUS(csc_metric_deserialize(&read, x, n, NULL, NULL), CSC_OK);
    const char *label;
    size_t length;
    CSC_ASSERT_STATUS(csc_metric_label_get(read, 0, &label, &length), CSC_OK);
    ck_assert(length == 0); /* in the order of their bytes */
    CSC_ASSERT_STATUS(csc_metric_label_get(read, 4, &label, &length), CSC_OK);
    ck_assert(length == 2 && memcmp(label, "\xCE\xB1", 2) == 0);
    CSC_ASSERT_STATUS(csc_metric_label_get(read, 5, &label, &length), CSC_E_INVALID);
    for (int i = 0; i < 5000; i++) {
        char name[16];
        int k = snprintf(name, sizeof name, "g%d", i);
        CSC_ASSERT_STATUS(csc_metric_label(read, name, (size_t)k, &g, NULL), CSC_OK);
        ck_assert(g == (size_t)(5 + i));
    }
    free(x);
    free(y);
    csc_metric_destroy(a);
    csc_metric_destroy(b);
    csc_metric_destroy(both);
    csc_metric_destroy(read);
}
END_TEST

/* The same answers in every type, contiguous and not, with and without a bitmap, give the same bytes. */
START_TEST(every_column_type)
{
    enum { N = 5003 };
    static int8_t i8[N];
    static uint8_t u8[N], valid[N / 8 + 2];
    static int16_t i16[N];
    static uint16_t u16[N];
    static int32_t i32[N];
    static uint32_t u32[N];
    static int64_t i64[N];
    static uint64_t u64[N];
    static float f32[N];
    static double f64[2 * N], holes[N];
    static int64_t wide_group[N];
    csc_random r;
    csc_random_init(&r, 5, "types", 5, 0);
    memset(valid, 0, sizeof valid);
    for (size_t i = 0; i < N; i++) {
        int x = (int)csc_random_below(&r, 11);
        i8[i] = (int8_t)x, u8[i] = (uint8_t)x, i16[i] = (int16_t)x, u16[i] = (uint16_t)x, i32[i] = x, u32[i] = (uint32_t)x, i64[i] = x;
        u64[i] = (uint64_t)x, f32[i] = (float)x, f64[2 * i] = x;
        wide_group[i] = (int64_t)csc_random_below(&r, GROUPS);
        group[i] = (uint16_t)wide_group[i];
        int ok = csc_random_below(&r, 10) > 0;
        holes[i] = ok ? x : NAN;
        if (ok) valid[(i + 3) / 8] |= (uint8_t)(1 << ((i + 3) % 8));
    }
    csc_column columns[] = {{.data = i8, .stride = 1, .type = CSC_TYPE_I8},   {.data = u8, .stride = 1, .type = CSC_TYPE_U8},
                            {.data = i16, .stride = 2, .type = CSC_TYPE_I16}, {.data = u16, .stride = 2, .type = CSC_TYPE_U16},
                            {.data = i32, .stride = 4, .type = CSC_TYPE_I32}, {.data = u32, .stride = 4, .type = CSC_TYPE_U32},
                            {.data = i64, .stride = 8, .type = CSC_TYPE_I64}, {.data = u64, .stride = 8, .type = CSC_TYPE_U64},
                            {.data = f32, .stride = 4, .type = CSC_TYPE_F32}, {.data = f64, .stride = 16, .type = CSC_TYPE_F64}};
    csc_column g16 = groups_at(0), g64 = {.data = wide_group, .stride = 8, .type = CSC_TYPE_I64}, gaps = doubles(holes);
    for (int bitmap = 0; bitmap < 2; bitmap++) {
        csc_metric *want = make("nps:standard/1", GROUPS);
        if (bitmap)
            CSC_ASSERT_STATUS(csc_metric_add(want, &g16, &gaps, NULL, N, NULL), CSC_OK);
        else
            for (size_t i = 0; i < N; i++) CSC_ASSERT_STATUS(csc_metric_add_value(want, group[i], i32[i], 1, NULL), CSC_OK);
        size_t n, k;
        uint8_t *x = state_of(want, &n);
        for (size_t t = 0; t < sizeof columns / sizeof columns[0]; t++) {
            csc_metric *m = make("nps:standard/1", GROUPS);
            csc_column c = columns[t];
            if (bitmap) c.validity = valid, c.validity_offset = 3;
            CSC_ASSERT_STATUS(csc_metric_add(m, t % 2 ? &g64 : &g16, &c, NULL, N, NULL), CSC_OK);
            uint8_t *y = state_of(m, &k);
            ck_assert_msg(n == k && memcmp(x, y, n) == 0, "column %zu, bitmap %d", t, bitmap);
            free(y);
            csc_metric_destroy(m);
        }
        free(x);
        csc_metric_destroy(want);
    }
}
END_TEST

/* One bad row anywhere: the right row is named and the state is as before. */
START_TEST(errors_change_nothing)
{
    csc_random r;
    for (uint64_t round = 0; round < 60; round++) {
        int weights = round % 2 == 1, kind = (int)(round % 3);
        make_rows(round, round % 4 == 3);
        csc_random_init(&r, 3, "bad", 3, round);
        csc_metric *m = make(round % 4 == 3 ? "csat:mean/1?scale=0..10" : "nps:standard/1", round % 5 ? GROUPS : 500);
        add_range(m, 0, 2500, weights);
        size_t n, k, bad = csc_random_below(&r, ROWS);
        uint8_t *x = state_of(m, &n);
        if (kind == 0) value[bad] = round % 2 ? 11 : (double)INFINITY;
        if (kind == 1) group[bad] = 600;
        if (kind == 2) weight[bad] = round % 2 ? -1 : NAN;
        if (kind == 2) weights = 1;
        csc_column g = groups_at(0), v = doubles(value), w = doubles(weight);
        csc_error err;
        csc_error_init(&err);
        CSC_ASSERT_STATUS(csc_metric_add(m, &g, &v, weights ? &w : NULL, ROWS, &err), CSC_E_RANGE);
        ck_assert(err.row == bad);
        ck_assert_str_eq(err.key, kind == 0 ? "value" : kind == 1 ? "group" : "weight");
        uint8_t *y = state_of(m, &k);
        ck_assert(n == k && memcmp(x, y, n) == 0);
        free(x);
        free(y);
        csc_metric_destroy(m);
    }
    csc_metric *m = make("csat:top2/1?missing=refuse", 1);
    double blank[] = {5, NAN};
    csc_column c = doubles(blank);
    csc_error err;
    CSC_ASSERT_STATUS(csc_metric_add(m, NULL, &c, NULL, 2, &err), CSC_E_RANGE);
    ck_assert(err.row == 1);
    c.type = 77;
    CSC_ASSERT_STATUS(csc_metric_add(m, NULL, &c, NULL, 2, &err), CSC_E_TYPE);
    CSC_ASSERT_STATUS(csc_metric_add(m, &c, &c, NULL, 2, &err), CSC_E_TYPE);
    CSC_ASSERT_STATUS(csc_metric_add(m, NULL, NULL, NULL, 2, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_metric_add(NULL, NULL, &c, NULL, 2, &err), CSC_E_INVALID);
    csc_metric_destroy(m);
}
END_TEST

START_TEST(all_groups_together)
{
    make_rows(11, 1);
    csc_metric *m = make("csat:mean/1?scale=0..10", GROUPS), *one = make("csat:mean/1?scale=0..10", 1);
    add_range(m, 0, ROWS, 1);
    csc_column v = doubles(value), w = doubles(weight);
    CSC_ASSERT_STATUS(csc_metric_add(one, NULL, &v, &w, ROWS, NULL), CSC_OK);
    csc_estimate a, b;
    CSC_ASSERT_STATUS(csc_metric_estimate(m, CSC_METRIC_ALL, &a, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_metric_estimate(one, 0, &b, NULL), CSC_OK);
    CSC_ASSERT_REL(a.value, b.value, 1e-15);
    CSC_ASSERT_REL(a.se, b.se, 1e-15);
    CSC_ASSERT_REL(a.n, b.n, 1e-15);
    csc_metric_reset(m);
    CSC_ASSERT_STATUS(csc_metric_estimate(m, CSC_METRIC_ALL, &a, NULL), CSC_OK);
    ck_assert(a.status == CSC_E_UNDEFINED && a.n == 0);
    csc_metric_destroy(m);
    csc_metric_destroy(one);
}
END_TEST

CSC_CHECK_MAIN("metric/states", any_split_any_order_same_bytes, state_is_small, counts_cannot_overflow, damaged_states_are_refused,
               other_specs_do_not_merge, labels_merge_by_name, every_column_type, errors_change_nothing, all_groups_together)
