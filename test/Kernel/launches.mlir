// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK-LABEL: @calls
// CHECK: kernel.call @f(%{{.*}}) extent <0 + 4 * batch> workspaces [#kernel.extent<64 + 0 * batch>] operations <0 + 8 * batch> {in_place = array<i1: true>} : (tensor<?x4xf32>) -> tensor<?x4xf32>
func.func @calls(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %y = kernel.call @f(%x) extent <0 + 4 * batch> workspaces [#kernel.extent<64 + 0 * batch>] operations <0 + 8 * batch>
     {in_place = array<i1: true>} : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @f
// CHECK: kernel.elementwise inputs(%{{.*}} : memref<?xf32>) into(%{{.*}} : memref<?xf32>) domain tensor<?xf32>
// CHECK: kernel.multiprocessors
// CHECK: kernel.parallel from %{{.*}} to %{{.*}} scratch 0 {
// CHECK: kernel.parallel %{{.*}} scratch 4096 {
// CHECK-NEXT: ^bb0(%{{.*}}: index, %{{.*}}: memref<?xi8>):
// CHECK-NEXT: kernel.yield
func.func @f(%extent: index, %x: memref<?xf32>, %y: memref<?xf32>, %workspace: memref<?xi8>) {
  kernel.elementwise inputs(%x : memref<?xf32>) into(%y : memref<?xf32>) domain tensor<?xf32> epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  %multiprocessors = kernel.multiprocessors
  kernel.parallel from %extent to %extent scratch 0 {
  ^bb0(%unit: index, %scratch: memref<?xi8>):
    kernel.yield
  }
  kernel.parallel %extent scratch 4096 {
  ^bb0(%unit: index, %scratch: memref<?xi8>):
    kernel.yield
  }
  return
}

// CHECK-LABEL: kernel.program @predict
// CHECK-SAME: inputs [#kernel.placed<"x" : tensor<?x4xf32> at <0 + 0 * batch>>] outputs [#kernel.placed<"y" : tensor<?x4xf32> at <0 + 64 * batch>>] arena <64 + 128 * batch> {
// CHECK-NEXT: kernel.launch @f extent <0 + 4 * batch> buffers [#kernel.extent<0 + 0 * batch>, #kernel.extent<0 + 64 * batch>] sizes [#kernel.extent<0 + 16 * batch>, #kernel.extent<0 + 16 * batch>] reads 1 operations <0 + 8 * batch> bytes <0 + 32 * batch>
kernel.program @predict inputs [#kernel.placed<"x" : tensor<?x4xf32> at <0 + 0 * batch>>]
    outputs [#kernel.placed<"y" : tensor<?x4xf32> at <0 + 64 * batch>>] arena <64 + 128 * batch> {
  kernel.launch @f extent <0 + 4 * batch> buffers [#kernel.extent<0 + 0 * batch>, #kernel.extent<0 + 64 * batch>]
     sizes [#kernel.extent<0 + 16 * batch>, #kernel.extent<0 + 16 * batch>] reads 1 operations <0 + 8 * batch> bytes <0 + 32 * batch>
}

// CHECK: kernel.fetch @f scaled_bytes tensor<4xf32>
// CHECK: kernel.fetch @f class_index tensor<10xf32>
kernel.fetch @f scaled_bytes tensor<4xf32>
kernel.fetch @f class_index tensor<10xf32>
