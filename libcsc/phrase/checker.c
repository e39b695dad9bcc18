/* Sessions: turns that grow, findings that come and go. A turn is judged when it is asked about, as a whole; what it gives is compared
 * with what it gave before. So feeding in pieces cannot differ from feeding at once. */
#include "phrase/checker.h"

static csc_status no_memory(csc_error *err) {
    return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
}

static void forget_conditions(csc_checker *c) {
    memset(&c->now, 0, sizeof c->now);
    c->now.roles = 1;
    c->now.media = CSC_MEDIA_PLAIN;
    c->condition_count = 0;
}

static csc_status prepare(csc_checker *c, const csc_pack *const *packs, size_t count, const csc_context *context) {
    const csc_allocator *a = &c->allocator;
    size_t specials = 0;
    c->packs = csc_i_alloc_array(a, count, sizeof *c->packs);
    c->pack_count = count;
    c->rule_base = csc_i_zalloc(a, count * sizeof *c->rule_base);
    if (c->packs == NULL || c->rule_base == NULL) return CSC_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const csc_pack *p = packs[i];
        c->packs[i] = p;
        if (p->rule_count > UINT32_MAX - c->rule_total) return CSC_E_LIMIT;
        c->rule_base[i] = (uint32_t)c->rule_total;
        c->rule_total += p->rule_count;
        c->marks[0] |= p->marks[0];
        c->marks[1] |= p->marks[1];
        c->other_marks |= (int)p->other_marks;
    }
    c->rule_stamp = csc_i_zalloc(a, c->rule_total * sizeof *c->rule_stamp);
    c->rule_last = csc_i_zalloc(a, c->rule_total * sizeof *c->rule_last);
    c->specials = csc_i_zalloc(a, c->rule_total * sizeof *c->specials);
    c->special_pack = csc_i_zalloc(a, c->rule_total * sizeof *c->special_pack);
    if (c->rule_stamp == NULL || c->rule_last == NULL || c->specials == NULL || c->special_pack == NULL) return CSC_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        for (size_t r = 0; r < packs[i]->rule_count; r++) {
            const csc_i_rule *rule = &packs[i]->rules[r];
            int fields = rule->kind == CSC_RULE_PLACEHOLDER && rule->list[CSC_I_LIST_PATTERN + 1] == rule->list[CSC_I_LIST_PATTERN];
            if (rule->kind != CSC_RULE_LIMIT && rule->kind != CSC_RULE_REQUIRE && rule->style == CSC_I_STYLE_NONE && !fields) continue;
            c->specials[specials] = (uint32_t)r;
            c->special_pack[specials++] = (uint32_t)i;
        }
    }
    c->special_count = specials;
    CSC_I_TRY(csc_i_matcher_init(&c->matcher, a, c->packs, count));
    c->words = csc_i_words_new(a, c->packs, count);
    if (c->words == NULL) return CSC_E_NOMEM;
    return csc_folder_create(&c->folder, CSC_FOLD_MATCHING, context, NULL);
}

csc_status csc_checker_create(csc_checker **out, const csc_pack *const *packs, size_t pack_count, const csc_context *context,
                              csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL");
    *out = NULL;
    if (packs == NULL || pack_count == 0) return csc_i_fail(err, CSC_E_INVALID, "no pack is given");
    if (pack_count > CSC_I_PACKS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "A checker takes at most 64 packs.");
    for (size_t i = 0; i < pack_count; i++) {
        if (packs[i] == NULL) return csc_i_fail(err, CSC_E_INVALID, "a pack is NULL");
    }
    csc_allocator a = csc_i_allocator(context);
    csc_checker *c = csc_i_zalloc(&a, sizeof *c);
    if (c == NULL) return no_memory(err);
    c->allocator = a;
    forget_conditions(c);
    csc_status s = prepare(c, packs, pack_count, context);
    if (s != CSC_OK) {
        csc_checker_destroy(c);
        return s == CSC_E_NOMEM ? no_memory(err) : csc_i_fail(err, s, "The packs hold too many rules.");
    }
    *out = c;
    return CSC_OK;
}

static void free_turn(csc_checker *c, csc_i_turn *t) {
    csc_i_free(&c->allocator, t->text, t->capacity);
    csc_i_free(&c->allocator, t, sizeof *t);
}

