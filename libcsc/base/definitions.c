/* The definitions of all subjects as one list in the order of their ids. Each table is sorted; the list is their merge. */
#include "base/internal.h"

#define TABLES 7

static const csc_i_definition_table *const tables[TABLES] = {
    &csc_i_definitions_metric, &csc_i_definitions_satisfaction, &csc_i_definitions_churn,  &csc_i_definitions_wom,
    &csc_i_definitions_phrase, &csc_i_definitions_conversation, &csc_i_definitions_impact,
};

size_t csc_definition_count(void) {
    size_t n = 0;
    for (size_t t = 0; t < TABLES; t++) n += tables[t]->count;
    return n;
}

const csc_definition *csc_definition_get(size_t index) {
    size_t at[TABLES] = {0};
    const csc_definition *row = NULL;
    for (size_t done = 0; done <= index; done++) {
        size_t best = TABLES;
        row = NULL;
        for (size_t t = 0; t < TABLES; t++) {
            if (at[t] == tables[t]->count) continue;
            const csc_definition *candidate = &tables[t]->rows[at[t]];
            if (row == NULL || strcmp(candidate->id, row->id) < 0) {
                row = candidate;
                best = t;
            }
        }
        if (best == TABLES) return NULL;
        at[best]++;
    }
    return row;
}

/* Order of id[0, length) against a static id. */
static int compare(const char *id, size_t length, const char *other) {
    size_t other_length = strlen(other);
    int order = memcmp(id, other, length < other_length ? length : other_length);
    if (order != 0) return order;
    return length < other_length ? -1 : length > other_length;
}

const csc_definition *csc_definition_find(const char *id, size_t id_length) {
    if (id == NULL) return NULL;
    for (size_t t = 0; t < TABLES; t++) {
        size_t low = 0, high = tables[t]->count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int order = compare(id, id_length, tables[t]->rows[middle].id);
            if (order == 0) return &tables[t]->rows[middle];
            if (order < 0)
                high = middle;
            else
                low = middle + 1;
        }
    }
    return NULL;
}
