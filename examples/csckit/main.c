/* csckit: the command-line kit of libcsc. Finds the command, reads the options, runs it, prints what it gave. */
#include "config.h"

#include "private.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --------------------------------------------------------------- messages */

static void message(kit *k, const char *form, va_list args) {
    kit_progress_end(k);
    fputs("csckit: ", stderr);
    vfprintf(stderr, form, args);
    fputc('\n', stderr);
}

int kit_usage(kit *k, const char *form, ...) {
    va_list args;
    va_start(args, form);
    message(k, form, args);
    va_end(args);
    return k->code = KIT_USAGE;
}

void kit_note(kit *k, const char *form, ...) {
    va_list args;
    va_start(args, form);
    message(k, form, args);
    va_end(args);
}

int kit_bad(kit *k, const char *file, uint64_t line, uint64_t column, const char *form, ...) {
    va_list args;
    kit_progress_end(k);
    if (file == NULL)
        fputs("csckit: ", stderr);
    else if (strcmp(file, "-") == 0)
        fputs("standard input:", stderr);
    else
        fprintf(stderr, "%s:", file);
    if (file != NULL && line > 0) {
        fprintf(stderr, "%llu:", (unsigned long long)line);
        if (column > 0) fprintf(stderr, "%llu:", (unsigned long long)column);
    }
    if (file != NULL) fputc(' ', stderr);
    va_start(args, form);
    vfprintf(stderr, form, args);
    va_end(args);
    fputc('\n', stderr);
    return k->code = KIT_BAD_INPUT;
}

int kit_fail(kit *k, csc_status status, const csc_error *err, const char *file) {
    const char *text = err != NULL && err->message[0] != '\0' ? err->message : csc_status_string(status);
    const char *key = err != NULL && err->key[0] != '\0' ? err->key : NULL;
    uint64_t line = err != NULL && err->line != CSC_NOWHERE ? err->line : 0;
    uint64_t column = err != NULL && err->column != CSC_NOWHERE ? err->column : 0;
    const char *named = key != NULL && strstr(text, key) == NULL ? kit_print(k, "%s: %s", key, text) : text;
    switch (status) {
    case CSC_E_SPEC:
        kit_usage(k, "%s", named);
        break;
    case CSC_E_NOMEM:
    case CSC_E_INTERNAL:
    case CSC_E_CANCELLED:
        kit_note(k, "%s", named);
        k->code = KIT_INTERNAL;
        break;
    case CSC_E_NOTFOUND:
    case CSC_E_INVALID:
        if (file == NULL) {
            kit_usage(k, "%s", named);
            break;
        }
        /* fall through */
    default:
        kit_bad(k, file, line, column, "%s", named);
    }
    return k->code;
}

/* ------------------------------------------------------------------ files */

char *kit_read_file(kit *k, const char *path, size_t *length) {
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (f == NULL) {
        kit_bad(k, path, 0, 0, "%s", strerror(errno));
        return NULL;
    }
    size_t capacity = 65536, used = 0;
    char *bytes = kit_alloc(k, capacity + 1);
    for (;;) {
        size_t n = fread(bytes + used, 1, capacity - used, f);
        used += n;
        if (n == 0) break;
        if (used == capacity) {
            capacity *= 2;
            bytes = kit_resize(k, bytes, capacity + 1);
        }
    }
    int failed = ferror(f);
    int why = errno;
    if (f != stdin) fclose(f);
    if (failed) {
        kit_bad(k, path, 0, 0, "%s", strerror(why));
        return NULL;
    }
    bytes[used] = '\0';
    *length = used;
    return bytes;
}

int kit_write_file(kit *k, const char *path, const void *bytes, size_t length) {
    FILE *f = fopen(path, "wb");
    int failed = f == NULL || fwrite(bytes, 1, length, f) != length;
    if (f != NULL) failed |= fclose(f) != 0;
    if (failed) return kit_bad(k, path, 0, 0, "%s", strerror(errno));
    return KIT_CLEAN;
}

/* ------------------------------------------------------------------- main */

static int unknown_command(kit *k, int argc, char **argv) {
    const char *names[256];
    size_t count = 0;
    int group = 0;
    for (size_t i = 0; i < kit_command_count && count < 254; i++) {
        const char *name = kit_commands[i]->name;
        const char *blank = strchr(name, ' ');
        size_t first = blank != NULL ? (size_t)(blank - name) : strlen(name);
        if (blank != NULL && strlen(argv[1]) == first && strncmp(name, argv[1], first) == 0) group = 1;
        names[count++] = blank != NULL ? kit_copy(k, name, first) : name;
        names[count++] = name;
    }
    if (group) {
        fprintf(stderr, "csckit: `%s' needs one of:\n", argv[1]);
        for (size_t i = 0; i < kit_command_count; i++) {
            const char *blank = strchr(kit_commands[i]->name, ' ');
            if (blank != NULL && strncmp(kit_commands[i]->name, argv[1], strlen(argv[1])) == 0)
                fprintf(stderr, "  csckit %-18s %s\n", kit_commands[i]->name, kit_commands[i]->summary);
        }
        return KIT_USAGE;
    }
    const char *words = argc > 2 && argv[2][0] != '-' ? kit_print(k, "%s %s", argv[1], argv[2]) : argv[1];
    const char *near = kit_nearest(words, names, count);
    if (near == NULL) near = kit_nearest(argv[1], names, count);
    if (near != NULL) return kit_usage(k, "unknown command `%s'; did you mean `%s'?", argv[1], near);
    return kit_usage(k, "unknown command `%s'; `csckit --help' lists them", argv[1]);
}

