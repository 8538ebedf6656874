// RUN: anabranch-opt %s -split-input-file -verify-diagnostics

func.func @element_types(%x: tensor<?x4x4x2xf32>, %k: tensor<1x1x2x2xf64>) {
  // expected-error @+1 {{needs one element type, but has 'tensor<?x4x4x2xf32>', 'tensor<1x1x2x2xf64>' and 'tensor<?x4x4x2xf32>'}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<1x1x2x2xf64>) -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @dynamic_kernel(%x: tensor<?x4x4x2xf32>, %k: tensor<?x1x2x2xf32>) {
  // expected-error @+1 {{needs a kernel of static shape}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<?x1x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @groups(%x: tensor<?x4x4x2xf32>, %k: tensor<1x1x1x3xf32>) {
  // expected-error @+1 {{cannot split 3 output channels into 2 groups}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 2 : (tensor<?x4x4x2xf32>, tensor<1x1x1x3xf32>) -> tensor<?x4x4x3xf32>
  return
}

// -----

func.func @input_channels(%x: tensor<?x4x4x3xf32>, %k: tensor<1x1x2x2xf32>) {
  // expected-error @+1 {{has 3 input channels where the kernel takes 2}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x3xf32>, tensor<1x1x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @output_channels(%x: tensor<?x4x4x2xf32>, %k: tensor<1x1x2x2xf32>) {
  // expected-error @+1 {{has 3 output channels where the kernel makes 2}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<1x1x2x2xf32>) -> tensor<?x4x4x3xf32>
  return
}

// -----

func.func @strides(%x: tensor<?x4x4x2xf32>, %k: tensor<1x1x2x2xf32>) {
  // expected-error @+1 {{needs two positive numbers for window, strides and dilations}}
  %y = nn.conv2d %x, %k strides [0, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<1x1x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @padding(%x: tensor<?x4x4x2xf32>, %k: tensor<1x1x2x2xf32>) {
  // expected-error @+1 {{needs four padding sizes that are not negative}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, -1, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<1x1x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @dynamic_height(%x: tensor<?x?x4x2xf32>, %k: tensor<1x1x2x2xf32>) {
  // expected-error @+1 {{needs a static height and width}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x?x4x2xf32>, tensor<1x1x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @width(%x: tensor<?x4x4x2xf32>, %k: tensor<3x3x2x2xf32>) {
  // expected-error @+1 {{slides to width 2, but has 'tensor<?x4x4x2xf32>'}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<3x3x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @input_grad(%dy: tensor<?x2x2x2xf32>, %k: tensor<3x3x2x2xf32>) {
  // expected-error @+1 {{slides to height 4, but has 'tensor<?x2x2x2xf32>'}}
  %y = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x2x2x2xf32>, tensor<3x3x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}

// -----

func.func @kernel_grad(%x: tensor<?x4x4x2xf32>, %dy: tensor<?x4x4x3xf32>) {
  // expected-error @+1 {{has 3 output channels where the kernel makes 4}}
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x2xf32>, tensor<?x4x4x3xf32>) -> tensor<1x1x2x4xf32>
  return
}

// -----

func.func @no_groups(%x: tensor<?x4x4x2xf32>, %k: tensor<1x1x2x2xf32>) {
  // expected-error @+1 {{cannot split 2 output channels into 0 groups}}
  %y = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 0 : (tensor<?x4x4x2xf32>, tensor<1x1x2x2xf32>) -> tensor<?x4x4x2xf32>
  return
}
