/* libcsc-io: sinks that write what objects tell them, as JSON. */
#ifndef CSC_IO_WRITER_H
#define CSC_IO_WRITER_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A sink that writes JSON (RFC 8259) into memory. Numbers are the shortest text that reads back to the same bits; NaN and infinities
 * become null. Every outermost value ends with a line break, so that several of them are JSON Lines when `indent` is 0.
 * One thread at a time. */
typedef struct csc_json_writer csc_json_writer;

/** Creates a writer.
 * @param indent 0: everything on one line; 1 to 8: members on lines of their own, indented by so many blanks a level
 * @return CSC_OK; CSC_E_INVALID; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_json_writer_create(csc_json_writer **out, int32_t indent, const csc_context *context);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_json_writer_destroy(csc_json_writer *self);

/** Fills `sink` with functions that write here; it may be used until the writer is destroyed, and by hand: begin_object, number, ...
 * They return CSC_E_SEQUENCE (end without begin, member without key, key in an array), CSC_E_UTF8, CSC_E_LIMIT (more than 256 levels)
 * or CSC_E_NOMEM; then what was written stays. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_json_writer_sink(csc_json_writer *self, csc_sink *sink);

/** Appends a value that is JSON already, as it is, in place of a call of the sink. @param key NULL inside arrays and outermost.
 * @return CSC_OK; CSC_E_SEQUENCE; CSC_E_UTF8 (key); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_json_writer_raw(csc_json_writer *self, const char *key, size_t key_length, const char *json,
                                                     size_t length);

/** What was written so far; valid until the next write. NUL-terminated. O(1). @since 0.1 */
CSC_API const char *csc_json_writer_bytes(const csc_json_writer *self, size_t *length);

/** Forgets what was written and any open object or array; keeps the memory. @since 0.1 */
CSC_API void csc_json_writer_reset(csc_json_writer *self);

/** Writes a text as a CSV cell (RFC 4180): in quotes, with quotes doubled, when it holds the separator, a quote, a line end, or blanks
 * at an end; and as "" when it is empty and `only` says that it is the row's only cell.
 * @param separator ASCII code, such as ','
 * @param needed    set to the size of the cell, also on CSC_E_BUFFER; may be NULL
 * @return CSC_OK; CSC_E_BUFFER; CSC_E_INVALID. O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_cell(const char *text, size_t length, int32_t separator, int32_t only, char *buffer,
                                              size_t capacity, size_t *needed);

#ifdef __cplusplus
}
#endif

#endif
