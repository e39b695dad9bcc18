# tests/metric
if HAVE_CHECK
CSC_METRIC_TESTS = tests/metric/values tests/metric/wrong_answers tests/metric/states tests/metric/compare
check_PROGRAMS += $(CSC_METRIC_TESTS)
TESTS += $(CSC_METRIC_TESTS)
tests_metric_values_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_metric_values_CFLAGS = $(CSC_TEST_CFLAGS)
tests_metric_values_LDADD = $(CSC_TEST_LIBS)
tests_metric_wrong_answers_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_metric_wrong_answers_CFLAGS = $(CSC_TEST_CFLAGS)
tests_metric_wrong_answers_LDADD = $(CSC_TEST_LIBS)
tests_metric_states_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_metric_states_CFLAGS = $(CSC_TEST_CFLAGS)
tests_metric_states_LDADD = $(CSC_TEST_LIBS)
tests_metric_compare_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_metric_compare_CFLAGS = $(CSC_TEST_CFLAGS)
tests_metric_compare_LDADD = $(CSC_TEST_LIBS)
endif
noinst_HEADERS += tests/metric/support.h
TESTS += tests/metric/oracle.sh
EXTRA_DIST += tests/metric/oracle.sh tests/metric/oracle.py
