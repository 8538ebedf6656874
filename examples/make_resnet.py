#!/usr/bin/env python3
"""Writes the example networks as Keras models. Needs Keras 3, with any backend.

    make_resnet.py             all networks of this folder
    make_resnet.py NAME...     these; cifar_resnet_DEPTH for any depth 6n + 2 or 9n + 2
    make_resnet.py --list      the names

Each network becomes NAME.json (`model.to_json()`) and NAME.keras, which is written
without its weights: an untrained network's random numbers are not worth keeping, and the
executable draws its own.
"""

import argparse
import json
import pathlib
import re
import tempfile
import zipfile

import keras
from keras import layers


def convolution(tensor, filters, size, stride=1):
    return layers.Conv2D(filters, size, strides=stride, padding="same")(tensor)


def relu_then_normalize(tensor):
    """The article's order: batch normalization comes after the activation."""
    return layers.BatchNormalization()(layers.ReLU()(tensor))


def article_block(tensor, filters, stride, skip):
    branch = relu_then_normalize(convolution(tensor, filters, 3, stride))
    branch = convolution(branch, filters, 3)
    if skip:
        if stride != 1:
            tensor = convolution(tensor, filters, 1, stride)
        branch = layers.Add()([tensor, branch])
    return relu_then_normalize(branch)


def article_network(blocks, filters, skip=True, name=None):
    """The residual network of "Building a ResNet in Keras".

    `blocks` is the number of blocks in each stage; the first stage has `filters` channels,
    and each later one halves the image and doubles the channels. Without `skip` it is the
    plain twin: the same convolutions in a row.
    """
    image = layers.Input((32, 32, 3))
    tensor = layers.BatchNormalization()(image)
    tensor = relu_then_normalize(convolution(tensor, filters, 3))
    for stage, count in enumerate(blocks):
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            tensor = article_block(tensor, filters << stage, stride, skip)
    # Averages the pixels that are left, 4 x 4 after four stages, to one.
    tensor = layers.AveragePooling2D(32 >> (len(blocks) - 1))(tensor)
    scores = layers.Dense(10, activation="softmax")(layers.Flatten()(tensor))
    return keras.Model(image, scores, name=name)


def convolution_normalize(tensor, filters, size, stride=1, relu=True):
    tensor = layers.Conv2D(
        filters, size, strides=stride, padding="same", use_bias=False
    )(tensor)
    tensor = layers.BatchNormalization()(tensor)
    return layers.ReLU()(tensor) if relu else tensor


def cifar_block(tensor, filters, stride):
    """Two 3x3 convolutions."""
    branch = convolution_normalize(tensor, filters, 3, stride)
    branch = convolution_normalize(branch, filters, 3, relu=False)
    if tensor.shape[-1] != filters:
        tensor = convolution_normalize(tensor, filters, 1, stride, relu=False)
    return layers.ReLU()(layers.Add()([tensor, branch]))


def cifar_bottleneck(tensor, filters, stride):
    """1x1, 3x3 and 1x1, the last with four times the channels."""
    branch = convolution_normalize(tensor, filters, 1, stride)
    branch = convolution_normalize(branch, filters, 3)
    branch = convolution_normalize(branch, 4 * filters, 1, relu=False)
    if tensor.shape[-1] != 4 * filters:
        tensor = convolution_normalize(tensor, 4 * filters, 1, stride, relu=False)
    return layers.ReLU()(layers.Add()([tensor, branch]))


def bottleneck_network(blocks, size, name=None):
    """He et al.'s network for ImageNet, on images of any size: 3, 4, 6 and 3 blocks give ResNet-50."""
    image = layers.Input((size, size, 3))
    tensor = convolution_normalize(image, 64, 7, 2)
    tensor = layers.MaxPooling2D(3, strides=2, padding="same")(tensor)
    for stage, count in enumerate(blocks):
        for index in range(count):
            stride = 2 if stage > 0 and index == 0 else 1
            tensor = cifar_bottleneck(tensor, 64 << stage, stride)
    tensor = layers.GlobalAveragePooling2D()(tensor)
    scores = layers.Dense(10, activation="softmax")(tensor)
    return keras.Model(image, scores, name=name)


