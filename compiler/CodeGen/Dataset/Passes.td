//===- Passes.td - Kernels that read a data set on the GPU ----------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_DATASET_PASSES
#define ANABRANCH_COMPILER_CODEGEN_DATASET_PASSES

include "mlir/Pass/PassBase.td"

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

#endif // ANABRANCH_COMPILER_CODEGEN_DATASET_PASSES
