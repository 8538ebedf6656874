//===- Passes.td - Kernels to CPU code ------------------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_PASSES
#define ANABRANCH_COMPILER_CODEGEN_CPU_PASSES

include "mlir/Pass/PassBase.td"

def GenerateCPUKernelsPass : Pass<"generate-cpu-kernels", "::mlir::func::FuncOp"> {
  let summary = "Write outlined kernels as parallel loops over vectors";
  let description = [{
    Each kernel becomes a few `kernel.parallel` loops of `scf` and `vector` ops that the
    register file and caches of the target have been tiled for.
  }];
  let options = [
    Option<"vectorBytes", "vector-bytes", "int64_t", "64", "bytes of a vector register">,
    Option<"vectorRegisters", "vector-registers", "int64_t", "32", "number of vector registers">
  ];
  let dependentDialects = ["::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
                           "::mlir::memref::MemRefDialect", "::anabranch::kernel::KernelDialect"];
}

def OutlineParallelBodiesPass : Pass<"outline-parallel-bodies", "::mlir::ModuleOp"> {
  let summary = "Turn kernels and their parallel bodies into functions of the runtime's ABI";
  let description = [{
    A kernel takes the extent and an array of buffers (AnabranchKernel in runtime/Model.h), and each
    `kernel.parallel` becomes a function of its own (AnabranchBody) and a call of
    `anabranch_parallel_for`. Bodies compute again what they need from
    outside: constants and sizes, all of it cheap.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::func::FuncDialect"];
}

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_PASSES
