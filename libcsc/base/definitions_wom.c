/* Definitions of word of mouth, in the order of their ids. */
#include "base/internal.h"

static const csc_parameter tree_parameters[] = {
    {"population", "unknown", "unknown", "People who can hear it, the first tellers not among them.", 1, 1e15, CSC_PARAMETER_INTEGER, 0},
    {"tellers", "1", "", "People who tell it first, a number.", 0, 1e15, CSC_PARAMETER_NUMBER, 0},
};

static const csc_parameter branching_parameters[] = {
    {"ancestors", "1", "", "People who start it, a number.", 1, 1e9, CSC_PARAMETER_INTEGER, 0},
};

static const csc_definition rows[] = {
    {"wom:branching/1", "Branching process, total number of people reached",
     "each person brings j others with P(j), f(s) = sum P(j) s^j, m = f'(1); extinction q^k, q the smallest root of f(q) = q; "
     "P(total = n) = (k/n) P(n persons bring n - k); mean k/(1 - m), variance k s^2/(1 - m)^3 for m < 1",
     "M. Dwass, The total progeny in a branching process, J. Appl. Prob. 6 (1969) 682-686; T. E. Harris, The Theory of Branching "
     "Processes (1963); Borel-Tanner law for Poisson offspring",
     "", "People bring others independently and audiences never overlap; a saturating market needs a graph or the Bass model.",
     branching_parameters, sizeof branching_parameters / sizeof branching_parameters[0], "wom"},
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
