//===- Layers.cpp - Layers described in C++ -------------------------------===//

#include "compiler/Functional/Description.h"

using namespace anabranch;
using namespace anabranch::functional;

Tensor functional::layer(const std::string &className,
                         const std::vector<Tensor> &inputs,
                         const Arguments &arguments, const std::string &name,
                         SourceLine line) {
  Description *description = Description::find(inputs);
  if (!description) // after an error
    return {};
  return description->addLayer(className, arguments, name, line)(inputs);
}

static Arguments toPair(const Size &size) {
  return Arguments::array({size.height, size.width});
}

/// `arguments` with what `more` adds to them, or has instead.
static Arguments join(Arguments arguments, const Arguments &more) {
  if (more.is_null())
    return arguments;
  if (!more.is_object())
    return more; // Building the layer reports it.
  arguments.update(more);
  return arguments;
}

static Arguments toActivation(const std::string &name) {
  return name.empty() ? Arguments() : Arguments(name);
}

Tensor functional::conv2d(Tensor input, const Conv2D &options,
                          SourceLine line) {
  Arguments arguments = {
      {"filters", options.filters},
      {"kernel_size", toPair(options.kernelSize)},
      {"strides", toPair(options.strides)},
      {"padding", options.padding},
      {"dilation_rate", toPair(options.dilationRate)},
      {"groups", options.groups},
      {"activation", toActivation(options.activation)},
      {"use_bias", options.useBias},
      {"kernel_initializer", options.kernelInitializer.getValue()},
      {"kernel_regularizer", options.kernelRegularizer.getValue()}};
  return layer("Conv2D", input, join(arguments, options.more), options.name,
               line);
}

Tensor functional::depthwiseConv2d(Tensor input, const DepthwiseConv2D &options,
                                   SourceLine line) {
  Arguments arguments = {
      {"kernel_size", toPair(options.kernelSize)},
      {"strides", toPair(options.strides)},
      {"padding", options.padding},
      {"dilation_rate", toPair(options.dilationRate)},
      {"depth_multiplier", options.depthMultiplier},
      {"activation", toActivation(options.activation)},
      {"use_bias", options.useBias},
      {"depthwise_initializer", options.depthwiseInitializer.getValue()},
      {"depthwise_regularizer", options.depthwiseRegularizer.getValue()}};
  return layer("DepthwiseConv2D", input, join(arguments, options.more),
               options.name, line);
}

Tensor functional::dense(Tensor input, const Dense &options, SourceLine line) {
  Arguments arguments = {
      {"units", options.units},
      {"activation", toActivation(options.activation)},
      {"use_bias", options.useBias},
      {"kernel_initializer", options.kernelInitializer.getValue()},
      {"kernel_regularizer", options.kernelRegularizer.getValue()}};
  return layer("Dense", input, join(arguments, options.more), options.name,
               line);
}

Tensor functional::batchNormalization(Tensor input,
                                      const BatchNormalization &options,
                                      SourceLine line) {
  Arguments arguments = {{"momentum", options.momentum},
                         {"epsilon", options.epsilon},
                         {"center", options.center},
                         {"scale", options.scale}};
  return layer("BatchNormalization", input, join(arguments, options.more),
               options.name, line);
}

static Tensor pool(const char *className, Tensor input,
                   const Pooling2D &options, SourceLine line) {
  Arguments arguments = {
      {"pool_size", toPair(options.poolSize)},
      {"strides", toPair(options.strides.value_or(options.poolSize))},
      {"padding", options.padding}};
  return layer(className, input, join(arguments, options.more), options.name,
               line);
}

Tensor functional::averagePooling2d(Tensor input, const Pooling2D &options,
                                    SourceLine line) {
  return pool("AveragePooling2D", input, options, line);
}

Tensor functional::maxPooling2d(Tensor input, const Pooling2D &options,
                                SourceLine line) {
  return pool("MaxPooling2D", input, options, line);
}

Tensor functional::globalAveragePooling2d(Tensor input, SourceLine line) {
  return layer("GlobalAveragePooling2D", input, {}, "", line);
}

Tensor functional::globalMaxPooling2d(Tensor input, SourceLine line) {
  return layer("GlobalMaxPooling2D", input, {}, "", line);
}

Tensor functional::relu(Tensor input, SourceLine line) {
  return layer("ReLU", input, {}, "", line);
}

Tensor functional::activation(Tensor input, const std::string &function,
                              SourceLine line) {
  return layer("Activation", input, {{"activation", function}}, "", line);
}

Tensor functional::dropout(Tensor input, double rate, SourceLine line) {
  return layer("Dropout", input, {{"rate", rate}}, "", line);
}

Tensor functional::flatten(Tensor input, SourceLine line) {
  return layer("Flatten", input, {}, "", line);
}

Tensor functional::add(const std::vector<Tensor> &inputs, SourceLine line) {
  return layer("Add", inputs, {}, "", line);
}

Tensor functional::multiply(const std::vector<Tensor> &inputs,
                            SourceLine line) {
  return layer("Multiply", inputs, {}, "", line);
}

Tensor functional::concatenate(const std::vector<Tensor> &inputs,
                               SourceLine line) {
  return layer("Concatenate", inputs, {}, "", line);
}
