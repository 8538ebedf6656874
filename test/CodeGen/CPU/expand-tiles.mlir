// RUN: anabranch-opt %s --expand-tiles --canonicalize --cse | FileCheck %s --implicit-check-not=amx. --implicit-check-not=matrix_unit

// The sums of a loop stay in one buffer. A row of products takes two rows of the left operand's pairs: even numbers by even ones, odd by odd.
// CHECK-LABEL: func.func @accumulate(
// CHECK-SAME: %[[COUNT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<1024xbf16>, %[[Y:[a-z0-9]+]]: memref<1024xbf16>, %[[Z:[a-z0-9]+]]: memref<512xf32>
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[C32:.*]] = arith.constant 32 : index
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK: kernel.parallel
// CHECK-DAG: %[[A:.*]] = memref.alloca() {{.*}}: memref<8x32xbf16>
// CHECK-DAG: %[[B:.*]] = memref.alloca() {{.*}}: memref<16x32xbf16>
// CHECK-DAG: %[[SUMS:.*]] = memref.alloca() {{.*}}: memref<8x16xf32>
// CHECK-NOT: memref.alloca
// CHECK: scf.for %[[R:.*]] =
// CHECK-NEXT: vector.store %[[ZERO]], %[[SUMS]][%[[R]], %{{.*}}]
// CHECK: scf.for %{{.*}} to %[[COUNT]] step %{{[a-z0-9]+}} {
// CHECK: scf.for %[[R:.*]] =
// CHECK-NEXT: %[[PLACE:.*]] = arith.muli %[[R]], %[[C32]]
// CHECK-NEXT: %[[ROW:.*]] = vector.load %[[X]][%[[PLACE]]] : memref<1024xbf16>, vector<32xbf16>
// CHECK-NEXT: vector.store %[[ROW]], %[[A]][%[[R]], %{{.*}}]
// CHECK: vector.load %[[Y]]
// CHECK-NEXT: vector.store %{{.*}}, %[[B]]
// CHECK: scf.for %[[R:.*]] =
// CHECK-NEXT: %[[START:.*]] = vector.load %[[SUMS]][%[[R]],
// CHECK-NEXT: %[[NEW:.*]] = scf.for %[[K:.*]] = %{{.*}} to %[[C16]] {{.*}} iter_args(%[[OLD:.*]] = %[[START]])
// CHECK-NEXT: %[[PAIRS:.*]] = vector.load %[[B]][%[[K]],
// CHECK-NEXT: %[[EVENS:.*]], %[[ODDS:.*]] = vector.deinterleave %[[PAIRS]]
// CHECK-NEXT: %[[COLUMN:.*]] = arith.muli %[[K]], %[[C2]]
// CHECK-NEXT: %[[NUMBER:.*]] = memref.load %[[A]][%[[R]], %[[COLUMN]]]
// CHECK-NEXT: %[[WIDE:.*]] = arith.extf %[[NUMBER]] : bf16 to f32
// CHECK-NEXT: %[[LEFT:.*]] = vector.broadcast %[[WIDE]]
// CHECK-NEXT: %[[RIGHT:.*]] = arith.extf %[[EVENS]]
// CHECK-NEXT: %[[PRODUCT:.*]] = arith.mulf %[[LEFT]], %[[RIGHT]] : vector<16xf32>
// CHECK-NEXT: %[[HALF:.*]] = arith.addf %[[OLD]], %[[PRODUCT]]
// CHECK-NEXT: %[[NEXT:.*]] = arith.addi %[[COLUMN]], %{{.*}}
// CHECK-NEXT: memref.load %[[A]][%[[R]], %[[NEXT]]]
// CHECK: arith.extf %[[ODDS]]
// CHECK: %[[BOTH:.*]] = arith.addf %[[HALF]],
// CHECK-NEXT: scf.yield %[[BOTH]]
// CHECK: vector.store %[[NEW]], %[[SUMS]][%[[R]],
// CHECK: %[[RESULT:.*]] = vector.load %[[SUMS]]
// CHECK-NEXT: vector.store %[[RESULT]], %[[Z]]
func.func @accumulate(%count: index, %x: memref<1024xbf16>, %y: memref<1024xbf16>, %z: memref<512xf32>) attributes {kernel.matrix_unit = 1 : i64} {
  kernel.parallel %count scratch 0 {
  ^bb0(%unit: index, %scratch: memref<?xi8>):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    %zero = amx.tile_zero : !amx.tile<8x16xf32>
    %sum = scf.for %i = %c0 to %count step %c1 iter_args(%sum = %zero) -> !amx.tile<8x16xf32> {
      %a = amx.tile_load %x[%c0], %c32 : memref<1024xbf16> into !amx.tile<8x32xbf16>
      %b = amx.tile_load %y[%c0], %c32 : memref<1024xbf16> into !amx.tile<16x32xbf16>
      %next = amx.tile_mulf %a, %b, %sum : !amx.tile<8x32xbf16>, !amx.tile<16x32xbf16>, !amx.tile<8x16xf32>
      scf.yield %next : !amx.tile<8x16xf32>
    }
    amx.tile_store %z[%c0], %sum, %c16 : memref<512xf32>, !amx.tile<8x16xf32>
    kernel.yield
  }
  return
}

