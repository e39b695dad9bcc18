# Rule packs: YAML here, compiled at build time and embedded in libcsc. When cross-compiling, build libcsc/io/compile_packs once for the
# build machine and say `make CSC_PACK_COMPILER=/path/to/compile_packs`; its output is the same on every machine.
CSC_PACK_FILES = \
	libcsc/packs/service-en.yaml \
	libcsc/packs/service-zh.yaml
# In alphabetical order of their names, which are those of the protocols.
CSC_PROTOCOL_FILES = \
	libcsc/packs/protocols/angry-caller.yaml \
	libcsc/packs/protocols/booking-call.yaml \
	libcsc/packs/protocols/chat.yaml \
	libcsc/packs/protocols/collection-call.yaml \
	libcsc/packs/protocols/complaint-call.yaml \
	libcsc/packs/protocols/elderly-customer.yaml \
	libcsc/packs/protocols/email.yaml \
	libcsc/packs/protocols/four-step-resolution.yaml \
	libcsc/packs/protocols/in-person.yaml \
	libcsc/packs/protocols/incoming-call.yaml \
	libcsc/packs/protocols/information-call.yaml \
	libcsc/packs/protocols/outgoing-call.yaml \
	libcsc/packs/protocols/refusal.yaml \
	libcsc/packs/protocols/rude-customer.yaml
EXTRA_DIST += $(CSC_PACK_FILES) $(CSC_PROTOCOL_FILES)
noinst_HEADERS += libcsc/packs/embedded.h

noinst_PROGRAMS += libcsc/io/compile_packs
libcsc_io_compile_packs_SOURCES = libcsc/io/compile_packs.c
libcsc_io_compile_packs_CPPFLAGS = $(AM_CPPFLAGS) -DCSC_STATIC
libcsc_io_compile_packs_LDADD = libcsc/libcsc_io_core.la libcsc/libcsc_core.la
CSC_PACK_COMPILER = libcsc/io/compile_packs$(EXEEXT)

libcsc/packs/embedded_packs.c: $(CSC_PACK_FILES) $(CSC_PROTOCOL_FILES) $(CSC_PACK_COMPILER)
	$(AM_V_at)$(MKDIR_P) libcsc/packs
	$(AM_V_GEN)set --; for f in $(CSC_PACK_FILES) $(CSC_PROTOCOL_FILES); do set -- "$$@" "$(srcdir)/$$f"; done; $(CSC_PACK_COMPILER) $@ "$$@"
CLEANFILES += libcsc/packs/embedded_packs.c

noinst_LTLIBRARIES += libcsc/libcsc_packs.la
libcsc_libcsc_packs_la_SOURCES = libcsc/phrase/embedded.c libcsc/conversation/embedded.c
nodist_libcsc_libcsc_packs_la_SOURCES = libcsc/packs/embedded_packs.c
libcsc_libcsc_packs_la_CPPFLAGS = $(AM_CPPFLAGS) -DCSC_BUILDING
libcsc_libcsc_la_LIBADD += libcsc/libcsc_packs.la
