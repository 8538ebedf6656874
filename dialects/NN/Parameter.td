//===- Parameter.td - Parameters and the step's numbers -------------------===//

#ifndef ANABRANCH_DIALECTS_NN_PARAMETER
#define ANABRANCH_DIALECTS_NN_PARAMETER

include "dialects/NN/Attributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/IR/BuiltinAttributes.td"

def NN_ParameterGroup : NN_Group<"Parameters and the step's numbers", "">;

let opDocGroup = NN_ParameterGroup in {
def NN_ParameterOp : NN_Op<"parameter", [Symbol]> {
  let summary = "a tensor that lives from step to step";
  let description = [{
    The symbol is "layer/variable". `value` holds trained weights, if there are any,
    and `regularizer` is what a trainable parameter adds to the loss.

    ```mlir
    nn.parameter @"conv2d/kernel" trainable : tensor<3x3x3x64xf32>
        = #nn.initializer<uniform, -0.09, 0.09>
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, NN_ParameterKindAttr:$kind,
                       TypeAttrOf<NN_Tensor>:$type, NN_InitializerAttr:$initializer,
                       OptionalAttr<ElementsAttr>:$value,
                       OptionalAttr<NN_RegularizerAttr>:$regularizer);
  let assemblyFormat = [{
    $sym_name $kind `:` $type `=` qualified($initializer) attr-dict
  }];
  let hasVerifier = 1;
}

def NN_LoadOp : NN_Op<"load", [DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    MemoryEffects<[MemRead]>]> {
  let summary = "a parameter's value at the step's start";
  let description = [{
    Stores take effect when the step ends, so every load sees the same value.

    ```mlir
    nn.parameter @"conv2d/kernel" trainable : tensor<3x3x3x64xf32>
        = #nn.initializer<uniform, -0.09, 0.09>
    %kernel = nn.load @"conv2d/kernel" : tensor<3x3x3x64xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$parameter attr-dict `:` type($result)";
}

def NN_StoreOp : NN_Op<"store", [DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    MemoryEffects<[MemWrite]>]> {
  let summary = "a parameter's value after the step";
  let description = [{
    Nothing in the same step reads it: loads see the value from before.

    ```mlir
    nn.parameter @"conv2d/kernel" trainable : tensor<3x3x3x64xf32>
        = #nn.initializer<uniform, -0.09, 0.09>
    nn.store %new, @"conv2d/kernel" : tensor<3x3x3x64xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$value, FlatSymbolRefAttr:$parameter);
  let assemblyFormat = "$value `,` $parameter attr-dict `:` type($value)";
}

def NN_StepValueOp : NN_PureOp<"step_value"> {
  let summary = "a number that the runtime sets before each step";
  let description = [{
    `batch_size` is the number of examples in this step's batch, `learning_rate`
    this step's rate, `iteration` how many steps came before, and `seed` a whole number
    from the run's random seed.

    ```mlir
    %n = nn.step_value batch_size : tensor<f32>
    ```
  }];
  let arguments = (ins NN_StepValueKindAttr:$kind);
  let results = (outs NN_Scalar:$result);
  let builders = [OpBuilder<(ins "StepValueKind":$kind, "::mlir::Type":$element), [{
    build($_builder, $_state, ::mlir::RankedTensorType::get({}, element), kind);
  }]>];
  let assemblyFormat = "$kind attr-dict `:` type($result)";
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_PARAMETER
