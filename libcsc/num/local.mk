cscinclude_HEADERS += include/csc/num.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/num/internal.h \
	libcsc/num/tables.h \
	libcsc/num/newton.h \
	libcsc/num/newton.c \
	libcsc/num/linear.c \
	libcsc/num/eigen.h \
	libcsc/num/eigen.c \
	libcsc/num/gammafn.c \
	libcsc/num/normal.c \
	libcsc/num/igamma.c \
	libcsc/num/ibeta.c \
	libcsc/num/interval.c \
	libcsc/num/interval_column.c
EXTRA_DIST += libcsc/num/tables.py
