/* Telling chains that circulate, each with what is known of its origin. */
#include "wom/internal.h"

static const double eleven_five[] = {11, 5};
static const double ten_five[] = {10, 5};
static const double ten[] = {10};
static const double five[] = {5};

static const csc_wom_preset presets[] = {
    {"dissatisfied", "One dissatisfied customer tells 11 people, each of whom tells 5",
     "A customer-service training deck; 1 + 11 + 55 = 67", "An illustration: no primary study with these figures was found.", eleven_five,
     2},
    {"dissatisfied-10x5", "One dissatisfied customer tells 10 people, each of whom tells 5", "Training texts",
     "An illustration: no primary study with these figures was found.", ten_five, 2},
    {"dissatisfied-published", "One dissatisfied customer tells 9 to 10 people",
     "Usually credited to Technical Assistance Research Programs (TARP) for the US Office of Consumer Affairs, around 1980",
     "Consumer data decades old, read in secondary sources; 13 % are said to tell more than 20.", ten, 1},
    {"resolved-published", "A customer whose complaint was resolved well tells about 5 people",
     "Usually credited to Technical Assistance Research Programs (TARP), around 1980", "Secondary sources give 4 to 6.", five, 1},
};

size_t csc_wom_preset_count(void) {
    return sizeof presets / sizeof presets[0];
}

const csc_wom_preset *csc_wom_preset_get(size_t index) {
    return index < csc_wom_preset_count() ? &presets[index] : NULL;
}
