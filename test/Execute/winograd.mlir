// RUN: split-file %s %t
// RUN: anabranch-run %t/whole.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/whole.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=2e-6 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/whole.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/whole.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=3 --march=x86-64-v3 | FileCheck %s
// So many images that the kernel's gradient is summed over several chunks of them.
// RUN: anabranch-run %t/whole.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=4e-5 --batch=61 | FileCheck %s
// RUN: anabranch-run %t/odd.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/many.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=4e-5 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/strides.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/strides.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=2e-6 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/strides.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/strides.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=61 --march=x86-64-v3 | FileCheck %s
// RUN: anabranch-run %t/prime.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=2e-6 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/prime.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=3 | FileCheck %s
// RUN: anabranch-run %t/prime.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=4e-5 --batch=61 --march=x86-64-v3 | FileCheck %s
// Tiles with other transforms for their height than for their width.
// RUN: anabranch-run %t/row.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/row.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/row.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/column.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/column.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/column.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/sequence.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/sequence.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/sequence.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/uneven.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/uneven.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/uneven.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/one-stride.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/one-stride.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/one-stride.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/uneven-strides.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/uneven-strides.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/uneven-strides.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// Dilated ones, whose tiles interleave.
// RUN: anabranch-run %t/dilated.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/dilated.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/dilated.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/causal.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/causal.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/causal.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/dilated-stride.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/dilated-stride.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=4e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/dilated-stride.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/wide-dilation.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=5 | FileCheck %s
// RUN: sed 's/<?x/<1x/g' %t/dilated.mlir > %t/single-dilated.mlir
// RUN: anabranch-run %t/single-dilated.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=1 | FileCheck %s
// RUN: anabranch-run %t/causal.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=61 --march=x86-64-v3 | FileCheck %s
// A batch that is known to be one image has work of other sizes.
// RUN: sed 's/<?x/<1x/g' %t/whole.mlir > %t/single-whole.mlir
// RUN: sed 's/<?x/<1x/g' %t/odd.mlir > %t/single-odd.mlir
// RUN: sed 's/<?x/<1x/g' %t/many.mlir > %t/single-many.mlir
// RUN: anabranch-run %t/single-whole.mlir --entry=f32 --reference=f64 --algorithm=winograd4 --tolerance=2e-5 --batch=1 | FileCheck %s
// RUN: anabranch-run %t/single-odd.mlir --entry=f32 --reference=f64 --algorithm=winograd2 --tolerance=2e-6 --batch=1 | FileCheck %s
// RUN: anabranch-run %t/single-odd.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=2e-6 --batch=1 | FileCheck %s
// RUN: anabranch-run %t/single-many.mlir --entry=f32 --reference=f64 --algorithm=direct --tolerance=6e-6 --batch=1 | FileCheck %s
// RUN: anabranch-run %t/single-many.mlir --entry=f32 --reference=f64 --algorithm=auto --tolerance=4e-5 --batch=1 | FileCheck %s

// Single precision against direct convolutions in double precision, for the forward convolution and both gradients. Errors
// are relative to the largest result. F(2, 3) has factors of at most 1 in its transforms and rounds like the direct sum. Those of
// F(4, 3) reach 5 for the source and 8 for the results, which costs about one decimal (arXiv:1803.10986 measures and bounds it),
// and grows with the number of channels as any sum's. Seen: at most 8e-7 direct (3e-6 with 512
// channels), 5e-7 for F(2, 3), 7e-6 for F(4, 3)
// with 64 and 2e-5 with 512 channels, or for a kernel's gradient over 61 images.
// CHECK: close to @f64

