#!/usr/bin/env python3
"""Records models in every format that Keras saves, in the middle of training. Needs Keras 3
with JAX, and tf_keras (Keras 2) with TensorFlow.

    record_formats.py [CASE...]

Run by hand when a case is added or changed; the recorded files are committed. A model takes
three steps, is saved, loaded again, and goes on for an epoch, as an executable compiled from
the file has to: with the same weights and the same state of the optimizer. Each case becomes
a folder in formats/ with
    the files that the case names
    data.npz      20 examples: `x`, `y`
    expected.npz  as record_keras.py has it, `initial/L/V` being the saved weights
and if it is an archive, with
    after.keras   the model after that epoch
    later.npz     as expected.npz, of another epoch from there
"""

import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tf_keras

import record_keras

SEED = 3
STEPS_BEFORE = 3
HERE = pathlib.Path(__file__).resolve().parent / "formats"


def network(package, optimizer, last="dense_1"):
    layers = package.layers
    return compiled(
        package,
        package.Sequential(
            [
                layers.Input((6,)),
                layers.Dense(5, activation="tanh"),
                layers.Dense(3, name=last),
            ]
        ),
        optimizer,
    )


def residual(package, optimizer):
    """Layers whose variables the formats name in their own ways."""
    layers = package.layers
    image = layers.Input((6, 6, 2))
    tensor = layers.Conv2D(4, 3, padding="same", use_bias=False)(image)
    tensor = layers.BatchNormalization()(tensor)
    branch = layers.DepthwiseConv2D(3, padding="same", name="spatial")(tensor)
    branch = layers.SeparableConv2D(4, 3, padding="same", activation="tanh")(branch)
    tensor = layers.PReLU(shared_axes=[1, 2])(layers.Add()([tensor, branch]))
    tensor = layers.LayerNormalization()(layers.GlobalAveragePooling2D()(tensor))
    return compiled(package, package.Model(image, layers.Dense(3)(tensor)), optimizer)


def nested(package, optimizer):
    """Models inside a model inside the model, with layers of the same name where a format can
    tell them apart (Keras 2's legacy files cannot), and Keras 2's own hard_sigmoid."""
    layers = package.layers

    def dense(name):
        last = layers.Dense(4, activation="hard_sigmoid", name="fc")
        return package.Sequential([layers.Input((6,)), last], name=name)

    image = layers.Input((6,))
    pair = package.Model(image, [dense("left")(image), dense("right")(image)], name="pair")
    image = layers.Input((6,))
    tensor = layers.Subtract()(pair(image))
    return compiled(package, package.Model(image, layers.Dense(3)(tensor)), optimizer)


def named_like_slots(package, optimizer):
    """A model with the name of a slot, with layers of the same names and shapes outside."""
    layers = package.layers

    def dense():
        return layers.Dense(6, activation="tanh", name="fc")

    image = layers.Input((6,))
    inner = package.Sequential([layers.Input((6,)), dense()], name="momentum")
    return compiled(
        package, package.Model(image, layers.Dense(3)(inner(dense()(image)))), optimizer
    )


def attention(package, optimizer):
    """A layer with layers inside, whose tensors stand among the call's arguments."""
    layers = package.layers
    steps = layers.Input((5, 6))
    normalized = layers.LayerNormalization()(steps)
    # Without a regularizer, the keys' bias would move by rounding errors alone.
    options = {"bias_initializer": "ones", "bias_regularizer": package.regularizers.L2(0.1)}
    heads = layers.MultiHeadAttention(2, 3, name="heads", **options)
    tensor = layers.Add()([steps, heads(normalized, value=normalized, use_causal_mask=True)])
    vector = layers.GlobalAveragePooling1D()(tensor)
    return compiled(package, package.Model(steps, layers.Dense(3)(vector)), optimizer)


def compiled(package, model, optimizer):
    loss = package.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


new, old = keras.optimizers, tf_keras.optimizers

