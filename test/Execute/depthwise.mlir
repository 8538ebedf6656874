// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// CHECK-LABEL: @depthwise
// CHECK: tensor<?x2x2x2xf32>: 37 420 47 520 67 720 77 820
// CHECK: tensor<?x2x2x2xf32>: 37 420 21 230 23 245 9 95
// CHECK: tensor<?x3x3x2xf32>: 1 20 2 40 3 40 3 60 4 80 9 120 5 60 10 120 7 80
// CHECK: tensor<2x2x2xf32>: 108 138 42 56 22 35 5 11
func.func @depthwise(%x: tensor<?x3x3x2xf32> {nn.value = dense<[[[[1.0, 1.5], [2.0, 2.5], [3.0, 3.5]], [[4.0, 4.5], [5.0, 5.5], [6.0, 6.5]], [[7.0, 7.5], [8.0, 8.5], [9.0, 9.5]]]]> : tensor<1x3x3x2xf32>},
                     %k: tensor<2x2x2xf32> {nn.value = dense<[[[1.0, 10.0], [2.0, 20.0]], [[3.0, 30.0], [4.0, 40.0]]]> : tensor<2x2x2xf32>},
                     %dy: tensor<?x2x2x2xf32> {nn.value = dense<[[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]]> : tensor<1x2x2x2xf32>})
    -> (tensor<?x2x2x2xf32>, tensor<?x2x2x2xf32>, tensor<?x3x3x2xf32>, tensor<2x2x2xf32>) {
  %0 = nn.depthwise_conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x3x3x2xf32>, tensor<2x2x2xf32>) -> tensor<?x2x2x2xf32>
  %1 = nn.depthwise_conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] : (tensor<?x3x3x2xf32>, tensor<2x2x2xf32>) -> tensor<?x2x2x2xf32>
  %2 = nn.depthwise_conv2d_input_grad %dy, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] : (tensor<?x2x2x2xf32>, tensor<2x2x2xf32>) -> tensor<?x3x3x2xf32>
  %3 = nn.depthwise_conv2d_kernel_grad %x, %dy strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] : (tensor<?x3x3x2xf32>, tensor<?x2x2x2xf32>) -> tensor<2x2x2xf32>
  return %0, %1, %2, %3 : tensor<?x2x2x2xf32>, tensor<?x2x2x2xf32>, tensor<?x3x3x2xf32>, tensor<2x2x2xf32>
}

// The bias, ReLU and the sums per channel join the epilogue, and what scales the input its prologue.
// CHECK-LABEL: @fused
// CHECK: tensor<?x2x2x2xf32>: 0 740 0 940 34 1340 54 1540
// CHECK: tensor<2xf32>: 88 4560
func.func @fused(%x: tensor<?x3x3x2xf32> {nn.value = dense<[[[[1.0, 1.5], [2.0, 2.5], [3.0, 3.5]], [[4.0, 4.5], [5.0, 5.5], [6.0, 6.5]], [[7.0, 7.5], [8.0, 8.5], [9.0, 9.5]]]]> : tensor<1x3x3x2xf32>},
                 %k: tensor<2x2x2xf32> {nn.value = dense<[[[1.0, 10.0], [2.0, 20.0]], [[3.0, 30.0], [4.0, 40.0]]]> : tensor<2x2x2xf32>},
                 %b: tensor<2xf32> {nn.value = dense<-100.0> : tensor<2xf32>})
    -> (tensor<?x2x2x2xf32>, tensor<2xf32>) {
  %0 = nn.scale %x by 2.0 : tensor<?x3x3x2xf32>
  %1 = nn.depthwise_conv2d %0, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x3x3x2xf32>, tensor<2x2x2xf32>) -> tensor<?x2x2x2xf32>
  %2 = nn.bias_add %1, %b : tensor<?x2x2x2xf32>, tensor<2xf32>
  %3 = nn.relu %2 : tensor<?x2x2x2xf32>
  %4 = nn.channel_sum %3 : (tensor<?x2x2x2xf32>) -> tensor<2xf32>
  return %3, %4 : tensor<?x2x2x2xf32>, tensor<2xf32>
}

// With 512 channels pixels are copied with gaps between them. Of 4 x 4 pixels and 3 x 3 taps 100 pairs meet; the input's
// gradient is the same of the mirrored filter.
// CHECK-LABEL: @gaps
// CHECK: tensor<f32>: 51200
// CHECK: tensor<f32>: 51200
func.func @gaps(%x: tensor<?x4x4x512xf32> {nn.value = dense<1.0> : tensor<1x4x4x512xf32>},
                %k: tensor<3x3x512xf32> {nn.value = dense<1.0> : tensor<3x3x512xf32>}) -> (tensor<f32>, tensor<f32>) {
  %y = nn.depthwise_conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x4x4x512xf32>, tensor<3x3x512xf32>) -> tensor<?x4x4x512xf32>
  %dx = nn.depthwise_conv2d_input_grad %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x4x4x512xf32>, tensor<3x3x512xf32>) -> tensor<?x4x4x512xf32>
  %0 = nn.sum %y : tensor<?x4x4x512xf32> -> tensor<f32>
  %1 = nn.sum %dx : tensor<?x4x4x512xf32> -> tensor<f32>
  return %0, %1 : tensor<f32>, tensor<f32>
}
