// RUN: anabranch-opt %s --generate-cpu-kernels="amx=true" --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @convolution(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x40xbf16>, %[[S:[a-z0-9]+]]: memref<40xf32>, %[[PACKED:[a-z0-9]+]]: memref<18432xbf16>,
// CHECK-SAME: %{{[a-z0-9]+}}: memref<20xf32>, %[[Y:[a-z0-9]+]]: memref<?x8x8x20xbf16>, %[[SUM:[a-z0-9]+]]: memref<20xf32>, %[[BLOCKS:[a-z0-9]+]]: memref<?xi8>)
// CHECK-SAME: attributes {kernel.matrix_unit = 1 : i64}
// CHECK-DAG: %[[FIRST20:.*]] = arith.constant dense<[{{(true, )+}}true, true, true, true, true, true, true, true, true, true, true, true, false, {{.*}}]> : vector<32xi1>
// CHECK-DAG: %[[FIRST8:.*]] = arith.constant dense<[true, true, true, true, true, true, true, true, false, {{.*}}]> : vector<32xi1>
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<32xbf16>

// A block of images is copied to where tiles are read; the prologue runs once for each element. What lies outside is zero, and so is what the
// prologue makes of channels that do not exist (0 / 0 here).
// CHECK: kernel.parallel %{{.*}} scratch {{[1-9]}}
// CHECK: %[[COPY:[a-z0-9_]+]] = memref.view %{{.*}} : memref<?xi8> to memref<{{[0-9]+}}xbf16>
// CHECK: %[[RESULTS:[a-z0-9_]+]] = memref.view %{{.*}} : memref<?xi8> to memref<{{[0-9]+}}xf32>
// CHECK: scf.if
// CHECK: vector.store %[[ZERO]], %[[COPY]]
// CHECK: %[[NARROW:.*]] = vector.load %[[X]]
// CHECK: %[[SCALE:.*]] = vector.load %[[S]]
// CHECK: %[[WIDE:.*]] = arith.extf %[[NARROW]]
// CHECK: %[[SCALED:.*]] = arith.divf %[[WIDE]], %[[SCALE]] : vector<32xf32>
// CHECK: %[[ROUNDED:.*]] = arith.truncf %[[SCALED]] : vector<32xf32> to vector<32xbf16>
// CHECK: vector.store %[[ROUNDED]], %[[COPY]]
// CHECK: vector.maskedload %[[X]][{{.*}}], %[[FIRST8]], %[[ZERO]]
// CHECK: %[[REST:.*]] = arith.truncf
// CHECK: %[[VALID:.*]] = arith.select %[[FIRST8]], %[[REST]], %[[ZERO]]
// CHECK: vector.store %[[VALID]], %[[COPY]]
// CHECK: } else {
// CHECK-NOT: vector.load %[[X]]
// CHECK: vector.store %[[ZERO]], %[[COPY]]

// Tiles of sums stay in registers over all taps and channels.
// CHECK: %[[START:.*]] = amx.tile_zero : !amx.tile<16x16xf32>
// CHECK: scf.for {{.*}} iter_args(%{{[a-z0-9]+}} = %[[START]]
// CHECK-NOT: vector.load
// CHECK: %[[RIGHT:.*]] = amx.tile_load %[[PACKED]][{{.*}} : memref<18432xbf16> into !amx.tile<16x32xbf16>
// CHECK: %[[LEFT:.*]] = amx.tile_load %[[COPY]][{{.*}} : memref<{{[0-9]+}}xbf16> into !amx.tile<16x32xbf16>
// CHECK: amx.tile_mulf %[[LEFT]], %[[RIGHT]], %{{.*}} : !amx.tile<16x32xbf16>, !amx.tile<16x32xbf16>, !amx.tile<16x16xf32>
// CHECK: amx.tile_mulf

// Meanwhile the epilogue takes those of the group before from memory, and sums over results.
// CHECK: scf.for {{.*}} iter_args(%{{[a-z0-9]+}} = %{{[a-z0-9_]+}}) -> (vector<32xf32>) {
// CHECK: %[[RESULT:.*]] = vector.load %[[RESULTS]][
// CHECK: %[[BIASED:.*]] = arith.addf %[[RESULT]], %{{.*}} : vector<32xf32>
// CHECK: %[[ROUNDED:.*]] = arith.truncf %[[BIASED]] : vector<32xf32> to vector<32xbf16>
// CHECK: vector.maskedstore %[[Y]][{{.*}}], %[[FIRST20]], %[[ROUNDED]]
// CHECK: memref.prefetch %[[Y]]
// CHECK: amx.tile_store %[[RESULTS]][

