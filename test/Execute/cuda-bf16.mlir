// Tensor cores multiply bf16, of 8 bits: a factor is rounded by up to 2^-9 of itself, a product by 2^-8, and what lies between kernels by 2^-9
// again. The errors of a sum's products are as often up as down, and the largest result is one of thousands: 1e-2 of it is above all of them, and
// a fragment at a wrong place is wrong by 1.
// RUN: split-file %s %t
// DEFINE: %{chip} = sm_80
// DEFINE: %{run} = anabranch-run --target=cuda --chip=%{chip} --precision=bf16 --entry=f32 --reference=f64
// DEFINE: %{odd} = %{run} %t/odd.mlir --tolerance=1e-2 --batch=3
// DEFINE: %{wide} = %{run} %t/wide.mlir --tolerance=1e-2 --batch=3
// DEFINE: %{first} = %{run} %t/first.mlir --tolerance=1e-2 --batch=3
// DEFINE: %{halo} = %{run} %t/halo.mlir --tolerance=1e-2 --batch=3
// DEFINE: %{small} = %{run} %t/small.mlir --tolerance=1e-2 --batch=19
// DEFINE: %{planes} = %{run} %t/planes.mlir --tolerance=1e-2 --batch=5
// DEFINE: %{tiles} = %{run} %t/tiles.mlir --tolerance=2e-2 --batch=15
// DEFINE: %{channels} = %{run} %t/channels.mlir --tolerance=2e-2 --batch=15
// DEFINE: %{sums} = %{run} %t/sums.mlir --tolerance=1e-2 --batch=17
// DEFINE: %{chain} = %{run} %t/chain.mlir --tolerance=2e-2 --batch=5
// RUN: %{odd} | FileCheck %s
// RUN: %{wide} | FileCheck %s
// RUN: %{first} | FileCheck %s
// RUN: %{chain} | FileCheck %s
// RUN: %{sums} | FileCheck %s
// RUN: %{halo} | FileCheck %s
// By warpgroups:
// REDEFINE: %{chip} = sm_90a
// RUN: %{odd} | FileCheck %s
// RUN: %{wide} | FileCheck %s
// RUN: %{first} | FileCheck %s
// RUN: %{chain} | FileCheck %s
// RUN: %{sums} | FileCheck %s
// RUN: %{halo} | FileCheck %s
// RUN: %{small} | FileCheck %s
// RUN: %{planes} | FileCheck %s
// RUN: %{tiles} | FileCheck %s
// RUN: %{channels} | FileCheck %s
// The most images of which there are smaller tiles, and one more:
// RUN: %{run} %t/batches.mlir --tolerance=1e-2 --batch=20 | FileCheck %s
// RUN: %{run} %t/batches.mlir --tolerance=1e-2 --batch=21 | FileCheck %s

// CHECK: close to @f64

//--- odd.mlir
func.func @f32(%x: tensor<?x5x7x13xf32>, %dy: tensor<?x5x7x70xf32>, %k: tensor<3x3x13x70xf32>) -> (tensor<?x5x7x70xf32>, tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>) -> tensor<?x5x7x70xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x70xf32>, tensor<3x3x13x70xf32>) -> tensor<?x5x7x13xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf32>, tensor<?x5x7x70xf32>) -> tensor<3x3x13x70xf32>
  return %y, %dx, %dk : tensor<?x5x7x70xf32>, tensor<?x5x7x13xf32>, tensor<3x3x13x70xf32>
}
func.func @f64(%x: tensor<?x5x7x13xf64>, %dy: tensor<?x5x7x70xf64>, %k: tensor<3x3x13x70xf64>) -> (tensor<?x5x7x70xf64>, tensor<?x5x7x13xf64>, tensor<3x3x13x70xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf64>, tensor<3x3x13x70xf64>) -> tensor<?x5x7x70xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x70xf64>, tensor<3x3x13x70xf64>) -> tensor<?x5x7x13xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x13xf64>, tensor<?x5x7x70xf64>) -> tensor<3x3x13x70xf64>
  return %y, %dx, %dk : tensor<?x5x7x70xf64>, tensor<?x5x7x13xf64>, tensor<3x3x13x70xf64>
}

//--- wide.mlir
// Whole tiles, loads of eight channels, and stride 2.
func.func @f32(%x: tensor<?x8x8x32xf32>, %dy: tensor<?x4x4x128xf32>, %k: tensor<3x3x32x128xf32>) -> (tensor<?x4x4x128xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x128xf32>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<3x3x32x128xf32>) -> tensor<?x4x4x128xf32>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x128xf32>, tensor<3x3x32x128xf32>) -> tensor<?x8x8x32xf32>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<?x4x4x128xf32>) -> tensor<3x3x32x128xf32>
  return %y, %dx, %dk : tensor<?x4x4x128xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x128xf32>
}
func.func @f64(%x: tensor<?x8x8x32xf64>, %dy: tensor<?x4x4x128xf64>, %k: tensor<3x3x32x128xf64>) -> (tensor<?x4x4x128xf64>, tensor<?x8x8x32xf64>, tensor<3x3x32x128xf64>) {
  %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf64>, tensor<3x3x32x128xf64>) -> tensor<?x4x4x128xf64>
  %dx = nn.conv2d_input_grad %dy, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x128xf64>, tensor<3x3x32x128xf64>) -> tensor<?x8x8x32xf64>
  %dk = nn.conv2d_kernel_grad %x, %dy strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf64>, tensor<?x4x4x128xf64>) -> tensor<3x3x32x128xf64>
  return %y, %dx, %dk : tensor<?x4x4x128xf64>, tensor<?x8x8x32xf64>, tensor<3x3x32x128xf64>
}

