//===- describe_layers.cpp - A network of all functions, for the tests ----===//
//
// Inputs/make_layers.py describes the same network in Keras.
//
//===----------------------------------------------------------------------===//

#include "compiler/Functional/Functional.h"

using namespace anabranch::functional;

int main(int argc, char **argv) {
  Model model("layers");
  Tensor image = model.input({16, 16, 4}, "image");
  Tensor scale = model.input({32});
  Tensor x = conv2d(image, {.filters = 8,
                            .kernelSize = {3, 5},
                            .strides = {1, 2},
                            .padding = "valid",
                            .activation = "relu",
                            .kernelInitializer = "he_normal",
                            .kernelRegularizer = {"L2", {{"l2", 0.5}}},
                            .more = {{"bias_initializer", "ones"}},
                            .name = "stem"});
  x = conv2d(x,
             {.filters = 8, .dilationRate = 2, .groups = 2, .useBias = false});
  x = batchNormalization(x,
                         {.momentum = 0.75, .epsilon = 0.125, .center = false});
  Layer shared = model.layer(
      "Conv2D", {{"filters", 8}, {"kernel_size", 3}, {"padding", "same"}});
  Tensor y = shared(shared(x));
  x = add(y, x);
  x = depthwiseConv2d(x, {.strides = 2,
                          .depthMultiplier = 2,
                          .activation = "gelu",
                          .depthwiseInitializer = "glorot_normal",
                          .depthwiseRegularizer = {"L1", {{"l1", 0.25}}}});
  Tensor small =
      maxPooling2d(x, {.poolSize = 3, .strides = 1, .padding = "same"});
  Tensor mean = averagePooling2d(
      x, {.poolSize = {3, 1}, .strides = 1, .padding = "same"});
  x = concatenate({small, mean});
  Tensor gate = dense(globalAveragePooling2d(x),
                      {.units = x.shape().back(), .activation = "sigmoid"});
  gate = multiply(gate, scale);
  x = multiply(x, layer("Reshape", gate, {{"target_shape", {1, 1, 32}}}));
  x = dropout(activation(x, "mish"), 0.25);
  x = layer("ops.Mean", layer("ops.Relu6", x), {{"axis", 2}});
  // Leads nowhere: Keras leaves it out.
  dense(x, {.units = 3});
  Tensor wide = layer("Reshape", x, {{"target_shape", {7, 1, 32}}});
  Tensor v = concatenate({globalMaxPooling2d(wide), flatten(relu(x))});
  v = dense(v, {.units = 5,
                .useBias = false,
                .kernelInitializer = {"RandomNormal", {{"stddev", 0.5}}},
                .kernelRegularizer = {"L1L2", {{"l1", 0.5}, {"l2", 0.25}}}});
  model.output(v);
  Named schedule("CosineDecay",
                 {{"initial_learning_rate", 0.5}, {"decay_steps", 100}});
  model.compile(
      {.optimizer = {"SGD",
                     {{"learning_rate", schedule.getValue()},
                      {"momentum", 0.5},
                      {"nesterov", true}}},
       .loss = {"CategoricalCrossentropy",
                {{"from_logits", true}, {"label_smoothing", 0.125}}},
       .metrics = {"accuracy", {"TopKCategoricalAccuracy", {{"k", 2}}}}});
  return model.main(argc, argv);
}
