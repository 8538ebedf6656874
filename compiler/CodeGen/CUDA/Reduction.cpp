//===- Reduction.cpp - Reductions of rows and of everything ---------------===//
//
// A warp has a row, or the only block all elements: each thread combines some
// of them, and one thread what they have found, always in the same order.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/Reduction.h"
#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"
#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/CUDA/Results/RowSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using kernel::ReductionKind;

static constexpr Lanes scalar{0, 0};

namespace {
/// How the threads of a block share sums over some dimensions of an example.
/// Neighbours read neighbouring elements: of as many results, if they have
/// channels, and else of one.
struct ExampleSharing {
  ExampleSharing(ShapedType result, ShapedType domain) {
    constexpr int64_t fewestThreads = 256, perLane = 4;
    for (auto [size, all] : llvm::zip_equal(result.getShape().drop_front(),
                                            domain.getShape().drop_front()))
      summed.push_back(size == all ? 1 : all);
    elements = llvm::product_of(summed);
    hasChannels = result.getShape().back() > 1;
    int64_t mostLanes = hasChannels ? warpSize : fewestThreads;
    lanes = llvm::bit_floor(static_cast<uint64_t>(
        std::clamp<int64_t>(elements / perLane, 1, mostLanes)));
    places = std::max(fewestThreads / lanes, hasChannels ? warpSize : 1);
  }

  int64_t getThreads() const { return lanes * places; }
  /// A thread's lane and the place of its result among the block's.
  std::pair<Value, Value> getPlace(LoopBuilder &loops,
                                   const Thread &thread) const {
    if (hasChannels)
      return {loops.div(thread.number, places),
              loops.rem(thread.number, places)};
    return {loops.rem(thread.number, lanes), loops.div(thread.number, lanes)};
  }
  /// Where in the domain an element is that a result's sum has, from zero on.
  SmallVector<Value> addOffsets(LoopBuilder &loops, ArrayRef<Value> result,
                                Value element) const {
    SmallVector<Value> indices(result);
    for (size_t i = summed.size(); i > 0; --i) {
      if (summed[i - 1] == 1)
        continue;
      indices[i] = loops.rem(element, summed[i - 1]);
      element = loops.div(element, summed[i - 1]);
    }
    return indices;
  }

  SmallVector<int64_t> summed; ///< sizes behind the batch; 1 if it is kept
  int64_t elements;            ///< that a result is the sum of
  bool hasChannels;            ///< whether results have
  int64_t lanes, places;       ///< threads for a result, and results of a block
};

class ReductionGenerator {
public:
  ReductionGenerator(kernel::ReductionOp op, Value extent, LoopBuilder &loops)
      : op(op), arguments(op), extent(extent), loops(loops),
        builder(loops.builder), location(loops.location), kind(op.getKind()),
        channels(arguments.domain.getShape().back()) {}

  /// A warp for each row.
  void reduceRows() {
    constexpr int64_t rows = 8, width = 32;
    LaunchShape shape{loops.ceilDiv(extent, rows), 1, rows * width,
                      rows * width * 2 * 8};
    launch(loops, shape, [&](const Thread &thread) {
      Value lane = loops.rem(thread.number, width);
      Value row = loops.add(loops.mul(thread.block, rows),
                            loops.div(thread.number, width));
      SmallVector<Value> initial =
          startReduction(loops, kind, arguments.element);
      Value hasRow = loops.less(row, extent);
      SmallVector<Value> found = select(loops, hasRow, initial, [&] {
        return llvm::to_vector(loops.loop(
            lane, loops.index(channels), width, initial,
            [&](Value channel, ValueRange carried) {
              Value element =
                  getReduced(loops, arguments, {row, channel}, scalar);
              return combineReduction(loops, kind, carried, element, channel);
            }));
      });
      storeParts(thread, found, rows * width);
      barrier(loops);
      Value isFirst = loops.equal(lane, 0);
      loops.when(loops.both(isFirst, hasRow), [&] {
        SmallVector<Value> result =
            combineParts(thread, found, thread.number, width, rows * width);
        Value value = result.back();
        if (kind == ReductionKind::ArgMax)
          value = arith::IndexCastOp::create(builder, location,
                                             builder.getI32Type(), value);
        storeLanes(loops, value, arguments.stored[0], {row, loops.index(0)},
                   scalar);
      });
    });
  }

  /// One block for everything, in double precision: it is only ever the loss
  /// or a norm, a few numbers per example or channel.
  void sumAll() {
    constexpr int64_t threads = 1024;
    Type wide = builder.getF64Type();
    LaunchShape shape{loops.index(1), 1, threads, threads * 8};
    launch(loops, shape, [&](const Thread &thread) {
      SmallVector<Value> initial = startReduction(loops, kind, wide);
      Value count = loops.mul(extent, channels);
      SmallVector<Value> found = llvm::to_vector(loops.loop(
          thread.number, count, threads, initial,
          [&](Value place, ValueRange carried) {
            Value element = getReduced(
                loops, arguments,
                {loops.div(place, channels), loops.rem(place, channels)},
                scalar);
            return combineReduction(loops, kind, carried, element, Value());
          }));
      Value parts = viewShared(loops, thread, 0, {threads, 1}, wide);
      Value first = loops.index(0);
      storeLanes(loops, found[0], parts, {thread.number, first}, scalar);
      addUpLanes(loops, parts, thread.number, first, scalar);
      loops.when(loops.equal(thread.number, 0), [&] {
        Value sum = loadLanes(loops, parts, {first, first}, scalar);
        if (!arguments.element.isF64())
          sum = arith::TruncFOp::create(builder, location, arguments.element,
                                        sum);
        storeLanes(loops, sum, arguments.stored[0], {}, scalar);
      });
    });
  }

