/* csckit explain: what a definition, rule or catalogue id is, how it is computed, from where, and what it cannot tell. */
#include "kit.h"

#include <string.h>

static kit_value *definition_value(kit *k, const csc_definition *d) {
    kit_value *v = kit_object(k);
    kit_set_text(k, v, "kind", "definition");
    kit_set_text(k, v, "id", d->id);
    kit_set_text(k, v, "title", d->title);
    kit_set_text(k, v, "formula", d->formula);
    kit_set_text(k, v, "source", d->source);
    kit_set_text(k, v, "interval", d->interval);
    kit_set_text(k, v, "limits", d->limits);
    kit_set_text(k, v, "subject", d->subject);
    kit_value *parameters = kit_array(k);
    for (size_t i = 0; i < d->parameter_count; i++) {
        const csc_parameter *p = &d->parameters[i];
        kit_value *one = kit_object(k);
        kit_set_text(k, one, "name", p->name);
        kit_set_text(k, one, "default", p->fallback);
        if (p->choices[0] != '\0') kit_set_text(k, one, "choices", p->choices);
        kit_set_number(k, one, "low", p->low);
        kit_set_number(k, one, "high", p->high);
        kit_set_text(k, one, "help", p->help);
        kit_set(k, parameters, NULL, one);
    }
    kit_set(k, v, "parameters", parameters);
    return v;
}

static int list(kit *k) {
    for (size_t i = 0; i < csc_definition_count(); i++) {
        const csc_definition *d = csc_definition_get(i);
        kit_value *v = kit_object(k);
        kit_set_text(k, v, "id", d->id);
        kit_set_text(k, v, "title", d->title);
        kit_set_text(k, v, "interval", d->interval);
        kit_set_text(k, v, "subject", d->subject);
        kit_emit(k, v);
    }
    return KIT_CLEAN;
}

/* A rule or concept by its id, in any pack of the library. NULL: there is none. */
static kit_value *rule_value(kit *k, const char *id) {
    for (size_t i = 0; csc_pack_embedded_name(i) != NULL; i++) {
        csc_pack *pack = NULL;
        const char *name = csc_pack_embedded_name(i);
        size_t index = 0;
        kit_value *v = NULL;
        csc_sink sink;
        if (csc_pack_load_embedded(&pack, name, strlen(name), NULL, NULL) != CSC_OK) continue;
        if (csc_pack_rule_find(pack, id, strlen(id), 0, &index) == CSC_OK ||
            csc_pack_rule_find(pack, id, strlen(id), CSC_RULE_CONCEPT, &index) == CSC_OK) {
            kit_capture(k, &sink);
            if (csc_pack_visit(pack, index, &sink) == CSC_OK) v = kit_captured(k);
        }
        csc_pack_destroy(pack);
        if (v == NULL) continue;
        kit_value *out = kit_object(k);
        kit_set_text(k, out, "kind", "rule");
        kit_set_text(k, out, "id", id);
        kit_set_text(k, out, "pack", name);
        kit_set(k, out, "rule", v);
        return out;
    }
    return NULL;
}

/* Rules that a catalogue id stands behind: {"kind":"source","id","rules":[{"pack","rule","severity","message"}]}. NULL: none. */
static kit_value *source_value(kit *k, const char *id) {
    kit_value *out = kit_object(k), *rules = kit_array(k);
    for (size_t i = 0; csc_pack_embedded_name(i) != NULL; i++) {
        csc_pack *pack = NULL;
        csc_rule_info info;
        const char *name = csc_pack_embedded_name(i);
        if (csc_pack_load_embedded(&pack, name, strlen(name), NULL, NULL) != CSC_OK) continue;
        for (size_t r = 0; csc_pack_rule(pack, r, &info) == CSC_OK; r++) {
            for (size_t j = 0; j < info.sources; j++) {
                size_t n = 0, m = 0;
                const char *source = csc_pack_rule_text(pack, r, CSC_RULE_LIST_SOURCE, j, &n);
                if (source == NULL || n != strlen(id) || memcmp(source, id, n) != 0) continue;
                kit_value *one = kit_object(k);
                const char *message = csc_pack_rule_message(pack, r, "en", 2, &m);
                kit_set_text(k, one, "pack", name);
                kit_set(k, one, "rule", kit_new_text(k, info.id, info.id_length));
                kit_set_text(k, one, "severity", csc_severity_name(info.severity));
                kit_set(k, one, "message", kit_new_text(k, message != NULL ? message : "", message != NULL ? m : 0));
                kit_set(k, rules, NULL, one);
            }
        }
        csc_pack_destroy(pack);
    }
    if (rules->count == 0) return NULL;
    kit_set_text(k, out, "kind", "source");
    kit_set_text(k, out, "id", id);
    kit_set(k, out, "rules", rules);
    return out;
}

#define MOST_NAMES 4096

