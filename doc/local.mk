# Documentation. doc/definitions.md is printed by the library; `make definitions` writes it anew.
EXTRA_DIST += \
	bootstrap COPYING README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md \
	doc/architecture.md doc/decisions.md doc/definitions.md doc/dependencies.md doc/limits.md doc/sources.md doc/threads.md doc/man.sh
check_PROGRAMS += doc/definitions
doc_definitions_LDADD = libcsc/libcsc_core.la

definitions: doc/definitions$(EXEEXT)
	./doc/definitions$(EXEEXT) >doc/definitions.md.new && mv doc/definitions.md.new $(srcdir)/doc/definitions.md
.PHONY: definitions
