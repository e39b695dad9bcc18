/* Findings in the forms that other programs read. Results are objects of FORMATS section 1 with "file". */
#ifndef KIT_CHECK_FORMATS_H
#define KIT_CHECK_FORMATS_H

#include "kit.h"

void kit_check_sarif(kit *k, kit_value *const *results, size_t count);
void kit_check_junit(kit *k, kit_value *const *results, size_t count);

#endif
