//===- Augmentation.h - What layers that change images share --------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_LAYERS_AUGMENTATION_H
#define ANABRANCH_COMPILER_IMPORT_LAYERS_AUGMENTATION_H

#include "compiler/Import/Layers/RandomNumbers.h"
#include "compiler/Import/Layers/Resampling.h"

namespace anabranch::import {

/// A random number for each example, tensor<?x1x1xf32>.
mlir::Value drawNumbers(LayerCall &call, double low, double high);

/// The same as tensor<?x1x1x1xf32>.
mlir::Value drawImageNumbers(LayerCall &call, std::pair<double, double> limits);

/// The image that a layer changes, if the arguments that all such layers have
/// are fine; the run's seed decides.
mlir::Value getAugmentedImage(LayerCall &call);

/// Reads the arguments "fill_mode" and "interpolation"; none after an error.
std::optional<Filling> readFilling(LayerCall &call);

/// A factor's limits: two numbers from `lowest` to 1, or one for both
/// directions; none after an error.
std::optional<std::pair<double, double>>
readFactor(LayerCall &call, llvm::StringRef key, double lowest);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_LAYERS_AUGMENTATION_H
