//===- Reduction.cpp - Reductions of rows and of everything ---------------===//

#include "compiler/CodeGen/Reduction.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/LoopNest.h"
#include "compiler/Schedule/Workspace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using kernel::ReductionKind;

/// A row's whole vectors, combined lane by lane and then the lanes. Null if
/// there are none.
static Value reduceVectors(LoopBuilder &loops, const KernelArguments &arguments,
                           ReductionKind kind, Value row, int64_t end,
                           int64_t lanes) {
  if (end == 0)
    return {};
  Lanes whole{lanes, lanes};
  Value start = broadcast(
      loops, startReduction(loops, kind, arguments.element).front(), whole);
  Value vector = loops
                     .loop(loops.index(0), loops.index(end), lanes, start,
                           [&](Value channel, ValueRange carried) {
                             Value elements = getReduced(loops, arguments,
                                                         {row, channel}, whole);
                             return combineReduction(loops, kind, carried,
                                                     elements, channel);
                           })
                     .front();
  return vector::ReductionOp::create(loops.builder, loops.location,
                                     kind == ReductionKind::Sum
                                         ? vector::CombiningKind::ADD
                                         : vector::CombiningKind::MAXIMUMF,
                                     vector);
}

static void generateRowReduction(kernel::ReductionOp op,
                                 const KernelArguments &arguments, Value extent,
                                 LoopBuilder &loops, int64_t lanes) {
  OpBuilder &builder = loops.builder;
  constexpr Lanes scalar{0, 0};
  int64_t channels = arguments.domain.getShape().back();
  int64_t rows = schedule::getRowsPerBlock(channels);
  // Which of equal elements is the first is known one by one.
  int64_t whole =
      op.getKind() == ReductionKind::ArgMax ? 0 : channels / lanes * lanes;
  auto body = [&](Value row) {
    SmallVector<Value> start =
        startReduction(loops, op.getKind(), arguments.element);
    if (Value reduced =
            reduceVectors(loops, arguments, op.getKind(), row, whole, lanes))
      start = {reduced};
    Value result =
        loops
            .loop(loops.index(whole), loops.index(channels), 1, start,
                  [&](Value channel, ValueRange carried) {
                    Value element =
                        getReduced(loops, arguments, {row, channel}, scalar);
                    return combineReduction(loops, op.getKind(), carried,
                                            element, channel);
                  })
            .back();
    if (op.getKind() == ReductionKind::ArgMax)
      result = arith::IndexCastOp::create(builder, loops.location,
                                          builder.getI32Type(), result);
    memref::StoreOp::create(builder, loops.location, result,
                            arguments.stored[0],
                            ValueRange{row, loops.index(0)});
  };
  loops.parallel(loops.ceilDiv(extent, rows), 0, [&](Value block, Value) {
    Value begin = loops.mul(block, rows);
    loops.loop(begin, loops.min(loops.add(begin, rows), extent),
               [&](Value row) { body(row); });
  });
}

/// One thread adds everything in order, in double precision: it is only ever
/// the loss, a few numbers per example.
static void generateTotal(const KernelArguments &arguments, Value extent,
                          LoopBuilder &loops) {
  OpBuilder &builder = loops.builder;
  int64_t channels = arguments.domain.getShape().back();
  loops.parallel(loops.index(1), 0, [&](Value, Value) {
    Value zero = splat(loops, builder.getF64Type(), 0, {0, 0});
    auto sumRow = [&](Value row, ValueRange carried) -> SmallVector<Value> {
      return llvm::to_vector(loops.loop(
          loops.index(0), loops.index(channels), 1, carried,
          [&](Value channel, ValueRange sum) {
            return combineReduction(
                loops, ReductionKind::Sum, sum,
                getReduced(loops, arguments, {row, channel}, {0, 0}), channel);
          }));
    };
    Value sum = loops.loop(loops.index(0), extent, 1, zero, sumRow)[0];
    if (!arguments.element.isF64())
      sum = arith::TruncFOp::create(builder, loops.location, arguments.element,
                                    sum);
    memref::StoreOp::create(builder, loops.location, sum, arguments.stored[0],
                            ValueRange());
  });
}

