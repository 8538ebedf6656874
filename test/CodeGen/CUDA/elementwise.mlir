// RUN: anabranch-opt %s --generate-cuda-kernels --canonicalize --cse | FileCheck %s

// A thread has what one load of 16 bytes moves; at the end of the vector, single elements.
// CHECK-LABEL: func.func @flat(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?xf32>, %[[Y:[a-z0-9]+]]: memref<?xf32>)
// CHECK-DAG: %[[C1024:.*]] = arith.constant 1024 : index
// CHECK: %[[BLOCKS:.*]] = arith.divui %{{.*}}, %[[C1024]]
// CHECK: gpu.launch blocks({{.*}}) in (%{{.*}} = %[[BLOCKS]], {{.*}}) threads({{.*}}) in (%{{.*}} = %c256
// CHECK: arith.cmpi sle, %{{.*}}, %[[EXTENT]]
// CHECK: scf.if
// CHECK: vector.load %[[X]][%{{.*}}] {alignment = 16 : i64} : memref<?xf32>, vector<4xf32>
// CHECK: math.tanh {{.*}} : vector<4xf32>
// CHECK: vector.store {{.*}}, %[[Y]][%{{.*}}] {alignment = 16 : i64}
// CHECK: } else {
// CHECK: scf.for
// CHECK: math.tanh {{.*}} : f32
func.func @flat(%extent: index, %x: memref<?xf32>, %y: memref<?xf32>) {
  kernel.elementwise inputs(%x : memref<?xf32>) into(%y : memref<?xf32>) domain tensor<?xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.tanh %e : f32
    kernel.yield %z : f32
  }
  return
}

// Sums stay in registers over a thread's rows, then in the block's memory, and a second launch adds up the blocks' rows in
// double precision.
// CHECK-LABEL: func.func @sums(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x64xf32>, %[[SUM:[a-z0-9]+]]: memref<64xf32>, %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// CHECK: gpu.launch
// CHECK-SAME: dynamic_shared_memory_size
// CHECK: scf.for {{.*}} iter_args(%[[CARRIED:.*]] = {{.*}}) -> (vector<4xf32>)
// CHECK: vector.load %[[X]]
// CHECK: arith.addf %[[CARRIED]]
// CHECK: vector.store {{.*}} : memref<16x1x64xf32, #gpu.address_space<workgroup>>
// CHECK: gpu.barrier
// CHECK: memref.store {{.*}} : memref<?x64xf32>
// CHECK: gpu.launch
// CHECK: arith.extf {{.*}} : f32 to f64
// CHECK: gpu.barrier
// CHECK: arith.truncf {{.*}} : f64 to f32
// CHECK: memref.store %{{.*}}, %[[SUM]]
func.func @sums(%extent: index, %x: memref<?x64xf32>, %sum: memref<64xf32>, %workspace: memref<?xi8>) {
  kernel.elementwise inputs(%x : memref<?x64xf32>) into(%sum, %workspace : memref<64xf32>, memref<?xi8>) domain tensor<?x64xf32>
     {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// Six channels are two loads of two: four would cross from row to row.
// CHECK-LABEL: func.func @six_channels(
// CHECK: vector.load {{.*}} {alignment = 8 : i64} : memref<?x6xf32>, vector<2xf32>
func.func @six_channels(%extent: index, %x: memref<?x6xf32>, %b: memref<6xf32>, %y: memref<?x6xf32>) {
  kernel.elementwise inputs(%x, %b : memref<?x6xf32>, memref<6xf32>) into(%y : memref<?x6xf32>) domain tensor<?x6xf32> epilogue {
  ^bb0(%e: f32, %c: f32):
    %z = arith.addf %e, %c : f32
    kernel.yield %z : f32
  }
  return
}
