//===- RowEpilogue.cpp - The epilogue of a thread's rows ------------------===//

#include "compiler/CodeGen/CUDA/Results/RowEpilogue.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

Value RowEpilogue::loadShared(LoopBuilder &loops, ShapedType domain,
                              Value input, Value channel, Lanes lanes) {
  return isSameInAllRows(domain, input)
             ? loadOperand(loops, input, domain, channel, lanes)
             : Value();
}

RowEpilogue::RowEpilogue(LoopBuilder &loops, const KernelArguments &arguments,
                         Value channel, Lanes lanes)
    : loops(loops), arguments(arguments), lanes(lanes) {
  for (Value input : arguments.getInputs())
    shared.push_back(
        loadShared(loops, arguments.domain, input, channel, lanes));
}

SmallVector<Value> RowEpilogue::fetch(ValueRange indices) const {
  SmallVector<Value> fetched;
  for (auto [input, value] : llvm::zip_equal(arguments.getInputs(), shared))
    if (!value)
      fetched.push_back(
          loadOperand(loops, input, arguments.domain, indices, lanes));
  return fetched;
}

size_t RowEpilogue::getFetchedCount() const {
  return static_cast<size_t>(llvm::count(shared, Value()));
}

SmallVector<Value> RowEpilogue::store(Value result, ValueRange fetched,
                                      ValueRange indices,
                                      ValueRange sums) const {
  SmallVector<Value> operands = shared;
  for (Value &operand : operands)
    if (!operand) {
      operand = fetched.front();
      fetched = fetched.drop_front();
    }
  SmallVector<Value> values =
      arguments.storeEpilogue(loops, result, operands, indices, lanes);
  for (auto [value, sum] : llvm::zip_equal(values, sums))
    value = arith::AddFOp::create(loops.builder, loops.location, sum, value);
  return values;
}

SmallVector<Value> RowEpilogue::getZeroSums() const {
  if (arguments.sums == 0)
    return {};
  return SmallVector<Value>(static_cast<size_t>(arguments.sums),
                            splat(loops, arguments.element, 0, lanes));
}
