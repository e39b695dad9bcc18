/* YAML and JSON into trees: values, positions, every refusal. */
#include "csc_check.h"

#include <jansson.h>

static csc_tree *tree;
static csc_error err;

static void setup(void) {
    ck_assert_int_eq(csc_tree_create(&tree, NULL), CSC_OK);
    csc_error_init(&err);
}

static csc_status yaml(const char *text) {
    return csc_tree_parse_yaml(tree, text, strlen(text), &err);
}

static csc_status json(const char *text) {
    return csc_tree_parse_json(tree, text, strlen(text), 1, &err);
}

static uint32_t at(uint32_t node, const char *key) {
    return csc_tree_get(tree, node, key, strlen(key));
}

#define ASSERT_TEXT(node, want)                                                                                                            \
    do {                                                                                                                                   \
        size_t n_ = 0;                                                                                                                     \
        const char *t_ = csc_tree_text(tree, (node), &n_);                                                                                 \
        ck_assert_ptr_nonnull(t_);                                                                                                         \
        ck_assert_str_eq(t_, (want));                                                                                                      \
        ck_assert_uint_eq(n_, strlen(want));                                                                                               \
    } while (0)

#define ASSERT_AT(l, c, b)                                                                                                                 \
    do {                                                                                                                                   \
        ck_assert_uint_eq(err.line, (l));                                                                                                  \
        ck_assert_uint_eq(err.column, (c));                                                                                                \
        ck_assert_uint_eq(err.byte, (b));                                                                                                  \
    } while (0)

START_TEST(yaml_values_and_positions)
{
    setup();
    ck_assert_int_eq(yaml("\xEF\xBB\xBF# a pack\n"
                          "pack: service-en\r\n"
                          "answer: no\n"
                          "classes: {ask: [\"(could|can) you\", \xC3\xA9t\xC3\xA9, 'it''s'], n: 5}\n"
                          "empty:\n"
                          "rules:\n"
                          "  - id: a\n"
                          "    match: |\n"
                          "      two\n"
                          "      lines\n"
                          "  - {id: b, at_least: 0.9, on: true}\n"),
                     CSC_OK);
    uint32_t root = csc_tree_root(tree);
    ck_assert_uint_eq(root, 0);
    ck_assert_int_eq(csc_tree_kind(tree, root), CSC_TREE_OBJECT);
    ck_assert_uint_eq(csc_tree_count(tree, root), 5);
    ASSERT_TEXT(at(root, "pack"), "service-en");
    ASSERT_TEXT(at(root, "answer"), "no"); /* a word, not false */
    ASSERT_TEXT(at(root, "empty"), "");
    uint32_t ask = at(at(root, "classes"), "ask");
    ck_assert_int_eq(csc_tree_kind(tree, ask), CSC_TREE_ARRAY);
    uint32_t e = csc_tree_first(tree, ask);
    ASSERT_TEXT(e, "(could|can) you");
    ck_assert_int_eq(csc_tree_is_plain(tree, e), 0);
    e = csc_tree_next(tree, e);
    ck_assert_int_eq(csc_tree_is_plain(tree, e), 1);
    uint32_t its = csc_tree_next(tree, e);
    ASSERT_TEXT(its, "it's");
    uint64_t line, column, byte;
    ck_assert_int_eq(csc_tree_position(tree, its, 0, &line, &column, &byte), CSC_OK);
    ck_assert_uint_eq(line, 4);
    ck_assert_uint_eq(column, 41); /* code points: the two accents count once each */
    int64_t n = 0;
    ck_assert_int_eq(csc_tree_integer(tree, at(at(root, "classes"), "n"), &n, &err), CSC_OK);
    ck_assert_int_eq(n, 5);
    uint32_t rules = at(root, "rules"), first = csc_tree_first(tree, rules), second = csc_tree_next(tree, first);
    ASSERT_TEXT(at(first, "match"), "two\nlines\n");
    ck_assert_int_eq(csc_tree_position(tree, at(second, "at_least"), 1, &line, &column, NULL), CSC_OK);
    ck_assert_uint_eq(line, 11);
    ck_assert_uint_eq(column, 13);
    double d = 0;
    ck_assert_int_eq(csc_tree_number(tree, at(second, "at_least"), &d, &err), CSC_OK);
    ck_assert(d == 0.9);
    int32_t truth = 0;
    ck_assert_int_eq(csc_tree_boolean(tree, at(second, "on"), &truth, &err), CSC_OK);
    ck_assert_int_eq(truth, 1);
    ck_assert_int_eq(csc_tree_number(tree, at(root, "pack"), &d, &err), CSC_E_TYPE);
    ASSERT_AT(2, 7, 18);
    ck_assert_str_eq(err.key, "pack");
    ck_assert_uint_eq(at(root, "nothing"), CSC_TREE_NONE);
    ck_assert_uint_eq(at(CSC_TREE_NONE, "nothing"), CSC_TREE_NONE);
    csc_tree_destroy(tree);
}
END_TEST

