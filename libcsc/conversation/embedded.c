/* Protocols that are part of the library. */
#include "packs/embedded.h"
#include "conversation/internal.h"

const char *csc_protocol_embedded_name(size_t index) {
    return index < csc_i_embedded_protocol_count ? csc_i_embedded_protocols[index].name : NULL;
}

csc_status csc_protocol_load_embedded(csc_protocol **out, const char *name, size_t name_length, const csc_context *context,
                                      csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL.");
    *out = NULL;
    if (name == NULL) return csc_i_fail(err, CSC_E_INVALID, "name is NULL.");
    for (size_t i = 0; i < csc_i_embedded_protocol_count; i++) {
        const csc_i_embedded *e = &csc_i_embedded_protocols[i];
        if (strlen(e->name) == name_length && memcmp(e->name, name, name_length) == 0)
            return csc_protocol_load(out, e->bytes, e->length, context, err);
    }
    csc_status s = csc_i_fail_key(err, CSC_E_NOTFOUND, "", name, name_length);
    csc_i_error_message(err, "The library holds no protocol of the name %.", name, name_length);
    return s;
}
