// Gradients of filters from normalized images, whose factors and shifts are applied to sums: with padding, strides and dilations, where pixels
// share no divisor with a block's rows (5 x 7), and where all taps lie in the image. The GPU is emulated, and knows what the CPU in double
// precision does not: sums of the gradient by tap. Sums of hundreds of numbers below 1 round by less than 1e-6 of the largest.
// RUN: anabranch-run %s --target=cuda --entry=f32 --reference=f64 --tolerance=1e-6 --batch=1 | FileCheck %s
// RUN: anabranch-run %s --target=cuda --entry=f32 --reference=f64 --tolerance=1e-6 --batch=33 | FileCheck %s

// CHECK: close to @f64

func.func @f32(%xa: tensor<?x5x7x12xf32>, %sa: tensor<12xf32>, %ba: tensor<12xf32>, %da: tensor<?x5x7x12xf32>, %ea: tensor<?x5x7x12xf32>, %xb: tensor<?x8x8x16xf32>, %sb: tensor<16xf32>, %bb: tensor<16xf32>, %db: tensor<?x4x4x20xf32>, %eb: tensor<?x4x4x20xf32>, %xc: tensor<?x9x6x8xf32>, %sc: tensor<8xf32>, %bc: tensor<8xf32>, %dc: tensor<?x9x6x36xf32>, %ec: tensor<?x9x6x36xf32>, %xd: tensor<?x8x8x16xf32>, %sd: tensor<16xf32>, %bd: tensor<16xf32>, %dd: tensor<?x4x4x20xf32>, %ed: tensor<?x4x4x20xf32>) -> (tensor<3x3x12x12xf32>, tensor<12xf32>, tensor<3x3x16x20xf32>, tensor<20xf32>, tensor<3x3x8x36xf32>, tensor<36xf32>, tensor<1x1x16x20xf32>, tensor<20xf32>) {
  %na = nn.channel_affine %xa scales(%sa) shift %ba : (tensor<?x5x7x12xf32>, tensor<12xf32>, tensor<12xf32>) -> tensor<?x5x7x12xf32>
  %ga = nn.multiply %da, %ea : tensor<?x5x7x12xf32>
  %ka = nn.conv2d_kernel_grad %na, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x12xf32>, tensor<?x5x7x12xf32>) -> tensor<3x3x12x12xf32>
  %ta = nn.channel_sum %ga : (tensor<?x5x7x12xf32>) -> tensor<12xf32>
  %nb = nn.channel_affine %xb scales(%sb) shift %bb : (tensor<?x8x8x16xf32>, tensor<16xf32>, tensor<16xf32>) -> tensor<?x8x8x16xf32>
  %gb = nn.multiply %db, %eb : tensor<?x4x4x20xf32>
  %kb = nn.conv2d_kernel_grad %nb, %gb strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x16xf32>, tensor<?x4x4x20xf32>) -> tensor<3x3x16x20xf32>
  %tb = nn.channel_sum %gb : (tensor<?x4x4x20xf32>) -> tensor<20xf32>
  %nc = nn.channel_affine %xc scales(%sc) shift %bc : (tensor<?x9x6x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x9x6x8xf32>
  %gc = nn.multiply %dc, %ec : tensor<?x9x6x36xf32>
  %kc = nn.conv2d_kernel_grad %nc, %gc strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x9x6x8xf32>, tensor<?x9x6x36xf32>) -> tensor<3x3x8x36xf32>
  %tc = nn.channel_sum %gc : (tensor<?x9x6x36xf32>) -> tensor<36xf32>
  %nd = nn.channel_affine %xd scales(%sd) shift %bd : (tensor<?x8x8x16xf32>, tensor<16xf32>, tensor<16xf32>) -> tensor<?x8x8x16xf32>
  %gd = nn.multiply %dd, %ed : tensor<?x4x4x20xf32>
  %kd = nn.conv2d_kernel_grad %nd, %gd strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x8x16xf32>, tensor<?x4x4x20xf32>) -> tensor<1x1x16x20xf32>
  %td = nn.channel_sum %gd : (tensor<?x4x4x20xf32>) -> tensor<20xf32>
  return %ka, %ta, %kb, %tb, %kc, %tc, %kd, %td : tensor<3x3x12x12xf32>, tensor<12xf32>, tensor<3x3x16x20xf32>, tensor<20xf32>, tensor<3x3x8x36xf32>, tensor<36xf32>, tensor<1x1x16x20xf32>, tensor<20xf32>
}
func.func @f64(%xa: tensor<?x5x7x12xf64>, %sa: tensor<12xf64>, %ba: tensor<12xf64>, %da: tensor<?x5x7x12xf64>, %ea: tensor<?x5x7x12xf64>, %xb: tensor<?x8x8x16xf64>, %sb: tensor<16xf64>, %bb: tensor<16xf64>, %db: tensor<?x4x4x20xf64>, %eb: tensor<?x4x4x20xf64>, %xc: tensor<?x9x6x8xf64>, %sc: tensor<8xf64>, %bc: tensor<8xf64>, %dc: tensor<?x9x6x36xf64>, %ec: tensor<?x9x6x36xf64>, %xd: tensor<?x8x8x16xf64>, %sd: tensor<16xf64>, %bd: tensor<16xf64>, %dd: tensor<?x4x4x20xf64>, %ed: tensor<?x4x4x20xf64>) -> (tensor<3x3x12x12xf64>, tensor<12xf64>, tensor<3x3x16x20xf64>, tensor<20xf64>, tensor<3x3x8x36xf64>, tensor<36xf64>, tensor<1x1x16x20xf64>, tensor<20xf64>) {
  %na = nn.channel_affine %xa scales(%sa) shift %ba : (tensor<?x5x7x12xf64>, tensor<12xf64>, tensor<12xf64>) -> tensor<?x5x7x12xf64>
  %ga = nn.multiply %da, %ea : tensor<?x5x7x12xf64>
  %ka = nn.conv2d_kernel_grad %na, %ga strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1 : (tensor<?x5x7x12xf64>, tensor<?x5x7x12xf64>) -> tensor<3x3x12x12xf64>
  %ta = nn.channel_sum %ga : (tensor<?x5x7x12xf64>) -> tensor<12xf64>
  %nb = nn.channel_affine %xb scales(%sb) shift %bb : (tensor<?x8x8x16xf64>, tensor<16xf64>, tensor<16xf64>) -> tensor<?x8x8x16xf64>
  %gb = nn.multiply %db, %eb : tensor<?x4x4x20xf64>
  %kb = nn.conv2d_kernel_grad %nb, %gb strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1 : (tensor<?x8x8x16xf64>, tensor<?x4x4x20xf64>) -> tensor<3x3x16x20xf64>
  %tb = nn.channel_sum %gb : (tensor<?x4x4x20xf64>) -> tensor<20xf64>
  %nc = nn.channel_affine %xc scales(%sc) shift %bc : (tensor<?x9x6x8xf64>, tensor<8xf64>, tensor<8xf64>) -> tensor<?x9x6x8xf64>
  %gc = nn.multiply %dc, %ec : tensor<?x9x6x36xf64>
  %kc = nn.conv2d_kernel_grad %nc, %gc strides [1, 1] padding [2, 2, 2, 2] dilations [2, 2] groups 1 : (tensor<?x9x6x8xf64>, tensor<?x9x6x36xf64>) -> tensor<3x3x8x36xf64>
  %tc = nn.channel_sum %gc : (tensor<?x9x6x36xf64>) -> tensor<36xf64>
  %nd = nn.channel_affine %xd scales(%sd) shift %bd : (tensor<?x8x8x16xf64>, tensor<16xf64>, tensor<16xf64>) -> tensor<?x8x8x16xf64>
  %gd = nn.multiply %dd, %ed : tensor<?x4x4x20xf64>
  %kd = nn.conv2d_kernel_grad %nd, %gd strides [2, 2] padding [0, 0, 0, 0] dilations [1, 1] groups 1 : (tensor<?x8x8x16xf64>, tensor<?x4x4x20xf64>) -> tensor<1x1x16x20xf64>
  %td = nn.channel_sum %gd : (tensor<?x4x4x20xf64>) -> tensor<20xf64>
  return %ka, %ta, %kb, %tb, %kc, %tc, %kd, %td : tensor<3x3x12x12xf64>, tensor<12xf64>, tensor<3x3x16x20xf64>, tensor<20xf64>, tensor<3x3x8x36xf64>, tensor<36xf64>, tensor<1x1x16x20xf64>, tensor<20xf64>
}
