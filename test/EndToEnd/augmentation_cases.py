"""Layers that change images in training, which record_keras.py records: with limits that leave
one number to draw, so that Keras's steps can be compared."""

import keras
from keras import layers


def augmentations():
    """Translations with each border, zooms, rotations, and what has to pass the gradient on."""
    image = layers.Input((9, 7, 3))
    tensor = layers.RandomRotation((0.06, 0.06))(image)
    tensor = layers.RandomTranslation((0.2, 0.2), (-0.15, -0.15))(tensor)
    tensor = layers.Conv2D(4, 3, padding="same")(tensor)
    tensor = layers.RandomTranslation((-0.3, -0.3), (0.11, 0.11), fill_mode="wrap")(tensor)
    tensor = layers.RandomTranslation((0.13, 0.13), 0.0, fill_mode="constant")(tensor)
    tensor = layers.RandomZoom((0.3, 0.3), (-0.2, -0.2))(tensor)
    tensor = layers.RandomTranslation(
        (0.3, 0.3), (-0.25, -0.25), fill_mode="nearest", interpolation="nearest"
    )(tensor)
    tensor = layers.RandomZoom((-0.4, -0.4), fill_mode="constant")(tensor)
    tensor = layers.RandomRotation((-0.3, -0.3), fill_mode="nearest")(tensor)
    tensor = layers.Conv2D(4, 3, activation="relu")(tensor)
    model = keras.Model(image, layers.Dense(3)(layers.Flatten()(tensor)))
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), "mse")
    return model


CASES = {"augmentations": augmentations}
