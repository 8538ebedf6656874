// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s
// RUN: anabranch-run %s --target=cuda --check-gradients --batch=3 | FileCheck %s

// CHECK-LABEL: @average
// CHECK: argument 0: gradient matches
func.func @average(%x: tensor<?x4x4x3xf64>) -> tensor<?x2x2x3xf64> {
  %y = nn.average_pool2d %x window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x3xf64>) -> tensor<?x2x2x3xf64>
  return %y : tensor<?x2x2x3xf64>
}

// Overlapping windows, some of which reach over the edge.
// CHECK-LABEL: @average_padded
// CHECK: argument 0: gradient matches
func.func @average_padded(%x: tensor<?x5x5x9xf64>) -> tensor<?x3x3x9xf64> {
  %y = nn.average_pool2d %x window [3, 3] strides [2, 2] padding [1, 1, 1, 1] : (tensor<?x5x5x9xf64>) -> tensor<?x3x3x9xf64>
  return %y : tensor<?x3x3x9xf64>
}

// CHECK-LABEL: @max
// CHECK: argument 0: gradient matches
func.func @max(%x: tensor<?x5x5x9xf64>) -> tensor<?x3x3x9xf64> {
  %y = nn.max_pool2d %x window [3, 3] strides [2, 2] padding [1, 1, 1, 1] : (tensor<?x5x5x9xf64>) -> tensor<?x3x3x9xf64>
  return %y : tensor<?x3x3x9xf64>
}
