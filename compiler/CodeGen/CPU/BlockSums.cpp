//===- BlockSums.cpp - Per-channel sums of blocks -------------------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

Value cpu::viewBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                         Value blocks, int64_t channels) {
  return memref::ViewOp::create(
      loops.builder, loops.location,
      MemRefType::get({ShapedType::kDynamic, arguments.sums, channels},
                      arguments.element),
      arguments.blockSums, loops.index(0), blocks);
}

void cpu::zeroBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                        Value blocks, Value block, int64_t channels,
                        Value firstChannel, int64_t count, int64_t lanes) {
  if (arguments.sums == 0)
    return;
  Value partial = viewBlockSums(loops, arguments, blocks, channels);
  for (int64_t sum = 0; sum < arguments.sums; ++sum)
    forEachVector(loops, count, lanes, [&](Value channel, Lanes vector) {
      storeLanes(loops, splat(loops, arguments.element, 0, vector), partial,
                 {block, loops.index(sum), loops.add(firstChannel, channel)},
                 vector);
    });
}

void cpu::addBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                       Value blocks, Value block, int64_t channels,
                       ValueRange values, Value channel, Lanes lanes) {
  if (values.empty())
    return;
  Value partial = viewBlockSums(loops, arguments, blocks, channels);
  for (auto [number, value] : llvm::enumerate(values)) {
    SmallVector<Value> place{block, loops.index(static_cast<int64_t>(number)),
                             channel};
    Value sum = loadLanes(loops, partial, place, lanes);
    sum = arith::AddFOp::create(loops.builder, loops.location, sum, value);
    storeLanes(loops, sum, partial, place, lanes);
  }
}

void cpu::forEachPart(LoopBuilder &loops, const KernelArguments &arguments,
                      Value extent, int64_t parts, int64_t lanes,
                      function_ref<void(Value, Value)> body) {
  if (!arguments.domain.isDynamicDim(0) && arguments.sums == 0)
    return loops.parallel(loops.mul(extent, parts), 0, [&](Value i, Value) {
      body(loops.div(i, parts), loops.rem(i, parts));
    });
  int64_t channels = arguments.domain.getShape().back();
  loops.parallel(extent, 0, [&](Value n, Value) {
    zeroBlockSums(loops, arguments, extent, n, channels, loops.index(0),
                  channels, lanes);
    loops.loop(parts, [&](Value part) { body(n, part); });
  });
  combineBlockSums(loops, arguments, extent, channels, lanes);
}

void cpu::combineBlockSums(LoopBuilder &loops, const KernelArguments &arguments,
                           Value blocks, int64_t channels, int64_t lanes) {
  if (arguments.sums == 0)
    return;
  int64_t resultChannels = arguments.domain.getShape().back();
  // Double precision costs nothing here and keeps E[x^2] - E[x]^2 exact enough.
  auto combine = [&](Value channel, Lanes vector) {
    Type wide = VectorType::get({vector.lanes}, loops.builder.getF64Type());
    Value partial = viewBlockSums(loops, arguments, blocks, channels);
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
