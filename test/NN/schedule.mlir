// RUN: anabranch-opt %s | anabranch-opt | FileCheck %s
// RUN: anabranch-opt %s --mlir-print-op-generic | anabranch-opt | FileCheck %s

// CHECK: module attributes {nn.schedule = #nn.cosine_decay<rate = 1.000000e-02, decaySteps = 1.000000e+02, alpha = 0.000000e+00, target = 1.000000e-01, warmupSteps = 1.000000e+01>}
module attributes {nn.schedule = #nn.cosine_decay<rate = 0.01, decaySteps = 100.0, alpha = 0.0, target = 0.1, warmupSteps = 10.0>} {
}
// CHECK: module attributes {nn.schedule = #nn.cosine_decay_restarts<rate = 1.000000e-01, firstSteps = 1.000000e+02, t = 2.000000e+00, m = 1.000000e+00, alpha = 0.000000e+00>}
module attributes {nn.schedule = #nn.cosine_decay_restarts<rate = 1.000000e-01, firstSteps = 1.000000e+02, t = 2.000000e+00, m = 1.000000e+00, alpha = 0.000000e+00>} {
}
// CHECK: module attributes {nn.schedule = #nn.exponential_decay<rate = 1.000000e-01, decaySteps = 1.000000e+02, decayRate = 9.000000e-01, staircase = false>}
module attributes {nn.schedule = #nn.exponential_decay<rate = 1.000000e-01, decaySteps = 1.000000e+02, decayRate = 9.000000e-01, staircase = false>} {
}
// CHECK: module attributes {nn.schedule = #nn.inverse_time_decay<rate = 1.000000e-01, decaySteps = 1.000000e+02, decayRate = 5.000000e-01, staircase = true>}
module attributes {nn.schedule = #nn.inverse_time_decay<rate = 1.000000e-01, decaySteps = 1.000000e+02, decayRate = 5.000000e-01, staircase = true>} {
}
// CHECK: module attributes {nn.schedule = #nn.polynomial_decay<rate = 1.000000e-01, decaySteps = 1.000000e+02, endRate = 1.000000e-03, power = 2.000000e+00, cycle = true>}
module attributes {nn.schedule = #nn.polynomial_decay<rate = 1.000000e-01, decaySteps = 1.000000e+02, endRate = 1.000000e-03, power = 2.000000e+00, cycle = true>} {
}
// CHECK: module attributes {nn.schedule = #nn.piecewise_constant_decay<boundaries = [1.000000e+02], values = [1.000000e-01, 1.000000e-02]>}
module attributes {nn.schedule = #nn.piecewise_constant_decay<boundaries = [1.000000e+02], values = [1.000000e-01, 1.000000e-02]>} {
}
