if HAVE_CHECK
CSC_WOM_TESTS = tests/wom/tree
check_PROGRAMS += $(CSC_WOM_TESTS)
TESTS += $(CSC_WOM_TESTS)
tests_wom_tree_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_wom_tree_CFLAGS = $(CSC_TEST_CFLAGS)
tests_wom_tree_LDADD = $(CSC_TEST_LIBS)
endif
CSC_TOUR_SOURCES += tests/support/tour_wom.c
