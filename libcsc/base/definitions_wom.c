/* Definitions of word of mouth, in the order of their ids. */
#include "base/internal.h"

static const csc_parameter tree_parameters[] = {
    {"population", "unknown", "unknown", "People who can hear it, the first tellers not among them.", 1, 1e15, CSC_PARAMETER_INTEGER, 0},
    {"tellers", "1", "", "People who tell it first, a number.", 0, 1e15, CSC_PARAMETER_NUMBER, 0},
};

static const csc_parameter bass_parameters[] = {
    {"form", "interval-nls", "interval-nls|interval-mle|rate-nls|ols", "What is fitted.", 0, 0, CSC_PARAMETER_WORD, 0},
    {"level", "0.95", "", "Level of the forecast's intervals, a share.", 0.5, 0.9999, CSC_PARAMETER_NUMBER, 0},
};

static const csc_parameter branching_parameters[] = {
    {"ancestors", "1", "", "People who start it, a number.", 1, 1e9, CSC_PARAMETER_INTEGER, 0},
};

static const csc_parameter cascade_parameters[] = {
    {"model", "ic", "ic|lt", "Independent cascade or linear threshold.", 0, 0, CSC_PARAMETER_WORD, 0},
    {"runs", "10000", "", "Simulated cascades, a number.", 1, 1e9, CSC_PARAMETER_INTEGER, 0},
    {"seed", "1", "", "Seed of the random numbers.", 0, 9007199254740992.0, CSC_PARAMETER_INTEGER, 0},
    {"steps", "none", "none", "Steps until the campaign ends.", 0, 4e9, CSC_PARAMETER_INTEGER, 0},
    {"quality", "1", "", "Probability that a person reached by a content one is content too.", 0, 1, CSC_PARAMETER_NUMBER, 0},
};

static const csc_parameter graph_parameters[] = {
    {"weights", "wc", "wc|const|trivalency|given", "Probabilities of the arcs.", 0, 0, CSC_PARAMETER_WORD, 0},
    {"probability", "0.1", "", "Probability of every arc with weights=const.", 0, 1, CSC_PARAMETER_NUMBER, 0},
    {"seed", "1", "", "Seed of the drawn probabilities with weights=trivalency.", 0, 9007199254740992.0, CSC_PARAMETER_INTEGER, 0},
};

static const csc_parameter referral_parameters[] = {
    {"value", "0", "", "What a customer is worth, in money.", -1e300, 1e300, CSC_PARAMETER_NUMBER, 0},
    {"cost", "0", "", "Reward paid for a referral, in money.", 0, 1e300, CSC_PARAMETER_NUMBER, 0},
    {"saving", "0", "", "Acquisition cost spared by a referral, in money.", 0, 1e300, CSC_PARAMETER_NUMBER, 0},
    {"type_one", "1", "", "Share of those brought who would not have come otherwise.", 0, 1, CSC_PARAMETER_NUMBER, 0},
    {"decay", "0.5", "", "What indirect credit keeps from level to level, a share.", 0, 1, CSC_PARAMETER_NUMBER, 0},
};

static const csc_parameter seeds_parameters[] = {
    {"k", "10", "", "People to choose at most, a number.", 1, 1e6, CSC_PARAMETER_INTEGER, 0},
    {"epsilon", "0.1", "", "How far below 1 - 1/e (with costs 1 - 1/sqrt(e)) the choice may fall, a share.", 0.01, 0.6,
     CSC_PARAMETER_NUMBER, 0},
    {"delta", "auto", "auto", "Probability that it falls further; auto is 1 / people.", 1e-12, 0.5, CSC_PARAMETER_NUMBER, 0},
    {"model", "ic", "ic|lt", "Independent cascade or linear threshold.", 0, 0, CSC_PARAMETER_WORD, 0},
    {"budget", "none", "none", "The most that the chosen may cost together, in the unit of the costs.", 0, 1e300, CSC_PARAMETER_NUMBER, 0},
    {"method", "ris", "ris|degree-discount|pagerank|degree", "How to choose.", 0, 0, CSC_PARAMETER_WORD, 0},
    {"seed", "1", "", "Seed of the random numbers.", 0, 9007199254740992.0, CSC_PARAMETER_INTEGER, 0},
    {"max_sets", "20000000", "", "Reverse-reachable sets after which to give up, a number.", 1000, 2e9, CSC_PARAMETER_INTEGER, 0},
};

