// RUN: anabranch-run %s --check-gradients --algorithm=winograd2 | FileCheck %s
// RUN: anabranch-run %s --check-gradients --algorithm=winograd4 --batch=3 | FileCheck %s
// RUN: anabranch-run %s --check-gradients --algorithm=winograd4 --march=x86-64-v3 | FileCheck %s

// CHECK-LABEL: @same
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @same(%x: tensor<?x5x4x3xf64>, %k: tensor<3x3x3x5xf64>) -> tensor<?x5x4x5xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x5x4x3xf64>, tensor<3x3x3x5xf64>) -> tensor<?x5x4x5xf64>
  return %y : tensor<?x5x4x5xf64>
}

// Five taps, uneven padding, and results that fill no tile.
// CHECK-LABEL: @five_taps
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @five_taps(%x: tensor<?x7x5x2xf64>, %k: tensor<5x5x2x9xf64>) -> tensor<?x6x2x9xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [2, 1, 1, 0] dilations [1, 1] groups 1
     : (tensor<?x7x5x2xf64>, tensor<5x5x2x9xf64>) -> tensor<?x6x2x9xf64>
  return %y : tensor<?x6x2x9xf64>
}

// Several images share a block, and a block of channels is not full.
// CHECK-LABEL: @blocks
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @blocks(%x: tensor<?x2x2x10xf64>, %k: tensor<3x3x10x11xf64>) -> tensor<?x2x2x11xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x2x2x10xf64>, tensor<3x3x10x11xf64>) -> tensor<?x2x2x11xf64>
  return %y : tensor<?x2x2x11xf64>
}

// Outputs that see zeros alone, as behind a wide ZeroPadding2D.
// CHECK-LABEL: @padded_far
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @padded_far(%x: tensor<?x3x3x2xf64>, %k: tensor<3x3x2x3xf64>) -> tensor<?x8x10x3xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [4, 3, 5, 4] dilations [1, 1] groups 1
     : (tensor<?x3x3x2xf64>, tensor<3x3x2x3xf64>) -> tensor<?x8x10x3xf64>
  return %y : tensor<?x8x10x3xf64>
}

// Keras's padding of an even and an odd number of pixels: the first tap meets every other pixel from the first or the second on.
// CHECK-LABEL: @strides_even
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @strides_even(%x: tensor<?x6x8x3xf64>, %k: tensor<3x3x3x5xf64>) -> tensor<?x3x4x5xf64> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1
     : (tensor<?x6x8x3xf64>, tensor<3x3x3x5xf64>) -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// CHECK-LABEL: @strides_odd
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @strides_odd(%x: tensor<?x11x9x2xf64>, %k: tensor<3x3x2x9xf64>) -> tensor<?x6x5x9xf64> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x11x9x2xf64>, tensor<3x3x2x9xf64>) -> tensor<?x6x5x9xf64>
  return %y : tensor<?x6x5x9xf64>
}

// CHECK-LABEL: @strides_of_five_taps
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @strides_of_five_taps(%x: tensor<?x8x7x2xf64>, %k: tensor<5x5x2x3xf64>) -> tensor<?x4x4x3xf64> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [3, 1, 3, 2] dilations [1, 1] groups 1
     : (tensor<?x8x7x2xf64>, tensor<5x5x2x3xf64>) -> tensor<?x4x4x3xf64>
  return %y : tensor<?x4x4x3xf64>
}
