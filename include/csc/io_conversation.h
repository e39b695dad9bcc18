/* libcsc-io: conversations and single texts from files of many kinds, as one flat, reusable record. */
#ifndef CSC_IO_CONVERSATION_H
#define CSC_IO_CONVERSATION_H

#include "csc/conversation.h"
#include "csc/io_tree.h"
#include "csc/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Who may read a turn. */
enum csc_transcript_visibility { CSC_TRANSCRIPT_PUBLIC = 0, CSC_TRANSCRIPT_INTERNAL = 1 };

/** What happens besides turns. */
enum csc_event_type {
    CSC_EVENT_UNKNOWN = 0,
    CSC_EVENT_HOLD_START = 1,
    CSC_EVENT_HOLD_END = 2,
    CSC_EVENT_TRANSFER = 3,
    CSC_EVENT_HANG_UP = 4,
    CSC_EVENT_LINE_DROPPED = 5,
    CSC_EVENT_RECALL = 6
};

/** One turn. Texts belong to the conversation and are valid as long as it is. Times are seconds from the start of the conversation. */
typedef struct csc_transcript_turn {
    const char *text; /* UTF-8 as in the file, escapes resolved; markup is kept and `media` says which */
    size_t text_length;
    const char *name; /* of the speaker; "" when not known */
    size_t name_length;
    const char *lang; /* BCP 47; "" when not stated for the turn */
    size_t lang_length;
    const char *stage; /* as stated for the turn; "" when not */
    size_t stage_length;
    double t;              /* NaN when not known, as all numbers here */
    double end;            /* */
    double loudness_db;    /* */
    double pitch_hz;       /* */
    double pitch_range_st; /* semitones */
    uint64_t line;         /* where the turn begins in the file, from 1 */
    uint64_t column;       /* from 1, in code points; 0 when not known */
    int32_t role;          /* enum csc_role; CSC_ROLE_ANY: the data do not say, or say something we do not know */
    int32_t visibility;    /* enum csc_transcript_visibility */
    int32_t media;         /* enum csc_media */
    int32_t reserved;
} csc_transcript_turn;

/** One event. */
typedef struct csc_transcript_event {
    double t;     /* seconds from the start, NaN when not known */
    int32_t type; /* enum csc_event_type */
    int32_t by;   /* enum csc_role */
} csc_transcript_event;

/** One conversation, or one single text. Const calls from any thread. */
typedef struct csc_conversation csc_conversation;

/** 1 for a single text to check (FORMATS section 1), 0 for a conversation (section 2). O(1). @since 0.1 */
CSC_API int32_t csc_conversation_is_text(const csc_conversation *self);

/** How many turns; 1 for a single text. O(1). @since 0.1 */
CSC_API size_t csc_conversation_turn_count(const csc_conversation *self);

/** Turn i, in the order of the file. @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_conversation_turn(const csc_conversation *self, size_t index, csc_transcript_turn *turn);

/** The texts of all turns as one column, offsets of 8 bytes; valid as long as the conversation is. @return CSC_OK; CSC_E_INVALID.
 * O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_conversation_texts(const csc_conversation *self, csc_text_column *texts);

/** How many events. O(1). @since 0.1 */
CSC_API size_t csc_conversation_event_count(const csc_conversation *self);

/** Event i, in the order of the file. @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_conversation_event(const csc_conversation *self, size_t index, csc_transcript_event *event);

/** What is known of the conversation as a whole: "id" (never missing: without one, the line of the file), "started", "ticket", "lang",
 * "channel", "direction", "purpose", "company", "department", "sector", "stage", "audience", "subject", "rating", "remark",
 * "customer.id", "customer.name", "customer.kind", "customer.mood", "customer.audience" (words parted by blanks), "agent.id",
 * "agent.team", "agent.name", "agent.duties", "format" (what kind of file it came from, as in csc_transcript_format_name) and
 * "roles" (how roles were found: "stated", "option", "word", "order" or "unknown").
 * @return the text, valid as long as the conversation is and NUL-terminated; NULL when not known. `length` may be NULL.
 * O(known). @since 0.1 */
CSC_API const char *csc_conversation_text(const csc_conversation *self, const char *key, size_t key_length, size_t *length);

/** When it started, microseconds since 1970-01-01 UTC. @return CSC_OK; CSC_E_NOTFOUND (not known); CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_conversation_started(const csc_conversation *self, int64_t *us);

/** How often the telephone rang before it was answered; NaN when not known. O(1). @since 0.1 */
CSC_API double csc_conversation_rings(const csc_conversation *self);

/** The line of the file on which it begins, from 1. O(1). @since 0.1 */
CSC_API uint64_t csc_conversation_line(const csc_conversation *self);

