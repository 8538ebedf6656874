// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// Labels 1 and 2 of the rows -1 -2 -3 and -4 -5 -6: 2 and 6 there. At the label, -dy.
// CHECK-LABEL: @sparse
// CHECK: tensor<?x3xf32>: 0 2 0 0 0 6
// CHECK: tensor<?x3xf32>: 0 2 0 0 0 6
func.func @sparse(%p: tensor<?x3xf32> {nn.value = dense<[[-1.0, -2.0, -3.0], [-4.0, -5.0, -6.0]]> : tensor<2x3xf32>},
                  %l: tensor<?x1xi32> {nn.value = dense<[[1], [2]]> : tensor<2x1xi32>}) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.sparse_negative_log_likelihood %p, %l : (tensor<?x3xf32>, tensor<?x1xi32>) -> tensor<?x3xf32>
  %1 = nn.sparse_negative_log_likelihood_grad %p, %l : (tensor<?x3xf32>, tensor<?x1xi32>) -> tensor<?x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// One-hot targets; smoothing 0.3 makes 0.1, 0.8, 0.1 of 0, 1, 0, times 1, 2, 3, and times -0.5.
// CHECK-LABEL: @categorical
// CHECK: tensor<?x3xf32>: {{-?}}0 2 {{-?}}0
// CHECK: tensor<?x3xf32>: 0.1 1.6 0.3
// CHECK: tensor<?x3xf32>: -0.05 -0.4 -0.05
func.func @categorical(%p: tensor<?x3xf32> {nn.value = dense<[[-1.0, -2.0, -3.0]]> : tensor<1x3xf32>},
                       %t: tensor<?x3xf32> {nn.value = dense<[[0.0, 1.0, 0.0]]> : tensor<1x3xf32>},
                       %dy: tensor<?x3xf32> {nn.value = dense<0.5> : tensor<1x3xf32>}) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.negative_log_likelihood %p, %t : tensor<?x3xf32>
  %1 = nn.negative_log_likelihood %p, %t {label_smoothing = 0.3 : f64} : tensor<?x3xf32>
  %2 = nn.negative_log_likelihood_grad %dy, %p, %t {label_smoothing = 0.3 : f64} : tensor<?x3xf32>
  return %0, %1, %2 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// -log 0.5, -log 0.75 and -log 0.75; (p - t) / (p (1 - p)). Smoothing 0.5 makes 0.25 of 0: -0.25 log 0.75 - 0.75 log 0.25 at the last.
// CHECK-LABEL: @binary
// CHECK: tensor<?x3xf32>: 0.693147 0.287682 0.287682
// CHECK: tensor<?x3xf32>: -2 1.33333 -1.33333
// CHECK: tensor<?x3xf32>: 0.693147 0.56233{{[56]}} 0.56233{{[56]}}
func.func @binary(%p: tensor<?x3xf32> {nn.value = dense<[[0.5, 0.25, 0.75]]> : tensor<1x3xf32>},
                  %t: tensor<?x3xf32> {nn.value = dense<[[1.0, 0.0, 1.0]]> : tensor<1x3xf32>},
                  %dy: tensor<?x3xf32> {nn.value = dense<1.0> : tensor<1x3xf32>}) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.binary_cross_entropy %p, %t : tensor<?x3xf32>
  %1 = nn.binary_cross_entropy_grad %dy, %p, %t : tensor<?x3xf32>
  %2 = nn.binary_cross_entropy %p, %t {label_smoothing = 0.5 : f64} : tensor<?x3xf32>
  return %0, %1, %2 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// Logits of 1/2, 1/4 and 3/4; of 100 with target 0, where exp would overflow the probability's complement.
// CHECK-LABEL: @logits
// CHECK: tensor<?x4xf32>: 0.693147 0.287682 0.287682 100
// CHECK: tensor<?x4xf32>: -0.5 0.25 -0.25 1
func.func @logits(%p: tensor<?x4xf32> {nn.value = dense<[[0.0, -1.0986123, 1.0986123, 100.0]]> : tensor<1x4xf32>},
                  %t: tensor<?x4xf32> {nn.value = dense<[[1.0, 0.0, 1.0, 0.0]]> : tensor<1x4xf32>},
                  %dy: tensor<?x4xf32> {nn.value = dense<1.0> : tensor<1x4xf32>}) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.logit_binary_cross_entropy %p, %t : tensor<?x4xf32>
  %1 = nn.logit_binary_cross_entropy_grad %dy, %p, %t : tensor<?x4xf32>
  return %0, %1 : tensor<?x4xf32>, tensor<?x4xf32>
}

