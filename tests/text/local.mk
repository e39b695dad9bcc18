if HAVE_CHECK
check_PROGRAMS += tests/text/fold tests/text/text
TESTS += tests/text/fold tests/text/text
tests_text_fold_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_text_fold_CFLAGS = $(CSC_TEST_CFLAGS)
tests_text_fold_LDADD = $(CSC_TEST_LIBS) $(UNISTRING_LDFLAGS) $(UNISTRING_LIBS)
tests_text_text_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_text_text_CFLAGS = $(CSC_TEST_CFLAGS)
tests_text_text_LDADD = $(CSC_TEST_LIBS)
endif
TESTS += tests/text/offsets.sh
EXTRA_DIST += tests/text/offsets.sh tests/text/offsets.py
