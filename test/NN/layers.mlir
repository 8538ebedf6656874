// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK: nn.parameter @"c/kernel" trainable : tensor<3x3x2x4xf32> = #nn.initializer<uniform, -5.000000e-01, 5.000000e-01>
nn.parameter @"c/kernel" trainable : tensor<3x3x2x4xf32> = #nn.initializer<uniform, -0.5, 0.5>
// CHECK: nn.parameter @"b/mean" non_trainable : tensor<4xf32> = #nn.initializer<constant, 0.000000e+00, 0.000000e+00> {value = dense<1.000000e+00> : tensor<4xf32>}
nn.parameter @"b/mean" non_trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0> {value = dense<1.0> : tensor<4xf32>}
// CHECK: nn.parameter @"m/c/kernel" optimizer_slot
nn.parameter @"m/c/kernel" optimizer_slot : tensor<3x3x2x4xf32> = #nn.initializer<truncated_normal, 0.0, 1.0>

// CHECK: nn.parameter @"d/kernel" trainable : tensor<4xf64> = #nn.initializer<normal, 0.000000e+00, 5.000000e-02>
nn.parameter @"d/kernel" trainable : tensor<4xf64> = #nn.initializer<normal, 0.0, 0.05>

// CHECK: module attributes
// CHECK-SAME: nn.loss = #nn.loss<categorical_crossentropy, from_logits = true, label_smoothing = 1.000000e-01>
// CHECK-SAME: nn.optimizer = #nn.sgd<learningRate = 1.000000e-02, momentum = 9.000000e-01, nesterov = true>
module attributes {nn.optimizer = #nn.sgd<learningRate = 0.01, momentum = 0.9, nesterov = true>,
                   nn.loss = #nn.loss<categorical_crossentropy, from_logits = true, label_smoothing = 0.1>} {
}

// CHECK: module attributes
// CHECK-SAME: nn.layers = [#nn.layer<name = "c", type = "Conv2D", outputShape = "(None, 8, 8, 4)", inputs = "x", parameterCount = 112>]
// CHECK-SAME: nn.optimizer = #nn.adam<learningRate = 1.000000e-03, beta1 = 9.000000e-01, beta2 = 5.000000e-01, epsilon = {{.+}}>
module attributes {nn.optimizer = #nn.adam<learningRate = 1.0e-3, beta1 = 0.9, beta2 = 0.5, epsilon = 1.0e-7>,
                   nn.layers = [#nn.layer<name = "c", type = "Conv2D", outputShape = "(None, 8, 8, 4)", inputs = "x", parameterCount = 112>]} {
}

// CHECK-LABEL: func.func @convolution
func.func @convolution(%x: tensor<?x8x8x2xf32>, %dy: tensor<?x4x4x4xf32>) {
  // CHECK: %[[K:.*]] = nn.load @"c/kernel" : tensor<3x3x2x4xf32>
  %k = nn.load @"c/kernel" : tensor<3x3x2x4xf32>
  // CHECK: nn.conv2d %{{.*}}, %[[K]] strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x2xf32>, tensor<3x3x2x4xf32>) -> tensor<?x4x4x4xf32>
  %0 = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x2xf32>, tensor<3x3x2x4xf32>) -> tensor<?x4x4x4xf32>
  // CHECK: nn.conv2d_input_grad
  %1 = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x4xf32>, tensor<3x3x2x4xf32>) -> tensor<?x8x8x2xf32>
  // CHECK: nn.conv2d_kernel_grad
  %2 = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x2xf32>, tensor<?x4x4x4xf32>) -> tensor<3x3x2x4xf32>
  // CHECK: nn.store %{{.*}}, @"c/kernel" : tensor<3x3x2x4xf32>
  nn.store %2, @"c/kernel" : tensor<3x3x2x4xf32>
  return
}

// CHECK-LABEL: func.func @dense
func.func @dense(%x: tensor<?x6xf32>, %k: tensor<6x4xf32>) {
  // CHECK: nn.dense %{{.*}}, %{{.*}} : (tensor<?x6xf32>, tensor<6x4xf32>) -> tensor<?x4xf32>
  %0 = nn.dense %x, %k : (tensor<?x6xf32>, tensor<6x4xf32>) -> tensor<?x4xf32>
  // CHECK: nn.dense_input_grad
  %1 = nn.dense_input_grad %0, %k : (tensor<?x4xf32>, tensor<6x4xf32>) -> tensor<?x6xf32>
  // CHECK: nn.dense_kernel_grad
  %2 = nn.dense_kernel_grad %x, %0 : (tensor<?x6xf32>, tensor<?x4xf32>) -> tensor<6x4xf32>
  return
}

