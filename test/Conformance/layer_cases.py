"""The layers that record_conformance.py records, each over its arguments: for each class, what
it is fed, and a name and a function for each set of arguments.

All arguments of a class are branches of one small network, whose outputs are concatenated."""

import numpy as np
from keras import layers, ops
from keras.src.applications.convnext import LayerScale, StochasticDepth
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

IMAGE, SEQUENCE, VECTOR = (7, 5, 3), (11, 3), (6,)


def calls(layer, *arguments):
    """A branch for each set of keyword arguments, named by it."""
    return [
        (", ".join(f"{key}={value}" for key, value in options.items()) or "defaults",
         lambda tensor, options=options: layer(**options)(tensor))
        for options in arguments
    ]  # fmt: skip


def windows(layer, **fixed):
    """Paddings and strides, of windows that fit and that do not divide the image."""
    sets = [
        {"padding": padding, "strides": strides}
        for padding in ("valid", "same")
        for strides in ((1, 2, 3) if "1D" in layer.__name__ else (1, 2, (1, 3)))
    ]
    return calls(layer, *({**fixed, **options} for options in sets))


def merges(layer):
    """Two inputs, three, and sizes of 1 as in squeeze and excitation."""

    def pooled(tensor):
        return layers.GlobalAveragePooling2D(keepdims=True)(tensor)

    two = [
        ("two inputs", lambda t: layer()([t, layers.Activation("tanh")(t)])),
        ("a gate", lambda t: layer()([t, pooled(t)])),
    ]
    three = ("three inputs", lambda t: layer()([t, layers.Activation("tanh")(t), pooled(t)]))
    return two if layer is layers.Subtract else [*two, three]


def dots(axes, *shapes, **options):
    """A product of two tensors of these shapes, made of a vector."""

    def build(tensor):
        inputs = [layers.Dense(int(np.prod(shape)))(tensor) for shape in shapes]
        return layers.Dot(axes, **options)([layers.Reshape(shape)(t) for shape, t in zip(shapes, inputs)])

    text = "".join(f", {key}={value}" for key, value in options.items())
    return [(f"axes={axes} of {' and '.join(map(str, shapes))}{text}", build)]


def attentions(layer, *arguments):
    """The first steps attend to all."""
    return [
        (name, lambda tensor, build=build: build([tensor[:, :7], tensor]))
        for name, build in calls(layer, *arguments)
    ]


def heads(query, value, **options):
    return layers.MultiHeadAttention(**options)(query, value)


def convnext_block(tensor):
    """As keras.applications.convnext has it, but for StochasticDepth."""
    branch = layers.Conv2D(4, 7, padding="same", groups=4)(tensor)
    branch = layers.Dense(16)(layers.LayerNormalization(epsilon=1e-6)(branch))
    branch = layers.Dense(4)(layers.Activation("gelu")(branch))
    return tensor + LayerScale(0.5, 4)(branch)


def with_arrays(tensor):
    """Arrays of the channels, of all or some axes of an example, and of one number."""
    channels = np.array([0.5, -2.0, 1.5, 0.25], "float32")
    pixels = np.linspace(0.5, 2.0, 7 * 5 * 4, dtype="float32").reshape(7, 5, 4)
    tensor = (tensor - channels) * pixels / channels[None, None, None]
    return ops.subtract(ops.convert_to_tensor(1.0), tensor) + pixels[:, :1] + ops.subtract(channels, tensor)


ACTIVATIONS = [
    "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "mish", "softplus",
    "softsign", "sigmoid", "hard_sigmoid", "hard_silu", "log_sigmoid", "tanh", "hard_tanh",
    "tanh_shrink", "soft_shrink", "hard_shrink", "squareplus", "sparse_plus", "sparse_sigmoid",
    "exponential", "linear", "softmax", "log_softmax", "sparsemax",
]  # fmt: skip

SEPARABLE = [
    {"filters": 3, "kernel_size": 3},
    {"filters": 3, "kernel_size": 3, "padding": "same", "strides": 2},
    {"filters": 2, "kernel_size": 3, "depth_multiplier": 2, "activation": "relu"},
]

