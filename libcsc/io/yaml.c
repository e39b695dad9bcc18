/* YAML into trees, on libyaml's events. What makes YAML surprising is refused. */
#include "io/tree.h"

#include <yaml.h>

#define YAML_MOST (16u * 1024 * 1024)
#define DUE_DEPTH "lists and keys are nested deeper than 64 levels"

/* libyaml counts characters, we count bytes: events come in order, so a cursor walks along. */
typedef struct cursor {
    size_t index; /* characters */
    size_t byte;
    uint32_t line;
} cursor;

typedef struct level {
    uint32_t node;
    uint32_t last;
    int is_object;
    int has_key; /* a key waits for its value */
    uint64_t key, key_byte;
    uint32_t key_length, key_line;
} level;

typedef struct reader {
    csc_tree *tree;
    csc_error *err;
    size_t skip; /* bytes of the byte order mark */
    cursor at;
    level stack[CSC_I_TREE_DEPTH + 1];
    size_t depth;
    int documents;
} reader;

static void walk(reader *r, size_t index) {
    const char *p = r->tree->source.bytes;
    size_t length = r->tree->source.length;
    if (index < r->at.index) r->at = (cursor){0, r->skip, 0};
    while (r->at.index < index && r->at.byte < length) {
        unsigned char c = (unsigned char)p[r->at.byte];
        if (c == '\n' || (c == '\r' && p[r->at.byte + 1] != '\n')) r->at.line++;
        r->at.byte += c < 0x80 ? 1u : c < 0xE0 ? 2u : c < 0xF0 ? 3u : 4u;
        r->at.index++;
    }
}

static csc_status refuse(reader *r, csc_status status, const char *message, const yaml_mark_t *mark) {
    walk(r, mark->index);
    return csc_i_tree_fail_at(r->tree, r->err, status, message, r->at.byte);
}

static csc_status malformed(reader *r, const yaml_parser_t *p) {
    size_t byte;
    if (p->error == YAML_MEMORY_ERROR) return csc_i_io_fail(r->err, CSC_E_NOMEM, "no memory for the document");
    if (p->error == YAML_READER_ERROR) {
        byte = r->skip + p->problem_offset;
        if (byte > r->tree->source.length) byte = r->tree->source.length;
    } else {
        walk(r, p->problem_mark.index);
        byte = r->at.byte;
    }
    csc_i_tree_fail_at(r->tree, r->err, CSC_E_SYNTAX, "", byte);
    const char *problem = p->problem != NULL ? p->problem : "unknown";
    csc_i_io_message(r->err, "malformed YAML: ", problem, strlen(problem), p->context != NULL ? " (" : "");
    if (p->context != NULL && r->err != NULL) {
        char whole[sizeof r->err->message];
        memcpy(whole, r->err->message, sizeof whole);
        csc_i_io_message(r->err, whole, p->context, strlen(p->context), ")");
    }
    return CSC_E_SYNTAX;
}

static csc_status keep(reader *r, const char *text, size_t length, uint64_t *offset) {
    *offset = r->tree->texts.length;
    csc_status s = csc_i_io_append(&r->tree->texts, text, length);
    if (s == CSC_OK) s = csc_i_io_append(&r->tree->texts, "", 1);
    return s == CSC_OK ? s : csc_i_io_fail(r->err, s, "no memory for the document");
}

static csc_status new_node(reader *r, int kind, const yaml_mark_t *mark, uint32_t *out) {
    level *top = r->depth > 0 ? &r->stack[r->depth - 1] : NULL;
    uint32_t id;
    csc_status s = csc_i_tree_add(r->tree, top != NULL ? top->node : CSC_TREE_NONE, top != NULL ? top->last : CSC_TREE_NONE, &id);
    if (s != CSC_OK) return csc_i_io_fail(r->err, s, "no memory for the document");
    csc_i_tree_node *n = &r->tree->nodes[id];
    n->kind = (uint8_t)kind;
    walk(r, mark->index);
    n->byte = r->at.byte;
    n->line = r->at.line;
    if (top != NULL) {
        top->last = id;
        if (top->is_object) {
            n->key = top->key;
            n->key_length = top->key_length;
            n->key_byte = top->key_byte;
            n->key_line = top->key_line;
            top->has_key = 0;
        }
    }
    *out = id;
    return CSC_OK;
}

static csc_status take_key(reader *r, level *top, const yaml_event_t *e) {
    const char *text = (const char *)e->data.scalar.value;
    size_t length = e->data.scalar.length;
    int plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && length == 0) return refuse(r, CSC_E_SYNTAX, "a key is missing before the colon", &e->start_mark);
    if (plain && length == 2 && memcmp(text, "<<", 2) == 0) return refuse(r, CSC_E_SYNTAX, "merge keys (<<) are not taken", &e->start_mark);
    CSC_I_IO_TRY(keep(r, text, length, &top->key));
    walk(r, e->start_mark.index);
    top->key_length = (uint32_t)length;
    top->key_byte = r->at.byte;
    top->key_line = r->at.line;
    top->has_key = 1;
    return CSC_OK;
}

