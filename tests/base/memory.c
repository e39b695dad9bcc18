/* The error record, memory, the context and columns. */
#include "base/internal.h"
#include "csc_alloc.h"
#include "csc_check.h"

START_TEST(error_record)
{
    csc_error e;
    memset(&e, 0x55, sizeof e);
    csc_error_init(&e);
    ck_assert(e.status == CSC_OK && e.row == CSC_NOWHERE && e.byte == CSC_NOWHERE && e.line == CSC_NOWHERE && e.column == CSC_NOWHERE);
    ck_assert(e.key[0] == '\0' && e.message[0] == '\0');
    csc_error_init(NULL);
    ck_assert_uint_eq(csc_error_size(), sizeof(csc_error));
    ck_assert_int_eq(csc_i_fail(NULL, CSC_E_LIMIT, "x"), CSC_E_LIMIT);
    ck_assert_int_eq(csc_i_fail_key(NULL, CSC_E_LIMIT, "x", "k", 1), CSC_E_LIMIT);
    ck_assert_int_eq(csc_i_fail_row(NULL, CSC_E_LIMIT, "x", 1), CSC_E_LIMIT);
    ck_assert_int_eq(csc_i_fail_byte(NULL, CSC_E_LIMIT, "x", 1), CSC_E_LIMIT);
    ck_assert_int_eq(csc_i_fail_line(NULL, CSC_E_LIMIT, "x", 1, 2), CSC_E_LIMIT);
    csc_i_error_message(NULL, "x", "", 0);
    ck_assert_int_eq(csc_i_fail_row(&e, CSC_E_RANGE, "bad", 7), CSC_E_RANGE);
    ck_assert(e.row == 7 && e.status == CSC_E_RANGE && strcmp(e.message, "bad") == 0 && e.byte == CSC_NOWHERE);
    csc_i_fail_line(&e, CSC_E_SYNTAX, "bad", 3, 4);
    ck_assert(e.line == 3 && e.column == 4 && e.row == CSC_NOWHERE);
    csc_i_fail_byte(&e, CSC_E_UTF8, "bad", 11);
    ck_assert(e.byte == 11 && e.line == CSC_NOWHERE);
    csc_i_fail_key(&e, CSC_E_SPEC, "bad", "k\xc3\xa9y", 4);
    ck_assert_str_eq(e.key, "k\xc3\xa9y");
    /* 63 bytes fit; a code point is never split */
    char name[80];
    memset(name, 'a', sizeof name);
    memcpy(name + 61, "\xe2\x82\xac", 3);
    csc_i_fail_key(&e, CSC_E_SPEC, "bad", name, 80);
    ck_assert_uint_eq(strlen(e.key), 61);
    csc_i_error_message(&e, "no such column: %", "size", 4);
    ck_assert_str_eq(e.message, "no such column: size");
    csc_i_error_message(&e, "plain", "size", 4);
    ck_assert_str_eq(e.message, "plain");
    char lengthy[400];
    memset(lengthy, 'b', sizeof lengthy);
    csc_i_error_message(&e, "before % after", lengthy, sizeof lengthy);
    ck_assert_uint_eq(strlen(e.message), sizeof e.message - 1);
    ck_assert_str_eq(e.message + strlen(e.message) - 6, " after");
    ck_assert_int_eq(e.status, CSC_E_SPEC); /* the rest is kept */
}
END_TEST

START_TEST(memory)
{
    csc_allocator a = csc_i_allocator(NULL);
    csc_context context;
    csc_context_init(&context);
    csc_context_init(NULL);
    ck_assert_uint_eq(context.size, sizeof context);
    ck_assert(csc_i_allocator(&context).allocate == a.allocate);
    void *p = csc_i_alloc(&a, 0);
    ck_assert_ptr_nonnull(p);
    p = csc_i_resize(&a, p, 0, 0);
    ck_assert_ptr_nonnull(p);
    csc_i_free(&a, p, 0);
    csc_i_free(&a, NULL, 5);
    unsigned char *z = csc_i_zalloc(&a, 100);
    for (int i = 0; i < 100; i++) ck_assert_uint_eq(z[i], 0);
    csc_i_free(&a, z, 100);
    ck_assert_ptr_null(csc_i_alloc(&a, SIZE_MAX));
    ck_assert_ptr_null(csc_i_alloc_array(&a, SIZE_MAX / 2, 3));
    ck_assert_ptr_null(csc_i_zalloc(&a, SIZE_MAX));
    size_t out = 1;
    ck_assert_int_eq(csc_i_mul_overflow(SIZE_MAX, 2, &out), 1);
    ck_assert_int_eq(csc_i_add_overflow(SIZE_MAX, 1, &out), 1);
    ck_assert_uint_eq(out, 1);
    ck_assert_int_eq(csc_i_mul_overflow(SIZE_MAX, 0, &out), 0);
    ck_assert_uint_eq(out, 0);
    ck_assert_int_eq(csc_i_add_overflow(SIZE_MAX - 1, 1, &out), 0);
    ck_assert_uint_eq(out, SIZE_MAX);
    csc_check_memory m;
    csc_check_memory_init(&m, 3);
    int64_t *items = NULL;
    size_t capacity = 0;
    csc_allocator own = csc_i_allocator(&m.context);
    CSC_ASSERT_STATUS(csc_i_grow(&own, (void **)&items, &capacity, 3, sizeof *items), CSC_OK);
    ck_assert_uint_eq(capacity, 8);
    items[7] = 77;
    CSC_ASSERT_STATUS(csc_i_grow(&own, (void **)&items, &capacity, 8, sizeof *items), CSC_OK);
    CSC_ASSERT_STATUS(csc_i_grow(&own, (void **)&items, &capacity, 9, sizeof *items), CSC_OK);
    ck_assert_uint_eq(capacity, 16);
    ck_assert_int_eq(items[7], 77);
    int64_t *before = items;
    CSC_ASSERT_STATUS(csc_i_grow(&own, (void **)&items, &capacity, 17, sizeof *items), CSC_E_NOMEM); /* the 3rd call fails */
    CSC_ASSERT_STATUS(csc_i_grow(&own, (void **)&items, &capacity, SIZE_MAX / 4, sizeof *items), CSC_E_NOMEM);
    ck_assert(items == before && capacity == 16);
    csc_i_free(&own, items, capacity * sizeof *items);
    ck_assert(atomic_load(&m.live) == 0 && !atomic_load(&m.wrong));
}
END_TEST

