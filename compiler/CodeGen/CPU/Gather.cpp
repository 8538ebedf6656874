//===- Gather.cpp - Padding, cutting and permuting ------------------------===//
//
// Every dimension of the result has up to three parts: zeros, what comes from
// the operand, and zeros. Each part has loops of its own, so that none asks
// where it is.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/CodeGen/LoopNest.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

namespace {
class GatherGenerator {
public:
  GatherGenerator(kernel::GatherOp op, Value extent, LoopBuilder &loops,
                  const schedule::VectorUnit &unit)
      : op(op), arguments(op), extent(extent), loops(loops),
        lanes(unit.getLanes(arguments.element.getIntOrFloatBitWidth() / 8)),
        shape(arguments.domain.getShape()), rank(shape.size()) {
    auto source = cast<ShapedType>(op.getLhs().front().getType());
    for (size_t i = 0; i < rank; ++i) {
      auto from = static_cast<unsigned>(op.getPermutation()[i]);
      int64_t offset = op.getOffsets()[i];
      int64_t begin = i == 0 ? 0 : std::clamp<int64_t>(-offset, 0, shape[i]);
      int64_t end = i == 0
                        ? 0
                        : std::clamp<int64_t>(source.getDimSize(from) - offset,
                                              begin, shape[i]);
      inside.push_back({begin, end});
    }
  }

  void generate() {
    forEachPart(loops, arguments, extent, /*parts=*/1, lanes,
                [&](Value n, Value, BlockSums &sums) {
                  SmallVector<Value> indices{n};
                  generateDimension(indices, sums);
                });
  }

private:
  /// Covers the dimensions from indices.size() on.
  void generateDimension(SmallVectorImpl<Value> &indices, BlockSums &sums) {
    size_t dimension = indices.size();
    IndexRange range = inside[dimension];
    fill(indices, {0, range.begin}, sums);
    if (dimension + 1 == rank) {
      forEachChannel(range, [&](Value channel, Lanes vector) {
        indices.push_back(channel);
        sums.storeEpilogue(indices.front(), load(indices, vector), indices,
                           vector);
        indices.pop_back();
      });
    } else {
      forEachIndex(loops, range, [&](ArrayRef<Value> index) {
        indices.push_back(index[0]);
        generateDimension(indices, sums);
        indices.pop_back();
      });
    }
    fill(indices, {range.end, shape[dimension]}, sums);
  }

  /// Zeros in a part of the dimension indices.size(), whatever the others.
  void fill(ArrayRef<Value> indices, IndexRange range, BlockSums &sums) {
    if (range.begin == range.end)
      return;
    SmallVector<IndexRange> ranges{range};
    for (size_t i = indices.size() + 1; i < rank; ++i)
      ranges.push_back({0, shape[i]});
    IndexRange channels = ranges.pop_back_val();
    forEachIndex(loops, ranges, [&](ArrayRef<Value> inner) {
      forEachChannel(channels, [&](Value channel, Lanes vector) {
        SmallVector<Value> place(indices);
        place.append(inner.begin(), inner.end());
        place.push_back(channel);
        sums.storeEpilogue(place.front(),
                           splat(loops, arguments.element, 0, vector), place,
                           vector);
      });
    });
  }

  void forEachChannel(IndexRange range, function_ref<void(Value, Lanes)> body) {
    // Channels that are no channels of the operand lie apart from each other.
    if (op.getPermutation().back() != static_cast<int64_t>(rank) - 1)
      return forEachIndex(loops, range, [&](ArrayRef<Value> channel) {
        body(channel[0], {0, 0});
      });
    forEachVector(loops, range.end - range.begin, lanes,
                  [&](Value channel, Lanes vector) {
                    body(loops.add(channel, range.begin), vector);
                  });
  }

  Value load(ArrayRef<Value> indices, Lanes vector) {
    SmallVector<Value> place(rank);
    for (size_t i = 0; i < rank; ++i)
      place[static_cast<size_t>(op.getPermutation()[i])] =
          loops.add(indices[i], op.getOffsets()[i]);
    return loadWithPrologue(loops, op.getLhs(), op.getLhsPrologue(), place,
                            vector);
  }

  kernel::GatherOp op;
  KernelArguments arguments;
  Value extent;
  LoopBuilder &loops;
  int64_t lanes;
  ArrayRef<int64_t> shape;
  size_t rank;
  SmallVector<IndexRange> inside; ///< the part that comes from the operand
};
} // namespace

void cpu::generate(kernel::GatherOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  GatherGenerator(op, extent, loops, unit).generate();
}
