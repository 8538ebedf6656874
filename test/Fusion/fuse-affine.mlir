// RUN: anabranch-opt %s --convert-nn-to-kernel --fuse-affine | FileCheck %s

// The affine half of batch normalization is computed as the next convolution and the
// skip connection load its input; the normalized tensor is never stored.
// CHECK-LABEL: func.func @two_consumers
// CHECK-SAME: (%[[X:.*]]: tensor<?x8x8x4xf32>, %[[K:.*]]: tensor<1x1x4x4xf32>, %[[A:.*]]: tensor<4xf32>, %[[B:.*]]: tensor<4xf32>)
// CHECK: %[[Y:.*]] = kernel.convolution lhs(%[[X]], %[[A]], %[[B]] :
// CHECK: lhs_prologue {
// CHECK-NEXT: ^bb0(%[[E:.*]]: f32, %[[S:.*]]: f32, %[[T:.*]]: f32):
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[E]], %[[S]]
// CHECK-NEXT: %[[Q:.*]] = arith.addf %[[P]], %[[T]]
// CHECK-NEXT: kernel.yield %[[Q]] : f32
// CHECK: kernel.elementwise inputs(%[[Y]], %[[X]], %[[A]], %[[B]] :
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @two_consumers(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>, %a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<?x8x8x4xf32> {
  %n = nn.channel_affine %x scales(%a) shift %b : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
  %0 = nn.conv2d %n, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  %1 = nn.add %0, %n : tensor<?x8x8x4xf32>
  return %1 : tensor<?x8x8x4xf32>
}

// CHECK-LABEL: func.func @kernel_grad
// CHECK-NOT: kernel.elementwise
// CHECK: kernel.convolution_kernel_grad lhs(%{{.*}}, %{{.*}}, %{{.*}} :
func.func @kernel_grad(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x4xf32>, %a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<1x1x4x4xf32> {
  %n = nn.channel_affine %x scales(%a) shift %b : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
  %0 = nn.conv2d_kernel_grad %n, %dy strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<1x1x4x4xf32>
  return %0 : tensor<1x1x4x4xf32>
}

// The function's result has to be stored.
// CHECK-LABEL: func.func @negative_result
// CHECK: kernel.elementwise
// CHECK: kernel.convolution lhs(%{{[^,]*}} :
func.func @negative_result(%x: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>, %a: tensor<4xf32>) -> (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) {
  %n = nn.channel_affine %x scales(%a) : (tensor<?x8x8x4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
  %0 = nn.conv2d %n, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  return %n, %0 : tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>
}

// Two tensors would be read by every consumer instead of one.
// CHECK-LABEL: func.func @negative_two_tensors
// CHECK: kernel.elementwise
// CHECK: kernel.convolution lhs(%{{[^,]*}} :
func.func @negative_two_tensors(%x: tensor<?x8x8x4xf32>, %y: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %n = nn.add %x, %y : tensor<?x8x8x4xf32>
  %0 = nn.conv2d %n, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1
     : (tensor<?x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32>
  return %0 : tensor<?x8x8x4xf32>
}

// A number per row has no place in a prologue, which knows elements, channels and scalars.
// CHECK-LABEL: func.func @negative_row
// CHECK: kernel.elementwise
// CHECK: kernel.convolution lhs(%{{[^,]*}} :
func.func @negative_row(%x: tensor<?x4xf32>, %r: tensor<?x1xf32>, %k: tensor<4x8xf32>) -> tensor<?x8xf32> {
  %n = kernel.elementwise inputs(%x, %r : tensor<?x4xf32>, tensor<?x1xf32>) domain tensor<?x4xf32>
      epilogue {
      ^bb0(%e: f32, %f: f32):
        %p = arith.mulf %e, %f : f32
        kernel.yield %p : f32
      } -> tensor<?x4xf32>
  %0 = nn.dense %n, %k : (tensor<?x4xf32>, tensor<4x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// A number per channel is read by many elements, which would each compute it again.
// CHECK-LABEL: func.func @negative_broadcast
// CHECK: kernel.elementwise inputs(%{{.*}} : tensor<4xf32>) domain tensor<4xf32>
// CHECK: kernel.elementwise
func.func @negative_broadcast(%x: tensor<?x8x8x4xf32>, %b: tensor<4xf32>) -> tensor<?x8x8x4xf32> {
  %t = nn.tanh %b : tensor<4xf32>
  %0 = nn.bias_add %x, %t : tensor<?x8x8x4xf32>, tensor<4xf32>
  return %0 : tensor<?x8x8x4xf32>
}

// What a prologue reads besides the data stays an operand: only the data's place can be taken.
// CHECK-LABEL: func.func @negative_second_operand
// CHECK: %[[MASK:.*]] = kernel.elementwise
// CHECK: kernel.convolution_input_grad lhs(%{{.*}}, %[[MASK]] :
func.func @negative_second_operand(%dy: tensor<?x8x8x4xf32>, %m: tensor<?x8x8x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
  %mask = nn.tanh %m : tensor<?x8x8x4xf32>
  %0 = kernel.convolution_input_grad lhs(%dy, %mask : tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>)
      rhs(%k : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32, %f: f32):
        %p = arith.mulf %e, %f : f32
        kernel.yield %p : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x4xf32>
  return %0 : tensor<?x8x8x4xf32>
}

// Both operands of a matrix product take it in.
// CHECK-LABEL: func.func @matmul
// CHECK-SAME: (%[[Q:.*]]: tensor<?x4x5xf32>, %[[K:.*]]: tensor<?x6x5xf32>, %[[A:.*]]: tensor<5xf32>)
// CHECK-NOT: kernel.elementwise
// CHECK: kernel.matmul lhs(%[[Q]], %[[A]] : tensor<?x4x5xf32>, tensor<5xf32>) rhs(%[[K]], %[[A]] : tensor<?x6x5xf32>, tensor<5xf32>)
// CHECK: lhs_prologue {
// CHECK: arith.mulf
// CHECK: rhs_prologue {
// CHECK: arith.mulf
func.func @matmul(%q: tensor<?x4x5xf32>, %k: tensor<?x6x5xf32>, %a: tensor<5xf32>) -> tensor<?x4x6xf32> {
  %m = nn.channel_affine %q scales(%a) : (tensor<?x4x5xf32>, tensor<5xf32>) -> tensor<?x4x5xf32>
  %n = nn.channel_affine %k scales(%a) : (tensor<?x6x5xf32>, tensor<5xf32>) -> tensor<?x6x5xf32>
  %0 = nn.matmul %m, %n {transpose_rhs} : (tensor<?x4x5xf32>, tensor<?x6x5xf32>) -> tensor<?x4x6xf32>
  return %0 : tensor<?x4x6xf32>
}