//--- first.mlir
// Single channels are loaded by themselves, in slices of a part of a tap.
func.func @f32(%x: tensor<?x21x18x3xf32>, %k: tensor<7x7x3x70xf32>) -> tensor<?x11x9x70xf32> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [3, 3, 3, 3] dilations [1, 1] groups 1 : (tensor<?x21x18x3xf32>, tensor<7x7x3x70xf32>) -> tensor<?x11x9x70xf32>
  return %y : tensor<?x11x9x70xf32>
}
func.func @f64(%x: tensor<?x21x18x3xf64>, %k: tensor<7x7x3x70xf64>) -> tensor<?x11x9x70xf64> {
  %y = nn.conv2d %x, %k strides [2, 2] padding [3, 3, 3, 3] dilations [1, 1] groups 1 : (tensor<?x21x18x3xf64>, tensor<7x7x3x70xf64>) -> tensor<?x11x9x70xf64>
  return %y : tensor<?x11x9x70xf64>
}

//--- chain.mlir
// What lies between two convolutions is bf16: stored by the first's epilogue in loads of eight channels, and read by the second.
func.func @f32(%x: tensor<?x6x6x16xf32>, %a: tensor<3x3x16x48xf32>, %b: tensor<48xf32>, %c: tensor<1x1x48x24xf32>) -> tensor<?x6x6x24xf32> {
  %0 = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x6x16xf32>, tensor<3x3x16x48xf32>) -> tensor<?x6x6x48xf32>
  %1 = nn.bias_add %0, %b : tensor<?x6x6x48xf32>, tensor<48xf32>
  %2 = nn.relu %1 : tensor<?x6x6x48xf32>
  %3 = nn.conv2d %2, %c strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x6x6x48xf32>, tensor<1x1x48x24xf32>) -> tensor<?x6x6x24xf32>
  return %3 : tensor<?x6x6x24xf32>
}
func.func @f64(%x: tensor<?x6x6x16xf64>, %a: tensor<3x3x16x48xf64>, %b: tensor<48xf64>, %c: tensor<1x1x48x24xf64>) -> tensor<?x6x6x24xf64> {
  %0 = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x6x6x16xf64>, tensor<3x3x16x48xf64>) -> tensor<?x6x6x48xf64>
  %1 = nn.bias_add %0, %b : tensor<?x6x6x48xf64>, tensor<48xf64>
  %2 = nn.relu %1 : tensor<?x6x6x48xf64>
  %3 = nn.conv2d %2, %c strides [1, 1] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x6x6x48xf64>, tensor<1x1x48x24xf64>) -> tensor<?x6x6x24xf64>
  return %3 : tensor<?x6x6x24xf64>
}

