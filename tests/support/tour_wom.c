/* Word of mouth: everything that allocates. */
#include "csc_tour.h"

static csc_status tree(const csc_context *context, void *arg) {
    (void)arg;
    static const double branching[] = {11, 5};
    csc_wom_tree *t = NULL;
    csc_status status = csc_wom_tree_create(&t, "wom:tree/1?population=500", SIZE_MAX, branching, 2, context, NULL);
    csc_wom_tree_destroy(t);
    return status;
}

static csc_status branching(const csc_context *context, void *arg) {
    (void)arg;
    static const double law[] = {0.5, 0.3, 0.2, 0};
    csc_wom_branching *b = NULL;
    double lower, upper;
    uint64_t n;
    csc_status status;
    CSC_TOUR_TRY(csc_wom_branching_create(&b, "wom:branching/1", SIZE_MAX, CSC_WOM_PMF, law, 4, context, NULL));
    CSC_TOUR_TRY(csc_wom_branching_cdf(b, 50, &lower, &upper, context, NULL));
    CSC_TOUR_TRY(csc_wom_branching_quantile(b, 1e-5, 1, &n, context, NULL));
done:
    csc_wom_branching_destroy(b);
    return status;
}

static csc_status bass(const csc_context *context, void *arg) {
    (void)arg;
    static const double sales[] = {840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890};
    csc_column column = {sales, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_wom_bass *b = NULL;
    csc_status status = csc_wom_bass_fit(&b, "wom:bass/1", SIZE_MAX, &column, 10, context, NULL);
    csc_wom_bass_destroy(b);
    return status;
}

static csc_status graph(const csc_context *context, void *arg) {
    (void)arg;
    static const char names[] = "annbobcee";
    static const int32_t at[] = {0, 3, 6, 9}, next_at[] = {3, 6, 9, 9};
    csc_text_column from = {names, at, 4, 0, NULL, 0}, to = {names, next_at, 4, 0, NULL, 0};
    csc_wom_graph *g = NULL;
    csc_wom_seeds *s = NULL;
    csc_wom_spread spread;
    uint32_t first = 0;
    double activation[3], credit[1];
    csc_status status;
    CSC_TOUR_TRY(csc_wom_graph_create_text(&g, "wom:graph/1", SIZE_MAX, &from, &to, NULL, 3, context, NULL));
    CSC_TOUR_TRY(csc_wom_seeds_choose(&s, g, "wom:seeds/1?k=2&epsilon=0.5", SIZE_MAX, NULL, NULL, NULL, context, NULL));
    CSC_TOUR_TRY(csc_wom_simulate(g, "wom:cascade/1?runs=10&model=lt", SIZE_MAX, &first, 1, context, &spread, activation, credit, NULL));
done:
    csc_wom_seeds_destroy(s);
    csc_wom_graph_destroy(g);
    return status;
}

static csc_status referral(const csc_context *context, void *arg) {
    (void)arg;
    static const char text[] = "annbobcee";
    static const int32_t at[] = {0, 3, 6}, next_at[] = {3, 6, 9};
    csc_text_column from = {text, at, 4, 0, NULL, 0}, to = {text, next_at, 4, 0, NULL, 0};
    csc_wom_referral *r = NULL;
    csc_status status = csc_wom_referral_create(&r, "wom:referral/1", SIZE_MAX, &from, &to, NULL, NULL, 2, context, NULL);
    csc_wom_referral_destroy(r);
    return status;
}

const csc_tour_step csc_tour_wom[] = {{"wom: tree", tree},
                                      {"wom: branching", branching},
                                      {"wom: bass", bass},
                                      {"wom: referral", referral},
                                      {"wom: graph, seeds and cascades", graph},
                                      {NULL, NULL}};
