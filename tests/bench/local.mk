# Benchmarks: not part of make check, since a clock is no test. A program prints a line a job,
#   BENCH <job> <value> <unit> <what was measured, in words>
# with helpers in bench.h; a peer's script in peers/ prints PEER <job> <peer> <value> <unit> <name and version> and leaves with 77
# when the peer is not installed. goals.tsv says what ratio must be reached. A benchmark is:
#   CSC_BENCHES += tests/bench/NAME
#   tests_bench_NAME_CPPFLAGS = $(CSC_BENCH_CPPFLAGS)
#   tests_bench_NAME_LDADD = $(CSC_BENCH_LIBS)
CSC_BENCH_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/bench -DCSC_TEST_DATA='"$(abs_top_srcdir)/tests/data"' -DCSC_SHARED_DATA='"$(abs_top_srcdir)/../shared/data"'
CSC_BENCH_LIBS = libcsc/libcsc_io_core.la libcsc/libcsc_core.la
CSC_BENCHES =
CSC_BENCHES += tests/bench/csv
tests_bench_csv_CPPFLAGS = $(CSC_BENCH_CPPFLAGS)
tests_bench_csv_LDADD = $(CSC_BENCH_LIBS)
CSC_BENCHES += tests/bench/jsonl
tests_bench_jsonl_CPPFLAGS = $(CSC_BENCH_CPPFLAGS) $(JANSSON_CFLAGS)
tests_bench_jsonl_LDADD = $(CSC_BENCH_LIBS) $(JANSSON_LIBS)
CSC_BENCHES += tests/bench/metric
CSC_BENCHES += tests/bench/satisfaction
tests_bench_satisfaction_CPPFLAGS = $(CSC_BENCH_CPPFLAGS)
tests_bench_satisfaction_LDADD = $(CSC_BENCH_LIBS)
tests_bench_metric_CPPFLAGS = $(CSC_BENCH_CPPFLAGS)
tests_bench_metric_LDADD = $(CSC_BENCH_LIBS)
CSC_BENCHES += tests/bench/phrase
tests_bench_phrase_CPPFLAGS = $(CSC_BENCH_CPPFLAGS)
tests_bench_phrase_LDADD = libcsc/libcsc_io_core.la libcsc/libcsc_packs.la libcsc/libcsc_core.la $(UNISTRING_LDFLAGS) $(UNISTRING_LIBS)
CSC_BENCHES += tests/bench/wom
tests_bench_wom_CPPFLAGS = $(CSC_BENCH_CPPFLAGS)
tests_bench_wom_LDADD = $(CSC_BENCH_LIBS)
CSC_BENCHES += tests/bench/churn
tests_bench_churn_CPPFLAGS = $(CSC_BENCH_CPPFLAGS)
tests_bench_churn_LDADD = $(CSC_BENCH_LIBS) $(MATH_LIBS)
EXTRA_DIST += tests/bench/run.py tests/bench/goals.tsv tests/bench/peers
noinst_HEADERS += tests/bench/bench.h
EXTRA_PROGRAMS += $(CSC_BENCHES)
CLEANFILES += $(CSC_BENCHES)

# `make bench`, or `make bench JOBS=csv` for the jobs whose names hold a word.
bench: all $(CSC_BENCHES)
	$(PYTHON) $(srcdir)/tests/bench/run.py --source '$(srcdir)' --compiler '$(CC)' --flags '$(CFLAGS) $(FP_CFLAGS)' --jobs '$(JOBS)' $(CSC_BENCHES)
.PHONY: bench

# Instruction budgets under callgrind: no clock, so they hold on a busy machine. Jobs are in cost.c, budgets in cost.tsv.
EXTRA_PROGRAMS += tests/bench/cost
CLEANFILES += tests/bench/cost
tests_bench_cost_CPPFLAGS = $(CSC_BENCH_CPPFLAGS)
tests_bench_cost_LDADD = $(CSC_BENCH_LIBS)
EXTRA_DIST += tests/bench/check_cost.py tests/bench/cost.tsv
check-cost: tests/bench/cost$(EXEEXT)
	$(PYTHON) $(srcdir)/tests/bench/check_cost.py $(COST_FLAGS) $(srcdir)/tests/bench/cost.tsv ./tests/bench/cost$(EXEEXT) '$(VALGRIND)'
.PHONY: check-cost
