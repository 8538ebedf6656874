// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// Each piece of the batch has a filter of its own, zero at first; the pieces are added in order at the end.
// CHECK-LABEL: func.func @pieces(
// CHECK-SAME: %{{[a-z0-9]+}}: index, %[[X:[a-z0-9]+]]: memref<?x8x8x16xf32>, %[[DY:[a-z0-9]+]]: memref<?x4x4x24xf32>,
// CHECK-SAME: %[[S:[a-z0-9]+]]: memref<24xf32>, %[[DW:[a-z0-9]+]]: memref<3x3x16x24xf32>, %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// CHECK-DAG: %[[FIRST8:.*]] = arith.constant dense<[true, true, true, true, true, true, true, true, false, {{.*}}]> : vector<16xi1>
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK: kernel.parallel %{{.*}} scratch {{[1-9]}}
// CHECK: %[[PIECES:.*]] = memref.view %[[WORKSPACE]]
// CHECK: vector.store %[[ZERO]], %[[PIECES]]
// CHECK: vector.maskedstore %[[PIECES]][%{{.*}}], %[[FIRST8]], %[[ZERO]]

// Images and gradients are copied, the prologues applied on the way. What lanes that do not exist hold (0 / 0 here) is added to sums that are not stored.
// CHECK: %[[IN:.*]] = vector.load %[[X]]
// CHECK: vector.store %[[IN]], %[[IMAGES:.*]][
// CHECK: %[[GRAD:.*]] = vector.maskedload %[[DY]][{{.*}}], %[[FIRST8]], %[[ZERO]]
// CHECK: %[[SCALE:.*]] = vector.maskedload %[[S]][{{.*}}], %[[FIRST8]], %[[ZERO]]
// CHECK: %[[QUOTIENT:.*]] = arith.divf %[[GRAD]], %[[SCALE]] : vector<16xf32>
// CHECK-NOT: arith.select
// CHECK: vector.store %[[QUOTIENT]]

// The sums of a tile of the filter stay in registers over all pixels of the block.
// CHECK: %[[START:.*]] = vector.load %[[PIECES]]
// CHECK: scf.for {{.*}} iter_args(%{{[a-z0-9]+}} = %[[START]]
// CHECK-NOT: divf
// CHECK-NOT: mask
// CHECK: %[[ROW:.*]] = vector.load
// CHECK: %[[ELEMENT:.*]] = memref.load %[[IMAGES]]
// CHECK-NEXT: %[[SPLAT:.*]] = vector.broadcast %[[ELEMENT]]
// CHECK-NEXT: vector.fma %[[SPLAT]], %[[ROW]], %{{.*}} : vector<16xf32>
// CHECK: scf.yield
// CHECK: vector.store %{{.*}}, %[[PIECES]]

// CHECK: kernel.parallel %{{.*}} scratch 0
// CHECK: %[[FILTER:.*]] = memref.reinterpret_cast %[[DW]]
// CHECK: scf.for
// CHECK: arith.addf %{{.*}} : vector<16xf32>
// CHECK: vector.store %{{.*}}, %[[FILTER]]
// CHECK: scf.for
// CHECK: arith.addf %{{.*}} : f32
// CHECK: memref.store %{{.*}}, %[[FILTER]]
func.func @pieces(%extent: index, %x: memref<?x8x8x16xf32>, %dy: memref<?x4x4x24xf32>, %s: memref<24xf32>, %dw: memref<3x3x16x24xf32>, %pieces: memref<?xi8>) {
  kernel.convolution_kernel_grad lhs(%x : memref<?x8x8x16xf32>) rhs(%dy, %s : memref<?x4x4x24xf32>, memref<24xf32>)
      into(%dw, %pieces : memref<3x3x16x24xf32>, memref<?xi8>) domain tensor<3x3x16x24xf32>
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32, %scale: f32):
        %0 = arith.divf %e, %scale : f32
        kernel.yield %0 : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}

// With enough groups to share out, the sums go to the result at once.
// CHECK-LABEL: func.func @groups(
// CHECK-SAME: %[[DW:[a-z0-9]+]]: memref<1x1x1x1024xf32>)
// CHECK: kernel.parallel
// CHECK: %[[FILTER:.*]] = memref.reinterpret_cast %[[DW]]
// CHECK: vector.fma
// CHECK: vector.store %{{.*}}, %[[FILTER]]
// CHECK-NOT: kernel.parallel
// CHECK: return
func.func @groups(%extent: index, %x: memref<?x4x4x64xf32>, %dy: memref<?x4x4x1024xf32>, %dw: memref<1x1x1x1024xf32>) {
  kernel.convolution_kernel_grad lhs(%x : memref<?x4x4x64xf32>) rhs(%dy : memref<?x4x4x1024xf32>)
      into(%dw : memref<1x1x1x1024xf32>) domain tensor<1x1x1x1024xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 64 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}

// The rows of a single column are summed in one loop, over the images' loop.
// CHECK-LABEL: func.func @column(
// CHECK: scf.for {{.*}} iter_args(
// CHECK: scf.for %{{.*}} = %c0 to %c8 step %c1 iter_args(
// CHECK-NOT: scf.for
// CHECK-COUNT-16: vector.fma
// CHECK-NOT: vector.fma
func.func @column(%extent: index, %x: memref<?x8x1x16xf32>, %dy: memref<?x8x1x16xf32>, %dw: memref<3x1x16x16xf32>, %pieces: memref<?xi8>) {
  kernel.convolution_kernel_grad lhs(%x : memref<?x8x1x16xf32>) rhs(%dy : memref<?x8x1x16xf32>)
      into(%dw, %pieces : memref<3x1x16x16xf32>, memref<?xi8>) domain tensor<3x1x16x16xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}
