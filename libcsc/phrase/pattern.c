/* The pattern language of FORMATS section 5, read by recursive descent into nodes.
 *
 *   sequence := item+         item := word | word* | word~ | "(" alt ("|" alt)* ")" | "[" alt ("|" alt)* "]" | "..{m,n}" | "<class>"
 *                                   | "<$slot>" | "^" | "$"
 * Details that the page leaves open: punctuation between words is passed over (texts may or may not have it); a backslash before a mark
 * asks for that very mark; a backslash before a letter or digit is an error; "..{n}" is "..{n,n}"; n't, 've, 're, 's, 'll, 'd and 'm
 * standing alone are word endings. */
#include "phrase/internal.h"

typedef struct reader {
    csc_i_pattern_host *host;
    const char *text;
    size_t length, at;
    size_t base; /* nodes there were */
    int depth;   /* brackets */
    int nesting; /* classes in classes */
    csc_error *err;
} reader;

/* A part of the graph: enters at `first`, leaves through the PASS node `last`. */
typedef struct part {
    uint32_t first, last;
} part;

static csc_status fail(const reader *r, csc_status status, const char *message, size_t at) {
    return csc_i_fail_byte(r->err, status, message, at);
}

static csc_status node(reader *r, uint32_t kind, uint32_t a, uint32_t b, uint32_t atom, uint32_t *number) {
    csc_i_pattern_host *h = r->host;
    if (h->node_count >= UINT32_MAX - 1) return fail(r, CSC_E_LIMIT, "The patterns are too many.", r->at);
    void *items = h->nodes;
    csc_status s = csc_i_grow(&h->allocator, &items, &h->node_capacity, h->node_count + 1, sizeof *h->nodes);
    h->nodes = items;
    if (s != CSC_OK) return csc_i_fail(r->err, s, "No memory.");
    h->nodes[h->node_count] = (csc_i_node){kind, a, b, atom};
    *number = (uint32_t)h->node_count++;
    return CSC_OK;
}

static csc_status pass(reader *r, uint32_t *number) {
    return node(r, CSC_I_NODE_PASS, CSC_I_NONE, CSC_I_NONE, 0, number);
}

/* Puts an atom behind p. */
static csc_status append_atom(reader *r, part *p, uint32_t atom) {
    csc_i_pattern_host *h = r->host;
    if (h->positions >= h->position_limit) return fail(r, CSC_E_LIMIT, "The rule expands past 4,096 states.", r->at);
    h->positions++;
    uint32_t out = 0, in = 0;
    CSC_I_TRY(pass(r, &out));
    CSC_I_TRY(node(r, CSC_I_NODE_ATOM, out, CSC_I_NONE, atom, &in));
    h->nodes[p->last].a = in;
    p->last = out;
    return CSC_OK;
}

static csc_status append_named(reader *r, part *p, uint32_t kind, const char *text, size_t length) {
    uint32_t atom;
    csc_status s = r->host->atom(r->host->ctx, kind, text, length, &atom);
    if (s != CSC_OK) return csc_i_fail(r->err, s, "No memory.");
    return append_atom(r, p, atom);
}

static csc_status begin_part(reader *r, part *p) {
    CSC_I_TRY(pass(r, &p->first));
    p->last = p->first;
    return CSC_OK;
}

static void append_part(reader *r, part *p, part q) {
    r->host->nodes[p->last].a = q.first;
    p->last = q.last;
}

static int blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int meta(char c) {
    return c == '(' || c == ')' || c == '[' || c == ']' || c == '|' || c == '<' || c == '>' || c == '^' || c == '$' || c == '*' ||
           c == '~' || c == '\\';
}

static csc_status read_alternatives(reader *r, char closing, part *out);

