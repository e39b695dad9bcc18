/* Spec strings and the table of definitions. */
#include "base/internal.h"
#include "csc_check.h"

static const csc_parameter parameters[] = {
    {"number", "0.5", "", "A number.", -10, 1000, CSC_PARAMETER_NUMBER, 0},
    {"whole", "30", "", "A whole number.", 0, 1e15, CSC_PARAMETER_INTEGER, 0},
    {"policy", "drop", "drop|keep|count", "A word.", 0, 0, CSC_PARAMETER_WORD, 0},
    {"scale", "1..5", "", "A scale.", -5, 100, CSC_PARAMETER_SCALE, 0},
    {"window", "7d", "", "A duration.", 0, 86400.0 * 365, CSC_PARAMETER_DURATION, 0},
    {"zone", "auto", "auto|none", "A number or a word.", 0, 1, CSC_PARAMETER_NUMBER, 0},
};
static const csc_definition definition = {"test:all/1", "", "", "", "", "", parameters, 6, "test"};
static const csc_parameter needed_parameter = {"k", "", "", "Must be given.", 1, 9, CSC_PARAMETER_INTEGER, 0};
static const csc_definition needed_definition = {"test:needed/1", "", "", "", "", "", &needed_parameter, 1, "test"};

static const char *canonical(const char *text, csc_i_spec *spec) {
    static csc_error err;
    if (csc_i_spec_parse_as(&definition, text, strlen(text), spec, &err) != CSC_OK) return err.message;
    ck_assert_uint_eq(strlen(spec->canonical), spec->canonical_length);
    return spec->canonical;
}

START_TEST(equal_meanings_are_equal_bytes)
{
    static const char *const groups[][8] = {
        {"test:all/1", "test:all/1?number=0.50", "test:all/1?number=.5&whole=030", "test:all/1?window=168h&scale=1..5",
         "test:all/1?window=07d", "test:all/1?window=1w&policy=drop&zone=auto", "test:all/1?number=5e-1&whole=3e1", NULL},
        {"test:all/1?number=1", "test:all/1?number=1e0", "test:all/1?number=+1.000", "test:all/1?number=01", "test:all/1?number=10e-1",
         NULL},
        {"test:all/1?number=0", "test:all/1?number=-0", "test:all/1?number=0.0e5", NULL},
        {"test:all/1?number=-1.5&policy=keep", "test:all/1?policy=keep&number=-1.50", NULL},
        {"test:all/1?scale=0..10", "test:all/1?scale=00..010", "test:all/1?scale=-0..1e1", NULL},
        {"test:all/1?scale=-2..2", "test:all/1?scale=-02..+2.0", NULL},
        {"test:all/1?window=90s", "test:all/1?window=0090s", NULL},
        {"test:all/1?window=2m", "test:all/1?window=120s", NULL},
        {"test:all/1?window=1d", "test:all/1?window=24h", "test:all/1?window=1440m", "test:all/1?window=86400s", NULL},
        {"test:all/1?window=14d", "test:all/1?window=2w", "test:all/1?window=336h", NULL},
        {"test:all/1?window=0s", "test:all/1?window=0w", "test:all/1?window=0d", NULL},
        {"test:all/1?zone=0.25", "test:all/1?zone=2.5e-1", NULL},
        {"test:all/1?zone=none", NULL},
        {"test:all/1?whole=123456789012345", "test:all/1?whole=123456789012345.0", NULL},
    };
    static csc_i_spec a, b;
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        for (size_t i = 0; groups[g][i] != NULL; i++) {
            ck_assert_str_eq(canonical(groups[g][i], &a), groups[g][0]);
            ck_assert_str_eq(canonical(groups[g][0], &b), groups[g][0]);
            ck_assert(a.hash[0] == b.hash[0] && a.hash[1] == b.hash[1]);
        }
        for (size_t h = 0; h < g; h++) {
            canonical(groups[h][0], &b);
            ck_assert(a.hash[0] != b.hash[0]);
        }
    }
}
END_TEST

START_TEST(values)
{
    static csc_i_spec s;
    canonical("test:all/1?scale=-3..7&window=2h&zone=none", &s);
    ck_assert_double_eq(csc_i_spec_get(&s, "number")->number, 0.5);
    ck_assert_int_eq(csc_i_spec_get(&s, "number")->given, 0);
    ck_assert_double_eq(csc_i_spec_get(&s, "scale")->number, -3);
    ck_assert_double_eq(csc_i_spec_get(&s, "scale")->number2, 7);
    ck_assert_int_eq(csc_i_spec_get(&s, "scale")->given, 1);
    ck_assert_double_eq(csc_i_spec_get(&s, "window")->number, 7200);
    ck_assert_int_eq(csc_i_spec_get(&s, "zone")->word, 1);
    ck_assert(csc_i_spec_is(&s, "zone", "none") && !csc_i_spec_is(&s, "zone", "auto"));
    ck_assert(csc_i_spec_is(&s, "policy", "drop"));
    ck_assert_int_eq(csc_i_spec_get(&s, "number")->word, -1);
    ck_assert_ptr_null(csc_i_spec_get(&s, "nothing"));
    ck_assert(!csc_i_spec_is(&s, "nothing", "x"));
}
END_TEST

