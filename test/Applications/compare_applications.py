#!/usr/bin/env python3
"""Compiles the models of keras.applications and compares what they compute with Keras.

    compare_applications.py BUILD [--models NAME...] [--page docs/applications.md]

Needs Keras 3 with TensorFlow, and BUILD/bin/anabranch. Every model has random weights, images of
64 pixels (96 where Keras asks for more) and 10 classes, whose scores are compared: errors are
relative to the largest one. The model is compiled for training too, and trains for a step. With
--page the table is written into that page, between its marks.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

MODELS = [
    *("ResNet50", "ResNet101", "ResNet152", "ResNet50V2", "ResNet101V2", "ResNet152V2"),
    *("MobileNet", "MobileNetV2", "MobileNetV3Small", "MobileNetV3Large"),
    *("EfficientNetB0", "EfficientNetB1", "EfficientNetB2", "EfficientNetB3"),
    *("EfficientNetV2B0", "EfficientNetV2B1", "EfficientNetV2B2", "EfficientNetV2B3"),
    *("EfficientNetV2S", "EfficientNetV2M"),
    *("DenseNet121", "DenseNet169", "DenseNet201"),
    *("ConvNeXtTiny", "ConvNeXtSmall", "ConvNeXtBase"),
    *("Xception", "InceptionV3", "InceptionResNetV2", "NASNetMobile"),
    *("VGG16", "VGG19"),
]
SIZE = {"Xception": 96, "InceptionV3": 96, "InceptionResNetV2": 96}
EXAMPLES = 2
# The limit that a test would set: rounding in a hundred layers, Winograd's among them.
TOLERANCE = 1e-4
BEGIN, END = "<!-- table begins -->", "<!-- table ends -->"


def all_layers(model):
    for layer in model.layers:
        yield layer
        if isinstance(layer, keras.Model):
            yield from all_layers(layer)


def make_model(name, random):
    """The model, with statistics that keep the numbers in range from layer to layer."""
    size = SIZE.get(name, 64)
    model = getattr(keras.applications, name)(
        weights=None, input_shape=(size, size, 3), classes=10, classifier_activation=None
    )
    for layer in all_layers(model):
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.moving_mean.assign(random.normal(0.0, 0.2, layer.moving_mean.shape))
            layer.moving_variance.assign(random.uniform(0.5, 2.0, layer.moving_variance.shape))
        if type(layer).__name__ == "LayerScale":  # 1e-6 would hide what it scales
            layer.gamma.assign(random.uniform(0.2, 0.5, layer.gamma.shape))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    return model


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
        before, rest = arguments.page.read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END)[1]
        table = "\n".join([BEGIN, "", *rows, "", END])
        arguments.page.write_text(before + table + after, encoding="utf-8")
    sys.exit(wrong)


if __name__ == "__main__":
    main()
