#!/usr/bin/env python3
"""Copies the tests' files to where the fuzzers begin.

    collect_seeds.py FOLDER     writes FOLDER/FUZZER/NAME
"""

import io
import json
import pathlib
import sys
import zipfile

TEST = pathlib.Path(__file__).resolve().parent.parent
LARGEST = 1 << 16  # Larger ones are slow to run, and no more is tried with them.


def seeds():
    """(fuzzer, name, content) of each."""
    for path in sorted(TEST.rglob("*.json")):
        yield "keras-json", path.name, path.read_bytes()
    for path in sorted(TEST.rglob("*.keras")):
        name = path.parent.name + "-" + path.stem
        yield "keras-archive", name, path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            yield "keras-json", name, archive.read("config.json")
            if "model.weights.h5" in archive.namelist() and path.name == "tiny.keras":
                yield "keras-weights", name, archive.read("model.weights.h5")
    for path in sorted(TEST.rglob("model.h5")):
        yield "keras-legacy", path.parent.name, path.read_bytes()
    for path in sorted(TEST.rglob("*.npz")):
        name = path.parent.name + "-" + path.stem
        yield "numpy", name, path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist()[:2]:
                yield "numpy", f"{name}-{member}", archive.read(member)
    yield "safetensors", "empty", safetensors("{}", b"")
    header = '{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"__metadata__":{"epoch":"1"}}'
    yield "safetensors", "one", safetensors(header, bytes(8))
    state = {
        "epoch": 1, "step": 1, "iteration": 2, "earlier_iterations": 0, "seed": 0, "batch_size": 32,
        "learning_rate": 0.5, "shuffle": False, "class_weights": [[0, 2.5]], "epochs": 3, "steps": 5, "patience": 2,
        "lowest_loss": 2, "epochs_since_lowest": 0, "validation_split": 0.5, "example_count": 33, "epoch_loss_sum": 1,
        "epoch_metric_sums": [[1, 0]], "epoch_examples": 32, "epoch_seconds": 1.5,
        "history": {"step_loss": [2, 1], "loss": [2]}, "data": "",
    }  # fmt: skip
    metadata = {key: json.dumps(value) for key, value in state.items()}
    yield "safetensors", "state", safetensors(json.dumps({"__metadata__": metadata}), b"")


def safetensors(header, data):
    return len(header).to_bytes(8, "little") + header.encode() + data


def main(folder):
    for fuzzer in ("keras-json", "keras-archive", "keras-weights", "keras-legacy", "safetensors", "numpy", "image"):
        (folder / fuzzer).mkdir(parents=True, exist_ok=True)
    for fuzzer, name, content in seeds():
        if len(content) <= LARGEST:
            (folder / fuzzer / name.replace("/", "-")).write_bytes(content)


main(pathlib.Path(sys.argv[1]))
