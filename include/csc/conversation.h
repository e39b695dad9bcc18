/* libcsc: conversations. Protocols (what a contact should hold), and the reviewer that reads a contact, live or whole, against one.
 *
 * A protocol names concepts ("company-named", "apologise"); packs (csc/phrase.h) detect them, so one protocol serves every language.
 * What a condition needs and the data lack makes an item "na", never "fail". Internal notes and the customer's words never count
 * against the agent. Feeding a contact piece by piece gives the same scorecard as feeding it whole.
 *
 *   csc_reviewer *r;
 *   csc_reviewer_create(&r, protocol, (const csc_pack *const *)&pack, 1, NULL, NULL);
 *   csc_reviewer_turn(r, 0, CSC_ROLE_AGENT, NULL, NULL);
 *   csc_reviewer_feed(r, 0, text, length, CSC_FEED_FINAL, NULL);
 *   csc_reviewer_finish(r, NULL);
 *   csc_reviewer_visit(r, CSC_VISIT_DETAIL, &sink);
 */
#ifndef CSC_CONVERSATION_H
#define CSC_CONVERSATION_H

#include "csc/base.h"
#include "csc/phrase.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Who speaks. */
enum csc_role { CSC_ROLE_ANY = 0, CSC_ROLE_AGENT = 1, CSC_ROLE_CUSTOMER = 2, CSC_ROLE_BOT = 3, CSC_ROLE_SYSTEM = 4 };

/** How an item of a scorecard stands. */
enum csc_item_result {
    CSC_ITEM_PENDING = 0, /* may still pass or fail; only before csc_reviewer_finish */
    CSC_ITEM_PASS = 1,
    CSC_ITEM_FAIL = 2,
    CSC_ITEM_NA = 3 /* does not apply, or what it needs is not in the data */
};

/** The word of a result: "pending", "pass", "fail", "na"; "" for an unknown number. Static text. Any thread, O(1). @since 0.1 */
CSC_API const char *csc_item_result_name(int32_t result);

/* -------------------------------------------------------------- protocols */

/** A compiled protocol: immutable, may be used by many threads at once. */
typedef struct csc_protocol csc_protocol;

/** What a protocol says of itself. Texts point into the protocol. */
typedef struct csc_protocol_info {
    const char *name; /* "complaint-call" */
    size_t name_length;
    int32_t version;
    int32_t priority; /* among protocols that fit a contact equally well, the highest wins */
    size_t items;     /* judged items */
    size_t checks;    /* what a person must judge */
    size_t concepts;  /* distinct concepts it names */
} csc_protocol_info;

/** One item. Texts point into the protocol. */
typedef struct csc_protocol_item {
    const char *id;
    size_t id_length;
    const char *stage; /* "" when it has none */
    size_t stage_length;
    const char *text; /* what it asks, in English; "" when the protocol does not say */
    size_t text_length;
    double weight;
    int32_t auto_fail; /* 1: when it fails the whole score is 0 */
    int32_t human;     /* 1: not judged by software, stands in the checklist */
    size_t sources;
} csc_protocol_item;

/** Makes a protocol piece by piece, for hosts that keep protocols in their database. One thread at a time. */
typedef struct csc_protocol_builder csc_protocol_builder;

/** Starts a protocol. @return CSC_OK; CSC_E_SYNTAX (name: letters, digits, - and _; version 1 or more); CSC_E_NOMEM; CSC_E_INVALID.
 * @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_builder_create(csc_protocol_builder **out, const char *name, size_t name_length,
                                                             int32_t version, const csc_context *context, csc_error *err);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_protocol_builder_destroy(csc_protocol_builder *self);

/** Starts an item with this id, or opens a group of conditions in the current item, or closes the last one opened.
 * @param what "item" (name: its id), "check" (an item for a person), "when", "na_when", "all", "any", "not", "leaf" (open a group; name
 *             unused), "end" (close it)
 * Within an item, "when" and "na_when" groups say whether it applies; the other top-level groups are what it asks, joined by "all".
 * Groups nest to depth 16.
 * @return CSC_OK; CSC_E_SYNTAX; CSC_E_DUPLICATE (item id); CSC_E_SEQUENCE (no item, or nothing to end); CSC_E_LIMIT; CSC_E_NOMEM;
 * CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_builder_open(csc_protocol_builder *self, const char *what, size_t what_length,
                                                           const char *name, size_t name_length, csc_error *err);

/** Sets a key of the protocol (before the first item), of the current item, or of the open "leaf" group.
 * Protocol: priority; applies.channel, applies.direction, applies.purpose, applies.mood, applies.audience, applies.kind,
 *   applies.sector (may come again: any of them); stage* (names in order); parameter.NAME (a number).
 * Item: source*, stage, weight (default 1), auto_fail (0 or 1), text.LANG, group (a word by which checklist lines are joined).
 * Leaf, exactly one of: concept, finding (a rule id or its first part, of severity error or warning), metric, fact (channel=phone and
 *   the like), state (angry: the customer was angry at some time, by the fact mood or the concept "anger").
 *   With concept and finding: role (agent, customer, any; default agent), within.turns, within.seconds, within.percent, within.rings,
 *   within.of (start, end or a concept; default start), after (a concept), before (a concept), at_least, at_most (counts; default at
 *   least 1), per_turn (1: at_most holds in each turn by itself), during (angry: only turns while the customer is angry).
 *   With metric: at_least, at_most: numbers or names of parameters.
 * @return CSC_OK; CSC_E_SYNTAX (err->key); CSC_E_NOTFOUND (unknown key, metric or parameter); CSC_E_DUPLICATE; CSC_E_SEQUENCE;
 * CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_builder_set(csc_protocol_builder *self, const char *key, size_t key_length, const char *value,
                                                          size_t value_length, csc_error *err);

/** Compiles what was added. @return CSC_OK; CSC_E_SYNTAX (err->key: an item without a condition, an open group, a leaf without its
 * subject); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_builder_finish(csc_protocol_builder *self, csc_protocol **out, csc_error *err);

/** Frees it; NULL is allowed. No reviewer may use it any more. @since 0.1 */
CSC_API void csc_protocol_destroy(csc_protocol *self);

