cscinclude_HEADERS += include/csc/phrase.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/phrase/builder.c \
	libcsc/phrase/builder.h \
	libcsc/phrase/check.c \
	libcsc/phrase/checker.c \
	libcsc/phrase/checker.h \
	libcsc/phrase/compile.c \
	libcsc/phrase/finding.c \
	libcsc/phrase/finish.c \
	libcsc/phrase/internal.h \
	libcsc/phrase/judge.c \
	libcsc/phrase/match.c \
	libcsc/phrase/names.c \
	libcsc/phrase/pack.c \
	libcsc/phrase/pack_bytes.c \
	libcsc/phrase/pack_test.c \
	libcsc/phrase/pack_visit.c \
	libcsc/phrase/pattern.c \
	libcsc/phrase/placeholder.c \
	libcsc/phrase/rule_keys.c \
	libcsc/phrase/style.c \
	libcsc/phrase/tokenize.c \
	libcsc/phrase/words.c \
	libcsc/phrase/words.h
