/* Numbers for texts: each distinct text gets the next number. Open addressing over one text store. */
#include "base/internal.h"

static size_t hash_of(const char *text, size_t length) {
    uint64_t h[2];
    csc_i_hash128(text, length, 0, h);
    return (size_t)h[0];
}

const char *csc_i_labels_get(const csc_i_labels *self, size_t index, size_t *length) {
    *length = self->item[index].length;
    return *length == 0 ? "" : self->text + self->item[index].offset;
}

/* The slot of a text, or the free one where it belongs. */
static size_t find_slot(const csc_i_labels *self, const char *text, size_t length) {
    size_t at = hash_of(text, length) & (self->slots - 1);
    for (; self->slot[at] != 0; at = (at + 1) & (self->slots - 1)) {
        size_t n;
        const char *have = csc_i_labels_get(self, self->slot[at] - 1, &n);
        if (n == length && (n == 0 || memcmp(have, text, n) == 0)) break;
    }
    return at;
}

static void fill_slots(csc_i_labels *self) {
    memset(self->slot, 0, self->slots * sizeof *self->slot);
    for (size_t i = 0; i < self->count; i++) {
        size_t n;
        const char *text = csc_i_labels_get(self, i, &n);
        self->slot[find_slot(self, text, n)] = (uint32_t)i + 1;
    }
}

static csc_status grow_slots(csc_i_labels *self, const csc_allocator *a, csc_error *err) {
    size_t slots = self->slots == 0 ? 16 : self->slots * 2;
    uint32_t *fresh = csc_i_alloc_array(a, slots, sizeof *fresh);
    if (fresh == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the labels.");
    csc_i_free(a, self->slot, self->slots * sizeof *self->slot);
    self->slot = fresh;
    self->slots = slots;
    fill_slots(self);
    return CSC_OK;
}

csc_status csc_i_labels_add(csc_i_labels *self, const csc_allocator *a, const char *text, size_t length, size_t *index, csc_error *err) {
    if (length > CSC_I_LABEL_MAX) return csc_i_fail(err, CSC_E_LIMIT, "A label is longer than 65,535 bytes.");
    if (self->slots / 2 <= self->count) CSC_I_TRY(grow_slots(self, a, err));
    size_t at = find_slot(self, text, length);
    if (self->slot[at] == 0) {
        if (self->text_length + length > UINT32_MAX || self->count >= INT32_MAX)
            return csc_i_fail(err, CSC_E_LIMIT, "The labels take more than 4 GiB, or there are more than 2^31.");
        void *block = self->text, *items = self->item;
        csc_status status = csc_i_grow(a, &block, &self->text_capacity, self->text_length + length, 1);
        self->text = block;
        if (status == CSC_OK) status = csc_i_grow(a, &items, &self->capacity, self->count + 1, sizeof *self->item);
        self->item = items;
        if (status != CSC_OK) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the labels.");
        if (length > 0) memcpy(self->text + self->text_length, text, length);
        self->item[self->count].offset = (uint32_t)self->text_length;
        self->item[self->count].length = (uint32_t)length;
        self->text_length += length;
        self->slot[at] = (uint32_t)++self->count;
    }
    *index = self->slot[at] - 1;
    return CSC_OK;
}

size_t csc_i_labels_find(const csc_i_labels *self, const char *text, size_t length) {
    if (self->slots == 0) return SIZE_MAX;
    uint32_t found = self->slot[find_slot(self, text, length)];
    return found != 0 ? found - 1 : SIZE_MAX;
}

void csc_i_labels_truncate(csc_i_labels *self, size_t count) {
    if (count >= self->count) return;
    self->text_length = self->item[count].offset;
    self->count = count;
    fill_slots(self);
}

void csc_i_labels_free(csc_i_labels *self, const csc_allocator *a) {
    csc_i_free(a, self->text, self->text_capacity);
    csc_i_free(a, self->item, self->capacity * sizeof *self->item);
    csc_i_free(a, self->slot, self->slots * sizeof *self->slot);
    memset(self, 0, sizeof *self);
}

int csc_i_labels_before(const csc_i_labels *self, size_t a, size_t b) {
    size_t la, lb;
    const char *x = csc_i_labels_get(self, a, &la), *y = csc_i_labels_get(self, b, &lb);
    int order = memcmp(x, y, la < lb ? la : lb);
    return order != 0 ? order < 0 : la < lb;
}

static void sift(const csc_i_labels *self, uint32_t *index, size_t at, size_t n) {
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && csc_i_labels_before(self, index[child], index[child + 1])) child++;
        if (!csc_i_labels_before(self, index[at], index[child])) return;
        uint32_t t = index[at];
        index[at] = index[child];
        index[child] = t;
    }
}

void csc_i_labels_order(const csc_i_labels *self, uint32_t *order) {
    size_t n = self->count;
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    for (size_t i = n / 2; i-- > 0;) sift(self, order, i, n);
    for (size_t end = n; end > 1; end--) {
        uint32_t t = order[0];
        order[0] = order[end - 1];
        order[end - 1] = t;
        sift(self, order, 0, end - 1);
    }
}
