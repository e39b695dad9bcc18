/* libcsc-io: bytes of a file, atomic writing, and the source that streaming readers pull from. */
#ifndef CSC_IO_FILE_H
#define CSC_IO_FILE_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The bytes of a whole file, read-only. Opaque; const calls from any thread. */
typedef struct csc_file csc_file;

/** Reads a whole file, or standard input for the path "-". A regular file of 64 KiB or more is mapped, others are copied; an
 * empty file has 0 bytes. The file must not be cut short by others while it is mapped.
 * @param path, path_length  without a NUL inside
 * @param limit              most bytes to take; 0: no limit
 * @return CSC_OK; CSC_E_IO (the message holds the path and the system's reason); CSC_E_NOTFOUND (no such file);
 *         CSC_E_LIMIT (larger than `limit`); CSC_E_INVALID; CSC_E_NOMEM.  O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_file_open(csc_file **out, const char *path, size_t path_length, uint64_t limit,
                                               const csc_context *context, csc_error *err);

/** Frees the bytes; NULL is allowed. @since 0.1 */
CSC_API void csc_file_destroy(csc_file *self);

/** The bytes; valid until destroy. Never NULL, not NUL-terminated. NULL `self`: "" and 0. O(1). @since 0.1 */
CSC_API const char *csc_file_bytes(const csc_file *self);

/** How many bytes. O(1). @since 0.1 */
CSC_API size_t csc_file_length(const csc_file *self);

/** Writes a file so that readers see the old bytes or the new ones, never a part: to a new file beside it, flushed to disk, then
 * renamed over `path`; permission bits of an existing file are kept. "-" writes to standard output.
 * @return CSC_OK; CSC_E_IO (nothing changed at `path`); CSC_E_INVALID; CSC_E_NOMEM.  O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_file_write(const char *path, size_t path_length, const void *bytes, size_t length,
                                                const csc_context *context, csc_error *err);

/** Where a streaming reader gets its bytes. Puts up to `capacity` (1 or more) bytes into `buffer` and their number into *got;
 * 0 means the end, after which it is not called again. Any status but CSC_OK stops the reader, which returns it.
 * May give fewer bytes than asked: results never depend on how the bytes are cut. */
typedef csc_status (*csc_read_fn)(void *ctx, void *buffer, size_t capacity, size_t *got);

#ifdef __cplusplus
}
#endif

#endif
