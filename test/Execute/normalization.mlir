// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// Channels 1 3 5 7 and 10 10 30 30: means 4 and 20, biased variances 5 and 100.
// With epsilon 4 and 44 the standard deviations are 3 and 12.
// CHECK-LABEL: @statistics
// CHECK: tensor<2xf32>: 4 20
// CHECK: tensor<2xf32>: 5 100
func.func @statistics(%x: tensor<?x2x1x2xf32> {nn.value = dense<[[[[1.0, 10.0]], [[3.0, 10.0]]], [[[5.0, 30.0]], [[7.0, 30.0]]]]> : tensor<2x2x1x2xf32>})
    -> (tensor<2xf32>, tensor<2xf32>) {
  %m, %v = nn.batch_statistics %x : tensor<?x2x1x2xf32> -> tensor<2xf32>
  return %m, %v : tensor<2xf32>, tensor<2xf32>
}

// gamma / sqrt(v + epsilon) and beta - mean times that.
// CHECK-LABEL: @factors
// CHECK: tensor<2xf32>: 2 0.5
// CHECK: tensor<2xf32>: -7 -8
// CHECK: tensor<?x2xf32>: -5 -7.5 -3 -7
// CHECK: tensor<2xf32>: 4.6 20.2
func.func @factors(%m: tensor<2xf32> {nn.value = dense<[4.0, 20.0]> : tensor<2xf32>},
                   %v: tensor<2xf32> {nn.value = dense<[5.0, 140.0]> : tensor<2xf32>},
                   %g: tensor<2xf32> {nn.value = dense<[6.0, 6.0]> : tensor<2xf32>},
                   %b: tensor<2xf32> {nn.value = dense<[1.0, 2.0]> : tensor<2xf32>},
                   %o: tensor<2xf32> {nn.value = dense<[10.0, 22.0]> : tensor<2xf32>},
                   %x: tensor<?x2xf32> {nn.value = dense<[[1.0, 1.0], [2.0, 2.0]]> : tensor<2x2xf32>})
    -> (tensor<2xf32>, tensor<2xf32>, tensor<?x2xf32>, tensor<2xf32>) {
  %s, %t = nn.normalization_factors %m, %v gamma %g beta %b epsilon 4.0 : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  %y = nn.channel_affine %x scales(%s) shift %t : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %a = nn.moving_average %m, %o momentum 0.9 : tensor<2xf32>
  return %s, %t, %y, %a : tensor<2xf32>, tensor<2xf32>, tensor<?x2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @sums
// CHECK: tensor<2xf32>: 4 6
// CHECK: tensor<2xf32>: 70 100
func.func @sums(%x: tensor<?x2xf32> {nn.value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>},
                %y: tensor<?x2xf32> {nn.value = dense<[[10.0, 10.0], [20.0, 20.0]]> : tensor<2x2xf32>}) -> (tensor<2xf32>, tensor<2xf32>) {
  %0 = nn.channel_sum %x : (tensor<?x2xf32>) -> tensor<2xf32>
  %1 = nn.channel_sum %x, %y : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}
