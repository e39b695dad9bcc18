/* The table of distinct words: each is looked up in the packs' atoms, and stemmed, once. */
#include <libstemmer.h>

#include "phrase/words.h"

#define WORDS_MOST 65536
#define ARENA_MOST ((size_t)8 << 20)
#define STEM_LONGEST 200 /* bytes; longer words have no stem */

csc_i_words *csc_i_words_new(const csc_allocator *a, const csc_pack *const *packs, size_t count) {
    csc_i_words *w = csc_i_zalloc(a, sizeof *w);
    if (w == NULL) return NULL;
    w->allocator = *a;
    w->packs = packs;
    w->pack_count = count;
    w->slot_count = 2048;
    w->slots = csc_i_alloc_array(a, w->slot_count, sizeof *w->slots);
    w->stemmers = csc_i_zalloc(a, count * sizeof *w->stemmers);
    w->none = csc_i_zalloc(a, count);
    if (w->slots == NULL || w->stemmers == NULL || w->none == NULL) {
        csc_i_words_free(w);
        return NULL;
    }
    memset(w->slots, 0, w->slot_count * sizeof *w->slots);
    return w;
}

void csc_i_words_free(csc_i_words *w) {
    if (w == NULL) return;
    csc_allocator a = w->allocator;
    if (w->stemmers != NULL) csc_i_words_rest(w);
    csc_i_free(&a, w->slots, w->slot_count * sizeof *w->slots);
    csc_i_free(&a, w->symbols, w->symbol_capacity * sizeof *w->symbols);
    csc_i_free(&a, w->lists, w->list_capacity * sizeof *w->lists);
    csc_i_free(&a, w->arena, w->arena_capacity);
    csc_i_free(&a, w->places, w->place_capacity * sizeof *w->places);
    csc_i_free(&a, w->stemmers, w->pack_count * sizeof *w->stemmers);
    csc_i_free(&a, w->none, w->pack_count);
    csc_i_free(&a, w, sizeof *w);
}

void csc_i_words_trim(csc_i_words *w) {
    if (w->count < WORDS_MOST && w->arena_length < ARENA_MOST) return;
    memset(w->slots, 0, w->slot_count * sizeof *w->slots);
    w->count = 0;
    w->list_length = 0;
    w->arena_length = 0;
}

void csc_i_words_rest(csc_i_words *w) {
    for (size_t i = 0; i < w->pack_count; i++) {
        if (w->stemmers[i] != NULL) sb_stemmer_delete(w->stemmers[i]);
        w->stemmers[i] = NULL;
    }
}

size_t csc_i_words_stem(csc_i_words *w, size_t pack, const char *word, size_t length, char *buffer, size_t capacity) {
    if (length > STEM_LONGEST || w->none[pack]) return 0;
    if (w->stemmers[pack] == NULL) {
        const csc_pack *p = w->packs[pack];
        const char *name = csc_i_stemmer_of(csc_i_pack_text(p, p->language), p->language.length);
        if (name != NULL) w->stemmers[pack] = sb_stemmer_new(name, "UTF_8");
        if (name == NULL) w->none[pack] = 1;
        if (w->stemmers[pack] == NULL) return 0;
    }
    const sb_symbol *stem = sb_stemmer_stem(w->stemmers[pack], (const sb_symbol *)word, (int)length);
    if (stem == NULL) return 0;
    int n = sb_stemmer_length(w->stemmers[pack]);
    if (n <= 0 || (size_t)n > capacity) return 0;
    memcpy(buffer, stem, (size_t)n);
    return (size_t)n;
}

uint32_t csc_i_stem_key(const char *text, size_t length, int letter) {
    /* the first two characters, y as i (English turns one into the other); letter 1: the first alone */
    size_t at = 0;
    uint32_t a = 0, b = 0;
    if (length > 0) a = csc_i_utf8_next((const uint8_t *)text, &at);
    if (!letter && at < length) b = csc_i_utf8_next((const uint8_t *)text, &at);
    if (a == 'y') a = 'i';
    if (b == 'y') b = 'i';
    return (a * UINT32_C(0x9E3779B1) + b * UINT32_C(0x85EBCA6B)) >> 16;
}

static int in_filter(const uint8_t *filter, uint32_t key) {
    return filter[key >> 3] >> (key & 7) & 1;
}

/* Adds the atom with this text to found[], when the pack has it. */
static void find(const csc_pack *p, uint32_t kind, const char *text, size_t length, uint32_t *found, size_t *n) {
    uint32_t atom = csc_i_pack_find_atom(p, kind, text, length);
    if (atom != CSC_I_NONE) found[(*n)++] = atom;
}

#define FOUND_MOST 288 /* a literal, a stem, six endings, prefixes of at most 255 bytes */

static size_t resolve(csc_i_words *w, size_t pack, const char *text, size_t length, int mark, uint32_t found[FOUND_MOST]) {
    static const char endings[][4] = {"n't", "'ve", "'re", "'ll", "'s", "'d", "'m"};
    const csc_pack *p = w->packs[pack];
    size_t n = 0;
    if (mark) {
        find(p, CSC_I_ATOM_MARK, text, length, found, &n);
        return n;
    }
    find(p, CSC_I_ATOM_LITERAL, text, length, found, &n);
    if (p->ending_count > 0) {
        for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
            size_t k = strlen(endings[i]);
            if (length >= k && memcmp(text + length - k, endings[i], k) == 0) find(p, CSC_I_ATOM_ENDING, endings[i], k, found, &n);
        }
    }
    if (p->prefix_longest > 0) {
        for (size_t k = p->prefix_shortest; k <= p->prefix_longest && k <= length; k++) find(p, CSC_I_ATOM_PREFIX, text, k, found, &n);
    }
    if (p->stem_count > 0 && length <= STEM_LONGEST) {
        if (p->stem_filter == NULL || in_filter(p->stem_filter, csc_i_stem_key(text, length, 0)) ||
            in_filter(p->stem_filter, csc_i_stem_key(text, length, 1))) {
            char stem[4 * STEM_LONGEST + 16];
            size_t k = csc_i_words_stem(w, pack, text, length, stem, sizeof stem);
            if (k > 0) find(p, CSC_I_ATOM_STEM, stem, k, found, &n);
        }
    }
    return n;
}

