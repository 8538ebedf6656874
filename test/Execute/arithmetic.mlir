// RUN: anabranch-run %s | FileCheck %s
// RUN: anabranch-run %s --march=x86-64-v3 --fuse=none | FileCheck %s

// CHECK-LABEL: @same_shapes
// CHECK: tensor<?x3xf32>: 11 22 33 44 55 66
// CHECK: tensor<?x3xf32>: -9 -18 -27 -36 -45 -54
// CHECK: tensor<?x3xf32>: 10 40 90 160 250 360
// CHECK: tensor<?x3xf32>: 0.5 1 1.5 2 2.5 3
func.func @same_shapes(%x: tensor<?x3xf32> {nn.value = dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>},
                       %y: tensor<?x3xf32> {nn.value = dense<[[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]]> : tensor<2x3xf32>})
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.add %x, %y : tensor<?x3xf32>
  %1 = nn.subtract %x, %y : tensor<?x3xf32>
  %2 = nn.multiply %x, %y : tensor<?x3xf32>
  %3 = nn.scale %x by 0.5 : tensor<?x3xf32>
  return %0, %1, %2, %3 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}
