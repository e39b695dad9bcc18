/* JSON Lines: any cutting of the bytes gives the same values; errors name line and byte; the writer's output reads back. */
#include "csc_check.h"

static csc_error err;

typedef struct pieces {
    const char *bytes;
    size_t left;
    size_t most;
} pieces;

static csc_status read_piece(void *ctx, void *buffer, size_t capacity, size_t *got) {
    pieces *p = ctx;
    size_t n = p->left < p->most ? p->left : p->most;
    if (n > capacity) n = capacity;
    memcpy(buffer, p->bytes, n);
    p->bytes += n;
    p->left -= n;
    *got = n;
    return CSC_OK;
}

START_TEST(any_cutting_gives_the_same)
{
    static const char text[] = "\xEF\xBB\xBF{\"n\": 1}\r\n\n  \t\n{\"n\": 2, \"t\": \"\xE4\xBD\xA0\"}\n[3]\n4";
    for (size_t most = 1; most <= sizeof text; most++) {
        pieces p = {text, sizeof text - 1, most};
        csc_jsonl *j = NULL;
        ck_assert_int_eq(csc_jsonl_open_stream(&j, read_piece, &p, NULL, NULL, &err), CSC_OK);
        static const uint64_t lines[] = {1, 4, 5, 6};
        static const char *const raws[] = {"{\"n\": 1}", "{\"n\": 2, \"t\": \"\xE4\xBD\xA0\"}", "[3]", "4"};
        for (int i = 0; i < 4; i++) {
            const csc_tree *t = NULL;
            ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_OK);
            ck_assert_ptr_nonnull(t);
            ck_assert_uint_eq(csc_jsonl_line(j), lines[i]);
            size_t n = 0;
            const char *raw = csc_jsonl_raw(j, &n);
            ck_assert_uint_eq(n, strlen(raws[i]));
            ck_assert_int_eq(memcmp(raw, raws[i], n), 0);
            uint64_t line = 0;
            ck_assert_int_eq(csc_tree_position(t, 0, 0, &line, NULL, NULL), CSC_OK);
            ck_assert_uint_eq(line, lines[i]);
        }
        const csc_tree *t = (const csc_tree *)text;
        ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_OK);
        ck_assert_ptr_null(t);
        ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_OK);
        ck_assert_ptr_null(t);
        csc_jsonl_destroy(j);
    }
}
END_TEST

START_TEST(errors_name_the_place)
{
    static const char text[] = "{\"a\":1}\n{\"\xC3\xA9\":tru}\n{\"b\":2}\n";
    csc_jsonl *j = NULL;
    const csc_tree *t = NULL;
    ck_assert_int_eq(csc_jsonl_open_bytes(&j, text, sizeof text - 1, NULL, NULL, &err), CSC_OK);
    ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_OK);
    ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_E_SYNTAX);
    ck_assert_uint_eq(err.line, 2);
    ck_assert_uint_eq(err.column, 6);
    ck_assert_uint_eq(err.byte, 14);
    ck_assert_uint_eq(err.row, 1);
    ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_OK); /* it goes on */
    ck_assert_uint_eq(csc_jsonl_line(j), 3);
    csc_jsonl_destroy(j);

    csc_jsonl_options o = {sizeof o, 0, 1, 0};
    ck_assert_int_eq(csc_jsonl_open_bytes(&j, text, sizeof text - 1, &o, NULL, &err), CSC_OK);
    csc_error_init(&err);
    ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_OK);
    ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_OK);
    ck_assert_int_eq(err.status, CSC_OK);
    ck_assert_uint_eq(csc_jsonl_line(j), 3);
    ck_assert_uint_eq(csc_jsonl_skipped(j), 1);
    csc_error why;
    ck_assert_int_eq(csc_jsonl_skipped_error(j, 0, &why), CSC_OK);
    ck_assert_int_eq(why.status, CSC_E_SYNTAX);
    ck_assert_uint_eq(why.line, 2);
    ck_assert_int_eq(csc_jsonl_skipped_error(j, 1, &why), CSC_E_RANGE);
    csc_jsonl_destroy(j);

    o.line_limit = 5;
    ck_assert_int_eq(csc_jsonl_open_bytes(&j, text, sizeof text - 1, &o, NULL, &err), CSC_OK);
    ck_assert_int_eq(csc_jsonl_next(j, &t, &err), CSC_E_LIMIT);
    ck_assert_uint_eq(err.line, 1);
    csc_jsonl_destroy(j);
    ck_assert_int_eq(csc_jsonl_open(&j, "/no/such/file", 13, NULL, NULL, &err), CSC_E_NOTFOUND);
    ck_assert_ptr_null(j);
    ck_assert_str_eq(err.message, "cannot open /no/such/file: no such file or folder");
    ck_assert_int_eq(csc_jsonl_open(&j, "/", 1, NULL, NULL, &err), CSC_E_IO);
}
END_TEST

