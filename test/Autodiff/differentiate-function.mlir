// RUN: anabranch-opt %s --differentiate-function=function=f -split-input-file -verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @f_gradients(
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<?x4xf32>, %[[DY:[a-z0-9]*]]: tensor<?x4xf32>) -> (tensor<?x4xf32> {nn.argument = 0 : i64})
// CHECK: %[[Y:.*]] = nn.tanh %[[X]]
// CHECK: %[[DX:.*]] = nn.tanh_grad %[[DY]], %[[Y]]
// CHECK: return %[[DX]]
func.func @f(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %y = nn.tanh %x : tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// -----

// What is used twice gets the sum of both gradients; what only integers lead to gets none.
// CHECK-LABEL: func.func @f_gradients(
// CHECK-SAME: -> (tensor<?x4xf32> {nn.argument = 0 : i64})
// CHECK: %[[A:.*]] = nn.tanh_grad
// CHECK: %[[B:.*]] = nn.add {{.*}}%[[A]]
// CHECK: return %[[B]]
func.func @f(%x: tensor<?x4xf32>, %unused: tensor<4xf32>) -> tensor<?x4xf32> {
  %y = nn.tanh %x : tensor<?x4xf32>
  %z = nn.add %x, %y : tensor<?x4xf32>
  return %z : tensor<?x4xf32>
}

// -----

func.func @f(%dy: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-error @+1 {{the layer cannot be trained: nn.tanh_grad has no gradient}}
  %dx = nn.tanh_grad %dy, %y : tensor<?x4xf32>
  return %dx : tensor<?x4xf32>
}

// -----

// expected-error @+1 {{there is no function 'f'}}
module {
}
