#!/usr/bin/env python3
"""The models of keras.applications that we compare and time: applications.py MODEL FILE.keras writes one.

Every model has random weights, images of 64 pixels (96 where Keras asks for more) and 10 classes.
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

MODELS = [
    *("ResNet50", "ResNet101", "ResNet152", "ResNet50V2", "ResNet101V2", "ResNet152V2"),
    *("MobileNet", "MobileNetV2", "MobileNetV3Small", "MobileNetV3Large"),
    *("EfficientNetB0", "EfficientNetB1", "EfficientNetB2", "EfficientNetB3"),
    *("EfficientNetV2B0", "EfficientNetV2B1", "EfficientNetV2B2", "EfficientNetV2B3"),
    *("EfficientNetV2S", "EfficientNetV2M"),
    *("DenseNet121", "DenseNet169", "DenseNet201"),
    *("ConvNeXtTiny", "ConvNeXtSmall", "ConvNeXtBase"),
    *("Xception", "InceptionV3", "InceptionResNetV2", "NASNetMobile"),
    *("VGG16", "VGG19"),
]
SIZE = {"Xception": 96, "InceptionV3": 96, "InceptionResNetV2": 96}


def all_layers(model):
    for layer in model.layers:
        yield layer
        if isinstance(layer, keras.Model):
            yield from all_layers(layer)


def make_model(name, random, activation=None):
    """The model, with statistics that keep the numbers in range from layer to layer."""
    size = SIZE.get(name, 64)
    model = getattr(keras.applications, name)(
        weights=None, input_shape=(size, size, 3), classes=10, classifier_activation=activation
    )
    for layer in all_layers(model):
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.moving_mean.assign(random.normal(0.0, 0.2, layer.moving_mean.shape))
            layer.moving_variance.assign(random.uniform(0.5, 2.0, layer.moving_variance.shape))
        if type(layer).__name__ == "LayerScale":  # 1e-6 would hide what it scales
            layer.gamma.assign(random.uniform(0.2, 0.5, layer.gamma.shape))
    return model


if __name__ == "__main__":
    make_model(sys.argv[1], np.random.default_rng(1), "softmax").save(sys.argv[2])
