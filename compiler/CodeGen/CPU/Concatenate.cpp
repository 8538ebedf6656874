//===- Concatenate.cpp - Tensors behind each other ------------------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/CodeGen/LoopNest.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

void cpu::generate(kernel::ConcatenateOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  KernelArguments arguments(op);
  int64_t lanes = unit.getLanes(arguments.element.getIntOrFloatBitWidth() / 8);
  ArrayRef<int64_t> shape = arguments.domain.getShape();
  auto dimension = static_cast<size_t>(op.getDimension());
  size_t rank = shape.size();
  // The dimensions in front, of which the first (of one, if there is none) is
  // cut into parts.
  SmallVector<IndexRange> outer;
  for (int64_t size : shape.slice(1, dimension - 1))
    outer.push_back({0, size});
  int64_t parts = outer.empty() ? 1 : outer.front().end;

  // Copies an operand's part at the outer indices to behind `offset`.
  auto copy = [&](Value operand, ArrayRef<Value> outerIndices, int64_t offset,
                  BlockSums &sums) {
    auto type = cast<ShapedType>(operand.getType());
    SmallVector<IndexRange> inner;
    for (size_t i = dimension; i + 1 < rank; ++i)
      inner.push_back({0, type.getDimSize(static_cast<unsigned>(i))});
    forEachIndex(loops, inner, [&](ArrayRef<Value> innerIndices) {
      forEachVector(loops, type.getShape().back(), lanes,
                    [&](Value channel, Lanes vector) {
                      SmallVector<Value> from(outerIndices);
                      from.append(innerIndices.begin(), innerIndices.end());
                      from.push_back(channel);
                      SmallVector<Value> to(from);
                      to[dimension] = loops.add(to[dimension], offset);
                      sums.storeEpilogue(
                          to.front(), loadLanes(loops, operand, from, vector),
                          to, vector);
                    });
    });
  };

  forEachPart(loops, arguments, extent, parts, lanes,
              [&](Value n, Value part, BlockSums &sums) {
                SmallVector<Value> place{n};
                ArrayRef<IndexRange> inner = outer;
                if (!outer.empty()) {
                  place.push_back(part);
                  inner = inner.drop_front();
                }
                forEachIndex(loops, inner, [&](ArrayRef<Value> indices) {
                  SmallVector<Value> at(place);
                  at.append(indices.begin(), indices.end());
                  int64_t offset = 0;
                  for (Value operand : op.getLhs()) {
                    copy(operand, at, offset, sums);
                    offset += cast<ShapedType>(operand.getType())
                                  .getDimSize(static_cast<unsigned>(dimension));
                  }
                });
              });
}