START_TEST(yaml_refusals)
{
    static const struct {
        const char *text;
        csc_status status;
        uint64_t line, column;
    } cases[] = {
        {"a: &x 1\n", CSC_E_SYNTAX, 1, 4},
        {"a: 1\nb: *x\n", CSC_E_SYNTAX, 2, 4},
        {"a: !!int 1\n", CSC_E_SYNTAX, 1, 4},
        {"a: ! 1\n", CSC_E_SYNTAX, 1, 4},
        {"a: !foo [1]\n", CSC_E_SYNTAX, 1, 4},
        {"a: &x {b: 1}\n", CSC_E_SYNTAX, 1, 4},
        {"a: {b: 1}\nc:\n  <<: {d: 1}\n", CSC_E_SYNTAX, 3, 3},
        {"a: 1\n---\nb: 2\n", CSC_E_SYNTAX, 2, 1},
        {"%YAML 1.1\n---\na: 1\n", CSC_E_SYNTAX, 1, 1},
        {"%TAG ! tag:x,2000:\n---\na: 1\n", CSC_E_SYNTAX, 1, 1},
        {"a: 1\nb: 2\na: 3\n", CSC_E_DUPLICATE, 3, 1},
        {"{a: 1, \"a\": 2}\n", CSC_E_DUPLICATE, 1, 8},
        {"? [1, 2]\n: 3\n", CSC_E_SYNTAX, 1, 3},
        {"{[1]: 3}\n", CSC_E_SYNTAX, 1, 2},
        {": 3\n", CSC_E_SYNTAX, 1, 1},
        {"a: [1, 2\nb: 3\n", CSC_E_SYNTAX, 2, 2},
        {"a: \"\\q\"\n", CSC_E_SYNTAX, 1, 5},
        {"a:\n\t- b\n", CSC_E_SYNTAX, 2, 1},
        {"a: \xFF\n", CSC_E_UTF8, 1, 4},
        {"a: \x01\n", CSC_E_SYNTAX, 1, 4},
    };
    setup();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csc_status s = yaml(cases[i].text);
        ck_assert_msg(s == cases[i].status && err.line == cases[i].line && err.column == cases[i].column, "%s gave %s at %llu:%llu (%s)",
                      cases[i].text, csc_status_name(s), (unsigned long long)err.line, (unsigned long long)err.column, err.message);
        ck_assert_uint_eq(csc_tree_root(tree), CSC_TREE_NONE);
        ck_assert_str_ne(err.message, "");
    }
    /* depth: 64 levels are taken, 65 are not */
    char deep[200];
    memset(deep, '[', 64);
    memset(deep + 64, ']', 64);
    ck_assert_int_eq(csc_tree_parse_yaml(tree, deep, 128, &err), CSC_OK);
    ck_assert_int_eq(csc_tree_parse_json(tree, deep, 128, 1, &err), CSC_OK);
    memset(deep, '[', 65);
    memset(deep + 65, ']', 65);
    ck_assert_int_eq(csc_tree_parse_yaml(tree, deep, 130, &err), CSC_E_LIMIT);
    ck_assert_int_eq(csc_tree_parse_json(tree, deep, 130, 1, &err), CSC_E_LIMIT);
    ASSERT_AT(1, 65, 64);
    /* size */
    size_t large = 16 * 1024 * 1024 + 1;
    char *text = malloc(large);
    memset(text, ' ', large);
    ck_assert_int_eq(csc_tree_parse_yaml(tree, text, large, &err), CSC_E_LIMIT);
    free(text);
    csc_tree_destroy(tree);
}
END_TEST

