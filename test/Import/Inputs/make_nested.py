"""Prints the JSON of a model that calls a model, `inner`, with one thing changed.

    make_nested.py CASE

CASE is a function below.
"""

import json
import sys


def tensor(name, call=0, output=0):
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, call, output]}}


def layer(class_name, name, *calls, config=None, module="keras.layers", kwargs=None):
    nodes = [{"args": [call], "kwargs": kwargs or {}} for call in calls]
    return {
        "module": module,
        "class_name": class_name,
        "config": {"name": name, **(config or {})},
        "name": name,
        "inbound_nodes": nodes,
    }


def model(name, layers, inputs, outputs, *calls, **options):
    config = {"layers": layers, "input_layers": inputs, "output_layers": outputs}
    return layer("Functional", name, *calls, config=config, module="keras", **options)


def image(name, shape=(8, 8, 3)):
    return layer("InputLayer", name, config={"batch_shape": [None, *shape]})


def inner(*calls, layers=None, outputs=None, shape=(None, None, 3), **options):
    layers = layers or [layer("ReLU", "relu", tensor("in"))]
    outputs = outputs or ["relu", 0, 0]
    return model("inner", [image("in", shape), *layers], [["in", 0, 0]], outputs, *calls, **options)


def outer(*layers, output="inner", call=1):
    """A model's first call is number 1 where the outputs are listed."""
    return model("outer", [image("x"), *layers], [["x", 0, 0]], [[output, call, 0]])


def good():
    return outer(inner(tensor("x"), tensor("inner")), call=2)


def inputs():
    return outer(inner([tensor("x"), tensor("x")]))


def number():
    return outer(inner([tensor("x"), 2]))


def shape():
    return outer(inner(tensor("x"), shape=(None, 9, 3)))


def output():
    return outer(inner(tensor("x")), layer("ReLU", "last", tensor("inner", 0, 1)), output="last", call=0)


def call():
    return outer(inner(tensor("x")), layer("ReLU", "last", tensor("inner", 1)), output="last", call=0)


def name():
    return outer(inner(tensor("x")), layer("ReLU", "inner/relu", tensor("inner")), output="inner/relu", call=0)


def custom():
    return outer(inner(tensor("x"), layers=[layer("Mine", "relu", tensor("in"), module="mine")]))


def argument():
    return outer(inner(tensor("x"), layers=[layer("ReLU", "relu", tensor("in"), config={"slope": 1})]))


def cycle():
    return outer(inner(tensor("inner"), outputs=["in", 0, 0]))


def mask():
    return outer(inner(tensor("x"), kwargs={"mask": tensor("x")}))


def unlisted():
    layers = [image("other"), layer("Add", "relu", [tensor("in"), tensor("other")])]
    return outer(inner(tensor("x"), layers=layers))


def chain(part):
    config = {"layers": [image("x"), part]}
    return layer("Sequential", "outer", config=config, module="keras")


def chained_inputs():
    other = image("other", (None, None, 3))
    part = inner(layers=[other, layer("Add", "relu", [tensor("in"), tensor("other")])])
    part["config"]["input_layers"].append(["other", 0, 0])
    return chain(part)


def chained_outputs():
    return chain(inner(outputs=[["relu", 0, 0], ["relu", 0, 0]]))


def scaled():
    moved = [
        layer("Cropping2D", "crop", tensor("in"), config={"cropping": 1}),
        layer("RandomRotation", "rotation", tensor("crop"), config={"factor": 0.1}),
        layer("RandomShear", "shear", tensor("rotation"), config={"x_factor": [-0.1, 0.1]}),
        layer("RandomBrightness", "brightness", tensor("shear"), config={"factor": 0.1}),
        layer("GaussianNoise", "noise", tensor("brightness"), config={"stddev": 0.1}),
        layer("ZeroPadding2D", "pad", tensor("noise"), config={"padding": 1}),
        layer("MaxPooling2D", "pool", tensor("pad"), config={"pool_size": 2}),
        layer("Concatenate", "join", [tensor("pool"), tensor("pool")]),
        layer("Maximum", "larger", [tensor("join"), tensor("join")]),
        layer("Resizing", "resize", tensor("larger"), config={"height": 2, "width": 2}),
    ]
    scale = layer("Rescaling", "scale", tensor("resize"), config={"scale": 0.5})
    return outer(inner(tensor("x"), layers=[*moved, scale], outputs=["scale", 0, 0]))


def scaled_late():
    relu = layer("ReLU", "relu", tensor("in"))
    scale = layer("Rescaling", "scale", tensor("relu"), config={"scale": 0.5})
    return outer(inner(tensor("x"), layers=[relu, scale], outputs=["scale", 0, 0]))


def doubled():
    """Models in models, each of which calls the next twice."""
    calls = [layer("ReLU", "relu", tensor("in"))]
    for level in range(25):
        part = inner(tensor("in"), tensor("inner"), layers=calls, outputs=["relu" if level == 0 else "inner", 2 * (level > 0), 0])
        calls = [part]
    return outer(calls[0] | {"inbound_nodes": [{"args": [tensor("x")], "kwargs": {}}]})


def keras2():
    """Calls count from 1; one fixes the mode for the layers inside."""
    norm = {"class_name": "BatchNormalization", "config": {"name": "norm"}, "name": "norm", "inbound_nodes": [[["in", 0, 0, {}]]]}
    source = {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [None, 4]}, "name": "in", "inbound_nodes": []}
    part = {
        "class_name": "Functional",
        "config": {"name": "inner", "layers": [source, norm], "input_layers": [["in", 0, 0]], "output_layers": [["norm", 0, 0]]},
        "name": "inner",
        "inbound_nodes": [[["x", 0, 0, {"training": False}]]],
    }
    dense = {"class_name": "Dense", "config": {"name": "dense", "units": 2}}
    chain = {
        "class_name": "Sequential",
        "config": {"name": "chain", "layers": [dense]},
        "name": "chain",
        "inbound_nodes": [[["inner", 1, 0, {}]]],
    }
    layers = [source | {"config": {"name": "x", "batch_input_shape": [None, 4]}, "name": "x"}, part, chain]
    config = {"name": "outer", "layers": layers, "input_layers": [["x", 0, 0]], "output_layers": [["chain", 0, 0]]}
    return {"class_name": "Functional", "config": config}


print(json.dumps(globals()[sys.argv[1]]()))