// Differences of 1, 0.5, 0 and -3, dy = 2: squares, sizes, Huber's with a limit of 1, log cosh.
// CHECK-LABEL: @errors
// CHECK: tensor<?x4xf32>: 1 0.25 0 9
// CHECK: tensor<?x4xf32>: 4 2 0 -12
// CHECK: tensor<?x4xf32>: 1 0.5 0 3
// CHECK: tensor<?x4xf32>: 2 2 0 -2
// CHECK: tensor<?x4xf32>: 0.5 0.125 0 2.5
// CHECK: tensor<?x4xf32>: 2 1 0 -2
// CHECK: tensor<?x4xf32>: 0.433781 0.12011{{[45]}} 0 2.30933
// CHECK: tensor<?x4xf32>: 1.52319 0.924234 0 -1.99011
func.func @errors(%p: tensor<?x4xf32> {nn.value = dense<[[1.0, 2.5, 3.0, 4.0]]> : tensor<1x4xf32>},
                  %t: tensor<?x4xf32> {nn.value = dense<[[0.0, 2.0, 3.0, 7.0]]> : tensor<1x4xf32>},
                  %dy: tensor<?x4xf32> {nn.value = dense<2.0> : tensor<1x4xf32>})
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.squared_error %p, %t : tensor<?x4xf32>
  %1 = nn.squared_error_grad %dy, %p, %t : tensor<?x4xf32>
  %2 = nn.absolute_error %p, %t : tensor<?x4xf32>
  %3 = nn.absolute_error_grad %dy, %p, %t : tensor<?x4xf32>
  %4 = nn.huber_error %p, %t {delta = 1.0 : f64} : tensor<?x4xf32>
  %5 = nn.huber_error_grad %dy, %p, %t {delta = 1.0 : f64} : tensor<?x4xf32>
  %6 = nn.log_cosh_error %p, %t : tensor<?x4xf32>
  %7 = nn.log_cosh_error_grad %dy, %p, %t : tensor<?x4xf32>
  return %0, %1, %2, %3, %4, %5, %6, %7 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// (log 2 - log 1)^2 and its slope 2 log 2 / 2; a prediction of -1 counts as 1e-7 and has no slope.
// CHECK-LABEL: @logarithmic
// CHECK: tensor<?x2xf32>: 0.480453 0.480453
// CHECK: tensor<?x2xf32>: 0.693147 0
func.func @logarithmic(%p: tensor<?x2xf32> {nn.value = dense<[[1.0, -1.0]]> : tensor<1x2xf32>},
                       %t: tensor<?x2xf32> {nn.value = dense<[[0.0, 1.0]]> : tensor<1x2xf32>},
                       %dy: tensor<?x2xf32> {nn.value = dense<1.0> : tensor<1x2xf32>}) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %0 = nn.squared_logarithmic_error %p, %t : tensor<?x2xf32>
  %1 = nn.squared_logarithmic_error_grad %dy, %p, %t : tensor<?x2xf32>
  return %0, %1 : tensor<?x2xf32>, tensor<?x2xf32>
}

// 100 1 / 2, 100 3 / 4, and 100 2 / 1e-7 of a target of 0; slopes of 100 2 / 2, -100 2 / 4, 100 2 / 1e-7.
// CHECK-LABEL: @percentage
// CHECK: tensor<?x3xf32>: 50 75 2e+09
// CHECK: tensor<?x3xf32>: 100 -50 2e+09
func.func @percentage(%p: tensor<?x3xf32> {nn.value = dense<[[3.0, -7.0, 2.0]]> : tensor<1x3xf32>},
                      %t: tensor<?x3xf32> {nn.value = dense<[[2.0, -4.0, 0.0]]> : tensor<1x3xf32>},
                      %dy: tensor<?x3xf32> {nn.value = dense<2.0> : tensor<1x3xf32>}) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.absolute_percentage_error %p, %t : tensor<?x3xf32>
  %1 = nn.absolute_percentage_error_grad %dy, %p, %t : tensor<?x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// Sides 1, 1, -1 and, of a target of 0, -1; the second is beyond the margin. dy = 2.
