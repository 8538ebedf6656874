// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s

// CHECK-LABEL: @pad
// CHECK: argument 0: gradient matches
func.func @pad(%x: tensor<?x3x4x5xf64>) -> tensor<?x6x5x9xf64> {
  %y = nn.pad %x low [0, 1, 2, 3] high [0, 2, -1, 1] : tensor<?x3x4x5xf64> -> tensor<?x6x5x9xf64>
  return %y : tensor<?x6x5x9xf64>
}

// CHECK-LABEL: @cut
// CHECK: argument 0: gradient matches
func.func @cut(%x: tensor<?x5x6x20xf64>) -> tensor<?x3x4x9xf64> {
  %y = nn.pad %x low [0, -1, -2, -3] high [0, -1, 0, -8] : tensor<?x5x6x20xf64> -> tensor<?x3x4x9xf64>
  return %y : tensor<?x3x4x9xf64>
}

// CHECK-LABEL: @permute
// CHECK: argument 0: gradient matches
func.func @permute(%x: tensor<?x3x4x5xf64>) -> tensor<?x5x3x4xf64> {
  %y = nn.permute %x [0, 3, 1, 2] : tensor<?x3x4x5xf64> -> tensor<?x5x3x4xf64>
  return %y : tensor<?x5x3x4xf64>
}

// CHECK-LABEL: @permute_pixels
// CHECK: argument 0: gradient matches
func.func @permute_pixels(%x: tensor<?x3x4x5xf64>) -> tensor<?x4x3x5xf64> {
  %y = nn.permute %x [0, 2, 1, 3] : tensor<?x3x4x5xf64> -> tensor<?x4x3x5xf64>
  return %y : tensor<?x4x3x5xf64>
}

// CHECK-LABEL: @concatenate_channels
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
// CHECK: argument 2: gradient matches
func.func @concatenate_channels(%a: tensor<?x3x4x5xf64>, %b: tensor<?x3x4x9xf64>, %c: tensor<?x3x4x1xf64>) -> tensor<?x3x4x15xf64> {
  %y = nn.concatenate %a, %b, %c along 3 : (tensor<?x3x4x5xf64>, tensor<?x3x4x9xf64>, tensor<?x3x4x1xf64>) -> tensor<?x3x4x15xf64>
  return %y : tensor<?x3x4x15xf64>
}

// CHECK-LABEL: @concatenate_rows
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @concatenate_rows(%a: tensor<?x3x4x5xf64>, %b: tensor<?x2x4x5xf64>) -> tensor<?x5x4x5xf64> {
  %y = nn.concatenate %a, %b along 1 : (tensor<?x3x4x5xf64>, tensor<?x2x4x5xf64>) -> tensor<?x5x4x5xf64>
  return %y : tensor<?x5x4x5xf64>
}
