/* Tables: CSV files into series, with the position of every row. */
#include "private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct kit_source {
    const char *path;
    csc_csv *csv;
    size_t first_row; /* of the whole table */
};

/* ------------------------------------------------------------- dictionary */

struct kit_dictionary {
    kit *k;
    const char **text;
    size_t *length;
    size_t count, capacity;
    uint32_t *slot; /* open addressing; 0 is empty, else id + 1 */
    size_t slots;
};

static uint64_t hash_text(const char *text, size_t length) {
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * 1099511628211u;
    return h ^ (h >> 29);
}

kit_dictionary *kit_dictionary_new(kit *k) {
    kit_dictionary *d = kit_alloc(k, sizeof *d);
    d->k = k;
    d->slots = 64;
    d->slot = kit_alloc(k, d->slots * sizeof *d->slot);
    return d;
}

static size_t find_slot(const kit_dictionary *d, const char *text, size_t length) {
    size_t at = (size_t)hash_text(text, length) & (d->slots - 1);
    while (d->slot[at] != 0) {
        uint32_t id = d->slot[at] - 1;
        if (d->length[id] == length && memcmp(d->text[id], text, length) == 0) break;
        at = (at + 1) & (d->slots - 1);
    }
    return at;
}

uint32_t kit_dictionary_find(const kit_dictionary *d, const char *text, size_t length) {
    size_t at = find_slot(d, text, length);
    return d->slot[at] != 0 ? d->slot[at] - 1 : UINT32_MAX;
}

uint32_t kit_dictionary_add(kit_dictionary *d, const char *text, size_t length) {
    size_t at = find_slot(d, text, length);
    if (d->slot[at] != 0) return d->slot[at] - 1;
    if (d->count == d->capacity) {
        d->capacity = d->capacity * 2 + 32;
        d->text = kit_resize(d->k, d->text, d->capacity * sizeof *d->text);
        d->length = kit_resize(d->k, d->length, d->capacity * sizeof *d->length);
    }
    d->text[d->count] = kit_copy(d->k, text, length);
    d->length[d->count] = length;
    d->slot[at] = (uint32_t)++d->count;
    if (d->count * 2 > d->slots) {
        d->slots *= 2;
        d->slot = kit_alloc(d->k, d->slots * sizeof *d->slot);
        for (size_t i = 0; i < d->count; i++) d->slot[find_slot(d, d->text[i], d->length[i])] = (uint32_t)i + 1;
    }
    return (uint32_t)d->count - 1;
}

const char *kit_dictionary_text(const kit_dictionary *d, uint32_t id, size_t *length) {
    if (id >= d->count) return NULL;
    if (length != NULL) *length = d->length[id];
    return d->text[id];
}

size_t kit_dictionary_count(const kit_dictionary *d) {
    return d->count;
}

/* ---------------------------------------------------------------- reading */

/* One --where: a column that is read as a label and compared. */
typedef struct condition {
    const char *column, *value;
    size_t value_length;
    int unequal;
    size_t slot;
} condition;

static condition *conditions(kit *k, size_t *count) {
    condition *all = kit_alloc(k, (k->given_count + 1) * sizeof *all);
    *count = 0;
    for (size_t i = 0; kit_get_nth(k, "where", i) != NULL; i++) {
        const char *text = kit_get_nth(k, "where", i);
        const char *equals = strchr(text, '=');
        if (equals == NULL || equals == text) {
            kit_usage(k, "--where %s: column=value is wanted, as in --where item=nps", text);
            return NULL;
        }
        int unequal = equals[-1] == '!';
        all[(*count)++] =
            (condition){kit_copy(k, text, (size_t)(equals - text) - (size_t)unequal), equals + 1, strlen(equals + 1), unequal, 0};
    }
    return all;
}

