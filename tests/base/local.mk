TESTS += tests/base/number_text.sh tests/base/tables.sh
EXTRA_DIST += tests/base/number_text.py tests/base/number_text.sh tests/base/tables.sh
if HAVE_CHECK
check_PROGRAMS += tests/base/status
TESTS += tests/base/status
tests_base_status_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_base_status_CFLAGS = $(CSC_TEST_CFLAGS)
tests_base_status_LDADD = $(CSC_TEST_LIBS)
endif
