/* WebVTT and SRT: a cue is a turn; who speaks is told by voice tags or by "Agent:" before the text. */
#include "io/transcript.h"

#include <math.h>

typedef struct lines {
    const char *bytes;
    size_t length, at;
    uint64_t line; /* of the line last given, from 1 */
} lines;

static int next_line(lines *l, const char **text, size_t *length) {
    if (l->at >= l->length) return 0;
    size_t start = l->at, i = start;
    while (i < l->length && l->bytes[i] != '\n' && l->bytes[i] != '\r') i++;
    *text = l->bytes + start;
    *length = i - start;
    if (i < l->length) i += l->bytes[i] == '\r' && i + 1 < l->length && l->bytes[i + 1] == '\n' ? 2 : 1;
    l->at = i;
    l->line++;
    return 1;
}

static int is_blank(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\t') return 0;
    return 1;
}

static int has_arrow(const char *text, size_t length) {
    for (size_t i = 0; i + 3 <= length; i++)
        if (memcmp(text + i, "-->", 3) == 0) return 1;
    return 0;
}

/* "[HH:]MM:SS.mmm", SRT with a comma; the bytes used, or 0. */
static size_t timestamp(const char *p, size_t n, double *value) {
    double part[3] = {0, 0, 0};
    size_t i = 0, parts = 0;
    for (;;) {
        size_t digits = 0;
        double v = 0;
        while (i < n && p[i] >= '0' && p[i] <= '9' && digits < 9) v = v * 10 + (p[i++] - '0'), digits++;
        if (digits == 0 || parts == 3) return 0;
        part[parts++] = v;
        if (i >= n || p[i] != ':') break;
        i++;
    }
    if (parts < 2 || part[parts - 1] >= 60 || part[parts - 2] >= (parts == 3 ? 60 : 1e9)) return 0;
    double seconds = parts == 3 ? part[0] * 3600 + part[1] * 60 + part[2] : part[0] * 60 + part[1];
    if (i < n && (p[i] == '.' || p[i] == ',')) {
        double ms = 0, unit = 1000;
        size_t digits = 0;
        for (i++; i < n && p[i] >= '0' && p[i] <= '9' && digits < 9; i++, digits++) {
            ms = ms * 10 + (p[i] - '0');
            unit = digits == 0 ? 10 : unit * 10;
        }
        if (digits == 0) return 0;
        seconds += ms / unit;
    }
    *value = seconds;
    return i;
}

static int timing(const char *p, size_t n, double *from, double *to) {
    size_t i = 0;
    while (i < n && (p[i] == ' ' || p[i] == '\t')) i++;
    size_t used = timestamp(p + i, n - i, from);
    if (used == 0) return 0;
    i += used;
    while (i < n && (p[i] == ' ' || p[i] == '\t')) i++;
    if (n - i < 3 || memcmp(p + i, "-->", 3) != 0) return 0;
    i += 3;
    while (i < n && (p[i] == ' ' || p[i] == '\t')) i++;
    used = timestamp(p + i, n - i, to);
    if (used == 0) return 0;
    i += used;
    return i == n || p[i] == ' ' || p[i] == '\t'; /* settings may follow */
}

/* ---------------------------------------------------------------------- cues */

typedef struct cue {
    csc_transcripts *r;
    csc_error *err;
    double from, to;
    uint64_t line;
    csc_i_io_buffer text;
    char name[128]; /* of the speaker of `text` */
    size_t name_length;
    int voice; /* the name came from a voice tag */
} cue;

static csc_status append(cue *c, const char *text, size_t length) {
    return csc_i_io_append(&c->text, text, length) == CSC_OK ? CSC_OK : csc_i_no_memory(c->err);
}

static void set_name(cue *c, const char *name, size_t length) {
    while (length > 0 && (name[length - 1] == ' ' || name[length - 1] == '\t')) length--;
    while (length > 0 && (name[0] == ' ' || name[0] == '\t')) name++, length--;
    if (length > sizeof c->name) {
        length = sizeof c->name;
        while (length > 0 && ((unsigned char)name[length] & 0xC0) == 0x80) length--;
    }
    if (length > 0) memcpy(c->name, name, length);
    c->name_length = length;
}

/* "Agent: good morning": the length of the speaker's name, or 0. "Note: ..." is no speaker, so a name must be a word for a role or one of
 * the stated agents; when agents are stated, up to three words with capitals are a customer's name. */
