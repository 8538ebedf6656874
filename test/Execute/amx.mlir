// Convolutions in tiles of bf16 against double precision: by loops over vectors, and by the matrix unit where there is one. bf16 has 8 bits: a factor
// is rounded by up to 2^-9 of itself, a product by 2^-8, and what lies between kernels by 2^-9 again. The errors of a sum's products are as often
// up as down, and the largest result is one of many: 1e-2 of it is above all of them, and a number at a wrong place is wrong by more.
// In f32 a factor is two numbers of bf16, which are off by 2^-18, and a product leaves out 2^-18: errors of 1e-5 of the largest result are above
// them, and as large as those of Winograd's algorithm (Execute/winograd.mlir).
// RUN: split-file %s %t
// DEFINE: %{case} =
// DEFINE: %{batch} =
// DEFINE: %{options} =
// DEFINE: %{run} = cat %t/%{case}.mlir %t/f64 | anabranch-run - --algorithm=amx --entry=f32 --reference=f64 --batch=%{batch}
// DEFINE: %{bf16} = sed s/f32/f64/g %t/%{case}.mlir > %t/f64 && %{run} --precision=bf16 --tolerance=1e-2 %{options} | FileCheck %s
// DEFINE: %{parts} = %{run} --tolerance=1e-5 %{options} | FileCheck %s
// CHECK: close to @f64

// REDEFINE: %{case} = odd
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// RUN: %{parts}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = whole
// REDEFINE: %{batch} = 4
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = strides
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// RUN: %{parts}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = dilations
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = pointwise
// REDEFINE: %{batch} = 5
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// RUN: %{parts}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = windows
// REDEFINE: %{batch} = 2
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = first
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = widths
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = narrow
// REDEFINE: %{batch} = 61
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = single
// REDEFINE: %{batch} = 1
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = channels
// REDEFINE: %{batch} = 2
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = dense
// REDEFINE: %{batch} = 19
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// RUN: %{parts}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = groups
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = chain
// REDEFINE: %{batch} = 5
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = gradients
// REDEFINE: %{batch} = 5
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = statistics
// REDEFINE: %{batch} = 17
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = sums
// REDEFINE: %{batch} = 17
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// RUN: %{parts}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = pooling
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = depthwise
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}
// REDEFINE: %{case} = attention
// REDEFINE: %{batch} = 3
// REDEFINE: %{options} = --march=x86-64-v3
// RUN: %{bf16}
// REDEFINE: %{options} =
// RUN: %if amx %{ %{bf16} %}
// RUN: %if amx %{ %{parts} %}

//--- odd.mlir
// No size is a multiple of a tile's.
func.func @f32(%xa: tensor<?x5x7x13xf32>, %ga: tensor<?x5x7x70xf32>, %fa: tensor<3x3x13x70xf32>, %xb: tensor<?x9x11x45xf32>, %gb: tensor<?x7x9x19xf32>, %fb: tensor<3x3x45x19xf32>) -> (tensor<?x5x7x70xf32>, tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>, tensor<?x7x9x19xf32>, tensor<?x9x11x45xf32>, tensor<3x3x45x19xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>) -> tensor<?x5x7x70xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x70xf32>, tensor<3x3x13x70xf32>) -> tensor<?x5x7x13xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf32>, tensor<?x5x7x70xf32>) -> tensor<3x3x13x70xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x9x11x45xf32>, tensor<3x3x45x19xf32>) -> tensor<?x7x9x19xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x9x19xf32>, tensor<3x3x45x19xf32>) -> tensor<?x9x11x45xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x9x11x45xf32>, tensor<?x7x9x19xf32>) -> tensor<3x3x45x19xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb : tensor<?x5x7x70xf32>, tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>, tensor<?x7x9x19xf32>, tensor<?x9x11x45xf32>, tensor<3x3x45x19xf32>
}

//--- whole.mlir
// All sizes are.
func.func @f32(%xa: tensor<?x8x8x32xf32>, %ga: tensor<?x8x8x64xf32>, %fa: tensor<3x3x32x64xf32>, %xb: tensor<?x4x4x64xf32>, %gb: tensor<?x4x4x32xf32>, %fb: tensor<3x3x64x32xf32>) -> (tensor<?x8x8x64xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x64xf32>, tensor<?x4x4x32xf32>, tensor<?x4x4x64xf32>, tensor<3x3x64x32xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<3x3x32x64xf32>) -> tensor<?x8x8x64xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<3x3x32x64xf32>) -> tensor<?x8x8x32xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<?x8x8x64xf32>) -> tensor<3x3x32x64xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x64xf32>, tensor<3x3x64x32xf32>) -> tensor<?x4x4x32xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x32xf32>, tensor<3x3x64x32xf32>) -> tensor<?x4x4x64xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x64xf32>, tensor<?x4x4x32xf32>) -> tensor<3x3x64x32xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb : tensor<?x8x8x64xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x64xf32>, tensor<?x4x4x32xf32>, tensor<?x4x4x64xf32>, tensor<3x3x64x32xf32>
}

