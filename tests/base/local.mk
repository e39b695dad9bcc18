TESTS += tests/base/number_text.sh tests/base/tables.sh
EXTRA_DIST += tests/base/number_text.py tests/base/number_text.sh tests/base/tables.sh
if HAVE_CHECK
CSC_BASE_TESTS = tests/base/memory tests/base/numbers tests/base/spec tests/base/state tests/base/status tests/base/visits
check_PROGRAMS += $(CSC_BASE_TESTS)
TESTS += $(CSC_BASE_TESTS)
tests_base_memory_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_base_memory_CFLAGS = $(CSC_TEST_CFLAGS)
tests_base_memory_LDADD = $(CSC_TEST_LIBS)
tests_base_numbers_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_base_numbers_CFLAGS = $(CSC_TEST_CFLAGS)
tests_base_numbers_LDADD = $(CSC_TEST_LIBS)
tests_base_spec_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_base_spec_CFLAGS = $(CSC_TEST_CFLAGS)
tests_base_spec_LDADD = $(CSC_TEST_LIBS)
tests_base_state_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_base_state_CFLAGS = $(CSC_TEST_CFLAGS)
tests_base_state_LDADD = $(CSC_TEST_LIBS)
tests_base_status_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_base_status_CFLAGS = $(CSC_TEST_CFLAGS)
tests_base_status_LDADD = $(CSC_TEST_LIBS)
tests_base_visits_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_base_visits_CFLAGS = $(CSC_TEST_CFLAGS)
tests_base_visits_LDADD = $(CSC_TEST_LIBS)
endif

# The tour is walked without the check library, so also where that is missing.
noinst_HEADERS += tests/support/csc_alloc.h tests/support/csc_recorder.h tests/support/csc_tour.h tests/support/tour_list.h
check_PROGRAMS += tests/base/malloc_tour
TESTS += tests/base/malloc_tour
tests_base_malloc_tour_SOURCES = tests/base/malloc_tour.c $(CSC_TOUR_SOURCES)
tests_base_malloc_tour_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_base_malloc_tour_CFLAGS = $(AM_CFLAGS) -fno-builtin-malloc -fno-builtin-calloc -fno-builtin-realloc -fno-builtin-free
tests_base_malloc_tour_LDADD = libcsc/libcsc_io_core.la libcsc/libcsc_core.la
CSC_TOUR_SOURCES += tests/support/tour_base.c
