/* One turn against the packs: fold, words, matches, exceptions, kinds of rule. */
#include "phrase/checker.h"

csc_status csc_i_findings_add(csc_checker *c, csc_i_findings *list, csc_finding f) {
    void *items = list->items;
    csc_status s = csc_i_grow(&c->allocator, &items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items = items;
    if (s == CSC_OK) list->items[list->count++] = f;
    return s;
}

csc_status csc_i_found_add(csc_checker *c, csc_i_founds *list, csc_i_found found) {
    void *items = list->items;
    csc_status s = csc_i_grow(&c->allocator, &items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items = items;
    if (s == CSC_OK) list->items[list->count++] = found;
    return s;
}

int csc_i_finding_order(const csc_finding *x, const csc_finding *y) {
    if (x->turn != y->turn) return x->turn < y->turn ? -1 : 1;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    if (x->pack != y->pack) return x->pack < y->pack ? -1 : 1;
    if (x->rule != y->rule) return x->rule < y->rule ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

void csc_i_source_span(const csc_checker *c, const csc_i_condition *k, size_t folded_begin, size_t folded_end, uint32_t *begin,
                       uint32_t *end) {
    csc_span s = {0, 0}, t;
    if (csc_folder_source(c->folder, folded_begin, folded_end, &s) != CSC_OK) s = (csc_span){0, 0};
    if (k->media != CSC_MEDIA_PLAIN && csc_plain_source(c->plain, (size_t)s.begin, (size_t)s.end, &t) == CSC_OK) s = t;
    *begin = (uint32_t)s.begin;
    *end = (uint32_t)s.end;
}

/* -------------------------------------------------------------- conditions */

static size_t main_part(const char *language, size_t length) {
    size_t n = 0;
    while (n < length && language[n] != '-' && language[n] != '_') n++;
    return n;
}

static int pack_speaks(const csc_pack *p, const csc_i_condition *k) {
    if (k->language_length == 0) return 1;
    const char *mine = csc_i_pack_text(p, p->language);
    size_t a = main_part(mine, p->language.length), b = main_part(k->language, k->language_length);
    if (a == 3 && memcmp(mine, "und", 3) == 0) return 1; /* a pack for all languages */
    return a == b && memcmp(mine, k->language, a) == 0;
}

static int first_turn_of_role(const csc_checker *c, const csc_i_turn *turn, uint32_t roles) {
    for (size_t i = 0; i < c->turn_count && c->turns[i]->number < turn->number; i++) {
        const csc_i_condition *k = csc_i_turn_condition(c, c->turns[i]);
        if (k->roles == roles && !k->internal) return 0;
    }
    return 1;
}

int csc_i_rule_applies(const csc_checker *c, const csc_i_turn *turn, const csc_i_condition *k, const csc_i_rule *r) {
    if (r->kind == CSC_RULE_CONCEPT) return k->concepts;
    /* nothing is missing where nobody knows that it was due: a requirement needs its conditions known */
    if (r->kind == CSC_RULE_REQUIRE && ((r->channels != 0 && k->channels == 0) || (r->stages != 0 && k->stages == 0) ||
                                        (r->roles != 0 && k->roles == 0) || (r->audience != 0 && (r->audience & k->audience) == 0))) {
        return 0;
    }
    if (r->channels != 0 && k->channels != 0 && (r->channels & k->channels) == 0) return 0;
    if (r->stages != 0 && k->stages != 0 && (r->stages & k->stages) == 0) return 0;
    if (r->roles != 0 && k->roles != 0 && (r->roles & k->roles) == 0) return 0;
    if (!csc_i_audience_holds(r->audience, k->audience)) return 0;
    return !r->first_turn || first_turn_of_role(c, turn, k->roles);
}

/* -------------------------------------------------------------- exceptions */

/* The first token of the sentence of token i, and the one behind its last. */
static void sentence_of(const csc_i_input *in, size_t i, size_t *begin, size_t *end) {
    size_t b = i, e = i + 1;
    while (b > 0 && !(in->tokens[b].flags & CSC_I_TOKEN_FIRST)) b--;
    while (e < in->count && !(in->tokens[e].flags & CSC_I_TOKEN_FIRST)) e++;
    *begin = b;
    *end = e;
}

/* Whether the last run of root 1 holds an exception of this role that ends in [low, high]. */
static int excepted(const csc_checker *c, const csc_pack *p, uint32_t rule, uint32_t role, size_t low, size_t high) {
    for (size_t i = 0; i < c->matcher.run.count; i++) {
        const csc_i_hit *h = &c->matcher.run.items[i];
        const csc_i_pattern *pt = &p->patterns[h->pattern];
        if (pt->role == role && (pt->rule == rule || role == CSC_I_ROLE_NEGATION) && h->end >= low && h->end <= high) return 1;
    }
    return 0;
}

static csc_status negated(csc_checker *c, const csc_i_input *in, size_t begin, unsigned window, int *out) {
    csc_i_input cut = *in;
    cut.count = begin;
    size_t i = begin;
    unsigned words = 0;
    *out = 0;
    while (i > 0 && words < window) {
        if (in->tokens[i].flags & (CSC_I_TOKEN_FIRST | CSC_I_TOKEN_CLAUSE)) break;
        i--;
        if (in->tokens[i].flags & CSC_I_TOKEN_MARK) continue;
        words++;
        CSC_I_TRY(csc_i_match_at(&c->matcher, &cut, 1, i, NULL));
        if (excepted(c, in->pack, CSC_I_NONE, CSC_I_ROLE_NEGATION, 0, begin)) {
            *out = 1;
            return CSC_OK;
        }
    }
    return CSC_OK;
}

/* In capitals: at least one letter, and none that a capital stands for. */
static int in_capitals(const char *text, size_t begin, size_t end) {
    int letters = 0;
    for (size_t i = begin; i < end;) {
        size_t from = i;
        uint32_t p = csc_i_utf8_next((const uint8_t *)text, &i);
        if (csc_i_class(p) != CSC_I_CLASS_LETTER) continue;
        unsigned e = csc_i_fold_standard_entry[(size_t)csc_i_fold_standard_block[p >> 6] * 64 + (p & 63)];
        if (text[from] >= 'A' && text[from] <= 'Z') e = 2;
        if (e == CSC_I_FOLD_SAME) return 0;
        letters++;
    }
    return letters > 0;
}

static csc_status vetoed(csc_checker *c, const csc_i_input *in, const csc_i_rule *r, uint32_t rule, csc_i_hit hit, int *out) {
    const csc_pack *p = in->pack;
    *out = 0;
    if (r->negation > 0 && p->has_negation) {
        CSC_I_TRY(negated(c, in, hit.begin, r->negation, out));
        if (*out) return CSC_OK;
    }
    const uint32_t *list = r->list;
    if (!p->has_exceptions || list[CSC_I_LIST_BEFORE] == list[CSC_I_LISTS]) return CSC_OK; /* the last four lists are exceptions */
    size_t begin, end;
    sentence_of(in, hit.begin, &begin, &end);
    if (list[CSC_I_LIST_BEFORE + 1] > list[CSC_I_LIST_BEFORE]) {
        csc_i_input cut = *in;
        size_t stop = hit.begin;
        cut.count = stop;
        for (size_t i = begin; i < stop; i++) {
            CSC_I_TRY(csc_i_match_at(&c->matcher, &cut, 1, i, NULL));
            /* marks may stand between */
            size_t low = stop;
            while (low > i + 1 && (in->tokens[low - 1].flags & CSC_I_TOKEN_MARK)) low--;
            if ((*out = excepted(c, p, rule, CSC_I_ROLE_BEFORE, low, stop))) return CSC_OK;
        }
    }
    if (list[CSC_I_LIST_AFTER + 1] > list[CSC_I_LIST_AFTER]) {
        for (size_t i = hit.end; i < end; i++) {
            CSC_I_TRY(csc_i_match_at(&c->matcher, in, 1, i, NULL));
            if ((*out = excepted(c, p, rule, CSC_I_ROLE_AFTER, 0, end))) return CSC_OK;
            if (!(in->tokens[i].flags & CSC_I_TOKEN_MARK)) break;
        }
    }
    if (list[CSC_I_LIST_SPAN + 1] > list[CSC_I_LIST_SPAN]) {
        for (size_t i = begin; i <= hit.begin; i++) {
            CSC_I_TRY(csc_i_match_at(&c->matcher, in, 1, i, NULL));
            if ((*out = excepted(c, p, rule, CSC_I_ROLE_SPAN, hit.end, end))) return CSC_OK;
        }
    }
    if (list[CSC_I_LIST_WITHIN + 1] > list[CSC_I_LIST_WITHIN]) {
        for (size_t i = begin; i < end; i++) {
            CSC_I_TRY(csc_i_match_at(&c->matcher, in, 1, i, NULL));
            if ((*out = excepted(c, p, rule, CSC_I_ROLE_WITHIN, 0, end))) return CSC_OK;
        }
    }
    return CSC_OK;
}

/* ------------------------------------------------------------------- hits */

static csc_status take_hits(csc_checker *c, const csc_i_turn *turn, const csc_i_condition *k, const csc_i_input *in, size_t pack,
                            const char *plain) {
    const csc_pack *p = in->pack;
    for (size_t i = 0; i < c->hits.count; i++) {
        csc_i_hit hit = c->hits.items[i];
        const csc_i_pattern *pt = &p->patterns[hit.pattern];
        const csc_i_rule *r = &p->rules[pt->rule];
        if (!csc_i_rule_applies(c, turn, k, r)) continue;
        int veto;
        CSC_I_TRY(vetoed(c, in, r, pt->rule, hit, &veto));
        if (veto) continue;
        size_t folded_begin = in->tokens[hit.begin].begin, folded_end = in->tokens[hit.end - 1].end;
        if (r->upper) {
            csc_span s;
            if (csc_folder_source(c->folder, folded_begin, folded_end, &s) != CSC_OK || !in_capitals(plain, (size_t)s.begin, (size_t)s.end))
                continue;
        }
        csc_i_found found;
        memset(&found, 0, sizeof found);
        found.begin = hit.begin;
        found.end = hit.end;
        found.finding.turn = turn->number;
        found.finding.rule = pt->rule;
        found.finding.pattern = pt->number;
        found.finding.pack = (uint16_t)pack;
        found.finding.by = CSC_BY_PATTERN;
        found.finding.probability = NAN;
        csc_i_source_span(c, k, folded_begin, folded_end, &found.finding.begin, &found.finding.end);
        csc_i_founds *list = r->kind == CSC_RULE_LIMIT ? &c->occurrences : &c->fresh;
        size_t place = c->rule_base[pack] + pt->rule;
        if (r->kind == CSC_RULE_REQUIRE) {
            c->rule_stamp[place] = c->judgement; /* satisfied; nothing to tell */
            continue;
        }
        if (c->rule_stamp[place] == c->judgement) {
            csc_i_found *last = &list->items[c->rule_last[place]];
            if (hit.begin < last->end) { /* hits of one rule that overlap are one */
                if (hit.end > last->end) {
                    last->end = hit.end;
                    last->finding.end = found.finding.end;
                    if (hit.begin == last->begin) last->finding.pattern = pt->number;
                }
                continue;
            }
        }
        c->rule_stamp[place] = c->judgement;
        c->rule_last[place] = (uint32_t)list->count;
        CSC_I_TRY(csc_i_found_add(c, list, found));
    }
    return CSC_OK;
}

/* --------------------------------------------------------- limits and lacks */

static csc_status tell(csc_checker *c, const csc_i_turn *turn, size_t pack, size_t rule, uint32_t begin, uint32_t end) {
    csc_i_found f;
    memset(&f, 0, sizeof f);
    f.finding.turn = turn->number;
    f.finding.begin = begin;
    f.finding.end = end;
    f.finding.rule = (uint32_t)rule;
    f.finding.pattern = UINT32_MAX;
    f.finding.pack = (uint16_t)pack;
    f.finding.by = CSC_BY_METRIC;
    f.finding.probability = NAN;
    return csc_i_found_add(c, &c->fresh, f);
}

/* Where the words of the turn end (or begin): there a missing element was due. */
static uint32_t due_place(const csc_checker *c, const csc_i_turn *turn, const csc_i_condition *k, int at_start) {
    uint32_t begin, end;
    if (c->tokens.count == 0) return at_start ? 0 : (uint32_t)turn->length;
    const csc_i_token *t = at_start ? &c->tokens.items[0] : &c->tokens.items[c->tokens.count - 1];
    csc_i_source_span(c, k, t->begin, t->end, &begin, &end);
    if (at_start) return begin;
    if (k->media != CSC_MEDIA_PLAIN) return end;
    /* behind the marks that close the last sentence, before blanks */
    size_t n = turn->length;
    while (n > end && (turn->text[n - 1] == ' ' || turn->text[n - 1] == '\n' || turn->text[n - 1] == '\r' || turn->text[n - 1] == '\t'))
        n--;
    return (uint32_t)n;
}

static csc_status judge_limit(csc_checker *c, const csc_i_turn *turn, const csc_i_condition *k, size_t pack, size_t rule) {
    const csc_i_rule *r = &c->packs[pack]->rules[rule];
    size_t words = c->tokens.words;
    if (r->limit_per == CSC_I_PER_CONVERSATION) {
        for (size_t i = 0; i < c->occurrences.count; i++) {
            const csc_i_found *f = &c->occurrences.items[i];
            if (f->finding.pack == pack && f->finding.rule == rule) CSC_I_TRY(csc_i_findings_add(c, &c->counted, f->finding));
        }
        return CSC_OK;
    }
    if (words < r->limit_words) return CSC_OK;
    double scale = r->limit_per == CSC_I_PER_100_WORDS ? (double)words / 100 : 1;
    double most = isnan(r->limit_max) ? INFINITY : r->limit_max * scale;
    double count = 0;
    int told = 0;
    size_t scanned = 0;
    for (size_t i = 0; i < c->occurrences.count; i++) {
        const csc_i_found *f = &c->occurrences.items[i];
        if (f->finding.pack != pack || f->finding.rule != rule) continue;
        if (r->limit_per == CSC_I_PER_SENTENCE) {
            int fresh = 0;
            for (; scanned <= f->begin; scanned++) fresh |= scanned > 0 && (c->tokens.items[scanned].flags & CSC_I_TOKEN_FIRST) != 0;
            if (fresh) count = 0, told = 0;
        }
        count++;
        if (count > most && !told) {
            told = 1;
            CSC_I_TRY(tell(c, turn, pack, rule, f->finding.begin, f->finding.end));
        }
    }
    if (turn->final && !isnan(r->limit_min) && r->limit_per != CSC_I_PER_SENTENCE && count < r->limit_min * scale && words > 0) {
        uint32_t at = due_place(c, turn, k, r->at_start);
        CSC_I_TRY(tell(c, turn, pack, rule, at, at));
    }
    return CSC_OK;
}

static csc_status judge_specials(csc_checker *c, const csc_i_turn *turn, const csc_i_condition *k, const char *plain, size_t plain_length) {
    for (size_t i = 0; i < c->special_count; i++) {
        size_t pack = c->special_pack[i], rule = c->specials[i];
        const csc_pack *p = c->packs[pack];
        const csc_i_rule *r = &p->rules[rule];
        if (!pack_speaks(p, k) || !csc_i_rule_applies(c, turn, k, r)) continue;
        if (r->kind == CSC_RULE_LIMIT) {
            CSC_I_TRY(judge_limit(c, turn, k, pack, rule));
        } else if (r->kind == CSC_RULE_STYLE) {
            CSC_I_TRY(csc_i_style(c, k, r, pack, rule, plain, plain_length));
        } else if (r->kind == CSC_RULE_PLACEHOLDER) {
            CSC_I_TRY(csc_i_placeholders(c, k, pack, rule, plain, plain_length));
        } else if (turn->final && c->rule_stamp[c->rule_base[pack] + rule] != c->judgement && c->tokens.words >= r->limit_words &&
                   c->tokens.words > 0) {
            uint32_t at = due_place(c, turn, k, r->at_start);
            CSC_I_TRY(tell(c, turn, pack, rule, at, at));
        }
    }
    for (size_t i = 0; i < c->fresh.count; i++) c->fresh.items[i].finding.turn = turn->number;
    return CSC_OK;
}

/* ------------------------------------------------------------------- slots */

static csc_status resolve_slots(csc_checker *c) {
    void *items = c->slot_values;
    csc_status s = csc_i_grow(&c->allocator, &items, &c->slot_value_capacity, c->slot_count, sizeof *c->slot_values);
    c->slot_values = items;
    CSC_I_TRY(s);
    size_t used = 0;
    static const uint64_t no_marks[2] = {0, 0};
    for (size_t i = 0; i < c->slot_count; i++) {
        csc_i_slot_text *t = &c->slots[i];
        size_t length;
        CSC_I_TRY(csc_folder_fold(c->folder, t->value, t->value_length, NULL));
        const char *folded = csc_folder_text(c->folder, &length);
        csc_i_scan scan = {0};
        CSC_I_TRY(csc_i_tokenize(&c->allocator, folded, length, no_marks, 0, c->words, &c->tokens, &scan, SIZE_MAX));
        items = c->slot_words;
        s = csc_i_grow(&c->allocator, &items, &c->slot_word_capacity, used + c->tokens.count + 1, sizeof *c->slot_words);
        c->slot_words = items;
        CSC_I_TRY(s);
        t->words_at = used;
        t->word_count = c->tokens.count;
        for (size_t w = 0; w < c->tokens.count; w++) c->slot_words[used++] = c->tokens.items[w].word;
    }
    for (size_t i = 0; i < c->slot_count; i++) {
        const csc_i_slot_text *t = &c->slots[i];
        c->slot_values[i] = (csc_i_slot_value){t->name, t->name_length, c->slot_words + t->words_at, t->word_count};
    }
    return CSC_OK;
}

static int by_place(const csc_i_found *x, const csc_i_found *y) {
    return csc_i_finding_order(&x->finding, &y->finding);
}

/* Nearly sorted already: insertion, with a merge for the rare long list. */
static void sort_founds(csc_i_found *items, size_t n) {
    for (size_t gap = n > 64 ? n / 2 : 1; gap > 0; gap /= 2) {
        for (size_t i = gap; i < n; i++) {
            csc_i_found f = items[i];
            size_t j = i;
            for (; j >= gap && by_place(&items[j - gap], &f) > 0; j -= gap) items[j] = items[j - gap];
            items[j] = f;
        }
    }
}

static void next_judgement(csc_checker *c) {
    if (++c->judgement == 0) {
        memset(c->rule_stamp, 0, c->rule_total * sizeof *c->rule_stamp);
        c->judgement = 1;
    }
}

#define PART_TOKENS 4096

static csc_status judge(csc_checker *c, csc_i_turn *turn, const csc_i_condition *k, csc_error *err) {
    size_t length = turn->length - csc_i_utf8_tail((const uint8_t *)turn->text, turn->length);
    const char *plain = turn->text;
    size_t plain_length = length;
    csc_i_words_trim(c->words);
    if (c->slot_count > 0) CSC_I_TRY(resolve_slots(c));
    if (k->media != CSC_MEDIA_PLAIN) {
        if (c->plain == NULL) {
            csc_context context;
            csc_context_init(&context);
            context.allocator = &c->allocator;
            CSC_I_TRY(csc_plain_create(&c->plain, &context, err));
        }
        CSC_I_TRY(csc_plain_run(c->plain, turn->text, length, k->media, CSC_PLAIN_DROP_ALL, err));
        plain = csc_plain_text(c->plain, &plain_length);
    }
    CSC_I_TRY(csc_folder_fold(c->folder, plain, plain_length, err));
    size_t folded_length;
    const char *folded = csc_folder_text(c->folder, &folded_length);
    /* in parts that stay in the cache, since matches do not cross sentences; rules that are judged without a match want all tokens */
    csc_i_scan scan;
    memset(&scan, 0, sizeof scan);
    size_t most = c->special_count > 0 ? SIZE_MAX : PART_TOKENS;
    do {
        CSC_I_TRY(csc_i_tokenize(&c->allocator, folded, folded_length, c->marks, c->other_marks, c->words, &c->tokens, &scan, most));
        for (size_t i = 0; i < c->pack_count; i++) {
            const csc_pack *p = c->packs[i];
            if (!pack_speaks(p, k)) continue;
            csc_i_input in = {p, c->words, i, c->tokens.items, c->tokens.count, c->slot_values, c->slot_count};
            c->hits.count = 0;
            CSC_I_TRY(csc_i_match(&c->matcher, &in, 0, &c->hits));
            if (c->hits.count > 0) CSC_I_TRY(take_hits(c, turn, k, &in, i, plain));
        }
        if (scan.at < folded_length) next_judgement(c); /* numbers of tokens begin anew */
    } while (scan.at < folded_length);
    if (c->special_count > 0) CSC_I_TRY(judge_specials(c, turn, k, plain, plain_length));
    if (c->fresh.count > 1) sort_founds(c->fresh.items, c->fresh.count);
    return CSC_OK;
}

csc_status csc_i_judge(csc_checker *c, csc_i_turn *turn, csc_error *err) {
    const csc_i_condition *k = csc_i_turn_condition(c, turn);
    c->fresh.count = c->occurrences.count = 0;
    next_judgement(c);
    size_t kept = 0; /* this turn's share of the conversation's counts is made anew */
    for (size_t i = 0; i < c->counted.count; i++) {
        if (c->counted.items[i].turn != turn->number) c->counted.items[kept++] = c->counted.items[i];
    }
    c->counted.count = kept;
    if (k->internal) return CSC_OK;
    csc_status s = judge(c, turn, k, err);
    csc_i_words_rest(c->words);
    if (s == CSC_E_NOMEM) return csc_i_fail(err, s, "No memory.");
    return s;
}
