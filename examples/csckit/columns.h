/* Lists of columns, for the commands that take many. */
#ifndef KIT_COLUMNS_H
#define KIT_COLUMNS_H

#include "kit.h"

/* The parts of "A,B,C" without blanks round them; NULL after a usage message about --option (an empty part, or none at all). */
const char **kit_list(kit *k, const char *option, const char *text, size_t *count);
/* Numeric columns of a table, in the order of `names`; NULL after a message. */
kit_table *kit_read_numbers(kit *k, const char *const *names, size_t count, csc_column **columns);
/* The same for every column but `except` in which each cell that is not blank holds a number; names of the others go to `left_out`. */
kit_table *kit_read_all_numbers(kit *k, const char *except, const char ***names, size_t *count, csc_column **columns, kit_value *left_out);

/* A YAML document (a model, dimensions), freed at the end of the run; NULL after a message with file, line and column. */
csc_tree *kit_yaml(kit *k, const char *path);
/* The message of a failed call on its tree; returns the code. */
int kit_yaml_fail(kit *k, csc_status status, const csc_error *err, const char *path);
/* The texts of a list, or of a single word, in memory of the kit; NULL after a message. */
const char **kit_yaml_list(kit *k, const csc_tree *tree, uint32_t node, const char *path, size_t *count);

#endif
