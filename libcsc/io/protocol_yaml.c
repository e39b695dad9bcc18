/* Conversation protocols from YAML (FORMATS section 6): the tree is walked once and handed to csc_protocol_builder; what the builder
 * refuses is reported with the line and column of the node. */
#include "io/internal.h"

typedef struct reader {
    const csc_tree *tree;
    csc_protocol_builder *builder;
    csc_error *err;
} reader;

#define LEAF_KEYS "concept|finding|metric|fact|state|role|within|after|before|at_least|at_most|per_turn|during"
#define GROUP_KEYS "all|any|not"
#define FACT_KEYS "channel|direction|purpose|sector|kind|mood|audience"

static int in_list(const char *list, const char *word, size_t length) {
    while (*list != '\0') {
        size_t n = strcspn(list, "|");
        if (n == length && memcmp(list, word, n) == 0) return 1;
        list += n + (list[n] == '|');
    }
    return 0;
}

static csc_status refuse(const reader *r, uint32_t node, csc_status status, const csc_error *inner) {
    if (r->err == NULL) return status;
    uint64_t line, column, byte;
    if (csc_tree_position(r->tree, node, 0, &line, &column, &byte) != CSC_OK) line = column = byte = CSC_NOWHERE;
    *r->err = *inner;
    r->err->status = status;
    r->err->line = line;
    r->err->column = column;
    r->err->byte = byte;
    return status;
}

static csc_status set(const reader *r, const char *key, size_t key_length, uint32_t node) {
    size_t n;
    const char *text = csc_tree_text(r->tree, node, &n);
    if (text == NULL) return csc_tree_fail(r->tree, node, CSC_E_TYPE, "A text or number is due here.", r->err);
    csc_error inner;
    csc_error_init(&inner);
    csc_status s = csc_protocol_builder_set(r->builder, key, key_length, text, n, &inner);
    return s == CSC_OK ? s : refuse(r, node, s, &inner);
}

static csc_status set_all(const reader *r, const char *key, uint32_t node) {
    if (csc_tree_kind(r->tree, node) != CSC_TREE_ARRAY) return set(r, key, strlen(key), node);
    csc_status s = CSC_OK;
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(r->tree, i))
        s = set(r, key, strlen(key), i);
    return s;
}

/* {name: value or values}: keys become "prefix.name". */
static csc_status set_object(const reader *r, const char *prefix, uint32_t node) {
    if (csc_tree_kind(r->tree, node) != CSC_TREE_OBJECT)
        return csc_tree_fail(r->tree, node, CSC_E_TYPE, "Keys with values are due here.", r->err);
    csc_status s = CSC_OK;
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(r->tree, i)) {
        size_t n, p = strlen(prefix);
        const char *name = csc_tree_key(r->tree, i, &n);
        char key[128];
        if (p + 1 + n >= sizeof key) return csc_tree_fail(r->tree, i, CSC_E_LIMIT, "This key is too long.", r->err);
        memcpy(key, prefix, p);
        key[p] = '.';
        memcpy(key + p + 1, name, n);
        key[p + 1 + n] = '\0';
        s = set_all(r, key, i);
    }
    return s;
}

static csc_status open(const reader *r, const char *what, uint32_t node) {
    csc_error inner;
    csc_error_init(&inner);
    csc_status s = csc_protocol_builder_open(r->builder, what, strlen(what), "", 0, &inner);
    return s == CSC_OK ? s : refuse(r, node, s, &inner);
}

static csc_status read_condition(const reader *r, uint32_t node, int item);

static csc_status read_group(const reader *r, const char *what, uint32_t node) {
    csc_status s = open(r, what, node);
    if (s == CSC_OK && csc_tree_kind(r->tree, node) == CSC_TREE_ARRAY) {
        for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(r->tree, i))
            s = read_condition(r, i, 0);
    } else if (s == CSC_OK) {
        s = read_condition(r, node, 0);
    }
    return s == CSC_OK ? open(r, "end", node) : s;
}

