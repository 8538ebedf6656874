#!/usr/bin/env python3
"""Records what Keras computes, for the tests in this folder. Needs Keras 3, and JAX or, if
KERAS_BACKEND says so, TensorFlow.

    record_keras.py [CASE...]

The case convnext needs TensorFlow: JAX does not draw StochasticDepth's numbers. So does
attention: in JAX, values have to be as long as keys.

Run by hand when a case is added or changed; the recorded files are committed. Each case
becomes a folder with
    model.keras   the compiled model, with weights
    data.npz      20 examples: `x` (or an array for each input layer, by its name), `y` (or
                  one for each output with a loss), and `sample_weights` in some
    expected.npz  `predictions`        of the model as saved, for all examples; or
                  `predictions/NAME`   of each output
                  `step_loss`          of one epoch in batches of 4, in order
                  `initial/L/V`        variable V of layer L before that epoch
                  `weights/L/V`        and after it
                  `figures/NAME`       the loss and each metric of the model after it
                  `recorded_with`      the versions
The models are small, and the moving statistics of batch normalization are made up, so that
inference meets numbers other than zero and one.
"""

import argparse
import os
import pathlib
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["JAX_PLATFORMS"] = "cpu"

import importlib

import keras
import numpy as np
from keras import layers, ops

import attention_cases
import augmentation_cases
import nested_cases
import operation_cases
import outputs_cases
import training_cases

# With this one the cases are well-conditioned: rounding errors of 5e-6 in every convolution
# change no array's movement in training by more than 1e-2. With others, a channel that
# ReLU cuts off nearly everywhere can make that 1.
SEED = 2
EXAMPLES = 20
BATCH = 4
HERE = pathlib.Path(__file__).resolve().parent


def adam():
    return keras.optimizers.Adam(0.01)


def nesterov():
    return keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True)


# --- The cases ------------------------------------------------------------------------


def article_network(blocks, filters, size, skip):
    """examples/make_resnet.py's network, smaller and for smaller images."""

    def convolution(tensor, channels, kernel, stride=1):
        return layers.Conv2D(channels, kernel, strides=stride, padding="same")(tensor)

    def normalized(tensor):
        return layers.BatchNormalization()(layers.ReLU()(tensor))

    image = layers.Input((size, size, 3))
    tensor = layers.BatchNormalization()(image)
    tensor = normalized(convolution(tensor, filters, 3))
    for stage, count in enumerate(blocks):
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            channels = filters << stage
            branch = normalized(convolution(tensor, channels, 3, stride))
            branch = convolution(branch, channels, 3)
            if skip:
                if stride != 1:
                    tensor = convolution(tensor, channels, 1, stride)
                branch = layers.Add()([tensor, branch])
            tensor = normalized(branch)
    tensor = layers.AveragePooling2D(size >> (len(blocks) - 1))(tensor)
    scores = layers.Dense(10, activation="softmax")(layers.Flatten()(tensor))
    return keras.Model(image, scores)


