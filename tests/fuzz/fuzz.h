/* What fuzz targets share. A target returns 0, and aborts when an invariant does not hold. */
#ifndef CSC_FUZZ_H
#define CSC_FUZZ_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
