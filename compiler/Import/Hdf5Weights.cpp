//===- Hdf5Weights.cpp - Trained weights in Keras's files -----------------===//

#include "compiler/Import/Hdf5Weights.h"

#include "compiler/Import/Layers.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace anabranch::import;

//===----------------------------------------------------------------------===//
// Keras 3
//===----------------------------------------------------------------------===//

namespace {
/// `model.weights.h5` in an archive, and what `save_weights` writes beside it:
/// "layers/conv2d_1/vars/0". The graph knows the layers' groups: their names
/// stand in the file too, but Keras does not look at them.
class ArchiveWeights : public Hdf5Weights {
public:
  ArchiveWeights(Reporter &reporter, std::unique_ptr<Hdf5File> file)
      : Hdf5Weights(reporter, std::move(file)) {}

  std::string findVariable(const Layer &layer, StringRef variable,
                           unsigned index) const override {
    auto [inner, name] = variable.split('/');
    if (!name.empty())
      return layer.weightsGroup + "/" + getInnerGroup(inner) + "/vars/" +
             (name == "kernel" ? "0" : "1");
    return layer.weightsGroup + "/vars/" + std::to_string(index);
  }

  /// Where a layer inside the layer stands, one of attention's projections: by
  /// the attribute that Keras has it in.
  static std::string getInnerGroup(StringRef name) {
    return llvm::StringSwitch<std::string>(name)
        .Case("attention_output", "output_dense")
        .Case("gate", "_gate_dense")
        .Default((name + "_dense").str());
  }

  /// The iteration, the learning rate unless there is a schedule, and then what
  /// the optimizer keeps.
  SavedOptimizer findOptimizer() const override {
    SavedOptimizer result;
    std::string group = getOptimizerGroup(getFile());
    auto getPath = [&](size_t index) {
      return group + "/" + std::to_string(index);
    };
    result.iteration = getFile().readInteger(getPath(0)).value_or(0);
    for (size_t index = 1;; ++index) {
      auto shape = getFile().getShape(getPath(index));
      if (!shape)
        return result;
      if (!shape->empty())
        result.arrays.push_back(getPath(index));
      else if (index > 1)
        result.numbers.push_back(getPath(index));
    }
  }
};

//===----------------------------------------------------------------------===//
// Keras 2
//===----------------------------------------------------------------------===//

/// A legacy `.h5` file: "conv2d_1/conv2d_1/kernel:0", or without ":0" if Keras
/// 3 has written it; under "model_weights" in the file of a whole model. Arrays
/// are found by their names: those of a model inside the model stand in its
/// group, where Keras 2 has the layer's name alone ("body/conv2d/kernel:0"),
/// and Keras 3 the names of all models ("body/left/conv2d/kernel").
class LegacyWeights : public Hdf5Weights {
public:
  LegacyWeights(Reporter &reporter, std::unique_ptr<Hdf5File> file,
                StringRef root)
      : Hdf5Weights(reporter, std::move(file)), root(root) {
    for (const std::string &path : getFile().listArrays(root)) {
      auto [group, name] = StringRef(path).split('/');
      name.consume_back(":0");
      // By the whole name, and by the ends of it.
      for (StringRef end = name; !end.empty(); end = end.split('/').second)
        arrays[(group + "/" + end).str()].push_back(path);
    }
  }

  std::string findVariable(const Layer &layer, StringRef variable,
                           unsigned) const override {
    auto [group, inner] = StringRef(layer.name).split('/');
    StringRef last = inner.substr(inner.rfind('/') + 1);
    SmallVector<StringRef> keys = {variable};
    if (variable == "kernel") // Keras 2's name for DepthwiseConv2D's
      keys.push_back("depthwise_kernel");
    for (StringRef name : {inner, last})
      for (StringRef key : keys) {
        auto found = arrays.find(
            (group + "/" + name + (name.empty() ? "" : "/") + key).str());
        if (found != arrays.end() && found->second.size() == 1)
          return root + found->second.front();
      }
    return "";
  }

