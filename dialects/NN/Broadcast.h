//===- Broadcast.h - Shapes of elementwise operands -----------------------===//

#ifndef ANABRANCH_DIALECTS_NN_BROADCAST_H
#define ANABRANCH_DIALECTS_NN_BROADCAST_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"

namespace anabranch::nn {

/// The type of an elementwise op's result: its operands have one rank and a
/// dimension of 1 stands for any size, except the batch's, the first; or one is
/// a scalar. Null if they do not go together.
mlir::RankedTensorType getBroadcastType(mlir::Type lhs, mlir::Type rhs);

/// Whether the op's result has the type that its two operands make, with an
/// error if not.
llvm::LogicalResult verifyBroadcast(mlir::Operation *op);

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_BROADCAST_H
