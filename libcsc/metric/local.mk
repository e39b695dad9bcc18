cscinclude_HEADERS += include/csc/metric.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/metric/internal.h \
	libcsc/metric/plan.c \
	libcsc/metric/metric.c \
	libcsc/metric/add.c \
	libcsc/metric/result.c \
	libcsc/metric/compare.c \
	libcsc/metric/state.c
