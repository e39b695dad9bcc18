/* 1,000 unhappy customers: what more complaints, and better answers, bring back. The rates are a preset, not a measurement. */
#include <csc.h>
#include <stdio.h>

static int show(const char *what, double complain, double resolved, double quick) {
    csc_churn_paths paths;
    csc_error err;
    if (csc_churn_paths_compute("churn:paths/1", SIZE_MAX, 1000, complain, resolved, quick, &paths, &err) != CSC_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("%-36s %4.0f return, %4.0f are lost\n", what, paths.returning, paths.lost);
    return 0;
}

int main(void) {
    int failed = show("3 in 10 complain, half are resolved", 0.3, 0.5, 0.5);
    failed |= show("6 in 10 complain, half are resolved", 0.6, 0.5, 0.5);
    failed |= show("6 in 10 complain, nine tenths quickly", 0.6, 0.9, 1.0);
    printf("\nWhy customers leave (preset):\n");
    for (size_t i = 0; i < csc_churn_reason_count(); i++) {
        const csc_churn_reason *reason = csc_churn_reason_get(i);
        printf("%4.0f %%  %s\n", 100 * reason->share, reason->title);
    }
    return failed;
}
