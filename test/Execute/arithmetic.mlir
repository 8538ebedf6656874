// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// CHECK-LABEL: @same_shapes
// CHECK: tensor<?x3xf32>: 11 22 33 44 55 66
// CHECK: tensor<?x3xf32>: -9 -18 -27 -36 -45 -54
// CHECK: tensor<?x3xf32>: 10 40 90 160 250 360
// CHECK: tensor<?x3xf32>: 0.5 1 1.5 2 2.5 3
func.func @same_shapes(%x: tensor<?x3xf32> {nn.value = dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>},
                       %y: tensor<?x3xf32> {nn.value = dense<[[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]]> : tensor<2x3xf32>})
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.add %x, %y : tensor<?x3xf32>
  %1 = nn.subtract %x, %y : tensor<?x3xf32>
  %2 = nn.multiply %x, %y : tensor<?x3xf32>
  %3 = nn.scale %x by 0.5 : tensor<?x3xf32>
  return %0, %1, %2, %3 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// An image's number per channel, a number per pixel, and a scalar.
// CHECK-LABEL: @broadcast
// CHECK: tensor<?x2x3x2xf32>: 10 40 30 80 50 120 70 160 90 200 110 240
// CHECK: tensor<?x2x3x2xf32>: 1 2 1.5 2 1.66667 2 1.75 2 1.8 2 1.83333 2
// CHECK: tensor<?x2x3x2xf32>: 1 2 3 4 5 5.5 5.5 5.5 5.5 5.5 5.5 5.5
// CHECK: tensor<?x2x3x2xf32>: 10 20 10 20 10 20 10 20 10 20 10 20
// CHECK: tensor<2xf32>: 360 840
func.func @broadcast(%x: tensor<?x2x3x2xf32> {nn.value = dense<[[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]]]]> : tensor<1x2x3x2xf32>},
                     %g: tensor<?x1x1x2xf32> {nn.value = dense<[[[[10.0, 20.0]]]]> : tensor<1x1x1x2xf32>},
                     %r: tensor<?x2x3x1xf32> {nn.value = dense<[[[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]]]]> : tensor<1x2x3x1xf32>},
                     %s: tensor<f32> {nn.value = dense<5.5> : tensor<f32>})
    -> (tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>, tensor<2xf32>) {
  %0 = nn.multiply %x, %g : (tensor<?x2x3x2xf32>, tensor<?x1x1x2xf32>) -> tensor<?x2x3x2xf32>
  %1 = nn.divide %x, %r : (tensor<?x2x3x2xf32>, tensor<?x2x3x1xf32>) -> tensor<?x2x3x2xf32>
  %2 = nn.minimum %s, %x : (tensor<f32>, tensor<?x2x3x2xf32>) -> tensor<?x2x3x2xf32>
  %3 = nn.broadcast %g : tensor<?x1x1x2xf32> -> tensor<?x2x3x2xf32>
  %4 = nn.channel_sum %0 : (tensor<?x2x3x2xf32>) -> tensor<2xf32>
  return %0, %1, %2, %3, %4 : tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @sums
// CHECK: tensor<?x1x1x2xf32>: 36 42
// CHECK: tensor<?x2x1x1xf32>: 91 559
// CHECK: tensor<?x2x3x1xf32>: 3 7 11 15 19 23
// CHECK: tensor<f32>: 78
func.func @sums(%x: tensor<?x2x3x2xf32> {nn.value = dense<[[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]]]]> : tensor<1x2x3x2xf32>})
    -> (tensor<?x1x1x2xf32>, tensor<?x2x1x1xf32>, tensor<?x2x3x1xf32>, tensor<f32>) {
  %0 = nn.reduce_sum %x : (tensor<?x2x3x2xf32>) -> tensor<?x1x1x2xf32>
  %1 = nn.reduce_sum %x, %x : (tensor<?x2x3x2xf32>, tensor<?x2x3x2xf32>) -> tensor<?x2x1x1xf32>
  %2 = nn.reduce_sum %x : (tensor<?x2x3x2xf32>) -> tensor<?x2x3x1xf32>
  %3 = nn.reduce_sum %x : (tensor<?x2x3x2xf32>) -> tensor<f32>
  return %0, %1, %2, %3 : tensor<?x1x1x2xf32>, tensor<?x2x1x1xf32>, tensor<?x2x3x1xf32>, tensor<f32>
}

// Of equals the first gets the gradient.
// CHECK-LABEL: @select
// CHECK: tensor<?x3xf32>: 0 20 30
// CHECK: tensor<?x3xf32>: 0 0 30
func.func @select(%a: tensor<?x3xf32> {nn.value = dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xf32>},
                  %b: tensor<?x3xf32> {nn.value = dense<[[2.0, 2.0, 2.0]]> : tensor<1x3xf32>},
                  %v: tensor<?x3xf32> {nn.value = dense<[[10.0, 20.0, 30.0]]> : tensor<1x3xf32>})
    -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.select_greater %a, %b, %v {or_equal} : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = nn.select_greater %a, %b, %v : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// What is stretched is summed by example first.
// CHECK-LABEL: @stretched_total
// CHECK: tensor<f32>: 84
func.func @stretched_total(%x: tensor<?x2x2x2xf32> {nn.value = dense<1.0> : tensor<3x2x2x2xf32>},
                           %g: tensor<?x1x1x2xf32> {nn.value = dense<[[[[1.0, 2.0]]], [[[3.0, 4.0]]], [[[5.0, 6.0]]]]> : tensor<3x1x1x2xf32>})
    -> tensor<f32> {
  %0 = nn.reduce_sum %x, %g : (tensor<?x2x2x2xf32>, tensor<?x1x1x2xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: @squared_number
// CHECK: tensor<f32>: 9
func.func @squared_number(%x: tensor<f32> {nn.value = dense<3.0> : tensor<f32>}) -> tensor<f32> {
  %0 = nn.squared_norm %x : tensor<f32> -> tensor<f32>
  return %0 : tensor<f32>
}

// Of whole images, sums of channels come first: 2 * 16 * 16 * 8 of 0.5.
// CHECK-LABEL: @total_of_images
// CHECK: tensor<f32>: 2048
func.func @total_of_images(%x: tensor<?x16x16x8xf32> {nn.value = dense<0.5> : tensor<2x16x16x8xf32>}) -> tensor<f32> {
  %0 = nn.sum %x : tensor<?x16x16x8xf32> -> tensor<f32>
  return %0 : tensor<f32>
}
