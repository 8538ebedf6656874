"""Times a Keras model with Keras itself: keras_peer.py BACKEND MODEL BATCH STEPS.

BACKEND is tensorflow, tensorflow-xla or jax. Prints one JSON object as `EXE bench --json` does, with `first_step_s`, from
the start of the process to the end of the first training step.
"""

import json
import os
import resource
import sys
import time

start = time.perf_counter()
backend, path, batch, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
os.environ["KERAS_BACKEND"] = backend.partition("-")[0]
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy

# The examples have no weights in their archives: the architecture is enough.
if path.endswith(".keras"):
    import zipfile

    with zipfile.ZipFile(path) as archive:
        text = archive.read("config.json").decode()
else:
    text = open(path).read()
model = keras.models.model_from_json(text)
compiled = "jax" in backend or "xla" in backend
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", jit_compile=compiled)
random = numpy.random.default_rng(0)
x = random.standard_normal((batch, *model.input_shape[1:]), dtype=numpy.float32)
y = random.integers(0, model.output_shape[-1], batch)


def best(step):
    """The fastest of some runs, after two for warming up."""
    times = []
    for _ in range(steps + 2):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return min(times[2:])


model.train_on_batch(x, y)
first = time.perf_counter() - start
train = best(lambda: model.train_on_batch(x, y))
predict = best(lambda: model.predict_on_batch(x))
print(json.dumps({
    "train_images_per_s": batch / train,
    "predict_images_per_s": batch / predict,
    "train_step_ms": train * 1e3,
    "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "first_step_s": first,
}))
