/* Status names, words and sentences. */
#include "csc_check.h"

START_TEST(every_code_has_texts)
{
    static const int codes[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                16, 17, 18, 19, 20, 21, 22, 64, 65, 66, 67, 68, 69, 70, 71};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        ck_assert_str_ne(csc_status_name(codes[i]), "CSC_E_?");
        ck_assert_str_ne(csc_status_word(codes[i]), "unknown");
        ck_assert_str_ne(csc_status_string(codes[i]), "Unknown status.");
    }
    ck_assert_str_eq(csc_status_name(9999), "CSC_E_?");
    ck_assert_str_eq(csc_status_word(CSC_E_NOCONVERGE), "no-convergence");
}
END_TEST

CSC_CHECK_MAIN("base/status", every_code_has_texts)
