/* What every command of csckit shares.
 *
 * HOW TO ADD A COMMAND
 *  1. Write examples/csckit/cmd_<name>.c with one function `int run(kit *k)` and one `const kit_command kit_cmd_<name>`:
 *
 *         static const kit_option options[] = {{"alpha", "NUMBER", "Significance level, 0.05 by default."}, {NULL, NULL, NULL}};
 *         static int run(kit *k) {
 *             static const kit_wanted wanted[] = {{"time", KIT_NUMBER, KIT_REQUIRED}, {"group", KIT_LABEL, 0}};
 *             const kit_table *t = kit_table_read(k, wanted, 2);           // reads the files of the command line
 *             if (t == NULL) return k->code;                                // the message is out already
 *             csc_error err;
 *             csc_error_init(&err);
 *             ... csc_status s = csc_something(..., kit_context(k), &err);   // progress bar and threads come with the context
 *             if (s != CSC_OK) return kit_fail_row(k, s, &err, t);          // file:line:column: message
 *             csc_sink sink;
 *             kit_capture(k, &sink);                                        // a sink that keeps what it is told
 *             ... csc_something_visit(object, group, CSC_VISIT_DETAIL, &sink);
 *             kit_value *v = kit_captured(k);
 *             kit_set_text(k, v, "group", "north");                         // members may be added or replaced
 *             kit_emit(k, v);                                               // --format json, csv and text all follow from this
 *             return KIT_CLEAN;
 *         }
 *         const kit_command kit_cmd_name = {
 *             .name = "survival km",                 // one word, or two: a group and its member
 *             .summary = "Kaplan-Meier curve",       // no full stop
 *             .usage = "[--by COL] FILE...",
 *             .help = "What it does, what it reads, what it prints.",
 *             .example = "survival km --by segment survival.csv",   // runs in the folder that `csckit init` writes: a test does so
 *             .uses = KIT_TABLE | KIT_BY | KIT_LEVEL,               // shared options it takes
 *             .options = options, .run = run,
 *             .text = NULL };                        // NULL: the general text layout; else a renderer of your own
 *
 *  2. Name it in commands.def: `KIT_COMMAND(name)` (in the order of the help).
 *  3. Add the file to csckit_SOURCES in examples/local.mk. That is all: --help, the man page and the tests of help follow.
 *
 * Memory: kit_alloc never fails (it ends the program with code 4) and everything is freed at the end.
 * Return codes: KIT_CLEAN, KIT_FINDINGS, KIT_USAGE, KIT_BAD_INPUT, KIT_INTERNAL. A helper that gives NULL has printed why and set k->code.
 */
#ifndef KIT_H
#define KIT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "csc-io.h"

enum { KIT_CLEAN = 0, KIT_FINDINGS = 1, KIT_USAGE = 2, KIT_BAD_INPUT = 3, KIT_INTERNAL = 4 };

#if defined(__GNUC__)
#define KIT_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define KIT_PRINTF(a, b)
#endif

typedef struct kit kit;
typedef struct kit_value kit_value;

/* ---------------------------------------------------------------- commands */

typedef struct kit_option {
    const char *name;     /* without the dashes */
    const char *argument; /* what --help calls its value; NULL: a flag */
    const char *help;     /* one sentence */
} kit_option;

/* Shared options, to be or-ed in `uses`. --help, --format, --output, --ascii, --color and --no-progress are always there. */
enum {
    KIT_TABLE = 1,  /* --map --decimal --date-format --encoding --separator --where --skip-bad; files are CSV tables */
    KIT_STATE = 2,  /* --state FILE: write the mergeable state too */
    KIT_BY = 4,     /* --by COL */
    KIT_LEVEL = 8,  /* --level P, the confidence level */
    KIT_SEED = 16,  /* --seed N */
    KIT_HIDDEN = 32 /* not listed in the help */
};

typedef struct kit_command {
    const char *name;
    const char *summary;
    const char *usage;
    const char *help;
    const char *example; /* without the leading "csckit " */
    const char *formats; /* "text|json|csv" if NULL; the first is the default */
    unsigned uses;
    const kit_option *options; /* ended by a NULL name; NULL: none */
    int (*run)(kit *k);
    void (*text)(kit *k, kit_value *const *results, size_t count); /* --format text of what kit_emit was given; NULL: general layout */
} kit_command;

typedef struct kit_given {
    const char *name;
    const char *value; /* "" for a flag */
} kit_given;

struct kit {
    const kit_command *command;
    const char **files; /* what is not an option, in order */
    size_t file_count;
    kit_given *given; /* options as given, in order */
    size_t given_count;
    const char *format; /* "text", "json", "csv", ... */
    double level;       /* --level, 0.95 */
    uint64_t seed;      /* --seed, 1 */
    int ascii;          /* plain ASCII marks: --ascii, or the output is no terminal */
    int colour;         /* standard output takes colour */
    int show_progress;  /* standard error is a terminal */
    int code;           /* set by the helper that failed */
    uint64_t skipped;   /* bad rows left out under --skip-bad */
    struct kit_private *own;
};

