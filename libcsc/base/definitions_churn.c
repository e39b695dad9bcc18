/* Definitions of churn, in the order of their ids. */
#include "base/internal.h"

#define LEVEL                                                                                                                              \
    { "level", "0.95", "", "Confidence level of the intervals, in (0, 1).", 1e-9, 0.999999999, CSC_PARAMETER_NUMBER, 0 }

static const csc_parameter paths_parameters[] = {
    {"problem", "major", "major|minor", "Size of the problem: a possible loss above 100 dollars, or below 5 dollars.", 0, 0,
     CSC_PARAMETER_WORD, 0},
    {"quick", "1d", "", "What counts as resolved quickly; the source does not define it, so state your own.", 1, 31622400,
     CSC_PARAMETER_DURATION, 0},
    LEVEL,
};
static const csc_parameter level_only[] = {LEVEL};

static const csc_parameter km_parameters[] = {
    {"limits", "log-log", "log-log|log|plain", "Scale on which the limits are symmetric.", 0, 0, CSC_PARAMETER_WORD, 0},
    {"tau", "last", "last", "Horizon of the restricted mean, in the unit of the times; last: the largest time of all groups.", 0, INFINITY,
     CSC_PARAMETER_NUMBER, 0},
    LEVEL,
};
static const csc_parameter cox_parameters[] = {
    {"ties", "efron", "efron|breslow", "How events at one time are treated.", 0, 0, CSC_PARAMETER_WORD, 0},
    {"robust", "auto", "auto|yes|no", "Sandwich variance; auto: where rows belong to clusters.", 0, 0, CSC_PARAMETER_WORD, 0},
    LEVEL,
};
static const csc_parameter aft_parameters[] = {
    {"distribution", "weibull", "weibull|exponential|lognormal|loglogistic", "Distribution of the time.", 0, 0, CSC_PARAMETER_WORD, 0},
    LEVEL,
};

static const csc_parameter score_parameters[] = {
    {"ridge", "0", "", "Penalty of half the squared coefficients of standardised columns.", 0, INFINITY, CSC_PARAMETER_NUMBER, 0},
    LEVEL,
};

