/* Made by make_tables.py; do not edit. Two-stage tables: block = stage one [code point >> 6], entry [block * 64 + low six bits]. */
#ifndef CSC_TEXT_TABLES_H
#define CSC_TEXT_TABLES_H

#include <stdint.h>

/* Entries of folding: 0 the code point stays; 1 it joins with its neighbours, so that the run must be normalised; else an action. */
enum { CSC_I_FOLD_SAME = 0, CSC_I_FOLD_RUN = 1 };
typedef struct csc_i_fold_action {
    uint32_t bytes;  /* length <= 4: the bytes, first one lowest; else an offset into csc_i_fold_pool */
    uint32_t length;
} csc_i_fold_action;
enum {
    CSC_I_CLASS_OTHER = 0,
    CSC_I_CLASS_LETTER = 1,
    CSC_I_CLASS_DIGIT = 2,
    CSC_I_CLASS_HAN = 3,
    CSC_I_CLASS_BLANK = 4,
    CSC_I_CLASS_KANA = 5,
    CSC_I_CLASS_MARK = 6,
    CSC_I_CLASS_JOIN = 7,
    CSC_I_CLASS_STOP = 8,
    CSC_I_CLASS_CLAUSE = 9,
    CSC_I_CLASS_LINE = 10,
    CSC_I_CLASS_QUOTE = 11,
    CSC_I_CLASS_MAYBE_STOP = 12,
    CSC_I_CLASSES
};

extern const uint16_t csc_i_fold_standard_block[17408];
extern const uint16_t csc_i_fold_standard_entry[16832];
extern const uint16_t csc_i_fold_matching_block[17408];
extern const uint16_t csc_i_fold_matching_entry[55936];
extern const csc_i_fold_action csc_i_fold_actions[7787];
extern const uint8_t csc_i_fold_pool[3207];
extern const uint16_t csc_i_class_block[17408];
extern const uint8_t csc_i_class_entry[20352];

#endif
