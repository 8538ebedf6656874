"""Models that hold models, which record_keras.py records."""

import keras
from keras import layers
from keras.src.applications.convnext import LayerScale, StochasticDepth


def block(name, size, channels, filters):
    """A residual block as a model of its own."""
    image = layers.Input((*size, channels))
    tensor = layers.Conv2D(filters, 3, padding="same", use_bias=False, name="first")(image)
    tensor = layers.BatchNormalization(momentum=0.8)(tensor)
    tensor = layers.Conv2D(filters, 3, padding="same", name="second")(layers.ReLU()(tensor))
    skip = layers.Conv2D(filters, 1, name="skip")(image)
    return keras.Model(image, layers.Add()([tensor, skip]), name=name)


def nested():
    """A Sequential model and a frozen one inside, models in models, and layers of one name."""
    stem = [
        layers.Conv2D(4, 3, strides=2, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
    ]
    image = layers.Input((None, None, 3))
    tensor = block("inner", (None, None), 4, 6)(keras.Sequential(stem, name="stem")(image))
    backbone = keras.Model(image, tensor, name="backbone")
    frozen = block("frozen", (None, None), 6, 5)
    frozen.trainable = False
    inputs = layers.Input((13, 11, 3))
    tensor = frozen(backbone(inputs), training=False)
    tensor = layers.Conv2D(4, 2, name="skip")(layers.ReLU()(tensor))
    top = keras.Sequential([layers.GlobalAveragePooling2D(), layers.Dense(5)], name="top")
    model = keras.Model(inputs, top(tensor))
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


def siamese():
    """A model of two inputs and two outputs that is called three times, and a layer that is
    called on two sizes of images."""
    left = layers.Input((8, 8, 3), name="left")
    scale = layers.Input((5,), name="scale")
    tensor = layers.Conv2D(5, 3, padding="same", use_bias=False, name="twice")(left)
    tensor = layers.BatchNormalization(momentum=0.7)(tensor)
    gated = layers.Multiply()([tensor, scale])
    vector = layers.GlobalMaxPooling2D()(layers.ReLU()(gated))
    encoder = keras.Model(
        {"left": left, "scale": scale}, [layers.Dense(4)(vector), gated], name="encoder"
    )

    a, b = layers.Input((8, 8, 3), name="a"), layers.Input((8, 8, 3), name="b")
    gate = layers.Input((5,), name="gate")
    code_a, image_a = encoder({"left": a, "scale": gate})
    code_b, _ = encoder({"scale": gate, "left": b})
    mixed = layers.Conv2D(3, 1, name="mix")
    small = layers.MaxPooling2D(2)(image_a)
    code_c, _ = encoder({"left": layers.UpSampling2D(2)(mixed(small)), "scale": gate})
    pooled = layers.GlobalAveragePooling2D()(mixed(image_a))
    tensor = layers.Concatenate()([layers.Subtract()([code_a, code_b]), code_c, pooled])
    model = keras.Model([a, b, gate], layers.Dense(3)(tensor))
    model.compile(keras.optimizers.SGD(0.02, momentum=0.9), "mse")
    return model


def convnext():
    """The blocks of keras.applications.convnext, with a Sequential stem."""
    image = layers.Input((14, 12, 3))
    stem = [layers.Conv2D(6, 2, strides=2), layers.LayerNormalization(epsilon=1e-6)]
    tensor = keras.Sequential(stem, name="stem")(image)
    for number in range(2):
        branch = layers.Conv2D(6, 5, padding="same", groups=6)(tensor)
        branch = layers.LayerNormalization(epsilon=1e-6)(branch)
        branch = layers.Activation("gelu")(layers.Dense(12)(branch))
        branch = LayerScale(0.5, 6)(layers.Dense(6)(branch))
        tensor = tensor + StochasticDepth(0.0)(branch)
    tensor = layers.Conv2D(12, 3, groups=6)(tensor)
    tensor = layers.Dropout(0.0, noise_shape=(None, 1, 1, 1))(tensor)
    vector = layers.LayerNormalization()(layers.GlobalAveragePooling2D()(tensor))
    model = keras.Model(image, layers.Dense(4)(vector))
    model.compile(keras.optimizers.AdamW(0.01), "mse")
    return model


CASES = {"nested": nested, "siamese": siamese, "convnext": convnext}
