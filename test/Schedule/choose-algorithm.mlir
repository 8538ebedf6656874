// RUN: anabranch-opt %s --convert-nn-to-kernel --choose-algorithm | FileCheck %s
// RUN: anabranch-opt %s --convert-nn-to-kernel --choose-algorithm=algorithm=direct | FileCheck %s --check-prefix=DIRECT
// RUN: anabranch-opt %s --convert-nn-to-kernel --choose-algorithm="algorithm=direct amx=true" | FileCheck %s --check-prefix=DIRECT
// RUN: anabranch-opt %s --convert-nn-to-kernel --choose-algorithm="amx=true round=true cache-bytes=2097152" | FileCheck %s --check-prefix=AMX
// RUN: anabranch-opt %s --convert-nn-to-kernel --choose-algorithm="algorithm=amx round=true" | FileCheck %s --check-prefix=AMX
// RUN: anabranch-opt %s --convert-nn-to-kernel --choose-algorithm="amx=true cache-bytes=2097152" | FileCheck %s --check-prefix=PARTS
// RUN: anabranch-opt %s --convert-nn-to-kernel --choose-algorithm=algorithm=amx | FileCheck %s --check-prefix=ALL-PARTS
// RUN: anabranch-opt %s --convert-nn-to-kernel --choose-algorithm=algorithm=winograd2 | FileCheck %s --check-prefix=FORCED
// RUN: not anabranch-opt %s --convert-nn-to-kernel --choose-algorithm=algorithm=fft 2>&1 | FileCheck %s --check-prefix=ERROR

// ERROR: there is no algorithm 'fft'
// DIRECT-NOT: {{winograd|amx|bf16}}
// PARTS-NOT: bf16
// ALL-PARTS-NOT: bf16

// All three convolutions of a layer.
// CHECK-LABEL: @layer
// CHECK: kernel.convolution lhs{{.*}}algorithm = #kernel<algorithm winograd4>
// CHECK: kernel.convolution_input_grad lhs{{.*}}algorithm = #kernel<algorithm winograd4>
// CHECK: kernel.convolution_kernel_grad lhs{{.*}}algorithm = #kernel<algorithm winograd4>
// FORCED-LABEL: @layer
// FORCED: kernel.convolution lhs{{.*}}algorithm = #kernel<algorithm winograd2>
// f32 is for a matrix unit two numbers of bf16, and nothing is rounded.
// PARTS-LABEL: @layer
// PARTS: kernel.convolution lhs{{.*}}algorithm = #kernel<algorithm amx>
// PARTS: kernel.convolution_input_grad lhs{{.*}}algorithm = #kernel<algorithm amx>
// PARTS: kernel.convolution_kernel_grad lhs{{.*}}algorithm = #kernel<algorithm amx>
// If numbers may be rounded, it multiplies what the prologues round.
// AMX-LABEL: @layer
// AMX: kernel.convolution lhs{{.*}}algorithm = #kernel<algorithm amx>
// AMX: lhs_prologue
// AMX: ^bb0(%[[E:.*]]: f32):
// AMX-NEXT: %[[LEFT:.*]] = arith.truncf %[[E]] : f32 to bf16
// AMX-NEXT: kernel.yield %[[LEFT]] : bf16
// AMX: rhs_prologue
// AMX: ^bb0(%[[E:.*]]: f32):
// AMX-NEXT: %[[RIGHT:.*]] = arith.truncf %[[E]] : f32 to bf16
// AMX-NEXT: kernel.yield %[[RIGHT]] : bf16
// AMX: epilogue
// AMX-NEXT: ^bb0(%[[SUM:.*]]: f32):
// AMX-NEXT: kernel.yield %[[SUM]] : f32
// AMX: kernel.convolution_input_grad lhs{{.*}}algorithm = #kernel<algorithm amx>
// AMX: arith.truncf
// AMX: arith.truncf
// AMX: kernel.convolution_kernel_grad lhs{{.*}}algorithm = #kernel<algorithm amx>
// AMX: arith.truncf
// AMX: arith.truncf
func.func @layer(%x: tensor<?x8x8x64xf32>, %dy: tensor<?x8x8x64xf32>, %k: tensor<3x3x64x64xf32>)
    -> (tensor<?x8x8x64xf32>, tensor<?x8x8x64xf32>, tensor<3x3x64x64xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x8x8x64xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x8x8x64xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<?x8x8x64xf32>) -> tensor<3x3x64x64xf32>
  return %y, %dx, %dk : tensor<?x8x8x64xf32>, tensor<?x8x8x64xf32>, tensor<3x3x64x64xf32>
}

// Products are to be as exact as what is asked for.
// FORCED-LABEL: @negative_double_precision
// FORCED: algorithm = #kernel<algorithm winograd2>
// AMX-LABEL: @negative_double_precision
// AMX-NOT: {{amx|bf16}}
func.func @negative_double_precision(%x: tensor<?x8x8x64xf64>, %k: tensor<3x3x64x64xf64>) -> tensor<?x8x8x64xf64> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf64>, tensor<3x3x64x64xf64>) -> tensor<?x8x8x64xf64>
  return %y : tensor<?x8x8x64xf64>
}

