/* The CSV reader: values of every kind, forms of tables, refusals with their places, any cutting of the bytes. */
#include "csc_check.h"

static csc_error err;
static csc_csv_options options;
static csc_csv *t;

static void setup(void) {
    csc_csv_options_init(&options);
    csc_error_init(&err);
    t = NULL;
}

static csc_status open_text(const char *text) {
    return csc_csv_open_bytes(&t, text, strlen(text), &options, NULL, &err);
}

static size_t want(const char *name, int kind) {
    size_t slot = 99;
    ck_assert_msg(csc_csv_select(t, name, strlen(name), kind, &slot, &err) == CSC_OK, "%s", err.message);
    return slot;
}

static uint64_t read_all(void) {
    uint64_t rows = 0;
    csc_status s = csc_csv_read(t, 0, &rows, &err);
    ck_assert_msg(s == CSC_OK, "%s %s at %llu:%llu", csc_status_name(s), err.message, (unsigned long long)err.line,
                  (unsigned long long)err.column);
    return rows;
}

static int valid(const uint8_t *validity, size_t i) {
    return validity == NULL || ((validity[i >> 3] >> (i & 7)) & 1);
}

static double number(size_t slot, size_t row) {
    csc_column c;
    ck_assert_int_eq(csc_csv_column(t, slot, &c), CSC_OK);
    ck_assert_int_eq(c.type, CSC_TYPE_F64);
    double v = ((const double *)c.data)[row];
    ck_assert_int_eq(isnan(v), !valid(c.validity, row));
    return v;
}

static int64_t whole(size_t slot, size_t row) {
    csc_column c;
    ck_assert_int_eq(csc_csv_column(t, slot, &c), CSC_OK);
    if (!valid(c.validity, row)) return -999;
    switch (c.type) {
    case CSC_TYPE_I64:
        return ((const int64_t *)c.data)[row];
    case CSC_TYPE_I32:
        return ((const int32_t *)c.data)[row];
    case CSC_TYPE_U32:
        return ((const uint32_t *)c.data)[row];
    default:
        ck_abort();
        return 0;
    }
}

static const char *text_of(const csc_text_column *c, size_t i) {
    static char out[256];
    const int64_t *o = c->offsets;
    size_t n = (size_t)(o[i + 1] - o[i]);
    memcpy(out, c->bytes + o[i], n);
    out[n] = '\0';
    return out;
}

static const char *text(size_t slot, size_t row) {
    csc_text_column c;
    ck_assert_int_eq(csc_csv_text(t, slot, &c), CSC_OK);
    ck_assert_int_eq(valid(c.validity, row), text_of(&c, row)[0] != '\0');
    return text_of(&c, row);
}

static const char *entry(size_t slot, size_t id) {
    csc_text_column c;
    size_t n = 0;
    ck_assert_int_eq(csc_csv_dictionary(t, slot, &c, &n), CSC_OK);
    ck_assert_uint_lt(id, n);
    return text_of(&c, id);
}

START_TEST(kinds)
{
    setup();
    ck_assert_int_eq(open_text("\xEF\xBB\xBFid,score,n,when,at,note\r\n"
                               "C-1, 4.5 ,7,2026-10-03,2026-10-03T09:12:44.5Z,plain\r\n"
                               "C-2,,,,,\r\n"
                               "C-1,-1e3,5.0,20261004,2026-10-03 11:12+02:00,\"a \"\"b\"\",\r\nc\"\r\n"
                               "\xC3\xA9,0.1,-9223372036854775808,1969-12-31,1969-12-31T23:59:59.999999Z, x \r\n"),
                     CSC_OK);
    size_t id = want("id", CSC_CSV_DICTIONARY), score = want("score", CSC_CSV_F64), n = want("n", CSC_CSV_I64);
    size_t when = want("when", CSC_CSV_DATE), when_text = want("when", CSC_CSV_TEXT), at = want("at", CSC_CSV_INSTANT),
           note = want("note", CSC_CSV_TEXT);
    ck_assert_uint_eq(read_all(), 4);
    ck_assert_int_eq((int)whole(id, 0), 0);
    ck_assert_int_eq((int)whole(id, 1), 1);
    ck_assert_int_eq((int)whole(id, 2), 0);
    ck_assert_int_eq((int)whole(id, 3), 2);
    ck_assert_str_eq(entry(id, 0), "C-1");
    ck_assert_str_eq(entry(id, 2), "\xC3\xA9");
    ck_assert(number(score, 0) == 4.5);
    ck_assert(isnan(number(score, 1)));
    ck_assert(number(score, 2) == -1000);
    ck_assert(number(score, 3) == 0.1);
    ck_assert_int_eq(whole(n, 0), 7);
    ck_assert_int_eq(whole(n, 1), -999);
    ck_assert_int_eq(whole(n, 2), 5);
    ck_assert(whole(n, 3) == INT64_MIN);
    ck_assert_int_eq(whole(when, 0), 20729); /* Python: (date(2026, 10, 3) - date(1970, 1, 1)).days */
    ck_assert_int_eq(whole(when, 2), 20730);
    ck_assert_int_eq(whole(when, 3), -1);
    ck_assert_str_eq(text(when_text, 2), "20261004");
    ck_assert(whole(at, 0) == INT64_C(1791018764500000));
    ck_assert(whole(at, 2) == INT64_C(1791018720000000));
    ck_assert(whole(at, 3) == -1);
    ck_assert_str_eq(text(note, 0), "plain");
    ck_assert_str_eq(text(note, 1), "");
    ck_assert_str_eq(text(note, 2), "a \"b\",\r\nc");
    ck_assert_str_eq(text(note, 3), " x ");
    ck_assert_uint_eq(csc_csv_missing(t, score), 1);
    ck_assert_uint_eq(csc_csv_missing(t, id), 0);
    ck_assert_uint_eq(csc_csv_line(t, 0), 2);
    ck_assert_uint_eq(csc_csv_line(t, 2), 4);
    ck_assert_uint_eq(csc_csv_line(t, 3), 6); /* the row before has two lines */
    ck_assert_uint_eq(csc_csv_line(t, 4), CSC_NOWHERE);
    csc_column c;
    csc_text_column tc;
    ck_assert_int_eq(csc_csv_column(t, note, &c), CSC_E_TYPE);
    ck_assert_int_eq(csc_csv_text(t, score, &tc), CSC_E_TYPE);
    ck_assert_int_eq(csc_csv_column(t, 99, &c), CSC_E_INVALID);
    uint64_t rows = 9;
    ck_assert_int_eq(csc_csv_read(t, 0, &rows, &err), CSC_OK);
    ck_assert_uint_eq(rows, 0);
    csc_csv_destroy(t);
}
END_TEST

