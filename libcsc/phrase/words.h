/* Insides of the word table that the tokenizer needs in its inner loop. */
#ifndef CSC_PHRASE_WORDS_H
#define CSC_PHRASE_WORDS_H

#include "phrase/internal.h"

struct sb_stemmer;

typedef struct csc_i_word_slot {
    uint64_t key;    /* words of at most 8 bytes: the bytes, zero-padded; longer ones: a hash, the bytes are in the arena */
    uint32_t length; /* 0: empty */
    uint32_t word;
} csc_i_word_slot;

struct csc_i_words {
    csc_allocator allocator;
    const csc_pack *const *packs;
    size_t pack_count;
    csc_i_word_slot *slots;
    size_t slot_count, count;
    uint32_t *symbols; /* word * pack_count + pack */
    size_t symbol_capacity;
    uint32_t *lists; /* count, atoms, count, atoms ... */
    size_t list_length, list_capacity;
    char *arena; /* words longer than 8 bytes, and where each word's bytes begin in it */
    size_t arena_length, arena_capacity;
    uint32_t *places;
    size_t place_capacity;
    struct sb_stemmer **stemmers;
    uint8_t *none; /* the pack's language has no stemmer */
};

uint32_t csc_i_words_add(csc_i_words *w, uint64_t key, const char *text, uint32_t length, int mark);
uint32_t csc_i_stem_key(const char *text, size_t length, int letter);

static inline uint64_t csc_i_mix(uint64_t x) {
    x *= UINT64_C(0x9FB21C651E98DF25);
    return x ^ x >> 32;
}

static inline size_t csc_i_word_hash(uint64_t key, uint32_t length) {
    return (size_t)(((key ^ length) * UINT64_C(0x9FB21C651E98DF25)) >> 30);
}

static inline uint64_t csc_i_word_key(const char *text, uint32_t length) {
    uint64_t a, b;
    if (CSC_I_LIKELY(length <= 8)) {
        /* keeps the first `length` bytes of the load whatever the byte order */
        static const uint16_t one = 1;
        uint8_t little;
        memcpy(&a, text, 8);
        memcpy(&little, &one, 1);
        if (length == 0) return 0;
        return little ? a << (64 - 8 * length) : a >> (64 - 8 * length);
    }
    a = length;
    for (uint32_t i = 0; i + 8 < length; i += 8) {
        memcpy(&b, text + i, 8);
        a = csc_i_mix(a ^ b) + b;
    }
    memcpy(&b, text + length - 8, 8);
    return csc_i_mix(a ^ b);
}

/* The word at text[0..length), length 1 or more, with 8 bytes readable; CSC_I_NONE: no memory. */
static inline uint32_t csc_i_words_lookup(csc_i_words *w, const char *text, uint32_t length, int mark) {
    uint64_t key = csc_i_word_key(text, length);
    size_t mask = w->slot_count - 1;
    for (size_t i = csc_i_word_hash(key, length) & mask;; i = (i + 1) & mask) {
        const csc_i_word_slot *s = &w->slots[i];
        if (s->key == key && s->length == length) {
            if (CSC_I_LIKELY(length <= 8) || memcmp(w->arena + w->places[s->word], text, length) == 0) return s->word;
        }
        if (s->length == 0) break;
    }
    return csc_i_words_add(w, key, text, length, mark);
}

#endif
