"""The machine that measurements come from."""

import pathlib


def describe():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
        if line.startswith("flags"):
            vectors = "AVX-512" if "avx512f" in line else "AVX2" if "avx2" in line else "SSE"
            count = pathlib.Path("/proc/cpuinfo").read_text().count("\nprocessor") + 1
            return f"{count} cores of an {name} ({vectors})"
    return "an unknown machine"
