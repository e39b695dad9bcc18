/* One survey, four figures: the same 100 ratings are 14 % satisfaction in one help desk and 65 % in another, by definition. */
#include <csc.h>
#include <stdio.h>

int main(void) {
    static const char *const definitions[] = {"csat:freescout/1", "csat:net/1", "csat:top2/1", "csat:mean/1"};
    static const int answers[] = {16, 9, 10, 35, 30}; /* ratings 1 to 5 */
    double rating[100];
    for (int value = 1, at = 0; value <= 5; value++) {
        for (int i = 0; i < answers[value - 1]; i++) rating[at++] = value;
    }
    csc_column column = {.data = rating, .stride = sizeof rating[0], .type = CSC_TYPE_F64};

    printf("%-18s %8s   %-17s  %s\n", "Definition", "Score", "95 % interval", "n");
    for (int i = 0; i < 4; i++) {
        csc_estimate e;
        csc_error err;
        if (csc_metric_compute(definitions[i], SIZE_MAX, &column, NULL, 100, &e, &err) != CSC_OK) {
            fprintf(stderr, "%s: %s\n", definitions[i], err.message);
            return 1;
        }
        if (i < 3)
            printf("%-18s %6.1f %%   %5.1f .. %5.1f %%   %.0f\n", definitions[i], 100 * e.value, 100 * e.low, 100 * e.high, e.n);
        else
            printf("%-18s %8.2f   %5.2f .. %5.2f     %.0f\n", definitions[i], e.value, e.low, e.high, e.n);
    }
    return 0;
}
