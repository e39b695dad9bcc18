# The Python package. It has no compiled part; the build marks its own tree, so that
#   PYTHONPATH=BUILD/bindings/python python3
# uses the libraries just built.
PYTHON_PACKAGE = \
	bindings/python/libcsc/__init__.py \
	bindings/python/libcsc/__main__.py \
	bindings/python/libcsc/_abi.py \
	bindings/python/libcsc/_base.py \
	bindings/python/libcsc/_columns.py \
	bindings/python/libcsc/_context.py \
	bindings/python/libcsc/_errors.py \
	bindings/python/libcsc/_estimate.py \
	bindings/python/libcsc/_loader.py \
	bindings/python/libcsc/_object.py \
	bindings/python/libcsc/_sink.py \
	bindings/python/libcsc/churn.py \
	bindings/python/libcsc/conversation.py \
	bindings/python/libcsc/impact.py \
	bindings/python/libcsc/io.py \
	bindings/python/libcsc/lifetime.py \
	bindings/python/libcsc/metrics.py \
	bindings/python/libcsc/num.py \
	bindings/python/libcsc/phrase.py \
	bindings/python/libcsc/plot.py \
	bindings/python/libcsc/satisfaction.py \
	bindings/python/libcsc/survival.py \
	bindings/python/libcsc/text.py \
	bindings/python/libcsc/wom.py \
	bindings/python/libcsc/py.typed
PYTHON_TESTS = \
	bindings/python/tests/sanitizer.sh \
	bindings/python/tests/support.py \
	bindings/python/tests/tap.py \
	bindings/python/tests/test_abi.py \
	bindings/python/tests/test_churn.py \
	bindings/python/tests/test_conversation.py \
	bindings/python/tests/test_columns.py \
	bindings/python/tests/test_doctests.py \
	bindings/python/tests/test_errors.py \
	bindings/python/tests/test_examples.py \
	bindings/python/tests/test_impact.py \
	bindings/python/tests/test_install.py \
	bindings/python/tests/test_io.py \
	bindings/python/tests/test_lifetime.py \
	bindings/python/tests/test_loader.py \
	bindings/python/tests/test_metric.py \
	bindings/python/tests/test_objects.py \
	bindings/python/tests/test_phrase.py \
	bindings/python/tests/test_plot.py \
	bindings/python/tests/test_satisfaction.py \
	bindings/python/tests/test_survival.py \
	bindings/python/tests/test_text.py \
	bindings/python/tests/test_wom.py
EXTRA_DIST += $(PYTHON_PACKAGE) $(PYTHON_TESTS) bindings/python/tests/run.sh bindings/python/pyproject.toml bindings/python/setup.py \
	bindings/python/MANIFEST.in bindings/python/README.md
TESTS += bindings/python/tests/run.sh
EXTRA_DIST += examples/metric.py examples/satisfaction.py examples/survival.py examples/churn.py examples/conversation.py examples/impact.py examples/lifetime.py examples/wom.py examples/phrase.py

noinst_DATA += bindings/python/libcsc.development
CLEANFILES += bindings/python/libcsc.development
bindings/python/libcsc.development: Makefile
	$(AM_V_GEN)$(MKDIR_P) bindings/python
	$(AM_V_at)test -e bindings/python/libcsc || ln -s '$(abs_top_srcdir)/bindings/python/libcsc' bindings/python/libcsc
	$(AM_V_at)echo '$(abs_top_builddir)' >$@
clean-local: clean-python
clean-python:
	test ! -h bindings/python/libcsc || rm -f bindings/python/libcsc
.PHONY: clean-python
