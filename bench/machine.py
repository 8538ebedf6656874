"""The machine that measurements come from."""

import pathlib


def flags():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            return line.split()
    return []


def has_matrix_unit():
    """Whether --precision=bf16 compiles for this CPU."""
    return {"amx_bf16", "avx512_bf16"} <= set(flags())


def describe():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
        if line.startswith("flags"):
            vectors = "AMX" if has_matrix_unit() else "AVX-512" if "avx512f" in line else "AVX2" if "avx2" in line else "SSE"
            count = pathlib.Path("/proc/cpuinfo").read_text().count("\nprocessor") + 1
            return f"{count} cores of an {name} ({vectors})"
    return "an unknown machine"
