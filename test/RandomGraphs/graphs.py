"""Random functional graphs of small images. Needs Keras 3."""

import random

from keras import layers, ops

ACTIVATIONS = (
    "relu elu selu celu gelu silu mish softplus softsign tanh sigmoid hard_sigmoid hard_silu relu6"
    " leaky_relu log_sigmoid hard_tanh tanh_shrink soft_shrink squareplus softmax linear"
).split()


class GraphMaker:
    """Applies random layers to random tensors of the graph so far."""

    def __init__(self, seed, name):
        self.random = random.Random(seed)
        choose = self.random.randint
        self.input = layers.Input((choose(5, 8), choose(5, 8), choose(2, 4)), name=name)
        self.tensors = [self.input]
        self.unused = []

    def make(self):
        steps = [
            getattr(self, name)
            for name in dir(self)
            if name.startswith("make_")
            for _ in range(3 if name in ("make_convolution", "make_merge") else 1)
        ]
        for _ in range(self.random.randint(6, 10)):
            tensor = self.random.choice(self.tensors[-3:])
            while (result := self.random.choice(steps)(tensor)) is None:
                pass
            if not hasattr(result, "shape") or result.shape[1] * result.shape[2] == 0:
                raise ValueError(f"empty: {result}")
            self.tensors.append(result)
        leaves = [tensor for tensor in self.tensors if self.is_leaf(tensor)]
        vectors = [self.to_vector(tensor) for tensor in leaves]
        vector = vectors[0] if len(vectors) == 1 else layers.Concatenate()(vectors)
        activation = self.random.choice(["linear", "tanh", "sigmoid", "softmax"])
        return layers.Dense(4, activation=activation)(vector)

    def is_leaf(self, tensor):
        operation, node, _ = tensor._keras_history
        return not any(
            tensor in user.input_tensors for user in operation._outbound_nodes
        )

    def to_vector(self, tensor):
        height, width, channels = tensor.shape[1:]
        forms = [
            layers.GlobalAveragePooling2D(),
            layers.GlobalMaxPooling2D(),
            lambda x: ops.mean(x, axis=(1, 2)),
        ]
        if height * width * channels <= 150:
            forms.append(layers.Flatten())
        return self.random.choice(forms)(tensor)

    def pick(self, *values):
        return self.random.choice(values)

    def window(self, tensor, padding):
        """A kernel's size, which fits into the image."""
        limits = tensor.shape[1:3] if padding == "valid" else (3, 3)
        return tuple(min(size, self.random.randint(1, 3)) for size in limits)

    # --- Layers, none where one does not fit ------------------------------------------

    def make_convolution(self, tensor):
        padding = self.pick("same", "same", "valid")
        size = self.window(tensor, padding)
        strides, dilation = self.pick((1, 1), (1, 1), (2, 1), (1, 2))
        if padding == "valid" and any(
            (a - 1) * dilation >= b for a, b in zip(size, tensor.shape[1:3])
        ):
            return None
        channels = tensor.shape[-1]
        groups = self.pick(1, 1, channels, 2 if channels % 2 == 0 else 1)
        return layers.Conv2D(
            groups * self.random.randint(1, max(1, 10 // groups)),
            size,
            strides=strides,
            padding=padding,
            dilation_rate=dilation,
            groups=groups,
            use_bias=self.pick(True, False),
            activation=self.pick("linear", *ACTIVATIONS),
        )(tensor)

    def make_depthwise(self, tensor):
        padding = self.pick("same", "valid")
        return layers.DepthwiseConv2D(
            self.window(tensor, padding),
            strides=self.pick(1, 2),
            padding=padding,
            depth_multiplier=self.pick(1, 2) if tensor.shape[-1] <= 6 else 1,
            activation=self.pick(*ACTIVATIONS),
        )(tensor)

    def make_separable(self, tensor):
        return layers.SeparableConv2D(
            self.random.randint(1, 8), 3, strides=self.pick(1, 2), padding="same"
        )(tensor)

    def make_transposed(self, tensor):
        if tensor.shape[1] * tensor.shape[2] > 30:
            return None
        return layers.Conv2DTranspose(
            self.random.randint(1, 6),
            self.pick(2, 3, (1, 3)),
            strides=self.pick(1, 2),
            padding=self.pick("same", "valid"),
        )(tensor)

    def make_batch_normalization(self, tensor):
        if tensor.shape[1] * tensor.shape[2] < 4:
            return None  # The variance of few numbers is ill-conditioned.
        return layers.BatchNormalization(
            momentum=self.pick(0.99, 0.5),
            epsilon=0.01,
            center=self.pick(True, False),
            scale=self.pick(True, False),
        )(tensor)

    def make_example_normalization(self, tensor):
        channels = tensor.shape[-1]
        if channels < 3:
            return None
        return self.pick(
            layers.LayerNormalization(epsilon=0.01),
            layers.LayerNormalization(axis=[1, 2, 3], epsilon=0.01, center=False),
            layers.GroupNormalization(1, epsilon=0.01),
            layers.GroupNormalization(2 if channels % 2 == 0 else 1, epsilon=0.01, scale=False),
        )(tensor)

    def make_fixed_normalization(self, tensor):
        return self.pick(layers.Rescaling(0.5, offset=0.25), layers.Normalization())(tensor)

    def make_activation(self, tensor):
        return self.pick(
            layers.Activation(self.pick(*ACTIVATIONS)),
            layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.25),
            layers.LeakyReLU(0.2),
            layers.PReLU(shared_axes=self.pick([1, 2], None, [1, 2, 3])),
            layers.Softmax(axis=self.pick(-1, 1)),
        )(tensor)

    def make_pooling(self, tensor):
        if min(tensor.shape[1:3]) < 3:
            return None
        kind = self.pick(layers.AveragePooling2D, layers.MaxPooling2D)
        return kind(
            self.pick(2, 3, (1, 2)), strides=self.pick(None, 1, 2), padding=self.pick("same", "valid")
        )(tensor)

    def make_moved(self, tensor):
        height, width, channels = tensor.shape[1:]
        forms = [
            layers.ZeroPadding2D(((1, 0), (0, 2))),
            layers.Permute((2, 1, 3)),
            layers.Reshape((width, height, channels)),
        ]
        if height * width * channels < 200:
            forms.append(layers.UpSampling2D((2, 1)))
            forms.append(layers.UpSampling2D(2, interpolation="bilinear"))
        if min(height, width) > 2:
            forms.append(layers.Cropping2D(((1, 0), (1, 1))))
            forms.append(lambda x: x[:, 1:, :-1])
        if height * width <= 10:
            forms.append(layers.Permute((3, 1, 2)))
        return self.random.choice(forms)(tensor)

    def make_shared(self, tensor):
        """One layer, called twice."""
        shared = layers.Conv2D(tensor.shape[-1], self.pick(1, 3), padding="same", activation="tanh")
        return shared(shared(tensor))

    def make_merge(self, tensor):
        other = self.random.choice(self.tensors)
        if other.shape[1:3] != tensor.shape[1:3]:
            if self.pick(True, False):
                return None
            other = layers.GlobalAveragePooling2D(keepdims=True)(other)
        if other.shape[-1] != tensor.shape[-1]:
            if other.shape[1:3] == tensor.shape[1:3] and self.pick(True, False):
                return layers.Concatenate()([tensor, other])
            other = layers.Conv2D(self.pick(1, tensor.shape[-1]), 1)(other)
        merge = self.pick(
            layers.Add(),
            layers.Multiply(),
            layers.Subtract(),
            layers.Average(),
            layers.Maximum(),
            layers.Minimum(),
        )
        return merge([tensor, other])

    def make_gate(self, tensor):
        """Squeeze and excitation."""
        squeezed = layers.GlobalAveragePooling2D()(tensor)
        gate = layers.Dense(tensor.shape[-1], activation="sigmoid")(squeezed)
        return layers.Multiply()([tensor, layers.Reshape((1, 1, tensor.shape[-1]))(gate)])

    def make_residual(self, tensor):
        channels = tensor.shape[-1]
        branch = layers.Conv2D(channels, 3, padding="same")(tensor)
        branch = layers.Conv2D(channels, 3, padding="same")(layers.ReLU()(branch))
        return layers.ReLU()(layers.Add()([tensor, branch]))

    def make_sequence(self, tensor):
        """The pixels as a sequence, with a skip connection around two layers over such."""
        height, width, channels = tensor.shape[1:]
        sequence = branch = layers.Reshape((height * width, channels))(tensor)
        for _ in range(2):
            branch = self.pick(
                layers.Conv1D(channels, self.pick(1, 3, 4), padding=self.pick("same", "causal")),
                layers.Conv1D(channels, 3, padding="causal", dilation_rate=2, activation="relu"),
                layers.DepthwiseConv1D(3, padding="same", activation=self.pick(*ACTIVATIONS)),
                layers.SeparableConv1D(channels, 5, padding="same"),
                layers.BatchNormalization(epsilon=0.01),
                layers.MaxPooling1D(3, strides=1, padding="same"),
                lambda x: layers.Cropping1D((0, 2))(layers.ZeroPadding1D((2, 0))(x)),
            )(branch)
        merged = self.pick(layers.Add(), layers.Concatenate())([sequence, branch])
        return layers.Reshape((height, width, merged.shape[-1]))(merged)

    def make_operation(self, tensor):
        mean = ops.mean(tensor, axis=(1, 2), keepdims=True)
        return self.pick(
            lambda x: 0.5 * x - mean,
            lambda x: x / (1.0 + ops.square(mean)),
            lambda x: ops.clip(x, -1.0, 1.5) * 0.5 + 0.25,
            lambda x: ops.maximum(x, -0.25) + ops.negative(mean),
            lambda x: x * ops.rsqrt(ops.square(x) + 1.0),
        )(tensor)
