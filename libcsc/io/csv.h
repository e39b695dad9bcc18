/* The inside of csc_csv: csv.c opens and answers, csv_fill.c brings decoded bytes, csv_read.c reads rows, csv_value.c and
 * csv_time.c turn cells into values, csv_column.c holds columns. */
#ifndef CSC_IO_CSV_INTERNAL_H
#define CSC_IO_CSV_INTERNAL_H

#include "io/internal.h"

#define CSC_I_CSV_ERRORS_KEPT 100
#define CSC_I_CSV_NONE UINT32_MAX
#define CSC_I_CSV_SLACK 64 /* bytes behind the buffer that scanning may look at */

enum csc_i_csv_encoding {
    CSC_I_CSV_UTF8 = 0,
    CSC_I_CSV_LATIN1,
    CSC_I_CSV_CP1252,
    CSC_I_CSV_UTF16, /* of the byte order that the mark says, little-endian without one */
    CSC_I_CSV_UTF16LE,
    CSC_I_CSV_UTF16BE
};

/* What a cell is refused with: a static sentence. */
typedef struct csc_i_csv_fault {
    csc_status status;
    const char *message;
} csc_i_csv_fault;

/* A compiled date_format. */
#define CSC_I_CSV_PATTERN_MOST 64
typedef struct csc_i_csv_pattern {
    char op[CSC_I_CSV_PATTERN_MOST];      /* Y m d H M S b j, or 'c' for a literal */
    char literal[CSC_I_CSV_PATTERN_MOST]; /* the byte that 'c' wants */
    size_t count;
    char order[3]; /* "dmy" and its like; order[0] 0: none */
    int has_time;
    int given; /* 0: ISO 8601 */
} csc_i_csv_pattern;

/* CSC_OK, or CSC_E_INVALID with err->key "date_format". */
csc_status csc_i_csv_pattern_compile(csc_i_csv_pattern *p, const char *text, size_t length, csc_error *err);
/* Dates of a cell without blanks around it. NULL on success. */
const csc_i_csv_fault *csc_i_csv_date(const csc_i_csv_pattern *p, const char *text, size_t length, int32_t *days);
/* Instants; *sort is 'z' (zone stated), 'l' (no zone: in local time, *us still without the offset) or 'n' (number). */
const csc_i_csv_fault *csc_i_csv_instant(const csc_i_csv_pattern *p, const char *text, size_t length, int32_t decimal, int64_t *us,
                                         char *sort);

/* Numbers of a cell without blanks around it, equal bit for bit to csc_number_parse. */
const csc_i_csv_fault *csc_i_csv_number(const char *text, size_t length, int32_t decimal, double *value);
/* The same for 1 to 8 bytes of unsigned digits with at most one decimal mark; 8 bytes are read. 0: not one of those. */
int csc_i_csv_short_number(const char *text, size_t length, char mark, double *value);
const csc_i_csv_fault *csc_i_csv_integer(const char *text, size_t length, int32_t decimal, int64_t *value);

/* Distinct texts, numbered by first appearance. A place of the table holds what most look-ups need in one cache line: the first
 * eight bytes, 24 bits of the hash, the length up to 255, and the id. */
typedef struct csc_i_csv_place {
    uint64_t prefix;
    uint32_t tag; /* hash << 8 | length */
    uint32_t id;  /* + 1; 0: free */
} csc_i_csv_place;
typedef struct csc_i_csv_dictionary {
    csc_i_io_buffer bytes;
    int64_t *offsets; /* count + 1 */
    size_t offset_capacity;
    size_t count;
    csc_i_csv_place *table;
    size_t table_size;
} csc_i_csv_dictionary;

/* A selected column. Data of the present read; `row` is the row being read. */
typedef struct csc_i_csv_slot {
    int32_t kind;
    uint32_t column;
    uint32_t next;             /* slot of the same column */
    uint32_t next_remembering; /* slot of a kind that remembers something over rows: dictionary, instant */
    char sort;                 /* instants: which of the three ways the column keeps to; 0: not known yet */
    char sort_before;
    void *data; /* fixed-width kinds */
    csc_i_io_buffer bytes;
    int64_t *offsets;
    uint8_t *validity; /* NULL until something is missing */
    size_t data_rows;  /* rows that data or offsets, and validity, have room for */
    size_t validity_rows;
    uint64_t missing;
    csc_i_csv_dictionary dictionary;
    size_t dictionary_before; /* entries when the row began */
} csc_i_csv_slot;

