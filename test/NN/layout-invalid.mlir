// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

func.func @pad_rank(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{needs two numbers for each dimension of 'tensor<?x4xf32>'}}
  %0 = nn.pad %x low [0] high [0, 1] : tensor<?x4xf32> -> tensor<?x5xf32>
  return
}

// -----

func.func @pad_batch(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{leaves the batch, the first dimension, as it is}}
  %0 = nn.pad %x low [1, 0] high [0, 0] : tensor<?x4xf32> -> tensor<?x4xf32>
  return
}

// -----

func.func @pad_nothing(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{leaves nothing of dimension 1 of 'tensor<?x4xf32>'}}
  %0 = nn.pad %x low [0, -4] high [0, 5] : tensor<?x4xf32> -> tensor<?x5xf32>
  return
}

// -----

func.func @pad_size(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{turns 'tensor<?x4xf32>' into 'tensor<?x6xf32>', not 'tensor<?x5xf32>'}}
  %0 = nn.pad %x low [0, 1] high [0, 1] : tensor<?x4xf32> -> tensor<?x5xf32>
  return
}

// -----

func.func @permute_twice(%x: tensor<?x4x5xf32>) {
  // expected-error @+1 {{needs every dimension of 'tensor<?x4x5xf32>' once, the batch first}}
  %0 = nn.permute %x [0, 1, 1] : tensor<?x4x5xf32> -> tensor<?x4x4xf32>
  return
}

// -----

func.func @permute_size(%x: tensor<?x4x5xf32>) {
  // expected-error @+1 {{turns 'tensor<?x4x5xf32>' into 'tensor<?x5x4xf32>', not 'tensor<?x4x5xf32>'}}
  %0 = nn.permute %x [0, 2, 1] : tensor<?x4x5xf32> -> tensor<?x4x5xf32>
  return
}

// -----

func.func @concatenate_batch(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{has no dimension 0 behind the batch in 'tensor<?x4xf32>'}}
  %0 = nn.concatenate %x, %x along 0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @concatenate_other(%x: tensor<?x4x5xf32>, %y: tensor<?x3x5xf32>) {
  // expected-error @+1 {{cannot put 'tensor<?x3x5xf32>' behind 'tensor<?x4x5xf32>'}}
  %0 = nn.concatenate %x, %y along 2 : (tensor<?x4x5xf32>, tensor<?x3x5xf32>) -> tensor<?x4x10xf32>
  return
}

// -----

func.func @concatenate_size(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{makes 'tensor<?x8xf32>', not 'tensor<?x9xf32>'}}
  %0 = nn.concatenate %x, %x along 1 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x9xf32>
  return
}
