// Matrices of all sizes against double precision: such as are no whole vectors, tiles, blocks of rows (of 64 and more) or chunks of the depth, the
// last of which has the epilogue; with prologues of both operands, and an epilogue that is also summed. Vectors of double precision have other
// numbers of elements, and so other tiles and remainders. A GPU's blocks have 64 or 128 rows. Sums of up to 700 products round by less than 6e-6
// of the largest result (see convolution-blocks.mlir).
// RUN: split-file %s %t
// DEFINE: %{run} = anabranch-run --entry=f32 --reference=f64
// RUN: %{run} %t/small.mlir --tolerance=6e-6 --batch=3 | FileCheck %s
// RUN: %{run} %t/small.mlir --tolerance=6e-6 --batch=3 --march=x86-64-v3 | FileCheck %s
// RUN: %{run} %t/small.mlir --tolerance=6e-6 --batch=3 --fuse=none | FileCheck %s
// RUN: %{run} %t/large.mlir --tolerance=6e-6 --batch=2 | FileCheck %s
// RUN: %{run} %t/large.mlir --tolerance=6e-6 --batch=2 --march=x86-64-v3 | FileCheck %s
// RUN: %{run} %t/fused.mlir --tolerance=6e-6 --batch=3 | FileCheck %s
// RUN: %{run} %t/fused.mlir --tolerance=6e-6 --batch=3 --march=x86-64-v3 --fuse=none | FileCheck %s
// RUN: %{run} %t/single.mlir --tolerance=6e-6 | FileCheck %s
// RUN: %{run} %t/small.mlir --target=cuda --tolerance=6e-6 --batch=3 | FileCheck %s
// RUN: %{run} %t/large.mlir --target=cuda --tolerance=6e-6 --batch=1 | FileCheck %s
// RUN: %{run} %t/fused.mlir --target=cuda --tolerance=6e-6 --batch=3 | FileCheck %s
// bf16 has the tolerance of cuda-bf16.mlir.
// DEFINE: %{chip} = sm_80
// DEFINE: %{narrow} = %{run} --target=cuda --chip=%{chip} --precision=bf16 --tolerance=1e-2
// RUN: %{narrow} %t/small.mlir --batch=3 | FileCheck %s
// RUN: %{narrow} %t/large.mlir --batch=1 | FileCheck %s
// RUN: %{narrow} %t/fused.mlir --batch=3 | FileCheck %s
// REDEFINE: %{chip} = sm_90a
// RUN: %{narrow} %t/small.mlir --batch=3 | FileCheck %s
// RUN: %{narrow} %t/large.mlir --batch=1 | FileCheck %s
// RUN: %{narrow} %t/fused.mlir --batch=3 | FileCheck %s

// CHECK: close to @f64

//--- small.mlir
func.func @f32(%a: tensor<?x3x7x19xf32>, %at: tensor<?x3x19x7xf32>, %b: tensor<?x3x19x21xf32>, %bt: tensor<?x3x21x19xf32>) -> (tensor<?x3x7x21xf32>, tensor<?x3x7x21xf32>, tensor<?x3x7x21xf32>, tensor<?x3x7x21xf32>) {
  %0 = nn.matmul %a, %b : (tensor<?x3x7x19xf32>, tensor<?x3x19x21xf32>) -> tensor<?x3x7x21xf32>
  %1 = nn.matmul %a, %bt {transpose_rhs} : (tensor<?x3x7x19xf32>, tensor<?x3x21x19xf32>) -> tensor<?x3x7x21xf32>
  %2 = nn.matmul %at, %b {transpose_lhs} : (tensor<?x3x19x7xf32>, tensor<?x3x19x21xf32>) -> tensor<?x3x7x21xf32>
  %3 = nn.matmul %at, %bt {transpose_lhs, transpose_rhs} : (tensor<?x3x19x7xf32>, tensor<?x3x21x19xf32>) -> tensor<?x3x7x21xf32>
  return %0, %1, %2, %3 : tensor<?x3x7x21xf32>, tensor<?x3x7x21xf32>, tensor<?x3x7x21xf32>, tensor<?x3x7x21xf32>
}
func.func @f64(%a: tensor<?x3x7x19xf64>, %at: tensor<?x3x19x7xf64>, %b: tensor<?x3x19x21xf64>, %bt: tensor<?x3x21x19xf64>) -> (tensor<?x3x7x21xf64>, tensor<?x3x7x21xf64>, tensor<?x3x7x21xf64>, tensor<?x3x7x21xf64>) {
  %0 = nn.matmul %a, %b : (tensor<?x3x7x19xf64>, tensor<?x3x19x21xf64>) -> tensor<?x3x7x21xf64>
  %1 = nn.matmul %a, %bt {transpose_rhs} : (tensor<?x3x7x19xf64>, tensor<?x3x21x19xf64>) -> tensor<?x3x7x21xf64>
  %2 = nn.matmul %at, %b {transpose_lhs} : (tensor<?x3x19x7xf64>, tensor<?x3x19x21xf64>) -> tensor<?x3x7x21xf64>
  %3 = nn.matmul %at, %bt {transpose_lhs, transpose_rhs} : (tensor<?x3x19x7xf64>, tensor<?x3x21x19xf64>) -> tensor<?x3x7x21xf64>
  return %0, %1, %2, %3 : tensor<?x3x7x21xf64>, tensor<?x3x7x21xf64>, tensor<?x3x7x21xf64>, tensor<?x3x7x21xf64>
}