// 2 x 2 results are one tile of 2 x 2, but a quarter of one of 4 x 4.
// CHECK-LABEL: @small_image
// AMX-LABEL: @small_image
// CHECK: algorithm = #kernel<algorithm winograd2>
func.func @small_image(%x: tensor<?x2x2x64xf32>, %k: tensor<3x3x64x64xf32>) -> tensor<?x2x2x64xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x2x2x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x2x2x64xf32>
  return %y : tensor<?x2x2x64xf32>
}

// A tile of 32 source channels is no gain for one.
// CHECK-LABEL: @negative_few_channels
// CHECK-NOT: winograd
// PARTS-LABEL: @negative_few_channels
// PARTS-NOT: amx
// ALL-PARTS-LABEL: @negative_few_channels
// ALL-PARTS: algorithm = #kernel<algorithm amx>
func.func @negative_few_channels(%x: tensor<?x8x8x1xf32>, %k: tensor<3x3x1x16xf32>) -> tensor<?x8x8x16xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x1xf32>, tensor<3x3x1x16xf32>) -> tensor<?x8x8x16xf32>
  return %y : tensor<?x8x8x16xf32>
}

// A stride is as many convolutions without one.
// CHECK-LABEL: @strides
// PARTS-LABEL: @strides
// PARTS: algorithm = #kernel<algorithm amx>
// CHECK: algorithm = #kernel<algorithm winograd4>
func.func @strides(%x: tensor<?x8x8x64xf32>, %k: tensor<3x3x64x64xf32>) -> tensor<?x4x4x64xf32> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x4x4x64xf32>
  return %y : tensor<?x4x4x64xf32>
}

// The gradient's transforms go through memory.
// CHECK-LABEL: @negative_grad_of_few_channels
// CHECK: kernel.convolution lhs{{.*}}algorithm = #kernel<algorithm winograd4>
// CHECK: kernel.convolution_kernel_grad
// CHECK-NOT: winograd
func.func @negative_grad_of_few_channels(%x: tensor<?x8x8x16xf32>, %dy: tensor<?x8x8x16xf32>, %k: tensor<3x3x16x16xf32>)
    -> (tensor<?x8x8x16xf32>, tensor<3x3x16x16xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x16xf32>, tensor<3x3x16x16xf32>) -> tensor<?x8x8x16xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x16xf32>, tensor<?x8x8x16xf32>) -> tensor<3x3x16x16xf32>
  return %y, %dk : tensor<?x8x8x16xf32>, tensor<3x3x16x16xf32>
}

// An input's gradient is a convolution that makes the input's channels: three are one vector, of which direct products
// would use a fifth, but so do Winograd's.
// CHECK-LABEL: @few_results
// CHECK: kernel.convolution_input_grad lhs{{.*}}algorithm = #kernel<algorithm winograd4>
func.func @few_results(%dy: tensor<?x32x32x64xf32>, %k: tensor<3x3x3x64xf32>) -> tensor<?x32x32x3xf32> {
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x32x32x64xf32>, tensor<3x3x3x64xf32>) -> tensor<?x32x32x3xf32>
  return %dx : tensor<?x32x32x3xf32>
}

// CHECK-LABEL: @negative_one_channel_grad
// CHECK: kernel.convolution_input_grad
// CHECK-NOT: winograd
func.func @negative_one_channel_grad(%dy: tensor<?x8x8x1xf32>, %k: tensor<3x3x16x1xf32>) -> tensor<?x8x8x16xf32> {
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x1xf32>, tensor<3x3x16x1xf32>) -> tensor<?x8x8x16xf32>
  return %dx : tensor<?x8x8x16xf32>
}

// Other taps meet in rows than in columns.
// CHECK-LABEL: @uneven_padding
// CHECK: algorithm = #kernel<algorithm winograd2>
func.func @uneven_padding(%x: tensor<?x9x8x64xf32>, %k: tensor<3x3x64x64xf32>) -> tensor<?x5x4x64xf32> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x9x8x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x5x4x64xf32>
  return %y : tensor<?x5x4x64xf32>
}

// Half the multiplications, along one dimension.
// CHECK-LABEL: @sequence
// CHECK: kernel.convolution lhs{{.*}}algorithm = #kernel<algorithm winograd4>
// CHECK: kernel.convolution_kernel_grad lhs{{.*}}algorithm = #kernel<algorithm winograd4>
func.func @sequence(%x: tensor<?x1x40x64xf32>, %dy: tensor<?x1x40x64xf32>, %k: tensor<1x3x64x64xf32>)
    -> (tensor<?x1x40x64xf32>, tensor<1x3x64x64xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x1x40x64xf32>, tensor<1x3x64x64xf32>) -> tensor<?x1x40x64xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x1x40x64xf32>, tensor<?x1x40x64xf32>) -> tensor<1x3x64x64xf32>
  return %y, %dk : tensor<?x1x40x64xf32>, tensor<1x3x64x64xf32>
}

