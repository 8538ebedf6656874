// RUN: anabranch-opt %s --generate-cpu-kernels --verify-diagnostics

func.func @unpacked(%extent: index, %x: memref<?x8xf32>, %w: memref<8x16xf32>, %y: memref<?x16xf32>) {
  // expected-error @+1 {{reads a filter that is not packed: pack filters first}}
  kernel.convolution lhs(%x : memref<?x8xf32>) rhs(%w : memref<8x16xf32>) into(%y : memref<?x16xf32>) domain tensor<?x16xf32>
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
      }
  return
}

func.func @kernel_grad_epilogue(%extent: index, %x: memref<?x8xf32>, %dy: memref<?x16xf32>, %dw: memref<8x16xf32>) {
  // expected-error @+1 {{has an epilogue, which pieces of a batch cannot run}}
  kernel.convolution_kernel_grad lhs(%x : memref<?x8xf32>) rhs(%dy : memref<?x16xf32>) into(%dw : memref<8x16xf32>) domain tensor<8x16xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        %0 = arith.negf %sum : f32
        kernel.yield %0 : f32
      }
  return
}
