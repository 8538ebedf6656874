// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

func.func @add_sizes(%a: tensor<?x2x3xf32>, %b: tensor<?x2x4xf32>) {
  // expected-error @+1 {{cannot make 'tensor<?x2x3xf32>' of 'tensor<?x2x3xf32>' and 'tensor<?x2x4xf32>'}}
  %0 = nn.add %a, %b : (tensor<?x2x3xf32>, tensor<?x2x4xf32>) -> tensor<?x2x3xf32>
  return
}

// -----

func.func @multiply_ranks(%a: tensor<?x2x3xf32>, %b: tensor<?x3xf32>) {
  // expected-error @+1 {{cannot make 'tensor<?x2x3xf32>' of}}
  %0 = nn.multiply %a, %b : (tensor<?x2x3xf32>, tensor<?x3xf32>) -> tensor<?x2x3xf32>
  return
}

// -----

func.func @add_types(%a: tensor<?x2x3xf32>) {
  // expected-error @+1 {{needs two operands' and a result's type}}
  %0 = nn.add %a, %a : (tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  return
}

// -----

func.func @select(%a: tensor<?x2x3xf32>, %b: tensor<?x2x4xf32>) {
  // expected-error @+1 {{cannot compare 'tensor<?x2x4xf32>' over 'tensor<?x2x3xf32>'}}
  %0 = nn.select_greater %a, %b, %a : (tensor<?x2x3xf32>, tensor<?x2x4xf32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  return
}

// -----

func.func @broadcast(%a: tensor<?x2x3xf32>) {
  // expected-error @+1 {{cannot stretch 'tensor<?x2x3xf32>' to 'tensor<?x4x3xf32>'}}
  %0 = nn.broadcast %a : tensor<?x2x3xf32> -> tensor<?x4x3xf32>
  return
}

// -----

func.func @reduce_sum(%a: tensor<?x2x3xf32>) {
  // expected-error @+1 {{cannot sum 'tensor<?x2x3xf32>' down to 'tensor<?x3xf32>'}}
  %0 = nn.reduce_sum %a : (tensor<?x2x3xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @reduce_three(%a: tensor<?x2x3xf32>) {
  // expected-error @+1 {{needs one or two operands}}
  %0 = nn.reduce_sum %a, %a, %a : (tensor<?x2x3xf32>, tensor<?x2x3xf32>, tensor<?x2x3xf32>) -> tensor<?x1x3xf32>
  return
}

// -----

func.func @reduce_product(%a: tensor<?x2x3xf32>, %b: tensor<?x2x2xf32>) {
  // expected-error @+1 {{cannot multiply 'tensor<?x2x3xf32>' and 'tensor<?x2x2xf32>'}}
  %0 = nn.reduce_sum %a, %b : (tensor<?x2x3xf32>, tensor<?x2x2xf32>) -> tensor<?x2x1xf32>
  return
}
