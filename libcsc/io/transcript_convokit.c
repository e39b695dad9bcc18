/* ConvoKit's utterances.jsonl. Utterances of a conversation may lie anywhere in the file, so all of it is read before the first
 * conversation is given; conversations come in the order of their first utterance. */
#include "io/transcript.h"

#include <math.h>

#define NONE UINT32_MAX

typedef struct utterance {
    size_t text, text_length, speaker, speaker_length; /* offsets into `bytes` */
    double time;
    uint64_t line;
    int32_t role;  /* stated, or 0 */
    uint32_t next; /* of the same conversation */
} utterance;

typedef struct dialogue {
    size_t id, id_length;
    uint32_t first, last;
} dialogue;

struct csc_i_convokit {
    csc_i_io_buffer bytes;
    utterance *utterances;
    size_t utterance_count, utterance_capacity;
    dialogue *dialogues;
    size_t dialogue_count, dialogue_capacity;
    uint32_t *table; /* dialogue + 1 */
    size_t table_size;
    size_t given;
};

void csc_i_convokit_free(csc_transcripts *r) {
    struct csc_i_convokit *k = r->convokit;
    if (k == NULL) return;
    csc_i_io_buffer_free(&k->bytes);
    csc_i_io_free(&r->allocator, k->utterances, k->utterance_capacity * sizeof *k->utterances);
    csc_i_io_free(&r->allocator, k->dialogues, k->dialogue_capacity * sizeof *k->dialogues);
    csc_i_io_free(&r->allocator, k->table, k->table_size * sizeof *k->table);
    csc_i_io_free(&r->allocator, k, sizeof *k);
    r->convokit = NULL;
}

static size_t hash(const char *text, size_t length) {
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return (size_t)(h ^ (h >> 29));
}

static csc_status grow_table(csc_transcripts *r) {
    struct csc_i_convokit *k = r->convokit;
    size_t size = k->table_size == 0 ? 256 : k->table_size * 2;
    uint32_t *table = csc_i_io_zalloc(&r->allocator, size * sizeof *table);
    if (table == NULL) return CSC_E_NOMEM;
    for (size_t d = 0; d < k->dialogue_count; d++) {
        size_t i = hash(k->bytes.bytes + k->dialogues[d].id, k->dialogues[d].id_length) & (size - 1);
        while (table[i] != 0) i = (i + 1) & (size - 1);
        table[i] = (uint32_t)d + 1;
    }
    csc_i_io_free(&r->allocator, k->table, k->table_size * sizeof *k->table);
    k->table = table;
    k->table_size = size;
    return CSC_OK;
}

static csc_status dialogue_of(csc_transcripts *r, const char *id, size_t length, dialogue **out) {
    struct csc_i_convokit *k = r->convokit;
    if (k->dialogue_count * 2 >= k->table_size) CSC_I_IO_TRY(grow_table(r));
    size_t i = hash(id, length) & (k->table_size - 1);
    for (; k->table[i] != 0; i = (i + 1) & (k->table_size - 1)) {
        dialogue *d = &k->dialogues[k->table[i] - 1];
        if (d->id_length == length && memcmp(k->bytes.bytes + d->id, id, length) == 0) {
            *out = d;
            return CSC_OK;
        }
    }
    void *p = k->dialogues;
    csc_status s = csc_i_io_grow(&r->allocator, &p, &k->dialogue_capacity, k->dialogue_count + 1, sizeof *k->dialogues);
    k->dialogues = p;
    if (s != CSC_OK) return s;
    dialogue *d = &k->dialogues[k->dialogue_count];
    d->id = k->bytes.length;
    d->id_length = length;
    d->first = d->last = NONE;
    CSC_I_IO_TRY(csc_i_io_append(&k->bytes, id, length));
    k->table[i] = (uint32_t)++k->dialogue_count;
    *out = d;
    return CSC_OK;
}

