//===- Passes.td - From a model to its programs, and their gradients ------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_PASSES
#define ANABRANCH_COMPILER_AUTODIFF_PASSES

include "mlir/Pass/PassBase.td"

def BuildProgramsPass : Pass<"build-programs", "::mlir::ModuleOp"> {
  let summary = "Make the train, evaluate and predict functions of a model";
  let description = [{
    From `@model`, the network as it was imported, makes

    - `@predict`: the network with batch normalization by the moving statistics;
    - `@evaluate`, if the module has a loss: the same with the loss and the number of
      correct predictions;
    - `@train`, if it has a loss and an optimizer: batch normalization by the batch's
      statistics, whose moving averages are stored, the loss and the correct
      predictions. Gradients come next (`differentiate`).

    and erases `@model`.
  }];
  let dependentDialects = ["::anabranch::nn::NNDialect"];
}

def DifferentiatePass : Pass<"differentiate", "::mlir::ModuleOp"> {
  let summary = "Append the backward pass and the optimizer's updates to @train";
  let description = [{
    Reverse-mode differentiation of `@train`'s first result, the loss, with respect to
    every trainable parameter it loads, through `DifferentiableOpInterface`; then the
    update of the module's optimizer for each, whose slots become parameters.
  }];
  let dependentDialects = ["::anabranch::nn::NNDialect"];
}

#endif // ANABRANCH_COMPILER_AUTODIFF_PASSES
