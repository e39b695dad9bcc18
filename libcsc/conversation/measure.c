/* Numbers about a contact. Each is NaN when the data do not tell it. */
#include "conversation/internal.h"

const char *const csc_i_metric_names[METRIC_COUNT] = {"answer_rings",
                                                      "first_response_s",
                                                      "agent_talk_share",
                                                      "interruptions",
                                                      "overlap_s",
                                                      "longest_silence_s",
                                                      "agent_words_per_minute",
                                                      "agent_characters_per_minute",
                                                      "hold_s",
                                                      "longest_hold_s",
                                                      "transfers",
                                                      "questions_open",
                                                      "questions_closed",
                                                      "questions_in_turn",
                                                      "customer_name_uses",
                                                      "politeness_per_100_words",
                                                      "repeated_sentences",
                                                      "agent_turns",
                                                      "customer_turns",
                                                      "agent_words",
                                                      "customer_words",
                                                      "words_in_longest_turn",
                                                      "duration_s",
                                                      "agent_hung_up",
                                                      "line_dropped"};

int csc_i_metric_find(const char *name, size_t length) {
    for (int i = 0; i < METRIC_COUNT; i++)
        if (strlen(csc_i_metric_names[i]) == length && memcmp(csc_i_metric_names[i], name, length) == 0) return i;
    return -1;
}

const char *csc_reviewer_metric_name(size_t index) {
    return index < METRIC_COUNT ? csc_i_metric_names[index] : NULL;
}

static int is_han(const char *s, size_t n) {
    /* U+3400 to U+9FFF and U+F900 to U+FAFF in UTF-8. */
    unsigned char a = n > 0 ? (unsigned char)s[0] : 0, b = n > 1 ? (unsigned char)s[1] : 0;
    return (a == 0xE3 && b >= 0x90) || (a >= 0xE4 && a <= 0xE9) || (a == 0xEF && b >= 0xA4 && b <= 0xAB) || (a == 0xF0 && b >= 0xA0);
}

/* U+003F, U+FF1F, U+037E, U+055E, U+061F; and ; at the end of a sentence with Greek letters in it. */
static int asks(const char *s, size_t n) {
    int greek = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '?') return 1;
        if (c == 0xEF && i + 2 < n && (unsigned char)s[i + 1] == 0xBC && (unsigned char)s[i + 2] == 0x9F) return 1;
        if (c == 0xCD && i + 1 < n && (unsigned char)s[i + 1] == 0xBE) return 1;
        if (c == 0xD5 && i + 1 < n && (unsigned char)s[i + 1] == 0x9E) return 1;
        if (c == 0xD8 && i + 1 < n && (unsigned char)s[i + 1] == 0x9F) return 1;
        if (c == 0xCE || c == 0xCF) greek = 1;
    }
    return greek && n > 0 && s[n - 1] == ';';
}

static csc_status spans_of(csc_reviewer *r, const char *text, size_t length, int32_t unit, csc_span **spans, size_t *count) {
    *spans = NULL;
    csc_status st = csc_text_segment(text, length, unit, NULL, 0, count, NULL);
    if (st != CSC_OK && st != CSC_E_BUFFER) return st;
    if (*count == 0) return CSC_OK;
    *spans = csc_i_alloc_array(&r->memory, *count, sizeof **spans);
    if (*spans == NULL) return CSC_E_NOMEM;
    st = csc_text_segment(text, length, unit, *spans, *count, count, NULL);
    if (st != CSC_OK) csc_i_free(&r->memory, *spans, *count * sizeof **spans);
    return st;
}

static int hit_in(const csc_reviewer *r, uint32_t concept, uint32_t own, size_t turn_index, uint64_t begin, uint64_t end) {
    for (size_t i = 0; i < r->hit_count; i++) {
        const hit *h = &r->hits[i];
        if (h->turn == turn_index && (h->concept == concept || h->concept == own) && h->begin >= begin && h->end <= end) return 1;
    }
    return 0;
}

/* The index under which a concept of ours is kept: the protocol's when it names it too. */
static uint32_t own_concept(const csc_reviewer *r, int own) {
    static const char *const names[OWN_COUNT] = {"question-open", "name-used", "courtesy", "anger", "calm"};
    const csc_protocol *p = r->protocol;
    size_t named = p != NULL ? p->concept_count : 0;
    for (size_t i = 0; i < named; i++)
        if (csc_i_text_is(p, p->concepts[i], names[own], strlen(names[own]))) return (uint32_t)i;
    return (uint32_t)(named + (size_t)own);
}

static uint64_t hash_sentence(const char *s, size_t n) {
    uint64_t h[2];
    csc_i_hash128(s, n, 0, h);
    return h[0] | 1;
}