//--- strides.mlir
// Even and odd sizes, padded as Keras does and on both sides; a size that the windows do not fill.
func.func @f32(%xa: tensor<?x8x8x32xf32>, %ga: tensor<?x4x4x48xf32>, %fa: tensor<3x3x32x48xf32>, %xb: tensor<?x9x7x13xf32>, %gb: tensor<?x5x4x24xf32>, %fb: tensor<3x3x13x24xf32>, %xc: tensor<?x7x10x20xf32>, %gc: tensor<?x3x5x17xf32>, %fc: tensor<2x2x20x17xf32>, %xd: tensor<?x6x9x16xf32>, %gd: tensor<?x3x9x16xf32>, %fd: tensor<3x3x16x16xf32>, %xe: tensor<?x9x5x8xf32>, %ge: tensor<?x3x5x40xf32>, %fe: tensor<3x1x8x40xf32>) -> (tensor<?x4x4x48xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x48xf32>, tensor<?x5x4x24xf32>, tensor<?x9x7x13xf32>, tensor<3x3x13x24xf32>, tensor<?x3x5x17xf32>, tensor<?x7x10x20xf32>, tensor<2x2x20x17xf32>, tensor<?x3x9x16xf32>, tensor<?x6x9x16xf32>, tensor<3x3x16x16xf32>, tensor<?x3x5x40xf32>, tensor<?x9x5x8xf32>, tensor<3x1x8x40xf32>) {
  %ya = nn.conv2d %xa, %fa strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<3x3x32x48xf32>) -> tensor<?x4x4x48xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x48xf32>, tensor<3x3x32x48xf32>) -> tensor<?x8x8x32xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<?x4x4x48xf32>) -> tensor<3x3x32x48xf32>
  %yb = nn.conv2d %xb, %fb strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x7x13xf32>, tensor<3x3x13x24xf32>) -> tensor<?x5x4x24xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x4x24xf32>, tensor<3x3x13x24xf32>) -> tensor<?x9x7x13xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x7x13xf32>, tensor<?x5x4x24xf32>) -> tensor<3x3x13x24xf32>
  %yc = nn.conv2d %xc, %fc strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x10x20xf32>, tensor<2x2x20x17xf32>) -> tensor<?x3x5x17xf32>
  %dxc = nn.conv2d_input_grad %gc, %fc strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x5x17xf32>, tensor<2x2x20x17xf32>) -> tensor<?x7x10x20xf32>
  %dfc = nn.conv2d_kernel_grad %xc, %gc strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x10x20xf32>, tensor<?x3x5x17xf32>) -> tensor<2x2x20x17xf32>
  %yd = nn.conv2d %xd, %fd strides [2, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x9x16xf32>, tensor<3x3x16x16xf32>) -> tensor<?x3x9x16xf32>
  %dxd = nn.conv2d_input_grad %gd, %fd strides [2, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x9x16xf32>, tensor<3x3x16x16xf32>) -> tensor<?x6x9x16xf32>
  %dfd = nn.conv2d_kernel_grad %xd, %gd strides [2, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x9x16xf32>, tensor<?x3x9x16xf32>) -> tensor<3x3x16x16xf32>
  %ye = nn.conv2d %xe, %fe strides [3, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x9x5x8xf32>, tensor<3x1x8x40xf32>) -> tensor<?x3x5x40xf32>
  %dxe = nn.conv2d_input_grad %ge, %fe strides [3, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x5x40xf32>, tensor<3x1x8x40xf32>) -> tensor<?x9x5x8xf32>
  %dfe = nn.conv2d_kernel_grad %xe, %ge strides [3, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x9x5x8xf32>, tensor<?x3x5x40xf32>) -> tensor<3x1x8x40xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb, %yc, %dxc, %dfc, %yd, %dxd, %dfd, %ye, %dxe, %dfe : tensor<?x4x4x48xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x48xf32>, tensor<?x5x4x24xf32>, tensor<?x9x7x13xf32>, tensor<3x3x13x24xf32>, tensor<?x3x5x17xf32>, tensor<?x7x10x20xf32>, tensor<2x2x20x17xf32>, tensor<?x3x9x16xf32>, tensor<?x6x9x16xf32>, tensor<3x3x16x16xf32>, tensor<?x3x5x40xf32>, tensor<?x9x5x8xf32>, tensor<3x1x8x40xf32>
}

//--- dilations.mlir
func.func @f32(%xa: tensor<?x9x8x20xf32>, %ga: tensor<?x9x8x33xf32>, %fa: tensor<3x3x20x33xf32>, %xb: tensor<?x7x15x64xf32>, %gb: tensor<?x7x15x10xf32>, %fb: tensor<3x2x64x10xf32>, %xc: tensor<?x1x20x32xf32>, %gc: tensor<?x1x20x16xf32>, %fc: tensor<1x3x32x16xf32>) -> (tensor<?x9x8x33xf32>, tensor<?x9x8x20xf32>, tensor<3x3x20x33xf32>, tensor<?x7x15x10xf32>, tensor<?x7x15x64xf32>, tensor<3x2x64x10xf32>, tensor<?x1x20x16xf32>, tensor<?x1x20x32xf32>, tensor<1x3x32x16xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x9x8x20xf32>, tensor<3x3x20x33xf32>) -> tensor<?x9x8x33xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x9x8x33xf32>, tensor<3x3x20x33xf32>) -> tensor<?x9x8x20xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x9x8x20xf32>, tensor<?x9x8x33xf32>) -> tensor<3x3x20x33xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x64xf32>, tensor<3x2x64x10xf32>) -> tensor<?x7x15x10xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x10xf32>, tensor<3x2x64x10xf32>) -> tensor<?x7x15x64xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x64xf32>, tensor<?x7x15x10xf32>) -> tensor<3x2x64x10xf32>
  %yc = nn.conv2d %xc, %fc strides [1, 1] padding [0, 0, 8, 0] dilations [1, 4] groups 1 : (tensor<?x1x20x32xf32>, tensor<1x3x32x16xf32>) -> tensor<?x1x20x16xf32>
  %dxc = nn.conv2d_input_grad %gc, %fc strides [1, 1] padding [0, 0, 8, 0] dilations [1, 4] groups 1 : (tensor<?x1x20x16xf32>, tensor<1x3x32x16xf32>) -> tensor<?x1x20x32xf32>
  %dfc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [0, 0, 8, 0] dilations [1, 4] groups 1 : (tensor<?x1x20x32xf32>, tensor<?x1x20x16xf32>) -> tensor<1x3x32x16xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb, %yc, %dxc, %dfc : tensor<?x9x8x33xf32>, tensor<?x9x8x20xf32>, tensor<3x3x20x33xf32>, tensor<?x7x15x10xf32>, tensor<?x7x15x64xf32>, tensor<3x2x64x10xf32>, tensor<?x1x20x16xf32>, tensor<?x1x20x32xf32>, tensor<1x3x32x16xf32>
}

