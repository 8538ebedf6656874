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

// -----

// The norm of all gradients limits each; weights decay by the learning rate before the update.
// CHECK-LABEL: module @clipping_and_decay
// CHECK-LABEL: func.func @train(
// CHECK: %[[KERNEL:.*]] = nn.load @kernel
// CHECK: %[[BIAS:.*]] = nn.load @bias
// CHECK: %[[DB:.*]] = nn.channel_sum
// CHECK: %[[DK:.*]] = nn.dense_kernel_grad
// CHECK: %[[NK:.*]] = nn.squared_norm %[[DK]]
// CHECK: %[[NB:.*]] = nn.squared_norm %[[DB]]
// CHECK: %[[FACTOR:.*]] = nn.norm_clip_factor %[[NK]], %[[NB]] {limit = 5.000000e-01 : f64}
// CHECK: %[[CK:.*]] = nn.scale_gradient %[[DK]], %[[FACTOR]]
// CHECK: %[[CB:.*]] = nn.scale_gradient %[[DB]], %[[FACTOR]]
// CHECK: %[[RATE:.*]] = nn.step_value learning_rate
// CHECK: %[[SMALLER:.*]] = nn.decay_weights %[[KERNEL]], %[[RATE]] {decay = 4.000000e-03 : f64}
// CHECK: nn.sgd_update %[[SMALLER]], %[[CK]], %[[RATE]]
// CHECK: nn.decay_weights %[[BIAS]]
module @clipping_and_decay attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>,
                   nn.weight_decay = 4.0e-03, nn.gradient_clipping = #nn.gradient_clipping<global_norm, 0.5>,
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
  nn.parameter @bias trainable : tensor<3xf32> = #nn.initializer<constant, 0.0, 0.0>
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<4x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
    %2 = nn.load @bias : tensor<3xf32>
    %3 = nn.bias_add %1, %2 : tensor<?x3xf32>, tensor<3xf32>
    return %3 : tensor<?x3xf32>
  }
}

// -----

// With `norm` each gradient has a limit of its own, with `value` each element.
// CHECK-LABEL: module @norm
// CHECK: %[[N:.*]] = nn.squared_norm %[[DK:.*]] : tensor<4x3xf32>
// CHECK: %[[FACTOR:.*]] = nn.norm_clip_factor %[[N]] {limit = 1.000000e+00 : f64}
// CHECK: nn.scale_gradient %[[DK]], %[[FACTOR]]
// Nadam keeps a product for all parameters together, and Adagrad's sums start at a value.
// CHECK-LABEL: module @value
// CHECK: nn.parameter @"nadam/momentum_product" optimizer_slot : tensor<f32> = #nn.initializer<constant, 1.000000e+00, 0.000000e+00>
// CHECK: %[[CLIPPED:.*]] = nn.clip %{{.*}} {maximum = 1.000000e+00 : f64, minimum = -1.000000e+00 : f64}
// CHECK: %[[PRODUCT:.*]] = nn.load @"nadam/momentum_product"
// CHECK: %[[M:.*]], %[[G:.*]], %[[C:.*]], %[[NEXT:.*]] = nn.nadam_rates %{{.*}}, %{{.*}}, %[[PRODUCT]]
// CHECK: nn.store %[[NEXT]], @"nadam/momentum_product"
// CHECK: nn.nadam_update %{{.*}}, %[[CLIPPED]], %{{.*}}, %{{.*}}, %[[M]], %[[G]], %[[C]]
// CHECK-LABEL: module @accumulator
// CHECK: nn.parameter @"kernel/accumulator" optimizer_slot : tensor<4x3xf32> = #nn.initializer<constant, 1.000000e-01, 0.000000e+00>
module @norm attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>,
                   nn.gradient_clipping = #nn.gradient_clipping<norm, 1.0>, nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<4x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
    return %1 : tensor<?x3xf32>
  }
}

// -----

module @value attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>,
                   nn.gradient_clipping = #nn.gradient_clipping<value, 1.0>, nn.optimizer = #nn.nadam<learningRate = 1.0e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1.0e-7>} {
  nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<4x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
    return %1 : tensor<?x3xf32>
  }
}

// -----

module @accumulator attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>,
                   nn.optimizer = #nn.adagrad<learningRate = 1.0e-3, initialAccumulator = 0.1, epsilon = 1.0e-7>} {
  nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<4x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
    return %1 : tensor<?x3xf32>
  }
}
