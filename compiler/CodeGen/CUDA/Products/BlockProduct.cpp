//===- BlockProduct.cpp - A block's part of a matrix product --------------===//

#include "compiler/CodeGen/CUDA/Products/BlockProduct.h"

#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;
using schedule::ProductUnit;

/// What products are summed in.
static Type getSumType(Type element) {
  return element.isBF16() ? Type(Float32Type::get(element.getContext()))
                          : element;
}

/// Rows of results are padded too.
static int64_t getResultPitch(const ProductTiling &tiling) {
  constexpr int64_t padding = 8;
  return tiling.columns + padding;
}

int64_t BlockProduct::getSharedBytes(const ProductTiling &tiling,
                                     const ProductOperand &left,
                                     const ProductOperand &right,
                                     Type element) {
  int64_t slices = makeTurnSlices(left, tiling, element)->getEnd() +
                   makeTurnSlices(right, tiling, element)->getBytes();
  return std::max(slices, tiling.rows * getResultPitch(tiling) *
                              getSumType(element).getIntOrFloatBitWidth() / 8);
}

static std::unique_ptr<ProductCode> makeCode(LoopBuilder &loops,
                                             const Thread &thread,
                                             const ProductTiling &tiling,
                                             Type element) {
  switch (tiling.unit) {
  case ProductUnit::Threads:
    return makeThreadProduct(loops, thread, tiling, element);
  case ProductUnit::Warps:
    return makeWarpProduct(loops, thread, tiling);
  case ProductUnit::Warpgroups:
    return makeWarpgroupProduct(loops, thread, tiling);
  }
  llvm_unreachable("all units are handled");
}

struct BlockProduct::Operands {
  std::unique_ptr<TurnSlices> left, right;

  bool areCopied() const { return left->isCopied() || right->isCopied(); }
  /// What was fetched for each of them.
  ValueRange ofLeft(ValueRange fetched) const {
    return fetched.take_front(left->countFetched());
  }
  ValueRange ofRight(ValueRange fetched) const {
    return fetched.take_back(right->countFetched());
  }
};

SmallVector<Value> BlockProduct::fetch(const Operands &operands, Value turn,
                                       ValueRange before) {
  bool isFirst = before.empty();
  SmallVector<Value> values = operands.left->fetch(
      turn, isFirst ? ValueRange() : operands.ofLeft(before));
  values.append(operands.right->fetch(
      turn, isFirst ? ValueRange() : operands.ofRight(before)));
  if (operands.areCopied())
    NVVM::CpAsyncCommitGroupOp::create(loops.builder, loops.location);
  return values;
}

/// The fence waits for all that a thread has begun to load, so that nothing
/// should be fetched before it.
void BlockProduct::bring(ProductCode &code, const Operands &operands,
                         Value turn, ValueRange fetched) {
  if (operands.areCopied())
    NVVM::CpAsyncWaitGroupOp::create(loops.builder, loops.location, 1);
  operands.left->bring(turn, operands.ofLeft(fetched));
  operands.right->bring(turn, operands.ofRight(fetched));
  code.publish();
}

SmallVector<Value> BlockProduct::multiply(ProductCode &code,
                                          const Operands &operands, Value turn,
                                          ValueRange sums) {
  operands.left->await(turn);
  operands.right->await(turn);
  return code.multiply(*operands.left, *operands.right, sums, turn);
}

SmallVector<Value> BlockProduct::runTurns(ProductCode &code,
                                          const Operands &operands,
                                          Value turns) {
  SmallVector<Value> carried = code.getZeros();
  size_t count = carried.size();
  carried.append(fetch(operands, loops.index(0), /*before=*/{}));
  ValueRange results =
      loops.loop(loops.index(0), turns, 1, carried,
                 [&](Value turn, ValueRange values) -> SmallVector<Value> {
                   barrier(loops);
                   SmallVector<Value> next =
                       multiply(code, operands, turn, values.take_front(count));
                   ValueRange fetched = values.drop_front(count);
                   bring(code, operands, turn, fetched);
                   next.append(fetch(operands, loops.add(turn, 1), fetched));
                   code.wait(1);
                   return next;
                 });
  return llvm::to_vector(results.take_front(count));
}

/// One barrier a turn stands between what was brought and the products that
/// read it, and between the products of the second to last turn and what is
/// brought to the place of their operands. Those of two turns may be under way,
/// so that the next ones begin without waiting for what threads do meanwhile.
SmallVector<Value> BlockProduct::addUp(ProductCode &code,
                                       const ProductOperand &left,
                                       const ProductOperand &right,
                                       Value turns) {
  Operands operands{makeTurnSlices(left, tiling, element),
                    makeTurnSlices(right, tiling, element)};
  operands.left->place(loops, thread, 0);
  operands.right->place(loops, thread, operands.left->getEnd());
  operands.left->begin(turns);
  operands.right->begin(turns);
  code.publish();
  SmallVector<Value> sums = runTurns(code, operands, turns);
  code.wait(0);
  barrier(loops);
  return sums;
}

Value BlockProduct::run(const ProductOperand &left, const ProductOperand &right,
                        Value turns) {
  std::unique_ptr<ProductCode> code = makeCode(loops, thread, tiling, element);
  Value results =
      viewShared(loops, thread, 0, {tiling.rows, getResultPitch(tiling)},
                 getSumType(element));
  // A phase that no tap reaches has no depth, and nothing to read.
  SmallVector<Value> sums = getConstantIntValue(turns) == 0
                                ? code->getZeros()
                                : addUp(*code, left, right, turns);
  code->forEachResult(
      sums, [&](Value row, Value column, Value values, Lanes lanes) {
        storeLanes(loops, values, results, {row, column}, lanes);
      });
  barrier(loops);
  return results;
}
