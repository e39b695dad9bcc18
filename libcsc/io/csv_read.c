/* Rows of a CSV table. */
#include "io/csv.h"

#include <stdio.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static const csc_i_csv_fault bare_quote = {CSC_E_SYNTAX,
                                           "a quote stands inside a cell that does not begin with one; double it and quote the cell"};
static const csc_i_csv_fault after_quote = {CSC_E_SYNTAX, "text stands after a closing quote; a quote inside a quoted cell is doubled"};
static const csc_i_csv_fault open_quote = {CSC_E_SYNTAX, "the quote that opens this cell is never closed"};
static const csc_i_csv_fault bad_utf8 = {CSC_E_UTF8, "these bytes are not text in the stated encoding; state the right one"};
static const csc_i_csv_fault nul_byte = {CSC_E_SYNTAX, "a NUL byte stands in the text"};
static const csc_i_csv_fault no_memory = {CSC_E_NOMEM, "no memory for the rows"};

csc_status csc_i_csv_fail(const csc_csv *c, csc_error *err, csc_status status, const char *message, size_t at) {
    if (err == NULL) return status;
    uint64_t line = 0, column = 0;
    csc_i_io_locate(c->text + c->begin, at - c->begin, c->line, &line, &column);
    csc_i_io_fail_at(err, status, message, line, column, csc_i_csv_offset(c, at));
    err->row = c->first_row + c->rows + c->skipped;
    return status;
}

/* Which of 64 bytes are separators, quotes or line ends, the first byte as the lowest bit. */
static inline uint64_t marks(const char *text, char separator) {
#if defined(__SSE2__)
    const __m128i sep = _mm_set1_epi8(separator), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r'), quote = _mm_set1_epi8('"');
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text + 16 * i));
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, sep), _mm_cmpeq_epi8(v, lf)),
                                   _mm_or_si128(_mm_cmpeq_epi8(v, cr), _mm_cmpeq_epi8(v, quote)));
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (16 * i);
    }
    return mask;
#else
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++) mask |= (uint64_t)(text[i] == separator || text[i] == '\n' || text[i] == '\r' || text[i] == '"') << i;
    return mask;
#endif
}

static inline size_t lowest_bit(uint64_t mask) {
#if defined(__GNUC__)
    return (size_t)__builtin_ctzll(mask);
#else
    size_t n = 0;
    while (!(mask & 1)) mask >>= 1, n++;
    return n;
#endif
}

/* The first separator, quote or line end from `at` on, or `limit`. Up to 64 bytes behind `limit` are read. */
static inline size_t cell_end(csc_csv *c, size_t at) {
    for (;;) {
        size_t in = at - c->block; /* huge when there is no block */
        if (in < 64) {
            uint64_t mask = c->mask >> in;
            if (mask != 0) {
                at += lowest_bit(mask);
                return at < c->limit ? at : c->limit;
            }
            at = c->block + 64;
        }
        if (at >= c->limit) return c->limit;
        c->block = at;
        c->mask = marks(c->text + at, c->separator);
    }
}

/* What comes at the end of the bytes that may be read: more bytes, a bad byte, or the end of the table. */
static int run_out(csc_csv *c, const csc_i_csv_fault **fault) {
    if (c->bad) {
        *fault = c->text[c->limit] == '\0' ? &nul_byte : &bad_utf8;
        return CSC_I_CSV_FAULT;
    }
    return c->at_end ? CSC_I_CSV_ROW : CSC_I_CSV_MORE;
}

/* What follows a cell that ends at *at. */
static inline int after_cell(csc_csv *c, size_t *at, const csc_i_csv_fault **fault) {
    size_t i = *at;
    if (i >= c->limit) return run_out(c, fault);
    char ch = c->text[i];
    if (ch == c->separator) {
        *at = i + 1;
        return CSC_I_CSV_CELL;
    }
    if (ch == '\n') {
        *at = i + 1;
        return CSC_I_CSV_ROW;
    }
    if (ch == '\r') {
        /* CRLF is one line end: with the CR as the last byte there is, wait for the next. */
        if (i + 1 >= c->limit) {
            int then = run_out(c, fault);
            if (then == CSC_I_CSV_MORE) return then;
            *at = i + 1;
            return CSC_I_CSV_ROW;
        }
        *at = i + (c->text[i + 1] == '\n' ? 2u : 1u);
        return CSC_I_CSV_ROW;
    }
    return -1;
}