extern const kit_command *const kit_commands[];
extern const size_t kit_command_count;

/* The value of an option, the last one given; NULL when it was not. A flag gives "". */
const char *kit_get(const kit *k, const char *name);
/* The i-th value of an option that may be repeated; NULL beyond the last. */
const char *kit_get_nth(const kit *k, const char *name, size_t i);
const char *kit_get_or(const kit *k, const char *name, const char *fallback);
int kit_is_format(const kit *k, const char *format);
/* Numbers from options: 1 and *value set (to fallback when not given), or 0 after a usage message (k->code is set). */
int kit_get_number(kit *k, const char *name, double low, double high, double fallback, double *value);
int kit_get_integer(kit *k, const char *name, int64_t low, int64_t high, int64_t fallback, int64_t *value);
/* The whole text as a number in [low, high]: for operands. `what` goes into the message. */
int kit_to_number(kit *k, const char *text, const char *what, double low, double high, double *value);
/* A spec with one more parameter, unless it names it already. */
const char *kit_spec(kit *k, const char *spec, const char *key, const char *value);
int kit_to_integer(kit *k, const char *text, const char *what, int64_t low, int64_t high, int64_t *value);
/* The command of these words; *words is how many of them it took. */
const kit_command *kit_find_command(const char *const *words, size_t count, size_t *taken);
/* The nearest of the names by edit distance, or NULL when none is near. */
const char *kit_nearest(const char *word, const char *const *names, size_t count);
void kit_help_command(FILE *to, const kit_command *c);
void kit_help_all(FILE *to);

/* ------------------------------------------------------------ running it */

void *kit_alloc(kit *k, size_t size); /* zeroed */
void *kit_resize(kit *k, void *block, size_t size);
/* For loops over very many things: what was allocated after the mark is given back. Nothing allocated since may be used after it. */
uint64_t kit_mark_memory(const kit *k);
void kit_release_memory(kit *k, uint64_t mark);
char *kit_copy(kit *k, const char *text, size_t length);
char *kit_print(kit *k, const char *form, ...) KIT_PRINTF(2, 3); /* formatted text in memory of the kit */
/* Context with the pthread executor and the progress bar, named by the last kit_progress_name. */
const csc_context *kit_context(kit *k);
void kit_progress_name(kit *k, const char *unit); /* "rows", "MB", ... */
void kit_progress(kit *k, uint64_t done, uint64_t total);
void kit_progress_end(kit *k);

/* Each prints one message on standard error, sets k->code and returns it. */
int kit_usage(kit *k, const char *form, ...) KIT_PRINTF(2, 3);
int kit_bad(kit *k, const char *file, uint64_t line, uint64_t column, const char *form, ...) KIT_PRINTF(5, 6); /* 0: not known */
int kit_fail(kit *k, csc_status status, const csc_error *err, const char *file);                               /* file may be NULL */
void kit_note(kit *k, const char *form, ...) KIT_PRINTF(2, 3); /* a remark on standard error; no failure */

/* Whole file into memory of the kit ("-": standard input); NULL after a message. */
char *kit_read_file(kit *k, const char *path, size_t *length);
int kit_write_file(kit *k, const char *path, const void *bytes, size_t length);

/* ---------------------------------------------------------------- tables */

enum { KIT_NUMBER = 1, KIT_LABEL = 2, KIT_DATE = 3, KIT_TIME = 4 }; /* DATE: days; TIME: microseconds UTC, or seconds as numbers */
enum { KIT_REQUIRED = 1, KIT_PRESENT = 2 };                         /* REQUIRED: the column; PRESENT: and a value in every row */

typedef struct kit_wanted {
    const char *name; /* our name; --map ours=theirs changes what is looked for */
    int type;
    int flags;
} kit_wanted;

typedef struct kit_series {
    const char *name;
    int present;      /* the file has this column */
    double *number;   /* KIT_NUMBER: NaN is missing */
    int64_t *instant; /* KIT_DATE, KIT_TIME: INT64_MIN is missing */
    uint32_t *label;  /* KIT_LABEL: index into labels; UINT32_MAX is missing */
    const char **labels;
    size_t *label_length;
    size_t label_count; /* in order of first appearance */
} kit_series;

typedef struct kit_table {
    const char *file; /* the first file read, for messages */
    size_t rows;
    kit_series *series; /* as wanted, in that order */
    size_t count;
    const char **headers; /* all column names of the first file, after --map */
    size_t header_count;
    struct kit_source *sources; /* the files; see kit_fail_row */
    size_t source_count;
    size_t *kept;       /* with --where: the number of each row in its files; NULL: all rows */
    uint64_t rows_read; /* before --where */
} kit_table;

