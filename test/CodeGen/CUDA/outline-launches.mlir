// RUN: anabranch-opt %s --outline-launches | FileCheck %s

// CHECK: module attributes {gpu.container_module
// CHECK: llvm.func @anabranch_launch(!llvm.ptr, i64, i64, i64, i64, i64, !llvm.ptr, !llvm.ptr)
// CHECK: llvm.func @anabranch_multiprocessors() -> i64
// CHECK: gpu.module @device attributes {kernel.largest_batch = 2147483647 : i64}
// What the launch reads from outside is computed again, and its addresses are arguments.
// CHECK: gpu.func @scale_launch_0(%[[EXTENT:.*]]: i32, %{{.*}}: i32, %[[X:.*]]: !llvm.ptr, %[[S:.*]]: !llvm.ptr) kernel
// CHECK-SAME: known_block_size = array<i32: 64, 1, 1>
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[EXTENT]] : i32 to index
// CHECK: %[[BLOCK:.*]] = gpu.block_id x
// CHECK: %[[THREAD:.*]] = gpu.thread_id x
// CHECK: %[[LAST:.*]] = arith.subi %[[INDEX]]
// CHECK: arith.minsi %[[LAST]]
// CHECK: gpu.return
// CHECK: gpu.func @scale_launch_1(
// The number of multiprocessors is an argument too.
// CHECK: gpu.func @fill_launch_0(%{{.*}}: i32, %[[NUMBER:.*]]: i32, %{{.*}}: !llvm.ptr) kernel
// CHECK: %[[NUMBER_INDEX:.*]] = arith.index_cast %[[NUMBER]] : i32 to index
// CHECK: memref.view %{{.*}}[%{{.*}}][%[[NUMBER_INDEX]]]

// CHECK: llvm.func @scale(%[[EXTENT:.*]]: i64, %[[BUFFERS:.*]]: !llvm.ptr)
// CHECK-DAG: %[[NAME:.*]] = llvm.mlir.addressof @scale_launch_0_name
// CHECK-DAG: %[[USES:.*]] = llvm.mlir.addressof @scale_launch_0_uses
// CHECK: llvm.call @anabranch_launch(%[[NAME]], {{.*}}, %[[EXTENT]], %[[BUFFERS]], %[[USES]])
// CHECK: llvm.call @anabranch_launch(
// CHECK: llvm.return
// The first uses both buffers, the second writes a part of what lies in the second behind a view, which is computed outside.
// CHECK-DAG: llvm.mlir.global internal constant @scale_launch_0_name("scale_launch_0\00")
// CHECK-DAG: llvm.mlir.global internal constant @scale_launch_0_uses("uu\00")
// CHECK-DAG: llvm.mlir.global internal constant @scale_launch_1_uses("-p\00")

// The host asks for the number of multiprocessors.
// CHECK: llvm.func @fill(
// CHECK: %[[NUMBER:.*]] = llvm.call @anabranch_multiprocessors() : () -> i64
// CHECK: %[[NUMBER_INDEX:.*]] = arith.index_cast %[[NUMBER]] : i64 to index
// CHECK: %[[BLOCKS:.*]] = arith.index_cast %[[NUMBER_INDEX]] : index to i64
// CHECK: llvm.call @anabranch_launch(%{{.*}}, %[[BLOCKS]],
func.func @scale(%extent: index, %x: memref<?xf32>, %s: memref<f32>) {
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %last = arith.subi %extent, %c1 : index
  %view = memref.subview %s[] [] [] : memref<f32> to memref<f32, strided<[]>>
  gpu.launch blocks(%block, %by, %bz) in (%gx = %extent, %gy = %c1, %gz = %c1)
             threads(%thread, %ty, %tz) in (%sx = %c64, %sy = %c1, %sz = %c1) {
    %sum = arith.addi %block, %thread : index
    %i = arith.minsi %last, %sum : index
    %e = memref.load %x[%i] : memref<?xf32>
    %f = memref.load %s[] : memref<f32>
    %y = arith.mulf %e, %f : f32
    memref.store %y, %x[%i] : memref<?xf32>
    gpu.terminator
  }
  gpu.launch blocks(%block, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1)
             threads(%thread, %ty, %tz) in (%sx = %c64, %sy = %c1, %sz = %c1) {
    %zero = arith.constant 0.0 : f32
    memref.store %zero, %view[] : memref<f32, strided<[]>>
    gpu.terminator
  } {kernel.part}
  return
}
func.func @fill(%extent: index, %y: memref<?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %number = kernel.multiprocessors
  %rows = memref.view %y[%c0][%number] : memref<?xi8> to memref<?xf32>
  gpu.launch blocks(%block, %by, %bz) in (%gx = %number, %gy = %c1, %gz = %c1)
             threads(%thread, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1) {
    %zero = arith.constant 0.0 : f32
    memref.store %zero, %rows[%block] : memref<?xf32>
    gpu.terminator
  }
  return
}
