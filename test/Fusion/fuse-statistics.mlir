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
