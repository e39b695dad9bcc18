/* Reading ../shared/data/wom. */
#ifndef CSC_WOM_SHARED_H
#define CSC_WOM_SHARED_H

#include <stdio.h>

#include "csc-io.h"

static inline int csc_wom_shared_present(const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/wom/%s", CSC_SHARED_DATA, name);
    FILE *f = fopen(path, "rb");
    if (f != NULL) fclose(f);
    return f != NULL;
}

static inline csc_tree *csc_wom_shared_json(void) {
    char path[4096];
    csc_tree *tree = NULL;
    csc_file *file = NULL;
    snprintf(path, sizeof path, "%s/wom/expected.json", CSC_SHARED_DATA);
    ck_assert_int_eq(csc_file_open(&file, path, strlen(path), 1 << 24, NULL, NULL), CSC_OK);
    ck_assert_int_eq(csc_tree_create(&tree, NULL), CSC_OK);
    ck_assert_int_eq(csc_tree_parse_json(tree, csc_file_bytes(file), csc_file_length(file), 1, NULL), CSC_OK);
    csc_file_destroy(file);
    return tree;
}

#endif
