// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK: nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.000000e+00, 1.000000e+00> {regularizer = #nn.regularizer<l1 = 1.000000e-01, l2 = 2.000000e-01>}
nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0> {regularizer = #nn.regularizer<l1 = 0.1, l2 = 0.2>}

// CHECK-LABEL: func.func @regularization
func.func @regularization(%p: tensor<4xf32>, %r: tensor<f32>) {
  // CHECK: nn.regularization %{{.*}} {l1 = 1.000000e-01 : f64, l2 = 2.000000e-01 : f64} : tensor<4xf32> -> tensor<f32>
  %0 = nn.regularization %p {l1 = 0.1 : f64, l2 = 0.2 : f64} : tensor<4xf32> -> tensor<f32>
  // CHECK: nn.regularization_grad %{{.*}}, %{{.*}} {l1 = 1.000000e-01 : f64, l2 = 2.000000e-01 : f64} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %1 = nn.regularization_grad %p, %r {l1 = 0.1 : f64, l2 = 0.2 : f64} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return
}

// CHECK-LABEL: func.func @activity
func.func @activity(%x: tensor<?x4xf32>) {
  // CHECK: nn.activity_regularization %{{.*}} {l1 = 1.000000e-01 : f64, l2 = 2.000000e-01 : f64} : tensor<?x4xf32>
  nn.activity_regularization %x {l1 = 0.1 : f64, l2 = 0.2 : f64} : tensor<?x4xf32>
  return
}
