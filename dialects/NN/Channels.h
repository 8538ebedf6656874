//===- Channels.h - Tensors of a number per channel -----------------------===//

#ifndef ANABRANCH_DIALECTS_NN_CHANNELS_H
#define ANABRANCH_DIALECTS_NN_CHANNELS_H

#include "mlir/IR/BuiltinTypes.h"

namespace anabranch::nn {

/// Whether there is one number, of the same type, for each of the tensor's
/// channels, which are its last dimension.
inline bool isChannelsOf(mlir::RankedTensorType channels,
                         mlir::RankedTensorType tensor) {
  return tensor.getRank() > 1 &&
         channels.getDimSize(0) == tensor.getShape().back() &&
         channels.getElementType() == tensor.getElementType();
}

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_CHANNELS_H
