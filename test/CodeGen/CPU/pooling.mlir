// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// One image an index. A window is cut off at the image's edge, so padding does not win; the epilogue's sums are kept per image.
// CHECK-LABEL: func.func @max(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x24xf32>, %[[Y:[a-z0-9]+]]: memref<?x4x4x24xf32>,
// CHECK-SAME: %[[SUM:[a-z0-9]+]]: memref<24xf32>, %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[LOWEST:.*]] = arith.constant dense<0xFF800000> : vector<16xf32>
// CHECK-DAG: %[[FIRST8:.*]] = arith.constant dense<[true, true, true, true, true, true, true, true, false, {{.*}}]> : vector<16xi1>
// CHECK: kernel.parallel %[[EXTENT]] scratch 0
// CHECK-NEXT: ^bb0(%[[N:[a-z0-9]+]]: index
// CHECK: %[[PARTIAL:.*]] = memref.view %[[WORKSPACE]][{{.*}}][%[[EXTENT]]]
// CHECK: vector.store %[[ZERO]], %[[PARTIAL]][%[[N]]
// CHECK-DAG: arith.maxsi %{{.*}}, %[[C0]]
// CHECK-DAG: arith.minsi %{{.*}}, %[[C8]]
// CHECK: scf.for %[[ROW:[a-z0-9]+]] = {{.*}} iter_args(%{{.*}} = %[[LOWEST]])
// CHECK-NEXT: scf.for %[[COLUMN:[a-z0-9]+]] = {{.*}} iter_args(%[[SO_FAR:[a-z0-9]+]] =
// CHECK-NEXT: %[[PIXEL:.*]] = vector.load %[[X]][%[[N]], %[[ROW]], %[[COLUMN]]
// CHECK-NEXT: arith.maximumf %[[SO_FAR]], %[[PIXEL]] : vector<16xf32>
// CHECK: %[[RESULT:.*]] = math.absf %{{.*}} : vector<16xf32>
// CHECK-NEXT: vector.store %[[RESULT]], %[[Y]][%[[N]]
// CHECK-NEXT: %[[BEFORE:.*]] = vector.load %[[PARTIAL]][%[[N]]
// CHECK-NEXT: %[[AFTER:.*]] = arith.addf %[[BEFORE]], %[[RESULT]]
// CHECK-NEXT: vector.store %[[AFTER]], %[[PARTIAL]][%[[N]]
// CHECK: vector.maskedload %[[X]]{{.*}}, %[[FIRST8]]
// CHECK: vector.maskedstore %[[Y]]{{.*}}, %[[FIRST8]]
// CHECK: kernel.parallel
// CHECK: arith.extf %{{.*}} : vector<16xf32> to vector<16xf64>
// CHECK: vector.store %{{.*}}, %[[SUM]]
func.func @max(%extent: index, %x: memref<?x8x8x24xf32>, %y: memref<?x4x4x24xf32>, %sum: memref<24xf32>, %blocks: memref<?xi8>) {
  kernel.pool lhs(%x : memref<?x8x8x24xf32>) into(%y, %sum, %blocks : memref<?x4x4x24xf32>, memref<24xf32>, memref<?xi8>) domain tensor<?x4x4x24xf32>
      {kind = 1 : i32, reduction_count = 1 : i64, window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%m: f32):
        %0 = math.absf %m : f32
        kernel.yield %0, %0 : f32, f32
      }
  return
}

