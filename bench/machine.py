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
    text = pathlib.Path("/proc/cpuinfo").read_text()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    if not names or not flags():
        return "an unknown machine"
    if has_matrix_unit():
        vectors = "AMX"
    else:
        vectors = "AVX-512" if "avx512f" in flags() else "AVX2" if "avx2" in flags() else "SSE"
    return f"{len(names)} cores of an {names[0]} ({vectors})"
