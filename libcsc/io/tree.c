/* Documents as trees: what readers of packs, protocols, models and conversations ask of them. */
#include "io/tree.h"

/* -------------------------------------------------------------- life cycle */

csc_status csc_tree_create(csc_tree **out, const csc_context *context) {
    if (out == NULL) return CSC_E_INVALID;
    *out = NULL;
    csc_allocator a = csc_i_io_allocator(context);
    csc_tree *t = csc_i_io_zalloc(&a, sizeof *t);
    if (t == NULL) return CSC_E_NOMEM;
    t->allocator = t->texts.allocator = t->source.allocator = a;
    *out = t;
    return CSC_OK;
}

void csc_tree_destroy(csc_tree *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_io_free(&a, self->nodes, self->capacity * sizeof *self->nodes);
    csc_i_io_free(&a, self->order, self->order_capacity * sizeof *self->order);
    csc_i_io_buffer_free(&self->texts);
    csc_i_io_buffer_free(&self->source);
    csc_i_io_free(&a, self, sizeof *self);
}

/* ----------------------------------------------------------------- building */

csc_status csc_i_tree_abandon(csc_tree *t, csc_status status) {
    t->count = 0;
    t->texts.length = 0;
    t->source.length = 0;
    return status;
}

csc_status csc_i_tree_start(csc_tree *t, const char *text, size_t length, uint64_t first_line, csc_error *err) {
    csc_i_tree_abandon(t, CSC_OK);
    t->first_line = first_line;
    csc_status s = csc_i_io_append(&t->source, text, length);
    if (s == CSC_OK) s = csc_i_io_append(&t->source, "", 1); /* a NUL ends the text, so that parsers may look one byte ahead */
    if (s != CSC_OK) return csc_i_io_fail(err, s, "no memory for the document");
    t->source.length = length;
    return CSC_OK;
}

csc_status csc_i_tree_add(csc_tree *t, uint32_t parent, uint32_t last, uint32_t *node) {
    if (t->count >= CSC_TREE_NONE) return CSC_E_LIMIT;
    if (t->count == t->capacity) {
        void *p = t->nodes;
        csc_status s = csc_i_io_grow(&t->allocator, &p, &t->capacity, t->count + 1, sizeof *t->nodes);
        if (s != CSC_OK) return s;
        t->nodes = p;
    }
    uint32_t id = (uint32_t)t->count++;
    csc_i_tree_node *n = &t->nodes[id];
    memset(n, 0, sizeof *n);
    n->next = n->first = CSC_TREE_NONE;
    if (last != CSC_TREE_NONE)
        t->nodes[last].next = id;
    else if (parent != CSC_TREE_NONE)
        t->nodes[parent].first = id;
    if (parent != CSC_TREE_NONE) t->nodes[parent].count++;
    *node = id;
    return CSC_OK;
}

static int key_order(const csc_tree *t, uint32_t a, uint32_t b) {
    const csc_i_tree_node *x = &t->nodes[a], *y = &t->nodes[b];
    if (x->key_length != y->key_length) return x->key_length < y->key_length ? -1 : 1;
    return memcmp(t->texts.bytes + x->key, t->texts.bytes + y->key, x->key_length);
}

static int before(const csc_tree *t, uint32_t a, uint32_t b) {
    int c = key_order(t, a, b);
    return c != 0 ? c < 0 : a < b;
}

/* Heap sort: no recursion, no memory, no bad case that a hostile document could choose. */
static void sort(const csc_tree *t, uint32_t *items, size_t n) {
    for (size_t end = n, start = n / 2; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            end--;
            uint32_t top = items[end];
            items[end] = items[0];
            items[0] = top;
        }
        size_t root = start;
        for (;;) {
            size_t child = 2 * root + 1;
            if (child >= end) break;
            if (child + 1 < end && before(t, items[child], items[child + 1])) child++;
            if (!before(t, items[root], items[child])) break;
            uint32_t swap = items[root];
            items[root] = items[child];
            items[child] = swap;
            root = child;
        }
    }
}

