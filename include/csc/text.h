/* libcsc: text. UTF-8, folding with a map back to the source, boundaries, HTML and Markdown to text, quoted replies, offset units.
 *
 * Every offset is in bytes from the start of the caller's text unless a name says otherwise. Invalid UTF-8 is CSC_E_UTF8 with the
 * offset of the first bad byte in err->byte; nothing is ever repaired silently. */
#ifndef CSC_TEXT_H
#define CSC_TEXT_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A stretch of text, [begin, end) in bytes. A plain value of 16 bytes. */
typedef struct csc_span {
    uint64_t begin;
    uint64_t end;
} csc_span;

/** Checks that a text is well-formed UTF-8 (Unicode 14, table 3-7: no surrogates, no overlong forms, nothing above U+10FFFF).
 * @param text   may be NULL when length is 0
 * @param valid  set to the length of the longest well-formed start of the text; may be NULL
 * @return CSC_OK; CSC_E_UTF8 (err->byte is the offset of the first bad byte); CSC_E_INVALID.  Any thread, O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_text_check(const char *text, size_t length, size_t *valid, csc_error *err);

/* ---------------------------------------------------------------- folding */

/** What folding does. */
enum csc_fold_mode {
    /* NFKC of the full, language-neutral case folding: exactly what libunistring's u8_casefold gives with UNINORM_NFKC */
    CSC_FOLD_STANDARD = 1,
    /* STANDARD and, for comparing phrases: quotation marks and apostrophes become ' and ", dashes become -, zero-width characters,
     * soft hyphens and variation selectors vanish, Greek letters lose tonos and dialytika, final sigma is sigma, the Greek question
     * mark is ;, Cyrillic io is ie, the Armenian ligature ech-yiwn is its two letters and the marks inside Armenian words vanish,
     * Traditional Han characters become Simplified ones (many to one) */
    CSC_FOLD_MATCHING = 2
};

/** Folds texts, one after another, into buffers of its own. One thread at a time. */
typedef struct csc_folder csc_folder;

/** Creates a folder.
 * @param mode enum csc_fold_mode
 * @return CSC_OK; CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_folder_create(csc_folder **out, int32_t mode, const csc_context *context, csc_error *err);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_folder_destroy(csc_folder *self);

/** Folds one text; what an earlier call gave is overwritten. The text is not kept. No allocation once the buffers have grown to the
 * longest text.
 * @return CSC_OK; CSC_E_UTF8 (err->byte); CSC_E_NOMEM; CSC_E_INVALID. After a failure the folded text is empty. O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_folder_fold(csc_folder *self, const char *text, size_t length, csc_error *err);

/** The folded text; valid until the next fold or destroy. `length` may be NULL. NULL for NULL. O(1). @since 0.1 */
CSC_API const char *csc_folder_text(const csc_folder *self, size_t *length);

/** The bytes of the source that a stretch of the folded text came from. Ends inside a character that folded to several bytes widen
 * to the whole character (or the whole run that was normalised together); an empty stretch gives an empty one.
 * @return CSC_OK; CSC_E_RANGE (begin > end or end beyond the folded text); CSC_E_INVALID.  O(log changes). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_folder_source(const csc_folder *self, size_t begin, size_t end, csc_span *source);

/** Folds one text into the caller's buffer.
 * @param needed set to the size of the folded text, also on CSC_E_BUFFER; may be NULL
 * @return CSC_OK; CSC_E_BUFFER; CSC_E_UTF8; CSC_E_NOMEM; CSC_E_INVALID.  Any thread, O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_text_fold(const char *text, size_t length, int32_t mode, char *buffer, size_t capacity, size_t *needed,
                                               csc_error *err);

/* ------------------------------------------------------------- boundaries */

