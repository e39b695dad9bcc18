/* Conversations and texts from each kind of file. The fixtures are ours, in the shapes that the formats' documents give. */
#include "csc_check.h"

static csc_error err;
static csc_transcript_options options;
static csc_transcripts *r;
static const csc_conversation *c;

static void open_as(const char *name, const char *text) {
    csc_error_init(&err);
    options.size = sizeof options;
    csc_status s = csc_transcripts_open_bytes(&r, text, strlen(text), name, strlen(name), &options, NULL, &err);
    ck_assert_msg(s == CSC_OK, "%s", err.message);
}

static void reset_options(void) {
    memset(&options, 0, sizeof options);
}

static void agents(const char *names) {
    options.agents = names;
    options.agents_length = strlen(names);
}

static void next(void) {
    csc_status s = csc_transcripts_next(r, &c, &err);
    ck_assert_msg(s == CSC_OK, "%s: %s at %llu:%llu", csc_status_name(s), err.message, (unsigned long long)err.line,
                  (unsigned long long)err.column);
    ck_assert_ptr_nonnull(c);
}

static void at_end(void) {
    ck_assert_int_eq(csc_transcripts_next(r, &c, &err), CSC_OK);
    ck_assert_ptr_null(c);
    csc_transcripts_destroy(r);
    reset_options();
}

static const char *field(const char *key) {
    return csc_conversation_text(c, key, strlen(key), NULL);
}

#define ASSERT_FIELD(key, want)                                                                                                            \
    do {                                                                                                                                   \
        const char *f_ = field(key);                                                                                                       \
        ck_assert_msg(f_ != NULL && strcmp(f_, (want)) == 0, "%s is %s", (key), f_ ? f_ : "(none)");                                       \
    } while (0)

static csc_transcript_turn turn(size_t i) {
    csc_transcript_turn t;
    ck_assert_int_eq(csc_conversation_turn(c, i, &t), CSC_OK);
    return t;
}

static void assert_turn(size_t i, int role, const char *name, double at, const char *text) {
    csc_transcript_turn t = turn(i);
    ck_assert_msg(t.text_length == strlen(text) && memcmp(t.text, text, t.text_length) == 0, "turn %zu: %.*s", i, (int)t.text_length,
                  t.text);
    ck_assert_int_eq(t.role, role);
    ck_assert_msg(t.name_length == strlen(name) && memcmp(t.name, name, t.name_length) == 0, "turn %zu: name %.*s", i, (int)t.name_length,
                  t.name);
    if (isnan(at))
        ck_assert(isnan(t.t));
    else
        ck_assert_msg(fabs(t.t - at) < 1e-9, "turn %zu: t %g", i, t.t);
}

