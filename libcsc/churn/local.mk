cscinclude_HEADERS += include/csc/churn.h include/csc/lifetime.h include/csc/survival.h
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
	libcsc/churn/measure.c \
	libcsc/churn/score.c \
	libcsc/churn/paths.c \
	libcsc/churn/purchases.c \
	libcsc/churn/reasons.c \
	libcsc/churn/sort.c \
	libcsc/churn/sort.h \
	libcsc/churn/surv.h \
	libcsc/churn/surv_aft.c \
	libcsc/churn/surv_cox.c \
	libcsc/churn/surv_curve.c \
	libcsc/churn/surv_logrank.c \
	libcsc/churn/surv_model.c \
	libcsc/churn/surv_model.h \
	libcsc/churn/surv_newton.c \
	libcsc/churn/surv_rows.c
