"""The numbers that random graphs compute with, in Keras and in the executables. Needs
Python alone. They need not be recorded, since they follow from their names."""

import array
import math
import zlib

MASK = (1 << 64) - 1


def draw(name, count):
    """Multiples of 2^-23 in [-1, 1), from SplitMix64."""
    state = zlib.crc32(name.encode())
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield ((z ^ (z >> 31)) >> 40) * 2.0**-23 - 1


def numbers(name, shape):
    """Inputs and targets."""
    return array.array("f", draw(name, math.prod(shape)))


def weights(name, shape):
    """Values for the variable LAYER/VARIABLE that keep tensors of the order of 1."""
    kind = name.split("/")[-1]
    if kind in ("gamma", "variance", "moving_variance"):
        return array.array("f", (1 + x / 2 for x in draw(name, math.prod(shape))))
    if kind.endswith("kernel"):
        fan = math.prod(shape[:-2] if "depthwise" in name else shape[:-1])
        scale = math.sqrt(3 / fan)
    else:
        scale = 0.25
    return array.array("f", (x * scale for x in draw(name, math.prod(shape))))
