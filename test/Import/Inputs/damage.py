#!/usr/bin/env python3
"""Damages a model in many ways, always the same ones, and compiles each.

damage.py ANABRANCH MODEL FOLDER

A damaged model may still be a good one. Otherwise it must get one error that names the file, exit code 1, and no output.
"""

import os
import random
import subprocess
import sys
import zipfile


def damage(content, numbers):
    """Cuts the end off or changes some bytes."""
    if numbers.random() < 0.25:
        return content[: numbers.randrange(len(content))]
    damaged = bytearray(content)
    for _ in range(numbers.choice([1, 4, 16, 64])):
        damaged[numbers.randrange(len(damaged))] = numbers.randrange(256)
    return bytes(damaged)


def damage_member(source, target, member, numbers):
    """Damages a member before it gets its checksum."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, damage(content, numbers) if name == member else content)


def check(compiler, model, output):
    """What is wrong with the compiler's answer, if anything."""
    result = subprocess.run([compiler, "compile", model, "--emit=nn", "-o", output], capture_output=True)
    lines = result.stderr.decode(errors="replace").splitlines()
    errors = [line for line in lines if not line.startswith("warning: ")]
    left = os.listdir(os.path.dirname(output))
    if result.returncode == 0 and not errors and left == [os.path.basename(output)]:
        os.remove(output)
        return None
    if result.returncode == 1 and len(errors) == 1 and errors[0].startswith(f"error: {model}: ") and not left:
        return None
    return f"{model}: exit code {result.returncode}, files {left}, messages {lines}"


def main(compiler, source, folder):
    numbers = random.Random(1)
    with open(source, "rb") as file:
        content = file.read()
    output = os.path.join(folder, "out", "model.mlir")
    os.makedirs(os.path.dirname(output))
    for trial in range(60):
        model = os.path.join(folder, f"{trial}{os.path.splitext(source)[1]}")
        member = numbers.choice([None, "config.json", "model.weights.h5"])
        if member and zipfile.is_zipfile(source):
            damage_member(source, model, member, numbers)
        else:
            with open(model, "wb") as file:
                file.write(damage(content, numbers))
        problem = check(compiler, model, output)
        if problem:
            sys.exit(problem)
        os.remove(model)


main(*sys.argv[1:])
