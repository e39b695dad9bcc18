/* Rule packs from YAML (FORMATS section 5): the tree is walked once and handed to csc_pack_builder; whatever the builder refuses is
 * reported with the line and column of the scalar, and of the very character when a pattern is at fault. */
#include "io/internal.h"

typedef struct reader {
    const csc_tree *tree;
    const char *text; /* the document */
    size_t length;
    csc_pack_builder *builder;
    csc_error *err;
} reader;

static int is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

static size_t code_points(const char *text, size_t length) {
    size_t n = 0;
    for (size_t i = 0; i < length; i++) n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

/* What the builder said, at the place of a scalar. `of_key`: the scalar is the node's key. */
static csc_status refuse(const reader *r, uint32_t node, int of_key, csc_status status, const csc_error *inner) {
    csc_error *err = r->err;
    if (err == NULL) return status;
    uint64_t line, column, byte;
    if (csc_tree_position(r->tree, node, of_key, &line, &column, &byte) != CSC_OK) line = column = byte = CSC_NOWHERE;
    if (!of_key && inner->byte != CSC_NOWHERE && byte < r->length) {
        size_t n, quote = csc_tree_is_plain(r->tree, node) ? 0 : 1, offset = (size_t)inner->byte;
        const char *value = csc_tree_text(r->tree, node, &n), *raw = r->text + byte + quote;
        /* only when the scalar stands in the file as it is: no escapes, no line folding */
        if (value != NULL && offset <= n && byte + quote + offset <= r->length && memcmp(raw, value, offset) == 0) {
            column += code_points(raw, offset) + quote;
            byte += quote + offset;
        }
    }
    *err = *inner;
    err->status = status;
    err->line = line;
    err->column = column;
    err->byte = byte;
    err->row = CSC_NOWHERE;
    return status;
}

static csc_status want_text(const reader *r, uint32_t node, const char **text, size_t *length) {
    *text = csc_tree_text(r->tree, node, length);
    if (*text == NULL) return csc_tree_fail(r->tree, node, CSC_E_TYPE, "A text is due here.", r->err);
    return CSC_OK;
}

static csc_status add(const reader *r, const char *key, uint32_t node) {
    const char *text;
    size_t length;
    csc_error inner;
    csc_error_init(&inner);
    csc_status s = want_text(r, node, &text, &length);
    if (s != CSC_OK) return s;
    s = csc_pack_builder_add(r->builder, key, strlen(key), text, length, &inner);
    return s == CSC_OK ? s : refuse(r, node, 0, s, &inner);
}

/* One text, or an array of them. */
static csc_status add_all(const reader *r, const char *key, uint32_t node) {
    if (csc_tree_kind(r->tree, node) != CSC_TREE_ARRAY) return add(r, key, node);
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE; i = csc_tree_next(r->tree, i)) {
        csc_status s = add(r, key, i);
        if (s != CSC_OK) return s;
    }
    return CSC_OK;
}

/* {name: text or texts}: keys become "prefix.name". */
static csc_status add_object(const reader *r, const char *prefix, const char *allowed, uint32_t node) {
    if (csc_tree_kind(r->tree, node) != CSC_TREE_OBJECT) {
        return csc_tree_fail(r->tree, node, CSC_E_TYPE, "Keys with values are due here.", r->err);
    }
    csc_status s = allowed == NULL ? CSC_OK : csc_tree_check_keys(r->tree, node, allowed, r->err);
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(r->tree, i)) {
        char key[80];
        size_t n, p = strlen(prefix);
        const char *name = csc_tree_key(r->tree, i, &n);
        if (n == 0 || n > 40) return csc_tree_fail(r->tree, i, CSC_E_SYNTAX, "This key is empty or too long.", r->err);
        memcpy(key, prefix, p);
        key[p] = '.';
        memcpy(key + p + 1, name, n);
        key[p + 1 + n] = '\0';
        s = add_all(r, key, i);
    }
    return s;
}

static csc_status read_message(const reader *r, uint32_t rule, uint32_t node, const char *language) {
    (void)rule;
    if (csc_tree_kind(r->tree, node) == CSC_TREE_OBJECT) return add_object(r, "message", NULL, node);
    char key[64];
    size_t n = strlen(language);
    if (n > 40) n = 40;
    memcpy(key, "message.", 8);
    memcpy(key + 8, language, n);
    key[8 + n] = '\0';
    return add(r, key, node);
}

