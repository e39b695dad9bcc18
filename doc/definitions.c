/* Prints doc/definitions.md from the library's own table, in Markdown. `make definitions` writes it, make check compares. */
#include <stdio.h>
#include <string.h>

#include "csc.h"

static const char *kind_name(int32_t kind) {
    switch (kind) {
    case CSC_PARAMETER_NUMBER:
        return "number";
    case CSC_PARAMETER_INTEGER:
        return "whole number";
    case CSC_PARAMETER_WORD:
        return "word";
    case CSC_PARAMETER_SCALE:
        return "scale `low..high`";
    case CSC_PARAMETER_DURATION:
        return "duration (`90s` `30m` `24h` `7d` `2w`)";
    default:
        return "?";
    }
}

static void print_number(double v) {
    char text[CSC_NUMBER_TEXT_MAX];
    printf("%.*s", (int)csc_number_format(v, text), text);
}

/* Table cells: a bar would end the cell. */
static void print_cell(const char *text) {
    for (; *text; text++) {
        if (*text == '|')
            fputs("\\|", stdout);
        else
            putchar(*text);
    }
}

/* -inf for none; the numbers are printed by libcsc so that they do not depend on the C library. */
static void print_range(const csc_parameter *p) {
    double huge = 1.7976931348623157e308;
    if (p->low >= -huge && p->high <= huge) {
        print_number(p->low);
        printf(" to ");
        print_number(p->high);
    } else if (p->low >= -huge) {
        printf("from ");
        print_number(p->low);
    } else if (p->high <= huge) {
        printf("up to ");
        print_number(p->high);
    }
}

static void print_parameters(const csc_definition *d) {
    if (d->parameter_count == 0) return;
    printf("\n| parameter | default | values | meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < d->parameter_count; i++) {
        const csc_parameter *p = &d->parameters[i];
        printf("| `%s` | ", p->name);
        if (p->fallback[0])
            printf("`%s` | ", p->fallback);
        else
            printf("must be given | ");
        if (p->kind == CSC_PARAMETER_WORD) {
            print_cell(p->choices);
        } else {
            printf("%s ", kind_name(p->kind));
            print_range(p);
            if (p->choices[0]) {
                printf(" or ");
                print_cell(p->choices);
            }
        }
        printf(" | ");
        print_cell(p->help);
        printf(" |\n");
    }
}

int main(void) {
    printf(
        "# Definitions\n\n"
        "Made from the library's own table by `make definitions`; `csckit explain ID` prints a row, `csc_definition_get` hands it to a "
        "program.\n"
        "A spec string is an id and the parameters that differ from their defaults: `csat:top2/1?scale=1..7`. A released definition never\n"
        "changes its meaning; a change is `/2`.\n");
    for (size_t i = 0; i < csc_definition_count(); i++) {
        const csc_definition *d = csc_definition_get(i);
        printf("\n## `%s`\n\n%s. Subject: %s.\n\n", d->id, d->title, d->subject);
        printf("- Formula: %s\n", d->formula);
        printf("- Interval: %s\n", d->interval[0] ? d->interval : "none");
        printf("- Source: %s\n", d->source);
        if (d->limits[0]) printf("- Cannot tell: %s\n", d->limits);
        print_parameters(d);
    }
    return 0;
}