/* The conditions among the keys of an object: its groups, its facts, and its own leaf. */
static csc_status read_condition(const reader *r, uint32_t node, int item) {
    if (csc_tree_kind(r->tree, node) != CSC_TREE_OBJECT)
        return csc_tree_fail(r->tree, node, CSC_E_TYPE, "A condition is written {concept: ...}, {metric: ...}, {all: [...]}.", r->err);
    csc_status s = item ? CSC_OK : csc_tree_check_keys(r->tree, node, LEAF_KEYS "|" GROUP_KEYS "|" FACT_KEYS, r->err);
    int leaf = 0;
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(r->tree, i)) {
        size_t n;
        const char *key = csc_tree_key(r->tree, i, &n);
        if (in_list(GROUP_KEYS, key, n)) {
            s = read_group(r, key, i);
        } else if (!item && in_list(FACT_KEYS, key, n)) {
            size_t vn;
            const char *value = csc_tree_text(r->tree, i, &vn);
            char fact[128];
            if (value == NULL || n + 1 + vn >= sizeof fact) return csc_tree_fail(r->tree, i, CSC_E_TYPE, "A word is due here.", r->err);
            memcpy(fact, key, n);
            fact[n] = '=';
            memcpy(fact + n + 1, value, vn);
            csc_error inner;
            csc_error_init(&inner);
            s = open(r, "leaf", i);
            if (s == CSC_OK) {
                s = csc_protocol_builder_set(r->builder, "fact", 4, fact, n + 1 + vn, &inner);
                if (s != CSC_OK) return refuse(r, i, s, &inner);
                s = open(r, "end", i);
            }
        } else {
            leaf |= in_list(LEAF_KEYS, key, n);
        }
    }
    if (s != CSC_OK || !leaf) return s;
    s = open(r, "leaf", node);
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(r->tree, i)) {
        size_t n;
        const char *key = csc_tree_key(r->tree, i, &n);
        if (n == 6 && memcmp(key, "within", 6) == 0)
            s = set_object(r, "within", i);
        else if (in_list(LEAF_KEYS, key, n))
            s = set(r, key, n, i);
    }
    return s == CSC_OK ? open(r, "end", node) : s;
}

/* Words that say when an item does not apply: what they name is "na" by itself when it is not known. */
static csc_status read_na_when(const reader *r, uint32_t node) {
    if (csc_tree_kind(r->tree, node) != CSC_TREE_ARRAY) return read_group(r, "na_when", node);
    int conditions = 0;
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE; i = csc_tree_next(r->tree, i)) {
        size_t n;
        const char *word = csc_tree_text(r->tree, i, &n);
        if (word == NULL) {
            conditions++;
        } else if (!in_list("no-rings|no-times|no-events|no-names|no-company|no-agent|no-customer", word, n)) {
            return csc_tree_fail(r->tree, i, CSC_E_NOTFOUND,
                                 "Known words: no-rings, no-times, no-events, no-names, no-company, no-agent, no-customer.", r->err);
        }
    }
    return conditions > 0 ? read_group(r, "na_when", node) : CSC_OK;
}

static csc_status read_item(const reader *r, uint32_t node, int human) {
    csc_status s =
        csc_tree_check_keys(r->tree, node, "id|sources|stage|weight|auto_fail|text|group|when|na_when|" LEAF_KEYS "|" GROUP_KEYS, r->err);
    uint32_t id = CSC_TREE_NONE;
    if (s == CSC_OK) s = csc_tree_require(r->tree, node, "id", 2, CSC_TREE_TEXT, &id, r->err);
    if (s != CSC_OK) return s;
    size_t n;
    const char *name = csc_tree_text(r->tree, id, &n);
    csc_error inner;
    csc_error_init(&inner);
    s = human ? csc_protocol_builder_open(r->builder, "check", 5, name, n, &inner)
              : csc_protocol_builder_open(r->builder, "item", 4, name, n, &inner);
    if (s != CSC_OK) return refuse(r, id, s, &inner);
    for (uint32_t i = csc_tree_first(r->tree, node); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(r->tree, i)) {
        const char *key = csc_tree_key(r->tree, i, &n);
        if (n == 7 && memcmp(key, "sources", 7) == 0) {
            s = set_all(r, "source", i);
        } else if (n == 4 && memcmp(key, "text", 4) == 0) {
            s = csc_tree_kind(r->tree, i) == CSC_TREE_OBJECT ? set_object(r, "text", i) : set(r, "text.en", 7, i);
        } else if (in_list("stage|weight|auto_fail|group", key, n)) {
            s = set(r, key, n, i);
        } else if (n == 4 && memcmp(key, "when", 4) == 0) {
            s = read_group(r, "when", i);
        } else if (n == 7 && memcmp(key, "na_when", 7) == 0) {
            s = read_na_when(r, i);
        }
    }
    return s == CSC_OK && !human ? read_condition(r, node, 1) : s;
}

