#!/usr/bin/env python3
"""Checks with Keras itself that models go there and back in the middle of training. Needs
Keras 3 with JAX, and a built Anabranch.

    check_round_trip.py ANABRANCH [CASE...]

A model takes 3 steps in Keras, 5 in its executable, and 5 more in Keras, from the archive
that `anabranch save` writes. Its losses, and at the end its weights and the optimizer's
variables, must be those of a model that never left Keras. Not part of `make check`, where no
Keras is; formats.test and save.test check the two ways against recordings.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import record_formats
import record_keras

import keras
import numpy as np

# As compare.py has them: of the loss, and of how far training moved an array.
LOSS_TOLERANCE = 1e-3
WEIGHT_TOLERANCE = 2e-2
CASES = [
    name
    for name, (files, _) in record_formats.CASES.items()
    if files == ["model.keras"] and not name.startswith("keras2")
]


def train(model, x, y, starts):
    return [record_formats.step(model, x, y, start) for start in starts]


def state(model):
    return [np.asarray(value).copy() for value in (*model.variables, *model.optimizer.variables)]


def fresh(name):
    keras.backend.clear_session()
    keras.utils.set_random_seed(record_formats.SEED)
    return record_formats.CASES[name][1]()


def check(anabranch, name, folder):
    def run(*command):
        subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)

    model = fresh(name)
    random = np.random.default_rng(record_formats.SEED)
    count, batch = record_keras.EXAMPLES, record_keras.BATCH
    x = random.normal(0.0, 1.0, (count, *model.input_shape[1:])).astype("float32")
    y = random.integers(0, 3, count).astype("int32")
    np.savez(folder / "data.npz", x=x, y=y)
    first = range(0, record_formats.STEPS_BEFORE * batch, batch)
    epoch = range(0, count, batch)

    train(model, x, y, first)
    before = state(model)
    model.save(folder / "model.keras")
    expected = train(model, x, y, [*epoch, *epoch])
    wanted = state(model)

    executable, checkpoint = folder / "model", folder / "model.safetensors"
    run(anabranch, "compile", folder / "model.keras", "-o", executable)
    run(executable, "train", "--data", folder / "data.npz", "--batch-size", batch, "--epochs", 1,
        "--no-shuffle", "--checkpoint", checkpoint, "--history", folder / "history.json")  # fmt: skip
    run(anabranch, "save", folder / "model.keras", "--weights", checkpoint, "-o", folder / "new.keras")
    losses = json.loads((folder / "history.json").read_text())["step_loss"]
    model = keras.saving.load_model(folder / "new.keras")
    losses += train(model, x, y, epoch)

    worst = max(abs(a - b) / abs(b) for a, b in zip(losses, expected))
    error = 0.0
    for found, end, start in zip(state(model), wanted, before, strict=True):
        movement = np.linalg.norm((end - start).astype("float64"))
        difference = np.linalg.norm((found - end).astype("float64"))
        rounding = 1e-6 * np.linalg.norm(end.astype("float64"))
        error = max(error, max(0.0, difference - rounding) / max(movement, 1e-12))
    ok = worst <= LOSS_TOLERANCE and error <= WEIGHT_TOLERANCE
    print(f"{name}: losses {worst:.1e} off, variables {error:.1e} of their movement"
          + ("" if ok else ": FAILED"))  # fmt: skip
    return ok


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("anabranch", type=pathlib.Path)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    options = parser.parse_args()
    results = []
    for name in options.cases or CASES:
        with tempfile.TemporaryDirectory() as folder:
            results.append(check(options.anabranch, name, pathlib.Path(folder)))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