START_TEST(yaml_empty_documents)
{
    static const char *const texts[] = {"", "# only a comment\n", "---\n", "\xEF\xBB\xBF", "---\n...\n"};
    setup();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ck_assert_msg(yaml(texts[i]) == CSC_OK, "%zu: %s", i, err.message);
        ck_assert_uint_eq(csc_tree_root(tree), CSC_TREE_NONE);
        ck_assert_int_eq(csc_tree_kind(tree, csc_tree_root(tree)), CSC_TREE_ABSENT);
    }
    ck_assert_int_eq(yaml("--- # explicit\na: 1\n...\n"), CSC_OK);
    ck_assert_uint_eq(csc_tree_count(tree, 0), 1);
    csc_tree_destroy(tree);
}
END_TEST

START_TEST(schema_helpers)
{
    setup();
    ck_assert_int_eq(yaml("pack: x\nvershun: 1\nlist: [1]\nnumber: 12\n"), CSC_OK);
    ck_assert_int_eq(csc_tree_check_keys(tree, 0, "pack|version|list|number", &err), CSC_E_NOTFOUND);
    ASSERT_AT(2, 1, 8);
    ck_assert_str_eq(err.key, "vershun");
    ck_assert_str_eq(err.message, "unknown key \"vershun\"; known are: pack, version, list, number");
    ck_assert_int_eq(csc_tree_check_keys(tree, 0, "pack|vershun|list|number", &err), CSC_OK);
    ck_assert_int_eq(csc_tree_check_keys(tree, 0, "pack|vershun|lis|number", &err), CSC_E_NOTFOUND);
    ck_assert_int_eq(csc_tree_check_keys(tree, 1, "pack", &err), CSC_E_TYPE);
    uint32_t m = 77;
    ck_assert_int_eq(csc_tree_require(tree, 0, "version", 7, 0, &m, &err), CSC_E_NOTFOUND);
    ck_assert_uint_eq(m, 77);
    ck_assert_str_eq(err.message, "the key \"version\" is missing here");
    ASSERT_AT(1, 1, 0);
    ck_assert_int_eq(csc_tree_require(tree, 0, "list", 4, CSC_TREE_TEXT, &m, &err), CSC_E_TYPE);
    ASSERT_AT(3, 7, 25);
    ck_assert_int_eq(csc_tree_require(tree, 0, "number", 6, CSC_TREE_NUMBER, &m, &err), CSC_OK);
    ck_assert_int_eq(csc_tree_require(tree, 0, "pack", 4, CSC_TREE_NUMBER, &m, &err), CSC_E_TYPE);
    ck_assert_int_eq(csc_tree_fail(tree, m, CSC_E_RANGE, "out of range", &err), CSC_E_RANGE);
    ASSERT_AT(4, 9, 37);
    csc_tree_destroy(tree);
}
END_TEST

START_TEST(json_values)
{
    setup();
    ck_assert_int_eq(
        json(" {\"a\": [1, -2.5e3, true, false, null, \"x\\u00e9\\ud83d\\ude00\\n\\/\"],\n \"\": {}, \"big\": 9223372036854775807,"
             " \"min\": -9223372036854775808, \"over\": 9223372036854775808, \"huge\": 1e999, \"w\": 5.0}\r\n"),
        CSC_OK);
    uint32_t a = csc_tree_first(tree, at(0, "a"));
    int64_t i = 0;
    double d = 0;
    int32_t b = 7;
    ck_assert_int_eq(csc_tree_integer(tree, a, &i, &err), CSC_OK);
    ck_assert_int_eq(i, 1);
    a = csc_tree_next(tree, a);
    ck_assert_int_eq(csc_tree_number(tree, a, &d, &err), CSC_OK);
    ck_assert(d == -2500.0);
    a = csc_tree_next(tree, a);
    ck_assert_int_eq(csc_tree_boolean(tree, a, &b, &err), CSC_OK);
    ck_assert_int_eq(b, 1);
    a = csc_tree_next(tree, a);
    ck_assert_int_eq(csc_tree_boolean(tree, a, &b, &err), CSC_OK);
    ck_assert_int_eq(b, 0);
    a = csc_tree_next(tree, a);
    ck_assert_int_eq(csc_tree_kind(tree, a), CSC_TREE_NULL);
    a = csc_tree_next(tree, a);
    ASSERT_TEXT(a, "x\xC3\xA9\xF0\x9F\x98\x80\n/");
    ck_assert_uint_eq(csc_tree_next(tree, a), CSC_TREE_NONE);
    ck_assert_int_eq(csc_tree_kind(tree, at(0, "")), CSC_TREE_OBJECT);
    ck_assert_int_eq(csc_tree_integer(tree, at(0, "big"), &i, &err), CSC_OK);
    ck_assert(i == INT64_MAX);
    ck_assert_int_eq(csc_tree_integer(tree, at(0, "min"), &i, &err), CSC_OK);
    ck_assert(i == INT64_MIN);
    ck_assert_int_eq(csc_tree_integer(tree, at(0, "over"), &i, &err), CSC_E_RANGE);
    ck_assert_int_eq(csc_tree_number(tree, at(0, "huge"), &d, &err), CSC_E_RANGE);
    ck_assert_int_eq(csc_tree_integer(tree, at(0, "w"), &i, &err), CSC_OK);
    ck_assert_int_eq(i, 5);
    uint64_t line, column, byte;
    ck_assert_int_eq(csc_tree_position(tree, at(0, "big"), 1, &line, &column, &byte), CSC_OK);
    ck_assert_uint_eq(line, 2);
    ck_assert_uint_eq(column, 10);
    /* a NUL inside a text is kept */
    ck_assert_int_eq(json("\"a\\u0000b\""), CSC_OK);
    size_t n = 0;
    const char *t = csc_tree_text(tree, 0, &n);
    ck_assert_uint_eq(n, 3);
    ck_assert_int_eq(memcmp(t, "a\0b", 3), 0);
    csc_tree_destroy(tree);
}
END_TEST