//--- whole.mlir
func.func @f32(%x: tensor<?x16x16x64xf32>, %dy: tensor<?x16x16x64xf32>, %k: tensor<3x3x64x64xf32>) -> (tensor<?x16x16x64xf32>, tensor<?x16x16x64xf32>, tensor<3x3x64x64xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x16x16x64xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x16x16x64xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf32>, tensor<?x16x16x64xf32>) -> tensor<3x3x64x64xf32>
  return %y, %dx, %dk : tensor<?x16x16x64xf32>, tensor<?x16x16x64xf32>, tensor<3x3x64x64xf32>
}
func.func @f64(%x: tensor<?x16x16x64xf64>, %dy: tensor<?x16x16x64xf64>, %k: tensor<3x3x64x64xf64>) -> (tensor<?x16x16x64xf64>, tensor<?x16x16x64xf64>, tensor<3x3x64x64xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf64>, tensor<3x3x64x64xf64>) -> tensor<?x16x16x64xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf64>, tensor<3x3x64x64xf64>) -> tensor<?x16x16x64xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf64>, tensor<?x16x16x64xf64>) -> tensor<3x3x64x64xf64>
  return %y, %dx, %dk : tensor<?x16x16x64xf64>, tensor<?x16x16x64xf64>, tensor<3x3x64x64xf64>
}

//--- odd.mlir
// No multiple of the tile, of the vectors, or of the blocks' channels.
func.func @f32(%x: tensor<?x7x7x19xf32>, %dy: tensor<?x7x7x70xf32>, %k: tensor<3x3x19x70xf32>) -> (tensor<?x7x7x70xf32>, tensor<?x7x7x19xf32>, tensor<3x3x19x70xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x19xf32>, tensor<3x3x19x70xf32>) -> tensor<?x7x7x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x70xf32>, tensor<3x3x19x70xf32>) -> tensor<?x7x7x19xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x19xf32>, tensor<?x7x7x70xf32>) -> tensor<3x3x19x70xf32>
  return %y, %dx, %dk : tensor<?x7x7x70xf32>, tensor<?x7x7x19xf32>, tensor<3x3x19x70xf32>
}
func.func @f64(%x: tensor<?x7x7x19xf64>, %dy: tensor<?x7x7x70xf64>, %k: tensor<3x3x19x70xf64>) -> (tensor<?x7x7x70xf64>, tensor<?x7x7x19xf64>, tensor<3x3x19x70xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x19xf64>, tensor<3x3x19x70xf64>) -> tensor<?x7x7x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x70xf64>, tensor<3x3x19x70xf64>) -> tensor<?x7x7x19xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x19xf64>, tensor<?x7x7x70xf64>) -> tensor<3x3x19x70xf64>
  return %y, %dx, %dk : tensor<?x7x7x70xf64>, tensor<?x7x7x19xf64>, tensor<3x3x19x70xf64>
}

//--- many.mlir
// So many channels that blocks of them are work of their own.
func.func @f32(%x: tensor<?x4x4x512xf32>, %dy: tensor<?x4x4x528xf32>, %k: tensor<3x3x512x528xf32>) -> (tensor<?x4x4x528xf32>, tensor<?x4x4x512xf32>, tensor<3x3x512x528xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x512xf32>, tensor<3x3x512x528xf32>) -> tensor<?x4x4x528xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x528xf32>, tensor<3x3x512x528xf32>) -> tensor<?x4x4x512xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x512xf32>, tensor<?x4x4x528xf32>) -> tensor<3x3x512x528xf32>
  return %y, %dx, %dk : tensor<?x4x4x528xf32>, tensor<?x4x4x512xf32>, tensor<3x3x512x528xf32>
}
func.func @f64(%x: tensor<?x4x4x512xf64>, %dy: tensor<?x4x4x528xf64>, %k: tensor<3x3x512x528xf64>) -> (tensor<?x4x4x528xf64>, tensor<?x4x4x512xf64>, tensor<3x3x512x528xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x512xf64>, tensor<3x3x512x528xf64>) -> tensor<?x4x4x528xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x528xf64>, tensor<3x3x512x528xf64>) -> tensor<?x4x4x512xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x512xf64>, tensor<?x4x4x528xf64>) -> tensor<3x3x512x528xf64>
  return %y, %dx, %dk : tensor<?x4x4x528xf64>, tensor<?x4x4x512xf64>, tensor<3x3x512x528xf64>
}

