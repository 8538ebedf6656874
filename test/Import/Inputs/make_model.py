"""Prints the JSON of a model of one layer or operation.

    make_model.py CLASS CONFIG INPUT...

CLASS is Keras's, or "ops." and an operation's. CONFIG is a JSON object. Each INPUT is a shape
without the batch, as a JSON list, or a number, or an array as Keras writes it. The INPUTs of
ops.GetItem are one shape, and slices as Python writes them: a place, 1:3, ... or None.
"""

import json
import sys


def input_layer(name, shape):
    config = {"batch_shape": [None, *shape], "dtype": "float32", "name": name}
    return {"module": "keras.layers", "class_name": "InputLayer", "config": config, "name": name, "inbound_nodes": []}  # fmt: skip


def slice_of(text):
    if text == "...":
        return {"class_name": "__ellipsis__", "config": {}}
    if text == "None":
        return None
    if ":" not in text:
        return int(text)
    parts = [int(part) if part else None for part in text.split(":")] + [None]
    config = dict(zip(("start", "stop", "step"), parts))
    return {"class_name": "__slice__", "config": config}


def main():
    class_name, config, *inputs = sys.argv[1:]
    slices = []
    if class_name == "ops.GetItem":
        inputs, slices = inputs[:1], [slice_of(text) for text in inputs[1:]]
    is_operation = class_name.startswith("ops.")
    layers, arguments, names = [], [], []
    for number, text in enumerate(inputs):
        value = json.loads(text)
        if isinstance(value, list):
            names.append(f"x{number}")
            layers.append(input_layer(names[-1], value))
            value = {
                "class_name": "__keras_tensor__",
                "config": {"keras_history": [names[-1], 0, 0]},
            }
        arguments.append(value)
    layers.append(
        {
            "module": "keras.src.ops.nn" if is_operation else "keras.layers",
            "class_name": class_name.removeprefix("ops."),
            "config": {"name": "it", **json.loads(config)},
            "name": "it",
            "inbound_nodes": [
                {"args": [*arguments, slices] if slices else [arguments], "kwargs": {}}
            ],
        }
    )
    config = {
        "name": "model",
        "layers": layers,
        "input_layers": [[name, 0, 0] for name in names],
        "output_layers": [["it", 0, 0]],
    }
    print(json.dumps({"module": "keras", "class_name": "Functional", "config": config}))


main()
