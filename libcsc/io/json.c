/* JSON into trees: strict (RFC 8259), with positions, without recursion. doc/decisions.md says why it is our own. */
#include "io/tree.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define JSON_MOST (UINT64_C(1) << 30)

typedef struct reader {
    csc_tree *tree;
    csc_error *err;
    const char *text; /* the tree's copy; a NUL stands after the last byte */
    size_t length;
    size_t at;
    uint32_t line; /* from 0 */
    uint32_t depth;
    uint32_t open[CSC_I_TREE_DEPTH]; /* objects and arrays around the present value */
    uint32_t last[CSC_I_TREE_DEPTH]; /* and the last child of each */
} reader;

static csc_status fail(reader *r, csc_status status, const char *message, size_t byte) {
    return csc_i_tree_fail_at(r->tree, r->err, status, message, byte);
}

static csc_status unexpected(reader *r, const char *due) {
    if (r->at >= r->length) return fail(r, CSC_E_SYNTAX, "the JSON text ends too early", r->length);
    return fail(r, CSC_E_SYNTAX, due, r->at);
}

static inline void blanks(reader *r) {
    for (;;) {
        char c = r->text[r->at];
        if (c == ' ' || c == '\t') {
            r->at++;
        } else if (c == '\n' || c == '\r') {
            r->line += c == '\n' || r->text[r->at + 1] != '\n';
            r->at++;
        } else {
            return;
        }
    }
}

/* ------------------------------------------------------------------ strings */

/* From `at` on, the first byte that is a quote, a backslash or a control character. The text ends with a NUL, which is one. */
static size_t plain_end(const char *text, size_t at, size_t length) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1F);
    while (at + 16 <= length) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text + at));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, back));
        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
        int mask = _mm_movemask_epi8(hit);
        if (mask != 0) return at + (size_t)__builtin_ctz((unsigned)mask);
        at += 16;
    }
#else
    while (at + 8 <= length) {
        const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
        uint64_t w, q, b;
        memcpy(&w, text + at, 8);
        q = w ^ (ones * '"');
        b = w ^ (ones * '\\');
        if ((((q - ones) & ~q) | ((b - ones) & ~b) | ((w - ones * 0x20) & ~w)) & high) break;
        at += 8;
    }
#endif
    for (;; at++) {
        unsigned char c = (unsigned char)text[at];
        if (c == '"' || c == '\\' || c < 0x20) return at;
    }
}

static int hex4(const char *p, uint32_t *value) {
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A' + 10);
        else
            return 0; /* the NUL after the text ends up here too */
        v = v * 16 + digit;
    }
    *value = v;
    return 1;
}

/* The escape at r->at (a backslash) as bytes into `out`. */
static csc_status escape(reader *r, char *out, size_t *written) {
    size_t start = r->at;
    char c = r->text[start + 1];
    *written = 1;
    r->at += 2;
    switch (c) {
    case '"':
    case '\\':
    case '/':
        out[0] = c;
        return CSC_OK;
    case 'b':
        out[0] = '\b';
        return CSC_OK;
    case 'f':
        out[0] = '\f';
        return CSC_OK;
    case 'n':
        out[0] = '\n';
        return CSC_OK;
    case 'r':
        out[0] = '\r';
        return CSC_OK;
    case 't':
        out[0] = '\t';
        return CSC_OK;
    case 'u':
        break;
    default:
        return fail(r, CSC_E_SYNTAX, "no such escape in a JSON text", start);
    }
    uint32_t cp, low;
    if (!hex4(r->text + r->at, &cp)) return fail(r, CSC_E_SYNTAX, "four hexadecimal digits are due after \\u", start);
    r->at += 4;
    if (cp >= 0xDC00 && cp <= 0xDFFF) return fail(r, CSC_E_SYNTAX, "half of a surrogate pair stands alone", start);
    if (cp >= 0xD800 && cp <= 0xDBFF) {
        if (r->text[r->at] != '\\' || r->text[r->at + 1] != 'u' || !hex4(r->text + r->at + 2, &low) || low < 0xDC00 || low > 0xDFFF)
            return fail(r, CSC_E_SYNTAX, "half of a surrogate pair stands alone", start);
        r->at += 6;
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
    }
    *written = csc_i_io_utf8_put(cp, out);
    return CSC_OK;
}

