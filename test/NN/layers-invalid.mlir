// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{needs a static shape, but has 'tensor<?xf32>'}}
nn.parameter @p trainable : tensor<?xf32> = #nn.initializer<constant, 0.0, 0.0>

// -----

// expected-error @+1 {{has the type 'tensor<2xf32>', but its value is a 'tensor<3xf32>'}}
nn.parameter @p trainable : tensor<2xf32> = #nn.initializer<constant, 0.0, 0.0> {value = dense<1.0> : tensor<3xf32>}

// -----

func.func @no_parameter() {
  // expected-error @+1 {{names no parameter: @p}}
  %0 = nn.load @p : tensor<2xf32>
  return
}

// -----

nn.parameter @p trainable : tensor<2xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @load_type() {
  // expected-error @+1 {{has the type 'tensor<3xf32>', but @p is a 'tensor<2xf32>'}}
  %0 = nn.load @p : tensor<3xf32>
  return
}

// -----

nn.parameter @p trainable : tensor<2xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @other_type(%x: tensor<3xf32>) {
  // expected-error @+1 {{has the type 'tensor<3xf32>', but @p is a 'tensor<2xf32>'}}
  nn.store %x, @p : tensor<3xf32>
  return
}

// -----

func.func @bias(%x: tensor<?x4xf32>, %b: tensor<3xf32>) {
  // expected-error @+1 {{bias has one number of input's element type for each of its channels}}
  %0 = nn.bias_add %x, %b : tensor<?x4xf32>, tensor<3xf32>
  return
}

// -----

func.func @reshape(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{cannot turn 'tensor<?x4xf32>' into 'tensor<?x3xf32>'}}
  %0 = nn.reshape %x : tensor<?x4xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @reshape_element(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{cannot turn 'tensor<?x4xf32>' into 'tensor<?x4xf64>'}}
  %0 = nn.reshape %x : tensor<?x4xf32> -> tensor<?x4xf64>
  return
}

// -----

