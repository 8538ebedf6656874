// RUN: anabranch-opt %s --lower-precision | FileCheck %s
// RUN: anabranch-opt %s --lower-precision=products=false | FileCheck %s --check-prefix=STORED

// What lies between kernels is bf16, what enters and leaves f32; sums are of what the epilogue has, and products of bf16.
// CHECK-LABEL: func.func @images(
// CHECK: %[[Y:.*]]:2 = kernel.convolution lhs(%{{.*}} : tensor<?x8x8x4xf32>) rhs(%{{.*}} : tensor<3x3x4x8xf32>)
// CHECK: lhs_prologue
// CHECK: ^bb0(%[[E:.*]]: f32):
// CHECK: %[[P:.*]] = arith.truncf %[[E]] : f32 to bf16
// CHECK: kernel.yield %[[P]] : bf16
// CHECK: rhs_prologue
// CHECK: ^bb0(%[[F:.*]]: f32):
// CHECK: %[[Q:.*]] = arith.truncf %[[F]] : f32 to bf16
// CHECK: kernel.yield %[[Q]] : bf16
// CHECK: epilogue
// CHECK: ^bb0(%[[SUM:.*]]: f32):
// CHECK: %[[R:.*]] = arith.truncf %[[SUM]] : f32 to bf16
// CHECK: kernel.yield %[[R]], %[[SUM]] : bf16, f32
// CHECK: -> tensor<?x8x8x8xbf16>, tensor<8xf32>
// CHECK: kernel.pool lhs(%[[Y]]#0 : tensor<?x8x8x8xbf16>)
// CHECK: ^bb0(%[[X:.*]]: bf16):
// CHECK: %[[W:.*]] = arith.extf %[[X]] : bf16 to f32
// CHECK: kernel.yield %[[W]] : f32
// CHECK: -> tensor<?x4x4x8xf32>

// On a CPU the choice of an algorithm says what products are of.
// STORED-LABEL: func.func @images(
// STORED: lhs_prologue
// STORED-NOT: arith.truncf
// STORED: epilogue
// STORED: ^bb0(%[[SUM:.*]]: f32):
// STORED: %[[R:.*]] = arith.truncf %[[SUM]] : f32 to bf16
// STORED: kernel.yield %[[R]], %[[SUM]] : bf16, f32
// STORED: -> tensor<?x8x8x8xbf16>, tensor<8xf32>
// STORED: ^bb0(%[[X:.*]]: bf16):
// STORED: arith.extf %[[X]] : bf16 to f32
func.func @images(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x8xf32>) -> (tensor<?x4x4x8xf32>, tensor<8xf32>) {
  %y, %total = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<3x3x4x8xf32>) domain tensor<?x8x8x8xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, reduction_count = 1 : i64}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum, %sum : f32, f32
  } -> tensor<?x8x8x8xf32>, tensor<8xf32>
  %z = kernel.pool lhs(%y : tensor<?x8x8x8xf32>) domain tensor<?x4x4x8xf32>
     {kind = 1 : i32, window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%largest: f32):
    kernel.yield %largest : f32
  } -> tensor<?x4x4x8xf32>
  return %z, %total : tensor<?x4x4x8xf32>, tensor<8xf32>
}

// Rows of numbers, which losses and metrics read, are small and stay exact.
// CHECK-LABEL: func.func @negative_rows(
// CHECK-NOT: bf16
// CHECK: return
func.func @negative_rows(%x: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %y = kernel.elementwise inputs(%x : tensor<?x10xf32>) domain tensor<?x10xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.absf %e : f32
    kernel.yield %z : f32
  } -> tensor<?x10xf32>
  %z = kernel.elementwise inputs(%y : tensor<?x10xf32>) domain tensor<?x10xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.sqrt %e : f32
    kernel.yield %z : f32
  } -> tensor<?x10xf32>
  return %z : tensor<?x10xf32>
}

// What a reshape or a concatenation reads stays f32, and so does double precision.
// CHECK-LABEL: func.func @negative_readers(
// CHECK-NOT: bf16
// CHECK: return
func.func @negative_readers(%x: tensor<?x2x2x4xf32>, %d: tensor<?x2x2x4xf64>) -> (tensor<?x16xf32>, tensor<?x2x2x8xf32>, tensor<?x2x2x4xf64>) {
  %y = kernel.elementwise inputs(%x : tensor<?x2x2x4xf32>) domain tensor<?x2x2x4xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.absf %e : f32
    kernel.yield %z : f32
  } -> tensor<?x2x2x4xf32>
  %r = nn.reshape %y : tensor<?x2x2x4xf32> -> tensor<?x16xf32>
  %w = kernel.elementwise inputs(%x : tensor<?x2x2x4xf32>) domain tensor<?x2x2x4xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.sqrt %e : f32
    kernel.yield %z : f32
  } -> tensor<?x2x2x4xf32>
  %c = kernel.concatenate lhs(%w, %x : tensor<?x2x2x4xf32>, tensor<?x2x2x4xf32>) domain tensor<?x2x2x8xf32> {dimension = 3 : i64}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } -> tensor<?x2x2x8xf32>
  %v = kernel.elementwise inputs(%d : tensor<?x2x2x4xf64>) domain tensor<?x2x2x4xf64> epilogue {
  ^bb0(%e: f64):
    %z = math.absf %e : f64
    kernel.yield %z : f64
  } -> tensor<?x2x2x4xf64>
  %u = kernel.elementwise inputs(%v : tensor<?x2x2x4xf64>) domain tensor<?x2x2x4xf64> epilogue {
  ^bb0(%e: f64):
    %z = math.sqrt %e : f64
    kernel.yield %z : f64
  } -> tensor<?x2x2x4xf64>
  return %r, %c, %u : tensor<?x16xf32>, tensor<?x2x2x8xf32>, tensor<?x2x2x4xf64>
}

// CHECK-LABEL: func.func @matmul(
// CHECK: kernel.matmul
// CHECK: lhs_prologue
// CHECK: %[[P:.*]] = arith.truncf %{{.*}} : f32 to bf16
// CHECK: kernel.yield %[[P]] : bf16
// CHECK: rhs_prologue
// CHECK: %[[Q:.*]] = arith.truncf %{{.*}} : f32 to bf16
// CHECK: kernel.yield %[[Q]] : bf16
// CHECK: epilogue
// CHECK: ^bb0(%[[SUM:.*]]: f32):
// CHECK: kernel.yield %[[SUM]] : f32
func.func @matmul(%a: tensor<?x4x5xf32>, %b: tensor<?x6x5xf32>) -> tensor<?x4x6xf32> {
  %y = kernel.matmul lhs(%a : tensor<?x4x5xf32>) rhs(%b : tensor<?x6x5xf32>) domain tensor<?x4x6xf32> {transpose_rhs}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  } -> tensor<?x4x6xf32>
  return %y : tensor<?x4x6xf32>
}
