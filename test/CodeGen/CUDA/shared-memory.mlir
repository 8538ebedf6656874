// What a block takes of shared memory fits any GPU, of which those of sm_86 grant a block the least, 101376 bytes.
// RUN: anabranch-opt %s --generate-cuda-kernels --canonicalize --cse | FileCheck %s
// RUN: anabranch-opt %s --generate-cuda-kernels="warpgroups=true shared-bytes=232448" --canonicalize --cse | FileCheck %s

// A thread sums eight channels, as many as one load moves: 256 x 8 numbers for each of the sums.
// CHECK-LABEL: func.func @sums(
// CHECK: gpu.launch {{.*}} dynamic_shared_memory_size %c98304_i32
// CHECK: vector.load {{.*}} vector<8xbf16>
func.func @sums(%extent: index, %x: memref<?x64xbf16>, %s0: memref<64xf32>, %s1: memref<64xf32>, %s2: memref<64xf32>, %s3: memref<64xf32>, %s4: memref<64xf32>, %s5: memref<64xf32>, %s6: memref<64xf32>, %s7: memref<64xf32>, %s8: memref<64xf32>, %s9: memref<64xf32>, %s10: memref<64xf32>, %s11: memref<64xf32>, %workspace: memref<?xi8>) {
  kernel.elementwise inputs(%x : memref<?x64xbf16>) into(%s0, %s1, %s2, %s3, %s4, %s5, %s6, %s7, %s8, %s9, %s10, %s11, %workspace : memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<?xi8>) domain tensor<?x64xf32>
     {reduction_count = 12 : i64} epilogue {
  ^bb0(%e: bf16):
    %z = arith.extf %e : bf16 to f32
    kernel.yield %z, %z, %z, %z, %z, %z, %z, %z, %z, %z, %z, %z : f32, f32, f32, f32, f32, f32, f32, f32, f32, f32, f32, f32
  }
  return
}

// Of one sum more a thread has fewer channels.
// CHECK-LABEL: func.func @many_sums(
// CHECK: gpu.launch {{.*}} dynamic_shared_memory_size %c53248_i32
// CHECK: vector.load {{.*}} vector<4xbf16>
func.func @many_sums(%extent: index, %x: memref<?x64xbf16>, %s0: memref<64xf32>, %s1: memref<64xf32>, %s2: memref<64xf32>, %s3: memref<64xf32>, %s4: memref<64xf32>, %s5: memref<64xf32>, %s6: memref<64xf32>, %s7: memref<64xf32>, %s8: memref<64xf32>, %s9: memref<64xf32>, %s10: memref<64xf32>, %s11: memref<64xf32>, %s12: memref<64xf32>, %workspace: memref<?xi8>) {
  kernel.elementwise inputs(%x : memref<?x64xbf16>) into(%s0, %s1, %s2, %s3, %s4, %s5, %s6, %s7, %s8, %s9, %s10, %s11, %s12, %workspace : memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<64xf32>, memref<?xi8>) domain tensor<?x64xf32>
     {reduction_count = 13 : i64} epilogue {
  ^bb0(%e: bf16):
    %z = arith.extf %e : bf16 to f32
    kernel.yield %z, %z, %z, %z, %z, %z, %z, %z, %z, %z, %z, %z, %z : f32, f32, f32, f32, f32, f32, f32, f32, f32, f32, f32, f32, f32
  }
  return
}

// A row of up to 48 taps is a launch, which sums for each of its 256 threads.
// CHECK-LABEL: func.func @taps(
// CHECK: gpu.launch {{.*}} dynamic_shared_memory_size %c48128_i32
// CHECK: gpu.launch
// CHECK-NOT: gpu.launch
func.func @taps(%extent: index, %x: memref<?x4x128x8xf32>, %dy: memref<?x4x128x8xf32>, %dw: memref<1x47x8xf32>, %workspace: memref<?xi8>) {
  kernel.depthwise_kernel_grad lhs(%x : memref<?x4x128x8xf32>) rhs(%dy : memref<?x4x128x8xf32>)
      into(%dw, %workspace : memref<1x47x8xf32>, memref<?xi8>) domain tensor<1x47x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 23, 23>, dilations = array<i64: 1, 1>}
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

// A longer row is parts.
// CHECK-LABEL: func.func @many_taps(
// CHECK: gpu.launch {{.*}} dynamic_shared_memory_size %c26624_i32
// CHECK: gpu.launch {{.*}} dynamic_shared_memory_size %c25600_i32
// CHECK: gpu.launch
// CHECK-NOT: gpu.launch
func.func @many_taps(%extent: index, %x: memref<?x4x128x8xf32>, %dy: memref<?x4x128x8xf32>, %dw: memref<1x51x8xf32>, %workspace: memref<?xi8>) {
  kernel.depthwise_kernel_grad lhs(%x : memref<?x4x128x8xf32>) rhs(%dy : memref<?x4x128x8xf32>)
      into(%dw, %workspace : memref<1x51x8xf32>, memref<?xi8>) domain tensor<1x51x8xf32>
      {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 25, 25>, dilations = array<i64: 1, 1>}
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
