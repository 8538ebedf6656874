//===- TapSums.h - Sums of the pixels that each tap meets -----------------===//
//
// A convolution's tap meets all pixels of the result but those for which it
// lies beside the image. Which these are is a matter of their place in the
// image, and a thread's rows are the same place in each
// (ElementTiling::strips): it sums as it does for a channel, and where its
// pixel counts is asked once, behind the last row.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_TAPSUMS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_TAPSUMS_H

#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

namespace anabranch::codegen::cuda {

/// Adds up sum number `sum` of `parts`, row lanes x sums x columns in the
/// block's memory, for each tap, behind a barrier. The result of tap t and
/// channel c goes to `rows`[`row`, `firstColumn` + t * channels + c].
void storeTapSums(LoopBuilder &loops, const Thread &thread,
                  const schedule::ElementTiling &tiling, mlir::Value parts,
                  int64_t sum, const ChannelRange &channels,
                  kernel::TapsAttr taps, mlir::Value rows, mlir::Value row,
                  int64_t firstColumn);

/// Stores a tap's total of a channel to `result`, height x width x channels.
void storeTapSum(LoopBuilder &loops, mlir::Value total, mlir::Value result,
                 mlir::Value tap, mlir::Value channel);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_TAPSUMS_H
