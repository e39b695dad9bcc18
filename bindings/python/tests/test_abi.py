"""Every export has its types, every type its size."""

import ctypes
import json
import os
import re
import unittest

import libcsc
from libcsc import _abi, _errors
from support import ROOT


class AbiTest(unittest.TestCase):
    def test_every_export_has_argtypes_and_restype(self):
        _abi.lib.open_io()
        self.assertEqual(_abi.lib.missing, [])
        self.assertGreater(len(_abi.functions), 30)
        for name, record in _abi.functions.items():
            function = getattr(_abi.lib, name)
            self.assertIsNotNone(function.argtypes, name)
            self.assertEqual(len(function.argtypes), len(record["args"]), name)
            if record["returns"]["kind"] == "void":
                self.assertIsNone(function.restype, name)
            elif record["returns"]["kind"] == "pointer":
                self.assertNotIn(function.restype, (None, ctypes.c_int, ctypes.c_int32), name)

    def test_every_export_of_the_list(self):
        listed = set()
        for name in ("exports-libcsc.txt", "exports-libcsc-io.txt"):
            path = os.path.join(ROOT, "tests", "scripts", name)
            if not os.path.exists(path):
                self.skipTest("not in the source tree")
            with open(path, encoding="ascii") as stream:
                listed.update(re.findall(r"\bcsc_\w+", stream.read()))
        self.assertEqual(listed, set(_abi.functions))

    def test_sizes(self):
        if ctypes.sizeof(ctypes.c_void_p) != 8:
            self.skipTest("sizes in abi.json are those of 64-bit machines")
        for name, size in _abi.struct_sizes.items():
            self.assertEqual(ctypes.sizeof(_abi.struct[name]), size, name)
        for name, record in _abi.functions.items():
            kind = _abi.struct.get(name[: -len("_size")]) if name.endswith("_size") and not record["args"] else None
            if kind is not None:
                self.assertEqual(getattr(_abi.lib, name)(), ctypes.sizeof(kind), name)

    def test_a_missing_export_is_said(self):
        missing = _abi._Missing("csc_not_there", "the loaded library does not have it")
        with self.assertRaises(_errors.UnsupportedError):
            missing()

    def test_handles_do_not_mix(self):
        a, b = _abi.handle["csc_exact_sum"](), _abi.handle["csc_metric"]()
        with self.assertRaises(ctypes.ArgumentError):
            _abi.lib.csc_exact_sum_destroy(b)
        with self.assertRaises(ctypes.ArgumentError):
            _abi.lib.csc_exact_sum_destroy(1)
        _abi.lib.csc_exact_sum_destroy(a)

    def test_json_is_the_one_of_the_tree(self):
        path = os.path.join(ROOT, "bindings", "abi.json")
        if not os.path.exists(path):
            self.skipTest("not in the source tree")
        with open(path, encoding="utf-8") as stream:
            self.assertEqual(len(json.load(stream)["functions"]), len(_abi.functions))

    def test_version(self):
        self.assertEqual(libcsc.version(), libcsc.__version__)
        self.assertRegex(libcsc.unicode_version(), r"^\d+\.\d+\.\d+$")

    def test_every_status_has_a_class(self):
        for name, value in _abi.constant.items():
            if name.startswith("CSC_E_") and name != "CSC_E_UNDEFINED_FIRST":
                self.assertIn(value, _errors.CLASSES, name)
                self.assertEqual(_errors.CLASSES[value].name, name)
                self.assertEqual(libcsc.status_name(value), name)


if __name__ == "__main__":
    unittest.main()
