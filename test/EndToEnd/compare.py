#!/usr/bin/env python3
"""Compares what a compiled model computed with what Keras did. Needs Python alone.

    compare.py predictions expected.npz out.npz
    compare.py losses      expected.npz history.json
    compare.py weights     expected.npz checkpoint.safetensors
    compare.py figures     expected.npz evaluation.json

With BF16=1 in the environment, predictions and losses are of --precision=bf16; with
BF16=emulated, so is what they are compared with.

Prints the largest difference, and fails if it is above the tolerance.
"""

import array
import ast
import json
import math
import os
import struct
import sys
import zipfile

# Relative to the largest magnitude in the array. Rounding alone makes Keras differ from
# itself in double precision by 2e-7 on these models; Winograd's transforms round at up
# to ten times the size of the result. A wrong padding or epsilon shows at 1e-3.
PREDICTION_TOLERANCE = 1e-5

# Relative. The first step's loss is as exact as the predictions, and later ones also
# hold what the steps before them rounded. A wrong update shows at 1e-2.
LOSS_TOLERANCE = 1e-3

# How many steps' losses are compared: all.
LOSS_STEPS = None

# Of bf16, whose 8 bits round by up to 2^-9 in every layer: 2e-3 to 8e-3 were seen. A wrong
# padding still shows in the predictions. Adam moves a weight by the learning rate in its first
# steps, whatever the gradient's size, and where rounding turns a small one's sign it moves the
# wrong way: in a plain network losses were 4e-3 off after two such steps and 2e-2 after three, in
# the same bits by two sets of kernels. Without any update the second is 4e-2 off, and so the first
# three tell.
if os.environ.get("BF16") == "1":
    PREDICTION_TOLERANCE = LOSS_TOLERANCE = 1e-2
    LOSS_STEPS = 3

# Of kernels that round in the same places and add in another order, so that now and then a
# number falls to the other side: one rounding in the predictions. In the losses: two sets of
# emulated kernels differed by up to 1e-3 in the worst of 33 networks' first three steps, and
# an H100, whose tensor cores do not round each sum as f32 would, by 6e-3 in one whose loss
# goes up again in the third, and by less than 5e-3 in all others. Most are bit-equal.
if os.environ.get("BF16") == "emulated":
    PREDICTION_TOLERANCE = 2e-3
    LOSS_TOLERANCE = 1e-2
    LOSS_STEPS = 3

# Absolute, for metrics, which are of the order of 1: a count that is off by one changes an
# accuracy of 20 examples by 5e-2, a mean error is as exact as the losses.
METRIC_TOLERANCE = 1e-3

# Relative to how far training moved the array, in the Euclidean norm: a weight that did
# not move enough for its value to look wrong is still compared by its movement. Adam
# divides by the gradient's size, so that an element whose gradient is nearly zero moves by
# its rounding error; the norm keeps such elements from deciding, and a wrong gradient or
# update rule is wrong everywhere (0.1 and more). Rounding errors of 5e-6 in every
# convolution, as of Winograd's, come to 9e-3 in the worst array of these models.
WEIGHT_TOLERANCE = 2e-2

# A float's own rounding, for arrays that hardly move: a few units in the last place.
FLOAT_ROUNDING = 4 * 2.0**-24

CODES = {
    "f4": "f", "f8": "d", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q",
    "F32": "f", "F64": "d", "I32": "i", "I64": "q", "U8": "B",
}  # fmt: skip


class Failure(Exception):
    pass


def unpack(code, content):
    """The elements of little-endian bytes."""
    values = array.array(CODES[code], content)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def parse_npy(content):
    """(shape, elements) of an .npy file; elements is None for texts."""
    if content[:6] != b"\x93NUMPY":
        raise Failure("not an .npy array")
    wide = content[6] > 1
    (length,) = struct.unpack_from("<I" if wide else "<H", content, 8)
    start = 8 + (4 if wide else 2)
    header = ast.literal_eval(content[start : start + length].decode("latin-1"))
    kind = header["descr"]
    if kind[1] in "SU":
        return header["shape"], None
    if kind[0] == ">" or kind[1:] not in CODES:
        raise Failure(f"unexpected element type {kind}")
    if header["fortran_order"] and len(header["shape"]) > 1:
        raise Failure("unexpected column-major array")
    return header["shape"], unpack(kind[1:], content[start + length :])


def format_npy(kind, shape, content):
    """The other way round: an .npy file of little-endian bytes."""
    shape = "(" + ", ".join(map(str, shape)) + ",)"
    header = f"{{'descr': '<{kind}', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


