"""Times a Keras model with Keras itself, or as Keras exports it: keras_peer.py MODE MODEL TASK BATCH STEPS.

MODE is tensorflow, tensorflow-xla, jax, jax-bf16 or openvino, TASK train or predict. OpenVINO predicts only.
"""

import os
import sys
import tempfile
import time

start = time.perf_counter()
mode, path, task, batch, steps = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])
os.environ["KERAS_BACKEND"] = "jax" if mode.startswith("jax") else "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy

from measurement import read_model, report

if mode == "jax-bf16":
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
model = keras.models.model_from_json(read_model(path))
random = numpy.random.default_rng(0)
x = random.standard_normal((batch, *model.input_shape[1:]), dtype=numpy.float32)
if mode == "openvino":
    import openvino

    with tempfile.TemporaryDirectory() as directory:
        model.export(directory, verbose=False)
        network = openvino.convert_model(directory, input=list(x.shape))
    hints = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
    compiled = openvino.Core().compile_model(network, "CPU", hints)
    step = lambda: compiled([x])
else:
    model.compile("adam", "sparse_categorical_crossentropy", jit_compile=mode not in ("tensorflow", "openvino"))
    y = random.integers(0, model.output_shape[-1], batch)
    step = lambda: model.train_on_batch(x, y) if task == "train" else model.predict_on_batch(x)
report(start, step, steps)
