/* Choosing a protocol for a contact, and reading the contact against it. */
#include "reviewing.h"

#include <math.h>
#include <string.h>

static int is_file_name(const char *name) {
    size_t n = strlen(name);
    return strchr(name, '/') != NULL || (n > 5 && strcmp(name + n - 5, ".yaml") == 0) || (n > 4 && strcmp(name + n - 4, ".yml") == 0);
}

static int open_named(kit *k, kit_protocols *p, const char *name) {
    csc_error err;
    csc_protocol *protocol = NULL;
    csc_error_init(&err);
    csc_status s = is_file_name(name) ? csc_protocol_read_file(&protocol, name, strlen(name), NULL, &err)
                                      : csc_protocol_load_embedded(&protocol, name, strlen(name), NULL, &err);
    if (s == CSC_E_NOTFOUND && !is_file_name(name)) {
        const char *names[64], *list = "";
        size_t n = 0;
        for (; n < 64 && csc_protocol_embedded_name(n) != NULL; n++) {
            names[n] = csc_protocol_embedded_name(n);
            list = kit_print(k, "%s%s%s", list, n > 0 ? ", " : "", names[n]);
        }
        const char *near = kit_nearest(name, names, n);
        if (near != NULL) return kit_usage(k, "no protocol \"%s\"; did you mean \"%s\"?", name, near);
        return kit_usage(k, "no protocol \"%s\"; there are %s (a file: give its path, with .yaml)", name, list);
    }
    if (s != CSC_OK) return kit_fail(k, s, &err, name);
    p->protocol = kit_resize(k, p->protocol, (p->count + 1) * sizeof(csc_protocol *));
    p->info = kit_resize(k, p->info, (p->count + 1) * sizeof *p->info);
    p->reviewer = kit_resize(k, p->reviewer, (p->count + 1) * sizeof(csc_reviewer *));
    p->protocol[p->count] = protocol;
    p->reviewer[p->count] = NULL;
    if (csc_protocol_describe(protocol, &p->info[p->count]) != CSC_OK) memset(&p->info[p->count], 0, sizeof *p->info);
    p->count++;
    return KIT_CLEAN;
}

int kit_protocols_open(kit *k, kit_protocols *p) {
    int code = KIT_CLEAN;
    memset(p, 0, sizeof *p);
    if (kit_get(k, "protocol") != NULL) {
        for (size_t i = 0; kit_get_nth(k, "protocol", i) != NULL && code == KIT_CLEAN; i++)
            code = open_named(k, p, kit_get_nth(k, "protocol", i));
    } else {
        for (size_t i = 0; csc_protocol_embedded_name(i) != NULL && code == KIT_CLEAN; i++)
            code = open_named(k, p, csc_protocol_embedded_name(i));
    }
    if (code != KIT_CLEAN) kit_protocols_close(p);
    return code;
}

void kit_protocols_close(kit_protocols *p) {
    for (size_t i = 0; i < p->count; i++) {
        csc_reviewer_destroy(p->reviewer[i]);
        csc_protocol_destroy(p->protocol[i]);
    }
    csc_reviewer_destroy(p->plain);
    memset(p, 0, sizeof *p);
}

/* ------------------------------------------------------------------ choice */

/* What stands between '&' and '=' cannot hold them; such a fact is left out, as unknown. */
static const char *add_fact(kit *k, const char *facts, const char *key, const char *value) {
    if (value == NULL || value[0] == '\0' || strpbrk(value, "&=") != NULL) return facts;
    return kit_print(k, "%s%s%s=%s", facts, facts[0] != '\0' ? "&" : "", key, value);
}

static size_t choose(kit *k, const kit_protocols *p, const kit_conversation *c) {
    const char *facts = add_fact(k, "", "channel", c->channel);
    facts = add_fact(k, facts, "direction", c->direction);
    facts = add_fact(k, facts, "purpose", c->purpose);
    facts = add_fact(k, facts, "mood", c->mood);
    facts = add_fact(k, facts, "audience", c->audience);
    facts = add_fact(k, facts, "kind", c->kind);
    facts = add_fact(k, facts, "sector", c->sector);
    size_t best = SIZE_MAX;
    int32_t best_fit = -1;
    if (kit_get(k, "protocol") != NULL && p->count == 1) return 0; /* named: taken as it is */
    for (size_t i = 0; i < p->count; i++) {
        int32_t fit = -1;
        if (csc_protocol_fit(p->protocol[i], facts, strlen(facts), &fit, NULL) != CSC_OK || fit < 0) continue;
        if (best != SIZE_MAX && (fit < best_fit || (fit == best_fit && p->info[i].priority <= p->info[best].priority))) continue;
        best = i;
        best_fit = fit;
    }
    return best;
}

/* ------------------------------------------------------------------ review */

