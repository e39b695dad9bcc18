"""What may be passed as a column, and that it is not copied."""

import ctypes
import datetime
import math
import sys
import unittest
from array import array

import libcsc
from libcsc import _columns
from support import have, needs


def total(values):
    with libcsc.ExactSum(values) as s:
        return s.value


class PlainTest(unittest.TestCase):
    def test_lists(self):
        self.assertEqual(total([1, 2, 3]), 6)
        self.assertEqual(total((1, 2.5)), 3.5)
        self.assertEqual(total([]), 0)
        self.assertEqual(total([1, None, 2]), 3)
        self.assertEqual(total([None] * 20 + [2.5]), 2.5)
        self.assertEqual(total([True, False, True]), 2)
        self.assertEqual(total(range(5)), 10)
        self.assertEqual(total(x for x in (1, 2)), 3)
        self.assertEqual(total([2**63, 1]), 2.0**63)
        self.assertEqual(total([1.5, float("nan"), 2]), 3.5)

    def test_refused(self):
        with self.assertRaises(libcsc.ColumnTypeError) as caught:
            total([1, "2"])
        self.assertEqual(caught.exception.row, 1)
        for bad in ("12", {"a": 1}, 5, None):
            with self.assertRaises(TypeError):
                _columns.column(bad)
        with self.assertRaises(libcsc.InvalidError):
            _columns.column([1, 2], 3)

    def test_arrays_are_not_copied(self):
        for code in "bBhHiIlLqQfd":
            values = array(code, [1, 2, 3])
            column = _columns.column(values)
            self.assertEqual(column.struct.data, values.buffer_info()[0], code)
            self.assertEqual(column.struct.stride, values.itemsize)
            self.assertEqual(total(values), 6)

    def test_buffers(self):
        values = array("d", range(10))
        self.assertEqual(total(memoryview(values)[::3]), 18)
        self.assertEqual(total(memoryview(values)[::-1]), 45)
        self.assertEqual(total(memoryview(values)[::-1][:2]), 17)
        self.assertEqual(total(memoryview(values).toreadonly()), 45)
        self.assertEqual(total(b"\x01\x02"), 3)
        self.assertEqual(total(bytearray(b"\x01\x02")), 3)
        self.assertEqual(total((ctypes.c_int32 * 3)(1, 2, 3)), 6)
        with self.assertRaises(TypeError):
            total(array("u", "ab"))

    def test_buffer_is_released(self):
        block = bytearray(8)
        column = _columns.column(block)
        with self.assertRaises(BufferError):
            block.append(1)
        del column
        block.append(1)

    def test_texts(self):
        column = _columns.text_column(["a", "", None, "é€"])
        self.assertEqual(column.n, 4)
        offsets = (ctypes.c_int64 * 5).from_address(column.struct.offsets)
        self.assertEqual(list(offsets), [0, 1, 1, 1, 6])
        self.assertEqual(ctypes.string_at(column.struct.bytes, 6).decode(), "aé€")
        self.assertEqual(column.struct.validity[0] & 15, 0b1011)
        with self.assertRaises(TypeError):
            _columns.text_column(["a", 1])
        with self.assertRaises(TypeError):
            _columns.text_column("abc")

    def test_groups(self):
        labels, codes = _columns.factorize(["b", "a", "b", None], 4)
        self.assertEqual((labels, _columns.elements(codes)), (["b", "a", None], [0, 1, 0, 2]))
        labels, codes = _columns.factorize([7, float("nan"), 7], 3)
        self.assertEqual((labels, _columns.elements(codes)), ([7, None], [0, 1, 0]))

    def test_times(self):
        utc = datetime.timezone.utc
        moment = datetime.datetime(2026, 10, 3, 9, 12, 44, tzinfo=utc)
        day = datetime.date(2026, 10, 3)
        us = int(moment.timestamp()) * 1000000
        self.assertEqual(_columns.elements(_columns.instants([moment, None, moment.replace(tzinfo=None)])), [us, None, us])
        self.assertEqual(_columns.elements(_columns.instants([5])), [5])
        days = (day - datetime.date(1970, 1, 1)).days
        self.assertEqual(_columns.elements(_columns.dates([day, None])), [days, None])


