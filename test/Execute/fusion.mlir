// Every fusion alone and all together give the numbers of one kernel per op.
// RUN: anabranch-run %s --fuse=none | FileCheck %s
// RUN: anabranch-run %s --fuse=conv-relu-bn | FileCheck %s
// RUN: anabranch-run %s --fuse=conv-relu-bn,skip-add | FileCheck %s
// RUN: anabranch-run %s --fuse=bn-statistics | FileCheck %s
// RUN: anabranch-run %s --fuse=bn-affine | FileCheck %s
// RUN: anabranch-run %s --fuse=bn-finalizers | FileCheck %s
// RUN: anabranch-run %s --fuse=all | FileCheck %s
// RUN: anabranch-run %s --target=cuda --fuse=bn-finalizers | FileCheck %s
// RUN: anabranch-run %s --target=cuda --fuse=none | FileCheck %s
// RUN: anabranch-run %s --target=cuda --fuse=all | FileCheck %s

// By hand: a 3x3 sum of 1..9 is 12 21 16 27 45 33 24 39 28; the second channel is that less 20,
// where it is positive. The mean of the first is 245 / 9 and its variance 7565 / 9 - (245 / 9)^2.
// CHECK: tensor<?x3x3x2xf32>: 12 0 21 1 16 0 27 7 45 25 33 13 24 4 39 19 28 8
// CHECK: tensor<2xf32>: 27.2222 8.55556
// CHECK: tensor<2xf32>: 99.5062 69.5802
func.func @main(%x: tensor<?x3x3x1xf32> {nn.value = dense<[[[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]], [[7.0], [8.0], [9.0]]]]> : tensor<1x3x3x1xf32>},
                %k: tensor<3x3x1x2xf32> {nn.value = dense<1.0> : tensor<3x3x1x2xf32>},
                %b: tensor<2xf32> {nn.value = dense<[0.0, -20.0]> : tensor<2xf32>})
    -> (tensor<?x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %y = nn.conv2d %x, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
     : (tensor<?x3x3x1xf32>, tensor<3x3x1x2xf32>) -> tensor<?x3x3x2xf32>
  %z = nn.bias_add %y, %b : tensor<?x3x3x2xf32>, tensor<2xf32>
  %r = nn.relu %z : tensor<?x3x3x2xf32>
  %m, %v = nn.batch_statistics %r : tensor<?x3x3x2xf32> -> tensor<2xf32>
  return %r, %m, %v : tensor<?x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>
}
