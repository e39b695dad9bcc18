/* libcsc: phrases. Compiled rule packs, the checker that reads texts with them, and what it finds.
 *
 * A pack (immutable, shared by any number of threads) holds rules; a checker (one thread) reads turns of a conversation, or single
 * texts, with one or several packs, and tells findings as they come and go. Feeding a text in pieces gives the same findings as feeding
 * it whole. First program:
 *
 *   csc_pack *pack;
 *   csc_pack_load_embedded(&pack, "service-en", 10, NULL, NULL);
 *   csc_check((const csc_pack *const *)&pack, 1, text, length, NULL, 0, &sink, NULL, NULL);
 *   csc_pack_destroy(pack);
 */
#ifndef CSC_PHRASE_H
#define CSC_PHRASE_H

#include "csc/base.h"
#include "csc/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of rule. */
enum csc_rule_kind {
    CSC_RULE_AVOID = 1,       /* a finding where a pattern matches */
    CSC_RULE_PREFER = 2,      /* the same, with a replacement */
    CSC_RULE_REQUIRE = 3,     /* a finding where no pattern matches; its span is empty, where it was due */
    CSC_RULE_LIMIT = 4,       /* a finding where matches are more (or fewer) than a limit allows */
    CSC_RULE_PLACEHOLDER = 5, /* text that was never filled in: {{name}}, [name], TODO */
    CSC_RULE_STYLE = 6,       /* shouting, repeated punctuation and the like */
    CSC_RULE_CONCEPT = 7      /* not a rule: a concept of the pack, told only when the checker is asked for concepts */
};

/** Severities, most severe first. */
enum csc_severity { CSC_SEVERITY_ERROR = 1, CSC_SEVERITY_WARNING = 2, CSC_SEVERITY_SUGGESTION = 3, CSC_SEVERITY_INFO = 4 };

/** How a finding was made. */
enum csc_finding_by { CSC_BY_PATTERN = 1, CSC_BY_RESEMBLANCE = 2, CSC_BY_METRIC = 3 };

/** Name of a kind ("avoid"), severity ("warning") or way ("pattern") as in FORMATS section 1; "" for an unknown number.
 * Static texts. Any thread, O(1). @since 0.1 */
CSC_API const char *csc_rule_kind_name(int32_t kind);
/** See csc_rule_kind_name. @since 0.1 */
CSC_API const char *csc_severity_name(int32_t severity);
/** See csc_rule_kind_name. @since 0.1 */
CSC_API const char *csc_finding_by_name(int32_t by);

/* ------------------------------------------------------------------ packs */

/** A compiled pack: immutable, may be used by many threads at once. */
typedef struct csc_pack csc_pack;

/** What a pack says of itself. Texts point into the pack and live as long as it does. */
typedef struct csc_pack_info {
    const char *name; /* "service-en" */
    size_t name_length;
    const char *version; /* "1.0.0" */
    size_t version_length;
    const char *language; /* BCP 47, "en" */
    size_t language_length;
    size_t rules;     /* rules and concepts: indexes for csc_pack_rule */
    size_t patterns;  /* of all rules, without exceptions */
    size_t states;    /* of the automaton */
    size_t memory;    /* bytes held by the pack */
    uint64_t hash[2]; /* of the serialised form: equal packs have equal hashes */
} csc_pack_info;

/** One rule. Texts point into the pack and live as long as it does. */
typedef struct csc_rule_info {
    const char *id; /* "pressure.instant-answer"; the name of a concept for CSC_RULE_CONCEPT */
    size_t id_length;
    const char *category; /* what the pack says, else the id up to its first full stop */
    size_t category_length;
    int32_t kind;     /* enum csc_rule_kind */
    int32_t severity; /* enum csc_severity */
    size_t patterns;
    size_t sources;
    size_t suggestions;
    size_t examples;
    size_t counters;
} csc_rule_info;

/** Lists of texts that a rule holds, for csc_pack_rule_text. */
enum csc_rule_list {
    CSC_RULE_LIST_PATTERN = 1,    /* as written in the pack */
    CSC_RULE_LIST_SOURCE = 2,     /* ids of the catalogue */
    CSC_RULE_LIST_SUGGESTION = 3, /* what to say instead */
    CSC_RULE_LIST_EXAMPLE = 4,
    CSC_RULE_LIST_COUNTER = 5
};

