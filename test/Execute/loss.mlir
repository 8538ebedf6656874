// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s

// Labels 1 and 2 of the rows -1 -2 -3 and -4 -5 -6: (2 + 6) / 2. At the label, -1 / 2.
// CHECK-LABEL: @sparse
// CHECK: tensor<f32>: 4
// CHECK: tensor<?x3xf32>: {{-?}}0 -0.5 {{-?}}0 {{-?}}0 {{-?}}0 -0.5
func.func @sparse(%p: tensor<?x3xf32> {nn.value = dense<[[-1.0, -2.0, -3.0], [-4.0, -5.0, -6.0]]> : tensor<2x3xf32>},
                  %l: tensor<?x1xi32> {nn.value = dense<[[1], [2]]> : tensor<2x1xi32>},
                  %n: tensor<f32> {nn.value = dense<2.0> : tensor<f32>},
                  %dl: tensor<f32> {nn.value = dense<1.0> : tensor<f32>}) -> (tensor<f32>, tensor<?x3xf32>) {
  %0 = nn.sparse_negative_log_likelihood %p, %l, %n : (tensor<?x3xf32>, tensor<?x1xi32>, tensor<f32>) -> tensor<f32>
  %1 = nn.sparse_negative_log_likelihood_grad %l, %n, %dl : (tensor<?x1xi32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
  return %0, %1 : tensor<f32>, tensor<?x3xf32>
}

// The same with one-hot targets; smoothing 0.3 makes 0.1, 0.8, 0.1 of the first, whose loss is then 0.1 (1 + 3) + 0.8 2 = 2;
// the second's is 0.1 (4 + 5) + 0.8 6 = 5.7.
// CHECK-LABEL: @categorical
// CHECK: tensor<f32>: 4
// CHECK: tensor<f32>: 3.85
// CHECK: tensor<?x3xf32>: -0.05 -0.4 -0.05 -0.05 -0.05 -0.4
func.func @categorical(%p: tensor<?x3xf32> {nn.value = dense<[[-1.0, -2.0, -3.0], [-4.0, -5.0, -6.0]]> : tensor<2x3xf32>},
                       %t: tensor<?x3xf32> {nn.value = dense<[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]> : tensor<2x3xf32>},
                       %n: tensor<f32> {nn.value = dense<2.0> : tensor<f32>},
                       %dl: tensor<f32> {nn.value = dense<1.0> : tensor<f32>}) -> (tensor<f32>, tensor<f32>, tensor<?x3xf32>) {
  %0 = nn.negative_log_likelihood %p, %t, %n : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<f32>) -> tensor<f32>
  %1 = nn.negative_log_likelihood %p, %t, %n {label_smoothing = 0.3 : f64} : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<f32>) -> tensor<f32>
  %2 = nn.negative_log_likelihood_grad %t, %n, %dl {label_smoothing = 0.3 : f64} : (tensor<?x3xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
  return %0, %1, %2 : tensor<f32>, tensor<f32>, tensor<?x3xf32>
}

// Over two rows of two: (1 + 4 + 0 + 9) / 4, and 2 (p - t) / 4.
// CHECK-LABEL: @squared
// CHECK: tensor<f32>: 3.5
// CHECK: tensor<?x2xf32>: 0.5 1 0 -1.5
func.func @squared(%p: tensor<?x2xf32> {nn.value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>},
                   %t: tensor<?x2xf32> {nn.value = dense<[[0.0, 0.0], [3.0, 7.0]]> : tensor<2x2xf32>},
                   %n: tensor<f32> {nn.value = dense<2.0> : tensor<f32>},
                   %dl: tensor<f32> {nn.value = dense<1.0> : tensor<f32>}) -> (tensor<f32>, tensor<?x2xf32>) {
  %0 = nn.mean_squared_error %p, %t, %n : (tensor<?x2xf32>, tensor<?x2xf32>, tensor<f32>) -> tensor<f32>
  %1 = nn.mean_squared_error_grad %p, %t, %n, %dl : (tensor<?x2xf32>, tensor<?x2xf32>, tensor<f32>, tensor<f32>) -> tensor<?x2xf32>
  return %0, %1 : tensor<f32>, tensor<?x2xf32>
}

// Of equal predictions the first counts: rows two and three are right.
// CHECK-LABEL: @accuracy
// CHECK: tensor<f32>: 2
// CHECK: tensor<f32>: 2
func.func @accuracy(%p: tensor<?x3xf32> {nn.value = dense<[[0.2, 0.7, 0.1], [0.4, 0.4, 0.2], [0.0, 0.1, 0.9]]> : tensor<3x3xf32>},
                    %l: tensor<?x1xi32> {nn.value = dense<[[2], [0], [2]]> : tensor<3x1xi32>},
                    %t: tensor<?x3xf32> {nn.value = dense<[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]> : tensor<3x3xf32>}) -> (tensor<f32>, tensor<f32>) {
  %0 = nn.correct_predictions %p, %l : (tensor<?x3xf32>, tensor<?x1xi32>) -> tensor<f32>
  %1 = nn.correct_predictions %p, %t : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  return %0, %1 : tensor<f32>, tensor<f32>
}