def resnet(optimizer):
    model = article_network((1, 1), 8, 10, skip=True)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def plain(optimizer):
    # Three stages of 12, 6 and 3 pixels, and channels that fill no vector.
    model = article_network((1, 1, 1), 4, 12, skip=False)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def sequential():
    """A list of layers; the convolutions' and the pools' options; logits."""
    model = keras.Sequential(
        [
            layers.Input((11, 13, 3)),
            layers.Conv2D(8, 3, padding="valid", use_bias=False, activation="relu"),
            layers.BatchNormalization(momentum=0.8, epsilon=0.01),
            layers.MaxPooling2D(3, strides=2, padding="same"),
            layers.Conv2D(8, 3, padding="same", groups=2, activation="tanh"),
            layers.Conv2D(6, (3, 2), strides=(2, 1), padding="same", activation="relu"),
            layers.BatchNormalization(center=False),
            layers.Conv2D(5, 3, dilation_rate=2, padding="same", activation="sigmoid"),
            layers.BatchNormalization(scale=False, momentum=0.5),
            layers.Conv2D(7, (1, 3), dilation_rate=(1, 2), activation="relu"),
            layers.BatchNormalization(center=False, scale=False),
            layers.GlobalAveragePooling2D(),
            layers.Dense(9, activation="tanh"),
            layers.Dense(6, use_bias=False),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(adam(), loss, metrics=["accuracy"])
    return model


def merges():
    """Several inputs, every merging layer, and pools of odd sizes."""
    left = layers.Input((7, 9, 3), name="left")
    right = layers.Input((7, 9, 3), name="right")
    scale = layers.Input((6,), name="scale")
    a = layers.Conv2D(6, 3, padding="same", activation="relu")(left)
    b = layers.Conv2D(6, 3, padding="same", activation="relu")(right)
    difference = layers.Subtract()([a, b])
    product = layers.Multiply()([a, b])
    mean = layers.Average()([difference, product, a])
    total = layers.Add()([mean, b, product])
    pooled = layers.Add()(
        [
            layers.AveragePooling2D(3, strides=2, padding="same")(total),
            layers.MaxPooling2D((2, 3), strides=2, padding="same")(total),
        ]
    )
    pooled = layers.AveragePooling2D(2, strides=1, padding="valid")(pooled)
    pooled = layers.MaxPooling2D((2, 2), padding="valid")(pooled)
    vector = layers.GlobalAveragePooling2D()(pooled)
    vector = layers.Multiply()([vector, layers.Dense(6, activation="sigmoid")(scale)])
    scores = layers.Softmax()(layers.Dense(5)(vector))
    model = keras.Model([left, right, scale], scores)
    model.compile(nesterov(), "categorical_crossentropy", metrics=["accuracy"])
    return model


def activations():
    """The activations and ReLU's parameters; Dense layers throughout; a regression."""
    inputs = layers.Input((10,))
    branches = []
    for number, activation in enumerate(["relu", "sigmoid", "tanh", "linear", "softmax"]):
        branch = layers.Dense(8, activation=activation)(inputs)
        branch = layers.Dense(8)(branch)
        branches.append(layers.Activation(activation)(branch))
    for options in (
        {"max_value": 0.7},
        {"negative_slope": 0.2},
        {"threshold": 0.3},
        {"max_value": 1.5, "negative_slope": 0.1, "threshold": 0.2},
    ):
        branches.append(layers.ReLU(**options)(layers.Dense(8)(inputs)))
    outputs = layers.Dense(3)(layers.Add()(branches))
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.SGD(0.02), keras.losses.MeanSquaredError())
    return model


def more_activations():
    """The rest of Keras's plain activations."""
    inputs = layers.Input((10,))
    branches = [
        layers.Dense(6, activation=activation)(inputs)
        for activation in (
            "elu",
            "selu",
            "softplus",
            "softsign",
            "silu",
            "gelu",
            "exponential",
            "hard_sigmoid",
            "leaky_relu",
            "relu6",
        )
    ]
    outputs = layers.Dense(3)(layers.Average()(branches))
    model = keras.Model(inputs, outputs)
    model.compile(nesterov(), "mse")
    return model


def frozen():
    """Layers that do not train: their weights and moving statistics stay."""
    image = layers.Input((8, 8, 2))
    tensor = layers.Conv2D(6, 3, trainable=False, activation="relu", name="features")(image)
    tensor = layers.BatchNormalization(trainable=False, name="frozen_statistics")(tensor)
    tensor = layers.Conv2D(6, 3, strides=2, activation="relu")(tensor)
    tensor = layers.BatchNormalization()(tensor)
    tensor = layers.Flatten()(tensor)
    tensor = layers.Dense(8, activation="relu", trainable=False)(tensor)
    logits = layers.Dense(4)(tensor)
    model = keras.Model(image, logits)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05, momentum=0.9), loss, metrics=["accuracy"])
    return model


