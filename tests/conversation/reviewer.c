/* Protocols and reviewer: a complaint call, its mutations, streaming equal to batch, times, events and errors. */
#include "csc_check.h"

typedef struct line {
    int role;
    double start, end;
    const char *text;
} line;

static const line call[] = {
    {CSC_ROLE_AGENT, 0, 4, "Good morning, Acme Hotels, my name is Dana. How can I help you?"},
    {CSC_ROLE_CUSTOMER, 5, 12, "This is unacceptable. The room was dirty and nobody came."},
    {CSC_ROLE_AGENT, 12.5, 16, "I understand."},
    {CSC_ROLE_CUSTOMER, 17, 24, "I called twice. All right, thank you for listening."},
    {CSC_ROLE_AGENT, 25, 40,
     "I'm sorry to hear that, and I understand how frustrating it must be. I'll take care of it. "
     "So you are saying the room was not cleaned. What would you like us to do?"},
    {CSC_ROLE_CUSTOMER, 41, 44, "A clean room."},
    {CSC_ROLE_AGENT, 45, 60, "For now I suggest another room on the second floor. Would that suit you?"},
    {CSC_ROLE_CUSTOMER, 61, 63, "Yes, that works."},
    {CSC_ROLE_AGENT, 64, 80,
     "Is everything clear? Next I will send the key to you by ten. Is there anything else I can do for you? "
     "We are sorry again. Thank you for telling us, and have a nice day."},
};
#define TURNS (sizeof call / sizeof call[0])

static csc_protocol *protocol(const char *name) {
    csc_protocol *p;
    CSC_ASSERT_STATUS(csc_protocol_load_embedded(&p, name, strlen(name), NULL, NULL), CSC_OK);
    return p;
}

static csc_pack *english(void) {
    csc_pack *p;
    CSC_ASSERT_STATUS(csc_pack_load_embedded(&p, "service-en", 10, NULL, NULL), CSC_OK);
    return p;
}

static void say(csc_reviewer *r, const char *key, const char *value) {
    CSC_ASSERT_STATUS(csc_reviewer_set(r, key, strlen(key), value, strlen(value), NULL), CSC_OK);
}

static void facts(csc_reviewer *r) {
    say(r, "id", "c1");
    say(r, "channel", "phone");
    say(r, "direction", "inbound");
    say(r, "purpose", "complaint");
    say(r, "company", "Acme Hotels");
    say(r, "agent", "Dana");
    say(r, "rings", "2");
}

/* Turn `skip` is left out; `replace` stands for the text of turn `at`; chunk 0 feeds whole turns. */
static void feed(csc_reviewer *r, const line *lines, size_t n, size_t at, const char *replace, size_t chunk, int times) {
    for (size_t i = 0; i < n; i++) {
        csc_turn_facts t;
        csc_turn_facts_init(&t);
        if (times) {
            t.start_s = lines[i].start;
            t.end_s = lines[i].end;
        }
        const char *text = i == at && replace != NULL ? replace : lines[i].text;
        CSC_ASSERT_STATUS(csc_reviewer_turn(r, (uint32_t)i, lines[i].role, &t, NULL), CSC_OK);
        size_t length = strlen(text);
        for (size_t k = 0; chunk > 0 && k < length; k += chunk)
            CSC_ASSERT_STATUS(csc_reviewer_feed(r, (uint32_t)i, text + k, length - k < chunk ? length - k : chunk, CSC_FEED_APPEND, NULL),
                              CSC_OK);
        CSC_ASSERT_STATUS(csc_reviewer_feed(r, (uint32_t)i, text, chunk > 0 ? 0 : length, CSC_FEED_FINAL, NULL), CSC_OK);
    }
    CSC_ASSERT_STATUS(csc_reviewer_finish(r, NULL), CSC_OK);
}

static int item(csc_reviewer *r, const csc_protocol *p, const char *id) {
    csc_protocol_info info;
    CSC_ASSERT_STATUS(csc_protocol_describe(p, &info), CSC_OK);
    for (size_t i = 0; i < info.items + info.checks; i++) {
        csc_protocol_item it;
        csc_item_state s;
        CSC_ASSERT_STATUS(csc_protocol_item_get(p, i, &it), CSC_OK);
        if (strlen(id) != it.id_length || memcmp(id, it.id, it.id_length) != 0) continue;
        CSC_ASSERT_STATUS(csc_reviewer_item(r, i, &s), CSC_OK);
        return s.result;
    }
    ck_abort_msg("no item %s", id);
    return -1;
}

