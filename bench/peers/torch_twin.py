"""Builds a Keras model's twin in PyTorch."""

import json

import torch
from torch import nn
from torch.nn import functional

from measurement import read_model


class Same(nn.Module):
    """Keras's 'same' padding: what does not divide evenly goes to the far side."""

    def __init__(self, size, stride):
        super().__init__()
        self.size, self.stride = size, stride

    def forward(self, x):
        pads = []
        for length, size, stride in zip(x.shape[:1:-1], self.size[::-1], self.stride[::-1]):
            total = max((-(-length // stride) - 1) * stride + size - length, 0)
            pads += [total // 2, total - total // 2]
        return functional.pad(x, pads) if any(pads) else x


class Twin(nn.Module):
    """A functional Keras model of the layers that residual networks have; gives logits."""

    def __init__(self, model):
        super().__init__()
        self.steps, self.layers = [], nn.ModuleDict()
        channels = {}
        for layer in model["config"]["layers"]:
            name, kind, config = layer["name"], layer["class_name"], layer["config"]
            inputs = []
            self._collect(layer["inbound_nodes"], inputs)
            width = channels[inputs[0]] if inputs else config["batch_shape"][-1]
            module, channels[name] = self._build(kind, config, width)
            if module is not None:
                self.layers[name] = module
            self.steps.append((name, kind, inputs))

    @classmethod
    def _collect(cls, node, inputs):
        """The names of the layers whose results a call takes."""
        if isinstance(node, dict) and "keras_history" in node:
            inputs.append(node["keras_history"][0])
        elif isinstance(node, (dict, list)):
            for part in node.values() if isinstance(node, dict) else node:
                cls._collect(part, inputs)

    @staticmethod
    def _build(kind, config, width):
        if kind == "Conv2D":
            size, stride = config["kernel_size"], config["strides"]
            symmetric = config["padding"] == "same" and stride == [1, 1] and all(s % 2 for s in size)
            convolution = nn.Conv2d(width, config["filters"], size, stride,
                                    padding=[s // 2 for s in size] if symmetric else 0,
                                    bias=config["use_bias"])
            if config["padding"] == "same" and not symmetric:
                return nn.Sequential(Same(size, stride), convolution), config["filters"]
            return convolution, config["filters"]
        if kind == "BatchNormalization":
            return nn.BatchNorm2d(width, eps=config["epsilon"], momentum=1 - config["momentum"]), width
        if kind == "AveragePooling2D":
            return nn.AvgPool2d(config["pool_size"], config["strides"]), width
        if kind == "MaxPooling2D":
            # Zeros pad as well as minus infinity where the input comes from a ReLU.
            pool = nn.MaxPool2d(config["pool_size"], config["strides"])
            same = config["padding"] == "same"
            return nn.Sequential(Same(config["pool_size"], config["strides"]), pool) if same else pool, width
        if kind == "GlobalAveragePooling2D":
            return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), width
        if kind == "Flatten":
            return nn.Flatten(), width
        if kind == "Dense":
            return nn.LazyLinear(config["units"]), config["units"]
        if kind in ("InputLayer", "ReLU", "Add"):
            return None, width
        raise SystemExit(f"torch_peer.py: layer {kind} is not supported")

    def forward(self, x):
        values = {}
        for name, kind, inputs in self.steps:
            if kind == "InputLayer":
                values[name] = x
            elif kind == "ReLU":
                values[name] = functional.relu(values[inputs[0]])
            elif kind == "Add":
                values[name] = values[inputs[0]] + values[inputs[1]]
            else:
                values[name] = self.layers[name](values[inputs[0]])
        return values[self.steps[-1][0]]


def load_twin(path):
    """The twin of the model in a file, and the shape of its images: height, width, channels."""
    model = json.loads(read_model(path))
    shape = model["config"]["layers"][0]["config"]["batch_shape"][1:]
    twin = Twin(model)
    twin(torch.zeros(2, shape[2], *shape[:2]))  # makes the lazy layers
    return twin, shape