/** Names of the packs that are part of the library, in alphabetical order; NULL beyond the last. Static text. O(1). @since 0.1 */
CSC_API const char *csc_pack_embedded_name(size_t index);

/** Loads a pack that is part of the library.
 * @param out  set to a new pack, to be destroyed by the caller; NULL on failure
 * @param name "service-en"
 * @return CSC_OK; CSC_E_NOTFOUND; CSC_E_NOMEM; CSC_E_INVALID.  Any thread, O(size of the pack). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_load_embedded(csc_pack **out, const char *name, size_t name_length, const csc_context *context,
                                                        csc_error *err);

/** Loads a pack from the bytes that csc_pack_serialize wrote. The bytes are not kept and may come from anywhere: every number in them is
 * checked before it is used.
 * @return CSC_OK; CSC_E_FORMAT (err->byte); CSC_E_VERSION; CSC_E_NOMEM; CSC_E_INVALID.  Any thread, O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_load(csc_pack **out, const void *bytes, size_t length, const csc_context *context,
                                               csc_error *err);

/** Frees it; NULL is allowed. No checker may use it any more. @since 0.1 */
CSC_API void csc_pack_destroy(csc_pack *self);

/** Writes the pack as bytes, the same on every machine; equal packs give equal bytes.
 * @param buffer, capacity may be NULL, 0 to ask for the size
 * @param needed set to the size, also on CSC_E_BUFFER; may be NULL
 * @return CSC_OK; CSC_E_BUFFER; CSC_E_INVALID.  Any thread, O(size). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_serialize(const csc_pack *self, void *buffer, size_t capacity, size_t *needed, csc_error *err);

/** Fills `info`. @return CSC_OK; CSC_E_INVALID.  Any thread, O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_describe(const csc_pack *self, csc_pack_info *info);

/** Fills `info` for the rule or concept with this index. @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID.  O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_rule(const csc_pack *self, size_t index, csc_rule_info *info);

/** The index of a rule by its id, or of a concept by its name (with kind CSC_RULE_CONCEPT; any other kind, 0 included, means a rule).
 * @return CSC_OK; CSC_E_NOTFOUND; CSC_E_INVALID.  Any thread, O(rules). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_rule_find(const csc_pack *self, const char *id, size_t id_length, int32_t kind, size_t *index);

/** Text i of a list of a rule (enum csc_rule_list), or NULL beyond its end. `length` is set when not NULL.  O(1). @since 0.1 */
CSC_API const char *csc_pack_rule_text(const csc_pack *self, size_t rule, int32_t list, size_t i, size_t *length);

/** A rule's message in a language (BCP 47; a missing one falls back to its main part, then to English, then to the pack's first).
 * `length` is set when not NULL. NULL when the rule does not exist. Any thread, O(languages). @since 0.1 */
CSC_API const char *csc_pack_rule_message(const csc_pack *self, size_t rule, const char *language, size_t language_length, size_t *length);

/** Tells the sink a rule with everything in it, or (rule SIZE_MAX) the pack with its rules and concepts.
 * @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID; what the sink returned.  Any thread. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_visit(const csc_pack *self, size_t rule, csc_sink *sink);

/** Runs the pack's own examples and counter-examples. Every example must give a finding of its rule (for a require rule: must satisfy
 * it), every counter-example must not, every pattern must be the only one to match some example of its rule, and every rule must have a
 * counter-example. The sink gets {"pack","rules","patterns","examples","counters","failures":[{"rule","what","text","pattern",
 * "tokens":[{"text","stem"}],"trace":[{"pattern","words","stopped"}]}]}. "what" is example-missed, example-voided (a pattern matched, an
 * exception or a negation took it back), counter-matched, pattern-without-example, no-example or no-counter. "tokens" and "trace" explain a
 * missed example: the words it was parted into, and how many words of it each pattern could take at most and the word at which it stopped.
 * @param failures set to the number of failures; may be NULL
 * @return CSC_OK (also with failures); CSC_E_NOMEM; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_test(const csc_pack *self, csc_sink *sink, size_t *failures, const csc_context *context,
                                               csc_error *err);

/* ---------------------------------------------------------------- builder */

