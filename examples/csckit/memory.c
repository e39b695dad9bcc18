/* Memory of one run: blocks on a list, freed together. */
#include "private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct kit_block {
    struct kit_block *next, *previous;
    size_t size;
    uint64_t serial; /* the list is in this order, the newest first */
} kit_block;

void kit_out_of_memory(void) {
    fputs("csckit: out of memory\n", stderr);
    exit(KIT_INTERNAL);
}

static void link_block(kit *k, kit_block *b) {
    b->previous = NULL;
    b->next = k->own->blocks;
    if (b->next != NULL) b->next->previous = b;
    k->own->blocks = b;
}

void *kit_alloc(kit *k, size_t size) {
    if (size > SIZE_MAX - sizeof(kit_block)) kit_out_of_memory();
    kit_block *b = calloc(1, sizeof(kit_block) + size);
    if (b == NULL) kit_out_of_memory();
    b->size = size;
    b->serial = ++k->own->serial;
    link_block(k, b);
    return b + 1;
}

void *kit_resize(kit *k, void *block, size_t size) {
    if (block == NULL) return kit_alloc(k, size);
    if (size > SIZE_MAX - sizeof(kit_block)) kit_out_of_memory();
    kit_block *b = (kit_block *)block - 1;
    size_t old = b->size;
    b = realloc(b, sizeof(kit_block) + size);
    if (b == NULL) kit_out_of_memory();
    b->size = size;
    /* it keeps its place in the list */
    if (b->previous != NULL)
        b->previous->next = b;
    else
        k->own->blocks = b;
    if (b->next != NULL) b->next->previous = b;
    if (size > old) memset((char *)(b + 1) + old, 0, size - old);
    return b + 1;
}

uint64_t kit_mark_memory(const kit *k) {
    return k->own->serial;
}

void kit_release_memory(kit *k, uint64_t mark) {
    while (k->own->blocks != NULL && k->own->blocks->serial > mark) {
        kit_block *b = k->own->blocks;
        k->own->blocks = b->next;
        if (b->next != NULL) b->next->previous = NULL;
        free(b);
    }
}

char *kit_copy(kit *k, const char *text, size_t length) {
    char *copy = kit_alloc(k, length + 1);
    if (length > 0) memcpy(copy, text, length);
    return copy;
}

char *kit_print(kit *k, const char *form, ...) {
    va_list args;
    va_start(args, form);
    int n = vsnprintf(NULL, 0, form, args);
    va_end(args);
    char *text = kit_alloc(k, (size_t)(n < 0 ? 0 : n) + 1);
    va_start(args, form);
    vsnprintf(text, (size_t)(n < 0 ? 0 : n) + 1, form, args);
    va_end(args);
    return text;
}

void kit_free_all(kit *k) {
    for (size_t i = 0; i < k->own->table_count; i++) csc_csv_destroy(k->own->tables[i]);
    csc_json_writer_destroy(k->own->writer);
    csc_threads_destroy(k->own->threads);
    for (kit_block *b = k->own->blocks; b != NULL;) {
        kit_block *next = b->next;
        free(b);
        b = next;
    }
    k->own->blocks = NULL;
}
