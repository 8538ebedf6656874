// RUN: anabranch-run %s --entry=f32 --reference=f64 --algorithm=direct --tolerance=6e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %s --entry=f32 --reference=f64 --algorithm=direct --tolerance=6e-6 --batch=5 --march=x86-64-v3 | FileCheck %s

// Direct convolutions whose channels are no whole vectors, in groups; and of so many channels that they come in chunks, the last of which
// has the epilogue. Vectors of double precision have other numbers of channels, and so other blocks, chunks and remainders. The tolerance
// is that of sums of 1,500 products (seen: 3e-6 of the largest result for 4,608, see winograd.mlir).
// CHECK: close to @f64
func.func @f32(%x: tensor<?x9x9x48xf32>, %dy: tensor<?x5x5x80xf32>, %k: tensor<3x3x24x80xf32>, %many: tensor<?x5x5x1500xf32>, %dfew: tensor<?x5x5x40xf32>, %single: tensor<1x1x1500x40xf32>) -> (tensor<?x5x5x80xf32>, tensor<?x9x9x48xf32>, tensor<3x3x24x80xf32>, tensor<?x5x5x40xf32>, tensor<?x5x5x1500xf32>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x9x9x48xf32>, tensor<3x3x24x80xf32>) -> tensor<?x5x5x80xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x5x5x80xf32>, tensor<3x3x24x80xf32>) -> tensor<?x9x9x48xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x9x9x48xf32>, tensor<?x5x5x80xf32>) -> tensor<3x3x24x80xf32>
  %few = nn.conv2d %many, %single strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x5x5x1500xf32>, tensor<1x1x1500x40xf32>) -> tensor<?x5x5x40xf32>
  %positive = nn.relu %few : tensor<?x5x5x40xf32>
  %dmany = nn.conv2d_input_grad %dfew, %single strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x5x5x40xf32>, tensor<1x1x1500x40xf32>) -> tensor<?x5x5x1500xf32>
  return %y, %dx, %dk, %positive, %dmany : tensor<?x5x5x80xf32>, tensor<?x9x9x48xf32>, tensor<3x3x24x80xf32>, tensor<?x5x5x40xf32>, tensor<?x5x5x1500xf32>
}
func.func @f64(%x: tensor<?x9x9x48xf64>, %dy: tensor<?x5x5x80xf64>, %k: tensor<3x3x24x80xf64>, %many: tensor<?x5x5x1500xf64>, %dfew: tensor<?x5x5x40xf64>, %single: tensor<1x1x1500x40xf64>) -> (tensor<?x5x5x80xf64>, tensor<?x9x9x48xf64>, tensor<3x3x24x80xf64>, tensor<?x5x5x40xf64>, tensor<?x5x5x1500xf64>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x9x9x48xf64>, tensor<3x3x24x80xf64>) -> tensor<?x5x5x80xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x5x5x80xf64>, tensor<3x3x24x80xf64>) -> tensor<?x9x9x48xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x9x9x48xf64>, tensor<?x5x5x80xf64>) -> tensor<3x3x24x80xf64>
  %few = nn.conv2d %many, %single strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x5x5x1500xf64>, tensor<1x1x1500x40xf64>) -> tensor<?x5x5x40xf64>
  %positive = nn.relu %few : tensor<?x5x5x40xf64>
  %dmany = nn.conv2d_input_grad %dfew, %single strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x5x5x40xf64>, tensor<1x1x1500x40xf64>) -> tensor<?x5x5x1500xf64>
  return %y, %dx, %dk, %positive, %dmany : tensor<?x5x5x80xf64>, tensor<?x9x9x48xf64>, tensor<3x3x24x80xf64>, tensor<?x5x5x40xf64>, tensor<?x5x5x1500xf64>
}