static csc_status add(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err) {
    struct csc_i_convokit *k = r->convokit;
    size_t n = 0, id_length = 0, speaker_length = 0, m = 0;
    uint32_t text_node;
    CSC_I_IO_TRY(csc_tree_require(t, node, CSC_I_KEY("text"), 0, &text_node, err));
    const char *text = csc_tree_text(t, text_node, &n);
    if (text == NULL && csc_tree_kind(t, text_node) != CSC_TREE_NULL)
        return csc_tree_fail(t, text_node, CSC_E_TYPE, "a text is due here", err);
    const char *id = csc_i_member_text(t, node, "conversation_id", &id_length);
    if (id == NULL) id = csc_i_member_text(t, node, "root", &id_length);
    if (id == NULL) id = csc_i_member_text(t, node, "id", &id_length);
    if (id == NULL) return csc_tree_fail(t, node, CSC_E_NOTFOUND, "the key \"conversation_id\" is missing here", err);
    const char *speaker = csc_i_member_text(t, node, "speaker", &speaker_length);
    if (speaker == NULL) speaker = csc_i_member_text(t, node, "user", &speaker_length);
    if (speaker == NULL) speaker = "";
    dialogue *d;
    void *p = k->utterances;
    csc_status s = k->utterance_count < NONE ? CSC_OK : CSC_E_LIMIT;
    if (s == CSC_OK) s = csc_i_io_grow(&r->allocator, &p, &k->utterance_capacity, k->utterance_count + 1, sizeof *k->utterances);
    k->utterances = p;
    if (s == CSC_OK) s = dialogue_of(r, id, id_length, &d);
    if (s != CSC_OK) return csc_i_no_memory(err);
    utterance *u = &k->utterances[k->utterance_count];
    memset(u, 0, sizeof *u);
    u->text = k->bytes.length;
    u->text_length = n;
    if (csc_i_io_append(&k->bytes, text, n) != CSC_OK) return csc_i_no_memory(err);
    u->speaker = k->bytes.length;
    u->speaker_length = speaker_length;
    if (csc_i_io_append(&k->bytes, speaker, speaker_length) != CSC_OK) return csc_i_no_memory(err);
    int64_t us;
    u->time = csc_i_member_instant(t, node, "timestamp", &us) ? (double)us / 1e6 : (double)NAN;
    if (csc_tree_position(t, node, 0, &u->line, NULL, NULL) != CSC_OK) u->line = 0;
    const char *role = csc_i_member_text(t, csc_i_member(t, node, "meta"), "role", &m);
    u->role = csc_i_role_word(role, m);
    u->next = NONE;
    uint32_t index = (uint32_t)k->utterance_count++;
    if (d->first == NONE)
        d->first = index;
    else
        k->utterances[d->last].next = index;
    d->last = index;
    return CSC_OK;
}

static csc_status read_all(csc_transcripts *r, csc_error *err) {
    r->convokit = csc_i_io_zalloc(&r->allocator, sizeof *r->convokit);
    if (r->convokit == NULL) return csc_i_no_memory(err);
    r->convokit->bytes.allocator = r->allocator;
    /* The first utterance may have been read to see what kind of file this is. */
    const csc_tree *t = r->tree;
    uint32_t node = r->node;
    for (;;) {
        csc_error mine;
        csc_error_init(&mine);
        csc_status s = CSC_OK;
        if (t == NULL) {
            if (r->lines == NULL) { /* a file of one line, or a list */
                if (!r->in_array || r->next_element == CSC_TREE_NONE) return CSC_OK;
                t = r->tree;
                node = r->next_element;
                r->next_element = csc_tree_next(t, node);
            } else {
                s = csc_jsonl_next(r->lines, &t, &mine);
            }
            if (s == CSC_OK && t == NULL) return CSC_OK;
            if (r->lines != NULL) node = csc_tree_root(t);
        }
        if (s == CSC_OK && csc_tree_kind(t, node) != CSC_TREE_OBJECT)
            s = csc_tree_fail(t, node, CSC_E_TYPE, "an utterance is an object", &mine);
        if (s == CSC_OK) s = add(r, t, node, &mine);
        int in_line = s == CSC_E_SYNTAX || s == CSC_E_UTF8 || s == CSC_E_DUPLICATE || s == CSC_E_TYPE || s == CSC_E_NOTFOUND;
        if (s != CSC_OK && !(r->skip_bad && in_line)) {
            if (err != NULL) *err = mine;
            return s;
        }
        r->skipped += s != CSC_OK;
        t = NULL;
    }
}

csc_status csc_i_read_convokit(csc_transcripts *r, int *found, csc_error *err) {
    *found = 0;
    if (r->done) return CSC_OK;
    if (r->convokit == NULL) {
        csc_status s = read_all(r, err);
        if (s != CSC_OK) {
            r->done = 1; /* conversations of half a file would look whole */
            return s;
        }
    }
    struct csc_i_convokit *k = r->convokit;
    csc_conversation *c = &r->conversation;
    r->tree = NULL;
    if (k->given == k->dialogue_count) return CSC_OK;
    const dialogue *d = &k->dialogues[k->given++];
    if (csc_i_conversation_field(c, "id", k->bytes.bytes + d->id, d->id_length) != CSC_OK) return csc_i_no_memory(err);
    double start = k->utterances[d->first].time;
    c->line = k->utterances[d->first].line;
    for (uint32_t i = d->first; i != NONE; i = k->utterances[i].next) {
        const utterance *u = &k->utterances[i];
        csc_i_turn *turn;
        if (csc_i_conversation_turn(c, k->bytes.bytes + u->text, u->text_length, &turn) != CSC_OK) return csc_i_no_memory(err);
        turn->line = u->line;
        turn->t = u->time - start;
        turn->role = u->role != CSC_ROLE_ANY ? u->role : csc_i_role_of_name(r, k->bytes.bytes + u->speaker, u->speaker_length);
        if (csc_i_conversation_name(c, turn, k->bytes.bytes + u->speaker, u->speaker_length) != CSC_OK) return csc_i_no_memory(err);
    }
    *found = 1;
    return CSC_OK;
}