csc_status csc_i_tree_unique(csc_tree *t, uint32_t object, csc_error *err) {
    const csc_i_tree_node *o = &t->nodes[object];
    uint32_t second = CSC_TREE_NONE;
    if (o->count <= 12) {
        for (uint32_t a = o->first; a != CSC_TREE_NONE && second == CSC_TREE_NONE; a = t->nodes[a].next)
            for (uint32_t b = o->first; b != a; b = t->nodes[b].next)
                if (key_order(t, a, b) == 0) {
                    second = a;
                    break;
                }
    } else {
        void *p = t->order;
        csc_status s = csc_i_io_grow(&t->allocator, &p, &t->order_capacity, o->count, sizeof *t->order);
        t->order = p;
        if (s != CSC_OK) return csc_i_io_fail(err, s, "no memory for the document");
        size_t n = 0;
        for (uint32_t a = o->first; a != CSC_TREE_NONE; a = t->nodes[a].next) t->order[n++] = a;
        sort(t, t->order, n);
        for (size_t i = 1; i < n; i++)
            if (key_order(t, t->order[i - 1], t->order[i]) == 0 && t->order[i] < second) second = t->order[i];
    }
    if (second == CSC_TREE_NONE) return CSC_OK;
    const csc_i_tree_node *n = &t->nodes[second];
    csc_i_tree_fail_at(t, err, CSC_E_DUPLICATE, "", (size_t)n->key_byte);
    csc_i_io_key(err, t->texts.bytes + n->key, n->key_length);
    csc_i_io_message(err, "the key \"", t->texts.bytes + n->key, n->key_length, "\" occurs twice");
    return CSC_E_DUPLICATE;
}

csc_status csc_i_tree_fail_at(const csc_tree *t, csc_error *err, csc_status status, const char *message, size_t byte) {
    if (err == NULL) return status;
    uint64_t line = 0, column = 0;
    csc_i_io_locate(t->source.bytes, byte, t->first_line, &line, &column);
    return csc_i_io_fail_at(err, status, message, line, column, byte);
}

/* ------------------------------------------------------------------- asking */

static const csc_i_tree_node *get(const csc_tree *t, uint32_t node) {
    return t != NULL && node < t->count ? &t->nodes[node] : NULL;
}

uint32_t csc_tree_root(const csc_tree *self) {
    return self != NULL && self->count > 0 ? 0 : CSC_TREE_NONE;
}

int32_t csc_tree_kind(const csc_tree *self, uint32_t node) {
    const csc_i_tree_node *n = get(self, node);
    return n != NULL ? n->kind : CSC_TREE_ABSENT;
}

size_t csc_tree_count(const csc_tree *self, uint32_t node) {
    const csc_i_tree_node *n = get(self, node);
    return n != NULL ? n->count : 0;
}

uint32_t csc_tree_first(const csc_tree *self, uint32_t node) {
    const csc_i_tree_node *n = get(self, node);
    return n != NULL ? n->first : CSC_TREE_NONE;
}

uint32_t csc_tree_next(const csc_tree *self, uint32_t node) {
    const csc_i_tree_node *n = get(self, node);
    return n != NULL ? n->next : CSC_TREE_NONE;
}

uint32_t csc_tree_get(const csc_tree *self, uint32_t node, const char *key, size_t key_length) {
    const csc_i_tree_node *n = get(self, node);
    if (n == NULL || n->kind != CSC_TREE_OBJECT || (key == NULL && key_length > 0)) return CSC_TREE_NONE;
    for (uint32_t m = n->first; m != CSC_TREE_NONE; m = self->nodes[m].next) {
        const csc_i_tree_node *c = &self->nodes[m];
        if (c->key_length == key_length && (key_length == 0 || memcmp(self->texts.bytes + c->key, key, key_length) == 0)) return m;
    }
    return CSC_TREE_NONE;
}

const char *csc_tree_key(const csc_tree *self, uint32_t node, size_t *length) {
    const csc_i_tree_node *n = get(self, node);
    if (length != NULL) *length = n != NULL ? n->key_length : 0;
    return n != NULL && n->key_length > 0 ? self->texts.bytes + n->key : "";
}

const char *csc_tree_text(const csc_tree *self, uint32_t node, size_t *length) {
    const csc_i_tree_node *n = get(self, node);
    if (n == NULL || n->kind != CSC_TREE_TEXT) n = NULL;
    if (length != NULL) *length = n != NULL ? n->text_length : 0;
    return n != NULL ? self->texts.bytes + n->text : NULL;
}

int32_t csc_tree_text_is(const csc_tree *self, uint32_t node, const char *text, size_t length) {
    size_t n = 0;
    const char *t = csc_tree_text(self, node, &n);
    return t != NULL && n == length && (n == 0 || (text != NULL && memcmp(t, text, n) == 0));
}

int32_t csc_tree_is_plain(const csc_tree *self, uint32_t node) {
    const csc_i_tree_node *n = get(self, node);
    return n != NULL && n->plain;
}

/* ------------------------------------------------------------------- values */

static csc_status absent(csc_error *err) {
    return csc_i_io_fail(err, CSC_E_NOTFOUND, "there is no such value");
}

