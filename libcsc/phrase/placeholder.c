/* What a template left behind, for placeholder rules without patterns of their own: {{name}}, {% if %}, ${name}, {name}, %NAME%, [name],
 * [NAME], <name>, and the words TODO, TBD, FIXME and XXX in capitals. Braces always count; square and angle brackets, which people also use
 * for other things ("press [Enter]"), only around capitals or around words that name a field. */
#include "phrase/checker.h"

/* Words that name a field of a reply; folded. */
static const char *const fields[] = {
    "name",      "names",     "firstname",   "lastname",   "surname", "fullname", "username",   "customer",  "client",    "agent",
    "recipient", "sender",    "company",     "date",       "time",    "day",      "amount",     "price",     "number",    "order",
    "ticket",    "reference", "ref",         "id",         "address", "email",    "e-mail",     "phone",     "telephone", "link",
    "url",       "insert",    "placeholder", "product",    "service", "title",    "salutation", "signature", "city",      "country",
    "reason",    "details",   "issue",       "department", "team",    "position", "xxx",        "имя",       "фамилия",   "дата",
    "номер",     "компания",  "клиент",      "сумма",      "ονομα",   "επωνυμο",  "ημερομηνια", "αριθμοσ",   "անուն",     "ամսաթիվ",
    "姓名",      "名字",      "客户",        "客户名",     "日期",    "时间",     "订单号",     "金额",      "公司",      "公司名",
    "电话",      "链接",      "地址",        "称呼",       "产品",    NULL};

typedef struct finder {
    csc_checker *c;
    const csc_i_condition *k;
    const char *text;
    size_t length, pack, rule;
} finder;

static csc_status tell(const finder *f, size_t begin, size_t end) {
    csc_span t = {begin, end};
    if (f->k->media != CSC_MEDIA_PLAIN && csc_plain_source(f->c->plain, begin, end, &t) != CSC_OK) return CSC_OK;
    csc_i_found found;
    memset(&found, 0, sizeof found);
    found.finding.begin = (uint32_t)t.begin;
    found.finding.end = (uint32_t)t.end;
    found.finding.rule = (uint32_t)f->rule;
    found.finding.pattern = UINT32_MAX;
    found.finding.pack = (uint16_t)f->pack;
    found.finding.by = CSC_BY_PATTERN;
    found.finding.probability = NAN;
    return csc_i_found_add(f->c, &f->c->fresh, found);
}

static int letter_at(const char *t, size_t i) {
    return csc_i_class(csc_i_utf8_next((const uint8_t *)t, &i)) == CSC_I_CLASS_LETTER;
}

/* The end of what opens at `at`, closed by `close` within a line and 80 bytes; 0: none. */
static size_t closed(const finder *f, size_t at, const char *close) {
    size_t n = strlen(close);
    for (size_t i = at; i + n <= f->length && i < at + 80; i++) {
        if (f->text[i] == '\n') return 0;
        if (memcmp(f->text + i, close, n) == 0) return i + n;
    }
    return 0;
}

/* What stands in brackets: 2 words in capitals, 1 some word names a field, 0 neither. At most six words. */
static int names_field(const finder *f, size_t begin, size_t end) {
    char folded[400];
    size_t n, words = 0;
    int small = 0, capitals = 0, field = 0;
    for (size_t i = begin; i < end; i++) {
        char c = f->text[i];
        if (c >= 'a' && c <= 'z') small = 1;
        if (c >= 'A' && c <= 'Z') capitals = 1;
        if (c == '.' || c == '!' || c == '?' || c == ',' || c == '=' || c == '"' || c == '@' || c == '/') return 0;
    }
    if (csc_text_fold(f->text + begin, end - begin, CSC_FOLD_MATCHING, folded, sizeof folded, &n, NULL) != CSC_OK) return 0;
    for (size_t i = 0; i < n;) {
        size_t k = i;
        while (k < n && folded[k] != ' ' && folded[k] != '_' && folded[k] != '-' && folded[k] != '\'') k++;
        words += k > i;
        for (size_t w = 0; fields[w] != NULL && k > i; w++)
            field |= strlen(fields[w]) == k - i && memcmp(fields[w], folded + i, k - i) == 0;
        i = k + 1;
    }
    if (words == 0 || words > 6) return 0;
    return field ? 1 : capitals && !small && end - begin >= 3 ? 2 : 0;
}

/* An identifier: letters, digits and . _ - only, a letter first. */
static int identifier(const finder *f, size_t begin, size_t end) {
    if (begin >= end || !letter_at(f->text, begin)) return 0;
    for (size_t i = begin; i < end; i++) {
        unsigned char c = (unsigned char)f->text[i];
        int plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' ||
                    c == ' ' || c >= 0x80;
        if (!plain) return 0;
    }
    return 1;
}

static int capital_word(const finder *f, size_t at, size_t *end) {
    static const char *const words[] = {"TODO", "TBD", "TBC", "FIXME", "XXX", "XXXX"};
    if (at > 0 && ((f->text[at - 1] >= 'A' && f->text[at - 1] <= 'Z') || (f->text[at - 1] >= 'a' && f->text[at - 1] <= 'z') ||
                   f->text[at - 1] == '-'))
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);
        if (f->length - at < n || memcmp(f->text + at, words[i], n) != 0) continue;
        char after = at + n < f->length ? f->text[at + n] : ' ';
        if ((after >= 'a' && after <= 'z') || (after >= 'A' && after <= 'Z') || (after >= '0' && after <= '9') || after == '-') continue;
        *end = at + n;
        return 1;
    }
    return 0;
}

csc_status csc_i_placeholders(csc_checker *c, const csc_i_condition *k, size_t pack, size_t rule, const char *text, size_t length) {
    finder f = {c, k, text, length, pack, rule};
    for (size_t i = 0; i < length;) {
        size_t end = 0;
        char now = text[i], next = i + 1 < length ? text[i + 1] : '\0';
        if (now == '{' && next == '{') {
            end = closed(&f, i + 2, "}}");
        } else if (now == '{' && next == '%') {
            end = closed(&f, i + 2, "%}");
        } else if (now == '$' && next == '{') {
            end = closed(&f, i + 2, "}");
        } else if (now == '{') {
            end = closed(&f, i + 1, "}");
            if (end > 0 && !identifier(&f, i + 1, end - 1)) end = 0;
        } else if (now == '%' && next >= 'A' && next <= 'Z') {
            end = closed(&f, i + 1, "%");
            if (end > 0 && (!identifier(&f, i + 1, end - 1) || names_field(&f, i + 1, end - 1) == 0)) end = 0;
        } else if (now == '[') {
            end = closed(&f, i + 1, "]");
            if (end > 0 && (names_field(&f, i + 1, end - 1) == 0 || (end < length && text[end] == '('))) end = 0;
        } else if (now == '<' && next != '/') {
            end = closed(&f, i + 1, ">");
            if (end > 0 && names_field(&f, i + 1, end - 1) == 0) end = 0;
        } else if (length - i >= 3 && memcmp(text + i, "\xE3\x80\x90", 3) == 0) { /* Han lenticular brackets */
            end = closed(&f, i + 3, "\xE3\x80\x91");
            if (end > 0 && names_field(&f, i + 3, end - 3) == 0) end = 0;
        } else if (now == 'T' || now == 'F' || now == 'X') {
            if (!capital_word(&f, i, &end)) end = 0;
        }
        if (end > 0) {
            CSC_I_TRY(tell(&f, i, end));
            i = end;
        } else {
            i++;
        }
    }
    return CSC_OK;
}
