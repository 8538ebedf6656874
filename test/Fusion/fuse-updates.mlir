// RUN: anabranch-opt %s --fuse-updates -split-input-file | FileCheck %s

// What both read is read once. The stores follow the kernel.
// CHECK-LABEL: func.func @updates(
// CHECK-SAME: %[[DA:[a-z0-9]+]]: tensor<4xf32>, %[[DB:[a-z0-9]+]]: tensor<4xf32>, %[[RATE:[a-z0-9]+]]: tensor<f32>
// CHECK-DAG: %[[A:.*]] = nn.load @a
// CHECK-DAG: %[[B:.*]] = nn.load @b
// CHECK: %[[NEW:.*]]:2 = kernel.elementwise inputs(%[[A]], %[[DA]], %[[RATE]], %[[B]], %[[DB]] :
// CHECK: ^bb0(%[[P:.*]]: f32, %[[G:.*]]: f32, %[[L:.*]]: f32, %[[Q:.*]]: f32, %[[H:.*]]: f32):
// CHECK: arith.mulf %[[G]], %[[L]]
// CHECK: %[[X:.*]] = arith.subf %[[P]]
// CHECK: arith.mulf %[[H]], %[[L]]
// CHECK: %[[Y:.*]] = arith.subf %[[Q]]
// CHECK: kernel.yield %[[X]], %[[Y]]
// CHECK-DAG: nn.store %[[NEW]]#0, @a
// CHECK-DAG: nn.store %[[NEW]]#1, @b
// CHECK-NOT: kernel.elementwise
nn.parameter @a trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @b trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @updates(%da: tensor<4xf32>, %db: tensor<4xf32>, %rate: tensor<f32>) {
  %a = nn.load @a : tensor<4xf32>
  %x = kernel.elementwise inputs(%a, %da, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x, @a : tensor<4xf32>
  %b = nn.load @b : tensor<4xf32>
  %y = kernel.elementwise inputs(%b, %db, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %y, @b : tensor<4xf32>
  return
}

// -----

// CHECK-LABEL: func.func @negative_other_shape(
// CHECK-COUNT-2: kernel.elementwise
nn.parameter @a trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @b trainable : tensor<8xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_other_shape(%da: tensor<4xf32>, %db: tensor<8xf32>, %rate: tensor<f32>) {
  %a = nn.load @a : tensor<4xf32>
  %b = nn.load @b : tensor<8xf32>
  %x = kernel.elementwise inputs(%a, %da, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x, @a : tensor<4xf32>
  %y = kernel.elementwise inputs(%b, %db, %rate : tensor<8xf32>, tensor<8xf32>, tensor<f32>) domain tensor<8xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<8xf32>
  nn.store %y, @b : tensor<8xf32>
  return
}

// -----

// Filters have work enough for a kernel each.
// CHECK-LABEL: func.func @negative_filters(
// CHECK-COUNT-2: kernel.elementwise
nn.parameter @a trainable : tensor<4x4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @b trainable : tensor<4x4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_filters(%da: tensor<4x4xf32>, %db: tensor<4x4xf32>, %rate: tensor<f32>) {
  %a = nn.load @a : tensor<4x4xf32>
  %b = nn.load @b : tensor<4x4xf32>
  %x = kernel.elementwise inputs(%a, %da, %rate : tensor<4x4xf32>, tensor<4x4xf32>, tensor<f32>) domain tensor<4x4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4x4xf32>
  nn.store %x, @a : tensor<4x4xf32>
  %y = kernel.elementwise inputs(%b, %db, %rate : tensor<4x4xf32>, tensor<4x4xf32>, tensor<f32>) domain tensor<4x4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4x4xf32>
  nn.store %y, @b : tensor<4x4xf32>
  return
}

// -----

// What somebody reads cannot wait.
// CHECK-LABEL: func.func @negative_read(
// CHECK-COUNT-2: kernel.elementwise
nn.parameter @a trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @b trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_read(%da: tensor<4xf32>, %db: tensor<4xf32>, %rate: tensor<f32>) -> tensor<4xf32> {
  %a = nn.load @a : tensor<4xf32>
  %b = nn.load @b : tensor<4xf32>
  %x = kernel.elementwise inputs(%a, %da, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x, @a : tensor<4xf32>
  %y = kernel.elementwise inputs(%b, %db, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %y, @b : tensor<4xf32>
  return %x : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @negative_loaded_later(
// CHECK: kernel.elementwise
// CHECK: nn.store %{{.*}}, @a
// CHECK: nn.load @a
// CHECK: kernel.elementwise
nn.parameter @a trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @b trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_loaded_later(%da: tensor<4xf32>, %db: tensor<4xf32>, %rate: tensor<f32>) -> tensor<4xf32> {
  %a = nn.load @a : tensor<4xf32>
  %b = nn.load @b : tensor<4xf32>
  %x = kernel.elementwise inputs(%a, %da, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x, @a : tensor<4xf32>
  %new = nn.load @a : tensor<4xf32>
  %y = kernel.elementwise inputs(%b, %db, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %y, @b : tensor<4xf32>
  return %new : tensor<4xf32>
}

// -----

// A kernel reads 32 tensors at most: 15 updates of two each, and the rate.
// CHECK-LABEL: func.func @negative_room(
// CHECK: %{{.*}}:15 = kernel.elementwise
// CHECK: %{{.*}}:2 = kernel.elementwise
// CHECK-NOT: kernel.elementwise
nn.parameter @p0 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p1 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p2 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p3 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p4 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p5 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p6 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p7 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p8 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p9 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p10 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p11 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p12 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p13 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p14 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p15 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
nn.parameter @p16 trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @negative_room(%d0: tensor<4xf32>, %d1: tensor<4xf32>, %d2: tensor<4xf32>, %d3: tensor<4xf32>, %d4: tensor<4xf32>, %d5: tensor<4xf32>, %d6: tensor<4xf32>, %d7: tensor<4xf32>, %d8: tensor<4xf32>, %d9: tensor<4xf32>, %d10: tensor<4xf32>, %d11: tensor<4xf32>, %d12: tensor<4xf32>, %d13: tensor<4xf32>, %d14: tensor<4xf32>, %d15: tensor<4xf32>, %d16: tensor<4xf32>, %rate: tensor<f32>) {
  %p0 = nn.load @p0 : tensor<4xf32>
  %x0 = kernel.elementwise inputs(%p0, %d0, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x0, @p0 : tensor<4xf32>
  %p1 = nn.load @p1 : tensor<4xf32>
  %x1 = kernel.elementwise inputs(%p1, %d1, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x1, @p1 : tensor<4xf32>
  %p2 = nn.load @p2 : tensor<4xf32>
  %x2 = kernel.elementwise inputs(%p2, %d2, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x2, @p2 : tensor<4xf32>
  %p3 = nn.load @p3 : tensor<4xf32>
  %x3 = kernel.elementwise inputs(%p3, %d3, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x3, @p3 : tensor<4xf32>
  %p4 = nn.load @p4 : tensor<4xf32>
  %x4 = kernel.elementwise inputs(%p4, %d4, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x4, @p4 : tensor<4xf32>
  %p5 = nn.load @p5 : tensor<4xf32>
  %x5 = kernel.elementwise inputs(%p5, %d5, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x5, @p5 : tensor<4xf32>
  %p6 = nn.load @p6 : tensor<4xf32>
  %x6 = kernel.elementwise inputs(%p6, %d6, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x6, @p6 : tensor<4xf32>
  %p7 = nn.load @p7 : tensor<4xf32>
  %x7 = kernel.elementwise inputs(%p7, %d7, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x7, @p7 : tensor<4xf32>
  %p8 = nn.load @p8 : tensor<4xf32>
  %x8 = kernel.elementwise inputs(%p8, %d8, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x8, @p8 : tensor<4xf32>
  %p9 = nn.load @p9 : tensor<4xf32>
  %x9 = kernel.elementwise inputs(%p9, %d9, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x9, @p9 : tensor<4xf32>
  %p10 = nn.load @p10 : tensor<4xf32>
  %x10 = kernel.elementwise inputs(%p10, %d10, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x10, @p10 : tensor<4xf32>
  %p11 = nn.load @p11 : tensor<4xf32>
  %x11 = kernel.elementwise inputs(%p11, %d11, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x11, @p11 : tensor<4xf32>
  %p12 = nn.load @p12 : tensor<4xf32>
  %x12 = kernel.elementwise inputs(%p12, %d12, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x12, @p12 : tensor<4xf32>
  %p13 = nn.load @p13 : tensor<4xf32>
  %x13 = kernel.elementwise inputs(%p13, %d13, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x13, @p13 : tensor<4xf32>
  %p14 = nn.load @p14 : tensor<4xf32>
  %x14 = kernel.elementwise inputs(%p14, %d14, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x14, @p14 : tensor<4xf32>
  %p15 = nn.load @p15 : tensor<4xf32>
  %x15 = kernel.elementwise inputs(%p15, %d15, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x15, @p15 : tensor<4xf32>
  %p16 = nn.load @p16 : tensor<4xf32>
  %x16 = kernel.elementwise inputs(%p16, %d16, %rate : tensor<4xf32>, tensor<4xf32>, tensor<f32>) domain tensor<4xf32> epilogue {
  ^bb0(%p: f32, %g: f32, %l: f32):
    %0 = arith.mulf %g, %l : f32
    %1 = arith.subf %p, %0 : f32
    kernel.yield %1 : f32
  } -> tensor<4xf32>
  nn.store %x16, @p16 : tensor<4xf32>
  return
}