static int word_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static csc_status read_gap(reader *r, part *p) {
    size_t begin = r->at, value[2] = {0, 0}, parts = 0;
    r->at += 3;
    for (;;) {
        size_t digits = 0;
        while (r->at < r->length && blank(r->text[r->at])) r->at++;
        while (r->at < r->length && r->text[r->at] >= '0' && r->text[r->at] <= '9') {
            if (value[parts] > CSC_I_RULE_STATES) return fail(r, CSC_E_LIMIT, "A gap is longer than 4,096 words.", r->at);
            value[parts] = value[parts] * 10 + (size_t)(r->text[r->at++] - '0');
            digits++;
        }
        if (digits == 0) return fail(r, CSC_E_SYNTAX, "A gap is written ..{m,n} with two numbers.", r->at);
        while (r->at < r->length && blank(r->text[r->at])) r->at++;
        parts++;
        if (r->at < r->length && r->text[r->at] == ',' && parts == 1) {
            r->at++;
            continue;
        }
        if (r->at < r->length && r->text[r->at] == '}') break;
        return fail(r, CSC_E_SYNTAX, "A gap is written ..{m,n} with two numbers.", r->at < r->length ? r->at : begin);
    }
    r->at++;
    if (parts == 1) value[1] = value[0];
    if (value[0] > value[1]) return fail(r, CSC_E_SYNTAX, "A gap ends below where it begins.", begin);
    if (value[1] > CSC_I_RULE_STATES) return fail(r, CSC_E_LIMIT, "A gap is longer than 4,096 words.", begin);
    for (size_t i = 0; i < value[0]; i++) CSC_I_TRY(append_atom(r, p, CSC_I_ANY));
    if (value[1] > value[0]) {
        /* each further word may be the last: all of them may leave to one node */
        uint32_t out;
        CSC_I_TRY(pass(r, &out));
        for (size_t i = value[0]; i < value[1]; i++) {
            uint32_t split, inner;
            CSC_I_TRY(pass(r, &inner));
            CSC_I_TRY(node(r, CSC_I_NODE_SPLIT, inner, out, 0, &split));
            r->host->nodes[p->last].a = split;
            p->last = inner;
            CSC_I_TRY(append_atom(r, p, CSC_I_ANY));
        }
        r->host->nodes[p->last].a = out;
        p->last = out;
    }
    return CSC_OK;
}

/* <class> and <$slot>. */
static csc_status read_named(reader *r, part *p) {
    size_t begin = r->at++;
    int slot = r->at < r->length && r->text[r->at] == '$';
    if (slot) r->at++;
    size_t name = r->at;
    while (r->at < r->length && word_letter(r->text[r->at])) r->at++;
    size_t n = r->at - name;
    if (n == 0 || r->at >= r->length || r->text[r->at] != '>') {
        return fail(r, CSC_E_SYNTAX, slot ? "A slot is written <$name>." : "A class is written <name>; for the mark itself write \\<.",
                    begin);
    }
    r->at++;
    if (slot) return append_named(r, p, CSC_I_ATOM_SLOT, r->text + name, n);
    const char *text;
    size_t length;
    r->host->class_pattern(r->host->ctx, r->text + name, n, 0, &text, &length);
    if (text == NULL) {
        csc_status s = fail(r, CSC_E_NOTFOUND, "There is no class of this name.", begin);
        csc_i_error_message(r->err, "There is no class <%> before this pattern.", r->text + name, n);
        return s;
    }
    if (r->nesting >= CSC_I_PATTERN_DEPTH) return fail(r, CSC_E_LIMIT, "Classes are nested too deep.", begin);
    uint32_t out, entry = CSC_I_NONE;
    CSC_I_TRY(pass(r, &out));
    for (size_t i = 0;; i++) {
        r->host->class_pattern(r->host->ctx, r->text + name, n, i, &text, &length);
        if (text == NULL) break;
        /* A copy: reading adds words to the memory that the class stands in, which may move. */
        char *copy = csc_i_alloc(&r->host->allocator, length);
        if (copy == NULL) return csc_i_fail(r->err, CSC_E_NOMEM, "No memory.");
        if (length > 0) memcpy(copy, text, length);
        reader inner = *r;
        inner.text = copy;
        inner.length = length;
        inner.at = 0;
        inner.depth = 0;
        inner.nesting++;
        part q;
        csc_status s = read_alternatives(&inner, 0, &q);
        csc_i_free(&r->host->allocator, copy, length);
        if (s != CSC_OK) {
            if (r->err != NULL) r->err->byte = begin; /* where this pattern names the class */
            return s;
        }
        r->host->nodes[q.last].a = out;
        if (entry == CSC_I_NONE)
            entry = q.first;
        else
            CSC_I_TRY(node(r, CSC_I_NODE_SPLIT, entry, q.first, 0, &entry));
    }
    append_part(r, p, (part){entry, out});
    return CSC_OK;
}

