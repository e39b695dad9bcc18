/* Opening a CSV table: options, encoding, separator, header; and asking for columns. */
#include "io/csv.h"

#include <stdio.h>
#include <stddef.h>

#define ROW_MOST (UINT64_C(64) * 1024 * 1024)

/* ------------------------------------------------------------------ options */

void csc_csv_options_init(csc_csv_options *options) {
    if (options == NULL) return;
    memset(options, 0, sizeof *options);
    options->size = sizeof *options;
    options->row_limit = ROW_MOST;
    options->decimal = '.';
    options->header = 1;
}

static int same_word(const char *text, size_t length, const char *word) {
    size_t k = 0;
    for (size_t i = 0; i < length; i++) {
        char ch = text[i];
        if (ch == '-' || ch == '_' || ch == ' ') continue;
        if (ch >= 'A' && ch <= 'Z') ch = (char)(ch + 32);
        if (word[k] == '\0' || word[k++] != ch) return 0;
    }
    return word[k] == '\0';
}

static csc_status take_encoding(csc_csv *c, const char *text, size_t length, csc_error *err) {
    static const struct {
        const char *word;
        int encoding;
    } known[] = {{"utf8", CSC_I_CSV_UTF8},       {"utf8bom", CSC_I_CSV_UTF8},    {"utf8sig", CSC_I_CSV_UTF8},
                 {"ascii", CSC_I_CSV_UTF8},      {"usascii", CSC_I_CSV_UTF8},    {"latin1", CSC_I_CSV_LATIN1},
                 {"iso88591", CSC_I_CSV_LATIN1}, {"cp1252", CSC_I_CSV_CP1252},   {"windows1252", CSC_I_CSV_CP1252},
                 {"utf16", CSC_I_CSV_UTF16},     {"utf16le", CSC_I_CSV_UTF16LE}, {"utf16be", CSC_I_CSV_UTF16BE}};
    if (text == NULL || length == 0) return CSC_OK;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!same_word(text, length, known[i].word)) continue;
        c->encoding = known[i].encoding;
        return CSC_OK;
    }
    csc_i_io_fail_key(err, CSC_E_UNSUPPORTED, "", "encoding", 8);
    csc_i_io_message(err, "unknown encoding \"", text, length, "\"; known are utf-8, latin1, cp1252, utf-16, utf-16le, utf-16be");
    return CSC_E_UNSUPPORTED;
}

static csc_status bad_map(csc_error *err) {
    return csc_i_io_fail_key(err, CSC_E_INVALID, "the column map must be pairs like ours=theirs, parted by commas", "map", 3);
}

/* "ours=theirs,..." as ours NUL theirs NUL ... */
static csc_status take_map(csc_csv *c, const char *text, size_t length, csc_error *err) {
    if (text == NULL || length == 0) return CSC_OK;
    if (memchr(text, 0, length) != NULL) return bad_map(err);
    size_t part = 0; /* length of the part so far */
    int in_theirs = 0;
    csc_status s = CSC_OK;
    for (size_t i = 0; i <= length && s == CSC_OK; i++) {
        int end = i == length || text[i] == ',' || text[i] == '\n' || text[i] == '\r';
        if (end && part == 0 && !in_theirs) continue; /* an empty pair */
        if (end || (text[i] == '=' && !in_theirs)) {
            if (part == 0 || end != in_theirs) return bad_map(err);
            s = csc_i_io_append(&c->map, "", 1);
            in_theirs = !end;
            part = 0;
            continue;
        }
        if (text[i] == '\\' && i + 1 < length) i++;
        s = csc_i_io_append(&c->map, text + i, 1);
        part++;
    }
    return s == CSC_OK ? s : csc_i_io_fail(err, s, "no memory for the column map");
}