START_TEST(json_refusals)
{
    static const struct {
        const char *text;
        csc_status status;
        uint64_t line, column;
    } cases[] = {
        {"", CSC_E_SYNTAX, 1, 1},
        {"  ", CSC_E_SYNTAX, 1, 3},
        {"{", CSC_E_SYNTAX, 1, 2},
        {"[1,]", CSC_E_SYNTAX, 1, 4},
        {"[,1]", CSC_E_SYNTAX, 1, 2},
        {"[1 2]", CSC_E_SYNTAX, 1, 4},
        {"{\"a\":1,}", CSC_E_SYNTAX, 1, 8},
        {"{\"a\" 1}", CSC_E_SYNTAX, 1, 6},
        {"{a:1}", CSC_E_SYNTAX, 1, 2},
        {"{'a':1}", CSC_E_SYNTAX, 1, 2},
        {"{\"a\":}", CSC_E_SYNTAX, 1, 6},
        {"[1}", CSC_E_SYNTAX, 1, 3},
        {"01", CSC_E_SYNTAX, 1, 1},
        {"-", CSC_E_SYNTAX, 1, 1},
        {"+1", CSC_E_SYNTAX, 1, 1},
        {".5", CSC_E_SYNTAX, 1, 1},
        {"1.", CSC_E_SYNTAX, 1, 3},
        {"1e", CSC_E_SYNTAX, 1, 3},
        {"1e+", CSC_E_SYNTAX, 1, 4},
        {"0x10", CSC_E_SYNTAX, 1, 2},
        {"NaN", CSC_E_SYNTAX, 1, 1},
        {"Infinity", CSC_E_SYNTAX, 1, 1},
        {"nul", CSC_E_SYNTAX, 1, 1},
        {"True", CSC_E_SYNTAX, 1, 1},
        {"true false", CSC_E_SYNTAX, 1, 6},
        {"\"a", CSC_E_SYNTAX, 1, 3},
        {"\"a\nb\"", CSC_E_SYNTAX, 1, 3},
        {"\"a\tb\"", CSC_E_SYNTAX, 1, 3},
        {"\"\\x41\"", CSC_E_SYNTAX, 1, 2},
        {"\"\\u12g4\"", CSC_E_SYNTAX, 1, 2},
        {"\"\\ud800\"", CSC_E_SYNTAX, 1, 2},
        {"\"\\ud800\\u0041\"", CSC_E_SYNTAX, 1, 2},
        {"\"\\udc00\"", CSC_E_SYNTAX, 1, 2},
        {"\"\\", CSC_E_SYNTAX, 1, 2},
        {"[1] // no", CSC_E_SYNTAX, 1, 5},
        {"{\"\xC3\xA9\": 1,\n \"\xC3\xA9\": 2}", CSC_E_DUPLICATE, 2, 2},
        {"{\"a\":1,\"\\u0061\":2}", CSC_E_DUPLICATE, 1, 8},
        {"\"\xC3\xA9\xFF\"", CSC_E_UTF8, 1, 3},
        {"\"\xED\xA0\x80\"", CSC_E_UTF8, 1, 2},
        {"\"\xC0\x80\"", CSC_E_UTF8, 1, 2},
        {"\v1", CSC_E_SYNTAX, 1, 1},
    };
    setup();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csc_status s = json(cases[i].text);
        ck_assert_msg(s == cases[i].status && err.line == cases[i].line && err.column == cases[i].column, "%s gave %s at %llu:%llu (%s)",
                      cases[i].text, csc_status_name(s), (unsigned long long)err.line, (unsigned long long)err.column, err.message);
        ck_assert_uint_eq(csc_tree_root(tree), CSC_TREE_NONE);
    }
    ck_assert_int_eq(csc_tree_parse_json(tree, "[1]\0", 4, 1, &err), CSC_E_SYNTAX);
    csc_tree_destroy(tree);
}
END_TEST

