// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s

// CHECK-LABEL: @bias_add
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @bias_add(%x: tensor<?x3x5xf64>, %b: tensor<5xf64>) -> tensor<?x3x5xf64> {
  %y = nn.bias_add %x, %b : tensor<?x3x5xf64>, tensor<5xf64>
  return %y : tensor<?x3x5xf64>
}

// CHECK-LABEL: @relu
// CHECK: argument 0: gradient matches
func.func @relu(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.relu %x : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @relu_with_arguments
// CHECK: argument 0: gradient matches
func.func @relu_with_arguments(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.relu %x {negative_slope = 0.25 : f64, threshold = 0.2 : f64, max_value = 0.6 : f64} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @sigmoid
// CHECK: argument 0: gradient matches
func.func @sigmoid(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.sigmoid %x : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @tanh
// CHECK: argument 0: gradient matches
func.func @tanh(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.tanh %x : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @cos_sin
// CHECK: argument 0: gradient matches
func.func @cos_sin(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.cos %x : tensor<?x19xf64>
  %z = nn.sin %y : tensor<?x19xf64>
  return %z : tensor<?x19xf64>
}

// CHECK-LABEL: @exp_log
// CHECK: argument 0: gradient matches
func.func @exp_log(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.exp %x : tensor<?x19xf64>
  %z = nn.log %y : tensor<?x19xf64>
  %w = nn.multiply %z, %y : tensor<?x19xf64>
  return %w : tensor<?x19xf64>
}

// CHECK-LABEL: @clip
// CHECK: argument 0: gradient matches
func.func @clip(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.clip %x {minimum = -0.5 : f64, maximum = 0.3 : f64} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @softmax
// CHECK: argument 0: gradient matches
func.func @softmax(%x: tensor<?x10xf64>) -> tensor<?x10xf64> {
  %y = nn.softmax %x : tensor<?x10xf64>
  return %y : tensor<?x10xf64>
}

// CHECK-LABEL: @log_softmax
// CHECK: argument 0: gradient matches
func.func @log_softmax(%x: tensor<?x10xf64>) -> tensor<?x10xf64> {
  %y = nn.log_softmax %x : tensor<?x10xf64>
  return %y : tensor<?x10xf64>
}

// CHECK-LABEL: @softplus
// CHECK: argument 0: gradient matches
func.func @softplus(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.softplus %x : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @softsign
// CHECK: argument 0: gradient matches
func.func @softsign(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.softsign %x : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @gelu
// CHECK: argument 0: gradient matches
func.func @gelu(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.gelu %x : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @hard_sigmoid
// CHECK: argument 0: gradient matches
func.func @hard_sigmoid(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.hard_sigmoid %x : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @elu
// CHECK: argument 0: gradient matches
func.func @elu(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.elu %x {alpha = 1.5 : f64} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @gelu_approximate
// CHECK: argument 0: gradient matches
func.func @gelu_approximate(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.gelu %x {approximate} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @sparse_sigmoid
// CHECK: argument 0: gradient matches
func.func @sparse_sigmoid(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.hard_sigmoid %x {slope = 0.5 : f64} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @mish
// CHECK: argument 0: gradient matches
func.func @mish(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.mish %x : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @hard_shrink
// CHECK: argument 0: gradient matches
func.func @hard_shrink(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.hard_shrink %x {threshold = 0.3 : f64} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @threshold
// CHECK: argument 0: gradient matches
func.func @threshold(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.threshold %x {threshold = 0.1 : f64, value = 0.2 : f64} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// Twice the argument, which random numbers alone seldom take beyond 1.
// CHECK-LABEL: @sparse_plus
// CHECK: argument 0: gradient matches
func.func @sparse_plus(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %w = nn.scale %x by 2.0 : tensor<?x19xf64>
  %y = nn.sparse_plus %w : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @squareplus
// CHECK: argument 0: gradient matches
func.func @squareplus(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.squareplus %x {b = 0.5 : f64} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// CHECK-LABEL: @cube
// CHECK: argument 0: gradient matches
func.func @cube(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %y = nn.power %x {exponent = 3.0 : f64} : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}

// Of positive numbers.
// CHECK-LABEL: @powers
// CHECK: argument 0: gradient matches
func.func @powers(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %positive = nn.exp %x : tensor<?x19xf64>
  %0 = nn.power %positive {exponent = 2.5 : f64} : tensor<?x19xf64>
  %1 = nn.power %0 {exponent = -2.0 : f64} : tensor<?x19xf64>
  %2 = nn.power %1 {exponent = 0.3 : f64} : tensor<?x19xf64>
  %3 = nn.power %2 {exponent = 1.0 : f64} : tensor<?x19xf64>
  return %3 : tensor<?x19xf64>
}

// CHECK-LABEL: @prelu
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @prelu(%x: tensor<?x3x5xf64>, %alpha: tensor<5xf64>) -> tensor<?x3x5xf64> {
  %y = nn.prelu %x, %alpha : tensor<?x3x5xf64>, tensor<5xf64>
  return %y : tensor<?x3x5xf64>
}

// The square of the input lies above 0.
// CHECK-LABEL: @sqrt
// CHECK: argument 0: gradient matches
func.func @sqrt(%x: tensor<?x19xf64>) -> tensor<?x19xf64> {
  %one = nn.constant dense<1.0> : tensor<f64>
  %square = nn.multiply %x, %x : tensor<?x19xf64>
  %z = nn.add %square, %one : (tensor<?x19xf64>, tensor<f64>) -> tensor<?x19xf64>
  %y = nn.sqrt %z : tensor<?x19xf64>
  return %y : tensor<?x19xf64>
}
