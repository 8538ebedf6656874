// RUN: anabranch-opt %s -split-input-file -verify-diagnostics | anabranch-opt | FileCheck %s

// CHECK-LABEL: func.func @augmentation
func.func @augmentation(%x: tensor<?x8x8x3xf32>, %s: tensor<f32>, %o: tensor<?x1x1xf32>) {
  // CHECK: nn.in_training %{{.*}} else %{{.*}} : tensor<?x8x8x3xf32>
  %0 = nn.in_training %x else %x : tensor<?x8x8x3xf32>
  // CHECK: nn.sampling_matrix %{{.*}}, %{{.*}} reflect : (tensor<f32>, tensor<?x1x1xf32>) -> tensor<?x8x8xf32>
  %1 = nn.sampling_matrix %s, %o reflect : (tensor<f32>, tensor<?x1x1xf32>) -> tensor<?x8x8xf32>
  // CHECK: nn.sampling_matrix %{{.*}}, %{{.*}} nearest {whole_pixels} : (tensor<?x1x1xf32>, tensor<f32>) -> tensor<?x6x8xf32>
  %2 = nn.sampling_matrix %o, %s nearest {whole_pixels} : (tensor<?x1x1xf32>, tensor<f32>) -> tensor<?x6x8xf32>
  return
}

// CHECK-LABEL: func.func @points
func.func @points(%s: tensor<f32>, %o: tensor<?x1x1x1xf32>, %x: tensor<?x8x6x3xf32>) {
  // CHECK: %[[PLACES:.*]], %[[WEIGHTS:.*]] = nn.sampling_points %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} reflect {size = array<i64: 8, 6>}
  // CHECK-SAME: (tensor<f32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<f32>) -> (tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>)
  %places, %weights = nn.sampling_points %s, %o, %s, %o, %s, %s reflect {size = array<i64: 8, 6>}
    : (tensor<f32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<?x1x1x1xf32>, tensor<f32>, tensor<f32>) -> (tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>)
  // CHECK: nn.sample_pixels %{{.*}}, %[[PLACES]], %[[WEIGHTS]] : (tensor<?x8x6x3xf32>, tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) -> tensor<?x5x7x3xf32>
  %y = nn.sample_pixels %x, %places, %weights : (tensor<?x8x6x3xf32>, tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) -> tensor<?x5x7x3xf32>
  // CHECK: nn.sample_pixels_grad %{{.*}}, %[[PLACES]], %[[WEIGHTS]] : (tensor<?x5x7x3xf32>, tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) -> tensor<?x8x6x3xf32>
  %dx = nn.sample_pixels_grad %y, %places, %weights : (tensor<?x5x7x3xf32>, tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) -> tensor<?x8x6x3xf32>
  // CHECK: nn.sampling_points {{.*}} zero {size = array<i64: 8, 6>, whole_pixels} {{.*}} -> (tensor<?x5x7x1xi32>, tensor<?x5x7x1xf32>)
  %place, %one = nn.sampling_points %s, %s, %s, %s, %s, %o zero {size = array<i64: 8, 6>, whole_pixels}
    : (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<?x1x1x1xf32>) -> (tensor<?x5x7x1xi32>, tensor<?x5x7x1xf32>)
  return
}

// -----

func.func @rank(%s: tensor<f32>) {
  // expected-error @+1 {{makes one matrix for each example, not 'tensor<?x8xf32>'}}
  %0 = nn.sampling_matrix %s, %s zero : (tensor<f32>, tensor<f32>) -> tensor<?x8xf32>
  return
}

// -----

func.func @numbers(%s: tensor<f32>, %o: tensor<?x8x1xf32>) {
  // expected-error @+1 {{needs one number, or one for each example, but has 'tensor<?x8x1xf32>' for 'tensor<?x8x8xf32>'}}
  %0 = nn.sampling_matrix %s, %o wrap : (tensor<f32>, tensor<?x8x1xf32>) -> tensor<?x8x8xf32>
  return
}

// -----

func.func @element(%s: tensor<f64>) {
  // expected-error @+1 {{needs one number, or one for each example, but has 'tensor<f64>' for 'tensor<?x8x8xf32>'}}
  %0 = nn.sampling_matrix %s, %s wrap : (tensor<f64>, tensor<f64>) -> tensor<?x8x8xf32>
  return
}

// -----

func.func @five_factors(%s: tensor<f32>) {
  // expected-error @+1 {{needs six factors and an image's rows and columns}}
  %0, %1 = nn.sampling_points %s, %s, %s, %s, %s wrap {size = array<i64: 8, 6>}
    : (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>)
  return
}

// -----

func.func @empty_image(%s: tensor<f32>) {
  // expected-error @+1 {{needs six factors and an image's rows and columns}}
  %0, %1 = nn.sampling_points %s, %s, %s, %s, %s, %s wrap {size = array<i64: 8, 0>}
    : (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>)
  return
}

// -----

func.func @one_place(%s: tensor<f32>) {
  // expected-error @+1 {{has 4 places and weights for a pixel, not 'tensor<?x5x7x1xi32>' and 'tensor<?x5x7x1xf32>'}}
  %0, %1 = nn.sampling_points %s, %s, %s, %s, %s, %s wrap {size = array<i64: 8, 6>}
    : (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<?x5x7x1xi32>, tensor<?x5x7x1xf32>)
  return
}

// -----

func.func @factor_for_each_row(%s: tensor<f32>, %r: tensor<?x5x1x1xf32>) {
  // expected-error @+1 {{needs one number, or one for each example, but has 'tensor<?x5x1x1xf32>' for 'tensor<?x5x7x4xf32>'}}
  %0, %1 = nn.sampling_points %s, %s, %r, %s, %s, %s wrap {size = array<i64: 8, 6>}
    : (tensor<f32>, tensor<f32>, tensor<?x5x1x1xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>)
  return
}

// -----

func.func @sampled_shape(%x: tensor<?x8x6x3xf32>, %places: tensor<?x5x7x4xi32>, %weights: tensor<?x5x7x4xf32>) {
  // expected-error @+1 {{cannot sample 'tensor<?x8x6x3xf32>' at 'tensor<?x5x7x4xi32>' with 'tensor<?x5x7x4xf32>' to 'tensor<?x5x7x2xf32>'}}
  %y = nn.sample_pixels %x, %places, %weights : (tensor<?x8x6x3xf32>, tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) -> tensor<?x5x7x2xf32>
  return
}

// -----

func.func @sampled_weights(%dy: tensor<?x5x7x3xf32>, %places: tensor<?x5x7x4xi32>, %weights: tensor<?x5x7x1xf32>) {
  // expected-error @+1 {{cannot sample 'tensor<?x8x6x3xf32>' at 'tensor<?x5x7x4xi32>' with 'tensor<?x5x7x1xf32>' to 'tensor<?x5x7x3xf32>'}}
  %dx = nn.sample_pixels_grad %dy, %places, %weights : (tensor<?x5x7x3xf32>, tensor<?x5x7x4xi32>, tensor<?x5x7x1xf32>) -> tensor<?x8x6x3xf32>
  return
}
