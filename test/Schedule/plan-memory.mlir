// RUN: anabranch-opt %s --convert-nn-to-kernel --outline-kernels --plan-memory -split-input-file | FileCheck %s
// RUN: anabranch-opt %s --convert-nn-to-kernel --outline-kernels --plan-memory=reuse-distance=1 -split-input-file | FileCheck %s --check-prefix=APART
// RUN: anabranch-opt %s --convert-nn-to-kernel --outline-kernels --plan-memory=gap=100 -split-input-file | FileCheck %s --check-prefix=GAP

// Tensors that are not needed at the same time share memory: %1 lies where %x was, and %2 where %0
// was. The parameter and the four step values (64 bytes each) come first.
// CHECK-LABEL: kernel.program @reuse
// CHECK-SAME: inputs [#kernel.placed<"" : tensor<?x16xf32> at <320 + 0 * batch>>]
// CHECK-SAME: outputs [#kernel.placed<"" : tensor<?x16xf32> at <320 + 64 * batch>>]
// CHECK-SAME: arena <320 + 128 * batch>
// CHECK-COUNT-3: kernel.launch @elementwise_0 extent <0 + 16 * batch>
// CHECK-NOT: kernel.launch
nn.parameter @p trainable : tensor<16xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @reuse(%x: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %0 = nn.tanh %x : tensor<?x16xf32>
  %1 = nn.tanh %0 : tensor<?x16xf32>
  %2 = nn.tanh %1 : tensor<?x16xf32>
  %3 = nn.reshape %2 : tensor<?x16xf32> -> tensor<?x4x4xf32>
  %4 = nn.reshape %3 : tensor<?x4x4xf32> -> tensor<?x16xf32>
  return %4 : tensor<?x16xf32>
}

// -----

// An update is computed in its parameter's place. It reads three buffers and writes the last.
// CHECK-LABEL: kernel.program @update
// CHECK: kernel.launch @elementwise_0 extent <16 + 0 * batch> buffers [#kernel.extent<0 + 0 * batch>, #kernel.extent<320 + 0 * batch>, #kernel.extent<128 + 0 * batch>, #kernel.extent<0 + 0 * batch>]
// CHECK-SAME: sizes [#kernel.extent<64 + 0 * batch>, #kernel.extent<64 + 0 * batch>, #kernel.extent<4 + 0 * batch>, #kernel.extent<64 + 0 * batch>] reads 3
nn.parameter @p trainable : tensor<16xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @update(%g: tensor<16xf32>) {
  %p = nn.load @p : tensor<16xf32>
  %rate = nn.step_value learning_rate : tensor<f32>
  %new = nn.sgd_update %p, %g, %rate : (tensor<16xf32>, tensor<16xf32>, tensor<f32>) -> tensor<16xf32>
  nn.store %new, @p : tensor<16xf32>
  return
}

// -----

