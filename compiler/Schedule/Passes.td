//===- Passes.td - Outlining and memory planning --------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_PASSES
#define ANABRANCH_COMPILER_SCHEDULE_PASSES

include "mlir/Pass/PassBase.td"

def ChooseAlgorithmPass : Pass<"choose-algorithm", "::mlir::ModuleOp"> {
  let summary = "Choose how each convolution is computed";
  let description = [{
    A cost model compares the algorithms that can compute a convolution
    and marks it with the fastest.

    ```mlir
    %y = kernel.convolution ... {dilations = array<i64: 1, 1>, ...}
    ```
    becomes
    ```mlir
    %y = kernel.convolution ... {algorithm = #kernel<algorithm winograd4>, dilations = array<i64: 1, 1>, ...}
    ```
  }];
  let options = [
    Option<"algorithm", "algorithm", "std::string", "\"auto\"",
           "auto, or the one to use wherever it can be: direct, winograd2, winograd4">,
    Option<"vectorBytes", "vector-bytes", "int64_t", "64", "bytes of a vector register">
  ];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def OutlineKernelsPass : Pass<"outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Make a function of each distinct kernel and call it";
  let description = [{
    Kernels that differ only in the tensors they are given share one function, however many
    layers use it. Elementwise kernels are first seen as rows of channels, or as
    one long vector if no operand is per channel, so that their sizes become the launch's
    extent and equal code serves tensors of every size.

    ```mlir
    %y = kernel.elementwise inputs(%x : tensor<?x8x8x4xf32>) ... -> tensor<?x8x8x4xf32>
    ```
    becomes
    ```mlir
    %y = kernel.call @elementwise_0(%x) extent <0 + 256 * batch> ...
    func.func @elementwise_0(%extent: index, %x: memref<?xf32>, %y: memref<?xf32>) {
      kernel.elementwise inputs(%x : memref<?xf32>) into(%y : memref<?xf32>) domain tensor<?xf32> ...
      return
    }
    ```
  }];
  let options = [
    Option<"vectorBytes", "vector-bytes", "int64_t", "64", "bytes of a vector register">,
    Option<"vectorRegisters", "vector-registers", "int64_t", "32", "number of vector registers">
  ];
  let dependentDialects = ["::mlir::func::FuncDialect", "::anabranch::kernel::KernelDialect"];
}

def PlanMemoryPass : Pass<"plan-memory", "::mlir::ModuleOp"> {
  let summary = "Give every tensor a place in the arena and list the launches";
  let description = [{
    Parameters and the step's numbers come first, then what is needed in a program at the same time
    lies apart, and the rest shares memory. Offsets are a fixed part and a part per
    example, so one plan serves every batch size. The functions become
    `kernel.program`s.
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

#endif // ANABRANCH_COMPILER_SCHEDULE_PASSES
