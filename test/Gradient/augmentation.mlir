// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s
// RUN: anabranch-run %s --target=cuda --check-gradients --batch=3 | FileCheck %s

// An image's gradient goes back through the matrix that sampled it, which is the same in every pass.
// CHECK-LABEL: @sampled
// CHECK: argument 0: gradient matches
func.func @sampled(%x: tensor<?x1x6x10xf64>) -> tensor<?x4x1x10xf64> {
  %one = nn.constant dense<1.0> : tensor<f64>
  %seed = nn.step_value seed : tensor<f64>
  %iteration = nn.step_value iteration : tensor<f64>
  %r = nn.random_uniform %seed, %iteration {low = -3.0 : f64, high = 4.0 : f64, salt = 1 : i64} : tensor<f64> -> tensor<?x1x1xf64>
  %m = nn.sampling_matrix %one, %r reflect : (tensor<f64>, tensor<?x1x1xf64>) -> tensor<?x4x6xf64>
  %n = nn.reshape %m : tensor<?x4x6xf64> -> tensor<?x4x6x1xf64>
  %y = nn.reduce_sum %n, %x : (tensor<?x4x6x1xf64>, tensor<?x1x6x10xf64>) -> tensor<?x4x1x10xf64>
  return %y : tensor<?x4x1x10xf64>
}

// A turned image's goes back to the pixels around each point, some of which are those of several.
// CHECK-LABEL: @turned
// CHECK: argument 0: gradient matches
func.func @turned(%x: tensor<?x6x5x10xf64>) -> tensor<?x4x7x10xf64> {
  %a = nn.constant dense<0.6> : tensor<f64>
  %b = nn.constant dense<0.8> : tensor<f64>
  %c = nn.constant dense<-0.8> : tensor<f64>
  %seed = nn.step_value seed : tensor<f64>
  %iteration = nn.step_value iteration : tensor<f64>
  %r = nn.random_uniform %seed, %iteration {low = -3.0 : f64, high = 4.0 : f64, salt = 1 : i64} : tensor<f64> -> tensor<?x1x1x1xf64>
  %places, %weights = nn.sampling_points %a, %b, %r, %c, %a, %r reflect {size = array<i64: 6, 5>}
    : (tensor<f64>, tensor<f64>, tensor<?x1x1x1xf64>, tensor<f64>, tensor<f64>, tensor<?x1x1x1xf64>) -> (tensor<?x4x7x4xi32>, tensor<?x4x7x4xf64>)
  %y = nn.sample_pixels %x, %places, %weights : (tensor<?x6x5x10xf64>, tensor<?x4x7x4xi32>, tensor<?x4x7x4xf64>) -> tensor<?x4x7x10xf64>
  return %y : tensor<?x4x7x10xf64>
}