//--- halo.mlir
// Squares of 8 x 8 pixels in two images, beside and below each other, with some beside the image; five taps in a column; and taps
// two pixels apart, in groups and with few columns.
func.func @f32(%xa: tensor<?x8x8x32xf32>, %ga: tensor<?x8x8x64xf32>, %ka: tensor<3x3x32x64xf32>, %xb: tensor<?x16x16x128xf32>, %gb: tensor<?x16x16x64xf32>, %kb: tensor<3x3x128x64xf32>, %xc: tensor<?x15x14x16xf32>, %gc: tensor<?x15x14x24xf32>, %kc: tensor<3x3x16x24xf32>, %xd: tensor<?x8x16x32xf32>, %gd: tensor<?x8x16x16xf32>, %kd: tensor<5x1x32x16xf32>, %xe: tensor<?x16x8x64xf32>, %ge: tensor<?x16x8x32xf32>, %ke: tensor<3x3x32x32xf32>, %xf: tensor<?x7x15x64xf32>, %gf: tensor<?x7x15x10xf32>, %kf: tensor<3x2x64x10xf32>) -> (tensor<?x8x8x64xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x64xf32>, tensor<?x16x16x64xf32>, tensor<?x16x16x128xf32>, tensor<3x3x128x64xf32>, tensor<?x15x14x24xf32>, tensor<?x15x14x16xf32>, tensor<3x3x16x24xf32>, tensor<?x8x16x16xf32>, tensor<?x8x16x32xf32>, tensor<5x1x32x16xf32>, tensor<?x16x8x32xf32>, tensor<?x16x8x64xf32>, tensor<3x3x32x32xf32>, tensor<?x7x15x10xf32>, tensor<?x7x15x64xf32>, tensor<3x2x64x10xf32>) {
  %ya = nn.conv2d %xa, %ka strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<3x3x32x64xf32>) -> tensor<?x8x8x64xf32>
  %da = nn.conv2d_input_grad %ga, %ka strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf32>, tensor<3x3x32x64xf32>) -> tensor<?x8x8x32xf32>
  %wa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf32>, tensor<?x8x8x64xf32>) -> tensor<3x3x32x64xf32>
  %yb = nn.conv2d %xb, %kb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x128xf32>, tensor<3x3x128x64xf32>) -> tensor<?x16x16x64xf32>
  %db = nn.conv2d_input_grad %gb, %kb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf32>, tensor<3x3x128x64xf32>) -> tensor<?x16x16x128xf32>
  %wb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x128xf32>, tensor<?x16x16x64xf32>) -> tensor<3x3x128x64xf32>
  %yc = nn.conv2d %xc, %kc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x14x16xf32>, tensor<3x3x16x24xf32>) -> tensor<?x15x14x24xf32>
  %dc = nn.conv2d_input_grad %gc, %kc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x14x24xf32>, tensor<3x3x16x24xf32>) -> tensor<?x15x14x16xf32>
  %wc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x14x16xf32>, tensor<?x15x14x24xf32>) -> tensor<3x3x16x24xf32>
  %yd = nn.conv2d %xd, %kd strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x32xf32>, tensor<5x1x32x16xf32>) -> tensor<?x8x16x16xf32>
  %dd = nn.conv2d_input_grad %gd, %kd strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x16xf32>, tensor<5x1x32x16xf32>) -> tensor<?x8x16x32xf32>
  %wd = nn.conv2d_kernel_grad %xd, %gd strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x32xf32>, tensor<?x8x16x16xf32>) -> tensor<5x1x32x16xf32>
  %ye = nn.conv2d %xe, %ke strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 2 : (tensor<?x16x8x64xf32>, tensor<3x3x32x32xf32>) -> tensor<?x16x8x32xf32>
  %de = nn.conv2d_input_grad %ge, %ke strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 2 : (tensor<?x16x8x32xf32>, tensor<3x3x32x32xf32>) -> tensor<?x16x8x64xf32>
  %we = nn.conv2d_kernel_grad %xe, %ge strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 2 : (tensor<?x16x8x64xf32>, tensor<?x16x8x32xf32>) -> tensor<3x3x32x32xf32>
  %yf = nn.conv2d %xf, %kf strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x64xf32>, tensor<3x2x64x10xf32>) -> tensor<?x7x15x10xf32>
  %df = nn.conv2d_input_grad %gf, %kf strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x10xf32>, tensor<3x2x64x10xf32>) -> tensor<?x7x15x64xf32>
  %wf = nn.conv2d_kernel_grad %xf, %gf strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x64xf32>, tensor<?x7x15x10xf32>) -> tensor<3x2x64x10xf32>
  return %ya, %da, %wa, %yb, %db, %wb, %yc, %dc, %wc, %yd, %dd, %wd, %ye, %de, %we, %yf, %df, %wf : tensor<?x8x8x64xf32>, tensor<?x8x8x32xf32>, tensor<3x3x32x64xf32>, tensor<?x16x16x64xf32>, tensor<?x16x16x128xf32>, tensor<3x3x128x64xf32>, tensor<?x15x14x24xf32>, tensor<?x15x14x16xf32>, tensor<3x3x16x24xf32>, tensor<?x8x16x16xf32>, tensor<?x8x16x32xf32>, tensor<5x1x32x16xf32>, tensor<?x16x8x32xf32>, tensor<?x16x8x64xf32>, tensor<3x3x32x32xf32>, tensor<?x7x15x10xf32>, tensor<?x7x15x64xf32>, tensor<3x2x64x10xf32>
}
func.func @f64(%xa: tensor<?x8x8x32xf64>, %ga: tensor<?x8x8x64xf64>, %ka: tensor<3x3x32x64xf64>, %xb: tensor<?x16x16x128xf64>, %gb: tensor<?x16x16x64xf64>, %kb: tensor<3x3x128x64xf64>, %xc: tensor<?x15x14x16xf64>, %gc: tensor<?x15x14x24xf64>, %kc: tensor<3x3x16x24xf64>, %xd: tensor<?x8x16x32xf64>, %gd: tensor<?x8x16x16xf64>, %kd: tensor<5x1x32x16xf64>, %xe: tensor<?x16x8x64xf64>, %ge: tensor<?x16x8x32xf64>, %ke: tensor<3x3x32x32xf64>, %xf: tensor<?x7x15x64xf64>, %gf: tensor<?x7x15x10xf64>, %kf: tensor<3x2x64x10xf64>) -> (tensor<?x8x8x64xf64>, tensor<?x8x8x32xf64>, tensor<3x3x32x64xf64>, tensor<?x16x16x64xf64>, tensor<?x16x16x128xf64>, tensor<3x3x128x64xf64>, tensor<?x15x14x24xf64>, tensor<?x15x14x16xf64>, tensor<3x3x16x24xf64>, tensor<?x8x16x16xf64>, tensor<?x8x16x32xf64>, tensor<5x1x32x16xf64>, tensor<?x16x8x32xf64>, tensor<?x16x8x64xf64>, tensor<3x3x32x32xf64>, tensor<?x7x15x10xf64>, tensor<?x7x15x64xf64>, tensor<3x2x64x10xf64>) {
  %ya = nn.conv2d %xa, %ka strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf64>, tensor<3x3x32x64xf64>) -> tensor<?x8x8x64xf64>
  %da = nn.conv2d_input_grad %ga, %ka strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x64xf64>, tensor<3x3x32x64xf64>) -> tensor<?x8x8x32xf64>
  %wa = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x32xf64>, tensor<?x8x8x64xf64>) -> tensor<3x3x32x64xf64>
  %yb = nn.conv2d %xb, %kb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x128xf64>, tensor<3x3x128x64xf64>) -> tensor<?x16x16x64xf64>
  %db = nn.conv2d_input_grad %gb, %kb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf64>, tensor<3x3x128x64xf64>) -> tensor<?x16x16x128xf64>
  %wb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x128xf64>, tensor<?x16x16x64xf64>) -> tensor<3x3x128x64xf64>
  %yc = nn.conv2d %xc, %kc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x14x16xf64>, tensor<3x3x16x24xf64>) -> tensor<?x15x14x24xf64>
  %dc = nn.conv2d_input_grad %gc, %kc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x14x24xf64>, tensor<3x3x16x24xf64>) -> tensor<?x15x14x16xf64>
  %wc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x14x16xf64>, tensor<?x15x14x24xf64>) -> tensor<3x3x16x24xf64>
  %yd = nn.conv2d %xd, %kd strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x32xf64>, tensor<5x1x32x16xf64>) -> tensor<?x8x16x16xf64>
  %dd = nn.conv2d_input_grad %gd, %kd strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x16xf64>, tensor<5x1x32x16xf64>) -> tensor<?x8x16x32xf64>
  %wd = nn.conv2d_kernel_grad %xd, %gd strides [1, 1] padding [2, 2, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x16x32xf64>, tensor<?x8x16x16xf64>) -> tensor<5x1x32x16xf64>
  %ye = nn.conv2d %xe, %ke strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 2 : (tensor<?x16x8x64xf64>, tensor<3x3x32x32xf64>) -> tensor<?x16x8x32xf64>
  %de = nn.conv2d_input_grad %ge, %ke strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 2 : (tensor<?x16x8x32xf64>, tensor<3x3x32x32xf64>) -> tensor<?x16x8x64xf64>
  %we = nn.conv2d_kernel_grad %xe, %ge strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 2 : (tensor<?x16x8x64xf64>, tensor<?x16x8x32xf64>) -> tensor<3x3x32x32xf64>
  %yf = nn.conv2d %xf, %kf strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x64xf64>, tensor<3x2x64x10xf64>) -> tensor<?x7x15x10xf64>
  %df = nn.conv2d_input_grad %gf, %kf strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x10xf64>, tensor<3x2x64x10xf64>) -> tensor<?x7x15x64xf64>
  %wf = nn.conv2d_kernel_grad %xf, %gf strides [1, 1] padding [2, 2, 1, 1] dilations [2, 2] groups 1 : (tensor<?x7x15x64xf64>, tensor<?x7x15x10xf64>) -> tensor<3x2x64x10xf64>
  return %ya, %da, %wa, %yb, %db, %wb, %yc, %dc, %wc, %yd, %dd, %wd, %ye, %de, %we, %yf, %df, %wf : tensor<?x8x8x64xf64>, tensor<?x8x8x32xf64>, tensor<3x3x32x64xf64>, tensor<?x16x16x64xf64>, tensor<?x16x16x128xf64>, tensor<3x3x128x64xf64>, tensor<?x15x14x24xf64>, tensor<?x15x14x16xf64>, tensor<3x3x16x24xf64>, tensor<?x8x16x16xf64>, tensor<?x8x16x32xf64>, tensor<5x1x32x16xf64>, tensor<?x16x8x32xf64>, tensor<?x16x8x64xf64>, tensor<3x3x32x32xf64>, tensor<?x7x15x10xf64>, tensor<?x7x15x64xf64>, tensor<3x2x64x10xf64>
}

