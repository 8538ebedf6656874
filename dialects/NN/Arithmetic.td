//===- Arithmetic.td - Merge layers and constants -------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_ARITHMETIC
#define ANABRANCH_DIALECTS_NN_ARITHMETIC

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/IR/BuiltinAttributes.td"

def NN_ArithmeticGroup : NN_Group<"Arithmetic", "Merge layers and constants.">;

let opDocGroup = NN_ArithmeticGroup in {
/// Operands broadcast as in NumPy: a dimension of 1 stands for any, and a scalar
/// for every element. The types are printed as one if they are equal. ScalarBuilder has
/// `function`.
class NN_BinaryOp<string mnemonic, string function, list<Trait> traits = []> : NN_PureOp<mnemonic,
    !listconcat([DeclareOpInterfaceMethods<ElementwiseOpInterface>, ExpandableOpInterface], traits)> {
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs attr-dict `:` custom<BinaryTypes>(type($lhs), type($rhs), type($result))
  }];
  let builders = [OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs), [{
    build($_builder, $_state, getBroadcastType(lhs.getType(), rhs.getType()), lhs, rhs);
  }]>];
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verify() { return verifyBroadcast(*this); }
    ::llvm::SmallVector<::mlir::Value> $cppClass::buildScalars(
        ::mlir::OpBuilder &builder, ::mlir::ValueRange operands) {
      ScalarBuilder scalars(builder, getLoc(), operands.front().getType());
      return {scalars.}] # function # [{(operands[0], operands[1])};
    }
  }];
}

def NN_AddOp : NN_BinaryOp<"add", "add", [Commutative]> {
  let summary = "elementwise sum: a skip connection's end";
  let description = [{
    Operands broadcast, here an image's number per channel. Two `nn.channel_affine` that are
    used nowhere else fold into one.

    ```mlir
    %y = nn.add %a, %b : tensor<?x8x8x4xf32>
    %z = nn.add %a, %c : (tensor<?x8x8x4xf32>, tensor<?x1x1x4xf32>) -> tensor<?x8x8x4xf32>
    ```
  }];
  let hasCanonicalizer = 1;
}

def NN_SubtractOp : NN_BinaryOp<"subtract", "sub"> {
  let summary = "elementwise difference";
  let description = [{
    ```mlir
    %y = nn.subtract %a, %b : tensor<?x8x8x4xf32>
    ```
  }];
}

def NN_MultiplyOp : NN_BinaryOp<"multiply", "mul", [Commutative]> {
  let summary = "elementwise product";
  let description = [{
    ```mlir
    %y = nn.multiply %a, %b : tensor<?x8x8x4xf32>
    %z = nn.multiply %a, %gate : (tensor<?x8x8x4xf32>, tensor<?x1x1x4xf32>) -> tensor<?x8x8x4xf32>
    ```
  }];
}

def NN_DivideOp : NN_BinaryOp<"divide", "div"> {
  let summary = "elementwise quotient";
  let description = [{
    ```mlir
    %y = nn.divide %a, %b : tensor<?x8x8x4xf32>
    ```
  }];
}

def NN_MaximumOp : NN_BinaryOp<"maximum", "max", [Commutative]> {
  let summary = "the larger of two elements";
  let description = [{
    ```mlir
    %y = nn.maximum %a, %b : tensor<?x8x8x4xf32>
    ```
  }];
}

def NN_MinimumOp : NN_BinaryOp<"minimum", "min", [Commutative]> {
  let summary = "the smaller of two elements";
  let description = [{
    ```mlir
    %y = nn.minimum %a, %b : tensor<?x8x8x4xf32>
    ```
  }];
}

def NN_SelectGreaterOp : NN_PureOp<"select_greater",
    [AllTypesMatch<["value", "result"]>, DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let summary = "a value where one tensor's element is larger than the other's, else 0";
  let description = [{
    Gradients of `nn.maximum` and `nn.minimum`. With `or_equal` also where they are equal. The
    two that are compared broadcast.

    ```mlir
    %dx = nn.select_greater %a, %b, %dy {or_equal} : (tensor<?x8x8x4xf32>, tensor<f32>, tensor<?x8x8x4xf32>) -> tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs, NN_Tensor:$value, UnitAttr:$or_equal);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs `,` $value attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def NN_BroadcastOp : NN_PureOp<"broadcast", [DeclareOpInterfaceMethods<ElementwiseOpInterface>]> {
  let summary = "repeats elements along dimensions of 1, or a scalar everywhere";
  let description = [{
    Between two reshapes it repeats pixels, as UpSampling2D does:

    ```mlir
    %y = nn.broadcast %x : tensor<?x4x1x4x1x3xf32> -> tensor<?x4x2x4x2x3xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def NN_ReduceSumOp : NN_PureOp<"reduce_sum"> {
  let summary = "sums the product of the inputs down to a shape";
  let description = [{
    Sums run over those dimensions of an example that are 1 in the result, or, if the result is a
    scalar, over everything. With one input a plain sum, with two an inner product, whose
    operands broadcast: below, a matrix for each example times its rows.
    Sums over everything but channels are `nn.channel_sum`.

    ```mlir
    %s = nn.reduce_sum %x : (tensor<?x8x8x4xf32>) -> tensor<?x1x1x4xf32>
    %d = nn.reduce_sum %x, %y : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<?x8x8x1xf32>
    %p = nn.reduce_sum %m, %r : (tensor<?x4x8x1xf32>, tensor<?x1x8x6xf32>) -> tensor<?x4x1x6xf32>
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$inputs);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The type of the product that is summed; null if the inputs do not go
    /// together.
    ::mlir::RankedTensorType getProductType();
  }];
}

def NN_ScaleOp : NN_PureOp<"scale", [SameOperandsAndResultType,
    DeclareOpInterfaceMethods<ElementwiseOpInterface>, ExpandableOpInterface]> {
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

def NN_ConstantOp : NN_PureOp<"constant", [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "a tensor known at compile time";
  let description = [{
    ```mlir
    %c = nn.constant dense<1.0> : tensor<f32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyStaticShapeTensor:$result);
  let builders = [OpBuilder<(ins "::mlir::RankedTensorType":$type, "double":$element), [{
    build($_builder, $_state, ::mlir::SplatElementsAttr::get(
        type, $_builder.getFloatAttr(type.getElementType(), element)));
  }]>];
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_ARITHMETIC
