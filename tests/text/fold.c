/* Folding equals libunistring (u8_casefold with NFKC) on every code point and on texts that reorder and compose; the map; the matching
 * mode. Oracle: libunistring itself, and pairs written down by hand. */
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "csc_check.h"
#include "text/internal.h"

static void same(csc_folder *f, const uint8_t *text, size_t n) {
    size_t want_n, got_n;
    uint8_t small[4096];
    want_n = sizeof small;
    uint8_t *want = u8_casefold(text, n, NULL, UNINORM_NFKC, small, &want_n);
    ck_assert_ptr_nonnull(want);
    CSC_ASSERT_STATUS(csc_folder_fold(f, (const char *)text, n, NULL), CSC_OK);
    const char *got = csc_folder_text(f, &got_n);
    if (want_n != got_n || memcmp(want, got, got_n) != 0) {
        char hex[3 * 256 + 1] = "";
        for (size_t i = 0; i < n && i < 256; i++) sprintf(hex + 3 * i, "%02x ", text[i]);
        ck_abort_msg("fold differs: source %s", hex);
    }
    if (want != small) free(want);
}

START_TEST(every_code_point)
{
    csc_folder *f;
    CSC_ASSERT_STATUS(csc_folder_create(&f, CSC_FOLD_STANDARD, NULL, NULL), CSC_OK);
    for (uint32_t c = 0; c < 0x110000; c++) {
        uint8_t t[16];
        if (c >= 0xD800 && c < 0xE000) continue;
        size_t n = csc_i_utf8_put(c, t);
        same(f, t, n);
        /* between letters, behind a letter that composes, before a mark */
        uint8_t u[16] = {'A'};
        memcpy(u + 1, t, n);
        u[1 + n] = 'B';
        same(f, u, n + 2);
        u[1 + n] = 0xCC;
        u[2 + n] = 0x81; /* combining acute */
        same(f, u, n + 3);
    }
    csc_folder_destroy(f);
}
END_TEST

static uint64_t state = 88172645463325252u;
static uint32_t below(uint32_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % n;
}

/* Code points that join with their neighbours, and ones that do not. */
static uint32_t point(void) {
    static const uint32_t ranges[][2] = {{0x20, 0x7E},     {0xA0, 0x17F},    {0x300, 0x36F},     {0x370, 0x3FF},    {0x400, 0x45F},
                                         {0x530, 0x58F},   {0x591, 0x5F4},   {0x610, 0x655},     {0x900, 0x94F},    {0xE31, 0xE4E},
                                         {0x1100, 0x11FF}, {0x1E00, 0x1FFF}, {0x2000, 0x206F},   {0x2100, 0x214F},  {0x3041, 0x30FF},
                                         {0x3300, 0x33FF}, {0x4E00, 0x4FFF}, {0xAC00, 0xAD00},   {0xFB00, 0xFB4F},  {0xFDF0, 0xFDFF},
                                         {0xFE20, 0xFE2F}, {0xFF00, 0xFFEF}, {0x1D15E, 0x1D1C0}, {0x1D400, 0x1D7FF}};
    const uint32_t *r = ranges[below(24)];
    uint32_t c = r[0] + below(r[1] - r[0] + 1);
    return c;
}

START_TEST(random_texts)
{
    csc_folder *f;
    CSC_ASSERT_STATUS(csc_folder_create(&f, CSC_FOLD_STANDARD, NULL, NULL), CSC_OK);
    for (int round = 0; round < 60000; round++) {
        uint8_t t[256];
        size_t n = 0, count = 1 + below(24);
        for (size_t i = 0; i < count; i++) n += csc_i_utf8_put(below(3) == 0 ? 0x300 + below(0x70) : point(), t + n);
        same(f, t, n);
    }
    csc_folder_destroy(f);
}
END_TEST

