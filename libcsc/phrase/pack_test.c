/* A pack's own examples and counter-examples, and why an example did not match. */
#include "phrase/checker.h"

typedef struct tester {
    const csc_pack *pack;
    csc_checker *checker;
    csc_sink *sink;
    const csc_context *context;
    csc_error *err;
    size_t failures, examples, counters;
} tester;

static csc_i_str text_of(const csc_pack *p, const csc_i_rule *r, size_t list, size_t i) {
    return p->texts[r->list[list] + i];
}

static size_t list_count(const csc_i_rule *r, size_t list) {
    return r->list[list + 1] - r->list[list];
}

/* Reads one text under conditions in which the rule applies; *found: the rule told something. The matches stay in checker->hits. */
static csc_status read_text(tester *t, size_t rule, csc_i_str text, int *found) {
    const csc_i_rule *r = &t->pack->rules[rule];
    csc_checker *c = t->checker;
    static const char *const keys[] = {"channel", "role", "stage", "audience"};
    const uint64_t masks[] = {r->channels, r->roles, r->stages, r->audience};
    csc_checker_reset(c);
    for (int list = 0; list < 4; list++) { /* the first word of each condition */
        uint64_t mask;
        const char *word;
        for (size_t i = 0; masks[list] != 0 && (word = csc_i_word_name(list, i, &mask)) != NULL; i++) {
            if ((mask & masks[list]) == 0) continue;
            CSC_I_TRY(csc_checker_set(c, keys[list], strlen(keys[list]), word, strlen(word), t->err));
            break;
        }
    }
    CSC_I_TRY(csc_checker_feed(c, 0, csc_i_pack_text(t->pack, text), text.length, CSC_FEED_FINAL, t->err));
    CSC_I_TRY(csc_checker_finish(c, t->err));
    *found = 0;
    for (size_t i = 0; i < c->standing.count; i++) *found |= c->standing.items[i].rule == rule;
    return CSC_OK;
}