// The last group has none that follows.
// CHECK: scf.for {{.*}} iter_args(%{{[a-z0-9]+}} = %{{[a-z0-9_]+}}) -> (vector<32xf32>) {
// CHECK: vector.load %[[RESULTS]][
// CHECK: vector.maskedstore %[[Y]]

// CHECK: kernel.parallel %{{.*}} scratch 0
// CHECK: vector.store %{{.*}}, %[[SUM]]
func.func @convolution(%extent: index, %x: memref<?x8x8x40xbf16>, %s: memref<40xf32>, %packed: memref<18432xbf16>, %b: memref<20xf32>, %y: memref<?x8x8x20xbf16>, %sum: memref<20xf32>, %blocks: memref<?xi8>) {
  kernel.convolution lhs(%x, %s : memref<?x8x8x40xbf16>, memref<40xf32>) rhs(%packed : memref<18432xbf16>) inputs(%b : memref<20xf32>)
      into(%y, %sum, %blocks : memref<?x8x8x20xbf16>, memref<20xf32>, memref<?xi8>) domain tensor<?x8x8x20xf32>
      {algorithm = #kernel<algorithm amx>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, reduction_count = 1 : i64, filter_type = tensor<3x3x40x20xf32>}
      lhs_prologue {
      ^bb0(%e: bf16, %scale: f32):
        %0 = arith.extf %e : bf16 to f32
        %1 = arith.divf %0, %scale : f32
        %2 = arith.truncf %1 : f32 to bf16
        kernel.yield %2 : bf16
      } rhs_prologue {
      ^bb0(%e: bf16):
        kernel.yield %e : bf16
      } epilogue {
      ^bb0(%e: f32, %bias: f32):
        %0 = arith.addf %e, %bias : f32
        %1 = arith.truncf %0 : f32 to bf16
        kernel.yield %1, %0 : bf16, f32
      }
  return
}

// Each piece of the batch has sums of its own, which tiles are loaded from for each block of images.
// CHECK-LABEL: func.func @kernel_grad(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x40xbf16>, %[[DY:[a-z0-9]+]]: memref<?x8x8x20xbf16>, %[[DW:[a-z0-9]+]]: memref<3x3x40x20xf32>,
// CHECK-SAME: %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK: kernel.parallel %{{.*}} scratch {{[1-9]}}
// CHECK-DAG: %[[SUMS:[a-z0-9_]+]] = memref.view %[[WORKSPACE]][{{.*}} : memref<?xi8> to memref<{{[0-9]+}}xf32>
// CHECK: vector.store %[[ZERO]], %[[SUMS]]
// CHECK-DAG: vector.load %[[X]]
// CHECK-DAG: vector.load %[[DY]]
// CHECK: %[[SUM:.*]] = amx.tile_load %[[SUMS]][{{.*}} into !amx.tile<16x16xf32>
// CHECK: %[[NEXT:.*]]:4 = scf.for {{.*}} iter_args(%{{[a-z0-9]+}} = %[[SUM]]
// CHECK: amx.tile_mulf
// CHECK: amx.tile_store %[[SUMS]][{{.*}}], %[[NEXT]]#0

// The pieces are added in order; their tiles are of the transposed filter. The last rows and columns do not exist.
// CHECK: kernel.parallel %{{.*}} scratch 0
// CHECK: vector.load
// CHECK: arith.addf
// CHECK: vector.shuffle
// CHECK: vector.store %{{.*}}
// CHECK: vector.maskedstore
// CHECK-NOT: kernel.convolution_kernel_grad
func.func @kernel_grad(%extent: index, %x: memref<?x8x8x40xbf16>, %dy: memref<?x8x8x20xbf16>, %dw: memref<3x3x40x20xf32>, %workspace: memref<?xi8>) {
  kernel.convolution_kernel_grad lhs(%x : memref<?x8x8x40xbf16>) rhs(%dy : memref<?x8x8x20xbf16>)
      into(%dw, %workspace : memref<3x3x40x20xf32>, memref<?xi8>) domain tensor<3x3x40x20xf32>
      {algorithm = #kernel<algorithm amx>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: bf16):
        kernel.yield %e : bf16
      } rhs_prologue {
      ^bb0(%e: bf16):
        kernel.yield %e : bf16
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}

// A number of f32 is what it is rounded to, and what that leaves, rounded. Of the four products of such parts, that of the smaller ones is left out;
// the tiles of the larger ones are loaded once.
// CHECK-LABEL: func.func @parts(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x32xf32>, %[[PACKED:[a-z0-9]+]]: memref<18432xbf16>,
// CHECK-SAME: attributes {kernel.matrix_unit = 3 : i64}
// CHECK: %[[COPY:[a-z0-9_]+]] = memref.view %{{.*}} : memref<?xi8> to memref<{{[0-9]+}}xbf16>
// CHECK: %[[WIDE:.*]] = vector.load %[[X]]
// CHECK: %[[LARGE:.*]] = arith.truncf %[[WIDE]] : vector<32xf32> to vector<32xbf16>
// CHECK: %[[ROUNDED:.*]] = arith.extf %[[LARGE]] : vector<32xbf16> to vector<32xf32>
// CHECK: %[[LEFT_OVER:.*]] = arith.subf %[[WIDE]], %[[ROUNDED]] : vector<32xf32>
// CHECK: %[[SMALL:.*]] = arith.truncf %[[LEFT_OVER]] : vector<32xf32> to vector<32xbf16>
// CHECK: vector.store %[[LARGE]], %[[COPY]]
// CHECK: vector.store %[[SMALL]], %[[COPY]]
// CHECK: %[[B0:.*]] = amx.tile_load %[[PACKED]]
// CHECK: %[[A1:.*]] = amx.tile_load %[[COPY]]
// CHECK: amx.tile_mulf %[[A1]], %[[B0]], %{{.*}}
// CHECK: %[[A0:.*]] = amx.tile_load %[[COPY]]
// CHECK: amx.tile_mulf %[[A0]], %[[B0]], %{{.*}}
// CHECK: %[[B1:.*]] = amx.tile_load %[[PACKED]]
// CHECK: amx.tile_mulf %[[A0]], %[[B1]], %{{.*}}
// CHECK-NOT: amx.tile_load %[[COPY]]
// CHECK: amx.tile_store
func.func @parts(%extent: index, %x: memref<?x8x8x32xf32>, %packed: memref<18432xbf16>, %y: memref<?x8x8x16xf32>) {
  kernel.convolution lhs(%x : memref<?x8x8x32xf32>) rhs(%packed : memref<18432xbf16>)
      into(%y : memref<?x8x8x16xf32>) domain tensor<?x8x8x16xf32>
      {algorithm = #kernel<algorithm amx>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, filter_type = tensor<3x3x32x16xf32>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: bf16):
        kernel.yield %e : bf16
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}

// Of the pixels between those that a single tap reads, there is no copy.
// CHECK-LABEL: func.func @skipped_pixels(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x32xbf16>
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK: kernel.parallel
// CHECK: scf.for
// CHECK: scf.for %[[R:[a-z0-9]+]] = %{{[a-z0-9]+}} to %[[C4]]
// CHECK: scf.for
// CHECK: scf.for %[[C:[a-z0-9]+]] = %{{[a-z0-9]+}} to %[[C4]]
// CHECK-DAG: %[[ROW:.*]] = arith.muli %[[R]], %[[C2]]
// CHECK-DAG: %[[COLUMN:.*]] = arith.muli %[[C]], %[[C2]]
// CHECK: vector.load %[[X]][%{{.*}}, %[[ROW]], %[[COLUMN]], %{{.*}}]
func.func @skipped_pixels(%extent: index, %x: memref<?x8x8x32xbf16>, %packed: memref<1024xbf16>, %y: memref<?x4x4x16xf32>) {
  kernel.convolution lhs(%x : memref<?x8x8x32xbf16>) rhs(%packed : memref<1024xbf16>)
      into(%y : memref<?x4x4x16xf32>) domain tensor<?x4x4x16xf32>
      {algorithm = #kernel<algorithm amx>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, filter_type = tensor<1x1x32x16xf32>}
      lhs_prologue {
      ^bb0(%e: bf16):
        kernel.yield %e : bf16
      } rhs_prologue {
      ^bb0(%e: bf16):
        kernel.yield %e : bf16
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}