//--- small.mlir
// Images of which 16 or 32 make up a block's rows, and 8 a slice of pixels: the last are not there.
func.func @f32(%xa: tensor<?x4x4x64xf32>, %ga: tensor<?x4x4x70xf32>, %ka: tensor<3x3x64x70xf32>, %xb: tensor<?x3x4x32xf32>, %gb: tensor<?x3x4x24xf32>, %kb: tensor<3x2x32x24xf32>, %xc: tensor<?x4x2x64xf32>, %gc: tensor<?x4x2x64xf32>, %kc: tensor<2x2x64x64xf32>, %xd: tensor<?x4x4x128xf32>, %gd: tensor<?x4x4x16xf32>, %kd: tensor<1x3x128x16xf32>) -> (tensor<?x4x4x70xf32>, tensor<?x4x4x64xf32>, tensor<3x3x64x70xf32>, tensor<?x3x4x24xf32>, tensor<?x3x4x32xf32>, tensor<3x2x32x24xf32>, tensor<?x4x2x64xf32>, tensor<?x4x2x64xf32>, tensor<2x2x64x64xf32>, tensor<?x4x4x16xf32>, tensor<?x4x4x128xf32>, tensor<1x3x128x16xf32>) {
  %ya = nn.conv2d %xa, %ka strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x64xf32>, tensor<3x3x64x70xf32>) -> tensor<?x4x4x70xf32>
  %dxa = nn.conv2d_input_grad %ga, %ka strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x70xf32>, tensor<3x3x64x70xf32>) -> tensor<?x4x4x64xf32>
  %dka = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x64xf32>, tensor<?x4x4x70xf32>) -> tensor<3x3x64x70xf32>
  %yb = nn.conv2d %xb, %kb strides [1, 1] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x3x4x32xf32>, tensor<3x2x32x24xf32>) -> tensor<?x3x4x24xf32>
  %dxb = nn.conv2d_input_grad %gb, %kb strides [1, 1] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x3x4x24xf32>, tensor<3x2x32x24xf32>) -> tensor<?x3x4x32xf32>
  %dkb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x3x4x32xf32>, tensor<?x3x4x24xf32>) -> tensor<3x2x32x24xf32>
  %yc = nn.conv2d %xc, %kc strides [1, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x2x64xf32>, tensor<2x2x64x64xf32>) -> tensor<?x4x2x64xf32>
  %dxc = nn.conv2d_input_grad %gc, %kc strides [1, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x2x64xf32>, tensor<2x2x64x64xf32>) -> tensor<?x4x2x64xf32>
  %dkc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x2x64xf32>, tensor<?x4x2x64xf32>) -> tensor<2x2x64x64xf32>
  %yd = nn.conv2d %xd, %kd strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x128xf32>, tensor<1x3x128x16xf32>) -> tensor<?x4x4x16xf32>
  %dxd = nn.conv2d_input_grad %gd, %kd strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x16xf32>, tensor<1x3x128x16xf32>) -> tensor<?x4x4x128xf32>
  %dkd = nn.conv2d_kernel_grad %xd, %gd strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x128xf32>, tensor<?x4x4x16xf32>) -> tensor<1x3x128x16xf32>
  return %ya, %dxa, %dka, %yb, %dxb, %dkb, %yc, %dxc, %dkc, %yd, %dxd, %dkd : tensor<?x4x4x70xf32>, tensor<?x4x4x64xf32>, tensor<3x3x64x70xf32>, tensor<?x3x4x24xf32>, tensor<?x3x4x32xf32>, tensor<3x2x32x24xf32>, tensor<?x4x2x64xf32>, tensor<?x4x2x64xf32>, tensor<2x2x64x64xf32>, tensor<?x4x4x16xf32>, tensor<?x4x4x128xf32>, tensor<1x3x128x16xf32>
}
func.func @f64(%xa: tensor<?x4x4x64xf64>, %ga: tensor<?x4x4x70xf64>, %ka: tensor<3x3x64x70xf64>, %xb: tensor<?x3x4x32xf64>, %gb: tensor<?x3x4x24xf64>, %kb: tensor<3x2x32x24xf64>, %xc: tensor<?x4x2x64xf64>, %gc: tensor<?x4x2x64xf64>, %kc: tensor<2x2x64x64xf64>, %xd: tensor<?x4x4x128xf64>, %gd: tensor<?x4x4x16xf64>, %kd: tensor<1x3x128x16xf64>) -> (tensor<?x4x4x70xf64>, tensor<?x4x4x64xf64>, tensor<3x3x64x70xf64>, tensor<?x3x4x24xf64>, tensor<?x3x4x32xf64>, tensor<3x2x32x24xf64>, tensor<?x4x2x64xf64>, tensor<?x4x2x64xf64>, tensor<2x2x64x64xf64>, tensor<?x4x4x16xf64>, tensor<?x4x4x128xf64>, tensor<1x3x128x16xf64>) {
  %ya = nn.conv2d %xa, %ka strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x64xf64>, tensor<3x3x64x70xf64>) -> tensor<?x4x4x70xf64>
  %dxa = nn.conv2d_input_grad %ga, %ka strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x70xf64>, tensor<3x3x64x70xf64>) -> tensor<?x4x4x64xf64>
  %dka = nn.conv2d_kernel_grad %xa, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x64xf64>, tensor<?x4x4x70xf64>) -> tensor<3x3x64x70xf64>
  %yb = nn.conv2d %xb, %kb strides [1, 1] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x3x4x32xf64>, tensor<3x2x32x24xf64>) -> tensor<?x3x4x24xf64>
  %dxb = nn.conv2d_input_grad %gb, %kb strides [1, 1] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x3x4x24xf64>, tensor<3x2x32x24xf64>) -> tensor<?x3x4x32xf64>
  %dkb = nn.conv2d_kernel_grad %xb, %gb strides [1, 1] padding [1, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x3x4x32xf64>, tensor<?x3x4x24xf64>) -> tensor<3x2x32x24xf64>
  %yc = nn.conv2d %xc, %kc strides [1, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x2x64xf64>, tensor<2x2x64x64xf64>) -> tensor<?x4x2x64xf64>
  %dxc = nn.conv2d_input_grad %gc, %kc strides [1, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x2x64xf64>, tensor<2x2x64x64xf64>) -> tensor<?x4x2x64xf64>
  %dkc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x4x2x64xf64>, tensor<?x4x2x64xf64>) -> tensor<2x2x64x64xf64>
  %yd = nn.conv2d %xd, %kd strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x128xf64>, tensor<1x3x128x16xf64>) -> tensor<?x4x4x16xf64>
  %dxd = nn.conv2d_input_grad %gd, %kd strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x16xf64>, tensor<1x3x128x16xf64>) -> tensor<?x4x4x128xf64>
  %dkd = nn.conv2d_kernel_grad %xd, %gd strides [1, 1] padding [0, 0, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x128xf64>, tensor<?x4x4x16xf64>) -> tensor<1x3x128x16xf64>
  return %ya, %dxa, %dka, %yb, %dxb, %dkb, %yc, %dxc, %dkc, %yd, %dxd, %dkd : tensor<?x4x4x70xf64>, tensor<?x4x4x64xf64>, tensor<3x3x64x70xf64>, tensor<?x3x4x24xf64>, tensor<?x3x4x32xf64>, tensor<3x2x32x24xf64>, tensor<?x4x2x64xf64>, tensor<?x4x2x64xf64>, tensor<2x2x64x64xf64>, tensor<?x4x4x16xf64>, tensor<?x4x4x128xf64>, tensor<1x3x128x16xf64>
}