  SavedOptimizer findOptimizer() const override {
    SavedOptimizer result;
    result.isNamed = true;
    for (const std::string &name :
         readNames("optimizer_weights", "weight_names")) {
      std::string path = "optimizer_weights/" + name;
      auto shape = getFile().getShape(path);
      bool isNumber = shape && shape->empty();
      StringRef last = StringRef(name).rsplit('/').second;
      last = last.empty() ? StringRef(name) : last;
      if (isNumber && last.starts_with("iter")) // and "iteration"
        result.iteration =
            std::max(result.iteration, getFile().readInteger(path).value_or(0));
      else if (!isNumber)
        result.arrays.push_back(path);
      else if (!last.starts_with("learning_rate") && !isOfLossScale(last))
        result.numbers.push_back(path);
    }
    return result;
  }

private:
  /// Whether a number is what Keras 3's or Keras 2's LossScaleOptimizer keeps
  /// beside its inner optimizer's, whose iteration is not 0 as its own.
  static bool isOfLossScale(StringRef name) {
    name.consume_back(":0");
    return llvm::is_contained(
        {"dynamic_scale", "step_counter", "current_loss_scale", "good_steps"},
        name);
  }

  /// A list that Keras cuts into "NAME0", "NAME1", ... where it is long.
  std::vector<std::string> readNames(StringRef group, StringRef name) const {
    if (!getFile().contains(group))
      return {};
    if (auto all = getFile().readStrings(group, name))
      return std::move(*all);
    std::vector<std::string> result;
    for (unsigned index = 0;; ++index) {
      auto part = getFile().readStrings(group, (name + Twine(index)).str());
      if (!part)
        return result;
      llvm::append_range(result, *part);
    }
  }

  std::string root; ///< "model_weights/" or "/"
  /// By the group and the end of a name.
  llvm::StringMap<std::vector<std::string>> arrays;
};
} // namespace

//===----------------------------------------------------------------------===//
// Both
//===----------------------------------------------------------------------===//

std::string anabranch::import::getOptimizerGroup(const Hdf5File &file) {
  const char *inner = "optimizer/inner_optimizer/vars";
  return file.contains(inner) ? inner : "optimizer/vars";
}

FailureOr<std::unique_ptr<Hdf5Weights>>
Hdf5Weights::open(Reporter &reporter, ArrayRef<char> bytes) {
  std::unique_ptr<Hdf5File> file = Hdf5File::open(bytes);
  if (!file)
    return reporter.error("the weights are damaged: save the model again");
  std::unique_ptr<Hdf5Weights> weights;
  if (file->contains("model_weights"))
    weights = std::make_unique<LegacyWeights>(reporter, std::move(file),
                                              "model_weights/");
  else if (file->contains("layers"))
    weights = std::make_unique<ArchiveWeights>(reporter, std::move(file));
  else
    weights = std::make_unique<LegacyWeights>(reporter, std::move(file), "/");
  return weights;
}

FailureOr<std::vector<float>> Hdf5Weights::read(const Layer &layer,
                                                StringRef variable,
                                                unsigned index,
                                                RankedTensorType type) const {
  auto fail = [&](const Twine &message) {
    return reporter.error("layer " + quote(layer.name) +
                          ": the weights for \"" + variable + "\" " + message +
                          ": save the model again");
  };
  std::string path = findVariable(layer, variable, index);
  std::optional<SmallVector<int64_t>> shape;
  if (!path.empty())
    shape = file->getShape(path);
  if (!shape)
    return fail("are missing");
  if (ArrayRef<int64_t>(*shape) != type.getShape())
    return fail(
        "have the shape " +
        printShape(RankedTensorType::get(*shape, type.getElementType())) +
        " where the layer needs " + printShape(type));
  std::optional<std::vector<float>> values = file->readFloats(path);
  if (!values)
    return fail("cannot be read");
  return std::move(*values);
}
