/* From builder to pack. */
#include <stdlib.h>

#include "phrase/builder.h"

static void *copy(const csc_allocator *a, const void *items, size_t count, size_t item) {
    void *p = csc_i_alloc_array(a, count == 0 ? 1 : count, item);
    if (p != NULL && count > 0) memcpy(p, items, count * item);
    return p;
}

static csc_status check_rule(const csc_pack_builder *b, const csc_i_draft_rule *d, csc_error *err) {
    const char *why = NULL;
    const csc_i_rule *r = &d->rule;
    size_t patterns = d->list_count[CSC_I_LIST_PATTERN];
    if (r->kind == CSC_RULE_STYLE) {
        if (r->style == CSC_I_STYLE_NONE && patterns == 0) why = "A style rule has the key style, or patterns.";
    } else if (patterns == 0 && r->kind != CSC_RULE_PLACEHOLDER) {
        why = "The rule has no pattern: the key match is missing.";
    }
    if (r->kind == CSC_RULE_LIMIT && isnan(r->limit_max) && isnan(r->limit_min)) why = "A limit rule has limit.max or limit.min.";
    if (r->style != CSC_I_STYLE_NONE && r->kind != CSC_RULE_STYLE) why = "The key style belongs to style rules.";
    if (why == NULL) return CSC_OK;
    return csc_i_fail_key(err, CSC_E_SYNTAX, why, b->blob + r->id.at, r->id.length);
}

static int before(const csc_i_pattern *x, const csc_i_pattern *y) {
    if (x->rule != y->rule) return x->rule < y->rule;
    if (x->role != y->role) return x->role < y->role;
    return x->number < y->number;
}

static int compare_numbers(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Patterns come in the order of the calls, which is nearly that of the rules: order[i] is the draft at place i. */
static void sort_patterns(const csc_pack_builder *b, uint32_t *order, uint32_t *scratch) {
    size_t n = b->pattern_count;
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t lo = 0; lo < n; lo += 2 * width) {
            size_t mid = lo + width < n ? lo + width : n, hi = lo + 2 * width < n ? lo + 2 * width : n, i = lo, j = mid, k = lo;
            while (i < mid && j < hi) {
                if (before(&b->patterns[order[j]].pattern, &b->patterns[order[i]].pattern))
                    scratch[k++] = order[j++];
                else
                    scratch[k++] = order[i++];
            }
            while (i < mid) scratch[k++] = order[i++];
            while (j < hi) scratch[k++] = order[j++];
        }
        memcpy(order, scratch, n * sizeof *order);
    }
}

static csc_status fill_texts(const csc_pack_builder *b, csc_pack *p) {
    const csc_allocator *a = &p->allocator;
    p->texts = csc_i_alloc_array(a, b->text_count == 0 ? 1 : b->text_count, sizeof *p->texts);
    uint32_t *next = csc_i_alloc_array(a, b->rule_count == 0 ? 1 : b->rule_count * CSC_I_LISTS, sizeof *next);
    if (p->texts == NULL || next == NULL) {
        csc_i_free(a, next, (b->rule_count == 0 ? 1 : b->rule_count * CSC_I_LISTS) * sizeof *next);
        return CSC_E_NOMEM;
    }
    p->text_count = b->text_count;
    uint32_t at = 0;
    for (size_t i = 0; i < b->rule_count; i++) {
        for (size_t k = 0; k < CSC_I_LISTS; k++) {
            p->rules[i].list[k] = next[i * CSC_I_LISTS + k] = at;
            at += b->rules[i].list_count[k];
        }
        p->rules[i].list[CSC_I_LISTS] = at;
    }
    for (size_t i = 0; i < b->text_count; i++) {
        const csc_i_draft_text *t = &b->texts[i];
        p->texts[next[(size_t)t->rule * CSC_I_LISTS + t->list]++] = t->text;
    }
    csc_i_free(a, next, (b->rule_count == 0 ? 1 : b->rule_count * CSC_I_LISTS) * sizeof *next);
    return CSC_OK;
}

