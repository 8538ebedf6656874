#!/usr/bin/env python3
"""Compares each layer, optimizer and loss with what Keras computed (record_conformance.py), and
writes a table of the largest errors. Needs Python alone.

    run_conformance.py ANABRANCH [--output docs/conformance.md] [--chip=emulator] [CASE...]

Errors are parts of the largest number: in inference of the branch's output (of batches of 3
and of 1), for gradients of the largest gradient. Fails if one is above its tolerance.
"""

import argparse
import concurrent.futures
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))

import compare

# As in compare.py.
INFERENCE_TOLERANCE = compare.PREDICTION_TOLERANCE
LOSS_TOLERANCE = compare.LOSS_TOLERANCE
# Gradients are differences of weights, which round at 6e-8 of the largest weight, and sums over
# the whole batch. A wrong one shows at 1e-2.
GRADIENT_TOLERANCE = 1e-4

TITLE = """# Conformance

Written by `test/Conformance/run_conformance.py`, from what Keras computed for `record_conformance.py`. Each layer's errors are the largest over
the arguments that are listed, in batches of 3 examples and of 1; those of a branch's output in inference are parts of its largest number,
those of gradients parts of the largest gradient. Fused code is what `anabranch compile` makes, unfused code has a kernel for each op.
Layers without gradients here draw numbers in training, which are not Keras's.
"""


def run(*command):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if result.returncode != 0:
        raise compare.Failure(f"{' '.join(map(str, command))}: {result.stderr.strip()}")


def read_text(path, name):
    """A text in an .npz file, which compare.py does not read."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{name}.npy").split(b"\n", 1)[1].decode()


def branch_errors(expected, branches, found):
    """The error of each branch's outputs, in its own largest number."""
    (examples, width), wanted = expected["predictions"]
    begin = 0
    for name, size in branches:
        places = [row * width + begin + i for row in range(examples) for i in range(size)]
        largest = max(abs(wanted[place]) for place in places)
        yield max(abs(found[place] - wanted[place]) for place in places) / largest, name
        begin += size


def gradient_error(expected, checkpoint):
    """In the largest gradient; none where Keras's is not recorded."""
    names = [key.removeprefix("initial/") for key in expected if key.startswith("initial/")]
    if not names:
        return None
    worst = largest = 0.0
    for name in names:
        shape, initial = expected[f"initial/{name}"]
        _, wanted = expected[f"weights/{name}"]
        found = compare.require(checkpoint, name, shape, "the checkpoint")
        worst = max(worst, *(abs(a - b) for a, b in zip(found, wanted)))
        largest = max(largest, *(abs(b - c) for b, c in zip(wanted, initial)))
    return worst / largest


def measure_layer(case, executable, folder):
    """(error in inference, the branch that has it, error of the gradients)"""
    expected = compare.read_npz(case / "expected.npz")
    branches = json.loads(read_text(case / "expected.npz", "branches"))
    shape, _ = expected["predictions"]
    worst = (0.0, "")
    for size in (3, 1):
        output = folder / "out.npz"
        run(executable, "predict", case / "data.npz", "--batch-size", size, "--output", output)
        found = compare.require(compare.read_npz(output), "predictions", shape, output)
        worst = max(worst, *branch_errors(expected, branches, found))
    checkpoint = folder / "out.safetensors"
    run(executable, "train", "--data", case / "data.npz", "--batch-size", 3, "--epochs", 1,
        "--no-shuffle", "--checkpoint", checkpoint, "--quiet")  # fmt: skip
    return *worst, gradient_error(expected, compare.read_safetensors(checkpoint))


def measure_training(case, executable, folder):
    """The largest error of five steps' losses."""
    _, wanted = compare.read_npz(case / "expected.npz")["step_loss"]
    history = folder / "history.json"
    run(executable, "train", "--data", case / "data.npz", "--batch-size", 4, "--epochs", 1,
        "--no-shuffle", "--history", history, "--quiet")  # fmt: skip
    found = json.loads(history.read_text())["step_loss"]
    if len(found) != len(wanted):
        raise compare.Failure(f"{len(found)} steps, expected {len(wanted)}")
    if not all(map(math.isfinite, found)):
        raise compare.Failure(f"losses are {found}")
    return max(abs(a - b) / abs(b) for a, b in zip(found, wanted))


def measure(anabranch, case, target):
    """The errors of unfused and of fused code, compiled with the options that name a target."""
    is_layer = "predictions" in compare.read_npz(case / "expected.npz")
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for fusions in ("none", "all"):
            executable = folder / "model"
            run(anabranch, "compile", *target, f"--fuse={fusions}", case / "model.keras", "-o", executable)
            results.append((measure_layer if is_layer else measure_training)(case, executable, folder))
    return is_layer, results


def layer_row(case, unfused, fused):
    branch = max(unfused[:2], fused[:2])[1]
    arguments = [name for name, _ in json.loads(read_text(case / "expected.npz", "branches"))]
    gradients = [unfused[2], fused[2]]
    ok = max(unfused[0], fused[0]) <= INFERENCE_TOLERANCE
    ok = ok and (None in gradients or max(gradients) <= GRADIENT_TOLERANCE)
    errors = ["–" if error is None else f"{error:.1e}" for error in [unfused[0], fused[0], *gradients]]
    return ok, [case.name, *errors, branch, "; ".join(arguments)]


def table(heading, rows):
    yield "| " + " | ".join(heading) + " |"
    yield "| " + " | ".join("---" for _ in heading) + " |"
    for cells in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("anabranch", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, help="the table to write (docs/conformance.md)")
    parser.add_argument("--chip", help="run on this GPU, such as the emulator, and not on the CPU")
    parser.add_argument("--recorded", type=pathlib.Path, default=HERE / "recorded", help=argparse.SUPPRESS)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="some of those in recorded/")
    options = parser.parse_args()
    cases = sorted(
        folder
        for folder in options.recorded.iterdir()
        if not options.cases or folder.name in options.cases
    )
    target = ["--target=cuda", f"--chip={options.chip}"] if options.chip else []
    layer_rows, training_rows, wrong = [], [], []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        measured = pool.map(lambda case: measure(options.anabranch, case, target), cases)
        for case, (is_layer, (unfused, fused)) in zip(cases, measured):
            if is_layer:
                ok, cells = layer_row(case, unfused, fused)
                layer_rows.append(cells)
            else:
                ok = max(unfused, fused) <= LOSS_TOLERANCE
                cells = [case.name, f"{unfused:.1e}", f"{fused:.1e}"]
                training_rows.append(cells)
            print(*cells[: 5 if is_layer else 3], "" if ok else "ABOVE THE TOLERANCE")
            if not ok:
                wrong.append(case.name)
    if options.output:
        heading = ["Layer", "inference, unfused", "fused", "gradients, unfused", "fused", "worst in inference", "arguments"]
        text = [TITLE, *table(heading, layer_rows)]
        text += ["", "Optimizers, and losses with plain gradient descent: the largest error of a loss in five steps.", ""]
        text += table(["Optimizer or loss", "unfused", "fused"], training_rows)
        options.output.write_text("\n".join(text) + "\n")
    if wrong:
        sys.exit(f"error: above the tolerance: {', '.join(wrong)}")


if __name__ == "__main__":
    try:
        main()
    except compare.Failure as failure:
        sys.exit(f"error: {failure}")
