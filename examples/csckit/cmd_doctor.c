/* csckit doctor: what is installed, how it was built, and what is missing. */
#include "config.h"

#include "kit.h"

#include <string.h>

static void check(kit *k, kit_value *list, const char *name, int good, const char *found) {
    kit_value *v = kit_object(k);
    kit_set_text(k, v, "check", name);
    kit_set_boolean(k, v, "ok", good);
    kit_set_text(k, v, "found", found);
    kit_set(k, list, NULL, v);
}

static int run(kit *k) {
    if (k->file_count > 0) return kit_usage(k, "doctor takes no operands");
    kit_value *v = kit_object(k);
    kit_value *checks = kit_array(k);
    int good = 1;
    kit_set_text(k, v, "csckit", PACKAGE_VERSION);
    kit_set_text(k, v, "libcsc", csc_version_string());
    kit_set_text(k, v, "unicode", csc_unicode_version());
    kit_set_text(k, v, "features", csc_features());
    kit_set_integer(k, v, "definitions", (int64_t)csc_definition_count());
    const csc_context *context = kit_context(k);
    kit_set_integer(k, v, "threads", context->executor != NULL ? (int64_t)context->executor->workers : 1);
    kit_value *packs = kit_array(k);
    kit_set(k, v, "packs", packs);
    kit_set(k, v, "checks", checks);

    int same = strcmp(PACKAGE_VERSION, csc_version_string()) == 0;
    check(k, checks, "csckit and libcsc are of one version", same, kit_print(k, "%s and %s", PACKAGE_VERSION, csc_version_string()));
    good &= same;
    int header = csc_version_number() / 100 == CSC_VERSION_MAJOR * 100 + CSC_VERSION_MINOR;
    check(k, checks, "the library fits the header", header, kit_print(k, "header %d.%d", CSC_VERSION_MAJOR, CSC_VERSION_MINOR));
    good &= header;
    char text[CSC_NUMBER_TEXT_MAX];
    double value = 0;
    size_t n = csc_number_format(0.1 + 0.2, text);
    int numbers = csc_number_parse(text, n, &value, NULL) == CSC_OK && value == 0.1 + 0.2;
    check(k, checks, "numbers keep their bits as text", numbers, kit_print(k, "%.*s", (int)n, text));
    good &= numbers;
    size_t bad = 0, failed_examples = 0, count = 0;
    for (; csc_pack_embedded_name(count) != NULL; count++) {
        const char *name = csc_pack_embedded_name(count);
        csc_pack *pack = NULL;
        csc_pack_info info;
        csc_sink sink;
        size_t failures = 0;
        if (csc_pack_load_embedded(&pack, name, strlen(name), NULL, NULL) != CSC_OK || csc_pack_describe(pack, &info) != CSC_OK) {
            bad++;
            csc_pack_destroy(pack);
            continue;
        }
        kit_value *one = kit_object(k);
        kit_set_text(k, one, "name", name);
        kit_set(k, one, "version", kit_new_text(k, info.version, info.version_length));
        kit_set(k, one, "language", kit_new_text(k, info.language, info.language_length));
        kit_set_integer(k, one, "rules", (int64_t)info.rules);
        kit_set_integer(k, one, "patterns", (int64_t)info.patterns);
        kit_set_integer(k, one, "memory", (int64_t)info.memory);
        kit_set(k, packs, NULL, one);
        kit_capture(k, &sink);
        if (csc_pack_test(pack, &sink, &failures, NULL, NULL) != CSC_OK) bad++;
        (void)kit_captured(k);
        failed_examples += failures;
        csc_pack_destroy(pack);
    }
    check(k, checks, "the packs load", bad == 0, kit_print(k, "%zu packs", count));
    check(k, checks, "the packs' own examples hold", failed_examples == 0, kit_print(k, "%zu failures", failed_examples));
    good &= bad == 0 && failed_examples == 0;
    kit_set_text(k, v, "status", good ? "ok" : "problems");
    kit_emit(k, v);
    return good ? KIT_CLEAN : KIT_FINDINGS;
}

static void text(kit *k, kit_value *const *results, size_t count) {
    const kit_value *v = results[0];
    static const char *const lines[][2] = {{"csckit", "csckit"}, {"libcsc", "libcsc"}, {"Unicode", "unicode"}, {"Built with", "features"}};
    for (size_t i = 0; i < 4; i++) {
        kit_say(k, KIT_DIM, "%-14s", lines[i][0]);
        kit_say(k, KIT_PLAIN, "%s\n", kit_text(v, lines[i][1])[0] != '\0' ? kit_text(v, lines[i][1]) : "-");
    }
    kit_say(k, KIT_DIM, "%-14s", "Threads");
    kit_say(k, KIT_PLAIN, "%s\n", kit_count(k, kit_number(v, "threads")));
    kit_say(k, KIT_DIM, "%-14s", "Definitions");
    kit_say(k, KIT_PLAIN, "%s\n", kit_count(k, kit_number(v, "definitions")));
    const kit_value *packs = kit_find(v, "packs");
    for (const kit_value *p = packs != NULL ? packs->first : NULL; p != NULL; p = p->next) {
        kit_say(k, KIT_DIM, "%-14s", p == packs->first ? "Packs" : "");
        kit_say(k, KIT_PLAIN, "%s/%s, %s rules, %s patterns, %s kB\n", kit_text(p, "name"), kit_text(p, "version"),
                kit_count(k, kit_number(p, "rules")), kit_count(k, kit_number(p, "patterns")),
                kit_decimal(k, kit_number(p, "memory") / 1000, 0));
    }
    kit_say(k, KIT_PLAIN, "\n");
    for (const kit_value *c = kit_find(v, "checks")->first; c != NULL; c = c->next) {
        int ok = kit_find(c, "ok")->integer != 0;
        kit_say(k, ok ? KIT_GOOD : KIT_BAD, "%s", ok ? kit_mark(k, "✓ ", "ok   ") : kit_mark(k, "✗ ", "FAIL "));
        kit_say(k, KIT_PLAIN, "%s", kit_text(c, "check"));
        kit_say(k, KIT_DIM, " (%s)\n", kit_text(c, "found"));
    }
    (void)count;
}

const kit_command kit_cmd_doctor = {
    .name = "doctor",
    .summary = "Versions, packs, and whether all is in order",
    .usage = "",
    .help =
        "Prints the versions of csckit, libcsc and its Unicode tables, how many threads it may use, and the packs that are part of it, and "
        "runs a few checks of the installation. Exit code 1 when one of them fails.",
    .example = "doctor",
    .run = run,
    .text = text};
