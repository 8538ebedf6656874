// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// CHECK-LABEL: @sgd
// CHECK: tensor<2xf32>: 0.9 2.2
// v' = 0.5 v - rate g = 0.4 and -0.3, p' = p + v'; Nesterov's p' = p + 0.5 v' - rate g.
// CHECK: tensor<2xf32>: 1.4 2.7
// CHECK: tensor<2xf32>: 0.4 0.7
// CHECK: tensor<2xf32>: 1.1 2.55
func.func @sgd(%p: tensor<2xf32> {nn.value = dense<[1.0, 2.0]> : tensor<2xf32>},
               %g: tensor<2xf32> {nn.value = dense<[1.0, -2.0]> : tensor<2xf32>},
               %v: tensor<2xf32> {nn.value = dense<[1.0, 1.0]> : tensor<2xf32>},
               %r: tensor<f32> {nn.value = dense<0.1> : tensor<f32>}) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0 = nn.sgd_update %p, %g, %r : (tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %1:2 = nn.momentum_update %p, %g, %v, %r {momentum = 0.5 : f64} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> (tensor<2xf32>, tensor<2xf32>)
  %2:2 = nn.momentum_update %p, %g, %v, %r {momentum = 0.5 : f64, nesterov} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0, %1#0, %1#1, %2#0 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// m' = 0 + (g - 0)(1 - 0.5) = 0.5 and -2, v' = 0 + g^2 (1 - 0.75) = 0.25 and 4: p' = p - rate m' / (sqrt(v') + 0.5) = 1 - 0.1 0.5 / 1 and 2 + 0.1 2 / 2.5.
// In the first step (iteration 0 done) the rate is rate sqrt(1 - 0.75) / (1 - 0.5), the rate itself here.
// CHECK-LABEL: @adam
// CHECK: tensor<f32>: 0.1
// CHECK: tensor<2xf32>: 0.95 2.08
// CHECK: tensor<2xf32>: 0.5 -2
// CHECK: tensor<2xf32>: 0.25 4
func.func @adam(%p: tensor<2xf32> {nn.value = dense<[1.0, 2.0]> : tensor<2xf32>},
                %g: tensor<2xf32> {nn.value = dense<[1.0, -4.0]> : tensor<2xf32>},
                %z: tensor<2xf32> {nn.value = dense<0.0> : tensor<2xf32>},
                %r: tensor<f32> {nn.value = dense<0.1> : tensor<f32>},
                %i: tensor<f32> {nn.value = dense<0.0> : tensor<f32>}) -> (tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %rate = nn.adam_rate %r, %i {beta1 = 0.5 : f64, beta2 = 0.75 : f64} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %0:3 = nn.adam_update %p, %g, %z, %z, %rate {beta1 = 0.5 : f64, beta2 = 0.75 : f64, epsilon = 0.5 : f64} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %rate, %0#0, %0#1, %0#2 : tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// As above, v' = 0.25 and 4 where the largest so far is 1: p' = 1 - 0.1 0.5 / (1 + 0.5) and 2 + 0.1 2 / 2.5.
// CHECK-LABEL: @amsgrad
// CHECK: tensor<2xf32>: 0.966667 2.08
// CHECK: tensor<2xf32>: 0.5 -2
// CHECK: tensor<2xf32>: 0.25 4
// CHECK: tensor<2xf32>: 1 4
func.func @amsgrad(%p: tensor<2xf32> {nn.value = dense<[1.0, 2.0]> : tensor<2xf32>},
                   %g: tensor<2xf32> {nn.value = dense<[1.0, -4.0]> : tensor<2xf32>},
                   %z: tensor<2xf32> {nn.value = dense<0.0> : tensor<2xf32>},
                   %w: tensor<2xf32> {nn.value = dense<1.0> : tensor<2xf32>},
                   %r: tensor<f32> {nn.value = dense<0.1> : tensor<f32>}) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0:4 = nn.amsgrad_update %p, %g, %z, %z, %w, %r {beta1 = 0.5 : f64, beta2 = 0.75 : f64, epsilon = 0.5 : f64}
      : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// RMSprop: v' = 0.75 4 + 0.25 g^2 = 3.25 and 7, g' = g / sqrt(v' + 2 - m'^2) with m' = 0 or 0.75 2 + 0.25 g = 1.75 and 0.5.
// Adagrad: a' = 4 + g^2 = 5 and 20, g' = g / sqrt(a' + 5).
// CHECK-LABEL: @normalize
// CHECK: tensor<2xf32>: 0.436436 -1.33333
// CHECK: tensor<2xf32>: 3.25 7
// CHECK: tensor<2xf32>: 0.676123 -1.35225
// CHECK: tensor<2xf32>: 3.25 7
// CHECK: tensor<2xf32>: 1.75 0.5
// CHECK: tensor<2xf32>: 0.316228 -0.8
// CHECK: tensor<2xf32>: 5 20
func.func @normalize(%g: tensor<2xf32> {nn.value = dense<[1.0, -4.0]> : tensor<2xf32>},
                     %v: tensor<2xf32> {nn.value = dense<4.0> : tensor<2xf32>},
                     %m: tensor<2xf32> {nn.value = dense<2.0> : tensor<2xf32>})
    -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0:2 = nn.rms_normalize %g, %v {epsilon = 2.0 : f64, rho = 0.75 : f64} : (tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  %1:3 = nn.centered_rms_normalize %g, %v, %m {epsilon = 2.0 : f64, rho = 0.75 : f64} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  %2:2 = nn.adagrad_normalize %g, %v {epsilon = 5.0 : f64} : (tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1, %1#0, %1#1, %1#2, %2#0, %2#1 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// v' = 3.25 and 7 as above, d = g sqrt(2 + 2) / sqrt(v' + 2), s' = 0.75 2 + 0.25 d^2.
// CHECK-LABEL: @adadelta
// CHECK: tensor<2xf32>: 0.872872 -2.66667
// CHECK: tensor<2xf32>: 3.25 7
// CHECK: tensor<2xf32>: 1.69048 3.27778
func.func @adadelta(%g: tensor<2xf32> {nn.value = dense<[1.0, -4.0]> : tensor<2xf32>},
                    %v: tensor<2xf32> {nn.value = dense<4.0> : tensor<2xf32>},
                    %s: tensor<2xf32> {nn.value = dense<2.0> : tensor<2xf32>})
    -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0:3 = nn.adadelta_normalize %g, %v, %s {epsilon = 2.0 : f64, rho = 0.75 : f64} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1, %0#2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// The rate is 0.1 / (1 - 0.5). m' = 0.5 and -2, u' = max(0.75 4, |g|) = 3 and 4: p' = 1 - 0.1 0.5 / 4 and 2 + 0.1 2 / 5.
// CHECK-LABEL: @adamax
// CHECK: tensor<f32>: 0.2
// CHECK: tensor<2xf32>: 0.9875 2.04
// CHECK: tensor<2xf32>: 0.5 -2
// CHECK: tensor<2xf32>: 3 4
func.func @adamax(%p: tensor<2xf32> {nn.value = dense<[1.0, 2.0]> : tensor<2xf32>},
                  %g: tensor<2xf32> {nn.value = dense<[1.0, -4.0]> : tensor<2xf32>},
                  %z: tensor<2xf32> {nn.value = dense<0.0> : tensor<2xf32>},
                  %u: tensor<2xf32> {nn.value = dense<4.0> : tensor<2xf32>},
                  %r: tensor<f32> {nn.value = dense<0.1> : tensor<f32>},
                  %i: tensor<f32> {nn.value = dense<0.0> : tensor<f32>}) -> (tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %rate = nn.adamax_rate %r, %i {beta1 = 0.5 : f64} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %0:3 = nn.adamax_update %p, %g, %z, %u, %r {beta1 = 0.5 : f64, beta2 = 0.75 : f64, epsilon = 1.0 : f64} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %rate, %0#0, %0#1, %0#2 : tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// The direction is 0.5 m + 0.5 g = 0.5, 0 and -2; m' = 0.75 m + 0.25 g.
// CHECK-LABEL: @lion
// CHECK: tensor<3xf32>: 0.9 2 3.1
// CHECK: tensor<3xf32>: 0.25 0.5 -1
func.func @lion(%p: tensor<3xf32> {nn.value = dense<[1.0, 2.0, 3.0]> : tensor<3xf32>},
                %g: tensor<3xf32> {nn.value = dense<[1.0, -1.0, -4.0]> : tensor<3xf32>},
                %m: tensor<3xf32> {nn.value = dense<[0.0, 1.0, 0.0]> : tensor<3xf32>},
                %r: tensor<f32> {nn.value = dense<0.1> : tensor<f32>}) -> (tensor<3xf32>, tensor<3xf32>) {
  %0:2 = nn.lion_update %p, %g, %m, %r {beta1 = 0.5 : f64, beta2 = 0.75 : f64} : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<f32>) -> (tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xf32>
}

// With beta1 = 1 u(1) = 1 - 0.48 = 0.52 and u(2) = 1 - 0.4608 = 0.5392; the product before is 0.5, and 0.26 now.
// 0.1 0.5392 / (1 - 0.26 0.5392), 0.1 0.48 / 0.74, 1 / (1 - 0.75).
// p' = p - (0.1 m' + 0.2 g) / (sqrt(4 v') + 0.5), m' = 0.5 and -2, v' = 0.25 and 4.
// CHECK-LABEL: @nadam
// CHECK: tensor<f32>: 0.0627117
// CHECK: tensor<f32>: 0.0648649
// CHECK: tensor<f32>: 4
// CHECK: tensor<f32>: 0.26
// CHECK: tensor<2xf32>: 0.833333 2.22222
// CHECK: tensor<2xf32>: 0.5 -2
// CHECK: tensor<2xf32>: 0.25 4
func.func @nadam(%p: tensor<2xf32> {nn.value = dense<[1.0, 2.0]> : tensor<2xf32>},
                 %g: tensor<2xf32> {nn.value = dense<[1.0, -4.0]> : tensor<2xf32>},
                 %z: tensor<2xf32> {nn.value = dense<0.0> : tensor<2xf32>},
                 %r: tensor<f32> {nn.value = dense<0.1> : tensor<f32>},
                 %s: tensor<f32> {nn.value = dense<0.2> : tensor<f32>},
                 %i: tensor<f32> {nn.value = dense<0.0> : tensor<f32>},
                 %u: tensor<f32> {nn.value = dense<0.5> : tensor<f32>},
                 %c: tensor<f32> {nn.value = dense<4.0> : tensor<f32>})
    -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0:4 = nn.nadam_rates %r, %i, %u {beta1 = 1.0 : f64, beta2 = 0.75 : f64} : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>)
  %1:3 = nn.nadam_update %p, %g, %z, %z, %r, %s, %c {beta1 = 0.5 : f64, beta2 = 0.75 : f64, epsilon = 0.5 : f64}
      : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1, %0#2, %0#3, %1#0, %1#1, %1#2 : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// p - p 0.5 0.1. The squares are 1 + 16 + 9 + 4 = 30; sqrt(30 + 6) = 6 is twice the limit of 3, and within one of 8.
// CHECK-LABEL: @limits
// CHECK: tensor<2x2xf32>: 0.95 -3.8 2.85 1.9
// CHECK: tensor<f32>: 30
// CHECK: tensor<f32>: 0.5
// CHECK: tensor<f32>: 1
// CHECK: tensor<2x2xf32>: 0.1 -0.4 0.3 0.2
func.func @limits(%g: tensor<2x2xf32> {nn.value = dense<[[1.0, -4.0], [3.0, 2.0]]> : tensor<2x2xf32>},
                  %r: tensor<f32> {nn.value = dense<0.1> : tensor<f32>},
                  %s: tensor<f32> {nn.value = dense<6.0> : tensor<f32>})
    -> (tensor<2x2xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<2x2xf32>) {
  %0 = nn.decay_weights %g, %r {decay = 0.5 : f64} : (tensor<2x2xf32>, tensor<f32>) -> tensor<2x2xf32>
  %1 = nn.squared_norm %g : tensor<2x2xf32> -> tensor<f32>
  %2 = nn.norm_clip_factor %1, %s {limit = 3.0 : f64} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %3 = nn.norm_clip_factor %1, %s {limit = 8.0 : f64} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %4 = nn.scale_gradient %g, %r : (tensor<2x2xf32>, tensor<f32>) -> tensor<2x2xf32>
  return %0, %1, %2, %3, %4 : tensor<2x2xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<2x2xf32>
}
