// RUN: anabranch-opt %s --canonicalize | FileCheck %s

// The two halves of batch normalization's gradient become one pass.
// CHECK-LABEL: func.func @sum_of_affine_maps
// CHECK-SAME: (%[[X:.*]]: tensor<?x4xf32>, %[[Y:.*]]: tensor<?x4xf32>, %[[A:.*]]: tensor<4xf32>, %[[B:.*]]: tensor<4xf32>, %[[C:.*]]: tensor<4xf32>)
// CHECK-NEXT: %[[Z:.*]] = nn.channel_affine %[[X]], %[[Y]] scales(%[[A]], %[[B]]) shift %[[C]]
// CHECK-NEXT: return %[[Z]]
func.func @sum_of_affine_maps(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>, %a: tensor<4xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>) -> tensor<?x4xf32> {
  %0 = nn.channel_affine %x scales(%a) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %1 = nn.channel_affine %y scales(%b) shift %c : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %2 = nn.add %0, %1 : tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// A map that is used elsewhere would be computed twice.
// CHECK-LABEL: func.func @negative_used_elsewhere
// CHECK: nn.add
func.func @negative_used_elsewhere(%x: tensor<?x4xf32>, %a: tensor<4xf32>, %b: tensor<4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = nn.channel_affine %x scales(%a) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %1 = nn.channel_affine %x scales(%b) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %2 = nn.add %0, %1 : tensor<?x4xf32>
  return %0, %2 : tensor<?x4xf32>, tensor<?x4xf32>
}

// CHECK-LABEL: func.func @scale_by_one
// CHECK-NEXT: return %arg0
func.func @scale_by_one(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %0 = nn.scale %x by 1.0 : tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @reshape_of_reshape
// CHECK-NEXT: %[[Y:.*]] = nn.reshape %arg0 : tensor<?x2x6xf32> -> tensor<?x3x4xf32>
// CHECK-NEXT: return %[[Y]], %arg0
func.func @reshape_of_reshape(%x: tensor<?x2x6xf32>) -> (tensor<?x3x4xf32>, tensor<?x2x6xf32>) {
  %0 = nn.reshape %x : tensor<?x2x6xf32> -> tensor<?x12xf32>
  %1 = nn.reshape %0 : tensor<?x12xf32> -> tensor<?x3x4xf32>
  %2 = nn.reshape %0 : tensor<?x12xf32> -> tensor<?x2x6xf32>
  return %1, %2 : tensor<?x3x4xf32>, tensor<?x2x6xf32>
}
