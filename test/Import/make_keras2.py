#!/usr/bin/env python3
"""Writes keras2.json and keras2_sequential.json as Keras 2 does. Needs tf_keras.

Run by hand; the texts are committed.
"""

import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tf_keras
from tf_keras import layers

HERE = pathlib.Path(__file__).resolve().parent


def residual():
    image = layers.Input((8, 8, 3))
    tensor = layers.Conv2D(4, 3, padding="same")(image)
    tensor = layers.BatchNormalization()(layers.ReLU()(tensor))
    branch = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(tensor)
    shortcut = layers.Conv2D(8, 1, strides=2)(tensor)
    tensor = layers.Activation("relu")(layers.Add()([shortcut, branch]))
    tensor = layers.Flatten()(layers.AveragePooling2D(4)(tensor))
    return tf_keras.Model(image, layers.Dense(10, activation="softmax")(tensor))


def sequential():
    # Without an Input: the first layer's configuration then holds the shape.
    return tf_keras.Sequential(
        [
            layers.Conv2D(4, 3, input_shape=(8, 8, 3), activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )


for name, build in (("keras2", residual), ("keras2_sequential", sequential)):
    tf_keras.backend.clear_session()
    (HERE / f"{name}.json").write_text(build().to_json(indent=1) + "\n")