//--- strides.mlir
func.func @f32(%x: tensor<?x15x15x40xf32>, %dy: tensor<?x8x8x70xf32>, %k: tensor<3x3x40x70xf32>) -> (tensor<?x8x8x70xf32>, tensor<?x15x15x40xf32>, tensor<3x3x40x70xf32>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x15x40xf32>, tensor<3x3x40x70xf32>) -> tensor<?x8x8x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x70xf32>, tensor<3x3x40x70xf32>) -> tensor<?x15x15x40xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x15x40xf32>, tensor<?x8x8x70xf32>) -> tensor<3x3x40x70xf32>
  return %y, %dx, %dk : tensor<?x8x8x70xf32>, tensor<?x15x15x40xf32>, tensor<3x3x40x70xf32>
}
func.func @f64(%x: tensor<?x15x15x40xf64>, %dy: tensor<?x8x8x70xf64>, %k: tensor<3x3x40x70xf64>) -> (tensor<?x8x8x70xf64>, tensor<?x15x15x40xf64>, tensor<3x3x40x70xf64>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x15x40xf64>, tensor<3x3x40x70xf64>) -> tensor<?x8x8x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x70xf64>, tensor<3x3x40x70xf64>) -> tensor<?x15x15x40xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x15x40xf64>, tensor<?x8x8x70xf64>) -> tensor<3x3x40x70xf64>
  return %y, %dx, %dk : tensor<?x8x8x70xf64>, tensor<?x15x15x40xf64>, tensor<3x3x40x70xf64>
}

//--- prime.mlir
// Blocks of input channels, and chunks of their sums, of which the last has fewer: 127 and 134 have no divisor near 64.
func.func @f32(%x: tensor<?x7x7x127xf32>, %dy: tensor<?x7x7x134xf32>, %k: tensor<3x3x127x134xf32>, %x1: tensor<?x7x7x134xf32>, %dy1: tensor<?x7x7x67xf32>, %k1: tensor<3x3x134x67xf32>) -> (tensor<?x7x7x134xf32>, tensor<?x7x7x127xf32>, tensor<3x3x127x134xf32>, tensor<?x7x7x67xf32>, tensor<?x7x7x134xf32>, tensor<3x3x134x67xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x127xf32>, tensor<3x3x127x134xf32>) -> tensor<?x7x7x134xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x134xf32>, tensor<3x3x127x134xf32>) -> tensor<?x7x7x127xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x127xf32>, tensor<?x7x7x134xf32>) -> tensor<3x3x127x134xf32>
  %y1 = nn.conv2d %x1, %k1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x134xf32>, tensor<3x3x134x67xf32>) -> tensor<?x7x7x67xf32>
  %dx1 = nn.conv2d_input_grad %dy1, %k1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x67xf32>, tensor<3x3x134x67xf32>) -> tensor<?x7x7x134xf32>
  %dk1 = nn.conv2d_kernel_grad %x1, %dy1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x134xf32>, tensor<?x7x7x67xf32>) -> tensor<3x3x134x67xf32>
  return %y, %dx, %dk, %y1, %dx1, %dk1 : tensor<?x7x7x134xf32>, tensor<?x7x7x127xf32>, tensor<3x3x127x134xf32>, tensor<?x7x7x67xf32>, tensor<?x7x7x134xf32>, tensor<3x3x134x67xf32>
}
func.func @f64(%x: tensor<?x7x7x127xf64>, %dy: tensor<?x7x7x134xf64>, %k: tensor<3x3x127x134xf64>, %x1: tensor<?x7x7x134xf64>, %dy1: tensor<?x7x7x67xf64>, %k1: tensor<3x3x134x67xf64>) -> (tensor<?x7x7x134xf64>, tensor<?x7x7x127xf64>, tensor<3x3x127x134xf64>, tensor<?x7x7x67xf64>, tensor<?x7x7x134xf64>, tensor<3x3x134x67xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x127xf64>, tensor<3x3x127x134xf64>) -> tensor<?x7x7x134xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x134xf64>, tensor<3x3x127x134xf64>) -> tensor<?x7x7x127xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x127xf64>, tensor<?x7x7x134xf64>) -> tensor<3x3x127x134xf64>
  %y1 = nn.conv2d %x1, %k1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x134xf64>, tensor<3x3x134x67xf64>) -> tensor<?x7x7x67xf64>
  %dx1 = nn.conv2d_input_grad %dy1, %k1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x67xf64>, tensor<3x3x134x67xf64>) -> tensor<?x7x7x134xf64>
  %dk1 = nn.conv2d_kernel_grad %x1, %dy1 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x134xf64>, tensor<?x7x7x67xf64>) -> tensor<3x3x134x67xf64>
  return %y, %dx, %dk, %y1, %dx1, %dk1 : tensor<?x7x7x134xf64>, tensor<?x7x7x127xf64>, tensor<3x3x127x134xf64>, tensor<?x7x7x67xf64>, tensor<?x7x7x134xf64>, tensor<3x3x134x67xf64>
}

