#!/usr/bin/env python3
"""Records what Keras computes in each layer over its arguments, and with each optimizer and
loss. Needs Keras 3 with JAX, or for MultiHeadAttention with TensorFlow
(KERAS_BACKEND=tensorflow), where values need not be as long as keys.

    record_conformance.py [CASE...]

Run by hand when a case is added or changed; the recorded files are committed, and
run_conformance.py compares with them. A layer's case is a network whose branches have the
layer with different arguments, behind one layer that its gradient reaches; a training case is
a network of two Dense layers. Each becomes a folder in recorded/ with
    model.keras   the compiled model
    data.npz      `x`, `y`: 3 examples of a layer, 20 of a training case
    expected.npz  of a layer:
                  `predictions`          in inference
                  `branches`             JSON: a name and the number of outputs of each
                  `initial/L/V`, `weights/L/V`
                                         the weights before and after a step of plain
                                         gradient descent, whose rate makes the largest
                                         gradient move its weight by 1; absent if
                                         training draws numbers
                  of a training case: `step_loss` of five steps of 4 examples
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["JAX_PLATFORMS"] = "cpu"
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))

import keras
import numpy as np
import record_keras
from keras import layers, losses, optimizers

import layer_cases

SEED = 4
EXAMPLES = 3

OPTIMIZERS = {
    "SGD": lambda: optimizers.SGD(0.05),
    "SGD-momentum": lambda: optimizers.SGD(0.05, momentum=0.9),
    "SGD-nesterov": lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    "Adam": lambda: optimizers.Adam(0.01),
    "Adam-amsgrad": lambda: optimizers.Adam(0.01, amsgrad=True),
    "AdamW": lambda: optimizers.AdamW(0.01, weight_decay=0.1),
    "RMSprop": lambda: optimizers.RMSprop(0.01),
    "RMSprop-centered-momentum": lambda: optimizers.RMSprop(0.01, momentum=0.9, centered=True),
    "Nadam": lambda: optimizers.Nadam(0.01),
    "Adagrad": lambda: optimizers.Adagrad(0.05),
    "Adadelta": lambda: optimizers.Adadelta(1.0, rho=0.8),
    "Adamax": lambda: optimizers.Adamax(0.01),
    "Lion": lambda: optimizers.Lion(0.005),
}
LOSSES = {
    "CategoricalCrossentropy": lambda: losses.CategoricalCrossentropy(from_logits=True),
    "CategoricalCrossentropy-label_smoothing": lambda: losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=0.1
    ),
    "SparseCategoricalCrossentropy": lambda: losses.SparseCategoricalCrossentropy(
        from_logits=True
    ),
    "BinaryCrossentropy": lambda: losses.BinaryCrossentropy(from_logits=True),
    "BinaryCrossentropy-label_smoothing": lambda: losses.BinaryCrossentropy(
        from_logits=True, label_smoothing=0.1
    ),
    "BinaryFocalCrossentropy": lambda: losses.BinaryFocalCrossentropy(from_logits=True),
    "BinaryFocalCrossentropy-balanced": lambda: losses.BinaryFocalCrossentropy(
        True, alpha=0.3, gamma=1.5, label_smoothing=0.1
    ),
    "CategoricalFocalCrossentropy": lambda: losses.CategoricalFocalCrossentropy(
        from_logits=True
    ),
    "CategoricalFocalCrossentropy-gamma": lambda: losses.CategoricalFocalCrossentropy(
        alpha=0.4, gamma=0.5, label_smoothing=0.1
    ),
    "Dice": losses.Dice,
    "Tversky": lambda: losses.Tversky(alpha=0.7, beta=0.4),
    "MeanSquaredError": losses.MeanSquaredError,
    "MeanAbsoluteError": losses.MeanAbsoluteError,
    "MeanAbsolutePercentageError": losses.MeanAbsolutePercentageError,
    "MeanSquaredLogarithmicError": losses.MeanSquaredLogarithmicError,
    "Huber": losses.Huber,
    "LogCosh": losses.LogCosh,
    "Hinge": losses.Hinge,
    "SquaredHinge": losses.SquaredHinge,
    "CategoricalHinge": losses.CategoricalHinge,
    "Poisson": losses.Poisson,
    "KLDivergence": losses.KLDivergence,
    "CosineSimilarity": losses.CosineSimilarity,
}
# What the network ends in for losses of positive numbers and of distributions.
ACTIVATIONS = {
    "BinaryFocalCrossentropy-balanced": "sigmoid",
    "CategoricalFocalCrossentropy-gamma": "softmax",
    "Dice": "sigmoid",
    "Tversky": "softmax",
    "MeanSquaredLogarithmicError": "softplus",
    "Poisson": "softplus",
    "KLDivergence": "softmax",
}
# The steepest loss would go up and down with the others' rate.
LEARNING_RATES = {"MeanAbsolutePercentageError": 5e-4}


def variables(model):
    return {
        f"{layer.name}/{record_keras.variable_name(layer, variable)}": np.asarray(variable).copy()
        for layer in model.layers
        for variable in layer.trainable_variables
    }


def save(model, folder, data):
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / "model.keras")
    record_keras.deflate(folder / "model.keras")
    np.savez_compressed(folder / "data.npz", **data)


def record_layer(name, random, folder):
    shape, branches = layer_cases.LAYERS[name]
    inputs = layers.Input(shape)
    before = {
        3: lambda: layers.Conv2D(4, 1, use_bias=False, name="before"),
        2: lambda: layers.Conv1D(4, 1, use_bias=False, name="before"),
        1: lambda: layers.Dense(5, use_bias=False, name="before"),
    }
    tensor = before[len(shape)]()(inputs)
    outputs = [layers.Flatten()(build(tensor)) for _, build in branches]
    model = keras.Model(inputs, layers.Concatenate()(outputs) if len(outputs) > 1 else outputs[0])
    record_keras.randomize(model, random)
    x = random.normal(0.0, 1.0, (EXAMPLES, *shape)).astype("float32")
    y = random.normal(0.0, 1.0, (EXAMPLES, model.output_shape[-1])).astype("float32")
    training = name in layer_cases.PREDICTED_IN_TRAINING
    expected = {
        "predictions": np.asarray(model(x, training=training)),
        "branches": np.array(
            json.dumps([[label, int(output.shape[-1])] for (label, _), output in zip(branches, outputs)]).encode()
        ),
    }
    model.compile(optimizers.SGD(), "mse")
    if name not in layer_cases.RANDOM_IN_TRAINING:
        expected.update(record_gradient(model, x, y))
    save(model, folder, {"x": x, "y": y})
    return expected


def record_gradient(model, x, y):
    """The weights before and after a step. Leaves the model compiled for it."""
    initial = variables(model)
    kept = model.get_weights()

    def descend(rate):
        model.compile(optimizers.SGD(rate), "mse")
        model.train_on_batch(x, y)
        moved = variables(model)
        model.set_weights(kept)
        return moved

    def largest(moved):
        return max(np.abs(moved[key] - initial[key]).max() for key in initial)

    rate = float(np.float32(1.0 / largest(descend(1.0))))
    moved = descend(rate)
    model.compile(optimizers.SGD(rate), "mse")
    return {
        **{f"initial/{key}": value for key, value in initial.items()},
        **{f"weights/{key}": value for key, value in moved.items()},
    }


def record_training(optimizer, loss, random, folder, activation=None):
    hidden = layers.Dense(5, activation="tanh")
    model = keras.Sequential([layers.Input((6,)), hidden, layers.Dense(3, activation=activation)])
    model.compile(optimizer, loss)
    record_keras.randomize(model, random)
    inputs, targets = record_keras.make_data(model, random)
    save(model, folder, {"x": inputs[0], "y": record_keras.targets_for(model, targets)})
    step_loss = record_keras.train(model, inputs, targets, None, None)
    return {"step_loss": np.array(step_loss, "float32")}


def record(name):
    keras.backend.clear_session()
    keras.utils.set_random_seed(SEED)
    random = np.random.default_rng(SEED)
    folder = HERE / "recorded" / name
    if name in layer_cases.LAYERS:
        expected = record_layer(name, random, folder)
    elif name in OPTIMIZERS:
        loss = losses.SparseCategoricalCrossentropy(from_logits=True)
        expected = record_training(OPTIMIZERS[name](), loss, random, folder)
    else:
        optimizer = optimizers.SGD(LEARNING_RATES.get(name, 0.05))
        expected = record_training(optimizer, LOSSES[name](), random, folder, ACTIVATIONS.get(name))
    expected["recorded_with"] = np.array(f"Keras {keras.__version__}".encode())
    np.savez_compressed(folder / "expected.npz", **expected)
    record_keras.report(name, folder)


if __name__ == "__main__":
    names = [*layer_cases.LAYERS, *OPTIMIZERS, *LOSSES]
    record_keras.record_cases(__doc__, names, record)