/* NormalizationTest.txt of Unicode 14 when it is at hand (it is not redistributed): every column of every line. */
START_TEST(normalization_test)
{
    FILE *in = fopen(CSC_TEST_DATA "/NormalizationTest.txt", "r");
    if (in == NULL) in = fopen(CSC_SHARED_DATA "/unicode/NormalizationTest.txt", "r");
    if (in == NULL) return;
    csc_folder *f;
    char line[4096];
    CSC_ASSERT_STATUS(csc_folder_create(&f, CSC_FOLD_STANDARD, NULL, NULL), CSC_OK);
    while (fgets(line, sizeof line, in) != NULL) {
        if (line[0] == '#' || line[0] == '@') continue;
        char *field = strtok(line, ";");
        for (int k = 0; k < 5 && field != NULL; k++, field = strtok(NULL, ";")) {
            uint8_t t[512];
            size_t n = 0;
            for (char *p = field, *end; *p != '\0' && n < 500; p = end) {
                unsigned long c = strtoul(p, &end, 16);
                if (end == p) break;
                n += csc_i_utf8_put((uint32_t)c, t + n);
            }
            same(f, t, n);
        }
    }
    fclose(in);
    csc_folder_destroy(f);
}
END_TEST

/* source, folded */
static const char *const pairs[][2] = {
    {"Don\xE2\x80\x99t \xE2\x80\x9CSTOP\xE2\x80\x9D", "don't \"stop\""},
    {"\xCE\x9A\xCE\xB1\xCE\xBB\xCE\xB7\xCE\xBC\xCE\xAD\xCF\x81\xCE\xB1 \xCE\xA3\xCE\x91\xCE\xA3",
     "\xCE\xBA\xCE\xB1\xCE\xBB\xCE\xB7\xCE\xBC\xCE\xB5\xCF\x81\xCE\xB1 \xCF\x83\xCE\xB1\xCF\x83"},    /* Kalimera SAS */
    {"\xCF\x83\xCE\xB1\xCF\x82\xCD\xBE", "\xCF\x83\xCE\xB1\xCF\x83;"},                                /* final sigma, Greek question mark */
    {"\xCE\xB1\xCC\x81", "\xCE\xB1"},                                                                 /* alpha and a combining tonos */
    {"\xD0\x95\xD1\x89\xD1\x91 \xD0\x81\xD0\x96", "\xD0\xB5\xD1\x89\xD0\xB5 \xD0\xB5\xD0\xB6"},       /* io */
    {"\xD6\x87", "\xD5\xA5\xD6\x82"},                                                                 /* ech-yiwn */
    {"\xD5\xAB\xD5\xB6\xD5\xB9\xD5\xB8\xD5\x9E\xD5\xBE", "\xD5\xAB\xD5\xB6\xD5\xB9\xD5\xB8\xD5\xBE"}, /* Armenian question mark in a word */
    {"\xEF\xBC\xB9\xEF\xBD\x85\xEF\xBD\x93\xEF\xBC\x8C", "yes,"},                                     /* full width */
    {"\xE5\x8F\xB0\xE7\x81\xA3\xE8\x87\xBA", "\xE5\x8F\xB0\xE6\xB9\xBE\xE5\x8F\xB0"},                 /* Han variants */
    {"pl\xC2\xADu\xE2\x80\x8Bs\xEF\xBB\xBF", "plus"},
    {"a\xC2\xA0"
     "b\xE2\x80\x94"
     "c",
     "a b-c"}};

START_TEST(matching_pairs)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char out[256];
        size_t n;
        CSC_ASSERT_STATUS(csc_text_fold(pairs[i][0], strlen(pairs[i][0]), CSC_FOLD_MATCHING, out, sizeof out, &n, NULL), CSC_OK);
        ck_assert_msg(n == strlen(pairs[i][1]) && memcmp(out, pairs[i][1], n) == 0, "pair %zu: %.*s", i, (int)n, out);
    }
}
END_TEST

/* Folding a part of the source gives the part of the folded text that maps to it, and cuts at any character do not matter when nothing
 * joins across them. */
