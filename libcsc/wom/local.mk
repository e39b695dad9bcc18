cscinclude_HEADERS += include/csc/wom.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/wom/internal.h \
	libcsc/wom/presets.c \
	libcsc/wom/spec.c \
	libcsc/wom/tree.c
