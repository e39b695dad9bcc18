/* What the files of wom share. */
#ifndef CSC_WOM_INTERNAL_H
#define CSC_WOM_INTERNAL_H

#include "base/internal.h"
#include "csc/wom.h"

/* Parses a spec and refuses one of another definition than `id`. */
csc_status csc_i_wom_spec(const char *text, size_t length, const char *id, csc_i_spec *out, csc_error *err);
/* "definition": the canonical spec. */
csc_status csc_i_wom_sink_definition(csc_sink *sink, const csc_i_spec *spec);

#endif
