// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// Shapes that have one algorithm alone: strides, a single tap, or rows of a dense layer.

// The whole vectors of 24 channels, then the rest under a mask.
// CHECK-LABEL: func.func @forward(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<?x8x8x4xf32>, %[[S:[a-z0-9]+]]: memref<4xf32>, %[[PACKED:[a-z0-9]+]]: memref<1152xf32>,
// CHECK-SAME: %[[B:[a-z0-9]+]]: memref<24xf32>, %[[Y:[a-z0-9]+]]: memref<?x4x4x24xf32>, %[[SUM:[a-z0-9]+]]: memref<24xf32>,
// CHECK-SAME: %[[BLOCKS:[a-z0-9]+]]: memref<?xi8>)
// CHECK-DAG: %[[FIRST4:.*]] = arith.constant dense<[true, true, true, true, false, {{.*}}]> : vector<16xi1>
// CHECK-DAG: %[[FIRST8:.*]] = arith.constant dense<[true, true, true, true, true, true, true, true, false, {{.*}}]> : vector<16xi1>
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>

// A block of images is copied; the prologue runs once for each element, and what lies outside is zero.
// CHECK: kernel.parallel %{{.*}} scratch {{[1-9]}}
// CHECK: scf.if
// CHECK: %[[IN:.*]] = vector.maskedload %[[X]][{{.*}}], %[[FIRST4]], %[[ZERO]]
// CHECK: %[[SCALE:.*]] = vector.maskedload %[[S]][%{{.*}}], %[[FIRST4]], %[[ZERO]]
// CHECK: %[[SCALED:.*]] = arith.mulf %[[IN]], %[[SCALE]] : vector<16xf32>
// CHECK: vector.maskedstore %[[BLOCK:.*]][%{{.*}}], %[[FIRST4]], %[[SCALED]]
// CHECK: } else {
// CHECK: vector.store %[[ZERO]], %[[BLOCK]]

// A tile's results are fetched while its products are computed.
// CHECK: %[[PARTIAL:.*]] = memref.view %[[BLOCKS]]
// CHECK: memref.prefetch %[[Y]][{{.*}}], write
// CHECK: memref.prefetch %[[Y]][{{.*}}], write

// In the inner loop, of rows, columns and channels, there are neither masks nor the prologue.
// CHECK: scf.for {{.*}} iter_args(%{{[a-z0-9]+}} = %[[ZERO]]
// CHECK: scf.for {{.*}} iter_args
// CHECK: scf.for {{.*}} iter_args(%[[ACCUMULATOR:[a-z0-9]+]] =
// CHECK-NOT: mask
// CHECK-NOT: mulf
// CHECK: %[[ROW:.*]] = vector.load %[[PACKED]][%{{.*}}] : memref<1152xf32>, vector<16xf32>
// CHECK: %[[ELEMENT:.*]] = memref.load %[[BLOCK]]
// CHECK-NEXT: %[[SPLAT:.*]] = vector.broadcast %[[ELEMENT]] : f32 to vector<16xf32>
// CHECK-NEXT: vector.fma %[[SPLAT]], %[[ROW]], %[[ACCUMULATOR]] : vector<16xf32>
// CHECK: scf.yield

// The epilogue takes the accumulators from registers; the sum goes over the tile's pixels first.
// CHECK: %[[BIAS:.*]] = vector.load %[[B]]
// CHECK-NEXT: %[[RESULT:.*]] = arith.addf %{{.*}}, %[[BIAS]] : vector<16xf32>
// CHECK-NEXT: vector.store %[[RESULT]], %[[Y]]
// CHECK: %[[RESTBIAS:.*]] = vector.maskedload %[[B]][%{{.*}}], %[[FIRST8]], %[[ZERO]]
// CHECK-NEXT: %[[REST:.*]] = arith.addf %{{.*}}, %[[RESTBIAS]]
// CHECK-NEXT: vector.maskedstore %[[Y]][{{.*}}], %[[FIRST8]], %[[REST]]
// CHECK: vector.maskedload %[[PARTIAL]][%{{.*}}], %[[FIRST8]]
// CHECK-NEXT: arith.addf
// CHECK-NEXT: vector.maskedstore %[[PARTIAL]]