//--- pointwise.mlir
// Filters of one tap, which with strides leave out pixels.
func.func @f32(%xa: tensor<?x6x6x64xf32>, %ga: tensor<?x6x6x48xf32>, %fa: tensor<1x1x64x48xf32>, %xb: tensor<?x7x5x30xf32>, %gb: tensor<?x7x5x70xf32>, %fb: tensor<1x1x30x70xf32>, %xc: tensor<?x7x6x24xf32>, %gc: tensor<?x4x3x40xf32>, %fc: tensor<1x1x24x40xf32>, %xd: tensor<?x8x8x32xf32>, %gd: tensor<?x4x4x16xf32>, %fd: tensor<1x1x32x16xf32>) -> (tensor<?x6x6x48xf32>, tensor<?x6x6x64xf32>, tensor<1x1x64x48xf32>, tensor<?x7x5x70xf32>, tensor<?x7x5x30xf32>, tensor<1x1x30x70xf32>, tensor<?x4x3x40xf32>, tensor<?x7x6x24xf32>, tensor<1x1x24x40xf32>, tensor<?x4x4x16xf32>, tensor<?x8x8x32xf32>, tensor<1x1x32x16xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x6x6x64xf32>, tensor<1x1x64x48xf32>) -> tensor<?x6x6x48xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x6x6x48xf32>, tensor<1x1x64x48xf32>) -> tensor<?x6x6x64xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x6x6x64xf32>, tensor<?x6x6x48xf32>) -> tensor<1x1x64x48xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x5x30xf32>, tensor<1x1x30x70xf32>) -> tensor<?x7x5x70xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x5x70xf32>, tensor<1x1x30x70xf32>) -> tensor<?x7x5x30xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x5x30xf32>, tensor<?x7x5x70xf32>) -> tensor<1x1x30x70xf32>
  %yc = nn.conv2d %xc, %fc strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x6x24xf32>, tensor<1x1x24x40xf32>) -> tensor<?x4x3x40xf32>
  %dxc = nn.conv2d_input_grad %gc, %fc strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x3x40xf32>, tensor<1x1x24x40xf32>) -> tensor<?x7x6x24xf32>
  %dfc = nn.conv2d_kernel_grad %xc, %gc strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x6x24xf32>, tensor<?x4x3x40xf32>) -> tensor<1x1x24x40xf32>
  %yd = nn.conv2d %xd, %fd strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<1x1x32x16xf32>) -> tensor<?x4x4x16xf32>
  %dxd = nn.conv2d_input_grad %gd, %fd strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x4x16xf32>, tensor<1x1x32x16xf32>) -> tensor<?x8x8x32xf32>
  %dfd = nn.conv2d_kernel_grad %xd, %gd strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<?x4x4x16xf32>) -> tensor<1x1x32x16xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb, %yc, %dxc, %dfc, %yd, %dxd, %dfd : tensor<?x6x6x48xf32>, tensor<?x6x6x64xf32>, tensor<1x1x64x48xf32>, tensor<?x7x5x70xf32>, tensor<?x7x5x30xf32>, tensor<1x1x30x70xf32>, tensor<?x4x3x40xf32>, tensor<?x7x6x24xf32>, tensor<1x1x24x40xf32>, tensor<?x4x4x16xf32>, tensor<?x8x8x32xf32>, tensor<1x1x32x16xf32>
}

//--- windows.mlir
func.func @f32(%xa: tensor<?x8x9x16xf32>, %ga: tensor<?x8x9x20xf32>, %fa: tensor<5x5x16x20xf32>, %xb: tensor<?x10x7x12xf32>, %gb: tensor<?x10x7x18xf32>, %fb: tensor<7x7x12x18xf32>, %xc: tensor<?x8x16x32xf32>, %gc: tensor<?x8x16x16xf32>, %fc: tensor<5x1x32x16xf32>, %xd: tensor<?x6x16x20xf32>, %gd: tensor<?x6x16x34xf32>, %fd: tensor<1x7x20x34xf32>) -> (tensor<?x8x9x20xf32>, tensor<?x8x9x16xf32>, tensor<5x5x16x20xf32>, tensor<?x10x7x18xf32>, tensor<?x10x7x12xf32>, tensor<7x7x12x18xf32>, tensor<?x8x16x16xf32>, tensor<?x8x16x32xf32>, tensor<5x1x32x16xf32>, tensor<?x6x16x34xf32>, tensor<?x6x16x20xf32>, tensor<1x7x20x34xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [2, 2, 2, 2] dilations [1, 1] groups 1 : (tensor<?x8x9x16xf32>, tensor<5x5x16x20xf32>) -> tensor<?x8x9x20xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [2, 2, 2, 2] dilations [1, 1] groups 1 : (tensor<?x8x9x20xf32>, tensor<5x5x16x20xf32>) -> tensor<?x8x9x16xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [2, 2, 2, 2] dilations [1, 1] groups 1 : (tensor<?x8x9x16xf32>, tensor<?x8x9x20xf32>) -> tensor<5x5x16x20xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] groups 1 : (tensor<?x10x7x12xf32>, tensor<7x7x12x18xf32>) -> tensor<?x10x7x18xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] groups 1 : (tensor<?x10x7x18xf32>, tensor<7x7x12x18xf32>) -> tensor<?x10x7x12xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [3, 3, 3, 3] dilations [1, 1] groups 1 : (tensor<?x10x7x12xf32>, tensor<?x10x7x18xf32>) -> tensor<7x7x12x18xf32>
  %yc = nn.conv2d %xc, %fc strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x32xf32>, tensor<5x1x32x16xf32>) -> tensor<?x8x16x16xf32>
  %dxc = nn.conv2d_input_grad %gc, %fc strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x16xf32>, tensor<5x1x32x16xf32>) -> tensor<?x8x16x32xf32>
  %dfc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x32xf32>, tensor<?x8x16x16xf32>) -> tensor<5x1x32x16xf32>
  %yd = nn.conv2d %xd, %fd strides [1, 1] padding [0, 0, 3, 3] dilations [1, 1] groups 1 : (tensor<?x6x16x20xf32>, tensor<1x7x20x34xf32>) -> tensor<?x6x16x34xf32>
  %dxd = nn.conv2d_input_grad %gd, %fd strides [1, 1] padding [0, 0, 3, 3] dilations [1, 1] groups 1 : (tensor<?x6x16x34xf32>, tensor<1x7x20x34xf32>) -> tensor<?x6x16x20xf32>
  %dfd = nn.conv2d_kernel_grad %xd, %gd strides [1, 1] padding [0, 0, 3, 3] dilations [1, 1] groups 1 : (tensor<?x6x16x20xf32>, tensor<?x6x16x34xf32>) -> tensor<1x7x20x34xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb, %yc, %dxc, %dfc, %yd, %dxd, %dfd : tensor<?x8x9x20xf32>, tensor<?x8x9x16xf32>, tensor<5x5x16x20xf32>, tensor<?x10x7x18xf32>, tensor<?x10x7x12xf32>, tensor<7x7x12x18xf32>, tensor<?x8x16x16xf32>, tensor<?x8x16x32xf32>, tensor<5x1x32x16xf32>, tensor<?x6x16x34xf32>, tensor<?x6x16x20xf32>, tensor<1x7x20x34xf32>
}

