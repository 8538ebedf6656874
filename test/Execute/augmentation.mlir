// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s

// Rows of four pixels, sampled at i - 1.25 in the first example and at i + 2 in the second, with each border. The first
// row lies 3/4 of the way from pixel -2, which stands for 1, 0, nothing or 2, to pixel -1.
// CHECK-LABEL: @borders
// CHECK: tensor<?x2x4xf32>: 0.75 0.25 0 0 1 0 0 0 0 0 1 0 0 0 0 1
// CHECK: tensor<?x2x4xf32>: 1 0 0 0 1 0 0 0 0 0 1 0 0 0 0 1
// CHECK: tensor<?x2x4xf32>: 0 0 0 0 0.75 0 0 0 0 0 1 0 0 0 0 1
// CHECK: tensor<?x2x4xf32>: 0 0 0.25 0.75 0.75 0 0 0.25 0 0 1 0 0 0 0 1
func.func @borders(%s: tensor<f32> {nn.value = dense<1.0> : tensor<f32>},
                   %o: tensor<?x1x1xf32> {nn.value = dense<[[[-1.25]], [[2.0]]]> : tensor<2x1x1xf32>})
    -> (tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>) {
  %0 = nn.sampling_matrix %s, %o reflect : (tensor<f32>, tensor<?x1x1xf32>) -> tensor<?x2x4xf32>
  %1 = nn.sampling_matrix %s, %o nearest : (tensor<f32>, tensor<?x1x1xf32>) -> tensor<?x2x4xf32>
  %2 = nn.sampling_matrix %s, %o zero : (tensor<f32>, tensor<?x1x1xf32>) -> tensor<?x2x4xf32>
  %3 = nn.sampling_matrix %s, %o wrap : (tensor<f32>, tensor<?x1x1xf32>) -> tensor<?x2x4xf32>
  return %0, %1, %2, %3 : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>
}

// The first example's rows are mirrored, the second's moved by a pixel and a half, rounded up.
// CHECK-LABEL: @whole_pixels
// CHECK: tensor<?x3x1x2xf32>: 5 6 3 4 1 2 30 40 50 60 50 60
func.func @whole_pixels(%s: tensor<?x1x1xf32> {nn.value = dense<[[[-1.0]], [[1.0]]]> : tensor<2x1x1xf32>},
                        %o: tensor<?x1x1xf32> {nn.value = dense<[[[2.0]], [[0.5]]]> : tensor<2x1x1xf32>},
                        %x: tensor<?x1x3x2xf32> {nn.value = dense<[[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]], [[[10.0, 20.0], [30.0, 40.0], [50.0, 60.0]]]]> : tensor<2x1x3x2xf32>})
    -> tensor<?x3x1x2xf32> {
  %0 = nn.sampling_matrix %s, %o nearest {whole_pixels} : (tensor<?x1x1xf32>, tensor<?x1x1xf32>) -> tensor<?x3x3xf32>
  %1 = nn.reshape %0 : tensor<?x3x3xf32> -> tensor<?x3x3x1xf32>
  %2 = nn.reduce_sum %1, %x : (tensor<?x3x3x1xf32>, tensor<?x1x3x2xf32>) -> tensor<?x3x1x2xf32>
  return %2 : tensor<?x3x1x2xf32>
}

// The same bits as nn.dropout_mask's, as numbers: what a mask of rate 1/2 keeps are those from the middle on.
// CHECK-LABEL: @random
// CHECK: tensor<?x3x4xf32>: 0 1 1 1 1 1 0 1 0 0 1 0
// CHECK: tensor<?x4xf32>: 5 5 5 5
func.func @random(%seed: tensor<f32> {nn.value = dense<3.0> : tensor<f32>},
                  %iteration: tensor<f32> {nn.value = dense<5.0> : tensor<f32>},
                  %x: tensor<?x3x4xf32> {nn.value = dense<1.0> : tensor<1x3x4xf32>}) -> (tensor<?x3x4xf32>, tensor<?x4xf32>) {
  %0 = nn.random_uniform %seed, %iteration {low = -1.0 : f64, high = 1.0 : f64, salt = 7 : i64} : tensor<f32> -> tensor<?x3x4xf32>
  %1 = nn.exceeds %0 {threshold = -1.0e-8 : f64} : tensor<?x3x4xf32>
  %2 = nn.multiply %1, %x : tensor<?x3x4xf32>
  %3 = nn.random_uniform %seed, %iteration {low = 5.0 : f64, high = 5.0 : f64, salt = 7 : i64} : tensor<f32> -> tensor<?x4xf32>
  return %2, %3 : tensor<?x3x4xf32>, tensor<?x4xf32>
}

