check_PROGRAMS += tests/phrase/probe
tests_phrase_probe_CPPFLAGS = $(AM_CPPFLAGS) -DCSC_STATIC
tests_phrase_probe_LDADD = libcsc/libcsc_io_core.la libcsc/libcsc_packs.la libcsc/libcsc_core.la
if HAVE_CHECK
check_PROGRAMS += tests/phrase/pack_check tests/phrase/session
TESTS += tests/phrase/pack_check tests/phrase/session
tests_phrase_session_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_phrase_session_CFLAGS = $(CSC_TEST_CFLAGS)
tests_phrase_session_LDADD = $(CSC_TEST_LIBS)
tests_phrase_pack_check_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_phrase_pack_check_CFLAGS = $(CSC_TEST_CFLAGS)
tests_phrase_pack_check_LDADD = $(CSC_TEST_LIBS)
endif
TESTS += tests/phrase/reference.sh
EXTRA_DIST += tests/phrase/reference.sh tests/phrase/reference.py
tests/phrase/reference.log: tests/phrase/probe$(EXEEXT)