def latest_activations():
    """Keras 3's other activations, and the layers that have parameters for them."""
    image = layers.Input((3, 4, 5))
    branches = [
        layers.Conv2D(6, 1, activation=activation)(image)
        for activation in (
            "mish",
            "hard_silu",
            "hard_tanh",
            "hard_shrink",
            "soft_shrink",
            "tanh_shrink",
            "log_sigmoid",
            "sparse_plus",
            "sparse_sigmoid",
            "squareplus",
            "celu",
            "log_softmax",
        )
    ]
    for layer in (
        layers.ELU(0.7),
        layers.LeakyReLU(0.15),
        layers.PReLU(),
        layers.PReLU(shared_axes=[1, 2]),
        layers.PReLU(shared_axes=[2]),
        layers.PReLU(shared_axes=[1, 2, 3]),
        layers.Softmax(axis=1),
    ):
        branches.append(layer(layers.Conv2D(6, 1)(image)))
    outputs = layers.Dense(3)(layers.Flatten()(layers.Average()(branches)))
    model = keras.Model(image, outputs)
    model.compile(nesterov(), "mse")
    return model


def layouts():
    """Layers that move elements. Of the paddings only the first joins a convolution."""
    image = layers.Input((7, 6, 3))
    tensor = layers.ZeroPadding2D(((1, 2), (0, 3)))(image)
    tensor = layers.Conv2D(8, 3, strides=2, activation="relu")(tensor)
    padded = layers.ZeroPadding2D(2)(tensor)
    padded = layers.MaxPooling2D(3)(padded)
    cropped = layers.Cropping2D(((1, 0), (1, 1)))(tensor)
    cropped = layers.Conv2D(20, 2, padding="same", activation="tanh")(cropped)
    wide = layers.UpSampling2D((1, 2))(cropped)
    smooth = layers.UpSampling2D((2, 3), interpolation="bilinear")(cropped)
    smooth = layers.AveragePooling2D(3, strides=2)(smooth)
    wide = layers.Concatenate(axis=2)([wide, layers.Conv2D(20, 1)(cropped)])
    wide = layers.Permute((2, 1, 3))(wide)
    wide = layers.Reshape((3, -1, 20))(wide)
    joined = layers.Concatenate()([layers.Conv2D(5, 1, use_bias=False)(wide), wide])
    joined = layers.BatchNormalization()(joined)
    joined = layers.Permute((3, 1, 2))(joined)
    vector = layers.Concatenate()(
        [layers.Flatten()(tensor) for tensor in (joined, padded, smooth)]
    )
    vector = layers.Dense(4, activation="relu")(vector)
    vector = layers.Flatten()(layers.RepeatVector(3)(vector))
    model = keras.Model(image, layers.Dense(4)(vector))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(nesterov(), loss, metrics=["accuracy"])
    return model


def gates():
    """Squeeze and excitation in both forms, and the merging layers that broadcast."""
    image = layers.Input((6, 5, 3))
    tensor = layers.Conv2D(20, 3, padding="same", activation="relu")(image)
    squeezed = layers.GlobalAveragePooling2D(keepdims=True)(tensor)
    gate = layers.Conv2D(20, 1, activation="sigmoid")(squeezed)
    tensor = layers.Multiply()([tensor, gate])
    tensor = layers.Conv2D(20, 3, padding="same", activation="relu")(tensor)
    vector = layers.Dense(20, activation="sigmoid")(layers.GlobalMaxPooling2D()(tensor))
    gated = layers.Multiply()([tensor, vector])
    tensor = layers.Maximum()([layers.Conv2D(20, 1)(gated), tensor, gate])
    tensor = layers.Subtract()([layers.Minimum()([tensor, gated]), squeezed])
    mask = layers.Conv2D(1, 3, padding="same", activation="sigmoid")(tensor)
    tensor = layers.Average()([layers.Multiply()([tensor, mask]), mask])
    vectors = [layers.GlobalAveragePooling2D()(tensor), layers.GlobalMaxPooling2D()(tensor)]
    angle = layers.Dot(axes=1)(vectors)
    outputs = layers.Dense(3)(layers.Concatenate()([*vectors, angle]))
    model = keras.Model(image, outputs)
    model.compile(keras.optimizers.SGD(0.02, momentum=0.9), "mse")
    return model