static int csv_options(kit *k, csc_csv_options *o) {
    csc_csv_options_init(o);
    const char *map = "";
    for (size_t i = 0; kit_get_nth(k, "map", i) != NULL; i++) {
        const char *pair = kit_get_nth(k, "map", i);
        if (strchr(pair, '=') == NULL) return kit_usage(k, "--map %s: ours=theirs is wanted, as in --map value=Score", pair);
        map = kit_print(k, "%s%s%s", map, i > 0 ? "\n" : "", pair);
    }
    if (map[0] != '\0') {
        o->map = map;
        o->map_length = strlen(map);
    }
    const char *decimal = kit_get_or(k, "decimal", "point");
    if (strcmp(decimal, "comma") == 0 || strcmp(decimal, ",") == 0)
        o->decimal = ',';
    else if (strcmp(decimal, "point") != 0 && strcmp(decimal, ".") != 0)
        return kit_usage(k, "--decimal %s: comma or point", decimal);
    const char *separator = kit_get(k, "separator");
    if (separator != NULL) {
        if (strcmp(separator, "comma") == 0)
            o->separator = ',';
        else if (strcmp(separator, "semicolon") == 0)
            o->separator = ';';
        else if (strcmp(separator, "tab") == 0)
            o->separator = '\t';
        else if (strlen(separator) == 1)
            o->separator = (unsigned char)separator[0];
        else
            return kit_usage(k, "--separator %s: comma, semicolon, tab or one character", separator);
    }
    const char *date = kit_get(k, "date-format");
    if (date != NULL) {
        o->date_format = date;
        o->date_format_length = strlen(date);
    }
    const char *encoding = kit_get(k, "encoding");
    if (encoding != NULL) {
        o->encoding = encoding;
        o->encoding_length = strlen(encoding);
    }
    o->skip_bad = kit_get(k, "skip-bad") != NULL;
    return KIT_CLEAN;
}

static int csv_kind(int type) {
    switch (type) {
    case KIT_NUMBER:
        return CSC_CSV_F64;
    case KIT_LABEL:
        return CSC_CSV_DICTIONARY;
    case KIT_DATE:
        return CSC_CSV_DATE;
    default:
        return CSC_CSV_INSTANT;
    }
}

static int valid(const csc_column *c, size_t i) {
    if (c->validity == NULL) return 1;
    size_t bit = c->validity_offset + i;
    return (c->validity[bit >> 3] >> (bit & 7)) & 1;
}

/* The rows of the last read that all conditions hold for; NULL when there is no condition. */
static size_t *chosen(kit *k, csc_csv *csv, const condition *c, size_t count, size_t rows, size_t *kept) {
    *kept = rows;
    if (count == 0) return NULL;
    size_t *rows_kept = kit_alloc(k, (rows + 1) * sizeof *rows_kept);
    csc_text_column *text = kit_alloc(k, count * sizeof *text);
    *kept = 0;
    for (size_t j = 0; j < count; j++) {
        if (csc_csv_text(csv, c[j].slot, &text[j]) != CSC_OK) return rows_kept;
    }
    for (size_t i = 0; i < rows; i++) {
        size_t holds = 0;
        for (; holds < count; holds++) {
            const int64_t *offsets = text[holds].offsets;
            size_t length = (size_t)(offsets[i + 1] - offsets[i]);
            int equal = length == c[holds].value_length && memcmp(text[holds].bytes + offsets[i], c[holds].value, length) == 0;
            if (equal == c[holds].unequal) break;
        }
        if (holds == count) rows_kept[(*kept)++] = i;
    }
    return rows_kept;
}

/* Appends rows of the last read (all, or those of `from`) to a series. `ids` maps the file's dictionary ids to those of the table. */
static int append(kit *k, csc_csv *csv, size_t slot, int type, kit_series *s, size_t at, const size_t *from, size_t rows, size_t capacity,
                  const uint32_t *ids, size_t id_count) {
    csc_column c;
    if (csc_csv_column(csv, slot, &c) != CSC_OK) return kit_bad(k, NULL, 0, 0, "a column has a type that it should not have");
    const char *data = c.data;
    if (type == KIT_NUMBER) {
        s->number = kit_resize(k, s->number, capacity * sizeof *s->number);
        for (size_t i = 0; i < rows; i++)
            memcpy(&s->number[at + i], data + (ptrdiff_t)(from != NULL ? from[i] : i) * c.stride, sizeof(double));
    } else if (type == KIT_LABEL) {
        s->label = kit_resize(k, s->label, capacity * sizeof *s->label);
        for (size_t i = 0; i < rows; i++) {
            uint32_t id = UINT32_MAX;
            size_t row = from != NULL ? from[i] : i;
            if (valid(&c, row)) memcpy(&id, data + (ptrdiff_t)row * c.stride, sizeof id);
            s->label[at + i] = id < id_count ? ids[id] : UINT32_MAX;
        }
    } else {
        s->instant = kit_resize(k, s->instant, capacity * sizeof *s->instant);
        for (size_t i = 0; i < rows; i++) {
            int64_t v = INT64_MIN;
            int32_t day = 0;
            size_t row = from != NULL ? from[i] : i;
            if (!valid(&c, row)) {
                s->instant[at + i] = v;
            } else if (type == KIT_DATE) {
                memcpy(&day, data + (ptrdiff_t)row * c.stride, sizeof day);
                s->instant[at + i] = day;
            } else {
                memcpy(&s->instant[at + i], data + (ptrdiff_t)row * c.stride, sizeof v);
            }
        }
    }
    return KIT_CLEAN;
}

