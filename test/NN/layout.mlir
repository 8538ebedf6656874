// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: func.func @layout
func.func @layout(%x: tensor<?x4x5x8xf32>, %y: tensor<?x4x5x2xf32>) {
  // CHECK: nn.pad %{{.*}} low [0, 1, 1, 0] high [0, 2, -2, 0] : tensor<?x4x5x8xf32> -> tensor<?x7x4x8xf32>
  %0 = nn.pad %x low [0, 1, 1, 0] high [0, 2, -2, 0] : tensor<?x4x5x8xf32> -> tensor<?x7x4x8xf32>
  // CHECK: nn.permute %{{.*}} [0, 3, 1, 2] : tensor<?x4x5x8xf32> -> tensor<?x8x4x5xf32>
  %1 = nn.permute %x [0, 3, 1, 2] : tensor<?x4x5x8xf32> -> tensor<?x8x4x5xf32>
  // CHECK: nn.concatenate %{{.*}}, %{{.*}} along 3 : (tensor<?x4x5x8xf32>, tensor<?x4x5x2xf32>) -> tensor<?x4x5x10xf32>
  %2 = nn.concatenate %x, %y along 3 : (tensor<?x4x5x8xf32>, tensor<?x4x5x2xf32>) -> tensor<?x4x5x10xf32>
  return
}

// What moves nothing goes away.
// FOLD-LABEL: func.func @nothing
// FOLD-SAME: %[[X:.*]]: tensor<?x4x8xf32>
// FOLD-NEXT: return %[[X]], %[[X]], %[[X]]
func.func @nothing(%x: tensor<?x4x8xf32>) -> (tensor<?x4x8xf32>, tensor<?x4x8xf32>, tensor<?x4x8xf32>) {
  %0 = nn.pad %x low [0, 0, 0] high [0, 0, 0] : tensor<?x4x8xf32> -> tensor<?x4x8xf32>
  %1 = nn.permute %x [0, 1, 2] : tensor<?x4x8xf32> -> tensor<?x4x8xf32>
  %2 = nn.concatenate %x along 2 : (tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %0, %1, %2 : tensor<?x4x8xf32>, tensor<?x4x8xf32>, tensor<?x4x8xf32>
}

// Zeros around pixels join the padding of both kinds of convolution.
// FOLD-LABEL: func.func @padded_convolution
// FOLD-NEXT: nn.conv2d %arg0, %{{.*}} strides [2, 2] padding [1, 3, 2, 4]
// FOLD-NEXT: nn.depthwise_conv2d %arg0, %{{.*}} strides [1, 1] padding [1, 2, 1, 2]
func.func @padded_convolution(%x: tensor<?x4x4x2xf32>, %k: tensor<3x3x2x5xf32>, %d: tensor<3x3x2xf32>) -> (tensor<?x3x4x5xf32>, tensor<?x5x5x2xf32>) {
  %0 = nn.pad %x low [0, 1, 1, 0] high [0, 2, 2, 0] : tensor<?x4x4x2xf32> -> tensor<?x7x7x2xf32>
  %1 = nn.conv2d %0, %k strides [2, 2] padding [0, 1, 1, 2] dilations [1, 1] groups 1 : (tensor<?x7x7x2xf32>, tensor<3x3x2x5xf32>) -> tensor<?x3x4x5xf32>
  %2 = nn.depthwise_conv2d %0, %d strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x7x7x2xf32>, tensor<3x3x2xf32>) -> tensor<?x5x5x2xf32>
  return %1, %2 : tensor<?x3x4x5xf32>, tensor<?x5x5x2xf32>
}

// FOLD-LABEL: func.func @negative_cut
// FOLD-NEXT: nn.pad
// FOLD-NEXT: nn.conv2d
func.func @negative_cut(%x: tensor<?x4x4x2xf32>, %k: tensor<3x3x2x5xf32>) -> tensor<?x3x1x5xf32> {
  %0 = nn.pad %x low [0, 1, -1, 0] high [0, 0, 0, 0] : tensor<?x4x4x2xf32> -> tensor<?x5x3x2xf32>
  %1 = nn.conv2d %0, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x5x3x2xf32>, tensor<3x3x2x5xf32>) -> tensor<?x3x1x5xf32>
  return %1 : tensor<?x3x1x5xf32>
}

