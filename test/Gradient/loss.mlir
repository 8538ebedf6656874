// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s

// CHECK-LABEL: @sparse
// CHECK: argument 0: gradient matches
// CHECK-NOT: argument 1
func.func @sparse(%p: tensor<?x4xf64>, %labels: tensor<?x1xi32> {nn.value = dense<[[3], [0], [1]]> : tensor<3x1xi32>}) -> tensor<f64> {
  %n = nn.step_value batch_size : tensor<f64>
  %l = nn.sparse_negative_log_likelihood %p, %labels, %n : (tensor<?x4xf64>, tensor<?x1xi32>, tensor<f64>) -> tensor<f64>
  return %l : tensor<f64>
}

// CHECK-LABEL: @categorical
// CHECK: argument 0: gradient matches
func.func @categorical(%p: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> tensor<f64> {
  %n = nn.step_value batch_size : tensor<f64>
  %l = nn.negative_log_likelihood %p, %t, %n {label_smoothing = 0.1 : f64} : (tensor<?x4xf64>, tensor<?x4xf64>, tensor<f64>) -> tensor<f64>
  return %l : tensor<f64>
}

// CHECK-LABEL: @squared
// CHECK: argument 0: gradient matches
func.func @squared(%p: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> tensor<f64> {
  %n = nn.step_value batch_size : tensor<f64>
  %l = nn.mean_squared_error %p, %t, %n : (tensor<?x4xf64>, tensor<?x4xf64>, tensor<f64>) -> tensor<f64>
  return %l : tensor<f64>
}
