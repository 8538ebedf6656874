//===- ConvolutionResults.h - What becomes of a convolution's sums --------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONRESULTS_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONRESULTS_H

#include "compiler/CodeGen/KernelArguments.h"
#include "compiler/Schedule/ConvolutionTiling.h"

namespace anabranch::codegen::cpu {

/// Where a block lies in the result, and the memory of its per-channel sums.
struct ResultBlock {
  mlir::Value number, image, imageCount, row, sums;
};

/// One block of result channels, and what of it exists.
struct ChannelBlock {
  mlir::Value group, number; ///< block's number within its group
  mlir::Value channel;       ///< first result channel
  int64_t valid, vectors;
};

/// The last step of a direct convolution: the epilogue, and a block's
/// per-channel sums.
class ConvolutionResults {
public:
  ConvolutionResults(const KernelArguments &arguments,
                     const schedule::ConvolutionTiling &tiling,
                     LoopBuilder &loops)
      : arguments(arguments), tiling(tiling), loops(loops) {}

  /// Runs the epilogue on a tile's results, image by image: those of the last
  /// block's missing images are not stored. The tile starts at image `n`, row
  /// `i` and column `j` of a phase of the block.
  void finishTile(const ResultBlock &place, const ChannelBlock &channels,
                  const schedule::Phase &phase,
                  const schedule::RegisterTile &tile, mlir::Value n,
                  mlir::Value i, mlir::Value j, mlir::ValueRange results);

private:
  void finishImage(const ResultBlock &place, const ChannelBlock &channels,
                   const schedule::Phase &phase,
                   const schedule::RegisterTile &tile, mlir::Value n,
                   mlir::Value i, mlir::Value j, mlir::ValueRange results);

  const KernelArguments &arguments;
  const schedule::ConvolutionTiling &tiling;
  LoopBuilder &loops;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONRESULTS_H