//--- planes.mlir
// With strides, pixels that neighbouring results read are kept as planes. The last does not fit.
func.func @f32(%xa: tensor<?x17x15x64xf32>, %ga: tensor<?x9x8x70xf32>, %ka: tensor<3x3x64x70xf32>, %xb: tensor<?x16x16x64xf32>, %gb: tensor<?x8x16x32xf32>, %kb: tensor<3x2x64x32xf32>, %xc: tensor<?x4x4x64xf32>, %gc: tensor<?x4x4x64xf32>, %kc: tensor<3x3x64x64xf32>) -> (tensor<?x9x8x70xf32>, tensor<?x17x15x64xf32>, tensor<3x3x64x70xf32>, tensor<?x8x16x32xf32>, tensor<?x16x16x64xf32>, tensor<3x2x64x32xf32>, tensor<?x4x4x64xf32>, tensor<?x4x4x64xf32>, tensor<3x3x64x64xf32>) {
  %ya = nn.conv2d %xa, %ka strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x17x15x64xf32>, tensor<3x3x64x70xf32>) -> tensor<?x9x8x70xf32>
  %dxa = nn.conv2d_input_grad %ga, %ka strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x8x70xf32>, tensor<3x3x64x70xf32>) -> tensor<?x17x15x64xf32>
  %dka = nn.conv2d_kernel_grad %xa, %ga strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x17x15x64xf32>, tensor<?x9x8x70xf32>) -> tensor<3x3x64x70xf32>
  %yb = nn.conv2d %xb, %kb strides [2, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf32>, tensor<3x2x64x32xf32>) -> tensor<?x8x16x32xf32>
  %dxb = nn.conv2d_input_grad %gb, %kb strides [2, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x16x32xf32>, tensor<3x2x64x32xf32>) -> tensor<?x16x16x64xf32>
  %dkb = nn.conv2d_kernel_grad %xb, %gb strides [2, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf32>, tensor<?x8x16x32xf32>) -> tensor<3x2x64x32xf32>
  %yc = nn.conv2d %xc, %kc strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x4x4x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x4x4x64xf32>
  %dxc = nn.conv2d_input_grad %gc, %kc strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x4x4x64xf32>, tensor<3x3x64x64xf32>) -> tensor<?x4x4x64xf32>
  %dkc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x4x4x64xf32>, tensor<?x4x4x64xf32>) -> tensor<3x3x64x64xf32>
  return %ya, %dxa, %dka, %yb, %dxb, %dkb, %yc, %dxc, %dkc : tensor<?x9x8x70xf32>, tensor<?x17x15x64xf32>, tensor<3x3x64x70xf32>, tensor<?x8x16x32xf32>, tensor<?x16x16x64xf32>, tensor<3x2x64x32xf32>, tensor<?x4x4x64xf32>, tensor<?x4x4x64xf32>, tensor<3x3x64x64xf32>
}
func.func @f64(%xa: tensor<?x17x15x64xf64>, %ga: tensor<?x9x8x70xf64>, %ka: tensor<3x3x64x70xf64>, %xb: tensor<?x16x16x64xf64>, %gb: tensor<?x8x16x32xf64>, %kb: tensor<3x2x64x32xf64>, %xc: tensor<?x4x4x64xf64>, %gc: tensor<?x4x4x64xf64>, %kc: tensor<3x3x64x64xf64>) -> (tensor<?x9x8x70xf64>, tensor<?x17x15x64xf64>, tensor<3x3x64x70xf64>, tensor<?x8x16x32xf64>, tensor<?x16x16x64xf64>, tensor<3x2x64x32xf64>, tensor<?x4x4x64xf64>, tensor<?x4x4x64xf64>, tensor<3x3x64x64xf64>) {
  %ya = nn.conv2d %xa, %ka strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x17x15x64xf64>, tensor<3x3x64x70xf64>) -> tensor<?x9x8x70xf64>
  %dxa = nn.conv2d_input_grad %ga, %ka strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x9x8x70xf64>, tensor<3x3x64x70xf64>) -> tensor<?x17x15x64xf64>
  %dka = nn.conv2d_kernel_grad %xa, %ga strides [2, 2] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x17x15x64xf64>, tensor<?x9x8x70xf64>) -> tensor<3x3x64x70xf64>
  %yb = nn.conv2d %xb, %kb strides [2, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf64>, tensor<3x2x64x32xf64>) -> tensor<?x8x16x32xf64>
  %dxb = nn.conv2d_input_grad %gb, %kb strides [2, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x16x32xf64>, tensor<3x2x64x32xf64>) -> tensor<?x16x16x64xf64>
  %dkb = nn.conv2d_kernel_grad %xb, %gb strides [2, 1] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x64xf64>, tensor<?x8x16x32xf64>) -> tensor<3x2x64x32xf64>
  %yc = nn.conv2d %xc, %kc strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x4x4x64xf64>, tensor<3x3x64x64xf64>) -> tensor<?x4x4x64xf64>
  %dxc = nn.conv2d_input_grad %gc, %kc strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x4x4x64xf64>, tensor<3x3x64x64xf64>) -> tensor<?x4x4x64xf64>
  %dkc = nn.conv2d_kernel_grad %xc, %gc strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x4x4x64xf64>, tensor<?x4x4x64xf64>) -> tensor<3x3x64x64xf64>
  return %ya, %dxa, %dka, %yb, %dxb, %dkb, %yc, %dxc, %dkc : tensor<?x9x8x70xf64>, tensor<?x17x15x64xf64>, tensor<3x3x64x70xf64>, tensor<?x8x16x32xf64>, tensor<?x16x16x64xf64>, tensor<3x2x64x32xf64>, tensor<?x4x4x64xf64>, tensor<?x4x4x64xf64>, tensor<3x3x64x64xf64>
}