// What RandomFlip makes: the first example's number is 0.04, those of the others 0.74 and 0.86, which are mirrored.
// CHECK-LABEL: @flip
// CHECK: tensor<?x1x3x1xf32>: 1 2 3 6 5 4 9 8 7
func.func @flip(%seed: tensor<f32> {nn.value = dense<3.0> : tensor<f32>},
                %iteration: tensor<f32> {nn.value = dense<5.0> : tensor<f32>},
                %x: tensor<?x1x1x3x1xf32> {nn.value = dense<[[[[[1.0], [2.0], [3.0]]]], [[[[4.0], [5.0], [6.0]]]], [[[[7.0], [8.0], [9.0]]]]]> : tensor<3x1x1x3x1xf32>})
    -> tensor<?x1x3x1xf32> {
  %one = nn.constant dense<1.0> : tensor<f32>
  %r = nn.random_uniform %seed, %iteration {low = 0.0 : f64, high = 1.0 : f64, salt = 7 : i64} : tensor<f32> -> tensor<?x1x1xf32>
  %flips = nn.exceeds %r {threshold = 0.5 : f64} : tensor<?x1x1xf32>
  %twice = nn.scale %flips by -2.0 : tensor<?x1x1xf32>
  %scale = nn.add %twice, %one : (tensor<?x1x1xf32>, tensor<f32>) -> tensor<?x1x1xf32>
  %offset = nn.scale %flips by 2.0 : tensor<?x1x1xf32>
  %m = nn.sampling_matrix %scale, %offset zero {whole_pixels} : (tensor<?x1x1xf32>, tensor<?x1x1xf32>) -> tensor<?x3x3xf32>
  %n = nn.reshape %m : tensor<?x3x3xf32> -> tensor<?x1x3x3x1xf32>
  %s = nn.reduce_sum %n, %x : (tensor<?x1x3x3x1xf32>, tensor<?x1x1x3x1xf32>) -> tensor<?x1x3x1x1xf32>
  %y = nn.reshape %s : tensor<?x1x3x1x1xf32> -> tensor<?x1x3x1xf32>
  return %y : tensor<?x1x3x1xf32>
}