/* Reads the files of the command line as one table (at least one is needed). NULL after a message. */
kit_table *kit_table_read(kit *k, const kit_wanted *wanted, size_t count);
kit_table *kit_table_read_file(kit *k, const char *path, const kit_wanted *wanted, size_t count);
/* A failed call over the rows of a table: file, line and column of the cell come from err->row and err->key (the name of a series). */
int kit_fail_row(kit *k, csc_status status, const csc_error *err, const kit_table *t);
/* A csc_column over a series. Missing numbers are NaN; missing labels and instants go into a validity bitmap. */
csc_column kit_column(kit *k, const kit_table *t, size_t series);

/* Texts to numbers 0, 1, 2 ... by first appearance. */
typedef struct kit_dictionary kit_dictionary;
kit_dictionary *kit_dictionary_new(kit *k);
uint32_t kit_dictionary_add(kit_dictionary *d, const char *text, size_t length);
uint32_t kit_dictionary_find(const kit_dictionary *d, const char *text, size_t length); /* UINT32_MAX: not there */
const char *kit_dictionary_text(const kit_dictionary *d, uint32_t id, size_t *length);
size_t kit_dictionary_count(const kit_dictionary *d);

/* --------------------------------------------------------------- results */

enum { KIT_V_NULL, KIT_V_NUMBER, KIT_V_INTEGER, KIT_V_TEXT, KIT_V_BOOLEAN, KIT_V_OBJECT, KIT_V_ARRAY };
struct kit_value {
    int type;
    const char *key; /* NULL in arrays and at the top */
    double number;   /* NUMBER, and INTEGER as a double */
    int64_t integer; /* INTEGER, BOOLEAN */
    const char *text;
    size_t length;
    kit_value *first, *last, *next; /* members of OBJECT and ARRAY */
    size_t count;
};

void kit_capture(kit *k, csc_sink *sink); /* starts keeping what the sink is told */
kit_value *kit_captured(kit *k);          /* what was kept; NULL if nothing */
kit_value *kit_object(kit *k);
kit_value *kit_array(kit *k);
kit_value *kit_find(const kit_value *object, const char *key);  /* NULL: not there; "a.b" walks into objects */
double kit_number(const kit_value *object, const char *key);    /* NaN: not there, null or no number */
const char *kit_text(const kit_value *object, const char *key); /* "" if not there */
/* Add a member, or replace the one of that key. For arrays the key is NULL. */
void kit_set(kit *k, kit_value *to, const char *key, kit_value *member);
void kit_set_first(kit *k, kit_value *to, const char *key, kit_value *member);
void kit_set_number(kit *k, kit_value *to, const char *key, double v);
void kit_set_integer(kit *k, kit_value *to, const char *key, int64_t v);
void kit_set_text(kit *k, kit_value *to, const char *key, const char *v);
void kit_set_boolean(kit *k, kit_value *to, const char *key, int v);
void kit_set_null(kit *k, kit_value *to, const char *key);
kit_value *kit_new_number(kit *k, double v);
kit_value *kit_new_text(kit *k, const char *v, size_t length);
void kit_remove(kit_value *from, const char *key);
/* Members value, se, low, high, level, n, missing, status. */
void kit_set_estimate(kit *k, kit_value *to, const csc_estimate *e);
csc_status kit_replay(const kit_value *v, csc_sink *sink); /* tells the tree to another sink */

void kit_emit(kit *k, kit_value *result);
/* Prints what was emitted in text or CSV; main calls it after run. */
int kit_flush(kit *k);
/* The layout of results whose command has none of its own. */
void kit_text_general(kit *k, kit_value *const *results, size_t count);
void kit_json(kit *k, FILE *to, const kit_value *v); /* one line, with the newline */

/* ------------------------------------------------------------ text output */

enum { KIT_PLAIN, KIT_BOLD, KIT_DIM, KIT_GOOD, KIT_WARN, KIT_BAD, KIT_HEAD };
void kit_say(kit *k, int style, const char *form, ...) KIT_PRINTF(3, 4); /* to standard output, coloured where it may be */
const char *kit_mark(const kit *k, const char *utf8, const char *ascii); /* one of the two */
size_t kit_width(const char *text, size_t length);                       /* columns on a terminal */
/* Numbers for people, in memory of the kit: "65.2 %", "0.058", "1,234"; "-" for NaN. */
const char *kit_percent(kit *k, double share, int digits);
const char *kit_decimal(kit *k, double v, int digits);
const char *kit_count(kit *k, double v);
const char *kit_short(kit *k, double v); /* about four digits that count */

/* A table on standard output: columns as "Definition|>Score|>n" ('>' sets right). */
typedef struct kit_grid kit_grid;
kit_grid *kit_grid_begin(kit *k, const char *columns);
void kit_cell(kit_grid *g, int style, const char *form, ...) KIT_PRINTF(3, 4);
void kit_cell_text(kit_grid *g, int style, const char *text, size_t length);
void kit_grid_end(kit_grid *g);

#endif
