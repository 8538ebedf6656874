//===- Loss.td - Losses, their gradients, and the accuracy ----------------===//

#ifndef ANABRANCH_DIALECTS_NN_LOSS
#define ANABRANCH_DIALECTS_NN_LOSS

include "dialects/NN/Attributes.td"
include "dialects/NN/Interfaces.td"

def NN_LossGroup : NN_Group<"Losses",
    "Means over the batch. Its size is an operand, as an epoch's last batch may be smaller.">;

let opDocGroup = NN_LossGroup in {
/// A mean over the batch; `batchSize` is the number of examples.
class NN_LossOp<string mnemonic, dag operands> : NN_PureOp<mnemonic> {
  let arguments = operands;
  let results = (outs NN_Scalar:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

/// The gradient of such a mean; `lossGrad` is the gradient of what follows it.
class NN_LossGradOp<string mnemonic, dag operands> : NN_PureOp<mnemonic,
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let arguments = operands;
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def NN_SparseNegativeLogLikelihoodOp : NN_LossOp<"sparse_negative_log_likelihood",
    (ins NN_Tensor:$logProbabilities, NN_Labels:$labels, NN_Scalar:$batchSize)> {
  let summary = "mean over the batch of -logp[label]";
  let description = [{
    Keras's sparse_categorical_crossentropy, after the logarithm.

    ```mlir
    %l = nn.sparse_negative_log_likelihood %logp, %labels, %n
       : (tensor<?x10xf32>, tensor<?x1xi32>, tensor<f32>) -> tensor<f32>
    ```
  }];
}

def NN_SparseNegativeLogLikelihoodGradOp : NN_LossGradOp<"sparse_negative_log_likelihood_grad",
    (ins NN_Labels:$labels, NN_Scalar:$batchSize, NN_Scalar:$lossGrad)> {
  let summary = "gradient of sparse_negative_log_likelihood: -dl / n at the label";
  let description = [{
    ```mlir
    %d = nn.sparse_negative_log_likelihood_grad %labels, %n, %dl
       : (tensor<?x1xi32>, tensor<f32>, tensor<f32>) -> tensor<?x10xf32>
    ```
  }];
  let extraClassDeclaration = [{
    /// The label is compared with the channel.
    bool needsChannelIndex() { return true; }
  }];
}

def NN_NegativeLogLikelihoodOp : NN_LossOp<"negative_log_likelihood",
    (ins NN_Tensor:$logProbabilities, NN_Tensor:$targets, NN_Scalar:$batchSize,
         DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "mean over the batch of -sum over classes of target logp";
  let description = [{
    Keras's categorical_crossentropy, after the logarithm. Label smoothing s turns a
    target t into t (1 - s) + s / classes.

    ```mlir
    %l = nn.negative_log_likelihood %logp, %targets, %n
       : (tensor<?x10xf32>, tensor<?x10xf32>, tensor<f32>) -> tensor<f32>
    ```
  }];
}

def NN_NegativeLogLikelihoodGradOp : NN_LossGradOp<"negative_log_likelihood_grad",
    (ins NN_Tensor:$targets, NN_Scalar:$batchSize, NN_Scalar:$lossGrad,
         DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "gradient of negative_log_likelihood: -dl target / n";
  let description = [{
    ```mlir
    %d = nn.negative_log_likelihood_grad %targets, %n, %dl
       : (tensor<?x10xf32>, tensor<f32>, tensor<f32>) -> tensor<?x10xf32>
    ```
  }];
}

def NN_MeanSquaredErrorOp : NN_LossOp<"mean_squared_error",
    (ins NN_Tensor:$prediction, NN_Tensor:$targets, NN_Scalar:$batchSize)> {
  let summary = "mean of (prediction - target)^2 over all elements";
  let description = [{
    ```mlir
    %l = nn.mean_squared_error %p, %t, %n
       : (tensor<?x4xf32>, tensor<?x4xf32>, tensor<f32>) -> tensor<f32>
    ```
  }];
}

def NN_MeanSquaredErrorGradOp : NN_LossGradOp<"mean_squared_error_grad",
    (ins NN_Tensor:$prediction, NN_Tensor:$targets, NN_Scalar:$batchSize, NN_Scalar:$lossGrad)> {
  let summary = "gradient of mean_squared_error: 2 dl (prediction - target) / elements";
  let description = [{
    ```mlir
    %d = nn.mean_squared_error_grad %p, %t, %n, %dl
       : (tensor<?x4xf32>, tensor<?x4xf32>, tensor<f32>, tensor<f32>) -> tensor<?x4xf32>
    ```
  }];
}

def NN_CorrectPredictionsOp : NN_PureOp<"correct_predictions"> {
  let summary = "number of rows whose prediction is right";
  let description = [{
    Against class indices or one-hot targets: the largest element, the first of
    equals, is at the target's class. A single column is compared as binary
    accuracy does: (prediction > 1/2) = target.

    ```mlir
    %c = nn.correct_predictions %p, %labels : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Tensor:$prediction, AnyRankedTensor:$targets);
  let results = (outs NN_Scalar:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_LOSS
