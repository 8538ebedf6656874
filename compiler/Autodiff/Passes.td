//===- Passes.td - From a model to its programs, and their gradients ------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_PASSES
#define ANABRANCH_COMPILER_AUTODIFF_PASSES

include "mlir/Pass/PassBase.td"

def BuildProgramsPass : Pass<"build-programs", "::mlir::ModuleOp"> {
  let summary = "Make the train, evaluate and predict functions of a model";
  let description = [{
    From `@model`, the network as it was imported, makes

    - `@predict`: the network with batch normalization by the moving statistics;
    - `@evaluate`, if the module has a loss: the same with the loss, regularizers
      included, and for each metric its sum, and what that is divided by unless it is the
      number of examples. The weights of the examples count in the loss alone;
    - `@train`, if it has a loss and an optimizer: batch normalization by the batch's
      statistics, whose moving averages are stored, the loss and the metrics.
      Gradients come next (`differentiate`).

    and erases `@model`.

    ```mlir
    module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>,
                       nn.optimizer = #nn.sgd<learningRate = 1.0e-2, momentum = 0.0, nesterov = false>} {
      nn.parameter @mean non_trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
      nn.parameter @variance non_trainable : tensor<4xf32> = #nn.initializer<constant, 1.0, 0.0>
      func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x4xf32> {nn.name = "y"}) {
        %y = nn.batch_normalization %x mean @mean variance @variance {epsilon = 1.0e-3, momentum = 0.9} : tensor<?x4xf32>
        return %y : tensor<?x4xf32>
      }
    }
    ```
    becomes
    ```mlir
    module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>,
                       nn.optimizer = #nn.sgd<learningRate = 1.0e-2, momentum = 0.0, nesterov = false>} {
      nn.parameter @mean non_trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
      nn.parameter @variance non_trainable : tensor<4xf32> = #nn.initializer<constant, 1.0, 0.0>
      func.func @predict(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x4xf32> {nn.name = "y"}) {
        %m = nn.load @mean : tensor<4xf32>
        %v = nn.load @variance : tensor<4xf32>
        %scale, %shift = nn.normalization_factors %m, %v epsilon 1.0e-3
           : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
        %y = nn.channel_affine %x scales(%scale) shift %shift
           : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
        return %y : tensor<?x4xf32>
      }
      func.func @evaluate(%x: tensor<?x4xf32> {nn.name = "x"}, %target: tensor<?x4xf32> {nn.name = "y"},
          %w: tensor<?x1xf32> {nn.name = "sample_weight"}) -> (tensor<f32> {nn.name = "loss"}) {
        %m = nn.load @mean : tensor<4xf32>
        %v = nn.load @variance : tensor<4xf32>
        %scale, %shift = nn.normalization_factors %m, %v epsilon 1.0e-3
           : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
        %y = nn.channel_affine %x scales(%scale) shift %shift
           : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
        %e = nn.squared_error %y, %target : tensor<?x4xf32>
        %n = nn.step_value batch_size : tensor<f32>
        %loss = nn.weighted_mean %e, %w, %n count 4 : (tensor<?x4xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
        return %loss : tensor<f32>
      }
      func.func @train(%x: tensor<?x4xf32> {nn.name = "x"}, %target: tensor<?x4xf32> {nn.name = "y"},
          %w: tensor<?x1xf32> {nn.name = "sample_weight"}) -> (tensor<f32> {nn.name = "loss"}) {
        %m = nn.load @mean : tensor<4xf32>
        %v = nn.load @variance : tensor<4xf32>
        %mean, %variance = nn.batch_statistics %x : tensor<?x4xf32> -> tensor<4xf32>
        %m1 = nn.moving_average %m, %mean momentum 0.9 : tensor<4xf32>
        nn.store %m1, @mean : tensor<4xf32>
        %v1 = nn.moving_average %v, %variance momentum 0.9 : tensor<4xf32>
        nn.store %v1, @variance : tensor<4xf32>
        %scale, %shift = nn.normalization_factors %mean, %variance epsilon 1.0e-3
           : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
        %y = nn.channel_affine %x scales(%scale) shift %shift
           : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
        %e = nn.squared_error %y, %target : tensor<?x4xf32>
        %n = nn.step_value batch_size : tensor<f32>
        %loss = nn.weighted_mean %e, %w, %n count 4 : (tensor<?x4xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
        return %loss : tensor<f32>
      }
    }
    ```
  }];
  let dependentDialects = ["::anabranch::nn::NNDialect"];
}