static const csc_definition rows[] = {
    {"wom:bass/1", "Bass model of adoption",
     "F(t) = (1 - exp(-(p + q) t)) / (1 + (q/p) exp(-(p + q) t)); adopters of period t: m (F(t) - F(t - 1)), in the rate form m f(t); "
     "peak at ln(q/p) / (p + q), there m (p + q)^2 / (4 q)",
     "F. M. Bass, A new product growth for model consumer durables, Management Science 15 (1969); V. Srinivasan and C. H. Mason, "
     "Marketing Science 5 (1986) (interval least squares); D. C. Schmittlein and V. Mahajan, Marketing Science 1 (1982) (likelihood)",
     "delta method with Student's t",
     "Without the peak in the data the market size is a guess, so such a series is refused. First purchases only; repeat purchases, "
     "price and advertising are not in it.",
     bass_parameters, sizeof bass_parameters / sizeof bass_parameters[0], "wom"},
    {"wom:branching/1", "Branching process, total number of people reached",
     "each person brings j others with P(j), f(s) = sum P(j) s^j, m = f'(1); extinction q^k, q the smallest root of f(q) = q; "
     "P(total = n) = (k/n) P(n persons bring n - k); mean k/(1 - m), variance k s^2/(1 - m)^3 for m < 1",
     "M. Dwass, The total progeny in a branching process, J. Appl. Prob. 6 (1969) 682-686; T. E. Harris, The Theory of Branching "
     "Processes (1963); Borel-Tanner law for Poisson offspring",
     "", "People bring others independently and audiences never overlap; a saturating market needs a graph or the Bass model.",
     branching_parameters, sizeof branching_parameters / sizeof branching_parameters[0], "wom"},
    {"wom:cascade/1", "Cascade of word of mouth along a graph",
     "independent cascade: a person reached in one step convinces each neighbour in the next with the probability of the arc; linear "
     "threshold: a person is reached when the weights of arcs from people reached exceed a uniform threshold; spread = mean people reached",
     "D. Kempe, J. Kleinberg and E. Tardos, Maximizing the spread of influence through a social network, KDD 2003; quality: W. Chen et "
     "al., "
     "Influence maximization in social networks when negative opinions may emerge and propagate, SDM 2011",
     "Monte-Carlo standard error", "The probabilities of the arcs are usually unknown, and their error outweighs that of the simulation.",
     cascade_parameters, sizeof cascade_parameters / sizeof cascade_parameters[0], "wom"},
    {"wom:graph/1", "Graph of who tells whom",
     "weights wc: 1 / (arcs into the hearer); const: one probability; trivalency: 0.1, 0.01 or 0.001 by lot; given: a column",
     "D. Kempe, J. Kleinberg and E. Tardos, KDD 2003 (weighted cascade); trivalency: W. Chen, C. Wang and Y. Wang, KDD 2010", "",
     "Constant, trivalency and weighted-cascade probabilities are conventions of the literature, not estimates.", graph_parameters,
     sizeof graph_parameters / sizeof graph_parameters[0], "wom"},
    {"wom:referral/1", "Customer referral value",
     "credit = people brought directly + decay * their credit; crv = sum over those brought of (type_one (value - cost) + saving) + decay "
     "* "
     "their crv",
     "V. Kumar, J. A. Petersen and R. P. Leone, How valuable is word of mouth?, Harvard Business Review 85 (2007), and Journal of "
     "Marketing "
     "74 (2010)",
     "",
     "Who would have come anyway is an input. Credit for the credit of others counts people several times when it is added up over "
     "customers.",
     referral_parameters, sizeof referral_parameters / sizeof referral_parameters[0], "wom"},
    {"wom:seeds/1", "People to start from, so that word of mouth carries farthest",
     "greedy cover of reverse-reachable sets; guarantee = lower / upper with lower = ((sqrt(h + 2a/9) - sqrt(a/2))^2 - a/18) W / theta "
     "from h "
     "of theta independent sets hit, upper = (sqrt(c + a/2) + sqrt(a/2))^2 W / theta from the cover bound c, a = ln(3 rounds / delta)",
     "C. Borgs et al., SODA 2014; J. Tang et al., Online processing algorithms for influence maximization, SIGMOD 2018; Q. Guo et al., "
     "Influence maximization revisited, SIGMOD 2020; S. Khuller et al. 1999 (costs)",
     "martingale bounds",
     "The guarantee is about the model: with wrong arc probabilities it is about a wrong model. A large epsilon is quick because it is "
     "poor.",
     seeds_parameters, sizeof seeds_parameters / sizeof seeds_parameters[0], "wom"},
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