static csc_reviewer *reviewer(const csc_protocol *p, const csc_pack *pack) {
    csc_reviewer *r;
    CSC_ASSERT_STATUS(csc_reviewer_create(&r, p, &pack, 1, NULL, NULL), CSC_OK);
    return r;
}

START_TEST(complaint_call_is_judged)
{
    csc_protocol *p = protocol("complaint-call");
    csc_pack *pack = english();
    csc_reviewer *r = reviewer(p, pack);
    facts(r);
    feed(r, call, TURNS, SIZE_MAX, NULL, 0, 1);
    static const char *const passes[] = {"opening.company-named",
                                         "opening.own-name",
                                         "opening.greeting",
                                         "opening.offer-help",
                                         "complaint.regret-and-help",
                                         "listening.empathy",
                                         "listening.restate",
                                         "listening.vent-first",
                                         "inquiry.wishes",
                                         "alternatives.interim",
                                         "alternatives.consult",
                                         "closing.anything-else",
                                         "closing.thanks",
                                         "closing.warm",
                                         "closing.apologise-again",
                                         "opening.rings-not-first",
                                         "complaint.no-rarity",
                                         "rude.not-in-kind",
                                         "listening.no-interruption"};
    for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++)
        ck_assert_msg(item(r, p, passes[i]) == CSC_ITEM_PASS, "%s: %s", passes[i], csc_item_result_name(item(r, p, passes[i])));
    ck_assert_int_eq(item(r, p, "apology.after-rings"), CSC_ITEM_NA);  /* two rings: not due */
    ck_assert_int_eq(item(r, p, "apology.after-hold"), CSC_ITEM_NA);   /* no events in the data */
    ck_assert_int_eq(item(r, p, "closing.hang-up-last"), CSC_ITEM_NA); /* unknown who hung up */
    double score, rings;
    int32_t dead;
    CSC_ASSERT_STATUS(csc_reviewer_score(r, &score, &dead), CSC_OK);
    ck_assert(score > 0.8 && score <= 1 && dead == 0);
    CSC_ASSERT_STATUS(csc_reviewer_metric(r, "answer_rings", 12, &rings), CSC_OK);
    ck_assert(rings == 2);
    csc_reviewer_destroy(r);
    csc_pack_destroy(pack);
    csc_protocol_destroy(p);
}
END_TEST

START_TEST(a_missing_sentence_fails_its_item)
{
    csc_protocol *p = protocol("complaint-call");
    csc_pack *pack = english();
    csc_reviewer *r = reviewer(p, pack);
    facts(r);
    feed(r, call, TURNS, 0, "Good morning, my name is Dana. How can I help you?", 0, 1);
    ck_assert_int_eq(item(r, p, "opening.company-named"), CSC_ITEM_FAIL);
    ck_assert_int_eq(item(r, p, "opening.own-name"), CSC_ITEM_PASS);
    csc_reviewer_reset(r);
    facts(r);
    feed(r, call, TURNS, 6, "For now I suggest another room on the second floor.", 0, 1);
    ck_assert_int_eq(item(r, p, "alternatives.interim"), CSC_ITEM_PASS);
    csc_reviewer_reset(r);
    facts(r);
    feed(r, call, TURNS, 2, "I suggest another room.", 0, 1); /* while the customer is angry */
    ck_assert_int_eq(item(r, p, "listening.vent-first"), CSC_ITEM_FAIL);
    csc_reviewer_reset(r);
    facts(r);
    say(r, "rings", "6");
    feed(r, call, TURNS, SIZE_MAX, NULL, 0, 1);
    ck_assert_int_eq(item(r, p, "apology.after-rings"), CSC_ITEM_FAIL);
    ck_assert_int_eq(item(r, p, "opening.rings-fast"), CSC_ITEM_FAIL);
    csc_reviewer_destroy(r);
    csc_pack_destroy(pack);
    csc_protocol_destroy(p);
}
END_TEST