// The mean's divisor is what is left of the window.
// CHECK-LABEL: func.func @average(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x8x8x16xf32>, %[[Y:[a-z0-9]+]]: memref<?x4x4x16xf32>)
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK: scf.for {{.*}} iter_args(%{{.*}} = %[[ZERO]])
// CHECK: %[[PIXEL:.*]] = vector.load %[[X]]
// CHECK-NEXT: %[[POSITIVE:.*]] = math.absf %[[PIXEL]] : vector<16xf32>
// CHECK-NEXT: arith.addf %{{.*}}, %[[POSITIVE]]
// CHECK: %[[AREA:.*]] = arith.muli
// CHECK: %[[INTEGER:.*]] = arith.index_cast %[[AREA]]
// CHECK: %[[COUNT:.*]] = arith.sitofp %[[INTEGER]]
// CHECK: %[[DIVISOR:.*]] = vector.broadcast %[[COUNT]]
// CHECK: %[[MEAN:.*]] = arith.divf %{{.*}}, %[[DIVISOR]]
// CHECK-NEXT: vector.store %[[MEAN]], %[[Y]]
func.func @average(%extent: index, %x: memref<?x8x8x16xf32>, %y: memref<?x4x4x16xf32>) {
  kernel.pool lhs(%x : memref<?x8x8x16xf32>) into(%y : memref<?x4x4x16xf32>) domain tensor<?x4x4x16xf32>
      {kind = 0 : i32, window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>}
      lhs_prologue {
      ^bb0(%e: f32):
        %0 = math.absf %e : f32
        kernel.yield %0 : f32
      } epilogue {
      ^bb0(%m: f32):
        kernel.yield %m : f32
      }
  return
}

// The gradient begins at zero, since windows overlap. It goes to the first largest element: a later one must be greater.
// CHECK-LABEL: func.func @max_grad(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x16xf32>, %[[DY:[a-z0-9]+]]: memref<?x4x4x16xf32>,
// CHECK-SAME: %[[DX:[a-z0-9]+]]: memref<?x8x8x16xf32>)
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK: kernel.parallel %[[EXTENT]] scratch 0
// CHECK: vector.store %[[ZERO]], %[[DX]]
// CHECK: %[[GRAD:.*]] = vector.load %[[DY]]
// CHECK: %[[PIXEL:.*]] = vector.load %[[X]]
// CHECK: %[[GREATER:.*]] = arith.cmpf ogt, %[[PIXEL]], %{{.*}} : vector<16xf32>
// CHECK: arith.select %[[GREATER]], %[[PIXEL]]
// CHECK: arith.select %[[GREATER]], %{{.*}} : vector<16xi1>, vector<16xi32>
// CHECK: %[[HERE:.*]] = arith.cmpi eq, %{{.*}} : vector<16xi32>
// CHECK: %[[SHARE:.*]] = arith.select %[[HERE]], %[[GRAD]], %[[ZERO]]
// CHECK: %[[BEFORE:.*]] = vector.load %[[DX]]
// CHECK: %[[AFTER:.*]] = arith.addf %[[BEFORE]], %[[SHARE]]
// CHECK: vector.store %[[AFTER]], %[[DX]]
func.func @max_grad(%extent: index, %x: memref<?x8x8x16xf32>, %dy: memref<?x4x4x16xf32>, %dx: memref<?x8x8x16xf32>) {
  kernel.pool_grad lhs(%x : memref<?x8x8x16xf32>) rhs(%dy : memref<?x4x4x16xf32>) into(%dx : memref<?x8x8x16xf32>) domain tensor<?x8x8x16xf32>
      {kind = 1 : i32, window = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>}
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

// Every pixel of a window gets an equal part.
// CHECK-LABEL: func.func @average_grad(
// CHECK-SAME: %[[DY:[a-z0-9]+]]: memref<?x4x4x16xf32>, %[[DX:[a-z0-9]+]]: memref<?x8x8x16xf32>)
// CHECK: %[[GRAD:.*]] = vector.load %[[DY]]
// CHECK: %[[SHARE:.*]] = arith.divf %[[GRAD]]
// CHECK-NOT: arith.select
// CHECK: arith.addf %{{.*}}, %[[SHARE]]
// CHECK: vector.store %{{.*}}, %[[DX]]
func.func @average_grad(%extent: index, %dy: memref<?x4x4x16xf32>, %dx: memref<?x8x8x16xf32>) {
  kernel.pool_grad rhs(%dy : memref<?x4x4x16xf32>) into(%dx : memref<?x8x8x16xf32>) domain tensor<?x8x8x16xf32>
      {kind = 0 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
      rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}