static void free_slot(csc_checker *c, csc_i_slot_text *s) {
    csc_i_free(&c->allocator, s->name, s->name_length);
    csc_i_free(&c->allocator, s->value, s->value_length);
}

void csc_checker_destroy(csc_checker *c) {
    if (c == NULL) return;
    csc_allocator a = c->allocator;
    for (size_t i = 0; i < c->turn_count; i++) free_turn(c, c->turns[i]);
    for (size_t i = 0; i < c->spare_count; i++) free_turn(c, c->spare[i]);
    for (size_t i = 0; i < c->slot_count; i++) free_slot(c, &c->slots[i]);
    csc_i_free(&a, c->turns, c->turn_capacity * sizeof *c->turns);
    csc_i_free(&a, c->spare, c->spare_capacity * sizeof *c->spare);
    csc_i_free(&a, c->slots, c->slot_capacity * sizeof *c->slots);
    csc_i_free(&a, c->slot_values, c->slot_value_capacity * sizeof *c->slot_values);
    csc_i_free(&a, c->slot_words, c->slot_word_capacity * sizeof *c->slot_words);
    csc_i_free(&a, c->conditions, c->condition_capacity * sizeof *c->conditions);
    csc_i_free(&a, c->tokens.items, c->tokens.capacity * sizeof *c->tokens.items);
    csc_i_free(&a, c->hits.items, c->hits.capacity * sizeof *c->hits.items);
    csc_i_free(&a, c->fresh.items, c->fresh.capacity * sizeof *c->fresh.items);
    csc_i_free(&a, c->occurrences.items, c->occurrences.capacity * sizeof *c->occurrences.items);
    csc_i_findings *lists[] = {&c->standing, &c->scratch, &c->events, &c->counted};
    for (size_t i = 0; i < 4; i++) csc_i_free(&a, lists[i]->items, lists[i]->capacity * sizeof *lists[i]->items);
    csc_i_free(&a, c->rule_stamp, c->rule_total * sizeof *c->rule_stamp);
    csc_i_free(&a, c->rule_last, c->rule_total * sizeof *c->rule_last);
    csc_i_free(&a, c->specials, c->rule_total * sizeof *c->specials);
    csc_i_free(&a, c->special_pack, c->rule_total * sizeof *c->special_pack);
    csc_i_free(&a, c->rule_base, c->pack_count * sizeof *c->rule_base);
    csc_i_free(&a, c->packs, c->pack_count * sizeof *c->packs);
    csc_i_words_free(c->words);
    if (c->matcher.allocator.release != NULL) csc_i_matcher_free(&c->matcher);
    csc_folder_destroy(c->folder);
    csc_plain_destroy(c->plain);
    csc_i_free(&a, c, sizeof *c);
}

/* -------------------------------------------------------------- conditions */

static int is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

static void set_audience(csc_checker *c, const char *value, size_t length) {
    c->now.audience = 0;
    for (size_t i = 0; i < length;) {
        size_t n = 0;
        int known;
        while (i + n < length && value[i + n] != ' ' && value[i + n] != ',') n++;
        if (n > 0) c->now.audience |= csc_i_word_mask(CSC_I_WORDS_AUDIENCE, value + i, n, &known);
        i += n + 1;
    }
}

