# libcsc, libcsc-io and the convenience libraries that tests and tools link, so that they reach hidden functions.
CSC_CORE_LIBS = $(UNISTRING_LDFLAGS) $(UNISTRING_LIBS) $(STEMMER_LIBS) $(MATH_LIBS)
CSC_IO_LIBS = $(YAML_LIBS) $(JANSSON_LIBS) $(PTHREAD_LIBS)

noinst_LTLIBRARIES += libcsc/libcsc_core.la libcsc/libcsc_io_core.la
libcsc_libcsc_core_la_SOURCES =
libcsc_libcsc_core_la_CPPFLAGS = $(AM_CPPFLAGS) -DCSC_BUILDING
libcsc_libcsc_core_la_LIBADD = $(CSC_CORE_LIBS)
libcsc_libcsc_io_core_la_SOURCES =
libcsc_libcsc_io_core_la_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS) $(JANSSON_CFLAGS) -DCSC_BUILDING
libcsc_libcsc_io_core_la_LIBADD = $(CSC_IO_LIBS)

lib_LTLIBRARIES += libcsc/libcsc.la libcsc/libcsc-io.la
libcsc_libcsc_la_SOURCES =
libcsc_libcsc_la_LIBADD = libcsc/libcsc_core.la $(CSC_CORE_LIBS)
libcsc_libcsc_la_LDFLAGS = $(AM_LDFLAGS) $(NO_UNDEFINED) -version-info $(CSC_TRIPLE)
libcsc_libcsc_io_la_SOURCES =
libcsc_libcsc_io_la_LIBADD = libcsc/libcsc_io_core.la libcsc/libcsc.la $(CSC_IO_LIBS)
libcsc_libcsc_io_la_LDFLAGS = $(AM_LDFLAGS) $(NO_UNDEFINED) -version-info $(CSC_IO_TRIPLE)
EXTRA_DIST += libcsc/libcsc.map libcsc/libcsc-io.map libcsc/libcsc.pc.in libcsc/libcsc-io.pc.in
if HAVE_VERSION_SCRIPT
libcsc_libcsc_la_LDFLAGS += -Wl,--version-script=$(top_srcdir)/libcsc/libcsc.map
EXTRA_libcsc_libcsc_la_DEPENDENCIES = libcsc/libcsc.map
libcsc_libcsc_io_la_LDFLAGS += -Wl,--version-script=$(top_srcdir)/libcsc/libcsc-io.map
EXTRA_libcsc_libcsc_io_la_DEPENDENCIES = libcsc/libcsc-io.map
endif

include_HEADERS = include/csc.h include/csc-io.h
cscincludedir = $(includedir)/csc
cscinclude_HEADERS =

include libcsc/base/local.mk
include libcsc/num/local.mk
include libcsc/text/local.mk
include libcsc/metric/local.mk
include libcsc/satisfaction/local.mk
include libcsc/churn/local.mk
include libcsc/wom/local.mk
include libcsc/phrase/local.mk
include libcsc/conversation/local.mk
include libcsc/impact/local.mk
include libcsc/packs/local.mk
include libcsc/io/local.mk