/* Reads the string whose opening quote is at r->at into the tree's texts, which have room for it. */
static csc_status string(reader *r, uint64_t *offset, uint32_t *length) {
    csc_i_io_buffer *texts = &r->tree->texts;
    size_t start = texts->length, at = start;
    r->at++;
    for (;;) {
        size_t end = plain_end(r->text, r->at, r->length);
        memcpy(texts->bytes + at, r->text + r->at, end - r->at);
        at += end - r->at;
        r->at = end;
        char c = r->text[end];
        if (c == '"') break;
        if (c == '\\') {
            size_t written;
            CSC_I_IO_TRY(escape(r, texts->bytes + at, &written));
            at += written;
            continue;
        }
        if (end >= r->length) return fail(r, CSC_E_SYNTAX, "the text has no closing quote", end);
        return fail(r, CSC_E_SYNTAX, "a control character stands in a text; write it as an escape", end);
    }
    r->at++;
    texts->bytes[at] = '\0';
    texts->length = at + 1;
    *offset = start;
    *length = (uint32_t)(at - start);
    return CSC_OK;
}

/* ------------------------------------------------------------------- values */

static inline int digit(char c) {
    return c >= '0' && c <= '9';
}

static csc_status number(reader *r, csc_i_tree_node *n) {
    const char *p = r->text + r->at;
    const char *start = p;
    if (*p == '-') p++;
    if (*p == '0') {
        p++;
        if (digit(*p)) return fail(r, CSC_E_SYNTAX, "a number must not begin with 0", r->at);
    } else {
        if (!digit(*p)) return fail(r, CSC_E_SYNTAX, "a digit is due after the sign", r->at);
        while (digit(*p)) p++;
    }
    if (*p == '.') {
        p++;
        if (!digit(*p)) return fail(r, CSC_E_SYNTAX, "a digit is due after the decimal point", (size_t)(p - r->text));
        while (digit(*p)) p++;
    }
    if (*p == 'e' || *p == 'E') {
        p++;
        if (*p == '+' || *p == '-') p++;
        if (!digit(*p)) return fail(r, CSC_E_SYNTAX, "a digit is due in the exponent", (size_t)(p - r->text));
        while (digit(*p)) p++;
    }
    csc_i_io_buffer *texts = &r->tree->texts;
    size_t length = (size_t)(p - start);
    memcpy(texts->bytes + texts->length, start, length);
    texts->bytes[texts->length + length] = '\0';
    n->text = texts->length;
    n->text_length = (uint32_t)length;
    texts->length += length + 1;
    r->at += length;
    return CSC_OK;
}

static csc_status word(reader *r, const char *text, size_t length) {
    if (r->length - r->at < length || memcmp(r->text + r->at, text, length) != 0)
        return unexpected(r, "a value is due here: text, number, true, false, null, [ or {");
    r->at += length;
    return CSC_OK;
}

static csc_status add(reader *r, uint32_t *id) {
    uint32_t parent = r->depth > 0 ? r->open[r->depth - 1] : CSC_TREE_NONE;
    uint32_t last = r->depth > 0 ? r->last[r->depth - 1] : CSC_TREE_NONE;
    csc_status s = csc_i_tree_add(r->tree, parent, last, id);
    if (s != CSC_OK) return csc_i_io_fail(r->err, s, "no memory for the document");
    if (r->depth > 0) r->last[r->depth - 1] = *id;
    return CSC_OK;
}

/* The value at r->at into node `id`. For an object or array only its beginning: then *opened is 1. */
static csc_status value(reader *r, uint32_t id, int *opened) {
    csc_i_tree_node *n = &r->tree->nodes[id];
    n->byte = r->at;
    n->line = r->line;
    *opened = 0;
    switch (r->text[r->at]) {
    case '{':
    case '[':
        if (r->depth == CSC_I_TREE_DEPTH) return fail(r, CSC_E_LIMIT, "objects and arrays are nested deeper than 64 levels", r->at);
        n->kind = r->text[r->at] == '{' ? CSC_TREE_OBJECT : CSC_TREE_ARRAY;
        r->open[r->depth] = id;
        r->last[r->depth] = CSC_TREE_NONE;
        r->depth++;
        r->at++;
        *opened = 1;
        return CSC_OK;
    case '"':
        n->kind = CSC_TREE_TEXT;
        return string(r, &n->text, &n->text_length);
    case 't':
        n->kind = CSC_TREE_BOOLEAN;
        n->truth = 1;
        return word(r, "true", 4);
    case 'f':
        n->kind = CSC_TREE_BOOLEAN;
        return word(r, "false", 5);
    case 'n':
        n->kind = CSC_TREE_NULL;
        return word(r, "null", 4);
    default:
        break;
    }
    if (r->text[r->at] == '-' || digit(r->text[r->at])) {
        n->kind = CSC_TREE_NUMBER;
        return number(r, n);
    }
    return unexpected(r, "a value is due here: text, number, true, false, null, [ or {");
}

