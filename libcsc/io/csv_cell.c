/* Writing CSV cells. */
#include "io/internal.h"

csc_status csc_csv_cell(const char *text, size_t length, int32_t separator, int32_t only, char *buffer, size_t capacity, size_t *needed) {
    if ((text == NULL && length > 0) || separator <= 0 || separator > 127 || separator == '"' || separator == '\n' || separator == '\r')
        return CSC_E_INVALID;
    size_t quotes = 0;
    int quote = length == 0 && only;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        quotes += c == '"';
        if (c == (char)separator || c == '\n' || c == '\r' || c == '"') quote = 1;
    }
    if (length > 0 && (text[0] == ' ' || text[0] == '\t' || text[length - 1] == ' ' || text[length - 1] == '\t')) quote = 1;
    if (length > SIZE_MAX - quotes - 2) return CSC_E_OVERFLOW;
    size_t size = quote ? length + quotes + 2 : length;
    if (needed != NULL) *needed = size;
    if (capacity < size || (buffer == NULL && size > 0)) return CSC_E_BUFFER;
    size_t at = 0;
    if (quote) buffer[at++] = '"';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"') buffer[at++] = '"';
        buffer[at++] = text[i];
    }
    if (quote) buffer[at++] = '"';
    return CSC_OK;
}
