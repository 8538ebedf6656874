// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s
// RUN: anabranch-run %s --check-gradients --batch=2 --march=x86-64-v3 | FileCheck %s

// CHECK-LABEL: @plain
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @plain(%x: tensor<?x6x7x5xf64>, %k: tensor<3x3x5xf64>) -> tensor<?x6x7x5xf64> {
  %y = nn.depthwise_conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x6x7x5xf64>, tensor<3x3x5xf64>) -> tensor<?x6x7x5xf64>
  return %y : tensor<?x6x7x5xf64>
}

// CHECK-LABEL: @strided
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @strided(%x: tensor<?x9x8x3xf64>, %k: tensor<3x3x3xf64>) -> tensor<?x5x4x3xf64> {
  %y = nn.depthwise_conv2d %x, %k strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] : (tensor<?x9x8x3xf64>, tensor<3x3x3xf64>) -> tensor<?x5x4x3xf64>
  return %y : tensor<?x5x4x3xf64>
}

// CHECK-LABEL: @dilated
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @dilated(%x: tensor<?x9x9x9xf64>, %k: tensor<3x2x9xf64>) -> tensor<?x9x6x9xf64> {
  %y = nn.depthwise_conv2d %x, %k strides [1, 1] padding [2, 2, 0, 0] dilations [2, 3] : (tensor<?x9x9x9xf64>, tensor<3x2x9xf64>) -> tensor<?x9x6x9xf64>
  return %y : tensor<?x9x6x9xf64>
}

// More taps than a quarter of the registers.
// CHECK-LABEL: @wide
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @wide(%x: tensor<?x11x13x2xf64>, %k: tensor<5x7x2xf64>) -> tensor<?x11x13x2xf64> {
  %y = nn.depthwise_conv2d %x, %k strides [1, 1] padding [2, 2, 3, 3] dilations [1, 1] : (tensor<?x11x13x2xf64>, tensor<5x7x2xf64>) -> tensor<?x11x13x2xf64>
  return %y : tensor<?x11x13x2xf64>
}

// A stride beyond the window leaves inputs without a gradient.
// CHECK-LABEL: @gaps
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @gaps(%x: tensor<?x7x9x2xf64>, %k: tensor<1x2x2xf64>) -> tensor<?x3x3x2xf64> {
  %y = nn.depthwise_conv2d %x, %k strides [3, 3] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x7x9x2xf64>, tensor<1x2x2xf64>) -> tensor<?x3x3x2xf64>
  return %y : tensor<?x3x3x2xf64>
}

// Outputs that see zeros alone.
// CHECK-LABEL: @padded_far
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @padded_far(%x: tensor<?x3x3x17xf64>, %k: tensor<2x2x17xf64>) -> tensor<?x9x9x17xf64> {
  %y = nn.depthwise_conv2d %x, %k strides [1, 1] padding [4, 3, 3, 4] dilations [1, 1] : (tensor<?x3x3x17xf64>, tensor<2x2x17xf64>) -> tensor<?x9x9x17xf64>
  return %y : tensor<?x9x9x17xf64>
}