def mobile():
    """Depthwise, separable and transposed convolutions."""
    image = layers.Input((11, 12, 3))
    tensor = layers.Conv2D(20, 3, strides=2, padding="same", activation="relu6")(image)
    tensor = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(tensor)
    tensor = layers.ReLU(6)(layers.BatchNormalization()(tensor))
    tensor = layers.DepthwiseConv2D(5, strides=2, padding="same", activation="tanh")(tensor)
    tensor = layers.Conv2DTranspose(6, 3, strides=2, padding="same", activation="relu")(tensor)
    tensor = layers.DepthwiseConv2D((2, 3), depth_multiplier=3, activation="relu")(tensor)
    tensor = layers.SeparableConv2D(7, 3, padding="same", activation="relu")(tensor)
    tensor = layers.BatchNormalization()(tensor)
    tensor = layers.DepthwiseConv2D(3, dilation_rate=2, padding="same")(tensor)
    tensor = layers.Conv2DTranspose(5, (2, 3), strides=(3, 2), activation="relu")(tensor)
    tensor = layers.SeparableConv2D(4, 3, strides=2, depth_multiplier=2, use_bias=False)(tensor)
    tensor = layers.Flatten()(layers.BatchNormalization()(tensor))
    model = keras.Model(image, layers.Dense(4)(tensor))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(nesterov(), loss, metrics=["accuracy"])
    return model


def sequences():
    """A residual network over sequences, its layers of both kinds between such over images."""

    def block(tensor, channels, size, strides=1):
        branch = layers.Conv1D(channels, size, strides=strides, padding="same")(tensor)
        branch = layers.BatchNormalization()(layers.ReLU()(branch))
        branch = layers.Conv1D(channels, size, padding="causal", dilation_rate=2)(branch)
        if branch.shape != tensor.shape:
            tensor = layers.Conv1D(channels, 1, strides=strides)(tensor)
        return layers.BatchNormalization()(layers.ReLU()(layers.Add()([branch, tensor])))

    sequence = layers.Input((40, 3))
    tensor = layers.BatchNormalization()(sequence)
    tensor = layers.Conv1D(16, 8, padding="same", use_bias=False)(tensor)
    tensor = block(block(tensor, 16, 5), 20, 3, strides=2)
    gate = layers.GlobalAveragePooling1D(keepdims=True)(tensor)
    tensor = layers.Multiply()([tensor, layers.Conv1D(20, 1, activation="sigmoid")(gate)])
    parts = [
        layers.SeparableConv1D(6, 3, padding="same")(layers.ZeroPadding1D((1, 0))(tensor)),
        layers.MaxPooling1D(3, strides=1, padding="same")(layers.ZeroPadding1D((0, 1))(tensor)),
        layers.Conv1DTranspose(5, 3, strides=2, padding="same")(layers.Cropping1D((10, 0))(tensor)),
    ]
    parts[2] = layers.ZeroPadding1D((1, 0))(parts[2])
    tensor = layers.ReLU()(layers.BatchNormalization()(layers.Concatenate()(parts)))
    tensor = layers.DepthwiseConv1D(3, strides=2)(tensor)
    tensor = layers.UpSampling1D(2)(layers.AveragePooling1D(2)(tensor))
    image = layers.Reshape((2, 5, 31))(tensor)
    image = layers.Conv2D(7, 3, activation="relu")(layers.ZeroPadding2D(1)(image))
    tensor = layers.Conv1D(5, 3)(layers.Reshape((10, 7))(image))
    outputs = layers.Dense(4)(layers.GlobalMaxPooling1D()(tensor))
    model = keras.Model(sequence, outputs)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(nesterov(), loss, metrics=["accuracy"])
    return model


