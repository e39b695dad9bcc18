/* The spec of a word-of-mouth call. */
#include "wom/internal.h"

csc_status csc_i_wom_spec(const char *text, size_t length, const char *id, csc_i_spec *out, csc_error *err) {
    CSC_I_TRY(csc_i_spec_parse(text, length, out, err));
    if (strcmp(out->definition->id, id) == 0) return CSC_OK;
    csc_i_fail_key(err, CSC_E_NOTFOUND, "", out->definition->id, strlen(out->definition->id));
    csc_i_error_message(err, "This call computes % only.", id, strlen(id));
    return CSC_E_NOTFOUND;
}

csc_status csc_i_wom_sink_definition(csc_sink *sink, const csc_i_spec *spec) {
    return csc_i_sink_textn(sink, "definition", spec->canonical, spec->canonical_length);
}
