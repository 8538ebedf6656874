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

// Two shifts are added before.
// CHECK-LABEL: func.func @both_have_shifts
// CHECK-SAME: (%[[X:.*]]: tensor<?x4xf32>, %[[A:.*]]: tensor<4xf32>, %[[B:.*]]: tensor<4xf32>, %[[C:.*]]: tensor<4xf32>, %[[D:.*]]: tensor<4xf32>)
// CHECK-NEXT: %[[SHIFT:.*]] = nn.add %[[C]], %[[D]] : tensor<4xf32>
// CHECK-NEXT: %[[Z:.*]] = nn.channel_affine %[[X]], %[[X]] scales(%[[A]], %[[B]]) shift %[[SHIFT]]
// CHECK-NEXT: return %[[Z]]
func.func @both_have_shifts(%x: tensor<?x4xf32>, %a: tensor<4xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>) -> tensor<?x4xf32> {
  %0 = nn.channel_affine %x scales(%a) shift %c : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %1 = nn.channel_affine %x scales(%b) shift %d : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %2 = nn.add %0, %1 : tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @negative_one_map
// CHECK: nn.channel_affine
// CHECK: nn.add
func.func @negative_one_map(%x: tensor<?x4xf32>, %a: tensor<4xf32>) -> tensor<?x4xf32> {
  %0 = nn.channel_affine %x scales(%a) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %1 = nn.add %0, %x : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @negative_same_map
// CHECK: %[[Y:.*]] = nn.channel_affine %{{.*}} scales(%{{[a-z0-9]+}}) :
// CHECK: nn.add %[[Y]], %[[Y]]
func.func @negative_same_map(%x: tensor<?x4xf32>, %a: tensor<4xf32>) -> tensor<?x4xf32> {
  %0 = nn.channel_affine %x scales(%a) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %1 = nn.add %0, %0 : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
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

// CHECK-LABEL: func.func @negative_scale
// CHECK: nn.scale %{{.*}} by 2.000000e+00
func.func @negative_scale(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %0 = nn.scale %x by 2.0 : tensor<?x4xf32>
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

// CHECK-LABEL: func.func @reshape_to_itself
// CHECK-NEXT: return %arg0
func.func @reshape_to_itself(%x: tensor<?x2x6xf32>) -> tensor<?x2x6xf32> {
  %0 = nn.reshape %x : tensor<?x2x6xf32> -> tensor<?x2x6xf32>
  return %0 : tensor<?x2x6xf32>
}

// What lies between two reshapes keeps them apart.
// CHECK-LABEL: func.func @negative_reshape
// CHECK-NEXT: %[[A:.*]] = nn.reshape %arg0
// CHECK-NEXT: %[[B:.*]] = nn.tanh %[[A]]
// CHECK-NEXT: nn.reshape %[[B]]
func.func @negative_reshape(%x: tensor<?x2x6xf32>) -> tensor<?x2x6xf32> {
  %0 = nn.reshape %x : tensor<?x2x6xf32> -> tensor<?x12xf32>
  %1 = nn.tanh %0 : tensor<?x12xf32>
  %2 = nn.reshape %1 : tensor<?x12xf32> -> tensor<?x2x6xf32>
  return %2 : tensor<?x2x6xf32>
}

// Equal constants are one.
// CHECK-LABEL: func.func @constants
// CHECK-DAG: %[[ONE:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-DAG: %[[TWO:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-DAG: %[[WIDE:.*]] = nn.constant dense<1.000000e+00> : tensor<f64>
// CHECK: return %[[ONE]], %[[ONE]], %[[TWO]], %[[WIDE]]
func.func @constants() -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f64>) {
  %0 = nn.constant dense<1.0> : tensor<f32>
  %1 = nn.constant dense<1.0> : tensor<f32>
  %2 = nn.constant dense<2.0> : tensor<f32>
  %3 = nn.constant dense<1.0> : tensor<f64>
  return %0, %1, %2, %3 : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f64>
}
