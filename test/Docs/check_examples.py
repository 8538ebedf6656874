"""Checks the IR in Markdown files: check_examples.py [--passes=NAME,...] FILE...

Every ```mlir block has to be IR that anabranch-opt accepts. Values that a block uses and
does not define are given to it, with the types that it uses them at. Ops and passes, whose
names stand in headings as mlir-tblgen writes them, need examples: a pass IR before and after it,
which has to be what it does. With --passes, a whole file is IR before and after those.
"""

import argparse
import bisect
import collections
import difflib
import pathlib
import re
import subprocess
import sys

Example = collections.namedtuple("Example", "file line heading text")

HEADING = re.compile(r"#+ (.*)")
PASS_HEADING = re.compile(r"`-([\w-]+)`")
OP_HEADING = re.compile(r"`\w+\.\w+` \(.*\)")
VALUE = r"%[\w$.-]+"
# Results stand before an equals sign, arguments of functions and blocks before a colon.
RESULTS = re.compile(rf"((?:{VALUE}(?::\d+)?,? *)+)=")
ARGUMENT = re.compile(rf"({VALUE}):\s")
# A launch's places, which its body is given.
PLACES = re.compile(r"(?:blocks|threads)\(([^)]*)\)")
ERROR = re.compile(r"<stdin>:(\d+):(?:\d+:)? error: (.*)")
MISMATCH = re.compile(r"use of value '(.*)' expects different type than prior uses: '(.*)' vs ")


def read(path):
    """The file's headings and examples."""
    headings, examples, start, lines = [""], [], None, []
    for number, line in enumerate(path.read_text().splitlines(keepends=True), 1):
        if start is None:
            if line.strip() == "```mlir":
                start, lines = number, []
            elif match := HEADING.match(line):
                headings.append(match[1])
        elif line.strip() == "```":
            examples.append(Example(path, start, headings[-1], "".join(lines)))
            start = None
        else:
            lines.append(line)
    return headings, examples


def run_opt(text, *options):
    return subprocess.run(
        ["anabranch-opt", "-", *options], input=text, capture_output=True, text=True
    )


def free_values(text):
    defined = set(ARGUMENT.findall(text))
    for results in RESULTS.findall(text) + PLACES.findall(text):
        defined.update(re.findall(VALUE, results))
    return [value for value in re.findall(VALUE, text) if value not in defined]


def check_syntax(examples):
    """What anabranch-opt has against the examples. Each free value is a `none` first; MLIR's
    error tells which type it should have."""
    types = [dict.fromkeys(free_values(example.text), "none") for example in examples]
    learning = True
    while learning:
        text, begins, bodies = "", [], []
        for example, values in zip(examples, types):
            begins.append(text.count("\n") + 1)
            for name, type in values.items():
                text += f'{name} = "example.value"() : () -> {type}\n'
            bodies.append(text.count("\n"))
            text += example.text + "// -----\n"
        result = run_opt(text, "--split-input-file", "--allow-unregistered-dialect")
        errors, learning = [], False
        for line, message in ERROR.findall(result.stderr):
            index = bisect.bisect(begins, int(line)) - 1
            match = MISMATCH.match(message)
            if match and types[index].get(match[1]) == "none":
                types[index][match[1]] = match[2]
                learning = True
            example = examples[index]
            errors.append(f"{example.file}:{example.line + int(line) - bodies[index]}: {message}")
    if result.returncode != 0 and not errors:
        errors.append(f"anabranch-opt failed:\n{result.stderr}")
    return errors


def check_passes(before, after, passes):
    """How the IR after the passes differs from the example of it."""
    flags = [f"--{name}" for name in passes]
    actual, documented = run_opt(before.text, *flags), run_opt(after.text)
    for example, result in ((before, actual), (after, documented)):
        if result.returncode != 0:
            return [f"{example.file}:{example.line}: anabranch-opt failed:\n{result.stderr}"]
    difference = list(
        difflib.unified_diff(
            documented.stdout.splitlines(), actual.stdout.splitlines(), "documented", "actual", lineterm=""
        )
    )
    if not difference:
        return []
    return ["\n".join([f"{after.file}:{after.line}: {' '.join(flags)} gives other IR:", *difference])]


def check(path, passes):
    headings, examples = read(path)
    if not examples:
        return [f"{path}: has no examples"]
    if errors := check_syntax(examples):
        return errors
    pairs = [(passes, examples)] if passes else []
    for heading in headings:
        under = [example for example in examples if example.heading == heading]
        if OP_HEADING.fullmatch(heading) and not under:
            errors.append(f"{path}: {heading}: has no example")
        elif match := PASS_HEADING.fullmatch(heading):
            pairs.append((match[1], under))
    for names, pair in pairs:
        if len(pair) != 2:
            errors.append(f"{path}: {names}: needs IR before and after")
        else:
            errors += check_passes(*pair, names.split(","))
    return errors


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passes", help="what leads from a file's first block to its second")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    errors = [error for path in options.files for error in check(path, options.passes)]
    if errors:
        sys.exit("\n".join(errors))


if __name__ == "__main__":
    main()
