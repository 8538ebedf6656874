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
