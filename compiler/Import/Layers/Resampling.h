//===- Resampling.h - Images of other pixels than there are ---------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_LAYERS_RESAMPLING_H
#define ANABRANCH_COMPILER_IMPORT_LAYERS_RESAMPLING_H

#include "compiler/Import/Layers.h"

namespace anabranch::import {

/// What stands at places between pixels and beside the image.
struct Filling {
  nn::Border border = nn::Border::Zero;
  bool wholePixels = false; ///< the nearest pixel, in place of a mixture
};

/// How an image's rows (axis 1) or columns (axis 2) are sampled: pixel i is
/// what lies at scale i + offset.
struct Sampling {
  int64_t axis, size;
  mlir::Value scale, offset;
  Filling filling;
};

/// The product of the image with a sampling matrix along one axis; null after
/// an error.
mlir::Value buildSampling(LayerCall &call, mlir::Value image,
                          const Sampling &sampling);

/// The whole image in another height and width; null after an error.
mlir::Value buildResized(LayerCall &call, mlir::Value image,
                         llvm::ArrayRef<int64_t> target,
                         bool wholePixels = false);

/// The middle of an image that has at least the target's height and width;
/// null after an error.
mlir::Value buildMiddle(LayerCall &call, mlir::Value image,
                        llvm::ArrayRef<int64_t> target);

/// The height (dimension 0) or width that goes with an image's other size in
/// the target's aspect ratio.
int64_t getSizeInRatio(llvm::ArrayRef<int64_t> imageShape,
                       llvm::ArrayRef<int64_t> target, unsigned dimension);

/// The largest window in the middle that has the target's aspect ratio; null
/// after an error.
mlir::Value buildWindow(LayerCall &call, mlir::Value image,
                        llvm::ArrayRef<int64_t> target);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_LAYERS_RESAMPLING_H
