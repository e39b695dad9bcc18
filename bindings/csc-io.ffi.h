/* Generated from the public headers by bindings/generate.py: no preprocessor, for PHP FFI, cffi and LuaJIT.
 * What libcsc-io adds to csc.ffi.h; read that one first. */