/* The text of a number, or NULL: JSON numbers, and YAML scalars that stand without quotes. */
static const char *number_text(const csc_tree *t, const csc_i_tree_node *n) {
    if (n->kind == CSC_TREE_NUMBER || (n->kind == CSC_TREE_TEXT && n->plain)) return t->texts.bytes + n->text;
    return NULL;
}

csc_status csc_tree_number(const csc_tree *self, uint32_t node, double *value, csc_error *err) {
    if (value == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "value must not be NULL");
    const csc_i_tree_node *n = get(self, node);
    if (n == NULL) return absent(err);
    const char *text = number_text(self, n);
    double v = 0;
    if (text == NULL || n->text_length == 0 || csc_number_parse(text, n->text_length, &v, NULL) != CSC_OK || v != v)
        return csc_tree_fail(self, node, CSC_E_TYPE, "a number is due here", err);
    if (v - v != 0) {
        /* An infinity that was spelled out is no number of ours; one that came of digits is too large. */
        char c = text[text[0] == '-' || text[0] == '+'];
        if (c != '.' && (c < '0' || c > '9')) return csc_tree_fail(self, node, CSC_E_TYPE, "a number is due here", err);
        return csc_tree_fail(self, node, CSC_E_RANGE, "the number is too large", err);
    }
    *value = v;
    return CSC_OK;
}

csc_status csc_tree_integer(const csc_tree *self, uint32_t node, int64_t *value, csc_error *err) {
    if (value == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "value must not be NULL");
    const csc_i_tree_node *n = get(self, node);
    if (n == NULL) return absent(err);
    const char *text = number_text(self, n);
    size_t i = 0;
    int negative = 0;
    if (text != NULL && n->text_length > 0 && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        i = 1;
    }
    if (text == NULL || i == n->text_length) return csc_tree_fail(self, node, CSC_E_TYPE, "a whole number is due here", err);
    uint64_t v = 0;
    int large = 0;
    for (; i < n->text_length && text[i] >= '0' && text[i] <= '9'; i++) {
        unsigned digit = (unsigned)(text[i] - '0');
        if (v > (UINT64_MAX - digit) / 10) large = 1;
        v = v * 10 + digit;
    }
    if (i < n->text_length) {
        /* "5.0" and "1e3" are whole numbers too, as far as a double holds them exactly. */
        double d = 0;
        if (csc_number_parse(text, n->text_length, &d, NULL) != CSC_OK || !(d > -9007199254740993.0 && d < 9007199254740993.0) ||
            d != (double)(int64_t)d)
            return csc_tree_fail(self, node, CSC_E_TYPE, "a whole number is due here", err);
        *value = (int64_t)d;
        return CSC_OK;
    }
    if (large || v > (uint64_t)INT64_MAX + (negative ? 1u : 0u))
        return csc_tree_fail(self, node, CSC_E_RANGE, "the number does not fit 64 bits", err);
    *value = !negative ? (int64_t)v : v == (uint64_t)INT64_MAX + 1 ? INT64_MIN : -(int64_t)v;
    return CSC_OK;
}

csc_status csc_tree_boolean(const csc_tree *self, uint32_t node, int32_t *value, csc_error *err) {
    if (value == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "value must not be NULL");
    const csc_i_tree_node *n = get(self, node);
    if (n == NULL) return absent(err);
    if (n->kind == CSC_TREE_BOOLEAN) {
        *value = n->truth;
        return CSC_OK;
    }
    if (n->plain && csc_tree_text_is(self, node, "true", 4)) {
        *value = 1;
        return CSC_OK;
    }
    if (n->plain && csc_tree_text_is(self, node, "false", 5)) {
        *value = 0;
        return CSC_OK;
    }
    return csc_tree_fail(self, node, CSC_E_TYPE, "true or false is due here", err);
}

/* ---------------------------------------------------------------- positions */

csc_status csc_tree_position(const csc_tree *self, uint32_t node, int32_t of_key, uint64_t *line, uint64_t *column, uint64_t *byte) {
    const csc_i_tree_node *n = get(self, node);
    if (n == NULL) return CSC_E_NOTFOUND;
    of_key = of_key && n->key_length > 0;
    size_t at = (size_t)(of_key ? n->key_byte : n->byte);
    if (line != NULL) *line = self->first_line + (of_key ? n->key_line : n->line);
    if (byte != NULL) *byte = at;
    if (column != NULL) {
        size_t start = at;
        while (start > 0 && self->source.bytes[start - 1] != '\n' && self->source.bytes[start - 1] != '\r') start--;
        *column = 1 + csc_i_io_code_points(self->source.bytes + start, at - start);
    }
    return CSC_OK;
}

