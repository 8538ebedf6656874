"""Who takes part in bench/compare, and how each is run."""

import dataclasses
import json
import pathlib
import subprocess
import sys

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHORTEST_MS = 1000  # of the steps that a figure is taken from
PACKAGES = {  # environment: what pip installs
    "torch": ["torch", "numpy", "onnx", "onnxruntime"],
    "keras": ["keras", "tensorflow-cpu", "jax", "openvino"],
}


@dataclasses.dataclass
class Peer:
    """A framework, as one of the scripts in peers/ runs it."""

    name: str
    environment: str
    command: tuple  # a script in peers/ and, if it knows several, the mode
    tasks: tuple = ("train", "predict")

    def install(self, directory):
        """Makes the virtual environment if it is missing."""
        home = directory / self.environment
        self.interpreter = home / "bin" / "python"
        if not self.interpreter.exists():
            subprocess.run([sys.executable, "-m", "venv", home], check=True)
            packages = PACKAGES[self.environment]
            subprocess.run([home / "bin" / "pip", "install", "--quiet", *packages], check=True)

    def execute(self, *command):
        """Runs a script in the environment; shows what it says if it fails."""
        result = subprocess.run([self.interpreter, *command], capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(result.stderr)

    def measure(self, model, task, batch, steps):
        script, *mode = self.command
        return run([self.interpreter, ROOT / "bench" / "peers" / script, *mode, model, task, batch, steps])


TENSORFLOW = Peer("TensorFlow", "keras", ("keras_peer.py", "tensorflow"))
OPENVINO = Peer("OpenVINO", "keras", ("keras_peer.py", "openvino"), tasks=("predict",))
PEERS = [
    Peer("PyTorch", "torch", ("torch_peer.py", "eager")),
    Peer("PyTorch compiled", "torch", ("torch_peer.py", "compile")),
    Peer("PyTorch bf16", "torch", ("torch_peer.py", "bf16")),
    TENSORFLOW,
    Peer("TensorFlow XLA", "keras", ("keras_peer.py", "tensorflow-xla")),
    Peer("JAX", "keras", ("keras_peer.py", "jax")),
    Peer("ONNX Runtime", "torch", ("onnxruntime_peer.py",), tasks=("predict",)),
    OPENVINO,
]


@dataclasses.dataclass
class Anabranch:
    """An executable of ours."""

    name: str
    options: tuple
    tasks: tuple = ("train", "predict")

    def compile(self, model, directory):
        self.executable = directory / self.name.replace(" ", "_").replace(",", "")
        subprocess.run(
            [ROOT / "build" / "bin" / "anabranch", "compile", model, "-o", self.executable,
             "--loss=sparse_categorical_crossentropy", "--optimizer=adam", *self.options],
            check=True)

    def measure(self, model, task, batch, steps):
        result = run([self.executable, "bench", "--json", "--program", task, "--batch-size", batch, "--steps", steps])
        return result and {**result, "step_ms": result[f"{task}_step_ms"]}


OURS = [
    Anabranch("Anabranch", ()),
    Anabranch("Anabranch, unfused", ("--fuse=none",)),
    Anabranch("Anabranch, direct", ("--algorithm=direct",)),
]
if machine.has_matrix_unit():
    OURS += [
        Anabranch("Anabranch bf16", ("--precision=bf16",)),
        Anabranch("Anabranch bf16, unfused", ("--precision=bf16", "--fuse=none")),
    ]


def measure(entrant, model, task, batch, steps):
    """What an entrant's fastest of `steps` steps took, and other figures of it; None if it failed. Of short steps it runs
    as many more as take SHORTEST_MS: a few would all fall into one of the machine's bad moments."""
    result = entrant.measure(model, task, batch, steps)
    if result and result["step_ms"] * steps < SHORTEST_MS:
        result = entrant.measure(model, task, batch, round(SHORTEST_MS / result["step_ms"]))
    return result


def run(command):
    """The JSON object on a command's last line, or None if it failed."""
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    lines = result.stdout.strip().splitlines()
    if result.returncode != 0 or not lines:
        print(f"{' '.join(map(str, command))} failed:\n{result.stderr[-2000:]}", file=sys.stderr)
        return None
    return json.loads(lines[-1])
