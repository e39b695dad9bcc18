/* Insides of the word table that the tokenizer needs in its inner loop. */
#ifndef CSC_PHRASE_WORDS_H
#define CSC_PHRASE_WORDS_H

#include "phrase/internal.h"

struct sb_stemmer;

typedef struct csc_i_word_slot {
    uint64_t a, b; /* words of at most 16 bytes: the bytes, zero-padded; longer ones: two hashes, b then the place in the arena */
    uint32_t length;
    uint32_t word; /* CSC_I_NONE: empty */
    uint64_t hash;
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
    char *arena; /* words longer than 16 bytes */
    size_t arena_length, arena_capacity;
    struct sb_stemmer **stemmers;
    uint8_t *none; /* the pack's language has no stemmer */
};

uint32_t csc_i_words_add(csc_i_words *w, csc_i_word_slot key, const char *text, int mark);
uint32_t csc_i_stem_key(const char *text, size_t length, int letter);

static inline uint64_t csc_i_mix(uint64_t x) {
    x *= UINT64_C(0x9FB21C651E98DF25);
    return x ^ x >> 32;
}

/* The word at text[0..length), with 16 bytes readable; CSC_I_NONE: no memory. */
static inline uint32_t csc_i_words_lookup(csc_i_words *w, const char *text, uint32_t length, int mark) {
    csc_i_word_slot key;
    key.length = length;
    key.word = CSC_I_NONE;
    if (CSC_I_LIKELY(length <= 8)) {
        memcpy(&key.a, text, 8);
        key.b = 0;
        /* keeps the first `length` bytes of the load whatever the byte order */
        static const uint16_t one = 1;
        uint8_t little;
        memcpy(&little, &one, 1);
        if (length == 0)
            key.a = 0;
        else
            key.a = little ? key.a << (64 - 8 * length) : key.a >> (64 - 8 * length);
        key.hash = csc_i_mix(key.a ^ (uint64_t)length << 55);
    } else if (length <= 16) {
        memcpy(&key.a, text, 8);
        memcpy(&key.b, text + length - 8, 8);
        key.hash = csc_i_mix(csc_i_mix(key.a) ^ key.b);
    } else {
        uint64_t a = length, b, last;
        uint32_t i = 0;
        for (; i + 8 <= length; i += 8) {
            memcpy(&b, text + i, 8);
            a = csc_i_mix(a ^ b) + b;
        }
        memcpy(&last, text + length - 8, 8);
        key.a = csc_i_mix(a ^ last);
        key.b = 0;
        key.hash = key.a;
    }
    size_t mask = w->slot_count - 1;
    for (size_t i = key.hash & mask;; i = (i + 1) & mask) {
        const csc_i_word_slot *s = &w->slots[i];
        if (s->a == key.a && s->length == length && s->word != CSC_I_NONE) {
            if (CSC_I_LIKELY(length <= 16)) {
                if (s->b == key.b) return s->word;
            } else if (memcmp(w->arena + s->b, text, length) == 0) {
                return s->word;
            }
        }
        if (s->word == CSC_I_NONE) break;
    }
    return csc_i_words_add(w, key, text, mark);
}

#endif
