"""Attention in residual networks, which record_keras.py records."""

import keras
from keras import layers, ops


def attention():
    """Heads that attend over feature maps with a block behind them as transformers have it, a
    non-local block, and products of channels. A bias of all keys changes no softmax, and its
    gradient is zero but for rounding; so biases have regularizers."""
    options = {"bias_regularizer": keras.regularizers.L2(0.1)}
    image = layers.Input((8, 7, 3))
    tensor = layers.Conv2D(12, 3, strides=2, padding="same", activation="relu")(image)
    tokens = layers.Reshape((16, 12))(tensor)
    normalized = layers.LayerNormalization()(tokens)
    heads = layers.MultiHeadAttention(3, 5, value_dim=4, name="heads", **options)
    heads = heads(normalized, normalized)
    tokens = layers.Add()([tokens, heads])
    hidden = layers.Dense(20, activation="gelu")(layers.LayerNormalization()(tokens))
    tokens = layers.Add()([tokens, layers.Dense(12)(hidden)])
    tensor = layers.Reshape((4, 4, 12))(tokens)
    tensor = layers.Conv2D(12, 3, padding="same", use_bias=False)(tensor)
    tensor = layers.BatchNormalization()(tensor)

    # X. Wang et al., "Non-local Neural Networks", 2018: embedded Gaussian.
    embedded = [layers.Conv2D(6, 1, use_bias=False)(tensor) for _ in range(3)]
    query, key, value = (layers.Reshape((16, 6))(branch) for branch in embedded)
    scores = ops.softmax(ops.matmul(query, ops.transpose(key, (0, 2, 1))))
    context = layers.Reshape((4, 4, 6))(ops.matmul(scores, value))
    tensor = layers.Add()([tensor, layers.Conv2D(12, 1)(context)])

    # Over both axes of an image, and from a smaller one to it.
    pooled = layers.AveragePooling2D(2)(tensor)
    cross = layers.MultiHeadAttention(2, 4, output_shape=9, name="cross", **options)
    cross = cross(pooled, tensor)
    channels = layers.Dot(axes=1, normalize=True)([layers.Reshape((16, 12))(tensor)] * 2)
    mean = layers.Reshape((1, 12))(layers.GlobalAveragePooling2D()(tensor))
    summary = layers.Attention(use_scale=True, name="summary")([mean, tokens])
    vectors = [layers.Flatten()(branch) for branch in (cross, channels, summary)]
    model = keras.Model(image, layers.Dense(5)(layers.Concatenate()(vectors)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), loss, metrics=["accuracy"])
    return model


CASES = {"attention": attention}
