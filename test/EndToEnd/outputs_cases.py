"""Models of several outputs, which record_keras.py records."""

import keras
from keras import layers, losses, metrics


def backbone(image):
    tensor = layers.Conv2D(6, 3, padding="same", use_bias=False)(image)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.8)(tensor))


def heads():
    """Classes, a box and a mask from two inputs; each with a loss, a weight and metrics."""
    image, hint = layers.Input((8, 6, 3), name="image"), layers.Input((4,), name="hint")
    tensor = backbone(image)
    vector = layers.Concatenate()([layers.GlobalAveragePooling2D()(tensor), hint])
    kind = layers.Dense(5, activation="softmax", name="kind")(vector)
    box = layers.Dense(4, name="box")(vector)
    mask = layers.Conv2D(1, 1, activation="sigmoid", name="mask")(tensor)
    model = keras.Model([image, hint], [kind, box, mask])
    model.compile(
        keras.optimizers.Adam(0.01),
        {
            "kind": "sparse_categorical_crossentropy",
            "box": losses.Huber(),
            "mask": losses.BinaryCrossentropy(label_smoothing=0.1),
        },
        loss_weights={"kind": 1.0, "box": 2.5, "mask": 0.3},
        metrics={
            "kind": ["accuracy", metrics.SparseTopKCategoricalAccuracy(2, name="top2")],
            "box": "mae",
            "mask": [metrics.Precision(name="precision")],
        },
    )
    return model


def named_outputs():
    """An object of outputs, of which one is also another's input, and one has no loss."""
    image = layers.Input((8, 6, 3))
    features = layers.GlobalMaxPooling2D()(backbone(image))
    value = layers.Dense(3, activation="tanh")(features)
    score = layers.Dense(1)(value)
    model = keras.Model(image, {"value": value, "score": score, "features": features})
    model.compile(keras.optimizers.SGD(0.02, momentum=0.9), {"value": "mae", "score": "mse"})
    return model


def same_loss():
    """One loss for all outputs of a list, and metrics in a list."""
    vector = layers.Input((7,))
    hidden = layers.Dense(6, activation="relu")(vector)
    outputs = [layers.Dense(size, name=f"head{size}")(hidden) for size in (2, 3)]
    model = keras.Model(vector, outputs)
    model.compile("rmsprop", "mse", metrics=[["mae"], []])
    return model


CASES = {"heads": heads, "named_outputs": named_outputs, "same_loss": same_loss}
