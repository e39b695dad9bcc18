/* Findings as SARIF 2.1.0 and as JUnit XML, for editors and for continuous integration. */
#include "check_formats.h"

#include <string.h>

static const char *level_of(const char *severity) {
    return strcmp(severity, "error") == 0 ? "error" : strcmp(severity, "warning") == 0 ? "warning" : "note";
}

/* A path as a relative URI reference: what RFC 3986 does not take as it is becomes %XX. */
static const char *uri(kit *k, const char *path) {
    static const char kept[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    char *out = kit_alloc(k, strlen(path) * 3 + 1);
    size_t at = 0;
    for (; *path != '\0'; path++) {
        if (strchr(kept, *path) != NULL)
            out[at++] = *path;
        else
            at += (size_t)snprintf(out + at, 4, "%%%02X", (unsigned char)*path);
    }
    return out;
}

static kit_value *text_object(kit *k, const char *text) {
    kit_value *v = kit_object(k);
    kit_set_text(k, v, "text", text);
    return v;
}

static kit_value *rule_value(kit *k, const kit_value *f) {
    kit_value *rule = kit_object(k), *configuration = kit_object(k), *properties = kit_object(k);
    kit_set_text(k, rule, "id", kit_text(f, "rule"));
    kit_set(k, rule, "shortDescription", text_object(k, kit_text(f, "message")));
    kit_set_text(k, configuration, "level", level_of(kit_text(f, "severity")));
    kit_set(k, rule, "defaultConfiguration", configuration);
    kit_set_text(k, properties, "category", kit_text(f, "category"));
    kit_set_text(k, properties, "pack", kit_text(f, "pack"));
    kit_set(k, rule, "properties", properties);
    return rule;
}

static kit_value *location(kit *k, const kit_value *f, int exact) {
    kit_value *location = kit_object(k), *physical = kit_object(k), *artifact = kit_object(k), *region = kit_object(k);
    double line = kit_number(f, "line"), column = kit_number(f, "column");
    const char *file = kit_text(f, "file");
    if (strcmp(file, "-") != 0)
        kit_set_text(k, artifact, "uri", uri(k, file));
    else
        kit_set_text(k, artifact, "uri", "stdin");
    kit_set(k, physical, "artifactLocation", artifact);
    if (line >= 1) kit_set_integer(k, region, "startLine", (int64_t)line);
    const kit_value *points = kit_find(f, "span.codepoints");
    /* in JSON Lines the column counts within a text, not in the file */
    if (exact && column >= 1 && points != NULL && points->count == 2) {
        kit_set_integer(k, region, "startColumn", (int64_t)column);
        kit_set_integer(k, region, "endColumn", (int64_t)(column + points->last->number - points->first->number));
    }
    kit_set(k, physical, "region", region);
    kit_set(k, location, "physicalLocation", physical);
    return location;
}

void kit_check_sarif(kit *k, kit_value *const *results, size_t count) {
    kit_value *log = kit_object(k), *runs = kit_array(k), *run = kit_object(k), *tool = kit_object(k), *driver = kit_object(k);
    kit_value *rules = kit_array(k), *found = kit_array(k);
    kit_dictionary *ids = kit_dictionary_new(k);
    for (size_t i = 0; i < count; i++) {
        for (const kit_value *f = kit_find(results[i], "findings")->first; f != NULL; f = f->next) {
            const char *id = kit_text(f, "rule");
            size_t known = kit_dictionary_count(ids);
            uint32_t index = kit_dictionary_add(ids, id, strlen(id));
            if (index == known) kit_set(k, rules, NULL, rule_value(k, f));
            kit_value *r = kit_object(k), *locations = kit_array(k), *prints = kit_object(k), *properties = kit_object(k);
            double turn = kit_number(f, "turn");
            kit_set_text(k, r, "ruleId", id);
            kit_set_integer(k, r, "ruleIndex", index);
            kit_set_text(k, r, "level", level_of(kit_text(f, "severity")));
            const char *words = kit_text(f, "text");
            kit_set(k, r, "message",
                    text_object(k, words[0] != '\0' ? kit_print(k, "%s (\"%s\")", kit_text(f, "message"), words) : kit_text(f, "message")));
            kit_set(k, locations, NULL, location(k, f, turn != turn && strstr(kit_text(f, "file"), ".json") == NULL));
            kit_set(k, r, "locations", locations);
            kit_set_text(k, prints, "csc/v1", kit_text(f, "fingerprint"));
            kit_set(k, r, "partialFingerprints", prints);
            kit_set_text(k, properties, "text", kit_text(results[i], "id"));
            if (turn == turn) kit_set_integer(k, properties, "turn", (int64_t)turn);
            kit_set(k, r, "properties", properties);
            kit_set(k, found, NULL, r);
        }
    }
    kit_set_text(k, log, "version", "2.1.0");
    kit_set(k, log, "runs", runs);
    kit_set(k, runs, NULL, run);
    kit_set(k, run, "tool", tool);
    kit_set(k, tool, "driver", driver);
    kit_set_text(k, driver, "name", "csckit");
    kit_set_text(k, driver, "version", csc_version_string());
    kit_set(k, driver, "rules", rules);
    kit_set_text(k, run, "columnKind", "unicodeCodePoints");
    kit_set(k, run, "results", found);
    kit_json(k, stdout, log);
}

static const char *xml(kit *k, const char *text) {
    char *out = kit_alloc(k, strlen(text) * 6 + 1);
    size_t at = 0;
    for (; *text != '\0'; text++) {
        const char *entity = *text == '&'    ? "&amp;"
                             : *text == '<'  ? "&lt;"
                             : *text == '>'  ? "&gt;"
                             : *text == '"'  ? "&quot;"
                             : *text == '\n' ? "&#10;"
                                             : NULL;
        if (entity != NULL) {
            memcpy(out + at, entity, strlen(entity));
            at += strlen(entity);
        } else {
            out[at++] = (unsigned char)*text < 0x20 && *text != '\t' ? ' ' : *text; /* XML knows no other controls */
        }
    }
    return out;
}

static int fails(const kit_value *f) {
    return strcmp(level_of(kit_text(f, "severity")), "note") != 0;
}

void kit_check_junit(kit *k, kit_value *const *results, size_t count) {
    size_t failures = 0;
    for (size_t i = 0; i < count; i++) {
        int failed = 0;
        for (const kit_value *f = kit_find(results[i], "findings")->first; f != NULL; f = f->next) failed |= fails(f);
        failures += (size_t)failed;
    }
    printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"%zu\" failures=\"%zu\">\n<testsuite name=\"csckit check\" "
           "tests=\"%zu\" failures=\"%zu\">\n",
           count, failures, count, failures);
    for (size_t i = 0; i < count; i++) {
        printf("<testcase classname=\"%s\" name=\"%s\">", xml(k, kit_text(results[i], "file")), xml(k, kit_text(results[i], "id")));
        for (const kit_value *f = kit_find(results[i], "findings")->first; f != NULL; f = f->next) {
            const char *where =
                kit_print(k, "%s:%s:%s", kit_text(f, "file"), kit_short(k, kit_number(f, "line")), kit_short(k, kit_number(f, "column")));
            if (fails(f))
                printf("<failure type=\"%s\" message=\"%s\">%s: %s</failure>", xml(k, kit_text(f, "rule")), xml(k, kit_text(f, "message")),
                       xml(k, where), xml(k, kit_text(f, "text")));
            else
                printf("<system-out>%s: %s: %s</system-out>", xml(k, where), xml(k, kit_text(f, "rule")), xml(k, kit_text(f, "message")));
        }
        printf("</testcase>\n");
    }
    printf("</testsuite>\n</testsuites>\n");
}
