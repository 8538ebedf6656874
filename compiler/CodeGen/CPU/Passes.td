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

def ExpandTilesPass : Pass<"expand-tiles", "::mlir::func::FuncOp"> {
  let summary = "Multiply tiles by loops over vectors, for CPUs without a matrix unit";
  let description = [{
    It lets tests of kernels for a matrix unit run everywhere. Tiles become buffers on the stack, at the
    beginning of what is to be a function, and ops become loops over the rows. As in the matrix unit,
    pairs of a row's numbers belong to one row of the right operand, where the columns' pairs take turns.

    ```mlir
    func.func @add_product(%x: memref<8xbf16>, %y: memref<16xbf16>, %z: memref<8xf32>) {
      %first = arith.constant 0 : index
      %stride = arith.constant 4 : index
      %wide_stride = arith.constant 8 : index
      %a = amx.tile_load %x[%first], %stride : memref<8xbf16> into !amx.tile<2x4xbf16>
      %b = amx.tile_load %y[%first], %wide_stride : memref<16xbf16> into !amx.tile<2x8xbf16>
      %c = amx.tile_load %z[%first], %stride : memref<8xf32> into !amx.tile<2x4xf32>
      %d = amx.tile_mulf %a, %b, %c : !amx.tile<2x4xbf16>, !amx.tile<2x8xbf16>, !amx.tile<2x4xf32>
      amx.tile_store %z[%first], %d, %stride : memref<8xf32>, !amx.tile<2x4xf32>
      return
    }
    ```
    becomes
    ```mlir
    func.func @add_product(%x: memref<8xbf16>, %y: memref<16xbf16>, %z: memref<8xf32>) {
        %c = memref.alloca() {alignment = 64 : i64} : memref<2x4xf32>
        %b = memref.alloca() {alignment = 64 : i64} : memref<2x8xbf16>
        %a = memref.alloca() {alignment = 64 : i64} : memref<2x4xbf16>
        %c0 = arith.constant 0 : index
        %c4 = arith.constant 4 : index
        %c8 = arith.constant 8 : index
        %c2 = arith.constant 2 : index
        %c0_2 = arith.constant 0 : index
        %c1 = arith.constant 1 : index
        scf.for %row = %c0_2 to %c2 step %c1 {
          %0 = arith.muli %row, %c4 : index
          %1 = vector.load %x[%0] : memref<8xbf16>, vector<4xbf16>
          %c0_15 = arith.constant 0 : index
          vector.store %1, %a[%row, %c0_15] : memref<2x4xbf16>, vector<4xbf16>
        }
        %c2_3 = arith.constant 2 : index
        %c0_4 = arith.constant 0 : index
        %c1_5 = arith.constant 1 : index
        scf.for %row = %c0_4 to %c2_3 step %c1_5 {
          %0 = arith.muli %row, %c8 : index
          %1 = vector.load %y[%0] : memref<16xbf16>, vector<8xbf16>
          %c0_15 = arith.constant 0 : index
          vector.store %1, %b[%row, %c0_15] : memref<2x8xbf16>, vector<8xbf16>
        }
        %c2_6 = arith.constant 2 : index
        %c0_7 = arith.constant 0 : index
        %c1_8 = arith.constant 1 : index
        scf.for %row = %c0_7 to %c2_6 step %c1_8 {
          %0 = arith.muli %row, %c4 : index
          %1 = vector.load %z[%0] : memref<8xf32>, vector<4xf32>
          %c0_15 = arith.constant 0 : index
          vector.store %1, %c[%row, %c0_15] : memref<2x4xf32>, vector<4xf32>
        }
        %c2_9 = arith.constant 2 : index
        %c0_10 = arith.constant 0 : index
        %c1_11 = arith.constant 1 : index
        scf.for %row = %c0_10 to %c2_9 step %c1_11 {
          %c2_15 = arith.constant 2 : index
          %c0_16 = arith.constant 0 : index
          %0 = vector.load %c[%row, %c0_16] : memref<2x4xf32>, vector<4xf32>
          %c0_17 = arith.constant 0 : index
          %c1_18 = arith.constant 1 : index
          %1 = scf.for %k = %c0_17 to %c2_15 step %c1_18 iter_args(%sum = %0) -> (vector<4xf32>) {
            %c0_20 = arith.constant 0 : index
            %2 = vector.load %b[%k, %c0_20] : memref<2x8xbf16>, vector<8xbf16>
            %even, %odd = vector.deinterleave %2 : vector<8xbf16> -> vector<4xbf16>
            %c2_21 = arith.constant 2 : index
            %3 = arith.muli %k, %c2_21 : index
            %4 = memref.load %a[%row, %3] : memref<2x4xbf16>
            %5 = arith.extf %4 : bf16 to f32
            %6 = vector.broadcast %5 : f32 to vector<4xf32>
            %7 = arith.extf %even : vector<4xbf16> to vector<4xf32>
            %8 = arith.mulf %6, %7 : vector<4xf32>
            %9 = arith.addf %sum, %8 : vector<4xf32>
            %c1_22 = arith.constant 1 : index
            %10 = arith.addi %3, %c1_22 : index
            %11 = memref.load %a[%row, %10] : memref<2x4xbf16>
            %12 = arith.extf %11 : bf16 to f32
            %13 = vector.broadcast %12 : f32 to vector<4xf32>
            %14 = arith.extf %odd : vector<4xbf16> to vector<4xf32>
            %15 = arith.mulf %13, %14 : vector<4xf32>
            %16 = arith.addf %9, %15 : vector<4xf32>
            scf.yield %16 : vector<4xf32>
          }
          %c0_19 = arith.constant 0 : index
          vector.store %1, %c[%row, %c0_19] : memref<2x4xf32>, vector<4xf32>
        }
        %c2_12 = arith.constant 2 : index
        %c0_13 = arith.constant 0 : index
        %c1_14 = arith.constant 1 : index
        scf.for %row = %c0_13 to %c2_12 step %c1_14 {
          %0 = arith.muli %row, %c4 : index
          %c0_15 = arith.constant 0 : index
          %1 = vector.load %c[%row, %c0_15] : memref<2x4xf32>, vector<4xf32>
          vector.store %1, %z[%0] : memref<8xf32>, vector<4xf32>
        }
        return
      }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def OutlineParallelBodiesPass : Pass<"outline-parallel-bodies", "::mlir::ModuleOp"> {
  let summary = "Turn kernels and their parallel bodies into functions of the runtime's ABI";
  let description = [{
    A kernel takes the extent and an array of buffers (AnabranchKernel in runtime/Model.h), and each
    `kernel.parallel` becomes a function of its own (AnabranchBody) and a call of
    `anabranch_parallel_for`. Buffers are seen as memrefs through LLVM's descriptors of them.
    Bodies compute again what they need from
    outside: constants and sizes, all of it cheap. How a kernel uses a matrix unit (`kernel.matrix_unit`), the module tells.

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
