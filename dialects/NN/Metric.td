//===- Metric.td - What tells how good the predictions are ----------------===//

#ifndef ANABRANCH_DIALECTS_NN_METRIC
#define ANABRANCH_DIALECTS_NN_METRIC

include "dialects/NN/Attributes.td"
include "dialects/NN/Interfaces.td"

def NN_MetricKindAttr : I32EnumAttr<"MetricKind", "the metrics", [
    I32EnumAttrCase<"Accuracy", 0, "accuracy">,
    I32EnumAttrCase<"BinaryAccuracy", 1, "binary_accuracy">,
    I32EnumAttrCase<"TopKAccuracy", 2, "top_k_accuracy">,
    I32EnumAttrCase<"Precision", 3, "precision">,
    I32EnumAttrCase<"Recall", 4, "recall">,
    I32EnumAttrCase<"MeanAbsoluteError", 5, "mean_absolute_error">,
    I32EnumAttrCase<"MeanSquaredError", 6, "mean_squared_error">,
    I32EnumAttrCase<"Loss", 7, "loss">]> {
  let cppNamespace = "::anabranch::nn";
}

def NN_MetricAttr : NN_Attr<"Metric", "metric"> {
  let summary = "a metric that the model is compiled with, by the name that Keras shows";
  let description = [{
    Each is a quotient of two sums over all examples. The sum below is the number of
    examples, but for `precision`, the number of elements predicted to be positive, and
    `recall`, the number of those that are. `parameter` is the k of `top_k_accuracy` and
    the threshold of `binary_accuracy`, `precision` and `recall`. `output` is the number of
    the model's output that is measured. `loss` is that output's own, without its weight.

    ```mlir
    module attributes {nn.metrics = [#nn.metric<name = "top3", kind = top_k_accuracy, parameter = 3.0>,
                                     #nn.metric<name = "box_loss", kind = loss, parameter = 0.0, output = 1>]} {
    }
    ```
  }];
  let parameters = (ins StringRefParameter<>:$name, EnumParameter<NN_MetricKindAttr>:$kind,
                        NN_Double:$parameter,
                        DefaultValuedParameter<"int64_t", "0">:$output);
  let extraClassDeclaration = [{
    /// Whether its sum is divided by another sum and not by the number of examples.
    bool isQuotient() const {
      return getKind() == MetricKind::Precision || getKind() == MetricKind::Recall;
    }
  }];
}

def NN_MetricGroup : NN_Group<"Metrics", "Counts and sums of a batch, which the runtime adds up.">;

let opDocGroup = NN_MetricGroup in {
def NN_CorrectPredictionsOp : NN_PureOp<"correct_predictions"> {
  let summary = "number of rows whose prediction is right";
  let description = [{
    Against class indices or one-hot targets: the largest element, the first of
    equals, is at the target's class.

    ```mlir
    %c = nn.correct_predictions %p, %labels : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Tensor:$prediction, AnyRankedTensor:$targets);
  let results = (outs NN_Scalar:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def NN_TopKPredictionsOp : NN_PureOp<"top_k_predictions"> {
  let summary = "number of rows whose class is among the k largest elements";
  let description = [{
    Fewer than k elements are larger than the one at the target's class; an element that
    is not a number counts as larger.

    ```mlir
    %c = nn.top_k_predictions %p, %labels k 5 : (tensor<?x10xf32>, tensor<?x1xi32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Tensor:$prediction, AnyRankedTensor:$targets, I64Attr:$k);
  let results = (outs NN_Scalar:$result);
  let assemblyFormat = "operands `k` $k attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def NN_ExceedsOp : NN_PureOp<"exceeds", [SameOperandsAndResultType,
    DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let summary = "1 where an element is above the threshold, else 0";
  let description = [{
    ```mlir
    %y = nn.exceeds %p {threshold = 0.5} : tensor<?x3xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$threshold);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
}

def NN_EqualOp : NN_PureOp<"equal", [SameOperandsAndResultType,
    DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let summary = "1 where two elements are the same number, else 0";
  let description = [{
    ```mlir
    %y = nn.equal %a, %b : tensor<?x3xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
}

def NN_SumOp : NN_PureOp<"sum"> {
  let summary = "sum of all elements";
  let description = [{
    ```mlir
    %s = nn.sum %x : tensor<?x3xf32> -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Scalar:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_METRIC
