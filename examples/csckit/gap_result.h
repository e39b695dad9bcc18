/* What gap and merge share: printing a gap accumulator, and its state when --state asks for it. */
#ifndef KIT_GAP_RESULT_H
#define KIT_GAP_RESULT_H

#include "kit.h"

int kit_gap_emit(kit *k, const csc_gap *gap);
void kit_gap_text(kit *k, kit_value *const *results, size_t count);

#endif