static const csc_definition rows[] = {
    {"churn:paths/1", "Return of dissatisfied customers by complaint path",
     "returning = D ((1 - c) b0 + c ((1 - r) b1 + r ((1 - q) b2 + q b3))): D dissatisfied, c of them complain, r of the complaints are "
     "resolved, q of those quickly; b = 9, 19, 54, 82 % (major) or 37, 46, 70, 95 % (minor); or own counts",
     "Founding deck, after Technical Assistance Research Programs for the White House Office of Consumer Affairs, Consumer Complaint "
     "Handling in America, 1979 and 1986, as given by secondary reprints",
     "wilson",
     "Preset of US households decades old, read in secondary sources; the deck gives no share of complaints and no meaning of quick. "
     "A default, never a measurement of your customers.",
     paths_parameters, sizeof paths_parameters / sizeof paths_parameters[0], "churn"},
    {"churn:reasons/1", "Why customers leave",
     "share = lost customers with the reason / lost customers with a reason; preset 1, 3, 5, 9, 14, 68 %",
     "Founding deck; widely reprinted, for instance LeBoeuf, How to Win Customers and Keep Them for Life, 1987; the primary study was "
     "not traced",
     "wilson",
     "A split of lost customers, not a churn rate: lost by service = lost customers x 0.68. Preset without a traced primary source; "
     "reprints word the 68 % as indifference.",
     level_only, sizeof level_only / sizeof level_only[0], "churn"},
    {"churn:score/1", "Churn score", "ln(p / (1 - p)) = b0 + x'b; maximum likelihood, optional ridge penalty",
     "Hosmer, Lemeshow & Sturdivant, Applied Logistic Regression, 2013", "wald",
     "An association, not a cause. Measures on the rows that were fitted flatter the score; judge it on others.", score_parameters,
     sizeof score_parameters / sizeof score_parameters[0], "churn"},
    {"lifetime:bdw/1", "BdW: contracts, leaving rate changes with age",
     "S(t) = B(alpha, beta + t^c) / B(alpha, beta) after t whole periods", "Fader, Hardie, Liu, Davin & Steenburgh, Marketing Letters 2018",
     "wald-log",
     "Needs contracts whose end is seen. A fit to few periods is often a ridge: then only the survivor is identified, not alpha and beta.",
     level_only, 1, "lifetime"},
    {"lifetime:bg-bb/1", "BG/BB: purchases at opportunities",
     "Buys with a beta(alpha, beta) probability at each opportunity, leaves with a beta(gamma, delta) probability before it",
     "Fader, Hardie & Shang, Marketing Science 29(6), 2010", "wald-log",
     "At most one purchase an opportunity; buying and leaving are independent and do not change over time.", level_only, 1, "lifetime"},
    {"lifetime:bg-nbd/1", "BG/NBD: purchases at any time",
     "Buys at a gamma(r, alpha) rate, leaves after a purchase with a beta(a, b) probability",
     "Fader, Hardie & Lee, Marketing Science 24(2), 2005", "wald-log",
     "A customer without a repeat purchase counts as there for certain. No seasons, no trend; p(alive) is a model's opinion, not a fact.",
     level_only, 1, "lifetime"},
    {"lifetime:gamma-gamma/1", "Gamma-Gamma: spend of a purchase",
     "Spend is gamma(p, nu), nu is gamma(q, gamma); expected mean (gamma + m x) p / (p x + q - 1)",
     "Fader, Hardie & Lee, Journal of Marketing Research 42(4), 2005; Fader & Hardie, note 025, 2013", "wald-log",
     "Spend must not depend on how often a customer buys; customers without a repeat purchase say nothing.", level_only, 1, "lifetime"},
    {"lifetime:mbg-nbd/1", "MBG/NBD: purchases at any time, may leave after the first",
     "As BG/NBD, with the same chance to leave after the first purchase",
     "Batislam, Denizel & Filiztekin, International Journal of Research in Marketing 24(3), 2007", "wald-log",
     "No seasons, no trend; p(alive) is a model's opinion, not a fact.", level_only, 1, "lifetime"},
    {"lifetime:pareto-nbd/1", "Pareto/NBD: purchases at any time, leaves at any time",
     "Buys at a gamma(r, alpha) rate, lives an exponential time of gamma(s, beta) rate",
     "Schmittlein, Morrison & Colombo, Management Science 33(1), 1987; Fader & Hardie 2005", "wald-log",
     "No seasons, no trend; s and beta are weakly identified in short data.", level_only, 1, "lifetime"},
    {"lifetime:sbg/1", "sBG: contracts with a constant chance to leave", "S(t) = B(alpha, beta + t) / B(alpha, beta) after t whole periods",
     "Fader & Hardie, Journal of Interactive Marketing 21(1), 2007", "wald-log",
     "Each customer's chance to leave never changes; rising retention comes from the mix of customers alone.", level_only, 1, "lifetime"},
    {"survival:aft/1", "Accelerated failure times", "ln T = b0 + x'b + scale W; W extreme value, normal or logistic; maximum likelihood",
     "Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2002", "wald",
     "The distribution is an assumption; compare log-likelihoods before trusting a time ratio.", aft_parameters, 2, "survival"},
    {"survival:aj/1", "Aalen-Johansen cumulative incidence",
     "F_k(t) = sum over event times of S(before) d_k / n, S the survivor of all causes; variance by the delta method",
     "Aalen & Johansen, Scandinavian Journal of Statistics 5, 1978; Dinse & Larson, Biometrika 73, 1986", "log-log",
     "The share who leave for a reason while the others are at work; not what would happen without them.", level_only, 1, "survival"},
    {"survival:cox/1", "Cox proportional hazards", "hazard = h0(t) exp(x'b); partial likelihood, ties by Efron or Breslow",
     "Cox, Journal of the Royal Statistical Society B 34, 1972; Efron 1977; Breslow 1974; Lin & Wei 1989 (robust)", "wald",
     "Hazards must stay proportional over time; an association, not a cause.", cox_parameters, 3, "survival"},
    {"survival:km/1", "Kaplan-Meier survivor", "S(t) = product over event times of (n - d) / n; Greenwood's variance",
     "Kaplan & Meier, Journal of the American Statistical Association 53, 1958", "log-log",
     "Censoring must not depend on the time to come; beyond the last time nothing is known.", km_parameters, 3, "survival"},
    {"survival:na/1", "Nelson-Aalen cumulative hazard", "H(t) = sum over event times of d / n; variance sum of d / n^2",
     "Nelson 1972; Aalen, Annals of Statistics 6, 1978", "log", "As Kaplan-Meier; a hazard is a rate, not a probability.", level_only, 1,
     "survival"},
};

const csc_i_definition_table csc_i_definitions_churn = {rows, sizeof rows / sizeof rows[0]};
