// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

func.func @loss_rank(%p: tensor<?x2x4xf32>, %l: tensor<?x1xi32>) {
  // expected-error @+1 {{needs one label for each row of 'tensor<?x2x4xf32>', but has 'tensor<?x1xi32>'}}
  %0 = nn.sparse_negative_log_likelihood %p, %l : (tensor<?x2x4xf32>, tensor<?x1xi32>) -> tensor<?x2x4xf32>
  return
}

// -----

func.func @loss_labels(%p: tensor<?x4xf32>, %l: tensor<?x2xi32>) {
  // expected-error @+1 {{needs one label for each row of 'tensor<?x4xf32>', but has 'tensor<?x2xi32>'}}
  %0 = nn.sparse_negative_log_likelihood %p, %l : (tensor<?x4xf32>, tensor<?x2xi32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @targets(%p: tensor<?x4xf32>, %t: tensor<?x3xf32>) {
  // expected-error @+1 {{failed to verify that all of {prediction, targets, result} have same type}}
  %0 = "nn.squared_error"(%p, %t) : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @mean_rank(%e: tensor<?x2x4xf32>, %w: tensor<?x1xf32>, %n: tensor<f32>) {
  // expected-error @+1 {{needs one row of elements per example, but has 'tensor<?x2x4xf32>'}}
  %0 = nn.weighted_mean %e, %w, %n count 8 : (tensor<?x2x4xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @mean_weights(%e: tensor<?x4xf32>, %w: tensor<?x4xf32>, %n: tensor<f32>) {
  // expected-error @+1 {{needs one weight per example, but has 'tensor<?x4xf32>'}}
  %0 = nn.weighted_mean %e, %w, %n count 4 : (tensor<?x4xf32>, tensor<?x4xf32>, tensor<f32>) -> tensor<f32>
  return
}

// -----

// expected-error @+1 {{attribute 'nn.loss' must be a #nn.loss or an array of them and unit, but is "mse"}}
module attributes {nn.loss = "mse"} {
}

// -----

// expected-error @+1 {{attribute 'nn.loss' must be a #nn.loss or an array of them and unit, but is [unit, "mse"]}}
module attributes {nn.loss = [unit, "mse"]} {
}