// The first image is turned by a quarter. The second's first pixel is half of two: it lies at (1/2, 0), and the one below it at (1.1, -0.8), of which
// a zero has 0.8. Both ways the weights are the same.
// CHECK-LABEL: @turned
// CHECK: tensor<?x3x3x1xf32>: 3 6 9 2 5 8 1 4 7 2.5 5.5 7.38 0.86 5.36 2.22 0 0 0
// CHECK: tensor<?x3x3x1xf32>: 7 4 1 8 5 2 9 6 3 0.5 0 0 2.18 0.84 0 5 3.24 0.54
func.func @turned(%a: tensor<?x1x1x1xf32> {nn.value = dense<[[[[0.0]]], [[[0.6]]]]> : tensor<2x1x1x1xf32>},
                  %b: tensor<?x1x1x1xf32> {nn.value = dense<[[[[1.0]]], [[[0.8]]]]> : tensor<2x1x1x1xf32>},
                  %c: tensor<?x1x1x1xf32> {nn.value = dense<[[[[0.0]]], [[[0.5]]]]> : tensor<2x1x1x1xf32>},
                  %d: tensor<?x1x1x1xf32> {nn.value = dense<[[[[-1.0]]], [[[-0.8]]]]> : tensor<2x1x1x1xf32>},
                  %f: tensor<?x1x1x1xf32> {nn.value = dense<[[[[2.0]]], [[[0.0]]]]> : tensor<2x1x1x1xf32>},
                  %x: tensor<?x3x3x1xf32> {nn.value = dense<[[[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]], [[7.0], [8.0], [9.0]]],
                                                             [[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]], [[7.0], [8.0], [9.0]]]]> : tensor<2x3x3x1xf32>})
    -> (tensor<?x3x3x1xf32>, tensor<?x3x3x1xf32>) {
  %places, %weights = nn.sampling_points %a, %b, %c, %d, %a, %f zero {size = array<i64: 3, 3>}
    : (tensor<?x1x1x1xf32>, tensor<?x1x1x1xf32>, tensor<?x1x1x1xf32>, tensor<?x1x1x1xf32>, tensor<?x1x1x1xf32>, tensor<?x1x1x1xf32>) -> (tensor<?x3x3x4xi32>, tensor<?x3x3x4xf32>)
  %y = nn.sample_pixels %x, %places, %weights : (tensor<?x3x3x1xf32>, tensor<?x3x3x4xi32>, tensor<?x3x3x4xf32>) -> tensor<?x3x3x1xf32>
  %dx = nn.sample_pixels_grad %x, %places, %weights : (tensor<?x3x3x1xf32>, tensor<?x3x3x4xi32>, tensor<?x3x3x4xf32>) -> tensor<?x3x3x1xf32>
  return %y, %dx : tensor<?x3x3x1xf32>, tensor<?x3x3x1xf32>
}

// A row of an image of three columns, two above and one and a half beside it, with each border: of the two pixels at -1.5 and the rest that are
// there, and of whole pixels the one at -1, of which the row is 0, or with a zero none.
// CHECK-LABEL: @point_borders
// CHECK: tensor<?x1x5x1xi32>: 4 3 3 4 5
// CHECK: tensor<?x1x5x1xi32>: 0 0 0 1 2
// CHECK: tensor<?x1x5x1xi32>: 1 2 0 1 2
// CHECK: tensor<?x1x5x1xf32>: 0 0 0 0 0
func.func @point_borders(%one: tensor<f32> {nn.value = dense<1.0> : tensor<f32>}, %none: tensor<f32> {nn.value = dense<0.0> : tensor<f32>},
                         %c: tensor<?x1x1x1xf32> {nn.value = dense<-2.0> : tensor<1x1x1x1xf32>}, %f: tensor<f32> {nn.value = dense<-2.0> : tensor<f32>})
    -> (tensor<?x1x5x1xi32>, tensor<?x1x5x1xi32>, tensor<?x1x5x1xi32>, tensor<?x1x5x1xf32>) {
  %reflected, %w0 = nn.sampling_points %one, %none, %c, %none, %one, %f reflect {size = array<i64: 2, 3>, whole_pixels}
    : (tensor<f32>, tensor<f32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<?x1x5x1xi32>, tensor<?x1x5x1xf32>)
  %nearest, %w1 = nn.sampling_points %one, %none, %c, %none, %one, %f nearest {size = array<i64: 2, 3>, whole_pixels}
    : (tensor<f32>, tensor<f32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<?x1x5x1xi32>, tensor<?x1x5x1xf32>)
  %wrapped, %w2 = nn.sampling_points %one, %none, %c, %none, %one, %f wrap {size = array<i64: 2, 3>, whole_pixels}
    : (tensor<f32>, tensor<f32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<?x1x5x1xi32>, tensor<?x1x5x1xf32>)
  %p3, %zeros = nn.sampling_points %one, %none, %c, %none, %one, %f zero {size = array<i64: 2, 3>, whole_pixels}
    : (tensor<f32>, tensor<f32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<?x1x5x1xi32>, tensor<?x1x5x1xf32>)
  return %reflected, %nearest, %wrapped, %zeros : tensor<?x1x5x1xi32>, tensor<?x1x5x1xi32>, tensor<?x1x5x1xi32>, tensor<?x1x5x1xf32>
}
