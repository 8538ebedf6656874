//===- Passes.td - Outlining and memory planning --------------------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_PASSES
#define ANABRANCH_COMPILER_SCHEDULE_PASSES

include "compiler/Schedule/CUDA/DeviceUnit.td"
include "compiler/Schedule/CPU/VectorUnit.td"
include "mlir/Pass/PassBase.td"

def ChooseAlgorithmPass : Pass<"choose-algorithm", "::mlir::ModuleOp"> {
  let summary = "Choose how each convolution is computed";
  let description = [{
    A cost model compares the algorithms that can compute a convolution
    and marks it with the fastest. A matrix unit takes three products for one of f32, of two parts of
    bf16 each, unless it may round numbers to bf16.

    ```mlir
    func.func @f(%x: tensor<?x8x8x64xf32>, %k: tensor<3x3x64x64xf32>) -> tensor<?x8x8x64xf32> {
      %y = kernel.convolution lhs(%x : tensor<?x8x8x64xf32>) rhs(%k : tensor<3x3x64x64xf32>) domain tensor<?x8x8x64xf32>
         {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
         lhs_prologue {
      ^bb0(%a: f32):
        kernel.yield %a : f32
      } rhs_prologue {
      ^bb0(%a: f32):
        kernel.yield %a : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x64xf32>
      return %y : tensor<?x8x8x64xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x8x8x64xf32>, %k: tensor<3x3x64x64xf32>) -> tensor<?x8x8x64xf32> {
      %y = kernel.convolution lhs(%x : tensor<?x8x8x64xf32>) rhs(%k : tensor<3x3x64x64xf32>) domain tensor<?x8x8x64xf32>
         {algorithm = #kernel<algorithm winograd4>, dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
         lhs_prologue {
      ^bb0(%a: f32):
        kernel.yield %a : f32
      } rhs_prologue {
      ^bb0(%a: f32):
        kernel.yield %a : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x64xf32>
      return %y : tensor<?x8x8x64xf32>
    }
    ```
  }];
  let options = !listconcat(VectorUnitOptions, [
    Option<"algorithm", "algorithm", "std::string", "\"auto\"",
           "auto, or the one to use wherever it can be: direct, winograd2, winograd4, amx">,
    Option<"round", "round", "bool", "false", "whether a matrix unit may multiply numbers that are rounded to bf16">
  ]);
  let dependentDialects = ["::mlir::arith::ArithDialect", "::anabranch::kernel::KernelDialect"];
}

