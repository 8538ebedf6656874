// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// Of equal predictions the first counts: rows two and three are right.
// CHECK-LABEL: @accuracy
// CHECK: tensor<f32>: 2
// CHECK: tensor<f32>: 2
func.func @accuracy(%p: tensor<?x3xf32> {nn.value = dense<[[0.2, 0.7, 0.1], [0.4, 0.4, 0.2], [0.0, 0.1, 0.9]]> : tensor<3x3xf32>},
                    %l: tensor<?x1xi32> {nn.value = dense<[[2], [0], [2]]> : tensor<3x1xi32>},
                    %t: tensor<?x3xf32> {nn.value = dense<[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]> : tensor<3x3xf32>}) -> (tensor<f32>, tensor<f32>) {
  %0 = nn.correct_predictions %p, %l : (tensor<?x3xf32>, tensor<?x1xi32>) -> tensor<f32>
  %1 = nn.correct_predictions %p, %t : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  return %0, %1 : tensor<f32>, tensor<f32>
}

// The classes are third, second by a tie, and first; a row with NaN is wrong unless all count.
// CHECK-LABEL: @top_k
// CHECK: tensor<f32>: 2
// CHECK: tensor<f32>: 2
// CHECK: tensor<f32>: 3
// CHECK: tensor<f32>: 4
func.func @top_k(%p: tensor<?x3xf32> {nn.value = dense<[[0.2, 0.7, 0.1], [0.4, 0.4, 0.2], [0.0, 0.1, 0.9], [0.1, 0.2, 0x7FC00000]]> : tensor<4x3xf32>},
                 %l: tensor<?x1xi32> {nn.value = dense<[[2], [1], [2], [1]]> : tensor<4x1xi32>},
                 %t: tensor<?x3xf32> {nn.value = dense<[[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]> : tensor<4x3xf32>})
    -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) {
  %0 = nn.top_k_predictions %p, %l k 1 : (tensor<?x3xf32>, tensor<?x1xi32>) -> tensor<f32>
  %1 = nn.top_k_predictions %p, %t k 1 : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  %2 = nn.top_k_predictions %p, %t k 2 : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  %3 = nn.top_k_predictions %p, %l k 3 : (tensor<?x3xf32>, tensor<?x1xi32>) -> tensor<f32>
  return %0, %1, %2, %3 : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
}

// The threshold itself does not exceed it.
// CHECK-LABEL: @elements
// CHECK: tensor<?x2xf32>: 1 0 0 1
// CHECK: tensor<?x2xf32>: 1 0 1 1
// CHECK: tensor<f32>: 2.25
func.func @elements(%p: tensor<?x2xf32> {nn.value = dense<[[0.75, 0.5], [0.0, 1.0]]> : tensor<2x2xf32>},
                    %t: tensor<?x2xf32> {nn.value = dense<[[1.0, 1.0], [0.0, 1.0]]> : tensor<2x2xf32>}) -> (tensor<?x2xf32>, tensor<?x2xf32>, tensor<f32>) {
  %0 = nn.exceeds %p {threshold = 0.5 : f64} : tensor<?x2xf32>
  %1 = nn.equal %0, %t : tensor<?x2xf32>
  %2 = nn.sum %p : tensor<?x2xf32> -> tensor<f32>
  return %0, %1, %2 : tensor<?x2xf32>, tensor<?x2xf32>, tensor<f32>
}