func.func @reshape_batch(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{cannot turn 'tensor<?x4xf32>' into 'tensor<4xf32>'}}
  %0 = nn.reshape %x : tensor<?x4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @dense_kernel(%x: tensor<?x4xf32>, %k: tensor<4xf32>) {
  // expected-error @+1 {{needs a kernel of inputs x units, but has 'tensor<4xf32>'}}
  %0 = nn.dense %x, %k : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @dense_rows(%x: tensor<?x4xf32>, %k: tensor<5x3xf32>) {
  // expected-error @+1 {{cannot multiply rows of 'tensor<?x4xf32>' by 'tensor<5x3xf32>' into 'tensor<?x3xf32>'}}
  %0 = nn.dense %x, %k : (tensor<?x4xf32>, tensor<5x3xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @dense_types(%x: tensor<?x4xf32>, %k: tensor<4x3xf64>) {
  // expected-error @+1 {{needs one element type}}
  %0 = nn.dense %x, %k : (tensor<?x4xf32>, tensor<4x3xf64>) -> tensor<?x3xf32>
  return
}

// -----

func.func @dense_input_grad(%dy: tensor<?x3xf32>, %k: tensor<4x5xf32>) {
  // expected-error @+1 {{cannot multiply rows of 'tensor<?x4xf32>' by 'tensor<4x5xf32>' into 'tensor<?x3xf32>'}}
  %0 = nn.dense_input_grad %dy, %k : (tensor<?x3xf32>, tensor<4x5xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @dense_kernel_grad(%x: tensor<?x4xf32>, %dy: tensor<?x3xf32>) {
  // expected-error @+1 {{cannot multiply rows of 'tensor<?x4xf32>' by 'tensor<3x4xf32>' into 'tensor<?x3xf32>'}}
  %0 = nn.dense_kernel_grad %x, %dy : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @pool_window(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{needs two positive numbers for window, strides and dilations}}
  %0 = nn.average_pool2d %x window [2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x2xf32>) -> tensor<?x2x2x2xf32>
  return
}

// -----

func.func @pool_size(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{slides to height 2, but has 'tensor<?x4x2x2xf32>'}}
  %0 = nn.max_pool2d %x window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x2xf32>) -> tensor<?x4x2x2xf32>
  return
}

// -----

func.func @average_pool_grad(%dy: tensor<?x2x2x2xf32>) {
  // expected-error @+1 {{slides to width 3, but has 'tensor<?x2x2x2xf32>'}}
  %0 = nn.average_pool2d_grad %dy window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x2x2x2xf32>) -> tensor<?x4x6x2xf32>
  return
}

// -----

func.func @pool_channels(%x: tensor<?x4x4x2xf32>) {
  // expected-error @+1 {{keeps the element type and the channels}}
  %0 = nn.max_pool2d %x window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x2xf32>) -> tensor<?x2x2x3xf32>
  return
}

// -----

func.func @pool_grad(%x: tensor<?x4x4x2xf32>, %dy: tensor<?x2x2x2xf32>) {
  // expected-error @+1 {{has the input's type, 'tensor<?x4x4x2xf32>', not 'tensor<?x5x4x2xf32>'}}
  %0 = nn.max_pool2d_grad %x, %dy window [2, 2] strides [2, 2] padding [0, 0, 0, 0] : (tensor<?x4x4x2xf32>, tensor<?x2x2x2xf32>) -> tensor<?x5x4x2xf32>
  return
}

// -----

func.func @statistics(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{mean has one number of input's element type for each of its channels}}
  %m, %v = nn.batch_statistics %x : tensor<?x4xf32> -> tensor<3xf32>
  return
}

// -----

func.func @statistics_of_channels(%x: tensor<4xf32>) {
  // expected-error @+1 {{mean has one number of input's element type for each of its channels}}
  %m, %v = nn.batch_statistics %x : tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @affine_scales(%x: tensor<?x4xf32>, %a: tensor<4xf32>) {
  // expected-error @+1 {{needs a scale for each of its inputs, but has 2 for 1}}
  %0 = nn.channel_affine %x scales(%a, %a) : (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @affine_types(%x: tensor<?x4xf32>, %a: tensor<4xf32>) {
  // expected-error @+1 {{adds tensors of one type, but has 'tensor<?x4xf32>' and 'tensor<?x2x4xf32>'}}
  %0 = nn.channel_affine %x scales(%a) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x2x4xf32>
  return
}

// -----

func.func @affine_channels(%x: tensor<?x4xf32>, %a: tensor<3xf32>) {
  // expected-error @+1 {{has 'tensor<3xf32>' for the channels of 'tensor<?x4xf32>'}}
  %0 = nn.channel_affine %x scales(%a) : (tensor<?x4xf32>, tensor<3xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @channel_sum_count(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{sums one tensor or the product of two, but has 3}}
  %0 = nn.channel_sum %x, %x, %x : (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @channel_sum_type(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{makes 'tensor<3xf32>' of the channels of 'tensor<?x4xf32>'}}
  %0 = nn.channel_sum %x : (tensor<?x4xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @prelu(%x: tensor<?x4xf32>, %alpha: tensor<3xf32>) {
  // expected-error @+1 {{alpha has one number of input's element type for each of its channels}}
  %0 = nn.prelu %x, %alpha : tensor<?x4xf32>, tensor<3xf32>
  return
}

// -----

func.func @prelu_grad(%x: tensor<?x4xf32>, %alpha: tensor<4xf64>) {
  // expected-error @+1 {{alpha has one number of input's element type for each of its channels}}
  %0 = nn.prelu_grad %x, %x, %alpha : tensor<?x4xf32>, tensor<4xf64>
  return
}

// -----

// expected-error @+1 {{attribute 'nn.raw_inputs' must be array<i1: ...>, but is true}}
module attributes {nn.raw_inputs = true} {
}

// -----

// expected-error @+1 {{attribute 'nn.layers' must be an array of #nn.layer, but is [5 : i32]}}
module attributes {nn.layers = [5 : i32]} {
}

// -----

// expected-error @+1 {{attribute 'nn.layers' must be an array of #nn.layer, but is 5 : i32}}
module attributes {nn.layers = 5 : i32} {
}
