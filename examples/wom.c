/* "A dissatisfied customer tells 11, each tells 5 more": 67, if nobody is told twice. */
#include <csc.h>
#include <stdio.h>

int main(void) {
    const double tells[] = {11, 5};
    static const char *const specs[] = {"wom:tree/1", "wom:tree/1?population=5000", "wom:tree/1?population=5000&tellers=100"};
    for (int i = 0; i < 3; i++) {
        csc_wom_reach reach;
        csc_error err;
        if (csc_wom_reach_compute(specs[i], SIZE_MAX, tells, 2, &reach, &err) != CSC_OK) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        printf("%-38s %5.0f know of it, %5.0f were told", specs[i], reach.total, reach.listeners);
        if (reach.distinct == reach.distinct) printf(", about %.0f distinct people", reach.distinct);
        printf("\n");
    }
    return 0;
}