//--- tiles.mlir
// More tiles than the emulated GPU has multiprocessors (ten), so that blocks have two, with sums per
// channel and an image in the epilogue. The second convolution computes what it multiplies from what it has copied.
func.func @f32(%x: tensor<?x16x16x16xf32>, %a: tensor<3x1x16x16xf32>, %b: tensor<1x2x16x16xf32>, %c: tensor<16xf32>) -> (tensor<?x16x16x16xf32>, tensor<16xf32>) {
  %y = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 0, 0] dilations [1, 1] groups 1 : (tensor<?x16x16x16xf32>, tensor<3x1x16x16xf32>) -> tensor<?x16x16x16xf32>
  %r = nn.relu %y : tensor<?x16x16x16xf32>
  %n = nn.bias_add %r, %c : tensor<?x16x16x16xf32>, tensor<16xf32>
  %z = nn.conv2d %n, %b strides [1, 1] padding [0, 0, 0, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x16xf32>, tensor<1x2x16x16xf32>) -> tensor<?x16x16x16xf32>
  %s = nn.add %z, %r : tensor<?x16x16x16xf32>
  %t = nn.channel_sum %s : (tensor<?x16x16x16xf32>) -> tensor<16xf32>
  return %s, %t : tensor<?x16x16x16xf32>, tensor<16xf32>
}
func.func @f64(%x: tensor<?x16x16x16xf64>, %a: tensor<3x1x16x16xf64>, %b: tensor<1x2x16x16xf64>, %c: tensor<16xf64>) -> (tensor<?x16x16x16xf64>, tensor<16xf64>) {
  %y = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 0, 0] dilations [1, 1] groups 1 : (tensor<?x16x16x16xf64>, tensor<3x1x16x16xf64>) -> tensor<?x16x16x16xf64>
  %r = nn.relu %y : tensor<?x16x16x16xf64>
  %n = nn.bias_add %r, %c : tensor<?x16x16x16xf64>, tensor<16xf64>
  %z = nn.conv2d %n, %b strides [1, 1] padding [0, 0, 0, 1] dilations [1, 1] groups 1 : (tensor<?x16x16x16xf64>, tensor<1x2x16x16xf64>) -> tensor<?x16x16x16xf64>
  %s = nn.add %z, %r : tensor<?x16x16x16xf64>
  %t = nn.channel_sum %s : (tensor<?x16x16x16xf64>) -> tensor<16xf64>
  return %s, %t : tensor<?x16x16x16xf64>, tensor<16xf64>
}

