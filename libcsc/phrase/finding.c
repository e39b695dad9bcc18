/* What is told of a finding: units, fingerprint, the record of FORMATS section 1. */
#include "phrase/checker.h"

static csc_status look_up(const csc_checker *c, const csc_finding *f, const csc_i_turn **turn, const csc_i_rule **rule) {
    if (c == NULL || f == NULL) return CSC_E_INVALID;
    const csc_i_turn *t = csc_i_turn_find(c, f->turn);
    if (t == NULL) return CSC_E_NOTFOUND;
    if (f->begin > f->end || f->end > t->length || f->pack >= c->pack_count || f->rule >= c->packs[f->pack]->rule_count) return CSC_E_RANGE;
    *turn = t;
    *rule = &c->packs[f->pack]->rules[f->rule];
    return CSC_OK;
}

csc_status csc_checker_units(const csc_checker *self, const csc_finding *finding, csc_units *units) {
    const csc_i_turn *t;
    const csc_i_rule *r;
    if (units == NULL) return CSC_E_INVALID;
    CSC_I_TRY(look_up(self, finding, &t, &r));
    csc_units u;
    u.bytes[0] = finding->begin;
    u.bytes[1] = finding->end;
    CSC_I_TRY(csc_text_units(t->text, t->length, u.bytes, 2, u.codepoints, u.utf16, NULL));
    *units = u;
    return CSC_OK;
}

csc_status csc_checker_fingerprint(const csc_checker *self, const csc_finding *finding, uint64_t *fingerprint) {
    const csc_i_turn *t;
    const csc_i_rule *r;
    if (fingerprint == NULL) return CSC_E_INVALID;
    CSC_I_TRY(look_up(self, finding, &t, &r));
    const csc_pack *p = self->packs[finding->pack];
    size_t n = 0;
    csc_folder *folder;
    csc_context context;
    csc_context_init(&context);
    context.allocator = &self->allocator;
    CSC_I_TRY(csc_folder_create(&folder, CSC_FOLD_MATCHING, &context, NULL));
    csc_status s = csc_folder_fold(folder, t->text + finding->begin, finding->end - finding->begin, NULL);
    if (s == CSC_OK) {
        uint64_t id[2], words[2];
        const char *folded = csc_folder_text(folder, &n);
        csc_i_hash128(csc_i_pack_text(p, r->id), r->id.length, 0, id);
        csc_i_hash128(folded, n, id[0], words);
        *fingerprint = words[0];
    }
    csc_folder_destroy(folder);
    return s;
}

/* -------------------------------------------------------------------- visit */

static csc_status pair(csc_sink *s, const char *key, uint64_t a, uint64_t b) {
    CSC_I_TRY(csc_i_sink_begin_array(s, key));
    CSC_I_TRY(s->integer(s->ctx, NULL, 0, (int64_t)a));
    CSC_I_TRY(s->integer(s->ctx, NULL, 0, (int64_t)b));
    return csc_i_sink_end_array(s);
}

static csc_status texts(csc_sink *s, const char *key, const csc_pack *p, const csc_i_rule *r, size_t list) {
    CSC_I_TRY(csc_i_sink_begin_array(s, key));
    for (uint32_t i = r->list[list]; i < r->list[list + 1]; i++) {
        CSC_I_TRY(s->text(s->ctx, NULL, 0, csc_i_pack_text(p, p->texts[i]), p->texts[i].length));
    }
    return csc_i_sink_end_array(s);
}

/* A place in a turn's text, which only moves forward: a list of findings is told in one pass over the text. */
typedef struct cursor {
    const csc_i_turn *turn;
    uint64_t byte, codepoints, utf16;
    int64_t line, column;
} cursor;

static void move_to(cursor *c, const csc_i_turn *t, uint32_t byte) {
    if (c->turn != t || c->byte > byte) *c = (cursor){t, 0, 0, 0, 1, 1};
    const char *text = t->text;
    while (c->byte < byte) {
        uint8_t b = (uint8_t)text[c->byte++];
        if ((b & 0xC0) == 0x80) continue;
        c->codepoints++;
        c->utf16 += b >= 0xF0 ? 2 : 1;
        c->column++;
        if (b == '\n') c->line++, c->column = 1;
    }
}

static csc_status visit(const csc_checker *self, const csc_finding *f, cursor *at, const char *key, size_t key_length, csc_sink *s);

csc_status csc_checker_visit_finding(const csc_checker *self, const csc_finding *f, const char *key, size_t key_length, csc_sink *s) {
    cursor at = {NULL, 0, 0, 0, 1, 1};
    return s == NULL ? CSC_E_INVALID : visit(self, f, &at, key, key_length, s);
}

