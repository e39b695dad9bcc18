cscinclude_HEADERS += include/csc/satisfaction.h include/csc/satisfaction_drivers.h include/csc/satisfaction_instruments.h include/csc/satisfaction_pls.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/satisfaction/drivers.c \
	libcsc/satisfaction/expectation.c \
	libcsc/satisfaction/gap.h \
	libcsc/satisfaction/gap.c \
	libcsc/satisfaction/gap_result.c \
	libcsc/satisfaction/gap_state.c \
	libcsc/satisfaction/kano.c \
	libcsc/satisfaction/matrix.h \
	libcsc/satisfaction/matrix.c \
	libcsc/satisfaction/pls.h \
	libcsc/satisfaction/pls.c \
	libcsc/satisfaction/pls_bootstrap.c \
	libcsc/satisfaction/pls_result.c \
	libcsc/satisfaction/pls_solve.c \
	libcsc/satisfaction/reliability.c \
	libcsc/satisfaction/servqual.c
