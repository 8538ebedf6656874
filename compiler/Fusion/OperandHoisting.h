//===- OperandHoisting.h - What a kernel reads, earlier -------------------===//

#ifndef ANABRANCH_COMPILER_FUSION_OPERANDHOISTING_H
#define ANABRANCH_COMPILER_FUSION_OPERANDHOISTING_H

#include "compiler/Fusion/ParameterUses.h"
#include "dialects/Kernel/Kernel.h"

#include "llvm/ADT/SetVector.h"

namespace anabranch::fusion {

/// What an elementwise kernel reads, in front of an earlier op, so that its
/// code can be moved there: loads of parameters, numbers of the step, and what
/// is computed from these alone can go there.
class OperandHoisting {
public:
  OperandHoisting(mlir::Operation *place, kernel::ElementwiseOp reader,
                  const ParameterUses &parameters)
      : place(place), reader(reader), parameters(parameters) {}

  /// Whether all of it is there, made by `place` itself, or can be moved.
  bool isPossible();
  /// Moves it, if it is possible.
  void move();

private:
  bool collect(mlir::Value value);
  bool canLoad(nn::LoadOp load);
  bool isStored(mlir::Attribute parameter);
  bool isReadBefore(mlir::Value value);

  mlir::Operation *place;
  kernel::ElementwiseOp reader;
  const ParameterUses &parameters;
  llvm::SetVector<mlir::Operation *> moved;
};

} // namespace anabranch::fusion

#endif // ANABRANCH_COMPILER_FUSION_OPERANDHOISTING_H