csc_status csc_checker_set(csc_checker *c, const char *key, size_t key_length, const char *value, size_t value_length, csc_error *err) {
    if (c == NULL || key == NULL || (value == NULL && value_length > 0))
        return csc_i_fail(err, CSC_E_INVALID, "self, key or value is NULL");
    int known, any = value_length == 0 || is(value, value_length, "any");
    if (any) value = "any", value_length = 3;
    if (is(key, key_length, "channel")) {
        c->now.channels = (uint32_t)csc_i_word_mask(CSC_I_WORDS_CHANNEL, value, value_length, &known);
    } else if (is(key, key_length, "stage")) {
        c->now.stages = (uint32_t)csc_i_word_mask(CSC_I_WORDS_STAGE, value, value_length, &known);
    } else if (is(key, key_length, "role")) {
        c->now.roles = any ? 0 : (uint32_t)csc_i_word_mask(CSC_I_WORDS_ROLE, value, value_length, &known);
    } else if (is(key, key_length, "audience")) {
        set_audience(c, value, value_length);
    } else if (is(key, key_length, "lang")) {
        if (any) value_length = 0;
        if (value_length > CSC_I_LANGUAGE_MAX) value_length = CSC_I_LANGUAGE_MAX;
        memset(c->now.language, 0, sizeof c->now.language);
        for (size_t i = 0; i < value_length; i++) {
            char l = value[i];
            c->now.language[i] = i < 3 && l >= 'A' && l <= 'Z' ? (char)(l + 32) : l;
        }
        c->now.language_length = (uint8_t)value_length;
    } else if (is(key, key_length, "media")) {
        c->now.media = is(value, value_length, "html")       ? CSC_MEDIA_HTML
                       : is(value, value_length, "markdown") ? CSC_MEDIA_MARKDOWN
                                                             : CSC_MEDIA_PLAIN;
    } else if (is(key, key_length, "visibility")) {
        c->now.internal = (uint8_t)is(value, value_length, "internal");
    } else if (is(key, key_length, "concepts")) {
        c->now.concepts = (uint8_t)is(value, value_length, "1");
    } else {
        return csc_i_fail_key(err, CSC_E_NOTFOUND, "There is no such condition.", key, key_length);
    }
    return CSC_OK;
}

csc_status csc_checker_slot(csc_checker *c, const char *name, size_t name_length, const char *value, size_t value_length, csc_error *err) {
    if (c == NULL || name == NULL) return csc_i_fail(err, CSC_E_INVALID, "self or name is NULL");
    for (size_t i = 0; i < c->turn_count; i++) {
        if (!c->turns[i]->final) c->turns[i]->dirty = 1, c->any_dirty = 1;
    }
    if (value == NULL) {
        size_t kept = 0;
        for (size_t i = 0; i < c->slot_count; i++) {
            csc_i_slot_text *s = &c->slots[i];
            if (s->name_length == name_length && memcmp(s->name, name, name_length) == 0)
                free_slot(c, s);
            else
                c->slots[kept++] = *s;
        }
        c->slot_count = kept;
        return CSC_OK;
    }
    if (c->slot_count >= 64 || value_length > 256 || name_length > 256)
        return csc_i_fail(err, CSC_E_LIMIT, "At most 64 slot values of at most 256 bytes.");
    CSC_I_TRY(csc_text_check(value, value_length, NULL, err));
    void *items = c->slots;
    csc_status st = csc_i_grow(&c->allocator, &items, &c->slot_capacity, c->slot_count + 1, sizeof *c->slots);
    c->slots = items;
    if (st != CSC_OK) return no_memory(err);
    csc_i_slot_text s = {
        csc_i_alloc(&c->allocator, name_length), csc_i_alloc(&c->allocator, value_length), name_length, value_length, 0, 0};
    if (s.name == NULL || s.value == NULL) {
        free_slot(c, &s);
        return no_memory(err);
    }
    memcpy(s.name, name, name_length);
    memcpy(s.value, value, value_length);
    c->slots[c->slot_count++] = s;
    return CSC_OK;
}

/* ------------------------------------------------------------------- turns */

