//===- ActivationFunctions.h - Activations by their formulas --------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_LAYERS_ACTIVATIONFUNCTIONS_H
#define ANABRANCH_COMPILER_IMPORT_LAYERS_ACTIVATIONFUNCTIONS_H

#include "dialects/NN/NN.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <optional>

namespace anabranch::import {

class LayerCall;

/// An activation of which nothing is to be said but its input. Null if it needs
/// a tensor of more than `mostElements`.
using ActivationFunction = mlir::Value (*)(mlir::ImplicitLocOpBuilder &,
                                           mlir::Value);

/// The function of this name in `keras.activations`, with Keras's defaults;
/// null if there is none.
ActivationFunction findActivation(llvm::StringRef name, bool isKeras2);

/// The activation of an input; null after an error.
mlir::Value applyActivation(LayerCall &call, ActivationFunction build,
                            mlir::Value input);

/// Their names, for people.
std::string listActivations();

struct ReLUOptions {
  double negativeSlope = 0, threshold = 0;
  std::optional<double> maximum;
};
mlir::Value buildReLU(mlir::ImplicitLocOpBuilder &builder, mlir::Value input,
                      const ReLUOptions &options);

mlir::Value buildElu(mlir::ImplicitLocOpBuilder &builder, mlir::Value input,
                     double alpha);

/// x if x > 0, else alpha (exp(x / alpha) - 1): alpha elu(x / alpha).
mlir::Value buildCelu(mlir::ImplicitLocOpBuilder &builder, mlir::Value input,
                      double alpha);

mlir::Value buildGelu(mlir::ImplicitLocOpBuilder &builder, mlir::Value input,
                      bool approximate);

mlir::Value buildClip(mlir::ImplicitLocOpBuilder &builder, mlir::Value input,
                      double minimum, double maximum);

/// What is left of x beyond the threshold on either side.
mlir::Value buildSoftShrink(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value input, double threshold);

mlir::Value buildHardShrink(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value input, double threshold);

mlir::Value buildSquareplus(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value input, double b);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_LAYERS_ACTIVATIONFUNCTIONS_H
