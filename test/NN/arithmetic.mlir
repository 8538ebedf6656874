// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK-LABEL: func.func @arithmetic
func.func @arithmetic(%a: tensor<?x2x3xf32>, %b: tensor<?x2x3xf32>, %c: tensor<?x1x3xf32>, %s: tensor<f32>) {
  // CHECK: nn.add %{{.*}}, %{{.*}} : tensor<?x2x3xf32>
  %0 = nn.add %a, %b : tensor<?x2x3xf32>
  // CHECK: nn.subtract %{{.*}}, %{{.*}} : tensor<?x2x3xf32>
  %1 = nn.subtract %a, %b : tensor<?x2x3xf32>
  // CHECK: nn.multiply %{{.*}}, %{{.*}} : tensor<?x2x3xf32>
  %2 = nn.multiply %a, %b : tensor<?x2x3xf32>
  // CHECK: nn.scale %{{.*}} by 5.000000e-01 : tensor<?x2x3xf32>
  %3 = nn.scale %a by 0.5 : tensor<?x2x3xf32>
  // CHECK: nn.reshape %{{.*}} : tensor<?x2x3xf32> -> tensor<?x6xf32>
  %4 = nn.reshape %a : tensor<?x2x3xf32> -> tensor<?x6xf32>
  // CHECK: nn.constant dense<1.000000e+00> : tensor<f32>
  %5 = nn.constant dense<1.0> : tensor<f32>
  // CHECK: nn.divide %{{.*}}, %{{.*}} : (tensor<?x2x3xf32>, tensor<f32>) -> tensor<?x2x3xf32>
  %6 = nn.divide %a, %s : (tensor<?x2x3xf32>, tensor<f32>) -> tensor<?x2x3xf32>
  // CHECK: nn.maximum %{{.*}}, %{{.*}} : (tensor<?x1x3xf32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  %7 = nn.maximum %c, %a : (tensor<?x1x3xf32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  // CHECK: nn.minimum %{{.*}}, %{{.*}} : tensor<?x2x3xf32>
  %8 = nn.minimum %a, %b : tensor<?x2x3xf32>
  // CHECK: nn.select_greater %{{.*}}, %{{.*}}, %{{.*}} {or_equal} : (tensor<?x2x3xf32>, tensor<?x1x3xf32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  %9 = nn.select_greater %a, %c, %b {or_equal} : (tensor<?x2x3xf32>, tensor<?x1x3xf32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  // CHECK: nn.broadcast %{{.*}} : tensor<?x1x3xf32> -> tensor<?x2x3xf32>
  %10 = nn.broadcast %c : tensor<?x1x3xf32> -> tensor<?x2x3xf32>
  // CHECK: nn.reduce_sum %{{.*}}, %{{.*}} : (tensor<?x2x3xf32>, tensor<?x2x3xf32>) -> tensor<?x1x3xf32>
  %11 = nn.reduce_sum %a, %b : (tensor<?x2x3xf32>, tensor<?x2x3xf32>) -> tensor<?x1x3xf32>
  // CHECK: nn.reduce_sum %{{.*}}, %{{.*}} : (tensor<?x2x3xf32>, tensor<?x1x3xf32>) -> tensor<?x2x1xf32>
  %12 = nn.reduce_sum %a, %c : (tensor<?x2x3xf32>, tensor<?x1x3xf32>) -> tensor<?x2x1xf32>
  return
}
