/* Status names and sentences. */
#include "base/internal.h"

typedef struct status_row {
    csc_status status;
    const char *name;
    const char *word;
    const char *sentence;
} status_row;

static const status_row rows[] = {
    {CSC_OK, "CSC_OK", "ok", "No error."},
    {CSC_E_INVALID, "CSC_E_INVALID", "invalid", "An argument breaks its documented precondition."},
    {CSC_E_RANGE, "CSC_E_RANGE", "range", "A value is outside its domain."},
    {CSC_E_NOMEM, "CSC_E_NOMEM", "nomem", "Out of memory."},
    {CSC_E_UTF8, "CSC_E_UTF8", "utf8", "The text is not valid UTF-8."},
    {CSC_E_OVERFLOW, "CSC_E_OVERFLOW", "overflow", "A size or count is too large for its type."},
    {CSC_E_FORMAT, "CSC_E_FORMAT", "format", "The bytes are not a libcsc state, pack or model, or they are damaged."},
    {CSC_E_VERSION, "CSC_E_VERSION", "version", "Written by a later, incompatible version of libcsc."},
    {CSC_E_CANCELLED, "CSC_E_CANCELLED", "cancelled", "Cancelled by the caller."},
    {CSC_E_BUFFER, "CSC_E_BUFFER", "buffer", "The buffer is too small."},
    {CSC_E_TYPE, "CSC_E_TYPE", "type", "A column or value has a type that is not taken here."},
    {CSC_E_SPEC, "CSC_E_SPEC", "spec", "The spec string is malformed."},
    {CSC_E_MISMATCH, "CSC_E_MISMATCH", "mismatch", "Two objects of different specs, kinds or shapes cannot be combined."},
    {CSC_E_LIMIT, "CSC_E_LIMIT", "limit", "A limit on depth, size or count is exceeded."},
    {CSC_E_SYNTAX, "CSC_E_SYNTAX", "syntax", "The text is malformed."},
    {CSC_E_AMBIGUOUS, "CSC_E_AMBIGUOUS", "ambiguous", "The input has two readings; state which one is meant."},
    {CSC_E_IO, "CSC_E_IO", "io", "The operating system refused to read or write."},
    {CSC_E_NOTFOUND, "CSC_E_NOTFOUND", "notfound", "There is nothing of that name."},
    {CSC_E_DUPLICATE, "CSC_E_DUPLICATE", "duplicate", "A key that must be unique occurs twice."},
    {CSC_E_SEQUENCE, "CSC_E_SEQUENCE", "sequence", "The call came out of order."},
    {CSC_E_LANGUAGE, "CSC_E_LANGUAGE", "language", "No loaded pack or table knows this language."},
    {CSC_E_UNSUPPORTED, "CSC_E_UNSUPPORTED", "unsupported", "This build or version cannot do it."},
    {CSC_E_INTERNAL, "CSC_E_INTERNAL", "internal", "A bug in libcsc."},
    {CSC_E_UNDEFINED, "CSC_E_UNDEFINED", "undefined", "The statistic does not exist for this input."},
    {CSC_E_TOO_FEW, "CSC_E_TOO_FEW", "too-few", "There are fewer rows than the stated minimum."},
    {CSC_E_NOCONVERGE, "CSC_E_NOCONVERGE", "no-convergence", "The iteration reached its limit without converging."},
    {CSC_E_RIDGE, "CSC_E_RIDGE", "ridge", "The likelihood is flat in a direction, so the parameters are not identified."},
    {CSC_E_DIVERGED, "CSC_E_DIVERGED", "diverged", "The maximum is at infinity or on the boundary."},
    {CSC_E_PEAK_NOT_SEEN, "CSC_E_PEAK_NOT_SEEN", "peak-not-seen", "The series ends before its peak."},
    {CSC_E_SINGULAR, "CSC_E_SINGULAR", "singular", "Columns are collinear."},
    {CSC_E_SEPARATION, "CSC_E_SEPARATION", "separation", "A column predicts the outcome perfectly."},
};

static const status_row *find(csc_status status) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].status == status) return &rows[i];
    return NULL;
}

const char *csc_status_name(csc_status status) {
    const status_row *r = find(status);
    return r != NULL ? r->name : "CSC_E_?";
}

const char *csc_status_word(csc_status status) {
    const status_row *r = find(status);
    return r != NULL ? r->word : "unknown";
}

const char *csc_status_string(csc_status status) {
    const status_row *r = find(status);
    return r != NULL ? r->sentence : "Unknown status.";
}
