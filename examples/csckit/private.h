/* What the files of the kit share among themselves; commands include kit.h only. */
#ifndef KIT_PRIVATE_H
#define KIT_PRIVATE_H

#include "kit.h"

struct kit_block; /* memory, see memory.c */

struct kit_private {
    struct kit_block *blocks;
    uint64_t serial; /* of the newest block */
    /* results */
    kit_value **stack; /* objects and arrays that are open while capturing */
    size_t depth, stack_capacity;
    kit_value *captured;
    kit_value **emitted;
    size_t emitted_count, emitted_capacity;
    /* progress */
    csc_context context;
    csc_threads *threads;
    csc_csv **tables; /* open until the end, for positions */
    size_t table_count, table_capacity;
    csc_json_writer *writer;
    const char *unit;
    double began, drawn; /* seconds of a monotonic clock */
    int bar_shown;
};

void kit_free_all(kit *k);
void kit_out_of_memory(void);
/* Options: fills k from the arguments after the command's name. KIT_CLEAN, or KIT_USAGE after a message; *help set by --help. */
int kit_parse(kit *k, int argc, char **argv, int *help);
extern const kit_option kit_options_always[];
/* The shared options of a bit of `uses`, ended by a NULL name. */
const kit_option *kit_options_shared(unsigned bit);
double kit_clock(void);
void kit_csv(kit *k, kit_value *const *results, size_t count);

#endif
