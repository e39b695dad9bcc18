/* The files of examples/data, part of the program so that `csckit init` needs no installed data. */
#ifndef KIT_SAMPLES_H
#define KIT_SAMPLES_H

#include <stddef.h>

typedef struct kit_sample {
    const char *name;
    const unsigned char *bytes;
    size_t length;
} kit_sample;

extern const kit_sample kit_samples[];
extern const size_t kit_sample_count;
/* report.css, the look of the report. */
extern const unsigned char kit_style[];
extern const size_t kit_style_length;

#endif
