/* From results to JSON, CSV and the general text layout. */
#include "private.h"

#include <string.h>

/* ------------------------------------------------------------------- JSON */

static const char *json_bytes(kit *k, const kit_value *v, size_t *length) {
    struct kit_private *own = k->own;
    csc_sink sink;
    if (own->writer == NULL && csc_json_writer_create(&own->writer, 0, NULL) != CSC_OK) kit_out_of_memory();
    csc_json_writer_reset(own->writer);
    kit_value top = *v;
    top.key = NULL;
    csc_status s = csc_json_writer_sink(own->writer, &sink);
    if (s == CSC_OK) s = kit_replay(&top, &sink);
    if (s == CSC_E_NOMEM) kit_out_of_memory();
    if (s != CSC_OK) kit_note(k, "a result cannot be written as JSON: %s", csc_status_string(s));
    return csc_json_writer_bytes(own->writer, length);
}

void kit_json(kit *k, FILE *to, const kit_value *v) {
    size_t length = 0;
    const char *bytes = json_bytes(k, v, &length);
    fwrite(bytes, 1, length, to);
}

/* ---------------------------------------------------- flat rows of results */

/* Column names in order of appearance: scalars, and scalars of inner objects as "a.b". */
typedef struct names {
    const char **name;
    size_t count, capacity;
} names;

static int is_scalar(const kit_value *v) {
    return v->type != KIT_V_OBJECT && v->type != KIT_V_ARRAY;
}

static void add_name(kit *k, names *all, const char *name) {
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->name[i], name) == 0) return;
    }
    if (all->count == all->capacity) {
        all->capacity = all->capacity * 2 + 16;
        all->name = kit_resize(k, all->name, all->capacity * sizeof *all->name);
    }
    all->name[all->count++] = kit_copy(k, name, strlen(name));
}

static void collect_names(kit *k, names *all, const kit_value *object, const char *prefix) {
    if (is_scalar(object)) {
        add_name(k, all, "value");
        return;
    }
    for (const kit_value *m = object->first; m != NULL; m = m->next) {
        if (m->key == NULL) continue;
        const char *name = prefix != NULL ? kit_print(k, "%s.%s", prefix, m->key) : m->key;
        if (is_scalar(m))
            add_name(k, all, name);
        else if (m->type == KIT_V_OBJECT)
            collect_names(k, all, m, name);
    }
}

/* The rows a result stands for: its first array of objects, or itself. */
static const kit_value *inner_rows(const kit_value *v) {
    for (const kit_value *m = v->first; m != NULL; m = m->next) {
        if (m->type == KIT_V_ARRAY && m->first != NULL && m->first->type == KIT_V_OBJECT) return m;
    }
    return NULL;
}

static const kit_value *inner_series(const kit_value *v) {
    for (const kit_value *m = v->first; m != NULL; m = m->next) {
        if (m->type == KIT_V_ARRAY && m->first != NULL && is_scalar(m->first)) return m;
    }
    return NULL;
}

static void csv_text(kit *k, const char *text, size_t length) {
    size_t needed = 2 * length + 2;
    char *cell = kit_alloc(k, needed);
    if (csc_csv_cell(text, length, ',', 0, cell, needed, &needed) == CSC_OK) fwrite(cell, 1, needed, stdout);
}

static void csv_value(kit *k, const kit_value *v) {
    if (v == NULL || v->type == KIT_V_NULL) return;
    if (v->type == KIT_V_TEXT) {
        csv_text(k, v->text, v->length);
        return;
    }
    char text[CSC_NUMBER_TEXT_MAX];
    if (v->type == KIT_V_BOOLEAN)
        fputs(v->integer ? "true" : "false", stdout);
    else if (v->type == KIT_V_INTEGER)
        printf("%lld", (long long)v->integer);
    else
        fwrite(text, 1, csc_number_format(v->number, text), stdout);
}

static void csv_rows(kit *k, const names *columns, const kit_value *row) {
    for (size_t i = 0; i < columns->count; i++) {
        if (i > 0) putchar(',');
        csv_value(k, is_scalar(row) ? row : kit_find(row, columns->name[i]));
    }
    putchar('\n');
}

void kit_csv(kit *k, kit_value *const *results, size_t count) {
    names columns = {0};
    if (count == 0) return;
    const kit_value *rows = count == 1 ? inner_rows(results[0]) : NULL;
    const kit_value *series = count == 1 && rows == NULL ? inner_series(results[0]) : NULL;
    if (series != NULL) { /* arrays of one length are the columns */
        size_t length = series->count, used = 0;
        const kit_value *at[64];
        for (const kit_value *m = results[0]->first; m != NULL && used < 64; m = m->next) {
            if (m->type != KIT_V_ARRAY || m->count != length) continue;
            if (used > 0) putchar(',');
            csv_text(k, m->key, strlen(m->key));
            at[used++] = m->first;
        }
        putchar('\n');
        for (size_t i = 0; i < length; i++) {
            for (size_t j = 0; j < used; j++) {
                if (j > 0) putchar(',');
                csv_value(k, at[j]);
                at[j] = at[j]->next;
            }
            putchar('\n');
        }
        return;
    }
    if (rows != NULL) {
        for (const kit_value *r = rows->first; r != NULL; r = r->next) collect_names(k, &columns, r, NULL);
    } else {
        for (size_t i = 0; i < count; i++) collect_names(k, &columns, results[i], NULL);
    }
    for (size_t i = 0; i < columns.count; i++) {
        if (i > 0) putchar(',');
        csv_text(k, columns.name[i], strlen(columns.name[i]));
    }
    putchar('\n');
    if (rows != NULL) {
        for (const kit_value *r = rows->first; r != NULL; r = r->next) csv_rows(k, &columns, r);
    } else {
        for (size_t i = 0; i < count; i++) csv_rows(k, &columns, results[i]);
    }
}