def normalizations():
    """Layers that normalize examples, or by numbers that are known."""
    image = layers.Input((4, 5, 3))
    tensor = layers.Rescaling(0.5, offset=-0.25)(image)
    tensor = layers.Normalization(mean=[0.1, -0.2, 0.3], variance=[0.5, 1.5, 2.0])(tensor)
    tensor = layers.Normalization()(tensor)
    tensor = layers.Conv2D(18, 3, padding="same", activation="relu")(tensor)
    tensor = layers.LayerNormalization()(tensor)
    tensor = layers.Conv2D(12, 3, padding="same")(tensor)
    tensor = layers.GroupNormalization(3)(tensor)
    tensor = layers.Conv2D(6, 1, activation="relu")(tensor)
    tensor = layers.LayerNormalization(axis=[1, 2, 3], epsilon=0.01)(tensor)
    tensor = layers.GroupNormalization(-1, scale=False)(tensor)
    vector = layers.Dense(10)(layers.Flatten()(tensor))
    vector = layers.LayerNormalization(center=False)(vector)
    outputs = layers.Dense(3)(layers.Dropout(0.0)(vector))
    model = keras.Model(image, outputs)
    model.compile(nesterov(), "mse")
    return model


def operations():
    """Operators and functions, which Keras records without a layer."""
    image = layers.Input((6, 5, 4))
    tensor = layers.Conv2D(8, 3, padding="same")(ops.pad(image / 2.0, [[0, 0], [1, 0], [2, 1], [0, 0]]))
    tensor = ops.relu(tensor) + 0.5 * ops.gelu(tensor) - ops.leaky_relu(tensor, 0.1)
    tensor = ops.clip(tensor, -0.5, 2.0) * (1.0 - ops.sigmoid(tensor))
    mean = ops.mean(tensor, axis=(1, 2), keepdims=True)
    deviation = ops.mean(ops.square(tensor - mean), axis=[1, 2], keepdims=True)
    tensor = (tensor - mean) * ops.rsqrt(deviation + 0.1)
    tensor = ops.concatenate([tensor, -tensor, ops.maximum(tensor, 0.1)], axis=-1)
    tensor = layers.Conv2D(6, 3)(ops.transpose(ops.glu(tensor), (0, 2, 1, 3)))
    tensor = ops.minimum(tensor**2, 3.0) / ops.exp(ops.threshold(tensor, 0.1, -0.2))
    total = ops.sum(ops.reshape(tensor, (-1, 30, 6)), axis=1)
    tensor = tensor[:, 1:, :-1] + tensor[:, :-1, :-1, 1:2] * ops.expand_dims(tensor[:, -1, 1:], 1)
    pooled = ops.squeeze(ops.max(tensor, axis=(1, 2), keepdims=True), axis=(1, 2))
    vector = ops.add(total, ops.multiply(pooled, ops.log_softmax(total)))
    model = keras.Model(image, layers.Dense(3)(vector))
    model.compile(keras.optimizers.SGD(0.001), "mse")
    return model


CASES = {
    "resnet_adam": lambda: resnet(adam()),
    "resnet_nesterov": lambda: resnet(nesterov()),
    "plain_adam": lambda: plain(adam()),
    "plain_nesterov": lambda: plain(nesterov()),
    "sequential": sequential,
    "merges": merges,
    "activations": activations,
    "more_activations": more_activations,
    "frozen": frozen,
    "latest_activations": latest_activations,
    "layouts": layouts,
    "gates": gates,
    "mobile": mobile,
    "sequences": sequences,
    "normalizations": normalizations,
    "operations": operations,
    **attention_cases.CASES,
    **augmentation_cases.CASES,
    **nested_cases.CASES,
    **operation_cases.CASES,
    **outputs_cases.CASES,
    **training_cases.CASES,
}

# --- Recording ------------------------------------------------------------------------


