"""What all peers share: reading a Keras model's text, and timing."""

import json
import pathlib
import resource
import time
import zipfile


def read_model(path):
    """The text of a .keras archive's or a JSON file's model; the examples have no weights."""
    if pathlib.Path(path).suffix == ".keras":
        with zipfile.ZipFile(path) as archive:
            return archive.read("config.json").decode()
    return pathlib.Path(path).read_text()


def report(start, step, steps):
    """Runs a step and prints, as one JSON object, the milliseconds of the fastest of `steps` after two more for
    warming up, the seconds from `start` to the end of the first, and the process's peak memory."""
    step()
    first = time.perf_counter() - start
    times = []
    for _ in range(steps + 2):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    print(json.dumps({
        "step_ms": min(times[2:]) * 1e3,
        "first_step_s": first,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))