//--- row.mlir
// A window of one row.
func.func @f32(%x: tensor<?x3x22x19xf32>, %dy: tensor<?x3x22x70xf32>, %k: tensor<1x3x19x70xf32>) -> (tensor<?x3x22x70xf32>, tensor<?x3x22x19xf32>, tensor<1x3x19x70xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x22x19xf32>, tensor<1x3x19x70xf32>) -> tensor<?x3x22x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x22x70xf32>, tensor<1x3x19x70xf32>) -> tensor<?x3x22x19xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x22x19xf32>, tensor<?x3x22x70xf32>) -> tensor<1x3x19x70xf32>
  return %y, %dx, %dk : tensor<?x3x22x70xf32>, tensor<?x3x22x19xf32>, tensor<1x3x19x70xf32>
}
func.func @f64(%x: tensor<?x3x22x19xf64>, %dy: tensor<?x3x22x70xf64>, %k: tensor<1x3x19x70xf64>) -> (tensor<?x3x22x70xf64>, tensor<?x3x22x19xf64>, tensor<1x3x19x70xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x22x19xf64>, tensor<1x3x19x70xf64>) -> tensor<?x3x22x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x22x70xf64>, tensor<1x3x19x70xf64>) -> tensor<?x3x22x19xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x22x19xf64>, tensor<?x3x22x70xf64>) -> tensor<1x3x19x70xf64>
  return %y, %dx, %dk : tensor<?x3x22x70xf64>, tensor<?x3x22x19xf64>, tensor<1x3x19x70xf64>
}

//--- column.mlir
// A window of one column, whose seven taps are parts of three and four.
func.func @f32(%x: tensor<?x13x6x40xf32>, %dy: tensor<?x13x6x33xf32>, %k: tensor<7x1x40x33xf32>) -> (tensor<?x13x6x33xf32>, tensor<?x13x6x40xf32>, tensor<7x1x40x33xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [3, 3, 0, 0] dilations [1, 1] groups 1 : (tensor<?x13x6x40xf32>, tensor<7x1x40x33xf32>) -> tensor<?x13x6x33xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [3, 3, 0, 0] dilations [1, 1] groups 1 : (tensor<?x13x6x33xf32>, tensor<7x1x40x33xf32>) -> tensor<?x13x6x40xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [3, 3, 0, 0] dilations [1, 1] groups 1 : (tensor<?x13x6x40xf32>, tensor<?x13x6x33xf32>) -> tensor<7x1x40x33xf32>
  return %y, %dx, %dk : tensor<?x13x6x33xf32>, tensor<?x13x6x40xf32>, tensor<7x1x40x33xf32>
}
func.func @f64(%x: tensor<?x13x6x40xf64>, %dy: tensor<?x13x6x33xf64>, %k: tensor<7x1x40x33xf64>) -> (tensor<?x13x6x33xf64>, tensor<?x13x6x40xf64>, tensor<7x1x40x33xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [3, 3, 0, 0] dilations [1, 1] groups 1 : (tensor<?x13x6x40xf64>, tensor<7x1x40x33xf64>) -> tensor<?x13x6x33xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [3, 3, 0, 0] dilations [1, 1] groups 1 : (tensor<?x13x6x33xf64>, tensor<7x1x40x33xf64>) -> tensor<?x13x6x40xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [3, 3, 0, 0] dilations [1, 1] groups 1 : (tensor<?x13x6x40xf64>, tensor<?x13x6x33xf64>) -> tensor<7x1x40x33xf64>
  return %y, %dx, %dk : tensor<?x13x6x33xf64>, tensor<?x13x6x40xf64>, tensor<7x1x40x33xf64>
}

