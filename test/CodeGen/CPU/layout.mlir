// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// Zeros above, beside, and what is copied: loops of their own, so that nothing asks where it is. Bias and zeros become the
// bias alone.
// CHECK-LABEL: func.func @gather(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x32xf32>, %[[B:[a-z0-9]+]]: memref<32xf32>, %[[Y:[a-z0-9]+]]: memref<?x9x7x32xf32>)
// CHECK-NOT: scf.if
// CHECK: kernel.parallel %[[EXTENT]] scratch 0
// CHECK: %[[BIAS:.*]] = vector.load %[[B]]
// CHECK: vector.store %{{.*}}, %[[Y]]
// CHECK: scf.for %[[ROW:[a-z0-9]+]] = %c1 to %c9
// CHECK-NEXT: scf.for %[[COLUMN:[a-z0-9]+]] = %c0 to %c7
// CHECK: %[[SOURCE_ROW:.*]] = arith.addi %[[ROW]], %c-1
// CHECK: %[[SOURCE_COLUMN:.*]] = arith.addi %[[COLUMN]], %c1
// CHECK: vector.load %[[X]][%{{.*}}, %[[SOURCE_ROW]], %[[SOURCE_COLUMN]], %{{.*}}]
// CHECK-NOT: scf.if
func.func @gather(%extent: index, %x: memref<?x8x8x32xf32>, %b: memref<32xf32>, %y: memref<?x9x7x32xf32>) {
  kernel.gather lhs(%x : memref<?x8x8x32xf32>) inputs(%b : memref<32xf32>) into(%y : memref<?x9x7x32xf32>) domain tensor<?x9x7x32xf32>
      {permutation = array<i64: 0, 1, 2, 3>, offsets = array<i64: 0, -1, 1, 0>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32, %bias: f32):
        %0 = arith.addf %e, %bias : f32
        kernel.yield %0 : f32
      }
  return
}

// Each row of the result is written from end to end: first one operand's channels, then the other's, whose last vector is not full.
// CHECK-LABEL: func.func @concatenate(
// CHECK-SAME: %[[A:[a-z0-9]+]]: memref<?x6x16xf32>, %[[B:[a-z0-9]+]]: memref<?x6x3xf32>, %[[Y:[a-z0-9]+]]: memref<?x6x19xf32>)
// CHECK: scf.for %[[ROW:[a-z0-9]+]] = %c0 to %c6
// CHECK-NEXT: %[[LEFT:.*]] = vector.load %[[A]][%{{.*}}, %[[ROW]], %c0]
// CHECK-NEXT: vector.store %[[LEFT]], %[[Y]][%{{.*}}, %[[ROW]], %c0]
// CHECK-NEXT: %[[RIGHT:.*]] = vector.maskedload %[[B]][%{{.*}}, %[[ROW]], %c0]
// CHECK-NEXT: vector.maskedstore %[[Y]][%{{.*}}, %[[ROW]], %c16], %{{.*}}, %[[RIGHT]]
func.func @concatenate(%extent: index, %a: memref<?x6x16xf32>, %b: memref<?x6x3xf32>, %y: memref<?x6x19xf32>) {
  kernel.concatenate lhs(%a, %b : memref<?x6x16xf32>, memref<?x6x3xf32>) into(%y : memref<?x6x19xf32>) domain tensor<?x6x19xf32>
      {dimension = 2 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}

// Of a single example without sums, each row is work of its own.
// CHECK-LABEL: func.func @concatenate_single(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[A:[a-z0-9]+]]: memref<1x6x16xf32>
// CHECK: %[[UNITS:.*]] = arith.muli %[[EXTENT]], %c6
// CHECK: kernel.parallel %[[UNITS]] scratch 0
// CHECK: %[[ROW:.*]] = arith.remui %{{.*}}, %c6
// CHECK: vector.load %[[A]][%{{.*}}, %[[ROW]], %c0]
// CHECK: return
func.func @concatenate_single(%extent: index, %a: memref<1x6x16xf32>, %b: memref<1x6x3xf32>, %y: memref<1x6x19xf32>) {
  kernel.concatenate lhs(%a, %b : memref<1x6x16xf32>, memref<1x6x3xf32>) into(%y : memref<1x6x19xf32>) domain tensor<1x6x19xf32>
      {dimension = 2 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}

// With sums the example is not cut: its rows add to the same.
// CHECK-LABEL: func.func @negative_single_with_sums(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index
// CHECK: kernel.parallel %[[EXTENT]] scratch 0
// CHECK: scf.for %{{.*}} = %c0 to %c6
// CHECK: return
func.func @negative_single_with_sums(%extent: index, %a: memref<1x6x16xf32>, %b: memref<1x6x3xf32>, %y: memref<1x6x19xf32>,
                                     %sums: memref<19xf32>, %blocks: memref<?xi8>) {
  kernel.concatenate lhs(%a, %b : memref<1x6x16xf32>, memref<1x6x3xf32>)
      into(%y, %sums, %blocks : memref<1x6x19xf32>, memref<19xf32>, memref<?xi8>) domain tensor<1x6x19xf32>
      {dimension = 2 : i64, reduction_count = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e, %e : f32, f32
      }
  return
}
