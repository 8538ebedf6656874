//===- KernelDialect.td - The kernel dialect ------------------------------===//

#ifndef ANABRANCH_DIALECTS_KERNEL_KERNELDIALECT
#define ANABRANCH_DIALECTS_KERNEL_KERNELDIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

def Kernel_Dialect : Dialect {
  let name = "kernel";
  let cppNamespace = "::anabranch::kernel";
  let summary = "What one launch computes, and where its operands lie";
  let description = [{
    A kernel op is an *anchor* (a convolution, a pooling, a copy, an elementwise map, a reduction)
    with regions of scalar code around it: a *prologue* for each anchor operand, applied to
    every element as it is loaded, and an *epilogue*, applied to every result element
    before it is stored, whose values may also be summed per channel. Fusion moves
    scalar code into these regions, so a new fusion is a new rewrite and
    never a new op.

    Kernel ops first compute tensors. `outline-kernels` turns each distinct one into
    a function on memrefs, and `plan-memory` turns every program into a list of
    launches at fixed places of one arena.

    Discardable attributes hold what the whole module needs to know at the end:
    `kernel.offset` is a parameter's place in the arena, `kernel.step_values` the
    places of `nn.step_value`'s kinds, and `kernel.scratch_bytes` the largest scratch
    memory that a kernel wants per thread. `kernel.prepare` of a function names the function
    that computes its last arguments from the parameters.
  }];
  let useDefaultAttributePrinterParser = 1;
}

def Kernel_PoolKindAttr : I32EnumAttr<"PoolKind", "how a window is reduced", [
    I32EnumAttrCase<"Average", 0, "average">, I32EnumAttrCase<"Max", 1, "max">]> {
  let cppNamespace = "::anabranch::kernel";
}

def Kernel_ReductionKindAttr : I32EnumAttr<"ReductionKind", "how elements are combined", [
    I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Max", 1, "max">,
    I32EnumAttrCase<"ArgMax", 2, "argmax">]> {
  let cppNamespace = "::anabranch::kernel";
}

def Kernel_ReductionScopeAttr : I32EnumAttr<"ReductionScope", "which elements are combined", [
    I32EnumAttrCase<"Row", 0, "row">, I32EnumAttrCase<"All", 1, "all">,
    I32EnumAttrCase<"Example", 2, "example">]> {
  let cppNamespace = "::anabranch::kernel";
}

def Kernel_ConvolutionAlgorithm : I32EnumAttr<"ConvolutionAlgorithm", "how a convolution is computed", [
    I32EnumAttrCase<"Direct", 0, "direct">, I32EnumAttrCase<"Winograd2", 2, "winograd2">,
    I32EnumAttrCase<"Winograd4", 4, "winograd4">, I32EnumAttrCase<"AMX", 16, "amx">]> {
  let cppNamespace = "::anabranch::kernel";
  let genSpecializedAttr = 0;
}

def Kernel_ConvolutionAlgorithmAttr : EnumAttr<Kernel_Dialect, Kernel_ConvolutionAlgorithm, "algorithm"> {
  let description = [{
    `winograd2` and `winograd4` compute tiles of 2 and 4 results in each dimension with fewer multiplications
    (compiler/Schedule/CPU/WinogradMatrices.h); the number is the case's value. `amx` multiplies tiles of bf16 by
    a CPU's matrix unit (compiler/Schedule/CPU/AMXTiling.h): of what the prologues yield, or of two parts of it if that is f32.
  }];
}

def Kernel_EncodingAttr : I32EnumAttr<"Encoding", "how a data set has a tensor of each example", [
    I32EnumAttrCase<"Plain", 0, "plain">, I32EnumAttrCase<"ScaledBytes", 1, "scaled_bytes">,
    I32EnumAttrCase<"ClassIndex", 2, "class_index">, I32EnumAttrCase<"RawBytes", 3, "raw_bytes">]> {
  let cppNamespace = "::anabranch::kernel";
}

def Kernel_ExtentAttr : AttrDef<Kernel_Dialect, "Extent"> {
  let mnemonic = "extent";
  let summary = "a size or an arena offset that grows with the batch";
  let description = [{
    `fixed + perExample * batch`: what the runtime's AnabranchExtent holds. For example
    `#kernel.extent<256 + 64 * batch>`.
  }];
  let parameters = (ins "int64_t":$fixed, "int64_t":$perExample);
  let assemblyFormat = "`<` $fixed `+` $perExample `*` `batch` `>`";
}

def Kernel_TapsAttr : AttrDef<Kernel_Dialect, "Taps"> {
  let mnemonic = "taps";
  let summary = "which of a convolution's taps lie in the image for each pixel of its result";
  let description = [{
    The window of a convolution of images of `input` pixels to such of `output`, written as in
    `nn.conv2d`. For example
    `#kernel.taps<filter = [3, 3], input = [8, 8], output = [8, 8], strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>`.
  }];
  let parameters = (ins "::mlir::DenseI64ArrayAttr":$filter, "::mlir::DenseI64ArrayAttr":$input,
                        "::mlir::DenseI64ArrayAttr":$output, "::mlir::DenseI64ArrayAttr":$strides,
                        "::mlir::DenseI64ArrayAttr":$padding, "::mlir::DenseI64ArrayAttr":$dilations);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getCount() const { return getFilter()[0] * getFilter()[1]; }
    /// The sizes of such a convolution of a channel.
    ConvolutionShape getShape() const;
    /// Whether every tap of every pixel lies in the image.
    bool areInside() const;
  }];
}

def Kernel_PlacedTensorAttr : AttrDef<Kernel_Dialect, "PlacedTensor"> {
  let mnemonic = "placed";
  let summary = "a program's input or output, by name, and where it lies";
  let description = [{
    For example `#kernel.placed<"x" : tensor<?x4xf32> at <256 + 64 * batch>>`. The name is the Keras
    layer's, or empty.
  }];
  let parameters = (ins StringRefParameter<>:$name, "::mlir::RankedTensorType":$type,
                        "::anabranch::kernel::ExtentAttr":$place);
  let assemblyFormat = "`<` $name `:` $type `at` $place `>`";
}

class Kernel_Op<string mnemonic, list<Trait> traits = []>
    : Op<Kernel_Dialect, mnemonic, traits>;

#endif // ANABRANCH_DIALECTS_KERNEL_KERNELDIALECT