def named_layers(model, prefix="", seen=None):
    """All layers with their names, those of models in the model behind its name; each once."""
    seen = set() if seen is None else seen
    for layer in model.layers:
        if id(layer) in seen:
            continue
        seen.add(id(layer))
        name = prefix + layer.name
        if isinstance(layer, keras.Model):
            yield from named_layers(layer, name + "/", seen)
        else:
            yield name, layer


def variable_name(layer, variable):
    """Attention's projections are layers inside the layer, whose names stand in front. Keras
    names a LayerScale's only variable by a counter."""
    if isinstance(layer, layers.MultiHeadAttention):
        return "/".join(variable.path.split("/")[-2:])
    return "gamma" if type(layer).__name__ == "LayerScale" else variable.name


def randomize(model, random):
    """Gives every variable a value that its initializer (zeros, ones) would not show."""
    for _, layer in named_layers(model):
        for variable in layer.weights:
            name = variable_name(layer, variable).split("/")[-1]
            value = np.asarray(variable)
            if name in ("moving_variance", "variance"):
                value = random.uniform(0.5, 2.0, value.shape)
            elif name in ("gamma", "scale", "concat_score_weight"):
                value = random.uniform(0.7, 1.3, value.shape)
            elif name == "bias":
                # Mostly positive: few channels are nearly always cut off by ReLU, whose
                # tiny variance would magnify rounding errors a thousandfold.
                value = random.normal(0.3, 0.1, value.shape)
            elif name in ("beta", "moving_mean", "mean", "alpha"):
                value = random.normal(0.0, 0.2, value.shape)
            variable.assign(value.astype(variable.dtype))
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()


def output_structure(model):
    """One tensor, a list or a dictionary of them; a Sequential model does not tell."""
    return model.outputs[0] if isinstance(model, keras.Sequential) else model.output


def output_names(model):
    """What Keras calls the outputs: by their keys, or by the layers that make them."""
    if isinstance(model, keras.Sequential):
        return [model.layers[-1].name]
    structure = model.output
    return sorted(structure) if isinstance(structure, dict) else model.output_names


def output_losses(model):
    """The outputs' names, each with its shape and its loss, if it has one."""
    names = output_names(model)
    outputs = output_structure(model)
    if isinstance(outputs, dict):
        outputs = [outputs[name] for name in names]
    elif not isinstance(outputs, list):
        outputs = [outputs]
    loss = model.get_compile_config()["loss"]
    for name, output in zip(names, outputs):
        by_name = isinstance(loss, dict) and "class_name" not in loss
        yield name, output.shape[1:], loss.get(name) if by_name else loss


def make_targets(shape, loss, random):
    """Targets for all examples that suit the loss."""
    loss = str(loss).lower()
    classes = random.integers(0, shape[-1], (EXAMPLES, *shape[:-1]))
    if "sparse" in loss:
        return classes.astype("int32")
    if "categorical" in loss:  # a hinge too
        return np.eye(shape[-1], dtype="float32")[classes]
    if any(word in loss for word in ("binary", "dice", "tversky")):
        return random.integers(0, 2, (EXAMPLES, *shape)).astype("float32")
    if "hinge" in loss:
        return random.choice([-1.0, 1.0], (EXAMPLES, *shape)).astype("float32")
    if "logarithmic" in loss:
        return random.uniform(0.0, 2.0, (EXAMPLES, *shape)).astype("float32")
    if "percentage" in loss:
        return random.uniform(0.5, 2.0, (EXAMPLES, *shape)).astype("float32")
    if "poisson" in loss:
        return random.poisson(1.5, (EXAMPLES, *shape)).astype("float32")
    if "divergence" in loss:
        return random.dirichlet(np.ones(shape[-1]), (EXAMPLES, *shape[:-1])).astype("float32")
    return random.normal(0.0, 1.0, (EXAMPLES, *shape)).astype("float32")