//--- sequence.mlir
// Two parts of four taps, and an even window, over images of one column.
func.func @f32(%x: tensor<?x50x1x24xf32>, %dy: tensor<?x50x1x70xf32>, %k: tensor<8x1x24x70xf32>) -> (tensor<?x50x1x70xf32>, tensor<?x50x1x24xf32>, tensor<8x1x24x70xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [3, 4, 0, 0] dilations [1, 1] groups 1 : (tensor<?x50x1x24xf32>, tensor<8x1x24x70xf32>) -> tensor<?x50x1x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [3, 4, 0, 0] dilations [1, 1] groups 1 : (tensor<?x50x1x70xf32>, tensor<8x1x24x70xf32>) -> tensor<?x50x1x24xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [3, 4, 0, 0] dilations [1, 1] groups 1 : (tensor<?x50x1x24xf32>, tensor<?x50x1x70xf32>) -> tensor<8x1x24x70xf32>
  return %y, %dx, %dk : tensor<?x50x1x70xf32>, tensor<?x50x1x24xf32>, tensor<8x1x24x70xf32>
}
func.func @f64(%x: tensor<?x50x1x24xf64>, %dy: tensor<?x50x1x70xf64>, %k: tensor<8x1x24x70xf64>) -> (tensor<?x50x1x70xf64>, tensor<?x50x1x24xf64>, tensor<8x1x24x70xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [3, 4, 0, 0] dilations [1, 1] groups 1 : (tensor<?x50x1x24xf64>, tensor<8x1x24x70xf64>) -> tensor<?x50x1x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [3, 4, 0, 0] dilations [1, 1] groups 1 : (tensor<?x50x1x70xf64>, tensor<8x1x24x70xf64>) -> tensor<?x50x1x24xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [3, 4, 0, 0] dilations [1, 1] groups 1 : (tensor<?x50x1x24xf64>, tensor<?x50x1x70xf64>) -> tensor<8x1x24x70xf64>
  return %y, %dx, %dk : tensor<?x50x1x70xf64>, tensor<?x50x1x24xf64>, tensor<8x1x24x70xf64>
}

//--- uneven.mlir
// Another window in rows than in columns.
func.func @f32(%x: tensor<?x9x11x19xf32>, %dy: tensor<?x9x11x36xf32>, %k: tensor<2x5x19x36xf32>) -> (tensor<?x9x11x36xf32>, tensor<?x9x11x19xf32>, tensor<2x5x19x36xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 1, 2, 2] dilations [1, 1] groups 1 : (tensor<?x9x11x19xf32>, tensor<2x5x19x36xf32>) -> tensor<?x9x11x36xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [0, 1, 2, 2] dilations [1, 1] groups 1 : (tensor<?x9x11x36xf32>, tensor<2x5x19x36xf32>) -> tensor<?x9x11x19xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 1, 2, 2] dilations [1, 1] groups 1 : (tensor<?x9x11x19xf32>, tensor<?x9x11x36xf32>) -> tensor<2x5x19x36xf32>
  return %y, %dx, %dk : tensor<?x9x11x36xf32>, tensor<?x9x11x19xf32>, tensor<2x5x19x36xf32>
}
func.func @f64(%x: tensor<?x9x11x19xf64>, %dy: tensor<?x9x11x36xf64>, %k: tensor<2x5x19x36xf64>) -> (tensor<?x9x11x36xf64>, tensor<?x9x11x19xf64>, tensor<2x5x19x36xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 1, 2, 2] dilations [1, 1] groups 1 : (tensor<?x9x11x19xf64>, tensor<2x5x19x36xf64>) -> tensor<?x9x11x36xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [0, 1, 2, 2] dilations [1, 1] groups 1 : (tensor<?x9x11x36xf64>, tensor<2x5x19x36xf64>) -> tensor<?x9x11x19xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 1, 2, 2] dilations [1, 1] groups 1 : (tensor<?x9x11x19xf64>, tensor<?x9x11x36xf64>) -> tensor<2x5x19x36xf64>
  return %y, %dx, %dk : tensor<?x9x11x36xf64>, tensor<?x9x11x19xf64>, tensor<2x5x19x36xf64>
}