static size_t prefix(const csc_transcripts *r, const char *p, size_t n) {
    size_t i = 0, words = 1;
    int capitals = n > 0 && ((p[0] >= 'A' && p[0] <= 'Z') || (unsigned char)p[0] >= 0x80);
    while (i < n && i < 60 && p[i] != ':') {
        if (p[i] == '.' && i + 1 < n && p[i + 1] != ' ') return 0;
        if (p[i] == '?' || p[i] == '!' || p[i] == ',' || p[i] == '\n') return 0;
        if (p[i] == ' ') {
            words++;
            if (i + 1 < n && !((p[i + 1] >= 'A' && p[i + 1] <= 'Z') || (unsigned char)p[i + 1] >= 0x80)) capitals = 0;
        }
        i++;
    }
    if (i == 0 || i >= n || p[i] != ':') return 0;
    if (i + 1 < n && p[i + 1] != ' ' && p[i + 1] != '\t' && p[i + 1] != '\n') return 0;
    if (csc_i_role_word(p, i) != CSC_ROLE_ANY || csc_i_is_agent(r, p, i)) return i;
    return r->agents.length > 0 && capitals && words <= 3 ? i : 0;
}

static csc_status add_turn(cue *c, const char *text, size_t length) {
    csc_conversation *v = &c->r->conversation;
    csc_i_turn *turn;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\n' || text[length - 1] == '\t')) length--;
    while (length > 0 && (text[0] == ' ' || text[0] == '\n' || text[0] == '\t')) text++, length--;
    if (length == 0) return CSC_OK;
    if (csc_i_conversation_turn(v, text, length, &turn) != CSC_OK) return csc_i_no_memory(c->err);
    turn->t = c->from;
    turn->end = c->to;
    turn->line = c->line;
    turn->role = csc_i_role_of_name(c->r, c->name, c->name_length);
    return csc_i_conversation_name(v, turn, c->name_length > 0 ? c->name : NULL, c->name_length) == CSC_OK ? CSC_OK
                                                                                                           : csc_i_no_memory(c->err);
}

/* Turns the text so far into a turn, or several where lines begin with a speaker. A cue without a speaker goes on with the last one. */
static csc_status flush(cue *c) {
    const char *p = c->text.bytes;
    size_t n = c->text.length, start = 0, i = 0;
    if (n == 0) return CSC_OK;
    while (!c->voice && i < n) {
        size_t k = prefix(c->r, p + i, n - i);
        if (k > 0) {
            CSC_I_IO_TRY(add_turn(c, p + start, i - start));
            set_name(c, p + i, k);
            i += k + 1;
            start = i;
        }
        while (i < n && p[i] != '\n') i++;
        i++;
    }
    csc_status s = add_turn(c, p + start, n - start);
    c->text.length = 0;
    return s;
}

