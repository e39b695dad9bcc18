cscinclude_HEADERS += include/csc/text.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/text/entities.c \
	libcsc/text/fold.c \
	libcsc/text/internal.h \
	libcsc/text/plain.c \
	libcsc/text/plain.h \
	libcsc/text/plain_html.c \
	libcsc/text/plain_markdown.c \
	libcsc/text/plain_strip.c \
	libcsc/text/segment.c \
	libcsc/text/tables.c \
	libcsc/text/tables.h \
	libcsc/text/utf8.c
EXTRA_DIST += libcsc/text/han_pairs.txt libcsc/text/make_entities.py libcsc/text/make_tables.py
