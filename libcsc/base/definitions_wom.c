/* Definitions of word of mouth, in the order of their ids. */
#include "base/internal.h"

static const csc_parameter tree_parameters[] = {
    {"population", "unknown", "unknown", "People who can hear it, the first tellers not among them.", 1, 1e15, CSC_PARAMETER_INTEGER, 0},
    {"tellers", "1", "", "People who tell it first, a number.", 0, 1e15, CSC_PARAMETER_NUMBER, 0},
};

static const csc_definition rows[] = {
    {"wom:tree/1", "Telling tree, people who hear of it",
     "generation k = tellers * b1 * ... * bk; listeners x = sum of the generations after the first; "
     "distinct hearers in a population N = N (1 - (1 - 1/N)^x), each telling reaching one of the N at random",
     "Arithmetic of a customer-service deck (11 and 5: 67); overlap: occupancy of cells, Feller, An Introduction to Probability Theory and "
     "Its Applications, vol. 1, ch. IV",
     "",
     "Listeners are an upper bound. Acquaintances overlap more than chance, so distinct hearers are on the high side too; the numbers told "
     "are inputs, not findings.",
     tree_parameters, sizeof tree_parameters / sizeof tree_parameters[0], "wom"},
};

const csc_i_definition_table csc_i_definitions_wom = {rows, sizeof rows / sizeof rows[0]};
