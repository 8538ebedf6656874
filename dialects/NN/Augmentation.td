//===- Augmentation.td - Random changes of the images in training ---------===//

#ifndef ANABRANCH_DIALECTS_NN_AUGMENTATION
#define ANABRANCH_DIALECTS_NN_AUGMENTATION

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_BorderAttr : I32EnumAttr<"Border", "what lies beyond the last pixel", [
    I32EnumAttrCase<"Reflect", 0, "reflect">,
    I32EnumAttrCase<"Zero", 1, "zero">,
    I32EnumAttrCase<"Nearest", 2, "nearest">,
    I32EnumAttrCase<"Wrap", 3, "wrap">]> {
  let cppNamespace = "::anabranch::nn";
}

def NN_AugmentationGroup : NN_Group<"Augmentation",
    "Flipping, cropping, moving and zooming are products with matrices that numbers per example make.">;

let opDocGroup = NN_AugmentationGroup in {
def NN_InTrainingOp : NN_PureOp<"in_training", [AllTypesMatch<["training", "otherwise", "result"]>]> {
  let summary = "one value in training and another otherwise, before a mode is chosen";
  let description = [{
    `build-programs` replaces it by one of its operands.

    ```mlir
    %y = nn.in_training %flipped else %x : tensor<?x8x8x3xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$training, NN_Tensor:$otherwise);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$training `else` $otherwise attr-dict `:` type($result)";
}

def NN_SamplingMatrixOp : NN_PureOp<"sampling_matrix",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface, ["needsElementIndex"]>]> {
  let summary = "for each example, the weights of N pixels in M pixels that lie between them";
  let description = [{
    Row i weighs what lies at u = scale i + offset in a row of N pixels, linearly between the
    two next to it, or, with `whole_pixels`, the one next to it, floor(u + 1/2). `border` says what
    stands for pixels that there are not: reflected ones (d c b a | a b c d | d c b a), zeros, the nearest one
    (a a a a | a b c d | d d d d), or the row again (a b c d | a b c d | a b c d).

    ```mlir
    %m = nn.sampling_matrix %scale, %offset reflect : (tensor<f32>, tensor<?x1x1xf32>) -> tensor<?x8x8xf32>
    %n = nn.sampling_matrix %scale, %offset nearest {whole_pixels} : (tensor<f32>, tensor<?x1x1xf32>) -> tensor<?x6x8xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$scale, NN_Tensor:$offset, NN_BorderAttr:$border,
                       UnitAttr:$whole_pixels);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $scale `,` $offset $border attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_AUGMENTATION
