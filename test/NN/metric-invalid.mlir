// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

func.func @metric_rank(%p: tensor<?x2x4xf32>, %l: tensor<?x1xi32>) {
  // expected-error @+1 {{needs one label for each row of 'tensor<?x2x4xf32>', but has 'tensor<?x1xi32>'}}
  %0 = nn.correct_predictions %p, %l : (tensor<?x2x4xf32>, tensor<?x1xi32>) -> tensor<f32>
  return
}

// -----

func.func @labels(%p: tensor<?x4xf32>, %l: tensor<?x2xi32>) {
  // expected-error @+1 {{needs one label for each row of 'tensor<?x4xf32>', but has 'tensor<?x2xi32>'}}
  %0 = nn.correct_predictions %p, %l : (tensor<?x4xf32>, tensor<?x2xi32>) -> tensor<f32>
  return
}

// -----

func.func @one_hot(%p: tensor<?x4xf32>, %t: tensor<?x3xf32>) {
  // expected-error @+1 {{needs targets of the prediction's type, 'tensor<?x4xf32>', but has 'tensor<?x3xf32>'}}
  %0 = nn.correct_predictions %p, %t : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @k(%p: tensor<?x4xf32>) {
  // expected-error @+1 {{needs a k of 1 or more, but has 0}}
  %0 = nn.top_k_predictions %p, %p k 0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<f32>
  return
}

// -----

// expected-error @+1 {{attribute 'nn.metrics' must be an array of #nn.metric, but is ["accuracy"]}}
module attributes {nn.metrics = ["accuracy"]} {
}
