/* Referral logs as graphs: shared by `csckit wom simulate', `wom seeds' and the report. */
#ifndef KIT_WOM_TABLES_H
#define KIT_WOM_TABLES_H

#include "kit.h"

extern const kit_wanted kit_referral_columns[3]; /* from, to, probability */
/* The graph of a table read with those columns. `weights`: "wc", "const:P", "trivalency" or "file" (the column probability). `people`
 * is set to the names behind the numbers. The caller destroys the graph. NULL after a message. */
csc_wom_graph *kit_wom_graph(kit *k, const kit_table *t, const char *weights, kit_dictionary **people);

#endif
