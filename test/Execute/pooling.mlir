// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// CHECK-LABEL: @whole_windows
// CHECK: tensor<?x1x2x1xf32>: 3.5 5.5
// CHECK: tensor<?x1x2x1xf32>: 6 8
func.func @whole_windows(%x: tensor<?x2x4x1xf32> {nn.value = dense<[[[[1.0], [2.0], [3.0], [4.0]], [[5.0], [6.0], [7.0], [8.0]]]]> : tensor<1x2x4x1xf32>})
    -> (tensor<?x1x2x1xf32>, tensor<?x1x2x1xf32>) {
  %0 = nn.average_pool2d %x window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x2x4x1xf32>) -> tensor<?x1x2x1xf32>
  %1 = nn.max_pool2d %x window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x2x4x1xf32>) -> tensor<?x1x2x1xf32>
  return %0, %1 : tensor<?x1x2x1xf32>, tensor<?x1x2x1xf32>
}

// Padding is not averaged (Keras: 'same'), and is less than every number.
// CHECK-LABEL: @padded
// CHECK: tensor<?x1x2x1xf32>: -1.5 -3
// CHECK: tensor<?x1x2x1xf32>: -1 -3
func.func @padded(%x: tensor<?x1x3x1xf32> {nn.value = dense<[[[[-1.0], [-2.0], [-3.0]]]]> : tensor<1x1x3x1xf32>})
    -> (tensor<?x1x2x1xf32>, tensor<?x1x2x1xf32>) {
  %0 = nn.average_pool2d %x window [1, 2] strides [1, 2] padding [0, 0, 0, 1] : (tensor<?x1x3x1xf32>) -> tensor<?x1x2x1xf32>
  %1 = nn.max_pool2d %x window [1, 2] strides [1, 2] padding [0, 0, 0, 1] : (tensor<?x1x3x1xf32>) -> tensor<?x1x2x1xf32>
  return %0, %1 : tensor<?x1x2x1xf32>, tensor<?x1x2x1xf32>
}

// The average's gradient is spread evenly; the maximum's goes to the first of equals.
// CHECK-LABEL: @grads
// CHECK: tensor<?x1x4x1xf32>: 5 5 10 10
// CHECK: tensor<?x1x4x1xf32>: 10 0 0 20
func.func @grads(%x: tensor<?x1x4x1xf32> {nn.value = dense<[[[[7.0], [7.0], [1.0], [2.0]]]]> : tensor<1x1x4x1xf32>},
                 %dy: tensor<?x1x2x1xf32> {nn.value = dense<[[[[10.0], [20.0]]]]> : tensor<1x1x2x1xf32>})
    -> (tensor<?x1x4x1xf32>, tensor<?x1x4x1xf32>) {
  %0 = nn.average_pool2d_grad %dy window [1, 2] strides [1, 2] padding [0, 0, 0, 0] : (tensor<?x1x2x1xf32>) -> tensor<?x1x4x1xf32>
  %1 = nn.max_pool2d_grad %x, %dy window [1, 2] strides [1, 2] padding [0, 0, 0, 0] : (tensor<?x1x4x1xf32>, tensor<?x1x2x1xf32>) -> tensor<?x1x4x1xf32>
  return %0, %1 : tensor<?x1x4x1xf32>, tensor<?x1x4x1xf32>
}
