/* Sessions: pieces equal whole, findings come and go, conditions, kinds of rule, spans in three units, memory. */
#include "csc_check.h"

static const char yaml[] =
    "pack: p\nversion: 1.2.0\nlanguage: en\nschema: 1\n"
    "classes: {negation: [not, never, \"n't\"]}\n"
    "concepts: {greet: [\"good (morning|evening)\"], company-named: [\"<$company>\"]}\n"
    "rules:\n"
    "  - {id: pressure.now, kind: avoid, sources: [a.b, c.d], severity: error, match: [\"decide [right] now\"], message: {en: Pressure., "
    "el: Piesi.}, suggest: [Would that suit you?]}\n"
    "  - {id: opening.bother, kind: avoid, when: {turn: first}, match: [bother you]}\n"
    "  - {id: word.rma, kind: prefer, match: [RMA], suggest: [return number]}\n"
    "  - {id: polite.please, kind: limit, match: [please], limit: {max: 2}}\n"
    "  - {id: polite.thanks, kind: limit, match: [thanks], limit: {max: 1, per: conversation}}\n"
    "  - {id: polite.rate, kind: limit, match: [sorry], limit: {max: 10, per: 100-words, words: 5}}\n"
    "  - {id: mail.bye, kind: require, when: {channel: email}, match: [goodbye], at: end}\n"
    "  - {id: style.shout, kind: style, style: shouting}\n"
    "  - {id: style.marks, kind: style, style: repeated-punctuation}\n"
    "  - {id: field.empty, kind: placeholder, severity: error}\n"
    "  - {id: phone.rings, kind: avoid, when: {channel: phone-in, stage: opening, audience: [angry]}, match: [ring ring]}\n";

static csc_pack *make(void) {
    csc_pack *pack;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_pack_read_yaml(&pack, yaml, sizeof yaml - 1, NULL, &err);
    ck_assert_msg(s == CSC_OK, "%llu:%llu %s", (unsigned long long)err.line, (unsigned long long)err.column, err.message);
    return pack;
}

static csc_checker *checker(const csc_pack *pack) {
    csc_checker *c;
    CSC_ASSERT_STATUS(csc_checker_create(&c, &pack, 1, NULL, NULL), CSC_OK);
    return c;
}

static void set(csc_checker *c, const char *key, const char *value) {
    CSC_ASSERT_STATUS(csc_checker_set(c, key, strlen(key), value, strlen(value), NULL), CSC_OK);
}

static void feed(csc_checker *c, uint32_t turn, const char *text, int mode) {
    CSC_ASSERT_STATUS(csc_checker_feed(c, turn, text, strlen(text), mode, NULL), CSC_OK);
}

/* "turn:rule:begin-end ..." of what stands. */
static const char *standing(const csc_checker *c, const csc_pack *p) {
    static char out[4000];
    out[0] = '\0';
    for (size_t i = 0; i < csc_checker_count(c); i++) {
        csc_finding f;
        csc_rule_info r;
        CSC_ASSERT_STATUS(csc_checker_get(c, i, &f), CSC_OK);
        CSC_ASSERT_STATUS(csc_pack_rule(p, f.rule, &r), CSC_OK);
        sprintf(out + strlen(out), "%s%u:%.*s:%u-%u", i > 0 ? " " : "", f.turn, (int)r.id_length, r.id, f.begin, f.end);
    }
    return out;
}

static size_t poll_all(csc_checker *c, size_t *retracted) {
    size_t n, added = 0;
    csc_finding f;
    *retracted = 0;
    for (;;) {
        CSC_ASSERT_STATUS(csc_checker_poll(c, &f, &n, NULL), CSC_OK);
        if (n == 0) return added;
        if (f.retracted)
            ++*retracted;
        else
            added++;
    }
}

