//===- ConvertToNVVM.cpp - The GPU's functions in LLVM's dialects ---------===//
//
// MLIR's own `convert-gpu-to-nvvm` calls CUDA's library for absolute values and
// square roots, which are instructions; here they stay intrinsics, and nothing
// of CUDA is needed.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/Passes.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/GPUToNVVM/GPUToNVVMPass.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/NVGPUToNVVM/NVGPUToNVVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/NVGPU/IR/NVGPUDialect.h"

namespace anabranch::codegen::cuda {
#define GEN_PASS_DEF_CONVERTTONVVMPASS
#include "compiler/CodeGen/CUDA/Passes.h.inc"
} // namespace anabranch::codegen::cuda

using namespace mlir;
using namespace anabranch;

namespace {
struct ConvertToNVVMPass
    : codegen::cuda::impl::ConvertToNVVMPassBase<ConvertToNVVMPass> {
  void runOnOperation() override {
    LowerToLLVMOptions options(&getContext());
    options.overrideIndexBitwidth(32);
    LLVMTypeConverter types(&getContext(), options);
    configureGpuToNVVMTypeConverter(types);

    RewritePatternSet patterns(&getContext());
    arith::populateArithToLLVMConversionPatterns(types, patterns);
    cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
    populateFinalizeMemRefToLLVMConversionPatterns(types, patterns);
    populateGpuToNVVMConversionPatterns(types, patterns);
    populateMathToLLVMConversionPatterns(types, patterns);
    populateNVGPUToNVVMConversionPatterns(types, patterns);
    populateVectorToLLVMConversionPatterns(types, patterns);

    LLVMConversionTarget target(getContext());
    target.addLegalDialect<NVVM::NVVMDialect>();
    target.addIllegalDialect<gpu::GPUDialect, nvgpu::NVGPUDialect>();
    target.addLegalOp<gpu::GPUModuleOp>();
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      return signalPassFailure();
    // A launch says how large its memory is, not the code. It is aligned as
    // wgmma's swizzling asks.
    constexpr uint64_t alignment = 1024;
    for (auto global : getOperation().getOps<LLVM::GlobalOp>())
      if (global.getAddrSpace() == NVVM::NVVMMemorySpace::Shared) {
        global.setLinkage(LLVM::Linkage::External);
        global.setAlignment(alignment);
      }
  }
};
} // namespace
