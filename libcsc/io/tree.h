/* The inside of csc_tree, shared by its two parsers. */
#ifndef CSC_IO_TREE_INTERNAL_H
#define CSC_IO_TREE_INTERNAL_H

#include "io/internal.h"

#define CSC_I_TREE_DEPTH 64

typedef struct csc_i_tree_node {
    uint64_t key; /* offset into `texts` */
    uint64_t text;
    uint32_t key_length;
    uint32_t text_length;
    uint32_t next;  /* sibling */
    uint32_t first; /* child */
    uint32_t count; /* children */
    uint8_t kind;   /* enum csc_tree_kind */
    uint8_t plain;  /* YAML scalar without quotes */
    uint8_t truth;  /* JSON boolean */
    uint8_t reserved;
    uint64_t byte; /* where the node begins in `source`, and on which line (from 0) */
    uint64_t key_byte;
    uint32_t line;
    uint32_t key_line;
} csc_i_tree_node;

struct csc_tree {
    csc_allocator allocator;
    csc_i_tree_node *nodes;
    size_t count, capacity;
    csc_i_io_buffer texts;  /* keys and texts, each with a NUL after it */
    csc_i_io_buffer source; /* a copy of the document, for columns */
    uint32_t *order;        /* scratch of the duplicate check */
    size_t order_capacity;
    uint64_t first_line;
};

/* Forgets the document and takes a copy of a new one. */
csc_status csc_i_tree_start(csc_tree *t, const char *text, size_t length, uint64_t first_line, csc_error *err);
/* Empties the tree after a failure and returns the status. */
csc_status csc_i_tree_abandon(csc_tree *t, csc_status status);
/* A new node, as the next child of `parent` after `last` (each CSC_TREE_NONE for none). */
csc_status csc_i_tree_add(csc_tree *t, uint32_t parent, uint32_t last, uint32_t *node);
/* CSC_E_DUPLICATE with the position of the second key, or CSC_OK. */
csc_status csc_i_tree_unique(csc_tree *t, uint32_t object, csc_error *err);
/* A failure at an offset of the source. */
csc_status csc_i_tree_fail_at(const csc_tree *t, csc_error *err, csc_status status, const char *message, size_t byte);

#endif