// FOLD-LABEL: func.func @negative_channels
// FOLD-NEXT: nn.pad
// FOLD-NEXT: nn.conv2d
func.func @negative_channels(%x: tensor<?x4x4x1xf32>, %k: tensor<3x3x2x5xf32>) -> tensor<?x2x2x5xf32> {
  %0 = nn.pad %x low [0, 0, 0, 1] high [0, 0, 0, 0] : tensor<?x4x4x1xf32> -> tensor<?x4x4x2xf32>
  %1 = nn.conv2d %0, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<3x3x2x5xf32>) -> tensor<?x2x2x5xf32>
  return %1 : tensor<?x2x2x5xf32>
}

// A reshape that drops dimensions of 1 goes behind what does not mind them, until it meets its opposite.
// FOLD-LABEL: func.func @sequence
// FOLD-SAME: (%[[X:.*]]: tensor<?x1x6x4xf32>, %[[S:.*]]: tensor<?x6x4xf32>, %[[GATE:.*]]: tensor<?x1x4xf32>, %[[B:.*]]: tensor<4xf32>)
// FOLD: %[[BIASED:.*]] = nn.bias_add %[[X]], %[[B]] : tensor<?x1x6x4xf32>, tensor<4xf32>
// FOLD: %[[NORMAL:.*]] = nn.batch_normalization %[[BIASED]] {{.*}} : tensor<?x1x6x4xf32>
// FOLD: %[[KEPT:.*]] = nn.dropout %[[NORMAL]] {rate = 5.000000e-01 : f64, shared = array<i64: 2>} : tensor<?x1x6x4xf32>
// FOLD: %[[WIDE_GATE:.*]] = nn.reshape %[[GATE]] : tensor<?x1x4xf32> -> tensor<?x1x1x4xf32>
// FOLD: %[[SCALED:.*]] = nn.multiply %[[KEPT]], %[[WIDE_GATE]]
// FOLD: %[[WIDE_S:.*]] = nn.reshape %[[S]] : tensor<?x6x4xf32> -> tensor<?x1x6x4xf32>
// FOLD: %[[LONG:.*]] = nn.concatenate %[[SCALED]], %[[WIDE_S]] along 2 : (tensor<?x1x6x4xf32>, tensor<?x1x6x4xf32>) -> tensor<?x1x12x4xf32>
// FOLD-NEXT: return %[[LONG]]
func.func @sequence(%x: tensor<?x1x6x4xf32>, %s: tensor<?x6x4xf32>, %gate: tensor<?x1x4xf32>, %b: tensor<4xf32>) -> tensor<?x1x12x4xf32> {
  %0 = nn.reshape %x : tensor<?x1x6x4xf32> -> tensor<?x6x4xf32>
  %1 = nn.bias_add %0, %b : tensor<?x6x4xf32>, tensor<4xf32>
  %2 = nn.batch_normalization %1 mean @mean variance @variance {epsilon = 1.0e-3, momentum = 0.99} : tensor<?x6x4xf32>
  %3 = nn.dropout %2 {rate = 0.5 : f64, shared = array<i64: 1>} : tensor<?x6x4xf32>
  %4 = nn.multiply %3, %gate : (tensor<?x6x4xf32>, tensor<?x1x4xf32>) -> tensor<?x6x4xf32>
  %5 = nn.concatenate %4, %s along 1 : (tensor<?x6x4xf32>, tensor<?x6x4xf32>) -> tensor<?x12x4xf32>
  %6 = nn.reshape %5 : tensor<?x12x4xf32> -> tensor<?x1x12x4xf32>
  return %6 : tensor<?x1x12x4xf32>
}

// FOLD-LABEL: func.func @both_ends_of_a_skip
// FOLD-NEXT: %[[SUM:.*]] = nn.add %arg0, %arg1 : tensor<?x1x6x4xf32>
// FOLD-NEXT: nn.relu %[[SUM]] : tensor<?x1x6x4xf32>
func.func @both_ends_of_a_skip(%x: tensor<?x1x6x4xf32>, %y: tensor<?x1x6x4xf32>) -> tensor<?x1x6x4xf32> {
  %0 = nn.reshape %x : tensor<?x1x6x4xf32> -> tensor<?x6x4xf32>
  %1 = nn.reshape %y : tensor<?x1x6x4xf32> -> tensor<?x6x4xf32>
  %2 = nn.add %0, %1 : tensor<?x6x4xf32>
  %3 = nn.relu %2 : tensor<?x6x4xf32>
  %4 = nn.reshape %3 : tensor<?x6x4xf32> -> tensor<?x1x6x4xf32>
  return %4 : tensor<?x1x6x4xf32>
}

