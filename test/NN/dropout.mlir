// RUN: anabranch-opt %s -split-input-file -verify-diagnostics | anabranch-opt | FileCheck %s

// CHECK-LABEL: func.func @dropout
func.func @dropout(%x: tensor<?x8x8x4xf32>) {
  // CHECK: nn.dropout %{{.*}} {rate = 5.000000e-01 : f64, spatial} : tensor<?x8x8x4xf32>
  %0 = nn.dropout %x {rate = 0.5 : f64, spatial} : tensor<?x8x8x4xf32>
  // CHECK: %[[SEED:.*]] = nn.step_value seed : tensor<f32>
  %seed = nn.step_value seed : tensor<f32>
  // CHECK: nn.dropout_mask %[[SEED]], %[[SEED]] {rate = 5.000000e-01 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x1x1x4xf32>
  %1 = nn.dropout_mask %seed, %seed {rate = 0.5 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x1x1x4xf32>
  return
}

// -----

func.func @rate(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs a rate from 0 to below 1, not 1.000000e+00}}
  %0 = nn.dropout %x {rate = 1.0 : f64} : tensor<?x4xf32>
  return
}

// -----

func.func @spatial(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{drops channels of images, but has 'tensor<?x4xf32>'}}
  %0 = nn.dropout %x {rate = 0.5 : f64, spatial} : tensor<?x4xf32>
  return
}

// -----

func.func @mask(%seed: tensor<f64>) {
  // expected-error @+1 {{has a seed of type 'tensor<f64>' for 'tensor<?x4xf32>'}}
  %0 = nn.dropout_mask %seed, %seed {rate = 0.5 : f64, salt = 1 : i64} : tensor<f64> -> tensor<?x4xf32>
  return
}
