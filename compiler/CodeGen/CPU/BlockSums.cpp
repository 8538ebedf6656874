//===- BlockSums.cpp - Per-channel sums of blocks -------------------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

Value BlockSums::view() {
  return memref::ViewOp::create(
      loops.builder, loops.location,
      MemRefType::get({ShapedType::kDynamic, arguments.sums, channels},
                      arguments.element),
      arguments.blockSums, loops.index(0), blocks);
}

void BlockSums::zero(Value block, Value firstChannel, int64_t count,
                     int64_t lanes) {
  if (arguments.sums == 0)
    return;
  forEachVector(loops, count, lanes, [&](Value channel, Lanes vector) {
    SmallVector<Value> zeros(static_cast<size_t>(arguments.sums),
                             splat(loops, arguments.element, 0, vector));
    set(block, zeros, loops.add(firstChannel, channel), vector);
  });
}

void BlockSums::set(Value block, ValueRange values, Value channel,
                    Lanes lanes) {
  if (values.empty())
    return;
  Value rows = view();
  for (auto [number, value] : llvm::enumerate(values))
    storeLanes(loops, value, rows,
               {block, loops.index(static_cast<int64_t>(number)), channel},
               lanes);
}

void BlockSums::add(Value block, ValueRange values, Value channel,
                    Lanes lanes) {
  if (values.empty())
    return;
  Value rows = view();
  for (auto [number, value] : llvm::enumerate(values)) {
    SmallVector<Value> place{block, loops.index(static_cast<int64_t>(number)),
                             channel};
    Value sum = loadLanes(loops, rows, place, lanes);
    sum = arith::AddFOp::create(loops.builder, loops.location, sum, value);
    storeLanes(loops, sum, rows, place, lanes);
  }
}

void BlockSums::storeEpilogue(Value block, Value result, ValueRange indices,
                              Lanes lanes) {
  add(block, arguments.storeEpilogue(loops, result, indices, lanes),
      indices.back(), lanes);
}

void BlockSums::storeEpilogues(
    Value block, ValueRange results,
    function_ref<SmallVector<Value>(int64_t)> getIndices, Lanes lanes) {
  SmallVector<Value> sums;
  Value channel;
  for (auto [number, result] : llvm::enumerate(results)) {
    SmallVector<Value> indices = getIndices(static_cast<int64_t>(number));
    channel = indices.back();
    SmallVector<Value> values =
        arguments.storeEpilogue(loops, result, indices, lanes);
    if (sums.empty())
      sums = values;
    else
      for (auto [sum, value] : llvm::zip_equal(sums, values))
        sum = arith::AddFOp::create(loops.builder, loops.location, sum, value);
  }
  add(block, sums, channel, lanes);
}

void BlockSums::combine(int64_t lanes) {
  if (arguments.sums == 0)
    return;
  int64_t resultChannels = arguments.domain.getShape().back();
  // Double precision costs nothing here and keeps E[x^2] - E[x]^2 exact enough.
  auto combine = [&](Value channel, Lanes vector) {
    Type wide = VectorType::get({vector.lanes}, loops.builder.getF64Type());
    Value partial = view();
    bool isWide = arguments.element.isF64();
    SmallVector<Value> operands =
        arguments.loadFinalizerInputs(loops, channel, vector);
    SmallVector<Value> totals;
    for (int64_t number = 0; number < arguments.sums; ++number) {
      Value zero = splat(loops, loops.builder.getF64Type(), 0, vector);
      Value sum = loops.loop(
          loops.index(0), blocks, 1, zero,
          [&](Value block, ValueRange carried) -> SmallVector<Value> {
            Value value = loadLanes(
                loops, partial, {block, loops.index(number), channel}, vector);
            if (!isWide)
              value = arith::ExtFOp::create(loops.builder, loops.location, wide,
                                            value);
            return {arith::AddFOp::create(loops.builder, loops.location,
                                          carried[0], value)};
          })[0];
      if (!isWide)
        sum = arith::TruncFOp::create(
            loops.builder, loops.location,
            VectorType::get({vector.lanes}, arguments.element), sum);
      totals.push_back(sum);
    }
    arguments.storeChannels(loops, totals, operands, channel, vector);
  };
  int64_t whole = resultChannels / lanes;
  if (whole > 0)
    loops.parallel(loops.index(whole), 0, [&](Value vector, Value) {
      combine(loops.mul(vector, lanes), {lanes, lanes});
    });
  if (resultChannels % lanes != 0)
    loops.parallel(loops.index(1), 0, [&](Value, Value) {
      combine(loops.index(whole * lanes), {lanes, resultChannels % lanes});
    });
}

void cpu::forEachPart(LoopBuilder &loops, const KernelArguments &arguments,
                      Value extent, int64_t parts, int64_t lanes,
                      function_ref<void(Value, Value, BlockSums &)> body) {
  int64_t channels = arguments.domain.getShape().back();
  BlockSums sums(loops, arguments, extent, channels);
  if (!arguments.domain.isDynamicDim(0) && arguments.sums == 0)
    return loops.parallel(loops.mul(extent, parts), 0, [&](Value i, Value) {
      body(loops.div(i, parts), loops.rem(i, parts), sums);
    });
  loops.parallel(extent, 0, [&](Value n, Value) {
    sums.zero(n, loops.index(0), channels, lanes);
    loops.loop(parts, [&](Value part) { body(n, part, sums); });
  });
  sums.combine(lanes);
}
