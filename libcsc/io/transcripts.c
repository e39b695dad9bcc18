/* Files of conversations: opening them, telling kinds apart, giving one conversation after another. */
#include "io/transcript.h"

#include <stdio.h>

const char *csc_transcript_format_name(int32_t format) {
    static const char *const names[] = {"",           "libcsc",   "text",     "vcon",    "webvtt",  "srt", "contact-lens",
                                        "transcribe", "convokit", "intercom", "zendesk", "chatwoot"};
    return format > 0 && format <= CSC_TRANSCRIPT_CHATWOOT ? names[format] : "";
}

/* ------------------------------------------------------------------ opening */

static csc_status take_agents(csc_transcripts *r, const char *text, size_t length) {
    for (size_t i = 0; i < length;) {
        size_t n = 0;
        while (i + n < length && text[i + n] != ',' && text[i + n] != '\n') n++;
        size_t from = i, to = i + n;
        while (to > from && (text[to - 1] == ' ' || text[to - 1] == '\t' || text[to - 1] == '\r')) to--;
        while (from < to && (text[from] == ' ' || text[from] == '\t')) from++;
        if (to > from && memchr(text + from, 0, to - from) == NULL) {
            CSC_I_IO_TRY(csc_i_io_append(&r->agents, text + from, to - from));
            CSC_I_IO_TRY(csc_i_io_append(&r->agents, "", 1));
        }
        i += n + 1;
    }
    return CSC_OK;
}

/* "calls/c-17.vtt" gives "c-17". */
static void take_stem(csc_transcripts *r, const char *name, size_t length) {
    size_t from = length, to = length;
    while (from > 0 && name[from - 1] != '/') from--;
    for (size_t i = to; i > from + 1; i--)
        if (name[i - 1] == '.') {
            to = i - 1;
            break;
        }
    size_t n = to - from;
    if (n > sizeof r->stem - 1) n = sizeof r->stem - 1;
    if (csc_i_io_utf8_prefix(name + from, n, 1) != n || (n == 1 && name[from] == '-')) n = 0;
    if (n > 0) memcpy(r->stem, name + from, n);
    r->stem[n] = '\0';
}

static csc_status create(csc_transcripts **out, const char *name, size_t name_length, const csc_transcript_options *o,
                         const csc_context *context, csc_error *err) {
    if (o != NULL && o->size != 0 && o->size < sizeof *o)
        return csc_i_io_fail_key(err, CSC_E_INVALID, "options.size is too small", "size", 4);
    if (o != NULL && (o->format < 0 || o->format > CSC_TRANSCRIPT_CHATWOOT))
        return csc_i_io_fail_key(err, CSC_E_INVALID, "there is no such format", "format", 6);
    csc_allocator a = csc_i_io_allocator(context);
    csc_transcripts *r = csc_i_io_zalloc(&a, sizeof *r);
    if (r == NULL) return csc_i_no_memory(err);
    r->allocator = r->agents.allocator = a;
    csc_i_conversation_init(&r->conversation, &a);
    if (context != NULL) {
        r->context = *context;
        r->has_context = 1;
    }
    take_stem(r, name, name_length);
    csc_status s = CSC_OK;
    if (o != NULL) {
        r->format = o->format;
        r->skip_bad = o->skip_bad != 0;
        if (o->agents != NULL) s = take_agents(r, o->agents, o->agents_length);
    }
    if (s != CSC_OK) {
        csc_transcripts_destroy(r);
        return csc_i_no_memory(err);
    }
    *out = r;
    return CSC_OK;
}

/* Whether the first line that is not blank is a JSON value of its own, by its first and last byte, and more lines follow. */
static int is_lines(const char *text, size_t length) {
    size_t i = 0;
    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r')) i++;
    const char *end = i < length ? memchr(text + i, '\n', length - i) : NULL;
    size_t to = end != NULL ? (size_t)(end - text) : length, more = to;
    while (more < length && (text[more] == ' ' || text[more] == '\t' || text[more] == '\n' || text[more] == '\r')) more++;
    if (more == length) return 0;
    while (to > i + 1 && (text[to - 1] == ' ' || text[to - 1] == '\t' || text[to - 1] == '\r')) to--;
    return to > i + 1 && ((text[i] == '{' && text[to - 1] == '}') || (text[i] == '[' && text[to - 1] == ']'));
}

