// RUN: anabranch-opt %s --pack-filters --split-input-file | FileCheck %s
// RUN: anabranch-opt %s --pack-filters="device=true" --split-input-file | FileCheck %s --check-prefix=WARPS
// RUN: anabranch-opt %s --pack-filters="device=true warpgroups=true shared-bytes=232448" --split-input-file | FileCheck %s --check-prefix=GROUPS

// The filter and what its prologue reads move to the packing, and the convolution keeps the filter's type.
// CHECK-LABEL: func.func @forward(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8x8x4xf32>, %[[W:[a-z0-9]+]]: tensor<3x3x4x24xf32>, %[[S:[a-z0-9]+]]: tensor<24xf32>)
// CHECK: %[[P:.*]] = kernel.pack_filter rhs(%[[W]], %[[S]] : tensor<3x3x4x24xf32>, tensor<24xf32>) domain tensor<1152xf32>
// CHECK-SAME: images_type = tensor<?x8x8x4xf32>
// CHECK-NOT: input_grad
// CHECK-SAME: results_type = tensor<?x4x4x24xf32>
// CHECK: %[[SCALED:.*]] = arith.mulf
// CHECK-NEXT: kernel.yield %[[SCALED]]
// CHECK: kernel.convolution lhs(%[[X]] : tensor<?x8x8x4xf32>) rhs(%[[P]] : tensor<1152xf32>) domain tensor<?x4x4x24xf32>
// CHECK-SAME: filter_type = tensor<3x3x4x24xf32>
// CHECK-NOT: arith.mulf
// CHECK: return
func.func @forward(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x24xf32>, %s: tensor<24xf32>) -> tensor<?x4x4x24xf32> {
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w, %s : tensor<3x3x4x24xf32>, tensor<24xf32>) domain tensor<?x4x4x24xf32>
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32, %scale: f32):
        %0 = arith.mulf %e, %scale : f32
        kernel.yield %0 : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x4x4x24xf32>
  return %y : tensor<?x4x4x24xf32>
}

// -----

// The sum over 1021 channels, which have no divisors, is cut into six chunks of 171, of which the last is filled up.
// CHECK-LABEL: func.func @chunks(
// CHECK: kernel.pack_filter rhs(%{{.*}} : tensor<1x1x1021x24xf32>) domain tensor<32832xf32>
func.func @chunks(%x: tensor<?x8x8x1021xf32>, %w: tensor<1x1x1021x24xf32>) -> tensor<?x8x8x24xf32> {
  %y = kernel.convolution lhs(%x : tensor<?x8x8x1021xf32>) rhs(%w : tensor<1x1x1021x24xf32>) domain tensor<?x8x8x24xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x8x8x24xf32>
  return %y : tensor<?x8x8x24xf32>
}

// -----

// An input gradient's filter is packed for the result channels that the images have: 36 points of 8 source channels and one vector.
// CHECK-LABEL: func.func @input_grad(
// CHECK: kernel.pack_filter rhs(%{{.*}} : tensor<3x3x4x8xf32>) domain tensor<4608xf32>
// CHECK-SAME: images_type = tensor<?x8x8x4xf32>
// CHECK-SAME: input_grad
// CHECK-SAME: results_type = tensor<?x8x8x8xf32>
// CHECK: kernel.convolution_input_grad
// CHECK-SAME: filter_type = tensor<3x3x4x8xf32>
func.func @input_grad(%dy: tensor<?x8x8x8xf32>, %w: tensor<3x3x4x8xf32>) -> tensor<?x8x8x4xf32> {
  %dx = kernel.convolution_input_grad lhs(%dy : tensor<?x8x8x8xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x4xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, algorithm = #kernel<algorithm winograd4>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x8x8x4xf32>
  return %dx : tensor<?x8x8x4xf32>
}

// -----

// CHECK-LABEL: func.func @negative_kernel_gradients_have_no_filter(
// CHECK-NOT: kernel.pack_filter
func.func @negative_kernel_gradients_have_no_filter(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x8xf32>) -> tensor<3x3x4x8xf32> {
  %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x8xf32>) domain tensor<3x3x4x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<3x3x4x8xf32>
  return %dw : tensor<3x3x4x8xf32>
}

// -----

