"""Writes MODEL.json with `training` given in the calls of all layers of a class: set_training.py MODEL CLASS VALUE"""

import json
import sys

with open(sys.argv[1]) as file:
    model = json.load(file)
for layer in model["config"]["layers"]:
    if layer["class_name"] == sys.argv[2]:
        for node in layer["inbound_nodes"]:
            options = node["kwargs"] if isinstance(node, dict) else node[0][3]
            options["training"] = json.loads(sys.argv[3])
print(json.dumps(model))