LAYERS = {
    "Conv1D": (
        SEQUENCE,
        windows(layers.Conv1D, filters=3, kernel_size=3)
        + calls(
            layers.Conv1D,
            {"filters": 3, "kernel_size": 4, "padding": "causal"},
            {"filters": 3, "kernel_size": 3, "padding": "causal", "dilation_rate": 2},
            {"filters": 3, "kernel_size": 3, "padding": "causal", "strides": 2},
            {"filters": 4, "kernel_size": 3, "padding": "same", "groups": 2},
            {"filters": 8, "kernel_size": 3, "groups": 4, "use_bias": False},
            {"filters": 3, "kernel_size": 8, "padding": "same", "activation": "relu"},
        ),
    ),
    "Conv1DTranspose": (
        SEQUENCE,
        windows(layers.Conv1DTranspose, filters=2, kernel_size=3)
        + calls(
            layers.Conv1DTranspose,
            {"filters": 2, "kernel_size": 4, "strides": 3, "output_padding": 1},
            {"filters": 2, "kernel_size": 3, "dilation_rate": 2, "use_bias": False},
        ),
    ),
    "DepthwiseConv1D": (
        SEQUENCE,
        windows(layers.DepthwiseConv1D, kernel_size=3)
        + calls(
            layers.DepthwiseConv1D,
            {"kernel_size": 2, "depth_multiplier": 2},
            {"kernel_size": 3, "padding": "same", "dilation_rate": 2, "use_bias": False},
        ),
    ),
    "SeparableConv1D": (SEQUENCE, calls(layers.SeparableConv1D, *SEPARABLE)),
    "AveragePooling1D": (SEQUENCE, windows(layers.AveragePooling1D, pool_size=3)),
    "MaxPooling1D": (SEQUENCE, windows(layers.MaxPooling1D, pool_size=2)),
    "GlobalAveragePooling1D": (
        SEQUENCE,
        calls(layers.GlobalAveragePooling1D, {}, {"keepdims": True}),
    ),
    "GlobalMaxPooling1D": (SEQUENCE, calls(layers.GlobalMaxPooling1D, {}, {"keepdims": True})),
    "ZeroPadding1D": (
        SEQUENCE,
        calls(layers.ZeroPadding1D, {"padding": 1}, {"padding": (0, 2)}),
    ),
    "Cropping1D": (SEQUENCE, calls(layers.Cropping1D, {"cropping": 1}, {"cropping": (0, 2)})),
    "UpSampling1D": (SEQUENCE, calls(layers.UpSampling1D, {}, {"size": 3})),
    "SpatialDropout1D": (SEQUENCE, calls(layers.SpatialDropout1D, {"rate": 0.3})),
    "Conv2D": (
        IMAGE,
        windows(layers.Conv2D, filters=3, kernel_size=3)
        + calls(
            layers.Conv2D,
            {"filters": 2, "kernel_size": 1},
            {"filters": 2, "kernel_size": (2, 3), "padding": "same", "use_bias": False},
            {"filters": 3, "kernel_size": 3, "padding": "same", "dilation_rate": 2},
            {"filters": 4, "kernel_size": 3, "padding": "same", "groups": 2},
            {"filters": 4, "kernel_size": 3, "padding": "same", "groups": 4},
            {"filters": 3, "kernel_size": 3, "padding": "same", "activation": "relu"},
        ),
    ),
    "Conv2DTranspose": (
        IMAGE,
        windows(layers.Conv2DTranspose, filters=2, kernel_size=3)
        + calls(layers.Conv2DTranspose, {"filters": 2, "kernel_size": (2, 4), "use_bias": False}),
    ),
    "DepthwiseConv2D": (
        IMAGE,
        calls(
            layers.DepthwiseConv2D,
            *(
                {"kernel_size": 3, "padding": padding, "strides": strides}
                for padding in ("valid", "same")
                for strides in (1, 2)
            ),
            {"kernel_size": (2, 3), "depth_multiplier": 2},
            {"kernel_size": 3, "padding": "same", "dilation_rate": 2, "use_bias": False},
        ),
    ),
    "SeparableConv2D": (IMAGE, calls(layers.SeparableConv2D, *SEPARABLE)),
    "Dense": (
        VECTOR,
        calls(
            layers.Dense,
            {"units": 5},
            {"units": 3, "use_bias": False},
            {"units": 4, "activation": "tanh"},
        ),
    ),
    "LayerScale": (
        IMAGE,
        calls(LayerScale, {"init_values": 0.5, "projection_dim": 4})
        + [("a block of ConvNeXt", convnext_block)],
    ),
    "AveragePooling2D": (IMAGE, windows(layers.AveragePooling2D, pool_size=3)),
    "MaxPooling2D": (IMAGE, windows(layers.MaxPooling2D, pool_size=(2, 3))),
    "GlobalAveragePooling2D": (
        IMAGE,
        calls(layers.GlobalAveragePooling2D, {}, {"keepdims": True}),
    ),
    "GlobalMaxPooling2D": (IMAGE, calls(layers.GlobalMaxPooling2D, {}, {"keepdims": True})),
    "BatchNormalization": (
        IMAGE,
        calls(
            layers.BatchNormalization,
            {},
            {"epsilon": 0.1, "momentum": 0.5},
            {"center": False},
            {"scale": False},
        ),
    ),
    "LayerNormalization": (
        IMAGE,
        calls(
            layers.LayerNormalization,
            {},
            {"axis": [1, 2, 3]},
            {"center": False, "epsilon": 0.1},
            {"scale": False},
            {"epsilon": 1e-6},
            {"rms_scaling": True},
        ),
    ),
    "RMSNormalization": (
        IMAGE,
        calls(layers.RMSNormalization, {}, {"axis": [1, 2, 3], "epsilon": 0.1}),
    ),
    "UnitNormalization": (IMAGE, calls(layers.UnitNormalization, {})),
    "GroupNormalization": (
        IMAGE,
        calls(
            layers.GroupNormalization,
            {"groups": 2},
            {"groups": -1},
            {"groups": 4, "center": False, "scale": False},
        ),
    ),
    "Normalization": (
        IMAGE,
        calls(layers.Normalization, {"mean": [0.1, 0.2, 0.3, 0.4], "variance": [1, 2, 3, 4]}),
    ),
    "Rescaling": (
        IMAGE,
        calls(
            layers.Rescaling,
            {"scale": 0.5},
            {"scale": 2, "offset": -1},
            {"scale": [0.5, 2.0, 1.0, -1.0], "offset": [0.1, -0.2, 0.3, 0.0]},
            {"scale": np.array([0.5, 2.0, 1.0, -1.0]), "offset": np.float32(0.5)},
        ),
    ),
    "Activation": (IMAGE, calls(layers.Activation, *({"activation": a} for a in ACTIVATIONS))),
    "ReLU": (
        IMAGE,
        calls(
            layers.ReLU,
            {},
            {"max_value": 0.7},
            {"negative_slope": 0.2},
            {"threshold": 0.3},
            {"max_value": 1.5, "negative_slope": 0.1, "threshold": 0.2},
        ),
    ),
    "LeakyReLU": (IMAGE, calls(layers.LeakyReLU, {}, {"negative_slope": 0.1})),
    "ELU": (IMAGE, calls(layers.ELU, {}, {"alpha": 0.5})),
    "PReLU": (IMAGE, calls(layers.PReLU, {}, {"shared_axes": [1, 2]})),
    "Softmax": (VECTOR, calls(layers.Softmax, {})),
    "Add": (IMAGE, merges(layers.Add)),
    "Subtract": (IMAGE, merges(layers.Subtract)),
    "Multiply": (IMAGE, merges(layers.Multiply)),
    "Average": (IMAGE, merges(layers.Average)),
    "Maximum": (IMAGE, merges(layers.Maximum)),
    "Minimum": (IMAGE, merges(layers.Minimum)),
    "CustomScaleLayer": (
        IMAGE,
        [("scale=0.2", lambda t: CustomScaleLayer(0.2)([t, layers.Activation("tanh")(t)]))],
    ),
    "Dot": (
        VECTOR,
        [
            ("vectors", lambda t: layers.Dot(axes=1)([t, layers.Activation("tanh")(t)])),
            ("normalize=True", lambda t: layers.Dot(1, normalize=True)([t, layers.ReLU()(t)])),
            *dots((2, 1), (4, 5), (5, 3)),
            *dots(1, (5, 4), (5, 3)),
            *dots(-1, (4, 5), (3, 5)),
            *dots((1, 2), (5, 4), (3, 5), normalize=True),
            *dots((1, 2), (5,), (3, 5)),
            *dots((2, 1), (4, 5), (5,), normalize=True),
            *dots((3, 1), (2, 4, 5), (5, 3)),
            *dots((2, 2), (2, 5, 4), (3, 5, 2)),
        ],
    ),
    "Attention": (
        SEQUENCE,
        [
            ("query and value", lambda t: layers.Attention()([t[:, :7], t])),
            ("query, value and key", lambda t: layers.Attention()([t[:, :7], ops.exp(t), ops.tanh(t)])),
            ("four dimensions", lambda t: layers.Attention()([layers.Reshape((11, 2, 2))(t), layers.Reshape((11, 2, 2))(-t)])),
            *attentions(layers.Attention, {"use_scale": True}, {"score_mode": "concat"}, {"use_scale": True, "score_mode": "concat"}),
            ("use_causal_mask=True", lambda t: layers.Attention()([t[:, :7], t], use_causal_mask=True)),
        ],
    ),
    "MultiHeadAttention": (
        IMAGE,
        [
            ("a sequence", lambda t: heads(t[:, 0], t[:, 0], num_heads=2, key_dim=3)),
            ("an image", lambda t: heads(t, t, num_heads=3, key_dim=2)),
            ("value of other steps", lambda t: heads(t[:, 0], t[:, :, 1], num_heads=2, key_dim=3)),
            ("a key", lambda t: layers.MultiHeadAttention(2, 3)(t[:, 0], t[:, 1, :, :3], key=t[:, 2])),
            ("arguments by name", lambda t: layers.MultiHeadAttention(2, 3)(query=t[:, 0], value=t[:, 1], key=t[:, 2])),
            ("value_dim=5", lambda t: heads(t[:, 0], t[:, 0], num_heads=2, key_dim=3, value_dim=5)),
            ("output_shape=3", lambda t: heads(t[:, 0], t[:, 0], num_heads=2, key_dim=3, output_shape=3)),
            ("use_bias=False", lambda t: heads(t[:, 0], t[:, 0], num_heads=2, key_dim=3, use_bias=False)),
            ("use_gate=True", lambda t: heads(t[:, 0], t[:, 0], num_heads=2, key_dim=3, use_gate=True)),
            ("attention_axes=(1, 2)", lambda t: heads(t, t, num_heads=1, key_dim=4, attention_axes=(1, 2))),
            ("use_causal_mask=True", lambda t: layers.MultiHeadAttention(2, 3)(t[:, 0], t[:, 1], use_causal_mask=True)),
        ],
    ),
    "Concatenate": (
        IMAGE,
        [
            (f"axis={axis}", lambda t, axis=axis: layers.Concatenate(axis=axis)([t, t]))
            for axis in (-1, 1, 2)
        ],
    ),
    "ZeroPadding2D": (
        IMAGE,
        calls(layers.ZeroPadding2D, {"padding": 1}, {"padding": ((0, 1), (2, 0))}),
    ),
    "Cropping2D": (
        IMAGE,
        calls(layers.Cropping2D, {"cropping": 1}, {"cropping": ((0, 1), (2, 0))}),
    ),
    "UpSampling2D": (
        IMAGE,
        calls(layers.UpSampling2D, {}, {"size": (3, 2)}, {"interpolation": "bilinear"}),
    ),
    "Resizing": (
        IMAGE,
        calls(
            layers.Resizing,
            {"height": 10, "width": 3},
            {"height": 3, "width": 9, "interpolation": "nearest"},
            {"height": 8, "width": 12, "crop_to_aspect_ratio": True},
            {"height": 4, "width": 8, "pad_to_aspect_ratio": True},
        ),
    ),
    "CenterCrop": (
        IMAGE,
        calls(layers.CenterCrop, {"height": 4, "width": 2}, {"height": 9, "width": 4}),
    ),
    "Flatten": (IMAGE, calls(layers.Flatten, {})),
    "Reshape": (IMAGE, calls(layers.Reshape, {"target_shape": (5, 7, 4)})),
    "Permute": (IMAGE, calls(layers.Permute, {"dims": (2, 1, 3)}, {"dims": (3, 1, 2)})),
    "RepeatVector": (VECTOR, calls(layers.RepeatVector, {"n": 3})),
    "Identity": (IMAGE, calls(layers.Identity, {})),
    "ActivityRegularization": (
        IMAGE,
        calls(layers.ActivityRegularization, {"l1": 0.002}, {"l1": 0.001, "l2": 0.003}),
    ),
    "Dropout": (IMAGE, calls(layers.Dropout, {"rate": 0.3})),
    "SpatialDropout2D": (IMAGE, calls(layers.SpatialDropout2D, {"rate": 0.3})),
    "AlphaDropout": (IMAGE, calls(layers.AlphaDropout, {"rate": 0.3})),
    "GaussianDropout": (IMAGE, calls(layers.GaussianDropout, {"rate": 0.3})),
    "GaussianNoise": (IMAGE, calls(layers.GaussianNoise, {"stddev": 0.3})),
    "StochasticDepth": (IMAGE, calls(StochasticDepth, {"drop_path_rate": 0.3})),
    "RandomFlip": (IMAGE, calls(layers.RandomFlip, {}, {"mode": "horizontal"})),
    "RandomCrop": (
        IMAGE,
        calls(layers.RandomCrop, {"height": 7, "width": 5}, {"height": 14, "width": 10}),
    ),
    "RandomTranslation": (
        IMAGE,
        calls(
            layers.RandomTranslation,
            {"height_factor": (0.2, 0.2), "width_factor": (-0.3, -0.3)},
            *(
                {
                    "height_factor": (-0.33, -0.33),
                    "width_factor": (0.25, 0.25),
                    "fill_mode": mode,
                }
                for mode in ("constant", "nearest", "wrap")
            ),
            {
                "height_factor": (0.2, 0.2),
                "width_factor": 0.0,
                "interpolation": "nearest",
            },
        ),
    ),
    "RandomZoom": (
        IMAGE,
        calls(
            layers.RandomZoom,
            {"height_factor": (0.3, 0.3)},
            {"height_factor": (-0.4, -0.4), "width_factor": (0.2, 0.2)},
            {"height_factor": (0.3, 0.3), "fill_mode": "constant"},
        ),
    ),
    "RandomRotation": (
        IMAGE,
        calls(
            layers.RandomRotation,
            {"factor": (0.1, 0.1)},
            {"factor": (0.25, 0.25)},
            *(
                {"factor": (-0.37, -0.37), "fill_mode": mode}
                for mode in ("constant", "nearest", "wrap")
            ),
            {"factor": (0.07, 0.07), "interpolation": "nearest"},
        ),
    ),
    "RandomContrast": (
        IMAGE,
        calls(
            layers.RandomContrast,
            {"factor": 0.0, "value_range": (-0.5, 0.8)},
            {"factor": (-0.6, 0.6), "value_range": (-9.0, 9.0)},
            {"factor": (-0.2, 0.2), "value_range": (-0.7, 0.7)},
        ),
    ),
    "RandomBrightness": (
        IMAGE,
        calls(
            layers.RandomBrightness,
            {"factor": 0.0, "value_range": (-0.5, 0.8)},
            {"factor": (0.02, 0.02), "value_range": (-9.0, 9.0)},
            {"factor": (-0.2, -0.2), "value_range": (-0.7, 0.7)},
        ),
    ),
    "keras.ops": (
        IMAGE,
        [
            ("+ - * /", lambda t: (t + 2.0) * t - t / 3.0 + 1.0 / (2.0 + ops.square(t))),
            ("** of other exponents, reciprocal", lambda t: ops.abs(t + 3.0) ** 0.3 + 0.1 * (2.0 + t * t) ** 1.7 + (1.0 + t * t) ** 0.5 - (2.0 + t * t) ** -2 * ops.reciprocal(1.0 + t * t)),
            ("**, abs, negative", lambda t: t**3 - ops.abs(t) + ops.negative(0.5 * t)),
            ("maximum, minimum, clip", lambda t: ops.maximum(t, 0.1) + ops.minimum(t, -0.2) + ops.clip(t, -0.4, 0.6)),
            ("sin, cos", lambda t: ops.sin(2.0 * t) * ops.cos(t)),
            ("exp, log, sqrt, rsqrt", lambda t: ops.log(1.0 + ops.exp(t)) + ops.rsqrt(2.0 + t * t) - ops.sqrt(1.0 + t * t)),
            ("normalize", lambda t: ops.normalize(t)),
            ("matmul", lambda t: ops.matmul(t, ops.swapaxes(ops.tanh(t), 2, 3)) + ops.matmul(t[..., :3], t[:, :, :3, :1] + t[:, :, :3, :])[..., :1]),
            ("mean, sum", lambda t: ops.mean(t, axis=(1, 2)) + ops.sum(t, axis=[1, 2])),
            ("max", lambda t: ops.max(t, axis=(1, 2), keepdims=True)),
            ("max, min, amax over any axes", lambda t: ops.max(t, axis=-1, keepdims=True) * ops.min(t, axis=1, keepdims=True) + ops.amax(t, axis=(1, 3), keepdims=True)),
            ("var, std, moments", lambda t: ops.var(t, axis=-1, keepdims=True) - ops.std(t, axis=(1, 2), keepdims=True) * ops.moments(t, axes=(1,), keepdims=True)[1]),
            ("split", lambda t: ops.multiply(*ops.split(t, 2, axis=-1)) + ops.concatenate(ops.split(t[..., :2], [2, 5], axis=1)[::-1], axis=1)),
            ("unstack, stack", lambda t: ops.stack(ops.unstack(t, axis=2)[::-1], axis=2) * ops.stack([t, -t], axis=1)[:, 1]),
            ("max_pool, average_pool", lambda t: ops.max_pool(t, 2, strides=1) - ops.average_pool(t, (2, 2), 1)),
            ("x[...]", lambda t: t[:, 1:, ::1, :2]),
            ("x[...] with steps and None", lambda t: t[:, ::2, 1::3] * t[..., 0, None][:, 1:5, :2, ...]),
            ("swapaxes, moveaxis", lambda t: ops.swapaxes(t, 1, 2)[:, :4] * ops.moveaxis(t, -1, 1)[..., :4]),
            ("arrays", with_arrays),
            ("einsum of rows", lambda t: ops.einsum("bhwc,bhvc->bhwv", t, ops.tanh(t))),
            ("einsum of pixels", lambda t: ops.einsum("bhwc,bvc->bvhw", t, t[:, 0])),
            ("einsum without a sum", lambda t: ops.einsum("bhw,bc->bwhc", t[..., 0], t[:, 0, 0])),
            ("transpose, pad", lambda t: ops.pad(ops.transpose(t, (0, 2, 1, 3)), [[0, 0], [1, 0], [0, 2], [0, 0]])),
            ("concatenate, reshape", lambda t: ops.concatenate([ops.reshape(t, (-1, 5, 7, 4)), ops.reshape(-t, (-1, 5, 7, 4))], axis=2)),
            ("expand_dims, squeeze", lambda t: ops.squeeze(ops.expand_dims(t[:, 2], 1) * t[:, 2:3], 1)),
            ("glu, threshold", lambda t: ops.glu(t) + ops.threshold(t, 0.1, -0.2)[:, :, :, 2:]),
            ("relu, gelu, sigmoid, log_softmax", lambda t: ops.relu(t) - ops.gelu(t) * ops.sigmoid(t) + ops.log_softmax(t)),
        ],
    ),
}

# These draw numbers in training, which are not Keras's: recorded in inference alone.
RANDOM_IN_TRAINING = {
    "Dropout", "SpatialDropout1D", "SpatialDropout2D", "StochasticDepth", "AlphaDropout",
    "GaussianDropout", "GaussianNoise", "RandomFlip", "RandomCrop",
}  # fmt: skip
# To predict, Keras 3.15 leaves images as large as they are. What its documentation says of
# prediction it does in training, where these sizes leave nothing to draw.
PREDICTED_IN_TRAINING = {"RandomCrop"}
