/* libcsc satisfaction: survey instruments. SERVQUAL, SERVPERF and Kano. Included by satisfaction.h. */
#ifndef CSC_SATISFACTION_INSTRUMENTS_H
#define CSC_SATISFACTION_INSTRUMENTS_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --------------------------------------------------------------- SERVQUAL */

/** One dimension of SERVQUAL over all respondents. A respondent's score is the mean of his answered items of the dimension. */
typedef struct csc_servqual {
    double gap;         /* mean of the respondents' scores of experience - expectation; NaN without expectations */
    double gap_se;      /* its standard error */
    double servperf;    /* mean of the respondents' scores of experience alone */
    double servperf_sd; /* their standard deviation, divisor n - 1 */
    double weight;      /* share of the weights, summing to 1 over the dimensions */
    double n;           /* respondents with an experience in the dimension */
    double gap_n;       /* respondents with an item of both answers */
    csc_status status;  /* CSC_OK; CSC_E_UNDEFINED: no answer */
    int32_t reserved;
} csc_servqual;

/** SERVQUAL and SERVPERF from one column an item, a row a respondent.
 * @param experience   `items` numeric columns
 * @param expectation  `items` numeric columns, or NULL: SERVPERF only
 * @param dimension    of each item, a number below `dimensions`
 * @param weight       `dimensions` weights of importance, 0 or more, such as points out of 100; NULL: equal
 * @param out          `dimensions` records
 * @param score        set to sum(weight * gap), without expectations to sum(weight * servperf), NaN when a weighted dimension is undefined
 * @return CSC_OK; CSC_E_RANGE (infinite cell: err->row, err->column the item from 0; negative weight); CSC_E_INVALID (dimension without
 *         items, weights all 0); CSC_E_TYPE; CSC_E_LIMIT (over 1,000 items); CSC_E_NOMEM. O(n items). @since 0.1
 * @source Parasuraman, Zeithaml, Berry (1988), Journal of Retailing 64:12-40; Cronin & Taylor (1992), Journal of Marketing 56:55-68 */
CSC_API CSC_NODISCARD csc_status csc_servqual_compute(const csc_column *experience, const csc_column *expectation, size_t items, size_t n,
                                                      const uint32_t *dimension, size_t dimensions, const double *weight,
                                                      const csc_context *context, csc_servqual *out, double *score, csc_error *err);

/* ------------------------------------------------------------------- Kano */

/** Categories of Kano, in the order of the counts: attractive, one-dimensional, must-be, indifferent, reverse, questionable. */
enum csc_kano_category {
    CSC_KANO_A = 0,
    CSC_KANO_O = 1,
    CSC_KANO_M = 2,
    CSC_KANO_I = 3,
    CSC_KANO_R = 4,
    CSC_KANO_Q = 5,
    CSC_KANO_NONE = 6
};

/** "A", "O", "M", "I", "R", "Q"; "?" for other numbers. Static text. O(1). @since 0.1 */
CSC_API const char *csc_kano_letter(int32_t category);

/** The category of a pair of answers to "how do you feel if it is so" and "if it is not so".
 * @param functional, dysfunctional 1 like, 2 must be so, 3 neutral, 4 can live with it, 5 dislike
 * @return enum csc_kano_category; CSC_KANO_NONE for other numbers. (1, 1) and (5, 5) are Q. O(1). @since 0.1
 * @source Kano (1984), as printed in Berger et al. (1993), CQM Journal 2(4) */
CSC_API int32_t csc_kano_classify(int32_t functional, int32_t dysfunctional);

/** What counts of categories say. */
typedef struct csc_kano {
    uint64_t count[6];        /* in the order of csc_kano_category */
    double cs_plus;           /* (A + O) / (A + O + M + I): satisfaction if present; NaN without such answers */
    double cs_minus;          /* -(O + M) / (A + O + M + I): dissatisfaction if absent */
    double category_strength; /* (largest count - second largest) / n */
    double total_strength;    /* (A + O + M) / n */
    double fong_threshold;    /* 1.65 sqrt((a + b)(2 n - a - b) / (2 n)) of the two largest counts a and b */
    double n;
    int32_t category;    /* the largest count; ties by M > O > A > I > R > Q */
    int32_t significant; /* 1: the two largest counts differ by the threshold or more (Fong test) */
    csc_status status;   /* CSC_OK; CSC_E_UNDEFINED: no answer */
    int32_t reserved;
} csc_kano;

/** The figures of one item from its counts. @param count six numbers @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1
 * @source Berger et al. (1993); Lee & Newcomb (1997) for the strengths; Fong (1996), CQM Journal 5(4) */
CSC_API CSC_NODISCARD csc_status csc_kano_from_counts(const uint64_t *count, csc_kano *out, csc_error *err);

/** Counts the categories of many pairs by item.
 * @param item          column of numbers below `items`, any integer type; NULL: item 0
 * @param functional, dysfunctional columns of answers 1..5; a pair with a blank is missing
 * @param count         items * 6 numbers, to which is added
 * @param missing       `items` numbers, to which is added; may be NULL
 * @return CSC_OK; CSC_E_RANGE (err->row, err->key; nothing is added); CSC_E_TYPE; CSC_E_INVALID. O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_kano_count(const csc_column *item, const csc_column *functional, const csc_column *dysfunctional,
                                                size_t n, size_t items, uint64_t *count, uint64_t *missing, csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
