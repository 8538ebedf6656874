//===- Gather.cpp - Padding, cutting, permuting and concatenating ---------===//

#include "compiler/CodeGen/CUDA/ElementLaunch.h"
#include "compiler/CodeGen/CUDA/Kernels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

void cuda::generate(kernel::GatherOp op, Value extent, LoopBuilder &loops) {
  KernelArguments arguments(op);
  auto source = cast<ShapedType>(op.getLhs().front().getType());
  ArrayRef<int64_t> shape = arguments.domain.getShape();
  auto compute = [&](ValueRange indices, Lanes lanes) -> Value {
    SmallVector<Value> place(shape.size());
    Value inside = arith::ConstantOp::create(loops.builder, loops.location,
                                             loops.builder.getBoolAttr(true));
    auto require = [&](Value condition) {
      inside = loops.builder.createOrFold<arith::AndIOp>(loops.location, inside,
                                                         condition);
    };
    for (size_t i = 0; i < shape.size(); ++i) {
      auto from = static_cast<unsigned>(op.getPermutation()[i]);
      int64_t offset = op.getOffsets()[i];
      place[from] = loops.add(indices[i], offset);
      if (i == 0)
        continue;
      if (offset < 0)
        require(loops.less(loops.index(-1), place[from]));
      if (offset + shape[i] > source.getDimSize(from))
        require(loops.less(place[from], loops.index(source.getDimSize(from))));
    }
    Value zero = splat(loops, arguments.element, 0, lanes);
    return select(loops, inside, zero, [&]() -> SmallVector<Value> {
      return {loadWithPrologue(loops, op.getLhs(), op.getLhsPrologue(), place,
                               lanes)};
    })[0];
  };
  launchElements(loops, arguments, extent, compute);
}

void cuda::generate(kernel::ConcatenateOp op, Value extent,
                    LoopBuilder &loops) {
  KernelArguments arguments(op);
  auto dimension = static_cast<unsigned>(op.getDimension());
  auto compute = [&](ValueRange indices, Lanes lanes) -> Value {
    SmallVector<Value> place = llvm::to_vector(indices);
    // Operand by operand, until the one that the index lies in.
    std::function<Value(size_t, int64_t)> load = [&](size_t number,
                                                     int64_t offset) -> Value {
      Value operand = op.getLhs()[number];
      place[dimension] = loops.sub(indices[dimension], loops.index(offset));
      if (number + 1 == op.getLhs().size())
        return loadLanes(loops, operand, place, lanes);
      int64_t end =
          offset + cast<ShapedType>(operand.getType()).getDimSize(dimension);
      Value result;
      Value isHere = loops.less(indices[dimension], loops.index(end));
      return choose(
          loops, isHere,
          [&] { return loadLanes(loops, operand, place, lanes); },
          [&] { return load(number + 1, end); });
    };
    return load(0, 0);
  };
  launchElements(loops, arguments, extent, compute);
}
