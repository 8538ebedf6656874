// RUN: anabranch-opt %s --generate-cuda-kernels --canonicalize --cse | FileCheck %s

// A thread has twice what one load of 16 bytes moves, and loads both before it stores; at the end of the vector, single elements.
// CHECK-LABEL: func.func @flat(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?xf32>, %[[Y:[a-z0-9]+]]: memref<?xf32>)
// CHECK-DAG: %[[C2048:.*]] = arith.constant 2048 : index
// CHECK: %[[BLOCKS:.*]] = arith.divui %{{.*}}, %[[C2048]]
// CHECK: gpu.launch blocks({{.*}}) in (%{{.*}} = %[[BLOCKS]], {{.*}}) threads({{.*}}) in (%{{.*}} = %c256
// CHECK: scf.for
// CHECK-COUNT-2: vector.load %[[X]][%{{.*}}] {alignment = 16 : i64} : memref<?xf32>, vector<4xf32>
// CHECK: math.tanh {{.*}} : vector<4xf32>
// CHECK: vector.store {{.*}}, %[[Y]][%{{.*}}] {alignment = 16 : i64}
// CHECK: scf.if
// CHECK-NOT: vector.load
// CHECK: vector.store {{.*}}, %[[Y]][%{{.*}}] {alignment = 16 : i64}
// CHECK: %[[REST:.*]] = arith.remui %[[EXTENT]]
// CHECK: arith.cmpi slt, %{{.*}}, %[[REST]]
// CHECK: scf.if
// CHECK: math.tanh {{.*}} : f32
func.func @flat(%extent: index, %x: memref<?xf32>, %y: memref<?xf32>) {
  kernel.elementwise inputs(%x : memref<?xf32>) into(%y : memref<?xf32>) domain tensor<?xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.tanh %e : f32
    kernel.yield %z : f32
  }
  return
}

// Sums stay in registers over a thread's rows, then in the block's memory, and a second launch adds up the blocks' rows in
// double precision.
// CHECK-LABEL: func.func @sums(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x64xf32>, %[[SUM:[a-z0-9]+]]: memref<64xf32>, %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// CHECK: gpu.launch
// CHECK-SAME: dynamic_shared_memory_size
// CHECK: scf.for {{.*}} iter_args(%[[CARRIED:.*]] = {{.*}}) -> (vector<4xf32>)
// CHECK-COUNT-8: vector.load %[[X]]
// CHECK: %[[SUM1:.*]] = arith.addf %[[CARRIED]]
// CHECK: scf.if
// CHECK-NEXT: arith.addf %[[SUM1]]
// CHECK: vector.store {{.*}} : memref<16x1x64xf32, #gpu.address_space<workgroup>>
// CHECK: gpu.barrier
// CHECK: memref.store {{.*}} : memref<?x64xf32>
// CHECK: gpu.launch
// CHECK-COUNT-8: memref.load {{.*}} : memref<?x64xf32>
// CHECK: arith.extf {{.*}} : f32 to f64
// CHECK: gpu.barrier
// CHECK: arith.truncf {{.*}} : f64 to f32
// CHECK: memref.store %{{.*}}, %[[SUM]]
func.func @sums(%extent: index, %x: memref<?x64xf32>, %sum: memref<64xf32>, %workspace: memref<?xi8>) {
  kernel.elementwise inputs(%x : memref<?x64xf32>) into(%sum, %workspace : memref<64xf32>, memref<?xi8>) domain tensor<?x64xf32>
     {reduction_count = 1 : i64} epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// All rows of a group are loaded before the first is stored; those behind the end load the last row, and are left out. What belongs to
// channels is loaded once, before the loop.
// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x64xf32>, %[[Z:[a-z0-9]+]]: memref<?x64xf32>, %[[B:[a-z0-9]+]]: memref<64xf32>,
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?x64xf32>)
// CHECK: gpu.launch
// CHECK: vector.load %[[B]]
// CHECK: scf.for
// CHECK-NEXT: vector.load %[[X]]
// CHECK-NEXT: vector.load %[[Z]]
// CHECK-COUNT-3: arith.minsi
// CHECK: vector.load %[[X]]
// CHECK-NEXT: vector.load %[[Z]]
// CHECK-NOT: vector.load
// CHECK: vector.store {{.*}}, %[[Y]]
// CHECK-NEXT: arith.cmpi slt
// CHECK-NEXT: scf.if
// CHECK: vector.store {{.*}}, %[[Y]]
// CHECK: scf.if
// CHECK: vector.store {{.*}}, %[[Y]]
// CHECK: scf.if
// CHECK: vector.store {{.*}}, %[[Y]]
// CHECK-NOT: vector.store
func.func @rows(%extent: index, %x: memref<?x64xf32>, %z: memref<?x64xf32>, %b: memref<64xf32>, %y: memref<?x64xf32>) {
  kernel.elementwise inputs(%x, %z, %b : memref<?x64xf32>, memref<?x64xf32>, memref<64xf32>) into(%y : memref<?x64xf32>)
     domain tensor<?x64xf32> epilogue {
  ^bb0(%e: f32, %f: f32, %c: f32):
    %s = arith.addf %e, %f : f32
    %t = arith.addf %s, %c : f32
    kernel.yield %t : f32
  }
  return
}