static csc_status fill(const csc_pack_builder *b, csc_pack *p, csc_error *err) {
    const csc_allocator *a = &p->allocator;
    size_t n = b->pattern_count;
    p->blob = copy(a, b->blob, b->blob_length, 1);
    p->rules = csc_i_alloc_array(a, b->rule_count == 0 ? 1 : b->rule_count, sizeof *p->rules);
    p->patterns = csc_i_alloc_array(a, n == 0 ? 1 : n, sizeof *p->patterns);
    p->class_names = csc_i_alloc_array(a, b->class_count == 0 ? 1 : b->class_count, sizeof *p->class_names);
    p->class_patterns = csc_i_alloc_array(a, b->class_count == 0 ? 1 : b->class_count, sizeof *p->class_patterns);
    p->atoms = copy(a, b->atoms, b->atom_count, sizeof *p->atoms);
    p->blob_length = b->blob_length;
    p->rule_count = b->rule_count;
    p->pattern_count = n;
    p->class_count = b->class_count;
    p->atom_count = b->atom_count;
    if (p->blob == NULL || p->rules == NULL || p->patterns == NULL || p->class_names == NULL || p->class_patterns == NULL ||
        p->atoms == NULL) {
        return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
    }
    p->name = b->name;
    p->version = b->version;
    p->language = b->language;
    for (size_t i = 0; i < b->class_count; i++) {
        p->class_names[i] = b->classes[i].name;
        p->class_patterns[i] = b->classes[i].pattern;
    }
    for (size_t i = 0; i < b->rule_count; i++) p->rules[i] = b->rules[i].rule;
    if (fill_texts(b, p) != CSC_OK) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
    size_t bytes = (n == 0 ? 1 : n) * sizeof(uint32_t);
    uint32_t *order = csc_i_alloc(a, bytes), *scratch = csc_i_alloc(a, bytes), *roots = csc_i_alloc(a, bytes);
    csc_status s = order == NULL || scratch == NULL || roots == NULL ? csc_i_fail(err, CSC_E_NOMEM, "No memory.") : CSC_OK;
    if (s == CSC_OK) {
        sort_patterns(b, order, scratch);
        /* matches from the front of `roots`, exceptions from its end */
        size_t counts[2] = {0, 0};
        for (size_t i = 0; i < n; i++) {
            const csc_i_draft_pattern *d = &b->patterns[order[i]];
            p->patterns[i] = d->pattern;
            scratch[order[i]] = (uint32_t)i; /* draft to place */
            if (d->pattern.role == CSC_I_ROLE_MATCH)
                roots[counts[0]++] = d->start;
            else
                roots[n - ++counts[1]] = d->start;
        }
        const uint32_t *starts[2] = {roots, roots + n - counts[1]};
        s = csc_i_compile(p, b->host.nodes, b->host.node_count, starts, counts, a, err);
    }
    if (s == CSC_OK) {
        for (size_t i = 0; i < p->accept_count; i++) p->accepts[i] = scratch[p->accepts[i]];
        for (size_t i = 0; i < p->state_count; i++) {
            size_t from = p->states[i].accept, to = p->states[i + 1].accept;
            if (to - from > 1) qsort(p->accepts + from, to - from, sizeof *p->accepts, compare_numbers);
        }
    }
    csc_i_free(a, order, bytes);
    csc_i_free(a, scratch, bytes);
    csc_i_free(a, roots, bytes);
    return s;
}

csc_status csc_pack_builder_finish(csc_pack_builder *b, csc_pack **out, csc_error *err) {
    if (b == NULL || out == NULL) return csc_i_fail(err, CSC_E_INVALID, "self or out is NULL");
    *out = NULL;
    for (size_t i = 0; i < b->rule_count; i++) CSC_I_TRY(check_rule(b, &b->rules[i], err));
    csc_pack *p = csc_i_pack_new(&b->allocator);
    if (p == NULL) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
    csc_status s = fill(b, p, err);
    if (s == CSC_OK) s = csc_i_pack_prepare(p, err);
    if (s != CSC_OK) {
        csc_pack_destroy(p);
        return s;
    }
    *out = p;
    return CSC_OK;
}