// The blocks' sums are added in order and in double precision.
// CHECK: kernel.parallel %{{.*}} scratch 0
// CHECK: scf.for {{.*}} iter_args(%[[TOTAL:.*]] = %{{.*}}) -> (vector<16xf64>)
// CHECK: %[[WIDE:.*]] = arith.extf %{{.*}} : vector<16xf32> to vector<16xf64>
// CHECK: arith.addf %[[TOTAL]], %[[WIDE]] : vector<16xf64>
// CHECK: arith.truncf
// CHECK: vector.store %{{.*}}, %[[SUM]]
// CHECK: kernel.parallel %{{.*}} scratch 0
// CHECK: arith.extf
// CHECK: vector.maskedstore %[[SUM]][%{{.*}}], %[[FIRST8]]
// CHECK-NOT: kernel.convolution
func.func @forward(%extent: index, %x: memref<?x8x8x4xf32>, %s: memref<4xf32>, %w: memref<1152xf32>, %b: memref<24xf32>,
                   %y: memref<?x4x4x24xf32>, %sum: memref<24xf32>, %blocks: memref<?xi8>) {
  kernel.convolution lhs(%x, %s : memref<?x8x8x4xf32>, memref<4xf32>) rhs(%w : memref<1152xf32>) inputs(%b : memref<24xf32>)
      into(%y, %sum, %blocks : memref<?x4x4x24xf32>, memref<24xf32>, memref<?xi8>) domain tensor<?x4x4x24xf32>
      {filter_type = tensor<3x3x4x24xf32>, reduction_count = 1 : i64, strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32, %scale: f32):
        %0 = arith.mulf %e, %scale : f32
        kernel.yield %0 : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32, %bias: f32):
        %0 = arith.addf %e, %bias : f32
        kernel.yield %0, %0 : f32, f32
      }
  return
}