// CHECK-LABEL: @hinge
// CHECK: tensor<?x4xf32>: 0.5 0 3 1.25
// CHECK: tensor<?x4xf32>: -2 {{-?}}0 2 2
// CHECK: tensor<?x4xf32>: 0.25 0 9 1.5625
// CHECK: tensor<?x4xf32>: -2 {{-?}}0 12 5
func.func @hinge(%p: tensor<?x4xf32> {nn.value = dense<[[0.5, 1.5, 2.0, 0.25]]> : tensor<1x4xf32>},
                 %t: tensor<?x4xf32> {nn.value = dense<[[1.0, 1.0, -1.0, 0.0]]> : tensor<1x4xf32>},
                 %dy: tensor<?x4xf32> {nn.value = dense<2.0> : tensor<1x4xf32>})
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.hinge_error %p, %t : tensor<?x4xf32>
  %1 = nn.hinge_error_grad %dy, %p, %t : tensor<?x4xf32>
  %2 = nn.squared_hinge_error %p, %t : tensor<?x4xf32>
  %3 = nn.squared_hinge_error_grad %dy, %p, %t : tensor<?x4xf32>
  return %0, %1, %2, %3 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// 1 - 3 log 1, 2 - 0, 0.5 - log 0.5; slopes of 1 - 3, 1 and 1 - 2, times 2.
// CHECK-LABEL: @poisson
// CHECK: tensor<?x3xf32>: 1 2 1.19315
// CHECK: tensor<?x3xf32>: -4 2 -2
func.func @poisson(%p: tensor<?x3xf32> {nn.value = dense<[[1.0, 2.0, 0.5]]> : tensor<1x3xf32>},
                   %t: tensor<?x3xf32> {nn.value = dense<[[3.0, 0.0, 1.0]]> : tensor<1x3xf32>},
                   %dy: tensor<?x3xf32> {nn.value = dense<2.0> : tensor<1x3xf32>}) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.poisson_error %p, %t : tensor<?x3xf32>
  %1 = nn.poisson_error_grad %dy, %p, %t : tensor<?x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// 0.5 log(0.5 / 0.25), log(1 / 0.5) of a target of 2, and 1e-7 log(1e-7 / 0.25) of one of 0; slopes of -t / p, times 2.
// CHECK-LABEL: @kl_divergence
// CHECK: tensor<?x3xf32>: 0.346574 0.693147 -1.47318e-06
// CHECK: tensor<?x3xf32>: -4 -4 -8e-07
func.func @kl_divergence(%p: tensor<?x3xf32> {nn.value = dense<[[0.25, 0.5, 0.25]]> : tensor<1x3xf32>},
                         %t: tensor<?x3xf32> {nn.value = dense<[[0.5, 2.0, 0.0]]> : tensor<1x3xf32>},
                         %dy: tensor<?x3xf32> {nn.value = dense<2.0> : tensor<1x3xf32>}) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.kl_divergence %p, %t : tensor<?x3xf32>
  %1 = nn.kl_divergence_grad %dy, %p, %t : tensor<?x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// (3 (1 + 2) + 0.5 (3 + 4)) / (2 2), and dl w / (n count).
// CHECK-LABEL: @mean
// CHECK: tensor<f32>: 3.125
// CHECK: tensor<?x2xf32>: 1.5 1.5 0.25 0.25
func.func @mean(%e: tensor<?x2xf32> {nn.value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>},
                %w: tensor<?x1xf32> {nn.value = dense<[[3.0], [0.5]]> : tensor<2x1xf32>},
                %n: tensor<f32> {nn.value = dense<2.0> : tensor<f32>},
                %dl: tensor<f32> {nn.value = dense<2.0> : tensor<f32>}) -> (tensor<f32>, tensor<?x2xf32>) {
  %0 = nn.weighted_mean %e, %w, %n count 2 : (tensor<?x2xf32>, tensor<?x1xf32>, tensor<f32>) -> tensor<f32>
  %1 = nn.weighted_mean_grad %w, %n, %dl count 2 : (tensor<?x1xf32>, tensor<f32>, tensor<f32>) -> tensor<?x2xf32>
  return %0, %1 : tensor<f32>, tensor<?x2xf32>
}

// 0.5 (1 + 2 + 3) + 0.25 (1 + 4 + 9); 2 (0.5 sign(p) + 0.5 p).
// CHECK-LABEL: @regularization
// CHECK: tensor<f32>: 6.5
// CHECK: tensor<2x2xf32>: 2 -3 4 0
func.func @regularization(%p: tensor<2x2xf32> {nn.value = dense<[[1.0, -2.0], [3.0, 0.0]]> : tensor<2x2xf32>},
                          %dl: tensor<f32> {nn.value = dense<2.0> : tensor<f32>}) -> (tensor<f32>, tensor<2x2xf32>) {
  %0 = nn.regularization %p {l1 = 0.5 : f64, l2 = 0.25 : f64} : tensor<2x2xf32> -> tensor<f32>
  %1 = nn.regularization_grad %p, %dl {l1 = 0.5 : f64, l2 = 0.25 : f64} : (tensor<2x2xf32>, tensor<f32>) -> tensor<2x2xf32>
  return %0, %1 : tensor<f32>, tensor<2x2xf32>
}
