// RUN: anabranch-opt %s -split-input-file -verify-diagnostics | anabranch-opt | FileCheck %s

// CHECK-LABEL: func.func @depthwise
func.func @depthwise(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4xf32>) {
  // CHECK: nn.depthwise_conv2d %{{.*}}, %{{.*}} strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] : (tensor<?x8x8x4xf32>, tensor<3x3x4xf32>) -> tensor<?x4x4x4xf32>
  %0 = nn.depthwise_conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] : (tensor<?x8x8x4xf32>, tensor<3x3x4xf32>) -> tensor<?x4x4x4xf32>
  // CHECK: nn.depthwise_conv2d_input_grad %{{.*}}, %{{.*}} strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1]
  %1 = nn.depthwise_conv2d_input_grad %0, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] : (tensor<?x4x4x4xf32>, tensor<3x3x4xf32>) -> tensor<?x8x8x4xf32>
  // CHECK: nn.depthwise_conv2d_kernel_grad %{{.*}}, %{{.*}} strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1]
  %2 = nn.depthwise_conv2d_kernel_grad %x, %0 strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] : (tensor<?x8x8x4xf32>, tensor<?x4x4x4xf32>) -> tensor<3x3x4xf32>
  return
}

// -----

func.func @channels(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x2xf32>) {
  // expected-error @+1 {{keeps the channels, but has 'tensor<?x8x8x4xf32>', 'tensor<3x3x2xf32>' and 'tensor<?x6x6x4xf32>'}}
  %0 = nn.depthwise_conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x8x8x4xf32>, tensor<3x3x2xf32>) -> tensor<?x6x6x4xf32>
  return
}

// -----

func.func @element(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4xf64>) {
  // expected-error @+1 {{needs one element type}}
  %0 = nn.depthwise_conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x8x8x4xf32>, tensor<3x3x4xf64>) -> tensor<?x6x6x4xf32>
  return
}

// -----

func.func @window(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4xf32>) {
  // expected-error @+1 {{slides to height 6, but has 'tensor<?x8x8x4xf32>'}}
  %0 = nn.depthwise_conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x8x8x4xf32>, tensor<3x3x4xf32>) -> tensor<?x8x8x4xf32>
  return
}