def DifferentiatePass : Pass<"differentiate", "::mlir::ModuleOp"> {
  let summary = "Append the backward pass and the optimizer's updates to @train";
  let description = [{
    Reverse-mode differentiation of `@train`'s first result, the loss, with respect to
    every trainable parameter it loads, through `DifferentiableOpInterface`; then the
    update of the module's optimizer for each, whose slots become parameters. Before that,
    gradients are limited (`nn.gradient_clipping`) and weights decay (`nn.weight_decay`).

    ```mlir
    module attributes {nn.optimizer = #nn.sgd<learningRate = 1.0e-2, momentum = 0.0, nesterov = false>} {
      nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
      func.func @train(%x: tensor<?x4xf32>, %target: tensor<?x3xf32>, %w: tensor<?x1xf32>) -> tensor<f32> {
        %k = nn.load @kernel : tensor<4x3xf32>
        %y = nn.dense %x, %k : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
        %e = nn.squared_error %y, %target : tensor<?x3xf32>
        %n = nn.step_value batch_size : tensor<f32>
        %loss = nn.weighted_mean %e, %w, %n count 3 : (tensor<?x3xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
        return %loss : tensor<f32>
      }
    }
    ```
    becomes
    ```mlir
    module attributes {nn.optimizer = #nn.sgd<learningRate = 1.0e-2, momentum = 0.0, nesterov = false>} {
      nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
      func.func @train(%x: tensor<?x4xf32>, %target: tensor<?x3xf32>, %w: tensor<?x1xf32>) -> tensor<f32> {
        %k = nn.load @kernel : tensor<4x3xf32>
        %y = nn.dense %x, %k : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
        %e = nn.squared_error %y, %target : tensor<?x3xf32>
        %n = nn.step_value batch_size : tensor<f32>
        %loss = nn.weighted_mean %e, %w, %n count 3 : (tensor<?x3xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
        %one = nn.constant dense<1.0> : tensor<f32>
        %de = nn.weighted_mean_grad %w, %n, %one count 3 : (tensor<?x1xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
        %dy = nn.squared_error_grad %de, %y, %target : tensor<?x3xf32>
        %dk = nn.dense_kernel_grad %x, %dy : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
        %rate = nn.step_value learning_rate : tensor<f32>
        %k1 = nn.sgd_update %k, %dk, %rate : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
        nn.store %k1, @kernel : tensor<4x3xf32>
        return %loss : tensor<f32>
      }
    }
    ```
  }];
  let dependentDialects = ["::anabranch::nn::NNDialect"];
}

def DifferentiateFunctionPass : Pass<"differentiate-function", "::mlir::ModuleOp"> {
  let summary = "Make a function that computes the gradients of another";
  let description = [{
    From `@f(arguments) -> results` makes `@f_gradients(arguments, seeds) -> gradients`, where
    the seeds are the gradients of the results, and there is one gradient for each argument
    that has one; `nn.argument` says which.

    ```mlir
    func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
      %y = nn.tanh %x : tensor<?x4xf32>
      return %y : tensor<?x4xf32>
    }
    ```
    becomes
    ```mlir
    func.func @main_gradients(%x: tensor<?x4xf32>, %dy: tensor<?x4xf32>) -> (tensor<?x4xf32> {nn.argument = 0}) {
      %y = nn.tanh %x : tensor<?x4xf32>
      %dx = nn.tanh_grad %dy, %y : tensor<?x4xf32>
      return %dx : tensor<?x4xf32>
    }
    func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
      %y = nn.tanh %x : tensor<?x4xf32>
      return %y : tensor<?x4xf32>
    }
    ```
  }];
  let options = [Option<"function", "function", "std::string", "\"main\"", "the function to differentiate">];
  let dependentDialects = ["::anabranch::nn::NNDialect", "::mlir::func::FuncDialect"];
}

#endif // ANABRANCH_COMPILER_AUTODIFF_PASSES
