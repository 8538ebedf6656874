//===- Interfaces.td - What every kernel op has ---------------------------===//

#ifndef ANABRANCH_DIALECTS_KERNEL_INTERFACES
#define ANABRANCH_DIALECTS_KERNEL_INTERFACES

include "mlir/IR/OpBase.td"

def KernelOpInterface : OpInterface<"KernelOpInterface"> {
  let cppNamespace = "::anabranch::kernel";
  let description = [{
    The parts that fusion, outlining and code generation treat alike in all anchors.

    Operands come in five groups. `lhs` and `rhs` are the anchor's operands: the first of
    a group is the data, the others are read by the group's prologue (unless it takes none). `inputs` are
    read by the epilogue and `finalizer_inputs` by the finalizer. `destinations` are empty on tensors; on memrefs
    they are what the results were, followed by workspaces if the schedule asks for them.
  }];
  let methods = [
    InterfaceMethod<"", "::mlir::OperandRange", "getLhs">,
    InterfaceMethod<"", "::mlir::OperandRange", "getRhs">,
    InterfaceMethod<"", "::mlir::OperandRange", "getInputs">,
    InterfaceMethod<"", "::mlir::OperandRange", "getFinalizerInputs">,
    InterfaceMethod<"", "::mlir::OperandRange", "getDestinations">,
    InterfaceMethod<"", "::mlir::MutableOperandRange", "getLhsMutable">,
    InterfaceMethod<"", "::mlir::MutableOperandRange", "getRhsMutable">,
    InterfaceMethod<"", "::mlir::MutableOperandRange", "getInputsMutable">,
    InterfaceMethod<"", "::mlir::Region &", "getLhsPrologue">,
    InterfaceMethod<"", "::mlir::Region &", "getRhsPrologue">,
    InterfaceMethod<"", "::mlir::Region &", "getEpilogue">,
    InterfaceMethod<"Empty if the sums are results themselves.", "::mlir::Region &", "getFinalizer">,
    InterfaceMethod<"The shape that the epilogue runs over.",
      "::mlir::RankedTensorType", "getDomain", (ins), "",
      "return ::llvm::cast<::mlir::RankedTensorType>($_op.getDomainType());">,
    InterfaceMethod<"What the kernels it was fused from read and wrote, if it was.",
      "std::optional<::anabranch::kernel::ExtentAttr>", "getUnfusedBytes">,
    InterfaceMethod<"", "void", "setUnfusedBytesAttr",
      (ins "::anabranch::kernel::ExtentAttr":$bytes)>,
    InterfaceMethod<"How many of the values that the epilogue yields, the last ones, are summed per channel.",
      "int64_t", "getReductionCount">,
    InterfaceMethod<"How many of the results, the first ones, are stored element by element.",
      "size_t", "getStoredCount", (ins), "", [{
        return $_op.getEpilogue().front().getTerminator()->getNumOperands() -
               static_cast<size_t>($_op.getReductionCount());
      }]>,
    InterfaceMethod<"Leading epilogue arguments that are not operands: the anchor's result.",
      "unsigned", "getAnchorArgumentCount", (ins), "", "return 1;">,
    InterfaceMethod<[{
        How many sums per channel code that is moved into the epilogue may make in all. A GPU's blocks keep
        them in shared memory, which convolutions need for what they multiply.
      }], "int64_t", "getMostReductions", (ins), "", "return 64;">,
    InterfaceMethod<"Whether elementwise code may be moved into the epilogue.",
      "bool", "acceptsEpilogue", (ins), "", "return true;">,
    InterfaceMethod<"Whether elementwise code may be moved into the prologues.",
      "bool", "acceptsPrologue", (ins), "", "return true;">,
    InterfaceMethod<"Whether inputs may have dimensions of 1 behind the batch besides the last.",
      "bool", "acceptsStretched", (ins), "", "return true;">,
    InterfaceMethod<"Whether an operand's elements may be narrower than the domain's, whatever the others are.",
      "bool", "acceptsNarrowOperands", (ins), "", "return true;">,
    InterfaceMethod<"Whether it sums products of its operands, which may be of bf16 then.",
      "bool", "multipliesOperands", (ins), "", "return false;">,
    InterfaceMethod<[{
        Whether an element of what the epilogue reads is read before a result's at that place is
        written, and nothing else reads it, on a GPU or else on a CPU.
      }], "bool", "isStoredInPlace", (ins "bool":$onGPU), "", "return false;">,
    InterfaceMethod<"What the extent of a launch counts.",
      "::anabranch::kernel::LaunchUnit", "getLaunchUnit", (ins), "",
      "return ::anabranch::kernel::LaunchUnit::Example;">,
    InterfaceMethod<"Whether results have the shapes of the domain, and of sums per channel.",
      "bool", "storesDomain", (ins), "", "return true;">,
    InterfaceMethod<"The type of the last result, if that is a sum by tap; else null.",
      "::mlir::RankedTensorType", "getTapSums", (ins), "", "return {};">,
    InterfaceMethod<"Additions and multiplications of the anchor for one example (or in all, without a batch).",
      "int64_t", "getAnchorOperations", (ins), "", "return 0;">
  ];
  // On tensors a kernel computes values and nothing else; on memrefs it writes
  // its destinations.
  let extraTraitClassDeclaration = [{
    void getEffects(::llvm::SmallVectorImpl<::mlir::SideEffects::EffectInstance<
                        ::mlir::MemoryEffects::Effect>> &effects) {
      if ($_op.getDestinations().empty())
        return;
      effects.emplace_back(::mlir::MemoryEffects::Read::get());
      effects.emplace_back(::mlir::MemoryEffects::Write::get());
    }
  }];
}

def ConvolutionOpInterface : OpInterface<"ConvolutionOpInterface", [KernelOpInterface]> {
  let cppNamespace = "::anabranch::kernel";
  let description = "A convolution or one of its gradients.";
  let methods = [
    InterfaceMethod<"The sizes of the forward convolution, in the gradients too.",
      "::anabranch::kernel::ConvolutionShape", "getShape">,
    InterfaceMethod<"How it is computed.",
      "::anabranch::kernel::ConvolutionAlgorithm", "getAlgorithm">,
    InterfaceMethod<"", "void", "setAlgorithm",
      (ins "::anabranch::kernel::ConvolutionAlgorithm":$algorithm)>
  ];
}

#endif // ANABRANCH_DIALECTS_KERNEL_INTERFACES
