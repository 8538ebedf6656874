// RUN: anabranch-opt %s --convert-nn-to-kernel --fuse-activation | FileCheck %s

// Bias and ReLU move into the convolution's epilogue.
// CHECK-LABEL: func.func @conv_bias_relu
// CHECK: %[[Y:.*]] = kernel.convolution
// CHECK-SAME: inputs(%{{.*}} : tensor<8xf32>)
// CHECK: epilogue {
// CHECK-NEXT: ^bb0(%[[SUM:.*]]: f32, %[[BIAS:.*]]: f32):
// CHECK-NEXT: %[[Z:.*]] = arith.addf %[[SUM]], %[[BIAS]]
// CHECK: %[[R:.*]] = arith.maximumf %[[Z]]
// CHECK-NEXT: kernel.yield %[[R]] : f32
// CHECK-NOT: kernel.elementwise
// CHECK: return %[[Y]]
func.func @conv_bias_relu(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4x8xf32>, %b: tensor<8xf32>) -> tensor<?x8x8x8xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<3x3x4x8xf32>) -> tensor<?x8x8x8xf32>
  %1 = nn.bias_add %0, %b : tensor<?x8x8x8xf32>, tensor<8xf32>
  %2 = nn.relu %1 : tensor<?x8x8x8xf32>
  return %2 : tensor<?x8x8x8xf32>
}

// A tensor that somebody else needs is stored beside the fused result.
// CHECK-LABEL: func.func @both_results
// CHECK: %[[Y:.*]]:2 = kernel.convolution
// CHECK: kernel.yield %{{.*}}, %{{.*}} : f32, f32
// CHECK-NOT: kernel.elementwise
// CHECK: return %[[Y]]#0, %[[Y]]#1
func.func @both_results(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x8xf32>) -> (tensor<?x8x8x8xf32>, tensor<?x8x8x8xf32>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x8xf32>) -> tensor<?x8x8x8xf32>
  %1 = nn.relu %0 : tensor<?x8x8x8xf32>
  return %0, %1 : tensor<?x8x8x8xf32>, tensor<?x8x8x8xf32>
}

// Per-channel kernels merge whatever they read.
// CHECK-LABEL: func.func @per_channel
// CHECK-COUNT-1: kernel.elementwise
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @per_channel(%a: tensor<8xf32>, %b: tensor<8xf32>, %c: tensor<8xf32>) -> tensor<8xf32> {
  %0 = nn.add %a, %b : tensor<8xf32>
  %1 = nn.multiply %0, %c : tensor<8xf32>
  return %1 : tensor<8xf32>
}

// Another whole tensor is the skip connection's business.
// CHECK-LABEL: func.func @negative_skip
// CHECK: kernel.convolution
// CHECK: kernel.elementwise
func.func @negative_skip(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.add %0, %x : tensor<?x8x8x4xf32>
  return %1 : tensor<?x8x8x4xf32>
}

// The scale is known only after the tensor's statistics, which need it whole.
// CHECK-LABEL: func.func @negative_later_operand
// CHECK: kernel.convolution
// CHECK-COUNT-3: kernel.elementwise
func.func @negative_later_operand(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %s = nn.channel_sum %0 : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %t = nn.exp %s : tensor<4xf32>
  %1 = nn.bias_add %0, %t : tensor<?x8x8x4xf32>, tensor<4xf32>
  return %1 : tensor<?x8x8x4xf32>
}

// A filter's gradient is summed in pieces, so its epilogue takes nothing in.
// CHECK-LABEL: func.func @negative_kernel_grad
// CHECK: kernel.convolution_kernel_grad
// CHECK: kernel.elementwise
func.func @negative_kernel_grad(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x4xf32>) -> tensor<1x1x4x4xf32> {
  %0 = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<1x1x4x4xf32>
  %1 = nn.scale %0 by 2.0 : tensor<1x1x4x4xf32>
  return %1 : tensor<1x1x4x4xf32>
}
