// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK-LABEL: func.func @updates
func.func @updates(%p: tensor<4xf32>) {
  // CHECK: nn.step_value learning_rate
  %lr = nn.step_value learning_rate : tensor<f32>
  // CHECK: nn.step_value iteration
  %i = nn.step_value iteration : tensor<f32>
  // CHECK: nn.adam_rate
  %r = nn.adam_rate %lr, %i {beta1 = 0.9 : f64, beta2 = 0.999 : f64} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: nn.adam_update
  %0:3 = nn.adam_update %p, %p, %p, %p, %r {beta1 = 0.9 : f64, beta2 = 0.999 : f64, epsilon = 1.0e-7 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.sgd_update
  %1 = nn.sgd_update %p, %p, %r : (tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: nn.momentum_update %{{.*}} {momentum = 9.000000e-01 : f64, nesterov}
  %2:2 = nn.momentum_update %p, %p, %p, %r {momentum = 0.9 : f64, nesterov} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>)
  return
}
