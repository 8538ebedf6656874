// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// A row of zeros, the first column cut off, and zeros around the channels.
// CHECK-LABEL: @moves
// CHECK: tensor<?x3x2x5xf32>: 0 0 0 0 0 0 0 0 0 0 0 0 3 4 0 0 0 5 6 0 0 0 9 10 0 0 0 11 12 0
// CHECK: tensor<?x2x2x3xf32>: 1 3 5 7 9 11 2 4 6 8 10 12
// CHECK: tensor<?x3x2x2xf32>: 1 2 7 8 3 4 9 10 5 6 11 12
// CHECK: tensor<?x2x3x3xf32>: 1 2 13 3 4 14 5 6 15 7 8 16 9 10 17 11 12 18
// CHECK: tensor<?x4x3x2xf32>: 1 2 3 4 5 6 7 8 9 10 11 12 1 2 3 4 5 6 7 8 9 10 11 12
func.func @moves(%x: tensor<?x2x3x2xf32> {nn.value = dense<[[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]]]]> : tensor<1x2x3x2xf32>},
                 %y: tensor<?x2x3x1xf32> {nn.value = dense<[[[[13.0], [14.0], [15.0]], [[16.0], [17.0], [18.0]]]]> : tensor<1x2x3x1xf32>})
    -> (tensor<?x3x2x5xf32>, tensor<?x2x2x3xf32>, tensor<?x3x2x2xf32>, tensor<?x2x3x3xf32>, tensor<?x4x3x2xf32>) {
  %0 = nn.pad %x low [0, 1, -1, 2] high [0, 0, 0, 1] : tensor<?x2x3x2xf32> -> tensor<?x3x2x5xf32>
  %1 = nn.permute %x [0, 3, 1, 2] : tensor<?x2x3x2xf32> -> tensor<?x2x2x3xf32>
  %2 = nn.permute %x [0, 2, 1, 3] : tensor<?x2x3x2xf32> -> tensor<?x3x2x2xf32>
  %3 = nn.concatenate %x, %y along 3 : (tensor<?x2x3x2xf32>, tensor<?x2x3x1xf32>) -> tensor<?x2x3x3xf32>
  %4 = nn.concatenate %x, %x along 1 : (tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>) -> tensor<?x4x3x2xf32>
  return %0, %1, %2, %3, %4 : tensor<?x3x2x5xf32>, tensor<?x2x2x3xf32>, tensor<?x3x2x2xf32>, tensor<?x2x3x3xf32>, tensor<?x4x3x2xf32>
}

// Code before and behind the copies is fused: the bias is added to the zeros too, and the sums count them.
// CHECK-LABEL: @fused
// CHECK: tensor<?x3x3x2xf32>: 0.5 -0.5 0.5 -0.5 0.5 -0.5 2.5 3.5 6.5 7.5 10.5 11.5 14.5 15.5 18.5 19.5 22.5 23.5
// CHECK: tensor<2xf32>: 76.5 79.5
// CHECK: tensor<?x2x6x2xf32>: 1.5 1.5 3.5 3.5 5.5 5.5 1.5 1.5 3.5 3.5 5.5 5.5 7.5 7.5 9.5 9.5 11.5 11.5 7.5 7.5 9.5 9.5 11.5 11.5
// CHECK: tensor<2xf32>: 78 78
func.func @fused(%x: tensor<?x2x3x2xf32> {nn.value = dense<[[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]]]]> : tensor<1x2x3x2xf32>},
                 %b: tensor<2xf32> {nn.value = dense<[0.5, -0.5]> : tensor<2xf32>})
    -> (tensor<?x3x3x2xf32>, tensor<2xf32>, tensor<?x2x6x2xf32>, tensor<2xf32>) {
  %0 = nn.scale %x by 2.0 : tensor<?x2x3x2xf32>
  %1 = nn.pad %0 low [0, 1, 0, 0] high [0, 0, 0, 0] : tensor<?x2x3x2xf32> -> tensor<?x3x3x2xf32>
  %2 = nn.bias_add %1, %b : tensor<?x3x3x2xf32>, tensor<2xf32>
  %3 = nn.channel_sum %2 : (tensor<?x3x3x2xf32>) -> tensor<2xf32>
  %4 = nn.concatenate %x, %x along 2 : (tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>) -> tensor<?x2x6x2xf32>
  %5 = nn.bias_add %4, %b : tensor<?x2x6x2xf32>, tensor<2xf32>
  %6 = nn.channel_sum %5 : (tensor<?x2x6x2xf32>) -> tensor<2xf32>
  return %2, %3, %5, %6 : tensor<?x3x3x2xf32>, tensor<2xf32>, tensor<?x2x6x2xf32>, tensor<2xf32>
}
