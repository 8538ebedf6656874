"""How lit runs the tests of the compiler and of the executables it makes."""

import os
import pathlib
import shutil
import subprocess
import sys

import lit.formats

config.name = "Anabranch"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "Unit"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.build_root, "test")

# The project's tools, then FileCheck, not, split-file and count.
config.environment["PATH"] = os.pathsep.join(
    [os.path.join(config.build_root, "bin"), config.llvm_tools, os.environ["PATH"]]
)
# Two cores are many enough to show that results do not depend on the threads.
config.environment["OMP_NUM_THREADS"] = "2"

config.substitutions += [
    ("%anabranch", os.path.join(config.build_root, "bin", "anabranch")),
    ("%docs", os.path.join(config.source_root, "docs")),
    ("%build", config.build_root),
    ("%examples", os.path.join(config.source_root, "examples")),
    ("%cases", os.path.join(config.test_source_root, "EndToEnd")),
    ("%compare", f"{sys.executable} {os.path.join(config.test_source_root, 'EndToEnd', 'compare.py')}"),
    ("%python", sys.executable),
]

# NVIDIA's assembler, which takes what we compile for its GPUs, is no package of Debian's.
ptxas = shutil.which("ptxas") or shutil.which("/usr/local/cuda/bin/ptxas")
if ptxas:
    config.available_features.add("ptxas")
    config.substitutions.append(("%ptxas", ptxas))


def has_matrix_unit():
    """Whether the CPU multiplies tiles of bf16, and Linux lets a process do so: another one asks,
    so that this one stays as it is."""
    info = pathlib.Path("/proc/cpuinfo")
    if not info.exists() or not {"amx_bf16", "avx512_bf16"} <= set(info.read_text().split()):
        return False
    # arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA), as in runtime/MatrixUnit.cpp.
    ask = "import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall(158, 0x1023, 18) != 0)"
    return subprocess.run([sys.executable, "-c", ask]).returncode == 0


if has_matrix_unit():
    config.available_features.add("amx")