START_TEST(malformed)
{
    static const struct {
        const char *text;
        uint64_t byte;
        const char *key;
    } rows[] = {
        {"test:all/1?", 11, ""},
        {"test:all/1?number", 11, "number"},
        {"test:all/1?=1", 11, ""},
        {"test:all/1?number=1&", 20, ""},
        {"test:all/1?nombre=1", 11, "nombre"},
        {"test:all/1?Number=1", 11, "Number"},
        {"test:all/1?number=1&number=1", 20, "number"},
        {"test:all/1?number=", 18, "number"},
        {"test:all/1?number=1001", 18, "number"},
        {"test:all/1?number=nan", 18, "number"},
        {"test:all/1?number=inf", 18, "number"},
        {"test:all/1?number=1e999", 18, "number"},
        {"test:all/1?number=1x", 18, "number"},
        {"test:all/1?number=0x1", 18, "number"},
        {"test:all/1?whole=1.5", 17, "whole"},
        {"test:all/1?whole=-1", 17, "whole"},
        {"test:all/1?policy=Drop", 18, "policy"},
        {"test:all/1?policy=dro", 18, "policy"},
        {"test:all/1?policy=drop|keep", 18, "policy"},
        {"test:all/1?scale=1", 17, "scale"},
        {"test:all/1?scale=1..", 17, "scale"},
        {"test:all/1?scale=5..1", 17, "scale"},
        {"test:all/1?scale=2..2", 17, "scale"},
        {"test:all/1?scale=1.5..3", 17, "scale"},
        {"test:all/1?scale=1..101", 17, "scale"},
        {"test:all/1?scale=1...5", 17, "scale"},
        {"test:all/1?window=7", 18, "window"},
        {"test:all/1?window=d", 18, "window"},
        {"test:all/1?window=-1d", 18, "window"},
        {"test:all/1?window=1.5h", 18, "window"},
        {"test:all/1?window=1e1d", 18, "window"},
        {"test:all/1?window=366d", 18, "window"},
        {"test:all/1?window=99999999999999999999w", 18, "window"},
        {"test:all/1?zone=2", 16, "zone"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static csc_i_spec s;
        csc_error err;
        csc_status status = csc_i_spec_parse_as(&definition, rows[i].text, strlen(rows[i].text), &s, &err);
        ck_assert_msg(status == CSC_E_SPEC, "%s gives %s", rows[i].text, csc_status_name(status));
        ck_assert_msg(err.byte == rows[i].byte, "%s: byte %llu", rows[i].text, (unsigned long long)err.byte);
        ck_assert_str_eq(err.key, rows[i].key);
        ck_assert_int_eq(err.status, CSC_E_SPEC);
    }
    csc_i_spec s;
    csc_error err;
    CSC_ASSERT_STATUS(csc_i_spec_parse_as(&needed_definition, "test:needed/1", 13, &s, &err), CSC_E_SPEC);
    ck_assert_str_eq(err.key, "k");
    CSC_ASSERT_STATUS(csc_i_spec_parse_as(&needed_definition, "test:needed/1?k=03", 18, &s, &err), CSC_OK);
    ck_assert_str_eq(s.canonical, "test:needed/1?k=3");
}
END_TEST

START_TEST(public_calls)
{
    static const char spec[] = "wom:tree/1?tellers=2.0&population=1e3";
    static const char want[] = "wom:tree/1?population=1000&tellers=2";
    char buffer[64] = "unchanged";
    size_t needed = 0;
    csc_error err;
    CSC_ASSERT_STATUS(csc_spec_canonical(spec, sizeof spec - 1, NULL, 0, &needed, NULL), CSC_OK);
    ck_assert_uint_eq(needed, sizeof want - 1);
    needed = 0;
    CSC_ASSERT_STATUS(csc_spec_canonical(spec, SIZE_MAX, buffer, sizeof want - 2, &needed, &err), CSC_E_BUFFER);
    ck_assert_uint_eq(needed, sizeof want - 1);
    ck_assert_str_eq(buffer, "unchanged");
    CSC_ASSERT_STATUS(csc_spec_canonical(spec, SIZE_MAX, buffer, sizeof want - 1, NULL, &err), CSC_OK);
    ck_assert_mem_eq(buffer, want, sizeof want - 1);
    uint64_t a[2] = {1, 2}, b[2];
    CSC_ASSERT_STATUS(csc_spec_hash(spec, SIZE_MAX, a, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_spec_hash(want, SIZE_MAX, b, NULL), CSC_OK);
    ck_assert(a[0] == b[0] && a[1] == b[1]);
    csc_i_hash128(want, sizeof want - 1, 0, b);
    ck_assert(a[0] == b[0] && a[1] == b[1]);
    CSC_ASSERT_STATUS(csc_spec_canonical(NULL, 0, NULL, 0, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_spec_canonical(spec, SIZE_MAX, NULL, 5, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_spec_hash(spec, SIZE_MAX, NULL, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_spec_hash("wom:tree/77", SIZE_MAX, a, &err), CSC_E_NOTFOUND);
    ck_assert_str_eq(err.key, "wom:tree/77");
    static const char *const bad[] = {"",           "x",           "wom:tree",    "wom:tree/",        "/1",
                                      "wom/tree:1", "wom:tree/1x", "wom:tree/1#", "wom:tree/1?a=b c", "wom:tree/1?a=\xc3\xa9",
                                      ":/"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) CSC_ASSERT_STATUS(csc_spec_hash(bad[i], strlen(bad[i]), a, &err), CSC_E_SPEC);
    CSC_ASSERT_STATUS(csc_spec_hash("wom:tree/1\0", 11, a, &err), CSC_E_SPEC);
    ck_assert_uint_eq(err.byte, 10);
    static char lengthy[1100];
    memset(lengthy, '0', sizeof lengthy);
    memcpy(lengthy, "wom:tree/1?tellers=", 19);
    CSC_ASSERT_STATUS(csc_spec_hash(lengthy, 1025, a, &err), CSC_E_SPEC);
    CSC_ASSERT_STATUS(csc_spec_hash(lengthy, 1024, a, &err), CSC_OK);
}
END_TEST

static int well_named(const char *text) {
    for (; *text != '\0'; text++)
        if (!((*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9') || *text == '-' || *text == '_')) return 0;
    return 1;
}

/* What the records promise: sorted, findable, complete, and defaults in canonical form. */
START_TEST(every_definition)
{
    size_t count = csc_definition_count();
    ck_assert_uint_gt(count, 0);
    ck_assert_ptr_null(csc_definition_get(count));
    ck_assert_ptr_null(csc_definition_get(SIZE_MAX));
    ck_assert_ptr_null(csc_definition_find(NULL, 0));
    ck_assert_ptr_null(csc_definition_find("wom:tree", 8));
    ck_assert_ptr_null(csc_definition_find("", 0));
    for (size_t i = 0; i < count; i++) {
        const csc_definition *d = csc_definition_get(i);
        static csc_i_spec s;
        csc_error err;
        ck_assert_ptr_nonnull(d);
        if (i > 0) ck_assert_msg(strcmp(csc_definition_get(i - 1)->id, d->id) < 0, "%s is out of order", d->id);
        ck_assert_msg(csc_definition_find(d->id, strlen(d->id)) == d, "%s is not found: its table must be in the order of ids", d->id);
        ck_assert_msg(d->title != NULL && d->formula != NULL && d->source != NULL && d->interval != NULL && d->limits != NULL &&
                          d->subject != NULL,
                      "%s has a NULL text", d->id);
        ck_assert_msg(*d->title && *d->formula && *d->limits && *d->subject, "%s has an empty text", d->id);
        ck_assert_uint_le(d->parameter_count, CSC_I_PARAMETERS_MAX);
        char text[CSC_I_SPEC_MAX];
        int length = snprintf(text, sizeof text, "%s", d->id), needed = 0;
        for (size_t p = 0; p < d->parameter_count; p++) {
            const csc_parameter *q = &d->parameters[p];
            ck_assert_msg(q->name && q->fallback && q->choices && q->help && *q->help && well_named(q->name), "%s: parameter %zu", d->id,
                          p);
            ck_assert_msg(q->kind >= CSC_PARAMETER_NUMBER && q->kind <= CSC_PARAMETER_DURATION, "%s: %s has no kind", d->id, q->name);
            for (size_t o = 0; o < p; o++) ck_assert_str_ne(q->name, d->parameters[o].name);
            if (*q->fallback == '\0') needed = 1;
            if (*q->fallback != '\0')
                length +=
                    snprintf(text + length, sizeof text - (size_t)length, "%c%s=%s", strchr(text, '?') ? '&' : '?', q->name, q->fallback);
        }
        if (needed) {
            CSC_ASSERT_STATUS(csc_i_spec_parse(d->id, SIZE_MAX, &s, &err), CSC_E_SPEC);
            continue;
        }
        csc_status status = csc_i_spec_parse(text, (size_t)length, &s, &err);
        ck_assert_msg(status == CSC_OK, "%s: %s %s", text, err.key, err.message);
        ck_assert_str_eq(s.canonical, d->id);
        for (size_t p = 0; p < d->parameter_count; p++)
            ck_assert_msg(strcmp(s.value[p].text, d->parameters[p].fallback) == 0, "%s: the default of %s is written %s", d->id,
                          d->parameters[p].name, s.value[p].text);
    }
}
END_TEST

CSC_CHECK_MAIN("base/spec", equal_meanings_are_equal_bytes, values, malformed, public_calls, every_definition)
