// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK: module attributes {nn.metrics = [#nn.metric<name = "top 3", kind = top_k_accuracy, parameter = 3.000000e+00>, #nn.metric<name = "box_loss", kind = loss, parameter = 0.000000e+00, output = 1>]}
module attributes {nn.metrics = [#nn.metric<name = "top 3", kind = top_k_accuracy, parameter = 3.0>,
                                 #nn.metric<name = "box_loss", kind = loss, parameter = 0.0, output = 1>]} {
}

// CHECK-LABEL: func.func @metrics
func.func @metrics(%p: tensor<?x4xf32>, %l: tensor<?x1xi32>) {
  // CHECK: nn.correct_predictions
  %0 = nn.correct_predictions %p, %l : (tensor<?x4xf32>, tensor<?x1xi32>) -> tensor<f32>
  // CHECK: nn.top_k_predictions %{{.*}}, %{{.*}} k 3 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<f32>
  %1 = nn.top_k_predictions %p, %p k 3 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<f32>
  // CHECK: %[[A:.*]] = nn.exceeds %{{.*}} {threshold = 5.000000e-01 : f64} : tensor<?x4xf32>
  %2 = nn.exceeds %p {threshold = 0.5 : f64} : tensor<?x4xf32>
  // CHECK: nn.equal %[[A]], %{{.*}} : tensor<?x4xf32>
  %3 = nn.equal %2, %p : tensor<?x4xf32>
  // CHECK: nn.sum %{{.*}} : tensor<?x4xf32> -> tensor<f32>
  %4 = nn.sum %3 : tensor<?x4xf32> -> tensor<f32>
  return
}
