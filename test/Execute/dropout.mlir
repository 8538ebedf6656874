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

// Normally distributed numbers as layers of noise draw them (Box and Muller). Of 65536 numbers the mean, the variance and
// the mean fourth power are 0, 1 and 3 within three standard deviations (0.012, 0.017 and 0.115): here 0.0020,
// 0.9999 and 3.0022.
// CHECK-LABEL: @normal
// CHECK: tensor<f32>: 129.1
// CHECK: tensor<f32>: 65528
// CHECK: tensor<f32>: 19675
func.func @normal(%seed: tensor<f32> {nn.value = dense<3.0> : tensor<f32>},
                  %iteration: tensor<f32> {nn.value = dense<5.0> : tensor<f32>},
                  %one: tensor<?x1xf32> {nn.value = dense<1.0> : tensor<1x1xf32>}) -> (tensor<f32>, tensor<f32>, tensor<f32>) {
  %u = nn.random_uniform %seed, %iteration {low = 5.9604644775390625e-8 : f64, high = 1.000000059604644775390625 : f64, salt = 1 : i64} : tensor<f32> -> tensor<?x65536xf32>
  %v = nn.random_uniform %seed, %iteration {low = 0.0 : f64, high = 6.283185307179586 : f64, salt = 2 : i64} : tensor<f32> -> tensor<?x65536xf32>
  %log = nn.log %u : tensor<?x65536xf32>
  %square = nn.scale %log by -2.0 : tensor<?x65536xf32>
  %length = nn.sqrt %square : tensor<?x65536xf32>
  %cos = nn.cos %v : tensor<?x65536xf32>
  %normal = nn.multiply %length, %cos : tensor<?x65536xf32>
  %2 = nn.multiply %normal, %normal : tensor<?x65536xf32>
  %mean = nn.reduce_sum %normal : (tensor<?x65536xf32>) -> tensor<f32>
  %variance = nn.reduce_sum %2 : (tensor<?x65536xf32>) -> tensor<f32>
  %fourth = nn.reduce_sum %2, %2 : (tensor<?x65536xf32>, tensor<?x65536xf32>) -> tensor<f32>
  return %mean, %variance, %fourth : tensor<f32>, tensor<f32>, tensor<f32>
}
