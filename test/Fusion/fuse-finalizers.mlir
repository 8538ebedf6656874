// RUN: anabranch-opt %s --fuse-finalizers -split-input-file | FileCheck %s

// Normalization's factors: parameters and the number of examples move in front of the convolution; the moving mean is updated
// in its place, and the sum of squares, which something else reads, stays a result.
// CHECK-LABEL: func.func @factors(
// CHECK-DAG: %[[GAMMA:.*]] = nn.load @gamma
// CHECK-DAG: %[[MEAN:.*]] = nn.load @mean
// CHECK-DAG: %[[N:.*]] = nn.step_value batch_size
// CHECK: %[[Y:.*]]:4 = kernel.convolution lhs(%{{.*}} : tensor<?x8x8x4xf32>) rhs(%{{.*}} : tensor<1x1x4x4xf32>)
// CHECK-SAME: finalizer_inputs(%[[MEAN]], %[[GAMMA]], %[[N]] : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain
// CHECK-SAME: reduction_count = 2
// CHECK-SAME: unfused_bytes
// CHECK: } epilogue {
// CHECK: kernel.yield %{{.*}}, %{{.*}}, %{{.*}} : f32, f32, f32
// CHECK: } finalizer {
// CHECK: ^bb0(%[[SUM:.*]]: f32, %[[SQUARES:.*]]: f32, %[[M:.*]]: f32, %[[G:.*]]: f32, %[[COUNT:.*]]: f32):
// CHECK: %[[NEW:.*]] = arith.divf %[[SUM]], %[[COUNT]]
// CHECK: %[[MOVED:.*]] = arith.addf %[[M]], %[[NEW]]
// CHECK: %[[FACTOR:.*]] = arith.mulf %[[G]], %[[NEW]]
// CHECK: kernel.yield %[[SQUARES]], %[[MOVED]], %[[FACTOR]]
// CHECK: -> tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
// CHECK-NEXT: nn.store %[[Y]]#2, @mean
// CHECK: kernel.elementwise inputs(%[[Y]]#0, %[[Y]]#3 :
// CHECK: return %{{.*}}, %[[Y]]#1
nn.parameter @gamma trainable : tensor<4xf32> = #nn.initializer<constant, 1.0, 0.0>
nn.parameter @mean non_trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @factors(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>) {
  %y:3 = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
    {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>, reduction_count = 2 : i64}
    lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    %0 = arith.mulf %sum, %sum : f32
    kernel.yield %sum, %sum, %0 : f32, f32, f32
  } -> tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>
  %mean = nn.load @mean : tensor<4xf32>
  %gamma = nn.load @gamma : tensor<4xf32>
  %n = nn.step_value batch_size : tensor<f32>
  %f:2 = kernel.elementwise inputs(%y#1, %mean, %gamma, %n : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>)
    domain tensor<4xf32> epilogue {
  ^bb0(%s: f32, %m: f32, %g: f32, %c: f32):
    %0 = arith.divf %s, %c : f32
    %1 = arith.addf %m, %0 : f32
    %2 = arith.mulf %g, %0 : f32
    kernel.yield %1, %2 : f32, f32
  } -> tensor<4xf32>, tensor<4xf32>
  nn.store %f#0, @mean : tensor<4xf32>
  %z = kernel.elementwise inputs(%y#0, %f#1 : tensor<?x8x8x4xf32>, tensor<4xf32>) domain tensor<?x8x8x4xf32> epilogue {
  ^bb0(%e: f32, %g: f32):
    %0 = arith.mulf %e, %g : f32
    kernel.yield %0 : f32
  } -> tensor<?x8x8x4xf32>
  return %z, %y#2 : tensor<?x8x8x4xf32>, tensor<4xf32>
}

// -----

