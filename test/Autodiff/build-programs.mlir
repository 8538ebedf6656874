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
// CHECK-SAME: %[[TARGET:[a-z0-9]*]]: tensor<?x3xf32> {nn.name = "y"}, %[[WEIGHT:[a-z0-9]*]]: tensor<?x1xf32> {nn.name = "sample_weight"}) -> (tensor<f32> {nn.name = "loss"})
// CHECK-NOT: nn.batch_statistics
// CHECK: %[[ERRORS:.*]] = nn.squared_error %{{.*}}, %[[TARGET]]
// CHECK: nn.weighted_mean %[[ERRORS]], %[[WEIGHT]], %{{.*}} count 3

// CHECK-LABEL: func.func @train(
// CHECK: %[[Y:.*]] = nn.dense
// CHECK: %[[MEAN:.*]], %[[VARIANCE:.*]] = nn.batch_statistics %[[Y]]
// CHECK: %[[AVERAGE:.*]] = nn.moving_average %{{.*}}, %[[MEAN]] momentum 9.000000e-01
// CHECK: nn.store %[[AVERAGE]], @mean
// CHECK: nn.normalization_factors %[[MEAN]], %[[VARIANCE]]
// CHECK: %[[LOSS:.*]] = nn.weighted_mean
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
// CHECK-SAME: %{{.*}}: tensor<?x1xi32> {nn.name = "y"}, %{{.*}}: tensor<?x1xf32> {nn.name = "sample_weight"}) -> (tensor<f32> {nn.name = "loss"}, tensor<f32> {nn.name = "acc"})
// CHECK: %[[P:.*]] = nn.sigmoid
// CHECK: nn.clip
// CHECK: nn.log
// CHECK: %[[E:.*]] = nn.sparse_negative_log_likelihood
// CHECK: nn.weighted_mean %[[E]], %{{.*}}, %{{.*}} count 1
// CHECK: nn.correct_predictions %[[P]]
module attributes {nn.loss = #nn.loss<sparse_categorical_crossentropy, from_logits = false, label_smoothing = 0.0>, nn.metrics = [#nn.metric<name = "acc", kind = accuracy, parameter = 0.0>],
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x4xf32> {nn.name = "y"}) {
    %0 = nn.sigmoid %x : tensor<?x4xf32>
    return %0 : tensor<?x4xf32>
  }
}

// -----