/** Makes a pack rule by rule, for hosts that keep rules in their database. One thread at a time. */
typedef struct csc_pack_builder csc_pack_builder;

/** Starts a pack.
 * @param name      letters, digits, - and _
 * @param version   "1.0.0"
 * @param language  BCP 47; chooses the stemmer (an unknown one has none: patterns with ~ are then CSC_E_LANGUAGE)
 * @return CSC_OK; CSC_E_SYNTAX; CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_builder_create(csc_pack_builder **out, const char *name, size_t name_length, const char *version,
                                                         size_t version_length, const char *language, size_t language_length,
                                                         const csc_context *context, csc_error *err);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_pack_builder_destroy(csc_pack_builder *self);

/** Adds one pattern to a class, which patterns then name as <class> (<name> without such a class is the concept of that name); the class
 * comes to be with its first pattern. A class must be complete before a pattern that names it is added; so classes cannot name themselves.
 * The class "negation" guards every avoid and prefer rule: see the key "negation" of csc_pack_builder_add.
 * @return CSC_OK; CSC_E_SYNTAX (err->byte in the pattern); CSC_E_NOTFOUND (an unknown class in it); CSC_E_LIMIT; CSC_E_NOMEM;
 * CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_builder_class(csc_pack_builder *self, const char *name, size_t name_length, const char *pattern,
                                                        size_t pattern_length, csc_error *err);

/** Adds one pattern to a concept. Errors as csc_pack_builder_class. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_builder_concept(csc_pack_builder *self, const char *name, size_t name_length, const char *pattern,
                                                          size_t pattern_length, csc_error *err);

/** Starts a rule; what csc_pack_builder_add gives from now on belongs to it.
 * @param kind "avoid", "prefer", "require", "limit", "placeholder" or "style"
 * @return CSC_OK; CSC_E_SYNTAX (unknown kind, malformed id); CSC_E_DUPLICATE (id); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_builder_rule(csc_pack_builder *self, const char *id, size_t id_length, const char *kind,
                                                       size_t kind_length, csc_error *err);

/** Adds one value to the current rule. Keys, those marked * may come again and again:
 *   match*            a pattern (FORMATS section 5); a placeholder rule without one finds {{name}}, ${name}, {name}, %NAME%, [name],
 *                     <name> and the words TODO, TBD, TBC, FIXME, XXX in capitals
 *   unless.before*    no finding when this pattern ends where the match begins
 *   unless.after*     ... begins where the match ends
 *   unless.span*      ... matches a stretch that holds the whole match
 *   unless.within*    ... matches anywhere in the sentence of the match
 *   severity          error, warning (the default), suggestion, info
 *   category          a word; default: the id up to its first full stop
 *   source*           a catalogue id
 *   message.LANG      the message in a language
 *   suggest*          what to say instead; the first one is the fix of a prefer rule
 *   example*, counter*
 *   when.channel*     phone, phone-in, phone-out, email, chat, in-person, any
 *   when.role*        agent (the default), customer, bot, system, any
 *   when.stage*       opening, inquiry, listening, explaining, alternatives, agreement, closing, follow-up, any
 *   when.audience*    a catalogue word (elderly, existing, angry, ...), any
 *   when.turn         first: only in the first turn of its role
 *   negation          "off", or how many words before a match a negation may stand and void it (0 to 9, default 3; avoid and prefer)
 *   limit.max, limit.min, limit.per (text, sentence, 100-words, conversation), limit.words (texts with fewer words are let alone)
 *   style             shouting, repeated-punctuation, repeated-word, long-sentence, emoji (style rules)
 *   case              "any" (the default), or "upper": the match must be in capitals (placeholder and style rules)
 *   at                start, end: where a missing required element was due (default: end)
 *   resembles.concept, resembles.at_least   kept for packs with a trained model
 * @return CSC_OK; CSC_E_SYNTAX (err->byte in the value, err->key the key); CSC_E_NOTFOUND (class, word or key unknown); CSC_E_LIMIT (a
 * pattern of more than 4,096 states); CSC_E_LANGUAGE (~ without a stemmer); CSC_E_DUPLICATE; CSC_E_SEQUENCE (no rule); CSC_E_NOMEM;
 * CSC_E_INVALID. The builder is unchanged on failure. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_builder_add(csc_pack_builder *self, const char *key, size_t key_length, const char *value,
                                                      size_t value_length, csc_error *err);

/** Compiles what was added into a pack; the builder stays usable.
 * @return CSC_OK; CSC_E_LIMIT (err->key: the rule whose patterns expand past 4,096 states); CSC_E_SYNTAX (err->key: a rule that lacks what
 * its kind needs); CSC_E_NOMEM; CSC_E_INVALID.  O(size of the patterns). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pack_builder_finish(csc_pack_builder *self, csc_pack **out, csc_error *err);

/* ---------------------------------------------------------------- checker */

