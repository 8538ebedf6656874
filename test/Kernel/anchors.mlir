// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK-LABEL: @convolution
// CHECK: kernel.convolution lhs(%{{.*}}, %{{.*}} : tensor<?x8x8x4xf32>, tensor<4xf32>) rhs(%{{.*}} : tensor<3x3x4x8xf32>) inputs(%{{.*}} : tensor<8xf32>) domain tensor<?x8x8x8xf32>
// CHECK-SAME: dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, reduction_count = 1 : i64, strides = array<i64: 1, 1>
// CHECK: lhs_prologue
// CHECK: arith.mulf
// CHECK: rhs_prologue
// CHECK: epilogue
// CHECK: kernel.yield %{{.*}}, %{{.*}} : f32, f32
// CHECK: -> tensor<?x8x8x8xf32>, tensor<8xf32>
func.func @convolution(%x: tensor<?x8x8x4xf32>, %s: tensor<4xf32>, %w: tensor<3x3x4x8xf32>, %b: tensor<8xf32>)
    -> (tensor<?x8x8x8xf32>, tensor<8xf32>) {
  %y:2 = kernel.convolution lhs(%x, %s : tensor<?x8x8x4xf32>, tensor<4xf32>) rhs(%w : tensor<3x3x4x8xf32>)
      inputs(%b : tensor<8xf32>) domain tensor<?x8x8x8xf32>
      {reduction_count = 1 : i64, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32, %f: f32):
        %0 = arith.mulf %e, %f : f32
        kernel.yield %0 : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32, %bias: f32):
        %0 = arith.addf %sum, %bias : f32
        kernel.yield %0, %0 : f32, f32
      } -> tensor<?x8x8x8xf32>, tensor<8xf32>
  return %y#0, %y#1 : tensor<?x8x8x8xf32>, tensor<8xf32>
}

// CHECK-LABEL: @convolution_grads
// CHECK: kernel.convolution_input_grad lhs(%{{.*}} : tensor<?x4x4x8xf32>) rhs(%{{.*}} : tensor<3x3x4x8xf32>) domain tensor<?x8x8x4xf32>
// CHECK: kernel.convolution_kernel_grad lhs(%{{.*}} : tensor<?x8x8x4xf32>) rhs(%{{.*}} : tensor<?x4x4x8xf32>) domain tensor<3x3x4x8xf32>
func.func @convolution_grads(%dy: tensor<?x4x4x8xf32>, %x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>)
    -> (tensor<?x8x8x4xf32>, tensor<3x3x4x8xf32>) {
  %dx = kernel.convolution_input_grad lhs(%dy : tensor<?x4x4x8xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x4xf32>
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x4xf32>
  %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x4x4x8xf32>) domain tensor<3x3x4x8xf32>
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<3x3x4x8xf32>
  return %dx, %dw : tensor<?x8x8x4xf32>, tensor<3x3x4x8xf32>
}

// CHECK-LABEL: @pooling
// CHECK: kernel.pool lhs(%{{.*}} : tensor<?x4x4x2xf32>) domain tensor<?x2x2x2xf32>
// CHECK-SAME: kind = 1 : i32
// CHECK: kernel.pool_grad lhs(%{{.*}} : tensor<?x4x4x2xf32>) rhs(%{{.*}} : tensor<?x2x2x2xf32>) domain tensor<?x4x4x2xf32>
func.func @pooling(%x: tensor<?x4x4x2xf32>) -> (tensor<?x2x2x2xf32>, tensor<?x4x4x2xf32>) {
  %y = kernel.pool lhs(%x : tensor<?x4x4x2xf32>) domain tensor<?x2x2x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      } -> tensor<?x2x2x2xf32>
  %dx = kernel.pool_grad lhs(%x : tensor<?x4x4x2xf32>) rhs(%y : tensor<?x2x2x2xf32>) domain tensor<?x4x4x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      } -> tensor<?x4x4x2xf32>
  return %y, %dx : tensor<?x2x2x2xf32>, tensor<?x4x4x2xf32>
}

// CHECK-LABEL: @elementwise
// CHECK: kernel.elementwise inputs(%{{.*}} : tensor<?x4xf32>) domain tensor<?x4xf32>
// CHECK-SAME: reduction_count = 1 : i64, unfused_bytes = #kernel.extent<16 + 48 * batch>
// CHECK: kernel.channel_index
// CHECK: kernel.reduction inputs(%{{.*}} : tensor<?x4xf32>) domain tensor<?x4xf32>
// CHECK: -> tensor<?x1xi32>
func.func @elementwise(%x: tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<4xf32>, tensor<?x1xi32>) {
  %y:2 = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32>
      {reduction_count = 1 : i64, unfused_bytes = #kernel.extent<16 + 48 * batch>} epilogue {
      ^bb0(%e: f32):
        %c = kernel.channel_index
        %f = arith.sitofp %c : i32 to f32
        %0 = arith.mulf %e, %f : f32
        kernel.yield %0, %e : f32, f32
      } -> tensor<?x4xf32>, tensor<4xf32>
  %z = kernel.reduction inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> {kind = 2 : i32, scope = 0 : i32} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x1xi32>
  return %y#0, %y#1, %z : tensor<?x4xf32>, tensor<4xf32>, tensor<?x1xi32>
}

