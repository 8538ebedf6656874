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
    "Flipping, cropping, moving and zooming are products with matrices that numbers per example make. Rotating and shearing sample pixels around points.">;

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

def NN_SamplingPointsOp : NN_PureOp<"sampling_points",
    [DeclareOpInterfaceMethods<ElementwiseOpInterface, ["needsElementIndex"]>]> {
  let summary = "for each example, the pixels of an image that lie around points, and their weights";
  let description = [{
    Pixel (i, j) of the result is the point

        u = a i + b j + c,  v = d i + e j + f

    of an image of `size` = [rows, columns], of the six `factors` a to f, each of which is one number or one for each example. In the
    last dimension are the four pixels around it, for linear interpolation along both, or, with `whole_pixels`, the nearest one alone, at
    floor(u + 1/2) and floor(v + 1/2). `places` counts an image's pixels row by row. `border` is that of `nn.sampling_matrix`; a zero is
    any pixel with the weight 0.

    ```mlir
    %places, %weights = nn.sampling_points %a, %b, %c, %d, %e, %f reflect {size = array<i64: 8, 8>}
        : (tensor<?x1x1x1xf32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<?x1x1x1xf32>, tensor<?x1x1x1xf32>, tensor<f32>)
        -> (tensor<?x6x6x4xi32>, tensor<?x6x6x4xf32>)
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$factors, NN_BorderAttr:$border,
                       DenseI64ArrayAttr:$size, UnitAttr:$whole_pixels);
  let results = (outs NN_Places:$places, NN_Tensor:$weights);
  let extraClassDeclaration = [{
    /// Pixels around each point.
    static int64_t getCount(bool wholePixels) { return wholePixels ? 1 : 4; }
    int64_t getCount() { return getCount(getWholePixels()); }
  }];
  let assemblyFormat = [{
    $factors $border attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def NN_SamplePixelsOp : NN_PureOp<"sample_pixels"> {
  let summary = "sums of weighted pixels";
  let description = [{
    A pixel of the result is the sum of as many of the image's as there are `weights` for it, each at its place
    among them, counted row by row (see `nn.sampling_points`).

    ```mlir
    %y = nn.sample_pixels %x, %places, %weights
        : (tensor<?x8x8x3xf32>, tensor<?x6x6x4xi32>, tensor<?x6x6x4xf32>) -> tensor<?x6x6x3xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$image, NN_Places:$places, NN_Tensor:$weights);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $image `,` $places `,` $weights attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def NN_SamplePixelsGradOp : NN_PureOp<"sample_pixels_grad"> {
  let summary = "gradient of sample_pixels with respect to the image";
  let description = [{
    Adds each pixel of the output's gradient, times each of its weights, to the image's at that place.

    ```mlir
    %dx = nn.sample_pixels_grad %dy, %places, %weights
        : (tensor<?x6x6x3xf32>, tensor<?x6x6x4xi32>, tensor<?x6x6x4xf32>) -> tensor<?x8x8x3xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Places:$places, NN_Tensor:$weights);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $outputGrad `,` $places `,` $weights attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_AUGMENTATION
