//===- Channels.h - Tensors of a number per channel -----------------------===//

#ifndef ANABRANCH_DIALECTS_NN_CHANNELS_H
#define ANABRANCH_DIALECTS_NN_CHANNELS_H

#include "mlir/IR/BuiltinTypes.h"

namespace anabranch::nn {

/// Whether there is one number, of the same type, for each of the tensor's
/// channels, which are its last dimension.
inline bool isChannelsOf(mlir::Type channels, mlir::Type tensor) {
  auto small = mlir::cast<mlir::RankedTensorType>(channels);
  auto large = mlir::cast<mlir::RankedTensorType>(tensor);
  return large.getRank() > 1 &&
         small.getDimSize(0) == large.getShape().back() &&
         small.getElementType() == large.getElementType();
}

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_CHANNELS_H
