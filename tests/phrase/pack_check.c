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

CSC_CHECK_MAIN("phrase/pack_check", embedded_packs_pass, faults_are_named)
