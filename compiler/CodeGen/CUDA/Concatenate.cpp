//===- Concatenate.cpp - Tensors behind each other ------------------------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

void cuda::generate(kernel::ConcatenateOp op, Value extent,
                    LoopBuilder &loops) {
  KernelArguments arguments(op);
  auto dimension = static_cast<unsigned>(op.getDimension());
  auto fetch = [&](ValueRange indices, Lanes lanes) -> SmallVector<Value> {
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
    return {load(0, 0)};
  };
  auto compute = [](ValueRange, Lanes, ValueRange fetched) {
    return fetched.front();
  };
  launchElements(loops, arguments, extent, {fetch, compute});
}
