/* libcsc-io: conversation protocols from files. */
#ifndef CSC_IO_PROTOCOL_H
#define CSC_IO_PROTOCOL_H

#include "csc/conversation.h"
#include "csc/io_file.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Compiles a protocol from YAML (FORMATS section 6; doc/protocols.md).
 * @return CSC_OK; CSC_E_SYNTAX, CSC_E_NOTFOUND (unknown key, metric or parameter), CSC_E_DUPLICATE, CSC_E_LIMIT, CSC_E_TYPE, CSC_E_UTF8: err
 *         has line, column, byte and key; CSC_E_VERSION (a schema number this version does not know); CSC_E_NOMEM; CSC_E_INVALID.
 * @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_read_yaml(csc_protocol **out, const char *text, size_t length, const csc_context *context,
                                                        csc_error *err);

/** Reads a protocol file: YAML, or the bytes of csc_protocol_serialize (told apart by their first bytes); "-" is standard input.
 * @return as csc_protocol_read_yaml and csc_protocol_load; CSC_E_IO; CSC_E_NOTFOUND (no such file). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_read_file(csc_protocol **out, const char *path, size_t path_length,
                                                        const csc_context *context, csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
