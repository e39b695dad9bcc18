EXTRA_DIST += tests/num/generate_expected.py tests/num/generate_interval.py tests/data/num_expected.csv
if HAVE_CHECK
check_PROGRAMS += tests/num/expected tests/num/interval
TESTS += tests/num/expected tests/num/interval
tests_num_expected_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_num_expected_CFLAGS = $(CSC_TEST_CFLAGS)
tests_num_expected_LDADD = $(CSC_TEST_LIBS)
tests_num_interval_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_num_interval_CFLAGS = $(CSC_TEST_CFLAGS)
tests_num_interval_LDADD = $(CSC_TEST_LIBS)
endif