// For a GPU, filters of products in bf16 are packed (27 channels to 32 of a slice's depth, 8 columns to 16) or, for warps, rounded.
// CHECK-LABEL: func.func @device(
// WARPS-LABEL: func.func @device(
// WARPS: kernel.pack_filter rhs(%{{.*}} : tensor<3x3x3x8xf32>) domain tensor<3x3x3x8xbf16>
// WARPS: arith.truncf
// WARPS: kernel.convolution lhs({{.*}}) rhs(%{{.*}} : tensor<3x3x3x8xbf16>)
// GROUPS-LABEL: func.func @device(
// GROUPS: kernel.pack_filter rhs(%{{.*}} : tensor<3x3x3x8xf32>) domain tensor<512xbf16>
// GROUPS: kernel.convolution lhs({{.*}}) rhs(%{{.*}} : tensor<512xbf16>)
// GROUPS-SAME: filter_type = tensor<3x3x3x8xf32>
func.func @device(%x: tensor<?x8x8x3xf32>, %w: tensor<3x3x3x8xf32>) -> tensor<?x8x8x8xf32> {
  %y = kernel.convolution lhs(%x : tensor<?x8x8x3xf32>) rhs(%w : tensor<3x3x3x8xf32>) domain tensor<?x8x8x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        %z = arith.truncf %e : f32 to bf16
        kernel.yield %z : bf16
      } rhs_prologue {
      ^bb0(%e: f32):
        %z = arith.truncf %e : f32 to bf16
        kernel.yield %z : bf16
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x8xf32>
  return %y : tensor<?x8x8x8xf32>
}

// -----

// Products in f32 read the filter as it is.
// CHECK-LABEL: func.func @negative_f32(
// WARPS-LABEL: func.func @negative_f32(
// WARPS-NOT: kernel.pack_filter
// WARPS: return
func.func @negative_f32(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>) -> tensor<?x8x8x8xf32> {
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x8xf32>
  return %y : tensor<?x8x8x8xf32>
}

// -----

// Filters for a matrix unit are tiles of 32 source channels x 16 results, two of which are a block. What is beyond the filter's channels is zero:
// the last of 40 source channels are in a second tile and 70 results in three blocks, so for the gradient 40 results are in two and 70 in three tiles.
// CHECK-LABEL: func.func @tiles(
// CHECK: kernel.pack_filter rhs(%{{.*}} : tensor<3x3x40x70xf32>) domain tensor<55296xbf16>
// CHECK-SAME: algorithm = #kernel<algorithm amx>
// CHECK: %[[ROUNDED:.*]] = arith.truncf %{{.*}} : f32 to bf16
// CHECK-NEXT: kernel.yield %[[ROUNDED]] : bf16
// CHECK: kernel.convolution lhs(%{{.*}} : tensor<?x8x8x40xf32>) rhs(%{{.*}} : tensor<55296xbf16>)
// CHECK: kernel.pack_filter rhs(%{{.*}} : tensor<3x3x40x70xf32>) domain tensor<55296xbf16>
// CHECK-SAME: algorithm = #kernel<algorithm amx>
// CHECK-SAME: input_grad
func.func @tiles(%x: tensor<?x8x8x40xf32>, %dy: tensor<?x8x8x70xf32>, %w: tensor<3x3x40x70xf32>) -> (tensor<?x8x8x70xf32>, tensor<?x8x8x40xf32>) {
  %y = kernel.convolution lhs(%x : tensor<?x8x8x40xf32>) rhs(%w : tensor<3x3x40x70xf32>) domain tensor<?x8x8x70xf32>
      {algorithm = #kernel<algorithm amx>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        %0 = arith.truncf %e : f32 to bf16
        kernel.yield %0 : bf16
      } rhs_prologue {
      ^bb0(%e: f32):
        %0 = arith.truncf %e : f32 to bf16
        kernel.yield %0 : bf16
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x8x8x70xf32>
  %dx = kernel.convolution_input_grad lhs(%dy : tensor<?x8x8x70xf32>) rhs(%w : tensor<3x3x40x70xf32>) domain tensor<?x8x8x40xf32>
      {algorithm = #kernel<algorithm amx>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        %0 = arith.truncf %e : f32 to bf16
        kernel.yield %0 : bf16
      } rhs_prologue {
      ^bb0(%e: f32):
        %0 = arith.truncf %e : f32 to bf16
        kernel.yield %0 : bf16
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x8x8x40xf32>
  return %y, %dx : tensor<?x8x8x70xf32>, tensor<?x8x8x40xf32>
}

// -----

// A number of f32 is two of bf16.
// CHECK-LABEL: func.func @parts(
// CHECK: kernel.pack_filter rhs(%{{.*}} : tensor<3x3x40x70xf32>) domain tensor<110592xbf16>
// CHECK-SAME: algorithm = #kernel<algorithm amx>
// CHECK: rhs_prologue {
// CHECK-NEXT: ^bb0(%[[E:.*]]: f32):
// CHECK-NEXT: kernel.yield %[[E]] : f32
// CHECK: kernel.convolution lhs(%{{.*}} : tensor<?x8x8x40xf32>) rhs(%{{.*}} : tensor<110592xbf16>)
func.func @parts(%x: tensor<?x8x8x40xf32>, %w: tensor<3x3x40x70xf32>) -> tensor<?x8x8x70xf32> {
  %y = kernel.convolution lhs(%x : tensor<?x8x8x40xf32>) rhs(%w : tensor<3x3x40x70xf32>) domain tensor<?x8x8x70xf32>
      {algorithm = #kernel<algorithm amx>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x8x8x70xf32>
  return %y : tensor<?x8x8x70xf32>
}
