# tests/satisfaction
if HAVE_CHECK
CSC_SATISFACTION_TESTS = tests/satisfaction/expectation tests/satisfaction/gap tests/satisfaction/drivers tests/satisfaction/pls tests/satisfaction/instruments
check_PROGRAMS += $(CSC_SATISFACTION_TESTS)
TESTS += $(CSC_SATISFACTION_TESTS)
tests_satisfaction_expectation_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_satisfaction_expectation_CFLAGS = $(CSC_TEST_CFLAGS)
tests_satisfaction_expectation_LDADD = $(CSC_TEST_LIBS)
tests_satisfaction_gap_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_satisfaction_gap_CFLAGS = $(CSC_TEST_CFLAGS)
tests_satisfaction_gap_LDADD = $(CSC_TEST_LIBS)
tests_satisfaction_drivers_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_satisfaction_drivers_CFLAGS = $(CSC_TEST_CFLAGS)
tests_satisfaction_drivers_LDADD = $(CSC_TEST_LIBS)
tests_satisfaction_pls_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_satisfaction_pls_CFLAGS = $(CSC_TEST_CFLAGS)
tests_satisfaction_pls_LDADD = $(CSC_TEST_LIBS)
tests_satisfaction_instruments_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_satisfaction_instruments_CFLAGS = $(CSC_TEST_CFLAGS)
tests_satisfaction_instruments_LDADD = $(CSC_TEST_LIBS)
endif
noinst_HEADERS += tests/satisfaction/shared.h
