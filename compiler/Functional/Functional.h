//===- Functional.h - Models described in C++ -----------------------------===//
//
// Keras's functional API for C++:
//
//     Model model("tiny");
//     Tensor x = model.input({32, 32, 3});
//     Tensor y = add(conv2d(x, {.filters = 3}), x);
//     model.output(dense(flatten(y), {.units = 10}));
//     return model.main(argc, argv);
//
// The layers are Keras's, with its names for their weights, its initializers
// and its order, so that the same network in Keras becomes the same program.
// Whatever has no function here is reached with `layer` by Keras's name for it,
// or by "ops.NAME" if it is one of keras.ops.
//
// A mistake is reported once, with the line that describes the layer; what
// follows from it is not, its tensors have no shape, and `emit` fails.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_FUNCTIONAL_FUNCTIONAL_H
#define ANABRANCH_COMPILER_FUNCTIONAL_FUNCTIONAL_H

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace anabranch::functional {

/// Arguments by Keras's names: {{"momentum", 0.9}, {"nesterov", true}}.
using Arguments = nlohmann::json;

/// Something that Keras knows by name: "he_normal"; or by name and arguments:
/// {"SGD", {{"momentum", 0.9}}}.
class Named {
public:
  /// Keras's default.
  Named() = default;
  Named(const char *name) : value(name) {}
  Named(const std::string &name) : value(name) {}
  Named(const std::string &name, Arguments arguments)
      : value({{"class_name", name}, {"config", std::move(arguments)}}) {}

  const Arguments &getValue() const { return value; }

private:
  Arguments value;
};

/// Height and width.
struct Size {
  Size(int64_t both) : height(both), width(both) {}
  Size(int64_t height, int64_t width) : height(height), width(width) {}
  int64_t height, width;
};

/// The line that describes a layer.
struct SourceLine {
  static SourceLine current(const char *file = __builtin_FILE(),
                            unsigned line = __builtin_LINE()) {
    return {file, line};
  }
  const char *file;
  unsigned line;
};

class Description;

/// The output of a layer's call.
class Tensor {
public:
  /// No tensor; layers that get one return one.
  Tensor() = default;

  /// The sizes behind the batch; none after an error.
  std::vector<int64_t> shape() const;

private:
  friend class Description;
  friend class Layer;
  Tensor(Description *description, unsigned layer, unsigned call)
      : description(description), layer(layer), call(call) {}
  Description *description = nullptr;
  unsigned layer = 0, call = 0;
};

/// A layer to be called, more than once if its weights are to be shared.
class Layer {
public:
  Tensor operator()(Tensor input) const {
    return (*this)(std::vector<Tensor>{input});
  }
  Tensor operator()(const std::vector<Tensor> &inputs) const;

private:
  friend class Description;
  Layer(Description *description, unsigned index)
      : description(description), index(index) {}
  Description *description;
  unsigned index;
};

// Options may be left out of a braced list; without the initializers, compilers
// warn of each.
// NOLINTBEGIN(readability-redundant-member-init)

/// What a model trains with; a model without a loss predicts only.
struct Training {
  Named optimizer = {}, loss = {};
  std::vector<Named> metrics = {};
};

/// The driver's options.
struct Output {
  std::string file = {}; ///< "-" for standard output
  std::string emit = "exe";
  std::string fuse = "all", algorithm = "auto", march = "native";
};

/// A model that is being described.
class Model {
public:
  explicit Model(const std::string &name);
  Model(Model &&) noexcept;
  Model &operator=(Model &&) noexcept;
  ~Model();

  /// An input of float32 numbers, with these sizes behind the batch.
  Tensor input(const std::vector<int64_t> &shape, const std::string &name = "",
               SourceLine line = SourceLine::current());
  /// A layer of Keras's class `className` ("Conv2D"). Without a name it gets
  /// Keras's: "conv2d", "conv2d_1", ...
  Layer layer(const std::string &className, const Arguments &arguments = {},
              const std::string &name = "",
              SourceLine line = SourceLine::current());
  /// What the model computes.
  void output(Tensor tensor);
  void compile(const Training &training);

  /// Writes an executable, or what `emit` asks for; false after an error.
  bool emit(const Output &output) const;
  /// Does what the command line says, with the options of `anabranch compile`;
  /// returns the exit code.
  int main(int argc, char **argv) const;

private:
  std::unique_ptr<Description> description;
};

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//
// Arguments that are not given have Keras's values, but windows are 3 by 3 and
// padding is "same", as residual blocks have them. `more` holds further ones.

/// A layer of the tensors' model and its only call.
Tensor layer(const std::string &className, const std::vector<Tensor> &inputs,
             const Arguments &arguments = {}, const std::string &name = "",
             SourceLine line = SourceLine::current());
inline Tensor layer(const std::string &className, Tensor input,
                    const Arguments &arguments = {},
                    const std::string &name = "",
                    SourceLine line = SourceLine::current()) {
  return layer(className, std::vector<Tensor>{input}, arguments, name, line);
}

struct Conv2D {
  int64_t filters = 0;
  Size kernelSize = 3, strides = 1;
  std::string padding = "same";
  Size dilationRate = 1;
  int64_t groups = 1;
  std::string activation = {};
  bool useBias = true;
  Named kernelInitializer = {}, kernelRegularizer = {};
  Arguments more = {};
  std::string name = {};
};
Tensor conv2d(Tensor input, const Conv2D &options,
              SourceLine line = SourceLine::current());

struct DepthwiseConv2D {
  Size kernelSize = 3, strides = 1;
  std::string padding = "same";
  Size dilationRate = 1;
  int64_t depthMultiplier = 1;
  std::string activation = {};
  bool useBias = true;
  Named depthwiseInitializer = {}, depthwiseRegularizer = {};
  Arguments more = {};
  std::string name = {};
};
Tensor depthwiseConv2d(Tensor input, const DepthwiseConv2D &options = {},
                       SourceLine line = SourceLine::current());

struct Dense {
  int64_t units = 0;
  std::string activation = {};
  bool useBias = true;
  Named kernelInitializer = {}, kernelRegularizer = {};
  Arguments more = {};
  std::string name = {};
};
Tensor dense(Tensor input, const Dense &options,
             SourceLine line = SourceLine::current());

struct BatchNormalization {
  double momentum = 0.99, epsilon = 1e-3;
  bool center = true, scale = true;
  Arguments more = {};
  std::string name = {};
};
Tensor batchNormalization(Tensor input, const BatchNormalization &options = {},
                          SourceLine line = SourceLine::current());

struct Pooling2D {
  Size poolSize = 2;
  /// Those of the window if not given.
  std::optional<Size> strides = {};
  std::string padding = "valid";
  Arguments more = {};
  std::string name = {};
};
Tensor averagePooling2d(Tensor input, const Pooling2D &options = {},
                        SourceLine line = SourceLine::current());
Tensor maxPooling2d(Tensor input, const Pooling2D &options = {},
                    SourceLine line = SourceLine::current());
Tensor globalAveragePooling2d(Tensor input,
                              SourceLine line = SourceLine::current());
Tensor globalMaxPooling2d(Tensor input,
                          SourceLine line = SourceLine::current());

Tensor relu(Tensor input, SourceLine line = SourceLine::current());
/// One of `keras.activations`.
Tensor activation(Tensor input, const std::string &function,
                  SourceLine line = SourceLine::current());
Tensor dropout(Tensor input, double rate,
               SourceLine line = SourceLine::current());
Tensor flatten(Tensor input, SourceLine line = SourceLine::current());

/// Merging layers broadcast sizes of 1.
Tensor add(const std::vector<Tensor> &inputs,
           SourceLine line = SourceLine::current());
Tensor multiply(const std::vector<Tensor> &inputs,
                SourceLine line = SourceLine::current());
/// Along the last axis.
Tensor concatenate(const std::vector<Tensor> &inputs,
                   SourceLine line = SourceLine::current());
inline Tensor add(Tensor lhs, Tensor rhs,
                  SourceLine line = SourceLine::current()) {
  return add(std::vector<Tensor>{lhs, rhs}, line);
}
inline Tensor multiply(Tensor lhs, Tensor rhs,
                       SourceLine line = SourceLine::current()) {
  return multiply(std::vector<Tensor>{lhs, rhs}, line);
}

// NOLINTEND(readability-redundant-member-init)

} // namespace anabranch::functional

#endif // ANABRANCH_COMPILER_FUNCTIONAL_FUNCTIONAL_H
