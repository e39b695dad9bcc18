/* The envelope around every serialised object. All numbers little-endian.
 *
 *   0  "CSCS"
 *   4  u16 version of the envelope, 1
 *   6  u16 kind
 *   8  u16 version of the kind's payload
 *  10  u16 length of the spec
 *  12  u32 0
 *  16  u64 u64 hash of the spec, 0 without one
 *  32  u64 length of the payload
 *  40  spec, payload
 *   .  u64 CRC-64/XZ of all bytes before it
 */
#include "base/internal.h"

#define ENVELOPE_VERSION 1
#define HEAD 40
#define TAIL 8

static void store_le(uint8_t *p, uint64_t v, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) p[i] = (uint8_t)(v >> (8 * i));
}

static uint64_t load_le(const uint8_t *p, size_t bytes) {
    uint64_t v = 0;
    for (size_t i = bytes; i-- > 0;) v = v << 8 | p[i];
    return v;
}

/* ---------------------------------------------------------------- writing */

static void put(csc_i_writer *w, const void *bytes, size_t length) {
    if (length > 0 && w->at <= w->capacity && length <= w->capacity - w->at) memcpy(w->buffer + w->at, bytes, length);
    w->at += length;
}

static void put_le(csc_i_writer *w, uint64_t v, size_t bytes) {
    uint8_t b[8];
    store_le(b, v, bytes);
    put(w, b, bytes);
}

void csc_i_writer_begin(csc_i_writer *w, void *buffer, size_t capacity, int32_t kind, int32_t version, const csc_i_spec *spec) {
    size_t spec_length = spec != NULL ? spec->canonical_length : 0;
    w->buffer = buffer;
    w->capacity = buffer != NULL ? capacity : 0;
    w->at = 0;
    put(w, "CSCS", 4);
    put_le(w, ENVELOPE_VERSION, 2);
    put_le(w, (uint64_t)(uint32_t)kind, 2);
    put_le(w, (uint64_t)(uint32_t)version, 2);
    put_le(w, spec_length, 2);
    put_le(w, 0, 4);
    put_le(w, spec != NULL ? spec->hash[0] : 0, 8);
    put_le(w, spec != NULL ? spec->hash[1] : 0, 8);
    put_le(w, 0, 8); /* the payload's length, known at the end */
    if (spec != NULL) put(w, spec->canonical, spec_length);
}

void csc_i_write_u8(csc_i_writer *w, uint8_t v) {
    put_le(w, v, 1);
}

void csc_i_write_u16(csc_i_writer *w, uint16_t v) {
    put_le(w, v, 2);
}

void csc_i_write_u32(csc_i_writer *w, uint32_t v) {
    put_le(w, v, 4);
}

void csc_i_write_u64(csc_i_writer *w, uint64_t v) {
    put_le(w, v, 8);
}

void csc_i_write_i64(csc_i_writer *w, int64_t v) {
    put_le(w, (uint64_t)v, 8);
}

void csc_i_write_f64(csc_i_writer *w, double v) {
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    put_le(w, isnan(v) ? UINT64_C(0x7ff8000000000000) : bits, 8);
}

void csc_i_write_varint(csc_i_writer *w, uint64_t v) {
    uint8_t b[10];
    size_t n = 0;
    for (; v >= 0x80; v >>= 7) b[n++] = (uint8_t)(v | 0x80);
    b[n++] = (uint8_t)v;
    put(w, b, n);
}

void csc_i_write_bytes(csc_i_writer *w, const void *bytes, size_t length) {
    put(w, bytes, length);
}

csc_status csc_i_writer_finish(csc_i_writer *w, size_t *needed, csc_error *err) {
    size_t body = w->at;
    w->at += TAIL;
    if (needed != NULL) *needed = w->at;
    if (w->at > w->capacity) return csc_i_fail(err, CSC_E_BUFFER, "The state does not fit the buffer.");
    size_t spec_length = (size_t)load_le(w->buffer + 10, 2);
    store_le(w->buffer + 32, body - HEAD - spec_length, 8);
    store_le(w->buffer + body, csc_i_crc64(0, w->buffer, body), 8);
    return CSC_OK;
}

