//===- Dropout.td - Dropout and random numbers ----------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_DROPOUT
#define ANABRANCH_DIALECTS_NN_DROPOUT

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_DropoutGroup : NN_Group<"Dropout and random numbers", "Random numbers follow from counters, so that nothing is stored.">;

let opDocGroup = NN_DropoutGroup in {
def NN_DropoutOp : NN_PureOp<"dropout", [AllTypesMatch<["input", "result"]>,
    DeclareOpInterfaceMethods<ExpandableOpInterface, ["insertDimensions"]>]> {
  let summary = "Keras's Dropout layer, before a mode is chosen";
  let description = [{
    `build-programs` replaces it: in training by the product with a `nn.dropout_mask`, else
    by its operand. What shares its place along the axes `shared` is dropped or kept together:
    whole channels of an image with 1 and 2, whole examples (stochastic depth) with
    all axes but the batch's.

    ```mlir
    %y = nn.dropout %x {rate = 0.5 : f64, shared = array<i64: 1, 2>} : tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$rate,
                       DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$shared);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def NN_DropoutMaskOp : NN_PureOp<"dropout_mask", [AllTypesMatch<["seed", "iteration"]>,
    DeclareOpInterfaceMethods<ElementwiseOpInterface, ["needsElementIndex"]>]> {
  let summary = "0 at random with probability rate, else 1 / (1 - rate)";
  let description = [{
    Each number follows from the seed, the iteration, `salt` (another for each mask of
    a step) and the element's place: equal masks are one, whichever kernel computes them and
    however many threads there are.

    ```mlir
    %seed = nn.step_value seed : tensor<f32>
    %iteration = nn.step_value iteration : tensor<f32>
    %mask = nn.dropout_mask %seed, %iteration {rate = 0.5 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = (ins NN_Scalar:$seed, NN_Scalar:$iteration, F64Attr:$rate, I64Attr:$salt);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$seed `,` $iteration attr-dict `:` type($seed) `->` type($result)";
  let hasVerifier = 1;
}

def NN_RandomUniformOp : NN_PureOp<"random_uniform", [AllTypesMatch<["seed", "iteration"]>,
    DeclareOpInterfaceMethods<ElementwiseOpInterface, ["needsElementIndex"]>]> {
  let summary = "random numbers from low to below high";
  let description = [{
    Like `nn.dropout_mask` a function of counters. `build-programs` gives each op a salt of its
    own.

    ```mlir
    %seed = nn.step_value seed : tensor<f32>
    %iteration = nn.step_value iteration : tensor<f32>
    %r = nn.random_uniform %seed, %iteration {low = -0.1 : f64, high = 0.1 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x1x1xf32>
    ```
  }];
  let arguments = (ins NN_Scalar:$seed, NN_Scalar:$iteration, F64Attr:$low, F64Attr:$high,
                       DefaultValuedOptionalAttr<I64Attr, "0">:$salt);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$seed `,` $iteration attr-dict `:` type($seed) `->` type($result)";
  let hasVerifier = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_DROPOUT
