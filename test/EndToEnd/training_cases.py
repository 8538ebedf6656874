"""The training configurations that record_keras.py records: optimizers, schedules, losses,
metrics, regularizers and weights of examples, on networks of a few dozen weights.

Every schedule moves within the five steps that are recorded, every limit on the gradients
is below them, and weights decay so fast that it would show if they did not."""

import keras
from keras import layers, losses, metrics, optimizers, regularizers
from keras.optimizers import schedules


def network(outputs, activation=None):
    return keras.Sequential(
        [
            layers.Input((6,)),
            layers.Dense(5, activation="tanh"),
            layers.Dense(outputs, activation=activation),
        ]
    )


def amsgrad():
    model = network(4, "softmax")
    model.compile(
        optimizers.Adam(0.02, beta_1=0.8, beta_2=0.9, epsilon=1e-3, amsgrad=True, clipnorm=0.1),
        losses.CategoricalCrossentropy(label_smoothing=0.1),
        metrics=[
            "accuracy",
            metrics.TopKCategoricalAccuracy(k=2, name="top2"),
            metrics.Precision(thresholds=0.3),
            metrics.Recall(thresholds=[0.2]),
        ],
    )
    return model


def adamw():
    model = network(1)
    rate = schedules.CosineDecay(0.005, 4, alpha=0.1, warmup_target=0.05, warmup_steps=2)
    loss = losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.2)
    model.compile(optimizers.AdamW(rate, weight_decay=0.3), loss, metrics=["acc"])
    return model


def rmsprop():
    model = network(3, "sigmoid")
    model.compile(
        optimizers.RMSprop(0.01, rho=0.8, epsilon=1e-4, clipvalue=0.02),
        "binary_crossentropy",
        metrics=["binary_accuracy", "mae", metrics.Precision(name="p"), metrics.Recall()],
    )
    return model


def centered_rmsprop():
    model = network(2)
    rate = schedules.ExponentialDecay(0.01, 2, 0.7)
    optimizer = optimizers.RMSprop(rate, momentum=0.9, centered=True)
    model.compile(optimizer, losses.Huber(), metrics=["mse", metrics.MeanAbsoluteError()])
    return model


def nadam():
    model = network(2)
    rate = schedules.PolynomialDecay(0.3, 3, 0.01, power=2.0, cycle=True)
    model.compile(optimizers.Nadam(rate, beta_2=0.5), losses.LogCosh())
    return model


def adagrad():
    model = network(2)
    rate = schedules.InverseTimeDecay(0.1, 2, 0.5, staircase=True)
    model.compile(optimizers.Adagrad(rate, global_clipnorm=0.1), "mae")
    return model


def adadelta():
    model = network(2)
    model.compile(optimizers.Adadelta(0.9, rho=0.8, epsilon=1e-3, clipnorm=0.5), "mse")
    return model


def adamax():
    model = network(3, "softmax")
    rate = schedules.ExponentialDecay(0.05, 2, 0.8)
    loss = losses.CategoricalFocalCrossentropy(label_smoothing=0.1)
    model.compile(optimizers.Adamax(rate, beta_2=0.7, weight_decay=0.1), loss, metrics=["accuracy"])
    return model


def lion():
    model = network(4, "softmax")
    rate = schedules.PiecewiseConstantDecay([1, 3], [0.01, 0.02, 0.005])
    model.compile(
        optimizers.Lion(rate, weight_decay=0.5),
        "sparse_categorical_crossentropy",
        metrics=[
            "sparse_categorical_accuracy",
            metrics.SparseTopKCategoricalAccuracy(k=3, name="top3"),
        ],
    )
    return model


def weighted_samples():
    """The targets of this loss are positive, and so is the output."""
    model = network(2, "softplus")
    rate = schedules.CosineDecayRestarts(0.1, 2, t_mul=1.5, m_mul=0.8, alpha=0.1)
    optimizer = optimizers.SGD(rate, momentum=0.9, weight_decay=0.1)
    model.compile(optimizer, losses.MeanSquaredLogarithmicError())
    return model


def regularized():
    model = keras.Sequential(
        [
            layers.Input((5, 5, 2)),
            layers.Conv2D(
                4,
                3,
                kernel_regularizer=regularizers.L2(0.02),
                bias_regularizer=regularizers.L1(0.03),
            ),
            layers.BatchNormalization(gamma_regularizer="l1", beta_regularizer="l2"),
            layers.ReLU(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, kernel_regularizer=regularizers.L1L2(0.01, 0.02)),
        ]
    )
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizers.SGD(0.05, clipnorm=0.3), loss, metrics=["accuracy"])
    return model


def segmentation():
    """Classes for each pixel, and for each step of a sequence."""
    image = layers.Input((6, 5, 2))
    tensor = layers.Conv2D(4, 3, padding="same", activation="relu")(image)
    tensor = layers.add([tensor, layers.BatchNormalization()(tensor)])
    pixels = layers.Conv2D(3, 1, activation="softmax", name="pixels")(tensor)
    steps = layers.Dense(4, name="steps")(layers.Reshape((30, 4))(tensor))
    model = keras.Model(image, [pixels, steps])
    dense = losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    top2 = metrics.TopKCategoricalAccuracy(k=2, name="top2")
    model.compile(
        optimizers.SGD(0.1),
        {"pixels": "sparse_categorical_crossentropy", "steps": dense},
        metrics={"pixels": ["accuracy"], "steps": ["accuracy", top2]},
        loss_weights={"pixels": 1.0, "steps": 0.5},
    )
    return model


def masks():
    """Losses of what a mask and its prediction have in common, and of rare classes."""
    image = layers.Input((6, 6, 2))
    tensor = layers.Conv2D(4, 3, padding="same", activation="relu")(image)
    tensor = layers.add([tensor, layers.BatchNormalization()(tensor)])
    mask = layers.Conv2D(1, 1, activation="sigmoid", name="mask")(tensor)
    parts = layers.Conv2D(3, 1, activation="softmax", name="parts")(tensor)
    kind = layers.Dense(4, name="kind")(layers.GlobalAveragePooling2D()(tensor))
    model = keras.Model(image, [mask, parts, kind])
    model.compile(
        optimizers.SGD(0.1, momentum=0.9),
        {
            "mask": "dice",
            "parts": losses.Tversky(alpha=0.3, beta=0.7),
            "kind": losses.CategoricalFocalCrossentropy(from_logits=True, gamma=3.0),
        },
        metrics={"mask": ["binary_accuracy"], "kind": ["accuracy"]},
        loss_weights={"mask": 1.0, "parts": 0.5, "kind": 2.0},
    )
    return model


CASES = {
    "masks": masks,
    "segmentation": segmentation,
    "train_amsgrad": amsgrad,
    "train_adamw": adamw,
    "train_rmsprop": rmsprop,
    "train_centered_rmsprop": centered_rmsprop,
    "train_nadam": nadam,
    "train_adagrad": adagrad,
    "train_adadelta": adadelta,
    "train_adamax": adamax,
    "train_lion": lion,
    "train_weighted_samples": weighted_samples,
    "train_regularized": regularized,
}

# The array sample_weights is drawn for these, and these weights go to --class-weights.
WEIGHTED_SAMPLES = {"masks", "train_weighted_samples"}
CLASS_WEIGHTS = {"train_regularized": {0: 0.5, 2: 2.0}}