/* ---------------------------------------------------------------- reading */

csc_status csc_state_inspect(const void *bytes, size_t length, csc_state_info *info, csc_error *err) {
    const uint8_t *p = bytes;
    csc_state_info found;
    if (bytes == NULL || info == NULL) return csc_i_fail(err, CSC_E_INVALID, "The bytes or the record are NULL.");
    for (size_t i = 0; i < 4; i++)
        if (i >= length || p[i] != (uint8_t) "CSCS"[i]) return csc_i_fail_byte(err, CSC_E_FORMAT, "These bytes are not a libcsc state.", i);
    if (length < HEAD + TAIL) return csc_i_fail_byte(err, CSC_E_FORMAT, "The state is cut short.", length);
    size_t body = length - TAIL;
    if (load_le(p + body, 8) != csc_i_crc64(0, p, body)) {
        /* say "cut short" where the length tells; a later envelope has its checksum in the same place, so damage is told from age */
        uint64_t want = HEAD + TAIL + load_le(p + 10, 2);
        uint64_t payload = load_le(p + 32, 8);
        if (payload > length || want + payload > length) return csc_i_fail_byte(err, CSC_E_FORMAT, "The state is cut short.", length);
        return csc_i_fail_byte(err, CSC_E_FORMAT, "The state is damaged: its checksum differs.", body);
    }
    if (load_le(p + 4, 2) > ENVELOPE_VERSION) return csc_i_fail_byte(err, CSC_E_VERSION, "The state was written by a later version.", 4);
    if (load_le(p + 4, 2) != ENVELOPE_VERSION) return csc_i_fail_byte(err, CSC_E_FORMAT, "The state has an unknown version.", 4);
    found.kind = (int32_t)load_le(p + 6, 2);
    found.version = (int32_t)load_le(p + 8, 2);
    found.spec_length = (size_t)load_le(p + 10, 2);
    found.hash[0] = load_le(p + 16, 8);
    found.hash[1] = load_le(p + 24, 8);
    found.payload_length = load_le(p + 32, 8);
    if (load_le(p + 12, 4) != 0) return csc_i_fail_byte(err, CSC_E_FORMAT, "A reserved part of the state is used.", 12);
    if (found.spec_length > CSC_I_SPEC_MAX || found.spec_length > body - HEAD)
        return csc_i_fail_byte(err, CSC_E_FORMAT, "The spec's length is wrong.", 10);
    if (found.payload_length != body - HEAD - found.spec_length)
        return csc_i_fail_byte(err, CSC_E_FORMAT, "The payload's length is wrong.", 32);
    uint64_t hash[2] = {0, 0};
    if (found.spec_length > 0) csc_i_hash128(p + HEAD, found.spec_length, 0, hash);
    if (hash[0] != found.hash[0] || hash[1] != found.hash[1]) return csc_i_fail_byte(err, CSC_E_FORMAT, "The spec's hash is wrong.", 16);
    for (size_t i = 0; i < found.spec_length; i++)
        if (p[HEAD + i] < 0x21 || p[HEAD + i] > 0x7e) return csc_i_fail_byte(err, CSC_E_FORMAT, "The spec is not a spec.", HEAD + i);
    found.spec = found.spec_length > 0 ? (const char *)p + HEAD : "";
    *info = found;
    return CSC_OK;
}

