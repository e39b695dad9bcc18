# Bindings. What bindings/generate.py makes is committed, so that a tarball builds without Python.
EXTRA_DIST += bindings/generate.py bindings/abi.json bindings/csc.ffi.h bindings/csc-io.ffi.h

# Makes symbol maps, abi.json, FFI headers and export lists anew from the public headers.
generate:
	$(PYTHON) $(top_srcdir)/bindings/generate.py
.PHONY: generate

include bindings/python/local.mk
