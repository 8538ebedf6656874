//===- Anchor.td - Anchors and their regions ------------------------------===//

#ifndef ANABRANCH_DIALECTS_KERNEL_ANCHOR
#define ANABRANCH_DIALECTS_KERNEL_ANCHOR

include "dialects/Kernel/KernelDialect.td"
include "dialects/Kernel/Interfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Kernel_Anchors : OpDocGroup {
  let summary = "Anchors";
  let description = [{
    All anchors are written alike. `lhs` and `rhs` are the anchor's operands: the first of
    each is the data, which the prologue gets element by element, with those
    that follow it. The epilogue gets the anchor's result and the elements of `inputs`.
    `domain` is the shape that the epilogue runs over: operands have that shape, or broadcast
    to it as one number per channel (rank 1), one per row (a last dimension of 1), with other
    dimensions of 1 (not in place of a batch), or as a scalar (rank 0). What the epilogue yields is stored, and the last `reduction_count` of it
    are summed per channel instead. These sums are results, or, if there is a `finalizer`, what it makes of
    the sums of each channel, once these are complete, and of `finalizer_inputs`: numbers per channel, or scalars.
    Outlined, an anchor has memrefs for operands and writes to those after `into`, behind which its workspace may follow.
    `unfused_bytes` is what the kernels that it was fused from read and wrote.
  }];
}

def Kernel_Data : AnyTypeOf<[AnyRankedTensor, AnyMemRef]>;

/// An anchor and its regions; see KernelOpInterface for the operand groups.
class Kernel_AnchorOp<string mnemonic, dag anchorAttributes,
                      list<string> methods = [], list<Trait> traits = []>
    : Kernel_Op<mnemonic, !listconcat([AttrSizedOperandSegments, MemoryEffectsOpInterface,
        DeclareOpInterfaceMethods<KernelOpInterface, methods>], traits)> {
  let arguments = !con((ins Variadic<Kernel_Data>:$lhs, Variadic<Kernel_Data>:$rhs,
                            Variadic<Kernel_Data>:$inputs, Variadic<Kernel_Data>:$finalizer_inputs,
                            Variadic<Kernel_Data>:$destinations,
                            TypeAttrOf<AnyRankedTensor>:$domainType,
                            DefaultValuedAttr<I64Attr, "0">:$reduction_count,
                            OptionalAttr<Kernel_ExtentAttr>:$unfused_bytes), anchorAttributes);
  let results = (outs Variadic<AnyRankedTensor>:$outputs);
  let regions = (region AnyRegion:$lhsPrologue, AnyRegion:$rhsPrologue, AnyRegion:$epilogue,
                        AnyRegion:$finalizer);
  let assemblyFormat = [{
    (`lhs` `(` $lhs^ `:` type($lhs) `)`)? (`rhs` `(` $rhs^ `:` type($rhs) `)`)?
    (`inputs` `(` $inputs^ `:` type($inputs) `)`)?
    (`finalizer_inputs` `(` $finalizer_inputs^ `:` type($finalizer_inputs) `)`)?
    (`into` `(` $destinations^ `:` type($destinations) `)`)?
    `domain` $domainType attr-dict
    (`lhs_prologue` $lhsPrologue^)? (`rhs_prologue` $rhsPrologue^)?
    `epilogue` $epilogue (`finalizer` $finalizer^)? (`->` type($outputs)^)?
  }];
  let hasVerifier = 1;
  let opDocGroup = Kernel_Anchors;
}

/// The window of a convolution, as in the nn dialect, and how `choose-algorithm` has it computed.
/// `filter_type` is what its filter's was before `pack-filters`.
defvar convolutionAttributes = (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                                    DenseI64ArrayAttr:$dilations, I64Attr:$groups,
                                    DefaultValuedAttr<Kernel_ConvolutionAlgorithmAttr,
                                      "::anabranch::kernel::ConvolutionAlgorithm::Direct">:$algorithm,
                                    OptionalAttr<TypeAttrOf<AnyRankedTensor>>:$filter_type);