  /// Sums over some dimensions of each example. The lanes of a block share what
  /// a result is the sum of, and half of them add what the other half has.
  void sumExamples() {
    auto result = cast<MemRefType>(arguments.stored[0].getType());
    ExampleSharing sharing(result, arguments.domain);
    int64_t resultChannels = result.getShape().back();
    Value count =
        loops.mul(extent, schedule::getRowsPerExtent(result) * resultChannels);
    int64_t bytes = arguments.element.getIntOrFloatBitWidth() / 8;
    LaunchShape shape{loops.ceilDiv(count, sharing.places), 1,
                      sharing.getThreads(), sharing.getThreads() * bytes};
    launch(loops, shape, [&](const Thread &thread) {
      auto [lane, place] = sharing.getPlace(loops, thread);
      Value number = loops.add(loops.mul(thread.block, sharing.places), place);
      Value inside = loops.less(number, count);
      SmallVector<Value> indices =
          getRowIndices(loops, result, loops.div(number, resultChannels));
      indices.push_back(loops.rem(number, resultChannels));
      Value zero = splat(loops, arguments.element, 0, scalar);
      SmallVector<Value> sums = select(loops, inside, zero, [&] {
        return llvm::to_vector(loops.loop(
            lane, loops.index(sharing.elements), sharing.lanes, zero,
            [&](Value summed, ValueRange carried) {
              SmallVector<Value> source =
                  sharing.addOffsets(loops, indices, summed);
              return combineReduction(
                  loops, kind, carried,
                  getReduced(loops, arguments, source, scalar), Value());
            }));
      });
      Value parts = viewShared(
          loops, thread, 0, {sharing.lanes, sharing.places}, arguments.element);
      storeLanes(loops, sums[0], parts, {lane, place}, scalar);
      addUpLanes(loops, parts, lane, place, scalar);
      loops.when(loops.both(inside, loops.equal(lane, 0)), [&] {
        storeLanes(loops, loadLanes(loops, parts, {lane, place}, scalar),
                   arguments.stored[0], indices, scalar);
      });
    });
  }

private:
  /// The block's memory holds every thread's value and, behind them, index.
  Value viewPart(const Thread &thread, size_t number, Type type,
                 int64_t threads) {
    return viewShared(loops, thread, static_cast<int64_t>(number) * threads * 8,
                      {threads}, type);
  }

  static Type getStoredType(Value part) {
    return isa<IndexType>(part.getType())
               ? IntegerType::get(part.getContext(), 32)
               : part.getType();
  }

  void storeParts(const Thread &thread, ValueRange found, int64_t threads) {
    for (auto [number, part] : llvm::enumerate(found)) {
      Type type = getStoredType(part);
      Value value = part;
      if (type != part.getType())
        value = arith::IndexCastOp::create(builder, location, type, part);
      storeLanes(loops, value, viewPart(thread, number, type, threads),
                 thread.number, scalar);
    }
  }

  /// Combines the parts of `count` threads from `first` on.
  SmallVector<Value> combineParts(const Thread &thread, ValueRange found,
                                  Value first, int64_t count, int64_t threads) {
    return llvm::to_vector(loops.loop(
        loops.index(0), loops.index(count), 1,
        startReduction(loops, kind, found[0].getType()),
        [&](Value number, ValueRange carried) {
          SmallVector<Value> parts;
          for (auto [i, part] : llvm::enumerate(found)) {
            Type type = getStoredType(part);
            Value value = loadLanes(loops, viewPart(thread, i, type, threads),
                                    loops.add(first, number), scalar);
            if (type != part.getType())
              value = arith::IndexCastOp::create(builder, location,
                                                 part.getType(), value);
            parts.push_back(value);
          }
          return combineReduction(loops, kind, carried, parts[0], parts.back());
        }));
  }

  kernel::ReductionOp op;
  KernelArguments arguments;
  Value extent;
  LoopBuilder &loops;
  OpBuilder &builder;
  Location location;
  ReductionKind kind;
  int64_t channels;
};
} // namespace

void cuda::generate(kernel::ReductionOp op, Value extent, LoopBuilder &loops) {
  ReductionGenerator generator(op, extent, loops);
  if (op.getScope() == kernel::ReductionScope::Example)
    generator.sumExamples();
  else if (op.getScope() == kernel::ReductionScope::Row)
    generator.reduceRows();
  else
    generator.sumAll();
}
