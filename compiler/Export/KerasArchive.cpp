//===- KerasArchive.cpp - A trained model back to Keras -------------------===//

#include "compiler/Export/KerasArchive.h"

#include "compiler/Import/Files/Hdf5File.h"
#include "compiler/Import/Files/ModelFile.h"
#include "compiler/Import/KerasModel.h"
#include "compiler/Import/Training/OptimizerState.h"
#include "runtime/Error.h"
#include "runtime/Files/SafetensorsFile.h"
#include "runtime/Files/ZipArchive.h"
#include "runtime/Tensor.h"
#include "runtime/Training/SlotNames.h"

#include "llvm/Support/MemoryBuffer.h"

#include <nlohmann/json.hpp>

using namespace mlir;
using namespace anabranch;
using import::Hdf5File;
using runtime::Error;

static constexpr const char *weightsMember = "model.weights.h5";

namespace {
/// The tensors of a checkpoint, by our names, into an archive's weights.
class WeightsWriter {
public:
  WeightsWriter(const std::string &checkpoint, Hdf5File &weights)
      : checkpoint(checkpoint), weights(weights) {}

  void writeVariables(ModuleOp module,
                      ArrayRef<import::SavedVariable> variables);
  void writeOptimizer(ModuleOp module, bool isKeras2);

private:
  bool contains(const std::string &name) const {
    return checkpoint.tensors().count(name) != 0;
  }
  std::vector<float> read(const std::string &name, RankedTensorType type) const;
  void write(const std::string &path, ArrayRef<int64_t> shape,
             ArrayRef<float> values);
  std::optional<nlohmann::json> getMetadata(const char *key) const;

  runtime::SafetensorsFile checkpoint;
  Hdf5File &weights;
};
} // namespace

std::vector<float> WeightsWriter::read(const std::string &name,
                                       RankedTensorType type) const {
  auto fail = [&](const std::string &problem) {
    throw Error(checkpoint.path(), problem,
                "use a file that this model's executable wrote");
  };
  auto found = checkpoint.tensors().find(name);
  if (found == checkpoint.tensors().end())
    fail("has no tensor " + name + ", which the model has");
  const runtime::SafetensorsFile::Tensor &tensor = found->second;
  if (ArrayRef<int64_t>(tensor.shape) != type.getShape())
    fail("has " + name + " of shape " + runtime::formatShape(tensor.shape) +
         ", but the model's is " + runtime::formatShape(type.getShape().vec()));
  if (tensor.type != "F32")
    fail("has " + name + " of type " + tensor.type +
         ", but the model's is F32");
  std::vector<float> values(type.getNumElements());
  checkpoint.read(tensor, reinterpret_cast<char *>(values.data()));
  return values;
}

void WeightsWriter::write(const std::string &path, ArrayRef<int64_t> shape,
                          ArrayRef<float> values) {
  if (!weights.writeFloats(path, shape, values))
    throw Error(weightsMember, "cannot take " + path,
                "save the model again with Keras");
}

void WeightsWriter::writeVariables(ModuleOp module,
                                   ArrayRef<import::SavedVariable> variables) {
  for (const import::SavedVariable &variable : variables) {
    auto parameter = module.lookupSymbol<nn::ParameterOp>(variable.parameter);
    auto type = cast<RankedTensorType>(parameter.getType());
    write(variable.path, type.getShape(), read(variable.parameter, type));
  }
}

/// A value of the checkpoint's metadata, which are JSON; none if it is absent
/// or null.
std::optional<nlohmann::json>
WeightsWriter::getMetadata(const char *key) const {
  auto found = checkpoint.metadata().find(key);
  if (found == checkpoint.metadata().end())
    return std::nullopt;
  auto value = nlohmann::json::parse(found->second, nullptr,
                                     /*allow_exceptions=*/false);
  return value.is_number() ? std::optional(value) : std::nullopt;
}

