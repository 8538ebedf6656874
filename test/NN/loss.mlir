// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK: module attributes {nn.loss = #nn.loss<huber, from_logits = false, label_smoothing = 0.000000e+00, delta = 2.000000e+00>}
module attributes {nn.loss = #nn.loss<huber, from_logits = false, label_smoothing = 0.0, delta = 2.0>} {
  // CHECK: module attributes {nn.loss = [unit, #nn.loss<huber, from_logits = false, label_smoothing = 0.000000e+00, delta = 2.000000e+00, weight = 5.000000e-01>, #nn.loss<log_cosh, from_logits = false, label_smoothing = 0.000000e+00, weight = 2.000000e+00>]}
  module attributes {nn.loss = [unit, #nn.loss<huber, from_logits = false, label_smoothing = 0.0, delta = 2.0, weight = 0.5>,
                                #nn.loss<log_cosh, from_logits = false, label_smoothing = 0.0, weight = 2.0>]} {
  }
}

// CHECK-LABEL: func.func @losses
func.func @losses(%p: tensor<?x4xf32>, %l: tensor<?x1xi32>, %w: tensor<?x1xf32>) {
  %n = nn.step_value batch_size : tensor<f32>
  // CHECK: nn.sparse_negative_log_likelihood %{{.*}}, %{{.*}} : (tensor<?x4xf32>, tensor<?x1xi32>) -> tensor<?x4xf32>
  %0 = nn.sparse_negative_log_likelihood %p, %l : (tensor<?x4xf32>, tensor<?x1xi32>) -> tensor<?x4xf32>
  // CHECK: nn.sparse_negative_log_likelihood_grad
  %1 = nn.sparse_negative_log_likelihood_grad %p, %l : (tensor<?x4xf32>, tensor<?x1xi32>) -> tensor<?x4xf32>
  // CHECK: nn.negative_log_likelihood %{{.*}}, %{{.*}} {label_smoothing = 1.000000e-01 : f64} : tensor<?x4xf32>
  %2 = nn.negative_log_likelihood %p, %p {label_smoothing = 0.1 : f64} : tensor<?x4xf32>
  // CHECK: nn.negative_log_likelihood_grad %{{.*}}, %{{.*}}, %{{.*}} {label_smoothing = 1.000000e-01 : f64} : tensor<?x4xf32>
  %3 = nn.negative_log_likelihood_grad %p, %p, %p {label_smoothing = 0.1 : f64} : tensor<?x4xf32>
  // CHECK: nn.binary_cross_entropy %{{.*}}, %{{.*}} {label_smoothing = 1.000000e-01 : f64} : tensor<?x4xf32>
  %4 = nn.binary_cross_entropy %p, %p {label_smoothing = 0.1 : f64} : tensor<?x4xf32>
  // CHECK: nn.binary_cross_entropy_grad %{{.*}}, %{{.*}}, %{{.*}} {label_smoothing = 1.000000e-01 : f64} : tensor<?x4xf32>
  %5 = nn.binary_cross_entropy_grad %p, %p, %p {label_smoothing = 0.1 : f64} : tensor<?x4xf32>
  // CHECK: nn.logit_binary_cross_entropy %{{.*}}, %{{.*}} {label_smoothing = 1.000000e-01 : f64} : tensor<?x4xf32>
  %6 = nn.logit_binary_cross_entropy %p, %p {label_smoothing = 0.1 : f64} : tensor<?x4xf32>
  // CHECK: nn.logit_binary_cross_entropy_grad %{{.*}}, %{{.*}}, %{{.*}} {label_smoothing = 1.000000e-01 : f64} : tensor<?x4xf32>
  %7 = nn.logit_binary_cross_entropy_grad %p, %p, %p {label_smoothing = 0.1 : f64} : tensor<?x4xf32>
  // CHECK: nn.squared_error %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %8 = nn.squared_error %p, %p : tensor<?x4xf32>
  // CHECK: nn.squared_error_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %9 = nn.squared_error_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: nn.absolute_error %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %10 = nn.absolute_error %p, %p : tensor<?x4xf32>
  // CHECK: nn.absolute_error_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %11 = nn.absolute_error_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: nn.huber_error %{{.*}}, %{{.*}} {delta = 2.000000e+00 : f64} : tensor<?x4xf32>
  %12 = nn.huber_error %p, %p {delta = 2.0 : f64} : tensor<?x4xf32>
  // CHECK: nn.huber_error_grad %{{.*}}, %{{.*}}, %{{.*}} {delta = 2.000000e+00 : f64} : tensor<?x4xf32>
  %13 = nn.huber_error_grad %p, %p, %p {delta = 2.0 : f64} : tensor<?x4xf32>
  // CHECK: nn.squared_logarithmic_error %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %14 = nn.squared_logarithmic_error %p, %p : tensor<?x4xf32>
  // CHECK: nn.squared_logarithmic_error_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %15 = nn.squared_logarithmic_error_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: nn.log_cosh_error %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %16 = nn.log_cosh_error %p, %p : tensor<?x4xf32>
  // CHECK: nn.log_cosh_error_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %17 = nn.log_cosh_error_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: nn.absolute_percentage_error %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %20 = nn.absolute_percentage_error %p, %p : tensor<?x4xf32>
  // CHECK: nn.absolute_percentage_error_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %21 = nn.absolute_percentage_error_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: nn.hinge_error %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %22 = nn.hinge_error %p, %p : tensor<?x4xf32>
  // CHECK: nn.hinge_error_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %23 = nn.hinge_error_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: nn.squared_hinge_error %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %24 = nn.squared_hinge_error %p, %p : tensor<?x4xf32>
  // CHECK: nn.squared_hinge_error_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %25 = nn.squared_hinge_error_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: nn.poisson_error %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %26 = nn.poisson_error %p, %p : tensor<?x4xf32>
  // CHECK: nn.poisson_error_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %27 = nn.poisson_error_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: nn.kl_divergence %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %28 = nn.kl_divergence %p, %p : tensor<?x4xf32>
  // CHECK: nn.kl_divergence_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4xf32>
  %29 = nn.kl_divergence_grad %p, %p, %p : tensor<?x4xf32>
  // CHECK: %[[LOSS:.*]] = nn.weighted_mean %{{.*}}, %{{.*}}, %{{.*}} count 4 : (tensor<?x4xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
  %18 = nn.weighted_mean %p, %w, %n count 4 : (tensor<?x4xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
  // CHECK: nn.weighted_mean_grad %{{.*}}, %{{.*}}, %[[LOSS]] count 4 : (tensor<?x1xf32>, tensor<f32>, tensor<f32>) -> tensor<?x4xf32>
  %19 = nn.weighted_mean_grad %w, %n, %18 count 4 : (tensor<?x1xf32>, tensor<f32>, tensor<f32>) -> tensor<?x4xf32>
  return
}
