// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s

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