static int32_t role_of(const char *role) {
    static const char *const names[] = {"", "agent", "customer", "bot", "system"};
    for (int32_t i = 1; i < 5; i++) {
        if (strcmp(role, names[i]) == 0) return i;
    }
    return CSC_ROLE_SYSTEM; /* an unknown word in data: nobody to judge */
}

static csc_status set(csc_reviewer *r, const char *key, const char *value, csc_error *err) {
    return value != NULL && value[0] != '\0' ? csc_reviewer_set(r, key, strlen(key), value, strlen(value), err) : CSC_OK;
}

static csc_status feed(kit *k, csc_reviewer *r, const kit_packs *packs, const kit_conversation *c, csc_error *err) {
    const struct {
        const char *key, *value;
    } facts[] = {{"id", c->id},
                 {"channel", c->channel},
                 {"direction", c->direction},
                 {"purpose", c->purpose},
                 {"sector", c->sector},
                 {"lang", kit_language(k, packs, c, NULL)},
                 {"company", c->company},
                 {"department", c->department},
                 {"agent", c->agent_name},
                 {"customer", c->customer_name},
                 {"kind", c->kind},
                 {"mood", c->mood},
                 {"audience", c->audience},
                 {"rings", isnan(c->rings) ? NULL : kit_short(k, c->rings)}};
    csc_status s = CSC_OK;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0] && s == CSC_OK; i++) s = set(r, facts[i].key, facts[i].value, err);
    for (size_t i = 0; kit_get_nth(k, "parameter", i) != NULL && s == CSC_OK; i++) {
        const char *given = kit_get_nth(k, "parameter", i), *equals = strchr(given, '=');
        if (equals == NULL) return CSC_E_SPEC;
        s = set(r, kit_print(k, "parameter.%.*s", (int)(equals - given), given), equals + 1, err);
    }
    size_t e = 0;
    for (size_t i = 0; i < c->turn_count && s == CSC_OK; i++) {
        const kit_turn *t = &c->turns[i];
        csc_turn_facts known;
        csc_turn_facts_init(&known);
        known.start_s = t->t;
        known.end_s = t->end;
        known.internal = t->internal;
        known.media = t->media == NULL                    ? 0
                      : strcmp(t->media, "html") == 0     ? CSC_MEDIA_HTML
                      : strcmp(t->media, "markdown") == 0 ? CSC_MEDIA_MARKDOWN
                                                          : 0;
        if (t->lang != NULL) {
            known.language = t->lang;
            known.language_length = strlen(t->lang);
        }
        if (t->stage != NULL) {
            known.stage = t->stage;
            known.stage_length = strlen(t->stage);
        }
        /* events before this turn */
        for (; e < c->event_count && c->events[e].t <= t->t && s == CSC_OK; e++)
            s = csc_reviewer_event(r, c->events[e].type, strlen(c->events[e].type), c->events[e].t,
                                   role_of(c->events[e].by != NULL ? c->events[e].by : ""), err);
        if (s == CSC_OK) s = csc_reviewer_turn(r, (uint32_t)i, role_of(t->role), &known, err);
        if (s == CSC_OK) s = csc_reviewer_feed(r, (uint32_t)i, t->text, t->length, CSC_FEED_FINAL, err);
    }
    for (; e < c->event_count && s == CSC_OK; e++)
        s = csc_reviewer_event(r, c->events[e].type, strlen(c->events[e].type), c->events[e].t,
                               role_of(c->events[e].by != NULL ? c->events[e].by : ""), err);
    return s == CSC_OK ? csc_reviewer_finish(r, err) : s;
}

kit_value *kit_review(kit *k, kit_protocols *p, const kit_packs *packs, const kit_conversation *c, size_t *index) {
    csc_error err;
    csc_sink sink;
    csc_error_init(&err);
    *index = choose(k, p, c);
    csc_reviewer **r = *index == SIZE_MAX ? &p->plain : &p->reviewer[*index];
    csc_status s = CSC_OK;
    if (*r == NULL)
        s = csc_reviewer_create(r, *index == SIZE_MAX ? NULL : p->protocol[*index], (const csc_pack *const *)packs->pack, packs->count,
                                NULL, &err);
    else
        csc_reviewer_reset(*r);
    if (s == CSC_OK) s = feed(k, *r, packs, c, &err);
    if (s == CSC_OK) {
        kit_capture(k, &sink);
        s = csc_reviewer_visit(*r, kit_get(k, "all") != NULL ? CSC_VISIT_EXPLAIN : CSC_VISIT_DETAIL, &sink);
    }
    if (s == CSC_OK) return kit_captured(k);
    if (err.line == CSC_NOWHERE) err.line = c->line;
    kit_fail(k, s, &err, s == CSC_E_NOTFOUND && strncmp(err.key, "parameter", 9) == 0 ? NULL : c->file);
    return NULL;
}
