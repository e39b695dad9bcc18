/* What the files of phrase share.
 *
 * How a text is read. It is folded (csc_folder, matching mode) and parted into tokens: words, and those punctuation marks that some
 * pattern names. Every distinct word is looked up once and gets, for each pack, a symbol: the set of *atoms* it satisfies. Atoms are what
 * patterns are made of: a literal word, a prefix, a stem, an ending ('ve, n't), a mark, "any word" (gaps), a slot, and the two anchors.
 * All patterns of a pack are one automaton that is deterministic over atoms and has no circles, since gaps are bounded. It is run from
 * each token of the text; a token that satisfies several atoms keeps several states alive. Nearly every run ends at its first or second
 * step. */
#ifndef CSC_PHRASE_INTERNAL_H
#define CSC_PHRASE_INTERNAL_H

#include "base/internal.h"
#include "csc/phrase.h"
#include "text/internal.h"

#define CSC_I_NONE UINT32_MAX
#define CSC_I_RULE_STATES 4096 /* FORMATS section 5 */
#define CSC_I_PATTERN_DEPTH 64
#define CSC_I_PACKS_MAX 64

/* A text in a pack's blob. */
typedef struct csc_i_str {
    uint32_t at;
    uint32_t length;
} csc_i_str;

/* ------------------------------------------------------------------ atoms */

enum {
    CSC_I_ATOM_LITERAL = 1, /* text: the folded word */
    CSC_I_ATOM_PREFIX = 2,  /* text: how the folded word begins */
    CSC_I_ATOM_STEM = 3,    /* text: the stem */
    CSC_I_ATOM_ENDING = 4,  /* text: how the folded word ends: n't 've 're 's 'll 'd 'm */
    CSC_I_ATOM_MARK = 5,    /* text: one folded punctuation mark */
    CSC_I_ATOM_SLOT = 6,    /* text: the slot's name */
    CSC_I_ATOM_ANY = 7,     /* any word; one atom of this kind, number 0 */
    CSC_I_ATOM_START = 8,   /* start of a sentence, takes no token; number 1 */
    CSC_I_ATOM_END = 9      /* end of a sentence, takes no token; number 2 */
};
#define CSC_I_ANY 0
#define CSC_I_START 1
#define CSC_I_END 2
#define CSC_I_FIRST_ATOM 3

typedef struct csc_i_atom {
    csc_i_str text;
    uint32_t kind;
} csc_i_atom;

/* ------------------------------------------------------------------ rules */

/* What a pattern is for. */
enum {
    CSC_I_ROLE_MATCH = 0,
    CSC_I_ROLE_BEFORE = 1,
    CSC_I_ROLE_AFTER = 2,
    CSC_I_ROLE_SPAN = 3,
    CSC_I_ROLE_WITHIN = 4,
    CSC_I_ROLE_NEGATION = 5, /* the class "negation"; of no rule */
    CSC_I_ROLES
};

typedef struct csc_i_pattern {
    csc_i_str source; /* as written */
    uint32_t rule;    /* CSC_I_NONE for negation */
    uint32_t role;
    uint32_t number; /* which of its rule and role */
} csc_i_pattern;

/* Texts of a rule by kind; the first five are enum csc_rule_list - 1. */
enum {
    CSC_I_LIST_PATTERN,
    CSC_I_LIST_SOURCE,
    CSC_I_LIST_SUGGESTION,
    CSC_I_LIST_EXAMPLE,
    CSC_I_LIST_COUNTER,
    CSC_I_LIST_MESSAGE, /* language, text, language, text ... */
    CSC_I_LIST_BEFORE,
    CSC_I_LIST_AFTER,
    CSC_I_LIST_SPAN,
    CSC_I_LIST_WITHIN,
    CSC_I_LISTS
};

enum {
    CSC_I_STYLE_NONE,
    CSC_I_STYLE_SHOUTING,
    CSC_I_STYLE_PUNCTUATION,
    CSC_I_STYLE_REPEATED_WORD,
    CSC_I_STYLE_LONG_SENTENCE,
    CSC_I_STYLE_EMOJI
};
enum { CSC_I_PER_TEXT, CSC_I_PER_SENTENCE, CSC_I_PER_100_WORDS, CSC_I_PER_CONVERSATION };

typedef struct csc_i_rule {
    csc_i_str id, category, concept; /* concept: of resembles */
    double limit_max, limit_min;     /* NaN: none */
    double at_least;                 /* resembles */
    uint64_t audience;               /* masks; 0: any */
    uint32_t channels, roles, stages;
    uint32_t limit_words;
    uint8_t kind, severity;
    uint8_t first_turn;
    uint8_t negation; /* words before a match, 0: off */
    uint8_t upper;    /* only matches in capitals */
    uint8_t at_start; /* where a missing element is due */
    uint8_t style, limit_per;
    uint32_t list[CSC_I_LISTS + 1]; /* texts of list k: [list[k], list[k + 1]) of csc_pack.texts */
    uint32_t first_pattern[2];      /* its patterns with role MATCH: [0, 1) of csc_pack.patterns */
} csc_i_rule;

