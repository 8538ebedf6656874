// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s
// RUN: anabranch-opt %s --generate-cpu-kernels=vector-bytes=32 --canonicalize --cse | FileCheck %s --check-prefix=HALF

// Whole vectors of 24 channels, then one by one, with zeros in the lanes beyond the last channel. The prologue runs here.
// CHECK-LABEL: func.func @direct(
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<3x3x4x24xf32>, %[[PACKED:[a-z0-9]+]]: memref<1152xf32>)
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: kernel.parallel %{{.*}} scratch 0
// CHECK: vector.load %[[W]][{{.*}}] : memref<3x3x4x24xf32>, vector<16xf32>
// CHECK-NEXT: %[[NEGATIVE:.*]] = arith.negf
// CHECK: vector.store %[[NEGATIVE]], %[[PACKED]][{{.*}}] {alignment = 64 : i64, nontemporal = true}
// CHECK: memref.load %[[W]]
// CHECK-NEXT: %[[SCALAR:.*]] = arith.negf
// CHECK: memref.store %[[SCALAR]], %[[PACKED]][
// CHECK: memref.store %[[ZERO]], %[[PACKED]][
// CHECK-NOT: kernel.parallel
// CHECK: return
func.func @direct(%extent: index, %w: memref<3x3x4x24xf32>, %packed: memref<1152xf32>) {
  kernel.pack_filter rhs(%w : memref<3x3x4x24xf32>) into(%packed : memref<1152xf32>) domain tensor<1152xf32>
      {images_type = tensor<?x8x8x4xf32>, results_type = tensor<?x4x4x24xf32>,
       strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      rhs_prologue {
      ^bb0(%e: f32):
        %0 = arith.negf %e : f32
        kernel.yield %0 : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}

// For a gradient the roles of the channels are swapped: rows of the filter are result channels. Squares of them are turned, so that lines of the
// filter are read once and whole. Of 20 source channels four are left, and of 18 result channels two.
// CHECK-LABEL: func.func @input_grad(
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<1x1x18x20xf32>, %[[PACKED:[a-z0-9]+]]: memref<640xf32>)
// CHECK-COUNT-16: vector.load %[[W]]
// CHECK-NOT: vector.load
// CHECK-COUNT-64: vector.shuffle
// CHECK-COUNT-16: vector.store %{{.*}}, %[[PACKED]][
// CHECK: %[[SOURCE:.*]] = memref.load %[[W]]
// CHECK: memref.store %[[SOURCE]], %[[PACKED]][
// CHECK: %[[RESULT:.*]] = memref.load %[[W]]
// CHECK: memref.store %[[RESULT]], %[[PACKED]][
// CHECK: return
func.func @input_grad(%extent: index, %w: memref<1x1x18x20xf32>, %packed: memref<640xf32>) {
  kernel.pack_filter rhs(%w : memref<1x1x18x20xf32>) into(%packed : memref<640xf32>) domain tensor<640xf32>
      {images_type = tensor<?x4x4x18xf32>, results_type = tensor<?x2x2x20xf32>, input_grad,
       strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}

// Winograd's is transformed: nine vectors are loaded, sixteen stored. Vectors that are lines of the cache go past it in all filters, and
// parts of lines do not.
// HALF-NOT: nontemporal
// CHECK-LABEL: func.func @winograd(
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<3x3x16x16xf32>, %[[PACKED:[a-z0-9]+]]: memref<4096xf32>)
// CHECK: kernel.parallel
// CHECK-COUNT-9: vector.load %[[W]]
// CHECK-NOT: vector.load %[[W]]
// CHECK-COUNT-16: vector.store %{{.*}}, %[[PACKED]][{{.*}}] {alignment = 64 : i64, nontemporal = true}
// CHECK-NOT: vector.store
// CHECK: return
func.func @winograd(%extent: index, %w: memref<3x3x16x16xf32>, %packed: memref<4096xf32>) {
  kernel.pack_filter rhs(%w : memref<3x3x16x16xf32>) into(%packed : memref<4096xf32>) domain tensor<4096xf32>
      {images_type = tensor<?x8x8x16xf32>, results_type = tensor<?x8x8x16xf32>, algorithm = #kernel<algorithm winograd2>,
       strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}
