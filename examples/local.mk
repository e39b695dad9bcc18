# csckit and the example programs.
EXTRA_PROGRAMS += csckit
csckit_SOURCES = \
	examples/csckit/commands.def \
	examples/csckit/kit.h \
	examples/csckit/private.h \
	examples/csckit/main.c \
	examples/csckit/memory.c \
	examples/csckit/options.c \
	examples/csckit/print.c \
	examples/csckit/progress.c \
	examples/csckit/table.c \
	examples/csckit/text.c \
	examples/csckit/value.c
# POSIX is for csckit and libcsc-io only; the commands see public headers, never libcsc/.
csckit_CPPFLAGS = -I$(top_srcdir)/include -I$(top_builddir) -I$(top_srcdir)/examples/csckit -D_POSIX_C_SOURCE=200809L $(UNISTRING_CPPFLAGS)
csckit_LDADD = libcsc/libcsc-io.la libcsc/libcsc.la $(UNISTRING_LDFLAGS) $(UNISTRING_LIBS) $(MATH_LIBS)