static csc_status grow_slots(csc_i_words *w) {
    size_t want = w->slot_count * 2;
    csc_i_word_slot *slots = csc_i_alloc_array(&w->allocator, want, sizeof *slots);
    if (slots == NULL) return CSC_E_NOMEM;
    memset(slots, 0, want * sizeof *slots);
    for (size_t i = 0; i < w->slot_count; i++) {
        const csc_i_word_slot *s = &w->slots[i];
        if (s->length == 0) continue;
        size_t at = csc_i_word_hash(s->key, s->length) & (want - 1);
        while (slots[at].length != 0) at = (at + 1) & (want - 1);
        slots[at] = *s;
    }
    csc_i_free(&w->allocator, w->slots, w->slot_count * sizeof *w->slots);
    w->slots = slots;
    w->slot_count = want;
    return CSC_OK;
}

static csc_status grow_to(const csc_allocator *a, uint32_t **items, size_t *capacity, size_t want) {
    void *p = *items;
    csc_status s = csc_i_grow(a, &p, capacity, want, sizeof **items);
    *items = p;
    return s;
}

uint32_t csc_i_words_add(csc_i_words *w, uint64_t key, const char *text, uint32_t length, int mark) {
    if ((w->count + 1) * 2 > w->slot_count && grow_slots(w) != CSC_OK) return CSC_I_NONE;
    size_t word = w->count, arena = w->arena_length;
    if (word >= CSC_I_SYMBOL_ATOM || length > UINT32_MAX - arena) return CSC_I_NONE;
    if (grow_to(&w->allocator, &w->symbols, &w->symbol_capacity, (word + 1) * w->pack_count) != CSC_OK) return CSC_I_NONE;
    if (grow_to(&w->allocator, &w->places, &w->place_capacity, word + 1) != CSC_OK) return CSC_I_NONE;
    w->places[word] = (uint32_t)arena;
    if (length > 8) {
        void *items = w->arena;
        csc_status s = csc_i_grow(&w->allocator, &items, &w->arena_capacity, arena + length, 1);
        w->arena = items;
        if (s != CSC_OK) return CSC_I_NONE;
        memcpy(w->arena + arena, text, length);
        arena += length;
    }
    for (size_t p = 0; p < w->pack_count; p++) {
        uint32_t found[FOUND_MOST];
        size_t n = resolve(w, p, text, length, mark, found);
        uint32_t symbol = 0;
        if (n == 1) {
            symbol = found[0];
        } else if (n > 1) {
            if (grow_to(&w->allocator, &w->lists, &w->list_capacity, w->list_length + n + 1) != CSC_OK) return CSC_I_NONE;
            symbol = CSC_I_SYMBOL_MANY | (uint32_t)w->list_length;
            w->lists[w->list_length++] = (uint32_t)n;
            memcpy(w->lists + w->list_length, found, n * sizeof *found);
            w->list_length += n;
        }
        for (size_t i = 0; i < n; i++) {
            if (w->packs[p]->root_next[0][found[i]] != 0) symbol |= CSC_I_SYMBOL_STARTS;
        }
        if (w->packs[p]->root_next[0][CSC_I_ANY] != 0 && !mark) symbol |= CSC_I_SYMBOL_STARTS;
        w->symbols[word * w->pack_count + p] = symbol;
    }
    w->arena_length = arena;
    size_t at = csc_i_word_hash(key, length) & (w->slot_count - 1);
    while (w->slots[at].length != 0) at = (at + 1) & (w->slot_count - 1);
    w->slots[at] = (csc_i_word_slot){key, length, (uint32_t)word};
    w->count++;
    return (uint32_t)word;
}

uint32_t csc_i_words_intern(csc_i_words *w, const char *text, size_t length, int mark) {
    char padded[8] = {0};
    if (length == 0 || length > UINT32_MAX) return CSC_I_NONE;
    if (length > 8) return csc_i_words_lookup(w, text, (uint32_t)length, mark);
    memcpy(padded, text, length);
    return csc_i_words_lookup(w, padded, (uint32_t)length, mark);
}

size_t csc_i_words_atoms(const csc_i_words *w, size_t pack, uint32_t word, uint32_t *single, const uint32_t **atoms) {
    uint32_t symbol = w->symbols[(size_t)word * w->pack_count + pack];
    if (symbol & CSC_I_SYMBOL_MANY) {
        const uint32_t *list = w->lists + (symbol & CSC_I_SYMBOL_ATOM);
        *atoms = list + 1;
        return list[0];
    }
    *single = symbol & CSC_I_SYMBOL_ATOM;
    *atoms = single;
    return *single != 0;
}

const uint32_t *csc_i_words_symbols(const csc_i_words *w, size_t *stride) {
    *stride = w->pack_count;
    return w->symbols;
}