static int is_ending(const char *t, size_t n) {
    static const char *const endings[] = {"n't", "'ve", "'re", "'ll", "'s", "'d", "'m"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (strlen(endings[i]) == n && memcmp(endings[i], t, n) == 0) return 1;
    }
    return 0;
}

static size_t characters(const char *t, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += ((unsigned char)t[i] & 0xC0) != 0x80;
    return count;
}

/* Words up to the next special character. */
static csc_status read_words(reader *r, part *p, size_t *made) {
    csc_i_pattern_host *h = r->host;
    size_t begin = r->at;
    while (r->at < r->length && !meta(r->text[r->at]) && !(r->length - r->at >= 3 && memcmp(r->text + r->at, "..{", 3) == 0)) r->at++;
    csc_error inner;
    csc_error_init(&inner);
    csc_status s = csc_folder_fold(h->folder, r->text + begin, r->at - begin, &inner);
    if (s == CSC_E_UTF8) return fail(r, s, "The pattern is not valid UTF-8.", begin + (size_t)inner.byte);
    if (s != CSC_OK) return csc_i_fail(r->err, s, "No memory.");
    size_t folded_length;
    const char *folded = csc_folder_text(h->folder, &folded_length);
    csc_i_tokens tokens = {0};
    static const uint64_t no_marks[2] = {0, 0};
    csc_i_scan scan = {0};
    s = csc_i_tokenize(&h->allocator, folded, folded_length, no_marks, 0, NULL, &tokens, &scan, SIZE_MAX);
    if (s != CSC_OK) s = csc_i_fail(r->err, s, "No memory.");
    for (size_t i = 0; i < tokens.count && s == CSC_OK; i++) {
        const char *word = folded + tokens.items[i].begin;
        size_t n = tokens.items[i].end - tokens.items[i].begin;
        int last = i + 1 == tokens.count && tokens.items[i].end == folded_length;
        char suffix = last && r->at < r->length && (r->text[r->at] == '*' || r->text[r->at] == '~') ? r->text[r->at] : 0;
        uint32_t kind = CSC_I_ATOM_LITERAL;
        if (tokens.items[i].begin > 0 && word[-1] == '\'' && (tokens.items[i].begin == 1 || word[-2] == ' ') &&
            is_ending(word - 1, n + 1)) {
            word--, n++;
        }
        if (is_ending(word, n)) kind = CSC_I_ATOM_ENDING;
        (*made)++;
        if (suffix == 0) {
            s = append_named(r, p, kind, word, n);
            continue;
        }
        size_t at = 0;
        int han = csc_i_class(csc_i_utf8_next((const uint8_t *)word, &at)) == CSC_I_CLASS_HAN;
        if (han) {
            s = fail(r, CSC_E_SYNTAX, suffix == '~' ? "Characters of a script without blanks have no stem." : "A prefix needs letters.",
                     r->at);
        } else if (suffix == '*') {
            if (characters(word, n) < 3)
                s = fail(r, CSC_E_SYNTAX, "A prefix has three letters or more.", r->at);
            else if (n > 255)
                s = fail(r, CSC_E_LIMIT, "A prefix is longer than 255 bytes.", r->at);
            else
                s = append_named(r, p, CSC_I_ATOM_PREFIX, word, n);
        } else {
            char stem[1024];
            size_t k = 0;
            s = n > 200 ? CSC_E_LIMIT : h->stem(h->ctx, word, n, stem, sizeof stem, &k);
            if (s == CSC_E_LANGUAGE)
                s = fail(r, s, "There is no stemmer for the language of this pack.", r->at);
            else if (s != CSC_OK)
                s = fail(r, s, "The word has no stem.", r->at);
            else
                s = append_named(r, p, CSC_I_ATOM_STEM, stem, k);
        }
        r->at++;
    }
    csc_i_free(&h->allocator, tokens.items, tokens.capacity * sizeof *tokens.items);
    if (s == CSC_OK && r->at < r->length && (r->text[r->at] == '*' || r->text[r->at] == '~')) {
        return fail(r, CSC_E_SYNTAX, "* and ~ stand right behind a word.", r->at);
    }
    return s;
}

