/* The reviewer: one contact being read. Turns go to the checker of phrases; the concepts it finds are kept here. */
#include "conversation/internal.h"

#define IS(s, n, word) ((n) == sizeof(word) - 1 && memcmp((s), (word), (n)) == 0)

static const char *const own_names[OWN_COUNT] = {"question-open", "name-used", "courtesy", "anger", "calm"};

void csc_turn_facts_init(csc_turn_facts *known) {
    if (known == NULL) return;
    memset(known, 0, sizeof *known);
    known->size = sizeof *known;
    known->start_s = known->end_s = NAN;
}

/* Which concept of the reviewer a rule of a pack detects. */
static csc_status map_pack(csc_reviewer *r, size_t k) {
    csc_pack_info info;
    csc_status st = csc_pack_describe(r->packs[k], &info);
    if (st != CSC_OK) return st;
    r->rule_count[k] = info.rules;
    r->concept_of[k] = csc_i_alloc_array(&r->memory, info.rules + 1, sizeof(uint32_t));
    if (r->concept_of[k] == NULL) return CSC_E_NOMEM;
    size_t named = r->protocol != NULL ? r->protocol->concept_count : 0;
    for (size_t i = 0; i < info.rules; i++) {
        csc_rule_info rule;
        r->concept_of[k][i] = NONE;
        if (csc_pack_rule(r->packs[k], i, &rule) != CSC_OK || rule.kind != CSC_RULE_CONCEPT) continue;
        for (size_t c = 0; c < named; c++)
            if (csc_i_text_is(r->protocol, r->protocol->concepts[c], rule.id, rule.id_length)) r->concept_of[k][i] = (uint32_t)c;
        if (r->concept_of[k][i] == NONE)
            for (size_t c = 0; c < OWN_COUNT; c++)
                if (strlen(own_names[c]) == rule.id_length && memcmp(own_names[c], rule.id, rule.id_length) == 0)
                    r->concept_of[k][i] = (uint32_t)(named + c);
        if (r->concept_of[k][i] != NONE) r->detected[r->concept_of[k][i]] = 1;
    }
    return CSC_OK;
}