/* A member's key and colon; the node of the member is made here. */
static csc_status key(reader *r, uint32_t *id) {
    if (r->text[r->at] != '"') return unexpected(r, "a key in quotes is due here");
    CSC_I_IO_TRY(add(r, id));
    csc_i_tree_node *n = &r->tree->nodes[*id];
    n->key_byte = r->at;
    n->key_line = r->line;
    CSC_I_IO_TRY(string(r, &n->key, &n->key_length));
    blanks(r);
    if (r->text[r->at] != ':') return unexpected(r, "a colon is due after the key");
    r->at++;
    blanks(r);
    return CSC_OK;
}

static csc_status document(reader *r) {
    uint32_t id;
    int opened;
    blanks(r);
    CSC_I_IO_TRY(add(r, &id));
    CSC_I_IO_TRY(value(r, id, &opened));
    while (r->depth > 0) {
        uint32_t around = r->open[r->depth - 1];
        int is_object = r->tree->nodes[around].kind == CSC_TREE_OBJECT;
        char end = is_object ? '}' : ']';
        blanks(r);
        if (r->text[r->at] == end) {
            /* Also right after the opening bracket; a comma before it has been refused below. */
            r->at++;
            r->depth--;
            if (is_object) CSC_I_IO_TRY(csc_i_tree_unique(r->tree, around, r->err));
            continue;
        }
        if (r->tree->nodes[around].count > 0) {
            if (r->text[r->at] != ',') return unexpected(r, is_object ? "a comma or } is due here" : "a comma or ] is due here");
            r->at++;
            blanks(r);
        }
        if (is_object)
            CSC_I_IO_TRY(key(r, &id));
        else
            CSC_I_IO_TRY(add(r, &id));
        CSC_I_IO_TRY(value(r, id, &opened));
    }
    blanks(r);
    if (r->at < r->length) return fail(r, CSC_E_SYNTAX, "text is left over after the value", r->at);
    return CSC_OK;
}

csc_status csc_tree_parse_json(csc_tree *self, const char *text, size_t length, uint64_t first_line, csc_error *err) {
    if (self == NULL || (text == NULL && length > 0)) return csc_i_io_fail(err, CSC_E_INVALID, "tree and text must not be NULL");
    csc_i_tree_abandon(self, CSC_OK);
    if (length > JSON_MOST) return csc_i_io_fail(err, CSC_E_LIMIT, "the document is larger than 1 GiB");
    csc_status s = csc_i_tree_start(self, text, length, first_line, err);
    if (s == CSC_OK) {
        /* Texts never get longer than they are written: quotes leave room for the NULs, a number's follower does too. */
        void *p = self->texts.bytes;
        s = csc_i_io_grow(&self->allocator, &p, &self->texts.capacity, length + 8, 1);
        self->texts.bytes = p;
        if (s != CSC_OK) csc_i_io_fail(err, s, "no memory for the document");
    }
    if (s != CSC_OK) return csc_i_tree_abandon(self, s);
    size_t valid = csc_i_io_utf8_prefix(self->source.bytes, length, 0);
    if (valid < length) return csc_i_tree_abandon(self, csc_i_tree_fail_at(self, err, CSC_E_UTF8, "the text is not valid UTF-8", valid));
    reader r;
    r.tree = self;
    r.err = err;
    r.text = self->source.bytes;
    r.length = length;
    r.at = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    r.line = 0;
    r.depth = 0;
    s = document(&r);
    return s == CSC_OK ? CSC_OK : csc_i_tree_abandon(self, s);
}