static csc_status read_escape(reader *r, part *p) {
    size_t begin = r->at++;
    if (r->at >= r->length) return fail(r, CSC_E_SYNTAX, "A backslash stands before the mark that is meant.", begin);
    size_t n = csc_i_utf8_length((const uint8_t *)r->text + r->at, r->length - r->at);
    if (n == 0) return fail(r, CSC_E_UTF8, "The pattern is not valid UTF-8.", r->at);
    csc_status s = csc_folder_fold(r->host->folder, r->text + r->at, n, r->err);
    if (s != CSC_OK) return s;
    size_t length;
    const char *folded = csc_folder_text(r->host->folder, &length);
    size_t at = 0;
    uint32_t c = length == 0 ? 0 : csc_i_utf8_next((const uint8_t *)folded, &at);
    int kind = csc_i_class(c);
    if (length == 0 || at != length || kind == CSC_I_CLASS_LETTER || kind == CSC_I_CLASS_DIGIT || kind == CSC_I_CLASS_HAN ||
        kind == CSC_I_CLASS_KANA || kind == CSC_I_CLASS_JOIN || kind == CSC_I_CLASS_BLANK || kind == CSC_I_CLASS_LINE ||
        kind == CSC_I_CLASS_MARK) {
        return fail(r, CSC_E_SYNTAX, "A backslash stands before a punctuation mark.", begin);
    }
    r->at += n;
    return append_named(r, p, CSC_I_ATOM_MARK, folded, length);
}

static int boundary(const reader *r, size_t at) {
    return at >= r->length || blank(r->text[at]) || r->text[at] == '(' || r->text[at] == ')' || r->text[at] == '[' || r->text[at] == ']' ||
           r->text[at] == '|' || r->text[at] == '<' || r->text[at] == '>';
}

static csc_status read_sequence(reader *r, part *out) {
    part p;
    CSC_I_TRY(begin_part(r, &p));
    size_t begin = r->at, items = 0;
    for (;;) {
        while (r->at < r->length && blank(r->text[r->at])) r->at++;
        if (r->at >= r->length) break;
        char c = r->text[r->at];
        if (c == ')' || c == ']' || c == '|') break;
        if (c == '(' || c == '[') {
            size_t open = r->at++;
            if (++r->depth > CSC_I_PATTERN_DEPTH) return fail(r, CSC_E_LIMIT, "Brackets are nested deeper than 64.", open);
            part q;
            CSC_I_TRY(read_alternatives(r, c == '(' ? ')' : ']', &q));
            if (r->at >= r->length) return fail(r, CSC_E_SYNTAX, "A bracket is not closed.", open);
            r->at++;
            r->depth--;
            if (c == '[') {
                uint32_t split;
                CSC_I_TRY(node(r, CSC_I_NODE_SPLIT, q.first, q.last, 0, &split));
                q.first = split;
            }
            append_part(r, &p, q);
            items++;
        } else if (c == '<') {
            CSC_I_TRY(read_named(r, &p));
            items++;
        } else if (c == '\\') {
            CSC_I_TRY(read_escape(r, &p));
            items++;
        } else if (c == '^' || c == '$') {
            if (!boundary(r, r->at + 1) || (r->at > 0 && !boundary(r, r->at - 1))) {
                return fail(r, CSC_E_SYNTAX, "^ and $ stand alone; for the mark itself write a backslash before it.", r->at);
            }
            CSC_I_TRY(append_atom(r, &p, c == '^' ? CSC_I_START : CSC_I_END));
            r->at++;
            items++;
        } else if (r->length - r->at >= 3 && memcmp(r->text + r->at, "..{", 3) == 0) {
            CSC_I_TRY(read_gap(r, &p));
            items++;
        } else if (c == '*' || c == '~') {
            return fail(r, CSC_E_SYNTAX, "* and ~ stand right behind a word.", r->at);
        } else if (c == '>') {
            return fail(r, CSC_E_SYNTAX, "A > without its <; for the mark itself write \\>.", r->at);
        } else {
            CSC_I_TRY(read_words(r, &p, &items));
        }
    }
    if (items == 0)
        return fail(r, CSC_E_SYNTAX, r->length == 0 || r->depth == 0 ? "The pattern is empty." : "An alternative is empty.", begin);
    *out = p;
    return CSC_OK;
}

