// RUN: anabranch-opt %s --fold-normalization | FileCheck %s

// The images are multiplied as they are stored. The gradient's kernel sums what it computes, before it rounds it, for each tap.
// CHECK-LABEL: func.func @normalized(
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<?x8x8x4xbf16>, %[[S:[a-z0-9]+]]: tensor<4xf32>, %[[B:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[G:.*]]:2 = kernel.elementwise
// CHECK-SAME: reduction_count = 1 : i64
// CHECK-SAME: taps = #kernel.taps<filter = [3, 3], input = [8, 8], output = [4, 4], strides = [2, 2], padding = [0, 1, 0, 1], dilations = [1, 1]>
// CHECK: %[[NEG:.*]] = arith.negf
// CHECK: %[[ROUNDED:.*]] = arith.truncf %[[NEG]]
// CHECK: kernel.yield %[[ROUNDED]], %[[NEG]] : bf16, f32
// CHECK: -> tensor<?x4x4x2xbf16>, tensor<3x3x2xf32>
// CHECK-DAG: %[[FACTOR:.*]] = nn.reshape %[[S]] : tensor<4xf32> -> tensor<1x1x4x1xf32>
// CHECK-DAG: %[[SHIFT:.*]] = nn.reshape %[[B]] : tensor<4xf32> -> tensor<1x1x4x1xf32>
// CHECK-DAG: %[[TOTAL:.*]] = nn.reshape %[[G]]#1 : tensor<3x3x2xf32> -> tensor<3x3x1x2xf32>
// CHECK: kernel.convolution_kernel_grad lhs(%[[Y]] : tensor<?x8x8x4xbf16>) rhs(%[[G]]#0 : tensor<?x4x4x2xbf16>)
// CHECK-SAME: inputs(%[[FACTOR]], %[[SHIFT]], %[[TOTAL]] :
// CHECK: ^bb0(%[[E:.*]]: bf16):
// CHECK-NEXT: kernel.yield %[[E]] : bf16
// CHECK: epilogue
// CHECK: ^bb0(%[[SUM:.*]]: f32, %[[F:.*]]: f32, %[[H:.*]]: f32, %[[T:.*]]: f32):
// CHECK-DAG: %[[SCALED:.*]] = arith.mulf %[[SUM]], %[[F]]
// CHECK-DAG: %[[SHIFTED:.*]] = arith.mulf %[[H]], %[[T]]
// CHECK: %[[RESULT:.*]] = arith.addf %[[SCALED]], %[[SHIFTED]]
// CHECK: kernel.yield %[[RESULT]] : f32
func.func @normalized(%y: tensor<?x8x8x4xbf16>, %s: tensor<4xf32>, %b: tensor<4xf32>, %dz: tensor<?x4x4x2xf32>) -> tensor<3x3x4x2xf32> {
  %g = kernel.elementwise inputs(%dz : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32> epilogue {
  ^bb0(%e: f32):
    %0 = arith.negf %e : f32
    %1 = arith.truncf %0 : f32 to bf16
    kernel.yield %1 : bf16
  } -> tensor<?x4x4x2xbf16>
  %dw = kernel.convolution_kernel_grad lhs(%y, %s, %b : tensor<?x8x8x4xbf16>, tensor<4xf32>, tensor<4xf32>)
     rhs(%g : tensor<?x4x4x2xbf16>) domain tensor<3x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 1, 0, 1>, strides = array<i64: 2, 2>}
     lhs_prologue {
  ^bb0(%e: bf16, %factor: f32, %shift: f32):
    %w = arith.extf %e : bf16 to f32
    %0 = arith.mulf %factor, %w : f32
    %1 = arith.addf %0, %shift : f32
    %2 = arith.truncf %1 : f32 to bf16
    kernel.yield %2 : bf16
  } rhs_prologue {
  ^bb0(%e: bf16):
    %w = arith.extf %e : bf16 to f32
    %r = arith.truncf %w : f32 to bf16
    kernel.yield %r : bf16
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x4x2xf32>
  return %dw : tensor<3x3x4x2xf32>
}

// Without padding every tap meets every pixel: the bias's gradient is all that is needed.
// CHECK-LABEL: func.func @all_inside(
// CHECK: %[[G:.*]]:2 = kernel.elementwise
// CHECK-NOT: taps
// CHECK: nn.reshape %[[G]]#1 : tensor<2xf32> -> tensor<1x1x1x2xf32>
// CHECK: kernel.convolution_kernel_grad lhs(%{{.*}} : tensor<?x8x8x4xf32>)
func.func @all_inside(%y: tensor<?x8x8x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>, %dz: tensor<?x6x6x2xf32>) -> (tensor<3x3x4x2xf32>, tensor<2xf32>) {
  %g:2 = kernel.elementwise inputs(%dz : tensor<?x6x6x2xf32>) domain tensor<?x6x6x2xf32> {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    %0 = arith.negf %e : f32
    kernel.yield %0, %0 : f32, f32
  } -> tensor<?x6x6x2xf32>, tensor<2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%y, %s, %b : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>)
     rhs(%g#0 : tensor<?x6x6x2xf32>) domain tensor<3x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32, %factor: f32, %shift: f32):
    %0 = arith.mulf %e, %factor : f32
    %1 = arith.addf %shift, %0 : f32
    kernel.yield %1 : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x4x2xf32>
  return %dw, %g#1 : tensor<3x3x4x2xf32>, tensor<2xf32>
}

// Nobody sums a gradient that comes from elsewhere.
// CHECK-LABEL: func.func @negative_no_elementwise_producer(
// CHECK-NOT: taps
// CHECK: kernel.convolution_kernel_grad lhs(%{{.*}}, %{{.*}}, %{{.*}} :
func.func @negative_no_elementwise_producer(%y: tensor<?x8x8x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>, %g: tensor<?x8x8x2xf32>) -> tensor<3x3x4x2xf32> {
  %dw = kernel.convolution_kernel_grad lhs(%y, %s, %b : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>)
     rhs(%g : tensor<?x8x8x2xf32>) domain tensor<3x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32, %factor: f32, %shift: f32):
    %0 = arith.mulf %e, %factor : f32
    %1 = arith.addf %0, %shift : f32
    kernel.yield %1 : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x4x2xf32>
  return %dw : tensor<3x3x4x2xf32>
}

// An activation behind the normalization is no affine map.
// CHECK-LABEL: func.func @negative_activation(
// CHECK-NOT: taps
// CHECK: kernel.convolution_kernel_grad lhs(%{{.*}}, %{{.*}}, %{{.*}} :
func.func @negative_activation(%y: tensor<?x8x8x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>, %dz: tensor<?x8x8x2xf32>) -> tensor<3x3x4x2xf32> {
  %g = kernel.elementwise inputs(%dz : tensor<?x8x8x2xf32>) domain tensor<?x8x8x2xf32> epilogue {
  ^bb0(%e: f32):
    %0 = arith.negf %e : f32
    kernel.yield %0 : f32
  } -> tensor<?x8x8x2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%y, %s, %b : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>)
     rhs(%g : tensor<?x8x8x2xf32>) domain tensor<3x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32, %factor: f32, %shift: f32):
    %0 = arith.mulf %e, %factor : f32
    %1 = arith.addf %0, %shift : f32
    %zero = arith.constant 0.0 : f32
    %2 = arith.maximumf %1, %zero : f32
    kernel.yield %2 : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x4x2xf32>
  return %dw : tensor<3x3x4x2xf32>
}

