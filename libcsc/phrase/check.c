/* One text in one call. */
#include "phrase/internal.h"

static csc_status set_conditions(csc_checker *c, const char *text, size_t length, csc_error *err) {
    for (size_t i = 0; i < length;) {
        size_t end = i, equals = SIZE_MAX;
        while (end < length && text[end] != '&') {
            if (text[end] == '=' && equals == SIZE_MAX) equals = end;
            end++;
        }
        if (equals == SIZE_MAX || equals == i) return csc_i_fail_byte(err, CSC_E_SYNTAX, "Conditions are written key=value&key=value.", i);
        CSC_I_TRY(csc_checker_set(c, text + i, equals - i, text + equals + 1, end - equals - 1, err));
        i = end + 1;
    }
    return CSC_OK;
}

csc_status csc_check(const csc_pack *const *packs, size_t pack_count, const char *text, size_t length, const char *conditions,
                     size_t conditions_length, csc_sink *sink, const csc_context *context, csc_error *err) {
    if (sink == NULL || (conditions == NULL && conditions_length > 0)) return csc_i_fail(err, CSC_E_INVALID, "sink or conditions is NULL");
    csc_checker *c;
    CSC_I_TRY(csc_checker_create(&c, packs, pack_count, context, err));
    csc_status s = set_conditions(c, conditions, conditions_length, err);
    if (s == CSC_OK) s = csc_checker_feed(c, 0, text, length, CSC_FEED_FINAL, err);
    if (s == CSC_OK) s = csc_checker_finish(c, err);
    if (s == CSC_OK) s = csc_checker_visit(c, sink);
    csc_checker_destroy(c);
    return s;
}