//--- first.mlir
// A first layer's: three channels, of which no one needs the gradient.
func.func @f32(%xa: tensor<?x21x18x3xf32>, %ga: tensor<?x11x9x70xf32>, %fa: tensor<7x7x3x70xf32>, %xb: tensor<?x9x16x3xf32>, %gb: tensor<?x9x16x64xf32>, %fb: tensor<3x3x3x64xf32>, %xc: tensor<?x8x8x1xf32>, %gc: tensor<?x8x8x5xf32>, %fc: tensor<3x3x1x5xf32>) -> (tensor<?x11x9x70xf32>, tensor<7x7x3x70xf32>, tensor<?x9x16x64xf32>, tensor<3x3x3x64xf32>, tensor<?x8x8x5xf32>, tensor<?x8x8x1xf32>, tensor<3x3x1x5xf32>) {
  %ya = nn.conv2d %xa, %fa strides [2, 2] padding [3, 3, 3, 3] dilations [1, 1] groups 1 : (tensor<?x21x18x3xf32>, tensor<7x7x3x70xf32>) -> tensor<?x11x9x70xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [2, 2] padding [3, 3, 3, 3] dilations [1, 1] groups 1 : (tensor<?x21x18x3xf32>, tensor<?x11x9x70xf32>) -> tensor<7x7x3x70xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x16x3xf32>, tensor<3x3x3x64xf32>) -> tensor<?x9x16x64xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x16x3xf32>, tensor<?x9x16x64xf32>) -> tensor<3x3x3x64xf32>
  %yc = nn.conv2d %xc, %fc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x1xf32>, tensor<3x3x1x5xf32>) -> tensor<?x8x8x5xf32>
  %dxc = nn.conv2d_input_grad %gc, %fc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x5xf32>, tensor<3x3x1x5xf32>) -> tensor<?x8x8x1xf32>
  %dfc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x1xf32>, tensor<?x8x8x5xf32>) -> tensor<3x3x1x5xf32>
  return %ya, %dfa, %yb, %dfb, %yc, %dxc, %dfc : tensor<?x11x9x70xf32>, tensor<7x7x3x70xf32>, tensor<?x9x16x64xf32>, tensor<3x3x3x64xf32>, tensor<?x8x8x5xf32>, tensor<?x8x8x1xf32>, tensor<3x3x1x5xf32>
}

//--- widths.mlir
// Widths that are whole tiles of positions.
func.func @f32(%xa: tensor<?x5x16x32xf32>, %ga: tensor<?x5x16x48xf32>, %fa: tensor<3x3x32x48xf32>, %xb: tensor<?x16x16x16xf32>, %gb: tensor<?x16x16x33xf32>, %fb: tensor<3x3x16x33xf32>, %xc: tensor<?x4x32x20xf32>, %gc: tensor<?x4x32x16xf32>, %fc: tensor<3x3x20x16xf32>, %xd: tensor<?x3x48x16xf32>, %gd: tensor<?x3x48x24xf32>, %fd: tensor<3x3x16x24xf32>, %xe: tensor<?x7x32x32xf32>, %ge: tensor<?x4x16x32xf32>, %fe: tensor<3x3x32x32xf32>, %xf: tensor<?x3x48x16xf32>, %gf: tensor<?x3x48x32xf32>, %ff: tensor<1x1x16x32xf32>) -> (tensor<?x5x16x48xf32>, tensor<?x5x16x32xf32>, tensor<3x3x32x48xf32>, tensor<?x16x16x33xf32>, tensor<?x16x16x16xf32>, tensor<3x3x16x33xf32>, tensor<?x4x32x16xf32>, tensor<?x4x32x20xf32>, tensor<3x3x20x16xf32>, tensor<?x3x48x24xf32>, tensor<?x3x48x16xf32>, tensor<3x3x16x24xf32>, tensor<?x4x16x32xf32>, tensor<?x7x32x32xf32>, tensor<3x3x32x32xf32>, tensor<?x3x48x32xf32>, tensor<?x3x48x16xf32>, tensor<1x1x16x32xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x16x32xf32>, tensor<3x3x32x48xf32>) -> tensor<?x5x16x48xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x16x48xf32>, tensor<3x3x32x48xf32>) -> tensor<?x5x16x32xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x16x32xf32>, tensor<?x5x16x48xf32>) -> tensor<3x3x32x48xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x16xf32>, tensor<3x3x16x33xf32>) -> tensor<?x16x16x33xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x33xf32>, tensor<3x3x16x33xf32>) -> tensor<?x16x16x16xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x16xf32>, tensor<?x16x16x33xf32>) -> tensor<3x3x16x33xf32>
  %yc = nn.conv2d %xc, %fc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x32x20xf32>, tensor<3x3x20x16xf32>) -> tensor<?x4x32x16xf32>
  %dxc = nn.conv2d_input_grad %gc, %fc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x32x16xf32>, tensor<3x3x20x16xf32>) -> tensor<?x4x32x20xf32>
  %dfc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x32x20xf32>, tensor<?x4x32x16xf32>) -> tensor<3x3x20x16xf32>
  %yd = nn.conv2d %xd, %fd strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x48x16xf32>, tensor<3x3x16x24xf32>) -> tensor<?x3x48x24xf32>
  %dxd = nn.conv2d_input_grad %gd, %fd strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x48x24xf32>, tensor<3x3x16x24xf32>) -> tensor<?x3x48x16xf32>
  %dfd = nn.conv2d_kernel_grad %xd, %gd strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x48x16xf32>, tensor<?x3x48x24xf32>) -> tensor<3x3x16x24xf32>
  %ye = nn.conv2d %xe, %fe strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x7x32x32xf32>, tensor<3x3x32x32xf32>) -> tensor<?x4x16x32xf32>
  %dxe = nn.conv2d_input_grad %ge, %fe strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x16x32xf32>, tensor<3x3x32x32xf32>) -> tensor<?x7x32x32xf32>
  %dfe = nn.conv2d_kernel_grad %xe, %ge strides [2, 2] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x7x32x32xf32>, tensor<?x4x16x32xf32>) -> tensor<3x3x32x32xf32>
  %yf = nn.conv2d %xf, %ff strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x48x16xf32>, tensor<1x1x16x32xf32>) -> tensor<?x3x48x32xf32>
  %dxf = nn.conv2d_input_grad %gf, %ff strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x48x32xf32>, tensor<1x1x16x32xf32>) -> tensor<?x3x48x16xf32>
  %dff = nn.conv2d_kernel_grad %xf, %gf strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x48x16xf32>, tensor<?x3x48x32xf32>) -> tensor<1x1x16x32xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb, %yc, %dxc, %dfc, %yd, %dxd, %dfd, %ye, %dxe, %dfe, %yf, %dxf, %dff : tensor<?x5x16x48xf32>, tensor<?x5x16x32xf32>, tensor<3x3x32x48xf32>, tensor<?x16x16x33xf32>, tensor<?x16x16x16xf32>, tensor<3x3x16x33xf32>, tensor<?x4x32x16xf32>, tensor<?x4x32x20xf32>, tensor<3x3x20x16xf32>, tensor<?x3x48x24xf32>, tensor<?x3x48x16xf32>, tensor<3x3x16x24xf32>, tensor<?x4x16x32xf32>, tensor<?x7x32x32xf32>, tensor<3x3x32x32xf32>, tensor<?x3x48x32xf32>, tensor<?x3x48x16xf32>, tensor<1x1x16x32xf32>
}

