// RUN: anabranch-opt %s --apply-updates -split-input-file | FileCheck %s

// The filter and what the optimizer remembers of it are loaded in front of the gradient, and so is the step's rate.
// CHECK-LABEL: func.func @update(
// CHECK: %[[W:.*]] = nn.load @w
// CHECK-DAG: %[[V:.*]] = nn.load @v
// CHECK-DAG: %[[RATE:.*]] = nn.step_value learning_rate
// CHECK: %[[HALF:.*]] = kernel.elementwise inputs(%[[RATE]] : tensor<f32>) domain tensor<f32>
// CHECK: %[[NEW:.*]]:2 = kernel.convolution_kernel_grad lhs(%{{.*}} : tensor<?x8x8x4xf32>) rhs(%{{.*}} : tensor<?x8x8x2xf32>)
// CHECK-SAME: inputs(%[[W]], %[[V]], %[[HALF]] :
// CHECK: epilogue
// CHECK: ^bb0(%[[SUM:.*]]: f32, %[[P:.*]]: f32, %[[M:.*]]: f32, %[[R:.*]]: f32):
// CHECK: %[[MOMENTUM:.*]] = arith.addf %[[M]], %[[SUM]]
// CHECK: %[[STEP:.*]] = arith.mulf %[[MOMENTUM]], %[[R]]
// CHECK: %[[NEXT:.*]] = arith.subf %[[P]], %[[STEP]]
// CHECK: kernel.yield %[[NEXT]], %[[MOMENTUM]]
// CHECK-DAG: nn.store %[[NEW]]#0, @w
// CHECK-DAG: nn.store %[[NEW]]#1, @v
nn.parameter @w trainable : tensor<3x3x4x2xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @v optimizer_slot : tensor<3x3x4x2xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @update(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x2xf32>) {
  %w = nn.load @w : tensor<3x3x4x2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x2xf32>) domain tensor<3x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x4x2xf32>
  %v = nn.load @v : tensor<3x3x4x2xf32>
  %rate = nn.step_value learning_rate : tensor<f32>
  %half = kernel.elementwise inputs(%rate : tensor<f32>) domain tensor<f32> epilogue {
  ^bb0(%r: f32):
    %c = arith.constant 0.5 : f32
    %0 = arith.mulf %r, %c : f32
    kernel.yield %0 : f32
  } -> tensor<f32>
  %new:2 = kernel.elementwise inputs(%w, %dw, %v, %half : tensor<3x3x4x2xf32>, tensor<3x3x4x2xf32>, tensor<3x3x4x2xf32>, tensor<f32>)
     domain tensor<3x3x4x2xf32> epilogue {
  ^bb0(%p: f32, %d: f32, %m: f32, %r: f32):
    %0 = arith.addf %m, %d : f32
    %1 = arith.mulf %0, %r : f32
    %2 = arith.subf %p, %1 : f32
    kernel.yield %2, %0 : f32, f32
  } -> tensor<3x3x4x2xf32>, tensor<3x3x4x2xf32>
  nn.store %new#0, @w : tensor<3x3x4x2xf32>
  nn.store %new#1, @v : tensor<3x3x4x2xf32>
  return
}

// -----

// The norm of all gradients limits this one: it has to be known first.
// CHECK-LABEL: func.func @negative_clipped(
// CHECK: kernel.convolution_kernel_grad
// CHECK-NOT: inputs
// CHECK: -> tensor<3x3x4x2xf32>
// CHECK: kernel.elementwise
nn.parameter @w trainable : tensor<3x3x4x2xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_clipped(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x2xf32>) {
  %w = nn.load @w : tensor<3x3x4x2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x2xf32>) domain tensor<3x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x4x2xf32>
  %norm = kernel.reduction inputs(%dw : tensor<3x3x4x2xf32>) domain tensor<3x3x4x2xf32> {kind = 0 : i32, scope = 1 : i32} epilogue {
  ^bb0(%d: f32):
    %0 = arith.mulf %d, %d : f32
    kernel.yield %0 : f32
  } -> tensor<f32>
  %new = kernel.elementwise inputs(%w, %dw, %norm : tensor<3x3x4x2xf32>, tensor<3x3x4x2xf32>, tensor<f32>) domain tensor<3x3x4x2xf32> epilogue {
  ^bb0(%p: f32, %d: f32, %n: f32):
    %0 = arith.divf %d, %n : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<3x3x4x2xf32>
  nn.store %new, @w : tensor<3x3x4x2xf32>
  return
}