// Tiles interleave, as many as there are pixels from tap to tap.
// CHECK-LABEL: @dilated
// CHECK: kernel.convolution lhs{{.*}}algorithm = #kernel<algorithm winograd4>
// CHECK: kernel.convolution_kernel_grad lhs{{.*}}algorithm = #kernel<algorithm winograd4>
func.func @dilated(%x: tensor<?x64x1x64xf32>, %dy: tensor<?x64x1x64xf32>, %k: tensor<3x1x64x64xf32>)
    -> (tensor<?x64x1x64xf32>, tensor<3x1x64x64xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [16, 0, 0, 0] dilations [8, 1] groups 1 : (tensor<?x64x1x64xf32>, tensor<3x1x64x64xf32>) -> tensor<?x64x1x64xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [16, 0, 0, 0] dilations [8, 1] groups 1 : (tensor<?x64x1x64xf32>, tensor<?x64x1x64xf32>) -> tensor<3x1x64x64xf32>
  return %y, %dk : tensor<?x64x1x64xf32>, tensor<3x1x64x64xf32>
}

// Tiles of four that are sixteen pixels apart would have most of their results behind the last one.
// CHECK-LABEL: @negative_wide_dilation
// CHECK-NOT: winograd
func.func @negative_wide_dilation(%x: tensor<?x20x1x64xf32>, %k: tensor<3x1x64x64xf32>) -> tensor<?x20x1x64xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [32, 0, 0, 0] dilations [16, 1] groups 1 : (tensor<?x20x1x64xf32>, tensor<3x1x64x64xf32>) -> tensor<?x20x1x64xf32>
  return %y : tensor<?x20x1x64xf32>
}

// One small image is not worth a second parallel loop.
// CHECK-LABEL: @negative_small
// CHECK-NOT: winograd
func.func @negative_small(%x: tensor<1x4x4x160xf32>, %k: tensor<1x7x160x160xf32>) -> tensor<1x4x4x160xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 3, 3] dilations [1, 1] groups 1 : (tensor<1x4x4x160xf32>, tensor<1x7x160x160xf32>) -> tensor<1x4x4x160xf32>
  return %y : tensor<1x4x4x160xf32>
}

// 169 points.
// CHECK-LABEL: @negative_large_window
// CHECK-NOT: winograd
// FORCED-LABEL: @negative_large_window
// FORCED-NOT: winograd
func.func @negative_large_window(%x: tensor<?x8x8x64xf32>, %k: tensor<7x7x64x64xf32>) -> tensor<?x8x8x64xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<7x7x64x64xf32>) -> tensor<?x8x8x64xf32>
  return %y : tensor<?x8x8x64xf32>
}

// Rows that no tap reads.
// CHECK-LABEL: @negative_stride_of_one_tap
// CHECK-NOT: winograd
// FORCED-LABEL: @negative_stride_of_one_tap
// FORCED-NOT: winograd
func.func @negative_stride_of_one_tap(%x: tensor<?x8x8x64xf32>, %k: tensor<1x3x64x64xf32>) -> tensor<?x4x4x64xf32> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 0, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<1x3x64x64xf32>) -> tensor<?x4x4x64xf32>
  return %y : tensor<?x4x4x64xf32>
}

// CHECK-LABEL: @negative_dilated_stride
// CHECK-NOT: winograd
// FORCED-LABEL: @negative_dilated_stride
// FORCED-NOT: winograd
func.func @negative_dilated_stride(%x: tensor<?x8x8x64xf32>, %k: tensor<3x3x64x64xf32>) -> tensor<?x4x4x64xf32> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [2, 1, 2, 1] dilations [2, 2] groups 1 : (tensor<?x8x8x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x4x4x64xf32>
  return %y : tensor<?x4x4x64xf32>
}

// CHECK-LABEL: @negative_groups
// CHECK-NOT: winograd
// AMX-LABEL: @negative_groups
// AMX-NOT: {{amx|bf16}}
func.func @negative_groups(%x: tensor<?x8x8x64xf32>, %k: tensor<3x3x32x64xf32>) -> tensor<?x8x8x64xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x8x8x64xf32>, tensor<3x3x32x64xf32>) -> tensor<?x8x8x64xf32>
  return %y : tensor<?x8x8x64xf32>
}

// CHECK-LABEL: @negative_one_by_one
// CHECK-NOT: winograd
// AMX-LABEL: @negative_one_by_one
// AMX: algorithm = #kernel<algorithm amx>
func.func @negative_one_by_one(%x: tensor<?x8x8x64xf32>, %k: tensor<1x1x64x64xf32>) -> tensor<?x8x8x64xf32> {
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<1x1x64x64xf32>) -> tensor<?x8x8x64xf32>
  return %y : tensor<?x8x8x64xf32>
}