/// Adds all lanes that hold channels.
static Value addLanes(LoopBuilder &loops, Value vector) {
  return vector::ReductionOp::create(loops.builder, loops.location,
                                     vector::CombiningKind::ADD, vector);
}

namespace {
/// Sums over some dimensions of each example.
class ExampleSum {
public:
  ExampleSum(const KernelArguments &arguments, Value extent, LoopBuilder &loops,
             int64_t lanes)
      : arguments(arguments), extent(extent), loops(loops), lanes(lanes),
        shape(arguments.domain.getShape()),
        result(cast<ShapedType>(arguments.stored[0].getType()).getShape()) {
    for (size_t i = 1; i + 1 < shape.size(); ++i) {
      bool isKept = result[i] == shape[i];
      kept.push_back({0, isKept ? shape[i] : 1});
      summed.push_back({0, isKept ? 1 : shape[i]});
    }
  }

  void generate() {
    loops.parallel(extent, 0, [&](Value n, Value) {
      example = n;
      forEachIndex(loops, kept, [&](ArrayRef<Value> place) {
        if (result.back() == shape.back())
          forEachVector(
              loops, shape.back(), lanes, [&](Value channel, Lanes vector) {
                Value zero = splat(loops, arguments.element, 0, vector);
                store(place, channel, sumPixels(place, channel, vector, zero),
                      vector);
              });
        else
          store(place, loops.index(0), sumRows(place), {0, 0});
      });
    });
  }

private:
  /// Channels are summed too: whole vectors, and the rest.
  Value sumRows(ArrayRef<Value> place) {
    Lanes whole{lanes, lanes};
    Value zero = splat(loops, arguments.element, 0, whole);
    int64_t end = shape.back() / lanes * lanes;
    Value sum = zero;
    if (end > 0)
      sum = loops.loop(loops.index(0), loops.index(end), lanes, zero,
                       [&](Value channel, ValueRange carried) {
                         return SmallVector<Value>{
                             sumPixels(place, channel, whole, carried[0])};
                       })[0];
    if (end < shape.back())
      sum =
          sumPixels(place, loops.index(end), {lanes, shape.back() - end}, sum);
    return addLanes(loops, sum);
  }

  /// Adds a vector of channels of all pixels that are summed.
  Value sumPixels(ArrayRef<Value> place, Value channel, Lanes vector,
                  Value sum) {
    return forEachIndex(
        loops, summed, sum,
        [&](ArrayRef<Value> offset, ValueRange carried) -> SmallVector<Value> {
          SmallVector<Value> indices{example};
          for (auto [a, b] : llvm::zip_equal(place, offset))
            indices.push_back(loops.add(a, b));
          indices.push_back(channel);
          Value value = getReduced(loops, arguments, indices, vector);
          if (result.back() != shape.back())
            value = zeroInvalid(loops, value, vector);
          return {arith::AddFOp::create(loops.builder, loops.location,
                                        carried[0], value)};
        })[0];
  }

  void store(ArrayRef<Value> place, Value channel, Value sum, Lanes vector) {
    SmallVector<Value> indices{example};
    indices.append(place.begin(), place.end());
    indices.push_back(channel);
    storeLanes(loops, sum, arguments.stored[0], indices, vector);
  }

  const KernelArguments &arguments;
  Value extent;
  LoopBuilder &loops;
  int64_t lanes;
  ArrayRef<int64_t> shape, result;
  SmallVector<IndexRange> kept,
      summed; ///< of the dimensions but batch and channels
  Value example;
};
} // namespace

void cpu::generate(kernel::ReductionOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  KernelArguments arguments(op);
  int64_t lanes = unit.getLanes(arguments.element.getIntOrFloatBitWidth() / 8);
  if (op.getScope() == kernel::ReductionScope::Example)
    ExampleSum(arguments, extent, loops, lanes).generate();
  else if (op.getScope() == kernel::ReductionScope::Row)
    generateRowReduction(op, arguments, extent, loops, lanes);
  else
    generateTotal(arguments, extent, loops);
}
