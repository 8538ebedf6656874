// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// Each product is a unit of work. The right operand is copied, its vectors transposed in registers, and the left one is read where it lies.
// CHECK-LABEL: func.func @scores(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[A:[a-z0-9]+]]: memref<?x2x8x16xf32>, %[[B:[a-z0-9]+]]: memref<?x2x16x16xf32>, %[[Y:[a-z0-9]+]]: memref<?x2x8x16xf32>)
// CHECK: %[[UNITS:.*]] = arith.muli %[[EXTENT]], %c2
// CHECK: kernel.parallel %[[UNITS]] scratch 1024
// CHECK: %[[HEAD:.*]] = arith.remui %{{.*}}, %c2
// CHECK: %[[PANEL:.*]] = memref.view %{{.*}} to memref<256xf32>
// CHECK: %[[LEFT:.*]] = memref.reinterpret_cast %[[A]]
// CHECK-COUNT-16: vector.load %[[B]][%{{.*}}, %[[HEAD]], %{{.*}}, %{{.*}}]
// CHECK-COUNT-64: vector.shuffle
// CHECK-COUNT-16: vector.store %{{.*}}, %[[PANEL]]
// CHECK: scf.for {{.*}} = %c0 to %c16
// CHECK: vector.load %[[PANEL]]
// CHECK: memref.load %[[LEFT]]
// CHECK-COUNT-8: vector.fma
// CHECK: scf.yield
// CHECK-COUNT-8: vector.store %{{.*}}, %[[Y]]
// CHECK-NOT: vector.store
func.func @scores(%extent: index, %a: memref<?x2x8x16xf32>, %b: memref<?x2x16x16xf32>, %y: memref<?x2x8x16xf32>) {
  kernel.matmul lhs(%a : memref<?x2x8x16xf32>) rhs(%b : memref<?x2x16x16xf32>) into(%y : memref<?x2x8x16xf32>) domain tensor<?x2x8x16xf32>
      {transpose_rhs}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}

// 2,000 products for each element are summed in chunks: the block's 52 rows, four tiles, pass by a part of the right operand that stays in the cache. The last
// block of rows has fewer tiles, and the last part of the depth is shorter.
// CHECK-LABEL: func.func @chunks(
// CHECK-SAME: memref<?x100x2000xf32>, %[[B:[a-z0-9]+]]: memref<?x2000x64xf32>
// CHECK: %[[PANEL:.*]] = memref.view %{{.*}}[%c0][] {{.*}} to memref<[[SIZE:.*]]xf32>
// CHECK: %[[SUMS:.*]] = memref.view
// CHECK: scf.for %[[CHUNK:[a-z0-9]+]] = %c0
// CHECK: %[[DEPTH:.*]] = arith.minsi
// CHECK: scf.for {{.*}} = %c0 to %[[DEPTH]]
// CHECK-COUNT-2: vector.load %[[B]]
// CHECK: scf.if
// CHECK: vector.load %[[SUMS]]
// CHECK: scf.for {{.*}} = %c0 to %[[DEPTH]]
// CHECK: vector.fma
// CHECK: vector.store %{{.*}}, %[[SUMS]]
func.func @chunks(%extent: index, %a: memref<?x100x2000xf32>, %b: memref<?x2000x64xf32>, %y: memref<?x100x64xf32>) {
  kernel.matmul lhs(%a : memref<?x100x2000xf32>) rhs(%b : memref<?x2000x64xf32>) into(%y : memref<?x100x64xf32>) domain tensor<?x100x64xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}

// A transposed left operand is copied as it lies, so that what a tile multiplies lies together.
// CHECK-LABEL: func.func @transposed(
// CHECK-SAME: %[[A:[a-z0-9]+]]: memref<?x24x8xf32>
// CHECK: %[[COPY:.*]] = memref.view %{{.*}} to memref<384xf32>
// CHECK: memref.load %[[A]]
// CHECK: memref.store %{{.*}}, %[[COPY]]
// CHECK: memref.load %[[COPY]]
// CHECK: vector.fma
func.func @transposed(%extent: index, %a: memref<?x24x8xf32>, %b: memref<?x24x16xf32>, %y: memref<?x8x16xf32>) {
  kernel.matmul lhs(%a : memref<?x24x8xf32>) rhs(%b : memref<?x24x16xf32>) into(%y : memref<?x8x16xf32>) domain tensor<?x8x16xf32>
      {transpose_lhs}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}

// Rows of a lone product are shared among threads, two tiles at a time.
// CHECK-LABEL: func.func @single(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index
// CHECK: %[[UNITS:.*]] = arith.muli %[[EXTENT]], %c10
// CHECK: kernel.parallel %[[UNITS]]
func.func @single(%extent: index, %a: memref<1x256x64xf32>, %b: memref<1x64x64xf32>, %y: memref<1x256x64xf32>) {
  kernel.matmul lhs(%a : memref<1x256x64xf32>) rhs(%b : memref<1x64x64xf32>) into(%y : memref<1x256x64xf32>) domain tensor<1x256x64xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}
