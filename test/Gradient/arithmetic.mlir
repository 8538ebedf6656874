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

// CHECK-LABEL: @add_broadcast
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @add_broadcast(%x: tensor<?x3x4x5xf64>, %g: tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64> {
  %y = nn.add %x, %g : (tensor<?x3x4x5xf64>, tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// CHECK-LABEL: @subtract_broadcast
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @subtract_broadcast(%x: tensor<?x3x4x5xf64>, %g: tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64> {
  %y = nn.subtract %x, %g : (tensor<?x3x4x5xf64>, tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// CHECK-LABEL: @multiply_broadcast
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @multiply_broadcast(%x: tensor<?x3x4x5xf64>, %g: tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64> {
  %y = nn.multiply %x, %g : (tensor<?x3x4x5xf64>, tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// The exponential keeps the divisor away from 0.
// CHECK-LABEL: @divide_broadcast
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @divide_broadcast(%x: tensor<?x3x4x5xf64>, %g: tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64> {
  %e = nn.exp %g : tensor<?x1x1x5xf64>
  %y = nn.divide %x, %e : (tensor<?x3x4x5xf64>, tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// CHECK-LABEL: @maximum_broadcast
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @maximum_broadcast(%x: tensor<?x3x4x5xf64>, %g: tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64> {
  %y = nn.maximum %x, %g : (tensor<?x3x4x5xf64>, tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// CHECK-LABEL: @minimum_broadcast
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @minimum_broadcast(%x: tensor<?x3x4x5xf64>, %g: tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64> {
  %y = nn.minimum %x, %g : (tensor<?x3x4x5xf64>, tensor<?x1x1x5xf64>) -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// Both operands are stretched.
// CHECK-LABEL: @multiply_both
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @multiply_both(%x: tensor<?x3x1x5xf64>, %g: tensor<?x1x4x1xf64>) -> tensor<?x3x4x5xf64> {
  %y = nn.multiply %x, %g : (tensor<?x3x1x5xf64>, tensor<?x1x4x1xf64>) -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// CHECK-LABEL: @maximum
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @maximum(%x: tensor<?x17xf64>, %z: tensor<?x17xf64>) -> tensor<?x17xf64> {
  %y = nn.maximum %x, %z : tensor<?x17xf64>
  return %y : tensor<?x17xf64>
}

// CHECK-LABEL: @broadcast
// CHECK: argument 0: gradient matches
func.func @broadcast(%x: tensor<?x1x4x1xf64>) -> tensor<?x3x4x5xf64> {
  %y = nn.broadcast %x : tensor<?x1x4x1xf64> -> tensor<?x3x4x5xf64>
  return %y : tensor<?x3x4x5xf64>
}

// CHECK-LABEL: @sum_pixels
// CHECK: argument 0: gradient matches
func.func @sum_pixels(%x: tensor<?x3x4x5xf64>) -> tensor<?x1x1x5xf64> {
  %y = nn.reduce_sum %x : (tensor<?x3x4x5xf64>) -> tensor<?x1x1x5xf64>
  return %y : tensor<?x1x1x5xf64>
}

// CHECK-LABEL: @sum_channels
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @sum_channels(%x: tensor<?x3x19xf64>, %z: tensor<?x3x19xf64>) -> tensor<?x3x1xf64> {
  %y = nn.reduce_sum %x, %z : (tensor<?x3x19xf64>, tensor<?x3x19xf64>) -> tensor<?x3x1xf64>
  return %y : tensor<?x3x1xf64>
}

// CHECK-LABEL: @sum_rows_and_channels
// CHECK: argument 0: gradient matches
func.func @sum_rows_and_channels(%x: tensor<?x3x4x19xf64>) -> tensor<?x1x4x1xf64> {
  %y = nn.reduce_sum %x : (tensor<?x3x4x19xf64>) -> tensor<?x1x4x1xf64>
  return %y : tensor<?x1x4x1xf64>
}

// CHECK-LABEL: @sum_all
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @sum_all(%x: tensor<?x3x4x5xf64>, %z: tensor<?x3x4x5xf64>) -> tensor<f64> {
  %y = nn.reduce_sum %x, %z : (tensor<?x3x4x5xf64>, tensor<?x3x4x5xf64>) -> tensor<f64>
  return %y : tensor<f64>
}

// A matrix for each example times its rows.
// CHECK-LABEL: @sum_broadcast
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @sum_broadcast(%m: tensor<?x4x3x1xf64>, %r: tensor<?x1x3x19xf64>) -> tensor<?x4x1x19xf64> {
  %y = nn.reduce_sum %m, %r : (tensor<?x4x3x1xf64>, tensor<?x1x3x19xf64>) -> tensor<?x4x1x19xf64>
  return %y : tensor<?x4x1x19xf64>
}

// CHECK-LABEL: @sum_one_broadcast
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @sum_one_broadcast(%x: tensor<?x3x5xf64>, %r: tensor<?x1x5xf64>) -> tensor<?x3x1xf64> {
  %y = nn.reduce_sum %x, %r : (tensor<?x3x5xf64>, tensor<?x1x5xf64>) -> tensor<?x3x1xf64>
  return %y : tensor<?x3x1xf64>
}

// What only tells larger from smaller has no gradient, and lets others through.
// CHECK-LABEL: @exceeds
// CHECK: argument 0: gradient matches
func.func @exceeds(%x: tensor<?x7xf64>) -> tensor<?x7xf64> {
  %m = nn.exceeds %x {threshold = 0.0 : f64} : tensor<?x7xf64>
  %y = nn.multiply %x, %m : tensor<?x7xf64>
  return %y : tensor<?x7xf64>
}

// The sum's gradient is repeated along what neither it nor the other factor has.
// CHECK-LABEL: @reduce_stretched_product
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @reduce_stretched_product(%a: tensor<?x1x3xf64>, %b: tensor<?x2x3xf64>) -> tensor<?x1x3xf64> {
  %y = nn.reduce_sum %a, %b : (tensor<?x1x3xf64>, tensor<?x2x3xf64>) -> tensor<?x1x3xf64>
  return %y : tensor<?x1x3xf64>
}

// CHECK-LABEL: @reduce_outer_product
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @reduce_outer_product(%a: tensor<?x1x4xf64>, %b: tensor<?x8x1xf64>) -> tensor<?x1x1xf64> {
  %y = nn.reduce_sum %a, %b : (tensor<?x1x4xf64>, tensor<?x8x1xf64>) -> tensor<?x1x1xf64>
  return %y : tensor<?x1x1xf64>
}

// CHECK-LABEL: @reduce_stretched_to_scalar
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @reduce_stretched_to_scalar(%a: tensor<?x2x2x3xf64>, %b: tensor<?x1x1x3xf64>) -> tensor<f64> {
  %y = nn.reduce_sum %a, %b : (tensor<?x2x2x3xf64>, tensor<?x1x1x3xf64>) -> tensor<f64>
  return %y : tensor<f64>
}
