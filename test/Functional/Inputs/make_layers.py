#!/usr/bin/env python3
"""Writes layers.json, the network of describe_layers.cpp in Keras. Needs Keras 3.

    make_layers.py > layers.json
"""

import json

import keras
from keras import layers, ops


def without_object_ids(config):
    if isinstance(config, dict):
        return {
            key: without_object_ids(value)
            for key, value in config.items()
            if key != "shared_object_id"
        }
    if isinstance(config, list):
        return [without_object_ids(value) for value in config]
    return config


image = layers.Input((16, 16, 4), name="image")
scale = layers.Input((32,))
x = layers.Conv2D(
    8,
    (3, 5),
    strides=(1, 2),
    activation="relu",
    kernel_initializer="he_normal",
    kernel_regularizer=keras.regularizers.L2(0.5),
    bias_initializer="ones",
    name="stem",
)(image)
x = layers.Conv2D(8, 3, padding="same", dilation_rate=2, groups=2, use_bias=False)(x)
x = layers.BatchNormalization(momentum=0.75, epsilon=0.125, center=False)(x)
shared = layers.Conv2D(8, 3, padding="same")
y = shared(shared(x))
x = layers.Add()([y, x])
x = layers.DepthwiseConv2D(
    3,
    strides=2,
    padding="same",
    depth_multiplier=2,
    activation="gelu",
    depthwise_initializer="glorot_normal",
    depthwise_regularizer=keras.regularizers.L1(0.25),
)(x)
small = layers.MaxPooling2D(3, strides=1, padding="same")(x)
mean = layers.AveragePooling2D((3, 1), strides=1, padding="same")(x)
x = layers.Concatenate()([small, mean])
gate = layers.Dense(32, activation="sigmoid")(layers.GlobalAveragePooling2D()(x))
gate = layers.Multiply()([gate, scale])
x = layers.Multiply()([x, layers.Reshape((1, 1, 32))(gate)])
x = layers.Dropout(0.25)(layers.Activation("mish")(x))
x = ops.mean(ops.relu6(x), axis=2)
unused = layers.Dense(3)(x)
v = layers.Concatenate()(
    [
        layers.GlobalMaxPooling2D()(layers.Reshape((7, 1, 32))(x)),
        layers.Flatten()(layers.ReLU()(x)),
    ]
)
v = layers.Dense(
    5,
    use_bias=False,
    kernel_initializer=keras.initializers.RandomNormal(stddev=0.5),
    kernel_regularizer=keras.regularizers.L1L2(0.5, 0.25),
)(v)
model = keras.Model([image, scale], v, name="layers")
model.compile(
    keras.optimizers.SGD(
        keras.optimizers.schedules.CosineDecay(0.5, 100), momentum=0.5, nesterov=True
    ),
    keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.125),
    metrics=["accuracy", keras.metrics.TopKCategoricalAccuracy(2)],
)
print(json.dumps(without_object_ids(json.loads(model.to_json())), separators=(",", ":")))
