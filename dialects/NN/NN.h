//===- NN.h - The nn dialect ----------------------------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_NN_H
#define ANABRANCH_DIALECTS_NN_NN_H

#include "dialects/NN/Broadcast.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/NN/NNDialect.h.inc"
#include "dialects/NN/NNEnums.h.inc"

namespace anabranch::nn {
/// Keras's epsilon, which keeps logarithms of probabilities and quotients by
/// lengths finite. Source: keras.config.epsilon.
inline constexpr double kerasEpsilon = 1e-7;

/// What a loss compares a prediction with.
enum class LossTargets {
  Labels, ///< the index of an example's class
  OneHot, ///< a row with a number for each of the classes
  Values  ///< numbers, as many as the prediction has
};

/// State of an optimizer: what it is called and what each element is at first.
struct OptimizerSlot {
  llvm::StringRef name;
  double initialValue = 0;
  /// Keras saves the slots of one group parameter by parameter, and one group
  /// after another. Source: `build` in keras.src.optimizers.
  unsigned savedGroup = 0;
  /// Whether Keras has the numbers with the other sign.
  bool isNegated = false;

  /// What the parameter is called that holds the slot of `owner`, a parameter
  /// or the optimizer: "conv2d/kernel/momentum". No parameter has such a name,
  /// whatever the layers are called, since theirs end in "kernel" or the like.
  std::string getParameterName(llvm::StringRef owner) const {
    return (owner + "/" + name).str();
  }
};
} // namespace anabranch::nn

#include "dialects/NN/NNAttrInterfaces.h.inc"
#include "dialects/NN/NNOpInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/NN/NNAttributes.h.inc"

#define GET_OP_CLASSES
#include "dialects/NN/NNOps.h.inc"

namespace anabranch::nn {
/// The loss of each of the model's outputs, null for one that has none, from
/// the attribute `nn.loss`; empty if the model has none at all.
llvm::SmallVector<LossAttr> getLosses(mlir::Operation *module);

/// x / max(|x|, shortest) for each row of the last dimension.
mlir::Value buildUnitRows(mlir::OpBuilder &builder, mlir::Location location,
                          mlir::Value input, double shortest);
} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_NN_H
