//===- Kernel.td - Kernel ops ---------------------------------------------===//

#ifndef ANABRANCH_DIALECTS_KERNEL_KERNEL
#define ANABRANCH_DIALECTS_KERNEL_KERNEL

include "dialects/Kernel/KernelDialect.td"
include "dialects/Kernel/Interfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Kernel_Op<string mnemonic, list<Trait> traits = []>
    : Op<Kernel_Dialect, mnemonic, traits>;

def Kernel_Data : AnyTypeOf<[AnyRankedTensor, AnyMemRef]>;

/// An anchor and its regions; see KernelOpInterface for the operand groups.
/// `unfused_bytes` is what the kernels that it was fused from read and wrote.
class Kernel_AnchorOp<string mnemonic, dag anchorAttributes,
                      list<string> methods = [], list<Trait> traits = []>
    : Kernel_Op<mnemonic, !listconcat([AttrSizedOperandSegments,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
        DeclareOpInterfaceMethods<KernelOpInterface, methods>], traits)> {
  let arguments = !con((ins Variadic<Kernel_Data>:$lhs, Variadic<Kernel_Data>:$rhs,
                            Variadic<Kernel_Data>:$inputs, Variadic<Kernel_Data>:$destinations,
                            TypeAttrOf<AnyRankedTensor>:$domainType,
                            DefaultValuedAttr<I64Attr, "0">:$reduction_count,
                            OptionalAttr<Kernel_ExtentAttr>:$unfused_bytes), anchorAttributes);
  let results = (outs Variadic<AnyRankedTensor>:$outputs);
  let regions = (region AnyRegion:$lhsPrologue, AnyRegion:$rhsPrologue, AnyRegion:$epilogue);
  let assemblyFormat = [{
    (`lhs` `(` $lhs^ `:` type($lhs) `)`)? (`rhs` `(` $rhs^ `:` type($rhs) `)`)?
    (`inputs` `(` $inputs^ `:` type($inputs) `)`)?
    (`into` `(` $destinations^ `:` type($destinations) `)`)?
    `domain` $domainType attr-dict
    (`lhs_prologue` $lhsPrologue^)? (`rhs_prologue` $rhsPrologue^)?
    `epilogue` $epilogue (`->` type($outputs)^)?
  }];
  let hasVerifier = 1;
}

/// The window of a convolution, as in the nn dialect, and how `choose-algorithm` has it computed.
defvar convolutionAttributes = (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                                    DenseI64ArrayAttr:$dilations, I64Attr:$groups,
                                    DefaultValuedAttr<Kernel_ConvolutionAlgorithmAttr,
                                      "::anabranch::kernel::ConvolutionAlgorithm::Direct">:$algorithm);

class Kernel_WindowedOp<string mnemonic, list<string> methods = []>
    : Kernel_AnchorOp<mnemonic, convolutionAttributes, !listconcat(["getAnchorOperations"], methods),
                      [DeclareOpInterfaceMethods<ConvolutionOpInterface, ["getShape"]>]>;

def Kernel_ConvolutionOp : Kernel_WindowedOp<"convolution"> {
  let summary = "anchor: a convolution of images (lhs) by a filter (rhs)";
  let description = [{
    The images may have rank 2 (rows of a fully connected layer: one pixel each) up to 4,
    and the filter rank 2 or 4.

    ```mlir
    %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>)
        inputs(%b : tensor<8xf32>) domain tensor<?x8x8x8xf32>
        {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
        lhs_prologue { ^bb0(%e: f32): kernel.yield %e : f32 }
        rhs_prologue { ^bb0(%e: f32): kernel.yield %e : f32 }
        epilogue { ^bb0(%sum: f32, %bias: f32):
          %z = arith.addf %sum, %bias : f32
          kernel.yield %z : f32
        } -> tensor<?x8x8x8xf32>
    ```
  }];
}

def Kernel_ConvolutionInputGradOp : Kernel_WindowedOp<"convolution_input_grad"> {
  let summary = "anchor: gradient of a convolution's input from the output's (lhs) and the filter (rhs)";
}

def Kernel_ConvolutionKernelGradOp : Kernel_WindowedOp<"convolution_kernel_grad", ["acceptsEpilogue"]> {
  let summary = "anchor: gradient of a convolution's filter from images (lhs) and the output's gradient (rhs)";
  let description = [{
    The epilogue runs over the filter's elements. It stays the identity: pieces of the
    batch are summed apart and combined later.
  }];
}

def Kernel_PoolOp : Kernel_AnchorOp<"pool", (ins Kernel_PoolKindAttr:$kind,
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding)> {
  let summary = "anchor: reduces a window that slides over images (lhs)";
}

