// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// The values were computed from the definitions in double precision.

// CHECK-LABEL: @smooth
// CHECK: tensor<?x4xf32>: -0.964028 -0.462117 0 0.905148
// CHECK: tensor<?x4xf32>: 0.119203 0.377541 0.5 0.817574
// CHECK: tensor<?x4xf32>: 0.135335 0.606531 1 4.48169
// CHECK: tensor<?x4xf32>: 0.126928 0.474077 0.693147 1.70141
// CHECK: tensor<?x4xf32>: -0.666667 -0.333333 0 0.6
// CHECK: tensor<?x4xf32>: -0.0455003 -0.154269 0 1.39979
func.func @smooth(%x: tensor<?x4xf32> {nn.value = dense<[[-2.0, -0.5, 0.0, 1.5]]> : tensor<1x4xf32>})
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.tanh %x : tensor<?x4xf32>
  %1 = nn.sigmoid %x : tensor<?x4xf32>
  %2 = nn.exp %x : tensor<?x4xf32>
  %3 = nn.softplus %x : tensor<?x4xf32>
  %4 = nn.softsign %x : tensor<?x4xf32>
  %5 = nn.gelu %x : tensor<?x4xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// CHECK-LABEL: @piecewise
// CHECK: tensor<?x4xf32>: 0 0 0 1.5
// CHECK: tensor<?x4xf32>: -0.5 -0.125 0 1
// A slope of 1/4 meets the threshold: f(x) = (x - 1) / 4 below 1 (Keras's ReLU).
// CHECK: tensor<?x4xf32>: -0.75 -0.375 -0.25 1.5
// CHECK: tensor<?x4xf32>: -0.432332 -0.196735 0 1.5
// CHECK: tensor<?x4xf32>: 0.166667 0.416667 0.5 0.75
// CHECK: tensor<?x4xf32>: -1 -0.5 0 1
// The threshold itself is below.
// CHECK: tensor<?x4xf32>: -1.75 -1 -0.75 0
// CHECK: tensor<?x4xf32>: 0 0 0 0
func.func @piecewise(%x: tensor<?x4xf32> {nn.value = dense<[[-2.0, -0.5, 0.0, 1.5]]> : tensor<1x4xf32>})
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.relu %x : tensor<?x4xf32>
  %1 = nn.relu %x {negative_slope = 0.25 : f64, max_value = 1.0 : f64} : tensor<?x4xf32>
  %2 = nn.relu %x {negative_slope = 0.25 : f64, threshold = 1.0 : f64} : tensor<?x4xf32>
  %3 = nn.elu %x {alpha = 0.5 : f64} : tensor<?x4xf32>
  %4 = nn.hard_sigmoid %x : tensor<?x4xf32>
  %5 = nn.clip %x {minimum = -1.0 : f64, maximum = 1.0 : f64} : tensor<?x4xf32>
  %6 = nn.relu %x {negative_slope = 0.5 : f64, threshold = 1.5 : f64} : tensor<?x4xf32>
  %7 = nn.relu %x {threshold = 1.5 : f64} : tensor<?x4xf32>
  return %0, %1, %2, %3, %4, %5, %6, %7 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// CHECK-LABEL: @smoother
// CHECK: tensor<?x4xf32>: -0.0454023 -0.154286 0 1.39957
// CHECK: tensor<?x4xf32>: -0.25250{{[12]}} -0.220744 0 1.40338
// CHECK: tensor<?x4xf32>: 0 0.0625 0.25 1.5
// CHECK: tensor<?x4xf32>: 0.414214 0.780776 1 2
func.func @smoother(%x: tensor<?x4xf32> {nn.value = dense<[[-2.0, -0.5, 0.0, 1.5]]> : tensor<1x4xf32>})
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.gelu %x {approximate} : tensor<?x4xf32>
  %1 = nn.mish %x : tensor<?x4xf32>
  %2 = nn.sparse_plus %x : tensor<?x4xf32>
  %3 = nn.squareplus %x {b = 4.0 : f64} : tensor<?x4xf32>
  return %0, %1, %2, %3 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// At 0 as well, where the slope is 0 if the exponent is above 1.
// CHECK-LABEL: @powers
// CHECK: tensor<?x4xf32>: 0 0.03125 1 32
// CHECK: tensor<?x4xf32>: 0 -0.03125 -1 1024
// CHECK: tensor<?x4xf32>: inf 16 1 0.0625
func.func @powers(%x: tensor<?x4xf32> {nn.value = dense<[[0.0, 0.25, 1.0, 4.0]]> : tensor<1x4xf32>},
                  %y: tensor<?x4xf32> {nn.value = dense<[[0.0, -0.5, -1.0, 4.0]]> : tensor<1x4xf32>})
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.power %x {exponent = 2.5 : f64} : tensor<?x4xf32>
  %1 = nn.power %y {exponent = 5.0 : f64} : tensor<?x4xf32>
  %2 = nn.power %x {exponent = -2.0 : f64} : tensor<?x4xf32>
  return %0, %1, %2 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// CHECK-LABEL: @shrinking
// CHECK: tensor<?x4xf32>: 0 0.25 0.5 1
// CHECK: tensor<?x4xf32>: -2 0 0 1.5
// CHECK: tensor<?x4xf32>: 9 -0.5 0 1.5
// CHECK: tensor<?x4xf32>: -0.2 -0.1 0 1.5
func.func @shrinking(%x: tensor<?x4xf32> {nn.value = dense<[[-2.0, -0.5, 0.0, 1.5]]> : tensor<1x4xf32>},
                     %alpha: tensor<4xf32> {nn.value = dense<[0.1, 0.2, 0.3, 0.4]> : tensor<4xf32>})
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.hard_sigmoid %x {slope = 0.5 : f64} : tensor<?x4xf32>
  %1 = nn.hard_shrink %x {threshold = 0.5 : f64} : tensor<?x4xf32>
  %2 = nn.threshold %x {threshold = -1.0 : f64, value = 9.0 : f64} : tensor<?x4xf32>
  %3 = nn.prelu %x, %alpha : tensor<?x4xf32>, tensor<4xf32>
  return %0, %1, %2, %3 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// Large arguments neither overflow nor lose the small probability; the two rows do not mix.
// CHECK-LABEL: @softmax
// CHECK: tensor<?x3xf32>: 0.0900306 0.244728 0.665241 1 0 0
// CHECK: tensor<?x3xf32>: -2.40761 -1.40761 -0.407606 0 -200 -1000
func.func @softmax(%x: tensor<?x3xf32> {nn.value = dense<[[1.0, 2.0, 3.0], [1000.0, 800.0, 0.0]]> : tensor<2x3xf32>})
    -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.softmax %x : tensor<?x3xf32>
  %1 = nn.log_softmax %x : tensor<?x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x3xf32>
}
