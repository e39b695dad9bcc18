/* libcsc impact: the chain from what was found in conversations to the money at risk. It takes numbers only: rates of findings,
 * expectations and experiences, values of customers, and what is known of each link of the chain.
 *
 *   (1) experience_i = experience without findings_i - effect * rate_i
 *   (2) gap_i = experience_i - expectation_i, normal with the stated deviation: loyal above +tolerance, lost below -tolerance,
 *       drifting between
 *   (3) P(leaves)_i = sum over the classes of P(class)_i * P(leaves | class)
 *   (4) leavers tell `tellings` people each; among a population N they are N (1 - (1 - 1/N)^(tellings * leavers)) distinct ones,
 *       shared out in proportion to P(leaves); each is lost as a customer with probability hearer_lost
 *   (5) money at risk_i = P(leaves)_i * value_i + lost hearers_i * hearer_value
 */
#ifndef CSC_IMPACT_H
#define CSC_IMPACT_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where the figure of a link comes from. */
enum csc_impact_kind {
    CSC_IMPACT_PRESET = 1,   /* a figure that circulates; it does not vary, so the interval is called partial */
    CSC_IMPACT_GIVEN = 2,    /* stated by the user with a range; varies uniformly in [low, high] */
    CSC_IMPACT_ESTIMATED = 3 /* from data; varies with its standard error: normal, shares by the beta distribution of that mean and error */
};

/** One link of the chain. */
typedef struct csc_impact_link {
    double value;
    double se;        /* kind ESTIMATED: standard error, 0 or more */
    double low, high; /* kind GIVEN: range that holds `value`; equal to it for "exactly this" */
    int32_t kind;     /* enum csc_impact_kind */
    int32_t reserved;
} csc_impact_link;

/** All links. */
typedef struct csc_impact_links {
    csc_impact_link effect;          /* points of experience lost per unit of the rate of findings */
    csc_impact_link tolerance;       /* half width of the zone of tolerance, in points, 0 or more */
    csc_impact_link leaves_loyal;    /* P(leaves | loyal), in [0, 1] */
    csc_impact_link leaves_drifting; /* P(leaves | drifting) */
    csc_impact_link leaves_lost;     /* P(leaves | lost) */
    csc_impact_link tellings;        /* people whom one leaver's story reaches, 0 or more */
    csc_impact_link hearer_lost;     /* P(a hearer is lost as a customer) */
    csc_impact_link hearer_value;    /* what winning a customer like that is worth, in the unit of the values */
    csc_impact_link contact;         /* share of the leaving that a contact prevents, in [0, 1] */
    double population;               /* N of (4); NaN: unknown, then all hearers are distinct, an upper bound */
} csc_impact_links;

/** Sets the presets: effect, tolerance, hearer_value and the leaving of loyal and drifting customers 0 (no source gives a figure);
 * leaves_lost 0.91 (dissatisfied and silent: 9 % buy again), tellings 66 (11 + 55), hearer_lost 0.02 (one in fifty told, often quoted),
 * contact 1 - 0.18 / 0.91 (complaint resolved quickly against silence); population NaN. NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_impact_links_init(csc_impact_links *links);

/** Estimates the effect: the slope of experience on the rate of findings over matched surveys, by least squares, sign turned.
 * @param rate, experience  columns of `n` rows; rows with a blank are left out
 * @param link  set to kind ESTIMATED with value and standard error (n - 2 degrees of freedom)
 * @param used  set to the number of rows used; may be NULL
 * @return CSC_OK; CSC_E_TOO_FEW (under 3 rows); CSC_E_UNDEFINED (the rate never varies); CSC_E_RANGE (infinite; err->row); CSC_E_TYPE;
 *         CSC_E_INVALID; on failure `link` is unchanged. O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_impact_estimate_effect(const csc_column *rate, const csc_column *experience, size_t n,
                                                            csc_impact_link *link, size_t *used, csc_error *err);

/** Estimates P(leaves | class) from customers whose leaving was observed: the share of leavers among those with a gap above
 * +tolerance, within, and below -tolerance. The standard error is that of (leavers + 1/2) / (n + 1), so that it is never 0.
 * @param gap        experience less expectation, in points
 * @param left       1 left, 0 stayed; rows with a blank are left out
 * @param tolerance  0 or more
 * @param loyal, drifting, lost  set to kind ESTIMATED; one whose class has no customer is unchanged
 * @return CSC_OK; CSC_E_TOO_FEW (no row at all); CSC_E_RANGE (left is neither 0 nor 1; err->row); CSC_E_TYPE; CSC_E_INVALID. O(n).
 *         @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_impact_estimate_leaving(const csc_column *gap, const csc_column *left, size_t n, double tolerance,
                                                             csc_impact_link *loyal, csc_impact_link *drifting, csc_impact_link *lost,
                                                             csc_error *err);

/** Sums over all customers. */
typedef struct csc_impact_totals {
    double lost_sales;            /* sum of P(leaves) * value */
    double lost_by_word_of_mouth; /* sum of lost hearers * hearer_value */
    double at_risk;               /* both together */
    double low, high;             /* of at_risk at `level`, by drawing the links */
    double level;
    double leavers;     /* expected number */
    double hearers;     /* expected number of distinct people who hear of it */
    double avoidable;   /* at_risk less what it would be without findings (rate 0) */
    double point_value; /* at_risk less what it would be with every experience one point higher */
    double n;           /* customers in the sums */
    double missing;     /* customers left out for a blank expectation, experience or value */
    int32_t partial;    /* 1: a preset or range-free link takes part, so the interval tells only part of the doubt */
    csc_status status;  /* CSC_OK; CSC_E_UNDEFINED: no customer, numbers are NaN */
} csc_impact_totals;

