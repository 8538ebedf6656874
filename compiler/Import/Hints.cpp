//===- Hints.cpp - What to use in place of layers that are missing --------===//

#include "compiler/Import/Hints.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace anabranch::import;

static StringRef findLayerHint(StringRef name) {
  return llvm::StringSwitch<StringRef>(name)
      .Case("Lambda", "write its function with keras.ops in a functional model")
      .Cases({"TFOpLambda", "SlicingOpLambda"},
             "build the model with Keras 3, and the function with keras.ops")
      .Case("EinsumDense", "use Dense, with Permute or Reshape around it")
      .Case("AdditiveAttention", "use Attention(score_mode=\"concat\")")
      .Case("GroupedQueryAttention", "use MultiHeadAttention")
      .Cases({"AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D",
              "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D"},
             "use pooling with a window of the size that is wanted")
      .Default("build the model without it");
}

static StringRef findOperationHint(StringRef name) {
  constexpr StringRef choose =
      "choose with maximum, minimum, relu or threshold";
  constexpr StringRef outside =
      "let the model return what it is taken of, and compute it from that";
  constexpr StringRef formula = "write it with exp and log";
  constexpr StringRef layer = "use the layer of this kind";
  return llvm::StringSwitch<StringRef>(name)
      .Cases({"Where", "Greater", "GreaterEqual", "Less", "LessEqual", "Equal",
              "NotEqual", "LogicalAnd", "LogicalOr", "LogicalNot", "Sign"},
             choose)
      .Case("Cast", "all tensors are float32; leave it out")
      .Cases({"Tensordot", "Dot"},
             "use Dense for a product with weights, and matmul or einsum for "
             "one of tensors")
      .Cases({"Argmax", "Argmin", "Argsort", "Sort", "TopK", "OneHot", "Median",
              "Quantile"},
             outside)
      .Cases({"Exp2", "Expm1", "Log1p", "Log2", "Log10", "Sinh", "Cosh",
              "Logaddexp"},
             formula)
      .Case("Logsumexp", "use log(sum(exp(x), axis))")
      .Case("Norm", "use sqrt(sum(square(x), axis))")
      .Case("Tan", "use sin(x) / cos(x)")
      .Cases({"Conv", "ConvTranspose", "DepthwiseConv", "SeparableConv",
              "BatchNormalization", "LayerNormalization", "RMSNorm",
              "RMSNormalization", "Resize"},
             layer)
      .Cases({"Slice", "Take"}, "use x[...] with places and ranges")
      .Case("Roll", "concatenate the two parts, which x[...] cuts out")
      .Cases({"Tile", "Repeat", "BroadcastTo"},
             "arithmetic repeats sizes of 1 by itself, and UpSampling2D pixels")
      .Cases({"OnesLike", "ZerosLike", "FullLike"},
             "use a number, which goes with tensors of any shape")
      .Case("StopGradient", "freeze layers with trainable=False")
      .Default("build the model without it");
}

StringRef anabranch::import::findHint(const Layer &layer) {
  return layer.isOperation ? findOperationHint(layer.className)
                           : findLayerHint(layer.className);
}
