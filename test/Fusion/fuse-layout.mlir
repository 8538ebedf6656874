// RUN: anabranch-opt %s --convert-nn-to-kernel --fuse-activation --fuse-skip-add --fuse-statistics --fuse-affine | FileCheck %s

// What happens to each element before a copy is its prologue, and what happens behind it its epilogue.
// CHECK-LABEL: func.func @around_pad
// CHECK-NOT: kernel.elementwise
// CHECK: kernel.gather lhs(%arg0 : tensor<?x2x2x4xf32>) inputs(%arg1 : tensor<4xf32>)
// CHECK: lhs_prologue
// CHECK: arith.mulf
// CHECK: epilogue
// CHECK: arith.addf
// CHECK: -> tensor<?x3x2x4xf32>, tensor<4xf32>
// CHECK-NOT: kernel.elementwise
func.func @around_pad(%x: tensor<?x2x2x4xf32>, %b: tensor<4xf32>) -> (tensor<?x3x2x4xf32>, tensor<4xf32>) {
  %0 = nn.scale %x by 2.0 : tensor<?x2x2x4xf32>
  %1 = nn.pad %0 low [0, 1, 0, 0] high [0, 0, 0, 0] : tensor<?x2x2x4xf32> -> tensor<?x3x2x4xf32>
  %2 = nn.bias_add %1, %b : tensor<?x3x2x4xf32>, tensor<4xf32>
  %3 = nn.channel_sum %2 : (tensor<?x3x2x4xf32>) -> tensor<4xf32>
  return %2, %3 : tensor<?x3x2x4xf32>, tensor<4xf32>
}

// A concatenation has no prologue, but an epilogue.
// CHECK-LABEL: func.func @negative_before_concatenate
// CHECK: %[[A:.*]] = kernel.elementwise
// CHECK: kernel.concatenate lhs(%[[A]], %arg1 : tensor<?x2x4xf32>, tensor<?x2x3xf32>)
// CHECK: math.tanh
// CHECK-NOT: kernel.elementwise
func.func @negative_before_concatenate(%x: tensor<?x2x4xf32>, %y: tensor<?x2x3xf32>) -> tensor<?x2x7xf32> {
  %0 = nn.scale %x by 2.0 : tensor<?x2x4xf32>
  %1 = nn.concatenate %0, %y along 2 : (tensor<?x2x4xf32>, tensor<?x2x3xf32>) -> tensor<?x2x7xf32>
  %2 = nn.tanh %1 : tensor<?x2x7xf32>
  return %2 : tensor<?x2x7xf32>
}

// An image's gate goes into the next convolution's prologue.
// CHECK-LABEL: func.func @gate
// CHECK-NOT: kernel.elementwise
// CHECK: kernel.convolution lhs(%arg0, %arg1 : tensor<?x4x4x2xf32>, tensor<?x1x1x2xf32>)
// CHECK-NOT: kernel.elementwise
func.func @gate(%x: tensor<?x4x4x2xf32>, %g: tensor<?x1x1x2xf32>, %k: tensor<1x1x2x3xf32>) -> tensor<?x4x4x3xf32> {
  %0 = nn.multiply %x, %g : (tensor<?x4x4x2xf32>, tensor<?x1x1x2xf32>) -> tensor<?x4x4x2xf32>
  %1 = nn.conv2d %0, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<1x1x2x3xf32>) -> tensor<?x4x4x3xf32>
  return %1 : tensor<?x4x4x3xf32>
}

// Reductions of rows do not see the examples.
// CHECK-LABEL: func.func @negative_gate_into_total
// CHECK: kernel.elementwise
// CHECK: kernel.reduction
func.func @negative_gate_into_total(%x: tensor<?x4x4x2xf32>, %g: tensor<?x1x1x2xf32>) -> tensor<f32> {
  %0 = nn.multiply %x, %g : (tensor<?x4x4x2xf32>, tensor<?x1x1x2xf32>) -> tensor<?x4x4x2xf32>
  %1 = nn.reduce_sum %0 : (tensor<?x4x4x2xf32>) -> tensor<f32>
  return %1 : tensor<f32>
}

// A mask is computed again wherever it is needed, at the same places.
// CHECK-LABEL: func.func @mask
// CHECK: kernel.convolution lhs(%arg0, %arg2, %arg3 : tensor<?x4x4x2xf32>, tensor<f32>, tensor<f32>)
// CHECK: kernel.element_index
// CHECK: kernel.depthwise lhs(%arg0, %arg2, %arg3 : tensor<?x4x4x2xf32>, tensor<f32>, tensor<f32>)
// CHECK: kernel.element_index
func.func @mask(%x: tensor<?x4x4x2xf32>, %k: tensor<1x1x2x3xf32>, %seed: tensor<f32>, %iteration: tensor<f32>, %d: tensor<1x1x2xf32>)
    -> (tensor<?x4x4x3xf32>, tensor<?x4x4x2xf32>) {
  %m = nn.dropout_mask %seed, %iteration {rate = 0.5 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x4x4x2xf32>
  %0 = nn.multiply %x, %m : tensor<?x4x4x2xf32>
  %1 = nn.conv2d %0, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<1x1x2x3xf32>) -> tensor<?x4x4x3xf32>
  %2 = nn.depthwise_conv2d %0, %d strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] : (tensor<?x4x4x2xf32>, tensor<1x1x2xf32>) -> tensor<?x4x4x2xf32>
  return %1, %2 : tensor<?x4x4x3xf32>, tensor<?x4x4x2xf32>
}

// The product with a mask joins the convolution, and the mask with it.
// CHECK-LABEL: func.func @dropout
// CHECK-NOT: kernel.elementwise
// CHECK: kernel.convolution
// CHECK: epilogue
// CHECK-DAG: arith.maximumf
// CHECK-DAG: kernel.element_index
// CHECK-NOT: kernel.elementwise
func.func @dropout(%x: tensor<?x4x4x2xf32>, %k: tensor<1x1x2x3xf32>, %seed: tensor<f32>, %iteration: tensor<f32>) -> tensor<?x4x4x3xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<1x1x2x3xf32>) -> tensor<?x4x4x3xf32>
  %1 = nn.relu %0 : tensor<?x4x4x3xf32>
  %m = nn.dropout_mask %seed, %iteration {rate = 0.5 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x4x4x3xf32>
  %2 = nn.multiply %1, %m : tensor<?x4x4x3xf32>
  return %2 : tensor<?x4x4x3xf32>
}