// A sum's workspace is listed last, behind what is read and written.
// CHECK-LABEL: kernel.program @workspace
// CHECK: kernel.launch @elementwise_4_0 extent <0 + 64 * batch> buffers [#kernel.extent<320 + 0 * batch>, #kernel.extent<256 + 0 * batch>, #kernel.extent<320 + 1024 * batch>]
// CHECK-SAME: sizes [#kernel.extent<0 + 1024 * batch>, #kernel.extent<16 + 0 * batch>, #kernel.extent<0 + 80 * batch>] reads 1
func.func @workspace(%x: tensor<?x8x8x4xf32>) -> tensor<4xf32> {
  %0 = nn.channel_sum %x : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// The second result lies where %x was, unless a launch has to come in between. Then the third lies there, %0's and %1's places are their
// own, and so is a workspace's, which grows with the batch.
// CHECK-LABEL: kernel.program @apart
// CHECK: kernel.launch @elementwise_0 extent <16 + 0 * batch> buffers [#kernel.extent<256 + 0 * batch>, #kernel.extent<320 + 0 * batch>]
// CHECK: kernel.launch @elementwise_0 extent <16 + 0 * batch> buffers [#kernel.extent<320 + 0 * batch>, #kernel.extent<256 + 0 * batch>]
// APART-LABEL: kernel.program @apart
// APART: kernel.launch @elementwise_0 extent <16 + 0 * batch> buffers [#kernel.extent<256 + 0 * batch>, #kernel.extent<320 + 0 * batch>]
// APART: kernel.launch @elementwise_0 extent <16 + 0 * batch> buffers [#kernel.extent<320 + 0 * batch>, #kernel.extent<384 + 0 * batch>]
// APART: kernel.launch @elementwise_0 extent <16 + 0 * batch> buffers [#kernel.extent<384 + 0 * batch>, #kernel.extent<256 + 0 * batch>]
func.func @apart(%x: tensor<16xf32>) -> tensor<16xf32> {
  %0 = nn.tanh %x : tensor<16xf32>
  %1 = nn.tanh %0 : tensor<16xf32>
  %2 = nn.tanh %1 : tensor<16xf32>
  return %2 : tensor<16xf32>
}

// -----

// The same of what grows with the batch: a second sum's workspace does not lie where the first's did.
// CHECK-LABEL: kernel.program @workspaces
// CHECK: buffers [{{.*}}, #kernel.extent<[[FIXED:[0-9]+]] + 1024 * batch>]
// CHECK: buffers [{{.*}}, #kernel.extent<[[FIXED]] + 1024 * batch>]
// APART-LABEL: kernel.program @workspaces
// APART: buffers [{{.*}}, #kernel.extent<[[FIXED:[0-9]+]] + 1024 * batch>]
// APART: buffers [{{.*}}, #kernel.extent<[[FIXED]] + 1152 * batch>]
func.func @workspaces(%x: tensor<?x8x8x4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = nn.channel_sum %x : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  %1 = nn.channel_sum %x : (tensor<?x8x8x4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// -----

// With gaps of 100 bytes, places of 64 bytes are 192 bytes apart, and none is used again. What grows with the batch has a gap for each
// example. An update is still computed in its parameter's place.
// GAP: module attributes {kernel.step_values = array<i64: 192, 320, 448, 576>}
// GAP: nn.parameter @parameter {{.*}} {kernel.offset = 0 : i64}
// GAP: kernel.program @gaps inputs [#kernel.placed<"" : tensor<?x16xf32> at <896 + 0 * batch>>, #kernel.placed<"" : tensor<16xf32> at <704 + 0 * batch>>]
// GAP-SAME: outputs [#kernel.placed<"" : tensor<?x16xf32> at <896 + 384 * batch>>] arena <896 + 576 * batch>
// GAP: kernel.launch {{.*}} buffers [#kernel.extent<896 + 0 * batch>, #kernel.extent<896 + 192 * batch>]
// GAP: kernel.launch {{.*}} buffers [#kernel.extent<896 + 192 * batch>, #kernel.extent<896 + 384 * batch>]
// GAP: kernel.launch {{.*}} buffers [#kernel.extent<0 + 0 * batch>, #kernel.extent<704 + 0 * batch>, #kernel.extent<320 + 0 * batch>, #kernel.extent<0 + 0 * batch>]
nn.parameter @parameter trainable : tensor<16xf32> = #nn.initializer<constant, 0.0, 0.0>
func.func @gaps(%x: tensor<?x16xf32>, %g: tensor<16xf32>) -> tensor<?x16xf32> {
  %0 = nn.tanh %x : tensor<?x16xf32>
  %1 = nn.tanh %0 : tensor<?x16xf32>
  %p = nn.load @parameter : tensor<16xf32>
  %rate = nn.step_value learning_rate : tensor<f32>
  %new = nn.sgd_update %p, %g, %rate : (tensor<16xf32>, tensor<16xf32>, tensor<f32>) -> tensor<16xf32>
  nn.store %new, @parameter : tensor<16xf32>
  return %1 : tensor<?x16xf32>
}