# What each file is, and what makes its model.
CASES = {
    "keras3_archive": (["model.keras"], lambda: residual(keras, new.Adam(0.01))),
    "keras3_legacy": (["model.h5"], lambda: residual(keras, new.Adam(0.01, amsgrad=True))),
    "keras3_nested": (["model.h5"], lambda: nested(keras, new.SGD(0.1))),
    "keras2_nested": (["model.keras"], lambda: nested(tf_keras, old.Adam(0.01))),
    "keras3_weights": (
        ["model.json", "model.weights.h5"],
        lambda: residual(keras, new.SGD(0.02)),
    ),
    "keras2_archive": (["model.keras"], lambda: residual(tf_keras, old.Adam(0.01))),
    "keras2_legacy": (["model.h5"], lambda: residual(tf_keras, old.Adam(0.01, amsgrad=True))),
    "keras2_weights": (["model.json", "legacy.h5"], lambda: residual(tf_keras, old.SGD(0.02))),
    # A layer with the name of one of Adam's slots.
    "keras2_slot_name": (["model.h5"], lambda: network(tf_keras, old.Adam(0.01), last="v")),
    "keras2_older_adam": (["model.h5"], lambda: network(tf_keras, old.legacy.Adam(0.01))),
    "keras2_momentum": (["model.h5"], lambda: network(tf_keras, old.SGD(0.05, momentum=0.9))),
    "keras2_rmsprop": (
        ["model.h5"],
        lambda: network(tf_keras, old.RMSprop(0.01, momentum=0.9, centered=True)),
    ),
    "adam": (["model.keras"], lambda: network(keras, new.Adam(0.01, amsgrad=True))),
    # What Keras wraps around the optimizer of a model in mixed precision.
    "loss_scale": (["model.keras"], lambda: network(keras, new.LossScaleOptimizer(new.Adam(0.01)))),
    "loss_scale_legacy": (
        ["model.h5"],
        lambda: network(keras, new.LossScaleOptimizer(new.Adam(0.01))),
    ),
    "adagrad": (["model.keras"], lambda: network(keras, new.Adagrad(0.1))),
    "adadelta": (["model.keras"], lambda: network(keras, new.Adadelta(1.0))),
    "adamax": (["model.h5"], lambda: network(keras, new.Adamax(0.01))),
    "lion": (["model.keras"], lambda: network(keras, new.Lion(0.01))),
    "momentum": (["model.keras"], lambda: network(keras, new.SGD(0.05, momentum=0.9))),
    "slot_name": (
        ["model.keras"],
        lambda: named_like_slots(keras, new.SGD(0.05, momentum=0.9)),
    ),
    "attention_archive": (
        ["model.keras"],
        lambda: attention(keras, new.SGD(0.05, momentum=0.9)),
    ),
    "attention_legacy": (["model.h5"], lambda: attention(keras, new.SGD(0.05, momentum=0.9))),
    "nadam": (["model.keras"], lambda: network(keras, new.Nadam(0.01))),
    "rmsprop": (
        ["model.keras"],
        lambda: network(keras, new.RMSprop(0.01, momentum=0.9, centered=True)),
    ),
    # Decays within the steps that are recorded, and has no variable for the rate.
    "schedule": (
        ["model.keras"],
        lambda: network(
            keras, new.SGD(new.schedules.ExponentialDecay(0.1, 2, 0.5), momentum=0.9)
        ),
    ),
}


def variables(model, prefix=""):
    """By our names: Keras 2 writes "conv2d/kernel:0", and a depthwise kernel as such."""
    result = {}
    for layer in model.layers:
        if hasattr(layer, "layers"):
            result |= variables(layer, f"{prefix}{layer.name}/")
            continue
        for variable in layer.weights:
            name = variable.name.split("/")[-1].removesuffix(":0")
            if type(layer).__name__ == "DepthwiseConv2D":
                name = name.removeprefix("depthwise_")
            if type(layer).__name__ == "MultiHeadAttention":
                path = getattr(variable, "path", variable.name).split("/")
                name = f"{path[-2]}/{name}"
            result[f"{prefix}{layer.name}/{name}"] = np.asarray(variable).copy()
    return result


def save(model, path):
    if path.name == "model.json":
        path.write_text(model.to_json() + "\n")
    elif path.name in ("model.weights.h5", "legacy.h5"):
        model.save_weights(path)
    else:
        model.save(path)
    if path.suffix == ".keras":
        record_keras.deflate(path)


def step(model, x, y, start):
    batch = slice(start, start + record_keras.BATCH)
    model.reset_metrics()
    return float(model.train_on_batch(x[batch], y[batch], return_dict=True)["loss"])


def record_epoch(model, x, y, path, package):
    arrays = {
        "recorded_with": np.array(f"Keras {package.__version__}".encode()),
        "predictions": np.asarray(model.predict_on_batch(x)),
    }
    for key, value in variables(model).items():
        arrays[f"initial/{key}"] = value
    losses = [step(model, x, y, start) for start in range(0, len(x), record_keras.BATCH)]
    arrays["step_loss"] = np.array(losses, "float32")
    for key, value in variables(model).items():
        arrays[f"weights/{key}"] = value
    np.savez_compressed(path, **arrays)


def record(name):
    for package in (keras, tf_keras):
        package.backend.clear_session()
        package.utils.set_random_seed(SEED)
    random = np.random.default_rng(SEED)
    files, build = CASES[name]
    model = build()
    count = record_keras.EXAMPLES
    x = random.normal(0.0, 1.0, (count, *model.input_shape[1:])).astype("float32")
    y = random.integers(0, 3, count).astype("int32")
    for index in range(STEPS_BEFORE):
        step(model, x, y, index * record_keras.BATCH)

    folder = HERE / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        save(model, folder / file)
    package = tf_keras if isinstance(model, tf_keras.Model) else keras
    # Keras 3 loads a legacy file's optimizer without its variables, and cannot go on.
    if files == ["model.keras"] or package is tf_keras and files == ["model.h5"]:
        model = package.models.load_model(folder / files[0])
    np.savez_compressed(folder / "data.npz", x=x, y=y)
    record_epoch(model, x, y, folder / "expected.npz", package)
    if files == ["model.keras"]:
        save(model, folder / "after.keras")
        record_epoch(model, x, y, folder / "later.npz", package)
    record_keras.report(name, folder)


if __name__ == "__main__":
    record_keras.record_cases(__doc__, CASES, record)
