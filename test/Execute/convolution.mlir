// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// 'same' padding at stride 2 has more on the far side (0 before, 1 after): the sums of the windows that begin at 0 and 2.
// 1 2 3 4 / 5 6 7 8 / 9 10 11 12 / 13 14 15 16: 1+2+3+5+6+7+9+10+11 = 54, 3+4+7+8+11+12 = 45, 9+10+11+13+14+15 = 72, 11+12+15+16 = 54.
// CHECK-LABEL: @same_stride_2
// CHECK: tensor<?x2x2x1xf32>: 54 45 72 54
func.func @same_stride_2(%x: tensor<?x4x4x1xf32> {nn.value = dense<[[[[1.0], [2.0], [3.0], [4.0]], [[5.0], [6.0], [7.0], [8.0]], [[9.0], [10.0], [11.0], [12.0]], [[13.0], [14.0], [15.0], [16.0]]]]> : tensor<1x4x4x1xf32>},
                         %k: tensor<3x3x1x1xf32> {nn.value = dense<1.0> : tensor<3x3x1x1xf32>}) -> tensor<?x2x2x1xf32> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x1xf32>, tensor<3x3x1x1xf32>) -> tensor<?x2x2x1xf32>
  return %y : tensor<?x2x2x1xf32>
}

// The taps of a 1x3 filter, 1 10 100, at a distance of 2 pixels.
// CHECK-LABEL: @dilated
// CHECK: tensor<?x1x2x1xf32>: 531 642
func.func @dilated(%x: tensor<?x1x6x1xf32> {nn.value = dense<[[[[1.0], [2.0], [3.0], [4.0], [5.0], [6.0]]]]> : tensor<1x1x6x1xf32>},
                   %k: tensor<1x3x1x1xf32> {nn.value = dense<[[[[1.0]], [[10.0]], [[100.0]]]]> : tensor<1x3x1x1xf32>}) -> tensor<?x1x2x1xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 2] groups 1 : (tensor<?x1x6x1xf32>, tensor<1x3x1x1xf32>) -> tensor<?x1x2x1xf32>
  return %y : tensor<?x1x2x1xf32>
}

// Two groups of two channels: [1 2] [1 10]' and [3 4] [100 1000]'; two images.
// CHECK-LABEL: @grouped
// CHECK: tensor<?x1x1x2xf32>: 21 4300 65 8700
func.func @grouped(%x: tensor<?x1x1x4xf32> {nn.value = dense<[[[[1.0, 2.0, 3.0, 4.0]]], [[[5.0, 6.0, 7.0, 8.0]]]]> : tensor<2x1x1x4xf32>},
                   %k: tensor<1x1x2x2xf32> {nn.value = dense<[[[[1.0, 100.0], [10.0, 1000.0]]]]> : tensor<1x1x2x2xf32>}) -> tensor<?x1x1x2xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 2 : (tensor<?x1x1x4xf32>, tensor<1x1x2x2xf32>) -> tensor<?x1x1x2xf32>
  return %y : tensor<?x1x1x2xf32>
}

// With a filter of ones each output's gradient is added to the inputs under its window, and the filter's
// gradient sums products: x1 dy1 + x2 dy2, x2 dy1 + x3 dy2.
// CHECK-LABEL: @grads
// CHECK: tensor<?x1x3x1xf32>: 10 30 20
// CHECK: tensor<1x2x1x1xf32>: 50 80
func.func @grads(%x: tensor<?x1x3x1xf32> {nn.value = dense<[[[[1.0], [2.0], [3.0]]]]> : tensor<1x1x3x1xf32>},
                 %dy: tensor<?x1x2x1xf32> {nn.value = dense<[[[[10.0], [20.0]]]]> : tensor<1x1x2x1xf32>},
                 %k: tensor<1x2x1x1xf32> {nn.value = dense<1.0> : tensor<1x2x1x1xf32>}) -> (tensor<?x1x3x1xf32>, tensor<1x2x1x1xf32>) {
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x1x2x1xf32>, tensor<1x2x1x1xf32>) -> tensor<?x1x3x1xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x1x3x1xf32>, tensor<?x1x2x1xf32>) -> tensor<1x2x1x1xf32>
  return %dx, %dk : tensor<?x1x3x1xf32>, tensor<1x2x1x1xf32>
}

// A filter's gradient sums an image's rows a block at a time, of which the last has fewer, and the last panel of output channels is not full.
// CHECK-LABEL: @grad_of_many_rows
// CHECK: tensor<1x1x2x40xf32>: {{(361 ){79}361$}}
func.func @grad_of_many_rows(%x: tensor<?x19x19x2xf32> {nn.value = dense<1.0> : tensor<1x19x19x2xf32>},
                             %dy: tensor<?x19x19x40xf32> {nn.value = dense<1.0> : tensor<1x19x19x40xf32>}) -> tensor<1x1x2x40xf32> {
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x19x19x2xf32>, tensor<?x19x19x40xf32>) -> tensor<1x1x2x40xf32>
  return %dk : tensor<1x1x2x40xf32>
}
