cscinclude_HEADERS += include/csc/conversation.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/conversation/internal.h \
	libcsc/conversation/judge.c \
	libcsc/conversation/measure.c \
	libcsc/conversation/protocol.c \
	libcsc/conversation/protocol_build.c \
	libcsc/conversation/review_visit.c \
	libcsc/conversation/reviewer.c
