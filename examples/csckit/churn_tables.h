/* Counting reasons and complaint paths in tables: shared by `csckit churn' and the report. */
#ifndef KIT_CHURN_TABLES_H
#define KIT_CHURN_TABLES_H

#include "kit.h"

extern const kit_wanted kit_churn_reason_columns[1];
extern const kit_wanted kit_churn_path_columns[4];
/* `counts` has room for csc_churn_reason_count() numbers. Tables as read with the columns above. */
int kit_churn_count_reasons(kit *k, const kit_table *t, double *counts, double *missing);
int kit_churn_count_paths(kit *k, const kit_table *t, double counts[4], double returned[4], double *missing);

#endif
