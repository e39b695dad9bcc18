/* A pack's rules for listings and explanations. */
#include "phrase/internal.h"

static csc_status texts(csc_sink *s, const char *key, const csc_pack *p, const csc_i_rule *r, size_t list) {
    CSC_I_TRY(csc_i_sink_begin_array(s, key));
    for (uint32_t i = r->list[list]; i < r->list[list + 1]; i++) {
        CSC_I_TRY(s->text(s->ctx, NULL, 0, csc_i_pack_text(p, p->texts[i]), p->texts[i].length));
    }
    return csc_i_sink_end_array(s);
}

static csc_status words(csc_sink *s, const char *key, int list, uint64_t mask) {
    if (mask == 0) return csc_i_sink_text(s, key, "any");
    CSC_I_TRY(csc_i_sink_begin_array(s, key));
    uint64_t one, told = 0;
    const char *name;
    for (size_t i = 0; (name = csc_i_word_name(list, i, &one)) != NULL; i++) {
        if ((mask & one) != one || (told & one) == one) continue;
        told |= one;
        CSC_I_TRY(s->text(s->ctx, NULL, 0, name, strlen(name)));
    }
    return csc_i_sink_end_array(s);
}

static csc_status rule(const csc_pack *p, const csc_i_rule *r, csc_sink *s) {
    CSC_I_TRY(csc_i_sink_begin(s, NULL));
    CSC_I_TRY(csc_i_sink_textn(s, "id", csc_i_pack_text(p, r->id), r->id.length));
    CSC_I_TRY(csc_i_sink_text(s, "kind", csc_rule_kind_name(r->kind)));
    CSC_I_TRY(csc_i_sink_textn(s, "category", csc_i_pack_text(p, r->category), r->category.length));
    CSC_I_TRY(csc_i_sink_text(s, "severity", csc_severity_name(r->severity)));
    CSC_I_TRY(texts(s, "sources", p, r, CSC_I_LIST_SOURCE));
    CSC_I_TRY(csc_i_sink_begin(s, "when"));
    CSC_I_TRY(words(s, "channel", CSC_I_WORDS_CHANNEL, r->channels));
    CSC_I_TRY(words(s, "role", CSC_I_WORDS_ROLE, r->roles));
    CSC_I_TRY(words(s, "stage", CSC_I_WORDS_STAGE, r->stages));
    CSC_I_TRY(words(s, "audience", CSC_I_WORDS_AUDIENCE, r->audience));
    CSC_I_TRY(csc_i_sink_text(s, "turn", r->first_turn ? "first" : "any"));
    CSC_I_TRY(csc_i_sink_end(s));
    CSC_I_TRY(texts(s, "match", p, r, CSC_I_LIST_PATTERN));
    CSC_I_TRY(csc_i_sink_begin(s, "unless"));
    CSC_I_TRY(texts(s, "before", p, r, CSC_I_LIST_BEFORE));
    CSC_I_TRY(texts(s, "after", p, r, CSC_I_LIST_AFTER));
    CSC_I_TRY(texts(s, "span", p, r, CSC_I_LIST_SPAN));
    CSC_I_TRY(texts(s, "within", p, r, CSC_I_LIST_WITHIN));
    CSC_I_TRY(csc_i_sink_end(s));
    CSC_I_TRY(csc_i_sink_i64(s, "negation", r->negation));
    if (r->style != CSC_I_STYLE_NONE) {
        static const char *const styles[] = {"", "shouting", "repeated-punctuation", "repeated-word", "long-sentence", "emoji"};
        CSC_I_TRY(csc_i_sink_text(s, "style", styles[r->style]));
    }
    if (!isnan(r->limit_max) || !isnan(r->limit_min)) {
        static const char *const per[] = {"text", "sentence", "100-words", "conversation"};
        CSC_I_TRY(csc_i_sink_begin(s, "limit"));
        if (!isnan(r->limit_min)) CSC_I_TRY(csc_i_sink_number(s, "min", r->limit_min));
        if (!isnan(r->limit_max)) CSC_I_TRY(csc_i_sink_number(s, "max", r->limit_max));
        CSC_I_TRY(csc_i_sink_text(s, "per", per[r->limit_per]));
        CSC_I_TRY(csc_i_sink_i64(s, "words", r->limit_words));
        CSC_I_TRY(csc_i_sink_end(s));
    }
    CSC_I_TRY(csc_i_sink_begin(s, "message"));
    for (uint32_t i = r->list[CSC_I_LIST_MESSAGE]; i + 1 < r->list[CSC_I_LIST_MESSAGE + 1]; i += 2) {
        csc_i_str tag = p->texts[i], text = p->texts[i + 1];
        CSC_I_TRY(s->text(s->ctx, csc_i_pack_text(p, tag), tag.length, csc_i_pack_text(p, text), text.length));
    }
    CSC_I_TRY(csc_i_sink_end(s));
    CSC_I_TRY(texts(s, "suggestions", p, r, CSC_I_LIST_SUGGESTION));
    CSC_I_TRY(texts(s, "examples", p, r, CSC_I_LIST_EXAMPLE));
    CSC_I_TRY(texts(s, "counter", p, r, CSC_I_LIST_COUNTER));
    return csc_i_sink_end(s);
}

csc_status csc_pack_visit(const csc_pack *self, size_t index, csc_sink *s) {
    if (self == NULL || s == NULL) return CSC_E_INVALID;
    if (index != SIZE_MAX) return index < self->rule_count ? rule(self, &self->rules[index], s) : CSC_E_RANGE;
    csc_pack_info info;
    CSC_I_TRY(csc_pack_describe(self, &info));
    CSC_I_TRY(csc_i_sink_begin(s, NULL));
    CSC_I_TRY(csc_i_sink_textn(s, "pack", info.name, info.name_length));
    CSC_I_TRY(csc_i_sink_textn(s, "version", info.version, info.version_length));
    CSC_I_TRY(csc_i_sink_textn(s, "language", info.language, info.language_length));
    CSC_I_TRY(csc_i_sink_u64(s, "patterns", info.patterns));
    CSC_I_TRY(csc_i_sink_u64(s, "states", info.states));
    CSC_I_TRY(csc_i_sink_u64(s, "memory", info.memory));
    char hex[32];
    for (int i = 0; i < 32; i++) hex[i] = "0123456789abcdef"[info.hash[i / 16] >> (60 - 4 * (i % 16)) & 15];
    CSC_I_TRY(csc_i_sink_textn(s, "hash", hex, 32));
    for (int concepts = 0; concepts < 2; concepts++) {
        CSC_I_TRY(csc_i_sink_begin_array(s, concepts ? "concepts" : "rules"));
        for (size_t i = 0; i < self->rule_count; i++) {
            if ((self->rules[i].kind == CSC_RULE_CONCEPT) == concepts) CSC_I_TRY(rule(self, &self->rules[i], s));
        }
        CSC_I_TRY(csc_i_sink_end_array(s));
    }
    return csc_i_sink_end(s);
}
