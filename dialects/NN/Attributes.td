//===- Attributes.td - Initializers, regularizers, losses, layers ---------===//

#ifndef ANABRANCH_DIALECTS_NN_ATTRIBUTES
#define ANABRANCH_DIALECTS_NN_ATTRIBUTES

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

/// A double that prints and parses as a plain float literal.
def NN_Double : APFloatParameter<"a double"> {
  let parser = [{[&]() -> ::mlir::FailureOr<::llvm::APFloat> {
    double value;
    if (::mlir::failed($_parser.parseFloat(value)))
      return ::mlir::failure();
    return ::llvm::APFloat(value);
  }()}];
  let printer = "$_printer.printFloat($_self)";
}

/// The same, left out where it is `fallback`.
class NN_DefaultDouble<string fallback> : DefaultValuedParameter<"::llvm::APFloat",
    "::llvm::APFloat(" # fallback # ")", "a double"> {
  let parser = NN_Double.parser;
  let printer = NN_Double.printer;
}

class NN_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<NN_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
  let assemblyFormat = "`<` struct(params) `>`";
}

def NN_ParameterKindAttr : I32EnumAttr<"ParameterKind", "who changes a parameter", [
    I32EnumAttrCase<"Trainable", 0, "trainable">,
    I32EnumAttrCase<"NonTrainable", 1, "non_trainable">,
    I32EnumAttrCase<"OptimizerSlot", 2, "optimizer_slot">]> {
  let cppNamespace = "::anabranch::nn";
}

def NN_StepValueKindAttr : I32EnumAttr<"StepValueKind", "a number the runtime sets before a step", [
    I32EnumAttrCase<"BatchSize", 0, "batch_size">,
    I32EnumAttrCase<"LearningRate", 1, "learning_rate">,
    I32EnumAttrCase<"Iteration", 2, "iteration">,
    I32EnumAttrCase<"Seed", 3, "seed">]> {
  let cppNamespace = "::anabranch::nn";
}

def NN_DistributionAttr : I32EnumAttr<"Distribution", "how initial values are drawn", [
    I32EnumAttrCase<"Constant", 0, "constant">,
    I32EnumAttrCase<"Uniform", 1, "uniform">,
    I32EnumAttrCase<"Normal", 2, "normal">,
    I32EnumAttrCase<"TruncatedNormal", 3, "truncated_normal">]> {
  let cppNamespace = "::anabranch::nn";
}

def NN_LossKindAttr : I32EnumAttr<"LossKind", "the losses", [
    I32EnumAttrCase<"SparseCategoricalCrossentropy", 0, "sparse_categorical_crossentropy">,
    I32EnumAttrCase<"CategoricalCrossentropy", 1, "categorical_crossentropy">,
    I32EnumAttrCase<"MeanSquaredError", 2, "mean_squared_error">,
    I32EnumAttrCase<"BinaryCrossentropy", 3, "binary_crossentropy">,
    I32EnumAttrCase<"MeanAbsoluteError", 4, "mean_absolute_error">,
    I32EnumAttrCase<"Huber", 5, "huber">,
    I32EnumAttrCase<"MeanSquaredLogarithmicError", 6, "mean_squared_logarithmic_error">,
    I32EnumAttrCase<"LogCosh", 7, "log_cosh">,
    I32EnumAttrCase<"MeanAbsolutePercentageError", 8, "mean_absolute_percentage_error">,
    I32EnumAttrCase<"Hinge", 9, "hinge">,
    I32EnumAttrCase<"SquaredHinge", 10, "squared_hinge">,
    I32EnumAttrCase<"CategoricalHinge", 11, "categorical_hinge">,
    I32EnumAttrCase<"Poisson", 12, "poisson">,
    I32EnumAttrCase<"KLDivergence", 13, "kl_divergence">,
    I32EnumAttrCase<"CosineSimilarity", 14, "cosine_similarity">,
    I32EnumAttrCase<"BinaryFocalCrossentropy", 15, "binary_focal_crossentropy">,
    I32EnumAttrCase<"CategoricalFocalCrossentropy", 16, "categorical_focal_crossentropy">,
    I32EnumAttrCase<"Dice", 17, "dice">,
    I32EnumAttrCase<"Tversky", 18, "tversky">]> {
  let cppNamespace = "::anabranch::nn";
}

