/* Packs that are part of the library, as bytes of csc_pack_serialize. The array is made at build time from the YAML files beside this
 * header (libcsc/io/compile_packs.c), in the order of the names. */
#ifndef CSC_PACKS_EMBEDDED_H
#define CSC_PACKS_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

typedef struct csc_i_embedded {
    const char *name;
    const uint8_t *bytes;
    size_t length;
} csc_i_embedded;

extern const csc_i_embedded csc_i_embedded_packs[];
extern const size_t csc_i_embedded_pack_count;
extern const csc_i_embedded csc_i_embedded_protocols[]; /* bytes of csc_protocol_serialize */
extern const size_t csc_i_embedded_protocol_count;

#endif