//--- narrow.mlir
// Images of one to four pixels in a row, many of which make a block, and a last block with fewer.
func.func @f32(%xa: tensor<?x1x1x40xf32>, %ga: tensor<?x1x1x24xf32>, %fa: tensor<1x1x40x24xf32>, %xb: tensor<?x2x2x32xf32>, %gb: tensor<?x2x2x48xf32>, %fb: tensor<3x3x32x48xf32>, %xc: tensor<?x3x3x20xf32>, %gc: tensor<?x3x3x16xf32>, %fc: tensor<3x3x20x16xf32>, %xd: tensor<?x4x4x16xf32>, %gd: tensor<?x4x4x32xf32>, %fd: tensor<3x3x16x32xf32>, %xe: tensor<?x3x1x16xf32>, %ge: tensor<?x3x1x35xf32>, %fe: tensor<3x1x16x35xf32>, %xf: tensor<?x1x4x33xf32>, %gf: tensor<?x1x4x16xf32>, %ff: tensor<1x3x33x16xf32>, %xg: tensor<?x4x4x16xf32>, %gg: tensor<?x2x2x16xf32>, %fg: tensor<3x3x16x16xf32>) -> (tensor<?x1x1x24xf32>, tensor<?x1x1x40xf32>, tensor<1x1x40x24xf32>, tensor<?x2x2x48xf32>, tensor<?x2x2x32xf32>, tensor<3x3x32x48xf32>, tensor<?x3x3x16xf32>, tensor<?x3x3x20xf32>, tensor<3x3x20x16xf32>, tensor<?x4x4x32xf32>, tensor<?x4x4x16xf32>, tensor<3x3x16x32xf32>, tensor<?x3x1x35xf32>, tensor<?x3x1x16xf32>, tensor<3x1x16x35xf32>, tensor<?x1x4x16xf32>, tensor<?x1x4x33xf32>, tensor<1x3x33x16xf32>, tensor<?x2x2x16xf32>, tensor<?x4x4x16xf32>, tensor<3x3x16x16xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x1x1x40xf32>, tensor<1x1x40x24xf32>) -> tensor<?x1x1x24xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x1x1x24xf32>, tensor<1x1x40x24xf32>) -> tensor<?x1x1x40xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x1x1x40xf32>, tensor<?x1x1x24xf32>) -> tensor<1x1x40x24xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x2x2x32xf32>, tensor<3x3x32x48xf32>) -> tensor<?x2x2x48xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x2x2x48xf32>, tensor<3x3x32x48xf32>) -> tensor<?x2x2x32xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x2x2x32xf32>, tensor<?x2x2x48xf32>) -> tensor<3x3x32x48xf32>
  %yc = nn.conv2d %xc, %fc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x3x20xf32>, tensor<3x3x20x16xf32>) -> tensor<?x3x3x16xf32>
  %dxc = nn.conv2d_input_grad %gc, %fc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x3x16xf32>, tensor<3x3x20x16xf32>) -> tensor<?x3x3x20xf32>
  %dfc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x3x3x20xf32>, tensor<?x3x3x16xf32>) -> tensor<3x3x20x16xf32>
  %yd = nn.conv2d %xd, %fd strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x16xf32>, tensor<3x3x16x32xf32>) -> tensor<?x4x4x32xf32>
  %dxd = nn.conv2d_input_grad %gd, %fd strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x32xf32>, tensor<3x3x16x32xf32>) -> tensor<?x4x4x16xf32>
  %dfd = nn.conv2d_kernel_grad %xd, %gd strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x16xf32>, tensor<?x4x4x32xf32>) -> tensor<3x3x16x32xf32>
  %ye = nn.conv2d %xe, %fe strides [1, 1] padding [1, 1, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x1x16xf32>, tensor<3x1x16x35xf32>) -> tensor<?x3x1x35xf32>
  %dxe = nn.conv2d_input_grad %ge, %fe strides [1, 1] padding [1, 1, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x1x35xf32>, tensor<3x1x16x35xf32>) -> tensor<?x3x1x16xf32>
  %dfe = nn.conv2d_kernel_grad %xe, %ge strides [1, 1] padding [1, 1, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x1x16xf32>, tensor<?x3x1x35xf32>) -> tensor<3x1x16x35xf32>
  %yf = nn.conv2d %xf, %ff strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x1x4x33xf32>, tensor<1x3x33x16xf32>) -> tensor<?x1x4x16xf32>
  %dxf = nn.conv2d_input_grad %gf, %ff strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x1x4x16xf32>, tensor<1x3x33x16xf32>) -> tensor<?x1x4x33xf32>
  %dff = nn.conv2d_kernel_grad %xf, %gf strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x1x4x33xf32>, tensor<?x1x4x16xf32>) -> tensor<1x3x33x16xf32>
  %yg = nn.conv2d %xg, %fg strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x16xf32>, tensor<3x3x16x16xf32>) -> tensor<?x2x2x16xf32>
  %dxg = nn.conv2d_input_grad %gg, %fg strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x2x2x16xf32>, tensor<3x3x16x16xf32>) -> tensor<?x4x4x16xf32>
  %dfg = nn.conv2d_kernel_grad %xg, %gg strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x16xf32>, tensor<?x2x2x16xf32>) -> tensor<3x3x16x16xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb, %yc, %dxc, %dfc, %yd, %dxd, %dfd, %ye, %dxe, %dfe, %yf, %dxf, %dff, %yg, %dxg, %dfg : tensor<?x1x1x24xf32>, tensor<?x1x1x40xf32>, tensor<1x1x40x24xf32>, tensor<?x2x2x48xf32>, tensor<?x2x2x32xf32>, tensor<3x3x32x48xf32>, tensor<?x3x3x16xf32>, tensor<?x3x3x20xf32>, tensor<3x3x20x16xf32>, tensor<?x4x4x32xf32>, tensor<?x4x4x16xf32>, tensor<3x3x16x32xf32>, tensor<?x3x1x35xf32>, tensor<?x3x1x16xf32>, tensor<3x1x16x35xf32>, tensor<?x1x4x16xf32>, tensor<?x1x4x33xf32>, tensor<1x3x33x16xf32>, tensor<?x2x2x16xf32>, tensor<?x4x4x16xf32>, tensor<3x3x16x16xf32>
}

