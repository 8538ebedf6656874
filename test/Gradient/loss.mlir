// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s

// CHECK-LABEL: @sparse
// CHECK: argument 0: gradient matches
// CHECK-NOT: argument 1
func.func @sparse(%p: tensor<?x4xf64>, %labels: tensor<?x1xi32> {nn.value = dense<[[3], [0], [1]]> : tensor<3x1xi32>}) -> tensor<?x4xf64> {
  %e = nn.sparse_negative_log_likelihood %p, %labels : (tensor<?x4xf64>, tensor<?x1xi32>) -> tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @categorical
// CHECK: argument 0: gradient matches
func.func @categorical(%p: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> tensor<?x4xf64> {
  %e = nn.negative_log_likelihood %p, %t {label_smoothing = 0.1 : f64} : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @binary
// CHECK: argument 0: gradient matches
func.func @binary(%p: tensor<?x4xf64> {nn.value = dense<[[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [0.9, 0.15, 0.25, 0.35]]> : tensor<3x4xf64>},
                  %t: tensor<?x4xf64>) -> tensor<?x4xf64> {
  %e = nn.binary_cross_entropy %p, %t {label_smoothing = 0.1 : f64} : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @logits
// CHECK: argument 0: gradient matches
func.func @logits(%p: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> tensor<?x4xf64> {
  %e = nn.logit_binary_cross_entropy %p, %t {label_smoothing = 0.1 : f64} : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @squared
// CHECK: argument 0: gradient matches
func.func @squared(%p: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> tensor<?x4xf64> {
  %e = nn.squared_error %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @absolute
// CHECK: argument 0: gradient matches
func.func @absolute(%p: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> tensor<?x4xf64> {
  %e = nn.absolute_error %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// On both sides of the limit, and between.
// CHECK-LABEL: @huber
// CHECK: argument 0: gradient matches
func.func @huber(%p: tensor<?x4xf64> {nn.value = dense<[[0.1, 2.2, -0.3, -2.4], [0.5, 3.6, -0.7, -3.8], [0.9, 5.0, -1.1, -6.0]]> : tensor<3x4xf64>},
                 %t: tensor<?x4xf64> {nn.value = dense<0.0> : tensor<3x4xf64>}) -> tensor<?x4xf64> {
  %e = nn.huber_error %p, %t {delta = 1.5 : f64} : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// Negative predictions count as nearly zero.
// CHECK-LABEL: @logarithmic
// CHECK: argument 0: gradient matches
func.func @logarithmic(%p: tensor<?x4xf64> {nn.value = dense<[[0.1, 2.2, -0.3, -2.4], [0.5, 3.6, -0.7, -3.8], [0.9, 5.0, -1.1, -6.0]]> : tensor<3x4xf64>},
                       %t: tensor<?x4xf64> {nn.value = dense<0.75> : tensor<3x4xf64>}) -> tensor<?x4xf64> {
  %e = nn.squared_logarithmic_error %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @log_cosh
// CHECK: argument 0: gradient matches
func.func @log_cosh(%p: tensor<?x4xf64>, %t: tensor<?x4xf64>) -> tensor<?x4xf64> {
  %e = nn.log_cosh_error %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @percentage
// CHECK: argument 0: gradient matches
func.func @percentage(%p: tensor<?x4xf64>, %t: tensor<?x4xf64> {nn.value = dense<[[2.0, -3.0, 4.0, -5.0], [6.0, -2.5, 3.5, 7.0], [-8.0, 9.0, 3.0, -4.0]]> : tensor<3x4xf64>}) -> tensor<?x4xf64> {
  %e = nn.absolute_percentage_error %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// Within the margin and beyond it, for targets of -1, 0 and 1.
// CHECK-LABEL: @hinge
// CHECK: argument 0: gradient matches
func.func @hinge(%p: tensor<?x4xf64> {nn.value = dense<[[0.1, 2.2, -0.3, -2.4], [0.5, 3.6, -0.7, -3.8], [0.9, 5.0, -1.1, -6.0]]> : tensor<3x4xf64>},
                 %t: tensor<?x4xf64> {nn.value = dense<[[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0], [-1.0, -1.0, -1.0, -1.0]]> : tensor<3x4xf64>}) -> tensor<?x4xf64> {
  %e = nn.hinge_error %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @squared_hinge
// CHECK: argument 0: gradient matches
func.func @squared_hinge(%p: tensor<?x4xf64> {nn.value = dense<[[0.1, 2.2, -0.3, -2.4], [0.5, 3.6, -0.7, -3.8], [0.9, 5.0, -1.1, -6.0]]> : tensor<3x4xf64>},
                         %t: tensor<?x4xf64> {nn.value = dense<[[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0], [-1.0, -1.0, -1.0, -1.0]]> : tensor<3x4xf64>}) -> tensor<?x4xf64> {
  %e = nn.squared_hinge_error %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @poisson
// CHECK: argument 0: gradient matches
func.func @poisson(%p: tensor<?x4xf64> {nn.value = dense<[[0.1, 2.2, 0.3, 2.4], [0.5, 3.6, 0.7, 3.8], [0.9, 5.0, 1.1, 6.0]]> : tensor<3x4xf64>},
                   %t: tensor<?x4xf64>) -> tensor<?x4xf64> {
  %e = nn.poisson_error %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @kl_divergence
// CHECK: argument 0: gradient matches
func.func @kl_divergence(%p: tensor<?x4xf64> {nn.value = dense<[[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [0.9, 0.15, 0.25, 0.35]]> : tensor<3x4xf64>},
                         %t: tensor<?x4xf64>) -> tensor<?x4xf64> {
  %e = nn.kl_divergence %p, %t : tensor<?x4xf64>
  return %e : tensor<?x4xf64>
}

// CHECK-LABEL: @mean
// CHECK: argument 0: gradient matches
func.func @mean(%e: tensor<?x4xf64>, %w: tensor<?x1xf64>) -> tensor<f64> {
  %n = nn.step_value batch_size : tensor<f64>
  %l = nn.weighted_mean %e, %w, %n count 2 : (tensor<?x4xf64>, tensor<?x1xf64>, tensor<f64>) -> tensor<f64>
  return %l : tensor<f64>
}

// CHECK-LABEL: @regularization
// CHECK: argument 0: gradient matches
func.func @regularization(%p: tensor<2x3x4xf64>) -> tensor<f64> {
  %r = nn.regularization %p {l1 = 0.1 : f64, l2 = 0.2 : f64} : tensor<2x3x4xf64> -> tensor<f64>
  return %r : tensor<f64>
}
