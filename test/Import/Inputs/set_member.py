#!/usr/bin/env python3
"""Prints a JSON file with members replaced: set_member.py FILE PATH JSON [PATH JSON]...

A path is keys and places in arrays, with dots between: config.layers.1.config."""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    document = json.load(file)
for path, text in zip(sys.argv[2::2], sys.argv[3::2]):
    *outer, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = document
    for part in outer:
        place = place[part]
    place[last] = json.loads(text)
print(json.dumps(document, indent=1))
