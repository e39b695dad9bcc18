/* Lists of columns, for the commands that take many. */
#include "columns.h"

#include <math.h>
#include <string.h>

const char **kit_list(kit *k, const char *option, const char *text, size_t *count) {
    size_t parts = 1, n = 0;
    for (const char *at = text; *at != '\0'; at++) parts += *at == ',';
    const char **list = kit_alloc(k, (parts + 1) * sizeof *list);
    for (const char *at = text; n < parts; n++) {
        const char *end = strchr(at, ',');
        size_t length = end != NULL ? (size_t)(end - at) : strlen(at);
        while (length > 0 && *at == ' ') at++, length--;
        while (length > 0 && at[length - 1] == ' ') length--;
        if (length == 0) {
            kit_usage(k, "--%s wants names of columns parted by commas", option);
            return NULL;
        }
        list[n] = kit_copy(k, at, length);
        if (end != NULL) at = end + 1;
    }
    *count = n;
    return list;
}

kit_table *kit_read_numbers(kit *k, const char *const *names, size_t count, csc_column **columns) {
    kit_wanted *wanted = kit_alloc(k, (count + 1) * sizeof *wanted);
    for (size_t i = 0; i < count; i++) wanted[i] = (kit_wanted){names[i], KIT_NUMBER, KIT_REQUIRED};
    kit_table *t = kit_table_read(k, wanted, count);
    if (t == NULL) return NULL;
    *columns = kit_alloc(k, (count + 1) * sizeof **columns);
    for (size_t i = 0; i < count; i++) (*columns)[i] = kit_column(k, t, i);
    return t;
}

/* A number as the tables of this run spell it. */
static int to_number(kit *k, const char *text, size_t length, double *value) {
    char copy[64];
    if (length == 0 || length >= sizeof copy) return 0;
    memcpy(copy, text, length);
    if (strcmp(kit_get_or(k, "decimal", "point"), "comma") == 0)
        for (size_t i = 0; i < length; i++)
            if (copy[i] == ',') copy[i] = '.';
    return csc_number_parse(copy, length, value, NULL) == CSC_OK && !isnan(*value) && !isinf(*value);
}

/* The column of a series of labels, or 0 when a label is no number. */
static int as_numbers(kit *k, const kit_series *s, size_t rows, csc_column *out) {
    double *of_label = kit_alloc(k, (s->label_count + 1) * sizeof *of_label), *x = kit_alloc(k, (rows + 1) * sizeof *x);
    for (size_t i = 0; i < s->label_count; i++)
        if (!to_number(k, s->labels[i], s->label_length[i], &of_label[i])) return 0;
    for (size_t i = 0; i < rows; i++) x[i] = s->label[i] == UINT32_MAX ? (double)NAN : of_label[s->label[i]];
    *out = (csc_column){x, sizeof *x, CSC_TYPE_F64, 0, NULL, 0};
    return s->label_count > 0;
}

kit_table *kit_read_all_numbers(kit *k, const char *except, const char ***names, size_t *count, csc_column **columns, kit_value *left_out) {
    for (size_t i = 0; i < k->file_count; i++)
        if (strcmp(k->files[i], "-") == 0) {
            kit_usage(k, "name the columns when the table comes from standard input: it can be read only once");
            return NULL;
        }
    kit_wanted one = {except, KIT_NUMBER, KIT_REQUIRED};
    const kit_table *heads = kit_table_read(k, &one, 1);
    if (heads == NULL) return NULL;
    kit_wanted *wanted = kit_alloc(k, (heads->header_count + 2) * sizeof *wanted);
    size_t n = 0;
    wanted[n++] = one;
    for (size_t i = 0; i < heads->header_count; i++)
        if (strcmp(heads->headers[i], except) != 0) wanted[n++] = (kit_wanted){heads->headers[i], KIT_LABEL, KIT_REQUIRED};
    kit_table *t = kit_table_read(k, wanted, n);
    if (t == NULL) return NULL;
    *names = kit_alloc(k, (n + 1) * sizeof **names);
    *columns = kit_alloc(k, (n + 1) * sizeof **columns);
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        csc_column c = {0};
        if (i == 0)
            c = kit_column(k, t, 0);
        else if (!as_numbers(k, &t->series[i], t->rows, &c)) {
            kit_set(k, left_out, NULL, kit_new_text(k, wanted[i].name, strlen(wanted[i].name)));
            continue;
        }
        (*names)[*count] = wanted[i].name;
        (*columns)[(*count)++] = c;
    }
    return t;
}

int kit_yaml_fail(kit *k, csc_status status, const csc_error *err, const char *path) {
    (void)status;
    uint64_t line = err->line == CSC_NOWHERE ? 0 : err->line, column = err->column == CSC_NOWHERE ? 0 : err->column;
    if (err->key[0] != '\0') return kit_bad(k, path, line, column, "%s (%s)", err->message, err->key);
    return kit_bad(k, path, line, column, "%s", err->message);
}

csc_tree *kit_yaml(kit *k, const char *path) {
    size_t length = 0;
    char *text = kit_read_file(k, path, &length);
    if (text == NULL) return NULL;
    csc_tree *tree = NULL;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_tree_create(&tree, NULL);
    if (s == CSC_OK) s = csc_tree_parse_yaml(tree, text, length, &err);
    if (s == CSC_OK && csc_tree_kind(tree, csc_tree_root(tree)) == CSC_TREE_OBJECT) return tree;
    csc_tree_destroy(tree);
    if (s == CSC_OK)
        kit_bad(k, path, 1, 1, "the document is empty or no mapping");
    else
        kit_yaml_fail(k, s, &err, path);
    return NULL;
}

const char **kit_yaml_list(kit *k, const csc_tree *tree, uint32_t node, const char *path, size_t *count) {
    size_t n = csc_tree_kind(tree, node) == CSC_TREE_TEXT ? 1 : csc_tree_count(tree, node), at = 0;
    const char **list = kit_alloc(k, (n + 1) * sizeof *list);
    for (uint32_t m = csc_tree_kind(tree, node) == CSC_TREE_TEXT ? node : csc_tree_first(tree, node); m != CSC_TREE_NONE && at < n;
         m = csc_tree_next(tree, m)) {
        size_t length = 0;
        const char *word = csc_tree_text(tree, m, &length);
        if (word == NULL || length == 0) {
            csc_error err;
            csc_error_init(&err);
            kit_yaml_fail(k, csc_tree_fail(tree, m, CSC_E_TYPE, "A name is due here.", &err), &err, path);
            return NULL;
        }
        list[at++] = kit_copy(k, word, length);
    }
    *count = at;
    return list;
}
