// Rows that a thread fetches together, where not all of them exist: vectors and batches that no group divides, pixels beside an image,
// threads without a channel. The GPU is emulated; its results are compared with the CPU's in double precision. A sum rounds for
// each of a thread's 16 rows and of its block's 28 lanes, by 6e-8 of numbers below 1; blocks are added up in double precision.
// RUN: split-file %s %t
// RUN: anabranch-run %t/elements.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=1 | FileCheck %s
// RUN: anabranch-run %t/elements.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=33 | FileCheck %s
// RUN: anabranch-run %t/copies.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/depthwise.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=5 | FileCheck %s
// RUN: anabranch-run %t/long-row.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=2 | FileCheck %s
// RUN: anabranch-run %t/examples.mlir --target=cuda --entry=f32 --reference=f64 --tolerance=2e-6 --batch=3 | FileCheck %s

// CHECK: close to @f64

//--- elements.mlir
// A vector of 1155 numbers for each image, and rows of 36 channels that sums are taken of: 1155 of them of 33 images, where a block has 448 or 112.
func.func @f32(%x: tensor<?x5x7x33xf32>, %y: tensor<?x5x7x33xf32>, %z: tensor<?x5x7x36xf32>, %w: tensor<?x5x7x36xf32>, %b: tensor<36xf32>) -> (tensor<?x5x7x33xf32>, tensor<?x5x7x36xf32>, tensor<36xf32>) {
  %0 = nn.multiply %x, %y : tensor<?x5x7x33xf32>
  %1 = nn.bias_add %z, %b : tensor<?x5x7x36xf32>, tensor<36xf32>
  %2 = nn.multiply %1, %w : tensor<?x5x7x36xf32>
  %3 = nn.channel_sum %2 : (tensor<?x5x7x36xf32>) -> tensor<36xf32>
  return %0, %2, %3 : tensor<?x5x7x33xf32>, tensor<?x5x7x36xf32>, tensor<36xf32>
}
func.func @f64(%x: tensor<?x5x7x33xf64>, %y: tensor<?x5x7x33xf64>, %z: tensor<?x5x7x36xf64>, %w: tensor<?x5x7x36xf64>, %b: tensor<36xf64>) -> (tensor<?x5x7x33xf64>, tensor<?x5x7x36xf64>, tensor<36xf64>) {
  %0 = nn.multiply %x, %y : tensor<?x5x7x33xf64>
  %1 = nn.bias_add %z, %b : tensor<?x5x7x36xf64>, tensor<36xf64>
  %2 = nn.multiply %1, %w : tensor<?x5x7x36xf64>
  %3 = nn.channel_sum %2 : (tensor<?x5x7x36xf64>) -> tensor<36xf64>
  return %0, %2, %3 : tensor<?x5x7x33xf64>, tensor<?x5x7x36xf64>, tensor<36xf64>
}

//--- copies.mlir
func.func @f32(%x: tensor<?x5x7x12xf32>, %y: tensor<?x5x7x20xf32>) -> (tensor<?x6x4x12xf32>, tensor<?x5x7x32xf32>) {
  %0 = nn.pad %x low [0, 2, -3, 0] high [0, -1, 0, 0] : tensor<?x5x7x12xf32> -> tensor<?x6x4x12xf32>
  %1 = nn.concatenate %x, %y along 3 : (tensor<?x5x7x12xf32>, tensor<?x5x7x20xf32>) -> tensor<?x5x7x32xf32>
  return %0, %1 : tensor<?x6x4x12xf32>, tensor<?x5x7x32xf32>
}
func.func @f64(%x: tensor<?x5x7x12xf64>, %y: tensor<?x5x7x20xf64>) -> (tensor<?x6x4x12xf64>, tensor<?x5x7x32xf64>) {
  %0 = nn.pad %x low [0, 2, -3, 0] high [0, -1, 0, 0] : tensor<?x5x7x12xf64> -> tensor<?x6x4x12xf64>
  %1 = nn.concatenate %x, %y along 3 : (tensor<?x5x7x12xf64>, tensor<?x5x7x20xf64>) -> tensor<?x5x7x32xf64>
  return %0, %1 : tensor<?x6x4x12xf64>, tensor<?x5x7x32xf64>
}

