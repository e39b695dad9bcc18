cscinclude_HEADERS += include/csc/text.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/text/fold.c \
	libcsc/text/internal.h \
	libcsc/text/tables.c \
	libcsc/text/tables.h \
	libcsc/text/utf8.c
EXTRA_DIST += libcsc/text/han_pairs.txt libcsc/text/make_tables.py
