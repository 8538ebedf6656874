//===- Loss.td - Losses, regularization, and their gradients --------------===//

#ifndef ANABRANCH_DIALECTS_NN_LOSS
#define ANABRANCH_DIALECTS_NN_LOSS

include "dialects/NN/Attributes.td"
include "dialects/NN/Interfaces.td"

def NN_LossGroup : NN_Group<"Losses",
    "Elementwise, each with its gradient; nn.weighted_mean then makes one number of the elements.">;

let opDocGroup = NN_LossGroup in {
/// What each element of the prediction adds to the loss.
class NN_LossOp<string mnemonic, dag attributes = (ins)> : NN_PureOp<mnemonic,
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>,
     AllTypesMatch<["prediction", "targets", "result"]>]> {
  let arguments = !con((ins NN_Tensor:$prediction, NN_Tensor:$targets), attributes);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` type($result)";
}

/// The gradient of such a loss with respect to the prediction.
class NN_LossGradOp<string mnemonic, dag attributes = (ins)> : NN_PureOp<mnemonic,
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>,
     AllTypesMatch<["outputGrad", "prediction", "targets", "result"]>]> {
  let arguments = !con((ins NN_Tensor:$outputGrad, NN_Tensor:$prediction, NN_Tensor:$targets), attributes);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` type($result)";
}