/* The file's dictionary in numbers of the table; grows with the file's. */
static uint32_t *dictionary_ids(kit *k, csc_csv *csv, size_t slot, kit_dictionary *all, uint32_t *ids, size_t *count) {
    csc_text_column texts;
    size_t now = 0;
    if (csc_csv_dictionary(csv, slot, &texts, &now) != CSC_OK) return ids;
    if (now <= *count) return ids;
    ids = kit_resize(k, ids, now * sizeof *ids);
    for (size_t i = *count; i < now; i++) {
        uint64_t from = 0, to = 0;
        if (texts.offset_width == 8) {
            from = (uint64_t)((const int64_t *)texts.offsets)[i];
            to = (uint64_t)((const int64_t *)texts.offsets)[i + 1];
        } else {
            from = (uint64_t)((const int32_t *)texts.offsets)[i];
            to = (uint64_t)((const int32_t *)texts.offsets)[i + 1];
        }
        ids[i] = kit_dictionary_add(all, texts.bytes + from, (size_t)(to - from));
    }
    *count = now;
    return ids;
}

static int first_missing(const kit_series *s, int type, size_t from, size_t to, size_t *row) {
    for (size_t i = from; i < to; i++) {
        if ((type == KIT_NUMBER && isnan(s->number[i])) || (type == KIT_LABEL && s->label[i] == UINT32_MAX) ||
            ((type == KIT_DATE || type == KIT_TIME) && s->instant[i] == INT64_MIN)) {
            *row = i;
            return 1;
        }
    }
    return 0;
}

