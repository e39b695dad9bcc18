if HAVE_CHECK
check_PROGRAMS += tests/text/fold
TESTS += tests/text/fold
tests_text_fold_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_text_fold_CFLAGS = $(CSC_TEST_CFLAGS)
tests_text_fold_LDADD = $(CSC_TEST_LIBS) $(UNISTRING_LDFLAGS) $(UNISTRING_LIBS)
endif