// Images whose rows fill blocks, however many there are, need no condition.
// CHECK-LABEL: func.func @whole_blocks(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x8x8x64xf32>, %[[Y:[a-z0-9]+]]: memref<?x8x8x64xf32>)
// CHECK: scf.for
// CHECK-NOT: arith.minsi
// CHECK-NOT: scf.if
// CHECK-COUNT-4: vector.load %[[X]]
// CHECK-NOT: vector.load
// CHECK-NOT: scf.if
// CHECK-COUNT-4: vector.store {{.*}}, %[[Y]]
func.func @whole_blocks(%extent: index, %x: memref<?x8x8x64xf32>, %y: memref<?x8x8x64xf32>) {
  kernel.elementwise inputs(%x : memref<?x8x8x64xf32>) into(%y : memref<?x8x8x64xf32>) domain tensor<?x8x8x64xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.absf %e : f32
    kernel.yield %z : f32
  }
  return
}

// Padding loads some pixel of the image, and selects afterwards: no branch stands between the loads of rows.
// CHECK-LABEL: func.func @padding(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x6x8x64xf32>, %[[Y:[a-z0-9]+]]: memref<?x8x8x64xf32>)
// CHECK: arith.cmpi ult
// CHECK: arith.select
// CHECK-COUNT-4: vector.load %[[X]]
// CHECK-NOT: scf.if
// CHECK: math.absf
// CHECK: arith.select {{.*}} : vector<4xf32>
// CHECK: vector.store {{.*}}, %[[Y]]
func.func @padding(%extent: index, %x: memref<?x6x8x64xf32>, %y: memref<?x8x8x64xf32>) {
  kernel.gather lhs(%x : memref<?x6x8x64xf32>) into(%y : memref<?x8x8x64xf32>) domain tensor<?x8x8x64xf32>
     {permutation = array<i64: 0, 1, 2, 3>, offsets = array<i64: 0, -1, 0, 0>} lhs_prologue {
  ^bb0(%e: f32):
    %z = math.absf %e : f32
    kernel.yield %z : f32
  } epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// Six channels are two loads of two: four would cross from row to row.
// CHECK-LABEL: func.func @six_channels(
// CHECK: vector.load {{.*}} {alignment = 8 : i64} : memref<?x6xf32>, vector<2xf32>
func.func @six_channels(%extent: index, %x: memref<?x6xf32>, %b: memref<6xf32>, %y: memref<?x6xf32>) {
  kernel.elementwise inputs(%x, %b : memref<?x6xf32>, memref<6xf32>) into(%y : memref<?x6xf32>) domain tensor<?x6xf32> epilogue {
  ^bb0(%e: f32, %c: f32):
    %z = arith.addf %e, %c : f32
    kernel.yield %z : f32
  }
  return
}

// A sum for each tap of a 3 x 3 filter: a thread's rows are the same pixel of each image, so the block finds its pixels behind the last row, and
// adds up those that a tap meets. A block has 4 of an image's 16 pixels,
// of 16 images; a thread fetches 8 of them together.
// CHECK-LABEL: func.func @taps(
// CHECK-SAME: %[[SUMS:[a-z0-9]+]]: memref<3x3x256xf32>, %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// CHECK: memref.view %[[WORKSPACE]]{{.*}} : memref<?xi8> to memref<?x2304xf32>
// CHECK: gpu.launch
// CHECK: scf.for {{.*}} step %c128 iter_args
// CHECK: gpu.barrier
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (f32, f32, f32, f32, f32, f32, f32, f32, f32)
// CHECK: arith.cmpi ult, %{{.*}}, %c4
// CHECK-COUNT-9: arith.addf
// CHECK-COUNT-9: memref.store {{.*}} : memref<?x2304xf32>
// CHECK: gpu.launch
// CHECK: memref.store %{{.*}}, %[[SUMS]][
func.func @taps(%extent: index, %x: memref<?x256xf32>, %sums: memref<3x3x256xf32>, %workspace: memref<?xi8>) {
  kernel.elementwise inputs(%x : memref<?x256xf32>) into(%sums, %workspace : memref<3x3x256xf32>, memref<?xi8>) domain tensor<?x256xf32>
      {reduction_count = 1 : i64,
       taps = #kernel.taps<filter = [3, 3], input = [4, 4], output = [4, 4], strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>}
      epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// A thread samples four channels of a pixel.
// CHECK-LABEL: func.func @sample(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x8x6x16xf32>, %[[PLACES:[a-z0-9]+]]: memref<?x5x7x2xi32>
// CHECK: gpu.launch
// CHECK: memref.load %[[PLACES]]
// CHECK: vector.load %[[X]]{{.*}} vector<4xf32>
// CHECK: vector.load %[[X]]{{.*}} vector<4xf32>
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
        kernel.yield %sum : f32
      }
  return
}

// Four channels of a whole image are a thread's, so that it adds to its own results alone.
// CHECK-LABEL: func.func @sample_grad(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, {{.*}} %[[DX:[a-z0-9]+]]: memref<?x8x6x16xf32>)
// CHECK: arith.muli %[[EXTENT]], %c4
// CHECK: gpu.launch
// CHECK: vector.store %cst, %[[DX]]
// CHECK: %[[BEFORE:.*]] = vector.load %[[DX]]
// CHECK: %[[AFTER:.*]] = arith.addf %[[BEFORE]]
// CHECK: vector.store %[[AFTER]], %[[DX]]
func.func @sample_grad(%extent: index, %dy: memref<?x5x7x16xf32>, %places: memref<?x5x7x2xi32>, %weights: memref<?x5x7x2xf32>, %dx: memref<?x8x6x16xf32>) {
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
