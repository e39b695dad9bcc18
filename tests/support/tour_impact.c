/* Impact: everything that allocates. */
#include "csc_tour.h"

static csc_status chain(const csc_context *context, void *arg) {
    (void)arg;
    static const double expectation[] = {4, 4}, experience[] = {5, 3}, value[] = {100, 200};
    csc_column e = {expectation, sizeof(double), CSC_TYPE_F64, 0, NULL, 0}, x = {experience, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_column v = {value, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_impact_links links;
    csc_impact *c = NULL;
    csc_impact_links_init(&links);
    csc_status status = csc_impact_create(&c, "impact:chain/1", SIZE_MAX, &links, &e, &x, NULL, NULL, &v, 2, context, NULL);
    csc_impact_destroy(c);
    return status;
}

const csc_tour_step csc_tour_impact[] = {{"impact: chain", chain}, {NULL, NULL}};
