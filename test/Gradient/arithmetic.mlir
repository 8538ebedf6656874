// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s

// CHECK-LABEL: @add
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @add(%a: tensor<?x5xf64>, %b: tensor<?x5xf64>) -> tensor<?x5xf64> {
  %y = nn.add %a, %b : tensor<?x5xf64>
  return %y : tensor<?x5xf64>
}

// CHECK-LABEL: @subtract
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @subtract(%a: tensor<?x5xf64>, %b: tensor<?x5xf64>) -> tensor<?x5xf64> {
  %y = nn.subtract %a, %b : tensor<?x5xf64>
  return %y : tensor<?x5xf64>
}

// CHECK-LABEL: @multiply
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @multiply(%a: tensor<?x5xf64>, %b: tensor<?x5xf64>) -> tensor<?x5xf64> {
  %y = nn.multiply %a, %b : tensor<?x5xf64>
  return %y : tensor<?x5xf64>
}

// A value used twice gets both gradients.
// CHECK-LABEL: @square
// CHECK: argument 0: gradient matches
func.func @square(%a: tensor<?x5xf64>) -> tensor<?x5xf64> {
  %y = nn.multiply %a, %a : tensor<?x5xf64>
  return %y : tensor<?x5xf64>
}

// CHECK-LABEL: @scale_reshape
// CHECK: argument 0: gradient matches
func.func @scale_reshape(%a: tensor<?x2x3xf64>) -> tensor<?x6xf64> {
  %y = nn.scale %a by 0.5 : tensor<?x2x3xf64>
  %z = nn.reshape %y : tensor<?x2x3xf64> -> tensor<?x6xf64>
  return %z : tensor<?x6xf64>
}
