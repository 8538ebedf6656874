// RUN: anabranch-opt %s --outline-parallel-bodies | FileCheck %s
// RUN: anabranch-opt %s --expand-tiles --outline-parallel-bodies | FileCheck %s --check-prefix=EXPANDED

// The runtime asks for the matrix unit if a kernel multiplies in it.
// CHECK: module attributes {kernel.matrix_unit = 3 : i64, kernel.scratch_bytes
// CHECK: llvm.func internal @multiply_body_0
// CHECK: amx.tile_mulf

// The buffers of expanded tiles are in the body's function.
// EXPANDED: module attributes {kernel.scratch_bytes
// EXPANDED: llvm.func @multiply(
// EXPANDED-NOT: memref.alloca
// EXPANDED: llvm.func internal @multiply_body_0
// EXPANDED: memref.alloca
// EXPANDED: memref.alloca
// EXPANDED: memref.alloca
// EXPANDED: scf.for
// EXPANDED-NOT: memref.alloca
// EXPANDED-NOT: amx.
func.func private @multiply(%extent: index, %x: memref<512xbf16>, %y: memref<512xbf16>, %z: memref<256xf32>) attributes {kernel.matrix_unit = 3 : i64} {
  kernel.parallel %extent scratch 0 {
  ^bb0(%unit: index, %scratch: memref<?xi8>):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    %zero = amx.tile_zero : !amx.tile<16x16xf32>
    %sum = scf.for %i = %c0 to %c16 step %c1 iter_args(%sum = %zero) -> !amx.tile<16x16xf32> {
      %a = amx.tile_load %x[%c0], %c32 : memref<512xbf16> into !amx.tile<16x32xbf16>
      %b = amx.tile_load %y[%c0], %c32 : memref<512xbf16> into !amx.tile<16x32xbf16>
      %next = amx.tile_mulf %a, %b, %sum : !amx.tile<16x32xbf16>, !amx.tile<16x32xbf16>, !amx.tile<16x16xf32>
      scf.yield %next : !amx.tile<16x16xf32>
    }
    amx.tile_store %z[%c0], %sum, %c16 : memref<256xf32>, !amx.tile<16x16xf32>
    kernel.yield
  }
  return
}