// What is used again is not overwritten.
// CHECK-LABEL: func.func @negative_shared_sums(
// CHECK: %[[ROW:.*]] = vector.load %arg0[%{{.*}}, %{{.*}}] : memref<4x4xf32>, vector<2xf32>
// CHECK-NEXT: vector.store %[[ROW]], %[[OLD:[a-z0-9_]+]][
// CHECK: %[[RESULT:.*]] = scf.for
// CHECK: vector.store %[[RESULT]], %[[NEW:[a-z0-9_]+]][
// CHECK: %[[ROW:.*]] = vector.load %[[NEW]][
// CHECK-NEXT: vector.store %[[ROW]], %arg0[%{{.*}}, %{{.*}}] : memref<4x4xf32>
// CHECK: %[[ROW:.*]] = vector.load %[[OLD]][
// CHECK-NEXT: vector.store %[[ROW]], %arg0[%{{.*}}, %{{.*}}] : memref<4x4xf32>
func.func @negative_shared_sums(%z: memref<4x4xf32>, %x: memref<4x4xbf16>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %sum = amx.tile_load %z[%c0, %c0] : memref<4x4xf32> into !amx.tile<2x2xf32>
  %a = amx.tile_load %x[%c0, %c0] : memref<4x4xbf16> into !amx.tile<2x4xbf16>
  %b = amx.tile_load %x[%c2, %c0] : memref<4x4xbf16> into !amx.tile<2x4xbf16>
  %next = amx.tile_mulf %a, %b, %sum : !amx.tile<2x4xbf16>, !amx.tile<2x4xbf16>, !amx.tile<2x2xf32>
  amx.tile_store %z[%c0, %c0], %next : memref<4x4xf32>, !amx.tile<2x2xf32>
  amx.tile_store %z[%c2, %c0], %sum : memref<4x4xf32>, !amx.tile<2x2xf32>
  return
}

// Two tiles that change places do so by way of others. What else a loop carries stays.
// CHECK-LABEL: func.func @swap(
// CHECK: vector.load %arg1
// CHECK-NEXT: vector.store %{{.*}}, %[[FIRST:[a-z0-9_]+]][
// CHECK: vector.load %arg1
// CHECK-NEXT: vector.store %{{.*}}, %[[SECOND:[a-z0-9_]+]][
// CHECK: %[[NUMBER:.*]] = scf.for {{.*}} iter_args(%[[OLD:.*]] = %arg2) -> (f32) {
// CHECK: vector.load %[[SECOND]][
// CHECK-NEXT: vector.store %{{.*}}, %[[MOVED:[a-z0-9_]+]][
// CHECK: vector.load %[[FIRST]][
// CHECK-NEXT: vector.store %{{.*}}, %[[ALSO:[a-z0-9_]+]][
// CHECK: vector.load %[[MOVED]][
// CHECK-NEXT: vector.store %{{.*}}, %[[FIRST]][
// CHECK: vector.load %[[ALSO]][
// CHECK-NEXT: vector.store %{{.*}}, %[[SECOND]][
// CHECK: scf.yield %{{.*}} : f32
// CHECK: vector.load %[[FIRST]][
// CHECK-NEXT: vector.store %{{.*}}, %arg1
// CHECK: return %[[NUMBER]]
func.func @swap(%count: index, %z: memref<4x4xf32>, %number: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %a = amx.tile_load %z[%c0, %c0] : memref<4x4xf32> into !amx.tile<2x4xf32>
  %b = amx.tile_load %z[%c2, %c0] : memref<4x4xf32> into !amx.tile<2x4xf32>
  %0:3 = scf.for %i = %c0 to %count step %c1 iter_args(%first = %a, %old = %number, %second = %b) -> (!amx.tile<2x4xf32>, f32, !amx.tile<2x4xf32>) {
    %new = arith.addf %old, %old : f32
    scf.yield %second, %new, %first : !amx.tile<2x4xf32>, f32, !amx.tile<2x4xf32>
  }
  amx.tile_store %z[%c0, %c0], %0#0 : memref<4x4xf32>, !amx.tile<2x4xf32>
  return %0#1 : f32
}

// Both branches copy to the same place.
// CHECK-LABEL: func.func @branch(
// CHECK: vector.load %arg1
// CHECK-NEXT: vector.store %{{.*}}, %[[SUMS:[a-z0-9_]+]][
// CHECK: scf.if %arg0 {
// CHECK: vector.store %{{.*}}, %[[ZERO:[a-z0-9_]+]][
// CHECK: vector.load %[[ZERO]][
// CHECK: vector.load
// CHECK-NEXT: vector.store %{{.*}}, %[[RESULT:[a-z0-9_]+]][
// CHECK: } else {
// CHECK: vector.load %[[SUMS]][
// CHECK: vector.load
// CHECK-NEXT: vector.store %{{.*}}, %[[RESULT]][
// CHECK: }
// CHECK: vector.load %[[RESULT]][
// CHECK-NEXT: vector.store %{{.*}}, %arg1
func.func @branch(%condition: i1, %z: memref<4x4xf32>) {
  %c0 = arith.constant 0 : index
  %a = amx.tile_load %z[%c0, %c0] : memref<4x4xf32> into !amx.tile<2x4xf32>
  %0 = scf.if %condition -> !amx.tile<2x4xf32> {
    %zero = amx.tile_zero : !amx.tile<2x4xf32>
    scf.yield %zero : !amx.tile<2x4xf32>
  } else {
    scf.yield %a : !amx.tile<2x4xf32>
  }
  amx.tile_store %z[%c0, %c0], %0 : memref<4x4xf32>, !amx.tile<2x4xf32>
  return
}
