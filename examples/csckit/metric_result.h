/* Metrics: what `csckit metric', `csckit merge' and the report share. */
#ifndef KIT_METRIC_RESULT_H
#define KIT_METRIC_RESULT_H

#include "kit.h"

/* Emits one result a group, in the order of the labels, with --rank and --compare heeded. */
int kit_metric_emit(kit *k, const csc_metric *m, int grouped);
void kit_metric_text(kit *k, kit_value *const *results, size_t count);
/* How a definition's value is shown: 'm' a mean, 'n' NPS points, 's' a signed share, '%' a share. */
int kit_metric_unit(const char *definition);
const char *kit_metric_show(kit *k, int unit, double value);
/* The options both commands take. */
#define KIT_METRIC_OPTIONS                                                                                                                 \
    {"rank", NULL, "Rank the groups; those with too few answers are left unranked (see --min-n)."},                                        \
        {"min-n", "N", "Fewest answers for a group to be ranked, 30 by default."},                                                         \
        {"compare", "GROUP", "Compare every group with GROUP, or with all the others: --compare rest. p-values by Holm."}, {               \
        "total", NULL, "With groups: one more line for all together."                                                                      \
    }

#endif