START_TEST(many_keys)
{
    setup();
    /* 2,000 keys, then one of them again: the sorted check finds it */
    char *text = malloc(64000);
    size_t n = 0;
    n += (size_t)sprintf(text + n, "{");
    for (int i = 0; i < 2000; i++) n += (size_t)sprintf(text + n, "%s\"key%d\":%d", i > 0 ? "," : "", (i * 7919) % 2000, i);
    size_t whole = n + (size_t)sprintf(text + n, "}");
    ck_assert_int_eq(csc_tree_parse_json(tree, text, whole, 1, &err), CSC_OK);
    ck_assert_uint_eq(csc_tree_count(tree, 0), 2000);
    for (int i = 0; i < 2000; i += 37) {
        char key[16];
        sprintf(key, "key%d", (i * 7919) % 2000);
        int64_t v = -1;
        ck_assert_int_eq(csc_tree_integer(tree, at(0, key), &v, &err), CSC_OK);
        ck_assert_int_eq(v, i);
    }
    size_t where = n + 1;
    whole = n + (size_t)sprintf(text + n, ",\"key77\":0,\"key78\":0}");
    ck_assert_int_eq(csc_tree_parse_json(tree, text, whole, 1, &err), CSC_E_DUPLICATE);
    ck_assert_str_eq(err.key, "key77");
    ck_assert_uint_eq(err.byte, where);
    free(text);
    csc_tree_destroy(tree);
}
END_TEST

/* ------------------------------------------------------------ jansson as oracle */

static uint64_t seed = 20261122;

static uint32_t below(uint32_t n) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((seed >> 33) * n) >> 31);
}

static size_t random_value(char *out, int depth) {
    static const char *const scalars[] = {"0",
                                          "-0",
                                          "1.5",
                                          "-12e-3",
                                          "1E+2",
                                          "true",
                                          "false",
                                          "null",
                                          "\"\"",
                                          "\"a\\\"b\"",
                                          "\"\\u00e9\\ud83d\\ude00\"",
                                          "\"\xE4\xBD\xA0\xE5\xA5\xBD\"",
                                          "12345678901234567",
                                          "0.1",
                                          "\"\\b\\f\\n\\r\\t\\/\\\\\""};
    uint32_t pick = below(depth > 0 ? 10 : 7);
    if (pick < 7) return (size_t)sprintf(out, "%s", scalars[below(sizeof scalars / sizeof scalars[0])]);
    size_t n = 0;
    int object = pick > 7;
    n += (size_t)sprintf(out + n, object ? "{" : "[");
    uint32_t count = below(5);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) n += (size_t)sprintf(out + n, " , ");
        if (object) n += (size_t)sprintf(out + n, "\"k%u\" :\n ", i);
        n += random_value(out + n, depth - 1);
    }
    return n + (size_t)sprintf(out + n, object ? "}" : "]");
}

