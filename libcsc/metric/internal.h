/* The inside of csc_metric. */
#ifndef CSC_METRIC_INTERNAL_H
#define CSC_METRIC_INTERNAL_H

#include "base/internal.h"
#include "csc/metric.h"

/* Longest scale, in points; a group then takes 8 kB. */
#define CSC_I_METRIC_POINTS_MAX 1001
/* Most answers in a cell: sums of cells cannot overflow. */
#define CSC_I_METRIC_COUNT_MAX ((uint64_t)1 << 52)
/* Weights: zero, or between these, so that their squares neither vanish nor overflow. */
#define CSC_I_METRIC_WEIGHT_MIN 1e-100
#define CSC_I_METRIC_WEIGHT_MAX 1e100

enum csc_i_metric_family {
    CSC_I_METRIC_SHARE = 1,   /* top / all */
    CSC_I_METRIC_NET = 2,     /* (top - bottom) / all */
    CSC_I_METRIC_MEAN = 3,    /* mean / divisor */
    CSC_I_METRIC_RESPONSE = 4 /* answered / rows */
};
enum csc_i_metric_missing { CSC_I_METRIC_DROP = 0, CSC_I_METRIC_KEEP = 1, CSC_I_METRIC_REFUSE = 2 };

/* What a spec asks for. An answer x on the scale has the bin floor(x) - low. */
typedef struct csc_i_metric_plan {
    int32_t family;
    int32_t low, high;    /* the scale */
    size_t points;        /* high - low + 1; 1 for response rates */
    size_t top_from;      /* first bin that counts as top, */
    size_t top_to;        /* and the one after the last */
    size_t bottom_to;     /* one after the last bin that counts as bottom */
    double divisor;       /* of a mean */
    int32_t zero_missing; /* 0 says "not rated" */
    int32_t missing;      /* enum csc_i_metric_missing */
    int32_t count_offscale;
    double level;
    double min_n;
    const char *top_name, *middle_name, *bottom_name; /* keys of `counts`; NULL: not shown */
} csc_i_metric_plan;

/* Cells of a group: one for each point, then missing, then off scale. */
#define CSC_I_METRIC_EXTRA_CELLS 2

/* What plain answers of weight 1 do not need: weights and fractions. */
typedef struct csc_i_metric_extra {
    csc_i_exact fraction;  /* sum of w f, where an answer is bin + low + f */
    csc_i_exact fraction2; /* sum of w f (2 bin + f): with it the second moment about `low` is complete */
    csc_i_exact *cell;     /* stride sums of weights other than 1, and the sum of their squares; NULL before the first */
} csc_i_metric_extra;

struct csc_metric {
    csc_allocator allocator;
    csc_i_spec spec;
    csc_i_metric_plan plan;
    size_t groups, group_capacity;
    size_t stride;              /* cells a group */
    uint64_t *cell;             /* group_capacity * stride */
    csc_i_metric_extra **extra; /* group_capacity pointers, or NULL while no group has one */
    int32_t labelled;
    csc_i_labels labels;
};

/* Sums over a group that add and subtract. Sums of weights; without weights these are counts. */
typedef struct csc_i_metric_sums {
    double answers; /* on the scale */
    double missing;
    double offscale;
    double top, bottom;
    double first, second; /* moments of the answers about the low end of the scale, for means */
    double squares;       /* sum of squared weights of the denominator */
    int32_t weighted;
} csc_i_metric_sums;

/* What results are made of. */
typedef struct csc_i_metric_facts {
    double n;              /* the denominator */
    double effective;      /* Kish: (sum w)^2 / sum w^2; equal to n without weights */
    double top, bottom;    /* shares of the denominator */
    double mean, variance; /* of the answers; the variance has denominator n - 1 (effective); NaN where undefined */
} csc_i_metric_facts;

csc_status csc_i_metric_plan_make(const csc_i_spec *spec, csc_i_metric_plan *plan, csc_error *err);
csc_status csc_i_metric_reserve(csc_metric *self, size_t groups, csc_error *err);
/* The extra record of a group, made when there is none; with `weights` also its cells. NULL without memory. */
csc_i_metric_extra *csc_i_metric_extra_get(csc_metric *self, size_t group, int weights);
static inline const csc_i_metric_extra *csc_i_metric_extra_look(const csc_metric *self, size_t group) {
    return self->extra == NULL ? NULL : self->extra[group];
}
/* Weight of one cell of a group, or of all groups. */
double csc_i_metric_cell(const csc_metric *self, size_t group, size_t cell);
void csc_i_metric_sums_get(const csc_metric *self, size_t group, csc_i_metric_sums *out);
/* CSC_OK, CSC_E_UNDEFINED (no denominator) or CSC_E_TOO_FEW. */
csc_status csc_i_metric_facts_get(const csc_i_metric_plan *plan, const csc_i_metric_sums *sums, csc_i_metric_facts *out);

#endif
