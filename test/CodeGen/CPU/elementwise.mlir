// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s
// RUN: anabranch-opt %s --generate-cpu-kernels="vector-bytes=32 vector-registers=16" --canonicalize --cse | FileCheck %s --check-prefix=NARROW

// One long vector in blocks: whole vectors, then single elements.
// CHECK-LABEL: func.func @flat(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?xf32>, %[[S:[a-z0-9]+]]: memref<f32>,
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?xf32>)
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[SIZE:.*]] = arith.constant 16384 : index
// CHECK: %[[BLOCKS:.*]] = arith.divui %{{.*}}, %[[SIZE]]
// CHECK: kernel.parallel %[[BLOCKS]] scratch 0
// CHECK-NEXT: ^bb0(%[[BLOCK:[a-z0-9]+]]: index
// CHECK: %[[BEGIN:.*]] = arith.muli %[[BLOCK]], %[[SIZE]]
// CHECK: scf.for %[[I:.*]] = %[[BEGIN]] to %[[WHOLE:.*]] step %[[C16]]
// CHECK-DAG: %[[A:.*]] = vector.load %[[X]][%[[I]]] : memref<?xf32>, vector<16xf32>
// CHECK-DAG: %[[SCALAR:.*]] = memref.load %[[S]][]
// CHECK-DAG: %[[SPLAT:.*]] = vector.broadcast %[[SCALAR]] : f32 to vector<16xf32>
// CHECK: %[[PRODUCT:.*]] = arith.mulf %[[A]], %[[SPLAT]] : vector<16xf32>
// CHECK: vector.store %[[PRODUCT]], %[[Y]][%[[I]]]
// CHECK: scf.for %[[J:.*]] = %[[WHOLE]] to %{{.*}} step %[[C1]]
// CHECK-DAG: %[[A:.*]] = memref.load %[[X]][%[[J]]]
// CHECK-DAG: %[[SCALAR:.*]] = memref.load %[[S]][]
// CHECK: %[[PRODUCT:.*]] = arith.mulf %[[A]], %[[SCALAR]] : f32
// CHECK: memref.store %[[PRODUCT]], %[[Y]][%[[J]]]

// NARROW-LABEL: func.func @flat(
// NARROW-NOT: vector<16xf32>
// NARROW: arith.mulf %{{.*}} : vector<8xf32>
func.func @flat(%extent: index, %x: memref<?xf32>, %s: memref<f32>, %y: memref<?xf32>) {
  kernel.elementwise inputs(%x, %s : memref<?xf32>, memref<f32>) into(%y : memref<?xf32>) domain tensor<?xf32> epilogue {
  ^bb0(%e: f32, %scale: f32):
    %0 = arith.mulf %e, %scale : f32
    kernel.yield %0 : f32
  }
  return
}

// Rows of channels: the sums of a few vectors of channels stay in registers over a block's rows, and blocks are added in order.
// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x24xf32>, %[[B:[a-z0-9]+]]: memref<24xf32>, %[[R:[a-z0-9]+]]: memref<?x1xf32>,
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?x24xf32>, %[[SUM:[a-z0-9]+]]: memref<24xf32>, %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK-DAG: %[[FIRST8:.*]] = arith.constant dense<[true, true, true, true, true, true, true, true, false, {{.*}}]> : vector<16xi1>
// CHECK: kernel.parallel %[[BLOCKS:.*]] scratch 0
// CHECK-NEXT: ^bb0(%[[BLOCK:[a-z0-9]+]]: index
// CHECK: %[[LAST:.*]]:2 = scf.for %[[ROW:.*]] = %{{.*}} iter_args(%[[SO_FAR:[a-z0-9]+]] = %[[ZERO]], %[[REST_SO_FAR:[a-z0-9]+]] = %[[ZERO]])
// CHECK-DAG: %[[A:.*]] = vector.load %[[X]][%[[ROW]], %[[C0]]]
// CHECK-DAG: %[[BIAS:.*]] = vector.load %[[B]][%[[C0]]]
// CHECK-DAG: %[[OF_ROW:.*]] = memref.load %[[R]][%[[ROW]], %[[C0]]]
// CHECK-DAG: %[[SPLAT:.*]] = vector.broadcast %[[OF_ROW]]
// CHECK: %[[T:.*]] = arith.addf %[[A]], %[[BIAS]] : vector<16xf32>
// CHECK: %[[RESULT:.*]] = arith.mulf %[[T]], %[[SPLAT]] : vector<16xf32>
// CHECK: vector.store %[[RESULT]], %[[Y]][%[[ROW]], %[[C0]]]
// CHECK: %[[NEXT:.*]] = arith.addf %[[SO_FAR]], %[[RESULT]]
// CHECK: vector.maskedload %[[X]][{{.*}}], %[[FIRST8]], %[[ZERO]]
// CHECK: vector.maskedstore %[[Y]][{{.*}}], %[[FIRST8]]
// CHECK: %[[REST_NEXT:.*]] = arith.addf %[[REST_SO_FAR]],
// CHECK: scf.yield %[[NEXT]], %[[REST_NEXT]]
// CHECK: %[[PARTIAL:.*]] = memref.view %[[WORKSPACE]][{{.*}}][%[[BLOCKS]]]
// CHECK: vector.store %[[LAST]]#0, %[[PARTIAL]][%[[BLOCK]], %[[C0]], %[[C0]]]
// CHECK: vector.maskedstore %[[PARTIAL]][{{.*}}], %[[FIRST8]], %[[LAST]]#1
// CHECK: kernel.parallel
// CHECK: scf.for %[[B0:.*]] = %[[C0]] to %[[BLOCKS]] {{.*}} iter_args(%[[TOTAL:[a-z0-9]+]] = %{{.*}}) -> (vector<16xf64>)
// CHECK: %[[WIDE:.*]] = arith.extf %{{.*}} : vector<16xf32> to vector<16xf64>
// CHECK: arith.addf %[[TOTAL]], %[[WIDE]]
// CHECK: arith.truncf
// CHECK: vector.store %{{.*}}, %[[SUM]]
// CHECK: kernel.parallel
// CHECK: vector.maskedstore %[[SUM]][{{.*}}], %[[FIRST8]]

