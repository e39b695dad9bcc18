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
};

const csc_i_definition_table csc_i_definitions_churn = {rows, sizeof rows / sizeof rows[0]};
