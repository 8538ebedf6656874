"""Operations and options that few models use, which record_keras.py records."""

import keras
from keras import layers, ops


def more_operations():
    """Pooling and roots as functions, norms, and a distribution with zeros."""
    image = layers.Input((8, 9, 3))
    tensor = layers.Rescaling([0.5, 2.0, 1.0], [0.1, -0.2, 0.3])(image)
    tensor = layers.Conv2D(6, 3)(layers.Rescaling(0.7, [0.0, 0.4, -0.1])(tensor))
    tensor = ops.max_pool(tensor, 2, strides=1) - ops.average_pool(tensor, (2, 2), 1)
    tensor = ops.sqrt(ops.abs(tensor) + 0.5) * ops.normalize(tensor)
    tensor = layers.Conv2D(5, 1, activation="sparsemax")(tensor)
    vector = layers.Dense(6)(layers.GlobalAveragePooling2D()(tensor))
    other = layers.GlobalMaxPooling2D()(layers.Conv2D(6, 3)(tensor))
    cosine = layers.Dot(1, normalize=True)([vector, other])
    other = ops.sparsemax(0.2 * other)
    model = keras.Model(image, layers.Dense(3)(ops.concatenate([vector, other, cosine], axis=1)))
    model.compile(keras.optimizers.SGD(0.01), "mse")
    return model


def activities():
    """Outputs that add to the loss, in evaluation too, and a call that training overrides."""
    image = layers.Input((6, 6, 3))
    tensor = layers.Conv2D(5, 3, activation="relu", activity_regularizer="l2")(image)
    tensor = layers.BatchNormalization(momentum=0.8)(tensor, training=False)
    tensor = layers.ActivityRegularization(l1=0.002, l2=0.001)(tensor)
    vector = layers.GlobalAveragePooling2D()(tensor)
    dense = layers.Dense(4, activity_regularizer=keras.regularizers.L1(0.05))
    model = keras.Model(image, layers.Dense(3)(dense(vector)))
    model.compile(keras.optimizers.SGD(0.02), "mse")
    return model


CASES = {"more_operations": more_operations, "activities": activities}
