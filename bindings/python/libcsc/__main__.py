"""python -m libcsc: which library was found, and what it holds."""

from . import _abi, definitions, features, library_path, unicode_version, version


def main() -> int:
    print("libcsc %s, Unicode %s" % (version(), unicode_version()))
    print("library   %s" % library_path)
    try:
        _abi.lib.open_io()
        print("libcsc-io %s" % _abi.lib.io_path)
    except ImportError as error:
        print("libcsc-io not usable: %s" % str(error).splitlines()[0])
    print("features  %s" % " ".join(features()))
    print("exports   %d, missing %s" % (len(_abi.functions), " ".join(_abi.lib.missing) or "none"))
    for definition in definitions():
        print("%-24s %s" % (definition.id, definition.title))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