/** Units of csc_text_segment. */
enum csc_text_unit {
    CSC_TEXT_SEGMENT = 1,  /* every UAX #29 word segment, blanks and punctuation too: they join to the whole text */
    CSC_TEXT_WORD = 2,     /* the segments that hold a letter, a number or a Han character */
    CSC_TEXT_SENTENCE = 3, /* ends after . ! ? and their kin in any script (with closing quotes) and at blank lines; blanks trimmed */
    CSC_TEXT_CLAUSE = 4    /* a sentence parted at , ; : dashes and brackets and their kin in any script; blanks trimmed */
};

/** Parts a text.
 * @param unit     enum csc_text_unit
 * @param spans    where the first `capacity` parts go, in order; may be NULL with capacity 0
 * @param count    set to the number of parts, also on CSC_E_BUFFER
 * @return CSC_OK; CSC_E_BUFFER; CSC_E_UTF8; CSC_E_NOMEM; CSC_E_INVALID.  Any thread, O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_text_segment(const char *text, size_t length, int32_t unit, csc_span *spans, size_t capacity,
                                                  size_t *count, csc_error *err);

/* ----------------------------------------------------------- offset units */

/** Byte offsets as counts of code points and of UTF-16 units from the start, for hosts that count so (Python; Java, JavaScript, LSP).
 * An offset inside a character counts as the start of that character.
 * @param bytes       n offsets, not decreasing, none beyond length
 * @param codepoints  n results; NULL when not wanted
 * @param utf16       n results; NULL when not wanted
 * @return CSC_OK; CSC_E_RANGE (err->row: offset beyond the text or smaller than the one before it); CSC_E_INVALID.
 * The text must be valid UTF-8.  Any thread, O(last offset). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_text_units(const char *text, size_t length, const uint64_t *bytes, size_t n, uint64_t *codepoints,
                                                uint64_t *utf16, csc_error *err);

/* ------------------------------------------------------ markup to text */

/** Kinds of text in FORMATS section 1. */
enum csc_media { CSC_MEDIA_PLAIN = 1, CSC_MEDIA_HTML = 2, CSC_MEDIA_MARKDOWN = 3 };

/** What csc_plain leaves out besides markup; add them. */
enum csc_plain_drop {
    CSC_PLAIN_DROP_NOTHING = 0,
    CSC_PLAIN_DROP_QUOTES = 1,    /* blockquote, lines that start with >, and what follows "On ... wrote:" or a forwarded header */
    CSC_PLAIN_DROP_SIGNATURE = 2, /* what follows a line "-- " */
    CSC_PLAIN_DROP_ALL = 3
};

/** Turns mail and chat bodies into the words a person wrote, with a map back to the source. One thread at a time. */
typedef struct csc_plain csc_plain;

/** Creates one. @return CSC_OK; CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_plain_create(csc_plain **out, const csc_context *context, csc_error *err);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_plain_destroy(csc_plain *self);

/** Reads one text; what an earlier call gave is overwritten. HTML: character references are resolved, block elements and br end a
 * line, script, style, head, template and comments are left out; broken markup is read as browsers do, never refused. Markdown: code
 * blocks and code spans, link targets, heading and list marks, emphasis marks and comments are left out.
 * @param media enum csc_media
 * @param drop  sum of enum csc_plain_drop
 * @return CSC_OK; CSC_E_UTF8; CSC_E_NOMEM; CSC_E_INVALID. After a failure the text is empty. O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_plain_run(csc_plain *self, const char *text, size_t length, int32_t media, int32_t drop,
                                               csc_error *err);

/** The plain text; valid until the next run or destroy. `length` may be NULL. NULL for NULL. O(1). @since 0.1 */
CSC_API const char *csc_plain_text(const csc_plain *self, size_t *length);

/** The bytes of the source that a stretch of the plain text came from, markup between its ends included.
 * @return CSC_OK; CSC_E_RANGE; CSC_E_INVALID.  O(log runs). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_plain_source(const csc_plain *self, size_t begin, size_t end, csc_span *source);

#ifdef __cplusplus
}
#endif

#endif
