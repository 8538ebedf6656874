// RUN: anabranch-run %s --check-gradients --batch=11 | FileCheck %s
// RUN: anabranch-run %s --target=cuda --check-gradients --batch=11 | FileCheck %s

// CHECK-LABEL: @rows
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
// CHECK: argument 2: gradient matches
func.func @rows(%x: tensor<?x7xf64>, %k: tensor<7x10xf64>, %b: tensor<10xf64>) -> tensor<?x10xf64> {
  %y = nn.dense %x, %k : (tensor<?x7xf64>, tensor<7x10xf64>) -> tensor<?x10xf64>
  %z = nn.bias_add %y, %b : tensor<?x10xf64>, tensor<10xf64>
  return %z : tensor<?x10xf64>
}

// CHECK-LABEL: @last_dimension
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @last_dimension(%x: tensor<?x3x5xf64>, %k: tensor<5x4xf64>) -> tensor<?x3x4xf64> {
  %y = nn.dense %x, %k : (tensor<?x3x5xf64>, tensor<5x4xf64>) -> tensor<?x3x4xf64>
  return %y : tensor<?x3x4xf64>
}
