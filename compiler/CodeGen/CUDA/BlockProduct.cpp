//===- BlockProduct.cpp - A block's part of a matrix product --------------===//

#include "compiler/CodeGen/CUDA/BlockProduct.h"

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

int64_t BlockProduct::getSliceBytes(const ProductTiling &tiling,
                                    const ProductOperand &left,
                                    const ProductOperand &right, Type element) {
  return makeSlices(left, tiling, element)->getBytes() +
         makeSlices(right, tiling, element)->getBytes();
}

int64_t BlockProduct::getSharedBytes(const ProductTiling &tiling,
                                     const ProductOperand &left,
                                     const ProductOperand &right,
                                     Type element) {
  return std::max(getSliceBytes(tiling, left, right, element),
                  tiling.rows * getResultPitch(tiling) *
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
  std::unique_ptr<SharedSlices> left, right;
};

SmallVector<Value> BlockProduct::fetch(const Operands &operands, Value turn) {
  SmallVector<Value> values = operands.left->fetch(turn);
  values.append(operands.right->fetch(turn));
  return values;
}

/// The fence waits for all that a thread has begun to load, so that nothing
/// should be fetched before it.
void BlockProduct::bring(ProductCode &code, const Operands &operands,
                         Value turn, ValueRange fetched) {
  size_t rightCount = operands.right->countFetched();
  operands.left->bring(turn, fetched.drop_back(rightCount));
  operands.right->bring(turn, fetched.take_back(rightCount));
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
  carried.append(fetch(operands, loops.index(0)));
  ValueRange results =
      loops.loop(loops.index(0), turns, 1, carried,
                 [&](Value turn, ValueRange values) -> SmallVector<Value> {
                   barrier(loops);
                   SmallVector<Value> next =
                       multiply(code, operands, turn, values.take_front(count));
                   bring(code, operands, turn, values.drop_front(count));
                   next.append(fetch(operands, loops.add(turn, 1)));
                   code.wait(1);
                   return next;
                 });
  return llvm::to_vector(results.take_front(count));
}

SmallVector<Value> BlockProduct::consume(ProductCode &code,
                                         const Operands &operands,
                                         Value turns) {
  return llvm::to_vector(loops.loop(
      loops.index(0), turns, 1, code.getZeros(),
      [&](Value turn, ValueRange sums) -> SmallVector<Value> {
        barrier(loops);
        SmallVector<Value> next = multiply(code, operands, turn, sums);
        code.wait(1);
        return next;
      }));
}

void BlockProduct::produce(ProductCode &code, const Operands &operands,
                           Value turns) {
  loops.loop(loops.index(0), turns, 1, fetch(operands, loops.index(0)),
             [&](Value turn, ValueRange fetched) -> SmallVector<Value> {
               barrier(loops);
               bring(code, operands, turn, fetched);
               return fetch(operands, loops.add(turn, 1));
             });
}

/// One barrier a turn stands between what was brought and the products that
/// read it, and between the products of the second to last turn and what is
/// brought to the place of their operands. Those of two turns may be under way,
/// so that the next ones begin without waiting for what threads do meanwhile.
void BlockProduct::addUp(ProductCode &code, const ProductOperand &left,
                         const ProductOperand &right, Value turns,
                         function_ref<void(ValueRange)> finish) {
  Operands operands{makeSlices(left, tiling, element),
                    makeSlices(right, tiling, element)};
  operands.left->place(loops, thread, 0);
  operands.right->place(loops, thread, operands.left->getBytes());
  operands.left->begin(turns);
  operands.right->begin(turns);
  code.publish();
  auto multiplyAll = [&](ValueRange sums) {
    code.wait(0);
    barrier(loops);
    finish(sums);
  };
  if (!tiling.producers)
    return multiplyAll(runTurns(code, operands, turns));
  branch(
      loops, loops.less(thread.number, loops.index(tiling.threads)),
      [&] { multiplyAll(consume(code, operands, turns)); },
      [&] {
        produce(code, operands, turns);
        barrier(loops);
      });
}

Value BlockProduct::run(const ProductOperand &left, const ProductOperand &right,
                        Value turns) {
  std::unique_ptr<ProductCode> code = makeCode(loops, thread, tiling, element);
  Value results =
      viewShared(loops, thread, 0, {tiling.rows, getResultPitch(tiling)},
                 getSumType(element));
  auto store = [&](ValueRange sums) {
    code->forEachResult(
        sums, [&](Value row, Value column, Value values, Lanes lanes) {
          storeLanes(loops, values, results, {row, column}, lanes);
        });
  };
  // A phase that no tap reaches has no depth, and nothing to read.
  if (getConstantIntValue(turns) == 0)
    store(code->getZeros());
  else
    addUp(*code, left, right, turns, store);
  barrier(loops);
  return results;
}
