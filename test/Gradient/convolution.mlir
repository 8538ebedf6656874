// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s
// RUN: anabranch-run %s --check-gradients --fuse=none | FileCheck %s
// RUN: anabranch-run %s --check-gradients --march=x86-64-v3 | FileCheck %s

// CHECK-LABEL: @same
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @same(%x: tensor<?x5x4x3xf64>, %k: tensor<3x3x3x5xf64>) -> tensor<?x5x4x5xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x5x4x3xf64>, tensor<3x3x3x5xf64>) -> tensor<?x5x4x5xf64>
  return %y : tensor<?x5x4x5xf64>
}

// Keras's 'same' padding at stride 2: more on the far side.
// CHECK-LABEL: @stride
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @stride(%x: tensor<?x6x5x2xf64>, %k: tensor<3x3x2x9xf64>) -> tensor<?x3x3x9xf64> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x6x5x2xf64>, tensor<3x3x2x9xf64>) -> tensor<?x3x3x9xf64>
  return %y : tensor<?x3x3x9xf64>
}

// A 1x1 kernel at stride 2 skips pixels, whose gradient is zero.
// CHECK-LABEL: @shortcut
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @shortcut(%x: tensor<?x4x4x3xf64>, %k: tensor<1x1x3x4xf64>) -> tensor<?x2x2x4xf64> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x4x4x3xf64>, tensor<1x1x3x4xf64>) -> tensor<?x2x2x4xf64>
  return %y : tensor<?x2x2x4xf64>
}

// CHECK-LABEL: @dilation
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @dilation(%x: tensor<?x7x6x2xf64>, %k: tensor<3x2x2x3xf64>) -> tensor<?x3x4x3xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [2, 2] groups 1
     : (tensor<?x7x6x2xf64>, tensor<3x2x2x3xf64>) -> tensor<?x3x4x3xf64>
  return %y : tensor<?x3x4x3xf64>
}

// CHECK-LABEL: @stride_and_dilation
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @stride_and_dilation(%x: tensor<?x7x7x2xf64>, %k: tensor<3x3x2x3xf64>) -> tensor<?x3x2x3xf64> {
  %y = nn.conv2d %x, %k strides [2, 3] padding [1, 1, 1, 0] dilations [2, 2] groups 1
     : (tensor<?x7x7x2xf64>, tensor<3x3x2x3xf64>) -> tensor<?x3x2x3xf64>
  return %y : tensor<?x3x2x3xf64>
}

// CHECK-LABEL: @groups
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @groups(%x: tensor<?x4x4x6xf64>, %k: tensor<3x3x2x9xf64>) -> tensor<?x4x4x9xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 3
     : (tensor<?x4x4x6xf64>, tensor<3x3x2x9xf64>) -> tensor<?x4x4x9xf64>
  return %y : tensor<?x4x4x9xf64>
}

// More channels than one block, and a last one that is not full.
// CHECK-LABEL: @channels
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @channels(%x: tensor<?x2x2x10xf64>, %k: tensor<2x2x10x70xf64>) -> tensor<?x1x1x70xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x2x2x10xf64>, tensor<2x2x10x70xf64>) -> tensor<?x1x1x70xf64>
  return %y : tensor<?x1x1x70xf64>
}

// CHECK-LABEL: @transposed
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @transposed(%x: tensor<?x4x3x5xf64>, %k: tensor<3x3x2x5xf64>) -> tensor<?x8x6x2xf64> {
  %y = nn.conv2d_input_grad %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x3x5xf64>, tensor<3x3x2x5xf64>) -> tensor<?x8x6x2xf64>
  return %y : tensor<?x8x6x2xf64>
}

// Outputs that see zeros alone, as behind a wide ZeroPadding2D.
// CHECK-LABEL: @padded_far
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @padded_far(%x: tensor<?x3x3x2xf64>, %k: tensor<3x3x2x3xf64>) -> tensor<?x8x10x3xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [4, 3, 5, 4] dilations [1, 1] groups 1 : (tensor<?x3x3x2xf64>, tensor<3x3x2x3xf64>) -> tensor<?x8x10x3xf64>
  return %y : tensor<?x8x10x3xf64>
}
