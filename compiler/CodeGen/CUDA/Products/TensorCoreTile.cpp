//===- TensorCoreTile.cpp - What a lane has of a product's tile -----------===//

#include "compiler/CodeGen/CUDA/Products/TensorCoreTile.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

/// A lane has two neighbouring columns of a row, and of the row 8 below.
void cuda::forEachPair(LoopBuilder &loops, Value lane, Value row, Value column,
                       ValueRange sums, ResultCode body) {
  Value laneRow = loops.add(row, loops.div(lane, 4));
  Value laneColumn = loops.add(column, loops.mul(loops.rem(lane, 4), 2));
  auto type = VectorType::get({2}, loops.builder.getF32Type());
  for (size_t half = 0; half < 2; ++half) {
    Value pair = vector::FromElementsOp::create(loops.builder, loops.location,
                                                type, sums.slice(2 * half, 2));
    body(loops.add(laneRow, 8 * static_cast<int64_t>(half)), laneColumn, pair,
         {2, 2});
  }
}
