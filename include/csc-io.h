/* libcsc-io: files, formats and threads for libcsc. Needs POSIX; the core (csc.h) does not. */
#ifndef CSC_IO_H
#define CSC_IO_H

#include "csc.h"
#include "csc/io.h"

#endif
