// RUN: anabranch-opt %s --plan-memory -split-input-file -verify-diagnostics

func.func @not_outlined(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-error@+1 {{'kernel.elementwise' op has no launch: outline kernels first}}
  %0 = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32>
      epilogue {
      ^bb0(%e: f32):
        %y = math.tanh %e : f32
        kernel.yield %y : f32
      } -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// -----

// An argument has a place of its own, and no launch that could have written to another.
nn.parameter @p trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @not_computed(%x: tensor<4xf32>) {
  // expected-error@+1 {{'nn.store' op stores a value that could not be computed in the parameter's place}}
  nn.store %x, @p : tensor<4xf32>
  return
}