def NN_SparseNegativeLogLikelihoodOp : NN_PureOp<"sparse_negative_log_likelihood",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, AllTypesMatch<["prediction", "result"]>]> {
  let summary = "-logp at the label, 0 elsewhere";
  let description = [{
    Keras's sparse_categorical_crossentropy, after the logarithm.

    ```mlir
    %e = nn.sparse_negative_log_likelihood %logp, %labels : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$prediction, NN_Labels:$targets);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The label is compared with the channel.
    bool needsChannelIndex() { return true; }
  }];
}

def NN_SparseNegativeLogLikelihoodGradOp : NN_PureOp<"sparse_negative_log_likelihood_grad",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, AllTypesMatch<["outputGrad", "result"]>]> {
  let summary = "gradient of sparse_negative_log_likelihood: -dy at the label";
  let description = [{
    ```mlir
    %d = nn.sparse_negative_log_likelihood_grad %dy, %labels : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Labels:$targets);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let extraClassDeclaration = [{
    /// The label is compared with the channel.
    bool needsChannelIndex() { return true; }
  }];
}

def NN_NegativeLogLikelihoodOp : NN_LossOp<"negative_log_likelihood",
    (ins DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "-target logp";
  let description = [{
    Keras's categorical_crossentropy, after the logarithm. Label smoothing s turns a
    target t into t (1 - s) + s / classes.

    ```mlir
    %e = nn.negative_log_likelihood %logp, %targets {label_smoothing = 0.1} : tensor<?x10xf32>
    ```
  }];
}

def NN_NegativeLogLikelihoodGradOp : NN_LossGradOp<"negative_log_likelihood_grad",
    (ins DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "gradient of negative_log_likelihood: -dy target";
  let description = [{
    ```mlir
    %d = nn.negative_log_likelihood_grad %dy, %logp, %targets : tensor<?x10xf32>
    ```
  }];
}

def NN_BinaryCrossEntropyOp : NN_LossOp<"binary_cross_entropy",
    (ins DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "-(t log p + (1 - t) log(1 - p)) of probabilities";
  let description = [{
    Label smoothing s turns a target t into t (1 - s) + s / 2.

    ```mlir
    %e = nn.binary_cross_entropy %p, %targets : tensor<?x1xf32>
    ```
  }];
}

def NN_BinaryCrossEntropyGradOp : NN_LossGradOp<"binary_cross_entropy_grad",
    (ins DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "gradient of binary_cross_entropy: dy (p - t) / (p (1 - p))";
  let description = [{
    ```mlir
    %d = nn.binary_cross_entropy_grad %dy, %p, %targets : tensor<?x1xf32>
    ```
  }];
}

def NN_LogitBinaryCrossEntropyOp : NN_LossOp<"logit_binary_cross_entropy",
    (ins DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "binary cross-entropy of sigmoid(x): max(x, 0) - x t + log(1 + exp(-|x|))";
  let description = [{
    The same as `nn.binary_cross_entropy` of the sigmoid, without its rounding near 0 and 1.

    ```mlir
    %e = nn.logit_binary_cross_entropy %x, %targets {label_smoothing = 0.1} : tensor<?x1xf32>
    ```
  }];
}

def NN_LogitBinaryCrossEntropyGradOp : NN_LossGradOp<"logit_binary_cross_entropy_grad",
    (ins DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "gradient of logit_binary_cross_entropy: dy (sigmoid(x) - t)";
  let description = [{
    ```mlir
    %d = nn.logit_binary_cross_entropy_grad %dy, %x, %targets : tensor<?x1xf32>
    ```
  }];
}

def NN_SquaredErrorOp : NN_LossOp<"squared_error"> {
  let summary = "(p - t)^2";
  let description = [{
    ```mlir
    %e = nn.squared_error %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_SquaredErrorGradOp : NN_LossGradOp<"squared_error_grad"> {
  let summary = "gradient of squared_error: 2 dy (p - t)";
  let description = [{
    ```mlir
    %d = nn.squared_error_grad %dy, %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_AbsoluteErrorOp : NN_LossOp<"absolute_error"> {
  let summary = "|p - t|";
  let description = [{
    ```mlir
    %e = nn.absolute_error %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_AbsoluteErrorGradOp : NN_LossGradOp<"absolute_error_grad"> {
  let summary = "gradient of absolute_error: dy sign(p - t)";
  let description = [{
    ```mlir
    %d = nn.absolute_error_grad %dy, %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_HuberErrorOp : NN_LossOp<"huber_error", (ins F64Attr:$delta)> {
  let summary = "a square near the target, a line further out";
  let description = [{
    With d = |p - t|: d^2 / 2 where d <= delta, else delta d - delta^2 / 2.

    ```mlir
    %e = nn.huber_error %p, %t {delta = 1.0} : tensor<?x4xf32>
    ```
  }];
}

def NN_HuberErrorGradOp : NN_LossGradOp<"huber_error_grad", (ins F64Attr:$delta)> {
  let summary = "gradient of huber_error: dy (p - t), limited to delta on both sides";
  let description = [{
    ```mlir
    %d = nn.huber_error_grad %dy, %p, %t {delta = 1.0} : tensor<?x4xf32>
    ```
  }];
}

def NN_SquaredLogarithmicErrorOp : NN_LossOp<"squared_logarithmic_error"> {
  let summary = "(log(1 + p) - log(1 + t))^2";
  let description = [{
    p and t below 1e-7 count as that, as in Keras.

    ```mlir
    %e = nn.squared_logarithmic_error %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_SquaredLogarithmicErrorGradOp : NN_LossGradOp<"squared_logarithmic_error_grad"> {
  let summary = "gradient of squared_logarithmic_error: 2 dy (log(1 + p) - log(1 + t)) / (1 + p), 0 for p below 1e-7";
  let description = [{
    ```mlir
    %d = nn.squared_logarithmic_error_grad %dy, %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_LogCoshErrorOp : NN_LossOp<"log_cosh_error"> {
  let summary = "log(cosh(p - t))";
  let description = [{
    Computed as d + log(1 + exp(-2 d)) - log(2) of d = |p - t|, which does not overflow.

    ```mlir
    %e = nn.log_cosh_error %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_LogCoshErrorGradOp : NN_LossGradOp<"log_cosh_error_grad"> {
  let summary = "gradient of log_cosh_error: dy tanh(p - t)";
  let description = [{
    ```mlir
    %d = nn.log_cosh_error_grad %dy, %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_AbsolutePercentageErrorOp : NN_LossOp<"absolute_percentage_error"> {
  let summary = "100 |p - t| / |t|";
  let description = [{
    |t| below 1e-7 counts as that, as in Keras.

    ```mlir
    %e = nn.absolute_percentage_error %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_AbsolutePercentageErrorGradOp : NN_LossGradOp<"absolute_percentage_error_grad"> {
  let summary = "gradient of absolute_percentage_error: 100 dy sign(p - t) / |t|";
  let description = [{
    ```mlir
    %d = nn.absolute_percentage_error_grad %dy, %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_HingeErrorOp : NN_LossOp<"hinge_error"> {
  let summary = "max(1 - s p, 0), where s is 1 or -1";
  let description = [{
    s is the target, or -1 for a target of 0: Keras takes both 0, 1 and -1, 1 for the two
    classes.

    ```mlir
    %e = nn.hinge_error %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_HingeErrorGradOp : NN_LossGradOp<"hinge_error_grad"> {
  let summary = "gradient of hinge_error: -dy s where s p < 1, 0 elsewhere";
  let description = [{
    ```mlir
    %d = nn.hinge_error_grad %dy, %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_SquaredHingeErrorOp : NN_LossOp<"squared_hinge_error"> {
  let summary = "max(1 - s p, 0)^2, where s is 1 or -1";
  let description = [{
    s is as in `nn.hinge_error`.

    ```mlir
    %e = nn.squared_hinge_error %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_SquaredHingeErrorGradOp : NN_LossGradOp<"squared_hinge_error_grad"> {
  let summary = "gradient of squared_hinge_error: -2 dy s max(1 - s p, 0)";
  let description = [{
    ```mlir
    %d = nn.squared_hinge_error_grad %dy, %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_PoissonErrorOp : NN_LossOp<"poisson_error"> {
  let summary = "p - t log(p + 1e-7)";
  let description = [{
    The negative log-likelihood of a count t with the mean p, but for what does not depend
    on p.

    ```mlir
    %e = nn.poisson_error %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_PoissonErrorGradOp : NN_LossGradOp<"poisson_error_grad"> {
  let summary = "gradient of poisson_error: dy (1 - t / (p + 1e-7))";
  let description = [{
    ```mlir
    %d = nn.poisson_error_grad %dy, %p, %t : tensor<?x4xf32>
    ```
  }];
}

def NN_KLDivergenceOp : NN_LossOp<"kl_divergence"> {
  let summary = "t log(t / p) of probabilities";
  let description = [{
    t is limited to [1e-7, 1], as in Keras; so must p be before.

    ```mlir
    %e = nn.kl_divergence %p, %t : tensor<?x10xf32>
    ```
  }];
}

def NN_KLDivergenceGradOp : NN_LossGradOp<"kl_divergence_grad"> {
  let summary = "gradient of kl_divergence: -dy t / p";
  let description = [{
    ```mlir
    %d = nn.kl_divergence_grad %dy, %p, %t : tensor<?x10xf32>
    ```
  }];
}

def NN_WeightedMeanOp : NN_PureOp<"weighted_mean"> {
  let summary = "the loss: sum of the examples' elements by weight, over examples times `count`";
  let description = [{
    Keras divides by the number of examples, not by the sum of their weights.
    `count` is how many elements of an example are averaged: 1 where they are one
    sum over classes. The batch's size is an operand, as an epoch's last batch may be
    smaller.

    ```mlir
    %l = nn.weighted_mean %e, %w, %n count 4 : (tensor<?x4xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Tensor:$elements, NN_Tensor:$weights, NN_Scalar:$batchSize, I64Attr:$count);
  let results = (outs NN_Scalar:$result);
  let assemblyFormat = "operands `count` $count attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def NN_WeightedMeanGradOp : NN_PureOp<"weighted_mean_grad",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let summary = "gradient of weighted_mean: dl w / (n count) for each element of an example";
  let description = [{
    ```mlir
    %de = nn.weighted_mean_grad %w, %n, %dl count 4 : (tensor<?x1xf32>, tensor<f32>, tensor<f32>) -> tensor<?x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$weights, NN_Scalar:$batchSize, NN_Scalar:$lossGrad, I64Attr:$count);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "operands `count` $count attr-dict `:` functional-type(operands, results)";
}

def NN_RegularizationOp : NN_PureOp<"regularization"> {
  let summary = "what a parameter adds to the loss: l1 sum |p| + l2 sum p^2";
  let description = [{
    ```mlir
    %r = nn.regularization %p {l1 = 0.0, l2 = 1.0e-4} : tensor<8x4xf32> -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, F64Attr:$l1, F64Attr:$l2);
  let results = (outs NN_Scalar:$result);
  let assemblyFormat = "$parameter attr-dict `:` type($parameter) `->` type($result)";
}

def NN_ActivityRegularizationOp : NN_Op<"activity_regularization", [MemoryEffects<[MemWrite]>]> {
  let summary = "what a layer's output adds to the loss: (l1 sum |x| + l2 sum x^2) / examples";
  let description = [{
    `build-programs` adds it to the loss, and leaves it out where there is none.

    ```mlir
    nn.activity_regularization %x {l1 = 0.0, l2 = 1.0e-4} : tensor<?x8xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$l1, F64Attr:$l2);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

def NN_RegularizationGradOp : NN_PureOp<"regularization_grad",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, AllTypesMatch<["parameter", "result"]>]> {
  let summary = "gradient of regularization: dl (l1 sign(p) + 2 l2 p)";
  let description = [{
    ```mlir
    %dp = nn.regularization_grad %p, %dl {l1 = 0.0, l2 = 1.0e-4} : (tensor<8x4xf32>, tensor<f32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$parameter, NN_Scalar:$lossGrad, F64Attr:$l1, F64Attr:$l2);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_LOSS