/** Writes the protocol as bytes; equal protocols give equal bytes. `needed` is set also on CSC_E_BUFFER.
 * @return CSC_OK; CSC_E_BUFFER; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_serialize(const csc_protocol *self, void *buffer, size_t capacity, size_t *needed,
                                                        csc_error *err);

/** Loads what csc_protocol_serialize wrote. @return CSC_OK; CSC_E_FORMAT; CSC_E_VERSION; CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_load(csc_protocol **out, const void *bytes, size_t length, const csc_context *context,
                                                   csc_error *err);

/** Names of the protocols that are part of the library, in alphabetical order; NULL beyond the last. Static text. O(1). @since 0.1 */
CSC_API const char *csc_protocol_embedded_name(size_t index);

/** Loads a protocol that is part of the library. @return CSC_OK; CSC_E_NOTFOUND; CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_load_embedded(csc_protocol **out, const char *name, size_t name_length,
                                                            const csc_context *context, csc_error *err);

/** Fills `info`. @return CSC_OK; CSC_E_INVALID. Any thread, O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_describe(const csc_protocol *self, csc_protocol_info *info);

/** Fills `item` for the item with this index (judged items and checks together, in their order).
 * @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_item_get(const csc_protocol *self, size_t index, csc_protocol_item *item);

/** Source (catalogue id) i of an item, or NULL beyond its end. `length` is set when not NULL. O(1). @since 0.1 */
CSC_API const char *csc_protocol_item_source(const csc_protocol *self, size_t index, size_t i, size_t *length);

/** How well a protocol fits a contact: the number of its `applies` fields that hold, or -1 when one of them does not.
 * @param facts, facts_length "channel=phone&direction=inbound&purpose=complaint&mood=angry"; unknown facts hold nothing against it but
 *        do not count
 * @return CSC_OK; CSC_E_SYNTAX; CSC_E_INVALID. Any thread, O(facts). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_protocol_fit(const csc_protocol *self, const char *facts, size_t facts_length, int32_t *fit,
                                                  csc_error *err);

/* --------------------------------------------------------------- reviewer */

/** Reads one contact at a time. One thread at a time. */
typedef struct csc_reviewer csc_reviewer;

/** What may be known of a turn. NULL or zeros (csc_turn_facts_init): nothing. */
typedef struct csc_turn_facts {
    size_t size;          /* sizeof(csc_turn_facts) */
    double start_s;       /* seconds from the start of the contact; NaN unknown */
    double end_s;         /* NaN unknown */
    const char *language; /* BCP 47, or NULL; kept only during the call */
    size_t language_length;
    const char *stage; /* or NULL: then it is judged from what is said */
    size_t stage_length;
    int32_t internal; /* 1: an internal note: kept, never judged */
    int32_t media;    /* enum csc_media; 0 is plain */
} csc_turn_facts;

/** Sets "nothing known". NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_turn_facts_init(csc_turn_facts *turn);

/** How an item stands. */
typedef struct csc_item_state {
    int32_t result;    /* enum csc_item_result */
    uint32_t evidence; /* number of spans for csc_reviewer_evidence */
    const char *why;   /* one English sentence; lives until the next non-const call */
    size_t why_length;
} csc_item_state;

