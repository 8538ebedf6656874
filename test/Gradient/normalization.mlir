// RUN: anabranch-run %s --check-gradients --batch=3 | FileCheck %s
// RUN: anabranch-run %s --check-gradients --batch=3 --fuse=none | FileCheck %s

// CHECK-LABEL: @statistics
// CHECK: argument 0: gradient matches
func.func @statistics(%x: tensor<?x3x2x5xf64>) -> (tensor<5xf64>, tensor<5xf64>) {
  %mean, %variance = nn.batch_statistics %x : tensor<?x3x2x5xf64> -> tensor<5xf64>
  return %mean, %variance : tensor<5xf64>, tensor<5xf64>
}

// CHECK-LABEL: @variance_alone
// CHECK: argument 0: gradient matches
func.func @variance_alone(%x: tensor<?x3x2x5xf64>) -> tensor<5xf64> {
  %mean, %variance = nn.batch_statistics %x : tensor<?x3x2x5xf64> -> tensor<5xf64>
  return %variance : tensor<5xf64>
}

// CHECK-LABEL: @factors
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
// CHECK: argument 2: gradient matches
// CHECK: argument 3: gradient matches
func.func @factors(%mean: tensor<5xf64>, %variance: tensor<5xf64> {nn.value = dense<[0.5, 1.0, 2.0, 0.1, 3.0]> : tensor<5xf64>},
                   %gamma: tensor<5xf64>, %beta: tensor<5xf64>) -> (tensor<5xf64>, tensor<5xf64>) {
  %scale, %shift = nn.normalization_factors %mean, %variance gamma %gamma beta %beta epsilon 1.0e-3
     : (tensor<5xf64>, tensor<5xf64>, tensor<5xf64>, tensor<5xf64>) -> (tensor<5xf64>, tensor<5xf64>)
  return %scale, %shift : tensor<5xf64>, tensor<5xf64>
}

// CHECK-LABEL: @factors_without_gamma
// CHECK: argument 0: gradient matches
// CHECK: argument 1: gradient matches
func.func @factors_without_gamma(%mean: tensor<5xf64>, %variance: tensor<5xf64> {nn.value = dense<[0.5, 1.0, 2.0, 0.1, 3.0]> : tensor<5xf64>})
    -> (tensor<5xf64>, tensor<5xf64>) {
  %scale, %shift = nn.normalization_factors %mean, %variance epsilon 1.0e-3
     : (tensor<5xf64>, tensor<5xf64>) -> (tensor<5xf64>, tensor<5xf64>)
  return %scale, %shift : tensor<5xf64>, tensor<5xf64>
}

// CHECK-LABEL: @affine
// CHECK-COUNT-5: gradient matches
func.func @affine(%x: tensor<?x3x5xf64>, %y: tensor<?x3x5xf64>, %a: tensor<5xf64>, %b: tensor<5xf64>, %c: tensor<5xf64>) -> tensor<?x3x5xf64> {
  %z = nn.channel_affine %x, %y scales(%a, %b) shift %c
     : (tensor<?x3x5xf64>, tensor<?x3x5xf64>, tensor<5xf64>, tensor<5xf64>, tensor<5xf64>) -> tensor<?x3x5xf64>
  return %z : tensor<?x3x5xf64>
}

// The whole layer behind a convolution and ReLU, in front of another convolution and a
// skip connection: every fusion at once.
// CHECK-LABEL: @layer
// CHECK-COUNT-6: gradient matches
func.func @layer(%x: tensor<?x4x4x3xf64>, %k: tensor<3x3x3x9xf64>, %b: tensor<9xf64>, %gamma: tensor<9xf64>, %beta: tensor<9xf64>,
                 %k2: tensor<3x3x9x9xf64>) -> tensor<?x4x4x9xf64> {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x4x4x3xf64>, tensor<3x3x3x9xf64>) -> tensor<?x4x4x9xf64>
  %1 = nn.bias_add %0, %b : tensor<?x4x4x9xf64>, tensor<9xf64>
  %2 = nn.relu %1 : tensor<?x4x4x9xf64>
  %mean, %variance = nn.batch_statistics %2 : tensor<?x4x4x9xf64> -> tensor<9xf64>
  %scale, %shift = nn.normalization_factors %mean, %variance gamma %gamma beta %beta epsilon 1.0e-3
     : (tensor<9xf64>, tensor<9xf64>, tensor<9xf64>, tensor<9xf64>) -> (tensor<9xf64>, tensor<9xf64>)
  %3 = nn.channel_affine %2 scales(%scale) shift %shift
     : (tensor<?x4x4x9xf64>, tensor<9xf64>, tensor<9xf64>) -> tensor<?x4x4x9xf64>
  %4 = nn.conv2d %3, %k2 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x4x4x9xf64>, tensor<3x3x9x9xf64>) -> tensor<?x4x4x9xf64>
  %5 = nn.add %4, %3 : tensor<?x4x4x9xf64>
  %6 = nn.relu %5 : tensor<?x4x4x9xf64>
  return %6 : tensor<?x4x4x9xf64>
}

// CHECK-LABEL: @rsqrt
// CHECK: argument 0: gradient matches
func.func @rsqrt(%x: tensor<?x5xf64>) -> tensor<?x5xf64> {
  %v = nn.multiply %x, %x : tensor<?x5xf64>
  %y = nn.rsqrt %v epsilon 0.1 : tensor<?x5xf64>
  return %y : tensor<?x5xf64>
}
