/* The HTML page of the report: text, sections, style. No address outside the file. */
#include "report.h"
#include "samples.h"

#include <stdarg.h>
#include <string.h>

static void put_bytes(page *p, const char *bytes, size_t length) {
    if (p->length + length + 1 > p->capacity) {
        p->capacity = (p->length + length + 1) * 2 + 65536;
        p->bytes = kit_resize(p->k, p->bytes, p->capacity);
    }
    memcpy(p->bytes + p->length, bytes, length);
    p->length += length;
    p->bytes[p->length] = '\0';
}

void put(page *p, const char *html) {
    put_bytes(p, html, strlen(html));
}

void putf(page *p, const char *form, ...) {
    char fixed[2048];
    va_list args;
    va_start(args, form);
    int n = vsnprintf(fixed, sizeof fixed, form, args);
    va_end(args);
    if (n < 0) return;
    if ((size_t)n < sizeof fixed) {
        put_bytes(p, fixed, (size_t)n);
        return;
    }
    char *text = kit_alloc(p->k, (size_t)n + 1);
    va_start(args, form);
    vsnprintf(text, (size_t)n + 1, form, args);
    va_end(args);
    put_bytes(p, text, (size_t)n);
}

const char *escn(page *p, const char *text, size_t length) {
    char *out = kit_alloc(p->k, length * 6 + 1);
    size_t at = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        const char *entity = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
        if (entity != NULL) {
            memcpy(out + at, entity, strlen(entity));
            at += strlen(entity);
        } else if (c >= 0x20 || c == '\n' || c == '\t') {
            out[at++] = (char)c;
        } else {
            out[at++] = ' '; /* HTML knows no other controls */
        }
    }
    out[at] = '\0';
    return out;
}

const char *esc(page *p, const char *text) {
    return text != NULL ? escn(p, text, strlen(text)) : "";
}

const char *slug(page *p, const char *text) {
    char *out = kit_copy(p->k, text, strlen(text));
    for (char *c = out; *c != '\0'; c++) {
        int kept = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '-';
        if (!kept) *c = '-';
    }
    return out;
}

const char *cite(page *p, const char *definition) {
    size_t n = strcspn(definition, "?");
    const csc_definition *d = csc_definition_find(definition, n);
    if (d == NULL) return esc(p, definition);
    kit_dictionary_add(p->definitions, d->id, strlen(d->id));
    return kit_print(p->k, "<a class=\"def\" href=\"#def-%s\">%s</a>", slug(p, d->id), esc(p, definition));
}

void page_begin(page *p, const char *title, const char *subtitle) {
    put(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    putf(p, "<title>%s</title>\n<style>", esc(p, title));
    put_bytes(p, (const char *)kit_style, kit_style_length);
    putf(p, "</style>\n</head>\n<body>\n<header class=\"wrap\"><h1>%s</h1>\n<p class=\"sub\">%s</p></header>\n", esc(p, title), subtitle);
}

void page_end(page *p) {
    /* a link to a turn opens the conversation it stands in; without scripts browsers do the same or show it closed */
    put(p, "<script>(function(){function open(){var e=document.getElementById(decodeURIComponent(location.hash.slice(1)));if(!e)return;"
           "var d=e.closest(\"details\");while(d){d.open=true;d=d.parentElement&&d.parentElement.closest(\"details\");}e.scrollIntoView();}"
           "addEventListener(\"hashchange\",open);if(location.hash)open();})();</script>\n</body>\n</html>\n");
}

void section_begin(page *p, const char *id, const char *title, const char *lead) {
    putf(p, "<section id=\"%s\">\n<h2>%s</h2>\n<p class=\"lead\">%s</p>\n", id, title, lead);
}

void section_end(page *p) {
    put(p, "</section>\n");
}

void note(page *p, const char *form, ...) {
    va_list args;
    va_start(args, form);
    char text[2048];
    vsnprintf(text, sizeof text, form, args);
    va_end(args);
    putf(p, "<p class=\"note\">%s</p>\n", text);
}

void origin_badge(page *p, const char *kind) {
    if (strcmp(kind, "overlay") == 0)
        put(p, "<span class=\"badge\">made-up data</span> ");
    else if (strcmp(kind, "real") == 0)
        put(p, "<span class=\"badge real\">real data</span> ");
    else if (strcmp(kind, "written") == 0)
        put(p, "<span class=\"badge written\">written for the demo</span> ");
    else if (strcmp(kind, "preset") == 0)
        put(p, "<span class=\"badge\">preset, not measured</span> ");
}
