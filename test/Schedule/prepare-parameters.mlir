// RUN: anabranch-opt %s --prepare-parameters | FileCheck %s
// RUN: anabranch-opt %s --prepare-parameters --outline-kernels --plan-memory | FileCheck %s --check-prefix=PLAN

nn.parameter @p trainable : tensor<4x4xf32> = #nn.initializer<constant, 0.0, 0.0>

// A chain of kernels moves as one, and what only it read goes with it; a reshape of its result stays.
// CHECK-LABEL: func.func @prepare_chain() -> tensor<16xf32>
// CHECK: %[[P:.*]] = nn.load @p
// CHECK: %[[FLAT:.*]] = nn.reshape %[[P]]
// CHECK: %[[A:.*]] = kernel.elementwise inputs(%[[FLAT]] : tensor<16xf32>)
// CHECK: %[[B:.*]] = kernel.elementwise inputs(%[[A]] : tensor<16xf32>)
// CHECK: return %[[B]]
// CHECK-LABEL: func.func @chain(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4x4xf32>, %[[PREPARED:[a-z0-9]+]]: tensor<16xf32>) -> tensor<4x4xf32> attributes {kernel.prepare = @prepare_chain}
// CHECK-NOT: math.exp
// CHECK: %[[SQUARE:.*]] = nn.reshape %[[PREPARED]]
// CHECK: kernel.elementwise inputs(%[[X]], %[[SQUARE]] :
// CHECK: return

// What is prepared lies behind the parameter and the step's numbers for both programs; what preparing needs besides lies behind it.
// PLAN-LABEL: kernel.program @prepare_chain inputs [] outputs [#kernel.placed<"" : tensor<16xf32> at <320 + 0 * batch>>] arena <448 + 0 * batch>
// PLAN: kernel.launch @elementwise_0 {{.*}} buffers [#kernel.extent<0 + 0 * batch>, #kernel.extent<384 + 0 * batch>]
// PLAN: kernel.launch @elementwise_0 {{.*}} buffers [#kernel.extent<384 + 0 * batch>, #kernel.extent<320 + 0 * batch>]
// PLAN-LABEL: kernel.program @chain prepare @prepare_chain inputs [#kernel.placed<"" : tensor<4x4xf32> at <384 + 0 * batch>>]
// PLAN: kernel.launch {{.*}} buffers [#kernel.extent<384 + 0 * batch>, #kernel.extent<320 + 0 * batch>,
func.func @chain(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %p = nn.load @p : tensor<4x4xf32>
  %flat = nn.reshape %p : tensor<4x4xf32> -> tensor<16xf32>
  %a = kernel.elementwise inputs(%flat : tensor<16xf32>) domain tensor<16xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.exp %e : f32
    kernel.yield %z : f32
  } -> tensor<16xf32>
  %b = kernel.elementwise inputs(%a : tensor<16xf32>) domain tensor<16xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.exp %e : f32
    kernel.yield %z : f32
  } -> tensor<16xf32>
  %square = nn.reshape %b : tensor<16xf32> -> tensor<4x4xf32>
  %y = kernel.elementwise inputs(%x, %square : tensor<4x4xf32>, tensor<4x4xf32>) domain tensor<4x4xf32> epilogue {
  ^bb0(%e: f32, %f: f32):
    %z = arith.mulf %e, %f : f32
    kernel.yield %z : f32
  } -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// A reshape between two kernels keeps neither of them in the function.
// CHECK-LABEL: func.func @prepare_reshaped_between() -> tensor<16xf32>
// CHECK-COUNT-2: math.exp
// CHECK-LABEL: func.func @reshaped_between(
// CHECK-NOT: math.exp
// CHECK-NOT: nn.reshape
// CHECK: kernel.elementwise
// CHECK-NOT: kernel.elementwise
// CHECK: return
func.func @reshaped_between(%x: tensor<16xf32>) -> tensor<16xf32> {
  %p = nn.load @p : tensor<4x4xf32>
  %a = kernel.elementwise inputs(%p : tensor<4x4xf32>) domain tensor<4x4xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.exp %e : f32
    kernel.yield %z : f32
  } -> tensor<4x4xf32>
  %flat = nn.reshape %a : tensor<4x4xf32> -> tensor<16xf32>
  %b = kernel.elementwise inputs(%flat : tensor<16xf32>) domain tensor<16xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.exp %e : f32
    kernel.yield %z : f32
  } -> tensor<16xf32>
  %y = kernel.elementwise inputs(%x, %b : tensor<16xf32>, tensor<16xf32>) domain tensor<16xf32> epilogue {
  ^bb0(%e: f32, %f: f32):
    %z = arith.mulf %e, %f : f32
    kernel.yield %z : f32
  } -> tensor<16xf32>
  return %y : tensor<16xf32>
}

// CHECK-LABEL: func.func @negative_parameters_change(
// CHECK-SAME: ) {
// CHECK: math.exp
func.func @negative_parameters_change() {
  %p = nn.load @p : tensor<4x4xf32>
  %a = kernel.elementwise inputs(%p : tensor<4x4xf32>) domain tensor<4x4xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.exp %e : f32
    kernel.yield %z : f32
  } -> tensor<4x4xf32>
  nn.store %a, @p : tensor<4x4xf32>
  return
}

// CHECK-LABEL: func.func @negative_reads_an_input(
// CHECK-NOT: kernel.prepare
// CHECK: return
func.func @negative_reads_an_input(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %a = kernel.elementwise inputs(%x : tensor<4x4xf32>) domain tensor<4x4xf32> epilogue {
  ^bb0(%e: f32):
    %z = math.exp %e : f32
    kernel.yield %z : f32
  } -> tensor<4x4xf32>
  return %a : tensor<4x4xf32>
}

// The batch's size is an input too.
// CHECK-LABEL: func.func @negative_reads_a_number_of_the_step(
// CHECK-NOT: kernel.prepare
// CHECK: return
func.func @negative_reads_a_number_of_the_step() -> tensor<f32> {
  %n = nn.step_value batch_size : tensor<f32>
  %a = kernel.elementwise inputs(%n : tensor<f32>) domain tensor<f32> epilogue {
  ^bb0(%e: f32):
    %z = math.exp %e : f32
    kernel.yield %z : f32
  } -> tensor<f32>
  return %a : tensor<f32>
}

// CHECK-LABEL: func.func @negative_one_for_each_example(
// CHECK-NOT: kernel.prepare
// CHECK: return
func.func @negative_one_for_each_example(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %a = kernel.elementwise domain tensor<?x4xf32> epilogue {
    %z = arith.constant 2.0 : f32
    kernel.yield %z : f32
  } -> tensor<?x4xf32>
  return %a : tensor<?x4xf32>
}
