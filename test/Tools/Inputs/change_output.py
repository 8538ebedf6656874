#!/usr/bin/env python3
"""Copies a reference for `anabranch compare` with the last number of a layer's output changed.

change_output.py IN OUT LAYER
"""

import struct
import sys
import zipfile


def main(source, target, layer):
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = f"output/{layer}.npy"
    (value,) = struct.unpack("<f", members[name][-4:])
    members[name] = members[name][:-4] + struct.pack("<f", value + 1)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


main(*sys.argv[1:])
