#!/bin/sh
# Coverage of the catalogue, row by language, with the libraries of the build tree. The catalogue is not part of the project.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
catalogue=$top_srcdir/../shared/domain/catalogue.tsv
[ -n "$PYTHON" ] || skip_all "no python3"
[ -e "$shared_core" ] || skip_all "no shared library"
[ -z "${SAN_CFLAGS-}" ] || skip_all "a sanitizer build"
[ -r "$catalogue" ] || skip_all "the catalogue is not here"
CSC_BUILD_DIR=$top_builddir PYTHONPATH=$top_srcdir/bindings/python LD_LIBRARY_PATH=$top_builddir/libcsc/.libs:${LD_LIBRARY_PATH-}
CSC_LIBRARY=$shared_core CSC_IO_LIBRARY=$top_builddir/libcsc/.libs/libcsc-io.so
export CSC_BUILD_DIR PYTHONPATH LD_LIBRARY_PATH CSC_LIBRARY CSC_IO_LIBRARY
exec "$PYTHON" -B "$top_srcdir/tests/conversation/catalogue.py" "$catalogue"
