//===- Normalization.td - Normalization in its parts ----------------------===//

#ifndef ANABRANCH_DIALECTS_NN_NORMALIZATION
#define ANABRANCH_DIALECTS_NN_NORMALIZATION

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"
include "mlir/IR/BuiltinAttributes.td"

def NN_NormalizationGroup : NN_Group<"Normalization",
    "Batch normalization becomes statistics, factors that follow from them, and an affine map: each can be fused.">;

let opDocGroup = NN_NormalizationGroup in {
def NN_BatchNormalizationOp : NN_Op<"batch_normalization", [Pure,
    ExpandableOpInterface, AllTypesMatch<["input", "result"]>]> {
  let summary = "Keras's BatchNormalization layer, before a mode is chosen";
  let description = [{
    `build-programs` replaces it: with the moving statistics where the model
    predicts (and in training if `frozen`, Keras's trainable = False), else by
    `nn.batch_statistics`, `nn.normalization_factors` and `nn.channel_affine`.
    The symbols name parameters; gamma and beta may be absent.

    ```mlir
    %y = nn.batch_normalization %x mean @"bn/moving_mean" variance @"bn/moving_variance"
      {gamma = @"bn/gamma", beta = @"bn/beta", epsilon = 1.0e-3, momentum = 0.99} : tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, FlatSymbolRefAttr:$movingMean,
                       FlatSymbolRefAttr:$movingVariance,
                       OptionalAttr<FlatSymbolRefAttr>:$gamma,
                       OptionalAttr<FlatSymbolRefAttr>:$beta,
                       F64Attr:$epsilon, F64Attr:$momentum, UnitAttr:$frozen);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $input `mean` $movingMean `variance` $movingVariance attr-dict `:` type($result)
  }];
}

def NN_BatchStatisticsOp : NN_PureOp<"batch_statistics",
    [AllTypesMatch<["mean", "variance"]>, NN_ChannelsOf<"mean", "input">]> {
  let summary = "mean and biased variance of each channel over the batch";
  let description = [{
    mean[c] = E[x], variance[c] = E[x^2] - E[x]^2 over all other dimensions.

    ```mlir
    %mean, %variance = nn.batch_statistics %x : tensor<?x8x8x4xf32> -> tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Channels:$mean, NN_Channels:$variance);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($mean)";
  let extraClassDeclaration = [{
    /// Elements of one channel in one example: the mean's divisor is this
    /// times the batch size.
    int64_t getCountPerExample();
  }];
}

def NN_BatchStatisticsGradOp : NN_PureOp<"batch_statistics_grad",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, AllTypesMatch<["mean",
     "meanGrad", "varianceGrad", "scale", "shift"]>]> {
  let summary = "gradient of batch_statistics, as the factors of an affine map of its input";
  let description = [{
    With N elements per channel, d mean / dx = 1/N and d variance / dx = 2 (x - mean) / N, so
    dx = scale x + shift with scale = 2 dvariance / N and
    shift = (dmean - 2 dvariance mean) / N. N is `count` times the batch size.

    ```mlir
    %scale, %shift = nn.batch_statistics_grad %mean, %dmean, %dvariance, %n count 64 : tensor<4xf32>, tensor<f32>
    ```
  }];
  let arguments = (ins NN_Channels:$mean, NN_Channels:$meanGrad, NN_Channels:$varianceGrad,
                       NN_Scalar:$batchSize, I64Attr:$count);
  let results = (outs NN_Channels:$scale, NN_Channels:$shift);
  let assemblyFormat = [{
    $mean `,` $meanGrad `,` $varianceGrad `,` $batchSize `count` $count attr-dict
    `:` type($mean) `,` type($batchSize)
  }];
}

def NN_NormalizationFactorsOp : NN_PureOp<"normalization_factors",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, AttrSizedOperandSegments,
     AllTypesMatch<["mean", "variance", "scale", "shift"]>]> {
  let summary = "the affine map that normalizes: scale and shift per channel";
  let description = [{
    scale = gamma / sqrt(variance + epsilon), shift = beta - mean scale.

    ```mlir
    %scale, %shift = nn.normalization_factors %mean, %variance gamma %g beta %b epsilon 1.0e-3
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Channels:$mean, NN_Channels:$variance,
                       Optional<NN_Channels>:$gamma, Optional<NN_Channels>:$beta,
                       F64Attr:$epsilon);
  let results = (outs NN_Channels:$scale, NN_Channels:$shift);
  let assemblyFormat = [{
    $mean `,` $variance (`gamma` $gamma^)? (`beta` $beta^)? `epsilon` $epsilon attr-dict
    `:` functional-type(operands, results)
  }];
}

def NN_NormalizationFactorsGradOp : NN_PureOp<"normalization_factors_grad",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>,
     AllTypesMatch<["mean", "variance", "scaleGrad", "shiftGrad", "meanGrad", "varianceGrad", "gammaGrad"]>]> {
  let summary = "gradient of normalization_factors";
  let description = [{
    With r = 1 / sqrt(variance + epsilon), t = dscale - mean dshift (the whole
    gradient of scale), and gamma 1 where there is none:
    dmean = -gamma r dshift, dvariance = -t gamma r^3 / 2, dgamma = t r. dbeta is dshift itself.

    ```mlir
    %dmean, %dvariance, %dgamma = nn.normalization_factors_grad %mean, %variance, %dscale, %dshift gamma %g epsilon 1.0e-3
       : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins NN_Channels:$mean, NN_Channels:$variance, NN_Channels:$scaleGrad,
                       NN_Channels:$shiftGrad, Optional<NN_Channels>:$gamma, F64Attr:$epsilon);
  let results = (outs NN_Channels:$meanGrad, NN_Channels:$varianceGrad, NN_Channels:$gammaGrad);
  let assemblyFormat = [{
    $mean `,` $variance `,` $scaleGrad `,` $shiftGrad (`gamma` $gamma^)? `epsilon` $epsilon attr-dict
    `:` functional-type(operands, results)
  }];
}

def NN_MovingAverageOp : NN_PureOp<"moving_average",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, SameOperandsAndResultType]> {
  let summary = "exponential moving average: momentum moving + (1 - momentum) value";
  let description = [{
    ```mlir
    %new = nn.moving_average %moving, %mean momentum 0.99 : tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$moving, NN_Tensor:$value, F64Attr:$momentum);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$moving `,` $value `momentum` $momentum attr-dict `:` type($result)";
}

def NN_RsqrtOp : NN_PureOp<"rsqrt",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, SameOperandsAndResultType]> {
  let summary = "1 / sqrt(x + epsilon)";
  let description = [{
    ```mlir
    %r = nn.rsqrt %variance epsilon 1.0e-3 : tensor<?x1x1x1xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$epsilon);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input `epsilon` $epsilon attr-dict `:` type($result)";
}

def NN_RsqrtGradOp : NN_PureOp<"rsqrt_grad",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, SameOperandsAndResultType]> {
  let summary = "gradient of rsqrt from its output: -dy y^3 / 2";
  let description = [{
    ```mlir
    %dv = nn.rsqrt_grad %dr, %r : tensor<?x1x1x1xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$output);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$outputGrad `,` $output attr-dict `:` type($result)";
}

def NN_ChannelAffineOp : NN_PureOp<"channel_affine",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface>, AttrSizedOperandSegments]> {
  let summary = "sum of per-channel multiples of tensors, plus a shift per channel";
  let description = [{
    y = scales[0] inputs[0] + scales[1] inputs[1] + ... + shift. With one input it is the
    affine half of batch normalization, with two its gradient. Sums of two of them
    fold into one.

    ```mlir
    %y = nn.channel_affine %x scales(%a) shift %b
       : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$inputs, Variadic<NN_Channels>:$scales,
                       Optional<NN_Channels>:$shift);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $inputs `scales` `(` $scales `)` (`shift` $shift^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def NN_ChannelSumOp : NN_PureOp<"channel_sum", [SameTypeOperands]> {
  let summary = "per-channel sum of the product of the inputs over all other dimensions";
  let description = [{
    With one input a plain sum (a bias gradient), with two an inner product per
    channel (the gradient of a scale).

    ```mlir
    %db = nn.channel_sum %dy : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
    %ds = nn.channel_sum %dy, %x : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$inputs);
  let results = (outs NN_Channels:$result);
  let assemblyFormat = [{
    $inputs attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_NORMALIZATION
