// RUN: anabranch-opt %s --outline-launches --verify-diagnostics

func.func @large(%extent: index, %x: memref<?xf32>) {
  %c1 = arith.constant 1 : index
  %bytes = arith.constant 232449 : i32
  // expected-error@+1 {{takes 232449 bytes of shared memory, of which a block can have 232448}}
  gpu.launch blocks(%block, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1)
             threads(%thread, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1)
             dynamic_shared_memory_size %bytes {
    gpu.terminator
  }
  return
}
