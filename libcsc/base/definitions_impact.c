/* Definitions of impact, in the order of their ids. */
#include "base/internal.h"

static const csc_parameter chain_parameters[] = {
    {"draws", "1000", "", "Draws of the links for the interval, a number; 0: none.", 0, 1e6, CSC_PARAMETER_INTEGER, 0},
    {"level", "0.95", "", "Level of the interval, a share.", 0.5, 0.9999, CSC_PARAMETER_NUMBER, 0},
    {"seed", "1", "", "Seed of the random numbers.", 0, 9007199254740992.0, CSC_PARAMETER_INTEGER, 0},
};

static const csc_definition rows[] = {
    {"impact:chain/1", "Money at risk, from findings in conversations to lost customers and lost hearers",
     "experience = experience without findings - effect * rate; gap = experience - expectation, normal, classes by the zone of tolerance; "
     "P(leaves) = sum of P(class) P(leaves | class); distinct hearers = N (1 - (1 - 1/N)^(tellings * leavers)); at risk = sum of P(leaves) "
     "value + hearers * P(hearer lost) * value of a hearer",
     "Expectation and disconfirmation (Oliver 1980); market damage after TARP and J. Goodman, Strategic Customer Service; occupancy: "
     "Feller, "
     "vol. 1, ch. IV; presets: a customer-service deck (9 % buy again, 11 and 5 told)",
     "Monte-Carlo over the links: estimated ones by their standard error, given ones uniformly in their range",
     "A chain of models, each with its own doubt; with preset links the interval is partial. It says what is at risk if the links hold, "
     "not "
     "what will happen.",
     chain_parameters, sizeof chain_parameters / sizeof chain_parameters[0], "impact"},
};

const csc_i_definition_table csc_i_definitions_impact = {rows, sizeof rows / sizeof rows[0]};
