//===- Window.h - Sizes of convolution and pooling windows ----------------===//

#ifndef ANABRANCH_DIALECTS_NN_WINDOW_H
#define ANABRANCH_DIALECTS_NN_WINDOW_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"

namespace anabranch::nn {

/// Output size of a window sliding along one dimension, or 0 if it does not fit
/// once. `padding` is the sum of both sides'.
inline int64_t getWindowedSize(int64_t size, int64_t window, int64_t stride,
                               int64_t dilation, int64_t padding) {
  int64_t reach = (window - 1) * dilation + 1;
  int64_t room = size + padding - reach;
  return room < 0 ? 0 : room / stride + 1;
}

/// Keras's 'same' padding along one dimension: as many outputs as
/// ceil(size / stride), the odd pixel on the far side. Returns {before, after}.
/// Source: the documentation of tf.nn.convolution, "Padding".
std::pair<int64_t, int64_t> getSamePadding(int64_t size, int64_t window,
                                           int64_t stride, int64_t dilation);

/// Checks that the window attributes have their lengths and signs and that the
/// sliding window turns `input`'s height and width into `output`'s.
llvm::LogicalResult
verifyWindow(mlir::Operation *op, mlir::RankedTensorType input,
             mlir::RankedTensorType output, llvm::ArrayRef<int64_t> window,
             llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> dilations,
             llvm::ArrayRef<int64_t> padding);

/// The same for a kernel, whose first dimensions are the window: it has a
/// static shape and the images' element type.
llvm::LogicalResult
verifyKernel(mlir::Operation *op, mlir::RankedTensorType input,
             mlir::RankedTensorType kernel, mlir::RankedTensorType output,
             llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> dilations,
             llvm::ArrayRef<int64_t> padding);

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_WINDOW_H