static int read_one(kit *k, kit_table *t, const char *path, const kit_wanted *wanted, size_t count, kit_dictionary **all) {
    csc_csv_options options;
    csc_error err;
    csc_csv *csv = NULL;
    if (csv_options(k, &options) != KIT_CLEAN) return k->code;
    csc_error_init(&err);
    kit_progress_name(k, "B");
    csc_status s = csc_csv_open(&csv, path, strlen(path), &options, kit_context(k), &err);
    if (s != CSC_OK) {
        /* options are the caller's mistake, everything else is the file's */
        if (s == CSC_E_INVALID || s == CSC_E_UNSUPPORTED) return kit_fail(k, CSC_E_INVALID, &err, NULL);
        return kit_fail(k, s, &err, s == CSC_E_NOTFOUND || s == CSC_E_IO ? NULL : path), k->code = KIT_BAD_INPUT;
    }
    struct kit_private *own = k->own;
    if (own->table_count == own->table_capacity) {
        own->table_capacity = own->table_capacity * 2 + 8;
        own->tables = kit_resize(k, own->tables, own->table_capacity * sizeof(csc_csv *));
    }
    own->tables[own->table_count++] = csv;
    t->sources = kit_resize(k, t->sources, (t->source_count + 1) * sizeof *t->sources);
    t->sources[t->source_count++] = (struct kit_source){path, csv, t->rows};
    if (t->headers == NULL) {
        t->header_count = csc_csv_width(csv);
        t->headers = kit_alloc(k, (t->header_count + 1) * sizeof *t->headers);
        for (size_t i = 0; i < t->header_count; i++) {
            const char *name = "";
            size_t length = 0;
            if (csc_csv_name(csv, i, &name, &length) == CSC_OK) t->headers[i] = kit_copy(k, name, length);
        }
    }
    size_t *slot = kit_alloc(k, (count + 1) * sizeof *slot);
    uint32_t **ids = kit_alloc(k, (count + 1) * sizeof *ids);
    size_t *id_count = kit_alloc(k, (count + 1) * sizeof *id_count);
    for (size_t i = 0; i < count; i++) {
        slot[i] = SIZE_MAX;
        size_t length = strlen(wanted[i].name);
        int there = csc_csv_find(csv, wanted[i].name, length) >= 0;
        if (!there && !(wanted[i].flags & (KIT_REQUIRED | KIT_PRESENT)) && !t->series[i].present) continue;
        s = csc_csv_select(csv, wanted[i].name, length, csv_kind(wanted[i].type), &slot[i], &err);
        if (s != CSC_OK) return kit_fail(k, s, &err, path);
        if (!t->series[i].present && t->rows > 0)
            return kit_bad(k, path, 1, 0, "this file has a column \"%s\", %s has not: files read together need the same columns",
                           wanted[i].name, t->sources[0].path);
        t->series[i].present = 1;
    }
    size_t condition_count = 0;
    condition *where = conditions(k, &condition_count);
    if (where == NULL) return k->code;
    for (size_t i = 0; i < condition_count; i++) {
        s = csc_csv_select(csv, where[i].column, strlen(where[i].column), CSC_CSV_TEXT, &where[i].slot, &err);
        if (s != CSC_OK) return kit_fail(k, s, &err, path);
    }
    size_t capacity = t->rows, file_row = 0;
    for (;;) {
        uint64_t read = 0;
        s = csc_csv_read(csv, 1 << 18, &read, &err);
        if (s != CSC_OK) return kit_fail(k, s, &err, path);
        if (read == 0) break;
        size_t rows = 0;
        const size_t *from = chosen(k, csv, where, condition_count, (size_t)read, &rows);
        if (t->rows + rows > capacity) capacity = (t->rows + rows) + (t->rows + rows) / 2;
        if (from != NULL) {
            t->kept = kit_resize(k, t->kept, (capacity + 1) * sizeof *t->kept);
            for (size_t i = 0; i < rows; i++) t->kept[t->rows + i] = file_row + from[i];
        }
        size_t at = t->rows;
        t->rows += rows;
        t->rows_read += read;
        file_row += (size_t)read;
        for (size_t i = 0; i < count; i++) {
            if (slot[i] == SIZE_MAX) continue;
            if (wanted[i].type == KIT_LABEL) ids[i] = dictionary_ids(k, csv, slot[i], all[i], ids[i], &id_count[i]);
            if (append(k, csv, slot[i], wanted[i].type, &t->series[i], at, from, rows, capacity + 1, ids[i], id_count[i]) != 0)
                return k->code;
            size_t row = 0;
            if ((wanted[i].flags & KIT_PRESENT) && first_missing(&t->series[i], wanted[i].type, at, t->rows, &row)) {
                csc_error_init(&err);
                err.row = row;
                snprintf(err.key, sizeof err.key, "%s", wanted[i].name);
                snprintf(err.message, sizeof err.message, "blank \"%s\"", wanted[i].name);
                return kit_fail_row(k, CSC_E_RANGE, &err, t);
            }
        }
    }
    k->skipped += csc_csv_skipped(csv);
    for (size_t i = 0; i < 3; i++) { /* the first few are named */
        if (csc_csv_skipped_error(csv, i, &err) != CSC_OK) break;
        int code = k->code;
        kit_bad(k, path, err.line, err.column, "left out: %s", err.message);
        k->code = code;
    }
    return KIT_CLEAN;
}

