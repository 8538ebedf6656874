//===- resnet30.cpp - The article's residual network, described in C++ ----===//
//
// The network that make_resnet.py describes in Keras, and the same program:
//
//     build/bin/compile-resnet30 -o resnet30
//     ./resnet30 train --data DIR --epochs 20
//
//===----------------------------------------------------------------------===//

#include "compiler/Functional/Functional.h"

using namespace anabranch::functional;

/// The article's order: batch normalization comes after the activation.
static Tensor reluThenNormalize(Tensor x) {
  return batchNormalization(relu(x));
}

static Tensor block(Tensor x, int64_t filters, int64_t stride) {
  Tensor y = conv2d(x, {.filters = filters, .strides = stride});
  y = conv2d(reluThenNormalize(y), {.filters = filters});
  if (stride != 1)
    x = conv2d(x, {.filters = filters, .kernelSize = 1, .strides = stride});
  return reluThenNormalize(add(x, y));
}

int main(int argc, char **argv) {
  Model model("resnet30");
  Tensor x = batchNormalization(model.input({32, 32, 3}));
  int64_t filters = 64;
  x = reluThenNormalize(conv2d(x, {.filters = filters}));
  for (int blocks : {2, 5, 5, 2}) {
    for (int i = 0; i < blocks; ++i)
      x = block(x, filters, i == 0 && filters != 64 ? 2 : 1);
    filters *= 2;
  }
  x = flatten(averagePooling2d(x, {.poolSize = 4}));
  model.output(dense(x, {.units = 10, .activation = "softmax"}));
  // Keras keeps learning rates in single precision.
  model.compile({.optimizer = {"Adam", {{"learning_rate", 1e-3F}}},
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"}});
  return model.main(argc, argv);
}