/* Words, questions and long sentences of one agent or customer turn. */
static csc_status count_turn(csc_reviewer *r, size_t index, uint64_t **seen, size_t *seen_count, size_t *seen_capacity, double *repeated) {
    turn *t = &r->turns[index];
    size_t length;
    const char *text = csc_checker_turn_text(r->checker, t->number, &length);
    t->words = t->han = t->questions = t->open_questions = 0;
    if (text == NULL || length == 0) return CSC_OK;
    csc_span *spans;
    size_t n;
    csc_status st = spans_of(r, text, length, CSC_TEXT_WORD, &spans, &n);
    if (st != CSC_OK) return st == CSC_E_NOMEM ? st : CSC_OK;
    for (size_t i = 0; i < n; i++) {
        if (is_han(text + spans[i].begin, (size_t)(spans[i].end - spans[i].begin)))
            t->han++;
        else
            t->words++;
    }
    csc_i_free(&r->memory, spans, n * sizeof *spans);
    st = spans_of(r, text, length, CSC_TEXT_SENTENCE, &spans, &n);
    if (st != CSC_OK) return st == CSC_E_NOMEM ? st : CSC_OK;
    uint32_t open = own_concept(r, OWN_QUESTION_OPEN);
    for (size_t i = 0; i < n && st == CSC_OK; i++) {
        const char *s = text + spans[i].begin;
        size_t sn = (size_t)(spans[i].end - spans[i].begin);
        if (asks(s, sn)) {
            t->questions++;
            t->open_questions += (uint32_t)hit_in(r, open, open, index, spans[i].begin, spans[i].end);
        }
        if (t->role != CSC_ROLE_AGENT || t->internal || sn < 24) continue;
        uint64_t h = hash_sentence(s, sn);
        for (size_t k = 0; k < *seen_count; k++)
            if ((*seen)[k] == h) {
                *repeated += 1;
                break;
            }
        st = csc_i_grow(&r->memory, (void **)seen, seen_capacity, *seen_count + 1, sizeof **seen);
        if (st == CSC_OK) (*seen)[(*seen_count)++] = h;
    }
    csc_i_free(&r->memory, spans, n * sizeof *spans);
    return st;
}

static double end_of(const csc_reviewer *r, size_t i) {
    const turn *t = &r->turns[i];
    return t->end == t->end ? t->end : t->start;
}

static void measure_times(csc_reviewer *r) {
    double *m = r->metrics;
    double agent = 0, customer = 0, agent_words = 0, agent_han = 0, overlap = 0, interruptions = 0, silence = 0, last = NAN, latest = NAN;
    int spans = 0, starts = 0, wordy = 0;
    double asked = NAN;
    for (size_t i = 0; i < r->turn_count; i++) {
        const turn *t = &r->turns[i];
        if (t->internal || (t->role != CSC_ROLE_AGENT && t->role != CSC_ROLE_CUSTOMER)) continue;
        if (t->start == t->start) {
            starts++;
            if (t->role == CSC_ROLE_CUSTOMER && asked != asked) asked = end_of(r, i);
            if (t->role == CSC_ROLE_AGENT && asked == asked && m[METRIC_FIRST_RESPONSE] != m[METRIC_FIRST_RESPONSE]) {
                double wait = t->start - asked;
                m[METRIC_FIRST_RESPONSE] = wait > 0 ? wait : 0;
            }
            if (last == last) {
                double gap = t->start - last;
                if (gap > silence) silence = gap;
                /* The agent speaks while the customer still does. */
                if (gap < 0 && spans > 0) {
                    overlap -= gap;
                    if (t->role == CSC_ROLE_AGENT && i > 0 && r->turns[i - 1].role == CSC_ROLE_CUSTOMER && gap < -0.2) interruptions++;
                }
            }
            double e = end_of(r, i);
            if (last != last || e > last) last = e;
            latest = last;
        }
        if (t->start == t->start && t->end == t->end) {
            spans++;
            double d = t->end - t->start;
            if (t->role == CSC_ROLE_AGENT) {
                agent += d;
                agent_words += t->words;
                agent_han += t->han;
                wordy = 1;
            } else {
                customer += d;
            }
        }
    }
    if (spans > 0 && agent + customer > 0) m[METRIC_AGENT_TALK_SHARE] = agent / (agent + customer);
    if (spans > 1) {
        m[METRIC_INTERRUPTIONS] = interruptions;
        m[METRIC_OVERLAP] = overlap;
    }
    if (starts > 1) m[METRIC_LONGEST_SILENCE] = silence;
    if (starts > 0) m[METRIC_DURATION] = latest;
    if (wordy && agent > 0) {
        if (agent_words > agent_han)
            m[METRIC_AGENT_WPM] = agent_words * 60 / agent;
        else if (agent_han > 0)
            m[METRIC_AGENT_CPM] = agent_han * 60 / agent;
    }
}

