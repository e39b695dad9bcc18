/* .csckit.yaml: what a project decides once for `csckit check`; and --fix. */
#include "check_formats.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ settings */

static const char *const keys[] = {"pack",  "lang",    "channel",  "role",   "stage",   "audience",
                                   "media", "company", "severity", "ignore", "baseline"};
static const char allowed[] = "schema|pack|lang|channel|role|stage|audience|media|company|severity|ignore|baseline";

static int given(const kit *k, const char *name) {
    return kit_get(k, name) != NULL;
}

static void add(kit *k, const char *name, const char *value) {
    kit_given *more = kit_alloc(k, (k->given_count + 1) * sizeof *more);
    more[0] = (kit_given){name, value}; /* first: what the command line says comes later and wins */
    memcpy(more + 1, k->given, k->given_count * sizeof *more);
    k->given = more;
    k->given_count++;
}

static int bad_place(kit *k, const csc_tree *t, uint32_t node, const char *file, const char *what) {
    uint64_t line = 0, column = 0, byte;
    if (csc_tree_position(t, node, 0, &line, &column, &byte) != CSC_OK) line = column = 0;
    return kit_bad(k, file, line, column, "%s", what);
}

static int take(kit *k, const csc_tree *t, const char *file) {
    csc_error err;
    csc_error_init(&err);
    uint32_t root = csc_tree_root(t);
    if (root == CSC_TREE_NONE) return KIT_CLEAN;
    if (csc_tree_check_keys(t, root, allowed, &err) != CSC_OK) return kit_fail(k, err.status, &err, file);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        uint32_t node = csc_tree_get(t, root, keys[i], strlen(keys[i]));
        if (node == CSC_TREE_NONE) continue;
        int many = strcmp(keys[i], "pack") == 0 || strcmp(keys[i], "ignore") == 0;
        if (given(k, keys[i]) && strcmp(keys[i], "ignore") != 0) continue;
        if (many && csc_tree_kind(t, node) == CSC_TREE_ARRAY) {
            for (uint32_t n = csc_tree_first(t, node); n != CSC_TREE_NONE; n = csc_tree_next(t, n)) {
                size_t length;
                const char *text = csc_tree_text(t, n, &length);
                if (text == NULL) return bad_place(k, t, n, file, "a text is due here");
                add(k, keys[i], kit_copy(k, text, length));
            }
            continue;
        }
        size_t length;
        const char *text = csc_tree_text(t, node, &length);
        if (text == NULL) return bad_place(k, t, node, file, many ? "a text or a list of texts is due here" : "a text is due here");
        add(k, keys[i], kit_copy(k, text, length));
    }
    return KIT_CLEAN;
}

int kit_check_settings(kit *k) {
    const char *file = kit_get_or(k, "config", ".csckit.yaml");
    csc_file *f = NULL;
    csc_tree *t = NULL;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_file_open(&f, file, strlen(file), 1 << 20, NULL, &err);
    if (s == CSC_E_NOTFOUND && kit_get(k, "config") == NULL) return KIT_CLEAN;
    if (s == CSC_OK) s = csc_tree_create(&t, NULL);
    if (s == CSC_OK) s = csc_tree_parse_yaml(t, csc_file_bytes(f), csc_file_length(f), &err);
    int code = s == CSC_OK ? take(k, t, file) : kit_fail(k, s, &err, file);
    csc_tree_destroy(t);
    csc_file_destroy(f);
    return code;
}

/* ----------------------------------------------------------------------- fix */

typedef struct edit {
    const char *file, *text; /* the new words */
    uint64_t line;
    size_t begin, end; /* bytes of the line */
} edit;

static edit *edits;
static size_t edit_count, edit_capacity;

void kit_check_fix_add(kit *k, const char *file, uint64_t line, const kit_value *finding) {
    const kit_value *fix = kit_find(finding, "fix"), *bytes = kit_find(finding, "fix.bytes");
    if (fix == NULL || bytes == NULL || bytes->first == NULL || bytes->first->next == NULL) return;
    if (edit_count == edit_capacity) {
        edit_capacity = edit_capacity * 2 + 16;
        edits = kit_resize(k, edits, edit_capacity * sizeof *edits);
    }
    edits[edit_count++] =
        (edit){file, kit_text(finding, "fix.text"), line, (size_t)bytes->first->number, (size_t)bytes->first->next->number};
}

static int by_place(const void *a, const void *b) {
    const edit *x = a, *y = b;
    int c = strcmp(x->file, y->file);
    if (c != 0) return c;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* One file with its edits in order; edits that overlap an earlier one are left for the next run. */
static int fix_file(kit *k, const edit *e, size_t count, size_t *done) {
    size_t length = 0, out_length = 0, more = 0;
    const char *bytes = kit_read_file(k, e->file, &length);
    if (bytes == NULL) return k->code;
    for (size_t i = 0; i < count; i++) more += strlen(e[i].text);
    char *out = kit_alloc(k, length + more + 1);
    uint64_t line = 1;
    size_t at = 0, next = 0, start = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (start <= length && next < count) {
        const char *nl = start < length ? memchr(bytes + start, '\n', length - start) : NULL;
        size_t end = nl == NULL ? length : (size_t)(nl - bytes);
        for (; next < count && e[next].line == line; next++) {
            size_t from = start + e[next].begin, to = start + e[next].end;
            if (from < at || to > end) continue;
            memcpy(out + out_length, bytes + at, from - at);
            out_length += from - at;
            memcpy(out + out_length, e[next].text, strlen(e[next].text));
            out_length += strlen(e[next].text);
            at = to;
            ++*done;
        }
        if (nl == NULL) break;
        start = end + 1;
        line++;
    }
    memcpy(out + out_length, bytes + at, length - at);
    out_length += length - at;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_file_write(e->file, strlen(e->file), out, out_length, NULL, &err);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(k, s, &err, e->file);
}

int kit_check_fix_all(kit *k) {
    size_t done = 0;
    if (edit_count > 1) qsort(edits, edit_count, sizeof *edits, by_place);
    for (size_t i = 0; i < edit_count;) {
        size_t n = 1;
        while (i + n < edit_count && strcmp(edits[i + n].file, edits[i].file) == 0) n++;
        int code = fix_file(k, edits + i, n, &done);
        if (code != KIT_CLEAN) return code;
        i += n;
    }
    kit_note(k, "%zu replacement%s made", done, done == 1 ? "" : "s");
    return KIT_CLEAN;
}
