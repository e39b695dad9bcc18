/* libcsc-io: rule packs from files. */
#ifndef CSC_IO_PACK_H
#define CSC_IO_PACK_H

#include "csc/io_file.h"
#include "csc/phrase.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Compiles a pack from YAML (FORMATS section 5).
 * @return CSC_OK; CSC_E_SYNTAX, CSC_E_NOTFOUND (unknown key, class or word), CSC_E_DUPLICATE, CSC_E_LIMIT, CSC_E_LANGUAGE, CSC_E_TYPE,
 *         CSC_E_UTF8: err has line, column, byte and key; CSC_E_VERSION (a schema number this version does not know); CSC_E_NOMEM;
 *         CSC_E_INVALID.  O(length + size of the patterns). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_read_yaml(csc_pack **out, const char *text, size_t length, const csc_context *context,
                                                    csc_error *err);

/** Reads a pack file: YAML, or the bytes of csc_pack_serialize (told apart by their first bytes); "-" is standard input.
 * @return as csc_pack_read_yaml and csc_pack_load; CSC_E_IO; CSC_E_NOTFOUND (no such file). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_read_file(csc_pack **out, const char *path, size_t path_length, const csc_context *context,
                                                    csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