static csc_status read_rule(const reader *r, uint32_t rule, const char *language) {
    static const char keys[] =
        "id|kind|category|sources|severity|when|match|unless|resembles|message|suggest|examples|counter|limit|style|case|at|negation";
    const char *id, *kind;
    size_t id_length, kind_length;
    uint32_t node;
    csc_error inner;
    csc_status s = csc_tree_check_keys(r->tree, rule, keys, r->err);
    if (s != CSC_OK) return s;
    uint32_t id_node, kind_node;
    s = csc_tree_require(r->tree, rule, "id", 2, CSC_TREE_TEXT, &id_node, r->err);
    if (s == CSC_OK) s = csc_tree_require(r->tree, rule, "kind", 4, CSC_TREE_TEXT, &kind_node, r->err);
    if (s != CSC_OK) return s;
    id = csc_tree_text(r->tree, id_node, &id_length);
    kind = csc_tree_text(r->tree, kind_node, &kind_length);
    csc_error_init(&inner);
    s = csc_pack_builder_rule(r->builder, id, id_length, kind, kind_length, &inner);
    if (s != CSC_OK) {
        inner.byte = CSC_NOWHERE;
        return refuse(r, strcmp(inner.key, "kind") == 0 ? kind_node : id_node, 0, s, &inner);
    }
    for (node = csc_tree_first(r->tree, rule); node != CSC_TREE_NONE && s == CSC_OK; node = csc_tree_next(r->tree, node)) {
        size_t n;
        const char *key = csc_tree_key(r->tree, node, &n);
        if (is(key, n, "id") || is(key, n, "kind")) continue;
        if (is(key, n, "sources"))
            s = add_all(r, "source", node);
        else if (is(key, n, "examples"))
            s = add_all(r, "example", node);
        else if (is(key, n, "counter"))
            s = add_all(r, "counter", node);
        else if (is(key, n, "match"))
            s = add_all(r, "match", node);
        else if (is(key, n, "suggest"))
            s = add_all(r, "suggest", node);
        else if (is(key, n, "when"))
            s = add_object(r, "when", "channel|role|stage|audience|turn", node);
        else if (is(key, n, "unless"))
            s = add_object(r, "unless", "before|after|span|within", node);
        else if (is(key, n, "resembles"))
            s = add_object(r, "resembles", "concept|at_least", node);
        else if (is(key, n, "limit"))
            s = add_object(r, "limit", "max|min|per|words", node);
        else if (is(key, n, "message"))
            s = read_message(r, rule, node, language);
        else if (is(key, n, "severity"))
            s = add(r, "severity", node);
        else if (is(key, n, "category"))
            s = add(r, "category", node);
        else if (is(key, n, "style"))
            s = add(r, "style", node);
        else if (is(key, n, "case"))
            s = add(r, "case", node);
        else if (is(key, n, "at"))
            s = add(r, "at", node);
        else
            s = add(r, "negation", node);
    }
    return s;
}

/* classes and concepts: {name: patterns}. */
static csc_status read_patterns(const reader *r, uint32_t node, int concepts) {
    if (csc_tree_kind(r->tree, node) != CSC_TREE_OBJECT)
        return csc_tree_fail(r->tree, node, CSC_E_TYPE, "Names with patterns are due here.", r->err);
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE; i = csc_tree_next(r->tree, i)) {
        size_t name_length;
        const char *name = csc_tree_key(r->tree, i, &name_length);
        int many = csc_tree_kind(r->tree, i) == CSC_TREE_ARRAY;
        uint32_t item = many ? csc_tree_first(r->tree, i) : i;
        if (many && item == CSC_TREE_NONE) return csc_tree_fail(r->tree, i, CSC_E_SYNTAX, "There is no pattern here.", r->err);
        for (; item != CSC_TREE_NONE; item = many ? csc_tree_next(r->tree, item) : CSC_TREE_NONE) {
            const char *text;
            size_t length;
            csc_error inner;
            csc_error_init(&inner);
            csc_status s = want_text(r, item, &text, &length);
            if (s != CSC_OK) return s;
            s = (concepts ? csc_pack_builder_concept : csc_pack_builder_class)(r->builder, name, name_length, text, length, &inner);
            if (s != CSC_OK) return refuse(r, inner.byte == CSC_NOWHERE ? i : item, inner.byte == CSC_NOWHERE, s, &inner);
        }
    }
    return CSC_OK;
}