static csc_status scalar(reader *r, const yaml_event_t *e) {
    if (e->data.scalar.anchor != NULL) return refuse(r, CSC_E_SYNTAX, "anchors (&name) are not taken", &e->start_mark);
    if (e->data.scalar.tag != NULL) return refuse(r, CSC_E_SYNTAX, "tags (!name) are not taken", &e->start_mark);
    level *top = r->depth > 0 ? &r->stack[r->depth - 1] : NULL;
    if (top != NULL && top->is_object && !top->has_key) return take_key(r, top, e);
    uint32_t id;
    CSC_I_IO_TRY(new_node(r, CSC_TREE_TEXT, &e->start_mark, &id));
    uint64_t offset;
    CSC_I_IO_TRY(keep(r, (const char *)e->data.scalar.value, e->data.scalar.length, &offset));
    csc_i_tree_node *n = &r->tree->nodes[id];
    n->text = offset;
    n->text_length = (uint32_t)e->data.scalar.length;
    n->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return CSC_OK;
}

static csc_status open_level(reader *r, int is_object, const yaml_char_t *anchor, const yaml_char_t *tag, const yaml_mark_t *mark) {
    if (anchor != NULL) return refuse(r, CSC_E_SYNTAX, "anchors (&name) are not taken", mark);
    if (tag != NULL) return refuse(r, CSC_E_SYNTAX, "tags (!name) are not taken", mark);
    level *top = r->depth > 0 ? &r->stack[r->depth - 1] : NULL;
    if (top != NULL && top->is_object && !top->has_key) return refuse(r, CSC_E_SYNTAX, "a key must be a plain text", mark);
    if (r->depth == CSC_I_TREE_DEPTH) return refuse(r, CSC_E_LIMIT, DUE_DEPTH, mark);
    uint32_t id;
    CSC_I_IO_TRY(new_node(r, is_object ? CSC_TREE_OBJECT : CSC_TREE_ARRAY, mark, &id));
    level *l = &r->stack[r->depth++];
    memset(l, 0, sizeof *l);
    l->node = id;
    l->last = CSC_TREE_NONE;
    l->is_object = is_object;
    return CSC_OK;
}

static csc_status close_level(reader *r) {
    level *top = &r->stack[--r->depth];
    return top->is_object ? csc_i_tree_unique(r->tree, top->node, r->err) : CSC_OK;
}

static csc_status take(reader *r, const yaml_event_t *e) {
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (e->data.document_start.version_directive != NULL ||
            e->data.document_start.tag_directives.start != e->data.document_start.tag_directives.end)
            return refuse(r, CSC_E_SYNTAX, "directives (%YAML, %TAG) are not taken", &e->start_mark);
        if (r->documents++ > 0) return refuse(r, CSC_E_SYNTAX, "only one document is taken", &e->start_mark);
        return CSC_OK;
    case YAML_ALIAS_EVENT:
        return refuse(r, CSC_E_SYNTAX, "aliases (*name) are not taken", &e->start_mark);
    case YAML_SCALAR_EVENT:
        return scalar(r, e);
    case YAML_SEQUENCE_START_EVENT:
        return open_level(r, 0, e->data.sequence_start.anchor, e->data.sequence_start.tag, &e->start_mark);
    case YAML_MAPPING_START_EVENT:
        return open_level(r, 1, e->data.mapping_start.anchor, e->data.mapping_start.tag, &e->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_level(r);
    default:
        return CSC_OK;
    }
}

static csc_status parse(reader *r, yaml_parser_t *p) {
    for (;;) {
        yaml_event_t e;
        if (!yaml_parser_parse(p, &e)) return malformed(r, p);
        int end = e.type == YAML_STREAM_END_EVENT;
        csc_status s = take(r, &e);
        yaml_event_delete(&e);
        if (s != CSC_OK || end) return s;
    }
}

csc_status csc_tree_parse_yaml(csc_tree *self, const char *text, size_t length, csc_error *err) {
    if (self == NULL || (text == NULL && length > 0)) return csc_i_io_fail(err, CSC_E_INVALID, "tree and text must not be NULL");
    csc_i_tree_abandon(self, CSC_OK);
    if (length > YAML_MOST) return csc_i_io_fail(err, CSC_E_LIMIT, "the document is larger than 16 MiB");
    csc_status s = csc_i_tree_start(self, text, length, 1, err);
    if (s != CSC_OK) return csc_i_tree_abandon(self, s);
    size_t valid = csc_i_io_utf8_prefix(self->source.bytes, length, 0);
    if (valid < length) return csc_i_tree_abandon(self, csc_i_tree_fail_at(self, err, CSC_E_UTF8, "the text is not valid UTF-8", valid));
    reader r;
    memset(&r, 0, sizeof r);
    r.tree = self;
    r.err = err;
    r.skip = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    r.at.byte = r.skip;
    yaml_parser_t p;
    if (!yaml_parser_initialize(&p)) return csc_i_tree_abandon(self, csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the document"));
    yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&p, (const unsigned char *)self->source.bytes + r.skip, length - r.skip);
    s = parse(&r, &p);
    yaml_parser_delete(&p);
    /* Nothing after "---" is an empty document too. */
    if (s == CSC_OK && self->count == 1 && self->nodes[0].plain && self->nodes[0].text_length == 0) self->count = 0;
    return s == CSC_OK ? CSC_OK : csc_i_tree_abandon(self, s);
}
