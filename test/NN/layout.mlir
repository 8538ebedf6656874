// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: func.func @layout
func.func @layout(%x: tensor<?x4x5x8xf32>, %y: tensor<?x4x5x2xf32>) {
  // CHECK: nn.pad %{{.*}} low [0, 1, 1, 0] high [0, 2, -2, 0] : tensor<?x4x5x8xf32> -> tensor<?x7x4x8xf32>
  %0 = nn.pad %x low [0, 1, 1, 0] high [0, 2, -2, 0] : tensor<?x4x5x8xf32> -> tensor<?x7x4x8xf32>
  // CHECK: nn.permute %{{.*}} [0, 3, 1, 2] : tensor<?x4x5x8xf32> -> tensor<?x8x4x5xf32>
  %1 = nn.permute %x [0, 3, 1, 2] : tensor<?x4x5x8xf32> -> tensor<?x8x4x5xf32>
  // CHECK: nn.concatenate %{{.*}}, %{{.*}} along 3 : (tensor<?x4x5x8xf32>, tensor<?x4x5x2xf32>) -> tensor<?x4x5x10xf32>
  %2 = nn.concatenate %x, %y along 3 : (tensor<?x4x5x8xf32>, tensor<?x4x5x2xf32>) -> tensor<?x4x5x10xf32>
  return
}

// What moves nothing goes away.
// FOLD-LABEL: func.func @nothing
// FOLD-SAME: %[[X:.*]]: tensor<?x4x8xf32>
// FOLD-NEXT: return %[[X]], %[[X]], %[[X]]
func.func @nothing(%x: tensor<?x4x8xf32>) -> (tensor<?x4x8xf32>, tensor<?x4x8xf32>, tensor<?x4x8xf32>) {
  %0 = nn.pad %x low [0, 0, 0] high [0, 0, 0] : tensor<?x4x8xf32> -> tensor<?x4x8xf32>
  %1 = nn.permute %x [0, 1, 2] : tensor<?x4x8xf32> -> tensor<?x4x8xf32>
  %2 = nn.concatenate %x along 2 : (tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %0, %1, %2 : tensor<?x4x8xf32>, tensor<?x4x8xf32>, tensor<?x4x8xf32>
}

// Zeros around pixels join the padding of both kinds of convolution.
// FOLD-LABEL: func.func @padded_convolution
// FOLD-NEXT: nn.conv2d %arg0, %{{.*}} strides [2, 2] padding [1, 3, 2, 4]
// FOLD-NEXT: nn.depthwise_conv2d %arg0, %{{.*}} strides [1, 1] padding [1, 2, 1, 2]
func.func @padded_convolution(%x: tensor<?x4x4x2xf32>, %k: tensor<3x3x2x5xf32>, %d: tensor<3x3x2xf32>) -> (tensor<?x3x4x5xf32>, tensor<?x5x5x2xf32>) {
  %0 = nn.pad %x low [0, 1, 1, 0] high [0, 2, 2, 0] : tensor<?x4x4x2xf32> -> tensor<?x7x7x2xf32>
  %1 = nn.conv2d %0, %k strides [2, 2] padding [0, 1, 1, 2] dilations [1, 1] groups 1 : (tensor<?x7x7x2xf32>, tensor<3x3x2x5xf32>) -> tensor<?x3x4x5xf32>
  %2 = nn.depthwise_conv2d %0, %d strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x7x7x2xf32>, tensor<3x3x2xf32>) -> tensor<?x5x5x2xf32>
  return %1, %2 : tensor<?x3x4x5xf32>, tensor<?x5x5x2xf32>
}

// FOLD-LABEL: func.func @negative_cut
// FOLD-NEXT: nn.pad
// FOLD-NEXT: nn.conv2d
func.func @negative_cut(%x: tensor<?x4x4x2xf32>, %k: tensor<3x3x2x5xf32>) -> tensor<?x3x1x5xf32> {
  %0 = nn.pad %x low [0, 1, -1, 0] high [0, 0, 0, 0] : tensor<?x4x4x2xf32> -> tensor<?x5x3x2xf32>
  %1 = nn.conv2d %0, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x5x3x2xf32>, tensor<3x3x2x5xf32>) -> tensor<?x3x1x5xf32>
  return %1 : tensor<?x3x1x5xf32>
}

// FOLD-LABEL: func.func @negative_channels
// FOLD-NEXT: nn.pad
// FOLD-NEXT: nn.conv2d
func.func @negative_channels(%x: tensor<?x4x4x1xf32>, %k: tensor<3x3x2x5xf32>) -> tensor<?x2x2x5xf32> {
  %0 = nn.pad %x low [0, 0, 0, 1] high [0, 0, 0, 0] : tensor<?x4x4x1xf32> -> tensor<?x4x4x2xf32>
  %1 = nn.conv2d %0, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<3x3x2x5xf32>) -> tensor<?x2x2x5xf32>
  return %1 : tensor<?x2x2x5xf32>
}