static csc_status read_document(reader *r, csc_pack **out, const csc_context *context) {
    const csc_tree *t = r->tree;
    uint32_t root = csc_tree_root(t), node[4], classes, concepts, rules;
    static const char *const names[] = {"pack", "version", "language"};
    const char *text[3];
    size_t length[3];
    int64_t schema;
    csc_status s = csc_tree_check_keys(t, root, "pack|version|language|schema|classes|concepts|rules", r->err);
    for (size_t i = 0; i < 3 && s == CSC_OK; i++) {
        s = csc_tree_require(t, root, names[i], strlen(names[i]), CSC_TREE_TEXT, &node[i], r->err);
        if (s == CSC_OK) text[i] = csc_tree_text(t, node[i], &length[i]);
    }
    if (s == CSC_OK) s = csc_tree_require(t, root, "schema", 6, CSC_TREE_TEXT, &node[3], r->err);
    if (s == CSC_OK) s = csc_tree_integer(t, node[3], &schema, r->err);
    if (s != CSC_OK) return s;
    if (schema != 1) return csc_tree_fail(t, node[3], CSC_E_VERSION, "This version of libcsc knows schema 1.", r->err);
    csc_error inner;
    csc_error_init(&inner);
    s = csc_pack_builder_create(&r->builder, text[0], length[0], text[1], length[1], text[2], length[2], context, &inner);
    if (s != CSC_OK)
        return refuse(r,
                      strcmp(inner.key, "version") == 0    ? node[1]
                      : strcmp(inner.key, "language") == 0 ? node[2]
                                                           : node[0],
                      0, s, &inner);
    classes = csc_tree_get(t, root, "classes", 7);
    concepts = csc_tree_get(t, root, "concepts", 8);
    rules = csc_tree_get(t, root, "rules", 5);
    if (classes != CSC_TREE_NONE) s = read_patterns(r, classes, 0);
    if (s == CSC_OK && concepts != CSC_TREE_NONE) s = read_patterns(r, concepts, 1);
    if (s == CSC_OK && rules != CSC_TREE_NONE) {
        if (csc_tree_kind(t, rules) != CSC_TREE_ARRAY) return csc_tree_fail(t, rules, CSC_E_TYPE, "A list of rules is due here.", r->err);
        for (uint32_t i = csc_tree_first(t, rules); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(t, i))
            s = read_rule(r, i, text[2]);
    }
    if (s != CSC_OK) return s;
    csc_error_init(&inner);
    s = csc_pack_builder_finish(r->builder, out, &inner);
    if (s == CSC_OK) return s;
    /* the rule that is at fault is in err->key */
    for (uint32_t i = rules == CSC_TREE_NONE ? CSC_TREE_NONE : csc_tree_first(t, rules); i != CSC_TREE_NONE; i = csc_tree_next(t, i)) {
        uint32_t id = csc_tree_get(t, i, "id", 2);
        if (inner.key[0] != '\0' && csc_tree_text_is(t, id, inner.key, strlen(inner.key))) return refuse(r, id, 0, s, &inner);
    }
    return refuse(r, root, 0, s, &inner);
}

csc_status csc_pack_read_yaml(csc_pack **out, const char *text, size_t length, const csc_context *context, csc_error *err) {
    if (out != NULL) *out = NULL;
    if (out == NULL || (text == NULL && length > 0)) return csc_i_io_fail(err, CSC_E_INVALID, "out or text is NULL");
    csc_tree *tree;
    csc_status s = csc_tree_create(&tree, context);
    if (s != CSC_OK) return csc_i_io_fail(err, s, "No memory.");
    s = csc_tree_parse_yaml(tree, text, length, err);
    reader r = {tree, text, length, NULL, err};
    if (s == CSC_OK) s = read_document(&r, out, context);
    csc_pack_builder_destroy(r.builder);
    csc_tree_destroy(tree);
    return s;
}

csc_status csc_pack_read_file(csc_pack **out, const char *path, size_t path_length, const csc_context *context, csc_error *err) {
    if (out != NULL) *out = NULL;
    csc_file *file;
    csc_status s = csc_file_open(&file, path, path_length, 0, context, err);
    if (s != CSC_OK) return s;
    const char *bytes = csc_file_bytes(file);
    size_t length = csc_file_length(file);
    if (length >= 4 && memcmp(bytes, "CSCS", 4) == 0)
        s = csc_pack_load(out, bytes, length, context, err);
    else
        s = csc_pack_read_yaml(out, bytes, length, context, err);
    csc_file_destroy(file);
    return s;
}
