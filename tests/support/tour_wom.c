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

const csc_tour_step csc_tour_wom[] = {{"wom: tree", tree}, {NULL, NULL}};
