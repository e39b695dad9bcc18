/* Command line: commands, options, help. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

const kit_option kit_options_always[] = {{"format", "FORMAT", "How to print."},
                                         {"output", "FILE", "Write to FILE instead of standard output (also -o)."},
                                         {"ascii", NULL, "Plain ASCII marks; always so when the output is no terminal."},
                                         {"color", "WHEN", "auto (default), always or never; NO_COLOR is heeded."},
                                         {"no-progress", NULL, "No progress bar on standard error."},
                                         {"help", NULL, "This text (also -h)."},
                                         {NULL, NULL, NULL}};

static const kit_option shared_table[] = {
    {"map", "OURS=THEIRS", "The column OURS is called THEIRS in the file. May be repeated."},
    {"decimal", "WORD", "comma or point (default): the decimal mark of numbers."},
    {"date-format", "FORMAT", "dmy, mdy, ymd or a pattern such as %d.%m.%Y; ISO 8601 dates are read without it."},
    {"encoding", "NAME", "utf-8 (default), latin1, cp1252, utf-16, utf-16le or utf-16be."},
    {"separator", "MARK", "comma, semicolon, tab or another character; found out by itself by default."},
    {"where", "COL=VALUE", "Only rows with this value in that column; COL!=VALUE: only the others. May be repeated."},
    {"skip-bad", NULL, "Leave out rows that cannot be read, and say how many, instead of stopping."},
    {NULL, NULL, NULL}};
static const kit_option shared_state[] = {{"state", "FILE", "Also write the state, which `csckit merge' adds up."}, {NULL, NULL, NULL}};
static const kit_option shared_by[] = {{"by", "COL", "One result for each value of this column."}, {NULL, NULL, NULL}};
static const kit_option shared_level[] = {{"level", "P", "Confidence level of intervals, 0.95 by default."}, {NULL, NULL, NULL}};
static const kit_option shared_seed[] = {{"seed", "N", "Seed of random numbers, 1 by default; same seed, same result."},
                                         {NULL, NULL, NULL}};

const kit_option *kit_options_shared(unsigned bit) {
    switch (bit) {
    case KIT_TABLE:
        return shared_table;
    case KIT_STATE:
        return shared_state;
    case KIT_BY:
        return shared_by;
    case KIT_LEVEL:
        return shared_level;
    case KIT_SEED:
        return shared_seed;
    default:
        return NULL;
    }
}

static const unsigned shared_bits[] = {KIT_BY, KIT_LEVEL, KIT_SEED, KIT_STATE, KIT_TABLE};
#define SHARED_BITS (sizeof shared_bits / sizeof shared_bits[0])

/* ---------------------------------------------------------------- nearest */

/* Edit distance with swaps of neighbours, cut off above 3. */
static size_t distance(const char *a, const char *b) {
    size_t la = strlen(a), lb = strlen(b);
    if (la > 40 || lb > 40) return 99;
    size_t row[3][42];
    for (size_t j = 0; j <= lb; j++) row[1][j] = j;
    for (size_t i = 1; i <= la; i++) {
        row[2][0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t best = row[1][j - 1] + (a[i - 1] != b[j - 1]);
            if (row[1][j] + 1 < best) best = row[1][j] + 1;
            if (row[2][j - 1] + 1 < best) best = row[2][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && row[0][j - 2] + 1 < best) best = row[0][j - 2] + 1;
            row[2][j] = best;
        }
        memcpy(row[0], row[1], sizeof row[0]);
        memcpy(row[1], row[2], sizeof row[1]);
    }
    return row[1][lb];
}

const char *kit_nearest(const char *word, const char *const *names, size_t count) {
    const char *best = NULL;
    size_t best_distance = 99, length = strlen(word);
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(word, names[i]);
        if (d > 1 && length >= 2 && strncmp(names[i], word, length) == 0) d = 1; /* a cut-off name is near */
        if (d < best_distance) {
            best = names[i];
            best_distance = d;
        }
    }
    return best_distance <= (length < 5 ? 1u : length < 9 ? 2u : 3u) ? best : NULL;
}

/* --------------------------------------------------------------- commands */

