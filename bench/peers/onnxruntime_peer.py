"""Times inference of a Keras model in ONNX Runtime: onnxruntime_peer.py MODEL predict BATCH STEPS.

The file is exported from the model's twin in PyTorch.
"""

import os
import pathlib
import sys
import tempfile
import time

start = time.perf_counter()
path, _, batch, steps = *sys.argv[1:3], int(sys.argv[3]), int(sys.argv[4])

import onnxruntime
import torch

from measurement import report
from torch_twin import load_twin

net, shape = load_twin(path)
x = torch.randn(batch, shape[2], *shape[:2])
with tempfile.TemporaryDirectory() as directory:
    file = pathlib.Path(directory) / "net.onnx"
    torch.onnx.export(torch.nn.Sequential(net, torch.nn.Softmax(-1)).eval(), x, file, dynamo=False, opset_version=17)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count()
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
images = {session.get_inputs()[0].name: x.numpy()}
report(start, lambda: session.run(None, images), steps)
