noinst_HEADERS += tests/churn/text_sink.h
if HAVE_CHECK
check_PROGRAMS += tests/churn/spine
TESTS += tests/churn/spine
tests_churn_spine_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_churn_spine_CFLAGS = $(CSC_TEST_CFLAGS)
tests_churn_spine_LDADD = $(CSC_TEST_LIBS)
endif
