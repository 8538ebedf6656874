// RUN: anabranch-opt %s --convert-nn-to-kernel --fuse-activation --fuse-statistics | FileCheck %s

// The sums of x and x^2 ride on the convolution; only their per-channel use is left.
// CHECK-LABEL: func.func @forward
// CHECK: %[[Y:.*]]:3 = kernel.convolution
// CHECK-SAME: reduction_count = 2
// CHECK: %[[R:.*]] = arith.maximumf
// CHECK-NEXT: %[[S:.*]] = arith.mulf %[[R]], %[[R]]
// CHECK-NEXT: kernel.yield %[[R]], %[[R]], %[[S]]
// CHECK: kernel.elementwise inputs(%[[Y]]#1, %[[Y]]#2
// CHECK-SAME: domain tensor<4xf32>
func.func @forward(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.relu %0 : tensor<?x8x8x4xf32>
  %m, %v = nn.batch_statistics %1 : tensor<?x8x8x4xf32> -> tensor<4xf32>
  return %1, %m, %v : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>
}

// Backward: the sums of dy and dy x, where x is read by the epilogue.
// CHECK-LABEL: func.func @backward
// CHECK: kernel.convolution_input_grad
// CHECK-SAME: reduction_count = 2
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @backward(%dz: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>, %x: tensor<?x8x8x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %dy = nn.conv2d_input_grad %dz, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %s = nn.channel_sum %dy : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %t = nn.channel_sum %dy, %x : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %dy, %s, %t : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>
}

// Other kernels have room for more sums than convolutions.
// CHECK-LABEL: func.func @many_sums
// CHECK: kernel.elementwise
// CHECK-SAME: reduction_count = 6
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @many_sums(%x: tensor<?x8x8x4xf32>, %a: tensor<?x8x8x4xf32>, %b: tensor<?x8x8x4xf32>, %c: tensor<?x8x8x4xf32>, %d: tensor<?x8x8x4xf32>, %e: tensor<?x8x8x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %y = nn.relu %x : tensor<?x8x8x4xf32>
  %0 = nn.channel_sum %y : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %1 = nn.channel_sum %y, %a : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %2 = nn.channel_sum %y, %b : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %3 = nn.channel_sum %y, %c : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %4 = nn.channel_sum %y, %d : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %5 = nn.channel_sum %y, %e : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %y, %0, %1, %2, %3, %4, %5 : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// A convolution's block has room for five sums.
// CHECK-LABEL: func.func @negative_many_sums
// CHECK: kernel.convolution_input_grad
// CHECK-SAME: reduction_count = 5
// CHECK: kernel.elementwise
// CHECK-SAME: reduction_count = 1
// CHECK: return
func.func @negative_many_sums(%dz: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>, %a: tensor<?x8x8x4xf32>, %b: tensor<?x8x8x4xf32>, %c: tensor<?x8x8x4xf32>, %d: tensor<?x8x8x4xf32>, %e: tensor<?x8x8x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %y = nn.conv2d_input_grad %dz, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %0 = nn.channel_sum %y : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %1 = nn.channel_sum %y, %a : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %2 = nn.channel_sum %y, %b : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %3 = nn.channel_sum %y, %c : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %4 = nn.channel_sum %y, %d : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %5 = nn.channel_sum %y, %e : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %y, %0, %1, %2, %3, %4, %5 : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// Nothing makes a function's argument.
// CHECK-LABEL: func.func @negative_argument
// CHECK: kernel.elementwise
// CHECK-SAME: reduction_count = 1
func.func @negative_argument(%x: tensor<?x8x8x4xf32>) -> tensor<4xf32> {
  %s = nn.channel_sum %x : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %s : tensor<4xf32>
}

// A pooling's gradient adds to its result again and again.
// CHECK-LABEL: func.func @negative_pool_grad
// CHECK: kernel.pool_grad
// CHECK: kernel.elementwise
func.func @negative_pool_grad(%dy: tensor<?x4x4x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>) {
  %0 = nn.average_pool2d_grad %dy window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x4xf32>) -> tensor<?x8x8x4xf32>
  %s = nn.channel_sum %0 : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %0, %s : tensor<?x8x8x4xf32>, tensor<4xf32>
}

// The convolution's own sums are complete only at its end.
// CHECK-LABEL: func.func @negative_own_sum
// CHECK: %[[Y:.*]]:2 = kernel.convolution
// CHECK: kernel.elementwise inputs(%[[Y]]#0, %[[Y]]#1
func.func @negative_own_sum(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>) {
  %y:2 = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, reduction_count = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum, %sum : f32, f32
      } -> tensor<?x8x8x4xf32>, tensor<4xf32>
  %z = kernel.elementwise inputs(%y#0, %y#1 : tensor<?x8x8x4xf32>, tensor<4xf32>) domain tensor<?x8x8x4xf32> {reduction_count = 1 : i64} epilogue {
      ^bb0(%e: f32, %total: f32):
        %0 = arith.subf %e, %total : f32
        %1 = arith.mulf %0, %0 : f32
        kernel.yield %1 : f32
      } -> tensor<4xf32>
  return %y#0, %z : tensor<?x8x8x4xf32>, tensor<4xf32>
}

// A convolution has no sums by tap.
// CHECK-LABEL: func.func @negative_taps
// CHECK: kernel.convolution
// CHECK: kernel.elementwise {{.*}}taps = #kernel.taps
func.func @negative_taps(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<3x3x4xf32>) {
  %y:2 = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, reduction_count = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum, %sum : f32, f32
      } -> tensor<?x8x8x4xf32>, tensor<4xf32>
  %s = kernel.elementwise inputs(%y#0 : tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32>
      {reduction_count = 1 : i64,
       taps = #kernel.taps<filter = [3, 3], input = [8, 8], output = [8, 8], strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>}
      epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<3x3x4xf32>
  return %y#0, %y#1, %s : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<3x3x4xf32>
}
