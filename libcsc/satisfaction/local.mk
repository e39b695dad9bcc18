cscinclude_HEADERS += include/csc/satisfaction.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/satisfaction/expectation.c \
	libcsc/satisfaction/gap.h \
	libcsc/satisfaction/gap.c \
	libcsc/satisfaction/gap_result.c \
	libcsc/satisfaction/gap_state.c
