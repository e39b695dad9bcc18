cscinclude_HEADERS += include/csc/wom.h include/csc/wom_bass.h include/csc/wom_branching.h include/csc/wom_graph.h include/csc/wom_referral.h include/csc/wom_seeds.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/wom/bass.c \
	libcsc/wom/branching.c \
	libcsc/wom/cascade.c \
	libcsc/wom/graph.c \
	libcsc/wom/graph.h \
	libcsc/wom/internal.h \
	libcsc/wom/law.c \
	libcsc/wom/law.h \
	libcsc/wom/presets.c \
	libcsc/wom/referral.c \
	libcsc/wom/rr.c \
	libcsc/wom/rr.h \
	libcsc/wom/seeds.c \
	libcsc/wom/spec.c \
	libcsc/wom/tree.c
