//===- NpzArrays.cpp - The arrays of a model in an .npz file --------------===//

#include "runtime/Data/NpzArrays.h"
#include "runtime/Error.h"
#include "runtime/Tensor.h"

#include <algorithm>

namespace anabranch::runtime {

/// Whether an input or output has this very name.
static bool isTensorName(const AnabranchProgram &program,
                         const std::string &name) {
  auto contains = [&](const AnabranchTensor *tensors, int64_t count) {
    return std::any_of(
        tensors, tensors + count,
        [&](const AnabranchTensor &tensor) { return name == tensor.name; });
  };
  return contains(program.inputs, program.input_count) ||
         contains(program.targets, program.target_count) ||
         contains(program.predictions, program.prediction_count);
}

/// `name` with the suffix of a split, if the file has that array. The name of
/// an input or output is no other's with a suffix.
static std::optional<std::string> findArray(const ZipArchive &archive,
                                            const AnabranchProgram &program,
                                            const std::string &name,
                                            const std::string &suffix) {
  std::string whole = name + suffix;
  if (!npzContains(archive, whole) ||
      (!suffix.empty() && isTensorName(program, whole)))
    return std::nullopt;
  return whole;
}

std::optional<std::string> findInput(const ZipArchive &archive,
                                     const AnabranchProgram &program,
                                     int64_t index, const std::string &suffix) {
  std::optional<std::string> name =
      findArray(archive, program, program.inputs[index].name, suffix);
  if (!name && program.input_count == 1)
    return findArray(archive, program, "x", suffix);
  return name;
}

std::string inputName(const AnabranchProgram &program, int64_t index) {
  return program.input_count == 1 ? "x" : program.inputs[index].name;
}

std::string targetName(const AnabranchModel &model, int64_t index) {
  return model.predict->prediction_count == 1
             ? "y"
             : model.evaluate->targets[index].name;
}

std::optional<std::string> findTarget(const ZipArchive &archive,
                                      const AnabranchModel &model,
                                      int64_t index,
                                      const std::string &suffix) {
  const AnabranchProgram &program = *model.evaluate;
  std::optional<std::string> name =
      findArray(archive, program, targetName(model, index), suffix);
  if (!name && model.target_count == 1)
    return findArray(archive, program, "y", suffix);
  return name;
}

std::optional<std::string> findWeights(const ZipArchive &archive,
                                       const AnabranchModel &model,
                                       const std::string &suffix) {
  const AnabranchProgram &program = *model.evaluate;
  std::optional<std::string> name =
      findArray(archive, program, "sample_weights", suffix);
  return name ? name : findArray(archive, program, "sample_weight", suffix);
}

std::vector<std::string> splitArrays(const ZipArchive &archive,
                                     const AnabranchModel &model,
                                     const std::string &suffix) {
  const AnabranchProgram &program = *model.evaluate;
  std::vector<std::string> names;
  for (int64_t i = 0; i < program.input_count; ++i)
    if (auto name = findInput(archive, program, i, suffix))
      names.push_back(*name);
  for (int64_t i = 0; i < program.target_count; ++i)
    if (auto name = findTarget(archive, model, i, suffix))
      names.push_back(*name);
  if (!names.empty())
    if (auto name = findWeights(archive, model, suffix))
      names.push_back(*name);
  return names;
}

Examples readInputs(const ZipArchive &archive, const AnabranchProgram &program,
                    const std::string &suffix) {
  Examples examples;
  for (int64_t i = 0; i < program.input_count; ++i) {
    std::optional<std::string> name = findInput(archive, program, i, suffix);
    if (!name)
      throw Error(archive.path(),
                  "has no array " + inputName(program, i) + suffix,
                  "save one array for each input layer");
    addInput(program.inputs[i], readNpz(archive, *name),
             npzSubject(archive, *name), examples);
  }
  return examples;
}

void addInput(const AnabranchTensor &input, NumpyArray array,
              const std::string &subject, Examples &examples) {
  if (array.shape == shapeOf(input))
    array.shape.insert(array.shape.begin(), 1);
  if (examples.inputs.empty())
    examples.count = array.shape.empty() ? 0 : array.shape[0];
  requireCount(array, examples.count, subject);
  examples.inputs.push_back(inputColumn(input, std::move(array), subject));
}

void requireCount(const NumpyArray &array, int64_t expected,
                  const std::string &subject) {
  int64_t count = array.shape.empty() ? 0 : array.shape[0];
  if (count != expected)
    throw Error(subject,
                "has " + std::to_string(count) +
                    " examples, but the arrays before it have " +
                    std::to_string(expected),
                "save arrays of equal length");
}

} // namespace anabranch::runtime
