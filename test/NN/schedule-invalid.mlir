// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{needs one value more than boundaries, but has 1 for 1}}
module attributes {nn.schedule = #nn.piecewise_constant_decay<boundaries = [1.0], values = [0.1]>} {
}

// -----

// expected-error @+1 {{attribute 'nn.schedule' must be a schedule, but is 1.000000e-01 : f64}}
module attributes {nn.schedule = 0.1} {
}
