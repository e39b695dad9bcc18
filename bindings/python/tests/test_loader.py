"""Where the library is looked for, and what is said when it is not there."""

import os
import shutil
import subprocess
import tempfile
import unittest

import libcsc
from support import PACKAGE, environment, python, sanitized


def run(code, cwd=None, package=None, **changes):
    env = environment(**changes)
    if package is not None:
        env["PYTHONPATH"] = package
    done = subprocess.run([python, "-B", "-c", code], env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    return done.returncode, done.stdout, done.stderr


@unittest.skipIf(sanitized(), "the loader is the same under a sanitizer")
class LoaderTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=os.environ.get("CSC_PYTHON_SCRATCH"))
        self.addCleanup(shutil.rmtree, self.folder)

    def copy(self):
        """The package alone, as pip would put it somewhere."""
        target = os.path.join(self.folder, "site", "libcsc")
        shutil.copytree(os.path.realpath(os.path.join(PACKAGE, "libcsc")), target, ignore=shutil.ignore_patterns("__pycache__", "lib"))
        if not os.path.exists(os.path.join(target, "abi.json")):
            shutil.copy(os.path.join(os.path.dirname(os.path.realpath(PACKAGE)), "abi.json"), target)
        return os.path.dirname(target)

    def test_named_file_comes_first(self):
        status, out, err = run("import libcsc; print(libcsc.library_path)", CSC_LIBRARY=os.path.abspath(libcsc.library_path), CSC_BUILD_DIR="/nonexistent")
        self.assertEqual((status, out.strip()), (0, os.path.abspath(libcsc.library_path)), err)

    def test_named_file_is_final(self):
        status, _, err = run("import libcsc", CSC_LIBRARY=os.path.join(self.folder, "none.so"))
        self.assertNotEqual(status, 0)
        self.assertIn("LibraryNotFound", err)
        self.assertIn("none.so: no such file (CSC_LIBRARY)", err)

    def test_every_path_tried_is_told(self):
        status, _, err = run("import libcsc", package=self.copy(), CSC_BUILD_DIR=self.folder, CSC_LIBRARY=None)
        if status == 0:
            self.skipTest("libcsc is installed on this machine")
        self.assertIn("inside the package", err)
        self.assertIn(os.path.join(self.folder, "libcsc", ".libs", "libcsc.so.0"), err)
        self.assertIn("(system)", err)
        self.assertIn("CSC_LIBRARY", err)

    def test_another_library_is_refused(self):
        other = None
        for candidate in ("/lib/x86_64-linux-gnu/libm.so.6", "/usr/lib/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6", "/lib64/libm.so.6"):
            if os.path.exists(candidate):
                other = candidate
        if other is None:
            self.skipTest("no library to try it with")
        status, _, err = run("import libcsc", CSC_LIBRARY=other)
        self.assertNotEqual(status, 0)
        self.assertIn("not libcsc", err)

    def test_version_outside_the_range(self):
        status, _, err = run(
            "import importlib.util, sys, os\n"
            "spec = importlib.util.spec_from_file_location('l', os.path.join(%r, 'libcsc', '_loader.py'))\n"
            "l = importlib.util.module_from_spec(spec); spec.loader.exec_module(l)\n"
            "l.SUPPORTED = (200, 300)\n"
            "l.load()" % PACKAGE,
            CSC_LIBRARY=os.path.abspath(libcsc.library_path),
        )
        self.assertNotEqual(status, 0)
        self.assertIn("this package needs 200 to 299", err)

    def test_marked_build_tree(self):
        build = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(libcsc.library_path))))
        if not os.path.isdir(os.path.join(build, "libcsc", ".libs")):
            self.skipTest("not run from a build tree")
        site = self.copy()
        with open(os.path.join(site, "libcsc.development"), "w", encoding="utf-8") as stream:
            stream.write(build + "\n")
        status, out, err = run("import libcsc; print(libcsc.library_path)", package=site, CSC_BUILD_DIR=None, CSC_LIBRARY=None)
        self.assertEqual(status, 0, err)
        self.assertTrue(out.startswith(build))

    def test_inside_the_package(self):
        site = self.copy()
        os.mkdir(os.path.join(site, "libcsc", "lib"))
        shutil.copy(os.path.realpath(libcsc.library_path), os.path.join(site, "libcsc", "lib", "libcsc.so.0"))
        status, out, err = run("import libcsc; print(libcsc.library_path)", package=site, CSC_BUILD_DIR=None, CSC_LIBRARY=None)
        self.assertEqual(status, 0, err)
        self.assertTrue(out.startswith(site))


if __name__ == "__main__":
    unittest.main()