def SpecializeBatchPass : Pass<"specialize-batch", "::mlir::ModuleOp"> {
  let summary = "Copy predict for single examples";
  let description = [{
    An answer that someone waits for is about one example. Where the batch is known, algorithms,
    tiles and memory are chosen for it.

    ```mlir
    func.func @predict(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
      %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.tanh %e : f32
        kernel.yield %z : f32
      } -> tensor<?x4xf32>
      return %y : tensor<?x4xf32>
    }
    ```
    becomes
    ```mlir
    func.func @predict(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
      %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.tanh %e : f32
        kernel.yield %z : f32
      } -> tensor<?x4xf32>
      return %y : tensor<?x4xf32>
    }
    func.func @predict_single(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
      %y = kernel.elementwise inputs(%x : tensor<1x4xf32>) domain tensor<1x4xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.tanh %e : f32
        kernel.yield %z : f32
      } -> tensor<1x4xf32>
      return %y : tensor<1x4xf32>
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def PackFiltersPass : Pass<"pack-filters", "::mlir::ModuleOp"> {
  let summary = "Put filters in the order that convolutions read them in, by ops of their own";
  let description = [{
    The filter's prologue moves to the op that packs it. For a GPU it is done for products of bf16, and
    changes the order where warpgroups multiply; else the filter is only rounded once for all blocks.

    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4x32xf32>) -> tensor<?x8x8x32xf32> {
      %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%k : tensor<3x3x4x32xf32>) domain tensor<?x8x8x32xf32>
         {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
         lhs_prologue {
      ^bb0(%a: f32):
        kernel.yield %a : f32
      } rhs_prologue {
      ^bb0(%a: f32):
        %b = arith.negf %a : f32
        kernel.yield %b : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x32xf32>
      return %y : tensor<?x8x8x32xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4x32xf32>) -> tensor<?x8x8x32xf32> {
      %p = kernel.pack_filter rhs(%k : tensor<3x3x4x32xf32>) domain tensor<1152xf32>
         {dilations = array<i64: 1, 1>, groups = 1 : i64, images_type = tensor<?x8x8x4xf32>, padding = array<i64: 1, 1, 1, 1>,
          results_type = tensor<?x8x8x32xf32>, strides = array<i64: 1, 1>}
         rhs_prologue {
      ^bb0(%a: f32):
        %b = arith.negf %a : f32
        kernel.yield %b : f32
      } epilogue {
      ^bb0(%a: f32):
        kernel.yield %a : f32
      } -> tensor<1152xf32>
      %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%p : tensor<1152xf32>) domain tensor<?x8x8x32xf32>
         {dilations = array<i64: 1, 1>, filter_type = tensor<3x3x4x32xf32>, groups = 1 : i64,
          padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
         lhs_prologue {
      ^bb0(%a: f32):
        kernel.yield %a : f32
      } rhs_prologue {
      ^bb0(%a: f32):
        kernel.yield %a : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x32xf32>
      return %y : tensor<?x8x8x32xf32>
    }
    ```
  }];
  let options = !listconcat(VectorUnitOptions, DeviceUnitOptions, [
    Option<"device", "device", "bool", "false", "the kernels will run on a GPU">
  ]);
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def PrepareParametersPass : Pass<"prepare-parameters", "::mlir::ModuleOp"> {
  let summary = "Move what depends on parameters alone to functions of their own";
  let description = [{
    A program that changes no parameter gets what follows from them (packed filters, factors of
    normalizations) as its last arguments, from a function that the runtime calls when they have changed.

    ```mlir
    nn.parameter @a trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @predict(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
      %a = nn.load @a : tensor<4xf32>
      %b = kernel.elementwise inputs(%a : tensor<4xf32>) domain tensor<4xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.exp %e : f32
        kernel.yield %z : f32
      } -> tensor<4xf32>
      %y = kernel.elementwise inputs(%x, %b : tensor<?x4xf32>, tensor<4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32, %factor: f32):
        %z = arith.mulf %e, %factor : f32
        kernel.yield %z : f32
      } -> tensor<?x4xf32>
      return %y : tensor<?x4xf32>
    }
    ```
    becomes
    ```mlir
    nn.parameter @a trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @prepare_predict() -> tensor<4xf32> {
      %a = nn.load @a : tensor<4xf32>
      %b = kernel.elementwise inputs(%a : tensor<4xf32>) domain tensor<4xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.exp %e : f32
        kernel.yield %z : f32
      } -> tensor<4xf32>
      return %b : tensor<4xf32>
    }
    func.func @predict(%x: tensor<?x4xf32>, %b: tensor<4xf32>) -> tensor<?x4xf32> attributes {kernel.prepare = @prepare_predict} {
      %a = nn.load @a : tensor<4xf32>
      %y = kernel.elementwise inputs(%x, %b : tensor<?x4xf32>, tensor<4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32, %factor: f32):
        %z = arith.mulf %e, %factor : f32
        kernel.yield %z : f32
      } -> tensor<?x4xf32>
      return %y : tensor<?x4xf32>
    }
    ```
  }];
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
    func.func @f(%x: tensor<?x8x8x4xf32>, %y: tensor<10xf32>) -> (tensor<?x8x8x4xf32>, tensor<10xf32>) {
      %a = kernel.elementwise inputs(%x : tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.tanh %e : f32
        kernel.yield %z : f32
      } -> tensor<?x8x8x4xf32>
      %b = kernel.elementwise inputs(%y : tensor<10xf32>) domain tensor<10xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.tanh %e : f32
        kernel.yield %z : f32
      } -> tensor<10xf32>
      return %a, %b : tensor<?x8x8x4xf32>, tensor<10xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %y: tensor<10xf32>) -> (tensor<?x8x8x4xf32>, tensor<10xf32>) {
      %a = kernel.call @elementwise_0(%x) extent <0 + 256 * batch> workspaces [] operations <0 + 256 * batch>
         {in_place = array<i1: true>} : (tensor<?x8x8x4xf32>) -> tensor<?x8x8x4xf32>
      %b = kernel.call @elementwise_0(%y) extent <10 + 0 * batch> workspaces [] operations <10 + 0 * batch>
         {in_place = array<i1: true>} : (tensor<10xf32>) -> tensor<10xf32>
      return %a, %b : tensor<?x8x8x4xf32>, tensor<10xf32>
    }
    func.func private @elementwise_0(%extent: index, %operand: memref<?xf32>, %result: memref<?xf32>) {
      kernel.elementwise inputs(%operand : memref<?xf32>) into(%result : memref<?xf32>) domain tensor<?xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.tanh %e : f32
        kernel.yield %z : f32
      }
      return
    }
    ```
  }];
  let options = !listconcat(VectorUnitOptions, DeviceUnitOptions, [
    Option<"device", "device", "bool", "false", "the kernels will run on a GPU">
  ]);
  let dependentDialects = ["::mlir::func::FuncDialect", "::anabranch::kernel::KernelDialect"];
}

def PlanMemoryPass : Pass<"plan-memory", "::mlir::ModuleOp"> {
  let summary = "Give every tensor a place in the arena and list the launches";
  let description = [{
    Parameters and the step's numbers come first, then what is needed in a program at the same time
    lies apart, and the rest shares memory. Offsets are a fixed part and a part per
    example, so one plan serves every batch size. What a function was prepared with stays in
    its place behind the step's numbers. The functions become `kernel.program`s.

    Launches that use the same place one after the other cannot run at the same time. So that a GPU
    runs more of them side by side, a place is not used again until `reuse-distance` launches have come in between.
    For tests, which look whether kernels write beyond their buffers, there can be a gap behind each buffer. Then no place is used again.

    Here the parameter and the four numbers of a step take 64 bytes each, and the second
    launch's result lies where %x was:

    ```mlir
    nn.parameter @p trainable : tensor<16xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @f(%x: tensor<?x16xf32>) -> tensor<?x16xf32> {
      %y = kernel.call @tanh(%x) extent <0 + 16 * batch> workspaces [] operations <0 + 16 * batch> {in_place = array<i1: true>}
         : (tensor<?x16xf32>) -> tensor<?x16xf32>
      %z = kernel.call @tanh(%y) extent <0 + 16 * batch> workspaces [] operations <0 + 16 * batch> {in_place = array<i1: true>}
         : (tensor<?x16xf32>) -> tensor<?x16xf32>
      return %z : tensor<?x16xf32>
    }
    ```
    becomes
    ```mlir
    module attributes {kernel.step_values = array<i64: 64, 128, 192, 256>} {
      nn.parameter @p trainable : tensor<16xf32> = #nn.initializer<constant, 0.0, 0.0> {kernel.offset = 0 : i64}
      kernel.program @f inputs [#kernel.placed<"" : tensor<?x16xf32> at <320 + 0 * batch>>]
          outputs [#kernel.placed<"" : tensor<?x16xf32> at <320 + 0 * batch>>] arena <320 + 128 * batch> {
        kernel.launch @tanh extent <0 + 16 * batch> buffers [#kernel.extent<320 + 0 * batch>, #kernel.extent<320 + 64 * batch>]
          sizes [#kernel.extent<0 + 64 * batch>, #kernel.extent<0 + 64 * batch>] reads 1 operations <0 + 16 * batch> bytes <0 + 128 * batch>
        kernel.launch @tanh extent <0 + 16 * batch> buffers [#kernel.extent<320 + 64 * batch>, #kernel.extent<320 + 0 * batch>]
          sizes [#kernel.extent<0 + 64 * batch>, #kernel.extent<0 + 64 * batch>] reads 1 operations <0 + 16 * batch> bytes <0 + 128 * batch>
      }
    }
    ```
  }];
  let options = [
    Option<"reuseDistance", "reuse-distance", "int64_t", "0", "launches between the last use of a place and the next">,
    Option<"gap", "gap", "int64_t", "0", "bytes behind each buffer, of those that grow with the batch for each example">
  ];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

#endif // ANABRANCH_COMPILER_SCHEDULE_PASSES
