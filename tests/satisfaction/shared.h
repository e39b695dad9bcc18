/* Columns of the shared survey data; what is not there is skipped. */
#ifndef CSC_TEST_SHARED_H
#define CSC_TEST_SHARED_H

#include "csc_check.h"

typedef struct table {
    csc_csv *csv;
    uint64_t rows;
} table;

/* 0 when the data are not there. Columns are selected before the rows are read. */
static inline int open_table(table *t, const char *name, const char *const *columns, size_t count, csc_column *out) {
    char path[1024];
    snprintf(path, sizeof path, "%s/satisfaction/%s", CSC_SHARED_DATA, name);
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_csv_open(&t->csv, path, strlen(path), NULL, NULL, &err);
    if (s == CSC_E_IO || s == CSC_E_NOTFOUND) return 0;
    ck_assert_msg(s == CSC_OK, "%s: %s", path, err.message);
    size_t slot;
    for (size_t k = 0; k < count; k++) {
        CSC_ASSERT_STATUS(csc_csv_select(t->csv, columns[k], strlen(columns[k]), CSC_CSV_F64, &slot, &err), CSC_OK);
        ck_assert(slot == k);
    }
    CSC_ASSERT_STATUS(csc_csv_read(t->csv, 0, &t->rows, &err), CSC_OK);
    for (size_t k = 0; k < count; k++) CSC_ASSERT_STATUS(csc_csv_column(t->csv, k, &out[k]), CSC_OK);
    return 1;
}

static inline void close_table(table *t) {
    csc_csv_destroy(t->csv);
}

#endif