//--- channels.mlir
// The same where channels are the rows of instructions: of 64 there are 48, and beside the image there is a row. The first filter stays in
// shared memory as one slice, the second as three.
func.func @f32(%x: tensor<?x15x16x32xf32>, %a: tensor<3x3x32x48xf32>, %b: tensor<3x1x48x48xf32>, %c: tensor<48xf32>) -> (tensor<?x15x16x48xf32>, tensor<48xf32>) {
  %y = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x16x32xf32>, tensor<3x3x32x48xf32>) -> tensor<?x15x16x48xf32>
  %r = nn.relu %y : tensor<?x15x16x48xf32>
  %n = nn.bias_add %r, %c : tensor<?x15x16x48xf32>, tensor<48xf32>
  %z = nn.conv2d %n, %b strides [1, 1] padding [1, 1, 0, 0] dilations [1, 1] groups 1 : (tensor<?x15x16x48xf32>, tensor<3x1x48x48xf32>) -> tensor<?x15x16x48xf32>
  %s = nn.add %z, %r : tensor<?x15x16x48xf32>
  %t = nn.channel_sum %s : (tensor<?x15x16x48xf32>) -> tensor<48xf32>
  return %s, %t : tensor<?x15x16x48xf32>, tensor<48xf32>
}
func.func @f64(%x: tensor<?x15x16x32xf64>, %a: tensor<3x3x32x48xf64>, %b: tensor<3x1x48x48xf64>, %c: tensor<48xf64>) -> (tensor<?x15x16x48xf64>, tensor<48xf64>) {
  %y = nn.conv2d %x, %a strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x15x16x32xf64>, tensor<3x3x32x48xf64>) -> tensor<?x15x16x48xf64>
  %r = nn.relu %y : tensor<?x15x16x48xf64>
  %n = nn.bias_add %r, %c : tensor<?x15x16x48xf64>, tensor<48xf64>
  %z = nn.conv2d %n, %b strides [1, 1] padding [1, 1, 0, 0] dilations [1, 1] groups 1 : (tensor<?x15x16x48xf64>, tensor<3x1x48x48xf64>) -> tensor<?x15x16x48xf64>
  %s = nn.add %z, %r : tensor<?x15x16x48xf64>
  %t = nn.channel_sum %s : (tensor<?x15x16x48xf64>) -> tensor<48xf64>
  return %s, %t : tensor<?x15x16x48xf64>, tensor<48xf64>
}

//--- batches.mlir
// Four images are a tile, or two if half of the multiprocessors would have none.
func.func @f32(%x: tensor<?x8x8x16xf32>, %k: tensor<3x3x16x16xf32>) -> (tensor<?x8x8x16xf32>, tensor<16xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x16xf32>, tensor<3x3x16x16xf32>) -> tensor<?x8x8x16xf32>
  %s = nn.channel_sum %y : (tensor<?x8x8x16xf32>) -> tensor<16xf32>
  return %y, %s : tensor<?x8x8x16xf32>, tensor<16xf32>
}
func.func @f64(%x: tensor<?x8x8x16xf64>, %k: tensor<3x3x16x16xf64>) -> (tensor<?x8x8x16xf64>, tensor<16xf64>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x16xf64>, tensor<3x3x16x16xf64>) -> tensor<?x8x8x16xf64>
  %s = nn.channel_sum %y : (tensor<?x8x8x16xf64>) -> tensor<16xf64>
  return %y, %s : tensor<?x8x8x16xf64>, tensor<16xf64>
}