// Rows are what softmax is about, and may be asked for as such (a loss does).
// FOLD-LABEL: func.func @negative_row_function
// FOLD-NEXT: nn.reshape
// FOLD-NEXT: nn.softmax %{{.*}} : tensor<?x4xf32>
func.func @negative_row_function(%x: tensor<?x1x1x4xf32>) -> tensor<?x4xf32> {
  %0 = nn.reshape %x : tensor<?x1x1x4xf32> -> tensor<?x4xf32>
  %1 = nn.softmax %0 : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// FOLD-LABEL: func.func @negative_flattened
// FOLD-NEXT: nn.reshape
// FOLD-NEXT: nn.relu %{{.*}} : tensor<?x24xf32>
func.func @negative_flattened(%x: tensor<?x1x6x4xf32>) -> tensor<?x24xf32> {
  %0 = nn.reshape %x : tensor<?x1x6x4xf32> -> tensor<?x24xf32>
  %1 = nn.relu %0 : tensor<?x24xf32>
  return %1 : tensor<?x24xf32>
}

// A reshape that puts them in goes in front of what is done to inputs.
// FOLD-LABEL: func.func @inputs
// FOLD-NEXT: %[[X:.*]] = nn.reshape %arg0 : tensor<?x6x4xf32> -> tensor<?x1x6x4xf32>
// FOLD-NEXT: %[[HALF:.*]] = nn.scale %[[X]] by 5.000000e-01 : tensor<?x1x6x4xf32>
// FOLD-NEXT: nn.bias_add %[[HALF]], %arg1 : tensor<?x1x6x4xf32>
// FOLD-NEXT: return
func.func @inputs(%x: tensor<?x6x4xf32>, %b: tensor<4xf32>) -> tensor<?x1x6x4xf32> {
  %0 = nn.scale %x by 0.5 : tensor<?x6x4xf32>
  %1 = nn.bias_add %0, %b : tensor<?x6x4xf32>, tensor<4xf32>
  %2 = nn.reshape %1 : tensor<?x6x4xf32> -> tensor<?x1x6x4xf32>
  return %2 : tensor<?x1x6x4xf32>
}

// What is behind a layer stays with it.
// FOLD-LABEL: func.func @negative_behind_a_layer
// FOLD: nn.dense
// FOLD-NEXT: nn.relu %{{.*}} : tensor<?x4xf32>
// FOLD-NEXT: nn.reshape
func.func @negative_behind_a_layer(%x: tensor<?x6xf32>, %k: tensor<6x4xf32>) -> tensor<?x1x1x4xf32> {
  %0 = nn.dense %x, %k : (tensor<?x6xf32>, tensor<6x4xf32>) -> tensor<?x4xf32>
  %1 = nn.relu %0 : tensor<?x4xf32>
  %2 = nn.reshape %1 : tensor<?x4xf32> -> tensor<?x1x1x4xf32>
  return %2 : tensor<?x1x1x4xf32>
}

// FOLD-LABEL: func.func @negative_two_readers
// FOLD-NEXT: nn.scale %arg0 by 5.000000e-01 : tensor<?x6x4xf32>
// FOLD-NEXT: nn.reshape
func.func @negative_two_readers(%x: tensor<?x6x4xf32>) -> (tensor<?x6x4xf32>, tensor<?x1x6x4xf32>) {
  %0 = nn.scale %x by 0.5 : tensor<?x6x4xf32>
  %1 = nn.reshape %0 : tensor<?x6x4xf32> -> tensor<?x1x6x4xf32>
  return %0, %1 : tensor<?x6x4xf32>, tensor<?x1x6x4xf32>
}

// FOLD-LABEL: func.func @negative_behind_the_reshape
// FOLD-NEXT: nn.reshape
// FOLD-NEXT: nn.relu %{{.*}} : tensor<?x1x6x4xf32>
func.func @negative_behind_the_reshape(%x: tensor<?x6x4xf32>) -> tensor<?x1x6x4xf32> {
  %0 = nn.reshape %x : tensor<?x6x4xf32> -> tensor<?x1x6x4xf32>
  %1 = nn.relu %0 : tensor<?x1x6x4xf32>
  return %1 : tensor<?x1x6x4xf32>
}

// Its first dimension is no batch.
// FOLD-LABEL: func.func @negative_parameter
// FOLD-NEXT: nn.reshape
// FOLD-NEXT: nn.scale %{{.*}} by 5.000000e-01 : tensor<3x4xf32>
func.func @negative_parameter(%x: tensor<3x1x4xf32>) -> tensor<3x4xf32> {
  %0 = nn.reshape %x : tensor<3x1x4xf32> -> tensor<3x4xf32>
  %1 = nn.scale %0 by 0.5 : tensor<3x4xf32>
  return %1 : tensor<3x4xf32>
}