START_TEST(findings_come_and_go)
{
    csc_pack *p = make();
    csc_checker *c = checker(p);
    size_t retracted;
    feed(c, 0, "Please deci", CSC_FEED_APPEND);
    ck_assert_uint_eq(poll_all(c, &retracted), 0);
    feed(c, 0, "de now", CSC_FEED_APPEND);
    ck_assert_uint_eq(poll_all(c, &retracted), 1);
    ck_assert_str_eq(standing(c, p), "0:pressure.now:7-17");
    feed(c, 0, "here", CSC_FEED_APPEND); /* "nowhere" */
    ck_assert_uint_eq(poll_all(c, &retracted), 0);
    ck_assert_uint_eq(retracted, 1);
    ck_assert_str_eq(standing(c, p), "");
    feed(c, 0, "Do not decide now", CSC_FEED_REPLACE);
    ck_assert_uint_eq(poll_all(c, &retracted), 0);
    feed(c, 0, "Decide right now", CSC_FEED_REPLACE);
    ck_assert_uint_eq(poll_all(c, &retracted), 1);
    feed(c, 0, "!", CSC_FEED_FINAL);
    ck_assert_uint_eq(poll_all(c, &retracted), 0);
    CSC_ASSERT_STATUS(csc_checker_feed(c, 0, "x", 1, CSC_FEED_APPEND, NULL), CSC_E_SEQUENCE);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_feed(c, 1, "x", 1, CSC_FEED_APPEND, NULL), CSC_E_SEQUENCE);
    csc_checker_reset(c);
    feed(c, 1, "x", CSC_FEED_APPEND);
    csc_checker_destroy(c);
    csc_pack_destroy(p);
}
END_TEST

START_TEST(kinds_of_rule)
{
    csc_pack *p = make();
    csc_checker *c = checker(p);
    set(c, "channel", "email");
    feed(c, 0, "Please, please send the RMA, PLEASE. STOP SHOUTING NOW!! {{name}}", CSC_FEED_FINAL);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    ck_assert_str_eq(standing(c, p),
                     "0:word.rma:24-27 0:style.shout:24-54 0:polite.please:29-35 0:style.marks:54-56 0:field.empty:57-65 0:mail.bye:65-65");
    csc_checker_reset(c);
    set(c, "channel", "email");
    feed(c, 0, "All is well. Goodbye", CSC_FEED_FINAL);
    set(c, "role", "customer");
    feed(c, 1, "DECIDE NOW I am sorry sorry bother you", CSC_FEED_FINAL); /* never an agent's fault */
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    ck_assert_str_eq(standing(c, p), "");
    csc_checker_reset(c);
    feed(c, 3, "thanks", CSC_FEED_FINAL);
    feed(c, 5, "Many thanks! sorry so sorry", CSC_FEED_FINAL);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    ck_assert_str_eq(standing(c, p), "5:polite.thanks:5-11 5:polite.rate:13-18");
    csc_checker_destroy(c);
    csc_pack_destroy(p);
}
END_TEST

