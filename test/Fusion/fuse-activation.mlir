// RUN: anabranch-opt %s --convert-nn-to-kernel --fuse-activation | FileCheck %s

// Bias and ReLU move into the convolution's epilogue.
// CHECK-LABEL: func.func @conv_bias_relu
// CHECK: %[[Y:.*]] = kernel.convolution
// CHECK-SAME: inputs(%{{.*}} : tensor<8xf32>)
// CHECK: epilogue {
// CHECK-NEXT: ^bb0(%[[SUM:.*]]: f32, %[[BIAS:.*]]: f32):
// CHECK-NEXT: %[[Z:.*]] = arith.addf %[[SUM]], %[[BIAS]]
// CHECK: %[[R:.*]] = arith.maximumf %[[Z]]
// CHECK-NEXT: kernel.yield %[[R]] : f32
// CHECK-NOT: kernel.elementwise
// CHECK: return %[[Y]]
func.func @conv_bias_relu(%x: tensor<?x8x8x4xf32>, %k: tensor<3x3x4x8xf32>, %b: tensor<8xf32>) -> tensor<?x8x8x8xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<3x3x4x8xf32>) -> tensor<?x8x8x8xf32>
  %1 = nn.bias_add %0, %b : tensor<?x8x8x8xf32>, tensor<8xf32>
  %2 = nn.relu %1 : tensor<?x8x8x8xf32>
  return %2 : tensor<?x8x8x8xf32>
}

// A tensor that somebody else needs is stored beside the fused result.
// CHECK-LABEL: func.func @both_results
// CHECK: %[[Y:.*]]:2 = kernel.convolution
// CHECK: kernel.yield %{{.*}}, %{{.*}} : f32, f32
// CHECK-NOT: kernel.elementwise
// CHECK: return %[[Y]]#0, %[[Y]]#1
func.func @both_results(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x8xf32>) -> (tensor<?x8x8x8xf32>, tensor<?x8x8x8xf32>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x8xf32>) -> tensor<?x8x8x8xf32>
  %1 = nn.relu %0 : tensor<?x8x8x8xf32>
  return %0, %1 : tensor<?x8x8x8xf32>, tensor<?x8x8x8xf32>
}

// Per-channel kernels merge whatever they read.
// CHECK-LABEL: func.func @per_channel
// CHECK-COUNT-1: kernel.elementwise
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @per_channel(%a: tensor<8xf32>, %b: tensor<8xf32>, %c: tensor<8xf32>) -> tensor<8xf32> {
  %0 = nn.add %a, %b : tensor<8xf32>
  %1 = nn.multiply %0, %c : tensor<8xf32>
  return %1 : tensor<8xf32>
}

// Another whole tensor is the skip connection's business.
// CHECK-LABEL: func.func @negative_skip
// CHECK: kernel.convolution
// CHECK: kernel.elementwise
func.func @negative_skip(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.add %0, %x : tensor<?x8x8x4xf32>
  return %1 : tensor<?x8x8x4xf32>
}

// The scale is known only after the tensor's statistics, which need it whole.
// CHECK-LABEL: func.func @negative_later_operand
// CHECK: kernel.convolution
// CHECK-COUNT-3: kernel.elementwise
func.func @negative_later_operand(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %s = nn.channel_sum %0 : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %t = nn.exp %s : tensor<4xf32>
  %1 = nn.bias_add %0, %t : tensor<?x8x8x4xf32>, tensor<4xf32>
  return %1 : tensor<?x8x8x4xf32>
}

// A filter's gradient is summed in pieces, so its epilogue takes nothing in.
// CHECK-LABEL: func.func @negative_kernel_grad
// CHECK: kernel.convolution_kernel_grad
// CHECK: kernel.elementwise
func.func @negative_kernel_grad(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x4xf32>) -> tensor<1x1x4x4xf32> {
  %0 = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<1x1x4x4xf32>
  %1 = nn.scale %0 by 2.0 : tensor<1x1x4x4xf32>
  return %1 : tensor<1x1x4x4xf32>
}

