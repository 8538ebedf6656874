//===- Elementwise.cpp - Elementwise kernels ------------------------------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

void cuda::generate(kernel::ElementwiseOp op, Value extent,
                    LoopBuilder &loops) {
  launchElements(
      loops, KernelArguments(op), extent,
      {[](ValueRange, Lanes) { return SmallVector<Value>(); }, nullptr});
}
