#!/usr/bin/env python3
"""Records what Keras computes for a hundred random graphs. Needs Keras 3 with TensorFlow.

    record.py [SEED]

Run by hand when graphs.py has changed; the recorded file is committed. Ten graphs are one
model, each with an input of its own, and their outputs are concatenated. graphs.zip holds
for each model
    N/model.json    the model
    N/about.json    `variables` and `inputs`, by name, with their shapes, and the number of `examples`
    N/predictions   float32, for all examples
    N/trained       the same after one epoch in batches of 3, in order
    N/losses        float32, of each of its steps
The weights and the examples are those of formula.py.
"""

import json
import os
import pathlib
import sys
import zipfile

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import formula
import keras
import numpy as np
from graphs import GraphMaker
from keras import layers

MODELS, GRAPHS, EXAMPLES, BATCH = 10, 10, 15, 3
HERE = pathlib.Path(__file__).resolve().parent


def simplify(config):
    """Without what is null or only Keras's own business."""
    if isinstance(config, dict):
        dropped = ("shared_object_id", "build_config", "registered_name", "dtype")
        return {
            key: simplify(value)
            for key, value in config.items()
            if value is not None and key not in dropped
        }
    if isinstance(config, list):
        return [simplify(value) for value in config]
    return config


def name_variables(model):
    """(LAYER/VARIABLE, variable) of each."""
    for layer in model.layers:
        for variable in layer.weights:
            if "count" != variable.name:  # Normalization's, which nothing reads.
                yield f"{layer.name}/{variable.name}", variable


def arrange(name, shape, source):
    return np.array(source(name, shape), np.float32).reshape(shape)


def record(number, seed, archive):
    keras.backend.clear_session()
    inputs, outputs = [], []
    for graph in range(number * GRAPHS, (number + 1) * GRAPHS):
        maker = GraphMaker(f"{seed} {graph}", f"graph{graph}")
        outputs.append(maker.make())
        inputs.append(maker.input)
    model = keras.Model(inputs, layers.Concatenate()(outputs), name=f"graphs{number}")
    # The mean is over forty outputs, of which a graph has four.
    model.compile(keras.optimizers.SGD(1.0), "mse", jit_compile=False)
    variables = {}
    for name, variable in name_variables(model):
        variables[name] = list(variable.shape)
        variable.assign(arrange(name, variable.shape, formula.weights))
    x = {
        tensor.name: arrange(tensor.name, (EXAMPLES, *tensor.shape[1:]), formula.numbers)
        for tensor in inputs
    }
    y = arrange(f"targets{number}", (EXAMPLES, *model.output_shape[1:]), formula.numbers)
    for layer in model.layers:
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()
    predictions = model.predict(x, verbose=0)
    losses = []
    for begin in range(0, EXAMPLES, BATCH):
        part = slice(begin, begin + BATCH)
        losses.append(model.train_on_batch({k: v[part] for k, v in x.items()}, y[part]))
    trained = model.predict(x, verbose=0)
    assert np.isfinite(trained).all() and np.abs(trained).max() < 100, f"model {number} is wild"
    about = {
        "variables": variables,
        "inputs": {name: list(value.shape) for name, value in x.items()},
        "targets": list(y.shape),
    }

    def write(name, content):
        entry = zipfile.ZipInfo(f"{number}/{name}")
        archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)

    write("model.json", json.dumps(simplify(json.loads(model.to_json())), separators=(",", ":")))
    write("about.json", json.dumps(about, separators=(",", ":")))
    write("predictions", predictions.astype("<f4").tobytes())
    write("trained", trained.astype("<f4").tobytes())
    write("losses", np.array(losses, "<f4").tobytes())
    moved = np.abs(trained - predictions).reshape(EXAMPLES, GRAPHS, -1).max((0, 2))
    print(number, f"loss {losses[0]:.3f} to {losses[-1]:.3f}, outputs moved by", np.round(moved, 3))


def main():
    seed = sys.argv[1] if len(sys.argv) > 1 else "1"
    with zipfile.ZipFile(HERE / "graphs.zip", "w") as archive:
        for number in range(MODELS):
            record(number, seed, archive)


main()
