if HAVE_CHECK
check_PROGRAMS += tests/impact/chain
TESTS += tests/impact/chain
tests_impact_chain_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_impact_chain_CFLAGS = $(CSC_TEST_CFLAGS)
tests_impact_chain_LDADD = $(CSC_TEST_LIBS)
endif
CSC_TOUR_SOURCES += tests/support/tour_impact.c