static csc_status fail_where(const csc_tree *self, uint32_t node, int32_t of_key, csc_status status, const char *message, csc_error *err) {
    if (err == NULL) return status;
    csc_i_io_fail(err, status, message != NULL ? message : csc_status_string(status));
    const csc_i_tree_node *n = get(self, node);
    if (n == NULL) return status;
    if (csc_tree_position(self, node, of_key, &err->line, &err->column, &err->byte) != CSC_OK) return status;
    if (n->key_length > 0) csc_i_io_key(err, self->texts.bytes + n->key, n->key_length);
    return status;
}

csc_status csc_tree_fail(const csc_tree *self, uint32_t node, csc_status status, const char *message, csc_error *err) {
    return fail_where(self, node, 0, status, message, err);
}

/* ------------------------------------------------------------------- schema */

static const char *due(int32_t kind) {
    switch (kind) {
    case CSC_TREE_NULL:
        return "null is due here";
    case CSC_TREE_BOOLEAN:
        return "true or false is due here";
    case CSC_TREE_NUMBER:
        return "a number is due here";
    case CSC_TREE_TEXT:
        return "a text is due here";
    case CSC_TREE_ARRAY:
        return "a list is due here";
    default:
        return "keys with values are due here";
    }
}

csc_status csc_tree_require(const csc_tree *self, uint32_t node, const char *key, size_t key_length, int32_t kind, uint32_t *member,
                            csc_error *err) {
    if (member == NULL || key == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "key and member must not be NULL");
    if (csc_tree_kind(self, node) != CSC_TREE_OBJECT) return csc_tree_fail(self, node, CSC_E_TYPE, due(CSC_TREE_OBJECT), err);
    uint32_t m = csc_tree_get(self, node, key, key_length);
    if (m == CSC_TREE_NONE) {
        csc_tree_fail(self, node, CSC_E_NOTFOUND, "", err);
        csc_i_io_message(err, "the key \"", key, key_length, "\" is missing here");
        csc_i_io_key(err, key, key_length);
        return CSC_E_NOTFOUND;
    }
    int32_t have = csc_tree_kind(self, m);
    /* A YAML scalar that reads as a number or a truth value will do where one is due. */
    int fits = kind == 0 || have == kind;
    double number = 0;
    int32_t truth = 0;
    if (!fits && kind == CSC_TREE_NUMBER) fits = csc_tree_number(self, m, &number, NULL) == CSC_OK;
    if (!fits && kind == CSC_TREE_BOOLEAN) fits = csc_tree_boolean(self, m, &truth, NULL) == CSC_OK;
    if (!fits) return csc_tree_fail(self, m, CSC_E_TYPE, due(kind), err);
    *member = m;
    return CSC_OK;
}

static int listed(const char *allowed, const char *key, size_t length) {
    for (const char *p = allowed;;) {
        const char *bar = strchr(p, '|');
        size_t n = bar != NULL ? (size_t)(bar - p) : strlen(p);
        if (n == length && memcmp(p, key, n) == 0) return 1;
        if (bar == NULL) return 0;
        p = bar + 1;
    }
}

csc_status csc_tree_check_keys(const csc_tree *self, uint32_t node, const char *allowed, csc_error *err) {
    if (allowed == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "allowed must not be NULL");
    if (csc_tree_kind(self, node) != CSC_TREE_OBJECT) return csc_tree_fail(self, node, CSC_E_TYPE, due(CSC_TREE_OBJECT), err);
    for (uint32_t m = csc_tree_first(self, node); m != CSC_TREE_NONE; m = csc_tree_next(self, m)) {
        size_t length = 0;
        const char *key = csc_tree_key(self, m, &length);
        if (listed(allowed, key, length)) continue;
        if (err == NULL) return CSC_E_NOTFOUND;
        fail_where(self, m, 1, CSC_E_NOTFOUND, "", err);
        csc_i_io_message(err, "unknown key \"", key, length < 60 ? length : 60, "\"; known are: ");
        size_t at = strlen(err->message);
        for (size_t i = 0; allowed[i] != '\0' && at + 2 < sizeof err->message; i++) {
            if (allowed[i] == '|') err->message[at++] = ',';
            err->message[at++] = allowed[i] == '|' ? ' ' : allowed[i];
        }
        err->message[at] = '\0';
        return CSC_E_NOTFOUND;
    }
    return CSC_OK;
}
