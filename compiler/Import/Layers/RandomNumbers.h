//===- RandomNumbers.h - Numbers that layers draw in training -------------===//
//
// They follow from the run's seed, the step and the op that draws them; equal
// runs of Keras draw others anyway.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_LAYERS_RANDOMNUMBERS_H
#define ANABRANCH_COMPILER_IMPORT_LAYERS_RANDOMNUMBERS_H

#include "compiler/Import/Layers.h"

namespace anabranch::import {

/// Numbers from `low` to below `high`, each as likely.
mlir::Value drawUniform(LayerCall &call, llvm::ArrayRef<int64_t> shape,
                        double low, double high);

/// Normally distributed numbers of mean 0 and a variance of 1.
mlir::Value drawNormal(LayerCall &call, llvm::ArrayRef<int64_t> shape);

/// `build` in training, `otherwise` elsewhere; null after an error.
mlir::Value buildInTraining(LayerCall &call, mlir::Value otherwise,
                            llvm::function_ref<mlir::Value()> build);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_LAYERS_RANDOMNUMBERS_H
