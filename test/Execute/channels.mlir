// RUN: anabranch-run %s --entry=f32 --reference=f64 --algorithm=direct --tolerance=6e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %s --entry=f32 --reference=f64 --algorithm=direct --tolerance=6e-6 --batch=5 --march=x86-64-v3 | FileCheck %s
// RUN: sed 's/<?x/<1x/g' %s > %t
// RUN: anabranch-run %t --entry=f32 --reference=f64 --algorithm=direct --tolerance=6e-6 --batch=1 | FileCheck %s

// Direct convolutions and dense layers whose numbers of channels have no divisors of a block's size (67 in each of two groups, 127, 509 and
// 1021), so that the last block of input channels and the last chunk of a sum are narrower. See convolution-blocks.mlir for the tolerance
// (seen: 1.6e-6).
// CHECK: close to @f64
func.func @f32(%x0: tensor<?x9x9x134xf32>, %dy0: tensor<?x5x5x134xf32>, %k0: tensor<3x3x67x134xf32>, %x1: tensor<?x5x5x127xf32>, %dy1: tensor<?x5x5x67xf32>, %k1: tensor<3x3x127x67xf32>, %x: tensor<?x1021xf32>, %dy: tensor<?x509xf32>, %k: tensor<1021x509xf32>) -> (tensor<?x5x5x134xf32>, tensor<?x9x9x134xf32>, tensor<3x3x67x134xf32>, tensor<?x5x5x67xf32>, tensor<?x5x5x127xf32>, tensor<3x3x127x67xf32>, tensor<?x509xf32>, tensor<?x1021xf32>, tensor<1021x509xf32>) {
  %y0 = nn.conv2d %x0, %k0 strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x9x9x134xf32>, tensor<3x3x67x134xf32>) -> tensor<?x5x5x134xf32>
  %dx0 = nn.conv2d_input_grad %dy0, %k0 strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x5x5x134xf32>, tensor<3x3x67x134xf32>) -> tensor<?x9x9x134xf32>
  %dk0 = nn.conv2d_kernel_grad %x0, %dy0 strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x9x9x134xf32>, tensor<?x5x5x134xf32>) -> tensor<3x3x67x134xf32>
  %y1 = nn.conv2d %x1, %k1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x5x127xf32>, tensor<3x3x127x67xf32>) -> tensor<?x5x5x67xf32>
  %dx1 = nn.conv2d_input_grad %dy1, %k1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x5x67xf32>, tensor<3x3x127x67xf32>) -> tensor<?x5x5x127xf32>
  %dk1 = nn.conv2d_kernel_grad %x1, %dy1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x5x127xf32>, tensor<?x5x5x67xf32>) -> tensor<3x3x127x67xf32>
  %y = nn.dense %x, %k : (tensor<?x1021xf32>, tensor<1021x509xf32>) -> tensor<?x509xf32>
  %dx = nn.dense_input_grad %dy, %k : (tensor<?x509xf32>, tensor<1021x509xf32>) -> tensor<?x1021xf32>
  %dk = nn.dense_kernel_grad %x, %dy : (tensor<?x1021xf32>, tensor<?x509xf32>) -> tensor<1021x509xf32>
  return %y0, %dx0, %dk0, %y1, %dx1, %dk1, %y, %dx, %dk : tensor<?x5x5x134xf32>, tensor<?x9x9x134xf32>, tensor<3x3x67x134xf32>, tensor<?x5x5x67xf32>, tensor<?x5x5x127xf32>, tensor<3x3x127x67xf32>, tensor<?x509xf32>, tensor<?x1021xf32>, tensor<1021x509xf32>
}
func.func @f64(%x0: tensor<?x9x9x134xf64>, %dy0: tensor<?x5x5x134xf64>, %k0: tensor<3x3x67x134xf64>, %x1: tensor<?x5x5x127xf64>, %dy1: tensor<?x5x5x67xf64>, %k1: tensor<3x3x127x67xf64>, %x: tensor<?x1021xf64>, %dy: tensor<?x509xf64>, %k: tensor<1021x509xf64>) -> (tensor<?x5x5x134xf64>, tensor<?x9x9x134xf64>, tensor<3x3x67x134xf64>, tensor<?x5x5x67xf64>, tensor<?x5x5x127xf64>, tensor<3x3x127x67xf64>, tensor<?x509xf64>, tensor<?x1021xf64>, tensor<1021x509xf64>) {
  %y0 = nn.conv2d %x0, %k0 strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x9x9x134xf64>, tensor<3x3x67x134xf64>) -> tensor<?x5x5x134xf64>
  %dx0 = nn.conv2d_input_grad %dy0, %k0 strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x5x5x134xf64>, tensor<3x3x67x134xf64>) -> tensor<?x9x9x134xf64>
  %dk0 = nn.conv2d_kernel_grad %x0, %dy0 strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x9x9x134xf64>, tensor<?x5x5x134xf64>) -> tensor<3x3x67x134xf64>
  %y1 = nn.conv2d %x1, %k1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x5x127xf64>, tensor<3x3x127x67xf64>) -> tensor<?x5x5x67xf64>
  %dx1 = nn.conv2d_input_grad %dy1, %k1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x5x67xf64>, tensor<3x3x127x67xf64>) -> tensor<?x5x5x127xf64>
  %dk1 = nn.conv2d_kernel_grad %x1, %dy1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x5x127xf64>, tensor<?x5x5x67xf64>) -> tensor<3x3x127x67xf64>
  %y = nn.dense %x, %k : (tensor<?x1021xf64>, tensor<1021x509xf64>) -> tensor<?x509xf64>
  %dx = nn.dense_input_grad %dy, %k : (tensor<?x509xf64>, tensor<1021x509xf64>) -> tensor<?x1021xf64>
  %dk = nn.dense_kernel_grad %x, %dy : (tensor<?x1021xf64>, tensor<?x509xf64>) -> tensor<1021x509xf64>
  return %y0, %dx0, %dk0, %y1, %dx1, %dk1, %y, %dx, %dk : tensor<?x5x5x134xf64>, tensor<?x9x9x134xf64>, tensor<3x3x67x134xf64>, tensor<?x5x5x67xf64>, tensor<?x5x5x127xf64>, tensor<3x3x127x67xf64>, tensor<?x509xf64>, tensor<?x1021xf64>, tensor<1021x509xf64>
}
