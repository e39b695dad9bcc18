/* libcsc-io: tables. A strict, streaming CSV reader (RFC 4180 with `,` `;` or tab) that fills typed columns. */
#ifndef CSC_IO_CSV_H
#define CSC_IO_CSV_H

#include "csc/io_file.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a selected column becomes. A blank cell (nothing in it; for all kinds but the text ones also only spaces) is a missing
 * value: validity bit 0, and NaN, 0 or "" in the data. Spaces and tabs around numbers and times are passed over, in texts they
 * are kept. */
enum csc_csv_kind {
    CSC_CSV_F64 = 1,        /* double: a decimal number with the option's decimal mark; no thousands marks, no nan or inf */
    CSC_CSV_I64 = 2,        /* int64: a whole number ("5", also "5.0") */
    CSC_CSV_TEXT = 3,       /* text as it stands */
    CSC_CSV_DICTIONARY = 4, /* text as uint32 ids into a dictionary that numbers distinct texts by first appearance */
    CSC_CSV_DATE = 5,       /* int32 days since 1970-01-01; see `date_format` */
    CSC_CSV_INSTANT = 6     /* int64 microseconds since 1970-01-01 UTC; see below */
};

/** Options of csc_csv. Set by csc_csv_options_init, then changed. Texts are copied.
 *
 * Dates. Without `date_format` a date is ISO 8601: "2026-10-03" or "20261003", a time of day after it ("T09:12:44Z") is checked
 * and left out. "01/02/2026", "1.2.2026" and the like are CSC_E_AMBIGUOUS, even when one reading is impossible: the column's
 * order must be stated. `date_format` is "dmy", "mdy" or "ymd" (parts of one or two digits, years of four, parted by `/` `.` `-`
 * or a blank), or a pattern of %Y %m %d %H %M %S %b (Jan) %j (day of the year) %% and plain characters, or the same written
 * YYYY MM DD hh mm ss ("DD.MM.YYYY").
 *
 * Instants. RFC 3339 ("2026-10-03T09:12:44.5Z", "2026-10-03 11:12+02:00", seconds may be left out), a date alone (midnight), or a
 * decimal number of seconds since 1970 or since any origin of the user's own. Times without a zone are read at `zone_offset_s`.
 * A column keeps to one of the three (zone stated, no zone, number); mixing them is CSC_E_AMBIGUOUS. `date_format` holds for
 * instants too; a time of day may follow it after `T` or a blank. */
typedef struct csc_csv_options {
    size_t size;             /* sizeof(csc_csv_options) */
    const char *map;         /* "ours=theirs" pairs parted by commas or line breaks: the header says `theirs`, calls say `ours` */
    size_t map_length;       /* `\` before `,` `=` or `\` takes it as it is */
    const char *encoding;    /* "utf-8" (default), "latin1", "cp1252", "utf-16", "utf-16le", "utf-16be", in any case; */
    size_t encoding_length;  /* a byte order mark of UTF-8 or UTF-16 is always understood and removed */
    const char *date_format; /* see above; NULL: ISO 8601 */
    size_t date_format_length;
    uint64_t row_limit;    /* most bytes in a row; default 64 MiB, 0 means the default: beyond it CSC_E_LIMIT */
    int32_t separator;     /* ',', ';', '\t' or another ASCII character; 0: detected from the first rows among these three */
    int32_t decimal;       /* '.' (default; 0 too) or ',' */
    int32_t header;        /* 1 (default): the first row names the columns; 0: they are named "1", "2", ... */
    int32_t skip_bad;      /* 1: rows with an error are left out and counted; 0 (default): the first error ends the reading */
    int32_t zone_offset_s; /* seconds east of UTC for times that state no zone, -86400..86400; default 0 */
    int32_t reserved;      /* 0 */
} csc_csv_options;

/** Sets the defaults. NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_csv_options_init(csc_csv_options *options);

/** A table being read. One thread at a time for non-const calls.
 *
 * Refused, each with line, column and byte: a row with more or fewer cells than the header (CSC_E_SYNTAX), a blank row in a table
 * of two columns or more unless only line ends follow it, a quote inside an unquoted cell or text after a closing quote, a quote
 * that is never closed, a NUL byte, bytes that are not text in the stated encoding (CSC_E_UTF8).
 * A row ends at LF, CRLF or CR; inside quotes line ends are text. err->line counts physical lines, err->column code points from
 * the start of that line, err->byte bytes from the start of the file as it is stored, err->row data rows from 0, and err->key
 * names the column. */
typedef struct csc_csv csc_csv;

