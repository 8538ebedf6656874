// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// CHECK-LABEL: @dense
// CHECK: tensor<?x2xf32>: 321 654
// CHECK: tensor<?x3xf32>: 321 654 975
// CHECK: tensor<3x2xf32>: 321 654 642 1308 963 1962
func.func @dense(%x: tensor<?x3xf32> {nn.value = dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xf32>},
                 %k: tensor<3x2xf32> {nn.value = dense<[[1.0, 4.0], [10.0, 25.0], [100.0, 200.0]]> : tensor<3x2xf32>},
                 %l: tensor<3x2xf32> {nn.value = dense<[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]> : tensor<3x2xf32>})
    -> (tensor<?x2xf32>, tensor<?x3xf32>, tensor<3x2xf32>) {
  %y = nn.dense %x, %k : (tensor<?x3xf32>, tensor<3x2xf32>) -> tensor<?x2xf32>
  %dx = nn.dense_input_grad %y, %l : (tensor<?x2xf32>, tensor<3x2xf32>) -> tensor<?x3xf32>
  %dk = nn.dense_kernel_grad %x, %y : (tensor<?x3xf32>, tensor<?x2xf32>) -> tensor<3x2xf32>
  return %y, %dx, %dk : tensor<?x2xf32>, tensor<?x3xf32>, tensor<3x2xf32>
}