static int quoted_cell(csc_csv *c, size_t *at, csc_i_csv_cell *cell, uint64_t *lines, const csc_i_csv_fault **fault) {
    size_t start = *at + 1, i = start;
    int doubled = 0;
    c->scratch.length = 0;
    for (;;) {
        const char *q = i < c->limit ? memchr(c->text + i, '"', c->limit - i) : NULL;
        if (q == NULL) {
            int then = run_out(c, fault);
            if (then == CSC_I_CSV_FAULT) *at = c->limit;
            if (then != CSC_I_CSV_ROW) return then;
            *fault = &open_quote;
            return CSC_I_CSV_FAULT; /* *at: the opening quote */
        }
        i = (size_t)(q - c->text);
        if (i + 1 >= c->limit) {
            int then = run_out(c, fault);
            if (then == CSC_I_CSV_MORE) return then;
            break;
        }
        if (c->text[i + 1] != '"') break;
        doubled = 1;
        if (csc_i_io_append(&c->scratch, c->text + start, i + 1 - start) != CSC_OK) {
            *fault = &no_memory;
            return CSC_I_CSV_FAULT;
        }
        i += 2;
        start = i;
    }
    size_t from = cell->at + 1;
    cell->quoted = 1;
    if (doubled) {
        if (csc_i_io_append(&c->scratch, c->text + start, i - start) != CSC_OK) {
            *fault = &no_memory;
            return CSC_I_CSV_FAULT;
        }
        cell->length = c->scratch.length;
        /* Number cells are read eight bytes at a time. */
        if (csc_i_io_append(&c->scratch, "\0\0\0\0\0\0\0", 8) != CSC_OK) {
            *fault = &no_memory;
            return CSC_I_CSV_FAULT;
        }
        cell->text = c->scratch.bytes;
    } else {
        cell->text = c->text + from;
        cell->length = i - from;
    }
    for (size_t k = from; k < i; k++) *lines += c->text[k] == '\n' || (c->text[k] == '\r' && c->text[k + 1] != '\n');
    *at = cell->end = i + 1;
    int then = after_cell(c, at, fault);
    if (then >= 0) return then;
    *fault = &after_quote;
    return CSC_I_CSV_FAULT;
}

static inline int next_cell(csc_csv *c, size_t *at, csc_i_csv_cell *cell, uint64_t *lines, const csc_i_csv_fault **fault) {
    size_t start = *at;
    cell->at = start;
    if (start < c->limit && c->text[start] == '"') return quoted_cell(c, at, cell, lines, fault);
    size_t end = cell_end(c, start);
    cell->text = c->text + start;
    cell->length = end - start;
    cell->quoted = 0;
    *at = cell->end = end;
    int then = after_cell(c, at, fault);
    if (then >= 0) return then;
    *fault = &bare_quote;
    return CSC_I_CSV_FAULT;
}

int csc_i_csv_cell_next(csc_csv *c, size_t *at, csc_i_csv_cell *cell, uint64_t *lines, const csc_i_csv_fault **fault) {
    return next_cell(c, at, cell, lines, fault);
}

/* --------------------------------------------------------------------- rows */

enum row_result { ROW_GOOD, ROW_BAD, ROW_MORE, ROW_END };

typedef struct row {
    size_t end;     /* behind the row; of a bad row: where reading goes on, if `known` */
    uint64_t lines; /* physical lines it has */
    size_t cells;   /* of a row that has more or fewer than the header, else 0 */
    int known;      /* a bad row whose end is known */
    size_t fault_at;
    size_t fault_column; /* or SIZE_MAX */
    const csc_i_csv_fault *fault;
} row;

static void set_fault(row *r, const csc_i_csv_fault *fault, size_t at, size_t column) {
    if (r->fault != NULL) return; /* the first one counts */
    r->fault = fault;
    r->fault_at = at;
    r->fault_column = column;
}

