//===- Optimizer.td - Optimizers and their updates ------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_OPTIMIZER
#define ANABRANCH_DIALECTS_NN_OPTIMIZER

include "dialects/NN/Attributes.td"
include "dialects/NN/Interfaces.td"

/// An optimizer's settings; `methods` are those of the interface's methods with a
/// default that it has its own of.
class NN_OptimizerAttr<string name, string attrMnemonic, list<string> methods = []>
    : NN_Attr<name, attrMnemonic, [DeclareAttrInterfaceMethods<NN_OptimizerAttrInterface, methods>]> {
  let extraClassDefinition = [{
    ::llvm::StringRef $cppClass::getOptimizerName() const { return getMnemonic(); }
    double $cppClass::getInitialLearningRate() const { return getLearningRate().convertToDouble(); }
  }];
}

def NN_AdamAttr : NN_OptimizerAttr<"Adam", "adam", ["buildStep"]> {
  let summary = "Adam with Keras's arguments (Kingma and Ba, arXiv:1412.6980)";
  let description = [{
    ```mlir
    module attributes {nn.optimizer = #nn.adam<learningRate = 1.0e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-7, amsgrad = true>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$learningRate, NN_Double:$beta1,
                        NN_Double:$beta2, NN_Double:$epsilon,
                        DefaultValuedParameter<"bool", "false">:$amsgrad);
}

def NN_SGDAttr : NN_OptimizerAttr<"SGD", "sgd"> {
  let summary = "stochastic gradient descent, optionally with (Nesterov) momentum";
  let description = [{
    ```mlir
    module attributes {nn.optimizer = #nn.sgd<learningRate = 1.0e-2, momentum = 0.9, nesterov = true>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$learningRate, NN_Double:$momentum, "bool":$nesterov);
}

def NN_RMSpropAttr : NN_OptimizerAttr<"RMSprop", "rmsprop"> {
  let summary = "RMSprop (Hinton, Neural Networks for Machine Learning, lecture 6e)";
  let description = [{
    `centered` divides by the gradient's variance in place of its mean square
    (Graves, arXiv:1308.0850).

    ```mlir
    module attributes {nn.optimizer = #nn.rmsprop<learningRate = 1.0e-3, rho = 0.9, momentum = 0.0, epsilon = 1.0e-7, centered = false>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$learningRate, NN_Double:$rho, NN_Double:$momentum,
                        NN_Double:$epsilon, "bool":$centered);
}

def NN_NadamAttr : NN_OptimizerAttr<"Nadam", "nadam", ["buildStep", "getSharedSlots"]> {
  let summary = "Adam with Nesterov's momentum (Dozat, ICLR 2016 workshop)";
  let description = [{
    ```mlir
    module attributes {nn.optimizer = #nn.nadam<learningRate = 1.0e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-7>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$learningRate, NN_Double:$beta1, NN_Double:$beta2, NN_Double:$epsilon);
}

def NN_AdagradAttr : NN_OptimizerAttr<"Adagrad", "adagrad"> {
  let summary = "Adagrad (Duchi, Hazan and Singer, JMLR 12, 2011)";
  let description = [{
    ```mlir
    module attributes {nn.optimizer = #nn.adagrad<learningRate = 1.0e-3, initialAccumulator = 0.1, epsilon = 1.0e-7>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$learningRate, NN_Double:$initialAccumulator, NN_Double:$epsilon);
}

def NN_AdadeltaAttr : NN_OptimizerAttr<"Adadelta", "adadelta"> {
  let summary = "Adadelta (Zeiler, arXiv:1212.5701)";
  let description = [{
    ```mlir
    module attributes {nn.optimizer = #nn.adadelta<learningRate = 1.0, rho = 0.95, epsilon = 1.0e-7>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$learningRate, NN_Double:$rho, NN_Double:$epsilon);
}

def NN_AdamaxAttr : NN_OptimizerAttr<"Adamax", "adamax", ["buildStep"]> {
  let summary = "Adam with the infinity norm (Kingma and Ba, arXiv:1412.6980, section 7.1)";
  let description = [{
    ```mlir
    module attributes {nn.optimizer = #nn.adamax<learningRate = 1.0e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-7>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$learningRate, NN_Double:$beta1, NN_Double:$beta2, NN_Double:$epsilon);
}

def NN_LionAttr : NN_OptimizerAttr<"Lion", "lion"> {
  let summary = "Lion (Chen et al., arXiv:2302.06675)";
  let description = [{
    ```mlir
    module attributes {nn.optimizer = #nn.lion<learningRate = 1.0e-3, beta1 = 0.9, beta2 = 0.99>} {
    }
    ```
  }];
  let parameters = (ins NN_Double:$learningRate, NN_Double:$beta1, NN_Double:$beta2);
}

def NN_ClippingKindAttr : I32EnumAttr<"ClippingKind", "what of the gradients is limited", [
    I32EnumAttrCase<"Value", 0, "value">,
    I32EnumAttrCase<"Norm", 1, "norm">,
    I32EnumAttrCase<"GlobalNorm", 2, "global_norm">]> {
  let cppNamespace = "::anabranch::nn";
}

def NN_GradientClippingAttr : NN_Attr<"GradientClipping", "gradient_clipping"> {
  let summary = "a limit on each gradient element, gradient's norm, or the norm of all";
  let description = [{
    Keras's `clipvalue`, `clipnorm` and `global_clipnorm`.

    ```mlir
    module attributes {nn.gradient_clipping = #nn.gradient_clipping<global_norm, 1.0>} {
    }
    ```
  }];
  let parameters = (ins EnumParameter<NN_ClippingKindAttr>:$kind, NN_Double:$limit);
  let assemblyFormat = "`<` $kind `,` $limit `>`";
}

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

def NN_AMSGradUpdateOp : NN_UpdateOp<"amsgrad_update", [AllTypesMatch<["parameter", "gradient",
    "firstMoment", "secondMoment", "largestMoment", "newParameter", "newFirstMoment", "newSecondMoment",
    "newLargestMoment"]>]> {
  let summary = "one step of Adam that divides by the largest second moment so far";
  let description = [{
    m' and v' as in `nn.adam_update`; w' = max(w, v'), p' = p - rate m' / (sqrt(w') + epsilon)
    (Reddi, Kale and Kumar, arXiv:1904.09237).

    ```mlir
    %p1, %m1, %v1, %w1 = nn.amsgrad_update %p, %g, %m, %v, %w, %rate {beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-7}
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>)
      -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Tensor:$gradient, NN_Tensor:$firstMoment,
                       NN_Tensor:$secondMoment, NN_Tensor:$largestMoment, NN_Scalar:$rate,
                       F64Attr:$beta1, F64Attr:$beta2, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$newParameter, NN_Tensor:$newFirstMoment,
                      NN_Tensor:$newSecondMoment, NN_Tensor:$newLargestMoment);
}

def NN_RMSNormalizeOp : NN_UpdateOp<"rms_normalize", [AllTypesMatch<["gradient", "meanSquare",
    "normalized", "newMeanSquare"]>]> {
  let summary = "a gradient over its root mean square: RMSprop before its step";
  let description = [{
    v' = rho v + (1 - rho) g^2, g' = g / sqrt(v' + epsilon). `nn.sgd_update` or
    `nn.momentum_update` takes the step with g'.

    ```mlir
    %g1, %v1 = nn.rms_normalize %g, %v {rho = 0.9, epsilon = 1.0e-7}
       : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$gradient, NN_Tensor:$meanSquare, F64Attr:$rho, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$normalized, NN_Tensor:$newMeanSquare);
}

def NN_CenteredRMSNormalizeOp : NN_UpdateOp<"centered_rms_normalize", [AllTypesMatch<["gradient",
    "meanSquare", "mean", "normalized", "newMeanSquare", "newMean"]>]> {
  let summary = "a gradient over its standard deviation: centered RMSprop before its step";
  let description = [{
    v' = rho v + (1 - rho) g^2, m' = rho m + (1 - rho) g, g' = g / sqrt(v' - m'^2 + epsilon).

    ```mlir
    %g1, %v1, %m1 = nn.centered_rms_normalize %g, %v, %m {rho = 0.9, epsilon = 1.0e-7}
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$gradient, NN_Tensor:$meanSquare, NN_Tensor:$mean,
                       F64Attr:$rho, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$normalized, NN_Tensor:$newMeanSquare, NN_Tensor:$newMean);
}

def NN_AdagradNormalizeOp : NN_UpdateOp<"adagrad_normalize", [AllTypesMatch<["gradient",
    "accumulator", "normalized", "newAccumulator"]>]> {
  let summary = "a gradient over the root of all squares so far: Adagrad before its step";
  let description = [{
    a' = a + g^2, g' = g / sqrt(a' + epsilon). `nn.sgd_update` takes the step with g'.

    ```mlir
    %g1, %a1 = nn.adagrad_normalize %g, %a {epsilon = 1.0e-7}
       : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$gradient, NN_Tensor:$accumulator, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$normalized, NN_Tensor:$newAccumulator);
}

def NN_AdadeltaNormalizeOp : NN_UpdateOp<"adadelta_normalize", [AllTypesMatch<["gradient",
    "meanSquare", "meanSquareStep", "step", "newMeanSquare", "newMeanSquareStep"]>]> {
  let summary = "a gradient in the units of the parameter: Adadelta before its step";
  let description = [{
    v' = rho v + (1 - rho) g^2, d = g sqrt(s + epsilon) / sqrt(v' + epsilon),
    s' = rho s + (1 - rho) d^2. `nn.sgd_update` takes the step d.

    ```mlir
    %d, %v1, %s1 = nn.adadelta_normalize %g, %v, %s {rho = 0.95, epsilon = 1.0e-7}
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$gradient, NN_Tensor:$meanSquare, NN_Tensor:$meanSquareStep,
                       F64Attr:$rho, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$step, NN_Tensor:$newMeanSquare, NN_Tensor:$newMeanSquareStep);
}

def NN_AdamaxRateOp : NN_UpdateOp<"adamax_rate", [SameOperandsAndResultType]> {
  let summary = "Adamax's step size with its bias correction";
  let description = [{
    With t = iteration + 1: learning_rate / (1 - beta1^t).

    ```mlir
    %r = nn.adamax_rate %learning_rate, %iteration {beta1 = 0.9} : (tensor<f32>, tensor<f32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Scalar:$learningRate, NN_Scalar:$iteration, F64Attr:$beta1);
  let results = (outs NN_Scalar:$result);
}

def NN_AdamaxUpdateOp : NN_UpdateOp<"adamax_update", [AllTypesMatch<["parameter", "gradient",
    "moment", "norm", "newParameter", "newMoment", "newNorm"]>]> {
  let summary = "one step of Adamax for one parameter";
  let description = [{
    m' = m + (g - m)(1 - beta1), u' = max(beta2 u, |g|), p' = p - rate m' / (u' + epsilon).

    ```mlir
    %p1, %m1, %u1 = nn.adamax_update %p, %g, %m, %u, %rate {beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-7}
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Tensor:$gradient, NN_Tensor:$moment,
                       NN_Tensor:$norm, NN_Scalar:$rate,
                       F64Attr:$beta1, F64Attr:$beta2, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$newParameter, NN_Tensor:$newMoment, NN_Tensor:$newNorm);
}

def NN_LionUpdateOp : NN_UpdateOp<"lion_update", [AllTypesMatch<["parameter", "gradient",
    "average", "newParameter", "newAverage"]>]> {
  let summary = "one step of Lion for one parameter";
  let description = [{
    p' = p - rate sign(beta1 m + (1 - beta1) g), m' = beta2 m + (1 - beta2) g.

    ```mlir
    %p1, %m1 = nn.lion_update %p, %g, %m, %rate {beta1 = 0.9, beta2 = 0.99}
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Tensor:$gradient, NN_Tensor:$average,
                       NN_Scalar:$rate, F64Attr:$beta1, F64Attr:$beta2);
  let results = (outs NN_Tensor:$newParameter, NN_Tensor:$newAverage);
}

def NN_NadamRatesOp : NN_UpdateOp<"nadam_rates", [SameOperandsAndResultType]> {
  let summary = "Nadam's step sizes, and the product of its momenta";
  let description = [{
    With t = iteration + 1 and Dozat's momentum u(t) = beta1 (1 - 0.96^t / 2), whose product
    over the steps is P' = P u(t):
    momentRate = learning_rate u(t + 1) / (1 - P' u(t + 1)),
    gradientRate = learning_rate (1 - u(t)) / (1 - P'),
    correction = 1 / (1 - beta2^t).

    ```mlir
    %m, %g, %c, %p1 = nn.nadam_rates %learning_rate, %iteration, %p {beta1 = 0.9, beta2 = 0.999}
       : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>)
    ```
  }];
  let arguments = (ins NN_Scalar:$learningRate, NN_Scalar:$iteration, NN_Scalar:$product,
                       F64Attr:$beta1, F64Attr:$beta2);
  let results = (outs NN_Scalar:$momentRate, NN_Scalar:$gradientRate, NN_Scalar:$correction,
                      NN_Scalar:$newProduct);
}

def NN_NadamUpdateOp : NN_UpdateOp<"nadam_update", [AllTypesMatch<["parameter", "gradient",
    "firstMoment", "secondMoment", "newParameter", "newFirstMoment", "newSecondMoment"]>]> {
  let summary = "one step of Nadam for one parameter";
  let description = [{
    m' and v' as in `nn.adam_update`, and with the numbers of `nn.nadam_rates`
    p' = p - (momentRate m' + gradientRate g) / (sqrt(correction v') + epsilon).

    ```mlir
    %p1, %m1, %v1 = nn.nadam_update %p, %g, %m, %v, %mr, %gr, %c {beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-7}
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<f32>, tensor<f32>)
      -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Tensor:$gradient, NN_Tensor:$firstMoment,
                       NN_Tensor:$secondMoment, NN_Scalar:$momentRate, NN_Scalar:$gradientRate,
                       NN_Scalar:$correction, F64Attr:$beta1, F64Attr:$beta2, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$newParameter, NN_Tensor:$newFirstMoment, NN_Tensor:$newSecondMoment);
}

def NN_DecayWeightsOp : NN_UpdateOp<"decay_weights", [AllTypesMatch<["parameter", "result"]>]> {
  let summary = "decoupled weight decay: p' = p - p decay learning_rate";
  let description = [{
    Before the update, as AdamW has it (Loshchilov and Hutter, arXiv:1711.05101).

    ```mlir
    %p1 = nn.decay_weights %p, %learning_rate {decay = 4.0e-3} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Scalar:$learningRate, F64Attr:$decay);
  let results = (outs NN_Tensor:$result);
}

def NN_SquaredNormOp : NN_PureOp<"squared_norm"> {
  let summary = "sum of a gradient's squares";
  let description = [{
    ```mlir
    %s = nn.squared_norm %g : tensor<3x3x2x4xf32> -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Scalar:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}

def NN_NormClipFactorOp : NN_UpdateOp<"norm_clip_factor", [SameOperandsAndResultType]> {
  let summary = "what brings gradients of a larger norm down to the limit";
  let description = [{
    Of the sum s of all operands, squared norms: limit / max(sqrt(s), limit). A norm
    that is no finite number makes it NaN, so that a diverged model shows.

    ```mlir
    %f = nn.norm_clip_factor %s, %t {limit = 1.0} : (tensor<f32>, tensor<f32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins Variadic<NN_Scalar>:$squares, F64Attr:$limit);
  let results = (outs NN_Scalar:$result);
}

def NN_ScaleGradientOp : NN_UpdateOp<"scale_gradient", [AllTypesMatch<["gradient", "result"]>]> {
  let summary = "a gradient times a number";
  let description = [{
    ```mlir
    %g1 = nn.scale_gradient %g, %f : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$gradient, NN_Scalar:$factor);
  let results = (outs NN_Tensor:$result);
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_OPTIMIZER
