# Tests of the build itself. They print TAP, write below the build tree only and say SKIP when something is missing.
CSC_SHELL_TESTS = \
	tests/scripts/generated.sh \
	tests/scripts/layers.sh \
	tests/scripts/headers.sh \
	tests/scripts/exports.sh \
	tests/scripts/imports.sh \
	tests/scripts/versions.sh \
	tests/scripts/constants.sh \
	tests/scripts/readme.sh \
	tests/scripts/portable.sh \
	tests/scripts/docs.sh \
	tests/scripts/mentions.sh \
	tests/scripts/paths.sh \
	tests/scripts/install.sh \
	tests/scripts/examples.sh \
	tests/scripts/csckit_check.sh \
	tests/scripts/csckit_overlay.sh \
	tests/scripts/csckit_report.sh \
	tests/scripts/csckit_shapes.sh \
	tests/scripts/csckit_usage.sh \
	tests/scripts/csckit_transcripts.sh \
	tests/scripts/csckit_tables.sh
TESTS += $(CSC_SHELL_TESTS)
# make install relinks libcsc-io in place: after everything that runs against the build tree.
tests/scripts/install.log: $(filter-out tests/scripts/install.log,$(TEST_LOGS))
EXTRA_DIST += $(CSC_SHELL_TESTS) tests/scripts/tap.sh tests/scripts/exports-libcsc.txt tests/scripts/exports-libcsc-io.txt
EXTRA_DIST += tests/scripts/coverage.py
# Coverage by line, after `make check` in a build configured with --enable-coverage.
coverage:
	$(PYTHON) $(srcdir)/tests/scripts/coverage.py '$(srcdir)' .
# The check programs under valgrind, in one process so that leaks show.
check-valgrind: all
	@if test '$(VALGRIND)' = :; then echo '1..0 # SKIP no valgrind'; else \
	  $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(filter-out $(CSC_NO_VALGRIND) %.sh,$(TESTS))' \
	    LOG_COMPILER='$(SHELL) $(abs_top_srcdir)/tests/scripts/valgrind.sh $(VALGRIND)'; fi
.PHONY: coverage check-valgrind
EXTRA_DIST += tests/scripts/valgrind.sh