/** One customer. NaN throughout when left out as missing. */
typedef struct csc_impact_customer {
    double gap;                   /* expected, in points */
    double loyal, drifting, lost; /* class probabilities */
    double leaves;
    double lost_sales;
    double lost_by_word_of_mouth;
    double at_risk;
    double saved; /* money that one contact is expected to save: contact * at_risk */
} csc_impact_customer;

/** The chain over a set of customers. Immutable: any number of threads may read it. */
typedef struct csc_impact csc_impact;

/** Runs the chain.
 * @param spec         "impact:chain/1", parameters draws (1000; 0: no interval), level, seed
 * @param links        not kept beyond the call
 * @param expectation  points, `n` rows; a blank leaves the customer out
 * @param experience   points, what it would be without findings; a blank leaves the customer out
 * @param deviation    NULL for 0, or predictive standard deviation of the gap, 0 or more; blank is 0
 * @param rate         NULL for 0, or severity-weighted rate of findings, 0 or more; blank is 0 (no conversation, nothing found)
 * @param value        money lost when the customer leaves, 0 or more; a blank leaves the customer out
 * @param context      allocator, executor, progress and cancel; must outlive the object. The same bits at any number of workers
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_RANGE (a column: err->row, err->key; a link: err->key); CSC_E_TYPE; CSC_E_CANCELLED;
 *         CSC_E_NOMEM; CSC_E_INVALID. Time O(n draws) when effect or tolerance vary, else O(n + draws). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_impact_create(csc_impact **out, const char *spec, size_t spec_length, const csc_impact_links *links,
                                                   const csc_column *expectation, const csc_column *experience, const csc_column *deviation,
                                                   const csc_column *rate, const csc_column *value, size_t n, const csc_context *context,
                                                   csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_impact_destroy(csc_impact *self);

/** The sums. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_impact_totals_get(const csc_impact *self, csc_impact_totals *out);

/** One customer. @return CSC_OK; CSC_E_INVALID (no such row). O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_impact_customer_get(const csc_impact *self, size_t row, csc_impact_customer *out);

/** Whom to call first: rows by falling `saved`, ties by row; customers left out are not among them.
 * @param rows, capacity  room for the list
 * @return how many were written. O(n log n). @since 0.1 */
CSC_API size_t csc_impact_calling_list(const csc_impact *self, size_t *rows, size_t capacity);

/** Hands the chain to `sink`: definition, lost_sales, lost_by_word_of_mouth, at_risk, low, high, level, interval ("full", "partial"),
 * sensitivity [{input, change, effect}] (each link moved to either end of its 95 % range, a preset by a tenth; largest effect first),
 * n, missing, status; at CSC_VISIT_DETAIL leavers, hearers, avoidable, point_value and the links with their kinds; at
 * CSC_VISIT_EXPLAIN formula, source and limits.
 * @return CSC_OK; CSC_E_INVALID; CSC_E_NOMEM; what the sink returned. O(20 n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_impact_visit(const csc_impact *self, int32_t level, csc_sink *sink);

/** Hands one customer to `sink`: gap, loyal, drifting, lost, leaves, lost_sales, lost_by_word_of_mouth, at_risk, saved.
 * @return CSC_OK; CSC_E_INVALID; what the sink returned. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_impact_visit_customer(const csc_impact *self, size_t row, csc_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
