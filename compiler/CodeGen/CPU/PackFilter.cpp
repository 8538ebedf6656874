//===- PackFilter.cpp - Filters as the inner loops read them --------------===//

#include "compiler/CodeGen/CPU/AMXFilter.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/PackedFilter.h"
#include "compiler/CodeGen/CPU/TransformedFilter.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

void cpu::generate(kernel::PackFilterOp op, Value, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  kernel::ConvolutionShape shape = op.getShape();
  int64_t bytes = op.getDomain().getElementTypeBitWidth() / 8;
  Value memory = op.getDestinations().front();
  if (op.getAlgorithm() == kernel::ConvolutionAlgorithm::AMX) {
    int64_t parts = schedule::getAMXParts(op);
    schedule::ConvolutionTiling tiling =
        schedule::tileAMXConvolution(shape, op.getInputGrad(), parts, unit)
            .blocks;
    AMXFilter(shape, tiling, parts, memory).pack(loops, op);
    return;
  }
  if (op.getAlgorithm() == kernel::ConvolutionAlgorithm::Direct) {
    schedule::ConvolutionTiling tiling =
        schedule::tileConvolution(shape, op.getInputGrad(), bytes, unit);
    PackedFilter(shape, tiling, memory).pack(loops, op);
    return;
  }
  schedule::WinogradTiling tiling = schedule::tileWinograd(
      shape, op.getInputGrad(), static_cast<int64_t>(op.getAlgorithm()), bytes,
      unit);
  TransformedFilter(tiling, memory).transform(loops, op);
}