static csc_status visit(const csc_checker *self, const csc_finding *f, cursor *at, const char *key, size_t key_length, csc_sink *s) {
    const csc_i_turn *t;
    const csc_i_rule *r;
    csc_units u;
    uint64_t mark;
    CSC_I_TRY(look_up(self, f, &t, &r));
    CSC_I_TRY(csc_checker_fingerprint(self, f, &mark));
    move_to(at, t, f->begin);
    cursor end = *at;
    move_to(&end, t, f->end);
    u = (csc_units){{f->begin, f->end}, {at->codepoints, end.codepoints}, {at->utf16, end.utf16}};
    const csc_pack *p = self->packs[f->pack];
    const csc_i_condition *k = csc_i_turn_condition(self, t);
    CSC_I_TRY(s->begin_object(s->ctx, key, key_length));
    CSC_I_TRY(csc_i_sink_textn(s, "rule", csc_i_pack_text(p, r->id), r->id.length));
    CSC_I_TRY(texts(s, "sources", p, r, CSC_I_LIST_SOURCE));
    CSC_I_TRY(csc_i_sink_text(s, "kind", csc_rule_kind_name(r->kind)));
    CSC_I_TRY(csc_i_sink_textn(s, "category", csc_i_pack_text(p, r->category), r->category.length));
    CSC_I_TRY(csc_i_sink_text(s, "severity", csc_severity_name(r->severity)));
    CSC_I_TRY(csc_i_sink_text(s, "by", csc_finding_by_name(f->by)));
    if (isnan(f->probability))
        CSC_I_TRY(csc_i_sink_null(s, "probability"));
    else
        CSC_I_TRY(csc_i_sink_number(s, "probability", (double)f->probability));
    CSC_I_TRY(csc_i_sink_begin(s, "span"));
    CSC_I_TRY(pair(s, "bytes", u.bytes[0], u.bytes[1]));
    CSC_I_TRY(pair(s, "codepoints", u.codepoints[0], u.codepoints[1]));
    CSC_I_TRY(pair(s, "utf16", u.utf16[0], u.utf16[1]));
    CSC_I_TRY(csc_i_sink_end(s));
    CSC_I_TRY(csc_i_sink_textn(s, "text", t->text == NULL ? "" : t->text + f->begin, f->end - f->begin));
    size_t n;
    const char *message = csc_pack_rule_message(p, f->rule, k->language, k->language_length, &n);
    CSC_I_TRY(csc_i_sink_textn(s, "message", message, n));
    CSC_I_TRY(texts(s, "suggestions", p, r, CSC_I_LIST_SUGGESTION));
    if (r->kind == CSC_RULE_PREFER && f->end > f->begin && r->list[CSC_I_LIST_SUGGESTION + 1] > r->list[CSC_I_LIST_SUGGESTION]) {
        csc_i_str fix = p->texts[r->list[CSC_I_LIST_SUGGESTION]];
        CSC_I_TRY(csc_i_sink_begin(s, "fix"));
        CSC_I_TRY(pair(s, "bytes", u.bytes[0], u.bytes[1]));
        CSC_I_TRY(csc_i_sink_textn(s, "text", csc_i_pack_text(p, fix), fix.length));
        CSC_I_TRY(csc_i_sink_end(s));
    } else {
        CSC_I_TRY(csc_i_sink_null(s, "fix"));
    }
    char name[420]; /* name and version are at most 200 bytes each */
    size_t a = p->name.length < 200 ? p->name.length : 200, b = p->version.length < 200 ? p->version.length : 200;
    memcpy(name, csc_i_pack_text(p, p->name), a);
    name[a] = '/';
    memcpy(name + a + 1, csc_i_pack_text(p, p->version), b);
    CSC_I_TRY(csc_i_sink_textn(s, "pack", name, a + 1 + b));
    CSC_I_TRY(csc_i_sink_i64(s, "turn", f->turn));
    CSC_I_TRY(csc_i_sink_i64(s, "line", at->line));
    CSC_I_TRY(csc_i_sink_i64(s, "column", at->column));
    char hex[16];
    for (int i = 0; i < 16; i++) hex[i] = "0123456789abcdef"[mark >> (60 - 4 * i) & 15];
    CSC_I_TRY(csc_i_sink_textn(s, "fingerprint", hex, 16));
    return csc_i_sink_end(s);
}

csc_status csc_checker_visit(const csc_checker *self, csc_sink *s) {
    if (self == NULL || s == NULL) return CSC_E_INVALID;
    CSC_I_TRY(csc_i_sink_begin(s, NULL));
    /* the language asked for, else that of the only pack */
    const csc_i_condition *k = self->turn_count > 0 ? csc_i_turn_condition(self, self->turns[0]) : &self->now;
    const csc_pack *p = self->packs[0];
    if (k->language_length > 0)
        CSC_I_TRY(csc_i_sink_textn(s, "lang", k->language, k->language_length));
    else
        CSC_I_TRY(csc_i_sink_textn(s, "lang", csc_i_pack_text(p, p->language), p->language.length));
    CSC_I_TRY(csc_i_sink_begin_array(s, "findings"));
    cursor at = {NULL, 0, 0, 0, 1, 1};
    for (size_t i = 0; i < self->standing.count; i++) {
        const csc_finding *f = &self->standing.items[i];
        if (self->packs[f->pack]->rules[f->rule].kind == CSC_RULE_CONCEPT) continue;
        CSC_I_TRY(visit(self, f, &at, NULL, 0, s));
    }
    CSC_I_TRY(csc_i_sink_end_array(s));
    return csc_i_sink_end(s);
}
