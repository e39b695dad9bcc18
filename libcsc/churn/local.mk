cscinclude_HEADERS += include/csc/churn.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/churn/internal.h \
	libcsc/churn/paths.c \
	libcsc/churn/reasons.c