START_TEST(separators_and_line_ends)
{
    static const struct {
        const char *text;
        int separator;
        uint64_t rows;
    } cases[] = {
        {"a,b\n1,2\n", ',', 1},
        {"a;b\n1;2\n", ';', 1},
        {"a\tb\n1\t2\n", '\t', 1},
        {"a;b\r1,5;2\r", ';', 1},              /* CR alone ends lines; the commas are decimal */
        {"a;b,c;d\n1;2,5;3\n1;2;3\n", ';', 2}, /* one comma in the header, but rows do not agree on commas */
        {"\"a,b\";c\n1;2\n", ';', 1},
        {"a\n1\n2", ',', 2},    /* one column */
        {"a\n\n1\n\n", ',', 3}, /* and its blank rows are blank cells */
        {"sep=;\r\na;b\r\n1;2\r\n", ';', 1},
        {"sep=|\na|b\n1|2\n", '|', 1},
        {"a,b\n1,2\n\n\r\n\n", ',', 1}, /* only line ends at the end */
        {"a,b\n1,2", ',', 1},
        {"a,b\r\n1,2\r\n3,4\r\n", ',', 2},
        {"a,b\n,\n", ',', 1},
        {"a,b", ',', 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setup();
        ck_assert_msg(open_text(cases[i].text) == CSC_OK, "%zu: %s", i, err.message);
        ck_assert_int_eq(csc_csv_separator(t), cases[i].separator);
        uint64_t rows = 77;
        ck_assert_msg(csc_csv_read(t, 0, &rows, &err) == CSC_OK, "%zu: %s", i, err.message);
        ck_assert_msg(rows == cases[i].rows, "%zu: %llu rows", i, (unsigned long long)rows);
        csc_csv_destroy(t);
    }
}
END_TEST

START_TEST(decimal_comma_and_maps)
{
    setup();
    options.decimal = ',';
    options.map = "customer_id=Kunde Nr.,value=Note,item=Frage\\, kurz";
    options.map_length = strlen(options.map);
    ck_assert_int_eq(open_text("Kunde Nr.;Note;Frage, kurz\nK1;4,5;x\nK2;-0,25;y\n"), CSC_OK);
    size_t v = want("value", CSC_CSV_F64), c = want("customer_id", CSC_CSV_TEXT), item = want("item", CSC_CSV_TEXT);
    ck_assert_int_eq((int)csc_csv_find(t, "value", 5), 1);
    ck_assert_int_eq((int)csc_csv_find(t, "nothing", 7), -1);
    const char *name = NULL;
    size_t length = 0;
    ck_assert_int_eq(csc_csv_name(t, 1, &name, &length), CSC_OK);
    ck_assert_int_eq(length == 5 && memcmp(name, "value", 5) == 0, 1);
    ck_assert_int_eq(csc_csv_name(t, 3, &name, &length), CSC_E_RANGE);
    ck_assert_uint_eq(read_all(), 2);
    ck_assert(number(v, 0) == 4.5);
    ck_assert(number(v, 1) == -0.25);
    ck_assert_str_eq(text(c, 1), "K2");
    ck_assert_str_eq(text(item, 0), "x");
    csc_csv_destroy(t);
    /* a map that names a column which is not there */
    options.map = "value=Nope";
    options.map_length = strlen(options.map);
    ck_assert_int_eq(open_text("a;b\n1;2\n"), CSC_E_NOTFOUND);
    ck_assert_ptr_null(t);
    ck_assert_str_eq(err.message, "there is no column \"Nope\"; the columns are a, b");
    static const char *const bad[] = {"=", "a=", "=b", "a", "a=b,c", "a,b=c"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        options.map = bad[i];
        options.map_length = strlen(bad[i]);
        ck_assert_msg(open_text("a;b\n") == CSC_E_INVALID, "%s", bad[i]);
        ck_assert_str_eq(err.key, "map");
    }
    /* a stated name wins over a column that has it by chance */
    options.map = "value=score";
    options.map_length = strlen(options.map);
    ck_assert_int_eq(open_text("value;score\n1;2\n"), CSC_OK);
    v = want("value", CSC_CSV_F64);
    ck_assert_uint_eq(read_all(), 1);
    ck_assert(number(v, 0) == 2);
    csc_csv_destroy(t);
}
END_TEST

START_TEST(columns_that_are_not_there)
{
    setup();
    ck_assert_int_eq(open_text(" a ,b,\" c\",b\n1,2,3,4\n"), CSC_OK);
    size_t slot = 5;
    ck_assert_int_eq(csc_csv_select(t, "x", 1, CSC_CSV_F64, &slot, &err), CSC_E_NOTFOUND);
    ck_assert_str_eq(err.message, "there is no column \"x\"; the columns are a, b,  c, b");
    ck_assert_str_eq(err.key, "x");
    ck_assert_int_eq(csc_csv_select(t, "b", 1, CSC_CSV_F64, &slot, &err), CSC_E_DUPLICATE);
    ck_assert_int_eq(csc_csv_select(t, "a", 1, 7, &slot, &err), CSC_E_INVALID);
    ck_assert_uint_eq(slot, 5);
    ck_assert_int_eq(csc_csv_select(t, "a", 1, CSC_CSV_F64, &slot, &err), CSC_OK);
    ck_assert_uint_eq(read_all(), 1);
    ck_assert_int_eq(csc_csv_select(t, "a", 1, CSC_CSV_F64, &slot, &err), CSC_E_SEQUENCE);
    csc_csv_destroy(t);
    options.header = 0;
    ck_assert_int_eq(open_text("5,6\n7,8\n"), CSC_OK);
    slot = want("2", CSC_CSV_F64);
    ck_assert_uint_eq(read_all(), 2);
    ck_assert(number(slot, 0) == 6);
    csc_csv_destroy(t);
}
END_TEST

typedef struct refusal {
    const char *text;
    csc_status status;
    uint64_t line, column, byte, row;
} refusal;

static const refusal refusals[] = {
    {"a,b\n1,2\n3\n", CSC_E_SYNTAX, 3, 2, 9, 1},
    {"a,b\n1,2\n3,4,5\n", CSC_E_SYNTAX, 3, 5, 12, 1},
    {"a,b\n\n1,2\n", CSC_E_SYNTAX, 2, 1, 4, 0},
    {"a,b\n1,2\n\n\n3,4\n", CSC_E_SYNTAX, 3, 1, 8, 1},
    {"a,b\n1,5\" disk\n", CSC_E_SYNTAX, 2, 4, 7, 0},
    {"a,b\n1,\"x\"y\n", CSC_E_SYNTAX, 2, 6, 9, 0},
    {"a,b\n1,\"x\n", CSC_E_SYNTAX, 2, 3, 6, 0},
    {"b,a\n1,\"x\ny\"\n5,\"\xC3\xA9\nz\",4\n", CSC_E_SYNTAX, 5, 4, 21, 1},
    {"a,b\n1,x\n", CSC_E_SYNTAX, 2, 3, 6, 0},
    {"a,b\n\xC3\xA9,nan\n", CSC_E_SYNTAX, 2, 3, 7, 0},
    {"a,b\n1,inf\n", CSC_E_SYNTAX, 2, 3, 6, 0},
    {"a,b\n1,0x10\n", CSC_E_SYNTAX, 2, 3, 6, 0},
    {"a,b\n1,1 000\n", CSC_E_SYNTAX, 2, 3, 6, 0},
    {"a,b\n1,\"4,5\"\n", CSC_E_SYNTAX, 2, 3, 6, 0},
    {"a,b\n1,1e999\n", CSC_E_RANGE, 2, 3, 6, 0},
    {"a,b\n1,\xFF\n", CSC_E_UTF8, 2, 3, 6, 0},
    {"a,b\n\xE4\xBD\xA0\xC3,2\n", CSC_E_UTF8, 2, 2, 7, 0},
    {"a,b\n1,2\xC3", CSC_E_UTF8, 2, 4, 7, 0},
};

START_TEST(places_of_errors)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const refusal *r = &refusals[i];
        setup();
        ck_assert_int_eq(open_text(r->text), CSC_OK);
        want("b", CSC_CSV_F64);
        uint64_t rows = 5;
        csc_status s = csc_csv_read(t, 0, &rows, &err);
        ck_assert_msg(s == r->status && err.line == r->line && err.column == r->column && err.byte == r->byte && err.row == r->row,
                      "%s: %s %s at %llu:%llu byte %llu row %llu", r->text, csc_status_name(s), err.message, (unsigned long long)err.line,
                      (unsigned long long)err.column, (unsigned long long)err.byte, (unsigned long long)err.row);
        ck_assert_uint_eq(rows, 5);
        ck_assert_int_eq(csc_csv_read(t, 0, &rows, &err), CSC_E_SEQUENCE);
        csc_csv_destroy(t);
    }
    setup();
    ck_assert_int_eq(csc_csv_open_bytes(&t, "a,b\n1,\0002\n", 9, &options, NULL, &err), CSC_OK);
    uint64_t rows;
    ck_assert_int_eq(csc_csv_read(t, 0, &rows, &err), CSC_E_SYNTAX);
    ck_assert_str_eq(err.message, "a NUL byte stands in the text");
    ck_assert_uint_eq(err.column, 3);
    csc_csv_destroy(t);
    setup();
    ck_assert_int_eq(open_text("a,b\n1,2\n3\n"), CSC_OK);
    ck_assert_int_eq(csc_csv_read(t, 0, &rows, &err), CSC_E_SYNTAX);
    ck_assert_str_eq(err.message, "the row has 1 cell, the header 2");
    csc_csv_destroy(t);
    setup();
    ck_assert_int_eq(open_text("a,value\n1,2\n3,4x\n"), CSC_OK);
    want("value", CSC_CSV_F64);
    ck_assert_int_eq(csc_csv_read(t, 0, &rows, &err), CSC_E_SYNTAX);
    ck_assert_str_eq(err.key, "value");
    csc_csv_destroy(t);
    static const char *const headers[] = {"", "\xEF\xBB\xBF", "\na,b\n", "\"a\nb", "a\"b,c\n", "\"a\"b\n", "a,\xFF\n"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        csc_status s = open_text(headers[i]);
        ck_assert_msg(s == CSC_E_SYNTAX || s == CSC_E_UTF8, "%zu gave %s", i, csc_status_name(s));
        ck_assert_ptr_null(t);
    }
}
END_TEST

