"""Times a Keras model with Keras itself: keras_peer.py BACKEND MODEL TASK BATCH STEPS.

BACKEND is tensorflow, tensorflow-xla or jax, TASK train or predict.
"""

import os
import sys
import time

start = time.perf_counter()
backend, path, task, batch, steps = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])
os.environ["KERAS_BACKEND"] = backend.partition("-")[0]
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy

from measurement import read_model, report

model = keras.models.model_from_json(read_model(path))
compiled = "jax" in backend or "xla" in backend
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", jit_compile=compiled)
random = numpy.random.default_rng(0)
x = random.standard_normal((batch, *model.input_shape[1:]), dtype=numpy.float32)
y = random.integers(0, model.output_shape[-1], batch)
report(start, lambda: model.train_on_batch(x, y) if task == "train" else model.predict_on_batch(x), steps)
