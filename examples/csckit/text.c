/* Text for people: styles, numbers, tables set by display width. */
#include "private.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

static const char *const codes[] = {"", "\033[1m", "\033[2m", "\033[32m", "\033[33m", "\033[31m", "\033[1;36m"};

const char *kit_mark(const kit *k, const char *utf8, const char *ascii) {
    return k->ascii ? ascii : utf8;
}

size_t kit_width(const char *text, size_t length) {
    if (u8_check((const uint8_t *)text, length) != NULL) return length;
    int w = u8_width((const uint8_t *)text, length, "UTF-8");
    return w > 0 ? (size_t)w : 0;
}

static void put_styled(kit *k, int style, const char *text, size_t length) {
    int coloured = k->colour && style != KIT_PLAIN && length > 0;
    if (coloured) fputs(codes[style], stdout);
    /* what came from data must not steer the terminal */
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            putchar('?');
        else
            putchar(c);
    }
    if (coloured) fputs("\033[0m", stdout);
}

void kit_say(kit *k, int style, const char *form, ...) {
    char fixed[1024];
    va_list args;
    va_start(args, form);
    int n = vsnprintf(fixed, sizeof fixed, form, args);
    va_end(args);
    if (n < 0) return;
    if ((size_t)n < sizeof fixed) {
        put_styled(k, style, fixed, (size_t)n);
        return;
    }
    char *text = kit_alloc(k, (size_t)n + 1);
    va_start(args, form);
    vsnprintf(text, (size_t)n + 1, form, args);
    va_end(args);
    put_styled(k, style, text, (size_t)n);
}

/* ---------------------------------------------------------------- numbers */

const char *kit_decimal(kit *k, double v, int digits) {
    if (isnan(v)) return "-";
    if (isinf(v)) return v > 0 ? "infinite" : "-infinite";
    const char *text = kit_print(k, "%.*f", digits, v);
    /* no "-0.00" */
    if (text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1)) return text + 1;
    return text;
}

const char *kit_percent(kit *k, double share, int digits) {
    if (isnan(share)) return "-";
    return kit_print(k, "%s %%", kit_decimal(k, share * 100, digits));
}

const char *kit_count(kit *k, double v) {
    if (isnan(v)) return "-";
    if (v != floor(v) || fabs(v) >= 1e15) return kit_short(k, v);
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%.0f", fabs(v));
    char *out = kit_alloc(k, (size_t)n * 2 + 2);
    size_t at = 0;
    if (v < 0) out[at++] = '-';
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0 && n > 4) out[at++] = ',';
        out[at++] = digits[i];
    }
    return out;
}

const char *kit_short(kit *k, double v) {
    if (isnan(v)) return "-";
    if (isinf(v)) return v > 0 ? "infinite" : "-infinite";
    if (v == floor(v) && fabs(v) < 1e9) return kit_print(k, "%.0f", v == 0 ? 0.0 : v);
    double a = fabs(v);
    if (a >= 1e7 || a < 1e-4) return kit_print(k, "%.3e", v);
    int digits = a >= 1000 ? 1 : a >= 100 ? 2 : a >= 10 ? 3 : 4;
    if (a < 0.01) digits = 6;
    return kit_decimal(k, v, digits);
}

/* ----------------------------------------------------------------- tables */

typedef struct cell {
    const char *text;
    size_t length, width;
    int style;
} cell;

struct kit_grid {
    kit *k;
    size_t columns, used, capacity;
    unsigned char *right;
    cell *cells; /* row by row, the head first */
};

void kit_cell_text(kit_grid *g, int style, const char *text, size_t length) {
    if (g->used == g->capacity) {
        g->capacity = g->capacity * 2 + 64;
        g->cells = kit_resize(g->k, g->cells, g->capacity * sizeof *g->cells);
    }
    g->cells[g->used++] = (cell){kit_copy(g->k, text, length), length, kit_width(text, length), style};
}

void kit_cell(kit_grid *g, int style, const char *form, ...) {
    char fixed[512];
    va_list args;
    va_start(args, form);
    int n = vsnprintf(fixed, sizeof fixed, form, args);
    va_end(args);
    if (n < 0) n = 0;
    if ((size_t)n < sizeof fixed) {
        kit_cell_text(g, style, fixed, (size_t)n);
        return;
    }
    char *text = kit_alloc(g->k, (size_t)n + 1);
    va_start(args, form);
    vsnprintf(text, (size_t)n + 1, form, args);
    va_end(args);
    kit_cell_text(g, style, text, (size_t)n);
}

kit_grid *kit_grid_begin(kit *k, const char *columns) {
    kit_grid *g = kit_alloc(k, sizeof *g);
    g->k = k;
    g->columns = 1;
    for (const char *c = columns; *c != '\0'; c++) g->columns += *c == '|';
    g->right = kit_alloc(k, g->columns);
    const char *at = columns;
    for (size_t i = 0; i < g->columns; i++) {
        const char *end = strchr(at, '|');
        if (end == NULL) end = at + strlen(at);
        if (*at == '>') {
            g->right[i] = 1;
            at++;
        }
        kit_cell_text(g, KIT_HEAD, at, (size_t)(end - at));
        at = end + 1;
    }
    return g;
}

static void pad(size_t n) {
    while (n-- > 0) putchar(' ');
}

void kit_grid_end(kit_grid *g) {
    size_t *widest = kit_alloc(g->k, sizeof *widest * g->columns);
    for (size_t i = 0; i < g->used; i++) {
        if (g->cells[i].width > widest[i % g->columns]) widest[i % g->columns] = g->cells[i].width;
    }
    for (size_t i = 0; i < g->used; i++) {
        const cell *c = &g->cells[i];
        size_t column = i % g->columns;
        size_t space = widest[column] - c->width;
        if (column > 0) pad(2);
        if (g->right[column]) pad(space);
        put_styled(g->k, c->style, c->text, c->length);
        if (column + 1 == g->columns)
            putchar('\n');
        else if (!g->right[column])
            pad(space);
    }
}