class Kernel_WindowedOp<string mnemonic, list<string> methods, dag more = (ins)>
    : Kernel_AnchorOp<mnemonic, !con(convolutionAttributes, more), methods,
                      [DeclareOpInterfaceMethods<ConvolutionOpInterface, ["getShape"]>]>;

/// A convolution and its gradients take the same multiplications and additions.
defvar countOperations = [{
  int64_t $cppClass::getAnchorOperations() { return getShape().getOperations(); }
}];
defvar multiplyOperands = [{
  bool $cppClass::multipliesOperands() { return true; }
}];

class Kernel_ConvolutionAnchorOp<string mnemonic, list<string> methods = []>
    : Kernel_WindowedOp<mnemonic, !listconcat(["getAnchorOperations", "multipliesOperands"], methods)> {
  let extraClassDefinition = !strconcat(countOperations, multiplyOperands);
}

def Kernel_ConvolutionOp : Kernel_ConvolutionAnchorOp<"convolution", ["getMostReductions"]> {
  let summary = "anchor: a convolution of images (lhs) by a filter (rhs)";
  let description = [{
    The images may have rank 2 (rows of a fully connected layer: one pixel each) up to 4,
    and the filter rank 2 or 4. The window is given as for `nn.conv2d`.

    With a bias, and with the sum per channel of the result:

    ```mlir
    %y, %total = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>)
        inputs(%b : tensor<8xf32>) domain tensor<?x8x8x8xf32>
        {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64,
         reduction_count = 1 : i64}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32, %bias: f32):
          %z = arith.addf %sum, %bias : f32
          kernel.yield %z, %z : f32, f32
        } -> tensor<?x8x8x8xf32>, tensor<8xf32>
    ```
  }];
}

def Kernel_ConvolutionInputGradOp : Kernel_ConvolutionAnchorOp<"convolution_input_grad", ["getMostReductions"]> {
  let summary = "anchor: gradient of a convolution's input from the output's (lhs) and the filter (rhs)";
  let description = [{
    The attributes are those of the convolution whose gradient it is. Here its stride is 2,
    and the output's gradient is masked as it is loaded, where ReLU's output %r was 0:

    ```mlir
    %dx = kernel.convolution_input_grad lhs(%dy, %r : tensor<?x4x4x8xf32>, tensor<?x4x4x8xf32>)
        rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x4xf32>
        {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
        lhs_prologue {
        ^bb0(%e: f32, %output: f32):
          %zero = arith.constant 0.0 : f32
          %positive = arith.cmpf ogt, %output, %zero : f32
          %masked = arith.select %positive, %e, %zero : f32
          kernel.yield %masked : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x4xf32>
    ```
  }];
}

def Kernel_ConvolutionKernelGradOp
    : Kernel_ConvolutionAnchorOp<"convolution_kernel_grad", ["acceptsEpilogue", "isStoredInPlace"]> {
  let summary = "anchor: gradient of a convolution's filter from images (lhs) and the output's gradient (rhs)";
  let description = [{
    The epilogue runs over the filter's elements. For CPUs it stays the identity: pieces of the
    batch are summed apart and combined later.

    ```mlir
    %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x4x4x8xf32>)
        domain tensor<3x3x4x8xf32>
        {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<3x3x4x8xf32>
    ```
  }];
}

def Kernel_PackFilterOp : Kernel_WindowedOp<"pack_filter", ["acceptsEpilogue", "getLaunchUnit"],
    (ins TypeAttrOf<AnyRankedTensor>:$images_type, TypeAttrOf<AnyRankedTensor>:$results_type, UnitAttr:$input_grad)> {
  let summary = "anchor: puts a convolution's filter (rhs) in the order that its inner loop reads it in";
  let description = [{
    The result is for a convolution of `images_type` to `results_type`, or for its `input_grad`:
    panels of vectors of result channels, transformed if the algorithm is Winograd's. How they are
    cut follows from the sizes, as the convolution's own blocks do. For a GPU the result is of bf16: slices
    of the depth for each block of columns, as warpgroups multiply them, or the filter in its own order. The
    epilogue stays the identity.

    ```mlir
    %p = kernel.pack_filter rhs(%w : tensor<3x3x4x32xf32>) domain tensor<1152xf32>
        {algorithm = #kernel<algorithm direct>, dilations = array<i64: 1, 1>, groups = 1 : i64,
         images_type = tensor<?x8x8x4xf32>, padding = array<i64: 1, 1, 1, 1>,
         results_type = tensor<?x8x8x32xf32>, strides = array<i64: 1, 1>}
        rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%packed: f32):
          kernel.yield %packed : f32
        } -> tensor<1152xf32>
    ```
  }];
}

