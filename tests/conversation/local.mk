if HAVE_CHECK
check_PROGRAMS += tests/conversation/reviewer
TESTS += tests/conversation/reviewer
tests_conversation_reviewer_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_conversation_reviewer_CFLAGS = $(CSC_TEST_CFLAGS)
tests_conversation_reviewer_LDADD = libcsc/libcsc_packs.la $(CSC_TEST_LIBS)
endif
TESTS += tests/conversation/catalogue.sh
EXTRA_DIST += tests/conversation/catalogue.sh tests/conversation/catalogue.py