// Narrow vectors divide 24 channels.
// NARROW-LABEL: func.func @rows(
// NARROW-NOT: mask
// NARROW: return
func.func @rows(%extent: index, %x: memref<?x24xf32>, %b: memref<24xf32>, %r: memref<?x1xf32>, %y: memref<?x24xf32>, %sum: memref<24xf32>, %blocks: memref<?xi8>) {
  kernel.elementwise inputs(%x, %b, %r : memref<?x24xf32>, memref<24xf32>, memref<?x1xf32>)
      into(%y, %sum, %blocks : memref<?x24xf32>, memref<24xf32>, memref<?xi8>) domain tensor<?x24xf32> {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32, %bias: f32, %row: f32):
    %0 = arith.addf %e, %bias : f32
    %1 = arith.mulf %0, %row : f32
    kernel.yield %1, %1 : f32, f32
  }
  return
}

// Half of the registers hold sums: 8 vectors' two sums, and the next 128 channels in the next pass.
// CHECK-LABEL: func.func @passes(
// CHECK: scf.for %[[FIRST:.*]] = %{{.*}} to %{{.*}} step %c128
// CHECK: scf.for %[[ROW:[a-z0-9]+]] = {{.*}} -> (vector<16xf32>{{(, vector<16xf32>){15}[)]}}
// CHECK-COUNT-8: vector.load %{{.*}}[%[[ROW]], %{{.*}}] : memref<?x256xf32>
// CHECK-NOT: vector.load %{{.*}} : memref<?x256xf32>
// CHECK: return
func.func @passes(%extent: index, %x: memref<?x256xf32>, %sums: memref<256xf32>, %squares: memref<256xf32>, %blocks: memref<?xi8>) {
  kernel.elementwise inputs(%x : memref<?x256xf32>)
      into(%sums, %squares, %blocks : memref<256xf32>, memref<256xf32>, memref<?xi8>) domain tensor<?x256xf32>
      {reduction_count = 2 : i64} epilogue {
  ^bb0(%e: f32):
    %0 = arith.mulf %e, %e : f32
    kernel.yield %e, %0 : f32, f32
  }
  return
}

// Without sums, rows pass as they lie in memory. Each lane has a channel's number, and constants are in every lane.
// CHECK-LABEL: func.func @channel_index(
// CHECK-SAME: %[[LABELS:[a-z0-9]+]]: memref<?x1xi32>
// CHECK-DAG: %[[STEPS:.*]] = arith.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]> : vector<16xi32>
// CHECK-DAG: %[[MINUS:.*]] = arith.constant dense<-1.000000e+00> : vector<16xf32>
// CHECK: scf.for %[[ROW:[a-z0-9]+]] =
// CHECK-NEXT: scf.for %[[CHANNEL:[a-z0-9]+]] =
// CHECK: %[[NUMBER:.*]] = arith.index_cast %[[CHANNEL]] : index to i32
// CHECK: %[[SPLAT:.*]] = vector.broadcast %[[NUMBER]] : i32 to vector<16xi32>
// CHECK: %[[CHANNELS:.*]] = arith.addi %[[SPLAT]], %[[STEPS]]
// CHECK: %[[IS_LABEL:.*]] = arith.cmpi eq, %[[CHANNELS]], %{{.*}} : vector<16xi32>
// CHECK: %[[VALUES:.*]] = arith.select %[[IS_LABEL]], %[[MINUS]], %{{.*}} : vector<16xi1>, vector<16xf32>
// CHECK: vector.store %[[VALUES]], %{{.*}}[%[[ROW]], %[[CHANNEL]]]
func.func @channel_index(%extent: index, %labels: memref<?x1xi32>, %y: memref<?x128xf32>) {
  kernel.elementwise inputs(%labels : memref<?x1xi32>) into(%y : memref<?x128xf32>) domain tensor<?x128xf32> epilogue {
  ^bb0(%label: i32):
    %channel = kernel.channel_index
    %0 = arith.cmpi eq, %channel, %label : i32
    %1 = arith.constant -1.0 : f32
    %2 = arith.constant 0.0 : f32
    %3 = arith.select %0, %1, %2 : f32
    kernel.yield %3 : f32
  }
  return
}