/** Reads texts with packs. One thread at a time. */
typedef struct csc_checker csc_checker;

/** How a piece of text joins a turn. */
enum csc_feed_mode {
    CSC_FEED_APPEND = 1,  /* after what the turn has; a UTF-8 sequence may be split between feeds */
    CSC_FEED_REPLACE = 2, /* instead of what the turn has (speech recognisers revise) */
    CSC_FEED_FINAL = 3    /* after what the turn has, and the turn is complete: what it lacks is told now */
};

/** What a checker finds, or takes back. A plain value of 32 bytes. */
typedef struct csc_finding {
    uint32_t id;    /* unique in a session until csc_checker_reset; a retraction repeats it */
    uint32_t turn;  /* as fed */
    uint32_t begin; /* bytes in the text of the turn as fed */
    uint32_t end;
    uint32_t rule;     /* for csc_pack_rule */
    uint32_t pattern;  /* which pattern of the rule, or UINT32_MAX */
    float probability; /* NaN unless by CSC_BY_RESEMBLANCE */
    uint16_t pack;     /* index of the pack in the checker */
    uint8_t by;        /* enum csc_finding_by */
    uint8_t retracted; /* 1: the finding with this id no longer stands */
} csc_finding;

/** A span in all three units. */
typedef struct csc_units {
    uint64_t bytes[2];
    uint64_t codepoints[2];
    uint64_t utf16[2];
} csc_units;

/** Creates a checker.
 * @param packs  pack_count packs, kept by pointer: they must outlive the checker
 * @return CSC_OK; CSC_E_LIMIT (more than 64 packs); CSC_E_NOMEM; CSC_E_INVALID (a pack is NULL, or none given). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_create(csc_checker **out, const csc_pack *const *packs, size_t pack_count,
                                                    const csc_context *context, csc_error *err);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_checker_destroy(csc_checker *self);

/** Says what is known of the turns fed from now on; it holds until changed or csc_checker_reset. Keys:
 *   channel   phone (inbound or outbound unknown), phone-in, phone-out, email, chat, in-person
 *   stage     as when.stage of csc_pack_builder_add
 *   role      agent (the default), customer, bot, system
 *   audience  catalogue words parted by blanks or commas
 *   lang      BCP 47: the language of messages, and packs of another language are left out; "" for all packs
 *   media     plain (the default), html, markdown: turns are read through csc_plain, spans stay those of the text as fed
 *   visibility  public (the default), internal: internal turns are kept but not judged
 *   concepts  0 (the default) or 1: whether concepts are told as findings of kind CSC_RULE_CONCEPT
 * "any" or "" takes a value back: a rule's condition on something unknown holds, except that what a text must hold (require rules) is due
 * only where every condition of the rule is known to hold.
 * @return CSC_OK; CSC_E_NOTFOUND (unknown key; unknown values of data count as not known); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_set(csc_checker *self, const char *key, size_t key_length, const char *value,
                                                 size_t value_length, csc_error *err);

/** Gives <$name> one more value ("Acme Hotels" for company); with value NULL forgets all values of the slot. Slots hold until
 * csc_checker_reset. A slot without a value never matches.
 * @return CSC_OK; CSC_E_UTF8; CSC_E_LIMIT (more than 64 values of all slots, or a value over 256 bytes); CSC_E_NOMEM; CSC_E_INVALID. @since
 * 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_slot(csc_checker *self, const char *name, size_t name_length, const char *value,
                                                  size_t value_length, csc_error *err);

/** Feeds text of a turn. Turns may be fed in any order of their numbers and at the same time; `turn` is the caller's number, below
 * 2^31. The conditions set when a turn is first fed are those of the turn.
 * @return CSC_OK; CSC_E_UTF8 (err->byte in the turn; nothing of this piece is kept); CSC_E_SEQUENCE (the turn is final, or the session
 * finished); CSC_E_LIMIT (turn beyond 2^31 bytes or number too large); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_feed(csc_checker *self, uint32_t turn, const char *text, size_t length, int32_t mode,
                                                  csc_error *err);

/** The next finding added or retracted since the last poll. Retractions come before the additions of the same turn; additions in order
 * of turn, place, pack and rule.
 * @param count set to 1 when `finding` was filled, to 0 when there is nothing new
 * @return CSC_OK; CSC_E_NOMEM; CSC_E_INVALID.  Reading the new text is done here: O(new text) amortised. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_poll(csc_checker *self, csc_finding *finding, size_t *count, csc_error *err);

/** Makes every turn final and tells what the conversation as a whole lacks or has too much of; poll the rest afterwards.
 * @return CSC_OK; CSC_E_UTF8 (a turn ends within a UTF-8 sequence: err->row is its number); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_finish(csc_checker *self, csc_error *err);

/** Forgets turns, findings, conditions and slots; keeps packs and memory. NULL is ignored. @since 0.1 */
CSC_API void csc_checker_reset(csc_checker *self);

