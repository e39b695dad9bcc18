# Documentation. doc/definitions.md is printed by the library; `make definitions` writes it anew.
EXTRA_DIST += \
	bootstrap COPYING README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md \
	doc/architecture.md doc/decisions.md doc/definitions.md doc/dependencies.md doc/limits.md doc/packs.md doc/sources.md doc/threads.md doc/transcripts.md doc/man.sh
check_PROGRAMS += doc/definitions
doc_definitions_LDADD = libcsc/libcsc_core.la

definitions: doc/definitions$(EXEEXT)
	./doc/definitions$(EXEEXT) >doc/definitions.md.new && mv doc/definitions.md.new $(srcdir)/doc/definitions.md
.PHONY: definitions

# The manual page of csckit, from its own help.
if CAN_RUN
nodist_man_MANS = doc/csckit.1
CLEANFILES += doc/csckit.1
doc/csckit.1: csckit$(EXEEXT) $(srcdir)/doc/man.sh
	$(AM_V_GEN)$(MKDIR_P) doc && $(SHELL) $(srcdir)/doc/man.sh ./csckit$(EXEEXT) '$(VERSION)' >$@.tmp && mv -f $@.tmp $@
endif