static kit_table *read_all(kit *k, const char *const *paths, size_t path_count, const kit_wanted *wanted, size_t count) {
    kit_table *t = kit_alloc(k, sizeof *t);
    kit_dictionary **all = kit_alloc(k, (count + 1) * sizeof *all);
    t->file = paths[0];
    t->series = kit_alloc(k, (count + 1) * sizeof *t->series);
    t->count = count;
    for (size_t i = 0; i < count; i++) {
        t->series[i].name = wanted[i].name;
        if (wanted[i].type == KIT_LABEL) all[i] = kit_dictionary_new(k);
    }
    for (size_t i = 0; i < path_count; i++) {
        if (read_one(k, t, paths[i], wanted, count, all) != KIT_CLEAN) return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (all[i] == NULL) continue;
        t->series[i].labels = all[i]->text;
        t->series[i].label_length = all[i]->length;
        t->series[i].label_count = all[i]->count;
    }
    kit_progress_end(k);
    return t;
}

kit_table *kit_table_read(kit *k, const kit_wanted *wanted, size_t count) {
    if (k->file_count == 0) {
        kit_usage(k, "no file given (- for standard input); csckit %s %s", k->command->name, k->command->usage);
        return NULL;
    }
    return read_all(k, k->files, k->file_count, wanted, count);
}

kit_table *kit_table_read_file(kit *k, const char *path, const kit_wanted *wanted, size_t count) {
    return read_all(k, &path, 1, wanted, count);
}

/* -------------------------------------------------------------- positions */

/* The column, in code points from 1, at which the cell of a row begins; 0 when it cannot be told. */
static uint64_t cell_column(kit *k, const struct kit_source *source, uint64_t line, const char *key) {
    ptrdiff_t index = csc_csv_find(source->csv, key, strlen(key));
    if (index < 0 || strcmp(source->path, "-") == 0) return 0;
    FILE *f = fopen(source->path, "rb");
    if (f == NULL) return 0;
    uint64_t at_line = 1, column = 1;
    int c = 0, quoted = 0;
    int separator = csc_csv_separator(source->csv);
    while (at_line < line && (c = getc(f)) != EOF) at_line += c == '\n';
    if (line == 1 && (c = getc(f)) != 0xef) ungetc(c, f);
    while (index > 0 && (c = getc(f)) != EOF && (quoted || c != '\n')) {
        if (c == '"') quoted = !quoted;
        if (c == separator && !quoted) index--;
        if (c == '\n')
            column = 1;
        else if ((c & 0xc0) != 0x80)
            column++;
    }
    fclose(f);
    (void)k;
    return index == 0 ? column : 0;
}

int kit_fail_row(kit *k, csc_status status, const csc_error *err, const kit_table *t) {
    if (err->row == CSC_NOWHERE || t->source_count == 0) return kit_fail(k, status, err, t->file);
    size_t i = t->source_count - 1;
    while (i > 0 && t->sources[i].first_row > err->row) i--;
    csc_error at = *err;
    uint64_t row = t->kept != NULL && err->row < t->rows ? t->kept[err->row] : err->row - t->sources[i].first_row;
    at.line = csc_csv_line(t->sources[i].csv, row);
    uint64_t column = at.line != CSC_NOWHERE && err->key[0] != '\0' ? cell_column(k, &t->sources[i], at.line, err->key) : 0;
    at.column = column > 0 ? column : CSC_NOWHERE;
    return kit_fail(k, status, &at, t->sources[i].path);
}

csc_column kit_column(kit *k, const kit_table *t, size_t series) {
    csc_column c;
    memset(&c, 0, sizeof c);
    const kit_series *s = &t->series[series];
    if (s->number != NULL) {
        c.data = s->number;
        c.stride = sizeof(double);
        c.type = CSC_TYPE_F64;
        return c;
    }
    uint8_t *bits = kit_alloc(k, t->rows / 8 + 1);
    size_t missing = 0;
    for (size_t i = 0; i < t->rows; i++) {
        int there = s->label != NULL ? s->label[i] != UINT32_MAX : s->instant != NULL && s->instant[i] != INT64_MIN;
        bits[i >> 3] = (uint8_t)(bits[i >> 3] | (there ? 1u << (i & 7) : 0));
        missing += !there;
    }
    if (missing > 0) c.validity = bits;
    c.data = s->label != NULL ? (const void *)s->label : (const void *)s->instant;
    c.stride = s->label != NULL ? (ptrdiff_t)sizeof(uint32_t) : (ptrdiff_t)sizeof(int64_t);
    c.type = s->label != NULL ? CSC_TYPE_U32 : CSC_TYPE_I64;
    return c;
}