/** Opens a table file, or standard input for "-", and reads its header.
 * @param options NULL for the defaults
 * @return CSC_OK; CSC_E_IO; CSC_E_NOTFOUND (no such file); CSC_E_SYNTAX, CSC_E_UTF8 (header, or none at all);
 *         CSC_E_INVALID (options; err->key names one); CSC_E_UNSUPPORTED (encoding); CSC_E_LIMIT; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_open(csc_csv **out, const char *path, size_t path_length, const csc_csv_options *options,
                                              const csc_context *context, csc_error *err);

/** The same from bytes in memory, which must outlive the object. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_open_bytes(csc_csv **out, const void *bytes, size_t length, const csc_csv_options *options,
                                                    const csc_context *context, csc_error *err);

/** The same from a function that gives the bytes piece by piece. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_open_stream(csc_csv **out, csc_read_fn read, void *read_ctx, const csc_csv_options *options,
                                                     const csc_context *context, csc_error *err);

/** Closes it; columns it gave are no longer valid. NULL is allowed. @since 0.1 */
CSC_API void csc_csv_destroy(csc_csv *self);

/** How many columns the table has. O(1). @since 0.1 */
CSC_API size_t csc_csv_width(const csc_csv *self);

/** The name of a column after mapping, valid until destroy. @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_name(const csc_csv *self, size_t index, const char **name, size_t *length);

/** The index of the first column of that name, after mapping, or -1. O(columns). @since 0.1 */
CSC_API ptrdiff_t csc_csv_find(const csc_csv *self, const char *name, size_t name_length);

/** The separator in use, an ASCII code. O(1). @since 0.1 */
CSC_API int32_t csc_csv_separator(const csc_csv *self);

/** Asks for a column, before the first csc_csv_read. The same column may be asked for more than once, in several kinds.
 * @param kind    CSC_CSV_...
 * @param slot    set to the number by which csc_csv_column and its like know it: 0, 1, 2 ... in order of the calls
 * @return CSC_OK; CSC_E_NOTFOUND (err->key the name, the message lists the columns there are); CSC_E_DUPLICATE (two columns of
 *         that name); CSC_E_SEQUENCE (reading has begun); CSC_E_INVALID; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_select(csc_csv *self, const char *name, size_t name_length, int32_t kind, size_t *slot,
                                                csc_error *err);

/** Reads the next rows into the selected columns; those of the read before are overwritten. Cells of columns not selected are
 * checked for form only.
 * @param max_rows at most so many rows; 0: all that are left
 * @param rows     set to the number read; 0 at the end
 * @return CSC_OK; CSC_E_SYNTAX, CSC_E_UTF8, CSC_E_AMBIGUOUS, CSC_E_RANGE (number beyond int64, date that does not exist),
 *         CSC_E_LIMIT, CSC_E_IO, CSC_E_NOMEM, CSC_E_CANCELLED. After a failure the object can only be destroyed or asked for
 *         positions.  Time O(bytes), memory O(rows of one read + distinct texts of dictionaries). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_read(csc_csv *self, uint64_t max_rows, uint64_t *rows, csc_error *err);

/** A numeric column of the last read: double, int64, uint32 (dictionary ids), int32 (dates) or int64 (instants). `validity` is NULL
 * when nothing is missing. Valid until the next read. @return CSC_OK; CSC_E_TYPE (a text column); CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_column(const csc_csv *self, size_t slot, csc_column *column);

/** A text column of the last read, offsets of 8 bytes. Valid until the next read. @return CSC_OK; CSC_E_TYPE; CSC_E_INVALID.
 * O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_text(const csc_csv *self, size_t slot, csc_text_column *column);

/** The texts of a dictionary column so far, text i for id i. Grows from read to read; ids keep their meaning. Valid until the next
 * read. @return CSC_OK; CSC_E_TYPE; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_dictionary(const csc_csv *self, size_t slot, csc_text_column *texts, size_t *count);

/** How many missing cells the column had in the last read. 0 for an unknown slot. O(1). @since 0.1 */
CSC_API uint64_t csc_csv_missing(const csc_csv *self, size_t slot);

/** The index (from 0, over the whole file, rows left out not counted) of the first row of the last read. O(1). @since 0.1 */
CSC_API uint64_t csc_csv_first_row(const csc_csv *self);

/** The line (from 1) on which a data row begins, so that a calculation that refuses row 41 can be reported as file:line. `row` is
 * counted as in csc_csv_first_row. @return the line, or CSC_NOWHERE for a row not read. O(log). @since 0.1 */
CSC_API uint64_t csc_csv_line(const csc_csv *self, uint64_t row);

/** How many rows were left out so far (skip_bad). O(1). @since 0.1 */
CSC_API uint64_t csc_csv_skipped(const csc_csv *self);

/** Why: the error of the index-th row left out; the first 100 are kept. @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_csv_skipped_error(const csc_csv *self, size_t index, csc_error *why);

#ifdef __cplusplus
}
#endif

#endif