static csc_status entity(cue *c, const char *p, size_t n, size_t *used) {
    static const struct {
        const char *name, *text;
    } known[] = {{"&amp;", "&"},           {"&lt;", "<"},          {"&gt;", ">"},
                 {"&quot;", "\""},         {"&nbsp;", "\xC2\xA0"}, {"&lrm;", "\xE2\x80\x8E"},
                 {"&rlm;", "\xE2\x80\x8F"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t k = strlen(known[i].name);
        if (k > n || memcmp(p, known[i].name, k) != 0) continue;
        *used = k;
        return append(c, known[i].text, strlen(known[i].text));
    }
    *used = 1;
    return append(c, "&", 1);
}

/* A tag's name is what stands before blank, full stop or the end: v in <v.loud Dana>. */
static csc_status tag(cue *c, const char *p, size_t n) {
    if (n == 0 || p[0] != 'v' || (n > 1 && p[1] != ' ' && p[1] != '\t' && p[1] != '.')) return CSC_OK;
    size_t i = 0;
    while (i < n && p[i] != ' ' && p[i] != '\t') i++;
    CSC_I_IO_TRY(flush(c));
    set_name(c, p + i, n - i);
    c->voice = 1;
    return CSC_OK;
}

static csc_status cue_line(cue *c, const char *p, size_t n, int vtt) {
    if (c->text.length > 0) CSC_I_IO_TRY(append(c, "\n", 1));
    for (size_t i = 0; i < n;) {
        if (p[i] == '<') {
            const char *end = memchr(p + i, '>', n - i);
            if (end != NULL) {
                size_t k = (size_t)(end - (p + i));
                if (vtt) CSC_I_IO_TRY(tag(c, p + i + 1, k - 1));
                i += k + 1;
                continue;
            }
        }
        if (p[i] == '{' && !vtt && i + 1 < n && p[i + 1] == '\\') { /* {\an8}: where to show it */
            const char *end = memchr(p + i, '}', n - i);
            if (end != NULL) {
                i += (size_t)(end - (p + i)) + 1;
                continue;
            }
        }
        if (p[i] == '&' && vtt) {
            size_t used = 0;
            CSC_I_IO_TRY(entity(c, p + i, n - i, &used));
            i += used;
            continue;
        }
        size_t from = i++;
        while (i < n && p[i] != '<' && p[i] != '&' && p[i] != '{') i++;
        CSC_I_IO_TRY(append(c, p + from, i - from));
    }
    return CSC_OK;
}

static csc_status fail_at(const csc_transcripts *r, const lines *l, csc_status status, const char *message, const char *where,
                          csc_error *err) {
    return csc_i_io_fail_at(err, status, message, l->line, 1, (uint64_t)(where - r->bytes));
}

static csc_status read_cue(cue *c, lines *l, int vtt, const char *text, size_t length) {
    if (!timing(text, length, &c->from, &c->to))
        return fail_at(c->r, l, CSC_E_SYNTAX, "not a cue's times (00:01.000 --> 00:02.500)", text, c->err);
    c->line = l->line + 1;
    if (c->voice) c->name_length = 0; /* a voice tag holds for its cue only */
    c->voice = 0;
    c->text.length = 0;
    while (next_line(l, &text, &length) && !is_blank(text, length)) CSC_I_IO_TRY(cue_line(c, text, length, vtt));
    return flush(c);
}

static csc_status read_cues(cue *c, lines *l, int vtt) {
    const char *text;
    size_t length;
    while (next_line(l, &text, &length)) {
        if (is_blank(text, length)) continue;
        if (has_arrow(text, length)) {
            CSC_I_IO_TRY(read_cue(c, l, vtt, text, length));
            continue;
        }
        /* NOTE, STYLE, REGION blocks of WebVTT, up to a blank line; else the cue's number or name, then its times. */
        int block = vtt && ((length >= 4 && memcmp(text, "NOTE", 4) == 0) || (length >= 5 && memcmp(text, "STYLE", 5) == 0) ||
                            (length >= 6 && memcmp(text, "REGION", 6) == 0));
        if (block) {
            while (next_line(l, &text, &length) && !is_blank(text, length)) {
            }
            continue;
        }
        if (!next_line(l, &text, &length)) return CSC_OK;
        if (is_blank(text, length)) continue;
        CSC_I_IO_TRY(read_cue(c, l, vtt, text, length));
    }
    return CSC_OK;
}

static csc_status captions(csc_transcripts *r, int vtt, csc_error *err) {
    lines l = {r->bytes, r->length, 0, 0};
    cue c;
    memset(&c, 0, sizeof c);
    c.r = r;
    c.err = err;
    c.text.allocator = r->allocator;
    size_t valid = csc_i_io_utf8_prefix(r->bytes, r->length, 0);
    if (valid < r->length) {
        uint64_t line, column;
        csc_i_io_locate(r->bytes, valid, 1, &line, &column);
        return csc_i_io_fail_at(err, CSC_E_UTF8, "the text is not valid UTF-8", line, column, valid);
    }
    if (r->length >= 3 && memcmp(r->bytes, "\xEF\xBB\xBF", 3) == 0) l.at = 3;
    csc_status s = CSC_OK;
    if (vtt) {
        const char *text = r->bytes;
        size_t n = 0;
        if (!next_line(&l, &text, &n) || n < 6 || memcmp(text, "WEBVTT", 6) != 0 || (n > 6 && text[6] != ' ' && text[6] != '\t'))
            return fail_at(r, &l, CSC_E_SYNTAX, "a WebVTT file begins with the line WEBVTT", text, err);
        /* Header lines ("Kind: captions") go up to a blank line. */
        while (next_line(&l, &text, &n) && !is_blank(text, n)) {
        }
    }
    s = read_cues(&c, &l, vtt);
    csc_i_io_buffer_free(&c.text);
    return s;
}

csc_status csc_i_read_webvtt(csc_transcripts *r, csc_error *err) {
    return captions(r, 1, err);
}

csc_status csc_i_read_srt(csc_transcripts *r, csc_error *err) {
    return captions(r, 0, err);
}