START_TEST(bad_rows_left_out)
{
    setup();
    options.skip_bad = 1;
    ck_assert_int_eq(open_text("g,b\n"
                               "x,1\n"
                               "only-bad,no\n"
                               "y,2,3\n"
                               "y,\"7\"8\n"
                               "\n"
                               "z,\xFF\n"
                               "z,\"3\"\n"
                               "w,5\" x\n"
                               "z,4\n"
                               "v,\"5\n"
                               "last,6\n"),
                     CSC_OK);
    size_t g = want("g", CSC_CSV_DICTIONARY), b = want("b", CSC_CSV_F64), b_text = want("b", CSC_CSV_TEXT);
    ck_assert_uint_eq(read_all(), 4);
    ck_assert_uint_eq(csc_csv_skipped(t), 7);
    static const double values[] = {1, 3, 4, 6};
    static const char *const groups[] = {"x", "z", "z", "last"};
    static const uint64_t lines[] = {2, 8, 10, 12};
    for (size_t i = 0; i < 4; i++) {
        ck_assert(number(b, i) == values[i]);
        ck_assert_str_eq(entry(g, (size_t)whole(g, i)), groups[i]);
        ck_assert_uint_eq(csc_csv_line(t, i), lines[i]);
        ck_assert_int_eq(text(b_text, i)[0], (int)('0' + values[i]));
    }
    csc_text_column c;
    size_t n = 0;
    ck_assert_int_eq(csc_csv_dictionary(t, g, &c, &n), CSC_OK);
    ck_assert_uint_eq(n, 3); /* groups of rows left out are not there */
    static const uint64_t bad_lines[] = {3, 4, 5, 6, 7, 9, 11};
    csc_error why;
    for (size_t i = 0; i < 7; i++) {
        ck_assert_int_eq(csc_csv_skipped_error(t, i, &why), CSC_OK);
        ck_assert_uint_eq(why.line, bad_lines[i]);
    }
    ck_assert_int_eq(csc_csv_skipped_error(t, 7, &why), CSC_E_RANGE);
    csc_csv_destroy(t);
}
END_TEST

