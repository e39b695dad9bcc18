/* Definitions of survey metrics; computed by libcsc/metric. */
#include "base/internal.h"

#define P_SCALE(fallback_)                                                                                                                 \
    { "scale", fallback_, "", "lowest and highest answer of the question, whole numbers", -1000.0, 1000.0, CSC_PARAMETER_SCALE, 0 }
#define P_MISSING_SHARE                                                                                                                    \
    {                                                                                                                                      \
        "missing", "drop", "drop|keep|refuse", "blank answers: not in the denominator, in it as not counted, or an error", 0.0, 0.0,       \
            CSC_PARAMETER_WORD, 0                                                                                                          \
    }
#define P_MISSING_MEAN                                                                                                                     \
    { "missing", "drop", "drop|refuse", "blank answers: not in the denominator, or an error", 0.0, 0.0, CSC_PARAMETER_WORD, 0 }
#define P_OFFSCALE                                                                                                                         \
    {                                                                                                                                      \
        "offscale", "refuse", "refuse|count", "answers outside the scale: an error with the row, or counted apart and left out", 0.0, 0.0, \
            CSC_PARAMETER_WORD, 0                                                                                                          \
    }
#define P_MIN_N                                                                                                                            \
    { "min_n", "1", "", "fewest answers (with weights, effective answers) for which a value is given", 1.0, 1e9, CSC_PARAMETER_INTEGER, 0 }
#define P_LEVEL                                                                                                                            \
    { "level", "0.95", "", "confidence level of the interval", 0.5, 0.9999999, CSC_PARAMETER_NUMBER, 0 }
#define P_TOP(help_)                                                                                                                       \
    { "top", "auto", "auto", help_, 1.0, 1000.0, CSC_PARAMETER_INTEGER, 0 }
#define P_REST P_OFFSCALE, P_MIN_N, P_LEVEL

#define TOP_HELP                                                                                                                           \
    "how many answers at the top of the scale count; auto: 1 of 2 or 3 points, 2 of 4 to 7, 3 of 8 to 11; longer scales must say"

static const csc_parameter top_parameters[] = {P_SCALE("1..5"), P_TOP(TOP_HELP), P_MISSING_SHARE, P_REST};
static const csc_parameter formbricks_parameters[] = {P_SCALE("1..5"), P_MISSING_SHARE, P_REST};
static const csc_parameter mean_parameters[] = {P_SCALE("1..5"), P_MISSING_MEAN, P_REST};
static const csc_parameter ces_parameters[] = {P_SCALE(""), P_MISSING_MEAN, P_REST};
static const csc_parameter nps_parameters[] = {P_SCALE("0..10"), P_MISSING_SHARE, P_REST};
static const csc_parameter fixed_parameters[] = {P_MISSING_SHARE, P_REST};
static const csc_parameter odoo_mean_parameters[] = {P_MISSING_MEAN, P_REST};
static const csc_parameter odoo_happy_parameters[] = {{"satisfied", "4", "",
                                                       "lowest rating that counts as happy; 5 in releases that knew only 1, 3 and 5", 1.0,
                                                       5.0, CSC_PARAMETER_INTEGER, 0},
                                                      P_MISSING_SHARE,
                                                      P_REST};
static const csc_parameter share_parameters[] = {
    P_SCALE("0..1"),
    {"at_least", "1", "", "lowest answer that counts", -1000.0, 1000.0, CSC_PARAMETER_INTEGER, 0},
    {"at_most", "top", "top", "highest answer that counts; top: the end of the scale", -1000.0, 1000.0, CSC_PARAMETER_INTEGER, 0},
    P_MISSING_SHARE,
    P_REST};
static const csc_parameter response_parameters[] = {P_MIN_N, P_LEVEL};

#define WITH(parameters_) parameters_, sizeof parameters_ / sizeof parameters_[0], "metric"

#define SELF_SELECTED                                                                                                                      \
    "Only those who answered are counted; when the content answer more rarely, the figure is too low, and the other way round."

