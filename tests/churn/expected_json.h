/* Reading the shared churn data: JSON numbers that may stand as text, and simple CSV columns. NULL or SKIP when absent. */
#ifndef EXPECTED_JSON_H
#define EXPECTED_JSON_H

#include <jansson.h>

#include "csc_check.h"

#define CHURN_DATA CSC_SHARED_DATA "/churn/"

static inline json_t *expected_load(const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s%s", CHURN_DATA, name);
    return json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
}
static inline double expected_number(const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    ck_assert_msg(v != NULL, "no key %s", key);
    if (json_is_string(v)) return strtod(json_string_value(v), NULL);
    return json_number_value(v);
}
static inline csc_column column_of(const double *v) {
    csc_column c = {v, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    return c;
}
/* Columns of a CSV file without quotes, by position; blank cells and words are NaN. Returns the rows read, 0 when there is no file. */
static inline size_t csv_read(const char *name, size_t columns, double **out, size_t limit) {
    char path[1024], line[4096];
    snprintf(path, sizeof path, "%s%s", CHURN_DATA, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) return 0;
    size_t rows = 0;
    if (fgets(line, sizeof line, file) == NULL) rows = 0;
    while (rows < limit && fgets(line, sizeof line, file) != NULL) {
        char *at = line;
        for (size_t c = 0; c < columns; c++) {
            char *end;
            double v = strtod(at, &end);
            if (out[c] != NULL) out[c][rows] = end == at ? NAN : v;
            at = at == NULL ? NULL : strchr(at, ',');
            if (at == NULL) break;
            at++;
        }
        rows++;
    }
    fclose(file);
    return rows;
}
/* A check program whose data is absent says so to the TAP reader. */
#define CHURN_MAIN(name, file, ...)                                                                                                        \
    int main(void) {                                                                                                                       \
        json_t *probe = expected_load(file);                                                                                               \
        if (probe == NULL) {                                                                                                               \
            printf("1..0 # SKIP %s is not there\n", CHURN_DATA file);                                                                      \
            return 0;                                                                                                                      \
        }                                                                                                                                  \
        json_decref(probe);                                                                                                                \
        const TTest *const csc_tests[] = {__VA_ARGS__};                                                                                    \
        return csc_check_run(name, csc_tests, sizeof csc_tests / sizeof csc_tests[0]);                                                     \
    }

#endif