START_TEST(dates_and_instants)
{
    static const struct {
        const char *format, *cell;
        csc_status status;
        int64_t days;
    } dates[] = {
        {NULL, "2000-02-29", CSC_OK, 11016},
        {NULL, "1900-02-29", CSC_E_RANGE, 0},
        {NULL, "2026-13-01", CSC_E_RANGE, 0},
        {NULL, "2026-00-01", CSC_E_RANGE, 0},
        {NULL, "0001-01-01", CSC_OK, -719162},
        {NULL, "9999-12-31", CSC_OK, 2932896},
        {NULL, "01/02/2026", CSC_E_AMBIGUOUS, 0},
        {NULL, "25/12/2026", CSC_E_AMBIGUOUS, 0},
        {NULL, "1.2.2026", CSC_E_AMBIGUOUS, 0},
        {NULL, "1-2-26", CSC_E_AMBIGUOUS, 0},
        {NULL, "1/2", CSC_E_SYNTAX, 0},
        {NULL, "2026-1-2", CSC_E_SYNTAX, 0},
        {NULL, "2026-10-03x", CSC_E_SYNTAX, 0},
        {NULL, "2026-10-03T09:12:44Z", CSC_OK, 20729},
        {NULL, "2026-10-03 25:00", CSC_E_RANGE, 0},
        {NULL, "yesterday", CSC_E_SYNTAX, 0},
        {"dmy", "3.10.2026", CSC_OK, 20729},
        {"dmy", "03/10/2026", CSC_OK, 20729},
        {"mdy", "10/3/2026", CSC_OK, 20729},
        {"ymd", "2026 10 3", CSC_OK, 20729},
        {"dmy", "10/25/2026", CSC_E_RANGE, 0},
        {"dmy", "3.10/2026", CSC_E_SYNTAX, 0},
        {"dmy", "3.10.26", CSC_E_SYNTAX, 0},
        {"dmy", "2026-10-03", CSC_E_SYNTAX, 0},
        {"DD.MM.YYYY", "03.10.2026", CSC_OK, 20729},
        {"dd/mm/yyyy", "3/10/2026", CSC_OK, 20729},
        {"%d %b %Y", "3 Oct 2026", CSC_OK, 20729},
        {"%Y%m%d", "20261003", CSC_OK, 20729},
        {"%Y%j", "2026276", CSC_OK, 20729},
        {"%m/%d/%Y %H:%M", "10/3/2026 9:05", CSC_OK, 20729},
        {"MM/DD/YYYY hh:mm", "10/3/2026 9:65", CSC_E_RANGE, 0},
        {"%d.%m.%Y", "3.10.2026x", CSC_E_SYNTAX, 0},
    };
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        char table[100];
        setup();
        options.date_format = dates[i].format;
        options.date_format_length = dates[i].format != NULL ? strlen(dates[i].format) : 0;
        options.separator = ';';
        snprintf(table, sizeof table, "d;x\n%s;\n", dates[i].cell);
        ck_assert_msg(open_text(table) == CSC_OK, "%s", err.message);
        size_t d = want("d", CSC_CSV_DATE);
        uint64_t rows = 0;
        csc_status s = csc_csv_read(t, 0, &rows, &err);
        ck_assert_msg(s == dates[i].status, "%s as %s: %s %s", dates[i].cell, dates[i].format ? dates[i].format : "iso", csc_status_name(s),
                      err.message);
        if (s == CSC_OK) ck_assert_int_eq(whole(d, 0), dates[i].days);
        csc_csv_destroy(t);
    }
    static const struct {
        const char *cells; /* parted by '|' */
        csc_status status;
        int64_t first; /* microseconds */
        int32_t zone;
    } instants[] = {
        {"1970-01-01T00:00:01Z", CSC_OK, 1000000, 0},
        {"1970-01-01t00:00:01z", CSC_OK, 1000000, 0},
        {"1970-01-01T00:00:01.1234567Z", CSC_OK, 1123456, 0},
        {"1970-01-01T01:00-01:00", CSC_OK, INT64_C(7200000000), 0},
        {"1970-01-01 01:00:00 +0130", CSC_OK, -INT64_C(1800000000), 0},
        {"1970-01-01 01:00:00 UTC", CSC_OK, INT64_C(3600000000), 0},
        {"1970-01-01T01:00", CSC_OK, INT64_C(3600000000), 0},
        {"1970-01-01T01:00", CSC_OK, 0, 3600},
        {"1970-01-02", CSC_OK, INT64_C(86400000000), 0},
        {"1.5", CSC_OK, 1500000, 3600},
        {"3|1", CSC_OK, 3000000, 0},
        {"1791018764", CSC_OK, INT64_C(1791018764000000), 0},
        {"1970-01-01T00:00:60Z", CSC_OK, 60000000, 0},
        {"1970-01-01T24:00Z", CSC_E_RANGE, 0, 0},
        {"1970-01-01T01", CSC_E_SYNTAX, 0, 0},
        {"1970-01-01T01:00:00+2", CSC_E_SYNTAX, 0, 0},
        {"1970-01-01T01:00:00.Z", CSC_E_SYNTAX, 0, 0},
        {"01/02/2026 10:00", CSC_E_AMBIGUOUS, 0, 0},
        {"1970-01-01T01:00Z|1970-01-01T01:00", CSC_E_AMBIGUOUS, 0, 0},
        {"1970-01-01T01:00Z|5", CSC_E_AMBIGUOUS, 0, 0},
        {"1e300", CSC_E_RANGE, 0, 0},
    };
    for (size_t i = 0; i < sizeof instants / sizeof instants[0]; i++) {
        char table[100];
        setup();
        options.zone_offset_s = instants[i].zone;
        snprintf(table, sizeof table, "t\n%s\n", instants[i].cells);
        for (char *p = table; *p; p++)
            if (*p == '|') *p = '\n';
        ck_assert_int_eq(open_text(table), CSC_OK);
        size_t d = want("t", CSC_CSV_INSTANT);
        uint64_t rows = 0;
        csc_status s = csc_csv_read(t, 0, &rows, &err);
        ck_assert_msg(s == instants[i].status, "%s: %s %s", instants[i].cells, csc_status_name(s), err.message);
        if (s == CSC_OK) ck_assert_msg(whole(d, 0) == instants[i].first, "%s: %lld", instants[i].cells, (long long)whole(d, 0));
        csc_csv_destroy(t);
    }
    static const char *const bad[] = {"dm", "%d", "%Q", "%", "YYYY-MM", "xyz", "%d.%d.%Y", "YYYY-MM-DD-MM", "%Y%m%b%d"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        setup();
        options.date_format = bad[i];
        options.date_format_length = strlen(bad[i]);
        ck_assert_msg(open_text("a\n") == CSC_E_INVALID, "%s", bad[i]);
        ck_assert_str_eq(err.key, "date_format");
    }
}
END_TEST

