//===- GradientRules.cpp - Registration of all gradient rules -------------===//

#include "compiler/Autodiff/GradientRules.h"

using namespace anabranch;

void autodiff::registerGradientRules(mlir::DialectRegistry &registry) {
  registerActivationGradients(registry);
  registerArithmeticGradients(registry);
  registerAugmentationGradients(registry);
  registerConvolutionGradients(registry);
  registerDenseGradients(registry);
  registerDepthwiseGradients(registry);
  registerLayoutGradients(registry);
  registerLossGradients(registry);
  registerMatMulGradients(registry);
  registerNormalizationGradients(registry);
  registerPoolingGradients(registry);
}