def Kernel_MatMulOp : Kernel_AnchorOp<"matmul", (ins UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs),
    ["getAnchorOperations", "getLaunchUnit", "multipliesOperands"]> {
  let summary = "anchor: the product of two matrices (lhs and rhs) at each place";
  let description = [{
    Matrices lie in the last two dimensions of the operands, and may be transposed, as for `nn.matmul`.

    Attention's scores, scaled:

    ```mlir
    %y = kernel.matmul lhs(%q : tensor<?x4x16x8xf32>) rhs(%k : tensor<?x4x20x8xf32>) domain tensor<?x4x16x20xf32>
        {transpose_rhs}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          %factor = arith.constant 0.25 : f32
          %z = arith.mulf %sum, %factor : f32
          kernel.yield %z : f32
        } -> tensor<?x4x16x20xf32>
    ```
  }];
  let extraClassDeclaration = [{
    ::anabranch::kernel::MatMulShape getShape();
  }];
  let extraClassDefinition = !strconcat(countOperations, multiplyOperands);
}

def Kernel_PoolOp : Kernel_AnchorOp<"pool", (ins Kernel_PoolKindAttr:$kind,
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding)> {
  let summary = "anchor: reduces a window that slides over images (lhs)";
  let description = [{
    `kind` is a PoolKind. Padding counts neither for the mean nor for the maximum.

    ```mlir
    %y = kernel.pool lhs(%x : tensor<?x4x4x2xf32>) domain tensor<?x2x2x2xf32>
        {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%largest: f32):
          kernel.yield %largest : f32
        } -> tensor<?x2x2x2xf32>
    ```
  }];
}

def Kernel_PoolGradOp : Kernel_AnchorOp<"pool_grad", (ins Kernel_PoolKindAttr:$kind,
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding), ["acceptsEpilogue"]> {
  let summary = "anchor: spreads the output's gradient (rhs) over each window";
  let description = [{
    The maximum is found again from the images (lhs), which the average does without.
    The epilogue stays the identity: windows overlap, so a result is complete
    only when all of them are.

    ```mlir
    %dx = kernel.pool_grad lhs(%x : tensor<?x4x4x2xf32>) rhs(%dy : tensor<?x2x2x2xf32>) domain tensor<?x4x4x2xf32>
        {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x4x4x2xf32>
    ```
  }];
}

def Kernel_GatherOp : Kernel_AnchorOp<"gather", (ins DenseI64ArrayAttr:$permutation,
    DenseI64ArrayAttr:$offsets)> {
  let summary = "anchor: each element from another place of a tensor (lhs), or zero";
  let description = [{
    The result's dimension i runs along the operand's dimension `permutation`[i], whose index is
    the result's plus `offsets`[i]. Outside of the operand is zero, which the
    prologue does not see. The batch stays where it is.

    The upper half of the channels, and a row of zeros above the pixels:

    ```mlir
    %y = kernel.gather lhs(%x : tensor<?x4x4x8xf32>) domain tensor<?x5x4x4xf32>
        {permutation = array<i64: 0, 1, 2, 3>, offsets = array<i64: 0, -1, 0, 4>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } -> tensor<?x5x4x4xf32>
    ```
  }];
}