//--- one-stride.mlir
// Strides along the column alone.
func.func @f32(%x: tensor<?x31x1x40xf32>, %dy: tensor<?x16x1x24xf32>, %k: tensor<5x1x40x24xf32>) -> (tensor<?x16x1x24xf32>, tensor<?x31x1x40xf32>, tensor<5x1x40x24xf32>) {
  %y = nn.conv2d %x, %k strides [2, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x31x1x40xf32>, tensor<5x1x40x24xf32>) -> tensor<?x16x1x24xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x16x1x24xf32>, tensor<5x1x40x24xf32>) -> tensor<?x31x1x40xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x31x1x40xf32>, tensor<?x16x1x24xf32>) -> tensor<5x1x40x24xf32>
  return %y, %dx, %dk : tensor<?x16x1x24xf32>, tensor<?x31x1x40xf32>, tensor<5x1x40x24xf32>
}
func.func @f64(%x: tensor<?x31x1x40xf64>, %dy: tensor<?x16x1x24xf64>, %k: tensor<5x1x40x24xf64>) -> (tensor<?x16x1x24xf64>, tensor<?x31x1x40xf64>, tensor<5x1x40x24xf64>) {
  %y = nn.conv2d %x, %k strides [2, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x31x1x40xf64>, tensor<5x1x40x24xf64>) -> tensor<?x16x1x24xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x16x1x24xf64>, tensor<5x1x40x24xf64>) -> tensor<?x31x1x40xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x31x1x40xf64>, tensor<?x16x1x24xf64>) -> tensor<5x1x40x24xf64>
  return %y, %dx, %dk : tensor<?x16x1x24xf64>, tensor<?x31x1x40xf64>, tensor<5x1x40x24xf64>
}

//--- uneven-strides.mlir
// Other taps meet in rows than in columns.
func.func @f32(%x: tensor<?x9x8x40xf32>, %dy: tensor<?x5x4x24xf32>, %k: tensor<3x3x40x24xf32>) -> (tensor<?x5x4x24xf32>, tensor<?x9x8x40xf32>, tensor<3x3x40x24xf32>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x9x8x40xf32>, tensor<3x3x40x24xf32>) -> tensor<?x5x4x24xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x5x4x24xf32>, tensor<3x3x40x24xf32>) -> tensor<?x9x8x40xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x9x8x40xf32>, tensor<?x5x4x24xf32>) -> tensor<3x3x40x24xf32>
  return %y, %dx, %dk : tensor<?x5x4x24xf32>, tensor<?x9x8x40xf32>, tensor<3x3x40x24xf32>
}
func.func @f64(%x: tensor<?x9x8x40xf64>, %dy: tensor<?x5x4x24xf64>, %k: tensor<3x3x40x24xf64>) -> (tensor<?x5x4x24xf64>, tensor<?x9x8x40xf64>, tensor<3x3x40x24xf64>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x9x8x40xf64>, tensor<3x3x40x24xf64>) -> tensor<?x5x4x24xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x5x4x24xf64>, tensor<3x3x40x24xf64>) -> tensor<?x9x8x40xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x9x8x40xf64>, tensor<?x5x4x24xf64>) -> tensor<3x3x40x24xf64>
  return %y, %dx, %dk : tensor<?x5x4x24xf64>, tensor<?x9x8x40xf64>, tensor<3x3x40x24xf64>
}

