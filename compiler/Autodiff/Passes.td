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

def DifferentiateFunctionPass : Pass<"differentiate-function", "::mlir::ModuleOp"> {
  let summary = "Make a function that computes the gradients of another";
  let description = [{
    From `@f(arguments) -> results` makes `@f_gradients(arguments, seeds) -> gradients`, where the seeds are
    the gradients of the results, and there is one gradient for each argument that
    has one; `nn.argument` says which.

    ```mlir
    func.func @f(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
      %y = nn.tanh %x : tensor<?x4xf32>
      return %y : tensor<?x4xf32>
    }
    ```
    gets
    ```mlir
    func.func @f_gradients(%x: tensor<?x4xf32>, %dy: tensor<?x4xf32>) -> (tensor<?x4xf32> {nn.argument = 0}) {
      %y = nn.tanh %x : tensor<?x4xf32>
      %dx = nn.tanh_grad %dy, %y : tensor<?x4xf32>
      return %dx : tensor<?x4xf32>
    }
    ```
  }];
  let options = [Option<"function", "function", "std::string", "\"main\"", "the function to differentiate">];
  let dependentDialects = ["::anabranch::nn::NNDialect", "::mlir::func::FuncDialect"];
}

#endif // ANABRANCH_COMPILER_AUTODIFF_PASSES