static csc_status take_options(csc_csv *c, const csc_csv_options *o, csc_error *err) {
    if (o->size != 0 && o->size < sizeof *o) return csc_i_io_fail_key(err, CSC_E_INVALID, "options.size is too small", "size", 4);
    if (o->separator < 0 || o->separator > 127 || o->separator == '"' || o->separator == '\n' || o->separator == '\r' ||
        (o->separator > 0 && o->separator < 32 && o->separator != '\t' && o->separator != 31 && o->separator != 30))
        return csc_i_io_fail_key(err, CSC_E_INVALID, "the separator must be an ASCII character that is no quote or line end", "separator",
                                 9);
    if (o->decimal != 0 && o->decimal != '.' && o->decimal != ',')
        return csc_i_io_fail_key(err, CSC_E_INVALID, "the decimal mark must be a point or a comma", "decimal", 7);
    if (o->header != 0 && o->header != 1) return csc_i_io_fail_key(err, CSC_E_INVALID, "header must be 0 or 1", "header", 6);
    if (o->zone_offset_s < -86400 || o->zone_offset_s > 86400)
        return csc_i_io_fail_key(err, CSC_E_INVALID, "the zone offset must be within a day", "zone_offset_s", 13);
    c->separator = (char)o->separator;
    c->decimal = o->decimal == ',' ? ',' : '.';
    c->header = o->header;
    c->skip_bad = o->skip_bad != 0;
    c->zone_offset_s = o->zone_offset_s;
    c->row_limit = o->row_limit > 0 ? o->row_limit : ROW_MOST;
    CSC_I_IO_TRY(take_encoding(c, o->encoding, o->encoding_length, err));
    CSC_I_IO_TRY(csc_i_csv_pattern_compile(&c->pattern, o->date_format, o->date_format_length, err));
    return take_map(c, o->map, o->map_length, err);
}

/* ---------------------------------------------------------------- separator */

/* How often a separator stands outside quotes in the first row, and whether the rows after it (up to 50) agree. */
static size_t count_in_rows(const char *text, size_t length, char separator, int *agree) {
    size_t first = 0, n = 0, rows = 0;
    int quoted = 0, cell_start = 1;
    *agree = 1;
    for (size_t i = 0; i < length && rows < 50; i++) {
        char ch = text[i];
        if (quoted) {
            if (ch == '"' && i + 1 < length && text[i + 1] == '"')
                i++;
            else if (ch == '"')
                quoted = 0;
            continue;
        }
        if (ch == '"' && cell_start) {
            quoted = 1;
            cell_start = 0;
        } else if (ch == separator) {
            n++;
            cell_start = 1;
        } else if (ch == '\n' || ch == '\r') {
            int blank = n == 0 && cell_start;
            if (rows == 0)
                first = n;
            else if (!blank && n != first)
                *agree = 0;
            rows += !blank;
            n = 0;
            cell_start = 1;
        } else {
            cell_start = 0;
        }
    }
    return rows == 0 ? n : first;
}

static char detect(const char *text, size_t length, char decimal) {
    static const char candidates[] = {',', ';', '\t'};
    char best = ',';
    size_t best_score = 0;
    if (length > 64 * 1024) length = 64 * 1024;
    for (size_t i = 0; i < sizeof candidates; i++) {
        int agree;
        size_t n = count_in_rows(text, length, candidates[i], &agree);
        if (n == 0) continue;
        if (n > SIZE_MAX / 8) n = SIZE_MAX / 8;
        /* Rows that agree weigh more than many separators; with a decimal comma, a comma is the last thing to take. */
        size_t score = 2 * n + (agree ? SIZE_MAX / 2 : 0);
        if (decimal == ',' && candidates[i] == ',') score = 1;
        if (score > best_score) {
            best = candidates[i];
            best_score = score;
        }
    }
    return best;
}

/* A first line "sep=;" is how a spreadsheet program is told the separator. It is no row. */
static void take_sep_line(csc_csv *c) {
    const char *p = c->text + c->begin;
    size_t n = c->limit - c->begin;
    if (n < 6 || memcmp(p, "sep=", 4) != 0 || (p[5] != '\n' && p[5] != '\r') || p[4] == '"' || (unsigned char)p[4] >= 0x80) return;
    if (c->separator != 0 && c->separator != p[4]) return;
    c->separator = p[4];
    c->begin += p[5] == '\r' && n > 6 && p[6] == '\n' ? 7 : 6;
    c->line++;
}

/* ------------------------------------------------------------------- header */

static csc_status add_name(csc_csv *c, const char *text, size_t length, size_t *capacity) {
    void *p = c->name_offsets;
    csc_status s = csc_i_io_grow(&c->allocator, &p, capacity, c->width + 2, sizeof *c->name_offsets);
    c->name_offsets = p;
    if (s == CSC_OK) s = csc_i_io_append(&c->names, text, length);
    if (s != CSC_OK) return s;
    if (c->width == 0) c->name_offsets[0] = 0;
    c->width++;
    c->name_offsets[c->width] = (int64_t)c->names.length;
    return CSC_OK;
}