/* A number on the first line, times on the second: or times at once. */
static int is_srt(const char *text, size_t length) {
    size_t i = 0;
    while (i < length && (text[i] == '\n' || text[i] == '\r' || text[i] == ' ')) i++;
    size_t digits = 0;
    while (i + digits < length && text[i + digits] >= '0' && text[i + digits] <= '9') digits++;
    if (digits == 0) return 0;
    size_t k = i + digits;
    while (k < length && (text[k] == '\r' || text[k] == '\n' || text[k] == ' ')) k++;
    if (k > i + digits) { /* the number stood alone */
        i = k;
    }
    const char *end = i < length ? memchr(text + i, '\n', length - i) : NULL;
    size_t to = end != NULL ? (size_t)(end - text) : length;
    for (; i + 5 <= to; i++)
        if (memcmp(text + i, " --> ", 5) == 0) return 1;
    return 0;
}

static int32_t detect_bytes(const char *text, size_t length) {
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (length >= 6 && memcmp(text, "WEBVTT", 6) == 0 && (length == 6 || strchr(" \t\r\n", text[6]) != NULL)) return CSC_TRANSCRIPT_WEBVTT;
    size_t i = 0;
    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r')) i++;
    if (i < length && (text[i] == '{' || (text[i] == '[' && i + 1 < length && strchr("{[ ]\r\n\t", text[i + 1]) != NULL)))
        return CSC_TRANSCRIPT_DETECT; /* some JSON */
    return is_srt(text, length) ? CSC_TRANSCRIPT_SRT : CSC_TRANSCRIPT_TEXT;
}

static csc_status start_json(csc_transcripts *r, csc_error *err) {
    const csc_context *context = r->has_context ? &r->context : NULL;
    const char *text = r->bytes;
    size_t length = r->length;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (r->format == CSC_TRANSCRIPT_CONVOKIT || is_lines(text, length))
        return csc_jsonl_open_bytes(&r->lines, r->bytes, r->length, NULL, context, err);
    csc_status s = csc_tree_create(&r->whole, context);
    return s == CSC_OK ? CSC_OK : csc_i_no_memory(err);
}

static csc_status start(csc_transcripts *r, csc_error *err) {
    int32_t f = r->format;
    if (f == CSC_TRANSCRIPT_DETECT) f = detect_bytes(r->bytes, r->length);
    if (f == CSC_TRANSCRIPT_TEXT || f == CSC_TRANSCRIPT_WEBVTT || f == CSC_TRANSCRIPT_SRT) {
        r->found = f;
        if (f == CSC_TRANSCRIPT_TEXT && r->length >= 3 && memcmp(r->bytes, "\xEF\xBB\xBF", 3) == 0) r->at = 3;
        return CSC_OK;
    }
    return start_json(r, err);
}

static int ends_with(const char *path, size_t length, const char *end) {
    size_t n = strlen(end);
    return length >= n && memcmp(path + length - n, end, n) == 0;
}

csc_status csc_transcripts_open(csc_transcripts **out, const char *path, size_t path_length, const csc_transcript_options *options,
                                const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (path == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "the path is empty");
    csc_transcripts *r = NULL;
    CSC_I_IO_TRY(create(&r, path, path_length, options, context, err));
    csc_status s;
    int json = r->format != CSC_TRANSCRIPT_TEXT && r->format != CSC_TRANSCRIPT_WEBVTT && r->format != CSC_TRANSCRIPT_SRT;
    if (json && (ends_with(path, path_length, ".jsonl") || ends_with(path, path_length, ".ndjson"))) {
        s = csc_jsonl_open(&r->lines, path, path_length, NULL, context, err);
    } else {
        s = csc_file_open(&r->file, path, path_length, 0, context, err);
        if (s == CSC_OK) {
            r->bytes = csc_file_bytes(r->file);
            r->length = csc_file_length(r->file);
            s = start(r, err);
        }
    }
    if (s != CSC_OK) {
        csc_transcripts_destroy(r);
        return s;
    }
    *out = r;
    return CSC_OK;
}