/* -------------------------------------------------------------- automaton */

enum {
    CSC_I_STATE_END = 1,   /* has an edge on the anchor $ */
    CSC_I_STATE_SLOT = 2,  /* has edges on slots */
    CSC_I_STATE_MARK = 4,  /* has edges on marks */
    CSC_I_STATE_WORDS = 8, /* has edges on words */
    CSC_I_STATE_ACCEPT = 16
};

typedef struct csc_i_state {
    uint32_t edge;   /* edges [edge, next state's edge) of csc_pack.edges, by rising atom, without ANY */
    uint32_t any;    /* where any word leads, or 0: no state leads back to a root */
    uint32_t accept; /* patterns [accept, next state's accept) of csc_pack.accepts */
    uint32_t flags;
} csc_i_state;

typedef struct csc_i_edge {
    uint32_t atom;
    uint32_t target;
} csc_i_edge;

#define CSC_I_FEW_EDGES 6
typedef struct csc_i_slot {
    uint32_t state, atom, target; /* target 0: empty */
} csc_i_slot;

/* Root 0 holds the patterns that match; root 1 the exceptions and negation. */
struct csc_pack {
    csc_allocator allocator;
    size_t memory;
    char *blob;
    size_t blob_length;
    csc_i_str name, version, language;
    csc_i_rule *rules;
    csc_i_str *texts;
    csc_i_pattern *patterns;
    csc_i_str *class_names; /* class_names[i] has the pattern class_patterns[i]; in the order given */
    csc_i_str *class_patterns;
    csc_i_atom *atoms;
    csc_i_state *states; /* state_count and one more as the end of the last */
    csc_i_edge *edges;
    uint32_t *accepts;
    size_t rule_count, text_count, pattern_count, class_count, atom_count, state_count, edge_count, accept_count;
    uint64_t hash[2];
    /* made from the above when a pack is built or loaded */
    uint32_t *root_next[2]; /* by atom: the state after a root, or 0 */
    csc_i_slot *edge_table; /* open addressing of the edges of states with more than CSC_I_FEW_EDGES */
    size_t edge_slots;      /* power of two */
    uint64_t *signatures;   /* by state: bits of the atoms of its edges, so that most misses cost no look-up */
    uint8_t *root_reach;    /* by atom: how many tokens behind a first word the pair filter can judge; 0: it cannot */
    uint64_t *pair_filter;  /* Bloom filter of (first atom, atom that some pattern wants next, or behind a gap) over root 0 */
    uint32_t *atom_slots;   /* open addressing of atoms by kind and text */
    size_t atom_slot_count;
    uint32_t prefix_shortest, prefix_longest; /* bytes; 0: no prefixes */
    uint8_t *stem_filter;                     /* 8 KiB bits by the first two bytes of a stem; NULL: no stems */
    uint32_t stem_count, ending_count, slot_count;
    uint64_t marks[2]; /* ASCII marks that patterns name */
    uint32_t other_marks;
    uint32_t has_negation, has_exceptions;
};

/* pack.c */
csc_pack *csc_i_pack_new(const csc_allocator *a);
csc_status csc_i_pack_prepare(csc_pack *p, csc_error *err); /* fills the part that is made from the rest */
static inline const char *csc_i_pack_text(const csc_pack *p, csc_i_str s) {
    return p->blob + s.at;
}
uint32_t csc_i_pack_find_atom(const csc_pack *p, uint32_t kind, const char *text, size_t length); /* CSC_I_NONE: none */
uint64_t csc_i_atom_hash(uint32_t kind, const char *text, size_t length);
/* Where an edge leads, 0: nowhere. Not for roots. */
static inline uint32_t csc_i_edge_hash(uint32_t state, uint32_t atom) {
    return (uint32_t)(((uint64_t)state << 32 | atom) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}
static inline int csc_i_signature_bit(uint32_t atom) {
    return (int)((atom * UINT32_C(0x9E3779B1)) >> 26);
}
static inline uint32_t csc_i_step(const csc_pack *p, uint32_t state, uint32_t atom) {
    if (!(p->signatures[state] >> csc_i_signature_bit(atom) & 1)) return 0;
    uint32_t from = p->states[state].edge, to = p->states[state + 1].edge;
    if (to - from <= CSC_I_FEW_EDGES) {
        for (uint32_t e = from; e < to; e++) {
            if (p->edges[e].atom == atom) return p->edges[e].target;
        }
        return 0;
    }
    size_t mask = p->edge_slots - 1;
    for (size_t i = csc_i_edge_hash(state, atom) & mask;; i = (i + 1) & mask) {
        const csc_i_slot *s = &p->edge_table[i];
        if (s->target == 0 || (s->state == state && s->atom == atom)) return s->target;
    }
}
#define CSC_I_PAIR_BITS 18 /* 32 KiB */
static inline uint32_t csc_i_pair_hash(uint32_t first, uint32_t second) {
    return (uint32_t)(((uint64_t)first * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)second * UINT64_C(0xC2B2AE3D27D4EB4F)) >>
                      (64 - CSC_I_PAIR_BITS));
}

