# Tests: check programs a subject (they link the convenience libraries, so they reach hidden functions) and scripts.
if HAVE_CHECK
CSC_TEST_LIBS = libcsc/libcsc_io_core.la libcsc/libcsc_packs.la libcsc/libcsc_core.la $(CHECK_LIBS)
CSC_TEST_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) -Wno-conversion
endif
CSC_TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/support -DCSC_TEST_DATA='"$(abs_top_srcdir)/tests/data"' -DCSC_SHARED_DATA='"$(abs_top_srcdir)/../shared/data"'
noinst_HEADERS += tests/support/csc_check.h
CSC_TOUR_SOURCES =

include tests/base/local.mk
include tests/num/local.mk
include tests/text/local.mk
include tests/metric/local.mk
include tests/satisfaction/local.mk
include tests/churn/local.mk
include tests/wom/local.mk
include tests/phrase/local.mk
include tests/conversation/local.mk
include tests/impact/local.mk
include tests/io/local.mk
include tests/scripts/local.mk
include tests/bench/local.mk
include tests/fuzz/local.mk
