// Sizes at which a GPU's blocks, warps and loads end early: channels that no load of 16 bytes divides, rows that no block does, groups,
// strides above the filter's size, dilations. The GPU is emulated; its results are compared with the CPU's in double precision.
// Sums of up to 33 * 9 products of numbers below 1 round to about 300 * 6e-8 of a product.
// RUN: split-file %s %t
// RUN: anabranch-run %t/odd.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/grouped.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/strided.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=7 | FileCheck %s

// CHECK: close to @f64

//--- odd.mlir
func.func @f32(%x: tensor<?x7x9x33xf32>, %dy: tensor<?x7x9x70xf32>, %k: tensor<3x3x33x70xf32>) -> (tensor<?x7x9x70xf32>, tensor<?x7x9x33xf32>, tensor<3x3x33x70xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x9x33xf32>, tensor<3x3x33x70xf32>) -> tensor<?x7x9x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x9x70xf32>, tensor<3x3x33x70xf32>) -> tensor<?x7x9x33xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x9x33xf32>, tensor<?x7x9x70xf32>) -> tensor<3x3x33x70xf32>
  return %y, %dx, %dk : tensor<?x7x9x70xf32>, tensor<?x7x9x33xf32>, tensor<3x3x33x70xf32>
}
func.func @f64(%x: tensor<?x7x9x33xf64>, %dy: tensor<?x7x9x70xf64>, %k: tensor<3x3x33x70xf64>) -> (tensor<?x7x9x70xf64>, tensor<?x7x9x33xf64>, tensor<3x3x33x70xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x9x33xf64>, tensor<3x3x33x70xf64>) -> tensor<?x7x9x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x9x70xf64>, tensor<3x3x33x70xf64>) -> tensor<?x7x9x33xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x9x33xf64>, tensor<?x7x9x70xf64>) -> tensor<3x3x33x70xf64>
  return %y, %dx, %dk : tensor<?x7x9x70xf64>, tensor<?x7x9x33xf64>, tensor<3x3x33x70xf64>
}

//--- grouped.mlir
func.func @f32(%x: tensor<?x6x5x12xf32>, %dy: tensor<?x6x5x18xf32>, %k: tensor<3x3x4x18xf32>) -> (tensor<?x6x5x18xf32>, tensor<?x6x5x12xf32>, tensor<3x3x4x18xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 3 : (tensor<?x6x5x12xf32>, tensor<3x3x4x18xf32>) -> tensor<?x6x5x18xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 3 : (tensor<?x6x5x18xf32>, tensor<3x3x4x18xf32>) -> tensor<?x6x5x12xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 3 : (tensor<?x6x5x12xf32>, tensor<?x6x5x18xf32>) -> tensor<3x3x4x18xf32>
  return %y, %dx, %dk : tensor<?x6x5x18xf32>, tensor<?x6x5x12xf32>, tensor<3x3x4x18xf32>
}
func.func @f64(%x: tensor<?x6x5x12xf64>, %dy: tensor<?x6x5x18xf64>, %k: tensor<3x3x4x18xf64>) -> (tensor<?x6x5x18xf64>, tensor<?x6x5x12xf64>, tensor<3x3x4x18xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 3 : (tensor<?x6x5x12xf64>, tensor<3x3x4x18xf64>) -> tensor<?x6x5x18xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 3 : (tensor<?x6x5x18xf64>, tensor<3x3x4x18xf64>) -> tensor<?x6x5x12xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 3 : (tensor<?x6x5x12xf64>, tensor<?x6x5x18xf64>) -> tensor<3x3x4x18xf64>
  return %y, %dx, %dk : tensor<?x6x5x18xf64>, tensor<?x6x5x12xf64>, tensor<3x3x4x18xf64>
}

//--- strided.mlir
// A filter of 1 x 1 at stride 2 leaves three of four inputs without a gradient; one of 3 x 3 at stride 2 has 4, 2, 2 and 1 taps.
func.func @f32(%x: tensor<?x9x9x16xf32>, %dy: tensor<?x5x5x32xf32>, %k: tensor<3x3x16x32xf32>, %one: tensor<1x1x16x32xf32>) -> (tensor<?x5x5x32xf32>, tensor<?x9x9x16xf32>, tensor<3x3x16x32xf32>, tensor<?x9x9x16xf32>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x9x16xf32>, tensor<3x3x16x32xf32>) -> tensor<?x5x5x32xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x5x32xf32>, tensor<3x3x16x32xf32>) -> tensor<?x9x9x16xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x9x16xf32>, tensor<?x5x5x32xf32>) -> tensor<3x3x16x32xf32>
  %dz = nn.conv2d_input_grad %dy, %one strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x5x5x32xf32>, tensor<1x1x16x32xf32>) -> tensor<?x9x9x16xf32>
  return %y, %dx, %dk, %dz : tensor<?x5x5x32xf32>, tensor<?x9x9x16xf32>, tensor<3x3x16x32xf32>, tensor<?x9x9x16xf32>
}
func.func @f64(%x: tensor<?x9x9x16xf64>, %dy: tensor<?x5x5x32xf64>, %k: tensor<3x3x16x32xf64>, %one: tensor<1x1x16x32xf64>) -> (tensor<?x5x5x32xf64>, tensor<?x9x9x16xf64>, tensor<3x3x16x32xf64>, tensor<?x9x9x16xf64>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x9x16xf64>, tensor<3x3x16x32xf64>) -> tensor<?x5x5x32xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x5x32xf64>, tensor<3x3x16x32xf64>) -> tensor<?x9x9x16xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x9x16xf64>, tensor<?x5x5x32xf64>) -> tensor<3x3x16x32xf64>
  %dz = nn.conv2d_input_grad %dy, %one strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x5x5x32xf64>, tensor<1x1x16x32xf64>) -> tensor<?x9x9x16xf64>
  return %y, %dx, %dk, %dz : tensor<?x5x5x32xf64>, tensor<?x9x9x16xf64>, tensor<3x3x16x32xf64>, tensor<?x9x9x16xf64>
}