static void measure_events(csc_reviewer *r) {
    double *m = r->metrics;
    double hold = 0, longest = 0, begun = NAN;
    int known = r->event_count > 0;
    double transfers = 0;
    for (size_t i = 0; i < r->event_count; i++) {
        const event *e = &r->events[i];
        if (e->type == EVENT_HOLD_START) begun = e->time;
        if (e->type == EVENT_HOLD_END && begun == begun && e->time >= begun) {
            hold += e->time - begun;
            if (e->time - begun > longest) longest = e->time - begun;
            begun = NAN;
        }
        if (e->type == EVENT_TRANSFER) transfers++;
        if (e->type == EVENT_HANG_UP) m[METRIC_AGENT_HUNG_UP] = e->by == CSC_ROLE_AGENT;
    }
    if (!known) return;
    m[METRIC_HOLD] = hold;
    m[METRIC_LONGEST_HOLD] = longest;
    m[METRIC_TRANSFERS] = transfers;
    m[METRIC_LINE_DROPPED] = 0;
    for (size_t i = 0; i < r->event_count; i++)
        if (r->events[i].type == EVENT_LINE_DROPPED) m[METRIC_LINE_DROPPED] += 1;
}

/* Angry from a customer turn that shows anger (or from the start, by the fact mood) until one that shows calm. */
static void measure_mood(csc_reviewer *r) {
    uint32_t anger = own_concept(r, OWN_ANGER), calm = own_concept(r, OWN_CALM);
    text_ref mood = r->facts[FACT_MOOD];
    int angry = r->fact_known[FACT_MOOD] && csc_i_has_word(r->text + mood.at, mood.length, "angry", 5);
    for (size_t i = 0; i < r->turn_count; i++) {
        turn *t = &r->turns[i];
        if (t->role == CSC_ROLE_CUSTOMER && !t->internal) {
            if (hit_in(r, anger, anger, i, 0, UINT64_MAX))
                angry = 1;
            else if (hit_in(r, calm, calm, i, 0, UINT64_MAX))
                angry = 0;
        }
        t->angry = angry;
    }
}

csc_status csc_i_reviewer_measure(csc_reviewer *r) {
    if (r->metrics_fresh) return CSC_OK;
    CSC_I_TRY(csc_i_reviewer_drain(r, NULL));
    double *m = r->metrics;
    for (int i = 0; i < METRIC_COUNT; i++) m[i] = NAN;
    m[METRIC_ANSWER_RINGS] = r->rings;
    uint64_t *seen = NULL;
    size_t seen_count = 0, seen_capacity = 0;
    double agents = 0, customers = 0, agent_words = 0, customer_words = 0, open = 0, closed = 0, most = 0, longest = 0, repeated = 0;
    csc_status st = CSC_OK;
    for (size_t i = 0; i < r->turn_count && st == CSC_OK; i++) {
        turn *t = &r->turns[i];
        if (t->internal || (t->role != CSC_ROLE_AGENT && t->role != CSC_ROLE_CUSTOMER)) continue;
        st = count_turn(r, i, &seen, &seen_count, &seen_capacity, &repeated);
        double words = (double)t->words + (double)t->han;
        if (t->role == CSC_ROLE_AGENT) {
            agents++;
            agent_words += words;
            open += t->open_questions;
            closed += t->questions - t->open_questions;
            if (t->questions > most) most = t->questions;
            if (words > longest) longest = words;
        } else {
            customers++;
            customer_words += words;
        }
    }
    csc_i_free(&r->memory, seen, seen_capacity * sizeof *seen);
    if (st != CSC_OK) return st;
    m[METRIC_AGENT_TURNS] = agents;
    m[METRIC_CUSTOMER_TURNS] = customers;
    m[METRIC_AGENT_WORDS] = agent_words;
    m[METRIC_CUSTOMER_WORDS] = customer_words;
    if (agents > 0) {
        m[METRIC_QUESTIONS_OPEN] = open;
        m[METRIC_QUESTIONS_CLOSED] = closed;
        m[METRIC_QUESTIONS_IN_TURN] = most;
        m[METRIC_REPEATED] = repeated;
        m[METRIC_WORDS_LONGEST_TURN] = longest;
        double names = 0, courtesies = 0;
        uint32_t name = own_concept(r, OWN_NAME_USED), courtesy = own_concept(r, OWN_COURTESY);
        for (size_t i = 0; i < r->hit_count; i++) {
            const turn *t = &r->turns[r->hits[i].turn];
            if (t->role != CSC_ROLE_AGENT || t->internal) continue;
            names += r->hits[i].concept == name;
            courtesies += r->hits[i].concept == courtesy;
        }
        size_t named = r->protocol != NULL ? r->protocol->concept_count : 0;
        if (r->detected[named + OWN_NAME_USED] || name < named) m[METRIC_NAME_USES] = names;
        if (agent_words > 0 && (r->detected[named + OWN_COURTESY] || courtesy < named))
            m[METRIC_POLITENESS] = 100 * courtesies / agent_words;
    }
    measure_times(r);
    measure_events(r);
    measure_mood(r);
    r->metrics_fresh = 1;
    return CSC_OK;
}

csc_status csc_reviewer_metric(csc_reviewer *r, const char *name, size_t length, double *value) {
    if (r == NULL || name == NULL || value == NULL) return CSC_E_INVALID;
    int i = csc_i_metric_find(name, length);
    if (i < 0) return CSC_E_NOTFOUND;
    CSC_I_TRY(csc_i_reviewer_measure(r));
    *value = r->metrics[i];
    return *value == *value ? CSC_OK : CSC_E_UNDEFINED;
}
