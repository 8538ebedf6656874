// RUN: anabranch-opt %s --split-input-file --verify-diagnostics --emulate-device=pass-functions=true | FileCheck %s

// CHECK-DAG: llvm.func @anabranch_emulated_thread() -> i32
// CHECK-DAG: llvm.func @anabranch_emulated_barrier()
// CHECK-DAG: llvm.func @anabranch_emulated_shared() -> !llvm.ptr
// CHECK: llvm.func @fill_launch_0(%{{.*}}: i32, %[[BUFFERS:.*]]: !llvm.ptr)
// CHECK: %[[PLACE:.*]] = llvm.getelementptr %[[BUFFERS]][0]
// CHECK: %[[X:.*]] = llvm.load %[[PLACE]]
// CHECK: llvm.call @anabranch_emulated_shared()
// CHECK: %[[THREAD:.*]] = llvm.call @anabranch_emulated_thread()
// CHECK: llvm.call @anabranch_emulated_barrier()
// CHECK: llvm.store %[[THREAD]], %[[X]]
// CHECK: %[[FUNCTION:.*]] = llvm.mlir.addressof @fill_launch_0
// CHECK: llvm.call @anabranch_launch(%[[FUNCTION]],
llvm.func @anabranch_launch(!llvm.ptr, i64, i64, i64, i64, i64, !llvm.ptr, i64)
gpu.module @device {
  llvm.mlir.global external @__dynamic_shmem__0() {addr_space = 3 : i32} : !llvm.array<0 x i8>
  llvm.func @fill_launch_0(%extent: i32, %x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    %shared = llvm.mlir.addressof @__dynamic_shmem__0 : !llvm.ptr<3>
    %thread = nvvm.read.ptx.sreg.tid.x : i32
    llvm.store %thread, %shared : i32, !llvm.ptr<3>
    nvvm.barrier0
    llvm.store %thread, %x : i32, !llvm.ptr
    llvm.return
  }
}
llvm.mlir.global internal constant @fill_launch_0_name("fill_launch_0\00")
llvm.func @fill(%extent: i64, %buffers: !llvm.ptr) {
  %name = llvm.mlir.addressof @fill_launch_0_name : !llvm.ptr
  llvm.call @anabranch_launch(%name, %extent, %extent, %extent, %extent, %extent, %buffers, %extent) : (!llvm.ptr, i64, i64, i64, i64, i64, !llvm.ptr, i64) -> ()
  llvm.return
}

// -----

gpu.module @device {
  llvm.func @unknown_launch_0(%extent: i32) attributes {gpu.kernel, nvvm.kernel} {
    // expected-error@+1 {{has no emulation}}
    nvvm.cp.async.commit.group
    llvm.return
  }
}