static csc_status add_header_cell(csc_csv *c, const csc_i_csv_cell *cell, size_t *capacity) {
    if (!c->header) {
        char number[24];
        int n = snprintf(number, sizeof number, "%llu", (unsigned long long)c->width + 1);
        return add_name(c, number, (size_t)n, capacity);
    }
    const char *p = cell->text;
    size_t n = cell->length;
    if (!cell->quoted) { /* blanks around a name are an accident of typing */
        while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\t')) n--;
        while (n > 0 && (p[0] == ' ' || p[0] == '\t')) p++, n--;
    }
    return add_name(c, p, n, capacity);
}

static csc_status read_header(csc_csv *c, csc_error *err) {
    for (;;) {
        size_t at = c->begin;
        uint64_t lines = 1;
        int then = CSC_I_CSV_CELL;
        c->width = 0;
        c->names.length = 0;
        csc_i_csv_cell cell = {"", 0, at, at, 0};
        const csc_i_csv_fault *fault = NULL;
        while (then == CSC_I_CSV_CELL) {
            then = csc_i_csv_cell_next(c, &at, &cell, &lines, &fault);
            if (then == CSC_I_CSV_FAULT) return csc_i_csv_fail(c, err, fault->status, fault->message, at);
            if (then == CSC_I_CSV_MORE) break;
            csc_status s = add_header_cell(c, &cell, &c->name_capacity);
            if (s != CSC_OK) return csc_i_io_fail(err, s, "no memory for the header");
        }
        if (then == CSC_I_CSV_MORE) {
            if (c->end - c->begin >= c->row_limit)
                return csc_i_csv_fail(c, err, CSC_E_LIMIT, "the header is longer than the limit", c->begin);
            CSC_I_IO_TRY(csc_i_csv_fill(c, err));
            continue;
        }
        if (c->width == 1 && cell.length == 0 && !cell.quoted)
            return csc_i_csv_fail(c, err, CSC_E_SYNTAX,
                                  c->end == c->begin ? "the table is empty" : "the first row, which names the columns, is blank", c->begin);
        if (c->header) {
            c->begin = at;
            c->line += lines;
        }
        c->next_line = c->line;
        return CSC_OK;
    }
}

/* ------------------------------------------------------------------ columns */

static void name_of(const csc_csv *c, size_t column, const char **name, size_t *length) {
    size_t at = (size_t)c->name_offsets[column];
    *name = c->names.length > 0 ? c->names.bytes + at : "";
    *length = (size_t)c->name_offsets[column + 1] - at;
}

/* The header's word for one of our names, or that name itself. */
static void theirs(const csc_csv *c, const char **name, size_t *length) {
    for (size_t i = 0; i < c->map.length;) {
        const char *ours = c->map.bytes + i;
        size_t n = strlen(ours);
        const char *word = ours + n + 1;
        size_t m = strlen(word);
        if (n == *length && memcmp(ours, *name, n) == 0) {
            *name = word;
            *length = m;
            return;
        }
        i += n + m + 2;
    }
}

static size_t find(const csc_csv *c, const char *name, size_t length, int *twice) {
    size_t found = SIZE_MAX;
    *twice = 0;
    for (size_t i = 0; i < c->width; i++) {
        const char *n;
        size_t l;
        name_of(c, i, &n, &l);
        if (l != length || (l > 0 && memcmp(n, name, l) != 0)) continue;
        if (found != SIZE_MAX) *twice = 1;
        if (found == SIZE_MAX) found = i;
    }
    return found;
}

/* "there is no column "x"; the columns are a, b, c" */
static csc_status no_column(const csc_csv *c, const char *name, size_t length, csc_error *err) {
    csc_i_io_fail_key(err, CSC_E_NOTFOUND, "", name, length);
    if (err == NULL) return CSC_E_NOTFOUND;
    csc_i_io_message(err, "there is no column \"", name, length < 48 ? length : 48, "\"; the columns are ");
    for (size_t i = 0; i < c->width; i++) {
        const char *n;
        size_t l;
        name_of(c, i, &n, &l);
        size_t at = strlen(err->message), room = sizeof err->message - 1 - at;
        char head[sizeof err->message];
        memcpy(head, err->message, at + 1);
        if (l + 6 > room) {
            csc_i_io_message(err, head, "...", room < 3 ? room : 3, "");
            break;
        }
        csc_i_io_message(err, head, n, l, i + 1 < c->width ? ", " : "");
    }
    return CSC_E_NOTFOUND;
}

