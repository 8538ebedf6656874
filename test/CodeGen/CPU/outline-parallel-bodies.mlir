// RUN: anabranch-opt %s --outline-parallel-bodies | FileCheck %s

// A module asks for as much scratch memory as the greediest body.
// CHECK: module attributes {{.*}}kernel.scratch_bytes = 4096 : i64
// CHECK: llvm.func @anabranch_parallel_for(!llvm.ptr, i64, !llvm.ptr, i64, i64)

// The kernel takes the extent and the buffers' addresses, and starts its loops in order.
// CHECK-LABEL: llvm.func @f(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: i64, %[[BUFFERS:[a-z0-9]+]]: !llvm.ptr) {
// CHECK: %[[COUNT:.*]] = arith.divui
// CHECK: %[[BODY:.*]] = llvm.mlir.addressof @f_body_0
// CHECK: %[[ZERO:.*]] = llvm.mlir.constant(0 : i64) : i64
// CHECK: %[[WORD:.*]] = arith.index_cast %[[COUNT]] : index to i64
// CHECK: llvm.call @anabranch_parallel_for(%[[BODY]], %[[EXTENT]], %[[BUFFERS]], %[[ZERO]], %[[WORD]])
// CHECK: %[[BODY:.*]] = llvm.mlir.addressof @f_body_1
// CHECK: llvm.call @anabranch_parallel_for(%[[BODY]], %[[EXTENT]], %[[BUFFERS]]
// CHECK: llvm.return

// A body takes an index and the thread's scratch memory too. What it needs from outside it computes again; the extent is the
// dynamic dimension of its buffers.
// CHECK-LABEL: llvm.func internal @f_body_0(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: i64, %[[BUFFERS:[a-z0-9]+]]: !llvm.ptr, %[[UNIT:[a-z0-9]+]]: i64, %[[SCRATCH:[a-z0-9]+]]: !llvm.ptr)
// CHECK: %[[SIZE:.*]] = arith.index_cast %[[EXTENT]] : i64 to index
// CHECK: %[[PLACE:.*]] = llvm.getelementptr %[[BUFFERS]][1]
// CHECK: %[[ADDRESS:.*]] = llvm.load %[[PLACE]]
// CHECK: llvm.insertvalue %[[ADDRESS]], %{{.*}}[1]
// CHECK: llvm.insertvalue %[[EXTENT]], %{{.*}}[3, 0]
// CHECK: %[[Y:.*]] = builtin.unrealized_conversion_cast %{{.*}} to memref<?x4xf32>
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[UNIT]] : i64 to index
// CHECK: llvm.insertvalue %[[SCRATCH]], %{{.*}}[1]
// CHECK: builtin.unrealized_conversion_cast %{{.*}} to memref<?xi8>
// CHECK: %[[HALF:.*]] = arith.divui %[[SIZE]], %{{.*}} : index
// CHECK: %[[SUM:.*]] = arith.addi %[[HALF]], %[[INDEX]]
// CHECK: memref.store %{{.*}}, %[[Y]][%[[SUM]]
// CHECK: llvm.return

// CHECK-LABEL: llvm.func internal @f_body_1(
// CHECK-NOT: arith.divui
// CHECK: llvm.return

// A loop in a serial loop: its range is computed there.
// CHECK-LABEL: llvm.func @chunks(
// CHECK: scf.for %[[CHUNK:.*]] = {{.*}} {
// CHECK: %[[BEGIN:.*]] = arith.muli %[[CHUNK]], %{{.*}} : index
// CHECK: %[[END:.*]] = arith.addi %[[BEGIN]], %{{.*}} : index
// CHECK: %[[BODY:.*]] = llvm.mlir.addressof @chunks_body_0
// CHECK: %[[FIRST:.*]] = arith.index_cast %[[BEGIN]]
// CHECK: %[[LAST:.*]] = arith.index_cast %[[END]]
// CHECK: llvm.call @anabranch_parallel_for(%[[BODY]], %{{.*}}, %{{.*}}, %[[FIRST]], %[[LAST]])
// CHECK: llvm.func internal @chunks_body_0(
// CHECK-NOT: func.func
func.func private @f(%extent: index, %x: memref<f32>, %y: memref<?x4xf32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %half = arith.divui %extent, %c2 : index
  kernel.parallel %half scratch 4096 {
  ^bb0(%unit: index, %scratch: memref<?xi8>):
    %0 = memref.load %x[] : memref<f32>
    %1 = arith.addi %half, %unit : index
    %view = memref.view %scratch[%c0][] : memref<?xi8> to memref<1024xf32>
    memref.store %0, %view[%unit] : memref<1024xf32>
    memref.store %0, %y[%1, %c0] : memref<?x4xf32>
    kernel.yield
  }
  kernel.parallel %c2 scratch 64 {
  ^bb0(%unit: index, %scratch: memref<?xi8>):
    %0 = memref.load %x[] : memref<f32>
    memref.store %0, %y[%unit, %c0] : memref<?x4xf32>
    kernel.yield
  }
  return
}

func.func private @chunks(%extent: index, %y: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %chunk = %c0 to %extent step %c1 {
    %begin = arith.muli %chunk, %c8 : index
    %end = arith.addi %begin, %c8 : index
    kernel.parallel from %begin to %end scratch 0 {
    ^bb0(%unit: index, %scratch: memref<?xi8>):
      %zero = arith.constant 0.0 : f32
      memref.store %zero, %y[%unit] : memref<?xf32>
      kernel.yield
    }
  }
  return
}
