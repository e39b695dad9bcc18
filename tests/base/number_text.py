"""csc_number_format and csc_number_parse against Python's repr and float, on random bit patterns and hard cases.

Usage: number_text.py LIBRARY [COUNT [SEED]]; prints TAP. Both directions of Python are correctly rounded (David Gay's algorithms).
"""
import ctypes
import math
import random
import struct
import sys


def main():
    lib = ctypes.CDLL(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 60000
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20261003)
    lib.csc_number_format.argtypes = [ctypes.c_double, ctypes.c_char_p]
    lib.csc_number_format.restype = ctypes.c_size_t
    lib.csc_number_parse.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.c_size_t)]
    lib.csc_number_parse.restype = ctypes.c_int32
    buffer, value = ctypes.create_string_buffer(33), ctypes.c_double()

    def bits(x):
        return struct.pack("<d", x)

    def format_(x):
        n = lib.csc_number_format(x, buffer)
        assert n <= 32
        return buffer.raw[:n].decode()

    def parse(text):
        raw = text.encode()
        status = lib.csc_number_parse(raw, len(raw), ctypes.byref(value), None)
        return None if status else value.value

    def digits(text):
        mantissa = text.lstrip("-").split("e")[0]
        return mantissa.replace(".", "").strip("0")

    wrong = {"shortest": [], "round trip": [], "length": [], "parse": []}

    def check_format(x):
        ours, theirs = format_(x), repr(x)
        whole = abs(x) < 1e17 and x == int(x)  # written exactly
        if (digits(ours) != digits(theirs) and not whole) or float(ours) != x:
            wrong["shortest"].append((theirs, ours))
        if parse(ours) is None or bits(parse(ours)) != bits(x):
            wrong["round trip"].append((theirs, ours))
        if not whole:
            if len(ours) > len(theirs):
                wrong["length"].append((theirs, ours))
        elif ours != ("-" if math.copysign(1, x) < 0 else "") + "%d" % abs(x):
            wrong["length"].append((theirs, ours))

    def check_parse(text):
        ours = parse(text)
        if ours is None or bits(ours) != bits(float(text)):
            wrong["parse"].append((text, ours))

    values = []
    while len(values) < count:
        x = struct.unpack("<d", struct.pack("<Q", rng.getrandbits(64)))[0]
        if math.isfinite(x):
            values.append(x)
    values += [rng.random() for _ in range(count // 4)]
    values += [round(rng.uniform(-1e6, 1e6), rng.randrange(6)) for _ in range(count // 4)]
    values += [float(rng.getrandbits(rng.randrange(1, 70))) for _ in range(count // 8)]
    for e in range(-1074, 1024):
        p = math.ldexp(1.0, e)
        values += [p, -p]
        values += [math.nextafter(p, 0.0), math.nextafter(p, math.inf)] if hasattr(math, "nextafter") else []
    values += [float("1e%d" % e) for e in range(-323, 309)] + [0.0, -0.0, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 9007199254740993.0]
    for x in values:
        check_format(x)

    # texts: random digit strings, exact halfway points with a little added or taken, long zeros
    for _ in range(count):
        n = rng.randrange(1, 40)
        text = "".join(rng.choice("0123456789") for _ in range(n))
        at = rng.randrange(0, n + 1)
        check_parse(rng.choice(["", "-", "+"]) + text[:at] + "." + text[at:] + rng.choice(["", "e%d" % rng.randrange(-345, 315), "E+%d" % rng.randrange(0, 30)]))
    for _ in range(count // 8):
        e = rng.choice([rng.randrange(-1074, 971), -1074, rng.randrange(-60, 60)])
        c = 2 * rng.getrandbits(rng.choice([53, 52, 20, 3])) + 1
        n, d = (c << e - 1, 1) if e >= 1 else (c, 1 << 1 - e)
        scale = 0
        while n % d:  # exact decimal expansion of the point halfway
            n *= 10
            scale += 1
        text = str(n // d)
        for tail in ("", "0" * 30, "0" * 900 + "1"):
            check_parse(text + tail + "e-%d" % (scale + len(tail)))
        check_parse(str(n // d - 1) + "e-%d" % scale)
    for text in ("0" * 400 + "1", "0." + "0" * 400 + "1e401", "1" + "0" * 400 + "e-400", "1e400", "1e-400", "0e999999999999999999999", "1e-999999999999999999999",
                 "1e999999999999999999999", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623158e308", "1.7976931348623159e308", "9007199254740993",
                 "6.631236846766476e-316", "4.4501477170144023e-308", "INF", "-Infinity", "+inf", ".5", "5.", "00.50", "1e05"):
        check_parse(text)
    names = list(wrong)
    print("1..%d" % len(names))
    for i, name in enumerate(names, 1):
        print("%s %d - %s" % ("not ok" if wrong[name] else "ok", i, name))
        for row in wrong[name][:10]:
            print("#", *row)
    return any(wrong.values())


sys.exit(main())