START_TEST(map_points_back)
{
    static const char text[] = "A\xC3\x89\xE2\x80\x99x \xCE\xB1\xCC\x81\xD6\x87 \xEF\xB7\xBA \xE7\x81\xA3 \xF0\x9F\x98\x80\xE2\x80\x8B!";
    csc_folder *f;
    csc_span s;
    size_t n;
    CSC_ASSERT_STATUS(csc_folder_create(&f, CSC_FOLD_MATCHING, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_folder_fold(f, text, sizeof text - 1, NULL), CSC_OK);
    const char *folded = csc_folder_text(f, &n);
    for (size_t b = 0; b < n; b++) {
        if (((unsigned char)folded[b] & 0xC0) == 0x80) continue;
        size_t e = b + 1;
        while (e < n && ((unsigned char)folded[e] & 0xC0) == 0x80) e++;
        CSC_ASSERT_STATUS(csc_folder_source(f, b, e, &s), CSC_OK);
        ck_assert_uint_lt(s.begin, s.end);
        char out[256];
        size_t m;
        CSC_ASSERT_STATUS(csc_text_fold(text + s.begin, s.end - s.begin, CSC_FOLD_MATCHING, out, sizeof out, &m, NULL), CSC_OK);
        /* the source of one folded character folds to something that holds it */
        ck_assert_msg(m >= e - b, "at %zu", b);
        int found = 0;
        for (size_t i = 0; i + (e - b) <= m; i++) found |= memcmp(out + i, folded + b, e - b) == 0;
        ck_assert_msg(found, "at %zu", b);
    }
    CSC_ASSERT_STATUS(csc_folder_source(f, 0, n, &s), CSC_OK);
    ck_assert_uint_eq(s.begin, 0);
    ck_assert_uint_eq(s.end, sizeof text - 1);
    CSC_ASSERT_STATUS(csc_folder_source(f, 3, n + 1, &s), CSC_E_RANGE);
    CSC_ASSERT_STATUS(csc_folder_source(f, 3, 2, &s), CSC_E_RANGE);
    csc_folder_destroy(f);
    csc_folder_destroy(NULL);
}
END_TEST

START_TEST(errors)
{
    csc_folder *f;
    csc_error err;
    char out[4];
    size_t n;
    CSC_ASSERT_STATUS(csc_folder_create(&f, 7, NULL, NULL), CSC_E_INVALID);
    ck_assert_ptr_null(f);
    CSC_ASSERT_STATUS(csc_text_fold("abcdef", 6, CSC_FOLD_STANDARD, out, 4, &n, NULL), CSC_E_BUFFER);
    ck_assert_uint_eq(n, 6);
    static const struct {
        const char *text;
        size_t length, bad;
    } cases[] = {{"ab\xC3", 3, 2},
                 {"a\xC0\x80", 3, 1},
                 {"\xED\xA0\x80", 3, 0},
                 {"xy\xF4\x90\x80\x80", 6, 2},
                 {"\x80", 1, 0},
                 {"\xE0\x9F\xBF", 3, 0},
                 {"a\xF0\x8F\xBF\xBF", 5, 1},
                 {"\xF8\x88\x80\x80\x80", 5, 0},
                 {"a\xCC\x81\xFF", 4, 3},
                 {"0123456789012345678901234567890123456789\xE2\x82", 42, 40}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t valid;
        char big[128];
        CSC_ASSERT_STATUS(csc_text_fold(cases[i].text, cases[i].length, CSC_FOLD_MATCHING, big, sizeof big, NULL, &err), CSC_E_UTF8);
        ck_assert_msg(err.byte == cases[i].bad, "case %zu: %llu", i, (unsigned long long)err.byte);
        CSC_ASSERT_STATUS(csc_text_check(cases[i].text, cases[i].length, &valid, &err), CSC_E_UTF8);
        ck_assert_uint_eq(valid, cases[i].bad);
    }
    CSC_ASSERT_STATUS(csc_text_check(NULL, 0, &n, NULL), CSC_OK);
}
END_TEST

CSC_CHECK_MAIN("text/fold", every_code_point, random_texts, normalization_test, matching_pairs, map_points_back, errors)
