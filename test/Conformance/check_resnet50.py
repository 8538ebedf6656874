#!/usr/bin/env python3
"""Compares the whole of keras.applications.ResNet50, with random weights, layer by layer with
Keras. Needs Keras 3, a built Anabranch, and some minutes; not part of `make check`.

    check_resnet50.py ANABRANCH [--examples N] [--application NAME]
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import keras
import numpy as np

RECORD = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "record-reference"


def make_model(name):
    """As Keras builds it, with moving statistics other than zero and one."""
    keras.utils.set_random_seed(0)
    random = np.random.default_rng(0)
    model = getattr(keras.applications, name)(weights=None)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.moving_mean.assign(random.normal(0.0, 0.2, layer.moving_mean.shape))
            layer.moving_variance.assign(random.uniform(0.5, 2.0, layer.moving_variance.shape))
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("anabranch", type=pathlib.Path)
    parser.add_argument("--examples", type=int, default=1)
    parser.add_argument("--application", default="ResNet50", help="a class of keras.applications")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model, reference = pathlib.Path(folder, "model.keras"), pathlib.Path(folder, "reference.npz")
        make_model(options.application).save(model)
        subprocess.run([sys.executable, RECORD, model, "-o", reference, "--examples", str(options.examples)], check=True)
        command = [options.anabranch, "compare", model, "--reference", reference, "--tolerance", "1e-4"]
        sys.exit(subprocess.run(command).returncode)


if __name__ == "__main__":
    main()
