//===- Passes.td - Kernels to CUDA code -----------------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PASSES
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PASSES

include "compiler/Schedule/CUDA/DeviceUnit.td"
include "mlir/Pass/PassBase.td"

def GenerateCUDAKernelsPass : Pass<"generate-cuda-kernels", "::mlir::func::FuncOp"> {
  let summary = "Write outlined kernels as launches on a GPU";
  let description = [{
    Each kernel becomes one or more `gpu.launch`. The number of blocks follows from the
    extent; a thread has some neighbouring channels, as many as one load moves. Convolutions
    multiply by threads, by warps or by warpgroups, as the type and the GPU allow.

    ```mlir
    func.func @round(%extent: index, %w: memref<64x16xf32>, %p: memref<64x16xbf16>) {
      kernel.pack_filter rhs(%w : memref<64x16xf32>) into(%p : memref<64x16xbf16>) domain tensor<64x16xbf16>
         {dilations = array<i64: 1, 1>, groups = 1 : i64, images_type = tensor<?x64xf32>,
          padding = array<i64: 0, 0, 0, 0>, results_type = tensor<?x16xf32>, strides = array<i64: 1, 1>}
         rhs_prologue {
      ^bb0(%e: f32):
        %z = arith.truncf %e : f32 to bf16
        kernel.yield %z : bf16
      } epilogue {
      ^bb0(%packed: bf16):
        kernel.yield %packed : bf16
      }
      return
    }
    ```
    becomes
    ```mlir
    func.func @round(%extent: index, %w: memref<64x16xf32>, %p: memref<64x16xbf16>) {
      %c1 = arith.constant 1 : index
      %c1_0 = arith.constant 1 : index
      %c256 = arith.constant 256 : index
      %c1_1 = arith.constant 1 : index
      gpu.launch blocks(%block, %by, %bz) in (%gx = %c1, %gy = %c1_1, %gz = %c1_0)
                 threads(%thread, %ty, %tz) in (%sx = %c256, %sy = %c1_0, %sz = %c1_0) {
        %c0 = arith.constant 0 : index
        %c256_2 = arith.constant 256 : index
        %0 = arith.muli %block, %c256_2 : index
        %1 = arith.addi %0, %thread : index
        %c256_3 = arith.constant 256 : index
        %2 = arith.cmpi slt, %1, %c256_3 : index
        scf.if %2 {
          %c4 = arith.constant 4 : index
          %3 = arith.muli %1, %c4 : index
          %c16 = arith.constant 16 : index
          %4 = arith.remui %3, %c16 : index
          %c16_4 = arith.constant 16 : index
          %5 = arith.divui %3, %c16_4 : index
          %6 = vector.load %w[%5, %4] {alignment = 16 : i64} : memref<64x16xf32>, vector<4xf32>
          %7 = arith.truncf %6 : vector<4xf32> to vector<4xbf16>
          vector.store %7, %p[%5, %4] {alignment = 8 : i64} : memref<64x16xbf16>, vector<4xbf16>
        }
        gpu.terminator
      } {kernel.part}
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::gpu::GPUDialect", "::mlir::math::MathDialect",
                           "::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::nvgpu::NVGPUDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
  let options = DeviceUnitOptions;
}

def BuildFetchKernelsPass : Pass<"build-fetch-kernels", "::mlir::ModuleOp"> {
  let summary = "Add kernels that fetch a batch from a data set in the GPU's memory";
  let description = [{
    For each kind of tensor that @train and @evaluate read, and each encoding that a data set may
    have it in (see `kernel.fetch`), a kernel copies as many examples as its extent says. It gets the
    addresses of the examples, which are anywhere in memory, and the program's tensor. Quotients and
    conversions are the host's, so that the bits are the same as those of a batch that was loaded there.

    ```mlir
    kernel.program @train inputs [#kernel.placed<"y" : tensor<?xi32> at <256 + 0 * batch>>]
        outputs [] arena <256 + 64 * batch> {
    }
    ```
    becomes
    ```mlir
    kernel.program @train inputs [#kernel.placed<"y" : tensor<?xi32> at <256 + 0 * batch>>]
        outputs [] arena <256 + 64 * batch> {
    }
    func.func private @fetch_plain_1xi32(%extent: index, %addresses: memref<?xi64>, %batch: memref<?x1xi32>) {
      %0 = arith.constant 1 : index
      %c255 = arith.constant 255 : index
      %1 = arith.addi %extent, %c255 : index
      %c256 = arith.constant 256 : index
      %blocks = arith.divui %1, %c256 : index
      %c1 = arith.constant 1 : index
      %threads = arith.constant 256 : index
      %2 = arith.constant 1 : index
      gpu.launch blocks(%block, %by, %bz) in (%gx = %blocks, %gy = %2, %gz = %c1)
                 threads(%thread, %ty, %tz) in (%sx = %threads, %sy = %c1, %sz = %c1) {
        %3 = arith.constant 0 : index
        %4 = arith.constant 256 : index
        %5 = arith.muli %block, %4 : index
        %i = arith.addi %5, %thread : index
        %isExample = arith.cmpi slt, %i, %extent : index
        scf.if %isExample {
          %6 = arith.constant 1 : index
          %7 = arith.constant 1 : index
          %c0 = arith.constant 0 : index
          %8 = arith.constant 1 : index
          %address = memref.load %addresses[%i] : memref<?xi64>
          %pointer = llvm.inttoptr %address : i64 to !llvm.ptr
          %9 = llvm.mlir.poison : !llvm.struct<(ptr, ptr, i32, array<1 x i32>, array<1 x i32>)>
          %10 = llvm.insertvalue %pointer, %9[0] : !llvm.struct<(ptr, ptr, i32, array<1 x i32>, array<1 x i32>)>
          %11 = llvm.insertvalue %pointer, %10[1] : !llvm.struct<(ptr, ptr, i32, array<1 x i32>, array<1 x i32>)>
          %12 = llvm.mlir.constant(0 : index) : i32
          %13 = llvm.insertvalue %12, %11[2] : !llvm.struct<(ptr, ptr, i32, array<1 x i32>, array<1 x i32>)>
          %14 = llvm.mlir.constant(1 : index) : i32
          %15 = llvm.insertvalue %14, %13[4, 0] : !llvm.struct<(ptr, ptr, i32, array<1 x i32>, array<1 x i32>)>
          %16 = llvm.mlir.constant(1 : index) : i32
          %17 = llvm.insertvalue %16, %15[3, 0] : !llvm.struct<(ptr, ptr, i32, array<1 x i32>, array<1 x i32>)>
          %example = builtin.unrealized_conversion_cast %17 : !llvm.struct<(ptr, ptr, i32, array<1 x i32>, array<1 x i32>)> to memref<1xi32>
          %element = memref.load %example[%c0] : memref<1xi32>
          memref.store %element, %batch[%i, %c0] : memref<?x1xi32>
        }
        gpu.terminator
      }
      return
    }
    kernel.fetch @fetch_plain_1xi32 plain tensor<1xi32>
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::gpu::GPUDialect",
                           "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
                           "::mlir::LLVM::LLVMDialect", "::anabranch::kernel::KernelDialect"];
}

def OutlineLaunchesPass : Pass<"outline-launches", "::mlir::ModuleOp"> {
  let summary = "Turn kernels into functions of the host, and launches into functions of the GPU";
  let description = [{
    A kernel takes the extent and an array of addresses (AnabranchKernel in runtime/Model.h), and
    calls `anabranch_launch` for each of its launches. The device's functions take the extent, the number of
    multiprocessors and every address. They compute again what they need from outside: sizes, all of it cheap. A letter for each address
    (AnabranchBufferUse) says what a launch does with it, so that who needs the results of one need not wait for the others.

    ```mlir
    func.func @clear(%extent: index, %y: memref<f32>) {
      %c1 = arith.constant 1 : index
      gpu.launch blocks(%block, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1)
                 threads(%thread, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1) {
        %zero = arith.constant 0.0 : f32
        memref.store %zero, %y[] : memref<f32>
        gpu.terminator
      }
      return
    }
    ```
    becomes
    ```mlir
    module attributes {gpu.container_module} {
      llvm.func @anabranch_launch(!llvm.ptr, i64, i64, i64, i64, i64, !llvm.ptr, !llvm.ptr)
      llvm.func @anabranch_multiprocessors() -> i64
      gpu.module @device attributes {kernel.largest_batch = 2147483647 : i64} {
        gpu.func @clear_launch_0(%arg0: i32, %arg1: i32, %arg2: !llvm.ptr) kernel attributes {known_block_size = array<i32: 1, 1, 1>} {
          %0 = arith.index_cast %arg0 : i32 to index
          %1 = llvm.mlir.poison : !llvm.struct<(ptr, ptr, i32)>
          %2 = llvm.insertvalue %arg2, %1[0] : !llvm.struct<(ptr, ptr, i32)>
          %3 = llvm.insertvalue %arg2, %2[1] : !llvm.struct<(ptr, ptr, i32)>
          %4 = llvm.mlir.constant(0 : index) : i32
          %5 = llvm.insertvalue %4, %3[2] : !llvm.struct<(ptr, ptr, i32)>
          %6 = builtin.unrealized_conversion_cast %5 : !llvm.struct<(ptr, ptr, i32)> to memref<f32>
          %block_id_x = gpu.block_id  x
          %block_id_y = gpu.block_id  y
          %thread_id_x = gpu.thread_id  x
          %cst = arith.constant 0.000000e+00 : f32
          memref.store %cst, %6[] : memref<f32>
          gpu.return
        }
      }
      llvm.func @clear(%arg0: i64, %arg1: !llvm.ptr) {
        %0 = arith.index_cast %arg0 : i64 to index
        %1 = llvm.mlir.constant(0 : i64) : i64
        %2 = llvm.mlir.addressof @clear_launch_0_name : !llvm.ptr
        %c1 = arith.constant 1 : index
        %3 = arith.index_cast %c1 : index to i64
        %4 = arith.index_cast %c1 : index to i64
        %5 = arith.index_cast %c1 : index to i64
        %6 = llvm.mlir.addressof @clear_launch_0_uses : !llvm.ptr
        llvm.call @anabranch_launch(%2, %3, %4, %5, %1, %arg0, %arg1, %6) : (!llvm.ptr, i64, i64, i64, i64, i64, !llvm.ptr, !llvm.ptr) -> ()
        llvm.return
      }
      llvm.mlir.global internal constant @clear_launch_0_name("clear_launch_0\00") {addr_space = 0 : i32}
      llvm.mlir.global internal constant @clear_launch_0_uses("u\00") {addr_space = 0 : i32}
    }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::gpu::GPUDialect",
                           "::mlir::arith::ArithDialect"];
  let options = [SharedBytesOption];
}

def ConvertToNVVMPass : Pass<"convert-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Convert the GPU's functions to LLVM's and NVVM's dialects";
  let description = [{
    Indices have 32 bits: a tensor has less than 2^31 elements, and the GPU divides longer
    numbers slowly.

    ```mlir
    gpu.module @device {
      gpu.func @f(%extent: i32) kernel {
        gpu.barrier
        gpu.return
      }
    }
    ```
    becomes
    ```mlir
    gpu.module @device {
      llvm.func @f(%arg0: i32) attributes {gpu.kernel, nvvm.kernel} {
        nvvm.barrier0
        llvm.return
      }
    }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect"];
}

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PASSES
