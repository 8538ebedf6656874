//===- OptimizerState.cpp - An optimizer's variables in Keras's files -----===//

#include "compiler/Import/Training/OptimizerState.h"

#include "mlir/IR/AsmState.h"

#include <map>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

SmallVector<OptimizerVariable>
anabranch::import::listOptimizerVariables(ModuleOp module) {
  auto optimizer =
      module->getAttrOfType<nn::OptimizerAttrInterface>("nn.optimizer");
  std::map<unsigned, SmallVector<nn::OptimizerSlot>> groups;
  for (nn::OptimizerSlot slot : optimizer.getSlots())
    groups[slot.savedGroup].push_back(slot);
  SmallVector<OptimizerVariable> variables;
  for (const auto &[number, slots] : groups)
    for (auto parameter : module.getOps<nn::ParameterOp>())
      for (nn::OptimizerSlot slot : slots)
        if (parameter.getKind() == nn::ParameterKind::Trainable)
          variables.push_back({slot.getParameterName(parameter.getSymName()),
                               slot, parameter,
                               cast<RankedTensorType>(parameter.getType())});
  auto scalar =
      RankedTensorType::get({}, Float32Type::get(module.getContext()));
  for (nn::OptimizerSlot slot : optimizer.getSharedSlots())
    variables.push_back({slot.getParameterName(optimizer.getOptimizerName()),
                         slot, nullptr, scalar});
  return variables;
}

/// Which slot a legacy file's array is, by Keras 3's names
/// ("adam/conv2d_kernel_momentum"), Keras 2's ("Adam/m/conv2d/kernel:0"), and
/// those of its older optimizers ("Adam/conv2d/kernel/m:0").
static bool isOfSlot(StringRef path, StringRef slot) {
  static const llvm::StringMap<StringRef> slots = {
      {"m", "momentum"},
      {"momentum", "momentum"},
      {"v", "velocity"},
      {"rms", "velocity"},
      {"velocity", "velocity"},
      {"vhat", "velocity_hat"},
      {"velocity_hat", "velocity_hat"},
      {"mg", "average_gradient"},
      {"average_gradient", "average_gradient"},
      {"accumulator", "accumulator"},
      {"u", "norm"},
      {"norm", "norm"},
      {"accumulated_grad", "accumulated_grad"},
      {"accumulated_delta_var", "accumulated_delta_var"}};
  path.consume_back(":0");
  SmallVector<StringRef> parts;
  path.split(parts, '/');
  if (parts.back().ends_with(("_" + slot).str()))
    return true;
  if (auto last = slots.find(parts.back()); last != slots.end())
    return last->second == slot;
  // Behind the group and the optimizer. Further on, it is a layer's name.
  constexpr size_t place = 2;
  return parts.size() > place && slots.lookup(parts[place]) == slot;
}

/// The arrays in the order of the variables; as many of the file's order if its
/// names do not tell.
static SmallVector<std::string> sortArrays(const SavedOptimizer &saved,
                                           ArrayRef<OptimizerVariable> order) {
  if (!saved.isNamed)
    return SmallVector<std::string>(saved.arrays.begin(), saved.arrays.end());
  llvm::StringMap<SmallVector<std::string>> bySlot;
  llvm::StringMap<size_t> used;
  SmallVector<std::string> result;
  for (const OptimizerVariable &variable : order) {
    if (!variable.parameter)
      continue;
    StringRef slot = variable.slot.name;
    auto [arrays, isNew] = bySlot.try_emplace(slot);
    if (isNew)
      for (const std::string &array : saved.arrays)
        if (isOfSlot(array, slot))
          arrays->second.push_back(array);
    size_t index = used[slot]++;
    if (index >= arrays->second.size())
      return {};
    result.push_back(arrays->second[index]);
  }
  return result;
}

/// One value for each variable, or none if they do not fit. Keras 2 leaves out
/// what Nadam keeps for all parameters together, and cannot go on either.
static std::optional<std::vector<std::vector<float>>>
readValues(const Hdf5File &file, const SavedOptimizer &saved,
           ArrayRef<OptimizerVariable> variables) {
  SmallVector<std::string> arrays = sortArrays(saved, variables);
  arrays.append(saved.numbers.begin(), saved.numbers.end());
  if (arrays.size() != variables.size())
    return std::nullopt;
  std::vector<std::vector<float>> values;
  for (auto [array, variable] : llvm::zip_equal(arrays, variables)) {
    auto shape = file.getShape(array);
    if (!shape || ArrayRef<int64_t>(*shape) != variable.type.getShape())
      return std::nullopt;
    auto numbers = file.readFloats(array);
    if (!numbers)
      return std::nullopt;
    if (variable.slot.isNegated)
      llvm::transform(*numbers, numbers->begin(), std::negate<float>());
    values.push_back(std::move(*numbers));
  }
  return values;
}

void anabranch::import::readOptimizerState(Reporter &reporter,
                                           const Hdf5Weights &weights,
                                           ModuleOp module) {
  SavedOptimizer saved = weights.findOptimizer();
  if (saved.iteration <= 0)
    return;
  SmallVector<OptimizerVariable> variables = listOptimizerVariables(module);
  auto values = readValues(weights.getFile(), saved, variables);
  if (!values) {
    reporter.warning(reporter.getFileLocation(),
                     "the optimizer's state does not fit the model and is left "
                     "out: training begins with a new one");
    return;
  }
  OpBuilder builder(module.getContext());
  module->setAttr("nn.iteration", builder.getI64IntegerAttr(saved.iteration));
  for (auto [variable, numbers] : llvm::zip_equal(variables, *values)) {
    nn::ParameterOp parameter = variable.parameter;
    if (parameter)
      builder.setInsertionPointAfter(parameter);
    else
      builder.setInsertionPointToStart(module.getBody());
    auto initializer = nn::InitializerAttr::get(
        module.getContext(), nn::Distribution::Constant,
        APFloat(variable.slot.initialValue), APFloat(0.0));
    auto value = cast<ElementsAttr>(Attribute(DenseResourceElementsAttr::get(
        variable.type, variable.name,
        HeapAsmResourceBlob::allocateAndCopyInferAlign<float>(numbers))));
    nn::ParameterOp::create(
        builder, parameter ? parameter.getLoc() : module.getLoc(),
        variable.name, nn::ParameterKind::OptimizerSlot, variable.type,
        initializer, value, nn::RegularizerAttr());
  }
}