//--- sums.mlir
// The most that an epilogue takes of a block's memory: sixteen interleaved images with a halo, 128 channels, and five sums of each. Of the
// eight biases there is room for three, the others are loaded, and a sixth sum is a kernel of its own.
func.func @f32(%x: tensor<?x4x4x64xf32>, %k: tensor<3x3x64x128xf32>, %b0: tensor<128xf32>, %b1: tensor<128xf32>, %b2: tensor<128xf32>, %b3: tensor<128xf32>, %b4: tensor<128xf32>, %b5: tensor<128xf32>, %b6: tensor<128xf32>, %b7: tensor<128xf32>, %x0: tensor<?x4x4x128xf32>, %x1: tensor<?x4x4x128xf32>, %x2: tensor<?x4x4x128xf32>, %x3: tensor<?x4x4x128xf32>, %x4: tensor<?x4x4x128xf32>) -> (tensor<?x4x4x128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x64xf32>, tensor<3x3x64x128xf32>) -> tensor<?x4x4x128xf32>
  %1 = nn.bias_add %0, %b0 : tensor<?x4x4x128xf32>, tensor<128xf32>
  %2 = nn.bias_add %1, %b1 : tensor<?x4x4x128xf32>, tensor<128xf32>
  %3 = nn.bias_add %2, %b2 : tensor<?x4x4x128xf32>, tensor<128xf32>
  %4 = nn.bias_add %3, %b3 : tensor<?x4x4x128xf32>, tensor<128xf32>
  %5 = nn.bias_add %4, %b4 : tensor<?x4x4x128xf32>, tensor<128xf32>
  %6 = nn.bias_add %5, %b5 : tensor<?x4x4x128xf32>, tensor<128xf32>
  %7 = nn.bias_add %6, %b6 : tensor<?x4x4x128xf32>, tensor<128xf32>
  %8 = nn.bias_add %7, %b7 : tensor<?x4x4x128xf32>, tensor<128xf32>
  %s = nn.channel_sum %8 : (tensor<?x4x4x128xf32>) -> tensor<128xf32>
  %s0 = nn.channel_sum %8, %x0 : (tensor<?x4x4x128xf32>, tensor<?x4x4x128xf32>) -> tensor<128xf32>
  %s1 = nn.channel_sum %8, %x1 : (tensor<?x4x4x128xf32>, tensor<?x4x4x128xf32>) -> tensor<128xf32>
  %s2 = nn.channel_sum %8, %x2 : (tensor<?x4x4x128xf32>, tensor<?x4x4x128xf32>) -> tensor<128xf32>
  %s3 = nn.channel_sum %8, %x3 : (tensor<?x4x4x128xf32>, tensor<?x4x4x128xf32>) -> tensor<128xf32>
  %s4 = nn.channel_sum %8, %x4 : (tensor<?x4x4x128xf32>, tensor<?x4x4x128xf32>) -> tensor<128xf32>
  return %8, %s, %s0, %s1, %s2, %s3, %s4 : tensor<?x4x4x128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>, tensor<128xf32>
}
func.func @f64(%x: tensor<?x4x4x64xf64>, %k: tensor<3x3x64x128xf64>, %b0: tensor<128xf64>, %b1: tensor<128xf64>, %b2: tensor<128xf64>, %b3: tensor<128xf64>, %b4: tensor<128xf64>, %b5: tensor<128xf64>, %b6: tensor<128xf64>, %b7: tensor<128xf64>, %x0: tensor<?x4x4x128xf64>, %x1: tensor<?x4x4x128xf64>, %x2: tensor<?x4x4x128xf64>, %x3: tensor<?x4x4x128xf64>, %x4: tensor<?x4x4x128xf64>) -> (tensor<?x4x4x128xf64>, tensor<128xf64>, tensor<128xf64>, tensor<128xf64>, tensor<128xf64>, tensor<128xf64>, tensor<128xf64>) {
  %0 = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x4x4x64xf64>, tensor<3x3x64x128xf64>) -> tensor<?x4x4x128xf64>
  %1 = nn.bias_add %0, %b0 : tensor<?x4x4x128xf64>, tensor<128xf64>
  %2 = nn.bias_add %1, %b1 : tensor<?x4x4x128xf64>, tensor<128xf64>
  %3 = nn.bias_add %2, %b2 : tensor<?x4x4x128xf64>, tensor<128xf64>
  %4 = nn.bias_add %3, %b3 : tensor<?x4x4x128xf64>, tensor<128xf64>
  %5 = nn.bias_add %4, %b4 : tensor<?x4x4x128xf64>, tensor<128xf64>
  %6 = nn.bias_add %5, %b5 : tensor<?x4x4x128xf64>, tensor<128xf64>
  %7 = nn.bias_add %6, %b6 : tensor<?x4x4x128xf64>, tensor<128xf64>
  %8 = nn.bias_add %7, %b7 : tensor<?x4x4x128xf64>, tensor<128xf64>
  %s = nn.channel_sum %8 : (tensor<?x4x4x128xf64>) -> tensor<128xf64>
  %s0 = nn.channel_sum %8, %x0 : (tensor<?x4x4x128xf64>, tensor<?x4x4x128xf64>) -> tensor<128xf64>
  %s1 = nn.channel_sum %8, %x1 : (tensor<?x4x4x128xf64>, tensor<?x4x4x128xf64>) -> tensor<128xf64>
  %s2 = nn.channel_sum %8, %x2 : (tensor<?x4x4x128xf64>, tensor<?x4x4x128xf64>) -> tensor<128xf64>
  %s3 = nn.channel_sum %8, %x3 : (tensor<?x4x4x128xf64>, tensor<?x4x4x128xf64>) -> tensor<128xf64>
  %s4 = nn.channel_sum %8, %x4 : (tensor<?x4x4x128xf64>, tensor<?x4x4x128xf64>) -> tensor<128xf64>
  return %8, %s, %s0, %s1, %s2, %s3, %s4 : tensor<?x4x4x128xf64>, tensor<128xf64>, tensor<128xf64>, tensor<128xf64>, tensor<128xf64>, tensor<128xf64>, tensor<128xf64>
}