static csc_status check_map(const csc_csv *c, csc_error *err) {
    for (size_t i = 0; i < c->map.length;) {
        size_t n = strlen(c->map.bytes + i);
        const char *word = c->map.bytes + i + n + 1;
        size_t m = strlen(word);
        int twice;
        if (find(c, word, m, &twice) == SIZE_MAX) return no_column(c, word, m, err);
        i += n + m + 2;
    }
    return CSC_OK;
}

static csc_status start(csc_csv *c, csc_error *err) {
    CSC_I_IO_TRY(csc_i_csv_fill(c, err));
    take_sep_line(c);
    if (c->separator == 0) c->separator = detect(c->text + c->begin, c->limit - c->begin, c->decimal);
    CSC_I_IO_TRY(read_header(c, err));
    CSC_I_IO_TRY(check_map(c, err));
    if (c->width > UINT32_MAX - 1) return csc_i_io_fail(err, CSC_E_LIMIT, "the table has too many columns");
    c->first_slot = csc_i_io_alloc(&c->allocator, c->width * sizeof *c->first_slot);
    if (c->first_slot == NULL) return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the columns");
    memset(c->first_slot, 0xFF, c->width * sizeof *c->first_slot);
    return CSC_OK;
}

static csc_status open_source(csc_csv **out, const csc_i_io_source *source, const csc_csv_options *options, const csc_context *context,
                              csc_error *err) {
    csc_allocator a = csc_i_io_allocator(context);
    csc_csv *c = csc_i_io_zalloc(&a, sizeof *c);
    csc_csv_options defaults;
    if (c == NULL) {
        csc_i_io_source s = *source;
        csc_i_io_source_close(&s);
        return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the table");
    }
    c->allocator = c->map.allocator = c->names.allocator = c->scratch.allocator = a;
    c->source = *source;
    c->line = 1;
    c->block = SIZE_MAX / 2;
    c->first_remembering = CSC_I_CSV_NONE;
    if (context != NULL) {
        c->context = *context;
        c->has_context = 1;
    }
    if (options == NULL) {
        csc_csv_options_init(&defaults);
        options = &defaults;
    }
    csc_status s = take_options(c, options, err);
    if (s == CSC_OK) s = start(c, err);
    if (s != CSC_OK) {
        csc_csv_destroy(c);
        return s;
    }
    *out = c;
    return CSC_OK;
}

csc_status csc_csv_open(csc_csv **out, const char *path, size_t path_length, const csc_csv_options *options, const csc_context *context,
                        csc_error *err) {
    csc_i_io_source source;
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    CSC_I_IO_TRY(csc_i_io_source_open(&source, path, path_length, err));
    return open_source(out, &source, options, context, err);
}

csc_status csc_csv_open_bytes(csc_csv **out, const void *bytes, size_t length, const csc_csv_options *options, const csc_context *context,
                              csc_error *err) {
    csc_i_io_source source;
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (bytes == NULL && length > 0) return csc_i_io_fail(err, CSC_E_INVALID, "bytes must not be NULL");
    csc_i_io_source_memory(&source, bytes, length);
    return open_source(out, &source, options, context, err);
}

csc_status csc_csv_open_stream(csc_csv **out, csc_read_fn read, void *read_ctx, const csc_csv_options *options, const csc_context *context,
                               csc_error *err) {
    csc_i_io_source source;
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (read == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "read must not be NULL");
    csc_i_io_source_callback(&source, read, read_ctx);
    return open_source(out, &source, options, context, err);
}

void csc_csv_destroy(csc_csv *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_io_source_close(&self->source);
    csc_i_csv_slots_free(self);
    csc_i_io_buffer_free(&self->map);
    csc_i_io_buffer_free(&self->names);
    csc_i_io_buffer_free(&self->scratch);
    csc_i_io_free(&a, self->text, self->capacity + CSC_I_CSV_SLACK);
    csc_i_io_free(&a, self->name_offsets, self->name_capacity * sizeof *self->name_offsets);
    csc_i_io_free(&a, self->first_slot, self->width * sizeof *self->first_slot);
    csc_i_io_free(&a, self->break_row, self->break_row_capacity * sizeof *self->break_row);
    csc_i_io_free(&a, self->break_line, self->break_line_capacity * sizeof *self->break_line);
    csc_i_io_free(&a, self->errors, CSC_I_CSV_ERRORS_KEPT * sizeof *self->errors);
    csc_i_io_free(&a, self, sizeof *self);
}

