// RUN: anabranch-opt %s --build-programs -split-input-file -verify-diagnostics

module attributes {nn.loss = [unit, #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>]} {
  // expected-error @+1 {{has 1 outputs, but the module's nn.loss is for 2}}
  func.func @model(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
    return %x : tensor<?x4xf32>
  }
}

// -----

module attributes {nn.loss = [unit]} {
  // expected-error @+1 {{has no output with a loss}}
  func.func @model(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
    return %x : tensor<?x4xf32>
  }
}

// -----

module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>,
                   nn.metrics = [#nn.metric<name = "m", kind = mean_absolute_error, parameter = 0.0, output = 1>]} {
  // expected-error @+1 {{has no loss for the output of the metric #nn.metric<name = "m"}}
  func.func @model(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
    return %x : tensor<?x4xf32>
  }
}

// -----

// expected-error @+1 {{needs a body of one block, but has 0}}
func.func private @model(tensor<?x4xf32>) -> tensor<?x4xf32>

// -----

// expected-error @+1 {{needs a body of one block, but has 2}}
func.func @model(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  cf.br ^end
^end:
  return %x : tensor<?x4xf32>
}

// -----

// expected-error @+1 {{must end with a func.return}}
func.func @model(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  llvm.unreachable
}

// -----

// expected-error @+1 {{has no results: return what it predicts}}
func.func @model(%x: tensor<?x4xf32>) {
  return
}

// -----

module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>} {
  // expected-error @+1 {{takes and returns batches, which are tensors of f32, f64 or i32, but has 'f32'}}
  func.func @model(%x: f32) -> f32 {
    return %x : f32
  }
}

// -----

module attributes {nn.loss = #nn.loss<mean_squared_error, from_logits = false, label_smoothing = 0.0>} {
  // expected-error @+1 {{takes and returns batches, which are tensors of f32, f64 or i32, but has 'tensor<f32>'}}
  func.func @model(%x: tensor<f32>) -> tensor<f32> {
    return %x : tensor<f32>
  }
}

// -----

// expected-error @+1 {{takes and returns batches, which are tensors of f32, f64 or i32, but has 'memref<4xf32>'}}
func.func @model(%x: memref<4xf32>) -> memref<4xf32> {
  return %x : memref<4xf32>
}

// -----

// expected-error @+1 {{takes and returns batches, which are tensors of f32, f64 or i32, but has 'tensor<?x4xi8>'}}
func.func @model(%x: tensor<?x4xi8>) -> tensor<?x4xi8> {
  return %x : tensor<?x4xi8>
}

// -----

// expected-error @+1 {{attribute 'nn.name' must be a string, but is 5 : i32}}
func.func @model(%x: tensor<?x4xf32> {nn.name = 5 : i32}) -> tensor<?x4xf32> {
  return %x : tensor<?x4xf32>
}
