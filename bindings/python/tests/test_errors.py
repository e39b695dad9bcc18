"""Exceptions: natural built-ins, positions, pickling."""

import pickle
import unittest

import libcsc
from libcsc import _errors


class ErrorTest(unittest.TestCase):
    def test_built_ins(self):
        for kind, natural in (
            (libcsc.InvalidError, ValueError),
            (libcsc.RangeError, ValueError),
            (libcsc.NoMemory, MemoryError),
            (libcsc.Utf8Error, ValueError),
            (libcsc.UndefinedError, ArithmeticError),
            (libcsc.TooFewError, libcsc.UndefinedError),
            (libcsc.ColumnTypeError, TypeError),
            (libcsc.NotFoundError, LookupError),
            (libcsc.SystemFailure, OSError),
            (libcsc.UnsupportedError, NotImplementedError),
        ):
            self.assertTrue(issubclass(kind, natural))
            self.assertTrue(issubclass(kind, libcsc.CscError))

    def test_every_class_is_made_and_pickled(self):
        for status, kind in _errors.CLASSES.items():
            error = _errors.make(status, "sentence.")
            self.assertIs(type(error), kind)
            self.assertEqual(str(error), "sentence.")
            again = pickle.loads(pickle.dumps(kind("m", row=3, key="k")))
            self.assertEqual((type(again), again.row, again.key, again.status), (kind, 3, "k", status))

    def test_positions(self):
        with self.assertRaises(libcsc.SpecError) as caught:
            libcsc.canonical("not a spec")
        self.assertEqual(caught.exception.status, 11)
        self.assertEqual(caught.exception.name, "CSC_E_SPEC")
        self.assertIsNotNone(caught.exception.byte)
        self.assertIsNone(caught.exception.row)
        self.assertIn("byte", str(caught.exception))

    def test_unknown_definition(self):
        with self.assertRaises(LookupError):
            libcsc.canonical("nothing:of-this-name/1")
        with self.assertRaises(libcsc.NotFoundError):
            libcsc.definition("nothing:of-this-name/1")


if __name__ == "__main__":
    unittest.main()
