// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: func.func @matmul
func.func @matmul(%a: tensor<?x3x4x5xf32>, %b: tensor<?x3x5x6xf32>, %c: tensor<?x3x6x5xf32>, %d: tensor<?x3x5x4xf32>) {
  // CHECK: nn.matmul %{{.*}}, %{{.*}} : (tensor<?x3x4x5xf32>, tensor<?x3x5x6xf32>) -> tensor<?x3x4x6xf32>
  %0 = nn.matmul %a, %b : (tensor<?x3x4x5xf32>, tensor<?x3x5x6xf32>) -> tensor<?x3x4x6xf32>
  // CHECK: nn.matmul %{{.*}}, %{{.*}} {transpose_rhs} : (tensor<?x3x4x5xf32>, tensor<?x3x6x5xf32>) -> tensor<?x3x4x6xf32>
  %1 = nn.matmul %a, %c {transpose_rhs} : (tensor<?x3x4x5xf32>, tensor<?x3x6x5xf32>) -> tensor<?x3x4x6xf32>
  // CHECK: nn.matmul %{{.*}}, %{{.*}} {transpose_lhs} : (tensor<?x3x5x4xf32>, tensor<?x3x5x6xf32>) -> tensor<?x3x4x6xf32>
  %2 = nn.matmul %d, %b {transpose_lhs} : (tensor<?x3x5x4xf32>, tensor<?x3x5x6xf32>) -> tensor<?x3x4x6xf32>
  // CHECK: nn.matmul %{{.*}}, %{{.*}} {transpose_lhs, transpose_rhs} : (tensor<?x3x5x4xf32>, tensor<?x3x6x5xf32>) -> tensor<?x3x4x6xf32>
  %3 = nn.matmul %d, %c {transpose_lhs, transpose_rhs} : (tensor<?x3x5x4xf32>, tensor<?x3x6x5xf32>) -> tensor<?x3x4x6xf32>
  return
}

// What is transposed is read as it was.
// FOLD-LABEL: func.func @transposed
// FOLD-SAME: (%[[A:.*]]: tensor<?x3x4x5xf32>, %[[B:.*]]: tensor<?x3x6x5xf32>)
// FOLD-NOT: nn.permute
// FOLD: nn.matmul %[[A]], %[[B]] {transpose_rhs} : (tensor<?x3x4x5xf32>, tensor<?x3x6x5xf32>) -> tensor<?x3x4x6xf32>
func.func @transposed(%a: tensor<?x3x4x5xf32>, %b: tensor<?x3x6x5xf32>) -> tensor<?x3x4x6xf32> {
  %0 = nn.permute %a [0, 1, 3, 2] : tensor<?x3x4x5xf32> -> tensor<?x3x5x4xf32>
  %1 = nn.permute %b [0, 1, 3, 2] : tensor<?x3x6x5xf32> -> tensor<?x3x5x6xf32>
  %2 = nn.matmul %0, %1 {transpose_lhs} : (tensor<?x3x5x4xf32>, tensor<?x3x5x6xf32>) -> tensor<?x3x4x6xf32>
  return %2 : tensor<?x3x4x6xf32>
}

// Heads change places with steps, not rows with columns.
// FOLD-LABEL: func.func @negative_heads
// FOLD: nn.permute
func.func @negative_heads(%a: tensor<?x4x3x5xf32>, %b: tensor<?x3x5x6xf32>) -> tensor<?x3x4x6xf32> {
  %0 = nn.permute %a [0, 2, 1, 3] : tensor<?x4x3x5xf32> -> tensor<?x3x4x5xf32>
  %1 = nn.matmul %0, %b : (tensor<?x3x4x5xf32>, tensor<?x3x5x6xf32>) -> tensor<?x3x4x6xf32>
  return %1 : tensor<?x3x4x6xf32>
}
