"""Times inference of a Keras model in a runtime for ONNX files: onnx_peer.py RUNTIME MODEL predict BATCH STEPS.

RUNTIME is onnxruntime or openvino. The file is exported from the model's twin in PyTorch.
"""

import os
import pathlib
import sys
import tempfile
import time

start = time.perf_counter()
runtime, path, _, batch, steps = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])

import torch

from measurement import report
from torch_twin import load_twin

net, shape = load_twin(path)
x = torch.randn(batch, shape[2], *shape[:2])
with tempfile.TemporaryDirectory() as directory:
    file = pathlib.Path(directory) / "net.onnx"
    torch.onnx.export(torch.nn.Sequential(net, torch.nn.Softmax(-1)).eval(), x, file, dynamo=False, opset_version=17)
    x = x.numpy()
    if runtime == "onnxruntime":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count()
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        step = lambda: session.run(None, {name: x})
    else:
        import openvino

        hints = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        compiled = openvino.Core().compile_model(file, "CPU", hints)
        step = lambda: compiled([x])
    report(start, step, steps)
