// RUN: anabranch-opt %s --convert-nn-to-kernel --fuse-activation --fuse-skip-add | FileCheck %s

// CHECK-LABEL: func.func @skip
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8x8x4xf32>
// CHECK: kernel.convolution
// CHECK-SAME: inputs(%[[X]] : tensor<?x8x8x4xf32>)
// CHECK: ^bb0(%[[SUM:.*]]: f32, %[[SKIP:.*]]: f32):
// CHECK-NEXT: arith.addf %[[SUM]], %[[SKIP]]
// CHECK: arith.maximumf
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @skip(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.add %0, %x : tensor<?x8x8x4xf32>
  %2 = nn.relu %1 : tensor<?x8x8x4xf32>
  return %2 : tensor<?x8x8x4xf32>
}

// Of two branches the later one takes the add: the other is complete by then.
// CHECK-LABEL: func.func @shortcut
// CHECK: %[[FIRST:.*]] = kernel.convolution
// CHECK: kernel.convolution
// CHECK-SAME: inputs(%[[FIRST]] : tensor<?x8x8x4xf32>)
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @shortcut(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>, %l: tensor<3x3x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.conv2d %x, %l strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<3x3x4x4xf32>) -> tensor<?x8x8x4xf32>
  %2 = nn.add %0, %1 : tensor<?x8x8x4xf32>
  return %2 : tensor<?x8x8x4xf32>
}

// Where a skip connection begins, two gradients meet.
// CHECK-LABEL: func.func @gradients_meet
// CHECK: kernel.convolution_input_grad
// CHECK-SAME: inputs(
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @gradients_meet(%dy: tensor<?x8x8x4xf32>, %other: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.add %0, %other : tensor<?x8x8x4xf32>
  return %1 : tensor<?x8x8x4xf32>
}

// The other branch is not ready when the convolution runs, and the convolution's
// result is needed before it is.
// CHECK-LABEL: func.func @negative_not_ready
// CHECK: kernel.convolution
// CHECK: kernel.pool
// CHECK: kernel.elementwise
func.func @negative_not_ready(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.max_pool2d %0 window [3, 3] strides [1, 1] padding [1, 1, 1, 1] : (tensor<?x8x8x4xf32>) -> tensor<?x8x8x4xf32>
  %p = nn.conv2d_input_grad %1, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %q = nn.max_pool2d %p window [3, 3] strides [1, 1] padding [1, 1, 1, 1] : (tensor<?x8x8x4xf32>) -> tensor<?x8x8x4xf32>
  %g = nn.average_pool2d_grad %q window [1, 1] strides [1, 1] padding [0, 0, 0, 0] : (tensor<?x8x8x4xf32>) -> tensor<?x8x8x4xf32>
  %2 = nn.add %0, %g : tensor<?x8x8x4xf32>
  return %2 : tensor<?x8x8x4xf32>
}

// Sums alone are another fusion's.
// CHECK-LABEL: func.func @negative_only_sums
// CHECK: kernel.convolution
// CHECK-NOT: reduction_count
// CHECK: kernel.elementwise inputs(%{{[^ ]*}}, %{{[^ ]*}} :
// CHECK-SAME: reduction_count = 1
func.func @negative_only_sums(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = kernel.elementwise inputs(%0, %x : tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32> {reduction_count = 1 : i64}
      epilogue {
      ^bb0(%e: f32, %f: f32):
        %p = arith.mulf %e, %f : f32
        kernel.yield %p : f32
      } -> tensor<4xf32>
  return %0, %1 : tensor<?x8x8x4xf32>, tensor<4xf32>
}