def Kernel_SamplePixelsOp : Kernel_AnchorOp<"sample_pixels", (ins),
    ["acceptsPrologue", "acceptsNarrowOperands", "getAnchorOperations"]> {
  let summary = "anchor: sums of weighted pixels (lhs) at places (rhs)";
  let description = [{
    `rhs` are the places in the image, counted row by row, and the weights of the pixels that each pixel of the
    result is the sum of. Prologues are the identity.

    ```mlir
    %y = kernel.sample_pixels lhs(%x : tensor<?x8x8x3xf32>) rhs(%places, %weights : tensor<?x6x6x4xi32>, tensor<?x6x6x4xf32>)
        domain tensor<?x6x6x3xf32>
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: i32):
          kernel.yield %e : i32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x6x6x3xf32>
    ```
  }];
}

def Kernel_SamplePixelsGradOp : Kernel_AnchorOp<"sample_pixels_grad", (ins),
    ["acceptsEpilogue", "acceptsPrologue", "acceptsNarrowOperands", "getAnchorOperations"]> {
  let summary = "anchor: adds the weighted pixels of the output's gradient (lhs) at places (rhs) of the image";
  let description = [{
    The places and weights are those of `kernel.sample_pixels`. Prologues and the epilogue are the identity: a result is complete
    only when all pixels have been added.

    ```mlir
    %dx = kernel.sample_pixels_grad lhs(%dy : tensor<?x6x6x3xf32>) rhs(%places, %weights : tensor<?x6x6x4xi32>, tensor<?x6x6x4xf32>)
        domain tensor<?x8x8x3xf32>
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: i32):
          kernel.yield %e : i32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x3xf32>
    ```
  }];
}

def Kernel_ConcatenateOp : Kernel_AnchorOp<"concatenate", (ins I64Attr:$dimension),
    ["acceptsPrologue", "acceptsNarrowOperands"]> {
  let summary = "anchor: tensors (lhs) behind each other along a dimension";
  let description = [{
    All of `lhs` are data here, and the prologue is the identity.

    ```mlir
    %y = kernel.concatenate lhs(%a, %b : tensor<?x4x4x8xf32>, tensor<?x4x4x2xf32>)
        domain tensor<?x4x4x10xf32> {dimension = 3 : i64}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } -> tensor<?x4x4x10xf32>
    ```
  }];
}

/// The window of a depthwise convolution, as in the nn dialect.
defvar depthwiseAttributes = (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                                  DenseI64ArrayAttr:$dilations);

class Kernel_DepthwiseAnchorOp<string mnemonic, list<string> methods = []>
    : Kernel_AnchorOp<mnemonic, depthwiseAttributes, !listconcat(["getAnchorOperations"], methods)> {
  code shapeDeclaration = [{
    /// The sizes of the forward convolution; its groups are the channels.
    ::anabranch::kernel::ConvolutionShape getShape();
  }];
  let extraClassDeclaration = shapeDeclaration;
  let extraClassDefinition = countOperations;
}

def Kernel_DepthwiseOp : Kernel_DepthwiseAnchorOp<"depthwise"> {
  let summary = "anchor: a convolution of each channel of images (lhs) by a filter of its own (rhs)";
  let description = [{
    ```mlir
    %y = kernel.depthwise lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4xf32>) domain tensor<?x8x8x4xf32>
        {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x4xf32>
    ```
  }];
}

def Kernel_DepthwiseInputGradOp : Kernel_DepthwiseAnchorOp<"depthwise_input_grad"> {
  let summary = "anchor: gradient of a depthwise convolution's input from the output's (lhs) and the filter (rhs)";
  let description = [{
    ```mlir
    %dx = kernel.depthwise_input_grad lhs(%dy : tensor<?x4x4x4xf32>) rhs(%w : tensor<3x3x4xf32>) domain tensor<?x8x8x4xf32>
        {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x4xf32>
    ```
  }];
}