// All of a parameter's update is one kernel, although it reads many tensors: the limit on the gradient's elements, its
// normalization and the weight's decay, which are two producers of the step.
// CHECK-LABEL: func.func @update
// CHECK: kernel.elementwise
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @update(%p: tensor<3x4xf32>, %g: tensor<3x4xf32>, %v: tensor<3x4xf32>, %m: tensor<3x4xf32>, %r: tensor<f32>)
    -> (tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>) {
  %0 = nn.clip %g {minimum = -1.0, maximum = 1.0} : tensor<3x4xf32>
  %1 = nn.decay_weights %p, %r {decay = 0.5 : f64} : (tensor<3x4xf32>, tensor<f32>) -> tensor<3x4xf32>
  %2:2 = nn.rms_normalize %0, %v {rho = 0.9 : f64, epsilon = 0.5 : f64} : (tensor<3x4xf32>, tensor<3x4xf32>) -> (tensor<3x4xf32>, tensor<3x4xf32>)
  %3:2 = nn.momentum_update %1, %2#0, %m, %r {momentum = 0.9 : f64} : (tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<f32>) -> (tensor<3x4xf32>, tensor<3x4xf32>)
  return %3#0, %2#1, %3#1 : tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x4xf32>
}

// A gradient's norm is complete only behind the gradient, and its scaling waits for it.
// CHECK-LABEL: func.func @negative_norm
// CHECK-COUNT-2: kernel.elementwise
// CHECK: kernel.reduction
// CHECK-COUNT-2: kernel.elementwise
func.func @negative_norm(%p: tensor<3x4xf32>, %g: tensor<3x4xf32>, %r: tensor<f32>) -> tensor<3x4xf32> {
  %0 = nn.scale %g by 2.0 : tensor<3x4xf32>
  %1 = nn.squared_norm %0 : tensor<3x4xf32> -> tensor<f32>
  %2 = nn.norm_clip_factor %1 {limit = 0.5 : f64} : (tensor<f32>) -> tensor<f32>
  %3 = nn.scale_gradient %0, %2 : (tensor<3x4xf32>, tensor<f32>) -> tensor<3x4xf32>
  %4 = nn.sgd_update %p, %3, %r : (tensor<3x4xf32>, tensor<3x4xf32>, tensor<f32>) -> tensor<3x4xf32>
  return %4 : tensor<3x4xf32>
}

// The convolution's own sums are complete only at its end.
// CHECK-LABEL: func.func @negative_own_sum
// CHECK: %[[Y:.*]]:2 = kernel.convolution
// CHECK: kernel.elementwise inputs(%[[Y]]#0, %[[Y]]#1
func.func @negative_own_sum(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %y:2 = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, reduction_count = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum, %sum : f32, f32
      } -> tensor<?x8x8x4xf32>, tensor<4xf32>
  %z = kernel.elementwise inputs(%y#0, %y#1 : tensor<?x8x8x4xf32>, tensor<4xf32>) domain tensor<?x8x8x4xf32> epilogue {
      ^bb0(%e: f32, %total: f32):
        %0 = arith.subf %e, %total : f32
        kernel.yield %0 : f32
      } -> tensor<?x8x8x4xf32>
  return %z : tensor<?x8x8x4xf32>
}

// Attention's scores are scaled as they are stored.
// CHECK-LABEL: func.func @matmul_scale
// CHECK: %[[Y:.*]] = kernel.matmul
// CHECK: epilogue {
// CHECK-NEXT: ^bb0(%[[SUM:.*]]: f32):
// CHECK: %[[Z:.*]] = arith.mulf %[[SUM]], %{{.*}}
// CHECK: kernel.yield %[[Z]] : f32
// CHECK-NOT: kernel.elementwise
// CHECK: return %[[Y]]
func.func @matmul_scale(%q: tensor<?x4x5xf32>, %k: tensor<?x6x5xf32>) -> tensor<?x4x6xf32> {
  %0 = nn.matmul %q, %k {transpose_rhs} : (tensor<?x4x5xf32>, tensor<?x6x5xf32>) -> tensor<?x4x6xf32>
  %1 = nn.scale %0 by 0.5 : tensor<?x4x6xf32>
  return %1 : tensor<?x4x6xf32>
}
