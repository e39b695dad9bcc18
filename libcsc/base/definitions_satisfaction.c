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

#define PLAIN NULL, 0, "satisfaction"
#define NOT_CAUSES                                                                                                                         \
    "Shares describe what goes together in these rows; they are no forecast of what a change would do. Drivers that are measured badly "   \
    "get "                                                                                                                                 \
    "too little."

static const csc_definition rows[] = {
    {"drivers:johnson/1", "Importance of drivers, relative weights",
     "with the drivers' correlations V D V', L = V sqrt(D) V' and b = L^-1 r: share of driver j = sum over k of L[j][k]^2 b[k]^2; equal to "
     "Genizi's shares",
     "Johnson (2000), Multivariate Behavioral Research 35:1-19; Genizi (1993), Statistica Sinica 3:407-420", "bootstrap", NOT_CAUSES,
     PLAIN},
    {"drivers:lmg/1", "Importance of drivers, LMG",
     "mean over all orders of entry of the gain in R2 when the driver enters (Shapley's value of R2)",
     "Lindeman, Merenda, Gold (1980); Groemping (2006), JSS 17(1)", "bootstrap", NOT_CAUSES, PLAIN},
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
    {"kano:discrete/1", "Kano categories",
     "category of (functional, dysfunctional) by the 5 x 5 table, the item's by its largest count, ties by M > O > A > I; CS+ = (A + O) / "
     "(A + O + M + I), CS- = -(O + M) / (A + O + M + I)",
     "Kano (1984); Berger et al. (1993), CQM Journal 2(4); Fong (1996), CQM Journal 5(4)", "",
     "A count near a tie says little: see the strength and Fong's test. Many questionable answers mean a question that was not understood.",
     PLAIN},
    {"pls:path/1", "Path model by partial least squares",
     "scores of unit variance y = X w; outer weights by covariance (mode A) or regression (mode B) with the inner proxies, inner weights "
     "by "
     "path, centroid or factor scheme, until no weight moves; paths by regression among the scores",
     "Tenenhaus, Esposito Vinzi, Chatelin, Lauro (2005), CSDA 48:159-205", "bootstrap",
     "Paths are attenuated by measurement error (see the consistent ones) and say nothing of the direction of causes: that is the model's "
     "claim.",
     PLAIN},
    {"reliability:alpha/1", "Reliability of a scale",
     "alpha = k / (k - 1) (1 - sum of item variances / variance of the sum); limits 1 - (1 - alpha) F with n - 1 and (n - 1)(k - 1) "
     "degrees; "
     "omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of error variances) of one factor by maximum likelihood",
     "Cronbach (1951), Psychometrika 16:297-334; Feldt (1965), Psychometrika 30:357-370; McDonald (1999), Test Theory", "feldt",
     "Alpha is a lower bound of reliability and no proof that the items measure one thing; it grows with their number.", PLAIN},
    {"servqual:gap/1", "SERVQUAL and SERVPERF by dimension",
     "a respondent's score of a dimension is the mean of its answered items, of experience - expectation (SERVQUAL) or experience "
     "(SERVPERF); "
     "a dimension's the mean over respondents; score = sum of weight * gap",
     "Parasuraman, Zeithaml, Berry (1988), Journal of Retailing 64:12-40; Cronin & Taylor (1992), Journal of Marketing 56:55-68", "",
     "Stated expectations crowd at the top of the scale, so gaps are nearly always negative; performance alone often predicts better.",
     PLAIN},
};

const csc_i_definition_table csc_i_definitions_satisfaction = {rows, sizeof rows / sizeof rows[0]};
