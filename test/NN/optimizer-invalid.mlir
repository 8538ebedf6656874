// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{attribute 'nn.optimizer' must be an optimizer, but is "adam"}}
module attributes {nn.optimizer = "adam"} {
}

// -----

// expected-error @+1 {{attribute 'nn.weight_decay' must be a number, but is "a lot"}}
module attributes {nn.weight_decay = "a lot"} {
}

// -----

// expected-error @+1 {{attribute 'nn.gradient_clipping' must be a #nn.gradient_clipping, but is 1.000000e+00 : f64}}
module attributes {nn.gradient_clipping = 1.0} {
}
