/* The inside of csc_conversation and csc_transcripts: conversation.c is the record, transcripts.c opens files and tells kinds apart,
 * transcript_*.c read one kind each. */
#ifndef CSC_IO_TRANSCRIPT_H
#define CSC_IO_TRANSCRIPT_H

#include "io/internal.h"

#include "csc/io_conversation.h"

#define CSC_I_FIELDS_MOST 32

typedef struct csc_i_turn {
    size_t name, name_length; /* offsets into `words` */
    size_t lang, lang_length;
    size_t stage, stage_length;
    double t, end, loudness_db, pitch_hz, pitch_range_st;
    uint64_t line, column;
    int32_t role, visibility, media;
} csc_i_turn;

typedef struct csc_i_field {
    const char *key; /* static */
    size_t text;     /* offset into `words` */
    size_t length;
} csc_i_field;

struct csc_conversation {
    csc_allocator allocator;
    csc_i_turn *turns;
    size_t turn_count, turn_capacity;
    csc_transcript_event *events;
    size_t event_count, event_capacity;
    csc_i_io_buffer texts; /* of turns, back to back */
    int64_t *offsets;      /* turn_count + 1 */
    size_t offset_capacity;
    csc_i_io_buffer words; /* everything else, each with a NUL */
    csc_i_field fields[CSC_I_FIELDS_MOST];
    size_t field_count;
    int64_t started;
    int has_started;
    double rings;
    uint64_t line;
    int is_text;
};

void csc_i_conversation_init(csc_conversation *c, const csc_allocator *a);
void csc_i_conversation_free(csc_conversation *c);
void csc_i_conversation_reset(csc_conversation *c);
/* Sets a field unless the text is NULL; `key` must be static. A key set twice keeps the last text. */
csc_status csc_i_conversation_field(csc_conversation *c, const char *key, const char *text, size_t length);
/* A new turn with nothing but its text; *turn is valid until the next. */
csc_status csc_i_conversation_turn(csc_conversation *c, const char *text, size_t length, csc_i_turn **turn);
csc_status csc_i_conversation_name(csc_conversation *c, csc_i_turn *turn, const char *name, size_t length);
csc_status csc_i_conversation_lang(csc_conversation *c, csc_i_turn *turn, const char *lang, size_t length);
csc_status csc_i_conversation_stage(csc_conversation *c, csc_i_turn *turn, const char *stage, size_t length);
csc_status csc_i_conversation_event(csc_conversation *c, double t, int32_t type, int32_t by);

/* --------------------------------------------------------------------- reading */

/* How roles were found, weakest last; a conversation says the weakest it needed. */
enum csc_i_roles { CSC_I_ROLES_STATED, CSC_I_ROLES_OPTION, CSC_I_ROLES_WORD, CSC_I_ROLES_ORDER, CSC_I_ROLES_UNKNOWN };

struct csc_transcripts {
    csc_allocator allocator;
    csc_context context;
    int has_context;
    csc_conversation conversation;
    csc_i_io_buffer agents; /* names, each with a NUL */
    int32_t format;         /* as asked */
    int32_t found;          /* of the file, where it is one for all: text, captions, ConvoKit; else 0 */
    int skip_bad;
    uint64_t skipped;
    csc_file *file;
    const char *bytes; /* of the file or the caller; NULL when streaming */
    size_t length;
    char stem[128]; /* the file's name without folder and ending */

    csc_jsonl *lines;
    csc_tree *whole;      /* a file that is one JSON document */
    csc_tree *scratch;    /* JSON inside texts of JSON */
    const csc_tree *tree; /* of the present conversation */
    uint32_t node;
    uint32_t next_element; /* of an array of conversations */
    int in_array;
    int done;
    size_t at; /* plain text: the next line */
    uint64_t line;
    int roles; /* of the present conversation, enum csc_i_roles */

    /* ConvoKit: conversations whose utterances lie anywhere in the file */
    struct csc_i_convokit *convokit;
};

#define CSC_I_KEY(text) (text), (sizeof(text) - 1)

uint32_t csc_i_member(const csc_tree *t, uint32_t node, const char *key);
/* The text, or the number as it is written, of a member; NULL when it is neither. */
const char *csc_i_member_text(const csc_tree *t, uint32_t node, const char *key, size_t *length);
/* Sets a field from a member; a list of words becomes words parted by blanks. Other types are refused; null is absent. */
csc_status csc_i_take_field(csc_transcripts *r, const csc_tree *t, uint32_t node, const char *key, const char *field, csc_error *err);
/* A number that may be absent or null: NaN. */
csc_status csc_i_take_number(const csc_tree *t, uint32_t node, const char *key, double *value, csc_error *err);
/* RFC 3339, or whole seconds since 1970: 1 and *us. */
int csc_i_instant(const char *text, size_t length, int64_t *us);
int csc_i_member_instant(const csc_tree *t, uint32_t node, const char *key, int64_t *us);
/* The turn's place from a node. */
void csc_i_turn_place(const csc_tree *t, uint32_t node, csc_i_turn *turn);
/* A role from a word: "agent", "customer", "AGENT", "end-user" and so on; 0 when unknown. */
int32_t csc_i_role_word(const char *text, size_t length);
/* 1 when a name, id or address is one of the option's agents. */
int csc_i_is_agent(const csc_transcripts *r, const char *text, size_t length);
/* The role of a speaker who is only a name: by the option, or by the word itself. Notes how it was found. */
int32_t csc_i_role_of_name(csc_transcripts *r, const char *name, size_t length);
void csc_i_roles_note(csc_transcripts *r, int how);
/* Seconds of a turn from its instant: needs `started`, which the first instant sets when nothing else has. */
double csc_i_since_start(csc_conversation *c, int64_t us);
csc_status csc_i_no_memory(csc_error *err);

csc_status csc_i_read_own(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err);
csc_status csc_i_read_vcon(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err);
csc_status csc_i_read_contact_lens(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err);
csc_status csc_i_read_transcribe(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err);
csc_status csc_i_read_intercom(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err);
csc_status csc_i_read_zendesk(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err);
csc_status csc_i_read_chatwoot(csc_transcripts *r, const csc_tree *t, uint32_t node, csc_error *err);
csc_status csc_i_read_webvtt(csc_transcripts *r, csc_error *err);
csc_status csc_i_read_srt(csc_transcripts *r, csc_error *err);
/* The next ConvoKit conversation; *found 0 at the end. The first call reads the whole file. */
csc_status csc_i_read_convokit(csc_transcripts *r, int *found, csc_error *err);
void csc_i_convokit_free(csc_transcripts *r);

#endif