static int unknown(kit *k, const char *id) {
    const char **names = kit_alloc(k, MOST_NAMES * sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < csc_definition_count() && count < MOST_NAMES; i++) names[count++] = csc_definition_get(i)->id;
    for (size_t i = 0; csc_pack_embedded_name(i) != NULL; i++) {
        csc_pack *pack = NULL;
        csc_rule_info info;
        if (csc_pack_load_embedded(&pack, csc_pack_embedded_name(i), strlen(csc_pack_embedded_name(i)), NULL, NULL) != CSC_OK) continue;
        for (size_t r = 0; csc_pack_rule(pack, r, &info) == CSC_OK && count < MOST_NAMES; r++)
            names[count++] = kit_copy(k, info.id, info.id_length);
        csc_pack_destroy(pack);
    }
    const char *near = kit_nearest(id, names, count);
    if (near != NULL) return kit_usage(k, "nothing is called \"%s\"; did you mean \"%s\"?", id, near);
    return kit_usage(k, "nothing is called \"%s\"; `csckit explain' lists the definitions", id);
}

static int run(kit *k) {
    if (k->file_count == 0) return list(k);
    for (size_t i = 0; i < k->file_count; i++) {
        const char *id = k->files[i];
        const csc_definition *d = csc_definition_find(id, strcspn(id, "?"));
        kit_value *v = d != NULL ? definition_value(k, d) : rule_value(k, id);
        if (v == NULL) v = source_value(k, id);
        if (v == NULL) return unknown(k, id);
        kit_emit(k, v);
    }
    return KIT_CLEAN;
}

static void paragraph(kit *k, const char *head, const char *body) {
    if (body[0] == '\0') return;
    kit_say(k, KIT_HEAD, "%-10s", head);
    size_t at = 10;
    for (const char *word = body; *word != '\0';) {
        size_t n = strcspn(word, " \n");
        size_t width = kit_width(word, n);
        if (at > 10 && at + 1 + width > 100) {
            kit_say(k, KIT_PLAIN, "\n%*s", 10, "");
            at = 10;
        } else if (at > 10) {
            kit_say(k, KIT_PLAIN, " ");
            at++;
        }
        kit_say(k, KIT_PLAIN, "%.*s", (int)n, word);
        at += width;
        word += n;
        while (*word == ' ' || *word == '\n') word++;
    }
    kit_say(k, KIT_PLAIN, "\n");
}

static void text_one(kit *k, const kit_value *v) {
    if (strcmp(kit_text(v, "kind"), "definition") != 0) {
        kit_say(k, KIT_BOLD, "%s", kit_text(v, "id"));
        kit_say(k, KIT_PLAIN, "  %s\n\n",
                strcmp(kit_text(v, "kind"), "rule") == 0 ? kit_text(v, "pack") : "row of the catalogue: checked by these rules");
        kit_value *inner[1] = {kit_find(v, "rule")};
        kit_value *whole[1] = {(kit_value *)v};
        kit_text_general(k, inner[0] != NULL ? inner : whole, 1);
        return;
    }
    kit_say(k, KIT_BOLD, "%s", kit_text(v, "id"));
    kit_say(k, KIT_PLAIN, "  %s\n\n", kit_text(v, "title"));
    static const char *const parts[][2] = {{"Formula", "formula"}, {"Interval", "interval"}, {"Source", "source"},     {"Limits", "limits"},
                                           {"Message", "message"}, {"Kind", "rule_kind"},    {"Severity", "severity"}, {"Pack", "pack"}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) paragraph(k, parts[i][0], kit_text(v, parts[i][1]));
    const kit_value *parameters = kit_find(v, "parameters");
    if (parameters != NULL && parameters->count > 0) {
        kit_say(k, KIT_PLAIN, "\n");
        kit_grid *g = kit_grid_begin(k, "Parameter|Default|Values|Meaning");
        for (const kit_value *p = parameters->first; p != NULL; p = p->next) {
            kit_cell(g, KIT_BOLD, "%s", kit_text(p, "name"));
            kit_cell(g, KIT_PLAIN, "%s", kit_text(p, "default"));
            kit_cell(g, KIT_PLAIN, "%s", kit_text(p, "choices"));
            kit_cell(g, KIT_PLAIN, "%s", kit_text(p, "help"));
        }
        kit_grid_end(g);
    }
}

static void text(kit *k, kit_value *const *results, size_t count) {
    if (kit_find(results[0], "kind") == NULL) {
        kit_grid *g = kit_grid_begin(k, "Definition|Title|Interval|Subject");
        for (size_t i = 0; i < count; i++) {
            kit_cell(g, KIT_BOLD, "%s", kit_text(results[i], "id"));
            kit_cell(g, KIT_PLAIN, "%s", kit_text(results[i], "title"));
            kit_cell(g, KIT_PLAIN, "%s", kit_text(results[i], "interval"));
            kit_cell(g, KIT_DIM, "%s", kit_text(results[i], "subject"));
        }
        kit_grid_end(g);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0) kit_say(k, KIT_PLAIN, "\n");
        text_one(k, results[i]);
    }
}

const kit_command kit_cmd_explain = {
    .name = "explain",
    .summary = "What a definition or rule is, its formula, source and limits",
    .usage = "[ID...]",
    .help =
        "Prints what stands behind an id: of a definition (nps:standard/1) the formula, the interval method, the reference, the "
        "parameters and what the number cannot tell; of a rule of a pack (rule id) its patterns, message, sources and examples. Without "
        "an id it lists all definitions.",
    .example = "explain nps:standard/1",
    .run = run,
    .text = text};