START_TEST(missing_data_is_na)
{
    csc_protocol *p = protocol("complaint-call");
    csc_pack *pack = english();
    csc_reviewer *r = reviewer(p, pack);
    say(r, "company", "Acme Hotels");
    feed(r, call, TURNS, SIZE_MAX, NULL, 0, 0); /* no rings, no times */
    static const char *const unknown[] = {"opening.rings-not-first",
                                          "opening.rings-fast",
                                          "apology.after-rings",
                                          "listening.no-interruption",
                                          "listening.silence",
                                          "listening.share",
                                          "pace",
                                          "answers.ready"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) ck_assert_msg(item(r, p, unknown[i]) == CSC_ITEM_NA, "%s", unknown[i]);
    csc_reviewer_destroy(r);
    csc_pack_destroy(pack);
    csc_protocol_destroy(p);
}
END_TEST

START_TEST(pieces_equal_the_whole)
{
    csc_protocol *p = protocol("complaint-call");
    csc_pack *pack = english();
    csc_reviewer *whole = reviewer(p, pack), *pieces = reviewer(p, pack);
    facts(whole);
    facts(pieces);
    feed(whole, call, TURNS, SIZE_MAX, NULL, 0, 1);
    feed(pieces, call, TURNS, SIZE_MAX, NULL, 1, 1);
    csc_protocol_info info;
    CSC_ASSERT_STATUS(csc_protocol_describe(p, &info), CSC_OK);
    for (size_t i = 0; i < info.items; i++) {
        csc_item_state a, b;
        CSC_ASSERT_STATUS(csc_reviewer_item(whole, i, &a), CSC_OK);
        csc_evidence first = {0, 0, 0, 0}, second = {0, 0, 0, 0};
        if (a.evidence > 0) CSC_ASSERT_STATUS(csc_reviewer_evidence(whole, 0, &first), CSC_OK);
        CSC_ASSERT_STATUS(csc_reviewer_item(pieces, i, &b), CSC_OK);
        if (b.evidence > 0) CSC_ASSERT_STATUS(csc_reviewer_evidence(pieces, 0, &second), CSC_OK);
        ck_assert_int_eq(a.result, b.result);
        ck_assert_uint_eq(a.evidence, b.evidence);
        ck_assert(first.turn == second.turn && first.begin == second.begin && first.end == second.end);
    }
    csc_reviewer_destroy(whole);
    csc_reviewer_destroy(pieces);
    csc_pack_destroy(pack);
    csc_protocol_destroy(p);
}
END_TEST

