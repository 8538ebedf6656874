//===- Passes.td - Kernels to CPU code ------------------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CPU_PASSES
#define ANABRANCH_COMPILER_CODEGEN_CPU_PASSES

include "compiler/Schedule/CPU/VectorUnit.td"
include "mlir/Pass/PassBase.td"

def GenerateCPUKernelsPass : Pass<"generate-cpu-kernels", "::mlir::func::FuncOp"> {
  let summary = "Write outlined kernels as parallel loops over vectors";
  let description = [{
    Each kernel becomes a few `kernel.parallel` loops of `scf` and `vector` ops, tiled for the
    target's registers and caches.

    ```mlir
    func.func @tanh(%extent: index, %x: memref<?xf32>, %y: memref<?xf32>) {
      kernel.elementwise inputs(%x : memref<?xf32>) into(%y : memref<?xf32>) domain tensor<?xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.tanh %e : f32
        kernel.yield %z : f32
      }
      return
    }
    ```
    becomes
    ```mlir
    func.func @tanh(%extent: index, %x: memref<?xf32>, %y: memref<?xf32>) {
      %0 = arith.constant 16383 : index
      %1 = arith.addi %extent, %0 : index
      %2 = arith.constant 16384 : index
      %blocks = arith.divui %1, %2 : index
      kernel.parallel %blocks scratch 0 {
      ^bb0(%block: index, %scratch: memref<?xi8>):
        %3 = arith.constant 16384 : index
        %begin = arith.muli %block, %3 : index
        %4 = arith.constant 16384 : index
        %5 = arith.subi %extent, %begin : index
        %count = arith.minsi %5, %4 : index
        %6 = arith.constant 16 : index
        %7 = arith.divui %count, %6 : index
        %8 = arith.constant 16 : index
        %9 = arith.muli %7, %8 : index
        %end_of_vectors = arith.addi %begin, %9 : index
        %10 = arith.constant 16 : index
        scf.for %i = %begin to %end_of_vectors step %10 {
          %e = vector.load %x[%i] : memref<?xf32>, vector<16xf32>
          %z = math.tanh %e : vector<16xf32>
          vector.store %z, %y[%i] : memref<?xf32>, vector<16xf32>
        }
        %end = arith.addi %begin, %count : index
        %11 = arith.constant 1 : index
        scf.for %i = %end_of_vectors to %end step %11 {
          %e = memref.load %x[%i] : memref<?xf32>
          %z = math.tanh %e : f32
          memref.store %z, %y[%i] : memref<?xf32>
        }
        kernel.yield
      }
      return
    }
    ```
  }];
  let options = VectorUnitOptions;
  let dependentDialects = ["::mlir::amx::AMXDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
                           "::mlir::memref::MemRefDialect", "::anabranch::kernel::KernelDialect"];
}

def OutlineParallelBodiesPass : Pass<"outline-parallel-bodies", "::mlir::ModuleOp"> {
  let summary = "Turn kernels and their parallel bodies into functions of the runtime's ABI";
  let description = [{
    A kernel takes the extent and an array of buffers (AnabranchKernel in runtime/Model.h), and each
    `kernel.parallel` becomes a function of its own (AnabranchBody) and a call of
    `anabranch_parallel_for`. Buffers are seen as memrefs through LLVM's descriptors of them.
    Bodies compute again what they need from
    outside: constants and sizes, all of it cheap.

    ```mlir
    func.func @clear(%extent: index, %y: memref<4xf32>) {
      kernel.parallel %extent scratch 0 {
      ^bb0(%i: index, %scratch: memref<?xi8>):
        %zero = arith.constant 0.0 : f32
        memref.store %zero, %y[%i] : memref<4xf32>
        kernel.yield
      }
      return
    }
    ```
    becomes
    ```mlir
    !descriptor = !llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>

    module attributes {kernel.scratch_bytes = 0 : i64} {
      llvm.func @anabranch_parallel_for(!llvm.ptr, i64, !llvm.ptr, i64, i64)
      llvm.func @clear(%extent: i64, %buffers: !llvm.ptr) {
        %count = arith.index_cast %extent : i64 to index
        %0 = llvm.getelementptr %buffers[0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
        %1 = llvm.load %0 : !llvm.ptr -> !llvm.ptr
        %2 = llvm.mlir.poison : !descriptor
        %3 = llvm.insertvalue %1, %2[0] : !descriptor
        %4 = llvm.insertvalue %1, %3[1] : !descriptor
        %5 = llvm.mlir.constant(0 : index) : i64
        %6 = llvm.insertvalue %5, %4[2] : !descriptor
        %7 = llvm.mlir.constant(1 : index) : i64
        %8 = llvm.insertvalue %7, %6[4, 0] : !descriptor
        %9 = llvm.mlir.constant(4 : index) : i64
        %10 = llvm.insertvalue %9, %8[3, 0] : !descriptor
        %y = builtin.unrealized_conversion_cast %10 : !descriptor to memref<4xf32>
        %body = llvm.mlir.addressof @clear_body_0 : !llvm.ptr
        %begin = llvm.mlir.constant(0 : i64) : i64
        %end = arith.index_cast %count : index to i64
        llvm.call @anabranch_parallel_for(%body, %extent, %buffers, %begin, %end) : (!llvm.ptr, i64, !llvm.ptr, i64, i64) -> ()
        llvm.return
      }
      llvm.func internal @clear_body_0(%extent: i64, %buffers: !llvm.ptr, %index: i64, %memory: !llvm.ptr) {
        %count = arith.index_cast %extent : i64 to index
        %0 = llvm.getelementptr %buffers[0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
        %1 = llvm.load %0 : !llvm.ptr -> !llvm.ptr
        %2 = llvm.mlir.poison : !descriptor
        %3 = llvm.insertvalue %1, %2[0] : !descriptor
        %4 = llvm.insertvalue %1, %3[1] : !descriptor
        %5 = llvm.mlir.constant(0 : index) : i64
        %6 = llvm.insertvalue %5, %4[2] : !descriptor
        %7 = llvm.mlir.constant(1 : index) : i64
        %8 = llvm.insertvalue %7, %6[4, 0] : !descriptor
        %9 = llvm.mlir.constant(4 : index) : i64
        %10 = llvm.insertvalue %9, %8[3, 0] : !descriptor
        %y = builtin.unrealized_conversion_cast %10 : !descriptor to memref<4xf32>
        %i = arith.index_cast %index : i64 to index
        %11 = llvm.mlir.constant(0 : i64) : i64
        %12 = llvm.mlir.poison : !descriptor
        %13 = llvm.insertvalue %memory, %12[0] : !descriptor
        %14 = llvm.insertvalue %memory, %13[1] : !descriptor
        %15 = llvm.mlir.constant(0 : index) : i64
        %16 = llvm.insertvalue %15, %14[2] : !descriptor
        %17 = llvm.mlir.constant(1 : index) : i64
        %18 = llvm.insertvalue %17, %16[4, 0] : !descriptor
        %19 = llvm.insertvalue %11, %18[3, 0] : !descriptor
        %scratch = builtin.unrealized_conversion_cast %19 : !descriptor to memref<?xi8>
        %zero = arith.constant 0.0 : f32
        memref.store %zero, %y[%i] : memref<4xf32>
        llvm.return
      }
    }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::func::FuncDialect"];
}

#endif // ANABRANCH_COMPILER_CODEGEN_CPU_PASSES