//--- dilated.mlir
// Two rows and three columns of tiles interleave, and of the last ones only some have results.
func.func @f32(%x: tensor<?x13x18x19xf32>, %dy: tensor<?x13x18x70xf32>, %k: tensor<3x3x19x70xf32>) -> (tensor<?x13x18x70xf32>, tensor<?x13x18x19xf32>, tensor<3x3x19x70xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [2, 2, 3, 3] dilations [2, 3] groups 1 : (tensor<?x13x18x19xf32>, tensor<3x3x19x70xf32>) -> tensor<?x13x18x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [2, 2, 3, 3] dilations [2, 3] groups 1 : (tensor<?x13x18x70xf32>, tensor<3x3x19x70xf32>) -> tensor<?x13x18x19xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [2, 2, 3, 3] dilations [2, 3] groups 1 : (tensor<?x13x18x19xf32>, tensor<?x13x18x70xf32>) -> tensor<3x3x19x70xf32>
  return %y, %dx, %dk : tensor<?x13x18x70xf32>, tensor<?x13x18x19xf32>, tensor<3x3x19x70xf32>
}
func.func @f64(%x: tensor<?x13x18x19xf64>, %dy: tensor<?x13x18x70xf64>, %k: tensor<3x3x19x70xf64>) -> (tensor<?x13x18x70xf64>, tensor<?x13x18x19xf64>, tensor<3x3x19x70xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [2, 2, 3, 3] dilations [2, 3] groups 1 : (tensor<?x13x18x19xf64>, tensor<3x3x19x70xf64>) -> tensor<?x13x18x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [2, 2, 3, 3] dilations [2, 3] groups 1 : (tensor<?x13x18x70xf64>, tensor<3x3x19x70xf64>) -> tensor<?x13x18x19xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [2, 2, 3, 3] dilations [2, 3] groups 1 : (tensor<?x13x18x19xf64>, tensor<?x13x18x70xf64>) -> tensor<3x3x19x70xf64>
  return %y, %dx, %dk : tensor<?x13x18x70xf64>, tensor<?x13x18x19xf64>, tensor<3x3x19x70xf64>
}

//--- causal.mlir
// A sequence of which results see what came before them alone.
func.func @f32(%x: tensor<?x50x1x24xf32>, %dy: tensor<?x50x1x70xf32>, %k: tensor<3x1x24x70xf32>) -> (tensor<?x50x1x70xf32>, tensor<?x50x1x24xf32>, tensor<3x1x24x70xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [16, 0, 0, 0] dilations [8, 1] groups 1 : (tensor<?x50x1x24xf32>, tensor<3x1x24x70xf32>) -> tensor<?x50x1x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [16, 0, 0, 0] dilations [8, 1] groups 1 : (tensor<?x50x1x70xf32>, tensor<3x1x24x70xf32>) -> tensor<?x50x1x24xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [16, 0, 0, 0] dilations [8, 1] groups 1 : (tensor<?x50x1x24xf32>, tensor<?x50x1x70xf32>) -> tensor<3x1x24x70xf32>
  return %y, %dx, %dk : tensor<?x50x1x70xf32>, tensor<?x50x1x24xf32>, tensor<3x1x24x70xf32>
}
func.func @f64(%x: tensor<?x50x1x24xf64>, %dy: tensor<?x50x1x70xf64>, %k: tensor<3x1x24x70xf64>) -> (tensor<?x50x1x70xf64>, tensor<?x50x1x24xf64>, tensor<3x1x24x70xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [16, 0, 0, 0] dilations [8, 1] groups 1 : (tensor<?x50x1x24xf64>, tensor<3x1x24x70xf64>) -> tensor<?x50x1x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [16, 0, 0, 0] dilations [8, 1] groups 1 : (tensor<?x50x1x70xf64>, tensor<3x1x24x70xf64>) -> tensor<?x50x1x24xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [16, 0, 0, 0] dilations [8, 1] groups 1 : (tensor<?x50x1x24xf64>, tensor<?x50x1x70xf64>) -> tensor<3x1x24x70xf64>
  return %y, %dx, %dk : tensor<?x50x1x70xf64>, tensor<?x50x1x24xf64>, tensor<3x1x24x70xf64>
}