//--- single.mlir
// Blocks of several images are for one here.
func.func @f32(%xa: tensor<?x4x4x32xf32>, %ga: tensor<?x4x4x32xf32>, %fa: tensor<3x3x32x32xf32>, %xb: tensor<?x7x7x24xf32>, %gb: tensor<?x7x7x20xf32>, %fb: tensor<3x3x24x20xf32>) -> (tensor<?x4x4x32xf32>, tensor<?x4x4x32xf32>, tensor<3x3x32x32xf32>, tensor<?x7x7x20xf32>, tensor<?x7x7x24xf32>, tensor<3x3x24x20xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x32xf32>, tensor<3x3x32x32xf32>) -> tensor<?x4x4x32xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x32xf32>, tensor<3x3x32x32xf32>) -> tensor<?x4x4x32xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x32xf32>, tensor<?x4x4x32xf32>) -> tensor<3x3x32x32xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x24xf32>, tensor<3x3x24x20xf32>) -> tensor<?x7x7x20xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x20xf32>, tensor<3x3x24x20xf32>) -> tensor<?x7x7x24xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x7x7x24xf32>, tensor<?x7x7x20xf32>) -> tensor<3x3x24x20xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb : tensor<?x4x4x32xf32>, tensor<?x4x4x32xf32>, tensor<3x3x32x32xf32>, tensor<?x7x7x20xf32>, tensor<?x7x7x24xf32>, tensor<3x3x24x20xf32>
}

//--- channels.mlir
// One result channel, and more channels than some blocks have.
func.func @f32(%xa: tensor<?x6x5x40xf32>, %ga: tensor<?x6x5x1xf32>, %fa: tensor<3x3x40x1xf32>, %xb: tensor<?x3x4x528xf32>, %gb: tensor<?x3x4x21xf32>, %fb: tensor<1x1x528x21xf32>, %xc: tensor<?x4x3x24xf32>, %gc: tensor<?x4x3x530xf32>, %fc: tensor<3x3x24x530xf32>, %xd: tensor<?x2x2x514xf32>, %gd: tensor<?x2x2x520xf32>, %fd: tensor<1x1x514x520xf32>) -> (tensor<?x6x5x1xf32>, tensor<?x6x5x40xf32>, tensor<3x3x40x1xf32>, tensor<?x3x4x21xf32>, tensor<?x3x4x528xf32>, tensor<1x1x528x21xf32>, tensor<?x4x3x530xf32>, tensor<?x4x3x24xf32>, tensor<3x3x24x530xf32>, tensor<?x2x2x520xf32>, tensor<?x2x2x514xf32>, tensor<1x1x514x520xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x5x40xf32>, tensor<3x3x40x1xf32>) -> tensor<?x6x5x1xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x5x1xf32>, tensor<3x3x40x1xf32>) -> tensor<?x6x5x40xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x5x40xf32>, tensor<?x6x5x1xf32>) -> tensor<3x3x40x1xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x4x528xf32>, tensor<1x1x528x21xf32>) -> tensor<?x3x4x21xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x4x21xf32>, tensor<1x1x528x21xf32>) -> tensor<?x3x4x528xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x3x4x528xf32>, tensor<?x3x4x21xf32>) -> tensor<1x1x528x21xf32>
  %yc = nn.conv2d %xc, %fc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x3x24xf32>, tensor<3x3x24x530xf32>) -> tensor<?x4x3x530xf32>
  %dxc = nn.conv2d_input_grad %gc, %fc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x3x530xf32>, tensor<3x3x24x530xf32>) -> tensor<?x4x3x24xf32>
  %dfc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x3x24xf32>, tensor<?x4x3x530xf32>) -> tensor<3x3x24x530xf32>
  %yd = nn.conv2d %xd, %fd strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x2x2x514xf32>, tensor<1x1x514x520xf32>) -> tensor<?x2x2x520xf32>
  %dxd = nn.conv2d_input_grad %gd, %fd strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x2x2x520xf32>, tensor<1x1x514x520xf32>) -> tensor<?x2x2x514xf32>
  %dfd = nn.conv2d_kernel_grad %xd, %gd strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x2x2x514xf32>, tensor<?x2x2x520xf32>) -> tensor<1x1x514x520xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb, %yc, %dxc, %dfc, %yd, %dxd, %dfd : tensor<?x6x5x1xf32>, tensor<?x6x5x40xf32>, tensor<3x3x40x1xf32>, tensor<?x3x4x21xf32>, tensor<?x3x4x528xf32>, tensor<1x1x528x21xf32>, tensor<?x4x3x530xf32>, tensor<?x4x3x24xf32>, tensor<3x3x24x530xf32>, tensor<?x2x2x520xf32>, tensor<?x2x2x514xf32>, tensor<1x1x514x520xf32>
}

//--- dense.mlir
// A matrix is a filter of one tap.
func.func @f32(%x: tensor<?x150xf32>, %dy: tensor<?x43xf32>, %k: tensor<150x43xf32>) -> (tensor<?x43xf32>, tensor<?x150xf32>, tensor<150x43xf32>) {
  %y = nn.dense %x, %k : (tensor<?x150xf32>, tensor<150x43xf32>) -> tensor<?x43xf32>
  %dx = nn.dense_input_grad %dy, %k : (tensor<?x43xf32>, tensor<150x43xf32>) -> tensor<?x150xf32>
  %dk = nn.dense_kernel_grad %x, %dy : (tensor<?x150xf32>, tensor<?x43xf32>) -> tensor<150x43xf32>
  return %y, %dx, %dk : tensor<?x43xf32>, tensor<?x150xf32>, tensor<150x43xf32>
}

