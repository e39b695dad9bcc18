/* csckit report: what its files share. page.c writes HTML, charts.c draws, report_*.c are the sections. */
#ifndef KIT_REPORT_H
#define KIT_REPORT_H

#include "conversations.h"
#include "kit.h"

/* ------------------------------------------------------------------- page */

typedef struct page {
    kit *k;
    char *bytes;
    size_t length, capacity;
    kit_dictionary *definitions; /* ids that were cited, in order */
    int redact;
} page;

void put(page *p, const char *html);                        /* as it is */
void putf(page *p, const char *form, ...) KIT_PRINTF(2, 3); /* formatted, as it is: escape texts with esc */
const char *esc(page *p, const char *text);                 /* for text and attributes */
const char *escn(page *p, const char *text, size_t length);
void page_begin(page *p, const char *title, const char *subtitle);
void page_end(page *p);
/* A link to the definition at the foot; the definition is listed there. */
const char *cite(page *p, const char *definition);
void section_begin(page *p, const char *id, const char *title, const char *lead);
void section_end(page *p);
void note(page *p, const char *form, ...) KIT_PRINTF(2, 3); /* a remark in a box; escape texts */
/* "Figures of this part rest on invented data": from origin.csv. */
void origin_badge(page *p, const char *kind);
const char *slug(page *p, const char *text); /* for ids: letters, digits, - */

/* ----------------------------------------------------------------- charts */

enum { TONE_NEUTRAL, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_ACCENT, TONE_SOFT };

typedef struct scale {
    double low, high; /* of the axis */
    int unit;         /* as kit_metric_unit */
    double reference; /* a line; NaN: none */
} scale;

void chart_begin(page *p, const char *label, const scale *s);
/* A dot with its interval. `label` is HTML; note is HTML under the figures, or NULL. mark: a hollow mark (a preset), NaN for none. */
void chart_interval(page *p, const scale *s, const char *label, double value, double low, double high, const char *figures, double mark,
                    int tone);
/* A bar from 0 with an interval whisker. */
void chart_bar(page *p, const scale *s, const char *label, double value, double low, double high, const char *figures, double mark,
               int tone);
/* Two dots and the line between them. */
void chart_pair(page *p, const scale *s, const char *label, double a, double b, const char *figures, int tone);
void chart_end(page *p, const scale *s, const char *legend);
/* One bar of parts that add up to 1. */
typedef struct part {
    const char *name;
    double share, count;
    int tone;
} part;
void chart_parts(page *p, const char *label, const part *parts, size_t count);
/* Values over time with intervals; labels under the points. */
void chart_time(page *p, const char *label, const char *const *labels, const double *value, const double *low, const double *high,
                size_t count, const scale *s);
/* Step curves: survival. */
void chart_tree(page *p, const double *levels, size_t count);

/* ------------------------------------------------------------------- data */

typedef struct source {
    const char *path; /* NULL: not given */
    const char *name; /* file name without folders */
    const char *kind; /* "real", "overlay", "written" or "" from origin.csv */
    const char *origin, *licence, *remark;
    uint64_t rows, missing;
    kit_dictionary *customers; /* ids in it; NULL if it has none */
    size_t matched;            /* of them, in the reference */
} source;

enum {
    SOURCE_SURVEY,
    SOURCE_EXPECTATION,
    SOURCE_TRANSACTIONS,
    SOURCE_COMPLAINTS,
    SOURCE_REASONS,
    SOURCE_REFERRALS,
    SOURCE_SURVIVAL,
    SOURCE_COUNT
};

typedef struct report {
    kit *k;
    page p;
    source source[SOURCE_COUNT];
    source talk[16];
    size_t talk_count;
    kit_table *survey, *gap, *transactions, *complaints, *reasons, *referrals;
    kit_conversations conversations;
    kit_dictionary *conversation_ids;
    unsigned char *wanted; /* conversations that some number links to */
    size_t *bad_turns;     /* findings a conversation */
    kit_packs packs;
    int packs_open;
    kit_value *gap_value, *paths_value; /* what csc_gap_visit and csc_churn_paths_visit told */
    int reference;                      /* which source has the customers that the others are matched with; -1: none */
    double population;
    size_t most_conversations;
} report;

/* Names for people, or their stand-ins under --redact. */
const char *customer_name(report *r, const char *id);
const char *agent_name(report *r, const char *id);
const char *conversation_name(report *r, size_t index);
/* A link to a conversation (and its turn, or SIZE_MAX); marks it as wanted. HTML. */
const char *conversation_link(report *r, size_t index, size_t turn, const char *text);

int report_check(report *r); /* runs the packs; before everything that links to conversations */
int report_cards(report *r);
void report_language_card(report *r);
void report_card(report *r, const char *name, const char *value, const char *tone, const char *rest, const char *definition);
int report_gap_compute(report *r);
int report_paths_compute(report *r);
int report_satisfaction(report *r);
int report_gap(report *r);
int report_churn(report *r);
int report_lifetime(report *r); /* within the churn section */
int report_wom(report *r);
int report_review(report *r);
int report_language(report *r);
void report_conversations(report *r);
void report_sources(report *r);
void report_definitions(report *r);

#endif