struct csc_csv {
    csc_allocator allocator;
    csc_context context;
    int has_context;
    csc_i_io_source source;

    /* options */
    csc_i_io_buffer map; /* pairs: ours NUL theirs NUL */
    csc_i_csv_pattern pattern;
    int encoding;
    char separator;
    char decimal;
    int header;
    int skip_bad;
    int32_t zone_offset_s;
    uint64_t row_limit;

    /* decoded bytes; CSC_I_CSV_SLACK bytes of room stand behind `capacity` */
    char *text;
    size_t capacity;
    size_t begin;            /* the row to read next */
    size_t end;              /* bytes there are */
    size_t limit;            /* bytes that may be read: valid text */
    int bad;                 /* limit < end because the byte at limit is a NUL or not UTF-8 */
    int at_end;              /* the source has no more */
    int started;             /* the byte order mark has been looked for */
    uint64_t origin;         /* offset of text[0] in the file as stored */
    uint64_t line;           /* of text[begin] */
    unsigned char raw[4096]; /* bytes to decode */
    size_t raw_length;
    size_t block; /* the 64 bytes whose separators, quotes and line ends `mask` shows; SIZE_MAX / 2: none */
    uint64_t mask;
    int undecoded_end; /* raw has been cut short at the end */

    /* header */
    csc_i_io_buffer names;
    int64_t *name_offsets; /* width + 1 */
    size_t name_capacity;
    size_t width;

    /* columns */
    csc_i_csv_slot *slots;
    size_t slot_count, slot_capacity;
    uint32_t *first_slot; /* a column's, CSC_I_CSV_NONE for none */
    uint32_t first_remembering;
    size_t row_capacity;
    uint64_t rows;      /* of the present read */
    uint64_t first_row; /* of the present read */
    int reading;
    int failed;

    /* rows and lines: where lines do not simply go up by one */
    uint64_t *break_row;
    uint64_t *break_line;
    size_t break_count, break_row_capacity, break_line_capacity;
    uint64_t next_line; /* expected of the next row */

    csc_i_io_buffer scratch; /* cells with doubled quotes */
    uint64_t skipped;
    csc_error *errors; /* CSC_I_CSV_ERRORS_KEPT of them, when the first is needed */
};

/* csv_fill.c: more bytes behind `end`, after moving [begin, end) to the front. CSC_OK also at the end of the source. */
csc_status csc_i_csv_fill(csc_csv *c, csc_error *err);
/* Checks what stands behind `limit` again, after a bad byte has been passed. */
void csc_i_csv_revalidate(csc_csv *c);
/* The offset in the file of text[at]. */
uint64_t csc_i_csv_offset(const csc_csv *c, size_t at);

/* csv_read.c */
typedef struct csc_i_csv_cell {
    const char *text;
    size_t length;
    size_t at; /* where it begins in c->text, and where it ends, quotes included */
    size_t end;
    int quoted;
} csc_i_csv_cell;
enum csc_i_csv_after { CSC_I_CSV_CELL, CSC_I_CSV_ROW, CSC_I_CSV_MORE, CSC_I_CSV_FAULT };
/* The cell at *at; moves *at behind it and its separator or line end. MORE: it goes on behind `limit`. */
int csc_i_csv_cell_next(csc_csv *c, size_t *at, csc_i_csv_cell *cell, uint64_t *lines, const csc_i_csv_fault **fault);
/* A failure at an offset of the text, in the row at `begin`. */
csc_status csc_i_csv_fail(const csc_csv *c, csc_error *err, csc_status status, const char *message, size_t at);

/* csv_column.c */
csc_status csc_i_csv_reserve_rows(csc_csv *c);
const csc_i_csv_fault *csc_i_csv_take(csc_csv *c, csc_i_csv_slot *s, const char *text, size_t length);
void csc_i_csv_row_begin(csc_csv *c);
void csc_i_csv_row_undo(csc_csv *c);
void csc_i_csv_read_begin(csc_csv *c);
void csc_i_csv_slots_free(csc_csv *c);

#endif
