"""Prints the JSON of a model of three outputs.

    make_outputs.py list|object|twice|keys [FIELD VALUE]...

Each FIELD of the compile config gets a JSON VALUE.
"""

import json
import sys


def layer(class_name, name, config, *inputs):
    references = [{"class_name": "__keras_tensor__", "config": {"keras_history": [i, 0, 0]}} for i in inputs]
    return {
        "module": "keras.layers",
        "class_name": class_name,
        "config": {"name": name, **config},
        "name": name,
        "inbound_nodes": [{"args": [r], "kwargs": {}} for r in references],
    }


_, form, *settings = sys.argv
layers = [
    layer("InputLayer", "image", {"batch_shape": [None, 4]}),
    layer("ReLU", "a", {}, "image"),
    layer("ReLU", "b", {}, "a"),
    layer("Softmax", "c", {}, "a"),
]
tensors = {name: [name, 0, 0] for name in "abc"}
outputs = {
    "list": list(tensors.values()),
    "object": {"z": tensors["a"], "x": tensors["b"], "y": tensors["c"]},
    "keys": {"step": tensors["a"], "val": tensors["b"], "e": tensors["c"]},
    "twice": [tensors["a"], tensors["b"], tensors["c"], tensors["a"]],
}[form]
config = {"name": "model", "layers": layers, "input_layers": [["image", 0, 0]], "output_layers": outputs}
fields = dict(zip(settings[::2], map(json.loads, settings[1::2])))
print(json.dumps({"module": "keras", "class_name": "Functional", "config": config, "compile_config": fields}))
