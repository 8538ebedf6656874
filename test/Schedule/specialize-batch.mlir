// RUN: anabranch-opt %s --specialize-batch | FileCheck %s

// Attributes are specialized as operands are; the names of inputs and outputs stay.
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: tensor<?x4x4x2xf32>
// CHECK: domain tensor<?x2x2x2xf32>
// CHECK-LABEL: func.func @predict_single(
// CHECK-SAME: %[[X:.*]]: tensor<1x4x4x2xf32> {nn.name = "x"}) -> (tensor<1x8xf32> {nn.name = "y"})
// CHECK: %[[P:.*]] = kernel.pool lhs(%[[X]] : tensor<1x4x4x2xf32>) domain tensor<1x2x2x2xf32>
// CHECK: -> tensor<1x2x2x2xf32>
// CHECK: %[[Y:.*]] = nn.reshape %[[P]] : tensor<1x2x2x2xf32> -> tensor<1x8xf32>
// CHECK: return %[[Y]] : tensor<1x8xf32>
func.func @predict(%x: tensor<?x4x4x2xf32> {nn.name = "x"}) -> (tensor<?x8xf32> {nn.name = "y"}) {
  %p = kernel.pool lhs(%x : tensor<?x4x4x2xf32>) domain tensor<?x2x2x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%largest: f32):
        kernel.yield %largest : f32
      } -> tensor<?x2x2x2xf32>
  %y = nn.reshape %p : tensor<?x2x2x2xf32> -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @negative_other_functions_are_for_batches(
// CHECK-NOT: func.func
func.func @negative_other_functions_are_for_batches(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  return %x : tensor<?x4xf32>
}
