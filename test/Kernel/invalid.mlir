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

// -----

func.func @groups(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>) {
  // expected-error @+1 {{cannot split 4 and 8 channels into 0 groups}}
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 0 : i64}
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
  return
}

// -----

func.func @group_size(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>) {
  // expected-error @+1 {{cannot split 4 and 8 channels into 3 groups}}
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 3 : i64}
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
  return
}

// -----

func.func @no_strides(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>) {
  // expected-error @+1 {{needs two strides and dilations above 0, and the padding of four sides}}
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
      {strides = array<i64>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
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
  return
}

// -----

func.func @zero_strides(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>) {
  // expected-error @+1 {{needs two strides and dilations above 0, and the padding of four sides}}
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
      {strides = array<i64: 0, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
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
  return
}

// -----

func.func @window(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>) {
  // expected-error @+1 {{cannot make 8 x 8 pixels of 8 x 8}}
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 0, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
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
  return
}

// -----

func.func @filter_channels(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x7x8xf32>) {
  // expected-error @+1 {{cannot make 8 channels of 4 with the filter 'tensor<3x3x7x8xf32>'}}
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x7x8xf32>) domain tensor<?x8x8x8xf32>
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
  return
}

// -----

func.func @packed_filter(%x: tensor<?x8x8x4xf32>, %w: tensor<288xf32>) {
  // expected-error @+1 {{needs images and a filter}}
  %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<288xf32>) domain tensor<?x8x8x8xf32>
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
  return
}

// -----

func.func @no_images(%w: tensor<3x3x4x8xf32>) {
  // expected-error @+1 {{needs images and a filter}}
  %y = kernel.convolution rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x8x8x8xf32>
  return
}

// -----

func.func @result_type(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>) {
  // expected-error @+1 {{makes 'tensor<?x8x8x8xf32>' for the result 'tensor<?x2xi32>'}}
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
      } -> tensor<?x2xi32>
  return
}

// -----

func.func @depthwise(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x5xf32>) {
  // expected-error @+1 {{cannot make 4 channels of 4 with the filter 'tensor<3x3x5xf32>'}}
  %y = kernel.depthwise lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x5xf32>) domain tensor<?x8x8x4xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
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
  return
}

// -----

func.func @pool_window(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{needs two sizes and strides above 0, and the padding of four sides}}
  %y = kernel.pool lhs(%x : tensor<?x4x4x2xf32>) domain tensor<?x2x2x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 0, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      } -> tensor<?x2x2x2xf32>
  return
}

// -----

func.func @pool_size(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{cannot make 'tensor<?x3x2x2xf32>' of 'tensor<?x4x4x2xf32>'}}
  %y = kernel.pool lhs(%x : tensor<?x4x4x2xf32>) domain tensor<?x3x2x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      } -> tensor<?x3x2x2xf32>
  return
}

// -----

func.func @pool_grad_epilogue(%x: tensor<?x4x4x2xf32>, %dy: tensor<?x2x2x2xf32>) {
  // expected-error @+1 {{runs no code in its epilogue}}
  %dx = kernel.pool_grad lhs(%x : tensor<?x4x4x2xf32>) rhs(%dy : tensor<?x2x2x2xf32>) domain tensor<?x4x4x2xf32>
      {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        %0 = math.sqrt %sum : f32
        kernel.yield %0 : f32
      } -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @concatenate_prologue(%a: tensor<?x4xf32>, %b: tensor<?x2xf32>) {
  // expected-error @+1 {{runs no code in its lhs prologue}}
  %y = kernel.concatenate lhs(%a, %b : tensor<?x4xf32>, tensor<?x2xf32>) domain tensor<?x6xf32> {dimension = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        %0 = math.sqrt %e : f32
        kernel.yield %0 : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x6xf32>
  return
}

// -----

func.func @two_blocks(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs one block as its epilogue}}
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      ^bb1:
        %0 = arith.constant 0.0 : f32
        kernel.yield %0 : f32
      } -> tensor<?x4xf32>
  return
}

// -----

func.func @unknown_size(%x: tensor<4x?xf32>) {
  // expected-error @+1 {{has 'tensor<4x?xf32>', of which more than the batch is unknown}}
  %y = kernel.elementwise inputs(%x : tensor<4x?xf32>) domain tensor<4x?xf32> epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<4x?xf32>
  return
}

// -----

func.func @scalar_domain(%x: tensor<4xf32>) {
  // expected-error @+1 {{cannot broadcast 'tensor<4xf32>' to 'tensor<f32>' in its epilogue}}
  %y = kernel.elementwise inputs(%x : tensor<4xf32>) domain tensor<f32> epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<f32>
  return
}

// -----

func.func @sum_type(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{makes 'tensor<4xf32>' for the result 'tensor<3x4xf32>'}}
  %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> {reduction_count = 1 : i64} epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<3x4xf32>
  return
}

// -----