def read_npz(path):
    with zipfile.ZipFile(path) as archive:
        return {
            name.removesuffix(".npy"): parse_npy(archive.read(name)) for name in archive.namelist()
        }


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        content = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            elements = unpack(entry["dtype"], content[begin:end])
            tensors[name] = (tuple(entry["shape"]), elements)
    return tensors


def require(tensors, name, shape, where):
    """The elements of tensor `name`, which must have this shape."""
    if name not in tensors:
        raise Failure(f"{where} has no '{name}'; it has {', '.join(sorted(tensors)) or 'nothing'}")
    found, elements = tensors[name]
    if tuple(found) != tuple(shape):
        raise Failure(f"'{name}' has shape {tuple(found)}, expected {tuple(shape)}")
    for index, element in enumerate(elements):
        if not math.isfinite(element):
            raise Failure(f"'{name}' holds {element} at element {index}")
    return elements


def norm(values):
    return math.sqrt(math.fsum(value * value for value in values))


def judge(what, difference, tolerance):
    """A difference that is not a number fails too."""
    text = f"{what}: {difference:.2e} off, {tolerance:.0e} allowed"
    if not difference <= tolerance:
        raise Failure(text)
    print(text)


def compare_predictions(expected, path):
    arrays = read_npz(path)
    names = [key for key in expected if key.split("/")[0] == "predictions"]
    for key in names:
        shape, wanted = expected[key]
        found = require(arrays, key.removeprefix("predictions/"), shape, path)
        largest = max(abs(value) for value in wanted)
        worst = max(abs(a - b) for a, b in zip(found, wanted))
        judge(key, worst / largest, PREDICTION_TOLERANCE)


def compare_losses(expected, path):
    _, wanted = expected["step_loss"]
    with open(path, encoding="utf-8") as file:
        history = json.load(file)
    if "step_loss" not in history:
        raise Failure(f"{path} has no 'step_loss'; it has {', '.join(history) or 'nothing'}")
    found = history["step_loss"]
    if len(found) != len(wanted):
        raise Failure(f"{len(found)} steps, expected {len(wanted)}")
    for step, (a, b) in enumerate(zip(found[:LOSS_STEPS], wanted), 1):
        judge(f"step {step}: loss {a:.6f}, expected {b:.6f}", abs(a - b) / abs(b), LOSS_TOLERANCE)


def compare_weights(expected, path):
    checkpoint = read_safetensors(path)
    names = [key.removeprefix("weights/") for key in expected if key.startswith("weights/")]
    if not names:
        raise Failure("nothing to compare")
    worst, worst_name = 0.0, names[0]
    wrong = []
    for name in names:
        shape, wanted = expected[f"weights/{name}"]
        _, initial = expected[f"initial/{name}"]
        found = require(checkpoint, name, shape, path)
        error = norm([a - b for a, b in zip(found, wanted)])
        movement = norm([b - c for b, c in zip(wanted, initial)])
        if movement == 0.0:
            if error != 0.0:
                wrong.append(f"{name} changed, and should not have")
            continue
        excess = max(0.0, error - FLOAT_ROUNDING * norm(wanted))
        if excess / movement > WEIGHT_TOLERANCE:
            wrong.append(f"{name} moved {movement:.2e}, and is {error / movement:.2e} of that off")
        if excess / movement > worst:
            worst, worst_name = excess / movement, name
    if wrong:
        raise Failure("\n".join(wrong))
    judge(f"{len(names)} weights, the worst {worst_name}", worst, WEIGHT_TOLERANCE)


def compare_figures(expected, path):
    wanted = {
        key.removeprefix("figures/"): elements[0]
        for key, (_, elements) in expected.items()
        if key.startswith("figures/")
    }
    with open(path, encoding="utf-8") as file:
        found = json.load(file)
    names = [name for name in found if name not in ("examples", "data")]
    if sorted(names) != sorted(wanted):
        raise Failure(f"{path} has {', '.join(names)}, expected {', '.join(wanted)}")
    for name, value in wanted.items():
        text = f"{name} {found[name]:.6f}, expected {value:.6f}"
        judge(text, abs(found[name] - value), METRIC_TOLERANCE)


def main():
    comparisons = {
        "predictions": compare_predictions,
        "losses": compare_losses,
        "weights": compare_weights,
        "figures": compare_figures,
    }
    if len(sys.argv) != 4 or sys.argv[1] not in comparisons:
        sys.exit(__doc__.strip())
    try:
        comparisons[sys.argv[1]](read_npz(sys.argv[2]), sys.argv[3])
    except Failure as failure:
        sys.exit(f"error: {failure}")


if __name__ == "__main__":
    main()
