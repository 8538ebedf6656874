// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// F(4 x 4, 3 x 3) of a block of images goes through three steps in a thread's memory. An image is copied with its padding, the
// prologue on the way, and each tile of 6 x 6 pixels becomes 36 numbers a channel.
// CHECK-LABEL: func.func @forward(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x16xf32>, %[[W:[a-z0-9]+]]: memref<9216xf32>,
// CHECK-SAME: %[[SKIP:[a-z0-9]+]]: memref<?x8x8x16xf32>, %[[Y:[a-z0-9]+]]: memref<?x8x8x16xf32>)
// CHECK: kernel.parallel
// CHECK: %[[COPY:.*]] = memref.view {{.*}} to memref<1600xf32>
// CHECK: %[[SOURCE:.*]] = memref.view {{.*}} to memref<9792xf32>
// CHECK: %[[PRODUCTS:.*]] = memref.view {{.*}} to memref<9792xf32>
// CHECK: %[[PIXEL:.*]] = vector.load %[[X]]
// CHECK: %[[CHANGED:.*]] = math.absf %[[PIXEL]]
// CHECK: vector.store %[[CHANGED]], %[[COPY]]
// CHECK-COUNT-36: vector.load %[[COPY]]
// CHECK-COUNT-36: vector.store %{{.*}}, %[[SOURCE]]

// Then there is a matrix product for each of the 36 points. Of what the epilogue reads and writes of a product's tiles, each point
// fetches a part: of 16 pixels with one line each, one.
// CHECK: scf.for %[[POINT:.*]] = %{{.*}} to %c36 step
// CHECK: scf.for
// CHECK: %[[HAS:.*]] = arith.cmpi slt, %[[POINT]], %c16
// CHECK: scf.if %[[HAS]]
// CHECK-NEXT: scf.for %{{.*}} = %c0 to %c16 step
// CHECK: memref.prefetch %[[SKIP]][{{.*}}], read
// CHECK-NEXT: memref.prefetch %[[Y]][{{.*}}], write
// CHECK-NOT: memref.prefetch %[[Y]]
// CHECK: scf.for {{.*}} iter_args
// CHECK: %[[PANEL:.*]] = vector.load %[[W]]
// CHECK: memref.load %[[SOURCE]]
// CHECK: vector.fma {{.*}}, %[[PANEL]],
// CHECK: vector.store %{{.*}}, %[[PRODUCTS]]

// And 36 products of a tile and channel become 4 x 4 results, which the epilogue finishes.
// CHECK-COUNT-36: vector.load %[[PRODUCTS]]
// CHECK: %[[SHORTCUT:.*]] = vector.load %[[SKIP]]
// CHECK-NEXT: %[[SUM:.*]] = arith.addf %{{.*}}, %[[SHORTCUT]]
// CHECK-NEXT: vector.store %[[SUM]], %[[Y]]
// CHECK-COUNT-15: vector.store %{{.*}}, %[[Y]]
// CHECK-NOT: vector.store %{{.*}}, %[[Y]]
// CHECK: return
func.func @forward(%extent: index, %x: memref<?x8x8x16xf32>, %w: memref<9216xf32>, %skip: memref<?x8x8x16xf32>, %y: memref<?x8x8x16xf32>) {
  kernel.convolution lhs(%x : memref<?x8x8x16xf32>) rhs(%w : memref<9216xf32>) inputs(%skip : memref<?x8x8x16xf32>)
      into(%y : memref<?x8x8x16xf32>) domain tensor<?x8x8x16xf32>
      {filter_type = tensor<3x3x16x16xf32>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64,
       algorithm = #kernel<algorithm winograd4>}
      lhs_prologue {
      ^bb0(%e: f32):
        %0 = math.absf %e : f32
        kernel.yield %0 : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32, %s: f32):
        %0 = arith.addf %e, %s : f32
        kernel.yield %0 : f32
      }
  return
}
