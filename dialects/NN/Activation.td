//===- Activation.td - Activations and their gradients --------------------===//

#ifndef ANABRANCH_DIALECTS_NN_ACTIVATION
#define ANABRANCH_DIALECTS_NN_ACTIVATION

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def NN_ActivationGroup : NN_Group<"Activations", "Elementwise functions and softmax, each with its gradient.">;

/// Keras's ReLU arguments. With all at their defaults it is max(x, 0).
defvar reluAttributes = (ins DefaultValuedAttr<F64Attr, "0.0">:$negative_slope,
                             DefaultValuedAttr<F64Attr, "0.0">:$threshold,
                             OptionalAttr<F64Attr>:$max_value);

let opDocGroup = NN_ActivationGroup in {
/// A function of whole rows, the last dimension.
class NN_RowOp<string mnemonic, list<Trait> traits = []>
    : NN_PureOp<mnemonic, !listconcat([SameOperandsAndResultType], traits)> {
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
}

/// A function of single elements.
class NN_UnaryOp<string mnemonic>
    : NN_RowOp<mnemonic, [DeclareOpInterfaceMethods<ElementwiseOpInterface>, ExpandableOpInterface]>;

/// A function that ScalarBuilder has by the same name.
class NN_FunctionOp<string name> : NN_UnaryOp<name> {
  let extraClassDefinition = [{
    ::llvm::SmallVector<::mlir::Value> $cppClass::buildScalars(
        ::mlir::OpBuilder &builder, ::mlir::ValueRange operands) {
      ScalarBuilder scalars(builder, getLoc(), operands.front().getType());
      return {scalars.}] # name # [{(operands.front())};
    }
  }];
}

/// A gradient that multiplies dy by a factor told from a tensor saved by the forward pass.
class NN_UnaryGradOp<string mnemonic> : NN_PureOp<mnemonic,
    [SameOperandsAndResultType, DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$saved);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$outputGrad `,` $saved attr-dict `:` type($result)";
}