START_TEST(encodings)
{
    static const struct {
        const char *encoding, *bytes;
        size_t length;
        csc_status status; /* of the read */
        const char *text;
        uint64_t column, byte;
    } cases[] = {
        {"latin1", "a,b\n\xE9,\xA4\n", 8, CSC_OK, "\xC2\xA4", 0, 0},
        {"ISO-8859-1", "a,b\n\xE9,\xA4\n", 8, CSC_OK, "\xC2\xA4", 0, 0},
        {"cp1252", "a,b\n\x93,\x80\n", 8, CSC_OK, "\xE2\x82\xAC", 0, 0},
        {"Windows-1252", "a,b\n\x93,x\x81\n", 9, CSC_E_UTF8, NULL, 4, 7},
        {"utf-16le", "a\0,\0b\0\n\0x\0,\0\xAC\x20\n\0", 16, CSC_OK, "\xE2\x82\xAC", 0, 0},
        {"utf-16be", "\0a\0,\0b\0\n\0x\0,\x20\xAC\0\n", 16, CSC_OK, "\xE2\x82\xAC", 0, 0},
        {"utf-16", "\xFE\xFF\0a\0,\0b\0\n\0x\0,\xD8\x3D\xDE\x00\0\n", 20, CSC_OK, "\xF0\x9F\x98\x80", 0, 0},
        {"",
         "\xFF\xFE"
         "a\0,\0b\0\n\0x\0,\0\x3D\xD8\x00\xDE\n\0",
         20, CSC_OK, "\xF0\x9F\x98\x80", 0, 0},
        {"utf-16le", "a\0,\0b\0\n\0x\0,\0\x3D\xD8y\0\n\0", 18, CSC_E_UTF8, NULL, 3, 12},
        {"utf-16le", "a\0,\0b\0\n\0\x3D\xD8\x00\xDE,\0z", 15, CSC_E_UTF8, NULL, 3, 14},
        {"utf-8",
         "\xEF\xBB\xBF"
         "a,b\nx,\xC3\xA9\n",
         12, CSC_OK, "\xC3\xA9", 0, 0},
        {"utf-8",
         "\xEF\xBB\xBF"
         "a,b\nx,\xE9\n",
         11, CSC_E_UTF8, NULL, 3, 9},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setup();
        options.encoding = cases[i].encoding;
        options.encoding_length = strlen(cases[i].encoding);
        ck_assert_msg(csc_csv_open_bytes(&t, cases[i].bytes, cases[i].length, &options, NULL, &err) == CSC_OK, "%zu: %s", i, err.message);
        size_t b = want("b", CSC_CSV_TEXT);
        uint64_t rows = 0;
        csc_status s = csc_csv_read(t, 0, &rows, &err);
        ck_assert_msg(s == cases[i].status, "%zu: %s %s", i, csc_status_name(s), err.message);
        if (s == CSC_OK)
            ck_assert_str_eq(text(b, 0), cases[i].text);
        else
            ck_assert_msg(err.column == cases[i].column && err.byte == cases[i].byte, "%zu: column %llu byte %llu", i,
                          (unsigned long long)err.column, (unsigned long long)err.byte);
        csc_csv_destroy(t);
    }
    setup();
    options.encoding = "koi8-r";
    options.encoding_length = 6;
    ck_assert_int_eq(open_text("a\n"), CSC_E_UNSUPPORTED);
}
END_TEST

