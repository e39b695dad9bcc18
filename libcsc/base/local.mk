cscinclude_HEADERS += include/csc/base.h
EXTRA_DIST += libcsc/base/make_tables.py
libcsc_libcsc_core_la_SOURCES += \
	libcsc/base/column.c \
	libcsc/base/context.c \
	libcsc/base/crc64_table.h \
	libcsc/base/definitions.c \
	libcsc/base/definitions_churn.c \
	libcsc/base/definitions_conversation.c \
	libcsc/base/definitions_impact.c \
	libcsc/base/definitions_metric.c \
	libcsc/base/definitions_phrase.c \
	libcsc/base/definitions_satisfaction.c \
	libcsc/base/definitions_wom.c \
	libcsc/base/error.c \
	libcsc/base/exact_sum.c \
	libcsc/base/hash.c \
	libcsc/base/internal.h \
	libcsc/base/labels.c \
	libcsc/base/memory.c \
	libcsc/base/number_format.c \
	libcsc/base/number_parse.c \
	libcsc/base/number_powers.h \
	libcsc/base/philox.h \
	libcsc/base/random.c \
	libcsc/base/sink.c \
	libcsc/base/spec.c \
	libcsc/base/state.c \
	libcsc/base/status.c \
	libcsc/base/version.c \
	libcsc/base/wide.h
