/* Inside of conversation: compiled protocols and the reviewer's record of a contact. */
#ifndef CSC_CONVERSATION_INTERNAL_H
#define CSC_CONVERSATION_INTERNAL_H

#include "base/internal.h"
#include "csc/conversation.h"
#include "csc/text.h"

#define NONE UINT32_MAX
#define GROUP_DEPTH 16
#define SCRIPT_MAX (1u << 22)
#define ITEMS_MAX 4096
#define NODES_MAX 65536

/* A text in the arena of a protocol or reviewer. */
typedef struct text_ref {
    uint32_t at;
    uint32_t length;
} text_ref;

enum node_kind { NODE_ALL = 1, NODE_ANY = 2, NODE_NOT = 3, NODE_LEAF = 4 };
enum leaf_subject { LEAF_NOTHING = 0, LEAF_CONCEPT, LEAF_FINDING, LEAF_METRIC, LEAF_FACT, LEAF_STATE };
enum window_unit { WINDOW_NONE = 0, WINDOW_TURNS, WINDOW_SECONDS, WINDOW_PERCENT, WINDOW_RINGS };
enum window_of { OF_START = 0, OF_END = 1, OF_CONCEPT = 2 };

/* A number, or the name of a parameter whose value is looked up when needed. */
typedef struct bound {
    double value;
    uint32_t parameter; /* NONE: `value` counts */
    int32_t given;
} bound;

typedef struct node {
    uint8_t kind;    /* enum node_kind */
    uint8_t subject; /* enum leaf_subject */
    uint8_t unit;    /* enum window_unit */
    uint8_t of;      /* enum window_of */
    uint8_t per_turn;
    uint8_t during_angry;
    int16_t role; /* enum csc_role */
    int32_t metric;
    uint32_t name;       /* concept index, or NONE */
    uint32_t of_concept; /* concept index, or NONE */
    uint32_t after;
    uint32_t before;
    text_ref text; /* finding id, fact */
    bound within;
    bound least;
    bound most;
    uint32_t child; /* first, or NONE */
    uint32_t next;
} node;

typedef struct item {
    text_ref id;
    text_ref stage;
    text_ref text;
    text_ref group;
    double weight;
    int32_t auto_fail;
    int32_t human;
    uint32_t source_begin;
    uint32_t source_end;
    uint32_t when; /* NODE_ALL roots, or NONE */
    uint32_t na_when;
    uint32_t body;
} item;

typedef struct named_number {
    text_ref name;
    double value;
} named_number;

typedef struct apply_rule {
    uint8_t fact; /* enum fact */
    text_ref value;
} apply_rule;

struct csc_protocol {
    csc_allocator memory;
    char *text;
    size_t text_length, text_capacity;
    item *items;
    size_t item_count, item_capacity;
    node *nodes;
    size_t node_count, node_capacity;
    text_ref *sources;
    size_t source_count, source_capacity;
    text_ref *concepts;
    size_t concept_count, concept_capacity;
    named_number *parameters;
    size_t parameter_count, parameter_capacity;
    apply_rule *applies;
    size_t apply_count, apply_capacity;
    text_ref *stages;
    size_t stage_count, stage_capacity;
    uint8_t *script; /* what was built, replayed by load */
    size_t script_length, script_capacity;
    text_ref name;
    int32_t version;
    int32_t priority;
    uint32_t open[GROUP_DEPTH];
    uint8_t open_what[GROUP_DEPTH];
    size_t depth;
};

/* Facts of a contact that `applies` and fact conditions ask for. */
enum fact { FACT_CHANNEL, FACT_DIRECTION, FACT_PURPOSE, FACT_SECTOR, FACT_KIND, FACT_MOOD, FACT_AUDIENCE, FACT_COUNT };
extern const char *const csc_i_fact_names[FACT_COUNT];
int csc_i_fact_find(const char *name, size_t length);
/* 1 when `word` is one of the words (parted by blanks, commas or |) of `words`. */
int csc_i_has_word(const char *words, size_t length, const char *word, size_t word_length);

/* Building: shared by the builder and by load. */
csc_status csc_i_protocol_new(csc_protocol **out, const csc_allocator *memory, const char *name, size_t name_length, int32_t version,
                              csc_error *err);
