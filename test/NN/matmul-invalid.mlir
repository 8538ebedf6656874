// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

func.func @vectors(%a: tensor<?x4xf32>, %b: tensor<?x4xf32>) {
  // expected-error @+1 {{cannot multiply matrices of 'tensor<?x4xf32>' by those of 'tensor<?x4xf32>' into 'tensor<?x4xf32>'}}
  %0 = nn.matmul %a, %b : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @depth(%a: tensor<?x4x5xf32>, %b: tensor<?x6x5xf32>) {
  // expected-error @+1 {{cannot multiply matrices of 'tensor<?x4x5xf32>' by those of 'tensor<?x6x5xf32>' into 'tensor<?x4x5xf32>'}}
  %0 = nn.matmul %a, %b : (tensor<?x4x5xf32>, tensor<?x6x5xf32>) -> tensor<?x4x5xf32>
  return
}

// -----

func.func @transposed(%a: tensor<?x5x4xf32>, %b: tensor<?x5x6xf32>) {
  // expected-error @+1 {{cannot multiply matrices of 'tensor<?x5x4xf32>', transposed, by those of 'tensor<?x5x6xf32>', transposed, into 'tensor<?x4x6xf32>'}}
  %0 = nn.matmul %a, %b {transpose_lhs, transpose_rhs} : (tensor<?x5x4xf32>, tensor<?x5x6xf32>) -> tensor<?x4x6xf32>
  return
}

// -----

func.func @result(%a: tensor<?x4x5xf32>, %b: tensor<?x5x6xf32>) {
  // expected-error @+1 {{into 'tensor<?x4x7xf32>'}}
  %0 = nn.matmul %a, %b : (tensor<?x4x5xf32>, tensor<?x5x6xf32>) -> tensor<?x4x7xf32>
  return
}

// -----

// Nothing is repeated for the other operand's places.
func.func @places(%a: tensor<?x1x4x5xf32>, %b: tensor<?x3x5x6xf32>) {
  // expected-error @+1 {{cannot multiply matrices of 'tensor<?x1x4x5xf32>' by those of 'tensor<?x3x5x6xf32>' into 'tensor<?x3x4x6xf32>'}}
  %0 = nn.matmul %a, %b : (tensor<?x1x4x5xf32>, tensor<?x3x5x6xf32>) -> tensor<?x3x4x6xf32>
  return
}

// -----

func.func @ranks(%a: tensor<?x3x4x5xf32>, %b: tensor<?x5x6xf32>) {
  // expected-error @+1 {{cannot multiply matrices of 'tensor<?x3x4x5xf32>' by those of 'tensor<?x5x6xf32>' into 'tensor<?x3x4x6xf32>'}}
  %0 = nn.matmul %a, %b : (tensor<?x3x4x5xf32>, tensor<?x5x6xf32>) -> tensor<?x3x4x6xf32>
  return
}

// -----

func.func @elements(%a: tensor<?x4x5xf32>, %b: tensor<?x5x6xf64>) {
  // expected-error @+1 {{needs one element type, but has 'tensor<?x4x5xf32>', 'tensor<?x5x6xf64>' and 'tensor<?x4x6xf32>'}}
  %0 = nn.matmul %a, %b : (tensor<?x4x5xf32>, tensor<?x5x6xf64>) -> tensor<?x4x6xf32>
  return
}