/* names.c: words of conditions */
enum { CSC_I_WORDS_CHANNEL, CSC_I_WORDS_ROLE, CSC_I_WORDS_STAGE, CSC_I_WORDS_AUDIENCE };
/* The mask of a word; 0 with *known 1 for "any"; *known 0 when there is no such word. */
uint64_t csc_i_word_mask(int list, const char *word, size_t length, int *known);
/* The i-th name of a list and its mask, or NULL. */
const char *csc_i_word_name(int list, size_t i, uint64_t *mask);
/* 1: a rule for the audience `rule` may hold for what is known of the customer. */
int csc_i_audience_holds(uint64_t rule, uint64_t data);
int32_t csc_i_kind_of(const char *name, size_t length);            /* 0: unknown */
int32_t csc_i_severity_of(const char *name, size_t length);        /* 0: unknown */
const char *csc_i_stemmer_of(const char *language, size_t length); /* libstemmer's name, or NULL */

/* ------------------------------------------------------------------ words */

enum { CSC_I_TOKEN_FIRST = 1, CSC_I_TOKEN_CLAUSE = 2, CSC_I_TOKEN_MARK = 4 };

typedef struct csc_i_token {
    uint32_t begin, end; /* in the folded text */
    uint32_t word;       /* number in the word table; words of a scan without a table: CSC_I_NONE */
    uint32_t flags;      /* FIRST: first of its sentence; CLAUSE: a clause mark stands between it and the one before */
} csc_i_token;

typedef struct csc_i_tokens {
    csc_i_token *items;
    size_t count, capacity;
    size_t words; /* without marks */
} csc_i_tokens;

typedef struct csc_i_words csc_i_words; /* the table of distinct words of a checker */

/* Where a scan stands: zeroed before the first part. */
typedef struct csc_i_scan {
    size_t at;                 /* what was read of the text */
    size_t word_at, word_stop; /* the last word */
    int end;                   /* a sentence mark was seen since the last token */
    int blank;                 /* a blank was seen since that mark */
    int clause;                /* a clause mark was seen since the last token */
    int lines;                 /* line ends in the current run of blanks */
    int begun;                 /* there was a token */
} csc_i_scan;

/* Parts folded text (16 readable bytes behind the end) into tokens, from where the scan stands: to the end, or to the first sentence that
 * begins after `most` tokens. `marks`, `other_marks`: which marks become tokens. */
csc_status csc_i_tokenize(const csc_allocator *a, const char *text, size_t length, const uint64_t marks[2], int other_marks,
                          csc_i_words *words, csc_i_tokens *tokens, csc_i_scan *scan, size_t most);

csc_i_words *csc_i_words_new(const csc_allocator *a, const csc_pack *const *packs, size_t count);
void csc_i_words_free(csc_i_words *w);
/* Keeps the table small: empties it when it has grown past its bound. Between texts only. */
void csc_i_words_trim(csc_i_words *w);
/* Ends the stemmers: third-party memory does not outlive a call. */
void csc_i_words_rest(csc_i_words *w);
uint32_t csc_i_words_intern(csc_i_words *w, const char *text, size_t length, int mark); /* CSC_I_NONE: no memory */
/* How many atoms a word has in a pack; *atoms points to them (to *single, when there is only one). */
size_t csc_i_words_atoms(const csc_i_words *w, size_t pack, uint32_t word, uint32_t *single, const uint32_t **atoms);
/* Compact form of the same, for the inner loop: 0 no atoms; bit 31 set: several, see csc_i_words_atoms; else the only atom.
 * Bit 30: some atom leaves root 0. */
const uint32_t *csc_i_words_symbols(const csc_i_words *w, size_t *stride);
#define CSC_I_SYMBOL_MANY UINT32_C(0x80000000)
#define CSC_I_SYMBOL_STARTS UINT32_C(0x40000000)
#define CSC_I_SYMBOL_ATOM UINT32_C(0x3FFFFFFF)
/* The stem of a folded word in a pack's language; `buffer` of `capacity` bytes; 0: none. */
size_t csc_i_words_stem(csc_i_words *w, size_t pack, const char *word, size_t length, char *buffer, size_t capacity);

