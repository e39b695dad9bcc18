/* Built-in styles: shouting, repeated punctuation, repeated words, long sentences, emoji. They read the plain text itself, since folding
 * takes away what they look for; only sentences and words come from the tokens. */
#include "phrase/checker.h"

typedef struct style {
    csc_checker *c;
    const csc_i_condition *k;
    size_t pack, rule;
} style;

static csc_status tell(const style *s, uint32_t begin, uint32_t end) {
    csc_i_found f;
    memset(&f, 0, sizeof f);
    f.finding.begin = begin;
    f.finding.end = end;
    f.finding.rule = (uint32_t)s->rule;
    f.finding.pattern = UINT32_MAX;
    f.finding.pack = (uint16_t)s->pack;
    f.finding.by = CSC_BY_METRIC;
    f.finding.probability = NAN;
    return csc_i_found_add(s->c, &s->c->fresh, f);
}

/* [begin, end) of the plain text. */
static csc_status tell_plain(const style *s, size_t begin, size_t end) {
    csc_span t = {begin, end};
    if (s->k->media != CSC_MEDIA_PLAIN && csc_plain_source(s->c->plain, begin, end, &t) != CSC_OK) return CSC_OK;
    return tell(s, (uint32_t)t.begin, (uint32_t)t.end);
}

static csc_status tell_tokens(const style *s, size_t first, size_t last) {
    uint32_t begin, end;
    const csc_i_token *t = s->c->tokens.items;
    csc_i_source_span(s->c, s->k, t[first].begin, t[last].end, &begin, &end);
    return tell(s, begin, end);
}

/* What a word says of capitals: 1 shouted (two letters or more, all capitals), 0 neither (a number, one letter, no case), -1 not. */
static int shouted(const csc_checker *c, const csc_i_token *t, const char *plain) {
    csc_span s;
    int capitals = 0, letters = 0;
    if (csc_folder_source(c->folder, t->begin, t->end, &s) != CSC_OK) return 0;
    for (size_t i = (size_t)s.begin; i < s.end;) {
        size_t from = i;
        uint32_t p = csc_i_utf8_next((const uint8_t *)plain, &i);
        if (csc_i_class(p) != CSC_I_CLASS_LETTER) continue;
        letters++;
        unsigned e = csc_i_fold_standard_entry[(size_t)csc_i_fold_standard_block[p >> 6] * 64 + (p & 63)];
        int upper = (plain[from] >= 'A' && plain[from] <= 'Z') || e > CSC_I_FOLD_RUN;
        if (!upper) return letters == 1 && i >= s.end ? 0 : -1;
        capitals++;
    }
    return capitals >= 2 ? 1 : 0;
}

/* Runs of more than `most` shouted words; words without case may stand between. A lone word is often an acronym. */
static csc_status shouting(const style *s, const char *plain, double most) {
    const csc_i_tokens *all = &s->c->tokens;
    size_t first = 0, last = 0, long_words = 0;
    double count = 0;
    for (size_t i = 0; i <= all->count; i++) {
        int is = -1;
        if (i < all->count) {
            if (all->items[i].flags & CSC_I_TOKEN_MARK) continue;
            is = shouted(s->c, &all->items[i], plain);
        }
        if (is == 0) continue;
        if (is > 0) {
            if (count == 0) first = i, long_words = 0;
            last = i;
            long_words += all->items[i].end - all->items[i].begin > 4;
            count++;
            continue;
        }
        if (count > most && long_words > 0) CSC_I_TRY(tell_tokens(s, first, last));
        count = 0;
    }
    return CSC_OK;
}