START_TEST(only_the_agent_is_judged)
{
    csc_protocol *p = protocol("complaint-call");
    csc_pack *pack = english();
    csc_reviewer *r = reviewer(p, pack);
    facts(r);
    feed(r, call, TURNS, 5, "You idiot, shut up. It's your own fault. Take it or leave it.", 0, 1);
    ck_assert_int_eq(item(r, p, "rude.not-in-kind"), CSC_ITEM_PASS);
    ck_assert_int_eq(item(r, p, "complaint.no-blame"), CSC_ITEM_PASS);
    ck_assert_int_eq(item(r, p, "alternatives.no-pressure"), CSC_ITEM_PASS);
    csc_reviewer_reset(r);
    facts(r);
    csc_turn_facts note;
    csc_turn_facts_init(&note);
    note.internal = 1;
    CSC_ASSERT_STATUS(csc_reviewer_turn(r, 0, CSC_ROLE_AGENT, &note, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_reviewer_feed(r, 0, "What an idiot, it's your own fault.", 35, CSC_FEED_FINAL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_reviewer_finish(r, NULL), CSC_OK);
    csc_finding f;
    size_t count;
    CSC_ASSERT_STATUS(csc_reviewer_poll(r, &f, &count, NULL), CSC_OK);
    ck_assert_uint_eq(count, 0);
    csc_reviewer_reset(r);
    facts(r);
    feed(r, call, TURNS, 4, "You are an idiot.", 0, 1);
    ck_assert_int_eq(item(r, p, "rude.not-in-kind"), CSC_ITEM_FAIL);
    double score;
    int32_t dead;
    CSC_ASSERT_STATUS(csc_reviewer_score(r, &score, &dead), CSC_OK);
    ck_assert(score == 0 && dead == 1);
    csc_reviewer_destroy(r);
    csc_pack_destroy(pack);
    csc_protocol_destroy(p);
}
END_TEST

static double number(csc_reviewer *r, const char *name) {
    double v;
    csc_status s = csc_reviewer_metric(r, name, strlen(name), &v);
    ck_assert(s == CSC_OK || s == CSC_E_UNDEFINED);
    return v;
}

START_TEST(numbers_are_counted_by_hand)
{
    static const line lines[] = {
        {CSC_ROLE_CUSTOMER, 0, 10, "Where is my parcel?"},
        {CSC_ROLE_AGENT, 12, 22, "What is the number? Is it here? It left on Monday."}, /* 11 words in 10 s */
        {CSC_ROLE_CUSTOMER, 23, 33, "One two three."},
        {CSC_ROLE_AGENT, 30, 40, "Mr Reyes, thank you."}, /* 3 s into the customer's words */
    };
    csc_pack *pack = english();
    csc_reviewer *r = reviewer(NULL, pack);
    feed(r, lines, 4, SIZE_MAX, NULL, 0, 1);
    ck_assert(number(r, "first_response_s") == 2);
    CSC_ASSERT_ABS(number(r, "agent_talk_share"), 0.5, 1e-15);
    ck_assert(number(r, "interruptions") == 1);
    CSC_ASSERT_ABS(number(r, "overlap_s"), 3, 1e-12);
    ck_assert(number(r, "longest_silence_s") == 2);
    ck_assert(number(r, "agent_words") == 15);
    CSC_ASSERT_ABS(number(r, "agent_words_per_minute"), 45, 1e-12);
    ck_assert(number(r, "questions_open") == 1 && number(r, "questions_closed") == 1 && number(r, "questions_in_turn") == 2);
    ck_assert(number(r, "customer_name_uses") == 1);
    ck_assert(isnan(number(r, "hold_s")) && isnan(number(r, "answer_rings")));
    double score;
    CSC_ASSERT_STATUS(csc_reviewer_score(r, &score, NULL), CSC_E_UNDEFINED);
    ck_assert(isnan(score));
    csc_reviewer_reset(r);
    CSC_ASSERT_STATUS(csc_reviewer_event(r, "hold-start", 10, 5, CSC_ROLE_AGENT, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_reviewer_event(r, "hold-end", 8, 47, CSC_ROLE_AGENT, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_reviewer_event(r, "transfer", 8, 50, CSC_ROLE_AGENT, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_reviewer_event(r, "hang-up", 7, 60, CSC_ROLE_CUSTOMER, NULL), CSC_OK);
    ck_assert(number(r, "hold_s") == 42 && number(r, "longest_hold_s") == 42 && number(r, "transfers") == 1 &&
              number(r, "agent_hung_up") == 0);
    csc_reviewer_destroy(r);
    csc_pack_destroy(pack);
}
END_TEST

START_TEST(protocols_are_built_and_serialised)
{
    csc_protocol_builder *b;
    CSC_ASSERT_STATUS(csc_protocol_builder_create(&b, "own", 3, 1, NULL, NULL), CSC_OK);
    csc_error err;
    csc_error_init(&err);
    csc_protocol *p, *q;
#define SET(k, v) csc_protocol_builder_set(b, k, strlen(k), v, strlen(v), &err)
#define OPEN(k, v) csc_protocol_builder_open(b, k, strlen(k), v, strlen(v), &err)
    CSC_ASSERT_STATUS(SET("parameter.most", "2"), CSC_OK);
    CSC_ASSERT_STATUS(SET("applies.channel", "chat"), CSC_OK);
    CSC_ASSERT_STATUS(SET("nonsense", "2"), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(OPEN("end", ""), CSC_E_SEQUENCE);
    CSC_ASSERT_STATUS(OPEN("item", "a b"), CSC_E_SYNTAX);
    CSC_ASSERT_STATUS(OPEN("item", "greet"), CSC_OK);
    CSC_ASSERT_STATUS(csc_protocol_builder_finish(b, &p, &err), CSC_E_SYNTAX); /* asks for nothing */
    CSC_ASSERT_STATUS(OPEN("leaf", ""), CSC_OK);
    CSC_ASSERT_STATUS(SET("concept", "greet"), CSC_OK);
    CSC_ASSERT_STATUS(SET("finding", "blame"), CSC_E_DUPLICATE);
    CSC_ASSERT_STATUS(SET("at_most", "unknown"), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(SET("at_most", "most"), CSC_OK);
    CSC_ASSERT_STATUS(OPEN("all", ""), CSC_E_SEQUENCE);
    CSC_ASSERT_STATUS(OPEN("end", ""), CSC_OK);
    CSC_ASSERT_STATUS(OPEN("item", "greet"), CSC_E_DUPLICATE);
    CSC_ASSERT_STATUS(csc_protocol_builder_finish(b, &p, &err), CSC_OK);
    unsigned char bytes[4096], again[4096];
    size_t n, m;
    CSC_ASSERT_STATUS(csc_protocol_serialize(p, NULL, 0, &n, NULL), CSC_E_BUFFER);
    CSC_ASSERT_STATUS(csc_protocol_serialize(p, bytes, sizeof bytes, &n, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_protocol_load(&q, bytes, n, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_protocol_serialize(q, again, sizeof again, &m, NULL), CSC_OK);
    ck_assert(n == m && memcmp(bytes, again, n) == 0);
    for (size_t i = 0; i < n; i++) {
        csc_protocol *bad;
        bytes[i] ^= 1;
        ck_assert_int_ne(csc_protocol_load(&bad, bytes, n, NULL, NULL), CSC_OK);
        ck_assert_ptr_null(bad);
        bytes[i] ^= 1;
        ck_assert_int_ne(csc_protocol_load(&bad, bytes, i, NULL, NULL), CSC_OK);
    }
    int32_t fit;
    CSC_ASSERT_STATUS(csc_protocol_fit(p, "channel=chat", 12, &fit, NULL), CSC_OK);
    ck_assert_int_eq(fit, 1);
    CSC_ASSERT_STATUS(csc_protocol_fit(p, "channel=phone", 13, &fit, NULL), CSC_OK);
    ck_assert_int_eq(fit, -1);
    CSC_ASSERT_STATUS(csc_protocol_fit(p, "channel", 7, &fit, &err), CSC_E_SYNTAX);
    csc_protocol_destroy(p);
    csc_protocol_destroy(q);
    csc_protocol_builder_destroy(b);
}
END_TEST

START_TEST(every_embedded_protocol_loads)
{
    size_t n = 0;
    const char *name, *last = "";
    for (; (name = csc_protocol_embedded_name(n)) != NULL; n++) {
        csc_protocol *p = protocol(name);
        csc_protocol_info info;
        CSC_ASSERT_STATUS(csc_protocol_describe(p, &info), CSC_OK);
        ck_assert(strcmp(last, name) < 0);
        ck_assert(strlen(name) == info.name_length && memcmp(name, info.name, info.name_length) == 0);
        ck_assert(info.items > 0 && info.checks > 0 && info.checks <= 25);
        last = name;
        csc_protocol_destroy(p);
    }
    ck_assert(n >= 14);
}
END_TEST

START_TEST(yaml_errors_have_positions)
{
    static const struct {
        const char *text;
        csc_status status;
        uint64_t line;
    } bad[] = {
        {"protocol: x\nversion: 1\nschema: 1\nitems:\n  - {id: a, concept: greet, colour: red}\n", CSC_E_NOTFOUND, 5},
        {"protocol: x\nversion: 1\nschema: 1\nitems:\n  - {id: a, metric: no_such, at_least: 1}\n", CSC_E_NOTFOUND, 5},
        {"protocol: x\nversion: 1\nschema: 1\nitems:\n  - {id: a, concept: greet}\n  - {id: a, concept: thank}\n", CSC_E_DUPLICATE, 6},
        {"protocol: x\nversion: 1\nschema: 2\n", CSC_E_VERSION, 3},
        {"protocol: x\nversion: 0\nschema: 1\n", CSC_E_SYNTAX, 2},
        {"protocol: x\nversion: 1\nschema: 1\nitems: 5\n", CSC_E_TYPE, 4},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        csc_protocol *p;
        csc_error err;
        csc_error_init(&err);
        CSC_ASSERT_STATUS(csc_protocol_read_yaml(&p, bad[i].text, strlen(bad[i].text), NULL, &err), bad[i].status);
        ck_assert_uint_eq(err.line, bad[i].line);
        ck_assert_ptr_null(p);
    }
}
END_TEST

START_TEST(a_review_is_told_as_json)
{
    csc_protocol *p = protocol("complaint-call");
    csc_pack *pack = english();
    csc_reviewer *r = reviewer(p, pack);
    facts(r);
    feed(r, call, TURNS, SIZE_MAX, NULL, 0, 1);
    csc_json_writer *w;
    csc_sink sink;
    CSC_ASSERT_STATUS(csc_json_writer_create(&w, 0, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_json_writer_sink(w, &sink), CSC_OK);
    CSC_ASSERT_STATUS(csc_reviewer_visit(r, CSC_VISIT_DETAIL, &sink), CSC_OK);
    size_t length, n;
    const char *text = csc_json_writer_bytes(w, &length);
    csc_tree *t;
    CSC_ASSERT_STATUS(csc_tree_create(&t, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_tree_parse_json(t, text, length, 1, NULL), CSC_OK);
    ck_assert(csc_tree_text_is(t, csc_tree_get(t, 0, "id", 2), "c1", 2));
    ck_assert(csc_tree_text_is(t, csc_tree_get(t, 0, "protocol", 8), "complaint-call/1", 16));
    ck_assert(csc_tree_count(t, csc_tree_get(t, 0, "items", 5)) > 40);
    ck_assert(csc_tree_count(t, csc_tree_get(t, 0, "checklist", 9)) > 5);
    ck_assert_int_eq(csc_tree_kind(t, csc_tree_get(t, csc_tree_get(t, 0, "metrics", 7), "hold_s", 6)), CSC_TREE_NULL);
    ck_assert_ptr_nonnull(csc_protocol_item_source(p, 0, 0, &n));
    ck_assert_ptr_null(csc_protocol_item_source(p, 0, 1000, &n));
    csc_protocol *file;
    CSC_ASSERT_STATUS(csc_protocol_read_file(&file, "/no/such/file", 13, NULL, NULL), CSC_E_NOTFOUND);
    csc_tree_destroy(t);
    csc_json_writer_destroy(w);
    csc_reviewer_destroy(r);
    csc_pack_destroy(pack);
    csc_protocol_destroy(p);
}
END_TEST

START_TEST(calls_out_of_order_are_refused)
{
    csc_pack *pack = english();
    csc_reviewer *r = reviewer(NULL, pack);
    csc_error err;
    csc_error_init(&err);
    CSC_ASSERT_STATUS(csc_reviewer_feed(r, 3, "x", 1, CSC_FEED_APPEND, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_reviewer_set(r, "colour", 6, "red", 3, &err), CSC_E_NOTFOUND);
    CSC_ASSERT_STATUS(csc_reviewer_set(r, "rings", 5, "x", 1, &err), CSC_E_SYNTAX);
    CSC_ASSERT_STATUS(csc_reviewer_turn(r, 1, 9, NULL, &err), CSC_E_RANGE);
    CSC_ASSERT_STATUS(csc_reviewer_turn(r, 1, CSC_ROLE_AGENT, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_reviewer_turn(r, 1, CSC_ROLE_AGENT, NULL, &err), CSC_E_SEQUENCE);
    CSC_ASSERT_STATUS(csc_reviewer_set(r, "lang", 4, "en", 2, &err), CSC_E_SEQUENCE);
    CSC_ASSERT_STATUS(csc_reviewer_finish(r, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_reviewer_turn(r, 2, CSC_ROLE_AGENT, NULL, &err), CSC_E_SEQUENCE);
    CSC_ASSERT_STATUS(csc_reviewer_event(r, "hold-start", 10, 1, 0, &err), CSC_E_SEQUENCE);
    ck_assert_ptr_nonnull(csc_reviewer_checker(r));
    ck_assert_ptr_null(csc_reviewer_metric_name(1000));
    csc_reviewer_destroy(r);
    csc_pack_destroy(pack);
}
END_TEST

CSC_CHECK_MAIN("conversation/reviewer", complaint_call_is_judged, a_missing_sentence_fails_its_item, missing_data_is_na,
               pieces_equal_the_whole, only_the_agent_is_judged, numbers_are_counted_by_hand, protocols_are_built_and_serialised,
               every_embedded_protocol_loads, yaml_errors_have_positions, a_review_is_told_as_json, calls_out_of_order_are_refused)