def NN_InitializerAttr : NN_Attr<"Initializer", "initializer"> {
  let summary = "how a parameter gets its first value";
  let description = [{
    `constant`: every element is `a`. `uniform`: in [a, b). `normal`: mean `a`,
    standard deviation `b`; `truncated_normal` redraws beyond two of them.
    Keras's variance scaling (Glorot, He, LeCun) is resolved on import, where
    the fans are known.

    ```mlir
    nn.parameter @gamma trainable : tensor<64xf32> = #nn.initializer<constant, 1.0, 0.0>
    ```
  }];
  let parameters = (ins EnumParameter<NN_DistributionAttr>:$distribution,
                        NN_Double:$a, NN_Double:$b);
  let assemblyFormat = "`<` $distribution `,` $a `,` $b `>`";
}

def NN_RegularizerAttr : NN_Attr<"Regularizer", "regularizer"> {
  let summary = "what a parameter adds to the loss: l1 sum |p| + l2 sum p^2";
  let description = [{
    ```mlir
    nn.parameter @"dense/kernel" trainable : tensor<8x4xf32> = #nn.initializer<uniform, -0.5, 0.5>
        {regularizer = #nn.regularizer<l1 = 0.0, l2 = 1.0e-4>}
    ```
  }];
  let parameters = (ins NN_Double:$l1, NN_Double:$l2);
}

def NN_LossAttr : NN_Attr<"Loss", "loss"> {
  let summary = "the loss that an output of the model is compiled with";
  let description = [{
    `from_logits`: the model's output has not gone through a softmax, or through a sigmoid
    for binary cross-entropy. `label_smoothing` mixes targets with the uniform
    distribution. `delta` is where Huber's loss turns from a square into a line. Focal losses
    multiply a cross-entropy by (1 - p)^`gamma`, where p is the probability of what is right, and
    by `alpha`; the binary one only where it is `balanced`, and by 1 - `alpha` where the target is 0. Tversky's
    counts what is missed `alpha` times, and what is found without being there `beta` times. The
    model's loss is the sum of its outputs', each times its `weight`.

    ```mlir
    module attributes {nn.loss = #nn.loss<categorical_crossentropy, from_logits = false, label_smoothing = 0.1>} {
    }
    ```
  }];
  let parameters = (ins EnumParameter<NN_LossKindAttr>:$kind, "bool":$fromLogits,
                        NN_Double:$labelSmoothing,
                        NN_DefaultDouble<"1.0">:$delta,
                        NN_DefaultDouble<"0.25">:$alpha,
                        NN_DefaultDouble<"0.5">:$beta,
                        NN_DefaultDouble<"2.0">:$gamma,
                        DefaultValuedParameter<"bool", "false">:$balanced,
                        NN_DefaultDouble<"1.0">:$weight);
  let assemblyFormat = [{
    `<` $kind `,` `from_logits` `=` $fromLogits `,` `label_smoothing` `=` $labelSmoothing
        (`,` struct($delta, $alpha, $beta, $gamma, $balanced, $weight)^)? `>`
  }];
  let extraClassDeclaration = [{
    /// What the prediction is compared with.
    LossTargets getTargets() const;
    /// Whether it is one of the cross-entropies, focal ones too.
    bool isCrossEntropy() const;
    /// Whether an example counts with the sum over its classes, the last axis, and not with
    /// their mean.
    bool sumsClasses() const;
  }];
}

def NN_LayerAttr : NN_Attr<"Layer", "layer"> {
  let summary = "a row of the model's summary";
  let description = [{
    `type` is Keras's class, and `inputs` are the layers that it reads, comma-separated.

    ```mlir
    module attributes {nn.layers = [
      #nn.layer<name = "conv2d", type = "Conv2D", outputShape = "(None, 32, 32, 16)", inputs = "image", parameterCount = 448>
    ]} {
    }
    ```
  }];
  let parameters = (ins StringRefParameter<>:$name, StringRefParameter<>:$type,
                        StringRefParameter<>:$outputShape, StringRefParameter<>:$inputs,
                        "int64_t":$parameterCount);
}

#endif // ANABRANCH_DIALECTS_NN_ATTRIBUTES
