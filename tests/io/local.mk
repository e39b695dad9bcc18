# tests/io
if HAVE_CHECK
CSC_IO_TESTS = tests/io/conversation tests/io/csv tests/io/file tests/io/jsonl tests/io/tree tests/io/zone
check_PROGRAMS += $(CSC_IO_TESTS)
TESTS += $(CSC_IO_TESTS)
tests_io_conversation_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_io_conversation_CFLAGS = $(CSC_TEST_CFLAGS)
tests_io_conversation_LDADD = $(CSC_TEST_LIBS)
tests_io_csv_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_io_csv_CFLAGS = $(CSC_TEST_CFLAGS)
tests_io_csv_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
tests_io_file_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_io_file_CFLAGS = $(CSC_TEST_CFLAGS)
tests_io_file_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
tests_io_jsonl_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_io_jsonl_CFLAGS = $(CSC_TEST_CFLAGS)
tests_io_jsonl_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
tests_io_tree_CPPFLAGS = $(CSC_TEST_CPPFLAGS) $(JANSSON_CFLAGS)
tests_io_tree_CFLAGS = $(CSC_TEST_CFLAGS)
tests_io_tree_LDADD = $(CSC_TEST_LIBS) $(JANSSON_LIBS)
tests_io_zone_CPPFLAGS = $(CSC_TEST_CPPFLAGS)
tests_io_zone_CFLAGS = $(CSC_TEST_CFLAGS)
tests_io_zone_LDADD = $(CSC_TEST_LIBS)
check_PROGRAMS += tests/io/csv_dump tests/io/zone_dump
tests_io_zone_dump_LDADD = libcsc/libcsc_io_core.la libcsc/libcsc_core.la
tests_io_csv_dump_LDADD = libcsc/libcsc_io_core.la libcsc/libcsc_core.la
TESTS += tests/io/csv_oracle.sh tests/io/zone_oracle.sh
endif
EXTRA_DIST += tests/io/csv_oracle.sh tests/io/csv_oracle.py tests/io/zone_oracle.sh tests/io/zone_oracle.py