@needs("numpy")
class NumpyTest(unittest.TestCase):
    def test_types_without_copy(self):
        import numpy

        for name in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "?"):
            values = numpy.array([1, 0, 1], dtype=name)
            column = _columns.column(values)
            self.assertEqual(column.struct.data, values.ctypes.data, name)
            self.assertEqual(total(values), 2, name)

    def test_strides(self):
        import numpy

        values = numpy.arange(12.0)
        self.assertEqual(total(values[::-1]), 66)
        self.assertEqual(total(values[1::5]), 18)
        self.assertEqual(total(values.reshape(3, 4)[:, 1]), 15)
        self.assertEqual(total(numpy.broadcast_to(numpy.float64(2), 5)), 10)
        table = numpy.zeros(3, dtype=[("a", "i1"), ("b", "f8")])
        table["b"] = [1, 2, 3]
        self.assertEqual(_columns.column(table["b"]).struct.stride, 9)
        self.assertEqual(total(table["b"]), 6)

    def test_copied(self):
        import numpy

        self.assertEqual(total(numpy.array([1, 2], dtype=">i4")), 3)
        self.assertEqual(total(numpy.array([1, 2], dtype=">f8")), 3)
        self.assertEqual(total(numpy.array([1.5, 2], dtype="f2")), 3.5)
        self.assertEqual(total(numpy.array([1, None, 2.5], dtype=object)), 3.5)

    def test_masked_and_read_only(self):
        import numpy

        self.assertEqual(total(numpy.ma.array([1, 2, 4], mask=[0, 1, 0])), 5)
        values = numpy.array([1.0, 2.0])
        values.flags.writeable = False
        self.assertEqual(_columns.column(values).struct.data, values.ctypes.data)

    def test_refused(self):
        import numpy

        with self.assertRaises(libcsc.InvalidError):
            total(numpy.zeros((2, 2)))
        for bad in (numpy.array(["a"]), numpy.array([1j])):
            with self.assertRaises(TypeError):
                total(bad)
        self.assertEqual(total(numpy.zeros(0)), 0)

    def test_times(self):
        import numpy

        moments = numpy.array(["2026-10-03T09:12:44", "NaT"], dtype="M8[us]")
        column = _columns.instants(moments)
        self.assertEqual(column.struct.data, moments.ctypes.data)
        seconds = moments.astype("M8[s]")
        self.assertEqual(_columns.elements(_columns.instants(seconds)), _columns.elements(column))
        self.assertEqual(_columns.elements(column)[1], None)
        days = numpy.array(["1970-01-02", "NaT"], dtype="M8[D]")
        self.assertEqual(_columns.elements(_columns.dates(days)), [1, None])
        self.assertEqual(_columns.elements(_columns.dates(days.astype("M8[ns]"))), [1, None])

    def test_groups(self):
        import numpy

        hidden = sys.modules.pop("pandas", None)  # numpy alone, then with pandas
        try:
            self.groups(numpy)
        finally:
            if hidden is not None:
                sys.modules["pandas"] = hidden
        self.groups(numpy)

    def groups(self, numpy):
        for values, names, numbers in (
            (numpy.array(["b", "a", "b"]), ["b", "a"], [0, 1, 0]),
            (numpy.array([7, -3, 7, 9], dtype="i1"), [7, -3, 9], [0, 1, 0, 2]),
            (numpy.array([2**40, 5, 2**40]), [2**40, 5], [0, 1, 0]),
            (numpy.array([2**63, 1], dtype="u8"), [2**63, 1], [0, 1]),
            (numpy.array([True, False, True]), [True, False], [0, 1, 0]),
            (numpy.array([1.5, numpy.nan, 0.5, 1.5]), [1.5, 0.5, None], [0, 2, 1, 0]),
            (numpy.array([], dtype="i4"), [], []),
        ):
            labels, codes = _columns.factorize(values, len(values))
            self.assertEqual((labels, _columns.elements(codes)), (names, numbers), values)