static int32_t stop_at_5(void *ctx, uint64_t done, uint64_t total) {
    *(uint64_t *)ctx = total;
    return done >= 5;
}

static void mark(void *ctx, size_t index) {
    ((int *)ctx)[index]++;
}

static void backwards(void *ctx, size_t count, csc_task_fn task, void *task_ctx) {
    ++*(int *)ctx;
    while (count-- > 0) task(task_ctx, count);
}

START_TEST(context)
{
    csc_context c;
    csc_error err;
    uint64_t total = 0;
    int done[10] = {0}, runs = 0;
    csc_context_init(&c);
    CSC_ASSERT_STATUS(csc_i_progress(NULL, 9, 10, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_i_progress(&c, 9, 10, &err), CSC_OK);
    c.progress = stop_at_5;
    c.progress_ctx = &total;
    CSC_ASSERT_STATUS(csc_i_progress(&c, 4, 10, &err), CSC_OK);
    ck_assert_uint_eq(total, 10);
    CSC_ASSERT_STATUS(csc_i_progress(&c, 5, 10, &err), CSC_E_CANCELLED);
    ck_assert_int_eq(err.status, CSC_E_CANCELLED);
    csc_i_run(NULL, 10, mark, done);
    csc_i_run(&c, 10, mark, done);
    csc_executor x = {backwards, &runs, 0};
    c.executor = &x;
    ck_assert_uint_eq(csc_i_workers(&c), 1);
    x.workers = 7;
    ck_assert_uint_eq(csc_i_workers(&c), 7);
    ck_assert_uint_eq(csc_i_workers(NULL), 1);
    csc_i_run(&c, 10, mark, done);
    csc_i_run(&c, 0, mark, done);
    ck_assert_int_eq(runs, 1);
    for (int i = 0; i < 10; i++) ck_assert_int_eq(done[i], 3);
}
END_TEST

START_TEST(columns)
{
    struct {
        char pad;
        unsigned char bytes[64];
    } raw;
    static const int32_t types[] = {CSC_TYPE_I8,  CSC_TYPE_I16, CSC_TYPE_I32, CSC_TYPE_I64, CSC_TYPE_U8,
                                    CSC_TYPE_U16, CSC_TYPE_U32, CSC_TYPE_U64, CSC_TYPE_F32, CSC_TYPE_F64};
    static const size_t sizes[] = {1, 2, 4, 8, 1, 2, 4, 8, 4, 8};
    for (size_t t = 0; t < 10; t++) {
        size_t size = sizes[t];
        ck_assert_uint_eq(csc_i_type_size(types[t]), size);
        for (int i = 0; i < 3; i++) { /* 1, 2, 3 at an odd address */
            int8_t i8 = (int8_t)(i + 1);
            int16_t i16 = i8;
            int32_t i32 = i8;
            int64_t i64 = i8;
            float f32 = i8;
            double f64 = i8;
            const void *from = types[t] == CSC_TYPE_F32   ? (void *)&f32
                               : types[t] == CSC_TYPE_F64 ? (void *)&f64
                               : size == 1                ? (void *)&i8
                               : size == 2                ? (void *)&i16
                               : size == 4                ? (void *)&i32
                                                          : (void *)&i64;
            memcpy(raw.bytes + (size_t)i * size, from, size);
        }
        static const struct {
            int start, step;
            double want[3];
        } walks[] = {{0, 1, {1, 2, 3}}, {2, -1, {3, 2, 1}}, {1, 0, {2, 2, 2}}};
        for (size_t w = 0; w < 3; w++) {
            csc_column c = {raw.bytes + (size_t)walks[w].start * size, walks[w].step * (ptrdiff_t)size, types[t], 0, NULL, 0};
            double out[3];
            int64_t v;
            CSC_ASSERT_STATUS(csc_i_column_check(&c, 3, "c", NULL), CSC_OK);
            csc_i_column_read_f64(&c, 0, 3, out);
            for (size_t i = 0; i < 3; i++) {
                ck_assert_double_eq(out[i], walks[w].want[i]);
                ck_assert_double_eq(csc_i_column_f64(&c, i), walks[w].want[i]);
                ck_assert_int_eq(csc_i_column_i64(&c, i, &v), 1);
                ck_assert_int_eq(v, (int64_t)walks[w].want[i]);
            }
            csc_i_column_read_f64(&c, 1, 1, out);
            ck_assert_double_eq(out[0], walks[w].want[1]);
            uint8_t valid[2] = {0x00, 0x05}; /* rows 0 and 2, after 8 bits */
            c.validity = valid;
            c.validity_offset = 8;
            csc_i_column_read_f64(&c, 0, 3, out);
            ck_assert(out[0] == walks[w].want[0] && isnan(out[1]) && out[2] == walks[w].want[2]);
            ck_assert_int_eq(csc_i_column_i64(&c, 1, &v), 0);
            ck_assert(isnan(csc_i_column_f64(&c, 1)));
        }
    }
    csc_error err;
    csc_column c = {NULL, 8, CSC_TYPE_F64, 0, NULL, 0};
    CSC_ASSERT_STATUS(csc_i_column_check(&c, 0, "age", &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_i_column_check(&c, 1, "age", &err), CSC_E_INVALID);
    ck_assert_str_eq(err.key, "age");
    CSC_ASSERT_STATUS(csc_i_column_check(NULL, 1, "age", &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_i_column_check(NULL, 0, NULL, &err), CSC_OK);
    c.type = 0;
    CSC_ASSERT_STATUS(csc_i_column_check(&c, 0, "age", &err), CSC_E_TYPE);
    csc_i_column_read_f64(&c, 0, 0, NULL);
    ck_assert_uint_eq(csc_i_type_size(11), 0);
}
END_TEST

START_TEST(whole_numbers)
{
    double d[] = {1.5, NAN, INFINITY, 9.3e18, -9223372036854775808.0, 9223372036854774784.0, -0.0};
    int want[] = {-1, 0, -1, -1, 1, 1, 1};
    csc_column c = {d, 8, CSC_TYPE_F64, 0, NULL, 0};
    for (size_t i = 0; i < 7; i++) {
        int64_t v = 4;
        ck_assert_int_eq(csc_i_column_i64(&c, i, &v), want[i]);
        if (want[i] != 1) ck_assert_int_eq(v, 4);
    }
    uint64_t u[] = {UINT64_MAX, INT64_MAX};
    int64_t v, s[] = {INT64_MIN};
    c = (csc_column){u, 8, CSC_TYPE_U64, 0, NULL, 0};
    ck_assert_int_eq(csc_i_column_i64(&c, 0, &v), -1);
    ck_assert_int_eq(csc_i_column_i64(&c, 1, &v), 1);
    ck_assert_int_eq(v, INT64_MAX);
    ck_assert_double_eq(csc_i_column_f64(&c, 0), 18446744073709551616.0);
    c = (csc_column){s, 8, CSC_TYPE_I64, 0, NULL, 0};
    ck_assert_int_eq(csc_i_column_i64(&c, 0, &v), 1);
    ck_assert_int_eq(v, INT64_MIN);
}
END_TEST

START_TEST(text_columns)
{
    int32_t o4[] = {0, 2, 2, 5, 4};
    int64_t o8[] = {0, 2, 2, 5, -1};
    uint8_t valid = 0x0d; /* row 1 missing */
    csc_text_column c = {"abcde", o4, 4, 0, NULL, 0};
    const char *text;
    size_t length;
    for (int width = 4; width <= 8; width += 4) {
        c = (csc_text_column){"abcde", width == 4 ? (void *)o4 : (void *)o8, width, 0, NULL, 0};
        ck_assert_int_eq(csc_i_text_column_get(&c, 0, &text, &length), 1);
        ck_assert(length == 2 && memcmp(text, "ab", 2) == 0);
        ck_assert_int_eq(csc_i_text_column_get(&c, 1, &text, &length), 1);
        ck_assert_uint_eq(length, 0);
        ck_assert_int_eq(csc_i_text_column_get(&c, 2, &text, &length), 1);
        ck_assert(length == 3 && memcmp(text, "cde", 3) == 0);
        ck_assert_int_eq(csc_i_text_column_get(&c, 3, &text, &length), -1);
        c.validity = &valid;
        ck_assert_int_eq(csc_i_text_column_get(&c, 1, &text, &length), 0);
        c.validity = NULL;
        c.bytes = NULL;
        ck_assert_int_eq(csc_i_text_column_get(&c, 1, &text, &length), 1);
        ck_assert_int_eq(csc_i_text_column_get(&c, 2, &text, &length), -1);
    }
}
END_TEST

CSC_CHECK_MAIN("base/memory", error_record, memory, context, columns, whole_numbers, text_columns)