//--- large.mlir
func.func @f32(%a: tensor<?x131x700xf32>, %at: tensor<?x700x131xf32>, %b: tensor<?x700x70xf32>, %bt: tensor<?x70x700xf32>) -> (tensor<?x131x70xf32>, tensor<?x131x70xf32>, tensor<?x131x70xf32>, tensor<?x131x70xf32>) {
  %0 = nn.matmul %a, %b : (tensor<?x131x700xf32>, tensor<?x700x70xf32>) -> tensor<?x131x70xf32>
  %1 = nn.matmul %a, %bt {transpose_rhs} : (tensor<?x131x700xf32>, tensor<?x70x700xf32>) -> tensor<?x131x70xf32>
  %2 = nn.matmul %at, %b {transpose_lhs} : (tensor<?x700x131xf32>, tensor<?x700x70xf32>) -> tensor<?x131x70xf32>
  %3 = nn.matmul %at, %bt {transpose_lhs, transpose_rhs} : (tensor<?x700x131xf32>, tensor<?x70x700xf32>) -> tensor<?x131x70xf32>
  return %0, %1, %2, %3 : tensor<?x131x70xf32>, tensor<?x131x70xf32>, tensor<?x131x70xf32>, tensor<?x131x70xf32>
}
func.func @f64(%a: tensor<?x131x700xf64>, %at: tensor<?x700x131xf64>, %b: tensor<?x700x70xf64>, %bt: tensor<?x70x700xf64>) -> (tensor<?x131x70xf64>, tensor<?x131x70xf64>, tensor<?x131x70xf64>, tensor<?x131x70xf64>) {
  %0 = nn.matmul %a, %b : (tensor<?x131x700xf64>, tensor<?x700x70xf64>) -> tensor<?x131x70xf64>
  %1 = nn.matmul %a, %bt {transpose_rhs} : (tensor<?x131x700xf64>, tensor<?x70x700xf64>) -> tensor<?x131x70xf64>
  %2 = nn.matmul %at, %b {transpose_lhs} : (tensor<?x700x131xf64>, tensor<?x700x70xf64>) -> tensor<?x131x70xf64>
  %3 = nn.matmul %at, %bt {transpose_lhs, transpose_rhs} : (tensor<?x700x131xf64>, tensor<?x70x700xf64>) -> tensor<?x131x70xf64>
  return %0, %1, %2, %3 : tensor<?x131x70xf64>, tensor<?x131x70xf64>, tensor<?x131x70xf64>, tensor<?x131x70xf64>
}

