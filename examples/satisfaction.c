/* What one customer expects after each visit, and whether the last one kept him. */
#include <csc.h>
#include <math.h>
#include <stdio.h>

int main(void) {
    /* before the first visit: advertising said 9, a friend 7; the salesperson and suggestions are silent */
    const double level[4] = {9, NAN, 7, NAN}, precision[4] = {0.5, 1, 1, 1};
    const double visit[] = {7, 8, 6, 8};
    csc_expectation_model model;
    csc_expectation customer;
    csc_experience seen;
    csc_error err;
    csc_expectation_model_init(&model);
    model.tolerance_low = model.tolerance_high = 0.5; /* 0 is the literal rule: equal is drifting */

    if (csc_expectation_prior(level, precision, 4, &customer, &err) != CSC_OK) return 1;
    printf("expects %.2f before the first visit\n", customer.mean);
    for (int i = 0; i < 4; i++) {
        if (csc_expectation_observe(&model, &customer, visit[i], i, &seen, &err) != CSC_OK) return 1;
        printf("visit %d: expected %.2f, experienced %.0f, gap %+.2f: %s (loyal %.0f %%, drifting %.0f %%, lost %.0f %%)\n", i + 1,
               seen.expected, seen.experience, seen.gap, csc_class_name(seen.code), 100 * seen.p[0], 100 * seen.p[1], 100 * seen.p[2]);
    }
    printf("expects %.2f next time\n", customer.mean);
    return 0;
}
