# Fuzz targets: tests/fuzz/NAME.c holds LLVMFuzzerTestOneInput and checks an invariant; tests/fuzz/seeds/NAME/ holds its seeds,
# each crasher ever found among them. With --enable-fuzz (clang) they are libFuzzer programs, run by `make fuzz`; otherwise
# they replay the seeds and some thousand mutations of them in make check. A target is:
#   CSC_FUZZERS += tests/fuzz/NAME
#   tests_fuzz_NAME_SOURCES = tests/fuzz/NAME.c $(CSC_FUZZ_MAIN)
#   tests_fuzz_NAME_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
#   tests_fuzz_NAME_LDFLAGS = $(CSC_FUZZ_FLAGS)
#   tests_fuzz_NAME_LDADD = $(CSC_FUZZ_LIBS)
CSC_FUZZ_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/fuzz -DCSC_FUZZ_SEEDS='"$(abs_top_srcdir)/tests/fuzz/seeds"'
CSC_FUZZ_LIBS = libcsc/libcsc_io_core.la libcsc/libcsc_core.la
CSC_FUZZERS =
FUZZ_SECONDS = 10
noinst_HEADERS += tests/fuzz/fuzz.h
EXTRA_DIST += tests/fuzz/replay.c tests/fuzz/run.sh tests/fuzz/seeds
if ENABLE_FUZZ
CSC_FUZZ_MAIN =
CSC_FUZZ_FLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
else
CSC_FUZZ_MAIN = tests/fuzz/replay.c
CSC_FUZZ_FLAGS = $(AM_LDFLAGS)
TESTS += $(CSC_FUZZERS)
endif
check_PROGRAMS += $(CSC_FUZZERS)

# Each target for FUZZ_SECONDS, findings below build/tests/fuzz/found.
fuzz: $(CSC_FUZZERS)
	FUZZ_SECONDS='$(FUZZ_SECONDS)' $(SHELL) $(srcdir)/tests/fuzz/run.sh '$(abs_top_srcdir)' $(CSC_FUZZERS)
.PHONY: fuzz

CSC_FUZZERS += tests/fuzz/spec
tests_fuzz_spec_SOURCES = tests/fuzz/spec.c $(CSC_FUZZ_MAIN)
tests_fuzz_spec_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_spec_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_spec_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/state
tests_fuzz_state_SOURCES = tests/fuzz/state.c $(CSC_FUZZ_MAIN)
tests_fuzz_state_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_state_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_state_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/number
tests_fuzz_number_SOURCES = tests/fuzz/number.c $(CSC_FUZZ_MAIN)
tests_fuzz_number_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_number_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_number_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/metric_state
tests_fuzz_metric_state_SOURCES = tests/fuzz/metric_state.c $(CSC_FUZZ_MAIN)
tests_fuzz_metric_state_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_metric_state_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_metric_state_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/csv
tests_fuzz_csv_SOURCES = tests/fuzz/csv.c $(CSC_FUZZ_MAIN)
tests_fuzz_csv_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_csv_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_csv_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/jsonl
tests_fuzz_jsonl_SOURCES = tests/fuzz/jsonl.c $(CSC_FUZZ_MAIN)
tests_fuzz_jsonl_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_jsonl_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_jsonl_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/transcripts
tests_fuzz_transcripts_SOURCES = tests/fuzz/transcripts.c $(CSC_FUZZ_MAIN)
tests_fuzz_transcripts_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_transcripts_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_transcripts_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/text
tests_fuzz_text_SOURCES = tests/fuzz/text.c $(CSC_FUZZ_MAIN)
tests_fuzz_text_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_text_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_text_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/pack
tests_fuzz_pack_SOURCES = tests/fuzz/pack.c $(CSC_FUZZ_MAIN)
tests_fuzz_pack_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_pack_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_pack_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/checker
tests_fuzz_checker_SOURCES = tests/fuzz/checker.c $(CSC_FUZZ_MAIN)
tests_fuzz_checker_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_checker_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_checker_LDADD = $(CSC_FUZZ_LIBS)

CSC_FUZZERS += tests/fuzz/zone
tests_fuzz_zone_SOURCES = tests/fuzz/zone.c $(CSC_FUZZ_MAIN)
tests_fuzz_zone_CPPFLAGS = $(CSC_FUZZ_CPPFLAGS)
tests_fuzz_zone_LDFLAGS = $(CSC_FUZZ_FLAGS)
tests_fuzz_zone_LDADD = $(CSC_FUZZ_LIBS)