def Kernel_PoolGradOp : Kernel_AnchorOp<"pool_grad", (ins Kernel_PoolKindAttr:$kind,
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding), ["acceptsEpilogue"]> {
  let summary = "anchor: spreads the output's gradient (rhs) over each window";
  let description = [{
    The maximum is found again from the images (lhs), which the average does without.
  }];
}

def Kernel_ElementwiseOp : Kernel_AnchorOp<"elementwise", (ins), ["getAnchorArgumentCount"]> {
  let summary = "no anchor: an epilogue over the domain";
  let description = [{
    Inputs broadcast to the domain as NumPy has it. Without outputs other than reductions it
    is a per-channel sum.

    ```mlir
    %s = kernel.elementwise inputs(%x : tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32> {reduction_count = 1 : i64}
        epilogue { ^bb0(%e: f32): kernel.yield %e : f32 } -> tensor<4xf32>
    ```
  }];
}

def Kernel_ReductionOp : Kernel_AnchorOp<"reduction", (ins Kernel_ReductionKindAttr:$kind,
    Kernel_ReductionScopeAttr:$scope), ["getAnchorArgumentCount", "acceptsEpilogue"]> {
  let summary = "anchor: combines the values that the epilogue yields, per row or all";
  let description = [{
    A row is the last dimension. Per row the result is tensor<?x1xT>, or i32 for `argmax`,
    the first of equals; over all elements it is a scalar.
  }];
}

def Kernel_YieldOp : Kernel_Op<"yield", [Pure, Terminator]> {
  let summary = "ends a prologue, an epilogue or a parallel body";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
}

def Kernel_ChannelIndexOp : Kernel_Op<"channel_index", [Pure]> {
  let summary = "the channel (last index) of the element at hand";
  let results = (outs I32:$result);
  let assemblyFormat = "attr-dict";
  let description = [{
    ```mlir
    %c = kernel.channel_index
    ```
  }];
}

def Kernel_CallOp : Kernel_Op<"call", [Pure]> {
  let summary = "a kernel outlined into a function, on tensors";
  let description = [{
    The callee takes the extent, then the operands, the results and the workspaces, whose
    sizes are given, as memrefs. `in_place`: each element of an operand is read before the
    result's element at that place is written.
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyRankedTensor>:$arguments,
                       Kernel_ExtentAttr:$extent, ArrayAttr:$workspaces,
                       Kernel_ExtentAttr:$operations, BoolAttr:$in_place);
  let results = (outs Variadic<AnyRankedTensor>:$outputs);
  let assemblyFormat = [{
    $callee `(` $arguments `)` `extent` $extent `workspaces` $workspaces `operations` $operations
    attr-dict `:` functional-type($arguments, $outputs)
  }];
}

def Kernel_ProgramOp : Kernel_Op<"program", [Symbol, IsolatedFromAbove, SingleBlock, NoTerminator, NoRegionArguments]> {
  let summary = "a list of launches at fixed places of the arena";
  let arguments = (ins SymbolNameAttr:$sym_name, ArrayAttr:$inputs, ArrayAttr:$outputs,
                       Kernel_ExtentAttr:$arena);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `inputs` $inputs `outputs` $outputs `arena` $arena attr-dict-with-keyword $body
  }];
}

def Kernel_LaunchOp : Kernel_Op<"launch", [HasParent<"ProgramOp">]> {
  let summary = "one launch: a kernel, its extent, and its operands' arena offsets";
  let arguments = (ins FlatSymbolRefAttr:$callee, Kernel_ExtentAttr:$extent,
                       ArrayAttr:$buffers, Kernel_ExtentAttr:$operations, Kernel_ExtentAttr:$bytes);
  let assemblyFormat = "$callee `extent` $extent `buffers` $buffers `operations` $operations `bytes` $bytes attr-dict";
}

def Kernel_ParallelOp : Kernel_Op<"parallel", [SingleBlock, RecursiveMemoryEffects]> {
  let summary = "runs its body for every index below a count, in any order";
  let description = [{
    The runtime spreads the indices over its threads. `scratch` bytes of the thread's own memory
    come with each; they hold nothing at first.

    ```mlir
    kernel.parallel %count scratch 4096 {
    ^bb0(%unit: index, %scratch: memref<?xi8>):
      kernel.yield
    }
    ```
  }];
  let arguments = (ins Index:$count, I64Attr:$scratch);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$count `scratch` $scratch attr-dict-with-keyword $body";
  let hasVerifier = 1;
}

#endif // ANABRANCH_DIALECTS_KERNEL_KERNEL