//--- groups.mlir
// Groups are computed without tiles.
func.func @f32(%xa: tensor<?x6x7x24xf32>, %ga: tensor<?x6x7x16xf32>, %fa: tensor<3x3x12x16xf32>, %xb: tensor<?x8x8x32xf32>, %gb: tensor<?x8x8x64xf32>, %fb: tensor<1x1x8x64xf32>) -> (tensor<?x6x7x16xf32>, tensor<?x6x7x24xf32>, tensor<3x3x12x16xf32>, tensor<?x8x8x64xf32>, tensor<?x8x8x32xf32>, tensor<1x1x8x64xf32>) {
  %ya = nn.conv2d %xa, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x6x7x24xf32>, tensor<3x3x12x16xf32>) -> tensor<?x6x7x16xf32>
  %dxa = nn.conv2d_input_grad %ga, %fa strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x6x7x16xf32>, tensor<3x3x12x16xf32>) -> tensor<?x6x7x24xf32>
  %dfa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 2 : (tensor<?x6x7x24xf32>, tensor<?x6x7x16xf32>) -> tensor<3x3x12x16xf32>
  %yb = nn.conv2d %xb, %fb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 4 : (tensor<?x8x8x32xf32>, tensor<1x1x8x64xf32>) -> tensor<?x8x8x64xf32>
  %dxb = nn.conv2d_input_grad %gb, %fb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 4 : (tensor<?x8x8x64xf32>, tensor<1x1x8x64xf32>) -> tensor<?x8x8x32xf32>
  %dfb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 4 : (tensor<?x8x8x32xf32>, tensor<?x8x8x64xf32>) -> tensor<1x1x8x64xf32>
  return %ya, %dxa, %dfa, %yb, %dxb, %dfb : tensor<?x6x7x16xf32>, tensor<?x6x7x24xf32>, tensor<3x3x12x16xf32>, tensor<?x8x8x64xf32>, tensor<?x8x8x32xf32>, tensor<1x1x8x64xf32>
}

//--- chain.mlir
// What lies between convolutions is bf16: stored by epilogues with a bias, a maximum and a sum of two, and read with the prologues of normalization.
func.func @f32(%x: tensor<?x6x6x16xf32>, %a: tensor<3x3x16x40xf32>, %b: tensor<40xf32>, %c: tensor<1x1x40x24xf32>, %s: tensor<24xf32>, %t: tensor<24xf32>, %d: tensor<3x3x24x40xf32>) -> tensor<?x6x6x40xf32> {
  %0 = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x6x16xf32>, tensor<3x3x16x40xf32>) -> tensor<?x6x6x40xf32>
  %1 = nn.bias_add %0, %b : tensor<?x6x6x40xf32>, tensor<40xf32>
  %2 = nn.relu %1 : tensor<?x6x6x40xf32>
  %3 = nn.conv2d %2, %c strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x6x6x40xf32>, tensor<1x1x40x24xf32>) -> tensor<?x6x6x24xf32>
  %4 = nn.channel_affine %3 scales(%s) shift %t : (tensor<?x6x6x24xf32>, tensor<24xf32>, tensor<24xf32>) -> tensor<?x6x6x24xf32>
  %5 = nn.relu %4 : tensor<?x6x6x24xf32>
  %6 = nn.conv2d %5, %d strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x6x24xf32>, tensor<3x3x24x40xf32>) -> tensor<?x6x6x40xf32>
  %7 = nn.add %6, %2 : tensor<?x6x6x40xf32>
  return %7 : tensor<?x6x6x40xf32>
}

//--- gradients.mlir
// Gradients' prologues: of a maximum and of normalization.
func.func @f32(%x: tensor<?x6x6x40xf32>, %dy: tensor<?x6x6x24xf32>, %k: tensor<3x3x40x24xf32>, %s: tensor<40xf32>, %t: tensor<40xf32>, %u: tensor<24xf32>, %v: tensor<24xf32>) -> (tensor<3x3x40x24xf32>, tensor<?x6x6x40xf32>) {
  %0 = nn.channel_affine %x scales(%s) shift %t : (tensor<?x6x6x40xf32>, tensor<40xf32>, tensor<40xf32>) -> tensor<?x6x6x40xf32>
  %1 = nn.relu %0 : tensor<?x6x6x40xf32>
  %2 = nn.channel_affine %dy scales(%u) shift %v : (tensor<?x6x6x24xf32>, tensor<24xf32>, tensor<24xf32>) -> tensor<?x6x6x24xf32>
  %dk = nn.conv2d_kernel_grad %1, %2 strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x6x40xf32>, tensor<?x6x6x24xf32>) -> tensor<3x3x40x24xf32>
  %dx = nn.conv2d_input_grad %2, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x6x24xf32>, tensor<3x3x40x24xf32>) -> tensor<?x6x6x40xf32>
  return %dk, %dx : tensor<3x3x40x24xf32>, tensor<?x6x6x40xf32>
}

//--- statistics.mlir
// Sums of results in several rows, images and blocks of channels, of which the last has fewer.
func.func @f32(%x: tensor<?x5x16x20xf32>, %k: tensor<3x3x20x70xf32>, %b: tensor<70xf32>, %w: tensor<?x5x16x70xf32>, %v: tensor<?x7x7x20xf32>, %l: tensor<3x3x20x37xf32>) -> (tensor<?x5x16x70xf32>, tensor<70xf32>, tensor<70xf32>, tensor<?x3x3x37xf32>, tensor<37xf32>, tensor<37xf32>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x16x20xf32>, tensor<3x3x20x70xf32>) -> tensor<?x5x16x70xf32>
  %1 = nn.bias_add %0, %b : tensor<?x5x16x70xf32>, tensor<70xf32>
  %2 = nn.relu %1 : tensor<?x5x16x70xf32>
  %m, %v2 = nn.batch_statistics %2 : tensor<?x5x16x70xf32> -> tensor<70xf32>
  %s = nn.channel_sum %2, %w : (tensor<?x5x16x70xf32>, tensor<?x5x16x70xf32>) -> tensor<70xf32>
  %3 = nn.conv2d %v, %l strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x7x20xf32>, tensor<3x3x20x37xf32>) -> tensor<?x3x3x37xf32>
  %n, %w2 = nn.batch_statistics %3 : tensor<?x3x3x37xf32> -> tensor<37xf32>
  return %2, %m, %v2, %3, %n, %w2 : tensor<?x5x16x70xf32>, tensor<70xf32>, tensor<70xf32>, tensor<?x3x3x37xf32>, tensor<37xf32>, tensor<37xf32>
}

