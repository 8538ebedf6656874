// RUN: anabranch-opt %s --build-programs -split-input-file | FileCheck %s

// The moving statistics in prediction and evaluation, the batch's in training.
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"})
// CHECK: %[[Y:.*]] = nn.dense %[[X]]
// CHECK: %[[MEAN:.*]] = nn.load @mean
// CHECK: %[[VARIANCE:.*]] = nn.load @variance
// CHECK: %[[SCALE:.*]], %[[SHIFT:.*]] = nn.normalization_factors %[[MEAN]], %[[VARIANCE]] epsilon 1.000000e-03
// CHECK: %[[Z:.*]] = nn.channel_affine %[[Y]] scales(%[[SCALE]]) shift %[[SHIFT]]
// CHECK: return %[[Z]]

// CHECK-LABEL: func.func @evaluate(
// CHECK-SAME: %[[TARGET:[a-z0-9]*]]: tensor<?x3xf32> {nn.name = "target"}) -> (tensor<f32> {nn.name = "loss"})
// CHECK-NOT: nn.batch_statistics
// CHECK: nn.mean_squared_error %{{.*}}, %[[TARGET]]

// CHECK-LABEL: func.func @train(
// CHECK: %[[Y:.*]] = nn.dense
// CHECK: %[[MEAN:.*]], %[[VARIANCE:.*]] = nn.batch_statistics %[[Y]]
// CHECK: %[[AVERAGE:.*]] = nn.moving_average %{{.*}}, %[[MEAN]] momentum 9.000000e-01
// CHECK: nn.store %[[AVERAGE]], @mean
// CHECK: nn.normalization_factors %[[MEAN]], %[[VARIANCE]]
// CHECK: %[[LOSS:.*]] = nn.mean_squared_error
// CHECK: return %[[LOSS]]
// CHECK-NOT: @model
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

// Accuracy counts correct predictions; a loss on probabilities takes their logarithm.
// CHECK-LABEL: func.func @evaluate(
// CHECK-SAME: %{{.*}}: tensor<?x1xi32> {nn.name = "target"}) -> (tensor<f32> {nn.name = "loss"}, tensor<f32> {nn.name = "correct"})
// CHECK: %[[P:.*]] = nn.sigmoid
// CHECK: nn.clip
// CHECK: nn.log
// CHECK: nn.sparse_negative_log_likelihood
// CHECK: nn.correct_predictions %[[P]]
module attributes {nn.loss = #nn.loss<sparse_categorical_crossentropy, from_logits = false, label_smoothing = 0.0>, nn.metrics = ["accuracy"],
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x4xf32> {nn.name = "y"}) {
    %0 = nn.sigmoid %x : tensor<?x4xf32>
    return %0 : tensor<?x4xf32>
  }
}

// -----

// Frozen statistics stay as they are, and are used, in training.
// CHECK-LABEL: func.func @train(
// CHECK-NOT: nn.batch_statistics
// CHECK-NOT: nn.store
// CHECK: nn.normalization_factors
module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>, nn.metrics = [],
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  nn.parameter @kernel trainable : tensor<4x3xf32> = #nn.initializer<uniform, -1.0, 1.0>
  nn.parameter @mean non_trainable : tensor<3xf32> = #nn.initializer<constant, 0.0, 0.0>
  nn.parameter @variance non_trainable : tensor<3xf32> = #nn.initializer<constant, 1.0, 0.0>
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<4x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
    %2 = nn.batch_normalization %1 mean @mean variance @variance {frozen, epsilon = 1.0e-03 : f64, momentum = 0.9 : f64} : tensor<?x3xf32>
    return %2 : tensor<?x3xf32>
  }
}

// -----

// CHECK-LABEL: module @negative_no_loss
// CHECK: func.func @predict
// CHECK-NOT: func.func
module @negative_no_loss {
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x4xf32> {nn.name = "y"}) {
    %0 = nn.sigmoid %x : tensor<?x4xf32>
    return %0 : tensor<?x4xf32>
  }
}
