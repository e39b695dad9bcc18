# libcsc-io: sources go to libcsc_libcsc_io_core_la_SOURCES.
