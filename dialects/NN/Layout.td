//===- Layout.td - Where elements lie -------------------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_LAYOUT
#define ANABRANCH_DIALECTS_NN_LAYOUT

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_LayoutGroup : NN_Group<"Layout",
    "Each element of the result is an element of an operand, or 0. Only the batch stays where it is.">;

let opDocGroup = NN_LayoutGroup in {
def NN_ReshapeOp : NN_PureOp<"reshape"> {
  let summary = "the same elements in another shape; no data moves";
  let description = [{
    Only the dimensions behind the batch change.

    ```mlir
    %y = nn.reshape %x : tensor<?x1x1x512xf32> -> tensor<?x512xf32>
    ```

    A reshape that drops dimensions of 1 in front of the channels goes behind what computes
    the same with them, until it meets one that puts them back in; and one that puts them in goes in front of
    what is done to the network's inputs. So layers over sequences, which are seen as images of one column,

    ```mlir
    %s = nn.reshape %x : tensor<?x8x1x4xf32> -> tensor<?x8x4xf32>
    %r = nn.relu %s : tensor<?x8x4xf32>
    %y = nn.reshape %r : tensor<?x8x4xf32> -> tensor<?x8x1x4xf32>
    ```

    are as good as those over images:

    ```mlir
    %y = nn.relu %x : tensor<?x8x1x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def NN_PadOp : NN_PureOp<"pad"> {
  let summary = "puts zeros around an example's elements, or cuts some off";
  let description = [{
    `low` and `high` count the zeros before and behind each dimension; negative numbers cut
    elements off. The gradient is the op with both negated. Zeros around the pixels that
    a convolution reads become its padding.

    ```mlir
    %y = nn.pad %x low [0, 1, 1, 0] high [0, 2, 2, 0] : tensor<?x4x4x8xf32> -> tensor<?x7x7x8xf32>
    %z = nn.pad %x low [0, 0, 0, -4] high [0, 0, 0, 0] : tensor<?x4x4x8xf32> -> tensor<?x4x4x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input `low` $low `high` $high attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def NN_PermuteOp : NN_PureOp<"permute"> {
  let summary = "exchanges dimensions";
  let description = [{
    The result's dimension i is the operand's dimension `permutation`[i]; the first is the batch.

    ```mlir
    %y = nn.permute %x [0, 3, 1, 2] : tensor<?x4x5x8xf32> -> tensor<?x8x4x5xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input $permutation attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def NN_ConcatenateOp : NN_PureOp<"concatenate",
    [DeclareOpInterfaceMethods<ExpandableOpInterface, ["insertDimensions"]>]> {
  let summary = "puts tensors behind each other along a dimension";
  let description = [{
    The gradient of each is a part of the result's, cut out by `nn.pad`.

    ```mlir
    %y = nn.concatenate %a, %b along 3 : (tensor<?x4x4x8xf32>, tensor<?x4x4x2xf32>) -> tensor<?x4x4x10xf32>
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$inputs, I64Attr:$dimension);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$inputs `along` $dimension attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_LAYOUT