def Kernel_DepthwiseKernelGradOp : Kernel_DepthwiseAnchorOp<"depthwise_kernel_grad", ["acceptsEpilogue"]> {
  let summary = "anchor: gradient of a depthwise convolution's filter from images (lhs) and the output's gradient (rhs)";
  let description = [{
    The epilogue stays the identity: pieces of the batch are summed apart and combined later.

    ```mlir
    %dw = kernel.depthwise_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x4xf32>) domain tensor<3x3x4xf32>
        {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<3x3x4xf32>
    ```
  }];
}

def Kernel_ElementwiseOp : Kernel_AnchorOp<"elementwise", (ins OptionalAttr<Kernel_TapsAttr>:$taps),
                                           ["getAnchorArgumentCount", "getTapSums", "getLaunchUnit",
                                            "isStoredInPlace"]> {
  let summary = "no anchor: an epilogue over the domain";
  let description = [{
    A tensor times a number per channel:

    ```mlir
    %y = kernel.elementwise inputs(%x, %a : tensor<?x8x8x4xf32>, tensor<4xf32>) domain tensor<?x8x8x4xf32>
        epilogue {
        ^bb0(%e: f32, %factor: f32):
          %z = arith.mulf %e, %factor : f32
          kernel.yield %z : f32
        } -> tensor<?x8x8x4xf32>
    ```

    A sum per channel, as nothing else is yielded:

    ```mlir
    %s = kernel.elementwise inputs(%x : tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32> {reduction_count = 1 : i64}
        epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } -> tensor<4xf32>
    ```

    The mean, by a finalizer:

    ```mlir
    %mean = kernel.elementwise inputs(%x : tensor<?x8x8x4xf32>) finalizer_inputs(%count : tensor<f32>)
        domain tensor<?x8x8x4xf32> {reduction_count = 1 : i64} epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } finalizer {
        ^bb0(%total: f32, %pixels: f32):
          %z = arith.divf %total, %pixels : f32
          kernel.yield %z : f32
        } -> tensor<4xf32>
    ```

    With `taps`, the last sum is one for each of them: of the pixels for which that tap of a convolution
    lies in the image. GPUs compute it.

    ```mlir
    %s = kernel.elementwise inputs(%x : tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32>
        {reduction_count = 1 : i64, taps = #kernel.taps<filter = [3, 3], input = [8, 8], output = [8, 8], strides = [1, 1],
         padding = [1, 1, 1, 1], dilations = [1, 1]>}
        epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } -> tensor<3x3x4xf32>
    ```
  }];
}

def Kernel_ReductionOp : Kernel_AnchorOp<"reduction", (ins Kernel_ReductionKindAttr:$kind,
    Kernel_ReductionScopeAttr:$scope), ["getAnchorArgumentCount", "acceptsEpilogue", "acceptsStretched",
    "acceptsNarrowOperands", "getLaunchUnit", "storesDomain"]> {
  let summary = "anchor: combines the values that the epilogue yields, per row, within an example, or all";
  let description = [{
    `kind` is a ReductionKind and `scope` a ReductionScope. A row is the last dimension. Per
    row the result is `tensor<?x1xT>`, or `tensor<?x1xi32>` for `argmax`, the first of equals;
    over all elements it is a scalar. The scope `example` combines a sum over those dimensions of an
    example that are 1 in the result.

    The class that each row's largest element is at, and a sum of squares:

    ```mlir
    %class = kernel.reduction inputs(%p : tensor<?x10xf32>) domain tensor<?x10xf32> {kind = 2 : i32, scope = 0 : i32}
        epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } -> tensor<?x1xi32>
    %sum = kernel.reduction inputs(%p : tensor<?x10xf32>) domain tensor<?x10xf32> {kind = 0 : i32, scope = 1 : i32}
        epilogue {
        ^bb0(%e: f32):
          %square = arith.mulf %e, %e : f32
          kernel.yield %square : f32
        } -> tensor<f32>
    ```

    A sum over an image's pixels:

    ```mlir
    %s = kernel.reduction inputs(%x : tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32> {kind = 0 : i32, scope = 2 : i32}
        epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } -> tensor<?x1x1x4xf32>
    ```
  }];
}

#endif // ANABRANCH_DIALECTS_KERNEL_ANCHOR