/* -------------------------------------------------------------------- writer */

static csc_json_writer *w;
static csc_sink s;

static void writer(int indent) {
    ck_assert_int_eq(csc_json_writer_create(&w, indent, NULL), CSC_OK);
    ck_assert_int_eq(csc_json_writer_sink(w, &s), CSC_OK);
}

#define K(key) key, strlen(key)

static void write_document(void) {
    ck_assert_int_eq(s.begin_object(s.ctx, NULL, 0), CSC_OK);
    ck_assert_int_eq(s.number(s.ctx, K("x"), 0.1), CSC_OK);
    ck_assert_int_eq(s.number(s.ctx, K("nan"), (double)NAN), CSC_OK);
    ck_assert_int_eq(s.number(s.ctx, K("inf"), (double)INFINITY), CSC_OK);
    ck_assert_int_eq(s.integer(s.ctx, K("min"), INT64_MIN), CSC_OK);
    ck_assert_int_eq(s.begin_array(s.ctx, K("list")), CSC_OK);
    ck_assert_int_eq(s.text(s.ctx, NULL, 0, "a\"\\\n\x01/\xC3\xA9\0z", 10), CSC_OK);
    ck_assert_int_eq(s.boolean(s.ctx, NULL, 0, 1), CSC_OK);
    ck_assert_int_eq(s.null(s.ctx, NULL, 0), CSC_OK);
    ck_assert_int_eq(s.end_array(s.ctx), CSC_OK);
    ck_assert_int_eq(s.begin_object(s.ctx, K("empty\n")), CSC_OK);
    ck_assert_int_eq(s.end_object(s.ctx), CSC_OK);
    ck_assert_int_eq(csc_json_writer_raw(w, K("raw"), "[1,2]", 5), CSC_OK);
    ck_assert_int_eq(s.end_object(s.ctx), CSC_OK);
}

START_TEST(writer_compact)
{
    writer(0);
    write_document();
    ck_assert_int_eq(s.integer(s.ctx, NULL, 0, 7), CSC_OK);
    size_t n = 0;
    const char *text = csc_json_writer_bytes(w, &n);
    ck_assert_str_eq(text, "{\"x\":0.1,\"nan\":null,\"inf\":null,\"min\":-9223372036854775808,"
                           "\"list\":[\"a\\\"\\\\\\n\\u0001/\xC3\xA9\\u0000z\",true,null],\"empty\\n\":{},\"raw\":[1,2]}\n7\n");
    ck_assert_uint_eq(n, strlen(text));
    csc_json_writer_reset(w);
    ck_assert_str_eq(csc_json_writer_bytes(w, &n), "");
    ck_assert_uint_eq(n, 0);
    csc_json_writer_destroy(w);
}
END_TEST

START_TEST(writer_indented)
{
    writer(2);
    ck_assert_int_eq(s.begin_object(s.ctx, NULL, 0), CSC_OK);
    ck_assert_int_eq(s.begin_array(s.ctx, K("a")), CSC_OK);
    ck_assert_int_eq(s.integer(s.ctx, NULL, 0, 1), CSC_OK);
    ck_assert_int_eq(s.integer(s.ctx, NULL, 0, -2), CSC_OK);
    ck_assert_int_eq(s.end_array(s.ctx), CSC_OK);
    ck_assert_int_eq(s.begin_array(s.ctx, K("e")), CSC_OK);
    ck_assert_int_eq(s.end_array(s.ctx), CSC_OK);
    ck_assert_int_eq(s.end_object(s.ctx), CSC_OK);
    ck_assert_str_eq(csc_json_writer_bytes(w, NULL), "{\n  \"a\": [\n    1,\n    -2\n  ],\n  \"e\": []\n}\n");
    csc_json_writer_destroy(w);
}
END_TEST

