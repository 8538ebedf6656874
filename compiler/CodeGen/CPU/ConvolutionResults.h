//===- ConvolutionResults.h - What becomes of a convolution's sums --------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONRESULTS_H
#define ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONRESULTS_H

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/Schedule/CPU/ConvolutionTiling.h"

namespace anabranch::codegen::cpu {

/// Where one of `blocks` blocks lies in the result.
struct ResultBlock {
  mlir::Value number, blocks, image, imageCount, row;
};

ResultBlock findResultBlock(LoopBuilder &loops,
                            const schedule::ConvolutionTiling &tiling,
                            mlir::Value number, mlir::Value blocks,
                            mlir::Value extent);

/// One block of result channels, and what of it exists.
struct ChannelBlock {
  mlir::Value group, number; ///< block's number within its group
  mlir::Value channel;       ///< first result channel
  int64_t valid, vectors;
};

/// A tile of results, from image `n`, row `i` and column `j` of a block's phase
/// on.
struct ResultTile {
  const schedule::Phase &phase;
  schedule::RegisterTile size;
  mlir::Value n, i, j;
};

/// The last step of a direct convolution: the epilogue, and a block's
/// per-channel sums.
class ConvolutionResults {
public:
  ConvolutionResults(const KernelArguments &arguments,
                     const schedule::ConvolutionTiling &tiling,
                     LoopBuilder &loops)
      : arguments(arguments), tiling(tiling), loops(loops) {}

  /// The kernel's per-channel sums, of which each of `blocks` blocks has a row.
  BlockSums getSums(mlir::Value blocks) const {
    return {loops, arguments, blocks, tiling.getPaddedChannels()};
  }

  /// Fetches ahead what `finishTile` will read and write: memory has time for
  /// it while a tile's products are computed.
  void prefetchTile(const ResultBlock &place, const ChannelBlock &channels,
                    const ResultTile &tile);

  /// Runs the epilogue on a tile's results, image by image: those of the last
  /// block's missing images are not stored.
  void finishTile(const ResultBlock &place, const ChannelBlock &channels,
                  const ResultTile &tile, mlir::ValueRange results);

private:
  void finishImage(const ResultBlock &place, const ChannelBlock &channels,
                   const ResultTile &tile, mlir::Value n,
                   mlir::ValueRange results);
  /// Where pixel number `pixel` of image `n` of a tile lies in the result.
  llvm::SmallVector<mlir::Value> getIndices(const ResultBlock &place,
                                            const ResultTile &tile,
                                            mlir::Value n, int64_t pixel,
                                            mlir::Value channel);

  const KernelArguments &arguments;
  const schedule::ConvolutionTiling &tiling;
  LoopBuilder &loops;
};

} // namespace anabranch::codegen::cpu

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_CONVOLUTIONRESULTS_H
