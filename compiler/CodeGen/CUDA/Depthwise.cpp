//===- Depthwise.cpp - Depthwise convolutions and inputs' gradients -------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using kernel::ConvolutionShape;

/// The pixel that a result's (y, x) multiplies with a tap.
using PixelCode = SourcePixel (*)(LoopBuilder &, const ConvolutionShape &,
                                  Value, Value, Value, Value);

/// A thread computes some channels of one pixel. Where only the taps beside an
/// image have no pixel, these load any, so that no branch keeps the others'
/// loads apart.
template <typename Op>
static void generateResults(Op op, Value extent, LoopBuilder &loops,
                            PixelCode getPixel, bool meetsMostTaps) {
  OpBuilder &builder = loops.builder;
  KernelArguments arguments(op);
  ConvolutionShape shape = op.getShape();
  auto compute = [&](ValueRange indices, Lanes lanes, ValueRange) -> Value {
    Value n = indices[0], y = indices[1], x = indices[2], channel = indices[3];
    Value zero = splat(loops, arguments.element, 0, lanes);
    auto multiply = [&](Value tapY, Value tapX, const SourcePixel &pixel,
                        Value sum) -> Value {
      Value value = loadWithPrologue(loops, op.getLhs(), op.getLhsPrologue(),
                                     {n, pixel.y, pixel.x, channel}, lanes);
      Value weight = loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                                      {tapY, tapX, channel}, lanes);
      return math::FmaOp::create(builder, loops.location, value, weight, sum);
    };
    auto addTap = [&](Value tapY, Value tapX, Value sum) -> Value {
      SourcePixel pixel = getPixel(loops, shape, y, x, tapY, tapX);
      if (!meetsMostTaps)
        return select(loops, pixel.inside, sum, [&] {
          return SmallVector<Value>{multiply(tapY, tapX, pixel, sum)};
        })[0];
      return arith::SelectOp::create(
          builder, loops.location, pixel.inside,
          multiply(tapY, tapX, clamp(loops, pixel), sum), sum);
    };
    return loops.loop(
        loops.index(0), loops.index(shape.filterHeight), 1, zero,
        [&](Value tapY, ValueRange carried) -> SmallVector<Value> {
          Value sum = carried[0];
          for (int64_t tapX = 0; tapX < shape.filterWidth; ++tapX)
            sum = addTap(tapY, loops.index(tapX), sum);
          return {sum};
        })[0];
  };
  launchElements(loops, arguments, extent, {nullptr, compute});
}

void cuda::generate(kernel::DepthwiseOp op, Value extent, LoopBuilder &loops) {
  generateResults(op, extent, loops, getInputPixel, /*meetsMostTaps=*/true);
}

void cuda::generate(kernel::DepthwiseInputGradOp op, Value extent,
                    LoopBuilder &loops) {
  // Behind a stride most pixels have an output for few taps.
  bool isDense =
      llvm::all_of(op.getShape().strides, [](int64_t s) { return s == 1; });
  generateResults(op, extent, loops, getOutputPixel, isDense);
}