csc_status csc_transcripts_open_bytes(csc_transcripts **out, const void *bytes, size_t length, const char *name, size_t name_length,
                                      const csc_transcript_options *options, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if ((bytes == NULL && length > 0) || (name == NULL && name_length > 0))
        return csc_i_io_fail(err, CSC_E_INVALID, "bytes and name must not be NULL");
    csc_transcripts *r = NULL;
    CSC_I_IO_TRY(create(&r, name != NULL ? name : "", name_length, options, context, err));
    r->bytes = length > 0 ? bytes : "";
    r->length = length;
    csc_status s = start(r, err);
    if (s != CSC_OK) {
        csc_transcripts_destroy(r);
        return s;
    }
    *out = r;
    return CSC_OK;
}

void csc_transcripts_destroy(csc_transcripts *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_convokit_free(self);
    csc_i_conversation_free(&self->conversation);
    csc_i_io_buffer_free(&self->agents);
    csc_jsonl_destroy(self->lines);
    csc_tree_destroy(self->whole);
    csc_tree_destroy(self->scratch);
    csc_file_destroy(self->file);
    csc_i_io_free(&a, self, sizeof *self);
}

/* ------------------------------------------------------------- one by one */

static int32_t detect_object(const csc_tree *t, uint32_t node) {
    uint32_t payload = csc_i_member(t, node, "payload");
    if (csc_i_member(t, node, "turns") != CSC_TREE_NONE) return CSC_TRANSCRIPT_LIBCSC;
    if (csc_i_member(t, node, "parties") != CSC_TREE_NONE || csc_i_member(t, node, "vcon") != CSC_TREE_NONE ||
        csc_i_member(t, node, "ciphertext") != CSC_TREE_NONE || csc_tree_kind(t, payload) == CSC_TREE_TEXT)
        return CSC_TRANSCRIPT_VCON;
    if (csc_i_member(t, node, "Transcript") != CSC_TREE_NONE || csc_i_member(t, node, "Segments") != CSC_TREE_NONE)
        return CSC_TRANSCRIPT_CONTACT_LENS;
    if (csc_tree_kind(t, csc_i_member(t, node, "results")) == CSC_TREE_OBJECT) return CSC_TRANSCRIPT_TRANSCRIBE;
    if (csc_i_member(t, node, "conversation_parts") != CSC_TREE_NONE) return CSC_TRANSCRIPT_INTERCOM;
    if (csc_i_member(t, node, "comments") != CSC_TREE_NONE || csc_tree_kind(t, csc_i_member(t, node, "ticket")) == CSC_TREE_OBJECT)
        return CSC_TRANSCRIPT_ZENDESK;
    if (csc_i_member(t, node, "messages") != CSC_TREE_NONE || csc_tree_kind(t, payload) == CSC_TREE_ARRAY) return CSC_TRANSCRIPT_CHATWOOT;
    if (csc_i_member(t, node, "speaker") != CSC_TREE_NONE &&
        (csc_i_member(t, node, "conversation_id") != CSC_TREE_NONE || csc_i_member(t, node, "root") != CSC_TREE_NONE))
        return CSC_TRANSCRIPT_CONVOKIT;
    return CSC_TRANSCRIPT_LIBCSC;
}