/** Findings that stand now, in order of turn, place, pack and rule (as of the last poll or finish). O(1). @since 0.1 */
CSC_API size_t csc_checker_count(const csc_checker *self);

/** Finding i of csc_checker_count. @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID.  O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_get(const csc_checker *self, size_t i, csc_finding *finding);

/** The span of a finding of this session in bytes, code points and UTF-16 units of its turn's text as fed.
 * @return CSC_OK; CSC_E_NOTFOUND (no such turn); CSC_E_RANGE; CSC_E_INVALID.  O(finding's end). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_units(const csc_checker *self, const csc_finding *finding, csc_units *units);

/** The text of a turn as fed so far; NULL when there is no such turn. `length` is set when not NULL. Valid until the next non-const
 * call. O(log turns). @since 0.1 */
CSC_API const char *csc_checker_turn_text(const csc_checker *self, uint32_t turn, size_t *length);

/** A stable mark of a finding for baselines: a hash of rule, matched words (folded) and nothing of the place, so that it survives edits
 * elsewhere.  @return CSC_OK; CSC_E_NOTFOUND; CSC_E_RANGE; CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_fingerprint(const csc_checker *self, const csc_finding *finding, uint64_t *fingerprint);

/** Tells the sink one finding in the shape of FORMATS section 1 (without "file"; "turn" is added; "line" and "column" count from 1 in the
 * turn, columns in code points).
 * @param key, key_length  the key under which it stands, or NULL
 * @return CSC_OK; CSC_E_NOTFOUND; CSC_E_RANGE; CSC_E_NOMEM; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_visit_finding(const csc_checker *self, const csc_finding *finding, const char *key,
                                                           size_t key_length, csc_sink *sink);

/** Tells the sink {"lang","findings":[...]} with all findings that stand, concepts left out.
 * @return as csc_checker_visit_finding. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_checker_visit(const csc_checker *self, csc_sink *sink);

/* --------------------------------------------------------------- one call */

/** Checks one text of an agent and tells the sink {"lang","findings":[...]}.
 * @param conditions, conditions_length  keys and values of csc_checker_set as "channel=email&stage=opening"; NULL for none
 * @return CSC_OK; CSC_E_UTF8; CSC_E_SYNTAX or CSC_E_NOTFOUND (conditions); CSC_E_NOMEM; CSC_E_INVALID; what the sink returned.
 * Any thread. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_check(const csc_pack *const *packs, size_t pack_count, const char *text, size_t length,
                                           const char *conditions, size_t conditions_length, csc_sink *sink, const csc_context *context,
                                           csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