csc_status csc_i_protocol_open(csc_protocol *p, const char *what, size_t what_length, const char *name, size_t name_length, csc_error *err);
csc_status csc_i_protocol_set(csc_protocol *p, const char *key, size_t key_length, const char *value, size_t value_length, csc_error *err);
csc_status csc_i_protocol_complete(const csc_protocol *p, csc_error *err);
csc_status csc_i_protocol_replay(csc_protocol **out, const csc_allocator *memory, const uint8_t *script, size_t length, csc_error *err);
static inline const char *csc_i_text_of(const csc_protocol *p, text_ref r) {
    return p->text + r.at;
}
static inline int csc_i_text_is(const csc_protocol *p, text_ref r, const char *s, size_t n) {
    return r.length == n && memcmp(p->text + r.at, s, n) == 0;
}

/* Metrics, in the order of csc_reviewer_metric_name. */
enum metric {
    METRIC_ANSWER_RINGS,
    METRIC_FIRST_RESPONSE,
    METRIC_AGENT_TALK_SHARE,
    METRIC_INTERRUPTIONS,
    METRIC_OVERLAP,
    METRIC_LONGEST_SILENCE,
    METRIC_AGENT_WPM,
    METRIC_AGENT_CPM,
    METRIC_HOLD,
    METRIC_LONGEST_HOLD,
    METRIC_TRANSFERS,
    METRIC_QUESTIONS_OPEN,
    METRIC_QUESTIONS_CLOSED,
    METRIC_QUESTIONS_IN_TURN,
    METRIC_NAME_USES,
    METRIC_POLITENESS,
    METRIC_REPEATED,
    METRIC_AGENT_TURNS,
    METRIC_CUSTOMER_TURNS,
    METRIC_AGENT_WORDS,
    METRIC_CUSTOMER_WORDS,
    METRIC_WORDS_LONGEST_TURN,
    METRIC_DURATION,
    METRIC_AGENT_HUNG_UP,
    METRIC_LINE_DROPPED,
    METRIC_COUNT
};
extern const char *const csc_i_metric_names[METRIC_COUNT];
int csc_i_metric_find(const char *name, size_t length);

typedef struct turn {
    uint32_t number;
    int32_t role;
    double start, end;
    uint32_t words; /* UINT32_MAX until counted */
    uint32_t han;
    uint32_t questions;
    uint32_t open_questions;
    text_ref stage; /* in the reviewer's arena */
    int32_t internal;
    int32_t angry; /* customer state while this turn was spoken */
} turn;

typedef struct hit {
    uint32_t concept; /* reviewer's index: protocol concepts first, then those of metrics */
    uint32_t turn;    /* index into turns */
    uint32_t begin, end;
    uint32_t id;
} hit;

typedef struct event {
    double time;
    int32_t type;
    int32_t by;
} event;
enum event_type { EVENT_HOLD_START = 1, EVENT_HOLD_END, EVENT_TRANSFER, EVENT_HANG_UP, EVENT_LINE_DROPPED, EVENT_RECALL };

/* Concepts that metrics and states need, whether the protocol names them or not. */
enum own_concept { OWN_QUESTION_OPEN, OWN_NAME_USED, OWN_COURTESY, OWN_ANGER, OWN_CALM, OWN_COUNT };

struct csc_reviewer {
    csc_allocator memory;
    const csc_context *context;
    const csc_protocol *protocol;
    csc_checker *checker;
    const csc_pack **packs;
    size_t pack_count;
    uint32_t **concept_of; /* per pack and rule: index of the concept, NONE for rules */
    size_t *rule_count;
    size_t concept_count; /* protocol's + OWN_COUNT */
    uint8_t *detected;    /* per concept: 1 when some pack detects it */
    char *text;
    size_t text_length, text_capacity;
    text_ref id, facts[FACT_COUNT];
    uint8_t fact_known[FACT_COUNT];
    double rings;
    double *parameters;
    turn *turns;
    size_t turn_count, turn_capacity;
    hit *hits;
    size_t hit_count, hit_capacity;
    event *events;
    size_t event_count, event_capacity;
    csc_finding *queue;
    size_t queue_begin, queue_end, queue_capacity;
    csc_evidence *evidence;
    size_t evidence_count, evidence_capacity;
    char why[256];
    size_t why_length;
    int32_t finished;
    double metrics[METRIC_COUNT];
    int32_t metrics_fresh;
};

csc_status csc_i_reviewer_drain(csc_reviewer *r, csc_error *err);
csc_status csc_i_reviewer_measure(csc_reviewer *r);
/* Result of an item (enum csc_item_result), with why and evidence. */
csc_status csc_i_item_judge(csc_reviewer *r, size_t index, int32_t *result);

#endif
