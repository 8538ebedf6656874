// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 | FileCheck %s
// RUN: env OMP_NUM_THREADS=1 anabranch-run %s | FileCheck %s

// A row of all channels would be copied for each row of taps, so blocks have a few vectors of channels, the last of them fewer. Equal to
// what convolutions compute that have as many groups: all numbers are 0 or 2, and so the sums exact.
// CHECK-LABEL: @blocks
// CHECK: tensor<f32>: 0{{$}}
// CHECK: tensor<f32>: 0{{$}}
// CHECK: tensor<f32>: 0{{$}}
// CHECK: tensor<f32>: {{[1-9]}}
func.func @blocks(%seed: tensor<f32> {nn.value = dense<3.0> : tensor<f32>},
                  %iteration: tensor<f32> {nn.value = dense<5.0> : tensor<f32>},
                  %one: tensor<?x37x40x104xf32> {nn.value = dense<1.0> : tensor<2x37x40x104xf32>},
                  %weights: tensor<1x7x7x104xf32> {nn.value = dense<1.0> : tensor<1x7x7x104xf32>})
    -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) {
  %a = nn.dropout_mask %seed, %iteration {rate = 0.5 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x37x40x104xf32>
  %b = nn.dropout_mask %seed, %iteration {rate = 0.5 : f64, salt = 2 : i64} : tensor<f32> -> tensor<?x37x40x104xf32>
  %c = nn.dropout_mask %seed, %iteration {rate = 0.5 : f64, salt = 3 : i64} : tensor<f32> -> tensor<1x7x7x104xf32>
  %x = nn.multiply %a, %one : tensor<?x37x40x104xf32>
  %dy = nn.multiply %b, %one : tensor<?x37x40x104xf32>
  %w = nn.multiply %c, %weights : tensor<1x7x7x104xf32>
  %k = nn.reshape %w : tensor<1x7x7x104xf32> -> tensor<7x7x104xf32>
  %g = nn.reshape %w : tensor<1x7x7x104xf32> -> tensor<7x7x1x104xf32>
  %y = nn.depthwise_conv2d %x, %k strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] : (tensor<?x37x40x104xf32>, tensor<7x7x104xf32>) -> tensor<?x37x40x104xf32>
  %z = nn.conv2d %x, %g strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] groups 104 : (tensor<?x37x40x104xf32>, tensor<7x7x1x104xf32>) -> tensor<?x37x40x104xf32>
  %dx = nn.depthwise_conv2d_input_grad %dy, %k strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] : (tensor<?x37x40x104xf32>, tensor<7x7x104xf32>) -> tensor<?x37x40x104xf32>
  %dz = nn.conv2d_input_grad %dy, %g strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] groups 104 : (tensor<?x37x40x104xf32>, tensor<7x7x1x104xf32>) -> tensor<?x37x40x104xf32>
  %dk = nn.depthwise_conv2d_kernel_grad %x, %dy strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] : (tensor<?x37x40x104xf32>, tensor<?x37x40x104xf32>) -> tensor<7x7x104xf32>
  %dg = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] groups 104 : (tensor<?x37x40x104xf32>, tensor<?x37x40x104xf32>) -> tensor<7x7x1x104xf32>
  %dh = nn.reshape %dg : tensor<7x7x1x104xf32> -> tensor<7x7x104xf32>
  %0 = nn.absolute_error %y, %z : tensor<?x37x40x104xf32>
  %1 = nn.absolute_error %dx, %dz : tensor<?x37x40x104xf32>
  %2 = nn.absolute_error %dk, %dh : tensor<7x7x104xf32>
  %3 = nn.sum %0 : tensor<?x37x40x104xf32> -> tensor<f32>
  %4 = nn.sum %1 : tensor<?x37x40x104xf32> -> tensor<f32>
  %5 = nn.sum %2 : tensor<7x7x104xf32> -> tensor<f32>
  %6 = nn.sum %dk : tensor<7x7x104xf32> -> tensor<f32>
  return %3, %4, %5, %6 : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
}
