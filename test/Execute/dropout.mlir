// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 | FileCheck %s
// RUN: anabranch-run %s --fuse=none | FileCheck %s
// RUN: env OMP_NUM_THREADS=1 anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --target=cuda | FileCheck %s

// The masks were computed from the definition. The second has another iteration. The third is the first again, in another
// kernel's code, as is the fourth: whichever kernel computes the mask finds the same elements.
// CHECK-LABEL: @masks
// CHECK: tensor<?x3x4xf32>: 0 2 2 2 2 2 0 2 0 0 2 0
// CHECK: tensor<?x3x4xf32>: 0 0 2 0 0 2 2 2 0 0 0 2
// CHECK: tensor<?x3x4xf32>: 0 6 6 6 6 6 0 6 0 0 6 0
// CHECK: tensor<4xf32>: 2 4 4 4
func.func @masks(%seed: tensor<f32> {nn.value = dense<3.0> : tensor<f32>},
                 %iteration: tensor<f32> {nn.value = dense<5.0> : tensor<f32>},
                 %next: tensor<f32> {nn.value = dense<6.0> : tensor<f32>},
                 %x: tensor<?x3x4xf32> {nn.value = dense<1.0> : tensor<1x3x4xf32>},
                 %b: tensor<4xf32> {nn.value = dense<2.0> : tensor<4xf32>})
    -> (tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<4xf32>) {
  %0 = nn.dropout_mask %seed, %iteration {rate = 0.5 : f64, salt = 7 : i64} : tensor<f32> -> tensor<?x3x4xf32>
  %1 = nn.dropout_mask %seed, %next {rate = 0.5 : f64, salt = 7 : i64} : tensor<f32> -> tensor<?x3x4xf32>
  %2 = nn.bias_add %x, %b : tensor<?x3x4xf32>, tensor<4xf32>
  %3 = nn.multiply %2, %0 : tensor<?x3x4xf32>
  %4 = nn.channel_sum %x, %0 : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<4xf32>
  return %0, %1, %3, %4 : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<4xf32>
}

// A quarter of 4096 elements is dropped, within three standard deviations (83): here 1012.
// CHECK-LABEL: @rate
// CHECK: tensor<f32>: 4112
func.func @rate(%seed: tensor<f32> {nn.value = dense<3.0> : tensor<f32>},
                %iteration: tensor<f32> {nn.value = dense<5.0> : tensor<f32>},
                %x: tensor<?x4096xf32> {nn.value = dense<1.0> : tensor<1x4096xf32>}) -> tensor<f32> {
  %0 = nn.dropout_mask %seed, %iteration {rate = 0.25 : f64, salt = 7 : i64} : tensor<f32> -> tensor<?x4096xf32>
  %1 = nn.reduce_sum %x, %0 : (tensor<?x4096xf32>, tensor<?x4096xf32>) -> tensor<f32>
  return %1 : tensor<f32>
}
