/* HTML to text, forgiving as browsers are: what is no tag is text, what is never closed ends with the document. */
#include "text/plain.h"

static int letter(uint8_t c) {
    return (uint8_t)((c | 0x20) - 'a') < 26;
}

static int is(const uint8_t *name, size_t length, const char *want) {
    if (strlen(want) != length) return 0;
    for (size_t i = 0; i < length; i++) {
        uint8_t c = name[i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != (uint8_t)want[i]) return 0;
    }
    return 1;
}

static int one_of(const uint8_t *name, size_t length, const char *const *list) {
    for (; *list != NULL; list++) {
        if (is(name, length, *list)) return 1;
    }
    return 0;
}

static size_t find(const uint8_t *t, size_t at, size_t length, const char *what) {
    size_t n = strlen(what);
    for (; at + n <= length; at++) {
        const uint8_t *p = memchr(t + at, what[0], length - at);
        if (p == NULL) break;
        at = (size_t)(p - t);
        if (at + n > length) break;
        if (memcmp(p, what, n) == 0) return at;
    }
    return length;
}

size_t csc_i_tag_end(const uint8_t *t, size_t at, size_t length, const uint8_t **name, size_t *name_length, int *closing) {
    size_t i = at + 1;
    *name = NULL;
    *name_length = 0;
    *closing = 0;
    if (i >= length) return 0;
    if (t[i] == '!') {
        if (length - i >= 3 && t[i + 1] == '-' && t[i + 2] == '-') {
            if (i + 3 < length && t[i + 3] == '>') return i + 4;
            if (i + 4 < length && t[i + 3] == '-' && t[i + 4] == '>') return i + 5;
            size_t a = find(t, i + 3, length, "-->"), b = find(t, i + 3, a, "--!>");
            if (b < a) return b + 4;
            return a < length ? a + 3 : length;
        }
        size_t e = find(t, i, length, ">");
        return e < length ? e + 1 : length;
    }
    if (t[i] == '?') {
        size_t e = find(t, i, length, ">");
        return e < length ? e + 1 : length;
    }
    if (t[i] == '/') {
        *closing = 1;
        i++;
    }
    if (i >= length || !letter(t[i])) return 0;
    *name = t + i;
    while (i < length && t[i] != '>' && t[i] != '/' && t[i] != ' ' && t[i] != '\t' && t[i] != '\n' && t[i] != '\r' && t[i] != '\f') i++;
    *name_length = (size_t)(t + i - *name);
    /* attributes; a quote counts only behind an equals sign */
    uint8_t last = 0;
    while (i < length && t[i] != '>') {
        uint8_t c = t[i++];
        if ((c == '"' || c == '\'') && last == '=') {
            const uint8_t *q = memchr(t + i, c, length - i);
            i = q == NULL ? length : (size_t)(q - t) + 1;
        }
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') last = c;
    }
    return i < length ? i + 1 : length;
}

static size_t put_number(uint32_t c, uint8_t out[8]) {
    static const uint16_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                         0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                         0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    if (c >= 0x80 && c < 0xA0) c = windows[c - 0x80];
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
    return csc_i_utf8_put(c, out);
}

static int entity_order(const csc_i_entity *e, const uint8_t *name, size_t length) {
    size_t n = e->name_length < length ? e->name_length : length;
    int c = memcmp(csc_i_entity_pool + e->at, name, n);
    return c != 0 ? c : (e->name_length > length) - (e->name_length < length);
}

