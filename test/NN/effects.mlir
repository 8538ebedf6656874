// RUN: anabranch-opt %s --canonicalize --cse | FileCheck %s

nn.parameter @p trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>

// A value that nobody uses is not computed, and a parameter not read for nothing.
// CHECK-LABEL: func.func @unused
// CHECK-NEXT: return
func.func @unused(%x: tensor<?x4xf32>) {
  %0 = nn.load @p : tensor<4xf32>
  %1 = nn.bias_add %x, %0 : tensor<?x4xf32>, tensor<4xf32>
  return
}

// CHECK-LABEL: func.func @equal
// CHECK-NEXT: %[[Y:.*]] = nn.tanh
// CHECK-NEXT: return %[[Y]], %[[Y]]
func.func @equal(%x: tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.tanh %x : tensor<?x4xf32>
  %1 = nn.tanh %x : tensor<?x4xf32>
  return %0, %1 : tensor<?x4xf32>, tensor<?x4xf32>
}

// CHECK-LABEL: func.func @negative_store
// CHECK: nn.store %{{.*}}, @p
func.func @negative_store(%x: tensor<4xf32>) {
  nn.store %x, @p : tensor<4xf32>
  return
}
