#!/usr/bin/env python3
"""Compiles the models of keras.applications and compares what they compute with Keras.

    compare_applications.py BUILD [--models NAME...] [--page docs/applications.md]

Needs Keras 3 with TensorFlow, and BUILD/bin/anabranch. The class scores are compared: errors are
relative to the largest one. The model is compiled for training too, and trains for a step. With
--page the rows are written into that page's table, between its marks.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

from applications import MODELS, make_model

import keras
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
import chart

EXAMPLES = 2
# The limit that a test would set: rounding in a hundred layers, Winograd's among them.
TOLERANCE = 1e-4


def run(*command):
    """Runs a program; its output, or an exception with its last line of errors."""
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if result.returncode != 0:
        lines = result.stderr.strip().splitlines() or [f"exit code {result.returncode}"]
        raise RuntimeError(lines[-1])
    return result.stdout


def spent():
    """Seconds of processor time of the programs that have run."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(name, compiler, folder):
    """A row of the table, without the model's name."""
    random = np.random.default_rng(1)
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    model = make_model(name, random)
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    # Some models begin with a division by 255.
    images = random.uniform(0.0, 255.0, (EXAMPLES, *model.input_shape[1:])).astype("float32")
    expected = np.asarray(model.predict_on_batch(images))
    archive, executable = folder / "model.keras", folder / "model"
    data, output, history = folder / "data.npz", folder / "out.npz", folder / "history.json"
    model.save(archive)
    np.savez(data, x=images, y=np.arange(EXAMPLES, dtype="int32"))
    millions = f"{model.count_params() / 1e6:.1f}"
    begin = spent()
    try:
        run(compiler, "compile", archive, "-o", executable)
    except RuntimeError as failure:
        return [millions, f"no: {str(failure).split('.keras: ')[-1]}", "", "", ""]
    seconds = f"{spent() - begin:.0f}"
    run(executable, "predict", data, "--output", output)
    found = np.load(output)["predictions"]
    error = np.abs(found - expected).max() / np.abs(expected).max()
    train = ["--data", data, "--steps", 1, "--history", history, "--quiet", "--learning-rate", 1e-6]
    run(executable, "train", *train)
    (loss,) = json.loads(history.read_text())["step_loss"]
    verdict = "yes" if error <= TOLERANCE else "yes, but differs"
    return [millions, verdict, f"{error:.1e}", "yes" if loss is not None else "no", seconds]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--models", nargs="+", default=MODELS, metavar="NAME")
    parser.add_argument("--page", type=pathlib.Path)
    arguments = parser.parse_args()
    heads = ["model", "million parameters", "compiles", "largest error", "trains", "compile time, s"]
    rows = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    print(rows[0], rows[1], sep="\n", flush=True)
    wrong = False
    for name in arguments.models:
        with tempfile.TemporaryDirectory() as folder:
            row = measure(name, arguments.build / "bin" / "anabranch", pathlib.Path(folder))
        wrong |= row[1] != "yes" or row[3] != "yes"
        rows.append("| " + " | ".join([name, *row]) + " |")
        print(rows[-1], flush=True)
    if arguments.page:
        chart.update_table(arguments.page, "table", rows, MODELS)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
