// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

func.func @no_prologue(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{needs a lhs prologue for its operands}}
  %y = kernel.pool lhs(%x : tensor<?x4x4x2xf32>) domain tensor<?x2x2x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      } -> tensor<?x2x2x2xf32>
  return
}

// -----

func.func @no_rhs_prologue(%x: tensor<?x4x4x2xf32>, %dy: tensor<?x2x2x2xf32>) {
  // expected-error @+1 {{needs a rhs prologue for its operands}}
  %dx = kernel.pool_grad lhs(%x : tensor<?x4x4x2xf32>) rhs(%dy : tensor<?x2x2x2xf32>) domain tensor<?x4x4x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      } -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @prologue_broadcast(%x: tensor<?x4x4x2xf32>, %s: tensor<4xf32>) {
  // expected-error @+1 {{cannot broadcast 'tensor<4xf32>' to 'tensor<?x4x4x2xf32>' in its lhs prologue}}
  %y = kernel.pool lhs(%x, %s : tensor<?x4x4x2xf32>, tensor<4xf32>) domain tensor<?x2x2x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32, %f: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      } -> tensor<?x2x2x2xf32>
  return
}

// -----

func.func @anchor_argument(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{has 0 arguments in its epilogue for 1 values}}
  %y = kernel.pool lhs(%x : tensor<?x4x4x2xf32>) domain tensor<?x2x2x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
        %0 = arith.constant 0.0 : f32
        kernel.yield %0 : f32
      } -> tensor<?x2x2x2xf32>
  return
}

// -----

func.func @argument_count(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{has 2 arguments in its epilogue for 1 values}}
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32, %f: f32):
        kernel.yield %e : f32
      } -> tensor<?x4xf32>
  return
}

// -----

func.func @no_yield(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs a kernel.yield at the end of its epilogue}}
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32):
        func.return
      } -> tensor<?x4xf32>
  return
}

// -----

func.func @element_type(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{reads a 'tensor<?x4xf32>' as 'f64' in its epilogue}}
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f64):
        kernel.yield %e : f64
      } -> tensor<?x4xf64>
  return
}

// -----

func.func @broadcast(%x: tensor<3xf32>) {
  // expected-error @+1 {{cannot broadcast 'tensor<3xf32>' to 'tensor<?x4xf32>' in its epilogue}}
  %y = kernel.elementwise inputs(%x : tensor<3xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x4xf32>
  return
}

// -----

func.func @prologue_yields_two(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{yields one value from its lhs prologue}}
  %y = kernel.pool lhs(%x : tensor<?x4x4x2xf32>) domain tensor<?x2x2x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e, %e : f32, f32
      } epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      } -> tensor<?x2x2x2xf32>
  return
}

// -----

func.func @result_count(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{yields 2 values from its epilogue for 1 results}}
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32):
        kernel.yield %e, %e : f32, f32
      } -> tensor<?x4xf32>
  return
}

// -----

func.func @reduction_count(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{sums 2 of 1 values}}
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> {reduction_count = 2 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<4xf32>
  return
}

// -----

func.func @parallel_body(%n: index) {
  // expected-error @+1 {{needs a body that takes the index and 'memref<?xi8>'}}
  kernel.parallel %n scratch 0 {
  ^bb0(%unit: index):
    kernel.yield
  }
  return
}

// -----

func.func @scratch_type(%n: index) {
  // expected-error @+1 {{needs a body that takes the index and 'memref<?xi8>'}}
  kernel.parallel %n scratch 0 {
  ^bb0(%unit: index, %scratch: memref<?xf32>):
    kernel.yield
  }
  return
}

// -----

func.func @launch_outside() {
  // expected-error @+1 {{expects parent op 'kernel.program'}}
  kernel.launch @f extent <0 + 4 * batch> buffers [] sizes [] reads 0 operations <0 + 8 * batch> bytes <0 + 32 * batch>
  return
}

// -----

