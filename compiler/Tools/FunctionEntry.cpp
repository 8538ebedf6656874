//===- FunctionEntry.cpp - A function of nn ops and its arguments ---------===//

#include "compiler/Tools/FunctionEntry.h"

using namespace mlir;
using namespace anabranch;
using kernel::PlacedTensorAttr;

FunctionEntry::FunctionEntry(func::FuncOp function, int64_t batch)
    : function(function), batchSize(batch) {
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    values.push_back(
        function.getArgAttrOfType<DenseElementsAttr>(i, "nn.value"));
    auto type = cast<ShapedType>(function.getArgument(i).getType());
    isDouble |= type.getElementType().isF64();
    if (values.back() && !type.hasStaticShape())
      batchSize = values.back().getType().getDimSize(0);
  }
}

/// Numbers in [-1, 1) that are the same everywhere (Steele et al., SplitMix64).
static double drawNumber(uint64_t &state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1;
}

static void setInput(target::JitProgram &program, PlacedTensorAttr tensor,
                     DenseElementsAttr value, uint64_t &state) {
  visitNumbers(program, tensor, [&](auto numbers) {
    using T = typename decltype(numbers)::value_type;
    if (value) {
      for (auto [number, constant] :
           llvm::zip_equal(numbers, value.getValues<T>()))
        number = constant;
      return;
    }
    for (T &number : numbers)
      number = static_cast<T>(drawNumber(state));
  });
}

void anabranch::setInputs(target::JitProgram &program,
                          const FunctionEntry &entry) {
  uint64_t state = 1;
  for (auto [index, tensor] : llvm::enumerate(program.getInputs()))
    setInput(program, tensor,
             index < entry.values.size() ? entry.values[index]
                                         : DenseElementsAttr(),
             state);
  program.setStepValues(/*learningRate=*/0.1, /*iteration=*/0, entry.isDouble);
}