/* ---------------------------------------------------------------- pattern */

/* Positions of patterns, before they become an automaton. */
enum { CSC_I_NODE_ATOM = 1, CSC_I_NODE_SPLIT = 2, CSC_I_NODE_ACCEPT = 3, CSC_I_NODE_PASS = 4 };
typedef struct csc_i_node {
    uint32_t kind;
    uint32_t a;    /* next; ACCEPT: the pattern's number */
    uint32_t b;    /* SPLIT: the other next */
    uint32_t atom; /* ATOM */
} csc_i_node;

/* What the pattern reader asks of whoever builds a pack. All return CSC_OK or a failure that ends the reading. */
typedef struct csc_i_pattern_host {
    void *ctx;
    csc_status (*atom)(void *ctx, uint32_t kind, const char *text, size_t length, uint32_t *number);
    /* Pattern i of a class; *text NULL beyond the last; an unknown class has none. */
    void (*class_pattern)(void *ctx, const char *name, size_t name_length, size_t i, const char **text, size_t *length);
    /* Stem of a folded word into buffer (at least 4 * length + 16 bytes); CSC_E_LANGUAGE without a stemmer. */
    csc_status (*stem)(void *ctx, const char *word, size_t length, char *buffer, size_t capacity, size_t *stem_length);
    csc_allocator allocator;
    csc_folder *folder;
    csc_i_node *nodes;
    size_t node_count, node_capacity;
    size_t positions;      /* ATOM nodes made for the current rule */
    size_t position_limit; /* most of them */
} csc_i_pattern_host;

/* Reads a pattern into nodes that end in `accept`; *start is the first node. On failure the nodes made are taken back. */
csc_status csc_i_pattern_read(csc_i_pattern_host *host, const char *text, size_t length, uint32_t accept, uint32_t *start, csc_error *err);

/* compile.c: nodes, with the starts of the patterns of each root, to states, edges, accepts of `pack`. */
csc_status csc_i_compile(csc_pack *pack, const csc_i_node *nodes, size_t node_count, const uint32_t *starts[2],
                         const size_t start_counts[2], const csc_allocator *scratch, csc_error *err);

/* ------------------------------------------------------------------ match */

/* A match of one pattern: tokens [begin, end). */
typedef struct csc_i_hit {
    uint32_t begin, end;
    uint32_t pattern; /* of the pack */
} csc_i_hit;

typedef struct csc_i_hits {
    csc_i_hit *items;
    size_t count, capacity;
} csc_i_hits;

typedef struct csc_i_slot_value {
    const char *name;
    size_t name_length;
    const uint32_t *words; /* of the word table */
    size_t word_count;
} csc_i_slot_value;

/* A state that is alive, and the token at which it goes on. */
typedef struct csc_i_active {
    uint32_t state, resume;
} csc_i_active;

/* Room that a run needs; grows, never shrinks. */
typedef struct csc_i_matcher {
    csc_allocator allocator;
    uint32_t *stamp; /* by state: the step in which it was reached */
    size_t stamp_count;
    uint32_t tick;
    uint32_t *pattern_stamp; /* by pattern: the run in which it matched; its place in `run` */
    uint32_t *pattern_place;
    size_t pattern_count;
    uint32_t run_tick;
    csc_i_active *active[2];
    size_t active_capacity;
    csc_i_hits run; /* best end of each pattern in one run */
} csc_i_matcher;

typedef struct csc_i_input {
    const csc_pack *pack;
    const csc_i_words *words;
    size_t pack_index;
    const csc_i_token *tokens;
    size_t count;
    const csc_i_slot_value *slots;
    size_t slot_count;
} csc_i_input;

csc_status csc_i_matcher_init(csc_i_matcher *m, const csc_allocator *a, const csc_pack *const *packs, size_t count);
void csc_i_matcher_free(csc_i_matcher *m);
/* All matches of patterns under root 0: from every token the longest of each pattern. Appended in order of begin. */
csc_status csc_i_match(csc_i_matcher *m, const csc_i_input *in, size_t from, csc_i_hits *hits);
/* One run of a root from one token; the best end of each pattern is in m->run. `reach`, when not NULL: the furthest token a state of
 * the run has taken, one behind it. */
csc_status csc_i_match_at(csc_i_matcher *m, const csc_i_input *in, int root, size_t at, size_t *reach);
csc_status csc_i_hits_add(csc_i_hits *hits, const csc_allocator *a, csc_i_hit hit);

#endif