#define KIT_COMMAND(x) extern const kit_command kit_cmd_##x;
#include "commands.def"
#undef KIT_COMMAND
#define KIT_COMMAND(x) &kit_cmd_##x,
const kit_command *const kit_commands[] = {
#include "commands.def"
    NULL};
#undef KIT_COMMAND
const size_t kit_command_count = sizeof kit_commands / sizeof kit_commands[0] - 1;

const kit_command *kit_find_command(const char *const *words, size_t count, size_t *taken) {
    const kit_command *found = NULL;
    *taken = 0;
    for (size_t i = 0; i < kit_command_count; i++) {
        const char *name = kit_commands[i]->name;
        const char *blank = strchr(name, ' ');
        size_t first = blank != NULL ? (size_t)(blank - name) : strlen(name);
        if (count < 1 || strlen(words[0]) != first || strncmp(words[0], name, first) != 0) continue;
        if (blank == NULL && *taken < 1) {
            found = kit_commands[i];
            *taken = 1;
        } else if (blank != NULL && count > 1 && strcmp(words[1], blank + 1) == 0) {
            found = kit_commands[i];
            *taken = 2;
        }
    }
    return found;
}

/* ---------------------------------------------------------------- parsing */

static const kit_option *in_list(const kit_option *list, const char *name, size_t length) {
    for (; list != NULL && list->name != NULL; list++) {
        if (strlen(list->name) == length && strncmp(list->name, name, length) == 0) return list;
    }
    return NULL;
}

static const kit_option *find_option(const kit_command *c, const char *name, size_t length) {
    const kit_option *o = in_list(c->options, name, length);
    if (o == NULL) o = in_list(kit_options_always, name, length);
    for (size_t i = 0; o == NULL && i < SHARED_BITS; i++) {
        if (c->uses & shared_bits[i]) o = in_list(kit_options_shared(shared_bits[i]), name, length);
    }
    return o;
}

static const char *nearest_option(const kit_command *c, const char *name) {
    const char *names[128];
    size_t count = 0;
    const kit_option *lists[SHARED_BITS + 2] = {c->options, kit_options_always};
    for (size_t i = 0; i < SHARED_BITS; i++) lists[i + 2] = c->uses & shared_bits[i] ? kit_options_shared(shared_bits[i]) : NULL;
    for (size_t i = 0; i < SHARED_BITS + 2; i++) {
        for (const kit_option *o = lists[i]; o != NULL && o->name != NULL && count < 128; o++) names[count++] = o->name;
    }
    return kit_nearest(name, names, count);
}

static const char *formats_of(const kit_command *c) {
    return c->formats != NULL ? c->formats : "text|json|csv";
}

static int has_word(const char *list, const char *word) {
    size_t length = strlen(word);
    for (const char *at = list; *at != '\0';) {
        const char *end = strchr(at, '|');
        size_t n = end != NULL ? (size_t)(end - at) : strlen(at);
        if (n == length && strncmp(at, word, n) == 0) return 1;
        at += n + (end != NULL);
    }
    return 0;
}

static int known_option(kit *k, const char *arg, const kit_option **option, const char **value) {
    const char *name = arg + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    *option = find_option(k->command, name, length);
    *value = equals != NULL ? equals + 1 : NULL;
    if (*option == NULL) {
        char *cut = kit_copy(k, name, length);
        const char *near = nearest_option(k->command, cut);
        if (near != NULL) return kit_usage(k, "unknown option --%s; did you mean --%s?", cut, near);
        return kit_usage(k, "unknown option --%s; `csckit %s --help' lists them", cut, k->command->name);
    }
    if ((*option)->argument == NULL && *value != NULL) return kit_usage(k, "option --%s takes no value", (*option)->name);
    return KIT_CLEAN;
}