static csc_status punctuation(const style *s, const char *plain, size_t length, double most) {
    size_t i = 0, first = 0, end = 0;
    double count = 0;
    while (i <= length) {
        size_t from = i;
        uint32_t p = 0;
        if (i < length)
            p = csc_i_utf8_next((const uint8_t *)plain, &i);
        else
            i++;
        if (p == '!' || p == '?' || p == 0xFF01 || p == 0xFF1F || p == 0x203C || p == 0x2047 || p == 0x2048 || p == 0x2049) {
            if (count == 0) first = from;
            count += p >= 0x203C && p <= 0x2049 ? 2 : 1;
            end = i;
            continue;
        }
        if (count > most) CSC_I_TRY(tell_plain(s, first, end));
        count = 0;
    }
    return CSC_OK;
}

/* The same word more than `most` times in a row, not across a clause mark. Numbers, Han characters and words of one letter are let be. */
static csc_status repeated_word(const style *s, double most) {
    const csc_i_tokens *all = &s->c->tokens;
    size_t folded_length, first = 0, last = 0;
    const char *folded = csc_folder_text(s->c->folder, &folded_length);
    double count = 1;
    for (size_t i = 1; i <= all->count; i++) {
        int same = 0;
        if (i < all->count) {
            const csc_i_token *t = &all->items[i];
            size_t at = t->begin;
            int letter = t->end - t->begin > 1 && csc_i_class(csc_i_utf8_next((const uint8_t *)folded, &at)) == CSC_I_CLASS_LETTER;
            same = letter && t->word == all->items[i - 1].word &&
                   (t->flags & (CSC_I_TOKEN_FIRST | CSC_I_TOKEN_CLAUSE | CSC_I_TOKEN_MARK)) == 0;
        }
        if (same) {
            if (count == 1) first = i - 1;
            last = i;
            count++;
            continue;
        }
        if (count > most) CSC_I_TRY(tell_tokens(s, first, last));
        count = 1;
    }
    return CSC_OK;
}

static csc_status long_sentence(const style *s, double most) {
    const csc_i_tokens *all = &s->c->tokens;
    size_t first = 0, last = 0;
    double count = 0;
    for (size_t i = 0; i <= all->count; i++) {
        if (i == all->count || (all->items[i].flags & CSC_I_TOKEN_FIRST)) {
            if (count > most) CSC_I_TRY(tell_tokens(s, first, last));
            count = 0;
            if (i == all->count) break;
        }
        if (all->items[i].flags & CSC_I_TOKEN_MARK) continue;
        if (count == 0) first = i;
        last = i;
        count++;
    }
    return CSC_OK;
}

static int is_emoji(uint32_t p) {
    return (p >= 0x1F300 && p <= 0x1FAFF) || (p >= 0x2600 && p <= 0x27BF) || (p >= 0x1F1E6 && p <= 0x1F1FF);
}

static csc_status emoji(const style *s, const char *plain, size_t length, double most) {
    double count = 0;
    for (size_t i = 0; i < length;) {
        size_t from = i;
        uint32_t p = csc_i_utf8_next((const uint8_t *)plain, &i);
        if (!is_emoji(p) || (p >= 0x1F3FB && p <= 0x1F3FF)) continue; /* skin tones belong to what stands before them */
        if (++count == floor(most) + 1) CSC_I_TRY(tell_plain(s, from, i));
    }
    return CSC_OK;
}

csc_status csc_i_style(csc_checker *c, const csc_i_condition *k, const csc_i_rule *r, size_t pack, size_t rule, const char *text,
                       size_t length) {
    style s = {c, k, pack, rule};
    double most = r->limit_max;
    switch (r->style) {
    case CSC_I_STYLE_SHOUTING:
        return shouting(&s, text, isnan(most) ? 2 : most);
    case CSC_I_STYLE_PUNCTUATION:
        return punctuation(&s, text, length, isnan(most) ? 1 : most);
    case CSC_I_STYLE_REPEATED_WORD:
        return repeated_word(&s, isnan(most) ? 1 : most);
    case CSC_I_STYLE_LONG_SENTENCE:
        return long_sentence(&s, isnan(most) ? 40 : most);
    case CSC_I_STYLE_EMOJI:
        return emoji(&s, text, length, isnan(most) ? 0 : most);
    default:
        return CSC_OK;
    }
}
