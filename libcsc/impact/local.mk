cscinclude_HEADERS += include/csc/impact.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/impact/chain.c \
	libcsc/impact/estimate.c
