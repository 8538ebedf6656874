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