int kit_parse(kit *k, int argc, char **argv, int *help) {
    k->files = kit_alloc(k, sizeof *k->files * (size_t)(argc + 1));
    k->given = kit_alloc(k, sizeof *k->given * (size_t)(argc + 1));
    int options_end = 0;
    for (int i = 0; i < argc; i++) {
        const char *arg = argv[i];
        if (options_end || arg[0] != '-' || arg[1] == '\0') {
            k->files[k->file_count++] = arg;
            continue;
        }
        /* a negative number is an operand */
        if (arg[1] != '-' && (strspn(arg + 1, "0123456789.") == strlen(arg + 1))) {
            k->files[k->file_count++] = arg;
            continue;
        }
        if (strcmp(arg, "--") == 0) {
            options_end = 1;
            continue;
        }
        const kit_option *option = NULL;
        const char *value = NULL;
        if (strcmp(arg, "-h") == 0) arg = "--help";
        if (strcmp(arg, "-o") == 0) arg = "--output";
        if (arg[1] != '-')
            return kit_usage(k, "unknown option %s; options have two dashes, `csckit %s --help' lists them", arg, k->command->name);
        int code = known_option(k, arg, &option, &value);
        if (code != KIT_CLEAN) return code;
        if (strcmp(option->name, "help") == 0) {
            *help = 1;
            return KIT_CLEAN;
        }
        if (option->argument != NULL && value == NULL) {
            if (i + 1 >= argc) return kit_usage(k, "option --%s needs a value (%s)", option->name, option->argument);
            value = argv[++i];
        }
        k->given[k->given_count++] = (kit_given){option->name, value != NULL ? value : ""};
    }
    const char *formats = formats_of(k->command);
    const char *format = kit_get(k, "format");
    if (format == NULL) {
        const char *bar = strchr(formats, '|');
        format = kit_copy(k, formats, bar != NULL ? (size_t)(bar - formats) : strlen(formats));
    } else if (!has_word(formats, format)) {
        return kit_usage(k, "--format %s: this command prints %s", format, formats);
    }
    k->format = format;
    if (!kit_get_number(k, "level", 0.5, 0.9999, 0.95, &k->level)) return k->code;
    int64_t seed = 1;
    if (!kit_get_integer(k, "seed", 0, INT64_MAX, 1, &seed)) return k->code;
    k->seed = (uint64_t)seed;
    return KIT_CLEAN;
}

const char *kit_get_nth(const kit *k, const char *name, size_t i) {
    for (size_t j = 0; j < k->given_count; j++) {
        if (strcmp(k->given[j].name, name) == 0 && i-- == 0) return k->given[j].value;
    }
    return NULL;
}

const char *kit_get(const kit *k, const char *name) {
    for (size_t j = k->given_count; j > 0; j--) {
        if (strcmp(k->given[j - 1].name, name) == 0) return k->given[j - 1].value;
    }
    return NULL;
}

const char *kit_get_or(const kit *k, const char *name, const char *fallback) {
    const char *v = kit_get(k, name);
    return v != NULL ? v : fallback;
}

int kit_is_format(const kit *k, const char *format) {
    return strcmp(k->format, format) == 0;
}

int kit_to_number(kit *k, const char *text, const char *what, double low, double high, double *value) {
    double v = 0;
    if (csc_number_parse(text, strlen(text), &v, NULL) != CSC_OK || v != v) {
        kit_usage(k, "%s: \"%s\" is no number", what, text);
        return 0;
    }
    if (v < low || v > high) {
        kit_usage(k, "%s: %s is outside [%s, %s]", what, text, kit_short(k, low), kit_short(k, high));
        return 0;
    }
    *value = v;
    return 1;
}

int kit_to_integer(kit *k, const char *text, const char *what, int64_t low, int64_t high, int64_t *value) {
    char *end = NULL;
    size_t digits = strspn(text + (text[0] == '-'), "0123456789");
    int64_t v = digits > 0 && digits < 19 ? strtoll(text, &end, 10) : 0;
    if (end == NULL || *end != '\0') {
        kit_usage(k, "%s: \"%s\" is no whole number", what, text);
        return 0;
    }
    if (v < low || v > high) {
        kit_usage(k, "%s: %s is outside [%lld, %lld]", what, text, (long long)low, (long long)high);
        return 0;
    }
    *value = v;
    return 1;
}

const char *kit_spec(kit *k, const char *spec, const char *key, const char *value) {
    const char *question = strchr(spec, '?');
    for (const char *at = question; at != NULL && at[1] != '\0'; at = strchr(at + 1, '&')) {
        if (strncmp(at + 1, key, strlen(key)) == 0 && at[1 + strlen(key)] == '=') return spec;
    }
    return kit_print(k, "%s%c%s=%s", spec, question != NULL ? '&' : '?', key, value);
}