static csc_status read_object(csc_transcripts *r, int32_t format, csc_error *err) {
    const csc_tree *t = r->tree;
    switch (format) {
    case CSC_TRANSCRIPT_VCON:
        return csc_i_read_vcon(r, t, r->node, err);
    case CSC_TRANSCRIPT_CONTACT_LENS:
        return csc_i_read_contact_lens(r, t, r->node, err);
    case CSC_TRANSCRIPT_TRANSCRIBE:
        return csc_i_read_transcribe(r, t, r->node, err);
    case CSC_TRANSCRIPT_INTERCOM:
        return csc_i_read_intercom(r, t, r->node, err);
    case CSC_TRANSCRIPT_ZENDESK:
        return csc_i_read_zendesk(r, t, r->node, err);
    case CSC_TRANSCRIPT_CHATWOOT:
        return csc_i_read_chatwoot(r, t, r->node, err);
    default:
        return csc_i_read_own(r, t, r->node, err);
    }
}

/* What every conversation has in the end: its format, how roles were found, an id. */
static csc_status complete(csc_transcripts *r, int32_t format, csc_error *err) {
    static const char *const how[] = {"stated", "option", "word", "order", "unknown"};
    csc_conversation *c = &r->conversation;
    const char *name = csc_transcript_format_name(format);
    csc_status s = csc_i_conversation_field(c, "format", name, strlen(name));
    if (s == CSC_OK) s = csc_i_conversation_field(c, "roles", how[r->roles], strlen(how[r->roles]));
    if (s == CSC_OK && csc_conversation_text(c, "id", 2, NULL) == NULL) {
        char number[24];
        int one_a_file = format == CSC_TRANSCRIPT_WEBVTT || format == CSC_TRANSCRIPT_SRT ||
                         (r->whole != NULL && !r->in_array && format != CSC_TRANSCRIPT_LIBCSC);
        const char *id = number;
        int n = snprintf(number, sizeof number, "%llu", (unsigned long long)c->line);
        if (one_a_file && r->stem[0] != '\0') {
            id = r->stem;
            n = (int)strlen(id);
        }
        s = csc_i_conversation_field(c, "id", id, (size_t)n);
    }
    return s == CSC_OK ? CSC_OK : csc_i_no_memory(err);
}

/* The next line of plain text that is not blank; *found 0 at the end. */
static csc_status next_text(csc_transcripts *r, int *found, csc_error *err) {
    csc_conversation *c = &r->conversation;
    *found = 0;
    while (r->at < r->length) {
        const char *line = r->bytes + r->at;
        const char *end = memchr(line, '\n', r->length - r->at);
        size_t n = end != NULL ? (size_t)(end - line) : r->length - r->at, start = r->at;
        r->at += end != NULL ? n + 1 : n;
        r->line++;
        if (n > 0 && line[n - 1] == '\r') n--;
        size_t blank = 0;
        while (blank < n && (line[blank] == ' ' || line[blank] == '\t')) blank++;
        if (blank == n) continue;
        size_t valid = csc_i_io_utf8_prefix(line, n, 0);
        if (valid < n)
            return csc_i_io_fail_at(err, CSC_E_UTF8, "the text is not valid UTF-8", r->line, csc_i_io_code_points(line, valid) + 1,
                                    start + valid);
        csc_i_turn *turn;
        c->line = r->line;
        c->is_text = 1;
        if (csc_i_conversation_turn(c, line, n, &turn) != CSC_OK) return csc_i_no_memory(err);
        turn->role = CSC_ROLE_AGENT;
        turn->column = 1;
        *found = 1;
        return CSC_OK;
    }
    return CSC_OK;
}

static int is_blank(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\n' && text[i] != '\r') return 0;
    return 1;
}