// CHECK-LABEL: @finalizer
// CHECK: kernel.elementwise inputs(%{{.*}} : tensor<?x4x4x2xf32>) finalizer_inputs(%{{.*}}, %{{.*}} : tensor<2xf32>, tensor<f32>)
// CHECK-SAME: domain tensor<?x4x4x2xf32> {reduction_count = 1 : i64} epilogue
// CHECK: } finalizer {
// CHECK: ^bb0(%[[TOTAL:.*]]: f32, %[[SHIFT:.*]]: f32, %[[COUNT:.*]]: f32):
// CHECK: kernel.yield %{{.*}}, %[[TOTAL]]
// CHECK: -> tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>
func.func @finalizer(%x: tensor<?x4x4x2xf32>, %b: tensor<2xf32>, %n: tensor<f32>)
    -> (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %y:3 = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) finalizer_inputs(%b, %n : tensor<2xf32>, tensor<f32>)
      domain tensor<?x4x4x2xf32> {reduction_count = 1 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e, %e : f32, f32
      } finalizer {
      ^bb0(%total: f32, %shift: f32, %count: f32):
        %0 = arith.divf %total, %count : f32
        %1 = arith.subf %shift, %0 : f32
        kernel.yield %1, %total : f32, f32
      } -> tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>
  return %y#0, %y#1, %y#2 : tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @taps
// CHECK: kernel.elementwise
// CHECK-SAME: taps = #kernel.taps<filter = [3, 3], input = [8, 8], output = [4, 4], strides = [2, 2], padding = [0, 1, 0, 1], dilations = [1, 1]>
// CHECK: -> tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<3x3x2xf32>
func.func @taps(%x: tensor<?x4x4x2xf32>) -> (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<3x3x2xf32>) {
  %y:3 = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 2 : i64,
       taps = #kernel.taps<filter = [3, 3], input = [8, 8], output = [4, 4], strides = [2, 2], padding = [0, 1, 0, 1], dilations = [1, 1]>}
      epilogue {
      ^bb0(%e: f32):
        kernel.yield %e, %e, %e : f32, f32, f32
      } -> tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<3x3x2xf32>
  return %y#0, %y#1, %y#2 : tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<3x3x2xf32>
}

// CHECK-LABEL: @sampling
// CHECK: kernel.sample_pixels lhs(%{{.*}} : tensor<?x8x6x3xf32>) rhs(%{{.*}}, %{{.*}} : tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) domain tensor<?x5x7x3xf32>
// CHECK: kernel.sample_pixels_grad lhs(%{{.*}} : tensor<?x5x7x3xf32>) rhs(%{{.*}}, %{{.*}} : tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) domain tensor<?x8x6x3xf32>
func.func @sampling(%x: tensor<?x8x6x3xf32>, %places: tensor<?x5x7x4xi32>, %weights: tensor<?x5x7x4xf32>) -> tensor<?x8x6x3xf32> {
  %y = kernel.sample_pixels lhs(%x : tensor<?x8x6x3xf32>) rhs(%places, %weights : tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) domain tensor<?x5x7x3xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: i32):
        kernel.yield %e : i32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x5x7x3xf32>
  %dx = kernel.sample_pixels_grad lhs(%y : tensor<?x5x7x3xf32>) rhs(%places, %weights : tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) domain tensor<?x8x6x3xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: i32):
        kernel.yield %e : i32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x6x3xf32>
  return %dx : tensor<?x8x6x3xf32>
}

// CHECK-LABEL: @matmul
// CHECK: kernel.matmul lhs(%{{.*}}, %{{.*}} : tensor<?x2x5x4xf32>, tensor<4xf32>) rhs(%{{.*}} : tensor<?x2x6x4xf32>) inputs(%{{.*}} : tensor<6xf32>) domain tensor<?x2x5x6xf32> {transpose_rhs}
// CHECK: lhs_prologue
// CHECK: arith.mulf
// CHECK: rhs_prologue
// CHECK: epilogue
// CHECK: -> tensor<?x2x5x6xf32>
func.func @matmul(%a: tensor<?x2x5x4xf32>, %s: tensor<4xf32>, %b: tensor<?x2x6x4xf32>, %c: tensor<6xf32>) -> tensor<?x2x5x6xf32> {
  %y = kernel.matmul lhs(%a, %s : tensor<?x2x5x4xf32>, tensor<4xf32>) rhs(%b : tensor<?x2x6x4xf32>) inputs(%c : tensor<6xf32>) domain tensor<?x2x5x6xf32>
      {transpose_rhs}
      lhs_prologue {
      ^bb0(%e: f32, %f: f32):
        %0 = arith.mulf %e, %f : f32
        kernel.yield %0 : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32, %bias: f32):
        %0 = arith.addf %sum, %bias : f32
        kernel.yield %0 : f32
      } -> tensor<?x2x5x6xf32>
  return %y : tensor<?x2x5x6xf32>
}