static csc_status begin_failure(tester *t, const csc_i_rule *r, const char *what) {
    t->failures++;
    CSC_I_TRY(csc_i_sink_begin(t->sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(t->sink, "rule", csc_i_pack_text(t->pack, r->id), r->id.length));
    return csc_i_sink_text(t->sink, "what", what);
}

static csc_status plain_failure(tester *t, const csc_i_rule *r, const char *what, const char *key, const csc_i_str *text) {
    CSC_I_TRY(begin_failure(t, r, what));
    if (text != NULL) CSC_I_TRY(csc_i_sink_textn(t->sink, key, csc_i_pack_text(t->pack, *text), text->length));
    return csc_i_sink_end(t->sink);
}

static csc_status tell_tokens(tester *t) {
    const csc_checker *c = t->checker;
    const char *folded = csc_folder_text(c->folder, NULL);
    CSC_I_TRY(csc_i_sink_begin_array(t->sink, "tokens"));
    for (size_t i = 0; i < c->tokens.count; i++) {
        const csc_i_token *k = &c->tokens.items[i];
        char stem[1024];
        size_t n = k->flags & CSC_I_TOKEN_MARK ? 0 : csc_i_words_stem(c->words, 0, folded + k->begin, k->end - k->begin, stem, sizeof stem);
        csc_status s = csc_i_sink_begin(t->sink, NULL);
        if (s == CSC_OK) s = csc_i_sink_textn(t->sink, "text", folded + k->begin, k->end - k->begin);
        if (s == CSC_OK && n > 0) s = csc_i_sink_textn(t->sink, "stem", stem, n);
        if (s == CSC_OK) s = csc_i_sink_end(t->sink);
        if (s != CSC_OK) {
            csc_i_words_rest(c->words);
            return s;
        }
    }
    csc_i_words_rest(c->words);
    return csc_i_sink_end_array(t->sink);
}

/* A pack of one pattern with the classes of this one. */
static csc_status single_pattern(tester *t, csc_i_str pattern, csc_pack **out) {
    const csc_pack *p = t->pack;
    csc_pack_builder *b;
    CSC_I_TRY(csc_pack_builder_create(&b, "trace", 5, "1", 1, csc_i_pack_text(p, p->language), p->language.length, t->context, t->err));
    csc_status s = CSC_OK;
    for (size_t i = 0; i < p->class_count && s == CSC_OK; i++) {
        s = csc_pack_builder_class(b, csc_i_pack_text(p, p->class_names[i]), p->class_names[i].length,
                                   csc_i_pack_text(p, p->class_patterns[i]), p->class_patterns[i].length, t->err);
    }
    if (s == CSC_OK) s = csc_pack_builder_rule(b, "trace", 5, "avoid", 5, t->err);
    if (s == CSC_OK) s = csc_pack_builder_add(b, "match", 5, csc_i_pack_text(p, pattern), pattern.length, t->err);
    if (s == CSC_OK) s = csc_pack_builder_finish(b, out, t->err);
    csc_pack_builder_destroy(b);
    return s;
}

/* How far a pattern comes in a text at best: words taken, and the token at which it stopped. */
static csc_status trace(tester *t, csc_i_str pattern, csc_i_str text) {
    csc_pack *one;
    csc_checker *c;
    CSC_I_TRY(single_pattern(t, pattern, &one));
    const csc_pack *packs[1] = {one};
    csc_status s = csc_checker_create(&c, packs, 1, t->context, t->err);
    if (s == CSC_OK) {
        s = csc_checker_feed(c, 0, csc_i_pack_text(t->pack, text), text.length, CSC_FEED_FINAL, t->err);
        if (s == CSC_OK) s = csc_checker_finish(c, t->err);
        size_t best = 0, at = 0;
        csc_i_input in = {one, c->words, 0, c->tokens.items, c->tokens.count, NULL, 0};
        for (size_t i = 0; i < c->tokens.count && s == CSC_OK; i++) {
            size_t reach;
            s = csc_i_match_at(&c->matcher, &in, 0, i, &reach);
            if (s == CSC_OK && reach - i > best) best = reach - i, at = i;
        }
        if (s == CSC_OK) {
            const char *folded = csc_folder_text(c->folder, NULL);
            s = csc_i_sink_begin(t->sink, NULL);
            if (s == CSC_OK) s = csc_i_sink_textn(t->sink, "pattern", csc_i_pack_text(t->pack, pattern), pattern.length);
            if (s == CSC_OK) s = csc_i_sink_u64(t->sink, "words", best);
            if (s == CSC_OK && best > 0 && at + best < c->tokens.count) {
                const csc_i_token *k = &c->tokens.items[at + best];
                if (k->flags & CSC_I_TOKEN_FIRST)
                    s = csc_i_sink_text(t->sink, "stopped", "end of sentence");
                else
                    s = csc_i_sink_textn(t->sink, "stopped", folded + k->begin, k->end - k->begin);
            } else if (s == CSC_OK) {
                s = csc_i_sink_text(t->sink, "stopped", best == 0 ? "nowhere a start" : "end of text");
            }
            if (s == CSC_OK) s = csc_i_sink_end(t->sink);
        }
        csc_checker_destroy(c);
    }
    csc_pack_destroy(one);
    return s;
}

static csc_status missed(tester *t, size_t rule, csc_i_str text) {
    const csc_i_rule *r = &t->pack->rules[rule];
    int hit = 0;
    for (size_t i = 0; i < t->checker->hits.count; i++) hit |= t->pack->patterns[t->checker->hits.items[i].pattern].rule == rule;
    int require = r->kind == CSC_RULE_REQUIRE;
    CSC_I_TRY(begin_failure(t, r, hit && !require ? "example-voided" : "example-missed"));
    CSC_I_TRY(csc_i_sink_textn(t->sink, "text", csc_i_pack_text(t->pack, text), text.length));
    CSC_I_TRY(tell_tokens(t));
    CSC_I_TRY(csc_i_sink_begin_array(t->sink, "trace"));
    for (size_t i = 0; i < list_count(r, CSC_I_LIST_PATTERN); i++) CSC_I_TRY(trace(t, text_of(t->pack, r, CSC_I_LIST_PATTERN, i), text));
    CSC_I_TRY(csc_i_sink_end_array(t->sink));
    return csc_i_sink_end(t->sink);
}

static csc_status test_rule(tester *t, size_t rule) {
    const csc_pack *p = t->pack;
    const csc_i_rule *r = &p->rules[rule];
    size_t patterns = list_count(r, CSC_I_LIST_PATTERN);
    if (r->kind == CSC_RULE_CONCEPT) return CSC_OK;
    csc_allocator a = csc_i_allocator(t->context);
    uint8_t *alone = csc_i_zalloc(&a, patterns + 1); /* the pattern is the only one to match some example */
    if (alone == NULL) return csc_i_fail(t->err, CSC_E_NOMEM, "No memory.");
    csc_status s = CSC_OK;
    int found;
    for (size_t i = 0; i < list_count(r, CSC_I_LIST_EXAMPLE) && s == CSC_OK; i++) {
        csc_i_str text = text_of(p, r, CSC_I_LIST_EXAMPLE, i);
        t->examples++;
        s = read_text(t, rule, text, &found);
        if (s != CSC_OK) break;
        uint32_t only = CSC_I_NONE;
        int several = 0;
        for (size_t h = 0; h < t->checker->hits.count; h++) {
            const csc_i_pattern *pt = &p->patterns[t->checker->hits.items[h].pattern];
            if (pt->rule != rule) continue;
            several |= only != CSC_I_NONE && only != pt->number;
            only = pt->number;
        }
        if (only != CSC_I_NONE && !several) alone[only] = 1;
        if (found == (r->kind == CSC_RULE_REQUIRE)) s = missed(t, rule, text);
    }
    for (size_t i = 0; i < list_count(r, CSC_I_LIST_COUNTER) && s == CSC_OK; i++) {
        csc_i_str text = text_of(p, r, CSC_I_LIST_COUNTER, i);
        t->counters++;
        s = read_text(t, rule, text, &found);
        if (s == CSC_OK && found != (r->kind == CSC_RULE_REQUIRE)) s = plain_failure(t, r, "counter-matched", "text", &text);
    }
    for (size_t i = 0; i < patterns && s == CSC_OK; i++) {
        csc_i_str text = text_of(p, r, CSC_I_LIST_PATTERN, i);
        if (!alone[i]) s = plain_failure(t, r, "pattern-without-example", "pattern", &text);
    }
    if (s == CSC_OK && list_count(r, CSC_I_LIST_EXAMPLE) == 0) s = plain_failure(t, r, "no-example", NULL, NULL);
    if (s == CSC_OK && list_count(r, CSC_I_LIST_COUNTER) == 0) s = plain_failure(t, r, "no-counter", NULL, NULL);
    csc_i_free(&a, alone, patterns + 1);
    return s;
}

static csc_status run(tester *t) {
    const csc_pack *p = t->pack;
    size_t rules = 0;
    csc_pack_info info;
    CSC_I_TRY(csc_pack_describe(p, &info));
    CSC_I_TRY(csc_i_sink_begin(t->sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(t->sink, "pack", info.name, info.name_length));
    for (size_t i = 0; i < p->rule_count; i++) rules += p->rules[i].kind != CSC_RULE_CONCEPT;
    CSC_I_TRY(csc_i_sink_u64(t->sink, "rules", rules));
    CSC_I_TRY(csc_i_sink_u64(t->sink, "patterns", info.patterns));
    CSC_I_TRY(csc_i_sink_begin_array(t->sink, "failures"));
    for (size_t i = 0; i < p->rule_count; i++) {
        CSC_I_TRY(csc_i_progress(t->context, i, p->rule_count, t->err));
        CSC_I_TRY(test_rule(t, i));
    }
    CSC_I_TRY(csc_i_sink_end_array(t->sink));
    CSC_I_TRY(csc_i_sink_u64(t->sink, "examples", t->examples));
    CSC_I_TRY(csc_i_sink_u64(t->sink, "counters", t->counters));
    return csc_i_sink_end(t->sink);
}

csc_status csc_pack_test(const csc_pack *self, csc_sink *sink, size_t *failures, const csc_context *context, csc_error *err) {
    if (self == NULL || sink == NULL) return csc_i_fail(err, CSC_E_INVALID, "self or sink is NULL");
    tester t = {.pack = self, .sink = sink, .context = context, .err = err};
    const csc_pack *packs[1] = {self};
    CSC_I_TRY(csc_checker_create(&t.checker, packs, 1, context, err));
    csc_status s = run(&t);
    csc_checker_destroy(t.checker);
    if (s == CSC_OK && failures != NULL) *failures = t.failures;
    return s;
}
