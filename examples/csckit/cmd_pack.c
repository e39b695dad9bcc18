/* csckit pack check, test, compile, list, show, new. */
#include "phrase_kit.h"

#include <string.h>

csc_pack *kit_pack_open(kit *k, const char *name) {
    csc_pack *pack = NULL;
    csc_error err;
    csc_error_init(&err);
    for (size_t i = 0; csc_pack_embedded_name(i) != NULL; i++) {
        if (strcmp(csc_pack_embedded_name(i), name) != 0) continue;
        csc_status s = csc_pack_load_embedded(&pack, name, strlen(name), NULL, &err);
        if (s != CSC_OK) (void)kit_fail(k, s, &err, name);
        return pack;
    }
    csc_status s = csc_pack_read_file(&pack, name, strlen(name), NULL, &err);
    if (s == CSC_OK) return pack;
    if (s == CSC_E_NOTFOUND && err.line == CSC_NOWHERE) {
        const char *names[16];
        size_t n = 0;
        while (n < 16 && csc_pack_embedded_name(n) != NULL) names[n] = csc_pack_embedded_name(n), n++;
        const char *near = kit_nearest(name, names, n);
        if (near != NULL)
            (void)kit_bad(k, name, 0, 0, "no such file, and no pack of that name; did you mean %s?", near);
        else
            (void)kit_bad(k, name, 0, 0, "no such file, and no pack of that name; `csckit pack list' names those there are");
        return NULL;
    }
    (void)kit_fail(k, s, &err, name);
    return NULL;
}

/* ------------------------------------------------------------------- check */

static int run_check(kit *k) {
    if (k->file_count == 0) return kit_usage(k, "name one or more packs");
    for (size_t i = 0; i < k->file_count; i++) {
        csc_pack *pack = kit_pack_open(k, k->files[i]);
        if (pack == NULL) return k->code;
        csc_pack_info info;
        kit_value *v = kit_object(k);
        if (csc_pack_describe(pack, &info) == CSC_OK) {
            kit_set_text(k, v, "pack", kit_copy(k, info.name, info.name_length));
            kit_set_text(k, v, "version", kit_copy(k, info.version, info.version_length));
            kit_set_text(k, v, "language", kit_copy(k, info.language, info.language_length));
            kit_set_integer(k, v, "rules", (int64_t)info.rules);
            kit_set_integer(k, v, "patterns", (int64_t)info.patterns);
            kit_set_integer(k, v, "states", (int64_t)info.states);
            kit_set_integer(k, v, "memory", (int64_t)info.memory);
            kit_set_text(k, v, "status", "ok");
        }
        kit_emit(k, v);
        csc_pack_destroy(pack);
    }
    return KIT_CLEAN;
}

const kit_command kit_cmd_pack_check = {
    .name = "pack check",
    .summary = "Read rule packs and say what is wrong with them, where",
    .usage = "PACK...",
    .help = "Reads packs (YAML or compiled) and prints their size, or the first fault as file:line:column: message.",
    .example = "pack check service-en",
    .run = run_check};

/* -------------------------------------------------------------------- test */

static int run_test(kit *k) {
    size_t all = 0;
    if (k->file_count == 0) return kit_usage(k, "name one or more packs");
    kit_progress_name(k, "rules");
    for (size_t i = 0; i < k->file_count; i++) {
        csc_pack *pack = kit_pack_open(k, k->files[i]);
        if (pack == NULL) return k->code;
        csc_sink sink;
        csc_error err;
        size_t failures = 0;
        csc_error_init(&err);
        kit_capture(k, &sink);
        csc_status s = csc_pack_test(pack, &sink, &failures, kit_context(k), &err);
        csc_pack_destroy(pack);
        if (s != CSC_OK) return kit_fail(k, s, &err, k->files[i]);
        kit_emit(k, kit_captured(k));
        all += failures;
    }
    kit_progress_end(k);
    return all > 0 ? KIT_FINDINGS : KIT_CLEAN;
}

