#!/usr/bin/env python3
"""Whether a .keras archive's weights hold this float anywhere.

find_float.py MODEL.keras NUMBER
"""

import struct
import sys
import zipfile


def main(path, number):
    with zipfile.ZipFile(path) as archive:
        content = archive.read("model.weights.h5")
    sys.exit(0 if struct.pack("<f", float(number)) in content else 1)


main(*sys.argv[1:])
