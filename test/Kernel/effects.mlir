// RUN: anabranch-opt %s --canonicalize --cse | FileCheck %s

// On tensors a kernel computes values and nothing else.
// CHECK-LABEL: func.func @unused
// CHECK-NEXT: return
func.func @unused(%x: tensor<?x4xf32>) {
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<?x4xf32>
  %z = kernel.call @f(%x) extent <0 + 4 * batch> workspaces [] operations <0 + 4 * batch> {in_place = array<i1: true>} : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// CHECK-LABEL: func.func @equal
// CHECK: %[[Y:.*]] = kernel.elementwise
// CHECK-NOT: kernel.elementwise
// CHECK: return %[[Y]], %[[Y]]
func.func @equal(%x: tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<?x4xf32>
  %z = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<?x4xf32>
  return %y, %z : tensor<?x4xf32>, tensor<?x4xf32>
}

// On memrefs it writes, every time.
// CHECK-LABEL: func.func @negative_memrefs
// CHECK-COUNT-2: kernel.elementwise
func.func @negative_memrefs(%x: memref<?x4xf32>, %y: memref<?x4xf32>) {
  kernel.elementwise inputs(%x : memref<?x4xf32>) into(%y : memref<?x4xf32>) domain tensor<?x4xf32> epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  kernel.elementwise inputs(%x : memref<?x4xf32>) into(%y : memref<?x4xf32>) domain tensor<?x4xf32> epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}