static void text_test(kit *k, kit_value *const *results, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const kit_value *v = results[i], *failures = kit_find(v, "failures");
        for (const kit_value *f = failures == NULL ? NULL : failures->first; f != NULL; f = f->next) {
            kit_say(k, KIT_BAD, "%s", kit_text(f, "what"));
            kit_say(k, KIT_BOLD, "  %s", kit_text(f, "rule"));
            if (kit_text(f, "text")[0] != '\0') kit_say(k, KIT_PLAIN, "  \"%s\"", kit_text(f, "text"));
            if (kit_text(f, "pattern")[0] != '\0') kit_say(k, KIT_PLAIN, "  %s", kit_text(f, "pattern"));
            kit_say(k, KIT_PLAIN, "\n");
            const kit_value *tokens = kit_find(f, "tokens"), *trace = kit_find(f, "trace");
            if (tokens != NULL) {
                kit_say(k, KIT_DIM, "    words  ");
                for (const kit_value *t = tokens->first; t != NULL; t = t->next) {
                    const char *stem = kit_text(t, "stem"), *text = kit_text(t, "text");
                    kit_say(k, KIT_PLAIN, " %s", text);
                    if (stem[0] != '\0' && strcmp(stem, text) != 0) kit_say(k, KIT_DIM, "~%s", stem);
                }
                kit_say(k, KIT_PLAIN, "\n");
            }
            for (const kit_value *t = trace == NULL ? NULL : trace->first; t != NULL; t = t->next) {
                if (kit_number(t, "words") < 1) continue;
                kit_say(k, KIT_PLAIN, "    %s", kit_text(t, "pattern"));
                kit_say(k, KIT_DIM, "  took %.0f, stopped at %s\n", kit_number(t, "words"), kit_text(t, "stopped"));
            }
        }
        kit_say(k, failures == NULL || failures->count == 0 ? KIT_GOOD : KIT_BAD, "%s", kit_text(v, "pack"));
        kit_say(k, KIT_PLAIN, ": %.0f rules, %.0f patterns, %.0f examples, %.0f counter-examples, %zu failures\n", kit_number(v, "rules"),
                kit_number(v, "patterns"), kit_number(v, "examples"), kit_number(v, "counters"),
                failures == NULL ? (size_t)0 : failures->count);
    }
}

const kit_command kit_cmd_pack_test = {.name = "pack test",
                                       .summary = "Run a pack's own examples and counter-examples",
                                       .usage = "PACK...",
                                       .help = "Every example must match, every counter-example must not, every pattern must be the only "
                                               "one to match some example, every rule must "
                                               "have a counter-example. For a missed example it prints the words it was parted into with "
                                               "their stems, and how far each pattern came. "
                                               "Exit code 1 when something fails.",
                                       .example = "pack test service-en",
                                       .run = run_test,
                                       .text = text_test};

/* ----------------------------------------------------------------- compile */

static int run_compile(kit *k) {
    const char *out = kit_get(k, "output");
    if (k->file_count < 1 || k->file_count > 2 || (k->file_count == 1 && out == NULL))
        return kit_usage(k, "give a pack and the file to write");
    if (k->file_count == 2) out = k->files[1];
    csc_pack *pack = kit_pack_open(k, k->files[0]);
    if (pack == NULL) return k->code;
    size_t needed = 0;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_pack_serialize(pack, NULL, 0, &needed, &err);
    void *bytes = kit_alloc(k, needed + 1);
    s = csc_pack_serialize(pack, bytes, needed, &needed, &err);
    csc_pack_destroy(pack);
    if (s != CSC_OK) return kit_fail(k, s, &err, k->files[0]);
    s = csc_file_write(out, strlen(out), bytes, needed, NULL, &err);
    return s == CSC_OK ? KIT_CLEAN : kit_fail(k, s, &err, out);
}

const kit_command kit_cmd_pack_compile = {
    .name = "pack compile",
    .summary = "Write a pack in its compiled form",
    .usage = "PACK OUT",
    .help = "The compiled form holds everything that the YAML holds, is the same on every machine, carries a "
            "checksum and loads faster. Every command takes it in place of the YAML.",
    .example = "pack compile service-en service-en.pack",
    .run = run_compile};

/* -------------------------------------------------------------------- list */

static int run_list(kit *k) {
    if (k->file_count == 0) {
        for (size_t i = 0; csc_pack_embedded_name(i) != NULL; i++) {
            k->files = kit_alloc(k, sizeof *k->files);
            k->files[0] = csc_pack_embedded_name(i);
            k->file_count = 1;
            int code = run_check(k);
            if (code != KIT_CLEAN) return code;
        }
        return KIT_CLEAN;
    }
    for (size_t i = 0; i < k->file_count; i++) {
        csc_pack *pack = kit_pack_open(k, k->files[i]);
        if (pack == NULL) return k->code;
        csc_rule_info r;
        for (size_t n = 0; csc_pack_rule(pack, n, &r) == CSC_OK; n++) {
            kit_value *v = kit_object(k);
            size_t length;
            const char *message = csc_pack_rule_message(pack, n, "en", 2, &length);
            kit_set_text(k, v, "rule", kit_copy(k, r.id, r.id_length));
            kit_set_text(k, v, "kind", csc_rule_kind_name(r.kind));
            kit_set_text(k, v, "severity", csc_severity_name(r.severity));
            kit_set_integer(k, v, "patterns", (int64_t)r.patterns);
            kit_set_text(k, v, "message", kit_copy(k, message, length));
            kit_emit(k, v);
        }
        csc_pack_destroy(pack);
    }
    return KIT_CLEAN;
}

