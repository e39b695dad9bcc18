noinst_HEADERS += tests/churn/text_sink.h tests/churn/expected_json.h tests/churn/score_expected.h
EXTRA_DIST += tests/churn/generate_score.py
if HAVE_CHECK
CHURN_TESTS = tests/churn/spine tests/churn/lifetime_rows tests/churn/lifetime_fit tests/churn/lifetime_bad tests/churn/purchases tests/churn/survival tests/churn/score
check_PROGRAMS += $(CHURN_TESTS)
TESTS += $(CHURN_TESTS)
tests_churn_spine_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_churn_spine_CFLAGS = $(CSC_TEST_CFLAGS)
tests_churn_spine_LDADD = $(CSC_TEST_LIBS)
tests_churn_lifetime_rows_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_churn_lifetime_rows_CFLAGS = $(CSC_TEST_CFLAGS)
tests_churn_lifetime_rows_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
tests_churn_lifetime_fit_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_churn_lifetime_fit_CFLAGS = $(CSC_TEST_CFLAGS)
tests_churn_lifetime_fit_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
tests_churn_lifetime_bad_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_churn_lifetime_bad_CFLAGS = $(CSC_TEST_CFLAGS)
tests_churn_lifetime_bad_LDADD = $(CSC_TEST_LIBS)
tests_churn_purchases_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_churn_purchases_CFLAGS = $(CSC_TEST_CFLAGS)
tests_churn_purchases_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
tests_churn_survival_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_churn_survival_CFLAGS = $(CSC_TEST_CFLAGS)
tests_churn_survival_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
tests_churn_score_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_churn_score_CFLAGS = $(CSC_TEST_CFLAGS)
tests_churn_score_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
endif