START_TEST(writer_refusals)
{
    writer(0);
    ck_assert_int_eq(s.end_object(s.ctx), CSC_E_SEQUENCE);
    ck_assert_int_eq(s.null(s.ctx, K("key")), CSC_E_SEQUENCE);
    ck_assert_int_eq(s.begin_object(s.ctx, NULL, 0), CSC_OK);
    ck_assert_int_eq(s.null(s.ctx, NULL, 0), CSC_E_SEQUENCE);
    ck_assert_int_eq(s.end_array(s.ctx), CSC_E_SEQUENCE);
    ck_assert_int_eq(s.text(s.ctx, K("t"), "\xFF", 1), CSC_E_UTF8);
    ck_assert_int_eq(s.null(s.ctx, K("\xC3")), CSC_E_UTF8);
    ck_assert_str_eq(csc_json_writer_bytes(w, NULL), "{");
    for (int i = 1; i < 256; i++) ck_assert_int_eq(s.begin_object(s.ctx, K("k")), CSC_OK);
    ck_assert_int_eq(s.begin_object(s.ctx, K("k")), CSC_E_LIMIT);
    csc_json_writer_destroy(w);
    ck_assert_int_eq(csc_json_writer_create(&w, 9, NULL), CSC_E_INVALID);
    ck_assert_ptr_null(w);
}
END_TEST

START_TEST(writer_reads_back)
{
    for (int indent = 0; indent < 9; indent += 4) {
        writer(indent);
        write_document();
        size_t n = 0;
        const char *text = csc_json_writer_bytes(w, &n);
        csc_tree *t = NULL;
        ck_assert_int_eq(csc_tree_create(&t, NULL), CSC_OK);
        ck_assert_int_eq(csc_tree_parse_json(t, text, n, 1, &err), CSC_OK);
        uint32_t first = csc_tree_first(t, csc_tree_get(t, 0, "list", 4));
        ck_assert_int_eq(csc_tree_text_is(t, first, "a\"\\\n\x01/\xC3\xA9\0z", 10), 1);
        csc_tree_destroy(t);
        csc_json_writer_destroy(w);
    }
}
END_TEST

START_TEST(cells)
{
    static const struct {
        const char *in, *out;
        int separator, only;
    } cases[] = {
        {"plain", "plain", ',', 0},
        {"a,b", "\"a,b\"", ',', 0},
        {"a,b", "a,b", ';', 0},
        {"a;b", "\"a;b\"", ';', 0},
        {"5\"", "\"5\"\"\"", ',', 0},
        {"a\nb", "\"a\nb\"", ',', 0},
        {"", "", ',', 0},
        {"", "\"\"", ',', 1},
        {" a", "\" a\"", ',', 0},
        {"a\t", "\"a\t\"", ',', 0},
        {"\xC3\xA9", "\xC3\xA9", ',', 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[32];
        size_t n = 0, want = strlen(cases[i].out);
        ck_assert_int_eq(csc_csv_cell(cases[i].in, strlen(cases[i].in), cases[i].separator, cases[i].only, out, sizeof out, &n), CSC_OK);
        ck_assert_uint_eq(n, want);
        ck_assert_int_eq(memcmp(out, cases[i].out, n), 0);
        if (want > 0) {
            n = 0;
            ck_assert_int_eq(csc_csv_cell(cases[i].in, strlen(cases[i].in), cases[i].separator, cases[i].only, out, want - 1, &n),
                             CSC_E_BUFFER);
            ck_assert_uint_eq(n, want);
        }
    }
    ck_assert_int_eq(csc_csv_cell("a", 1, '"', 0, NULL, 0, NULL), CSC_E_INVALID);
}
END_TEST

CSC_CHECK_MAIN("io/jsonl", any_cutting_gives_the_same, errors_name_the_place, writer_compact, writer_indented, writer_refusals,
               writer_reads_back, cells)