/* ------------------------------------------------------------ general text */

static const char *scalar_text(kit *k, const kit_value *v, size_t *length) {
    const char *text = "-";
    if (v != NULL && v->type == KIT_V_TEXT) {
        *length = v->length;
        return v->text;
    }
    if (v != NULL && v->type == KIT_V_NUMBER) text = kit_short(k, v->number);
    if (v != NULL && v->type == KIT_V_INTEGER) text = kit_count(k, v->number);
    if (v != NULL && v->type == KIT_V_BOOLEAN) text = v->integer ? "yes" : "no";
    *length = strlen(text);
    return text;
}

static void text_table(kit *k, const kit_value *const *rows, size_t count) {
    names columns = {0};
    for (size_t i = 0; i < count; i++) collect_names(k, &columns, rows[i], NULL);
    if (columns.count == 0) return;
    char *head = kit_copy(k, "", 0);
    for (size_t i = 0; i < columns.count; i++) {
        int right = 1;
        for (size_t j = 0; j < count; j++) {
            const kit_value *v = is_scalar(rows[j]) ? rows[j] : kit_find(rows[j], columns.name[i]);
            if (v != NULL && v->type == KIT_V_TEXT) right = 0;
        }
        head = kit_print(k, "%s%s%s%s", head, i > 0 ? "|" : "", right ? ">" : "", columns.name[i]);
    }
    kit_grid *g = kit_grid_begin(k, head);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < columns.count; j++) {
            size_t length = 0;
            const char *text = scalar_text(k, is_scalar(rows[i]) ? rows[i] : kit_find(rows[i], columns.name[j]), &length);
            kit_cell_text(g, KIT_PLAIN, text, length);
        }
    }
    kit_grid_end(g);
}

static void text_members(kit *k, const kit_value *v, const char *prefix, size_t widest) {
    for (const kit_value *m = v->first; m != NULL; m = m->next) {
        const char *name = prefix != NULL ? kit_print(k, "%s.%s", prefix, m->key) : m->key;
        if (m->type == KIT_V_OBJECT) {
            text_members(k, m, name, widest);
        } else if (is_scalar(m)) {
            size_t length = 0;
            const char *text = scalar_text(k, m, &length);
            kit_say(k, KIT_DIM, "%-*s", (int)widest + 2, name);
            kit_say(k, KIT_PLAIN, "%.*s\n", (int)length, text);
        }
    }
}

static size_t widest_member(kit *k, const kit_value *v, size_t prefix) {
    size_t widest = 0;
    for (const kit_value *m = v->first; m != NULL; m = m->next) {
        size_t n = prefix + (m->key != NULL ? strlen(m->key) : 0);
        if (m->type == KIT_V_OBJECT)
            n = widest_member(k, m, n + 1);
        else if (m->type == KIT_V_ARRAY)
            n = 0;
        if (n > widest) widest = n;
    }
    return widest;
}

static void text_arrays(kit *k, const kit_value *v) {
    for (const kit_value *m = v->first; m != NULL; m = m->next) {
        if (m->type != KIT_V_ARRAY || m->first == NULL) continue;
        kit_say(k, KIT_PLAIN, "\n");
        kit_say(k, KIT_BOLD, "%s\n", m->key != NULL ? m->key : "");
        if (m->first->type == KIT_V_OBJECT) {
            const kit_value **rows = kit_alloc(k, m->count * sizeof *rows);
            size_t n = 0;
            for (const kit_value *r = m->first; r != NULL; r = r->next) rows[n++] = r;
            text_table(k, rows, n);
        } else {
            /* texts stand on lines of their own, numbers beside each other */
            int lines = m->first->type == KIT_V_TEXT;
            for (const kit_value *r = m->first; r != NULL; r = r->next) {
                size_t length = 0;
                const char *text = is_scalar(r) ? scalar_text(k, r, &length) : "";
                const char *before = lines && r != m->first ? "\n  " : "  ";
                kit_say(k, KIT_PLAIN, "%s%.*s", before, (int)length, text);
            }
            kit_say(k, KIT_PLAIN, "\n");
        }
    }
}

void kit_text_general(kit *k, kit_value *const *results, size_t count) {
    if (count > 1) {
        text_table(k, (const kit_value *const *)results, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        text_members(k, results[i], NULL, widest_member(k, results[i], 0));
        text_arrays(k, results[i]);
    }
}

/* --------------------------------------------------------------- emitting */

void kit_emit(kit *k, kit_value *result) {
    struct kit_private *own = k->own;
    if (result == NULL) return;
    if (kit_is_format(k, "json")) {
        kit_json(k, stdout, result);
        return;
    }
    if (own->emitted_count == own->emitted_capacity) {
        own->emitted_capacity = own->emitted_capacity * 2 + 16;
        own->emitted = kit_resize(k, own->emitted, own->emitted_capacity * sizeof *own->emitted);
    }
    own->emitted[own->emitted_count++] = result;
}

int kit_flush(kit *k) {
    struct kit_private *own = k->own;
    if (own->emitted_count == 0) return KIT_CLEAN;
    if (kit_is_format(k, "csv"))
        kit_csv(k, own->emitted, own->emitted_count);
    else if (k->command->text != NULL)
        k->command->text(k, own->emitted, own->emitted_count);
    else
        kit_text_general(k, own->emitted, own->emitted_count);
    own->emitted_count = 0;
    return KIT_CLEAN;
}