// Each metric has a sum, and those that are no means over examples a second one.
// CHECK-LABEL: func.func @evaluate(
// CHECK-SAME: -> (tensor<f32> {nn.name = "loss"}, tensor<f32> {nn.name = "b"}, tensor<f32> {nn.name = "p"}, tensor<f32> {nn.name = "p"}, tensor<f32> {nn.name = "r"}, tensor<f32> {nn.name = "r"}, tensor<f32> {nn.name = "m"})
// CHECK: nn.logit_binary_cross_entropy %{{.*}}, %{{.*}} {label_smoothing = 1.000000e-01 : f64}
// CHECK: %[[LOSS:.*]] = nn.weighted_mean %{{.*}} count 3
// CHECK: %[[HALF:.*]] = nn.exceeds %[[P:.*]] {threshold = 5.000000e-01 : f64}
// CHECK: nn.equal %[[HALF]], %[[TARGET:.*]] :
// CHECK: %[[B:.*]] = nn.scale %{{.*}} by 0.33333333333333331
// CHECK: %[[PREDICTED:.*]] = nn.exceeds %[[P]] {threshold = 3.000000e-01 : f64}
// CHECK: %[[ACTUAL:.*]] = nn.exceeds %[[TARGET]] {threshold = 0.000000e+00 : f64}
// CHECK: %[[BOTH:.*]] = nn.multiply %[[PREDICTED]], %[[ACTUAL]]
// CHECK: %[[TRUE:.*]] = nn.sum %[[BOTH]]
// CHECK: %[[COUNT:.*]] = nn.sum %[[PREDICTED]]
// CHECK: nn.absolute_error
// CHECK: return %[[LOSS]], %[[B]], %[[TRUE]], %[[COUNT]],
module attributes {nn.loss = #nn.loss<binary_crossentropy, from_logits = true, label_smoothing = 0.1>,
                   nn.metrics = [#nn.metric<name = "b", kind = binary_accuracy, parameter = 0.5>, #nn.metric<name = "p", kind = precision, parameter = 0.3>,
                                 #nn.metric<name = "r", kind = recall, parameter = 0.3>, #nn.metric<name = "m", kind = mean_absolute_error, parameter = 0.0>]} {
  func.func @model(%x: tensor<?x3xf32> {nn.name = "x"}) -> (tensor<?x3xf32> {nn.name = "y"}) {
    return %x : tensor<?x3xf32>
  }
}

// -----

// Kullback and Leibler's divergence is a sum over classes, and a mean over pixels.
// CHECK-LABEL: func.func @evaluate(
// CHECK: %[[P:.*]] = nn.clip %{{.*}} {maximum = 1.000000e+00 : f64, minimum = 9.9999999999999995E-8 : f64}
// CHECK: %[[E:.*]] = nn.kl_divergence %[[P]], %{{.*}} : tensor<?x2x3x5xf32>
// CHECK: %[[ROWS:.*]] = nn.reshape %[[E]] : tensor<?x2x3x5xf32> -> tensor<?x30xf32>
// CHECK: nn.weighted_mean %[[ROWS]], %{{.*}} count 6
module attributes {nn.loss = #nn.loss<kl_divergence, from_logits = false, label_smoothing = 0.0>} {
  func.func @model(%x: tensor<?x2x3x5xf32> {nn.name = "x"}) -> (tensor<?x2x3x5xf32> {nn.name = "y"}) {
    return %x : tensor<?x2x3x5xf32>
  }
}

// -----

// The angle's cosine for each pixel.
// CHECK-LABEL: func.func @evaluate(
// CHECK: nn.rsqrt
// CHECK: nn.rsqrt
// CHECK: %[[DOT:.*]] = nn.reduce_sum %{{.*}}, %{{.*}} : (tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) -> tensor<?x2x3x1xf32>
// CHECK: %[[E:.*]] = nn.scale %[[DOT]] by -1.0
// CHECK: %[[ROWS:.*]] = nn.reshape %[[E]] : tensor<?x2x3x1xf32> -> tensor<?x6xf32>
// CHECK: nn.weighted_mean %[[ROWS]], %{{.*}} count 6
module attributes {nn.loss = #nn.loss<cosine_similarity, from_logits = false, label_smoothing = 0.0>} {
  func.func @model(%x: tensor<?x2x3x5xf32> {nn.name = "x"}) -> (tensor<?x2x3x5xf32> {nn.name = "y"}) {
    return %x : tensor<?x2x3x5xf32>
  }
}

// -----

// The best of the other classes against that of the target.
// CHECK-LABEL: func.func @evaluate(
// CHECK-SAME: %[[P:.*]]: tensor<?x5xf32> {nn.name = "x"}, %[[T:.*]]: tensor<?x5xf32> {nn.name = "y"},
// CHECK: %[[OWN:.*]] = nn.reduce_sum %[[T]], %[[P]] : (tensor<?x5xf32>, tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK: nn.max_pool2d %{{.*}} window [5, 1]
// CHECK: nn.subtract %{{.*}}, %[[OWN]]
// CHECK: %[[E:.*]] = nn.relu
// CHECK: nn.weighted_mean %[[E]], %{{.*}} count 1
module attributes {nn.loss = #nn.loss<categorical_hinge, from_logits = false, label_smoothing = 0.0>} {
  func.func @model(%x: tensor<?x5xf32> {nn.name = "x"}) -> (tensor<?x5xf32> {nn.name = "y"}) {
    return %x : tensor<?x5xf32>
  }
}

// -----

// Regularizers of what may train add to the loss; images are rows of elements.
// CHECK-LABEL: func.func @train(
// CHECK: %[[K:.*]] = nn.load @kernel
// CHECK: %[[E:.*]] = nn.huber_error %{{.*}} {delta = 2.000000e+00 : f64} : tensor<?x2x2x3xf32>
// CHECK: %[[ROWS:.*]] = nn.reshape %[[E]] : tensor<?x2x2x3xf32> -> tensor<?x12xf32>
// CHECK: %[[MEAN:.*]] = nn.weighted_mean %[[ROWS]], %{{.*}} count 12
// CHECK: %[[PART:.*]] = nn.regularization %[[K]] {l1 = 1.000000e-01 : f64, l2 = 2.000000e-01 : f64} : tensor<3x3xf32> -> tensor<f32>
// CHECK: %[[LOSS:.*]] = nn.add %[[MEAN]], %[[PART]]
// CHECK-NOT: nn.regularization
// CHECK: return %[[LOSS]]
module attributes {nn.loss = #nn.loss<huber, from_logits = false, label_smoothing = 0.0, delta = 2.0>,
                   nn.optimizer = #nn.lion<learningRate = 1.0e-02, beta1 = 0.9, beta2 = 0.99>} {
  nn.parameter @kernel trainable : tensor<3x3xf32> = #nn.initializer<uniform, -1.0, 1.0> {regularizer = #nn.regularizer<l1 = 0.1, l2 = 0.2>}
  nn.parameter @frozen non_trainable : tensor<3x3xf32> = #nn.initializer<uniform, -1.0, 1.0> {regularizer = #nn.regularizer<l1 = 0.1, l2 = 0.2>}
  func.func @model(%x: tensor<?x2x2x3xf32> {nn.name = "x"}) -> (tensor<?x2x2x3xf32> {nn.name = "y"}) {
    %0 = nn.load @kernel : tensor<3x3xf32>
    %1 = nn.dense %x, %0 : (tensor<?x2x2x3xf32>, tensor<3x3xf32>) -> tensor<?x2x2x3xf32>
    return %1 : tensor<?x2x2x3xf32>
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

// -----

// Dropout is its operand but in training, where each has a mask of its own. A rate of 0 drops nothing.
// CHECK-LABEL: func.func @predict(%arg0: tensor<?x4x4x3xf32>
// CHECK-NEXT: return %arg0

// CHECK-LABEL: func.func @evaluate(
// CHECK-NOT: nn.dropout
// CHECK: return

// CHECK-LABEL: func.func @train(
// CHECK-DAG: %[[SEED:.*]] = nn.step_value seed
// CHECK-DAG: %[[ITERATION:.*]] = nn.step_value iteration
// CHECK: %[[MASK:.*]] = nn.dropout_mask %[[SEED]], %[[ITERATION]] {rate = 5.000000e-01 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x4x4x3xf32>
// CHECK: %[[Y:.*]] = nn.multiply %{{.*}}, %[[MASK]]
// CHECK: %[[SPATIAL:.*]] = nn.dropout_mask %{{.*}} {rate = 2.500000e-01 : f64, salt = 2 : i64} : tensor<f32> -> tensor<?x1x1x3xf32>
// CHECK: nn.multiply %[[Y]], %[[SPATIAL]] : (tensor<?x4x4x3xf32>, tensor<?x1x1x3xf32>)
// CHECK-NOT: nn.dropout
module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>, nn.metrics = [],
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  func.func @model(%x: tensor<?x4x4x3xf32> {nn.name = "x"}) -> (tensor<?x4x4x3xf32> {nn.name = "y"}) {
    %0 = nn.dropout %x {rate = 0.5 : f64} : tensor<?x4x4x3xf32>
    %1 = nn.dropout %0 {rate = 0.25 : f64, shared = array<i64: 1, 2>} : tensor<?x4x4x3xf32>
    %2 = nn.dropout %1 {rate = 0.0 : f64} : tensor<?x4x4x3xf32>
    return %2 : tensor<?x4x4x3xf32>
  }
}

// -----

// A loss is the sum of the outputs' that have one, each times its weight; as a figure it goes without.
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: -> (tensor<?x4xf32> {nn.name = "a"}, tensor<?x4xf32> {nn.name = "b"}, tensor<?x4xf32> {nn.name = "c"})
// CHECK-LABEL: func.func @evaluate(
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<?x4xf32> {nn.name = "x"}, %[[A:[a-z0-9]*]]: tensor<?x4xf32> {nn.name = "a"}, %[[C:[a-z0-9]*]]: tensor<?x1xi32> {nn.name = "c"},
// CHECK-SAME: %[[W:[a-z0-9]*]]: tensor<?x1xf32> {nn.name = "sample_weight"})
// CHECK-SAME: -> (tensor<f32> {nn.name = "loss"}, tensor<f32> {nn.name = "c_loss"}, tensor<f32> {nn.name = "a_mae"})
// CHECK: %[[AE:.*]] = nn.squared_error %{{.*}}, %[[A]]
// CHECK: %[[AL:.*]] = nn.weighted_mean %[[AE]], %[[W]]
// CHECK: %[[CE:.*]] = nn.sparse_negative_log_likelihood %{{.*}}, %[[C]]
// CHECK: %[[CL:.*]] = nn.weighted_mean %[[CE]], %[[W]]
// CHECK: %[[WEIGHTED:.*]] = nn.scale %[[CL]] by 3.000000e-01
// CHECK: %[[LOSS:.*]] = nn.add %[[AL]], %[[WEIGHTED]]
// CHECK: %[[N:.*]] = nn.step_value batch_size
// CHECK: %[[SUM:.*]] = nn.multiply %[[CL]], %[[N]]
// CHECK: nn.absolute_error %{{.*}}, %[[A]]
// CHECK: return %[[LOSS]], %[[SUM]],
module attributes {nn.loss = [#nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>, unit,
                              #nn.loss<sparse_categorical_crossentropy, from_logits = true, label_smoothing = 0.0, weight = 0.3>],
                   nn.metrics = [#nn.metric<name = "c_loss", kind = loss, parameter = 0.0, output = 2>,
                                 #nn.metric<name = "a_mae", kind = mean_absolute_error, parameter = 0.0>]} {
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"})
      -> (tensor<?x4xf32> {nn.name = "a"}, tensor<?x4xf32> {nn.name = "b"}, tensor<?x4xf32> {nn.name = "c"}) {
    %0 = nn.tanh %x : tensor<?x4xf32>
    %1 = nn.sigmoid %x : tensor<?x4xf32>
    return %0, %1, %x : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
  }
}

// -----

// What is for training alone, random numbers of their own, and an activity that adds to the loss.
// CHECK-LABEL: func.func @predict(
// CHECK: return %arg0
// CHECK-LABEL: func.func @evaluate(
// CHECK: %[[MEAN:.*]] = nn.weighted_mean
// CHECK: %[[R:.*]] = nn.regularization %arg0 {l1 = 1.000000e-01 : f64, l2 = 0.000000e+00 : f64}
// CHECK: %[[PART:.*]] = nn.divide %[[R]],
// CHECK: nn.add %[[MEAN]], %[[PART]]
// CHECK-LABEL: func.func @train(
// CHECK: %[[FIRST:.*]] = nn.random_uniform {{.*}}salt = 1 : i64
// CHECK: %[[SECOND:.*]] = nn.random_uniform {{.*}}salt = 2 : i64
// CHECK: %[[SUM:.*]] = nn.add %[[FIRST]], %[[SECOND]]
// CHECK: nn.squared_error %[[SUM]],
// CHECK: nn.regularization %[[SUM]]
module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>, nn.metrics = [],
                   nn.optimizer = #nn.sgd<learningRate = 1.0e-02, momentum = 0.0, nesterov = false>} {
  func.func @model(%x: tensor<?x4xf32> {nn.name = "x"}) -> (tensor<?x4xf32> {nn.name = "y"}) {
    %seed = nn.step_value seed : tensor<f32>
    %0 = nn.random_uniform %seed, %seed {low = 0.0 : f64, high = 1.0 : f64} : tensor<f32> -> tensor<?x4xf32>
    %1 = nn.random_uniform %seed, %seed {low = 0.0 : f64, high = 1.0 : f64} : tensor<f32> -> tensor<?x4xf32>
    %2 = nn.add %0, %1 : tensor<?x4xf32>
    %3 = nn.in_training %2 else %x : tensor<?x4xf32>
    nn.activity_regularization %3 {l1 = 0.1 : f64, l2 = 0.0 : f64} : tensor<?x4xf32>
    return %3 : tensor<?x4xf32>
  }
}