func.func @stretched_row(%x: tensor<?x8x8x4xf32>, %g: tensor<?x1x1x4xf32>) {
  // expected-error @+1 {{reads inputs that are stretched over its domain}}
  %s = kernel.reduction inputs(%x, %g : tensor<?x8x8x4xf32>, tensor<?x1x1x4xf32>) domain tensor<?x8x8x4xf32> {kind = 0 : i32, scope = 0 : i32}
      epilogue {
      ^bb0(%e: f32, %h: f32):
        %0 = arith.mulf %e, %h : f32
        kernel.yield %0 : f32
      } -> tensor<?x8x8x1xf32>
  return
}

// -----

func.func @row_type(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{makes 'tensor<?x1xi32>' for 'tensor<?x1xf32>'}}
  %s = kernel.reduction inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> {kind = 2 : i32, scope = 0 : i32}
      epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x1xf32>
  return
}

// -----

func.func @example_type(%x: tensor<?x4x4xf32>) {
  // expected-error @+1 {{cannot sum 'tensor<?x4x4xf32>' to 'tensor<?x2x4xf32>'}}
  %s = kernel.reduction inputs(%x : tensor<?x4x4xf32>) domain tensor<?x4x4xf32> {kind = 0 : i32, scope = 2 : i32}
      epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } -> tensor<?x2x4xf32>
  return
}

// -----

func.func @in_place(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{says of 0 results, but has 1}}
  %y = kernel.call @nope(%x) extent <0 + 4 * batch> workspaces [] operations <0 + 4 * batch> {in_place = array<i1>} : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @workspaces(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs workspaces of #kernel.extent}}
  %y = kernel.call @nope(%x) extent <0 + 4 * batch> workspaces [1] operations <0 + 4 * batch> {in_place = array<i1: true>} : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @sampled_without_weights(%x: tensor<?x8x6x3xf32>, %places: tensor<?x5x7x4xi32>) {
  // expected-error @+1 {{needs one tensor, places and weights}}
  %y = kernel.sample_pixels lhs(%x : tensor<?x8x6x3xf32>) rhs(%places : tensor<?x5x7x4xi32>) domain tensor<?x5x7x3xf32>
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
  return
}

// -----

func.func @sampled_to_more_channels(%x: tensor<?x8x6x3xf32>, %places: tensor<?x5x7x4xi32>, %weights: tensor<?x5x7x4xf32>) {
  // expected-error @+1 {{cannot sample 'tensor<?x8x6x3xf32>' at 'tensor<?x5x7x4xi32>' with 'tensor<?x5x7x4xf32>' to 'tensor<?x5x7x4xf32>'}}
  %y = kernel.sample_pixels lhs(%x : tensor<?x8x6x3xf32>) rhs(%places, %weights : tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) domain tensor<?x5x7x4xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: i32):
        kernel.yield %e : i32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x5x7x4xf32>
  return
}

// -----

func.func @sampled_grad_of_fewer_pixels(%dy: tensor<?x4x7x3xf32>, %places: tensor<?x5x7x4xi32>, %weights: tensor<?x5x7x4xf32>) {
  // expected-error @+1 {{cannot sample 'tensor<?x8x6x3xf32>' at 'tensor<?x5x7x4xi32>' with 'tensor<?x5x7x4xf32>' to 'tensor<?x4x7x3xf32>'}}
  %dx = kernel.sample_pixels_grad lhs(%dy : tensor<?x4x7x3xf32>) rhs(%places, %weights : tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) domain tensor<?x8x6x3xf32>
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
  return
}

// -----

func.func @sampled_with_prologue(%x: tensor<?x8x6x3xf32>, %places: tensor<?x5x7x4xi32>, %weights: tensor<?x5x7x4xf32>) {
  // expected-error @+1 {{runs no code in its lhs prologue}}
  %y = kernel.sample_pixels lhs(%x : tensor<?x8x6x3xf32>) rhs(%places, %weights : tensor<?x5x7x4xi32>, tensor<?x5x7x4xf32>) domain tensor<?x5x7x3xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        %0 = arith.negf %e : f32
        kernel.yield %0 : f32
      } rhs_prologue {
      ^bb0(%e: i32):
        kernel.yield %e : i32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x5x7x3xf32>
  return
}

// -----

func.func @matmul_sizes(%a: tensor<?x5x4xf32>, %b: tensor<?x6x4xf32>) {
  // expected-error @+1 {{cannot multiply matrices of 'tensor<?x5x4xf32>' by those of 'tensor<?x6x4xf32>' over 'tensor<?x5x6xf32>'}}
  %y = kernel.matmul lhs(%a : tensor<?x5x4xf32>) rhs(%b : tensor<?x6x4xf32>) domain tensor<?x5x6xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x5x6xf32>
  return
}

// -----

func.func @matmul_alone(%a: tensor<?x5x4xf32>) {
  // expected-error @+1 {{needs two operands to multiply}}
  %y = kernel.matmul lhs(%a : tensor<?x5x4xf32>) domain tensor<?x5x5xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      } -> tensor<?x5x5xf32>
  return
}