static csc_status read_items(const reader *r, uint32_t list, int human) {
    if (list == CSC_TREE_NONE) return CSC_OK;
    if (csc_tree_kind(r->tree, list) != CSC_TREE_ARRAY) return csc_tree_fail(r->tree, list, CSC_E_TYPE, "A list is due here.", r->err);
    csc_status s = CSC_OK;
    for (uint32_t i = csc_tree_first(r->tree, list); i != CSC_TREE_NONE && s == CSC_OK; i = csc_tree_next(r->tree, i))
        s = read_item(r, i, human);
    return s;
}

static csc_status read_document(reader *r, csc_protocol **out, const csc_context *context) {
    const csc_tree *t = r->tree;
    uint32_t root = csc_tree_root(t), name, version, schema, node;
    int64_t number;
    csc_status s = csc_tree_check_keys(t, root, "protocol|version|schema|applies|priority|stages|parameters|items|checklist", r->err);
    if (s == CSC_OK) s = csc_tree_require(t, root, "protocol", 8, CSC_TREE_TEXT, &name, r->err);
    if (s == CSC_OK) s = csc_tree_require(t, root, "version", 7, CSC_TREE_TEXT, &version, r->err);
    if (s == CSC_OK) s = csc_tree_require(t, root, "schema", 6, CSC_TREE_TEXT, &schema, r->err);
    if (s == CSC_OK) s = csc_tree_integer(t, schema, &number, r->err);
    if (s != CSC_OK) return s;
    if (number != 1) return csc_tree_fail(t, schema, CSC_E_VERSION, "This version of libcsc knows schema 1.", r->err);
    s = csc_tree_integer(t, version, &number, r->err);
    if (s != CSC_OK) return s;
    if (number < 1 || number > INT32_MAX) return csc_tree_fail(t, version, CSC_E_SYNTAX, "A protocol's version is 1 or more.", r->err);
    size_t n;
    const char *text = csc_tree_text(t, name, &n);
    csc_error inner;
    csc_error_init(&inner);
    s = csc_protocol_builder_create(&r->builder, text, n, (int32_t)number, context, &inner);
    if (s != CSC_OK) return refuse(r, name, s, &inner);
    /* Parameters and stages first: items name them, wherever they stand in the document. */
    if ((node = csc_tree_get(t, root, "applies", 7)) != CSC_TREE_NONE) s = set_object(r, "applies", node);
    if (s == CSC_OK && (node = csc_tree_get(t, root, "priority", 8)) != CSC_TREE_NONE) s = set(r, "priority", 8, node);
    if (s == CSC_OK && (node = csc_tree_get(t, root, "stages", 6)) != CSC_TREE_NONE) s = set_all(r, "stage", node);
    if (s == CSC_OK && (node = csc_tree_get(t, root, "parameters", 10)) != CSC_TREE_NONE) s = set_object(r, "parameter", node);
    if (s == CSC_OK) s = read_items(r, csc_tree_get(t, root, "items", 5), 0);
    if (s == CSC_OK) s = read_items(r, csc_tree_get(t, root, "checklist", 9), 1);
    if (s != CSC_OK) return s;
    csc_error_init(&inner);
    s = csc_protocol_builder_finish(r->builder, out, &inner);
    return s == CSC_OK ? s : refuse(r, root, s, &inner);
}

csc_status csc_protocol_read_yaml(csc_protocol **out, const char *text, size_t length, const csc_context *context, csc_error *err) {
    if (out != NULL) *out = NULL;
    if (out == NULL || (text == NULL && length > 0)) return csc_i_io_fail(err, CSC_E_INVALID, "out or text is NULL");
    csc_tree *tree;
    csc_status s = csc_tree_create(&tree, context);
    if (s != CSC_OK) return csc_i_io_fail(err, s, "No memory.");
    s = csc_tree_parse_yaml(tree, text, length, err);
    reader r = {tree, NULL, err};
    if (s == CSC_OK) s = read_document(&r, out, context);
    csc_protocol_builder_destroy(r.builder);
    csc_tree_destroy(tree);
    return s;
}

csc_status csc_protocol_read_file(csc_protocol **out, const char *path, size_t path_length, const csc_context *context, csc_error *err) {
    if (out != NULL) *out = NULL;
    csc_file *file;
    csc_status s = csc_file_open(&file, path, path_length, 0, context, err);
    if (s != CSC_OK) return s;
    const char *bytes = csc_file_bytes(file);
    size_t length = csc_file_length(file);
    s = length >= 4 && memcmp(bytes, "CSCS", 4) == 0 ? csc_protocol_load(out, bytes, length, context, err)
                                                     : csc_protocol_read_yaml(out, bytes, length, context, err);
    csc_file_destroy(file);
    return s;
}