static const csc_definition rows[] = {
    {"ces:mean/1", "CES, mean answer", "sum(w x) / sum(w) over the answers x; the scale and its direction belong to the question",
     "Dixon, Freeman, Toman (2010), Harvard Business Review 88(7)", "t",
     "Says nothing of the spread, and a mean of 1..5 answers cannot be compared with one of 1..7. " SELF_SELECTED, WITH(ces_parameters)},
    {"csat:chatwoot/1", "CSAT as Chatwoot shows it", "answers 4 and 5 of 1..5 / answers", "Chatwoot, CSAT report (satisfaction score)",
     "wilson", SELF_SELECTED " A 3 counts as much against you as a 1.", WITH(fixed_parameters)},
    {"csat:formbricks/1", "CSAT as Formbricks shows it", "answers in the top boxes / answers; boxes: 1 of 3 points, 2 of 4 to 7, 3 of 10",
     "formbricks/formbricks#7128", "wilson", SELF_SELECTED, WITH(formbricks_parameters)},
    {"csat:freescout/1", "Satisfaction as FreeScout shows it", "share of great (highest point) - share of bad (lowest point)",
     "freescout-help-desk/freescout#2064", "score",
     "Runs from -1 to 1 and is no share of satisfied customers: 14 % here can be 65 % elsewhere from the same answers. " SELF_SELECTED,
     WITH(formbricks_parameters)},
    {"csat:mean/1", "CSAT, mean answer", "sum(w x) / sum(w) over the answers x", "Hill, Roche, Allen (2007), Customer Satisfaction", "t",
     "Takes the steps of the scale for equal. A mean of 3 can be all content or half furious. " SELF_SELECTED, WITH(mean_parameters)},
    {"csat:net/1", "CSAT, top minus bottom boxes",
     "share of answers in the top boxes - share in as many boxes at the bottom (fewer when they would overlap)", "FORMATS section 4",
     "score", "Runs from -1 to 1; those in the middle count only in the denominator. " SELF_SELECTED, WITH(top_parameters)},
    {"csat:odoo-happy/1", "Rating as Odoo shows it, % happy", "ratings at or above `satisfied` / ratings; 0 means not rated and is missing",
     "Odoo module rating (RATING_LIMIT_SATISFIED, RATING_NONE_VALUE); odoo/odoo#81027", "wilson", SELF_SELECTED,
     WITH(odoo_happy_parameters)},
    {"csat:odoo-mean/1", "Rating as Odoo shows it, mean", "mean of the ratings 1..5; 0 means not rated and is missing",
     "Odoo module rating; odoo/odoo#81027, odoo/odoo#67336", "t", SELF_SELECTED, WITH(odoo_mean_parameters)},
    {"csat:points/1", "CSAT, points of the points possible", "sum(w x) / (sum(w) * highest point of the scale)",
     "freescout-help-desk/freescout#2064 (the reader's proposal)", "t",
     "On 1..5 the worst possible figure is 20 %, and all answers in the middle give 60 %. " SELF_SELECTED, WITH(mean_parameters)},
    {"csat:top2/1", "CSAT, share in the top boxes", "answers in the top boxes / answers",
     "boxes by points of the scale as in formbricks/formbricks#7128", "wilson",
     "Forgets how far from the top the others are. " SELF_SELECTED, WITH(top_parameters)},
    {"csat:zendesk/1", "CSAT as Zendesk shows good and bad ratings", "good (1) / (good + bad (0))", "Zendesk, ticket satisfaction score",
     "wilson", SELF_SELECTED, WITH(fixed_parameters)},
    {"nps:standard/1", "Net Promoter Score",
     "(answers 9 and 10 - answers 0 to 6) / answers; se = sqrt((p + d - (p - d)^2) / n). Another scale of eleven points is shifted to "
     "0..10",
     "Reichheld (2003), Harvard Business Review 81(12)", "score",
     "Wide intervals: with 100 answers some 15 points either way. Says what people say, not whom they told. " SELF_SELECTED,
     WITH(nps_parameters)},
    {"response-rate/1", "Response rate", "rows with an answer / rows; a row stands for an invitation", "AAPOR, Standard Definitions, RR1",
     "wilson", "A high rate does not make the answers representative, and a low one does not make them wrong.", WITH(response_parameters)},
    {"share/1", "Share of answers in a range", "answers from `at_least` to `at_most` / answers", "", "wilson", SELF_SELECTED,
     WITH(share_parameters)},
};

const csc_i_definition_table csc_i_definitions_metric = {rows, sizeof rows / sizeof rows[0]};