kernel.program @launch_sizes inputs [] outputs [] arena <64 + 0 * batch> {
  // expected-error @+1 {{needs a size for each buffer, and reads some of them}}
  kernel.launch @f extent <4 + 0 * batch> buffers [#kernel.extent<0 + 0 * batch>] sizes [] reads 0
      operations <8 + 0 * batch> bytes <32 + 0 * batch>
}

// -----

kernel.program @launch_reads inputs [] outputs [] arena <64 + 0 * batch> {
  // expected-error @+1 {{needs a size for each buffer, and reads some of them}}
  kernel.launch @f extent <4 + 0 * batch> buffers [#kernel.extent<0 + 0 * batch>] sizes [#kernel.extent<16 + 0 * batch>]
      reads 2 operations <8 + 0 * batch> bytes <32 + 0 * batch>
}

// -----

func.func @gather_offsets(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs an operand, and a place and an offset for each dimension, the batch's being 0}}
  %y = kernel.gather lhs(%x : tensor<?x4xf32>) domain tensor<?x4xf32>
      {permutation = array<i64: 1, 0>, offsets = array<i64: 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x4xf32>
  return
}

// -----

func.func @gather_rank(%x: tensor<?x4x4xf32>) {
  // expected-error @+1 {{cannot read 'tensor<?x4x4xf32>' over 'tensor<?x4xf32>'}}
  %y = kernel.gather lhs(%x : tensor<?x4x4xf32>) domain tensor<?x4xf32>
      {permutation = array<i64: 0, 1>, offsets = array<i64: 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x4xf32>
  return
}

// -----

func.func @concatenate_dimension(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs an operand and a dimension behind the batch}}
  %y = kernel.concatenate lhs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> {dimension = 0 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x4xf32>
  return
}

// -----

func.func @concatenate_size(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{puts 8 behind each other in 'tensor<?x9xf32>'}}
  %y = kernel.concatenate lhs(%x, %x : tensor<?x4xf32>, tensor<?x4xf32>) domain tensor<?x9xf32> {dimension = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x9xf32>
  return
}

// -----

func.func @taps_without_sum(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{needs a sum to take by tap, and no finalizer}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      {taps = #kernel.taps<filter = [3, 3], input = [4, 4], output = [4, 4], strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>}
      epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @taps_of_other_images(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{cannot sum 'tensor<?x4x4x2xf32>' by tap to 'tensor<3x3x2xf32>'}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 1 : i64,
       taps = #kernel.taps<filter = [3, 3], input = [5, 5], output = [5, 5], strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>}
      epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<3x3x2xf32>
  return
}

// -----

func.func @taps_sizes(%x: tensor<?x4x4x2xf32>) {
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      // expected-error @+1 {{taps need two sizes above 0 of each kind}}
      {taps = #kernel.taps<filter = [3, 0], input = [4, 4], output = [4, 4], strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>}
      epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<3x0x2xf32>
  return
}

// -----

func.func @taps_padding(%x: tensor<?x4x4x2xf32>) {
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      // expected-error @+1 {{taps need the padding of four sides}}
      {taps = #kernel.taps<filter = [3, 3], input = [4, 4], output = [4, 4], strides = [1, 1], padding = [1, 1], dilations = [1, 1]>}
      epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<3x3x2xf32>
  return
}

// -----

func.func @finalizer_without_sums(%x: tensor<?x4x4x2xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{has a finalizer without sums per channel}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 0 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } finalizer {
      ^bb0(%total: f32):
        kernel.yield %total : f32
      } -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @finalizer_inputs_alone(%x: tensor<?x4x4x2xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{needs a finalizer for its operands}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) finalizer_inputs(%b : tensor<2xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 1 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<2xf32>
  return
}

// -----

func.func @finalizer_arguments(%x: tensor<?x4x4x2xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{has 1 arguments in its finalizer for 2 values}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) finalizer_inputs(%b : tensor<2xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 1 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } finalizer {
      ^bb0(%total: f32):
        kernel.yield %total : f32
      } -> tensor<2xf32>
  return
}

// -----

func.func @finalizer_broadcast(%x: tensor<?x4x4x2xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{cannot broadcast 'tensor<4xf32>' to 'tensor<2xf32>' in its finalizer}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) finalizer_inputs(%b : tensor<4xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 1 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } finalizer {
      ^bb0(%total: f32, %s: f32):
        kernel.yield %total : f32
      } -> tensor<2xf32>
  return
}

// -----

func.func @finalizer_sum_type(%x: tensor<?x4x4x2xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{sums 'f32' and finalizes 'f64'}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 1 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } finalizer {
      ^bb0(%total: f64):
        kernel.yield %total : f64
      } -> tensor<2xf64>
  return
}

// -----

func.func @finalizer_results(%x: tensor<?x4x4x2xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{makes 2 values for 1 results}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 1 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } finalizer {
      ^bb0(%total: f32):
        kernel.yield %total, %total : f32, f32
      } -> tensor<2xf32>
  return
}

// -----

func.func @finalizer_of_taps(%x: tensor<?x4x4x2xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{needs a sum to take by tap, and no finalizer}}
  %y = kernel.elementwise inputs(%x : tensor<?x4x4x2xf32>) domain tensor<?x4x4x2xf32>
      {reduction_count = 1 : i64, taps = #kernel.taps<filter = [3, 3], input = [4, 4], output = [4, 4], strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } finalizer {
      ^bb0(%total: f32):
        kernel.yield %total : f32
      } -> tensor<3x3x2xf32>
  return
}