/* A group's members when only the group was named with --help: "csckit churn --help". */
static int group_help(const char *group) {
    int shown = 0;
    for (size_t i = 0; i < kit_command_count; i++) {
        const char *blank = strchr(kit_commands[i]->name, ' ');
        if (blank == NULL || strncmp(kit_commands[i]->name, group, (size_t)(blank - kit_commands[i]->name)) != 0) continue;
        if (strlen(group) != (size_t)(blank - kit_commands[i]->name)) continue;
        if (shown++) fputs("\n\n", stdout);
        kit_help_command(stdout, kit_commands[i]);
    }
    return shown;
}

static int utf8_terminal(void) {
    const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *v = getenv(names[i]);
        if (v != NULL && v[0] != '\0') return strstr(v, "UTF-8") != NULL || strstr(v, "utf8") != NULL || strstr(v, "UTF8") != NULL;
    }
    return 0;
}

static int open_output(kit *k) {
    const char *path = kit_get(k, "output");
    const char *colour = kit_get_or(k, "color", "auto");
    const char *term = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");
    int tty = isatty(STDOUT_FILENO) && path == NULL;
    if (strcmp(colour, "auto") != 0 && strcmp(colour, "always") != 0 && strcmp(colour, "never") != 0)
        return kit_usage(k, "--color %s: auto, always or never", colour);
    k->colour = strcmp(colour, "always") == 0 || (strcmp(colour, "auto") == 0 && tty && !(no_colour != NULL && no_colour[0] != '\0') &&
                                                  term != NULL && strcmp(term, "dumb") != 0);
    k->ascii = kit_get(k, "ascii") != NULL || !tty || !utf8_terminal();
    k->show_progress = isatty(STDERR_FILENO) && kit_get(k, "no-progress") == NULL && term != NULL && strcmp(term, "dumb") != 0;
    if (path != NULL && strcmp(path, "-") != 0 && freopen(path, "wb", stdout) == NULL) return kit_bad(k, path, 0, 0, "%s", strerror(errno));
    return KIT_CLEAN;
}

static int run(kit *k, int argc, char **argv) {
    size_t taken = 0;
    if (argc < 2) {
        kit_help_all(stderr);
        return KIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        if (argc == 2) {
            kit_help_all(stdout);
            return KIT_CLEAN;
        }
        k->command = kit_find_command((const char *const *)(argv + 2), (size_t)(argc - 2), &taken);
        if (k->command != NULL)
            kit_help_command(stdout, k->command);
        else if (!group_help(argv[2]))
            return unknown_command(k, argc - 1, argv + 1);
        return KIT_CLEAN;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("csckit %s (libcsc %s, Unicode %s)\n", PACKAGE_VERSION, csc_version_string(), csc_unicode_version());
        return KIT_CLEAN;
    }
    k->command = kit_find_command((const char *const *)(argv + 1), (size_t)(argc - 1), &taken);
    if (k->command == NULL) {
        if (argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0) && group_help(argv[1])) return KIT_CLEAN;
        return unknown_command(k, argc, argv);
    }
    int help = 0;
    int code = kit_parse(k, argc - 1 - (int)taken, argv + 1 + taken, &help);
    if (help) {
        kit_help_command(stdout, k->command);
        return KIT_CLEAN;
    }
    if (code == KIT_CLEAN) code = open_output(k);
    if (code != KIT_CLEAN) return code;
    code = k->command->run(k);
    kit_progress_end(k);
    if (code == KIT_CLEAN || code == KIT_FINDINGS) {
        int printed = kit_flush(k);
        if (printed != KIT_CLEAN) code = printed;
        if (k->skipped > 0)
            kit_note(k, "%llu bad row%s left out (--skip-bad)", (unsigned long long)k->skipped, k->skipped == 1 ? " was" : "s were");
    }
    return code;
}

int main(int argc, char **argv) {
    kit k;
    struct kit_private own;
    memset(&k, 0, sizeof k);
    memset(&own, 0, sizeof own);
    k.own = &own;
    k.format = "text";
    k.level = 0.95;
    k.seed = 1;
    own.stack_capacity = 64; /* here, so that it is older than any mark of kit_mark_memory */
    own.stack = kit_alloc(&k, own.stack_capacity * sizeof *own.stack);
    int code = run(&k, argc, argv);
    kit_free_all(&k);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        if (errno != EPIPE) fprintf(stderr, "csckit: cannot write: %s\n", strerror(errno));
        return errno == EPIPE ? code : KIT_INTERNAL;
    }
    return code;
}