/* Sequences parted by |, up to `closing` (left unread) or the end. */
static csc_status read_alternatives(reader *r, char closing, part *out) {
    part p;
    CSC_I_TRY(read_sequence(r, &p));
    uint32_t end = CSC_I_NONE, entry = p.first;
    while (r->at < r->length && r->text[r->at] == '|') {
        r->at++;
        if (end == CSC_I_NONE) {
            CSC_I_TRY(pass(r, &end));
            r->host->nodes[p.last].a = end;
        }
        part q;
        CSC_I_TRY(read_sequence(r, &q));
        r->host->nodes[q.last].a = end;
        CSC_I_TRY(node(r, CSC_I_NODE_SPLIT, entry, q.first, 0, &entry));
    }
    if (r->at < r->length && r->text[r->at] != closing) return fail(r, CSC_E_SYNTAX, "This bracket closes nothing.", r->at);
    *out = (part){entry, end == CSC_I_NONE ? p.last : end};
    return CSC_OK;
}

/* Whether `accept` can be reached without any token, or with gaps alone (words 1). */
static csc_status check_not_empty(reader *r, uint32_t start, size_t base, int *empty) {
    csc_i_pattern_host *h = r->host;
    size_t n = h->node_count - base;
    uint32_t *stack = csc_i_alloc_array(&h->allocator, 2 * n + 2, sizeof *stack);
    uint8_t *seen = csc_i_zalloc(&h->allocator, n + 1);
    csc_status s = stack == NULL || seen == NULL ? csc_i_fail(r->err, CSC_E_NOMEM, "No memory.") : CSC_OK;
    size_t top = 0;
    *empty = 0;
    if (s == CSC_OK) stack[top++] = start;
    while (top > 0) {
        uint32_t i = stack[--top];
        if (i == CSC_I_NONE || i < base || seen[i - base]) continue;
        seen[i - base] = 1;
        const csc_i_node *k = &h->nodes[i];
        if (k->kind == CSC_I_NODE_ACCEPT) {
            *empty = 1;
            break;
        }
        if (k->kind == CSC_I_NODE_ATOM && k->atom >= CSC_I_FIRST_ATOM) continue;
        stack[top++] = k->a;
        if (k->kind == CSC_I_NODE_SPLIT) stack[top++] = k->b;
    }
    csc_i_free(&h->allocator, stack, (2 * n + 2) * sizeof *stack);
    csc_i_free(&h->allocator, seen, n + 1);
    return s;
}

csc_status csc_i_pattern_read(csc_i_pattern_host *host, const char *text, size_t length, uint32_t accept, uint32_t *start, csc_error *err) {
    reader r = {host, text, length, 0, host->node_count, 0, 0, err};
    size_t base = host->node_count, positions = host->positions;
    part p;
    csc_status s = read_alternatives(&r, 0, &p);
    if (s == CSC_OK) {
        uint32_t end;
        s = node(&r, CSC_I_NODE_ACCEPT, accept, CSC_I_NONE, 0, &end);
        if (s == CSC_OK) host->nodes[p.last].a = end;
    }
    int empty = 0;
    if (s == CSC_OK) s = check_not_empty(&r, p.first, base, &empty);
    if (s == CSC_OK && empty) s = fail(&r, CSC_E_SYNTAX, "The pattern can match without any word of its own.", 0);
    if (s != CSC_OK) {
        host->node_count = base;
        host->positions = positions;
        return s;
    }
    *start = p.first;
    return CSC_OK;
}
