// RUN: anabranch-opt %s -split-input-file -verify-diagnostics | anabranch-opt | FileCheck %s

// CHECK-LABEL: func.func @dropout
func.func @dropout(%x: tensor<?x8x8x4xf32>) {
  // CHECK: nn.dropout %{{.*}} {rate = 5.000000e-01 : f64, shared = array<i64: 1, 2>} : tensor<?x8x8x4xf32>
  %0 = nn.dropout %x {rate = 0.5 : f64, shared = array<i64: 1, 2>} : tensor<?x8x8x4xf32>
  // CHECK: %[[SEED:.*]] = nn.step_value seed : tensor<f32>
  %seed = nn.step_value seed : tensor<f32>
  // CHECK: nn.dropout_mask %[[SEED]], %[[SEED]] {rate = 5.000000e-01 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x1x1x4xf32>
  %1 = nn.dropout_mask %seed, %seed {rate = 0.5 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x1x1x4xf32>
  // CHECK: nn.random_uniform %[[SEED]], %[[SEED]] {high = 1.000000e+00 : f64, low = -1.000000e+00 : f64} : tensor<f32> -> tensor<?x1x1xf32>
  %2 = nn.random_uniform %seed, %seed {low = -1.0 : f64, high = 1.0 : f64} : tensor<f32> -> tensor<?x1x1xf32>
  return
}

// -----

func.func @rate(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs a rate from 0 to below 1, not 1.000000e+00}}
  %0 = nn.dropout %x {rate = 1.0 : f64} : tensor<?x4xf32>
  return
}

// -----

func.func @shared_batch(%x: tensor<?x4x4xf32>) {
  // expected-error @+1 {{needs ascending axes behind the batch's of 'tensor<?x4x4xf32>', not 0, 1}}
  %0 = nn.dropout %x {rate = 0.5 : f64, shared = array<i64: 0, 1>} : tensor<?x4x4xf32>
  return
}

// -----

func.func @shared_order(%x: tensor<?x4x4xf32>) {
  // expected-error @+1 {{needs ascending axes}}
  %0 = nn.dropout %x {rate = 0.5 : f64, shared = array<i64: 2, 1>} : tensor<?x4x4xf32>
  return
}

// -----

func.func @shared_rank(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs ascending axes}}
  %0 = nn.dropout %x {rate = 0.5 : f64, shared = array<i64: 2>} : tensor<?x4xf32>
  return
}

// -----

func.func @mask(%seed: tensor<f64>) {
  // expected-error @+1 {{has a seed of type 'tensor<f64>' for 'tensor<?x4xf32>'}}
  %0 = nn.dropout_mask %seed, %seed {rate = 0.5 : f64, salt = 1 : i64} : tensor<f64> -> tensor<?x4xf32>
  return
}

// -----

func.func @limits(%seed: tensor<f32>) {
  // expected-error @+1 {{needs a lower limit that is not above the upper one}}
  %0 = nn.random_uniform %seed, %seed {low = 1.0 : f64, high = 0.5 : f64} : tensor<f32> -> tensor<?x1x1xf32>
  return
}

// -----

func.func @number(%seed: tensor<f64>) {
  // expected-error @+1 {{has a seed of type 'tensor<f64>' for 'tensor<?x4xf32>'}}
  %0 = nn.random_uniform %seed, %seed {low = 0.0 : f64, high = 1.0 : f64} : tensor<f64> -> tensor<?x4xf32>
  return
}
