/* Texts and conversations (FORMATS sections 1 and 2) in memory, and the packs that read them: shared by check and the report. */
#ifndef KIT_CONVERSATIONS_H
#define KIT_CONVERSATIONS_H

#include "kit.h"

typedef struct kit_turn {
    const char *text, *role, *lang, *media, *name;
    size_t length;
    const char *stage;
    double t, end; /* seconds, NaN when not known */
    uint64_t line; /* where it begins in the file; 0 when not known */
    int internal;
} kit_turn;

typedef struct kit_event {
    const char *type, *by;
    double t;
} kit_event;

typedef struct kit_conversation {
    const char *id, *file, *started, *lang, *channel, *direction, *purpose, *stage, *audience, *company;
    const char *customer, *customer_name, *agent, *agent_name, *team;
    const char *department, *sector, *kind, *mood; /* audience holds kind and mood too, as packs take them */
    double rings;                                  /* NaN when not known */
    uint64_t line;
    int single;         /* a text of section 1, not a conversation */
    const char *ignore; /* rules named after "csc-ignore:", parted by blanks; NULL: none */
    kit_turn *turns;
    size_t turn_count;
    kit_event *events;
    size_t event_count;
} kit_conversation;

typedef struct kit_conversations {
    kit_conversation *item;
    size_t count, capacity;
} kit_conversations;

/* Adds what a file holds: .jsonl, .json, .vcon, .vtt and .srt as csc_transcripts reads them, anything else one text a line. KIT_CLEAN or a
 * code after a message. */
int kit_conversations_read(kit *k, const char *path, kit_conversations *all);

/* Packs and one checker for all of them. */
typedef struct kit_packs {
    csc_pack **pack;
    csc_pack_info *info;
    size_t count;
    csc_checker *checker;
} kit_packs;
/* The packs named with --pack (files or names), else all that are part of the library. */
int kit_packs_open(kit *k, kit_packs *p);
void kit_packs_close(kit_packs *p);

/* The language of a turn (or, with t NULL, of the whole): what it says, what was given, that of the only pack, or that of the first pack
 * in the script of the text; "und" when no pack reads that script; NULL when there are no letters. */
const char *kit_language(kit *k, const kit_packs *p, const kit_conversation *c, const kit_turn *t);

/* Feeds a conversation and leaves its findings in the checker (csc_checker_count, csc_checker_get). */
int kit_check(kit *k, kit_packs *p, const kit_conversation *c);
/* The severity of a finding's rule, and whether the conversation's csc-ignore names it. */
int32_t kit_finding_severity(const kit_packs *p, const csc_finding *f);
int kit_finding_ignored(const kit_packs *p, const kit_conversation *c, const csc_finding *f);
/* One finding in the shape of FORMATS section 1. */
kit_value *kit_finding_value(kit *k, const kit_packs *p, const kit_conversation *c, const csc_finding *f);

#endif