csc_status csc_reviewer_create(csc_reviewer **out, const csc_protocol *protocol, const csc_pack *const *packs, size_t pack_count,
                               const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL.");
    *out = NULL;
    if (packs == NULL || pack_count == 0) return csc_i_fail(err, CSC_E_INVALID, "A reviewer needs a pack.");
    csc_allocator memory = csc_i_allocator(context);
    csc_reviewer *r = csc_i_zalloc(&memory, sizeof *r);
    if (r == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    r->memory = memory;
    r->protocol = protocol;
    r->concept_count = (protocol != NULL ? protocol->concept_count : 0) + OWN_COUNT;
    csc_status st = csc_checker_create(&r->checker, packs, pack_count, context, err);
    if (st == CSC_OK) {
        r->pack_count = pack_count;
        r->packs = csc_i_alloc_array(&memory, pack_count, sizeof *r->packs);
        r->concept_of = csc_i_zalloc(&memory, pack_count * sizeof *r->concept_of);
        r->rule_count = csc_i_zalloc(&memory, pack_count * sizeof *r->rule_count);
        r->detected = csc_i_zalloc(&memory, r->concept_count);
        size_t parameters = protocol != NULL ? protocol->parameter_count : 0;
        r->parameters = csc_i_alloc_array(&memory, parameters + 1, sizeof *r->parameters);
        if (r->packs == NULL || r->concept_of == NULL || r->rule_count == NULL || r->detected == NULL || r->parameters == NULL)
            st = csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    }
    for (size_t k = 0; st == CSC_OK && k < pack_count; k++) {
        r->packs[k] = packs[k];
        st = map_pack(r, k);
        if (st != CSC_OK) csc_i_fail(err, st, csc_status_string(st));
    }
    if (st == CSC_OK) {
        /* A concept that the protocol shares with a metric is kept once, under the protocol's index. */
        for (size_t c = 0; protocol != NULL && c < protocol->concept_count; c++)
            for (size_t o = 0; o < OWN_COUNT; o++)
                if (csc_i_text_is(protocol, protocol->concepts[c], own_names[o], strlen(own_names[o])) && r->detected[c])
                    r->detected[protocol->concept_count + o] = 1;
        csc_reviewer_reset(r);
        *out = r;
        return CSC_OK;
    }
    csc_reviewer_destroy(r);
    return st;
}

void csc_reviewer_destroy(csc_reviewer *r) {
    if (r == NULL) return;
    csc_allocator m = r->memory;
    csc_checker_destroy(r->checker);
    if (r->concept_of != NULL)
        for (size_t k = 0; k < r->pack_count; k++) csc_i_free(&m, r->concept_of[k], (r->rule_count[k] + 1) * sizeof(uint32_t));
    csc_i_free(&m, r->packs, r->pack_count * sizeof *r->packs);
    csc_i_free(&m, r->concept_of, r->pack_count * sizeof *r->concept_of);
    csc_i_free(&m, r->rule_count, r->pack_count * sizeof *r->rule_count);
    csc_i_free(&m, r->detected, r->concept_count);
    csc_i_free(&m, r->parameters, ((r->protocol != NULL ? r->protocol->parameter_count : 0) + 1) * sizeof *r->parameters);
    csc_i_free(&m, r->text, r->text_capacity);
    csc_i_free(&m, r->turns, r->turn_capacity * sizeof *r->turns);
    csc_i_free(&m, r->hits, r->hit_capacity * sizeof *r->hits);
    csc_i_free(&m, r->events, r->event_capacity * sizeof *r->events);
    csc_i_free(&m, r->queue, r->queue_capacity * sizeof *r->queue);
    csc_i_free(&m, r->evidence, r->evidence_capacity * sizeof *r->evidence);
    csc_i_free(&m, r, sizeof *r);
}

void csc_reviewer_reset(csc_reviewer *r) {
    if (r == NULL) return;
    csc_checker_reset(r->checker);
    r->text_length = 0;
    r->turn_count = r->hit_count = r->event_count = r->queue_begin = r->queue_end = r->evidence_count = r->why_length = 0;
    r->finished = 0;
    r->metrics_fresh = 0;
    r->rings = NAN;
    r->id = (text_ref){0, 0};
    memset(r->facts, 0, sizeof r->facts);
    memset(r->fact_known, 0, sizeof r->fact_known);
    for (size_t i = 0; r->protocol != NULL && i < r->protocol->parameter_count; i++) r->parameters[i] = r->protocol->parameters[i].value;
}

static csc_status keep_text(csc_reviewer *r, const char *s, size_t n, text_ref *out) {
    if (n > UINT32_MAX / 4 || r->text_length > UINT32_MAX / 4) return CSC_E_LIMIT;
    CSC_I_TRY(csc_i_grow(&r->memory, (void **)&r->text, &r->text_capacity, r->text_length + n + 1, 1));
    if (n > 0) memcpy(r->text + r->text_length, s, n);
    *out = (text_ref){(uint32_t)r->text_length, (uint32_t)n};
    r->text_length += n;
    return CSC_OK;
}

/* Facts that also choose rules of the packs. */
static csc_status tell_checker(csc_reviewer *r, int fact, csc_error *err) {
    text_ref channel = r->facts[FACT_CHANNEL], direction = r->facts[FACT_DIRECTION];
    const char *t = r->text;
    if (fact == FACT_CHANNEL || fact == FACT_DIRECTION) {
        const char *name = t + channel.at;
        size_t n = channel.length;
        if (IS(name, n, "phone") && direction.length > 0) {
            if (IS(t + direction.at, direction.length, "inbound")) return csc_checker_set(r->checker, "channel", 7, "phone-in", 8, err);
            if (IS(t + direction.at, direction.length, "outbound")) return csc_checker_set(r->checker, "channel", 7, "phone-out", 9, err);
        }
        return csc_checker_set(r->checker, "channel", 7, n > 0 ? name : "", n, err);
    }
    if (fact != FACT_MOOD && fact != FACT_AUDIENCE && fact != FACT_KIND) return CSC_OK;
    char words[512];
    size_t n = 0;
    static const int parts[] = {FACT_KIND, FACT_MOOD, FACT_AUDIENCE};
    for (size_t i = 0; i < 3; i++) {
        text_ref f = r->facts[parts[i]];
        if (f.length == 0 || n + f.length + 1 > sizeof words) continue;
        if (n > 0) words[n++] = ' ';
        memcpy(words + n, t + f.at, f.length);
        n += f.length;
    }
    return csc_checker_set(r->checker, "audience", 8, words, n, err);
}

csc_status csc_reviewer_set(csc_reviewer *r, const char *key, size_t kn, const char *value, size_t vn, csc_error *err) {
    if (r == NULL || key == NULL || (value == NULL && vn > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (r->turn_count > 0 || r->finished)
        return csc_i_fail(err, CSC_E_SEQUENCE, "What is known of a contact is set before its first turn.");
    if (value == NULL) value = "";
    int fact = csc_i_fact_find(key, kn);
    if (fact >= 0) {
        text_ref kept;
        csc_status st = keep_text(r, value, vn, &kept);
        if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
        r->facts[fact] = kept;
        r->fact_known[fact] = vn > 0 && !IS(value, vn, "any");
        return tell_checker(r, fact, err);
    }
    if (IS(key, kn, "id")) {
        csc_status st = keep_text(r, value, vn, &r->id);
        return st == CSC_OK ? CSC_OK : csc_i_fail(err, st, csc_status_string(st));
    }
    if (IS(key, kn, "lang")) return csc_checker_set(r->checker, key, kn, value, vn, err);
    if (IS(key, kn, "company") || IS(key, kn, "department") || IS(key, kn, "agent") || IS(key, kn, "customer"))
        return vn > 0 ? csc_checker_slot(r->checker, key, kn, value, vn, err) : CSC_OK;
    double v;
    if (IS(key, kn, "rings")) {
        if (csc_number_parse(value, vn, &v, NULL) != CSC_OK || !(v >= 0))
            return csc_i_fail_key(err, CSC_E_SYNTAX, "rings is a number.", key, kn);
        r->rings = v;
        return CSC_OK;
    }
    if (kn > 10 && memcmp(key, "parameter.", 10) == 0) {
        for (size_t i = 0; r->protocol != NULL && i < r->protocol->parameter_count; i++)
            if (csc_i_text_is(r->protocol, r->protocol->parameters[i].name, key + 10, kn - 10)) {
                if (csc_number_parse(value, vn, &v, NULL) != CSC_OK || v != v)
                    return csc_i_fail_key(err, CSC_E_SYNTAX, "A parameter is a number.", key, kn);
                r->parameters[i] = v;
                return CSC_OK;
            }
    }
    return csc_i_fail_key(err, CSC_E_NOTFOUND, "Unknown key or parameter.", key, kn);
}

csc_status csc_reviewer_turn(csc_reviewer *r, uint32_t number, int32_t role, const csc_turn_facts *known, csc_error *err) {
    static const char *const roles[] = {"any", "agent", "customer", "bot", "system"};
    if (r == NULL) return csc_i_fail(err, CSC_E_INVALID, "reviewer is NULL.");
    if (r->finished || (r->turn_count > 0 && number <= r->turns[r->turn_count - 1].number))
        return csc_i_fail(err, CSC_E_SEQUENCE, "Turns come in the order of their numbers, before the end.");
    if (role < CSC_ROLE_AGENT || role > CSC_ROLE_SYSTEM)
        return csc_i_fail(err, CSC_E_RANGE, "A turn is by agent, customer, bot or system.");
    if (number >= 0x80000000u) return csc_i_fail(err, CSC_E_RANGE, "A turn's number is below 2^31.");
    csc_turn_facts none;
    csc_turn_facts_init(&none);
    if (known == NULL) known = &none;
    if (known->end_s < known->start_s) return csc_i_fail(err, CSC_E_RANGE, "The turn ends before it starts.");
    CSC_I_TRY(csc_checker_set(r->checker, "role", 4, roles[role], strlen(roles[role]), err));
    CSC_I_TRY(csc_checker_set(r->checker, "visibility", 10, known->internal ? "internal" : "public", known->internal ? 8 : 6, err));
    CSC_I_TRY(csc_checker_set(r->checker, "stage", 5, known->stage != NULL ? known->stage : "",
                              known->stage != NULL ? known->stage_length : 0, err));
    const char *media = known->media == CSC_MEDIA_HTML ? "html" : known->media == CSC_MEDIA_MARKDOWN ? "markdown" : "plain";
    CSC_I_TRY(csc_checker_set(r->checker, "media", 5, media, strlen(media), err));
    if (known->language != NULL) CSC_I_TRY(csc_checker_set(r->checker, "lang", 4, known->language, known->language_length, err));
    CSC_I_TRY(csc_checker_set(r->checker, "concepts", 8, "1", 1, err));
    csc_status st = csc_i_grow(&r->memory, (void **)&r->turns, &r->turn_capacity, r->turn_count + 1, sizeof *r->turns);
    if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
    turn *t = &r->turns[r->turn_count];
    memset(t, 0, sizeof *t);
    t->number = number;
    t->role = role;
    t->start = known->start_s;
    t->end = known->end_s;
    t->internal = known->internal != 0;
    if (known->stage != NULL) {
        st = keep_text(r, known->stage, known->stage_length, &t->stage);
        if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
    }
    r->turn_count++;
    r->metrics_fresh = 0;
    return CSC_OK;
}

static size_t turn_index(const csc_reviewer *r, uint32_t number) {
    size_t low = 0, high = r->turn_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->turns[mid].number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low < r->turn_count && r->turns[low].number == number ? low : SIZE_MAX;
}

csc_status csc_reviewer_feed(csc_reviewer *r, uint32_t number, const char *text, size_t length, int32_t mode, csc_error *err) {
    if (r == NULL || (text == NULL && length > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (turn_index(r, number) == SIZE_MAX) return csc_i_fail(err, CSC_E_NOTFOUND, "This turn was not announced.");
    r->metrics_fresh = 0;
    return csc_checker_feed(r->checker, number, text, length, mode, err);
}

csc_status csc_reviewer_event(csc_reviewer *r, const char *type, size_t n, double time_s, int32_t by, csc_error *err) {
    static const char *const names[] = {"hold-start", "hold-end", "transfer", "hang-up", "line-dropped", "recall"};
    if (r == NULL || type == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (r->finished) return csc_i_fail(err, CSC_E_SEQUENCE, "The contact has ended.");
    for (int i = 0; i < 6; i++)
        if (strlen(names[i]) == n && memcmp(names[i], type, n) == 0) {
            csc_status st = csc_i_grow(&r->memory, (void **)&r->events, &r->event_capacity, r->event_count + 1, sizeof *r->events);
            if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
            r->events[r->event_count++] = (event){time_s, i + 1, by};
            r->metrics_fresh = 0;
            return CSC_OK;
        }
    return CSC_OK;
}

static void forget_hit(csc_reviewer *r, uint32_t id) {
    for (size_t i = r->hit_count; i-- > 0;)
        if (r->hits[i].id == id) {
            memmove(&r->hits[i], &r->hits[i + 1], (r->hit_count - i - 1) * sizeof *r->hits);
            r->hit_count--;
            return;
        }
}

csc_status csc_i_reviewer_drain(csc_reviewer *r, csc_error *err) {
    for (;;) {
        csc_finding f;
        size_t count;
        CSC_I_TRY(csc_checker_poll(r->checker, &f, &count, err));
        if (count == 0) return CSC_OK;
        r->metrics_fresh = 0;
        csc_rule_info rule;
        uint32_t concept = f.pack < r->pack_count && f.rule < r->rule_count[f.pack] ? r->concept_of[f.pack][f.rule] : NONE;
        if (f.pack < r->pack_count && csc_pack_rule(r->packs[f.pack], f.rule, &rule) == CSC_OK && rule.kind == CSC_RULE_CONCEPT) {
            size_t at = turn_index(r, f.turn);
            if (concept == NONE || at == SIZE_MAX) continue;
            if (f.retracted) {
                forget_hit(r, f.id);
                continue;
            }
            csc_status st = csc_i_grow(&r->memory, (void **)&r->hits, &r->hit_capacity, r->hit_count + 1, sizeof *r->hits);
            if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
            /* In order of turn and place, whatever the order of arrival. */
            size_t i = r->hit_count;
            while (i > 0 && (r->hits[i - 1].turn > at || (r->hits[i - 1].turn == at && r->hits[i - 1].begin > f.begin))) i--;
            memmove(&r->hits[i + 1], &r->hits[i], (r->hit_count - i) * sizeof *r->hits);
            r->hits[i] = (hit){concept, (uint32_t)at, f.begin, f.end, f.id};
            r->hit_count++;
            continue;
        }
        if (r->queue_begin == r->queue_end) r->queue_begin = r->queue_end = 0;
        csc_status st = csc_i_grow(&r->memory, (void **)&r->queue, &r->queue_capacity, r->queue_end + 1, sizeof *r->queue);
        if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
        r->queue[r->queue_end++] = f;
    }
}

csc_status csc_reviewer_poll(csc_reviewer *r, csc_finding *finding, size_t *count, csc_error *err) {
    if (r == NULL || finding == NULL || count == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    CSC_I_TRY(csc_i_reviewer_drain(r, err));
    *count = r->queue_begin < r->queue_end;
    if (*count) *finding = r->queue[r->queue_begin++];
    return CSC_OK;
}

csc_status csc_reviewer_finish(csc_reviewer *r, csc_error *err) {
    if (r == NULL) return csc_i_fail(err, CSC_E_INVALID, "reviewer is NULL.");
    if (r->finished) return CSC_OK;
    CSC_I_TRY(csc_checker_finish(r->checker, err));
    CSC_I_TRY(csc_i_reviewer_drain(r, err));
    r->finished = 1;
    return CSC_OK;
}

const csc_checker *csc_reviewer_checker(const csc_reviewer *self) {
    return self != NULL ? self->checker : NULL;
}
