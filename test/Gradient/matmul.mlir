// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s
// RUN: anabranch-run %s --target=cuda --check-gradients --batch=3 | FileCheck %s

// CHECK-LABEL: @plain
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @plain(%a: tensor<?x7x5xf64>, %b: tensor<?x5x3xf64>) -> tensor<?x7x3xf64> {
  %y = nn.matmul %a, %b : (tensor<?x7x5xf64>, tensor<?x5x3xf64>) -> tensor<?x7x3xf64>
  return %y : tensor<?x7x3xf64>
}

// CHECK-LABEL: @transposed_rhs
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @transposed_rhs(%a: tensor<?x2x7x5xf64>, %b: tensor<?x2x3x5xf64>) -> tensor<?x2x7x3xf64> {
  %y = nn.matmul %a, %b {transpose_rhs} : (tensor<?x2x7x5xf64>, tensor<?x2x3x5xf64>) -> tensor<?x2x7x3xf64>
  return %y : tensor<?x2x7x3xf64>
}

// CHECK-LABEL: @transposed_lhs
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @transposed_lhs(%a: tensor<?x5x7xf64>, %b: tensor<?x5x3xf64>) -> tensor<?x7x3xf64> {
  %y = nn.matmul %a, %b {transpose_lhs} : (tensor<?x5x7xf64>, tensor<?x5x3xf64>) -> tensor<?x7x3xf64>
  return %y : tensor<?x7x3xf64>
}

// CHECK-LABEL: @transposed_both
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @transposed_both(%a: tensor<?x5x7xf64>, %b: tensor<?x3x5xf64>) -> tensor<?x7x3xf64> {
  %y = nn.matmul %a, %b {transpose_lhs, transpose_rhs} : (tensor<?x5x7xf64>, tensor<?x3x5xf64>) -> tensor<?x7x3xf64>
  return %y : tensor<?x7x3xf64>
}

// Both operands are one tensor.
// CHECK-LABEL: @square
// CHECK: argument 0: gradient matches
func.func @square(%a: tensor<?x4x3xf64>) -> tensor<?x4x4xf64> {
  %y = nn.matmul %a, %a {transpose_rhs} : (tensor<?x4x3xf64>, tensor<?x4x3xf64>) -> tensor<?x4x4xf64>
  return %y : tensor<?x4x4xf64>
}

// CHECK-LABEL: @chain
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
// CHECK: argument 2: gradient matches
func.func @chain(%q: tensor<?x2x5x3xf64>, %k: tensor<?x2x7x3xf64>, %v: tensor<?x2x7x4xf64>) -> tensor<?x2x5x4xf64> {
  %s = nn.matmul %q, %k {transpose_rhs} : (tensor<?x2x5x3xf64>, tensor<?x2x7x3xf64>) -> tensor<?x2x5x7xf64>
  %p = nn.multiply %s, %s : tensor<?x2x5x7xf64>
  %y = nn.matmul %p, %v : (tensor<?x2x5x7xf64>, tensor<?x2x7x4xf64>) -> tensor<?x2x5x4xf64>
  return %y : tensor<?x2x5x4xf64>
}
