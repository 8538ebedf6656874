// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s

// The mask is the same in every pass, and the same forwards and backwards.
// CHECK-LABEL: @mask
// CHECK: argument 0: gradient matches
func.func @mask(%x: tensor<?x4x5xf64>) -> tensor<?x4x5xf64> {
  %seed = nn.step_value seed : tensor<f64>
  %iteration = nn.step_value iteration : tensor<f64>
  %m = nn.dropout_mask %seed, %iteration {rate = 0.4 : f64, salt = 1 : i64} : tensor<f64> -> tensor<?x4x5xf64>
  %y = nn.multiply %x, %m : tensor<?x4x5xf64>
  return %y : tensor<?x4x5xf64>
}