def make_data(model, random):
    """Inputs in order, and targets by output."""
    inputs = [
        random.normal(0.0, 1.0, (EXAMPLES, *tensor.shape[1:])).astype("float32")
        for tensor in model.inputs
    ]
    targets = {
        name: make_targets(shape, loss, random)
        for name, shape, loss in output_losses(model)
        if loss is not None
    }
    return inputs, targets


def variables(model):
    return {
        f"{name}/{variable_name(layer, variable)}": np.asarray(variable).copy()
        for name, layer in named_layers(model)
        for variable in layer.weights
        if variable.name != "count"  # of examples that adapt() has seen
    }


def one_or_list(arrays):
    """Keras wants a model's only input bare."""
    return arrays[0] if len(arrays) == 1 else arrays


def targets_for(model, targets, batch=slice(None)):
    """As the model's outputs are: one array, a list or an object of them."""
    arrays = {name: array[batch] for name, array in targets.items()}
    if isinstance(output_structure(model), dict):
        return arrays
    return one_or_list(list(arrays.values()))


def train(model, inputs, targets, weights, class_weights):
    losses = []
    for start in range(0, EXAMPLES, BATCH):
        batch = slice(start, start + BATCH)
        model.reset_metrics()  # or Keras would return the mean of all steps so far
        logs = model.train_on_batch(
            one_or_list([x[batch] for x in inputs]),
            targets_for(model, targets, batch),
            sample_weight=None if weights is None else weights[batch],
            class_weight=class_weights,
            return_dict=True,
        )
        losses.append(float(logs["loss"]))
    return losses


def deflate(path):
    """Compresses the archive, which Keras does not: an HDF5 file is mostly gaps."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def record(name):
    keras.backend.clear_session()
    keras.utils.set_random_seed(SEED)
    random = np.random.default_rng(SEED)
    model = CASES[name]()
    randomize(model, random)
    inputs, targets = make_data(model, random)

    backend = importlib.import_module(keras.backend.backend())
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    model.save(folder / "model.keras")
    deflate(folder / "model.keras")
    names = [tensor.name for tensor in model.inputs] if len(inputs) > 1 else ["x"]
    data = dict(zip(names, inputs))
    data |= targets if len(output_names(model)) > 1 else {"y": one_or_list(list(targets.values()))}
    weights = None
    if name in training_cases.WEIGHTED_SAMPLES:
        weights = random.uniform(0.2, 3.0, EXAMPLES).astype("float32")
        data["sample_weights"] = weights
    np.savez(folder / "data.npz", **data)

    expected = {
        "recorded_with": np.array(
            f"Keras {keras.__version__}, {backend.__name__} {backend.__version__} on the CPU".encode()
        ),
    }
    predictions = model.predict_on_batch(one_or_list(inputs))
    if isinstance(predictions, list):
        predictions = dict(zip(output_names(model), predictions))
    if isinstance(predictions, dict):
        for key, value in predictions.items():
            expected[f"predictions/{key}"] = np.asarray(value)
    else:
        expected["predictions"] = np.asarray(predictions)
    for key, value in variables(model).items():
        expected[f"initial/{key}"] = value
    class_weights = training_cases.CLASS_WEIGHTS.get(name)
    losses = train(model, inputs, targets, weights, class_weights)
    expected["step_loss"] = np.array(losses, "float32")
    for key, value in variables(model).items():
        expected[f"weights/{key}"] = value
    figures = model.evaluate(
        one_or_list(inputs),
        targets_for(model, targets),
        BATCH,
        verbose=0,
        sample_weight=weights,
        return_dict=True,
    )
    for key, value in figures.items():
        expected[f"figures/{key}"] = np.float32(value)
    np.savez_compressed(folder / "expected.npz", **expected)
    report(name, folder)


def report(name, folder):
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{name}: {size / 1000:.0f} kB")


def record_cases(description, cases, record):
    """Records those that the command line names, or all."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(cases))
    for name in parser.parse_args().cases or cases:
        record(name)


if __name__ == "__main__":
    record_cases(__doc__, CASES, record)