// One finalizer behind the other.
// CHECK-LABEL: func.func @chain(
// CHECK: %[[Y:.*]] = kernel.elementwise inputs(%{{.*}}) domain tensor<?x8x4xf32> {reduction_count = 1
// CHECK: finalizer {
// CHECK: ^bb0(%[[SUM:.*]]: f32):
// CHECK: %[[ROOT:.*]] = math.sqrt %[[SUM]]
// CHECK: %[[SCALED:.*]] = arith.mulf %[[ROOT]], %[[SUM]]
// CHECK: kernel.yield %[[SCALED]] : f32
// CHECK: -> tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @chain(%x: tensor<?x8x4xf32>) -> tensor<4xf32> {
  %s = kernel.elementwise inputs(%x : tensor<?x8x4xf32>) domain tensor<?x8x4xf32> {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<4xf32>
  %r = kernel.elementwise inputs(%s : tensor<4xf32>) domain tensor<4xf32> epilogue {
  ^bb0(%e: f32):
    %0 = math.sqrt %e : f32
    kernel.yield %0 : f32
  } -> tensor<4xf32>
  %z = kernel.elementwise inputs(%r, %s : tensor<4xf32>, tensor<4xf32>) domain tensor<4xf32> epilogue {
  ^bb0(%e: f32, %t: f32):
    %0 = arith.mulf %e, %t : f32
    kernel.yield %0 : f32
  } -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// -----

// Code that reads two kernels' sums goes to the later one.
// CHECK-LABEL: func.func @later(
// CHECK: %[[A:.*]] = kernel.elementwise inputs(%{{.*}}) domain tensor<?x8x4xf32> {reduction_count = 1
// CHECK-NOT: finalizer
// CHECK: kernel.elementwise inputs(%{{.*}}) finalizer_inputs(%[[A]] : tensor<4xf32>)
func.func @later(%x: tensor<?x8x4xf32>, %y: tensor<?x8x4xf32>) -> tensor<4xf32> {
  %a = kernel.elementwise inputs(%x : tensor<?x8x4xf32>) domain tensor<?x8x4xf32> {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<4xf32>
  %b = kernel.elementwise inputs(%y : tensor<?x8x4xf32>) domain tensor<?x8x4xf32> {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<4xf32>
  %z = kernel.elementwise inputs(%a, %b : tensor<4xf32>, tensor<4xf32>) domain tensor<4xf32> epilogue {
  ^bb0(%e: f32, %t: f32):
    %0 = arith.mulf %e, %t : f32
    kernel.yield %0 : f32
  } -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// -----

// Nobody waits for an optimizer's update.
// CHECK-LABEL: func.func @negative_update(
// CHECK-NOT: finalizer
nn.parameter @b trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_update(%x: tensor<?x8x4xf32>) {
  %s = kernel.elementwise inputs(%x : tensor<?x8x4xf32>) domain tensor<?x8x4xf32> {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<4xf32>
  %b = nn.load @b : tensor<4xf32>
  %z = kernel.elementwise inputs(%b, %s : tensor<4xf32>, tensor<4xf32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %d: f32):
    %0 = arith.subf %p, %d : f32
    kernel.yield %0 : f32
  } -> tensor<4xf32>
  nn.store %z, @b : tensor<4xf32>
  return
}

// -----

// Something in between reads the mean that would be overwritten.
// CHECK-LABEL: func.func @negative_read_in_between(
// CHECK-NOT: finalizer
nn.parameter @mean non_trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_read_in_between(%x: tensor<?x8x4xf32>) -> (tensor<4xf32>, tensor<?x8x4xf32>) {
  %s = kernel.elementwise inputs(%x : tensor<?x8x4xf32>) domain tensor<?x8x4xf32> {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<4xf32>
  %mean = nn.load @mean : tensor<4xf32>
  %y = kernel.elementwise inputs(%x, %mean : tensor<?x8x4xf32>, tensor<4xf32>) domain tensor<?x8x4xf32> epilogue {
  ^bb0(%e: f32, %m: f32):
    %0 = arith.subf %e, %m : f32
    kernel.yield %0 : f32
  } -> tensor<?x8x4xf32>
  %z:2 = kernel.elementwise inputs(%mean, %s : tensor<4xf32>, tensor<4xf32>) domain tensor<4xf32> epilogue {
  ^bb0(%m: f32, %d: f32):
    %0 = arith.subf %m, %d : f32
    kernel.yield %0, %d : f32, f32
  } -> tensor<4xf32>, tensor<4xf32>
  nn.store %z#0, @mean : tensor<4xf32>
  return %z#1, %y : tensor<4xf32>, tensor<?x8x4xf32>
}

// -----

// What is computed from all sums together is not there yet when one channel's are complete.
// CHECK-LABEL: func.func @negative_not_yet_there(
// CHECK-NOT: finalizer
func.func @negative_not_yet_there(%x: tensor<?x8x4xf32>) -> tensor<4xf32> {
  %s = kernel.elementwise inputs(%x : tensor<?x8x4xf32>) domain tensor<?x8x4xf32> {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<4xf32>
  %t = kernel.reduction inputs(%s : tensor<4xf32>) domain tensor<4xf32> {kind = 0 : i32, scope = 1 : i32} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<f32>
  %z = kernel.elementwise inputs(%s, %t : tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%e: f32, %total: f32):
    %0 = arith.divf %e, %total : f32
    kernel.yield %0 : f32
  } -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// -----

// Sums by tap are not one for each channel.
// CHECK-LABEL: func.func @negative_taps(
// CHECK-NOT: finalizer
func.func @negative_taps(%x: tensor<?x4x4x2xf32>) -> (tensor<2xf32>, tensor<3x3x2xf32>) {
  %s:2 = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32> {reduction_count = 2 : i64,
    taps = #kernel.taps<filter = [3, 3], input = [4, 4], output = [4, 4], strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e, %e : f32, f32
  } -> tensor<2xf32>, tensor<3x3x2xf32>
  %z = kernel.elementwise inputs(%s#0 : tensor<2xf32>) domain tensor<2xf32> epilogue {
  ^bb0(%e: f32):
    %0 = math.sqrt %e : f32
    kernel.yield %0 : f32
  } -> tensor<2xf32>
  return %z, %s#1 : tensor<2xf32>, tensor<3x3x2xf32>
}