//--- depthwise.mlir
func.func @f32(%x: tensor<?x7x9x20xf32>, %dy: tensor<?x7x9x20xf32>, %dz: tensor<?x4x5x20xf32>, %k: tensor<3x3x20xf32>) -> (tensor<?x7x9x20xf32>, tensor<?x7x9x20xf32>, tensor<3x3x20xf32>, tensor<?x7x9x20xf32>, tensor<3x3x20xf32>) {
  %0 = nn.depthwise_conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x9x20xf32>, tensor<3x3x20xf32>) -> tensor<?x7x9x20xf32>
  %1 = nn.depthwise_conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x9x20xf32>, tensor<3x3x20xf32>) -> tensor<?x7x9x20xf32>
  %2 = nn.depthwise_conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x9x20xf32>, tensor<?x7x9x20xf32>) -> tensor<3x3x20xf32>
  %3 = nn.depthwise_conv2d_input_grad %dz, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x4x5x20xf32>, tensor<3x3x20xf32>) -> tensor<?x7x9x20xf32>
  %4 = nn.depthwise_conv2d_kernel_grad %x, %dz strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x9x20xf32>, tensor<?x4x5x20xf32>) -> tensor<3x3x20xf32>
  return %0, %1, %2, %3, %4 : tensor<?x7x9x20xf32>, tensor<?x7x9x20xf32>, tensor<3x3x20xf32>, tensor<?x7x9x20xf32>, tensor<3x3x20xf32>
}
func.func @f64(%x: tensor<?x7x9x20xf64>, %dy: tensor<?x7x9x20xf64>, %dz: tensor<?x4x5x20xf64>, %k: tensor<3x3x20xf64>) -> (tensor<?x7x9x20xf64>, tensor<?x7x9x20xf64>, tensor<3x3x20xf64>, tensor<?x7x9x20xf64>, tensor<3x3x20xf64>) {
  %0 = nn.depthwise_conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x9x20xf64>, tensor<3x3x20xf64>) -> tensor<?x7x9x20xf64>
  %1 = nn.depthwise_conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x9x20xf64>, tensor<3x3x20xf64>) -> tensor<?x7x9x20xf64>
  %2 = nn.depthwise_conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x9x20xf64>, tensor<?x7x9x20xf64>) -> tensor<3x3x20xf64>
  %3 = nn.depthwise_conv2d_input_grad %dz, %k strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x4x5x20xf64>, tensor<3x3x20xf64>) -> tensor<?x7x9x20xf64>
  %4 = nn.depthwise_conv2d_kernel_grad %x, %dz strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x9x20xf64>, tensor<?x4x5x20xf64>) -> tensor<3x3x20xf64>
  return %0, %1, %2, %3, %4 : tensor<?x7x9x20xf64>, tensor<?x7x9x20xf64>, tensor<3x3x20xf64>, tensor<?x7x9x20xf64>, tensor<3x3x20xf64>
}

//--- long-row.mlir
// A row of 51 taps is two launches, of 26 and 25.
func.func @f32(%x: tensor<?x3x60x5xf32>, %dy: tensor<?x3x60x5xf32>) -> tensor<2x51x5xf32> {
  %0 = nn.depthwise_conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 1, 25, 25] dilations [1, 1] : (tensor<?x3x60x5xf32>, tensor<?x3x60x5xf32>) -> tensor<2x51x5xf32>
  return %0 : tensor<2x51x5xf32>
}
func.func @f64(%x: tensor<?x3x60x5xf64>, %dy: tensor<?x3x60x5xf64>) -> tensor<2x51x5xf64> {
  %0 = nn.depthwise_conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 1, 25, 25] dilations [1, 1] : (tensor<?x3x60x5xf64>, tensor<?x3x60x5xf64>) -> tensor<2x51x5xf64>
  return %0 : tensor<2x51x5xf64>
}

//--- examples.mlir
// Threads that share a sum over pixels, channels, or rows of pixels, fewer than sums need, and one for each of few numbers.
func.func @f32(%x: tensor<?x5x7x20xf32>, %y: tensor<?x5x7x20xf32>, %z: tensor<?x3x3x33xf32>) -> (tensor<?x1x1x20xf32>, tensor<?x5x7x1xf32>, tensor<?x5x1x20xf32>, tensor<?x1x7x1xf32>, tensor<?x1x1x1xf32>, tensor<?x1x3x33xf32>) {
  %0 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf32>, tensor<?x5x7x20xf32>) -> tensor<?x1x1x20xf32>
  %1 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf32>, tensor<?x5x7x20xf32>) -> tensor<?x5x7x1xf32>
  %2 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf32>, tensor<?x5x7x20xf32>) -> tensor<?x5x1x20xf32>
  %3 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf32>, tensor<?x5x7x20xf32>) -> tensor<?x1x7x1xf32>
  %4 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf32>, tensor<?x5x7x20xf32>) -> tensor<?x1x1x1xf32>
  %5 = nn.reduce_sum %z : (tensor<?x3x3x33xf32>) -> tensor<?x1x3x33xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<?x1x1x20xf32>, tensor<?x5x7x1xf32>, tensor<?x5x1x20xf32>, tensor<?x1x7x1xf32>, tensor<?x1x1x1xf32>, tensor<?x1x3x33xf32>
}
func.func @f64(%x: tensor<?x5x7x20xf64>, %y: tensor<?x5x7x20xf64>, %z: tensor<?x3x3x33xf64>) -> (tensor<?x1x1x20xf64>, tensor<?x5x7x1xf64>, tensor<?x5x1x20xf64>, tensor<?x1x7x1xf64>, tensor<?x1x1x1xf64>, tensor<?x1x3x33xf64>) {
  %0 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf64>, tensor<?x5x7x20xf64>) -> tensor<?x1x1x20xf64>
  %1 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf64>, tensor<?x5x7x20xf64>) -> tensor<?x5x7x1xf64>
  %2 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf64>, tensor<?x5x7x20xf64>) -> tensor<?x5x1x20xf64>
  %3 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf64>, tensor<?x5x7x20xf64>) -> tensor<?x1x7x1xf64>
  %4 = nn.reduce_sum %x, %y : (tensor<?x5x7x20xf64>, tensor<?x5x7x20xf64>) -> tensor<?x1x1x1xf64>
  %5 = nn.reduce_sum %z : (tensor<?x3x3x33xf64>) -> tensor<?x1x3x33xf64>
  return %0, %1, %2, %3, %4, %5 : tensor<?x1x1x20xf64>, tensor<?x5x7x1xf64>, tensor<?x5x1x20xf64>, tensor<?x1x7x1xf64>, tensor<?x1x1x1xf64>, tensor<?x1x3x33xf64>
}
