/* Findings in the forms that other programs read. Results are objects of FORMATS section 1 with "file". */
#ifndef KIT_CHECK_FORMATS_H
#define KIT_CHECK_FORMATS_H

#include "kit.h"

void kit_check_sarif(kit *k, kit_value *const *results, size_t count);
void kit_check_junit(kit *k, kit_value *const *results, size_t count);

/* Options that .csckit.yaml (or --config FILE) sets where the command line does not. */
int kit_check_settings(kit *k);
/* --fix: collect replacements of a text file's line, then write the files. */
void kit_check_fix_add(kit *k, const char *file, uint64_t line, const kit_value *finding);
int kit_check_fix_all(kit *k);

#endif
