// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK: module attributes {nn.gradient_clipping = #nn.gradient_clipping<global_norm, 1.000000e+00>, nn.weight_decay = 4.000000e-03 : f64}
module attributes {nn.gradient_clipping = #nn.gradient_clipping<global_norm, 1.0>, nn.weight_decay = 0.004} {
}
// CHECK: module attributes {nn.optimizer = #nn.adam<learningRate = 1.000000e-03, beta1 = 9.000000e-01, beta2 = 5.000000e-01, epsilon = 1.000000e-03, amsgrad = true>}
module attributes {nn.optimizer = #nn.adam<learningRate = 1.0e-3, beta1 = 0.9, beta2 = 0.5, epsilon = 1.0e-3, amsgrad = true>} {
}
// CHECK: module attributes {nn.optimizer = #nn.rmsprop<learningRate = 1.000000e-03, rho = 9.000000e-01, momentum = 0.000000e+00, epsilon = 1.000000e-03, centered = true>}
module attributes {nn.optimizer = #nn.rmsprop<learningRate = 1.000000e-03, rho = 9.000000e-01, momentum = 0.000000e+00, epsilon = 1.000000e-03, centered = true>} {
}
// CHECK: module attributes {nn.optimizer = #nn.nadam<learningRate = 1.000000e-03, beta1 = 9.000000e-01, beta2 = 5.000000e-01, epsilon = 1.000000e-03>}
module attributes {nn.optimizer = #nn.nadam<learningRate = 1.000000e-03, beta1 = 9.000000e-01, beta2 = 5.000000e-01, epsilon = 1.000000e-03>} {
}
// CHECK: module attributes {nn.optimizer = #nn.adagrad<learningRate = 1.000000e-03, initialAccumulator = 1.000000e-01, epsilon = 1.000000e-03>}
module attributes {nn.optimizer = #nn.adagrad<learningRate = 1.000000e-03, initialAccumulator = 1.000000e-01, epsilon = 1.000000e-03>} {
}
// CHECK: module attributes {nn.optimizer = #nn.lion<learningRate = 1.000000e-03, beta1 = 9.000000e-01, beta2 = 5.000000e-01>}
module attributes {nn.optimizer = #nn.lion<learningRate = 1.000000e-03, beta1 = 9.000000e-01, beta2 = 5.000000e-01>} {
}

// CHECK: module attributes {nn.optimizer = #nn.adadelta<learningRate = 1.000000e+00, rho = 9.000000e-01, epsilon = 1.000000e-03>}
module attributes {nn.optimizer = #nn.adadelta<learningRate = 1.0, rho = 0.9, epsilon = 1.0e-3>} {
}
// CHECK: module attributes {nn.optimizer = #nn.adamax<learningRate = 1.000000e-03, beta1 = 9.000000e-01, beta2 = 5.000000e-01, epsilon = 1.000000e-03>}
module attributes {nn.optimizer = #nn.adamax<learningRate = 1.0e-3, beta1 = 0.9, beta2 = 0.5, epsilon = 1.0e-3>} {
}

// CHECK-LABEL: func.func @updates
func.func @updates(%p: tensor<4xf32>, %r: tensor<f32>) {
  // CHECK: nn.adadelta_normalize %{{.*}}, %{{.*}}, %{{.*}} {epsilon = 1.000000e-03 : f64, rho = 9.000000e-01 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %adadelta:3 = nn.adadelta_normalize %p, %p, %p {epsilon = 1.0e-3 : f64, rho = 0.9 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.adamax_rate %{{.*}}, %{{.*}} {beta1 = 9.000000e-01 : f64} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %step = nn.adamax_rate %r, %r {beta1 = 0.9 : f64} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: nn.adamax_update %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} {beta1 = 9.000000e-01 : f64, beta2 = 5.000000e-01 : f64, epsilon = 1.000000e-03 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %adamax:3 = nn.adamax_update %p, %p, %p, %p, %r {beta1 = 0.9 : f64, beta2 = 0.5 : f64, epsilon = 1.0e-3 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.amsgrad_update %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} {beta1 = 9.000000e-01 : f64, beta2 = 5.000000e-01 : f64, epsilon = 1.000000e-03 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %0:4 = nn.amsgrad_update %p, %p, %p, %p, %p, %r {beta1 = 0.9 : f64, beta2 = 0.5 : f64, epsilon = 1.0e-3 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.rms_normalize %{{.*}}, %{{.*}} {epsilon = 1.000000e-03 : f64, rho = 9.000000e-01 : f64} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  %1:2 = nn.rms_normalize %p, %p {epsilon = 1.0e-3 : f64, rho = 0.9 : f64} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.centered_rms_normalize %{{.*}}, %{{.*}}, %{{.*}} {epsilon = 1.000000e-03 : f64, rho = 9.000000e-01 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %2:3 = nn.centered_rms_normalize %p, %p, %p {epsilon = 1.0e-3 : f64, rho = 0.9 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.adagrad_normalize %{{.*}}, %{{.*}} {epsilon = 1.000000e-03 : f64} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  %3:2 = nn.adagrad_normalize %p, %p {epsilon = 1.0e-3 : f64} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.lion_update %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} {beta1 = 9.000000e-01 : f64, beta2 = 5.000000e-01 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>)
  %4:2 = nn.lion_update %p, %p, %p, %r {beta1 = 0.9 : f64, beta2 = 0.5 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.nadam_rates %{{.*}}, %{{.*}}, %{{.*}} {beta1 = 9.000000e-01 : f64, beta2 = 5.000000e-01 : f64} : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>)
  %5:4 = nn.nadam_rates %r, %r, %r {beta1 = 0.9 : f64, beta2 = 0.5 : f64} : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>)
  // CHECK: nn.nadam_update %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} {beta1 = 9.000000e-01 : f64, beta2 = 5.000000e-01 : f64, epsilon = 1.000000e-03 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %6:3 = nn.nadam_update %p, %p, %p, %p, %r, %r, %r {beta1 = 0.9 : f64, beta2 = 0.5 : f64, epsilon = 1.0e-3 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.decay_weights %{{.*}}, %{{.*}} {decay = 5.000000e-01 : f64} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %7 = nn.decay_weights %p, %r {decay = 0.5 : f64} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: nn.norm_clip_factor %{{.*}}, %{{.*}}, %{{.*}} {limit = 5.000000e-01 : f64} : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  %8 = nn.norm_clip_factor %r, %r, %r {limit = 0.5 : f64} : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: nn.scale_gradient %{{.*}}, %{{.*}} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %9 = nn.scale_gradient %p, %r : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: nn.squared_norm %{{.*}} : tensor<4xf32> -> tensor<f32>
  %10 = nn.squared_norm %p : tensor<4xf32> -> tensor<f32>
  // CHECK: nn.step_value learning_rate
  %lr = nn.step_value learning_rate : tensor<f32>
  // CHECK: nn.step_value iteration
  %i = nn.step_value iteration : tensor<f32>
  // CHECK: nn.adam_rate
  %rate = nn.adam_rate %lr, %i {beta1 = 0.9 : f64, beta2 = 0.999 : f64} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: nn.adam_update
  %11:3 = nn.adam_update %p, %p, %p, %p, %rate {beta1 = 0.9 : f64, beta2 = 0.999 : f64, epsilon = 1.0e-7 : f64} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.sgd_update
  %12 = nn.sgd_update %p, %p, %rate : (tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: nn.momentum_update %{{.*}} {momentum = 9.000000e-01 : f64, nesterov}
  %13:2 = nn.momentum_update %p, %p, %p, %rate {momentum = 0.9 : f64, nesterov} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>)
  return
}
