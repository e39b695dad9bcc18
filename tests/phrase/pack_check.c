/* Runs csc_pack_test on the packs of the library and on a small pack with known faults. */
#include "csc_check.h"

static csc_status collect_text(void *ctx, const char *key, size_t key_length, const char *text, size_t length) {
    char *out = ctx;
    size_t n = strlen(out);
    if (n + key_length + length + 4 < 20000) sprintf(out + n, "%.*s=%.*s;", (int)key_length, key == NULL ? "" : key, (int)length, text);
    return CSC_OK;
}
static csc_status nothing(void *ctx, const char *key, size_t key_length) {
    return CSC_OK;
}
static csc_status end(void *ctx) {
    return CSC_OK;
}
static csc_status number(void *ctx, const char *key, size_t key_length, double v) {
    return CSC_OK;
}
static csc_status integer(void *ctx, const char *key, size_t key_length, int64_t v) {
    return CSC_OK;
}
static csc_status boolean(void *ctx, const char *key, size_t key_length, int32_t v) {
    return CSC_OK;
}
static char told[20000];
static csc_sink sink(void) {
    told[0] = '\0';
    return (csc_sink){told, nothing, end, nothing, end, number, integer, collect_text, boolean, nothing};
}

START_TEST(embedded_packs_pass)
{
    size_t failures;
    for (size_t i = 0; csc_pack_embedded_name(i) != NULL; i++) {
        csc_pack *pack;
        const char *name = csc_pack_embedded_name(i);
        csc_sink s = sink();
        CSC_ASSERT_STATUS(csc_pack_load_embedded(&pack, name, strlen(name), NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_pack_test(pack, &s, &failures, NULL, NULL), CSC_OK);
        ck_assert_msg(failures == 0, "%s: %zu failures: %s", name, failures, told);
        csc_pack_destroy(pack);
    }
    CSC_ASSERT_STATUS(csc_pack_load_embedded(&(csc_pack *){NULL}, "nothing", 7, NULL, NULL), CSC_E_NOTFOUND);
}
END_TEST

START_TEST(faults_are_named)
{
    static const char yaml[] =
        "{pack: p, version: '1', language: en, schema: 1, rules: [{id: a, kind: avoid, match: [one two, one three, never said],"
        " examples: [One two., one FOUR three], counter: [two one, say one two]}, {id: b, kind: avoid, match: [x], examples: [x]}]}";
    csc_pack *pack;
    csc_error err;
    size_t failures;
    csc_error_init(&err);
    csc_status s = csc_pack_read_yaml(&pack, yaml, sizeof yaml - 1, NULL, &err);
    ck_assert_msg(s == CSC_OK, "%d %s %s", s, err.message, err.key);
    csc_sink k = sink();
    CSC_ASSERT_STATUS(csc_pack_test(pack, &k, &failures, NULL, NULL), CSC_OK);
    ck_assert_uint_eq(failures, 5);
    ck_assert_ptr_nonnull(strstr(told, "what=example-missed;text=one FOUR three;"));
    ck_assert_ptr_nonnull(strstr(told, "pattern=one three;stopped=four;"));
    ck_assert_ptr_nonnull(strstr(told, "what=counter-matched;text=say one two;"));
    ck_assert_ptr_nonnull(strstr(told, "what=pattern-without-example;pattern=never said;"));
    ck_assert_ptr_nonnull(strstr(told, "rule=b;what=no-counter;"));
    csc_pack_destroy(pack);
}
END_TEST

START_TEST(builder_and_visits)
{
    csc_pack_builder *b;
    csc_pack *p;
    csc_checker *c;
    csc_error err;
    CSC_ASSERT_STATUS(csc_pack_builder_create(&b, "a pack", 6, "1", 1, "en", 2, NULL, &err), CSC_E_SYNTAX);
    CSC_ASSERT_STATUS(csc_pack_builder_create(&b, "own", 3, "1", 1, "en", 2, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_add(b, "match", 5, "x", 1, &err), CSC_E_SEQUENCE);
    CSC_ASSERT_STATUS(csc_pack_builder_class(b, "ask", 3, "(could|would) you", 17, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_concept(b, "greet", 5, "good day", 8, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_concept(b, "greet", 5, "hello <nobody>", 14, &err), CSC_E_NOTFOUND);
    ck_assert_uint_eq(err.byte, 6);
    CSC_ASSERT_STATUS(csc_pack_builder_rule(b, "r.one", 5, "forbid", 6, &err), CSC_E_SYNTAX);
    CSC_ASSERT_STATUS(csc_pack_builder_rule(b, "r.one", 5, "prefer", 6, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_rule(b, "r.one", 5, "avoid", 5, &err), CSC_E_DUPLICATE);
    static const struct {
        const char *key, *value;
        int status;
    } adds[] = {{"match", "RMA [number]", CSC_OK},
                {"match", "<ask> wait", CSC_OK},
                {"match", "(a", CSC_E_SYNTAX},
                {"match", "ab*", CSC_E_SYNTAX},
                {"match", "x ..{5000,6000}", CSC_E_LIMIT},
                {"match", "x ..{2,1}", CSC_E_SYNTAX},
                {"match", "\xFF", CSC_E_UTF8},
                {"unless.before", "no", CSC_OK},
                {"unless.near", "no", CSC_E_NOTFOUND},
                {"severity", "grave", CSC_E_SYNTAX},
                {"severity", "info", CSC_OK},
                {"severity", "info", CSC_E_DUPLICATE},
                {"when.channel", "pigeon", CSC_E_NOTFOUND},
                {"when.channel", "chat", CSC_OK},
                {"when.audience", "elderly", CSC_OK},
                {"message.en", "Say it plainly.", CSC_OK},
                {"message.en", "Twice.", CSC_E_DUPLICATE},
                {"suggest", "return number", CSC_OK},
                {"source", "language.no-jargon", CSC_OK},
                {"limit.max", "many", CSC_E_SYNTAX},
                {"negation", "12", CSC_E_SYNTAX},
                {"resembles.concept", "jargon", CSC_OK},
                {"resembles.at_least", "0.9", CSC_OK}};
    for (size_t i = 0; i < sizeof adds / sizeof adds[0]; i++) {
        csc_status s = csc_pack_builder_add(b, adds[i].key, strlen(adds[i].key), adds[i].value, strlen(adds[i].value), &err);
        ck_assert_msg(s == adds[i].status, "%s %s: %s, want %s", adds[i].key, adds[i].value, csc_status_name(s),
                      csc_status_name(adds[i].status));
    }
    CSC_ASSERT_STATUS(csc_pack_builder_finish(b, &p, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_builder_rule(b, "r.two", 5, "avoid", 5, &err), CSC_OK);
    csc_pack *none;
    CSC_ASSERT_STATUS(csc_pack_builder_finish(b, &none, &err), CSC_E_SYNTAX); /* it has no pattern */
    ck_assert_str_eq(err.key, "r.two");
    csc_pack_builder_destroy(b);
    csc_sink s = sink();
    CSC_ASSERT_STATUS(csc_pack_visit(p, SIZE_MAX, &s), CSC_OK);
    ck_assert_ptr_nonnull(strstr(told, "id=r.one;kind=prefer;category=r;severity=info;=language.no-jargon;=chat;"));
    ck_assert_ptr_nonnull(strstr(told, "=RMA [number];=<ask> wait;=no;"));
    CSC_ASSERT_STATUS(csc_pack_visit(p, 7, &s), CSC_E_RANGE);
    const csc_pack *packs[1] = {p};
    CSC_ASSERT_STATUS(csc_checker_create(&c, packs, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_feed(c, 0, "Your RMA number", 15, CSC_FEED_FINAL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    csc_finding f;
    CSC_ASSERT_STATUS(csc_checker_get(c, 0, &f), CSC_OK);
    s = sink();
    CSC_ASSERT_STATUS(csc_checker_visit_finding(c, &f, NULL, 0, &s), CSC_OK);
    char one[20000];
    strcpy(one, told);
    ck_assert_ptr_nonnull(strstr(told, "rule=r.one;=language.no-jargon;kind=prefer;category=r;severity=info;by=pattern;text=RMA "
                                       "number;message=Say it plainly.;=return number;text=return number;pack=own/1;fingerprint="));
    s = sink();
    CSC_ASSERT_STATUS(csc_checker_visit(c, &s), CSC_OK);
    ck_assert_ptr_nonnull(strstr(told, one));
    s = sink();
    CSC_ASSERT_STATUS(csc_check(packs, 1, "Your RMA number", 15, "channel=chat&lang=en", 20, &s, NULL, &err), CSC_OK);
    ck_assert_ptr_nonnull(strstr(told, one));
    CSC_ASSERT_STATUS(csc_check(packs, 1, "x", 1, "channel", 7, &s, NULL, &err), CSC_E_SYNTAX);
    CSC_ASSERT_STATUS(csc_check(packs, 1, "x", 1, "colour=red", 10, &s, NULL, &err), CSC_E_NOTFOUND);
    csc_checker_destroy(c);
    csc_pack_destroy(p);
}
END_TEST

START_TEST(yaml_refusals)
{
    /* what is wrong, its status, line and column */
    static const struct {
        const char *yaml;
        int status;
        unsigned line, column;
    } cases[] = {
        {"pack: p\nversion: 1\nlanguage: en\nschema: 2\n", CSC_E_VERSION, 4, 9},
        {"pack: p\nversion: 1\nlanguage: en\n", CSC_E_NOTFOUND, 1, 1},
        {"pack: p\nversion: 1\nlanguage: en\nschema: 1\nrulez: []\n", CSC_E_NOTFOUND, 5, 1},
        {"pack: p\nversion: 1\nlanguage: en\nschema: 1\nrules:\n  - {id: a, kind: avoid, match: [\"b (c\"]}\n", CSC_E_SYNTAX, 6, 37},
        {"pack: p\nversion: 1\nlanguage: en\nschema: 1\nrules:\n  - {id: a, kind: avoid}\n", CSC_E_SYNTAX, 6, 10},
        {"pack: p\nversion: 1\nlanguage: en\nschema: 1\nrules:\n  - {id: a, kind: avoid, match: [no]}\n  - {id: a, kind: avoid, match: "
         "[yes]}\n",
         CSC_E_DUPLICATE, 7, 10},
        {"pack: p\nversion: 1\nlanguage: en\nschema: 1\nrules:\n  - {id: a, kind: avoid, match: [x], when: {channel: pigeon}}\n",
         CSC_E_NOTFOUND, 6, 54},
        {"pack: p\nversion: 1\nlanguage: xx\nschema: 1\nrules:\n  - {id: a, kind: avoid, match: [word~]}\n", CSC_E_LANGUAGE, 6, 38},
        {"pack: p\nversion: 1\nlanguage: en\nschema: 1\nclasses: {a: [\"<b>\"], b: [x]}\n", CSC_E_NOTFOUND, 5, 16},
        {"pack: &x p\nversion: 1\nlanguage: en\nschema: 1\n", CSC_E_SYNTAX, 1, 7}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csc_pack *p;
        csc_error err;
        csc_error_init(&err);
        csc_status s = csc_pack_read_yaml(&p, cases[i].yaml, strlen(cases[i].yaml), NULL, &err);
        ck_assert_msg(s == cases[i].status && err.line == cases[i].line && err.column == cases[i].column, "case %zu: %s %llu:%llu %s", i,
                      csc_status_name(s), (unsigned long long)err.line, (unsigned long long)err.column, err.message);
        ck_assert_ptr_null(p);
    }
    csc_pack *p;
    CSC_ASSERT_STATUS(csc_pack_read_file(&p, "no such file", 12, NULL, NULL), CSC_E_NOTFOUND);
    /* 80,000 brackets, and classes that would expand to 4^12 words */
    size_t n = 80000;
    char *deep = malloc(2 * n + 400);
    strcpy(deep, "{pack: p, version: '1', language: en, schema: 1, rules: [{id: a, kind: avoid, match: ['");
    size_t at = strlen(deep);
    memset(deep + at, '(', n);
    deep[at + n] = 'x';
    memset(deep + at + n + 1, ')', n);
    strcpy(deep + at + 2 * n + 1, "']}]}");
    CSC_ASSERT_STATUS(csc_pack_read_yaml(&p, deep, strlen(deep), NULL, NULL), CSC_E_LIMIT);
    at = 0;
    at += (size_t)sprintf(deep, "{pack: p, version: '1', language: en, schema: 1, classes: {c0: [x]");
    for (int i = 1; i < 13; i++) at += (size_t)sprintf(deep + at, ", c%d: ['<c%d> <c%d> <c%d> <c%d>']", i, i - 1, i - 1, i - 1, i - 1);
    sprintf(deep + at, "}}");
    CSC_ASSERT_STATUS(csc_pack_read_yaml(&p, deep, strlen(deep), NULL, NULL), CSC_E_LIMIT);
    free(deep);
}
END_TEST

CSC_CHECK_MAIN("phrase/pack_check", builder_and_visits, yaml_refusals, embedded_packs_pass, faults_are_named)
