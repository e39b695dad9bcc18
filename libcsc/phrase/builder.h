/* A pack in the making. */
#ifndef CSC_PHRASE_BUILDER_H
#define CSC_PHRASE_BUILDER_H

#include "phrase/internal.h"

typedef struct csc_i_draft_rule {
    csc_i_rule rule;
    uint32_t given;   /* bits of single-valued keys */
    uint32_t any;     /* bits of CSC_I_WORDS_...: "any" was said */
    size_t positions; /* nodes that read, of its patterns */
    uint32_t list_count[CSC_I_LISTS];
} csc_i_draft_rule;

typedef struct csc_i_draft_text {
    uint32_t rule, list;
    csc_i_str text;
} csc_i_draft_text;

typedef struct csc_i_draft_pattern {
    csc_i_pattern pattern;
    uint32_t start; /* node */
} csc_i_draft_pattern;

typedef struct csc_i_draft_class {
    csc_i_str name, pattern;
} csc_i_draft_class;

struct csc_pack_builder {
    csc_allocator allocator;
    csc_i_pattern_host host;
    void *stemmer; /* during a call only */
    const char *stemmer_name;
    char *blob;
    size_t blob_length, blob_capacity;
    csc_i_str name, version, language;
    csc_i_draft_rule *rules;
    size_t rule_count, rule_capacity;
    uint32_t *rule_slots; /* open addressing of ids */
    size_t rule_slot_count;
    uint32_t current; /* rule that keys go to, or CSC_I_NONE */
    csc_i_draft_text *texts;
    size_t text_count, text_capacity;
    csc_i_draft_pattern *patterns;
    size_t pattern_count, pattern_capacity;
    csc_i_draft_class *classes;
    size_t class_count, class_capacity;
    csc_i_atom *atoms;
    size_t atom_count, atom_capacity;
    uint32_t *atom_slots;
    size_t atom_slot_count;
    size_t negation_positions;
};

csc_status csc_i_builder_text(csc_pack_builder *b, const char *text, size_t length, csc_i_str *out);
csc_status csc_i_builder_list(csc_pack_builder *b, uint32_t rule, uint32_t list, const char *text, size_t length, csc_error *err);
csc_status csc_i_builder_pattern(csc_pack_builder *b, uint32_t rule, uint32_t role, const char *text, size_t length, csc_error *err);

#endif
