//===- Optimizer.td - Optimizer updates -----------------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_OPTIMIZER
#define ANABRANCH_DIALECTS_NN_OPTIMIZER

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_OptimizerGroup : NN_Group<"Optimizers", "One op updates one parameter, and returns its new value.">;

let opDocGroup = NN_OptimizerGroup in {
class NN_UpdateOp<string mnemonic, list<Trait> traits> : NN_PureOp<mnemonic,
    !listconcat([DeclareOpInterfaceMethods<ElementwiseOpInterface>], traits)> {
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_AdamRateOp : NN_UpdateOp<"adam_rate", [SameOperandsAndResultType]> {
  let summary = "Adam's step size with its bias corrections";
  let description = [{
    With t = iteration + 1: learning_rate sqrt(1 - beta2^t) / (1 - beta1^t), as in
    section 2 of arXiv:1412.6980 and in Keras.

    ```mlir
    %r = nn.adam_rate %learning_rate, %iteration {beta1 = 0.9, beta2 = 0.999}
       : (tensor<f32>, tensor<f32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Scalar:$learningRate, NN_Scalar:$iteration, F64Attr:$beta1, F64Attr:$beta2);
  let results = (outs NN_Scalar:$result);
}

def NN_AdamUpdateOp : NN_UpdateOp<"adam_update", [AllTypesMatch<["parameter", "gradient",
    "firstMoment", "secondMoment", "newParameter", "newFirstMoment", "newSecondMoment"]>]> {
  let summary = "one step of Adam for one parameter";
  let description = [{
    m' = m + (g - m)(1 - beta1), v' = v + (g^2 - v)(1 - beta2),
    p' = p - rate m' / (sqrt(v') + epsilon): Keras's form, whose epsilon is
    the "epsilon hat" of the paper.

    ```mlir
    %p1, %m1, %v1 = nn.adam_update %p, %g, %m, %v, %rate {beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-7}
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Tensor:$gradient, NN_Tensor:$firstMoment,
                       NN_Tensor:$secondMoment, NN_Scalar:$rate,
                       F64Attr:$beta1, F64Attr:$beta2, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$newParameter, NN_Tensor:$newFirstMoment, NN_Tensor:$newSecondMoment);
}

def NN_SGDUpdateOp : NN_UpdateOp<"sgd_update", [AllTypesMatch<["parameter", "gradient", "newParameter"]>]> {
  let summary = "one step of plain gradient descent: p' = p - rate g";
  let description = [{
    ```mlir
    %p1 = nn.sgd_update %p, %g, %rate : (tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Tensor:$gradient, NN_Scalar:$rate);
  let results = (outs NN_Tensor:$newParameter);
}

def NN_MomentumUpdateOp : NN_UpdateOp<"momentum_update", [AllTypesMatch<["parameter", "gradient",
    "velocity", "newParameter", "newVelocity"]>]> {
  let summary = "one step of gradient descent with momentum";
  let description = [{
    v' = momentum v - rate g; p' = p + v', or with `nesterov`
    p' = p + momentum v' - rate g, as Keras has it.

    ```mlir
    %p1, %v1 = nn.momentum_update %p, %g, %v, %rate {momentum = 0.9, nesterov}
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Tensor:$gradient, NN_Tensor:$velocity,
                       NN_Scalar:$rate, F64Attr:$momentum, UnitAttr:$nesterov);
  let results = (outs NN_Tensor:$newParameter, NN_Tensor:$newVelocity);
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_OPTIMIZER
