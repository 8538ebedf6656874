// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK-LABEL: func.func @activations
func.func @activations(%x: tensor<?x10xf32>, %b: tensor<10xf32>) {
  // CHECK: nn.bias_add %{{.*}}, %{{.*}} : tensor<?x10xf32>, tensor<10xf32>
  %0 = nn.bias_add %x, %b : tensor<?x10xf32>, tensor<10xf32>
  // CHECK: %[[Y:.*]] = nn.relu %{{.*}} : tensor<?x10xf32>
  %1 = nn.relu %x : tensor<?x10xf32>
  // CHECK: nn.relu %{{.*}} {max_value = 6.000000e+00 : f64, negative_slope = 2.500000e-01 : f64, threshold = 1.000000e+00 : f64}
  %2 = nn.relu %x {max_value = 6.0 : f64, negative_slope = 0.25 : f64, threshold = 1.0 : f64} : tensor<?x10xf32>
  // CHECK: nn.relu_grad %{{.*}}, %[[Y]] : tensor<?x10xf32>
  %3 = nn.relu_grad %x, %1 : tensor<?x10xf32>
  // CHECK: nn.sigmoid %{{.*}} : tensor<?x10xf32>
  %4 = nn.sigmoid %x : tensor<?x10xf32>
  // CHECK: nn.sigmoid_grad
  %5 = nn.sigmoid_grad %x, %4 : tensor<?x10xf32>
  // CHECK: nn.tanh
  %6 = nn.tanh %x : tensor<?x10xf32>
  // CHECK: nn.tanh_grad
  %7 = nn.tanh_grad %x, %6 : tensor<?x10xf32>
  // CHECK: nn.sqrt %{{.*}} : tensor<?x10xf32>
  %root = nn.sqrt %x : tensor<?x10xf32>
  // CHECK: nn.cos %{{.*}} : tensor<?x10xf32>
  %cos = nn.cos %x : tensor<?x10xf32>
  // CHECK: nn.sin %{{.*}} : tensor<?x10xf32>
  %sin = nn.sin %x : tensor<?x10xf32>
  // CHECK: nn.exp
  %8 = nn.exp %x : tensor<?x10xf32>
  // CHECK: nn.log
  %9 = nn.log %x : tensor<?x10xf32>
  // CHECK: nn.log_grad
  %10 = nn.log_grad %x, %x : tensor<?x10xf32>
  // CHECK: nn.clip %{{.*}} {maximum = 1.000000e+00 : f64, minimum = 0.000000e+00 : f64}
  %11 = nn.clip %x {minimum = 0.0 : f64, maximum = 1.0 : f64} : tensor<?x10xf32>
  // CHECK: nn.clip_grad
  %12 = nn.clip_grad %x, %x {minimum = 0.0 : f64, maximum = 1.0 : f64} : tensor<?x10xf32>
  // CHECK: nn.elu %{{.*}} {alpha = 1.000000e+00 : f64}
  %13 = nn.elu %x {alpha = 1.0 : f64} : tensor<?x10xf32>
  // CHECK: nn.elu_grad
  %14 = nn.elu_grad %x, %13 {alpha = 1.0 : f64} : tensor<?x10xf32>
  // CHECK: nn.softplus
  %15 = nn.softplus %x : tensor<?x10xf32>
  // CHECK: nn.softsign
  %16 = nn.softsign %x : tensor<?x10xf32>
  // CHECK: nn.softsign_grad
  %17 = nn.softsign_grad %x, %16 : tensor<?x10xf32>
  // CHECK: nn.gelu
  %18 = nn.gelu %x : tensor<?x10xf32>
  // CHECK: nn.gelu_grad
  %19 = nn.gelu_grad %x, %x : tensor<?x10xf32>
  // CHECK: nn.hard_sigmoid
  %20 = nn.hard_sigmoid %x : tensor<?x10xf32>
  // CHECK: nn.hard_sigmoid_grad
  %21 = nn.hard_sigmoid_grad %x, %20 : tensor<?x10xf32>
  // CHECK: nn.gelu %{{.*}} {approximate} : tensor<?x10xf32>
  %26 = nn.gelu %x {approximate} : tensor<?x10xf32>
  // CHECK: nn.gelu_grad %{{.*}}, %{{.*}} {approximate} : tensor<?x10xf32>
  %27 = nn.gelu_grad %x, %x {approximate} : tensor<?x10xf32>
  // CHECK: nn.hard_sigmoid %{{.*}} {slope = 5.000000e-01 : f64} : tensor<?x10xf32>
  %28 = nn.hard_sigmoid %x {slope = 0.5 : f64} : tensor<?x10xf32>
  // CHECK: nn.hard_sigmoid_grad %{{.*}}, %{{.*}} {slope = 5.000000e-01 : f64} : tensor<?x10xf32>
  %29 = nn.hard_sigmoid_grad %x, %28 {slope = 0.5 : f64} : tensor<?x10xf32>
  // CHECK: nn.mish %{{.*}} : tensor<?x10xf32>
  %30 = nn.mish %x : tensor<?x10xf32>
  // CHECK: nn.mish_grad %{{.*}}, %{{.*}} : tensor<?x10xf32>
  %31 = nn.mish_grad %x, %x : tensor<?x10xf32>
  // CHECK: nn.hard_shrink %{{.*}} {threshold = 5.000000e-01 : f64} : tensor<?x10xf32>
  %32 = nn.hard_shrink %x {threshold = 0.5 : f64} : tensor<?x10xf32>
  // CHECK: nn.hard_shrink_grad %{{.*}}, %{{.*}} : tensor<?x10xf32>
  %33 = nn.hard_shrink_grad %x, %32 : tensor<?x10xf32>
  // CHECK: nn.threshold %{{.*}} {threshold = 5.000000e-01 : f64, value = -1.000000e+00 : f64} : tensor<?x10xf32>
  %34 = nn.threshold %x {threshold = 0.5 : f64, value = -1.0 : f64} : tensor<?x10xf32>
  // CHECK: nn.threshold_grad %{{.*}}, %{{.*}} {threshold = 5.000000e-01 : f64} : tensor<?x10xf32>
  %35 = nn.threshold_grad %x, %x {threshold = 0.5 : f64} : tensor<?x10xf32>
  // CHECK: nn.sparse_plus %{{.*}} : tensor<?x10xf32>
  %36 = nn.sparse_plus %x : tensor<?x10xf32>
  // CHECK: nn.squareplus %{{.*}} {b = 4.000000e+00 : f64} : tensor<?x10xf32>
  %37 = nn.squareplus %x {b = 4.0 : f64} : tensor<?x10xf32>
  // CHECK: nn.squareplus_grad %{{.*}}, %{{.*}} {b = 4.000000e+00 : f64} : tensor<?x10xf32>
  %38 = nn.squareplus_grad %x, %x {b = 4.0 : f64} : tensor<?x10xf32>
  // CHECK: nn.power %{{.*}} {exponent = 2.500000e+00 : f64} : tensor<?x10xf32>
  %power = nn.power %x {exponent = 2.5 : f64} : tensor<?x10xf32>
  // CHECK: nn.prelu %{{.*}}, %{{.*}} : tensor<?x10xf32>, tensor<10xf32>
  %39 = nn.prelu %x, %b : tensor<?x10xf32>, tensor<10xf32>
  // CHECK: nn.prelu_grad %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x10xf32>, tensor<10xf32>
  %40 = nn.prelu_grad %x, %x, %b : tensor<?x10xf32>, tensor<10xf32>
  // CHECK: nn.softmax %{{.*}} : tensor<?x10xf32>
  %22 = nn.softmax %x : tensor<?x10xf32>
  // CHECK: nn.softmax_grad
  %23 = nn.softmax_grad %x, %22 : tensor<?x10xf32>
  // CHECK: nn.log_softmax %{{.*}} : tensor<?x10xf32>
  %24 = nn.log_softmax %x : tensor<?x10xf32>
  // CHECK: nn.log_softmax_grad
  %25 = nn.log_softmax_grad %x, %24 : tensor<?x10xf32>
  return
}
