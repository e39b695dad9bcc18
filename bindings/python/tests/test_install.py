"""pip install of the package into a fresh environment, without a network; a wheel with the libraries inside."""

import glob
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import libcsc
from libcsc import _abi
from support import HERE, have, python, sanitized

SOURCE = os.path.dirname(HERE)


def run(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, **options)
    return done.returncode, done.stdout


@unittest.skipIf(sanitized(), "not under a sanitizer")
@unittest.skipUnless(have("setuptools") and have("pip") and have("venv"), "no setuptools, pip or venv")
class InstallTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=os.environ.get("CSC_PYTHON_SCRATCH"))
        self.addCleanup(shutil.rmtree, self.folder)
        # Building writes beside the sources: work on a copy.
        self.source = os.path.join(self.folder, "bindings", "python")
        ignore = shutil.ignore_patterns("__pycache__", "build", "*.egg-info", "dist", "lib")
        shutil.copytree(SOURCE, self.source, ignore=ignore)
        shutil.copy(os.path.join(os.path.dirname(SOURCE), "abi.json"), os.path.join(self.folder, "bindings"))
        for root, _, files in os.walk(self.folder):
            for name in [root] + [os.path.join(root, file) for file in files]:
                os.chmod(name, 0o755)
        venv = os.path.join(self.folder, "venv")
        status, out = run(python, "-m", "venv", "--system-site-packages", "--without-pip", venv)
        if status:
            self.skipTest("venv does not work: " + out.strip().splitlines()[-1])
        self.python = os.path.join(venv, "Scripts" if os.name == "nt" else "bin", "python")
        self.env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "CSC_BUILD_DIR", "CSC_LIBRARY", "CSC_IO_LIBRARY", "CSC_PYTHON_PACKAGE")}
        self.env["PYTHONNOUSERSITE"] = "1"
        self.env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        # What builds the package comes from the interpreter that runs the tests.
        self.build = dict(self.env, PYTHONPATH=os.path.dirname(os.path.dirname(importlib.util.find_spec("setuptools").origin)))
        # A wheel is built with setuptools 71 or later, or with an earlier one and the package wheel.
        status, out = run(self.python, "-c", "from importlib.metadata import version; print(version('pip') and version('setuptools').split('.')[0])", env=self.build)
        if status or (int(out.split()[-1]) < 71 and not (have("wheel") and int(out.split()[-1]) >= 61)):
            self.skipTest("no setuptools that builds wheels")

    def pip(self, *arguments, **extra):
        return run(self.python, "-m", "pip", *arguments, "--no-build-isolation", "--no-deps", "--no-index", env=dict(self.build, **extra), cwd=self.folder)

    def test_install(self):
        status, out = self.pip("install", self.source)
        self.assertEqual(status, 0, out)
        code = "import libcsc, libcsc._abi; print(libcsc.__file__, len(libcsc._abi.functions), libcsc.metric('csat:top2/1', [5, 1]).value)"
        status, out = run(self.python, "-c", code, env=dict(self.env, CSC_LIBRARY=os.path.abspath(libcsc.library_path)), cwd=self.folder)
        self.assertEqual(status, 0, out)
        path, count, value = out.split()
        self.assertTrue(os.path.realpath(path).startswith(os.path.realpath(self.folder)), out)
        self.assertEqual((int(count), float(value)), (len(_abi.functions), 0.5))
        site = os.path.dirname(path)
        self.assertTrue(os.path.exists(os.path.join(site, "py.typed")))
        status, out = run(self.python, "-m", "libcsc", env=dict(self.env, CSC_LIBRARY=os.path.abspath(libcsc.library_path)), cwd=self.folder)
        self.assertEqual(status, 0, out)
        self.assertIn("libcsc " + libcsc.version(), out)

    @unittest.skipUnless(sys.platform.startswith("linux"), "the build tree's names are those of Linux")
    def test_wheel_with_the_libraries_inside(self):
        libraries = os.path.dirname(os.path.abspath(libcsc.library_path))
        status, out = self.pip("wheel", self.source, "-w", self.folder, CSC_BUNDLE=libraries)
        self.assertEqual(status, 0, out)
        wheels = glob.glob(os.path.join(self.folder, "libcsc-*-py3-none-linux_*.whl"))
        self.assertEqual(len(wheels), 1, os.listdir(self.folder))
        status, out = self.pip("install", wheels[0])
        self.assertEqual(status, 0, out)
        with zipfile.ZipFile(wheels[0]) as wheel:
            names = [os.path.basename(name) for name in wheel.namelist() if name.startswith("libcsc/lib/")]
        linked = [name for name in names if ".so" in name and not name.startswith("libcsc")]
        self.assertIn("libyaml", [re.match("[a-z]+", name).group(0) for name in linked])
        for name in linked:
            self.assertIn("LICENSE." + re.match("[a-z]+", name).group(0), names)
        code = (
            "import re, libcsc, libcsc._abi as a; a.lib.open_io(); print(libcsc.library_path, a.lib.io_path)\n"
            "print(*set(re.findall(r'/\\S*lib(?:unistring|stemmer|yaml|jansson)\\S*', open('/proc/self/maps').read())))"
        )
        status, out = run(self.python, "-c", code, env=self.env, cwd=self.folder)
        self.assertEqual(status, 0, out)
        for path in out.split():
            self.assertTrue(os.path.realpath(path).startswith(os.path.realpath(self.folder)), out)


if __name__ == "__main__":
    unittest.main()