//--- sums.mlir
// A sum that is much larger than what else there is.
func.func @f32(%x: tensor<?x5x16x20xf32>, %k: tensor<3x3x20x70xf32>, %w: tensor<?x5x16x70xf32>) -> (tensor<?x5x16x70xf32>, tensor<70xf32>, tensor<70xf32>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x16x20xf32>, tensor<3x3x20x70xf32>) -> tensor<?x5x16x70xf32>
  %1 = nn.channel_sum %0 : (tensor<?x5x16x70xf32>) -> tensor<70xf32>
  %2 = nn.channel_sum %0, %w : (tensor<?x5x16x70xf32>, tensor<?x5x16x70xf32>) -> tensor<70xf32>
  return %0, %1, %2 : tensor<?x5x16x70xf32>, tensor<70xf32>, tensor<70xf32>
}

//--- pooling.mlir
// Gradients of pooling that are read and stored in bf16, also where windows overlap. The maximum's input is not, which would be at another place.
func.func @f32(%x: tensor<?x7x9x20xf32>, %w: tensor<?x4x5x16xf32>, %k: tensor<1x1x16x20xf32>, %l: tensor<1x1x20x24xf32>) -> (tensor<?x7x9x24xf32>, tensor<?x7x9x24xf32>, tensor<?x4x5x16xf32>, tensor<?x4x5x16xf32>) {
  %g = nn.conv2d %w, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x5x16xf32>, tensor<1x1x16x20xf32>) -> tensor<?x4x5x20xf32>
  %a = nn.max_pool2d_grad %x, %g window [3, 3] strides [2, 2] padding [1, 1, 1, 1] : (tensor<?x7x9x20xf32>, tensor<?x4x5x20xf32>) -> tensor<?x7x9x20xf32>
  %b = nn.average_pool2d_grad %g window [3, 3] strides [2, 2] padding [1, 1, 1, 1] : (tensor<?x4x5x20xf32>) -> tensor<?x7x9x20xf32>
  %y = nn.conv2d %a, %l strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x9x20xf32>, tensor<1x1x20x24xf32>) -> tensor<?x7x9x24xf32>
  %z = nn.conv2d %b, %l strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x9x20xf32>, tensor<1x1x20x24xf32>) -> tensor<?x7x9x24xf32>
  %c = nn.max_pool2d %b window [3, 3] strides [2, 2] padding [1, 1, 1, 1] : (tensor<?x7x9x20xf32>) -> tensor<?x4x5x20xf32>
  %d = nn.average_pool2d %a window [3, 3] strides [2, 2] padding [1, 1, 1, 1] : (tensor<?x7x9x20xf32>) -> tensor<?x4x5x20xf32>
  %e = nn.conv2d_input_grad %c, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x5x20xf32>, tensor<1x1x16x20xf32>) -> tensor<?x4x5x16xf32>
  %h = nn.conv2d_input_grad %d, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x4x5x20xf32>, tensor<1x1x16x20xf32>) -> tensor<?x4x5x16xf32>
  return %y, %z, %e, %h : tensor<?x7x9x24xf32>, tensor<?x7x9x24xf32>, tensor<?x4x5x16xf32>, tensor<?x4x5x16xf32>
}

//--- depthwise.mlir
// Depthwise convolutions between others.
func.func @f32(%x: tensor<?x7x8x16xf32>, %dy: tensor<?x7x8x16xf32>, %k: tensor<1x1x16x20xf32>, %l: tensor<3x3x20xf32>, %m: tensor<1x1x20x16xf32>) -> (tensor<?x7x8x16xf32>, tensor<3x3x20xf32>, tensor<?x7x8x16xf32>, tensor<1x1x16x20xf32>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x8x16xf32>, tensor<1x1x16x20xf32>) -> tensor<?x7x8x20xf32>
  %1 = nn.depthwise_conv2d %0, %l strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x8x20xf32>, tensor<3x3x20xf32>) -> tensor<?x7x8x20xf32>
  %y = nn.conv2d %1, %m strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x8x20xf32>, tensor<1x1x20x16xf32>) -> tensor<?x7x8x16xf32>
  %g = nn.conv2d_input_grad %dy, %m strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x8x16xf32>, tensor<1x1x20x16xf32>) -> tensor<?x7x8x20xf32>
  %dl = nn.depthwise_conv2d_kernel_grad %0, %g strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x8x20xf32>, tensor<?x7x8x20xf32>) -> tensor<3x3x20xf32>
  %h = nn.depthwise_conv2d_input_grad %g, %l strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] : (tensor<?x7x8x20xf32>, tensor<3x3x20xf32>) -> tensor<?x7x8x20xf32>
  %dx = nn.conv2d_input_grad %h, %k strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x8x20xf32>, tensor<1x1x16x20xf32>) -> tensor<?x7x8x16xf32>
  %dk = nn.conv2d_kernel_grad %x, %h strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x7x8x16xf32>, tensor<?x7x8x20xf32>) -> tensor<1x1x16x20xf32>
  return %y, %dl, %dx, %dk : tensor<?x7x8x16xf32>, tensor<3x3x20xf32>, tensor<?x7x8x16xf32>, tensor<1x1x16x20xf32>
}

//--- attention.mlir
// Matrices that are computed for each batch are multiplied without tiles.
func.func @f32(%q: tensor<?x2x9x24xf32>, %k: tensor<?x2x9x24xf32>, %v: tensor<?x2x9x24xf32>) -> (tensor<?x2x9x24xf32>, tensor<?x2x9x24xf32>) {
  %0 = nn.matmul %q, %k {transpose_rhs} : (tensor<?x2x9x24xf32>, tensor<?x2x9x24xf32>) -> tensor<?x2x9x9xf32>
  %1 = nn.scale %0 by 0.25 : tensor<?x2x9x9xf32>
  %2 = nn.softmax %1 : tensor<?x2x9x9xf32>
  %3 = nn.matmul %2, %v : (tensor<?x2x9x9xf32>, tensor<?x2x9x24xf32>) -> tensor<?x2x9x24xf32>
  %4 = nn.matmul %2, %3 {transpose_lhs} : (tensor<?x2x9x9xf32>, tensor<?x2x9x24xf32>) -> tensor<?x2x9x24xf32>
  return %3, %4 : tensor<?x2x9x24xf32>, tensor<?x2x9x24xf32>
}
