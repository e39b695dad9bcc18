/* Version of the library at run time. */
#include "base/internal.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

int32_t csc_version_number(void) {
    return 10000 * CSC_VERSION_MAJOR + 100 * CSC_VERSION_MINOR + CSC_VERSION_PATCH;
}

const char *csc_version_string(void) {
    return TEXT(CSC_VERSION_MAJOR) "." TEXT(CSC_VERSION_MINOR) "." TEXT(CSC_VERSION_PATCH);
}

const char *csc_unicode_version(void) {
    return "14.0.0";
}

const char *csc_features(void) {
    return "";
}