/* A row that is only a line end: the end of the table when nothing but such rows follow, else an error. */
static int blank_row(csc_csv *c, row *r) {
    static const csc_i_csv_fault blank = {CSC_E_SYNTAX, "the row is blank"};
    size_t i = c->begin;
    while (i < c->limit && (c->text[i] == '\n' || c->text[i] == '\r')) i++;
    if (i == c->limit && !c->bad) {
        if (!c->at_end) return ROW_MORE;
        r->end = i;
        return ROW_END;
    }
    set_fault(r, &blank, c->begin, SIZE_MAX);
    r->known = 1;
    return ROW_BAD;
}

static int read_row(csc_csv *c, row *r) {
    size_t at = c->begin, column = 0, extra = 0;
    const size_t width = c->width;
    r->lines = 1;
    r->known = 0;
    r->cells = 0;
    r->fault = NULL;
    r->fault_column = SIZE_MAX;
    if (at == c->limit && !c->bad) {
        if (!c->at_end) return ROW_MORE;
        r->end = at;
        return ROW_END;
    }
    for (;;) {
        csc_i_csv_cell cell;
        const csc_i_csv_fault *fault = NULL;
        int then = next_cell(c, &at, &cell, &r->lines, &fault);
        if (then == CSC_I_CSV_MORE) return ROW_MORE;
        if (then == CSC_I_CSV_FAULT) {
            set_fault(r, fault, at, column < width ? column : SIZE_MAX);
            r->end = at;
            return ROW_BAD;
        }
        if (column < width) {
            for (uint32_t s = c->first_slot[column]; s != CSC_I_CSV_NONE; s = c->slots[s].next) {
                fault = csc_i_csv_take(c, &c->slots[s], cell.text, cell.length);
                if (fault != NULL) set_fault(r, fault, cell.at, column);
            }
        } else if (column == width) {
            extra = cell.at;
        }
        column++;
        if (then == CSC_I_CSV_ROW) {
            r->end = at;
            if (column == 1 && width > 1 && cell.length == 0 && !cell.quoted) return blank_row(c, r);
            if (column != width) {
                static const csc_i_csv_fault ragged = {CSC_E_SYNTAX, "the row has more or fewer cells than the header"};
                int first = r->fault == NULL;
                set_fault(r, &ragged, column < width ? cell.end : extra, SIZE_MAX);
                if (first) r->cells = column;
            }
            r->known = 1;
            return r->fault == NULL ? ROW_GOOD : ROW_BAD;
        }
    }
}

/* "the row has 3 cells, the header 4" says more than that they differ. */
static void tell_cells(const csc_csv *c, const row *r, csc_error *err) {
    char text[80];
    if (err == NULL) return;
    int n = snprintf(text, sizeof text, "%llu cell%s, the header %llu", (unsigned long long)r->cells, r->cells == 1 ? "" : "s",
                     (unsigned long long)c->width);
    csc_i_io_message(err, "the row has ", text, (size_t)n, "");
}

static csc_status describe(const csc_csv *c, const row *r, csc_error *err) {
    csc_i_csv_fail(c, err, r->fault->status, r->fault->message, r->fault_at);
    if (r->fault_column != SIZE_MAX) {
        size_t at = (size_t)c->name_offsets[r->fault_column];
        if (c->names.length > 0) csc_i_io_key(err, c->names.bytes + at, (size_t)c->name_offsets[r->fault_column + 1] - at);
    }
    if (r->cells > 0) tell_cells(c, r, err);
    return r->fault->status;
}

/* Moves `begin` behind a bad row. When quotes cannot be trusted the row ends with the line of the fault. */
static csc_status pass_bad_row(csc_csv *c, const row *r, csc_error *err) {
    if (r->known) {
        c->begin = r->end;
        c->line += r->lines;
        return CSC_OK;
    }
    int never_closed = r->fault == &open_quote;
    size_t i = never_closed ? c->begin : r->fault_at;
    for (;;) {
        while (i < c->end && c->text[i] != '\n' && c->text[i] != '\r') i++;
        int whole = i < c->end && (c->text[i] == '\n' || i + 1 < c->end);
        if (whole || c->at_end) break;
        size_t behind = i - c->begin;
        CSC_I_IO_TRY(csc_i_csv_fill(c, err));
        i = c->begin + behind;
    }
    if (i < c->end) i += c->text[i] == '\r' && i + 1 < c->end && c->text[i + 1] == '\n' ? 2 : 1;
    uint64_t line = 0, column = 0;
    csc_i_io_locate(c->text + c->begin, i - c->begin, c->line, &line, &column);
    c->line = line;
    c->begin = i;
    if (c->limit < i || c->bad) {
        c->limit = i > c->limit ? i : c->limit;
        csc_i_csv_revalidate(c);
    }
    return CSC_OK;
}