csc_status csc_i_reader_begin(csc_i_reader *r, const void *bytes, size_t length, int32_t kind, int32_t max_version, csc_i_spec *spec,
                              csc_error *err) {
    csc_state_info info;
    CSC_I_TRY(csc_state_inspect(bytes, length, &info, err));
    if (info.kind != kind) return csc_i_fail_byte(err, CSC_E_MISMATCH, "The state is of another kind.", 6);
    if (info.version > max_version) return csc_i_fail_byte(err, CSC_E_VERSION, "The state was written by a later version.", 8);
    if (info.version < 1) return csc_i_fail_byte(err, CSC_E_FORMAT, "The state has an unknown version.", 8);
    if (spec != NULL) {
        if (info.spec_length == 0) return csc_i_fail_byte(err, CSC_E_FORMAT, "The state has no spec.", 10);
        csc_status status = csc_i_spec_parse(info.spec, info.spec_length, spec, err);
        if (status == CSC_E_NOTFOUND) {
            csc_i_fail_key(err, CSC_E_VERSION, "The state's definition is unknown to this version.", info.spec, info.spec_length);
            return CSC_E_VERSION;
        }
        if (status != CSC_OK || spec->canonical_length != info.spec_length || memcmp(spec->canonical, info.spec, info.spec_length) != 0)
            return csc_i_fail_byte(err, CSC_E_FORMAT, "The state's spec is not in canonical form.", HEAD);
    }
    r->bytes = bytes;
    r->at = HEAD + info.spec_length;
    r->length = length - TAIL;
    r->failed = 0;
    return CSC_OK;
}

const uint8_t *csc_i_read_bytes(csc_i_reader *r, size_t length) {
    if (r->failed || length > r->length - r->at) {
        r->failed = 1;
        return NULL;
    }
    const uint8_t *p = r->bytes + r->at;
    r->at += length;
    return p;
}

static uint64_t get_le(csc_i_reader *r, size_t bytes) {
    const uint8_t *p = csc_i_read_bytes(r, bytes);
    return p != NULL ? load_le(p, bytes) : 0;
}

uint8_t csc_i_read_u8(csc_i_reader *r) {
    return (uint8_t)get_le(r, 1);
}

uint16_t csc_i_read_u16(csc_i_reader *r) {
    return (uint16_t)get_le(r, 2);
}

uint32_t csc_i_read_u32(csc_i_reader *r) {
    return (uint32_t)get_le(r, 4);
}

uint64_t csc_i_read_u64(csc_i_reader *r) {
    return get_le(r, 8);
}

int64_t csc_i_read_i64(csc_i_reader *r) {
    uint64_t v = get_le(r, 8);
    int64_t out;
    memcpy(&out, &v, sizeof out);
    return out;
}

double csc_i_read_f64(csc_i_reader *r) {
    uint64_t v = get_le(r, 8);
    double out;
    memcpy(&out, &v, sizeof out);
    /* only the one NaN that is written */
    if (isnan(out) && v != UINT64_C(0x7ff8000000000000)) {
        r->failed = 1;
        return 0;
    }
    return out;
}

uint64_t csc_i_read_varint(csc_i_reader *r) {
    uint64_t v = 0;
    for (int shift = 0; shift < 70; shift += 7) {
        const uint8_t *p = csc_i_read_bytes(r, 1);
        if (p == NULL) return 0;
        uint64_t part = *p & 0x7fu;
        if (shift == 63 && part > 1) break;
        v |= part << shift;
        if (*p & 0x80u) continue;
        if (part == 0 && shift > 0) break; /* a longer spelling than needed */
        return v;
    }
    r->failed = 1;
    return 0;
}

size_t csc_i_reader_room(const csc_i_reader *r, size_t item) {
    if (r->failed) return 0;
    size_t left = r->length - r->at;
    return item == 0 ? left : left / item;
}

csc_status csc_i_reader_finish(const csc_i_reader *r, csc_error *err) {
    if (r->failed) return csc_i_fail_byte(err, CSC_E_FORMAT, "The payload is malformed.", r->at);
    if (r->at != r->length) return csc_i_fail_byte(err, CSC_E_FORMAT, "The payload has trailing bytes.", r->at);
    return CSC_OK;
}
