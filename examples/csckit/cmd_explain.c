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

#define MOST_NAMES 4096

static int unknown(kit *k, const char *id) {
    const char **names = kit_alloc(k, MOST_NAMES * sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < csc_definition_count() && count < MOST_NAMES; i++) names[count++] = csc_definition_get(i)->id;
    const char *near = kit_nearest(id, names, count);
    if (near != NULL) return kit_usage(k, "nothing is called \"%s\"; did you mean \"%s\"?", id, near);
    return kit_usage(k, "nothing is called \"%s\"; `csckit explain' lists the definitions", id);
}

static int run(kit *k) {
    if (k->file_count == 0) return list(k);
    for (size_t i = 0; i < k->file_count; i++) {
        const char *id = k->files[i];
        const csc_definition *d = csc_definition_find(id, strcspn(id, "?"));
        if (d == NULL) return unknown(k, id);
        kit_emit(k, definition_value(k, d));
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
