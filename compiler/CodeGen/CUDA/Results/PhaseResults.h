//===- PhaseResults.h - What a convolution's products are stored as -------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_PHASERESULTS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_PHASERESULTS_H

#include "compiler/CodeGen/CUDA/Operands/HaloPixels.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/CUDA/ProductTiling.h"

namespace anabranch::codegen::cuda {

/// A phase's rows and columns as pixels and channels of the result.
class PhaseResults {
public:
  PhaseResults(LoopBuilder &loops, const KernelArguments &arguments,
               const schedule::ConvolutionProducts &products,
               const schedule::PhaseProduct &phase, int64_t phaseY,
               int64_t phaseX, mlir::Value extent)
      : loops(loops), arguments(arguments), products(products), phase(phase),
        phaseY(phaseY), phaseX(phaseX), extent(extent) {}

  /// A row's pixel of the phase.
  Pixel getPixel(mlir::Value row) const;
  /// Whether there is such a pixel; null if it is known.
  mlir::Value exists(const Pixel &pixel) const;
  /// The same pixel, or the first of all in place of one that there is not.
  Pixel getPixelToLoad(const Pixel &pixel) const;
  /// The indices of a phase's pixel in the result.
  llvm::SmallVector<mlir::Value> getIndices(const Pixel &pixel,
                                            mlir::Value channel) const;
  /// A block's columns, and those behind them, as channels.
  ChannelRange getChannels(mlir::Value group, mlir::Value firstColumn) const;

private:
  LoopBuilder &loops;
  const KernelArguments &arguments;
  const schedule::ConvolutionProducts &products;
  const schedule::PhaseProduct &phase;
  int64_t phaseY, phaseX;
  mlir::Value extent;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_PHASERESULTS_H