@needs("pandas")
class PandasTest(unittest.TestCase):
    def test_series(self):
        import pandas

        self.assertEqual(total(pandas.Series([1, 2, 3])), 6)
        self.assertEqual(total(pandas.Series([1.5, None])), 1.5)
        self.assertEqual(total(pandas.Series([1, None, 3], dtype="Int64")), 4)
        self.assertEqual(total(pandas.Series([1.5, None], dtype="Float32")), 1.5)
        self.assertEqual(total(pandas.Series([True, None, True], dtype="boolean")), 2)
        self.assertEqual(total(pandas.Series([1, None, 2.5], dtype=object)), 3.5)
        self.assertEqual(total(pandas.Series([1, 2, 3, 4])[::2]), 4)
        self.assertEqual(total(pandas.Index([1, 2])), 3)
        with self.assertRaises(TypeError):
            total(pandas.Series(["a", "b"]))

    def test_not_copied(self):
        import pandas

        values = pandas.Series([1, None, 3], dtype="Int64")
        self.assertEqual(_columns.column(values).struct.data, values.array._data.ctypes.data)
        frame = pandas.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
        self.assertEqual(_columns.column(frame["a"]).struct.data, frame["a"].to_numpy().ctypes.data)

    def test_categories(self):
        import pandas

        ratings = pandas.Series([5, 1, 5, None], dtype="category")
        self.assertEqual(total(ratings), 11)
        teams = pandas.Series(pandas.Categorical(["b", "a", None], categories=["a", "b", "c"]))
        labels, codes = _columns.factorize(teams, 3)
        self.assertEqual((labels, _columns.elements(codes)), (["a", "b", "c", None], [1, 0, 3]))

    def test_groups(self):
        import pandas

        labels, codes = _columns.factorize(pandas.Series(["b", "a", None, "b"]), 4)
        self.assertEqual((labels, _columns.elements(codes)), (["b", "a", None], [0, 1, 2, 0]))

    def test_times(self):
        import pandas

        moments = pandas.Series(pandas.to_datetime(["2026-10-03T09:12:44Z", None], utc=True))
        us = int(moments[0].timestamp()) * 1000000
        self.assertEqual(_columns.elements(_columns.instants(moments)), [us, None])
        naive = pandas.Series(pandas.to_datetime(["2026-10-03", None]))
        self.assertEqual(_columns.elements(_columns.dates(naive)), [20729, None])

    def test_texts(self):
        import pandas

        column = _columns.text_column(pandas.Series(["a", None, "bc"]))
        self.assertEqual(column.n, 3)
        self.assertEqual(column.struct.validity[0] & 7, 0b101)

    @unittest.skipUnless(have("pyarrow"), "no pyarrow here")
    def test_arrow_backed(self):
        import pandas

        self.assertEqual(total(pandas.Series([1, None, 3], dtype="int64[pyarrow]")), 4)
        self.assertEqual(total(pandas.Series([1.5, None], dtype="double[pyarrow]")), 1.5)


@needs("pyarrow")
class ArrowTest(unittest.TestCase):
    def test_arrays(self):
        import pyarrow

        for kind in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"):
            values = pyarrow.array([1, None, 3, 4], type=getattr(pyarrow, kind)())
            self.assertEqual(total(values), 8, kind)
            self.assertEqual(total(values[1:3]), 3, kind)
            self.assertEqual(_columns.column(values).struct.data, values.buffers()[1].address)

    def test_others(self):
        import pyarrow

        self.assertEqual(total(pyarrow.array([True, None, True, False])[0:3]), 2)
        self.assertEqual(total(pyarrow.array([None, None], type=pyarrow.null())), 0)
        self.assertEqual(total(pyarrow.chunked_array([[1, 2], [3]])), 6)
        self.assertEqual(total(pyarrow.chunked_array([[1, None], [3]])), 4)
        self.assertEqual(total(pyarrow.chunked_array([[5]])), 5)
        self.assertEqual(total(pyarrow.chunked_array([], type=pyarrow.int32())), 0)
        self.assertEqual(total(pyarrow.array([3, None, 3, 5]).dictionary_encode()), 11)
        self.assertEqual(total(pyarrow.table({"a": [1, 2]})["a"]), 3)
        with self.assertRaises(TypeError):
            total(pyarrow.array(["a"]))
        column = _columns.dates(pyarrow.array([datetime.date(1970, 1, 2), None]))
        self.assertEqual(_columns.elements(column), [1, None])
        moment = datetime.datetime(1970, 1, 1, 0, 0, 1)
        self.assertEqual(_columns.elements(_columns.instants(pyarrow.array([moment], type=pyarrow.timestamp("ms")))), [1000000])

    def test_released(self):
        import gc

        import pyarrow

        before = pyarrow.total_allocated_bytes()
        for _ in range(50):
            total(pyarrow.array([1.0] * 1000))
            total(pyarrow.chunked_array([[1.0] * 1000, [2.0]]))
        gc.collect()
        self.assertLessEqual(pyarrow.total_allocated_bytes(), before)

    def test_texts(self):
        import pyarrow

        for kind in (pyarrow.string(), pyarrow.large_string()):
            values = pyarrow.array(["a", None, "bc", "d"], type=kind)[1:]
            column = _columns.text_column(values)
            self.assertEqual(column.n, 3)
            self.assertEqual(column.struct.bytes, values.buffers()[2].address)
        chunks = pyarrow.chunked_array([["a"], ["b"]])
        self.assertEqual(_columns.text_column(chunks).n, 2)

    def test_groups(self):
        import pyarrow

        labels, codes = _columns.factorize(pyarrow.array(["b", "a", None, "b"]), 4)
        self.assertEqual((labels, _columns.elements(codes)), (["b", "a", None], [0, 1, 2, 0]))


class FloatTest(unittest.TestCase):
    def test_infinities(self):
        self.assertEqual(total([math.inf, 1.0]), math.inf)


if __name__ == "__main__":
    unittest.main()
