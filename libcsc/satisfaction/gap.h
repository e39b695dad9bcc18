/* The inside of csc_gap. */
#ifndef CSC_SATISFACTION_GAP_H
#define CSC_SATISFACTION_GAP_H

#include "base/internal.h"
#include "csc/satisfaction.h"

#define CSC_I_GAP_VALUE_MAX 1e6
#define CSC_I_GAP_MIN_CUSTOMERS 30

/* A sum in units of 2^-40, so that any order gives the same bits: value = whole + fraction / 2^40, fraction < 2^40. */
typedef struct csc_i_fixed {
    int64_t whole;
    uint64_t fraction;
} csc_i_fixed;

typedef struct csc_i_gap_item {
    csc_i_exact weight, weight2, expectation, experience, gap, gap2; /* sums of w, w^2, w e, w s, w g, w g^2 */
    uint64_t n, missing;
} csc_i_gap_item;

typedef struct csc_i_gap_respondent {
    csc_i_fixed gap;
    uint64_t n;
} csc_i_gap_respondent;

/* Visits of one respondent to one item; kept for tolerance=auto only. */
typedef struct csc_i_gap_cell {
    csc_i_fixed experience;
    uint64_t n;
    uint32_t respondent, item;
} csc_i_gap_cell;

struct csc_gap {
    csc_allocator allocator;
    csc_i_spec spec;
    double tolerance; /* NaN: auto */
    double level;
    int32_t is_auto;
    csc_i_labels items, respondents;
    csc_i_gap_item *item;
    size_t item_capacity;
    csc_i_gap_respondent *respondent;
    size_t respondent_capacity;
    csc_i_gap_cell *cell;
    size_t cells, cell_capacity;
    uint32_t *slot; /* cell + 1, 0 free */
    size_t slots;
    csc_i_exact squares; /* sum of experience^2 over all cells */
};

csc_i_fixed csc_i_fixed_of(double v);
void csc_i_fixed_add(csc_i_fixed *to, csc_i_fixed v);
double csc_i_fixed_value(csc_i_fixed v);
/* The cell of a pair, made when new; NULL without memory. */
csc_i_gap_cell *csc_i_gap_cell_get(csc_gap *self, uint32_t respondent, uint32_t item);
/* The cell of a pair that has one. */
const csc_i_gap_cell *csc_i_gap_cell_look(const csc_gap *self, uint32_t respondent, uint32_t item);

#endif