def odd_network(name=None):
    """Sizes that no vector and no tile divides: images of 37, 19 and 10 pixels, 48 to 192 channels."""
    image = layers.Input((37, 37, 3))
    tensor = convolution_normalize(image, 48, 3)
    for stage in range(3):
        for index in range(2):
            stride = 2 if stage > 0 and index == 0 else 1
            tensor = cifar_block(tensor, 48 << stage, stride)
    tensor = layers.GlobalAveragePooling2D()(tensor)
    scores = layers.Dense(10, activation="softmax")(tensor)
    return keras.Model(image, scores, name=name)


def cifar_network(depth, name=None):
    """He et al.'s network for CIFAR-10: three stages of 16, 32 and 64 filters.

    Depth 6n + 2 has n basic blocks a stage, any other depth 9n + 2 has n bottlenecks.
    """
    if depth % 6 == 2:
        block, count = cifar_block, depth // 6
    elif depth % 9 == 2:
        block, count = cifar_bottleneck, depth // 9
    else:
        raise SystemExit(f"depth {depth} is neither 6n + 2 nor 9n + 2")
    image = layers.Input((32, 32, 3))
    tensor = convolution_normalize(image, 16, 3)
    for stage in range(3):
        for index in range(count):
            stride = 2 if stage > 0 and index == 0 else 1
            tensor = block(tensor, 16 << stage, stride)
    tensor = layers.GlobalAveragePooling2D()(tensor)
    scores = layers.Dense(10, activation="softmax")(tensor)
    return keras.Model(image, scores, name=name)


NETWORKS = {
    "resnet30": lambda name: article_network((2, 5, 5, 2), 64, name=name),
    "plain30": lambda name: article_network((2, 5, 5, 2), 64, skip=False, name=name),
    "resnet_small": lambda name: article_network((1, 1, 1), 16, name=name),
    "resnet50_64": lambda name: bottleneck_network((3, 4, 6, 3), 64, name=name),
    "resnet_odd": lambda name: odd_network(name=name),
}
DEFAULT = (*NETWORKS, "cifar_resnet_20", "cifar_resnet_110", "cifar_resnet_1001")
# Long as text (2.9 MB for the deepest), so they are kept as archives only.
ARCHIVE_ONLY = ("resnet50_64", "resnet_odd", "cifar_resnet_20", "cifar_resnet_1001")


def build(name):
    keras.backend.clear_session()  # layer names count from the start in every file
    if match := re.fullmatch(r"cifar_resnet_(\d+)", name):
        model = cifar_network(int(match[1]), name=name)
    elif name in NETWORKS:
        model = NETWORKS[name](name)
    else:
        raise SystemExit(f"unknown network {name!r}; try --list")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def without_object_ids(config):
    """Drops the memory addresses that Keras writes, so that equal networks give equal text."""
    if isinstance(config, dict):
        return {
            key: without_object_ids(value)
            for key, value in config.items()
            if key != "shared_object_id"
        }
    if isinstance(config, list):
        return [without_object_ids(value) for value in config]
    return config


def write_json(model, path):
    config = without_object_ids(json.loads(model.to_json()))
    path.write_text(json.dumps(config, separators=(",", ":")) + "\n")


def write_archive_without_weights(model, path):
    with tempfile.TemporaryDirectory() as folder:
        complete = pathlib.Path(folder) / "complete.keras"
        model.save(complete)
        with zipfile.ZipFile(complete) as source:
            members = {
                member: json.loads(source.read(member))
                for member in ("metadata.json", "config.json")
            }
    members["metadata.json"].pop("date_saved")  # the same network, the same file
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, value in members.items():
            text = json.dumps(without_object_ids(value), separators=(",", ":"))
            archive.writestr(zipfile.ZipInfo(member), text, zipfile.ZIP_DEFLATED)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print the names")
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--output", type=pathlib.Path, default=here, metavar="DIR")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(DEFAULT))
        return
    for name in arguments.names or DEFAULT:
        model = build(name)
        if name not in ARCHIVE_ONLY:
            write_json(model, arguments.output / f"{name}.json")
        write_archive_without_weights(model, arguments.output / f"{name}.keras")
        print(f"{name}: {model.count_params():,} parameters")


if __name__ == "__main__":
    main()
