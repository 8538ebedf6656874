// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// A row's sum, of what the epilogue makes of each element.
// CHECK-LABEL: func.func @row_sum(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x10xf32>, %[[Y:[a-z0-9]+]]: memref<?x1xf32>)
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: kernel.parallel %{{.*}} scratch 0
// CHECK: scf.for %[[ROW:[a-z0-9]+]] =
// CHECK: %[[SUM:.*]] = scf.for %[[CHANNEL:[a-z0-9]+]] = {{.*}} iter_args(%[[SO_FAR:[a-z0-9]+]] = %[[ZERO]])
// CHECK: %[[ELEMENT:.*]] = memref.load %[[X]][%[[ROW]], %[[CHANNEL]]]
// CHECK: %[[EXP:.*]] = math.exp %[[ELEMENT]]
// CHECK: %[[NEXT:.*]] = arith.addf %[[SO_FAR]], %[[EXP]]
// CHECK: scf.yield %[[NEXT]]
// CHECK: memref.store %[[SUM]], %[[Y]][%[[ROW]], %[[C0]]]
func.func @row_sum(%extent: index, %x: memref<?x10xf32>, %y: memref<?x1xf32>) {
  kernel.reduction inputs(%x : memref<?x10xf32>) into(%y : memref<?x1xf32>) domain tensor<?x10xf32> {kind = 0 : i32, scope = 0 : i32} epilogue {
  ^bb0(%e: f32):
    %0 = math.exp %e : f32
    kernel.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @row_max(
// CHECK: %[[LOWEST:.*]] = arith.constant 0xFF800000 : f32
// CHECK: scf.for {{.*}} iter_args(%[[SO_FAR:[a-z0-9]+]] = %[[LOWEST]])
// CHECK: arith.maximumf %[[SO_FAR]]
func.func @row_max(%extent: index, %x: memref<?x10xf32>, %y: memref<?x1xf32>) {
  kernel.reduction inputs(%x : memref<?x10xf32>) into(%y : memref<?x1xf32>) domain tensor<?x10xf32> {kind = 1 : i32, scope = 0 : i32} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// Whole vectors are combined lane by lane, and what is left of a row one by one.
// CHECK-LABEL: func.func @long_rows(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x40xf32>
// CHECK: %[[LARGEST:.*]] = scf.for {{.*}} = %c0 to %c32 step %c16 iter_args(%[[SO_FAR:[a-z0-9]+]] =
// CHECK: vector.load %[[X]]
// CHECK: arith.maximumf %[[SO_FAR]], %{{.*}} : vector<16xf32>
// CHECK: %[[ONE:.*]] = vector.reduction <maximumf>, %[[LARGEST]]
// CHECK: scf.for {{.*}} = %c32 to %c40 step %c1 iter_args(%{{.*}} = %[[ONE]])
// CHECK: arith.maximumf %{{.*}}, %{{.*}} : f32
// CHECK: memref.store
func.func @long_rows(%extent: index, %x: memref<?x40xf32>, %y: memref<?x1xf32>) {
  kernel.reduction inputs(%x : memref<?x40xf32>) into(%y : memref<?x1xf32>) domain tensor<?x40xf32> {kind = 1 : i32, scope = 0 : i32} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// The first of equal elements wins: a later one must be greater.
// CHECK-LABEL: func.func @row_argmax(
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?x1xi32>)
// CHECK: %[[BEST:.*]]:2 = scf.for %[[CHANNEL:[a-z0-9]+]] = {{.*}} iter_args(%[[LARGEST:[a-z0-9]+]] = %{{.*}}, %[[WHERE:[a-z0-9]+]] =
// CHECK: %[[ELEMENT:.*]] = memref.load
// CHECK-DAG: %[[GREATER:.*]] = arith.cmpf ogt, %[[ELEMENT]], %[[LARGEST]]
// CHECK-DAG: %[[EQUAL:.*]] = arith.cmpf oeq, %[[ELEMENT]], %[[LARGEST]]
// CHECK-DAG: %[[EARLIER:.*]] = arith.cmpi slt, %[[CHANNEL]], %[[WHERE]]
// CHECK: %[[FIRST:.*]] = arith.andi %[[EQUAL]], %[[EARLIER]]
// CHECK: %[[BETTER:.*]] = arith.ori %[[GREATER]], %[[FIRST]]
// CHECK: arith.select %[[BETTER]], %[[ELEMENT]], %[[LARGEST]]
// CHECK: arith.select %[[BETTER]], %[[CHANNEL]], %[[WHERE]]
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[BEST]]#1 : index to i32
// CHECK: memref.store %[[INDEX]], %[[Y]]
func.func @row_argmax(%extent: index, %x: memref<?x10xf32>, %y: memref<?x1xi32>) {
  kernel.reduction inputs(%x : memref<?x10xf32>) into(%y : memref<?x1xi32>) domain tensor<?x10xf32> {kind = 2 : i32, scope = 0 : i32} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// Everything, in order and in double precision, by one thread.
// CHECK-LABEL: func.func @total(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x10xf32>, %[[Y:[a-z0-9]+]]: memref<f32>)
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK: kernel.parallel %[[C1]] scratch 0
// CHECK: %[[SUM:.*]] = scf.for %[[ROW:[a-z0-9]+]] = %[[C0]] to %[[EXTENT]] {{.*}} -> (f64)
// CHECK: scf.for %[[CHANNEL:[a-z0-9]+]] = {{.*}} iter_args(%[[SO_FAR:[a-z0-9]+]] = {{.*}}) -> (f64)
// CHECK: %[[ELEMENT:.*]] = memref.load %[[X]][%[[ROW]], %[[CHANNEL]]]
// CHECK: %[[WIDE:.*]] = arith.extf %[[ELEMENT]] : f32 to f64
// CHECK: arith.addf %[[SO_FAR]], %[[WIDE]] : f64
// CHECK: %[[RESULT:.*]] = arith.truncf %[[SUM]] : f64 to f32
// CHECK: memref.store %[[RESULT]], %[[Y]][]
func.func @total(%extent: index, %x: memref<?x10xf32>, %y: memref<f32>) {
  kernel.reduction inputs(%x : memref<?x10xf32>) into(%y : memref<f32>) domain tensor<?x10xf32> {kind = 0 : i32, scope = 1 : i32} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}