/* ------------------------------------------------------------- any cutting */

typedef struct pieces {
    const char *bytes;
    size_t left;
    uint64_t seed;
} pieces;

static csc_status read_piece(void *ctx, void *buffer, size_t capacity, size_t *got) {
    pieces *p = ctx;
    p->seed = p->seed * UINT64_C(6364136223846793005) + 1;
    size_t n = 1 + (size_t)(p->seed >> 33) % 7;
    if (n > p->left) n = p->left;
    if (n > capacity) n = capacity;
    memcpy(buffer, p->bytes, n);
    p->bytes += n;
    p->left -= n;
    *got = n;
    return CSC_OK;
}

/* Text of 700 kB, so that the buffer is filled several times and rows lie across its ends. */
START_TEST(any_cutting_and_any_read_size)
{
    setup();
    char *table = malloc(1400000);
    size_t n = (size_t)sprintf(table, "id,score,when,note\r\n"), count = 0;
    while (n < 700000) {
        n += (size_t)sprintf(table + n, "C-%zu,%zu.%zu,2026-%02zu-%02zu,", count % 977, count % 11, count % 10, count % 12 + 1,
                             count % 28 + 1);
        if (count % 13 == 0)
            n += (size_t)sprintf(table + n, "\"multi\r\nline \"\"%zu\"\" \xE4\xBD\xA0\"\r\n", count);
        else if (count % 7 != 0)
            n += (size_t)sprintf(table + n, "note %zu \xC3\xA9%s", count, count % 3 == 0 ? "\r\n" : count % 3 == 1 ? "\n" : "\r");
        else
            n += (size_t)sprintf(table + n, "\n");
        count++;
    }
    for (int pass = 0; pass < 6; pass++) {
        pieces p = {table, n, (uint64_t)pass};
        if (pass < 3)
            ck_assert_int_eq(csc_csv_open_stream(&t, read_piece, &p, &options, NULL, &err), CSC_OK);
        else
            ck_assert_int_eq(csc_csv_open_bytes(&t, table, n, &options, NULL, &err), CSC_OK);
        size_t id = want("id", CSC_CSV_DICTIONARY), score = want("score", CSC_CSV_F64), when = want("when", CSC_CSV_DATE),
               note = want("note", CSC_CSV_TEXT);
        static const uint64_t steps[] = {0, 1, 1000, 0, 7, 100000};
        uint64_t row = 0, line = 2;
        for (;;) {
            uint64_t rows = 0;
            ck_assert_msg(csc_csv_read(t, steps[pass], &rows, &err) == CSC_OK, "%s line %llu", err.message, (unsigned long long)err.line);
            if (rows == 0) break;
            ck_assert_uint_eq(csc_csv_first_row(t), row);
            for (size_t i = 0; i < rows; i++, row++) {
                char expect[64];
                snprintf(expect, sizeof expect, "C-%zu", (size_t)row % 977);
                if (pass == 0 || row % 101 == 0) {
                    ck_assert_str_eq(entry(id, (size_t)whole(id, i)), expect);
                    ck_assert(number(score, i) == (double)(row % 11) + (double)(row % 10) / 10.0 ||
                              fabs(number(score, i) - ((double)(row % 11) + (double)(row % 10) / 10.0)) < 1e-15 * 16);
                    if (row % 13 == 0)
                        snprintf(expect, sizeof expect, "multi\r\nline \"%zu\" \xE4\xBD\xA0", (size_t)row);
                    else if (row % 7 == 0)
                        expect[0] = '\0';
                    else
                        snprintf(expect, sizeof expect, "note %zu \xC3\xA9", (size_t)row);
                    ck_assert_str_eq(text(note, i), expect);
                    ck_assert_int_ne((int)whole(when, i), -999);
                    ck_assert_uint_eq(csc_csv_line(t, row), line);
                }
                line += row % 13 == 0 ? 2 : 1;
            }
        }
        ck_assert_uint_eq(row, count);
        csc_csv_destroy(t);
    }
    free(table);
}
END_TEST

