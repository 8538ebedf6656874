// RUN: anabranch-opt %s --generate-cpu-kernels --canonicalize --cse | FileCheck %s

// A block of rows is copied with its zeros; then eight neighbouring pixels of a vector of channels are summed, for a row of taps
// at a time, without a mask or a condition.
// CHECK-LABEL: func.func @forward(
// CHECK: kernel.parallel
// CHECK: scf.if
// CHECK-NOT: memref.prefetch
// CHECK: %[[SUMS:.*]]:8 = scf.for {{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>)
// CHECK-NOT: scf.if
// CHECK-COUNT-24: vector.fma
// CHECK-NOT: vector.fma
// CHECK: scf.yield
// CHECK: math.absf %[[SUMS]]#0
func.func @forward(%extent: index, %x: memref<?x8x8x16xf32>, %k: memref<3x3x16xf32>, %y: memref<?x8x8x16xf32>) {
  kernel.depthwise lhs(%x : memref<?x8x8x16xf32>) rhs(%k : memref<3x3x16xf32>) into(%y : memref<?x8x8x16xf32>) domain tensor<?x8x8x16xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        %0 = math.absf %sum : f32
        kernel.yield %0 : f32
      }
  return
}

// With a stride of 2 the input's gradient has four phases, which four, two, two and one taps reach; four pixels of a phase are summed together.
// CHECK-LABEL: func.func @input_grad(
// CHECK-COUNT-24: vector.fma
// CHECK-NOT: vector.fma
// CHECK: return
func.func @input_grad(%extent: index, %dy: memref<?x4x4x16xf32>, %k: memref<3x3x16xf32>, %dx: memref<?x8x8x16xf32>) {
  kernel.depthwise_input_grad lhs(%dy : memref<?x4x4x16xf32>) rhs(%k : memref<3x3x16xf32>) into(%dx : memref<?x8x8x16xf32>) domain tensor<?x8x8x16xf32>
      {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}

// All nine taps' sums stay in registers over the rows and columns.
// CHECK-LABEL: func.func @kernel_grad(
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>)
// CHECK-NEXT: scf.for {{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>)
// CHECK-COUNT-9: vector.fma
// CHECK-NOT: vector.fma
// CHECK: return
func.func @kernel_grad(%extent: index, %x: memref<?x8x8x16xf32>, %dy: memref<?x8x8x16xf32>, %dk: memref<3x3x16xf32>, %pieces: memref<?xi8>) {
  kernel.depthwise_kernel_grad lhs(%x : memref<?x8x8x16xf32>) rhs(%dy : memref<?x8x8x16xf32>) into(%dk, %pieces : memref<3x3x16xf32>, memref<?xi8>) domain tensor<3x3x16xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}

// Of a single image, vectors of channels are work of their own, and blocks of rows if those are too few: three of 16 channels, and
// four of two rows. A copy has a unit's channels alone.
// CHECK-LABEL: func.func @single(
// CHECK-SAME: %[[EXTENT:[a-z0-9]+]]: index, %[[X:[a-z0-9]+]]: memref
// CHECK-DAG: %[[ALL:.*]] = arith.constant 12 : index
// CHECK-DAG: %[[PARTS:.*]] = arith.constant 3 : index
// CHECK: %[[UNITS:.*]] = arith.muli %[[EXTENT]], %[[ALL]]
// CHECK: kernel.parallel %[[UNITS]] scratch 2560
// CHECK: %[[PART:.*]] = arith.remui %{{.*}}, %[[PARTS]]
// CHECK: %[[CHANNEL:.*]] = arith.muli %[[PART]], %{{.*}}
// CHECK: vector.load %[[X]][%{{.*}}, %{{.*}}, %{{.*}}, %[[CHANNEL]]]
// CHECK-COUNT-24: vector.fma
// CHECK-NOT: vector.fma
// CHECK: return
func.func @single(%extent: index, %x: memref<1x8x8x48xf32>, %k: memref<3x3x48xf32>, %y: memref<1x8x8x48xf32>) {
  kernel.depthwise lhs(%x : memref<1x8x8x48xf32>) rhs(%k : memref<3x3x48xf32>) into(%y : memref<1x8x8x48xf32>) domain tensor<1x8x8x48xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}

// Pixels of 2 KiB would share lines of the cache, so each is followed by a vector that means nothing: 6 x 6 of 528 numbers.
// While a vector's results are summed, memory brings the lines of those that follow in the block.
// CHECK-LABEL: func.func @gaps(
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?x4x4x512xf32>)
// CHECK-DAG: %[[LAST:.*]] = arith.constant 496 : index
// CHECK-DAG: %[[LANES:.*]] = arith.constant 16 : index
// CHECK: kernel.parallel {{.*}} scratch 76032
// CHECK: %[[INBLOCK:.*]] = arith.cmpi slt, %[[CHANNEL:[a-z0-9]+]], %[[LAST]]
// CHECK: scf.if %[[INBLOCK]]
// CHECK: %[[NEXT:.*]] = arith.addi %[[CHANNEL]], %[[LANES]]
// CHECK-COUNT-4: memref.prefetch %[[Y]][{{.*}}, %[[NEXT]]], write
// CHECK: vector.fma
func.func @gaps(%extent: index, %x: memref<?x4x4x512xf32>, %k: memref<3x3x512xf32>, %y: memref<?x4x4x512xf32>) {
  kernel.depthwise lhs(%x : memref<?x4x4x512xf32>) rhs(%k : memref<3x3x512xf32>) into(%y : memref<?x4x4x512xf32>) domain tensor<?x4x4x512xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      lhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } rhs_prologue {
      ^bb0(%e: f32):
        kernel.yield %e : f32
      } epilogue {
      ^bb0(%sum: f32):
        kernel.yield %sum : f32
      }
  return
}