// A stride's gradient goes in phases. Of a single tap and stride 2, one phase in four has products; the others are zero.
// CHECK-LABEL: func.func @input_grad(
// CHECK-SAME: %[[DX:[a-z0-9]+]]: memref<?x4x4x16xf32>)
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK: scf.for {{.*}} iter_args(%{{[a-z0-9]+}} = %[[ZERO]]
// CHECK: vector.fma
// CHECK: scf.yield
// CHECK-NOT: scf.for {{.*}} iter_args
// CHECK: vector.store %{{[0-9#]+}}, %[[DX]]
// CHECK-NOT: vector.fma
// CHECK: vector.store %[[ZERO]], %[[DX]]
// CHECK-NOT: vector.fma
// CHECK: return
func.func @input_grad(%extent: index, %dy: memref<?x2x2x8xf32>, %w: memref<128xf32>, %dx: memref<?x4x4x16xf32>) {
  kernel.convolution_input_grad lhs(%dy : memref<?x2x2x8xf32>) rhs(%w : memref<128xf32>)
      into(%dx : memref<?x4x4x16xf32>) domain tensor<?x4x4x16xf32>
      {filter_type = tensor<1x1x16x8xf32>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
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

// Several rows share a tile; of the last block, those behind the batch's end are not stored. They are read, but from a copy.
// CHECK-LABEL: func.func @dense(
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?x16xf32>)
// CHECK: kernel.parallel %{{.*}} scratch {{[1-9]}}
// CHECK: vector.fma
// CHECK: vector.fma
// CHECK: scf.yield
// CHECK: %[[EXISTS:.*]] = arith.cmpi slt
// CHECK-NEXT: scf.if %[[EXISTS]]
// CHECK: vector.store %{{.*}}, %[[Y]][%{{[a-z0-9]+}}, %{{[a-z0-9]+}}]
func.func @dense(%extent: index, %x: memref<?x32xf32>, %w: memref<512xf32>, %y: memref<?x16xf32>) {
  kernel.convolution lhs(%x : memref<?x32xf32>) rhs(%w : memref<512xf32>)
      into(%y : memref<?x16xf32>) domain tensor<?x16xf32>
      {filter_type = tensor<32x16xf32>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
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

// A filter too large for the cache is taken in chunks of source channels: sums wait in scratch memory, the first chunk's start at
// zero whatever was there, and the last chunk's have the epilogue, whose memory is fetched before their products.
// CHECK-LABEL: func.func @chunks(
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?x4x4x16xf32>)
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK: scf.for %[[CHUNK:.*]] = %{{[a-z0-9]+}} to
// CHECK: %[[FIRST:.*]] = arith.cmpi slt, %[[CHUNK]], %{{[a-z0-9]+}}
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[CHUNK]], %{{[a-z0-9]+}}
// CHECK: scf.if %[[LAST]]
// CHECK: memref.prefetch %[[Y]][{{.*}}], write
// CHECK: %[[START:[a-z0-9]+]]{{.*}} = scf.if %[[FIRST]]
// CHECK-NEXT: scf.yield %[[ZERO]]
// CHECK-NEXT: } else {
// CHECK: vector.load
// CHECK: scf.yield
// CHECK: %[[SUMS:[a-z0-9]+]]{{.*}} = scf.for {{.*}} iter_args(%{{[a-z0-9]+}} = %[[START]]
// CHECK: vector.fma
// CHECK: scf.if %[[LAST]]
// CHECK: %[[RESULT:.*]] = math.absf %[[SUMS]]{{.*}} : vector<16xf32>
// CHECK-NEXT: vector.store %[[RESULT]], %[[Y]]
// CHECK: } else {
// CHECK-NOT: %[[Y]]
// CHECK-NOT: math.absf
// CHECK: vector.store %[[SUMS]]
func.func @chunks(%extent: index, %x: memref<?x4x4x16384xf32>, %w: memref<262144xf32>, %y: memref<?x4x4x16xf32>) {
  kernel.convolution lhs(%x : memref<?x4x4x16384xf32>) rhs(%w : memref<262144xf32>)
      into(%y : memref<?x4x4x16xf32>) domain tensor<?x4x4x16xf32>
      {filter_type = tensor<1x1x16384x16xf32>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        %0 = math.absf %e : f32
        kernel.yield %0 : f32
      }
  return
}

// A batch that is known to be small is cut into work for eight threads. Of a single small image these are parts of the channels: of
// 23 blocks of two vectors twelve parts, the last of one block and narrower. A source without padding or prologue is read where it
// lies, and the filter is fetched ahead.
// CHECK-LABEL: func.func @single(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref<1x6x6x64xf32>, %[[W:[a-z0-9]+]]: memref
// CHECK-DAG: %[[PARTS:.*]] = arith.constant 12 : index
// CHECK-DAG: %[[WHOLE:.*]] = arith.constant 22 : index
// CHECK-DAG: %[[TEN:.*]] = arith.constant 10 : index
// CHECK-DAG: %[[TWO:.*]] = arith.constant 2 : index
// CHECK: %[[UNITS:.*]] = arith.muli %[[EXTENT]], %[[PARTS]]
// CHECK: kernel.parallel %[[UNITS]] scratch 0
// CHECK: %[[PART:.*]] = arith.remui %{{.*}}, %[[PARTS]]
// CHECK: %[[FLAT:.*]] = memref.reinterpret_cast %[[X]]
// CHECK: %[[BEGIN:.*]] = arith.muli %[[PART]], %[[TWO]]
// CHECK: %[[END:.*]] = arith.addi %[[BEGIN]], %[[TWO]]
// CHECK: %[[STOP:.*]] = arith.minsi %[[END]], %[[WHOLE]]
// CHECK: scf.for %{{.*}} = %[[BEGIN]] to %[[STOP]]
// CHECK: memref.prefetch %[[W]]
// CHECK: memref.load %[[FLAT]]
// CHECK: vector.fma
// CHECK: %[[ISLAST:.*]] = arith.cmpi sgt, %[[PART]], %[[TEN]]
// CHECK-NEXT: scf.if %[[ISLAST]]
// CHECK: return
func.func @single(%extent: index, %x: memref<1x6x6x64xf32>, %w: memref<47104xf32>, %y: memref<1x6x6x728xf32>) {
  kernel.convolution lhs(%x : memref<1x6x6x64xf32>) rhs(%w : memref<47104xf32>)
      into(%y : memref<1x6x6x728xf32>) domain tensor<1x6x6x728xf32>
      {filter_type = tensor<1x1x64x728xf32>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
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

// Of a large image with few channels they are blocks of rows, which copy no pixel twice.
// CHECK-LABEL: func.func @single_rows(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index
// CHECK-DAG: %[[BLOCKS:.*]] = arith.constant 8 : index
// CHECK: %[[UNITS:.*]] = arith.muli %[[EXTENT]], %[[BLOCKS]]
// CHECK: kernel.parallel %[[UNITS]] scratch {{[1-9]}}
// CHECK: %[[BLOCK:.*]] = arith.remui %{{.*}}, %[[BLOCKS]]
// CHECK-NOT: arith.remui
// CHECK: math.absf
// CHECK: return
func.func @single_rows(%extent: index, %x: memref<1x32x32x16xf32>, %w: memref<1536xf32>, %y: memref<1x32x32x96xf32>) {
  kernel.convolution lhs(%x : memref<1x32x32x16xf32>) rhs(%w : memref<1536xf32>)
      into(%y : memref<1x32x32x96xf32>) domain tensor<1x32x32x96xf32>
      {filter_type = tensor<1x1x16x96xf32>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      lhs_prologue {
      ^bb0(%e: f32):
        %0 = math.absf %e : f32
        kernel.yield %0 : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      }
  return
}