static void text_list(kit *k, kit_value *const *results, size_t count) {
    int rules = count > 0 && kit_find(results[0], "rule") != NULL;
    kit_grid *g = kit_grid_begin(k, rules ? "Rule|Kind|Severity|>Patterns|Message" : "Pack|Version|Language|>Rules|>Patterns|>Memory");
    for (size_t i = 0; i < count; i++) {
        const kit_value *v = results[i];
        const char *severity = kit_text(v, "severity");
        kit_cell(g, KIT_BOLD, "%s", kit_text(v, rules ? "rule" : "pack"));
        kit_cell(g, KIT_PLAIN, "%s", kit_text(v, rules ? "kind" : "version"));
        if (rules)
            kit_cell(g, strcmp(severity, "error") == 0 ? KIT_BAD : strcmp(severity, "warning") == 0 ? KIT_WARN : KIT_PLAIN, "%s", severity);
        else
            kit_cell(g, KIT_PLAIN, "%s", kit_text(v, "language"));
        if (!rules) kit_cell(g, KIT_PLAIN, "%.0f", kit_number(v, "rules"));
        kit_cell(g, KIT_PLAIN, "%.0f", kit_number(v, "patterns"));
        if (rules)
            kit_cell(g, KIT_DIM, "%s", kit_text(v, "message"));
        else
            kit_cell(g, KIT_PLAIN, "%.0f", kit_number(v, "memory"));
    }
    kit_grid_end(g);
}

const kit_command kit_cmd_pack_list = {
    .name = "pack list",
    .summary = "List the packs of the library, or the rules of a pack",
    .usage = "[PACK...]",
    .help = "Without an operand it lists the packs that are part of the library; with one, the rules and concepts of that pack.",
    .example = "pack list service-en",
    .run = run_list,
    .text = text_list};

/* -------------------------------------------------------------------- show */

static int run_show(kit *k) {
    if (k->file_count < 1 || k->file_count > 2) return kit_usage(k, "give a pack and, for one rule, its id");
    csc_pack *pack = kit_pack_open(k, k->files[0]);
    if (pack == NULL) return k->code;
    size_t rule = SIZE_MAX;
    const char *id = k->file_count == 2 ? k->files[1] : NULL;
    if (id != NULL && csc_pack_rule_find(pack, id, strlen(id), 0, &rule) != CSC_OK &&
        csc_pack_rule_find(pack, id, strlen(id), CSC_RULE_CONCEPT, &rule) != CSC_OK) {
        csc_pack_destroy(pack);
        return kit_usage(k, "%s has no rule or concept \"%s\"", k->files[0], id);
    }
    csc_sink sink;
    kit_capture(k, &sink);
    csc_status s = csc_pack_visit(pack, rule, &sink);
    csc_pack_destroy(pack);
    if (s != CSC_OK) return kit_fail(k, s, NULL, k->files[0]);
    kit_emit(k, kit_captured(k));
    return KIT_CLEAN;
}

const kit_command kit_cmd_pack_show = {.name = "pack show",
                                       .summary = "Show a pack, or one of its rules, with everything in it",
                                       .usage = "PACK [RULE]",
                                       .help = "Conditions, patterns, exceptions, messages, suggestions, examples and sources.",
                                       .example = "pack show service-en",
                                       .run = run_show};

/* --------------------------------------------------------------------- new */

static const char sample[] = "# A rule pack. `csckit pack test` runs the examples; `csckit check --pack THIS-FILE replies.txt` uses it.\n"
                             "pack: house-rules\n"
                             "version: 1.0.0\n"
                             "language: en\n"
                             "schema: 1\n"
                             "classes:\n"
                             "  # a hit with one of these up to three words before it, in the same clause, is let pass\n"
                             "  negation: [not, never, \"n't\"]\n"
                             "  ask: [\"(could|can|would) you\"]\n"
                             "rules:\n"
                             "  - id: house.no-jargon\n"
                             "    kind: prefer            # avoid prefer require limit placeholder style\n"
                             "    severity: warning       # error warning suggestion info\n"
                             "    match: [\"RMA [number]\"]\n"
                             "    suggest: [\"return number\"]\n"
                             "    message: {en: \"Say it in the customer's words.\"}\n"
                             "    examples: [\"Your RMA number is 12.\"]\n"
                             "    counter: [\"Your return number is 12.\"]\n"
                             "  - id: house.pressure\n"
                             "    kind: avoid\n"
                             "    match: [\"(decide|choose) [right] now\", \"last chance\"]\n"
                             "    unless: {before: [\"no need to\"], span: [\"decide now whether\"]}\n"
                             "    message: {en: \"This presses the customer.\"}\n"
                             "    examples: [\"Please decide right now.\", \"This is your last chance.\"]\n"
                             "    counter: [\"There is no need to decide now.\", \"You need not choose now.\"]\n";

static int run_new(kit *k) {
    if (k->file_count != 1) return kit_usage(k, "give the file to write");
    return kit_write_file(k, k->files[0], sample, sizeof sample - 1);
}

const kit_command kit_cmd_pack_new = {.name = "pack new",
                                      .summary = "Write a small pack to start from",
                                      .usage = "FILE",
                                      .help = "Writes a YAML pack with two rules and comments that say what may stand where.",
                                      .example = "pack new house-rules.yaml",
                                      .run = run_new};