START_TEST(own_conversation)
{
    open_as(
        "x.jsonl",
        "{\"id\":\"c1\",\"started\":\"2026-10-03T09:12:44Z\",\"ticket\":\"T-9\",\"lang\":\"en\",\"channel\":\"phone\",\"company\":\"Acme "
        "Hotels\",\"customer\":{\"id\":\"C-104\",\"name\":\"Ms Reyes\",\"mood\":[\"angry\",\"rude\"],\"audience\":\"elderly\"},"
        "\"agent\":{\"id\":7,\"team\":null},\"rings\":2,\"turns\":[{\"t\":0.0,\"end\":3.4,\"role\":\"agent\",\"name\":\"Dana\",\"text\":"
        "\"caf\\u00e9 "
        "\\ud83d\\ude00\",\"prosody\":{\"loudness_db\":-21,\"pitch_hz\":180}},{\"role\":\"customer\",\"text\":\"\",\"lang\":\"el\","
        "\"stage\":\"closing\"},"
        "{\"role\":\"robot\",\"text\":\"<b>x</b>\",\"media\":\"html\",\"visibility\":\"internal\",\"more\":[1]}],"
        "\"events\":[{\"t\":42.0,\"type\":\"hold-start\",\"by\":\"agent\"},{\"type\":\"song\"}],\"more\":{}}\n\n"
        "{\"id\":5,\"turns\":[]}\n");
    next();
    ck_assert_int_eq(csc_conversation_is_text(c), 0);
    ASSERT_FIELD("id", "c1");
    ASSERT_FIELD("customer.mood", "angry rude");
    ASSERT_FIELD("customer.audience", "elderly");
    ASSERT_FIELD("agent.id", "7");
    ck_assert_ptr_null(field("agent.team"));
    ck_assert_ptr_null(field("purpose"));
    ASSERT_FIELD("format", "libcsc");
    ASSERT_FIELD("roles", "unknown"); /* "robot" is no role we know */
    int64_t us = 0;
    ck_assert_int_eq(csc_conversation_started(c, &us), CSC_OK);
    ck_assert(us == INT64_C(1791018764000000));
    ck_assert(csc_conversation_rings(c) == 2);
    ck_assert_uint_eq(csc_conversation_turn_count(c), 3);
    assert_turn(0, CSC_ROLE_AGENT, "Dana", 0, "caf\xC3\xA9 \xF0\x9F\x98\x80");
    assert_turn(1, CSC_ROLE_CUSTOMER, "", NAN, "");
    assert_turn(2, CSC_ROLE_ANY, "", NAN, "<b>x</b>");
    ck_assert(turn(0).end == 3.4 && turn(0).loudness_db == -21 && turn(0).pitch_hz == 180 && isnan(turn(0).pitch_range_st));
    ck_assert_int_eq(turn(2).media, CSC_MEDIA_HTML);
    ck_assert_int_eq(turn(2).visibility, CSC_TRANSCRIPT_INTERNAL);
    ck_assert_int_eq(turn(1).visibility, CSC_TRANSCRIPT_PUBLIC);
    ck_assert_str_eq(turn(1).lang, "el");
    csc_text_column texts;
    ck_assert_int_eq(csc_conversation_texts(c, &texts), CSC_OK);
    ck_assert_int_eq((int)((const int64_t *)texts.offsets)[1], 10);
    ck_assert_uint_eq(csc_conversation_event_count(c), 2);
    csc_transcript_event e;
    ck_assert_int_eq(csc_conversation_event(c, 0, &e), CSC_OK);
    ck_assert(e.t == 42 && e.type == CSC_EVENT_HOLD_START && e.by == CSC_ROLE_AGENT);
    ck_assert_int_eq(csc_conversation_event(c, 1, &e), CSC_OK);
    ck_assert(isnan(e.t) && e.type == CSC_EVENT_UNKNOWN);
    ck_assert_int_eq(csc_conversation_event(c, 2, &e), CSC_E_RANGE);
    uint32_t node = 7;
    const csc_tree *t = csc_transcripts_tree(r, &node);
    ck_assert_ptr_nonnull(t);
    ck_assert_int_eq(csc_tree_kind(t, csc_tree_get(t, node, "more", 4)), CSC_TREE_OBJECT);
    next();
    ASSERT_FIELD("id", "5");
    ck_assert_uint_eq(csc_conversation_line(c), 3);
    ck_assert_uint_eq(csc_conversation_turn_count(c), 0);
    ck_assert(isnan(csc_conversation_rings(c)));
    ck_assert_int_eq(csc_conversation_started(c, &us), CSC_E_NOTFOUND);
    at_end();
}
END_TEST

START_TEST(own_texts)
{
    open_as("-", "{\"text\":\"hello\"}\n{\"id\":\"t2\",\"text\":\"hi\",\"role\":\"customer\",\"lang\":\"de\",\"media\":\"markdown\"}\n");
    next();
    ck_assert_int_eq(csc_conversation_is_text(c), 1);
    ASSERT_FIELD("id", "1");
    assert_turn(0, CSC_ROLE_AGENT, "", NAN, "hello");
    next();
    ASSERT_FIELD("id", "t2");
    ASSERT_FIELD("lang", "de");
    assert_turn(0, CSC_ROLE_CUSTOMER, "", NAN, "hi");
    ck_assert_int_eq(turn(0).media, CSC_MEDIA_MARKDOWN);
    at_end();
    open_as("replies.txt", "\xEF\xBB\xBFone\r\n\n  \ntwo {{name}}\n[three]");
    next();
    assert_turn(0, CSC_ROLE_AGENT, "", NAN, "one");
    ASSERT_FIELD("id", "1");
    ASSERT_FIELD("format", "text");
    next();
    assert_turn(0, CSC_ROLE_AGENT, "", NAN, "two {{name}}");
    ck_assert_uint_eq(turn(0).line, 4);
    ASSERT_FIELD("id", "4");
    next();
    assert_turn(0, CSC_ROLE_AGENT, "", NAN, "[three]");
    at_end();
    open_as("empty", "");
    at_end();
}
END_TEST