START_TEST(conditions)
{
    csc_pack *p = make();
    csc_checker *c = checker(p);
    static const struct {
        const char *channel, *stage, *audience, *want;
    } cases[] = {{"", "", "", "0:phone.rings:0-9"},
                 {"phone", "opening", "angry", "0:phone.rings:0-9"},
                 {"phone-in", "any", "elderly existing", "0:phone.rings:0-9"},
                 {"phone-out", "", "", ""},
                 {"email", "", "", "0:mail.bye:9-9"},
                 {"", "closing", "", ""},
                 {"", "", "calm,elderly", ""},
                 {"pigeon", "", "martian", "0:phone.rings:0-9"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csc_checker_reset(c);
        set(c, "channel", cases[i].channel);
        set(c, "stage", cases[i].stage);
        set(c, "audience", cases[i].audience);
        feed(c, 0, "ring ring", CSC_FEED_FINAL);
        CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
        ck_assert_msg(strcmp(standing(c, p), cases[i].want) == 0, "case %zu: %s", i, standing(c, p));
    }
    csc_checker_reset(c); /* the first turn of the role, whatever is fed first */
    feed(c, 4, "bother you", CSC_FEED_FINAL);
    set(c, "role", "customer");
    feed(c, 1, "bother you", CSC_FEED_FINAL);
    set(c, "role", "agent");
    size_t retracted;
    ck_assert_uint_eq(poll_all(c, &retracted), 1);
    feed(c, 2, "bother you", CSC_FEED_FINAL);
    ck_assert_uint_eq(poll_all(c, &retracted), 1);
    ck_assert_uint_eq(retracted, 1);
    ck_assert_str_eq(standing(c, p), "2:opening.bother:0-10");
    csc_checker_reset(c); /* internal notes, other languages */
    set(c, "visibility", "internal");
    feed(c, 0, "decide now", CSC_FEED_FINAL);
    set(c, "visibility", "public");
    set(c, "lang", "el");
    feed(c, 1, "decide now", CSC_FEED_FINAL);
    set(c, "lang", "en-GB");
    feed(c, 2, "decide now", CSC_FEED_FINAL);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    ck_assert_str_eq(standing(c, p), "2:pressure.now:0-10");
    CSC_ASSERT_STATUS(csc_checker_set(c, "colour", 6, "red", 3, NULL), CSC_E_NOTFOUND);
    csc_checker_destroy(c);
    csc_pack_destroy(p);
}
END_TEST

START_TEST(concepts_and_slots)
{
    csc_pack *p = make();
    csc_checker *c = checker(p);
    size_t index;
    set(c, "concepts", "1");
    CSC_ASSERT_STATUS(csc_checker_slot(c, "company", 7, "ACME Hotels", 11, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_slot(c, "company", 7, "Acme", 4, NULL), CSC_OK);
    feed(c, 0, "Good evening, this is Acme hotels!", CSC_FEED_FINAL);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    ck_assert_str_eq(standing(c, p), "0:greet:0-12 0:company-named:22-33");
    CSC_ASSERT_STATUS(csc_pack_rule_find(p, "greet", 5, CSC_RULE_CONCEPT, &index), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_rule_find(p, "greet", 5, 0, &index), CSC_E_NOTFOUND);
    csc_checker_reset(c);
    CSC_ASSERT_STATUS(csc_checker_slot(c, "company", 7, "Acme", 4, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_slot(c, "company", 7, NULL, 0, NULL), CSC_OK);
    set(c, "concepts", "1");
    feed(c, 0, "Acme", CSC_FEED_FINAL);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    ck_assert_str_eq(standing(c, p), "");
    csc_checker_destroy(c);
    csc_pack_destroy(p);
}
END_TEST

START_TEST(units_and_markup)
{
    csc_pack *p = make();
    csc_checker *c = checker(p);
    csc_units u;
    csc_finding f;
    uint64_t mark[2];
    feed(c, 0,
         "\xF0\x9F\x98\x80 \xC3\xA9\xE2\x80\x94\xE2\x80\x9C"
         "decide\xE2\x80\x9D\xC2\xA0now",
         CSC_FEED_FINAL);
    set(c, "media", "html");
    feed(c, 1, "<p>Do it: <b>Dec&#105;de</b>\n  now&nbsp;please</p><blockquote>decide now</blockquote>", CSC_FEED_FINAL);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    ck_assert_str_eq(standing(c, p), "0:pressure.now:13-27 1:pressure.now:13-34");
    CSC_ASSERT_STATUS(csc_checker_get(c, 0, &f), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_units(c, &f, &u), CSC_OK);
    ck_assert_uint_eq(u.codepoints[0], 5);
    ck_assert_uint_eq(u.codepoints[1], 16);
    ck_assert_uint_eq(u.utf16[0], 6);
    ck_assert_uint_eq(u.utf16[1], 17);
    CSC_ASSERT_STATUS(csc_checker_fingerprint(c, &f, &mark[0]), CSC_OK);
    size_t n;
    ck_assert_ptr_nonnull(csc_checker_turn_text(c, 1, &n));
    ck_assert_ptr_null(csc_checker_turn_text(c, 7, NULL));
    csc_checker_reset(c);
    feed(c, 9, "Well. Decide  NOW", CSC_FEED_FINAL);
    CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_get(c, 0, &f), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_fingerprint(c, &f, &mark[1]), CSC_OK);
    CSC_ASSERT_STATUS(csc_checker_get(c, 1, &f), CSC_E_RANGE);
    csc_checker_destroy(c);
    csc_pack_destroy(p);
}
END_TEST

/* ------------------------------------------------------------------- memory */

typedef struct meter {
    size_t calls, live;
} meter;
static void *meter_allocate(void *ctx, size_t size) {
    meter *m = ctx;
    m->calls++;
    m->live += size;
    return malloc(size);
}
static void *meter_resize(void *ctx, void *ptr, size_t old_size, size_t new_size) {
    meter *m = ctx;
    m->calls++;
    m->live += new_size - old_size;
    return realloc(ptr, new_size);
}
static void meter_release(void *ctx, void *ptr, size_t size) {
    ((meter *)ctx)->live -= size;
    free(ptr);
}

/* The texts of the test: agent turns of the demo data, and a few odd ones. */
static char *slurp(const char *path, size_t *length) {
    FILE *f = fopen(path, "rb");
    if (f == NULL) return NULL;
    char *text = malloc(4 << 20);
    *length = fread(text, 1, 4 << 20, f);
    fclose(f);
    return text;
}

static void run_lines(csc_checker *c, const char *text, size_t length, int bytewise, uint64_t *sum, size_t *found) {
    for (size_t i = 0; i < length;) {
        size_t end = i;
        while (end < length && text[end] != '\n') end++;
        csc_checker_reset(c);
        if (bytewise) {
            for (size_t k = i; k < end; k++) {
                CSC_ASSERT_STATUS(csc_checker_feed(c, 0, text + k, 1, CSC_FEED_APPEND, NULL), CSC_OK);
                size_t retracted;
                if (bytewise > 1) (void)poll_all(c, &retracted);
            }
        } else {
            CSC_ASSERT_STATUS(csc_checker_feed(c, 0, text + i, end - i, CSC_FEED_FINAL, NULL), CSC_OK);
        }
        CSC_ASSERT_STATUS(csc_checker_finish(c, NULL), CSC_OK);
        for (size_t k = 0; k < csc_checker_count(c); k++) {
            csc_finding f;
            CSC_ASSERT_STATUS(csc_checker_get(c, k, &f), CSC_OK);
            *sum = *sum * 1000003 + f.begin * 31 + f.end * 7 + f.rule;
            ++*found;
        }
        i = end + 1;
    }
}

START_TEST(pieces_equal_whole_and_no_memory_when_warm)
{
    meter m = {0, 0};
    csc_allocator a = {meter_allocate, meter_resize, meter_release, &m};
    csc_context context;
    csc_context_init(&context);
    context.allocator = &a;
    size_t length, found[3] = {0, 0, 0};
    uint64_t sum[3] = {0, 0, 0};
    char *text = slurp(CSC_SHARED_DATA "/phrase/curated_phrases.tsv", &length);
    if (text == NULL) {
        text = malloc(sizeof yaml);
        length = sizeof yaml - 1;
        memcpy(text, yaml, length);
    }
    csc_pack *pack;
    csc_checker *c;
    CSC_ASSERT_STATUS(csc_pack_load_embedded(&pack, "service-en", 10, &context, NULL), CSC_OK);
    const csc_pack *packs[1] = {pack};
    CSC_ASSERT_STATUS(csc_checker_create(&c, packs, 1, &context, NULL), CSC_OK);
    run_lines(c, text, length, 0, &sum[0], &found[0]);
    size_t warm = m.calls;
    run_lines(c, text, length, 0, &sum[1], &found[1]);
    ck_assert_uint_eq(m.calls, warm);
    ck_assert_uint_eq(sum[0], sum[1]);
    run_lines(c, text, length, 2, &sum[2], &found[2]);
    ck_assert_uint_eq(found[0], found[2]);
    ck_assert_uint_eq(sum[0], sum[2]);
    csc_checker_destroy(c);
    csc_pack_destroy(pack);
    ck_assert_uint_eq(m.live, 0);
    free(text);
}
END_TEST

START_TEST(utf8_between_pieces)
{
    csc_pack *p = make();
    csc_checker *c = checker(p);
    csc_error err;
    feed(c, 0, "decide \xE2", CSC_FEED_APPEND);
    size_t retracted;
    ck_assert_uint_eq(poll_all(c, &retracted), 0);
    feed(c, 0, "\x80", CSC_FEED_APPEND);
    feed(c, 0, "\x9Cnow", CSC_FEED_APPEND);
    ck_assert_uint_eq(poll_all(c, &retracted), 1);
    CSC_ASSERT_STATUS(csc_checker_feed(c, 0, "ab\xFF", 3, CSC_FEED_APPEND, &err), CSC_E_UTF8);
    ck_assert_uint_eq(err.byte, 15);
    CSC_ASSERT_STATUS(csc_checker_feed(c, 0, "ab\xC3", 3, CSC_FEED_FINAL, &err), CSC_E_UTF8);
    CSC_ASSERT_STATUS(csc_checker_feed(c, 0, "\x80", 1, CSC_FEED_REPLACE, &err), CSC_E_UTF8);
    ck_assert_uint_eq(poll_all(c, &retracted), 0);
    feed(c, 0, "\xC3", CSC_FEED_APPEND);
    CSC_ASSERT_STATUS(csc_checker_finish(c, &err), CSC_E_UTF8);
    ck_assert_uint_eq(err.row, 0);
    feed(c, 0, "\xA9", CSC_FEED_APPEND);
    CSC_ASSERT_STATUS(csc_checker_finish(c, &err), CSC_OK);
    csc_checker_destroy(c);
    csc_pack_destroy(p);
}
END_TEST

/* --------------------------------------------------------------------- packs */

START_TEST(bytes_round_trip_and_damage)
{
    csc_pack *p = make(), *q;
    size_t n, m;
    csc_pack_info a, b;
    CSC_ASSERT_STATUS(csc_pack_serialize(p, NULL, 0, &n, NULL), CSC_E_BUFFER);
    unsigned char *bytes = malloc(n), *again = malloc(n);
    CSC_ASSERT_STATUS(csc_pack_serialize(p, bytes, n, &n, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_load(&q, bytes, n, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_serialize(q, again, n, &m, NULL), CSC_OK);
    ck_assert_uint_eq(n, m);
    ck_assert_int_eq(memcmp(bytes, again, n), 0);
    CSC_ASSERT_STATUS(csc_pack_describe(p, &a), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_describe(q, &b), CSC_OK);
    ck_assert_uint_eq(a.hash[0], b.hash[0]);
    ck_assert_uint_eq(a.rules, 13);
    csc_pack_destroy(q);
    for (size_t i = 0; i < n; i++) { /* every byte is under the checksum */
        bytes[i] ^= 0x41;
        csc_status s = csc_pack_load(&q, bytes, n, NULL, NULL);
        ck_assert_msg(s == CSC_E_FORMAT || s == CSC_E_VERSION, "byte %zu: %d", i, s);
        ck_assert_ptr_null(q);
        bytes[i] ^= 0x41;
    }
    for (size_t i = 0; i < n; i += 7) CSC_ASSERT_STATUS(csc_pack_load(&q, bytes, i, NULL, NULL), CSC_E_FORMAT);
    free(bytes);
    free(again);
    csc_pack_destroy(p);
}
END_TEST

START_TEST(what_a_pack_says)
{
    csc_pack *p = make();
    csc_rule_info r;
    size_t i, n;
    CSC_ASSERT_STATUS(csc_pack_rule_find(p, "pressure.now", 12, 0, &i), CSC_OK);
    CSC_ASSERT_STATUS(csc_pack_rule(p, i, &r), CSC_OK);
    ck_assert_str_eq(csc_rule_kind_name(r.kind), "avoid");
    ck_assert_str_eq(csc_severity_name(r.severity), "error");
    ck_assert_str_eq(csc_finding_by_name(CSC_BY_METRIC), "metric");
    ck_assert_uint_eq(r.sources, 2);
    ck_assert_int_eq(strncmp(csc_pack_rule_text(p, i, CSC_RULE_LIST_SOURCE, 1, &n), "c.d", 3), 0);
    ck_assert_ptr_null(csc_pack_rule_text(p, i, CSC_RULE_LIST_SOURCE, 2, &n));
    ck_assert_int_eq(strncmp(csc_pack_rule_message(p, i, "el-GR", 5, &n), "Piesi.", 6), 0);
    ck_assert_int_eq(strncmp(csc_pack_rule_message(p, i, "ru", 2, &n), "Pressure.", 9), 0);
    csc_pack_destroy(p);
}
END_TEST

CSC_CHECK_MAIN("phrase/session", findings_come_and_go, kinds_of_rule, conditions, concepts_and_slots, units_and_markup,
               pieces_equal_whole_and_no_memory_when_warm, utf8_between_pieces, bytes_round_trip_and_damage, what_a_pack_says)
