//===- Labels.h - Class indices as targets --------------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_LABELS_H
#define ANABRANCH_DIALECTS_NN_LABELS_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"

namespace anabranch::nn {

/// One number for each row of classes: the prediction's shape, with 1 for
/// these.
mlir::RankedTensorType getRows(mlir::RankedTensorType prediction);

/// Checks that there is a label for each row of classes. An image may have a
/// row for each pixel.
llvm::LogicalResult verifyLabels(mlir::Operation *op,
                                 mlir::RankedTensorType prediction,
                                 mlir::RankedTensorType labels);

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_LABELS_H