// CHECK-LABEL: func.func @pooling
func.func @pooling(%x: tensor<?x4x4x3xf32>) {
  // CHECK: nn.average_pool2d %{{.*}} window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x3xf32>) -> tensor<?x2x2x3xf32>
  %0 = nn.average_pool2d %x window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x3xf32>) -> tensor<?x2x2x3xf32>
  // CHECK: nn.average_pool2d_grad
  %1 = nn.average_pool2d_grad %0 window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x2x2x3xf32>) -> tensor<?x4x4x3xf32>
  // CHECK: nn.max_pool2d
  %2 = nn.max_pool2d %x window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x3xf32>) -> tensor<?x2x2x3xf32>
  // CHECK: nn.max_pool2d_grad
  %3 = nn.max_pool2d_grad %x, %2 window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x3xf32>, tensor<?x2x2x3xf32>) -> tensor<?x4x4x3xf32>
  return
}

// CHECK-LABEL: func.func @normalization
func.func @normalization(%x: tensor<?x4x4x4xf32>, %g: tensor<4xf32>) {
  // CHECK: nn.batch_normalization %{{.*}} mean @"b/mean" variance @"b/mean" {epsilon = 1.000000e-03 : f64, frozen, momentum = 0.98999999999999999 : f64} : tensor<?x4x4x4xf32>
  %0 = nn.batch_normalization %x mean @"b/mean" variance @"b/mean" {epsilon = 1.0e-3 : f64, momentum = 0.99 : f64, frozen} : tensor<?x4x4x4xf32>
  // CHECK: nn.batch_statistics %{{.*}} : tensor<?x4x4x4xf32> -> tensor<4xf32>
  %m, %v = nn.batch_statistics %x : tensor<?x4x4x4xf32> -> tensor<4xf32>
  // CHECK: nn.step_value batch_size : tensor<f32>
  %n = nn.step_value batch_size : tensor<f32>
  // CHECK: nn.batch_statistics_grad %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} count 16 : tensor<4xf32>, tensor<f32>
  %s0, %t0 = nn.batch_statistics_grad %m, %g, %g, %n count 16 : tensor<4xf32>, tensor<f32>
  // CHECK: nn.normalization_factors %{{.*}}, %{{.*}} gamma %{{.*}} beta %{{.*}} epsilon 1.000000e-03
  %s, %t = nn.normalization_factors %m, %v gamma %g beta %g epsilon 1.0e-3 : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.normalization_factors_grad %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} epsilon 1.000000e-03
  %dm, %dv, %dg = nn.normalization_factors_grad %m, %v, %s, %t epsilon 1.0e-3 : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: nn.moving_average %{{.*}}, %{{.*}} momentum 0.98999999999999999 : tensor<4xf32>
  %a = nn.moving_average %g, %m momentum 0.99 : tensor<4xf32>
  // CHECK: %[[R:.*]] = nn.rsqrt %{{.*}} epsilon 1.000000e-03 : tensor<?x4x4x4xf32>
  %r = nn.rsqrt %x epsilon 1.0e-3 : tensor<?x4x4x4xf32>
  // CHECK: nn.rsqrt_grad %{{.*}}, %[[R]] : tensor<?x4x4x4xf32>
  %dr = nn.rsqrt_grad %x, %r : tensor<?x4x4x4xf32>
  // CHECK: nn.channel_affine %{{.*}}, %{{.*}} scales(%{{.*}}, %{{.*}}) shift %{{.*}} :
  %y = nn.channel_affine %x, %x scales(%s, %t) shift %t : (tensor<?x4x4x4xf32>, tensor<?x4x4x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x4x4xf32>
  // CHECK: nn.channel_sum %{{.*}}, %{{.*}} : (tensor<?x4x4x4xf32>, tensor<?x4x4x4xf32>) -> tensor<4xf32>
  %c = nn.channel_sum %x, %y : (tensor<?x4x4x4xf32>, tensor<?x4x4x4xf32>) -> tensor<4xf32>
  return
}
