// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

// expected-error @+2 {{expected floating point literal}}
// expected-error @+1 {{failed to parse NN_InitializerAttr parameter 'a'}}
nn.parameter @p trainable : tensor<2xf32> = #nn.initializer<constant, zero, 0.0>

// -----

// expected-error @+2 {{expected ::anabranch::nn::Distribution to be one of: constant, uniform, normal, truncated_normal}}
// expected-error @+1 {{failed to parse NN_InitializerAttr parameter 'distribution'}}
nn.parameter @p trainable : tensor<2xf32> = #nn.initializer<triangular, 0.0, 0.0>
