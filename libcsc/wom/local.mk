# libcsc/wom: sources go to libcsc_libcsc_core_la_SOURCES, the public header to cscinclude_HEADERS, internal headers too.
