/* What gap, merge and the report share: filling and printing a gap accumulator, and its state when --state asks for it. */
#ifndef KIT_GAP_RESULT_H
#define KIT_GAP_RESULT_H

#include "kit.h"

/* The columns of a survey of expectations, in the order that kit_gap_fill takes them. */
extern const kit_wanted kit_gap_columns[5];
/* An accumulator over such a table; the caller destroys it. NULL after a message. */
csc_gap *kit_gap_fill(kit *k, const kit_table *t, const char *spec, int weighted);
int kit_gap_emit(kit *k, const csc_gap *gap);
void kit_gap_text(kit *k, kit_value *const *results, size_t count);

#endif
