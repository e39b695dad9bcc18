cscinclude_HEADERS += include/csc/base.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/base/internal.h \
	libcsc/base/status.c \
	libcsc/base/version.c
