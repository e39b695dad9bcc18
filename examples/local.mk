# csckit and the example programs.
bin_PROGRAMS += csckit
csckit_SOURCES = \
	examples/csckit/commands.def \
	examples/csckit/check_formats.h \
	examples/csckit/churn_tables.h \
	examples/csckit/conversations.h \
	examples/csckit/gap_result.h \
	examples/csckit/kit.h \
	examples/csckit/metric_result.h \
	examples/csckit/private.h \
	examples/csckit/report.h \
	examples/csckit/reviewing.h \
	examples/csckit/samples.h \
	examples/csckit/charts.c \
	examples/csckit/check_formats.c \
	examples/csckit/checking.c \
	examples/csckit/cmd_bench.c \
	examples/csckit/check_config.c \
	examples/csckit/cmd_check.c \
	examples/csckit/cmd_churn.c \
	examples/csckit/cmd_churn_score.c \
	examples/csckit/cmd_doctor.c \
	examples/csckit/cmd_drivers.c \
	examples/csckit/cmd_explain.c \
	examples/csckit/cmd_gap.c \
	examples/csckit/cmd_impact.c \
	examples/csckit/cmd_init.c \
	examples/csckit/cmd_lifetime.c \
	examples/csckit/cmd_merge.c \
	examples/csckit/cmd_metric.c \
	examples/csckit/cmd_pack.c \
	examples/csckit/phrase_kit.h \
	examples/csckit/cmd_report.c \
	examples/csckit/cmd_review.c \
	examples/csckit/cmd_wom_models.c \
	examples/csckit/cmd_wom_referral.c \
	examples/csckit/cmd_wom_seeds.c \
	examples/csckit/cmd_wom_spread.c \
	examples/csckit/cmd_survival.c \
	examples/csckit/cmd_wom_tree.c \
	examples/csckit/wom_tables.h \
	examples/csckit/conversations.c \
	examples/csckit/cmd_kano.c \
	examples/csckit/cmd_pls.c \
	examples/csckit/cmd_servqual.c \
	examples/csckit/cmd_reliability.c \
	examples/csckit/columns.h \
	examples/csckit/columns.c \
	examples/csckit/main.c \
	examples/csckit/memory.c \
	examples/csckit/metric_result.c \
	examples/csckit/options.c \
	examples/csckit/page.c \
	examples/csckit/print.c \
	examples/csckit/progress.c \
	examples/csckit/report_churn.c \
	examples/csckit/reviewing.c \
	examples/csckit/report_language.c \
	examples/csckit/report_lifetime.c \
	examples/csckit/report_review.c \
	examples/csckit/report_satisfaction.c \
	examples/csckit/table.c \
	examples/csckit/text.c \
	examples/csckit/value.c
nodist_csckit_SOURCES = examples/csckit/samples.c
# POSIX is for csckit and libcsc-io only; the commands see public headers, never libcsc/.
csckit_CPPFLAGS = -I$(top_srcdir)/include -I$(top_builddir) -I$(top_srcdir)/examples/csckit -D_POSIX_C_SOURCE=200809L $(UNISTRING_CPPFLAGS)
csckit_LDADD = libcsc/libcsc-io.la libcsc/libcsc.la $(UNISTRING_LDFLAGS) $(UNISTRING_LIBS) $(MATH_LIBS)

# The demo data, also what `csckit init' writes.
CSCKIT_SAMPLES = \
	examples/data/survey.csv \
	examples/data/expectation.csv \
	examples/data/complaints.csv \
	examples/data/reasons.csv \
	examples/data/referrals.csv \
	examples/data/transactions.csv \
	examples/data/rfm.csv \
	examples/data/survival.csv \
	examples/data/adoption.csv \
	examples/data/sla_events.csv \
	examples/data/impact.yaml \
	examples/data/conversations.jsonl \
	examples/data/conversations_written.jsonl \
	examples/data/replies.txt \
	examples/data/replies.jsonl \
	examples/data/origin.csv \
	examples/data/overlay_truth.json \
	examples/data/LICENSES.txt \
	examples/data/README.md
EXTRA_DIST += $(CSCKIT_SAMPLES) examples/csckit/embed.sh examples/csckit/report.css examples/data/convert_star.py examples/data/convert_cdnow.py examples/data/make_overlay.py
examples/csckit/samples.c: examples/csckit/embed.sh examples/csckit/report.css $(CSCKIT_SAMPLES)
	$(AM_V_GEN)$(MKDIR_P) examples/csckit && (cd $(top_srcdir) && $(SHELL) examples/csckit/embed.sh examples/csckit/report.css $(CSCKIT_SAMPLES)) >$@.tmp && mv -f $@.tmp $@

# The demo of ./bootstrap demo: one report of the shipped data.
demo: csckit
	@$(MKDIR_P) demo
	./csckit report $(srcdir)/examples/data --output demo/report.html
	@echo "The report: $(abs_top_builddir)/demo/report.html"
.PHONY: demo
clean-local: clean-demo
clean-demo:
	-rm -rf demo
.PHONY: clean-demo
BUILT_SOURCES += examples/csckit/samples.c
CLEANFILES += examples/csckit/samples.c

# One program a subject; tests/scripts/examples.sh runs them and compares what they print.
CSC_EXAMPLES = examples/metric examples/satisfaction examples/churn examples/wom examples/phrase
check_PROGRAMS += $(CSC_EXAMPLES)
CSC_EXAMPLE_LIBS = libcsc/libcsc.la $(MATH_LIBS)
examples_metric_SOURCES = examples/metric.c
examples_metric_LDADD = $(CSC_EXAMPLE_LIBS)
examples_satisfaction_SOURCES = examples/satisfaction.c
examples_satisfaction_LDADD = $(CSC_EXAMPLE_LIBS)
examples_churn_SOURCES = examples/churn.c
examples_churn_LDADD = $(CSC_EXAMPLE_LIBS)
examples_wom_SOURCES = examples/wom.c
examples_wom_LDADD = $(CSC_EXAMPLE_LIBS)
examples_phrase_SOURCES = examples/phrase.c
examples_phrase_LDADD = $(CSC_EXAMPLE_LIBS)
EXTRA_DIST += examples/expected/phrase.txt examples/expected/metric.txt examples/expected/satisfaction.txt examples/expected/churn.txt examples/expected/wom.txt
