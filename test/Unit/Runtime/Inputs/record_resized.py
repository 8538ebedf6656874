#!/usr/bin/env python3
"""Records in resized.npz how Keras resizes pictures, for ResizeImageTest. Needs Keras 3 with TensorFlow.

Each case is an array `N` of bytes and, as floats, `N_resized`: what keras.ops.image.resize makes of it,
which is what image_dataset_from_directory yields.
"""

import os
import pathlib
import tempfile

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).resolve().parent
# (height, width), the same resized, channels
CASES = [
    ((3, 5), (7, 11), 3),  # larger
    ((23, 17), (6, 8), 3),  # smaller
    ((9, 4), (5, 13), 1),  # both, and grey
    ((1, 1), (2, 3), 4),
    ((6, 12), (3, 4), 1),  # in the middle between pixels
    ((5, 7), (5, 7), 3),  # as it is
]


def from_directory(picture, size):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "class" / "picture.png"
        file.parent.mkdir()
        file.write_bytes(tf.io.encode_png(picture).numpy())
        mode = {1: "grayscale", 3: "rgb", 4: "rgba"}[picture.shape[2]]
        data = keras.utils.image_dataset_from_directory(folder, image_size=size, color_mode=mode, verbose=False)
        return next(iter(data))[0][0].numpy()


numbers = np.random.default_rng(1)
arrays = {}
for case, (old, new, channels) in enumerate(CASES):
    picture = numbers.integers(0, 256, (*old, channels), np.uint8)
    resized = np.asarray(keras.ops.image.resize(picture.astype("float32"), new, antialias=False))
    np.testing.assert_array_equal(resized, from_directory(picture, new))
    arrays.update({f"{case}": picture, f"{case}_resized": resized.astype("float32")})
np.savez_compressed(HERE / "resized.npz", **arrays)
