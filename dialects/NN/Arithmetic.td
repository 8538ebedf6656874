//===- Arithmetic.td - Merge layers, constants and shapes -----------------===//

#ifndef ANABRANCH_DIALECTS_NN_ARITHMETIC
#define ANABRANCH_DIALECTS_NN_ARITHMETIC

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/IR/BuiltinAttributes.td"

def NN_ArithmeticGroup : NN_Group<"Arithmetic", "Merge layers, constants and shapes.">;

let opDocGroup = NN_ArithmeticGroup in {
class NN_BinaryOp<string mnemonic, list<Trait> traits = []> : NN_PureOp<mnemonic,
    !listconcat([SameOperandsAndResultType, DeclareOpInterfaceMethods<ElementwiseOpInterface>], traits)> {
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($result)";
}

def NN_AddOp : NN_BinaryOp<"add", [Commutative]> {
  let summary = "elementwise sum: a skip connection's end";
  let description = [{
    Two `nn.channel_affine` that are used nowhere else fold into one.

    ```mlir
    %y = nn.add %a, %b : tensor<?x8x8x4xf32>
    ```
  }];
  let hasCanonicalizer = 1;
}

def NN_SubtractOp : NN_BinaryOp<"subtract"> {
  let summary = "elementwise difference";
  let description = [{
    ```mlir
    %y = nn.subtract %a, %b : tensor<?x8x8x4xf32>
    ```
  }];
}

def NN_MultiplyOp : NN_BinaryOp<"multiply", [Commutative]> {
  let summary = "elementwise product";
  let description = [{
    ```mlir
    %y = nn.multiply %a, %b : tensor<?x8x8x4xf32>
    ```
  }];
}

def NN_ScaleOp : NN_PureOp<"scale", [SameOperandsAndResultType,
    DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let summary = "product with a constant";
  let description = [{
    ```mlir
    %y = nn.scale %x by 0.5 : tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, F64Attr:$factor);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input `by` $factor attr-dict `:` type($result)";
  let hasFolder = 1;
}

def NN_ReshapeOp : NN_PureOp<"reshape"> {
  let summary = "the same elements in another shape; no data moves";
  let description = [{
    Only the dimensions behind the batch change.

    ```mlir
    %y = nn.reshape %x : tensor<?x1x1x512xf32> -> tensor<?x512xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def NN_ConstantOp : NN_PureOp<"constant", [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "a tensor known at compile time";
  let description = [{
    ```mlir
    %c = nn.constant dense<1.0> : tensor<f32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_ARITHMETIC
