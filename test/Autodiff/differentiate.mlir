// RUN: anabranch-opt %s --build-programs --differentiate -split-input-file | FileCheck %s

// A parameter is updated with its gradient, which runs back through the batch's statistics.
// CHECK-LABEL: func.func @train(
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<?x4xf32>
// CHECK: %[[KERNEL:.*]] = nn.load @kernel
// CHECK: %[[LOSS:.*]] = nn.weighted_mean
// CHECK: %[[SEED:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[DE:.*]] = nn.weighted_mean_grad %{{.*}}, %{{.*}}, %[[SEED]] count 3
// CHECK: %[[DY:.*]] = nn.squared_error_grad %[[DE]], %{{.*}}, %{{.*}} :
// CHECK: %[[DIRECT:.*]] = nn.channel_affine %[[DY]] scales
// CHECK: nn.batch_statistics_grad
// CHECK: %[[INDIRECT:.*]] = nn.channel_affine
// CHECK: %[[SUM:.*]] = nn.add %[[DIRECT]], %[[INDIRECT]]
// The gradient of the network's input is not computed.
// CHECK-NOT: nn.dense_input_grad
// CHECK: %[[GRAD:.*]] = nn.dense_kernel_grad %[[X]], %[[SUM]]
// CHECK: %[[RATE:.*]] = nn.step_value learning_rate
// CHECK: %[[NEW:.*]] = nn.sgd_update %[[KERNEL]], %[[GRAD]], %[[RATE]]
// CHECK: nn.store %[[NEW]], @kernel
// CHECK: return %[[LOSS]]
module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>, nn.metrics = [],
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
  nn.parameter @mean non_trainable : tensor<3xf32> = #nn.initializer<constant, 0.0, 0.0>
  nn.parameter @variance non_trainable : tensor<3xf32> = #nn.initializer<constant, 1.0, 0.0>
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<4x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
    %2 = nn.batch_normalization %1 mean @mean variance @variance {epsilon = 1.0e-03 : f64, momentum = 0.9 : f64} : tensor<?x3xf32>
    return %2 : tensor<?x3xf32>
  }
}

// -----

// Momentum has a slot for each trainable parameter.
// CHECK: nn.parameter @[[SLOT:.*]] optimizer_slot : tensor<4x3xf32> = #nn.initializer<constant, 0.000000e+00, 0.000000e+00>
// CHECK-NOT: optimizer_slot
// CHECK-LABEL: func.func @train(
// CHECK: nn.load @[[SLOT]]
// CHECK: nn.store %{{.*}}, @[[SLOT]]
module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>, nn.metrics = [],
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.9, nesterov = false>} {
  nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
  nn.parameter @mean non_trainable : tensor<3xf32> = #nn.initializer<constant, 0.0, 0.0>
  nn.parameter @variance non_trainable : tensor<3xf32> = #nn.initializer<constant, 1.0, 0.0>
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<4x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
    %2 = nn.batch_normalization %1 mean @mean variance @variance {epsilon = 1.0e-03 : f64, momentum = 0.9 : f64} : tensor<?x3xf32>
    return %2 : tensor<?x3xf32>
  }
}

// -----

// CHECK-LABEL: module @negative_nothing_trainable
// CHECK: func.func @train
// CHECK-NOT: _grad
// CHECK-NOT: nn.sgd_update
module @negative_nothing_trainable attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>, nn.metrics = [],
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  nn.parameter @kernel non_trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
  nn.parameter @mean non_trainable : tensor<3xf32> = #nn.initializer<constant, 0.0, 0.0>
  nn.parameter @variance non_trainable : tensor<3xf32> = #nn.initializer<constant, 1.0, 0.0>
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<4x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
    %2 = nn.batch_normalization %1 mean @mean variance @variance {epsilon = 1.0e-03 : f64, momentum = 0.9 : f64} : tensor<?x3xf32>
    return %2 : tensor<?x3xf32>
  }
}