START_TEST(own_refusals)
{
    static const struct {
        const char *text;
        csc_status status;
        uint64_t line, column;
        const char *key;
    } cases[] = {
        {"{\"id\":\"a\"}\n", CSC_E_NOTFOUND, 1, 1, ""},
        {"\n{\"turns\":[{\"text\":\"x\"}]}\n", CSC_E_NOTFOUND, 2, 11, "role"},
        {"{\"turns\":[{\"role\":\"agent\"}]}\n", CSC_E_NOTFOUND, 1, 11, "text"},
        {"{\"turns\":[{\"role\":\"agent\",\"text\":5}]}\n", CSC_E_TYPE, 1, 34, "text"},
        {"{\"turns\":[{\"role\":\"agent\",\"text\":\"\",\"t\":\"x\"}]}\n", CSC_E_TYPE, 1, 41, "t"},
        {"{\"turns\":{}}\n", CSC_E_TYPE, 1, 10, "turns"},
        {"{\"text\":[]}\n", CSC_E_TYPE, 1, 9, "text"},
        {"{\"text\":\"x\",\"lang\":5}\n", CSC_E_TYPE, 1, 20, "lang"},
        {"{\"turns\":[],\"started\":\"today\"}\n", CSC_E_SYNTAX, 1, 23, "started"},
        {"{\"turns\":[],\"customer\":\"x\"}\n", CSC_E_TYPE, 1, 24, "customer"},
        {"{\"turns\":[7]}\n", CSC_E_TYPE, 1, 11, ""},
        {"[1]\n", CSC_E_TYPE, 1, 2, ""},
        {"{\"text\":\"x\"\n", CSC_E_SYNTAX, 2, 1, ""},
        {"{\"text\":\"x\",\"text\":\"x\"}\n", CSC_E_DUPLICATE, 1, 13, "text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        options.format = CSC_TRANSCRIPT_LIBCSC;
        open_as("x.jsonl", cases[i].text);
        csc_status s = csc_transcripts_next(r, &c, &err);
        ck_assert_msg(s == cases[i].status && err.line == cases[i].line && err.column == cases[i].column &&
                          strcmp(err.key, cases[i].key) == 0,
                      "%s gave %s %s at %llu:%llu key %s", cases[i].text, csc_status_name(s), err.message, (unsigned long long)err.line,
                      (unsigned long long)err.column, err.key);
        at_end();
    }
    options.skip_bad = 1;
    open_as("x.jsonl", "{\"text\":\"a\"}\n{\"text\":5}\n{bad}\n{\"text\":\"b\"}\n");
    next();
    next();
    assert_turn(0, CSC_ROLE_AGENT, "", NAN, "b");
    ck_assert_uint_eq(csc_transcripts_skipped(r), 2);
    at_end();
}
END_TEST

START_TEST(vcon)
{
    open_as("call.vcon.json",
            "{\n \"vcon\": \"0.0.2\", \"uuid\": \"018e-1\", \"created_at\": \"2026-10-03T10:00:00Z\", \"subject\": \"Refund\",\n"
            " \"parties\": [{\"name\": \"Dana\", \"mailto\": \"mailto:dana@acme.com\", \"role\": \"agent\"}, {\"tel\": \"tel:+15551234\", "
            "\"name\": \"Ms "
            "Reyes\", \"role\": \"customer\"}],\n"
            " \"dialog\": [\n"
            "  {\"type\": \"text\", \"start\": \"2026-10-03T09:12:44.000Z\", \"parties\": [1, 0], \"originator\": 1, \"mimetype\": "
            "\"text/plain\", "
            "\"body\": \"Where is it?\", \"encoding\": \"none\"},\n"
            "  {\"type\": \"text\", \"start\": \"2026-10-03T09:12:50.5Z\", \"parties\": 0, \"mediatype\": \"text/html\", \"body\": "
            "\"PGI-SGVsbG8gw6k8L2I-\", \"encoding\": \"base64url\", \"duration\": 2},\n"
            "  {\"type\": \"transfer\", \"start\": \"2026-10-03T09:13:44Z\", \"parties\": [0]},\n"
            "  {\"type\": \"recording\", \"start\": \"2026-10-03T09:14:00Z\", \"parties\": [0, 1], \"mediatype\": \"audio/wav\", \"url\": "
            "\"https://x\"}\n"
            " ], \"attachments\": [], \"analysis\": []}\n");
    next();
    ASSERT_FIELD("id", "018e-1");
    ASSERT_FIELD("subject", "Refund");
    ASSERT_FIELD("started", "2026-10-03T09:12:44.000Z");
    ASSERT_FIELD("format", "vcon");
    ASSERT_FIELD("roles", "stated");
    ck_assert_uint_eq(csc_conversation_turn_count(c), 2);
    assert_turn(0, CSC_ROLE_CUSTOMER, "Ms Reyes", 0, "Where is it?");
    assert_turn(1, CSC_ROLE_AGENT, "Dana", 6.5, "<b>Hello \xC3\xA9</b>");
    ck_assert(turn(1).end == 8.5);
    ck_assert_int_eq(turn(1).media, CSC_MEDIA_HTML);
    ck_assert_uint_eq(turn(1).line, 6);
    csc_transcript_event e;
    ck_assert_int_eq(csc_conversation_event(c, 0, &e), CSC_OK);
    ck_assert(e.type == CSC_EVENT_TRANSFER && e.t == 60);
    at_end();

    /* a transcript in an analysis, as an object and as JSON in a text; roles by the domain of the agents' addresses */
    for (int form = 0; form < 2; form++) {
        char text[1200];
        const char *body = form == 0 ? "{\"segments\": [{\"start\": 0.5, \"end\": 2, \"text\": \"Hello\", \"speaker\": 0}, {\"start\": "
                                       "2.5, \"text\": \"Hi\", \"speaker\": 1}]}"
                                     : "\"{\\\"segments\\\":[{\\\"start\\\":0.5,\\\"end\\\":2,\\\"text\\\":\\\"Hello\\\",\\\"speaker\\\":0}"
                                       ",{\\\"start\\\":2.5,\\\"text\\\":\\\"Hi\\\",\\\"speaker\\\":1}]}\"";
        snprintf(text, sizeof text,
                 "{\"uuid\":\"u\",\"created_at\":\"2026-10-03T10:00:00Z\",\"parties\":[{\"mailto\":\"dana@acme.com\",\"name\":\"Dana\"},{"
                 "\"name\":\"R\"}],"
                 "\"dialog\":[{\"type\":\"recording\",\"start\":\"2026-10-03T09:00:00Z\",\"mediatype\":\"audio/x-wav\"}],"
                 "\"analysis\":[{\"type\":\"summary\",\"body\":\"x\"},{\"type\":\"wtf_transcription\",\"dialog\":0,\"vendor\":\"v\","
                 "\"body\":%s}]}\n",
                 body);
        agents(" @acme.com , Bo");
        open_as("x.json", text);
        next();
        ASSERT_FIELD("roles", "option");
        ck_assert_uint_eq(csc_conversation_turn_count(c), 2);
        assert_turn(0, CSC_ROLE_AGENT, "Dana", 0.5, "Hello");
        assert_turn(1, CSC_ROLE_CUSTOMER, "R", 2.5, "Hi");
        at_end();
    }
    open_as("x.json", "{\"payload\":\"eyJ1dWlkIjoi\",\"signatures\":[]}\n");
    ck_assert_int_eq(csc_transcripts_next(r, &c, &err), CSC_E_UNSUPPORTED);
    at_end();
    open_as("x.json",
            "{\"uuid\":\"u\",\"parties\":[],\"dialog\":[{\"type\":\"text\",\"parties\":0,\"body\":\"a*b\",\"encoding\":\"base64url\"}]}\n");
    ck_assert_int_eq(csc_transcripts_next(r, &c, &err), CSC_E_SYNTAX);
    at_end();
}
END_TEST

START_TEST(captions)
{
    open_as("calls/c-17.vtt", "WEBVTT - a call\nKind: captions\n\nNOTE a comment\nover two lines\n\nSTYLE\n::cue {}\n\n"
                              "1\n00:00.500 --> 00:02.000 align:start\n<v Agent>Good <b>morning</b> &amp; welcome\n\n"
                              "01:00:02.000 --> 01:00:04.250\n<v.loud Ms Reyes>Hello</v> \xF0\x9F\x98\x80\n<v Agent>Yes?</v>\n\n"
                              "00:05.000 --> 00:06.000\nNote: nobody speaks\n");
    next();
    ASSERT_FIELD("id", "c-17");
    ASSERT_FIELD("format", "webvtt");
    ck_assert_uint_eq(csc_conversation_turn_count(c), 4);
    assert_turn(0, CSC_ROLE_AGENT, "Agent", 0.5, "Good morning & welcome");
    ck_assert(turn(0).end == 2);
    ck_assert_uint_eq(turn(0).line, 12);
    assert_turn(1, CSC_ROLE_ANY, "Ms Reyes", 3602, "Hello \xF0\x9F\x98\x80");
    assert_turn(2, CSC_ROLE_AGENT, "Agent", 3602, "Yes?");
    assert_turn(3, CSC_ROLE_ANY, "", 5, "Note: nobody speaks");
    at_end();
    agents("Dana");
    open_as("x.srt", "1\r\n00:00:01,000 --> 00:00:02,500\r\nDana: Good morning\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n{\\an8}<i>Mr "
                     "Reyes:</i> Hello,\r\n"
                     "I called before.\r\n\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\nand again\r\n");
    next();
    ASSERT_FIELD("format", "srt");
    ASSERT_FIELD("roles", "option");
    ck_assert_uint_eq(csc_conversation_turn_count(c), 3);
    assert_turn(0, CSC_ROLE_AGENT, "Dana", 1, "Good morning");
    assert_turn(1, CSC_ROLE_CUSTOMER, "Mr Reyes", 3, "Hello,\nI called before.");
    assert_turn(2, CSC_ROLE_CUSTOMER, "Mr Reyes", 5, "and again");
    at_end();
    open_as("x.srt", "1\n00:00:01,000 --> 00:00:02,500\nAgent: Hi\nCustomer: Hello\nAgent: Bye\n");
    next();
    ASSERT_FIELD("roles", "word");
    ck_assert_uint_eq(csc_conversation_turn_count(c), 3);
    assert_turn(1, CSC_ROLE_CUSTOMER, "Customer", 1, "Hello");
    at_end();
    open_as("x.vtt", "WEBVTT\n\n00:00.500 -> 00:02.000\nx\n");
    ck_assert_int_eq(csc_transcripts_next(r, &c, &err), CSC_E_SYNTAX);
    ck_assert_uint_eq(err.line, 4);
    at_end();
    open_as("x.vtt", "WEBVTT\n\n00:61.500 --> 00:02.000\nx\n");
    ck_assert_int_eq(csc_transcripts_next(r, &c, &err), CSC_E_SYNTAX);
    ck_assert_uint_eq(err.line, 3);
    at_end();
    open_as("x.vtt", "WEBVTT\n\n00:01.500 --> 00:02.000\n\xC3\xA9\xFF\n");
    ck_assert_int_eq(csc_transcripts_next(r, &c, &err), CSC_E_UTF8);
    ck_assert_uint_eq(err.line, 4);
    ck_assert_uint_eq(err.column, 2);
    at_end();
}
END_TEST

START_TEST(amazon)
{
    open_as(
        "lens.json",
        "{\"Version\":\"1.1.0\",\"Channel\":\"VOICE\",\"LanguageCode\":\"en-US\",\"CustomerMetadata\":{\"ContactId\":\"k-1\"},"
        "\"Participants\":[{\"ParticipantId\":\"p1\",\"ParticipantRole\":\"AGENT\"},{\"ParticipantId\":\"p2\",\"ParticipantRole\":"
        "\"CUSTOMER\"}],"
        "\"Transcript\":[{\"Id\":\"1\",\"ParticipantId\":\"p1\",\"Content\":\"Hello\",\"BeginOffsetMillis\":1200,\"EndOffsetMillis\":2400,"
        "\"Sentiment\":\"NEUTRAL\"},{\"ParticipantId\":\"CUSTOMER\",\"Content\":\"Hi \\ud83d\\ude00\",\"BeginOffsetMillis\":3000},"
        "{\"ParticipantId\":\"p9\",\"ParticipantRole\":\"CUSTOM_BOT\",\"Content\":\"Menu\",\"DisplayName\":\"Lex\"}]}");
    next();
    ASSERT_FIELD("id", "k-1");
    ASSERT_FIELD("channel", "phone");
    ASSERT_FIELD("lang", "en-US");
    ASSERT_FIELD("format", "contact-lens");
    assert_turn(0, CSC_ROLE_AGENT, "", 1.2, "Hello");
    assert_turn(1, CSC_ROLE_CUSTOMER, "", 3, "Hi \xF0\x9F\x98\x80");
    assert_turn(2, CSC_ROLE_BOT, "Lex", NAN, "Menu");
    at_end();
    open_as("chat.json", "{\"Channel\":\"CHAT\",\"Transcript\":[{\"ParticipantRole\":\"CUSTOMER\",\"Content\":\"a\",\"AbsoluteTime\":"
                         "\"2026-10-03T09:00:00Z\"},"
                         "{\"ParticipantRole\":\"SUPERVISOR\",\"Content\":\"b\",\"AbsoluteTime\":\"2026-10-03T09:00:02.500Z\","
                         "\"ContentType\":\"text/markdown\"}]}");
    next();
    ASSERT_FIELD("channel", "chat");
    ASSERT_FIELD("id", "chat");
    assert_turn(1, CSC_ROLE_AGENT, "", 2.5, "b");
    ck_assert_int_eq(turn(1).media, CSC_MEDIA_MARKDOWN);
    at_end();
    agents("spk_0");
    open_as("job.json", "{\"jobName\":\"j\",\"results\":{\"transcripts\":[{\"transcript\":\"Hi there. Yes\"}],\"items\":["
                        "{\"start_time\":\"0.5\",\"end_time\":\"0.9\",\"type\":\"pronunciation\",\"alternatives\":[{\"content\":\"Hi\"}],"
                        "\"speaker_label\":\"spk_0\"},"
                        "{\"start_time\":\"0.9\",\"end_time\":\"1.2\",\"type\":\"pronunciation\",\"alternatives\":[{\"content\":\"there\"}]"
                        ",\"speaker_label\":\"spk_0\"},"
                        "{\"type\":\"punctuation\",\"alternatives\":[{\"content\":\".\"}]},"
                        "{\"start_time\":\"2.0\",\"end_time\":\"2.2\",\"type\":\"pronunciation\",\"alternatives\":[{\"content\":\"Yes\"}],"
                        "\"speaker_label\":\"spk_1\"}]}}");
    next();
    ASSERT_FIELD("id", "j");
    ASSERT_FIELD("roles", "option");
    ck_assert_uint_eq(csc_conversation_turn_count(c), 2);
    assert_turn(0, CSC_ROLE_AGENT, "spk_0", 0.5, "Hi there.");
    ck_assert(turn(0).end == 1.2);
    assert_turn(1, CSC_ROLE_CUSTOMER, "spk_1", 2, "Yes");
    at_end();
    open_as("job.json", "{\"results\":{\"audio_segments\":[{\"transcript\":\"Hi "
                        "there.\",\"start_time\":\"0.5\",\"end_time\":\"1.2\",\"speaker_label\":\"spk_0\"}]}}");
    next();
    ASSERT_FIELD("roles", "unknown");
    assert_turn(0, CSC_ROLE_ANY, "spk_0", 0.5, "Hi there.");
    at_end();
}
END_TEST

START_TEST(convokit)
{
    static const char text[] =
        "{\"id\":\"u1\",\"conversation_id\":\"A\",\"speaker\":\"agent\",\"text\":\"Hello\",\"timestamp\":100,\"reply_to\":null,\"meta\":{}}"
        "\n"
        "{\"id\":\"u2\",\"conversation_id\":\"B\",\"speaker\":\"x\",\"text\":\"Other\",\"timestamp\":50,\"meta\":{\"role\":\"customer\"}}\n"
        "{\"id\":\"u3\",\"conversation_id\":\"A\",\"speaker\":\"bob\",\"text\":\"Hi\",\"timestamp\":104.5}\n"
        "{\"id\":\"u4\",\"root\":\"B\",\"speaker\":\"y\",\"text\":null}\n";
    open_as("utterances.jsonl", text);
    next();
    ASSERT_FIELD("id", "A");
    ASSERT_FIELD("format", "convokit");
    ck_assert_uint_eq(csc_conversation_turn_count(c), 2);
    assert_turn(0, CSC_ROLE_AGENT, "agent", 0, "Hello");
    assert_turn(1, CSC_ROLE_ANY, "bob", 4.5, "Hi");
    ck_assert_uint_eq(turn(1).line, 3);
    next();
    ASSERT_FIELD("id", "B");
    assert_turn(0, CSC_ROLE_CUSTOMER, "x", 0, "Other");
    assert_turn(1, CSC_ROLE_ANY, "y", NAN, "");
    at_end();
    /* many conversations, interleaved */
    char *many = malloc(600000);
    size_t n = 0;
    for (int i = 0; i < 3000; i++)
        n += (size_t)sprintf(many + n, "{\"id\":\"%d\",\"conversation_id\":\"c%d\",\"speaker\":\"agent\",\"text\":\"t%d\"}\n", i, i % 1000,
                             i);
    open_as("x.jsonl", many);
    for (int i = 0; i < 1000; i++) {
        char want[16];
        next();
        sprintf(want, "c%d", i);
        ASSERT_FIELD("id", want);
        ck_assert_uint_eq(csc_conversation_turn_count(c), 3);
        sprintf(want, "t%d", i + 2000);
        assert_turn(2, CSC_ROLE_AGENT, "agent", NAN, want);
    }
    at_end();
    free(many);
    options.skip_bad = 1;
    open_as("x.jsonl",
            "{\"conversation_id\":\"A\",\"speaker\":\"agent\",\"text\":\"a\"}\n{\"conversation_id\":\"A\",\"speaker\":\"agent\"}\n{oops\n"
            "{\"conversation_id\":\"A\",\"speaker\":\"agent\",\"text\":\"b\"}\n");
    next();
    ck_assert_uint_eq(csc_conversation_turn_count(c), 2);
    ck_assert_uint_eq(csc_transcripts_skipped(r), 2);
    at_end();
}
END_TEST

START_TEST(help_desks)
{
    open_as("i.json",
            "{\"type\":\"conversation\",\"id\":\"123\",\"created_at\":1000,\"source\":{\"body\":\"<p>Help</"
            "p>\",\"subject\":\"S\",\"author\":{\"type\":\"user\",\"id\":\"U1\","
            "\"name\":\"Reyes\"}},\"conversation_rating\":{\"rating\":4,\"remark\":\"ok\"},\"conversation_parts\":{\"conversation_parts\":["
            "{\"part_type\":\"assignment\",\"body\":null,\"created_at\":1001,\"author\":{\"type\":\"bot\"}},"
            "{\"part_type\":\"note\",\"body\":\"<p>who?</p>\",\"created_at\":1005,\"author\":{\"type\":\"admin\",\"name\":\"Dana\"}},"
            "{\"part_type\":\"comment\",\"body\":\"<p>Yes</p>\",\"created_at\":1010,\"author\":{\"type\":\"admin\",\"name\":\"Dana\"}}]}}");
    next();
    ASSERT_FIELD("format", "intercom");
    ASSERT_FIELD("rating", "4");
    ASSERT_FIELD("customer.id", "U1");
    ASSERT_FIELD("roles", "stated");
    ck_assert_uint_eq(csc_conversation_turn_count(c), 3);
    assert_turn(0, CSC_ROLE_CUSTOMER, "Reyes", 0, "<p>Help</p>");
    assert_turn(1, CSC_ROLE_AGENT, "Dana", 5, "<p>who?</p>");
    ck_assert_int_eq(turn(1).visibility, CSC_TRANSCRIPT_INTERNAL);
    ck_assert_int_eq(turn(2).visibility, CSC_TRANSCRIPT_PUBLIC);
    ck_assert_int_eq(turn(2).media, CSC_MEDIA_HTML);
    at_end();
    open_as("z.jsonl", "{\"id\":35,\"subject\":\"S\",\"created_at\":\"2026-10-03T09:00:00Z\",\"requester_id\":11,\"satisfaction_rating\":{"
                       "\"score\":\"good\"},\"comments\":["
                       "{\"author_id\":11,\"body\":\"Where?\",\"public\":true,\"created_at\":\"2026-10-03T09:00:00Z\"},"
                       "{\"author_id\":12,\"body\":\"note\",\"public\":false,\"created_at\":\"2026-10-03T09:01:00Z\"},"
                       "{\"author_id\":-1,\"html_body\":\"<p>merged</p>\",\"public\":true}]}\n");
    next();
    ASSERT_FIELD("format", "zendesk");
    ASSERT_FIELD("id", "35");
    ASSERT_FIELD("rating", "good");
    ASSERT_FIELD("customer.id", "11");
    ASSERT_FIELD("roles", "order");
    assert_turn(0, CSC_ROLE_CUSTOMER, "", 0, "Where?");
    assert_turn(1, CSC_ROLE_AGENT, "", 60, "note");
    ck_assert_int_eq(turn(1).visibility, CSC_TRANSCRIPT_INTERNAL);
    assert_turn(2, CSC_ROLE_SYSTEM, "", NAN, "<p>merged</p>");
    ck_assert_int_eq(turn(2).media, CSC_MEDIA_HTML);
    at_end();
    open_as("z.json", "{\"ticket\":{\"id\":36,\"requester_id\":11},\"users\":[{\"id\":11,\"role\":\"end-user\",\"name\":\"R\"},{\"id\":12,"
                      "\"role\":\"admin\",\"name\":"
                      "\"Dana\"}],\"comments\":[{\"author_id\":12,\"body\":\"Hello\"}]}");
    next();
    assert_turn(0, CSC_ROLE_AGENT, "Dana", NAN, "Hello");
    ASSERT_FIELD("roles", "stated");
    at_end();
    open_as("cw.json", "[{\"id\":7,\"created_at\":1000,\"meta\":{\"sender\":{\"id\":9,\"name\":\"Reyes\"}},\"messages\":["
                       "{\"content\":\"Hi\",\"message_type\":0,\"private\":false,\"created_at\":1000,\"sender\":{\"name\":\"Reyes\","
                       "\"type\":\"contact\"}},"
                       "{\"content\":\"check with "
                       "ops\",\"message_type\":1,\"private\":true,\"created_at\":1030,\"sender\":{\"name\":\"Dana\",\"type\":\"user\"}},"
                       "{\"content\":\"I am a bot\",\"message_type\":\"outgoing\",\"sender\":{\"type\":\"agent_bot\"}},"
                       "{\"content\":\"assigned\",\"message_type\":2},{\"content\":null,\"message_type\":1}]},{\"id\":8,\"messages\":[]}]");
    next();
    ASSERT_FIELD("format", "chatwoot");
    ASSERT_FIELD("id", "7");
    ASSERT_FIELD("customer.id", "9");
    ck_assert_uint_eq(csc_conversation_turn_count(c), 4);
    assert_turn(0, CSC_ROLE_CUSTOMER, "Reyes", 0, "Hi");
    assert_turn(1, CSC_ROLE_AGENT, "Dana", 30, "check with ops");
    ck_assert_int_eq(turn(1).visibility, CSC_TRANSCRIPT_INTERNAL);
    assert_turn(2, CSC_ROLE_BOT, "", NAN, "I am a bot");
    assert_turn(3, CSC_ROLE_SYSTEM, "", NAN, "assigned");
    next();
    ASSERT_FIELD("id", "8");
    at_end();
}
END_TEST

START_TEST(star_dialogues)
{
    char path[] = CSC_SHARED_DATA "/phrase/star_dialogues.jsonl";
    csc_jsonl *j = NULL;
    if (csc_jsonl_open(&j, path, strlen(path), NULL, NULL, &err) != CSC_OK) return; /* shared data not here */
    size_t lines = 0, count = 0;
    const csc_tree *t;
    while (csc_jsonl_next(j, &t, &err) == CSC_OK && t != NULL) lines++;
    csc_jsonl_destroy(j);
    ck_assert_int_eq(csc_transcripts_open(&r, path, strlen(path), NULL, NULL, &err), CSC_OK);
    for (;;) {
        csc_status s = csc_transcripts_next(r, &c, &err);
        if (s != CSC_OK) break; /* its turns have `speaker`, not `role`: refused, each with a place */
        if (c == NULL) break;
        count++;
    }
    ck_assert_uint_gt(lines, 0);
    ck_assert(count == lines || err.line != CSC_NOWHERE);
    csc_transcripts_destroy(r);
}
END_TEST

/* ------------------------------------------------------------------- memory */

typedef struct failing {
    long left;
    long live;
} failing;

static void *f_allocate(void *ctx, size_t size) {
    failing *f = ctx;
    if (f->left-- <= 0) return NULL;
    f->live += (long)size;
    return malloc(size);
}

static void *f_resize(void *ctx, void *ptr, size_t old_size, size_t new_size) {
    failing *f = ctx;
    if (f->left-- <= 0) return NULL;
    f->live += (long)new_size - (long)old_size;
    return realloc(ptr, new_size);
}

static void f_release(void *ctx, void *ptr, size_t size) {
    failing *f = ctx;
    f->live -= (long)size;
    free(ptr);
}

START_TEST(every_allocation_may_fail)
{
    static const char *const files[] = {
        "{\"id\":\"c\",\"customer\":{\"mood\":[\"a\",\"b\"]},\"turns\":[{\"role\":\"agent\",\"text\":\"x\",\"name\":\"D\"}],\"events\":[{"
        "\"t\":1}]}\n"
        "{\"text\":\"y\"}\n",
        "WEBVTT\n\n00:00.500 --> 00:02.000\n<v Agent>Good &amp; well\n",
        "{\"conversation_id\":\"A\",\"speaker\":\"agent\",\"text\":\"a\"}\n{\"conversation_id\":\"B\",\"speaker\":\"x\",\"text\":\"b\"}\n",
        "{\"uuid\":\"u\",\"parties\":[{\"name\":\"D\"}],\"dialog\":[],\"analysis\":[{\"type\":\"transcript\",\"body\":\"{\\\"segments\\\":["
        "{\\\"text\\\":\\\"x\\\","
        "\\\"speaker\\\":0}]}\"}]}",
        "one\ntwo\n",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        int done = 0;
        for (long k = 0; !done; k++) {
            failing f = {k, 0};
            csc_allocator a = {f_allocate, f_resize, f_release, &f};
            csc_context context;
            csc_context_init(&context);
            context.allocator = &a;
            reset_options();
            options.size = sizeof options;
            agents("Dana, @acme.com");
            csc_status s = csc_transcripts_open_bytes(&r, files[i], strlen(files[i]), "x", 1, &options, &context, &err);
            if (s != CSC_OK) ck_assert_ptr_null(r);
            c = (const csc_conversation *)files;
            while (s == CSC_OK && c != NULL) s = csc_transcripts_next(r, &c, &err);
            ck_assert_msg(s == CSC_OK || s == CSC_E_NOMEM, "%zu: %s %s", i, csc_status_name(s), err.message);
            done = s == CSC_OK;
            csc_transcripts_destroy(r);
            ck_assert_int_eq(f.live, 0);
            ck_assert_int_lt(k, 500);
        }
    }
    reset_options();
}
END_TEST

START_TEST(names_of_formats)
{
    ck_assert_str_eq(csc_transcript_format_name(CSC_TRANSCRIPT_LIBCSC), "libcsc");
    ck_assert_str_eq(csc_transcript_format_name(CSC_TRANSCRIPT_CHATWOOT), "chatwoot");
    ck_assert_str_eq(csc_transcript_format_name(CSC_TRANSCRIPT_DETECT), "");
    ck_assert_str_eq(csc_transcript_format_name(12), "");
    ck_assert_str_eq(csc_transcript_format_name(-1), "");
}
END_TEST

CSC_CHECK_MAIN("io/conversation", every_allocation_may_fail, names_of_formats, own_conversation, own_texts, own_refusals, vcon, captions,
               amazon, convokit, help_desks, star_dialogues)
