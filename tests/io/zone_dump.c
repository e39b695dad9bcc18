/* For tests/io/zone_oracle.py: lines "path seconds" on standard input; prints offset and dst at that instant, the instant of that local
 * time (earlier, later), and the next change. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

int main(void) {
    char path[1024], open_path[1024] = "";
    long long seconds;
    csc_zone *z = NULL;
    while (scanf("%1023s %lld", path, &seconds) == 2) {
        if (strcmp(path, open_path) != 0) {
            csc_zone_destroy(z);
            if (csc_zone_open(&z, path, strlen(path), NULL, 0, NULL, NULL) != CSC_OK) return 3;
            strcpy(open_path, path);
        }
        int32_t offset = 0, dst = 0;
        int64_t us = (int64_t)seconds * 1000000, earlier = 0, later = 0, change = INT64_MIN;
        if (csc_zone_offset(z, us, &offset, &dst) != CSC_OK || csc_zone_to_utc(z, us, CSC_ZONE_EARLIER, &earlier) != CSC_OK ||
            csc_zone_to_utc(z, us, CSC_ZONE_LATER, &later) != CSC_OK)
            return 4;
        if (csc_zone_next(z, us, &change) != CSC_OK) change = INT64_MIN;
        printf("%ld %ld %lld %lld %lld\n", (long)offset, (long)dst, (long long)(earlier / 1000000), (long long)(later / 1000000),
               (long long)(change / 1000000));
    }
    csc_zone_destroy(z);
    return 0;
}
