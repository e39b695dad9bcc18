/* Definitions of satisfaction, in the order of their ids. */
#include "base/internal.h"

#define P_TOLERANCE                                                                                                                        \
    {                                                                                                                                      \
        "tolerance", "0", "auto",                                                                                                          \
            "half width of the zone in which a gap counts as equal, in units of the scale; auto: half the standard deviation within "      \
            "customers",                                                                                                                   \
            0.0, 1e6, CSC_PARAMETER_NUMBER, 0                                                                                              \
    }
#define P_LEVEL                                                                                                                            \
    { "level", "0.95", "", "confidence level of the intervals", 0.5, 0.9999999, CSC_PARAMETER_NUMBER, 0 }

static const csc_parameter customer_parameters[] = {
    P_TOLERANCE,
    {"noise", "auto", "auto", "variance of one experience about the customer's level; auto: pooled within customers", 1e-300, 1e12,
     CSC_PARAMETER_NUMBER, 0},
    {"drift", "0", "", "variance that a level gains from visit to visit", 0.0, 1e12, CSC_PARAMETER_NUMBER, 0},
    {"drift_rate", "0", "", "variance that a level gains per unit of time", 0.0, 1e12, CSC_PARAMETER_NUMBER, 0},
    {"first", "replace", "replace|count|bayes",
     "what becomes of the stated prior at the first visit: forgotten, one visit more, or weighed", 0.0, 0.0, CSC_PARAMETER_WORD, 0},
    {"confidence", "0", "", "probability that loyal and lost need, else drifting; 0: the gap alone decides", 0.0, 0.999999,
     CSC_PARAMETER_NUMBER, 0},
    {"equal", "drifting", "loyal|drifting|lost", "class of a gap of exactly 0 without tolerance", 0.0, 0.0, CSC_PARAMETER_WORD, 0},
};
static const csc_parameter survey_parameters[] = {P_TOLERANCE, P_LEVEL};

#define WITH(parameters_) parameters_, sizeof parameters_ / sizeof parameters_[0], "satisfaction"

static const csc_definition rows[] = {
    {"gap:customer/1", "Expectation and gap of each customer over time",
     "gap = experience - expectation before it; expectation: prior mix at first, then the mean of the experiences, or the Kalman update "
     "m' = m + K gap, K = (P + q) / (P + q + noise)",
     "Oliver (1980), JMR 17:460-469; Rust, Inman, Jia, Zahorik (1999), Marketing Science 18:77-92", "",
     "Loyal, drifting and lost are classes of the gap, not observed returns. Constant quality is drifting for ever under the literal rule.",
     WITH(customer_parameters)},
    {"gap:survey/1", "Gap of experience and stated expectation, by item",
     "mean of experience - expectation over the rows of an item; classes: respondents by their mean gap against the tolerance",
     "Parasuraman, Zeithaml, Berry (1988), Journal of Retailing 64:12-40; Oliver (1980), JMR 17:460-469", "t",
     "Stated expectations run high: with no tolerance nearly all customers may count as lost. Performance alone often predicts better.",
     WITH(survey_parameters)},
};

const csc_i_definition_table csc_i_definitions_satisfaction = {rows, sizeof rows / sizeof rows[0]};