START_TEST(limits)
{
    setup();
    size_t n = 1 << 20;
    char *table = malloc(n + 16);
    memcpy(table, "a,b\n\"", 5);
    memset(table + 5, 'x', n);
    memcpy(table + 5 + n, "\",2\n", 5);
    ck_assert_int_eq(open_text(table), CSC_OK);
    size_t a = want("a", CSC_CSV_TEXT);
    ck_assert_uint_eq(read_all(), 1);
    csc_text_column c;
    ck_assert_int_eq(csc_csv_text(t, a, &c), CSC_OK);
    ck_assert_uint_eq((uint64_t)((const int64_t *)c.offsets)[1], n);
    csc_csv_destroy(t);
    options.row_limit = 1000;
    ck_assert_int_eq(open_text(table), CSC_OK);
    uint64_t rows;
    ck_assert_int_eq(csc_csv_read(t, 0, &rows, &err), CSC_E_LIMIT);
    ck_assert_uint_eq(err.line, 2);
    csc_csv_destroy(t);
    free(table);
}
END_TEST

/* The short way of reading numbers gives the bits of csc_number_parse. */
START_TEST(numbers_bit_for_bit)
{
    uint64_t seed = 7;
    size_t room = 4 << 20, n = 0, count = 0;
    char *table = malloc(room);
    n = (size_t)sprintf(table, "x\n");
    static char numbers[60000][32];
    for (; count < 60000; count++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        unsigned digits = 1 + (unsigned)(seed >> 60) + (unsigned)((seed >> 50) % 5), at = 0;
        char *p = numbers[count];
        uint64_t r = seed ^ (seed >> 29);
        if (r & 1) p[at++] = r & 2 ? '-' : '+';
        unsigned point = (unsigned)((r >> 2) % (digits + 2));
        for (unsigned d = 0; d < digits; d++) {
            if (d == point) p[at++] = '.';
            p[at++] = (char)('0' + (r >> 8) % 10);
            r = r * UINT64_C(2862933555777941757) + 3037000493u;
        }
        if (count % 9 == 0) at += (unsigned)sprintf(p + at, "e%d", (int)(r % 560) - 280);
        p[at] = '\0';
        n += (size_t)sprintf(table + n, "%s\n", p);
    }
    setup();
    ck_assert_int_eq(csc_csv_open_bytes(&t, table, n, &options, NULL, &err), CSC_OK);
    size_t x = want("x", CSC_CSV_F64);
    ck_assert_uint_eq(read_all(), count);
    csc_column c;
    ck_assert_int_eq(csc_csv_column(t, x, &c), CSC_OK);
    for (size_t i = 0; i < count; i++) {
        double expect = 0;
        ck_assert_int_eq(csc_number_parse(numbers[i], strlen(numbers[i]), &expect, NULL), CSC_OK);
        ck_assert_msg(memcmp(&expect, (const double *)c.data + i, 8) == 0, "%s", numbers[i]);
    }
    csc_csv_destroy(t);
    free(table);
}
END_TEST

