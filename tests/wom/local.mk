CSC_WOM_TESTS = tests/wom/bass tests/wom/branching tests/wom/cascade tests/wom/expected tests/wom/seeds tests/wom/tree
EXTRA_DIST += tests/wom/branching_expected.py
noinst_HEADERS += tests/wom/branching_expected.h tests/wom/csc_wom_shared.h
if HAVE_CHECK
check_PROGRAMS += $(CSC_WOM_TESTS)
TESTS += $(CSC_WOM_TESTS)
tests_wom_bass_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_wom_bass_CFLAGS = $(CSC_TEST_CFLAGS)
tests_wom_bass_LDADD = $(CSC_TEST_LIBS)
tests_wom_branching_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_wom_branching_CFLAGS = $(CSC_TEST_CFLAGS)
tests_wom_branching_LDADD = $(CSC_TEST_LIBS)
tests_wom_cascade_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_wom_cascade_CFLAGS = $(CSC_TEST_CFLAGS)
tests_wom_cascade_LDADD = $(CSC_TEST_LIBS)
tests_wom_expected_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_wom_expected_CFLAGS = $(CSC_TEST_CFLAGS)
tests_wom_expected_LDADD = $(CSC_TEST_LIBS)
tests_wom_seeds_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_wom_seeds_CFLAGS = $(CSC_TEST_CFLAGS)
tests_wom_seeds_LDADD = $(CSC_TEST_LIBS)
tests_wom_tree_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_wom_tree_CFLAGS = $(CSC_TEST_CFLAGS)
tests_wom_tree_LDADD = $(CSC_TEST_LIBS)
endif
CSC_TOUR_SOURCES += tests/support/tour_wom.c