// In a grouped convolution an output channel has factors of its group's input channels.
// CHECK-LABEL: func.func @negative_groups(
// CHECK-NOT: taps
// CHECK: kernel.convolution_kernel_grad lhs(%{{.*}}, %{{.*}}, %{{.*}} :
func.func @negative_groups(%y: tensor<?x8x8x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>, %dz: tensor<?x8x8x2xf32>) -> tensor<3x3x2x2xf32> {
  %g = kernel.elementwise inputs(%dz : tensor<?x8x8x2xf32>) domain tensor<?x8x8x2xf32> epilogue {
  ^bb0(%e: f32):
    %0 = arith.negf %e : f32
    kernel.yield %0 : f32
  } -> tensor<?x8x8x2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%y, %s, %b : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>)
     rhs(%g : tensor<?x8x8x2xf32>) domain tensor<3x3x2x2xf32>
     {dilations = array<i64: 1, 1>, groups = 2 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32, %factor: f32, %shift: f32):
    %0 = arith.mulf %e, %factor : f32
    %1 = arith.addf %0, %shift : f32
    kernel.yield %1 : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<3x3x2x2xf32>
  return %dw : tensor<3x3x2x2xf32>
}

// Only images of four dimensions are summed by tap.
// CHECK-LABEL: func.func @negative_rows(
// CHECK-NOT: taps
// CHECK: kernel.convolution_kernel_grad lhs(%{{.*}}, %{{.*}}, %{{.*}} :
func.func @negative_rows(%y: tensor<?x8x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>, %dz: tensor<?x8x2xf32>) -> tensor<1x3x4x2xf32> {
  %g = kernel.elementwise inputs(%dz : tensor<?x8x2xf32>) domain tensor<?x8x2xf32> epilogue {
  ^bb0(%e: f32):
    %0 = arith.negf %e : f32
    kernel.yield %0 : f32
  } -> tensor<?x8x2xf32>
  %dw = kernel.convolution_kernel_grad lhs(%y, %s, %b : tensor<?x8x4xf32>, tensor<4xf32>, tensor<4xf32>)
     rhs(%g : tensor<?x8x2xf32>) domain tensor<1x3x4x2xf32>
     {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 1, 1>, strides = array<i64: 1, 1>}
     lhs_prologue {
  ^bb0(%e: f32, %factor: f32, %shift: f32):
    %0 = arith.mulf %e, %factor : f32
    %1 = arith.addf %0, %shift : f32
    kernel.yield %1 : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<1x3x4x2xf32>
  return %dw : tensor<1x3x4x2xf32>
}