// -----

// The input's gradient is of the old filter.
// CHECK-LABEL: func.func @negative_filter_read_later(
// CHECK: kernel.convolution_kernel_grad
// CHECK: kernel.convolution_input_grad
// CHECK: kernel.elementwise
nn.parameter @w trainable : tensor<3x3x4x2xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_filter_read_later(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x2xf32>) -> tensor<?x8x8x4xf32> {
  %w = nn.load @w : tensor<3x3x4x2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x2xf32>) domain tensor<3x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x4x2xf32>
  %dx = kernel.convolution_input_grad lhs(%dy : tensor<?x8x8x2xf32>) rhs(%w : tensor<3x3x4x2xf32>) domain tensor<?x8x8x4xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
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
  %new = kernel.elementwise inputs(%w, %dw : tensor<3x3x4x2xf32>, tensor<3x3x4x2xf32>) domain tensor<3x3x4x2xf32> epilogue {
  ^bb0(%p: f32, %d: f32):
    %0 = arith.subf %p, %d : f32
    kernel.yield %0 : f32
  } -> tensor<3x3x4x2xf32>
  nn.store %new, @w : tensor<3x3x4x2xf32>
  return %dx : tensor<?x8x8x4xf32>
}

// -----

// A gradient that is an output, too, has to be stored.
// CHECK-LABEL: func.func @negative_read(
// CHECK: kernel.convolution_kernel_grad
// CHECK: kernel.elementwise
nn.parameter @w trainable : tensor<3x3x4x2xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_read(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x2xf32>) -> tensor<3x3x4x2xf32> {
  %w = nn.load @w : tensor<3x3x4x2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x2xf32>) domain tensor<3x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x4x2xf32>
  %new = kernel.elementwise inputs(%w, %dw : tensor<3x3x4x2xf32>, tensor<3x3x4x2xf32>) domain tensor<3x3x4x2xf32> epilogue {
  ^bb0(%p: f32, %d: f32):
    %0 = arith.subf %p, %d : f32
    kernel.yield %0 : f32
  } -> tensor<3x3x4x2xf32>
  nn.store %new, @w : tensor<3x3x4x2xf32>
  return %dw : tensor<3x3x4x2xf32>
}

// -----

// Nor may it be read in another shape.
// CHECK-LABEL: func.func @negative_reshape_read_later(
// CHECK: kernel.convolution_kernel_grad
// CHECK: kernel.elementwise
// CHECK: kernel.elementwise
nn.parameter @w trainable : tensor<1x1x4x2xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_reshape_read_later(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x2xf32>) -> tensor<4x2xf32> {
  %w = nn.load @w : tensor<1x1x4x2xf32>
  %r = nn.reshape %w : tensor<1x1x4x2xf32> -> tensor<4x2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x2xf32>) domain tensor<1x1x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<1x1x4x2xf32>
  %old = kernel.elementwise inputs(%r : tensor<4x2xf32>) domain tensor<4x2xf32> epilogue {
  ^bb0(%p: f32):
    %0 = arith.negf %p : f32
    kernel.yield %0 : f32
  } -> tensor<4x2xf32>
  %new = kernel.elementwise inputs(%w, %dw : tensor<1x1x4x2xf32>, tensor<1x1x4x2xf32>) domain tensor<1x1x4x2xf32> epilogue {
  ^bb0(%p: f32, %d: f32):
    %0 = arith.subf %p, %d : f32
    kernel.yield %0 : f32
  } -> tensor<1x1x4x2xf32>
  nn.store %new, @w : tensor<1x1x4x2xf32>
  return %old : tensor<4x2xf32>
}
