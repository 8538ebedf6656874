// RUN: anabranch-opt %s --outline-launches --split-input-file --verify-diagnostics
// RUN: anabranch-opt %s --outline-launches=shared-bytes=101377 | FileCheck %s

// CHECK: gpu.func @large_launch_0
// CHECK-SAME: kernel.shared_bytes = 101377
func.func @large(%extent: index, %x: memref<?xf32>) {
  %c1 = arith.constant 1 : index
  %bytes = arith.constant 101377 : i32
  // expected-error@+1 {{takes 101377 bytes of shared memory, of which a block can have 101376}}
  gpu.launch blocks(%block, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1)
             threads(%thread, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1)
             dynamic_shared_memory_size %bytes {
    gpu.terminator
  }
  return
}
