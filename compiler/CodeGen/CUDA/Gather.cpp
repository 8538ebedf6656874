//===- Gather.cpp - Padding, cutting and permuting ------------------------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

void cuda::generate(kernel::GatherOp op, Value extent, LoopBuilder &loops) {
  KernelArguments arguments(op);
  auto source = cast<ShapedType>(op.getLhs().front().getType());
  ArrayRef<int64_t> shape = arguments.domain.getShape();
  // Where an index of the result comes from, and whether it is there.
  auto locate = [&](ValueRange indices) {
    SmallVector<Value> place(shape.size());
    SmallVector<std::pair<unsigned, Value>> conditions;
    for (size_t i = 0; i < shape.size(); ++i) {
      auto from = static_cast<unsigned>(op.getPermutation()[i]);
      int64_t offset = op.getOffsets()[i];
      place[from] = loops.add(indices[i], offset);
      if (i != 0 && (offset < 0 || offset + shape[i] > source.getDimSize(from)))
        conditions.push_back(
            {from, isInside(loops, place[from], source.getDimSize(from))});
    }
    return std::pair(place, conditions);
  };
  auto fetch = [&](ValueRange indices, Lanes lanes) {
    auto [place, conditions] = locate(indices);
    for (auto [dimension, inside] : conditions)
      place[dimension] = loops.builder.createOrFold<arith::SelectOp>(
          loops.location, inside, place[dimension], loops.index(0));
    return loadOperands(loops, op.getLhs(), source, place, lanes);
  };
  auto compute = [&](ValueRange indices, Lanes lanes,
                     ValueRange fetched) -> Value {
    auto [place, conditions] = locate(indices);
    Value value = cloneOverLanes(loops, op.getLhsPrologue(), fetched, source,
                                 place, lanes)[0];
    if (conditions.empty())
      return value;
    Value zero = splat(loops, arguments.element, 0, lanes);
    for (auto [dimension, inside] : conditions)
      value = arith::SelectOp::create(loops.builder, loops.location, inside,
                                      value, zero);
    return value;
  };
  launchElements(loops, arguments, extent, {fetch, compute});
}
