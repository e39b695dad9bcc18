/* Time zones: known days of change, times that come twice or not at all, refusals. tests/io/zone_oracle.sh compares with Python. */
#include "csc_check.h"

static csc_error err;
static csc_zone *z;

#define US INT64_C(1000000)

/* A version 2 file with no transitions, whose only type is UTC; the footer says the rest. */
static size_t make(char *out, const char *footer) {
    static const char block[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                                "\0\0\0\0\0\0UTC\0";
    size_t n = sizeof block - 1;
    memcpy(out, block, n);
    memcpy(out + n, block, n);
    return 2 * n + (size_t)sprintf(out + 2 * n, "\n%s\n", footer);
}

static csc_status parse(const char *footer) {
    char bytes[400];
    size_t n = make(bytes, footer);
    return csc_zone_parse(&z, bytes, n, NULL, &err);
}

static int32_t offset(int64_t t, int32_t want_dst) {
    int32_t o = 99, dst = 9;
    ck_assert_int_eq(csc_zone_offset(z, t * US, &o, &dst), CSC_OK);
    ck_assert_int_eq(dst, want_dst);
    return o;
}

static int64_t to_utc(int64_t local, int choice) {
    int64_t utc = 0;
    ck_assert_int_eq(csc_zone_to_utc(z, local * US, choice, &utc), CSC_OK);
    return utc / US;
}

START_TEST(central_europe)
{
    /* In 2026 clocks go forward on 29 March and back on 25 October, both at 01:00 UTC: 1774746000 and 1792890000 */
    ck_assert_int_eq(parse("CET-1CEST,M3.5.0,M10.5.0/3"), CSC_OK);
    ck_assert_int_eq(offset(1774746000 - 1, 0), 3600);
    ck_assert_int_eq(offset(1774746000, 1), 7200);
    ck_assert_int_eq(offset(1792890000 - 1, 1), 7200);
    ck_assert_int_eq(offset(1792890000, 0), 3600);
    int64_t next = 0;
    ck_assert_int_eq(csc_zone_next(z, 1774746000 * US, &next), CSC_OK);
    ck_assert(next == 1792890000 * US);
    ck_assert_int_eq(csc_zone_next(z, (1774746000 - 1) * US, &next), CSC_OK);
    ck_assert(next == 1774746000 * US);
    /* 02:30 on 29 March is skipped: it becomes 03:30; 02:30 on 25 October comes twice */
    ck_assert(to_utc(1774746000 + 3600 + 1800, CSC_ZONE_EARLIER) == 1774746000 + 1800);
    ck_assert(to_utc(1774746000 + 3600 + 1800, CSC_ZONE_LATER) == 1774746000 + 1800);
    ck_assert(to_utc(1792890000 + 3600 + 1800, CSC_ZONE_EARLIER) == 1792890000 - 1800);
    ck_assert(to_utc(1792890000 + 3600 + 1800, CSC_ZONE_LATER) == 1792890000 + 1800);
    csc_zone_destroy(z);
}
END_TEST

START_TEST(other_rules)
{
    /* south of the equator; a negative daylight saving time (Ireland); days of the year; times beyond the day (Greenland) */
    ck_assert_int_eq(parse("AEST-10AEDT,M10.1.0,M4.1.0/3"), CSC_OK);
    ck_assert_int_eq(offset(1767225600, 1), 39600); /* 2026-01-01 */
    ck_assert_int_eq(offset(1782864000, 0), 36000); /* 2026-07-01 */
    csc_zone_destroy(z);
    ck_assert_int_eq(parse("IST-1GMT0,M10.5.0,M3.5.0/1"), CSC_OK);
    ck_assert_int_eq(offset(1767225600, 1), 0);
    ck_assert_int_eq(offset(1782864000, 0), 3600);
    csc_zone_destroy(z);
    ck_assert_int_eq(parse("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), CSC_OK);
    ck_assert_int_eq(offset(1774746000 - 1, 0), -7200);
    ck_assert_int_eq(offset(1774746000, 1), -3600);
    csc_zone_destroy(z);
    ck_assert_int_eq(parse("AAA3BBB,J60/0,365/25"), CSC_OK);
    csc_zone_destroy(z);
    ck_assert_int_eq(parse("<+0545>-5:45"), CSC_OK);
    ck_assert_int_eq(offset(0, 0), 20700);
    int64_t next;
    ck_assert_int_eq(csc_zone_next(z, 0, &next), CSC_E_NOTFOUND);
    csc_zone_destroy(z);
    ck_assert_int_eq(parse(""), CSC_OK);
    ck_assert_int_eq(offset(0, 0), 0);
    csc_zone_destroy(z);
}
END_TEST

START_TEST(refusals)
{
    static const char *const bad[] = {"C",
                                      "CET",
                                      "CET-25",
                                      "CET-1CEST,",
                                      "CET-1CEST",
                                      "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M13.5.0,M10.5.0",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "CET-1CEST,M3.5.7,M10.5.0",
                                      "CET-1CEST,M3.5.0,M10.5.0x",
                                      "<CET",
                                      "CET-1:60",
                                      "CET-1CEST,J0,J1",
                                      "CET-1CEST,M3.5.0/168,M10.5.0"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        z = (csc_zone *)&err;
        ck_assert_msg(parse(bad[i]) == CSC_E_FORMAT, "%s", bad[i]);
        ck_assert_ptr_null(z);
    }
    char bytes[400], copy[400];
    size_t n = make(bytes, "CET-1CEST,M3.5.0,M10.5.0/3");
    for (size_t k = 0; k < n - 1; k++) { /* cut short anywhere */
        ck_assert_msg(csc_zone_parse(&z, bytes, k, NULL, &err) == CSC_E_FORMAT, "%zu", k);
        ck_assert_ptr_null(z);
    }
    memcpy(copy, bytes, n);
    copy[44 + 10 + 20 + 11] = 1; /* leap seconds */
    ck_assert_int_ne(csc_zone_parse(&z, copy, n, NULL, &err), CSC_OK);
    ck_assert_int_eq(csc_zone_open(&z, "../etc/passwd", 13, NULL, 0, NULL, &err), CSC_E_INVALID);
    ck_assert_int_eq(csc_zone_open(&z, "No/Such_Zone", 12, NULL, 0, NULL, &err), CSC_E_NOTFOUND);
    ck_assert_str_eq(err.key, "No/Such_Zone");
    ck_assert_int_eq(csc_zone_open(&z, "", 0, NULL, 0, NULL, &err), CSC_E_INVALID);
    ck_assert_int_eq(csc_zone_open(&z, "x", 1, "/no/such/folder", 15, NULL, &err), CSC_E_NOTFOUND);
    ck_assert_int_eq(csc_zone_parse(&z, "hello", 5, NULL, &err), CSC_E_FORMAT);
    ck_assert_int_eq(csc_zone_offset(NULL, 0, NULL, NULL), CSC_E_INVALID);
    ck_assert_int_eq(parse("UTC0"), CSC_OK);
    int64_t utc;
    ck_assert_int_eq(csc_zone_to_utc(z, INT64_MAX, 0, &utc), CSC_E_RANGE);
    ck_assert_int_eq(csc_zone_to_utc(z, 0, 2, &utc), CSC_E_INVALID);
    int32_t o = 5;
    ck_assert_int_eq(csc_zone_offset(z, INT64_MIN, &o, NULL), CSC_OK);
    ck_assert_int_eq(o, 0);
    csc_zone_destroy(z);
    csc_zone_destroy(NULL);
}
END_TEST

CSC_CHECK_MAIN("io/zone", central_europe, other_rules, refusals)
