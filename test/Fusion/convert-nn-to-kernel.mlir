// RUN: anabranch-opt %s --convert-nn-to-kernel -split-input-file -verify-diagnostics | FileCheck %s

// Each op becomes an anchor whose prologues pass elements through.
// CHECK-LABEL: @convolution
// CHECK: %[[Y:.*]] = kernel.convolution lhs(%{{.*}} : tensor<?x8x8x4xf32>) rhs(%{{.*}} : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
// CHECK-SAME: padding = array<i64: 1, 1, 1, 1>
// CHECK: %[[Z:.*]] = kernel.elementwise inputs(%[[Y]], %{{.*}} : tensor<?x8x8x8xf32>, tensor<8xf32>) domain tensor<?x8x8x8xf32> epilogue {
// CHECK-NEXT: ^bb0(%[[E:.*]]: f32, %[[B:.*]]: f32):
// CHECK-NEXT: %[[SUM:.*]] = arith.addf %[[E]], %[[B]]
// CHECK-NEXT: kernel.yield %[[SUM]]
// CHECK: return %[[Z]]
func.func @convolution(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4x8xf32>, %b: tensor<8xf32>) -> tensor<?x8x8x8xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x4xf32>, tensor<3x3x4x8xf32>) -> tensor<?x8x8x8xf32>
  %1 = nn.bias_add %0, %b : tensor<?x8x8x8xf32>, tensor<8xf32>
  return %1 : tensor<?x8x8x8xf32>
}

// A fully connected layer is a convolution of one pixel.
// CHECK-LABEL: @dense
// CHECK: kernel.convolution lhs(%{{.*}} : tensor<?x4xf32>) rhs(%{{.*}} : tensor<4x3xf32>) domain tensor<?x3xf32>
func.func @dense(%x: tensor<?x4xf32>, %k: tensor<4x3xf32>) -> tensor<?x3xf32> {
  %0 = nn.dense %x, %k : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: @matmul
// CHECK: kernel.matmul lhs(%{{.*}} : tensor<?x4x5xf32>) rhs(%{{.*}} : tensor<?x6x5xf32>) domain tensor<?x4x6xf32> {transpose_rhs} lhs_prologue
func.func @matmul(%a: tensor<?x4x5xf32>, %b: tensor<?x6x5xf32>) -> tensor<?x4x6xf32> {
  %0 = nn.matmul %a, %b {transpose_rhs} : (tensor<?x4x5xf32>, tensor<?x6x5xf32>) -> tensor<?x4x6xf32>
  return %0 : tensor<?x4x6xf32>
}

// CHECK-LABEL: @softmax
// CHECK: kernel.reduction {{.*}} {kind = 1 : i32, scope = 0 : i32}
// CHECK: kernel.elementwise
// CHECK: arith.subf
// CHECK: math.exp
// CHECK: kernel.reduction {{.*}} {kind = 0 : i32, scope = 0 : i32}
// CHECK: kernel.elementwise
// CHECK: arith.divf
func.func @softmax(%x: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %0 = nn.softmax %x : tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}

// CHECK-LABEL: @sums
// CHECK: kernel.elementwise {{.*}} {reduction_count = 1 : i64} epilogue
// CHECK: -> tensor<4xf32>
func.func @sums(%x: tensor<?x8x8x4xf32>) -> tensor<4xf32> {
  %0 = nn.channel_sum %x : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Reshapes move nothing, and loads and stores are the memory plan's business.
// CHECK-LABEL: @negative_not_computed
// CHECK-NOT: kernel.
// CHECK: nn.load
// CHECK: nn.reshape
// CHECK: nn.store
// CHECK-NOT: kernel.
nn.parameter @p trainable : tensor<4x4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @q trainable : tensor<16xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_not_computed() {
  %0 = nn.load @p : tensor<4x4xf32>
  %1 = nn.reshape %0 : tensor<4x4xf32> -> tensor<16xf32>
  nn.store %1, @q : tensor<16xf32>
  return
}

// -----

nn.parameter @mean non_trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @variance non_trainable : tensor<4xf32> = #nn.initializer<constant, 1.0, 0.0>
func.func @negative_layer(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-error @+1 {{has no kernel: a layer needs build-programs first}}
  %0 = nn.batch_normalization %x mean @mean variance @variance {epsilon = 1.0e-03 : f64, momentum = 0.9 : f64} : tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// -----

func.func @negative_constant() -> tensor<2xf32> {
  // expected-error @+1 {{has no kernel: a layer needs build-programs first, and a constant's elements must be equal}}
  %0 = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %0 : tensor<2xf32>
}
