#!/usr/bin/env python3
"""Compiles recorded random graphs and compares them with Keras. Needs Python alone.

    run.py ANABRANCH FOLDER OPTIONS (predict | train) MODEL...

FOLDER is where files may be written, OPTIONS are those of `anabranch compile`. With `train` the
losses of five steps, and what the graphs predict afterwards, are compared too. See record.py.
"""

import array
import json
import math
import pathlib
import struct
import subprocess
import sys
import zipfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))

import formula  # noqa: E402
from compare import Failure, format_npy, read_npz  # noqa: E402

# The sizes of record.py.
GRAPHS, EXAMPLES, BATCH = 10, 15, 3

# Relative to the graph's largest output. The graphs are at most 1e-6 off, by rounding,
# Winograd's too; an epsilon of 0.0101 in place of 0.01 shows at 1e-4.
PREDICTION_TOLERANCE = 1e-5
# The same for --precision=bf16, which rounds by up to 2^-9 in every layer: 2.3e-2 was the most seen.
BF16_TOLERANCE = 5e-2
# Relative.
LOSS_TOLERANCE = 1e-3
# How far training moved a graph's outputs, relative to how far it should have: rounding
# comes to 1e-5.
MOVEMENT_TOLERANCE = 1e-3


def write_data(about, path, targets):
    with zipfile.ZipFile(path, "w") as archive:
        for name, shape in about["inputs"].items():
            archive.writestr(name + ".npy", format_npy("f4", shape, formula.numbers(name, shape).tobytes()))
        shape = about["targets"]
        archive.writestr("y.npy", format_npy("f4", shape, formula.numbers(targets, shape).tobytes()))


def write_checkpoint(about, path):
    """A training run that is about to begin, with the formula's weights."""
    state = {
        "epoch": 0, "step": 0, "iteration": 0, "earlier_iterations": 0, "seed": 0, "batch_size": BATCH,
        "learning_rate": None, "shuffle": False, "class_weights": [], "example_count": EXAMPLES, "epoch_loss_sum": 0,
        "epoch_metric_sums": [], "epoch_examples": 0, "epoch_seconds": 0, "history": {"step_loss": []},
    }  # fmt: skip
    header = {"__metadata__": {key: json.dumps(value) for key, value in state.items()}}
    header["__metadata__"]["data"] = "formula.py"
    content = b""
    for name, shape in about["variables"].items():
        values = formula.weights(name, shape).tobytes()
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(content), len(content) + len(values)]}
        content += values
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content)


def execute(*arguments):
    result = subprocess.run(list(map(str, arguments)), capture_output=True, text=True)
    if result.returncode != 0:
        raise Failure(f"{' '.join(map(str, arguments))}: {result.stderr.strip()}")


def by_graph(values):
    """The outputs of each graph."""
    outputs = len(values) // EXAMPLES
    size = outputs // GRAPHS
    for graph in range(GRAPHS):
        yield [
            values[example * outputs + graph * size + i] for example in range(EXAMPLES) for i in range(size)
        ]


def largest(values):
    return max(map(abs, values))


def difference(a, b):
    return largest(x - y if math.isfinite(x) else math.inf for x, y in zip(a, b, strict=True))


class Model:
    def __init__(self, archive, number):
        self.number = number
        # The largest errors.
        self.worst = self.worst_movement = 0.0
        self.config = json.loads(archive.read(f"{number}/model.json"))
        self.about = json.loads(archive.read(f"{number}/about.json"))
        floats = lambda name: array.array("f", archive.read(f"{number}/{name}"))  # noqa: E731
        self.predictions = list(by_graph(floats("predictions")))
        self.trained = list(by_graph(floats("trained")))
        self.losses = floats("losses")

    def run(self, compiler, folder, options, trains):
        """What is wrong."""
        stem = folder / f"{self.number}"
        model, program, data = (stem.with_suffix(end) for end in (".json", ".exe", ".npz"))
        weights, history = stem.with_suffix(".safetensors"), stem.with_suffix(".history")
        if not trains:
            del self.config["compile_config"]  # There is less to compile then.
        model.write_text(json.dumps(self.config))
        write_data(self.about, data, f"targets{self.number}")
        write_checkpoint(self.about, weights)
        execute(compiler, "compile", model, "-o", program, *options)
        before = self.predict(program, data, weights)
        is_bf16 = "--precision=bf16" in options
        yield from self.compare_predictions(before, BF16_TOLERANCE if is_bf16 else PREDICTION_TOLERANCE)
        if trains:
            train = "train --resume --epochs 1 --quiet".split()
            execute(program, *train, "--data", data, "--checkpoint", weights, "--history", history)
            after = self.predict(program, data, weights)
            yield from self.compare_losses(json.loads(history.read_text())["step_loss"])
            yield from self.compare_movements(before, after)

    def predict(self, program, data, weights):
        output = data.with_suffix(".out.npz")
        execute(program, "predict", data, "--weights", weights, "--output", output)
        return list(by_graph(read_npz(output)["predictions"][1]))

    def compare_predictions(self, found, tolerance):
        for graph, (ours, wanted) in enumerate(zip(found, self.predictions)):
            error = difference(ours, wanted) / largest(wanted)
            self.worst = max(self.worst, error)
            if not error <= tolerance:
                yield f"graph {self.number * GRAPHS + graph}: predictions are {error:.1e} off"

    def compare_losses(self, found):
        for step, (ours, wanted) in enumerate(zip(found, self.losses, strict=True), 1):
            if not abs(ours - wanted) <= LOSS_TOLERANCE * wanted:
                yield f"model {self.number}: step {step} has the loss {ours}, expected {wanted}"

    def compare_movements(self, before, after):
        for graph, moved in enumerate(zip(before, after, self.predictions, self.trained)):
            ours, wanted = ([b - a for a, b in zip(*pair)] for pair in (moved[:2], moved[2:]))
            error = difference(ours, wanted) / largest(wanted)
            self.worst_movement = max(self.worst_movement, error)
            if not error <= MOVEMENT_TOLERANCE:
                yield f"graph {self.number * GRAPHS + graph}: trained outputs are {error:.1e} of their movement off"


def main():
    compiler, folder, options, mode, *numbers = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    problems, worst, worst_movement = [], 0.0, 0.0
    with zipfile.ZipFile(HERE / "graphs.zip") as archive:
        for number in map(int, numbers):
            model = Model(archive, number)
            problems += model.run(compiler, folder, options.split(), mode == "train")
            worst = max(worst, model.worst)
            worst_movement = max(worst_movement, model.worst_movement)
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(numbers) * GRAPHS} graphs agree with Keras; predictions are at most {worst:.1e} off")
    if mode == "train":
        print(f"trained ones are at most {worst_movement:.1e} of their movement off")


try:
    main()
except Failure as failure:
    sys.exit(str(failure))