static void compare(uint32_t node, const json_t *j) {
    switch (json_typeof(j)) {
    case JSON_OBJECT: {
        ck_assert_int_eq(csc_tree_kind(tree, node), CSC_TREE_OBJECT);
        ck_assert_uint_eq(csc_tree_count(tree, node), json_object_size(j));
        for (uint32_t m = csc_tree_first(tree, node); m != CSC_TREE_NONE; m = csc_tree_next(tree, m)) {
            json_t *other = json_object_get(j, csc_tree_key(tree, m, NULL));
            ck_assert_ptr_nonnull(other);
            compare(m, other);
        }
        break;
    }
    case JSON_ARRAY: {
        ck_assert_int_eq(csc_tree_kind(tree, node), CSC_TREE_ARRAY);
        ck_assert_uint_eq(csc_tree_count(tree, node), json_array_size(j));
        size_t i = 0;
        for (uint32_t m = csc_tree_first(tree, node); m != CSC_TREE_NONE; m = csc_tree_next(tree, m)) compare(m, json_array_get(j, i++));
        break;
    }
    case JSON_STRING:
        ASSERT_TEXT(node, json_string_value(j));
        break;
    case JSON_INTEGER: {
        int64_t v = 0;
        ck_assert_int_eq(csc_tree_integer(tree, node, &v, NULL), CSC_OK);
        ck_assert(v == (int64_t)json_integer_value(j));
        break;
    }
    case JSON_REAL: {
        double v = 0;
        ck_assert_int_eq(csc_tree_number(tree, node, &v, NULL), CSC_OK);
        ck_assert(v == json_real_value(j));
        break;
    }
    case JSON_TRUE:
    case JSON_FALSE: {
        int32_t v = 2;
        ck_assert_int_eq(csc_tree_boolean(tree, node, &v, NULL), CSC_OK);
        ck_assert_int_eq(v, json_is_true(j));
        break;
    }
    case JSON_NULL:
        ck_assert_int_eq(csc_tree_kind(tree, node), CSC_TREE_NULL);
        break;
    }
}

START_TEST(json_equals_jansson)
{
    setup();
    char *text = malloc(1 << 20);
    for (int round = 0; round < 3000; round++) {
        size_t n = random_value(text, 5);
        int damaged = below(2) == 0;
        for (uint32_t k = damaged ? 1 + below(2) : 0; k > 0 && n > 0; k--) {
            static const char alphabet[] = "{}[]:,\"\\0123456789eE+-.truefalsn u";
            text[below((uint32_t)n)] = alphabet[below(sizeof alphabet - 1)];
        }
        json_error_t je;
        json_t *j = json_loadb(text, n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &je);
        csc_status s = csc_tree_parse_json(tree, text, n, 1, &err);
        /* jansson refuses numbers too large for it, we keep them until asked for */
        int too_large = j == NULL && json_error_code(&je) == json_error_numeric_overflow;
        if (!too_large) ck_assert_msg((j != NULL) == (s == CSC_OK), "%.*s: %s / %s", (int)n, text, je.text, err.message);
        if (j != NULL) {
            compare(0, j);
            json_decref(j);
        } else if (s != CSC_OK) {
            ck_assert_uint_le(err.byte, n);
        }
    }
    free(text);
    csc_tree_destroy(tree);
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
    static const char text[] = "{\"a\":[1,2,3,4,5,6,7,8,9],\"b\":{\"c\":\"dddddddddddddddddddddddddddddddd\"},"
                               "\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1,\"10\":1,\"11\":1,\"12\":1}";
    for (int form = 0; form < 2; form++) {
        int done = 0;
        for (long n = 0; !done; n++) {
            failing f = {n, 0};
            csc_allocator a = {f_allocate, f_resize, f_release, &f};
            csc_context c;
            csc_context_init(&c);
            c.allocator = &a;
            csc_tree *t = (csc_tree *)&f;
            csc_status s = csc_tree_create(&t, &c);
            if (s == CSC_OK)
                s = form == 0 ? csc_tree_parse_json(t, text, sizeof text - 1, 1, NULL)
                              : csc_tree_parse_yaml(t, text, sizeof text - 1, NULL);
            else
                ck_assert_ptr_null(t);
            if (s != CSC_OK) ck_assert_int_eq(s, CSC_E_NOMEM);
            done = s == CSC_OK;
            csc_tree_destroy(t);
            ck_assert_int_eq(f.live, 0);
            ck_assert_int_lt(n, 1000);
        }
    }
}
END_TEST

CSC_CHECK_MAIN("io/tree", yaml_values_and_positions, yaml_refusals, yaml_empty_documents, schema_helpers, json_values, json_refusals,
               many_keys, json_equals_jansson, every_allocation_may_fail)
