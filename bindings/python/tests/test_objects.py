"""Life time, threads, callbacks, Ctrl-C."""

import ctypes
import gc
import os
import signal
import sys
import threading
import time
import unittest

import libcsc
from libcsc import _abi, _context, _sink
from support import needs_function


class Allocator:
    """Counts what a library allocates through it."""

    def __init__(self):
        kinds = dict(_abi.struct["csc_allocator"]._fields_)
        libc = ctypes.CDLL(None)
        for function in (libc.malloc, libc.realloc):
            function.restype = ctypes.c_void_p
        libc.malloc.argtypes = [ctypes.c_size_t]
        libc.realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        libc.free.argtypes = [ctypes.c_void_p]
        self.blocks = {}
        self.calls = 0

        def allocate(_, size):
            address = libc.malloc(size)
            self.blocks[address] = size
            self.calls += 1
            return address

        def resize(_, pointer, old, new):
            if self.blocks.pop(pointer) != old:
                self.wrong = True
            address = libc.realloc(pointer, new)
            self.blocks[address] = new
            return address

        def release(_, pointer, size):
            if self.blocks.pop(pointer) != size:
                self.wrong = True
            libc.free(pointer)

        self.wrong = False
        self.record = _abi.struct["csc_allocator"](kinds["allocate"](allocate), kinds["resize"](resize), kinds["release"](release), None)

    def context(self):
        context = libcsc.Context()
        context._record.allocator = ctypes.pointer(self.record)
        context.allocator = self
        return context


class LifeTest(unittest.TestCase):
    def test_close(self):
        total = libcsc.ExactSum([1, 2])
        self.assertFalse(total.closed)
        total.close()
        total.close()
        self.assertTrue(total.closed)
        with self.assertRaises(libcsc.InvalidError):
            total.value
        with self.assertRaises(ValueError):
            with total:
                pass

    def test_nothing_leaks(self):
        allocator = Allocator()
        context = allocator.context()
        with libcsc.ExactSum([1.0], context=context) as total:
            self.assertEqual(total.value, 1)
            self.assertNotEqual(allocator.blocks, {})
        self.assertEqual(allocator.blocks, {})
        total = libcsc.ExactSum([1.0], context=context)
        del total
        gc.collect()
        self.assertEqual(allocator.blocks, {})
        self.assertGreater(allocator.calls, 1)
        self.assertFalse(allocator.wrong)

    @needs_function("csc_metric_create")
    def test_metric_leaks_nothing(self):
        allocator = Allocator()
        context = allocator.context()
        with libcsc.Metric("nps:standard/1", None, context=context) as m:
            m.add([1, 10, 9] * 50, groups=["%d" % i for i in range(150)])
            copy = libcsc.Metric.from_bytes(m.to_bytes(), context=context)
            copy.merge(m)
            with self.assertRaises(libcsc.CscError):
                libcsc.Metric.from_bytes(m.to_bytes()[:-1], context=context)
        copy.close()
        self.assertEqual(allocator.blocks, {})
        self.assertFalse(allocator.wrong)

    def test_many_objects(self):
        for _ in range(2000):
            libcsc.ExactSum([1])
        gc.collect()

    def test_a_call_keeps_its_object(self):
        # close() from elsewhere while a call holds the handle must not free it under the call.
        total = libcsc.ExactSum([1, 2])
        owned = total._handle
        total.close()
        value = ctypes.c_double()
        self.assertEqual(_abi.lib.csc_exact_sum_value(owned, ctypes.byref(value)), 0)
        self.assertEqual(value.value, 3)


class ThreadTest(unittest.TestCase):
    def test_eight_threads_change_one_object(self):
        total = libcsc.ExactSum()
        threads = [threading.Thread(target=lambda: [total.add([1.0, 0.5]) for _ in range(200)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(total.value, 8 * 200 * 1.5)

    @needs_function("csc_metric_create")
    def test_eight_threads_read_one_object(self):
        m = libcsc.Metric("nps:standard/1", 3).add([10, 9, 8, 1, 0, 6], groups=[0, 1, 2, 0, 1, 2])
        expected = m.to_dict()
        wrong = []

        def read():
            for _ in range(100):
                if m.to_dict() != expected or m.estimate(1).n != 2 or not m.to_bytes():
                    wrong.append(1)

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_callback_into_its_own_object(self):
        total = libcsc.ExactSum()
        with total._turn:
            with self.assertRaises(libcsc.SequenceError):
                total.add([1])
        total.add([1])


class SinkTest(unittest.TestCase):
    def test_tree(self):
        def visit(sink):
            s = sink._obj
            s.begin_object(None, None, 0)
            s.number(None, b"a", 1, 1.5)
            s.number(None, b"bc", 1, float("nan"))
            s.begin_array(None, b"list", 4)
            s.integer(None, None, 0, 7)
            s.text(None, None, 0, "é".encode(), 2)
            s.boolean(None, None, 0, 1)
            s.null(None, None, 0)
            s.end_array(None)
            return s.end_object(None)

        self.assertEqual(_sink.collect(visit), {"a": 1.5, "b": None, "list": [7, "é", True, None]})

    def test_two_values(self):
        self.assertEqual(_sink.collect(lambda sink: sink._obj.integer(None, None, 0, 1) or sink._obj.integer(None, None, 0, 2)), [1, 2])

    def test_bad_text_is_raised_here(self):
        with self.assertRaises(UnicodeDecodeError):
            _sink.collect(lambda sink: sink._obj.text(None, None, 0, b"\xff", 1))


def working(callback, seconds=30.0):
    """Stands for a long C function: calls the progress callback until it cancels."""

    def function(error):
        end = time.monotonic() + seconds
        done = 0
        while time.monotonic() < end:
            done += 1
            if callback(None, done, 0):
                return 8
        return 0

    return function


@unittest.skipUnless(hasattr(signal, "setitimer"), "no timers here")
class InterruptTest(unittest.TestCase):
    def test_ctrl_c_during_a_call(self):
        before = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, before)
        for _ in range(20):
            timer = threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT))
            with self.assertRaises(KeyboardInterrupt):
                timer.start()  # in here: on a busy machine the signal may come before the call begins
                _context.call(working(_context._default_callback))
            timer.join()
            self.assertIs(signal.getsignal(signal.SIGINT), signal.default_int_handler)
            self.assertIsNone(_context.Guard.current)

    def test_exception_of_a_callback(self):
        class Mine(Exception):
            pass

        def progress(done, total):
            if done == 3:
                raise Mine("three")

        context = libcsc.Context(progress=progress)
        with self.assertRaises(Mine):
            _context.call(working(context._callback), context=context)
        seen = []
        context = libcsc.Context(progress=lambda done, total: seen.append(done) or done == 5)
        with self.assertRaises(libcsc.Cancelled):
            _context.call(working(context._callback), context=context)
        self.assertEqual(seen, [1, 2, 3, 4, 5])

    def test_other_threads_go_on(self):
        before = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with it ignored
        self.addCleanup(signal.signal, signal.SIGINT, before)
        result = []
        thread = threading.Thread(target=lambda: result.append(working(_context._default_callback, 0.2)(None)))
        thread.start()
        with self.assertRaises(KeyboardInterrupt):
            with _context.Guard():
                signal.raise_signal(signal.SIGINT) if hasattr(signal, "raise_signal") else os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.05)
        thread.join()
        self.assertEqual(result, [0])


if __name__ == "__main__":
    sys.exit(unittest.main())
