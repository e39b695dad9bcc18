# libcsc-io: sources go to libcsc_libcsc_io_core_la_SOURCES.
cscinclude_HEADERS += \
	include/csc/io.h \
	include/csc/io_csv.h \
	include/csc/io_file.h include/csc/io_pack.h \
	include/csc/io_threads.h \
	include/csc/io_tree.h \
	include/csc/io_writer.h
