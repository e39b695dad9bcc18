/* Markdown to text: what a reader of the rendered page would not see as words is left out. */
#include "text/plain.h"

static size_t line_end(const uint8_t *t, size_t at, size_t length) {
    const uint8_t *p = memchr(t + at, '\n', length - at);
    return p == NULL ? length : (size_t)(p - t) + 1;
}

static size_t run_of(const uint8_t *t, size_t at, size_t length, uint8_t c) {
    size_t n = 0;
    while (at + n < length && t[at + n] == c) n++;
    return n;
}

static int punctuation(uint8_t c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

static int space(uint8_t c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The end of (...) behind a link's text, or of [...]; 0: there is none. */
static size_t link_target(const uint8_t *t, size_t at, size_t length) {
    if (at >= length || (t[at] != '(' && t[at] != '[')) return 0;
    uint8_t open = t[at], close = open == '(' ? ')' : ']';
    size_t depth = 0;
    for (size_t i = at; i < length && i < at + 2048 && t[i] != '\n'; i++) {
        if (t[i] == '\\')
            i++;
        else if (t[i] == open)
            depth++;
        else if (t[i] == close && --depth == 0)
            return i + 1;
    }
    return 0;
}

/* The bracket that closes the one at t[at], within the paragraph; 0: none. */
static size_t closing_bracket(const uint8_t *t, size_t at, size_t length) {
    size_t depth = 0;
    for (size_t i = at; i < length && i < at + 2048; i++) {
        if (t[i] == '\n' && i + 1 < length && t[i + 1] == '\n') return 0;
        if (t[i] == '\\')
            i++;
        else if (t[i] == '[')
            depth++;
        else if (t[i] == ']' && --depth == 0)
            return i;
    }
    return 0;
}

/* Text within one line (or the rest of it). */
static csc_status inline_text(csc_i_plain_out *o, const uint8_t *t, size_t at, size_t end, size_t length, size_t *next) {
    size_t links[32], depth = 0; /* where the brackets of open links close */
    while (at < end) {
        uint8_t c = t[at];
        if (depth > 0 && at == links[depth - 1]) {
            size_t target = link_target(t, at + 1, length);
            depth--;
            CSC_I_TRY(csc_i_plain_put(o, "", 0, target - at));
            at = target;
            if (at > end) end = at;
            continue;
        }
        if (c == '\\' && at + 1 < end && punctuation(t[at + 1])) {
            CSC_I_TRY(csc_i_plain_put(o, "", 0, 1));
            CSC_I_TRY(csc_i_plain_copy(o, t + at + 1, 1));
            at += 2;
            continue;
        }
        if (c == '`') {
            size_t n = run_of(t, at, length, '`'), i = at + n, stop = 0;
            while (i < length && i < at + 65536) {
                if (t[i] == '\n' && i + 1 < length && t[i + 1] == '\n') break;
                size_t k = run_of(t, i, length, '`');
                if (k == n) {
                    stop = i + k;
                    break;
                }
                i += k > 0 ? k : 1;
            }
            if (stop > 0) {
                CSC_I_TRY(csc_i_plain_put(o, "", 0, stop - at));
                at = stop;
                if (at > end) end = at;
            } else {
                CSC_I_TRY(csc_i_plain_copy(o, t + at, n));
                at += n;
            }
            continue;
        }
        if (c == '[' || (c == '!' && at + 1 < end && t[at + 1] == '[')) {
            size_t open = c == '!' ? at + 1 : at, close = depth < 32 ? closing_bracket(t, open, length) : 0;
            if (close > 0 && link_target(t, close + 1, length) > 0) {
                links[depth++] = close;
                CSC_I_TRY(csc_i_plain_put(o, "", 0, open + 1 - at));
                at = open + 1;
                if (close >= end) end = close + 1;
                continue;
            }
        }
        if (c == '<') {
            const uint8_t *name;
            size_t n;
            int closing;
            size_t stop = csc_i_tag_end(t, at, length, &name, &n, &closing);
            /* an element known by its form, an address, or a comment; "<name>" alone is kept: it may be a blank to fill in */
            int tag = stop > 0 &&
                      (n == 0 || closing || memchr(t + at, '=', stop - at) != NULL || memchr(t + at, ':', stop - at) != NULL ||
                       memchr(t + at, '@', stop - at) != NULL || (stop >= 2 && t[stop - 2] == '/') ||
                       (n <= 3 && (n == 1 || memcmp(name, "br", 2) == 0 || memcmp(name, "em", 2) == 0 || memcmp(name, "hr", 2) == 0)));
            if (tag) {
                CSC_I_TRY(csc_i_plain_put(o, "", 0, stop - at));
                at = stop;
                if (at > end) end = at;
                continue;
            }
        }
        if (c == '&') {
            uint8_t value[8];
            size_t used, n = csc_i_entity_read(t, at, end, value, &used);
            if (n > 0) {
                CSC_I_TRY(csc_i_plain_put(o, value, n, used));
                at += used;
                continue;
            }
        }
        if (c == '*' || c == '_' || c == '~') {
            size_t n = run_of(t, at, end, c);
            int before = at > 0 && !space(t[at - 1]), after = at + n < end && !space(t[at + n]);
            int inside = before && after && !punctuation(t[at - 1]) && !punctuation(t[at + n]);
            if ((before || after) && !(c == '_' && inside) && !(c == '~' && n != 2))
                CSC_I_TRY(csc_i_plain_put(o, "", 0, n));
            else
                CSC_I_TRY(csc_i_plain_copy(o, t + at, n));
            at += n;
            continue;
        }
        size_t stop = at + 1;
        while (stop < end && !(depth > 0 && stop == links[depth - 1]) && t[stop] != '\\' && t[stop] != '`' && t[stop] != '[' &&
               t[stop] != '!' && t[stop] != '<' && t[stop] != '&' && t[stop] != '*' && t[stop] != '_' && t[stop] != '~') {
            stop++;
        }
        CSC_I_TRY(csc_i_plain_copy(o, t + at, stop - at));
        at = stop;
    }
    *next = at;
    return CSC_OK;
}

/* Bytes of block marks at the start of a line; *quote: there is a > among them. */
static size_t block_marks(const uint8_t *t, size_t at, size_t end, int *quote, int *ends_block) {
    size_t i = at;
    *quote = *ends_block = 0;
    for (int rounds = 0; rounds < 16; rounds++) {
        while (i < end && (t[i] == ' ' || t[i] == '\t')) i++;
        if (i < end && t[i] == '>') {
            *quote = 1;
            i++;
            continue;
        }
        if (i + 1 < end && (t[i] == '-' || t[i] == '*' || t[i] == '+') && (t[i + 1] == ' ' || t[i + 1] == '\t')) {
            *ends_block = 1;
            i += 2;
            continue;
        }
        size_t d = i;
        while (d < end && d < i + 9 && t[d] >= '0' && t[d] <= '9') d++;
        if (d > i && d + 1 < end && (t[d] == '.' || t[d] == ')') && t[d + 1] == ' ') {
            *ends_block = 1;
            i = d + 2;
            continue;
        }
        break;
    }
    size_t h = run_of(t, i, end, '#');
    if (h > 0 && h <= 6 && (i + h >= end || space(t[i + h]))) {
        *ends_block = 1;
        i += h;
        while (i < end && (t[i] == ' ' || t[i] == '\t')) i++;
    }
    return i - at;
}

/* A line of nothing but one of - = * _ and blanks: a rule, or the underline of a heading. */
static int rule_line(const uint8_t *t, size_t at, size_t end) {
    uint8_t c = 0;
    size_t n = 0;
    for (; at < end; at++) {
        if (space(t[at])) continue;
        if (t[at] != '-' && t[at] != '=' && t[at] != '*' && t[at] != '_') return 0;
        if (c != 0 && t[at] != c) return 0;
        c = t[at];
        n++;
    }
    return n >= 3 && !(n == 2 && c == '-');
}

csc_status csc_i_plain_markdown(csc_i_plain_out *o, const uint8_t *t, size_t length, int drop_quotes) {
    int blank_before = 1, in_list = 0;
    for (size_t at = 0; at < length;) {
        size_t end = line_end(t, at, length), text = at;
        while (text < end && (t[text] == ' ' || t[text] == '\t')) text++;
        size_t indent = text - at;
        for (size_t i = at; i < text; i++) indent += t[i] == '\t' ? 3 : 0;
        int blank = text >= end || t[text] == '\n' || t[text] == '\r';
        uint8_t fence = text < end && (t[text] == '`' || t[text] == '~') ? t[text] : 0;
        size_t ticks = fence != 0 ? run_of(t, text, end, fence) : 0;
        if (ticks >= 3 && indent < 4) {
            size_t stop = end;
            while (stop < length) {
                size_t e = line_end(t, stop, length), s = stop;
                while (s < e && t[s] == ' ') s++;
                stop = e;
                if (run_of(t, s, e, fence) >= ticks) break;
            }
            CSC_I_TRY(csc_i_plain_break(o, stop - at, 1));
            at = stop;
            blank_before = 1;
            continue;
        }
        if (blank) {
            CSC_I_TRY(csc_i_plain_break(o, end - at, 1));
            at = end;
            blank_before = 1;
            continue;
        }
        if ((indent >= 4 && blank_before && !in_list) || rule_line(t, at, end)) {
            /* "-- " begins a signature and is kept for the step that looks for it */
            CSC_I_TRY(csc_i_plain_break(o, end - at, 1));
            at = end;
            continue;
        }
        int quote, ends_block;
        size_t marks = block_marks(t, at, end, &quote, &ends_block);
        if (quote && drop_quotes) {
            CSC_I_TRY(csc_i_plain_break(o, end - at, 1));
            at = end;
            continue;
        }
        int heading = memchr(t + at, '#', marks) != NULL;
        if (ends_block)
            CSC_I_TRY(csc_i_plain_break(o, marks, 1));
        else
            CSC_I_TRY(csc_i_plain_put(o, "", 0, marks));
        in_list = ends_block && !heading ? 1 : blank_before ? 0 : in_list;
        at += marks;
        size_t next;
        CSC_I_TRY(inline_text(o, t, at, end, length, &next));
        at = next;
        if (heading) CSC_I_TRY(csc_i_plain_break(o, 0, 1));
        blank_before = 0;
    }
    return CSC_OK;
}
