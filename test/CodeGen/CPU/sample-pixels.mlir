// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// One image an index. Places count the image's pixels row by row; the epilogue runs on the sum of all weighted pixels.
// CHECK-LABEL: func.func @sample(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x6x16xf32>, %[[PLACES:[a-z0-9]+]]: memref<?x5x7x2xi32>,
// CHECK-SAME: %[[WEIGHTS:[a-z0-9]+]]: memref<?x5x7x2xf32>, %[[Y:[a-z0-9]+]]: memref<?x5x7x16xf32>)
// CHECK-DAG: %[[C6:.*]] = arith.constant 6 : index
// CHECK: kernel.parallel %[[EXTENT]] scratch 0
// CHECK-NEXT: ^bb0(%[[N:[a-z0-9]+]]: index
// CHECK: scf.for %[[ROW:[a-z0-9]+]] =
// CHECK: scf.for %[[COLUMN:[a-z0-9]+]] =
// CHECK: %[[PLACE:.*]] = memref.load %[[PLACES]][%[[N]], %[[ROW]], %[[COLUMN]], %c0]
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[PLACE]] : i32 to index
// CHECK: %[[WEIGHT:.*]] = memref.load %[[WEIGHTS]][%[[N]], %[[ROW]], %[[COLUMN]], %c0]
// CHECK: memref.load %[[PLACES]][%[[N]], %[[ROW]], %[[COLUMN]], %c1]
// CHECK: %[[PIXEL:.*]] = vector.load %[[X]][%[[N]], %{{.*}}, %{{.*}}, %c0]
// CHECK: %[[FACTOR:.*]] = vector.broadcast %[[WEIGHT]]
// CHECK: arith.mulf %[[PIXEL]], %[[FACTOR]]
// CHECK: arith.addf
// CHECK: vector.load %[[X]]
// CHECK: arith.mulf
// CHECK: arith.addf
// CHECK: %[[RESULT:.*]] = math.absf
// CHECK: vector.store %[[RESULT]], %[[Y]][%[[N]], %[[ROW]], %[[COLUMN]], %c0]
func.func @sample(%extent: index, %x: memref<?x8x6x16xf32>, %places: memref<?x5x7x2xi32>, %weights: memref<?x5x7x2xf32>, %y: memref<?x5x7x16xf32>) {
  kernel.sample_pixels lhs(%x : memref<?x8x6x16xf32>) rhs(%places, %weights : memref<?x5x7x2xi32>, memref<?x5x7x2xf32>) into(%y : memref<?x5x7x16xf32>) domain tensor<?x5x7x16xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: i32):
        kernel.yield %e : i32
      } epilogue {
      ^bb0(%sum: f32):
        %0 = math.absf %sum : f32
        kernel.yield %0 : f32
      }
  return
}

// A thread has a whole image, which is zero before what is sampled is added to its pixels.
// CHECK-LABEL: func.func @grad(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[DY:[a-z0-9]+]]: memref<?x5x7x16xf32>, {{.*}} %[[DX:[a-z0-9]+]]: memref<?x8x6x16xf32>)
// CHECK: kernel.parallel %[[EXTENT]] scratch 0
// CHECK: vector.store %cst, %[[DX]]
// CHECK: %[[GRAD:.*]] = vector.load %[[DY]]
// CHECK: %[[BEFORE:.*]] = vector.load %[[DX]][%[[N:.*]], %[[ROW:.*]], %[[COLUMN:.*]], %c0]
// CHECK: %[[PART:.*]] = arith.mulf %[[GRAD]]
// CHECK: %[[AFTER:.*]] = arith.addf %[[BEFORE]], %[[PART]]
// CHECK: vector.store %[[AFTER]], %[[DX]][%[[N]], %[[ROW]], %[[COLUMN]], %c0]
func.func @grad(%extent: index, %dy: memref<?x5x7x16xf32>, %places: memref<?x5x7x2xi32>, %weights: memref<?x5x7x2xf32>, %dx: memref<?x8x6x16xf32>) {
  kernel.sample_pixels_grad lhs(%dy : memref<?x5x7x16xf32>) rhs(%places, %weights : memref<?x5x7x2xi32>, memref<?x5x7x2xf32>) into(%dx : memref<?x8x6x16xf32>) domain tensor<?x8x6x16xf32>
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: i32):
        kernel.yield %e : i32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}