//--- fused.mlir
func.func @f32(%a: tensor<?x3x70x33xf32>, %b: tensor<?x3x37x33xf32>, %g: tensor<33xf32>, %h: tensor<33xf32>, %c: tensor<37xf32>) -> (tensor<?x3x70x37xf32>, tensor<37xf32>) {
  %x = nn.channel_affine %a scales(%g) shift %h : (tensor<?x3x70x33xf32>, tensor<33xf32>, tensor<33xf32>) -> tensor<?x3x70x33xf32>
  %w = nn.channel_affine %b scales(%g) shift %h : (tensor<?x3x37x33xf32>, tensor<33xf32>, tensor<33xf32>) -> tensor<?x3x37x33xf32>
  %0 = nn.matmul %x, %w {transpose_rhs} : (tensor<?x3x70x33xf32>, tensor<?x3x37x33xf32>) -> tensor<?x3x70x37xf32>
  %1 = nn.bias_add %0, %c : tensor<?x3x70x37xf32>, tensor<37xf32>
  %2 = nn.relu %1 : tensor<?x3x70x37xf32>
  %3 = nn.channel_sum %2 : (tensor<?x3x70x37xf32>) -> tensor<37xf32>
  return %2, %3 : tensor<?x3x70x37xf32>, tensor<37xf32>
}
func.func @f64(%a: tensor<?x3x70x33xf64>, %b: tensor<?x3x37x33xf64>, %g: tensor<33xf64>, %h: tensor<33xf64>, %c: tensor<37xf64>) -> (tensor<?x3x70x37xf64>, tensor<37xf64>) {
  %x = nn.channel_affine %a scales(%g) shift %h : (tensor<?x3x70x33xf64>, tensor<33xf64>, tensor<33xf64>) -> tensor<?x3x70x33xf64>
  %w = nn.channel_affine %b scales(%g) shift %h : (tensor<?x3x37x33xf64>, tensor<33xf64>, tensor<33xf64>) -> tensor<?x3x37x33xf64>
  %0 = nn.matmul %x, %w {transpose_rhs} : (tensor<?x3x70x33xf64>, tensor<?x3x37x33xf64>) -> tensor<?x3x70x37xf64>
  %1 = nn.bias_add %0, %c : tensor<?x3x70x37xf64>, tensor<37xf64>
  %2 = nn.relu %1 : tensor<?x3x70x37xf64>
  %3 = nn.channel_sum %2 : (tensor<?x3x70x37xf64>) -> tensor<37xf64>
  return %2, %3 : tensor<?x3x70x37xf64>, tensor<37xf64>
}

//--- single.mlir
// The rows of a single product are shared by all threads.
func.func @f32(%a: tensor<1x150x40xf32>, %at: tensor<1x40x150xf32>, %b: tensor<1x40x24xf32>, %bt: tensor<1x24x40xf32>) -> (tensor<1x150x24xf32>, tensor<1x150x24xf32>, tensor<1x150x24xf32>, tensor<1x150x24xf32>) {
  %0 = nn.matmul %a, %b : (tensor<1x150x40xf32>, tensor<1x40x24xf32>) -> tensor<1x150x24xf32>
  %1 = nn.matmul %a, %bt {transpose_rhs} : (tensor<1x150x40xf32>, tensor<1x24x40xf32>) -> tensor<1x150x24xf32>
  %2 = nn.matmul %at, %b {transpose_lhs} : (tensor<1x40x150xf32>, tensor<1x40x24xf32>) -> tensor<1x150x24xf32>
  %3 = nn.matmul %at, %bt {transpose_lhs, transpose_rhs} : (tensor<1x40x150xf32>, tensor<1x24x40xf32>) -> tensor<1x150x24xf32>
  return %0, %1, %2, %3 : tensor<1x150x24xf32>, tensor<1x150x24xf32>, tensor<1x150x24xf32>, tensor<1x150x24xf32>
}
func.func @f64(%a: tensor<1x150x40xf64>, %at: tensor<1x40x150xf64>, %b: tensor<1x40x24xf64>, %bt: tensor<1x24x40xf64>) -> (tensor<1x150x24xf64>, tensor<1x150x24xf64>, tensor<1x150x24xf64>, tensor<1x150x24xf64>) {
  %0 = nn.matmul %a, %b : (tensor<1x150x40xf64>, tensor<1x40x24xf64>) -> tensor<1x150x24xf64>
  %1 = nn.matmul %a, %bt {transpose_rhs} : (tensor<1x150x40xf64>, tensor<1x24x40xf64>) -> tensor<1x150x24xf64>
  %2 = nn.matmul %at, %b {transpose_lhs} : (tensor<1x40x150xf64>, tensor<1x40x24xf64>) -> tensor<1x150x24xf64>
  %3 = nn.matmul %at, %bt {transpose_lhs, transpose_rhs} : (tensor<1x40x150xf64>, tensor<1x24x40xf64>) -> tensor<1x150x24xf64>
  return %0, %1, %2, %3 : tensor<1x150x24xf64>, tensor<1x150x24xf64>, tensor<1x150x24xf64>, tensor<1x150x24xf64>
}
