// RUN: anabranch-opt %s --convert-nn-to-kernel --outline-kernels | FileCheck %s

// Equal code serves tensors of every size as one long vector.
// CHECK-LABEL: func.func @sizes
// CHECK: kernel.call @elementwise_0(%{{.*}}) extent <0 + 256 * batch> workspaces [] operations <0 + 256 * batch>
// CHECK: kernel.call @elementwise_0(%{{.*}}) extent <10 + 0 * batch>
func.func @sizes(%x: tensor<?x8x8x4xf32>, %y: tensor<10xf32>) -> (tensor<?x8x8x4xf32>, tensor<10xf32>) {
  %0 = nn.tanh %x : tensor<?x8x8x4xf32>
  %1 = nn.tanh %y : tensor<10xf32>
  return %0, %1 : tensor<?x8x8x4xf32>, tensor<10xf32>
}

// With an operand per channel the extent counts rows, and a sum has a workspace.
// CHECK-LABEL: func.func @rows
// CHECK: kernel.call @elementwise_4_0(%{{.*}}, %{{.*}}) extent <0 + 64 * batch> workspaces []
// CHECK: kernel.call @elementwise_4_1(%{{.*}}) extent <0 + 64 * batch> workspaces [#kernel.extent<0 + 80 * batch>]
func.func @rows(%x: tensor<?x8x8x4xf32>, %b: tensor<4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>) {
  %0 = nn.bias_add %x, %b : tensor<?x8x8x4xf32>, tensor<4xf32>
  %1 = nn.channel_sum %x : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<?x8x8x4xf32>, tensor<4xf32>
}

// Two layers of one shape share one convolution.
// CHECK-LABEL: func.func @layers
// CHECK: kernel.call @convolution_8x8x4_0
// CHECK: kernel.call @convolution_8x8x4_0
func.func @layers(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>, %l: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.conv2d %0, %l strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  return %1 : tensor<?x8x8x4xf32>
}

// Kernels of one shape that compute different things have functions of their own.
// CHECK-LABEL: func.func @negative_other_code
// CHECK: kernel.call @elementwise_0
// CHECK: kernel.call @elementwise_1
func.func @negative_other_code(%x: tensor<10xf32>) -> tensor<10xf32> {
  %0 = nn.tanh %x : tensor<10xf32>
  %1 = nn.sigmoid %0 : tensor<10xf32>
  return %1 : tensor<10xf32>
}

// CHECK-LABEL: func.func @negative_other_dilation
// CHECK: kernel.call @convolution_8x8x4_1
// CHECK: kernel.call @convolution_8x8x4_2
func.func @negative_other_dilation(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x4xf32>, tensor<3x3x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.conv2d %0, %k strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x8x8x4xf32>, tensor<3x3x4x4xf32>) -> tensor<?x8x8x4xf32>
  return %1 : tensor<?x8x8x4xf32>
}

// CHECK: func.func private @elementwise_0(%{{.*}}: index, %[[X:.*]]: memref<?xf32>, %[[Y:.*]]: memref<?xf32>)
// CHECK-NEXT: kernel.elementwise inputs(%[[X]] : memref<?xf32>) into(%[[Y]] : memref<?xf32>) domain tensor<?xf32>
// CHECK: func.func private @elementwise_4_1(%{{.*}}: index, %{{.*}}: memref<?x4xf32>, %{{.*}}: memref<4xf32>, %{{.*}}: memref<?xi8>)