/* ------------------------------------------------------------------ readers */

/** Kinds of file. doc/transcripts.md says what is read from each and how members map. */
enum csc_transcript_format {
    CSC_TRANSCRIPT_DETECT = 0,
    CSC_TRANSCRIPT_LIBCSC = 1,       /* JSON Lines of FORMATS sections 1 and 2 */
    CSC_TRANSCRIPT_TEXT = 2,         /* plain text, one text of an agent a line; blank lines are passed over */
    CSC_TRANSCRIPT_VCON = 3,         /* draft-ietf-vcon-vcon-core and older names */
    CSC_TRANSCRIPT_WEBVTT = 4,       /* voice tags or "Agent:" prefixes */
    CSC_TRANSCRIPT_SRT = 5,          /* "Agent:" prefixes */
    CSC_TRANSCRIPT_CONTACT_LENS = 6, /* Amazon Connect Contact Lens, voice and chat; Transcribe Call Analytics */
    CSC_TRANSCRIPT_TRANSCRIBE = 7,   /* Amazon Transcribe with speaker labels */
    CSC_TRANSCRIPT_CONVOKIT = 8,     /* utterances.jsonl */
    CSC_TRANSCRIPT_INTERCOM = 9,     /* conversations of the API */
    CSC_TRANSCRIPT_ZENDESK = 10,     /* tickets with their comments */
    CSC_TRANSCRIPT_CHATWOOT = 11     /* conversations with their messages */
};

/** "libcsc", "text", "vcon", "webvtt", "srt", "contact-lens", "transcribe", "convokit", "intercom", "zendesk", "chatwoot"; "" for an
 * unknown number. Static text. Any thread, O(1). @since 0.1 */
CSC_API const char *csc_transcript_format_name(int32_t format);

/** Options of csc_transcripts. Zeros mean the defaults. Texts are copied. */
typedef struct csc_transcript_options {
    size_t size;        /* sizeof(csc_transcript_options) */
    const char *agents; /* who is an agent where the file does not say: names, ids, addresses or "@acme.com", parted by commas */
    size_t agents_length;
    int32_t format;   /* enum csc_transcript_format; 0: told by the first bytes and by each object's members */
    int32_t skip_bad; /* 1: lines or objects with an error are left out and counted */
} csc_transcript_options;

/** A file of conversations being read. One thread at a time. */
typedef struct csc_transcripts csc_transcripts;

/** Opens a file, or standard input for "-". Files whose names end in .jsonl or .ndjson are read as a stream; others are held in memory.
 * @param options NULL for the defaults
 * @return CSC_OK; CSC_E_IO; CSC_E_NOTFOUND (no such file); CSC_E_INVALID; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_transcripts_open(csc_transcripts **out, const char *path, size_t path_length,
                                                      const csc_transcript_options *options, const csc_context *context, csc_error *err);

/** The same from bytes in memory, which must outlive the object. @param name, name_length the file's name, from which a conversation
 * without an id gets one; may be empty. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_transcripts_open_bytes(csc_transcripts **out, const void *bytes, size_t length, const char *name,
                                                            size_t name_length, const csc_transcript_options *options,
                                                            const csc_context *context, csc_error *err);

/** Closes it; NULL is allowed. @since 0.1 */
CSC_API void csc_transcripts_destroy(csc_transcripts *self);

/** Reads the next conversation.
 * @param conversation set to it, owned by `self` and valid until the next call; NULL at the end
 * @return CSC_OK; CSC_E_SYNTAX, CSC_E_UTF8, CSC_E_DUPLICATE, CSC_E_LIMIT (malformed); CSC_E_NOTFOUND, CSC_E_TYPE (a member that is
 *         required is missing or of another type; err->key names it); CSC_E_UNSUPPORTED (signed or encrypted vCon, objects of no known
 *         kind); CSC_E_IO; CSC_E_NOMEM; CSC_E_CANCELLED. err: line, column, byte. After an error in one conversation of several the
 *         next call goes on with the one after it. O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_transcripts_next(csc_transcripts *self, const csc_conversation **conversation, csc_error *err);

/** The document from which the last conversation was read, for members that are not told above; its node in *node. NULL where the file
 * is no JSON. Valid until the next csc_transcripts_next. O(1). @since 0.1 */
CSC_API const csc_tree *csc_transcripts_tree(const csc_transcripts *self, uint32_t *node);

/** How many were left out so far (skip_bad). O(1). @since 0.1 */
CSC_API uint64_t csc_transcripts_skipped(const csc_transcripts *self);

#ifdef __cplusplus
}
#endif

#endif