static const csc_i_entity *entity_find(const uint8_t *name, size_t length) {
    size_t low = 0, high = csc_i_entity_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = entity_order(&csc_i_entities[mid], name, length);
        if (c == 0) return &csc_i_entities[mid];
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

size_t csc_i_entity_read(const uint8_t *t, size_t at, size_t length, uint8_t out[8], size_t *used) {
    size_t i = at + 1;
    if (i < length && t[i] == '#') {
        int hex = i + 1 < length && (t[i + 1] | 0x20) == 'x';
        uint32_t value = 0;
        size_t digits = 0;
        for (i += hex ? 2 : 1; i < length; i++, digits++) {
            uint8_t c = t[i];
            uint32_t d = c >= '0' && c <= '9' ? c - 48U : hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10U : 99;
            if (d == 99) break;
            if (value <= 0x10FFFF) value = value * (hex ? 16 : 10) + d;
        }
        if (digits == 0) return 0;
        if (i < length && t[i] == ';') i++;
        *used = i - at;
        return put_number(value, out);
    }
    size_t n = 0;
    while (i + n < length && n < 40 && (letter(t[i + n]) || (t[i + n] >= '0' && t[i + n] <= '9'))) n++;
    const csc_i_entity *e = NULL;
    if (n > 0 && i + n < length && t[i + n] == ';') {
        e = entity_find(t + i, n);
        if (e != NULL) *used = n + 2;
    }
    for (size_t k = n; e == NULL && k >= 2; k--) { /* the longest name that may stand without a semicolon */
        const csc_i_entity *f = entity_find(t + i, k);
        if (f != NULL && f->bare) {
            e = f;
            *used = k + 1;
        }
    }
    if (e == NULL || e->value_length > 8) return 0;
    memcpy(out, csc_i_entity_pool + e->at + e->name_length, e->value_length);
    return e->value_length;
}

static const char *const raw_elements[] = {"script", "style", "template", "noembed", "noframes", "xmp", "iframe", NULL};
static const char *const blocks[] = {
    "address", "article", "aside",    "blockquote", "body",       "caption", "center",  "dd",      "details", "dialog", "dir",
    "div",     "dl",      "dt",       "fieldset",   "figcaption", "figure",  "footer",  "form",    "h1",      "h2",     "h3",
    "h4",      "h5",      "h6",       "header",     "hgroup",     "hr",      "html",    "legend",  "li",      "main",   "menu",
    "nav",     "ol",      "optgroup", "option",     "p",          "pre",     "section", "summary", "table",   "tbody",  "td",
    "tfoot",   "th",      "thead",    "title",      "tr",         "ul",      NULL};

/* The end of a raw element's content: where its closing tag begins. */
static size_t raw_end(const uint8_t *t, size_t at, size_t length, const uint8_t *name, size_t name_length) {
    for (; at < length; at++) {
        const uint8_t *p = memchr(t + at, '<', length - at);
        if (p == NULL) return length;
        at = (size_t)(p - t);
        if (at + 2 + name_length > length || t[at + 1] != '/') continue;
        size_t k = 0;
        while (k < name_length && (t[at + 2 + k] | 0x20) == (name[k] | 0x20)) k++;
        uint8_t c = at + 2 + k < length ? t[at + 2 + k] : '>';
        if (k == name_length && !letter(c) && !(c >= '0' && c <= '9')) return at;
    }
    return length;
}

csc_status csc_i_plain_html(csc_i_plain_out *o, const uint8_t *t, size_t length, int drop_quotes) {
    size_t quotes = 0, pre = 0;
    int head = 0;
    for (size_t i = 0; i < length;) {
        int hidden = head || (drop_quotes && quotes > 0);
        uint8_t c = t[i];
        if (c == '<') {
            const uint8_t *name;
            size_t n;
            int closing;
            size_t end = csc_i_tag_end(t, i, length, &name, &n, &closing);
            if (end > 0) {
                if (!closing && n > 0 && one_of(name, n, raw_elements)) {
                    size_t stop = raw_end(t, end, length, name, n);
                    CSC_I_TRY(csc_i_plain_put(o, "", 0, stop - i));
                    i = stop;
                    continue;
                }
                if (n > 0 && is(name, n, "head")) head = !closing;
                if (n > 0 && is(name, n, "body")) head = 0;
                if (n > 0 && is(name, n, "pre") && (!closing || pre > 0)) pre = closing ? pre - 1 : pre + 1;
                int was = hidden;
                if (n > 0 && is(name, n, "blockquote") && (!closing || quotes > 0)) quotes = closing ? quotes - 1 : quotes + 1;
                hidden = head || (drop_quotes && quotes > 0);
                int whole = t[end - 1] == '>'; /* a tag that the text's end cuts short breaks nothing */
                if (n > 0 && whole && !was && !hidden && is(name, n, "br"))
                    CSC_I_TRY(csc_i_plain_break(o, end - i, 0));
                else if (n > 0 && whole && (!was || !hidden) && one_of(name, n, blocks))
                    CSC_I_TRY(csc_i_plain_break(o, end - i, 1));
                else
                    CSC_I_TRY(csc_i_plain_put(o, "", 0, end - i));
                i = end;
                continue;
            }
        }
        if (hidden) {
            size_t end = i + 1;
            while (end < length && t[end] != '<') end++;
            CSC_I_TRY(csc_i_plain_put(o, "", 0, end - i));
            i = end;
            continue;
        }
        if (c == '&') {
            uint8_t value[8];
            size_t used, n = csc_i_entity_read(t, i, length, value, &used);
            if (n > 0) {
                CSC_I_TRY(csc_i_plain_put(o, value, n, used));
                i += used;
                continue;
            }
        }
        if ((c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f') && pre == 0) {
            size_t end = i + 1;
            while (end < length && (t[end] == ' ' || t[end] == '\n' || t[end] == '\r' || t[end] == '\t' || t[end] == '\f')) end++;
            if (o->blank) {
                CSC_I_TRY(csc_i_plain_put(o, "", 0, end - i));
            } else {
                CSC_I_TRY(end == i + 1 && c == ' ' ? csc_i_plain_copy(o, t + i, 1) : csc_i_plain_put(o, " ", 1, end - i));
            }
            i = end;
            continue;
        }
        size_t end = i + 1;
        while (end < length && t[end] != '<' && t[end] != '&' && (t[end] > ' ' || pre > 0)) end++;
        CSC_I_TRY(csc_i_plain_copy(o, t + i, end - i));
        i = end;
    }
    return CSC_OK;
}