static size_t turn_place(const csc_checker *c, uint32_t number) {
    size_t low = 0, high = c->turn_count;
    if (high > 0 && c->turns[high - 1]->number < number) return high;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->turns[mid]->number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

csc_i_turn *csc_i_turn_find(const csc_checker *c, uint32_t number) {
    size_t at = turn_place(c, number);
    return at < c->turn_count && c->turns[at]->number == number ? c->turns[at] : NULL;
}

const csc_i_condition *csc_i_turn_condition(const csc_checker *c, const csc_i_turn *t) {
    return &c->conditions[t->condition];
}

static csc_status grow_pointers(csc_checker *c, csc_i_turn ***list, size_t *capacity, size_t want) {
    void *items = *list;
    csc_status s = csc_i_grow(&c->allocator, &items, capacity, want, sizeof **list);
    *list = items;
    return s;
}

static csc_status new_turn(csc_checker *c, uint32_t number, csc_i_turn **out) {
    void *items = c->conditions;
    csc_status s = csc_i_grow(&c->allocator, &items, &c->condition_capacity, c->condition_count + 1, sizeof *c->conditions);
    c->conditions = items;
    CSC_I_TRY(s);
    CSC_I_TRY(grow_pointers(c, &c->turns, &c->turn_capacity, c->turn_count + 1));
    CSC_I_TRY(grow_pointers(c, &c->spare, &c->spare_capacity, c->turn_count + c->spare_count + 1));
    csc_i_turn *t;
    if (c->spare_count > 0) {
        t = c->spare[--c->spare_count];
    } else {
        t = csc_i_zalloc(&c->allocator, sizeof *t);
        if (t == NULL) return CSC_E_NOMEM;
    }
    if (c->condition_count == 0 || memcmp(&c->conditions[c->condition_count - 1], &c->now, sizeof c->now) != 0)
        c->conditions[c->condition_count++] = c->now;
    t->number = number;
    t->condition = (uint32_t)(c->condition_count - 1);
    t->length = 0;
    t->final = t->dirty = 0;
    size_t at = turn_place(c, number);
    memmove(c->turns + at + 1, c->turns + at, (c->turn_count - at) * sizeof *c->turns);
    c->turns[at] = t;
    c->turn_count++;
    for (size_t i = at + 1; i < c->turn_count; i++) c->turns[i]->dirty = 1; /* they may no longer be the first of their role */
    *out = t;
    return CSC_OK;
}

csc_status csc_checker_feed(csc_checker *c, uint32_t turn, const char *text, size_t length, int32_t mode, csc_error *err) {
    if (c == NULL || (text == NULL && length > 0)) return csc_i_fail(err, CSC_E_INVALID, "self or text is NULL");
    if (mode < CSC_FEED_APPEND || mode > CSC_FEED_FINAL) return csc_i_fail(err, CSC_E_INVALID, "mode is not of enum csc_feed_mode");
    if (turn > INT32_MAX) return csc_i_fail(err, CSC_E_LIMIT, "The number of the turn is too large.");
    if (c->finished) return csc_i_fail(err, CSC_E_SEQUENCE, "The session is finished.");
    csc_i_turn *t = csc_i_turn_find(c, turn);
    if (t != NULL && t->final) return csc_i_fail(err, CSC_E_SEQUENCE, "The turn is final.");
    size_t old = t == NULL || mode == CSC_FEED_REPLACE ? 0 : t->length;
    if (length > (size_t)INT32_MAX - old) return csc_i_fail(err, CSC_E_LIMIT, "The turn is longer than 2 GiB.");
    if (t == NULL && new_turn(c, turn, &t) != CSC_OK) return no_memory(err);
    void *items = t->text;
    csc_status s = csc_i_grow(&c->allocator, &items, &t->capacity, old + length + 1, 1);
    t->text = items;
    if (s != CSC_OK) return no_memory(err);
    /* what came before was checked, up to a sequence that may be going on; a replacement is checked before it replaces */
    size_t from = old - (old > 0 ? csc_i_utf8_tail((const uint8_t *)t->text, old) : 0), valid, tail;
    if (mode == CSC_FEED_REPLACE) {
        s = csc_text_check(text, length, &valid, NULL);
        tail = csc_i_utf8_tail((const uint8_t *)text, length);
    } else {
        if (length > 0) memcpy(t->text + old, text, length);
        s = csc_text_check(t->text + from, old + length - from, &valid, NULL);
        tail = csc_i_utf8_tail((const uint8_t *)t->text, old + length);
    }
    if (s != CSC_OK && (from + valid + tail < old + length || mode == CSC_FEED_FINAL)) {
        return csc_i_fail_byte(err, CSC_E_UTF8, "The text is not valid UTF-8.", from + valid);
    }
    if (mode == CSC_FEED_REPLACE && length > 0) memcpy(t->text, text, length);
    t->length = old + length;
    t->dirty = 1;
    c->any_dirty = 1;
    if (mode == CSC_FEED_FINAL) t->final = 1;
    return CSC_OK;
}

/* --------------------------------------------------------------- findings */

static int same_finding(const csc_finding *x, const csc_finding *y) {
    return x->begin == y->begin && x->end == y->end && x->rule == y->rule && x->pack == y->pack && x->pattern == y->pattern &&
           x->by == y->by;
}

/* Replaces the standing findings [low, high) by fresh ones of the same turn (sorted alike), and tells the difference. Everything that
 * can fail is done before anything changes. */
static csc_status replace(csc_checker *c, size_t low, size_t high, const csc_i_found *fresh, size_t count) {
    csc_i_findings *s = &c->standing, *e = &c->events;
    if (count == 0 && low == high) return CSC_OK;
    void *items = s->items;
    csc_status st = csc_i_grow(&c->allocator, &items, &s->capacity, s->count + count, sizeof *s->items);
    s->items = items;
    CSC_I_TRY(st);
    items = e->items;
    st = csc_i_grow(&c->allocator, &items, &e->capacity, e->count + count + (high - low), sizeof *e->items);
    e->items = items;
    CSC_I_TRY(st);
    items = c->scratch.items;
    st = csc_i_grow(&c->allocator, &items, &c->scratch.capacity, count, sizeof *c->scratch.items);
    c->scratch.items = items;
    CSC_I_TRY(st);
    size_t i = low;
    for (size_t k = 0; k < count; k++) {
        csc_finding f = fresh[k].finding;
        f.id = UINT32_MAX;
        while (i < high && csc_i_finding_order(&s->items[i], &f) < 0) {
            s->items[i].retracted = 1;
            e->items[e->count++] = s->items[i++];
        }
        if (i < high && same_finding(&s->items[i], &f)) f.id = s->items[i++].id;
        c->scratch.items[k] = f;
    }
    for (; i < high; i++) {
        s->items[i].retracted = 1;
        e->items[e->count++] = s->items[i];
    }
    for (size_t k = 0; k < count; k++) {
        csc_finding *f = &c->scratch.items[k];
        if (f->id != UINT32_MAX) continue;
        f->id = c->next_id++;
        e->items[e->count++] = *f;
    }
    memmove(s->items + low + count, s->items + high, (s->count - high) * sizeof *s->items);
    if (count > 0) memcpy(s->items + low, c->scratch.items, count * sizeof *s->items);
    s->count = s->count - (high - low) + count;
    return CSC_OK;
}

static size_t standing_from(const csc_checker *c, uint32_t turn) {
    size_t low = 0, high = c->standing.count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->standing.items[mid].turn < turn)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static csc_status judge_turn(csc_checker *c, csc_i_turn *t, csc_error *err) {
    CSC_I_TRY(csc_i_judge(c, t, err));
    size_t low = standing_from(c, t->number), high = standing_from(c, t->number + 1);
    if (replace(c, low, high, c->fresh.items, c->fresh.count) != CSC_OK) return no_memory(err);
    t->dirty = 0;
    return CSC_OK;
}

static csc_status settle(csc_checker *c, csc_error *err) {
    if (!c->any_dirty) return CSC_OK;
    for (size_t i = 0; i < c->turn_count; i++) {
        if (c->turns[i]->dirty) CSC_I_TRY(judge_turn(c, c->turns[i], err));
    }
    c->any_dirty = 0;
    return CSC_OK;
}

csc_status csc_checker_poll(csc_checker *c, csc_finding *finding, size_t *count, csc_error *err) {
    if (c == NULL || finding == NULL || count == NULL) return csc_i_fail(err, CSC_E_INVALID, "self, finding or count is NULL");
    CSC_I_TRY(settle(c, err));
    *count = 0;
    if (c->event_at == c->events.count) {
        c->event_at = c->events.count = 0;
        return CSC_OK;
    }
    *finding = c->events.items[c->event_at++];
    *count = 1;
    return CSC_OK;
}

/* Limits over the conversation: the match that goes beyond, or a mark at the end of the last turn when there are too few. */
static csc_status judge_conversation(csc_checker *c) {
    c->fresh.count = 0;
    for (size_t i = 0; i < c->special_count; i++) {
        size_t pack = c->special_pack[i], rule = c->specials[i];
        const csc_i_rule *r = &c->packs[pack]->rules[rule];
        if (r->kind != CSC_RULE_LIMIT || r->limit_per != CSC_I_PER_CONVERSATION) continue;
        size_t count = 0;
        const csc_finding *over = NULL;
        for (size_t k = 0; k < c->counted.count; k++) {
            const csc_finding *f = &c->counted.items[k];
            if (f->pack != pack || f->rule != rule) continue;
            count++;
            if (over == NULL && !isnan(r->limit_max) && (double)count > r->limit_max) over = f;
        }
        csc_i_found told;
        memset(&told, 0, sizeof told);
        if (over != NULL) {
            told.finding = *over;
        } else {
            const csc_i_turn *last = NULL;
            for (size_t t = 0; t < c->turn_count; t++) {
                const csc_i_condition *k = csc_i_turn_condition(c, c->turns[t]);
                if (!k->internal && csc_i_rule_applies(c, c->turns[t], k, r)) last = c->turns[t];
            }
            if (last == NULL || isnan(r->limit_min) || (double)count >= r->limit_min) continue;
            told.finding.turn = last->number;
            told.finding.begin = told.finding.end = (uint32_t)last->length;
            told.finding.rule = (uint32_t)rule;
            told.finding.pack = (uint16_t)pack;
        }
        told.finding.pattern = UINT32_MAX;
        told.finding.by = CSC_BY_METRIC;
        told.finding.probability = NAN;
        CSC_I_TRY(csc_i_found_add(c, &c->fresh, told));
    }
    for (size_t i = 0; i < c->fresh.count; i++) {
        size_t at = 0;
        while (at < c->standing.count && csc_i_finding_order(&c->standing.items[at], &c->fresh.items[i].finding) < 0) at++;
        CSC_I_TRY(replace(c, at, at, &c->fresh.items[i], 1));
    }
    return CSC_OK;
}

static int counted_before(const csc_finding *x, const csc_finding *y) {
    return csc_i_finding_order(x, y) < 0;
}

csc_status csc_checker_finish(csc_checker *c, csc_error *err) {
    if (c == NULL) return csc_i_fail(err, CSC_E_INVALID, "self is NULL");
    if (c->finished) return CSC_OK;
    for (size_t i = 0; i < c->turn_count; i++) {
        const csc_i_turn *t = c->turns[i];
        if (csc_i_utf8_tail((const uint8_t *)t->text, t->length) > 0) {
            csc_status s = csc_i_fail_row(err, CSC_E_UTF8, "A turn ends within a character.", t->number);
            return s;
        }
    }
    for (size_t i = 0; i < c->turn_count; i++) {
        csc_i_turn *t = c->turns[i];
        if (t->final) continue;
        t->final = t->dirty = 1;
        c->any_dirty = 1;
    }
    CSC_I_TRY(settle(c, err));
    /* turns may have been judged in any order: the counts in the order of the conversation */
    for (size_t i = 1; i < c->counted.count; i++) {
        csc_finding f = c->counted.items[i];
        size_t j = i;
        for (; j > 0 && counted_before(&f, &c->counted.items[j - 1]); j--) c->counted.items[j] = c->counted.items[j - 1];
        c->counted.items[j] = f;
    }
    if (judge_conversation(c) != CSC_OK) return no_memory(err);
    c->finished = 1;
    return CSC_OK;
}

void csc_checker_reset(csc_checker *c) {
    if (c == NULL) return;
    for (size_t i = 0; i < c->turn_count; i++) c->spare[c->spare_count++] = c->turns[c->turn_count - 1 - i];
    for (size_t i = 0; i < c->slot_count; i++) free_slot(c, &c->slots[i]);
    c->turn_count = c->slot_count = 0;
    c->standing.count = c->events.count = c->counted.count = c->event_at = 0;
    c->next_id = 0;
    c->any_dirty = c->finished = 0;
    forget_conditions(c);
}

size_t csc_checker_count(const csc_checker *c) {
    return c == NULL ? 0 : c->standing.count;
}

csc_status csc_checker_get(const csc_checker *c, size_t i, csc_finding *finding) {
    if (c == NULL || finding == NULL) return CSC_E_INVALID;
    if (i >= c->standing.count) return CSC_E_RANGE;
    *finding = c->standing.items[i];
    return CSC_OK;
}

const char *csc_checker_turn_text(const csc_checker *c, uint32_t turn, size_t *length) {
    if (length != NULL) *length = 0;
    if (c == NULL) return NULL;
    const csc_i_turn *t = csc_i_turn_find(c, turn);
    if (t == NULL) return NULL;
    if (length != NULL) *length = t->length;
    return t->text;
}