static csc_status skip(csc_csv *c, const row *r, csc_error *err) {
    if (c->skipped < CSC_I_CSV_ERRORS_KEPT) {
        if (c->errors == NULL) c->errors = csc_i_io_zalloc(&c->allocator, CSC_I_CSV_ERRORS_KEPT * sizeof *c->errors);
        if (c->errors == NULL) return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the rows");
        describe(c, r, &c->errors[c->skipped]);
    }
    c->skipped++;
    return pass_bad_row(c, r, err);
}

static csc_status keep_line(csc_csv *c) {
    uint64_t row_index = c->first_row + c->rows;
    if (row_index > 0 && c->line == c->next_line) return CSC_OK;
    void *p = c->break_row;
    csc_status s = csc_i_io_grow(&c->allocator, &p, &c->break_row_capacity, c->break_count + 1, sizeof *c->break_row);
    c->break_row = p;
    if (s != CSC_OK) return s;
    p = c->break_line;
    s = csc_i_io_grow(&c->allocator, &p, &c->break_line_capacity, c->break_count + 1, sizeof *c->break_line);
    c->break_line = p;
    if (s != CSC_OK) return s;
    c->break_row[c->break_count] = row_index;
    c->break_line[c->break_count++] = c->line;
    return CSC_OK;
}

static csc_status need_more(csc_csv *c, csc_error *err) {
    if (c->end - c->begin >= c->row_limit) return csc_i_csv_fail(c, err, CSC_E_LIMIT, "a row is longer than the limit", c->begin);
    return csc_i_csv_fill(c, err);
}

static csc_status read_rows(csc_csv *c, uint64_t max_rows, csc_error *err) {
    while (max_rows == 0 || c->rows < max_rows) {
        if (c->rows == c->row_capacity) {
            csc_status s = csc_i_csv_reserve_rows(c);
            if (s != CSC_OK) return csc_i_io_fail(err, s, "no memory for the rows");
        }
        row r;
        csc_i_csv_row_begin(c);
        int result = read_row(c, &r);
        if (result == ROW_GOOD && r.end - c->begin <= c->row_limit) {
            csc_status s = keep_line(c);
            if (s != CSC_OK) return csc_i_io_fail(err, s, "no memory for the rows");
            c->rows++;
            c->next_line = c->line + 1;
            c->line += r.lines;
            c->begin = r.end;
            continue;
        }
        csc_i_csv_row_undo(c);
        if (result == ROW_GOOD) return csc_i_csv_fail(c, err, CSC_E_LIMIT, "a row is longer than the limit", c->begin);
        if (result == ROW_END) {
            c->begin = r.end;
            return CSC_OK;
        }
        if (result == ROW_MORE)
            CSC_I_IO_TRY(need_more(c, err));
        else if (!c->skip_bad || r.fault->status == CSC_E_NOMEM)
            return describe(c, &r, err);
        else
            CSC_I_IO_TRY(skip(c, &r, err));
    }
    return CSC_OK;
}

csc_status csc_csv_read(csc_csv *self, uint64_t max_rows, uint64_t *rows, csc_error *err) {
    if (self == NULL || rows == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "table and rows must not be NULL");
    if (self->failed) return csc_i_io_fail(err, CSC_E_SEQUENCE, "reading has failed before");
    self->reading = 1;
    self->first_row += self->rows;
    self->rows = 0;
    csc_i_csv_read_begin(self);
    csc_status s = read_rows(self, max_rows, err);
    if (s != CSC_OK) {
        self->failed = 1;
        return s;
    }
    *rows = self->rows;
    return CSC_OK;
}