int kit_get_number(kit *k, const char *name, double low, double high, double fallback, double *value) {
    const char *text = kit_get(k, name);
    *value = fallback;
    return text == NULL || kit_to_number(k, text, kit_print(k, "--%s", name), low, high, value);
}

int kit_get_integer(kit *k, const char *name, int64_t low, int64_t high, int64_t fallback, int64_t *value) {
    const char *text = kit_get(k, name);
    *value = fallback;
    return text == NULL || kit_to_integer(k, text, kit_print(k, "--%s", name), low, high, value);
}

/* ------------------------------------------------------------------- help */

static void wrapped(FILE *to, const char *text, size_t indent, size_t at) {
    const size_t limit = 78;
    while (*text != '\0') {
        if (*text == '\n') {
            fputc('\n', to);
            text++;
            /* lines that begin with a blank are kept as they are */
            if (*text == ' ') {
                const char *end = strchr(text, '\n');
                size_t n = end != NULL ? (size_t)(end - text) : strlen(text);
                fprintf(to, "%*s%.*s", (int)indent, "", (int)n, text);
                text += n;
                at = indent + n;
                continue;
            }
            at = 0;
            continue;
        }
        size_t n = strcspn(text, " \n");
        if (at > indent && at + 1 + n > limit) {
            fputc('\n', to);
            at = 0;
        }
        if (at == 0) {
            fprintf(to, "%*s", (int)indent, "");
            at = indent;
        } else if (at > indent) {
            fputc(' ', to);
            at++;
        }
        fprintf(to, "%.*s", (int)n, text);
        at += n;
        text += n;
        while (*text == ' ') text++;
    }
    fputc('\n', to);
}

static void list_options(FILE *to, const kit_option *o, const kit_command *c) {
    for (; o != NULL && o->name != NULL; o++) {
        if (in_list(c->options, o->name, strlen(o->name)) != NULL && o != in_list(c->options, o->name, strlen(o->name))) continue;
        int n = fprintf(to, "  --%s%s%s", o->name, o->argument != NULL ? " " : "", o->argument != NULL ? o->argument : "");
        if (n < 24)
            fprintf(to, "%*s", 24 - n, "");
        else
            fprintf(to, "\n%*s", 24, "");
        char format_help[160];
        const char *help = o->help;
        if (strcmp(o->name, "format") == 0 && o != in_list(c->options, "format", 6)) {
            snprintf(format_help, sizeof format_help, "How to print: %s; the first is the default.", formats_of(c));
            help = format_help;
        }
        wrapped(to, help, 24, 24);
    }
}

void kit_help_command(FILE *to, const kit_command *c) {
    fprintf(to, "csckit %s: %s\n\nUsage: csckit %s %s\n\n", c->name, c->summary, c->name, c->usage);
    wrapped(to, c->help, 0, 0);
    fprintf(to, "\nOptions:\n");
    list_options(to, c->options, c);
    for (size_t i = 0; i < SHARED_BITS; i++) {
        if (c->uses & shared_bits[i]) list_options(to, kit_options_shared(shared_bits[i]), c);
    }
    list_options(to, kit_options_always, c);
    if (c->example != NULL) fprintf(to, "\nExample:\n  csckit %s\n", c->example);
}

void kit_help_all(FILE *to) {
    fprintf(to, "csckit: customer satisfaction calculations on the command line\n\n"
                "Usage: csckit COMMAND [OPTIONS] [FILES]\n"
                "       csckit COMMAND --help\n"
                "       csckit --version\n\n"
                "Commands:\n");
    for (size_t i = 0; i < kit_command_count; i++) {
        if (!(kit_commands[i]->uses & KIT_HIDDEN)) fprintf(to, "  %-18s %s\n", kit_commands[i]->name, kit_commands[i]->summary);
    }
    fprintf(to, "\nFirst steps:\n"
                "  csckit init sample               write a sample of every table\n"
                "  csckit report sample -o report.html   and one report of it all\n"
                "  csckit explain nps:standard/1    what a number is and what it cannot tell\n\n"
                "Exit codes: 0 clean, 1 findings, 2 usage, 3 bad input, 4 internal.\n");
}