/// The steps done, the learning rate unless it follows a schedule, and the
/// optimizer's variables. Keras 2 saves neither the rate nor numbers that all
/// parameters share.
void WeightsWriter::writeOptimizer(ModuleOp module, bool isKeras2) {
  auto optimizer =
      module->getAttrOfType<nn::OptimizerAttrInterface>("nn.optimizer");
  std::optional<nlohmann::json> iteration = getMetadata("iteration");
  std::optional<nlohmann::json> earlier = getMetadata("earlier_iterations");
  if (!optimizer || !iteration || !earlier)
    return; // Weights alone.
  std::string name = optimizer.getOptimizerName().str();
  auto trainedWith = checkpoint.metadata().find("optimizer");
  if (trainedWith == checkpoint.metadata().end() || trainedWith->second != name)
    throw Error(checkpoint.path(),
                "belongs to another optimizer, " +
                    (trainedWith == checkpoint.metadata().end()
                         ? "unknown"
                         : trainedWith->second),
                "use a file that this model's executable wrote");
  std::string group = import::getOptimizerGroup(weights);
  weights.clearGroup(group);
  unsigned index = 0;
  auto getPath = [&] { return group + "/" + std::to_string(index++); };
  if (!weights.writeInteger(getPath(), iteration->get<int64_t>() +
                                           earlier->get<int64_t>()))
    throw Error(weightsMember, "cannot take the optimizer's state",
                "save the model again with Keras");
  if (!isKeras2 && !module->hasAttr("nn.schedule")) {
    double rate = optimizer.getInitialLearningRate();
    if (std::optional<nlohmann::json> chosen = getMetadata("learning_rate"))
      rate = chosen->get<double>();
    write(getPath(), {}, static_cast<float>(rate));
  }
  for (const import::OptimizerVariable &variable :
       import::listOptimizerVariables(module)) {
    if (isKeras2 && !variable.parameter)
      continue;
    // A parameter that the loss does not depend on has no slots here.
    std::vector<float> values(variable.type.getNumElements(),
                              static_cast<float>(variable.slot.initialValue));
    std::string older = runtime::olderSlotName(variable.name);
    if (contains(variable.name))
      values = read(variable.name, variable.type);
    else if (contains(older) && !module.lookupSymbol(older))
      values = read(older, variable.type);
    if (variable.slot.isNegated)
      llvm::transform(values, values.begin(), std::negate<float>());
    write(getPath(), variable.type.getShape(), values);
  }
}

LogicalResult exporting::saveKerasArchive(StringRef model, StringRef checkpoint,
                                          StringRef output,
                                          MLIRContext &context) {
  auto head = llvm::MemoryBuffer::getFileSlice(model, 2, 0);
  if (head && !import::isArchive((*head)->getBuffer()))
    throw Error(model.str(), "is no .keras archive",
                "load and save it with Keras 3 first");
  std::vector<import::SavedVariable> variables;
  OwningOpRef<ModuleOp> module =
      import::importKerasModel(model, {}, context, &variables);
  if (!module)
    return failure();
  runtime::ZipArchive archive(model.str());
  std::vector<std::pair<std::string, std::vector<char>>> members;
  std::unique_ptr<Hdf5File> weights;
  bool isKeras2 = false;
  for (const std::string &name : archive.names()) {
    std::vector<char> content = archive.read(name);
    if (name == weightsMember)
      weights = Hdf5File::open(content, /*isWritable=*/true);
    if (name == "metadata.json") {
      auto metadata = nlohmann::json::parse(content, nullptr,
                                            /*allow_exceptions=*/false);
      isKeras2 = metadata.is_object() && metadata.contains("keras_version") &&
                 metadata["keras_version"].is_string() &&
                 metadata["keras_version"].get<std::string>()[0] == '2';
    }
    members.emplace_back(name, std::move(content));
  }
  if (!weights)
    throw Error(model.str(), "has no weights to be replaced",
                "save the model again with Keras");
  WeightsWriter writer(checkpoint.str(), *weights);
  writer.writeVariables(*module, variables);
  writer.writeOptimizer(*module, isKeras2);
  for (auto &[name, content] : members)
    if (name == weightsMember)
      content = weights->getBytes();
  runtime::writeZipArchive(
      output.str(), members,
      "go on from the checkpoint, which may be larger, without Keras");
  return success();
}
