/* A checker's insides. */
#ifndef CSC_PHRASE_CHECKER_H
#define CSC_PHRASE_CHECKER_H

#include "phrase/internal.h"

#define CSC_I_LANGUAGE_MAX 35

/* What was known when a turn was first fed. */
typedef struct csc_i_condition {
    uint64_t audience;
    uint32_t channels, stages, roles;
    int32_t media;
    uint8_t internal, concepts, language_length;
    char language[CSC_I_LANGUAGE_MAX];
} csc_i_condition;

typedef struct csc_i_turn {
    uint32_t number;
    uint32_t condition;
    char *text;
    size_t length, capacity;
    uint8_t final, dirty;
} csc_i_turn;

/* A finding in the making: tokens beside bytes. */
typedef struct csc_i_found {
    csc_finding finding;
    uint32_t begin, end; /* tokens */
} csc_i_found;

typedef struct csc_i_founds {
    csc_i_found *items;
    size_t count, capacity;
} csc_i_founds;

typedef struct csc_i_findings {
    csc_finding *items;
    size_t count, capacity;
} csc_i_findings;

typedef struct csc_i_slot_text {
    char *name, *value;
    size_t name_length, value_length;
    size_t words_at, word_count; /* in csc_checker.slot_words, while a turn is judged */
} csc_i_slot_text;

struct csc_checker {
    csc_allocator allocator;
    const csc_pack **packs;
    size_t pack_count;
    csc_i_words *words;
    csc_i_matcher matcher;
    csc_folder *folder;
    csc_plain *plain; /* made when first needed */
    csc_i_tokens tokens;
    csc_i_hits hits;
    uint64_t marks[2];
    int other_marks;
    uint32_t *rule_base;  /* by pack: its rules' first place in the two below */
    uint32_t *rule_stamp; /* the judgement in which the rule was found last */
    uint32_t *rule_last;  /* and where in `fresh` or `occurrences` */
    uint32_t *specials;   /* rules that are judged without a match: pack << 32 ... see special_pack */
    uint32_t *special_pack;
    size_t rule_total, special_count;
    uint32_t judgement;
    csc_i_turn **turns; /* by number */
    size_t turn_count, turn_capacity;
    csc_i_turn **spare; /* turns of before the last reset, with their memory */
    size_t spare_count, spare_capacity;
    csc_i_condition *conditions;
    size_t condition_count, condition_capacity;
    csc_i_condition now;
    csc_i_slot_text *slots;
    size_t slot_count, slot_capacity;
    csc_i_slot_value *slot_values; /* room for slot_capacity */
    size_t slot_value_capacity;
    uint32_t *slot_words;
    size_t slot_word_capacity;
    csc_i_founds fresh;       /* what the turn being judged gives */
    csc_i_founds occurrences; /* matches of limit rules in it */
    csc_i_findings standing;  /* in order */
    csc_i_findings scratch;
    csc_i_findings events;
    size_t event_at;
    csc_i_findings counted; /* matches of limit rules that count over the conversation, in order */
    uint32_t next_id;
    int any_dirty, finished;
};

/* judge.c: everything that a turn gives, into c->fresh (findings in order) and its share of c->counted. */
csc_status csc_i_judge(csc_checker *c, csc_i_turn *turn, csc_error *err);
csc_status csc_i_found_add(csc_checker *c, csc_i_founds *list, csc_i_found found);
int csc_i_rule_applies(const csc_checker *c, const csc_i_turn *turn, const csc_i_condition *k, const csc_i_rule *r);
int csc_i_finding_order(const csc_finding *x, const csc_finding *y);
csc_status csc_i_findings_add(csc_checker *c, csc_i_findings *list, csc_finding f);
/* The span in the turn's text of tokens [begin, end), or of folded bytes. */
void csc_i_source_span(const csc_checker *c, const csc_i_condition *k, size_t folded_begin, size_t folded_end, uint32_t *begin,
                       uint32_t *end);

/* style.c: findings of a built-in style of a rule. `text` is the plain text. */
csc_status csc_i_style(csc_checker *c, const csc_i_condition *k, const csc_i_rule *r, size_t pack, size_t rule, const char *text,
                       size_t length);

/* placeholder.c: fields that were never filled in. */
csc_status csc_i_placeholders(csc_checker *c, const csc_i_condition *k, size_t pack, size_t rule, const char *text, size_t length);

/* The turn with this number, or NULL. */
csc_i_turn *csc_i_turn_find(const csc_checker *c, uint32_t number);
const csc_i_condition *csc_i_turn_condition(const csc_checker *c, const csc_i_turn *t);

#endif
