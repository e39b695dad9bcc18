"""Adds to the package what stands elsewhere in the tree: the list of signatures, and for a wheel of its own the libraries.

    pip install ./bindings/python                              the package; the library comes from the system or CSC_LIBRARY
    CSC_BUNDLE=/path/to/build pip wheel ./bindings/python      a wheel py3-none-<platform> with the libraries of that build inside,
                                                               those they are linked to, and the licence texts of these
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import sysconfig

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = os.path.dirname(os.path.abspath(__file__))
BUNDLE = os.environ.get("CSC_BUNDLE")


def abi():
    for path in (os.path.join(HERE, "libcsc", "abi.json"), os.path.join(os.path.dirname(HERE), "abi.json")):
        if os.path.exists(path):
            return path
    raise SystemExit("abi.json is missing: build from the libcsc tree or from a source distribution")


def libraries(build):
    """The shared libraries of a build tree or of an installation, under the names that the loader looks for."""
    endings = {"darwin": ".0.dylib", "win32": "-0.dll"}
    ending = endings.get(sys.platform, ".so.0")
    found = []
    for stem in ("libcsc", "libcsc-io"):
        for folder in (os.path.join(build, "libcsc", ".libs"), os.path.join(build, "lib"), build):
            path = os.path.join(folder, stem + ending)
            if os.path.exists(path):
                found.append((path, stem + ending))
                break
        else:
            raise SystemExit("CSC_BUNDLE=%s holds no %s" % (build, stem + ending))
    return found


#: What the libraries are linked to beside the C library: each goes into the wheel with its licence.
LINKED = ("libunistring", "libstemmer", "libyaml", "libjansson")


def dependencies(paths):
    """{name by which it is loaded: file} of the libraries in LINKED, as the dynamic linker finds them."""
    found = {}
    for path in paths:
        listing = subprocess.run(["ldd", path], stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
        for name, file in re.findall(r"^\s*(\S+) => (/\S+)", listing, re.M):
            if name.startswith(LINKED):
                found[name] = os.path.realpath(file)
    return found


def licence(name):
    """The licence text that the system keeps for a library."""
    stem = re.match(r"[a-z]+", name).group(0)
    folders = os.environ.get("CSC_LICENSES", "/usr/share/doc:/usr/share/licenses").split(":")
    for folder in folders:
        for pattern in (stem + "*/copyright", stem + "*/COPYING*", stem + "*/LICENSE*", stem + "*"):
            for path in sorted(glob.glob(os.path.join(folder, pattern))):
                if os.path.isfile(path):
                    return path
    raise SystemExit("no licence text of %s in %s: name its folder in CSC_LICENSES" % (stem, ":".join(folders)))


class BuildPy(build_py):
    def run(self):
        super().run()
        target = os.path.join(self.build_lib, "libcsc")
        os.makedirs(target, exist_ok=True)
        shutil.copyfile(abi(), os.path.join(target, "abi.json"))
        if BUNDLE:
            os.makedirs(os.path.join(target, "lib"), exist_ok=True)
            ours = libraries(BUNDLE)
            for path, name in ours:
                shutil.copyfile(os.path.realpath(path), os.path.join(target, "lib", name))
            if sys.platform.startswith("linux"):
                for name, path in sorted(dependencies(path for path, _ in ours).items()):
                    shutil.copyfile(path, os.path.join(target, "lib", name))
                    shutil.copyfile(licence(name), os.path.join(target, "lib", "LICENSE." + re.match(r"[a-z]+", name).group(0)))


class Sdist(sdist):
    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        target = os.path.join(base_dir, "libcsc", "abi.json")
        if not os.path.exists(target):
            shutil.copyfile(abi(), target)


class Bundled(Distribution):
    def has_ext_modules(self):
        return bool(BUNDLE)


commands = {"build_py": BuildPy, "sdist": Sdist}
if BUNDLE:
    try:
        from setuptools.command.bdist_wheel import bdist_wheel
    except ImportError:
        from wheel.bdist_wheel import bdist_wheel

    class Wheel(bdist_wheel):
        def get_tag(self):
            return "py3", "none", sysconfig.get_platform().replace("-", "_").replace(".", "_")

    commands["bdist_wheel"] = Wheel

setup(cmdclass=commands, distclass=Bundled)
