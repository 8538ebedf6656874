// Tensor cores multiply bf16, of 8 bits: a factor is rounded by up to 2^-9 of itself, a product by 2^-8, and what lies between kernels by 2^-9
// again. The errors of a sum's products are as often up as down, and the largest result is one of thousands: 1e-2 of it is above all of them, and
// a fragment at a wrong place is wrong by 1.
// RUN: split-file %s %t
// RUN: anabranch-run %t/odd.mlir --target=cuda --precision=bf16 --entry=f32 --reference=f64 --tolerance=1e-2 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/wide.mlir --target=cuda --precision=bf16 --entry=f32 --reference=f64 --tolerance=1e-2 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/chain.mlir --target=cuda --precision=bf16 --entry=f32 --reference=f64 --tolerance=2e-2 --batch=5 | FileCheck %s

// CHECK: close to @f64

//--- odd.mlir
func.func @f32(%x: tensor<?x5x7x13xf32>, %dy: tensor<?x5x7x70xf32>, %k: tensor<3x3x13x70xf32>) -> (tensor<?x5x7x70xf32>, tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>) -> tensor<?x5x7x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x70xf32>, tensor<3x3x13x70xf32>) -> tensor<?x5x7x13xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf32>, tensor<?x5x7x70xf32>) -> tensor<3x3x13x70xf32>
  return %y, %dx, %dk : tensor<?x5x7x70xf32>, tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>
}
func.func @f64(%x: tensor<?x5x7x13xf64>, %dy: tensor<?x5x7x70xf64>, %k: tensor<3x3x13x70xf64>) -> (tensor<?x5x7x70xf64>, tensor<?x5x7x13xf64>, tensor<3x3x13x70xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf64>, tensor<3x3x13x70xf64>) -> tensor<?x5x7x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x70xf64>, tensor<3x3x13x70xf64>) -> tensor<?x5x7x13xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf64>, tensor<?x5x7x70xf64>) -> tensor<3x3x13x70xf64>
  return %y, %dx, %dk : tensor<?x5x7x70xf64>, tensor<?x5x7x13xf64>, tensor<3x3x13x70xf64>
}

//--- wide.mlir
// Whole tiles, loads of eight channels, and stride 2.
func.func @f32(%x: tensor<?x8x8x32xf32>, %dy: tensor<?x4x4x128xf32>, %k: tensor<3x3x32x128xf32>) -> (tensor<?x4x4x128xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x128xf32>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<3x3x32x128xf32>) -> tensor<?x4x4x128xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x128xf32>, tensor<3x3x32x128xf32>) -> tensor<?x8x8x32xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<?x4x4x128xf32>) -> tensor<3x3x32x128xf32>
  return %y, %dx, %dk : tensor<?x4x4x128xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x128xf32>
}
func.func @f64(%x: tensor<?x8x8x32xf64>, %dy: tensor<?x4x4x128xf64>, %k: tensor<3x3x32x128xf64>) -> (tensor<?x4x4x128xf64>, tensor<?x8x8x32xf64>, tensor<3x3x32x128xf64>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf64>, tensor<3x3x32x128xf64>) -> tensor<?x4x4x128xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x128xf64>, tensor<3x3x32x128xf64>) -> tensor<?x8x8x32xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf64>, tensor<?x4x4x128xf64>) -> tensor<3x3x32x128xf64>
  return %y, %dx, %dk : tensor<?x4x4x128xf64>, tensor<?x8x8x32xf64>, tensor<3x3x32x128xf64>
}

//--- chain.mlir
// What lies between two convolutions is bf16: stored by the first's epilogue in loads of eight channels, and read by the second.
func.func @f32(%x: tensor<?x6x6x16xf32>, %a: tensor<3x3x16x48xf32>, %b: tensor<48xf32>, %c: tensor<1x1x48x24xf32>) -> tensor<?x6x6x24xf32> {
  %0 = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x6x16xf32>, tensor<3x3x16x48xf32>) -> tensor<?x6x6x48xf32>
  %1 = nn.bias_add %0, %b : tensor<?x6x6x48xf32>, tensor<48xf32>
  %2 = nn.relu %1 : tensor<?x6x6x48xf32>
  %3 = nn.conv2d %2, %c strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x6x6x48xf32>, tensor<1x1x48x24xf32>) -> tensor<?x6x6x24xf32>
  return %3 : tensor<?x6x6x24xf32>
}
func.func @f64(%x: tensor<?x6x6x16xf64>, %a: tensor<3x3x16x48xf64>, %b: tensor<48xf64>, %c: tensor<1x1x48x24xf64>) -> tensor<?x6x6x24xf64> {
  %0 = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x6x16xf64>, tensor<3x3x16x48xf64>) -> tensor<?x6x6x48xf64>
  %1 = nn.bias_add %0, %b : tensor<?x6x6x48xf64>, tensor<48xf64>
  %2 = nn.relu %1 : tensor<?x6x6x48xf64>
  %3 = nn.conv2d %2, %c strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x6x6x48xf64>, tensor<1x1x48x24xf64>) -> tensor<?x6x6x24xf64>
  return %3 : tensor<?x6x6x24xf64>
}
