cscinclude_HEADERS += include/csc/churn.h include/csc/lifetime.h
libcsc_libcsc_core_la_SOURCES += \
	libcsc/churn/internal.h \
	libcsc/churn/life.h \
	libcsc/churn/life_object.h \
	libcsc/churn/life_bg.c \
	libcsc/churn/life_bgbb.c \
	libcsc/churn/life_contract.c \
	libcsc/churn/life_kernel.c \
	libcsc/churn/life_pareto.c \
	libcsc/churn/life_predict.c \
	libcsc/churn/life_spend.c \
	libcsc/churn/life_table.c \
	libcsc/churn/lifetime.c \
	libcsc/churn/paths.c \
	libcsc/churn/purchases.c \
	libcsc/churn/reasons.c \
	libcsc/churn/sort.c \
	libcsc/churn/sort.h