def NN_BiasAddOp : NN_PureOp<"bias_add", [AllTypesMatch<["input", "result"]>,
    NN_ChannelsOf<"bias", "input">, DeclareOpInterfaceMethods<ElementwiseOpInterface>, ExpandableOpInterface]> {
  let summary = "adds one number per channel";
  let description = [{
    ```mlir
    %y = nn.bias_add %x, %b : tensor<?x8x8x4xf32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, NN_Channels:$bias);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input `,` $bias attr-dict `:` type($input) `,` type($bias)";
}

def NN_ReLUOp : NN_UnaryOp<"relu"> {
  let summary = "rectified linear unit with Keras's arguments";
  let description = [{
    max_value if x >= max_value, x if x > threshold, else negative_slope (x - threshold).

    ```mlir
    %y = nn.relu %x : tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = !con((ins NN_Tensor:$input), reluAttributes);
  let builders = [OpBuilder<(ins "::mlir::Value":$input), [{
    build($_builder, $_state, ::mlir::ValueRange(input));
  }]>];
}

def NN_ReLUGradOp : NN_UnaryGradOp<"relu_grad"> {
  let summary = "gradient of relu, told from its output";
  let description = [{
    dx is 0 where y reached max_value, dy where y > 0, else
    negative_slope dy. The output's sign says which branch was taken
    (threshold and slope are not negative), so the input need not be kept.

    ```mlir
    %dx = nn.relu_grad %dy, %y : tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = !con((ins NN_Tensor:$outputGrad, NN_Tensor:$output), reluAttributes);
  let assemblyFormat = "$outputGrad `,` $output attr-dict `:` type($result)";
}

def NN_SigmoidOp : NN_UnaryOp<"sigmoid"> {
  let summary = "1 / (1 + exp(-x))";
  let description = [{
    ```mlir
    %y = nn.sigmoid %x : tensor<?x10xf32>
    ```
  }];
}

def NN_TanhOp : NN_FunctionOp<"tanh"> {
  let summary = "hyperbolic tangent";
  let description = [{
    ```mlir
    %y = nn.tanh %x : tensor<?x10xf32>
    ```
  }];
}

def NN_ExpOp : NN_FunctionOp<"exp"> {
  let summary = "exponential function";
  let description = [{
    ```mlir
    %y = nn.exp %x : tensor<?x10xf32>
    ```
  }];
}

def NN_SqrtOp : NN_FunctionOp<"sqrt"> {
  let summary = "square root";
  let description = [{
    ```mlir
    %y = nn.sqrt %x : tensor<?x10xf32>
    ```
  }];
}

def NN_CosOp : NN_FunctionOp<"cos"> {
  let summary = "cosine of an angle in radians";
  let description = [{
    ```mlir
    %y = nn.cos %x : tensor<?x10xf32>
    ```
  }];
}

def NN_SinOp : NN_FunctionOp<"sin"> {
  let summary = "sine of an angle in radians";
  let description = [{
    ```mlir
    %y = nn.sin %x : tensor<?x10xf32>
    ```
  }];
}

def NN_LogOp : NN_FunctionOp<"log"> {
  let summary = "natural logarithm";
  let description = [{
    ```mlir
    %y = nn.log %x : tensor<?x10xf32>
    ```
  }];
}

def NN_PowerOp : NN_UnaryOp<"power"> {
  let summary = "x^c for a number c";
  let description = [{
    Where c is no whole number, or one beyond 8, computed as exp(c log x), for which x must not
    be negative.

    ```mlir
    %y = nn.power %x {exponent = 2.5 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$exponent);
}

def NN_ClipOp : NN_UnaryOp<"clip"> {
  let summary = "limits each element to [minimum, maximum]";
  let description = [{
    ```mlir
    %y = nn.clip %x {minimum = 1.0e-7, maximum = 0.9999999} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$minimum, F64Attr:$maximum);
}

def NN_SigmoidGradOp : NN_UnaryGradOp<"sigmoid_grad"> {
  let summary = "gradient of sigmoid from its output: dy y (1 - y)";
  let description = [{
    ```mlir
    %dx = nn.sigmoid_grad %dy, %y : tensor<?x10xf32>
    ```
  }];
}

def NN_TanhGradOp : NN_UnaryGradOp<"tanh_grad"> {
  let summary = "gradient of tanh from its output: dy (1 - y^2)";
  let description = [{
    ```mlir
    %dx = nn.tanh_grad %dy, %y : tensor<?x10xf32>
    ```
  }];
}

def NN_LogGradOp : NN_UnaryGradOp<"log_grad"> {
  let summary = "gradient of log from its input: dy / x";
  let description = [{
    ```mlir
    %dx = nn.log_grad %dy, %x : tensor<?x10xf32>
    ```
  }];
}

def NN_ClipGradOp : NN_UnaryGradOp<"clip_grad"> {
  let summary = "gradient of clip from its input: dy inside the limits, else 0";
  let description = [{
    ```mlir
    %dx = nn.clip_grad %dy, %x {minimum = 1.0e-7, maximum = 0.9999999} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$input, F64Attr:$minimum, F64Attr:$maximum);
  let assemblyFormat = "$outputGrad `,` $input attr-dict `:` type($result)";
}

def NN_EluOp : NN_UnaryOp<"elu"> {
  let summary = "exponential linear unit: x if x > 0, else alpha (exp(x) - 1)";
  let description = [{
    ```mlir
    %y = nn.elu %x {alpha = 1.0 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$alpha);
}

def NN_EluGradOp : NN_UnaryGradOp<"elu_grad"> {
  let summary = "gradient of elu from its output: dy if y > 0, else dy (y + alpha)";
  let description = [{
    ```mlir
    %dx = nn.elu_grad %dy, %y {alpha = 1.0 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$output, F64Attr:$alpha);
  let assemblyFormat = "$outputGrad `,` $output attr-dict `:` type($result)";
}

def NN_SoftplusOp : NN_UnaryOp<"softplus"> {
  let summary = "log(1 + exp(x)), as max(x, 0) + log(1 + exp(-|x|)) against overflow";
  let description = [{
    Its gradient is dy sigmoid(x).

    ```mlir
    %y = nn.softplus %x : tensor<?x10xf32>
    ```
  }];
}

def NN_SoftsignOp : NN_UnaryOp<"softsign"> {
  let summary = "x / (1 + |x|)";
  let description = [{
    ```mlir
    %y = nn.softsign %x : tensor<?x10xf32>
    ```
  }];
}

def NN_SoftsignGradOp : NN_UnaryGradOp<"softsign_grad"> {
  let summary = "gradient of softsign from its output: dy (1 - |y|)^2";
  let description = [{
    ```mlir
    %dx = nn.softsign_grad %dy, %y : tensor<?x10xf32>
    ```
  }];
}

def NN_GeluOp : NN_UnaryOp<"gelu"> {
  let summary = "Gaussian error linear unit: x (1 + erf(x / sqrt 2)) / 2";
  let description = [{
    `approximate`: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.

    ```mlir
    %y = nn.gelu %x : tensor<?x10xf32>
    %z = nn.gelu %x {approximate} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, UnitAttr:$approximate);
}

def NN_GeluGradOp : NN_UnaryGradOp<"gelu_grad"> {
  let summary = "gradient of gelu from its input";
  let description = [{
    With the normal distribution's function P and density p: dy (P(x) + x p(x)). `approximate`:
    with t = tanh(u(x)) of `nn.gelu`, dy (1 + t + x (1 - t^2) u'(x)) / 2.

    ```mlir
    %dx = nn.gelu_grad %dy, %x : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$input, UnitAttr:$approximate);
  let assemblyFormat = "$outputGrad `,` $input attr-dict `:` type($result)";
}

def NN_HardSigmoidOp : NN_UnaryOp<"hard_sigmoid"> {
  let summary = "slope x + 1/2 between 0 and 1";
  let description = [{
    The slope is 1/6 in Keras 3, and 1/2 is Keras's sparse sigmoid.

    ```mlir
    %y = nn.hard_sigmoid %x : tensor<?x10xf32>
    %z = nn.hard_sigmoid %x {slope = 0.5 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, DefaultValuedAttr<F64Attr, "1.0 / 6">:$slope);
}

def NN_HardSigmoidGradOp : NN_UnaryGradOp<"hard_sigmoid_grad"> {
  let summary = "gradient of hard_sigmoid from its output: slope dy where 0 < y < 1";
  let description = [{
    ```mlir
    %dx = nn.hard_sigmoid_grad %dy, %y : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$output,
                       DefaultValuedAttr<F64Attr, "1.0 / 6">:$slope);
  let assemblyFormat = "$outputGrad `,` $output attr-dict `:` type($result)";
}

def NN_MishOp : NN_UnaryOp<"mish"> {
  let summary = "x tanh(log(1 + exp(x)))";
  let description = [{
    ```mlir
    %y = nn.mish %x : tensor<?x10xf32>
    ```
  }];
}

def NN_MishGradOp : NN_UnaryGradOp<"mish_grad"> {
  let summary = "gradient of mish from its input";
  let description = [{
    With t = tanh(softplus(x)): dy (t + x (1 - t^2) sigmoid(x)).

    ```mlir
    %dx = nn.mish_grad %dy, %x : tensor<?x10xf32>
    ```
  }];
}

def NN_HardShrinkOp : NN_UnaryOp<"hard_shrink"> {
  let summary = "x where |x| is above the threshold, else 0";
  let description = [{
    ```mlir
    %y = nn.hard_shrink %x {threshold = 0.5 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$threshold);
}

def NN_HardShrinkGradOp : NN_UnaryGradOp<"hard_shrink_grad"> {
  let summary = "gradient of hard_shrink from its output: dy where y is not 0";
  let description = [{
    ```mlir
    %dx = nn.hard_shrink_grad %dy, %y : tensor<?x10xf32>
    ```
  }];
}

def NN_ThresholdOp : NN_UnaryOp<"threshold"> {
  let summary = "x where it is above the threshold, else a constant";
  let description = [{
    ```mlir
    %y = nn.threshold %x {threshold = 0.1 : f64, value = -1.0 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$threshold, F64Attr:$value);
}

def NN_ThresholdGradOp : NN_UnaryGradOp<"threshold_grad"> {
  let summary = "gradient of threshold from its input: dy where x is above it";
  let description = [{
    ```mlir
    %dx = nn.threshold_grad %dy, %x {threshold = 0.1 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$input, F64Attr:$threshold);
  let assemblyFormat = "$outputGrad `,` $input attr-dict `:` type($result)";
}

def NN_SparsePlusOp : NN_UnaryOp<"sparse_plus"> {
  let summary = "0 up to -1, (x + 1)^2 / 4 up to 1, and x beyond";
  let description = [{
    Its gradient is dy times `nn.hard_sigmoid` of slope 1/2.

    ```mlir
    %y = nn.sparse_plus %x : tensor<?x10xf32>
    ```
  }];
}

def NN_SquareplusOp : NN_UnaryOp<"squareplus"> {
  let summary = "(x + sqrt(x^2 + b)) / 2";
  let description = [{
    ```mlir
    %y = nn.squareplus %x {b = 4.0 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$b);
}

def NN_SquareplusGradOp : NN_UnaryGradOp<"squareplus_grad"> {
  let summary = "gradient of squareplus from its input: dy (1 + x / sqrt(x^2 + b)) / 2";
  let description = [{
    ```mlir
    %dx = nn.squareplus_grad %dy, %x {b = 4.0 : f64} : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$input, F64Attr:$b);
  let assemblyFormat = "$outputGrad `,` $input attr-dict `:` type($result)";
}

def NN_PReLUOp : NN_PureOp<"prelu", [AllTypesMatch<["input", "result"]>,
    NN_ChannelsOf<"alpha", "input">, DeclareOpInterfaceMethods<ElementwiseOpInterface>, ExpandableOpInterface]> {
  let summary = "rectified linear unit whose negative slope each channel learns";
  let description = [{
    x if x > 0, else alpha x.

    ```mlir
    %y = nn.prelu %x, %alpha : tensor<?x8x8x4xf32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, NN_Channels:$alpha);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input `,` $alpha attr-dict `:` type($input) `,` type($alpha)";
}

def NN_PReLUGradOp : NN_PureOp<"prelu_grad", [AllTypesMatch<["outputGrad", "input", "result"]>,
    NN_ChannelsOf<"alpha", "input">, DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let summary = "gradient of prelu's input: dy if x > 0, else alpha dy";
  let description = [{
    ```mlir
    %dx = nn.prelu_grad %dy, %x, %alpha : tensor<?x8x8x4xf32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$input, NN_Channels:$alpha);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$outputGrad `,` $input `,` $alpha attr-dict `:` type($input) `,` type($alpha)";
}

/// The gradient of a row's function, told from its output.
class NN_RowGradOp<string mnemonic> : NN_PureOp<mnemonic, [SameOperandsAndResultType]> {
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$output);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$outputGrad `,` $output attr-dict `:` type($result)";
}

def NN_SoftmaxOp : NN_RowOp<"softmax"> {
  let summary = "softmax over the channels";
  let description = [{
    y = exp(x - max x) / sum exp(x - max x) over the last dimension.

    ```mlir
    %y = nn.softmax %x : tensor<?x10xf32>
    ```
  }];
}

def NN_SoftmaxGradOp : NN_RowGradOp<"softmax_grad"> {
  let summary = "gradient of softmax from its output: y (dy - sum dy y)";
  let description = [{
    ```mlir
    %dx = nn.softmax_grad %dy, %y : tensor<?x10xf32>
    ```
  }];
}

def NN_LogSoftmaxOp : NN_RowOp<"log_softmax"> {
  let summary = "logarithm of softmax, without its overflow";
  let description = [{
    y = x - max x - log sum exp(x - max x) over the last dimension.

    ```mlir
    %y = nn.log_softmax %x : tensor<?x10xf32>
    ```
  }];
}

def NN_LogSoftmaxGradOp : NN_RowGradOp<"log_softmax_grad"> {
  let summary = "gradient of log_softmax from its output: dy - exp(y) sum dy";
  let description = [{
    ```mlir
    %dx = nn.log_softmax_grad %dy, %y : tensor<?x10xf32>
    ```
  }];
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_ACTIVATION
