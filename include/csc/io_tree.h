/* libcsc-io: documents. YAML and JSON read strictly into one kind of tree whose nodes know their position; JSON Lines. */
#ifndef CSC_IO_TREE_H
#define CSC_IO_TREE_H

#include "csc/io_file.h"

#ifdef __cplusplus
extern "C" {
#endif

/** "No node": what a search that finds nothing returns. Every function takes it and answers as for an absent value. */
#define CSC_TREE_NONE UINT32_MAX

/** Kinds of node. YAML scalars are always CSC_TREE_TEXT: the reader of the document decides types, so that `no` stays a word. */
enum csc_tree_kind {
    CSC_TREE_ABSENT = 0,  /* CSC_TREE_NONE */
    CSC_TREE_NULL = 1,    /* JSON only */
    CSC_TREE_BOOLEAN = 2, /* JSON only */
    CSC_TREE_NUMBER = 3,  /* JSON only */
    CSC_TREE_TEXT = 4,
    CSC_TREE_ARRAY = 5,
    CSC_TREE_OBJECT = 6
};

/** A document. Reusable: a parse replaces what it held and keeps the memory. Const calls from any thread. Nodes are numbers, valid
 * until the next parse; the root is node 0. Texts are UTF-8, valid until the next parse, and may hold NUL in JSON ("\u0000"). */
typedef struct csc_tree csc_tree;

/** Creates an empty tree (its root is CSC_TREE_NONE). @return CSC_OK; CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_create(csc_tree **out, const csc_context *context);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_tree_destroy(csc_tree *self);

/** Reads one JSON value (RFC 8259) that fills the whole text; blanks around it and a byte order mark before it are allowed.
 * Refused: invalid UTF-8 (CSC_E_UTF8), lone surrogates, the same key twice in an object (CSC_E_DUPLICATE), depth above 64 and text
 * above 1 GiB (CSC_E_LIMIT), anything else that RFC 8259 does not allow (CSC_E_SYNTAX). Numbers are rounded correctly.
 * On failure the tree is empty. The text is not kept.
 * @param first_line the line number of the text's first line, 1 for a whole file
 * @return as said, or CSC_OK; CSC_E_NOMEM; CSC_E_INVALID. err: line, column, byte (from the text's start).  O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_parse_json(csc_tree *self, const char *text, size_t length, uint64_t first_line, csc_error *err);

/** Reads one YAML document. Refused: aliases, anchors, tags, merge keys (`<<`), directives, more than one document, keys that are not
 * scalars (CSC_E_SYNTAX), the same key twice (CSC_E_DUPLICATE), depth above 64 and text above 16 MiB (CSC_E_LIMIT), invalid UTF-8
 * (CSC_E_UTF8). An empty document gives an empty tree (root CSC_TREE_NONE). On failure the tree is empty. The text is not kept.
 * @return as said, or CSC_OK; CSC_E_NOMEM; CSC_E_INVALID. err: line, column, byte.  O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_parse_yaml(csc_tree *self, const char *text, size_t length, csc_error *err);

/** 0, or CSC_TREE_NONE for an empty tree. O(1). @since 0.1 */
CSC_API uint32_t csc_tree_root(const csc_tree *self);

/** The kind of a node, enum csc_tree_kind. O(1). @since 0.1 */
CSC_API int32_t csc_tree_kind(const csc_tree *self, uint32_t node);

/** How many elements an array or members an object has; 0 for others. O(1). @since 0.1 */
CSC_API size_t csc_tree_count(const csc_tree *self, uint32_t node);

/** The first element or member in document order, or CSC_TREE_NONE. O(1). @since 0.1 */
CSC_API uint32_t csc_tree_first(const csc_tree *self, uint32_t node);

/** The element or member after `node` in the same array or object, or CSC_TREE_NONE. O(1). @since 0.1 */
CSC_API uint32_t csc_tree_next(const csc_tree *self, uint32_t node);

/** The member of an object with this key, or CSC_TREE_NONE. O(members). @since 0.1 */
CSC_API uint32_t csc_tree_get(const csc_tree *self, uint32_t node, const char *key, size_t key_length);

/** The key of a member, "" and length 0 for others; `length` may be NULL. NUL-terminated. O(1). @since 0.1 */
CSC_API const char *csc_tree_key(const csc_tree *self, uint32_t node, size_t *length);

/** The text of a CSC_TREE_TEXT node, NULL for others; `length` may be NULL. NUL-terminated. O(1). @since 0.1 */
CSC_API const char *csc_tree_text(const csc_tree *self, uint32_t node, size_t *length);

/** 1 when the node is a text equal to these bytes. O(length). @since 0.1 */
CSC_API int32_t csc_tree_text_is(const csc_tree *self, uint32_t node, const char *text, size_t length);

/** 1 when a YAML scalar was written without quotes (so that `5` may be a number where "5" may not); 0 for everything else. O(1).
 * @since 0.1 */
CSC_API int32_t csc_tree_is_plain(const csc_tree *self, uint32_t node);

/** The number of a JSON number or of a plain YAML scalar that is a finite decimal number.
 * @return CSC_OK; CSC_E_TYPE (with the node's position in err); CSC_E_NOTFOUND (absent). O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_number(const csc_tree *self, uint32_t node, double *value, csc_error *err);

/** The same for whole numbers, exact over all of int64.
 * @return as csc_tree_number, and CSC_E_RANGE (beyond int64). O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_integer(const csc_tree *self, uint32_t node, int64_t *value, csc_error *err);

/** A truth value: JSON true or false, or the plain YAML words true and false. @return as csc_tree_number. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_boolean(const csc_tree *self, uint32_t node, int32_t *value, csc_error *err);

/** Where a node begins; for a member with `of_key` 1 where its key begins. Any output may be NULL. `line` and `column` count from 1,
 * the column in code points, `byte` from 0.
 * @return CSC_OK; CSC_E_NOTFOUND (absent). O(1) for YAML, O(length of the text) for JSON's column. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_position(const csc_tree *self, uint32_t node, int32_t of_key, uint64_t *line, uint64_t *column,
                                                   uint64_t *byte);

/** Fills `err` with a status, a sentence (NUL-terminated) and the position and key of a node, and returns the status, so that a
 * reader of a document says in one line what is wrong where. @return `status`. O(1). @since 0.1 */
CSC_API csc_status csc_tree_fail(const csc_tree *self, uint32_t node, csc_status status, const char *message, csc_error *err);

/** The member `key` of an object, of the stated kind: for documents with a schema.
 * @param kind enum csc_tree_kind, or 0 for any
 * @return CSC_OK; CSC_E_TYPE (`node` is no object, or the member has another kind; err says what was due); CSC_E_NOTFOUND (there is no
 *         such member; err: the object's position). `member` is unchanged on failure. O(members). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_require(const csc_tree *self, uint32_t node, const char *key, size_t key_length, int32_t kind,
                                                  uint32_t *member, csc_error *err);

/** Refuses members that a schema does not know.
 * @param allowed the known keys, parted by '|', NUL-terminated: "pack|version|language"
 * @return CSC_OK; CSC_E_NOTFOUND (err: position and name of the first unknown key, the message lists the known ones); CSC_E_TYPE (not
 *         an object). O(members * known keys). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_tree_check_keys(const csc_tree *self, uint32_t node, const char *allowed, csc_error *err);

/** JSON Lines being read: one JSON value a line, blank lines passed over. One thread at a time. */
typedef struct csc_jsonl csc_jsonl;

/** Options of csc_jsonl; NULL or zeros mean the defaults. */
typedef struct csc_jsonl_options {
    size_t size;         /* sizeof(csc_jsonl_options) */
    uint64_t line_limit; /* most bytes in a line; default 64 MiB: beyond it CSC_E_LIMIT */
    int32_t skip_bad;    /* 1: lines with an error are left out and counted */
    int32_t reserved;    /* 0 */
} csc_jsonl_options;

/** Opens a file, or standard input for "-".
 * @return CSC_OK; CSC_E_IO; CSC_E_NOTFOUND (no such file); CSC_E_INVALID; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_jsonl_open(csc_jsonl **out, const char *path, size_t path_length, const csc_jsonl_options *options,
                                                const csc_context *context, csc_error *err);

/** The same from bytes in memory, which must outlive the object. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_jsonl_open_bytes(csc_jsonl **out, const void *bytes, size_t length, const csc_jsonl_options *options,
                                                      const csc_context *context, csc_error *err);

/** The same from a function that gives the bytes piece by piece. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_jsonl_open_stream(csc_jsonl **out, csc_read_fn read, void *read_ctx, const csc_jsonl_options *options,
                                                       const csc_context *context, csc_error *err);

/** Closes it; NULL is allowed. @since 0.1 */
CSC_API void csc_jsonl_destroy(csc_jsonl *self);

/** Reads the next value. Positions of its nodes are lines of the file.
 * @param tree set to the value, owned by `self` and valid until the next call; NULL at the end
 * @return CSC_OK; as csc_tree_parse_json (err->row: index of the value, err->byte: offset in the file); CSC_E_IO; CSC_E_LIMIT;
 *         CSC_E_NOMEM; CSC_E_CANCELLED. After an error in a line the next call goes on with the line after it. O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_jsonl_next(csc_jsonl *self, const csc_tree **tree, csc_error *err);

/** The bytes of the line last read, without its line end; valid until the next csc_jsonl_next. O(1). @since 0.1 */
CSC_API const char *csc_jsonl_raw(const csc_jsonl *self, size_t *length);

/** The number of the line last read, from 1. O(1). @since 0.1 */
CSC_API uint64_t csc_jsonl_line(const csc_jsonl *self);

/** How many lines were left out so far (skip_bad). O(1). @since 0.1 */
CSC_API uint64_t csc_jsonl_skipped(const csc_jsonl *self);

/** Why: the error of the index-th line left out; the first 100 are kept. @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_jsonl_skipped_error(const csc_jsonl *self, size_t index, csc_error *why);

#ifdef __cplusplus
}
#endif

#endif