size_t csc_csv_width(const csc_csv *self) {
    return self != NULL ? self->width : 0;
}

int32_t csc_csv_separator(const csc_csv *self) {
    return self != NULL ? self->separator : 0;
}

csc_status csc_csv_name(const csc_csv *self, size_t index, const char **name, size_t *length) {
    if (self == NULL || name == NULL || length == NULL) return CSC_E_INVALID;
    if (index >= self->width) return CSC_E_RANGE;
    const char *n;
    size_t l;
    name_of(self, index, &n, &l);
    for (size_t i = 0; i < self->map.length;) {
        const char *ours = self->map.bytes + i;
        size_t k = strlen(ours), m = strlen(ours + k + 1);
        if (m == l && memcmp(ours + k + 1, n, l) == 0) {
            n = ours;
            l = k;
            break;
        }
        i += k + m + 2;
    }
    *name = n;
    *length = l;
    return CSC_OK;
}

ptrdiff_t csc_csv_find(const csc_csv *self, const char *name, size_t name_length) {
    if (self == NULL || (name == NULL && name_length > 0)) return -1;
    int twice;
    theirs(self, &name, &name_length);
    size_t i = find(self, name, name_length, &twice);
    return i == SIZE_MAX ? -1 : (ptrdiff_t)i;
}

csc_status csc_csv_select(csc_csv *self, const char *name, size_t name_length, int32_t kind, size_t *slot, csc_error *err) {
    if (self == NULL || slot == NULL || name == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "table, name and slot must not be NULL");
    if (kind < CSC_CSV_F64 || kind > CSC_CSV_INSTANT) return csc_i_io_fail(err, CSC_E_INVALID, "there is no such kind of column");
    if (self->reading) return csc_i_io_fail(err, CSC_E_SEQUENCE, "columns are chosen before rows are read");
    int twice;
    theirs(self, &name, &name_length);
    size_t column = find(self, name, name_length, &twice);
    if (column == SIZE_MAX) return no_column(self, name, name_length, err);
    if (twice) {
        csc_i_io_fail_key(err, CSC_E_DUPLICATE, "", name, name_length);
        csc_i_io_message(err, "there are two columns \"", name, name_length, "\"");
        return CSC_E_DUPLICATE;
    }
    void *p = self->slots;
    csc_status s = csc_i_io_grow(&self->allocator, &p, &self->slot_capacity, self->slot_count + 1, sizeof *self->slots);
    self->slots = p;
    if (s != CSC_OK) return csc_i_io_fail(err, s, "no memory for the columns");
    csc_i_csv_slot *new_slot = &self->slots[self->slot_count];
    memset(new_slot, 0, sizeof *new_slot);
    new_slot->kind = kind;
    new_slot->column = (uint32_t)column;
    new_slot->next = self->first_slot[column];
    new_slot->bytes.allocator = new_slot->dictionary.bytes.allocator = self->allocator;
    self->first_slot[column] = (uint32_t)self->slot_count;
    if (kind == CSC_CSV_DICTIONARY || kind == CSC_CSV_INSTANT) {
        new_slot->next_remembering = self->first_remembering;
        self->first_remembering = (uint32_t)self->slot_count;
    }
    *slot = self->slot_count++;
    return CSC_OK;
}

/* -------------------------------------------------------------------- places */

uint64_t csc_csv_first_row(const csc_csv *self) {
    return self != NULL ? self->first_row : 0;
}

uint64_t csc_csv_line(const csc_csv *self, uint64_t row) {
    if (self == NULL || row >= self->first_row + self->rows || self->break_count == 0) return CSC_NOWHERE;
    size_t low = 0, high = self->break_count; /* the last break at or before the row */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (self->break_row[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return self->break_line[low] + (row - self->break_row[low]);
}

uint64_t csc_csv_skipped(const csc_csv *self) {
    return self != NULL ? self->skipped : 0;
}

csc_status csc_csv_skipped_error(const csc_csv *self, size_t index, csc_error *why) {
    if (self == NULL || why == NULL) return CSC_E_INVALID;
    if (self->errors == NULL || index >= CSC_I_CSV_ERRORS_KEPT || index >= self->skipped) return CSC_E_RANGE;
    *why = self->errors[index];
    return CSC_OK;
}
