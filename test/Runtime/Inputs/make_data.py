#!/usr/bin/env python3
"""Writes small data sets, always the same, with Python alone.

make_data.py cifar10 FOLDER                       CIFAR-10's six files with five pictures each
make_data.py folders FOLDER NAME=COUNT...         PNG pictures of all sizes in class folders, each class of its own colour
make_data.py npz FILE NAME=TYPE:SHAPE[:VALUES]... arrays; the values repeat, and are 0 to 250 if none are given:
                                                  x=u1:20,8,8,3 y=i4:20:0,1,2
"""

import itertools
import os
import random
import struct
import sys
import zipfile
import zlib


def write_cifar10(folder):
    numbers = random.Random(1)
    os.makedirs(folder)
    for name in [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]:
        with open(os.path.join(folder, name), "wb") as file:
            for label in range(5):
                file.write(bytes([label]) + numbers.randbytes(3072))


def make_png(width, height, colour):
    def chunk(content):
        return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR" + header) + chunk(b"IDAT" + zlib.compress(rows)) + chunk(b"IEND")


def write_folders(folder, *classes):
    numbers = random.Random(1)
    for place, description in enumerate(classes):
        name, count = description.split("=")
        os.makedirs(os.path.join(folder, name))
        for number in range(int(count)):
            colour = [numbers.randrange(160, 256) if channel == place else numbers.randrange(96) for channel in range(3)]
            with open(os.path.join(folder, name, f"{number}.png"), "wb") as file:
                file.write(make_png(numbers.randrange(1, 30), numbers.randrange(1, 30), colour))


def make_array(kind, shape, values=None):
    sizes = [int(size) for size in shape.split(",")]
    values = [float(value) for value in values.split(",")] if values else range(251)
    count = 1
    for size in sizes:
        count *= size
    code, number = {"u1": ("B", int), "i4": ("i", int), "f4": ("f", float)}[kind]
    elements = [number(value) for value in itertools.islice(itertools.cycle(values), count)]
    order = "|" if kind == "u1" else "<"
    header = f"{{'descr': '{order}{kind}', 'fortran_order': False, 'shape': {tuple(sizes)}, }}"
    header += " " * (-(11 + len(header)) % 64) + "\n"
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    return start + struct.pack(f"<{count}{code}", *elements)


def write_npz(path, *arrays):
    with zipfile.ZipFile(path, "w") as archive:
        for array in arrays:
            name, description = array.split("=")
            archive.writestr(name + ".npy", make_array(*description.split(":")))


{"cifar10": write_cifar10, "folders": write_folders, "npz": write_npz}[sys.argv[1]](*sys.argv[2:])
