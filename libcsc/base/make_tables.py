#!/usr/bin/env python3
"""Makes the constant tables of libcsc/base: crc64_table.h and number_powers.h.

Run it in this folder after a change; tests/base/tables.sh re-runs it and compares.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CRC64_POLYNOMIAL = 0xC96C5795D7870F42  # ECMA-182, bits reversed, as in CRC-64/XZ
POWER_MIN, POWER_MAX = -342, 324


def crc64_rows():
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ (CRC64_POLYNOMIAL if crc & 1 else 0)
        yield crc


def power_rows():
    """ceil(10**k * 2**s) with s such that it has exactly 128 bits."""
    for k in range(POWER_MIN, POWER_MAX + 1):
        if k >= 0:
            n = 10**k
            excess = n.bit_length() - 128
            g = n << -excess if excess <= 0 else -(-n >> excess)
        else:
            d = 10**-k
            shift = 128 + d.bit_length()
            g = -((-1 << shift) // d)
            while g.bit_length() > 128:
                shift -= 1
                g = -((-1 << shift) // d)
        assert g.bit_length() == 128, k
        yield g


def crc64_header():
    values = ["UINT64_C(0x%016x)" % v for v in crc64_rows()]
    lines = ["    " + ", ".join(values[i:i + 4]) + "," for i in range(0, 256, 4)]
    return ("/* Made by make_tables.py: the byte table of CRC-64/XZ. */\n#ifndef CSC_BASE_CRC64_TABLE_H\n#define CSC_BASE_CRC64_TABLE_H\n\n"
            "#include <stdint.h>\n\n/* clang-format off */\nstatic const uint64_t crc64_table[256] = {\n" + "\n".join(lines) +
            "\n};\n/* clang-format on */\n\n#endif\n")


def powers_header():
    lines = ["    {UINT64_C(0x%016x), UINT64_C(0x%016x)}," % (g >> 64, g & (1 << 64) - 1) for g in power_rows()]
    return ("/* Made by make_tables.py: 10^k rounded up to 128 bits, high and low half, k from POWER_MIN to POWER_MAX. */\n"
            "#ifndef CSC_BASE_NUMBER_POWERS_H\n#define CSC_BASE_NUMBER_POWERS_H\n\n#include <stdint.h>\n\n"
            f"#define POWER_MIN ({POWER_MIN})\n#define POWER_MAX {POWER_MAX}\n\n"
            "/* clang-format off */\nstatic const uint64_t powers[POWER_MAX - POWER_MIN + 1][2] = {\n" + "\n".join(lines) +
            "\n};\n/* clang-format on */\n\n#endif\n")


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else HERE
    for name, text in (("crc64_table.h", crc64_header()), ("number_powers.h", powers_header())):
        with open(os.path.join(out, name), "w", encoding="ascii", newline="\n") as f:
            f.write(text)


if __name__ == "__main__":
    main()
