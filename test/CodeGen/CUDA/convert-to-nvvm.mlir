// RUN: anabranch-opt %s --pass-pipeline='builtin.module(gpu.module(convert-to-nvvm))' | FileCheck %s

// CHECK-LABEL: gpu.module @device
// CHECK: llvm.mlir.global external @__dynamic_shmem__0() {addr_space = 3 : i32
// CHECK: llvm.func @shared(%{{.*}}: i32) attributes {gpu.kernel, nvvm.kernel}
// CHECK: nvvm.read.ptx.sreg.tid.x
// CHECK: llvm.store %{{.*}}, %{{.*}} : f32, !llvm.ptr<3>
// CHECK: nvvm.barrier0
// CHECK: llvm.intr.fabs
gpu.module @device {
  gpu.func @shared(%extent: i32) kernel {
    %c0 = arith.constant 0 : index
    %thread = gpu.thread_id x
    %bytes = gpu.dynamic_shared_memory : memref<?xi8, #gpu.address_space<workgroup>>
    %m = memref.view %bytes[%c0][] : memref<?xi8, #gpu.address_space<workgroup>> to memref<32xf32, #gpu.address_space<workgroup>>
    %x = arith.constant 1.0 : f32
    memref.store %x, %m[%thread] : memref<32xf32, #gpu.address_space<workgroup>>
    gpu.barrier
    %y = memref.load %m[%c0] : memref<32xf32, #gpu.address_space<workgroup>>
    %z = math.absf %y : f32
    memref.store %z, %m[%thread] : memref<32xf32, #gpu.address_space<workgroup>>
    gpu.return
  }
}