/* The next object into r->tree and r->node; r->tree NULL at the end. */
static csc_status next_object(csc_transcripts *r, csc_error *err) {
    for (;;) {
        if (r->in_array && r->next_element != CSC_TREE_NONE) {
            r->node = r->next_element;
            r->next_element = csc_tree_next(r->tree, r->node);
            return CSC_OK;
        }
        r->in_array = 0;
        r->tree = NULL;
        if (r->lines != NULL) {
            CSC_I_IO_TRY(csc_jsonl_next(r->lines, &r->tree, err));
        } else if (!r->done) {
            r->done = 1;
            if (!is_blank(r->bytes, r->length)) CSC_I_IO_TRY(csc_tree_parse_json(r->whole, r->bytes, r->length, 1, err));
            r->tree = r->whole;
        }
        if (r->tree == NULL || csc_tree_root(r->tree) == CSC_TREE_NONE) {
            r->tree = NULL;
            return CSC_OK;
        }
        r->node = csc_tree_root(r->tree);
        if (csc_tree_kind(r->tree, r->node) != CSC_TREE_ARRAY) return CSC_OK;
        r->in_array = 1;
        r->next_element = csc_tree_first(r->tree, r->node);
    }
}

static csc_status next(csc_transcripts *r, int *found, csc_error *err) {
    int32_t format = r->found;
    csc_status s;
    *found = 0;
    if (format == CSC_TRANSCRIPT_TEXT) {
        CSC_I_IO_TRY(next_text(r, found, err));
    } else if (format == CSC_TRANSCRIPT_WEBVTT || format == CSC_TRANSCRIPT_SRT) {
        if (r->done) return CSC_OK;
        r->done = 1;
        CSC_I_IO_TRY(format == CSC_TRANSCRIPT_WEBVTT ? csc_i_read_webvtt(r, err) : csc_i_read_srt(r, err));
        *found = 1;
    } else if (format != CSC_TRANSCRIPT_CONVOKIT) {
        CSC_I_IO_TRY(next_object(r, err));
        if (r->tree == NULL) return CSC_OK;
        if (csc_tree_kind(r->tree, r->node) != CSC_TREE_OBJECT)
            return csc_tree_fail(r->tree, r->node, CSC_E_TYPE, "a conversation or text is an object", err);
        if (csc_tree_position(r->tree, r->node, 0, &r->conversation.line, NULL, NULL) != CSC_OK) r->conversation.line = 0;
        format = r->format != CSC_TRANSCRIPT_DETECT ? r->format : detect_object(r->tree, r->node);
        if (format == CSC_TRANSCRIPT_CONVOKIT) {
            r->found = format;
        } else {
            s = read_object(r, format, err);
            if (s != CSC_OK && err != NULL && err->byte != CSC_NOWHERE && r->lines != NULL) err->byte += csc_i_jsonl_offset(r->lines);
            if (s != CSC_OK) return s;
            *found = 1;
        }
    }
    if (format == CSC_TRANSCRIPT_CONVOKIT) CSC_I_IO_TRY(csc_i_read_convokit(r, found, err));
    return *found ? complete(r, format, err) : CSC_OK;
}

csc_status csc_transcripts_next(csc_transcripts *self, const csc_conversation **conversation, csc_error *err) {
    if (self == NULL || conversation == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "reader and conversation must not be NULL");
    csc_error mine;
    for (;;) {
        int found = 0;
        csc_error_init(&mine);
        csc_i_conversation_reset(&self->conversation);
        self->roles = CSC_I_ROLES_STATED;
        csc_status s = next(self, &found, &mine);
        if (s == CSC_OK) {
            *conversation = found ? &self->conversation : NULL;
            return CSC_OK;
        }
        /* A file that is one document has nothing after its error. */
        int goes_on = self->skip_bad && s != CSC_E_NOMEM && s != CSC_E_IO && s != CSC_E_CANCELLED && s != CSC_E_LIMIT;
        if (!goes_on) {
            if (err != NULL) *err = mine;
            return s;
        }
        self->skipped++;
    }
}

const csc_tree *csc_transcripts_tree(const csc_transcripts *self, uint32_t *node) {
    const csc_tree *t = self != NULL && self->found == 0 ? self->tree : NULL;
    if (node != NULL) *node = t != NULL ? self->node : CSC_TREE_NONE;
    return t;
}

uint64_t csc_transcripts_skipped(const csc_transcripts *self) {
    return self != NULL ? self->skipped : 0;
}
