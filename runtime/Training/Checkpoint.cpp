//===- Checkpoint.cpp - Saving and resuming a training run ----------------===//

#include "runtime/Training/Checkpoint.h"
#include "runtime/Error.h"
#include "runtime/Files/SafetensorsFile.h"
#include "runtime/Tensor.h"
#include "runtime/Training/SlotNames.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace anabranch::runtime {

void saveCheckpoint(const Executor &executor, const TrainingState &state,
                    const std::string &path) {
  const AnabranchModel &model = executor.model();
  std::vector<TensorView> tensors;
  for (int64_t i = 0; i < model.parameter_count; ++i) {
    const AnabranchParameter &parameter = model.parameters[i];
    tensors.push_back({parameter.name, parameter.element_type,
                       shapeOf(parameter), executor.address(parameter)});
  }
  TensorMetadata metadata = describeState(state);
  metadata["format"] = "anabranch";
  metadata["model"] = model.name;
  writeSafetensors(path, tensors, metadata);
}

bool hasUsableParameters(const Executor &executor) {
  // Beyond, the square of one is inf. What does not look diverged yet gives nan
  // with the next example.
  constexpr double largest = 1e19;
  const AnabranchModel &model = executor.model();
  for (int64_t i = 0; i < model.parameter_count; ++i) {
    const AnabranchParameter &parameter = model.parameters[i];
    if (parameter.kind != ANABRANCH_TRAINABLE)
      continue;
    const char *values = executor.address(parameter);
    int64_t count = elementCount(shapeOf(parameter));
    for (int64_t j = 0; j < count; ++j)
      if (!(std::abs(loadElement(parameter.element_type, values, j)) <=
            largest))
        return false;
  }
  return true;
}

/// What the file calls a parameter.
static std::string findName(const SafetensorsFile &file,
                            const AnabranchModel &model,
                            const AnabranchParameter &parameter) {
  std::string name = parameter.name, older = olderSlotName(name);
  bool isOlder =
      parameter.kind == ANABRANCH_OPTIMIZER_SLOT &&
      !file.tensors().count(name) &&
      std::none_of(model.parameters, model.parameters + model.parameter_count,
                   [&](const auto &other) { return older == other.name; });
  return isOlder ? older : name;
}

/// The file's tensor for a parameter.
static const SafetensorsFile::Tensor &
findTensor(const SafetensorsFile &file, const AnabranchModel &model,
           const AnabranchParameter &parameter) {
  auto mismatch = [&](const std::string &problem) {
    throw Error(file.path(), problem, "use a file that this model wrote");
  };
  auto found = file.tensors().find(findName(file, model, parameter));
  if (found == file.tensors().end())
    mismatch(std::string("has no tensor ") + parameter.name +
             ", which the model has");
  const SafetensorsFile::Tensor &tensor = found->second;
  if (tensor.shape != shapeOf(parameter))
    mismatch(std::string("has ") + parameter.name + " of shape " +
             formatShape(tensor.shape) + ", but the model's is " +
             formatShape(shapeOf(parameter)));
  if (tensor.type != safetensorsType(parameter.element_type))
    mismatch(std::string("has ") + parameter.name + " of type " + tensor.type +
             ", but the model's is " + safetensorsType(parameter.element_type));
  return tensor;
}

/// Finds all tensors before it reads the first.
static void loadParameters(Executor &executor, const SafetensorsFile &file,
                           bool withSlots) {
  const AnabranchModel &model = executor.model();
  std::vector<
      std::pair<const SafetensorsFile::Tensor *, const AnabranchParameter *>>
      pairs;
  for (int64_t i = 0; i < model.parameter_count; ++i)
    if (withSlots || model.parameters[i].kind != ANABRANCH_OPTIMIZER_SLOT)
      pairs.emplace_back(&findTensor(file, model, model.parameters[i]),
                         &model.parameters[i]);
  if (withSlots && pairs.size() != file.tensors().size())
    throw Error(file.path(),
                "has " + std::to_string(file.tensors().size()) +
                    " tensors, but the model has " +
                    std::to_string(pairs.size()),
                "use a file that this model wrote");
  for (auto [tensor, parameter] : pairs)
    file.read(*tensor, executor.change(*parameter));
}

void loadCheckpoint(Executor &executor, const std::string &path) {
  loadParameters(executor, SafetensorsFile(path), /*withSlots=*/true);
}

void loadWeights(Executor &executor, const std::string &path) {
  loadParameters(executor, SafetensorsFile(path), /*withSlots=*/false);
}

} // namespace anabranch::runtime
