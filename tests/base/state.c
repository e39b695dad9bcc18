/* Hashes, the envelope, its writer and reader, and the shorthand for sinks. */
#include "base/internal.h"
#include "csc_check.h"
#include "csc_recorder.h"

START_TEST(murmur3)
{
    /* Values of the reference program (Appleby's smhasher, MurmurHash3_x64_128, seed 0 where not said), as printed by the mmh3 package */
    static const struct {
        const char *text;
        uint64_t seed, a, b;
    } rows[] = {
        {"", 0, 0, 0},
        {"hello", 0, UINT64_C(0xcbd8a7b341bd9b02), UINT64_C(0x5b1e906a48ae1d19)},
        {"hello, world", 0, UINT64_C(0x342fac623a5ebc8e), UINT64_C(0x4cdcbc079642414d)},
        {"19 Jan 2038 at 3:14:07 AM", 0, UINT64_C(0xb89e5988b737affc), UINT64_C(0x664fc2950231b2cb)},
        {"The quick brown fox jumps over the lazy dog.", 0, UINT64_C(0xcd99481f9ee902c9), UINT64_C(0x695da1a38987b6e7)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t h[2];
        csc_i_hash128(rows[i].text, strlen(rows[i].text), rows[i].seed, h);
        ck_assert_msg(h[0] == rows[i].a && h[1] == rows[i].b, "%s: %016llx %016llx", rows[i].text, (unsigned long long)h[0],
                      (unsigned long long)h[1]);
    }
    /* The verification value of smhasher: keys {}, {0}, {0,1} ... of length 0 to 255 hashed with seed 256 - length, all hashes hashed */
    uint8_t key[256], hashes[256 * 16];
    for (int i = 0; i < 256; i++) {
        uint64_t h[2];
        key[i] = (uint8_t)i;
        csc_i_hash128(key, (size_t)i, (uint64_t)(256 - i), h);
        for (int b = 0; b < 16; b++) hashes[i * 16 + b] = (uint8_t)(h[b / 8] >> (8 * (b % 8)));
    }
    uint64_t final[2];
    csc_i_hash128(hashes, sizeof hashes, 0, final);
    ck_assert_uint_eq((uint32_t) final[0], 0x6384BA69u);
}
END_TEST

START_TEST(crc64)
{
    /* the check value of CRC-64/XZ in the catalogue of parametrised CRC algorithms */
    ck_assert_uint_eq(csc_i_crc64(0, "123456789", 9), UINT64_C(0x995dc9bbdf1939fa));
    ck_assert_uint_eq(csc_i_crc64(csc_i_crc64(0, "1234", 4), "56789", 5), UINT64_C(0x995dc9bbdf1939fa));
    ck_assert_uint_eq(csc_i_crc64(0, "", 0), 0);
}
END_TEST

static const char spec_text[] = "wom:tree/1?population=1000";

static size_t make(uint8_t *buffer, size_t capacity, int32_t kind, int32_t version, const csc_i_spec *spec, csc_status want) {
    csc_i_writer w;
    size_t needed = 0;
    csc_error err;
    csc_i_writer_begin(&w, buffer, capacity, kind, version, spec);
    csc_i_write_u8(&w, 200);
    csc_i_write_u16(&w, 60000);
    csc_i_write_u32(&w, 4000000000u);
    csc_i_write_u64(&w, UINT64_MAX);
    csc_i_write_i64(&w, -5);
    csc_i_write_f64(&w, -0.0);
    csc_i_write_f64(&w, -(double)NAN);
    csc_i_write_varint(&w, 0);
    csc_i_write_varint(&w, 127);
    csc_i_write_varint(&w, 128);
    csc_i_write_varint(&w, UINT64_MAX);
    csc_i_write_bytes(&w, "abc", 3);
    CSC_ASSERT_STATUS(csc_i_writer_finish(&w, &needed, &err), want);
    return needed;
}

START_TEST(round_trip)
{
    static csc_i_spec spec, read;
    uint8_t buffer[256];
    csc_state_info info;
    csc_i_reader r;
    CSC_ASSERT_STATUS(csc_i_spec_parse(spec_text, SIZE_MAX, &spec, NULL), CSC_OK);
    size_t size = make(NULL, 0, CSC_STATE_WOM, 3, &spec, CSC_E_BUFFER);
    ck_assert_uint_eq(size, 40 + strlen(spec_text) + 1 + 2 + 4 + 8 + 8 + 8 + 8 + 1 + 1 + 2 + 10 + 3 + 8);
    ck_assert_uint_eq(make(buffer, size - 1, CSC_STATE_WOM, 3, &spec, CSC_E_BUFFER), size);
    ck_assert_uint_eq(make(buffer, sizeof buffer, CSC_STATE_WOM, 3, &spec, CSC_OK), size);
    CSC_ASSERT_STATUS(csc_state_inspect(buffer, size, &info, NULL), CSC_OK);
    ck_assert_int_eq(info.kind, CSC_STATE_WOM);
    ck_assert_int_eq(info.version, 3);
    ck_assert_uint_eq(info.spec_length, strlen(spec_text));
    ck_assert_mem_eq(info.spec, spec_text, strlen(spec_text));
    ck_assert(info.hash[0] == spec.hash[0] && info.hash[1] == spec.hash[1]);
    ck_assert_uint_eq(info.payload_length, size - 48 - strlen(spec_text));
    CSC_ASSERT_STATUS(csc_i_reader_begin(&r, buffer, size, CSC_STATE_WOM, 3, &read, NULL), CSC_OK);
    ck_assert_str_eq(read.canonical, spec_text);
    ck_assert_uint_eq(csc_i_reader_room(&r, 8), (size - 48 - strlen(spec_text)) / 8);
    ck_assert_uint_eq(csc_i_read_u8(&r), 200);
    ck_assert_uint_eq(csc_i_read_u16(&r), 60000);
    ck_assert_uint_eq(csc_i_read_u32(&r), 4000000000u);
    ck_assert_uint_eq(csc_i_read_u64(&r), UINT64_MAX);
    ck_assert_int_eq(csc_i_read_i64(&r), -5);
    double zero = csc_i_read_f64(&r);
    ck_assert(zero == 0 && signbit(zero));
    ck_assert(isnan(csc_i_read_f64(&r)));
    ck_assert_uint_eq(csc_i_read_varint(&r), 0);
    ck_assert_uint_eq(csc_i_read_varint(&r), 127);
    ck_assert_uint_eq(csc_i_read_varint(&r), 128);
    ck_assert_uint_eq(csc_i_read_varint(&r), UINT64_MAX);
    CSC_ASSERT_STATUS(csc_i_reader_finish(&r, NULL), CSC_E_FORMAT);
    ck_assert_mem_eq(csc_i_read_bytes(&r, 3), "abc", 3);
    CSC_ASSERT_STATUS(csc_i_reader_finish(&r, NULL), CSC_OK);
    ck_assert_ptr_null(csc_i_read_bytes(&r, 1));
    ck_assert_uint_eq(csc_i_read_u64(&r), 0);
    ck_assert_uint_eq(csc_i_reader_room(&r, 1), 0);
    CSC_ASSERT_STATUS(csc_i_reader_finish(&r, NULL), CSC_E_FORMAT);
    size = make(buffer, sizeof buffer, CSC_STATE_PACK, 1, NULL, CSC_OK);
    CSC_ASSERT_STATUS(csc_state_inspect(buffer, size, &info, NULL), CSC_OK);
    ck_assert_uint_eq(info.spec_length, 0);
    ck_assert_str_eq(info.spec, "");
    CSC_ASSERT_STATUS(csc_i_reader_begin(&r, buffer, size, CSC_STATE_PACK, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_i_reader_begin(&r, buffer, size, CSC_STATE_PACK, 1, &read, NULL), CSC_E_FORMAT);
    CSC_ASSERT_STATUS(csc_i_reader_begin(&r, buffer, size, CSC_STATE_WOM, 1, NULL, NULL), CSC_E_MISMATCH);
}
END_TEST

START_TEST(every_flipped_bit_and_length)
{
    static csc_i_spec spec;
    uint8_t buffer[256], changed[256];
    csc_state_info info, before;
    csc_error err;
    csc_i_spec_parse(spec_text, SIZE_MAX, &spec, NULL);
    size_t size = make(buffer, sizeof buffer, CSC_STATE_WOM, 3, &spec, CSC_OK);
    memset(&info, 0x55, sizeof info);
    before = info;
    for (size_t bit = 0; bit < size * 8; bit++) {
        memcpy(changed, buffer, size);
        changed[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CSC_ASSERT_STATUS(csc_state_inspect(changed, size, &info, &err), CSC_E_FORMAT);
        ck_assert_uint_ne(err.byte, CSC_NOWHERE);
        ck_assert_mem_eq(&info, &before, sizeof info);
    }
    for (size_t n = 0; n < size; n++) {
        CSC_ASSERT_STATUS(csc_state_inspect(buffer, n, &info, &err), CSC_E_FORMAT);
        ck_assert_uint_le(err.byte, n);
    }
    CSC_ASSERT_STATUS(csc_state_inspect(buffer, size + 1, &info, &err), CSC_E_FORMAT);
    CSC_ASSERT_STATUS(csc_state_inspect(NULL, 0, &info, &err), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_state_inspect(buffer, size, NULL, &err), CSC_E_INVALID);
}
END_TEST

static void seal(uint8_t *p, size_t size) {
    uint64_t crc = csc_i_crc64(0, p, size - 8);
    for (int i = 0; i < 8; i++) p[size - 8 + (size_t)i] = (uint8_t)(crc >> (8 * i));
}

START_TEST(forged)
{
    static csc_i_spec spec, read;
    uint8_t buffer[256], p[256];
    csc_state_info info;
    csc_i_reader r;
    csc_i_spec_parse(spec_text, SIZE_MAX, &spec, NULL);
    size_t size = make(buffer, sizeof buffer, CSC_STATE_WOM, 3, &spec, CSC_OK);
    static const struct {
        size_t at;
        uint8_t value;
        csc_status want;
    } rows[] = {{4, 2, CSC_E_VERSION}, {4, 0, CSC_E_FORMAT},   {12, 1, CSC_E_FORMAT}, {10, 255, CSC_E_FORMAT}, {11, 255, CSC_E_FORMAT},
                {10, 0, CSC_E_FORMAT}, {16, 99, CSC_E_FORMAT}, {32, 1, CSC_E_FORMAT}, {39, 255, CSC_E_FORMAT}, {45, 'x', CSC_E_FORMAT}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memcpy(p, buffer, size);
        p[rows[i].at] = rows[i].value;
        seal(p, size);
        CSC_ASSERT_STATUS(csc_state_inspect(p, size, &info, NULL), rows[i].want);
    }
    CSC_ASSERT_STATUS(csc_i_reader_begin(&r, buffer, size, CSC_STATE_WOM, 2, &read, NULL), CSC_E_VERSION);
    memcpy(p, buffer, size);
    p[8] = 0;
    seal(p, size);
    CSC_ASSERT_STATUS(csc_i_reader_begin(&r, p, size, CSC_STATE_WOM, 3, &read, NULL), CSC_E_FORMAT);
    /* a spec that is right but not canonical, one of a definition that does not exist, one that is none */
    static const struct {
        const char *text;
        csc_status want;
    } specs[] = {{"wom:tree/1?population=1e3", CSC_E_FORMAT},
                 {"wom:tree/9999", CSC_E_VERSION},
                 {"wom tree", CSC_E_FORMAT},
                 {"nothing", CSC_E_FORMAT}};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        csc_i_writer w;
        memcpy(spec.canonical, specs[i].text, strlen(specs[i].text) + 1);
        spec.canonical_length = strlen(specs[i].text);
        csc_i_hash128(spec.canonical, spec.canonical_length, 0, spec.hash);
        csc_i_writer_begin(&w, p, sizeof p, CSC_STATE_WOM, 1, &spec);
        CSC_ASSERT_STATUS(csc_i_writer_finish(&w, &size, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_i_reader_begin(&r, p, size, CSC_STATE_WOM, 1, &read, NULL), specs[i].want);
    }
    /* numbers in other spellings than the writer's */
    static const uint8_t longer[] = {0x80, 0x00}, eleven[] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 2}, cut[] = {0x80};
    csc_i_reader v = {longer, sizeof longer, 0, 0};
    csc_i_read_varint(&v);
    ck_assert_int_eq(v.failed, 1);
    v = (csc_i_reader){eleven, sizeof eleven, 0, 0};
    csc_i_read_varint(&v);
    ck_assert_int_eq(v.failed, 1);
    v = (csc_i_reader){cut, sizeof cut, 0, 0};
    csc_i_read_varint(&v);
    ck_assert_int_eq(v.failed, 1);
    static const uint8_t other_nan[] = {1, 0, 0, 0, 0, 0, 0xf8, 0x7f};
    v = (csc_i_reader){other_nan, sizeof other_nan, 0, 0};
    csc_i_read_f64(&v);
    ck_assert_int_eq(v.failed, 1);
}
END_TEST

static csc_status tell(csc_sink *s) {
    csc_estimate e = {
        .value = 0.5, .se = (double)NAN, .low = 0.25, .high = 0.75, .level = 0.95, .n = 10, .missing = 1, .status = CSC_E_TOO_FEW};
    CSC_I_TRY(csc_i_sink_begin(s, NULL));
    CSC_I_TRY(csc_i_sink_begin_array(s, "a"));
    CSC_I_TRY(csc_i_sink_i64(s, NULL, -1));
    CSC_I_TRY(csc_i_sink_u64(s, NULL, 7));
    CSC_I_TRY(csc_i_sink_u64(s, NULL, UINT64_MAX));
    CSC_I_TRY(csc_i_sink_end_array(s));
    CSC_I_TRY(csc_i_sink_boolean(s, "b", 2));
    CSC_I_TRY(csc_i_sink_null(s, "c"));
    CSC_I_TRY(csc_i_sink_textn(s, "d", "text", 2));
    CSC_I_TRY(csc_i_sink_begin(s, "e"));
    CSC_I_TRY(csc_i_sink_estimate(s, &e));
    CSC_I_TRY(csc_i_sink_end(s));
    return csc_i_sink_end(s);
}

START_TEST(sinks)
{
    static csc_recorder rec;
    csc_sink sink;
    csc_recorder_init(&rec, &sink);
    CSC_ASSERT_STATUS(tell(&sink), CSC_OK);
    ck_assert_str_eq(rec.text,
                     "{a=[-1 7 18446744073709552000] b=true c=null d=\"te\" e={value=0.5 se=null low=0.25 high=0.75 level=0.95 n=10 "
                     "missing=1 status=\"too-few\"}}");
    ck_assert(!rec.wrong && rec.depth == 0);
    size_t calls = rec.calls;
    for (size_t n = 1; n <= calls; n++) {
        csc_recorder_init(&rec, &sink);
        rec.stop_at = n;
        CSC_ASSERT_STATUS(tell(&sink), CSC_E_CANCELLED);
        ck_assert_uint_eq(rec.calls, n);
    }
}
END_TEST

CSC_CHECK_MAIN("base/state", murmur3, crc64, round_trip, every_flipped_bit_and_length, forged, sinks)