/** One piece of evidence: the words that decided an item. */
typedef struct csc_evidence {
    uint32_t turn;  /* as fed */
    uint32_t begin; /* bytes in the text of the turn */
    uint32_t end;
    uint32_t reserved;
} csc_evidence;

/** Creates a reviewer. Protocol and packs are kept by pointer and must outlive it.
 * @param protocol NULL: findings and metrics only
 * @return CSC_OK; CSC_E_LIMIT (more than 64 packs); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_create(csc_reviewer **out, const csc_protocol *protocol, const csc_pack *const *packs,
                                                     size_t pack_count, const csc_context *context, csc_error *err);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_reviewer_destroy(csc_reviewer *self);

/** Says what is known of the contact, before its first turn. Keys: id, channel, direction, purpose, sector, lang, company, department,
 * agent, customer (names: slots of the packs), kind, mood, audience (words parted by blanks or commas), rings (a number),
 * parameter.NAME (overrides the protocol's). Unknown values of data count as not known.
 * @return CSC_OK; CSC_E_NOTFOUND (unknown key); CSC_E_SYNTAX (a number that is none); CSC_E_SEQUENCE (a turn has come); CSC_E_NOMEM;
 * CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_set(csc_reviewer *self, const char *key, size_t key_length, const char *value,
                                                  size_t value_length, csc_error *err);

/** Announces a turn; turns come in the order of their numbers, which rise. `turn` is below 2^31.
 * @return CSC_OK; CSC_E_SEQUENCE (number not above the last one, or finished); CSC_E_RANGE (role, end before start); CSC_E_NOMEM;
 * CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_turn(csc_reviewer *self, uint32_t turn, int32_t role, const csc_turn_facts *known,
                                                   csc_error *err);

/** Feeds text of an announced turn, as csc_checker_feed. @return as csc_checker_feed; CSC_E_NOTFOUND (turn not announced). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_feed(csc_reviewer *self, uint32_t turn, const char *text, size_t length, int32_t mode,
                                                   csc_error *err);

/** Tells an event. @param type "hold-start", "hold-end", "transfer", "hang-up", "line-dropped", "recall"; others are ignored
 * @param time_s seconds from the start, NaN unknown; @param by enum csc_role
 * @return CSC_OK; CSC_E_SEQUENCE (finished); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_event(csc_reviewer *self, const char *type, size_t type_length, double time_s, int32_t by,
                                                    csc_error *err);

/** The next finding added or retracted, as csc_checker_poll; concepts are left out. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_poll(csc_reviewer *self, csc_finding *finding, size_t *count, csc_error *err);

/** Ends the contact: nothing is pending any more. @return as csc_checker_finish. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_finish(csc_reviewer *self, csc_error *err);

/** Forgets the contact; keeps protocol, packs and memory. NULL is ignored. @since 0.1 */
CSC_API void csc_reviewer_reset(csc_reviewer *self);

/** How item `index` of the protocol stands now. @return CSC_OK; CSC_E_RANGE; CSC_E_NOMEM; CSC_E_INVALID. O(concepts found). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_item(csc_reviewer *self, size_t index, csc_item_state *state);

/** Evidence i of the item last asked for by csc_reviewer_item. @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_evidence(const csc_reviewer *self, size_t i, csc_evidence *evidence);

/** The score: passed weight / (passed + failed weight) in [0, 1]; 0 after an automatic fail.
 * @param auto_fail set to 1 when an item with auto_fail failed; may be NULL
 * @return CSC_OK; CSC_E_UNDEFINED (nothing applies: NaN); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_score(csc_reviewer *self, double *score, int32_t *auto_fail);

/** A number about the contact by its name in FORMATS section 2 ("answer_rings", "agent_talk_share", "hold_s", ...).
 * @return CSC_OK; CSC_E_UNDEFINED (the data do not tell: NaN); CSC_E_NOTFOUND (no such metric); CSC_E_INVALID. O(turns). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_metric(csc_reviewer *self, const char *name, size_t name_length, double *value);

/** Names of the metrics, NULL beyond the last. Static text. O(1). @since 0.1 */
CSC_API const char *csc_reviewer_metric_name(size_t index);

/** Tells the sink the contact as in FORMATS section 2: id, protocol, score, auto_fail, items, findings, checklist, metrics.
 * @param level CSC_VISIT_VALUE: without findings and checklist; CSC_VISIT_DETAIL: the checklist's first 25 lines; CSC_VISIT_EXPLAIN: all
 * @return CSC_OK; CSC_E_NOMEM; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_reviewer_visit(csc_reviewer *self, int32_t level, csc_sink *sink);

/** The checker inside, for spans and texts of turns; valid as long as the reviewer. O(1). @since 0.1 */
CSC_API const csc_checker *csc_reviewer_checker(const csc_reviewer *self);

#ifdef __cplusplus
}
#endif

#endif
