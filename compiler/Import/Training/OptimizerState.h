//===- OptimizerState.h - An optimizer's variables in Keras's files -------===//

#ifndef ANABRANCH_COMPILER_IMPORT_TRAINING_OPTIMIZERSTATE_H
#define ANABRANCH_COMPILER_IMPORT_TRAINING_OPTIMIZERSTATE_H

#include "compiler/Import/Hdf5Weights.h"
#include "dialects/NN/NN.h"

#include "mlir/IR/BuiltinOps.h"

namespace anabranch::import {

/// A variable that an optimizer keeps, as Keras saves it.
struct OptimizerVariable {
  std::string name; ///< of the parameter: "conv2d/kernel/momentum"
  nn::OptimizerSlot slot;
  nn::ParameterOp parameter; ///< that it is for; null if for all together
  mlir::RankedTensorType type;
};

/// The variables of the module's optimizer in Keras's order, without the steps
/// done and the learning rate, which come before them.
llvm::SmallVector<OptimizerVariable>
listOptimizerVariables(mlir::ModuleOp module);

/// Declares these variables with the file's values, and sets `nn.iteration`, if
/// the file is of a model that has trained. If they do not fit the model warns,
/// as Keras does, and training then begins with a new optimizer.
void readOptimizerState(Reporter &reporter, const Hdf5Weights &weights,
                        mlir::ModuleOp module);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_TRAINING_OPTIMIZERSTATE_H