/* ------------------------------------------------------------------- memory */

typedef struct failing {
    long left;
    long live;
} failing;

static void *f_allocate(void *ctx, size_t size) {
    failing *f = ctx;
    if (f->left-- <= 0) return NULL;
    f->live += (long)size;
    return malloc(size);
}

static void *f_resize(void *ctx, void *ptr, size_t old_size, size_t new_size) {
    failing *f = ctx;
    if (f->left-- <= 0) return NULL;
    f->live += (long)new_size - (long)old_size;
    return realloc(ptr, new_size);
}

static void f_release(void *ctx, void *ptr, size_t size) {
    failing *f = ctx;
    f->live -= (long)size;
    free(ptr);
}

START_TEST(every_allocation_may_fail)
{
    char table[60000];
    size_t n = (size_t)sprintf(table, "id,x,t\n");
    for (int i = 0; i < 3000; i++) n += (size_t)sprintf(table + n, i % 100 ? "c%d,%d,\"a\"\"b\"\n" : "c%d,,%d\n", i, i);
    n += (size_t)sprintf(table + n, "bad\n");
    int done = 0;
    for (long k = 0; !done; k++) {
        failing f = {k, 0};
        csc_allocator a = {f_allocate, f_resize, f_release, &f};
        csc_context c;
        csc_context_init(&c);
        c.allocator = &a;
        setup();
        options.skip_bad = 1;
        options.map = "who=id";
        options.map_length = 6;
        size_t slot;
        uint64_t rows = 0;
        csc_status s = csc_csv_open_bytes(&t, table, n, &options, &c, &err);
        if (s != CSC_OK) ck_assert_ptr_null(t);
        if (s == CSC_OK) s = csc_csv_select(t, "who", 3, CSC_CSV_DICTIONARY, &slot, &err);
        if (s == CSC_OK) s = csc_csv_select(t, "x", 1, CSC_CSV_F64, &slot, &err);
        if (s == CSC_OK) s = csc_csv_select(t, "t", 1, CSC_CSV_TEXT, &slot, &err);
        if (s == CSC_OK) s = csc_csv_read(t, 0, &rows, &err);
        if (s != CSC_OK) ck_assert_int_eq(s, CSC_E_NOMEM);
        done = s == CSC_OK;
        if (done) ck_assert_uint_eq(rows, 3000);
        csc_csv_destroy(t);
        ck_assert_int_eq(f.live, 0);
        ck_assert_int_lt(k, 1000);
    }
}
END_TEST

CSC_CHECK_MAIN("io/csv", kinds, separators_and_line_ends, decimal_comma_and_maps, columns_that_are_not_there, places_of_errors,
               bad_rows_left_out, dates_and_instants, encodings, any_cutting_and_any_read_size, limits, numbers_bit_for_bit,
               every_allocation_may_fail)