//--- dilated-stride.mlir
// One dimension with a dilation, the other with a stride.
func.func @f32(%x: tensor<?x15x16x40xf32>, %dy: tensor<?x15x8x24xf32>, %k: tensor<3x3x40x24xf32>) -> (tensor<?x15x8x24xf32>, tensor<?x15x16x40xf32>, tensor<3x3x40x24xf32>) {
  %y = nn.conv2d %x, %k strides [1, 2] padding [4, 4, 0, 1] dilations [4, 1] groups 1 : (tensor<?x15x16x40xf32>, tensor<3x3x40x24xf32>) -> tensor<?x15x8x24xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 2] padding [4, 4, 0, 1] dilations [4, 1] groups 1 : (tensor<?x15x8x24xf32>, tensor<3x3x40x24xf32>) -> tensor<?x15x16x40xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 2] padding [4, 4, 0, 1] dilations [4, 1] groups 1 : (tensor<?x15x16x40xf32>, tensor<?x15x8x24xf32>) -> tensor<3x3x40x24xf32>
  return %y, %dx, %dk : tensor<?x15x8x24xf32>, tensor<?x15x16x40xf32>, tensor<3x3x40x24xf32>
}
func.func @f64(%x: tensor<?x15x16x40xf64>, %dy: tensor<?x15x8x24xf64>, %k: tensor<3x3x40x24xf64>) -> (tensor<?x15x8x24xf64>, tensor<?x15x16x40xf64>, tensor<3x3x40x24xf64>) {
  %y = nn.conv2d %x, %k strides [1, 2] padding [4, 4, 0, 1] dilations [4, 1] groups 1 : (tensor<?x15x16x40xf64>, tensor<3x3x40x24xf64>) -> tensor<?x15x8x24xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 2] padding [4, 4, 0, 1] dilations [4, 1] groups 1 : (tensor<?x15x8x24xf64>, tensor<3x3x40x24xf64>) -> tensor<?x15x16x40xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 2] padding [4, 4, 0, 1] dilations [4, 1] groups 1 : (tensor<?x15x16x40xf64>, tensor<?x15x8x24xf64>) -> tensor<3x3x40x24xf64>
  return %y, %dx, %dk : tensor<?x15x8x24xf64>, tensor<?x15x16x40xf64>, tensor<3x3x40x24xf64>
}

//--- wide-dilation.mlir
// The smallest block, six rows of twelve tiles that interleave, is larger than others may be.
func.func @f32(%x: tensor<?x24x40x5xf32>, %dy: tensor<?x24x40x17xf32>, %k: tensor<3x3x5x17xf32>) -> (tensor<?x24x40x17xf32>, tensor<?x24x40x5xf32>, tensor<3x3x5x17xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [6, 6, 6, 6] dilations [6, 6] groups 1 : (tensor<?x24x40x5xf32>, tensor<3x3x5x17xf32>) -> tensor<?x24x40x17xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [6, 6, 6, 6] dilations [6, 6] groups 1 : (tensor<?x24x40x17xf32>, tensor<3x3x5x17xf32>) -> tensor<?x24x40x5xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [6, 6, 6, 6] dilations [6, 6] groups 1 : (tensor<?x24x40x5xf32>, tensor<?x24x40x17xf32>) -> tensor<3x3x5x17xf32>
  return %y, %dx, %dk : tensor<?x24x40x17xf32>, tensor<?x24x40x5xf32>, tensor<3x3x5x17xf32>
}
func.func @f64(%x: tensor<?x24x40x5xf64>, %dy: tensor<?x24x40x17xf64>, %k: tensor<3x3x5x17xf64>) -> (tensor<?x24x40x17xf64>, tensor<?x24x40x5xf64>, tensor<3x3x5x17xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [6, 6, 6, 6] dilations [6, 6] groups 1 : (tensor<?x24x40x5xf64>, tensor<3x3x5x17xf64>) -> tensor<?x24x40x17xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [6, 6, 6, 6] dilations [6, 6] groups 1 : (tensor<?x24x40x17xf64>, tensor<3x3x5x17xf64>) -> tensor<?x24x40x5xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [6, 6, 6, 6] dilations [6, 6] groups 1 : (tensor<?x24x40x5xf64>, tensor<?x24x40x17xf64>) -> tensor<3x3x5x17xf64>
  return %y, %dx, %dk : tensor<?x24x40x17xf64>, tensor<?x24x40x5xf64>, tensor<3x3x5x17xf64>
}
